//! Where the words of a table are said: what its lines that begin with '@' hold until changed.

use base::business::{Business, fixtures};
use base::language::Language;
use jiff::Timestamp;
use understanding::{Asked, Context};

/// A business, a question and a moment.
pub struct Scene {
    /// The language spoken.
    pub language: Language,
    business: Option<Business>,
    /// What was asked.
    pub asked: Asked,
    now: Timestamp,
}

impl Scene {
    pub fn new(language: Language) -> Self {
        let now = "2026-12-01T10:00+01:00".parse().expect("an instant");
        Scene { language, business: fixtures::by_id("salon"), asked: Asked::Wish, now }
    }

    /// Takes a line; false where it is no directive.
    pub fn directive(&mut self, name: &str, value: &str) -> bool {
        match name {
            "@business" => self.business = fixtures::by_id(value),
            "@asked" => self.asked = serde_json::from_value(value.into()).expect("a question"),
            "@now" => {}
            _ => return false,
        }
        true
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            business: self.business.as_ref(),
            language: self.language,
            now: self.now.in_tz("Europe/Berlin").expect("a zone"),
            asked: self.asked,
            earlier: None,
        }
    }
}
