//! `in map.svg`: what is shown, written to a file whose ending says how.

use super::error::AnyDiagnostic;
use super::line::{Word, Words};
use super::{Reply, Then};
use crate::report;

/// How a sweep or a simulation can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Picture,
    Csv,
    Json,
    Markdown,
    Html,
}

impl Form {
    /// An answer in it; a picture is none of these.
    pub(super) fn of<A: report::Answer>(self, answer: &A) -> String {
        match self {
            Self::Csv => answer.csv().unwrap_or_default(),
            Self::Json => json(&report::Envelope::new(answer, None)),
            Self::Markdown => answer.document().markdown(None),
            Self::Html => answer.document().html(None),
            Self::Picture => String::new(),
        }
    }
}

/// A file that is to be written.
#[derive(Clone, Debug)]
pub(super) struct Output {
    path: String,
    pub(super) form: Form,
}

impl Output {
    /// A file, by its ending.
    pub(super) fn new(words: &Words<'_>, name: Word<'_>) -> Result<Self, Vec<AnyDiagnostic>> {
        let path = name.text.trim_matches('"').to_owned();
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
        let form = match ending.as_str() {
            "svg" | "png" => Form::Picture,
            "csv" => Form::Csv,
            "json" => Form::Json,
            "md" => Form::Markdown,
            "html" | "htm" => Form::Html,
            _ => {
                let label = "the ending should be `.svg`, `.png`, `.csv`, `.json`, `.md` or `.html`";
                return Err(words.misfit(Some(name), label));
            }
        };
        Ok(Self { path, form })
    }
}

/// An answer, with a file that has it in another form.
pub(super) fn written(text: String, file: Option<(Output, String)>) -> Reply {
    let then = match file {
        Some((output, text)) => Then::Write { path: output.path, text },
        None => Then::GoOn,
    };
    Reply { text, wrong: false, then }
}

/// A report's JSON as text.
fn json(report: &impl serde::Serialize) -> String {
    // Reports hold nothing that JSON has not.
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}
