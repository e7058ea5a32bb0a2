//! The caller's turn: when it began, what was understood so far, and when it is over.
//!
//! Takes speech edges and the recogniser's answers; gives the takes to ask for and the time at which the turn may be given to
//! the agent. How long to wait depends on whether the words are complete, on what was asked, and on this caller's own pauses.

use crate::settings::Settings;
use dialogue::Asked;
use speech::asr::{Expectation, Take};
use std::time::Duration;
use understanding::{Completeness, Utterance};

/// Weight of the past in the moving average of a caller's pauses.
const AVERAGE_WEIGHT: f64 = 0.9;
/// From a sound in a pause until it shows whether it is speech: the detector wants 100 ms of voice.
const STIRRED_WAIT: Duration = Duration::from_millis(140);
/// A line that is never quiet holds a turn no longer than this.
const STIRRED_WAIT_MAX: Duration = Duration::from_millis(280);
/// Pauses within a turn outside these bounds say nothing about the caller's habit.
const HABIT_PAUSES: std::ops::Range<Duration> = Duration::from_millis(250)..Duration::from_millis(2_000);

/// The caller's turn, or the silence before it.
#[derive(Debug)]
pub struct Turn {
    /// Voice right now.
    speaking: bool,
    /// Onset of the turn.
    began: Option<Duration>,
    /// Onset of the present stretch of voice.
    onset: Duration,
    /// Last voice.
    last_voice: Duration,
    /// The number of the last take asked for.
    take: Take,
    /// When the last take was asked for, while it is unanswered.
    awaiting: Option<Duration>,
    /// In the present pause, when there was a sound that is no speech yet.
    possible_onset: Option<Duration>,
    /// What the recogniser believes so far, while it may still change.
    hypothesis: Option<Box<Utterance>>,
    reading: Option<PauseWords>,
    /// The wait for the recogniser has been filled with a word.
    filled: bool,
    /// Moving average of this caller's pauses within turns.
    habit: Option<Duration>,
}

/// What the recogniser made of a turn.
#[derive(Debug, Clone, PartialEq)]
pub enum PauseWords {
    /// Words.
    Words(Words),
    /// Sound, but no words.
    Nothing,
}

/// The words of a turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// What was said, and what it says.
    pub utterance: Box<Utterance>,
    /// Whether the caller seems to have finished.
    pub completeness: Completeness,
    /// How long recognition took.
    pub took: Duration,
}

impl Default for Turn {
    fn default() -> Self {
        Turn {
            speaking: false,
            began: None,
            onset: Duration::ZERO,
            last_voice: Duration::ZERO,
            take: Take(0),
            awaiting: None,
            possible_onset: None,
            hypothesis: None,
            reading: None,
            filled: false,
            habit: None,
        }
    }
}

impl Turn {
    /// Voice began at `onset`.
    pub fn started(&mut self, onset: Duration) {
        if self.began.is_some() && !self.speaking {
            self.learn(onset.saturating_sub(self.last_voice));
        }
        self.speaking = true;
        self.onset = onset;
        self.began.get_or_insert(onset);
        self.awaiting = None;
        self.possible_onset = None;
        self.reading = None;
        self.filled = false;
    }

    /// Voice paused; the last of it was at `last_voice`. The take to ask for, if a turn is on.
    pub fn paused(&mut self, last_voice: Duration, now: Duration) -> Option<Take> {
        self.speaking = false;
        self.last_voice = last_voice;
        self.began?;
        Some(self.next_take(now))
    }

    /// There is a sound in the pause.
    pub fn possible_onset(&mut self, now: Duration) {
        self.possible_onset = Some(now).filter(|_| !self.speaking && self.began.is_some());
    }

    /// The recogniser's words so far; those of a past pause are no news.
    pub fn supposed(&mut self, utterance: Utterance) {
        self.hypothesis = Some(Box::new(utterance)).filter(|_| self.began.is_some() && self.reading.is_none());
    }

    /// What the recogniser believes so far.
    pub fn hypothesis(&self) -> Option<&Utterance> {
        self.hypothesis.as_deref()
    }

    /// Asks once more for what was said.
    pub fn next_take(&mut self, now: Duration) -> Take {
        self.take = Take(self.take.0 + 1);
        self.awaiting = Some(now);
        self.take
    }

    /// The recogniser answered a take. False for stale answers.
    pub fn answered(&mut self, take: Take, reading: PauseWords) -> bool {
        let current = take == self.take && self.awaiting.is_some();
        if current {
            self.awaiting = None;
            self.hypothesis = None;
            self.reading = Some(reading);
        }
        current
    }

    /// The turn is over, or was none. A caller who speaks on begins a new one.
    pub fn reset(&mut self) {
        self.began = self.speaking.then_some(self.onset);
        self.awaiting = None;
        self.possible_onset = None;
        self.hypothesis = None;
        self.reading = None;
        self.filled = false;
    }

    /// When the turn may be given to the agent: only in silence and with an answer of the recogniser.
    pub fn commit_at(&self, settings: &Settings, asked: Asked) -> Option<Duration> {
        let reading = self.reading.as_ref().filter(|_| !self.speaking && self.began.is_some())?;
        let wait = match reading {
            PauseWords::Nothing => settings.endpoint_neutral,
            PauseWords::Words(words) => self.wait(words.completeness, settings, asked),
        };
        let at = self.last_voice + wait;
        let settled = self.possible_onset.map_or(at, |possible_onset| possible_onset + STIRRED_WAIT);
        Some(settled.clamp(at, at + STIRRED_WAIT_MAX))
    }

    /// How long to wait in silence before the turn is over.
    pub fn wait(&self, completeness: Completeness, settings: &Settings, asked: Asked) -> Duration {
        match completeness {
            Completeness::Complete => settings.endpoint_complete,
            // Two thirds of the way: longer than a breath after 'Nein, …', which lasts up to 400 ms.
            Completeness::Answered => (settings.endpoint_complete + 2 * settings.endpoint_neutral) / 3,
            Completeness::Unfinished => settings.endpoint_unfinished,
            Completeness::Neutral if asked.is_dictated() => settings.endpoint_dictation,
            Completeness::Neutral => {
                let habit = self.habit.map_or(Duration::ZERO, |pause| pause.mul_f64(1.25));
                habit.clamp(settings.endpoint_neutral, settings.endpoint_dictation)
            }
        }
    }

    /// Learns from a pause within a turn.
    fn learn(&mut self, pause: Duration) {
        if HABIT_PAUSES.contains(&pause) {
            let before = self.habit.unwrap_or(pause);
            self.habit = Some(before.mul_f64(AVERAGE_WEIGHT) + pause.mul_f64(1.0 - AVERAGE_WEIGHT));
        }
    }

    /// Whether the caller's voice is on right now.
    pub fn speaking(&self) -> bool {
        self.speaking
    }

    /// Onset of the turn, if one is on.
    pub fn began(&self) -> Option<Duration> {
        self.began
    }

    /// Onset of the present stretch of voice.
    pub fn onset(&self) -> Duration {
        self.onset
    }

    /// The last voice.
    pub fn last_voice(&self) -> Duration {
        self.last_voice
    }

    /// From the turn's onset to its last voice.
    pub fn length(&self) -> Duration {
        self.began.map_or(Duration::ZERO, |began| self.last_voice.saturating_sub(began))
    }

    /// Since when an answer of the recogniser is awaited.
    pub fn awaiting(&self) -> Option<Duration> {
        self.awaiting
    }

    /// When the wait for the recogniser needs a word, if it has not had one.
    pub fn filler_at(&self, settings: &Settings) -> Option<Duration> {
        self.awaiting.filter(|_| !self.speaking && !self.filled)?;
        Some(self.last_voice + settings.recognition_usual + settings.filler_after)
    }

    /// The wait has been filled.
    pub fn fill(&mut self) {
        self.filled = true;
    }

    /// What the recogniser answered is read anew.
    pub fn reread(&mut self, utterance: Utterance) {
        if let Some(PauseWords::Words(words)) = &mut self.reading {
            words.completeness = utterance.parsed.completeness();
            *words.utterance = utterance;
        }
    }

    /// What was read last of its words.
    pub fn read(&self) -> Option<&Utterance> {
        match &self.reading {
            Some(PauseWords::Words(words)) => Some(&words.utterance),
            _ => self.hypothesis.as_deref(),
        }
    }

    /// What the recogniser made of it so far.
    pub fn reading(&self) -> Option<&PauseWords> {
        self.reading.as_ref()
    }
}

/// What a recogniser should lean towards. The yes/no grammar is for short answers alone: it would hear 'yes' in 'yes, but at
/// four'.
pub fn expectation(asked: Asked, length: Duration, settings: &Settings) -> Expectation {
    match asked {
        Asked::Confirm | Asked::Consent | Asked::Transfer if length <= settings.closed_answer_max => Expectation::YesNo,
        Asked::Date | Asked::Time | Asked::Choice => Expectation::When,
        Asked::Service | Asked::Resource => Expectation::Choice,
        Asked::Name => Expectation::Name,
        Asked::Spelling => Expectation::Spelling,
        Asked::Phone => Expectation::Digits,
        Asked::Detail => Expectation::Code,
        _ => Expectation::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::language::Language;
    use understanding::Context;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    fn words(completeness: Completeness) -> PauseWords {
        let now = "2026-12-01T10:00:00+01:00[Europe/Berlin]".parse().expect("an instant");
        let (language, asked) = (Language::De, Asked::Wish);
        let context = Context { business: None, language, now, asked, earlier: None };
        let utterance = Box::new(Utterance::read("ja".into(), None, &context));
        PauseWords::Words(Words { utterance, completeness, took: ms(300) })
    }

    /// A turn from 0 to 1,000 ms, answered with words.
    fn spoken(completeness: Completeness) -> Turn {
        let mut turn = Turn::default();
        turn.started(ms(0));
        let take = turn.paused(ms(1_000), ms(1_200)).expect("a turn is on");
        assert!(turn.answered(take, words(completeness)));
        turn
    }

    #[test]
    fn complete_words_wait_least_and_unfinished_most() {
        let settings = Settings::default();
        let at = |completeness, asked| spoken(completeness).commit_at(&settings, asked);
        assert_eq!(at(Completeness::Complete, Asked::Wish), Some(ms(1_250)));
        assert_eq!(at(Completeness::Answered, Asked::Date), Some(ms(1_450)));
        assert_eq!(at(Completeness::Neutral, Asked::Wish), Some(ms(1_550)));
        assert_eq!(at(Completeness::Neutral, Asked::Name), Some(ms(2_200)));
        assert_eq!(at(Completeness::Unfinished, Asked::Wish), Some(ms(3_300)));
    }

    #[test]
    fn a_caller_who_goes_on_takes_the_turn_back() {
        let settings = Settings::default();
        let mut turn = spoken(Completeness::Complete);
        turn.started(ms(1_240));
        assert_eq!(turn.commit_at(&settings, Asked::Wish), None);
        assert!(!turn.answered(Take(1), words(Completeness::Complete)), "an answer to the first part alone is stale");
        assert_eq!(turn.began(), Some(ms(0)));
    }

    #[test]
    fn a_sound_holds_the_turn_until_it_shows_whether_it_is_speech() {
        let settings = Settings::default();
        let mut turn = spoken(Completeness::Complete);
        turn.possible_onset(ms(1_220));
        assert_eq!(turn.commit_at(&settings, Asked::Wish), Some(ms(1_220) + STIRRED_WAIT));
        turn.possible_onset(ms(1_700));
        assert_eq!(turn.commit_at(&settings, Asked::Wish), Some(ms(1_250) + STIRRED_WAIT_MAX), "but not for ever");
        turn.started(ms(1_240));
        assert_eq!(turn.commit_at(&settings, Asked::Wish), None);
    }

    #[test]
    fn a_slow_caller_is_given_more_time() {
        let settings = Settings::default();
        let mut turn = spoken(Completeness::Neutral);
        turn.started(ms(1_800));
        let take = turn.paused(ms(2_000), ms(2_200)).expect("a turn is on");
        turn.answered(take, words(Completeness::Neutral));
        assert_eq!(turn.commit_at(&settings, Asked::Wish), Some(ms(3_000)));
    }

    #[test]
    fn without_voice_there_is_no_turn() {
        let mut turn = Turn::default();
        assert_eq!(turn.paused(ms(100), ms(300)), None);
        assert_eq!(turn.commit_at(&Settings::default(), Asked::Wish), None);
    }

    #[test]
    fn a_long_answer_is_never_forced_into_yes_or_no() {
        let settings = Settings::default();
        assert_eq!(expectation(Asked::Confirm, ms(500), &settings), Expectation::YesNo);
        assert_eq!(expectation(Asked::Confirm, ms(1_500), &settings), Expectation::Open);
    }
}
