//! Everything that is shown: an outcome and its reasons as text for people and as JSON.

mod answer;
pub mod audit;
mod beside;
pub mod card;
mod changes;
pub mod comparison;
mod csv;
pub mod diff;
mod document;
mod given;
mod grid;
pub mod json;
mod labels;
mod layout;
mod needs;
mod order;
mod overrides;
mod page;
pub mod picture;
mod provenance;
mod readings;
mod reasons;
mod render;
mod row_figures;
mod run;
#[cfg(feature = "schema")]
mod schema;
pub mod simulation;
mod solved;
mod steps;
mod svg;
pub mod sweep;
mod tests;
mod text;
mod thresholds;
mod verified;
pub(crate) mod wording;

pub(crate) use answer::written;
pub use answer::{chosen, condition_met, exact, note, place, slot, status, value, value_in_words, verdict};
pub use beside::beside;
pub use changes::changes;
pub use document::{Answer, Document, Envelope, Picture};
pub use given::{Origin, given};
pub use layout::Style;
pub use needs::needs;
pub use page::{listing, page, paragraph};
pub use provenance::{HashedFile, Provenance};
pub use reasons::{About, reasons};
pub use run::{RunAnswer, RunSet, RunView};
#[cfg(feature = "schema")]
pub use schema::schemas;
pub use solved::{Answered, BlockerJson, EndJson, LeftOutJson, SolveAnswer, SolveView, SolvedJson, ValueJson};
pub use steps::{Step, steps};
pub use tests::{ExpectationJson, TestJson, Tested, TestedJson, TestsJson, tests, tests_json};
pub use text::explained;
pub use thresholds::{PinJson, ThresholdJson, thresholds, thresholds_json};
pub use verified::{ChangedFile, Difference, Verified, VerifiedJson, changed_files, differences};

use crate::facts::{Facts, Moved};
use crate::judge::Judgement;
use crate::program::{ConditionId, Measure, MeasureId, ParameterId, Program, ScenarioId};
use crate::source::Sources;

/// A measure with the facts it was judged on and what it came to: what a report is about.
#[derive(Clone, Copy, Debug)]
pub struct Judged<'a> {
    /// The rules it belongs to.
    pub program: &'a Program,
    /// The measure or variant.
    pub measure: MeasureId,
    /// The scenario, if the facts start from one.
    pub scenario: Option<ScenarioId>,
    /// What the facts are called where they come from: the `name` of a CSV row.
    pub label: Option<&'a str>,
    /// What is known.
    pub facts: &'a Facts,
    /// What it came to.
    pub outcome: &'a Judgement,
    /// The texts that spans point into.
    pub sources: &'a Sources,
}

impl<'a> Judged<'a> {
    /// Whether a condition depends on a parameter that was moved: no source says so.
    fn is_moved(&self, condition: ConditionId) -> bool {
        self.rules().conditions.at(condition).parameters.iter().any(|id| self.is_moved_parameter(*id))
    }

    fn is_moved_parameter(&self, parameter: ParameterId) -> bool {
        self.facts.moved.iter().any(|moved| moved.what == Moved::Parameter(parameter))
    }

    /// The measure or variant itself.
    pub fn rules(&self) -> &'a Measure {
        self.program.measures.at(self.measure)
    }

    /// The measure that is no variant, at the root of the lineage.
    pub fn root(&self) -> &'a Measure {
        root(self.program, self.measure)
    }
}

/// The measure that a variant is, in the end, a variant of.
pub(crate) fn root(program: &Program, measure: MeasureId) -> &Measure {
    let id = program.lineage(measure).last().unwrap_or(measure);
    program.measures.at(id)
}
