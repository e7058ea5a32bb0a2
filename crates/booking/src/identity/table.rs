//! What must be said of an appointment, and match, before anything of it is told or done: the one table of it.
//!
//! | The caller's line | Business | The appointment is said to be | Name | Day | Time |
//! |---|---|---|---|---|---|
//! | the number that booked it | any | anybody's | yes | | |
//! | the number that booked it | under secrecy | the caller's own | yes | yes | |
//! | another number | any | anybody's | yes | yes | yes |
//! | another number | under secrecy | the caller's own | yes | yes | yes |
//! | proves nothing (withheld, dialled, forwarding, a business's own) | any | anybody's | yes | yes | yes |
//! | proves nothing | under secrecy | the caller's own | yes | yes | yes |
//! | any | under secrecy | somebody else's | never | | |
//!
//! Who has said it is told of the appointment, and may move or cancel it; else there is a message. What the caller says beyond it
//! must match as well. Under secrecy (§ 203 StGB) the service is never spoken, and nobody is told whether somebody else
//! is a patient: such an appointment is not found, and what is not found is asked for in the same way whether there is
//! one or not.

/// What the caller's line proves of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Line {
    /// It is the number that booked it.
    Booked,
    /// It is another number.
    Other,
    /// Nothing: withheld, the number dialled, a forwarding one, or a business's own.
    Nothing,
}

/// Whose the appointment is said to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The caller's own; so too where nothing else was said.
    #[default]
    Own,
    /// Somebody else's: 'der Termin meiner Frau'.
    Another,
}

/// What must be said, and match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Proof {
    /// The name.
    Name,
    /// The name and the day.
    Day,
    /// The name, the day and the time.
    DayAndTime,
}

/// What must be said of an appointment; `None`: nothing is enough.
pub fn proof(line: Line, secrecy: bool, whose: Whose) -> Option<Proof> {
    match (line, secrecy, whose) {
        (_, true, Whose::Another) => None,
        (Line::Booked, false, _) => Some(Proof::Name),
        (Line::Booked, true, Whose::Own) => Some(Proof::Day),
        (Line::Other | Line::Nothing, _, _) => Some(Proof::DayAndTime),
    }
}

/// What is asked of a caller before the calendar is looked into, where nothing was found `failed` times already. It goes by the
/// line and the business alone, never by what is in the calendar or by whom the appointment is said to be for: who
/// asks can learn nothing from the questions.
pub fn asked_for(number_proves: bool, secrecy: bool, failed: u32) -> Proof {
    let line = match (number_proves, failed) {
        (false, _) => Line::Nothing,
        // Perhaps the number is not the one that booked.
        (true, NOT_THE_NUMBERS..) => Line::Other,
        (true, _) => Line::Booked,
    };
    // Nothing is enough for somebody else's, and the same is asked.
    proof(line, secrecy, Whose::Own).unwrap_or(Proof::DayAndTime)
}

/// So many look-ups by the number found nothing that the appointment may have been booked from another.
const NOT_THE_NUMBERS: u32 = 2;
