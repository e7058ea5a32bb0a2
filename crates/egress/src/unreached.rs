//! Why nobody was reached, in words for whoever set the other side up: the causes that a client's error holds somewhere within.

use crate::EgressError;
use rustls::CertificateError;
use std::error::Error;
use std::io;

/// Why a request had no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreached {
    /// Its name leads nowhere.
    #[error("no name server knows its name")]
    NoName,
    /// Nobody listens at its port.
    #[error("nothing listens there")]
    Refused,
    /// It was waited for long enough.
    #[error("nobody answers in time")]
    Silent,
    /// Its certificate proves nothing.
    #[error("its certificate {0}")]
    Certificate(String),
    /// It speaks something else.
    #[error("it does not speak TLS as it should: {0}")]
    Tls(String),
    /// Anything else.
    #[error("the connection breaks: {0}")]
    Broken(String),
}

impl Unreached {
    /// The cause of a client's failure. It names neither address nor headers.
    pub fn of(error: &reqwest::Error) -> Self {
        let causes: Vec<_> = std::iter::successors(error.source(), |cause| (*cause).source()).collect();
        let known = causes.iter().find_map(|cause| known(*cause));
        known.unwrap_or_else(|| match causes.last() {
            _ if error.is_timeout() => Unreached::Silent,
            Some(cause) => Unreached::Broken(cause.to_string()),
            None => Unreached::Broken("it is no answer of a web server".to_owned()),
        })
    }
}

fn known(cause: &(dyn Error + 'static)) -> Option<Unreached> {
    let cause = unwrapped(cause);
    if let Some(EgressError::NoName(_)) = cause.downcast_ref() {
        return Some(Unreached::NoName);
    }
    match cause.downcast_ref() {
        Some(rustls::Error::InvalidCertificate(fault)) => return Some(Unreached::Certificate(of_certificate(fault))),
        Some(error) => return Some(Unreached::Tls(error.to_string())),
        None => {}
    }
    match cause.downcast_ref::<io::Error>()?.kind() {
        io::ErrorKind::ConnectionRefused => Some(Unreached::Refused),
        io::ErrorKind::TimedOut => Some(Unreached::Silent),
        _ => None,
    }
}

/// What lies within errors of input and output, which do not give it as their source.
fn unwrapped<'a>(mut cause: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    while let Some(within) = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        cause = within;
    }
    cause
}

/// What is wrong with a certificate, and what to do.
fn of_certificate(fault: &CertificateError) -> String {
    match fault {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "has expired: renew it".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "is not valid yet: see to the clocks of both machines".to_owned()
        }
        CertificateError::UnknownIssuer => {
            "is of no issuer that is trusted: take one of a public authority, and serve the whole chain with it"
                .to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "is for another name: take one for this".to_owned()
        }
        CertificateError::Revoked => "was revoked: take another".to_owned(),
        other => format!("is not accepted: {other}"),
    }
}
