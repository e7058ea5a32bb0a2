//! How a conversation hears the caller: the words are read once, in the light of what was asked and of the time spoken of.
//!
//! It takes words and gives an [`Utterance`], which is handed on; nobody reads them again.

use crate::{Conversation, Proposal, WishKind, wording};
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
            return Some(instant(proposal.start()));
        }
        let Conversation { wish, offered, .. } = self.conversation;
        if self.conversation.is_identifying() {
            return wish.own.clone();
        }
        let date = |start| wording::local_date(self.business, start);
        // A visit chosen is spoken of by its day.
        if let Some(visit) = wish.visit.as_ref().filter(|_| offered.is_empty()) {
            return Some(day(self.business, date(visit.start())));
        }
        let mut dates = offered.iter().map(|visit: &Visit| date(visit.start()));
        let Some(first) = dates.next() else { return wish.when.clone() };
        let last = dates.next_back().unwrap_or(first);
        // Offers are spoken of by their hours and weekdays, even when another day had been asked for.
        let covers = |when: &When| match when.kind {
            Kind::Instant => date(when.start) == first && first == last,
            Kind::Day => false,
            Kind::Range => date(when.start) <= first && when.end.is_some_and(|end| last <= date(end)),
        };
        let (first, last) = (day(self.business, first), day(self.business, last));
        let kind = if first == last { Kind::Day } else { Kind::Range };
        wish.when.clone().filter(covers).or(Some(When { kind, end: last.end, ..first }))
    }
}

impl Conversation {
    /// Whether an own appointment is still to be found.
    pub fn is_identifying(&self) -> bool {
        let own = matches!(self.wish.kind, Some(WishKind::Move | WishKind::Cancel | WishKind::Mine));
        own && self.wish.appointment.is_none()
    }
}

/// A whole day at the business.
pub(crate) fn day(business: &Business, date: Date) -> When {
    let start = start_of_day(date, &business.zone);
    let end = start_of_day(date.tomorrow().unwrap_or(date), &business.zone);
    When { kind: Kind::Day, start, end: Some(end), alternatives: Vec::new(), daily: None, weekdays: Vec::new() }
}

fn instant(start: Timestamp) -> When {
    When { kind: Kind::Instant, start, end: None, alternatives: Vec::new(), daily: None, weekdays: Vec::new() }
}
