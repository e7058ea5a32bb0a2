//! What an utterance says, as questions that those who answer it ask: does it want this, does it name facts, is it only a no?
//!
//! Pure; all of it goes by what was read once ([`Parsed`](crate::Parsed)).

use crate::when::Shift;
use crate::{Agreement, Cue, Fact, Intent, TimeRole, TimeSaid, Utterance};

/// A no of more words than this may say more than no.
const DECLINING_WORDS_MAX: usize = 6;

/// What is asked or told beside a yes or a no.
const BESIDE: [Intent; 12] = [
    Intent::Question,
    Intent::Price,
    Intent::Duration,
    Intent::OpeningHours,
    Intent::Address,
    Intent::Robot,
    Intent::Privacy,
    Intent::Language,
    Intent::Human,
    Intent::Status,
    Intent::Document,
    Intent::Message,
];

impl Utterance {
    /// Whether this is wanted.
    pub fn wants(&self, intent: Intent) -> bool {
        self.says().intents.contains(&intent)
    }

    /// Whether it says yes, and not no.
    pub fn is_yes(&self) -> bool {
        self.says().agreement == Agreement::Yes || (self.wants(Intent::Yes) && !self.is_no())
    }

    /// Whether it says no.
    pub fn is_no(&self) -> bool {
        self.says().agreement == Agreement::No || self.wants(Intent::No)
    }

    /// Whether it says something of a time that is wanted or not: 'etwas später' alone names none.
    pub fn names_time(&self) -> bool {
        let reading = &self.says().reading;
        let moved = reading.shift.as_ref().is_some_and(|shift| !matches!(shift, Shift::Later | Shift::Earlier));
        reading.when.is_some() || !reading.problems.is_empty() || !reading.excluded.is_empty() || moved
    }

    /// The times that play a part, in the order of the clauses.
    pub fn times(&self, part: TimeRole) -> impl Iterator<Item = &TimeSaid> {
        let times = self.parsed.facts.iter().filter_map(Fact::time);
        times.filter(move |(_, role, _)| *role == part).map(|(_, _, said)| said)
    }

    /// Whether a fact is called by its name: a service, a person, a time, the caller.
    pub fn names_facts(&self) -> bool {
        let says = self.says();
        says.service.is_some() || says.resource.is_some() || self.names_time() || says.name.is_some()
    }

    /// Whether a fact about an appointment was said, by its name or as a choice.
    pub fn has_facts(&self) -> bool {
        self.names_facts() || self.says().pick.is_some()
    }

    /// Whether nothing is wanted but perhaps an answer.
    pub fn wants_little(&self) -> bool {
        let little = |intent: &Intent| matches!(intent, Intent::Yes | Intent::No | Intent::Question);
        self.says().intents.iter().all(little) && self.says().question.is_none()
    }

    /// Whether nothing was said but no, perhaps with thanks.
    pub fn only_declines(&self) -> bool {
        let says = self.says();
        let declines = |intent: &Intent| matches!(intent, Intent::No | Intent::Thanks);
        let others = says.intents.iter().any(|intent| !declines(intent));
        let code = says.plate.is_some() || says.number.is_some() || !says.hints.is_empty();
        let short = self.parsed.words().count() <= DECLINING_WORDS_MAX;
        self.is_no() && !others && !code && !self.names_facts() && short
    }

    /// Whether something is asked or told that is no answer to a yes-or-no question, and no wish to book either.
    pub fn asks_beside(&self) -> bool {
        let acts = self.parsed.acts.iter().any(|act| BESIDE.contains(&act.intent));
        !self.is_no() && (acts || self.parsed.asks() || self.parsed.has(Cue::AsksSomething))
    }

    /// Whether it takes something back that was said before.
    pub fn corrects(&self) -> bool {
        self.is_no() || self.parsed.has(Cue::Corrects)
    }
}
