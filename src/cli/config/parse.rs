//! How the values of the configuration are written.

use base::document::Fault;
use std::net::SocketAddr;
use std::path::PathBuf;

type Reading<T> = Result<T, Fault>;

/// An address and port to listen at.
pub(super) fn listen(text: &str) -> Reading<SocketAddr> {
    let remedy = "write address:port, such as 127.0.0.1:8080 or [::1]:8080";
    text.parse().map_err(|_| Fault::new(format!("'{text}' is no address to listen at"), remedy))
}

/// A path, relative to the folder in which Vorzimmer is started.
pub(super) fn path(text: &str) -> Reading<PathBuf> {
    match text.trim().is_empty() {
        true => Err(Fault::new("it is empty", "write a path, or leave the key out")),
        false => Ok(PathBuf::from(text)),
    }
}

/// A name without spaces, such as a model's or a voice's.
pub(super) fn word(text: &str) -> Reading<String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_.+/".contains(c);
    let good = (1..=64).contains(&text.len()) && text.chars().all(allowed);
    let remedy = "write letters, digits, dashes, dots and underscores, at most 64";
    if good { Ok(text.to_owned()) } else { Err(Fault::new(format!("'{text}' is no name"), remedy)) }
}

/// One of a few words.
pub(super) fn choice<T: Copy>(options: &'static [(&'static str, T)]) -> impl Fn(&str) -> Reading<T> {
    move |text| {
        let found = options.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        found.ok_or_else(|| {
            let names: Vec<_> = options.iter().map(|(name, _)| *name).collect();
            Fault::new(format!("'{text}' is not known"), format!("write {}", names.join(" or ")))
        })
    }
}

/// Yes or no.
pub(super) fn yes_or_no(text: &str) -> Reading<bool> {
    choice(&[("true", true), ("false", false)])(text)
}
