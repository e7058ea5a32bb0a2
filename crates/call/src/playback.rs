//! What of the agent's speech was truly heard.
//!
//! Takes what is queued, each frame as it goes out, marks as they return, and a clear; knows when each sentence plays at the
//! carrier (frames play one after the other in real time from the moment they arrive) and which words the caller heard. Marks
//! decide where they returned before a clear; the estimate decides otherwise, since a clear returns all pending marks whether
//! or not their sound was played.

use crate::event::SpeechId;
use audio::FRAME_MS;
use dialogue::{Role, Sentence};
use std::collections::VecDeque;
use std::time::Duration;

/// One frame's length.
const FRAME: Duration = Duration::from_millis(FRAME_MS as u64);
/// Speaking time per character when a sentence's length is not known yet, ms (a brisk voice: 15 characters a second).
const CHARACTER_MS: u64 = 65;

/// The agent's speech on its way to the caller.
#[derive(Debug, Default)]
pub struct Playback {
    pieces: VecDeque<Piece>,
    /// When all frames sent so far will have been played.
    played_out: Duration,
}

/// A sentence on its way.
#[derive(Debug, Clone)]
struct Piece {
    speech: SpeechId,
    sentence: Sentence,
    /// When the frames sent so far will have been played; after an underrun that is later than their length says.
    ends: Option<Duration>,
    /// Sound sent.
    sent: Duration,
    /// All of it was sent, and the mark behind it.
    complete: bool,
}

/// A sentence that is over, and what was heard of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardSentence {
    /// Its number.
    pub speech: SpeechId,
    /// What it was.
    pub sentence: Sentence,
    /// How many bytes of its text were heard (at a word's end).
    pub heard_bytes: usize,
}

impl HeardSentence {
    /// The words heard.
    pub fn heard(&self) -> &str {
        self.sentence.text()[..self.heard_bytes].trim_end()
    }

    /// The words not heard.
    pub fn unheard(&self) -> &str {
        self.sentence.text()[self.heard_bytes..].trim_start()
    }

    /// Whether the better part was heard: enough to answer it.
    pub fn mostly(&self) -> bool {
        self.heard_bytes > 0 && self.heard_bytes * 2 >= self.sentence.text().len()
    }

    /// Whether all was heard.
    pub fn whole(&self) -> bool {
        self.unheard().is_empty()
    }
}

impl Playback {
    /// A sentence will be said after those before it.
    pub fn queue(&mut self, speech: SpeechId, sentence: Sentence) {
        self.pieces.push_back(Piece { speech, sentence, ends: None, sent: Duration::ZERO, complete: false });
    }

    /// A frame went out. Returns true when it is the first of its sentence.
    pub fn frame_sent(&mut self, speech: SpeechId, now: Duration) -> bool {
        let ends = self.played_out.max(now) + FRAME;
        let Some(piece) = self.piece_mut(speech) else { return false };
        let first = piece.ends.replace(ends).is_none();
        piece.sent += FRAME;
        self.played_out = ends;
        first
    }

    /// All of a sentence went out, and its mark.
    pub fn sent(&mut self, speech: SpeechId) {
        if let Some(piece) = self.piece_mut(speech) {
            piece.complete = true;
        }
    }

    /// A mark came back: its sentence and all before it were heard. Marks of sentences that were cleared are unknown here.
    pub fn mark(&mut self, speech: SpeechId) -> Vec<HeardSentence> {
        match self.pieces.iter().position(|piece| piece.speech == speech) {
            Some(at) => self.pieces.drain(..=at).map(Piece::heard_whole).collect(),
            None => Vec::new(),
        }
    }

    /// All is dropped, as in a barge-in: what was heard of each sentence by now.
    pub fn clear(&mut self, now: Duration) -> Vec<HeardSentence> {
        self.played_out = now;
        self.pieces.drain(..).map(|piece| piece.heard_by(now)).collect()
    }

    /// Whether anything is still being said, or waits to be.
    pub fn busy(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// A sentence that is being said or waits to be.
    pub fn sentence(&self, speech: SpeechId) -> Option<&Sentence> {
        self.pieces.iter().find(|piece| piece.speech == speech).map(|piece| &piece.sentence)
    }

    /// Whether sound is playing at the carrier, by the estimate.
    pub fn audible(&self, now: Duration) -> bool {
        self.played_out > now
    }

    /// The sentence playing now, or next.
    pub fn current(&self) -> Option<(SpeechId, Role)> {
        self.pieces.front().map(|piece| (piece.speech, piece.sentence.role()))
    }

    /// Whether something of this role is being said or waits to be.
    pub fn contains(&self, role: Role) -> bool {
        self.pieces.iter().any(|piece| piece.sentence.role() == role)
    }

    /// Whether something is being said or waits to be, and all of it is of this role.
    pub fn is_only(&self, role: Role) -> bool {
        self.busy() && self.pieces.iter().all(|piece| piece.sentence.role() == role)
    }

    /// When a sentence's sound ends at the carrier, by the estimate; `None` before all of it went out.
    pub fn ends(&self, speech: SpeechId) -> Option<Duration> {
        self.pieces.iter().find(|piece| piece.speech == speech && piece.complete)?.ends
    }

    /// When the first mark that is out should have come back: the estimated end of the first complete sentence.
    pub fn mark_due(&self) -> Option<Duration> {
        let piece = self.pieces.front().filter(|piece| piece.complete)?;
        Some(piece.ends.unwrap_or(self.played_out))
    }

    fn piece_mut(&mut self, speech: SpeechId) -> Option<&mut Piece> {
        self.pieces.iter_mut().find(|piece| piece.speech == speech)
    }
}

impl Piece {
    fn heard_whole(self) -> HeardSentence {
        HeardSentence { speech: self.speech, heard_bytes: self.sentence.text().len(), sentence: self.sentence }
    }

    fn heard_by(self, now: Duration) -> HeardSentence {
        let waiting = self.ends.map_or(Duration::ZERO, |ends| ends.saturating_sub(now));
        let played = self.sent.saturating_sub(waiting);
        let length = if self.complete { self.sent } else { self.sent.max(spoken_length(self.sentence.text())) };
        if self.complete && played >= length {
            return self.heard_whole();
        }
        let share = if length.is_zero() { 0.0 } else { played.as_secs_f64() / length.as_secs_f64() };
        let heard_bytes = cut_at_word(self.sentence.text(), share);
        HeardSentence { speech: self.speech, sentence: self.sentence, heard_bytes }
    }
}

/// Estimated speaking time of a text.
fn spoken_length(text: &str) -> Duration {
    Duration::from_millis(text.chars().count() as u64 * CHARACTER_MS)
}

/// The length in bytes of the words that lie wholly within the first `share` of a text.
fn cut_at_word(text: &str, share: f64) -> usize {
    let reach = (text.chars().count() as f64 * share) as usize;
    let mut end = 0;
    for (count, (at, character)) in text.char_indices().enumerate() {
        if count > reach {
            return end;
        }
        if character.is_whitespace() {
            end = at;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sentence(text: &str) -> Sentence {
        Sentence::prose(text)
    }

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    /// Sends `frames` frames of a sentence at `now`.
    fn send(playback: &mut Playback, speech: u64, frames: u32, now: Duration) {
        for _ in 0..frames {
            playback.frame_sent(SpeechId(speech), now);
        }
    }

    #[test]
    fn a_mark_says_that_everything_before_it_was_heard() {
        let mut playback = Playback::default();
        playback.queue(SpeechId(1), sentence("Guten Tag."));
        playback.queue(SpeechId(2), sentence("Was kann ich tun?"));
        send(&mut playback, 1, 50, ms(0));
        playback.sent(SpeechId(1));
        let heard = playback.mark(SpeechId(1));
        assert_eq!(heard.len(), 1);
        assert_eq!(heard[0].heard(), "Guten Tag.");
        assert!(playback.busy());
    }

    #[test]
    fn a_clear_leaves_the_words_played_so_far() {
        let mut playback = Playback::default();
        playback.queue(SpeechId(1), sentence("eins zwei drei vier fünf sechs sieben acht"));
        send(&mut playback, 1, 100, ms(1_000));
        playback.sent(SpeechId(1));
        let heard = playback.clear(ms(2_000));
        assert_eq!(heard[0].heard(), "eins zwei drei vier");
        assert_eq!(heard[0].unheard(), "fünf sechs sieben acht");
        assert!(!playback.busy());
        assert_eq!(playback.mark(SpeechId(1)), [], "a mark returned by the clear proves nothing");
    }

    #[test]
    fn frames_sent_ahead_play_in_real_time() {
        let mut playback = Playback::default();
        playback.queue(SpeechId(1), sentence("a"));
        playback.queue(SpeechId(2), sentence("b"));
        send(&mut playback, 1, 10, ms(0));
        playback.sent(SpeechId(1));
        send(&mut playback, 2, 10, ms(0));
        playback.sent(SpeechId(2));
        assert_eq!(playback.ends(SpeechId(1)), Some(ms(200)));
        assert_eq!(playback.ends(SpeechId(2)), Some(ms(400)));
        assert!(playback.audible(ms(399)) && !playback.audible(ms(400)));
    }

    proptest! {
        #[test]
        fn nothing_is_heard_that_was_not_sent(frames in 0u32..200, at in 0u64..5_000, text in "[a-zäöüß ]{0,80}") {
            let mut playback = Playback::default();
            playback.queue(SpeechId(1), sentence(&text));
            send(&mut playback, 1, frames, ms(0));
            let heard = playback.clear(ms(at)).remove(0);
            prop_assert!(text.starts_with(heard.heard()));
            prop_assert_eq!(heard.heard().is_empty() || frames > 0, true);
            let share = (u64::from(frames) * 20).min(at) as f64 / (text.chars().count().max(1) as f64 * 65.0);
            prop_assert!(heard.heard().chars().count() as f64 <= text.chars().count() as f64 * share + 1.0);
        }
    }
}
