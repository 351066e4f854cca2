//! Schemas of what is written as JSON, for whoever reads it.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use super::audit::AuditsJson;
use super::card::Card;
use super::comparison::ComparisonJson;
use super::diff::DiffJson;
use super::document::Envelope;
use super::json::{ExplainJson, FormattedJson};
use super::simulation::SimulationJson;
use super::sweep::SweepJson;
use super::{RunView, SolveView, TestsJson, VerifiedJson};
use crate::diagnostic::DiagnosticsJson;
use crate::published::PublishedJson;

/// The schema of each kind of answer (JSON Schema 2020-12) by its name, `errors` for what stands in place of an answer.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("audit", of::<AuditsJson>()),
        ("card", of::<Card>()),
        ("check", of::<DiagnosticsJson>()),
        ("compare", of::<ComparisonJson>()),
        ("diff", of::<DiffJson>()),
        ("errors", of::<DiagnosticsJson>()),
        ("explain", of::<ExplainJson>()),
        ("fmt", of::<FormattedJson>()),
        ("inputs", of::<PublishedJson>()),
        ("run", of::<RunView>()),
        ("simulate", of::<SimulationJson>()),
        ("solve", of::<SolveView>()),
        ("sweep", of::<SweepJson>()),
        ("test", of::<TestsJson>()),
        ("verify", of::<VerifiedJson>()),
    ]
}

fn of<V: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Envelope<V>>()
}
