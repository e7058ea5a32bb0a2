//! The time said, taken as the time wished for; and which of its readings is meant.

use super::{Open, Target, WishedTime, picked};
use crate::phrases::Phrase;
use crate::tasks::{Step, Took};
use crate::turn::Turn;
use crate::{Asked, speakable, wording};
use jiff::Timestamp;
use understanding::when::{Kind, Problem, When, WhenReading};
use understanding::{Intent, Utterance};

impl Target {
    /// Takes the time said as the time wished for; whether one was said.
    pub(crate) fn hear_time(&mut self, utterance: &Utterance, turn: &mut Turn<'_>) -> bool {
        let reading = &utterance.says().reading;
        if !utterance.names_time() && !reading.any && reading.shift.is_none() {
            return self.hear_soonest(utterance, turn);
        }
        if let Some(readings) = self.readings_at(utterance, turn) {
            self.wish_for(Some(readings));
            return true;
        }
        self.excluded.extend(reading.excluded.iter().cloned());
        self.take_time(reading, turn);
        true
    }

    /// 'The next free one': any time, the earliest first.
    fn hear_soonest(&mut self, utterance: &Utterance, turn: &Turn<'_>) -> bool {
        let soonest = utterance.wants(Intent::Availability) && self.time.is_none();
        if soonest {
            self.time = Some(WishedTime::settled(turn.any_time()));
        }
        soonest
    }

    /// Takes what a reading gives as the time wished for.
    pub(crate) fn take_time(&mut self, reading: &WhenReading, turn: &mut Turn<'_>) {
        if let Some(problem) = reading.problems.iter().find(|problem| **problem != Problem::Ambiguous) {
            // What is left of it is looked for.
            say_problem(*problem, turn, reading.when.is_none());
        }
        let when = match &reading.when {
            Some(when) => when.clone(),
            None if reading.any => turn.any_time(),
            None => {
                let kept = self.time.take().filter(|_| !self.excluded.is_empty());
                return self.wish_for(kept);
            }
        };
        let chosen = self.chosen().is_some_and(|visit| when.kind == Kind::Instant && when.start == visit.start());
        if !chosen {
            self.wish_for(Some(WishedTime::of(when, reading)));
        }
    }

    /// A time of day alone, while it is still open which of several days is meant: that time on each of them.
    fn readings_at(&self, utterance: &Utterance, turn: &Turn<'_>) -> Option<WishedTime> {
        let (says, business) = (utterance.says(), turn.business());
        let said = says.reading.when.as_ref()?;
        let days = self.time.as_ref().filter(|time| time.is_unclear() && time.when.kind != Kind::Instant)?;
        let time = (said.kind == Kind::Instant && says.problems.is_empty() && !utterance.parsed.shape().day)
            .then(|| wording::local_time(business, said.start))?;
        let mut starts = days.readings().into_iter().filter_map(|(day, _)| {
            let date = wording::local_date(business, day);
            business.zone.to_zoned(date.to_datetime(time)).ok().map(|start| start.timestamp())
        });
        let when = When::instant(starts.next()?);
        let alternatives = starts.map(|start| (start, None)).collect();
        let open = Some(Open::Reading { day: false });
        Some(WishedTime { when: When { alternatives, ..when }, open, weekday: None })
    }

    /// Which of several readings of a time: by number, or yes to the first.
    pub(crate) fn answer_time(&mut self, utterance: &Utterance) -> Took {
        let Some(time) = self.time.as_mut().filter(|time| time.is_unclear() && !utterance.names_time()) else {
            return Took::Nothing;
        };
        let readings = time.readings();
        let chosen = match utterance.says().pick {
            Some(pick) => picked(pick, &readings, |(start, _)| *start),
            None if utterance.is_yes() => readings.first(),
            None => None,
        };
        let Some(reading) = chosen.copied() else { return Took::Nothing };
        time.choose(reading);
        Took::Something
    }

    /// Asks which of the readings of a time is meant.
    pub(crate) fn ask_reading(&self, time: &WishedTime, turn: &mut Turn<'_>) -> Step {
        let (business, language, today) = (turn.business(), turn.language(), turn.today());
        let starts: Vec<Timestamp> = time.readings().into_iter().map(|(start, _)| start).collect();
        let date = |start: &Timestamp| wording::local_date(business, *start);
        let one_day = starts.iter().all(|start| date(start) == date(&starts[0]));
        let word = |start: &Timestamp| {
            let at = wording::at_time(business, *start, language);
            match (time.when.kind, one_day) {
                (Kind::Instant, true) => at,
                (Kind::Instant, false) => format!("{} {at}", wording::on_day(date(start), today, language)),
                _ => wording::on_date(date(start), language),
            }
        };
        let times = speakable::list(&starts.iter().map(word).collect::<Vec<_>>(), true, language);
        turn.say(Phrase::WhichTime, &[("times", &times)]);
        Step::Wait(if one_day { Asked::Time } else { Asked::Date })
    }
}

/// Says why a time cannot be taken as it was said, unless that is said otherwise; it counts as a failure.
fn say_problem(problem: Problem, turn: &mut Turn<'_>, aloud: bool) {
    let phrase = match problem {
        Problem::Impossible => Phrase::ImpossibleTime,
        Problem::Contradictory => Phrase::ContradictoryTime,
        Problem::Past => Phrase::Past,
        Problem::Ambiguous => return,
    };
    if aloud {
        turn.say(phrase, &[]);
    }
    turn.stumble_on();
}
