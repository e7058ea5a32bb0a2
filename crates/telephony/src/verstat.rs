//! `StirVerstat`: how Twilio writes the networks' verdict on a caller's number.
//!
//! Source: Twilio, 'Trusted Calling with SHAKEN/STIR', the values of the parameter.

use call::attestation::Attestation;

/// The verdict; `None` for a text that Twilio does not document, which is as good as none.
pub(super) fn read(text: &str) -> Option<Attestation> {
    let (verdict, diverted) = match text.strip_suffix("-Diverted") {
        Some(verdict) => (verdict, true),
        // The signature of the first provider, handed on as it came: it says what it would say without.
        None => (text.strip_suffix("-Passthrough").unwrap_or(text), false),
    };
    match verdict {
        "TN-Validation-Passed-A" | "TN-Validation-Passed-B" | "TN-Validation-Passed-C" if diverted => {
            Some(Attestation::Diverted)
        }
        "TN-Validation-Passed-A" => Some(Attestation::Full),
        "TN-Validation-Passed-B" => Some(Attestation::Partial),
        "TN-Validation-Passed-C" => Some(Attestation::Gateway),
        "TN-Validation-Failed"
        | "TN-Validation-Failed-A"
        | "TN-Validation-Failed-B"
        | "TN-Validation-Failed-C"
        | "NULL" => Some(Attestation::Failed),
        "No-TN-Validation" => Some(Attestation::Unverified),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_twilios_documentation_are_read() {
        for (text, attestation) in [
            ("TN-Validation-Passed-A", Some(Attestation::Full)),
            ("TN-Validation-Passed-B", Some(Attestation::Partial)),
            ("TN-Validation-Passed-C", Some(Attestation::Gateway)),
            ("TN-Validation-Passed-A-Passthrough", Some(Attestation::Full)),
            ("TN-Validation-Passed-A-Diverted", Some(Attestation::Diverted)),
            ("TN-Validation-Failed-A-Diverted", Some(Attestation::Failed)),
            ("TN-Validation-Failed-C", Some(Attestation::Failed)),
            ("TN-Validation-Failed", Some(Attestation::Failed)),
            ("NULL", Some(Attestation::Failed)),
            ("No-TN-Validation", Some(Attestation::Unverified)),
            ("TN-Validation-Passed", None),
            ("tn-validation-passed-a", None),
            ("", None),
        ] {
            assert_eq!(read(text), attestation, "{text}");
        }
    }
}
