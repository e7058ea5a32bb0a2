//! Percentiles of measured times, by nearest rank.

/// The smallest value that so many of a hundred do not exceed; `None` of no values.
pub fn percentile(values: &[u64], percent: usize) -> Option<u64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
}

/// The same for people: `240 ms`, or a dash of no values.
pub fn percentile_ms(values: &[u64], percent: usize) -> String {
    percentile(values, percent).map_or_else(|| "–".to_owned(), |value| format!("{value} ms"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_nearest_and_need_no_order() {
        assert_eq!(percentile(&[], 50), None);
        assert_eq!(percentile(&[30, 10, 20], 50), Some(20));
        assert_eq!(percentile(&[10, 20, 30, 40], 50), Some(20));
        assert_eq!(percentile(&[7], 95), Some(7));
        assert_eq!((percentile_ms(&[], 50).as_str(), percentile_ms(&[7], 1).as_str()), ("–", "7 ms"));
    }
}
