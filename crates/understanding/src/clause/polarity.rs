//! How a clause is meant by itself: denied, conditional, or somebody else's words. [`super::spread`] has what clauses do to each other.

use super::{Clause, Marked, Opening, Part, Polarity};
use crate::words::Mark;
use base::language::Language;
use std::ops::Range;

/// What a clause says of itself.
pub(super) fn alone(marked: &Marked<'_>, clause: &Clause) -> Polarity {
    if is_condition(marked, clause) {
        Polarity::Conditional
    } else if is_report(marked, &clause.tokens) {
        Polarity::Reported
    } else if denies(marked, &clause.tokens) {
        Polarity::Negated
    } else {
        Polarity::Asserted
    }
}

pub(super) fn is_condition(marked: &Marked<'_>, clause: &Clause) -> bool {
    let first = first_word(marked, &clause.tokens);
    let named = marked.parts.is(first, Part::Condition) && !marked.parts.is(first, Part::Polite);
    clause.opening == Opening::Condition || named
}

/// The first token that is more than courtesy, a joint or a correction.
fn first_word(marked: &Marked<'_>, tokens: &Range<usize>) -> usize {
    let mut index = tokens.start;
    while index < tokens.end {
        let skipped = [Part::Joint, Part::Correction, Part::Courtesy]
            .into_iter()
            .filter_map(|part| marked.parts.taken(index, part))
            .max();
        match skipped.filter(|_| !marked.is_time(index)) {
            Some(taken) if !marked.parts.is(index, Part::Condition) => index += taken,
            _ => return index,
        }
    }
    tokens.start
}

/// Whether a clause denies what it says.
fn denies(marked: &Marked<'_>, tokens: &Range<usize>) -> bool {
    let first = first_word(marked, tokens);
    let asks = [Part::Asks, Part::AskingVerb].iter().any(|part| marked.parts.is(first, *part));
    let topic = marked.language == Language::De && first > tokens.start && marked.parts.is(first - 1, Part::Starter);
    let asks = asks && !(topic && !marked.tokens[first - 1].after.ends_clause() && !asked(marked, tokens));
    let verb = [Part::Verb, Part::SubjectVerb].iter().any(|part| marked.parts.within(tokens.clone(), *part));
    if marked.parts.is(first, Part::Without) && !verb {
        return true;
    }
    let mut index = tokens.start;
    while index < tokens.end {
        if let Some(taken) = spared(marked, index) {
            index += taken;
            continue;
        }
        if unavailable(marked, tokens, index) {
            return true;
        }
        let Some(taken) = marked.parts.taken(index, Part::Negation) else {
            index += 1;
            continue;
        };
        let polite = asks && politely(marked, tokens, first, index);
        if !polite && !answers_no(marked, index) {
            return true;
        }
        index += taken;
    }
    false
}

/// 'Saturday's out', 'today is just impossible': a time stands first, and it is said of that.
fn unavailable(marked: &Marked<'_>, tokens: &Range<usize>, index: usize) -> bool {
    /// A verb and a little word stand between the two, no more.
    const WORDS_MAX: usize = 3;
    let first = first_word(marked, tokens);
    let first = first + marked.parts.taken(first, Part::Determiner).unwrap_or(0);
    let Some(end) = (first..index).rev().find(|at| marked.is_time(*at)) else { return false };
    marked.parts.is(index, Part::Unavailable) && marked.is_time(first) && index - end <= WORDS_MAX
}

/// Words of denial that deny nothing there.
fn spared(marked: &Marked<'_>, index: usize) -> Option<usize> {
    [Part::NoNegation, Part::Matrix, Part::Polite].into_iter().filter_map(|part| marked.parts.taken(index, part)).max()
}

/// 'Geht das nicht auch um drei?', 'couldn't I come at three': the denial asks all the more.
fn politely(marked: &Marked<'_>, tokens: &Range<usize>, first: usize, negation: usize) -> bool {
    /// A subject and a word or two stand between the verb and the denial, no more.
    const WORDS_MAX: usize = 6;
    if negation > first + WORDS_MAX {
        return false;
    }
    if marked.parts.is(first, Part::Question) {
        return true;
    }
    if marked.parts.is(first, Part::AskingVerb) && marked.language == Language::En {
        let thing = !marked.parts.is(negation, Part::Not) && negation <= first + 4;
        return thing || negation == first + 2 && !marked.parts.is(negation + 1, Part::Command);
    }
    let closes = [Part::InfinitiveEnd, Part::Closing].iter().any(|part| marked.parts.is(negation + 1, *part));
    if negation == first + 1 && closes && negation + 2 >= tokens.end {
        return false;
    }
    let subject = [Part::Subject, Part::WeakSubject].into_iter().any(|part| marked.parts.is(first + 1, part));
    let left_out = negation > first + 1 && marked.parts.is(first + 1, Part::More);
    let denied_first = negation == first + 1 && marked.says_something(negation + 1..tokens.end);
    subject
        || left_out
        || denied_first
        || marked.parts.is(first, Part::Impersonal)
        || (marked.is_time(first + 1) && asked(marked, tokens))
}

fn asked(marked: &Marked<'_>, tokens: &Range<usize>) -> bool {
    tokens.clone().any(|index| marked.tokens[index].after == Mark::Question)
}

/// 'No' or 'nein' that answers, before what it answers with.
fn answers_no(marked: &Marked<'_>, index: usize) -> bool {
    marked.parts.is(index, Part::DenyingAnswer) && !marked.denies_thing(index)
}

/// 'Montags habt ihr zu, (sagt meine Frau)': a verb of saying first, and behind it who says so.
fn names_source(marked: &Marked<'_>, tokens: &Range<usize>) -> bool {
    const WORDS_MAX: usize = 5;
    let first = tokens.start > 0 && marked.parts.is(tokens.start, Part::Speaks);
    first && tokens.len() <= WORDS_MAX && marked.parts.is(tokens.start + 1, Part::Someone)
}

/// Whether a clause tells what somebody else says.
fn is_report(marked: &Marked<'_>, tokens: &Range<usize>) -> bool {
    /// 'Ihre Kollegin hat mir heute früh am Telefon gesagt': no more words stand between who says something and the verb.
    const WORDS_BETWEEN_MAX: usize = 8;
    if marked.parts.within(tokens.clone(), Part::SelfSays) {
        return false;
    }
    if names_source(marked, tokens) {
        return true;
    }
    let Some(says) = tokens.clone().find(|index| marked.parts.is(*index, Part::Says)) else { return false };
    let someone = says.saturating_sub(WORDS_BETWEEN_MAX).max(tokens.start)..says;
    let person = |at: usize| {
        let next = marked.tokens.get(at + 1);
        let noun = marked.language == Language::En || next.is_some_and(|next| next.raw.starts_with(char::is_uppercase));
        let led = at > tokens.start && marked.parts.is(at - 1, Part::Preposition);
        noun && !led && at + 1 < says && marked.parts.is(at, Part::Determiner) && !marked.parts.is(at, Part::Accusative)
    };
    let speaks = marked.parts.is(says, Part::Speaks);
    marked.parts.is(says, Part::Hearsay)
        || marked.parts.within(someone.clone(), Part::Someone)
        || (speaks && someone.into_iter().any(person))
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn a_denial_in_a_polite_question_denies_nothing() {
        use crate::clause::Polarity::{Asserted, Negated};
        for (words, expected) in [
            ("geht das nicht auch später", Asserted),
            ("ich kann nicht kommen", Negated),
            ("und kann nicht", Negated),
            ("kein Problem", Asserted),
            ("warum geht keiner ran", Asserted),
            ("muss nicht sein", Negated),
        ] {
            assert_eq!(said::polarity(words, Language::De), [expected], "{words}");
        }
    }

    #[test]
    fn what_is_said_of_a_time_may_deny_it() {
        use crate::clause::Polarity::{Asserted, Negated};
        for (words, expected) in [
            ("can you not just call me back", Asserted),
            ("could you please not book it", Negated),
            ("do you have nothing today", Asserted),
        ] {
            assert_eq!(said::polarity(words, Language::En), [expected], "{words}");
        }
    }
}
