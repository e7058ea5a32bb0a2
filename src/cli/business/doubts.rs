//! What of a business can hardly be meant: it is taken in all the same, and said.

use super::touched::covers;
use base::business::{Business, Resource, WeekHours};
use base::language::Language;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Parts of words by which those who treat people are called.
const HEALTH: [&str; 22] = [
    "arzt",
    "ärzt",
    "praxis",
    "klinik",
    "kranken",
    "physio",
    "therap",
    "psycho",
    "hebamme",
    "heilprakt",
    "apotheke",
    "pflegedienst",
    "logopäd",
    "orthopäd",
    "dental",
    "dentist",
    "doctor",
    "clinic",
    "medical",
    "midwife",
    "pharmacy",
    "surgery",
];

/// Everything that is doubtful, a sentence each.
pub(super) fn doubts(business: &Business, now: Timestamp) -> Vec<String> {
    let hours = business.resources.iter().flat_map(|resource| outside(business, resource));
    let names = Language::ALL.into_iter().flat_map(|language| same_names(business, language));
    hours.chain(names).chain(far_clock(business, now)).chain(health(business)).collect()
}

/// Hours of a person in which the house is closed: nothing can be booked then, unless a service has hours of its own.
fn outside(business: &Business, resource: &Resource) -> Option<String> {
    let own = resource.hours.as_ref()?;
    let mut services = business.services.iter().filter(|service| service.resources.contains(&resource.id));
    if services.any(|service| service.hours.is_some()) {
        return None;
    }
    let closed = |day: &&_| own.on(**day).iter().any(|span| !covers(business.hours.on(**day), span.from, span.to));
    let days: Vec<_> = WeekHours::WEEKDAYS.iter().filter(closed).map(|day| format!("{day:?}")).collect();
    let when = days.join(", ");
    (!days.is_empty()).then(|| {
        format!(
            "'{}' has hours on {when} in which the house is closed: nothing is booked then; widen [hours]",
            resource.id
        )
    })
}

/// A name that two services share: who says it is asked which of them is meant, each time.
fn same_names(business: &Business, language: Language) -> Vec<String> {
    let mut known: Vec<(String, &str)> = Vec::new();
    let mut shared = Vec::new();
    for service in &business.services {
        for name in service.names.get(language) {
            let folded = name.to_lowercase();
            match known.iter().find(|(other, id)| *other == folded && *id != service.id) {
                Some((_, other)) => shared.push(format!(
                    "'{other}' and '{}' are both called '{name}': callers cannot tell them apart; name one differently",
                    service.id
                )),
                None => known.push((folded, &service.id)),
            }
        }
    }
    shared
}

/// A clock that shows another time than Germany's, where the address is.
fn far_clock(business: &Business, now: Timestamp) -> Option<String> {
    let germany = TimeZone::get("Europe/Berlin").ok()?;
    let (here, there) = (business.zone.to_offset(now), germany.to_offset(now));
    let zone = business.zone.iana_name().unwrap_or("its zone").to_owned();
    (here != there).then(|| {
        format!(
            "its clock ({zone}) shows another time than Germany's, where its address is; write zone = \"Europe/Berlin\""
        )
    })
}

/// A health profession that has not said whether it may keep what callers say of their health.
fn health(business: &Business) -> Option<String> {
    let name = business.name.to_lowercase();
    let treats = HEALTH.iter().any(|part| name.contains(part));
    let secrecy = if business.secrecy { "" } else { ", and secrecy = true if you are under professional secrecy" };
    (treats && !business.health_mode).then(|| {
        format!(
            "'{}' sounds like a health profession, and health_mode is off: what callers say of their health is cut from \
             messages and transcripts; write health_mode = true if you may and want to keep it{secrecy}",
            business.name
        )
    })
}
