//! A server's reply whose body is bare sound, read as it comes: the common part of synthesisers that are asked over HTTP.
//!
//! Takes a request and gives samples, from the first bytes on. Chunks end where the network cuts them, in the middle of a
//! sample too. Bounded: a server that pauses too long, never ends or answers with something else is an error. What it
//! answers is never part of one, since it may repeat what was to be said (P26).

use super::{Speech, TtsError, bounded};
use audio::mulaw;
use futures_util::{Stream, StreamExt};
use reqwest::{RequestBuilder, Response, header};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::timeout;

/// The longest that a server may keep us waiting for its reply, or for more of it. A fallback's limit is shorter.
const WAIT_MAX: Duration = Duration::from_secs(5);
/// Chunks on their way. Whoever listens takes them as they come.
const CHUNKS: usize = 16;
/// The longest a sentence may last: a moment, and for each byte of text so much. Speech takes 70 ms.
const LENGTH_MS: u64 = 3_000;
const LENGTH_MS_PER_BYTE: u64 = 150;
/// What a file begins with where bare samples were asked for: WAVE, Ogg, FLAC, MP3 with a tag.
const FILES: [&[u8]; 4] = [b"RIFF", b"OggS", b"fLaC", b"ID3"];
/// Media types that are not bare samples.
const CODED: [&str; 10] = ["text", "json", "mpeg", "mp3", "ogg", "opus", "aac", "flac", "wav", "webm"];

/// How samples are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// 16 bits, signed, the lower byte first.
    Linear,
    /// ITU-T G.711 μ-law, 8 bits.
    MuLaw,
}

/// The sound that was asked for.
#[derive(Debug)]
pub(super) struct Wanted {
    /// What identifies the voice.
    pub voice: String,
    /// Sampling rate, Hz.
    pub sample_hz: u32,
    /// How samples are written.
    pub coding: Coding,
    /// Bytes of text to be spoken.
    pub text_bytes: usize,
}

/// Checks the text's length and counts its bytes.
pub(super) fn measured(text: &str) -> Result<usize, TtsError> {
    bounded(text).map(str::len)
}

/// Sends the request and gives the sound of its reply as it comes.
pub(super) async fn speak(request: RequestBuilder, wanted: Wanted) -> Result<Speech, TtsError> {
    let response = in_time(request.send()).await?.map_err(fault)?;
    accepted(&response)?;
    let (sender, chunks) = mpsc::channel(CHUNKS);
    let samples = Samples::new(&wanted);
    let body = response.bytes_stream();
    tokio::spawn(async move {
        // Whoever drops the speech ends the request.
        tokio::select! {
            () = sender.closed() => {}
            () = pass_on(body, samples, &sender) => {}
        }
    });
    Ok(Speech { voice: wanted.voice, sample_hz: wanted.sample_hz, chunks })
}

async fn pass_on(
    body: impl Stream<Item = reqwest::Result<impl AsRef<[u8]>>>,
    mut samples: Samples,
    chunks: &mpsc::Sender<Result<Vec<i16>, TtsError>>,
) {
    let mut body = std::pin::pin!(body);
    loop {
        let read = match in_time(body.next()).await {
            Ok(Some(bytes)) => bytes.map_err(fault).and_then(|bytes| samples.take(bytes.as_ref())),
            Ok(None) if samples.any => return,
            Ok(None) => Err(broken("it gave no sound")),
            Err(late) => Err(late),
        };
        let last = read.is_err();
        let empty = read.as_ref().is_ok_and(Vec::is_empty);
        if (!empty && chunks.send(read).await.is_err()) || last {
            return;
        }
    }
}

/// Bytes becoming samples.
#[derive(Debug)]
struct Samples {
    coding: Coding,
    /// Bytes that are not yet known to be samples: the first few, and half of one.
    held: Vec<u8>,
    any: bool,
    /// Samples that may still come.
    left: u64,
}

impl Samples {
    fn new(wanted: &Wanted) -> Self {
        let length_ms = LENGTH_MS + LENGTH_MS_PER_BYTE * wanted.text_bytes as u64;
        let left = u64::from(wanted.sample_hz) * length_ms / 1_000;
        Samples { coding: wanted.coding, held: Vec::new(), any: false, left }
    }

    fn take(&mut self, bytes: &[u8]) -> Result<Vec<i16>, TtsError> {
        self.held.extend_from_slice(bytes);
        if !self.any {
            // Long enough to tell a file by its first bytes, too short to wait for.
            if self.held.len() < 4 {
                return Ok(Vec::new());
            }
            if FILES.iter().any(|start| self.held.starts_with(start)) {
                return Err(broken("it gave a file where bare samples were asked for"));
            }
        }
        let samples: Vec<i16> = match self.coding {
            Coding::Linear => {
                let (pairs, _) = self.held.as_chunks();
                pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect()
            }
            Coding::MuLaw => self.held.iter().map(|code| mulaw::decode(*code)).collect(),
        };
        let taken = match self.coding {
            Coding::Linear => 2 * samples.len(),
            Coding::MuLaw => samples.len(),
        };
        self.held.drain(..taken);
        self.any |= !samples.is_empty();
        self.left = self.left.checked_sub(samples.len() as u64).ok_or_else(|| broken("its sound does not end"))?;
        Ok(samples)
    }
}

/// Whether it is an answer, and one that sounds.
fn accepted(response: &Response) -> Result<(), TtsError> {
    let status = response.status();
    if !status.is_success() {
        return Err(broken(&format!("it refused with status {}", status.as_u16())));
    }
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().to_lowercase();
    match CODED.iter().any(|coded| kind.contains(coded)) {
        true => Err(broken("it gave something else than bare samples")),
        false => Ok(()),
    }
}

async fn in_time<T>(work: impl Future<Output = T>) -> Result<T, TtsError> {
    let late = |_| broken(&format!("it kept us waiting for {} s", WAIT_MAX.as_secs()));
    timeout(WAIT_MAX, work).await.map_err(late)
}

/// What went wrong, without addresses and without a word of what was sent or answered.
fn fault(error: reqwest::Error) -> TtsError {
    broken(match () {
        () if error.is_timeout() => "it does not answer",
        () if error.is_connect() => "it cannot be reached",
        () => "the connection broke",
    })
}

fn broken(why: &str) -> TtsError {
    TtsError::Synthesis(why.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wanted(coding: Coding) -> Wanted {
        Wanted { voice: "probe".into(), sample_hz: 8_000, coding, text_bytes: 0 }
    }

    proptest! {
        #[test]
        fn samples_do_not_depend_on_where_the_network_cuts(
            expected in prop::collection::vec(any::<i16>(), 2..200),
            cuts in prop::collection::vec(1..7_usize, 1..400),
        ) {
            // Whatever the noise: no file begins so.
            let expected: Vec<i16> = [0, 0].into_iter().chain(expected).collect();
            let bytes: Vec<u8> = expected.iter().flat_map(|sample| sample.to_le_bytes()).collect();
            let (mut samples, mut heard, mut rest) = (Samples::new(&wanted(Coding::Linear)), Vec::new(), &bytes[..]);
            for cut in cuts.into_iter().chain([usize::MAX]) {
                let (now, later) = rest.split_at(cut.min(rest.len()));
                heard.extend(samples.take(now).unwrap());
                rest = later;
            }
            prop_assert_eq!(heard, expected);
        }
    }

    #[test]
    fn each_byte_of_mu_law_is_a_sample() {
        let mut samples = Samples::new(&wanted(Coding::MuLaw));
        assert!(samples.take(&[0xff, 0x00, 0x80]).unwrap().is_empty());
        assert_eq!(samples.take(&[0x00]).unwrap(), [0, -32_124, 32_124, -32_124]);
    }

    #[test]
    fn a_file_or_a_sound_without_end_is_refused() {
        for file in FILES {
            let mut samples = Samples::new(&wanted(Coding::Linear));
            let bytes = [file, &[0; 20]].concat();
            assert!(samples.take(&bytes[..2]).unwrap().is_empty());
            assert!(samples.take(&bytes[2..]).unwrap_err().to_string().contains("a file"));
        }
        let mut samples = Samples::new(&wanted(Coding::MuLaw));
        assert!(samples.take(&[0; 24_000]).is_ok());
        assert_eq!(samples.take(&[0]).unwrap_err().to_string(), "synthesise speech: its sound does not end");
    }
}
