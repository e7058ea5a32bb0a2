//! Which intents the words carry, strongest first: the patterns' hits, what they imply, and what one makes of another.

use super::pattern::{self, Hit};
use super::phrases::{self, Meaning};
use super::sentence::{Class, Utterance, is_filler};
use super::{Intent, Polarity, Understanding, signs, switch};
use crate::Asked;
use crate::lexicon::Lists;
use crate::lexicon::keys::{Query, Remark};
use crate::when::Problem;
use std::ops::Range;

/// How strongly a question of the owner's list, a booking that is only implied, and a yes or no count.
const QUESTION_WEIGHT: u8 = 7;
const IMPLIED_WEIGHT: u8 = 5;
/// The weight of 'do I need an appointment?' in the pattern files.
const WALK_IN_WEIGHT: u8 = 4;
const ANSWER_WEIGHT: u8 = 3;

/// The intents of an utterance.
pub(super) fn intents(
    utterance: &Utterance,
    says: &Understanding,
    question: Option<&(String, Vec<usize>)>,
    asked: Asked,
) -> Vec<Intent> {
    let mut hits = standing(utterance, best_hits(utterance));
    if let Some((_, tokens)) = question {
        hits.push(Hit { intent: Intent::Question, weight: QUESTION_WEIGHT, tokens: tokens.clone() });
    }
    hits.extend(implied_booking(utterance, says, &hits, asked));
    settle(&mut hits, utterance, asked);
    if switch::is_of_others(utterance) {
        // 'Does the doctor speak English?' asks for no person either.
        hits.retain(|hit| !matches!(hit.intent, Intent::Language | Intent::Human));
    }
    if switch::spoken(utterance).is_some() && !hits.iter().any(|hit| hit.intent == Intent::Language) {
        hits.push(Hit { intent: Intent::Language, weight: ANSWER_WEIGHT, tokens: Vec::new() });
    }
    hits.extend(answer(utterance, asked).map(|intent| Hit { intent, weight: ANSWER_WEIGHT, tokens: Vec::new() }));
    hits.sort_by_key(|hit| (rank(hit.intent), std::cmp::Reverse(hit.weight), hit.tokens.first().copied()));
    let mut intents: Vec<Intent> = Vec::new();
    for hit in hits {
        if !intents.contains(&hit.intent) {
            intents.push(hit.intent);
        }
    }
    intents
}

/// The hits without the deeds that are taken back, hang on a condition, or are somebody else's words.
fn standing(utterance: &Utterance, hits: Vec<Hit>) -> Vec<Hit> {
    let polarity = |hit: &Hit| {
        let clauses = hit.tokens.iter().filter_map(|index| utterance.clause_of(*index));
        clauses.map(|clause| clause.polarity).max_by_key(|polarity| u8::from(*polarity != Polarity::Asserted))
    };
    let deed = |hit: &Hit| {
        matches!(
            hit.intent,
            Intent::Book | Intent::Move | Intent::Cancel | Intent::Message | Intent::Human | Intent::Mine
        )
    };
    let asserted = |than: &Hit| {
        hits.iter()
            .any(|other| deed(other) && other.intent != than.intent && polarity(other) == Some(Polarity::Asserted))
    };
    let stands = |hit: &&Hit| match polarity(hit) {
        Some(Polarity::Corrected | Polarity::Reported) => !asserted(hit),
        Some(Polarity::Conditional) => !matches!(hit.intent, Intent::Cancel | Intent::Move),
        _ => true,
    };
    hits.iter().filter(|hit| !deed(hit) || stands(hit)).cloned().collect()
}

/// What a clause by itself is about, strongest first, be it refused or not.
pub(super) fn of_clause(utterance: &Utterance, clause: &Range<usize>, asked: Asked) -> Vec<Intent> {
    let mut hits: Vec<Hit> = Vec::new();
    for hit in pattern::hits_whatever(utterance, clause) {
        match hits.iter_mut().find(|other| other.intent == hit.intent) {
            Some(other) if other.weight >= hit.weight => {}
            Some(other) => *other = hit,
            None => hits.push(hit),
        }
    }
    settle(&mut hits, utterance, asked);
    hits.sort_by_key(|hit| (rank(hit.intent), std::cmp::Reverse(hit.weight)));
    hits.into_iter().map(|hit| hit.intent).collect()
}

/// What is to be done comes before what is asked, and both before courtesy.
fn rank(intent: Intent) -> u8 {
    match intent {
        Intent::Emergency => 0,
        Intent::Price | Intent::Duration | Intent::OpeningHours | Intent::Address | Intent::Question => 2,
        Intent::Repeat | Intent::Slower | Intent::Wait | Intent::Goodbye | Intent::Abuse | Intent::Offtopic => 3,
        Intent::Yes | Intent::No => 4,
        Intent::Thanks => 5,
        _ => 1,
    }
}

/// Whether words that were to be a name plainly want something instead.
pub(super) fn clearly_something_else(utterance: &Utterance) -> bool {
    const PLAIN_MIN: u8 = 7;
    best_hits(utterance).iter().any(|hit| hit.weight >= PLAIN_MIN && hit.intent != Intent::Document)
}

/// Whether an own appointment is spoken of.
pub(super) fn speaks_of_own(utterance: &Utterance) -> bool {
    let own = |hit: &Hit| matches!(hit.intent, Intent::Cancel | Intent::Move | Intent::Mine);
    best_hits(utterance).iter().any(own)
}

/// The strongest hit of each intent.
fn best_hits(utterance: &Utterance) -> Vec<Hit> {
    let mut best: Vec<Hit> = Vec::new();
    for sentence in utterance.sentences() {
        for hit in pattern::hits(utterance, &sentence).into_iter().filter(|hit| !signs::tells_what_kind(utterance, hit))
        {
            match best.iter_mut().find(|other| other.intent == hit.intent) {
                Some(other) if other.weight >= hit.weight => {}
                Some(other) => *other = hit,
                None => best.push(hit),
            }
        }
    }
    best
}

/// A time or a service in a clause that asks nothing about it is a wish to book, where a wish was asked for.
fn implied_booking(utterance: &Utterance, says: &Understanding, hits: &[Hit], asked: Asked) -> Option<Hit> {
    let open = asked.is_open();
    let other = |intent: Intent| {
        matches!(
            intent,
            Intent::Move
                | Intent::Cancel
                | Intent::Mine
                | Intent::Late
                | Intent::Status
                | Intent::Book
                | Intent::Availability
                | Intent::Solicitation
                | Intent::WrongNumber
                | Intent::Complaint
                | Intent::Message
                | Intent::Emergency
                | Intent::Robot
                | Intent::Privacy
                | Intent::Offtopic
                | Intent::Abuse
                | Intent::Document
        )
    };
    let over = says.problems.contains(&Problem::Past) && says.service.is_none();
    if !open || over || hits.iter().any(|hit| other(hit.intent)) || (says.when.is_none() && says.service.is_none()) {
        return None;
    }
    // 'wenn ich mir die Haare färben lass' wishes for nothing.
    let conditional = |clause: &Range<usize>| Remark::Condition.is(utterance.text(clause.start));
    utterance.clauses().iter().filter(|clause| !conditional(clause)).find_map(|clause| {
        let fact =
            clause.clone().find(|index| utterance.is(*index, Class::When) || utterance.is(*index, Class::Service))?;
        let asks = hits.iter().any(|hit| {
            let courtesy = matches!(hit.intent, Intent::Thanks | Intent::Wait);
            !courtesy && hit.tokens.iter().any(|token| clause.contains(token))
        });
        (!asks).then(|| Hit { intent: Intent::Book, weight: IMPLIED_WEIGHT, tokens: vec![fact] })
    })
}

/// What one intent makes of another.
fn settle(hits: &mut Vec<Hit>, utterance: &Utterance, asked: Asked) {
    let weight = |hits: &[Hit], intent: Intent| hits.iter().find(|hit| hit.intent == intent).map(|hit| hit.weight);
    let has = |hits: &[Hit], intent: Intent| weight(hits, intent).is_some();
    let drop = |hits: &mut Vec<Hit>, unwanted: &[Intent]| hits.retain(|hit| !unwanted.contains(&hit.intent));
    use Intent::*;
    // A service or a time alone says 'book' only where nothing else was said of it.
    let vague = [Availability, Complaint, Status, Document, Late].into_iter().any(|intent| has(hits, intent));
    if vague || !asked.is_open() {
        hits.retain(|hit| hit.intent != Book || hit.weight > IMPLIED_WEIGHT);
    }
    drop_booking_asked_about(hits, utterance);
    if has(hits, Slower) {
        drop(hits, &[Repeat]);
    }
    if let Some(late) = hits.iter().find(|hit| hit.intent == Late).cloned() {
        // 'Ich finde keinen Parkplatz' does not ask where one is.
        hits.retain(|hit| {
            !matches!(hit.intent, Question | Address) || !hit.tokens.iter().any(|token| late.tokens.contains(token))
        });
    }
    let others = signs::asks_for_others(utterance, asked);
    let goes_on = signs::wishes_behind(hits);
    hits.retain(|hit| hit.intent != Goodbye || (signs::parts_with(utterance, hit) && !others && !goes_on));
    if has(hits, Emergency) {
        drop(hits, &[Book, Status, Complaint, Late, Wait, Document, Offtopic, Message]);
    }
    if has(hits, Solicitation) {
        drop(hits, &[Human, Book, Message, Availability, Offtopic, Price]);
    }
    if has(hits, Move) {
        drop(hits, &[Book, Availability, Mine]);
        // 'Ich muss absagen und brauche einen anderen Termin.'
        drop(hits, &[Cancel]);
    }
    if has(hits, Late) {
        drop(hits, &[Move, Book, Cancel, Availability]);
    }
    if has(hits, Cancel) {
        drop(hits, &[Book, Mine]);
    }
    if has(hits, Mine) && weight(hits, Mine) >= weight(hits, Availability) {
        drop(hits, &[Availability, Book]);
    }
    if let Some(robot) = hits.iter().find(|hit| hit.intent == Robot).cloned() {
        let same = |hit: &Hit| hit.tokens.iter().any(|token| robot.tokens.contains(token));
        hits.retain(|hit| !(hit.intent == Human && same(hit) && hit.weight <= robot.weight));
        drop(hits, &[Offtopic]);
    }
    if has(hits, Message) && weight(hits, Message) >= weight(hits, Human) {
        drop(hits, &[Human]);
    }
    if has(hits, Privacy) {
        drop(hits, &[Message, Document, Cancel, Address, Duration]);
    }
    if has(hits, Question) {
        drop_parking_address(hits);
    }
    if has(hits, OpeningHours) {
        drop(hits, &[Availability]);
    }
    // A question that nobody has listed is one only where nothing else was understood.
    if hits.iter().any(|hit| hit.intent != Question && !matches!(hit.intent, Thanks | Wait | Goodbye)) {
        hits.retain(|hit| hit.intent != Question || hit.weight >= QUESTION_WEIGHT || hit.weight == WALK_IN_WEIGHT);
    }
    if hits.iter().any(|hit| hit.intent == Question && hit.weight == WALK_IN_WEIGHT) {
        drop(hits, &[Book]);
    }
    // A request for patience beside anything else is only a way of speaking, and so is small talk.
    let substance = hits.iter().any(|hit| !matches!(hit.intent, Wait | Thanks | Offtopic | Goodbye));
    let facts = (0..utterance.tokens.len()).any(|index| !utterance.classes[index].is_empty());
    if substance || facts {
        drop(hits, &[Wait]);
    }
    if substance {
        drop(hits, &[Offtopic]);
    }
    if has(hits, Abuse) && !has(hits, Human) {
        drop(hits, &[Complaint, Offtopic]);
    }
}

/// 'Was nehmen Sie für einmal Färben?': a service in the clause of a question about it is no wish to book it.
fn drop_booking_asked_about(hits: &mut Vec<Hit>, utterance: &Utterance) {
    let implied = |hit: &Hit| hit.intent == Intent::Book && hit.weight <= IMPLIED_WEIGHT;
    if !hits.iter().any(implied) {
        return;
    }
    let asks = |clause: &&Range<usize>| {
        let clause = *clause;
        let opens = clause.clone().take(2).any(|index| Query::About.is(utterance.text(index)));
        let about = |hit: &&Hit| matches!(hit.intent, Intent::Price | Intent::Duration | Intent::OpeningHours);
        opens && hits.iter().filter(about).any(|hit| hit.tokens.iter().any(|token| clause.contains(token)))
    };
    let asking: Vec<&Range<usize>> = utterance.clauses().iter().filter(asks).collect();
    let within = |hit: &Hit| asking.iter().any(|clause| hit.tokens.iter().all(|token| clause.contains(token)));
    hits.retain(|hit| !implied(hit) || !within(hit));
}

/// 'Wo kann ich parken?' is the owner's question, not one for the address.
fn drop_parking_address(hits: &mut Vec<Hit>) {
    const PARKING_WEIGHT: u8 = 3;
    let asked: Vec<usize> =
        hits.iter().filter(|hit| hit.intent == Intent::Question).flat_map(|hit| hit.tokens.clone()).collect();
    hits.retain(|hit| {
        hit.intent != Intent::Address
            || (hit.weight > PARKING_WEIGHT && hit.tokens.iter().all(|token| !asked.contains(token)))
    });
}

/// 'Mir passt der Freitag doch nicht': what looks like a yes is denied in its clause.
fn denies(utterance: &Utterance, index: usize) -> bool {
    let clause = utterance.clauses().iter().find(|clause| clause.contains(&index));
    clause.is_some_and(|clause| (index..clause.end).any(|at| Remark::Denial.is(utterance.text(at))))
}

/// A yes or no with which the words begin.
fn answer(utterance: &Utterance, asked: Asked) -> Option<Intent> {
    let mut index = 0;
    while index < utterance.tokens.len() {
        let text = utterance.text(index);
        match phrases::meaning(utterance, index, asked).filter(|_| utterance.classes[index].is_empty()) {
            // 'Ja hallo, ich …', 'yeah, so, um': nothing was asked that it could answer.
            Some((Meaning::Yes, 1)) if asked == Asked::Wish && Remark::Begins.is(utterance.text(index + 1)) => {
                index += 1
            }
            Some((Meaning::Yes, _)) if denies(utterance, index) => return None,
            Some((Meaning::Yes, _)) => return Some(Intent::Yes),
            // 'no need to call me back'
            Some((Meaning::No, _)) if Remark::NoAnswer.taken(&utterance.tokens, index).is_some() => return None,
            Some((Meaning::No, _)) if Remark::No.is(text) => return Some(Intent::No),
            // 'guten Morgen' is no 'gut'.
            Some((Meaning::Neutral, taken)) if taken > 1 => index += taken,
            _ if is_filler(text) => index += 1,
            _ => return None,
        }
    }
    None
}
