//! What is said of an own appointment: when it is, which of several it is, and where it is to go.

use super::{Own, OwnDeed};
use crate::tasks::target::{Open, WishedTime, picked};
use crate::tasks::{Step, Took};
use crate::turn::Turn;
use crate::{Asked, EngineError, wording};
use booking::Appointment;
use understanding::when::{Kind, When, WhenReading};
use understanding::{Cue, Found, TimeRole, Utterance};

impl Own {
    /// Takes the facts said, whether asked for or not; `timed` where the time said is not used up by the answer.
    pub(crate) fn hear(&mut self, utterance: &Utterance, turn: &mut Turn<'_>, timed: bool) -> bool {
        let time = timed && self.hear_time(utterance, turn);
        let all = self.hear_all(utterance);
        let target = self.target_mut();
        let person = target.is_some_and(|target| target.hear_person(utterance, turn, |_| true));
        time | all | person
    }

    /// Takes the answer to what was asked of it.
    pub(crate) async fn answer(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Result<Took, EngineError> {
        match (turn.next.asked, self.target_mut()) {
            (Asked::Which, _) => self.answer_which(utterance, turn).await,
            (Asked::Choice, Some(target)) => Ok(target.answer_choice(utterance, turn)),
            (Asked::Date | Asked::Time, Some(target)) => Ok(target.answer_time(utterance)),
            _ => Ok(Took::Nothing),
        }
    }

    /// Takes the time said: that of the appointment while it is looked for, else where it is to go.
    fn hear_time(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> bool {
        let reading = &utterance.says().reading;
        if utterance.names_time() {
            self.drop_other_appointment(reading.when.as_ref());
        }
        if self.is_identifying()
            && let Some(own) = &reading.instead_of
        {
            self.said = Some(own.clone());
        }
        if self.hear_shift(reading) || self.hear_roles(utterance) {
            return true;
        }
        let own_time = self.is_identifying() && reading.instead_of.is_none() && !self.is_target(utterance, turn);
        match self.target_mut() {
            Some(target) if !own_time => target.hear_time(utterance, turn),
            _ if !utterance.names_time() && !reading.any && reading.shift.is_none() => false,
            _ => {
                if let Some(when) = reading.when.clone().filter(|_| own_time) {
                    self.said = Some(When { alternatives: Vec::new(), ..when });
                }
                true
            }
        }
    }

    /// Takes the times by the parts that they play: 'ich hab Donnerstag um drei einen Termin, den möchte ich auf Freitag um zehn
    /// legen'; whether one is that of the appointment that is looked for.
    fn hear_roles(&mut self, utterance: &Utterance) -> bool {
        let Some(own) = utterance.times(TimeRole::Own).last().filter(|_| self.is_identifying()) else { return false };
        self.said = Some(When { alternatives: Vec::new(), ..own.when.clone() });
        let reading = &utterance.says().reading;
        if let (Some(target), Some(wished)) = (self.target_mut(), utterance.times(TimeRole::Wished).last()) {
            let weekday = reading.weekday.filter(|_| reading.when.as_ref() == Some(&wished.when));
            let open = (!wished.day_said && wished.when.kind != Kind::Day).then_some(Open::Day);
            target.wish_for(Some(WishedTime { when: wished.when.clone(), open, weekday }));
        }
        true
    }

    /// An appointment known from earlier in the call is not the one meant when another time is said.
    fn drop_other_appointment(&mut self, when: Option<&When>) {
        let found_anew = !matches!(self.deed, OwnDeed::Move(_));
        let (Some(own), Some(when)) = (&self.appointment, when) else { return };
        let meant = when.start <= own.slot.start && when.end.is_none_or(|end| own.slot.start < end);
        if found_anew && !meant {
            self.appointment = None;
        }
    }

    /// Whether a time in a wish to move is where the appointment is to go ('auf Freitag', 'to Friday').
    fn is_target(&self, utterance: &Utterance, turn: &Turn<'_>) -> bool {
        let asked_own = matches!(turn.next.asked, Asked::Date | Asked::Time | Asked::Which);
        matches!(self.deed, OwnDeed::Move(_)) && !asked_own && utterance.parsed.has(Cue::Towards)
    }

    /// 'Eine Stunde nach hinten': seen from the own appointment, once it is known.
    fn hear_shift(&mut self, reading: &WhenReading) -> bool {
        let identifying = self.is_identifying();
        let OwnDeed::Move(moving) = &mut self.deed else { return false };
        let Some(shift) = reading.shift.clone().filter(|_| moving.target.offered().is_empty()) else { return false };
        if let Some(when) = reading.when.clone().filter(|_| identifying && reading.day_said) {
            self.said.get_or_insert(when);
        }
        moving.shift = Some(shift);
        moving.target.wish_for(None);
        true
    }

    /// 'Beide Termine absagen', 'na beide natürlich'.
    fn hear_all(&mut self, utterance: &Utterance) -> bool {
        let hears = !self.all && self.deed != OwnDeed::Tell && utterance.parsed.has(Cue::All);
        self.all |= hears;
        hears
    }

    /// Which of several: by its number, day, time or service.
    async fn answer_which(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> Result<Took, EngineError> {
        let found = match self.look_up(turn).await? {
            Ok(found) => found,
            Err(asked) => return Ok(Took::Step(Step::Ask(asked))),
        };
        if self.hear_all(utterance) {
            return Ok(Took::Step(Step::GoOn));
        }
        let fits = which(&found, utterance, turn);
        let [one] = fits.as_slice() else { return Ok(Took::Nothing) };
        self.appointment = Some((*one).clone());
        Ok(Took::Step(Step::GoOn))
    }
}

/// The appointments that the words may mean.
fn which<'f>(found: &'f [Appointment], utterance: &Utterance, turn: &Turn<'_>) -> Vec<&'f Appointment> {
    let (says, business) = (utterance.says(), turn.business());
    let mut fits: Vec<&Appointment> = match says.pick {
        Some(pick) => picked(pick, found, |own| own.slot.start).into_iter().collect(),
        None => found.iter().collect(),
    };
    if let Some(service) = says.service.as_ref().filter(|service| Found::is_sure(service)) {
        fits.retain(|own| own.slot.service == service.value);
    }
    if let Some(when) = says.when.as_ref() {
        let time = |start| wording::local_time(business, start);
        fits.retain(|own| match when.end {
            Some(end) => (when.start..end).contains(&own.slot.start),
            None => {
                let same_time = !says.reading.day_said && time(own.slot.start) == time(when.start);
                own.slot.start == when.start || same_time
            }
        });
    }
    fits
}
