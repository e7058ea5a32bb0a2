//! Whose time is booked.

use super::{Absence, ResourceId, Span, WeekHours};
use jiff::civil::Weekday;

/// Somebody or something whose time is booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// Id.
    pub id: ResourceId,
    /// Name as written.
    pub name: String,
    /// Name as said, where that differs (`Dr. Yilmaz`).
    pub spoken: Option<String>,
    /// Hours of its own; absent: the business's.
    pub hours: Option<WeekHours>,
    /// Breaks within its hours.
    pub breaks: Vec<Break>,
    /// When it is away, on the business's wall clock; may overlap.
    pub absences: Vec<Absence>,
}

/// A break that returns on the given weekdays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Break {
    /// On which weekdays.
    pub weekdays: Vec<Weekday>,
    /// From when to when.
    pub span: Span,
}

impl Resource {
    /// The name as said.
    pub fn spoken_name(&self) -> &str {
        self.spoken.as_deref().unwrap_or(&self.name)
    }

    /// Whether it is called by a name, as people are: machines carry a number in theirs.
    pub fn is_called_by_name(&self) -> bool {
        let name = self.spoken_name();
        !name.is_empty() && !name.contains(|c: char| c.is_ascii_digit())
    }
}
