//! What is taken of the resources' time, arranged for many questions.

use crate::Blocked;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::ops::Range;

/// The taken stretches of each resource: in order and apart.
pub(super) struct Taken<'b>(HashMap<&'b str, Vec<Range<Timestamp>>>);

impl<'b> Taken<'b> {
    pub(super) fn of(blocked: &'b [Blocked]) -> Self {
        let mut taken: HashMap<&str, Vec<Range<Timestamp>>> = HashMap::new();
        for blocked in blocked.iter().filter(|blocked| !blocked.time.is_empty()) {
            taken.entry(&blocked.resource).or_default().push(blocked.time.clone());
        }
        taken.values_mut().for_each(|times| *times = apart(std::mem::take(times)));
        Taken(taken)
    }

    /// Whether all of `time` is free.
    pub(super) fn leaves(&self, resource: &str, time: &Range<Timestamp>) -> bool {
        self.from(resource, time.start).first().is_none_or(|taken| taken.start >= time.end)
    }

    /// How much of `time` is taken.
    pub(super) fn share(&self, resource: &str, time: &Range<Timestamp>) -> SignedDuration {
        let within = self.from(resource, time.start).iter().take_while(|taken| taken.start < time.end);
        within.map(|taken| taken.end.min(time.end).duration_since(taken.start.max(time.start))).sum()
    }

    /// What is not over by `instant`.
    fn from(&self, resource: &str, instant: Timestamp) -> &[Range<Timestamp>] {
        let times = self.0.get(resource).map_or(&[][..], Vec::as_slice);
        &times[times.partition_point(|taken| taken.end <= instant)..]
    }
}

fn apart(mut times: Vec<Range<Timestamp>>) -> Vec<Range<Timestamp>> {
    times.sort_by_key(|time| time.start);
    let mut apart: Vec<Range<Timestamp>> = Vec::with_capacity(times.len());
    for time in times {
        match apart.last_mut() {
            Some(last) if time.start <= last.end => last.end = last.end.max(time.end),
            _ => apart.push(time),
        }
    }
    apart
}
