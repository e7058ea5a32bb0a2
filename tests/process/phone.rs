//! Callers: the telephone in this process, the server in another. What a caller says is one recording; what the server
//! understands is its recogniser's script.

use super::office::{ACCOUNT, CALLER, DIALLED, OWNER, PATIENCE, TOKEN};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use vorzimmer::telephone::caller::{Caller, CutIn, Manner};
use vorzimmer::telephone::carrier::{Carrier, Errand, Fallback, Report};
use vorzimmer::telephone::fault::{Fault, Faults};
use vorzimmer::telephone::report::{Figures, Outcome};
use vorzimmer::telephone::rest::{Account, Exchange};
use vorzimmer::telephone::script::{Prepared, Script, Utterance};
use vorzimmer::telephone::sound::Sound;
use vorzimmer::telephone::webhook::Post;
use vorzimmer::telephone::{Audience, Happening};
use vorzimmer::telephony::{STATUS_PATH, VOICE_PATH};

/// What a booking takes; the last words are said again if anything else is asked.
pub const BOOKING: [&str; 3] = [
    "Ich möchte am Donnerstag um 15 Uhr einen Herrenhaarschnitt bei Jonas, mein Name ist Keller.",
    "Ja, das stimmt.",
    "Nein danke, auf Wiederhören.",
];
/// What it leaves behind.
pub const BOOKED: &str = "2026-12-03T15:00:00+01:00 jonas Keller";

/// What callers differ in.
#[derive(Debug, Clone)]
pub struct Ringing {
    pub from: &'static str,
    pub faults: Vec<&'static str>,
    /// Falls into the agent's word: in which turn, how long after its begin, ms.
    pub cut_in: Option<(u32, u64)>,
    /// How often something is said at most.
    pub lines: usize,
    pub manner: Manner,
}

impl Default for Ringing {
    fn default() -> Self {
        let manner = Manner { reaction_ms: 200, give_up_ms: 30_000, ..Manner::default() };
        // More lines than any call has questions.
        Ringing { from: CALLER, faults: vec![], cut_in: None, lines: 20, manner }
    }
}

/// A call under way.
pub struct Call {
    happenings: mpsc::UnboundedReceiver<Happening>,
    past: Vec<Happening>,
    task: JoinHandle<Report>,
}

/// A call that is over.
#[derive(Debug)]
pub struct Over {
    pub figures: Figures,
    pub happenings: Vec<Happening>,
}

struct Watcher(mpsc::UnboundedSender<Happening>);

impl Audience for Watcher {
    fn see(&self, _: usize, happening: &Happening) {
        self.0.send(happening.clone()).ok();
    }
}

/// The carrier, who connects callers with a server.
pub struct Phone {
    pub server: SocketAddr,
    pub exchange: Arc<Exchange>,
    calls: AtomicUsize,
}

impl Phone {
    pub fn new(server: SocketAddr, exchange: Arc<Exchange>) -> Self {
        Phone { server, exchange, calls: AtomicUsize::new(0) }
    }

    /// A call begins.
    pub fn call(&self, ringing: Ringing) -> Call {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let carrier = self.carrier(&ringing.faults);
        let line = Prepared { asked: None, unless_heard: vec![], if_heard: vec![], tries: None, utterance: speech() };
        let cut_ins = ringing.cut_in.map(|(turn, at_ms)| CutIn { turn, at_ms, utterance: speech() });
        let script = Script::new(vec![line; ringing.lines].into());
        let caller = Caller::new(script, cut_ins.into_iter().collect(), ringing.manner);
        let (from, to) = (ringing.from.to_owned(), DIALLED.to_owned());
        let errand = Errand { number, from, to, forwarded_from: None, caller };
        let (sender, happenings) = mpsc::unbounded_channel();
        let task = tokio::spawn(async move { carrier.place(errand, &Watcher(sender)).await });
        Call { happenings, past: vec![], task }
    }

    /// The carrier, with the owner as the number's fallback.
    fn carrier(&self, faults: &[&str]) -> Carrier {
        let faults: Faults = faults.iter().map(|fault| fault.parse::<Fault>().expect("a fault")).collect();
        let webhook: reqwest::Url = format!("http://{}{VOICE_PATH}", self.server).parse().expect("a URL");
        let account = Account { sid: ACCOUNT.to_owned(), token: Some(TOKEN.into()) };
        Carrier {
            post: Post::new(account, &webhook, faults, true).expect("a client"),
            exchange: self.exchange.clone(),
            status_callback: Some(webhook.join(STATUS_PATH).expect("a URL")),
            webhook,
            fallback: Fallback::Twiml(format!("<Response><Dial>{OWNER}</Dial></Response>")),
            faults,
            noise_dbfs: None,
            keeps_sound: false,
            seed: blake3::hash(self.server.to_string().as_bytes()).into(),
        }
    }
}

impl Call {
    /// Waits for something to happen.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&Happening) -> bool) -> Happening {
        let found = timeout(PATIENCE, async {
            loop {
                let happening = self.happenings.recv().await?;
                self.past.push(happening.clone());
                if wanted(&happening) {
                    return Some(happening);
                }
            }
        });
        found.await.ok().flatten().unwrap_or_else(|| panic!("{what} never came; so far: {:#?}", self.past))
    }

    /// Waits until the agent's next turn begins.
    pub async fn agent_begins(&mut self) {
        self.until("the agent's voice", |happening| matches!(happening, Happening::AgentBegan { .. })).await;
    }

    /// Waits until a booking has been confirmed: after the greeting and the read-back comes what is said once it was done.
    pub async fn booked(&mut self) {
        for _ in 0..3 {
            self.agent_begins().await;
        }
    }

    /// Waits for its end.
    pub async fn over(mut self) -> Over {
        let report = timeout(PATIENCE, self.task).await.expect("the call ends").expect("without a panic");
        while let Ok(happening) = self.happenings.try_recv() {
            self.past.push(happening);
        }
        if let Some(ms) = report.figures.disclosure_first_ms {
            println!("first frame {ms} ms after start; telephone late by {} ms at most", report.figures.late_ms_max);
            assert!(ms < 1_000, "the disclosure begins at once: {ms} ms");
        }
        Over { figures: report.figures, happenings: self.past }
    }
}

impl Over {
    pub fn outcome(&self) -> &Outcome {
        &self.figures.outcome
    }

    /// What the agent said.
    pub fn sentences(&self) -> Vec<&str> {
        let said = self.happenings.iter().filter_map(|one| match one {
            Happening::Sentence(words) => Some(words.as_str()),
            _ => None,
        });
        said.collect()
    }
}

/// Half a second of somebody who says something.
pub fn speech() -> Utterance {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/speech/demo/de/name-again.wav");
    Utterance::Speech { words: None, sound: Arc::new(Sound::open(&path).expect("a recording")) }
}
