//! From wishes to instants: what was said, seen from today in the business's zone.

mod clock;
mod day;
mod earlier;
mod pair;
mod reading;
mod scene;
mod times;
mod weekday;

pub(super) use reading::reading;
