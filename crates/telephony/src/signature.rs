//! `X-Twilio-Signature`: proof that a request comes from the holder of an account's token.
//!
//! The signature is the base64 of HMAC-SHA1, keyed by the account's auth token, over the URL as the carrier knows it (our
//! configured public URL, not what a proxy makes of it) followed by the form's parameters, sorted by name, each name directly
//! followed by its value. A WebSocket handshake has no parameters and the scheme `wss`. [`verify`] checks, [`sign`] is for
//! the stand-in carrier. Neither protects against replay: one-time tokens ([`super::token`]) do.
//!
//! Source: Twilio, 'Webhooks Security'.

use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;
use subtle::{Choice, ConstantTimeEq};

/// The header that carries the signature.
pub const HEADER: &str = "x-twilio-signature";

/// A form's parameters, decoded, in any order.
pub type Parameters = [(String, String)];

/// The signature of a request to `url` with these parameters.
pub fn sign(token: &SecretString, url: &str, parameters: &Parameters) -> String {
    base64_simd::STANDARD.encode_to_string(authenticate(token, url, &sorted(parameters)))
}

/// Whether `signature` is that of one of the tokens for one of the spellings that Twilio may have used for `url`. Takes the
/// same time whichever of them it is, and however much of it is right.
pub fn verify(tokens: &[SecretString], url: &str, parameters: &Parameters, signature: &str) -> bool {
    // HMAC-SHA1 has 20 bytes; what is no such thing is no secret, and may be refused early.
    let Ok(claimed) = base64_simd::STANDARD.decode_to_vec(signature) else { return false };
    let (spellings, parameters) = (spellings(url), sorted(parameters));
    let mut valid = Choice::from(0);
    for token in tokens {
        for spelling in &spellings {
            valid |= authenticate(token, spelling, &parameters).ct_eq(claimed.as_slice());
        }
    }
    valid.into()
}

/// A signature's twenty bytes.
fn authenticate(token: &SecretString, url: &str, sorted: &[&(String, String)]) -> [u8; 20] {
    // HMAC takes keys of any length (RFC 2104), so that this cannot fail.
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(token.expose_secret().as_bytes()) else { return [0; 20] };
    mac.update(url.as_bytes());
    for (name, value) in sorted {
        mac.update(name.as_bytes());
        mac.update(value.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// By name, then by value; a pair that occurs twice counts once, as in Twilio's own libraries.
fn sorted(parameters: &Parameters) -> Vec<&(String, String)> {
    let mut sorted: Vec<_> = parameters.iter().collect();
    sorted.sort();
    sorted.dedup();
    sorted
}

/// The ways in which Twilio may have written `url` when it signed: with and without its port ('signature generation on the
/// back end is inconsistent'), and for a WebSocket with a slash at its end too.
fn spellings(url: &str) -> Vec<String> {
    let mut spellings = vec![url.to_owned()];
    let Some((scheme, rest)) = url.split_once("://") else { return spellings };
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    spellings.push(match split_port(authority) {
        Some(host) => format!("{scheme}://{host}{path}"),
        None => format!("{scheme}://{authority}:{}{path}", standard_port(scheme)),
    });
    if scheme.starts_with("ws") && !path.ends_with('/') {
        let slashed: Vec<_> = spellings.iter().map(|spelling| format!("{spelling}/")).collect();
        spellings.extend(slashed);
    }
    spellings
}

/// The host of an authority that names a port. An IPv6 address in brackets has colons of its own.
fn split_port(authority: &str) -> Option<&str> {
    let (host, port) = authority.rsplit_once(':')?;
    (!port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit())).then_some(host)
}

fn standard_port(scheme: &str) -> u16 {
    if matches!(scheme, "https" | "wss") { 443 } else { 80 }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

    fn parameters(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    /// The request that Twilio's documentation and the tests of its libraries share, and its token.
    fn published() -> (SecretString, Vec<(String, String)>) {
        let pairs = [
            ("CallSid", "CA1234567890ABCDE"),
            ("Digits", "1234"),
            ("From", "+14158675309"),
            ("To", "+18005551212"),
            ("Caller", "+14158675309"),
        ];
        ("12345".into(), parameters(&pairs))
    }

    #[test]
    fn published_signatures_are_matched() {
        let (token, form) = published();
        assert_eq!(sign(&token, URL, &form), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
        let twice = parameters(&[("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]);
        assert_eq!(sign(&token, URL, &twice), "IK+Dwps556ElfBT0I3Rgjkr1wJU=");
    }

    #[test]
    fn published_spellings_of_the_port_are_accepted() {
        let (token, form) = published();
        let with_port = URL.replace(".com", ".com:1234");
        let plain = URL.replace("https", "http");
        for (url, signature) in [
            (URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            (with_port.as_str(), "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
            (URL, "kvajT1Ptam85bY51eRf/AJRuM3w="),
            (plain.as_str(), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ] {
            assert!(verify(std::slice::from_ref(&token), url, &form, signature), "{url}");
        }
    }

    #[test]
    fn a_websocket_may_be_signed_with_a_slash_at_its_end() {
        let token = SecretString::from("12345");
        let url = "wss://example.org/twilio/media";
        for signed in [
            "wss://example.org/twilio/media",
            "wss://example.org/twilio/media/",
            "wss://example.org:443/twilio/media",
            "wss://example.org:443/twilio/media/",
        ] {
            assert!(verify(std::slice::from_ref(&token), url, &[], &sign(&token, signed, &[])), "{signed}");
        }
        for signed in ["https://example.org/twilio/media", "wss://example.com/twilio/media", "wss://example.org/"] {
            assert!(!verify(std::slice::from_ref(&token), url, &[], &sign(&token, signed, &[])), "{signed}");
        }
    }

    #[test]
    fn every_token_counts_while_they_rotate() {
        let tokens: [SecretString; 2] = ["new".into(), "old".into()];
        let (_, form) = published();
        for token in &tokens {
            assert!(verify(&tokens, URL, &form, &sign(token, URL, &form)));
        }
        assert!(!verify(&tokens, URL, &form, &sign(&"older".into(), URL, &form)));
        assert!(!verify(&[], URL, &form, &sign(&"new".into(), URL, &form)));
    }

    #[test]
    fn anything_changed_is_refused() {
        let (token, form) = published();
        let tokens = [token];
        let signature = sign(&tokens[0], URL, &form);
        let mut more = form.clone();
        more.push(("Extra".to_owned(), String::new()));
        assert!(!verify(&tokens, URL, &more, &signature));
        assert!(!verify(&tokens, URL, &form[1..], &signature));
        assert!(!verify(&tokens, &format!("{URL}&x"), &form, &signature));
        for wrong in ["", "=", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "SSOYDt4T1cUTdK1PDd93/VVr8B8=", "ä"] {
            assert!(!verify(&tokens, URL, &form, wrong), "{wrong}");
        }
    }

    #[test]
    fn an_ipv6_address_keeps_its_colons() {
        assert_eq!(spellings("http://[::1]:8080/x")[1], "http://[::1]/x");
        assert_eq!(spellings("http://[::1]/x")[1], "http://[::1]:80/x");
    }
}
