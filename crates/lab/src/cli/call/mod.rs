//! `vorzimmer-lab call`: a telephone and a stand-in for Twilio that calls any media-stream server.
//!
//! Makes the parts of [`crate::telephone`] from the arguments; the calls are made by [`mod@order`] and shown by [`follow`].

mod follow;
mod lines;
mod order;

pub(super) use order::{CallsMade, Order};

use crate::telephone::caller::Manner;
use crate::telephone::carrier::{Carrier, Fallback};
use crate::telephone::fault::{self, Fault, Faults};
use crate::telephone::prepare;
use crate::telephone::rest::{self, Account, Exchange};
use crate::telephone::script::ScriptFile;
use crate::telephone::webhook::{self, Post};
use anyhow::{Context, bail, ensure};
use base::language::Language;
use reqwest::Url;
use secrecy::SecretString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use tokio::net::TcpListener;
use vorzimmer::cli::listing::remark;

/// Where the stand-in's REST interface listens unless told otherwise.
const REST_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 7_990);

const EXAMPLES: &str = "\
Examples:
  Say two things to a server on this machine, and keep the sound:
    vorzimmer-lab call http://127.0.0.1:8080/twilio/voice 'Hello, when are you open?' 'Thank you.' --lang en --wav call.wav
  Answer what is asked, by a script (see fixtures/demo/de.toml):
    vorzimmer-lab call http://127.0.0.1:8080/twilio/voice --script fixtures/demo/de.toml --json
  Fall into the agent's word 1.5 s into its second turn:
    vorzimmer-lab call URL hello.wav --cut-in 1@1500=stop.wav
  See where a caller ends when the server dies after 5 s:
    vorzimmer-lab call URL hello.wav --fault drop-at=5000
  Fifty calls at once, one every 200 ms:
    vorzimmer-lab call URL --script booking.toml --calls 50 --stagger 200

With --json, a line for each turn, then a summary; times in ms, from the stream's start; null where a server does not tell:
  {\"turn\":3,\"who\":\"agent\",\"words\":\"…\",\"start_ms\":…,\"end_ms\":…,\"voice_to_voice_ms\":…,\"endpointing_ms\":…,
   \"recognition_ms\":…,\"dialogue_ms\":…,\"synthesis_ms\":…,\"understood\":…,\"clear_ms\":…}
  understood: a caller's words as the server understood them; clear_ms: from the caller's first sound to the server's clear.
  {\"summary\":{\"calls\":1,\"completed\":1,\"failed\":0,\"caught\":0,\"disclosure_first_ms\":…,\"voice_to_voice_p50_ms\":…, …,
   \"fillers_percent\":…,\"answer_p50_ms\":…,\"answer_p95_ms\":…,\"gaps\":0,\"late_ms_max\":…,\"wav\":…}}
  voice_to_voice: to the first sound, which may be a filler; fillers_percent: how many were; answer: to the answer itself.
  completed: ended by agent or caller, or handed to a person by the agent; caught: brought to a person by the verbs after the
  stream or by the fallback; late_ms_max: how late this telephone itself was (above 50, its figures are doubtful).

Requests are signed with the token in --token-file or TWILIO_AUTH_TOKEN, as Twilio does; without a token they are not signed.
To let the server end or redirect calls, point its Twilio REST host to http://127.0.0.1:7990 (--rest).
Voice-to-voice times run from the caller's last audible sound to the agent's first, as heard on the line. A server of
Vorzimmer on this machine also tells what it asks and where the time goes; others are judged by their sound alone.
Nobody is called but the server: no telephone network takes part, and no call costs anything.";

/// Calls a media-stream server as Twilio would, with a caller who speaks.
///
/// The stand-in asks the webhook what to do, opens the media stream that the TwiML names, speaks and listens in real time,
/// plays Twilio's REST host, and carries out what comes after the stream. It prints who said what when, and how long answers
/// took.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Arguments {
    /// The server's voice webhook, as it is set at a Twilio number.
    url: Url,
    /// What the caller says, in order: words (spoken by the best voice installed), a .wav file, or digits:123#.
    #[arg(conflicts_with = "script")]
    lines: Vec<String>,
    /// A script that answers what it is asked.
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// Falls into the agent's word: in turn TURN (from 0), MS after it can be heard. May be repeated.
    #[arg(long, value_name = "TURN@MS=LINE", value_parser = lines::cut_in)]
    cut_in: Vec<lines::CutInLine>,
    /// Language in which words are spoken; the script's, else German.
    #[arg(long)]
    lang: Option<Language>,
    /// The caller's number, or 'anonymous'.
    #[arg(long)]
    from: Option<String>,
    /// The number dialled.
    #[arg(long)]
    to: Option<String>,
    /// The number that forwards the call.
    #[arg(long, value_name = "NUMBER")]
    forwarded_from: Option<String>,
    /// The account in whose name calls are made.
    #[arg(long, env = "TWILIO_ACCOUNT_SID", default_value = "AC00000000000000000000000000000000")]
    account: String,
    /// File with the account's token.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// What is done when the webhook fails: a URL, or a file with TwiML.
    #[arg(long, value_name = "URL|FILE")]
    fallback: Option<String>,
    /// Told when the call is over.
    #[arg(long, value_name = "URL")]
    status_callback: Option<Url>,
    /// Where the stand-in's REST interface listens [default: 127.0.0.1:7990].
    #[arg(long, value_name = "ADDRESS")]
    rest: Option<SocketAddr>,
    /// Something that goes wrong: webhook-down, unsigned, wrong-signature, handshake, drop-at=MS, hang-up-at=MS,
    /// half-open-at=MS, no-marks, jitter=MS, loss=PERCENT, rest-down, rest-500, rest-timeout, dial-unanswered. May be
    /// repeated.
    #[arg(long, value_name = "FAULT[=N]")]
    fault: Vec<Fault>,
    /// Noise on the caller's line, dB of full scale (a bad line has -45).
    #[arg(long, value_name = "DBFS", allow_negative_numbers = true)]
    noise: Option<f32>,
    /// Keeps the sound of the call: caller left, agent right.
    #[arg(long, value_name = "FILE")]
    wav: Option<PathBuf>,
    /// Calls to be made.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    calls: u32,
    /// Time from one call to the next, ms.
    #[arg(long, default_value_t = 100, value_name = "MS")]
    stagger: u64,
    /// Allows many calls to a server that is not on this machine. Do that to your own only.
    #[arg(long)]
    i_own_this_server: bool,
    /// From a question to the caller's answer, ms, where the server tells what it asks.
    #[arg(long, value_name = "MS", default_value_t = Manner::default().reaction_ms)]
    reaction: u64,
    /// Silence after which the agent is taken to have finished, ms, where nothing else tells.
    #[arg(long, value_name = "MS", default_value_t = Manner::default().patience_ms)]
    patience: u64,
    /// Silence after which the caller gives up, ms.
    #[arg(long, value_name = "MS", default_value_t = Manner::default().give_up_ms)]
    give_up: u64,
    /// The caller hangs up after this, ms.
    #[arg(long, value_name = "MS", default_value_t = Manner::default().call_ms_max)]
    longest: u64,
    /// Repeats chance (noise, jitter, losses, ids) of an earlier run.
    #[arg(long)]
    seed: Option<u64>,
    /// Prints JSON lines: a turn each, then a summary.
    #[arg(long)]
    json: bool,
}

/// Runs the command: exit code 0 when all calls ended well, or as badly as `--fault` told them to.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let order = match order(&arguments) {
        Ok(order) => order,
        Err(error) => {
            remark(&format!("vorzimmer-lab: failed to {error:#}"));
            return Ok(ExitCode::from(2));
        }
    };
    let json = arguments.json;
    if !json && order.repertoire.voice.is_some_and(|voice| voice.program() == "espeak-ng") {
        remark("Note: only espeak-ng is installed, which recognisers hardly understand; see --help for .wav files.");
    }
    if let Some(listener) = rest_listener(arguments.rest, &order.carrier.exchange).await? {
        tokio::spawn(rest::serve(order.carrier.exchange.clone(), listener));
    }
    let expected_to_fail = !arguments.fault.is_empty();
    let outcome = order.carry_out(json).await?;
    outcome.print(json);
    let lost = outcome.calls.iter().any(|call| !call.outcome.is_complete());
    Ok(if lost && !expected_to_fail { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Makes the calls' parts from the arguments; what fails here is bad input.
fn order(arguments: &Arguments) -> anyhow::Result<Order> {
    let faults: Faults = arguments.fault.iter().copied().collect();
    let loopback_only = arguments.calls > 1 && !arguments.i_own_this_server;
    if loopback_only && !webhook::is_loopback(&arguments.url) {
        bail!(
            "call {} so often: it is not on this machine, and not said to be yours (--i-own-this-server)",
            arguments.url
        );
    }
    let script = arguments.script.as_deref().map(ScriptFile::open).transpose()?;
    let language = arguments.lang.or(script.as_ref().map(|script| script.language)).unwrap_or(Language::De);
    let token = token(arguments.token_file.as_deref())?;
    let account = Account { sid: arguments.account.clone(), token };
    let number = |given: &Option<String>, scripted: Option<&String>, otherwise: &str| {
        given.as_ref().or(scripted).map_or_else(|| otherwise.to_owned(), String::clone)
    };
    let repertoire = match &script {
        Some(script) => {
            let cut_ins = script.interruptions.iter().cloned().chain(lines::interruptions(&arguments.cut_in));
            prepare::prepare(&script.lines, &cut_ins.collect::<Vec<_>>(), language)?
        }
        None => {
            let said: Vec<_> = arguments.lines.iter().map(|line| lines::line(line)).collect();
            prepare::prepare(&said, &lines::interruptions(&arguments.cut_in), language)?
        }
    };
    Ok(Order {
        carrier: Carrier {
            post: Post::new(account.clone(), &arguments.url, faults, loopback_only)?,
            exchange: Exchange::new(account, faults.rest),
            webhook: arguments.url.clone(),
            fallback: fallback(arguments.fallback.as_deref())?,
            status_callback: arguments.status_callback.clone(),
            faults,
            noise_dbfs: arguments.noise,
            keeps_sound: arguments.wav.is_some(),
            seed: fault::seed(arguments.seed)?,
        },
        repertoire,
        manner: Manner {
            reaction_ms: arguments.reaction,
            patience_ms: arguments.patience,
            give_up_ms: arguments.give_up,
            call_ms_max: arguments.longest,
            ..Manner::default()
        },
        from: number(&arguments.from, script.as_ref().and_then(|script| script.from.as_ref()), "+4917604069012"),
        to: number(&arguments.to, script.as_ref().and_then(|script| script.to.as_ref()), "+492214710100"),
        forwarded_from: arguments.forwarded_from.clone(),
        calls: arguments.calls,
        stagger: Duration::from_millis(arguments.stagger),
        wav: arguments.wav.clone(),
    })
}

fn token(file: Option<&Path>) -> anyhow::Result<Option<SecretString>> {
    if let Some(path) = file {
        let text = std::fs::read_to_string(path).with_context(|| format!("read the token in {}", path.display()))?;
        return Ok(Some(text.trim().into()));
    }
    Ok(std::env::var("TWILIO_AUTH_TOKEN").ok().filter(|token| !token.is_empty()).map(SecretString::from))
}

fn fallback(given: Option<&str>) -> anyhow::Result<Fallback> {
    match given {
        None => Ok(Fallback::None),
        Some(url) if url.starts_with("http://") || url.starts_with("https://") => Ok(Fallback::Url(url.parse()?)),
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("read the fallback in {path}"))?;
            Ok(Fallback::Twiml(text))
        }
    }
}

/// The REST interface's door. Without a token it would obey everybody, so then it opens on loopback only. The default
/// address may be taken by another telephone; one that was asked for may not.
async fn rest_listener(asked: Option<SocketAddr>, exchange: &Exchange) -> anyhow::Result<Option<TcpListener>> {
    let address = asked.unwrap_or(REST_ADDRESS);
    ensure!(
        address.ip().is_loopback() || exchange.account().token.is_some(),
        "listen on {address}: beyond this machine the REST interface needs a token"
    );
    match TcpListener::bind(address).await {
        Ok(listener) => Ok(Some(listener)),
        Err(_) if asked.is_none() => {
            remark(&format!(
                "Note: {address} is taken, so the server's REST requests do not reach this telephone (--rest)."
            ));
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| format!("listen on {address}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        call: Arguments,
    }

    fn parsed(arguments: &[&str]) -> Result<Arguments, clap::Error> {
        Command::try_parse_from(["call"].iter().chain(arguments)).map(|command| command.call)
    }

    #[test]
    fn many_calls_to_somebody_elses_server_are_refused() {
        rustls::crypto::ring::default_provider().install_default().ok();
        let refused = parsed(&["https://example.org/voice", "digits:1", "--calls", "2"]).expect("parses");
        let error = order(&refused).err().expect("refused").to_string();
        assert!(error.contains("--i-own-this-server"), "{error}");
        for allowed in [
            &["https://example.org/voice", "digits:1", "--calls", "2", "--i-own-this-server"][..],
            &["https://example.org/voice", "digits:1"],
            &["http://127.0.0.1:9/voice", "digits:1", "--calls", "2"],
        ] {
            assert!(order(&parsed(allowed).expect("parses")).is_ok(), "{allowed:?}");
        }
    }

    #[test]
    fn every_fault_is_named_in_the_help() {
        use clap::CommandFactory;
        let help = Command::command().render_long_help().to_string();
        let words: String = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(Faults::NAMES), "{words}");
    }

    #[test]
    fn mistakes_are_found_before_anything_is_called() {
        for wrong in [
            &["not a url"][..],
            &["http://localhost/", "--fault", "earthquake"],
            &["http://localhost/", "--cut-in", "soon"],
            &["http://localhost/", "hello", "--script", "x.toml"],
            &["http://localhost/", "--calls", "0"],
        ] {
            assert!(parsed(wrong).is_err(), "{wrong:?}");
        }
    }
}
