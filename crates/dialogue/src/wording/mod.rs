//! Wording what was found: slots, days, opening hours, and the gate's read-back, from [`super::speakable`] values and
//! [`super::phrases`]. Pure; shared by the gate and the engines, so that all say a date in the same way.

use super::phrases::{Phrase, Phrases};
use super::tools::OpenDays;
use super::{Done, Proposal, speakable};
use base::business::{Business, Span};
use base::language::Language;
use booking::{Appointment, Guests, Slot};
use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};

mod details;
mod offers;
mod visits;

use details::spoken_details;
pub use details::{detail_unknown, no, yes};
pub use offers::offers;
pub use visits::{guest, service_for, then};

/// A read-back: the facts, and the question that follows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// Weekday, date, time, service and name in one clause ([`super::Role::Facts`]).
    pub facts: String,
    /// The question after it.
    pub question: String,
}

/// Words the read-back of `proposal`.
pub fn read_back(
    phrases: &Phrases,
    business: &Business,
    proposal: &Proposal,
    language: Language,
    pick: u64,
) -> ReadBack {
    let nobody = Guests::new();
    let (phrase, visit, name, guests, own) = match proposal {
        Proposal::Book { visit, name, guests, .. } => (Phrase::ReadBackBook, visit.clone(), name, guests, false),
        Proposal::Move { from, to } => (Phrase::ReadBackMove, to.clone().into(), &from.name, &nobody, true),
        Proposal::Cancel { appointment } => {
            (Phrase::ReadBackCancel, appointment.slot.clone().into(), &appointment.name, &nobody, true)
        }
    };
    let mut at = SlotWords::of(business, visit.first(), language);
    at.service = service_for(business, visit.first(), guests, 0, language);
    let then = then(business, &visit, guests, language);
    let details = match proposal {
        Proposal::Book { details, .. } => spoken_details(business, details.reveal(), language),
        Proposal::Move { .. } | Proposal::Cancel { .. } => String::new(),
    };
    // Under secrecy the service of an own appointment is never spoken, whoever asks.
    let service = if own && business.secrecy { "" } else { at.service.as_str() };
    let values = [
        ("service", service),
        ("resource", at.resource.as_str()),
        ("date", at.date.as_str()),
        ("time", at.time.as_str()),
        ("then", then.as_str()),
        ("name", name.reveal().as_str()),
        ("details", details.as_str()),
    ];
    let say = |phrase| phrases.say(phrase, language, business.address_form, pick, &values);
    ReadBack { facts: say(phrase), question: say(Phrase::ReadBackQuestion) }
}

/// A start in words: the day as it is called today, and the time.
pub fn day_and_time(business: &Business, start: Timestamp, today: Date, language: Language) -> (String, String) {
    let day = on_day(local_date(business, start), today, language);
    (day, speakable::time_of_day(local_time(business, start), language))
}

/// Appointments spoken at once.
const OWN_SPOKEN_MAX: usize = 3;

/// Own appointments as one spoken list; under secrecy without the service.
pub fn own_appointments(business: &Business, own: &[Appointment], today: Date, language: Language) -> String {
    let word = |own: &Appointment| {
        let start = own.slot.start;
        let day = on_day(local_date(business, start), today, language);
        let time = at_time(business, start, language);
        let what = match (business.secrecy, language) {
            (false, language) => speakable::one(&service_name(business, &own.slot.service, language), language),
            (true, Language::De) => "einen Termin".to_owned(),
            (true, Language::En) => "an appointment".to_owned(),
        };
        format!("{what} {day} {time}")
    };
    let words: Vec<String> = own.iter().take(OWN_SPOKEN_MAX).map(word).collect();
    speakable::list(&words, false, language)
}

/// Words that a deed was done.
pub fn done(phrases: &Phrases, business: &Business, done: &Done, language: Language, pick: u64) -> String {
    let (phrase, first) = match done {
        Done::Booked(booked) => (Phrase::Booked, booked.first()),
        Done::Moved { to, .. } => (Phrase::Moved, Some(to)),
        Done::Cancelled(appointment) => (Phrase::Cancelled, Some(appointment)),
    };
    let Some(first) = first else { return String::new() };
    let at = SlotWords::of(business, &first.slot, language);
    phrases.say(phrase, language, business.address_form, pick, &[("date", &at.date), ("time", &at.time)])
}

/// A slot in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotWords {
    /// The service's spoken name.
    pub service: String,
    /// Whose time, as spoken; empty where it is not to be said ([`spoken_resource`]).
    pub resource: String,
    /// The full date: 'Donnerstag, den 3. Dezember'.
    pub date: String,
    /// The time: '15 Uhr'.
    pub time: String,
}

impl SlotWords {
    /// Words `slot`.
    pub fn of(business: &Business, slot: &Slot, language: Language) -> Self {
        SlotWords {
            service: service_name(business, &slot.service, language),
            resource: spoken_resource(business, slot).unwrap_or_default().to_owned(),
            date: speakable::weekday_date(local_date(business, slot.start), language),
            time: speakable::time_of_day(local_time(business, slot.start), language),
        }
    }
}

/// The service's spoken name, its id if it is no longer offered.
pub fn service_name(business: &Business, service: &str, language: Language) -> String {
    business.service(service).map_or(service, |service| service.spoken_name(language)).to_owned()
}

/// The name of a slot's resource where it tells the caller something: a person (machines carry a number in their names), and
/// one of several who offer the service.
pub fn spoken_resource<'a>(business: &'a Business, slot: &Slot) -> Option<&'a str> {
    let spoken = |id: &str| {
        business.resource(id).filter(|resource| resource.is_called_by_name()).map(|resource| resource.spoken_name())
    };
    let persons = business.service(&slot.service)?.resources.iter().filter(|id| spoken(id).is_some()).count();
    if persons > 1 { spoken(&slot.resource) } else { None }
}

/// The date of an instant on the business's calendar.
pub fn local_date(business: &Business, instant: Timestamp) -> Date {
    instant.to_zoned(business.zone.clone()).date()
}

/// What the clock of the business shows at an instant.
pub fn local_time(business: &Business, instant: Timestamp) -> Time {
    instant.to_zoned(business.zone.clone()).time()
}

/// A full date with its preposition: 'am Donnerstag, den 3. Dezember', 'on Thursday the 3rd of December'.
pub fn on_date(date: Date, language: Language) -> String {
    format!("{} {}", on(language), speakable::weekday_date(date, language))
}

/// A day as said in passing: 'heute', 'morgen', 'am Freitag' within the next six days, else as [`on_date`].
pub fn on_day(date: Date, today: Date, language: Language) -> String {
    let days = (date - today).get_days();
    let relative = speakable::relative_day(date, today, language);
    let full = speakable::weekday_date(date, language);
    match days {
        0..=2 if relative != full => relative,
        0..=6 => on_weekday(date, language),
        _ => format!("{} {full}", on(language)),
    }
}

/// A day by its weekday alone: 'am Freitag'.
fn on_weekday(date: Date, language: Language) -> String {
    format!("{} {}", on(language), weekday(date.weekday(), language))
}

/// A time of day with its preposition: 'um 15 Uhr 30', 'at 3:30 pm'.
pub fn at_time(business: &Business, instant: Timestamp, language: Language) -> String {
    let at = match language {
        Language::De => "um",
        Language::En => "at",
    };
    format!("{at} {}", speakable::time_of_day(local_time(business, instant), language))
}

/// The name of a weekday.
pub fn weekday(day: Weekday, language: Language) -> &'static str {
    const GERMAN: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
    const ENGLISH: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let names = match language {
        Language::De => GERMAN,
        Language::En => ENGLISH,
    };
    names[day.to_monday_zero_offset() as usize]
}

fn on(language: Language) -> &'static str {
    match language {
        Language::De => "am",
        Language::En => "on",
    }
}

/// Opening hours of a day: 'von 9 bis 12 Uhr und von 14 bis 18 Uhr'.
pub fn spans(spans: &[Span], language: Language) -> String {
    let midnight = |time: Time| if time == Span::END_OF_DAY { Time::midnight() } else { time };
    let span = |span: &Span| {
        let from = speakable::time_of_day(span.from, language);
        let to = speakable::time_of_day(midnight(span.to), language);
        match language {
            // 'Von 9 bis 18 Uhr'; 'von 7 Uhr 30 bis 17 Uhr'.
            Language::De => format!("von {} bis {to}", from.strip_suffix(" Uhr").unwrap_or(&from)),
            Language::En => format!("from {from} to {to}"),
        }
    };
    speakable::list(&spans.iter().map(span).collect::<Vec<_>>(), false, language)
}

/// The week's opening hours, days with the same hours together.
pub fn week(days: &[OpenDays], language: Language) -> String {
    let group = |group: &OpenDays| format!("{} {}", weekdays(&group.days, language), spans(&group.spans, language));
    speakable::list(&days.iter().map(group).collect::<Vec<_>>(), false, language)
}

/// On which weekdays something is, week after week: 'mittwochs', 'on Thursdays and Fridays'.
pub fn on_weekdays(days: &[Weekday], language: Language) -> String {
    let on_day = |day: &Weekday| match language {
        Language::De => format!("{}s", weekday(*day, language).to_lowercase()),
        Language::En => format!("{}s", weekday(*day, language)),
    };
    let names: Vec<String> = days.iter().map(on_day).collect();
    let in_a_row = days.windows(2).all(|pair| pair[0].next() == pair[1]);
    let list = match (names.as_slice(), language) {
        ([first, _, .., last], Language::De) if in_a_row => format!("{first} bis {last}"),
        ([first, _, .., last], Language::En) if in_a_row => return format!("{first} to {last}"),
        (names, _) => speakable::list(names, false, language),
    };
    match language {
        Language::De => list,
        Language::En => format!("on {list}"),
    }
}

/// Weekdays as a list, three or more in a row as from … to.
fn weekdays(days: &[Weekday], language: Language) -> String {
    let in_a_row = days.windows(2).all(|pair| pair[0].next() == pair[1]);
    let (until, names): (_, Vec<&str>) = match language {
        Language::De => ("bis", days.iter().map(|day| weekday(*day, language)).collect()),
        Language::En => ("to", days.iter().map(|day| weekday(*day, language)).collect()),
    };
    match names.as_slice() {
        [first, _, .., last] if in_a_row => format!("{first} {until} {last}"),
        names => speakable::list(names, false, language),
    }
}

/// The words of a text, comparable with those of an utterance.
pub(crate) fn words(text: &str) -> Vec<String> {
    understanding::words::tokens(text).into_iter().map(|token| token.text).collect()
}

/// A date without its weekday: '3. Dezember', '3rd of December'.
pub fn day_and_month(date: Date, language: Language) -> String {
    let full = speakable::weekday_date(date, language);
    let article = match language {
        Language::De => " den ",
        Language::En => " the ",
    };
    full.split_once(article).map_or(full.clone(), |(_, rest)| rest.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::business::fixtures;
    use jiff::SignedDuration;
    use jiff::civil::DateTime;

    fn slots(service: &str, starts: &[(&str, &str)]) -> (Business, Vec<Slot>) {
        let business = fixtures::by_id("salon").unwrap();
        let slot = |(resource, start): &(&str, &str)| {
            let start = business.zone.to_zoned(start.parse::<DateTime>().unwrap()).unwrap().timestamp();
            let end = start.checked_add(SignedDuration::from_mins(30)).unwrap();
            Slot { service: service.into(), resource: (*resource).into(), start, end }
        };
        let slots = starts.iter().map(slot).collect();
        (business, slots)
    }

    #[test]
    fn machines_and_the_only_person_are_not_named() {
        let (salon, slots) = slots("faerben", &[("aylin", "2026-12-04T09:00")]);
        assert_eq!(spoken_resource(&salon, &slots[0]), None);
        let garage = fixtures::by_id("werkstatt").unwrap();
        let slot = Slot { service: "oelwechsel".into(), resource: "buehne-1".into(), ..slots[0].clone() };
        assert_eq!(spoken_resource(&garage, &slot), None);
    }

    #[test]
    fn a_week_is_said_by_days_with_the_same_hours() {
        let garage = fixtures::by_id("werkstatt").unwrap();
        let week = super::super::tools::opening_week(&garage);
        assert_eq!(
            super::week(&week, Language::De),
            "Montag bis Freitag von 7 Uhr 30 bis 17 Uhr und Samstag von 8 bis 12 Uhr"
        );
    }

    #[test]
    fn p35_the_service_of_an_own_appointment_is_never_spoken_under_secrecy() {
        let surgery = fixtures::by_id("zahnarzt").unwrap();
        let (_, slots) = slots("fuellung", &[("petersen", "2026-12-08T09:00")]);
        let appointment = booking::Appointment {
            id: booking::AppointmentId("0".repeat(32)),
            slot: slots[0].clone(),
            name: "Lehmann".into(),
            details: Default::default(),
            state: booking::AppointmentState::Booked,
        };
        let phrases = Phrases::built_in().unwrap();
        let proposals = [
            Proposal::Cancel { appointment: appointment.clone() },
            Proposal::Move { from: appointment.clone(), to: appointment.slot.clone() },
        ];
        for (proposal, pick) in proposals.iter().flat_map(|proposal| (0..4).map(move |pick| (proposal, pick))) {
            let said = read_back(&phrases, &surgery, proposal, Language::De, pick);
            assert!(!said.facts.contains("Füllung"), "{}", said.facts);
            assert!(said.facts.contains("Dienstag, den 8. Dezember") && said.facts.contains("9 Uhr"), "{}", said.facts);
            assert!(!said.facts.contains('?') && said.question.ends_with('?'));
        }
    }
}
