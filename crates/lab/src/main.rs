//! The `vorzimmer-lab` command. Everything is in the library; see [`lab::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    lab::cli::main()
}
