//! What is known of the world for one measure: values by id, checked, ready to be judged.

use smol_str::SmolStr;

use crate::ids::Table;
use crate::program::{DefinitionId, Given, InputId, ParameterId, TableId};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};

/// What is known of one number, date, duration or truth.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Slot {
    /// Not given, or `?`.
    #[default]
    Unknown,
    /// Given.
    Known(Value),
    /// `4,000,000..4,500,000`, both ends included; without an upper end anything from the lower end on.
    Range(Value, Option<Value>),
}

impl From<Value> for Slot {
    fn from(value: Value) -> Self {
        Self::Known(value)
    }
}

/// A count.
impl From<u64> for Slot {
    fn from(count: u64) -> Self {
        Self::Known(Value::Number(count.into()))
    }
}

/// One value, or one for each row of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cells {
    /// Of something outside tables.
    One(Slot),
    /// In the order of the table's rows.
    Rows(Vec<Slot>),
}

/// What is known of the world. Made by [`bind`](crate::inputs::bind) from layers of facts, or directly with ids.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The names of each table's rows: the declared ones, or else those that the votes have.
    pub rows: Table<TableId, Vec<SmolStr>>,
    /// Each input's value.
    pub inputs: Table<InputId, Cells>,
    /// Each parameter's value: the rule's, unless a fact replaces it. Not used for values by date.
    pub parameters: Table<ParameterId, Cells>,
    /// Stage dates that a fact replaces (`held = 2028-11-07`).
    pub dates: Vec<(DefinitionId, Slot)>,
    /// What scenario and test know beyond the measure's own `given`s.
    pub givens: Vec<Given>,
    /// What was left aside, and why.
    pub notes: Vec<Note>,
    /// What facts say otherwise than the rule.
    pub moved: Vec<MovedValue>,
    /// What facts say and the rule does not take, because a variant sets it.
    pub set_aside: Vec<SetAside>,
}

/// Something that a rule fixes and facts can move.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moved {
    /// A parameter.
    Parameter(ParameterId),
    /// An input that a variant sets.
    Input(InputId),
    /// One of a stage's dates.
    Date(DefinitionId),
}

/// What the rule says, and what it was moved to.
#[derive(Clone, Debug, PartialEq)]
pub struct MovedValue {
    /// What it is.
    pub what: Moved,
    /// Its path.
    pub path: SmolStr,
    /// Its kind.
    pub kind: Kind,
    /// What the rule says: its text, or the variant that sets it. `None` if that is worked out.
    pub was: Option<Value>,
    /// The variant that sets it; `None` if it is as declared.
    pub set_by: Option<SmolStr>,
    /// What it is moved to; `None` if each set of votes says something else.
    pub is: Option<Slot>,
}

/// What a variant sets and therefore keeps.
#[derive(Clone, Debug, PartialEq)]
pub struct SetAside {
    /// What it is.
    pub what: Moved,
    /// Its path.
    pub path: SmolStr,
    /// Its kind.
    pub kind: Kind,
    /// What the variant keeps; `None` if that is worked out.
    pub kept: Option<Value>,
    /// The variant that sets it: the rule itself or one it is a variant of.
    pub set_by: SmolStr,
}

/// Something in the facts that was left aside without being wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// The scenario belongs to an ancestor of the variant, and the variant has no such input.
    Dropped {
        /// The input's path as written.
        path: SmolStr,
        /// Where.
        span: Span,
    },
    /// A share that is more than all: `approval = 160%`.
    BeyondAll {
        /// The path as written.
        path: SmolStr,
        /// The share.
        share: Exact,
        /// Where.
        span: Span,
    },
    /// Something about a published file: what somebody should look at, or what was not used.
    Published {
        /// What it is, as a sentence without a full stop.
        what: String,
    },
    /// A column of a CSV file is nothing that the measure declares.
    IgnoredColumn {
        /// The column's header.
        column: SmolStr,
        /// Where.
        span: Span,
    },
}
