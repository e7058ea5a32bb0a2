//! Businesses that the tables name.

use base::business::{Business, Span, WeekHours, fixtures};
use jiff::civil::time;

/// The salon: Tue, Wed, Fri 9–18, Thu 9–20, Sat 9–14.
pub fn salon() -> Business {
    fixtures::by_id("salon").expect("the salon")
}

/// A bar that is open twice a day: 7–11 and 18–24.
pub fn bar() -> Business {
    let span = |from: i8, to| Span { from: time(from, 0, 0, 0), to };
    let day = vec![span(7, time(11, 0, 0, 0)), span(18, Span::END_OF_DAY)];
    Business { hours: WeekHours(std::array::from_fn(|_| day.clone())), ..salon() }
}
