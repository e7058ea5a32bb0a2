//! What a caller wants, known from the outcomes of the script: the facts, and how a person says each of them.

use base::business::Business;
use base::language::Language;
use dialogue::{speakable, wording};
use jiff::civil::DateTime;

/// A deed, wanted or read back.
#[derive(Debug, Clone, PartialEq)]
pub enum Deed {
    /// A new appointment.
    Booked {
        /// What.
        service: String,
        /// With whom.
        resource: String,
        /// When, on the business's clock.
        start: DateTime,
        /// For whom.
        name: String,
        /// Details by id.
        details: Vec<(String, String)>,
    },
    /// An own appointment, moved.
    Moved {
        /// From when.
        from: DateTime,
        /// To when.
        to: DateTime,
        /// With whom.
        resource: String,
    },
    /// An own appointment, given up.
    Cancelled {
        /// When it is.
        start: DateTime,
    },
}

impl Deed {
    /// The deed that an outcome of a script names, if it names one.
    pub fn parse(outcome: &str) -> Option<Self> {
        let (key, value) = outcome.split_once(": ")?;
        let mut words = value.split(' ');
        match key {
            "booked" => {
                let (service, resource) = (words.next()?.to_owned(), words.next()?.to_owned());
                let start = words.next()?.parse().ok()?;
                let (mut name, mut details) = (Vec::new(), Vec::<(String, String)>::new());
                for word in words {
                    match (word.split_once('='), details.last_mut()) {
                        (Some((id, value)), _) => details.push((id.to_owned(), value.to_owned())),
                        // The value of a detail may have spaces in it.
                        (None, Some((_, value))) => *value = format!("{value} {word}"),
                        (None, None) => name.push(word),
                    }
                }
                Some(Deed::Booked { service, resource, start, name: name.join(" "), details })
            }
            "moved" => {
                let from = words.next()?.parse().ok()?;
                let to = words.nth(1)?.parse().ok()?;
                Some(Deed::Moved { from, to, resource: words.next()?.to_owned() })
            }
            "cancelled" => Some(Deed::Cancelled { start: words.next()?.parse().ok()? }),
            _ => None,
        }
    }

    /// When the appointment is that it begins with: the own one, or the new one.
    pub fn own(&self) -> Option<DateTime> {
        match self {
            Deed::Booked { .. } => None,
            Deed::Moved { from, .. } => Some(*from),
            Deed::Cancelled { start } => Some(*start),
        }
    }

    /// When it is wanted.
    pub fn target(&self) -> Option<DateTime> {
        match self {
            Deed::Booked { start, .. } => Some(*start),
            Deed::Moved { to, .. } => Some(*to),
            Deed::Cancelled { .. } => None,
        }
    }

    /// How alike two deeds are: the one with most in common is what was meant.
    pub fn likeness(&self, other: &Deed) -> usize {
        use Deed::{Booked, Cancelled, Moved};
        let count = |same: &[bool]| 1 + same.iter().filter(|same| **same).count();
        match (self, other) {
            (
                Booked { service, resource, start, name, .. },
                Booked {
                    service: other_service, resource: other_resource, start: other_start, name: other_name, ..
                },
            ) => count(&[
                service == other_service,
                resource == other_resource,
                start == other_start,
                name.eq_ignore_ascii_case(other_name),
            ]),
            (Moved { from, to, .. }, Moved { from: other_from, to: other_to, .. }) => {
                count(&[from == other_from, to == other_to])
            }
            (Cancelled { start }, Cancelled { start: other }) => count(&[start == other]),
            _ => 0,
        }
    }
}

/// How a caller says things to a business.
pub struct Words<'a> {
    /// To whom.
    pub business: &'a Business,
    /// In which language.
    pub language: Language,
}

impl Words<'_> {
    /// One of two, by language.
    pub fn either(&self, german: &str, english: &str) -> String {
        match self.language {
            Language::De => german.to_owned(),
            Language::En => english.to_owned(),
        }
    }

    /// 'am Donnerstag, den 3. Dezember um 15 Uhr'.
    pub fn when(&self, start: DateTime) -> String {
        format!("{} {}", self.day(start), self.time(start))
    }

    /// 'am Donnerstag, den 3. Dezember'.
    pub fn day(&self, start: DateTime) -> String {
        wording::on_date(start.date(), self.language)
    }

    /// 'um 15 Uhr'.
    pub fn time(&self, start: DateTime) -> String {
        format!("{} {}", self.either("um", "at"), speakable::time_of_day(start.time(), self.language))
    }

    /// What is done.
    pub fn service(&self, id: &str) -> String {
        wording::service_name(self.business, id, self.language)
    }

    /// 'bei Jonas'; nothing of a machine.
    pub fn person(&self, id: &str) -> Option<String> {
        let resource = self.business.resource(id).filter(|resource| resource.is_called_by_name())?;
        Some(format!("{} {}", self.either("bei", "with"), resource.spoken_name()))
    }

    /// Letter for letter.
    pub fn spelled(&self, text: &str) -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().to_string());
        letters.collect::<Vec<_>>().join(", ")
    }

    /// All that is wanted, in one sentence.
    pub fn wish(&self, deed: &Deed) -> String {
        match deed {
            Deed::Booked { service, start, .. } => {
                let (service, when) = (self.service(service), self.when(*start));
                self.either(
                    &format!("Ich hätte gern einen Termin für {service} {when}."),
                    &format!("I'd like to book {service} {when}."),
                )
            }
            Deed::Moved { from, to, .. } => {
                let (from, to) = (self.when(*from), self.when(*to));
                self.either(
                    &format!(
                        "Ich möchte meinen Termin {from} verschieben, und zwar auf {}.",
                        to.trim_start_matches("am ")
                    ),
                    &format!("I'd like to move my appointment {from} to {}.", to.trim_start_matches("on ")),
                )
            }
            Deed::Cancelled { start } => {
                let when = self.when(*start);
                self.either(
                    &format!("Ich möchte meinen Termin {when} absagen."),
                    &format!("I'd like to cancel my appointment {when}."),
                )
            }
        }
    }

    /// What is wrong with what was read back, said as a correction; no alone where it is not wanted at all.
    pub fn correction(&self, read: &Deed, wanted: Option<&Deed>) -> String {
        let no = self.either("Nein", "No");
        let said = match (read, wanted) {
            (
                Deed::Booked { service, resource, start, name, .. },
                Some(Deed::Booked {
                    service: wanted_service,
                    resource: wanted_resource,
                    start: wanted_start,
                    name: wanted_name,
                    ..
                }),
            ) => {
                if service != wanted_service {
                    Some(self.service(wanted_service))
                } else if start != wanted_start {
                    Some(self.when(*wanted_start))
                } else if !name.eq_ignore_ascii_case(wanted_name) {
                    Some(self.either(&format!("der Name ist {wanted_name}"), &format!("the name is {wanted_name}")))
                } else if resource != wanted_resource {
                    self.person(wanted_resource)
                } else {
                    None
                }
            }
            (Deed::Moved { to, .. }, Some(Deed::Moved { to: wanted_to, .. })) if to != wanted_to => {
                Some(self.when(*wanted_to))
            }
            (_, Some(Deed::Cancelled { start } | Deed::Moved { from: start, .. })) => {
                let when = self.when(*start);
                Some(self.either(&format!("ich meine den Termin {when}"), &format!("I mean the appointment {when}")))
            }
            _ => None,
        };
        match said {
            Some(said) => format!("{no}, {said}."),
            None => self.either("Nein, das ist falsch.", "No, that's wrong."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_those_of_the_script() {
        let booked = Deed::parse("booked: hu pruefer 2026-12-09T10:00 Anna Keller kennzeichen=M-AB 1234").unwrap();
        let Deed::Booked { name, details, .. } = &booked else { panic!("{booked:?}") };
        assert_eq!((name.as_str(), details[0].1.as_str()), ("Anna Keller", "M-AB 1234"));
        let moved = Deed::parse("moved: 2026-12-03T15:00 to 2026-12-04T09:00 jonas").unwrap();
        assert_eq!(moved.target(), "2026-12-04T09:00".parse().ok());
        assert_eq!(Deed::parse("transfer: wish"), None);
    }
}
