//! The stage of a rehearsal: a typed call ([`call::typed`]) with a database in memory, what is in it before, and what was
//! said.

use super::script::Script;
use base::business::{Business, fixtures};
use base::number::Number;
use base::privacy::{Personal, SystemRandom};
use booking::{
    Appointment, AppointmentState, BookRequest, Booking, Calendar, CallId, HoldRequest, Message, Pseudonym, Slot,
};
use call::record::{Incoming, Observers, Record};
use call::typed::clock::VirtualClock;
use call::typed::outcome::Outcome;
use call::typed::{Act, Answer, Session};
use dialogue::phrases::Phrases;
use dialogue::rules::RulesEngine;
use dialogue::{Asked, Proposal, Who};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use store::Store;
use vorzimmer::cli::startup;

/// How long before its begin an appointment of a script was booked.
const BOOKED_BEFORE: SignedDuration = SignedDuration::from_hours(10 * 24);
/// How long the holds of those bookings last.
const HELD: SignedDuration = SignedDuration::from_mins(5);

/// A call being rehearsed.
pub struct Stage {
    store: Store,
    business: Arc<Business>,
    session: Session,
    /// The agent's latest answer.
    pub answer: Answer,
    shown: Vec<String>,
    heard: Arc<Heard>,
    begun_at: Timestamp,
}

/// What the database holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CalendarRows {
    /// The appointments that stand, by their start.
    pub appointments: Vec<Appointment>,
    /// The messages for the owner, earliest first.
    pub messages: Vec<Message>,
}

/// The agent's turns, as far as the caller heard them.
#[derive(Debug, Default)]
struct Heard(Mutex<Vec<String>>);

impl Observers for Heard {
    fn see(&self, _: &CallId, record: &Record) {
        if let Record::Turn(turn) = record
            && turn.who == Who::Agent
        {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(turn.words.reveal().clone());
        }
    }
}

impl Stage {
    /// Opens the call; the answer is disclosure and greeting.
    ///
    /// # Errors
    /// When the script names what is not there, or what is to be there before cannot be booked.
    pub async fn open(script: &Script, phrases: &Phrases) -> Result<Self, String> {
        let business = fixtures::by_id(&script.business).ok_or_else(|| format!("no business '{}'", script.business))?;
        let business = Arc::new(business);
        let store = Store::in_memory(Arc::new(SystemRandom), script.now).await.map_err(|error| error.to_string())?;
        store.import(&business, script.now).await.map_err(|error| error.to_string())?;
        let keys = store.keys().business(&business.id.0);
        let own = script.number.as_ref().and_then(|number| keys.pseudonyms(number).first().copied());
        for (of_caller, text) in &script.before {
            let pseudonym = if *of_caller { own } else { somebody(&store, &business) };
            book(&store, &business, text, pseudonym).await?;
        }
        let clock = Arc::new(VirtualClock::starting_at(script.now));
        let mut desk = startup::typed_desk(&store, &clock, phrases, Arc::new(RulesEngine::new(phrases.clone())), None);
        let heard = Arc::new(Heard::default());
        desk.observers = heard.clone();
        let incoming = incoming(script, &business);
        let (session, answer) = Session::open(desk, clock, incoming, Some(script.language)).await;
        let mut stage = Stage { store, business, session, answer, shown: Vec::new(), heard, begun_at: script.now };
        stage.note("");
        Ok(stage)
    }

    /// The caller acts.
    pub async fn act(&mut self, act: Act) -> &Answer {
        let shown = shown(&act);
        self.answer = self.session.act(act).await;
        self.note(&shown);
        &self.answer
    }

    /// Somebody else books `service resource start`.
    ///
    /// # Errors
    /// When that cannot be booked.
    pub async fn take(&self, text: &str) -> Result<(), String> {
        book(&self.store, &self.business, &format!("{text} Andere"), somebody(&self.store, &self.business)).await
    }

    /// Hangs up if nobody has, and frees what the call took.
    pub async fn close(&mut self) {
        if !self.answer.ended {
            self.session.act(Act::HangUp).await;
        }
        self.store.close().await;
    }

    /// What the database holds now.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn kept(&self) -> Result<CalendarRows, String> {
        let fault = |error: store::StoreError| error.to_string();
        let appointments = self.store.appointments(None, self.begun_at).await.map_err(fault)?;
        let stands = |one: &Appointment| one.state == AppointmentState::Booked;
        let appointments = appointments.into_iter().map(|kept| kept.appointment).filter(stands).collect();
        let messages = self.store.messages(None, self.begun_at).await.map_err(fault)?;
        Ok(CalendarRows { appointments, messages: messages.into_iter().map(|kept| kept.message).collect() })
    }

    /// The agent's turns so far, as far as the caller heard them.
    pub fn heard(&self) -> Vec<String> {
        self.heard.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The business called.
    pub fn business(&self) -> &Business {
        &self.business
    }

    /// The call.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// What the script would call what came of the call, sorted.
    pub fn came(&self) -> Vec<String> {
        let mut came = describe(&self.business, self.session.outcome());
        came.sort();
        came
    }

    /// What the script would call the outcome if the caller agreed now, a line for each appointment; `None` where nothing is
    /// read back.
    pub fn read_back(&self) -> Option<String> {
        let proposal = self.session.proposal().filter(|_| self.answer.asked == Asked::Confirm)?;
        Some(match proposal {
            Proposal::Book { visit, name, guests, .. } => {
                let name = |place| guests.get(&place).unwrap_or(name).reveal();
                let slots = visit.slots().enumerate();
                slots.map(|(place, slot)| booked(&self.business, slot, name(place))).collect::<Vec<_>>().join("\n")
            }
            Proposal::Move { from, to } => moved(&self.business, &from.slot, to),
            Proposal::Cancel { appointment } => cancelled(&self.business, appointment),
        })
    }

    /// All that was said, to be read as a conversation.
    pub fn transcript(&self) -> String {
        self.shown.join("\n")
    }

    fn note(&mut self, caller: &str) {
        if !caller.is_empty() {
            self.shown.push(format!("  caller: {caller}"));
        }
        let Answer { say, intents, asked, .. } = &self.answer;
        self.shown.push(format!("  agent:  {say}  [{} → {}]", intents.join(" "), name(asked)));
    }
}

/// The interface's name of a value.
pub fn name(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

fn shown(act: &Act) -> String {
    match act {
        Act::Say { words, .. } => words.reveal().clone(),
        Act::BargeIn(words) => format!("(barges in) {}", words.reveal()),
        Act::Press(keys) => format!("(presses {keys})"),
        Act::Mumble => "(mumbles)".to_owned(),
        Act::KeepSilent => "(says nothing)".to_owned(),
        Act::HangUp => "(hangs up)".to_owned(),
    }
}

fn incoming(script: &Script, business: &Arc<Business>) -> Incoming {
    let id = blake3::hash(script.now.to_string().as_bytes()).to_hex()[..32].to_owned();
    let dialled = business.phones.first().map_or_else(|| business.forward.clone(), |phone| phone.number.clone());
    Incoming {
        carrier_call: format!("typed-{id}"),
        call: CallId(id),
        business: business.clone(),
        dialled,
        caller: script.number.clone().map(Personal::new),
        forwarded_from: script.forwarded.clone(),
        attestation: None,
        begun_at: script.now,
    }
}

/// The pseudonym of somebody who never calls.
fn somebody(store: &Store, business: &Business) -> Option<Pseudonym> {
    let number = Number::parse("+4917604069999").ok()?;
    store.keys().business(&business.id.0).pseudonyms(&number).first().copied()
}

/// Books `service resource start name` as another call would have.
async fn book(store: &Store, business: &Business, text: &str, pseudonym: Option<Pseudonym>) -> Result<(), String> {
    let fault = |what: &str| format!("'{text}' is no 'service resource start name': {what}");
    let mut words = text.splitn(4, ' ');
    let mut word = || words.next().ok_or_else(|| fault("it is too short"));
    let (service, resource) = (word()?.to_owned(), word()?.to_owned());
    let start: DateTime = word()?.parse().map_err(|_| fault("no local time"))?;
    let name = Personal::from(word()?);
    let start = business.zone.to_zoned(start).map_err(|error| fault(&error.to_string()))?.timestamp();
    let minutes = business.service(&service).ok_or_else(|| fault("no such service"))?.minutes;
    let shifted = |instant: Timestamp, by| instant.checked_add(by).map_err(|error| fault(&error.to_string()));
    let end = shifted(start, SignedDuration::from_mins(minutes.into()))?;
    let then = shifted(start, -BOOKED_BEFORE)?;
    let request = HoldRequest {
        call: CallId("0".repeat(32)),
        visit: Slot { service, resource, start, end }.into(),
        begun_at: then,
        now: then,
        expires_at: shifted(then, HELD)?,
        replaces: None,
        caller: Default::default(),
    };
    let held = store.hold(business, &request).await.map_err(|error| error.to_string())?;
    let holds = held.map_err(|refusal| fault(&refusal.to_string()))?.ids;
    let (guests, details) = Default::default();
    let booking = Booking { holds, name, guests, details, replaces: None };
    let request = BookRequest { booking, pseudonym, number: None, now: then, caller: Default::default() };
    let booked = store.book(business, &request).await.map_err(|error| error.to_string())?;
    booked.map(drop).map_err(|refusal| fault(&refusal.to_string()))
}

fn describe(business: &Business, outcome: &Outcome) -> Vec<String> {
    let with_details = |one: &Appointment| {
        let details = one.details.reveal().iter().map(|(id, value)| format!(" {id}={value}"));
        booked(business, &one.slot, one.name.reveal()) + &details.collect::<String>()
    };
    let mut came: Vec<String> = outcome.booked.iter().map(with_details).collect();
    came.extend(outcome.moved.iter().map(|(from, to)| moved(business, &from.slot, &to.slot)));
    came.extend(outcome.cancelled.iter().map(|one| cancelled(business, one)));
    came.extend(outcome.messages.iter().map(message));
    came.extend(outcome.transfer.map(|reason| format!("transfer: {}", name(&reason))));
    came.extend(outcome.switched.iter().map(|language| format!("spoken: {language}")));
    let by_agent = outcome.transfer.is_none() && outcome.ended_by == Some(call::record::EndedBy::Agent);
    came.extend(by_agent.then(|| "ended: yes".to_owned()));
    came
}

fn booked(business: &Business, slot: &Slot, name: &str) -> String {
    format!("booked: {} {} {} {name}", slot.service, slot.resource, local(business, slot))
}

fn moved(business: &Business, from: &Slot, to: &Slot) -> String {
    format!("moved: {} to {} {}", local(business, from), local(business, to), to.resource)
}

fn cancelled(business: &Business, appointment: &Appointment) -> String {
    format!("cancelled: {}", local(business, &appointment.slot))
}

fn local(business: &Business, slot: &Slot) -> String {
    slot.start.to_zoned(business.zone.clone()).strftime("%Y-%m-%dT%H:%M").to_string()
}

fn message(message: &Message) -> String {
    let name = message.name.as_ref().map_or("-", |name| name.reveal().as_str());
    let phone = message.phone.as_ref().map_or("-", |phone| phone.reveal().as_str());
    format!("message: {} {name} {phone} {}", message.kind.as_str(), message.text.reveal())
}
