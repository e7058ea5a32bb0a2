//! P26, P10, P27, P03: a whole run at debug level leaves no caller's number, name, words or sound in any file but sealed.
//!
//! Everything that the server writes is searched, byte by byte, for canaries in every form in which they could have got there.

use super::canary::{Canary, Haystack, forms};
use super::stranger::{Stranger, form};
use lab::office::phone::{Ringing, speech};
use lab::office::{Office, Plan, bytes};
use lab::telephone::report::CallEnd;
use lab::telephone::script::Utterance;
use std::path::Path;
use telephony::VOICE_PATH;

const NUMBER: &str = "+4917604069042";
const NAME: &str = "Zaunkönig";
const WORDS: &str = "Zitronenfalter";
/// What nobody who calls has said: a stranger's.
const SMUGGLED: &str = "Distelfink";

const SAID: [&str; 5] = [
    "Ich möchte am Donnerstag um 15 Uhr einen Herrenhaarschnitt bei Jonas, mein Name ist Zaunkönig.",
    "Ja, das stimmt.",
    "Ich möchte noch eine Nachricht hinterlassen.",
    "Der Zitronenfalter sitzt im Garten, bitte ruft mich zurück.",
    "Nein danke, auf Wiederhören.",
];

#[tokio::test]
async fn p26_a_whole_run_leaves_no_trace_of_callers() {
    let mut office = Plan::hearing(&SAID).open().await;
    let caller = || Ringing { from: NUMBER, ..Ringing::default() };
    let call = office.call(caller());
    smuggle(&office).await;
    let over = call.over().await;
    println!("{:?}", over.sentences());
    assert_eq!(over.outcome(), &CallEnd::Agent, "{:?}", over.happenings);
    let faults = ["unsigned", "handshake", "drop-at=4000", "hang-up-at=2500"];
    let broken = faults.map(|fault| office.call(Ringing { faults: vec![fault], ..caller() }).over());
    futures_util::future::join_all(broken).await;
    look(&office, "while it runs");
    let mut last = office.call(caller());
    last.agent_begins().await;
    last.agent_begins().await;
    office.kill();
    last.over().await;
    look(&office, "after kill -9");
    office.start().await;
    office.terminate();
    office.ended().await;
    look(&office, "at the end");

    // It was all there, and is for those who have the key.
    assert_eq!(office.list(&["appointments"])[0]["name"], NAME);
    assert!(office.ask(&["messages", "--json"]).contains(WORDS), "{}", office.ask(&["messages", "--json"]));
}

/// A stranger who puts canaries wherever something could be written down.
async fn smuggle(office: &Office) {
    let stranger = Stranger::before(office);
    let mut form = form("CA00000000000000000000000000000001");
    for (_, value) in form.iter_mut().filter(|(name, _)| name == "From") {
        *value = NUMBER.to_owned();
    }
    for name in ["CallerName", "Caller", "FromCity", "SpeechResult", SMUGGLED] {
        form.push((name.to_owned(), SMUGGLED.to_owned()));
    }
    let query = format!("{VOICE_PATH}?From={NUMBER}&Name={SMUGGLED}");
    stranger.post(VOICE_PATH, &form, None).await;
    stranger.post(&query, &form, Some(&stranger.forged(&query, &form))).await;
    stranger.post(&query, &form, Some(&stranger.signature(&query, &form))).await;
    stranger.post(&format!("/{SMUGGLED}/{NUMBER}"), &form, None).await;
    let mut wrong = form.clone();
    wrong.retain(|(name, _)| name != "CallSid");
    stranger.post(VOICE_PATH, &wrong, Some(&stranger.signature(VOICE_PATH, &wrong))).await;
    assert_eq!(stranger.socket(SMUGGLED).await.closed().await, Some(1008));
    let call = "CA00000000000000000000000000000001";
    let token = stranger.token(call).await;
    let mut stream = stranger.stream(call, &token, Some(SMUGGLED)).await;
    for text in [
        format!(r#"{{"event":"{SMUGGLED}","streamSid":"{NUMBER}"}}"#),
        format!(r#"{{"event":"dtmf","dtmf":{{"digit":"{NUMBER}"}}}}"#),
        format!("{SMUGGLED} {NUMBER}"),
    ] {
        stream.try_text(&text).await;
    }
    assert_eq!(stream.closed().await, Some(1008));
}

/// Searches everything that the server has written so far.
fn look(office: &Office, when: &str) {
    let files = office.files();
    let named = |name: &str| files.iter().any(|path| path.ends_with(name));
    assert!(named("office.db") && named("server.log"), "{files:?}");
    let contents: Vec<(&Path, Haystack)> =
        files.iter().map(|path| (path.as_path(), Haystack::new(&bytes(path)))).collect();
    println!("{when}: {:?}", files.iter().map(|path| bytes(path).len()).collect::<Vec<_>>());
    // The search finds what is not sealed.
    for open in ["jonas", "salon", "a call begins"] {
        assert!(contents.iter().any(|(_, file)| file.reads(open)), "{open}");
    }
    let Utterance::Speech { sound, .. } = speech(0) else { panic!("a recording") };
    let canaries = [
        Canary::Number(NUMBER),
        Canary::Text(NAME),
        Canary::Text(WORDS),
        Canary::Text(SMUGGLED),
        Canary::Text("Ja, das stimmt"),
        Canary::Sound(&sound),
    ];
    for form in canaries.into_iter().flat_map(forms) {
        for (path, file) in &contents {
            assert!(!file.holds(&form), "{when}, {} lies in {}", form.name, path.display());
        }
    }
}
