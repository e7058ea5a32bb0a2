//! The `vorzimmer` command. Everything is in the library; see [`vorzimmer::cli`].

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    vorzimmer::cli::main()
}
