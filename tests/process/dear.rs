//! A business that was taken in while its forward number was not yet refused (P28): the others are served as ever, its callers
//! leave messages, and the dear number is never rung.

use super::stranger::{Stranger, form};
use crate::telephony::stage::call_sid;
use lab::office::{CALLER, DIALLED, NOW, OWNER, Office, Plan, command};
use serde_json::Value;
use sqlx::{AnyConnection, Connection, Executor};
use std::io::Write;
use std::process::Stdio;
use telephony::VOICE_PATH;

/// A premium number.
const DEAR: &str = "+499005123456";
/// What the garage answers, and its owner.
const GARAGE: &str = "+498999998300";
const GARAGE_OWNER: &str = "+498999998399";

/// A server with a garage too, whose salon was taken in with a dear number.
async fn office() -> Office {
    let mut office = Plan::hearing(&["Hallo."]).open().await;
    office.ask(&["business", "import", concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/werkstatt.toml")]);
    office.kill();
    sqlx::any::install_default_drivers();
    let mut database = AnyConnection::connect(&office.database).await.expect("a connection");
    let change = "UPDATE businesses SET definition = replace(definition, $1, $2) WHERE id = 'salon'";
    let owner = format!("+{}", &OWNER[1..]);
    let changed = database.execute(sqlx::query(change).bind(owner).bind(DEAR)).await.expect("changed");
    assert_eq!(changed.rows_affected(), 1);
    database.close().await.expect("closed");
    office.start().await;
    office
}

async fn answer(stranger: &Stranger, call: usize, dialled: &str) -> String {
    let mut form = form(&call_sid(call));
    form.iter_mut().filter(|(name, _)| name == "To").for_each(|(_, value)| dialled.clone_into(value));
    let (status, twiml) = stranger.post(VOICE_PATH, &form, Some(&stranger.signature(VOICE_PATH, &form))).await;
    assert_eq!(status, 200, "{twiml}");
    twiml
}

/// Types a call; gives what was said, and what came of it.
fn typed(office: &Office, lines: &str) -> (String, Value) {
    let mut chat = command(&["chat", "--business", "salon", "--json", "--now", NOW, "--caller", CALLER, "--db"]);
    chat.arg(&office.database).arg("--config").arg(office.config());
    let mut chat = chat.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("it runs");
    chat.stdin.take().expect("an input").write_all(lines.as_bytes()).expect("typed");
    let output = String::from_utf8(chat.wait_with_output().expect("it ends").stdout).expect("text");
    let objects: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let said = objects.iter().filter_map(|object| object["say"].as_str()).collect::<Vec<_>>().join("\n");
    (said, objects.last().expect("an outcome")["outcome"].clone())
}

#[tokio::test]
async fn p28_a_dear_number_that_was_taken_in_before_is_never_rung_and_named() {
    let office = office().await;
    assert!(office.log().contains("nobody is rung: the forward number is a number with a price"), "{}", office.log());
    let stranger = Stranger::before(&office);
    let salon = answer(&stranger, 1, DIALLED).await;
    assert!(salon.contains("<Stream") && !salon.contains("<Dial") && !salon.contains(DEAR), "{salon}");
    let garage = answer(&stranger, 2, GARAGE).await;
    assert!(garage.contains("<Stream") && garage.contains(&format!("<Dial>{GARAGE_OWNER}</Dial>")), "{garage}");

    let (said, outcome) = typed(&office, "Ich möchte mit einem Menschen sprechen.\nDass ich morgen komme.\nKeller\n");
    assert!(said.contains("niemand zu erreichen. Was soll ich ausrichten?"), "{said}");
    assert_eq!(
        (&outcome["transfer"], outcome["messages"].as_array().map(Vec::len)),
        (&Value::Null, Some(1)),
        "{outcome}"
    );

    assert_eq!(office.list(&["business", "list"]).len(), 2);
    office.list(&["calls"]);
    let doctor = command(&["doctor", "--json", "--config"]).arg(office.config()).output().expect("it runs");
    let doctor = String::from_utf8(doctor.stdout).expect("text");
    let found: Vec<Value> = doctor.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let of =
        |about: &str| found.iter().find(|line| line["check"] == "business" && line["about"] == about).expect("found");
    assert_eq!((&of("salon")["state"], &of("werkstatt")["state"]), (&"wrong".into(), &"ok".into()), "{doctor}");
    assert!(of("salon")["says"].as_str().is_some_and(|says| says.contains(DEAR) && says.contains("import it again")));
    assert!(!doctor.contains(&format!("<Dial>{DEAR}")), "{doctor}");

    // As it is kept it is not taken in again; with another number it is.
    let exported = office.ask(&["business", "export", "salon"]);
    let file = office.folder.path().join("salon.toml");
    std::fs::write(&file, &exported).expect("written");
    let mut import = command(&["business", "import", "--config"]);
    let import = import.arg(office.config()).arg(&file).output().expect("it runs");
    assert_eq!(import.status.code(), Some(2));
    std::fs::write(&file, exported.replace(DEAR, OWNER)).expect("written");
    office.ask(&["business", "import", file.to_str().expect("a path")]);
    let salon = answer(&stranger, 3, DIALLED).await;
    assert!(salon.contains(&format!("<Dial>{OWNER}</Dial>")), "{salon}");
}
