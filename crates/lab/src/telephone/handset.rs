//! The caller's telephone during a stream: the pure middle between what comes over the socket and what goes out.
//!
//! Every 20 ms [`Handset::tick`] gives what is to be sent; in between it takes the server's messages and events. It owns
//! playback, floor, caller, microphone, minutes and recording, and tells what happens as [`Happening`]s. Sockets, clocks and
//! faults are [`super::stream`]'s.

use super::Happening;
use super::answers::{AnswerDelay, Answers};
use super::caller::{Caller, CallerAction, Why};
use super::events::Event;
use super::floor::{AudibleFrame, Change, Floor, Stretch};
use super::level;
use super::microphone::Microphone;
use super::minutes::{Minutes, Parts, TranscriptTurn};
use super::outbound::Outbound;
use super::playback::{Gap, Playback, Played};
use super::script::Utterance;
use super::wav::Recording;
use audio::{FRAME_MS, LINE_HZ, LineFrame};

/// What is sent in one tick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// The caller's sound of the 20 ms before now, and its time since the start, ms. None in the first tick.
    pub frame: Option<(u64, LineFrame)>,
    /// A key pressed.
    pub key: Option<char>,
    /// Marks that come back.
    pub marks: Vec<String>,
    /// The caller hangs up.
    pub hang_up: Option<Why>,
}

/// State of the telephone in one stream.
#[derive(Debug)]
pub struct Handset {
    playback: Playback,
    floor: Floor,
    caller: Caller,
    microphone: Microphone,
    minutes: Minutes,
    recording: Option<Recording>,
    happenings: Vec<Happening>,
    voice_to_voice_ms: Vec<u64>,
    answers: Answers,
    parts: Vec<Parts>,
}

/// What is left of a stream.
#[derive(Debug, Default)]
pub struct Remains {
    /// Time from voice to voice, of every answer.
    pub voice_to_voice_ms: Vec<u64>,
    /// What ended the caller's waits.
    pub answers: Vec<AnswerDelay>,
    /// Where that time went, as far as the server told.
    pub parts: Vec<Parts>,
    /// Gaps in the agent's speech.
    pub gaps: Vec<Gap>,
    /// Its sound, where it was kept.
    pub recording: Option<Recording>,
}

impl Handset {
    /// A telephone at the stream's start; keeps the sound if told so.
    pub fn new(caller: Caller, microphone: Microphone, keeps_sound: bool) -> Self {
        Handset {
            playback: Playback::default(),
            floor: Floor::default(),
            caller,
            microphone,
            minutes: Minutes::default(),
            recording: keeps_sound.then(Recording::default),
            happenings: Vec::new(),
            voice_to_voice_ms: Vec::new(),
            answers: Answers::default(),
            parts: Vec::new(),
        }
    }

    /// Time since the stream's start, ms, as far as it was played.
    pub fn now_ms(&self) -> u64 {
        self.playback.played_ms()
    }

    /// The next 20 ms begin. What the caller said in the last 20 goes out now, as on a real line; what arrived until now is
    /// heard in the next 20.
    pub fn tick(&mut self) -> Tick {
        let now_ms = self.now_ms();
        let (frame, key) = self.capture(now_ms);
        let played = self.playback.play();
        self.listen(now_ms, &played);
        self.minutes.pass(now_ms);
        let hang_up = self.act(now_ms);
        while let Some(turn) = self.minutes.next_turn() {
            self.give_out(turn);
        }
        Tick { frame, key, marks: played.marks, hang_up }
    }

    fn capture(&mut self, now_ms: u64) -> (Option<(u64, LineFrame)>, Option<char>) {
        let Some(since_ms) = now_ms.checked_sub(u64::from(FRAME_MS)) else { return (None, None) };
        let (frame, key) = self.microphone.frame();
        if let Some(recording) = &mut self.recording {
            recording.caller.push(frame);
        }
        (Some((since_ms, frame)), key)
    }

    fn listen(&mut self, now_ms: u64, played: &Played) {
        if let Some(recording) = &mut self.recording {
            recording.agent.push(played.frame);
        }
        let audible = level::audible(&played.frame[..played.samples]);
        let audible_ms = audible.map(|heard| (samples_ms(heard.start), samples_ms(heard.end)));
        if let Some(change) = self.floor.hear(now_ms, AudibleFrame { playing: played.samples > 0, audible_ms }) {
            self.note(change);
        }
    }

    fn note(&mut self, change: Change) {
        match change {
            Change::AgentBegan { at_ms, voice_to_voice_ms } => {
                self.voice_to_voice_ms.extend(voice_to_voice_ms);
                self.answers.agent_began(voice_to_voice_ms);
                self.minutes.agent_began(at_ms, voice_to_voice_ms);
                self.happenings.push(Happening::AgentBegan { at_ms, voice_to_voice_ms });
            }
            Change::AgentEnded(heard) => {
                self.minutes.agent_ended(heard);
                self.happenings.push(Happening::AgentEnded(heard));
            }
        }
    }

    fn act(&mut self, now_ms: u64) -> Option<Why> {
        match self.caller.act(now_ms, &self.floor)? {
            CallerAction::HangUp(why) => Some(why),
            CallerAction::Say(utterance) => {
                let heard = audible(now_ms, &utterance);
                let change = self.floor.speak(heard);
                change.into_iter().for_each(|change| self.note(change));
                self.answers.caller_began();
                self.minutes.caller(utterance.words(), heard);
                let words = utterance.words().map(str::to_owned);
                self.happenings.push(Happening::CallerBegan { at_ms: heard.start_ms, words });
                self.microphone.say(utterance);
                None
            }
        }
    }

    fn give_out(&mut self, turn: TranscriptTurn) {
        self.parts.extend(turn.parts());
        self.happenings.push(Happening::Turn(turn));
    }

    /// Takes a message of the server, with the sound where it is `media`. Gives the marks that come back at once.
    pub fn take(&mut self, message: Outbound, sound: &[u8]) -> Vec<String> {
        match message {
            Outbound::Media => self.playback.media(sound),
            Outbound::Mark(name) => self.playback.mark(name),
            Outbound::Clear => {
                self.minutes.cleared(self.now_ms());
                return self.playback.clear();
            }
            Outbound::Foreign => {}
        }
        vec![]
    }

    /// From now on the server tells of the call.
    pub fn inform(&mut self) {
        self.caller.inform();
        self.minutes.inform();
    }

    /// Takes what the server tells.
    pub fn learn(&mut self, event: Event) {
        match event {
            Event::Say { words, filler, at_ms } => {
                self.answers.sentence(at_ms, filler);
                self.caller.told(&words);
                self.minutes.sentence(&words);
                self.happenings.push(Happening::Sentence(words));
            }
            Event::Asked { asked } => self.caller.asked(&asked),
            Event::Turn(told) => self.minutes.told(told),
            Event::Other => {}
        }
    }

    /// What happened since the last time.
    pub fn happenings(&mut self) -> impl Iterator<Item = Happening> {
        self.happenings.drain(..)
    }

    /// The stream is over and the server has nothing more to tell: the last turns come out as happenings.
    pub fn finish(&mut self) -> Remains {
        if let Some(change) = self.floor.finish() {
            self.note(change);
        }
        while let Some(turn) = self.minutes.last_turns() {
            self.give_out(turn);
        }
        Remains {
            voice_to_voice_ms: std::mem::take(&mut self.voice_to_voice_ms),
            answers: self.answers.finish(),
            parts: std::mem::take(&mut self.parts),
            gaps: self.playback.gaps().to_vec(),
            recording: self.recording.take(),
        }
    }
}

fn audible(now_ms: u64, utterance: &Utterance) -> Stretch {
    let (start_ms, end_ms) = match utterance {
        Utterance::Speech { sound, .. } => sound.speech_ms(),
        Utterance::Digits(_) => (0, utterance.length_ms()),
    };
    Stretch { start_ms: now_ms + start_ms, end_ms: now_ms + end_ms }
}

fn samples_ms(samples: usize) -> u64 {
    samples as u64 * 1_000 / u64::from(LINE_HZ)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telephone::caller::{CutIn, Manner};
    use crate::telephone::events::Who;
    use crate::telephone::fault::Chance;
    use crate::telephone::script::{Prepared, Script};
    use crate::telephone::wav::Sound;
    use audio::{LINE_FRAME, mulaw};
    use std::sync::Arc;

    const LOUD: [u8; LINE_FRAME] = [0x90; LINE_FRAME];

    fn speech(words: &str, ms: usize) -> Utterance {
        let sound = Sound::from_samples(&vec![5_000; ms * 8], LINE_HZ).expect("sound");
        Utterance::Speech { words: Some(words.to_owned()), sound: Arc::new(sound) }
    }

    fn handset(lines: Vec<Utterance>, cut_ins: Vec<CutIn>) -> Handset {
        let prepared = lines
            .into_iter()
            .map(|utterance| Prepared { asked: None, unless_heard: vec![], if_heard: vec![], tries: None, utterance })
            .collect();
        let caller = Caller::new(Script::new(prepared), cut_ins, Manner::default());
        Handset::new(caller, Microphone::new(None, Chance::new(1)), true)
    }

    /// Runs for so many ms; the agent sends a frame a tick while it speaks. Gives what was sent.
    fn run(handset: &mut Handset, ms: u64, speaking: bool) -> Vec<Tick> {
        let ticks = ms / 20;
        let mut sent = Vec::new();
        for _ in 0..ticks {
            if speaking {
                handset.take(Outbound::Media, &LOUD);
            }
            sent.push(handset.tick());
        }
        sent
    }

    fn turns(handset: &mut Handset) -> Vec<TranscriptTurn> {
        let turns = handset.happenings().filter_map(|happening| match happening {
            Happening::Turn(turn) => Some(turn),
            _ => None,
        });
        turns.collect()
    }

    #[test]
    fn what_is_said_goes_out_one_frame_later() {
        let mut handset = handset(vec![speech("Hallo", 100)], vec![]);
        run(&mut handset, 1_000, true);
        let sent = run(&mut handset, 3_000, false);
        let loud: Vec<u64> = sent
            .iter()
            .filter_map(|tick| tick.frame.filter(|(_, frame)| frame[0] != mulaw::SILENCE).map(|(since, _)| since))
            .collect();
        assert_eq!(loud, [2_500, 2_520, 2_540, 2_560, 2_580], "the agent was quiet from 1,000 on, patience is 1,500");
    }

    #[test]
    fn a_call_of_two_turns_is_measured_and_recorded() {
        let mut handset = handset(vec![speech("Hallo", 100)], vec![]);
        run(&mut handset, 1_000, true);
        run(&mut handset, 2_400, false);
        run(&mut handset, 500, true);
        run(&mut handset, 4_000, false);
        let remains = handset.finish();
        let turns = turns(&mut handset);
        let shape: Vec<_> =
            turns.iter().map(|turn| (turn.who, turn.start_ms, turn.end_ms, turn.voice_to_voice_ms)).collect();
        assert_eq!(
            shape,
            [(Who::Agent, 0, 1_000, None), (Who::Caller, 2_500, 2_600, None), (Who::Agent, 3_400, 3_900, Some(800)),]
        );
        assert_eq!(remains.voice_to_voice_ms, [800]);
        let recording = remains.recording.expect("kept");
        assert_eq!(recording.agent.len(), 7_900 / 20);
        assert!(recording.agent[0] == LOUD && recording.agent[50][0] == mulaw::SILENCE);
        assert_ne!(recording.caller[125][0], mulaw::SILENCE);
    }

    #[test]
    fn an_interruption_is_followed_by_the_clear_that_it_causes() {
        let cut_in = CutIn { turn: 0, at_ms: 1_000, utterance: speech("Stopp", 600) };
        let mut handset = handset(vec![], vec![cut_in]);
        handset.take(Outbound::Media, &[0x90; 40_000]);
        handset.take(Outbound::Mark("7".to_owned()), &[]);
        run(&mut handset, 1_400, false);
        assert_eq!(handset.take(Outbound::Clear, &[]), ["7"]);
        run(&mut handset, 3_000, false);
        handset.finish();
        let turns = turns(&mut handset);
        assert_eq!((turns[0].who, turns[0].end_ms), (Who::Agent, 1_400));
        assert_eq!((turns[1].words.as_deref(), turns[1].clear_ms), (Some("Stopp"), Some(400)));
    }

    #[test]
    fn what_the_server_tells_decides_what_is_said() {
        let lines = ["wish", "name"].map(|asked| Prepared {
            asked: Some(asked.to_owned()),
            unless_heard: vec![],
            if_heard: vec![],
            tries: None,
            utterance: Utterance::Digits(asked.len().to_string()),
        });
        let caller = Caller::new(Script::new(lines.into_iter().collect()), vec![], Manner::default());
        let mut handset = Handset::new(caller, Microphone::new(None, Chance::new(1)), false);
        handset.inform();
        handset.learn(Event::Say { words: "Wie ist Dein Name?".to_owned(), filler: false, at_ms: 0 });
        run(&mut handset, 1_000, true);
        handset.learn(Event::Asked { asked: "name".to_owned() });
        let keys: Vec<char> = run(&mut handset, 2_000, false).iter().filter_map(|tick| tick.key).collect();
        assert_eq!(keys, ['4']);
        assert!(
            handset.happenings().any(|happening| happening == Happening::Sentence("Wie ist Dein Name?".to_owned()))
        );
    }
}
