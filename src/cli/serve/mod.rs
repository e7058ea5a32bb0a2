//! `vorzimmer serve`: answers calls until it is told to stop.

mod connections;
pub mod descriptors;
mod health;
mod memory;
pub mod private;
mod reserved;
mod room;
mod sole;

use crate::cli::config::{Config, ConfigArguments, LogFormat};
use crate::cli::instant::instant;
use crate::cli::startup::{self, Adapters, Application};
use anyhow::{Context, bail};
use base::clock::{Clock, SystemClock};
use jiff::Timestamp;
use reserved::Reserved;
use room::Room;
use sole::Sole;
use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval, timeout};
use tracing_subscriber::EnvFilter;

/// How often what has expired is deleted. What has expired is invisible before that.
const PURGE_EVERY: Duration = Duration::from_secs(15 * 60);
/// The crates whose logs are ours, and carry no content; `tests/structure` compares them with those there are.
const ROOMS: [&str; 11] = [
    "audio",
    "base",
    "booking",
    "call",
    "dialogue",
    "egress",
    "speech",
    "store",
    "telephony",
    "understanding",
    "vorzimmer",
];
/// How long running calls may go on after the server was told to stop; then they fall to the owner.
const FAREWELL_MAX: Duration = Duration::from_secs(120);
/// How often the end of running calls is looked for meanwhile.
const FAREWELL_STEP: Duration = Duration::from_millis(100);

/// Answers calls. SIGTERM or Ctrl-C ends it: running calls are finished, new ones go to the owner.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    config: ConfigArguments,
    /// Let the clock begin at this instant, for demonstrations; on loopback only
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    now: Option<Timestamp>,
}

/// Runs it.
///
/// # Errors
/// When the configuration is wrong, something needed is missing, or the address is taken.
pub async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    run_with(arguments, Adapters::default()).await
}

/// Runs it with further adapters.
///
/// # Errors
/// As [`run`].
pub async fn run_with(arguments: Arguments, further: Adapters) -> anyhow::Result<ExitCode> {
    memory::keep().context("keep the memory from being written to a disk")?;
    let config = arguments.config.load()?;
    log_to_stderr(&config);
    let clock = clock(&config, arguments.now)?;
    // What can fail comes before anything is made: the address, then all but the database.
    let address = Reserved::of(config.server.listen)?;
    // Held to the end: what follows takes open calls for those of a server that died.
    let _sole = Sole::of(&config.database.address)?;
    private::close(&config.database.address)?;
    let room = room_for(&config);
    let office = startup::office(&config, clock.clone(), further).await?;
    // Whoever finds the address answered may end the server at once.
    let stop = Stop::noticed().context("listen for SIGTERM")?;
    let listener = address.listen()?;
    // Not before the address is ours: where another server has it, the open calls are that one's.
    let broken = office.store.mark_broken_off().await?;
    if broken > 0 {
        tracing::warn!(calls = broken, "calls were broken off when the server last stopped");
    }
    tracing::info!(address = %listener.local_addr()?, "answering calls");
    tokio::spawn(purge_for_ever(office.store.clone(), clock));
    serve(office, listener, room, stop).await;
    Ok(ExitCode::SUCCESS)
}

/// Room for as many connections as the system allows.
fn room_for(config: &Config) -> Arc<Room> {
    let calls = config.limits.concurrent_calls;
    let descriptors = descriptors::raise(calls);
    if !descriptors.suffice() {
        let descriptors::Descriptors { limit, wanted, .. } = descriptors;
        tracing::warn!(limit, wanted, calls, "so few files may be open that calls may fail: raise the hard limit");
    }
    Room::new(descriptors.connections, descriptors.owing)
}

fn clock(config: &Config, now: Option<Timestamp>) -> anyhow::Result<Arc<dyn Clock>> {
    match now {
        None => Ok(Arc::new(SystemClock::default())),
        Some(_) if !config.server.listen.ip().is_loopback() => {
            bail!("set the clock with --now: that is for demonstrations, where the server listens on loopback only")
        }
        Some(instant) => Ok(Arc::new(SystemClock::starting_at(instant))),
    }
}

async fn serve(office: Application, listener: TcpListener, room: Arc<Room>, mut stop: Stop) {
    let Application { store, switchboard, routes } = office;
    let routes = routes.merge(health::routes(store.clone(), switchboard.clone()));
    let closing = switchboard.clone();
    let farewell = async move {
        stop.told().await;
        tracing::info!(calls = closing.calls(), "closing: running calls are finished");
        closing.close();
        let all_over = async {
            while closing.calls() > 0 {
                tokio::time::sleep(FAREWELL_STEP).await;
            }
        };
        if timeout(FAREWELL_MAX, all_over).await.is_err() {
            tracing::warn!(calls = closing.calls(), "calls that did not end fall to the owner");
        }
    };
    tokio::select! {
        () = connections::attend(listener, routes, room) => {}
        () = farewell => {}
    }
    if timeout(FAREWELL_MAX, switchboard.settle()).await.is_err() {
        tracing::error!("tasks of calls did not end: a booking, a record or a summary may be lost");
    }
    store.close().await;
}

/// SIGTERM or Ctrl-C, noticed from now on. Before it the system ends the process by itself.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    fn noticed() -> std::io::Result<Self> {
        Ok(Stop { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Waits for it.
    async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Deletes what has expired, now and at intervals.
async fn purge_for_ever(store: Store, clock: Arc<dyn Clock>) {
    let real = SystemClock::default();
    let mut every = interval(PURGE_EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        // A clock that was set ahead for a demonstration lets nothing expire.
        match store.purge(clock.now().min(real.now())).await {
            Ok(purged) => tracing::debug!(?purged, "purged"),
            Err(error) => tracing::error!(%error, "purging failed and is tried again"),
        }
    }
}

/// Logs go to stderr; libraries say nothing below a warning, since their debug output may carry content (P26).
fn log_to_stderr(config: &Config) {
    let level = &config.logs.level;
    let ours: String = ROOMS.iter().map(|room| format!(",{room}={level}")).collect();
    let filter = EnvFilter::new(format!("warn{ours}"));
    // Colours are for a terminal; in a file they are rubbish.
    let colours = std::io::stderr().is_terminal();
    // Where nobody reads stderr any more, telling stderr so would be a panic.
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).log_internal_errors(false);
    let logs = logs.with_writer(std::io::stderr);
    match config.logs.format {
        LogFormat::Text => logs.init(),
        LogFormat::Json => logs.json().init(),
    }
}
