//! Where a test's database is, and the salon that most tests book in.

use base::business::{Business, fixtures};
use base::number::Number;
use base::privacy::{KeyRing, Personal, SystemRandom};
use booking::identity::Whose;
use booking::{
    Appointment, AppointmentId, BlockedQuery, BookRequest, Booking, Calendar, CallId, Guests, Hold, HoldRequest,
    Holder, OwnQuery, Refusal, Slot, Visit,
};
use call::record::{Incoming, KeptRecord, Record};
use jiff::Timestamp;
use lab::postgres;
use sqlx::any::AnyPoolOptions;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::{Address, Config, Store, StoreError};
use tempfile::TempDir;

/// An empty database of the test's own.
pub struct Place {
    pub url: String,
    pub key_file: PathBuf,
    folder: TempDir,
}

impl Place {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("office.db").display());
        Place { url, key_file: folder.path().join("office.db.key"), folder }
    }

    pub fn postgres() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("master.key");
        KeyRing::create(&key_file, &SystemRandom).unwrap();
        Place { url: postgres::new_database(), key_file, folder }
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn is_sqlite(&self) -> bool {
        self.url.starts_with("sqlite")
    }

    pub fn config(&self) -> Config {
        // On SQLite the key file lies beside the database, made at first use.
        let key_file = (!self.is_sqlite()).then(|| self.key_file.clone());
        Config { address: Address::parse(&self.url).unwrap(), key_file, create: true }
    }

    pub async fn try_open(&self) -> Result<Store, StoreError> {
        Store::open(&self.config(), Arc::new(SystemRandom), now()).await
    }

    pub async fn open(&self) -> Store {
        self.try_open().await.unwrap()
    }

    /// The store, with the salon in it.
    pub async fn salon(&self) -> (Store, Business) {
        let (store, salon) = (self.open().await, salon());
        store.import(&salon, now()).await.unwrap();
        (store, salon)
    }

    /// Runs SQL behind the store's back.
    pub async fn sql(&self, statement: &str) -> Result<u64, sqlx::Error> {
        sqlx::any::install_default_drivers();
        let pool = AnyPoolOptions::new().max_connections(1).connect(&self.url).await?;
        let done = sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&pool).await;
        pool.close().await;
        done.map(|done| done.rows_affected())
    }

    /// Everything that lies in the database, as its files or its backup show it.
    pub fn bytes(&self) -> Vec<u8> {
        if !self.is_sqlite() {
            return postgres::dump(&self.url).into_bytes();
        }
        let files = ["office.db", "office.db-wal", "office.db-shm", "office.db-journal"];
        files.iter().filter_map(|file| std::fs::read(self.folder().join(file)).ok()).flatten().collect()
    }
}

/// Tuesday, the salon being open.
pub fn now() -> Timestamp {
    at("2026-12-01T10:00")
}

/// A local time at the salon.
pub fn at(local: &str) -> Timestamp {
    format!("{local}[Europe/Berlin]").parse::<jiff::Zoned>().unwrap().timestamp()
}

pub fn minutes(minutes: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_mins(minutes)
}

pub fn salon() -> Business {
    fixtures::by_id("salon").unwrap()
}

pub fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

/// A slot of a service at the salon.
pub fn slot(salon: &Business, service: &str, resource: &str, local: &str) -> Slot {
    let start = at(local);
    let length = minutes(salon.service(service).unwrap().minutes.into());
    Slot { service: service.into(), resource: resource.into(), start, end: start + length }
}

/// A hold of five minutes, asked for now.
pub fn wish(visit: impl Into<Visit>) -> HoldRequest {
    HoldRequest {
        call: call_id(),
        visit: visit.into(),
        begun_at: now(),
        now: now(),
        expires_at: now() + minutes(5),
        replaces: None,
        caller: Holder::default(),
    }
}

/// Booking a hold now, for Keller, whose number is withheld.
pub fn booking(hold: &Hold) -> BookRequest {
    let (holds, name) = (hold.ids.clone(), Personal::from("Keller"));
    let booking = Booking { holds, name, guests: Guests::new(), details: Personal::default(), replaces: None };
    BookRequest { booking, pseudonym: None, number: None, now: now(), caller: Holder::default() }
}

/// The same in place of an own appointment.
pub fn replacing(old: &AppointmentId, hold: &Hold) -> BookRequest {
    let request = booking(hold);
    BookRequest { booking: Booking { replaces: Some(old.clone()), ..request.booking }, ..request }
}

/// What is taken of the salon's resources.
pub fn taken_in(range: Range<Timestamp>, now: Timestamp) -> BlockedQuery<'static> {
    BlockedQuery { resources: &["aylin", "jonas"], range, moved: None, now }
}

/// Holds a slot and books it.
pub async fn book(store: &Store, salon: &Business, slot: Slot) -> Appointment {
    let hold = hold(store, salon, slot).await.unwrap();
    confirm(store, salon, &booking(&hold)).await.unwrap()
}

/// Books a hold of one slot.
pub async fn confirm(store: &Store, business: &Business, request: &BookRequest) -> Result<Appointment, Refusal> {
    let mut booked = store.book(business, request).await.unwrap()?;
    assert_eq!(booked.len(), 1);
    Ok(booked.remove(0))
}

pub async fn hold(store: &Store, salon: &Business, slot: Slot) -> Result<Hold, Refusal> {
    store.hold(salon, &wish(slot)).await.unwrap()
}

/// Keller asks for own appointments from a number that is not withheld.
pub fn mine(store: &Store, salon: &Business, number: &Number) -> OwnQuery {
    OwnQuery {
        pseudonyms: store.keys().business(&salon.id.0).pseudonyms(number),
        name: Personal::from("Keller"),
        within: None,
        whose: Whose::Own,
        now: now(),
    }
}

pub fn call_id() -> CallId {
    CallId("0123456789abcdef0123456789abcdef".into())
}

/// A call to the salon.
pub fn incoming(salon: &Business, call: &str, caller: Option<&str>) -> Incoming {
    Incoming {
        call: CallId(call.into()),
        carrier_call: format!("CA-{call}"),
        business: Arc::new(salon.clone()),
        dialled: salon.phones[0].number.clone(),
        caller: caller.map(|caller| Personal::new(number(caller))),
        forwarded_from: None,
        attestation: None,
        begun_at: now(),
    }
}

/// A record as a call gives it to its log.
pub fn as_kept(call: &Incoming, record: &Record) -> KeptRecord {
    record.kept(&call.business).expect("it is kept")
}

pub fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// Whether `bytes` hold `canary`, as it is or as hexadecimal digits.
pub fn holds(bytes: &[u8], canary: &[u8]) -> bool {
    let hex: String = canary.iter().map(|byte| format!("{byte:02x}")).collect();
    let found = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    found(canary) || found(hex.as_bytes())
}
