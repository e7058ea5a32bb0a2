//! From a business to text.

use super::absence::write_absence;
use super::notation::{
    write_address_form, write_annual_period, write_assignment, write_notice, write_pause, write_price, write_spans,
    write_weekdays,
};
use crate::business::{Absence, Business, Detail, DetailKind, Phone, Question, Resource, Service, WeekHours};
use crate::document::quantity::written;
use crate::language::{Language, Localised};
use std::fmt::Write;
use std::time::Duration;

/// Writes a business file that reads back as the same business.
pub fn write(business: &Business) -> String {
    let mut file = File(String::new());
    let address = &business.address;
    file.text("id", &business.id.0);
    file.text("name", &business.name);
    file.raw("phones", &list(business.phones.iter().map(phone)));
    file.text("forward", business.forward.as_str());
    if business.forward_abroad {
        file.raw("forward_abroad", "true");
    }
    business.carrier.iter().for_each(|carrier| file.text("carrier", carrier));
    file.raw("languages", &texts(business.languages.iter().map(|language| language.code())));
    file.text("zone", business.zone.iana_name().unwrap_or("UTC"));
    file.text("address_form", write_address_form(business.address_form));
    file.raw("secrecy", &business.secrecy.to_string());
    file.raw("health_mode", &business.health_mode.to_string());
    file.text("transcripts", &days(business.transcript_days));
    file.heading("[address]");
    file.text("street", &address.street);
    file.text("postcode", &address.postcode);
    file.text("city", &address.city);
    file.text("state", address.state.code());
    if let Some(greeting) = &business.greeting {
        file.heading("[greeting]");
        present(greeting, String::is_empty).for_each(|(language, text)| file.text(language.code(), text));
    }
    file.heading("[hours]");
    week(&business.hours).into_iter().for_each(|(days, spans)| file.text(&days, &spans));
    file.heading("[holidays]");
    file.raw("public", &business.holidays.public.to_string());
    file.raw("company", &texts(business.holidays.company.iter().map(write_annual_period)));
    file.absences("closed", &business.holidays.closed);
    file.heading("[booking]");
    file.text("grid", &minutes(business.slot_grid_minutes));
    file.text("horizon", &days(business.horizon_days));
    file.text("notice", &write_notice(business.notice));
    file.text("assignment", write_assignment(business.assignment));
    business.resources.iter().for_each(|one| file.resource(one));
    business.services.iter().for_each(|one| file.service(one));
    business.questions.iter().for_each(|one| file.question(one));
    business.details.iter().for_each(|one| file.detail(one));
    file.0
}

/// A file as it grows, line by line.
struct File(String);

impl File {
    fn heading(&mut self, heading: &str) {
        let _ = writeln!(self.0, "\n{heading}");
    }

    fn raw(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.0, "{} = {value}", key_as_written(key));
    }

    fn text(&mut self, key: &str, value: &str) {
        self.raw(key, &quoted(value));
    }

    fn localised(&mut self, key: &str, texts: &Localised<String>) {
        present(texts, String::is_empty).for_each(|(language, text)| self.text(&format!("{key}.{language}"), text));
    }

    fn lists(&mut self, key: &str, lists: &Localised<Vec<String>>) {
        present(lists, Vec::is_empty).for_each(|(language, list)| self.raw(&format!("{key}.{language}"), &texts(list)));
    }

    fn own_hours(&mut self, hours: Option<&WeekHours>) {
        let days = hours.map(|hours| {
            week(hours).into_iter().map(|(days, spans)| format!("{} = {}", key_as_written(&days), quoted(&spans)))
        });
        days.into_iter().for_each(|days| self.raw("hours", &format!("{{ {} }}", days.collect::<Vec<_>>().join(", "))));
    }

    fn absences(&mut self, key: &str, absences: &[Absence]) {
        if !absences.is_empty() {
            self.raw(key, &list(absences.iter().map(write_absence)));
        }
    }

    fn resource(&mut self, resource: &Resource) {
        self.heading("[[resource]]");
        self.text("id", &resource.id);
        self.text("name", &resource.name);
        resource.spoken.iter().for_each(|spoken| self.text("spoken", spoken));
        self.own_hours(resource.hours.as_ref());
        if !resource.breaks.is_empty() {
            self.raw("breaks", &texts(resource.breaks.iter().map(write_pause)));
        }
        self.absences("absences", &resource.absences);
    }

    fn service(&mut self, service: &Service) {
        self.heading("[[service]]");
        self.text("id", &service.id);
        self.lists("names", &service.names);
        self.text("length", &minutes(service.minutes));
        for (key, length) in
            [("buffer_before", service.buffer_before_minutes), ("buffer_after", service.buffer_after_minutes)]
        {
            if length > 0 {
                self.text(key, &minutes(length));
            }
        }
        if let Some(idle) = service.idle {
            let (after, minutes) = (idle.after_minutes, idle.minutes);
            self.raw("idle", &format!("{{ after_minutes = {after}, minutes = {minutes} }}"));
        }
        service.price.iter().for_each(|price| self.text("price", &write_price(*price)));
        self.raw("resources", &texts(&service.resources));
        self.own_hours(service.hours.as_ref());
        service.notice.iter().for_each(|notice| self.text("notice", &write_notice(*notice)));
    }

    fn question(&mut self, question: &Question) {
        self.heading("[[question]]");
        self.text("id", &question.id);
        self.lists("words", &question.words);
        self.localised("answer", &question.answer);
        question.checked.iter().for_each(|date| self.raw("checked", &date.to_string()));
        if question.hands_over {
            self.raw("hands_over", "true");
        }
    }

    fn detail(&mut self, detail: &Detail) {
        self.heading("[[detail]]");
        self.text("id", &detail.id);
        self.localised("name", &detail.name);
        self.localised("question", &detail.question);
        self.raw("type", &quoted(detail.kind.as_str()));
        if let DetailKind::Choice(choices) = &detail.kind {
            self.lists("choices", choices);
        }
        self.raw("may_be_unknown", &detail.may_be_unknown.to_string());
    }
}

fn phone(phone: &Phone) -> String {
    match phone.language {
        None => quoted(phone.number.as_str()),
        Some(language) => format!("{{ number = {}, language = \"{language}\" }}", quoted(phone.number.as_str())),
    }
}

/// Days with the same hours in one line, as long as they follow each other; closed days are left out.
fn week(hours: &WeekHours) -> Vec<(String, String)> {
    let mut days: Vec<(Vec<_>, _)> = Vec::new();
    for weekday in WeekHours::WEEKDAYS {
        let spans = hours.on(weekday);
        match days.last_mut() {
            Some((run, of_run)) if *of_run == spans => run.push(weekday),
            _ => days.push((vec![weekday], spans)),
        }
    }
    let open = days.into_iter().filter(|(_, spans)| !spans.is_empty());
    open.map(|(run, spans)| (write_weekdays(&run), write_spans(spans))).collect()
}

/// The languages in which there is something.
fn present<T>(texts: &Localised<T>, absent: impl Fn(&T) -> bool) -> impl Iterator<Item = (Language, &T)> {
    Language::ALL.into_iter().map(|language| (language, texts.get(language))).filter(move |(_, text)| !absent(text))
}

fn minutes(number: u32) -> String {
    // Minutes are what a calendar counts in; 'an hour' would read back the same.
    format!("{number} minute{}", if number == 1 { "" } else { "s" })
}

fn days(number: u32) -> String {
    written(Duration::from_secs(u64::from(number) * 24 * 3600))
}

fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    list(texts.into_iter().map(|text| quoted(text.as_ref())))
}

fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(", "))
}

/// A basic string (TOML 1.0): quotation marks, backslashes and control characters escaped.
fn quoted(text: &str) -> String {
    let escaped = text.chars().map(|c| match c {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        c if c.is_control() => format!("\\u{:04X}", c as u32),
        c => c.to_string(),
    });
    format!("\"{}\"", escaped.collect::<String>())
}

/// Keys of letters, digits, dashes, underscores and dots stand bare; others are quoted.
fn key_as_written(key: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}
