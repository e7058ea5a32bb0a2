//! Which services and people the words name, by spelling and sound, with those that come close.
//!
//! A service's name is cut into parts ('Herrenhaarschnitt' is *Herren* and *haarschnitt*); its score is the share of its parts
//! that the words hold, each as alike as it sounds. Words that only tell for whom weigh less than what is done.

use super::Found;
use super::sentence::{Class, Utterance};
use crate::business::{Business, ServiceId};
use crate::dialogue::ResourceWish;
use crate::dialogue::words::sound::Sound;
use crate::dialogue::words::{fold, tokens};
use crate::language::Language;
use std::collections::BTreeSet;
use std::ops::Range;

/// A part is in the words from this likeness on.
const PART_MIN: f32 = 0.78;
/// A service that holds less of the words is not meant.
const SERVICE_MIN: f32 = 0.55;
/// Services whose scores are this close have to be asked about.
const MARGIN: f32 = 0.12;
/// A word that only one service's names hold settles it as the answer to the question for the service, and has to be asked
/// about elsewhere: a tooth is not yet a filling.
const DISTINCTIVE_ANSWER: f32 = 0.85;
const DISTINCTIVE: f32 = 0.7;
/// People from this likeness on; from this one where a person was asked for and the sound is the same.
const PERSON_MIN: f32 = 0.8;
const PERSON_ANSWER_MIN: f32 = 0.7;

/// For whom: words that tell services of one kind apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum ForWhom {
    Man,
    Woman,
    Child,
}

/// A part of a service's name.
#[derive(Debug)]
struct Part {
    sound: Sound,
    text: String,
    whom: Option<ForWhom>,
    weight: f32,
}

/// A service found, with the tokens that name it.
#[derive(Debug, Clone)]
pub(super) struct Service {
    pub found: Found<ServiceId>,
    pub tokens: Vec<usize>,
}

/// The service that the words name; several that come equally close are alternatives. `answering`: a service was asked for.
pub(super) fn service(utterance: &Utterance, business: &Business, answering: bool) -> Option<Service> {
    let whom = whom_in_words(utterance, answering);
    let mut scored: Vec<(f32, ServiceId, Vec<usize>)> = Vec::new();
    for service in &business.services {
        let names = service.names.get(utterance.language).iter().chain(other_names(service, utterance.language));
        let best = names
            .map(|name| score(&parts(name, utterance.language), utterance, &whom))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((mut likeness, tokens)) = best else { continue };
        if distinctive(&tokens, utterance, business, &service.id) {
            likeness = likeness.max(if answering { DISTINCTIVE_ANSWER } else { DISTINCTIVE });
        }
        scored.push((likeness, service.id.clone(), tokens));
    }
    scored.retain(|(likeness, _, tokens)| *likeness >= SERVICE_MIN && named(tokens, utterance));
    if scored.is_empty() && answering {
        scored = for_whom_alone(utterance, business, &whom);
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (certainty, value, tokens) = scored.first()?.clone();
    let near = scored.iter().skip(1).filter(|(likeness, _, _)| certainty - likeness < MARGIN);
    let alternatives: Vec<ServiceId> = near.map(|(_, id, _)| id.clone()).collect();
    Some(Service { found: Found { value, certainty, alternatives }, tokens })
}

/// 'Für Herren', as the answer to the question for the service: those that are for them.
fn for_whom_alone(
    utterance: &Utterance,
    business: &Business,
    said: &BTreeSet<ForWhom>,
) -> Vec<(f32, ServiceId, Vec<usize>)> {
    let meant = |service: &crate::business::Service| {
        let names = service.names.get(utterance.language);
        names.iter().any(|name| {
            parts(name, utterance.language).iter().any(|part| part.whom.is_some_and(|whom| said.contains(&whom)))
        })
    };
    let tokens = |service: &crate::business::Service| {
        (DISTINCTIVE_ANSWER, service.id.clone(), said.iter().flat_map(|whom| whom_tokens(utterance, *whom)).collect())
    };
    business.services.iter().filter(|service| meant(service)).map(tokens).collect()
}

fn other_names(service: &crate::business::Service, language: Language) -> &[String] {
    match language {
        Language::De => &[],
        // German names are said in English too ('TÜV').
        Language::En => &service.names.de,
    }
}

/// More than 'for whom' was said.
fn named(tokens: &[usize], utterance: &Utterance) -> bool {
    tokens.iter().any(|index| whom(utterance.text(*index)).is_none())
}

/// A word that the names of one service alone hold.
fn distinctive(tokens: &[usize], utterance: &Utterance, business: &Business, id: &str) -> bool {
    tokens.iter().any(|index| {
        let text = utterance.text(*index);
        let holds = |service: &crate::business::Service| {
            let names = service.names.get(utterance.language);
            names
                .iter()
                .any(|name| parts(name, utterance.language).iter().any(|part| part.text == text && part.whom.is_none()))
        };
        text.len() >= 4 && business.services.iter().all(|service| holds(service) == (service.id == id))
    })
}

/// The share of a name that the words hold.
fn score(parts: &[Part], utterance: &Utterance, said: &BTreeSet<ForWhom>) -> (f32, Vec<usize>) {
    let (mut held, mut whole) = (0.0, 0.0);
    let mut used = Vec::new();
    for part in parts {
        whole += part.weight;
        let (likeness, tokens) = match part.whom {
            Some(whom) if said.contains(&whom) => (1.0, whom_tokens(utterance, whom)),
            Some(_) => (0.0, Vec::new()),
            None => likest(part, utterance),
        };
        held += part.weight * likeness;
        used.extend(tokens);
    }
    if whole == 0.0 { (0.0, used) } else { (held / whole, used) }
}

/// The token (or pair of tokens) most like a part.
fn likest(part: &Part, utterance: &Utterance) -> (f32, Vec<usize>) {
    let free = |index: usize| {
        let taken = [Class::When, Class::Name, Class::Resource, Class::Contact];
        !taken.iter().any(|class| utterance.is(index, *class))
    };
    let mut best = (0.0, Vec::new());
    for index in (0..utterance.tokens.len()).filter(|index| free(*index)) {
        for (likeness, tokens) in [alone(part, utterance, index), joined(part, utterance, index)] {
            if likeness >= PART_MIN && likeness > best.0 {
                best = (likeness, tokens);
            }
        }
    }
    best
}

fn alone(part: &Part, utterance: &Utterance, index: usize) -> (f32, Vec<usize>) {
    let text = utterance.text(index);
    // Short words are told apart by their spelling alone.
    let likeness = if text == part.text {
        1.0
    } else if part.text.len() < 4 || text.len() < 4 {
        0.0
    } else if without_whom(text) == part.text {
        0.98
    } else {
        inflected(text, &part.text).max(part.sound.likeness(&utterance.sounds[index]))
    };
    (likeness, vec![index])
}

/// 'haar schnitt' for 'Haarschnitt'.
fn joined(part: &Part, utterance: &Utterance, index: usize) -> (f32, Vec<usize>) {
    let next = utterance.text(index + 1);
    if next.len() < 3 || part.text.len() < 6 {
        return (0.0, Vec::new());
    }
    let both = format!("{}{next}", utterance.text(index));
    let likeness =
        if both == part.text { 0.98 } else { part.sound.likeness(&Sound::of(&both, utterance.language)) - 0.05 };
    (likeness, vec![index, index + 1])
}

/// One word is the other with an ending.
fn inflected(a: &str, b: &str) -> f32 {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if long.starts_with(short) && long.len() - short.len() <= 2 { 0.95 } else { 0.0 }
}

/// The parts of a name: words, with what tells for whom cut off ('Herren-haarschnitt').
fn parts(name: &str, language: Language) -> Vec<Part> {
    let mut parts = Vec::new();
    for token in tokens(name) {
        let text = token.text;
        let rest = without_whom(&text);
        if let Some(whom) = whom(&text).or_else(|| whom(&text[..text.len() - rest.len()])) {
            parts.push(Part { sound: Sound::of("", language), text: String::new(), whom: Some(whom), weight: 1.0 });
        }
        if whom(&text).is_none() && !is_little(rest) {
            parts.push(Part { sound: Sound::of(rest, language), text: rest.to_owned(), whom: None, weight: 2.0 });
        }
    }
    parts
}

fn is_little(text: &str) -> bool {
    const LITTLE: [&str; 19] = [
        "im", "in", "am", "fuer", "for", "a", "an", "the", "my", "der", "die", "das", "und", "and", "of", "zum", "zur",
        "mit", "with",
    ];
    LITTLE.contains(&text)
}

const PREFIXES: [&str; 8] = ["herren", "maenner", "damen", "frauen", "kinder", "men's", "women's", "children's"];

/// 'herrenhaarschnitt' → 'haarschnitt'.
fn without_whom(text: &str) -> &str {
    PREFIXES
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix).filter(|rest| rest.len() >= 3))
        .map_or(text, |rest| rest.trim_start_matches('-'))
}

fn whom(text: &str) -> Option<ForWhom> {
    match text {
        "mann" | "maenner" | "herren" | "maennern" | "men" | "men's" | "mens" | "man" | "gents" | "gents'"
        | "gentlemen" | "husband" | "ehemann" | "male" | "gent's" | "gentleman" => Some(ForWhom::Man),
        "frau" | "frauen" | "dame" | "damen" | "women" | "women's" | "womens" | "woman" | "ladies" | "ladies'"
        | "lady" | "wife" | "ehefrau" | "female" | "lady's" => Some(ForWhom::Woman),
        "kind" | "kinder" | "kindern" | "sohn" | "tochter" | "junge" | "jungen" | "maedchen" | "child" | "children"
        | "children's" | "childrens" | "kid" | "kids" | "kids'" | "child's" | "son" | "daughter" | "boy" | "girl"
        | "kleinen" | "kleine" | "enkel" | "toddler" | "son's" | "daughter's" | "kid's" => Some(ForWhom::Child),
        _ => None,
    }
}

/// For whom, in the words. 'Frau Keller' is a title, not a customer.
fn whom_in_words(utterance: &Utterance, answering: bool) -> BTreeSet<ForWhom> {
    let mut found = BTreeSet::new();
    for index in 0..utterance.tokens.len() {
        let text = utterance.text(index);
        let cut = &text[..text.len() - without_whom(text).len()];
        let title = text == "frau" && is_title(utterance, index) && !answering;
        if let Some(whom) = whom(text).or_else(|| whom(cut)).filter(|_| !title) {
            found.insert(whom);
        }
    }
    found
}

fn is_title(utterance: &Utterance, index: usize) -> bool {
    let next = utterance.tokens.get(index + 1);
    let before = index.checked_sub(1).map(|before| utterance.text(before));
    let possessed = matches!(before, Some("meine" | "meiner" | "eine" | "die" | "fuer" | "einer" | "der" | "als"));
    !possessed
        && next.is_some_and(|token| token.raw.starts_with(char::is_uppercase))
        && !utterance.tokens[index].after.ends_clause()
}

fn whom_tokens(utterance: &Utterance, wanted: ForWhom) -> Vec<usize> {
    let is = |index: &usize| {
        let text = utterance.text(*index);
        whom(text).or_else(|| whom(&text[..text.len() - without_whom(text).len()])) == Some(wanted)
    };
    (0..utterance.tokens.len()).filter(is).collect()
}

/// Whose time is asked for, with the tokens that say so.
pub(super) fn resource(
    utterance: &Utterance,
    business: &Business,
    answering: bool,
) -> Option<(Found<ResourceWish>, Range<usize>)> {
    if let Some(range) = anyone(utterance, answering) {
        return Some((Found { value: ResourceWish::Anyone, certainty: 1.0, alternatives: Vec::new() }, range));
    }
    let mut scored: Vec<(f32, &str, usize)> = Vec::new();
    for resource in &business.resources {
        let names: Vec<Sound> = person_names(resource.spoken_name(), &resource.name)
            .iter()
            .map(|name| Sound::of(name, utterance.language))
            .collect();
        let best = (0..utterance.tokens.len())
            .filter(|index| utterance.text(*index).len() >= 3)
            .filter(|index| !utterance.is(*index, Class::Name) && !utterance.is(*index, Class::Contact))
            .flat_map(|index| {
                names.iter().map(move |name| (person_likeness(name, &utterance.sounds[index], answering), index))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0));
        scored.extend(best.map(|(likeness, index)| (likeness, resource.id.as_str(), index)));
    }
    scored.retain(|(likeness, _, _)| *likeness >= PERSON_MIN);
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (certainty, id, index) = *scored.first()?;
    let near = scored.iter().skip(1).filter(|(likeness, _, _)| certainty - likeness < MARGIN);
    let alternatives = near.map(|(_, id, _)| ResourceWish::One((*id).to_owned())).collect();
    let found = Found { value: ResourceWish::One(id.to_owned()), certainty, alternatives };
    Some((found, index..index + 1))
}

fn person_likeness(name: &Sound, heard: &Sound, answering: bool) -> f32 {
    let likeness = name.likeness(heard);
    let sounds_same = answering && name.sounds_same(heard) && likeness >= PERSON_ANSWER_MIN;
    if sounds_same { likeness.max(PERSON_MIN) } else { likeness }
}

/// The words of a person's or thing's name by which it is called, without titles.
fn person_names(spoken: &str, written: &str) -> Vec<String> {
    const TITLES: [&str; 9] = ["dr", "herr", "frau", "prof", "mr", "mrs", "ms", "doktor", "doctor"];
    let words = tokens(spoken).into_iter().chain(tokens(written)).map(|token| token.text);
    let mut names: Vec<String> = words.filter(|word| !TITLES.contains(&word.as_str()) && word.len() >= 3).collect();
    names.sort();
    names.dedup();
    names
}

/// 'egal bei wem', 'anyone'.
fn anyone(utterance: &Utterance, answering: bool) -> Option<Range<usize>> {
    const PHRASES: [&str; 26] = [
        "egal wer",
        "egal bei wem",
        "egal zu wem",
        "wer frei ist",
        "wer gerade frei ist",
        "bei irgendwem",
        "irgendwem",
        "irgendjemand",
        "wer zeit hat",
        "wer gerade zeit hat",
        "bei wem auch immer",
        "keine praeferenz",
        "kein wunsch",
        "anyone",
        "anybody",
        "whoever",
        "no preference",
        "don't mind who",
        "doesn't matter who",
        "either of them",
        "bei beiden",
        "wem auch immer",
        "wer da ist",
        "any of them",
        "ganz egal bei wem",
        "who doesn't matter",
    ];
    const ANSWERS: [&str; 9] = [
        "egal",
        "mir egal",
        "ist egal",
        "ganz egal",
        "don't mind",
        "doesn't matter",
        "don't care",
        "whatever",
        "wurst",
    ];
    let find = |phrase: &str| {
        let words: Vec<&str> = phrase.split(' ').collect();
        let fits =
            |start: &usize| words.iter().enumerate().all(|(offset, word)| utterance.text(start + offset) == *word);
        (0..utterance.tokens.len()).find(fits).map(|start| start..start + words.len())
    };
    const ELSEWHERE: [&str; 9] = ["sprechen", "reden", "speak", "talk", "there", "verbinden", "data", "daten", "call"];
    let asked_to_speak = utterance.tokens.iter().any(|token| ELSEWHERE.contains(&token.text.as_str()));
    PHRASES
        .iter()
        .filter(|_| !asked_to_speak)
        .find_map(|phrase| find(phrase))
        .or_else(|| ANSWERS.iter().filter(|_| answering).find_map(|phrase| find(phrase)))
}

/// The owner's question whose words the utterance holds best.
pub(super) fn question(utterance: &Utterance, business: &Business) -> Option<(String, Vec<usize>)> {
    let mut best: Option<(f32, String, Vec<usize>)> = None;
    for question in &business.questions {
        for phrase in question.words.get(utterance.language) {
            let words: Vec<String> = tokens(phrase).iter().map(|token| fold(&token.text)).collect();
            let found: Option<Vec<usize>> = words.iter().map(|word| holds(utterance, word)).collect();
            let Some(tokens) = found.filter(|tokens| !tokens.is_empty()) else { continue };
            // More words, and longer ones, are the better witness.
            let weight = words.iter().map(|word| word.len() as f32).sum::<f32>();
            if best.as_ref().is_none_or(|(other, _, _)| weight > *other) {
                best = Some((weight, question.id.clone(), tokens));
            }
        }
    }
    best.map(|(_, id, tokens)| (id, tokens))
}

/// Where the utterance holds a word of a question. Short words only as they are, long ones also misheard.
fn holds(utterance: &Utterance, word: &str) -> Option<usize> {
    let sound = Sound::of(word, utterance.language);
    let fits = |index: &usize| {
        let text = utterance.text(*index);
        if utterance.is(*index, Class::Service)
            || utterance.is(*index, Class::Name)
            || utterance.is(*index, Class::When)
        {
            return false;
        }
        text == word
            || (word.len() >= 4 && text.len() >= 4 && inflected(text, word) > 0.0)
            || (word.len() >= 6 && text.len() >= 5 && sound.likeness(&utterance.sounds[*index]) >= 0.88)
            || (word.len() >= 5 && text.len() > word.len() + 2 && text.starts_with(word))
    };
    (0..utterance.tokens.len()).find(fits)
}
