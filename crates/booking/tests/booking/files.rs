//! Business files: what is written is read again, and what is wrong is named with its place and its remedy.

use super::{oracle, random};
use base::business::*;
use base::language::{Language, Localised};
use base::number::Number;
use proptest::prelude::*;

/// A sound file with everything in it, whose lines the tests spoil one at a time.
const SOUND: &str = r#"id = "probe"
name = "Probe"
phones = ["+49 221 4710100"]
forward = "+49 221 4710199"
languages = ["de", "en"]
zone = "Europe/Berlin"
address_form = "du"
secrecy = false
transcripts = "30 days"

[address]
street = "Lindenstraße 12"
postcode = "50674"
city = "Köln"
state = "NW"

[hours]
mon-fri = "09:00-18:00"

[holidays]
public = true
company = ["24 Dec - 2 Jan"]

[booking]
grid = "15 minutes"
horizon = "90 days"
notice = "2 hours"

[[resource]]
id = "aylin"
name = "Aylin"
breaks = ["12:30-13:00"]

[[service]]
id = "bart"
names.de = ["Bartpflege"]
names.en = ["beard trim"]
length = "45 minutes"
buffer_after = "15 minutes"
price = "18 EUR"
resources = ["aylin"]

[[question]]
id = "parking"
words.de = ["parken"]
words.en = ["parking"]
answer.de = "Im Hof."
answer.en = "In the yard."
checked = 2026-11-01
"#;

/// What is said of a text, without the file's name.
fn complaints(text: &str) -> Vec<String> {
    match toml::read(text, "probe.toml") {
        Ok(_) => vec![],
        Err(errors) => {
            errors.0.to_string().lines().map(|line| line.strip_prefix("probe.toml:").unwrap().to_owned()).collect()
        }
    }
}

/// What is said once a line is replaced by another.
fn spoiled(line: &str, by: &str) -> Vec<String> {
    assert_eq!(SOUND.matches(line).count(), 1, "{line}");
    complaints(&SOUND.replace(line, by))
}

#[test]
fn a_sound_file_is_read_and_what_is_left_out_has_its_usual_value() {
    assert_eq!(complaints(SOUND), [""; 0]);
    let short = r#"
id = "kurz"
name = "Kurz"
phones = "+49 221 4710100"
forward = "+49 221 4710199"
address = { street = "Weg 1", postcode = "1", city = "Ort", state = "HE" }
hours = { mon = "09:00-10:00" }
resource = [{ id = "a", name = "A" }]
service = [{ id = "s", names = { de = ["S"] }, length = "1 hour", resources = "a" }]
"#;
    let business = toml::read(short, "kurz.toml").map_err(|errors| errors.to_string()).unwrap();
    assert_eq!((business.slot_grid_minutes, business.horizon_days, business.transcript_days), (15, 90, 30));
    assert_eq!((business.notice, business.address_form), (Notice::Hours(2), AddressForm::Sie));
    assert_eq!((business.languages, business.zone.iana_name()), (vec![Language::De], Some("Europe/Berlin")));
    assert_eq!(business.holidays, Holidays { public: true, company: vec![], closed: vec![] });
    assert!(!business.secrecy && !business.health_mode && business.questions.is_empty());
}

#[test]
fn p28_calls_are_handed_over_abroad_only_where_that_is_meant() {
    let abroad = SOUND.replace("forward = \"+49 221 4710199\"", "forward_abroad = true\nforward = \"+43 1 5123456\"");
    let business = toml::read(&abroad, "probe.toml").map_err(|errors| errors.to_string()).unwrap();
    assert_eq!((business.forward.as_str(), business.forward_abroad), ("+4315123456", true));
    assert_eq!(toml::read(&toml::write(&business), "probe.toml"), Ok(business));
    // A business that answers abroad is at home there.
    let there = SOUND
        .replace("[\"+49 221 4710100\"]", "[\"+49 221 4710100\", \"+43 1 5123400\"]")
        .replace("\"+49 221 4710199\"", "\"+43 1 5123456\"");
    assert_eq!(complaints(&there), [""; 0]);
}

#[test]
fn every_mistake_is_named_with_its_place_and_its_remedy() {
    for (line, by, expected) in [
        ("id = \"probe\"", "id = \"Probe 1\"", "1:6: `id`: 'Probe 1' is no id; write lower-case letters"),
        ("name = \"Probe\"", "nmae = \"Probe\"", "2:1: the key `nmae` is not known here; write `name`"),
        ("name = \"Probe\"", "", "1:1: `name` is missing; write name = \"Salon Morgenrot\""),
        ("phones = [\"+49 221 4710100\"]", "phones = []", "3:10: `phones` is empty; write phones = [\"+49"),
        ("phones = [\"+49 221 4710100\"]", "phones = [\"0221 4710100\"]", "3:11: `phones`: '0221 4710100' is no tele"),
        ("\"+49 221 4710199\"", "\"+49 221 4710100\"", "4:11: `forward`: +492214710100 is among `phones`"),
        (
            "\"+49 221 4710199\"",
            "\"+49 900 1234567\"",
            "4:11: `forward`: +499001234567 is a number with a price of its own",
        ),
        ("\"+49 221 4710199\"", "\"+881 6 12345678\"", "4:11: `forward`: +881612345678 is a number of a satellite"),
        ("\"+49 221 4710199\"", "\"+43 1 5123456\"", "4:11: `forward`: +4315123456 is in another country than all of"),
        (
            "forward = \"+49 221 4710199\"",
            "forward_abroad = true\nforward = \"+43 900 123456\"",
            "5:11: `forward`: +43900123456 is a number with a price",
        ),
        ("languages = [\"de\", \"en\"]", "languages = [\"de\", \"fr\"]", "5:20: `languages`: 'fr' is no language"),
        ("languages = [\"de\", \"en\"]", "languages = [\"de\", \"de\"]", "5:13: a language is named twice"),
        ("languages = [\"de\", \"en\"]", "languages = [\"de\", \"en\", \"de\"]", "5:13: a language is named twice"),
        (
            "phones = [\"+49 221 4710100\"]",
            "phones = [\"+49 221 4710100\", { number = \"+49221-4710100\", language = \"en\" }]",
            "3:30: +492214710100 is named twice",
        ),
        (
            "phones = [\"+49 221 4710100\"]",
            "phones = [{ number = \"+1 2\", langage = \"en\" }]",
            "3:30: the key `langage`",
        ),
        ("zone = \"Europe/Berlin\"", "zone = \"Europe/Köln\"", "6:8: `zone`: 'Europe/Köln' is no known time zone"),
        (
            "address_form = \"du\"",
            "address_form = \"ihr\"",
            "7:16: `address_form`: 'ihr' is no form of address; write du",
        ),
        ("secrecy = false", "secrecy = \"no\"", "8:11: `secrecy`: 'no' is neither true nor false"),
        ("state = \"NW\"", "state = \"NRW\"", "15:9: `state`: 'NRW' is no federal state; write one of BW, BY"),
        ("state = \"NW\"", "", "11:1: `state` is missing; write state = \"NW\""),
        (
            "mon-fri = \"09:00-18:00\"",
            "mon-fri = \"9-18\"",
            "18:11: `mon-fri`: '9-18' is no span of time; write such as",
        ),
        (
            "mon-fri = \"09:00-18:00\"",
            "montag = \"09:00-18:00\"",
            "18:10: `montag`: 'montag' names no weekdays; write mon",
        ),
        ("mon-fri = \"09:00-18:00\"", "", "17:1: no day is open; write at least one"),
        (
            "mon-fri = \"09:00-18:00\"",
            "mon-fri = \"09:00-18:00\"\nfri = \"closed\"",
            "19:7: a day of fri has hours already",
        ),
        (
            "company = [\"24 Dec - 2 Jan\"]",
            "company = [\"24.12.\"]",
            "22:12: `company`: '24.12.' names no days of the year",
        ),
        ("grid = \"15 minutes\"", "grid = \"7 minutes\"", "25:8: `grid`: '7 minutes' does not divide a day"),
        (
            "grid = \"15 minutes\"",
            "grid = \"4 minutes\"",
            "25:8: `grid`: '4 minutes' is out of bounds; write 5 minutes",
        ),
        ("grid = \"15 minutes\"", "grid = 15", "25:8: `grid`: '15' is no length of time; write 5 minutes to 2 hours"),
        (
            "horizon = \"90 days\"",
            "horizon = \"731 days\"",
            "26:11: `horizon`: '731 days' is out of bounds; write 1 day to",
        ),
        (
            "notice = \"2 hours\"",
            "notice = \"2 days\"",
            "27:10: `notice`: '2 days' is no notice; write none, \"2 hours\"",
        ),
        (
            "breaks = [\"12:30-13:00\"]",
            "breaks = [\"13:00-12:30\"]",
            "32:11: `breaks`: '13:00-12:30' is no span of time; let",
        ),
        ("names.en = [\"beard trim\"]", "", "36:1: `en` is missing; write en = [\"…\"]"),
        (
            "length = \"45 minutes\"",
            "length = \"13 hours\"",
            "38:10: `length`: '13 hours' is out of bounds; write 5 minutes",
        ),
        ("price = \"18 EUR\"", "price = \"18\"", "40:9: `price`: '18' is no price; write such as \"54 EUR\""),
        (
            "resources = [\"aylin\"]",
            "resources = [\"jonas\"]",
            "41:14: `resources`: there is no resource 'jonas'; write one of",
        ),
        ("answer.en = \"In the yard.\"", "answer.en = \"\"", "48:13: `en`: it is empty; write a text"),
        (
            "checked = 2026-11-01",
            "checked = \"1.11.2026\"",
            "49:11: `checked`: '1.11.2026' is no date; write year-month",
        ),
        (
            "company = [\"24 Dec - 2 Jan\"]",
            "closed = [{ from = \"2026-12-10\", to = \"10.12.2026\" }]",
            "22:39: `to`: '10.12.2026' is neither a day nor a time of one; write year-month-day",
        ),
        (
            "company = [\"24 Dec - 2 Jan\"]",
            "closed = [{ from = \"2026-12-10\" }]",
            "22:11: `to` is missing; write to = \"2026-12-12\"",
        ),
        (
            "breaks = [\"12:30-13:00\"]",
            "absences = [{ from = \"2026-12-12\", to = \"2026-12-10\" }]",
            "32:41: the absence ends before it begins; let it end after it begins",
        ),
        (
            "breaks = [\"12:30-13:00\"]",
            "absences = [{ from = 2026-12-10, to = \"2026-12-10 25:00\" }]",
            "32:39: `to`: '2026-12-10 25:00' is neither a day nor",
        ),
        (
            "breaks = [\"12:30-13:00\"]",
            "absences = [{ from = 2026-12-10, until = 2026-12-10 }]",
            "32:34: the key `until` is not known here",
        ),
        ("breaks = [\"12:30-13:00\"]", "absences = \"2026-12-10\"", "32:12: `absences` is no table"),
        (
            "price = \"18 EUR\"",
            "idle = { after_minutes = 15, minutes = 30 }",
            "40:8: the idle part ends 45 minutes after the start, when the service is over; let it end before",
        ),
        ("price = \"18 EUR\"", "idle = { minutes = 30 }", "40:8: `after_minutes` is missing; write after_minutes = 45"),
        (
            "price = \"18 EUR\"",
            "idle = { after_minutes = 0, minutes = 10 }",
            "40:26: `after_minutes`: '0' is no whole number within bounds; write 1 to 720",
        ),
        (
            "notice = \"2 hours\"",
            "assignment = \"random\"",
            "27:14: `assignment`: 'random' is no way of assigning; write fair or preference",
        ),
        ("[booking]", "[bookings]", "24:2: the key `bookings` is not known here; write `booking`"),
        ("[address]", "[address", "11:9: this is no TOML: "),
    ] {
        let said = spoiled(line, by);
        assert!(said.iter().any(|one| one.starts_with(expected)), "{by}:\n{}\nwanted {expected}", said.join("\n"));
        assert!(said.iter().all(|one| one.contains("; ")), "every complaint has a remedy:\n{}", said.join("\n"));
    }
}

#[test]
fn absences_idle_parts_and_assignment_are_read_and_written() {
    let text = SOUND
        .replace(
            "company = [",
            "closed = [{ from = 2026-12-10, to = 2026-12-11 }, { from = \"2026-12-14 15:00\", to = \"2026-12-15\" }]\ncompany = [",
        )
        .replace("notice = ", "assignment = \"preference\"\nnotice = ")
        .replace("breaks = ", "absences = { from = 2026-12-21T08:30:00, to = \"2026-12-21 24:00\" }\nbreaks = ")
        .replace("price = ", "idle = { after_minutes = 10, minutes = 20 }\nprice = ");
    let business = toml::read(&text, "probe.toml").map_err(|errors| errors.to_string()).unwrap();
    let day = |day| jiff::civil::date(2026, 12, day);
    let afternoon = Absence { from: day(14).at(15, 0, 0, 0), until: day(16).at(0, 0, 0, 0) };
    assert_eq!(business.holidays.closed, [Absence::days(day(10), day(11)), afternoon]);
    let away = Absence { from: day(21).at(8, 30, 0, 0), until: day(22).at(0, 0, 0, 0) };
    assert_eq!(business.resources[0].absences, [away]);
    assert_eq!(business.services[0].idle, Some(Idle { after_minutes: 10, minutes: 20 }));
    assert_eq!(business.assignment, Assignment::Preference);
    assert_eq!(business.hours_on(day(14)).len(), 1, "in the morning it is open");
    assert_eq!([business.closure(day(14)), business.closure(day(15))], [None, Some(Closure::Company)]);
    let written = toml::write(&business);
    assert!(written.contains("absences = [{ from = \"2026-12-21 08:30\", to = \"2026-12-21\" }]"), "{written}");
    assert_eq!(toml::read(&written, "written.toml").map_err(|errors| errors.to_string()).unwrap(), business);
}

#[test]
fn p07_transcripts_are_kept_14_to_30_days() {
    for (days, fine) in
        [("13 days", false), ("14 days", true), ("30 days", true), ("31 days", false), ("2 weeks", true)]
    {
        let said = spoiled("transcripts = \"30 days\"", &format!("transcripts = \"{days}\""));
        assert_eq!(said.is_empty(), fine, "{days}: {said:?}");
        assert!(
            fine || said[0].starts_with("9:15: `transcripts`") && said[0].ends_with("write 14 days to 30 days"),
            "{said:?}"
        );
    }
}

#[test]
fn parts_that_do_not_fit_together_are_refused() {
    for (line, by, expected) in [
        (
            "length = \"45 minutes\"",
            "length = \"6 hours\"",
            "34:1: 'bart' can never be booked: none of aylin has 360 minutes",
        ),
        (
            "notice = \"2 hours\"",
            "notice = \"91 calendar days\"",
            "34:1: 'bart' can never be booked: its notice (91 calendar days)",
        ),
        (
            "notice = \"2 hours\"",
            "notice = \"65 working days\"",
            "34:1: 'bart' can never be booked: its notice (65 working days)",
        ),
    ] {
        let said = spoiled(line, by);
        assert!(said.iter().any(|one| one.starts_with(expected)), "{by}: {said:?}");
    }
    let question = &SOUND[SOUND.find("[[question]]").unwrap()..];
    let again = complaints(&format!("{SOUND}\n{question}"));
    assert!(again[0].starts_with("52:6: `id`: 'parking' is taken; write another id"), "{again:?}");
    let twice = format!(
        "{SOUND}\n[[service]]\nid = \"zwei\"\nnames.de = [\"bartpflege\"]\nnames.en = [\"x\"]\nlength = \"5 minutes\"\nresources = [\"aylin\"]\n"
    );
    assert!(
        complaints(&twice)[0].starts_with("51:1: 'zwei' and 'bart' are both spoken as 'bartpflege'"),
        "{:?}",
        complaints(&twice)
    );
    let none = SOUND.split("[[service]]").next().unwrap();
    assert!(complaints(none)[0].contains("there is nothing to book"), "{:?}", complaints(none));
}

#[test]
fn all_mistakes_are_named_at_once_in_the_order_of_the_lines() {
    let text = SOUND
        .replace("\"du\"", "\"ihr\"")
        .replace("\"15 minutes\"", "\"soon\"")
        .replace("18 EUR", "cheap")
        .replace("NW", "XX");
    let lines: Vec<_> =
        complaints(&text).iter().map(|one| one.split(':').next().unwrap().parse::<u32>().unwrap()).collect();
    assert_eq!(lines, [7, 15, 25, 39, 40]);
    let broken = "id = \nname = \"x\nphones = [1, \n[hours\n";
    assert!(complaints(broken).len() > 1, "{:?}", complaints(broken));
}

#[test]
fn the_shipped_files_are_as_they_would_be_written_again() {
    for business in fixtures::all() {
        let text = toml::write(&business);
        assert_eq!(toml::read(&text, "written.toml").map_err(|errors| errors.to_string()).unwrap(), business, "{text}");
        assert_eq!(toml::write(&toml::read(&text, "written.toml").unwrap()), text);
    }
}

/// Any line of text an owner could write, quotation marks and backslashes included.
fn words() -> impl Strategy<Value = String> {
    "[a-zA-ZäöüßŞı0-9 .,'\"\\\\#=\\[\\]{}%–€]{1,30}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("a text", |text| !text.is_empty())
}

fn texts() -> impl Strategy<Value = Localised<String>> {
    (words(), words()).prop_map(|(de, en)| Localised { de, en })
}

fn lists() -> impl Strategy<Value = Localised<Vec<String>>> {
    let list = || proptest::collection::vec(words(), 1..4);
    (list(), list()).prop_map(|(de, en)| Localised { de, en })
}

fn number() -> impl Strategy<Value = Number> {
    (1_000_000_000u64..9_999_999_999).prop_map(|digits| Number::parse(&format!("+49{digits}")).unwrap())
}

/// A business as a file can describe it.
fn described() -> impl Strategy<Value = Business> {
    let names = (words(), words(), words(), proptest::option::of(words()));
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let numbers = (number(), proptest::option::of(Just(Language::En)), 14..=30u32, 0..10_000_000u32);
    let told =
        (lists(), lists(), texts(), proptest::option::of(texts()), proptest::collection::vec((texts(), texts()), 0..3));
    (random::business(), names, flags, numbers, told).prop_map(
        |(
            mut business,
            (name, street, city, spoken),
            (secrecy, health_mode, familiar, english_first),
            (phone, language, days, cents),
            (names, asked, answer, greeting, details),
        )| {
            (business.name, business.address.street, business.address.city) = (name.clone(), street, city);
            business.address.postcode = "01067".to_owned();
            (business.secrecy, business.health_mode, business.greeting) = (secrecy, health_mode, greeting);
            business.address_form = if familiar { AddressForm::Du } else { AddressForm::Sie };
            business.languages =
                if english_first { vec![Language::En, Language::De] } else { vec![Language::De, Language::En] };
            business.phones = vec![Phone { number: phone, language }];
            business.carrier = secrecy.then(|| "second-line".to_owned());
            business.transcript_days = days;
            business.horizon_days += 5;
            business.notice = writable(business.notice);
            business.hours = apart(business.hours);
            for (number, resource) in business.resources.iter_mut().enumerate() {
                (resource.name, resource.spoken) = (name.clone(), spoken.clone().filter(|_| number == 0));
                resource.hours = resource.hours.take().map(apart);
                resource.breaks.retain(|pause| !pause.weekdays.is_empty());
            }
            let service = &mut business.services[0];
            service.names = names;
            service.price = health_mode.then_some(Price { cents, from: familiar });
            for service in &mut business.services {
                service.minutes = service.minutes.max(5);
                service.notice = service.notice.map(writable);
                service.hours = service.hours.take().map(apart);
            }
            business.questions = vec![Question {
                id: "q-1".to_owned(),
                words: asked.clone(),
                answer,
                checked: secrecy.then(|| jiff::civil::date(2026, 11, 1)),
                hands_over: english_first,
            }];
            let kinds = [DetailKind::Text, DetailKind::Plate, DetailKind::Date, DetailKind::Choice(asked)];
            let detail = |(number, (name, question)): (usize, _)| Detail {
                id: format!("d{number}"),
                name,
                question,
                kind: kinds[number % kinds.len()].clone(),
                may_be_unknown: secrecy,
            };
            business.details = details.into_iter().enumerate().map(detail).collect();
            business
        },
    )
}

/// What a file writes as `none`.
fn writable(notice: Notice) -> Notice {
    match notice {
        Notice::Hours(0) | Notice::CalendarDays(0) | Notice::WorkingDays(0) => Notice::None,
        other => other,
    }
}

/// Spans that touch are one; a week without any is no week.
fn apart(week: WeekHours) -> WeekHours {
    let mut week = week.0.map(|spans| {
        let mut apart: Vec<Span> = Vec::new();
        for span in spans {
            match apart.last_mut() {
                Some(last) if last.to == span.from => last.to = span.to,
                _ => apart.push(span),
            }
        }
        apart
    });
    if week.iter().all(Vec::is_empty) {
        week[0].push(Span { from: jiff::civil::time(9, 0, 0, 0), to: Span::END_OF_DAY });
    }
    WeekHours(week)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: oracle::cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(business in described()) {
        let text = toml::write(&business);
        match toml::read(&text, "written.toml") {
            Ok(read) => prop_assert_eq!(read, business),
            // Random hours need not have room for a random service; nothing else may be wrong.
            Err(errors) => prop_assert!(errors.0.list.iter().all(|one| one.fault.problem.contains("can never be booked")), "{}\n{}", errors, text),
        }
    }

    #[test]
    fn no_text_makes_reading_panic(cut in 0..SOUND.len(), insert in "\\PC{0,12}") {
        let mut text: String = SOUND.chars().take(cut).collect();
        text.push_str(&insert);
        text.extend(SOUND.chars().skip(cut + insert.chars().count()));
        for one in complaints(&text) {
            prop_assert!(one.contains("; "), "{}", one);
        }
    }
}
