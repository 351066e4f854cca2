//! The votes of 2003 under both readings of the measure "Calexit": of how many ballots must 55 percent be for it?

#![expect(clippy::print_stdout, reason = "the program prints what it found")]

use std::error::Error;
use std::sync::Arc;

use quorate::load::{self, ReadError, ReadFile};
use quorate::{Rules, Votes, judge};

/// The files of this machine.
struct Files;

impl ReadFile for Files {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        std::fs::read(path).map_err(|error| ReadError::Other(error.to_string())).and_then(load::text)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let rules = Arc::new(Rules::load("rules/calexit/2017.measure", &Files));
    let votes = Votes::of_scenario(&rules, "recall_2003")?;
    for name in ["calexit", "of_votes"] {
        let rule = rules.rule(name, Some("nationhood"))?;
        let facts = votes.facts(&rule).map_err(|errors| format!("{errors:?}"))?;
        let judgement = judge(&rule, &facts).map_err(|errors| format!("{errors:?}"))?;
        for condition in judgement.stages.iter().flat_map(|stage| &stage.conditions) {
            let required = &rule.measure().conditions.at(condition.condition).name.text;
            let margin = condition.comparison().and_then(|comparison| comparison.by.as_ref());
            let margin = margin.map_or(String::new(), |margin| format!(" by {}", margin.amount));
            println!("{name}: {required} {}{margin}", condition.verdict.words());
        }
    }
    Ok(())
}
