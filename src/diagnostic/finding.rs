//! What is wrong or probably not meant, as data: for editors, pages and bindings.

use std::error::Error;
use std::fmt;

use miette::{Diagnostic, LabeledSpan};
use serde::{Deserialize, Serialize};

use super::draw::span_of;
use crate::check::{CheckError, Lint};
use crate::fix::Fix;
use crate::source::Sources;
use crate::span::Span;
use crate::syntax::SyntaxError;

/// An error or warning with the places it is about and what repairs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its stable code, explained in `docs/errors.md`: `quorate::check::name`.
    pub code: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// How to repair it, in words.
    pub help: Option<String>,
    /// Where, the most important place first.
    pub labels: Vec<Label>,
    /// How to repair it, as edits; most likely first. Empty where nobody but the author can know.
    pub fixes: Vec<Fix>,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It must be repaired before anything is judged.
    Error,
    /// It is probably not meant.
    Warning,
}

/// A place with what is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Where, in the global offsets of the sources.
    pub span: Span,
    /// What is said of it.
    pub text: Option<String>,
}

impl Finding {
    /// A diagnostic of the project as data.
    pub fn of(diagnostic: &(dyn Diagnostic + 'static), sources: &Sources) -> Self {
        let labels = diagnostic.labels().into_iter().flatten();
        Self {
            code: diagnostic.code().map(|code| code.to_string()),
            severity: Severity::of(diagnostic),
            message: diagnostic.to_string(),
            help: diagnostic.help().map(|help| help.to_string()),
            labels: labels
                .filter_map(|label| Some(Label { span: span_of(&label)?, text: label.label().map(str::to_owned) }))
                .filter(|label| sources.at(label.span.start).is_some())
                .collect(),
            fixes: fixes(diagnostic, sources),
        }
    }

    /// Where it is: the first label.
    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Finding {}

/// A finding is drawn and written as what it was made from.
impl Diagnostic for Finding {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.code.as_ref().map(|code| Box::new(code) as _)
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.help.as_ref().map(|help| Box::new(help) as _)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let labels = self.labels.iter().map(|label| LabeledSpan::new_with_span(label.text.clone(), label.span));
        (!self.labels.is_empty()).then(|| Box::new(labels) as _)
    }
}

impl Severity {
    /// Of a diagnostic; what states none is an error.
    pub fn of(diagnostic: &dyn Diagnostic) -> Self {
        match diagnostic.severity() {
            Some(miette::Severity::Error) | None => Self::Error,
            Some(miette::Severity::Warning | miette::Severity::Advice) => Self::Warning,
        }
    }
}

/// What repairs a diagnostic, if it is one of those that know. What is wrong with values in files of votes is said in the
/// words of rules, and is not put into them.
fn fixes(error: &(dyn Error + 'static), sources: &Sources) -> Vec<Fix> {
    if let Some(finding) = error.downcast_ref::<Finding>() {
        return finding.fixes.clone();
    }
    if let Some(error) = error.downcast_ref::<SyntaxError>() {
        return error.fixes(sources);
    }
    if let Some(error) = error.downcast_ref::<CheckError>() {
        return error.fixes(sources);
    }
    if let Some(lint) = error.downcast_ref::<Lint>() {
        return lint.fixes(sources);
    }
    Vec::new()
}
