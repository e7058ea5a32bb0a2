//! Days as an utterance names them: one alone, or bounds around others.

use super::bounds::{between, bounded, bounded_behind, from_to, span};
use super::cursor::Cursor;
use super::day::simple;
use crate::when::phrase::Place;

/// A day or a stretch of days.
pub(super) fn place(cursor: &mut Cursor<'_>) -> Option<Place> {
    cursor.longest(&[between, from_to, span, bounded, bounded_behind, simple])
}
