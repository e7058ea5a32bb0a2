//! Callers who say anything in any order, and now and then answer what was asked.

use super::chance::Chance;
use super::played::{Played, Playing};
use super::questions::TURNS_MAX;
use base::language::Language;
use call::typed::Act;
use dialogue::Asked;
use dialogue::phrases::Phrases;
use lab::eval::dialogues::script::{Script, Step, read_folder};
use std::sync::OnceLock;

/// The most acts before the caller does the same again and again.
const ACTS_MAX: usize = 22;
/// Whoever answers, answers what was asked in so many of ten turns.
const ANSWERS_IN_TEN: usize = 8;

/// Businesses with appointments of the caller's, of somebody else with the same telephone, and of somebody else.
const BUSINESSES: [(&str, [&str; 4]); 3] = [
    (
        "salon",
        [
            "herrenschnitt jonas 2026-12-03T15:00 Keller",
            "bart jonas 2026-12-04T11:00 Keller",
            "kinderschnitt aylin 2026-12-05T10:45 Dombrowski",
            "damenschnitt aylin 2026-12-04T09:45 Wieczorek",
        ],
    ),
    (
        "zahnarzt",
        [
            "kontrolle petersen 2026-12-03T10:00 Keller",
            "reinigung prophylaxe 2026-12-08T09:00 Keller",
            "kontrolle yilmaz 2026-12-04T08:50 Dombrowski",
            "fuellung petersen 2026-12-07T11:10 Wieczorek",
        ],
    ),
    (
        "werkstatt",
        [
            "inspektion buehne-1 2026-12-03T09:00 Keller",
            "oelwechsel buehne-2 2026-12-04T08:00 Keller",
            "raederwechsel buehne-2 2026-12-05T08:30 Dombrowski",
            "hu pruefer 2026-12-09T10:00 Wieczorek",
        ],
    ),
];

/// Plays a call whose caller says what a seed gives.
pub async fn improvise(language: Language, seed: u64, phrases: &Phrases) -> Played {
    let mut chance = Chance::new(seed * 2 + language as u64 + 1);
    let setting = setting(language, seed, &mut chance);
    let helpful = !chance.one_in(4);
    let acts = 1 + chance.below(ACTS_MAX);
    let end = end(language, &mut chance);
    let mut playing = Playing::open(&setting, end, phrases).await;
    for _ in 0..acts {
        if playing.answer().ended {
            break;
        }
        let (asked, spoken) = (playing.answer().asked, playing.answer().language);
        let act = match helpful && chance.below(10) < ANSWERS_IN_TEN {
            true => say(chance.pick(answers(asked, spoken))),
            false => anything(spoken, &mut chance),
        };
        playing.act(act).await;
    }
    playing.go_on(TURNS_MAX).await;
    playing.close().await
}

fn setting(language: Language, seed: u64, chance: &mut Chance) -> String {
    let (business, [own, second, family, foreign]) = chance.pick(&BUSINESSES);
    let line = chance.pick(&[
        "number: +4917604069001\n",
        "number: +4917604069001\n",
        "number: +4917604069002\nforwarded: +4917604069002\n",
        "",
    ]);
    let mut text = format!(
        "business: {business}\nnow: 2026-12-01T10:00:{:02}+01:00\nlanguage: {language}\n{line}foreign: {foreign}\n\
         appointment: {family}\n",
        seed % 60
    );
    let owned = chance.below(3);
    for own in [own, second].into_iter().take(owned) {
        text.push_str(&format!("appointment: {own}\n"));
    }
    text
}

/// What the caller does in the end, again and again: nothing, noise, or a machine's announcement.
fn end(language: Language, chance: &mut Chance) -> Act {
    let machine = match language {
        Language::De => {
            ["Bitte warten Sie, Sie werden verbunden.", "Untertitelung des ZDF, 2020", "Einen Moment bitte."]
        }
        Language::En => ["Please hold the line.", "Thank you for watching.", "One moment please."],
    };
    match chance.below(4) {
        0 => Act::Mumble,
        1 => say(chance.pick(&machine)),
        _ => Act::KeepSilent,
    }
}

fn say(words: &str) -> Act {
    Act::Say { words: words.into(), confidence: None }
}

/// Any line of any dialogue, or none.
fn anything(language: Language, chance: &mut Chance) -> Act {
    let lines = lines(language);
    match chance.below(20) {
        0 => Act::Mumble,
        1 => Act::KeepSilent,
        2 => Act::Press(chance.pick(&["1", "2", "017604069099#", "7#", "*"]).into()),
        3 => say(chance.pick(&["blubb di wupp", "Kaffee Fenster elf", "hm", "äh", "dings da"])),
        4 => match chance.pick(lines) {
            Act::Say { words, .. } => Act::BargeIn(words),
            act => act,
        },
        5 => match chance.pick(lines) {
            Act::Say { words, .. } => Act::Say { words, confidence: Some(0.2) },
            act => act,
        },
        6 | 7 => say(chance.pick(answers(Asked::Confirm, language))),
        _ => chance.pick(lines),
    }
}

/// Every line that a caller says in any fixture of the language.
fn lines(language: Language) -> &'static [Act] {
    static LINES: [OnceLock<Vec<Act>>; 2] = [OnceLock::new(), OnceLock::new()];
    LINES[language as usize].get_or_init(|| {
        let folder = lab::repository().join("fixtures/dialogues").join(language.code());
        let steps = read_folder(&folder).unwrap().into_iter().flat_map(|(_, text)| Script::parse(&text).unwrap().steps);
        let acts = steps.filter_map(|step| match step {
            Step::Caller(act) if act != Act::HangUp => Some(act),
            _ => None,
        });
        let mut acts: Vec<Act> = acts.collect();
        acts.dedup();
        acts
    })
}

/// What may be answered to a question.
fn answers(asked: Asked, language: Language) -> &'static [&'static str] {
    match language {
        Language::De => german(asked),
        Language::En => english(asked),
    }
}

fn german(asked: Asked) -> &'static [&'static str] {
    match asked {
        Asked::Service => {
            &["Herrenhaarschnitt", "Eine Kontrolle, bitte.", "Ölwechsel.", "Zahnreinigung", "Bartpflege", "Inspektion"]
        }
        Asked::Resource => &["Bei Jonas.", "Egal.", "Dr. Petersen.", "Aylin bitte."],
        Asked::Date => &[
            "Am Donnerstag.",
            "Morgen um zehn.",
            "Am 8. Dezember.",
            "Egal wann.",
            "Am Freitag um 11 Uhr.",
            "Am Donnerstag um 15 Uhr.",
        ],
        Asked::Time => &["Um zehn.", "Um 15 Uhr.", "Vormittags.", "Um halb vier."],
        Asked::Choice => &[
            "Das erste.",
            "Ja, gern.",
            "Das zweite bitte.",
            "Nein, das passt nicht.",
            "Etwas später?",
            "Lieber am Freitag.",
        ],
        Asked::Name => &["Keller.", "Mein Name ist Keller.", "Anna Schmidt.", "Auf den Namen Keller."],
        Asked::Spelling => &["Ja, genau.", "K, E, L, L, E, R.", "Nein.", "Ja."],
        Asked::Phone => &["Null eins sieben sechs null vier null sechs neun neun neun neun.", "Ja.", "Nein."],
        Asked::Detail => &["M A B 1 2 3 4.", "K wie Köln, X Y, 77.", "Das weiß ich nicht."],
        Asked::Which => &["Den am Donnerstag.", "Den ersten.", "Beide.", "Den am Freitag."],
        Asked::Confirm => &[
            "Ja.",
            "Ja, bitte.",
            "Ja, genau.",
            "Das stimmt.",
            "Nein.",
            "Nein, lieber am Freitag.",
            "Ja, aber um elf.",
            "Nein, der Name ist Schmidt.",
        ],
        Asked::Message => &[
            "Bitte sagen Sie Jonas, dass ich morgen später komme.",
            "Ja, bitte.",
            "Nein.",
            "Es geht um die Rechnung vom letzten Mal.",
        ],
        Asked::Transfer => &["Nein, danke.", "Nein.", "Ich hinterlasse lieber eine Nachricht.", "Ja, bitte."],
        Asked::More => &[
            "Nein, danke.",
            "Ich möchte meinen Termin absagen.",
            "Ich möchte meinen Termin verschieben.",
            "Ich hätte gern noch einen Termin.",
            "Wann habe ich denn meinen Termin?",
            "Können Sie mich zurückrufen?",
        ],
        _ => &[
            "Ich hätte gern einen Termin.",
            "Ich möchte meinen Termin absagen.",
            "Ich möchte meinen Termin verschieben.",
            "Wann ist mein Termin?",
            "Bitte rufen Sie mich zurück.",
            "Ich komme heute zehn Minuten später.",
            "Ist mein Auto schon fertig?",
            "Ich möchte mich beschweren.",
            "Ein Herrenhaarschnitt am Donnerstag um 16 Uhr, bitte.",
        ],
    }
}

fn english(asked: Asked) -> &'static [&'static str] {
    match asked {
        Asked::Service => &[
            "A men's haircut",
            "A check-up, please.",
            "Oil change.",
            "Teeth cleaning",
            "A beard trim",
            "A full service",
        ],
        Asked::Resource => &["With Jonas.", "I don't mind.", "Dr Petersen.", "Aylin please."],
        Asked::Date => &[
            "On Thursday.",
            "Tomorrow at ten.",
            "On the 8th of December.",
            "Any time.",
            "On Friday at 11.",
            "Thursday at 3 pm.",
        ],
        Asked::Time => &["At ten.", "At 3 pm.", "In the morning.", "At half past three."],
        Asked::Choice => &[
            "The first one.",
            "Yes please.",
            "The second one please.",
            "No, that doesn't suit.",
            "A bit later?",
            "Friday would be better.",
        ],
        Asked::Name => &["Keller.", "My name is Keller.", "Anna Smith.", "It's under Keller."],
        Asked::Spelling => &["Yes, exactly.", "K, E, L, L, E, R.", "No.", "Yes."],
        Asked::Phone => &["Oh one seven six oh four oh six nine nine nine nine.", "Yes.", "No."],
        Asked::Detail => &["M A B 1 2 3 4.", "K for kilo, X Y, 77.", "I don't know it."],
        Asked::Which => &["The one on Thursday.", "The first one.", "Both.", "The one on Friday."],
        Asked::Confirm => &[
            "Yes.",
            "Yes please.",
            "Yes, exactly.",
            "That's right.",
            "No.",
            "No, rather on Friday.",
            "Yes, but at eleven.",
            "No, the name is Smith.",
        ],
        Asked::Message => &[
            "Please tell Jonas that I'll be late tomorrow.",
            "Yes please.",
            "No.",
            "It's about the invoice from last time.",
        ],
        Asked::Transfer => &["No, thank you.", "No.", "I'd rather leave a message.", "Yes please."],
        Asked::More => &[
            "No, thank you.",
            "I'd like to cancel my appointment.",
            "I'd like to move my appointment.",
            "I'd like another appointment.",
            "When is my appointment?",
            "Could you call me back?",
        ],
        _ => &[
            "I'd like an appointment.",
            "I'd like to cancel my appointment.",
            "I'd like to move my appointment.",
            "When is my appointment?",
            "Please call me back.",
            "I'll be ten minutes late today.",
            "Is my car ready yet?",
            "I'd like to complain.",
            "A men's haircut on Thursday at 4 pm, please.",
        ],
    }
}
