//! Something for the owner: a message with what it is about, from whom, and where to call back; and a request under the GDPR.

use super::{Caller, CallerName, Phone, Step, Took};
use crate::turn::{OFFER_PERSON, Turn};
use crate::{Asked, MessageKind, Who};
use base::privacy::Personal;
use booking::Message;
use understanding::words::tokens;
use understanding::{Cue, Intent, Utterance};

/// From this many words on, what was said is taken as the message itself.
const MESSAGE_WORDS_MIN: usize = 9;
/// Up to this many words an answer may be a name, a yes or a no in place of a message.
const SHORT_WORDS_MAX: usize = 3;
/// Up to this many words a yes to the offer of a message is nothing but that ('yes please ask them').
const AGREEING_WORDS_MAX: usize = 6;
/// What is wanted anew where a message was only offered.
const WISHES: [Intent; 6] =
    [Intent::Book, Intent::Move, Intent::Cancel, Intent::Mine, Intent::Availability, Intent::Price];

/// A message on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageDraft {
    /// What it is about; never [`MessageKind::Privacy`], which is a [`DataRequest`].
    pub kind: MessageKind,
    /// The text so far.
    pub text: Option<Personal<String>>,
    /// It was offered, and not asked for: something else may be wanted instead.
    pub offered: bool,
}

/// A request under the GDPR: access, erasure and the like (P20). By phone it is only taken.
#[derive(Debug, Clone, PartialEq)]
pub struct DataRequest {
    /// What is asked for, in the caller's words.
    pub text: Personal<String>,
}

impl DataRequest {
    /// What is missing, or the request, left for the owner.
    pub(crate) fn next(&self, turn: &mut Turn<'_>) -> Step {
        leave(MessageKind::Privacy, &self.text, turn)
    }
}

impl MessageDraft {
    /// Nothing of it is said yet.
    pub fn new(kind: MessageKind) -> Self {
        MessageDraft { kind, text: None, offered: false }
    }

    /// What is missing, or the message, left for the owner.
    pub(crate) fn next(&self, turn: &mut Turn<'_>) -> Step {
        match &self.text {
            Some(text) => leave(self.kind, text, turn),
            None => Step::Ask(Asked::Message),
        }
    }

    /// Takes what is being dictated, or what is answered instead.
    pub(crate) fn answer(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Took {
        let words = utterance.parsed.word_count();
        let short = words <= SHORT_WORDS_MAX;
        if utterance.parsed.has(Cue::GreetingOnly) && !utterance.is_yes() {
            return ask_again(turn);
        }
        if let Some(name) = self.name_instead(utterance, turn).filter(|_| short) {
            self.take_sender(name, turn);
            return Took::Something;
        }
        if utterance.is_no() && short {
            return Took::Step(Step::Over);
        }
        if (self.offered || self.text.is_some()) && wants_something_new(utterance) {
            // Shall I pass that on? – something else is answered instead.
            turn.wait_for(Asked::Wish);
            return Took::Over;
        }
        let offered = std::mem::take(&mut self.offered) && self.text.is_some();
        let agrees = short || (offered && !utterance.parsed.has(Cue::TellsThat) && words <= AGREEING_WORDS_MAX);
        if utterance.is_yes() && agrees {
            // Yes to 'shall I pass that on?'; without a text yet it is asked for.
            return Took::Something;
        }
        if !announces(utterance) {
            self.text = Some(utterance.words.clone());
        }
        if utterance.parsed.has(Cue::AsksForCall) {
            self.kind = MessageKind::Callback;
        }
        Took::Something
    }

    /// Takes a wish to leave a message or to be called back, with what of it was said already.
    pub(crate) fn hear(&mut self, utterance: &Utterance) {
        self.kind = if utterance.parsed.has(Cue::AsksForCall) { MessageKind::Callback } else { MessageKind::Message };
        if self.text.is_none() && carries_message(utterance) {
            self.text = Some(utterance.words.clone());
        }
    }

    /// A name in place of the message, where there is one already or only a call back is wanted.
    fn name_instead(&self, utterance: &Utterance, turn: &Turn<'_>) -> Option<Personal<String>> {
        let open = self.text.is_some() || self.kind == MessageKind::Callback;
        let unnamed = turn.next.caller.name.said().is_none();
        utterance.name_alone.clone().filter(|_| open && unnamed && !utterance.parsed.has(Cue::Topic))
    }

    /// Takes the name of who has nothing more to say than what was said before.
    fn take_sender(&mut self, name: Personal<String>, turn: &mut Turn<'_>) {
        let callers = turn.next.history.iter().rev().filter(|said| said.who == Who::Caller).map(|said| &said.words);
        let asked = callers.into_iter().find(|words| Cue::AsksForCall.is_said(&tokens(words.reveal()))).cloned();
        self.text = self.text.take().or(asked);
        self.offered = false;
        turn.next.caller.name = CallerName::Known(name);
    }
}

/// Whether a message of this kind is answered.
fn is_answered(kind: MessageKind) -> bool {
    matches!(kind, MessageKind::Callback | MessageKind::Complaint | MessageKind::Privacy)
}

/// A message as it would be left now, whatever is missing of it.
pub(crate) fn as_it_is(kind: MessageKind, text: Personal<String>, caller: &Caller) -> Message {
    let phone = match &caller.phone {
        Phone::Checked(number) => Some(number.clone()),
        Phone::Unknown | Phone::Keys(_) | Phone::Said(_) => None,
    };
    Message { kind, text, name: caller.name.said().cloned(), phone }
}

/// What is missing of a message with a text, or the message, left for the owner.
fn leave(kind: MessageKind, text: &Personal<String>, turn: &mut Turn<'_>) -> Step {
    let (caller, answered) = (&mut turn.next.caller, is_answered(kind));
    if let (Phone::Unknown, Some(own)) = (&caller.phone, &turn.scene.number) {
        // The line's own number needs no asking, and is known should the caller hang up before the name is.
        caller.phone = Phone::Checked(own.clone());
    }
    let Some(name) = caller.name.said().cloned() else { return Step::Ask(Asked::Name) };
    let phone = match &caller.phone {
        Phone::Checked(number) => Some(number.clone()),
        Phone::Said(_) => return Step::Ask(Asked::Phone),
        Phone::Unknown | Phone::Keys(_) if answered => return Step::Ask(Asked::Phone),
        Phone::Unknown | Phone::Keys(_) => None,
    };
    Step::Leave(Message { kind, text: text.clone(), name: Some(name), phone })
}

/// 'Hallo?': nothing was said, and what was asked stands.
fn ask_again(turn: &mut Turn<'_>) -> Took {
    turn.next.failures += 1;
    if turn.next.failures >= OFFER_PERSON {
        return Took::Step(Step::Fail);
    }
    turn.say_last();
    Took::Step(Step::Wait(Asked::Message))
}

fn wants_something_new(utterance: &Utterance) -> bool {
    let tells = utterance.wants(Intent::Message) || utterance.parsed.has(Cue::TellsThat);
    let facts = utterance.says().service.is_some() || utterance.names_time();
    !tells && (facts || WISHES.iter().any(|intent| utterance.wants(*intent)))
}

/// Whether words say only that a message is to come.
fn announces(utterance: &Utterance) -> bool {
    let announced = utterance.wants(Intent::Message) && utterance.parsed.has(Cue::AnnouncesMessage);
    announced && !carries_message(utterance)
}

/// Whether words hold a message and do not only announce one.
fn carries_message(utterance: &Utterance) -> bool {
    utterance.parsed.has(Cue::TellsThat) || utterance.parsed.words().count() >= MESSAGE_WORDS_MIN
}
