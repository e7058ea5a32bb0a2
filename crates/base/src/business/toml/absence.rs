//! How absences are written: `{ from = "2026-12-10", to = "2026-12-12" }`, whole days with both ends included, or with times:
//! `{ from = "2026-12-10 15:00", to = "2026-12-11 10:30" }`.

use super::notation::clock_time;
use crate::business::{Absence, Span};
use crate::document::{Fault, Table};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

/// A day, or an instant of it on the wall clock.
#[derive(Clone, Copy)]
enum Moment {
    Day(Date),
    Time(DateTime),
}

/// The list `key` of absences, each a table.
pub(super) fn absences(parent: &Table<'_>, key: &str) -> Vec<Absence> {
    parent.tables(key).into_iter().filter_map(absence).collect()
}

fn absence(table: Table<'_>) -> Option<Absence> {
    let from = table.required("from", "\"2026-12-10\"", moment);
    let to = table.required("to", "\"2026-12-12\"", moment);
    let read = from.zip(to).and_then(|(from, to)| {
        let absence = Absence { from: begin(from), until: end(to) };
        if absence.from >= absence.until {
            let remedy = "let it end after it begins; a single day is written with the same day twice";
            table.complain_of("to", Fault::new("the absence ends before it begins", remedy));
        }
        (absence.from < absence.until).then_some(absence)
    });
    table.finish();
    read
}

pub(super) fn write_absence(absence: &Absence) -> String {
    let day = absence.until.date().yesterday().unwrap_or(absence.until.date());
    let to = if absence.until.time() == Time::midnight() { day.to_string() } else { write_time(absence.until) };
    let from = match absence.from.time() == Time::midnight() {
        true => absence.from.date().to_string(),
        false => write_time(absence.from),
    };
    format!("{{ from = \"{from}\", to = \"{to}\" }}")
}

fn write_time(moment: DateTime) -> String {
    moment.strftime("%Y-%m-%d %H:%M").to_string()
}

fn begin(moment: Moment) -> DateTime {
    match moment {
        Moment::Day(day) => day.to_datetime(Time::midnight()),
        Moment::Time(moment) => moment,
    }
}

fn end(moment: Moment) -> DateTime {
    match moment {
        Moment::Day(day) => after(day),
        Moment::Time(moment) => moment,
    }
}

/// Midnight at the end of a day.
fn after(day: Date) -> DateTime {
    day.saturating_add(1.day()).to_datetime(Time::midnight())
}

fn moment(text: &str) -> Result<Moment, Fault> {
    let read = || {
        let Some((day, time)) = text.trim().split_once([' ', 'T']) else {
            return text.trim().parse().ok().map(Moment::Day);
        };
        let day: Date = day.parse().ok()?;
        // TOML's own local times have seconds.
        let time = time.trim();
        let time = if time.len() == 8 { time.strip_suffix(":00")? } else { time };
        Some(Moment::Time(match clock_time(time)? {
            Span::END_OF_DAY => after(day),
            time => day.to_datetime(time),
        }))
    };
    read().ok_or_else(|| {
        let problem = format!("'{text}' is neither a day nor a time of one");
        Fault::new(problem, "write year-month-day, such as \"2026-12-10\", with a time if it is not the whole day: \"2026-12-10 15:00\"")
    })
}
