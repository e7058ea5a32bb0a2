//! Callers: the telephone in this process, the server in another. What a caller says is one recording, with a
//! tone by which a stand-in knows which words are meant.

use super::{ACCOUNT, CALLER, DIALLED, OWNER, PATIENCE, TOKEN};
use crate::provider::lines;
use crate::telephone::caller::{Caller, CutIn, Manner};
use crate::telephone::carrier::{Carrier, Errand, Fallback, Report};
use crate::telephone::fault::{Fault, Faults};
use crate::telephone::report::{CallEnd, Figures};
use crate::telephone::rest::{Account, Exchange};
use crate::telephone::script::{Prepared, Script, Utterance};
use crate::telephone::wav::Sound;
use crate::telephone::webhook::Post;
use crate::telephone::{Audience, Happening};
use audio::LINE_HZ;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use telephony::{STATUS_PATH, VOICE_PATH};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::timeout;

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
    /// The caller's number.
    pub from: &'static str,
    /// What goes wrong on the line, by the names of `vorzimmer-lab call --fault`.
    pub faults: Vec<&'static str>,
    /// Falls into the agent's word: in which turn, how long after its begin, ms.
    pub cut_in: Option<(u32, u64)>,
    /// How often something is said at most.
    pub lines: usize,
    /// How the caller behaves.
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
    /// What was measured.
    pub figures: Figures,
    /// What happened, in order.
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
    /// Where the server listens.
    pub server: SocketAddr,
    /// The carrier's REST host.
    pub exchange: Arc<Exchange>,
    calls: AtomicUsize,
    /// How many different lines callers say before they begin again.
    lines: usize,
}

impl Phone {
    /// Callers of `server` who say `lines` different things.
    pub fn new(server: SocketAddr, exchange: Arc<Exchange>, lines: usize) -> Self {
        Phone { server, exchange, calls: AtomicUsize::new(0), lines: lines.max(1) }
    }

    /// A call begins.
    pub fn call(&self, ringing: Ringing) -> Call {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        let carrier = self.carrier(&ringing.faults);
        let line = |number: usize| Prepared {
            asked: None,
            unless_heard: vec![],
            if_heard: vec![],
            tries: None,
            utterance: speech(number % self.lines),
        };
        let cut_ins = ringing.cut_in.map(|(turn, at_ms)| CutIn { turn, at_ms, utterance: speech(0) });
        let script = Script::new((0..ringing.lines).map(line).collect());
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
    #[expect(clippy::print_stdout, reason = "tests alone wait for it, and keep what is printed to themselves")]
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
    /// How it ended.
    pub fn outcome(&self) -> &CallEnd {
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

/// Half a second of somebody who says the line of that number ([`lines`]).
///
/// # Panics
/// When the recording is not where it belongs.
pub fn speech(line: usize) -> Utterance {
    let path = crate::repository().join("fixtures/speech/demo/de/name-again.wav");
    let spoken = Sound::open(&path).expect("a recording");
    let sound = Sound::from_samples(&lines::marked(&spoken.frames().concat(), line), LINE_HZ).expect("it is heard");
    Utterance::Speech { words: None, sound: Arc::new(sound) }
}
