//! What is wrong with a sweep or a simulation, in the words of a session: `support 32%` rather than `--support 32%`.

use std::fmt;

use miette::{Diagnostic, LabeledSpan, Severity};

use super::error::AnyDiagnostic;
use crate::span::Span;

/// Errors that speak of options, as they are told in a session. What has no place of its own is about the line.
pub(super) fn told<E: Diagnostic + Send + Sync + 'static>(errors: Vec<E>, line: Span) -> Vec<AnyDiagnostic> {
    errors.into_iter().map(|error| Box::new(Told { error: Box::new(error), line }) as AnyDiagnostic).collect()
}

#[derive(Debug)]
struct Told {
    error: AnyDiagnostic,
    line: Span,
}

impl fmt::Display for Told {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&in_session(&self.error.to_string()))
    }
}

impl std::error::Error for Told {}

impl Diagnostic for Told {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.error.code()
    }

    fn severity(&self) -> Option<Severity> {
        self.error.severity()
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.error.help().map(|help| Box::new(in_session(&help.to_string())) as Box<dyn fmt::Display>)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let own = self.error.labels();
        own.or_else(|| {
            Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("asked here".to_owned()), self.line))))
        })
    }
}

/// A text with every `` `--option value` `` as a session takes it.
fn in_session(text: &str) -> String {
    let piece = |(at, piece): (usize, &str)| match piece.strip_prefix("--").filter(|_| at % 2 == 1) {
        Some(options) => options.split(" --").map(option).collect::<Vec<_>>().join(", "),
        None => piece.to_owned(),
    };
    text.split('`').enumerate().map(piece).collect::<Vec<_>>().join("`")
}

fn option(text: &str) -> String {
    let (name, value) = text.split_once(' ').unwrap_or((text, ""));
    let counts_people = value.starts_with(|first: char| first.is_ascii_digit());
    match (name, value) {
        ("vary", value) => value.trim_matches('"').to_owned(),
        ("set", "") => "NAME = VALUE".to_owned(),
        ("set", value) => value.replacen('=', " = ", 1),
        ("stage" | "scenario", "") => ":choose".to_owned(),
        ("stage" | "scenario", value) => format!(":choose {value}"),
        ("svg", _) => "in FILE".to_owned(),
        ("registered" | "ballots" | "yes" | "no", value) if !counts_people => format!("as {name}={value}"),
        (name, "") => name.to_owned(),
        (name, value) => format!("{name} {value}"),
    }
}
