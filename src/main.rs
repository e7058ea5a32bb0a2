//! The `vorzimmer` command. Everything is in the library; see [`vorzimmer::cli`].

use base::privacy::wiping::Wiping;
use mimalloc::MiMalloc;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: Wiping<MiMalloc> = Wiping(MiMalloc);

fn main() -> ExitCode {
    vorzimmer::cli::main()
}
