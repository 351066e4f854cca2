//! What is sought: an input or parameter, of a table all rows together.

use super::WantError;
use crate::decision::{Decision, Form};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{InputId, Measure, ParameterId, StageId};
use crate::source::Sources;
use crate::suggest;
use crate::value::{Exact, Kind};

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

    /// It as a form, of a table the sum of its rows; `None` if nothing hangs on it.
    pub(super) fn form(self, measure: &Measure, facts: &Facts, decision: &Decision) -> Option<Form> {
        let path = self.path(measure);
        let table = match self {
            Self::Input(id) => measure.inputs.at(id).table,
            Self::Parameter(id) => measure.parameters.at(id).table,
        };
        match (self.cells(facts)?, table) {
            (Cells::One(_), _) | (Cells::Rows(_), None) => decision.variable(&path, None).map(Form::variable),
            (Cells::Rows(slots), Some(table)) => {
                let mut sum = Form::ZERO;
                for (slot, row) in slots.iter().zip(facts.rows.get(table)?) {
                    let form = match slot {
                        Slot::Known(crate::value::Value::Number(number)) => Form::constant(number)?,
                        Slot::Known(_) => return None,
                        Slot::Unknown | Slot::Range(..) => {
                            Form::variable(decision.variable(&path, Some(row.as_str()))?)
                        }
                    };
                    sum = sum.add_scaled(&form, &Exact::ONE)?;
                }
                Some(sum).filter(|sum| !sum.terms.is_empty())
            }
        }
    }
}
