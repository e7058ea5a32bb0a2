//! What the agent claims, known by the wordings of the phrase that claims it, is true of the database.

use super::deeds::{VARIANTS, new_deeds};
use super::played::{Moment, Played};
use base::language::Language;
use booking::Appointment;
use call::typed::outcome::Outcome;
use dialogue::phrases::Phrase;
use dialogue::wording;
use dialogue::{Done, Proposal};
use std::collections::BTreeSet;

/// Stands for each value of a phrase.
const VALUE: &str = "\u{1}";

/// Every claim of a call.
pub fn are_true(played: &Played) -> Result<(), String> {
    let mut before = Outcome::default();
    let mut deeds: Vec<Done> = Vec::new();
    for (place, moment) in played.moments.iter().enumerate() {
        deeds.extend(new_deeds(&before, &moment.outcome));
        before = moment.outcome.clone();
        claims_of_deeds(played, moment, &deeds)?;
        if says(played, moment, &[Phrase::NothingBooked, Phrase::GoodbyeUnfinished]) && stands_booked(moment, &deeds) {
            return Err("it is said that nothing is booked, and something is".into());
        }
        if says(played, moment, &[Phrase::NothingMoreBooked])
            && !stands_booked(moment, &deeds)
            && moment.outcome.moved.is_empty()
        {
            return Err("it is said that nothing more is booked, and nothing is".into());
        }
        if says(played, moment, &[Phrase::AppointmentStays]) {
            stays(played, place)?;
        }
        let kept = [Phrase::MessageLeft, Phrase::CallbackLeft, Phrase::PrivacyLeft, Phrase::CallbackGoodbye];
        if says(played, moment, &kept) && moment.kept.messages.is_empty() {
            return Err("it is said that a message is kept, and none is".into());
        }
        let failed = [Phrase::DeedFailed];
        if says(played, moment, &failed) {
            return Err("a deed failed".into());
        }
    }
    Ok(())
}

/// 'Booked', 'moved', 'cancelled' is said of what was done in this call and stands in the database.
fn claims_of_deeds(played: &Played, moment: &Moment, deeds: &[Done]) -> Result<(), String> {
    for phrase in [Phrase::Booked, Phrase::Moved, Phrase::Cancelled] {
        if !says(played, moment, &[phrase]) {
            continue;
        }
        let language = moment.answer.language;
        let said = |done: &Done| {
            let wordings =
                (0..VARIANTS).map(|pick| wording::done(&played.phrases, &played.business, done, language, pick));
            wordings.into_iter().any(|wording| moment.answer.say.contains(&wording))
        };
        let is_kind = |done: &&Done| match done {
            Done::Booked(_) => phrase == Phrase::Booked,
            Done::Moved { .. } => phrase == Phrase::Moved,
            Done::Cancelled(_) => phrase == Phrase::Cancelled,
        };
        let Some(done) = deeds.iter().rev().filter(is_kind).find(|done| said(done)) else {
            return Err(format!("{phrase:?} is claimed, and was not done: {}", moment.answer.say));
        };
        let stands = |one: &Appointment| moment.kept.appointments.iter().any(|kept| same(kept, one));
        let holds = match done {
            Done::Booked(booked) => booked.iter().all(stands),
            Done::Moved { from, to } => stands(to) && (same(from, to) || !stands(from)),
            Done::Cancelled(gone) => !stands(gone),
        };
        // Said again later, it is of what was then.
        let just_now = deeds.last() == Some(done);
        if just_now && !holds {
            return Err(format!("{done:?} is claimed, and the database says otherwise"));
        }
    }
    Ok(())
}

fn same(one: &Appointment, other: &Appointment) -> bool {
    one.slot == other.slot && one.name == other.name
}

/// Whether something booked in the call stands.
fn stands_booked(moment: &Moment, deeds: &[Done]) -> bool {
    let booked = deeds.iter().filter_map(|done| match done {
        Done::Booked(booked) => Some(booked.as_slice()),
        _ => None,
    });
    booked.flatten().any(|one| moment.kept.appointments.iter().any(|kept| kept.id == one.id))
}

/// An appointment that 'stays' is the one that was read back, if one was, and it does.
fn stays(played: &Played, place: usize) -> Result<(), String> {
    let moment = &played.moments[place];
    let start = match &moment.proposal {
        Some(Proposal::Move { from, .. }) => Some(from.slot.start),
        Some(Proposal::Cancel { appointment }) => Some(appointment.slot.start),
        Some(Proposal::Book { .. }) | None => None,
    };
    let stands = moment.kept.appointments.iter().any(|one| start.is_none_or(|start| one.slot.start == start));
    if stands { Ok(()) } else { Err("it is said that an appointment stays, and it is not there".into()) }
}

/// Whether any wording of these phrases is in an answer.
pub fn says(played: &Played, moment: &Moment, phrases: &[Phrase]) -> bool {
    phrases.iter().any(|phrase| {
        wordings(played, *phrase, moment.answer.language).iter().any(|pieces| holds(&moment.answer.say, pieces))
    })
}

/// The wordings of a phrase, each cut where its values stand.
fn wordings(played: &Played, phrase: Phrase, language: Language) -> BTreeSet<Vec<String>> {
    let values: Vec<(&str, &str)> = phrase.values().iter().map(|value| (*value, VALUE)).collect();
    let form = played.business.address_form;
    let texts = (0..VARIANTS).map(|pick| played.phrases.say(phrase, language, form, pick, &values));
    texts.map(|text| text.split(VALUE).map(str::to_owned).collect()).collect()
}

/// Whether all pieces stand in a text, in order.
fn holds(text: &str, pieces: &[String]) -> bool {
    let mut rest = text;
    pieces.iter().all(|piece| match rest.find(piece.as_str()) {
        Some(at) => {
            rest = &rest[at + piece.len()..];
            true
        }
        None => false,
    })
}

/// What is told of appointments is told of those of the line that the caller named, or that were made in the call.
pub fn tells_only_own(played: &Played, place: usize) -> Result<(), String> {
    let moment = &played.moments[place];
    let language = moment.answer.language;
    let today = wording::local_date(&played.business, "2026-12-01T12:00:00+01:00".parse().unwrap());
    let named = |one: &&Appointment| played.is_named(one.name.reveal(), place);
    let before = played.before.appointments.iter().filter(named);
    let made = played.moments[..=place].iter().flat_map(|moment| &moment.kept.appointments);
    let made = made.filter(|one| played.before.appointments.iter().all(|before| before.id != one.id));
    let allowed: Vec<&Appointment> = before.chain(made).collect();
    for phrase in [Phrase::OwnAppointments, Phrase::WhichOwn, Phrase::AskNewTime] {
        for pieces in wordings(played, phrase, language).iter().filter(|pieces| holds(&moment.answer.say, pieces)) {
            let told = |one: &&&Appointment| {
                let (day, time) = wording::day_and_time(&played.business, one.slot.start, today, language);
                moment.answer.say.contains(&day) && moment.answer.say.contains(&time)
            };
            if !allowed.iter().any(|one| told(&one)) {
                return Err(format!("an appointment is told that is not the caller's ({pieces:?})"));
            }
        }
    }
    let foreign = played.before.appointments.iter().filter(|one| !named(one));
    for one in foreign {
        let (day, time) = wording::day_and_time(&played.business, one.slot.start, today, language);
        let words = wording::own_appointments(&played.business, std::slice::from_ref(one), today, language);
        let tells = [Phrase::OwnAppointments, Phrase::WhichOwn, Phrase::AskNewTime];
        let at = moment.answer.say.contains(&day) && moment.answer.say.contains(&time);
        let shared = allowed.iter().any(|own| own.slot.start == one.slot.start);
        if says(played, moment, &tells) && !shared && (at || moment.answer.say.contains(&words)) {
            return Err(format!("{} was told of", one.name.reveal()));
        }
    }
    Ok(())
}
