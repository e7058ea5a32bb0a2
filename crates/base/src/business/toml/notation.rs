//! How the values of a business are written: for each kind, reading and writing side by side.

use crate::business::{AddressForm, AnnualPeriod, Assignment, DetailKind, Notice, Price, Span, State, WeekHours};
use crate::document::Fault;
use crate::document::quantity::count;
use crate::language::Localised;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

/// What kinds of answers there are.
const KINDS: &str = "write text, plate, number, date, yes_no or choice";

type Reading<T> = Result<T, Fault>;

const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const LONGEST_NOTICE: u32 = 365;
const HIGHEST_PRICE_CENTS: u32 = 10_000_000;

/// A date, such as `2026-11-01`.
pub(super) fn day(text: &str) -> Reading<Date> {
    text.parse().map_err(|_| Fault::new(format!("'{text}' is no date"), "write year-month-day, such as 2026-11-01"))
}

/// An IANA time zone.
pub(super) fn zone(text: &str) -> Reading<TimeZone> {
    TimeZone::get(text).map_err(|_| {
        Fault::new(format!("'{text}' is no known time zone"), "write one of the IANA list, such as Europe/Berlin")
    })
}

/// A federal state, such as `NW`.
pub(super) fn state(text: &str) -> Reading<State> {
    State::ALL.into_iter().find(|state| state.code() == text).ok_or_else(|| {
        let codes = State::ALL.map(State::code).join(", ");
        Fault::new(format!("'{text}' is no federal state"), format!("write one of {codes}"))
    })
}

/// `text`, `plate`, `number`, `date`, `yes_no`, or `choice`, whose choices stand beside it.
pub(super) fn detail_kind(text: &str) -> Reading<DetailKind> {
    let choice = DetailKind::Choice(Localised::default());
    let kinds = [DetailKind::Text, DetailKind::Plate, DetailKind::Number, DetailKind::Date, DetailKind::YesNo, choice];
    let problem = || Fault::new(format!("'{text}' is no kind of answer"), KINDS);
    kinds.into_iter().find(|kind| kind.as_str() == text).ok_or_else(problem)
}

/// `du` or `sie`.
pub(super) fn address_form(text: &str) -> Reading<AddressForm> {
    match text.to_lowercase().as_str() {
        "du" => Ok(AddressForm::Du),
        "sie" => Ok(AddressForm::Sie),
        _ => Err(Fault::new(format!("'{text}' is no form of address"), "write du or sie")),
    }
}

pub(super) fn write_address_form(form: AddressForm) -> &'static str {
    match form {
        AddressForm::Du => "du",
        AddressForm::Sie => "sie",
    }
}

/// `fair` or `preference`.
pub(super) fn assignment(text: &str) -> Reading<Assignment> {
    match text {
        "fair" => Ok(Assignment::Fair),
        "preference" => Ok(Assignment::Preference),
        _ => Err(Fault::new(format!("'{text}' is no way of assigning"), "write fair or preference")),
    }
}

pub(super) fn write_assignment(assignment: Assignment) -> &'static str {
    match assignment {
        Assignment::Fair => "fair",
        Assignment::Preference => "preference",
    }
}

/// Weekdays: `tue`, `mon-fri`, `tue, thu-sat`; Monday first, each once.
pub(super) fn weekdays(text: &str) -> Reading<Vec<Weekday>> {
    let fault = || {
        let problem = format!("'{text}' names no weekdays");
        Fault::new(problem, format!("write {}, a range such as mon-fri, or several with commas", WEEKDAYS.join(", ")))
    };
    let number = |name: &str| WEEKDAYS.iter().position(|known| *known == name.trim().to_lowercase()).ok_or_else(fault);
    let mut named = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once(['-', '–']).unwrap_or((part, part));
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return Err(fault());
        }
        named[first..=last].fill(true);
    }
    Ok(WeekHours::WEEKDAYS.into_iter().zip(named).filter(|(_, named)| *named).map(|(weekday, _)| weekday).collect())
}

/// Consecutive weekdays as ranges: `tue-fri, sun`.
pub(super) fn write_weekdays(weekdays: &[Weekday]) -> String {
    let numbers = (0..7usize).filter(|number| weekdays.contains(&WeekHours::WEEKDAYS[*number]));
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == number => *last = number,
            _ => runs.push((number, number)),
        }
    }
    let run = |(first, last): &(usize, usize)| match first == last {
        true => WEEKDAYS[*first].to_owned(),
        false => format!("{}-{}", WEEKDAYS[*first], WEEKDAYS[*last]),
    };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

/// The spans of a day: `09:00-12:00, 14:00-18:00`, or `closed`.
pub(super) fn spans(text: &str) -> Reading<Vec<Span>> {
    if text.trim() == "closed" {
        return Ok(Vec::new());
    }
    let spans = text.split(',').map(span).collect::<Reading<Vec<_>>>()?;
    match spans.windows(2).find(|pair| pair[0].to >= pair[1].from) {
        None => Ok(spans),
        Some(pair) => Err(Fault::new(
            format!("{} and {} overlap, touch or are out of order", write_span(&pair[0]), write_span(&pair[1])),
            "write the earlier one first, and spans that touch as one",
        )),
    }
}

pub(super) fn write_spans(spans: &[Span]) -> String {
    spans.iter().map(write_span).collect::<Vec<_>>().join(", ")
}

/// One span: `09:00-12:00`; the end may be `24:00`.
pub(super) fn span(text: &str) -> Reading<Span> {
    let text = text.trim();
    let fault = |remedy: &str| Fault::new(format!("'{text}' is no span of time"), remedy);
    let ends = text.split_once(['-', '–']).and_then(|(from, to)| Some((clock_time(from)?, clock_time(to)?)));
    let (from, to) = ends.ok_or_else(|| fault("write such as 09:00-18:00, closing at 24:00 at the latest"))?;
    if from < to {
        Ok(Span { from, to })
    } else {
        Err(fault(
            "let it end after it begins; what runs over midnight is written as 20:00-24:00 and 00:00-02:00 of the next day",
        ))
    }
}

pub(super) fn write_span(span: &Span) -> String {
    let show = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}-{}", show(span.from_minute()), show(span.to_minute()))
}

/// `09:00`; `24:00` is the end of the day.
pub(super) fn clock_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |part: &str| (part.len() == 2).then(|| part.parse::<i8>().ok())?;
    match (digits(hour)?, digits(minute)?) {
        (24, 0) => Some(Span::END_OF_DAY),
        (hour, minute) => Time::new(hour, minute, 0, 0).ok(),
    }
}

/// A break: `12:30-13:00` on every day, or `tue-fri 12:30-13:00`.
pub(super) fn pause(text: &str) -> Reading<crate::business::Break> {
    let (days, time) = text.trim().rsplit_once(' ').unwrap_or(("mon-sun", text));
    Ok(crate::business::Break { weekdays: weekdays(days)?, span: span(time)? })
}

pub(super) fn write_pause(pause: &crate::business::Break) -> String {
    match write_weekdays(&pause.weekdays).as_str() {
        "mon-sun" => write_span(&pause.span),
        days => format!("{days} {}", write_span(&pause.span)),
    }
}

/// `none`, `2 hours`, `1 calendar day` or `1 working day`.
pub(super) fn notice(text: &str) -> Reading<Notice> {
    let fault = || {
        let problem = format!("'{text}' is no notice");
        let remedy =
            format!("write none, \"2 hours\", \"1 calendar day\" or \"1 working day\" (up to {LONGEST_NOTICE})");
        Fault::new(problem, remedy)
    };
    let words: Vec<_> = text.split_whitespace().collect();
    let number = |text: &str| count(1..=LONGEST_NOTICE)(text).map_err(|_| fault());
    match words[..] {
        ["none"] => Ok(Notice::None),
        [hours, "hour" | "hours"] => number(hours).map(Notice::Hours),
        [days, "calendar", "day" | "days"] => number(days).map(Notice::CalendarDays),
        [days, "working", "day" | "days"] => number(days).map(Notice::WorkingDays),
        _ => Err(fault()),
    }
}

pub(super) fn write_notice(notice: Notice) -> String {
    let written = |number: u32, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    match notice {
        Notice::None => "none".to_owned(),
        Notice::Hours(number) => written(number, "hour"),
        Notice::CalendarDays(number) => written(number, "calendar day"),
        Notice::WorkingDays(number) => written(number, "working day"),
    }
}

/// `54 EUR`, `54.50 EUR` or `from 95 EUR`.
pub(super) fn price(text: &str) -> Reading<Price> {
    let amount = || {
        let (from, rest) = text.trim().strip_prefix("from ").map_or((false, text.trim()), |rest| (true, rest));
        let number = rest.strip_suffix("EUR").or_else(|| rest.strip_suffix('€'))?.trim();
        let (euros, cents) = number.split_once('.').unwrap_or((number, "00"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let plain = cents.len() == 2 && digits(euros) && digits(cents);
        let cents = plain.then(|| format!("{euros}{cents}").parse().ok())??;
        (cents <= HIGHEST_PRICE_CENTS).then_some(Price { cents, from })
    };
    let remedy = "write such as \"54 EUR\", \"54.50 EUR\" or \"from 95 EUR\", up to 100000 EUR";
    amount().ok_or_else(|| Fault::new(format!("'{text}' is no price"), remedy))
}

pub(super) fn write_price(price: Price) -> String {
    let from = if price.from { "from " } else { "" };
    match (price.cents / 100, price.cents % 100) {
        (euros, 0) => format!("{from}{euros} EUR"),
        (euros, cents) => format!("{from}{euros}.{cents:02} EUR"),
    }
}

/// Days that return every year: `24 Dec - 2 Jan`, or `24 Dec` alone. German names of months are read as well.
pub(super) fn annual_period(text: &str) -> Reading<AnnualPeriod> {
    let (from, to) = text.split_once(['-', '–']).unwrap_or((text, text));
    match (day_of_year(from), day_of_year(to)) {
        (Some(from), Some(to)) => Ok(AnnualPeriod { from, to }),
        _ => Err(Fault::new(
            format!("'{text}' names no days of the year"),
            "write such as \"24 Dec - 2 Jan\" or \"24 Dec\"",
        )),
    }
}

pub(super) fn write_annual_period(period: &AnnualPeriod) -> String {
    let show = |(month, day): (i8, i8)| format!("{day} {}", MONTHS[usize::from(month.unsigned_abs().clamp(1, 12)) - 1]);
    if period.from == period.to { show(period.from) } else { format!("{} - {}", show(period.from), show(period.to)) }
}

fn day_of_year(text: &str) -> Option<(i8, i8)> {
    let (day, month) = text.trim().split_once(' ')?;
    let month: String = month.trim().trim_end_matches('.').chars().take(3).collect();
    let month = match month.to_lowercase().as_str() {
        "mär" | "mrz" => 3,
        "mai" => 5,
        "okt" => 10,
        "dez" => 12,
        english => MONTHS.iter().position(|name| name.eq_ignore_ascii_case(english))? as i8 + 1,
    };
    let day = day.trim_end_matches('.').parse().ok()?;
    // In a leap year every day of every year is found.
    Date::new(2028, month, day).ok().map(|_| (month, day))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weekdays_are_ranges_and_lists() {
        use Weekday::*;
        assert_eq!(weekdays("mon-fri"), Ok(vec![Monday, Tuesday, Wednesday, Thursday, Friday]));
        assert_eq!(weekdays("thu, tue"), Ok(vec![Tuesday, Thursday]));
        assert_eq!(weekdays("Sun"), Ok(vec![Sunday]));
        assert_eq!(write_weekdays(&[Sunday, Tuesday, Wednesday, Friday]), "tue-wed, fri, sun");
        for bad in ["", "fri-mon", "montag", "mon fri", "mon,"] {
            assert!(weekdays(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn spans_are_sorted_and_apart() {
        assert_eq!(
            spans("08:00-12:00, 14:00–18:00").map(|spans| write_spans(&spans)).unwrap(),
            "08:00-12:00, 14:00-18:00"
        );
        assert_eq!(spans("00:00-24:00").map(|spans| (spans[0].from_minute(), spans[0].to_minute())), Ok((0, 1440)));
        assert_eq!(spans("closed"), Ok(vec![]));
        for bad in ["", "9-18", "9:00-18:00", "18:00-09:00", "09:00-09:00", "09:00-24:01", "08:60-09:00", "24:00-24:00"]
        {
            assert!(spans(bad).is_err(), "{bad}");
        }
        for bad in ["14:00-18:00, 08:00-12:00", "08:00-12:00, 11:00-13:00", "08:00-12:00, 12:00-13:00"] {
            assert!(spans(bad).unwrap_err().problem.contains("overlap, touch"), "{bad}");
        }
    }

    #[test]
    fn breaks_return_on_named_weekdays_or_daily() {
        let written = |text| pause(text).map(|pause| write_pause(&pause));
        for text in ["12:30-13:00", "tue-fri 12:30-13:00", "mon, wed-fri 12:30-13:00"] {
            assert_eq!(written(text).as_deref(), Ok(text));
        }
        assert!(pause("12:30").is_err() && pause("lunch 12:30-13:00").is_err());
    }

    #[test]
    fn notice_price_and_periods_read_back_as_written() {
        for text in ["none", "1 hour", "2 hours", "1 calendar day", "365 working days"] {
            assert_eq!(notice(text).map(write_notice).as_deref(), Ok(text));
        }
        for bad in ["", "0 hours", "2", "2 days", "366 hours", "-1 hours", "two hours", "2 hours sharp"] {
            assert!(notice(bad).is_err(), "{bad}");
        }
        for text in ["54 EUR", "54.50 EUR", "from 95 EUR", "0 EUR", "0.05 EUR", "100000 EUR"] {
            assert_eq!(price(text).map(write_price).as_deref(), Ok(text));
        }
        assert_eq!(price("54 €"), Ok(Price { cents: 5400, from: false }));
        for bad in ["", "54", "EUR", "54,50 EUR", "54.5 EUR", "-1 EUR", "+1 EUR", "100000.01 EUR", "about 5 EUR"] {
            assert!(price(bad).is_err(), "{bad}");
        }
        for text in ["24 Dec - 2 Jan", "29 Feb", "1 Mar - 31 Mar"] {
            assert_eq!(annual_period(text).map(|period| write_annual_period(&period)).as_deref(), Ok(text));
        }
        assert_eq!(annual_period("24. Dez. – 2. Januar"), Ok(AnnualPeriod { from: (12, 24), to: (1, 2) }));
        for bad in ["", "30 Feb", "Dec 24", "24.12.", "24 Foo"] {
            assert!(annual_period(bad).is_err(), "{bad}");
        }
    }
}
