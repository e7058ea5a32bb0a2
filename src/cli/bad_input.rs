//! What tells a wrong command line, file or URL from everything else that can fail.
//!
//! One rule for all commands: what was given is wrong, or names what is not there (an id, a file, a database, a value): exit
//! code 2. Everything else that fails: 1. A command says which with [`BadInput`]; what the store and the reader of business files
//! refuse is known by its type.

use super::business_file::BusinessFileError;
use super::told::told;
use std::fmt;
use store::StoreError;

/// Something that was given to a command is wrong; the command ends with code 2.
#[derive(Debug)]
pub struct BadInput(pub anyhow::Error);

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&told(&self.0))
    }
}

impl std::error::Error for BadInput {}

/// Whether an error says that what was given is wrong.
pub fn is_bad_input(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.is::<BadInput>()
            || cause.is::<BusinessFileError>()
            || cause.downcast_ref::<StoreError>().is_some_and(StoreError::is_of_input)
    })
}
