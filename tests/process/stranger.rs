//! Somebody who speaks HTTP and WebSocket with a server, with or without the account's token: raw requests, raw messages.

use crate::telephony::stage::{Call, STREAM, Socket, Stage, close_code, start};
use futures_util::SinkExt;
use lab::office::{Office, PATIENCE, TOKEN};
use lab::telephone::fault::Chance;
use std::net::SocketAddr;
use std::time::Duration;
use telephony::wire::ToServer;
use telephony::{MEDIA_PATH, VOICE_PATH, signature};
use tokio::time::{sleep, timeout};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};

pub use crate::telephony::stage::Form;

/// Somebody who knows where the server is.
pub struct Stranger {
    server: SocketAddr,
}

/// The form of a call that comes in.
pub fn form(call: &str) -> Form {
    Stage::form(call)
}

impl Stranger {
    pub fn before(office: &Office) -> Self {
        Stranger { server: office.listen }
    }

    /// The account's signature of a webhook.
    pub fn signature(&self, path: &str, form: &[(String, String)]) -> String {
        signature::sign(&TOKEN.into(), &format!("http://{}{path}", self.server), form)
    }

    /// Another account's.
    pub fn forged(&self, path: &str, form: &[(String, String)]) -> String {
        signature::sign(&"a guess".into(), &format!("http://{}{path}", self.server), form)
    }

    /// Another account's, of a token's handshake.
    pub fn forged_handshake(&self, token: &str) -> String {
        signature::sign(&"a guess".into(), &self.media(token), &[])
    }

    /// The account's, of a token's handshake.
    pub fn handshake_signature(&self, token: &str) -> String {
        signature::sign(&TOKEN.into(), &self.media(token), &[])
    }

    fn media(&self, token: &str) -> String {
        format!("ws://{}{MEDIA_PATH}/{token}", self.server)
    }

    /// Posts a form; gives status and body.
    pub async fn post(&self, path_and_query: &str, form: &Form, signature: Option<&str>) -> (u16, String) {
        let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client");
        let mut request = client.post(format!("http://{}{path_and_query}", self.server)).form(form);
        if let Some(signature) = signature {
            request = request.header(signature::HEADER, signature);
        }
        let response = request.send().await.expect("a response");
        (response.status().as_u16(), response.text().await.expect("a body"))
    }

    /// The one-time token of a call, by a webhook that is signed as it should be.
    pub async fn token(&self, call: &str) -> String {
        self.token_for(&form(call)).await
    }

    /// The same for a form of one's own.
    pub async fn token_for(&self, form: &Form) -> String {
        let (status, twiml) = self.post(VOICE_PATH, form, Some(&self.signature(VOICE_PATH, form))).await;
        assert_eq!(status, 200, "{twiml}");
        let (_, rest) = twiml.split_once(r#"<Parameter name="token" value=""#).expect("a token");
        rest.split_once('"').expect("its end").0.to_owned()
    }

    /// The status with which a token's handshake is answered.
    pub async fn handshake(&self, token: &str, signature: Option<&str>) -> u16 {
        match self.dial(token, signature).await {
            Ok(_) => 101,
            Err(Error::Http(response)) => response.status().as_u16(),
            Err(error) => panic!("no answer: {error}"),
        }
    }

    async fn dial(&self, token: &str, signature: Option<&str>) -> Result<Socket, Error> {
        let mut request = self.media(token).into_client_request()?;
        if let Some(signature) = signature {
            request.headers_mut().insert(signature::HEADER, signature.parse().expect("a header"));
        }
        Ok(connect_async(request).await?.0)
    }

    /// A socket, signed as it should be, before its `start`.
    pub async fn socket(&self, token: &str) -> Stream {
        let signature = self.handshake_signature(token);
        let socket = self.dial(token, Some(&signature)).await.expect("a socket");
        Stream(Call { socket, writer: ToServer::new(STREAM), call: String::new() })
    }

    /// The stream of a token that has said `start`, with this token for a parameter, if anybody still listens.
    pub async fn stream(&self, call: &str, token: &str, parameter: Option<&str>) -> Stream {
        let mut stream = self.socket(token).await;
        stream.0.call = call.to_owned();
        let begin = stream.0.writer.start(&start(call, parameter)).to_owned();
        stream.try_text(ToServer::CONNECTED).await;
        stream.try_text(&begin).await;
        stream
    }

    /// A call with its stream begun.
    pub async fn call(&self, call: &str) -> Stream {
        let token = self.token(call).await;
        self.stream(call, &token, Some(&token)).await
    }
}

/// A socket of ours.
pub struct Stream(Call);

impl Stream {
    /// Hears the agent: the stream lives.
    pub async fn sound(&mut self) {
        let heard = async { while !self.0.hear().await.contains("\"media\"") {} };
        timeout(PATIENCE, heard).await.expect("the agent speaks");
    }

    /// Says something of its own making, if the server still listens.
    pub async fn try_text(&mut self, text: &str) {
        self.0.socket.send(Message::text(text)).await.ok();
    }

    /// Sends so many messages that make no sense, each followed by so many frames of silence; or fewer, if the server has
    /// had enough of it. At a pace that lasts for some seconds.
    pub async fn garbage(mut self, count: usize, frames: usize) -> Self {
        let mut chance = Chance::new(7);
        for number in 0..count {
            if self.0.socket.send(garbage(number, &mut chance)).await.is_err() {
                break;
            }
            for _ in 0..frames {
                let frame = self.0.writer.media(20 * number as u64, &[0xff; 160]).to_owned();
                if self.0.socket.send(Message::text(frame)).await.is_err() {
                    break;
                }
            }
            sleep(Duration::from_millis(4)).await;
        }
        self
    }

    /// How the server closes it, if it does.
    pub async fn closed(mut self) -> Option<u16> {
        close_code(&mut self.0.socket).await
    }

    pub async fn hang_up(mut self) {
        self.0.stop().await;
        assert_eq!(close_code(&mut self.0.socket).await, Some(1000));
    }
}

/// Nonsense of many kinds; every kind comes within twenty numbers.
fn garbage(number: usize, chance: &mut Chance) -> Message {
    let media = |track: &str, payload: &str, chunk: &str| {
        format!(
            r#"{{"event":"media","sequenceNumber":"1","streamSid":"{STREAM}","media":{{"track":"{track}","chunk":"{chunk}","timestamp":"5","payload":"{payload}"}}}}"#
        )
    };
    Message::text(match number % 20 {
        0 => String::new(),
        1 => "not JSON".to_owned(),
        2 => "{".repeat(500),
        3 => "[".repeat(5_000),
        4 => r#"{"event":"media"}"#.to_owned(),
        5 => media("inbound", "%%%not base64%%%", "3"),
        6 => media("sideways", "////", "3"),
        7 => media("inbound", "", "3"),
        8 => media("inbound", "////", &u64::MAX.to_string()),
        9 => media("inbound", "////", "-1"),
        10 => media("inbound", &"/".repeat(20_000), "4"),
        11 => r#"{"event":"media","streamSid":"MZ99999999999999999999999999999999","media":{"payload":"////"}}"#
            .to_owned(),
        12 => r#"{"event":"selfdestruct","streamSid":7}"#.to_owned(),
        13 => format!(r#"{{"event":"mark","streamSid":"{STREAM}","mark":{{"name":"999999999"}}}}"#),
        14 => format!(r#"{{"event":"dtmf","streamSid":"{STREAM}","dtmf":{{"digit":"12345"}}}}"#),
        15 => r#"{"event":"start","start":null}"#.to_owned(),
        16 => "\u{0}\u{1}\u{feff}\u{202e}ü".repeat(100),
        17 => format!(r#"{{"event":"clear","streamSid":"{STREAM}"}}"#),
        18 => return Message::binary((0..200).map(|_| chance.bits() as u8).collect::<Vec<_>>()),
        _ => (0..200).map(|_| char::from(32 + chance.below(95) as u8)).collect(),
    })
}
