//! How much one caller may have, so that abuse is bounded (P28): an [`Allowance`], what is used of it, and the [`Limit`] that one
//! more would pass.
//!
//! Pure: takes counts, gives a verdict. Who counts, and what is said to a caller at the limit, is others' to know. A caller is
//! told apart by the pseudonym of the number. Callers without one (withheld, or a number that proves nothing, such as a
//! forwarding one) share no identity: what one of them does must not be held against the next, so their days and appointments
//! are not counted, and all of a business's together have one generous limit of calls an hour.

/// What one caller may have, and a business in all. Defaults are what a busy regular never reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Calls of a caller at the same time.
    pub calls_at_once: u32,
    /// Calls of a caller within 60 minutes.
    pub calls_per_hour: u32,
    /// Calls within 60 minutes of all callers of a business together who cannot be told apart.
    pub unknown_calls_per_hour: u32,
    /// Times a caller is put through to a person on a day, by wish or agreement; emergencies are not counted.
    pub transfers_per_day: u32,
    /// Look-ups of an own appointment on a day that found nothing, since name, day or time were wrong.
    pub failed_lookups_per_day: u32,
    /// Bookings in one call.
    pub bookings_per_call: u32,
    /// Appointments of a caller that are not over.
    pub open_appointments: u32,
    /// Callers within 60 minutes who are connected to a business's owner because they could not be answered.
    pub owner_rings_per_hour: u32,
    /// Minutes of calls that a business answers on a day; `None`: as many as come.
    pub minutes_per_day: Option<u32>,
}

impl Default for Allowance {
    fn default() -> Self {
        Allowance {
            calls_at_once: 3,
            calls_per_hour: 10,
            unknown_calls_per_hour: 60,
            transfers_per_day: 5,
            failed_lookups_per_day: 5,
            bookings_per_call: 4,
            open_appointments: 6,
            owner_rings_per_hour: 60,
            minutes_per_day: None,
        }
    }
}

/// A limit that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Limit {
    /// [`Allowance::calls_at_once`].
    CallsAtOnce,
    /// [`Allowance::calls_per_hour`].
    CallsPerHour,
    /// [`Allowance::unknown_calls_per_hour`].
    UnknownCallsPerHour,
    /// [`Allowance::transfers_per_day`].
    TransfersPerDay,
    /// [`Allowance::failed_lookups_per_day`].
    FailedLookupsPerDay,
    /// [`Allowance::bookings_per_call`].
    BookingsPerCall,
    /// [`Allowance::open_appointments`].
    OpenAppointments,
    /// [`Allowance::owner_rings_per_hour`].
    OwnerRingsPerHour,
    /// [`Allowance::minutes_per_day`].
    MinutesPerDay,
}

impl Limit {
    /// All limits.
    pub const ALL: [Limit; 9] = [
        Limit::CallsAtOnce,
        Limit::CallsPerHour,
        Limit::UnknownCallsPerHour,
        Limit::TransfersPerDay,
        Limit::FailedLookupsPerDay,
        Limit::BookingsPerCall,
        Limit::OpenAppointments,
        Limit::OwnerRingsPerHour,
        Limit::MinutesPerDay,
    ];

    /// The limit's name in the configuration, in machine-readable output and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Limit::CallsAtOnce => "calls_at_once",
            Limit::CallsPerHour => "calls_per_hour",
            Limit::UnknownCallsPerHour => "unknown_calls_per_hour",
            Limit::TransfersPerDay => "transfers_per_day",
            Limit::FailedLookupsPerDay => "failed_lookups_per_day",
            Limit::BookingsPerCall => "bookings_per_call",
            Limit::OpenAppointments => "open_appointments",
            Limit::OwnerRingsPerHour => "owner_rings_per_hour",
            Limit::MinutesPerDay => "minutes_per_day",
        }
    }
}

/// Calls that a caller has made already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallUsage {
    /// Those that go on.
    pub at_once: u32,
    /// Those of the last 60 minutes, they included.
    pub in_hour: u32,
}

/// What a caller has used of the present day, which begins at midnight where the business is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayUsage {
    /// Times that the caller was put through to a person.
    pub transfers: u32,
    /// Look-ups of an own appointment that found nothing.
    pub failed_lookups: u32,
}

impl Allowance {
    /// The limit that one more call of a caller would pass.
    pub fn passed_by_call(&self, used: CallUsage) -> Option<Limit> {
        let at_once = (used.at_once >= self.calls_at_once).then_some(Limit::CallsAtOnce);
        at_once.or((used.in_hour >= self.calls_per_hour).then_some(Limit::CallsPerHour))
    }

    /// The limit that one more call would pass of somebody who cannot be told apart, after so many in the last 60 minutes.
    pub fn passed_by_unknown_call(&self, in_hour: u32) -> Option<Limit> {
        (in_hour >= self.unknown_calls_per_hour).then_some(Limit::UnknownCallsPerHour)
    }

    /// The limit that ringing the owner once more would pass, after so many times in the last 60 minutes.
    pub fn passed_by_ring(&self, in_hour: u32) -> Option<Limit> {
        (in_hour >= self.owner_rings_per_hour).then_some(Limit::OwnerRingsPerHour)
    }

    /// The limit that another call would pass on a day of so many minutes.
    pub fn passed_by_minutes(&self, today: u32) -> Option<Limit> {
        self.minutes_per_day.filter(|most| today >= *most).map(|_| Limit::MinutesPerDay)
    }

    /// The limit that being put through once more would pass.
    pub fn passed_by_transfer(&self, today: DayUsage) -> Option<Limit> {
        (today.transfers >= self.transfers_per_day).then_some(Limit::TransfersPerDay)
    }

    /// The limit that another look-up would pass: whoever guesses gets so many tries on a day.
    pub fn passed_by_lookup(&self, today: DayUsage) -> Option<Limit> {
        (today.failed_lookups >= self.failed_lookups_per_day).then_some(Limit::FailedLookupsPerDay)
    }

    /// The limit that another booking would pass in a call with so many.
    pub fn passed_by_booking(&self, in_call: u32) -> Option<Limit> {
        (in_call >= self.bookings_per_call).then_some(Limit::BookingsPerCall)
    }

    /// The limit that so many new appointments would pass beside those that are open.
    pub fn passed_by_appointments(&self, open: u32, new: u32) -> Option<Limit> {
        (open.saturating_add(new) > self.open_appointments).then_some(Limit::OpenAppointments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allowances() -> impl Strategy<Value = Allowance> {
        (proptest::array::uniform8(1..50_u32), proptest::option::of(1..500_u32)).prop_map(|(most, minutes_per_day)| {
            let [calls_at_once, calls_per_hour, unknown_calls_per_hour, transfers_per_day, rest @ ..] = most;
            let [failed_lookups_per_day, bookings_per_call, open_appointments, owner_rings_per_hour] = rest;
            Allowance {
                calls_at_once,
                calls_per_hour,
                unknown_calls_per_hour,
                transfers_per_day,
                failed_lookups_per_day,
                bookings_per_call,
                open_appointments,
                owner_rings_per_hour,
                minutes_per_day,
            }
        })
    }

    /// How many of `tries` get through, each counted when it does.
    fn let_through(tries: u32, passed: impl Fn(u32) -> Option<Limit>) -> u32 {
        (0..tries).fold(0, |used, _| if passed(used).is_none() { used + 1 } else { used })
    }

    proptest! {
        #[test]
        fn p28_of_any_flood_exactly_the_allowance_gets_through(allowance in allowances(), tries in 0..200_u32) {
            let day = |used| DayUsage { transfers: used, failed_lookups: used };
            let one_line = |used| allowance.passed_by_call(CallUsage { at_once: 0, in_hour: used });
            let standing = |used| allowance.passed_by_call(CallUsage { at_once: used, in_hour: used });
            for (most, through) in [
                (allowance.calls_per_hour, let_through(tries, one_line)),
                (allowance.calls_per_hour.min(allowance.calls_at_once), let_through(tries, standing)),
                (allowance.unknown_calls_per_hour, let_through(tries, |used| allowance.passed_by_unknown_call(used))),
                (allowance.owner_rings_per_hour, let_through(tries, |used| allowance.passed_by_ring(used))),
                (allowance.transfers_per_day, let_through(tries, |used| allowance.passed_by_transfer(day(used)))),
                (allowance.failed_lookups_per_day, let_through(tries, |used| allowance.passed_by_lookup(day(used)))),
                (allowance.bookings_per_call, let_through(tries, |used| allowance.passed_by_booking(used))),
                (allowance.open_appointments, let_through(tries, |used| allowance.passed_by_appointments(used, 1))),
                (allowance.minutes_per_day.unwrap_or(tries), let_through(tries, |used| allowance.passed_by_minutes(used))),
            ] {
                prop_assert_eq!(through, most.min(tries));
            }
        }

        #[test]
        fn p28_who_is_refused_stays_refused_with_more(allowance in allowances(), at_once in 0..99_u32, in_hour in 0..99_u32,
                                                      more in 0..99_u32, new in 1..9_u32) {
            let call = |at_once, in_hour| allowance.passed_by_call(CallUsage { at_once, in_hour });
            if call(at_once, in_hour).is_some() {
                prop_assert!(call(at_once + more, in_hour).is_some() && call(at_once, in_hour + more).is_some());
            }
            if allowance.passed_by_appointments(in_hour, new).is_some() {
                prop_assert!(allowance.passed_by_appointments(in_hour + more, new).is_some());
                prop_assert!(allowance.passed_by_appointments(in_hour, new + more).is_some());
            }
        }
    }

    #[test]
    fn counts_beyond_all_measure_are_no_panic() {
        let allowance = Allowance::default();
        assert_eq!(allowance.passed_by_appointments(u32::MAX, u32::MAX), Some(Limit::OpenAppointments));
        assert_eq!(allowance.passed_by_minutes(u32::MAX), None, "no limit unless one is set");
    }
}
