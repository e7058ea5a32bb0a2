//! When a business is closed besides its weekly hours: on the public holidays of its state, and on its own.

mod public;

pub use public::{PublicHoliday, easter_sunday, is_working_day, public_holiday, public_holidays};

use super::{Absence, Span, hours};
use crate::language::Localised;
use jiff::civil::{Date, Time};

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
    /// Closed once, whole days or parts of them; may overlap.
    pub closed: Vec<Absence>,
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
    /// Company holidays, annual or once.
    Company,
}

impl Holidays {
    /// Why a business in `state` is closed on `date`; `None` when its weekly hours decide.
    pub fn closure(&self, state: State, date: Date) -> Option<Closure> {
        let public = || public_holiday(state, date).filter(|_| self.public).map(Closure::Public);
        let company = || self.company.iter().any(|period| period.contains(date)) || self.is_closed_all_day(date);
        public().or_else(|| company().then_some(Closure::Company))
    }

    /// What is closed once, on `date`.
    pub(super) fn closed_on(&self, date: Date) -> impl Iterator<Item = Span> {
        self.closed.iter().filter_map(move |absence| absence.on(date))
    }

    fn is_closed_all_day(&self, date: Date) -> bool {
        let day = vec![Span { from: Time::midnight(), to: Span::END_OF_DAY }];
        !self.closed.is_empty() && self.closed_on(date).fold(day, hours::without).is_empty()
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

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
    fn a_day_is_closed_once_when_nothing_of_it_is_left() {
        let at = |hour| date(2026, 12, 1).at(hour, 0, 0, 0);
        let afternoon = Absence { from: at(11), until: date(2026, 12, 3).at(0, 0, 0, 0) };
        let holidays = Holidays { public: true, company: vec![], closed: vec![afternoon] };
        let on = |holidays: &Holidays, day| holidays.closure(State::NW, date(2026, 12, day));
        assert_eq!([1, 2, 3].map(|day| on(&holidays, day)), [None, Some(Closure::Company), None]);
        let morning = Absence { from: at(0), until: at(12) };
        let both = Holidays { closed: vec![afternoon, morning], ..holidays };
        assert_eq!(on(&both, 1), Some(Closure::Company), "the two overlap");
    }

    #[test]
    fn a_closure_says_why() {
        let holidays =
            Holidays { public: true, company: vec![AnnualPeriod { from: (12, 24), to: (1, 2) }], closed: vec![] };
        assert_eq!(holidays.closure(State::NW, date(2026, 12, 24)), Some(Closure::Company));
        let christmas = holidays.closure(State::NW, date(2026, 12, 25));
        assert!(matches!(christmas, Some(Closure::Public(name)) if name.de == "Erster Weihnachtstag"));
        assert_eq!(holidays.closure(State::NW, date(2026, 12, 23)), None);
        let open = Holidays { public: false, company: vec![], closed: vec![] };
        assert_eq!(open.closure(State::NW, date(2026, 12, 25)), None);
    }
}
