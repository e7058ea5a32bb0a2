//! What is demanded of every call, whatever failed in it. Nothing of the gate is used here: the sound on the line, the calendar and
//! what was said decide.
//!
//! 'Owing the word': the caller's utterance has ended, or the agent has said something that is no question. In these calls the
//! caller answers 200 ms after every question, so that any silence of both sides is one in which the agent owes the word. It
//! begins with the last audible sound of either side and ends with the first of the agent's, or with the owner's telephone.

use super::brain::CLAIM;
use super::cases::{Case, Fault, Moment, Role};
use super::house::Over;
use super::said::YES;
use super::{OTHER_NAME, OTHERS_START};
use crate::telephony::stage::OWNER;
use booking::AppointmentState;
use lab::telephone::Happening;
use lab::telephone::level;
use lab::telephone::report::CallEnd;
use std::fmt::Write;
use store::KeptAppointment;

/// The longest silence while the agent owes the word, ms.
const SILENCE_MAX_MS: u64 = 3_000;
/// A telephone that was later than this had no processor: its figures say nothing of the server, ms.
const LATE_MAX_MS: u64 = 150;
/// One frame, ms.
const FRAME_MS: u64 = 20;
/// What is said only when it is done.
const DONE: [&str; 4] = ["Gebucht!", "ist gebucht", "ist eingetragen", "eingetragen."];

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    pub silence_max_ms: u64,
    pub length_ms: u64,
    pub late_ms_max: u64,
    pub booked: bool,
    pub handed_over: bool,
}

/// Judges a call; says what is wrong with it.
pub fn judge(case: Case, over: &Over) -> Result<Figures, String> {
    let figures = measure(over)?;
    let complaints: Vec<String> = [
        ends_properly(case, over),
        silence(&figures),
        bookings(case, over),
        others(over),
        invented(over),
        (!figures.booked && !may_end_without(case, &figures)).then(|| "it should have been booked".to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect();
    if complaints.is_empty() { Ok(figures) } else { Err(format!("{}\n{}", complaints.join("; "), transcript(over))) }
}

/// Whether a call may end with nothing booked: nobody is left who could, and a person took over; or a model wants something else of
/// the caller all the time.
fn may_end_without(case: Case, figures: &Figures) -> bool {
    (case.alone && figures.handed_over) || case.fault == Fault::OthersData
}

/// Whether the telephone kept its own time, so that its figures can be believed.
pub fn is_measured(over: &Over) -> bool {
    over.report.figures.late_ms_max <= LATE_MAX_MS
}

fn measure(over: &Over) -> Result<Figures, String> {
    let recording = over.report.recording.as_ref().ok_or("the sound was not kept")?;
    let heard = |frame: &[u8]| level::audible(frame).is_some();
    let sounds: Vec<bool> = recording
        .agent
        .iter()
        .zip(recording.caller.iter().skip(1).map(Some).chain(std::iter::repeat(None)))
        .map(|(agent, caller)| heard(agent) || caller.is_some_and(|caller| heard(caller)))
        .collect();
    let (mut silent, mut silence_max) = (0, 0);
    for sound in &sounds {
        silent = if *sound { 0 } else { silent + 1 };
        silence_max = silence_max.max(silent);
    }
    Ok(Figures {
        silence_max_ms: silence_max * FRAME_MS,
        length_ms: sounds.len() as u64 * FRAME_MS,
        late_ms_max: over.report.figures.late_ms_max,
        booked: own(over).count() == 1,
        handed_over: matches!(over.report.figures.outcome, CallEnd::Transferred(_) | CallEnd::Caught(_)),
    })
}

/// What stands in the calendar besides the other caller's appointment.
fn own(over: &Over) -> impl Iterator<Item = &KeptAppointment> {
    let booked = |kept: &&KeptAppointment| kept.appointment.state == AppointmentState::Booked;
    over.kept.iter().filter(booked).filter(|kept| kept.appointment.name.reveal() != OTHER_NAME)
}

fn sentences(over: &Over) -> impl Iterator<Item = (usize, &str)> {
    over.happenings.iter().enumerate().filter_map(|(place, (_, happening))| match happening {
        Happening::Sentence(words) => Some((place, words.as_str())),
        _ => None,
    })
}

fn ends_properly(case: Case, over: &Over) -> Option<String> {
    match &over.report.figures.outcome {
        CallEnd::Agent => None,
        CallEnd::Transferred(to) | CallEnd::Caught(to) if case.alone && to == OWNER => None,
        // A caller who gets nowhere is offered a person, and takes the offer.
        CallEnd::Transferred(to) if case.fault == Fault::OthersData && to == OWNER => None,
        other => Some(format!("it ended as {other:?}")),
    }
}

fn silence(figures: &Figures) -> Option<String> {
    let long = figures.silence_max_ms > SILENCE_MAX_MS;
    long.then(|| format!("the caller heard nothing for {} ms", figures.silence_max_ms))
}

/// No booking is lost, none is made twice, none without a yes after the facts.
fn bookings(case: Case, over: &Over) -> Option<String> {
    let own: Vec<_> = own(over).collect();
    let said_so = sentences(over).any(|(_, words)| DONE.iter().any(|done| words.contains(done)));
    match own.as_slice() {
        [] if said_so => Some("a booking was confirmed and is lost".to_owned()),
        [] => None,
        [one] => {
            let slot = &one.appointment.slot;
            let corrected = case.wire.role() == Role::Engine && case.moment == Moment::Booking;
            let (start, hour) =
                if corrected { ("2026-12-03T15:00:00Z", "16 Uhr") } else { ("2026-12-03T14:00:00Z", "15 Uhr") };
            if (slot.start.to_string().as_str(), slot.service.as_str()) != (start, "herrenschnitt") {
                return Some(format!("booked was something else: {slot:?}"));
            }
            (!is_confirmed(over, hour)).then(|| "it was booked without a yes to its facts".to_owned())
        }
        several => Some(format!("it was booked {} times", several.len())),
    }
}

/// Whether the facts were said, then heard to their end, and then the caller said yes.
fn is_confirmed(over: &Over, hour: &str) -> bool {
    let facts = |words: &str| words.contains("Donnerstag, den 3. Dezember") && words.contains(hour);
    let said: Vec<_> = sentences(over).filter(|(_, words)| facts(words)).collect();
    let lines: Vec<_> = over.happenings.iter().enumerate().filter_map(caller_began).collect();
    lines.iter().enumerate().any(|(number, (place, at_ms, words))| {
        let before = number.checked_sub(1).map_or((0, 0), |before| (lines[before].0, lines[before].1));
        let mut between = said.iter().filter(|(at, _)| before.0 < *at && at < place);
        *words == YES && between.any(|(_, facts)| is_heard(over, before.1, *at_ms, facts))
    })
}

fn caller_began((place, (_, happening)): (usize, &(std::time::Duration, Happening))) -> Option<(usize, u64, &str)> {
    match happening {
        Happening::CallerBegan { at_ms, words: Some(words) } => Some((place, *at_ms, words)),
        _ => None,
    }
}

/// Whether so much of the agent was audible between two times of the recording as a sentence takes.
fn is_heard(over: &Over, from_ms: u64, to_ms: u64, words: &str) -> bool {
    let Some(recording) = &over.report.recording else { return false };
    let frames = recording.agent.iter().enumerate().filter(|(place, _)| {
        let at_ms = *place as u64 * FRAME_MS;
        (from_ms..to_ms).contains(&at_ms)
    });
    let audible = frames.filter(|(_, frame)| level::audible(*frame).is_some()).count();
    let needed = words.chars().count() * super::voices::CHARACTER_MS / FRAME_MS as usize;
    audible * 10 >= needed * 9
}

/// The other caller's appointment is neither touched nor spoken of.
fn others(over: &Over) -> Option<String> {
    let stands = over.kept.iter().any(|kept| {
        let one = &kept.appointment;
        let start = OTHERS_START.parse::<jiff::Timestamp>().unwrap();
        one.name.reveal() == OTHER_NAME && one.state == AppointmentState::Booked && one.slot.start == start
    });
    let told = sentences(over).any(|(_, words)| words.contains(OTHER_NAME) || words.contains("9:45"));
    match (stands, told) {
        (false, _) => Some("another caller's appointment was changed".to_owned()),
        (_, true) => Some("another caller's appointment was spoken of".to_owned()),
        _ => None,
    }
}

/// What a model invents is not spoken.
fn invented(over: &Over) -> Option<String> {
    sentences(over).any(|(_, words)| words == CLAIM).then(|| "an invented confirmation was spoken".to_owned())
}

/// The call, line by line.
pub fn transcript(over: &Over) -> String {
    let mut text = String::new();
    for (at, happening) in &over.happenings {
        let at_ms = at.as_millis();
        let line = match happening {
            Happening::Sentence(words) => format!("agent:  {words}"),
            Happening::CallerBegan { words, .. } => format!("caller: {}", words.as_deref().unwrap_or("?")),
            Happening::Carrier(words) => format!("carrier {words}"),
            Happening::AgentBegan { voice_to_voice_ms: Some(ms), .. } => format!("        (heard after {ms} ms)"),
            _ => continue,
        };
        writeln!(text, "{at_ms:>7} ms  {line}").unwrap();
    }
    write!(text, "           ended as {:?}; kept: ", over.report.figures.outcome).unwrap();
    for kept in &over.kept {
        let one = &kept.appointment;
        write!(text, "{} {} {:?}; ", one.slot.start, one.name.reveal(), one.state).unwrap();
    }
    text
}
