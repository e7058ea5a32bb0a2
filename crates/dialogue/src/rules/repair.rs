//! Where nothing was understood: ask again, then in another way, then a message or a person; never a loop. And silence, keys,
//! and read-backs that the caller did not agree to.

use super::heard::{Heard, Use};
use super::turn::{OFFER_PERSON, Turn};
use crate::phrases::Phrase;
use crate::{Asked, EngineError, Proposal, TransferReason, Wish, WishKind};
use base::privacy::Personal;
use booking::MessageKind;
use understanding::words::fold;
use understanding::{Agreement, Intent, Utterance};

/// The failure in a row at which another way is tried.
const OTHER_WAY: u32 = 2;

/// Read-backs of one wish that may be declined before a person is offered: nobody is read to for ever.
const READ_BACKS_DECLINED_MAX: u32 = 5;

impl Turn<'_> {
    /// Nothing was made of the words.
    pub(super) async fn not_understood(&mut self, heard: &Heard<'_>) -> Result<(), EngineError> {
        if self.next.asked.is_open() && (asks_something(heard.words) || heard.says.doubtful_question.is_some()) {
            self.ask_or_pass_question_on(heard);
            return Ok(());
        }
        if self.next.asked == Asked::Detail || self.next.asked == Asked::Name {
            return self.take_as_said(heard).await;
        }
        self.fail().await
    }

    /// An answer of free words that no rule knows, such as a rare name: taken as said, and spelled back.
    async fn take_as_said(&mut self, heard: &Heard<'_>) -> Result<(), EngineError> {
        // 'Ach so. Keller.': the name is the last sentence.
        let last = heard.words.trim().trim_end_matches(['.', '!', '?']);
        let last = last.rsplit(['.', '!', '?', ',']).next().unwrap_or_default().trim();
        let letters = last.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'));
        let name = !last.is_empty() && letters && last.split_whitespace().count() <= 3 && !heard.names_facts();
        if self.next.asked == Asked::Name && name && heard.says.intents.is_empty() && self.next.failures > 0 {
            self.next.wish.name = Some(last.into());
            self.next.wish.name_checked = false;
            return self.go_on().await;
        }
        self.fail().await
    }

    /// A failure to understand at the present question.
    pub(super) async fn fail(&mut self) -> Result<(), EngineError> {
        self.next.failures += 1;
        match (self.next.failures, self.next.asked) {
            (1, Asked::Wish | Asked::None) => {
                self.say(Phrase::NotUnderstoodRepeat, &[]);
                // Not `wait_for`: it is still the same question that failed.
                self.next.asked = Asked::Repeat;
                Ok(())
            }
            // Who says it again has perhaps nothing more: the question stands.
            (1, Asked::More) => {
                self.say(Phrase::NotUnderstoodRepeat, &[]);
                Ok(())
            }
            (_, Asked::Transfer) if self.next.failures >= OTHER_WAY => self.give_up(),
            (OTHER_WAY, _) => self.other_way().await,
            (failures, _) if failures > OFFER_PERSON => self.give_up(),
            (OFFER_PERSON, _) => {
                self.say(Phrase::OfferTransfer, &[]);
                self.wait_for(Asked::Transfer);
                Ok(())
            }
            _ => self.ask_again().await,
        }
    }

    /// What was said cannot be dealt with; says so, and counts it as a failure.
    pub(super) async fn stumble(&mut self, phrase: Phrase, values: &[(&str, &str)]) -> Result<Use, EngineError> {
        self.say(phrase, values);
        self.next.failures += 1;
        if self.next.failures >= OFFER_PERSON {
            self.fail().await?;
        } else {
            self.resume().await?;
        }
        Ok(Use::Complete)
    }

    /// The same thing asked in another way: choices instead of an open question, letters instead of a name.
    async fn other_way(&mut self) -> Result<(), EngineError> {
        match self.next.asked {
            Asked::Name if !self.identifying() => {
                self.say(Phrase::SpellName, &[]);
                self.next.asked = Asked::Spelling;
            }
            Asked::Spelling if self.next.wish.name.is_some() => {
                self.take_name_by_ear();
                return self.go_on().await;
            }
            Asked::Date if self.next.wish.kind == Some(WishKind::Book) && self.next.wish.part.service.is_some() => {
                self.next.wish.when = Some(self.any_time());
                self.next.wish.day_open = false;
                self.next.wish.when_unclear = false;
                self.go_on().await?;
                // It is still the same point at which nothing was understood.
                self.next.failures = OTHER_WAY;
            }
            Asked::Repeat | Asked::Wish | Asked::None => {
                self.say(Phrase::AskWishAgain, &[]);
                self.next.asked = Asked::Wish;
            }
            _ => return self.ask_again().await,
        }
        Ok(())
    }

    /// The last resort: somebody calls back where that is possible, else a person at once.
    fn give_up(&mut self) -> Result<(), EngineError> {
        if self.scene.number.is_none() {
            self.transfer(TransferReason::Failure);
            return Ok(());
        }
        let language = self.business().languages.first().copied().unwrap_or(self.language());
        let note = self.word(Phrase::NoteCallback, language, &[]);
        self.next.wish.message = Some(note.into());
        self.next.wish.phone.clone_from(&self.scene.number);
        self.leave(MessageKind::Callback);
        // Said when the message is kept: `Asked::None` with a message pending means goodbye.
        self.next.wish.message_kind = Some(MessageKind::Callback);
        self.wait_for(Asked::None);
        Ok(())
    }

    pub(super) async fn silence(&mut self) -> Result<(), EngineError> {
        self.say(Phrase::StillThere, &[]);
        self.ask_again().await
    }

    /// Keys: a telephone number, a choice, 0 for a person; else read as words.
    pub(super) async fn digits(&mut self, digits: &str) -> Result<(), EngineError> {
        if self.next.asked == Asked::Phone && self.phone_from_keys(digits) {
            return self.go_on().await;
        }
        if self.next.asked == Asked::Phone && !self.next.wish.keys.reveal().is_empty() {
            // The rest of the number is to come.
            self.next.wish.phone = None;
            self.say(Phrase::AskPhoneAgain, &[]);
            return Ok(());
        }
        let number = digits.trim_end_matches('#').parse::<usize>().ok();
        match number {
            Some(0) if digits.len() == 1 => {
                self.transfer(TransferReason::Wish);
                Ok(())
            }
            Some(number) if self.next.asked == Asked::Choice && (1..=self.next.offered.len()).contains(&number) => {
                self.next.wish.visit = self.next.offered.get(number - 1).cloned();
                self.next.offered.clear();
                self.next.failures = 0;
                self.go_on().await
            }
            _ => {
                let utterance = self.read(&digits.into());
                self.words(&utterance).await
            }
        }
    }

    /// The caller did not agree to a read-back: what was said instead corrects it, asks something, or gives it up.
    pub(super) async fn declined(&mut self, proposal: &Proposal, utterance: &Utterance) -> Result<(), EngineError> {
        self.restore(proposal);
        self.next.wish.read_backs_declined += 1;
        if self.next.wish.read_backs_declined >= READ_BACKS_DECLINED_MAX {
            self.offer_transfer(Phrase::OfferTransfer);
            return Ok(());
        }
        let heard = Heard::of(utterance);
        self.intents.clone_from(&heard.says.intents);
        if self.at_once(&heard).await? == Use::Complete {
            return Ok(());
        }
        let before = self.next.wish.clone();
        self.drop_disputed_detail(&heard);
        let wants =
            heard.says.intents.iter().any(|intent| !matches!(intent, Intent::No | Intent::Yes | Intent::Complaint));
        if matches!(proposal, Proposal::Book { .. }) && heard.no() && !wants && self.next.wish == before {
            match self.answer_change(&heard) {
                Use::Complete => return Ok(()),
                Use::Some => return self.go_on().await,
                Use::None => {}
            }
        }
        self.take_kind(&heard);
        self.take_facts(&heard, Use::None);
        let informed = self.inform(&heard);
        if informed == Use::Complete {
            return Ok(());
        }
        if self.mishears_the_name(proposal, &heard, &before) {
            return match self.reject_name() {
                Use::Complete => Ok(()),
                _ => self.go_on().await,
            };
        }
        let changed = self.next.wish != before;
        if !changed && !heard.says.hints.is_empty() {
            // A remark on the name's letters that fits no letter of it: they are asked for.
            self.next.wish.names_rejected = self.next.wish.names_rejected.max(1);
            return match self.reject_name() {
                Use::Complete => Ok(()),
                _ => self.go_on().await,
            };
        }
        if changed || (informed == Use::Some && !heard.no()) {
            self.next.failures = 0;
            return self.go_on().await;
        }
        if matches!(proposal, Proposal::Book { .. }) && self.next.wish.kind.is_none() {
            // Given up, and said so.
            self.ask(Asked::More);
            return Ok(());
        }
        if let Some(name) = another_name(proposal, utterance) {
            // Said without a word of correction: spelled back before it counts.
            (self.next.wish.name, self.next.wish.name_checked) = (Some(name), false);
            return self.go_on().await;
        }
        self.refused(proposal, &heard).await
    }

    /// Whether the name alone is disputed, and hearing it once more will not help: the caller calls it wrong and says what is
    /// understood as the same again, or corrects it for the second time.
    fn mishears_the_name(&mut self, proposal: &Proposal, heard: &Heard<'_>, before: &Wish) -> bool {
        let (Proposal::Book { name: read, .. }, Some(said)) = (proposal, &heard.says.name) else { return false };
        let wish = &mut self.next.wish;
        let rest = Wish { name: before.name.clone(), name_checked: before.name_checked, ..wish.clone() };
        if !heard.no() || rest != *before {
            return false;
        }
        if fold(said.value.reveal()) == fold(read.reveal()) {
            // What it is heard as is known: letters are the next way.
            wish.names_rejected = wish.names_rejected.max(1);
            return true;
        }
        let again = wish.names_rejected > 0;
        if !again {
            wish.names_rejected = 1;
        }
        again
    }

    /// No, without saying what instead.
    async fn refused(&mut self, proposal: &Proposal, heard: &Heard<'_>) -> Result<(), EngineError> {
        let clear_no = heard.no() || heard.says.agreement == Agreement::No;
        if !matches!(proposal, Proposal::Book { .. }) && clear_no {
            self.forget_wish();
            self.say(Phrase::AppointmentStays, &[]);
            self.ask(Asked::More);
            return Ok(());
        }
        if heard.says.agreement == Agreement::Unclear {
            // Three times neither yes nor no. What was said so far is kept, should it be wanted after all.
            self.say(Phrase::NothingBooked, &[]);
            self.next.wish.kind = None;
            self.ask(Asked::More);
            return Ok(());
        }
        self.next.failures += 1;
        if self.next.failures >= OTHER_WAY {
            self.say(Phrase::OfferTransfer, &[]);
            self.wait_for(Asked::Transfer);
            return Ok(());
        }
        if heard.yes() && !heard.no() {
            // 'Yes, but will you text me a reminder?': what was agreed stands, and is read back again.
            self.say(Phrase::NotKnown, &[]);
            return self.go_on().await;
        }
        self.say(Phrase::AskChange, &[]);
        // Not `wait_for`: a second no counts on.
        self.next.asked = Asked::Wish;
        Ok(())
    }

    /// Brings the wish back to what was proposed.
    fn restore(&mut self, proposal: &Proposal) {
        let wish = &mut self.next.wish;
        match proposal {
            Proposal::Book { visit, name, details, .. } => {
                wish.kind = Some(WishKind::Book);
                // The parts are those of the visit already, unless another engine proposed it.
                if wish.parts().any(|part| part.service.is_none()) {
                    wish.take_parts_of(visit);
                }
                wish.visit = Some(visit.clone());
                wish.name = Some(name.clone());
                wish.details = details.clone();
            }
            Proposal::Move { from, to } => {
                wish.kind = Some(WishKind::Move);
                wish.appointment = Some(from.clone());
                wish.visit = Some(to.clone().into());
            }
            Proposal::Cancel { appointment } => {
                wish.kind = Some(WishKind::Cancel);
                wish.appointment = Some(appointment.clone());
            }
        }
        self.next.asked = Asked::Confirm;
    }
}

/// A name said in answer to the read-back, other than the one read.
fn another_name(proposal: &Proposal, utterance: &Utterance) -> Option<Personal<String>> {
    let Proposal::Book { name, .. } = proposal else { return None };
    utterance.name_alone.clone().filter(|said| !said.reveal().eq_ignore_ascii_case(name.reveal()))
}

/// Whether words that no rule knows are at least a question.
fn asks_something(words: &str) -> bool {
    const OPENINGS: [&str; 22] = [
        "machen sie",
        "macht ihr",
        "haben sie",
        "habt ihr",
        "gibt es",
        "kann ich",
        "kann man",
        "nehmen sie",
        "nehmt ihr",
        "bieten sie",
        "bietet ihr",
        "wissen sie",
        "wie",
        "was",
        "warum",
        "do you",
        "are you",
        "is there",
        "can i",
        "what",
        "how",
        "why",
    ];
    let words = words.trim().to_lowercase();
    let opens = OPENINGS.iter().any(|opening| words.strip_prefix(opening).is_some_and(|rest| rest.starts_with(' ')));
    words.split_whitespace().count() >= 4 && (opens || words.ends_with('?'))
}
