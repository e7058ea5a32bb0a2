//! The order in which a reply deals with the caller's words, and how it carries out what a task says comes next.

use crate::phrases::Phrase;
use crate::tasks::{HandOver, MessageDraft, Step, Task, Took};
use crate::turn::{OFFER_PERSON, Turn};
use crate::{Asked, Deed, EngineError, MessageKind, Telling};
use base::privacy::Personal;
use understanding::Utterance;

impl Turn<'_> {
    /// Replies to what the caller said.
    pub(super) async fn words(&mut self, utterance: &Utterance) -> Result<(), EngineError> {
        self.intents.clone_from(&utterance.says().intents);
        if let Took::Step(step) = self.at_once(utterance).await? {
            return self.carry_out(step).await;
        }
        match self.answer(utterance).await? {
            Took::Step(step) => self.carry_out(step).await,
            answered => self.take(utterance, answered).await,
        }
    }

    /// Takes facts, gives information, and goes on with what is wanted.
    async fn take(&mut self, utterance: &Utterance, answered: Took) -> Result<(), EngineError> {
        let wanted = self.hear_wishes(utterance);
        let facts = self.hear_facts(utterance, &answered);
        let dictated = self.next.asked == Asked::Message && answered == Took::Something;
        let informed = if dictated { Took::Nothing } else { self.inform(utterance) };
        if let Took::Step(step) = informed {
            return self.carry_out(step).await;
        }
        if [&answered, &wanted, &facts, &informed].into_iter().all(|took| *took != Took::Something) {
            return match self.parting(utterance).await? {
                Took::Step(step) => self.carry_out(step).await,
                _ => self.not_understood(utterance).await,
            };
        }
        if self.stumbled && self.next.failures >= OFFER_PERSON {
            return self.carry_out(Step::OfferPerson(Phrase::OfferTransfer)).await;
        }
        if !self.stumbled {
            self.next.failures = 0;
        }
        self.go_on().await
    }

    /// Asks for the next missing fact, or proposes the deed.
    pub(super) async fn go_on(&mut self) -> Result<(), EngineError> {
        self.carry_out(Step::GoOn).await
    }

    /// Carries out what comes next, until the turn is the caller's.
    pub(super) async fn carry_out(&mut self, step: Step) -> Result<(), EngineError> {
        let mut step = Some(step);
        while let Some(now) = step {
            step = self.carry_out_one(now).await?;
        }
        Ok(())
    }

    /// Carries a step out; gives the one that follows from it.
    async fn carry_out_one(&mut self, step: Step) -> Result<Option<Step>, EngineError> {
        match step {
            Step::GoOn => return self.next_step().await.map(Some),
            Step::Over => {
                self.next.tasks.take();
                return Ok(Some(self.more()));
            }
            Step::Become(task) => {
                self.next.tasks.take();
                self.next.tasks.put(*task);
                return Ok(Some(Step::GoOn));
            }
            Step::GiveUp => {
                self.next.tasks.set_aside();
                return Ok(Some(Step::Ask(Asked::More)));
            }
            Step::Fail => return self.fail().await,
            Step::Ask(asked) => self.ask(asked),
            Step::Wait(asked) => self.wait_for(asked),
            Step::OfferPerson(phrase) => self.offer_person(phrase),
            Step::OfferToPassOn(words) => self.offer_to_pass_on(words),
            Step::OfferMessage(phrase) => self.offer_message(phrase),
            Step::Propose(proposal) => self.then(Asked::Confirm, Deed::Propose(proposal)),
            Step::Leave(message) => self.then(Asked::More, Deed::Leave(message)),
            Step::HandOver(reason) => self.then(Asked::None, Deed::Transfer(reason)),
            Step::Tell(appointments, then) => {
                let asked = if then == Telling::Which { Asked::Which } else { Asked::More };
                self.then(asked, Deed::Tell { appointments, then });
            }
        }
        Ok(None)
    }

    /// What the task on top needs; without one, whether there is anything (else).
    async fn next_step(&mut self) -> Result<Step, EngineError> {
        let Some(mut task) = self.next.tasks.take() else {
            return Ok(Step::Ask(if self.has_spoken() { Asked::More } else { Asked::Wish }));
        };
        let step = task.next(self).await;
        self.next.tasks.put(task);
        step
    }

    /// What waits below a task that is over, else whether there is anything else.
    pub(super) fn more(&self) -> Step {
        if self.next.tasks.top().is_some() { Step::GoOn } else { Step::Ask(Asked::More) }
    }

    /// Proposes a deed, and waits for what follows it.
    fn then(&mut self, asked: Asked, deed: Deed) {
        self.wait_for(asked);
        self.deeds.push(deed);
    }

    /// Offers a person or a message.
    fn offer_person(&mut self, offer: Phrase) {
        self.say(offer, &[]);
        if !matches!(self.next.tasks.top(), Some(Task::HandOver(_))) {
            self.next.tasks.put(Task::HandOver(HandOver { offer }));
        }
        self.wait_for(Asked::Transfer);
    }

    /// Offers to pass the caller's question on.
    fn offer_to_pass_on(&mut self, words: Personal<String>) {
        if matches!(self.next.tasks.top(), Some(Task::Question(_))) {
            self.next.tasks.take();
        }
        self.say(Phrase::QuestionUnknown, &[]);
        let message = MessageDraft { kind: MessageKind::Callback, text: Some(words), offered: true };
        self.next.tasks.put(Task::Message(message));
        self.wait_for(Asked::Message);
    }

    /// What was wanted cannot be had, and the phrase that says so asks for a message.
    fn offer_message(&mut self, phrase: Phrase) {
        self.say(phrase, &[]);
        self.next.tasks.set_aside();
        let mut draft = self.next.tasks.take_message(MessageKind::Message);
        draft.offered = true;
        self.next.tasks.put(Task::Message(draft));
        self.wait_for(Asked::Message);
    }

    /// What the task on top makes of the answer. One that is over gives way, and the words are for what comes after it.
    pub(super) async fn answer_task(&mut self, utterance: &Utterance) -> Result<Took, EngineError> {
        while let Some(mut task) = self.next.tasks.take() {
            match task.answer(utterance, self).await? {
                Took::Over => {}
                took => {
                    self.next.tasks.put(task);
                    return Ok(took);
                }
            }
        }
        Ok(Took::Nothing)
    }
}
