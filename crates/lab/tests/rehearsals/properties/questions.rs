//! Questions come to an end: none is asked three times in the same words, and every call is ended by the agent.

use super::claims::says;
use super::played::Played;
use call::record::EndedBy;
use call::typed::Act;
use dialogue::Asked;
use dialogue::phrases::Phrase;
use dialogue::sentences::sentences;
use std::collections::HashMap;

/// Whatever was said before: whoever is silent, makes noise or lets a machine speak hears the agent's last word in so many turns.
pub const TURNS_MAX: usize = 16;
/// So often is a question asked in the same words.
const SAME_WORDS_MAX: usize = 2;

/// Each question is asked at most twice in the same words where the call stands.
pub fn are_not_asked_thrice(played: &Played) -> Result<(), String> {
    let mut asked: HashMap<String, usize> = HashMap::new();
    let mut done = 0;
    for (place, moment) in played.moments.iter().enumerate() {
        let outcome = &moment.outcome;
        let now = outcome.booked.len() + outcome.moved.len() + outcome.cancelled.len() + outcome.messages.len();
        let closed = [Phrase::AppointmentStays, Phrase::NothingBooked, Phrase::NothingMoreBooked];
        // Own appointments are told again to who wants something with them anew.
        let anew = moment.asked.is_open() && says(played, moment, &[Phrase::WhichOwn, Phrase::AskNewTime]);
        if now > done || anew || says(played, moment, &closed) {
            // Something was done, or given up and said so: what is asked now is asked of what comes next.
            asked.clear();
            done = now;
        }
        let again = moment.is_to_be_heard_again();
        // A yes counts only for facts heard last, and with them comes the question.
        // A question into which the caller spoke was not heard to its end.
        let cut = played.moments.get(place + 1).is_some_and(|next| matches!(next.act, Act::BargeIn(_)));
        if again || cut || moment.answer.asked == Asked::Confirm {
            continue;
        }
        // The question of an offer is what is offered; that for a detail is the business's own, and what is said before it asks
        // for it in another way.
        let questions = match moment.answer.asked {
            Asked::Choice | Asked::Detail => vec![moment.answer.say.as_str()],
            _ => sentences(&moment.answer.say).filter(|sentence| sentence.ends_with('?')).collect(),
        };
        for question in questions {
            let times = asked.entry(question.to_owned()).or_default();
            *times += 1;
            if *times > SAME_WORDS_MAX {
                return Err(format!("it is asked for the {times}. time: {question}"));
            }
        }
    }
    Ok(())
}

/// Whatever was said, the agent ends the call.
pub fn come_to_an_end(played: &Played) -> Result<(), String> {
    let ended = played.moments.last().map(|moment| moment.outcome.ended_by);
    match ended {
        Some(Some(EndedBy::Agent)) => Ok(()),
        ended => Err(format!("the call is not ended by the agent after {TURNS_MAX} more turns: {ended:?}")),
    }
}
