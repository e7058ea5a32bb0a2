//! What of a declined read-back is to be changed, said by its name alone: 'the time', 'the name'.

use super::heard::{Heard, Use};
use super::turn::Turn;
use crate::{Asked, PartWish, wording};

impl Turn<'_> {
    /// Forgets the part named, so that it is asked for again.
    pub(super) fn answer_change(&mut self, heard: &Heard<'_>) -> Use {
        let Some(visit) = self.next.wish.visit.clone() else { return Use::None };
        let Some(part) = Part::named(heard.words).filter(|_| !heard.has_facts()) else { return Use::None };
        let wish = &mut self.next.wish;
        match part {
            Part::Name => return self.reject_name(),
            Part::Service => {
                (wish.part, wish.visit) = (PartWish::default(), None);
                wish.further.clear();
            }
            Part::Person => (wish.resource, wish.visit) = (None, None),
            Part::Day => (wish.when, wish.visit) = (None, None),
            Part::Time => {
                let date = wording::local_date(self.business(), visit.start());
                self.next.wish.when = Some(self.day(date));
                self.next.wish.visit = None;
                self.ask(Asked::Time);
                return Use::Complete;
            }
        }
        Use::Some
    }
}

impl Turn<'_> {
    /// The name read back is wrong: asked again, the second time letter by letter, and at last taken by ear.
    pub(super) fn reject_name(&mut self) -> Use {
        let wish = &mut self.next.wish;
        wish.names_rejected += 1;
        match wish.names_rejected {
            1 => {
                wish.doubt_name();
                self.ask(Asked::Name);
            }
            2 => {
                wish.doubt_name();
                self.ask(Asked::Spelling);
            }
            _ => {
                self.take_name_by_ear();
                return Use::Some;
            }
        }
        Use::Complete
    }
}

/// A part of a booking that a caller may call by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Name,
    Service,
    Person,
    Day,
    Time,
}

impl Part {
    /// The part that the words name.
    fn named(words: &str) -> Option<Part> {
        const NAMES: [(Part, &[&str]); 5] = [
            (Part::Name, &["name", "namen"]),
            (Part::Time, &["uhrzeit", "zeit", "zeitpunkt", "stunde", "time", "hour"]),
            (Part::Day, &["tag", "datum", "wochentag", "termin", "day", "date"]),
            (Part::Service, &["leistung", "behandlung", "service", "treatment"]),
            (Part::Person, &["person", "friseur", "friseurin", "mitarbeiter", "mitarbeiterin", "stylist"]),
        ];
        let said = words.to_lowercase();
        let said: Vec<&str> = said.split(|c: char| !c.is_alphabetic()).collect();
        NAMES.iter().find(|(_, names)| names.iter().any(|name| said.contains(name))).map(|(part, _)| *part)
    }
}
