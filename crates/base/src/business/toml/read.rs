//! From text to a business.
//!
//! A part that is missing or faulty is complained of and replaced by a stand-in, so that reading goes on and everything that
//! is wrong is said at once; a business with stand-ins is never handed out.

use super::BusinessFileErrors;
use super::absence::absences;
use super::check::check;
use super::notation;
use crate::business::*;
use crate::document::quantity::{count, days, minutes};
use crate::document::text::{id, line, truth};
use crate::document::{Document, Fault, Item, Table};
use crate::language::{Language, Localised};
use crate::number::Number;
use jiff::tz::TimeZone;

/// Longest name, characters: what is spoken in a breath.
const NAME_LENGTH: usize = 80;
/// Longest answer or greeting, characters: about half a minute of speech.
const ANSWER_LENGTH: usize = 500;
/// Longest service, minutes: a working day.
const SERVICE_MINUTES: u32 = 12 * 60;
/// Longest buffer, minutes.
const BUFFER_MINUTES: u32 = 8 * 60;
const DAY_MINUTES: u32 = 24 * 60;

type Reading<T> = Result<T, Fault>;

/// What is wrong with a forward number, beside these that are answered, where another country is meant or not.
type Judge = fn(&Number, &[Phone], bool) -> Option<ForwardFault>;

/// Reads a business file; `file` is its name in what is said of it.
///
/// # Errors
/// Everything that is wrong with it, in the order of the lines.
pub fn read(text: &str, file: &str) -> Result<Business, BusinessFileErrors> {
    read_by(text, file, ForwardFault::of)
}

/// Reads a business that was taken in before: whatever its forward number is ([`Business::forward_fault`] says).
///
/// # Errors
/// As [`read`].
pub fn read_kept(text: &str, file: &str) -> Result<Business, BusinessFileErrors> {
    read_by(text, file, |_, _, _| None)
}

fn read_by(text: &str, file: &str, judge: Judge) -> Result<Business, BusinessFileErrors> {
    let document = Document::parse(text, file).map_err(BusinessFileErrors)?;
    let root = document.root();
    let read = business(&root, judge);
    root.finish();
    // How the parts fit together is judged only where each is sound.
    if let Some(business) = read.as_ref().filter(|_| document.is_sound()) {
        check(business, &document.root());
    }
    document.finish(read).map_err(BusinessFileErrors)
}

/// `None` only where something was complained of.
fn business(root: &Table<'_>, judge: Judge) -> Option<Business> {
    let languages = languages(root);
    let phones = phones(root, &languages);
    let forward_abroad = root.optional("forward_abroad", truth).unwrap_or(false);
    let forward = root.required("forward", "\"+49 221 4710199\"", |text| forward(text, &phones, forward_abroad, judge));
    let resources = list(root, "resource", resource);
    let services = list(root, "service", |table, id| service(table, id, &languages, &resources));
    let (slot_grid_minutes, horizon_days, notice, assignment) = rules(root);
    Some(Business {
        id: BusinessId(root.required("id", "\"salon\"", id).unwrap_or_default()),
        name: root.required("name", "\"Salon Morgenrot\"", line(NAME_LENGTH)).unwrap_or_default(),
        address: address(root),
        phones,
        forward_abroad,
        carrier: root.optional("carrier", id),
        zone: root.optional("zone", notation::zone).unwrap_or_else(berlin),
        address_form: root.optional("address_form", notation::address_form).unwrap_or(AddressForm::Sie),
        secrecy: root.optional("secrecy", truth).unwrap_or(false),
        health_mode: root.optional("health_mode", truth).unwrap_or(false),
        greeting: root.table("greeting").map(|table| in_languages(table, &languages, line(ANSWER_LENGTH))),
        hours: hours(root).unwrap_or_else(|| {
            root.complain_of_missing("hours", "{ mon-fri = \"09:00-18:00\" }");
            WeekHours::default()
        }),
        holidays: holidays(root),
        slot_grid_minutes,
        horizon_days,
        notice,
        assignment,
        transcript_days: root.optional("transcripts", days(14..=30)).unwrap_or(30),
        resources,
        services,
        questions: list(root, "question", |table, id| question(table, id, &languages)),
        details: list(root, "detail", |table, id| detail(table, id, &languages)),
        languages,
        // Last, so that everything else has been read when it is missing.
        forward: forward?,
    })
}

fn languages(root: &Table<'_>) -> Vec<Language> {
    let language = |text: &str| {
        text.parse::<Language>()
            .map_err(|_| Fault::new(format!("'{text}' is no language spoken here"), "write de or en"))
    };
    let languages = root.list("languages", language);
    if (1..languages.len()).any(|number| languages[..number].contains(&languages[number])) {
        root.complain_of("languages", Fault::new("a language is named twice", "name each once, the usual one first"));
    }
    if languages.is_empty() { vec![Language::De] } else { languages }
}

/// The numbers answered, each once.
fn phones(root: &Table<'_>, languages: &[Language]) -> Vec<Phone> {
    let mut phones: Vec<Phone> = Vec::new();
    for item in root.required_items("phones", "[\"+49 221 4710100\"]") {
        let Some(phone) = phone(&item, languages) else { continue };
        if phones.iter().any(|other| other.number == phone.number) {
            item.complain(Fault::new(format!("{} is named twice", phone.number), "name each number once"));
        }
        phones.push(phone);
    }
    phones
}

/// A number alone, or `{ number = "…", language = "en" }`.
fn phone(item: &Item<'_>, offered: &[Language]) -> Option<Phone> {
    if !item.is_table() {
        return item.scalar(number).map(|number| Phone { number, language: None });
    }
    let table = item.table()?;
    let one = table.required("number", "\"+49 221 4710100\"", number);
    let language = table.optional("language", |text| {
        let known = offered.iter().copied().find(|language| language.code() == text);
        known.ok_or_else(|| Fault::new(format!("'{text}' is not offered"), "write one of `languages`"))
    });
    table.finish();
    Some(Phone { number: one?, language })
}

fn number(text: &str) -> Reading<Number> {
    let remedy = "write + and the country code, such as \"+49 221 4710100\"";
    Number::parse(text)
        .map_err(|_| Fault::new(format!("'{text}' is no telephone number in international form"), remedy))
}

/// Whom callers are handed to.
fn forward(text: &str, phones: &[Phone], abroad: bool, judge: Judge) -> Reading<Number> {
    let number = number(text)?;
    match judge(&number, phones, abroad) {
        None => Ok(number),
        Some(fault) => Err(Fault::new(format!("{number} {fault}"), fault.remedy())),
    }
}

fn berlin() -> TimeZone {
    TimeZone::get("Europe/Berlin").unwrap_or(TimeZone::UTC)
}

fn address(root: &Table<'_>) -> Address {
    let table = root.required_table("address");
    let text = |key: &str, example: &str| {
        let table = table.as_ref()?;
        table.required(key, example, line(NAME_LENGTH))
    };
    let address = Address {
        street: text("street", "\"Lindenstraße 12\"").unwrap_or_default(),
        postcode: text("postcode", "\"50674\"").unwrap_or_default(),
        city: text("city", "\"Köln\"").unwrap_or_default(),
        state: table.as_ref().and_then(|table| table.required("state", "\"NW\"", notation::state)).unwrap_or(State::NW),
    };
    table.into_iter().for_each(Table::finish);
    address
}

/// The table `hours`: weekdays or ranges of them as keys, spans as values. Days that are not named are closed.
fn hours(parent: &Table<'_>) -> Option<WeekHours> {
    let table = parent.table("hours")?;
    let mut week = WeekHours::default();
    let mut named = Vec::new();
    for (key, item) in table.entries() {
        let day = |text: &str| Ok((notation::weekdays(key)?, notation::spans(text)?));
        let Some((weekdays, spans)) = item.scalar(day) else { continue };
        if weekdays.iter().any(|weekday| named.contains(weekday)) {
            let problem = format!("a day of {key} has hours already");
            item.complain(Fault::new(problem, "write all spans of a day in one line, with commas"));
        }
        for weekday in &weekdays {
            week.0[weekday.to_monday_zero_offset() as usize].clone_from(&spans);
        }
        named.extend(weekdays);
    }
    if week.is_empty() && !named.is_empty() || table.is_empty() {
        table.complain(Fault::new("no day is open", "write at least one, such as mon-fri = \"09:00-18:00\""));
    }
    Some(week)
}

fn holidays(root: &Table<'_>) -> Holidays {
    const USUAL: Holidays = Holidays { public: true, company: Vec::new(), closed: Vec::new() };
    let Some(table) = root.table("holidays") else { return USUAL };
    let holidays = Holidays {
        public: table.optional("public", truth).unwrap_or(true),
        company: table.list("company", notation::annual_period),
        closed: absences(&table, "closed"),
    };
    table.finish();
    holidays
}

/// Slot grid (minutes), horizon (days), notice and assignment.
fn rules(root: &Table<'_>) -> (u32, u32, Notice, Assignment) {
    const USUAL: (u32, u32, Notice, Assignment) = (15, 90, Notice::Hours(2), Assignment::Fair);
    let Some(table) = root.table("booking") else { return USUAL };
    let rules = (
        table.optional("grid", grid).unwrap_or(USUAL.0),
        table.optional("horizon", days(1..=730)).unwrap_or(USUAL.1),
        table.optional("notice", notation::notice).unwrap_or(USUAL.2),
        table.optional("assignment", notation::assignment).unwrap_or(USUAL.3),
    );
    table.finish();
    rules
}

fn grid(text: &str) -> Reading<u32> {
    let grid = minutes(5..=120)(text)?;
    if DAY_MINUTES.is_multiple_of(grid) {
        return Ok(grid);
    }
    let problem = format!("'{text}' does not divide a day, so that the last start of a day would be off the grid");
    Err(Fault::new(problem, "write 5, 10, 15, 20, 30, 40, 45, 60, 90 or 120 minutes, or another divisor of 1440"))
}

/// The tables `[[key]]`, each with an id of its own.
fn list<T>(root: &Table<'_>, key: &str, read: impl Fn(&Table<'_>, String) -> T) -> Vec<T> {
    let mut ids: Vec<String> = Vec::new();
    let one = |table: Table<'_>| {
        let own = table.required("id", "\"…\"", |text| match id(text)? {
            id if ids.contains(&id) => Err(Fault::new(format!("'{id}' is taken"), "write another id")),
            id => Ok(id),
        });
        let own = own.unwrap_or_default();
        ids.push(own.clone());
        let value = read(&table, own);
        table.finish();
        value
    };
    root.tables(key).into_iter().map(one).collect()
}

fn resource(table: &Table<'_>, id: ResourceId) -> Resource {
    Resource {
        id,
        name: table.required("name", "\"Aylin\"", line(NAME_LENGTH)).unwrap_or_default(),
        spoken: table.optional("spoken", line(NAME_LENGTH)),
        hours: hours(table),
        breaks: table.list("breaks", notation::pause),
        absences: absences(table, "absences"),
    }
}

fn service(table: &Table<'_>, id: ServiceId, offered: &[Language], resources: &[Resource]) -> Service {
    let known = |text: &str| {
        let ids: Vec<_> = resources.iter().map(|resource| resource.id.as_str()).collect();
        let problem = || format!("there is no resource '{text}'");
        let fault = || Fault::new(problem(), format!("write one of {}", ids.join(", ")));
        ids.contains(&text).then(|| text.to_owned()).ok_or_else(fault)
    };
    let buffer = |key| table.optional(key, minutes(0..=BUFFER_MINUTES)).unwrap_or(0);
    let doing: Vec<_> = table.required_items("resources", "[\"…\"]");
    let length = table.required("length", "\"45 minutes\"", minutes(5..=SERVICE_MINUTES));
    Service {
        id,
        names: lists(table, "names", offered),
        minutes: length.unwrap_or(5),
        buffer_before_minutes: buffer("buffer_before"),
        buffer_after_minutes: buffer("buffer_after"),
        idle: idle(table, length),
        price: table.optional("price", notation::price),
        resources: doing.iter().filter_map(|item| item.scalar(known)).collect(),
        hours: hours(table),
        notice: table.optional("notice", notation::notice),
    }
}

/// `idle = { after_minutes = 45, minutes = 30 }`, with work before and after it.
fn idle(service: &Table<'_>, length: Option<u32>) -> Option<Idle> {
    let table = service.table("idle")?;
    let minutes = |key: &str, example: &str| table.required(key, example, count(1..=SERVICE_MINUTES));
    let read = minutes("after_minutes", "45").zip(minutes("minutes", "30"));
    table.finish();
    let (after_minutes, minutes) = read?;
    if length.is_some_and(|length| after_minutes + minutes >= length) {
        let problem =
            format!("the idle part ends {} minutes after the start, when the service is over", after_minutes + minutes);
        service
            .complain_of("idle", Fault::new(problem, "let it end before the service does, or write a longer length"));
    }
    Some(Idle { after_minutes, minutes })
}

fn question(table: &Table<'_>, id: String, offered: &[Language]) -> Question {
    Question {
        id,
        words: lists(table, "words", offered),
        answer: text(table, "answer", offered, ANSWER_LENGTH),
        checked: table.optional("checked", notation::day),
        hands_over: table.optional("hands_over", truth).unwrap_or(false),
    }
}

fn detail(table: &Table<'_>, id: String, offered: &[Language]) -> Detail {
    Detail {
        id,
        name: text(table, "name", offered, NAME_LENGTH),
        question: text(table, "question", offered, ANSWER_LENGTH),
        kind: detail_kind(table, offered),
        may_be_unknown: table.optional("may_be_unknown", truth).unwrap_or(false),
    }
}

/// `type = "plate"`; a choice names its `choices.de = ["…", "…"]`.
fn detail_kind(table: &Table<'_>, offered: &[Language]) -> DetailKind {
    match table.optional("type", notation::detail_kind) {
        None => DetailKind::Text,
        Some(DetailKind::Choice(_)) => DetailKind::Choice(lists(table, "choices", offered)),
        Some(kind) => kind,
    }
}

/// `key.de = "…"` and `key.en = "…"`, for the languages offered; a language not offered may be left out.
fn text(parent: &Table<'_>, key: &str, offered: &[Language], longest: usize) -> Localised<String> {
    parent.required_table(key).map(|table| in_languages(table, offered, line(longest))).unwrap_or_default()
}

fn in_languages(table: Table<'_>, offered: &[Language], parse: impl Fn(&str) -> Reading<String>) -> Localised<String> {
    let one = |language: Language| {
        let given = match offered.contains(&language) {
            true => table.required(language.code(), "\"…\"", &parse),
            false => table.optional(language.code(), &parse),
        };
        given.unwrap_or_default()
    };
    let texts = Localised { de: one(Language::De), en: one(Language::En) };
    table.finish();
    texts
}

/// `key.de = ["…", "…"]` and `key.en = […]`, likewise.
fn lists(parent: &Table<'_>, key: &str, offered: &[Language]) -> Localised<Vec<String>> {
    let Some(table) = parent.required_table(key) else { return Localised::default() };
    let one = |language: Language| {
        let items = match offered.contains(&language) {
            true => table.required_items(language.code(), "[\"…\"]"),
            false => table.items(language.code()),
        };
        items.iter().filter_map(|item| item.scalar(line(NAME_LENGTH))).collect()
    };
    let lists = Localised { de: one(Language::De), en: one(Language::En) };
    table.finish();
    lists
}
