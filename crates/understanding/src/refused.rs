//! Deeds and things that a clause refuses: 'ich will keinen Termin', 'nicht verschieben, absagen', 'I don't want to book'.
//!
//! Which tokens are refused, so that no pattern of a deed and no service rests on them. Refusals that are wishes themselves
//! ('ich kann nicht kommen', 'I don't want to talk to a robot') are the patterns' affair and stay.

use super::sentence::Utterance;
use crate::lexicon::Lists;
use crate::lexicon::keys::Refusal;
use crate::words::Token;
use base::language::Language;
use std::ops::Range;

impl Utterance {
    /// An utterance with what its clauses refuse.
    pub fn new(tokens: Vec<Token>, language: Language) -> Self {
        let mut utterance = Utterance::unread(tokens, language);
        utterance.refused = refused(&utterance);
        utterance
    }
}

/// For each token whether it is refused.
fn refused(utterance: &Utterance) -> Vec<bool> {
    let mut refused = vec![false; utterance.tokens.len()];
    for clause in utterance.clauses() {
        let spans = match utterance.language {
            Language::De => german(utterance, clause),
            Language::En => english(utterance, clause),
        };
        spans.into_iter().flatten().for_each(|index| refused[index] = true);
    }
    refused
}

/// What a word says of refusing, in the language of the utterance.
fn is(utterance: &Utterance, index: usize, refusal: Refusal) -> bool {
    refusal.is_in(utterance.language, utterance.text(index))
}

fn german(utterance: &Utterance, clause: &Range<usize>) -> Vec<Range<usize>> {
    // 'Kann ich nicht auch verschieben?' asks for it.
    if is(utterance, clause.start, Refusal::Asks) {
        return Vec::new();
    }
    let is_deed = |index: usize| is(utterance, index, Refusal::Deed);
    let at = |index: usize| match () {
        () if is(utterance, index, Refusal::NoThing) => no_thing(utterance, index, clause.end),
        () if !is(utterance, index, Refusal::Not) => None,
        () if index + 1 < clause.end => is_deed(index + 1).then(|| index + 1..index + 2),
        // 'Verbinden Sie mich bitte nicht'
        () => {
            let addressed = |verb: &usize| is(utterance, verb + 1, Refusal::Addressed);
            clause.clone().find(|verb| is_deed(*verb) && addressed(verb)).map(|verb| verb..verb + 1)
        }
    };
    clause.clone().filter_map(at).collect()
}

/// 'keinen Termin', 'keine neue Füllung': up to the noun; not 'keinen Termin mehr', 'keine Lust'.
fn no_thing(utterance: &Utterance, index: usize, end: usize) -> Option<Range<usize>> {
    let is_noun = |at: &usize| utterance.tokens[*at].raw.starts_with(char::is_uppercase);
    let noun = (index + 1..end).take(3).find(is_noun).or_else(|| (index + 1 < end).then_some(index + 1))?;
    // 'Ich möchte doch keinen Termin' takes back what was wanted.
    let taken_back = index > 0 && is(utterance, index - 1, Refusal::TakenBack);
    let feeling = is(utterance, noun, Refusal::Feeling);
    let plain = !taken_back && !feeling && !is(utterance, noun + 1, Refusal::NoMore);
    plain.then_some(index + 1..noun + 1)
}

fn english(utterance: &Utterance, clause: &Range<usize>) -> Vec<Range<usize>> {
    let Some(negation) = clause.clone().find(|index| is(utterance, *index, Refusal::Not)) else {
        return Vec::new();
    };
    let rest = negation + 1..clause.end;
    let says = |refusal: Refusal| rest.clone().any(|index| is(utterance, index, refusal));
    if says(Refusal::Machine) || is(utterance, negation + 1, Refusal::Addressed) {
        return Vec::new();
    }
    let wishes = is(utterance, negation, Refusal::NotWanting) && is(utterance, negation + 1, Refusal::Want);
    let phrases = Refusal::in_language(utterance.language);
    let thing = phrases.taken(&utterance.tokens[negation..], Refusal::NoThing).is_some();
    if thing || (wishes && !says(Refusal::Still)) {
        return vec![rest];
    }
    // 'No, cancel it'
    if negation == clause.start && is(utterance, negation, Refusal::Answer) {
        return Vec::new();
    }
    rest.filter(|index| is(utterance, *index, Refusal::Deed)).map(|index| index..index + 1).collect()
}
