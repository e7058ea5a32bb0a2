//! Grammars for answers of which the form is known: at present yes and no, in both languages. Pure data; [`super::full`]
//! hands it to whisper.cpp, which favours tokens that keep to it.

use base::language::Language;

/// Rules that refer to each other by number; the answer starts with rule 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grammar(Vec<Vec<Element>>);

/// An element of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// End of the rule.
    End,
    /// What follows is an alternative.
    Or,
    /// What another rule says.
    Rule(u32),
    /// A character.
    Character(char),
}

/// Short answers to a yes-or-no question. Longer ones are left to open recognition: 'ja, aber um vier' must not become 'ja'.
const ANSWERS_DE: &[&str] = &[
    "Ja",
    "Ja gerne",
    "Ja, gerne",
    "Ja, gern",
    "Ja bitte",
    "Ja, bitte",
    "Ja genau",
    "Ja, genau",
    "Ja, das passt",
    "Ja, passt",
    "Ja, das stimmt",
    "Ja, stimmt",
    "Ja, richtig",
    "Ja, ist gut",
    "Ja, in Ordnung",
    "Ja, okay",
    "Ja, ja",
    "Jawohl",
    "Genau",
    "Richtig",
    "Stimmt",
    "Das stimmt",
    "Das passt",
    "Passt",
    "Gerne",
    "Gern",
    "Okay",
    "In Ordnung",
    "Natürlich",
    "Doch",
    "Nein",
    "Nein danke",
    "Nein, danke",
    "Nein, nein",
    "Nein, lieber nicht",
    "Nein, falsch",
    "Nein, das stimmt nicht",
    "Nein, das passt nicht",
    "Nee",
    "Ne",
    "Falsch",
    "Lieber nicht",
];
const ANSWERS_EN: &[&str] = &[
    "Yes",
    "Yes please",
    "Yes, please",
    "Yes, that's right",
    "Yes, that's correct",
    "Yes, that's fine",
    "Yes, it is",
    "Yes, perfect",
    "Yes, correct",
    "Yes, exactly",
    "Yes, okay",
    "Yes, thank you",
    "Yes, of course",
    "Yeah",
    "Yep",
    "That's right",
    "That's correct",
    "That's fine",
    "Right",
    "Correct",
    "Exactly",
    "Sure",
    "Okay",
    "Of course",
    "No",
    "No thanks",
    "No, thanks",
    "No, thank you",
    "No, that's wrong",
    "No, that's not right",
    "No, no",
    "Nope",
    "Not really",
    "No, it isn't",
    "Wrong",
    "Rather not",
];

impl Grammar {
    /// Yes and no as they are said in `language`.
    pub fn yes_no(language: Language) -> Self {
        match language {
            Language::De => Grammar::one_of(ANSWERS_DE),
            Language::En => Grammar::one_of(ANSWERS_EN),
        }
    }

    /// One of `answers`, perhaps after a space and before a punctuation mark.
    fn one_of(answers: &[&str]) -> Self {
        use Element::{Character, End, Or, Rule};
        let root = vec![Rule(1), Rule(2), Rule(3), End];
        let lead = vec![Character(' '), Or, End];
        let mut answer = Vec::new();
        for text in answers {
            answer.extend(text.chars().map(Character));
            answer.push(Or);
        }
        answer.pop();
        answer.push(End);
        let tail = vec![Character('.'), Or, Character('!'), Or, Character(','), Or, End];
        Grammar(vec![root, lead, answer, tail])
    }

    /// The rules, each closed by [`Element::End`].
    pub fn rules(&self) -> &[Vec<Element>] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the grammar generates, rule by rule; finite since no rule refers back.
    fn expand(rules: &[Vec<Element>], rule: usize) -> Vec<String> {
        rules[rule]
            .split(|element| *element == Element::Or)
            .flat_map(|alternative| {
                alternative.iter().fold(vec![String::new()], |texts, element| match element {
                    Element::Character(character) => {
                        texts.into_iter().map(|text| text + &character.to_string()).collect()
                    }
                    Element::Rule(next) => {
                        let tails = expand(rules, *next as usize);
                        texts.iter().flat_map(|text| tails.iter().map(move |tail| format!("{text}{tail}"))).collect()
                    }
                    Element::End | Element::Or => texts,
                })
            })
            .collect()
    }

    #[test]
    fn answers_come_bare_and_with_space_and_punctuation() {
        for (language, yes, no) in [(Language::De, "Ja", "Nein"), (Language::En, "Yes", "No")] {
            let grammar = Grammar::yes_no(language);
            let texts = expand(grammar.rules(), 0);
            for text in [yes.to_owned(), format!(" {yes}."), format!(" {no}!"), no.to_owned()] {
                assert!(texts.contains(&text), "{text}");
            }
            assert!(!texts.iter().any(|text| text.trim().is_empty()));
        }
    }

    #[test]
    fn every_rule_is_closed_once() {
        for rule in Grammar::yes_no(Language::De).rules() {
            assert_eq!(rule.iter().position(|element| *element == Element::End), Some(rule.len() - 1));
        }
    }
}
