//! Businesses that the tables name.

use jiff::civil::{Time, time};
use vorzimmer::business::*;
use vorzimmer::language::{Language, Localised};
use vorzimmer::number::Number;

/// A salon: Tue, Wed, Fri 9–18, Thu 9–20, Sat 9–14.
pub fn salon() -> Business {
    let day = |to: i8| vec![span(9, to)];
    let mut hours = WeekHours::default();
    hours.0 = [vec![], day(18), day(18), day(20), day(18), day(14), vec![]];
    let service = |id: &str, de: &[&str], en: &[&str], minutes, resources: &[&str]| Service {
        id: id.to_owned(),
        names: Localised { de: owned(de), en: owned(en) },
        minutes,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        price: Some(Price { cents: 3200, from: false }),
        resources: owned(resources),
        hours: None,
        notice: None,
    };
    let question = |id: &str, de: &[&str], en: &[&str]| Question {
        id: id.to_owned(),
        words: Localised { de: owned(de), en: owned(en) },
        answer: Localised { de: String::new(), en: String::new() },
        checked: None,
    };
    let both = ["aylin", "jonas"];
    Business {
        services: vec![
            service(
                "damenschnitt",
                &["Damenhaarschnitt", "Haare schneiden"],
                &["women's haircut", "haircut"],
                45,
                &both,
            ),
            service(
                "herrenschnitt",
                &["Herrenhaarschnitt", "Haare schneiden"],
                &["men's haircut", "haircut"],
                30,
                &both,
            ),
            service("kinderschnitt", &["Kinderhaarschnitt"], &["children's haircut"], 30, &both),
            service("faerben", &["Färben", "Farbe", "Tönen"], &["colouring", "dye"], 120, &["aylin"]),
            service("bart", &["Bartpflege", "Bart schneiden"], &["beard trim"], 15, &["jonas"]),
        ],
        resources: vec![resource("aylin", "Aylin", None), resource("jonas", "Jonas", None)],
        questions: vec![
            question("parking", &["Parkplatz", "parken", "Parkplätze"], &["parking", "park", "car park"]),
            question("payment", &["Kartenzahlung", "mit Karte zahlen", "Bargeld"], &["pay by card", "cash", "cards"]),
            question("dogs", &["Hund", "Hunde"], &["dog", "dogs"]),
            question("step-free", &["barrierefrei", "Rollstuhl", "Stufen"], &["wheelchair", "step-free", "stairs"]),
            question("vouchers", &["Gutschein", "Gutscheine"], &["voucher", "gift card"]),
        ],
        ..open(hours, "salon", "Salon Morgenrot")
    }
}

/// A bar that is open twice a day: 7–11 and 18–24.
pub fn bar() -> Business {
    let day = vec![span(7, 11), Span { from: time(18, 0, 0, 0), to: Span::END_OF_DAY }];
    open(WeekHours(std::array::from_fn(|_| day.clone())), "bar", "Bar Nachtfalter")
}

fn span(from: i8, to: i8) -> Span {
    let at = |hour: i8| Time::constant(hour, 0, 0, 0);
    Span { from: at(from), to: at(to) }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn resource(id: &str, name: &str, spoken: Option<&str>) -> Resource {
    Resource { id: id.into(), name: name.into(), spoken: spoken.map(Into::into), hours: None, breaks: Vec::new() }
}

fn open(hours: WeekHours, id: &str, name: &str) -> Business {
    Business {
        id: BusinessId(id.to_owned()),
        name: name.to_owned(),
        address: Address {
            street: "Lindenstraße 12".into(),
            postcode: "50674".into(),
            city: "Köln".into(),
            state: State::NW,
        },
        phones: Vec::new(),
        forward: Number::parse("+49 221 4710199").expect("a number"),
        carrier: None,
        languages: Language::ALL.to_vec(),
        zone: jiff::tz::TimeZone::get("Europe/Berlin").expect("a zone"),
        address_form: AddressForm::Du,
        secrecy: false,
        health_mode: false,
        greeting: None,
        hours,
        holidays: Holidays { public: true, company: Vec::new() },
        slot_grid_minutes: 15,
        horizon_days: 90,
        notice: Notice::Hours(2),
        transcript_days: 30,
        resources: Vec::new(),
        services: Vec::new(),
        questions: Vec::new(),
        details: Vec::new(),
    }
}
