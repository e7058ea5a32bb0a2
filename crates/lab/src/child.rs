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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;
    use std::thread::sleep;
    use std::time::Duration;

    /// Names the file into which the laboratory that is to be killed writes its child's id.
    const PROBE: &str = "LABORATORY_CHILD_PROBE";
    const STEP: Duration = Duration::from_millis(20);
    const STEPS_MAX: usize = 500;

    /// The test plays the laboratory as well, in a process of its own, which is killed.
    #[test]
    fn a_child_ends_when_the_laboratory_is_killed() {
        if let Some(file) = std::env::var_os(PROBE).map(PathBuf::from) {
            let mut child = ends_with_us(Command::new("sleep").arg("60")).spawn().expect("it starts");
            std::fs::write(file.with_extension("new"), child.id().to_string()).expect("written");
            std::fs::rename(file.with_extension("new"), file).expect("renamed");
            child.wait().expect("it ended");
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("child");
        let mut laboratory = Command::new(std::env::current_exe().expect("this program"));
        laboratory.args(["--exact", "child::tests::a_child_ends_when_the_laboratory_is_killed"]).env(PROBE, &file);
        let mut laboratory = laboratory.spawn().expect("it starts");
        let child = until(|| std::fs::read_to_string(&file).ok());
        assert!(runs(&child), "the child runs");
        laboratory.kill().expect("killed");
        laboratory.wait().expect("gone");
        until(|| (!runs(&child)).then_some(()));
    }

    fn until<T>(look: impl Fn() -> Option<T>) -> T {
        for _ in 0..STEPS_MAX {
            if let Some(found) = look() {
                return found;
            }
            sleep(STEP);
        }
        panic!("it does not come");
    }

    /// Whether a process is there and no zombie (proc(5), the third field of `stat`).
    fn runs(process: &str) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
    }
}
