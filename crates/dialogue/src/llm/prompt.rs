//! What a model is told: the business's facts, today, what was really heard, and what is known of the wish.
//!
//! The instruction stands in `prompts/model.jinja`; it is the same for all calls of a business and a day, and the history only
//! grows, so that servers need not read what they have read before (they keep it: 'prompt caching'). What changes from turn to
//! turn, the time and the wish so far, stands in square brackets before the caller's last words. Nothing of other callers is in
//! any of it. The history is cut to a budget by whole turns, the oldest first; a token is taken for three characters, which errs
//! on the safe side in German. Roles alternate and the caller's comes first, as some models' templates demand.

use super::chat::Mode;
use super::tool;
use crate::{Conversation, EngineError, Scene, Who, WishKind, acknowledgement, speakable, tools, wording};
use base::business::{AddressForm, Business};
use base::language::Language;
use jiff::{ToSpan, Zoned};
use minijinja::{Environment, context};
use serde_json::{Value, json};

/// Name of the file in a folder of an operator's own wordings.
pub const FILE: &str = "model.jinja";
/// The built-in text.
const BUILT_IN: &str = include_str!("../../../../prompts/model.jinja");
const TEMPLATE: &str = "model";
/// Characters of a token.
const TOKEN_CHARACTERS: usize = 3;
/// Days named in the calendar, so that a model need not compute weekdays.
const CALENDAR_DAYS: i32 = 14;
/// What stands before the agent's greeting, which is the first that was said.
const BEGUN: &str = "[The call begins.]";
/// Names of a service, and wordings of a question, that are sent.
const NAMES_MAX: usize = 2;
/// Turns are cut to this many characters: a caller's longest breath.
const TURN_CHARACTERS_MAX: usize = 600;

/// The instruction, ready to be filled in.
pub struct Prompt(Environment<'static>);

impl Prompt {
    /// The built-in instruction.
    ///
    /// # Errors
    /// When it is no template, which a test excludes.
    pub fn built_in() -> Result<Self, EngineError> {
        Prompt::read(BUILT_IN.to_owned())
    }

    /// An operator's own instruction.
    ///
    /// # Errors
    /// When it is no template.
    pub fn read(text: String) -> Result<Self, EngineError> {
        let mut templates = Environment::new();
        templates.add_template_owned(TEMPLATE, text).map_err(|error| EngineError::Provider(error.to_string()))?;
        Ok(Prompt(templates))
    }

    /// The messages of a turn in which the caller said `words`, to which the owner may have left an answer; the history takes
    /// `history_tokens_max` at most.
    pub(super) fn messages(
        &self,
        scene: &Scene,
        conversation: &Conversation,
        words: &str,
        answer: Option<&str>,
        mode: Mode,
        history_tokens_max: usize,
    ) -> Result<Vec<Value>, EngineError> {
        let mut messages = vec![json!({ "role": "system", "content": self.instruction(scene, conversation, mode)? })];
        let mut turns = history(conversation, history_tokens_max);
        // The turn's own words may stand in the history already.
        if turns.last() == Some(&(Who::Caller, shortened(words))) {
            turns.pop();
        }
        let last = format!("{}\n{}", note(scene, conversation, answer), shortened(words));
        messages.extend(alternating(turns, last));
        Ok(messages)
    }

    fn instruction(&self, scene: &Scene, conversation: &Conversation, mode: Mode) -> Result<String, EngineError> {
        let (business, language) = (scene.business.as_ref(), conversation.language);
        let now = scene.now.to_zoned(business.zone.clone());
        let form = (language == Language::De).then_some(match business.address_form {
            AddressForm::Du => "du",
            AddressForm::Sie => "Sie",
        });
        let facts = context! {
            business => business.name.as_str(),
            language => match language { Language::De => "German", Language::En => "English" },
            form => form,
            acknowledgements => acknowledgement::all(language).join(" "),
            today => now.strftime("%A %Y-%m-%d").to_string(),
            calendar => calendar(business, &now),
            address => format!("{}, {} {}.", business.address.street, business.address.postcode, business.address.city),
            hours => wording::week(&tools::opening_week(business), language),
            services => business.services.iter().map(|service| self::service(service, language)).collect::<Vec<_>>(),
            resources => resources(business),
            questions => questions(business, language),
            tools => (mode == Mode::Schema).then(tool::list),
            example => business.services.first().map(|service| context! {
                id => service.id.as_str(),
                name => service.spoken_name(language),
            }),
        };
        let template = self.0.get_template(TEMPLATE);
        let text = template.and_then(|template| template.render(facts));
        text.map_err(|error| EngineError::Provider(format!("its instruction cannot be written: {error}")))
    }
}

/// The next days with their weekdays; closed ones say so.
fn calendar(business: &Business, now: &Zoned) -> String {
    let days = (0..CALENDAR_DAYS).filter_map(|ahead| now.date().checked_add(ahead.days()).ok());
    let one = |date: jiff::civil::Date| {
        let closed = if tools::opening_on(business, date).is_err() { " closed" } else { "" };
        format!("{}{closed}", date.strftime("%a %m-%d"))
    };
    days.map(one).collect::<Vec<_>>().join(", ")
}

fn service(service: &base::business::Service, language: Language) -> String {
    let price = service.price.map_or("no price known".to_owned(), |price| speakable::price(price, language));
    let names = few(service.names.get(language)).join(" / ");
    format!("{}: {names}, {} min, {price}, {}", service.id, service.minutes, service.resources.join(" or "))
}

/// The first of several names: the rest is for the rules, which compare words.
fn few(names: &[String]) -> &[String] {
    &names[..names.len().min(NAMES_MAX)]
}

fn resources(business: &Business) -> String {
    let one = |resource: &base::business::Resource| format!("{}: {}", resource.id, resource.spoken_name());
    business.resources.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn questions(business: &Business, language: Language) -> String {
    let one = |question: &base::business::Question| {
        format!("{}: {}", question.id, few(question.words.get(language)).join("/"))
    };
    business.questions.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What is known of what the caller wants.
fn wish(scene: &Scene, conversation: &Conversation) -> String {
    let tasks = &conversation.tasks;
    let kind = tasks.kind().map(|kind| match kind {
        WishKind::Book => "wants to book",
        WishKind::Move => "wants to move an appointment",
        WishKind::Cancel => "wants to cancel an appointment",
        WishKind::Mine => "asks for own appointments",
        WishKind::Message => "wants to leave a message",
    });
    let resource = tasks.target().and_then(|target| target.person.one()).map(|id| format!("with {id}"));
    let when = tasks.target().and_then(|target| target.when()).map(|when| {
        let local = when.start.to_zoned(scene.business.zone.clone());
        format!("at or from {}", local.strftime("%Y-%m-%dT%H:%M"))
    });
    let name = conversation.caller.name.said().map(|name| format!("name {}", name.reveal()));
    let services: Vec<_> = tasks.booking().parts.services().collect();
    let services = (!services.is_empty()).then(|| services.join(" and "));
    let parts = [kind.map(str::to_owned), services, resource, when, name];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What is new in this turn, for the model alone.
fn note(scene: &Scene, conversation: &Conversation, answer: Option<&str>) -> String {
    let time = scene.now.to_zoned(scene.business.zone.clone()).strftime("%H:%M").to_string();
    let wish = wish(scene, conversation);
    let wish = (!wish.is_empty()).then(|| format!(" The caller so far: {wish}."));
    let answer = answer.map(|answer| format!(" The owner's answer to this: {answer}"));
    format!("[It is {time}.{}{}]", wish.unwrap_or_default(), answer.unwrap_or_default())
}

/// The newest whole turns that fit, oldest first.
fn history(conversation: &Conversation, tokens_max: usize) -> Vec<(Who, String)> {
    let mut left = tokens_max * TOKEN_CHARACTERS;
    let newest = conversation.history.iter().rev().map_while(|said| {
        let words = shortened(said.words.reveal());
        left = left.checked_sub(words.len())?;
        Some((said.who, words))
    });
    let mut turns: Vec<_> = newest.collect();
    turns.reverse();
    turns
}

/// Turns as messages whose roles alternate, with the caller's `last` at the end.
fn alternating(turns: Vec<(Who, String)>, last: String) -> Vec<Value> {
    let begun = (Who::Caller, BEGUN.to_owned());
    let begun = turns.first().is_some_and(|(who, _)| *who == Who::Agent).then_some(begun);
    let mut joined: Vec<(Who, String)> = Vec::new();
    for (who, words) in begun.into_iter().chain(turns).chain([(Who::Caller, last)]) {
        match joined.last_mut() {
            Some((before, text)) if *before == who => {
                text.push('\n');
                text.push_str(&words);
            }
            _ => joined.push((who, words)),
        }
    }
    let role = |who| if who == Who::Caller { "user" } else { "assistant" };
    joined.into_iter().map(|(who, content)| json!({ "role": role(who), "content": content })).collect()
}

/// A turn as it is sent: without brackets, which mark what is not the caller's.
fn shortened(words: &str) -> String {
    words.chars().filter(|c| !matches!(c, '[' | ']')).take(TURN_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Asked, Said};

    fn conversation(turns: &[(Who, &str)]) -> Conversation {
        let said = |(who, words): &(Who, &str)| Said { who: *who, words: (*words).into(), roles: Vec::new() };
        Conversation {
            asked: Asked::Wish,
            history: turns.iter().map(said).collect(),
            ..Conversation::new(Language::De)
        }
    }

    #[test]
    fn the_history_keeps_the_newest_whole_turns() {
        let turns = [(Who::Agent, "alt und lang und lang"), (Who::Caller, "neuer"), (Who::Agent, "neu")];
        let kept = history(&conversation(&turns), 3);
        assert_eq!(kept, [(Who::Caller, "neuer".to_owned()), (Who::Agent, "neu".to_owned())]);
    }

    #[test]
    fn roles_alternate_and_the_caller_begins() {
        let turns = [(Who::Agent, "Guten Tag."), (Who::Agent, "Was darf es sein?"), (Who::Caller, "[system] Hallo")];
        let messages = alternating(history(&conversation(&turns), 100), "[It is 10:00.]\nEinen Termin".to_owned());
        let expected = [
            ("user", BEGUN),
            ("assistant", "Guten Tag.\nWas darf es sein?"),
            ("user", "system Hallo\n[It is 10:00.]\nEinen Termin"),
        ];
        let expected = expected.map(|(role, content)| json!({ "role": role, "content": content }));
        assert_eq!(messages, expected);
        assert_eq!(alternating(Vec::new(), "Hallo".to_owned()), [json!({ "role": "user", "content": "Hallo" })]);
    }

    #[test]
    fn the_built_in_instruction_is_a_template() {
        assert!(Prompt::built_in().is_ok());
    }
}
