//! What is sought: an input or parameter, of a table one row or all rows together.

use smol_str::SmolStr;

use super::WantError;
use crate::decision::{Decision, Form, day_number};
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::quoted_if_needed;
use crate::program::{InputId, Measure, ParameterId, StageId, TableId};
use crate::solver::Goal;
use crate::source::Sources;
use crate::span::Span;
use crate::suggest;
use crate::value::{Exact, Kind, Value};

/// An input or parameter; of a table all rows together, unless it is one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sought {
    /// An input, and its row by its place.
    Input(InputId, Option<usize>),
    /// A parameter, and its row by its place.
    Parameter(ParameterId, Option<usize>),
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
        .map(|(id, own)| {
            (Sought::Input(id, None), measure.input_path(id).to_string(), own.stage, own.name.text.as_str())
        })
        .chain(measure.parameters.iter().map(|(id, own)| {
            (Sought::Parameter(id, None), measure.parameter_path(id).to_string(), own.stage, own.name.text.as_str())
        }))
        .collect();
    let text = text.trim();
    if let Some(cell) = all.iter().find_map(|(column, ..)| column.cell(measure, facts, text)) {
        return cell.checked(measure, facts, span);
    }
    let by_path = all.iter().find(|(_, path, ..)| path == text);
    let in_stage = || all.iter().find(|(_, _, of, name)| *name == text && stage.is_some() && *of == stage);
    let mut named = all.iter().filter(|(.., name)| *name == text);
    let only = named.next().filter(|_| named.next().is_none());
    let Some((found, ..)) = by_path.or_else(in_stage).or(only) else {
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
    found.checked(measure, facts, span)
}

impl Sought {
    /// Its path, with its row if it is one.
    pub fn path(self, measure: &Measure, facts: &Facts) -> String {
        match self.row(measure, facts) {
            Some((table, row)) => {
                let table = &measure.tables.at(table).name.text;
                let (stage, name) = self.name(measure);
                measure.path(stage, &format!("{table}.{}.{name}", quoted_if_needed(row))).to_string()
            }
            None => self.column_path(measure),
        }
    }

    /// What it is.
    pub fn kind(self, measure: &Measure) -> Kind {
        match self {
            Self::Input(id, _) => measure.inputs.at(id).kind,
            Self::Parameter(id, _) => measure.parameters.at(id).kind,
        }
    }

    fn column_path(self, measure: &Measure) -> String {
        match self {
            Self::Input(id, _) => measure.input_path(id).to_string(),
            Self::Parameter(id, _) => measure.parameter_path(id).to_string(),
        }
    }

    fn name(self, measure: &Measure) -> (Option<StageId>, &str) {
        match self {
            Self::Input(id, _) => (measure.inputs.at(id).stage, measure.inputs.at(id).name.text.as_str()),
            Self::Parameter(id, _) => (measure.parameters.at(id).stage, measure.parameters.at(id).name.text.as_str()),
        }
    }

    fn table(self, measure: &Measure) -> Option<TableId> {
        match self {
            Self::Input(id, _) => measure.inputs.at(id).table,
            Self::Parameter(id, _) => measure.parameters.at(id).table,
        }
    }

    fn row<'f>(self, measure: &Measure, facts: &'f Facts) -> Option<(TableId, &'f SmolStr)> {
        let (Self::Input(_, row) | Self::Parameter(_, row)) = self;
        let table = self.table(measure)?;
        Some((table, facts.rows.get(table)?.get(row?)?))
    }

    /// The cell of a column, or the column itself, that is called so with its table: `state.NSW.yes`, `state.yes`.
    fn cell(self, measure: &Measure, facts: &Facts, text: &str) -> Option<Self> {
        let table = self.table(measure)?;
        let (stage, name) = self.name(measure);
        let text = stage
            .and_then(|stage| measure.stages.at(stage).name.as_ref())
            .and_then(|stage| text.strip_prefix(stage.text.as_str())?.strip_prefix('.'))
            .unwrap_or(text);
        let inner = text.strip_prefix(measure.tables.at(table).name.text.as_str())?.strip_prefix('.')?;
        if inner == name {
            return Some(self);
        }
        let row = inner.strip_suffix(name)?.strip_suffix('.')?;
        let place = facts.rows.get(table)?.iter().position(|own| own == row || quoted_if_needed(own) == row)?;
        Some(match self {
            Self::Input(id, _) => Self::Input(id, Some(place)),
            Self::Parameter(id, _) => Self::Parameter(id, Some(place)),
        })
    }

    /// It, if it has a size and is not given.
    fn checked(self, measure: &Measure, facts: &Facts, span: Span) -> Result<Self, WantError> {
        let (name, kind) = (self.path(measure, facts), self.kind(measure));
        if matches!(kind, Kind::Truth | Kind::Duration) {
            return Err(WantError::Kind { name, kind: kind.word(), span });
        }
        let is_known = self.slots(facts).all(|(_, slot)| matches!(slot, Slot::Known(_)));
        if is_known { Err(WantError::Given { name, span }) } else { Ok(self) }
    }

    /// What the facts say of it, with the places of the rows.
    fn slots(self, facts: &Facts) -> impl Iterator<Item = (usize, &Slot)> {
        let (cells, row) = match self {
            Self::Input(id, row) => (facts.inputs.get(id), row),
            Self::Parameter(id, row) => (facts.parameters.get(id), row),
        };
        let slots = match cells {
            None => &[],
            Some(Cells::One(slot)) => std::slice::from_ref(slot),
            Some(Cells::Rows(slots)) => slots.as_slice(),
        };
        slots.iter().enumerate().filter(move |(place, _)| row.is_none_or(|row| row == *place))
    }

    /// How it can go that way, of a table the sum of its rows.
    pub(super) fn reach(self, measure: &Measure, facts: &Facts, decision: &Decision, goal: Goal) -> Reach {
        self.sum(measure, facts, decision, goal)
            .map_or(Reach::Endless, |sum| sum.known().map_or(Reach::Form(sum), Reach::Alone))
    }

    fn sum(self, measure: &Measure, facts: &Facts, decision: &Decision, goal: Goal) -> Option<Form> {
        let (path, kind) = (self.column_path(measure), self.kind(measure));
        let rows = self.table(measure).and_then(|table| facts.rows.get(table));
        self.slots(facts).try_fold(Form::ZERO, |sum, (place, slot)| {
            let row = rows.and_then(|rows| rows.get(place)).map(SmolStr::as_str);
            let own = match (slot, decision.variable(&path, row)) {
                (Slot::Unknown | Slot::Range(..), Some(variable)) => Form::variable(variable),
                // Nothing depends on it: it goes as far as it can by itself.
                (slot, _) => Form::constant(&limit(slot, kind, goal)?)?,
            };
            sum.add_scaled(&own, &Exact::ONE)
        })
    }
}

/// How something can go one way.
pub(super) enum Reach {
    /// As far as this form.
    Form(Form),
    /// So far, and nothing depends on it.
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
