//! Reading an utterance once, in the order in which one finding bears on the next: names before times (a surname may be a
//! weekday), times before services, all of them before intents.

use super::intents;
use super::name::{self, Named};
use super::sentence::{Class, Utterance};
use super::service::Service;
use super::{
    Agreement, Context, Found, Intent, Letters, Understanding, digits, email, parts, people, person, pick, question,
    service, spelling, switch,
};
use crate::when::{self, WhenContext, WhenReading};
use crate::words::{fold, tokens};
use crate::{Asked, ResourceWish};
use base::privacy::Personal;

/// An utterance and what was found in it. The agreement is judged elsewhere.
#[derive(Debug)]
pub(super) struct Read {
    pub utterance: Utterance,
    pub understanding: Understanding,
}

impl Read {
    pub fn of(words: &str, context: &Context<'_>) -> Self {
        let mut utterance = Utterance::new(tokens(words), context.language);
        let letters = dictated(&utterance, context.asked);
        let name = match &letters {
            Some((letters, range)) if context.asked != Asked::Detail => Some(Named::spelled(letters, range.clone())),
            _ => caller_name(&utterance, context),
        };
        let name = name.filter(|named| !is_something_else(words, &utterance, named, context));
        if let Some(named) = &name {
            utterance.mark(named.tokens.clone(), Class::Name);
        }
        let reading = time(words, context, name.as_ref(), &mut utterance);
        let email = email::email(&utterance);
        if let Some((_, range)) = &email {
            utterance.mark(range.clone(), Class::Contact);
        }
        let resource = resource(context, &mut utterance);
        let service = service(context, &mut utterance);
        let parts = parts(context, &mut utterance);
        let together = people::together(&utterance);
        let mut questions =
            context.business.map_or_else(Vec::new, |business| question::questions(&utterance, business));
        let further = questions.split_off(questions.len().min(1));
        let question = questions.pop();
        let nobody = resource.is_none() && !matches!(context.asked, Asked::Name | Asked::Spelling | Asked::Message);
        let people_meant = match context.business {
            Some(business) if nobody => person::meant(&utterance, business, context.asked),
            _ => Vec::new(),
        };
        let doubtful_question = match &question {
            None => context.business.and_then(|business| question::doubtful(&utterance, business)),
            Some(_) => None,
        };
        let name = name.or_else(|| trailing_name(&utterance, context));
        let digits = digits::digits(&utterance, digits_asked(context.asked));
        let number = digits.as_ref().and_then(digits::Digits::number);
        let mut understanding = Understanding {
            intents: Vec::new(),
            when: reading.when.clone(),
            problems: reading.problems.clone(),
            reading,
            service: service.map(|service| service.found),
            parts: parts.parts,
            change: parts.change,
            together,
            resource,
            people_meant,
            question: question.as_ref().map(|(id, _)| id.clone()),
            further_questions: further.into_iter().map(|(id, _)| id).collect(),
            doubtful_question,
            name: name.map(|named| Found {
                value: Personal::new(named.name),
                certainty: named.certainty,
                alternatives: Vec::new(),
            }),
            digits: digits.map(|digits| Personal::new(digits.plain())),
            number: number.map(Personal::new),
            letters: letters.map(|(letters, _)| letters),
            email: email.map(|(address, _)| Personal::new(address)),
            language: None,
            pick: pick::pick(&utterance),
            agreement: Agreement::Unclear,
        };
        understanding.intents = intents::intents(&utterance, &understanding, question.as_ref(), context.asked);
        if !understanding.intents.contains(&Intent::Question) {
            understanding.question = None;
            understanding.further_questions.clear();
        }
        take_refused_day_as_own(&mut understanding);
        understanding.language = language(&utterance, &understanding.intents);
        Read { utterance, understanding }
    }

    /// Whether the words want something beyond yes, no and courtesy.
    pub fn wants_something(&self) -> bool {
        let courtesy = |intent: &Intent| matches!(intent, Intent::Yes | Intent::No | Intent::Thanks | Intent::Goodbye);
        self.understanding.intents.iter().any(|intent| !courtesy(intent))
    }
}

/// 'Ich kann morgen nicht kommen': the day refused is that of the appointment to be cancelled or moved.
fn take_refused_day_as_own(says: &mut Understanding) {
    let own = says.intents.iter().any(|intent| matches!(intent, Intent::Cancel | Intent::Move));
    let reading = &mut says.reading;
    if own && reading.instead_of.is_none() && !reading.excluded.is_empty() {
        reading.instead_of = Some(reading.excluded.remove(0));
    }
}

/// The letters dictated where they were asked for, of a name or a number plate. Where the name was asked for, only those that
/// leave a gap: others are read with the name said before them.
fn dictated(utterance: &Utterance, asked: Asked) -> Option<(Letters, std::ops::Range<usize>)> {
    match asked {
        Asked::Spelling | Asked::Detail => spelling::dictated(utterance),
        Asked::Name => spelling::dictated(utterance).filter(|(letters, _)| letters.has_gaps()),
        _ => None,
    }
}

/// The name, unless words that were to be one clearly want something else.
fn caller_name(utterance: &Utterance, context: &Context<'_>) -> Option<Named> {
    let asked = context.asked == Asked::Name;
    let spelling = context.asked == Asked::Spelling;
    let other = (asked || spelling) && intents::clearly_something_else(utterance);
    let named = name::name(utterance, asked, spelling, other)?;
    // 'Bei Jonas hier' names the one they want to see.
    let business = context.business.into_iter().flat_map(|business| &business.resources);
    let is_theirs = business.map(|resource| fold(resource.spoken_name())).any(|theirs| theirs == fold(&named.name));
    (asked || !is_theirs).then_some(named)
}

/// Whether what would be a name is a time of several words, or a service called by its full name.
fn is_something_else(words: &str, utterance: &Utterance, named: &Named, context: &Context<'_>) -> bool {
    const NAMED_MIN: f32 = 0.97;
    if !matches!(context.asked, Asked::Name | Asked::Spelling) {
        return false;
    }
    let when_context = WhenContext {
        now: context.now.clone(),
        language: context.language,
        business: context.business,
        earlier: None,
        asked: Asked::Date,
    };
    let consumed = when::parse(words, &when_context).consumed;
    let is_time = |index: usize| consumed.iter().any(|range| range.contains(&index));
    // 'Um zehn', 'nächste Woche Dienstag': a weekday alone may be a surname.
    let prepositions = ["um", "am", "ab", "gegen", "nach", "vor", "at", "on", "after", "before"];
    let before = named.tokens.start.saturating_sub(1);
    let spans = named.tokens.len() > 1 || prepositions.contains(&utterance.text(before));
    if spans && named.tokens.clone().all(is_time) {
        return true;
    }
    let service = context.business.and_then(|business| service::service(utterance, business, false));
    service.is_some_and(|service| {
        service.found.certainty >= NAMED_MIN && named.tokens.clone().any(|index| service.tokens.contains(&index))
    })
}

/// A name said behind everything else, where a booking or an own appointment was spoken of.
fn trailing_name(utterance: &Utterance, context: &Context<'_>) -> Option<Named> {
    let open = matches!(context.asked, Asked::Wish | Asked::More | Asked::Repeat | Asked::None);
    let named = name::trailing(utterance).filter(|_| open)?;
    let facts = |class: Class| (0..named.tokens.start).any(|index| utterance.is(index, class));
    let about_own = || intents::speaks_of_own(utterance);
    ((facts(Class::Service) && facts(Class::When)) || about_own()).then_some(named)
}

/// The time said, without the words that are a name.
fn time(words: &str, context: &Context<'_>, name: Option<&Named>, utterance: &mut Utterance) -> WhenReading {
    let blanked = name.map(|named| blank(words, utterance, named));
    let when_context = WhenContext {
        now: context.now.clone(),
        language: context.language,
        business: context.business,
        earlier: context.earlier,
        asked: context.asked,
    };
    let dictated = matches!(context.asked, Asked::Phone | Asked::Spelling);
    if dictated {
        return WhenReading::default();
    }
    let reading = when::parse(blanked.as_deref().unwrap_or(words), &when_context);
    for range in &reading.consumed {
        utterance.mark(range.clone(), Class::When);
    }
    reading
}

/// The words with every letter of the name replaced, so that tokens keep their places.
fn blank(words: &str, utterance: &Utterance, named: &Named) -> String {
    let mut blanked = String::with_capacity(words.len());
    let mut end = 0;
    for token in &utterance.tokens[named.tokens.clone()] {
        blanked.push_str(&words[end..token.bytes.start]);
        blanked.push_str("xx");
        end = token.bytes.end;
    }
    blanked.push_str(&words[end..]);
    blanked
}

fn resource(context: &Context<'_>, utterance: &mut Utterance) -> Option<Found<ResourceWish>> {
    let (found, range) = person::resource(utterance, context.business?, context.asked == Asked::Resource)?;
    if found.value != ResourceWish::Anyone {
        utterance.mark(range, Class::Resource);
    }
    Some(found)
}

fn service(context: &Context<'_>, utterance: &mut Utterance) -> Option<Service> {
    let service = service::service(utterance, context.business?, context.asked == Asked::Service)?;
    for index in &service.tokens {
        utterance.mark(*index..*index + 1, Class::Service);
    }
    Some(service)
}

fn parts(context: &Context<'_>, utterance: &mut Utterance) -> parts::Parts {
    let dictated =
        matches!(context.asked, Asked::Name | Asked::Spelling | Asked::Phone | Asked::Detail | Asked::Message);
    let Some(business) = context.business.filter(|_| !dictated) else { return parts::Parts::default() };
    let found = parts::parts(utterance, business, context.asked);
    if !found.parts.is_empty() {
        for index in &found.tokens {
            utterance.mark(*index..*index + 1, Class::Service);
        }
    }
    found
}

fn digits_asked(asked: Asked) -> bool {
    matches!(asked, Asked::Phone | Asked::Detail)
}

fn language(utterance: &Utterance, intents: &[Intent]) -> Option<base::language::Language> {
    let asked = intents.contains(&Intent::Language).then(|| switch::asked_for(utterance)).flatten();
    asked.or_else(|| switch::spoken(utterance)).filter(|language| {
        // Asking for the language already spoken is answered, not switched.
        *language != utterance.language || intents.contains(&Intent::Language)
    })
}
