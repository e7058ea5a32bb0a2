//! Reading an utterance once, in the order in which one finding bears on the next: names before times (a surname may be a
//! weekday), times before services, all of them before intents.

use super::clause::{self, Clause, Marked, Part, Parts};
use super::intents;
use super::name::{self, Named};
use super::sentence::{Class, Derived, Utterance};
use super::{
    Agreement, Context, Found, Intent, LetterHint, Letters, Plate, Understanding, digits, email, hint, people, person,
    pick, plate, question, service, spelling, switch, things, time,
};
use crate::Asked;
use crate::lexicon::Lists;
use crate::lexicon::keys::{Floor, Naming, Remark};
use crate::vocabulary::Vocabulary;
use crate::when::{self, Shape, TimeWords, WhenContext};
use crate::words::{fold, tokens};
use base::language::Language;
use base::privacy::Personal;
use std::borrow::Cow;
use std::sync::LazyLock;

/// An utterance and what was found in it. The agreement is judged elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Read {
    pub utterance: Utterance,
    pub understanding: Understanding,
    /// Which parts of a time the words hold, whatever they mean.
    pub shape: Shape,
}

impl Read {
    /// Reads `words`; `vocabulary` is that of the context's business.
    pub fn of(words: &str, context: &Context<'_>, vocabulary: Option<&Vocabulary<'_>>) -> Self {
        let mut utterance = Utterance::new(tokens(words), context.language);
        if let Some(vocabulary) = vocabulary {
            vocabulary.hear(&mut utterance);
        }
        let context = &answered(&utterance, context);
        let plate = plate(&utterance, context);
        if let Some((_, range)) = &plate {
            utterance.mark(range.clone(), Class::Contact);
        }
        let letters = dictated(&utterance, context.asked);
        let hints = hints(&utterance, context.asked, letters.is_some());
        // A remark on a name's letters is no name.
        let apart = without(&utterance, &hints);
        let name = match &letters {
            Some((letters, range)) if context.asked != Asked::Detail => Some(Named::spelled(letters, range.clone())),
            _ => caller_name(&apart, context),
        };
        let said = utterance.said();
        let name = name.filter(|named| !is_courtesy_alone(&said, named));
        let name = name.filter(|named| !is_something_else(words, &utterance, named, context, vocabulary));
        if let Some(named) = &name {
            utterance.mark(named.tokens.clone(), Class::Name);
        }
        let time_words = TimeWords::of(&utterance.tokens, context.language, context.asked);
        let (times, shape) = (time_words.places(), time_words.shape(&utterance.tokens));
        utterance.parsed = clauses(&utterance, &said, &times, context, name.as_ref());
        let reading = time::time(context, &time_words, &mut utterance);
        let email = email::email(&utterance);
        if let Some((_, range)) = &email {
            utterance.mark(range.clone(), Class::Contact);
        }
        let resource = things::resource(context, vocabulary, &mut utterance);
        let replaced = things::replaced_services(vocabulary, &utterance);
        let service = things::service(context, vocabulary, &replaced, &mut utterance);
        let parts = things::parts(context, vocabulary, &replaced, &mut utterance);
        if let Some(range) = &parts.name {
            utterance.mark(range.clone(), Class::Name);
        }
        let together = people::together(&utterance);
        let topics = vocabulary.map(|vocabulary| &vocabulary.topics);
        let mut questions = topics.map_or_else(Vec::new, |topics| question::questions(&utterance, topics));
        let further = questions.split_off(questions.len().min(1));
        let question = questions.pop();
        let nobody = resource.is_none() && !matches!(context.asked, Asked::Name | Asked::Spelling | Asked::Message);
        let people_meant = match vocabulary {
            Some(vocabulary) if nobody => person::meant(&utterance, &vocabulary.people, context.asked),
            _ => Vec::new(),
        };
        let doubtful_question = match &question {
            None => topics.and_then(|topics| question::doubtful(&utterance, topics)),
            Some(_) => None,
        };
        let name = name.or_else(|| trailing_name(&utterance, context));
        let digits = digits::digits(&utterance, digits_asked(context.asked));
        let number = digits.as_ref().and_then(|digits| digits.number(context.language));
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
            hints: hints.into_iter().map(|(hint, _)| hint).collect(),
            digits: digits.map(|digits| Personal::new(digits.plain())),
            plate: plate.map(|(plate, _)| Personal::new(plate)),
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
        Read { utterance, understanding, shape }
    }

    /// The words that the reading leaves to whoever keeps them: what is neither understood nor courtesy. Where the answer is
    /// `kept` as it was said, all but courtesies.
    pub fn beside(&self, kept: bool) -> Vec<&str> {
        const COURTESIES: [Part; 3] = [Part::Courtesy, Part::Polite, Part::Please];
        let parts = self.utterance.said();
        let (mut beside, mut at) = (Vec::new(), 0);
        while at < self.utterance.tokens.len() {
            let courtesy = COURTESIES.iter().filter_map(|part| parts.taken(at, *part)).max();
            if courtesy.is_none() && (kept || self.utterance.classes[at].is_empty()) {
                beside.push(self.utterance.text(at));
            }
            at += courtesy.unwrap_or(1);
        }
        beside
    }

    /// Whether the words want something beyond yes, no and courtesy.
    pub fn wants_something(&self) -> bool {
        let courtesy = |intent: &Intent| matches!(intent, Intent::Yes | Intent::No | Intent::Thanks | Intent::Goodbye);
        self.understanding.intents.iter().any(|intent| !courtesy(intent))
    }
}

/// 'Wie wär's mit vier?' where the name was asked for answers what was asked about the time.
fn answered<'a>(utterance: &Utterance, context: &Context<'a>) -> Context<'a> {
    let proposes = || Floor::Proposing.taken(&utterance.tokens, 0).is_some();
    let asked = if context.asked == Asked::Name && proposes() { Asked::Time } else { context.asked };
    Context { asked, ..context.clone() }
}

/// The clauses, and how they are meant.
fn clauses(
    utterance: &Utterance,
    parts: &Parts,
    times: &[bool],
    context: &Context<'_>,
    name: Option<&Named>,
) -> Vec<Clause> {
    clause::clauses(&Marked {
        tokens: &utterance.tokens,
        parts,
        times,
        names: name.map(|named| named.tokens.clone()).as_slice(),
        language: context.language,
        answers: context.asked.is_closed(),
    })
}

/// 'Ich kann morgen nicht kommen': the day refused is that of the appointment to be cancelled or moved.
fn take_refused_day_as_own(says: &mut Understanding) {
    let own = says.intents.iter().any(|intent| matches!(intent, Intent::Cancel | Intent::Move));
    let reading = &mut says.reading;
    if own && reading.instead_of.is_none() && !reading.excluded.is_empty() {
        reading.instead_of = Some(reading.excluded.remove(0));
    }
}

/// What is said of the letters of a name, where no letters were dictated.
fn hints(utterance: &Utterance, asked: Asked, dictated: bool) -> Vec<(LetterHint, std::ops::Range<usize>)> {
    let other = matches!(asked, Asked::Phone | Asked::Detail | Asked::Message);
    if dictated || other {
        Vec::new()
    } else {
        hint::hints(utterance, matches!(asked, Asked::Spelling | Asked::Confirm))
    }
}

/// The utterance with some of its words made a mere remark.
fn without<'a, H>(utterance: &'a Utterance, hints: &[(H, std::ops::Range<usize>)]) -> Cow<'a, Utterance> {
    static STAND_IN: LazyLock<String> = LazyLock::new(|| {
        let listed = Language::ALL.into_iter().flat_map(|language| Naming::StandIn.listed(language));
        listed.take(1).collect()
    });
    let mut left = Cow::Borrowed(utterance);
    for index in hints.iter().flat_map(|(_, range)| range.clone()) {
        let left = left.to_mut();
        let token = &mut left.tokens[index];
        (token.raw, token.text) = (STAND_IN.clone(), STAND_IN.clone());
        left.derived = Derived::default();
    }
    left
}

/// The number plate said, where the business asks for one (or nothing is known of what it asks for).
fn plate(utterance: &Utterance, context: &Context<'_>) -> Option<(Plate, std::ops::Range<usize>)> {
    let dictated = matches!(context.asked, Asked::Phone | Asked::Spelling | Asked::Message);
    let wanted = match context.business {
        Some(business) => business.details.iter().any(plate::is_plate),
        None => context.asked == Asked::Detail,
    };
    if wanted && !dictated { plate::said(utterance, context.asked) } else { None }
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

/// 'Tschüss', 'thank you' where a name was asked for.
fn is_courtesy_alone(parts: &Parts, named: &Named) -> bool {
    let courtesy = |index: usize| parts.is(index, Part::Courtesy) || parts.is(index, Part::Answer);
    named.tokens.clone().all(courtesy)
}

/// Whether what would be a name is a time of several words, or a service called by its full name.
fn is_something_else(
    words: &str,
    utterance: &Utterance,
    named: &Named,
    context: &Context<'_>,
    vocabulary: Option<&Vocabulary<'_>>,
) -> bool {
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
    let before = named.tokens.start.saturating_sub(1);
    let spans = named.tokens.len() > 1 || Remark::Preposition.is(utterance.text(before));
    if spans && named.tokens.clone().all(is_time) {
        return true;
    }
    let service = vocabulary.and_then(|vocabulary| service::service(utterance, &vocabulary.services, false));
    service.is_some_and(|service| {
        service.found.certainty >= NAMED_MIN && named.tokens.clone().any(|index| service.tokens.contains(&index))
    })
}

/// A name said behind everything else, where a booking or an own appointment was spoken of.
fn trailing_name(utterance: &Utterance, context: &Context<'_>) -> Option<Named> {
    let named = name::trailing(utterance).filter(|_| context.asked.is_open())?;
    let facts = |class: Class| (0..named.tokens.start).any(|index| utterance.is(index, class));
    let about_own = || intents::speaks_of_own(utterance);
    ((facts(Class::Service) && facts(Class::When)) || about_own()).then_some(named)
}

fn digits_asked(asked: Asked) -> bool {
    matches!(asked, Asked::Phone | Asked::Detail)
}

fn language(utterance: &Utterance, intents: &[Intent]) -> Option<Language> {
    let asked = intents.contains(&Intent::Language).then(|| switch::asked_for(utterance)).flatten();
    asked.or_else(|| switch::spoken(utterance)).filter(|language| {
        // Asking for the language already spoken is answered, not switched.
        *language != utterance.language || intents.contains(&Intent::Language)
    })
}
