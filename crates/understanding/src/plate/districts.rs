//! The districts of large cities by their names, as people say them in place of the letters: 'Munich, Alpha Bravo'.

use crate::lexicon::Lists;
use crate::lexicon::keys::District;

/// The letters of a city's district, by its folded name.
pub(super) fn district(name: &str) -> Option<String> {
    District::in_any_language().at(&[name]).next().map(|(District(letters), _)| letters.text())
}
