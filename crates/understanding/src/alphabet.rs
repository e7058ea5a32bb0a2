//! Code words for letters, folded: those of DIN 5009 (the people's names in use for a century, and the cities of 2022), the NATO
//! alphabet, and what people in Britain say instead.

use base::language::Language;

#[rustfmt::skip]
const GERMAN_CODE_WORDS: &[(&str, &str)] = &[
    ("anton", "a"), ("aerger", "ä"), ("berta", "b"), ("bertha", "b"), ("caesar", "c"), ("charlotte", "c"), ("dora", "d"), ("emil", "e"),
    ("friedrich", "f"), ("gustav", "g"), ("heinrich", "h"), ("ida", "i"), ("julius", "j"), ("kaufmann", "k"), ("konrad", "k"),
    ("ludwig", "l"), ("martha", "m"), ("marta", "m"), ("nordpol", "n"), ("otto", "o"), ("oekonom", "ö"), ("oesterreich", "ö"), ("paula", "p"),
    ("quelle", "q"), ("richard", "r"), ("samuel", "s"), ("siegfried", "s"), ("schule", "sch"), ("theodor", "t"), ("ulrich", "u"),
    ("uebermut", "ü"), ("uebel", "ü"), ("viktor", "v"), ("victor", "v"), ("wilhelm", "w"), ("xanthippe", "x"), ("xaver", "x"), ("ypsilon", "y"),
    ("zacharias", "z"), ("zeppelin", "z"), ("zuerich", "z"),
    ("aachen", "a"), ("berlin", "b"), ("chemnitz", "c"), ("duesseldorf", "d"), ("essen", "e"), ("frankfurt", "f"), ("goslar", "g"),
    ("hamburg", "h"), ("ingelheim", "i"), ("jena", "j"), ("koeln", "k"), ("leipzig", "l"), ("muenchen", "m"), ("nuernberg", "n"),
    ("offenbach", "o"), ("potsdam", "p"), ("quickborn", "q"), ("rostock", "r"), ("salzwedel", "s"), ("tuebingen", "t"), ("unna", "u"),
    ("voelklingen", "v"), ("wuppertal", "w"), ("xanten", "x"), ("zwickau", "z"),
];

#[rustfmt::skip]
const ENGLISH_CODE_WORDS: &[(&str, &str)] = &[
    ("alpha", "a"), ("alfa", "a"), ("bravo", "b"), ("charlie", "c"), ("delta", "d"), ("echo", "e"), ("foxtrot", "f"), ("golf", "g"), ("hotel", "h"),
    ("india", "i"), ("juliett", "j"), ("juliet", "j"), ("kilo", "k"), ("lima", "l"), ("mike", "m"), ("november", "n"), ("oscar", "o"), ("papa", "p"),
    ("quebec", "q"), ("romeo", "r"), ("sierra", "s"), ("tango", "t"), ("uniform", "u"), ("whiskey", "w"), ("whisky", "w"), ("xray", "x"),
    ("x-ray", "x"), ("yankee", "y"), ("zulu", "z"), ("apple", "a"), ("boy", "b"), ("cat", "c"), ("dog", "d"), ("easy", "e"), ("fox", "f"),
    ("george", "g"), ("harry", "h"), ("john", "j"), ("king", "k"), ("love", "l"), ("mary", "m"), ("nancy", "n"), ("peter", "p"), ("queen", "q"),
    ("robert", "r"), ("sugar", "s"), ("tommy", "t"), ("uncle", "u"), ("william", "w"), ("yellow", "y"), ("zebra", "z"), ("nora", "n"),
];

/// The code words of a language: those that are known by their sound. People mix them, but what is misheard is guessed at
/// within one.
pub(super) fn code_words(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::De => GERMAN_CODE_WORDS,
        Language::En => ENGLISH_CODE_WORDS,
    }
}

/// The letter (or 'sch') that a code word stands for, as it is written.
pub(super) fn code_word(text: &str) -> Option<String> {
    let all = GERMAN_CODE_WORDS.iter().chain(ENGLISH_CODE_WORDS);
    all.into_iter().find(|(word, _)| *word == text).map(|(_, letter)| (*letter).to_owned())
}
