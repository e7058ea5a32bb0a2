//! One call, verb by verb, from the webhook to its end.

use super::{Carrier, Errand, Fallback, Report};
use crate::telephone::caller::{Caller, Why};
use crate::telephone::handset::{Handset, Remains};
use crate::telephone::microphone::Microphone;
use crate::telephone::report::{CallEnd, Figures};
use crate::telephone::rest::{Extension, Order};
use crate::telephone::stream::{self, End, Ended, Stream};
use crate::telephone::twiml::{self, Verb};
use crate::telephone::webhook::{Ringing, WebhookError};
use crate::telephone::{Audience, Happening};
use reqwest::Url;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Twilio follows so many documents in one call at most; a loop of redirects ends here.
const DOCUMENTS_MAX: usize = 20;

/// A call under way.
pub(super) struct Call<'a> {
    carrier: &'a Carrier,
    number: usize,
    audience: &'a dyn Audience,
    ringing: Ringing,
    stream_sid: String,
    orders: Extension,
    /// Until the stream takes it.
    caller: Option<Caller>,
    begun_at: Instant,
    documents: usize,
    /// Why the agent is not there, if so.
    gone: Option<Gone>,
    remains: Remains,
    first_frame_ms: Option<u64>,
    late_ms_max: u64,
}

/// Why an agent is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Gone {
    /// It closed the stream in an orderly way, as some end their calls.
    Closed,
    /// Something failed.
    Failed(String),
}

/// What a verb leads to.
enum Next {
    /// The verb after it.
    Verb,
    /// Other verbs instead of the rest.
    Instead(Vec<Verb>),
    /// The end of the call.
    End(CallEnd),
}

impl<'a> Call<'a> {
    /// A call that is about to ring.
    pub fn new(carrier: &'a Carrier, errand: Errand, audience: &'a dyn Audience) -> Self {
        let Errand { number, from, to, forwarded_from, caller } = errand;
        let ringing = Ringing { call: carrier.call_sid(number), from, to, forwarded_from };
        Call {
            carrier,
            number,
            audience,
            orders: carrier.exchange.begin(&ringing.call),
            stream_sid: carrier.id("MZ", number),
            ringing,
            caller: Some(caller),
            begun_at: Instant::now(),
            documents: 0,
            gone: None,
            remains: Remains::default(),
            first_frame_ms: None,
            late_ms_max: 0,
        }
    }

    /// Rings, and returns how the call ended.
    pub async fn run(&mut self) -> CallEnd {
        let webhook = self.carrier.webhook.clone();
        let mut verbs: VecDeque<Verb> = match self.fetch(&webhook, "ringing").await {
            Ok(verbs) => verbs.into(),
            Err(outcome) => return outcome,
        };
        while let Some(verb) = verbs.pop_front() {
            match self.carry_out(verb).await {
                Next::Verb => {}
                Next::Instead(others) => verbs = others.into(),
                Next::End(outcome) => return outcome,
            }
        }
        self.run_out()
    }

    /// No verb is left: the carrier hangs up.
    fn run_out(&self) -> CallEnd {
        match (&self.gone, &self.caller) {
            (Some(Gone::Failed(reason)), _) => CallEnd::Failed(reason.clone()),
            (_, Some(_)) => CallEnd::Failed("the TwiML opened no stream".to_owned()),
            (_, None) => CallEnd::Agent,
        }
    }

    async fn carry_out(&mut self, verb: Verb) -> Next {
        match verb {
            Verb::Connect { stream, action } => self.connect(stream, action).await,
            Verb::Dial { number, action } => self.dial(number, action).await,
            Verb::Say(words) => {
                self.tell(format!("says: {words}"));
                Next::Verb
            }
            Verb::Play(address) => {
                self.tell(format!("plays {address}"));
                Next::Verb
            }
            Verb::Pause(seconds) => {
                self.tell(format!("waits {seconds} s"));
                tokio::select! {
                    () = sleep(Duration::from_secs(seconds.into())) => Next::Verb,
                    Some(order) = self.orders.order() => self.obey(order).await,
                }
            }
            Verb::Redirect(address) => self.go_on_at(&address).await,
            Verb::Reject(reason) => Next::End(CallEnd::Failed(format!("the call was rejected ({reason})"))),
            Verb::Hangup => Next::End(self.run_out()),
        }
    }

    async fn dial(&mut self, number: String, action: Option<String>) -> Next {
        if self.carrier.faults.dial_unanswered {
            self.tell(format!("dials {number}, where nobody answers"));
            return match action {
                Some(address) => self.go_on_at(&address).await,
                None => Next::Verb,
            };
        }
        self.tell(format!("dials {number}: the caller reached {number}"));
        Next::End(if self.gone.is_some() { CallEnd::Caught(number) } else { CallEnd::Transferred(number) })
    }

    async fn connect(&mut self, stream: twiml::Stream, action: Option<String>) -> Next {
        let Some(caller) = self.caller.take() else {
            return Next::End(CallEnd::Failed(
                "a second stream was opened, which this telephone cannot hold".to_owned(),
            ));
        };
        let end = match self.open(&stream).await {
            Ok(socket) => self.hold(socket, stream, caller).await,
            Err(reason) => End::Broken(format!("it could not be opened: {reason}")),
        };
        match end {
            End::Ordered(order) => return self.obey(order).await,
            End::HungUp(why) => {
                self.tell(format!("the caller hangs up: {}", why.words()));
                return Next::End(match why {
                    Why::Finished | Why::AsOrdered => CallEnd::Caller,
                    Why::NoAnswer | Why::TooLong => CallEnd::Failed(why.words().to_owned()),
                });
            }
            End::Closed(code) => {
                self.tell(format!("the server closed the stream {code}").trim_end().to_owned());
                // 1000 and 1001 are no complaint (RFC 6455, 7.4.1), nor is a close without a code.
                let orderly = ["", "1000", "1001"].contains(&code.split(' ').next().unwrap_or(""));
                let complaint = || Gone::Failed(format!("the server closed the stream: {code}"));
                self.gone = Some(if orderly { Gone::Closed } else { complaint() });
            }
            End::Broken(reason) => {
                self.tell(format!("the stream is gone: {reason}"));
                self.gone = Some(Gone::Failed(format!("the stream is gone: {reason}")));
            }
        }
        match action {
            Some(address) => self.go_on_at(&address).await,
            None => Next::Verb,
        }
    }

    async fn open(&self, stream: &twiml::Stream) -> Result<stream::Socket, String> {
        let url: Url = stream.url.parse().map_err(|_| "its address is no URL".to_owned())?;
        self.carrier.post.check(&url).map_err(|error| error.to_string())?;
        if self.carrier.faults.handshake {
            return Err("the handshake failed, as ordered".to_owned());
        }
        stream::open(&stream.url, self.carrier.post.signature(&stream.url, &[])).await
    }

    async fn hold(&mut self, socket: stream::Socket, stream: twiml::Stream, caller: Caller) -> End {
        let Carrier { post, faults, noise_dbfs, keeps_sound, .. } = self.carrier;
        let account = post.account().sid.clone();
        let start = stream::start_of(self.stream_sid.clone(), account, self.ringing.call.clone(), stream.parameters);
        let microphone = Microphone::new(*noise_dbfs, self.carrier.chance(self.number, 0));
        let stream = Stream {
            events: stream::events_of(post.client(), &stream.url, &start),
            start,
            handset: Handset::new(caller, microphone, *keeps_sound),
            faults: *faults,
            chance: self.carrier.chance(self.number, 1),
            orders: &mut self.orders,
            audience: self.audience,
            number: self.number,
        };
        let Ended { end, mut handset, first_frame_ms, late_ms_max } = stream::hold(socket, stream).await;
        self.remains = handset.finish();
        handset.happenings().for_each(|happening| self.audience.see(self.number, &happening));
        (self.first_frame_ms, self.late_ms_max) = (first_frame_ms, late_ms_max);
        end
    }

    /// Does what was ordered by REST: the agent is at work, nothing is lost.
    async fn obey(&mut self, order: Order) -> Next {
        match order {
            Order::Complete => {
                self.tell("the agent ends the call".to_owned());
                Next::End(CallEnd::Agent)
            }
            Order::Twiml(text) => {
                self.tell("the agent hands the call over".to_owned());
                match twiml::read(&text) {
                    Ok(verbs) => Next::Instead(verbs),
                    Err(error) => Next::End(CallEnd::Failed(error.to_string())),
                }
            }
            Order::Url(address) => self.go_on_at(&address).await,
        }
    }

    /// Fetches the TwiML at an address, absolute or relative to the webhook's.
    async fn go_on_at(&mut self, address: &str) -> Next {
        let url = match self.carrier.webhook.join(address) {
            Ok(url) => url,
            Err(error) => return Next::End(CallEnd::Failed(format!("'{address}' is no address: {error}"))),
        };
        match self.fetch(&url, "in-progress").await {
            Ok(verbs) => Next::Instead(verbs),
            Err(outcome) => Next::End(outcome),
        }
    }

    /// Asks a webhook, and when it fails, the fallback.
    async fn fetch(&mut self, url: &Url, status: &str) -> Result<Vec<Verb>, CallEnd> {
        self.documents += 1;
        if self.documents > DOCUMENTS_MAX {
            return Err(CallEnd::Failed(format!("the call was redirected {DOCUMENTS_MAX} times")));
        }
        let Carrier { post, fallback, .. } = self.carrier;
        let mut parameters = self.ringing.parameters(&post.account().sid, status);
        let error = match post.ask(url, &parameters).await {
            Ok(verbs) => return Ok(verbs),
            Err(error) => error,
        };
        self.tell(format!("failed to {error}"));
        self.gone.get_or_insert_with(|| Gone::Failed(error.to_string()));
        let verbs = match fallback {
            Fallback::None => Err(error),
            Fallback::Twiml(text) => twiml::read(text).map_err(WebhookError::from),
            Fallback::Url(url) => {
                parameters.push(("ErrorCode".to_owned(), error_code(&error).to_owned()));
                parameters.push(("ErrorUrl".to_owned(), self.carrier.webhook.to_string()));
                post.ask(url, &parameters).await
            }
        };
        if *fallback != Fallback::None {
            self.tell("takes the fallback".to_owned());
        }
        verbs.map_err(|error| CallEnd::Failed(error.to_string()))
    }

    /// Tells the server that the call is over, and what it came to.
    pub async fn report(self, outcome: CallEnd) -> Report {
        if let Some(url) = &self.carrier.status_callback {
            let mut parameters = self.ringing.parameters(&self.carrier.post.account().sid, "completed");
            parameters.push(("CallDuration".to_owned(), self.begun_at.elapsed().as_secs().to_string()));
            if let Err(error) = self.carrier.post.tell(url, &parameters).await {
                self.tell(format!("failed to {error}"));
            }
        }
        let Remains { voice_to_voice_ms, answers, parts, gaps, recording } = self.remains;
        let figures = Figures {
            outcome,
            disclosure_first_ms: self.first_frame_ms,
            voice_to_voice_ms,
            answers,
            parts,
            gaps: gaps.len(),
            late_ms_max: self.late_ms_max,
        };
        Report { figures, gaps, recording }
    }

    fn tell(&self, words: String) {
        self.audience.see(self.number, &Happening::Carrier(words));
    }
}

/// Twilio's error numbers.
fn error_code(error: &WebhookError) -> &'static str {
    match error {
        WebhookError::ContentType { .. } => "12300",
        WebhookError::Twiml(_) => "12100",
        WebhookError::TooLong(_) => "11750",
        _ => "11200",
    }
}
