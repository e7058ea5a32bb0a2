//! The caller: decides every 20 ms whether to speak, to press keys, to hang up, or to go on listening.
//!
//! Pure. It knows what it is asked where the server tells ([`Caller::asked`]), and goes by silence otherwise: an agent that
//! has said something and then nothing for [`Manner::patience_ms`] has finished. Interruptions come at their moment within
//! the agent's turn, whatever is asked. How sound is sent and what time it is, is not known here.

use super::floor::Floor;
use super::script::{Script, Utterance};
use std::collections::VecDeque;

/// How a caller behaves, all in ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manner {
    /// From the end of the agent's speech to the answer, when the question is known.
    pub reaction_ms: u64,
    /// Silence after which the agent has finished, when nothing else tells.
    pub patience_ms: u64,
    /// Silence of both sides after which the caller gives up.
    pub give_up_ms: u64,
    /// Silence after the last line's answer until the caller hangs up.
    pub linger_ms: u64,
    /// The call is hung up after this.
    pub call_ms_max: u64,
}

impl Default for Manner {
    fn default() -> Self {
        Manner {
            // People begin to answer 200 to 500 ms after a question.
            reaction_ms: 400,
            // Longer than the pause between two sentences of one turn, also of a slow synthesiser.
            patience_ms: 1_500,
            give_up_ms: 20_000,
            linger_ms: 8_000,
            call_ms_max: 300_000,
        }
    }
}

/// A line that falls into the agent's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutIn {
    /// In which of the agent's turns, from 0.
    pub turn: u32,
    /// How long after its begin, ms.
    pub at_ms: u64,
    /// What is said.
    pub utterance: Utterance,
}

/// What the caller does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallerAction {
    /// Speaks or presses keys.
    Say(Utterance),
    /// Hangs up.
    HangUp(Why),
}

/// Why a caller hangs up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Everything was said and answered.
    Finished,
    /// Nobody said anything for too long.
    NoAnswer,
    /// The call took too long.
    TooLong,
    /// It was told to at this moment.
    AsOrdered,
}

impl Why {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Why::Finished => "everything is said",
            Why::NoAnswer => "nobody says anything",
            Why::TooLong => "the call takes too long",
            Why::AsOrdered => "as ordered",
        }
    }
}

/// The state of a caller in one call.
#[derive(Debug, Clone)]
pub struct Caller {
    script: Script,
    cut_ins: VecDeque<CutIn>,
    manner: Manner,
    /// The server tells what it asks.
    informed: bool,
    /// What is asked and not answered yet.
    question: Option<String>,
    /// What the agent said since the caller's last line.
    heard: String,
    /// Nothing is left to say.
    finished: bool,
    /// Until when the caller is busy speaking.
    busy_until_ms: u64,
}

impl Caller {
    /// A caller before the call.
    pub fn new(script: Script, mut cut_ins: Vec<CutIn>, manner: Manner) -> Self {
        cut_ins.sort_by_key(|cut_in| (cut_in.turn, cut_in.at_ms));
        Caller {
            script,
            cut_ins: cut_ins.into(),
            manner,
            informed: false,
            question: None,
            heard: String::new(),
            finished: false,
            busy_until_ms: 0,
        }
    }

    /// From now on the server tells what it says and asks.
    pub fn inform(&mut self) {
        self.informed = true;
    }

    /// The agent says a sentence.
    pub fn told(&mut self, words: &str) {
        self.heard.push_str(words);
        self.heard.push(' ');
    }

    /// The agent waits for an answer to this.
    pub fn asked(&mut self, question: &str) {
        self.question = Some(question.to_owned());
    }

    /// What is done at `now_ms`.
    pub fn act(&mut self, now_ms: u64, floor: &Floor) -> Option<CallerAction> {
        if now_ms >= self.manner.call_ms_max {
            return Some(CallerAction::HangUp(Why::TooLong));
        }
        if now_ms < self.busy_until_ms {
            return None;
        }
        let utterance = self.cut_in(now_ms, floor).or_else(|| self.reply(now_ms, floor));
        match utterance {
            Some(utterance) => {
                self.busy_until_ms = now_ms + utterance.length_ms();
                Some(CallerAction::Say(utterance))
            }
            None => self.end(now_ms, floor).map(CallerAction::HangUp),
        }
    }

    fn cut_in(&mut self, now_ms: u64, floor: &Floor) -> Option<Utterance> {
        let (turn, begun) = (floor.agent_turn()?, floor.agent()?);
        while self.cut_ins.front().is_some_and(|next| next.turn < turn) {
            self.cut_ins.pop_front();
        }
        let due = self.cut_ins.front().is_some_and(|next| next.turn == turn && now_ms >= begun.start_ms + next.at_ms);
        if !due {
            return None;
        }
        self.lines_taken();
        self.cut_ins.pop_front().map(|cut_in| cut_in.utterance)
    }

    fn reply(&mut self, now_ms: u64, floor: &Floor) -> Option<Utterance> {
        let quiet_ms = floor.quiet_ms(now_ms)?;
        let utterance = if self.informed {
            if quiet_ms < self.manner.reaction_ms {
                return None;
            }
            let question = self.question.take().filter(|question| question != "none")?;
            self.script.answer(&question, &self.heard)
        } else {
            if quiet_ms < self.manner.patience_ms || self.finished {
                return None;
            }
            self.script.next_line()
        };
        self.finished = utterance.is_none() && (!self.informed || self.script.is_exhausted());
        self.lines_taken();
        utterance
    }

    /// What was heard and asked before belongs to the past.
    fn lines_taken(&mut self) {
        self.question = None;
        self.heard.clear();
    }

    fn end(&self, now_ms: u64, floor: &Floor) -> Option<Why> {
        let silence_ms = now_ms.saturating_sub(floor.last_sound_ms());
        // After a goodbye nothing is asked any more.
        let finished = self.finished || (self.script.is_exhausted() && floor.quiet_ms(now_ms).is_some());
        if finished && silence_ms >= self.manner.linger_ms {
            Some(Why::Finished)
        } else if silence_ms >= self.manner.give_up_ms {
            Some(Why::NoAnswer)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telephone::floor::{AudibleFrame, Stretch};
    use crate::telephone::script::Prepared;

    /// A call in virtual time: the agent speaks in the given stretches.
    struct Rehearsal {
        caller: Caller,
        floor: Floor,
        now_ms: u64,
    }

    fn digits(text: &str) -> Utterance {
        Utterance::Digits(text.to_owned())
    }

    fn rehearsal(lines: &[(&str, &str)], cut_ins: &[(u32, u64, &str)]) -> Rehearsal {
        let lines = lines.iter().map(|(asked, said)| Prepared {
            asked: Some(asked.to_string()).filter(|asked| !asked.is_empty()),
            unless_heard: vec![],
            if_heard: vec![],
            tries: None,
            utterance: digits(said),
        });
        let cut_ins =
            cut_ins.iter().map(|&(turn, at_ms, said)| CutIn { turn, at_ms, utterance: digits(said) }).collect();
        let caller = Caller::new(Script::new(lines.collect()), cut_ins, Manner::default());
        Rehearsal { caller, floor: Floor::default(), now_ms: 0 }
    }

    impl Rehearsal {
        /// Lets time pass until the caller acts, at most until `until_ms`; the agent speaks or is silent all the while.
        fn run(&mut self, until_ms: u64, speaking: bool) -> Option<(u64, CallerAction)> {
            let heard = AudibleFrame { playing: speaking, audible_ms: speaking.then_some((0, 20)) };
            while self.now_ms < until_ms {
                let now_ms = self.now_ms;
                self.floor.hear(now_ms, heard);
                self.now_ms += 20;
                if let Some(act) = self.caller.act(now_ms, &self.floor) {
                    if let CallerAction::Say(utterance) = &act {
                        self.floor.speak(Stretch { start_ms: now_ms, end_ms: now_ms + utterance.length_ms() });
                    }
                    return Some((now_ms, act));
                }
            }
            None
        }
    }

    #[test]
    fn without_being_told_the_caller_waits_for_silence() {
        let mut call = rehearsal(&[("", "1"), ("", "2")], &[]);
        assert_eq!(call.run(2_000, true), None);
        assert_eq!(call.run(2_600, false), None, "a pause between sentences");
        assert_eq!(call.run(4_000, true), None);
        assert_eq!(call.run(9_000, false), Some((5_500, CallerAction::Say(digits("1")))));
        assert_eq!(call.run(9_000, false), None, "the agent's turn now");
        assert_eq!(call.run(10_000, true), None);
        assert_eq!(call.run(20_000, false), Some((11_500, CallerAction::Say(digits("2")))));
        assert_eq!(call.run(13_000, true), None);
        assert_eq!(call.run(60_000, false), Some((21_000, CallerAction::HangUp(Why::Finished))));
    }

    #[test]
    fn a_caller_who_is_told_answers_what_is_asked_once_it_was_heard() {
        let mut call = rehearsal(&[("wish", "1"), ("name", "2")], &[]);
        call.caller.inform();
        assert_eq!(call.run(1_000, true), None);
        call.caller.asked("name");
        assert_eq!(call.run(2_000, true), None, "the question is still being spoken");
        assert_eq!(call.run(9_000, false), Some((2_400, CallerAction::Say(digits("2")))));
        call.caller.asked("wish");
        assert_eq!(call.run(5_000, false), None, "asked, but not heard yet");
        assert_eq!(call.run(6_000, true), None);
        assert_eq!(call.run(9_000, false), Some((6_400, CallerAction::Say(digits("1")))));
    }

    #[test]
    fn a_statement_is_not_answered() {
        let mut call = rehearsal(&[("wish", "1")], &[]);
        call.caller.inform();
        call.run(1_000, true);
        call.caller.asked("none");
        assert_eq!(call.run(5_000, false), None);
    }

    #[test]
    fn a_caller_who_has_said_everything_hangs_up_after_the_agents_goodbye() {
        let mut call = rehearsal(&[("", "1")], &[]);
        call.caller.inform();
        call.run(1_000, true);
        call.caller.asked("wish");
        assert_eq!(call.run(9_000, false), Some((1_400, CallerAction::Say(digits("1")))));
        assert_eq!(call.run(10_000, false), None, "an unanswered line is no end");
        assert_eq!(call.run(11_000, true), None);
        assert_eq!(call.run(60_000, false), Some((19_000, CallerAction::HangUp(Why::Finished))));
    }

    #[test]
    fn an_interruption_comes_at_its_moment() {
        let mut call = rehearsal(&[("", "1")], &[(1, 500, "stop"), (0, 9_000, "never")]);
        call.run(1_000, true);
        assert_eq!(call.run(3_000, false), Some((2_500, CallerAction::Say(digits("1")))));
        assert_eq!(call.run(4_000, false), None);
        assert_eq!(call.run(9_000, true), Some((4_500, CallerAction::Say(digits("stop")))));
    }

    #[test]
    fn a_silent_server_is_given_up() {
        let mut call = rehearsal(&[("", "1")], &[]);
        assert_eq!(call.run(60_000, false), Some((20_000, CallerAction::HangUp(Why::NoAnswer))));
    }

    #[test]
    fn an_endless_call_is_ended() {
        let mut call = rehearsal(&[], &[]);
        assert_eq!(call.run(900_000, true), Some((300_000, CallerAction::HangUp(Why::TooLong))));
    }
}
