//! What is told or asked beside a booking and is for people: it goes with the booking as a remark, in the caller's words.
//!
//! Under professional secrecy nothing is noted: the reason for a visit is nobody's but the practice's.

use crate::WishKind;
use crate::phrases::Phrase;
use crate::turn::Turn;
use understanding::{Intent, Utterance};

/// Fewer words than this tell nothing ('Ja, Schmidt, grüß Gott').
const WORDS_MIN: usize = 5;
/// What a clause may want that is a remark.
const REMARKS: [Intent; 4] = [Intent::Status, Intent::Document, Intent::Complaint, Intent::Late];

impl Turn<'_> {
    /// Takes what stands beside the facts of a booking as a remark, and says so.
    pub(super) fn hear_remark(&mut self, utterance: &Utterance) {
        if self.business().secrecy {
            return;
        }
        let remarks = remarks(utterance);
        if remarks.is_empty() {
            return;
        }
        self.note_remark(&remarks.join(", "));
        self.say(Phrase::RemarkNoted, &[]);
    }

    /// Passes on what was asked at a read-back and nobody here can answer; whether it may be.
    pub(super) fn pass_question_on_with_booking(&mut self, utterance: &Utterance) {
        if self.business().secrecy || self.next.tasks.kind() != Some(WishKind::Book) {
            return self.say(Phrase::NotKnown, &[]);
        }
        self.note_remark(utterance.words.reveal());
        self.say(Phrase::RemarkNoted, &[]);
    }

    fn note_remark(&mut self, words: &str) {
        self.next.tasks.booking_mut().add_remark(words);
    }
}

/// The clauses that are no part of the wish and tell something, where another clause is.
fn remarks(utterance: &Utterance) -> Vec<String> {
    let parsed = &utterance.parsed;
    let words = utterance.words.reveal();
    let facts = |clause: usize| parsed.facts.iter().any(|fact| fact.clause == clause);
    let acts = |clause: usize| parsed.acts.iter().filter(move |act| act.clause == clause).map(|act| act.intent);
    let passed_on = |clause: usize| acts(clause).next().is_some() && acts(clause).all(|act| REMARKS.contains(&act));
    let told = |clause: usize| passed_on(clause) || acts(clause).next().is_none();
    let clauses = parsed.clauses.iter().enumerate();
    let clauses = clauses.filter_map(|(at, clause)| Some((at, words.get(clause.bytes.clone())?.trim())));
    let long = |text: &str| text.split_whitespace().count() >= WORDS_MIN;
    let remarks = clauses.filter(|(at, text)| !facts(*at) && told(*at) && long(text));
    remarks.map(|(_, text)| text.to_owned()).collect()
}
