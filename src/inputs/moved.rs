//! What facts move of what a rule fixes, and what a variant keeps: decided here for every command.
//!
//! A value for a parameter, an input or a stage's date moves the rule that declares it and every variant that does not set
//! it. A variant that sets it, itself or through a variant it is of, keeps its own, and the value is set aside; unless it is
//! the one rule that is asked about, which always moves. A variant that puts other conditions in the place of all that use
//! it has nothing left that moves.

use smol_str::SmolStr;

use super::lookup::{self, Found, Target};
use crate::facts::{Facts, Moved, MovedValue, SetAside, Slot};
use crate::program::{
    Condition, DateNode, DefinitionId, InputId, Meaning, Measure, MeasureId, Name, ParameterValue, Program, Reference,
    StageId, Visit as _,
};
use crate::span::Span;
use crate::value::Value;

/// Whether facts lie over what a variant sets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Override {
    /// They do: of the one rule that is asked about.
    #[default]
    Always,
    /// They do not: of rules that stand beside others.
    UnlessSet,
}

/// What a rule itself says of something that facts may say otherwise.
pub(crate) struct Own {
    /// The value; `None` if it is worked out.
    pub(crate) value: Option<Value>,
    /// The variant that set it; `None` if it is as it was declared.
    pub(crate) set_by: Option<SmolStr>,
}

/// What a rule itself says of something; `None` if it leaves it to the facts, or says it row by row.
pub(crate) fn own(program: &Program, id: MeasureId, measure: &Measure, target: Target) -> Option<Own> {
    let (value, span) = written(measure, target)?;
    // From the rule up to what declares it: the first whose text differs from that of what it is a variant of has set it.
    let mut set_by = None;
    let mut lineage = program.lineage(id).peekable();
    while let (Some(own), Some(base)) = (lineage.next(), lineage.peek()) {
        let base = program.measures.at(*base);
        let name = || program.measures.at(own).name.text.clone();
        match counterpart(measure, target, base).map(|same| written(base, same)) {
            // The variant declares it.
            None if !matches!(target, Target::Date(_)) => break,
            Some(Some((_, other))) if other == span => {}
            None | Some(_) => {
                set_by = Some(name());
                break;
            }
        }
    }
    Some(Own { value, set_by })
}

/// What a rule writes, and where; `None` if it writes nothing of it, or row by row.
fn written(measure: &Measure, target: Target) -> Option<(Option<Value>, Span)> {
    match target {
        Target::Input(id) => measure.inputs.at(id).fixed.as_ref().map(|(value, span)| (Some(value.clone()), *span)),
        Target::Parameter(id) => match &measure.parameters.at(id).value {
            ParameterValue::Constant(value, span) => Some((Some(value.clone()), *span)),
            ParameterValue::PerRow(_) | ParameterValue::ByDate { .. } => None,
        },
        Target::Date(id) => {
            let value = &measure.definitions.at(id).value;
            let day = match value {
                Meaning::Date(date) => match &date.node {
                    DateNode::Constant(day) => Some(Value::Date(*day)),
                    _ => None,
                },
                Meaning::Number(_) | Meaning::Duration(_) | Meaning::Truth(_) => None,
            };
            Some((day, value.span()))
        }
    }
}

/// The same thing in another measure of the family, by its name.
fn counterpart(measure: &Measure, target: Target, other: &Measure) -> Option<Target> {
    match target {
        Target::Input(id) => {
            let path = measure.input_path(id);
            other.inputs.ids().find(|own| other.input_path(*own) == path).map(Target::Input)
        }
        Target::Parameter(id) => {
            let path = measure.parameter_path(id);
            other.parameters.ids().find(|own| other.parameter_path(*own) == path).map(Target::Parameter)
        }
        Target::Date(id) => {
            let (date, path) = (measure.definitions.at(id).date, measure.definition_path(id));
            let same =
                |own: &DefinitionId| other.definitions.at(*own).date == date && other.definition_path(*own) == path;
            other.definitions.ids().find(same).map(Target::Date)
        }
    }
}

/// The path that means a thing from anywhere in a measure.
pub(crate) fn path(measure: &Measure, target: Target) -> SmolStr {
    match target {
        Target::Input(id) => measure.input_path(id),
        Target::Parameter(id) => measure.parameter_path(id),
        Target::Date(id) => measure.definition_path(id),
    }
}

/// Which thing it is, as facts name it.
pub(crate) const fn thing(target: Target) -> Moved {
    match target {
        Target::Input(id) => Moved::Input(id),
        Target::Parameter(id) => Moved::Parameter(id),
        Target::Date(id) => Moved::Date(id),
    }
}

/// What was moved and what was set aside for one rule, over all sets of votes that it was judged on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overrides {
    /// What was moved, each thing once.
    pub moved: Vec<MovedValue>,
    /// What was set aside, each thing once.
    pub set_aside: Vec<SetAside>,
}

impl Overrides {
    /// Of one set of votes.
    pub fn of(facts: &Facts) -> Self {
        let mut overrides = Self::default();
        overrides.note(facts);
        overrides
    }

    /// Takes in another set of votes: what differs from one to the next has no one value.
    pub(crate) fn note(&mut self, facts: &Facts) {
        for moved in &facts.moved {
            match self.moved.iter_mut().find(|own| own.path == moved.path) {
                Some(own) if own.is != moved.is => own.is = None,
                Some(_) => {}
                None => self.moved.push(moved.clone()),
            }
        }
        for aside in &facts.set_aside {
            if !self.set_aside.contains(aside) {
                self.set_aside.push(aside.clone());
            }
        }
    }

    /// Takes in what another thread has.
    pub(crate) fn join(&mut self, other: &Self) {
        let facts = Facts { moved: other.moved.clone(), set_aside: other.set_aside.clone(), ..Facts::default() };
        self.note(&facts);
    }

    /// In an order that does not depend on which came first.
    pub(crate) fn sort(&mut self) {
        self.moved.sort_by(|own, other| own.path.cmp(&other.path));
        self.set_aside.sort_by(|own, other| own.path.cmp(&other.path));
    }
}

/// Whether anything in a rule depends on a thing that it fixes: a variant may have replaced all that did.
fn is_used(measure: &Measure, target: Target) -> bool {
    let by_conditions = |condition: &Condition| match target {
        Target::Input(id) => condition.inputs.contains(&id),
        Target::Parameter(id) => condition.parameters.contains(&id),
        Target::Date(_) => true,
    };
    let mut found = measure.conditions.values().any(by_conditions);
    let mut look = |reference: &Reference| {
        found |= match (reference, target) {
            (Reference::Input(own), Target::Input(id)) => *own == id,
            (Reference::Parameter(own), Target::Parameter(id)) => *own == id,
            (Reference::AsOf { .. } | Reference::Definition(_) | Reference::Input(_) | Reference::Parameter(_), _) => {
                false
            }
        };
    };
    measure.definitions.values().for_each(|definition| definition.value.references(&mut look));
    measure.givens.values().for_each(|given| given.formula.references(&mut look));
    measure.stages.values().filter_map(|stage| stage.after.as_ref()).for_each(|after| after.references(&mut look));
    measure.outcomes.iter().filter_map(|outcome| outcome.when.as_ref()).for_each(|when| when.references(&mut look));
    found
}

/// A value that facts have: what was moved by it, unless it is what the rule says anyway, or nothing depends on it.
pub(super) fn moved(measure: &Measure, target: Target, own: Own, is: &Slot) -> Option<MovedValue> {
    let same = matches!((&own.value, is), (Some(own), Slot::Known(value)) if own == value);
    (!same && is_used(measure, target)).then(|| MovedValue {
        what: thing(target),
        path: path(measure, target),
        kind: target.kind(measure),
        was: own.value,
        set_by: own.set_by,
        is: Some(is.clone()),
    })
}

/// Whether a rule that stands beside others keeps its own of an input, because a variant sets it.
pub(crate) fn keeps_input(program: &Program, id: MeasureId, input: InputId) -> bool {
    own(program, id, program.measures.at(id), Target::Input(input)).is_some_and(|own| own.set_by.is_some())
}

/// What a variant keeps of what a path names, if it sets it.
pub(crate) fn set_aside(program: &Program, id: MeasureId, stage: Option<StageId>, path: &[Name]) -> Option<SetAside> {
    let measure = program.measures.at(id);
    let Found::One(target) = lookup::lookup(measure, stage, path).ok()? else { return None };
    own(program, id, measure, target)?.kept(measure, target)
}

impl Own {
    /// What is kept, if a variant set it.
    pub(super) fn kept(self, measure: &Measure, target: Target) -> Option<SetAside> {
        let (what, path, kind) = (thing(target), path(measure, target), target.kind(measure));
        Some(SetAside { what, path, kind, kept: self.value, set_by: self.set_by? })
    }
}
