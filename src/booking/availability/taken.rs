//! What is taken of one resource's time, arranged for many questions.

use crate::booking::Blocked;
use crate::business::Resource;
use jiff::Timestamp;
use std::ops::Range;

/// The taken stretches of a resource: in order and apart.
pub(super) struct Taken(Vec<Range<Timestamp>>);

impl Taken {
    pub(super) fn of(resource: &Resource, blocked: &[Blocked]) -> Self {
        let own = blocked.iter().filter(|taken| taken.resource == resource.id && !taken.time.is_empty());
        let mut times: Vec<_> = own.map(|taken| taken.time.clone()).collect();
        times.sort_by_key(|time| time.start);
        let mut apart: Vec<Range<Timestamp>> = Vec::with_capacity(times.len());
        for time in times {
            match apart.last_mut() {
                Some(last) if time.start <= last.end => last.end = last.end.max(time.end),
                _ => apart.push(time),
            }
        }
        Taken(apart)
    }

    /// Whether all of `time` is free.
    pub(super) fn leaves(&self, time: &Range<Timestamp>) -> bool {
        let next = self.0.partition_point(|taken| taken.end <= time.start);
        self.0.get(next).is_none_or(|taken| taken.start >= time.end)
    }
}
