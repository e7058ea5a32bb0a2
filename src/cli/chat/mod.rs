//! `vorzimmer chat`: a call typed instead of spoken. The caller's words come from standard input, a line a turn; the agent's
//! go to standard output, as a conversation for people or as JSON lines for scripts.
//!
//! It runs the machine, gate, engine and store that a call on the phone runs ([`call::typed`]). The JSON is an interface
//! that scripts rely on: fields may be added, none renamed.

mod lines;
mod show;
mod typing;

use super::bad_input::BadInput;
use super::called::CalledArguments;
use super::config::{self, Config};
use super::instant::instant;
use super::startup;
use crate::cli::listing::remark;
use anyhow::anyhow;
use base::business::Business;
use base::clock::{Clock, SystemClock};
use base::language::Language;
use base::number::{Number, caller_number};
use base::privacy::random::random_hex;
use base::privacy::{Personal, SystemRandom};
use booking::CallId;
use call::desk::Desk;
use call::record::Incoming;
use call::typed::clock::VirtualClock;
use call::typed::{Act, Session};
use dialogue::phrases::Phrases;
use dialogue::summary::Summariser;
use jiff::Timestamp;
use show::{Shape, Show};
use std::process::ExitCode;
use std::sync::Arc;
use typing::{Typed, read_line};

/// Type a caller's words and read the agent's
///
/// A line is a turn; end of input is a hang-up. /dtmf 12 presses keys, /silence waits until the agent speaks again, /barge
/// WORDS speaks into the agent's last words, /hangup hangs up.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    called: CalledArguments,
    /// When the call begins, such as 2026-12-01T10:00:00+01:00 [default: now]
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    now: Option<Timestamp>,
    /// The caller's number, such as +4917604069001, or anonymous
    #[arg(long, value_name = "NUMBER|anonymous", default_value = "anonymous")]
    caller: String,
    /// The language in which the call begins: de or en [default: as on the phone, by number and business]
    #[arg(long)]
    lang: Option<Language>,
    /// What decides what the agent says
    #[arg(long, value_enum, default_value = "rules")]
    engine: Engine,
    /// A JSON object a line
    #[arg(long)]
    json: bool,
}

/// Engines to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Engine {
    /// The rules, without any model
    Rules,
    /// A language model
    Llm,
}

/// Holds the conversation.
///
/// # Errors
/// [`BadInput`] when something given is wrong; otherwise when the database or standard input and output fail.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = arguments.called.config.load()?;
    let phrases = startup::phrases(&config.prompts)?;
    let (engine, summariser) = minds(arguments.engine, &config, &phrases)?;
    let caller = caller(&arguments.caller)?;
    let now = arguments.now.unwrap_or_else(|| SystemClock::default().now());
    let (store, business) = arguments.called.open(now).await?;
    let incoming = incoming(&arguments, business.clone(), caller, now)?;
    let clock = Arc::new(VirtualClock::starting_at(now));
    let desk = startup::typed_desk(&store, &clock, &phrases, engine, summariser);
    let limiter = startup::limiter(&store, config.limits.allowance, &desk.tasks);
    let desk = Desk { settings: config.call, limiter, ..desk };
    let tasks = desk.tasks.clone();
    let show: Box<dyn Show> = if arguments.json { Box::new(lines::Lines) } else { Box::new(show::Terminal::new()) };
    let shape = Shape { business };
    let (session, opening) = Session::open(desk, clock, incoming, arguments.lang).await;
    show.answer(&shape, &session, 0, &opening, None)?;
    let held = converse(session, opening.ended, show.as_ref(), &shape).await;
    tasks.close();
    tasks.wait().await;
    store.close().await;
    held.map(|()| ExitCode::SUCCESS)
}

/// The engine asked for, and what words the call's summary.
fn minds(
    engine: Engine,
    config: &Config,
    phrases: &Phrases,
) -> anyhow::Result<(Arc<dyn dialogue::Engine>, Option<Summariser>)> {
    if engine == Engine::Rules {
        // Without any model, for the summary too.
        let wanted = !matches!(config.summary, config::Summary::Off);
        return Ok((startup::rules(phrases), wanted.then(Summariser::by_rules)));
    }
    if config.llms.is_empty() {
        let missing = "use the engine 'llm': the configuration has no language model; add a [[processor]] and an [[llm]] as in \
                       vorzimmer.example.toml and name the file with --config, or write --engine rules";
        return Err(BadInput(anyhow!(missing)).into());
    }
    Ok((startup::engine_of(config::Engine::Llm, config, phrases)?, startup::summariser(config)?))
}

/// Takes line after line until the call is over.
async fn converse(mut session: Session, mut ended: bool, show: &dyn Show, shape: &Shape) -> anyhow::Result<()> {
    let mut turn = 0;
    let mut unreadable = None;
    while !ended {
        show.prompt()?;
        let typed = match read_line(&mut std::io::stdin().lock(), turn + 1) {
            Ok(Some(typed)) => typed,
            Ok(None) => break,
            Err(error) => {
                unreadable = Some(error);
                break;
            }
        };
        turn += 1;
        match typed {
            Typed::Act(act) => {
                let answer = session.act(act).await;
                ended = answer.ended;
                show.answer(shape, &session, turn, &answer, None)?;
            }
            // A slip of the keyboard must not cost the call: no time passes, and the question stands.
            Typed::Unknown(reason) => {
                remark(&format!("vorzimmer: {}", base::printable::line(&reason)));
                let standing = session.standing();
                show.answer(shape, &session, turn, &standing, Some(&reason))?;
            }
        }
    }
    if !ended {
        session.act(Act::HangUp).await;
    }
    show.outcome(shape, &session)?;
    match unreadable {
        Some(error) => Err(BadInput(error).into()),
        None => Ok(()),
    }
}

/// The caller's number; `None` when withheld.
fn caller(text: &str) -> Result<Option<Number>, BadInput> {
    if text.eq_ignore_ascii_case("anonymous") {
        return Ok(None);
    }
    // As the carrier would report it, so that the spellings of a withheld number are known here too.
    match Number::parse(text) {
        Ok(_) => Ok(caller_number(text)),
        Err(error) => Err(BadInput(anyhow!("use --caller: {error}, or anonymous"))),
    }
}

fn incoming(
    arguments: &Arguments,
    business: Arc<Business>,
    caller: Option<Number>,
    now: Timestamp,
) -> anyhow::Result<Incoming> {
    // What is not kept is the same each time; what is kept needs an id of its own.
    let call = match &arguments.called.db {
        Some(_) => random_hex::<16>(&SystemRandom)?,
        None => {
            blake3::hash(format!("{} {now} {}", business.id.0, arguments.caller).as_bytes()).to_hex()[..32].to_owned()
        }
    };
    let dialled = business.phones.first().map_or_else(|| business.forward.clone(), |phone| phone.number.clone());
    Ok(Incoming {
        carrier_call: format!("typed-{call}"),
        call: CallId(call),
        business,
        dialled,
        caller: caller.map(Personal::new),
        forwarded_from: None,
        attestation: None,
        begun_at: now,
    })
}
