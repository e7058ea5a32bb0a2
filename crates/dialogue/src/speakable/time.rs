//! Dates and times in words, unambiguous by themselves: [`understanding::when`] reads every one of them back.

use base::language::Language;
use jiff::civil::{Date, Time};
use jiff::{ToSpan, Zoned};

const GERMAN_WEEKDAYS: [&str; 7] = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"];
const ENGLISH_WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
pub(super) const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Further ahead than this a date needs its year.
const YEAR_UNSAID_DAYS: i32 = 270;

/// A date with its weekday: 'Donnerstag, den 3. Dezember', 'Thursday the 3rd of December'.
pub fn weekday_date(date: Date, language: Language) -> String {
    let weekday = date.weekday().to_monday_zero_offset() as usize;
    let (day, month) = (date.day(), date.month() as usize - 1);
    match language {
        Language::De => format!("{}, den {day}. {}", GERMAN_WEEKDAYS[weekday], GERMAN_MONTHS[month]),
        Language::En => format!("{} the {day}{} of {}", ENGLISH_WEEKDAYS[weekday], suffix(day), ENGLISH_MONTHS[month]),
    }
}

fn suffix(day: i8) -> &'static str {
    match day {
        1 | 21 | 31 => "st",
        2 | 22 => "nd",
        3 | 23 => "rd",
        _ => "th",
    }
}

/// A date seen from today: 'heute', 'morgen', 'übermorgen', else as [`weekday_date`].
pub fn relative_day(date: Date, today: Date, language: Language) -> String {
    let near = match (date.since(today).map_or(i32::MAX, |span| span.get_days()), language) {
        (-1, Language::De) => "gestern",
        (0, Language::De) => "heute",
        (1, Language::De) => "morgen",
        (2, Language::De) => "übermorgen",
        (-1, Language::En) => "yesterday",
        (0, Language::En) => "today",
        (1, Language::En) => "tomorrow",
        _ => return weekday_date(date, language),
    };
    near.to_owned()
}

/// A time of day: '15 Uhr 30', '3:30 pm'. Hours that could be taken for the afternoon's say that they are not.
pub fn time_of_day(time: Time, language: Language) -> String {
    let (hour, minute) = (time.hour(), time.minute());
    match language {
        Language::De => {
            let minutes = if minute == 0 { String::new() } else { format!(" {minute}") };
            let part = match hour {
                1..=4 => " nachts",
                5..=6 => " morgens",
                _ => "",
            };
            format!("{hour} Uhr{minutes}{part}")
        }
        Language::En => {
            let half = if hour < 12 { "am" } else { "pm" };
            let face = if hour % 12 == 0 { 12 } else { hour % 12 };
            match (hour, minute) {
                (12, 0) => "12 noon".to_owned(),
                (_, 0) => format!("{face} {half}"),
                _ => format!("{face}:{minute:02} {half}"),
            }
        }
    }
}

/// An instant in full, as it is read back: 'Donnerstag, den 3. Dezember um 15 Uhr'. With its year when it is far from
/// `today`, and with the season in the hour that a clock change brings twice.
pub fn instant(at: &Zoned, today: Date, language: Language) -> String {
    let date = at.date();
    let near = date >= today && today.checked_add(YEAR_UNSAID_DAYS.days()).is_ok_and(|far| date <= far);
    let year = if near { String::new() } else { format!(" {}", date.year()) };
    let season = season(at, language).unwrap_or_default();
    let (day, time) = (weekday_date(date, language), time_of_day(at.time(), language));
    match language {
        Language::De => format!("{day}{year} um {time}{season}"),
        Language::En => format!("{day}{year} at {time}{season}"),
    }
}

fn season(at: &Zoned, language: Language) -> Option<&'static str> {
    let twice = at.time_zone().to_ambiguous_timestamp(at.datetime());
    if !twice.is_ambiguous() {
        return None;
    }
    let summer = twice.earlier().ok()? == at.timestamp();
    Some(match (summer, language) {
        (true, Language::De) => " Sommerzeit",
        (false, Language::De) => " Winterzeit",
        (true, Language::En) => " summer time",
        (false, Language::En) => " winter time",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn dates_and_times_in_words() {
        let day = date(2026, 12, 3);
        assert_eq!(weekday_date(day, Language::De), "Donnerstag, den 3. Dezember");
        assert_eq!(weekday_date(day, Language::En), "Thursday the 3rd of December");
        assert_eq!(relative_day(day, date(2026, 12, 1), Language::De), "übermorgen");
        assert_eq!(relative_day(day, date(2026, 11, 30), Language::En), "Thursday the 3rd of December");
        for (hour, minute, german, english) in [
            (15, 30, "15 Uhr 30", "3:30 pm"),
            (9, 0, "9 Uhr", "9 am"),
            (12, 0, "12 Uhr", "12 noon"),
            (0, 15, "0 Uhr 15", "12:15 am"),
            (3, 0, "3 Uhr nachts", "3 am"),
            (13, 5, "13 Uhr 5", "1:05 pm"),
        ] {
            assert_eq!(time_of_day(time(hour, minute, 0, 0), Language::De), german);
            assert_eq!(time_of_day(time(hour, minute, 0, 0), Language::En), english);
        }
    }
}
