//! What the caller wants, and the facts said on the way to it.

use crate::phrases::Phrase;
use crate::tasks::{DataRequest, Phone, Task, Took};
use crate::turn::Turn;
use crate::{Asked, MessageKind, WishKind, wording};
use understanding::{Act, Cue, FactValue, Intent, Polarity, Utterance};

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
/// What is a message by itself, and a remark beside a booking.
const REMARKS: [Intent; 4] = [Intent::Status, Intent::Document, Intent::Complaint, Intent::Late];
/// What is asked without a wish to book.
const ASKS: [Intent; 6] =
    [Intent::OpeningHours, Intent::Address, Intent::Price, Intent::Duration, Intent::Question, Intent::Privacy];

impl Turn<'_> {
    /// Notes what is wanted and the facts said, for another engine that has the word.
    pub(super) fn note(&mut self, utterance: &Utterance) {
        let cancels = utterance.wants(Intent::Cancel) && self.next.tasks.kind().is_none();
        if cancels || !NOT_NOTED.iter().any(|intent| utterance.wants(*intent)) {
            self.hear_wishes(utterance);
        }
        self.hear_facts(utterance, &Took::Nothing);
    }

    /// Takes what the caller wants done.
    pub(super) fn hear_wishes(&mut self, utterance: &Utterance) -> Took {
        // What is dictated ('please tell them to cancel …') and what changes a booking under way is no new wish.
        if matches!(self.next.asked, Asked::Message | Asked::Detail) {
            return Took::Nothing;
        }
        let kind = self.next.tasks.kind();
        let under_way = kind == Some(WishKind::Book) && self.next.tasks.booking().is_under_way();
        if self.changes_last_booking(utterance) {
            return Took::something(self.next.tasks.begin(WishKind::Move));
        }
        if self.books_beside(utterance) {
            self.next.tasks.begin(WishKind::Book);
            self.hear_remark(utterance);
            return Took::Something;
        }
        for intent in &utterance.says().intents {
            let wish = match intent {
                Intent::Move if under_way => continue,
                Intent::Cancel if under_way => return self.give_up_booking(),
                Intent::Book | Intent::Availability if kind == Some(WishKind::Move) => continue,
                Intent::Book | Intent::Availability => WishKind::Book,
                Intent::Late if self.comes_another_time(utterance) => WishKind::Move,
                Intent::Move => WishKind::Move,
                Intent::Cancel => WishKind::Cancel,
                Intent::Mine => WishKind::Mine,
                Intent::Message => return self.hear_message(utterance),
                _ => match self.pass_on(utterance, *intent) {
                    Took::Nothing => continue,
                    took => return took,
                },
            };
            return Took::something(self.next.tasks.begin(wish));
        }
        self.suppose_booking(utterance)
    }

    /// 'Could we make that Friday instead?', 'ich meinte den Mittwoch': who has just booked one and takes its time back moves it.
    fn changes_last_booking(&self, utterance: &Utterance) -> bool {
        let says = utterance.says();
        let more = self.next.asked == Asked::More && self.next.tasks.kind().is_none();
        let new = says.service.is_some() || !says.parts.is_empty() || utterance.wants(Intent::Cancel);
        let taken_back = utterance.parsed.has(Cue::Corrects) && utterance.names_time();
        more && self.next.tasks.last_appointment().is_some() && taken_back && !new
    }

    /// Whether a clause wants an appointment, with a service or a time, beside what would be a message by itself: that goes with
    /// the booking as a remark.
    fn books_beside(&self, utterance: &Utterance) -> bool {
        let parsed = &utterance.parsed;
        let wanted = [Intent::Book, Intent::Availability];
        let books = |act: &Act| wanted.contains(&act.intent) && act.polarity == Polarity::Asserted;
        let deeds = [Intent::Move, Intent::Cancel, Intent::Message].iter().any(|deed| utterance.wants(*deed));
        let facts = utterance.says().service.is_some() || utterance.names_time();
        let message = REMARKS.iter().any(|intent| utterance.wants(*intent));
        message && facts && !deeds && self.next.tasks.kind().is_none() && parsed.acts.iter().any(books)
    }

    /// What is itself a message: passed on in the caller's words.
    fn pass_on(&mut self, utterance: &Utterance, intent: Intent) -> Took {
        let (kind, phrase) = match intent {
            Intent::Late => (MessageKind::Late, Phrase::LateNoted),
            Intent::Complaint => (MessageKind::Complaint, Phrase::ComplaintSorry),
            Intent::Status | Intent::Document => (MessageKind::Callback, Phrase::PassedOn),
            Intent::Privacy if utterance.parsed.has(Cue::DataRequest) => {
                self.next.tasks.take_message(MessageKind::Message);
                self.next.tasks.put(Task::Request(DataRequest { text: utterance.words.clone() }));
                self.say(Phrase::PrivacyNoted, &[]);
                return Took::Something;
            }
            _ => return Took::Nothing,
        };
        let mut draft = self.next.tasks.take_message(kind);
        (draft.kind, draft.text, draft.offered) = (kind, Some(utterance.words.clone()), false);
        self.next.tasks.put(Task::Message(draft));
        self.say(phrase, &[]);
        Took::Something
    }

    /// The caller wants to leave a message or to be called back.
    pub(super) fn hear_message(&mut self, utterance: &Utterance) -> Took {
        let mut draft = self.next.tasks.take_message(MessageKind::Message);
        draft.hear(utterance);
        self.next.tasks.put(Task::Message(draft));
        Took::Something
    }

    /// Service and time without a verb: a booking.
    fn suppose_booking(&mut self, utterance: &Utterance) -> Took {
        let says = utterance.says();
        let facts = says.service.is_some() || says.when.is_some() || says.resource.is_some();
        let asks = ASKS.iter().any(|intent| utterance.wants(*intent));
        let only_asks = asks && (!(says.service.is_some() && says.when.is_some()) || only_asks_about_facts(utterance));
        let price_asked = self.next.asked == Asked::Service && says.when.is_none();
        let books = self.next.tasks.kind().is_none() && facts && !only_asks && !price_asked;
        Took::something(books && self.next.tasks.begin(WishKind::Book))
    }

    fn give_up_booking(&mut self) -> Took {
        self.say_given_up();
        self.next.tasks.forget();
        Took::Something
    }

    /// 'Ich schaff den Termin am Freitag nicht, kann ich eine Stunde später kommen?': who is not late today wants another time.
    fn comes_another_time(&self, utterance: &Utterance) -> bool {
        let reading = &utterance.says().reading;
        let own = reading.when.as_ref().or(reading.instead_of.as_ref()).or(reading.excluded.first());
        let another_day = own.is_some_and(|own| wording::local_date(self.business(), own.start) != self.today());
        another_day && reading.shift.is_some()
    }

    /// Takes the facts said, whether asked for or not. `answered` is what was made of the words as an answer.
    pub(super) fn hear_facts(&mut self, utterance: &Utterance, answered: &Took) -> Took {
        let dictated = matches!(self.next.asked, Asked::Detail | Asked::Message);
        let business = self.business();
        let plate = !dictated && self.next.tasks.booking_mut().hear_plate(utterance, business);
        let answered = *answered == Took::Something;
        if !self.may_hold_facts(utterance, answered) {
            return Took::something(plate);
        }
        // The time that chose among slots or readings is used up by that.
        let reading = &utterance.says().reading;
        let timed_name = self.next.asked == Asked::Name && (reading.day_said || reading.when.is_some());
        let timed = !answered || utterance.corrects() || timed_name;
        let facts = self.hear_task_facts(utterance, timed);
        let number = self.hear_number(utterance);
        let named = self.next.asked == Asked::Name && answered;
        let name = !named && self.next.caller.name.hear(utterance);
        Took::something(plate | facts | number | name)
    }

    /// Whether facts are to be sought in the words. A surname can be a month, a number plate a time: inside an answer of free
    /// words only a correction counts.
    fn may_hold_facts(&self, utterance: &Utterance, answered: bool) -> bool {
        let asked = self.next.asked;
        let says = utterance.says();
        let timed = asked == Asked::Name && (says.reading.day_said || says.reading.when.is_some());
        let numbered = asked == Asked::Name && says.number.is_some();
        let free_words = asked.is_dictated() && !utterance.corrects() && says.intents.is_empty() && !timed && !numbered;
        let answer_alone = answered && !utterance.corrects() && !timed;
        !(free_words || asked == Asked::Message || (answer_alone && asked.is_dictated()))
    }

    /// The facts of the own appointment that is dealt with, or of the booking.
    fn hear_task_facts(&mut self, utterance: &Utterance, timed: bool) -> bool {
        if timed && self.hear_second_wish(utterance) {
            return true;
        }
        let mut tasks = std::mem::take(&mut self.next.tasks);
        let books = tasks.kind().is_some();
        let heard = match tasks.own_mut() {
            Some(own) => own.hear(utterance, self, timed),
            // Without a wish a time is no time wished for.
            None => tasks.booking_mut().hear(utterance, self, timed && books),
        };
        self.next.tasks = tasks;
        heard
    }

    /// A number to call back, said before it is asked for or in place of the line's own.
    fn hear_number(&mut self, utterance: &Utterance) -> bool {
        let message = self.next.tasks.kind() == Some(WishKind::Message) && self.next.asked != Asked::Phone;
        let Some(number) = utterance.says().number.as_ref().filter(|_| message) else { return false };
        self.next.caller.phone = Phone::Said(number.clone());
        true
    }

    /// 'No, not on this number, it's …' when the message is left already: it is left again with the number said.
    pub(super) fn corrects_number(&mut self, utterance: &Utterance) -> bool {
        let left = self.next.tasks.last_left().filter(|left| left.phone.is_some()).cloned();
        let (Some(number), Some(left)) = (&utterance.says().number, left) else { return false };
        if left.phone.as_ref() == Some(number) {
            return false;
        }
        self.next.caller.phone = Phone::Said(number.clone());
        let task = match left.kind {
            MessageKind::Privacy => Task::Request(DataRequest { text: left.text }),
            kind => {
                let mut draft = self.next.tasks.take_message(kind);
                (draft.kind, draft.text) = (kind, Some(left.text));
                Task::Message(draft)
            }
        };
        self.next.tasks.put(task);
        true
    }
}

/// Whether every clause with a service or a time asks something about it: 'what does a cut cost, and are you open on Saturday?'
fn only_asks_about_facts(utterance: &Utterance) -> bool {
    let parsed = &utterance.parsed;
    let asks = |clause: usize| parsed.acts.iter().any(|act| act.clause == clause && ASKS.contains(&act.intent));
    let mut facts =
        parsed.facts.iter().filter(|fact| matches!(fact.value, FactValue::Time(..) | FactValue::Service(..)));
    facts.all(|fact| asks(fact.clause))
}
