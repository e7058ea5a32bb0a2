//! Messages: what, from whom, and where to call back if somebody is to.

use super::at_once::is_only_greeting;
use super::heard::{Heard, Use};
use super::turn::{OFFER_PERSON, Turn};
use crate::phrases::Phrase;
use crate::{Asked, Deed, EngineError, Role, Who, WishKind};
use base::privacy::Personal;
use booking::{Message, MessageKind};
use understanding::Intent;

/// One word that is what a call back is about, and nobody's name.
const TOPICS: [&str; 24] = [
    "reklamation",
    "rechnung",
    "rückruf",
    "termin",
    "frage",
    "gutschein",
    "angebot",
    "reparatur",
    "auto",
    "bremsen",
    "wagen",
    "bestellung",
    "beschwerde",
    "rezept",
    "unterlagen",
    "kostenvoranschlag",
    "invoice",
    "bill",
    "complaint",
    "quote",
    "voucher",
    "appointment",
    "brakes",
    "prescription",
];

/// From this many words on, what was said is taken as the message itself.
const MESSAGE_WORDS_MIN: usize = 9;

impl Turn<'_> {
    /// The caller wants to leave a message or to be called back.
    pub(super) fn begin_message(&mut self, heard: &Heard<'_>) -> Use {
        let kind = if asks_for_call(heard.words) { MessageKind::Callback } else { MessageKind::Message };
        self.turn_to_message(kind);
        if self.next.wish.message.is_none() && carries_message(heard.words) {
            self.next.wish.message = Some(heard.words.into());
        }
        Use::Some
    }

    /// What was said is itself the message.
    pub(super) fn pass_on(&mut self, heard: &Heard<'_>, kind: MessageKind, phrase: Phrase) -> Use {
        self.turn_to_message(kind);
        self.next.wish.message = Some(heard.words.into());
        self.say(phrase, &[]);
        Use::Some
    }

    /// What was wanted cannot be had, and the phrase that says so asks for a message.
    pub(super) fn take_message_instead(&mut self, phrase: Phrase) {
        self.turn_to_message(MessageKind::Message);
        self.next.wish.message = None;
        self.say(phrase, &[]);
        self.wait_for(Asked::Message);
    }

    fn turn_to_message(&mut self, kind: MessageKind) {
        let wish = &mut self.next.wish;
        // A booking under way goes on when the message is left.
        wish.after_message = wish.kind.filter(|kind| *kind == WishKind::Book);
        wish.kind = Some(WishKind::Message);
        wish.message_kind = Some(kind);
    }

    pub(super) async fn message(&mut self) -> Result<(), EngineError> {
        let kind = self.next.wish.message_kind.unwrap_or(MessageKind::Message);
        if self.next.wish.message.is_none() {
            self.ask(Asked::Message);
            return Ok(());
        }
        if self.next.wish.name.is_none() {
            self.ask(Asked::Name);
            return Ok(());
        }
        let answered = matches!(kind, MessageKind::Callback | MessageKind::Complaint | MessageKind::Privacy);
        if answered && self.next.wish.phone.is_none() {
            // The line's own number needs no asking.
            self.next.wish.phone.clone_from(&self.scene.number);
            self.next.wish.phone_checked = true;
        }
        if answered && !(self.next.wish.phone.is_some() && self.next.wish.phone_checked) {
            self.ask(Asked::Phone);
            return Ok(());
        }
        self.leave(kind);
        Ok(())
    }

    /// Leaves the message as it stands.
    pub(super) fn leave(&mut self, kind: MessageKind) {
        let wish = &self.next.wish;
        let answered = matches!(kind, MessageKind::Callback | MessageKind::Complaint | MessageKind::Privacy);
        let message = Message {
            kind,
            text: wish.message.clone().unwrap_or_default(),
            name: wish.name.clone(),
            phone: wish.phone.clone().filter(|_| answered),
        };
        self.deeds.push(Deed::Leave(message));
        self.wait_for(Asked::More);
    }

    /// The message being dictated.
    pub(super) async fn answer_message(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        let short = heard.words.split_whitespace().count() <= 3;
        if is_only_greeting(heard.words) && !heard.yes() {
            // 'Hallo?': nothing was said, and what was asked stands.
            self.next.failures += 1;
            if self.next.failures >= OFFER_PERSON {
                self.fail().await?;
            } else {
                self.ask_last();
            }
            return Ok(Use::Complete);
        }
        if let Some(name) = self.name_instead(heard).filter(|_| short) {
            return Ok(self.take_sender(name));
        }
        if heard.no() && short {
            self.next.wish.message = None;
            self.next.wish.kind = self.next.wish.after_message.take();
            if self.next.wish.kind.is_none() {
                self.ask(Asked::More);
                return Ok(Use::Complete);
            }
            return Ok(Use::Some);
        }
        if self.offered_message() && self.wants_something_new(heard) {
            // Shall I pass that on? – something else is answered instead.
            self.next.wish.message = None;
            self.next.wish.message_kind = None;
            self.next.wish.kind = match self.next.wish.kind {
                Some(WishKind::Message) => self.next.wish.after_message.take(),
                other => other,
            };
            self.wait_for(Asked::Wish);
            return Ok(Use::None);
        }
        if self.next.wish.kind != Some(WishKind::Message) {
            self.turn_to_message(MessageKind::Message);
        }
        if heard.yes() && short {
            // Yes to 'shall I pass that on?'; without a text yet it is asked for.
            return Ok(Use::Some);
        }
        let announced = heard.wants(Intent::Message) && announces_message(heard.words);
        if !announced {
            self.next.wish.message = Some(heard.words.into());
        }
        if asks_for_call(heard.words) {
            self.next.wish.message_kind = Some(MessageKind::Callback);
        }
        Ok(Use::Some)
    }
}

impl Turn<'_> {
    /// A name in place of the message, where there is one already or only a call back is wanted.
    fn name_instead(&self, heard: &Heard<'_>) -> Option<Personal<String>> {
        let wish = &self.next.wish;
        let open = wish.message.is_some() || wish.message_kind == Some(MessageKind::Callback);
        let topic = heard.words.to_lowercase();
        let topic = topic.split(|c: char| !c.is_alphabetic()).any(|word| TOPICS.contains(&word));
        if !open || wish.name.is_some() || topic {
            return None;
        }
        heard.utterance.name_alone.clone()
    }

    /// Takes the name of who has nothing more to say than what was said before.
    fn take_sender(&mut self, name: Personal<String>) -> Use {
        if self.next.wish.kind != Some(WishKind::Message) {
            self.turn_to_message(MessageKind::Message);
        }
        let asked = self.next.history.iter().rev().filter(|said| said.who == Who::Caller).map(|said| &said.words);
        let asked = asked.into_iter().find(|words| asks_for_call(words.reveal())).cloned();
        let wish = &mut self.next.wish;
        wish.message = wish.message.take().or(asked);
        (wish.name, wish.name_checked) = (Some(name), true);
        Use::Some
    }

    /// Says once more what was asked last.
    fn ask_last(&mut self) {
        let last = self.next.history.iter().rev().find(|said| said.who == Who::Agent);
        match last.map(|said| said.words.reveal().clone()) {
            Some(words) => self.say_text(&words, Role::Plain),
            None => self.say(Phrase::AskMessage, &[]),
        }
    }

    /// 'No, not on this number, it's …' when the message is left already: it is left again with the number said.
    pub(super) fn corrects_number(&mut self, heard: &Heard<'_>) -> bool {
        let left = self.next.wish.left.as_ref().filter(|left| left.phone.is_some());
        let (Some(number), Some(left)) = (&heard.says.number, left) else { return false };
        if left.phone.as_ref() == Some(number) {
            return false;
        }
        let (text, kind) = (left.text.clone(), left.kind);
        self.turn_to_message(kind);
        let wish = &mut self.next.wish;
        (wish.message, wish.phone, wish.phone_checked) = (Some(text), Some(number.clone()), false);
        true
    }

    /// Whether a message was offered and not asked for: there is a text already, or the caller wanted something else.
    fn offered_message(&self) -> bool {
        self.next.wish.kind != Some(WishKind::Message) || self.next.wish.message.is_some()
    }

    fn wants_something_new(&self, heard: &Heard<'_>) -> bool {
        let wishes = [Intent::Book, Intent::Move, Intent::Cancel, Intent::Mine, Intent::Availability, Intent::Price];
        let tells = heard.wants(Intent::Message) || tells_that(heard.words);
        let facts = heard.says.service.is_some() || heard.has_time();
        !tells && (facts || wishes.iter().any(|intent| heard.wants(*intent)))
    }
}

/// Whether words say only that a message is to come.
fn announces_message(words: &str) -> bool {
    const ANNOUNCEMENTS: [&str; 12] = [
        "nachricht hinterlassen",
        "nachricht da",
        "etwas ausrichten",
        "was ausrichten",
        "etwas hinterlassen",
        "richten sie",
        "ausrichten lassen",
        "leave a message",
        "take a message",
        "pass on a message",
        "leave something",
        "pass something on",
    ];
    let lower = words.to_lowercase();
    !carries_message(words) && ANNOUNCEMENTS.iter().any(|announcement| lower.contains(announcement))
}

/// Whether somebody is to call back.
fn asks_for_call(words: &str) -> bool {
    let words = words.to_lowercase();
    let calls = [
        "rückruf",
        "zurückruf",
        "zurück ruf",
        "zurückzuruf",
        "ruft mich",
        "rufen sie mich",
        "call me",
        "call back",
        "callback",
        "ring me",
        "ring back",
        "phone me",
        "give me a call",
        "give me a ring",
        "give me a bell",
        "meldet euch",
        "melden sie sich",
    ];
    calls.iter().any(|call| words.contains(call))
}

/// Whether words hold a message and do not only announce one.
fn carries_message(words: &str) -> bool {
    tells_that(words) || words.split_whitespace().count() >= MESSAGE_WORDS_MIN
}

/// Whether words tell what is so, or why.
fn tells_that(words: &str) -> bool {
    let lower = words.to_lowercase();
    let leads = [
        " dass ",
        " das ich ",
        " that ",
        " weil ",
        " because ",
        " wegen ",
        " about ",
        " regarding ",
        " bezüglich ",
        " es geht um ",
    ];
    leads.iter().any(|lead| lower.contains(lead))
}
