//! Processes that the laboratory starts: with limits of their own, and never left behind.

use rustix::process::{Resource, Rlimit, Signal, getpid, getppid, set_parent_process_death_signal, setrlimit};
use std::io;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// Has the process end when the laboratory ends, however that comes: also by SIGKILL, when nothing of ours runs any more.
///
/// The kernel watches the thread that starts the process (prctl(2), `PR_SET_PDEATHSIG`): start it from a runtime's thread or
/// the main one, which live as long as the laboratory.
pub fn ends_with_us(command: &mut Command) -> &mut Command {
    let parent = getpid();
    let tie = move || {
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // Who died in between does not send the signal any more.
        if getppid() == Some(parent) { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    };
    // SAFETY: two system calls, which allocate nothing and take no lock (signal-safety(7)).
    unsafe { command.pre_exec(tie) }
}

/// Lets the process have so many files and sockets open at most.
pub fn with_descriptors(command: &mut Command, count: u64) -> &mut Command {
    let limit = move || {
        let limit = Rlimit { current: Some(count), maximum: Some(count) };
        Ok(setrlimit(Resource::Nofile, limit)?)
    };
    // SAFETY: one system call, as above.
    unsafe { command.pre_exec(limit) }
}
