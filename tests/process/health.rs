//! What a monitor and a proxy ask: whether the process lives, and whether it takes calls.

use lab::office::phone::{BOOKING, Ringing};
use lab::office::{Office, PATIENCE, Plan};

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
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(ask(&office, "/readyz").await, (503, "closing\n".to_owned()));
    assert_eq!(ask(&office, "/healthz").await.0, 200);
    call.over().await;
}
