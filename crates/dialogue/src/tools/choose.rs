//! Which of many free visits are worth saying: at most three, spread out, easy to say, with few different people. Pure.

use booking::Visit;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::cmp::Reverse;

/// At most so many slots are offered at once: what a listener keeps in mind.
pub(super) const OFFERS_MAX: usize = 3;
/// Offers lie at least so far from each other.
const APART: SignedDuration = SignedDuration::from_mins(30);

/// Visits, earliest first, a list for each local date.
pub(super) fn by_day(visits: Vec<Visit>, zone: &TimeZone) -> Vec<Vec<Visit>> {
    let date = |visit: &Visit| visit.start().to_zoned(zone.clone()).date();
    visits.chunk_by(|a, b| date(a) == date(b)).map(<[Visit]>::to_vec).collect()
}

/// Up to three of the visits: spread over one day, or the first good one of each of several days. Who comes today mostly wants to
/// come soon: the very first is among them.
pub(super) fn choose(days: &[Vec<Visit>], zone: &TimeZone, today: Date) -> Vec<Visit> {
    let is_today = |visit: &Visit| visit.start().to_zoned(zone.clone()).date() == today;
    match days {
        [] => Vec::new(),
        [day] => {
            let mut starts = spread(day, zone);
            if let (Some(first), Some(soonest)) = (starts.first_mut(), day.first().filter(|visit| is_today(visit))) {
                *first = soonest.start();
            }
            same_hands(day, &starts)
        }
        days => {
            let firsts: Vec<Timestamp> = days.iter().filter_map(|day| roundest(day, zone)).take(OFFERS_MAX).collect();
            same_hands(&days.concat(), &firsts)
        }
    }
}

/// The visits, in their order, without those that lie less than half an hour from one before them: no real alternatives.
pub(super) fn apart(visits: Vec<Visit>) -> Vec<Visit> {
    let mut kept: Vec<Visit> = Vec::new();
    for visit in visits {
        if kept.iter().all(|other| other.start().duration_since(visit.start()).abs() >= APART) {
            kept.push(visit);
        }
    }
    kept
}

/// A start from each third of the day's free time.
fn spread(day: &[Visit], zone: &TimeZone) -> Vec<Timestamp> {
    let (Some(first), Some(last)) = (day.first(), day.last()) else { return Vec::new() };
    let third = (last.start().duration_since(first.start()).as_secs() / OFFERS_MAX as i64).max(1);
    let part =
        |visit: &Visit| (visit.start().duration_since(first.start()).as_secs() / third).min(OFFERS_MAX as i64 - 1);
    day.chunk_by(|a, b| part(a) == part(b)).filter_map(|part| roundest(part, zone)).collect()
}

/// The first start on the hour within an hour of the first, else the first: easier to say and to remember.
fn roundest(visits: &[Visit], zone: &TimeZone) -> Option<Timestamp> {
    let first = visits.first()?.start();
    let soon = visits.iter().map(Visit::start);
    let mut soon = soon.take_while(|start| start.duration_since(first) < SignedDuration::from_hours(1));
    let round = soon.find(|start| start.to_zoned(zone.clone()).minute() == 0);
    Some(round.unwrap_or(first))
}

/// The visits at these starts, with as few different people as possible: that is shorter to say.
fn same_hands(visits: &[Visit], starts: &[Timestamp]) -> Vec<Visit> {
    let at = |start: Timestamp| visits.iter().filter(move |visit| visit.start() == start);
    let hands = |visit: &Visit| visit.first().resource.clone();
    let often = |visit: &Visit| starts.iter().filter(|start| at(**start).any(|one| hands(one) == hands(visit))).count();
    // `max_by_key` takes the last of equals; the service's order of preference wants the first.
    let best = |start: &Timestamp| at(*start).rev().max_by_key(|visit| (Reverse(visit.hands()), often(visit))).cloned();
    starts.iter().filter_map(best).collect()
}
