//! A sweep as CSV: a line for each point.

use std::fmt::Write as _;

use super::Swept;
use super::words::{labels, name};
use crate::sweep::{Axis, Role};
use crate::value::Kind;
use crate::words;

/// A line for each point: what moves, the people it comes to, and what each rule makes of it. Numbers have no separators.
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
    let mut head: Vec<String> = sweep.axes.iter().map(|axis| field(&axis.name)).collect();
    head.extend(roles.iter().map(|role| role.option().to_owned()));
    head.extend(labels(swept).iter().map(|label| field(label)));
    text.push_str(&head.join(","));
    text.push('\n');
    for y in 0..sweep.height() {
        for x in 0..sweep.width() {
            for (at, (axis, position)) in sweep.axes.iter().zip([x, y]).enumerate() {
                let comma = if at > 0 { "," } else { "" };
                // Writing to a String cannot fail.
                let _ = write!(text, "{comma}{}", plain(axis, position));
            }
            let people = sweep.people_at(x, y).unwrap_or_default();
            for role in &roles {
                let count = people.get(*role as usize).copied().flatten();
                let _ = write!(text, ",{}", count.map_or_else(String::new, |count| count.to_string()));
            }
            for (rule, column) in sweep.columns().iter().enumerate() {
                let cell = sweep.cell(rule, x, y).map_or("", |cell| name(cell, column));
                let _ = write!(text, ",{}", field(cell));
            }
            text.push('\n');
        }
    }
    text
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

/// A field, in quotes where it has to be.
fn field(text: &str) -> String {
    if text.contains(['"', ',', ';', '\n', '\r']) || text.trim() != text {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
