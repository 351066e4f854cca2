//! The normal form: rules as a Boolean circuit over integer linear comparisons of what is not known.
//!
//! `yes at least 55% of ballots` becomes `100·yes − 55·ballots >= 0` and `ballots > 0`. What is known is folded into the
//! numbers, rows of tables are unrolled, and several measures and variants share variables, comparisons and circuit as far
//! as they are the same, so that they can be judged side by side. What is not linear is said to be so, each text by itself.
//!
//! The circuit says the result of the rules *once everything is known*; it knows no "unknown".

mod atom;
mod batch;
mod circuit;
mod days;
mod form;
mod lower;
mod moved;
mod numbers;
mod point;
mod trend;

use std::collections::HashMap;

use smol_str::SmolStr;

pub use self::atom::{Atom, Relation};
pub use self::batch::{Batch, BatchError, Column};
pub use self::circuit::{Circuit, Node, NodeId};
pub use self::days::{day_from_number, day_number};
pub use self::form::Form;
pub use self::lower::{Taken, lower, lower_together};
pub use self::point::Point;
pub use self::trend::{Direction, Trend};
use crate::evaluate::{EvaluationError, StageStatus};
use crate::ids::{Table, id};
use crate::program::{CompareOperator, ConditionId, StageId};
use crate::span::Span;
use crate::value::{Exact, Kind};

id!(/** Something a decision depends on. */ VariableId);
id!(/** A comparison of a decision. */ AtomId);

/// The results of one or more measures, as functions of what is not known.
#[derive(Clone, Debug, Default)]
pub struct Decision {
    /// What it depends on. A derived variable comes after those it is derived from.
    pub variables: Table<VariableId, Variable>,
    /// The comparisons, each once.
    pub atoms: Table<AtomId, Atom>,
    /// The Boolean circuit over them.
    pub circuit: Circuit,
    /// Each measure's own, in the order they were asked for.
    pub rules: Vec<Rules>,
    known_atoms: HashMap<Atom, AtomId>,
    known_variables: HashMap<Key, VariableId>,
    known_derived: HashMap<Derived, VariableId>,
}

/// A number or truth that is not fixed.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Where it comes from.
    pub origin: Origin,
    /// What it is. A truth is not part of any comparison; a date is a number of days, see [`day_number`].
    pub kind: Kind,
    /// It can only be a whole number.
    pub whole: bool,
    /// The least it can be, as far as that is said without looking at a `given`.
    pub low: Option<Exact>,
    /// The most it can be, likewise.
    pub high: Option<Exact>,
}

/// Where a variable comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// An input or parameter that was not supplied.
    Free(Key),
    /// What the rules make of others.
    Derived(Derived),
}

/// An input or parameter by its path, which means the same in every measure that is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// `nationhood.yes`
    pub path: SmolStr,
    /// The row of its table.
    pub row: Option<SmolStr>,
    /// What it is.
    pub kind: Kind,
}

/// What the rules make of other variables where a linear form does not say it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Derived {
    /// The largest whole number that is not above: `ceil` and `round` come down to it.
    Floor(Form),
    /// The largest of several; `min` comes down to it.
    Max(Vec<Form>),
    /// 1 if it holds, 0 if not: what a row adds to `count(T where C)`.
    Indicator(NodeId),
}

/// One measure's conditions, stages and outcomes in a [`Decision`].
#[derive(Clone, Debug)]
pub struct Rules {
    /// What every possible input satisfies; all must hold, or the inputs are bad data.
    pub givens: Vec<NodeId>,
    /// Every condition by itself.
    pub conditions: Table<ConditionId, Lowered<Condition>>,
    /// Every stage.
    pub stages: Table<StageId, Stage>,
    /// For each outcome, in order of declaration, when it is the one that follows.
    pub outcomes: Vec<Lowered<NodeId>>,
    /// When none of them follows.
    pub no_outcome: Lowered<NodeId>,
    /// The first `given` that could not be said, so that bad data are not always seen.
    pub given_not_linear: Option<NotLinear>,
    /// The conditions that are not linear and stand for truths that nothing is known of, if that was asked for.
    pub relaxed: Vec<(ConditionId, NotLinear)>,
}

/// A condition.
#[derive(Clone, Debug)]
pub struct Condition {
    /// Holds when the condition is met.
    pub met: NodeId,
    /// The comparison, if the condition is a single one of numbers, perhaps behind `not` or a definition.
    pub comparison: Option<Difference>,
}

/// The two sides of a comparison.
#[derive(Clone, Debug)]
pub struct Difference {
    /// How they are compared, turned round if it stands under a `not`.
    pub operator: CompareOperator,
    /// Left minus right.
    pub form: Form,
    /// Holds when nothing is a share of nothing.
    pub based: NodeId,
    /// Both sides are counts, so that the difference is one of people.
    pub counts: bool,
}

/// A stage.
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its result when judged by itself.
    pub alone: Lowered<Alone>,
    /// When what it comes after has happened.
    pub reached: Lowered<NodeId>,
}

/// When a stage judged by itself has each status; always exactly one.
#[derive(Clone, Copy, Debug)]
pub struct Alone {
    /// A `quorum` is not met.
    pub no_quorum: NodeId,
    /// A `reject` is met, or a `require` is not and there is no `reject`.
    pub failed: NodeId,
    /// Every `require` is met.
    pub passed: NodeId,
    /// No `reject` is met and not every `require`.
    pub undecided: NodeId,
}

impl Alone {
    /// When it has this status.
    pub fn of(&self, status: StageStatus) -> NodeId {
        match status {
            StageStatus::NotReached => Circuit::FALSE,
            StageStatus::NoQuorum => self.no_quorum,
            StageStatus::Failed => self.failed,
            StageStatus::Passed => self.passed,
            StageStatus::Undecided => self.undecided,
        }
    }
}

/// Something in the normal form, or why it cannot be.
pub type Lowered<T> = Result<T, NotLinear>;

/// A text of the rules that the normal form cannot say.
#[derive(Clone, Debug, PartialEq)]
pub struct NotLinear {
    /// The text.
    pub span: Span,
    /// What is in the way.
    pub reason: Reason,
}

/// What keeps a text out of the normal form.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// Two things that are not known are multiplied.
    Product,
    /// Something is divided by what is not known.
    Quotient,
    /// A row's value and whether the row counts both are not known.
    Selection,
    /// It depends on a day or duration that is not known, in a way that cannot be counted in days.
    Day,
    /// Numbers beyond 128 bits.
    TooLarge,
    /// It cannot be judged at all.
    Error(Box<EvaluationError>),
}

impl Reason {
    /// In words, after "not linear:".
    pub fn words(&self) -> String {
        match self {
            Self::Product => String::from("two quantities that are not fixed are multiplied"),
            Self::Quotient => String::from("it divides by a quantity that is not fixed"),
            Self::Selection => String::from("it adds up rows of which neither value nor selection is fixed"),
            Self::Day => String::from("it depends on a day or duration that is not given"),
            Self::TooLarge => String::from("its numbers are beyond 128 bits"),
            Self::Error(error) => error.to_string(),
        }
    }
}

impl Decision {
    /// The variable of an input or parameter, if anything depends on it.
    pub fn variable(&self, path: &str, row: Option<&str>) -> Option<VariableId> {
        self.variables.iter().find_map(|(id, variable)| match &variable.origin {
            Origin::Free(key) if key.path == path && key.row.as_deref() == row => Some(id),
            Origin::Free(_) | Origin::Derived(_) => None,
        })
    }

    /// The place of `form OPERATOR 0` in the circuit; `None` if a number does not fit 128 bits.
    pub fn compare(&mut self, operator: CompareOperator, form: &Form) -> Option<NodeId> {
        let atom = match Atom::new(operator, form)? {
            Err(holds) => return Some(Circuit::constant(holds)),
            Ok(atom) => atom,
        };
        let id = match self.known_atoms.get(&atom) {
            Some(&id) => id,
            None => {
                let id = self.atoms.push(atom.clone());
                self.known_atoms.insert(atom, id);
                id
            }
        };
        Some(self.circuit.atom(id))
    }

    /// The place of a truth that is not known.
    pub fn truth(&mut self, variable: VariableId) -> NodeId {
        self.circuit.truth(variable)
    }

    /// The variable of something derived.
    pub fn derive(&mut self, derived: Derived) -> VariableId {
        if let Some(&id) = self.known_derived.get(&derived) {
            return id;
        }
        let (whole, low, high) = match &derived {
            Derived::Floor(_) => (true, None, None),
            Derived::Max(forms) => {
                let whole =
                    |form: &Form| form.is_whole() && form.terms.iter().all(|(id, _)| self.variables.at(*id).whole);
                (forms.iter().all(whole), None, None)
            }
            Derived::Indicator(_) => (true, Some(Exact::ZERO), Some(Exact::ONE)),
        };
        let kind = if whole { Kind::Count } else { Kind::Number };
        let origin = Origin::Derived(derived.clone());
        let id = self.variables.push(Variable { origin, kind, whole, low, high });
        self.known_derived.insert(derived, id);
        id
    }
}
