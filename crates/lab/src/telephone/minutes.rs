//! The minutes of a call: its turns with words and times, put together from what was heard ([`super::floor`]), what was said,
//! and what the server tells.
//!
//! Pure. A turn comes out as soon as nothing more can be learnt of it, in order.

use super::events::{Timing, Told, Who};
use super::floor::Stretch;
use serde::Serialize;
use std::collections::VecDeque;

/// A server's clock may differ from ours by this much, ms: its times count from its own reading of `start`.
const CLOCKS_APART_MS: u64 = 1_500;
/// A `clear` that comes so long after the caller's words, ms, still belongs to them.
const CLEAR_LATE_MS: u64 = 800;

/// One party's turn, as `vorzimmer-lab call --json` prints it. Times in ms since the stream's start; what cannot be known of a
/// foreign server is `null`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TranscriptTurn {
    /// Counts the turns of a call, from 0.
    pub turn: u32,
    /// Whose turn.
    pub who: Who,
    /// The words: the caller's as given, the agent's as the server tells them.
    pub words: Option<String>,
    /// First audible sound.
    pub start_ms: u64,
    /// Last audible sound.
    pub end_ms: u64,
    /// An agent's turn that answers: from the caller's last sound to the agent's first, both as heard on the line.
    pub voice_to_voice_ms: Option<u64>,
    /// Where the time before it went.
    #[serde(flatten)]
    pub timing: Timing,
    /// When the first frame of its sound left, by the server's clock.
    pub first_frame_ms: Option<u64>,
    /// A caller's turn: up to where, by the server's clock, it had heard the voice when it took the turn; where it did so more
    /// than once, the first time.
    pub understood_to_ms: Option<u64>,
    /// A caller's turn as the server understood it.
    pub understood: Option<String>,
    /// A caller's turn that fell into the agent's word: from its first sound to the server's `clear`.
    pub clear_ms: Option<u64>,
}

/// Where the time from voice to voice went, as the server tells it, ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// See [`Timing::endpointing_ms`].
    pub endpointing_ms: u64,
    /// See [`Timing::recognition_ms`].
    pub recognition_ms: u64,
    /// See [`Timing::dialogue_ms`].
    pub dialogue_ms: u64,
    /// See [`Timing::synthesis_ms`].
    pub synthesis_ms: u64,
}

impl TranscriptTurn {
    /// Where its time went, if the server told.
    pub fn parts(&self) -> Option<Parts> {
        Some(Parts {
            endpointing_ms: self.timing.endpointing_ms?,
            recognition_ms: self.timing.recognition_ms?,
            dialogue_ms: self.timing.dialogue_ms?,
            synthesis_ms: self.timing.synthesis_ms?,
        })
    }
}

/// A call's turns in the making.
#[derive(Debug, Default)]
pub struct Minutes {
    /// Turns that are not given out, oldest first.
    turns: VecDeque<Draft>,
    /// Turns begun so far.
    begun: u32,
    /// Sentences that the agent has begun and that no turn holds yet.
    sentences: Vec<String>,
    /// The server tells of its turns.
    informed: bool,
}

#[derive(Debug)]
struct Draft {
    turn: TranscriptTurn,
    over: bool,
    told: bool,
    /// The words that the server heard or had heard of it.
    heard: Option<String>,
}

impl Draft {
    /// From this turn to the one told, ms; 0 where they overlap.
    fn distance_ms(&self, told: &Told) -> u64 {
        let end_ms = if self.over { self.turn.end_ms } else { u64::MAX };
        let after = told.start_ms.saturating_sub(end_ms);
        after.max(self.turn.start_ms.saturating_sub(told.end_ms))
    }

    fn learn(&mut self, told: Told) {
        let before = if self.told { self.heard.take() } else { None };
        let words = before.into_iter().chain([told.words]).filter(|words| !words.is_empty()).collect::<Vec<_>>();
        self.heard = joined(&words);
        self.told = true;
        if told.who == Who::Caller {
            self.turn.understood_to_ms.get_or_insert(told.end_ms);
        }
        // Of what is one turn to the ear, the part that answers has them.
        if told.timing.engine_asked_ms.is_some() {
            self.turn.first_frame_ms = Some(told.start_ms);
        }
        self.turn.timing.learn(told.timing);
    }

    /// The turn with everything known of it.
    fn into_turn(mut self) -> TranscriptTurn {
        match self.turn.who {
            Who::Caller => self.turn.understood = self.heard,
            Who::Agent => self.turn.words = self.heard.or(self.turn.words),
        }
        self.turn
    }
}

impl Minutes {
    /// From now on the server tells of its turns, so they wait for that.
    pub fn inform(&mut self) {
        self.informed = true;
    }

    /// The caller says something from and to these ms.
    pub fn caller(&mut self, words: Option<&str>, heard: Stretch) {
        self.begin(Who::Caller, words.map(str::to_owned), heard, None);
    }

    /// The server has dropped what it was saying.
    pub fn cleared(&mut self, at_ms: u64) {
        let speaking =
            |draft: &&mut Draft| draft.turn.who == Who::Caller && !draft.over && draft.turn.start_ms <= at_ms;
        if let Some(draft) = self.turns.iter_mut().rev().find(speaking) {
            draft.turn.clear_ms.get_or_insert(at_ms - draft.turn.start_ms);
        }
    }

    /// Time has passed.
    pub fn pass(&mut self, now_ms: u64) {
        let callers = self.turns.iter_mut().filter(|draft| draft.turn.who == Who::Caller);
        callers.for_each(|draft| draft.over |= now_ms >= draft.turn.end_ms + CLEAR_LATE_MS);
    }

    /// The agent can be heard.
    pub fn agent_began(&mut self, at_ms: u64, voice_to_voice_ms: Option<u64>) {
        let words = joined(&std::mem::take(&mut self.sentences));
        self.begin(Who::Agent, words, Stretch { start_ms: at_ms, end_ms: at_ms }, voice_to_voice_ms);
    }

    fn begin(&mut self, who: Who, words: Option<String>, heard: Stretch, voice_to_voice_ms: Option<u64>) {
        let turn = TranscriptTurn {
            turn: self.begun,
            who,
            words,
            start_ms: heard.start_ms,
            end_ms: heard.end_ms,
            voice_to_voice_ms,
            timing: Timing::default(),
            first_frame_ms: None,
            understood_to_ms: None,
            understood: None,
            clear_ms: None,
        };
        self.begun += 1;
        self.turns.push_back(Draft { turn, over: false, told: false, heard: None });
    }

    /// The agent begins to say a sentence.
    pub fn sentence(&mut self, words: &str) {
        match self.turns.iter_mut().rev().find(|draft| draft.turn.who == Who::Agent && !draft.over) {
            Some(draft) => {
                let before = draft.turn.words.take();
                draft.turn.words = joined(&before.into_iter().chain([words.to_owned()]).collect::<Vec<_>>());
            }
            None => self.sentences.push(words.to_owned()),
        }
    }

    /// The agent's turn is over.
    pub fn agent_ended(&mut self, heard: Stretch) {
        if let Some(draft) = self.turns.iter_mut().find(|draft| draft.turn.who == Who::Agent && !draft.over) {
            draft.turn.end_ms = heard.end_ms;
            draft.over = true;
        }
    }

    /// The server tells of a turn: it belongs to the one that sounded at that time. What is one turn to the ear may be two to
    /// the server (a word to fill the wait, and the answer): their words are joined, and the answer has the times.
    pub fn told(&mut self, told: Told) {
        let parties = self.turns.iter_mut().filter(|draft| draft.turn.who == told.who);
        let nearest = parties.min_by_key(|draft| draft.distance_ms(&told));
        let Some(draft) = nearest.filter(|draft| draft.distance_ms(&told) <= CLOCKS_APART_MS) else { return };
        draft.learn(told);
    }

    /// The next turn of which everything is known, in order. A turn of which the server has not told yet waits until the
    /// next but one is over: it will not be told of any more.
    pub fn next_turn(&mut self) -> Option<TranscriptTurn> {
        let draft = self.turns.front()?;
        let late = self.turns.get(2).is_some_and(|later| later.over);
        let known = draft.over && (draft.told || !self.informed || late);
        if known { self.take() } else { None }
    }

    /// The call is over: the next turn, whatever is known of it.
    pub fn last_turns(&mut self) -> Option<TranscriptTurn> {
        self.take()
    }

    fn take(&mut self) -> Option<TranscriptTurn> {
        self.turns.pop_front().map(Draft::into_turn)
    }
}

fn joined(sentences: &[String]) -> Option<String> {
    if sentences.is_empty() { None } else { Some(sentences.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(who: Who, words: &str, start_ms: u64, end_ms: u64) -> Told {
        Told {
            who,
            words: words.to_owned(),
            start_ms,
            end_ms,
            timing: Timing { endpointing_ms: Some(300), ..Timing::default() },
        }
    }

    fn stretch(start_ms: u64, end_ms: u64) -> Stretch {
        Stretch { start_ms, end_ms }
    }

    #[test]
    fn of_a_foreign_server_turns_come_at_once_and_without_its_secrets() {
        let mut minutes = Minutes::default();
        minutes.agent_began(100, None);
        assert_eq!(minutes.next_turn(), None);
        minutes.agent_ended(stretch(100, 900));
        let turn = minutes.next_turn().expect("over");
        assert_eq!((turn.turn, turn.start_ms, turn.end_ms, turn.words), (0, 100, 900, None));
        minutes.caller(Some("Hello"), stretch(1_000, 2_000));
        minutes.pass(2_000);
        assert_eq!(minutes.next_turn(), None);
        minutes.pass(2_800);
        let turn = minutes.next_turn().expect("over");
        assert_eq!((turn.turn, turn.words.as_deref()), (1, Some("Hello")));
        minutes.agent_began(2_500, Some(500));
        let json = serde_json::to_value(minutes.last_turns()).expect("json");
        let expected = serde_json::json!({"turn":2,"who":"agent","words":null,"start_ms":2500,"end_ms":2500,
            "voice_to_voice_ms":500,"endpointing_ms":null,"recognition_ms":null,"dialogue_ms":null,"synthesis_ms":null,
            "engine_asked_ms":null,"first_token_ms":null,"first_sentence_ms":null,"first_frame_ms":null,
            "understood":null,"understood_to_ms":null,"clear_ms":null});
        assert_eq!(json, expected);
    }

    #[test]
    fn what_the_server_tells_goes_to_the_turn_that_sounded_then() {
        let mut minutes = Minutes::default();
        minutes.inform();
        minutes.sentence("Guten Tag.");
        minutes.agent_began(100, None);
        minutes.sentence("Was darf es sein?");
        minutes.agent_ended(stretch(100, 900));
        minutes.caller(Some("Ein Haarschnitt."), stretch(1_500, 2_500));
        assert_eq!(minutes.next_turn(), None, "the server has not told yet");
        minutes.pass(4_000);
        minutes.told(told(Who::Caller, "ein harschnitt", 1_480, 2_600));
        minutes.told(told(Who::Agent, "Guten Tag. Was", 90, 700));
        let turn = minutes.next_turn().expect("told");
        assert_eq!((turn.words.as_deref(), turn.timing.endpointing_ms), (Some("Guten Tag. Was"), Some(300)));
        let turn = minutes.next_turn().expect("told");
        assert_eq!(turn.words.as_deref(), Some("Ein Haarschnitt."));
        assert_eq!(turn.understood.as_deref(), Some("ein harschnitt"));
    }

    #[test]
    fn a_filler_and_the_answer_are_one_turn_to_the_ear() {
        let mut minutes = Minutes::default();
        minutes.inform();
        minutes.caller(Some("Ja"), stretch(0, 1_000));
        minutes.agent_began(3_000, Some(2_000));
        let filler = Told { timing: Timing::default(), ..told(Who::Agent, "Moment.", 2_950, 4_000) };
        minutes.told(filler);
        minutes.told(told(Who::Caller, "ja", 20, 980));
        minutes.told(told(Who::Agent, "Gebucht.", 4_300, 5_000));
        minutes.agent_ended(stretch(3_000, 5_100));
        minutes.pass(6_000);
        assert_eq!(minutes.next_turn().and_then(|turn| turn.understood).as_deref(), Some("ja"));
        let turn = minutes.next_turn().expect("told");
        assert_eq!((turn.words.as_deref(), turn.timing.endpointing_ms), (Some("Moment. Gebucht."), Some(300)));
    }

    #[test]
    fn a_turn_of_which_the_server_never_tells_does_not_hold_the_others_up() {
        let mut minutes = Minutes::default();
        minutes.inform();
        minutes.sentence("Guten Tag.");
        minutes.agent_began(100, None);
        minutes.sentence("Ja?");
        minutes.agent_ended(stretch(100, 900));
        minutes.caller(None, stretch(1_500, 2_500));
        minutes.agent_began(3_000, Some(500));
        assert_eq!(minutes.next_turn(), None);
        minutes.agent_ended(stretch(3_000, 4_000));
        assert_eq!(minutes.next_turn().and_then(|turn| turn.words).as_deref(), Some("Guten Tag. Ja?"));
        assert_eq!(minutes.next_turn(), None);
        assert_eq!(minutes.last_turns().map(|turn| turn.turn), Some(1));
        assert_eq!(minutes.last_turns().map(|turn| turn.turn), Some(2));
        assert_eq!(minutes.last_turns(), None);
    }

    #[test]
    fn a_clear_belongs_to_the_words_that_caused_it() {
        let mut minutes = Minutes::default();
        minutes.cleared(50);
        minutes.caller(Some("Stopp"), stretch(1_000, 1_500));
        minutes.cleared(1_450);
        minutes.cleared(1_900);
        minutes.pass(2_300);
        minutes.cleared(2_310);
        assert_eq!(minutes.next_turn().and_then(|turn| turn.clear_ms), Some(450));
    }
}
