//! Schemas of what is written as JSON, for whoever reads it.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

use super::audit::AuditsJson;
use super::card::Card;
use super::comparison::ComparisonJson;
use super::diff::DiffJson;
use super::document::Envelope;
use super::json::{ExplainJson, FORMAT, FormattedJson};
use super::simulation::SimulationJson;
use super::sweep::SweepJson;
use super::{RunView, SolveView, TestsJson, VerifiedJson};
use crate::diagnostic::DiagnosticsJson;
use crate::published::PublishedJson;

/// A kind of answer, and what derives its schema.
type Named = (&'static str, fn() -> Schema);

/// The schema of each kind of answer (JSON Schema 2020-12) by its name, `errors` for what stands in place of an answer.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    let all: [Named; 15] = [
        ("audit", of::<AuditsJson>),
        ("card", of::<Card>),
        ("check", of::<DiagnosticsJson>),
        ("compare", of::<ComparisonJson>),
        ("diff", of::<DiffJson>),
        ("errors", of::<DiagnosticsJson>),
        ("explain", of::<ExplainJson>),
        ("fmt", of::<FormattedJson>),
        ("inputs", of::<PublishedJson>),
        ("run", of::<RunView>),
        ("simulate", of::<SimulationJson>),
        ("solve", of::<SolveView>),
        ("sweep", of::<SweepJson>),
        ("test", of::<TestsJson>),
        ("verify", of::<VerifiedJson>),
    ];
    all.into_iter().map(|(kind, schema)| (kind, named(kind, schema()))).collect()
}

fn of<V: JsonSchema>() -> Schema {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings.into_generator().into_root_schema_for::<Envelope<V>>()
}

/// The schema of one kind of answer: no other answer has it.
fn named(kind: &str, mut schema: Schema) -> Schema {
    schema.insert("title".to_owned(), json!(format!("quorate {kind}")));
    schema.insert("description".to_owned(), json!(format!("What `quorate` writes as JSON: {kind}")));
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, value) in [("format", json!(FORMAT)), ("answer", json!(kind))] {
            properties.insert(name.to_owned(), json!({ "const": value }));
        }
    }
    schema
}
