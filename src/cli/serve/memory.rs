//! What callers say lies in memory while they speak, and keys as long as the process lives: neither may reach a disk.
//!
//! A core file would hold all of it, and so would what a debugger of the same user reads.

use rustix::process::{Resource, Rlimit, setrlimit};
use std::io;

/// Has the process write no core file, and be read by no other process of its user (prctl(2), `PR_SET_DUMPABLE`). Programs that
/// it starts write none either.
pub(super) fn keep() -> io::Result<()> {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    setrlimit(Resource::Core, none)?;
    // A handler in `kernel.core_pattern` that reads from a pipe disregards the limit; this it cannot.
    #[cfg(target_os = "linux")]
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::process::{DumpableBehavior, dumpable_behavior, getrlimit};

    #[test]
    fn the_process_writes_no_core_and_lets_nobody_read_it() {
        keep().expect("kept");
        assert_eq!(getrlimit(Resource::Core).maximum, Some(0));
        assert_eq!(dumpable_behavior().expect("known"), DumpableBehavior::NotDumpable);
    }
}
