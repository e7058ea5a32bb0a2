//! Instants as they are written on the command line.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// An instant: date, time and offset.
///
/// # Errors
/// When it is none; the text says what to write.
pub fn instant(text: &str) -> Result<Timestamp, String> {
    let example = "write date, time and offset, such as 2026-12-01T10:00:00+01:00";
    text.parse().map_err(|_| match text.parse::<DateTime>() {
        Ok(_) if !text.contains([':', 'T', 't']) => format!("it is a day without a time: {example}"),
        Ok(_) => format!("it has no offset, so that nobody knows where it is so late: {example}"),
        Err(_) => format!("it is no instant: {example}"),
    })
}

/// An instant, or a time by a clock that is known only later.
#[derive(Debug, Clone, Copy)]
pub enum Moment {
    /// Date, time and offset.
    Instant(Timestamp),
    /// By the business's clock; a day alone is its begin.
    Local(DateTime),
}

impl Moment {
    /// Reads one.
    ///
    /// # Errors
    /// When it is none; the text says what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let instant = text.parse().map(Moment::Instant);
        let read = instant.or_else(|_| text.parse().map(Moment::Local));
        read.map_err(|_| "write a day, such as 2026-12-03, or an instant, such as 2026-12-03T09:00:00+01:00".to_owned())
    }

    /// The instant, by a business's clock. Where the clock is set forward, a time that is left out is the one after.
    ///
    /// # Errors
    /// When it lies beyond what the calendar can say.
    pub fn at(self, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
        match self {
            Moment::Instant(instant) => Ok(instant),
            Moment::Local(local) => local.to_zoned(zone.clone()).map(|local| local.timestamp()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_instant_is_told_with_an_example() {
        for (text, part) in [
            ("2026-12-01", "a day without a time"),
            ("2026-12-01T10:00", "no offset"),
            ("2026-12-01 10:00", "no offset"),
            ("tomorrow", "no instant"),
            ("2026-13-01T10:00:00+01:00", "no instant"),
            ("", "no instant"),
        ] {
            let said = instant(text).expect_err(text);
            assert!(said.contains(part) && said.contains("2026-12-01T10:00:00+01:00"), "{text}: {said}");
        }
        assert!(instant("2026-12-01T10:00:00+01:00").is_ok() && instant("2026-12-01T09:00Z").is_ok());
    }

    #[test]
    fn a_day_begins_by_the_clock_of_the_business() {
        let berlin = TimeZone::get("Europe/Berlin").expect("a zone");
        let at = |text| Moment::parse(text).expect("a moment").at(&berlin).expect("in the calendar").to_string();
        assert_eq!(at("2026-12-03"), "2026-12-02T23:00:00Z");
        assert_eq!(at("2026-07-03T09:30"), "2026-07-03T07:30:00Z");
        assert_eq!(at("2026-12-03T09:00:00+01:00"), "2026-12-03T08:00:00Z");
        assert!(Moment::parse("soon").is_err_and(|said| said.contains("2026-12-03")));
    }
}
