//! The way in: whether what a carrier sends to the public URL arrives here, and arrives as it was signed.
//!
//! A proxy stands between, and whatever it does wrong shows in the first call only. So the doctor knocks as the carrier does
//! ([`telephony::knock`]), which has no effect. From the first fault on the way the rest is left out: it would say the same again.

use super::{Findings, State};
use crate::cli::config::Config;
use egress::Unreached;
use egress::processor::Host;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use telephony::knock::{Knock, Upgrade, WebhookAnswer};
use telephony::{Carrier, MEDIA_PATH, STATUS_PATH, VOICE_PATH};

const WEBHOOK: &str = "webhook";
/// A certificate that ends within this should have been renewed: those of 90 days are, a month ahead.
const RENEWAL_DUE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A server on this machine says within milliseconds that it lives.
const LIFE_LIMIT: Duration = Duration::from_secs(2);
/// RFC 6455, section 7.4.1: what a token gets that was never given.
const POLICY: u16 = 1008;

/// Knocks at the public URL.
pub(super) async fn way_in(config: &Config, now: Timestamp, findings: &mut Findings) {
    let knock = match Knock::at(&config.server.public_url) {
        Ok(knock) => knock,
        Err(error) => {
            findings.add(WEBHOOK, None, State::Wrong, format!("failed to start the client: {error}"));
            return;
        }
    };
    let way = Way { config, knock, serves: serves(config.server.listen).await };
    if way.is_open(now, findings).await && way.takes_signatures(findings).await {
        way.takes_streams(findings).await;
    }
}

/// Whether a server lives at the address where this one is to listen. In a container of its own, another container's does not show.
async fn serves(listen: SocketAddr) -> bool {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let address = SocketAddr::new(ip, listen.port());
    let host = Host { name: ip.to_string(), port: Some(listen.port()) };
    let Ok(client) = egress::client("listen", &[host]).timeout(LIFE_LIMIT).build() else { return false };
    client.get(format!("http://{address}/healthz")).send().await.is_ok_and(|answer| answer.status().is_success())
}

/// The way from the carrier to the server.
struct Way<'a> {
    config: &'a Config,
    knock: Knock,
    /// Whether the server was seen on this machine.
    serves: bool,
}

/// What was found, or why nothing was.
type Found = (State, String);

impl Way<'_> {
    /// Whether a webhook comes to the server, which refuses it where nobody has signed it.
    async fn is_open(&self, now: Timestamp, findings: &mut Findings) -> bool {
        let url = self.config.server.public_url.http(VOICE_PATH);
        let answer = match self.knock.voice(None).await {
            Ok(answer) => answer,
            Err(error) => {
                let (state, says) = self.unreached(&error);
                findings.add(WEBHOOK, Some(&url), state, says);
                return false;
            }
        };
        if let Some(ends_at) = answer.certificate_ends_at {
            certificate(ends_at, now, findings);
        }
        let open = answer.status == StatusCode::FORBIDDEN;
        let (state, says) = match open {
            true => (State::Ok, "reached; what nobody has signed is refused".to_owned()),
            false if answer.status.is_success() => (
                State::Wrong,
                format!(
                    "answers {} to a request that nobody has signed, which this server refuses: another one answers there",
                    answer.status.as_u16()
                ),
            ),
            false => self.astray(VOICE_PATH, answer.status, answer.leads_to.as_deref()),
        };
        findings.add(WEBHOOK, Some(&url), state, says);
        open
    }

    /// Whether what the carriers sign counts, at the voice URL and at the status callback.
    async fn takes_signatures(&self, findings: &mut Findings) -> bool {
        let mut all = true;
        for carrier in self.signers() {
            let asked = [
                ("signature", VOICE_PATH, self.knock.voice(Some(carrier)).await),
                ("status callback", STATUS_PATH, self.knock.status(carrier).await),
            ];
            for (check, path, answer) in asked {
                let (state, says) = match answer {
                    Ok(answer) => self.signed(path, carrier, &answer),
                    Err(error) => self.unreached(&error),
                };
                all &= state == State::Ok;
                findings.add(check, Some(&carrier.id), state, says);
            }
        }
        all
    }

    /// Whether the carrier's streams are passed on. One is enough: what differs by carrier is the token, which has been seen to.
    async fn takes_streams(&self, findings: &mut Findings) {
        let Some(carrier) = self.signers().next() else { return };
        let (state, says) = match (self.knock.stream(None).await, self.knock.stream(Some(carrier)).await) {
            (Ok(Upgrade::Answered(StatusCode::FORBIDDEN)), Ok(Upgrade::Opened(Some(POLICY)))) => {
                (State::Ok, "WebSockets are passed; a token that was never given is refused".to_owned())
            }
            (Err(error), _) | (_, Err(error)) => self.unreached(&error),
            (Ok(Upgrade::Opened(_)), _) | (_, Ok(Upgrade::Opened(_))) => {
                (State::Wrong, "a WebSocket is opened there that is not this server's: see to the proxy".to_owned())
            }
            // A proxy that does not even pass what is unsigned says why by its answer to that.
            (Ok(Upgrade::Answered(StatusCode::FORBIDDEN)), Ok(Upgrade::Answered(status)))
            | (Ok(Upgrade::Answered(status)), _) => self.no_upgrade(status),
        };
        let url = self.config.server.public_url.websocket(MEDIA_PATH);
        findings.add("stream", Some(&format!("{url}/…")), state, says);
    }

    /// Whose signatures there are; an entry that cannot be used is a finding of its own.
    fn signers(&self) -> impl Iterator<Item = &Carrier> {
        self.config.carriers.iter().filter(|carrier| carrier.fault().is_none())
    }

    fn unreached(&self, error: &Unreached) -> Found {
        match error {
            Unreached::Refused | Unreached::Silent | Unreached::Broken(_) if !self.serves => {
                (State::Note, format!("{error}, and {}", self.start()))
            }
            Unreached::Certificate(_) | Unreached::Tls(_) => {
                (State::Wrong, format!("{error} (see to the proxy, or to public_url)"))
            }
            Unreached::NoName => (State::Wrong, format!("{error}: make a record for it, or correct public_url")),
            error => (
                State::Wrong,
                format!(
                    "{error}, though a server runs at {}: see to the proxy and the firewall (or the router leads its own \
                     address not back in: then ask from outside)",
                    self.config.server.listen
                ),
            ),
        }
    }

    fn start(&self) -> String {
        format!("no server runs at {}: start one (vorzimmer serve), and look again", self.config.server.listen)
    }

    /// What an answer means that is none of this server's.
    fn astray(&self, path: &str, status: StatusCode, leads_to: Option<&str>) -> Found {
        let code = status.as_u16();
        let listen = self.config.server.listen;
        let says = match status {
            _ if status.is_redirection() => format!(
                "redirects to {}, where no signature is valid: write the address that answers as public_url, and set it \
                 at the number",
                leads_to.unwrap_or("nowhere")
            ),
            StatusCode::NOT_FOUND => format!(
                "answers 404: the proxy does not pass {path} to {listen}, or public_url has another path than the proxy"
            ),
            StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
                if !self.serves {
                    return (State::Note, format!("the proxy answers {code}, and {}", self.start()));
                }
                format!(
                    "answers {code}: the proxy does not find the server at {listen}, or the server cannot read its \
                     database; their logs say which"
                )
            }
            _ if status.is_server_error() => format!("answers {code}: the proxy fails; its log says why"),
            _ => format!("answers {code}, which this server does not: see to the proxy"),
        };
        (State::Wrong, says)
    }

    fn signed(&self, path: &str, carrier: &Carrier, answer: &WebhookAnswer) -> Found {
        match (path, answer.status) {
            (VOICE_PATH, StatusCode::OK) if answer.is_ours => {
                (State::Ok, "what this carrier signs is answered with TwiML".to_owned())
            }
            (STATUS_PATH, StatusCode::NO_CONTENT) => {
                (State::Ok, "what this carrier signs is taken notice of".to_owned())
            }
            (_, StatusCode::FORBIDDEN) => (
                State::Wrong,
                format!(
                    "refuses what the account {} signs for {}: the server runs with another public_url or token (start it \
                     anew after a change), or the proxy changes the query or the body; the server's log names the address \
                     that it checks against",
                    carrier.account,
                    self.config.server.public_url.http(path)
                ),
            ),
            (_, status) if status.is_success() => (
                State::Wrong,
                format!("answers {} with something else than this server: see to the proxy", status.as_u16()),
            ),
            (path, status) => self.astray(path, status, answer.leads_to.as_deref()),
        }
    }

    /// Why a handshake opened no socket.
    fn no_upgrade(&self, status: StatusCode) -> Found {
        let code = status.as_u16();
        let says = match status {
            StatusCode::NOT_FOUND => {
                format!("answers 404: the proxy does not pass {MEDIA_PATH}/ with what stands behind it")
            }
            StatusCode::FORBIDDEN => {
                "refuses the signature of a stream: the proxy changes its path; it must be passed as it comes"
                    .to_owned()
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                "answers 503: too many streams wait for their begin, or the proxy fails; \
                                                their logs say which"
                    .to_owned()
            }
            _ => format!(
                "answers {code} to the handshake of a WebSocket: the proxy passes no upgrades; with nginx write \
                 proxy_http_version 1.1 and the headers Upgrade and Connection, as in deploy/nginx.conf"
            ),
        };
        (State::Wrong, says)
    }
}

fn certificate(ends_at: Timestamp, now: Timestamp, findings: &mut Findings) {
    let left = ends_at.duration_since(now);
    let day = ends_at.to_zoned(TimeZone::UTC).date();
    let (state, says) = match left < RENEWAL_DUE {
        true => (State::Note, format!("ends on {day}, in {} days: see to its renewal", left.as_hours() / 24)),
        false => (State::Ok, format!("valid until {day}")),
    };
    findings.add("certificate", None, state, says);
}
