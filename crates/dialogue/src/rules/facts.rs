//! What the caller wants, and the facts said on the way: an answer may say more than was asked, and a later word corrects an
//! earlier one.

use super::heard::{Heard, Use};
use super::parts::choices;
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::{Asked, PartWish, WishKind};
use booking::MessageKind;
use understanding::{Found, Intent};

/// What is passed on in words of its own, and what would give up a booking under way: no mere note.
const NOT_NOTED: [Intent; 7] = [
    Intent::Message,
    Intent::Late,
    Intent::Complaint,
    Intent::Status,
    Intent::Document,
    Intent::Privacy,
    Intent::Cancel,
];

impl Turn<'_> {
    /// Notes what is wanted and the facts said, for another engine that has the word.
    pub(super) fn note(&mut self, heard: &Heard<'_>) {
        let cancels = heard.wants(Intent::Cancel) && self.next.wish.kind.is_none();
        if cancels || !heard.says.intents.iter().any(|intent| NOT_NOTED.contains(intent)) {
            self.take_kind(heard);
        }
        self.take_facts(heard, Use::None);
    }

    /// What the caller wants done.
    pub(super) fn take_kind(&mut self, heard: &Heard<'_>) -> Use {
        // What is dictated ('please tell them to cancel …') and what changes a booking under way is no new wish.
        let wish = &self.next.wish;
        let under_way = wish.kind == Some(WishKind::Book) && (wish.visit.is_some() || !self.next.offered.is_empty());
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
                Intent::Late if self.comes_another_time(heard) => return self.want(WishKind::Move),
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
        self.forget_visit();
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
    /// `answered` is what was made of the words as an answer.
    pub(super) fn take_facts(&mut self, heard: &Heard<'_>, answered: Use) -> Use {
        let plate =
            if matches!(self.next.asked, Asked::Detail | Asked::Message) { Use::None } else { self.take_plate(heard) };
        let answer_alone = answered == Use::Some && !heard.corrects();
        // A surname can be a month, a number plate a time: inside an answer of free words only a correction counts.
        let reading = &heard.says.reading;
        let timed = self.next.asked == Asked::Name && (reading.day_said || reading.when.is_some());
        let numbered = self.next.asked == Asked::Name && heard.says.number.is_some();
        let free_words =
            self.next.asked.is_dictated() && !heard.corrects() && heard.says.intents.is_empty() && !timed && !numbered;
        let answer_alone = answer_alone && !timed;
        if free_words || self.next.asked == Asked::Message || (answer_alone && self.next.asked.is_dictated()) {
            return plate;
        }
        // The time that chose among slots or readings is used up by that.
        let time = if answer_alone { Use::None } else { self.take_time(heard) };
        let guest = self.take_guest(heard);
        let number = self.take_number(heard);
        let services = match self.take_parts(heard) {
            Use::None => self.take_service(heard.says.service.as_ref()),
            used => used,
        };
        let all = self.take_all_own(heard);
        let named = self.next.asked == Asked::Name && answered == Use::Some;
        let name = if named { Use::None } else { self.take_name(heard) };
        let uses = [plate, guest, number, services, all, self.take_resource(heard), time, name];
        if uses.contains(&Use::Some) { Use::Some } else { Use::None }
    }

    /// A number to call back, said before it is asked for or in place of the line's own.
    fn take_number(&mut self, heard: &Heard<'_>) -> Use {
        let message = self.next.wish.kind == Some(WishKind::Message) && self.next.asked != Asked::Phone;
        let Some(number) = heard.says.number.as_ref().filter(|_| message) else { return Use::None };
        (self.next.wish.phone, self.next.wish.phone_checked) = (Some(number.clone()), false);
        Use::Some
    }

    fn take_service(&mut self, found: Option<&Found<String>>) -> Use {
        let Some(found) = found else { return Use::None };
        let choices = choices(found);
        if found.is_sure() {
            self.set_service(found.value.clone());
        } else if self.next.asked == Asked::Service && self.asked_part().choices == choices {
            self.take_again(&choices, Self::set_service);
        } else if !self.asked_part().service.as_ref().is_some_and(|known| choices.contains(known)) {
            let part = self.asked_part();
            (part.service, part.choices) = (None, choices);
            self.next.wish.visit = None;
        }
        Use::Some
    }

    /// What was asked back was answered by the same words once more: where one thing was meant, it is that, and comes again in
    /// the read-back; of several none was chosen.
    pub(super) fn take_again(&mut self, meant: &[String], take: impl FnOnce(&mut Self, String)) {
        match meant {
            [only] => take(self, only.clone()),
            _ => {
                self.next.failures += 1;
                self.stumbled = true;
            }
        }
    }

    pub(super) fn set_service(&mut self, service: String) {
        let part = self.asked_part();
        part.choices.clear();
        if part.service.as_ref() != Some(&service) {
            part.service = Some(service);
            self.forget_visit();
            self.next.wish.declined.clear();
        }
    }

    /// The part that a service said is for: the one that is asked about, else the first.
    pub(super) fn asked_part(&mut self) -> &mut PartWish {
        let wish = &mut self.next.wish;
        let open = wish.parts().position(|part| part.service.is_none());
        match open.and_then(|place| place.checked_sub(1)) {
            Some(further) => &mut wish.further[further],
            None => &mut wish.part,
        }
    }

    /// What was found and offered is no longer what is wanted.
    pub(super) fn forget_visit(&mut self) {
        self.next.wish.visit = None;
        self.next.offered.clear();
    }

    fn take_name(&mut self, heard: &Heard<'_>) -> Use {
        let Some(name) = self.name_said(heard) else { return Use::None };
        match &heard.says.name {
            Some(found) => self.next.wish.name_checked = found.is_sure(),
            // A remark on the letters of the name read back: spelled, for it sounds the same.
            None if self.next.wish.name.as_ref() != Some(&name) => self.next.wish.name_checked = false,
            None => {}
        }
        self.next.wish.name = Some(name);
        Use::Some
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
