//! When a business is closed besides its weekly hours: the public holidays of the German states, and its own.
//!
//! Public holidays are set by state law (Feiertagsgesetze der Länder) and, for 3 October, by the Unification Treaty.
//! Decisions where a law stops below the state:
//! - *Mariä Himmelfahrt* in Bavaria holds in municipalities with more Catholics than Protestants (1,704 of 2,056, Munich
//!   among them; Art. 1 (1) no. 2 BayFTG). It is counted for all of Bavaria: a caller sent to a closed door is the worse
//!   mistake.
//! - *Fronleichnam* in some municipalities of Saxony and Thuringia, and Augsburg's *Friedensfest* (8 August), are not
//!   counted; a business there writes them as company holidays.
//! - Sundays that a law calls holidays count only where it names them as such (Easter Sunday and Whit Sunday in
//!   Brandenburg, § 2 FTG); the Sunday clause of Hesse adds nothing to opening hours.

use crate::language::Localised;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use std::ops::RangeInclusive;

/// A federal state of Germany, by its ISO 3166-2 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "ISO 3166-2:DE codes explain themselves")]
#[rustfmt::skip]
pub enum State { BW, BY, BE, BB, HB, HH, HE, MV, NI, NW, RP, SL, SN, ST, SH, TH }

/// When a business is closed besides its weekly hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holidays {
    /// Closed on the public holidays of the address's state.
    pub public: bool,
    /// Company holidays that return every year, both ends included.
    pub company: Vec<AnnualPeriod>,
}

/// Days that return every year; may run over New Year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnnualPeriod {
    /// First (month, day).
    pub from: (i8, i8),
    /// Last (month, day), included.
    pub to: (i8, i8),
}

/// Why a business is closed on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closure {
    /// A public holiday, by its name.
    Public(Localised<&'static str>),
    /// Company holidays.
    Company,
}

impl Holidays {
    /// Why a business in `state` is closed on `date`; `None` when its weekly hours decide.
    pub fn closure(&self, state: State, date: Date) -> Option<Closure> {
        let public = || public_holiday(state, date).filter(|_| self.public).map(Closure::Public);
        public().or_else(|| self.company.iter().any(|period| period.contains(date)).then_some(Closure::Company))
    }
}

impl AnnualPeriod {
    /// Whether `date` lies in the period, in whichever year.
    pub fn contains(&self, date: Date) -> bool {
        let day = (date.month(), date.day());
        if self.from <= self.to { (self.from..=self.to).contains(&day) } else { day >= self.from || day <= self.to }
    }
}

impl State {
    /// All states, in the order in which the enum lists them.
    #[rustfmt::skip]
    pub const ALL: [State; 16] = {
        use State::*;
        [BW, BY, BE, BB, HB, HH, HE, MV, NI, NW, RP, SL, SN, ST, SH, TH]
    };

    /// The code, such as `NW`.
    pub fn code(self) -> &'static str {
        #[rustfmt::skip]
        const CODES: [&str; 16] =
            ["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"];
        CODES[self as usize]
    }
}

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

/// Whether `date` is a working day in the sense of [`super::Notice::WorkingDays`]: Monday to Friday, no public holiday.
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

    /// What each state adds, in 2024 to 2028; dates that move with Easter or the weekday are spelled out.
    const ADDED: [(&str, [&[&str]; 5]); 16] = [
        (
            "BW",
            [
                &["06.01.", "30.05.", "01.11."],
                &["06.01.", "19.06.", "01.11."],
                &["06.01.", "04.06.", "01.11."],
                &["06.01.", "27.05.", "01.11."],
                &["06.01.", "15.06.", "01.11."],
            ],
        ),
        (
            "BY",
            [
                &["06.01.", "30.05.", "15.08.", "01.11."],
                &["06.01.", "19.06.", "15.08.", "01.11."],
                &["06.01.", "04.06.", "15.08.", "01.11."],
                &["06.01.", "27.05.", "15.08.", "01.11."],
                &["06.01.", "15.06.", "15.08.", "01.11."],
            ],
        ),
        ("BE", [&["08.03."], &["08.03.", "08.05."], &["08.03."], &["08.03."], &["08.03.", "17.06."]]),
        (
            "BB",
            [
                &["31.03.", "19.05.", "31.10."],
                &["20.04.", "08.06.", "31.10."],
                &["05.04.", "24.05.", "31.10."],
                &["28.03.", "16.05.", "31.10."],
                &["16.04.", "04.06.", "31.10."],
            ],
        ),
        ("HB", [&["31.10."], &["31.10."], &["31.10."], &["31.10."], &["31.10."]]),
        ("HH", [&["31.10."], &["31.10."], &["31.10."], &["31.10."], &["31.10."]]),
        ("HE", [&["30.05."], &["19.06."], &["04.06."], &["27.05."], &["15.06."]]),
        (
            "MV",
            [
                &["08.03.", "31.10."],
                &["08.03.", "31.10."],
                &["08.03.", "31.10."],
                &["08.03.", "31.10."],
                &["08.03.", "31.10."],
            ],
        ),
        ("NI", [&["31.10."], &["31.10."], &["31.10."], &["31.10."], &["31.10."]]),
        (
            "NW",
            [
                &["30.05.", "01.11."],
                &["19.06.", "01.11."],
                &["04.06.", "01.11."],
                &["27.05.", "01.11."],
                &["15.06.", "01.11."],
            ],
        ),
        (
            "RP",
            [
                &["30.05.", "01.11."],
                &["19.06.", "01.11."],
                &["04.06.", "01.11."],
                &["27.05.", "01.11."],
                &["15.06.", "01.11."],
            ],
        ),
        (
            "SL",
            [
                &["30.05.", "15.08.", "01.11."],
                &["19.06.", "15.08.", "01.11."],
                &["04.06.", "15.08.", "01.11."],
                &["27.05.", "15.08.", "01.11."],
                &["15.06.", "15.08.", "01.11."],
            ],
        ),
        (
            "SN",
            [
                &["31.10.", "20.11."],
                &["31.10.", "19.11."],
                &["31.10.", "18.11."],
                &["31.10.", "17.11."],
                &["31.10.", "22.11."],
            ],
        ),
        (
            "ST",
            [
                &["06.01.", "31.10."],
                &["06.01.", "31.10."],
                &["06.01.", "31.10."],
                &["06.01.", "31.10."],
                &["06.01.", "31.10."],
            ],
        ),
        ("SH", [&["31.10."], &["31.10."], &["31.10."], &["31.10."], &["31.10."]]),
        (
            "TH",
            [
                &["20.09.", "31.10."],
                &["20.09.", "31.10."],
                &["20.09.", "31.10."],
                &["20.09.", "31.10."],
                &["20.09.", "31.10."],
            ],
        ),
    ];

    #[test]
    fn every_state_keeps_the_holidays_of_its_law() {
        for state in State::ALL {
            let (_, added) = ADDED.iter().find(|(code, _)| *code == state.code()).unwrap();
            for ((year, everywhere), added) in EVERYWHERE.iter().zip(added) {
                let mut expected: Vec<_> = everywhere.iter().chain(added.iter()).map(|day| day.to_string()).collect();
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
    fn company_holidays_return_every_year_and_run_over_new_year() {
        let winter = AnnualPeriod { from: (12, 24), to: (1, 2) };
        for closed in [date(2026, 12, 24), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2), date(2040, 12, 24)] {
            assert!(winter.contains(closed), "{closed}");
        }
        for open in [date(2026, 12, 23), date(2027, 1, 3), date(2027, 6, 15)] {
            assert!(!winter.contains(open), "{open}");
        }
        let summer = AnnualPeriod { from: (8, 3), to: (8, 21) };
        assert!(summer.contains(date(2027, 8, 3)) && summer.contains(date(2027, 8, 21)));
        assert!(!summer.contains(date(2027, 8, 2)) && !summer.contains(date(2027, 8, 22)));
    }

    #[test]
    fn a_closure_says_why() {
        let holidays = Holidays { public: true, company: vec![AnnualPeriod { from: (12, 24), to: (1, 2) }] };
        assert_eq!(holidays.closure(State::NW, date(2026, 12, 24)), Some(Closure::Company));
        let christmas = holidays.closure(State::NW, date(2026, 12, 25));
        assert!(matches!(christmas, Some(Closure::Public(name)) if name.de == "Erster Weihnachtstag"));
        assert_eq!(holidays.closure(State::NW, date(2026, 12, 23)), None);
        let open = Holidays { public: false, company: vec![] };
        assert_eq!(open.closure(State::NW, date(2026, 12, 25)), None);
    }

    #[test]
    fn working_days_are_monday_to_friday_without_holidays() {
        assert!(is_working_day(State::HH, date(2026, 12, 1)));
        assert!(!is_working_day(State::HH, date(2026, 12, 5)) && !is_working_day(State::HH, date(2026, 12, 25)));
        assert!(!is_working_day(State::BY, date(2027, 1, 6)) && is_working_day(State::HH, date(2027, 1, 6)));
    }
}
