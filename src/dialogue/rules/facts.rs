//! What the caller wants, and the facts said on the way: an answer may say more than was asked, and a later word corrects an
//! earlier one.

use super::heard::{Heard, Use, dictated};
use super::turn::Turn;
use crate::booking::MessageKind;
use crate::dialogue::phrases::Phrase;
use crate::dialogue::understand::{Agreement, Found, Intent};
use crate::dialogue::when::{Kind, Problem, When, WhenReading};
use crate::dialogue::{Asked, ResourceWish, WishKind, speakable, wording};

/// Services named when it is asked which was meant.
const CHOICES_MAX: usize = 4;

impl Turn<'_> {
    /// What the caller wants done.
    pub(super) fn take_kind(&mut self, heard: &Heard<'_>) -> Use {
        // What is dictated ('please tell them to cancel …') and what changes a booking under way is no new wish.
        let wish = &self.next.wish;
        let under_way = wish.kind == Some(WishKind::Book) && (wish.slot.is_some() || !self.next.offered.is_empty());
        if matches!(self.next.asked, Asked::Message | Asked::Detail) {
            return Use::None;
        }
        for intent in &heard.says.intents {
            match intent {
                Intent::Move if under_way => {}
                Intent::Cancel if under_way => return self.give_up_booking(),
                Intent::Book | Intent::Availability if wish.kind == Some(WishKind::Move) => {}
                Intent::Book | Intent::Availability => return self.want(WishKind::Book),
                Intent::Move => return self.want(WishKind::Move),
                Intent::Cancel => return self.want(WishKind::Cancel),
                Intent::Mine => return self.want(WishKind::Mine),
                Intent::Message => return self.begin_message(heard),
                Intent::Late => return self.pass_on(heard, MessageKind::Late, Phrase::LateNoted),
                Intent::Complaint => return self.pass_on(heard, MessageKind::Complaint, Phrase::ComplaintSorry),
                Intent::Status | Intent::Document => {
                    return self.pass_on(heard, MessageKind::Callback, Phrase::PassedOn);
                }
                Intent::Privacy if is_privacy_request(heard.words) => {
                    return self.pass_on(heard, MessageKind::Privacy, Phrase::PrivacyNoted);
                }
                _ => {}
            }
        }
        self.suppose_booking(heard)
    }

    /// Service and time without a verb: a booking.
    fn suppose_booking(&mut self, heard: &Heard<'_>) -> Use {
        let asks = |intent: &Intent| {
            matches!(
                intent,
                Intent::OpeningHours
                    | Intent::Address
                    | Intent::Price
                    | Intent::Duration
                    | Intent::Question
                    | Intent::Privacy
            )
        };
        let says = &heard.says;
        let facts = says.service.is_some() || says.when.is_some() || says.resource.is_some();
        let only_asks = says.intents.iter().any(asks) && !(says.service.is_some() && says.when.is_some());
        let price_asked = self.next.asked == Asked::Service && says.when.is_none();
        if self.next.wish.kind.is_none() && facts && !only_asks && !price_asked {
            self.want(WishKind::Book);
            return Use::Some;
        }
        Use::None
    }

    fn want(&mut self, kind: WishKind) -> Use {
        let wish = &mut self.next.wish;
        if wish.kind == Some(kind) {
            // Said again: nothing new in that alone.
            return Use::None;
        }
        if wish.kind == Some(WishKind::Message) {
            (wish.message, wish.message_kind) = (None, None);
        }
        wish.kind = Some(kind);
        wish.slot = None;
        self.next.offered.clear();
        Use::Some
    }

    fn give_up_booking(&mut self) -> Use {
        self.forget_wish();
        self.say(Phrase::NothingBooked, &[]);
        Use::Some
    }

    /// Forgets what was wanted, but not who wants it.
    pub(super) fn forget_wish(&mut self) {
        let wish = std::mem::take(&mut self.next.wish);
        self.next.wish.name = wish.name;
        self.next.wish.name_checked = wish.name_checked;
        self.next.wish.phone = wish.phone;
        self.next.wish.phone_checked = wish.phone_checked;
        self.next.offered.clear();
    }

    /// The facts said, whether asked for or not.
    pub(super) fn take_facts(&mut self, heard: &Heard<'_>) -> Use {
        // A surname can be a month, a number plate a time: inside an answer of free words only a correction counts.
        let correcting = matches!(heard.says.agreement, Agreement::No | Agreement::Changes);
        let free_words = dictated(self.next.asked) && !correcting && heard.says.intents.is_empty();
        if free_words || self.next.asked == Asked::Message {
            return Use::None;
        }
        let uses = [
            self.take_service(heard.says.service.as_ref()),
            self.take_resource(heard),
            self.take_time(heard),
            self.take_name(heard),
        ];
        if uses.contains(&Use::Some) { Use::Some } else { Use::None }
    }

    fn take_service(&mut self, found: Option<&Found<String>>) -> Use {
        let Some(found) = found else { return Use::None };
        if found.is_sure() {
            self.set_service(found.value.clone());
        } else if self.next.wish.service.as_ref() != Some(&found.value) {
            let mut choices = vec![found.value.clone()];
            choices.extend(found.alternatives.iter().cloned());
            choices.truncate(CHOICES_MAX);
            self.next.wish.service = None;
            self.next.wish.slot = None;
            self.next.wish.service_choices = choices;
        }
        Use::Some
    }

    pub(super) fn set_service(&mut self, service: String) {
        let wish = &mut self.next.wish;
        wish.service_choices.clear();
        if wish.service.as_ref() != Some(&service) {
            wish.service = Some(service);
            wish.slot = None;
            wish.declined.clear();
            self.next.offered.clear();
        }
    }

    fn take_resource(&mut self, heard: &Heard<'_>) -> Use {
        let Some(found) = heard.says.resource.as_ref().filter(|found| found.is_sure()) else { return Use::None };
        let wish = &mut self.next.wish;
        if wish.resource.as_ref() != Some(&found.value) {
            let other = match (&found.value, &wish.slot) {
                (ResourceWish::One(id), Some(slot)) => *id != slot.resource,
                _ => false,
            };
            wish.resource = Some(found.value.clone());
            if other {
                wish.slot = None;
            }
            if wish.slot.is_none() {
                self.next.offered.clear();
            }
        }
        Use::Some
    }

    /// The one resource that the words or the wish name.
    pub(super) fn wished_resource(&self, heard: &Heard<'_>) -> Option<String> {
        let said = heard.says.resource.as_ref().filter(|found| found.is_sure()).map(|found| &found.value);
        match said {
            Some(ResourceWish::One(id)) => Some(id.clone()),
            _ => None,
        }
    }

    fn take_name(&mut self, heard: &Heard<'_>) -> Use {
        let Some(found) = &heard.says.name else { return Use::None };
        self.next.wish.name_checked = found.is_sure();
        self.next.wish.name = Some(found.value.clone());
        Use::Some
    }

    /// The time said: of the own appointment while that is looked for, else the time wished for.
    fn take_time(&mut self, heard: &Heard<'_>) -> Use {
        let reading = &heard.says.reading;
        if !heard.has_time() && !reading.any {
            return Use::None;
        }
        if self.next.wish.kind.is_none() {
            return Use::None;
        }
        if let Some(own) = reading.instead_of.clone().filter(|_| self.identifying()) {
            self.next.wish.own = Some(own);
        }
        self.next.wish.excluded.extend(reading.excluded.iter().cloned());
        if self.identifying() && reading.instead_of.is_none() && !self.is_target(heard) {
            return self.take_own_time(reading);
        }
        self.take_wished_time(reading)
    }

    /// Whether a time in a wish to move is where the appointment is to go ('auf Freitag', 'to Friday').
    fn is_target(&self, heard: &Heard<'_>) -> bool {
        let asked_own = matches!(self.next.asked, Asked::Date | Asked::Time | Asked::Which);
        let words = heard.words.to_lowercase();
        let towards = [" auf ", " to ", " lieber ", " rather ", " stattdessen ", " instead"];
        self.next.wish.kind == Some(WishKind::Move) && !asked_own && towards.iter().any(|word| words.contains(word))
    }

    fn take_own_time(&mut self, reading: &WhenReading) -> Use {
        if let Some(when) = reading.when.clone() {
            self.next.wish.own = Some(When { alternatives: Vec::new(), ..when });
        }
        Use::Some
    }

    fn take_wished_time(&mut self, reading: &WhenReading) -> Use {
        if let Some(problem) = reading.problems.iter().find(|problem| **problem != Problem::Ambiguous) {
            self.say_problem(*problem);
        }
        let when = match &reading.when {
            Some(when) => when.clone(),
            None if reading.any => self.any_time(),
            None => {
                self.drop_time();
                return Use::Some;
            }
        };
        let wish = &mut self.next.wish;
        if wish.slot.as_ref().is_some_and(|slot| when.kind == Kind::Instant && when.start == slot.start) {
            return Use::Some;
        }
        wish.when_unclear = reading.problems.contains(&Problem::Ambiguous) && !when.alternatives.is_empty();
        wish.day_open = !reading.day_said && !reading.any && when.kind != Kind::Day;
        wish.when = Some(when);
        wish.slot = None;
        wish.declined.clear();
        self.next.offered.clear();
        Use::Some
    }

    fn drop_time(&mut self) {
        self.next.wish.when = self.next.wish.when.take().filter(|_| !self.next.wish.excluded.is_empty());
        self.next.wish.slot = None;
        self.next.offered.clear();
    }

    fn say_problem(&mut self, problem: Problem) {
        let phrase = match problem {
            Problem::Impossible => Phrase::ImpossibleTime,
            Problem::Contradictory => Phrase::ContradictoryTime,
            Problem::Past => Phrase::Past,
            Problem::Ambiguous => return,
        };
        self.say(phrase, &[]);
        self.next.failures += 1;
    }

    /// From now to the horizon.
    pub(super) fn any_time(&self) -> When {
        let days = i64::from(self.business().horizon_days) + 1;
        let zoned = self.scene.now.to_zoned(self.business().zone.clone());
        let end = zoned.checked_add(jiff::Span::new().days(days)).map_or(self.scene.now, |end| end.timestamp());
        When {
            kind: Kind::Range,
            start: self.scene.now,
            end: Some(end),
            alternatives: Vec::new(),
            daily: None,
            weekdays: Vec::new(),
        }
    }

    /// The readings of an unclear time, to be asked.
    pub(super) fn say_readings(&mut self) -> Asked {
        let Some(when) = self.next.wish.when.clone() else { return Asked::Date };
        let (business, language, today) = (self.business(), self.language(), self.today());
        let starts: Vec<_> =
            std::iter::once(when.start).chain(when.alternatives.iter().map(|(start, _)| *start)).collect();
        let one_day = starts
            .iter()
            .all(|start| wording::local_date(business, *start) == wording::local_date(business, starts[0]));
        let word = |start: &jiff::Timestamp| {
            let day = wording::on_date(wording::local_date(business, *start), language);
            let time = wording::at_time(business, *start, language);
            match (when.kind, one_day) {
                (Kind::Instant, true) => time,
                (Kind::Instant, false) => {
                    format!("{} {time}", wording::on_day(wording::local_date(business, *start), today, language))
                }
                _ => day,
            }
        };
        let times = speakable::list(&starts.iter().map(word).collect::<Vec<_>>(), true, language);
        self.say(Phrase::WhichTime, &[("times", &times)]);
        if one_day { Asked::Time } else { Asked::Date }
    }
}

/// Whether words ask for something under the GDPR, and not only for the notice.
fn is_privacy_request(words: &str) -> bool {
    let words = words.to_lowercase();
    let requests = [
        "lösch",
        "auskunft",
        "berichtig",
        "widerspr",
        "widerruf",
        "welche daten",
        "meine daten",
        "kopie",
        "delete",
        "erase",
        "remove",
        "access",
        "correct",
        "object",
        "withdraw",
        "my data",
        "copy",
    ];
    requests.iter().any(|request| words.contains(request))
}
