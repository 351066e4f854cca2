//! A sweep as CSV: a line for each point.

use super::super::csv::field;
use std::fmt::Write as _;

use super::Swept;
use super::words::{labels, name};
use crate::sweep::{Axis, Role};
use crate::value::Kind;
use crate::words;

/// A line for each point: what moves, the people that makes, and what each rule makes of it. Numbers have no separators.
pub fn csv(swept: &Swept<'_, '_>) -> String {
    let sweep = swept.sweep;
    let mut text = String::new();
    let roles: Vec<Role> = Role::ALL
        .into_iter()
        .filter(|role| {
            sweep.people_at(0, 0).is_some_and(|people| people.get(*role as usize).is_some_and(Option::is_some))
        })
        .filter(|role| sweep.axes.iter().all(|axis| axis.name != role.option()))
        .collect();
    let mut head: Vec<String> = sweep.axes.iter().map(|axis| field(&axis.name).into_owned()).collect();
    head.extend(roles.iter().map(|role| role.option().to_owned()));
    head.extend(labels(swept).iter().map(|label| field(label).into_owned()));
    text.push_str(&head.join(","));
    text.push('\n');
    // The words of an axis and of a cell are the same in line after line.
    let values: Vec<Vec<String>> =
        sweep.axes.iter().zip([sweep.width(), sweep.height()]).map(|(axis, many)| written(axis, many)).collect();
    let columns = sweep.columns();
    for y in 0..sweep.height() {
        for x in 0..sweep.width() {
            let places = values.iter().zip([x, y]).filter_map(|(values, at)| values.get(at));
            for (at, value) in places.enumerate() {
                text.push_str(if at > 0 { "," } else { "" });
                text.push_str(value);
            }
            let people = sweep.people_at(x, y).unwrap_or_default();
            for role in &roles {
                text.push(',');
                if let Some(count) = people.get(*role as usize).copied().flatten() {
                    // Writing to a String cannot fail.
                    let _ = write!(text, "{count}");
                }
            }
            for (rule, column) in columns.iter().enumerate() {
                text.push(',');
                text.push_str(&field(sweep.cell(rule, x, y).map_or("", |cell| name(cell, column))));
            }
            text.push('\n');
        }
    }
    text
}

fn written(axis: &Axis, many: usize) -> Vec<String> {
    (0..many).map(|at| plain(axis, at)).collect()
}

/// A value without separators.
pub(super) fn plain(axis: &Axis, at: usize) -> String {
    let value = axis.value(at);
    match axis.kind {
        Kind::Share => words::exact_share(&value),
        Kind::Count | Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => {
            words::grouped(&value).replace(',', "")
        }
    }
}
