//! A sweep as tables, for a page.

use super::super::document::Document;
use super::super::grid::Grid;
use super::super::layout::{Piece, Tone};
use super::line::by_region;
use super::words::{groups, labels, name, range, tone, turning, value};
use super::{Swept, map};
use crate::sweep::{Axis, Cell};

/// More values of an axis than these are not shown each; CSV has all.
const COLUMNS: usize = 26;
const ROWS: usize = 41;

/// Of one thing moved the steps that have the same result and where each rule turns; of two a table with what moves across
/// and up, and in its cells the rules that pass.
pub(super) fn tables(document: &mut Document<'_>, swept: &Swept<'_, '_>) {
    let labels = labels(swept);
    match swept.sweep.axes.as_slice() {
        [axis] => {
            document.grid(steps(swept, axis, &labels));
            document.grid(where_it_turns(swept, &labels));
            let regions = by_region(swept);
            if !regions.is_empty() {
                let mut grid = Grid::default();
                grid.caption("What decides there");
                grid.head("rule and step", false);
                grid.head("what decides", false);
                for (place, reason) in regions {
                    grid.row(vec![(Tone::Plain, place), (Tone::Plain, reason)]);
                }
                document.grid(grid);
            }
        }
        [across, up] => plane(document, swept, [across, up], &labels),
        _ => {}
    }
    if !swept.sweep.points().is_empty() {
        document.grid(points(swept, &labels));
    }
}

fn steps(swept: &Swept<'_, '_>, axis: &Axis, labels: &[String]) -> Grid {
    let mut grid = Grid::default();
    grid.caption("The result at each step");
    grid.head(axis.name.as_str(), false);
    labels.iter().for_each(|label| grid.named(label.as_str()));
    for (first, last, cells) in groups(swept.sweep) {
        let cells = cells.iter().zip(swept.sweep.columns());
        let cells = cells.map(|(cell, column)| (tone(*cell), name(*cell, column).to_owned()));
        grid.row(std::iter::once((Tone::Plain, range(axis, first, last))).chain(cells).collect());
    }
    grid
}

fn where_it_turns(swept: &Swept<'_, '_>, labels: &[String]) -> Grid {
    let mut grid = Grid::default();
    grid.caption("Where it turns");
    grid.head("rule", false);
    grid.head("where it turns", false);
    for (rule, (column, label)) in swept.sweep.columns().iter().zip(labels).enumerate() {
        grid.row(vec![(Tone::Code, label.clone()), (Tone::Plain, turning(swept.sweep, rule, column))]);
    }
    grid
}

/// Two things moved: of one rule its results, of several the numbers of those that pass.
fn plane(document: &mut Document<'_>, swept: &Swept<'_, '_>, [across, up]: [&Axis; 2], labels: &[String]) {
    let sweep = swept.sweep;
    let ((xs, every_x), (ys, every_y)) = (map::picked(across.len(), COLUMNS), map::picked(up.len(), ROWS));
    let mut grid = Grid::default();
    let several = labels.len() > 1;
    grid.caption(format!(
        "{}: {} down, {} across",
        if several { "The rules that pass" } else { "The result" },
        up.name,
        across.name
    ));
    grid.head(format!("{} \\ {}", up.name, across.name), false);
    xs.iter().for_each(|x| grid.head(value(across, *x), false));
    for &y in ys.iter().rev() {
        let cell = |x: &usize| -> Piece {
            let cells: Vec<Cell> = (0..labels.len()).filter_map(|rule| sweep.cell(rule, *x, y)).collect();
            match (cells.as_slice(), sweep.columns()) {
                ([only], [column]) => (tone(*only), name(*only, column).to_owned()),
                (all, _) => {
                    let passing = all.iter().enumerate().filter(|(_, cell)| cell.passes());
                    let passing: Vec<String> = passing.map(|(rule, _)| (rule + 1).to_string()).collect();
                    (Tone::Plain, passing.join(" "))
                }
            }
        };
        grid.row(std::iter::once((Tone::Plain, value(up, y))).chain(xs.iter().map(cell)).collect());
    }
    document.grid(grid);
    if several {
        let mut pieces = vec![(Tone::Plain, "In each cell the rules that pass: ".to_owned())];
        for (at, label) in labels.iter().enumerate() {
            let comma = if at > 0 { ", " } else { "" };
            pieces.push((Tone::Plain, format!("{comma}{} ", at + 1)));
            pieces.push((Tone::Code, label.clone()));
        }
        document.line(0, pieces);
    }
    if let Some(text) = map::left_out([(across, every_x), (up, every_y)]) {
        document.say(0, Tone::Quiet, text);
    }
}

/// Real votes, with what each rule makes of their figures.
fn points(swept: &Swept<'_, '_>, labels: &[String]) -> Grid {
    let sweep = swept.sweep;
    let mut grid = Grid::default();
    grid.caption("Real votes, each with the result of its own figures");
    grid.head("votes", false);
    sweep.axes.iter().for_each(|axis| grid.head(axis.name.as_str(), true));
    labels.iter().for_each(|label| grid.named(label.as_str()));
    for point in sweep.points() {
        let values = sweep.axes.iter().zip(&point.values).map(|(axis, value)| (Tone::Plain, axis.shown(value)));
        let cells = point.cells.iter().zip(&point.there).zip(sweep.columns()).map(|((cell, there), column)| {
            let mark = if cell.passes() == there.passes() { "" } else { "*" };
            (tone(*cell), format!("{}{mark}", name(*cell, column)))
        });
        grid.row(std::iter::once((Tone::Plain, point.name.to_string())).chain(values).chain(cells).collect());
    }
    grid
}
