//! Words as signals of the floor: backchannels, calls to stop, finished and unfinished utterances.

use base::language::Language::{self, De, En};
use jiff::Timestamp;
use understanding::{Asked, Completeness, Context, Parsed, parse};

fn read(words: &str, language: Language, asked: Asked) -> Parsed {
    let now: Timestamp = "2026-12-01T10:00+01:00".parse().expect("an instant");
    let now = now.in_tz("Europe/Berlin").expect("a zone");
    parse(words, &Context { business: None, language, now, asked, earlier: None })
}

#[test]
fn backchannels_only_signal_listening() {
    for words in
        ["mhm", "Mhm.", "ja ja", "okay", "aha", "ach so", "genau", "hm", "ja", "Ja, ja.", "verstehe", "alles klar"]
    {
        assert!(read(words, De, Asked::Wish).is_backchannel(), "{words}");
    }
    for words in ["uh-huh", "yeah", "okay", "right", "I see", "got it", "mm-hm", "yes"] {
        assert!(read(words, En, Asked::Wish).is_backchannel(), "{words}");
    }
    for words in ["nein", "ja, aber", "Freitag", "stopp", "", "ja bitte um drei", "okay dann um vier"] {
        assert!(!read(words, De, Asked::Wish).is_backchannel(), "{words}");
    }
    for words in ["no", "yes but", "stop", "wait", "okay then at four"] {
        assert!(!read(words, En, Asked::Wish).is_backchannel(), "{words}");
    }
}

#[test]
fn stop_phrases_stop_the_agent() {
    for words in [
        "Stopp",
        "stop",
        "Warte",
        "Warten Sie mal",
        "Moment",
        "Moment mal",
        "Einen Moment bitte",
        "halt",
        "Nein, stopp",
    ] {
        assert!(read(words, De, Asked::Wish).is_stop(), "{words}");
    }
    for words in ["stop", "Wait", "hold on", "Hang on a second", "just a moment", "no, wait"] {
        assert!(read(words, En, Asked::Wish).is_stop(), "{words}");
    }
    for words in ["ja", "mhm", "am Donnerstag", "nein", "den Moment habe ich verpasst"] {
        assert!(!read(words, De, Asked::Wish).is_stop(), "{words}");
    }
    for words in ["yes", "no", "I can wait", "on Thursday"] {
        assert!(!read(words, En, Asked::Wish).is_stop(), "{words}");
    }
}

#[test]
fn finished_and_unfinished_utterances_are_told_apart() {
    use Completeness::{Answered, Complete, Neutral, Unfinished};
    for (words, asked, expected) in [
        ("Ja", Asked::Confirm, Answered),
        ("Ja, genau.", Asked::Confirm, Complete),
        ("Nein danke", Asked::More, Complete),
        ("am Donnerstag um 15 Uhr", Asked::Date, Complete),
        ("Donnerstag um halb drei Uhr", Asked::Wish, Complete),
        ("am Donnerstag", Asked::Date, Answered),
        ("Ja, bitte.", Asked::Confirm, Complete),
        ("Einmal Zahnreinigung, bitte,", Asked::Wish, Answered),
        ("Am Donnerstag um 15 Uhr, bitte.", Asked::Wish, Complete),
        ("um 15 Uhr", Asked::Time, Complete),
        ("Danke, tschüss", Asked::More, Complete),
        ("Ich möchte einen Termin vereinbaren", Asked::Wish, Complete),
        ("Was kostet ein Haarschnitt?", Asked::Wish, Complete),
        ("am Dienstag um", Asked::Date, Unfinished),
        ("am Dienstag um …", Asked::Date, Unfinished),
        ("Mein Name ist", Asked::Name, Unfinished),
        ("Ich hätte gern einen Termin und", Asked::Wish, Unfinished),
        ("Ich möchte äh", Asked::Wish, Unfinished),
        ("am nächsten", Asked::Date, Unfinished),
        ("Ja, aber", Asked::Confirm, Unfinished),
        ("Keller", Asked::Name, Neutral),
        ("Mein Name ist Keller?", Asked::Name, Neutral),
        ("Wo kann ich bei euch parken?", Asked::Name, Complete),
        ("Moment, was kostet das denn?", Asked::Phone, Complete),
        ("Was kostet das denn?", Asked::Message, Neutral),
        ("K E L", Asked::Spelling, Neutral),
        ("null eins sieben sechs", Asked::Phone, Neutral),
        ("Herrenhaarschnitt", Asked::Service, Neutral),
        ("Guten Morgen, mein Wagen braucht einen Ölwechsel.", Asked::Wish, Neutral),
        ("", Asked::Wish, Neutral),
    ] {
        assert_eq!(read(words, De, asked).completeness(), expected, "{words}");
    }
    for (words, asked, expected) in [
        ("Yes please", Asked::Confirm, Complete),
        ("No thanks", Asked::More, Complete),
        ("Thursday at 3 pm", Asked::Wish, Complete),
        ("tomorrow", Asked::Date, Answered),
        ("I'd like to book an appointment", Asked::Wish, Complete),
        ("My name is", Asked::Name, Unfinished),
        ("on Tuesday at", Asked::Date, Unfinished),
        ("I'd like to come on", Asked::Wish, Unfinished),
        ("and um", Asked::Wish, Unfinished),
        ("Walker", Asked::Name, Neutral),
        ("My name is Walker?", Asked::Name, Neutral),
        ("How late are you open on Thursday?", Asked::Name, Complete),
        ("zero one seven", Asked::Phone, Neutral),
    ] {
        assert_eq!(read(words, En, asked).completeness(), expected, "{words}");
    }
}

#[test]
fn a_comma_alone_is_no_broken_off_sentence() {
    for (words, language) in [("Herrenhaarschnitt,", De), ("Färben, mit Aylin,", De), ("A men's haircut,", En)] {
        assert_eq!(read(words, language, Asked::Service).completeness(), Completeness::Neutral, "{words}");
    }
    for (words, language) in [("am Dienstag um,", De), ("my name is,", En), ("ja und,", De)] {
        assert_eq!(read(words, language, Asked::Wish).completeness(), Completeness::Unfinished, "{words}");
    }
}
