//! What is shown, as JSON: documented in `docs/json.md`, and never a number that went through a float.

mod explanation;
pub(super) mod outcome;

pub use explanation::{Change, Part, RowPart, RowsPart, SideJson};
pub use outcome::{
    DateJson, FactJson, NeedJson, ParameterJson, RequirementJson, RunJson, StageJson, VariantJson, VariantStageJson,
};

/// The version of all JSON this tool writes.
pub const FORMAT: u32 = 1;
