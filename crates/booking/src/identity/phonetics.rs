//! How a name sounds to a German or English ear, as far as two spellings of the same sound are the same name.
//!
//! Vowels count, unlike in the Cologne phonetics, which would take Müller for Möller.

/// Whether two words, in lower case, can be spellings of the same sound.
pub(super) fn sounds_like(one: &str, other: &str) -> bool {
    let readings = READINGS.map(|reading| key(one, reading));
    READINGS.iter().any(|reading| readings.contains(&key(other, *reading)))
}

/// A way to read a spelling. Which one was meant is not known, so all are tried.
#[derive(Clone, Copy)]
struct Reading {
    /// `v` as in Vogel and `z` as in Zander; otherwise as in Novak and Yılmaz.
    german: bool,
    /// With the marks on letters; otherwise without, as a recogniser or a keyboard may have dropped them.
    marks: bool,
}

const READINGS: [Reading; 4] = [
    Reading { german: true, marks: true },
    Reading { german: false, marks: true },
    Reading { german: true, marks: false },
    Reading { german: false, marks: false },
];

/// Letter groups and what they sound like, longest first. Capitals are sounds that have no letter of their own.
#[rustfmt::skip]
const GROUPS: [(&str, &str); 36] = [
    ("tsch", "C"), ("sch", "S"), ("tch", "C"), ("chs", "ks"), ("sh", "S"), ("ch", "X"), ("ck", "k"), ("cz", "C"),
    ("ph", "f"), ("th", "t"), ("dt", "t"), ("tz", "Z"), ("ts", "Z"), ("qu", "kw"), ("x", "ks"), ("ß", "s"),
    ("äu", "O"), ("eu", "O"), ("oi", "O"), ("oy", "O"), ("au", "U"), ("ou", "u"),
    ("ei", "A"), ("ai", "A"), ("ey", "A"), ("ay", "A"),
    ("ie", "i"), ("ae", "e"), ("oe", "ö"), ("ue", "ü"), ("ä", "e"),
    ("ce", "Ze"), ("ci", "Zi"), ("c", "k"), ("q", "k"), ("w", "w"),
];

/// Letters with marks: what they are with and without.
#[rustfmt::skip]
const MARKED: [(&str, &str, &str); 22] = [
    ("ä", "ä", "a"), ("ö", "ö", "o"), ("ü", "ü", "u"), ("ø", "ö", "o"), ("œ", "ö", "oe"), ("æ", "ä", "ae"),
    ("ı", "i", "i"), ("ş", "sch", "s"), ("š", "sch", "s"), ("ś", "sch", "s"), ("ç", "tsch", "c"), ("č", "tsch", "c"),
    ("ć", "tsch", "c"), ("ğ", "", "g"), ("ł", "l", "l"), ("áàâãåąă", "a", "a"), ("éèêëęě", "e", "e"),
    ("íìîï", "i", "i"), ("óòôõő", "o", "o"), ("úùûůű", "u", "u"), ("ñńň", "n", "n"), ("žźż", "z", "z"),
];

fn key(word: &str, reading: Reading) -> String {
    let word = plain(word, reading);
    let mut rest = word.as_str();
    let mut key = String::new();
    while let Some(letter) = rest.chars().next() {
        let group = GROUPS.iter().find(|(group, _)| rest.starts_with(group));
        let (taken, sound) = match group {
            Some((group, sound)) => (group.len(), (*sound).to_owned()),
            None => (letter.len_utf8(), single(letter, &rest[letter.len_utf8()..], &key, reading)),
        };
        for sound in sound.chars().filter(|sound| !key.ends_with(*sound)).collect::<Vec<_>>() {
            key.push(sound);
        }
        rest = &rest[taken..];
    }
    harden(key)
}

/// The sound of a letter that belongs to no group; `before` is the key so far.
fn single(letter: char, after: &str, before: &str, reading: Reading) -> String {
    let next_is_vowel = after.starts_with(is_vowel);
    let sound = match letter {
        'v' if reading.german => 'f',
        'v' => 'w',
        'z' if reading.german || before.is_empty() => 'Z',
        'z' => 's',
        'y' if next_is_vowel => 'j',
        'y' => 'i',
        // Heard at the begin of a word and between vowels; else it only lengthens.
        'h' if !(before.is_empty() || before.ends_with(is_vowel) && next_is_vowel) => return String::new(),
        other => other,
    };
    sound.to_string()
}

/// German hardens b, d and g at the end of a word.
fn harden(mut key: String) -> String {
    let hard = match key.chars().last() {
        Some('b') => 'p',
        Some('d') => 't',
        Some('g') => 'k',
        _ => return key,
    };
    key.pop();
    if !key.ends_with(hard) {
        key.push(hard);
    }
    key
}

fn is_vowel(sound: char) -> bool {
    "aeiouäöüyAOU".contains(sound)
}

/// The word in letters of German, marks kept or dropped.
fn plain(word: &str, reading: Reading) -> String {
    // Decomposed umlauts first; other combining marks are dropped.
    let composed = word.replace("a\u{308}", "ä").replace("o\u{308}", "ö").replace("u\u{308}", "ü");
    let mut letters = String::with_capacity(composed.len());
    for letter in composed.chars().filter(|letter| !('\u{300}'..='\u{36f}').contains(letter)) {
        match MARKED.iter().find(|(marked, _, _)| marked.contains(letter)) {
            Some((_, with, without)) => letters.push_str(if reading.marks { with } else { without }),
            None => letters.push(letter),
        }
    }
    letters
}
