//! Diagnostics as JSON.

use miette::Diagnostic;
use serde::{Deserialize, Serialize};

use super::finding::{Finding, Severity};
use crate::fix::Fix;
use crate::source::{Encoding, Sources};
use crate::span::Span;

/// What a command prints with `--format json` when something is wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnosticsJson {
    /// All of them, warnings too.
    pub errors: Vec<DiagnosticJson>,
}

/// One error or warning.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiagnosticJson {
    /// Its stable code: `quorate::check::name`.
    pub code: Option<String>,
    /// `error` or `warning`.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to repair it.
    pub help: Option<String>,
    /// Where, the most important place first.
    pub labels: Vec<LabelJson>,
    /// How to repair it, as edits; most likely first. Empty where nobody but the author can know.
    pub fixes: Vec<FixJson>,
}

/// One way to repair it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FixJson {
    /// What it does.
    pub title: String,
    /// Whether only this can be meant. Else somebody should choose.
    pub sure: bool,
    /// Places with the texts to be put there; they do not overlap. An empty place is an insertion.
    pub edits: Vec<EditJson>,
}

/// A text to be put in the place of another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EditJson {
    /// Where.
    #[serde(flatten)]
    pub place: PlaceJson,
    /// What to put there.
    pub text: String,
}

/// A place with what is to be said of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LabelJson {
    /// Where.
    #[serde(flatten)]
    pub place: PlaceJson,
    /// What is said of it.
    pub text: Option<String>,
}

/// A range of a file, its end excluded.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PlaceJson {
    /// The file, as it was given.
    pub file: String,
    /// First byte, from zero.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Line of the start, from one.
    pub line: usize,
    /// Column of the start in characters, from one.
    pub column: usize,
    /// Line of the end.
    pub end_line: usize,
    /// Column of the end.
    pub end_column: usize,
}

/// All diagnostics of a run.
pub fn json<'a>(
    diagnostics: impl IntoIterator<Item = &'a (dyn Diagnostic + 'static)>,
    sources: &Sources,
) -> DiagnosticsJson {
    let errors = diagnostics.into_iter().map(|diagnostic| Finding::of(diagnostic, sources));
    DiagnosticsJson { errors: errors.map(|finding| DiagnosticJson::of(finding, sources)).collect() }
}

impl DiagnosticJson {
    /// A finding with its places in lines and columns.
    pub fn of(finding: Finding, sources: &Sources) -> Self {
        let labels = finding
            .labels
            .into_iter()
            .filter_map(|label| Some(LabelJson { place: PlaceJson::of(label.span, sources)?, text: label.text }));
        Self {
            code: finding.code,
            severity: finding.severity,
            message: finding.message,
            help: finding.help,
            labels: labels.collect(),
            fixes: finding.fixes.iter().map(|fix| FixJson::of(fix, sources)).collect(),
        }
    }
}

impl FixJson {
    fn of(fix: &Fix, sources: &Sources) -> Self {
        let edit = |(span, text): &(Span, String)| {
            Some(EditJson { place: PlaceJson::of(*span, sources)?, text: text.clone() })
        };
        Self { title: fix.title.clone(), sure: fix.sure, edits: fix.edits.iter().filter_map(edit).collect() }
    }
}

impl PlaceJson {
    /// The place of a span; `None` if it is in no text.
    pub fn of(span: Span, sources: &Sources) -> Option<Self> {
        let source = sources.at(span.start)?;
        let (start, end) =
            (source.position(span.start, Encoding::Characters), source.position(span.end, Encoding::Characters));
        Some(Self {
            file: source.name.to_string(),
            start: span.start - source.base,
            end: span.end.saturating_sub(source.base),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        })
    }
}
