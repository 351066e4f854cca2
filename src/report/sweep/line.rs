//! One thing moved: its steps, those together that give the same result, and where exactly each rule turns.

use super::super::comparison::reason;
use super::super::layout::{Page, Tone, columns, pad};
use super::Swept;
use super::words::{groups, labels, name, range, tone, turning, value};
use crate::sweep::Cell;

/// Steps beside turns that are explained, for each rule.
const TURNS: usize = 8;

pub(super) fn line(page: &mut Page, swept: &Swept<'_, '_>) {
    let sweep = swept.sweep;
    let Some(axis) = sweep.axes.first() else { return };
    let labels = labels(swept);
    let rows: Vec<(String, Vec<_>)> =
        groups(sweep).into_iter().map(|(first, last, cells)| (range(axis, first, last), cells)).collect();
    let head = rows.iter().map(|(range, _)| columns(range)).chain([columns(&axis.name)]).max().unwrap_or(0);
    let text = |cell: Cell, rule: usize| sweep.columns().get(rule).map_or("", |column| name(cell, column));
    let widths: Vec<usize> = labels
        .iter()
        .enumerate()
        .map(|(rule, label)| {
            let cells = rows.iter().filter_map(|(_, cells)| cells.get(rule));
            cells.map(|cell| columns(text(*cell, rule))).chain([columns(label)]).max().unwrap_or(0)
        })
        .collect();
    if page.fits(head + 2 + widths.iter().map(|width| width + 2).sum::<usize>()) {
        let mut pieces = vec![(Tone::Quiet, pad(&axis.name, head))];
        for (label, width) in labels.iter().zip(&widths) {
            pieces.push((Tone::Strong, format!("  {}", pad(label, *width))));
        }
        page.unbroken(&pieces);
        for (range, cells) in &rows {
            let mut pieces = vec![(Tone::Plain, pad(range, head))];
            for (rule, (cell, width)) in cells.iter().zip(&widths).enumerate() {
                pieces.push((Tone::Plain, "  ".to_owned()));
                pieces.push((tone(*cell), pad(text(*cell, rule), *width)));
            }
            page.unbroken(&pieces);
        }
    } else {
        for (range, cells) in &rows {
            let mut pieces = vec![(Tone::Strong, format!("{range}:"))];
            for (cell, rules) in together(cells) {
                let comma = if pieces.len() > 1 { ";" } else { "" };
                let names: Vec<&str> = rules.iter().filter_map(|rule| labels.get(*rule)).map(String::as_str).collect();
                pieces.push((Tone::Plain, format!("{comma} ")));
                pieces.push((tone(cell), text(cell, rules.first().copied().unwrap_or(0)).to_owned()));
                pieces.push((Tone::Plain, format!(" under {}", names.join(", "))));
            }
            page.line(0, 2, &pieces);
        }
    }
    page.blank();
    page.line(0, 2, &[(Tone::Strong, "Where it turns".to_owned())]);
    let room = labels.iter().map(|label| columns(label)).max().unwrap_or(0);
    for (rule, (column, label)) in sweep.columns().iter().zip(&labels).enumerate() {
        let text = turning(sweep, rule, column);
        page.line(2, room + 4, &[(Tone::Plain, format!("{}  ", pad(label, room))), (Tone::Plain, text)]);
    }
    let regions = by_region(swept);
    if !regions.is_empty() {
        page.blank();
        page.line(0, 2, &[(Tone::Strong, "What decides there".to_owned())]);
        for (place, text) in regions {
            page.line(2, 4, &[(Tone::Strong, format!("{place}: ")), (Tone::Plain, text)]);
        }
    }
}

/// Of rules that judge regions: what decides them at the steps on both sides of each turn, or where nothing turns at the
/// ends, and with which regions it would be otherwise.
pub(super) fn by_region(swept: &Swept<'_, '_>) -> Vec<(String, String)> {
    let sweep = swept.sweep;
    let Some(axis) = sweep.axes.first() else { return Vec::new() };
    let mut all = Vec::new();
    for (rule, (column, label)) in sweep.columns().iter().zip(labels(swept)).enumerate() {
        if column.rules().tables.is_empty() {
            continue;
        }
        let last = sweep.width().saturating_sub(1);
        let turned = (1..=last).filter(|&at| sweep.cell(rule, at, 0) != sweep.cell(rule, at - 1, 0));
        let mut steps: Vec<usize> = turned.flat_map(|at| [at - 1, at]).take(TURNS).collect();
        if steps.is_empty() {
            steps.extend([0, last]);
        }
        steps.dedup();
        for at in steps {
            let facts = sweep.facts(rule, at, 0);
            if let Some(text) = facts.and_then(|facts| reason::of_facts(column, &facts, swept.sources)) {
                all.push((format!("{label} at {}", value(axis, at)), text));
            }
        }
    }
    all
}

/// The results of rules, with those that give the same result.
fn together(cells: &[Cell]) -> Vec<(Cell, Vec<usize>)> {
    let mut groups: Vec<(Cell, Vec<usize>)> = Vec::new();
    for (rule, cell) in cells.iter().enumerate() {
        match groups.iter_mut().find(|(own, _)| own == cell) {
            Some((_, rules)) => rules.push(rule),
            None => groups.push((*cell, vec![rule])),
        }
    }
    groups
}
