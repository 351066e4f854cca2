//! A text is edited, asked for what is wrong, repaired by the fix that comes with it, and judged.

#![expect(clippy::print_stdout, reason = "the program prints what it found")]

use std::error::Error;
use std::sync::Arc;

use quorate::load::{ReadError, ReadFile};
use quorate::{Rules, Votes, judge};

const TEXT: &str = "measure bridge \"Shall the bridge be built?\" {
  input ballots, yes: count
  require majority: yes more than 50 percent of ballots
}
";

/// One file, as an editor has it.
struct Edited(String);

impl ReadFile for Edited {
    fn read(&self, _path: &str) -> Result<String, ReadError> {
        Ok(self.0.clone())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut text = TEXT.to_owned();
    let mut rules = Rules::load("bridge.measure", &Edited(text.clone()));
    loop {
        let Some(finding) = rules.errors().next().cloned() else { break };
        println!("{}: {finding}", finding.code.as_deref().unwrap_or("-"));
        let fix = finding.fixes.iter().find(|fix| fix.sure).ok_or("nothing repairs it for certain")?;
        println!("  {}", fix.title);
        text = fix.apply(rules.sources.at(0).ok_or("no text")?);
        rules = Rules::load("bridge.measure", &Edited(text.clone()));
    }
    let rule = Arc::new(rules).rule("bridge", None)?;
    let mut votes = Votes::of_values("the vote", [("ballots".into(), 1_000u64.into())]);
    votes.set("yes", 501u64);
    let facts = votes.facts(&rule).map_err(|errors| format!("{errors:?}"))?;
    let judgement = judge(&rule, &facts).map_err(|errors| format!("{errors:?}"))?;
    for stage in &judgement.stages {
        println!("{}: {}", rule.label(), stage.possible.decided().map_or("open", |status| status.words()));
    }
    Ok(())
}
