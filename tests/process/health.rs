//! What a monitor and a proxy ask: whether the process lives, and whether it takes calls.

use lab::office::phone::{BOOKED, BOOKING, Ringing};
use lab::office::{Kept, Office, PATIENCE, Plan, free_address};
use sqlx::{AnyConnection, Connection, Executor};
use std::net::SocketAddr;
use std::process::Command;
use std::time::Duration;

async fn ask(office: &Office, path: &str) -> (u16, String) {
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
    let response = client.get(format!("http://{}{path}", office.listen)).send().await.expect("a response");
    (response.status().as_u16(), response.text().await.expect("a body"))
}

#[tokio::test]
async fn a_server_says_that_it_lives_and_whether_it_takes_calls() {
    let office = Plan::hearing(&BOOKING).open().await;
    assert_eq!(ask(&office, "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(ask(&office, "/readyz").await, (200, "ready\n".to_owned()));
    // Closing, it finishes the running call and lives until then.
    let mut call = office.call(Ringing::default());
    call.agent_begins().await;
    office.terminate();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(ask(&office, "/readyz").await, (503, "closing\n".to_owned()));
    assert_eq!(ask(&office, "/healthz").await.0, 200);
    call.over().await;
}

/// Asks until it is answered so.
async fn becomes(office: &Office, answer: (u16, &str)) {
    let asked = async {
        while ask(office, "/readyz").await != (answer.0, answer.1.to_owned()) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("it is never {answer:?}: {}", office.log()));
}

#[tokio::test]
async fn a_server_whose_database_another_writes_for_ever_takes_no_calls() {
    sqlx::any::install_default_drivers();
    for (kept, lock) in
        [(Kept::Sqlite, "BEGIN IMMEDIATE"), (Kept::Postgres, "BEGIN; LOCK TABLE businesses IN EXCLUSIVE MODE")]
    {
        let office = Plan { kept, ..Plan::hearing(&BOOKING) }.open().await;
        becomes(&office, (200, "ready\n")).await;
        let mut other = AnyConnection::connect(&office.database).await.expect("a connection");
        other.execute(lock).await.expect("locked");
        becomes(&office, (503, "the database cannot be written\n")).await;
        assert_eq!(ask(&office, "/healthz").await.0, 200);
        other.execute("ROLLBACK").await.expect("let go");
        becomes(&office, (200, "ready\n")).await;
        office.call(Ringing::default()).over().await;
        assert_eq!(office.appointments(), [BOOKED]);
    }
}

/// Runs the image's health check against a server on this machine.
async fn image_says_healthy(server: SocketAddr) -> bool {
    let dockerfile = include_str!("../../Dockerfile");
    let (_, check) = dockerfile.split_once("HEALTHCHECK ").expect("a check");
    let (_, command) = check.split_once("CMD ").expect("a command");
    let words: Vec<String> = serde_json::from_str(command.lines().next().expect("a line")).expect("JSON");
    let mut check = Command::new(&words[0]);
    check.args(&words[1..]).env("VORZIMMER_SERVER_LISTEN", server.to_string());
    tokio::task::spawn_blocking(move || check.status().expect("it runs").success()).await.expect("it ended")
}

#[tokio::test]
async fn the_image_knows_whether_its_server_lives() {
    let mut office = Plan::hearing(&BOOKING).open().await;
    assert!(image_says_healthy(office.listen).await);
    office.kill();
    assert!(!image_says_healthy(office.listen).await);
    assert!(!image_says_healthy(free_address()).await);
}
