//! Randomness as a parameter: nonces, keys and ids come from a [`Random`], so that tests can choose them.
//!
//! `clippy.toml` forbids asking the system for random bytes anywhere else.

/// A source of unpredictable bytes.
pub trait Random: Send + Sync {
    /// Fills `bytes`.
    ///
    /// # Errors
    /// When the source has none to give; nothing may then be sealed or created.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError>;
}

/// The operating system's source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "the one place where the system's randomness is read")]
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        getrandom::fill(bytes).map_err(|_| RandomError)
    }
}

/// Anything that fills bytes: chance that a test chooses.
impl<F> Random for F
where
    F: Fn(&mut [u8]) -> Result<(), RandomError> + Send + Sync,
{
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RandomError> {
        self(bytes)
    }
}

/// Failed to get random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("get random bytes from the operating system")]
pub struct RandomError;

/// `BYTES` random bytes as lower-case hex digits: the form of every id that must not be guessed.
///
/// # Errors
/// When the source fails.
pub fn random_hex<const BYTES: usize>(random: &dyn Random) -> Result<String, RandomError> {
    let mut bytes = [0; BYTES];
    random.fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// Bytes as lower-case hex digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_hex_and_differ() {
        let ids =
            [random_hex::<16>(&SystemRandom), random_hex::<16>(&SystemRandom)].map(|id| id.expect("random bytes"));
        assert_ne!(ids[0], ids[1]);
        assert!(ids.iter().all(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit())));
    }
}
