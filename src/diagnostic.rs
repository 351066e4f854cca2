//! Errors and warnings, drawn for people and written as JSON.

mod draw;
mod explain;
mod finding;
mod json;

pub use draw::draw;
pub use explain::{Entry, entries, entry};
pub use finding::{Finding, Label, Severity};
pub use json::{DiagnosticJson, DiagnosticsJson, EditJson, FixJson, LabelJson, PlaceJson, json};

use miette::Diagnostic;

use crate::words::numbered;

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// What must be repaired.
    pub errors: usize,
    /// What is probably not meant.
    pub warnings: usize,
}

impl Counts {
    /// Counts them; what states no severity is an error.
    pub fn of<'a>(diagnostics: impl IntoIterator<Item = &'a (dyn Diagnostic + 'static)>) -> Self {
        let mut counts = Self::default();
        for diagnostic in diagnostics {
            match Severity::of(diagnostic) {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
            }
        }
        counts
    }
}

/// `3 errors, 1 warning`
impl std::fmt::Display for Counts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (errors, warnings) = (numbered(self.errors, "error"), numbered(self.warnings, "warning"));
        match (self.errors, self.warnings) {
            (_, 0) => f.write_str(&errors),
            (0, _) => f.write_str(&warnings),
            (_, _) => write!(f, "{errors}, {warnings}"),
        }
    }
}
