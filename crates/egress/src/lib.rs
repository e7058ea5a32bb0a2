//! The only way out (P25): requests and sockets that reach the hosts of one [`Processor`] and no others.
//!
//! Takes a processor, gives an [`Egress`] on which adapters make their requests. What is enforced: the host stands in the
//! processor's list, the address is https or wss unless it is this machine (P27), no redirect is followed, no proxy of the
//! environment is used (it would be a processor that nobody listed), and names that are not listed are not even resolved, so
//! that a client handed to a library keeps to the list as well. The carrier's own requests (`telephony::rest`), whose host its
//! region decides, and the doctor's to the public URL (`telephony::knock`) are made by a client of [`client`] for that host alone. Nothing else in the crate may make a client that
//! could carry a caller's data; a test reads the sources for it (`tests/structure.rs`), and names the few that carry none.

pub mod processor;
mod unreached;

pub use unreached::Unreached;

use crate::processor::{Host, Processor};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder, Method, RequestBuilder, Url};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// How long a connection may take to open. Within it a server on the same continent has answered twice over.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);
/// How long an idle connection is kept, so that the next call finds it open.
const KEPT_WARM: Duration = Duration::from_secs(90);

/// The way to one processor. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Egress {
    processor: Arc<Processor>,
    client: Client,
}

/// A socket to a processor.
pub type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Failed to reach a processor.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// The address is none.
    #[error("read the address '{0}'")]
    Address(String),
    /// The host is not the processor's.
    #[error("reach {host}: it is not among the hosts of the processor '{processor}'")]
    Unlisted {
        /// Which host.
        host: String,
        /// In whose name.
        processor: String,
    },
    /// It would travel unencrypted.
    #[error("reach {0}: only https and wss may leave this machine")]
    Unencrypted(String),
    /// No name server knows it.
    #[error("find the address of {0}: no name server knows it")]
    NoName(String),
    /// The client could not be built; certificates are the usual cause.
    #[error("start the client: {0}")]
    Client(#[source] reqwest::Error),
    /// The socket could not be opened.
    #[error("open a socket to {host}: {error}")]
    Socket {
        /// To which host.
        host: String,
        /// Why.
        error: Box<tokio_tungstenite::tungstenite::Error>,
    },
    /// It took too long.
    #[error("open a socket to {0}: no answer")]
    Silent(String),
}

impl Egress {
    /// The way to `processor`. Needs a rustls provider installed.
    ///
    /// # Errors
    /// When the client cannot be built.
    pub fn new(processor: Arc<Processor>) -> Result<Self, EgressError> {
        let client = client(&processor.id, &processor.hosts).build().map_err(EgressError::Client)?;
        Ok(Egress { client, processor })
    }

    /// To whom it leads.
    pub fn processor(&self) -> &Processor {
        &self.processor
    }

    /// The client, for libraries that build requests by themselves. It resolves listed names only; give it addresses that
    /// went through [`Egress::address`].
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// An address that may be reached in the processor's name.
    ///
    /// # Errors
    /// When it may not.
    pub fn address(&self, text: &str) -> Result<Url, EgressError> {
        let url = Url::parse(text).map_err(|_| EgressError::Address(text.to_owned()))?;
        let host = Host::of(&url).ok_or_else(|| EgressError::Address(text.to_owned()))?;
        let unlisted = || EgressError::Unlisted { host: host.to_string(), processor: self.processor.id.clone() };
        if !self.processor.hosts.contains(&host) {
            return Err(unlisted());
        }
        match url.scheme() {
            "https" | "wss" => Ok(url),
            "http" | "ws" if host.is_local() => Ok(url),
            _ => Err(EgressError::Unencrypted(host.to_string())),
        }
    }

    /// A request.
    ///
    /// # Errors
    /// When the address may not be reached.
    pub fn request(&self, method: Method, address: &str) -> Result<RequestBuilder, EgressError> {
        Ok(self.client.request(method, self.address(address)?))
    }

    /// Opens a socket; `headers` go with the handshake (a key, a protocol).
    ///
    /// # Errors
    /// When the address may not be reached, or does not answer.
    pub async fn socket(&self, address: &str, headers: &[(&'static str, &str)]) -> Result<Socket, EgressError> {
        let url = self.address(address)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let failed = |error| EgressError::Socket { host: host.clone(), error: Box::new(error) };
        let mut request = url.as_str().into_client_request().map_err(failed)?;
        for (name, value) in headers {
            let value = value.parse().map_err(|_| EgressError::Address(format!("the header {name}")))?;
            request.headers_mut().insert(*name, value);
        }
        // The last argument: small frames go out at once.
        let opening = tokio::time::timeout(CONNECT_LIMIT, connect_async_with_config(request, None, true));
        let opened = opening.await.map_err(|_| EgressError::Silent(host.clone()))?;
        opened.map(|(socket, _)| socket).map_err(failed)
    }
}

/// A client, still to be built, that reaches these hosts and no others: it follows no redirect, uses no proxy and resolves no
/// other name. `whose` stands in errors. Needs a rustls provider installed.
pub fn client(whose: &str, hosts: &[Host]) -> ClientBuilder {
    let builder = Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(CONNECT_LIMIT)
        .pool_idle_timeout(KEPT_WARM)
        .tcp_nodelay(true)
        .dns_resolver(Listed { whose: whose.to_owned(), hosts: hosts.into() });
    match hosts.iter().all(Host::is_local) {
        // This machine is reached without certificates.
        true => builder.tls_certs_only([]),
        false => builder,
    }
}

/// Resolves the names of listed hosts.
struct Listed {
    whose: String,
    hosts: Arc<[Host]>,
}

impl Resolve for Listed {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_lowercase();
        let listed = self.hosts.iter().any(|listed| listed.name == host);
        let processor = self.whose.clone();
        Box::pin(async move {
            if !listed {
                return Err(EgressError::Unlisted { host, processor }.into());
            }
            let found = tokio::net::lookup_host((host.as_str(), 0)).await;
            let found: Vec<_> = found.map_err(|_| EgressError::NoName(host.clone()))?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::processor::{DataClass, Region};

    fn egress(hosts: &[&str]) -> Egress {
        rustls::crypto::ring::default_provider().install_default().ok();
        let processor = Processor {
            id: "brain".into(),
            name: "A language model".into(),
            purpose: "dialogue".into(),
            region: Region::Eu,
            data: vec![DataClass::Words],
            legal_basis: "Art. 6(1)(b)".into(),
            agreement: None,
            hosts: hosts.iter().map(|host| host.parse().unwrap()).collect(),
        };
        Egress::new(processor.into()).unwrap()
    }

    #[test]
    fn p25_only_listed_hosts_are_reached() {
        let egress = egress(&["api.example.com", "127.0.0.1:8000"]);
        assert!(egress.address("https://api.example.com/v1/chat").is_ok());
        assert!(egress.address("http://127.0.0.1:8000/v1").is_ok());
        for address in [
            "https://example.com/v1",
            "https://api.example.com.evil.example/v1",
            "https://api.example.com:8443/v1",
            "https://api.example.com@evil.example/",
            "http://127.0.0.1:8001/v1",
        ] {
            assert!(matches!(egress.address(address), Err(EgressError::Unlisted { .. })), "{address}");
        }
    }

    #[test]
    fn p27_nothing_leaves_this_machine_unencrypted() {
        let egress = egress(&["api.example.com"]);
        for address in ["http://api.example.com/", "ws://api.example.com/", "ftp://api.example.com/"] {
            assert!(matches!(egress.address(address), Err(EgressError::Unencrypted(_))), "{address}");
        }
    }

    #[tokio::test]
    async fn p25_a_client_handed_to_a_library_does_not_even_resolve_other_names() {
        let egress = egress(&["api.example.com"]);
        let error = egress.client().get("https://localhost/").send().await.unwrap_err();
        let mut causes = std::iter::successors(std::error::Error::source(&error), |cause| cause.source());
        assert!(causes.any(|cause| cause.to_string().contains("not among the hosts")), "{error:?}");
    }
}
