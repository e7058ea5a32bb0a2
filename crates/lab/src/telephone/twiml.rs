//! The verbs that a webhook answers, as the stand-in carrier carries them out: TwiML text in, [`Verb`]s out.
//!
//! It knows what a voice agent's answer is made of. An element that it does not know is an error that names it: a telephone
//! that silently skips a verb would call a server good that the carrier would not.

use std::borrow::Cow;

use roxmltree::{Document, Node};

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
    /// It is no XML, or has a document type.
    #[error("read TwiML as XML: {0}")]
    Xml(#[from] roxmltree::Error),
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
    // Refuses document types, so an answer can neither define entities nor have anything fetched.
    let document = Document::parse(text)?;
    let root = document.root_element();
    if name_of(root) != "Response" {
        return Err(TwimlError::Root(name_of(root).into_owned()));
    }
    elements_in(root).into_iter().map(verb).collect()
}

/// The name as it is written: TwiML has no namespaces, so `<x:Dial>` is no `<Dial>`.
fn name_of<'a>(element: Node<'a, '_>) -> Cow<'a, str> {
    let name = element.tag_name().name();
    match element.tag_name().namespace().and_then(|uri| element.lookup_prefix(uri)) {
        Some(prefix) => format!("{prefix}:{name}").into(),
        None => name.into(),
    }
}

/// An attribute's value; one with a prefix is another attribute.
fn attribute<'a>(element: Node<'a, '_>, name: &str) -> Option<&'a str> {
    element.attributes().find(|found| found.namespace().is_none() && found.name() == name).map(|found| found.value())
}

fn elements_in<'a, 'i>(element: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
    element.children().filter(Node::is_element).collect()
}

fn unknown(element: Node) -> TwimlError {
    TwimlError::Unknown(name_of(element).into_owned())
}

fn verb(element: Node) -> Result<Verb, TwimlError> {
    let action = || attribute(element, "action").map(str::to_owned);
    match name_of(element).as_ref() {
        "Connect" => Ok(Verb::Connect { stream: stream(element)?, action: action() }),
        "Dial" => Ok(Verb::Dial { number: dialled(element)?, action: action() }),
        "Say" => Ok(Verb::Say(text_of(element, "Say")?)),
        "Play" => Ok(Verb::Play(text_of(element, "Play")?)),
        "Pause" => Ok(Verb::Pause(pause_seconds(element)?)),
        "Redirect" => Ok(Verb::Redirect(text_of(element, "Redirect")?)),
        "Reject" => Ok(Verb::Reject(attribute(element, "reason").unwrap_or("rejected").to_owned())),
        "Hangup" => Ok(Verb::Hangup),
        _ => Err(unknown(element)),
    }
}

/// The text directly inside, which a comment may part.
fn text_of(element: Node, name: &'static str) -> Result<String, TwimlError> {
    let text: String = element.children().filter(Node::is_text).filter_map(|part| part.text()).collect();
    match text.trim() {
        "" => Err(TwimlError::Wrong { element: name, problem: "is empty" }),
        text => Ok(text.to_owned()),
    }
}

fn pause_seconds(element: Node) -> Result<u32, TwimlError> {
    // Twilio's default is one second.
    let length = attribute(element, "length").unwrap_or("1");
    length
        .parse()
        .map_err(|_| TwimlError::Wrong { element: "Pause", problem: "has a length that is no number of seconds" })
}

/// `<Dial>+49…</Dial>` and `<Dial><Number>+49…</Number></Dial>` are the same.
fn dialled(element: Node) -> Result<String, TwimlError> {
    match *elements_in(element) {
        [] => text_of(element, "Dial"),
        [number] if name_of(number) == "Number" => text_of(number, "Number"),
        [other] => Err(unknown(other)),
        _ => Err(TwimlError::Wrong { element: "Dial", problem: "has more than one target" }),
    }
}

fn stream(element: Node) -> Result<Stream, TwimlError> {
    let [stream] = *elements_in(element) else {
        return Err(TwimlError::Wrong { element: "Connect", problem: "needs exactly one <Stream>" });
    };
    if name_of(stream) != "Stream" {
        return Err(unknown(stream));
    }
    let wrong = |problem| TwimlError::Wrong { element: "Stream", problem };
    let url = attribute(stream, "url").ok_or_else(|| wrong("has no url"))?;
    if !(url.starts_with("wss://") || url.starts_with("ws://")) {
        return Err(wrong("has a url that is neither wss:// nor ws://"));
    }
    if url.contains(['?', '#']) {
        return Err(wrong("has a url with a query string, which Twilio does not support: use <Parameter>"));
    }
    let parameters = elements_in(stream).into_iter().map(parameter).collect::<Result<_, _>>()?;
    Ok(Stream { url: url.to_owned(), parameters })
}

fn parameter(element: Node) -> Result<(String, String), TwimlError> {
    if name_of(element) != "Parameter" {
        return Err(unknown(element));
    }
    let required = |name, problem| attribute(element, name).ok_or(TwimlError::Wrong { element: "Parameter", problem });
    Ok((required("name", "has no name")?.to_owned(), required("value", "has no value")?.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            ("<Response xmlns:x='y'><x:Hangup/></Response>", "<x:Hangup> is not known"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }

    #[test]
    fn what_stands_around_and_between_the_words_is_left_out() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- hello -->\n<Response>\
                    <Redirect method = \"POST\"> x &amp; y<!-- no --><i/><![CDATA[<z>]]>&#65;&#x42;\n</Redirect></Response>\n<!-- end -->";
        assert_eq!(read(text), Ok(vec![Verb::Redirect("x & y<z>AB".to_owned())]));
    }

    #[test]
    fn what_is_no_strict_xml_is_refused() {
        for (text, problem) in [
            ("", "root node"),
            ("<Response>", "never closed"),
            ("<Response></Answer>", "not 'Answer' at 1:11"),
            ("<Response/><Response/>", "unknown token at 1:12"),
            ("<Response a=1/>", "a quote not '1' at 1:13"),
            ("<Response a='1' a='2'/>", "'a' at 1:17 is already defined"),
            ("<Response a='1'b='2'/>", "a whitespace not 'b' at 1:16"),
            ("<Response>&nbsp;</Response>", "entity reference 'nbsp' at 1:11"),
            ("<Response>&amp</Response>", "entity reference at 1:11"),
            ("<Response>&#0;</Response>", "entity reference at 1:11"),
            ("<Response a='<'/>", "not '<' at 1:14"),
            ("<!DOCTYPE Response [<!ENTITY a 'b'>]><Response/>", "DTD"),
            ("<!DOCTYPE Response><Response/>", "DTD"),
            ("<Response><!-- </Response>", "'-->' at"),
            ("Internal Server Error", "unknown token at 1:1"),
            // Twilio names this first among the causes of its error 12100.
            ("\n<?xml version='1.0'?><Response/>", "declaration at 2:1"),
        ] {
            let error = read(text).expect_err(text).to_string();
            assert!(error.starts_with("read TwiML as XML: ") && error.contains(problem), "{text}: {error}");
        }
    }

    #[test]
    fn nesting_of_any_depth_can_be_refused() {
        let deep = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
        assert_eq!(read(&format!("<Response>{deep}</Response>")), Err(TwimlError::Unknown("a".to_owned())));
    }

    proptest! {
        #[test]
        fn escaped_text_comes_back(text in "[ -~\u{e4}\u{20ac}]{0,40}") {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
            let verbs = read(&format!("<Response><Reject reason=\"{escaped}\"/><Say>.{escaped}</Say></Response>"));
            // The full stop, since a `<Say>` may not be empty.
            let said = format!(".{text}").trim().to_owned();
            prop_assert_eq!(verbs, Ok(vec![Verb::Reject(text), Verb::Say(said)]));
        }
    }
}
