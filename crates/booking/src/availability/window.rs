//! How soon and how far ahead can be booked: notice and horizon, as one range of instants.

use base::business::{Business, Notice, Service, holidays, start_of_day};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::ops::Range;

/// The instants at which a slot of `service` may start when booked, or chosen as the target of a move, by a call begun at
/// `begun_at`: from the end of the notice to the end of the horizon's last day. Never before the begin of the call. Empty
/// (start ≥ end) when the notice is longer than the horizon.
pub fn bookable_window(business: &Business, service: &Service, begun_at: Timestamp) -> Range<Timestamp> {
    let today = begun_at.to_zoned(business.zone.clone()).date();
    let midnight = |date| start_of_day(date, &business.zone);
    let earliest = match service.notice.unwrap_or(business.notice) {
        Notice::None => begun_at,
        Notice::Hours(hours) => {
            begun_at.checked_add(SignedDuration::from_hours(hours.into())).unwrap_or(Timestamp::MAX)
        }
        Notice::CalendarDays(days) => midnight(today.saturating_add(i64::from(days).days())),
        Notice::WorkingDays(days) => midnight(working_days_after(business, today, days)),
    };
    let after_horizon = today.saturating_add((i64::from(business.horizon_days) + 1).days());
    earliest.max(begun_at)..midnight(after_horizon)
}

/// The `days`-th working day after `today`; `today` itself for none.
fn working_days_after(business: &Business, today: Date, days: u32) -> Date {
    let state = business.address.state;
    let later = today.series(1.day()).skip(1).filter(|date| holidays::is_working_day(state, *date));
    later.take(days as usize).last().unwrap_or(today)
}
