//! Figures by row as people read them, in examples: which rows say yes, and how many people are in which row.

use crate::value::{Exact, Kind, Value};
use crate::words::{grouped, quantity};

/// More rows than this that are not alike are added up rather than listed.
const LISTED: usize = 12;

/// All rows of a column: `yes in A, B and C (3 of 5)`; `yes: A 4, B 7`; `yes 12 in each of 26 rows`; `yes 12 together in 26
/// rows (ZH 10, UR 2, else 0)`.
pub(super) fn all(name: &str, cells: &[(&str, &Value)], kind: Kind) -> String {
    let text = match kind {
        Kind::Truth => truths(cells),
        Kind::Count | Kind::Share | Kind::Number => numbers(cells, kind),
        Kind::Date | Kind::Duration => listed(cells, kind),
    };
    format!("{name}{text}")
}

/// Rows that are other than they were given: `for_it in HU`, `not in FR`.
pub(super) fn changed(name: &str, cells: &[(&str, &Value)], kind: Kind) -> String {
    if kind != Kind::Truth {
        return format!("{name}{}", listed(cells, kind));
    }
    let of = |wanted: bool| -> Vec<&str> {
        cells.iter().filter(|(_, value)| is(value, wanted)).map(|(row, _)| *row).collect()
    };
    let now = [(of(true), "now in"), (of(false), "no longer in")];
    let parts =
        now.iter().filter(|(rows, _)| !rows.is_empty()).map(|(rows, words)| format!("{words} {}", rows.join(", ")));
    format!("{name} {}", parts.collect::<Vec<_>>().join("; "))
}

fn is(value: &Value, wanted: bool) -> bool {
    matches!(value, Value::Truth(truth) if *truth == wanted)
}

fn truths(cells: &[(&str, &Value)]) -> String {
    let (yes, no): (Vec<_>, Vec<_>) = cells.iter().partition(|(_, value)| is(value, true));
    let names = |rows: &[(&str, &Value)]| rows.iter().map(|(row, _)| *row).collect::<Vec<_>>().join(", ");
    let many = format!("({} of {})", yes.len(), cells.len());
    match (yes.as_slice(), no.as_slice()) {
        ([], _) => format!(" in none of {} rows", cells.len()),
        (_, []) => format!(" in all {} rows", cells.len()),
        (_, no) if no.len() <= LISTED && no.len() * 2 < yes.len() => format!(" in all but {} {many}", names(no)),
        (yes, _) => format!(" in {} {many}", names(yes)),
    }
}

fn numbers(cells: &[(&str, &Value)], kind: Kind) -> String {
    let known: Vec<(&str, &Exact)> = cells
        .iter()
        .filter_map(|(row, value)| match value {
            Value::Number(number) => Some((*row, number)),
            Value::Date(_) | Value::Duration(_) | Value::Truth(_) => None,
        })
        .collect();
    let Some((_, first)) = known.first() else { return " in no row".to_owned() };
    let rows = known.len();
    if rows > 1 && known.iter().all(|(_, number)| number == first) {
        return format!(" {} in each of {rows} rows", quantity(first, kind));
    }
    let is_zero = |value: &Value| matches!(value, Value::Number(number) if number.is_zero());
    let some: Vec<_> = cells.iter().copied().filter(|(_, value)| !is_zero(value)).collect();
    if some.len() == rows && rows <= LISTED {
        return listed(cells, kind);
    }
    let sum = known.iter().fold(Exact::ZERO, |sum, (_, number)| &sum + *number);
    let together = if kind == Kind::Count {
        format!(" {} together in {rows} rows", grouped(&sum))
    } else {
        format!(" in {rows} rows")
    };
    if some.len() > LISTED {
        return together;
    }
    let some = some.into_iter().map(|(row, value)| one(row, value, kind)).collect::<Vec<_>>().join(", ");
    if rows <= LISTED { format!(": {some}, else 0") } else { format!("{together} ({some}, else 0)") }
}

fn listed(cells: &[(&str, &Value)], kind: Kind) -> String {
    format!(": {}", cells.iter().map(|(row, value)| one(row, value, kind)).collect::<Vec<_>>().join(", "))
}

fn one(row: &str, value: &Value, kind: Kind) -> String {
    let text = match value {
        Value::Number(number) => quantity(number, kind),
        other => super::wording::value(other, kind),
    };
    format!("{row}\u{a0}{text}")
}
