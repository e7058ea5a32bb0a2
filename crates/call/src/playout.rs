//! The agent's playout: sentences wait in a queue, are given a voice ahead of time, and leave as 20 ms frames at the pace of the
//! line.
//!
//! Frames go out on monotonic deadlines, a lead ahead of what the carrier plays, so that one lost packet is not heard; after
//! a stall it catches up. It decides nothing: what is said, held or dropped is told to it.

use crate::event::{ReplyId, SpeechId};
use audio::{FRAME_MS, LineFrame, SILENT_FRAME};
use base::language::Language;
use dialogue::{Sentence, speakable};
use speech::tts::voice::{Cacheable, FrameStream, Voice};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// How far ahead frames are sent where the line can drop them again: a TCP retransmission costs 200 ms.
const LEAD: Duration = Duration::from_millis(500);
/// How far ahead where it cannot: this much is still heard after a barge-in.
const LEAD_WITHOUT_CLEAR: Duration = Duration::from_millis(100);
/// Sentences given a voice at the same time: the one being said and the next.
const PREPARED: usize = 2;
/// Silence between two sentences, frames: a breath. Sentences come with hardly any of their own.
const BREATH_FRAMES: u32 = 7;
/// One frame's length.
const FRAME: Duration = Duration::from_millis(FRAME_MS as u64);

/// The playout of one call.
pub struct Playout {
    voice: Voice,
    lead: Duration,
    sentences: VecDeque<Spoken>,
    /// A sentence that may be said next, or never.
    ahead: Option<Ahead>,
    /// Frames of silence due before the next sentence.
    breath: u32,
    /// A frame that waits for its time.
    next: Option<LineFrame>,
    /// When all frames sent so far will have been played.
    played_out: Instant,
    held: bool,
}

/// A sentence in the queue.
struct Spoken {
    speech: SpeechId,
    text: String,
    language: Language,
    cacheable: Cacheable,
    frames: Option<FrameStream>,
}

/// A sentence given its voice ahead.
struct Ahead {
    reply: ReplyId,
    text: String,
    language: Language,
    frames: FrameStream,
}

/// What leaves the playout.
#[derive(Debug)]
pub enum Uttered {
    /// 20 ms of a sentence.
    Frame(SpeechId, Box<LineFrame>),
    /// All of a sentence has left.
    Finished(SpeechId),
    /// The voice broke off in a sentence.
    Failed(SpeechId),
}

impl Playout {
    /// A playout that speaks with `voice`; `clears` says whether the line can drop what was sent.
    pub fn new(voice: Voice, clears: bool) -> Self {
        let lead = if clears { LEAD } else { LEAD_WITHOUT_CLEAR };
        Playout {
            voice,
            lead,
            sentences: VecDeque::new(),
            ahead: None,
            breath: 0,
            next: None,
            played_out: Instant::now(),
            held: false,
        }
    }

    /// Says a sentence after those before it.
    pub fn say(&mut self, speech: SpeechId, sentence: Sentence, language: Language, fixed: bool) {
        let text = voiced(&sentence, language);
        let ahead = self.ahead.take_if(|ahead| ahead.language == language && ahead.text == text);
        let frames = ahead.map(|ahead| ahead.frames);
        self.sentences.push_back(Spoken { speech, text, language, cacheable: cacheable(fixed), frames });
        self.begin_next();
    }

    /// Gives a sentence its voice that will be said if `reply` is.
    pub fn prepare(&mut self, reply: ReplyId, sentence: &Sentence, language: Language, fixed: bool) {
        let text = voiced(sentence, language);
        let frames = self.voice.speak(&text, language, cacheable(fixed));
        self.ahead = Some(Ahead { reply, text, language, frames });
    }

    /// A reply will not be said.
    pub fn forget(&mut self, reply: ReplyId) {
        self.ahead.take_if(|ahead| ahead.reply == reply);
    }

    /// Sends nothing for now.
    pub fn hold(&mut self) {
        self.held = true;
    }

    /// Sends again.
    pub fn release(&mut self) {
        self.held = false;
    }

    /// Drops everything.
    pub fn silence(&mut self) {
        self.sentences.clear();
        self.next = None;
        self.breath = 0;
        self.held = false;
        self.played_out = Instant::now();
    }

    /// What leaves the playout next; pending while there is nothing to say or it is not yet time. Cancel-safe.
    pub async fn next(&mut self) -> Uttered {
        if self.held || self.sentences.is_empty() {
            return std::future::pending().await;
        }
        if self.next.is_none() && self.breath > 0 {
            self.breath -= 1;
            self.next = Some(SILENT_FRAME);
        }
        if self.next.is_none() {
            match self.fetch().await {
                Some(Ok(frame)) => self.next = Some(frame),
                Some(Err(error)) => return self.finish(Some(error)),
                None => return self.finish(None),
            }
        }
        if let Some(due) = self.played_out.checked_sub(self.lead) {
            sleep_until(due).await;
        }
        self.release_frame()
    }

    async fn fetch(&mut self) -> Option<Result<LineFrame, speech::tts::TtsError>> {
        self.sentences.front_mut()?.frames.as_mut()?.next().await
    }

    fn release_frame(&mut self) -> Uttered {
        let speech = self.sentences.front().map_or(SpeechId(0), |sentence| sentence.speech);
        self.played_out = self.played_out.max(Instant::now()) + FRAME;
        match self.next.take() {
            Some(frame) => Uttered::Frame(speech, Box::new(frame)),
            None => Uttered::Finished(speech),
        }
    }

    fn finish(&mut self, error: Option<speech::tts::TtsError>) -> Uttered {
        let speech = self.sentences.pop_front().map_or(SpeechId(0), |sentence| sentence.speech);
        self.breath = if self.sentences.is_empty() { 0 } else { BREATH_FRAMES };
        self.begin_next();
        match error {
            None => Uttered::Finished(speech),
            Some(error) => {
                tracing::warn!(%error, "the voice broke off");
                Uttered::Failed(speech)
            }
        }
    }

    /// Begins the synthesis of the next sentences.
    fn begin_next(&mut self) {
        for sentence in self.sentences.iter_mut().take(PREPARED).filter(|sentence| sentence.frames.is_none()) {
            sentence.frames = Some(self.voice.speak(&sentence.text, sentence.language, sentence.cacheable));
        }
    }
}

/// What is written right and read wrong; the transcript keeps what is written.
fn voiced(sentence: &Sentence, language: Language) -> String {
    speakable::voiced(sentence.text(), language)
}

fn cacheable(fixed: bool) -> Cacheable {
    if fixed { Cacheable::Fixed } else { Cacheable::Once }
}
