//! The three businesses that come with Vorzimmer: a salon, a dental surgery and a garage. Demonstration, tests and
//! documentation rely on their facts, which stand in `fixtures/*.toml`.

use super::{Business, toml};

/// File names and texts of the built-in businesses.
const FILES: [(&str, &str); 3] = [
    ("fixtures/salon.toml", include_str!("../../../../fixtures/salon.toml")),
    ("fixtures/zahnarzt.toml", include_str!("../../../../fixtures/zahnarzt.toml")),
    ("fixtures/werkstatt.toml", include_str!("../../../../fixtures/werkstatt.toml")),
];

/// The built-in business with this id, if there is one.
pub fn by_id(id: &str) -> Option<Business> {
    all().into_iter().find(|business| business.id.0 == id)
}

/// All built-in businesses.
pub fn all() -> Vec<Business> {
    // A test reads each; none can be wrong in a build that passed it.
    FILES.iter().filter_map(|(file, text)| toml::read(text, file).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_file_is_read() {
        for (file, text) in FILES {
            toml::read(text, file).map_err(|errors| panic!("{errors}")).ok();
        }
        assert_eq!(all().len(), 3);
        assert_eq!(by_id("salon").map(|business| business.name).as_deref(), Some("Salon Morgenrot"));
        assert_eq!(by_id("friseur"), None);
    }
}
