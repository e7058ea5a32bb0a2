//! Why a wish cannot be had as it is: told to the caller before anything else is offered.

use super::hours::opening_on;
use super::search::{Search, WhyNot, after, next};
use base::business::start_of_day;
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;

impl Search<'_> {
    pub(super) fn why_not_at(&self, start: Timestamp) -> WhyNot {
        let date = self.date(start);
        if let Some(why) = self.outside_window(start, after(start)) {
            return why;
        }
        match opening_on(&self.scene.business, date) {
            Err(closure) => WhyNot::Closed(closure),
            Ok(spans) => {
                let minutes = self.services.first().map_or(0, |service| service.minutes);
                let end = start.checked_add(SignedDuration::from_mins(minutes.into())).unwrap_or(start);
                let open = spans.iter().map(|span| self.span_on(date, *span));
                let fits = open.clone().any(|open| open.start <= start && end <= open.end);
                if fits { WhyNot::Taken } else { WhyNot::OutsideHours }
            }
        }
    }

    pub(super) fn why_not_within(&self) -> WhyNot {
        let when = self.wish.when;
        let end = when.end.unwrap_or(when.start);
        if let Some(why) = self.outside_window(when.start, end) {
            return why;
        }
        let date = self.date(when.start);
        let one_day = end <= start_of_day(next(date), &self.zone());
        match opening_on(&self.scene.business, date) {
            Err(closure) if one_day => WhyNot::Closed(closure),
            Ok(spans)
                if one_day && !spans.iter().any(|span| overlaps(&self.span_on(date, *span), &(when.start..end))) =>
            {
                WhyNot::OutsideHours
            }
            _ => WhyNot::Taken,
        }
    }

    fn outside_window(&self, start: Timestamp, end: Timestamp) -> Option<WhyNot> {
        let bookable = self.bookable();
        if end <= self.scene.now {
            Some(WhyNot::Past)
        } else if start >= bookable.end {
            Some(WhyNot::TooFar)
        } else if end <= bookable.start && opening_on(&self.scene.business, self.date(start)).is_ok() {
            Some(WhyNot::TooSoon)
        } else {
            None
        }
    }
}

fn overlaps(a: &Range<Timestamp>, b: &Range<Timestamp>) -> bool {
    a.start < b.end && b.start < a.end
}
