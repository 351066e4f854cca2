//! Tables: how many rows carried it, and the closest ones.

use super::super::Judged;
use super::super::layout::{Page, Tone};
use super::super::wording;
use crate::evaluate::{Aggregate, ComparisonOutcome, RowOutcome, Verdict};
use crate::program::TableId;
use crate::span::Span;
use crate::value::Exact;
use crate::words;

/// How many rows are named on each side.
const CLOSEST: usize = 3;

/// `every` or `any` row.
pub(super) fn quantified(
    page: &mut Page,
    judged: &Judged<'_>,
    table: TableId,
    every: bool,
    rows: &[RowOutcome],
    indent: usize,
) {
    let name = &judged.rules().tables.at(table).name.text;
    if rows.is_empty() {
        let word = if every { "every" } else { "any" };
        page.say(indent, Tone::Bad, &format!("there is no {name} to ask about, and `{word}` of nothing is not met"));
        return;
    }
    summary(page, judged, table, rows, indent);
}

/// A `count` or `sum` with a condition on its rows; a plain total says nothing beyond its value.
pub(super) fn aggregate(
    page: &mut Page,
    judged: &Judged<'_>,
    comparison: &ComparisonOutcome,
    aggregate: &Aggregate,
    indent: usize,
) {
    if aggregate.rows.iter().all(|row| row.why.is_none()) {
        return;
    }
    let within = |side: Span| side.start <= aggregate.span.start && aggregate.span.end <= side.end;
    if within(comparison.left.span) || within(comparison.right.span) {
        return summary(page, judged, aggregate.table, &aggregate.rows, indent);
    }
    // It stands in a definition, so that the reader must be told what is counted.
    let text = wording::rule(judged.sources, aggregate.span);
    let rows = carried(judged, aggregate.table, &aggregate.rows);
    page.line(indent, indent + 2, &[(Tone::Quiet, format!("{text}: ")), (Tone::Plain, rows)]);
}

/// `20 of 26 rows of canton, 2 still open`
fn carried(judged: &Judged<'_>, table: TableId, rows: &[RowOutcome]) -> String {
    let with = |verdict: Verdict| rows.iter().filter(move |row| row.verdict == verdict).count();
    let name = &judged.rules().tables.at(table).name.text;
    let open = with(Verdict::Unknown);
    let unknown = if open == 0 { String::new() } else { format!(", {open} still open") };
    format!("{} of {}{unknown}", with(Verdict::Met), words::rows(rows.len(), name))
}

fn summary(page: &mut Page, judged: &Judged<'_>, table: TableId, rows: &[RowOutcome], indent: usize) {
    let with = |verdict: Verdict| rows.iter().filter(move |row| row.verdict == verdict);
    let open = with(Verdict::Unknown).count();
    page.line(indent, indent + 2, &[(Tone::Plain, carried(judged, table, rows))]);
    for (label, verdict) in [("closest met", Verdict::Met), ("closest not met", Verdict::NotMet)] {
        let closest = closest(judged, table, with(verdict));
        if !closest.is_empty() {
            page.line(
                indent + 2,
                indent + 4,
                &[(Tone::Quiet, format!("{label}: ")), (Tone::Plain, closest.join(", "))],
            );
        }
    }
    if open > 0 {
        let names: Vec<String> = with(Verdict::Unknown).take(CLOSEST).map(|row| row_name(judged, table, row)).collect();
        let more = if open > CLOSEST { format!(" and {} more", open - CLOSEST) } else { String::new() };
        let text = format!("{}{more}", names.join(", "));
        page.line(indent + 2, indent + 4, &[(Tone::Open, "open: ".to_owned()), (Tone::Plain, text)]);
    }
}

/// `OW by 2,921`, nearest first; rows without a margin come last, in the table's order.
fn closest<'a>(judged: &Judged<'_>, table: TableId, rows: impl Iterator<Item = &'a RowOutcome>) -> Vec<String> {
    let mut ranked: Vec<(Option<Exact>, &RowOutcome)> = rows
        .map(|row| {
            let comparison = row.why.as_ref().and_then(|why| why.comparison());
            let distance = comparison.and_then(|comparison| comparison.difference.as_ref()).map(Exact::abs);
            (distance, row)
        })
        .collect();
    ranked.sort_by(|(a, _), (b, _)| a.is_none().cmp(&b.is_none()).then_with(|| a.cmp(b)));
    let mut names: Vec<String> = ranked
        .iter()
        .take(CLOSEST)
        .map(|(_, row)| {
            let name = row_name(judged, table, row);
            let margin = row.why.as_ref().and_then(|why| why.comparison()).and_then(|found| found.by.as_ref());
            margin.map_or_else(|| name.clone(), |margin| format!("{name} by {}", wording::margin(margin)))
        })
        .collect();
    if ranked.len() > CLOSEST {
        names.push("…".to_owned());
    }
    names
}

fn row_name(judged: &Judged<'_>, table: TableId, row: &RowOutcome) -> String {
    judged
        .facts
        .rows
        .get(table)
        .and_then(|names| names.get(row.row))
        .map_or_else(|| format!("row {}", row.row + 1), ToString::to_string)
}
