//! What tells a wrong command line, file or URL from everything else that can fail. `exit_code.rs` has the rule.

use super::told::told;
use std::fmt;

/// Something that was given to a command is wrong; the command ends with code 2.
#[derive(Debug)]
pub struct BadInput(pub anyhow::Error);

impl fmt::Display for BadInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&told(&self.0))
    }
}

impl std::error::Error for BadInput {}
