//! What repairs rules that read well and are wrong, or probably not meant, as edits.

use super::{CheckError, Lint};
use crate::fix::Fix;
use crate::source::Sources;

impl CheckError {
    /// What repairs it. Most likely first.
    pub fn fixes(&self, sources: &Sources) -> Vec<Fix> {
        match self {
            Self::UnknownName { help: Some(help), span, .. }
            | Self::OfNeedsShare { help: Some(help), span, .. }
            | Self::Expected { help: Some(help), span, .. }
            | Self::Value { help: Some(help), span, .. }
            | Self::UnknownTable { help: Some(help), span, .. }
            | Self::UnknownColumn { help: Some(help), span, .. }
            | Self::UnknownRow { help: Some(help), span, .. }
            | Self::NoSuch { help: Some(help), span, .. }
            | Self::NothingToChange { help: Some(help), span, .. } => help.fixes(*span),
            Self::UnknownFunction { help, span, .. }
            | Self::NoValue { help, span, .. }
            | Self::CountDecimal { help, span, .. }
            | Self::PlainForShare { help, plain_span: span, .. }
            | Self::ShareOfWhat { help, share_span: span, .. }
            | Self::WhichStage { stages: help, span, .. }
            | Self::ExpectWhichStage { stages: help, span, .. } => help.fixes(*span),
            Self::MissingOf { span, .. } => vec![Fix::insert(span.end, " of", "write `of`")],
            Self::DuplicateRow { row, whole, .. } => {
                vec![Fix::delete_statement(*whole, sources, format!("remove the second `{row}`")).unsure()]
            }
            Self::RangeReversed { from, to, .. } => {
                let turned = vec![(*from, sources.slice(*to).to_owned()), (*to, sources.slice(*from).to_owned())];
                vec![Fix { title: "turn the range round".to_owned(), edits: turned, sure: false }]
            }
            _ => Vec::new(),
        }
    }
}

impl Lint {
    /// What repairs it. Most likely first.
    pub fn fixes(&self, sources: &Sources) -> Vec<Fix> {
        match self {
            Self::Hidden { code, span } => vec![Fix::delete(*span, format!("leave {code} out"))],
            Self::Thirds { meant, span, .. } => vec![Fix::put(*span, *meant).unsure()],
            Self::Grouped { grouped, plain, span } => {
                vec![Fix::put(*span, grouped.replace(',', ", ")).unsure(), Fix::put(*span, plain).unsure()]
            }
            Self::UnusedSet { name, whole, .. } => {
                vec![Fix::delete_statement(*whole, sources, format!("remove `set {name}`")).unsure()]
            }
            Self::Half { .. }
            | Self::Unused { .. }
            | Self::Deadline { .. }
            | Self::SameForEveryRow { .. }
            | Self::PassesOnNothing { .. } => Vec::new(),
        }
    }
}
