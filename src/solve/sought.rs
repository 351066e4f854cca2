//! What is sought: an input or parameter, of a table all rows together.

use super::WantError;
use crate::decision::{Decision, Form, day_number};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{InputId, Measure, ParameterId, StageId, TableId};
use crate::solver::Goal;
use crate::source::Sources;
use crate::suggest;
use crate::value::{Exact, Kind, Value};

/// An input or parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// An input.
    Input(InputId),
    /// A parameter.
    Parameter(ParameterId),
}

/// The input or parameter of a name: its path, or its own name if only one has it. The text becomes a source of that name.
///
/// # Errors
/// There is none, it has a value already, or it is no number.
pub fn sought(
    measure: &Measure,
    facts: &Facts,
    stage: Option<StageId>,
    (option, text): (&str, &str),
    sources: &mut Sources,
) -> Result<Sought, WantError> {
    let span = sources.add(option, text).span();
    let all: Vec<(Sought, String, Option<StageId>, &str)> = measure
        .inputs
        .iter()
        .map(|(id, own)| (Sought::Input(id), measure.input_path(id).to_string(), own.stage, own.name.text.as_str()))
        .chain(measure.parameters.iter().map(|(id, own)| {
            (Sought::Parameter(id), measure.parameter_path(id).to_string(), own.stage, own.name.text.as_str())
        }))
        .collect();
    let text = text.trim();
    let by_path = all.iter().find(|(_, path, ..)| path == text);
    let in_stage = || all.iter().find(|(_, _, of, name)| *name == text && stage.is_some() && *of == stage);
    let mut named = all.iter().filter(|(.., name)| *name == text);
    let only = named.next().filter(|_| named.next().is_none());
    let Some((found, path, ..)) = by_path.or_else(in_stage).or(only) else {
        let near = suggest::nearest(text, all.iter().map(|(_, path, ..)| path.as_str()));
        let same: Vec<&str> =
            all.iter().filter(|(.., name)| *name == text).map(|(_, path, ..)| path.as_str()).collect();
        let help = match near {
            _ if !same.is_empty() => Some(format!("say which: {}", crate::words::or_list(same))),
            Some(near) => Some(format!("did you mean `{near}`?")),
            None => None,
        };
        return Err(WantError::Sought { text: text.to_owned(), measure: measure.name.text.to_string(), help, span });
    };
    let kind = found.kind(measure);
    if matches!(kind, Kind::Truth | Kind::Duration) {
        return Err(WantError::Kind { name: path.clone(), kind: kind.word(), span });
    }
    if found.cells(facts).is_none_or(is_known) {
        return Err(WantError::Given { name: path.clone(), span });
    }
    Ok(*found)
}

fn is_known(cells: &Cells) -> bool {
    let known = |slot: &Slot| matches!(slot, Slot::Known(_));
    match cells {
        Cells::One(slot) => known(slot),
        Cells::Rows(slots) => slots.iter().all(known),
    }
}

impl Sought {
    /// Its path.
    pub fn path(self, measure: &Measure) -> String {
        match self {
            Self::Input(id) => measure.input_path(id).to_string(),
            Self::Parameter(id) => measure.parameter_path(id).to_string(),
        }
    }

    /// What it is.
    pub fn kind(self, measure: &Measure) -> Kind {
        match self {
            Self::Input(id) => measure.inputs.at(id).kind,
            Self::Parameter(id) => measure.parameters.at(id).kind,
        }
    }

    /// What the facts say of it.
    pub fn cells(self, facts: &Facts) -> Option<&Cells> {
        match self {
            Self::Input(id) => facts.inputs.get(id),
            Self::Parameter(id) => facts.parameters.get(id),
        }
    }

    /// How it can go that way, of a table the sum of its rows.
    pub(super) fn reach(self, measure: &Measure, facts: &Facts, decision: &Decision, goal: Goal) -> Reach {
        self.sum(measure, facts, decision, goal)
            .map_or(Reach::Endless, |sum| sum.known().map_or(Reach::Form(sum), Reach::Alone))
    }

    fn sum(self, measure: &Measure, facts: &Facts, decision: &Decision, goal: Goal) -> Option<Form> {
        let (path, kind) = (self.path(measure), self.kind(measure));
        let cell = |slot: &Slot, row: Option<&str>| match (slot, decision.variable(&path, row)) {
            (Slot::Unknown | Slot::Range(..), Some(variable)) => Some(Form::variable(variable)),
            // Nothing hangs on it: it goes as far as it can by itself.
            (slot, _) => Form::constant(&limit(slot, kind, goal)?),
        };
        match (self.cells(facts)?, self.table(measure)) {
            (Cells::One(slot), _) => cell(slot, None),
            (Cells::Rows(_), None) => None,
            (Cells::Rows(slots), Some(table)) => slots
                .iter()
                .zip(facts.rows.get(table)?)
                .try_fold(Form::ZERO, |sum, (slot, row)| sum.add_scaled(&cell(slot, Some(row.as_str()))?, &Exact::ONE)),
        }
    }

    fn table(self, measure: &Measure) -> Option<TableId> {
        match self {
            Self::Input(id) => measure.inputs.at(id).table,
            Self::Parameter(id) => measure.parameters.at(id).table,
        }
    }
}

/// How something can go one way.
pub(super) enum Reach {
    /// As far as this form.
    Form(Form),
    /// So far, and nothing hangs on it.
    Alone(Exact),
    /// There is no end.
    Endless,
}

/// How far a slot goes by itself.
fn limit(slot: &Slot, kind: Kind, goal: Goal) -> Option<Exact> {
    let number = |value: &Value| match value {
        Value::Number(number) => Some(number.clone()),
        Value::Date(day) => Some(day_number(*day)),
        Value::Duration(_) | Value::Truth(_) => None,
    };
    match (slot, goal, kind) {
        (Slot::Known(value), ..) | (Slot::Range(value, _), Goal::Least, _) => number(value),
        (Slot::Range(_, high), Goal::Most, _) => number(high.as_ref()?),
        (Slot::Unknown, Goal::Least, Kind::Count | Kind::Share) => Some(Exact::ZERO),
        (Slot::Unknown, Goal::Most, Kind::Share) => Some(Exact::ONE),
        (Slot::Unknown, ..) => None,
    }
}
