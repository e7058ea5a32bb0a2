//! Streams that go wrong: none may harm another, and none may leak.

use super::stage::{CALL, Heard, Stage, call_sid, close_code};
use call::line::{Closed, LineError, LineEvent};
use futures_util::SinkExt;
use std::sync::atomic::Ordering;
use std::time::Duration;
use telephony::inflow::{DIGITS_MAX, GARBAGE_LEAD_MAX};
use telephony::line::{SEND_LIMIT, SILENCE_MAX, TEARDOWN_LIMIT};
use telephony::wire::MESSAGE_BYTES_MAX;
use tokio::io::AsyncReadExt;
use tokio::time::{Instant, sleep};
use tokio_tungstenite::tungstenite::Message;

/// Garbage of every kind that a text can be.
fn garbage(number: usize) -> Message {
    match number % 8 {
        0 => Message::text("{"),
        1 => Message::text(
            "{\"event\":\"media\",\"media\":{\"payload\":\"!!!\"},\"streamSid\":\"MZ00000000000000000000000000000001\"}",
        ),
        2 => Message::binary(vec![0xff; 200]),
        3 => Message::text("x".repeat(MESSAGE_BYTES_MAX + 1)),
        4 => Message::text("[".repeat(2_000)),
        5 => Message::text("{\"event\":\"dtmf\",\"dtmf\":{\"digit\":\"beep\"}}"),
        6 => Message::text("\u{1F4A5}\u{0}"),
        _ => Message::text("{\"event\":12}"),
    }
}

#[tokio::test]
async fn a_thousand_garbage_messages_harm_neither_their_call_nor_another() {
    let stage = Stage::open().await;
    let (mut troubled, mut quiet) = (stage.call(&call_sid(1)).await, stage.call(&call_sid(2)).await);
    let mut slowest = Duration::ZERO;
    for number in 0..1_000 {
        troubled.socket.send(garbage(number)).await.expect("sent");
        // As on a live line, there is sound between.
        troubled.echo((number % 200) as u8).await;
        if number % 10 == 0 {
            let begun = Instant::now();
            quiet.echo((number % 100) as u8).await;
            slowest = slowest.max(begun.elapsed());
        }
    }
    println!("slowest echo of the other call: {slowest:?}");
    assert!(slowest < Duration::from_millis(250), "{slowest:?}");
    troubled.stop().await;
    assert_eq!(stage.echo.ended(&call_sid(1)).await, LineEvent::Closed(Closed::Stopped));
    let counters = stage.counters().await;
    assert_eq!((counters.malformed, counters.oversized, counters.frames), (875, 125, 1_000));
    quiet.stop().await;
    assert_eq!(stage.echo.ended(&call_sid(2)).await, LineEvent::Closed(Closed::Stopped));
}

#[tokio::test]
async fn a_flood_of_garbage_ends_its_own_socket_alone() {
    let stage = Stage::open().await;
    let (mut flood, mut quiet) = (stage.call(&call_sid(1)).await, stage.call(&call_sid(2)).await);
    for number in 0..1_000 {
        // The server may close in the middle of it.
        if flood.socket.send(garbage(number)).await.is_err() {
            break;
        }
        if number % 100 == 0 {
            quiet.echo(number as u8 / 10).await;
        }
    }
    assert_eq!(stage.echo.ended(&call_sid(1)).await, LineEvent::Closed(Closed::Broken));
    quiet.echo(200).await;
    let counters = stage.counters().await;
    let lead = u64::from(GARBAGE_LEAD_MAX);
    // `connected` and `start` made sense, but nothing is owed for that.
    assert_eq!(counters.malformed + counters.oversized, lead + 1);
    quiet.stop().await;
    assert_eq!(stage.echo.ended(&call_sid(2)).await, LineEvent::Closed(Closed::Stopped));
}

#[tokio::test]
async fn a_message_beyond_all_bounds_ends_its_own_socket_alone() {
    let stage = Stage::open().await;
    let (mut huge, mut quiet) = (stage.call(&call_sid(1)).await, stage.call(&call_sid(2)).await);
    let _ = huge.socket.send(Message::text("x".repeat(1024 * 1024))).await;
    assert_eq!(stage.echo.ended(&call_sid(1)).await, LineEvent::Closed(Closed::Broken));
    assert_eq!(stage.counters().await.oversized, 1);
    quiet.echo(1).await;
}

#[tokio::test]
async fn an_abrupt_end_is_noticed_at_once() {
    let stage = Stage::open().await;
    let mut call = stage.call(CALL).await;
    call.echo(1).await;
    let begun = Instant::now();
    drop(call);
    assert_eq!(stage.echo.ended(CALL).await, LineEvent::Closed(Closed::Broken));
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_close_without_stop_is_a_broken_line() {
    let stage = Stage::open().await;
    let mut call = stage.call(CALL).await;
    call.echo(1).await;
    call.socket.close(None).await.expect("closed");
    assert_eq!(stage.echo.ended(CALL).await, LineEvent::Closed(Closed::Broken));
}

#[tokio::test]
async fn a_half_open_socket_does_not_hold_a_call() {
    let stage = Stage::open().await;
    let mut call = stage.call(CALL).await;
    call.echo(1).await;
    let begun = Instant::now();
    // The socket stays open and says nothing, as after a cut cable.
    assert_eq!(stage.echo.ended(CALL).await, LineEvent::Closed(Closed::Broken));
    let took = begun.elapsed();
    assert!(took > SILENCE_MAX - Duration::from_millis(100) && took < SILENCE_MAX + Duration::from_secs(2), "{took:?}");
    // Nobody answers our close: the socket is let go all the same.
    assert_eq!(stage.counters().await.frames, 1);
    sleep(TEARDOWN_LIMIT + Duration::from_millis(300)).await;
    assert_eq!(close_code(&mut call.socket).await, Some(1000));
    let answer = call.socket.get_mut().read(&mut [0; 1]).await;
    assert!(matches!(answer, Ok(0) | Err(_)), "the server has let go: {answer:?}");
}

#[tokio::test]
async fn pings_and_garbage_are_no_signs_of_life() {
    let stage = Stage::open().await;
    let pinging = async |call: String, noise: fn() -> Message| {
        let mut pinging = stage.call(&call).await;
        pinging.echo(1).await;
        let begun = Instant::now();
        // Ten in a second: too few garbage messages to be a flood, and never as much as a quarter of a second of silence.
        while begun.elapsed() < SILENCE_MAX + Duration::from_secs(2) && pinging.socket.send(noise()).await.is_ok() {
            sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(stage.echo.heard(&call).last(), Some(&Heard::Other(LineEvent::Closed(Closed::Broken))), "{call}");
    };
    tokio::join!(
        pinging(call_sid(1), || Message::Ping("x".into())),
        pinging(call_sid(2), || Message::Pong("x".into())),
        pinging(call_sid(3), || Message::text("{\"event\":\"weather\",\"streamSid\":\"x\"}")),
    );
}

#[tokio::test]
async fn unknown_events_are_bounded_and_so_are_keys() {
    let stage = Stage::open().await;
    let mut unknown = stage.call(&call_sid(1)).await;
    for _ in 0..1_000 {
        let weather = format!("{{\"event\":\"weather\",\"streamSid\":\"{}\"}}", super::stage::STREAM);
        if unknown.socket.send(Message::text(weather)).await.is_err() {
            break;
        }
    }
    assert_eq!(stage.echo.ended(&call_sid(1)).await, LineEvent::Closed(Closed::Broken));
    assert_eq!(stage.counters().await.unknown, u64::from(GARBAGE_LEAD_MAX) + 1);
    let mut keys = stage.call(&call_sid(2)).await;
    for _ in 0..DIGITS_MAX + GARBAGE_LEAD_MAX {
        keys.digit('#').await;
    }
    keys.stop().await;
    assert_eq!(stage.echo.ended(&call_sid(2)).await, LineEvent::Closed(Closed::Stopped));
    assert_eq!(stage.echo.heard(&call_sid(2)).len(), DIGITS_MAX as usize + 1);
}

#[tokio::test]
async fn a_carrier_that_takes_nothing_makes_the_line_stuck() {
    let stage = Stage::open().await;
    stage.echo.opening_frames.store(1_000_000, Ordering::Relaxed);
    let token = stage.token(CALL).await;
    let signature = stage.handshake_signature(super::stage::TOKEN, &token);
    let mut socket = stage.dial(&token, Some(&signature), true).await.expect("a socket");
    let start = super::stage::start(CALL, Some(&token));
    let text = telephony::wire::ToServer::new(super::stage::STREAM).start(&start).to_owned();
    socket.send(Message::text(text)).await.expect("sent");
    let stuck = LineError::Stuck(SEND_LIMIT.as_millis() as u64);
    let begun = Instant::now();
    while stage.echo.failures.lock().expect("lock").is_empty() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the line never gets stuck");
        sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(*stage.echo.failures.lock().expect("lock"), [stuck]);
    // The socket is let go within the limit though its other side takes not even our close.
    let begun = Instant::now();
    stage.counters().await;
    assert!(begun.elapsed() < TEARDOWN_LIMIT);
}
