//! Businesses: imported, exported, and picked by the number dialled.

use super::on_both;
use super::place::*;
use base::business::{Business, BusinessId, Directory, toml};
use store::{Imported, StoreError};

on_both!(
    the_dialled_number_picks_the_business,
    what_was_imported_is_exported_the_same,
    importing_twice_is_importing_once,
    a_change_is_seen_by_those_who_are_open,
    two_businesses_cannot_answer_one_number,
);

fn other() -> Business {
    let mut other = salon();
    other.id = BusinessId("other".into());
    other.name = "Anderer Salon".into();
    other.phones[0].number = number("+492214710101");
    other
}

async fn the_dialled_number_picks_the_business(place: Place) {
    let (store, salon) = place.salon().await;
    store.import(&other(), now()).await.unwrap();
    assert_eq!(*store.answering(&number("+492214710100")).await.unwrap().unwrap(), salon);
    assert_eq!(*store.answering(&number("+492214710101")).await.unwrap().unwrap(), other());
    assert_eq!(store.answering(&number("+492214710102")).await.unwrap(), None);
    assert!(store.is_ours(&number("+492214710101")).await.unwrap());
    assert!(!store.is_ours(&salon.forward).await.unwrap());
}

async fn what_was_imported_is_exported_the_same(place: Place) {
    let (store, salon) = place.salon().await;
    store.import(&other(), now()).await.unwrap();
    store.close().await;
    let store = place.open().await;
    let kept = store.business(&salon.id).await.unwrap().unwrap();
    assert_eq!((&*kept, toml::write(&kept)), (&salon, toml::write(&salon)));
    assert_eq!(store.business(&BusinessId("unknown".into())).await.unwrap(), None);
    let all: Vec<_> = store.businesses().await.unwrap().iter().map(|business| business.id.0.clone()).collect();
    assert_eq!(all, ["other", "salon"]);
}

async fn importing_twice_is_importing_once(place: Place) {
    let store = place.open().await;
    let mut salon = salon();
    assert_eq!(store.import(&salon, now()).await.unwrap(), Imported::Added);
    assert_eq!(store.import(&salon, now()).await.unwrap(), Imported::Unchanged);
    salon.horizon_days = 30;
    assert_eq!(store.import(&salon, now()).await.unwrap(), Imported::Changed);
    assert_eq!(store.businesses().await.unwrap().len(), 1);
}

async fn a_change_is_seen_by_those_who_are_open(place: Place) {
    let (serving, mut salon) = place.salon().await;
    assert_eq!(serving.answering(&number("+492214710100")).await.unwrap().unwrap().name, "Salon Morgenrot");
    salon.name = "Salon Abendrot".into();
    salon.phones[0].number = number("+492214710103");
    place.open().await.import(&salon, now()).await.unwrap();
    assert_eq!(serving.answering(&number("+492214710100")).await.unwrap(), None, "a number given up");
    assert_eq!(*serving.answering(&number("+492214710103")).await.unwrap().unwrap(), salon);
}

async fn two_businesses_cannot_answer_one_number(place: Place) {
    let (store, salon) = place.salon().await;
    let mut thief = other();
    thief.phones.extend(salon.phones.iter().cloned());
    let error = store.import(&thief, now()).await.unwrap_err();
    assert!(matches!(error, StoreError::PhoneTaken { .. }), "{error}");
    let said = error.to_string();
    assert!(["'other'", "'salon'", "+492214710100"].iter().all(|part| said.contains(part)), "{said}");
    assert_eq!(store.business(&thief.id).await.unwrap(), None, "nothing of it was taken in");
    assert_eq!(store.answering(&number("+492214710100")).await.unwrap().unwrap().id, salon.id);
}
