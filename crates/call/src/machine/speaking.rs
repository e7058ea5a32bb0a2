//! What the agent says, and what was heard of it.

use super::{Call, Phase};
use crate::event::{Action, SpeechId};
use crate::playback::HeardSentence;
use crate::record::{Record, Timing, TurnRecord};
use base::privacy::Personal;
use dialogue::phrases::Phrase;
use dialogue::{Role, Said, Sentence, TransferReason, Who};
use std::time::Duration;

/// Voices that broke in a row before the call is handed over.
const VOICE_FAILURES_MAX: u32 = 2;
/// Sound estimated to have played for this long past a sentence's end counts as heard even without its mark.
const PLAYED_MARGIN: Duration = Duration::from_millis(300);

/// The agent's turn.
#[derive(Debug, Default)]
pub(super) struct Speaking {
    next: u64,
    /// What was heard so far in this turn, and what it was for.
    heard: String,
    roles: Vec<Role>,
    /// Begin of its sound.
    started: Option<Duration>,
    /// Where the time before it went.
    timing: Option<Timing>,
    /// When the caller's voice ended that this turn answers.
    answers: Option<Duration>,
    /// When the first sentence of the answer was there.
    first_sentence: Option<Duration>,
    /// The sentence with the facts of a read-back, until it was heard.
    facts: Option<SpeechId>,
    voice_failures: u32,
}

impl Call {
    /// Says a sentence after those before it.
    pub(super) fn say(&mut self, sentence: Sentence, fixed: bool) -> SpeechId {
        self.speaking.next += 1;
        let speech = SpeechId(self.speaking.next);
        self.waiting_since = None;
        if sentence.role() == Role::Facts {
            self.speaking.facts = Some(speech);
        }
        if self.speaking.first_sentence.is_none() {
            self.speaking.first_sentence = Some(self.now.stream);
        }
        let filler = sentence.role() == Role::Filler;
        if !filler {
            self.outdate_unheard();
        }
        if let Some(onset) = self.turn.began().filter(|_| self.phase == Phase::Open && !filler) {
            self.interrupted_since(onset);
        }
        self.playback.queue(speech, sentence.clone());
        self.act(Action::Say { speech, sentence, language: self.conversation.language, fixed });
        speech
    }

    /// Says a fixed phrase without values.
    pub(super) fn say_phrase(&mut self, phrase: Phrase) -> SpeechId {
        let sentence = self.wording().sentence(phrase, &[]);
        self.say(sentence, true)
    }

    /// The agent has taken the word: what follows answers a caller whose voice ended at `last_voice`.
    pub(super) fn begin_answer(&mut self, last_voice: Duration, recognition: Duration) {
        self.owed_since = Some(self.now.stream);
        self.speaking.answers = Some(last_voice);
        self.speaking.first_sentence = None;
        self.speaking.timing =
            Some(Timing { endpointing: self.now.stream.saturating_sub(last_voice), recognition, ..Timing::default() });
    }

    /// The engine was asked for the answer at this time.
    pub(super) fn engine_asked(&mut self, at: Duration) {
        self.time_answer(|timing| timing.engine_asked.get_or_insert(at));
    }

    /// The answer's first token came at this time.
    pub(super) fn first_token(&mut self, at: Duration) {
        self.time_answer(|timing| timing.first_token.get_or_insert(at));
    }

    /// The answer's first sentence came at this time.
    pub(super) fn first_sentence(&mut self, at: Duration) {
        self.time_answer(|timing| timing.first_sentence.get_or_insert(at));
    }

    fn time_answer(&mut self, note: impl FnOnce(&mut Timing) -> &mut Duration) {
        if let Some(timing) = &mut self.speaking.timing {
            note(timing);
        }
    }

    pub(super) fn on_frame_sent(&mut self, speech: SpeechId) {
        let said = self.playback.sentence(speech).cloned();
        if !self.playback.frame_sent(speech, self.now.stream) {
            return;
        }
        self.owed_since = None;
        let at = self.now.stream;
        self.measure_answer(at);
        self.speaking.started.get_or_insert(at);
        if let Some(said) = said {
            let filler = said.role() == Role::Filler;
            self.record(Record::Saying { words: said.text().into(), filler, at });
        }
    }

    /// The first frame of an answer is out: where the time went.
    fn measure_answer(&mut self, at: Duration) {
        let (Some(last_voice), Some(timing)) = (self.speaking.answers.take(), &mut self.speaking.timing) else {
            return;
        };
        let sentence = self.speaking.first_sentence.unwrap_or(at);
        timing.voice_to_voice = at.saturating_sub(last_voice);
        timing.synthesis = at.saturating_sub(sentence);
        timing.dialogue = sentence.saturating_sub(last_voice + timing.endpointing);
    }

    pub(super) fn on_sentence_sent(&mut self, speech: SpeechId) {
        self.playback.sent(speech);
        self.speaking.voice_failures = 0;
    }

    /// A sentence broke off: what was not heard of it, and what was to follow, is said again; another voice may speak by then.
    pub(super) fn on_voice_failed(&mut self, speech: SpeechId) {
        if self.playback.sentence(speech).is_none() {
            return;
        }
        self.speaking.voice_failures += 1;
        if matches!(self.phase, Phase::Disclosing(_)) {
            self.disclosure_lost();
        } else if self.speaking.voice_failures >= VOICE_FAILURES_MAX {
            self.voice_lost();
        } else {
            for sentence in self.clear_line() {
                self.say(sentence, false);
            }
        }
    }

    /// Nobody can speak any more: the caller is handed over, unless all but a goodbye is said.
    fn voice_lost(&mut self) {
        if matches!(self.phase, Phase::Parting(_)) {
            self.clear_line();
        } else {
            self.transfer_now(TransferReason::Failure);
        }
    }

    pub(super) fn on_mark(&mut self, speech: SpeechId) {
        for heard in self.playback.mark(speech) {
            self.heard_by_caller(&heard);
            self.disclosed(heard.speech);
        }
    }

    /// Takes note of what the caller heard.
    fn heard_by_caller(&mut self, heard: &HeardSentence) {
        if !heard.heard().is_empty() {
            if !self.speaking.heard.is_empty() {
                self.speaking.heard.push(' ');
            }
            self.speaking.heard.push_str(heard.heard());
        }
        let role = heard.sentence.role();
        if heard.mostly() && !self.speaking.roles.contains(&role) {
            self.speaking.roles.push(role);
        }
        if heard.whole() {
            self.heard_whole(heard.speech);
        }
        if role == Role::Filler {
            // The word is owed still.
            let settings = &self.setup.settings;
            let again = settings.filler_again.saturating_sub(settings.filler_after);
            self.owed_since.get_or_insert(self.now.stream + again);
        }
    }

    fn heard_whole(&mut self, speech: SpeechId) {
        if self.speaking.facts == Some(speech) {
            self.speaking.facts = None;
            self.gate.facts_heard(self.now.stream);
        }
    }

    /// Facts whose sound ended well before now count as heard though their mark has not come back yet; they were heard when
    /// their sound ended.
    pub(super) fn facts_played(&mut self) {
        let Some(ends) = self.speaking.facts.and_then(|facts| self.playback.ends(facts)) else { return };
        if ends + PLAYED_MARGIN <= self.now.stream {
            self.speaking.facts = None;
            self.gate.facts_heard(ends + PLAYED_MARGIN);
        }
    }

    /// Drops all that is being said. What was not heard of it is returned.
    pub(super) fn clear_line(&mut self) -> Vec<Sentence> {
        self.facts_played();
        self.act(Action::Silence);
        let mut unheard = Vec::new();
        // Facts that are not certainly heard by now were not heard, and are said again whole.
        let doubtful = self.speaking.facts.take();
        for heard in self.playback.clear(self.now.stream) {
            self.heard_by_caller(&heard);
            let again = doubtful == Some(heard.speech);
            if again || !heard.whole() {
                unheard.push(heard.sentence.from_byte(if again { 0 } else { heard.heard_bytes }));
            }
        }
        unheard
    }

    /// Closes the agent's turn, if one is on: what was heard of it is kept.
    pub(super) fn close_agent_turn(&mut self, interrupted: bool) {
        let Some(start) = self.speaking.started.take() else { return };
        let words = Personal::from(std::mem::take(&mut self.speaking.heard));
        let roles = std::mem::take(&mut self.speaking.roles);
        let timing = self.speaking.timing.take().filter(|timing| !timing.voice_to_voice.is_zero());
        if !words.reveal().is_empty() {
            self.history.push(Said { who: Who::Agent, words: words.clone(), roles });
        }
        self.record_turn(TurnRecord {
            number: 0,
            who: Who::Agent,
            words,
            interrupted,
            start,
            end: self.now.stream,
            timing,
        });
    }

    /// Records a turn under the next number.
    pub(super) fn record_turn(&mut self, turn: TurnRecord) {
        let number = self.turns;
        self.turns += 1;
        self.record(Record::Turn(TurnRecord { number, ..turn }));
    }

    /// When the mark of an ordinary sentence counts as lost; its sound then counts as heard.
    pub(super) fn mark_limit(&self) -> Option<Duration> {
        if matches!(self.phase, Phase::Disclosing(_)) {
            return None;
        }
        Some(self.playback.mark_due()? + self.setup.settings.mark_limit)
    }

    pub(super) fn mark_lost(&mut self) {
        if let Some((speech, _)) = self.playback.current() {
            self.on_mark(speech);
        }
    }
}
