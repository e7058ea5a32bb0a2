//! Slots offered, as one spoken list.

use super::{at_time, local_date, on_day, on_weekday, spoken_resource};
use crate::booking::Slot;
use crate::business::Business;
use crate::dialogue::speakable;
use crate::language::Language;
use jiff::civil::Date;

/// Slots as one spoken list, shortly: a day, a time or a name that all share is said once, and after the first date of a week
/// weekdays are enough. `today` is the business's date.
pub fn offers(business: &Business, slots: &[Slot], today: Date, language: Language) -> String {
    let date = |slot: &Slot| local_date(business, slot.start);
    let first = slots.first().map(date).unwrap_or(today);
    let day = |slot: &Slot| match (date(slot) - first).get_days() {
        1..=6 if (first - today).get_days() > 2 => on_weekday(date(slot), language),
        _ => on_day(date(slot), today, language),
    };
    let time = |slot: &Slot| at_time(business, slot.start, language);
    // 'I have Friday at 9 am', 'I have 9 am or 12 noon on Friday': English begins an item without its preposition.
    let begun = |text: String| match language {
        Language::De => text,
        Language::En => text.strip_prefix("on ").or(text.strip_prefix("at ")).map(str::to_owned).unwrap_or(text),
    };
    let person =
        |slot: &Slot| spoken_resource(business, slot).map(|name| with_person(name, language)).unwrap_or_default();
    let list =
        |word: &dyn Fn(&Slot) -> String| speakable::list(&slots.iter().map(word).collect::<Vec<_>>(), true, language);
    let with = shared(slots, &person).unwrap_or_default();
    // Names that differ are said with each slot.
    let each = |slot: &Slot| if with.is_empty() { person(slot) } else { String::new() };
    if let [only] = slots {
        return join(&[&begun(day(only)), &time(only), &person(only)]);
    }
    match (shared(slots, &day), shared(slots, &time)) {
        (Some(day), None) => around(&day, &with, &list(&|slot| join(&[&begun(time(slot)), &each(slot)])), language),
        (None, Some(time)) if shared(slots, &each).is_some() => {
            let days = format!("{}, {} {time}", list(&|slot| begun(day(slot))), each_word(language));
            around("", &with, &days, language)
        }
        _ => around("", &with, &list(&|slot| join(&[&begun(day(slot)), &time(slot), &each(slot)])), language),
    }
}

/// What all slots have in common.
fn shared(slots: &[Slot], value: &dyn Fn(&Slot) -> String) -> Option<String> {
    let first = value(slots.first()?);
    slots.iter().all(|slot| value(slot) == first).then_some(first)
}

/// A list with what its items share: before it in German, behind it in English.
fn around(day: &str, with: &str, list: &str, language: Language) -> String {
    match language {
        Language::De => join(&[day, with, list]),
        Language::En => join(&[list, day, with]),
    }
}

fn join(parts: &[&str]) -> String {
    parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

fn each_word(language: Language) -> &'static str {
    match language {
        Language::De => "jeweils",
        Language::En => "each",
    }
}

fn with_person(name: &str, language: Language) -> String {
    match language {
        Language::De => format!("bei {name}"),
        Language::En => format!("with {name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::business::fixtures;
    use jiff::SignedDuration;
    use jiff::civil::{DateTime, date};

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

    #[track_caller]
    fn check(starts: &[(&str, &str)], german: &str, english: &str) {
        let (business, slots) = slots("herrenschnitt", starts);
        let today = date(2026, 12, 1);
        assert_eq!(offers(&business, &slots, today, Language::De), german);
        assert_eq!(offers(&business, &slots, today, Language::En), english);
    }

    #[test]
    fn what_offers_share_is_said_once() {
        check(
            &[("aylin", "2026-12-04T09:00"), ("aylin", "2026-12-04T12:00")],
            "am Freitag bei Aylin um 9 Uhr oder um 12 Uhr",
            "9 am or 12 noon on Friday with Aylin",
        );
        check(
            &[("jonas", "2026-12-04T15:00"), ("aylin", "2026-12-04T15:30")],
            "am Freitag um 15 Uhr bei Jonas oder um 15 Uhr 30 bei Aylin",
            "3 pm with Jonas or 3:30 pm with Aylin on Friday",
        );
        check(
            &[("aylin", "2026-12-08T09:00"), ("aylin", "2026-12-09T09:00")],
            "bei Aylin am Dienstag, den 8. Dezember oder am Mittwoch, jeweils um 9 Uhr",
            "Tuesday the 8th of December or Wednesday, each at 9 am with Aylin",
        );
        check(&[("jonas", "2026-12-02T09:00")], "morgen um 9 Uhr bei Jonas", "tomorrow at 9 am with Jonas");
    }
}
