//! Retention: how long each class of data is kept, and from when that counts (P06 to P09, P37).
//!
//! Pure: takes instants and the business's zone, gives the instant at which a row expires. Calendar periods are counted in the
//! business's zone, by months and not by days: 31 August + 6 months is the last of February. `store` writes the
//! result into `expires_at`, shows nothing that has expired, and deletes it.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan};

/// A class of data with a period of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// What was said: turns of calls.
    Transcript,
    /// Summaries of calls.
    Summary,
    /// That a call was made: times, language, the caller's pseudonym.
    CallMetadata,
    /// Limits that callers reached, and look-ups that found nothing.
    Tally,
    /// Appointments, booked and cancelled.
    Booking,
    /// Messages for the owner.
    Message,
    /// Evidence of consent.
    Consent,
    /// Reservations that were never booked.
    Hold,
}

impl Class {
    /// All classes, in the order in which lists show them and purges visit them.
    pub const ALL: [Class; 8] = [
        Class::Transcript,
        Class::Summary,
        Class::CallMetadata,
        Class::Tally,
        Class::Booking,
        Class::Message,
        Class::Consent,
        Class::Hold,
    ];

    /// The class's name in machine-readable output.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Transcript => "transcript",
            Class::Summary => "summary",
            Class::CallMetadata => "call",
            Class::Tally => "tally",
            Class::Booking => "appointment",
            Class::Message => "message",
            Class::Consent => "consent",
            Class::Hold => "hold",
        }
    }

    /// The period, as notices and lists say it in English.
    pub fn period(self) -> &'static str {
        match self {
            Class::Transcript | Class::Summary => "14 to 30 days from the call, as the business chose",
            Class::CallMetadata => "6 months from the end of the call",
            Class::Tally => "6 months from when it was last counted",
            Class::Booking => "6 months from the end of the appointment",
            Class::Message => "30 days from when it was dealt with, 90 days from the call at most",
            Class::Consent => "3 years to the end of the year",
            Class::Hold => "1 hour from when the reservation ended",
        }
    }
}

/// How many days a transcript is kept: 14 to 30 (P07).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TranscriptDays(u32);

impl TranscriptDays {
    /// The fewest days.
    pub const MIN: TranscriptDays = TranscriptDays(14);
    /// The most days.
    pub const MAX: TranscriptDays = TranscriptDays(30);

    /// The number of days.
    pub fn days(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for TranscriptDays {
    type Error = TranscriptDaysError;

    fn try_from(days: u32) -> Result<Self, TranscriptDaysError> {
        let wanted = TranscriptDays(days);
        let allowed = TranscriptDays::MIN..=TranscriptDays::MAX;
        if allowed.contains(&wanted) { Ok(wanted) } else { Err(TranscriptDaysError(days)) }
    }
}

/// A transcript may not be kept that long, or that short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("keep transcripts for {0} days: at least 14 and at most 30 are allowed")]
pub struct TranscriptDaysError(u32);

/// A hold that has ended stays this long, so that a booking which comes a moment too late still finds its slot if nobody
/// else took it. No person's data is in it.
const HOLD_GRACE: SignedDuration = SignedDuration::from_hours(1);
const MESSAGE_DONE: SignedDuration = SignedDuration::from_hours(30 * 24);
const MESSAGE_MAX: SignedDuration = SignedDuration::from_hours(90 * 24);

/// When the transcript of a call, and its summary, expires that began at `begun_at`. Days of 24 hours: a change of clocks moves nothing.
pub fn transcript(begun_at: Timestamp, days: TranscriptDays) -> Timestamp {
    after(begun_at, SignedDuration::from_hours(24 * i64::from(days.0)))
}

/// When the metadata of a call expires that ended at `ended_at` (one that was broken off: that began then).
pub fn call_metadata(ended_at: Timestamp, zone: &TimeZone) -> Timestamp {
    months_after(ended_at, 6, zone)
}

/// When an appointment expires that ends, or was to end when it was cancelled, at `end` (P08).
pub fn booking(end: Timestamp, zone: &TimeZone) -> Timestamp {
    months_after(end, 6, zone)
}

/// When a message expires that was left at `left_at` and dealt with at `done_at`, if it was.
pub fn message(left_at: Timestamp, done_at: Option<Timestamp>) -> Timestamp {
    let at_most = after(left_at, MESSAGE_MAX);
    done_at.map_or(at_most, |done| after(done, MESSAGE_DONE).min(at_most))
}

/// When the evidence of a consent expires that was given at `given_at`: at the end of the year in which three years are over
/// (the regular limitation period, §§ 195 and 199 BGB).
pub fn consent(given_at: Timestamp, zone: &TimeZone) -> Timestamp {
    let year = given_at.to_zoned(zone.clone()).year();
    Date::new(year.saturating_add(4), 1, 1)
        .and_then(|date| date.to_datetime(Time::midnight()).to_zoned(zone.clone()))
        .map_or(Timestamp::MAX, |midnight| midnight.timestamp())
}

/// When a hold is deleted that ended at `ended_at`.
pub fn hold(ended_at: Timestamp) -> Timestamp {
    after(ended_at, HOLD_GRACE)
}

fn months_after(instant: Timestamp, months: i64, zone: &TimeZone) -> Timestamp {
    let period: Span = months.months();
    instant.to_zoned(zone.clone()).checked_add(period).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

fn after(instant: Timestamp, duration: SignedDuration) -> Timestamp {
    instant.checked_add(duration).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("a zone")
    }

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Zoned>().map(|zoned| zoned.timestamp()).expect("an instant")
    }

    #[test]
    fn p07_transcripts_are_kept_14_to_30_days() {
        for (days, allowed) in [(0, false), (13, false), (14, true), (30, true), (31, false), (u32::MAX, false)] {
            assert_eq!(TranscriptDays::try_from(days).is_ok(), allowed, "{days}");
        }
        let begun = at("2026-10-20T10:00:00+02:00[Europe/Berlin]");
        let expires = transcript(begun, TranscriptDays::MIN);
        assert_eq!(expires, at("2026-11-03T09:00:00+01:00[Europe/Berlin]"));
    }

    #[test]
    fn p08_bookings_are_kept_six_calendar_months_from_their_end() {
        for (end, expires) in [
            ("2026-12-03T15:30:00+01:00[Europe/Berlin]", "2027-06-03T15:30:00+02:00[Europe/Berlin]"),
            ("2026-08-31T10:00:00+02:00[Europe/Berlin]", "2027-02-28T10:00:00+01:00[Europe/Berlin]"),
            ("2027-08-31T10:00:00+02:00[Europe/Berlin]", "2028-02-29T10:00:00+01:00[Europe/Berlin]"),
            ("2026-08-30T23:59:00+02:00[Europe/Berlin]", "2027-02-28T23:59:00+01:00[Europe/Berlin]"),
            ("2026-09-30T10:00:00+02:00[Europe/Berlin]", "2027-03-30T10:00:00+02:00[Europe/Berlin]"),
            // 02:30 does not exist on 28 March 2027: the clock goes from 02:00 to 03:00.
            ("2026-09-28T02:30:00+02:00[Europe/Berlin]", "2027-03-28T03:30:00+02:00[Europe/Berlin]"),
        ] {
            assert_eq!(booking(at(end), &berlin()), at(expires), "{end}");
        }
    }

    #[test]
    fn p09_call_metadata_is_kept_six_months() {
        let ended = at("2026-08-31T23:30:00+02:00[Europe/Berlin]");
        assert_eq!(call_metadata(ended, &berlin()), at("2027-02-28T23:30:00+01:00[Europe/Berlin]"));
    }

    #[test]
    fn p37_messages_are_kept_30_days_from_done_and_90_at_most() {
        let left = at("2026-01-01T00:00:00Z[UTC]");
        for (done, expires) in [
            (None, "2026-04-01T00:00:00Z[UTC]"),
            (Some("2026-01-02T00:00:00Z[UTC]"), "2026-02-01T00:00:00Z[UTC]"),
            (Some("2026-03-02T00:00:00Z[UTC]"), "2026-04-01T00:00:00Z[UTC]"),
            (Some("2026-03-30T00:00:00Z[UTC]"), "2026-04-01T00:00:00Z[UTC]"),
        ] {
            assert_eq!(message(left, done.map(at)), at(expires), "{done:?}");
        }
    }

    #[test]
    fn p37_consents_are_kept_three_years_to_the_years_end() {
        let expires = at("2030-01-01T00:00:00+01:00[Europe/Berlin]");
        for given in ["2026-01-01T00:00:00+01:00[Europe/Berlin]", "2026-12-31T23:59:59+01:00[Europe/Berlin]"] {
            assert_eq!(consent(at(given), &berlin()), expires, "{given}");
        }
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        for expires in [
            transcript(Timestamp::MAX, TranscriptDays::MAX),
            booking(Timestamp::MAX, &berlin()),
            message(Timestamp::MAX, Some(Timestamp::MAX)),
            consent(Timestamp::MAX, &berlin()),
        ] {
            assert_eq!(expires, Timestamp::MAX);
        }
    }
}
