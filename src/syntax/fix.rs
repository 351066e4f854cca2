//! What repairs a text that cannot be read, as edits.

use super::SyntaxError;
use crate::fix::Fix;
use crate::source::Sources;
use crate::span::Span;

impl SyntaxError {
    /// What repairs it. Most likely first.
    pub fn fixes(&self, sources: &Sources) -> Vec<Fix> {
        let fault = self.span();
        match self {
            Self::Expected { help: Some(help), span, .. }
            | Self::Incomplete { help: Some(help), span, .. }
            | Self::Date { help: Some(help), span, .. } => help.fixes(*span),
            Self::Number { help, span, .. }
            | Self::OfInSum { help, span, .. }
            | Self::NoMoreThan { help, span, .. } => help.fixes(*span),
            Self::Unclosed { closer, span, .. } if *closer == ")" => {
                vec![Fix::insert(span.end, *closer, "close the bracket").unsure()]
            }
            Self::StrayCloser { closer, span } => vec![Fix::delete(*span, format!("remove this `{closer}`")).unsure()],
            Self::UnclosedText { span } => {
                let end = span.start + sources.slice(*span).trim_end().len() as u32;
                vec![Fix::insert(end, "\"", "close the quote").unsure()]
            }
            Self::Quotes { text, span } => vec![Fix::put(*span, quoted(text))],
            Self::Escape { span, .. } => vec![Fix::insert(span.start, "\\", "write a backslash").unsure()],
            Self::UnknownStatement { nearest: Some(near), span, .. } | Self::Kind { nearest: Some(near), span, .. } => {
                vec![Fix::put(*span, *near).unsure()]
            }
            Self::Reserved { suggestion, span, .. } => vec![Fix::put(*span, suggestion).unsure()],
            Self::MissingColon { span, .. } => vec![Fix::insert(span.start, ":", "write `:`")],
            Self::Sign { wanted, span, .. } => vec![Fix::put(*span, *wanted)],
            Self::Operator { repaired, span, .. } => vec![Fix::put(*span, repaired)],
            Self::Semicolon { span, others, .. } => {
                let edits = std::iter::once(span).chain(others).map(|place| (*place, String::new()));
                vec![Fix { title: "remove each `;`".to_owned(), edits: edits.collect(), sure: true }]
            }
            Self::Comment { span, others, .. } => {
                let mut places = std::iter::once(span).chain(others);
                if places.clone().any(|place| sources.slice(*place) != "//") {
                    return Vec::new();
                }
                let edits = places.by_ref().map(|place| (*place, "#".to_owned())).collect();
                vec![Fix { title: "write `#`".to_owned(), edits, sure: true }]
            }
            Self::Percent { span, .. } => vec![Fix::put(with_blanks_before(*span, sources), "%")],
            Self::AndOr { first, second, whole, .. } => {
                vec![Fix::put(*whole, first).unsure(), Fix::put(*whole, second).unsure()]
            }
            Self::Chain { repaired, whole, .. } if !repaired.ends_with('…') => {
                vec![Fix::put(*whole, repaired).unsure()]
            }
            Self::MissingOperand { taken, .. } => {
                vec![Fix::insert(fault.end, format!(" {taken}"), format!("complete the line with `{taken}`")).unsure()]
            }
            Self::Expected { .. }
            | Self::Incomplete { .. }
            | Self::Unclosed { .. }
            | Self::UnknownStatement { .. }
            | Self::Misplaced { .. }
            | Self::Unnamed { .. }
            | Self::Kind { .. }
            | Self::LongNumber { .. }
            | Self::Date { .. }
            | Self::NoSuchDay { .. }
            | Self::Duration { .. }
            | Self::Chain { .. }
            | Self::Not { .. }
            | Self::Aggregate { .. }
            | Self::OutcomeStatus { .. }
            | Self::TooDeep { .. }
            | Self::TooLong { .. }
            | Self::Layout { .. } => Vec::new(),
        }
    }
}

/// A text as the language writes it.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A span with the blanks before it.
fn with_blanks_before(span: Span, sources: &Sources) -> Span {
    let before = sources.at(span.start).map_or("", |source| source.slice(Span::new(source.base, span.start)));
    let blanks = before.len() - before.trim_end_matches([' ', '\t']).len();
    Span::new(span.start - blanks as u32, span.end)
}
