//! What the caller has said and done in a call, as our own rules understand it: whose an appointment is, and whether a person is
//! wanted. Engines have no part in it, so that none can move, cancel, tell of or hand over what the caller has not asked for.
//!
//! It takes each turn of the caller's as it is committed, and gives questions to the calendar ([`Evidence::queries`]), which knows
//! whose an appointment is ([`booking::identity`]), and whether a call may be handed over. Nothing that an engine says of
//! the caller counts: neither a name nor a time that is not in the caller's own words.

use crate::{Conversation, Hearing, Role, Said, TransferReason, Who, WishKind};
use base::business::Business;
use base::language::Language;
use base::privacy::Personal;
use booking::identity::{Whose, name_matches};
use booking::{Appointment, OwnQuery, Pseudonym};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;
use understanding::when::{Kind, When};
use understanding::{Agreement, Asked, Context, Intent, Letters, TimeRole, Utterance};

/// The longest name in words: title, two given names, surname.
const NAME_WORDS_MAX: usize = 4;
/// Ways to say a name that are tried with the calendar.
const NAMES_MAX: usize = 8;
/// The longest answer of which a yes at its begin makes agreement, whatever the rest is.
const YES_WORDS_MAX: usize = 4;
/// The questions whose answers claim who somebody is.
const CLAIMED_BY: [Asked; 4] = [Asked::Name, Asked::Spelling, Asked::Date, Asked::Time];
/// The key for a person.
const PERSON_KEY: &str = "0";

/// All that one caller has said and done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evidence {
    turns: Vec<Turn>,
    last: Option<Reaction>,
}

/// A turn of the caller's.
#[derive(Debug, Clone, PartialEq)]
struct Turn {
    utterance: Utterance,
    asked: Asked,
    language: Language,
    now: Timestamp,
    /// Something was being booked.
    booking: bool,
    /// What of it may prove who the caller is; read when that is first to be proved.
    claims: Option<Claims>,
}

/// What of a turn may prove who the caller is, whatever was asked then.
#[derive(Debug, Clone, PartialEq)]
struct Claims {
    /// The names that are understood in it.
    names: Vec<String>,
    /// The letters of a name.
    letters: Option<Letters>,
    /// Whatever in it may be a time.
    times: Vec<TimeClaim>,
}

/// What the caller did last.
#[derive(Debug, Clone, PartialEq)]
struct Reaction {
    kind: ReactionKind,
    /// A person had been offered, and the offer heard.
    offered: bool,
}

#[derive(Debug, Clone, PartialEq)]
enum ReactionKind {
    /// Spoke: the last turn.
    Spoke,
    /// Made a sound that was not understood.
    Unclear,
    /// Pressed keys; the one for a person or others.
    Pressed { person: bool },
}

impl Evidence {
    /// The caller said this, after the agent's turns in `history` since the caller's last.
    pub fn hear(&mut self, utterance: &Utterance, hearing: &Hearing<'_>, history: &[Said]) {
        let (asked, language, now) = (hearing.conversation.asked, hearing.conversation.language, hearing.now);
        let booking = is_booking(hearing.conversation);
        self.turns.push(Turn { utterance: utterance.clone(), asked, language, now, booking, claims: None });
        self.react(ReactionKind::Spoke, history);
    }

    /// The caller made a sound that was no words.
    pub fn hear_nothing(&mut self, history: &[Said]) {
        self.react(ReactionKind::Unclear, history);
    }

    /// The caller pressed keys.
    pub fn press(&mut self, keys: &str, history: &[Said]) {
        self.react(ReactionKind::Pressed { person: keys.trim_end_matches('#') == PERSON_KEY }, history);
    }

    fn react(&mut self, kind: ReactionKind, history: &[Said]) {
        self.last = Some(Reaction { kind, offered: is_offered(history) });
    }

    /// Whether the caller may be handed to a person for this reason.
    pub fn allows(&self, reason: TransferReason) -> bool {
        let Some(Reaction { kind, offered }) = &self.last else { return false };
        let says = match (kind, self.turns.last()) {
            (ReactionKind::Spoke, Some(turn)) => turn.utterance.says(),
            (ReactionKind::Pressed { person }, _) => return *person && reason == TransferReason::Wish,
            // Who was offered a person and is not understood is not left alone.
            (ReactionKind::Unclear, _) | (_, None) => return *offered && reason == TransferReason::Failure,
        };
        let wants = |intent| says.intents.contains(&intent);
        let refuses = says.agreement == Agreement::No || wants(Intent::No);
        // A yes that goes on with what is not understood may be a 'yes, but'.
        let short = self.turns.last().is_some_and(|turn| turn.utterance.parsed.words().count() <= YES_WORDS_MAX);
        let agrees = says.agreement == Agreement::Yes || (wants(Intent::Yes) && !refuses && short);
        match reason {
            TransferReason::Emergency => wants(Intent::Emergency),
            TransferReason::Wish => wants(Intent::Human),
            TransferReason::Agreed => wants(Intent::Human) || (*offered && agrees),
            TransferReason::Failure => *offered && !refuses,
        }
    }

    /// Reads what of the turns may prove who the caller is, unless it was read before; [`Evidence::queries`] goes by it.
    pub fn read_claims(&mut self, business: &Business) {
        for turn in &mut self.turns {
            if turn.claims.is_none() {
                turn.claims = Some(Claims::of(turn, business));
            }
        }
    }

    /// What to ask the calendar for, so that it gives `claimed` if it is this caller's and nothing if it is not. Empty when the
    /// caller has said no name that could be its, and before the claims are read.
    pub fn queries(
        &self,
        business: &Business,
        claimed: &Appointment,
        pseudonyms: &[Pseudonym],
        now: Timestamp,
    ) -> Vec<OwnQuery> {
        let names = self.names(claimed.name.reveal());
        if names.is_empty() {
            return Vec::new();
        }
        let within = self.within(business, claimed.slot.start);
        let whose = self.whose();
        let query = |name| OwnQuery { pseudonyms: pseudonyms.to_vec(), name, within: within.clone(), whose, now };
        names.into_iter().map(query).collect()
    }

    /// Whose appointment the caller speaks of, by all that was said: a relative's, where one was named without a booking for them.
    pub fn whose(&self) -> Whose {
        if self.turns.iter().any(Turn::speaks_for_another) { Whose::Another } else { Whose::Own }
    }

    /// The same with words that are not committed yet.
    pub fn whose_with(&self, utterance: Option<&Utterance>, booking: bool) -> Whose {
        if utterance.is_some_and(|utterance| speaks_for_another(utterance, booking)) {
            Whose::Another
        } else {
            self.whose()
        }
    }

    fn claims(&self) -> impl Iterator<Item = &Claims> {
        self.turns.iter().filter_map(|turn| turn.claims.as_ref())
    }

    /// The caller's words that are a way to say this name.
    fn names(&self, claimed: &str) -> Vec<Personal<String>> {
        let stretches = self.turns.iter().flat_map(Turn::stretches).filter(|name| name_matches(name, claimed));
        let mut names: Vec<String> = stretches.collect();
        if names.is_empty() {
            // Names that were spelled. What the letters leave open is in the name as it was heard.
            let understood = || self.claims().flat_map(|claims| &claims.names);
            let spelled = self.claims().filter_map(|claims| claims.letters.as_ref());
            let closed = spelled.flat_map(|letters| understood().map(|heard| letters.name(Some(heard)).into_inner()));
            names = closed.chain(understood().cloned()).filter(|name| name_matches(name, claimed)).collect();
        }
        names.sort();
        names.dedup();
        // The longest says most.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.into_iter().take(NAMES_MAX).map(Personal::from).collect()
    }

    /// How closely the caller has named the appointment that begins then: its minute, its day, or not at all.
    fn within(&self, business: &Business, start: Timestamp) -> Option<Range<Timestamp>> {
        let local = start.to_zoned(business.zone.clone());
        let (date, time) = (local.date(), local.time());
        let times = || self.claims().flat_map(|claims| &claims.times);
        if !times().any(|claim| claim.names_day(business, date)) {
            return None;
        }
        if times().any(|claim| claim.names_time(business, time)) {
            return Some(start..start.checked_add(SignedDuration::from_mins(1)).ok()?);
        }
        let midnight = |date: Date| date.to_zoned(business.zone.clone()).map(|zoned| zoned.timestamp());
        Some(midnight(date).ok()?..midnight(date.tomorrow().ok()?).ok()?)
    }
}

/// Whether something is being booked: whoever is named then is to come.
pub fn is_booking(conversation: &Conversation) -> bool {
    conversation.tasks.kind() == Some(WishKind::Book)
}

/// Whether words that are part of no booking speak of a relative of the caller's.
fn speaks_for_another(utterance: &Utterance, booking: bool) -> bool {
    !booking && !utterance.says().intents.contains(&Intent::Book) && utterance.parsed.speaks_of_another()
}

impl Turn {
    fn speaks_for_another(&self) -> bool {
        speaks_for_another(&self.utterance, self.booking)
    }

    /// Its words, as many together as a name may have.
    fn stretches(&self) -> Vec<String> {
        let words: Vec<&str> = self.utterance.parsed.words().collect();
        (1..=NAME_WORDS_MAX).flat_map(|length| words.windows(length).map(|words| words.join(" "))).collect()
    }
}

impl Claims {
    /// What the words claim, as answers to what was asked and to the questions for name and time. The time spoken of is no part of
    /// it: only what the caller has said counts.
    fn of(turn: &Turn, business: &Business) -> Self {
        let mut claims = Claims { names: Vec::new(), letters: None, times: Vec::new() };
        // 'Am Dienstag', of the appointment, beside the time to which it is to be moved.
        let own = turn.utterance.times(TimeRole::Own);
        claims.times.extend(own.map(|said| TimeClaim { when: said.when.clone(), day_said: said.day_said }));
        let mut questions = vec![turn.asked];
        questions.extend(CLAIMED_BY.into_iter().filter(|asked| *asked != turn.asked));
        for asked in questions {
            let (business, now) = (Some(business), turn.now.to_zoned(business.zone.clone()));
            let context = Context { business, language: turn.language, now, asked, earlier: None };
            let known = turn.utterance.is_read_in(&context);
            let says = match known {
                true => turn.utterance.says().clone(),
                false => understanding::parse(turn.utterance.words.reveal(), &context).into_says(),
            };
            if asked == turn.asked || matches!(asked, Asked::Name | Asked::Spelling) {
                claims.names.extend(says.name.as_ref().map(|name| name.value.reveal().clone()));
            }
            if asked == Asked::Spelling {
                claims.letters.clone_from(&says.letters);
            }
            if asked == turn.asked || matches!(asked, Asked::Date | Asked::Time) {
                let day_said = says.reading.day_said;
                claims.times.extend(says.reading.when.clone().map(|when| TimeClaim { when, day_said }));
            }
        }
        claims
    }
}

/// A time that the caller said.
#[derive(Debug, Clone, PartialEq)]
struct TimeClaim {
    when: When,
    day_said: bool,
}

impl TimeClaim {
    /// All that may be meant.
    fn all(&self) -> impl Iterator<Item = (Timestamp, Option<Timestamp>)> {
        std::iter::once((self.when.start, self.when.end)).chain(self.when.alternatives.iter().copied())
    }

    fn names_day(&self, business: &Business, date: Date) -> bool {
        let local = |instant: Timestamp| instant.to_zoned(business.zone.clone()).date();
        let last = |end: Timestamp| end.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(end);
        let within = |(start, end): (Timestamp, Option<Timestamp>)| {
            local(start) == date && end.is_none_or(|end| local(last(end)) == date)
        };
        self.day_said && self.all().any(within)
    }

    fn names_time(&self, business: &Business, time: Time) -> bool {
        let local = |instant: Timestamp| instant.to_zoned(business.zone.clone()).time();
        self.when.kind == Kind::Instant && self.all().any(|(start, _)| local(start) == time)
    }
}

/// Whether the agent, since the caller's last word before this one, offered to put the caller through and was heard. What a
/// sentence is for its maker has said; its words an owner may choose.
fn is_offered(history: &[Said]) -> bool {
    let before = match history {
        [before @ .., last] if last.who == Who::Caller => before,
        all => all,
    };
    before.iter().rev().take_while(|said| said.who == Who::Agent).any(|said| said.roles.contains(&Role::Offer))
}

#[cfg(test)]
mod tests;
