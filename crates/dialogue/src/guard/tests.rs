//! What a model may say, and what not.

use super::*;
use crate::WishKind;
use crate::tasks::Visits;
use base::business::fixtures;
use base::language::Language;
use booking::{Slot, Visit};
use jiff::Timestamp;

/// A call in which Thursday at three with Jonas and Friday at nine with Aylin are offered, and the caller has said this.
fn guarded(language: Language, said: &[&str], prose: &str) -> bool {
    let business = fixtures::by_id("salon").unwrap();
    let now = "2026-12-01T10:00:00+01:00[Europe/Berlin]".parse().unwrap();
    let offered = [("jonas", "2026-12-03T15:00:00+01:00"), ("aylin", "2026-12-04T09:00:00+01:00")];
    let visit = |(resource, start): &(&str, &str)| {
        let start: Timestamp = start.parse().unwrap();
        let end = start + jiff::SignedDuration::from_mins(30);
        Visit::from(Slot { service: "herrenschnitt".into(), resource: (*resource).into(), start, end })
    };
    let mut conversation = Conversation::new(language);
    conversation.tasks.begin(WishKind::Book);
    conversation.tasks.booking_mut().target.visits = Visits::Offered(offered.iter().map(visit).collect());
    Guard::new(&business, &conversation, now, said.iter().copied()).may_say(prose)
}

fn says_all(language: Language, said: &[&str], prose: &[&str], may: bool) {
    let wrong: Vec<_> = prose.iter().filter(|prose| guarded(language, said, prose) != may).collect();
    assert!(wrong.is_empty(), "{} {wrong:#?}", if may { "may be said:" } else { "may not be said:" });
}

const KELLER: [&str; 2] = ["Hier ist Keller, haben Sie am Samstag um elf etwas frei?", "Oder am Mittwoch vielleicht?"];

#[test]
fn p22_a_claim_of_a_deed_is_not_spoken() {
    let german = [
        "Ihr Termin ist gebucht.",
        "Ich habe dich für Donnerstag eingetragen.",
        "Erledigt, der Termin wurde storniert!",
        "Perfekt, ich habe alles notiert.",
        "Ich habe deinen Termin abgesagt.",
    ];
    let english = [
        "You're booked for Thursday at three.",
        "I've cancelled your appointment.",
        "That is confirmed.",
        "It's cancelled.",
    ];
    says_all(Language::De, &[], &german, false);
    says_all(Language::De, &[], &english, false);
    says_all(Language::En, &[], &english, false);
}

#[test]
fn what_is_in_the_calendar_is_told_by_the_call_alone() {
    let german = [
        "Frau Wieczorek hat am Freitag um 9 Uhr einen Termin.",
        "Dein Termin ist am Freitag um 9 Uhr.",
        "Am Freitag um 9 Uhr kommt Herr Wieczorek.",
        "Meinst du den Termin am Freitag um 9 Uhr?",
    ];
    says_all(Language::De, &[], &german, false);
    let english = ["Your appointment is on Friday at nine.", "Mrs Wieczorek is coming on Friday."];
    says_all(Language::En, &[], &english, false);
}

#[test]
fn times_that_are_spoken_of_are_said() {
    let german = [
        "Am Donnerstag um 15 Uhr ist bei Jonas frei.",
        "Am Donnerstag um 15 Uhr oder am Freitag um 9 Uhr?",
        "Passt dir Freitag um neun?",
        "Um 15 Uhr ginge es bei Jonas.",
        "Am Samstag um elf ist leider nichts frei.",
        "Am Mittwoch geht es leider nicht.",
        "Eher am Vormittag oder am Nachmittag?",
        "Wir haben am Donnerstag von 9 bis 20 Uhr geöffnet.",
        "Soll ich den Termin am Freitag um 9 Uhr so eintragen?",
        "Was kann ich heute für dich tun?",
    ];
    says_all(Language::De, &KELLER, &german, true);
    let english = [
        "Thursday at three is free with Jonas, or Friday at nine.",
        "Would Friday at nine suit you?",
        "Morning or afternoon?",
    ];
    says_all(Language::En, &[], &english, true);
}

#[test]
fn invented_times_are_not() {
    let german = [
        "Am Donnerstag um 16 Uhr ist bei Jonas frei.",
        "Am Freitag um 15 Uhr ist frei.",
        "Am Donnerstag um 15 Uhr oder am Freitag um 10 Uhr?",
        "Um halb zwölf ginge es auch.",
        "Am Dienstag ist noch etwas frei.",
        "Am 14. Dezember hätten wir Zeit.",
        "Wir haben am Montag von 8 bis 12 Uhr geöffnet.",
        "Um 15 Uhr ist belegt, aber um 17 Uhr geht es.",
        "Am Donnerstag zwischen 15 und 22 Uhr ist frei.",
        "Thursday at four is free.",
    ];
    says_all(Language::De, &KELLER, &german, false);
    let english = [
        "Thursday at four is free with Jonas.",
        "Could you make it at ten thirty?",
        "Monday is free.",
        "Am Freitag um 15 Uhr?",
    ];
    says_all(Language::En, &[], &english, false);
}

#[test]
fn prices_and_numbers_are_the_business_s() {
    let german = [
        "Der Herrenhaarschnitt kostet 32 Euro und dauert 30 Minuten.",
        "Das macht 54 Euro.",
        "Färben kostet ab 95 Euro.",
        "Wir sind in der Lindenstraße 12, 50674 Köln.",
        "Unsere Nummer ist 0221 4710100.",
        "Ich habe zwei Zeiten für dich.",
    ];
    says_all(Language::De, &[], &german, true);
    let invented = [
        "Der Herrenhaarschnitt kostet 54 Euro.",
        "Das macht 40 Euro.",
        "Das kostet fünfundvierzig Euro.",
        "Das kostet 30€.",
        "Das dauert 50 Minuten.",
        "Wir sind in der Lindenstraße 14.",
        "Unsere Nummer ist 0221 5550123.",
        "Schreib an info@salon-morgenrot.de.",
    ];
    says_all(Language::De, &[], &invented, false);
    says_all(Language::En, &[], &["A men's haircut is 32 euros.", "It takes 30 minutes."], true);
    says_all(Language::En, &[], &["A men's haircut is 35 euros.", "Call us on 030 1234567."], false);
}

#[test]
fn people_and_services_are_known() {
    let german = [
        "Gern, Herr Keller.",
        "Möchtest du zu Aylin oder zu Jonas?",
        "Frau Aylin ist da.",
        "Wann soll der Termin sein?",
        "Wie ist dein Name?",
        "Möchtest du einen Haarschnitt?",
        "Darf ich nach deinem Nachnamen fragen?",
        "Einen Augenblick bitte.",
        "Alles klar, dann schaue ich nach freien Zeiten.",
    ];
    says_all(Language::De, &KELLER, &german, true);
    let invented = [
        "Bei Monika ist frei.",
        "Monika hat Zeit.",
        "Gern, Herr Becker.",
        "Frau Wieczorek kommt auch.",
        "Wir bieten auch Massagen an.",
        "Möchtest du eine Maniküre?",
        "Soll es ein Termin für eine Dauerwelle sein?",
        "Massagen kosten auch nicht mehr.",
    ];
    says_all(Language::De, &KELLER, &invented, false);
    let english = [
        "Would you like to see Aylin or Jonas?",
        "Is that for a women's haircut?",
        "What name is the appointment for?",
        "Which service would you like?",
        "One moment, please.",
    ];
    says_all(Language::En, &[], &english, true);
    let invented = ["Monica is in.", "You could see Monica.", "We also offer massages.", "Is that for a manicure?"];
    says_all(Language::En, &[], &invented, false);
}

#[test]
fn p02_it_is_not_denied() {
    says_all(Language::De, &[], &["Nein, ich bin ein Mensch.", "Ich bin kein Computer."], false);
    says_all(Language::En, &[], &["No, I’m not an AI.", "I am a real person."], false);
}

#[test]
fn nobody_is_offered() {
    let german = ["Soll ich dich verbinden?", "Ich kann dich mit einem Menschen verbinden", "Ich stelle dich durch."];
    says_all(Language::De, &[], &german, false);
    let english = ["Shall I put you through?", "I can transfer you to a colleague."];
    says_all(Language::En, &[], &english, false);
}

#[test]
fn questions_and_offers_are_spoken() {
    let german = [
        "Soll ich den Termin so eintragen?",
        "Der Termin ist noch nicht gebucht.",
        "Möchten Sie, dass er verschoben wird?",
    ];
    says_all(Language::De, &[], &german, true);
    says_all(Language::En, &[], &["Shall I book it?", "It is not booked yet."], true);
}

#[test]
fn a_word_that_points_at_something_is_no_name() {
    let said = ["I would like to book a men's haircut, please.", "On Thursday at three p.m., with Jonas."];
    for prose in
        ["That is free.", "This has to be confirmed first.", "Those are both free.", "Otherwise is there a day?"]
    {
        assert!(guarded(Language::En, &said, prose), "{prose}");
    }
    for prose in ["Dies ist leider nicht möglich.", "Diese sind beide frei."] {
        assert!(guarded(Language::De, &["Am Donnerstag um drei bei Jonas."], prose), "{prose}");
    }
    assert!(!guarded(Language::En, &said, "Marlene is free."));
}
