//! What is shown, as JSON: documented in `docs/json.md`, and never a number that went through a float.

mod explanation;
mod outcome;

pub use explanation::{Change, Part, RowPart, RowsPart, SideJson};
pub use outcome::{
    DateJson, FactJson, NeedJson, ParameterJson, RequirementJson, RunJson, StageJson, VariantJson, VariantStageJson,
};

/// The version of all JSON this tool writes.
pub const FORMAT: u32 = 1;

use super::Judged;

/// The outcome and why, with the same facts as [`text`](super::text).
pub fn run(judged: &Judged<'_>) -> RunJson {
    outcome::run(judged)
}

/// What each variant makes of the same facts, in a few words.
pub fn variants(variants: &[Judged<'_>]) -> Vec<VariantJson> {
    variants.iter().map(outcome::variant).collect()
}

/// Several sets of votes, judged one after the other.
#[derive(Clone, Debug, serde::Serialize)]
pub struct RunsJson {
    /// Always [`FORMAT`].
    pub format: u32,
    /// One for each set of votes, in the order of the file.
    pub rows: Vec<RunJson>,
}
