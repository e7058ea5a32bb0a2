//! Lengths of time and counts as people write them: `15 minutes`, `2.5 s`, `20`; each with its bounds.

use super::Fault;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::time::Duration;

/// The units in which lengths of time are written, longest first: the first name is the one written by us.
const UNITS: [(&[&str], u64); 6] = [
    (&["weeks", "week"], 7 * 24 * 3_600_000),
    (&["days", "day", "d"], 24 * 3_600_000),
    (&["hours", "hour", "h"], 3_600_000),
    (&["minutes", "minute", "min"], 60_000),
    (&["s", "seconds", "second", "sec"], 1000),
    (&["ms", "milliseconds", "millisecond"], 1),
];

/// A parser for a length of time within bounds: a number and a unit (`ms`, `s`, `minutes`, `hours`, `days`, `weeks`), perhaps
/// several in a row (`1 hour 30 minutes`).
pub fn duration(bounds: RangeInclusive<Duration>) -> impl Fn(&str) -> Result<Duration, Fault> {
    move |text| {
        let remedy = || format!("write {} to {}", written(*bounds.start()), written(*bounds.end()));
        let length = parse(text).ok_or_else(|| Fault::new(format!("'{text}' is no length of time"), remedy()))?;
        if bounds.contains(&length) {
            Ok(length)
        } else {
            Err(Fault::new(format!("'{text}' is out of bounds"), remedy()))
        }
    }
}

/// As [`duration`], in whole minutes.
pub fn minutes(bounds: RangeInclusive<u32>) -> impl Fn(&str) -> Result<u32, Fault> {
    whole(bounds, 60)
}

/// As [`duration`], in whole days.
pub fn days(bounds: RangeInclusive<u32>) -> impl Fn(&str) -> Result<u32, Fault> {
    whole(bounds, 24 * 3600)
}

/// A parser for a whole number within bounds.
pub fn count<N: std::str::FromStr + PartialOrd + Display>(
    bounds: RangeInclusive<N>,
) -> impl Fn(&str) -> Result<N, Fault> {
    move |text| {
        let number = text.trim().replace('_', "").parse().ok().filter(|number| bounds.contains(number));
        number.ok_or_else(|| {
            Fault::new(
                format!("'{text}' is no whole number within bounds"),
                format!("write {} to {}", bounds.start(), bounds.end()),
            )
        })
    }
}

/// A length of time as it is written, in the longest unit that divides it: `90 days`, `45 minutes`, `250 ms`.
pub fn written(length: Duration) -> String {
    let ms = length.as_millis();
    let divides = |(_, unit): &&(&[&str], u64)| ms.is_multiple_of(u128::from(*unit)) && ms >= u128::from(*unit);
    // Weeks are read but never written: nobody thinks of a horizon of '13 weeks' as 91 days.
    let (names, unit) = UNITS[1..].iter().find(divides).unwrap_or(&UNITS[5]);
    let number = ms / u128::from(*unit);
    let name = if number == 1 && names[0].len() > 2 { names[1] } else { names[0] };
    format!("{number} {name}")
}

fn whole(bounds: RangeInclusive<u32>, seconds: u64) -> impl Fn(&str) -> Result<u32, Fault> {
    let of = move |number: u32| Duration::from_secs(u64::from(number) * seconds);
    let within = duration(of(*bounds.start())..=of(*bounds.end()));
    move |text| {
        let length = within(text)?;
        let whole = length.subsec_nanos() == 0 && length.as_secs().is_multiple_of(seconds);
        let unit = written(Duration::from_secs(seconds)).split_off(2);
        let fault = || Fault::new(format!("'{text}' is no whole number of {unit}s"), format!("write whole {unit}s"));
        if whole { Ok((length.as_secs() / seconds) as u32) } else { Err(fault()) }
    }
}

/// The sum of the text's parts; `None` when one has no number or no unit.
fn parse(text: &str) -> Option<Duration> {
    let mut rest = text.trim();
    let mut total_ms = 0u64;
    while !rest.is_empty() {
        let number_end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(number_end);
        let after = after.trim_start();
        let unit_end = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        let (_, unit_ms) = UNITS.iter().find(|(names, _)| names.contains(&unit))?;
        total_ms = total_ms.checked_add(thousandths(number)?.checked_mul(*unit_ms)? / 1000)?;
        rest = after.trim_start();
    }
    (!text.trim().is_empty()).then(|| Duration::from_millis(total_ms))
}

/// A decimal number with at most three places, times a thousand.
fn thousandths(number: &str) -> Option<u64> {
    let (whole, places) = number.split_once('.').unwrap_or((number, "0"));
    let fraction = (1..=3).contains(&places.len()).then(|| format!("{places:0<3}").parse::<u64>().ok())??;
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        let read = duration(Duration::ZERO..=Duration::from_secs(1_000_000_000));
        let ms = |text| read(text).map(|length| length.as_millis()).ok();
        for (text, expected) in [
            ("200 ms", 200),
            ("2.5 s", 2500),
            ("0.125 s", 125),
            ("15 minutes", 900_000),
            ("15min", 900_000),
            ("1 hour 30 minutes", 5_400_000),
            (" 2 h ", 7_200_000),
            ("90 days", 7_776_000_000),
            ("2 weeks", 1_209_600_000),
        ] {
            assert_eq!(ms(text), Some(expected), "{text}");
        }
        for text in
            ["", "15", "minutes", "fifteen minutes", "-5 s", "1.2345 s", "1,5 s", "5 parsecs", "99999999999999999999 s"]
        {
            assert_eq!(ms(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for ms in [1, 250, 1000, 2500, 60_000, 5_400_000, 7_200_000, 86_400_000, 777_600_000, 604_800_000] {
            let length = Duration::from_millis(ms);
            let read = duration(Duration::ZERO..=Duration::MAX);
            assert_eq!(read(&written(length)), Ok(length), "{}", written(length));
        }
        assert_eq!(written(Duration::from_secs(5400)), "90 minutes");
        assert_eq!(written(Duration::from_secs(3600)), "1 hour");
        assert_eq!(written(Duration::from_secs(1)), "1 s");
        assert_eq!(written(Duration::ZERO), "0 ms");
    }

    #[test]
    fn bounds_are_included_and_named() {
        let grid = minutes(5..=120);
        assert_eq!((grid("5 minutes"), grid("2 hours")), (Ok(5), Ok(120)));
        let fault = grid("4 minutes").unwrap_err();
        assert_eq!(fault.remedy, "write 5 minutes to 2 hours");
        assert_eq!(grid("330 s").unwrap_err().problem, "'330 s' is no whole number of minutes");
        assert_eq!(days(14..=30)("2 weeks"), Ok(14));
        assert_eq!(count(1..=64)("0").unwrap_err().remedy, "write 1 to 64");
        assert_eq!(count(1u32..=64)("-1").unwrap_err().problem, "'-1' is no whole number within bounds");
    }
}
