//! A business's file is changed and imported again: what is booked is not forgotten over it, and what can hardly be meant is said.

use super::place::*;
use booking::Calendar;
use std::fs;
use std::process::{Command, Output, Stdio};

const SALON: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/salon.toml");

/// Imports a business's text into a place.
fn import(place: &Place, text: &str, more: &[&str]) -> (Option<i32>, String, String) {
    let file = place.folder().join("edited.toml");
    fs::write(&file, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
    command.args(["business", "import"]).arg(&file).args(["--db", &place.url, "--now", &now().to_string()]);
    let Output { status, stdout, stderr } = command.args(more).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

#[tokio::test]
async fn a_change_that_touches_what_is_booked_wants_to_be_meant() {
    let text = fs::read_to_string(SALON).unwrap();
    let (closed, gone) =
        (text.replace("company = [", "company = [\"3 Dec\", "), text.replace("\"herrenschnitt\"", "\"haarschnitt\""));
    let shorter = text.replace("thu = \"09:00-20:00\", fri", "thu = \"09:00-12:00\", fri");
    for (edited, reason) in [
        (closed, "the day is closed"),
        (gone, "the service 'herrenschnitt' is gone"),
        (text.replace("\"jonas\"", "\"johannes\""), "'jonas' is gone"),
        (shorter, "it lies outside the hours"),
    ] {
        assert_ne!(edited, text, "the fixture has changed: {reason}");
        let place = Place::sqlite();
        let (store, salon) = place.salon().await;
        let kept = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-03T15:00")).await;
        let gone_by = book(&store, &salon, slot(&salon, "herrenschnitt", "jonas", "2026-12-02T15:00")).await;
        store.cancel(&salon.id, &gone_by.id, now()).await.unwrap().unwrap();
        store.close().await;
        let (code, done, said) = import(&place, &edited, &[]);
        assert_eq!(code, Some(1), "{reason}: {done}{said}");
        assert!(said.contains("Thu 2026-12-03 15:00, herrenschnitt with jonas") && said.contains(reason), "{said}");
        assert!(said.contains(&kept.id.0) && !said.contains(&gone_by.id.0) && said.contains("--yes"), "{said}");
        let (code, done, _) = import(&place, &text, &[]);
        assert!(code == Some(0) && done.contains("unchanged"), "nothing was written: {done}");
        let (code, done, said) = import(&place, &edited, &["--yes"]);
        assert!(code == Some(0) && done.contains("changed") && said.contains(reason), "{done}{said}");
        // Once taken in, it is said no more.
        let (code, done, said) = import(&place, &edited.replace("Morgenrot", "Abendrot"), &[]);
        assert!(code == Some(0) && done.contains("changed") && !said.contains(reason), "{done}{said}");
    }
}

#[tokio::test]
async fn a_conversation_or_a_look_at_the_slots_changes_no_business() {
    let text = fs::read_to_string(SALON).unwrap();
    let place = Place::sqlite();
    let (store, salon) = place.salon().await;
    let file = place.folder().join("edited.toml");
    fs::write(&file, text.replace("\"jonas\"", "\"johannes\"")).unwrap();
    let file = file.to_str().unwrap();
    let slots = ["--service", "bart", "--from", "2026-12-03T09:00:00+01:00", "--to", "2026-12-04T09:00:00+01:00"];
    for command in [vec!["chat"], [&["slots"][..], &slots].concat()] {
        let mut run = Command::new(env!("CARGO_BIN_EXE_vorzimmer"));
        run.args(command).args(["--business", file, "--db", &place.url]).stdin(Stdio::null());
        let Output { status, stderr, .. } = run.output().unwrap();
        let said = String::from_utf8(stderr).unwrap();
        assert!(status.code() == Some(2) && said.contains("business import"), "{said}");
        assert_eq!(*store.business(&salon.id).await.unwrap().unwrap(), salon, "the business is what it was");
    }
}

#[test]
fn what_can_hardly_be_meant_is_said_and_taken_in() {
    let text = fs::read_to_string(SALON).unwrap();
    let early = text.replace("thu = \"09:00-20:00\", fri", "thu = \"05:00-20:00\", fri");
    for (edited, doubt) in [
        (early, "'jonas' has hours on"),
        (text.replace("Europe/Berlin", "Asia/Tokyo"), "shows another time than Germany's"),
        (text.replace("Salon Morgenrot", "Physiotherapie Morgenrot"), "sounds like a health profession"),
    ] {
        assert_ne!(edited, text, "the fixture has changed: {doubt}");
        let (code, done, said) = import(&Place::sqlite(), &edited, &[]);
        assert!(code == Some(0) && done.contains("added") && said.contains(doubt), "{doubt}: {done}{said}");
    }
    let (_, _, said) = import(&Place::sqlite(), &text, &[]);
    assert_eq!(said, "", "of the fixture nothing is doubted");
}
