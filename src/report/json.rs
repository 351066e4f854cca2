//! What is shown, as JSON: documented in `docs/json.md`, and never a number that went through a float.

mod explanation;
mod outcome;

pub use explanation::{Change, Part, RowPart, RowsPart, SideJson};
pub use outcome::{DateJson, FactJson, NeedJson, ParameterJson, RequirementJson, RunJson, StageJson};

/// The version of all JSON this tool writes.
pub const FORMAT: u32 = 1;

use super::Judged;

/// The outcome and why, with the same facts as [`text`](super::text).
pub fn run(judged: &Judged<'_>) -> RunJson {
    outcome::run(judged)
}
