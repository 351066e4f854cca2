//! Whether rules ever disagree: where one passes and the other does not, examples of it, or that it cannot be.
//!
//! Two rules are lowered together, so that they share their inputs, and the solver is asked whether one can pass where the
//! other does not, once for each direction. Where they can, the place is told in the requirements' own terms, without what
//! the others imply. Every example is judged by both rules before it is given.

mod clauses;
mod common;
mod example;
mod kinds;
mod region;
mod requirement;
mod rows;
mod share;

pub use clauses::{Change, Clause, clauses};
pub use common::{Common, Same};
pub use example::{Example, Figure};
pub use region::{Literal, Region};
pub use rows::{DiffError, RowsOf, rows_of_scenarios};
pub use share::{Disagreement, share};

use crate::compare::{self, Column, Row};
use crate::decision::{Circuit, NodeId, NotLinear};
use crate::evaluate::StageStatus;
use crate::facts::Facts;
use crate::inputs::{InputError, Layer};
use crate::solver::{Answer, STEPS};
use crate::value::Exact;
use serde::{Deserialize, Serialize};

/// Steps for each pair of many.
const STEPS_OF_MANY: u64 = STEPS / 10;

/// So many times the smallest example is round too, if it still is an example.
const MANY: i128 = 100_000;

/// More ways of failing differently than this are not looked for.
const MOST_OTHERWISE: usize = 24;

/// The result of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Says {
    /// The status of the stage.
    Status(StageStatus),
    /// The outcome, by its place in the measure.
    Outcome(usize),
    /// None of the outcomes.
    NoOutcome,
}

impl Says {
    /// Whether it is what the vote is about: the stage passed, or the first outcome follows.
    pub const fn passes(self) -> bool {
        matches!(self, Self::Status(StageStatus::Passed) | Self::Outcome(0))
    }
}

/// How two rules stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They pass on the same votes.
    Equivalent,
    /// The first passes only where the other does, and not always.
    Stricter,
    /// The other way round.
    Looser,
    /// Each passes somewhere where the other does not.
    Each,
    /// The work was not finished, or what is not linear decides.
    #[serde(rename = "not decided")]
    NotDecided,
}

/// What is found of two rules.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Where the first passes and the second does not.
    pub first_only: Way,
    /// Where the second passes and the first does not.
    pub second_only: Way,
    /// Where both pass or neither does, and yet they do not give the same result: what each says, and an example.
    pub otherwise: Vec<([Says; 2], Example)>,
    /// Whether that was looked for to the end.
    pub otherwise_decided: bool,
}

/// Whether one of two rules can pass where the other does not.
#[derive(Clone, Debug)]
pub enum Way {
    /// It cannot be.
    Never,
    /// It can be.
    Can(Box<Found>),
    /// It is not known.
    NotDecided(Open),
}

/// Which of many rules can pass where which does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    can: Vec<Vec<Option<bool>>>,
}

impl Matrix {
    /// How many rules there are.
    pub fn len(&self) -> usize {
        self.can.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.can.is_empty()
    }

    /// Whether one can pass where another does not; `None` if that is not decided.
    pub fn can(&self, passing: usize, failing: usize) -> Option<bool> {
        self.can.get(passing).and_then(|row| row.get(failing)).copied().flatten()
    }

    /// How one stands to another.
    pub fn relation(&self, first: usize, second: usize) -> Relation {
        Relation::of(self.can(first, second), self.can(second, first))
    }
}

/// Why something is not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// The work was not finished after so many steps.
    Steps(u64),
    /// It depends on what is not linear.
    NotLinear,
}

/// Where one of two rules passes and the other does not.
#[derive(Clone, Debug)]
pub struct Found {
    /// In which cases.
    pub region: Region,
    /// With as few people as can be.
    pub smallest: Example,
    /// Whether it is certain that fewer cannot be.
    pub least: bool,
    /// In round numbers, with the power of ten that all counts are multiples of.
    pub round: Option<(Example, Exact)>,
}

impl Way {
    /// What was found, if it can be.
    pub fn found(&self) -> Option<&Found> {
        match self {
            Self::Can(found) => Some(found),
            Self::Never | Self::NotDecided(_) => None,
        }
    }

    /// Whether it can be; `None` if that is not decided.
    pub const fn can(&self) -> Option<bool> {
        match self {
            Self::Can(_) => Some(true),
            Self::Never => Some(false),
            Self::NotDecided(_) => None,
        }
    }
}

impl Pair {
    /// How the first stands to the second.
    pub fn relation(&self) -> Relation {
        Relation::of(self.first_only.can(), self.second_only.can())
    }

    /// Whether they surely give the same result on all votes.
    pub fn is_same(&self) -> bool {
        self.relation() == Relation::Equivalent && self.otherwise.is_empty() && self.otherwise_decided
    }
}

impl Relation {
    const fn of(first_only: Option<bool>, second_only: Option<bool>) -> Self {
        match (first_only, second_only) {
            (Some(false), Some(false)) => Self::Equivalent,
            (Some(false), Some(true)) => Self::Stricter,
            (Some(true), Some(false)) => Self::Looser,
            (Some(true), Some(true)) => Self::Each,
            (None, _) | (_, None) => Self::NotDecided,
        }
    }
}

/// What is given, bound to each of the rules. Parameters may be left open.
///
/// # Errors
/// What is wrong with it.
pub fn bind(
    columns: &[Column<'_>],
    below: &[Layer],
    held: Option<&Row<'_>>,
    above: &[Layer],
) -> Result<Vec<Facts>, Vec<InputError>> {
    let mut all = Vec::new();
    for column in columns {
        all.push(compare::facts_sought(column, held, below, above)?);
    }
    Ok(all)
}

impl Common<'_> {
    /// All about two of the rules, by their places.
    pub fn pair(&mut self, first: usize, second: usize) -> Pair {
        let first_only = self.way(first, second);
        let second_only = match self.way(second, first) {
            Way::Can(mut found) => {
                let turn = |example: &mut Example| example.says.swap(0, 1);
                turn(&mut found.smallest);
                found.round.iter_mut().for_each(|(example, _)| turn(example));
                found.region.turn();
                Way::Can(found)
            }
            way @ (Way::Never | Way::NotDecided(_)) => way,
        };
        let (otherwise, otherwise_decided) = self.otherwise(first, second);
        Pair { first_only, second_only, otherwise, otherwise_decided }
    }

    /// How each of the rules stands to each of the others.
    pub fn table(&mut self) -> Matrix {
        let rules = self.columns.len();
        let mut can = vec![vec![Some(false); rules]; rules];
        for (first, row) in can.iter_mut().enumerate() {
            for (second, can) in row.iter_mut().enumerate().filter(|(second, _)| *second != first) {
                let hold = self.against(first, second);
                *can = match self.can(hold, STEPS_OF_MANY) {
                    Answer::Never => Some(false),
                    answer => {
                        let witness = answer.witness();
                        let example = |witness| self.example([first, second], witness, &Exact::ONE, &differ);
                        witness.and_then(example).map(|_| true)
                    }
                };
            }
        }
        Matrix { can }
    }

    /// What must hold for one to pass where the other does not.
    fn against(&mut self, passing: usize, failing: usize) -> Vec<NodeId> {
        let mut hold = self.given([passing, failing]);
        hold.push(self.passes(passing));
        let other = self.passes(failing);
        hold.push(self.decision.circuit.not(other));
        hold
    }

    fn way(&mut self, passing: usize, failing: usize) -> Way {
        let hold = self.against(passing, failing);
        let total = self.people(&hold);
        let days = self.near_days(&hold);
        let mut answer = self.ask_within(days.clone(), hold.clone(), total.clone(), STEPS_OF_MANY);
        if !days.is_empty() && answer.witness().is_none() {
            answer = self.ask(hold.clone(), total, STEPS_OF_MANY);
        }
        if matches!(answer, Answer::NotDecided { best: None, .. }) {
            // Whether it can be at all matters more than with how few people.
            answer = self.ask(hold.clone(), None, STEPS);
        }
        let least = matches!(&answer, Answer::Witness(witness) if witness.objective.is_some());
        let witness = match answer {
            Answer::Never => return Way::Never,
            Answer::NotDecided { after, best: None } => return Way::NotDecided(Open::Steps(after)),
            Answer::Witness(witness)
            | Answer::Unbounded { witness }
            | Answer::NotDecided { best: Some(witness), .. } => witness,
        };
        let rules = [passing, failing];
        let smallest = self.example(rules, &witness, &Exact::ONE, &differ);
        // Many rules depend on proportions alone.
        let round = self.round(rules, &hold).or_else(|| {
            let unit = Exact::integer(MANY);
            self.example(rules, &witness, &unit, &differ).map(|example| (example, unit))
        });
        let least = least && smallest.as_ref().is_some_and(|example| !example.guessed);
        let Some(smallest) = smallest.or_else(|| round.as_ref().map(|(example, _)| example.clone())) else {
            // The rules have the last word, and what is left out may have decided otherwise.
            return Way::NotDecided(Open::NotLinear);
        };
        let round = round.filter(|(round, _)| *round != smallest);
        let region = self.region(rules, &hold);
        Way::Can(Box::new(Found { region, smallest, least, round }))
    }

    /// Where neither or both pass, and they do not say the same.
    fn otherwise(&mut self, first: usize, second: usize) -> (Vec<([Says; 2], Example)>, bool) {
        let mut found = Vec::new();
        let mut decided = true;
        let Some((ours, theirs)) = self.cases.get(first).cloned().zip(self.cases.get(second).cloned()) else {
            return (found, true);
        };
        if !self.says_alike(first, second) {
            return (found, true);
        }
        let pairs = ours.iter().flat_map(|our| theirs.iter().map(move |their| (*our, *their)));
        let pairs = pairs.filter(|((one, _), (other, _))| {
            one.passes() == other.passes() && !self.same_words(first, *one, second, *other)
        });
        let pairs: Vec<_> = pairs.take(MOST_OTHERWISE).collect();
        for ((ours, one), (theirs, other)) in pairs {
            let mut hold = self.given([first, second]);
            hold.extend([one, other]);
            if one == Circuit::FALSE || other == Circuit::FALSE {
                continue;
            }
            // Somebody everywhere, if that can be.
            let somebody = self.counts(&hold).into_iter().map(|id| (id, Some(Exact::ONE), None));
            let somebody = somebody.chain(self.near_days(&hold)).collect();
            let total = self.people(&hold);
            let mut answer = self.ask_within(somebody, hold.clone(), total.clone(), STEPS_OF_MANY);
            if answer.witness().is_none() {
                answer = self.ask(hold, total, STEPS_OF_MANY);
            }
            match (&answer, answer.witness()) {
                (Answer::Never, _) => {}
                (_, None) => decided = false,
                (_, Some(witness)) => {
                    let is_one = |says: [Says; 2]| says == [ours, theirs];
                    match self.example([first, second], witness, &Exact::ONE, &is_one) {
                        Some(example) => found.push((example.says, example)),
                        None => decided = false,
                    }
                }
            }
        }
        (found, decided)
    }

    /// What is not linear, of these rules, and so stands for anything.
    pub fn left_out(&self) -> &[NotLinear] {
        &self.left_out
    }
}

/// The first passes and the second does not.
fn differ(says: [Says; 2]) -> bool {
    let [first, second] = says;
    first.passes() && !second.passes()
}
