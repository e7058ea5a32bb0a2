//! The exit code of a command that failed.
//!
//! One rule for all commands: what was given is wrong, or names what is not there (an id, a file, a database, a value): exit
//! code 2. Everything else that fails: 1. A command says which with [`BadInput`]; what the store and the reader of business files
//! refuse is known by its type.

use super::bad_input::BadInput;
use super::business_file::BusinessFileError;
use std::process::ExitCode;
use store::StoreError;

/// The exit code that tells what kind of failure `error` is.
pub fn exit_code(error: &anyhow::Error) -> ExitCode {
    if is_bad_input(error) { ExitCode::from(2) } else { ExitCode::FAILURE }
}

/// Whether an error says that what was given is wrong.
fn is_bad_input(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.is::<BadInput>()
            || cause.is::<BusinessFileError>()
            || cause.downcast_ref::<StoreError>().is_some_and(StoreError::is_of_input)
    })
}
