//! `vorzimmer doctor` before the public URL: what comes through a proxy, and what it says of one that lets something not through.

use super::doctor::Found;
use super::proxy::{Identity, Proxy, Rule, answer, without};
use lab::office::phone::{BOOKED, BOOKING, Ringing};
use lab::office::{Office, Plan, command};
use serde_json::json;
use std::path::Path;

fn passed(head: String) -> Result<String, String> {
    Ok(head)
}

/// What a doctor finds who has this public URL, and its exit code.
async fn examined(config: &Path, variables: &[(&str, &str)]) -> (Found, Option<i32>) {
    let mut doctor = command(&["doctor", "--json", "--config"]);
    doctor.arg(config).envs(variables.iter().copied());
    let output = tokio::process::Command::from(doctor).output().await.expect("it runs");
    let lines = String::from_utf8(output.stdout).expect("text");
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let found = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (Found(found), output.status.code())
}

/// A server that is reached at this address.
async fn office(public_url: &str) -> Office {
    Plan::hearing(&BOOKING).open_with(|config| config["server"]["public_url"] = public_url.into()).await
}

/// What is found behind a proxy with this rule.
async fn behind(rule: Rule) -> Found {
    let proxy = Proxy::open(rule).await;
    let office = office(&format!("http://{}", proxy.address)).await;
    proxy.lead_to(office.listen);
    examined(&office.config(), &[]).await.0
}

#[tokio::test]
async fn a_proxy_that_passes_everything_is_found_to() {
    let proxy = Proxy::open(|head| Ok(without(&head, &["host:"]).replacen("\r\n", "\r\nhost: inside\r\n", 1))).await;
    let office = office(&format!("http://{}", proxy.address)).await;
    proxy.lead_to(office.listen);
    let (found, _) = examined(&office.config(), &[]).await;
    found.assert("webhook", "ok", &["what nobody has signed is refused"]);
    found.assert("signature", "ok", &["answered with TwiML"]);
    found.assert("status callback", "ok", &["taken notice of"]);
    found.assert("stream", "ok", &["WebSockets are passed"]);
}

#[tokio::test]
async fn who_looks_leaves_nothing_behind() {
    let office = Plan::hearing(&BOOKING).open_with(|config| config["limits"] = json!({ "concurrent_calls": 1 })).await;
    for _ in 0..3 {
        examined(&office.config(), &[]).await.0.assert("stream", "ok", &[]);
    }
    assert!(!office.log().contains("a call begins") && office.list(&["calls"]).is_empty(), "{}", office.log());
    // The one place is free.
    office.call(Ringing::default()).over().await;
    assert_eq!(office.appointments(), [BOOKED]);
}

#[tokio::test]
async fn a_proxy_that_passes_no_upgrades_is_named() {
    let found = behind(|head| Ok(without(&head, &["upgrade:", "connection:"]))).await;
    found.assert("signature", "ok", &[]);
    found.assert("stream", "wrong", &["passes no upgrades", "proxy_http_version 1.1", "deploy/nginx.conf"]);
    // By an exact match, streams are not found at all.
    let found = behind(|head| match head.contains(" /twilio/media/") {
        true => Err(answer("404 Not Found", "")),
        false => Ok(head),
    });
    found.await.assert("stream", "wrong", &["404", "does not pass /twilio/media/ with what stands behind it"]);
}

#[tokio::test]
async fn a_signature_that_does_not_hold_is_explained() {
    let found = behind(|head| Ok(head.replacen(" HTTP/1.1", "?by=proxy HTTP/1.1", 1))).await;
    found.assert("webhook", "ok", &[]);
    found.assert("signature", "wrong", &["another public_url or token", "changes the query", "the server's log names"]);
    assert!(found.0.iter().all(|line| line["check"] != "stream"), "one fault is enough");
    // The server was not started anew after its address had changed.
    let proxy = Proxy::open(passed).await;
    let office = Plan::hearing(&BOOKING).open().await;
    proxy.lead_to(office.listen);
    let url = format!("http://{}", proxy.address);
    let (found, code) = examined(&office.config(), &[("VORZIMMER_SERVER_PUBLIC_URL", url.as_str())]).await;
    assert_eq!(code, Some(1));
    found.assert("signature", "wrong", &["start it anew after a change", &format!("{url}/twilio/voice")]);
    assert!(office.log().contains(&format!("checked_against=http://{}/twilio/voice", office.listen)), "as was said");
}

#[tokio::test]
async fn what_else_a_proxy_answers_is_explained() {
    for (rule, words) in [
        ((|_| Err(answer("404 Not Found", ""))) as Rule, &["404", "does not pass /twilio/voice", "another path"][..]),
        (
            |_| Err(answer("308 Permanent Redirect", "location: https://phone.example.org/x\r\n")),
            &["redirects to https://phone.example.org/x", "public_url"],
        ),
        (|_| Err(answer("502 Bad Gateway", "")), &["502", "does not find the server at 127.0.0.1:"]),
        (|_| Err(answer("500 Internal Server Error", "")), &["500", "the proxy fails"]),
        (|_| Err(answer("200 OK", "")), &["200", "another one answers there"]),
        (|_| Err(answer("401 Unauthorized", "")), &["401", "see to the proxy"]),
        (|_| Err("rubbish\r\n\r\n".to_owned()), &["the connection breaks", "though a server runs"]),
    ] {
        let found = behind(rule).await;
        found.assert("webhook", "wrong", words);
        assert!(found.0.iter().all(|line| line["check"] != "signature"), "one fault is enough: {found:#?}");
    }
}

#[tokio::test]
async fn where_no_server_runs_it_is_to_be_started_first() {
    let proxy = Proxy::open(passed).await;
    let mut office = office(&format!("http://{}", proxy.address)).await;
    proxy.lead_to(office.listen);
    let direct = format!("http://{}", office.listen);
    let direct = [("VORZIMMER_SERVER_PUBLIC_URL", direct.as_str())];
    office.kill();
    let (found, _) = examined(&office.config(), &[]).await;
    found.assert("webhook", "note", &["the proxy answers 502", "start one (vorzimmer serve)"]);
    let (found, _) = examined(&office.config(), &direct).await;
    found.assert("webhook", "note", &["nothing listens there", "start one (vorzimmer serve)"]);
    // It runs, but nothing stands at the public URL.
    office.start().await;
    let nowhere = format!("http://{}", lab::office::free_address());
    let (found, code) = examined(&office.config(), &[("VORZIMMER_SERVER_PUBLIC_URL", nowhere.as_str())]).await;
    assert_eq!(code, Some(1));
    found.assert("webhook", "wrong", &["nothing listens there, though a server runs"]);
}

#[tokio::test]
async fn a_certificate_is_looked_at_before_the_carrier_refuses_it() {
    rustls_provider();
    for (name, days, is_trusted, check, state, words) in [
        ("0.0.0.0", 60, false, "webhook", "wrong", &["of no issuer that is trusted", "the whole chain"][..]),
        ("0.0.0.0", -2, true, "webhook", "wrong", &["has expired: renew it"]),
        ("phone.example.org", 60, true, "webhook", "wrong", &["for another name"]),
        ("0.0.0.0", 60, true, "certificate", "ok", &["valid until "]),
        ("0.0.0.0", 5, true, "certificate", "note", &["see to its renewal"]),
    ] {
        let identity = Identity::new(name, days);
        let proxy = Proxy::open_tls(passed, &identity).await;
        // This machine, and not known to be: to an address of loopback, nothing is proved by certificates.
        let office = office(&format!("https://0.0.0.0:{}", proxy.address.port())).await;
        proxy.lead_to(office.listen);
        let authority = office.folder.path().join("authority.pem");
        std::fs::write(&authority, &identity.authority).expect("written");
        let trusted = [("SSL_CERT_FILE", authority.to_str().expect("a path in UTF-8"))];
        let (found, _) = examined(&office.config(), if is_trusted { &trusted } else { &[] }).await;
        found.assert(check, state, words);
        if check == "certificate" {
            found.assert("stream", "ok", &["WebSockets are passed"]);
        }
    }
    // No TLS at all.
    let office = Plan::hearing(&BOOKING).open().await;
    let url = format!("https://0.0.0.0:{}", office.listen.port());
    let (found, _) = examined(&office.config(), &[("VORZIMMER_SERVER_PUBLIC_URL", url.as_str())]).await;
    found.assert("webhook", "wrong", &["does not speak TLS"]);
}

fn rustls_provider() {
    tokio_rustls::rustls::crypto::ring::default_provider().install_default().ok();
}
