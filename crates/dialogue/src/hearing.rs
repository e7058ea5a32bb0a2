//! How a conversation hears the caller: the words are read once, in the light of what was asked and of the time spoken of.
//!
//! It takes words and gives an [`Utterance`], which is handed on; nobody reads them again.

use crate::tasks::Visits;
use crate::{Conversation, Proposal, wording};
use base::business::{Business, start_of_day};
use base::privacy::Personal;
use booking::Visit;
use jiff::Timestamp;
use jiff::civil::Date;
use understanding::when::{Kind, When};
use understanding::{Context, Utterance};

/// Where a conversation stands when the caller is heard.
#[derive(Debug, Clone, Copy)]
pub struct Hearing<'a> {
    /// What the conversation has come to.
    pub conversation: &'a Conversation,
    /// What was read back and waits for agreement.
    pub proposal: Option<&'a Proposal>,
    /// The business called.
    pub business: &'a Business,
    /// Now.
    pub now: Timestamp,
}

impl Hearing<'_> {
    /// Reads what the caller said. A reading of the same words that still holds is taken for it.
    pub fn read(&self, words: &Personal<String>, confidence: Option<f32>, known: Option<&Utterance>) -> Utterance {
        let earlier = self.spoken_of();
        let context = self.context(earlier.as_ref());
        let known = known.filter(|known| known.words == *words && known.is_read_in(&context));
        let read = || Utterance::read(words.clone(), None, &context);
        let mut utterance = known.cloned().unwrap_or_else(read);
        utterance.confidence = confidence;
        utterance
    }

    /// Whether a reading still holds: nothing that it depends on has changed.
    pub fn still_holds(&self, known: &Utterance) -> bool {
        known.is_read_in(&self.context(self.spoken_of().as_ref()))
    }

    fn context<'a>(&'a self, earlier: Option<&'a When>) -> Context<'a> {
        Context {
            business: Some(self.business),
            language: self.conversation.language,
            now: self.now.to_zoned(self.business.zone.clone()),
            asked: self.conversation.asked,
            earlier,
        }
    }

    /// The time that a short answer completes: 'um drei' of the day spoken of, 'am Freitag' at the hour spoken of.
    fn spoken_of(&self) -> Option<When> {
        if let Some(proposal) = self.proposal {
            return Some(When::instant(proposal.start()));
        }
        let tasks = &self.conversation.tasks;
        if let Some(own) = tasks.own().filter(|own| own.is_identifying()) {
            return own.said.clone();
        }
        let target = tasks.target()?;
        match &target.visits {
            Visits::Open => target.when().cloned(),
            // A visit chosen is spoken of by its day.
            Visits::Chosen(visit) => Some(day(self.business, self.date(visit.start()))),
            Visits::Offered(visits) => self.offered(visits, target.when()).or_else(|| target.when().cloned()),
        }
    }

    /// Offers are spoken of by their hours and weekdays, even when another day had been asked for.
    fn offered(&self, visits: &[Visit], wished: Option<&When>) -> Option<When> {
        let first = self.date(visits.first()?.start());
        let last = self.date(visits.last()?.start());
        let covers = |when: &&When| match when.kind {
            Kind::Instant => self.date(when.start) == first && first == last,
            Kind::Day => false,
            Kind::Range => self.date(when.start) <= first && when.end.is_some_and(|end| last <= self.date(end)),
        };
        let (from, to) = (day(self.business, first), day(self.business, last));
        let kind = if first == last { Kind::Day } else { Kind::Range };
        Some(wished.filter(covers).cloned().unwrap_or(When { kind, end: to.end, ..from }))
    }

    fn date(&self, start: Timestamp) -> Date {
        wording::local_date(self.business, start)
    }
}

/// A whole day at the business.
pub(crate) fn day(business: &Business, date: Date) -> When {
    let start = start_of_day(date, &business.zone);
    let end = start_of_day(date.tomorrow().unwrap_or(date), &business.zone);
    When::day(start..end)
}
