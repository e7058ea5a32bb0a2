//! Replies begun before the caller's turn is over: to which words, how often, and that nothing is said before it is.

use audio::SpeechEdge;
use base::business::fixtures;
use base::language::Language;
use booking::CallId;
use call::event::{Action, Event, Moment, ReplyId, SpeechId};
use call::machine::{Call, Setup};
use call::record::{Record, Timing, Who};
use call::settings::Settings;
use dialogue::phrases::Phrases;
use dialogue::{Asked, Conversation, EngineError, Input, Reply, Sentence};
use jiff::{SignedDuration, Timestamp};
use speech::asr::{Heard, Take};
use std::time::Duration;

/// A call in which the agent has greeted and asked what it can do; time is said with each event.
struct Stage {
    call: Call,
    now: Duration,
    /// Replies asked for, with the words they answer, oldest first.
    thought: Vec<(ReplyId, String, Conversation)>,
    prepared: Vec<String>,
    dropped: Vec<ReplyId>,
    said: Vec<(SpeechId, String, bool)>,
    take: Option<Take>,
    timings: Vec<Timing>,
    turns: Vec<(Who, String)>,
    silenced: u32,
}

fn ms(value: u64) -> Duration {
    Duration::from_millis(value)
}

impl Stage {
    fn open() -> Self {
        Stage::open_with(Settings::default())
    }

    fn open_with(settings: Settings) -> Self {
        let setup = Setup {
            call: CallId("00112233445566778899aabbccddeeff".into()),
            business: fixtures::by_id("salon").expect("a fixture"),
            language: Language::De,
            phrases: Phrases::built_in().expect("the built-in phrases"),
            settings,
            allowance: Default::default(),
            today: Default::default(),
        };
        let mut stage = Stage {
            call: Call::new(setup, moment(Duration::ZERO)),
            now: Duration::ZERO,
            thought: Vec::new(),
            prepared: Vec::new(),
            dropped: Vec::new(),
            said: Vec::new(),
            take: None,
            timings: Vec::new(),
            turns: Vec::new(),
            silenced: 0,
        };
        stage.drain();
        stage.play(0);
        let (opening, ..) = stage.thought.pop().expect("the greeting is thought of while the disclosure is played");
        stage.reply(10, opening, &["Was kann ich tun?"]);
        stage.play(20);
        (stage.thought, stage.prepared, stage.dropped) = Default::default();
        stage.turns.clear();
        stage
    }

    fn tell(&mut self, at_ms: u64, event: Event) {
        while let Some((at, _)) = self.call.deadline().filter(|(at, _)| *at < ms(at_ms)) {
            self.now = at;
            self.call.handle(Event::Deadline, moment(at));
            self.drain();
        }
        self.now = ms(at_ms);
        self.call.handle(event, moment(self.now));
        self.drain();
    }

    fn drain(&mut self) {
        while let Some(action) = self.call.poll() {
            match action {
                Action::Think { reply, conversation, input } => {
                    let words = match input {
                        Input::Utterance(utterance) => utterance.words.into_inner(),
                        _ => String::new(),
                    };
                    self.thought.push((reply, words, *conversation));
                }
                Action::Prepare { sentence, .. } => self.prepared.push(sentence.text().to_owned()),
                Action::ForgetReply(reply) => self.dropped.push(reply),
                Action::Say { speech, sentence, fixed, .. } => {
                    self.said.push((speech, sentence.text().to_owned(), fixed))
                }
                Action::Finish(take, _) => self.take = Some(take),
                Action::Record(Record::Turn(turn)) => {
                    self.timings.extend(turn.timing);
                    self.turns.push((turn.who, turn.words.into_inner()));
                }
                Action::Silence => self.silenced += 1,
                _ => {}
            }
        }
    }

    /// All that is being said is sent and heard.
    fn play(&mut self, at_ms: u64) {
        for (speech, ..) in std::mem::take(&mut self.said) {
            self.tell(at_ms, Event::FrameSent(speech));
            self.tell(at_ms, Event::SentenceSent(speech));
            self.tell(at_ms, Event::Mark(speech));
        }
    }

    /// The caller's voice is on from 900 ms to 2,000 ms.
    fn caller_speaks(&mut self) {
        self.tell(1_000, Event::Speech(SpeechEdge::Started { ago_ms: 100 }));
        self.tell(2_140, Event::Speech(SpeechEdge::Paused { ago_ms: 140 }));
    }

    fn supposes(&mut self, at_ms: u64, words: &str) {
        self.tell(at_ms, Event::Heard(Heard::Hypothesis(words.into())));
    }

    /// The recogniser's final words.
    fn hears(&mut self, at_ms: u64, words: &str) {
        let (take, took) = (self.take.expect("it was asked"), ms(100));
        let confidence = Some(0.9);
        self.tell(at_ms, Event::Heard(Heard::Utterance { take, words: words.into(), confidence, took }));
    }

    fn reply(&mut self, at_ms: u64, reply: ReplyId, sentences: &[&str]) {
        for text in sentences {
            let sentence = Sentence::prose(*text);
            self.tell(at_ms, Event::Sentence(reply, sentence));
        }
        let conversation = Conversation { asked: Asked::Wish, ..Conversation::new(Language::De) };
        let first_token = Some(ms(5));
        let reply_made = Reply { conversation, deeds: Vec::new(), intents: Vec::new(), first_token };
        self.tell(at_ms, Event::Reply(reply, Ok(Box::new(reply_made))));
    }

    fn words_said(&self) -> Vec<&str> {
        self.said.iter().map(|(_, text, _)| text.as_str()).collect()
    }

    fn words_thought_of(&self) -> Vec<&str> {
        self.thought.iter().map(|(_, words, _)| words.as_str()).collect()
    }
}

fn moment(stream: Duration) -> Moment {
    let begin: Timestamp = "2026-12-01T09:00:00Z".parse().expect("an instant");
    Moment { stream, wall: begin + SignedDuration::try_from(stream).expect("a short call") }
}

#[test]
fn a_reply_is_begun_and_given_a_voice_while_the_caller_speaks_and_said_when_the_turn_is_over() {
    let mut stage = Stage::open();
    stage.tell(1_000, Event::Speech(SpeechEdge::Started { ago_ms: 100 }));
    stage.supposes(2_000, "Am Donnerstag");
    stage.supposes(2_300, "Am Donnerstag um 15 Uhr");
    assert_eq!(stage.words_thought_of(), ["Am Donnerstag um 15 Uhr"], "a day alone may go on");
    let (reply, ..) = stage.thought[0];
    stage.reply(2_500, reply, &["Da ist frei.", "Auf welchen Namen?"]);
    assert_eq!(stage.prepared, ["Da ist frei."], "the first sentence alone");
    stage.supposes(2_600, "Am Donnerstag um 15 Uhr bitte");
    stage.tell(2_800, Event::Speech(SpeechEdge::Paused { ago_ms: 140 }));
    stage.hears(2_900, "Am Donnerstag, um 15 Uhr, bitte.");
    assert_eq!(stage.said, [], "the turn is not over before 250 ms of silence");
    stage.tell(2_911, Event::Deadline);
    let said = stage.words_said();
    assert_eq!(said, ["Da ist frei.", "Auf welchen Namen?"]);
    assert_eq!((stage.thought.len(), &stage.dropped[..]), (1, &[][..]), "asked once, and not in vain");
    stage.play(2_915);
    let timing = stage.timings.last().expect("the answer's times");
    let instants = [timing.engine_asked, timing.first_token, timing.first_sentence].map(Option::unwrap);
    assert_eq!(instants, [ms(2_300), ms(2_305), ms(2_500)]);
    assert_eq!((timing.endpointing, timing.dialogue, timing.synthesis), (ms(250), ms(0), ms(5)));
}

#[test]
fn other_words_in_the_end_are_thought_of_anew_and_what_was_prepared_is_never_said() {
    let mut stage = Stage::open();
    stage.tell(1_000, Event::Speech(SpeechEdge::Started { ago_ms: 100 }));
    stage.supposes(2_000, "Am Donnerstag um 15 Uhr");
    let (first, ..) = stage.thought[0];
    stage.reply(2_200, first, &["Um 15 Uhr ist frei."]);
    stage.tell(2_400, Event::Speech(SpeechEdge::Paused { ago_ms: 140 }));
    stage.hears(2_500, "Am Donnerstag um 15 Uhr 30.");
    assert_eq!(stage.dropped, [first]);
    let (second, ..) = stage.thought[1];
    stage.reply(2_600, second, &["Um halb vier ist frei."]);
    stage.tell(3_500, Event::Deadline);
    let said = stage.words_said();
    assert_eq!(said, ["Um halb vier ist frei."]);
}

#[test]
fn three_tries_a_turn_and_one_of_them_is_kept_for_the_pause() {
    let mut stage = Stage::open();
    stage.tell(1_000, Event::Speech(SpeechEdge::Started { ago_ms: 100 }));
    for (at_ms, hour) in [(2_000, 14), (2_200, 15), (2_400, 16), (2_600, 17)] {
        stage.supposes(at_ms, &format!("Am Donnerstag um {hour} Uhr"));
    }
    assert_eq!(stage.words_thought_of(), ["Am Donnerstag um 14 Uhr", "Am Donnerstag um 15 Uhr"]);
    stage.tell(2_800, Event::Speech(SpeechEdge::Paused { ago_ms: 140 }));
    assert_eq!(stage.thought.len(), 2, "the pause's words may not all have come");
    stage.supposes(2_850, "Am Donnerstag um 17 Uhr oder 18 Uhr");
    assert_eq!(stage.thought.len(), 3);
    stage.supposes(2_870, "Am Donnerstag um 17 Uhr oder 18 Uhr 30");
    assert_eq!(stage.thought.len(), 3, "no fourth");
    stage.hears(2_900, "Am Donnerstag um 17 Uhr oder 18 Uhr.");
    stage.tell(3_500, Event::Deadline);
    assert_eq!((stage.thought.len(), stage.dropped.len()), (3, 2), "the third is the answer");
}

#[test]
fn in_the_long_pause_after_unfinished_words_nothing_is_begun_until_shortly_before_its_end() {
    let mut stage = Stage::open();
    stage.tell(1_000, Event::Speech(SpeechEdge::Started { ago_ms: 100 }));
    for pause_ms in [2_000, 3_000, 4_000, 5_000] {
        stage.supposes(pause_ms - 500, "Ich möchte, äh");
        stage.tell(pause_ms, Event::Speech(SpeechEdge::Paused { ago_ms: 140 }));
        stage.hears(pause_ms + 50, "Ich möchte, äh");
        stage.tell(pause_ms + 700, Event::Speech(SpeechEdge::Started { ago_ms: 100 }));
    }
    assert_eq!(stage.thought.len(), 0, "the caller went on each time");
    stage.tell(6_140, Event::Speech(SpeechEdge::Paused { ago_ms: 140 }));
    stage.hears(6_200, "Ich möchte, äh");
    stage.tell(6_000 + 2_300 - 701, Event::Deadline);
    assert_eq!(stage.thought.len(), 0);
    stage.tell(6_000 + 2_300 - 699, Event::Deadline);
    assert_eq!(stage.words_thought_of(), ["Ich möchte, äh"], "700 ms before the turn is over");
}

#[test]
fn a_reply_that_failed_ahead_is_tried_again_when_the_turn_is_over_and_not_before() {
    let mut stage = Stage::open();
    stage.caller_speaks();
    stage.hears(2_145, "Am Donnerstag um 15 Uhr");
    let (reply, ..) = stage.thought[0];
    stage.tell(2_150, Event::Reply(reply, Err(EngineError::Provider("it is busy".to_owned()))));
    stage.tell(2_249, Event::Deadline);
    assert_eq!(stage.thought.len(), 1);
    stage.tell(2_251, Event::Deadline);
    assert_eq!(stage.thought.len(), 2);
}

#[test]
fn a_word_that_fills_the_wait_for_the_recogniser_is_spoken_to_its_end_and_the_answer_follows() {
    let mut stage = Stage::open();
    stage.caller_speaks();
    stage.tell(4_350, Event::Deadline);
    let (filler, filling, fixed) = stage.said[0].clone();
    assert!(fixed);
    stage.tell(4_400, Event::FrameSent(filler));
    stage.hears(4_420, "Am Donnerstag um 15 Uhr.");
    let (reply, ..) = stage.thought[0];
    stage.reply(4_430, reply, &["Da ist frei."]);
    let said = stage.words_said();
    assert_eq!((said, stage.silenced), (vec![filling.as_str(), "Da ist frei."], 0));
    stage.play(6_000);
    let spoken = format!("{filling} Da ist frei.");
    let caller = (Who::Caller, "Am Donnerstag um 15 Uhr.".to_owned());
    assert_eq!(stage.turns, [caller, (Who::Agent, spoken)], "one turn of the agent's, behind the caller's");
}

#[test]
fn a_breath_does_not_end_what_was_begun_and_a_stir_does_not_end_the_turn() {
    let mut stage = Stage::open();
    stage.caller_speaks();
    stage.hears(2_200, "Am Donnerstag um 15 Uhr");
    let (reply, ..) = stage.thought[0];
    stage.reply(2_230, reply, &["Da ist frei."]);
    stage.tell(2_240, Event::PossibleOnset);
    stage.tell(2_300, Event::Deadline);
    assert_eq!(stage.said, [], "250 ms are over, but there may be more");
    stage.tell(2_340, Event::Speech(SpeechEdge::Started { ago_ms: 100 }));
    stage.tell(2_800, Event::Speech(SpeechEdge::Paused { ago_ms: 140 }));
    stage.hears(2_900, "Am Donnerstag um 15 Uhr, bitte.");
    stage.tell(3_000, Event::Deadline);
    let said = stage.words_said();
    assert_eq!((said, stage.thought.len()), (vec!["Da ist frei."], 1));
}

#[test]
fn what_models_begin_with_is_a_fixed_phrase_and_all_else_is_not() {
    let mut stage = Stage::open();
    stage.caller_speaks();
    stage.hears(2_300, "Ich möchte einen Termin vereinbaren");
    stage.tell(2_400, Event::Deadline);
    let (reply, ..) = stage.thought[0];
    stage.reply(2_500, reply, &["Gern.", "Wann passt es denn?"]);
    let said: Vec<_> = stage.said.iter().map(|(_, text, fixed)| (text.as_str(), *fixed)).collect();
    assert_eq!(said, [("Gern.", true), ("Wann passt es denn?", false)]);
}

#[test]
fn the_wait_for_the_recogniser_is_filled_as_long_after_the_usual_as_is_configured() {
    for filler_after in [ms(600), ms(700), ms(1_000)] {
        let settings = Settings { filler_after, ..Settings::default() };
        let mut stage = Stage::open_with(settings);
        stage.caller_speaks();
        let due = 2_000 + u64::try_from((settings.recognition_usual + filler_after).as_millis()).unwrap();
        stage.tell(due - 20, Event::Deadline);
        assert!(stage.said.is_empty(), "nothing is said before {due} ms");
        stage.tell(due + 20, Event::Deadline);
        assert_eq!(stage.said.len(), 1, "a word to fill the wait at {due} ms");
    }
}
