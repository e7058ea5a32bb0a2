//! The times of each clause, and the part that each plays.

use super::{Act, Fact, FactValue, TimeRole, TimeSaid};
use crate::clause::{Clause, Opening, Polarity};
use crate::read::Read;
use crate::role::{Role, Roles};
use crate::sentence::Class;
use crate::time::says_nothing;
use crate::when::{Kind, Problem, Shift, Terms, When, WhenContext, WhenReading};
use crate::words::Token;
use crate::{Asked, Context, Intent};
use base::language::Language;
use jiff::civil::Date;
use jiff::{Span, Timestamp, ToSpan};
use std::ops::Range;

/// The times of an utterance, clause by clause.
pub(super) fn times(read: &Read, context: &Context<'_>, acts: &[Act]) -> Vec<Fact> {
    if matches!(context.asked, Asked::Phone | Asked::Spelling) {
        return Vec::new();
    }
    let roles = read.utterance.roles();
    let plain = (0..read.utterance.tokens.len()).map(|index| plain(read, index)).collect();
    let mut reader = Reader {
        read,
        plain,
        terms: Terms::of(&[], context.language),
        context,
        acts,
        roles,
        wished: context.earlier.cloned(),
        day_said: context.earlier.is_some(),
        facts: Vec::new(),
    };
    for (index, clause) in read.utterance.parsed.iter().enumerate() {
        if clause.polarity != Polarity::Reported {
            reader.read(index, clause);
        }
    }
    reader.facts
}

/// A token of the caller's name is none of a time; 'ten's' is 'ten'.
fn plain(read: &Read, index: usize) -> Token {
    let mut token = read.utterance.tokens[index].clone();
    if read.utterance.is(index, Class::Name) {
        token.blank();
    }
    token.drop_contraction();
    token
}

/// Reads clause after clause, and keeps what bears on the next.
pub(super) struct Reader<'a> {
    pub(super) read: &'a Read,
    plain: Vec<Token>,
    /// The terms of the clause that is being read.
    terms: Terms,
    pub(super) context: &'a Context<'a>,
    pub(super) acts: &'a [Act],
    pub(super) roles: Roles,
    /// The time wished so far, which a later clause completes or replaces.
    pub(super) wished: Option<When>,
    /// Its day was said.
    pub(super) day_said: bool,
    pub(super) facts: Vec<Fact>,
}

impl Reader<'_> {
    fn read(&mut self, index: usize, clause: &Clause) {
        self.terms = self.terms(clause.tokens.clone());
        let reading = match self.since(clause) {
            Some((at, behind)) => {
                self.read_since(index, behind);
                self.parse(clause, &self.terms(clause.tokens.start..at))
            }
            None => self.parse(clause, &self.terms),
        };
        if let Some(own) = reading.instead_of.clone() {
            let time_said = own.kind == Kind::Instant;
            self.add(index, TimeRole::Own, TimeSaid { when: own, day_said: true, time_said });
        }
        let own = self.is_own(clause);
        for excluded in reading.excluded.clone() {
            let role = if own { TimeRole::Own } else { TimeRole::Excluded };
            let day_said = excluded.kind != Kind::Instant;
            self.add(index, role, TimeSaid { when: excluded, day_said, time_said: !day_said });
        }
        if let Some(shift) = reading.shift.clone() {
            self.read_shift(index, shift);
            if self.wished.is_none() {
                return;
            }
        }
        self.claim(index, clause, reading.when.is_some());
        if reading.when.is_none()
            && reading.excluded.is_empty()
            && let Some(said) = self.beside_excluded(clause)
        {
            self.add(index, TimeRole::Wished, said);
        }
        let Some(when) = reading.when.clone() else { return };
        let role = self.role(index, clause, &reading);
        let role = self.replaced(index, clause).unwrap_or(role);
        let when = if role == TimeRole::Since { self.gone_by(when) } else { when };
        if role == TimeRole::Own && self.tells_of_own(index, clause) {
            self.facts.retain(|fact| !matches!(fact.value, FactValue::Time(TimeRole::Own, _)));
        }
        let day_said = (reading.day_said && self.day_said) || self.says_day();
        if role == TimeRole::Wished {
            self.complete(&when);
            (self.wished, self.day_said) = (Some(when.clone()), day_said);
        }
        self.add(index, role, TimeSaid { when, day_said, time_said: reading.time_said });
    }

    fn read_shift(&mut self, index: usize, shift: Shift) {
        if let Shift::SameTime { first, last } = &shift
            && let Some(days) = self.days(*first, *last)
        {
            self.add(index, TimeRole::Wished, TimeSaid { when: days, day_said: true, time_said: false });
        }
        self.facts.push(Fact { clause: index, value: FactValue::Shift(shift) });
    }

    /// Whole days, the last included.
    fn days(&self, first: Date, last: Date) -> Option<When> {
        let zone = self.context.now.time_zone();
        let midnight = |date: Date| Some(zone.to_zoned(date.at(0, 0, 0, 0)).ok()?.timestamp());
        let kind = if first == last { Kind::Day } else { Kind::Range };
        let end = midnight(last.tomorrow().ok()?);
        Some(When { kind, start: midnight(first)?, end, alternatives: Vec::new(), daily: None, weekdays: Vec::new() })
    }

    pub(super) fn says(&self, clause: &Clause, role: Role) -> bool {
        self.roles.within(clause.tokens.clone(), role)
    }

    fn add(&mut self, clause: usize, role: TimeRole, said: TimeSaid) {
        self.facts.push(Fact { clause, value: FactValue::Time(role, said) });
    }

    /// The time that a correction takes back is gone, and the new one plays its part.
    fn replaced(&mut self, index: usize, clause: &Clause) -> Option<TimeRole> {
        if clause.opening != Opening::Correction || self.wants(index, &[Intent::Move, Intent::Book, Intent::Cancel]) {
            return None;
        }
        let polarity = |fact: &Fact| self.read.utterance.parsed.get(fact.clause).map(|clause| clause.polarity);
        let place = self.facts.iter().rposition(|fact| polarity(fact) == Some(Polarity::Corrected))?;
        match self.facts[place].value {
            FactValue::Time(role, _) if role != TimeRole::Excluded => {
                self.facts.remove(place);
                Some(role)
            }
            _ => None,
        }
    }

    /// A wished time that says the one before more exactly takes its place.
    fn complete(&mut self, when: &When) {
        let within = |before: &When| {
            before.kind != Kind::Instant && before.start <= when.start && before.end.is_some_and(|end| when.start < end)
        };
        self.facts.retain(|fact| match &fact.value {
            FactValue::Time(TimeRole::Wished, said) => !within(&said.when),
            _ => true,
        });
    }

    /// The tokens of a range; none where it ends before it begins.
    fn tokens(&self, range: Range<usize>) -> &[Token] {
        self.plain.get(range).unwrap_or_default()
    }

    fn terms(&self, range: Range<usize>) -> Terms {
        Terms::of(self.tokens(range), self.context.language)
    }

    /// Which tokens of the clause that is being read are about time.
    pub(super) fn times_here(&self) -> Vec<bool> {
        self.terms.places(self.context.asked)
    }

    fn reading(&self, terms: &Terms, asked: Asked, earlier: Option<&When>) -> WhenReading {
        let (now, language, business) = (self.context.now.clone(), self.context.language, self.context.business);
        terms.reading(&WhenContext { now, language, business, earlier, asked })
    }

    /// Where a bare number can only be a time ('make it eleven', 'four's fine') it is read as one.
    fn parse(&self, clause: &Clause, terms: &Terms) -> WhenReading {
        let own_day = self.own_day();
        let spoken_of = self.wished.as_ref().or(own_day.as_ref());
        let reading = self.reading(terms, self.context.asked, spoken_of);
        let suits = [Role::Suits, Role::Unfit].into_iter().any(|role| self.says(clause, role));
        let corrects = clause.opening == Opening::Correction || clause.polarity == Polarity::Negated;
        let bare = corrects || suits || self.context.asked == Asked::Confirm;
        if !says_nothing(&reading) || !bare || matches!(self.context.asked, Asked::Detail | Asked::Name) {
            return reading;
        }
        self.reading(terms, Asked::Time, spoken_of)
    }

    /// The day of the own appointment that was spoken of before: a time of day behind it is on that day.
    fn own_day(&self) -> Option<When> {
        let own = self.facts.iter().find_map(|fact| match &fact.value {
            FactValue::Time(TimeRole::Own, said) if said.when.kind != Kind::Range => Some(said.when.start),
            _ => None,
        })?;
        let date = own.to_zoned(self.context.now.time_zone().clone()).date();
        self.days(date, date)
    }

    /// Whether the clause that is being read says a day by itself.
    fn says_day(&self) -> bool {
        self.reading(&self.terms, self.context.asked, None).day_said
    }

    /// Where 'since' stands in a clause, and what stands behind it.
    fn since(&self, clause: &Clause) -> Option<(usize, Range<usize>)> {
        let begins = |index: usize| {
            let lasting = self.says(clause, Role::Perfect).then(|| self.roles.taken(index, Role::For)).flatten();
            self.roles.taken(index, Role::Since).or(lasting)
        };
        let (at, taken) = clause.tokens.clone().find_map(|index| Some((index, begins(index)?)))?;
        Some((at, at + taken..clause.tokens.end))
    }

    fn read_since(&mut self, index: usize, behind: Range<usize>) {
        let tokens = self.tokens(behind);
        let terms = |tokens: &[Token]| Terms::of(tokens, self.context.language);
        let mut reading = self.reading(&terms(tokens), self.context.asked, None);
        if reading.when.is_none() {
            reading = self.reading(&terms(&self.ago(tokens.to_vec())), self.context.asked, None);
        }
        let Some(when) = reading.when else { return };
        let when = self.gone_by(when);
        self.add(index, TimeRole::Since, TimeSaid { when, day_said: true, time_said: reading.time_said });
    }

    /// A time that is over: a weekday that lies ahead is that of last week, another day that of last year.
    fn gone_by(&self, when: When) -> When {
        let now = &self.context.now;
        let back = |at: Timestamp, span: Span| {
            at.to_zoned(now.time_zone().clone()).checked_sub(span).map_or(at, |at| at.timestamp())
        };
        if when.start <= now.timestamp() {
            return When { alternatives: Vec::new(), ..when };
        }
        let within_week = back(when.start, 7.days()) <= now.timestamp();
        let span = if within_week { 7.days() } else { 1.year() };
        let (start, end) = (back(when.start, span), when.end.map(|end| back(end, span)));
        When { start, end, alternatives: Vec::new(), ..when }
    }

    /// 'Drei Tagen' as 'vor drei Tagen', 'three days' as 'three days ago'.
    fn ago(&self, mut tokens: Vec<Token>) -> Vec<Token> {
        let Some(first) = tokens.first().cloned() else { return tokens };
        let word = |text: &str| Token {
            raw: text.to_owned(),
            text: text.to_owned(),
            after: crate::words::Mark::None,
            bytes: first.bytes.clone(),
        };
        match self.context.language {
            Language::De => tokens.insert(0, word("vor")),
            Language::En => tokens.insert(tokens.len().min(2), word("ago")),
        }
        tokens
    }

    pub(super) fn wants(&self, index: usize, intents: &[Intent]) -> bool {
        self.acts.iter().any(|act| act.clause == index && intents.contains(&act.intent))
    }

    /// Whether a clause speaks of an appointment that there is, by its words: 'mein Termin', 'tomorrow's appointment'.
    fn is_own(&self, clause: &Clause) -> bool {
        if self.says(clause, Role::Own) || self.is_mine(clause) {
            return true;
        }
        if self.says(clause, Role::Wants) || !self.says(clause, Role::Booking) {
            return false;
        }
        let times = self.times_here();
        let at = |index: usize| times.get(index.wrapping_sub(clause.tokens.start)).copied().unwrap_or(false);
        let booked = |index: usize| self.roles.is(index, Role::Booking) && index > 0 && at(index - 1);
        clause.tokens.clone().any(booked)
    }

    /// Whether a clause tells of something that somebody has already: 'ich hab morgen den Ölwechsel'.
    fn has_one(&self, index: usize, clause: &Clause) -> bool {
        let named =
            |at: usize| self.read.utterance.is(at, Class::Service) || self.read.utterance.is(at, Class::Resource);
        let thing = self.says(clause, Role::Booking) || clause.tokens.clone().any(named) || self.is_counted(clause);
        let asks = self.asks_whether(clause);
        self.says(clause, Role::Has)
            && thing
            && !asks
            && !self.says(clause, Role::Wants)
            && !self.wants(index, &[Intent::Move])
    }

    /// 'It's the fourth', where an own appointment was spoken of.
    fn tells_of_own(&self, index: usize, clause: &Clause) -> bool {
        const OWN: [Intent; 3] = [Intent::Cancel, Intent::Mine, Intent::Move];
        let before = |act: &Act| act.clause < index && OWN.contains(&act.intent);
        let said = self.facts.iter().any(|fact| matches!(fact.value, FactValue::Time(TimeRole::Own, _)));
        self.says(clause, Role::Tells) && (said || self.acts.iter().any(before))
    }

    /// 'Is Jonas in on Saturday?', 'habt ihr am Montag offen?'
    fn asks_about(&self, index: usize, clause: &Clause) -> bool {
        const QUESTIONS: [Intent; 5] =
            [Intent::OpeningHours, Intent::Price, Intent::Duration, Intent::Address, Intent::Question];
        const WISHES: [Intent; 3] = [Intent::Book, Intent::Availability, Intent::Move];
        let named = clause.tokens.clone().any(|at| self.read.utterance.is(at, Class::Resource));
        let somebody = named || self.says(clause, Role::Somebody);
        let present = self.says(clause, Role::Presence)
            || (somebody && self.says(clause, Role::InHouse) && self.asks_whether(clause))
            || (self.says(clause, Role::Confirming) && !self.says(clause, Role::Wants));
        present || (self.wants(index, &QUESTIONS) && !self.wants(index, &WISHES))
    }

    /// A clause that begins with 'is' or 'ist', perhaps behind a little word.
    fn asks_whether(&self, clause: &Clause) -> bool {
        clause.tokens.clone().take(2).any(|index| self.roles.is(index, Role::Asking))
    }

    /// Whether the times of a clause cannot be: denied, too early, spent elsewhere.
    fn refuses(&self, clause: &Clause) -> bool {
        let away = self.says(clause, Role::Away) && !self.says(clause, Role::Wants) && !self.asks_whether(clause);
        clause.polarity == Polarity::Negated || self.says(clause, Role::Unfit) || away
    }

    fn role(&self, index: usize, clause: &Clause, reading: &WhenReading) -> TimeRole {
        let over = self.says(clause, Role::Over) && !self.says(clause, Role::Wants);
        if over {
            TimeRole::Since
        } else if self.wants(index, &[Intent::Cancel, Intent::Mine, Intent::Late]) || self.tells_of_own(index, clause) {
            TimeRole::Own
        } else if self.wants(index, &[Intent::Move]) || self.context.asked == Asked::Which {
            if self.moved_to(clause) { TimeRole::Wished } else { TimeRole::Own }
        } else if self.is_own(clause) {
            TimeRole::Own
        } else if self.refuses(clause) {
            TimeRole::Excluded
        } else if self.has_one(index, clause) {
            TimeRole::Own
        } else if reading.problems.contains(&Problem::Past) && !self.is_fragment() {
            TimeRole::Since
        } else if self.asks_about(index, clause) {
            TimeRole::Asked
        } else {
            TimeRole::Wished
        }
    }

    /// Whether the time in a clause of moving is the one moved to.
    fn moved_to(&self, clause: &Clause) -> bool {
        let times = self.times_here();
        let start = clause.tokens.start;
        let led = |at: usize| at > 0 && self.roles.is(start + at - 1, Role::Onto);
        let instead = clause.tokens.end.checked_sub(1).is_some_and(|last| self.roles.is(last, Role::Onto));
        let asked = self.context.asked == Asked::Which;
        let of_own = asked || self.says(clause, Role::Own) || self.says(clause, Role::Booking);
        (0..times.len())
            .any(|at| times[at] && (led(at) || (at > 1 && times[at] && self.roles.is(start + at, Role::Onto))))
            || instead
            || !of_own
    }
}
