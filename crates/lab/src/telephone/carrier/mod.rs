//! The stand-in carrier: takes one call from the webhook to its end, verb by verb, as Twilio would.
//!
//! The webhook says what to do; when it cannot, the fallback does. `<Connect>` opens the media stream; when that ends without
//! the call having ended, its `action` or the next verb is carried out, and that is what catches a caller whose agent is
//! gone. Orders by REST end the call or replace the verbs. Speech of the carrier itself (`<Say>`, `<Play>`) is told, not
//! sounded.

mod call;

use super::Audience;
use super::caller::Caller;
use super::fault::{Chance, Faults};
use super::playback::Gap;
use super::report::Figures;
use super::rest::Exchange;
use super::wav::Recording;
use super::webhook::Post;
use call::Call;
use reqwest::Url;
use std::sync::Arc;

/// What is carried out when the webhook fails: set at the number, at the carrier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fallback {
    /// Nothing: the call ends.
    None,
    /// TwiML kept by the carrier.
    Twiml(String),
    /// Another webhook.
    Url(Url),
}

/// The carrier's number as it is set up, and the line to it.
#[derive(Debug)]
pub struct Carrier {
    /// Sends requests to the server.
    pub post: Post,
    /// The REST interface's calls.
    pub exchange: Arc<Exchange>,
    /// The number's voice URL.
    pub webhook: Url,
    /// The number's fallback.
    pub fallback: Fallback,
    /// The number's status callback.
    pub status_callback: Option<Url>,
    /// What goes wrong.
    pub faults: Faults,
    /// Level of the line's noise, dB of full scale.
    pub noise_dbfs: Option<f32>,
    /// Whether calls are recorded.
    pub keeps_sound: bool,
    /// Makes ids and chance; different for each run.
    pub seed: [u8; 32],
}

/// One call to be made.
#[derive(Debug, Clone)]
pub struct Errand {
    /// Counts the calls of a run, from 0.
    pub number: usize,
    /// The caller's number.
    pub from: String,
    /// The number dialled.
    pub to: String,
    /// The number that forwards the call.
    pub forwarded_from: Option<String>,
    /// The caller.
    pub caller: Caller,
}

/// What became of a call.
#[derive(Debug)]
pub struct Report {
    /// Its figures.
    pub figures: Figures,
    /// Gaps in the agent's speech.
    pub gaps: Vec<Gap>,
    /// Its sound, where it was kept.
    pub recording: Option<Recording>,
}

impl Carrier {
    /// Makes a call and returns when it is over.
    pub async fn place(&self, errand: Errand, audience: &dyn Audience) -> Report {
        let mut call = Call::new(self, errand, audience);
        let outcome = call.run().await;
        call.report(outcome).await
    }

    /// The carrier's id of the call of this number.
    pub fn call_sid(&self, number: usize) -> String {
        self.id("CA", number)
    }

    /// An id of Twilio's form, by chance.
    fn id(&self, kind: &str, number: usize) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.seed);
        hasher.update(kind.as_bytes()).update(&number.to_le_bytes());
        format!("{kind}{}", &hasher.finalize().to_hex()[..32])
    }

    fn chance(&self, number: usize, purpose: u8) -> Chance {
        let mut hasher = blake3::Hasher::new_keyed(&self.seed);
        let digest = hasher.update(&[purpose]).update(&number.to_le_bytes()).finalize();
        Chance::new(digest.as_bytes().iter().fold(0, |bits, &byte| bits.rotate_left(8) ^ u64::from(byte)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telephone::rest::Account;

    #[test]
    fn ids_have_twilios_form_and_differ() {
        rustls::crypto::ring::default_provider().install_default().ok();
        let account = Account { sid: "AC1".to_owned(), token: None };
        let webhook: Url = "http://localhost/".parse().expect("a URL");
        let carrier = |seed| Carrier {
            post: Post::new(account.clone(), &webhook, Faults::default(), true).expect("a client"),
            exchange: Exchange::new(account.clone(), None),
            webhook: webhook.clone(),
            fallback: Fallback::None,
            status_callback: None,
            faults: Faults::default(),
            noise_dbfs: None,
            keeps_sound: false,
            seed: [seed; 32],
        };
        let one = carrier(1);
        let ids = [one.id("CA", 0), one.id("CA", 1), one.id("MZ", 0), carrier(2).id("CA", 0)];
        for id in &ids {
            assert!(id.len() == 34 && id[2..].bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
        }
        assert!((1..ids.len()).all(|index| !ids[..index].contains(&ids[index])));
        assert_ne!(one.chance(0, 0).bits(), one.chance(0, 1).bits());
    }
}
