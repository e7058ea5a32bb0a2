//! The answer to the question that was asked: of who calls, of the task on top, or of nothing in particular.

use crate::phrases::Phrase;
use crate::tasks::{CallerName, HandOver, Phone, Step, Task, Took};
use crate::turn::Turn;
use crate::{Asked, Done, EngineError, Telling, Who, WishKind, speakable, wording};
use understanding::when::Kind;
use understanding::{Cue, Intent, Utterance};

/// After so many failures at a spelling the name is taken as it was heard.
const SPELLINGS_MAX: u32 = 2;

impl Turn<'_> {
    pub(super) async fn answer(&mut self, utterance: &Utterance) -> Result<Took, EngineError> {
        if self.gives_up(utterance) {
            return Ok(Took::Step(self.give_up()));
        }
        if self.next.asked == Asked::Transfer {
            if utterance.wants(Intent::Message) {
                self.hear_message(utterance);
                return Ok(Took::Something);
            }
            if !matches!(self.next.tasks.top(), Some(Task::HandOver(_))) {
                self.next.tasks.put(Task::HandOver(HandOver { offer: Phrase::OfferTransfer }));
            }
        }
        match self.answer_task(utterance).await? {
            Took::Nothing | Took::Over => {}
            took => return Ok(took),
        }
        Ok(match self.next.asked {
            Asked::Name => self.answer_name(utterance),
            Asked::Spelling => self.answer_spelling(utterance),
            Asked::Phone => self.answer_phone(utterance),
            Asked::More => self.answer_more(utterance),
            Asked::Wish | Asked::Repeat => self.answer_wish(utterance),
            _ => Took::Nothing,
        })
    }

    /// 'Nein, danke' to a question that no no answers: what is wanted is given up. A bare no at first may be misheard.
    fn gives_up(&self, utterance: &Utterance) -> bool {
        let open = matches!(
            self.next.asked,
            Asked::Service | Asked::Date | Asked::Time | Asked::Name | Asked::Phone | Asked::Detail | Asked::Choice
        );
        let yes_or_no = match self.next.asked {
            Asked::Service => self.next.tasks.booking().parts.asked().service.choices().len() == 1,
            Asked::Phone => self.next.caller.phone.number().is_some(),
            Asked::Choice => !utterance.wants(Intent::Thanks) || utterance.says().pick.is_some(),
            _ => false,
        };
        let sure = utterance.wants(Intent::Thanks) || self.next.failures > 0 || self.next.tasks.kind().is_none();
        open && !yes_or_no && sure && utterance.only_declines()
    }

    /// Gives up what is wanted, and says what that leaves.
    pub(super) fn give_up(&mut self) -> Step {
        if self.next.tasks.top().is_some_and(|task| task.promised().is_some())
            && let Some(message) = self.next.tasks.promised(&self.next.caller).last()
        {
            // It was promised to pass that on: it is, without what is missing.
            return Step::Leave(message);
        }
        self.say_given_up();
        self.next.tasks.forget();
        Step::Ask(Asked::More)
    }

    /// Says what remains as it was where what is wanted is given up.
    pub(super) fn say_given_up(&mut self) {
        let tasks = &self.next.tasks;
        let found = tasks.own().is_some_and(|own| !own.is_identifying());
        match tasks.kind() {
            Some(WishKind::Book) if tasks.has_booked() => self.say(Phrase::NothingMoreBooked, &[]),
            Some(WishKind::Book) => self.say(Phrase::NothingBooked, &[]),
            Some(WishKind::Move | WishKind::Cancel) if found => self.say(Phrase::AppointmentStays, &[]),
            _ => {}
        }
    }

    /// What of a read-back is to be changed; no to that gives the booking up.
    fn answer_wish(&mut self, utterance: &Utterance) -> Took {
        let books = self.next.tasks.kind() == Some(WishKind::Book);
        if books && self.next.tasks.booking().target.chosen().is_some() && utterance.only_declines() {
            return Took::Step(self.give_up());
        }
        let begun = self.next.history.iter().filter(|said| said.who == Who::Caller).count() > 1;
        let sure = self.next.failures == 0 || utterance.wants(Intent::Thanks);
        if self.next.tasks.kind().is_none() && sure && begun && utterance.only_declines() {
            return self.part(Phrase::Goodbye);
        }
        self.change_booking(utterance)
    }

    /// Says the last words.
    pub(super) fn part(&mut self, phrase: Phrase) -> Took {
        self.goodbye(phrase);
        Took::Step(Step::Wait(Asked::None))
    }

    /// What the booking on top makes of a part of it that is called by its name.
    pub(super) fn change_booking(&mut self, utterance: &Utterance) -> Took {
        match self.next.tasks.take() {
            Some(Task::Booking(mut booking)) => {
                let took = booking.answer_change(utterance, self);
                self.next.tasks.put(Task::Booking(booking));
                took
            }
            other => {
                other.into_iter().for_each(|task| self.next.tasks.put(task));
                Took::Nothing
            }
        }
    }

    fn answer_name(&mut self, utterance: &Utterance) -> Took {
        let (Some(found), Some(name)) = (&utterance.says().name, self.next.caller.name.given_by(utterance)) else {
            return Took::Nothing;
        };
        self.next.caller.name = CallerName::of(name, found.is_sure() && Turn::is_clear(utterance));
        Took::Something
    }

    /// Whether the name spelled back is right, or the caller's own spelling.
    fn answer_spelling(&mut self, utterance: &Utterance) -> Took {
        let (name, hints) = (&self.next.caller.name, !utterance.says().hints.is_empty());
        if let Some(given) = name.given_by(utterance) {
            // What the caller spells or repeats after that is final: it comes again in the read-back. What was made of a remark on
            // the letters is spelled back.
            let sure = !hints || name.said() == Some(&given);
            self.next.caller.name = CallerName::of(given, sure);
        } else if utterance.is_yes() && name.said().is_some() {
            self.next.caller.name.confirm();
        } else if utterance.is_no() || hints {
            return self.spelled_wrong();
        } else {
            return Took::Nothing;
        }
        Took::Something
    }

    fn spelled_wrong(&mut self) -> Took {
        self.next.failures += 1;
        if self.next.failures >= SPELLINGS_MAX && self.next.caller.name.said().is_some() {
            self.take_name_by_ear();
            return Took::Something;
        }
        self.say(Phrase::SpellName, &[]);
        Took::Step(Step::Wait(Asked::Spelling))
    }

    fn answer_phone(&mut self, utterance: &Utterance) -> Took {
        let phone = &mut self.next.caller.phone;
        if let Some(number) = &utterance.says().number {
            // Said again as it was read back: that is a yes.
            let again = phone.number() == Some(number);
            *phone = if again { Phone::Checked(number.clone()) } else { Phone::Said(number.clone()) };
        } else if utterance.is_yes() && phone.number().is_some() {
            phone.confirm();
        } else if utterance.is_no() && phone.number().is_some() {
            *phone = Phone::Unknown;
            self.next.failures += 1;
            self.say(Phrase::AskPhoneAgain, &[]);
            return Took::Step(Step::Wait(Asked::Phone));
        } else {
            return Took::Nothing;
        }
        Took::Something
    }

    /// 'So that's definitely cancelled, is it?': it is.
    fn is_cancelled_already(&mut self, utterance: &Utterance) -> Option<Step> {
        let Some(Done::Cancelled(gone)) = self.next.tasks.last_done() else { return None };
        let asks = utterance.wants(Intent::Cancel) && !utterance.has_facts() && !utterance.parsed.has(Cue::All);
        let start = gone.slot.start;
        let (date, time) = (wording::local_date(self.business(), start), wording::local_time(self.business(), start));
        let (date, time) =
            (speakable::weekday_date(date, self.language()), speakable::time_of_day(time, self.language()));
        asks.then(|| {
            self.say(Phrase::Cancelled, &[("date", &date), ("time", &time)]);
            Step::Ask(Asked::More)
        })
    }

    /// 'Just to be clear, that's one at five?': what was just booked is told again to who names its time and wants nothing with it.
    fn tell_again(&self, utterance: &Utterance) -> Option<Step> {
        let (Done::Booked(booked), Some(when)) = (self.next.tasks.last_done()?, &utterance.says().when) else {
            return None;
        };
        let time = |start| wording::local_time(self.business(), start);
        let date = |start| wording::local_date(self.business(), start);
        let day = utterance.parsed.shape().day;
        let same = |start| time(start) == time(when.start) && (!day || date(start) == date(when.start));
        let named = when.kind == Kind::Instant && booked.iter().any(|one| same(one.slot.start));
        let only_implied = !utterance.parsed.acts.iter().any(|act| act.intent != Intent::Book);
        let new = utterance.says().service.is_some() || !utterance.says().parts.is_empty() || !only_implied;
        (named && !new).then(|| Step::Tell(booked.clone(), Telling::Only))
    }

    fn answer_more(&mut self, utterance: &Utterance) -> Took {
        if self.corrects_number(utterance) {
            return Took::Something;
        }
        if let Some(step) = self.is_cancelled_already(utterance).or_else(|| self.tell_again(utterance)) {
            return Took::Step(step);
        }
        if utterance.has_facts() || utterance.says().intents.iter().any(|intent| !is_small_talk(*intent)) {
            return Took::Nothing;
        }
        // 'Nein, ich mein mit Filter zusammen' goes on: only a no by itself ends the call.
        if (utterance.is_no() || utterance.wants(Intent::Thanks)) && utterance.parsed.is_bare() {
            return self.part(Phrase::Goodbye);
        }
        if utterance.is_yes() && self.next.tasks.booking().parts.services().next().is_some() {
            // After the price of a service: yes means an appointment for it.
            self.next.tasks.begin(WishKind::Book);
            return Took::Something;
        }
        if utterance.is_yes() {
            self.say(Phrase::WhatMore, &[]);
            return Took::Step(Step::Wait(Asked::Wish));
        }
        Took::Nothing
    }
}

/// Intents that carry no wish.
fn is_small_talk(intent: Intent) -> bool {
    matches!(intent, Intent::Yes | Intent::No | Intent::Thanks | Intent::Wait)
}
