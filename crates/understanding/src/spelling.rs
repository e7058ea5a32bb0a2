//! Spelled names: 'K E L L E R', 'M-ü-l-l-e-r', 'B wie Berta', 'double m', 'Emil Ludwig', 'eszett', 'ka e el el e er'.
//!
//! Where a letter and its code word disagree, the code word is believed: letters are what a telephone line mangles. A code word
//! is known by its sound too ('Willem' is Wilhelm), and where one cannot be made out at all a gap is left ([`super::letters`]).

use super::alphabet::{CodeWord, code_word, code_words};
use super::letters::{GAP, Letters};
use super::sentence::Utterance;
use crate::lexicon::keys::{Lettered, Spelling};
use crate::lexicon::{Lists, classes};
use crate::words::Mark;
use base::language::Language;
use std::ops::Range;
use std::sync::LazyLock;

/// Shorter runs of letters are initials or noise.
const LETTERS_MIN: usize = 2;
/// So many letters with a code word make a dictation of it: what lies between them is a letter too.
const CODED_MIN: usize = 2;
/// From this likeness on a word behind 'wie' is a code word misheard; below, its first letter is all there is.
const CODE_WORD_LIKENESS_MIN: f32 = 0.6;
/// A word behind a 'W.' that was 'wie' is at least so long.
const LINKED_LETTERS_MIN: usize = 3;
/// A word without 'wie' before it must be more like a code word.
const BARE_LIKENESS_MIN: f32 = 0.72;

/// A spelling dictated with code words, clause by clause, with a gap for each clause behind the first letter of which none can
/// be told, and its tokens. `None` when it is no such dictation.
pub(super) fn dictated(utterance: &Utterance) -> Option<(Letters, Range<usize>)> {
    // A stop behind a single letter ends nothing: 'K. W. Kaufmann' is 'K wie Kaufmann'.
    let clauses = utterance.split(|index| {
        let token = &utterance.tokens[index];
        token.after.ends_clause() && !(token.after == Mark::Stop && single(&token.raw.to_lowercase()).is_some())
    });
    let coded = clauses.iter().filter(|clause| is_coded(utterance, clause)).count();
    if coded < CODED_MIN {
        return None;
    }
    let pieces: Vec<Option<String>> = clauses.iter().map(|clause| piece(utterance, clause)).collect();
    let first = pieces.iter().position(Option::is_some)?;
    let end = end_of_dictation(utterance, &clauses)?;
    let mut letters = String::new();
    for (piece, clause) in pieces.iter().zip(&clauses).take(end).skip(first) {
        match piece {
            // What is left of a code word that was not understood: 'Erwirich, A.' for 'R wie Richard'.
            Some(_) if letters.ends_with(GAP) && clause.len() == 1 => {}
            Some(piece) => letters.push_str(piece),
            None => letters.push(GAP),
        }
    }
    // 'Keller, K wie …'
    let said = first.checked_sub(1).map(|before| &clauses[before]).filter(|clause| clause.len() == 1);
    let said = said.map(|clause| utterance.tokens[clause.start].raw.clone());
    Some((Letters::new(cased(&letters), said), clauses[first].start..clauses[end - 1].end))
}

/// The clause behind the last that can be part of the dictation: courtesies and remarks are none.
fn end_of_dictation(utterance: &Utterance, clauses: &[Range<usize>]) -> Option<usize> {
    let belongs = |clause: &Range<usize>| !Spelling::Remark.is(utterance.text(clause.start));
    clauses.iter().rposition(belongs).map(|last| last + 1)
}

/// Whether a clause links a letter to a code word.
fn is_coded(utterance: &Utterance, clause: &Range<usize>) -> bool {
    clause.clone().any(|at| link(utterance, at).is_some_and(|length| at + length < clause.end))
}

/// The letters of a clause of a dictation.
fn piece(utterance: &Utterance, clause: &Range<usize>) -> Option<String> {
    let part = utterance.part(clause.clone());
    let count = part.tokens.len();
    // Behind other words only a code word counts: the last letter of 'Erwirich A.' is none.
    let counts = |start: &usize| *start == 0 || is_coded(&part, &(*start..count));
    let whole = (0..count).filter(counts).find_map(|start| match run(&part, start, true) {
        (letters, end) if end == count && !letters.is_empty() => Some(letters),
        _ => None,
    });
    // A name before its letters ('Keller, K wie …') is no letter: a clause counts by its code word or its single letters.
    whole.or_else(|| (0..count).find_map(|at| near_code_word(&part, at, BARE_LIKENESS_MIN)))
}

/// The longest spelled run and its tokens. `asked`: code words count without 'wie', and letter names as letters.
pub(super) fn spelled(utterance: &Utterance, asked: bool) -> Option<(String, Range<usize>)> {
    let count = utterance.tokens.len();
    let mut best: Option<(String, Range<usize>)> = None;
    let mut start = 0;
    while start < count {
        let (letters, end) = run(utterance, start, asked);
        let length = letters.chars().count();
        if length >= LETTERS_MIN && best.as_ref().is_none_or(|(other, _)| length > other.chars().count()) {
            best = Some((letters, start..end));
        }
        start = end.max(start + 1);
    }
    best.map(|(letters, range)| (cased(&letters), range))
}

/// 'kELLER' → 'Keller'; 'lena-marie' → 'Lena-Marie'.
fn cased(letters: &str) -> String {
    let mut name = String::with_capacity(letters.len());
    let mut begins = true;
    for letter in letters.to_lowercase().chars() {
        name.extend(if begins { letter.to_uppercase().collect::<Vec<_>>() } else { vec![letter] });
        begins = matches!(letter, ' ' | '-' | '\'');
    }
    name
}

/// Letters from `start` on, and where they end.
fn run(utterance: &Utterance, start: usize, asked: bool) -> (String, usize) {
    let mut letters = String::new();
    let mut at = start;
    let mut times = 1;
    while at < utterance.tokens.len() {
        if let Some((count, taken)) = multiplier(utterance, at) {
            (times, at) = (count, at + taken);
            continue;
        }
        let Some((piece, taken)) = letter(utterance, at, asked) else { break };
        letters.extend(std::iter::repeat_n(piece.as_str(), times));
        times = 1;
        at += taken;
    }
    (letters, at)
}

/// How often the letter behind stands, and how many tokens say so.
fn multiplier(utterance: &Utterance, at: usize) -> Option<(usize, usize)> {
    let said = |spelling: Spelling, times: usize| Some((times, spelling.taken(&utterance.tokens, at)?));
    said(Spelling::Twice, 2).or_else(|| said(Spelling::Thrice, 3))
}

/// One letter (or several, written with dashes) at `at`, and how many tokens it took.
pub(super) fn letter(utterance: &Utterance, at: usize, asked: bool) -> Option<(String, usize)> {
    let raw = utterance.tokens[at].raw.to_lowercase();
    let text = utterance.text(at);
    if let Some(double) = doubled(text)
        && let Some(double) = single(double).or_else(|| letter_name(double, utterance.language))
    {
        return Some((double.repeat(2), 1));
    }
    if let Some(dashed) = dashed(&raw) {
        return Some((dashed, 1));
    }
    if Spelling::Umlaut.is(text) {
        return umlaut(utterance, at + 1).map(|letter| (letter, 2));
    }
    if let Some((sign, taken)) = sign(utterance, at, asked) {
        return Some((sign.to_owned(), taken));
    }
    // 'A umlaut', as English has it.
    if utterance.language != Language::De && Spelling::Umlaut.is(utterance.text(at + 1)) {
        return umlaut(utterance, at).map(|letter| (letter, 2));
    }
    let named = single(&raw).or_else(|| asked.then(|| letter_name(text, utterance.language)).flatten());
    // 'B wie Berta', 'B as in Berta', 'K for kilo'. Where letters were asked for, what stands before the link may be anything
    // ('wie wie Willem'), or be missing.
    let behind = |offset: usize| link(utterance, at + offset).map(|length| offset + length);
    if let (Some(letter), Some(word)) = (&named, behind(1))
        && let Some(letter) = letter_behind(utterance, letter, at + word)
    {
        // A letter that only sounds like it was misheard; a different vowel dot was not said.
        return Some((letter, word + 1));
    }
    if let Some(word) = behind(1).filter(|_| is_short(text)).or_else(|| behind(0)).filter(|_| asked)
        && let Some(letter) = code_letter(utterance, at + word)
    {
        return Some((letter, word + 1));
    }
    let coded = asked.then(|| code_word(text)).flatten();
    named.or(coded).map(|letter| (letter, 1))
}

/// A sign by its name, and how many tokens it took.
fn sign(utterance: &Utterance, at: usize, asked: bool) -> Option<(&'static str, usize)> {
    let german = utterance.language == Language::De;
    Spelling::in_any_language().at(&[utterance.text(at)]).find_map(|(spelling, _)| match spelling {
        Spelling::Hyphen if asked => Some(("-", 1)),
        Spelling::SharpS | Spelling::Sz if german => Some(("ß", 1)),
        Spelling::Sharp if utterance.text(at + 1).starts_with('s') => Some(("ß", 2)),
        Spelling::Apostrophe => Some(("'", 1)),
        Spelling::Space => Some((" ", 1)),
        _ => None,
    })
}

/// What stands behind 'Doppel' in one word: 'ell' of 'Doppelell', 't' of 'Doppel-T'.
pub(super) fn doubled(text: &str) -> Option<&str> {
    static DOUBLES: LazyLock<Vec<String>> =
        LazyLock::new(|| Language::ALL.into_iter().flat_map(|language| Spelling::Double.listed(language)).collect());
    let rest = DOUBLES.iter().find_map(|double| text.strip_prefix(double.as_str()))?;
    Some(rest.strip_prefix('-').unwrap_or(rest))
}

/// How many tokens the link to a code word has that stands at `at`: 'wie', 'for', 'as in'.
fn link(utterance: &Utterance, at: usize) -> Option<usize> {
    if utterance.text(at) != "w" || utterance.language != Language::De {
        return Spelling::Link.taken(&utterance.tokens, at);
    }
    // 'K. W. Kaufmann'
    let behind_letter = at > 0 && utterance.text(at - 1).len() == 1;
    (behind_letter && utterance.text(at + 1).len() >= LINKED_LETTERS_MIN).then_some(1)
}

/// Whether a word is no longer than a letter's name may be written by a recogniser.
fn is_short(text: &str) -> bool {
    text.chars().count() <= 4
}

/// The letter meant by the word behind a link, if it is a code word or sounds like one.
fn code_letter(utterance: &Utterance, at: usize) -> Option<String> {
    code_word(utterance.text(at)).or_else(|| near_code_word(utterance, at, CODE_WORD_LIKENESS_MIN))
}

/// The letter meant where one was stated before the link: the code word's, or that of any other word that people take. Where
/// stated letter and word disagree, the word may be a code word badly heard ('C wie Esa', 'U wie Rübzillon'). If not, a letter
/// that sounds like the word's first was misheard ('F wie Sabine'), and otherwise the word was ('O wie Rator').
fn letter_behind(utterance: &Utterance, stated: &str, at: usize) -> Option<String> {
    const DISAGREEING_MIN: f32 = 0.42;
    let first = utterance.tokens.get(at)?.raw.to_lowercase().chars().next()?.to_string();
    let badly_heard = || {
        let mut theirs = code_words(utterance.language).iter().filter(|word| word.letters == stated);
        let may_be_stated = theirs.any(|word| utterance.sounds[at].likeness(&word.sound) >= DISAGREEING_MIN);
        may_be_stated.then(|| stated.to_owned()).or_else(|| near_code_word(utterance, at, DISAGREEING_MIN))
    };
    code_letter(utterance, at)
        .or_else(|| (first == stated).then(|| first.clone()))
        .or_else(badly_heard)
        .or_else(|| Some(if rhymes(stated, &first) { first.clone() } else { stated.to_owned() }))
}

/// Whether the names of two letters sound alike, in German or in English.
fn rhymes(one: &str, other: &str) -> bool {
    static RHYMING: LazyLock<Vec<Vec<String>>> =
        LazyLock::new(|| classes(include_str!("../lexicon/both/spelling.txt"), Spelling::Rhyming));
    let holds = |class: &[String], wanted: &str| class.iter().any(|letter| letter == wanted);
    RHYMING.iter().any(|class| holds(class, one) && holds(class, other))
}

/// The letter of the code word that a word sounds like, if it sounds like those of one letter alone.
fn near_code_word(utterance: &Utterance, at: usize, likeness_min: f32) -> Option<String> {
    const LETTERS_OF_WORD_MIN: usize = 4;
    const MARGIN: f32 = 0.08;
    let sound = utterance.sounds.get(at).filter(|_| utterance.text(at).len() >= LETTERS_OF_WORD_MIN)?;
    let scored =
        |word: &'static CodeWord| (sound.likeness_from(&word.sound, likeness_min - MARGIN), word.letters.as_str());
    let mut scored: Vec<(f32, &str)> = code_words(utterance.language).iter().map(scored).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (best, letter) = *scored.first().filter(|(best, _)| *best >= likeness_min)?;
    let other = scored.iter().find(|(_, other)| *other != letter).map_or(0.0, |(likeness, _)| *likeness);
    (best - other >= MARGIN).then(|| letter.to_owned())
}

/// A single letter; English 'a' and 'i' are words too, but a run of two or more is needed anyway.
fn single(raw: &str) -> Option<String> {
    let mut letters = raw.chars();
    let first = letters.next().filter(|c| c.is_alphabetic())?;
    letters.next().is_none().then(|| first.to_string())
}

/// `M-ü-l-l-e-r`, `K.E.L.L.E.R`.
pub(super) fn dashed(raw: &str) -> Option<String> {
    let parts: Vec<&str> = raw.split(['-', '.']).filter(|part| !part.is_empty()).collect();
    let single = parts.len() >= 3 && parts.iter().all(|part| part.chars().count() == 1);
    (single && parts.iter().all(|part| part.chars().all(char::is_alphabetic))).then(|| parts.concat())
}

/// The umlaut of the vowel at `at`.
fn umlaut(utterance: &Utterance, at: usize) -> Option<String> {
    let letter = match utterance.tokens.get(at)?.raw.to_lowercase().chars().next()? {
        'a' | 'ä' => "ä",
        'o' | 'ö' => "ö",
        'u' | 'ü' => "ü",
        _ => return None,
    };
    Some(letter.to_owned())
}

/// Whether a word is the name of a letter: 'em', 'jay'.
pub(super) fn is_letter_name(text: &str, language: Language) -> bool {
    letter_name(text, language).is_some()
}

/// The letter whose name a word is, if it is no other word: 'Ypsilon', 'zed'.
pub(super) fn plain_name(text: &str) -> Option<String> {
    let sharp_s = || Spelling::SharpS.is(text).then(|| "ß".to_owned());
    let plain = Lettered::in_any_language().at(&[text]).find_map(|(lettered, _)| match lettered {
        Lettered::Plain(letters) => Some(letters.text()),
        Lettered::Name(_) | Lettered::Code(_) => None,
    });
    plain.or_else(sharp_s)
}

/// Letters as their names are written by recognisers.
fn letter_name(text: &str, language: Language) -> Option<String> {
    Lettered::in_language(language).at(&[text]).find_map(|(lettered, _)| match lettered {
        Lettered::Name(letters) | Lettered::Plain(letters) => Some(letters.text()),
        Lettered::Code(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::tokens;

    fn dictation(words: &str, language: Language) -> Option<String> {
        of(words, "Rieber", language)
    }

    fn of(words: &str, heard: &str, language: Language) -> Option<String> {
        let (letters, _) = dictated(&Utterance::new(tokens(words), language))?;
        Some(letters.name(Some(heard)).into_inner())
    }

    #[test]
    fn code_words_are_known_by_their_sound_and_what_is_lost_is_left_open() {
        // As Whisper wrote them.
        let weber = "Wie wie Willem, wie wie Emil, wie wie Bata, wie wie Emil, da wir ich aus.";
        assert_eq!(dictation(weber, Language::De).as_deref(), Some("Weber"));
        for (words, name) in [
            ("W wie Wilhelm, E wie Emil, B wie Berta, E wie Emil, R wie Richard.", "Weber"),
            ("Weber, W wie Willem, E wie Emil, B wie Werte, E wie Emil, R wie Richert, bitte.", "Weber"),
            ("S wie Siegfried, C wie Esa, H wie Heinrich, U wie Ulrich, L wie Ludwig, Z wie Zakarla.", "Schulz"),
            ("F wie Friedrich, U wie Ulrich, C wie Esa, H wie Heinrich, F wie Siegfried.", "Fuchs"),
            ("K wie Kaufmann, A wie Anton, U wie Rübzillon, A wie Anton.", "Kaya"),
            ("A wie Victor, O wie Otto, G wie Gustav, E wie Emil, L wie Lutwig.", "Vogel"),
            ("L wie Ludwig, O wie Rator, R wie Richard, E wie Emil, N wie Nordpol, Z wie Zakarla.", "Lorenz"),
            (
                "S wie Zakarias, I wie Ida, I wie Emil, G wie Gustav, L wie Ludwig, I wie Emil, R wie Richard.",
                "Ziegler",
            ),
            ("Jotli Julius, A wie Anton, N wie Nordpol, S wie Siegfried, E wie Emil, N wie Nordpol.", "Jansen"),
            ("K wie Kaufmann, E wie Emil, Doppel-L, E wie Emil, R wie Richard", "Keller"),
        ] {
            assert_eq!(dictation(words, Language::De).as_deref(), Some(name), "{words}");
        }
        let keller = "Heller, K. W. Kaufmann, E. W. Emil, Doppelell, E. W. Emil, Erwirich A.";
        assert_eq!(of(keller, "Heller", Language::De).as_deref(), Some("Keller"));
        let keller = "Heller, K wie Kaufmann, E wie Emil, Doppel-L, E wie Emil, Erwirich, A.";
        assert_eq!(of(keller, "Kayla", Language::De).as_deref(), Some("Keller"));
        let walker = "W for whiskey, A for alpha, L for Lima, K for kilo, E for echo, are for Romeo.";
        assert_eq!(dictation(walker, Language::En).as_deref(), Some("Walker"));
    }

    #[test]
    fn what_is_no_dictation_is_none() {
        for words in ["Mein Name ist Weber.", "Nein, wie gesagt, Weber.", "Wie bitte? Wie war das?", "W E B E R"] {
            assert_eq!(dictation(words, Language::De), None, "{words}");
        }
    }
}
