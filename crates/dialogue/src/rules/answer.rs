//! The answer to the question that was asked.

use super::heard::{Heard, Use};
use super::times::readings;
use super::turn::Turn;
use crate::phrases::Phrase;
use crate::{Asked, EngineError, TransferReason, Who, WishKind, wording};
use base::number::Number;
use base::privacy::Personal;
use booking::{Slot, Visit};
use understanding::when::{Kind, When};
use understanding::{Intent, Pick};

/// Below this mean probability of the words a name is spelled back (correct speech over a phone line scores 0.36 to 0.48
/// with the embedded recogniser).
pub(crate) const NAME_CONFIDENCE_MIN: f32 = 0.36;
/// After so many visits declined a person or a message is offered: three times three.
const DECLINED_MAX: usize = 9;
/// After so many failures at a spelling the name is taken as it was heard.
const SPELLINGS_MAX: u32 = 2;

impl Turn<'_> {
    pub(super) async fn answer(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        if self.gives_up(heard) {
            return Ok(self.give_up_wish());
        }
        match self.answer_question_meant(heard) {
            Use::None => {}
            used => return Ok(used),
        }
        match self.next.asked {
            Asked::Choice => Ok(self.answer_choice(heard)),
            Asked::Name => Ok(self.answer_name(heard)),
            Asked::Spelling => self.answer_spelling(heard).await,
            Asked::Phone => Ok(self.answer_phone(heard)),
            Asked::Detail => Ok(self.answer_detail(heard)),
            Asked::Message => self.answer_message(heard).await,
            Asked::Transfer => self.answer_transfer(heard).await,
            Asked::Which => self.answer_which(heard).await,
            Asked::More => self.answer_more(heard).await,
            Asked::Service => Ok(self.answer_service(heard)),
            Asked::Resource => Ok(self.answer_person(heard)),
            Asked::Date | Asked::Time => Ok(self.answer_time(heard)),
            Asked::Wish | Asked::Repeat => Ok(self.answer_wish(heard)),
            _ => Ok(Use::None),
        }
    }

    /// 'Nein, danke' to a question that no no answers: the wish itself is given up. A bare no at first may be misheard.
    fn gives_up(&self, heard: &Heard<'_>) -> bool {
        let open = matches!(
            self.next.asked,
            Asked::Service | Asked::Date | Asked::Time | Asked::Name | Asked::Phone | Asked::Detail | Asked::Choice
        );
        let yes_or_no = match self.next.asked {
            Asked::Service => self.asked_choices() == 1,
            Asked::Phone => self.next.wish.phone.is_some(),
            Asked::Choice => !heard.wants(Intent::Thanks) || heard.says.pick.is_some(),
            _ => false,
        };
        let sure = heard.wants(Intent::Thanks) || self.next.failures > 0 || self.next.wish.kind.is_none();
        open && !yes_or_no && sure && heard.only_declines()
    }

    pub(super) fn give_up_wish(&mut self) -> Use {
        let booked = self.next.wish.kind == Some(WishKind::Book) && self.next.wish.appointment.is_some();
        match self.next.wish.kind {
            Some(WishKind::Book) if booked => self.say(Phrase::NothingMoreBooked, &[]),
            Some(WishKind::Book) => self.say(Phrase::NothingBooked, &[]),
            Some(WishKind::Move | WishKind::Cancel) if self.next.wish.appointment.is_some() => {
                self.say(Phrase::AppointmentStays, &[]);
            }
            _ => {}
        }
        let own = self.next.wish.appointment.take().filter(|_| booked);
        self.forget_wish();
        self.next.wish.appointment = own;
        self.ask(Asked::More);
        Use::Complete
    }

    /// What of a read-back is to be changed; no to that gives the booking up.
    fn answer_wish(&mut self, heard: &Heard<'_>) -> Use {
        let booking = self.next.wish.kind == Some(WishKind::Book) && self.next.wish.visit.is_some();
        if booking && heard.only_declines() {
            return self.give_up_wish();
        }
        let begun = self.next.history.iter().filter(|said| said.who == Who::Caller).count() > 1;
        if self.next.wish.kind.is_none() && self.next.failures == 0 && begun && heard.only_declines() {
            self.goodbye(Phrase::Goodbye);
            return Use::Complete;
        }
        self.answer_change(heard)
    }

    /// One of the visits offered, none of them, or (below, among the facts) another time.
    fn answer_choice(&mut self, heard: &Heard<'_>) -> Use {
        let offered = self.next.offered.clone();
        if let Some(visit) = self.chosen(heard, &offered) {
            self.next.wish.visit = Some(visit);
            self.next.offered.clear();
            return Use::Some;
        }
        if let Some(when) = self.later_or_earlier(heard, &offered) {
            self.next.wish.declined.append(&mut self.next.offered);
            self.next.wish.when = Some(when);
            self.next.wish.day_open = false;
            return Use::Some;
        }
        if self.shared_by_all(heard, &offered) {
            self.next.failures += 1;
            self.ask(Asked::Choice);
            return Use::Complete;
        }
        let neither = heard.says.pick == Some(Pick::Neither) || heard.no();
        if neither && !heard.has_time() && heard.says.resource.is_none() && heard.says.service.is_none() {
            self.next.wish.declined.append(&mut self.next.offered);
            self.next.wish.when = None;
            if self.next.wish.declined.len() >= DECLINED_MAX {
                return self.offer_transfer(Phrase::OfferTransfer);
            }
            self.say(Phrase::AskOtherTime, &[]);
            self.wait_for(Asked::Date);
            return Use::Complete;
        }
        Use::None
    }

    /// 'Etwas später?': the rest of the days offered, behind or before what was offered.
    fn later_or_earlier(&self, heard: &Heard<'_>, offered: &[Visit]) -> Option<When> {
        if heard.has_time() || heard.says.pick.is_some_and(|pick| pick != Pick::Latest && pick != Pick::Earliest) {
            return None;
        }
        let words = heard.words.to_lowercase();
        let said = |wanted: &[&str]| words.split(|c: char| !c.is_alphabetic()).any(|word| wanted.contains(&word));
        let first = offered.iter().map(Visit::start).min()?;
        let last = offered.iter().map(Visit::start).max()?;
        let date = |start| wording::local_date(self.business(), start);
        let (from, to) = if said(&["später", "later"]) {
            (last.checked_add(jiff::SignedDuration::from_mins(1)).ok()?, self.day(date(last)).end?)
        } else if said(&["früher", "eher", "earlier", "sooner"]) {
            (self.day(date(first)).start, first)
        } else {
            return None;
        };
        Some(When { kind: Kind::Range, start: from, end: Some(to), ..self.day(date(from)) })
    }

    /// Whether the time said is that of every slot offered, and so chooses none.
    fn shared_by_all(&self, heard: &Heard<'_>, offered: &[Visit]) -> bool {
        let Some(when) = heard.says.when.as_ref() else { return false };
        let plain =
            !self.says_day(heard) && heard.says.service.is_none() && heard.says.resource.is_none() && !heard.no();
        plain && offered.len() > 1 && offered.iter().all(|visit| self.meets(visit.first(), when, false))
    }

    fn chosen(&self, heard: &Heard<'_>, offered: &[Visit]) -> Option<Visit> {
        if let Some(pick) = heard.says.pick {
            return picked(pick, offered, Visit::start).cloned();
        }
        let one_left = |fits: Vec<&Visit>| match fits.as_slice() {
            [visit] => Some((*visit).clone()),
            _ => None,
        };
        let mut fits: Vec<&Visit> = offered.iter().collect();
        if let Some(resource) = self.wished_resource(heard) {
            fits.retain(|visit| visit.slots().any(|slot| slot.resource == resource));
        }
        if heard.has_time() {
            let when = heard.says.when.as_ref()?;
            let day_said = heard.says.reading.day_said;
            fits.retain(|visit| self.meets(visit.first(), when, day_said));
            return one_left(fits);
        }
        let narrowed = fits.len() < offered.len();
        if narrowed || (heard.yes() && !heard.no()) { one_left(fits) } else { None }
    }

    /// Whether a slot lies in the time said; without a day, whether its time of day does.
    fn meets(&self, slot: &Slot, when: &When, day_said: bool) -> bool {
        let business = self.business();
        match when.end {
            Some(end) => (when.start..end).contains(&slot.start),
            None if day_said && when.start == slot.start => true,
            None => {
                let same_time = wording::local_time(business, slot.start) == wording::local_time(business, when.start);
                let days = self.next.offered.iter().map(|visit| wording::local_date(business, visit.start()));
                let said = wording::local_date(business, when.start);
                same_time && (!day_said || days.into_iter().all(|day| day != said))
            }
        }
    }

    fn answer_name(&mut self, heard: &Heard<'_>) -> Use {
        let (Some(found), name) = (&heard.says.name, self.name_said(heard)) else {
            return Use::None;
        };
        let clear = heard.utterance.confidence.is_none_or(|confidence| confidence >= NAME_CONFIDENCE_MIN);
        self.next.wish.name_checked = found.is_sure() && clear;
        self.next.wish.name = name;
        Use::Some
    }

    /// Whether the name spelled back is right, or the caller's own spelling.
    async fn answer_spelling(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        if let Some(name) = self.name_said(heard) {
            // What the caller spells or repeats after that is final: it comes again in the read-back. What was made of a remark on
            // the letters is spelled back.
            self.next.wish.name_checked = heard.says.hints.is_empty() || self.next.wish.name.as_ref() == Some(&name);
            self.next.wish.name = Some(name);
        } else if heard.yes() && self.next.wish.name.is_some() {
            self.next.wish.name_checked = true;
        } else if heard.no() || !heard.says.hints.is_empty() {
            return self.spelled_wrong().await;
        } else {
            return Ok(Use::None);
        }
        Ok(Use::Some)
    }

    /// The name as it was said or spelled, or the one known as a remark on its letters wants it ('mit Doppel-T am Ende'); letters
    /// that could not be made out are those that were heard before.
    pub(super) fn name_said(&self, heard: &Heard<'_>) -> Option<Personal<String>> {
        let wish = &self.next.wish;
        let before = wish.name.as_ref().or(wish.name_heard.as_ref()).map(|name| name.reveal().as_str());
        let said = heard.says.name.as_ref().map(|found| match &heard.says.letters {
            Some(letters) => letters.name(before),
            None => found.value.clone(),
        });
        if heard.says.hints.is_empty() {
            return said;
        }
        let known = said.as_ref().map(|said| said.reveal().as_str()).or(before)?;
        understanding::hinted(known, &heard.says.hints).map(Personal::new).or(said)
    }

    async fn spelled_wrong(&mut self) -> Result<Use, EngineError> {
        self.next.failures += 1;
        if self.next.failures >= SPELLINGS_MAX && self.next.wish.name.is_some() {
            self.take_name_by_ear();
            return Ok(Use::Some);
        }
        self.say(Phrase::SpellName, &[]);
        Ok(Use::Complete)
    }

    /// No more questions about the name: people at the business will know it.
    pub(super) fn take_name_by_ear(&mut self) {
        let name = self.next.wish.name.clone().unwrap_or_default();
        self.say(Phrase::NameByEar, &[("name", name.reveal())]);
        self.next.wish.name_checked = true;
    }

    fn answer_phone(&mut self, heard: &Heard<'_>) -> Use {
        if let Some(number) = &heard.says.number {
            self.next.wish.phone = Some(number.clone());
            self.next.wish.phone_checked = false;
        } else if heard.yes() && self.next.wish.phone.is_some() {
            self.next.wish.phone_checked = true;
        } else if heard.no() && self.next.wish.phone.is_some() {
            self.next.wish.phone = None;
            self.next.failures += 1;
            self.say(Phrase::AskPhoneAgain, &[]);
            return Use::Complete;
        } else {
            return Use::None;
        }
        Use::Some
    }

    /// A number pressed on the keys, in national or international form, perhaps behind those pressed before.
    pub(super) fn phone_from_keys(&mut self, keys: &str) -> bool {
        let pressed: String = keys.chars().filter(char::is_ascii_digit).collect();
        let before = std::mem::take(&mut self.next.wish.keys).into_inner();
        // Whoever begins again presses the same keys first.
        let joined = if pressed.starts_with(&before) { pressed.clone() } else { format!("{before}{pressed}") };
        let language = self.language();
        let number = |digits: &str| Number::dialled(digits, language).filter(|_| digits.starts_with('0'));
        let Some(number) = number(&joined).or_else(|| number(&pressed)) else {
            self.next.wish.keys = Personal::new(if joined.starts_with('0') { joined } else { String::new() });
            return false;
        };
        self.next.wish.phone = Some(Personal::new(number));
        // Pressed keys are not misheard; what was put together is read back.
        self.next.wish.phone_checked = joined == pressed;
        true
    }

    async fn answer_transfer(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        if heard.wants(Intent::Message) {
            self.begin_message(heard);
            return Ok(Use::Some);
        }
        if heard.yes() {
            return Ok(self.transfer(TransferReason::Agreed));
        }
        if heard.no() && !heard.has_facts() {
            self.next.wish.kind = None;
            self.ask(Asked::More);
            return Ok(Use::Complete);
        }
        Ok(Use::None)
    }

    async fn answer_more(&mut self, heard: &Heard<'_>) -> Result<Use, EngineError> {
        if self.corrects_number(heard) {
            return Ok(Use::Some);
        }
        if heard.has_facts() || heard.says.intents.iter().any(|intent| !is_small_talk(*intent)) {
            return Ok(Use::None);
        }
        // 'Nein, ich mein mit Filter zusammen' goes on: only a no by itself ends the call.
        if (heard.no() || heard.wants(Intent::Thanks)) && heard.utterance.parsed.is_bare() {
            self.goodbye(Phrase::Goodbye);
        } else if heard.yes() && self.next.wish.part.service.is_some() {
            // After the price of a service: yes means an appointment for it.
            self.next.wish.kind = Some(WishKind::Book);
            return Ok(Use::Some);
        } else if heard.yes() {
            self.say(Phrase::WhatMore, &[]);
            self.wait_for(Asked::Wish);
        } else {
            return Ok(Use::None);
        }
        Ok(Use::Complete)
    }

    /// Which of several services, by number or by yes to the only one.
    fn answer_service(&mut self, heard: &Heard<'_>) -> Use {
        let choices = self.asked_part().choices.clone();
        let sure = heard.says.service.as_ref().is_some_and(|found| found.is_sure());
        if sure || choices.is_empty() {
            return Use::None;
        }
        let chosen = match (heard.says.pick, choices.as_slice()) {
            (Some(pick), choices) => picked(pick, choices, |_| 0),
            (None, [only]) if heard.yes() => Some(only),
            (None, choices) => self.told_apart(heard.words, choices),
        };
        if let Some(service) = chosen.cloned() {
            self.set_service(service);
            return Use::Some;
        }
        if heard.no() && choices.len() == 1 {
            self.asked_part().choices.clear();
            return Use::Some;
        }
        Use::None
    }

    /// The only one of the services of whose names a word begins as the caller's: 'Herren' of three kinds of haircut.
    fn told_apart<'s>(&self, words: &str, choices: &'s [String]) -> Option<&'s String> {
        let fold = |text: &str| -> Vec<String> {
            text.to_lowercase()
                .split(|c: char| !c.is_alphabetic())
                .filter(|word| word.len() > 2)
                .map(str::to_owned)
                .collect()
        };
        let said = fold(words);
        let named = |id: &&String| {
            let names = self.business().service(id).map(|service| service.names.get(self.language()));
            let names: Vec<String> = names.into_iter().flatten().flat_map(|name| fold(name)).collect();
            said.iter().filter(|said| names.iter().any(|name| name.starts_with(said.as_str()))).count()
        };
        let most = choices.iter().map(|id| named(&id)).max().filter(|most| *most > 0)?;
        let mut best = choices.iter().filter(|id| named(id) == most);
        best.next().filter(|_| best.next().is_none())
    }

    /// Which of several readings of a time: by number, or yes to the first.
    fn answer_time(&mut self, heard: &Heard<'_>) -> Use {
        if !self.next.wish.when_unclear || heard.has_time() {
            return Use::None;
        }
        let Some(when) = self.next.wish.when.clone() else { return Use::None };
        let readings = readings(&when);
        let chosen = match heard.says.pick {
            Some(pick) => picked(pick, &readings, |(start, _)| *start),
            None if heard.yes() => readings.first(),
            None => None,
        };
        let Some((start, end)) = chosen.copied() else { return Use::None };
        self.next.wish.when = Some(When { start, end, alternatives: Vec::new(), ..when });
        self.next.wish.when_unclear = false;
        Use::Some
    }
}

/// The item that a choice means; `None` when it means none, or one that is not there.
pub(super) fn picked<T, K: Ord>(pick: Pick, items: &[T], time: impl Fn(&T) -> K) -> Option<&T> {
    match pick {
        Pick::Nth(number) => items.get(number),
        Pick::Middle => items.get(items.len() / 2).filter(|_| items.len() % 2 == 1),
        Pick::Last => items.last(),
        Pick::Earliest => items.iter().min_by_key(|item| time(item)),
        Pick::Latest => items.iter().max_by_key(|item| time(item)),
        Pick::Any => items.first(),
        Pick::Neither => None,
    }
}

/// Intents that carry no wish.
fn is_small_talk(intent: Intent) -> bool {
    matches!(intent, Intent::Yes | Intent::No | Intent::Thanks | Intent::Wait)
}
