//! The polarity of all clauses: each by itself, then what hangs on a condition, what somebody else says, what is taken back.

use super::polarity::{alone, is_condition};
use super::{Clause, Marked, Opening, Part, Polarity};
use crate::words::Mark;
use base::language::Language;

/// Judges the polarity of the clauses of an utterance: each by itself, then what they do to each other.
pub(super) fn judge(marked: &Marked<'_>, clauses: &mut [Clause]) {
    for clause in clauses.iter_mut() {
        clause.polarity = alone(marked, clause);
    }
    conditions(marked, clauses);
    otherwise(marked, clauses);
    reports(marked, clauses);
    reported_before(marked, clauses);
    denied_sayings(marked, clauses);
    take_back(marked, clauses);
}

/// What hangs on a condition: the clause behind it, and the one before where it comes last.
fn conditions(marked: &Marked<'_>, clauses: &mut [Clause]) {
    let conditions: Vec<usize> = (0..clauses.len()).filter(|index| is_condition(marked, &clauses[*index])).collect();
    for index in conditions {
        let consequence = |clause: &Clause| {
            let first = clause.tokens.start;
            !marked.parts.is(first, Part::Correction) || marked.parts.is(first, Part::Consequence)
        };
        let opens = index == 0
            || clauses[index - 1].polarity == Polarity::Conditional
            || begins_sentence(marked, &clauses[index]);
        let next = clauses.get(index + 1).is_some_and(|next| {
            let then = (next.tokens.start..next.tokens.end.min(next.tokens.start + 3))
                .any(|at| marked.parts.is(at, Part::Consequence));
            (opens || then) && consequence(next)
        });
        let otherwise = clauses.get(index + 1).is_some_and(|next| begins_with(marked, next, Part::Otherwise));
        if next || otherwise {
            clauses[index + 1].polarity = Polarity::Conditional;
        }
        if next && let Some(last) = clauses.get_mut(index + 2).filter(|last| concludes(marked, last)) {
            last.polarity = Polarity::Conditional;
        }
        let closes = clauses.get(index + 1).is_none() && !ends_sentence_before(marked, &clauses[index]);
        if index > 0 && (otherwise || closes || !next) && (closes || !begins_sentence(marked, &clauses[index])) {
            clauses[index - 1].polarity = Polarity::Conditional;
        }
    }
}

/// 'so cancel that one then': what follows from a condition, by its last word.
fn concludes(marked: &Marked<'_>, clause: &Clause) -> bool {
    let last = clause.tokens.end - 1;
    marked.parts.is(last, Part::Consequence) && !marked.parts.is(last, Part::Otherwise)
}

/// Whether the first word of a clause that is more than a joint is `part`.
fn begins_with(marked: &Marked<'_>, clause: &Clause, part: Part) -> bool {
    let joint = marked.parts.taken(clause.tokens.start, Part::Joint).unwrap_or(0);
    marked.parts.is(clause.tokens.start, part) || marked.parts.is(clause.tokens.start + joint, part)
}

fn ends_sentence_before(marked: &Marked<'_>, clause: &Clause) -> bool {
    let before = clause.tokens.start.checked_sub(1);
    before.is_none_or(|before| matches!(marked.tokens[before].after, Mark::Stop | Mark::Question | Mark::Exclamation))
}

/// 'wenn ja dann um zehn, sonst nicht': what holds otherwise hangs on the condition too.
fn otherwise(marked: &Marked<'_>, clauses: &mut [Clause]) {
    for index in 1..clauses.len() {
        if clauses[index - 1].polarity == Polarity::Conditional && begins_with(marked, &clauses[index], Part::Otherwise)
        {
            clauses[index].polarity = Polarity::Conditional;
        }
    }
}

fn begins_sentence(marked: &Marked<'_>, clause: &Clause) -> bool {
    let before = clause.tokens.start.checked_sub(1);
    before.is_none_or(|before| matches!(marked.tokens[before].after, Mark::Stop | Mark::Question | Mark::Exclamation))
        || marked.parts.is(clause.tokens.start, Part::Joint)
}

/// What somebody else says goes on behind the verb of saying.
fn reports(marked: &Marked<'_>, clauses: &mut [Clause]) {
    for index in 1..clauses.len() {
        if clauses[index].polarity == Polarity::Asserted && says_on(marked, &clauses[index - 1], &clauses[index]) {
            clauses[index].polarity = Polarity::Reported;
        }
        let before = &clauses[index - 1];
        if before.polarity != Polarity::Reported || clauses[index].polarity == Polarity::Conditional {
            continue;
        }
        let ends_with_saying =
            (before.tokens.end.saturating_sub(3)..before.tokens.end).any(|at| marked.parts.is(at, Part::Says));
        let joint = marked.parts.taken(clauses[index].tokens.start, Part::Joint);
        let same_subject = joint.is_some_and(|taken| {
            let verb = clauses[index].tokens.start + taken;
            let asks = [Part::Subject, Part::WeakSubject].iter().any(|part| marked.parts.is(verb + 1, *part));
            marked.parts.is(verb, Part::Verb) && !asks
        });
        if (ends_with_saying && joint.is_none()) || same_subject {
            clauses[index].polarity = Polarity::Reported;
        }
    }
}

/// 'eine Freundin war da (und hat gemeint)': who says so is the subject of the clause before.
fn says_on(marked: &Marked<'_>, before: &Clause, clause: &Clause) -> bool {
    let joint = marked.parts.taken(clause.tokens.start, Part::Joint).unwrap_or(0);
    let verb = clause.tokens.start + joint;
    let subject = [Part::Subject, Part::WeakSubject].iter().any(|part| marked.parts.is(verb + 1, *part));
    let subject = subject && marked.language == Language::De && verb + 1 < clause.tokens.end;
    joint > 0
        && marked.parts.is(verb, Part::Verb)
        && !subject
        && marked.parts.within(clause.tokens.clone(), Part::Speaks)
        && (marked.parts.within(before.tokens.clone(), Part::Someone)
            || marked.parts.is(before.tokens.start, Part::Determiner))
}

/// 'Der Termin ist um neun, (hat mir Ihre Kollegin gesagt)': who says it is told behind it.
fn reported_before(marked: &Marked<'_>, clauses: &mut [Clause]) {
    const WORDS_MAX: usize = 6;
    for index in 1..clauses.len() {
        let (tokens, last) = (clauses[index].tokens.clone(), clauses[index].tokens.end - 1);
        let verb_first = marked.parts.is(tokens.start, Part::Verb);
        let inverted = marked.language == Language::En || verb_first;
        let closes = marked.parts.is(last, Part::Says) || (verb_first && marked.parts.is(tokens.start, Part::Says));
        let ended = begins_sentence(marked, &clauses[index]);
        if clauses[index].polarity == Polarity::Reported
            && clauses[index - 1].polarity == Polarity::Asserted
            && tokens.len() <= WORDS_MAX
            && inverted
            && closes
            && !ended
            && (verb_first || clauses.get(index + 1).is_none_or(|next| begins_sentence(marked, next)))
        {
            clauses[index - 1].polarity = Polarity::Reported;
        }
    }
}

/// 'ich hab nie gesagt, (dass ich absagen will)': what was not said is denied.
fn denied_sayings(marked: &Marked<'_>, clauses: &mut [Clause]) {
    for index in 1..clauses.len() {
        let before = clauses[index - 1].tokens.end - 1;
        let said = [Part::Frame, Part::Says].iter().any(|part| marked.parts.is(before, *part));
        let complement = marked.parts.is(clauses[index].tokens.start, Part::That) && said;
        if complement && clauses[index - 1].polarity == Polarity::Negated {
            clauses[index].polarity = Polarity::Negated;
        }
    }
}

/// 'no that's my day off': a correction that says why, and gives nothing that another could replace.
fn gives_reason(marked: &Marked<'_>, clause: &Clause) -> bool {
    let within = |part: Part| marked.parts.within(clause.tokens.clone(), part);
    let valued = clause.tokens.clone().any(|index| marked.is_time(index));
    let says = within(Part::WeakSubject) || within(Part::SubjectVerb);
    clause.opening == Opening::Correction && says && !valued && !within(Part::Wish)
}

/// What a correction takes back: the clause before it that said something.
fn take_back(marked: &Marked<'_>, clauses: &mut [Clause]) {
    for index in 1..clauses.len() {
        if clauses[index].opening != Opening::Correction {
            continue;
        }
        if clauses[index].polarity == Polarity::Negated && !marked.says_something(clauses[index].tokens.clone()) {
            continue;
        }
        let before = &mut clauses[index - 1];
        if before.polarity == Polarity::Asserted && !gives_reason(marked, before) {
            before.polarity = Polarity::Corrected;
            agreed_before(marked, clauses, index);
        }
    }
}

/// 'ja, verschieben Sie ihn, nein doch nicht': the yes to a deed goes with it.
fn agreed_before(marked: &Marked<'_>, clauses: &mut [Clause], correction: usize) {
    let Some(yes) = correction.checked_sub(2) else { return };
    let agreed = clauses[yes].tokens.clone().any(|at| marked.parts.is(at, Part::Yes));
    let alone = agreed && !marked.says_something(clauses[yes].tokens.clone());
    let bids = clauses[yes + 1].tokens.clone().any(|at| marked.parts.is(at, Part::Command));
    if alone && bids && clauses[yes].polarity == Polarity::Asserted {
        clauses[yes].polarity = Polarity::Corrected;
    }
}

#[cfg(test)]
mod tests {
    use crate::clause::said;
    use base::language::Language;

    #[test]
    fn a_condition_and_what_hangs_on_it_are_conditional() {
        use crate::clause::Polarity::{Asserted, Conditional, Corrected, Reported};
        for (cut, expected) in [
            ("wenn Jonas da ist / komme ich / sonst nicht", vec![Conditional, Conditional, Conditional]),
            ("ich komme nur / wenn Jonas da ist", vec![Conditional, Conditional]),
            ("meine Frau sagt / ich soll absagen / stimmt das", vec![Reported, Reported, Asserted]),
            ("ich will absagen / nein verschieben", vec![Corrected, Asserted]),
            ("bei Jonas / nö das wird mir zu knapp / besser bei Aylin", vec![Corrected, Asserted, Asserted]),
            ("die Polizei verlangt / dass ich komme", vec![Reported, Reported]),
        ] {
            assert_eq!(said::polarity(&cut.replace(" / ", " "), Language::De), expected, "{cut}");
        }
    }

    #[test]
    fn who_says_so_may_stand_behind_what_is_said() {
        use crate::clause::Polarity::{Negated, Reported};
        for (cut, expected) in [
            ("der Termin ist heute, / hat mir die Kollegin gesagt", vec![Reported, Reported]),
            ("ich hab nie gesagt, / dass ich absagen will", vec![Negated, Negated]),
        ] {
            assert_eq!(said::polarity(&cut.replace(" / ", " "), Language::De), expected, "{cut}");
        }
    }
}
