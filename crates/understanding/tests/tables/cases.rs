//! How many random utterances a property is tried with: a thousand, or as many as `VORZIMMER_CASES` says.

pub fn cases() -> u32 {
    std::env::var("VORZIMMER_CASES").ok().and_then(|count| count.parse().ok()).unwrap_or(1_000)
}
