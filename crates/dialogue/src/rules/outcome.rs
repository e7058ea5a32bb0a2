//! What follows the begin of a call and the outcome of a deed.

use crate::phrases::Phrase;
use crate::tasks::{Step, Task};
use crate::turn::Turn;
use crate::{Asked, Done, EngineError, MessageKind, Outcome, Proposal, Role, WishKind};
use booking::{Message, Refusal, Visit};

impl Turn<'_> {
    /// The call has begun: greets and asks what can be done.
    pub(super) fn open(&mut self) {
        match &self.scene.business.greeting {
            Some(greeting) => self.say_text(greeting.get(self.language()), Role::Plain),
            None => self.say(Phrase::Greeting, &[]),
        }
        self.wait_for(Asked::Wish);
    }

    pub(super) async fn outcome(&mut self, outcome: &Outcome) -> Result<(), EngineError> {
        if matches!(outcome, Outcome::Done(_) | Outcome::MessageLeft(_)) {
            self.next.tasks.done_when(self.next.history.len());
        }
        let step = match outcome {
            Outcome::Done(done) => self.done(done),
            Outcome::Refused { proposal, refusal } => self.refused_by_calendar(proposal, *refusal).await?,
            Outcome::Told => {
                self.next.tasks.told();
                self.more()
            }
            Outcome::Unproved => self.unproved(),
            Outcome::NotPutThrough => self.message_instead(Phrase::TransfersSpent),
            Outcome::NobodyToRing => self.message_instead(Phrase::TransferUnavailable),
            Outcome::MessageLeft(message) => self.left(message),
            Outcome::Failed => {
                self.say(Phrase::DeedFailed, &[]);
                Step::OfferPerson(Phrase::OfferTransfer)
            }
            Outcome::Switched(language) => {
                self.next.language = *language;
                self.next.failures = 0;
                Step::GoOn
            }
        };
        self.carry_out(step).await
    }

    /// The gate has said that it is done.
    fn done(&mut self, done: &Done) -> Step {
        let next = self.next.tasks.own().and_then(|own| own.next_of_all(done));
        self.next.tasks.done(done.clone());
        if let Some(next) = next {
            self.next.tasks.put(Task::Own(Box::new(next)));
        } else if let Done::Cancelled(gone) = done {
            // What is wished for instead is for the same, unless it says otherwise.
            self.next.tasks.wish_for_the_same(gone);
        }
        self.more()
    }

    /// It is not proved that what was to be told is the caller's.
    fn unproved(&mut self) -> Step {
        self.next.tasks.begin(WishKind::Mine);
        let Some(Task::Own(mut own)) = self.next.tasks.take() else { return Step::Ask(Asked::More) };
        own.appointment = None;
        let step = own.not_found(self);
        self.next.tasks.put(Task::Own(own));
        step
    }

    /// What was wanted cannot be had, and the phrase that says so asks for a message.
    fn message_instead(&mut self, phrase: Phrase) -> Step {
        let mut draft = self.next.tasks.take_message(MessageKind::Message);
        (draft.kind, draft.text, draft.offered) = (MessageKind::Message, None, false);
        self.next.tasks.put(Task::Message(draft));
        self.say(phrase, &[]);
        Step::Wait(Asked::Message)
    }

    /// Somebody else was quicker, or the appointment is gone.
    async fn refused_by_calendar(&mut self, proposal: &Proposal, refusal: Refusal) -> Result<Step, EngineError> {
        let too_many = match refusal {
            Refusal::TooManyInCall => Some(Phrase::TooManyInCall),
            Refusal::TooManyOpen => Some(Phrase::TooManyOpen),
            Refusal::Taken | Refusal::NotBookable | Refusal::HoldEnded | Refusal::Unknown => None,
        };
        if let Some(phrase) = too_many {
            self.next.tasks.forget();
            self.say(phrase, &[]);
            return Ok(Step::OfferPerson(Phrase::OfferTransfer));
        }
        let lost = match proposal {
            Proposal::Book { visit, .. } => Some(visit.clone()),
            Proposal::Move { to, .. } => Some(to.clone().into()),
            Proposal::Cancel { .. } => None,
        };
        match lost.filter(|_| refusal != Refusal::Unknown) {
            Some(lost) => self.look_near(&lost, refusal).await,
            None => {
                self.next.tasks.forget();
                self.say(Phrase::OwnNotFound, &[]);
                Ok(Step::Ask(Asked::More))
            }
        }
    }

    /// The same time with somebody else, or other times near a visit that was lost.
    async fn look_near(&mut self, lost: &Visit, refusal: Refusal) -> Result<Step, EngineError> {
        let Some(mut task) = self.next.tasks.take() else { return Ok(Step::Ask(Asked::More)) };
        let business = self.business();
        let step = match &mut task {
            Task::Booking(booking) => {
                let sought = booking.sought(business);
                booking.target.look_near(lost, refusal, &sought, self).await?
            }
            Task::Own(own) => own.look_near(lost, refusal, self).await?,
            Task::Message(_) | Task::Request(_) | Task::Question(_) | Task::HandOver(_) => Step::GoOn,
        };
        self.next.tasks.put(task);
        Ok(step)
    }

    fn left(&mut self, message: &Message) -> Step {
        self.next.tasks.left(message.clone());
        if self.next.asked == Asked::None {
            self.goodbye(Phrase::CallbackGoodbye);
            return Step::Wait(Asked::None);
        }
        let phrase = match message.kind {
            MessageKind::Callback | MessageKind::Complaint => Phrase::CallbackLeft,
            MessageKind::Privacy => Phrase::PrivacyLeft,
            MessageKind::Message | MessageKind::Late => Phrase::MessageLeft,
        };
        self.say(phrase, &[]);
        Step::GoOn
    }
}
