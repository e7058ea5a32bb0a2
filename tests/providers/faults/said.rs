//! What the caller says in these calls: a booking, in lines that answer what is asked; and how far the caller has come.

use super::cases::Moment;
use lab::telephone::script::{Prepared, Script, Utterance};
use lab::telephone::wav::Sound;
use std::path::Path;
use std::sync::{Arc, Mutex};

pub const WISH: &str = "Ich hätte gern einen Termin für einen Herrenhaarschnitt.";
pub const WHEN: &str = "Am Donnerstag um fünfzehn Uhr bei Jonas.";
pub const NAME: &str = "Keller.";
pub const CORRECTION: &str = "Nein, lieber um sechzehn Uhr.";
pub const YES: &str = "Ja, genau.";
pub const BYE: &str = "Nein danke, das war alles. Auf Wiederhören.";

/// The words that the caller is saying or has said last, which every recogniser of the test hears.
#[derive(Clone, Default)]
pub struct Said(Arc<Mutex<String>>);

impl Said {
    pub fn now(&self, words: &str) {
        *self.0.lock().unwrap() = words.to_owned();
    }

    pub fn words(&self) -> String {
        self.0.lock().unwrap().clone()
    }

    /// Whether a provider that fails from `moment` on does so now.
    pub fn is_from(&self, moment: Moment, engine: bool) -> bool {
        let place = place(&self.words());
        match moment {
            Moment::FirstTurn => place >= 1,
            Moment::MidCall => place >= 2,
            Moment::Booking if engine => place >= 4,
            // The name is followed by the read-back.
            Moment::Booking => place >= 3,
            Moment::Booked => place >= 5,
        }
    }

    /// The same for one that hears the caller: it is the agreement that it fails at.
    pub fn is_heard_from(&self, moment: Moment) -> bool {
        match moment {
            Moment::Booking => place(&self.words()) >= 5,
            moment => self.is_from(moment, false),
        }
    }
}

/// How far in the call words are said; 0: before it.
fn place(words: &str) -> u8 {
    match words {
        "" => 0,
        WISH => 1,
        WHEN => 2,
        NAME => 3,
        CORRECTION => 4,
        YES => 5,
        BYE => 6,
        // Whatever else was asked is asked on the way to the read-back.
        _ => 2,
    }
}

/// The lines, each with its question; with a correction of the read-back or without.
pub fn script(corrects: bool) -> Script {
    let sound = sound();
    let line = |asked: &str, words: &str, tries: Option<u32>| Prepared {
        asked: Some(asked.to_owned()),
        unless_heard: vec![],
        if_heard: vec![],
        tries,
        utterance: Utterance::Speech { words: Some(words.to_owned()), sound: sound.clone() },
    };
    let mut lines = vec![
        line("wish", WISH, None),
        line("repeat", WISH, None),
        line("service", "Einen Herrenhaarschnitt.", None),
        line("resource", "Bei Jonas.", None),
        line("date", WHEN, None),
        line("time", WHEN, None),
        line("choice", WHEN, None),
        line("name", NAME, None),
        line("spelling", NAME, None),
        line("transfer", "Ja, bitte verbinden.", None),
        line("message", "Bitte um Rückruf.", None),
        line("more", BYE, None),
    ];
    if corrects {
        lines.push(line("confirm", CORRECTION, Some(1)));
    }
    lines.push(line("confirm", YES, None));
    Script::new(lines.into())
}

/// Six tenths of a second of somebody who says something.
fn sound() -> Arc<Sound> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/speech/demo/de/name-again.wav");
    Arc::new(Sound::open(&path).expect("a recording"))
}
