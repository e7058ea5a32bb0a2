//! A personal value that never prints (P26).

use std::fmt;

/// A value that is a person's: a name, a number, their words. `Debug` hides it and `Display` is missing on purpose, so that
/// no log, trace, metric or panic can carry it. Reading it takes [`Personal::reveal`], which a reviewer can search for.
#[derive(Clone, PartialEq, Eq, Default, Hash, PartialOrd, Ord)]
pub struct Personal<T>(T);

impl<T> Personal<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Personal(value)
    }

    /// The value, for a use that needs it.
    pub fn reveal(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl From<String> for Personal<String> {
    fn from(value: String) -> Self {
        Personal(value)
    }
}

impl From<&str> for Personal<String> {
    fn from(value: &str) -> Self {
        Personal(value.to_owned())
    }
}

impl<T> fmt::Debug for Personal<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Personal(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p26_a_personal_value_does_not_print() {
        let name = Personal::from("Keller");
        assert_eq!(format!("{name:?} {:?}", Some(&name)), "Personal(…) Some(Personal(…))");
    }
}
