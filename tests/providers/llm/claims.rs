//! What a model asks for and says, held against what the caller has said.

use super::*;

#[tokio::test]
async fn p22_a_booking_takes_the_way_of_the_rules_to_the_gate() {
    let server = ChatServer::start(|_, _| {
        let when = "2026-12-03T15:00";
        calls("book", json!({ "service": "herrenschnitt", "when": when, "resource": "jonas", "name": "Hoffmann" }))
    })
    .await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let words = "Herrenschnitt bei Jonas am Donnerstag um 15 Uhr, mein Name ist Hoffmann";
    let (_, reply) = turn(&engine, &conversation(), words).await.unwrap();
    let [Deed::Propose(Proposal::Book { name, .. })] = reply.deeds.as_slice() else { panic!("{reply:?}") };
    assert_eq!((name.reveal().as_str(), reply.conversation.asked), ("Hoffmann", Asked::Confirm));
}

#[tokio::test]
async fn a_name_that_the_caller_did_not_say_is_asked_for() {
    let server = ChatServer::start(|_, _| {
        calls("book", json!({ "service": "herrenschnitt", "when": "2026-12-03T15:00", "name": "Schmidt" }))
    })
    .await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let (_, reply) = turn(&engine, &conversation(), "Herrenschnitt am Donnerstag um 15 Uhr").await.unwrap();
    assert_eq!((reply.conversation.asked, reply.deeds.len()), (Asked::Name, 0));
    assert_eq!(reply.conversation.caller.name, CallerName::Unknown);
}

#[tokio::test]
async fn what_proves_who_somebody_is_must_be_said_by_the_caller() {
    let server = ChatServer::start(|_, _| {
        calls("list_mine", json!({ "name": "Keller", "appointment": "Donnerstag um 15 Uhr" }))
    })
    .await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let (_, reply) = turn(&engine, &conversation(), "Was steht bei euch im Kalender?").await.unwrap();
    let Conversation { caller, tasks, .. } = &reply.conversation;
    let said = tasks.own().map(|own| own.said.clone());
    assert_eq!((tasks.kind(), &caller.name, said), (Some(WishKind::Mine), &CallerName::Unknown, Some(None)));
    assert_eq!(reply.conversation.asked, Asked::Name);
}

#[tokio::test]
async fn p22_an_invented_confirmation_is_not_spoken() {
    let server = ChatServer::start(|_, _| says("Alles klar. Dein Termin am Donnerstag ist gebucht.")).await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let (said, reply) =
        turn(&engine, &conversation(), "Am Donnerstag um drei bitte einen Herrenschnitt").await.unwrap();
    assert_eq!((said[0].as_str(), reply.deeds.len()), ("Alles klar.", 0));
    assert!(said.len() > 1 && !said.join(" ").contains("gebucht"), "the rules ask what is missing: {said:?}");
    let server = ChatServer::start(|_, _| says("Dein Termin ist gebucht.")).await;
    let engine = self::engine(&server, SETTINGS, Dialect::Common);
    let (said, reply) =
        turn(&engine, &conversation(), "Am Donnerstag um drei bitte einen Herrenschnitt").await.unwrap();
    assert!(!said.is_empty() && !said.join(" ").contains("gebucht"), "the rules take the turn: {said:?}");
    assert_eq!(reply.conversation.asked, Asked::Name);
}

#[tokio::test]
async fn a_question_that_the_owner_has_answered_is_no_message_and_needs_no_person() {
    for (tool, arguments) in [("leave_message", json!({ "text": "Parken?" })), ("offer_person", json!({}))] {
        let server = ChatServer::start(move |_, _| calls(tool, arguments.clone())).await;
        let engine = engine(&server, SETTINGS, Dialect::Common);
        let (said, reply) = turn(&engine, &conversation(), "Kann ich bei euch parken?").await.unwrap();
        assert!(said.join(" ").contains("im Hof parken"), "{tool}: {said:?}");
        assert_eq!((reply.conversation.tasks.kind(), reply.deeds.len()), (None, 0), "{tool}");
    }
}

#[tokio::test]
async fn a_time_and_a_service_that_the_caller_has_not_named_are_looked_at_and_not_wished_for() {
    // The model looks at Friday and then books it; the caller has named Thursday, or nothing.
    for (words, service, when) in [
        ("Einen Herrenhaarschnitt am Donnerstag um 15 Uhr", Some("herrenschnitt"), Some("2026-12-03T14:00:00Z")),
        ("Ich brauche einen Herrenhaarschnitt", Some("herrenschnitt"), None),
        ("Ich hätte gern einen Termin", Some("damenschnitt"), None),
    ] {
        let server = ChatServer::start(|number, _| {
            let arguments = json!({ "service": "damenschnitt", "when": "2026-12-04T09:45" });
            calls(if number == 0 { "find_slots" } else { "book" }, arguments)
        })
        .await;
        let engine = engine(&server, SETTINGS, Dialect::Common);
        let (said, reply) = turn(&engine, &conversation(), words).await.unwrap();
        let booking = reply.conversation.tasks.booking();
        let start = booking.target.when().map(|when| when.start.to_string());
        assert_eq!((booking.parts.services().next(), start.as_deref()), (service, when), "{words}: {said:?}");
    }
}

#[tokio::test]
async fn times_and_people_that_nobody_named_are_a_models_invention() {
    for (words, arguments, asked, person) in [
        (
            "Einen Herrenschnitt bitte",
            json!({ "service": "herrenschnitt", "when": "2026-12-01T10:00" }),
            Asked::Date,
            None,
        ),
        (
            "Einen Herrenschnitt bitte",
            json!({ "service": "herrenschnitt", "when": "heute um 10 Uhr" }),
            Asked::Date,
            None,
        ),
        (
            "Einen Herrenschnitt am Donnerstag um drei",
            json!({ "service": "herrenschnitt", "when": "2026-12-04T09:00", "resource": "jonas" }),
            Asked::Name,
            None,
        ),
        (
            "Einen Herrenschnitt am Donnerstag um drei bei Jonas",
            json!({ "service": "herrenschnitt", "when": "2026-12-03T15:00:00Z", "resource": "jonas" }),
            Asked::Name,
            Some("jonas"),
        ),
    ] {
        let shown = arguments.to_string();
        let server = ChatServer::start(move |_, _| calls("book", arguments.clone())).await;
        let engine = engine(&server, SETTINGS, Dialect::Common);
        let (_, reply) = turn(&engine, &conversation(), words).await.unwrap();
        let target = &reply.conversation.tasks.booking().target;
        assert_eq!((reply.conversation.asked, target.person.one()), (asked, person), "{shown}");
        let thursday = "2026-12-03T15:00:00+01:00".parse::<Timestamp>().unwrap();
        assert_eq!(target.chosen().map(Visit::start), (asked == Asked::Name).then_some(thursday), "{shown}");
    }
}

#[tokio::test]
async fn what_is_under_way_is_given_up_by_the_callers_words_alone() {
    let under_way = |kind| {
        let mut conversation = conversation();
        conversation.tasks.begin(kind);
        conversation
    };
    for (kind, tool, arguments) in [
        (WishKind::Book, "cancel", json!({ "name": "Jonas" })),
        (WishKind::Book, "move", json!({ "when": "2026-12-04T09:00" })),
        (WishKind::Book, "leave_message", json!({ "text": "lieber um elf" })),
        (WishKind::Move, "book", json!({ "service": "bart" })),
        (WishKind::Move, "find_slots", json!({ "service": "bart", "when": "Freitag" })),
    ] {
        let server = ChatServer::start(move |number, _| match number {
            0 => calls(tool, arguments.clone()),
            _ => says("Passt dir das?"),
        })
        .await;
        let engine = engine(&server, SETTINGS, Dialect::Common);
        let (said, reply) = turn(&engine, &under_way(kind), "Nein, lieber am Freitag um elf Uhr").await.unwrap();
        assert_eq!(reply.conversation.tasks.kind(), Some(kind), "{tool}: {said:?}");
        assert!(!said.is_empty() && reply.deeds.is_empty(), "{tool}: {said:?}");
    }
    let server = ChatServer::start(|_, _| calls("cancel", json!({}))).await;
    let engine = engine(&server, SETTINGS, Dialect::Common);
    let words = "Ach nein, ich möchte lieber meinen Termin absagen";
    let (_, reply) = turn(&engine, &under_way(WishKind::Move), words).await.unwrap();
    assert_eq!(reply.conversation.tasks.kind(), Some(WishKind::Cancel));
}
