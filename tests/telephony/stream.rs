//! Streams that go well, and strangers at the door.

use super::stage::{CALL, Call, Heard, OLD_TOKEN, STREAM, Socket, Stage, TOKEN, call_sid, close_code, start};
use call::line::{Closed, LineEvent};
use futures_util::{SinkExt, StreamExt};
use std::sync::atomic::Ordering;
use std::time::Duration;
use telephony::wire::{MediaFormat, Start, ToCarrier, ToServer};
use tokio::io::AsyncWriteExt;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};
use tokio_tungstenite::tungstenite::{Error, Message};

#[tokio::test]
async fn a_handshake_without_a_valid_signature_gets_403_before_the_upgrade() {
    let stage = Stage::open().await;
    let token = stage.token(CALL).await;
    let foreign = stage.handshake_signature("another", &token);
    let of_another_stream = stage.handshake_signature(TOKEN, "another");
    for signature in [None, Some(""), Some("x"), Some(foreign.as_str()), Some(of_another_stream.as_str())] {
        match stage.dial(&token, signature, false).await {
            Err(Error::Http(response)) => assert_eq!(response.status(), 403),
            other => panic!("{signature:?}: {other:?}"),
        }
    }
    let plain = reqwest::Client::builder().no_proxy().build().expect("client");
    let response = plain.get(stage.local(&format!("/twilio/media/{token}"))).send().await.expect("response");
    assert_eq!(response.status(), 403, "without the upgrade's headers too");
    let signature = stage.handshake_signature(OLD_TOKEN, &token);
    let socket = stage.dial(&token, Some(&signature), false).await.expect("none of that has used the token up");
    begin(socket, &start(CALL, Some(&token))).await.echo(1).await;
}

/// A stream with its `start` said, if anybody still listens.
async fn begin(mut socket: Socket, start: &Start) -> Call {
    let mut writer = ToServer::new(STREAM);
    for text in [ToServer::CONNECTED.to_owned(), writer.start(start).to_owned()] {
        let _ = socket.send(Message::text(text)).await;
    }
    Call { socket, writer, call: start.call_sid.clone() }
}

async fn refusal(stage: &Stage, token: &str, start: &Start) -> Option<u16> {
    close_code(&mut stage.begin(token, start).await.socket).await
}

#[tokio::test]
async fn a_stream_without_a_valid_token_is_closed_before_any_work() {
    let stage = Stage::open().await;
    let other = stage.token(&call_sid(2)).await;
    for (what, number, parameter) in [
        ("missing", 11, None),
        ("empty", 12, Some("")),
        ("guessed", 13, Some("guessed")),
        ("another call's", 14, Some(other.as_str())),
    ] {
        let token = stage.token(&call_sid(number)).await;
        assert_eq!(refusal(&stage, &token, &start(&call_sid(number), parameter)).await, Some(1008), "{what}");
    }
    assert_eq!(refusal(&stage, "guessed", &start(CALL, Some("guessed"))).await, Some(1008), "guessed in the path");
    assert_eq!(refusal(&stage, &other, &start(CALL, Some(&other))).await, Some(1008), "of another call");
    assert_eq!(stage.echo.calls(), 0);
}

#[tokio::test]
async fn a_token_and_the_signature_of_its_handshake_count_once() {
    let stage = Stage::open().await;
    let token = stage.token(CALL).await;
    let mut first = stage.call_with(CALL, &token).await;
    first.echo(1).await;
    // Word for word the handshake of before: it is closed without waiting for anything.
    let begun = Instant::now();
    assert_eq!(close_code(&mut stage.socket(&token).await).await, Some(1008), "replayed");
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    assert_eq!(refusal(&stage, &token, &start(CALL, Some(&token))).await, Some(1008), "replayed with its start");
    first.echo(2).await;
    assert_eq!(stage.echo.calls(), 1);
}

#[tokio::test]
async fn another_account_another_format_or_no_stream_is_refused() {
    let stage = Stage::open().await;
    let media_format = MediaFormat { sample_hz: 16_000, ..MediaFormat::mulaw() };
    let account_sid = "AC00000000000000000000000000000009".to_owned();
    let mut number = 0;
    for (change, code) in [
        (Start { media_format, ..start(CALL, None) }, 1003),
        (Start { stream_sid: "x".repeat(1_000), ..start(CALL, None) }, 1008),
        (Start { stream_sid: "MZ1".to_owned(), ..start(CALL, None) }, 1008),
        (Start { account_sid, ..start(CALL, None) }, 1008),
    ] {
        number += 1;
        let call = call_sid(number);
        let token = stage.token(&call).await;
        let said = Start { call_sid: call.clone(), ..change };
        let said = Start { custom_parameters: start(&call, Some(&token)).custom_parameters, ..said };
        assert_eq!(refusal(&stage, &token, &said).await, Some(code), "{said:?}");
    }
    assert_eq!(stage.echo.calls(), 0);
}

#[tokio::test]
async fn a_socket_that_never_starts_is_closed() {
    let stage = Stage::open().await;
    let mut silent = stage.socket(&stage.token(&call_sid(1)).await).await;
    let mut early = stage.socket(&stage.token(&call_sid(2)).await).await;
    let media = ToServer::new(STREAM).media(0, &[0; 160]).to_owned();
    early.send(Message::text(media)).await.expect("sent");
    let begun = Instant::now();
    assert_eq!(close_code(&mut silent).await, Some(1008));
    assert_eq!(close_code(&mut early).await, Some(1008));
    assert!((4..8).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert_eq!(stage.counters().await.early, 1);
}

#[tokio::test]
async fn p01_the_first_frame_leaves_at_once_after_the_start() {
    let stage = Stage::open().await;
    stage.echo.opening_frames.store(1, Ordering::Relaxed);
    let mut worst = Duration::ZERO;
    for number in 0..20 {
        let mut call = stage.call(&call_sid(number)).await;
        let started = Instant::now();
        assert_eq!(call.hear().await, ToCarrier::new(STREAM).media(&[0x55; 160]));
        worst = worst.max(started.elapsed());
    }
    println!("start → first frame: at most {worst:?} of 20");
    assert!(worst < Duration::from_millis(100), "{worst:?}");
}

#[tokio::test]
async fn frames_digits_marks_and_clear_make_the_round() {
    let stage = Stage::open().await;
    let mut call = stage.call(CALL).await;
    let mut server = ToCarrier::new(STREAM);
    call.echo(9).await;
    call.digit('7').await;
    assert_eq!(call.hear().await, server.mark(7));
    let mark = call.writer.mark("7").to_owned();
    call.text(&mark).await;
    call.digit('*').await;
    assert_eq!(call.hear().await, server.clear());
    call.stop().await;
    assert_eq!(stage.echo.ended(CALL).await, LineEvent::Closed(Closed::Stopped));
    assert_eq!(close_code(&mut call.socket).await, Some(1000));
    let expected = [
        Heard::Frame(9),
        Heard::Other(LineEvent::Digit('7')),
        Heard::Other(LineEvent::Mark(7)),
        Heard::Other(LineEvent::Digit('*')),
        Heard::Other(LineEvent::Closed(Closed::Stopped)),
    ];
    assert_eq!(stage.echo.heard(CALL), expected);
    let counters = stage.counters().await;
    assert_eq!((counters.messages, counters.frames, counters.malformed), (7, 1, 0));
}

#[tokio::test]
async fn a_desk_that_leaves_closes_the_stream() {
    let stage = Stage::open().await;
    let mut call = stage.call(CALL).await;
    call.digit('0').await;
    assert_eq!(close_code(&mut call.socket).await, Some(1000));
    assert!(call.socket.next().await.is_none());
}

#[tokio::test]
async fn payloads_of_any_size_become_frames() {
    let stage = Stage::open().await;
    let mut call = stage.call(CALL).await;
    for size in [80, 80, 320, 1, 159] {
        let text = call.writer.media(0, &vec![3; size]).to_owned();
        call.text(&text).await;
    }
    let frame = ToCarrier::new(STREAM).media(&[3; 160]).to_owned();
    for _ in 0..4 {
        assert_eq!(call.hear().await, frame);
    }
    call.echo(4).await;
}

#[tokio::test]
async fn split_and_coalesced_messages_are_the_same_to_a_line() {
    let stage = Stage::open().await;
    let mut call = stage.call(CALL).await;
    // One text in three WebSocket fragments, each flushed by itself.
    let text = call.writer.media(0, &[5; 160]).to_owned();
    let (first, rest) = text.as_bytes().split_at(10);
    let (second, third) = rest.split_at(100);
    for (payload, opcode, last) in
        [(first, Data::Text, false), (second, Data::Continue, false), (third, Data::Continue, true)]
    {
        let frame = Frame::message(payload.to_vec(), OpCode::Data(opcode), last);
        call.socket.send(Message::Frame(frame)).await.expect("sent");
    }
    assert_eq!(call.hear().await, ToCarrier::new(STREAM).media(&[5; 160]));

    // Twenty texts in one write, cut in the middle of a message.
    let mut bytes = Vec::new();
    for value in 0..20 {
        let payload = call.writer.media(0, &[value; 160]).as_bytes().to_vec();
        let mut header = FrameHeader { is_final: true, opcode: OpCode::Data(Data::Text), ..FrameHeader::default() };
        // A client masks (RFC 6455, section 5.3); a mask of zeros leaves the payload as it is.
        header.mask = Some([0; 4]);
        header.format(payload.len() as u64, &mut bytes).expect("header");
        bytes.extend_from_slice(&payload);
    }
    let tcp = call.socket.get_mut();
    let middle = bytes.len() / 2 + 7;
    tcp.write_all(&bytes[..middle]).await.expect("sent");
    tcp.flush().await.expect("sent");
    tokio::time::sleep(Duration::from_millis(50)).await;
    tcp.write_all(&bytes[middle..]).await.expect("sent");
    for value in 0..20 {
        assert_eq!(call.hear().await, ToCarrier::new(STREAM).media(&[value; 160]));
    }
    call.stop().await;
    assert_eq!(stage.echo.ended(CALL).await, LineEvent::Closed(Closed::Stopped));
    assert_eq!(stage.counters().await.malformed, 0);
}
