//! Canaries: what must not be found, in every form in which a program, a library or a file format could have written it.

use audio::mulaw;
use lab::telephone::wav::Sound;
use sha2::Digest;
use std::fmt::Write;

/// What must not be found.
#[derive(Clone, Copy)]
pub enum Canary<'a> {
    /// A name, or words.
    Text(&'a str),
    /// A telephone number, `+` and digits.
    Number(&'a str),
    /// What a caller says.
    Sound(&'a Sound),
}

/// One form of a canary.
pub struct Form {
    pub name: String,
    pattern: String,
}

/// Bytes to be searched, each as the character of its number, since searching texts is quick.
pub struct Haystack(String);

impl Haystack {
    pub fn new(bytes: &[u8]) -> Self {
        Haystack(latin(bytes))
    }

    /// Whether a text stands there as it is.
    pub fn reads(&self, text: &str) -> bool {
        self.0.contains(&latin(text.as_bytes()))
    }

    pub fn holds(&self, form: &Form) -> bool {
        self.0.contains(&form.pattern)
    }
}

fn latin(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

/// All forms of a canary.
pub fn forms(canary: Canary<'_>) -> Vec<Form> {
    let mut all = All(vec![]);
    match canary {
        Canary::Text(text) => all.text(text),
        Canary::Number(number) => all.number(number),
        Canary::Sound(sound) => all.sound(sound),
    }
    all.0
}

struct All(Vec<Form>);

impl All {
    fn add(&mut self, what: &str, name: &str, bytes: &[u8]) {
        // Less than this occurs by chance.
        assert!(bytes.len() >= 5, "{what} as {name}");
        self.0.push(Form { name: format!("{what} as {name}"), pattern: latin(bytes) });
    }

    /// A text as it is, shouted and whispered.
    fn text(&mut self, text: &str) {
        for case in [text.to_owned(), text.to_lowercase(), text.to_uppercase()] {
            self.encodings(&case);
        }
        self.hashes(text, text);
    }

    /// By its last eleven digits, which all ways of writing it have in common.
    fn number(&mut self, number: &str) {
        let digits = number.trim_start_matches('+');
        let own = &digits[digits.len() - 11..];
        self.encodings(own);
        self.encodings(&format!("{} {} {}", &own[..3], &own[3..7], &own[7..]));
        let national = format!("0{own}");
        let pairs: Vec<u8> = digits.as_bytes().chunks(2).map(packed).collect();
        self.add(number, "packed digits", &pairs);
        for value in [digits, own].map(|digits| digits.parse::<u64>().expect("digits")) {
            let length = 8 - value.leading_zeros() as usize / 8;
            self.add(number, "an integer, big end first", &value.to_be_bytes()[8 - length..]);
            self.add(number, "an integer, little end first", &value.to_le_bytes()[..length]);
        }
        for written in [number, digits, own, &national] {
            self.hashes(number, written);
        }
    }

    /// Some of it, as it comes from the line and as it goes to a recogniser.
    fn sound(&mut self, sound: &Sound) {
        let (start_ms, end_ms) = sound.speech_ms();
        let frames = &sound.frames()[(start_ms / 20) as usize + 1..(end_ms / 20) as usize];
        for frame in frames.iter().step_by(5) {
            let samples = |bytes: fn(i16) -> [u8; 2]| frame.iter().flat_map(move |&code| bytes(mulaw::decode(code)));
            self.add("a caller's sound", "μ-law", &frame[..40]);
            self.add("a caller's sound", "samples", &samples(i16::to_le_bytes).take(80).collect::<Vec<_>>());
            self.base64("a caller's sound", "μ-law", frame);
        }
    }

    fn encodings(&mut self, text: &str) {
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        self.add(text, "UTF-8", text.as_bytes());
        self.add(text, "UTF-16, little end first", &little);
        self.add(text, "UTF-16, big end first", &big);
        let single: Option<Vec<u8>> = text.chars().map(|character| u8::try_from(character).ok()).collect();
        if let Some(single) = single.filter(|_| !text.is_ascii()) {
            self.add(text, "Latin-1", &single);
        }
        self.base64(text, "UTF-8", text.as_bytes());
        self.base64(text, "UTF-16", &little);
        let hex = |upper: bool| {
            text.bytes().fold(String::new(), |mut hex, byte| {
                let _ = if upper { write!(hex, "{byte:02X}") } else { write!(hex, "{byte:02x}") };
                hex
            })
        };
        self.add(text, "hexadecimal", hex(false).as_bytes());
        self.add(text, "hexadecimal in capitals", hex(true).as_bytes());
        if !text.is_ascii() {
            self.add(text, "percents", escaped(text, percents).as_bytes());
            self.add(text, "JSON escapes", escaped(text, |c| format!("\\u{:04x}", u32::from(c))).as_bytes());
            self.add(text, "Rust escapes", escaped(text, |c| format!("\\u{{{:x}}}", u32::from(c))).as_bytes());
            self.add(text, "octal escapes", escaped(text, octals).as_bytes());
        }
    }

    /// In the middle of something longer, at any of the three places that a byte can have in a group.
    fn base64(&mut self, what: &str, encoding: &str, bytes: &[u8]) {
        for lead in 0..3 {
            let padded: Vec<u8> = vec![0; lead].into_iter().chain(bytes.iter().copied()).collect();
            let whole = padded.len() / 3 * 3;
            let name = format!("base64 of {encoding}");
            for encoder in [base64_simd::STANDARD, base64_simd::URL_SAFE] {
                // The first group holds other bytes as well.
                let text = encoder.encode_to_string(&padded[..whole]);
                self.add(what, &name, &text.as_bytes()[if lead == 0 { 0 } else { 4 }..]);
            }
        }
    }

    /// Its plain hashes, which anybody could compare with those of all numbers there are.
    fn hashes(&mut self, what: &str, written: &str) {
        let blake3 = blake3::hash(written.as_bytes());
        self.add(what, "BLAKE3", &blake3.as_bytes()[..8]);
        self.add(what, "BLAKE3, hexadecimal", &blake3.to_hex().as_bytes()[..16]);
        self.add(what, "SHA-256", &sha2::Sha256::digest(written)[..8]);
    }
}

/// Two digits in a byte, as networks send numbers; the last one may be alone.
fn packed(pair: &[u8]) -> u8 {
    pair.iter().fold(0, |packed, digit| packed << 4 | (digit - b'0')) << (4 * (2 - pair.len()))
}

fn escaped(text: &str, escape: impl Fn(char) -> String) -> String {
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { escape(c) }).collect()
}

fn percents(character: char) -> String {
    character.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn octals(character: char) -> String {
    character.to_string().bytes().map(|byte| format!("\\{byte:03o}")).collect()
}

#[test]
fn a_canary_is_found_wherever_it_sits() {
    let found = |bytes: &[u8], canary| {
        let haystack = Haystack::new(bytes);
        forms(canary).into_iter().filter(|form| haystack.holds(form)).map(|form| form.name).collect::<Vec<_>>()
    };
    let number = "+4917604069042";
    for (bytes, name) in [
        ("..+4917604069042..".as_bytes().to_vec(), "UTF-8"),
        (b"017604069042".to_vec(), "UTF-8"),
        (b"0 176 0406 9042".to_vec(), "UTF-8"),
        ("+4917604069042".encode_utf16().flat_map(u16::to_le_bytes).collect(), "UTF-16, little end first"),
        (4_917_604_069_042_u64.to_be_bytes().to_vec(), "an integer, big end first"),
        (17_604_069_042_i64.to_le_bytes().to_vec(), "an integer, little end first"),
        (vec![0x49, 0x17, 0x60, 0x40, 0x69, 0x04, 0x20], "packed digits"),
        (blake3::hash(b"+4917604069042").as_bytes().to_vec(), "BLAKE3"),
    ] {
        let names = found(&bytes, Canary::Number(number));
        assert!(names.iter().any(|one| one.ends_with(name)), "{name}: {names:?}");
    }
    for lead in ["", "x", "xy", "xyz"] {
        let text = base64_simd::STANDARD.encode_to_string(format!("{lead}From={number}&To"));
        assert!(!found(text.as_bytes(), Canary::Number(number)).is_empty(), "{text}");
        let text = base64_simd::URL_SAFE_NO_PAD.encode_to_string(format!("{lead}Zaunkönig singt"));
        assert!(!found(text.as_bytes(), Canary::Text("Zaunkönig")).is_empty(), "{text}");
    }
    for text in
        ["Zaunk\\u00f6nig", "zaunkönig", "ZAUNKÖNIG", "Zaunk%C3%B6nig", "5a61756e6bc3b66e6967", "Zaunk\\303\\266nig"]
    {
        assert!(!found(text.as_bytes(), Canary::Text("Zaunkönig")).is_empty(), "{text}");
    }
    assert!(!found(b"Zaunk\xf6nig", Canary::Text("Zaunkönig")).is_empty());
    for canary in [Canary::Number(number), Canary::Text("Zaunkönig")] {
        assert!(found(&(0..=255).cycle().take(100_000).collect::<Vec<u8>>(), canary).is_empty());
    }
}
