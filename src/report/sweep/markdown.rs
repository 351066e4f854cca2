//! A sweep as Markdown: tables that go into a report as they are.

use super::line::by_region;
use super::words::{groups, labels, name, turns, value};
use super::{Swept, notes, title};

/// Of one thing moved the steps that give the same result and where each rule turns; of two a table with what moves across and
/// up, and in its cells the rules that pass.
pub fn markdown(swept: &Swept<'_, '_>) -> String {
    let sweep = swept.sweep;
    let labels = labels(swept);
    let mut text = format!("## {}\n\n", escape(&title(swept)));
    for sentence in sweep.says() {
        text.push_str(&format!("- {sentence}\n"));
    }
    text.push('\n');
    match sweep.axes.as_slice() {
        [axis] => {
            row(&mut text, std::iter::once(axis.name.clone()).chain(labels.iter().map(|label| format!("`{label}`"))));
            rule(&mut text, labels.len() + 1);
            for (first, last, cells) in groups(sweep) {
                let range = if first == last {
                    value(axis, first)
                } else {
                    format!("{} to {}", value(axis, first), value(axis, last))
                };
                let cells = cells.iter().zip(sweep.columns()).map(|(cell, column)| escape(name(*cell, column)));
                row(&mut text, std::iter::once(range).chain(cells));
            }
            text.push_str("\n| rule | where it turns |\n| --- | --- |\n");
            for (rule, (column, label)) in sweep.columns().iter().zip(&labels).enumerate() {
                let turns = turns(sweep.turns(rule), axis, column);
                let turns = if turns.is_empty() { "nowhere".to_owned() } else { turns };
                row(&mut text, [format!("`{label}`"), escape(&turns)]);
            }
            let regions = by_region(swept);
            if !regions.is_empty() {
                text.push_str("\n| rule and step | what decides |\n| --- | --- |\n");
                for (place, reason) in regions {
                    row(&mut text, [escape(&place), escape(&reason)]);
                }
            }
        }
        [across, up] => {
            let head = format!("{} \\ {}", up.name, across.name);
            row(&mut text, std::iter::once(head).chain((0..across.len()).map(|x| value(across, x))));
            rule(&mut text, across.len() + 1);
            for y in (0..up.len()).rev() {
                let cell = |x: usize| {
                    let cells: Vec<_> = (0..labels.len()).filter_map(|rule| sweep.cell(rule, x, y)).collect();
                    match (cells.as_slice(), sweep.columns()) {
                        ([only], [column]) => escape(name(*only, column)),
                        (all, _) => {
                            let passing: Vec<String> = all
                                .iter()
                                .enumerate()
                                .filter(|(_, cell)| cell.passes())
                                .map(|(rule, _)| (rule + 1).to_string())
                                .collect();
                            passing.join(" ")
                        }
                    }
                };
                row(&mut text, std::iter::once(value(up, y)).chain((0..across.len()).map(cell)));
            }
            if labels.len() > 1 {
                text.push_str("\nIn each cell the rules that pass: ");
                let named: Vec<String> =
                    labels.iter().enumerate().map(|(at, label)| format!("{} `{label}`", at + 1)).collect();
                text.push_str(&format!("{}.\n", named.join(", ")));
            }
        }
        _ => {}
    }
    points(&mut text, swept, &labels);
    for note in notes(swept) {
        text.push_str(&format!("\nNote: {}\n", escape(&note)));
    }
    text
}

fn points(text: &mut String, swept: &Swept<'_, '_>, labels: &[String]) {
    let sweep = swept.sweep;
    if sweep.points().is_empty() {
        return;
    }
    text.push('\n');
    let axes = sweep.axes.iter().map(|axis| axis.name.clone());
    row(text, std::iter::once("votes".to_owned()).chain(axes).chain(labels.iter().map(|label| format!("`{label}`"))));
    rule(text, 1 + sweep.axes.len() + labels.len());
    for point in sweep.points() {
        let values = sweep.axes.iter().zip(&point.values).map(|(axis, value)| axis.shown(value));
        let cells = point.cells.iter().zip(&point.there).zip(sweep.columns()).map(|((cell, there), column)| {
            let mark = if cell.passes() == there.passes() { "" } else { "\\*" };
            format!("{}{mark}", escape(name(*cell, column)))
        });
        row(text, std::iter::once(escape(&point.name)).chain(values).chain(cells));
    }
}

fn row(text: &mut String, cells: impl IntoIterator<Item = String>) {
    text.push('|');
    for cell in cells {
        text.push_str(&format!(" {cell} |"));
    }
    text.push('\n');
}

fn rule(text: &mut String, columns: usize) {
    text.push_str(&"| --- ".repeat(columns));
    text.push_str("|\n");
}

/// What Markdown would read as more than text.
fn escape(text: &str) -> String {
    text.replace('|', "\\|").replace('*', "\\*")
}
