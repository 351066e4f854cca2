//! What rules that stand beside each other are called, and what they are all about.

use super::root;
use crate::compare::Column;
use crate::source::Sources;

/// What each rule is called: its name, with its file where two have the same.
pub(super) fn labels(columns: &[Column<'_>], sources: &Sources) -> Vec<String> {
    let label = |column: &Column<'_>| {
        let twice = columns.iter().filter(|other| other.name() == column.name()).count() > 1;
        match sources.at(column.rules().span.start).filter(|_| twice) {
            Some(source) => format!("{} ({})", column.name(), source.name),
            None => column.name().to_owned(),
        }
    };
    columns.iter().map(label).collect()
}

/// Whether all are one measure and its variants.
pub(super) fn is_family(columns: &[Column<'_>]) -> bool {
    let own = |column: &Column<'_>| root(column.program, column.measure).span;
    columns.windows(2).all(|pair| matches!(pair, [one, other] if own(one) == own(other)))
}

/// The measure that all are, or are variants of, with the stage: `California Nationhood (Calexit): nationhood`.
pub(super) fn family(columns: &[Column<'_>]) -> Option<String> {
    let first = columns.first().filter(|_| is_family(columns))?;
    let own = root(first.program, first.measure);
    let title = own.title.as_ref().map_or(own.name.text.as_str(), |title| &title.text);
    let stage = first.stage.and_then(|id| first.rules().stages.at(id).name.as_ref());
    Some(stage.map_or_else(|| title.to_owned(), |stage| format!("{title}: {}", stage.text)))
}
