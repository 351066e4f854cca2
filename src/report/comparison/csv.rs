//! A comparison as CSV: a line for each cell, for spreadsheets.

use super::super::csv::field;
use std::fmt::Write as _;

use super::super::wording;
use super::Compared;
use super::reason::Reasons;
use super::words::{self, Words};
use crate::evaluate::MarginUnit;

/// Every cell, disagreements first: `votes,rule,outcome,differs,requirement,verdict,margin,unit,why`. Numbers have no
/// separators; `margin` counts how many the requirement is met or not met by.
pub fn csv(compared: &Compared<'_, '_>) -> String {
    let words = Words::new(compared);
    let comparison = compared.comparison;
    let mut reasons = Reasons::new(comparison, compared.sources);
    let mut text = String::from("votes,rule,outcome,differs,requirement,verdict,margin,unit,why\n");
    for &row in comparison.order() {
        let Some(votes) = comparison.rows().get(row) else { continue };
        for (column, label) in words.labels.iter().enumerate() {
            let kind = words::name(Words::kind(compared, row, column));
            let reason = reasons.of(row, column);
            let (margin, unit) = match &reason.by {
                Some(margin) => (margin.amount.to_string(), unit(margin.unit)),
                None => (String::new(), ""),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{},{},{},{},{},{},{margin},{unit},{}",
                field(&votes.name),
                field(label),
                field(kind),
                comparison.flips(row, column),
                field(reason.requirement.as_deref().unwrap_or_default()),
                reason.verdict.map_or("", wording::verdict),
                field(&reason.text),
            );
        }
    }
    text
}

const fn unit(unit: MarginUnit) -> &'static str {
    match unit {
        MarginUnit::Count => "people",
        MarginUnit::Days => "days",
    }
}
