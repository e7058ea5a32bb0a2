//! Opening a database: the right key or none, and errors that say what to do.

use super::on_both;
use super::place::*;
use base::privacy::{KeyRing, SystemRandom};
use booking::Agenda;
use lab::postgres;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Arc;
use store::{Address, Config, Store, StoreError};

on_both!(
    p27_a_wrong_key_is_refused_and_nothing_is_lost,
    p27_a_missing_key_is_not_replaced,
    a_database_of_a_newer_version_is_refused,
);

async fn p27_a_wrong_key_is_refused_and_nothing_is_lost(place: Place) {
    let (store, salon) = place.salon().await;
    let booked = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    let fingerprint = store.keys().fingerprints()[0];
    store.close().await;
    let wrong = place.folder().join("wrong.key");
    KeyRing::create(&wrong, &SystemRandom).unwrap();
    let config = Config { key_file: Some(wrong), ..place.config() };
    let error = Store::open(&config, Arc::new(SystemRandom), now()).await.unwrap_err().to_string();
    for part in [&fingerprint.to_string(), "wrong.key", "--key-file", "nothing is lost"] {
        assert!(error.contains(part), "'{part}' is missing: {error}");
    }
    let store = place.open().await;
    let kept = store.appointments(None, now()).await.unwrap();
    assert_eq!(kept[0].appointment, booked);
    assert_eq!(store.keys().fingerprints(), [fingerprint]);
}

async fn p27_a_missing_key_is_not_replaced(place: Place) {
    place.salon().await.0.close().await;
    let away = place.folder().join("away");
    std::fs::rename(&place.key_file, &away).unwrap();
    let error = place.try_open().await.unwrap_err().to_string();
    assert!(!place.key_file.exists(), "a new key would make the old rows look broken");
    assert!(error.contains(&place.key_file.display().to_string()), "{error}");
    std::fs::rename(&away, &place.key_file).unwrap();
    place.open().await;
}

async fn a_database_of_a_newer_version_is_refused(place: Place) {
    place.salon().await.0.close().await;
    let (blob, truth) = if place.is_sqlite() { ("x'00'", "1") } else { ("'\\x00'", "true") };
    let columns = "version, description, success, checksum, execution_time";
    let migration = format!("INSERT INTO _sqlx_migrations ({columns}) VALUES (99, 'from afar', {truth}, {blob}, 0)");
    place.sql(&migration).await.unwrap();
    let error = place.try_open().await.unwrap_err();
    assert!(matches!(error, StoreError::Newer(99)), "{error}");
    assert!(error.to_string().contains("newer version of Vorzimmer"), "{error}");
}

async fn open(url: &str, key_file: Option<&Path>, create: bool) -> Result<Store, StoreError> {
    let address = Address::parse(url).unwrap();
    let config = Config { address, key_file: key_file.map(Path::to_owned), create };
    Store::open(&config, Arc::new(SystemRandom), now()).await
}

#[tokio::test]
async fn p27_a_new_file_has_a_key_of_its_own_beside_it() {
    let place = Place::sqlite();
    let first = place.open().await.keys().fingerprints();
    for file in [&place.key_file, &place.folder().join("office.db")] {
        assert_eq!(std::fs::metadata(file).unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    assert_eq!(place.open().await.keys().fingerprints(), first, "the same key the next time");
    assert_eq!(place.sql("UPDATE keys SET first_used_at = 1").await.unwrap(), 1, "and the database knows it");
}

#[tokio::test]
async fn a_database_in_memory_works_and_has_a_key_that_is_kept_nowhere() {
    let store = Store::in_memory(Arc::new(SystemRandom), now()).await.unwrap();
    let salon = salon();
    store.import(&salon, now()).await.unwrap();
    let booked = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T10:00")).await;
    assert_eq!(store.appointments(None, now()).await.unwrap()[0].appointment, booked);
    let (one, two) = tokio::join!(
        hold(&store, &salon, slot(&salon, "herrenschnitt", "aylin", "2026-12-03T10:00")),
        hold(&store, &salon, slot(&salon, "herrenschnitt", "aylin", "2026-12-03T10:15")),
    );
    assert_eq!([one.is_ok(), two.is_ok()].iter().filter(|ok| **ok).count(), 1);
    store.purge(at("2030-01-01T00:00")).await.unwrap();
    assert_eq!(store.appointments(None, now()).await.unwrap(), []);
    let other = Store::in_memory(Arc::new(SystemRandom), now()).await.unwrap();
    assert_eq!(other.businesses().await.unwrap(), [], "each is its own");
    assert_ne!(other.keys().fingerprints(), store.keys().fingerprints());
    assert!(store.blocked(&salon.id, &taken_in(now()..now(), now())).await.is_ok());
}

#[tokio::test]
async fn looking_makes_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("none.db").display());
    let error = open(&url, None, false).await.unwrap_err();
    assert!(matches!(error, StoreError::Missing(_)), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_database_that_cannot_be_reached_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    KeyRing::create(&key, &SystemRandom).unwrap();
    let text = folder.path().join("text.db");
    std::fs::write(&text, "This is a letter and no database at all. ".repeat(50)).unwrap();
    for (url, said) in [
        (format!("sqlite://{}", text.display()), "is not a database"),
        (format!("sqlite://{}/none/office.db", folder.path().display()), "its folder must be there"),
        ("postgres://anna:geheim@127.0.0.1:1/office".to_owned(), "is PostgreSQL running there?"),
        (format!("postgres://anna@localhost/office?host={}", folder.path().display()), "is PostgreSQL running there?"),
        (postgres::new_database().replace("/test_", "/absent_"), "make it with createdb"),
    ] {
        let begun = tokio::time::Instant::now();
        let error = open(&url, Some(&key), true).await.unwrap_err().to_string();
        assert!(error.contains(said) && !error.contains("geheim"), "{error}");
        assert!(begun.elapsed() < seconds(15), "{url}: said after {:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn postgres_without_a_key_or_its_extension_says_what_to_do() {
    let url = postgres::new_database();
    let error = open(&url, None, true).await.unwrap_err().to_string();
    assert!(error.contains("--key-file"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key");
    KeyRing::create(&key, &SystemRandom).unwrap();
    let url = postgres::new_database();
    let name = postgres::name_of(&url);
    let role = format!("guest_{name}");
    postgres::sql(name, &format!("CREATE ROLE {role} LOGIN"));
    postgres::sql(name, &format!("GRANT ALL ON SCHEMA public TO {role}; REVOKE CREATE ON DATABASE {name} FROM PUBLIC"));
    let as_guest = url.replace("vorzimmer@", &format!("{role}@"));
    let error = open(&as_guest, Some(&key), true).await.unwrap_err();
    assert!(matches!(error, StoreError::Extension(_)), "{error}");
    assert!(error.to_string().contains("CREATE EXTENSION btree_gist"), "{error}");
    postgres::sql(name, "CREATE EXTENSION btree_gist");
    open(&as_guest, Some(&key), true).await.expect("an administrator made it");
}
