//! What a media message costs, in and out. `cargo bench --bench wire`.

use divan::{Bencher, black_box};
use telephony::inflow::Inflow;
use telephony::wire::{MediaFormat, Start, ToCarrier, ToServer, read};
use telephony::{signature, token};

const STREAM: &str = "MZ00000000000000000000000000000001";

fn main() {
    divan::main();
}

/// 20 ms that look like speech to base64: every byte differs.
fn sound() -> [u8; 160] {
    std::array::from_fn(|index| (index * 37 % 256) as u8)
}

fn started() -> (Inflow, ToServer) {
    let (mut inflow, mut carrier) = (Inflow::default(), ToServer::new(STREAM));
    let start = Start {
        stream_sid: STREAM.to_owned(),
        account_sid: "AC00000000000000000000000000000001".to_owned(),
        call_sid: "CA00000000000000000000000000000001".to_owned(),
        tracks: vec!["inbound".to_owned()],
        media_format: MediaFormat::mulaw(),
        custom_parameters: Default::default(),
    };
    let _ = inflow.take(carrier.start(&start));
    (inflow, carrier)
}

/// JSON to a borrowed message, sound still in base64.
#[divan::bench]
fn media_in_read(bencher: Bencher<'_, '_>) {
    let text = started().1.media(123_456, &sound()).to_owned();
    bencher.bench_local(|| read(black_box(&text)).is_ok());
}

/// A text to a frame that a line gives on, counted and in order.
#[divan::bench]
fn media_in_to_frame(bencher: Bencher<'_, '_>) {
    let (mut inflow, mut carrier) = started();
    let text = carrier.media(123_456, &sound()).to_owned();
    bencher.bench_local(|| {
        let _ = inflow.take(black_box(&text));
        inflow.next_event()
    });
}

/// A frame to the text that is sent to the carrier.
#[divan::bench]
fn media_out(bencher: Bencher<'_, '_>) {
    let (mut writer, sound) = (ToCarrier::new(STREAM), sound());
    bencher.bench_local(|| writer.media(black_box(&sound)).len());
}

/// A frame to the text that a carrier sends.
#[divan::bench]
fn media_out_of_the_stand_in(bencher: Bencher<'_, '_>) {
    let (mut writer, sound) = (ToServer::new(STREAM), sound());
    bencher.bench_local(|| writer.media(black_box(123_456), black_box(&sound)).len());
}

#[divan::bench]
fn mark_out(bencher: Bencher<'_, '_>) {
    let mut writer = ToCarrier::new(STREAM);
    bencher.bench_local(|| writer.mark(black_box(17)).len());
}

#[divan::bench]
fn handshake_signature(bencher: Bencher<'_, '_>) {
    let tokens = ["a".repeat(32).into(), "b".repeat(32).into()];
    let url = "wss://phone.example.org/twilio/media";
    let signature = signature::sign(&tokens[1], url, &[]);
    bencher.bench_local(|| signature::verify(black_box(&tokens), url, &[], &signature));
}

#[divan::bench]
fn token_hash(bencher: Bencher<'_, '_>) {
    let token = token::token(&[7; 32]);
    bencher.bench_local(|| token::hash(black_box(&token)));
}
