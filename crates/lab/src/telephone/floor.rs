//! Who has the floor: cuts a call into turns by what can be heard, and measures the time from voice to voice.
//!
//! Pure. Every 20 ms it is told what the caller hears of the agent ([`Floor::hear`]), and it is told when the caller speaks
//! ([`Floor::speak`]); both the caller's manners and the report go by its answers. An agent's turn lasts from its first
//! audible sound until it has fallen silent and the caller has spoken, or nothing more came for [`QUIET_MS`].

use audio::FRAME_MS;

/// After so long a silence an agent that speaks again begins a new turn, ms.
pub const QUIET_MS: u64 = 3_000;

/// The state of the floor.
#[derive(Debug, Clone, Default)]
pub struct Floor {
    /// The agent's last turn.
    agent: Option<Stretch>,
    /// It is not over.
    agent_open: bool,
    /// The agent's turns so far, the open one included.
    agent_turns: u32,
    /// The caller's last utterance, ended or not.
    caller: Option<Stretch>,
    /// Nobody has answered the caller's last utterance yet.
    unanswered: bool,
    /// The caller has spoken since the agent's last turn began.
    caller_replied: bool,
    /// Sound came from the agent in the last frame, audible or not.
    playing: bool,
}

/// From the first to the last audible sound, ms since the stream's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Begin.
    pub start_ms: u64,
    /// End, so far.
    pub end_ms: u64,
}

/// A change of the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The agent can be heard.
    AgentBegan {
        /// Since when, ms.
        at_ms: u64,
        /// From the end of the caller's speech, where the agent answers it.
        voice_to_voice_ms: Option<u64>,
    },
    /// The agent's turn is over.
    AgentEnded(Stretch),
}

/// What is heard of the agent in 20 ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AudibleFrame {
    /// Some of it was sent by the agent, be it silence.
    pub playing: bool,
    /// First and last audible sound, ms from the begin of the 20 ms.
    pub audible_ms: Option<(u64, u64)>,
}

impl Floor {
    /// The caller hears 20 ms that begin at `now_ms`.
    pub fn hear(&mut self, now_ms: u64, heard: AudibleFrame) -> Option<Change> {
        self.playing = heard.playing;
        match heard.audible_ms {
            Some((first, last)) => self.hear_agent(now_ms + first, now_ms + last),
            None => self.agent().filter(|turn| self.is_over(now_ms, turn)).map(|turn| self.end_agent(turn)),
        }
    }

    fn hear_agent(&mut self, from_ms: u64, to_ms: u64) -> Option<Change> {
        if self.agent_open {
            self.agent = self.agent.map(|turn| Stretch { end_ms: to_ms, ..turn });
            return None;
        }
        let answered = self.caller.filter(|caller| self.unanswered && caller.end_ms <= from_ms);
        self.agent = Some(Stretch { start_ms: from_ms, end_ms: to_ms });
        self.agent_open = true;
        self.agent_turns += 1;
        self.caller_replied = false;
        self.unanswered &= answered.is_none();
        Some(Change::AgentBegan { at_ms: from_ms, voice_to_voice_ms: answered.map(|caller| from_ms - caller.end_ms) })
    }

    fn is_over(&self, now_ms: u64, turn: &Stretch) -> bool {
        let quiet_ms = (now_ms + u64::from(FRAME_MS)).saturating_sub(turn.end_ms);
        !self.playing && (self.caller_replied || quiet_ms >= QUIET_MS)
    }

    fn end_agent(&mut self, turn: Stretch) -> Change {
        self.agent_open = false;
        Change::AgentEnded(turn)
    }

    /// The caller speaks, audibly from and to the given ms. An agent that is silent has lost the floor.
    pub fn speak(&mut self, utterance: Stretch) -> Option<Change> {
        self.caller = Some(utterance);
        self.unanswered = true;
        self.caller_replied = true;
        self.agent().filter(|_| !self.playing).map(|turn| self.end_agent(turn))
    }

    /// The call is over: ends an open turn.
    pub fn finish(&mut self) -> Option<Change> {
        self.agent().map(|turn| self.end_agent(turn))
    }

    /// The agent's open turn.
    pub fn agent(&self) -> Option<Stretch> {
        self.agent.filter(|_| self.agent_open)
    }

    /// Which of the agent's turns is open or was the last, counted from 0.
    pub fn agent_turn(&self) -> Option<u32> {
        self.agent_turns.checked_sub(1)
    }

    /// How long the agent has been silent after having said something that the caller has not replied to, ms.
    pub fn quiet_ms(&self, now_ms: u64) -> Option<u64> {
        let turn = self.agent.filter(|_| !self.playing && !self.caller_replied)?;
        Some(now_ms.saturating_sub(turn.end_ms))
    }

    /// The end of what was audible last, of either side; 0 when nothing was.
    pub fn last_sound_ms(&self) -> u64 {
        self.agent.iter().chain(&self.caller).map(|stretch| stretch.end_ms).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENCE: AudibleFrame = AudibleFrame { playing: false, audible_ms: None };
    const SPEECH: AudibleFrame = AudibleFrame { playing: true, audible_ms: Some((0, 20)) };
    const PAUSE: AudibleFrame = AudibleFrame { playing: true, audible_ms: None };

    /// Lets the floor hear the same for a while, from `from_ms` on, and gives the changes.
    fn hear(floor: &mut Floor, from_ms: u64, to_ms: u64, heard: AudibleFrame) -> Vec<Change> {
        (from_ms..to_ms).step_by(20).filter_map(|now_ms| floor.hear(now_ms, heard)).collect()
    }

    #[test]
    fn a_question_and_its_answer_are_two_turns_and_a_measure() {
        let mut floor = Floor::default();
        let began = hear(&mut floor, 100, 1_000, SPEECH);
        assert_eq!(began, [Change::AgentBegan { at_ms: 100, voice_to_voice_ms: None }]);
        hear(&mut floor, 1_000, 1_500, SILENCE);
        assert_eq!(floor.quiet_ms(1_500), Some(500));
        let ended = floor.speak(Stretch { start_ms: 1_530, end_ms: 2_490 });
        assert_eq!(ended, Some(Change::AgentEnded(Stretch { start_ms: 100, end_ms: 1_000 })));
        assert_eq!(floor.quiet_ms(1_500), None, "the caller has replied");
        assert_eq!(hear(&mut floor, 1_500, 3_300, SILENCE), []);
        let first = floor.hear(3_300, AudibleFrame { playing: true, audible_ms: Some((5, 20)) });
        assert_eq!(first, Some(Change::AgentBegan { at_ms: 3_305, voice_to_voice_ms: Some(815) }));
        assert_eq!(floor.agent_turn(), Some(1));
    }

    #[test]
    fn sentences_of_one_turn_stay_together() {
        let mut floor = Floor::default();
        let mut changes = hear(&mut floor, 0, 1_000, SPEECH);
        changes.extend(hear(&mut floor, 1_000, 2_000, SILENCE));
        changes.extend(hear(&mut floor, 2_000, 3_000, SPEECH));
        assert_eq!(changes, [Change::AgentBegan { at_ms: 0, voice_to_voice_ms: None }]);
    }

    #[test]
    fn who_speaks_again_after_a_long_silence_begins_a_new_turn() {
        let mut floor = Floor::default();
        hear(&mut floor, 0, 1_000, SPEECH);
        let ended = hear(&mut floor, 1_000, 6_000, SILENCE);
        assert_eq!(ended, [Change::AgentEnded(Stretch { start_ms: 0, end_ms: 1_000 })]);
        let again = hear(&mut floor, 6_000, 6_100, SPEECH);
        assert_eq!(again, [Change::AgentBegan { at_ms: 6_000, voice_to_voice_ms: None }]);
    }

    #[test]
    fn an_interrupted_turn_ends_when_its_sound_does() {
        let mut floor = Floor::default();
        hear(&mut floor, 0, 1_000, SPEECH);
        assert_eq!(floor.speak(Stretch { start_ms: 1_000, end_ms: 1_800 }), None);
        let mut changes = hear(&mut floor, 1_000, 1_400, SPEECH);
        changes.extend(hear(&mut floor, 1_400, 1_440, PAUSE));
        changes.extend(hear(&mut floor, 1_440, 1_500, SPEECH));
        assert_eq!(changes, [], "still what it said before");
        changes.extend(hear(&mut floor, 1_500, 2_400, SILENCE));
        changes.extend(hear(&mut floor, 2_400, 2_440, SPEECH));
        assert_eq!(
            changes,
            [
                Change::AgentEnded(Stretch { start_ms: 0, end_ms: 1_500 }),
                Change::AgentBegan { at_ms: 2_400, voice_to_voice_ms: Some(600) }
            ]
        );
    }

    #[test]
    fn an_agent_that_speaks_before_the_caller_has_finished_has_no_measure() {
        let mut floor = Floor::default();
        floor.speak(Stretch { start_ms: 0, end_ms: 1_000 });
        let began = hear(&mut floor, 500, 600, SPEECH);
        assert_eq!(began, [Change::AgentBegan { at_ms: 500, voice_to_voice_ms: None }]);
    }

    #[test]
    fn the_end_of_the_call_ends_the_turn() {
        let mut floor = Floor::default();
        assert_eq!(floor.finish(), None);
        hear(&mut floor, 0, 40, SPEECH);
        assert_eq!(floor.finish(), Some(Change::AgentEnded(Stretch { start_ms: 0, end_ms: 40 })));
    }
}
