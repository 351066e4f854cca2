//! What is shown, as JSON: documented in `docs/json.md`, and never a number that went through a float.

mod explanation;
mod files;
pub(super) mod outcome;
pub(super) mod words;

pub use explanation::{Change, Part, RowPart, RowsPart, SideJson};
pub use files::{CodeJson, ExplainJson, FormattedFileJson, FormattedJson};
pub use outcome::{
    DateJson, FactJson, NeedJson, ParameterJson, RequirementJson, RowFactJson, RunJson, StageJson, VariantJson,
    VariantStageJson,
};

pub use words::{CanBe, CellKind, DistributionJson, Needed, OperatorJson, ReasonKind, RowsAsked, StatusJson};

/// The version of all JSON this tool writes.
pub const FORMAT: u32 = 2;
