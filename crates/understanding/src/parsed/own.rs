//! Times that are known only by what stands beside them or was said before: 'my nine o'clock', 'danach', 'cancel that one'.

use super::times::Reader;
use super::{TimeRole, TimeSaid};
use crate::Intent;
use crate::clause::{Clause, Polarity};
use crate::parsed::FactValue;
use crate::role::Role;
use crate::when::{Kind, When};
use jiff::{Timestamp, ToSpan};

impl Reader<'_> {
    /// Whether a time of the clause stands right behind a word of `role`.
    fn time_behind(&self, clause: &Clause, role: Role) -> bool {
        let (times, start) = (self.times_here(), clause.tokens.start);
        (1..times.len()).any(|at| times[at] && self.roles.is(start + at - 1, role))
    }

    /// 'my nine o'clock', 'mein Freitag': a time, and whose it is, and none to which it is moved.
    pub(super) fn is_mine(&self, clause: &Clause) -> bool {
        self.says(clause, Role::Mine) && self.time_behind(clause, Role::Mine) && !self.time_behind(clause, Role::Onto)
    }

    /// 'I've a half ten': a time that stands for the appointment.
    pub(super) fn is_counted(&self, clause: &Clause) -> bool {
        self.says(clause, Role::Article) && self.time_behind(clause, Role::Article)
    }

    /// 'so before nine': a time, and a little word at most.
    pub(super) fn is_fragment(&self) -> bool {
        self.times_here().iter().filter(|time| !**time).count() <= 1
    }

    /// 'Um zwei kann ich nicht, danach jederzeit': what is wished follows a time that cannot be, or comes before it.
    pub(super) fn beside_excluded(&self, clause: &Clause) -> Option<TimeSaid> {
        if matches!(clause.polarity, Polarity::Negated | Polarity::Corrected) {
            return None;
        }
        let FactValue::Time(TimeRole::Excluded, said) = &self.facts.last()?.value else { return None };
        let zoned = said.when.start.to_zoned(self.context.now.time_zone().clone());
        let midnight = zoned.start_of_day().ok()?;
        let (start, end) = if self.says(clause, Role::After) {
            let (start, next) = (said.when.end.unwrap_or(said.when.start), midnight.checked_add(1.day()).ok()?);
            (start, next.timestamp())
        } else if self.says(clause, Role::Before) {
            (midnight.timestamp(), said.when.start)
        } else {
            return None;
        };
        (start < end).then(|| TimeSaid { when: range(start, end), day_said: said.day_said, time_said: true })
    }

    /// 'Der um neun, den bitte absagen', 'it's on the tenth, and I want it moved': a deed that says whose the time before it is.
    pub(super) fn claim(&mut self, index: usize, clause: &Clause, timed: bool) {
        let Some(before) = index.checked_sub(1).and_then(|before| self.read.utterance.parsed.get(before)) else {
            return;
        };
        let cancels = self.wants(index, &[Intent::Cancel]) && !timed && self.says(clause, Role::Named);
        let moves = self.wants(index, &[Intent::Move]) && self.says(before, Role::Tells);
        let own = self.facts.iter().any(|fact| matches!(fact.value, FactValue::Time(TimeRole::Own, _)));
        if own || !(cancels || moves) || before.polarity != Polarity::Asserted {
            return;
        }
        let wished = self.facts.iter_mut().rfind(|fact| fact.clause + 1 == index);
        if let Some(FactValue::Time(role @ TimeRole::Wished, _)) = wished.map(|fact| &mut fact.value) {
            *role = TimeRole::Own;
            (self.wished, self.day_said) = (None, false);
        }
    }
}

fn range(start: Timestamp, end: Timestamp) -> When {
    When { kind: Kind::Range, start, end: Some(end), alternatives: Vec::new(), daily: None, weekdays: Vec::new() }
}
