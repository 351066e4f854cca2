//! A comparison as tables, for a page.

use super::super::document::Document;
use super::super::grid::Grid;
use super::super::layout::{Piece, Tone};
use super::Compared;
use super::reason::Reasons;
use super::words::{self, Words, count, kinds};
use crate::compare::Agreement;

/// The summary, the matrix and the requirement that decided each cell. Of a large comparison the matrix and the
/// requirements have only the disagreements, unless [`Compared::all`] is set.
pub(super) fn tables(document: &mut Document<'_>, compared: &Compared<'_, '_>, words: &Words<'_>) {
    let comparison = compared.comparison;
    document.grid(summary(words));
    let apart = comparison.count(Agreement::Disagree);
    let shown = if compared.is_whole() { comparison.order().len() } else { apart.min(super::FEW) };
    if shown > 0 {
        document.grid(matrix(compared, words, shown));
        document.grid(decided(compared, words, shown));
    }
    let more = comparison.order().len() - shown;
    if more > 0 {
        let text = format!("{} more sets of votes are not shown; ", count(more));
        document.line(
            0,
            vec![(Tone::Plain, text), (Tone::Code, "--all".to_owned()), (Tone::Plain, " shows them.".to_owned())],
        );
    }
}

/// How many sets of votes have which result under each rule.
fn summary(words: &Words<'_>) -> Grid {
    let kinds = kinds(words);
    let mut grid = Grid::default();
    grid.caption("How many sets of votes have which result under each rule");
    grid.head("rule", false);
    kinds.iter().for_each(|(kind, _)| grid.head(words::name(*kind), true));
    grid.head("differs from the first", true);
    for (at, (label, summary)) in words.labels.iter().zip(&words.summaries).enumerate() {
        let mut cells: Vec<Piece> = vec![(Tone::Code, label.clone())];
        let figure = |counts: &Vec<usize>| counts.get(at).map_or_else(String::new, |&many| count(many));
        cells.extend(kinds.iter().map(|(_, counts)| (Tone::Plain, figure(counts))));
        cells.push((Tone::Plain, if at == 0 { String::new() } else { count(summary.flips.len()) }));
        grid.row(cells);
    }
    grid
}

/// What each rule makes of each set of votes.
fn matrix(compared: &Compared<'_, '_>, words: &Words<'_>, shown: usize) -> Grid {
    let comparison = compared.comparison;
    let mut grid = Grid::default();
    grid.caption("The result of each set of votes under each rule; ≠ differs from the first rule's");
    grid.head("votes", false);
    words.labels.iter().for_each(|label| grid.named(label.as_str()));
    for &at in comparison.order().iter().take(shown) {
        let mut cells: Vec<Vec<Piece>> = vec![vec![(Tone::Plain, name(compared, at))]];
        cells.extend((0..words.labels.len()).map(|column| {
            let kind = Words::kind(compared, at, column);
            let differs = comparison.flips(at, column).then(|| (Tone::Strong, "≠ ".to_owned()));
            differs.into_iter().chain([(words::tone(kind), words::name(kind).to_owned())]).collect()
        }));
        grid.cells(cells);
    }
    grid
}

/// The requirement that decided each cell.
fn decided(compared: &Compared<'_, '_>, words: &Words<'_>, shown: usize) -> Grid {
    let mut grid = Grid::default();
    grid.caption("The requirement that decided");
    ["votes", "rule", "outcome", "decided by"].into_iter().for_each(|head| grid.head(head, false));
    let mut reasons = Reasons::new(compared.comparison, compared.sources);
    for &at in compared.comparison.order().iter().take(shown) {
        for (column, label) in words.labels.iter().enumerate() {
            let kind = Words::kind(compared, at, column);
            grid.row(vec![
                (Tone::Plain, name(compared, at)),
                (Tone::Code, label.clone()),
                (words::tone(kind), words::name(kind).to_owned()),
                (Tone::Plain, reasons.of(at, column).text),
            ]);
        }
    }
    grid
}

fn name(compared: &Compared<'_, '_>, row: usize) -> String {
    compared.comparison.rows().get(row).map(|row| row.name.to_string()).unwrap_or_default()
}
