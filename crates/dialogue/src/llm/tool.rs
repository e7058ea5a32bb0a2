//! The tools that a model is told of: their names, their arguments, and how interfaces want them described.

use serde::Deserialize;
use serde_json::{Value, json};

/// What a model may call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    FindSlots,
    ResolveTime,
    Answer,
    Book,
    Move,
    Cancel,
    ListMine,
    LeaveMessage,
    OfferPerson,
    SwitchLanguage,
    EndCall,
}

/// Arguments of any tool; each uses some.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(super) struct Arguments {
    pub service: Option<String>,
    pub resource: Option<String>,
    pub when: Option<String>,
    pub appointment: Option<String>,
    pub name: Option<String>,
    pub text: Option<String>,
    pub question: Option<String>,
    pub language: Option<String>,
}

/// Every tool: its name, what it does, and its arguments, the needed ones first up to the number given.
const TOOLS: [(Tool, &str, &str, &[&str], usize); 11] = [
    (
        Tool::FindSlots,
        "find_slots",
        "Free slots for a service near a time, when the caller asks what is free.",
        &["service", "when", "resource"],
        2,
    ),
    (Tool::ResolveTime, "resolve_time", "What the caller's words about time mean as dates.", &["when"], 1),
    (Tool::Answer, "answer", "The owner's answer to a question, by its id.", &["question"], 1),
    (
        Tool::Book,
        "book",
        "The caller wants an appointment. The system asks for what is missing, reads it back and books it.",
        &["service", "when", "resource", "name"],
        1,
    ),
    (
        Tool::Move,
        "move",
        "The caller wants another time for an appointment of their own.",
        &["when", "appointment", "name", "resource"],
        0,
    ),
    (Tool::Cancel, "cancel", "The caller wants to cancel an appointment of their own.", &["appointment", "name"], 0),
    (Tool::ListMine, "list_mine", "The caller wants to hear of their own appointments.", &["name", "appointment"], 0),
    (Tool::LeaveMessage, "leave_message", "The caller wants to leave word for the owner.", &["text", "name"], 0),
    (Tool::OfferPerson, "offer_person", "You cannot help: offers the caller a person.", &[], 0),
    (
        Tool::SwitchLanguage,
        "switch_language",
        "The caller wants to speak another language: de or en.",
        &["language"],
        1,
    ),
    (Tool::EndCall, "end_call", "The caller has nothing more: says goodbye and hangs up.", &[], 0),
];

/// What an argument is.
fn described(argument: &str) -> &'static str {
    match argument {
        "service" => "id of the service; several separated by commas",
        "resource" => "id of the person or place, only if the caller named one",
        "when" => "the caller's words about the time, or YYYY-MM-DDTHH:MM",
        "appointment" => "the caller's words about when the existing appointment is",
        "name" => "the caller's name, exactly as the caller said it",
        "text" => "the message in the caller's words",
        "question" => "id of the question",
        _ => "de or en",
    }
}

impl Tool {
    pub(super) fn named(name: &str) -> Option<Tool> {
        TOOLS.iter().find(|(_, known, ..)| *known == name).map(|(tool, ..)| *tool)
    }
}

/// The tools as the interface of tool calls wants them.
pub(super) fn definitions() -> Value {
    TOOLS.iter().map(|(tool, ..)| definition(*tool)).collect()
}

/// A tool as the interface of tool calls wants it.
pub(super) fn definition(tool: Tool) -> Value {
    let Some((_, name, does, arguments, needed)) = TOOLS.iter().find(|(one, ..)| *one == tool) else {
        return Value::Null;
    };
    let properties: serde_json::Map<String, Value> = arguments.iter().map(property).collect();
    let parameters = json!({
        "type": "object",
        "properties": properties,
        "required": &arguments[..*needed],
        "additionalProperties": false,
    });
    json!({ "type": "function", "function": { "name": name, "description": does, "parameters": parameters } })
}

/// What a request asks for in the mode without tool calls. Not `strict`: that would have every argument written out in every
/// reply (OpenAI, 'Structured outputs'), and servers of one's own follow the schema all the same.
pub(super) fn response_format() -> Value {
    let schema = json!({ "name": "turn", "strict": false, "schema": schema() });
    json!({ "response_format": { "type": "json_schema", "json_schema": schema } })
}

/// The schema of a reply in the mode without tool calls. The action comes first (servers write the properties in the order of
/// the schema): with a deed nothing more is waited for, and without one what is said can be spoken as it comes.
fn schema() -> Value {
    let names: Vec<&str> = std::iter::once("none").chain(TOOLS.iter().map(|(_, name, ..)| *name)).collect();
    let arguments = ["service", "resource", "when", "appointment", "name", "text", "question", "language"];
    let mut properties: serde_json::Map<String, Value> = arguments.iter().map(property).collect();
    properties.insert("tool".to_owned(), json!({ "type": "string", "enum": names }));
    json!({
        "type": "object",
        "properties": {
            "action": { "type": "object", "properties": properties, "required": ["tool"], "additionalProperties": false },
            "say": { "type": "string" },
        },
        "required": ["action", "say"],
        "additionalProperties": false,
    })
}

/// The tools as text, for the mode without tool calls.
pub(super) fn list() -> String {
    let lines = TOOLS.iter().map(|(_, name, does, arguments, _)| format!("- {name}({}): {does}", arguments.join(", ")));
    lines.collect::<Vec<_>>().join("\n")
}

fn property(name: &&str) -> (String, Value) {
    ((*name).to_owned(), json!({ "type": "string", "description": described(name) }))
}
