//! Words about time that were only nearly understood: 'nun tag', 'Tunsday', 'Freitach'.
//!
//! Only words that carry the meaning of a phrase are looked for; a match that another word comes close to is a doubt, which
//! has to be asked.

use super::lexicon;
use crate::when::lexeme::{Doubt, Lexeme};
use crate::words::sound::Sound;
use base::language::Language;
use std::sync::LazyLock;

/// A match: the terms, and the doubt if there is one.
pub(crate) type Near = (&'static [Lexeme], Option<Doubt>);

/// Least likeness of a match, and of one that is beyond doubt.
const NEAR_MIN: f32 = 0.77;
const CERTAIN_MIN: f32 = 0.87;
/// Enough where both sound the same.
const SAME_SOUND_MIN: f32 = 0.85;
/// A second candidate this close to the first makes the first doubtful.
const MARGIN: f32 = 0.22;
/// Shorter words sound like too many others.
const LETTERS_MIN: usize = 5;

#[rustfmt::skip]
const GERMAN: &[&str] = &[
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag", "sonnabend",
    "januar", "februar", "september", "oktober", "november", "dezember",
    "vormittag", "nachmittag", "übermorgen", "nächste", "kommende", "viertel", "mitternacht", "feierabend",
    "wochenende", "woche", "weihnachten", "ostern",
];
#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "january", "february", "september", "october", "november", "december",
    "morning", "afternoon", "evening", "tomorrow", "weekend", "quarter", "midnight", "fortnight",
];
/// Words that sound like one of the above and are none.
#[rustfmt::skip]
const GERMAN_OTHERS: &[&str] = &[
    "dienst", "dienste", "mantel", "montage", "monteur", "sonne", "sonnig", "sonntags", "freizeit", "fraglich", "freitags",
    "waschen", "wachsen", "wecker", "machen", "wochen", "tochter", "vertrag", "antrag", "auftrag", "mitte", "mittwochs",
    "mittel", "mitarbeit", "nachricht", "naechte", "moechte", "wuensche", "kommen", "kommt", "viertel", "vierte", "auswaehlen",
    "mittlerweile", "nachmittags", "vormittags", "komme", "samstags", "wachse", "rechte", "dienstags", "montags", "unten",
    "echte", "nichte", "nichts", "macht", "mache", "wasche", "waesche", "donnerstags", "kosten", "ordnung", "osten", "westen",
    "gestern", "kommenden", "moechten", "woanders", "vormerken", "nachfrage", "vorlage", "mitnehmen", "mittags",
];
#[rustfmt::skip]
const ENGLISH_OTHERS: &[&str] = &[
    "modern", "today", "money", "earning", "meaning", "warning", "evenings", "mornings", "sundry", "something", "quarters",
    "weekday", "weekends", "everything", "anything", "mourning", "member", "number", "remember", "eating", "even", "waiting",
    "mondays", "fridays", "thirty", "tuesdays", "wednesdays", "thursdays", "saturdays", "sundays", "afternoons",
    "having", "leaving", "meeting", "weakened", "wedding", "turning", "morrow", "someday", "holiday", "birthday",
];

struct Candidate {
    sound: Sound,
    lexemes: &'static [Lexeme],
}

static GERMAN_SOUNDS: LazyLock<Vec<Candidate>> = LazyLock::new(|| candidates(GERMAN, Language::De));
static ENGLISH_SOUNDS: LazyLock<Vec<Candidate>> = LazyLock::new(|| candidates(ENGLISH, Language::En));

fn candidates(words: &[&str], language: Language) -> Vec<Candidate> {
    let folded = words.iter().map(|word| crate::words::fold(word));
    folded
        .filter_map(|word| {
            let (lexemes, _) = lexicon(language).longest(&[word.as_str()])?;
            Some(Candidate { sound: Sound::of(&word, language), lexemes })
        })
        .collect()
}

/// The term that `folded` (one word, or two written apart) is most like.
pub(crate) fn nearest(folded: &str, language: Language) -> Option<Near> {
    let (sounds, others) = match language {
        Language::De => (&*GERMAN_SOUNDS, GERMAN_OTHERS),
        Language::En => (&*ENGLISH_SOUNDS, ENGLISH_OTHERS),
    };
    if folded.len() < LETTERS_MIN || !folded.bytes().all(|b| b.is_ascii_lowercase()) || others.contains(&folded) {
        return None;
    }
    let heard = Sound::of(folded, language);
    let near = |candidate: &Candidate| heard.likeness_at_least(&candidate.sound, NEAR_MIN) > 0.0;
    if !sounds.iter().any(near) {
        return None;
    }
    let mut ranked: Vec<(f32, &Candidate)> =
        sounds.iter().map(|candidate| (heard.likeness_from(&candidate.sound, NEAR_MIN - MARGIN), candidate)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (likeness, best) = ranked.first().filter(|(likeness, _)| *likeness >= NEAR_MIN)?;
    let rival = ranked.get(1).filter(|(second, _)| likeness - second < MARGIN && *second >= NEAR_MIN - MARGIN);
    let same_sound = heard.sounds_same(&best.sound) && *likeness >= SAME_SOUND_MIN;
    let certain =
        (*likeness >= CERTAIN_MIN || same_sound) && rival.is_none_or(|(second, _)| likeness - second >= MARGIN / 2.0);
    let other = rival.and_then(|(_, candidate)| candidate.lexemes.first().copied());
    Some((best.lexemes, (!certain).then_some(Doubt { other })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    #[test]
    fn a_doubtful_match_says_so() {
        let (lexemes, doubt) = nearest("nuntag", Language::De).expect("near to Montag");
        assert_eq!(lexemes, [Lexeme::Weekday(Weekday::Monday)]);
        assert_eq!(doubt, Some(Doubt { other: Some(Lexeme::Weekday(Weekday::Sunday)) }));
        let (lexemes, doubt) = nearest("freitach", Language::De).expect("near to Freitag");
        assert_eq!((lexemes, doubt), (&[Lexeme::Weekday(Weekday::Friday)][..], None));
    }

    #[test]
    fn ordinary_words_are_not_taken_for_days() {
        for word in ["haarschnitt", "moechte", "termin", "bitte", "danke", "machen", "mantel", "vertrag", "kosten"] {
            assert_eq!(nearest(word, Language::De), None, "{word}");
        }
        for word in ["something", "haircut", "appointment", "please", "number", "women"] {
            assert_eq!(nearest(word, Language::En), None, "{word}");
        }
    }
}
