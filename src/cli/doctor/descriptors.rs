//! How many files and sockets may be open.

use super::{Findings, State};
use crate::cli::config::Config;
use crate::cli::serve::descriptors::allowed;

/// Whether the system lets a server open as many files and sockets as its calls want.
pub(super) fn descriptors(config: &Config, findings: &mut Findings) {
    const CHECK: &str = "open files";
    let calls = config.limits.concurrent_calls;
    let found = allowed(calls);
    if found.suffice() {
        findings.add(CHECK, None, State::Ok, format!("{calls} calls want {}, and more are allowed", found.wanted));
        return;
    }
    let says = format!(
        "{calls} calls want {}, and the hard limit is {}: write LimitNOFILE=65536 in the systemd unit, or `ulimit -Hn \
         65536` before the start, or a lower concurrent_calls in [limits]",
        found.wanted, found.limit
    );
    findings.add(CHECK, None, State::Wrong, says);
}
