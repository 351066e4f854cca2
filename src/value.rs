//! Values: exact numbers, dates, durations, truths, and the kinds they are of.

mod calendar;
mod exact;

use std::fmt;

pub use calendar::{Calendar, Duration, DurationUnit, Shifted, Towards, days_between, shift};
pub use exact::Exact;
pub use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a quantity is, so that people are never compared with a percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// `count`: people, votes, signatures, regions.
    Count,
    /// `share`: a ratio, such as `55%`, `two thirds`, `yes / ballots`.
    Share,
    /// `number`: a weight.
    Number,
    /// `date`: a day.
    Date,
    /// `duration`: `180 days`, `30 working days`.
    Duration,
    /// `truth`: what a court, an assembly or a comparison decides.
    Truth,
}

impl Kind {
    /// The word of the language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Share => "share",
            Self::Number => "number",
            Self::Date => "date",
            Self::Duration => "duration",
            Self::Truth => "truth",
        }
    }

    /// With its article, for messages: `a count`.
    pub const fn article(self) -> &'static str {
        match self {
            Self::Count => "a count",
            Self::Share => "a share",
            Self::Number => "a number",
            Self::Date => "a date",
            Self::Duration => "a duration",
            Self::Truth => "a truth",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A value of any kind. Counts, shares and numbers are all exact numbers; `55%` is 11/20.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A count, share or number.
    Number(Exact),
    /// A day.
    Date(Date),
    /// A span of days, months or working days.
    Duration(Duration),
    /// `true` or `false`.
    Truth(bool),
}
