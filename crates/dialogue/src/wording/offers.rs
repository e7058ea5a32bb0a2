//! Visits offered, as one spoken list.

use super::{at_time, local_date, on_day, on_weekday, spoken_resource, then};
use crate::speakable;
use base::business::Business;
use base::language::Language;
use booking::{Guests, Visit};
use jiff::civil::Date;

/// Visits as one spoken list, shortly: a day, a time or a name that all share is said once, and after the first date of a week
/// weekdays are enough. One alone is told to its end; of several only when each begins. `today` is the business's date.
pub fn offers(business: &Business, visits: &[Visit], today: Date, language: Language) -> String {
    let starts = starts(business, visits, today, language);
    match visits {
        [only] => starts + &then(business, only, &Guests::new(), language),
        several => around(&all_of_it(several, language), "", &starts, language),
    }
}

/// What a visit of several slots holds: 'für beides'.
fn all_of_it(visits: &[Visit], language: Language) -> String {
    let most = visits.iter().map(|visit| visit.slots().count()).max();
    let words = match (most, language) {
        (Some(2), Language::De) => "für beides",
        (Some(3..), Language::De) => "für alles",
        (Some(2), Language::En) => "for both",
        (Some(3..), Language::En) => "for all of it",
        _ => "",
    };
    words.to_owned()
}

fn starts(business: &Business, visits: &[Visit], today: Date, language: Language) -> String {
    let date = |visit: &Visit| local_date(business, visit.start());
    let first = visits.first().map(date).unwrap_or(today);
    let day = |visit: &Visit| match (date(visit) - first).get_days() {
        1..=6 if (first - today).get_days() > 2 => on_weekday(date(visit), language),
        _ => on_day(date(visit), today, language),
    };
    let time = |visit: &Visit| at_time(business, visit.start(), language);
    // 'I have Friday at 9 am', 'I have 9 am or 12 noon on Friday': English begins an item without its preposition.
    let begun = |text: String| match language {
        Language::De => text,
        Language::En => text.strip_prefix("on ").or(text.strip_prefix("at ")).map(str::to_owned).unwrap_or(text),
    };
    let person = |visit: &Visit| {
        persons(business, visit, language).map(|names| with_person(&names, language)).unwrap_or_default()
    };
    let list =
        |word: &dyn Fn(&Visit) -> String| speakable::list(&visits.iter().map(word).collect::<Vec<_>>(), true, language);
    let with = shared(visits, &person).unwrap_or_default();
    // Names that differ are said with each visit.
    let each = |visit: &Visit| if with.is_empty() { person(visit) } else { String::new() };
    if let [only] = visits {
        return join(&[&begun(day(only)), &time(only), &person(&only.first().clone().into())]);
    }
    match (shared(visits, &day), shared(visits, &time)) {
        (Some(day), None) => around(&day, &with, &list(&|visit| join(&[&begun(time(visit)), &each(visit)])), language),
        (None, Some(time)) if shared(visits, &each).is_some() => {
            let days = format!("{}, {} {time}", list(&|visit| begun(day(visit))), each_word(language));
            around("", &with, &days, language)
        }
        _ => around("", &with, &list(&|visit| join(&[&begun(day(visit)), &time(visit), &each(visit)])), language),
    }
}

/// Who serves a visit, where that is to be said.
fn persons(business: &Business, visit: &Visit, language: Language) -> Option<String> {
    let mut names: Vec<&str> = visit.slots().filter_map(|slot| spoken_resource(business, slot)).collect();
    names.dedup();
    (!names.is_empty()).then(|| speakable::list(&names, false, language))
}

/// What all visits have in common.
fn shared(visits: &[Visit], value: &dyn Fn(&Visit) -> String) -> Option<String> {
    let first = value(visits.first()?);
    visits.iter().all(|visit| value(visit) == first).then_some(first)
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
    use base::business::fixtures;
    use booking::Slot;
    use jiff::SignedDuration;
    use jiff::civil::{DateTime, date};

    fn visits(service: &str, starts: &[(&str, &str)]) -> (Business, Vec<Visit>) {
        let business = fixtures::by_id("salon").unwrap();
        let slot = |(resource, start): &(&str, &str)| {
            let start = business.zone.to_zoned(start.parse::<DateTime>().unwrap()).unwrap().timestamp();
            let end = start.checked_add(SignedDuration::from_mins(30)).unwrap();
            Visit::from(Slot { service: service.into(), resource: (*resource).into(), start, end })
        };
        let visits = starts.iter().map(slot).collect();
        (business, visits)
    }

    #[track_caller]
    fn check(starts: &[(&str, &str)], german: &str, english: &str) {
        let (business, visits) = visits("herrenschnitt", starts);
        let today = date(2026, 12, 1);
        assert_eq!(offers(&business, &visits, today, Language::De), german);
        assert_eq!(offers(&business, &visits, today, Language::En), english);
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
