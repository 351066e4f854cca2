//! Questions about a [`Decision`]: can this be, and what is the least with which it can?
//!
//! One solver, exact, the same every time: truths are tried out over the circuit, bounds are carried through it, and the
//! comparisons that have to hold are settled by the simplex method in fractions, whole numbers by branching. What it finds
//! is worked out once more by [`Decision::at`] before it is given. It counts its steps, and stops after so many with "not
//! decided"; it never guesses.

mod alike;
mod near;
#[expect(clippy::indexing_slicing, reason = "an id comes from the problem whose tables it is used with")]
mod problem;
#[expect(clippy::indexing_slicing, reason = "an id comes from the problem whose tables it is used with")]
mod propagate;
#[expect(clippy::indexing_slicing, reason = "an id comes from the problem whose tables it is used with")]
mod rows;
#[expect(clippy::indexing_slicing, reason = "an id comes from the problem whose tables it is used with")]
mod search;
#[expect(clippy::indexing_slicing, reason = "an id comes from the problem whose tables it is used with")]
mod simplex;
pub mod smt;

use crate::decision::{Decision, Form, NodeId, Origin, VariableId};
use crate::ids::Table;
use crate::value::{Exact, Kind};
use serde::{Deserialize, Serialize};

use self::problem::Problem;
use self::search::{End, Search};

/// As many steps as a question is worth if nothing else is said: some seconds at the most.
pub const STEPS: u64 = 30_000_000;

/// 1 January 2000, in days.
const YEAR_2000: i128 = 10_957;

/// What is asked of a decision.
#[derive(Clone, Debug)]
pub struct Question<'d> {
    /// What it is about.
    pub decision: &'d Decision,
    /// What must hold; nothing is taken for granted, so the `given`s belong here too.
    pub hold: Vec<NodeId>,
    /// Variables that are to stay within bounds narrower than their own: the least and the most, both included.
    pub bounds: Vec<(VariableId, Option<Exact>, Option<Exact>)>,
    /// What is to be as small or as large as can be.
    pub objective: Option<(Goal, Form)>,
}

/// Which way an objective is to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// As small as can be.
    Least,
    /// As large as can be.
    Most,
}

/// The result of a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// It can be, and this is how; with an objective, there is no better.
    Witness(Witness),
    /// It cannot be.
    Never,
    /// It can be, and the objective has no end: however far it is to go, something goes further than `witness`.
    Unbounded {
        /// One way how it can be.
        witness: Witness,
    },
    /// The work was not finished.
    NotDecided {
        /// After so many steps.
        after: u64,
        /// The best that was found until then.
        best: Option<Witness>,
    },
}

/// A point where all that was asked holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Witness {
    /// The value of every variable; a truth is 1 or 0.
    pub values: Table<VariableId, Exact>,
    /// How far the objective can go.
    pub objective: Option<Objective>,
}

/// How far an objective can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objective {
    /// So far, and the witness is there.
    Reached(Exact),
    /// As near to this as one likes, but not there: "more than half". The witness is somewhere near.
    Approached(Exact),
}

impl Objective {
    /// The number, reached or not.
    pub fn limit(&self) -> &Exact {
        match self {
            Self::Reached(limit) | Self::Approached(limit) => limit,
        }
    }
}

impl Answer {
    /// The witness of what can be.
    pub fn witness(&self) -> Option<&Witness> {
        match self {
            Self::Witness(witness) | Self::Unbounded { witness } => Some(witness),
            Self::NotDecided { best, .. } => best.as_ref(),
            Self::Never => None,
        }
    }
}

/// No more steps are left.
#[derive(Debug)]
struct Spent;

/// The steps that are left.
#[derive(Clone, Debug)]
struct Limit {
    left: u64,
}

impl Limit {
    /// Steps are counted, never time, so that the answer is the same everywhere; work on long numbers is more of them.
    fn spend(&mut self, steps: usize) -> Result<(), Spent> {
        self.left = self.left.checked_sub(steps as u64 + 1).ok_or(Spent)?;
        Ok(())
    }
}

impl<'d> Question<'d> {
    /// Whether all of this can hold.
    pub fn can(decision: &'d Decision, hold: impl IntoIterator<Item = NodeId>) -> Self {
        Self { decision, hold: hold.into_iter().collect(), bounds: Vec::new(), objective: None }
    }

    /// The same, with something as small or as large as can be.
    pub fn with(self, goal: Goal, objective: Form) -> Self {
        Self { objective: Some((goal, objective)), ..self }
    }

    /// The answer, with the usual number of steps.
    pub fn answer(&self) -> Answer {
        self.answer_within(STEPS)
    }

    /// The answer, after no more than so many steps.
    pub fn answer_within(&self, steps: u64) -> Answer {
        self.answer_from(&mut { steps }, steps)
    }

    /// The answer, after no more than `most` steps of a stock that several questions share.
    pub fn answer_from(&self, stock: &mut u64, most: u64) -> Answer {
        let steps = most.min(*stock);
        let mut limit = Limit { left: steps };
        let answer = self.search(&mut limit, steps);
        *stock -= steps - limit.left;
        answer
    }

    fn search(&self, limit: &mut Limit, steps: u64) -> Answer {
        for id in self.decision.variables.ids() {
            if let (Some(low), Some(high)) = self.whole_bounds_of(id)
                && low > high
            {
                return Answer::Never;
            }
        }
        let not_decided = |after, best| Answer::NotDecided { after, best };
        let Some(mut problem) = Problem::new(self) else { return not_decided(0, None) };
        if rows::strengthen(&mut problem, limit).is_err() {
            return not_decided(steps, None);
        }
        let mut search = Search::new(&problem);
        let end = search.run(limit);
        let best = search.best.take();
        let witness = best.as_ref().and_then(|point| self.witness(&problem, point));
        match (end, best.is_some(), witness) {
            (Ok(End::All), false, _) => Answer::Never,
            (Ok(End::All), true, Some(witness)) => Answer::Witness(witness),
            (Ok(End::Unbounded), true, Some(witness)) => {
                Answer::Unbounded { witness: Witness { objective: None, ..witness } }
            }
            // A point that does not stand the second look would be a mistake of the search: nothing is decided then.
            (_, _, witness) => not_decided(steps - limit.left, witness),
        }
    }

    /// The bounds of a variable, its own and those asked for.
    fn bounds_of(&self, id: VariableId) -> (Option<Exact>, Option<Exact>) {
        let variable = self.decision.variables.at(id);
        let own = (variable.low.clone(), variable.high.clone());
        self.bounds.iter().filter(|(of, ..)| *of == id).fold(own, |(low, high), (_, at_least, at_most)| {
            (low.into_iter().chain(at_least.clone()).max(), high.into_iter().chain(at_most.clone()).min())
        })
    }

    fn whole_bounds_of(&self, id: VariableId) -> (Option<Exact>, Option<Exact>) {
        let (low, high) = self.bounds_of(id);
        match self.decision.variables.at(id).whole {
            true => (low.map(|low| low.ceil()), high.map(|high| high.floor())),
            false => (low, high),
        }
    }

    /// The point in numbers, if all that was asked holds there.
    fn witness(&self, problem: &Problem, point: &search::Found) -> Option<Witness> {
        // A δ that is small enough is among the first: the sums have few digits.
        let mut delta = Exact::ONE;
        let tenth = Exact::ratio(1, 10)?;
        for _ in 0..60 {
            if let Some(values) = self.values(problem, point, &delta) {
                let values = self.with_days_of_the_rules(values);
                let objective = self.objective.as_ref().map(|(_, form)| {
                    let exact = form_at(form, &values);
                    match &point.objective {
                        Some(near) if !near.beyond.is_zero() => Objective::Approached(self.limit(form, &near.exact)),
                        Some(_) | None => Objective::Reached(exact),
                    }
                });
                return Some(Witness { values, objective });
            }
            delta = &delta * &tenth;
        }
        None
    }

    /// The same with days that the rules speak of, where any day will do: 1970 says nothing to anybody.
    fn with_days_of_the_rules(&self, mut values: Table<VariableId, Exact>) -> Table<VariableId, Exact> {
        let decision = self.decision;
        let sought =
            |id: VariableId| self.objective.iter().any(|(_, form)| form.terms.iter().any(|(own, _)| *own == id));
        for (id, variable) in decision.variables.iter() {
            if variable.kind != Kind::Date || !matches!(variable.origin, Origin::Free(_)) || sought(id) {
                continue;
            }
            let days = decision.atoms.values().filter_map(|atom| match atom.terms.as_slice() {
                [(own, slope)] if *own == id => {
                    Exact::integer(-atom.constant).divide(&Exact::integer(*slope)).filter(Exact::is_whole)
                }
                _ => None,
            });
            let tried = days.map(|day| {
                let mut tried = values.clone();
                *tried.at_mut(id) = day;
                tried
            });
            let fitting = tried.into_iter().find(|tried| self.holds_at(tried));
            values = fitting.unwrap_or(values);
        }
        // Where only the time between days matters, all of them may be later.
        let days = || decision.variables.iter().filter(|(id, own)| own.kind == Kind::Date && !sought(*id));
        let is_early = |id: VariableId| values.at(id) < &Exact::integer(YEAR_2000);
        if days().next().is_some() && days().all(|(id, _)| is_early(id)) {
            let mut later = values.clone();
            for (id, _) in days() {
                *later.at_mut(id) = values.at(id) + &Exact::integer(YEAR_2000);
            }
            if self.holds_at(&later) {
                return later;
            }
        }
        values
    }

    /// Whether all that is asked holds at a point.
    fn holds_at(&self, values: &Table<VariableId, Exact>) -> bool {
        let at = self.decision.at(|id| values.at(id).clone());
        let within = self.decision.variables.ids().all(|id| {
            let (low, high) = self.bounds_of(id);
            let value = values.at(id);
            low.is_none_or(|low| *value >= low) && high.is_none_or(|high| *value <= high)
        });
        within && at.values == *values && self.hold.iter().all(|node| at.holds(*node))
    }

    /// The objective where its sum, turned so that it is to be small, is this.
    fn limit(&self, form: &Form, sum: &Exact) -> Exact {
        let sum = match &self.objective {
            Some((Goal::Most, _)) => -sum,
            Some((Goal::Least, _)) | None => sum.clone(),
        };
        let total = &sum + &Exact::integer(form.constant);
        total.divide(&Exact::integer(form.divisor)).unwrap_or(total)
    }

    fn values(&self, problem: &Problem, point: &search::Found, delta: &Exact) -> Option<Table<VariableId, Exact>> {
        let decision = self.decision;
        let found = |id: VariableId| {
            problem
                .column_of
                .get(&id)
                .and_then(|column| point.values.get(*column))
                .map(|value| value.with(delta).lean())
        };
        let shares = problem.alike.share_out(self, found);
        let at = decision.at(|id| {
            if problem::is_truth(decision, id) {
                let holds = problem.truth_of.get(&id).and_then(|gate| point.truths.get(*gate)).copied();
                return if holds == Some(true) { Exact::ONE } else { Exact::ZERO };
            }
            if let Some(value) = shares.get(&id).cloned().or_else(|| found(id)) {
                return value;
            }
            // Nothing depends on it: zero, or what is nearest.
            let (low, high) = self.whole_bounds_of(id);
            let value = low.map_or(Exact::ZERO, |low| low.max(Exact::ZERO));
            high.map_or(value.clone(), |high| high.min(value))
        });
        let within = decision.variables.iter().all(|(id, variable)| {
            let value = at.values.at(id);
            let (low, high) = match &variable.origin {
                Origin::Free(_) => self.bounds_of(id),
                Origin::Derived(_) => (None, None),
            };
            low.is_none_or(|low| *value >= low)
                && high.is_none_or(|high| *value <= high)
                && (!variable.whole || value.is_whole())
        });
        (within && self.hold.iter().all(|node| at.holds(*node))).then_some(at.values)
    }
}

fn form_at(form: &Form, values: &Table<VariableId, Exact>) -> Exact {
    let sum = form.terms.iter().fold(Exact::integer(form.constant), |sum, (id, coefficient)| {
        &sum + &(values.at(*id) * &Exact::integer(*coefficient))
    });
    sum.divide(&Exact::integer(form.divisor)).unwrap_or(sum).lean()
}
