//! What is known of the world: read from text into layers, and bound to what a measure declares.
//!
//! ```text
//! scenario, test, TOML, JSON, CSV, --set ──► Layer … Layer ──bind──► Facts
//! ```
//!
//! A layer keeps names and values as written, with their places in the text, because what they are about depends on the
//! measure or variant they are used with. [`bind`] looks the names up, checks the kinds and lays one layer over the other.

mod bind;
mod csv;
mod error;
mod json;
mod keys;
mod literal;
mod lookup;
mod moved;
mod placed;
mod series;
mod set;
mod toml;
mod tree;
mod value;
mod values;
mod votes_layer;

pub(crate) use bind::bind_changed;
pub use bind::{bind, bind_beside, bind_sought};
pub use csv::{CsvInputs, CsvOptions, csv, csv_for};
pub use error::InputError;
pub use json::json;
pub(crate) use keys::quoted_if_needed;
pub(crate) use keys::{fact, written};
pub(crate) use literal::value as literal;
pub(crate) use lookup::{Found, Target, lookup, names_in_scope};
pub use lookup::{Settable, settable};
pub use moved::{Override, Overrides};
pub(crate) use moved::{keeps_input, own, set_aside};
pub use placed::{Placed, placed, placed_from_anywhere};
pub use series::{About, Series, about};
pub use set::set;
pub(crate) use set::{outside_quotes, path};
pub use toml::toml;
pub(crate) use value::slot;
pub use values::FactPath;
pub use votes_layer::VotesLayer;

use crate::program::{MeasureId, Name, Scenario, StageId, Test};
use crate::syntax::ast;

/// Facts from one place, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Where they come from.
    pub kind: LayerKind,
    /// What they are called: a scenario's name, the `name` column of a CSV file.
    pub name: Option<Name>,
    /// The measure or variant they were written for; `None` for whatever they are used with.
    pub of: Option<MeasureId>,
    /// The stage of that measure that their names are looked up in first.
    pub stage: Option<StageId>,
    /// `registered = 1,000`, `rows county (yes, no) { … }`, `given …`. The path `county.Alpine.yes` is one cell of a table.
    pub facts: ast::Facts,
    /// Values that could not be read. [`bind`] reports them with everything else that is wrong.
    pub errors: Vec<InputError>,
}

/// Where facts come from, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerKind {
    /// `scenario recall_2003 of calexit { … }`
    Scenario,
    /// `test "…" of calexit { … }`
    Test,
    /// A TOML, JSON or CSV file. All files that are given together are one layer.
    File,
    /// `--set yes=8,000,000`. All that a command line sets is one layer.
    CommandLine,
}

impl Layer {
    /// A layer without facts, for whatever measure it is used with.
    pub fn new(kind: LayerKind) -> Self {
        Self { kind, name: None, of: None, stage: None, facts: ast::Facts::default(), errors: Vec::new() }
    }

    /// The same facts with names that are looked up in a stage of the bound measure first: `--stage nationhood --set yes=5`.
    #[must_use]
    pub fn in_stage(mut self, stage: Option<StageId>) -> Self {
        self.stage = stage;
        self
    }
}

/// What a scenario says.
pub fn layer_of_scenario(scenario: &Scenario) -> Layer {
    Layer {
        kind: LayerKind::Scenario,
        name: Some(scenario.name.clone()),
        of: Some(scenario.of),
        stage: scenario.stage,
        facts: scenario.facts.clone(),
        errors: Vec::new(),
    }
}

/// What a test says besides its scenario.
pub fn layer_of_test(test: &Test) -> Layer {
    Layer { of: Some(test.of), stage: test.stage, facts: test.facts.clone(), ..Layer::new(LayerKind::Test) }
}
