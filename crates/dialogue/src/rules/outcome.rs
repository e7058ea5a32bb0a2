//! What follows the begin of a call and the outcome of a deed.

use super::turn::Turn;
use crate::phrases::Phrase;
use crate::tools::{VisitAnswer, WhyNot};
use crate::{Asked, Done, EngineError, Outcome, Proposal, ResourceWish, Role, WishKind};
use booking::{Message, MessageKind, Refusal, Visit};
use understanding::when::{Kind, When};

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
        match outcome {
            Outcome::Done(done) => self.done(done).await,
            Outcome::Refused { proposal, refusal } => self.refused_by_calendar(proposal, *refusal).await,
            Outcome::Told => {
                self.ask(Asked::More);
                Ok(())
            }
            Outcome::Unproved => {
                self.next.wish.kind.get_or_insert(WishKind::Mine);
                self.not_found().await
            }
            Outcome::NotPutThrough => {
                self.take_message_instead(Phrase::TransfersSpent);
                Ok(())
            }
            Outcome::NobodyToRing => {
                self.take_message_instead(Phrase::TransferUnavailable);
                Ok(())
            }
            Outcome::MessageLeft(message) => self.left(message).await,
            Outcome::Failed => {
                self.say(Phrase::DeedFailed, &[]);
                self.say(Phrase::OfferTransfer, &[]);
                self.wait_for(Asked::Transfer);
                Ok(())
            }
            Outcome::Switched(language) => {
                self.next.language = *language;
                self.next.failures = 0;
                self.go_on().await
            }
        }
    }

    /// The gate has said that it is done.
    async fn done(&mut self, done: &Done) -> Result<(), EngineError> {
        let wish = self.next.wish.clone();
        let after_cancelling = wish.after_cancelling.clone();
        self.next.has_booked |= !matches!(done, Done::Cancelled(_));
        self.forget_wish();
        if matches!(done, Done::Cancelled(_)) && wish.all_own && self.cancel_next(wish).await? {
            return Ok(());
        }
        if let (Done::Cancelled(gone), Some(when)) = (done, after_cancelling) {
            // The new wish is for the same, unless it says otherwise.
            self.next.wish.kind = Some(WishKind::Book);
            self.next.wish.part.service = Some(gone.slot.service.clone());
            (self.next.wish.when, self.next.wish.day_open) = (Some(when), false);
            return self.go_on().await;
        }
        // What this caller has just booked needs no further proof of whose it is.
        self.next.wish.appointment = match done {
            Done::Booked(booked) => <&[_; 1]>::try_from(booked.as_slice()).ok().map(|[only]| only.clone()),
            Done::Moved { to, .. } => Some(to.clone()),
            Done::Cancelled(_) => None,
        };
        self.ask(Asked::More);
        Ok(())
    }

    /// Somebody else was quicker, or the appointment is gone.
    async fn refused_by_calendar(&mut self, proposal: &Proposal, refusal: Refusal) -> Result<(), EngineError> {
        let too_many = match refusal {
            Refusal::TooManyInCall => Some(Phrase::TooManyInCall),
            Refusal::TooManyOpen => Some(Phrase::TooManyOpen),
            Refusal::Taken | Refusal::NotBookable | Refusal::HoldEnded | Refusal::Unknown => None,
        };
        if let Some(phrase) = too_many {
            self.forget_wish();
            self.say(phrase, &[]);
            self.say(Phrase::OfferTransfer, &[]);
            self.wait_for(Asked::Transfer);
            return Ok(());
        }
        let lost = match proposal {
            Proposal::Book { visit, .. } => Some(visit.clone()),
            Proposal::Move { to, .. } => Some(to.clone().into()),
            Proposal::Cancel { .. } => None,
        };
        match lost.filter(|_| refusal != Refusal::Unknown) {
            Some(lost) => {
                self.next.wish.visit = None;
                self.look_near(&lost, refusal).await
            }
            None => {
                self.forget_wish();
                self.say(Phrase::OwnNotFound, &[]);
                self.ask(Asked::More);
                Ok(())
            }
        }
    }

    /// The same time with somebody else, or other times near a visit that was lost.
    async fn look_near(&mut self, lost: &Visit, refusal: Refusal) -> Result<(), EngineError> {
        let when = When {
            kind: Kind::Instant,
            start: lost.start(),
            end: None,
            alternatives: Vec::new(),
            daily: None,
            weekdays: Vec::new(),
        };
        let resource = match &self.next.wish.resource {
            Some(ResourceWish::One(id)) => Some(id.clone()),
            _ => None,
        };
        let answer = self.find(&when, resource.as_deref()).await?;
        self.next.wish.when = Some(when);
        match answer {
            // What is refused though it looks free would be refused again.
            VisitAnswer::Free(visit) if visit == *lost && refusal != Refusal::HoldEnded => {
                self.say(Phrase::TakenMeanwhile, &[]);
                self.next.wish.when = None;
                self.ask(Asked::Date);
            }
            VisitAnswer::Free(visit) => {
                if visit != *lost {
                    self.say(Phrase::TakenMeanwhile, &[]);
                }
                self.next.wish.visit = Some(visit);
                return self.go_on().await;
            }
            VisitAnswer::Within(visits) => self.offer_near(WhyNot::Taken, visits),
            VisitAnswer::Near(why, visits) => {
                self.say(Phrase::TakenMeanwhile, &[]);
                self.offer_near(why, visits);
            }
        }
        Ok(())
    }

    async fn left(&mut self, message: &Message) -> Result<(), EngineError> {
        let after = self.next.wish.after_message.take();
        self.next.wish.message = None;
        self.next.wish.message_kind = None;
        self.next.wish.left = Some(message.clone());
        if self.next.asked == Asked::None {
            self.goodbye(Phrase::CallbackGoodbye);
            return Ok(());
        }
        let phrase = match message.kind {
            MessageKind::Callback | MessageKind::Complaint => Phrase::CallbackLeft,
            MessageKind::Privacy => Phrase::PrivacyLeft,
            MessageKind::Message | MessageKind::Late => Phrase::MessageLeft,
        };
        self.say(phrase, &[]);
        self.next.wish.kind = after;
        self.go_on().await
    }
}
