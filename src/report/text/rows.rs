//! Tables: how many rows carried it, the closest ones, and the fewest votes that would turn it.

use smol_str::SmolStr;

use super::super::Judged;
use super::super::document::Document;
use super::super::layout::Tone;
use super::super::wording;
use crate::evaluate::regions::{self, Turning};
use crate::evaluate::{Aggregate, ComparisonOutcome, Explanation, Reason, RowOutcome, Verdict};
use crate::ids::Table;
use crate::program::{Measure, TableId};
use crate::source::Sources;
use crate::span::Span;
use crate::value::Exact;
use crate::words;

/// How many rows are named on each side.
const CLOSEST: usize = 3;
/// How many rows of a list are named.
const NAMED: usize = 6;

/// `every` or `any` row.
pub(super) fn quantified(
    document: &mut Document<'_>,
    judged: &Judged<'_>,
    table: TableId,
    every: bool,
    verdict: Verdict,
    rows: &[RowOutcome],
    depth: usize,
) {
    let name = &judged.rules().tables.at(table).name.text;
    if rows.is_empty() {
        let word = if every { "every" } else { "any" };
        document.say(depth, Tone::Bad, format!("there is no {name} to ask about, and `{word}` of nothing is not met"));
        return;
    }
    summary(document, judged, table, rows, depth);
    turn(document, judged, table, rows, regions::turning_rows(every, verdict, rows).as_ref(), depth);
}

/// A `count` or `sum` with a condition on its rows; a plain total says nothing beyond its value.
pub(super) fn aggregate(
    document: &mut Document<'_>,
    judged: &Judged<'_>,
    comparison: &ComparisonOutcome,
    aggregate: &Aggregate,
    depth: usize,
) {
    if aggregate.rows.iter().all(|row| row.why.is_none()) {
        return;
    }
    let within = |side: Span| side.start <= aggregate.span.start && aggregate.span.end <= side.end;
    if within(comparison.left.span) || within(comparison.right.span) {
        let moves = aggregate.rows.iter().any(|row| regions::deciding(row).is_some());
        if moves {
            summary(document, judged, aggregate.table, &aggregate.rows, depth);
            let turning = regions::turning(comparison);
            turn(document, judged, aggregate.table, &aggregate.rows, turning.as_ref(), depth);
        } else {
            // Nothing about these rows hangs on votes, so none is closer than another.
            let counted = carried(judged, aggregate.table, &aggregate.rows);
            let text = wording::rule(judged.sources, aggregate.span);
            document.line(depth, vec![(Tone::Quiet, format!("{text}: ")), (Tone::Plain, counted)]);
        }
        return;
    }
    // It stands in a definition, so that the reader must be told what is counted.
    let text = wording::rule(judged.sources, aggregate.span);
    let rows = carried(judged, aggregate.table, &aggregate.rows);
    document.line(depth, vec![(Tone::Quiet, format!("{text}: ")), (Tone::Plain, rows)]);
}

/// `20 of 26 rows of canton, 2 still open`
fn carried(judged: &Judged<'_>, table: TableId, rows: &[RowOutcome]) -> String {
    let with = |verdict: Verdict| rows.iter().filter(move |row| row.verdict == verdict).count();
    let name = &judged.rules().tables.at(table).name.text;
    let open = with(Verdict::Unknown);
    let unknown = if open == 0 { String::new() } else { format!(", {open} still open") };
    format!("{} of {}{unknown}", with(Verdict::Met), words::rows(rows.len(), name))
}

fn summary(document: &mut Document<'_>, judged: &Judged<'_>, table: TableId, rows: &[RowOutcome], depth: usize) {
    let open = rows.iter().filter(|row| row.verdict.is_open()).count();
    document.line(depth, vec![(Tone::Plain, carried(judged, table, rows))]);
    let (rows, aside): (Vec<&RowOutcome>, Vec<&RowOutcome>) = rows.iter().partition(|row| !is_aside(row));
    let with = |verdict: Verdict| rows.iter().copied().filter(move |row| row.verdict == verdict);
    for (label, verdict) in [("closest met", Verdict::Met), ("closest not met", Verdict::NotMet)] {
        let closest = closest(judged, table, with(verdict));
        if !closest.is_empty() {
            document.line(depth + 1, vec![(Tone::Quiet, format!("{label}: ")), (Tone::Plain, closest.join(", "))]);
        }
    }
    if open > 0 {
        let names: Vec<String> = with(Verdict::Unknown).take(CLOSEST).map(|row| row_name(judged, table, row)).collect();
        let more = if open > CLOSEST { format!(" and {} more", open - CLOSEST) } else { String::new() };
        let text = format!("{}{more}", names.join(", "));
        document.line(depth + 1, vec![(Tone::Open, "open: ".to_owned()), (Tone::Plain, text)]);
    }
    if !aside.is_empty() {
        let text = few(judged, table, &aside);
        document.line(depth + 1, vec![(Tone::Quiet, "not counted here: ".to_owned()), (Tone::Plain, text)]);
    }
}

/// Whether a row is kept from counting by what is stated of it, whatever its votes are.
fn is_aside(row: &RowOutcome) -> bool {
    let stated = |why: &Explanation| matches!(why.reason, Reason::Stated) && why.verdict == Verdict::NotMet;
    row.why.as_ref().is_some_and(|why| match &why.reason {
        Reason::All(parts) => parts.iter().any(stated),
        _ => false,
    })
}

/// `to turn it  3,927 more yes, in GL (609), AI (1,486) and SH (1,832)`
fn turn(
    document: &mut Document<'_>,
    judged: &Judged<'_>,
    table: TableId,
    rows: &[RowOutcome],
    turning: Option<&Turning>,
    depth: usize,
) {
    if let Some(text) = turning
        .and_then(|turning| in_words(judged.rules(), judged.facts.rows.get(table), judged.sources, rows, turning))
    {
        document.line(depth, vec![(Tone::Quiet, "to turn it  ".to_owned()), (Tone::Plain, text)]);
    }
}

/// `3,927 more yes, in GL (609), AI (1,486) and SH (1,832)`; nothing where more on the left moves the right as well.
pub(super) fn in_words(
    rules: &Measure,
    names: Option<&Vec<SmolStr>>,
    sources: &Sources,
    rows: &[RowOutcome],
    turning: &Turning,
) -> Option<String> {
    let first = turning.rows.first().and_then(|(at, _)| rows.iter().find(|row| row.row == *at))?;
    let comparison = regions::deciding(first)?;
    let (left, right) = (wording::rule(sources, comparison.left.span), wording::rule(sources, comparison.right.span));
    let names_in = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let right = names_in(&right);
    let defined = |word: &String| rules.definitions.values().any(|own| own.name.text == *word);
    if names_in(&left).iter().any(|word| right.contains(word) || defined(word)) || right.iter().any(defined) {
        return None;
    }
    let way = if turning.more { "more" } else { "fewer" };
    let named = turning.rows.iter().map(|(row, people)| {
        let name = names.and_then(|names| names.get(*row));
        name.map_or_else(|| format!("row {}", row + 1), ToString::to_string) + &format!(" ({})", words::grouped(people))
    });
    let names: Vec<String> = named.collect();
    let shown: Vec<String> = names.iter().take(NAMED).cloned().collect();
    let list = if names.len() > shown.len() {
        format!("{} and {} more", shown.join(", "), names.len() - shown.len())
    } else {
        crate::prose::listed(&shown, "and")
    };
    let people = words::grouped(&turning.people);
    Some(match (names.as_slice(), list.split_once(" (")) {
        ([_], Some((only, _))) => format!("{people} {way} {left} in {only}"),
        _ => format!("{people} {way} {left}, in {list}"),
    })
}

/// The same for a condition that is one comparison of rows, or `every` or `any` of them.
pub(super) fn of_condition(
    rules: &Measure,
    names: &Table<TableId, Vec<SmolStr>>,
    sources: &Sources,
    why: &Explanation,
) -> Option<String> {
    let (table, rows, turning) = match &why.reason {
        Reason::Rows { table, every, rows } => (*table, rows, regions::turning_rows(*every, why.verdict, rows)?),
        Reason::Comparison(comparison) => {
            let moves = |aggregate: &&Aggregate| aggregate.rows.iter().any(|row| regions::deciding(row).is_some());
            let aggregate = comparison.tables.iter().find(moves)?;
            (aggregate.table, &aggregate.rows, regions::turning(comparison)?)
        }
        _ => return None,
    };
    in_words(rules, names.get(table), sources, rows, &turning)
}

/// Some names, and how many more there are.
fn few(judged: &Judged<'_>, table: TableId, rows: &[&RowOutcome]) -> String {
    let more = rows.len().saturating_sub(NAMED);
    let shown: Vec<String> = rows.iter().take(NAMED).map(|row| row_name(judged, table, row)).collect();
    let shown = shown.join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// `OW by 2,921`, nearest first; rows without a margin come last, in the table's order.
fn closest<'a>(judged: &Judged<'_>, table: TableId, rows: impl Iterator<Item = &'a RowOutcome>) -> Vec<String> {
    let mut ranked: Vec<(Option<Exact>, &RowOutcome)> = rows
        .map(|row| {
            let comparison = regions::deciding(row).or_else(|| row.why.as_ref().and_then(Explanation::comparison));
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
            let margin = regions::deciding(row).and_then(|found| found.by.as_ref());
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
