//! A simulation as CSV: a line for each rule and what it can come to, for spreadsheets.

use super::super::csv::field;
use std::fmt::Write as _;

use super::json::{ChanceJson, SimulationJson};
use super::words;

/// `rule,of,name,count,draws,probability,standard_error,seed`; `of` is `status`, `condition` or `outcome`.
pub(super) fn csv(found: &SimulationJson) -> String {
    let mut text = String::from("rule,of,name,count,draws,probability,standard_error,seed\n");
    for rule in &found.rules {
        let all: [(&str, &[ChanceJson]); 3] =
            [("status", &rule.statuses), ("condition", &rule.conditions), ("outcome", &rule.outcomes)];
        for (of, chance) in all.into_iter().flat_map(|(of, chances)| chances.iter().map(move |chance| (of, chance))) {
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "{},{of},{},{},{},{},{},{}",
                field(&rule.name),
                field(chance.name.as_deref().unwrap_or("none of them")),
                chance.count,
                found.draws,
                words::decimal(&words::chance_of(chance.count, found.draws).share()),
                chance.standard_error,
                found.seed,
            );
        }
    }
    text
}
