//! A caller on a poor line: knows what they want, answers what is asked, agrees to what is read back only where it is that, corrects it
//! otherwise, and says it again when not understood. Every word of theirs may be misheard.
//!
//! They say the script's lines where these answer the question; asked again, or asked something else, they say the fact itself.

use super::Cue;
use super::confusion::Confusion;
use super::wish::{Deed, Words};
use crate::eval::dialogues::script::Script;
use crate::eval::dialogues::stage::Stage;
use base::number::Number;
use base::privacy::Personal;
use call::typed::Act;
use dialogue::{Asked, Proposal};

/// How often a caller answers the same question in a row before hanging up.
const SAME_QUESTION_MAX: u32 = 5;
/// From this time on the script's line was of no use, and the fact itself is said.
const OWN_WORDS_FROM: u32 = 1;

/// Somebody who wants what the script wants.
pub struct NoisyCaller<'a> {
    script: &'a Script,
    cues: &'a [Cue],
    wanted: Vec<Deed>,
    /// The next line of the script.
    next: usize,
    last: Option<usize>,
    /// What was asked last, and how often in a row.
    asked: (Asked, u32),
    confusion: Confusion,
}

/// What is to be said.
enum Line {
    /// A line of the script.
    Cue(usize),
    /// The caller's own words.
    Own(String),
}

impl<'a> NoisyCaller<'a> {
    /// A caller who has said nothing yet.
    pub fn new(script: &'a Script, cues: &'a [Cue], confusion: Confusion) -> Self {
        let wanted = script.wanted.iter().filter_map(|outcome| Deed::parse(outcome)).collect();
        NoisyCaller { script, cues, wanted, next: 0, last: None, asked: (Asked::None, 0), confusion }
    }

    /// What the caller does next; `None` is hanging up.
    pub async fn next(&mut self, stage: &mut Stage) -> Option<Act> {
        let asked = stage.answer.asked;
        self.asked = if self.asked.0 == asked { (asked, self.asked.1 + 1) } else { (asked, 0) };
        if self.asked.1 > SAME_QUESTION_MAX {
            return None;
        }
        let line = match stage.read_back() {
            Some(facts) => self.answer_read_back(&facts, stage),
            None => self.answer_question(asked, stage)?,
        };
        match line {
            Line::Cue(at) => {
                if at >= self.next {
                    for text in self.cues[self.next..=at].iter().flat_map(|cue| &cue.taken) {
                        // In another course of the call it may be taken already.
                        stage.take(text).await.ok();
                    }
                    self.next = at + 1;
                }
                self.last = Some(at);
                Some(self.heard(&self.cues[at].act.clone()))
            }
            Line::Own(words) => Some(self.heard(&Act::Say { words: words.into(), confidence: None })),
        }
    }

    /// Agrees to what is wanted and to nothing else.
    fn answer_read_back(&self, facts: &str, stage: &Stage) -> Line {
        let words = self.words(stage);
        let scripted = (self.next..self.cues.len()).find(|at| self.cues[*at].read_back.as_deref() == Some(facts));
        if let Some(at) = scripted.filter(|_| self.asked.1 == 0) {
            return Line::Cue(at);
        }
        let open = self.open_deeds(stage);
        let read: Vec<Deed> = facts.lines().filter_map(Deed::parse).collect();
        let is_wanted = |read: &Deed| open.iter().any(|wanted| is_same(wanted, read));
        let Some(wrong) = read.iter().find(|read| !is_wanted(read)) else {
            return Line::Own(match self.missing(&read, &open).filter(|_| !self.was_read_back_alone(facts)) {
                Some(missing) => words.correction(missing, None),
                None => self
                    .wrong_detail(stage)
                    .unwrap_or_else(|| words.either("Ja, das ist richtig.", "Yes, that's right.")),
            });
        };
        let meant = open.iter().filter(|wanted| wanted.likeness(wrong) > 0).max_by_key(|wanted| wanted.likeness(wrong));
        Line::Own(words.correction(wrong, meant))
    }

    /// What is read back together in the script, and not here.
    fn missing<'d>(&self, read: &[Deed], open: &'d [Deed]) -> Option<&'d Deed> {
        let whole =
            self.cues.iter().filter_map(|cue| cue.read_back.as_deref()).filter(|facts| facts.lines().count() > 1);
        let together = |wanted: &&Deed| {
            whole.clone().any(|facts| facts.lines().filter_map(Deed::parse).any(|one| is_same(&one, wanted)))
        };
        open.iter().filter(together).find(|wanted| !read.iter().any(|read| is_same(wanted, read)))
    }

    fn was_read_back_alone(&self, facts: &str) -> bool {
        self.cues.iter().any(|cue| cue.read_back.as_deref() == Some(facts))
    }

    /// A number plate that was misheard, corrected.
    fn wrong_detail(&self, stage: &Stage) -> Option<String> {
        let Some(Proposal::Book { visit, details, .. }) = stage.session().proposal() else { return None };
        let wanted = self.wanted.iter().find_map(|deed| match deed {
            Deed::Booked { service, details, .. } if *service == visit.first().service => Some(details),
            _ => None,
        })?;
        let (_, value) =
            wanted.iter().find(|(id, value)| details.reveal().get(id).is_some_and(|read| read != value))?;
        let words = self.words(stage);
        let spelled = words.spelled(value);
        Some(
            words.either(
                &format!("Nein, das Kennzeichen ist {spelled}."),
                &format!("No, the number plate is {spelled}."),
            ),
        )
    }

    /// The script's line for what is asked; the fact itself where that was said already or there is none.
    fn answer_question(&self, asked: Asked, stage: &Stage) -> Option<Line> {
        let fits = |at: &usize| self.cues[*at].read_back.is_none() && self.cues[*at].asked == asked;
        let ahead = (self.next..self.cues.len()).find(fits);
        let said = || (0..self.next).rev().find(fits);
        let own = || self.say_fact(asked, stage).map(Line::Own);
        if asked == Asked::More {
            return ahead.map(Line::Cue).or_else(|| Some(self.say_what_is_left(stage)));
        }
        if let Some(at) = ahead {
            return Some(Line::Cue(at));
        }
        if self.asked.1 >= OWN_WORDS_FROM || said().is_none() {
            return own().or_else(|| self.say_again(asked).or_else(|| said().map(Line::Cue))).or_else(|| self.first());
        }
        said().map(Line::Cue).or_else(|| self.first())
    }

    /// What was not understood is said again.
    fn say_again(&self, asked: Asked) -> Option<Line> {
        self.last.filter(|_| asked == Asked::Repeat).map(Line::Cue)
    }

    /// What was wanted in the first place says most.
    fn first(&self) -> Option<Line> {
        (!self.cues.is_empty()).then_some(Line::Cue(0))
    }

    /// What is not done yet, or goodbye.
    fn say_what_is_left(&self, stage: &Stage) -> Line {
        let words = self.words(stage);
        match self.open_deeds(stage).first() {
            Some(deed) if self.asked.1 < 2 => Line::Own(words.wish(deed)),
            _ => Line::Own(words.either("Nein danke, tschüss.", "No thank you, goodbye.")),
        }
    }

    /// The fact that is asked for.
    fn say_fact(&self, asked: Asked, stage: &Stage) -> Option<String> {
        let words = self.words(stage);
        let open = self.open_deeds(stage);
        let deed = open.first();
        let identifying = stage.session().conversation().is_identifying();
        let start = deed.and_then(|deed| if identifying { deed.own() } else { deed.target() });
        Some(match asked {
            Asked::Wish | Asked::Repeat => words.wish(deed?),
            Asked::Service => match deed? {
                Deed::Booked { service, .. } => words.service(service),
                Deed::Moved { .. } | Deed::Cancelled { .. } => return None,
            },
            Asked::Resource => match deed? {
                Deed::Booked { resource, .. } | Deed::Moved { resource, .. } => words.person(resource)?,
                Deed::Cancelled { .. } => return None,
            },
            Asked::Date => words.when(start?),
            Asked::Time => words.time(start?),
            Asked::Which => words.when(deed?.own()?),
            Asked::Choice => self.choose(start?, deed?, stage),
            Asked::Name => self.name()?,
            Asked::Spelling => self.spell(stage)?,
            Asked::Phone => self.phone(stage)?,
            Asked::Detail => match deed? {
                Deed::Booked { details, .. } => words.spelled(&details.first()?.1),
                Deed::Moved { .. } | Deed::Cancelled { .. } => return None,
            },
            Asked::Transfer => words.either("Ja, bitte.", "Yes, please."),
            _ => return None,
        })
    }

    /// The wanted one of what is offered, or what is wanted instead.
    fn choose(&self, start: jiff::civil::DateTime, deed: &Deed, stage: &Stage) -> String {
        let words = self.words(stage);
        let zone = stage.business().zone.clone();
        let mut fits = stage.answer.offered.iter().filter(|slot| slot.start.to_zoned(zone.clone()).datetime() == start);
        let person = match deed {
            Deed::Booked { resource, .. } | Deed::Moved { resource, .. } => words.person(resource),
            Deed::Cancelled { .. } => None,
        };
        match (fits.next(), person) {
            (Some(_), Some(person)) => format!("{} {person}.", words.when(start)),
            (Some(_), None) => format!("{}.", words.when(start)),
            (None, _) => format!("{}, {}.", words.either("Nein, lieber", "No, rather"), words.when(start)),
        }
    }

    /// The name, from what is to be done or from the message.
    fn name(&self) -> Option<String> {
        let booked = self.wanted.iter().find_map(|deed| match deed {
            Deed::Booked { name, .. } => Some(name.clone()),
            _ => None,
        });
        let own = || self.script.before.iter().find(|(of_caller, _)| *of_caller);
        let of_own = || own().and_then(|(_, text)| Some(text.splitn(4, ' ').nth(3)?.to_owned()));
        let left = || {
            let message = self.script.wanted.iter().find_map(|outcome| outcome.strip_prefix("message: "))?;
            message.split(' ').nth(1).filter(|name| *name != "-").map(str::to_owned)
        };
        booked.or_else(of_own).or_else(left)
    }

    /// Yes to the right name spelled back; else its letters.
    fn spell(&self, stage: &Stage) -> Option<String> {
        let (words, name) = (self.words(stage), self.name()?);
        let heard = stage.session().conversation().caller.name.said().map(|heard| heard.reveal().to_lowercase());
        let surname = name.split(' ').next_back().unwrap_or(&name).to_lowercase();
        Some(match heard {
            Some(heard) if heard == name.to_lowercase() || heard == surname => {
                words.either("Ja, richtig.", "Yes, right.")
            }
            Some(_) => format!("{}, {}.", words.either("Nein", "No"), words.spelled(&name)),
            None => words.spelled(&name),
        })
    }

    /// Yes to the right number read back; else its digits.
    fn phone(&self, stage: &Stage) -> Option<String> {
        let words = self.words(stage);
        let left = self.script.wanted.iter().find_map(|outcome| outcome.strip_prefix("message: "));
        let said = left.and_then(|message| message.split(' ').nth(2)).and_then(|number| Number::parse(number).ok());
        let number = said.or(self.script.number.clone())?;
        let heard = stage.session().conversation().caller.phone.number().map(|heard| heard.reveal().clone());
        Some(match heard {
            Some(heard) if heard == number => words.either("Ja, richtig.", "Yes, right."),
            _ => number.as_str().replacen("+49", "0", 1).chars().map(String::from).collect::<Vec<_>>().join(" "),
        })
    }

    /// What is wanted and not done yet.
    fn open_deeds(&self, stage: &Stage) -> Vec<Deed> {
        let mut open = self.wanted.clone();
        for done in stage.came().iter().filter_map(|outcome| Deed::parse(outcome)) {
            if let Some(place) = open.iter().position(|wanted| is_same(wanted, &done)) {
                open.remove(place);
            }
        }
        open
    }

    fn words<'s>(&self, stage: &'s Stage) -> Words<'s> {
        Words { business: stage.business(), language: stage.answer.language }
    }

    /// What is heard of what the caller does.
    fn heard(&mut self, act: &Act) -> Act {
        let mut garbled = |words: &Personal<String>| self.confusion.mishear(words.reveal());
        match act {
            Act::Say { words, confidence } => match garbled(words) {
                nothing if nothing.is_empty() => Act::Mumble,
                words => Act::Say { words: words.into(), confidence: *confidence },
            },
            Act::BargeIn(words) => Act::BargeIn(garbled(words).into()),
            act => act.clone(),
        }
    }
}

/// Whether what was read back or done is what is wanted, details and case aside.
fn is_same(wanted: &Deed, read: &Deed) -> bool {
    match (wanted, read) {
        (
            Deed::Booked { service, resource, start, name, .. },
            Deed::Booked { service: read_service, resource: read_resource, start: read_start, name: read_name, .. },
        ) => {
            service == read_service
                && resource == read_resource
                && start == read_start
                && name.eq_ignore_ascii_case(read_name)
        }
        (wanted, read) => wanted == read,
    }
}
