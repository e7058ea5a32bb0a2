//! Where nothing was understood: ask again, then in another way, then a message or a person; never a loop. And silence.

use crate::phrases::Phrase;
use crate::tasks::{CallerName, Phone, Step, WishedTime};
use crate::turn::{OFFER_PERSON, OTHER_WAY, Turn};
use crate::{Asked, EngineError, MessageKind, TransferReason, WishKind};
use booking::Message;
use understanding::{Cue, Utterance};

/// The most words of a name that no rule knows.
const NAME_WORDS_MAX: usize = 3;

impl Turn<'_> {
    /// Nothing was made of the words.
    pub(super) async fn not_understood(&mut self, utterance: &Utterance) -> Result<(), EngineError> {
        let asks = utterance.parsed.has(Cue::AsksSomething) || utterance.says().doubtful_question.is_some();
        let step = if self.next.asked.is_open() && asks {
            self.ask_or_pass_question_on(utterance)
        } else if let Some(name) = self.name_as_said(utterance) {
            // An answer that no rule knows, such as a rare name: taken as said, and spelled back.
            self.next.caller.name = CallerName::Heard(name.into());
            Step::GoOn
        } else {
            Step::Fail
        };
        self.carry_out(step).await
    }

    /// The name that words may be which were not understood as one for the second time. 'Ach so. Keller.': it is the last
    /// sentence.
    fn name_as_said(&self, utterance: &Utterance) -> Option<String> {
        let tried = self.next.asked == Asked::Name && self.next.failures > 0;
        let plain = !utterance.names_facts() && utterance.says().intents.is_empty();
        let last = utterance.words.reveal().trim().trim_end_matches(['.', '!', '?']);
        let last = last.rsplit(['.', '!', '?', ',']).next().unwrap_or_default().trim();
        let letters = last.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'));
        let name = !last.is_empty() && letters && last.split_whitespace().count() <= NAME_WORDS_MAX;
        (tried && plain && name).then(|| last.to_owned())
    }

    /// A failure to understand at the present question; gives what follows.
    pub(super) async fn fail(&mut self) -> Result<Option<Step>, EngineError> {
        self.next.failures += 1;
        Ok(Some(match (self.next.failures, self.next.asked) {
            (1, Asked::Wish | Asked::None) => {
                self.say(Phrase::NotUnderstoodRepeat, &[]);
                // Not `wait_for`: it is still the same question that failed.
                self.next.asked = Asked::Repeat;
                Step::Wait(Asked::Repeat)
            }
            // Who says it again has perhaps nothing more: the question stands.
            (1, Asked::More) => {
                self.say(Phrase::NotUnderstoodRepeat, &[]);
                Step::Wait(Asked::More)
            }
            (OTHER_WAY.., Asked::Transfer) => self.give_call_up(),
            (OTHER_WAY, Asked::Spelling | Asked::Date | Asked::Time) if self.next.is_identifying() => {
                return Ok(self.pass_own_on());
            }
            (OTHER_WAY, _) => return self.other_way().await,
            (failures, _) if failures > OFFER_PERSON => self.give_call_up(),
            (OFFER_PERSON, _) => Step::OfferPerson(Phrase::OfferTransfer),
            _ => self.asked_again(),
        }))
    }

    /// Whose appointment it is cannot be found out: it is passed on.
    fn pass_own_on(&mut self) -> Option<Step> {
        let own = self.next.tasks.own().cloned()?;
        Some(own.pass_on(Phrase::OwnNotFoundMessage, self))
    }

    /// What was asked is asked again, in another wording after a failure.
    pub(super) fn asked_again(&self) -> Step {
        match self.next.asked {
            Asked::Which | Asked::Confirm => Step::GoOn,
            asked => Step::Ask(asked),
        }
    }

    /// What was said cannot be dealt with; says so, and counts it as a failure.
    pub(super) fn stumble(&mut self, phrase: Phrase) -> Step {
        let business = self.business().name.as_str();
        self.say(phrase, &[("business", business)]);
        self.next.failures += 1;
        if self.next.failures >= OFFER_PERSON { Step::Fail } else { self.resumed() }
    }

    /// The same thing asked in another way: choices instead of an open question, letters instead of a name.
    async fn other_way(&mut self) -> Result<Option<Step>, EngineError> {
        let asked = self.next.asked;
        let books = self.next.tasks.kind() == Some(WishKind::Book);
        match asked {
            Asked::Name if !self.next.is_identifying() => {
                self.say(Phrase::SpellName, &[]);
                self.next.asked = Asked::Spelling;
            }
            Asked::Spelling if self.next.caller.name.said().is_some() => {
                self.take_name_by_ear();
                return Ok(Some(Step::GoOn));
            }
            Asked::Date if books && self.next.tasks.booking().parts.services().next().is_some() => {
                let any = WishedTime::settled(self.any_time());
                self.next.tasks.booking_mut().target.time = Some(any);
                Box::pin(self.go_on()).await?;
                // It is still the same point at which nothing was understood.
                self.next.failures = OTHER_WAY;
            }
            Asked::Repeat | Asked::Wish | Asked::None => {
                self.say(Phrase::AskWishAgain, &[]);
                self.next.asked = Asked::Wish;
            }
            _ => return Ok(Some(self.asked_again())),
        }
        Ok(None)
    }

    /// The last resort: somebody calls back where that is possible, else a person at once.
    pub(super) fn give_call_up(&mut self) -> Step {
        let Some(own) = self.scene.number.clone() else { return Step::HandOver(TransferReason::Failure) };
        let language = self.owners_language();
        let text = self.word(Phrase::NoteCallback, language, &[]).into();
        self.next.caller.phone = Phone::Checked(own.clone());
        let name = self.next.caller.name.said().cloned();
        self.next.tasks.forget();
        self.deeds.push(crate::Deed::Leave(Message { kind: MessageKind::Callback, text, name, phone: Some(own) }));
        // Said when the message is kept: then nothing more is asked.
        Step::Wait(Asked::None)
    }

    /// The caller says nothing. What was asked twice already is not asked a third time.
    pub(super) async fn silence(&mut self, times: u32) -> Result<(), EngineError> {
        self.say(Phrase::StillThere, &[]);
        if times > 1 || self.next.failures > 0 {
            return Ok(());
        }
        let step = self.asked_again();
        self.carry_out(step).await?;
        self.ask_nothing_thrice().await?;
        // Who does not understand the question either hears it in another way next.
        self.next.failures = 1;
        Ok(())
    }
}
