//! What follows the first slot of a visit, in one clause: 'danach um 15 Uhr 30 Bartpflege'. Most visits have one slot, and
//! nothing follows.

use super::{at_time, local_date, on_date, service_name, spoken_resource};
use crate::{Guest, Relation, speakable};
use base::business::Business;
use base::language::Language;
use booking::{Guests, Slot, Visit};

/// The slots after the first, each with a comma before it; empty where there are none.
pub fn then(business: &Business, visit: &Visit, guests: &Guests, language: Language) -> String {
    let slots: Vec<&Slot> = visit.slots().collect();
    let following = slots.windows(2).enumerate().map(|(place, pair)| {
        let (before, slot) = (pair[0], pair[1]);
        let time = match (slot.start == before.start, local_date(business, slot.start)) {
            (true, _) => at_once(language).to_owned(),
            (_, date) if date == local_date(business, before.start) => {
                format!("{} {}", afterwards(language), at_time(business, slot.start, language))
            }
            (_, date) => format!("{} {}", on_date(date, language), at_time(business, slot.start, language)),
        };
        let what = service_for(business, slot, guests, place + 1, language);
        let what = if language == Language::En { speakable::a(&what) } else { what };
        let with = spoken_resource(business, slot).filter(|_| slot.resource != before.resource);
        let with = with.map(|name| format!(" {} {name}", by(language))).unwrap_or_default();
        format!(", {time} {what}{with}")
    });
    following.collect()
}

/// The service at a place of a visit, with the guest whom it is for: 'Kinderhaarschnitt für Tom'.
pub fn service_for(business: &Business, slot: &Slot, guests: &Guests, place: usize, language: Language) -> String {
    let service = service_name(business, &slot.service, language);
    match guests.get(&place) {
        Some(name) => format!("{service} {} {}", whom(language), name.reveal()),
        None => service,
    }
}

/// For whom, spoken to the caller: 'für Tom', 'für den Sohn'; nothing where nothing is known of them.
pub fn guest(guest: &Guest, language: Language) -> Option<String> {
    let who = match (&guest.name, guest.relation) {
        (Some(name), _) => name.reveal().clone(),
        (None, Some(relation)) => relative(relation, language).to_owned(),
        (None, None) => return None,
    };
    Some(format!("{} {who}", whom(language)))
}

fn relative(relation: Relation, language: Language) -> &'static str {
    let (german, english) = match relation {
        Relation::Son => ("den Sohn", "your son"),
        Relation::Daughter => ("die Tochter", "your daughter"),
        Relation::Child => ("das Kind", "your child"),
        Relation::Husband => ("den Mann", "your husband"),
        Relation::Wife => ("die Frau", "your wife"),
        Relation::Mother => ("die Mutter", "your mother"),
        Relation::Father => ("den Vater", "your father"),
        Relation::Brother => ("den Bruder", "your brother"),
        Relation::Sister => ("die Schwester", "your sister"),
        Relation::Grandmother => ("die Oma", "your grandmother"),
        Relation::Grandfather => ("den Opa", "your grandfather"),
        Relation::Friend => ("die andere Person", "your friend"),
    };
    match language {
        Language::De => german,
        Language::En => english,
    }
}

fn whom(language: Language) -> &'static str {
    match language {
        Language::De => "für",
        Language::En => "for",
    }
}

fn by(language: Language) -> &'static str {
    match language {
        Language::De => "bei",
        Language::En => "with",
    }
}

fn afterwards(language: Language) -> &'static str {
    match language {
        Language::De => "danach",
        Language::En => "then",
    }
}

fn at_once(language: Language) -> &'static str {
    match language {
        Language::De => "zur gleichen Zeit",
        Language::En => "at the same time",
    }
}
