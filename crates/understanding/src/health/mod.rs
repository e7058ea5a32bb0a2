//! Keeping health statements out of what is stored (Art. 9 GDPR, P12): words in, the same words without them out.
//!
//! Takes a text in German or English, in whichever of them it is, and what the business lists; cuts what says something of
//! somebody's health, body, remedies or treatment, and puts a mark in its place: `ich habe seit gestern [Gesundheit] und nehme
//! [Gesundheit]`. What is left stays readable: who wants what, when, and to be called back. Pure; `store` sends
//! through it whatever a caller said before it seals it.
//!
//! What is decided here:
//!
//! - *An errand stays, its object goes.* `Ich brauche ein Rezept für [Gesundheit]`: the practice knows what to do (call back, look
//!   into its own records, where the remedy stands already), and what we keep says no more than that somebody is a patient
//!   there, which the call to the practice says anyway. The same for referrals, sick notes, findings, treatment plans and bills.
//!   Art. 9(2)(h) and (3) would let the practice itself keep more; it says so by `health_mode`, and then nothing is cut.
//! - *Denials go as well* ('nicht schwanger'), and so do statements about others ('meine Tochter hat ADHS'): both are health
//!   data.
//! - *Names of services* that the business lists are facts of the business, so that 'eine Massage' and 'ein Schmerztermin' stay,
//!   unless somebody says that they have it ('ich habe Zahnschmerzen'). Under professional secrecy (`secrecy`) the service says why
//!   somebody came: it is kept sealed with the appointment and nowhere else, and a text holds `[Termin]` in its place.
//! - *That somebody is a patient*, sees a doctor or is insured stays; which kind of doctor goes, since it tells the illness.
//! - *However it is written*: spelled, dotted, in brackets, with letters that look alike (see `words`). Only our own marks are marks.
//! - *The business's own name* stays whatever it says.
//! - In doubt it is cut: a cut word costs the owner a call, a kept one costs the caller a secret.
//!
//! Words and patterns stand in `lexicon/{de,en,both}/health.txt`. What they do not reach (allusions, nicknames, misheard words) is
//! openly listed in `fixtures/understanding/health.*.tsv`.

mod pattern;
mod words;

use base::language::Language;
use pattern::{Fit, Lexicon};
use std::ops::Range;
use std::sync::LazyLock;
use words::{Word, together, words};

const BOTH: &str = include_str!("../../lexicon/both/health.txt");
static GERMAN: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(&[include_str!("../../lexicon/de/health.txt"), BOTH]));
static ENGLISH: LazyLock<Lexicon> =
    LazyLock::new(|| Lexicon::read(&[include_str!("../../lexicon/en/health.txt"), BOTH]));

/// How far before a listed name 'habe' makes a statement of it, words.
const HAVING_WORDS: usize = 5;

/// Statements up to this many words stand or fall as a whole.
const SHORT_WORDS: usize = 3;

/// What a business lists, as far as redaction wants to know it.
#[derive(Debug, Clone)]
pub struct Listed {
    names: Vec<Vec<String>>,
    own: Vec<Vec<String>>,
    secret: bool,
    language: Language,
}

/// What stands in place of what was cut.
fn mark(language: Language, cut: Cut) -> &'static str {
    match (language, cut) {
        (Language::De, Cut::Health) => "[Gesundheit]",
        (Language::En, Cut::Health) => "[health]",
        (Language::De, Cut::Service) => "[Termin]",
        (Language::En, Cut::Service) => "[appointment]",
    }
}

fn is_mark(text: &str) -> bool {
    let cuts = |language: Language| [Cut::Health, Cut::Service].map(|cut| mark(language, cut));
    Language::ALL.into_iter().flat_map(cuts).any(|mark| mark == text)
}

/// Why a word is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    Health,
    Service,
}

impl Listed {
    /// A business that lists services by these names; `secret`: under professional secrecy. `language` is that of the marks
    /// where a text does not show its own.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>, secret: bool, language: Language) -> Self {
        Listed { names: names.into_iter().filter_map(folded).collect(), own: Vec::new(), secret, language }
    }

    /// The same business, which is called so: its name is no statement, whatever it says.
    #[must_use]
    pub fn called(self, name: &str) -> Self {
        Listed { own: folded(name).into_iter().collect(), ..self }
    }

    /// The text without what it says of health, and under secrecy without the services.
    pub fn redact(&self, text: &str) -> String {
        let mut words = words(text);
        let mut cuts = vec![None; words.len()];
        let named = places(&self.names, &words);
        self.cut_statements(&words, &mut cuts);
        if let Some((joined, from)) = together(&words) {
            let mut joined_cuts = vec![None; joined.len()];
            self.cut_statements(&joined, &mut joined_cuts);
            let found = from.into_iter().zip(joined_cuts).filter(|(_, cut)| cut.is_some());
            for (range, cut) in found {
                // What is spelled is one word: its full stops end no sentence.
                words[range.start..range.end - 1].iter_mut().for_each(|word| word.sentence_ends = false);
                cuts[range].fill(cut);
            }
        }
        // What the business itself says of itself tells nothing of a caller.
        for range in places(&self.own, &words) {
            cuts[range].fill(None);
        }
        for range in named.into_iter().filter(|_| self.secret) {
            cuts[range].iter_mut().for_each(|cut| *cut = cut.or(Some(Cut::Service)));
        }
        if cuts.iter().all(Option::is_none) {
            return text.to_owned();
        }
        bridge(&words, &mut cuts);
        // What was cut before is not cut again.
        let marked = |word: &Word| {
            let around = word.bytes.start.checked_sub(1).and_then(|start| text.get(start..=word.bytes.end));
            around.is_some_and(is_mark)
        };
        words.iter().zip(&mut cuts).filter(|(word, _)| marked(word)).for_each(|(_, cut)| *cut = None);
        rewrite(text, &words, &cuts, spoken(&words).unwrap_or(self.language))
    }

    /// Cuts what says something of health. Names that are listed are spared, unless they are a secret.
    fn cut_statements(&self, words: &[Word], cuts: &mut [Option<Cut>]) {
        let named = if self.secret { Vec::new() } else { places(&self.names, words) };
        for lexicon in [&*GERMAN, &*ENGLISH] {
            for range in statements(lexicon, words, &named) {
                cuts[range].fill(Some(Cut::Health));
            }
        }
    }
}

/// Whether a word is of a class in any language.
fn is(class: &str, word: &Word) -> bool {
    [&*GERMAN, &*ENGLISH].iter().any(|lexicon| lexicon.is(class, word))
}

/// A name's words; `None` where it has none.
fn folded(name: &str) -> Option<Vec<String>> {
    let words: Vec<String> = words(name).into_iter().map(|word| word.text).collect();
    (!words.is_empty()).then_some(words)
}

/// Where names stand, in words; the last word of one may be inflected.
fn places(names: &[Vec<String>], words: &[Word]) -> Vec<Range<usize>> {
    let fits = |name: &[String], start: usize| {
        let end = start + name.len();
        let (last, before) = name.split_last()?;
        let here = words.get(start..end)?;
        let same = here.iter().zip(before).all(|(word, name)| word.text == *name);
        let inflected = here.last()?.text.strip_prefix(last.as_str()).is_some_and(is_ending);
        (same && inflected).then_some(start..end)
    };
    let starts = || 0..words.len();
    names.iter().flat_map(|name| starts().filter_map(move |start| fits(name, start))).collect()
}

fn is_ending(rest: &str) -> bool {
    matches!(rest, "" | "s" | "e" | "en" | "n" | "es" | "er" | "'s")
}

/// What says something of health, in words. `named` is spared unless somebody says that they have it.
fn statements(lexicon: &Lexicon, words: &[Word], named: &[Range<usize>]) -> Vec<Range<usize>> {
    let spared = lexicon.spared(words);
    let is_spared = |index: usize| {
        let name = |fit: &Fit| {
            fit.rest.as_ref().is_some_and(|rest| rest.clone().any(|one| words[one].text == words[index].text))
        };
        spared.iter().any(|fit| fit.whole.contains(&index) || name(fit))
    };
    let is_listed = |index: usize| named.iter().any(|range| range.contains(&index) && !is_had(words, range.start));
    // What is spared spares a short statement whole, a long one that begins with it, and otherwise itself.
    let parts = |range: Range<usize>| match range.len() {
        _ if range.clone().all(is_listed) => Vec::new(),
        0..=SHORT_WORDS if range.clone().any(is_spared) => Vec::new(),
        _ if is_spared(range.start) => Vec::new(),
        0..=SHORT_WORDS => vec![range],
        _ => runs(range, |index| !is_spared(index)),
    };
    let alone = (0..words.len()).filter(|&index| lexicon.says_alone(&words[index])).map(|index| index..index + 1);
    let together = lexicon.together(words).into_iter().filter_map(|fit| fit.cut);
    let found = alone.chain(together).flat_map(parts);
    found.map(|range| widened(lexicon, words, range)).collect()
}

/// The runs of a range whose members are `wanted`.
fn runs(range: Range<usize>, wanted: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for index in range.filter(|&index| wanted(index)) {
        match runs.last_mut().filter(|run| run.end == index) {
            Some(run) => run.end += 1,
            None => runs.push(index..index + 1),
        }
    }
    runs
}

/// Whether words before say that somebody has what follows.
fn is_had(words: &[Word], at: usize) -> bool {
    let before = words[..at].iter().rev().take(HAVING_WORDS).take_while(|word| !word.sentence_ends);
    // An appointment for it is had, not the thing itself.
    let mut since = before.take_while(|word| !is("booked", word));
    since.any(|word| is("had", word))
}

/// A statement with what belongs to it: how bad, how much, where.
fn widened(lexicon: &Lexicon, words: &[Word], range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = range;
    while start > 0 && !words[start - 1].clause_ends && lexicon.is("modifier", &words[start - 1]) {
        start -= 1;
    }
    let unit = |index: usize| words.get(index).is_some_and(|word| lexicon.is("unit", word));
    while end < words.len() && !words[end - 1].sentence_ends {
        let figure = words[end].is_number() && !words[end - 1].clause_ends && !is_time(words, end);
        match () {
            () if figure || unit(end) => end += 1,
            () if unit(end + 1) => end += 2,
            () => break,
        }
    }
    start..place_end(lexicon, words, end).unwrap_or(end)
}

/// The end of 'im linken Knie' behind a statement.
fn place_end(lexicon: &Lexicon, words: &[Word], at: usize) -> Option<usize> {
    if words[at - 1].clause_ends || !lexicon.is("way", words.get(at)?) {
        return None;
    }
    let owned = words[at + 1..].iter().take(2).take_while(|word| lexicon.is("owned", word)).count();
    let place = at + 1 + owned;
    lexicon.is("body", words.get(place)?).then_some(place + 1)
}

/// Whether the figure at `at` is a time or a date.
fn is_time(words: &[Word], at: usize) -> bool {
    let dotted = words[at].text.contains(':');
    dotted || words.get(at + 1).is_some_and(|word| is("counted", word))
}

/// Joins what is listed one after the other: 'Husten, Schnupfen und Fieber'.
fn bridge(words: &[Word], cuts: &mut [Option<Cut>]) {
    for at in 1..words.len().saturating_sub(1) {
        let listed = cuts[at - 1] == Some(Cut::Health) && cuts[at + 1] == Some(Cut::Health);
        if listed && !words[at - 1].sentence_ends && is("joint", &words[at]) {
            cuts[at] = Some(Cut::Health);
        }
    }
}

/// The text with a mark for each row of words that are cut for the same reason.
fn rewrite(text: &str, words: &[Word], cuts: &[Option<Cut>], language: Language) -> String {
    let (mut kept, mut from, mut last) = (String::new(), 0, None);
    for (word, cut) in words.iter().zip(cuts) {
        let Some(cut) = *cut else {
            last = None;
            continue;
        };
        if last != Some(cut) {
            kept.push_str(&text[from..word.bytes.start]);
            kept.push_str(mark(language, cut));
        }
        from = word.bytes.end;
        last = (!word.sentence_ends).then_some(cut);
    }
    kept.push_str(&text[from..]);
    kept
}

/// In which language a text is, if its little words show it.
fn spoken(words: &[Word]) -> Option<Language> {
    let count = |lexicon: &Lexicon| words.iter().filter(|word| lexicon.is("typical", word)).count();
    match count(&GERMAN).cmp(&count(&ENGLISH)) {
        std::cmp::Ordering::Greater => Some(Language::De),
        std::cmp::Ordering::Less => Some(Language::En),
        std::cmp::Ordering::Equal => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DENTIST: [&str; 3] = ["Schmerztermin", "Zahnschmerzen", "professionelle Zahnreinigung"];

    fn listed(secret: bool) -> Listed {
        Listed::new(DENTIST, secret, Language::De)
    }

    #[test]
    fn p12_a_health_statement_is_cut_and_the_rest_is_readable() {
        for (said, kept) in [
            (
                "ich habe seit gestern Zahnschmerzen und nehme Blutverdünner",
                "ich habe seit gestern [Gesundheit] und nehme [Gesundheit]",
            ),
            ("I'm pregnant, can you call me back?", "I'm [health], can you call me back?"),
            ("meine Tochter hat ADHS", "meine Tochter hat [Gesundheit]"),
            ("Ich habe Husten, Schnupfen und Fieber.", "Ich habe [Gesundheit]."),
            ("Ich brauche ein Rezept für Ibuprofen 600, bitte.", "Ich brauche ein Rezept für [Gesundheit], bitte."),
            ("Schmerzen im linken Knie seit Montag um 10 Uhr", "[Gesundheit] seit Montag um 10 Uhr"),
            ("", ""),
            (" Guten  Tag … ", " Guten  Tag … "),
        ] {
            assert_eq!(listed(false).redact(said), kept);
        }
    }

    #[test]
    fn p35_a_listed_service_is_the_businesss_own_word_and_under_secrecy_only_an_appointment() {
        let said = "Ich brauche einen Schmerztermin und eine professionelle Zahnreinigung.";
        assert_eq!(listed(false).redact(said), said);
        assert_eq!(listed(true).redact(said), "Ich brauche einen [Termin] und eine [Termin].");
        let with = "Ich brauche ein Rezept für etwas nach dem Schmerztermin.";
        assert_eq!(listed(false).redact(with), "Ich brauche ein Rezept für [Gesundheit].");
        let had = "Ich habe seit gestern Zahnschmerzen.";
        assert_eq!(listed(false).redact(had), "Ich habe seit gestern [Gesundheit].");
    }

    #[test]
    fn what_was_redacted_stays_as_it_is() {
        for said in
            ["Ich bin schwanger und möchte einen Schmerztermin um 10:30 Uhr.", "Ein Rezept für Ibuprofen 600, bitte."]
        {
            let once = listed(true).redact(said);
            assert_eq!(listed(true).redact(&once), once);
        }
    }

    #[test]
    fn p12_however_it_is_written_a_health_statement_is_cut() {
        for (said, kept) in [
            ("Ich bin [HIV] positiv", "Ich bin [[Gesundheit]"),
            ("Ich habe [Diabetes].", "Ich habe [[Gesundheit]]."),
            ("Ich habe H I V, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe H.I.V., bitte.", "Ich habe [Gesundheit]., bitte."),
            ("Ich habe H. I. V. und Zeit.", "Ich habe [Gesundheit]. und Zeit."),
            ("Ich habe D i a b e t e s, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe D-i-a-b-e-t-e-s, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe Dia_betes, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe Dia\u{ad}betes, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe H\u{200b}I\u{2060}V, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe D\u{456}\u{430}b\u{435}t\u{435}s, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe \u{397}\u{399}V, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe ＨＩＶ, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe 𝐃𝐢𝐚𝐛𝐞𝐭𝐞𝐬, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe Di\u{301}abetes, bitte.", "Ich habe [Gesundheit], bitte."),
            ("Ich habe Migra\u{308}ne, bitte.", "Ich habe [Gesundheit], bitte."),
            ("I have [HIV], please.", "I have [[health]], please."),
            ("I have H I V, please.", "I have [health], please."),
            ("I have d.i.a.b.e.t.e.s, please.", "I have [health], please."),
            ("I have dia\u{ad}betes, please.", "I have [health], please."),
            ("I have ｄｉａｂｅｔｅｓ, please.", "I have [health], please."),
            ("I have di\u{430}betes, please.", "I have [health], please."),
        ] {
            assert_eq!(listed(false).redact(said), kept, "{said}");
        }
    }

    #[test]
    fn what_is_spelled_and_what_is_dotted_stays_where_it_says_nothing() {
        for said in [
            "Mein Name ist K E L L E R.",
            "Ich komme z. B. am 3. Dezember um 10.30 Uhr, d.h. morgens.",
            "Meine Adresse ist max.keller@web.de",
            "I a m here, plan B I like.",
            "[Moment] bitte [ja]",
        ] {
            assert_eq!(listed(false).redact(said), said);
        }
    }

    #[test]
    fn p35_the_businesss_own_names_stay() {
        let names = ["Massage bei Rückenschmerzen", "Diabetes-Fußpflege"];
        for secret in [false, true] {
            let listed = Listed::new([], secret, Language::De).called("Praxis für Rückenschmerzen und Rheuma");
            let said = "Guten Tag, Praxis für Rückenschmerzen und Rheuma, was darf ich tun?";
            assert_eq!(listed.redact(said), said, "{secret}");
        }
        let listed = Listed::new(names, false, Language::De).called("Rheuma-Zentrum");
        let said = "Eine Massage bei Rückenschmerzen und die Diabetes-Fußpflege im Rheuma-Zentrum, bitte.";
        assert_eq!(listed.redact(said), said);
        let booked = "Ich habe einen Termin für eine Massage bei Rückenschmerzen.";
        assert_eq!(listed.redact(booked), booked);
        assert_eq!(listed.redact("Ich habe Rheuma."), "Ich habe [Gesundheit].");
    }

    #[test]
    fn any_text_is_taken() {
        for text in ["[", "🤒 fieber 🤒", "ä", "\u{0}", "Fieber.Husten", "„Fieber“", "İstanbul'da ateş", "---", "1 2 3"]
        {
            listed(true).redact(text);
        }
        assert_eq!(listed(false).redact("„Fieber“ habe ich"), "„[Gesundheit]“ habe ich");
    }
}
