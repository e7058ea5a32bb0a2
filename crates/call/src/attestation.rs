//! What the networks say of a caller's number: SHAKEN/STIR's word on whether the caller may use it.
//!
//! It is kept with the call and listed; nothing is decided by it. A number is no identity (`booking::identity`), attested or
//! not, and outside of North America hardly any call carries a word at all.
//!
//! Sources: RFC 8224 and RFC 8588, section 4 (the levels A, B and C).

use serde::Serialize;

/// The verdict on a caller's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Attestation {
    /// A: the first provider knows the caller, and that the number is the caller's.
    Full,
    /// B: the first provider knows the caller, but not whether the number is the caller's.
    Partial,
    /// C: the provider knows only where the call came into its network.
    Gateway,
    /// What was verified is the word of the provider that forwarded the call, not that of the caller's.
    Diverted,
    /// There was a word, and it could not be verified: forged, or its certificate was not to be had.
    Failed,
    /// There was a word that did not fit the call, so that it was not looked into.
    Unverified,
}

impl Attestation {
    /// All of them.
    pub const ALL: [Attestation; 6] = [
        Attestation::Full,
        Attestation::Partial,
        Attestation::Gateway,
        Attestation::Diverted,
        Attestation::Failed,
        Attestation::Unverified,
    ];

    /// The name in machine-readable output and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Attestation::Full => "full",
            Attestation::Partial => "partial",
            Attestation::Gateway => "gateway",
            Attestation::Diverted => "diverted",
            Attestation::Failed => "failed",
            Attestation::Unverified => "unverified",
        }
    }
}
