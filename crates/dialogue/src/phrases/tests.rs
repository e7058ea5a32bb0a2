//! The built-in wordings, and wordings of an owner's own.

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
            let has =
                |text: &str, words: &[&str]| text.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word));
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
    assert!(missing.contains("de.toml") && missing.contains("'filler'") && missing.contains("missing"), "{missing}");
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
