//! The address under which the carrier reaches this server, as configured: behind a proxy nothing else is true.

use axum::http::Uri;
use axum::http::uri::Authority;
use egress::processor::is_loopback;
use std::fmt;

/// An address such as `https://phone.example.org` or `https://example.org/vorzimmer`, without a slash at its end. Plain
/// `http` only on loopback (P27).
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl {
    secure: bool,
    authority: Authority,
    path: String,
}

/// Failed to read a public URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// Not an address of this kind.
    #[error("read the public URL: write it like https://phone.example.org, without a query or a user name")]
    Malformed,
    /// Plain http to somewhere else.
    #[error("use the public URL: plain http is allowed on loopback only, write https://")]
    Insecure,
}

impl PublicUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// When it is no `http` or `https` URL, has a query or a user, or is plain `http` beyond loopback.
    pub fn parse(text: &str) -> Result<Self, PublicUrlError> {
        let uri: Uri = text.parse().map_err(|_| PublicUrlError::Malformed)?;
        let authority = uri.authority().ok_or(PublicUrlError::Malformed)?.clone();
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(PublicUrlError::Malformed),
        };
        if uri.query().is_some() || authority.as_str().contains('@') {
            return Err(PublicUrlError::Malformed);
        }
        let url = PublicUrl { secure, authority, path: uri.path().trim_end_matches('/').to_owned() };
        if url.secure || url.is_loopback() { Ok(url) } else { Err(PublicUrlError::Insecure) }
    }

    /// The `http(s)` address of a path that begins with a slash, perhaps with a query.
    pub fn http(&self, path_and_query: &str) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}{}{path_and_query}", self.authority, self.path)
    }

    /// The `ws(s)` address of a path that begins with a slash.
    pub fn websocket(&self, path: &str) -> String {
        let scheme = if self.secure { "wss" } else { "ws" };
        format!("{scheme}://{}{}{path}", self.authority, self.path)
    }

    /// Whether only this machine can reach it.
    pub fn is_loopback(&self) -> bool {
        is_loopback(self.authority.host())
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.http(""))
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = PublicUrlError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        PublicUrl::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_built_as_the_carrier_knows_them() {
        for (public, http, websocket) in [
            ("https://example.org", "https://example.org/a?b=1", "wss://example.org/a"),
            ("https://example.org/", "https://example.org/a?b=1", "wss://example.org/a"),
            (
                "https://example.org:8443/office/",
                "https://example.org:8443/office/a?b=1",
                "wss://example.org:8443/office/a",
            ),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/a?b=1", "ws://127.0.0.1:8080/a"),
            ("http://[::1]:8080", "http://[::1]:8080/a?b=1", "ws://[::1]:8080/a"),
        ] {
            let url = PublicUrl::parse(public).expect(public);
            assert_eq!((url.http("/a?b=1").as_str(), url.websocket("/a").as_str()), (http, websocket));
        }
    }

    #[test]
    fn p27_plain_http_is_refused_beyond_loopback() {
        assert_eq!(PublicUrl::parse("http://example.org"), Err(PublicUrlError::Insecure));
        assert_eq!(PublicUrl::parse("http://127.0.0.1.example.org"), Err(PublicUrlError::Insecure));
        assert!(PublicUrl::parse("http://localhost:1").is_ok_and(|url| url.is_loopback()));
        assert!(PublicUrl::parse("https://example.org").is_ok_and(|url| !url.is_loopback()));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in
            ["", "example.org", "/path", "ftp://example.org", "https://", "https://u:p@example.org", "https://x/?q"]
        {
            assert_eq!(PublicUrl::parse(text), Err(PublicUrlError::Malformed), "{text}");
        }
    }
}
