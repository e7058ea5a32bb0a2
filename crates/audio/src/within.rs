//! An integer that keeps to its bounds: the form of every setting of this module, checked when it is read.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An integer from `MIN` to `MAX`, both included. The unit is in the name of what holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i32", into = "i32")]
pub struct Within<const MIN: i32, const MAX: i32>(i32);

impl<const MIN: i32, const MAX: i32> Within<MIN, MAX> {
    /// The nearest value that is within the bounds; meant for constants.
    pub const fn nearest(value: i32) -> Self {
        Within(if value < MIN {
            MIN
        } else if value > MAX {
            MAX
        } else {
            value
        })
    }

    /// The value.
    pub const fn get(self) -> i32 {
        self.0
    }
}

impl<const MIN: i32, const MAX: i32> TryFrom<i32> for Within<MIN, MAX> {
    type Error = String;

    fn try_from(value: i32) -> Result<Self, Self::Error> {
        if (MIN..=MAX).contains(&value) {
            Ok(Within(value))
        } else {
            Err(format!("{value} is not within {MIN} to {MAX}"))
        }
    }
}

impl<const MIN: i32, const MAX: i32> From<Within<MIN, MAX>> for i32 {
    fn from(within: Within<MIN, MAX>) -> Self {
        within.0
    }
}

impl<const MIN: i32, const MAX: i32> fmt::Display for Within<MIN, MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_belong_to_the_range_and_what_lies_beyond_is_refused() {
        type Percent = Within<0, 100>;
        assert_eq!([0, 100].map(|value| Percent::try_from(value).unwrap().get()), [0, 100]);
        assert_eq!(Percent::try_from(101).unwrap_err(), "101 is not within 0 to 100");
        assert_eq!([-1, 7, 101].map(|value| Percent::nearest(value).get()), [0, 7, 100]);
    }

    #[test]
    fn a_setting_outside_its_bounds_is_refused_when_read() {
        assert_eq!(serde_json::from_str::<Within<1, 3>>("2").unwrap().get(), 2);
        assert!(serde_json::from_str::<Within<1, 3>>("4").unwrap_err().to_string().contains("4 is not within 1 to 3"));
    }
}
