//! Twilio's ids, in their exact form: two letters that say what it is, and 32 hexadecimal digits.
//!
//! The text that Twilio signs has no delimiters ([`super::signature`]): a signed `CallSid` and the `CallStatus` behind it could be
//! sent again as one parameter under the same signature, or as others. An id of any other form than Twilio's is therefore none.
//! What passes may stand in the path of a URL.
//!
//! Source: Twilio, 'What is a String Identifier (SID)?'.

/// Whether a text is the id of a call.
pub(super) fn is_call(text: &str) -> bool {
    is_sid("CA", text)
}

/// Whether a text is the id of an account.
pub(super) fn is_account(text: &str) -> bool {
    is_sid("AC", text)
}

/// Whether a text is the id of a media stream.
pub(super) fn is_stream(text: &str) -> bool {
    is_sid("MZ", text)
}

fn is_sid(kind: &str, text: &str) -> bool {
    let digits = text.strip_prefix(kind);
    digits.is_some_and(|digits| {
        digits.len() == 32 && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_its_kind_and_its_length() {
        let call = "CA0123456789abcdef0123456789abcdef";
        assert!(is_call(call) && is_account(&call.replace("CA", "AC")) && is_stream(&call.replace("CA", "MZ")));
        assert!(!is_account(call) && !is_stream(call));
        for text in [
            "",
            "CA",
            "CA1",
            &call[..33],
            &format!("{call}0"),
            &format!("{call}CallStatusringing"),
            &format!(" {call}"),
            &call.to_lowercase(),
            &call.replace('a', "A").replace("CAA", "CA"),
            &call.replace('f', "g"),
            &call.replace("01", "../"),
        ] {
            assert!(!is_call(text), "{text}");
        }
    }
}
