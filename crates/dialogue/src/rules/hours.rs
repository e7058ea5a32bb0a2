//! When the business is open, and when somebody is there.

use crate::phrases::Phrase;
use crate::turn::Turn;
use crate::{speakable, tools, wording};
use base::business::Closure;
use base::language::Language;
use jiff::civil::Date;
use understanding::when::{Kind, When};

/// Days looked at at once, at most.
const DAYS_MAX: usize = 31;

impl Turn<'_> {
    /// Tells the hours of a day, else the week's.
    pub(super) fn tell_hours(&mut self, when: Option<&When>) {
        let language = self.language();
        if let Some(closure) = when.and_then(|when| self.closed_throughout(when)) {
            let holiday = closure.map_or_else(String::new, |closure| self.closure_name(closure));
            return self.say(Phrase::ClosedThen, &[("holiday", &holiday)]);
        }
        let one_day = when.filter(|when| when.kind != Kind::Range || self.spans_one_day(when));
        let Some(when) = one_day else {
            let hours = wording::week(&tools::opening_week(self.business()), language);
            return self.say(Phrase::HoursWeek, &[("hours", &hours)]);
        };
        let date = wording::local_date(self.business(), when.start);
        let day = wording::on_day(date, self.today(), language);
        match tools::opening_on(self.business(), date) {
            Ok(spans) => {
                let hours = wording::spans(&spans, language);
                self.say(Phrase::HoursDay, &[("day", &day), ("hours", &hours)]);
            }
            Err(closure) => self.say_closed(date, closure),
        }
    }

    /// Tells whether somebody is there on a day, and when.
    pub(super) fn tell_presence(&mut self, id: &str, when: &When) {
        let (business, language) = (self.business(), self.language());
        let Some(resource) = business.resource(id) else { return };
        let date = wording::local_date(business, when.start);
        let does = business.services.iter().filter(|service| service.resources.iter().any(|one| one == id));
        let spans = does.map(|service| business.spans_on(service, resource, date)).find(|spans| !spans.is_empty());
        let day = wording::on_day(date, self.today(), language);
        let who = ("resource", resource.spoken_name());
        match spans {
            Some(spans) => {
                let hours = wording::spans(&spans, language);
                self.say(Phrase::ThereFrom, &[who, ("day", &day), ("hours", &hours)]);
            }
            None => self.say(Phrase::NotThere, &[who, ("day", &day)]),
        }
    }

    /// Why the business is closed on every one of several days, if it is: the first reason there is.
    fn closed_throughout(&self, when: &When) -> Option<Option<Closure>> {
        let several = when.kind == Kind::Range && !self.spans_one_day(when) && when.weekdays.is_empty();
        let end = when.end.filter(|_| several)?;
        let first = wording::local_date(self.business(), when.start);
        let days = first.series(jiff::Span::new().days(1)).take_while(|date| self.day(*date).start < end);
        let days: Vec<Date> = days.take(DAYS_MAX + 1).collect();
        let closed = |date: &Date| tools::opening_on(self.business(), *date).err();
        let closures: Vec<Option<Closure>> = days.iter().map(closed).collect::<Option<_>>()?;
        (days.len() <= DAYS_MAX).then(|| closures.into_iter().flatten().next())
    }

    fn closure_name(&mut self, closure: Closure) -> String {
        let language = self.language();
        match closure {
            Closure::Public(names) => (*names.get(language)).to_owned(),
            Closure::Company => {
                let name = self.word(Phrase::CompanyHoliday, language, &[]);
                // It stands within a sentence; German nouns keep their capital.
                if language == Language::En { speakable::lower_first(&name) } else { name }
            }
        }
    }

    /// Whether a time lies within one day.
    pub(crate) fn spans_one_day(&self, when: &When) -> bool {
        let before = |end: jiff::Timestamp| end.checked_sub(jiff::SignedDuration::from_secs(1)).ok();
        let last = when.end.and_then(before).unwrap_or(when.start);
        wording::local_date(self.business(), when.start) == wording::local_date(self.business(), last)
    }

    /// Says that the business is closed on a day, and why where there is a reason.
    pub(crate) fn say_closed(&mut self, date: Date, closure: Option<Closure>) {
        let day = wording::on_day(date, self.today(), self.language());
        match closure {
            None => self.say(Phrase::ClosedDay, &[("day", &day)]),
            Some(closure) => {
                let holiday = self.closure_name(closure);
                self.say(Phrase::ClosedHoliday, &[("day", &day), ("holiday", &holiday)]);
            }
        }
    }
}
