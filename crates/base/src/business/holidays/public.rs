//! The public holidays of the German states.
//!
//! They are set by state law (Feiertagsgesetze der Länder) and, for 3 October, by the Unification Treaty.
//! Decisions where a law stops below the state:
//! - *Mariä Himmelfahrt* in Bavaria holds in municipalities with more Catholics than Protestants (Art. 1 (1) no. 2 FTG),
//!   which most are, Munich among them. It is counted for all of Bavaria: a caller sent to a closed door is the worse mistake.
//! - *Fronleichnam* in a few municipalities of Saxony and Thuringia is not counted, nor is Augsburg's *Friedensfest*, which a
//!   business there can write as a company holiday (8 August).
//! - Sundays that a law calls holidays count only where it names them as such (Easter Sunday and Whit Sunday in
//!   Brandenburg, § 2 FTG); the Sunday clause of Hesse adds nothing to opening hours.

use super::State;
use crate::language::Localised;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use std::ops::RangeInclusive;

/// A public holiday in some year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicHoliday {
    /// When.
    pub date: Date,
    /// What it is called.
    pub name: Localised<&'static str>,
}

/// The public holidays of a state in a year, earliest first.
pub fn public_holidays(state: State, year: i16) -> Vec<PublicHoliday> {
    let mut days: Vec<_> = LAW.iter().filter_map(|rule| rule.holiday(state, year)).collect();
    days.sort_by_key(|holiday| holiday.date);
    days
}

/// The name of the public holiday on `date` in `state`, if it is one.
pub fn public_holiday(state: State, date: Date) -> Option<Localised<&'static str>> {
    let year = date.year();
    LAW.iter().find(|rule| rule.applies(state, year) && rule.day.date(year) == Some(date)).map(Rule::name)
}

/// Whether `date` is a working day in the sense of [`crate::business::Notice::WorkingDays`]: Monday to Friday, no public holiday.
pub fn is_working_day(state: State, date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) && public_holiday(state, date).is_none()
}

/// Easter Sunday in the Gregorian calendar, by Oudin's rule (1940).
pub fn easter_sunday(year: i16) -> Date {
    let y = i32::from(year);
    let (golden, century) = (y % 19, y / 100);
    let epact = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
    let full_moon = epact - (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (y + y / 4 + full_moon + 2 - century + century / 4) % 7;
    date(year, 3, 28).saturating_add((full_moon - weekday).days())
}

/// One line of the law: which day, what it is called, where and since when it is a holiday.
struct Rule {
    de: &'static str,
    en: &'static str,
    day: Day,
    states: &'static [State],
    years: RangeInclusive<i16>,
}

/// How a holiday's date follows from the year.
enum Day {
    /// The same (month, day) every year.
    Fixed(i8, i8),
    /// So many days after Easter Sunday.
    Easter(i32),
    /// The Wednesday before 23 November, eleven days before the first Sunday in Advent.
    Repentance,
}

impl Day {
    fn date(&self, year: i16) -> Option<Date> {
        match *self {
            Day::Fixed(month, day) => Date::new(year, month, day).ok(),
            Day::Easter(days) => easter_sunday(year).checked_add(days.days()).ok(),
            Day::Repentance => Date::new(year, 11, 23).ok()?.nth_weekday(-1, Weekday::Wednesday).ok(),
        }
    }
}

impl Rule {
    fn applies(&self, state: State, year: i16) -> bool {
        self.years.contains(&year) && self.states.contains(&state)
    }

    fn name(&self) -> Localised<&'static str> {
        Localised { de: self.de, en: self.en }
    }

    fn holiday(&self, state: State, year: i16) -> Option<PublicHoliday> {
        let date = self.day.date(year).filter(|_| self.applies(state, year))?;
        Some(PublicHoliday { date, name: self.name() })
    }
}

const ALWAYS: RangeInclusive<i16> = i16::MIN..=i16::MAX;

const fn since(year: i16) -> RangeInclusive<i16> {
    year..=i16::MAX
}

const fn rule(
    de: &'static str,
    en: &'static str,
    day: Day,
    states: &'static [State],
    years: RangeInclusive<i16>,
) -> Rule {
    Rule { de, en, day, states, years }
}

/// The law as it stands for the years that can still be booked; earlier changes only where they are recent.
#[rustfmt::skip]
static LAW: [Rule; 25] = {
    use Day::{Easter, Fixed, Repentance};
    use State::*;
    const ALL: &[State] = &State::ALL;
    [
        rule("Neujahr", "New Year's Day", Fixed(1, 1), ALL, ALWAYS),
        rule("Heilige Drei Könige", "Epiphany", Fixed(1, 6), &[BW, BY, ST], ALWAYS),
        rule("Internationaler Frauentag", "International Women's Day", Fixed(3, 8), &[BE], since(2019)),
        rule("Internationaler Frauentag", "International Women's Day", Fixed(3, 8), &[MV], since(2023)),
        rule("Karfreitag", "Good Friday", Easter(-2), ALL, ALWAYS),
        rule("Ostersonntag", "Easter Sunday", Easter(0), &[BB], ALWAYS),
        rule("Ostermontag", "Easter Monday", Easter(1), ALL, ALWAYS),
        rule("Tag der Arbeit", "Labour Day", Fixed(5, 1), ALL, ALWAYS),
        // Once each, by amendments of the Berlin act on Sundays and holidays.
        rule("Tag der Befreiung", "Liberation Day", Fixed(5, 8), &[BE], 2020..=2020),
        rule("Tag der Befreiung", "Liberation Day", Fixed(5, 8), &[BE], 2025..=2025),
        rule("Jahrestag des Volksaufstands", "Anniversary of the 1953 Uprising", Fixed(6, 17), &[BE], 2028..=2028),
        rule("Christi Himmelfahrt", "Ascension Day", Easter(39), ALL, ALWAYS),
        rule("Pfingstsonntag", "Whit Sunday", Easter(49), &[BB], ALWAYS),
        rule("Pfingstmontag", "Whit Monday", Easter(50), ALL, ALWAYS),
        rule("Fronleichnam", "Corpus Christi", Easter(60), &[BW, BY, HE, NW, RP, SL], ALWAYS),
        rule("Mariä Himmelfahrt", "Assumption Day", Fixed(8, 15), &[BY, SL], ALWAYS),
        rule("Weltkindertag", "World Children's Day", Fixed(9, 20), &[TH], since(2019)),
        rule("Tag der Deutschen Einheit", "German Unity Day", Fixed(10, 3), ALL, ALWAYS),
        rule("Reformationstag", "Reformation Day", Fixed(10, 31), ALL, 2017..=2017),
        rule("Reformationstag", "Reformation Day", Fixed(10, 31), &[BB, MV, SN, ST, TH], ALWAYS),
        rule("Reformationstag", "Reformation Day", Fixed(10, 31), &[HB, HH, NI, SH], since(2018)),
        rule("Allerheiligen", "All Saints' Day", Fixed(11, 1), &[BW, BY, NW, RP, SL], ALWAYS),
        rule("Buß- und Bettag", "Day of Repentance and Prayer", Repentance, &[SN], ALWAYS),
        rule("Erster Weihnachtstag", "Christmas Day", Fixed(12, 25), ALL, ALWAYS),
        rule("Zweiter Weihnachtstag", "Boxing Day", Fixed(12, 26), ALL, ALWAYS),
    ]
};

#[cfg(test)]
mod tests {
    use super::*;

    /// What the acts say for a state in a year, written by hand from the acts and a printed calendar.
    fn days(state: State, year: i16) -> Vec<String> {
        public_holidays(state, year).into_iter().map(|day| day.date.strftime("%d.%m.").to_string()).collect()
    }

    #[test]
    fn easter_falls_where_the_calendar_says() {
        let known = [
            (1961, 4, 2),
            (2000, 4, 23),
            (2008, 3, 23),
            (2019, 4, 21),
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2028, 4, 16),
            (2030, 4, 21),
            (2038, 4, 25),
            (2049, 4, 18),
            (2076, 4, 19),
            (2285, 3, 22),
        ];
        for (year, month, day) in known {
            assert_eq!(easter_sunday(year), date(year, month, day), "{year}");
        }
    }

    /// Nine holidays hold everywhere; with their dates of five years.
    const EVERYWHERE: [(i16, [&str; 9]); 5] = [
        (2024, ["01.01.", "29.03.", "01.04.", "01.05.", "09.05.", "20.05.", "03.10.", "25.12.", "26.12."]),
        (2025, ["01.01.", "18.04.", "21.04.", "01.05.", "29.05.", "09.06.", "03.10.", "25.12.", "26.12."]),
        (2026, ["01.01.", "03.04.", "06.04.", "01.05.", "14.05.", "25.05.", "03.10.", "25.12.", "26.12."]),
        (2027, ["01.01.", "26.03.", "29.03.", "01.05.", "06.05.", "17.05.", "03.10.", "25.12.", "26.12."]),
        (2028, ["01.01.", "14.04.", "17.04.", "01.05.", "25.05.", "05.06.", "03.10.", "25.12.", "26.12."]),
    ];

    /// What each state adds, in 2024, 2025, 2026, 2027 and 2028.
    #[rustfmt::skip]
    const ADDED: [(State, [&str; 5]); 16] = [
        (State::BW, ["06.01. 30.05. 01.11.", "06.01. 19.06. 01.11.", "06.01. 04.06. 01.11.",
            "06.01. 27.05. 01.11.", "06.01. 15.06. 01.11."]),
        (State::BY, ["06.01. 30.05. 15.08. 01.11.", "06.01. 19.06. 15.08. 01.11.", "06.01. 04.06. 15.08. 01.11.",
            "06.01. 27.05. 15.08. 01.11.", "06.01. 15.06. 15.08. 01.11."]),
        (State::BE, ["08.03.", "08.03. 08.05.", "08.03.", "08.03.", "08.03. 17.06."]),
        (State::BB, ["31.03. 19.05. 31.10.", "20.04. 08.06. 31.10.", "05.04. 24.05. 31.10.",
            "28.03. 16.05. 31.10.", "16.04. 04.06. 31.10."]),
        (State::HB, ["31.10."; 5]),
        (State::HH, ["31.10."; 5]),
        (State::HE, ["30.05.", "19.06.", "04.06.", "27.05.", "15.06."]),
        (State::MV, ["08.03. 31.10."; 5]),
        (State::NI, ["31.10."; 5]),
        (State::NW, ["30.05. 01.11.", "19.06. 01.11.", "04.06. 01.11.", "27.05. 01.11.", "15.06. 01.11."]),
        (State::RP, ["30.05. 01.11.", "19.06. 01.11.", "04.06. 01.11.", "27.05. 01.11.", "15.06. 01.11."]),
        (State::SL, ["30.05. 15.08. 01.11.", "19.06. 15.08. 01.11.", "04.06. 15.08. 01.11.",
            "27.05. 15.08. 01.11.", "15.06. 15.08. 01.11."]),
        (State::SN, ["31.10. 20.11.", "31.10. 19.11.", "31.10. 18.11.", "31.10. 17.11.", "31.10. 22.11."]),
        (State::ST, ["06.01. 31.10."; 5]),
        (State::SH, ["31.10."; 5]),
        (State::TH, ["20.09. 31.10."; 5]),
    ];

    #[test]
    fn every_state_keeps_the_holidays_of_its_law() {
        for state in State::ALL {
            let (_, added) = ADDED.iter().find(|(added_to, _)| *added_to == state).unwrap();
            for ((year, everywhere), added) in EVERYWHERE.iter().zip(added) {
                let mut expected: Vec<_> =
                    everywhere.iter().copied().chain(added.split(' ')).map(str::to_owned).collect();
                expected.sort_by_key(|day| (day[3..5].to_owned(), day[..2].to_owned()));
                assert_eq!(days(state, *year), expected, "{state:?} {year}");
            }
        }
    }

    #[test]
    fn changes_of_the_law_hold_from_their_year() {
        let is = |state, year, month, day| public_holiday(state, date(year, month, day)).is_some();
        assert!(!is(State::BE, 2018, 3, 8) && is(State::BE, 2019, 3, 8));
        assert!(!is(State::MV, 2022, 3, 8) && is(State::MV, 2023, 3, 8));
        assert!(!is(State::HH, 2016, 10, 31) && is(State::HH, 2017, 10, 31) && is(State::HH, 2018, 10, 31));
        assert!(is(State::NW, 2017, 10, 31) && !is(State::NW, 2018, 10, 31));
        assert!(!is(State::TH, 2018, 9, 20) && is(State::TH, 2019, 9, 20));
        assert!(is(State::BE, 2020, 5, 8) && !is(State::BE, 2021, 5, 8) && !is(State::BB, 2025, 5, 8));
    }

    #[test]
    fn holidays_have_names_in_both_languages() {
        let name = public_holiday(State::SN, date(2026, 11, 18)).unwrap();
        assert_eq!((name.de, name.en), ("Buß- und Bettag", "Day of Repentance and Prayer"));
        let names = public_holidays(State::BY, 2026);
        assert_eq!(names.first().map(|day| day.name.en), Some("New Year's Day"));
        assert!(LAW.iter().all(|rule| !rule.de.is_empty() && !rule.en.is_empty()));
    }

    #[test]
    fn working_days_are_monday_to_friday_without_holidays() {
        assert!(is_working_day(State::HH, date(2026, 12, 1)));
        assert!(!is_working_day(State::HH, date(2026, 12, 5)) && !is_working_day(State::HH, date(2026, 12, 25)));
        assert!(!is_working_day(State::BY, date(2027, 1, 6)) && is_working_day(State::HH, date(2027, 1, 6)));
    }
}
