//! How much support a rule asks for at a turnout.

use super::verdicts::Ruled;
use super::{Simulation, Spread, Votes};
use crate::evaluate::StageStatus;
use crate::judge::Judge;
use crate::value::Exact;

impl Simulation<'_> {
    /// The fewest Yes votes with which a rule's stage passes when so many of the ballots are cast and so many of them are
    /// neither Yes nor No; `None` if even all of them are not enough. It is sought by halving, on the grounds that a Yes more
    /// and a No less do not do harm.
    pub fn needed(&self, rule: usize, ballots: i64, invalid: i64) -> Option<i64> {
        let ruled = self.rules.get(rule)?;
        let mut judge = Judge::new(ruled.column.rules(), ruled.stage);
        let mut passes = |yes: i64| passes(ruled, &mut judge, ballots, invalid, yes);
        let (mut low, mut high) = (0, ballots - invalid);
        if !passes(high) {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if passes(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(high)
    }

    /// The same as a share of Yes and No, with as many invalid ballots as are likeliest.
    pub fn needed_share(&self, rule: usize, ballots: i64) -> Option<Exact> {
        let invalid = match &self.model.invalid {
            Spread::Exactly(share) | Spread::Peaked(_, share, _) | Spread::Around(share, _) => share.clone(),
            Spread::Even(low, high) => (low + high).divide(&Exact::integer(2))?,
        };
        let invalid = (&invalid * &Exact::integer(ballots.into())).round(0).to_integer()?;
        let invalid = i64::try_from(invalid).ok()?;
        let yes = self.needed(rule, ballots, invalid)?;
        Exact::ratio(yes.into(), (ballots - invalid).into())
    }
}

fn passes(ruled: &Ruled<'_>, judge: &mut Judge<'_>, ballots: i64, invalid: i64, yes: i64) -> bool {
    let mut votes = Votes::default();
    votes.push(ballots, invalid, yes);
    let facts = ruled.facts_of(&votes, 0);
    judge.judge(&facts).is_ok_and(|(statuses, _)| statuses.decided() == Some(StageStatus::Passed))
}
