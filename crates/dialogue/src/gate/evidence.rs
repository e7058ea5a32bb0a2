//! What the caller has said and done in a call, as our own rules understand it: whose an appointment is, and whether a person is
//! wanted. Engines have no part in it, so that none can move, cancel, tell of or hand over what the caller has not asked for.
//!
//! It takes each turn of the caller's as it is committed, and gives questions to the calendar ([`Evidence::queries`]), which knows
//! whose an appointment is ([`booking::identity`]), and whether a call may be handed over. Nothing that an engine says of
//! the caller counts: neither a name nor a time that is not in the caller's own words.

use crate::{Said, TransferReason, Who};
use base::business::Business;
use base::language::Language;
use base::privacy::Personal;
use booking::identity::name_matches;
use booking::{Appointment, OwnQuery, Pseudonym};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;
use understanding::when::{Kind, When};
use understanding::words::tokens;
use understanding::{Agreement, Asked, Context, Intent, Understanding};

/// The longest name in words: title, two given names, surname.
const NAME_WORDS_MAX: usize = 4;
/// Ways to say a name that are tried with the calendar.
const NAMES_MAX: usize = 8;
/// The longest answer of which a yes at its begin makes agreement, whatever the rest is.
const YES_WORDS_MAX: usize = 4;
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
    words: Personal<String>,
    language: Language,
    asked: Asked,
    now: Timestamp,
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
    /// The caller said `words`, after the agent's turns in `history` since the caller's last.
    pub fn hear(&mut self, words: &Personal<String>, context: &Context<'_>, history: &[Said]) {
        let (language, asked, now) = (context.language, context.asked, context.now.timestamp());
        self.turns.push(Turn { words: words.clone(), language, asked, now });
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

    /// Whether the caller has said this word.
    pub fn has_said(&self, word: &str) -> bool {
        self.turns
            .iter()
            .any(|turn| tokens(turn.words.reveal()).iter().any(|token| token.text.eq_ignore_ascii_case(word)))
    }

    /// Whether the caller may be handed to a person for this reason.
    pub fn allows(&self, reason: TransferReason, business: &Business) -> bool {
        let Some(Reaction { kind, offered }) = &self.last else { return false };
        let says = match (kind, self.turns.last()) {
            (ReactionKind::Spoke, Some(turn)) => turn.says(business, turn.asked),
            (ReactionKind::Pressed { person }, _) => return *person && reason == TransferReason::Wish,
            // Who was offered a person and is not understood is not left alone.
            (ReactionKind::Unclear, _) | (_, None) => return *offered && reason == TransferReason::Failure,
        };
        let wants = |intent| says.intents.contains(&intent);
        let refuses = says.agreement == Agreement::No || wants(Intent::No);
        // A yes that goes on with what is not understood may be a 'yes, but'.
        let short = self.turns.last().is_some_and(|turn| tokens(turn.words.reveal()).len() <= YES_WORDS_MAX);
        let agrees = says.agreement == Agreement::Yes || (wants(Intent::Yes) && !refuses && short);
        match reason {
            TransferReason::Emergency => wants(Intent::Emergency),
            TransferReason::Wish => wants(Intent::Human),
            TransferReason::Agreed => wants(Intent::Human) || (*offered && agrees),
            TransferReason::Failure => *offered && !refuses,
        }
    }

    /// What to ask the calendar for, so that it gives `claimed` if it is this caller's and nothing if it is not. Empty when the
    /// caller has said no name that could be its.
    pub fn queries(
        &self,
        business: &Business,
        claimed: &Appointment,
        pseudonyms: &[Pseudonym],
        now: Timestamp,
    ) -> Vec<OwnQuery> {
        let names = self.names(business, claimed.name.reveal());
        if names.is_empty() {
            return Vec::new();
        }
        let within = self.within(business, claimed.slot.start);
        let query = |name| OwnQuery { pseudonyms: pseudonyms.to_vec(), name, within: within.clone(), now };
        names.into_iter().map(query).collect()
    }

    /// The caller's words that are a way to say this name.
    fn names(&self, business: &Business, claimed: &str) -> Vec<Personal<String>> {
        let stretches = self.turns.iter().flat_map(Turn::stretches).filter(|name| name_matches(name, claimed));
        let mut names: Vec<String> = stretches.collect();
        if names.is_empty() {
            // Understanding takes longer, and knows more: names that were spelled.
            let understood: Vec<String> = self.turns.iter().flat_map(|turn| turn.names(business)).collect();
            let spelled = self.turns.iter().filter_map(|turn| turn.says(business, Asked::Spelling).letters);
            // What the letters leave open is in the name as it was heard.
            let closed = spelled.flat_map(|letters| {
                let close = |heard: &String| letters.name(Some(heard)).into_inner();
                understood.iter().map(close).collect::<Vec<_>>()
            });
            names = closed.chain(understood.iter().cloned()).filter(|name| name_matches(name, claimed)).collect();
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
        let readings: Vec<_> = self.turns.iter().flat_map(|turn| turn.times(business)).collect();
        if !readings.iter().any(|reading| reading.names_day(business, date)) {
            return None;
        }
        if readings.iter().any(|reading| reading.names_time(business, time)) {
            return Some(start..start.checked_add(SignedDuration::from_mins(1)).ok()?);
        }
        let midnight = |date: Date| date.to_zoned(business.zone.clone()).map(|zoned| zoned.timestamp());
        Some(midnight(date).ok()?..midnight(date.tomorrow().ok()?).ok()?)
    }
}

impl Turn {
    fn says(&self, business: &Business, asked: Asked) -> Understanding {
        let (language, now) = (self.language, self.now.to_zoned(business.zone.clone()));
        let context = Context { business: Some(business), language, now, asked, earlier: None };
        understanding::understand(self.words.reveal(), &context)
    }

    /// Its words, as many together as a name may have.
    fn stretches(&self) -> Vec<String> {
        let words: Vec<String> = tokens(self.words.reveal()).into_iter().map(|token| token.text).collect();
        (1..=NAME_WORDS_MAX).flat_map(|length| words.windows(length).map(|words| words.join(" "))).collect()
    }

    /// The names that are understood in it.
    fn names(&self, business: &Business) -> impl Iterator<Item = String> {
        let asked = [self.asked, Asked::Name, Asked::Spelling].into_iter();
        asked.filter_map(|asked| Some(self.says(business, asked).name?.value.into_inner()))
    }

    /// Whatever in it may be a time.
    fn times(&self, business: &Business) -> Vec<Reading> {
        let reading = |asked| {
            let says = self.says(business, asked);
            let day_said = says.reading.day_said;
            says.reading.when.map(|when| Reading { when, day_said })
        };
        [self.asked, Asked::Date, Asked::Time].into_iter().filter_map(reading).collect()
    }
}

/// A time that the caller said.
struct Reading {
    when: When,
    day_said: bool,
}

impl Reading {
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

/// Whether the agent, since the caller's last word before this one, offered to put the caller through and was heard.
fn is_offered(history: &[Said]) -> bool {
    let before = match history {
        [before @ .., last] if last.who == Who::Caller => before,
        all => all,
    };
    before.iter().rev().take_while(|said| said.who == Who::Agent).any(|said| offers_person(said.words.reveal()))
}

/// Whether a text offers a person.
pub fn offers_person(text: &str) -> bool {
    const OFFERS: [&str; 5] = ["verbinden.", "verbinden?", "verbinden,", "put you through", "connect you"];
    let text = text.to_lowercase();
    OFFERS.iter().any(|offer| text.contains(offer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::business::fixtures;
    use booking::{AppointmentId, AppointmentState, Slot};

    fn salon() -> Business {
        fixtures::by_id("salon").unwrap()
    }

    fn heard(turns: &[(Asked, &str)]) -> Evidence {
        let mut evidence = Evidence::default();
        for (asked, words) in turns {
            let now = "2026-12-01T10:00:00+01:00[Europe/Berlin]".parse().unwrap();
            let context = Context { business: None, language: Language::De, now, asked: *asked, earlier: None };
            evidence.hear(&(*words).into(), &context, &[]);
        }
        evidence
    }

    fn appointment(name: &str, start: &str) -> Appointment {
        let start: Timestamp = start.parse().unwrap();
        let end = start + SignedDuration::from_mins(30);
        Appointment {
            id: AppointmentId("a".into()),
            slot: Slot { service: "herrenschnitt".into(), resource: "jonas".into(), start, end },
            name: name.into(),
            details: Default::default(),
            state: AppointmentState::Booked,
        }
    }

    fn names(evidence: &Evidence, claimed: &Appointment) -> Vec<String> {
        let queries = evidence.queries(&salon(), claimed, &[], claimed.slot.start);
        queries.into_iter().map(|query| query.name.into_inner()).collect()
    }

    #[test]
    fn a_name_counts_only_when_the_caller_has_said_or_spelled_it() {
        let claimed = appointment("Anna Keller", "2026-12-04T15:00:00+01:00");
        assert_eq!(names(&heard(&[(Asked::Wish, "Ich möchte den Termin absagen.")]), &claimed), [""; 0]);
        assert_eq!(names(&heard(&[(Asked::Name, "Becker.")]), &claimed), [""; 0]);
        assert!(!names(&heard(&[(Asked::Name, "Keller.")]), &claimed).is_empty());
        assert!(!names(&heard(&[(Asked::Wish, "Hier ist Anna Keller, ich will absagen.")]), &claimed).is_empty());
        let spelled = heard(&[(Asked::Spelling, "K wie Kaufmann, E wie Emil, L wie Ludwig, L, E, R.")]);
        assert!(!names(&spelled, &claimed).is_empty());
    }

    #[test]
    fn letters_that_were_not_made_out_are_those_that_the_caller_said() {
        let claimed = appointment("Weber", "2026-12-04T15:00:00+01:00");
        let spelled = (Asked::Spelling, "W wie Willem, E wie Emil, B wie Bata, E wie Emil, da wir ich aus.");
        assert_eq!(names(&heard(&[spelled]), &claimed), [""; 0]);
        assert_eq!(names(&heard(&[(Asked::Name, "Rieber."), spelled]), &claimed), ["Weber"]);
    }

    #[test]
    fn day_and_time_count_as_far_as_they_were_said_in_whatever_turn() {
        let claimed = appointment("Keller", "2026-12-04T15:00:00+01:00");
        let length = |turns: &[(Asked, &str)]| {
            let within = heard(turns).within(&salon(), claimed.slot.start);
            within.map(|range| range.end.duration_since(range.start).as_mins())
        };
        assert_eq!(length(&[(Asked::Wish, "Ich möchte absagen.")]), None);
        assert_eq!(length(&[(Asked::Date, "Am Freitag.")]), Some(24 * 60));
        assert_eq!(length(&[(Asked::Date, "Am Donnerstag.")]), None);
        assert_eq!(length(&[(Asked::Date, "Am Freitag."), (Asked::Time, "Um drei.")]), Some(1));
        assert_eq!(length(&[(Asked::Time, "Um drei.")]), None, "a time alone names no day");
        assert_eq!(length(&[(Asked::Wish, "Freitag um 15 Uhr absagen")]), Some(1));
    }

    #[test]
    fn a_person_takes_a_wish_an_agreement_to_an_offer_or_an_emergency() {
        let allows = |evidence: &Evidence, reason| evidence.allows(reason, &salon());
        let all = [TransferReason::Wish, TransferReason::Agreed, TransferReason::Emergency, TransferReason::Failure];
        let plain = heard(&[(Asked::Transfer, "Ja.")]);
        assert!(all.iter().all(|reason| !allows(&plain, *reason)), "nothing was offered");
        assert!(all.iter().all(|reason| !allows(&Evidence::default(), *reason)));
        assert!(allows(&heard(&[(Asked::Wish, "Ich möchte mit einem Menschen sprechen.")]), TransferReason::Wish));
        assert!(allows(&heard(&[(Asked::Wish, "Hilfe, er atmet nicht mehr!")]), TransferReason::Emergency));
        let said = |who, words: &str| Said { who, words: words.into() };
        let offer =
            said(Who::Agent, "Ich komme so nicht weiter. Soll ich dich verbinden, oder soll ich etwas ausrichten?");
        for (words, agrees) in [("Ja, bitte.", true), ("Nein.", false), ("Hm.", false)] {
            let now = "2026-12-01T10:00:00+01:00[Europe/Berlin]".parse().unwrap();
            let context =
                Context { business: None, language: Language::De, now, asked: Asked::Transfer, earlier: None };
            let mut evidence = Evidence::default();
            evidence.hear(&words.into(), &context, &[offer.clone(), said(Who::Caller, words)]);
            assert_eq!(allows(&evidence, TransferReason::Agreed), agrees, "{words}");
        }
        let mut pressed = Evidence::default();
        pressed.press("0", &[]);
        assert!(allows(&pressed, TransferReason::Wish) && !allows(&pressed, TransferReason::Emergency));
        let mut unclear = Evidence::default();
        unclear.hear_nothing(&[offer]);
        assert!(allows(&unclear, TransferReason::Failure) && !allows(&unclear, TransferReason::Agreed));
    }
}
