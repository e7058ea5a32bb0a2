//! The way from a time wished for to one visit: looked for, offered, or told why it cannot be had.

use super::{Target, Visits};
use crate::phrases::Phrase;
use crate::tasks::Step;
use crate::tools::{self, VisitAnswer, VisitWish, WhyNot};
use crate::turn::Turn;
use crate::{Asked, EngineError, speakable, wording};
use booking::{AppointmentId, Part, Refusal, Together, Visit};
use jiff::civil::Weekday;
use understanding::when::{Kind, When};

/// The same visits are offered again so often in place of a time that cannot be had, before a person is.
const OFFERED_AGAIN_MAX: u32 = 1;

/// For what a visit is sought.
#[derive(Debug, Clone)]
pub(crate) struct Sought<'a> {
    /// What, with whom, for whom.
    pub(crate) parts: Vec<Part>,
    /// How several people are served.
    pub(crate) together: Together,
    /// The own appointment to be moved.
    pub(crate) moved: Option<&'a AppointmentId>,
}

impl Sought<'_> {
    /// The only resource that is wished for.
    fn resource(&self) -> Option<&str> {
        self.parts.iter().find_map(|part| part.resource.as_deref())
    }
}

impl Target {
    /// The visit chosen, or what has to be asked first.
    pub(crate) async fn settle(
        &mut self,
        sought: &Sought<'_>,
        turn: &mut Turn<'_>,
    ) -> Result<Result<Visit, Step>, EngineError> {
        match &self.visits {
            Visits::Chosen(visit) => return Ok(Ok(visit.clone())),
            Visits::Offered(_) => return Ok(Err(Step::Ask(Asked::Choice))),
            Visits::Open => {}
        }
        match self.time.clone() {
            Some(time) if time.is_unclear() => Ok(Err(self.ask_reading(&time, turn))),
            Some(time) if !time.is_day_open() => self.search(&time.when, sought, turn).await,
            Some(_) | None => Ok(Err(Step::Ask(Asked::Date))),
        }
    }

    async fn search(
        &mut self,
        when: &When,
        sought: &Sought<'_>,
        turn: &mut Turn<'_>,
    ) -> Result<Result<Visit, Step>, EngineError> {
        let step = match self.find(when, sought, turn).await? {
            VisitAnswer::Free(visit) => {
                self.choose(visit.clone());
                turn.found = Some(visit.clone());
                return Ok(Ok(visit));
            }
            VisitAnswer::Within(visits) => self.offer(visits),
            VisitAnswer::Near(_, visits) if self.goes_in_circles(&visits) => Step::OfferPerson(Phrase::OfferTransfer),
            VisitAnswer::Near(why, visits) => {
                say_why_not(when, &why, sought.resource(), turn);
                self.offer_near(&why, visits, turn)
            }
        };
        Ok(Err(step))
    }

    /// Looks for visits at a time.
    pub(crate) async fn find(
        &self,
        when: &When,
        sought: &Sought<'_>,
        turn: &Turn<'_>,
    ) -> Result<VisitAnswer, EngineError> {
        let visits = VisitWish {
            parts: &sought.parts,
            together: sought.together,
            when,
            excluded: &self.excluded,
            declined: &self.declined,
            moved: sought.moved,
        };
        tools::find_visits(turn.scene, &visits).await
    }

    /// Whether the same visits were offered again and again in place of a time that cannot be had: it is not heard right, or the
    /// offer is not, and saying it once more will not help.
    fn goes_in_circles(&mut self, visits: &[Visit]) -> bool {
        let (before, again) = &mut self.instead;
        if before != visits {
            (*before, *again) = (visits.to_vec(), 0);
            return false;
        }
        *again += 1;
        *again > OFFERED_AGAIN_MAX
    }

    fn offer(&mut self, visits: Vec<Visit>) -> Step {
        self.visits = Visits::Offered(visits);
        Step::Ask(Asked::Choice)
    }

    /// Offers what is near the wish; when there is nothing, asks for another time or, if nothing is left, for a message.
    fn offer_near(&mut self, why: &WhyNot, visits: Vec<Visit>, turn: &mut Turn<'_>) -> Step {
        if !visits.is_empty() {
            return self.offer(visits);
        }
        let bound = |when: &When| when.daily.is_some() || !when.weekdays.is_empty();
        let narrowed = !self.excluded.is_empty() || !self.declined.is_empty() || self.when().is_some_and(bound);
        self.time = None;
        match why {
            WhyNot::Past | WhyNot::TooFar => Step::Ask(Asked::Date),
            // 'Nothing at all' would be untrue of what the caller has ruled out.
            _ if narrowed => {
                self.excluded.clear();
                self.declined.clear();
                turn.say(Phrase::AskOtherTime, &[]);
                Step::Wait(Asked::Date)
            }
            _ => Step::OfferMessage(Phrase::NothingFreeAtAll),
        }
    }

    /// The same time with somebody else, or other times near a visit that was lost to `refusal`.
    pub(crate) async fn look_near(
        &mut self,
        lost: &Visit,
        refusal: Refusal,
        sought: &Sought<'_>,
        turn: &mut Turn<'_>,
    ) -> Result<Step, EngineError> {
        let when = When::instant(lost.start());
        let answer = self.find(&when, sought, turn).await?;
        self.wish_for(Some(super::WishedTime::settled(when)));
        Ok(match answer {
            // What is refused though it looks free would be refused again.
            VisitAnswer::Free(visit) if visit == *lost && refusal != Refusal::HoldEnded => {
                turn.say(Phrase::TakenMeanwhile, &[]);
                self.time = None;
                Step::Ask(Asked::Date)
            }
            VisitAnswer::Free(visit) => {
                if visit != *lost {
                    turn.say(Phrase::TakenMeanwhile, &[]);
                }
                self.choose(visit);
                Step::GoOn
            }
            VisitAnswer::Within(visits) => self.offer_near(&WhyNot::Taken, visits, turn),
            VisitAnswer::Near(why, visits) => {
                turn.say(Phrase::TakenMeanwhile, &[]);
                self.offer_near(&why, visits, turn)
            }
        })
    }
}

/// Says why a time cannot be had.
fn say_why_not(when: &When, why: &WhyNot, resource: Option<&str>, turn: &mut Turn<'_>) {
    let (business, language) = (turn.business(), turn.language());
    let date = wording::local_date(business, when.start);
    let day = wording::on_day(date, turn.today(), language);
    let who = |id: &str| business.resource(id).map_or("", |resource| resource.spoken_name());
    let time = || speakable::time_of_day(wording::local_time(business, when.start), language);
    match why {
        WhyNot::Past => turn.say(Phrase::Past, &[]),
        WhyNot::TooSoon => turn.say(Phrase::TooSoon, &[]),
        WhyNot::TooFar => turn.say(Phrase::TooFar, &[]),
        WhyNot::OutsideHours => turn.say(Phrase::OutsideHours, &[]),
        WhyNot::TooLong => turn.say(Phrase::TooLong, &[]),
        WhyNot::Closed(closure) => turn.say_closed(date, closure.clone()),
        WhyNot::NotThere(resource, days) => {
            say_other_days((Phrase::NotThere, Phrase::ThereOn), ("resource", who(resource)), &day, days, turn);
        }
        WhyNot::NotOnThatDay(service, days) => {
            let what = wording::service_name(business, service, language);
            say_other_days((Phrase::NotOnThatDay, Phrase::OfferedOn), ("service", &what), &day, days, turn);
        }
        WhyNot::NotThen(Some(resource), _) => turn.say(Phrase::NotThereThen, &[("resource", who(resource))]),
        WhyNot::NotThen(None, service) => {
            let what = wording::service_name(business, service, language);
            turn.say(Phrase::NotThen, &[("service", &what)]);
        }
        WhyNot::OffGrid => turn.say(Phrase::OffGrid, &[("time", &time())]),
        WhyNot::Taken if when.kind == Kind::Instant => {
            let name = resource.map_or("", who);
            turn.say(Phrase::Taken, &[("day", &day), ("time", &time()), ("resource", name)]);
        }
        WhyNot::NotAllOfIt => turn.say(Phrase::NotAllOfIt, &[]),
        WhyNot::Taken if when.kind == Kind::Day => turn.say(Phrase::NothingFree, &[("day", &day)]),
        WhyNot::Taken => turn.say(Phrase::NothingFreeThen, &[]),
    }
}

/// That somebody or something cannot be had on a day, and on which weekdays it can, where that is known.
fn say_other_days(
    (without, with): (Phrase, Phrase),
    what: (&str, &str),
    day: &str,
    days: &[Weekday],
    turn: &mut Turn<'_>,
) {
    let weekdays = wording::on_weekdays(days, turn.language());
    match days {
        [] => turn.say(without, &[what, ("day", day)]),
        _ => turn.say(with, &[what, ("day", day), ("weekdays", &weekdays)]),
    }
}
