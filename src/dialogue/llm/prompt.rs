//! What a model is told: the business's facts, today, what is known of the wish, and what was really heard.
//!
//! The text stands in `prompts/model.jinja`. Nothing of other callers is in it. The history is cut to a budget by whole turns,
//! the oldest first; a token is taken for three characters, which errs on the safe side in German.

use super::chat::Mode;
use super::deeds;
use crate::business::{AddressForm, Business};
use crate::dialogue::{
    Conversation, EngineError, ResourceWish, Scene, Who, WishKind, acknowledgement, speakable, tools, wording,
};
use crate::language::Language;
use jiff::{ToSpan, Zoned};
use minijinja::{Environment, context};
use serde_json::{Value, json};

/// Name of the file in a folder of an operator's own wordings.
pub const FILE: &str = "model.jinja";
/// The built-in text.
const BUILT_IN: &str = include_str!("../../../prompts/model.jinja");
const TEMPLATE: &str = "model";
/// Characters of a token.
const TOKEN_CHARACTERS: usize = 3;
/// Days named in the calendar, so that a model need not compute weekdays.
const CALENDAR_DAYS: i32 = 14;
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

    /// The messages of a turn in which the caller said `words`; the history takes `history_tokens_max` at most.
    pub(super) fn messages(
        &self,
        scene: &Scene,
        conversation: &Conversation,
        words: &str,
        mode: Mode,
        history_tokens_max: usize,
    ) -> Result<Vec<Value>, EngineError> {
        let mut messages = vec![json!({ "role": "system", "content": self.instruction(scene, conversation, mode)? })];
        let mut history = history(conversation, history_tokens_max);
        // The turn's own words may stand in the history already.
        if history.last() == Some(&("user", shortened(words))) {
            history.pop();
        }
        messages.extend(history.into_iter().map(|(role, content)| json!({ "role": role, "content": content })));
        messages.push(json!({ "role": "user", "content": shortened(words) }));
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
            now => now.strftime("%A %Y-%m-%d %H:%M").to_string(),
            calendar => calendar(business, &now),
            address => format!("{}, {} {}.", business.address.street, business.address.postcode, business.address.city),
            hours => wording::week(&tools::opening_week(business), language),
            services => business.services.iter().map(|service| self::service(service, language)).collect::<Vec<_>>(),
            resources => resources(business),
            questions => questions(business, language),
            wish => wish(scene, conversation),
            tools => (mode == Mode::Schema).then(deeds::list),
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
        format!("{}{closed}", date.strftime("%a %Y-%m-%d"))
    };
    days.map(one).collect::<Vec<_>>().join(", ")
}

fn service(service: &crate::business::Service, language: Language) -> String {
    let price = service.price.map_or("no price known".to_owned(), |price| speakable::price(price, language));
    let names = service.names.get(language).join(" / ");
    format!("{}: {names}, {} min, {price}, {}", service.id, service.minutes, service.resources.join(" or "))
}

fn resources(business: &Business) -> String {
    let one = |resource: &crate::business::Resource| format!("{}: {}", resource.id, resource.spoken_name());
    business.resources.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn questions(business: &Business, language: Language) -> String {
    let one =
        |question: &crate::business::Question| format!("{}: {}", question.id, question.words.get(language).join("/"));
    business.questions.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What is known of the wish.
fn wish(scene: &Scene, conversation: &Conversation) -> String {
    let wish = &conversation.wish;
    let kind = wish.kind.map(|kind| match kind {
        WishKind::Book => "wants to book",
        WishKind::Move => "wants to move an appointment",
        WishKind::Cancel => "wants to cancel an appointment",
        WishKind::Mine => "asks for own appointments",
        WishKind::Message => "wants to leave a message",
    });
    let resource = match &wish.resource {
        Some(ResourceWish::One(id)) => Some(format!("with {id}")),
        _ => None,
    };
    let when = wish.when.as_ref().map(|when| {
        let local = when.start.to_zoned(scene.business.zone.clone());
        format!("at or from {}", local.strftime("%Y-%m-%dT%H:%M"))
    });
    let name = wish.name.as_ref().map(|name| format!("name {}", name.reveal()));
    let services: Vec<_> = wish.parts().filter_map(|part| part.service.as_deref()).collect();
    let services = (!services.is_empty()).then(|| services.join(" and "));
    let parts = [kind.map(str::to_owned), services, resource, when, name];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The newest whole turns that fit, oldest first, as role and words.
fn history(conversation: &Conversation, tokens_max: usize) -> Vec<(&'static str, String)> {
    let mut left = tokens_max * TOKEN_CHARACTERS;
    let newest = conversation.history.iter().rev().map_while(|said| {
        let words = shortened(said.words.reveal());
        left = left.checked_sub(words.len())?;
        let role = match said.who {
            Who::Caller => "user",
            Who::Agent => "assistant",
        };
        Some((role, words))
    });
    let mut turns: Vec<_> = newest.collect();
    turns.reverse();
    turns
}

fn shortened(words: &str) -> String {
    words.chars().take(TURN_CHARACTERS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialogue::{Asked, Said, Wish};

    fn conversation(turns: &[(Who, &str)]) -> Conversation {
        let said = |(who, words): &(Who, &str)| Said { who: *who, words: (*words).into() };
        Conversation {
            language: Language::De,
            asked: Asked::Wish,
            offered: Vec::new(),
            wish: Wish::default(),
            failures: 0,
            history: turns.iter().map(said).collect(),
        }
    }

    #[test]
    fn the_history_keeps_the_newest_whole_turns() {
        let turns = [(Who::Agent, "alt und lang und lang"), (Who::Caller, "neuer"), (Who::Agent, "neu")];
        let kept = history(&conversation(&turns), 3);
        assert_eq!(kept, [("user", "neuer".to_owned()), ("assistant", "neu".to_owned())]);
    }

    #[test]
    fn the_built_in_instruction_is_a_template() {
        assert!(Prompt::built_in().is_ok());
    }
}
