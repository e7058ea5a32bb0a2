//! The verbs that a webhook answers, as the stand-in carrier carries them out: TwiML text in, [`Verb`]s out.
//!
//! It knows what a voice agent's answer is made of. An element that it does not know is an error that names it: a telephone
//! that silently skips a verb would call a server good that the carrier would not.

use super::xml::{self, Element};

/// One step of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verb {
    /// `<Connect><Stream>`: the call's sound goes over a WebSocket until one side ends it.
    Connect {
        /// Where to and with what.
        stream: Stream,
        /// What is fetched when the stream has ended; absent: the next verb.
        action: Option<String>,
    },
    /// `<Dial>`: the caller is connected to a number.
    Dial {
        /// The number.
        number: String,
        /// What is fetched afterwards; absent: the next verb.
        action: Option<String>,
    },
    /// `<Say>`: the carrier speaks.
    Say(String),
    /// `<Play>`: the carrier plays a file.
    Play(String),
    /// `<Pause>`, seconds.
    Pause(u32),
    /// `<Redirect>`: other TwiML is fetched and carried out instead.
    Redirect(String),
    /// `<Reject>`: the call is not taken (`rejected` or `busy`).
    Reject(String),
    /// `<Hangup>`.
    Hangup,
}

/// A media stream to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stream {
    /// Its address, `wss://…` (or `ws://…` on one machine).
    pub url: String,
    /// Custom parameters, in the order written.
    pub parameters: Vec<(String, String)>,
}

/// Failed to read TwiML.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TwimlError {
    /// It is no XML.
    #[error(transparent)]
    Xml(#[from] xml::XmlError),
    /// The root is another element.
    #[error("read TwiML: the root is <{0}>, not <Response>")]
    Root(String),
    /// An element is not known here.
    #[error("read TwiML: <{0}> is not known here")]
    Unknown(String),
    /// Something is missing or wrong in an element.
    #[error("read TwiML: <{element}> {problem}")]
    Wrong {
        /// Which element.
        element: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// Reads a `<Response>`. An empty one is valid: the carrier hangs up at its end.
///
/// # Errors
/// When it is no TwiML, or has elements that this telephone does not know.
pub fn read(text: &str) -> Result<Vec<Verb>, TwimlError> {
    let root = xml::read(text)?;
    if root.name != "Response" {
        return Err(TwimlError::Root(root.name));
    }
    root.children.iter().map(verb).collect()
}

fn verb(element: &Element) -> Result<Verb, TwimlError> {
    let action = || element.attribute("action").map(str::to_owned);
    match element.name.as_str() {
        "Connect" => Ok(Verb::Connect { stream: stream(element)?, action: action() }),
        "Dial" => Ok(Verb::Dial { number: dialled(element)?, action: action() }),
        "Say" => Ok(Verb::Say(text_of(element, "Say")?)),
        "Play" => Ok(Verb::Play(text_of(element, "Play")?)),
        "Pause" => Ok(Verb::Pause(pause_seconds(element)?)),
        "Redirect" => Ok(Verb::Redirect(text_of(element, "Redirect")?)),
        "Reject" => Ok(Verb::Reject(element.attribute("reason").unwrap_or("rejected").to_owned())),
        "Hangup" => Ok(Verb::Hangup),
        _ => Err(TwimlError::Unknown(element.name.clone())),
    }
}

fn text_of(element: &Element, name: &'static str) -> Result<String, TwimlError> {
    if element.text.is_empty() {
        return Err(TwimlError::Wrong { element: name, problem: "is empty" });
    }
    Ok(element.text.clone())
}

fn pause_seconds(element: &Element) -> Result<u32, TwimlError> {
    // Twilio's default is one second.
    let length = element.attribute("length").unwrap_or("1");
    length
        .parse()
        .map_err(|_| TwimlError::Wrong { element: "Pause", problem: "has a length that is no number of seconds" })
}

/// `<Dial>+49…</Dial>` and `<Dial><Number>+49…</Number></Dial>` are the same.
fn dialled(element: &Element) -> Result<String, TwimlError> {
    match element.children.as_slice() {
        [] => text_of(element, "Dial"),
        [number] if number.name == "Number" => text_of(number, "Number"),
        [other] => Err(TwimlError::Unknown(other.name.clone())),
        _ => Err(TwimlError::Wrong { element: "Dial", problem: "has more than one target" }),
    }
}

fn stream(element: &Element) -> Result<Stream, TwimlError> {
    let [stream] = element.children.as_slice() else {
        return Err(TwimlError::Wrong { element: "Connect", problem: "needs exactly one <Stream>" });
    };
    if stream.name != "Stream" {
        return Err(TwimlError::Unknown(stream.name.clone()));
    }
    let wrong = |problem| TwimlError::Wrong { element: "Stream", problem };
    let url = stream.attribute("url").ok_or_else(|| wrong("has no url"))?;
    if !(url.starts_with("wss://") || url.starts_with("ws://")) {
        return Err(wrong("has a url that is neither wss:// nor ws://"));
    }
    if url.contains(['?', '#']) {
        return Err(wrong("has a url with a query string, which Twilio does not support: use <Parameter>"));
    }
    let parameters = stream.children.iter().map(parameter).collect::<Result<_, _>>()?;
    Ok(Stream { url: url.to_owned(), parameters })
}

fn parameter(element: &Element) -> Result<(String, String), TwimlError> {
    if element.name != "Parameter" {
        return Err(TwimlError::Unknown(element.name.clone()));
    }
    let required = |name, problem| element.attribute(name).ok_or(TwimlError::Wrong { element: "Parameter", problem });
    Ok((required("name", "has no name")?.to_owned(), required("value", "has no value")?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_of_a_voice_agent_is_understood() {
        let verbs = read(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
             <Response>
               <!-- the net stands below -->
               <Connect><Stream url=\"wss://host/media\"><Parameter name=\"token\" value=\"a&amp;b\"/></Stream></Connect>
               <Dial timeout='20'><Number>+492214710199</Number></Dial>
               <Say language='de-DE'>Bitte rufen Sie sp&#228;ter an.</Say>
               <Pause/><Pause length='3'/><Redirect>/again</Redirect><Reject reason='busy'/><Hangup/>
             </Response>",
        )
        .expect("reads");
        let stream =
            Stream { url: "wss://host/media".to_owned(), parameters: vec![("token".to_owned(), "a&b".to_owned())] };
        assert_eq!(
            verbs,
            [
                Verb::Connect { stream, action: None },
                Verb::Dial { number: "+492214710199".to_owned(), action: None },
                Verb::Say("Bitte rufen Sie später an.".to_owned()),
                Verb::Pause(1),
                Verb::Pause(3),
                Verb::Redirect("/again".to_owned()),
                Verb::Reject("busy".to_owned()),
                Verb::Hangup,
            ]
        );
    }

    #[test]
    fn a_number_may_stand_in_dial_itself() {
        let verbs = read("<Response><Dial action='/after'> +49 221 1 </Dial></Response>").expect("reads");
        assert_eq!(verbs, [Verb::Dial { number: "+49 221 1".to_owned(), action: Some("/after".to_owned()) }]);
        assert_eq!(read("<Response/>"), Ok(vec![]));
    }

    #[test]
    fn what_the_carrier_would_not_do_is_an_error() {
        for (text, problem) in [
            ("<Answer/>", "<Answer>, not <Response>"),
            ("<Response><Record/></Response>", "<Record> is not known"),
            ("<Response><say>x</say></Response>", "<say> is not known"),
            ("<Response><Connect/></Response>", "exactly one <Stream>"),
            ("<Response><Connect><Stream/></Connect></Response>", "no url"),
            ("<Response><Connect><Stream url='https://h/'/></Connect></Response>", "neither wss"),
            ("<Response><Connect><Stream url='wss://h/?t=1'/></Connect></Response>", "query string"),
            (
                "<Response><Connect><Stream url='wss://h/'><Parameter name='a'/></Stream></Connect></Response>",
                "no value",
            ),
            ("<Response><Dial/></Response>", "<Dial> is empty"),
            ("<Response><Pause length='long'/></Response>", "no number of seconds"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }
}
