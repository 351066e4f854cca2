//! What is asked, and what is found.

use super::sought::Sought;
use super::want::Want;
use crate::decision::NotLinear;
use crate::facts::Facts;
use crate::judge::Judgement;
use crate::program::{ConditionId, StageId};
use crate::solver::{Answer, Goal, Question};
use crate::value::Exact;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is wanted, all at once.
    pub wants: Vec<Want>,
    /// How far each of these can go, each by itself.
    pub ends: Vec<(Sought, Goal)>,
    /// Instead: with how few votes cast or counted otherwise it can be had. All counts and truths that are given may change.
    pub fewest_changes: bool,
    /// The stage that is judged by itself, whatever it comes after.
    pub alone: Option<StageId>,
}

/// Its result.
#[derive(Clone, Debug)]
pub struct Solved {
    /// Whether it can be.
    pub possible: Possible,
    /// How far each goes, in the order asked.
    pub ends: Vec<(Sought, Goal, End)>,
    /// With the fewest changes: by how many votes the counts differ from those given, added up over all counts, and how many
    /// truths do, each as one.
    pub changes: Option<Exact>,
    /// What is wanted is so already, with nothing but what is given.
    pub already: bool,
    /// What is not linear and has a say in what is wanted: the solver took it to be so or not, as it liked.
    pub left_out: Vec<NotLinear>,
}

/// Whether what is wanted can be.
#[derive(Clone, Debug)]
pub enum Possible {
    /// Like this, for example: with what the first end asks for, if it is reached.
    Yes {
        /// What was given, with numbers for what was open.
        facts: Box<Facts>,
        /// What the rules make of it.
        outcome: Box<Judgement>,
    },
    /// Not with what is given; these together stand in the way, and none of them is idle.
    Never(Vec<Blocker>),
    /// It depends on what is not linear: without that it could be, but the example found does not bring it about.
    NotLinear,
    /// The work was not finished.
    NotDecided {
        /// After so many steps.
        after: u64,
    },
}

/// What stands in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// A condition would have to be met, or not to be.
    Condition(ConditionId, bool),
    /// A stage would have to be reached, or not to be.
    Reached(StageId, bool),
    /// A want as a whole, by its place in the request.
    Want(usize),
}

/// How far something can go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// So far, and that is enough.
    Reached(Exact),
    /// Up to this, but this itself is not enough.
    Approached(Exact),
    /// Certainly no further than this; whether so far depends on what is not linear.
    NotBeyond(Exact),
    /// There is no end.
    Endless,
    /// The work was not finished.
    NotDecided,
}

/// What answers a question: the embedded solver or another.
pub type Solver<'s> = dyn Fn(&Question<'_>) -> Answer + 's;
