//! A proxy between a carrier and the server: it passes connections on, and does to their requests what proxies do.

use base::clock::{Clock, SystemClock};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;

/// What becomes of a request's head: another one, or an answer in the server's stead.
pub type Rule = fn(String) -> Result<String, String>;

/// The proxy. It ends with its test's runtime.
pub struct Proxy {
    pub address: SocketAddr,
    server: Arc<OnceLock<SocketAddr>>,
}

impl Proxy {
    /// A proxy without TLS, which leads nowhere yet.
    pub async fn open(rule: Rule) -> Self {
        Proxy::listen(rule, None).await
    }

    /// A proxy with TLS.
    pub async fn open_tls(rule: Rule, identity: &Identity) -> Self {
        Proxy::listen(rule, Some(identity.acceptor.clone())).await
    }

    async fn listen(rule: Rule, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let server = Arc::new(OnceLock::new());
        let leads_to = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, leads_to) = (tls.clone(), leads_to.clone());
                tokio::spawn(async move {
                    match tls {
                        None => pass(stream, rule, &leads_to).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                pass(stream, rule, &leads_to).await;
                            }
                        }
                    }
                });
            }
        });
        Proxy { address, server }
    }

    /// Leads to a server from now on.
    pub fn lead_to(&self, server: SocketAddr) {
        self.server.set(server).expect("once");
    }
}

async fn pass(mut client: impl AsyncRead + AsyncWrite + Unpin, rule: Rule, server: &OnceLock<SocketAddr>) {
    let mut read = Vec::new();
    let end = loop {
        if let Some(at) = read.windows(4).position(|window| window == b"\r\n\r\n") {
            break at + 4;
        }
        if client.read_buf(&mut read).await.unwrap_or(0) == 0 {
            return;
        }
    };
    let body = read.split_off(end);
    match rule(String::from_utf8(read).expect("a head")) {
        Err(answer) => drop(client.write_all(answer.as_bytes()).await),
        Ok(head) => {
            let server = match server.get() {
                Some(address) => TcpStream::connect(address).await.ok(),
                None => None,
            };
            let Some(mut server) = server else {
                client.write_all(answer("502 Bad Gateway", "").as_bytes()).await.ok();
                return;
            };
            server.write_all(&[head.as_bytes(), &body].concat()).await.expect("written");
            copy_bidirectional(&mut client, &mut server).await.ok();
        }
    }
}

/// A whole answer of the proxy's own; `headers` end in a line's end each.
pub fn answer(status: &str, headers: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n{headers}\r\n")
}

/// The head without some of its lines, by how they begin.
pub fn without(head: &str, headers: &[&str]) -> String {
    let is_kept = |line: &&str| !headers.iter().any(|header| line.to_lowercase().starts_with(header));
    head.split_inclusive("\r\n").filter(is_kept).collect()
}

/// A proxy's key and certificate, and the authority that signed it.
pub struct Identity {
    acceptor: TlsAcceptor,
    /// The authority's certificate, for those who are to trust it.
    pub authority: String,
}

impl Identity {
    /// For a name or address, until so many days from now.
    pub fn new(name: &str, days: i64) -> Self {
        let authority_key = KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::new([]).expect("parameters");
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = authority.self_signed(&authority_key).expect("signed");
        let key = KeyPair::generate().expect("a key");
        let mut own = CertificateParams::new([name.to_owned()]).expect("parameters");
        let ends = SystemClock::default().now() + jiff::SignedDuration::from_hours(24 * days);
        let ends = ends.to_zoned(jiff::tz::TimeZone::UTC);
        own.not_after = rcgen::date_time_ymd(ends.year().into(), ends.month() as u8, ends.day() as u8);
        let signed = own.signed_by(&key, &Issuer::new(authority, authority_key)).expect("signed");
        let config = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![signed.into()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .expect("a configuration");
        Identity { acceptor: TlsAcceptor::from(Arc::new(config)), authority: certificate.pem() }
    }
}
