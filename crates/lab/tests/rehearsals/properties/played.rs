//! A call played, with all that the properties look at after each act.

use base::business::Business;
use call::typed::outcome::Outcome;
use call::typed::{Act, Answer};
use dialogue::phrases::Phrases;
use dialogue::{Asked, Proposal};
use lab::eval::dialogues::script::Script;
use lab::eval::dialogues::stage::{CalendarRows, Stage};

/// What makes a call: the begin of a script, and what the caller does.
#[derive(Clone)]
pub struct Call {
    pub setting: String,
    pub acts: Vec<Act>,
    /// How the caller goes on when that is done, until the agent ends the call.
    pub end: Act,
}

/// A call, and all that came of it.
pub struct Played {
    pub call: Call,
    pub phrases: Phrases,
    pub business: Business,
    pub before: CalendarRows,
    pub moments: Vec<Moment>,
    pub transcript: String,
}

/// An act, and what came of it.
#[derive(Clone)]
pub struct Moment {
    pub act: Act,
    /// What was asked and read back when the caller acted.
    pub asked: Asked,
    pub proposal: Option<Proposal>,
    pub answer: Answer,
    pub outcome: Outcome,
    pub kept: CalendarRows,
    /// The agent's turns by now, as far as they were heard.
    pub heard: Vec<String>,
}

/// A call under way.
pub struct Playing {
    stage: Stage,
    played: Played,
}

impl Playing {
    pub async fn open(setting: &str, end: Act, phrases: &Phrases) -> Self {
        let script = Script::parse(setting).unwrap();
        let stage = Stage::open(&script, phrases).await.unwrap();
        let played = Played {
            call: Call { setting: setting.to_owned(), acts: Vec::new(), end },
            phrases: phrases.clone(),
            business: stage.business().clone(),
            before: stage.kept().await.unwrap(),
            moments: Vec::new(),
            transcript: String::new(),
        };
        Playing { stage, played }
    }

    pub fn answer(&self) -> &Answer {
        &self.stage.answer
    }

    pub async fn act(&mut self, act: Act) {
        let (asked, proposal) = (self.stage.answer.asked, self.stage.session().proposal().cloned());
        let answer = self.stage.act(act.clone()).await.clone();
        let kept = self.stage.kept().await.unwrap();
        let (outcome, heard) = (self.stage.session().outcome().clone(), self.stage.heard());
        self.played.moments.push(Moment { act, asked, proposal, answer, outcome, kept, heard });
    }

    /// Goes on as the caller does in the end, at most so often.
    pub async fn go_on(&mut self, times: usize) {
        self.played.call.acts = self.played.moments.iter().map(|moment| moment.act.clone()).collect();
        for _ in 0..times {
            if self.stage.answer.ended {
                break;
            }
            self.act(self.played.call.end.clone()).await;
        }
    }

    pub async fn close(mut self) -> Played {
        if !self.stage.answer.ended {
            self.act(Act::HangUp).await;
        }
        self.stage.close().await;
        self.played.transcript = self.stage.transcript();
        self.played
    }
}

/// Plays a call again.
pub async fn play(call: &Call, phrases: &Phrases) -> Played {
    let mut playing = Playing::open(&call.setting, call.end.clone(), phrases).await;
    for act in &call.acts {
        if !playing.answer().ended {
            playing.act(act.clone()).await;
        }
    }
    playing.go_on(super::questions::TURNS_MAX).await;
    playing.close().await
}

impl Played {
    /// Whether the caller has said this name up to a moment, that included: in one word, or letter by letter.
    pub fn is_named(&self, name: &str, place: usize) -> bool {
        let words = self.moments[..=place].iter().filter_map(|moment| words(&moment.act));
        let letters: String = words.flat_map(str::chars).filter(|c| c.is_alphabetic()).collect();
        letters.to_lowercase().contains(&name.to_lowercase())
    }
}

impl Moment {
    /// The caller was understood to ask for what was said before once more.
    pub fn is_to_be_heard_again(&self) -> bool {
        self.answer.intents.iter().any(|intent| intent == "repeat" || intent == "slower")
    }
}

/// The words of an act.
pub fn words(act: &Act) -> Option<&str> {
    match act {
        Act::Say { words, .. } | Act::BargeIn(words) => Some(words.reveal()),
        _ => None,
    }
}

/// An act as a line of a script.
pub fn line(act: &Act) -> String {
    match act {
        Act::Say { words, confidence: None } => format!("caller: {}", words.reveal()),
        Act::Say { words, .. } => format!("unsure: {}", words.reveal()),
        Act::BargeIn(words) => format!("barge: {}", words.reveal()),
        Act::Press(keys) => format!("keys: {keys}"),
        Act::Mumble => "mumble".to_owned(),
        Act::KeepSilent => "silence".to_owned(),
        Act::HangUp => "hangup".to_owned(),
    }
}
