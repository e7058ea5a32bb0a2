//! Why a wish cannot be had as it is: told to the caller before anything else is offered.

use super::hours::opening_on;
use super::search::{Search, WhyNot, after, next};
use crate::EngineError;
use base::business::{Resource, Service, WeekHours, start_of_day};
use booking::Part;
use jiff::civil::{Date, Time, Weekday};
use jiff::{SignedDuration, Timestamp};
use std::ops::Range;

impl Search<'_> {
    /// Why nothing can be had in these stretches: of several parts each may be free by itself.
    pub(super) async fn unless_parts_are_free(
        &self,
        why: WhyNot,
        windows: &[Range<Timestamp>],
    ) -> Result<WhyNot, EngineError> {
        if why != WhyNot::Taken || self.wish.parts.len() < 2 {
            return Ok(why);
        }
        for part in self.wish.parts {
            let mut free = false;
            for window in windows {
                free |= !self.free(window.clone(), std::slice::from_ref(part)).await?.is_empty();
            }
            if !free {
                return Ok(why);
            }
        }
        Ok(WhyNot::NotAllOfIt)
    }

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
                let begins = open.clone().any(|open| open.contains(&start));
                match fits {
                    true => self.not_done_on(date).or_else(|| self.not_done_at(start)).unwrap_or(WhyNot::Taken),
                    false if begins => WhyNot::TooLong,
                    false => WhyNot::OutsideHours,
                }
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
            _ if one_day => self.not_done_on(date).unwrap_or(WhyNot::Taken),
            _ => WhyNot::Taken,
        }
    }

    /// Whoever is wanted, or whoever does the service, does not work on that day.
    fn not_done_on(&self, date: Date) -> Option<WhyNot> {
        let business = &self.scene.business;
        self.wish.parts.iter().zip(&self.services).find_map(|(part, service)| {
            let does = self.who_does(part, service);
            if does.iter().any(|resource| !business.spans_on(service, resource, date).is_empty()) {
                return None;
            }
            let works = |day: &Weekday| does.iter().any(|one| !business.spans(service, one, *day).is_empty());
            let mut days: Vec<Weekday> = WeekHours::WEEKDAYS.into_iter().filter(works).collect();
            // Away for once: its weekdays would say the contrary.
            if days.contains(&date.weekday()) {
                days.clear();
            }
            Some(match &part.resource {
                Some(resource) => WhyNot::NotThere(resource.clone(), days),
                None => WhyNot::NotOnThatDay(service.id.clone(), days),
            })
        })
    }

    /// Nobody who is wanted does it at that time of the day, or no appointment begins at that minute.
    fn not_done_at(&self, start: Timestamp) -> Option<WhyNot> {
        let (business, date) = (&self.scene.business, self.date(start));
        let not_then = self.wish.parts.iter().zip(&self.services).find(|(part, service)| {
            let minutes = SignedDuration::from_mins(service.minutes.into());
            let end = start.checked_add(minutes).unwrap_or(start);
            let holds = |span: Range<Timestamp>| span.start <= start && end <= span.end;
            let does = self.who_does(part, service);
            let mut spans = does.iter().flat_map(|one| business.spans_on(service, one, date));
            !spans.any(|span| holds(self.span_on(date, span)))
        });
        if let Some((part, service)) = not_then {
            return Some(WhyNot::NotThen(part.resource.clone(), service.id.clone()));
        }
        let grid = SignedDuration::from_mins(business.slot_grid_minutes.max(1).into());
        let since_midnight = start.to_zoned(self.zone()).time().duration_since(Time::midnight());
        (since_midnight.as_secs() % grid.as_secs() != 0).then_some(WhyNot::OffGrid)
    }

    /// Who is wanted for a part, or whoever does it.
    fn who_does(&self, part: &Part, service: &Service) -> Vec<&Resource> {
        let ids = part.resource.iter().chain(service.resources.iter().filter(|_| part.resource.is_none()));
        ids.filter_map(|id| self.scene.business.resource(id)).collect()
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
