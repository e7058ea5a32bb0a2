//! What a call gets, and who may ask.

use super::stage::{
    ACCOUNT, Book, CALL, CALLER, DIALLED, Form, Log, OLD_TOKEN, OWNER, Stage, TOKEN, business, call_sid, carrier,
    number,
};
use base::business::{DirectoryError, Phone};
use base::privacy::Personal;
use call::attestation::Attestation;
use futures_util::future::join_all;
use telephony::{Carrier, STATUS_PATH, VOICE_PATH, signature};

const OTHER_ACCOUNT: &str = "AC00000000000000000000000000000002";

fn with(name: &str, value: &str) -> Form {
    let mut form = Stage::form(CALL);
    form.retain(|(key, _)| key != name);
    form.push((name.to_owned(), value.to_owned()));
    form
}

async fn twiml(stage: &Stage, form: &Form) -> String {
    let response = stage.webhook(form).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/xml; charset=utf-8");
    response.text().await.expect("TwiML")
}

/// The stream's token in a TwiML.
fn token_in(twiml: &str) -> String {
    twiml.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("token").to_owned()
}

#[tokio::test]
async fn a_call_gets_the_stream_with_the_owner_below_it() {
    let stage = Stage::open().await;
    let text = twiml(&stage, &Stage::form(CALL)).await;
    let token = token_in(&text);
    let expected = format!(
        "<Response><Connect><Stream url=\"ws://{}/twilio/media/{token}\"><Parameter name=\"token\" value=\"{token}\"/>",
        stage.address
    );
    assert!(text.contains(&expected), "{text}");
    assert!(text.contains(&format!("</Stream></Connect><Dial>{OWNER}</Dial><Say language=\"de-DE\">")), "{text}");
}

#[tokio::test]
async fn a_webhook_without_a_valid_signature_is_refused() {
    let stage = Stage::open().await;
    let (form, url) = (Stage::form(CALL), stage.public_url.http(VOICE_PATH));
    let right = signature::sign(&TOKEN.into(), &url, &form);
    let wrong = [
        None,
        Some(String::new()),
        Some("AAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned()),
        Some(signature::sign(&"another".into(), &url, &form)),
        Some(signature::sign(&TOKEN.into(), &stage.public_url.http(STATUS_PATH), &form)),
        Some(signature::sign(&TOKEN.into(), &url, &with("From", "+4917604069013"))),
    ];
    for signature in wrong {
        assert_eq!(stage.post(VOICE_PATH, &form, signature.as_deref()).await.status(), 403, "{signature:?}");
    }
    let foreign = with("AccountSid", "AC00000000000000000000000000000009");
    assert_eq!(stage.webhook(&foreign).await.status(), 403);
    assert_eq!(stage.post(VOICE_PATH, &form, Some(&right)).await.status(), 200);
    assert_eq!(stage.post(STATUS_PATH, &form, Some(&right)).await.status(), 403);
}

#[tokio::test]
async fn p26_the_operator_is_told_why_a_signature_may_be_wrong_and_nothing_of_the_request() {
    let stage =
        Stage::with(Some("https://phone.example.org/office"), vec![carrier()], Book(Ok(vec![business()]))).await;
    let log = Log::collect().await;
    let path = format!("{VOICE_PATH}?canary=1");
    let form = with("From", "+4917604069013");
    let local = signature::sign(&TOKEN.into(), &stage.local(&path), &form);
    for _ in 0..50 {
        assert_eq!(stage.post(&path, &form, Some(&local)).await.status(), 403);
    }
    let foreign = with("AccountSid", OTHER_ACCOUNT);
    assert_eq!(stage.post(VOICE_PATH, &foreign, None).await.status(), 403);
    let stream = stage.dial("canary", Some("canary"), false).await;
    assert!(stream.is_err());

    let text = log.text();
    let lines: Vec<_> = text.lines().filter(|line| line.contains("without a valid signature")).collect();
    let [known, unknown, unnamed] = lines[..] else { panic!("a line of each kind: {text}") };
    assert!(known.contains("checked_against=https://phone.example.org/office/twilio/voice "), "{known}");
    assert!(known.contains("account=\"known\"") && known.contains("of another token or another URL"), "{known}");
    assert!(unknown.contains("account=\"unknown\"") && unknown.contains("signature=\"missing\""), "{unknown}");
    assert!(unnamed.contains("checked_against=wss://phone.example.org/office/twilio/media "), "{unnamed}");
    assert!(["public_url", "proxy", "rotated", "region"].iter().all(|cause| known.contains(cause)), "{known}");
    for secret in ["canary", "17604069013", TOKEN, &local, ACCOUNT, OTHER_ACCOUNT] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[tokio::test]
async fn both_tokens_count_while_they_rotate() {
    let stage = Stage::open().await;
    let form = Stage::form(CALL);
    for token in [TOKEN, OLD_TOKEN] {
        let signature = signature::sign(&token.into(), &stage.public_url.http(VOICE_PATH), &form);
        assert_eq!(stage.post(VOICE_PATH, &form, Some(&signature)).await.status(), 200);
    }
}

#[tokio::test]
async fn behind_a_proxy_the_public_url_is_what_counts() {
    let stage =
        Stage::with(Some("https://phone.example.org/office"), vec![carrier()], Book(Ok(vec![business()]))).await;
    let text = twiml(&stage, &Stage::form(CALL)).await;
    assert!(text.contains("url=\"wss://phone.example.org/office/twilio/media/"), "{text}");
    // The query, as the carrier wrote it, is part of what is signed.
    let (form, path) = (Stage::form(CALL), format!("{VOICE_PATH}?b=%20x&a=1"));
    let signature = signature::sign(&TOKEN.into(), &stage.public_url.http(&path), &form);
    assert_eq!(stage.post(&path, &form, Some(&signature)).await.status(), 200);
    let local = signature::sign(&TOKEN.into(), &stage.local(VOICE_PATH), &form);
    assert_eq!(stage.post(VOICE_PATH, &form, Some(&local)).await.status(), 403);
}

#[tokio::test]
async fn a_number_that_nobody_answers_is_told_so() {
    let stage = Stage::open().await;
    for to in ["+492214710101", "sip:x@example.org", ""] {
        let text = twiml(&stage, &with("To", to)).await;
        assert!(text.contains("<Hangup/>") && !text.contains("<Stream") && !text.contains("<Dial"), "{text}");
    }
}

#[tokio::test]
async fn a_business_is_reached_through_its_own_carrier_only() {
    let other =
        Carrier { id: "other".to_owned(), account: OTHER_ACCOUNT.to_owned(), tokens: vec!["o".into()], ..carrier() };
    let mine = base::business::Business { carrier: Some("other".to_owned()), ..business() };
    let stage = Stage::with(None, vec![carrier(), other], Book(Ok(vec![mine]))).await;
    assert!(twiml(&stage, &Stage::form(CALL)).await.contains("<Hangup/>"));
    let form = with("AccountSid", OTHER_ACCOUNT);
    let signature = signature::sign(&"o".into(), &stage.public_url.http(VOICE_PATH), &form);
    let response = stage.post(VOICE_PATH, &form, Some(&signature)).await;
    assert!(response.text().await.expect("TwiML").contains("<Stream"));
}

#[tokio::test]
async fn an_owner_whose_number_leads_back_is_not_rung() {
    let looped = base::business::Business {
        phones: vec![
            Phone { number: number(DIALLED), language: None },
            Phone { number: number(OWNER), language: None },
        ],
        ..business()
    };
    let stage = Stage::with(None, vec![carrier()], Book(Ok(vec![looped]))).await;
    let text = twiml(&stage, &Stage::form(CALL)).await;
    assert!(text.contains("<Stream") && !text.contains("<Dial"), "{text}");
    // The owner's phone has just sent the call here: ringing it would send it here again.
    let stage = Stage::open().await;
    let text = twiml(&stage, &with("ForwardedFrom", OWNER)).await;
    assert!(text.contains("<Stream") && !text.contains("<Dial"), "{text}");
    let text = twiml(&stage, &with("ForwardedFrom", "+492214710777")).await;
    assert!(text.contains("<Dial"), "{text}");
}

#[tokio::test]
async fn a_withheld_caller_is_shown_to_the_owner_as_the_dialled_number() {
    let stage = Stage::open().await;
    for from in ["anonymous", "+266696687", "+2562533", "+7748283", "+8656696", "+94844353", "BLOCKED", ""] {
        let text = twiml(&stage, &with("From", from)).await;
        assert!(text.contains(&format!("<Dial callerId=\"{DIALLED}\">{OWNER}</Dial>")), "{text}");
    }
}

#[tokio::test]
async fn strangers_who_hide_share_no_number() {
    let stage = Stage::open().await;
    let mut form = with("From", "+2562533");
    form.push(("ForwardedFrom".to_owned(), "+266696687".to_owned()));
    let text = twiml(&stage, &form).await;
    stage.call_with(CALL, &token_in(&text)).await.echo(1).await;
    let incoming = stage.echo.answered.lock().expect("lock")[0].clone();
    assert!(incoming.caller.is_none() && incoming.forwarded_from.is_none(), "{incoming:?}");
}

#[tokio::test]
async fn an_unreadable_directory_leaves_the_call_to_the_fallback() {
    let book = Book(Err(DirectoryError("disk".to_owned())));
    let stage = Stage::with(None, vec![carrier()], book).await;
    assert_eq!(stage.webhook(&Stage::form(CALL)).await.status(), 503);
}

#[tokio::test]
async fn what_is_no_webhook_is_refused() {
    let stage = Stage::open().await;
    for sid in ["", "../CA1", "CA1", OTHER_ACCOUNT, &CALL[..33], &format!("{CALL}0"), &CALL.replace("01", "0A")] {
        assert_eq!(stage.webhook(&with("CallSid", sid)).await.status(), 400, "{sid}");
    }
    let huge = with("Padding", &"x".repeat(64 * 1024));
    assert_eq!(stage.webhook(&huge).await.status(), 413);
    let client = reqwest::Client::builder().no_proxy().build().expect("client");
    let json = client.post(stage.local(VOICE_PATH)).json(&serde_json::json!({"CallSid": CALL}));
    assert_eq!(json.send().await.expect("response").status(), 415);
}

#[tokio::test]
async fn the_desk_learns_what_the_webhook_said() {
    let stage = Stage::open().await;
    let mut form = with("ForwardedFrom", "+492214710777");
    form.push(("StirVerstat".to_owned(), "TN-Validation-Passed-B".to_owned()));
    let text = twiml(&stage, &form).await;
    stage.call_with(CALL, &token_in(&text)).await.echo(1).await;
    let incoming = stage.echo.answered.lock().expect("lock")[0].clone();
    assert_eq!((incoming.carrier_call.as_str(), incoming.business.id.0.as_str()), (CALL, "salon"));
    assert_eq!(incoming.caller.map(|caller| caller.into_inner()), Some(number(CALLER)));
    assert_eq!((incoming.dialled, incoming.forwarded_from), (number(DIALLED), Some(number("+492214710777"))));
    assert_eq!(incoming.attestation, Some(Attestation::Partial));
    assert_eq!(incoming.begun_at.to_string(), "2026-12-01T09:00:00Z");
    assert!(incoming.call.0.len() == 32 && incoming.call.0.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[tokio::test]
async fn a_webhook_recorded_and_sent_again_is_refused_once_the_stream_has_begun() {
    let stage = Stage::open().await;
    let form = Stage::form(CALL);
    let mut call = stage.call(CALL).await;
    call.echo(1).await;
    assert_eq!(stage.webhook(&form).await.status(), 403);
    call.stop().await;
    stage.echo.ended(CALL).await;
    assert_eq!(stage.webhook(&form).await.status(), 403);
    assert_eq!(stage.webhook(&Stage::form(&call_sid(2))).await.status(), 200);
}

/// Sends a form under the signature of another.
async fn under_the_signature_of(stage: &Stage, path: &str, signed: &Form, sent: &Form) -> u16 {
    let signature = signature::sign(&TOKEN.into(), &stage.public_url.http(path), signed);
    stage.post(path, sent, Some(&signature)).await.status().as_u16()
}

#[tokio::test]
async fn a_signed_webhook_whose_parameters_are_merged_or_split_anew_is_refused() {
    let (log, stage) = (Log::collect().await, Stage::open().await);
    let signed = Stage::form(CALL);
    let others = |left_out: &[&str]| -> Form {
        signed.iter().filter(|(name, _)| !left_out.contains(&name.as_str())).cloned().collect()
    };
    let mut merged = others(&["CallSid", "CallStatus"]);
    merged.push(("CallSid".to_owned(), format!("{CALL}CallStatusringing")));
    let mut split = others(&["CallSid"]);
    split.extend([("CallSid".to_owned(), CALL[..20].to_owned()), (CALL[20..].to_owned(), String::new())]);
    let mut renamed = others(&["CallSid"]);
    renamed.push((format!("CallSid{CALL}"), String::new()));
    for sent in [&merged, &renamed] {
        assert_eq!(under_the_signature_of(&stage, VOICE_PATH, &signed, sent).await, 400, "{sent:?}");
        assert_eq!(under_the_signature_of(&stage, STATUS_PATH, &signed, sent).await, 400, "{sent:?}");
    }
    assert_eq!(under_the_signature_of(&stage, VOICE_PATH, &signed, &split).await, 403, "the order is signed too");
    let text = log.text();
    assert!(text.contains("it has no CallSid, or one that is not CA and 32 hexadecimal digits"), "{text}");
    assert!(!text.contains(CALL) && !text.contains(&CALLER[1..]), "{text}");
}

#[tokio::test]
async fn no_parameter_can_be_hidden_in_the_one_before_it() {
    let stage = Stage::open().await;
    let mut signed = Stage::form(CALL);
    let more = [("ForwardedFrom", "+492214710199"), ("StirVerstat", "TN-Validation-Passed-A")];
    signed.extend(more.map(|(name, value)| (name.to_owned(), value.to_owned())));
    signed.sort();
    for name in ["ForwardedFrom", "From", "StirVerstat", "To"] {
        let at = signed.iter().position(|(key, _)| key == name).expect("it is there");
        for in_its_name in [false, true] {
            let mut sent = signed.clone();
            let (_, value) = sent.remove(at);
            let before = &mut sent[at - 1];
            match in_its_name {
                true => *before = (format!("{}{}{name}", before.0, before.1), value),
                false => before.1.push_str(&format!("{name}{value}")),
            }
            assert_eq!(under_the_signature_of(&stage, VOICE_PATH, &signed, &sent).await, 400, "{name} {in_its_name}");
        }
    }
    assert_eq!(under_the_signature_of(&stage, VOICE_PATH, &signed, &signed).await, 200, "as it was signed");
}

#[tokio::test]
async fn a_parameter_that_is_read_may_not_come_twice() {
    let (log, stage) = (Log::collect().await, Stage::open().await);
    let signed = Stage::form(CALL);
    for (name, value) in [("CallSid", CALL), ("From", CALLER), ("To", "+492214710101"), ("AccountSid", ACCOUNT)] {
        let mut sent = signed.clone();
        sent.push((name.to_owned(), value.to_owned()));
        // A pair that comes twice is signed once, so that the signature of the single one holds.
        assert_eq!(under_the_signature_of(&stage, VOICE_PATH, &sent, &sent).await, 400, "{name}");
        let refused = format!("its {name} comes more than once");
        assert!(log.text().contains(&refused), "{}", log.text());
    }
    let mut harmless = signed.clone();
    harmless.extend([("CallToken".to_owned(), "1".to_owned()), ("CallToken".to_owned(), "2".to_owned())]);
    assert_eq!(under_the_signature_of(&stage, VOICE_PATH, &harmless, &harmless).await, 200, "nobody reads it");
    assert!(!log.text().contains("492214710101") && !log.text().contains(&CALLER[1..]), "{}", log.text());
}

#[tokio::test]
async fn a_webhook_of_a_call_before_the_restart_is_refused() {
    let stage = Stage::open().await;
    stage.past_calls.0.lock().expect("lock").as_mut().expect("a set").insert(CALL.to_owned());
    assert_eq!(stage.webhook(&Stage::form(CALL)).await.status(), 403);
    assert_eq!(stage.webhook(&Stage::form(&call_sid(2))).await.status(), 200);
    // Nobody can tell: the fallback URL is asked.
    *stage.past_calls.0.lock().expect("lock") = None;
    assert_eq!(stage.webhook(&Stage::form(&call_sid(3))).await.status(), 503);
}

#[tokio::test]
async fn a_webhook_that_comes_again_before_the_stream_gets_the_same_answer() {
    // By the carrier, which missed the first, or by somebody who has recorded it and would have the call fall to the owner.
    let stage = Stage::open().await;
    let form = Stage::form(CALL);
    let first = twiml(&stage, &form).await;
    let again = join_all((0..20).map(|_| twiml(&stage, &form))).await;
    assert!(again.iter().all(|again| *again == first), "{first}\n{again:#?}");
    assert_eq!(stage.echo.places.taken(), 1);
    stage.call_with(CALL, &token_in(&first)).await.echo(1).await;
}

#[tokio::test]
async fn of_many_webhooks_of_a_call_at_once_each_gets_the_same_token() {
    let (stage, form) = (Stage::open().await, Stage::form(CALL));
    let answers = join_all((0..20).map(|_| twiml(&stage, &form))).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
}

#[tokio::test]
async fn a_webhook_that_says_something_else_of_its_call_replaces_the_first() {
    let stage = Stage::open().await;
    let first = token_in(&twiml(&stage, &Stage::form(CALL)).await);
    let second = token_in(&twiml(&stage, &with("From", "+4917604069013")).await);
    let mut call = stage.call_with(CALL, &first).await;
    assert_eq!(super::stage::close_code(&mut call.socket).await, Some(1008));
    stage.call_with(CALL, &second).await.echo(1).await;
    assert_eq!(
        stage.echo.answered.lock().expect("lock")[0].caller.clone().map(Personal::into_inner),
        Some(number("+4917604069013"))
    );
}

#[tokio::test]
async fn a_call_that_is_over_opens_no_stream() {
    let stage = Stage::open().await;
    let token = stage.token(CALL).await;
    let form = with("CallStatus", "no-answer");
    let signature = signature::sign(&TOKEN.into(), &stage.public_url.http(STATUS_PATH), &form);
    assert_eq!(stage.post(STATUS_PATH, &form, Some(&signature)).await.status(), 204);
    let mut call = stage.call_with(CALL, &token).await;
    assert_eq!(super::stage::close_code(&mut call.socket).await, Some(1008));
}

#[tokio::test]
async fn p11_p26_unknown_parameters_numbers_and_tokens_reach_no_log() {
    let (log, stage) = (Log::collect().await, Stage::open().await);

    let mut form = with("CallerName", "Canary Keller");
    form.push(("CallerCity".to_owned(), "Canaryhausen".to_owned()));
    assert_eq!(stage.post(VOICE_PATH, &form, None).await.status(), 403);
    assert!(twiml(&stage, &form).await.contains("<Stream"));
    let mut call = stage.call(CALL).await;
    let token = stage.token(&call_sid(2)).await;
    call.echo(7).await;
    call.text("{\"event\":\"media\",\"canary").await;
    call.stop().await;
    stage.echo.ended(CALL).await;
    let refused = stage.echo.controls.lock().expect("lock")[0].clone();
    let error = refused.hang_up().await.expect_err("nothing listens there");
    tracing::error!(%error, "failed to hang up");

    let text = log.text();
    assert!(text.contains("a call begins") && text.contains("failed to hang up"), "{text}");
    let secrets = ["Canary", "canary", &CALLER[1..], "17604069012", TOKEN, OLD_TOKEN, token.as_str(), ACCOUNT];
    for secret in secrets {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
