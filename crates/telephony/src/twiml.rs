//! TwiML: what Twilio is told to do with a call.
//!
//! The safety net is in the order of the verbs. While the stream lives, `<Connect>` holds the call; when the stream or this
//! server dies, Twilio goes on to `<Dial>` the owner, and when nobody is there, to a spoken sentence. Hence no `action`
//! (Twilio would fetch it from the dead server), no `<Record>` (P03) and no trailing `<Pause>`.

use base::business::{AddressForm, Business};
use base::language::Language;
use base::number::Number;

/// The name of the `<Parameter>` that carries the one-time token.
pub const TOKEN_PARAMETER: &str = "token";

/// Whom to ring when the agent is not there, and what is said at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SafetyNet {
    /// The owner's number; `None` when it would lead back to us, or no machine may ring it.
    pub owner: Option<Number>,
    /// The number to show to the owner instead of the caller's, which Twilio shows by itself. Needed when the caller's is
    /// withheld: some networks refuse a call without one (Twilio warning 13214).
    pub shown: Option<Number>,
    /// The language of the last sentence.
    pub language: Language,
    /// How it addresses the caller in German.
    pub address_form: AddressForm,
}

impl SafetyNet {
    /// The net of a business for one call.
    pub fn new(business: &Business, dialled: &Number, caller: Option<&Number>, leads_back: bool) -> Self {
        SafetyNet {
            owner: business.owner().filter(|_| !leads_back).cloned(),
            shown: caller.is_none().then(|| dialled.clone()),
            language: business.opening_language(dialled, caller),
            address_form: business.address_form,
        }
    }
}

/// Connects the call to a media stream at `url`, with the token as parameter, and the net below it.
pub fn connect(url: &str, token: &str, net: &SafetyNet) -> String {
    let (url, token, net) = (escaped(url), escaped(token), verbs(net));
    response(&format!(
        r#"<Connect><Stream url="{url}"><Parameter name="{TOKEN_PARAMETER}" value="{token}"/></Stream></Connect>{net}"#
    ))
}

/// Connects the call to the owner at once: the house is full, or the caller is handed over.
pub fn hand_over(net: &SafetyNet) -> String {
    response(&verbs(net))
}

/// What a number gets that no business answers.
pub fn nobody() -> String {
    let german = say(Language::De, "Unter dieser Nummer ist niemand zu erreichen.");
    let english = say(Language::En, "Nobody can be reached at this number.");
    response(&format!("{german}{english}<Hangup/>"))
}

/// What a caller gets who has called too often, the first time: a sentence. Not the owner, see [`super::webhook`].
pub fn too_often(net: &SafetyNet) -> String {
    let words = match net.language {
        Language::De => "In kurzer Zeit kamen zu viele Anrufe. Bitte später noch einmal versuchen. Auf Wiederhören.",
        Language::En => "There have been too many calls in a short time. Please try again later. Goodbye.",
    };
    response(&format!("{}<Hangup/>", say(net.language, words)))
}

/// What a caller gets who goes on calling after that: a busy line, which is no answered call and costs nobody anything.
pub fn busy() -> String {
    response(r#"<Reject reason="busy"/>"#)
}

fn verbs(net: &SafetyNet) -> String {
    let shown = net.shown.as_ref().map(|shown| format!(r#" callerId="{shown}""#)).unwrap_or_default();
    let dial = net.owner.as_ref().map(|owner| format!("<Dial{shown}>{owner}</Dial>")).unwrap_or_default();
    format!("{dial}{}", say(net.language, last_words(net)))
}

/// Said when nobody answered, but also when the owner did and hung up first; so it has to suit both.
fn last_words(net: &SafetyNet) -> &'static str {
    match (net.language, net.address_form, net.owner.is_some()) {
        (Language::De, AddressForm::Sie, true) => {
            "Danke für Ihren Anruf. Falls niemand zu erreichen war, versuchen Sie es bitte später noch einmal. Auf Wiederhören."
        }
        (Language::De, AddressForm::Du, true) => {
            "Danke für deinen Anruf. Falls niemand zu erreichen war, versuch es bitte später noch einmal. Tschüss."
        }
        (Language::De, AddressForm::Sie, false) => {
            "Leider ist gerade niemand zu erreichen. Bitte versuchen Sie es später noch einmal. Auf Wiederhören."
        }
        (Language::De, AddressForm::Du, false) => {
            "Leider ist gerade niemand zu erreichen. Bitte versuch es später noch einmal. Tschüss."
        }
        (Language::En, _, true) => {
            "Thank you for calling. If nobody could be reached, please try again later. Goodbye."
        }
        (Language::En, _, false) => "I am sorry, nobody can be reached just now. Please try again later. Goodbye.",
    }
}

fn say(language: Language, words: &str) -> String {
    let tag = match language {
        Language::De => "de-DE",
        Language::En => "en-GB",
    };
    format!(r#"<Say language="{tag}">{}</Say>"#, escaped(words))
}

fn response(verbs: &str) -> String {
    format!(r#"<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>"#)
}

/// Text for XML content and attributes; what XML 1.0 cannot hold at all is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\t' | '\n' | '\r' | '\u{20}'..='\u{fffd}' | '\u{10000}'.. => escaped.push(character),
            _ => {}
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn net(language: Language) -> SafetyNet {
        let owner = Number::parse("+49 221 4710199").ok();
        SafetyNet { owner, shown: None, language, address_form: AddressForm::Du }
    }

    #[test]
    fn a_call_is_connected_with_the_owner_below() {
        assert_eq!(
            connect("wss://example.org/twilio/media", "t0ken", &net(Language::De)),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\
             <Connect><Stream url=\"wss://example.org/twilio/media\">\
             <Parameter name=\"token\" value=\"t0ken\"/></Stream></Connect>\
             <Dial>+492214710199</Dial>\
             <Say language=\"de-DE\">Danke für deinen Anruf. Falls niemand zu erreichen war, versuch es bitte später noch \
             einmal. Tschüss.</Say></Response>"
        );
    }

    #[test]
    fn a_withheld_caller_is_shown_as_the_dialled_number() {
        let net = SafetyNet { shown: Number::parse("+49 221 4710100").ok(), ..net(Language::En) };
        assert_eq!(
            hand_over(&net),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\
             <Dial callerId=\"+492214710100\">+492214710199</Dial>\
             <Say language=\"en-GB\">Thank you for calling. If nobody could be reached, please try again later. \
             Goodbye.</Say></Response>"
        );
    }

    #[test]
    fn without_an_owner_there_is_nothing_to_dial() {
        let net = SafetyNet { owner: None, ..net(Language::De) };
        let text = connect("wss://x/", "t", &net);
        assert!(!text.contains("<Dial") && text.contains("Leider ist gerade niemand zu erreichen."), "{text}");
    }

    #[test]
    fn an_unknown_number_is_told_so_in_both_languages() {
        assert_eq!(
            nobody(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response>\
             <Say language=\"de-DE\">Unter dieser Nummer ist niemand zu erreichen.</Say>\
             <Say language=\"en-GB\">Nobody can be reached at this number.</Say><Hangup/></Response>"
        );
    }

    #[test]
    fn no_text_breaks_out_of_its_place() {
        let text = connect("wss://x/\"><Record/>", "a&b<c>'d\u{0}\u{b}", &net(Language::En));
        assert!(text.contains(r#"url="wss://x/&quot;&gt;&lt;Record/&gt;""#), "{text}");
        assert!(text.contains(r#"value="a&amp;b&lt;c&gt;&apos;d""#), "{text}");
    }

    #[test]
    fn p03_nothing_is_ever_recorded_and_no_verb_calls_back() {
        for language in Language::ALL {
            for address_form in [AddressForm::Du, AddressForm::Sie] {
                let text = connect("wss://x/", "t", &SafetyNet { address_form, ..net(language) });
                assert!(!["Record", "record", "action", "Pause", "Start"].iter().any(|verb| text.contains(verb)));
            }
        }
    }
}
