//! The caller's words with what they mean, and the order in which a reply deals with them.

use super::turn::{OFFER_PERSON, Turn};
use crate::hearing::{self, Hearing};
use crate::phrases::Phrase;
use crate::{Asked, EngineError, WishKind};
use base::privacy::Personal;
use jiff::civil::Date;
use understanding::when::{Problem, Shift, When, WhenReading};
use understanding::{Agreement, Intent, Understanding, Utterance};

/// What the caller said, and what was made of it.
pub(super) struct Heard<'w> {
    /// The utterance.
    pub(super) utterance: &'w Utterance,
    /// Its words.
    pub(super) words: &'w str,
    /// What it says, in the light of the conversation.
    pub(super) says: Understanding,
}

/// What a part of the reply made of the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// They had nothing for it.
    None,
    /// They had something; go on.
    Some,
    /// The reply is complete.
    Complete,
}

impl<'w> Heard<'w> {
    /// The utterance as it was read.
    pub(super) fn of(utterance: &'w Utterance) -> Self {
        Heard { utterance, words: utterance.words.reveal(), says: utterance.says().clone() }
    }

    pub(super) fn wants(&self, intent: Intent) -> bool {
        self.says.intents.contains(&intent)
    }

    pub(super) fn yes(&self) -> bool {
        self.says.agreement == Agreement::Yes || (self.wants(Intent::Yes) && !self.no())
    }

    pub(super) fn no(&self) -> bool {
        self.says.agreement == Agreement::No || self.wants(Intent::No)
    }

    /// Whether a fact about an appointment was said.
    pub(super) fn has_facts(&self) -> bool {
        let says = &self.says;
        says.service.is_some()
            || says.resource.is_some()
            || self.has_time()
            || says.name.is_some()
            || says.pick.is_some()
    }

    /// Whether a fact is called by its name: a service, a person, a time, the caller.
    pub(super) fn names_facts(&self) -> bool {
        let says = &self.says;
        says.service.is_some() || says.resource.is_some() || self.has_time() || says.name.is_some()
    }

    /// Whether nothing is wanted but perhaps an answer.
    pub(super) fn wants_little(&self) -> bool {
        let little = |intent: &Intent| matches!(intent, Intent::Yes | Intent::No | Intent::Question);
        self.says.intents.iter().all(little) && self.says.question.is_none()
    }

    /// Whether nothing was said but no, perhaps with thanks.
    pub(super) fn only_declines(&self) -> bool {
        const WORDS_MAX: usize = 6;
        let declines = |intent: &Intent| matches!(intent, Intent::No | Intent::Thanks);
        let others = self.says.intents.iter().any(|intent| !declines(intent));
        let code = self.says.plate.is_some() || self.says.number.is_some() || !self.says.hints.is_empty();
        self.no() && !others && !code && !self.names_facts() && self.words.split_whitespace().count() <= WORDS_MAX
    }

    pub(super) fn has_time(&self) -> bool {
        let reading = &self.says.reading;
        // 'Etwas später' alone names no time.
        let moved = reading.shift.as_ref().is_some_and(|shift| !matches!(shift, Shift::Later | Shift::Earlier));
        reading.when.is_some() || !reading.problems.is_empty() || !reading.excluded.is_empty() || moved
    }

    /// Whether the words take something back that was said before.
    pub(super) fn corrects(&self) -> bool {
        const MARKERS: [&str; 8] =
            ["doch", "lieber", "stattdessen", "sondern", "actually", "rather", "instead", "sorry"];
        let words = self.words.to_lowercase();
        self.no() || words.split(|c: char| !c.is_alphabetic()).any(|word| MARKERS.contains(&word))
    }
}

impl Turn<'_> {
    /// Takes an utterance in the light of the conversation.
    pub(super) fn hear<'w>(&self, utterance: &'w Utterance) -> Heard<'w> {
        let mut heard = Heard::of(utterance);
        let Heard { words, says, .. } = &mut heard;
        if says.when.is_none() && says.reading.excluded.len() == 1 && asks_for_nothing(words) {
            // 'Haben Sie nichts am Abend?' wants the evening.
            says.reading.when = says.reading.excluded.pop();
            says.when.clone_from(&says.reading.when);
        }
        let time_asked = matches!(self.next.asked, Asked::Date | Asked::Time | Asked::Choice | Asked::Which);
        let past = says.problems.contains(&Problem::Past) && tells_of_past(words);
        if past && !time_asked && !self.identifying() {
            // 'Seit gestern' and 'ich hatte gestern angerufen' tell of what was; a time wished for lies ahead.
            let excluded = std::mem::take(&mut says.reading.excluded);
            (says.when, says.problems, says.reading) =
                (None, Vec::new(), WhenReading { excluded, ..WhenReading::default() });
        }
        heard
    }

    /// Reads keys that were pressed as if they had been said.
    pub(super) fn read(&self, words: &Personal<String>) -> Utterance {
        let (conversation, business, now) = (&self.next, self.business(), self.scene.now);
        Hearing { conversation, proposal: None, business, now }.read(words, None, None)
    }

    /// A whole day at the business.
    pub(super) fn day(&self, date: Date) -> When {
        hearing::day(self.business(), date)
    }

    /// Whether an own appointment is still to be found.
    pub(super) fn identifying(&self) -> bool {
        self.next.is_identifying()
    }

    /// Replies to what the caller said.
    pub(super) async fn words(&mut self, utterance: &Utterance) -> Result<(), EngineError> {
        let heard = self.hear(utterance);
        self.intents.clone_from(&heard.says.intents);
        if self.at_once(&heard).await? == Use::Complete {
            return Ok(());
        }
        let answered = self.answer(&heard).await?;
        if answered == Use::Complete {
            return Ok(());
        }
        self.take(&heard, answered).await
    }

    /// Takes facts, gives information, and goes on with the wish.
    pub(super) async fn take(&mut self, heard: &Heard<'_>, answered: Use) -> Result<(), EngineError> {
        let wanted = self.take_kind(heard);
        let facts = self.take_facts(heard, answered);
        let message = self.next.asked == Asked::Message && answered == Use::Some;
        let informed = if message { Use::None } else { self.inform(heard) };
        if informed == Use::Complete {
            return Ok(());
        }
        let uses = [answered, wanted, facts, informed];
        if uses.iter().all(|used| *used == Use::None) {
            return if self.parting(heard).await? == Use::Complete { Ok(()) } else { self.not_understood(heard).await };
        }
        if self.stumbled && self.next.failures >= OFFER_PERSON {
            self.offer_transfer(Phrase::OfferTransfer);
            return Ok(());
        }
        if !self.stumbled {
            self.next.failures = 0;
        }
        self.go_on().await
    }

    /// Asks for the next missing fact, or proposes the deed.
    pub(super) async fn go_on(&mut self) -> Result<(), EngineError> {
        match self.next.wish.kind {
            Some(WishKind::Book) => self.book().await,
            Some(WishKind::Move | WishKind::Cancel | WishKind::Mine) => self.own().await,
            Some(WishKind::Message) => self.message().await,
            None => {
                self.ask(if self.has_spoken() { Asked::More } else { Asked::Wish });
                Ok(())
            }
        }
    }
}

/// Whether words tell of a time that is over.
fn tells_of_past(words: &str) -> bool {
    const PAST: [&str; 7] = ["gestern", "vorgestern", "letzte", "letzten", "yesterday", "last", "ago"];
    words.to_lowercase().split(|c: char| !c.is_alphabetic()).any(|word| PAST.contains(&word))
}

/// Whether words ask for something by denying it: 'haben Sie nichts …?'.
fn asks_for_nothing(words: &str) -> bool {
    const OPENINGS: [&str; 10] =
        ["haben ", "habt ", "hast ", "gibt ", "geht ", "ginge ", "haven't ", "don't you ", "isn't ", "is there "];
    let words = words.trim().to_lowercase();
    words.ends_with('?') && OPENINGS.iter().any(|opening| words.contains(opening))
}
