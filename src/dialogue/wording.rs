//! Wording what was found: slots, days, opening hours, and the gate's read-back, from [`super::speakable`] values and
//! [`super::phrases`]. Pure; shared by the gate and the engines, so that all say a date in the same way.

use super::phrases::{Phrase, Phrases};
use super::tools::OpenDays;
use super::{Done, Proposal, speakable};
use crate::booking::Slot;
use crate::business::{Business, Span};
use crate::language::Language;
use jiff::Timestamp;
use jiff::civil::{Date, Time, Weekday};

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
    let (phrase, slot, name, own) = match proposal {
        Proposal::Book { slot, name, .. } => (Phrase::ReadBackBook, slot, name, false),
        Proposal::Move { from, to } => (Phrase::ReadBackMove, to, &from.name, true),
        Proposal::Cancel { appointment } => (Phrase::ReadBackCancel, &appointment.slot, &appointment.name, true),
    };
    let at = SlotWords::of(business, slot, language);
    // Under secrecy the service of an own appointment is never spoken, whoever asks.
    let service = if own && business.secrecy { "" } else { at.service.as_str() };
    let values = [
        ("service", service),
        ("resource", at.resource.as_str()),
        ("date", at.date.as_str()),
        ("time", at.time.as_str()),
        ("name", name.reveal().as_str()),
    ];
    let say = |phrase| phrases.say(phrase, language, business.address_form, pick, &values);
    ReadBack { facts: say(phrase), question: say(Phrase::ReadBackQuestion) }
}

/// Words that a deed was done.
pub fn done(phrases: &Phrases, business: &Business, done: &Done, language: Language, pick: u64) -> String {
    let (phrase, slot) = match done {
        Done::Booked(appointment) => (Phrase::Booked, &appointment.slot),
        Done::Moved { to, .. } => (Phrase::Moved, &to.slot),
        Done::Cancelled(appointment) => (Phrase::Cancelled, &appointment.slot),
    };
    let at = SlotWords::of(business, slot, language);
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
    let spoken = |id: &str| business.resource(id).map(|resource| resource.spoken_name()).filter(|name| is_person(name));
    let persons = business.service(&slot.service)?.resources.iter().filter(|id| spoken(id).is_some()).count();
    if persons > 1 { spoken(&slot.resource) } else { None }
}

fn is_person(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_ascii_digit())
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
        0..=6 => format!("{} {}", on(language), weekday(date.weekday(), language)),
        _ => format!("{} {full}", on(language)),
    }
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

/// Slots as one spoken list, shortly: a day and a name that several share are said once. `today` is the business's date.
pub fn offers(business: &Business, slots: &[Slot], today: Date, language: Language) -> String {
    let day = |slot: &Slot| on_day(local_date(business, slot.start), today, language);
    let with = |slot: &Slot| spoken_resource(business, slot).map(|name| format!(" {}", with_person(name, language)));
    let shared = |value: &dyn Fn(&Slot) -> Option<String>| {
        let first = slots.first().and_then(value);
        slots.iter().all(|slot| value(slot) == first).then_some(first).flatten()
    };
    let shared_day = shared(&|slot| Some(day(slot)));
    let shared_person = if slots.len() > 1 { shared(&with) } else { None };
    let item = |slot: &Slot| {
        let day = if shared_day.is_some() { String::new() } else { format!("{} ", day(slot)) };
        let person = if shared_person.is_some() { None } else { with(slot) };
        format!("{day}{}{}", at_time(business, slot.start, language), person.unwrap_or_default())
    };
    let list = speakable::list(&slots.iter().map(item).collect::<Vec<_>>(), true, language);
    let head =
        [shared_day, shared_person].into_iter().flatten().map(|part| format!("{} ", part.trim())).collect::<String>();
    format!("{head}{list}")
}

/// Opening hours of a day: 'von 9 Uhr bis 12 Uhr und von 14 Uhr bis 18 Uhr'.
pub fn spans(spans: &[Span], language: Language) -> String {
    let midnight = |time: Time| if time == Span::END_OF_DAY { Time::midnight() } else { time };
    let span = |span: &Span| {
        let from = speakable::time_of_day(span.from, language);
        let to = speakable::time_of_day(midnight(span.to), language);
        match language {
            Language::De => format!("von {from} bis {to}"),
            Language::En => format!("from {from} to {to}"),
        }
    };
    speakable::list(&spans.iter().map(span).collect::<Vec<_>>(), false, language)
}

/// The week's opening hours, days with the same hours together.
pub fn week(days: &[OpenDays], language: Language) -> String {
    let group = |group: &OpenDays| format!("{} {}", weekdays(&group.days, language), spans(&group.spans, language));
    days.iter().map(group).collect::<Vec<_>>().join(", ")
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

fn with_person(name: &str, language: Language) -> String {
    match language {
        Language::De => format!("bei {name}"),
        Language::En => format!("with {name}"),
    }
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
