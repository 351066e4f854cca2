//! Diagnostics as JSON.

use miette::Diagnostic;
use serde::Serialize;

use super::draw::span_of;
use super::finding::Severity;
use crate::report::json::FORMAT;
use crate::source::{Encoding, Sources};
use crate::span::Span;

/// What a command prints with `--format json` when something is wrong.
#[derive(Clone, Debug, Serialize)]
pub struct DiagnosticsJson {
    /// Always [`FORMAT`].
    pub format: u32,
    /// All of them, warnings too.
    pub errors: Vec<DiagnosticJson>,
}

/// One error or warning.
#[derive(Clone, Debug, Serialize)]
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
}

/// A place with what is to be said of it.
#[derive(Clone, Debug, Serialize)]
pub struct LabelJson {
    /// Where.
    #[serde(flatten)]
    pub place: PlaceJson,
    /// What is said of it.
    pub text: Option<String>,
}

/// A range of a file, its end excluded.
#[derive(Clone, Debug, Serialize)]
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
pub fn json<'a>(diagnostics: impl IntoIterator<Item = &'a dyn Diagnostic>, sources: &Sources) -> DiagnosticsJson {
    let errors = diagnostics.into_iter().map(|diagnostic| one(diagnostic, sources)).collect();
    DiagnosticsJson { format: FORMAT, errors }
}

fn one(diagnostic: &dyn Diagnostic, sources: &Sources) -> DiagnosticJson {
    let labels = diagnostic.labels().into_iter().flatten().filter_map(|label| {
        let place = PlaceJson::of(span_of(&label)?, sources)?;
        Some(LabelJson { place, text: label.label().map(str::to_owned) })
    });
    DiagnosticJson {
        code: diagnostic.code().map(|code| code.to_string()),
        severity: Severity::of(diagnostic),
        message: diagnostic.to_string(),
        help: diagnostic.help().map(|help| help.to_string()),
        labels: labels.collect(),
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
