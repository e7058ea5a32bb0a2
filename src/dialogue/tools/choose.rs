//! Which of many free slots are worth saying: at most three, spread out, easy to say, with few different people. Pure.

use crate::booking::Slot;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// At most so many slots are offered at once: what a listener keeps in mind.
pub(super) const OFFERS_MAX: usize = 3;
/// Offers lie at least so far from each other.
const APART: SignedDuration = SignedDuration::from_mins(30);

/// Slots, earliest first, a list for each local date.
pub(super) fn by_day(slots: Vec<Slot>, zone: &TimeZone) -> Vec<Vec<Slot>> {
    let date = |slot: &Slot| slot.start.to_zoned(zone.clone()).date();
    slots.chunk_by(|a, b| date(a) == date(b)).map(<[Slot]>::to_vec).collect()
}

/// Up to three of the slots: spread over one day, or the first good one of each of several days.
pub(super) fn choose(days: &[Vec<Slot>], zone: &TimeZone) -> Vec<Slot> {
    match days {
        [] => Vec::new(),
        [day] => same_hands(day, &spread(day, zone)),
        days => {
            let firsts: Vec<Timestamp> = days.iter().filter_map(|day| roundest(day, zone)).take(OFFERS_MAX).collect();
            same_hands(&days.concat(), &firsts)
        }
    }
}

/// The slots, in their order, without those that lie less than half an hour from one before them: no real alternatives.
pub(super) fn apart(slots: Vec<Slot>) -> Vec<Slot> {
    let mut kept: Vec<Slot> = Vec::new();
    for slot in slots {
        if kept.iter().all(|other| other.start.duration_since(slot.start).abs() >= APART) {
            kept.push(slot);
        }
    }
    kept
}

/// A start from each third of the day's free time.
fn spread(day: &[Slot], zone: &TimeZone) -> Vec<Timestamp> {
    let (Some(first), Some(last)) = (day.first(), day.last()) else { return Vec::new() };
    let third = (last.start.duration_since(first.start).as_secs() / OFFERS_MAX as i64).max(1);
    let part = |slot: &Slot| (slot.start.duration_since(first.start).as_secs() / third).min(OFFERS_MAX as i64 - 1);
    day.chunk_by(|a, b| part(a) == part(b)).filter_map(|part| roundest(part, zone)).collect()
}

/// The first start on the hour within an hour of the first, else the first: easier to say and to remember.
fn roundest(slots: &[Slot], zone: &TimeZone) -> Option<Timestamp> {
    let first = slots.first()?.start;
    let soon = slots.iter().take_while(|slot| slot.start.duration_since(first) < SignedDuration::from_hours(1));
    let round = soon.map(|slot| slot.start).find(|start| start.to_zoned(zone.clone()).minute() == 0);
    Some(round.unwrap_or(first))
}

/// The slots at these starts, with as few different people as possible: that is shorter to say.
fn same_hands(slots: &[Slot], starts: &[Timestamp]) -> Vec<Slot> {
    let at = |start: Timestamp| slots.iter().filter(move |slot| slot.start == start);
    let often =
        |resource: &str| starts.iter().filter(|start| at(**start).any(|slot| slot.resource == resource)).count();
    // `max_by_key` takes the last of equals; the service's order of preference wants the first.
    let best = |start: &Timestamp| at(*start).rev().max_by_key(|slot| often(&slot.resource)).cloned();
    starts.iter().filter_map(best).collect()
}
