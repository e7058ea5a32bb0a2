//! The agent's fixed wordings: every sentence that an engine, the gate or the call itself speaks, by [`Phrase`].
//!
//! They are written in `prompts/de.toml` and `prompts/en.toml` (both inside the binary; a configured folder replaces them),
//! a key per phrase, several variants each, as minijinja templates. Loading checks that nothing is missing, that templates
//! use only the values that their phrase is given, and that the disclosure keeps its required parts ([`check_disclosure`]).
//! Variants are chosen by a number that the caller of [`Phrases::say`] derives from the call, so that a call can be replayed
//! word for word. It knows no conversation: which phrase is due is the engine's business.

use crate::speakable;
use base::business::AddressForm;
use base::language::Language;
use booking::CallId;
use minijinja::{Environment, Value};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub mod disclosure;
mod phrase;
mod role;
mod saying;

pub use disclosure::check_disclosure;
pub use phrase::Phrase;
pub use saying::Saying;

const BUILT_IN: [(Language, &str); 2] = [
    (Language::De, include_str!("../../../../prompts/de.toml")),
    (Language::En, include_str!("../../../../prompts/en.toml")),
];

/// All wordings in all languages. Cloning is cheap.
#[derive(Clone)]
pub struct Phrases(Arc<Wordings>);

struct Wordings {
    templates: Environment<'static>,
    /// How many variants there are, by [`group`].
    counts: BTreeMap<String, u64>,
}

/// What a file holds under a phrase's key: one wording for all, or one per form of address.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Entry {
    Same(Vec<String>),
    ByForm(ByForm),
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct ByForm {
    du: Vec<String>,
    sie: Vec<String>,
}

/// Failed to load the wordings.
#[derive(Debug, thiserror::Error)]
pub enum PhrasesError {
    /// The file cannot be read.
    #[error("read {}: {source}", file.display())]
    File {
        /// Which file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("read {}: {what}", file.display())]
    Toml {
        /// Which file.
        file: PathBuf,
        /// Line and reason.
        what: String,
    },
    /// A phrase is wrong.
    #[error("use '{key}' of {}: {what}", file.display())]
    Phrase {
        /// Which file.
        file: PathBuf,
        /// Which key.
        key: String,
        /// What is wrong with it, and what to write instead.
        what: String,
    },
}

impl Phrases {
    /// The wordings inside the binary.
    ///
    /// # Errors
    /// Never, as a test shows; the type is that of [`Phrases::read`].
    pub fn built_in() -> Result<Self, PhrasesError> {
        let mut wordings = Wordings::new();
        for (language, text) in BUILT_IN {
            wordings.add(language, text, &Path::new("prompts").join(file_name(language)))?;
        }
        Ok(Phrases(Arc::new(wordings)))
    }

    /// The wordings in `folder`: `de.toml` and `en.toml`, each complete.
    ///
    /// # Errors
    /// When a file cannot be read, a phrase is missing, unknown or malformed, or the disclosure lacks a required part.
    pub fn read(folder: &Path) -> Result<Self, PhrasesError> {
        let mut wordings = Wordings::new();
        for language in Language::ALL {
            let file = folder.join(file_name(language));
            let text =
                base::document::read_file(&file).map_err(|source| PhrasesError::File { file: file.clone(), source })?;
            wordings.add(language, &text, &file)?;
        }
        Ok(Phrases(Arc::new(wordings)))
    }

    /// How many wordings a phrase has.
    pub fn count(&self, phrase: Phrase, language: Language, form: AddressForm) -> u64 {
        self.0.counts.get(&group(language, form, phrase)).copied().unwrap_or(1).max(1)
    }

    /// The wording of `phrase`: variant number `pick` modulo their count, with `values` filled in. Values that the phrase
    /// does not use are ignored; those it uses and is not given are empty.
    pub fn say(
        &self,
        phrase: Phrase,
        language: Language,
        form: AddressForm,
        pick: u64,
        values: &[(&str, &str)],
    ) -> String {
        let group = group(language, form, phrase);
        let name = format!("{group}/{}", pick % self.count(phrase, language, form));
        let values: BTreeMap<&str, Value> = values.iter().map(|(key, value)| (*key, Value::from(*value))).collect();
        // Rendering cannot fail on what was checked at load; should it all the same, saying nothing beats ending the call.
        let rendered = self.0.templates.get_template(&name).and_then(|template| template.render(Value::from(values)));
        let text = rendered.unwrap_or_default();
        if phrase.is_part() { text } else { capitalised(text) }
    }
}

/// A sentence may begin with a value ('am Freitag um 15 Uhr ist frei').
fn capitalised(text: String) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(characters).collect(),
        _ => text,
    }
}

impl std::fmt::Debug for Phrases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phrases")
    }
}

/// The number by which a call's `counter`-th wording is chosen: calls begin at different variants, and a call uses one after
/// the other, so that nothing is said twice in the same way at once.
pub fn pick(call: &CallId, counter: u64) -> u64 {
    let hash = blake3::hash(call.0.as_bytes());
    let seed = hash.as_bytes().iter().take(8).fold(0u64, |seed, byte| seed << 8 | u64::from(*byte));
    seed.wrapping_add(counter)
}

impl Wordings {
    fn new() -> Self {
        let mut templates = Environment::new();
        templates.add_filter("der", |name: String| speakable::der(&name));
        templates.add_filter("den", |name: String| speakable::den(&name));
        templates.add_filter("einen", |name: String| speakable::einen(&name));
        templates.add_filter("a", |name: String| speakable::a(&name));
        Wordings { templates, counts: BTreeMap::new() }
    }

    fn add(&mut self, language: Language, text: &str, file: &Path) -> Result<(), PhrasesError> {
        let mut entries: BTreeMap<String, Entry> = toml::from_str(text)
            .map_err(|error| PhrasesError::Toml { file: file.to_owned(), what: error.to_string() })?;
        for &phrase in Phrase::ALL {
            let wrong =
                |what: String| PhrasesError::Phrase { file: file.to_owned(), key: phrase.key().to_owned(), what };
            let entry = entries.remove(phrase.key()).ok_or_else(|| wrong(missing(phrase)))?;
            self.add_phrase(language, phrase, entry).map_err(wrong)?;
        }
        match entries.into_keys().next() {
            Some(key) => {
                Err(PhrasesError::Phrase { file: file.to_owned(), key, what: "no such phrase: remove it".into() })
            }
            None => Ok(()),
        }
    }

    fn add_phrase(&mut self, language: Language, phrase: Phrase, entry: Entry) -> Result<(), String> {
        let (du, sie) = match entry {
            Entry::Same(variants) => (variants.clone(), variants),
            Entry::ByForm(forms) if language == Language::De => (forms.du, forms.sie),
            Entry::ByForm(_) => return Err("only German has du and sie: write one list".into()),
        };
        for (form, variants) in [(AddressForm::Du, du), (AddressForm::Sie, sie)] {
            if variants.is_empty() {
                return Err("it is empty: write at least one variant".into());
            }
            let group = group(language, form, phrase);
            self.counts.insert(group.clone(), variants.len() as u64);
            for (number, variant) in variants.into_iter().enumerate() {
                self.add_variant(format!("{group}/{number}"), language, phrase, variant)?;
            }
        }
        Ok(())
    }

    fn add_variant(&mut self, name: String, language: Language, phrase: Phrase, text: String) -> Result<(), String> {
        if text.trim().is_empty() {
            return Err("a variant is empty: write what is to be said".into());
        }
        self.templates.add_template_owned(name.clone(), text).map_err(|error| error.to_string())?;
        let template = self.templates.get_template(&name).map_err(|error| error.to_string())?;
        let mut used: Vec<String> = template.undeclared_variables(false).into_iter().collect();
        used.sort();
        if let Some(unknown) = used.iter().find(|used| !phrase.values().contains(&used.as_str())) {
            return Err(format!("it uses '{unknown}', which it is not given: {}", given(phrase)));
        }
        let sample: BTreeMap<&str, Value> =
            phrase.values().iter().map(|value| (*value, Value::from("Beispiel"))).collect();
        let rendered = template.render(Value::from(sample)).map_err(|error| error.to_string())?;
        match phrase {
            Phrase::Disclosure => check_disclosure(&rendered, "Beispiel", language).map_err(|error| error.to_string()),
            _ => Ok(()),
        }
    }
}

fn file_name(language: Language) -> String {
    format!("{language}.toml")
}

/// The templates of a phrase share this part of their names.
fn group(language: Language, form: AddressForm, phrase: Phrase) -> String {
    format!("{language}/{form:?}/{}", phrase.key())
}

fn missing(phrase: Phrase) -> String {
    format!("it is missing: write {} = [\"…\"]; {}", phrase.key(), given(phrase))
}

fn given(phrase: Phrase) -> String {
    match phrase.values() {
        [] => "it is given no values".into(),
        values => format!("it is given {}", values.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases() -> Phrases {
        Phrases::built_in().unwrap()
    }

    /// Loads the built-in texts, the German one changed.
    fn changed(change: impl Fn(&str) -> String) -> Result<(), PhrasesError> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("de.toml"), change(BUILT_IN[0].1)).unwrap();
        std::fs::write(folder.path().join("en.toml"), BUILT_IN[1].1).unwrap();
        Phrases::read(folder.path()).map(|_| ())
    }

    fn message(result: Result<(), PhrasesError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn every_phrase_is_worded_in_every_language_and_form() {
        let phrases = phrases();
        for &phrase in Phrase::ALL {
            let values: Vec<(&str, &str)> = phrase.values().iter().map(|value| (*value, "Wert")).collect();
            for language in Language::ALL {
                for form in [AddressForm::Du, AddressForm::Sie] {
                    for pick in 0..6 {
                        let said = phrases.say(phrase, language, form, pick, &values);
                        assert!(said.len() > 2, "{phrase:?} {language} {form:?} {pick}");
                        assert!(!said.contains("  ") && !said.contains(" ,") && said.trim() == said, "{said}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_business_that_says_du_never_says_sie_and_the_other_way_round() {
        let phrases = phrases();
        let du = ["du", "dir", "dich", "dein", "deine", "deinen", "deinem", "deiner", "deines"];
        let sie = ["Sie", "Ihnen", "Ihr", "Ihre", "Ihren", "Ihrem", "Ihrer"];
        for &phrase in Phrase::ALL {
            for pick in 0..6 {
                let said = |form| phrases.say(phrase, Language::De, form, pick, &[]);
                let has = |text: &str, words: &[&str]| {
                    text.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word))
                };
                assert!(!has(&said(AddressForm::Du), &sie), "{phrase:?}: {}", said(AddressForm::Du));
                assert!(!has(&said(AddressForm::Sie).to_lowercase(), &du), "{phrase:?}: {}", said(AddressForm::Sie));
            }
        }
    }

    #[test]
    fn the_same_pick_says_the_same_and_the_next_another() {
        let phrases = phrases();
        let say = |pick| phrases.say(Phrase::ReadBackQuestion, Language::De, AddressForm::Du, pick, &[]);
        assert_eq!(say(7), say(7));
        assert_ne!(say(7), say(8));
        let call = |id: &str| pick(&CallId(id.into()), 3);
        assert_eq!(call("a"), call("a"));
        assert_ne!(call("a"), call("b"));
        assert_eq!(call("a").wrapping_add(1), pick(&CallId("a".into()), 4));
    }

    #[test]
    fn faults_name_the_file_the_key_and_what_is_wrong() {
        let missing = message(changed(|text| text.replacen("filler =", "fill =", 1)));
        assert!(
            missing.contains("de.toml") && missing.contains("'filler'") && missing.contains("missing"),
            "{missing}"
        );
        let unknown = message(changed(|text| format!("{text}\nhello = [\"Hallo\"]\n")));
        assert!(unknown.contains("'hello'") && unknown.contains("no such phrase"), "{unknown}");
        let value = message(changed(|text| text.replacen("{{ business }}", "{{ busines }}", 1)));
        assert!(value.contains("'disclosure'") && value.contains("'busines'"), "{value}");
        let syntax = message(changed(|text| text.replacen("{{ business }}", "{{ business", 1)));
        assert!(syntax.contains("'disclosure'"), "{syntax}");
        let toml = message(changed(|text| format!("{text}\nx = [\n")));
        assert!(toml.contains("de.toml") && toml.contains("line"), "{toml}");
        assert!(message(Phrases::read(Path::new("/nonexistent")).map(|_| ())).contains("de.toml"));
    }

    #[test]
    fn p01_a_configured_disclosure_without_its_parts_is_refused() {
        for part in ["{{ business }}", "KI", "schreibt mit", "Datenschutz"] {
            let line = BUILT_IN[0].1.lines().find(|line| line.contains("hier spricht")).unwrap();
            let error = message(changed(|text| text.replace(line, &line.replace(part, "Haus"))));
            assert!(error.contains("'disclosure'"), "{part}: {error}");
        }
    }
}
