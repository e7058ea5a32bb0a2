//! At which instants of a local date a service may start with a resource, taken times aside.
//!
//! The service must lie, without its buffers, in the spans that [`Business::spans_on`] gives, on dates that are not closed;
//! an idle part is no exception, since the caller stays. It may cross midnight where both dates are open up to it. Starts lie
//! on the grid, counted on the wall clock from local midnight.

use base::business::{Business, Resource, Service, Stretch, stretches};
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

/// The dates of a business, each looked up once: holidays and clock changes are the dear part of many questions.
pub(super) struct Dates<'b> {
    business: &'b Business,
    known: RefCell<HashMap<Date, Rc<Day>>>,
}

/// The stretches of a date; none when it is closed.
type Day = Vec<Stretch>;

impl<'b> Dates<'b> {
    pub(super) fn of(business: &'b Business) -> Self {
        Dates { business, known: RefCell::default() }
    }

    /// The starts on `date`, earliest first.
    pub(super) fn starts(&self, service: &Service, resource: &Resource, date: Date) -> Vec<Timestamp> {
        let length = SignedDuration::from_mins(service.minutes.into());
        let open = self.open_from(service, resource, date);
        let mut starts = Vec::new();
        for stretch in self.day(date).iter() {
            for open in &open {
                let last = open.end.checked_sub(length).unwrap_or(Timestamp::MIN);
                let from = open.start.max(stretch.time.start);
                starts.extend(self.grid(stretch, from).take_while(|start| *start <= last && *start < stretch.time.end));
            }
        }
        starts
    }

    /// The instants of the grid from `from` on, as far as the stretch's wall clock shows this date.
    fn grid(&self, stretch: &Stretch, from: Timestamp) -> impl Iterator<Item = Timestamp> + use<> {
        let step = 60 * i64::from(self.business.slot_grid_minutes.max(1));
        let midnight = stretch.at(Time::midnight()).as_second();
        let first = (from.as_second() - midnight + step - 1).div_euclid(step).max(0);
        let seconds = (first..).map(move |number| number * step).take_while(|second| *second < 24 * 3600);
        seconds.map_while(move |second| Timestamp::from_second(midnight + second).ok())
    }

    /// When the service could be going on, from `date` on: the date's open ranges, the last one continued into the next date
    /// where that is open from midnight. No service lasts longer than a day.
    fn open_from(&self, service: &Service, resource: &Resource, date: Date) -> Vec<Range<Timestamp>> {
        let mut open = self.open_on(service, resource, date);
        let Ok(next) = date.tomorrow() else { return open };
        let end_of_day = self.day(date).last().map(|stretch| stretch.time.end);
        if let Some(last) = open.last_mut().filter(|last| Some(last.end) == end_of_day) {
            let continued = self.open_on(service, resource, next).into_iter().next();
            last.end = continued.filter(|first| first.start == last.end).map_or(last.end, |first| first.end);
        }
        open
    }

    /// When the service could be going on on `date`: apart and in order.
    fn open_on(&self, service: &Service, resource: &Resource, date: Date) -> Vec<Range<Timestamp>> {
        let day = self.day(date);
        if day.is_empty() {
            return Vec::new();
        }
        let spans = self.business.spans_on(service, resource, date);
        let mut open: Vec<Range<Timestamp>> = Vec::new();
        for stretch in day.iter() {
            for range in spans.iter().map(|span| stretch.between(span.from, span.to)).filter(|range| !range.is_empty())
            {
                match open.last_mut() {
                    Some(last) if last.end == range.start => last.end = range.end,
                    _ => open.push(range),
                }
            }
        }
        open
    }

    fn day(&self, date: Date) -> Rc<Day> {
        let look_up = || match self.business.closure(date) {
            Some(_) => Vec::new(),
            None => stretches(date, &self.business.zone),
        };
        self.known.borrow_mut().entry(date).or_insert_with(|| Rc::new(look_up())).clone()
    }
}
