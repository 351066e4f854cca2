//! A sweep as JSON.

use serde::{Deserialize, Serialize};

use super::super::json::CellKind;
use super::super::{overrides::OverridesJson, root};
use super::words::{labels, name};
use super::{Swept, notes};
use crate::sweep::{Cell, Counted, Place, Turn};
use crate::value::Kind;

/// What `quorate sweep --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SweepJson {
    /// What moves: the first across, the second up.
    pub axes: Vec<AxisJson>,
    /// What moves with it and what is held, in sentences.
    pub says: Vec<String>,
    /// The rules, with their results.
    pub rules: Vec<RuleJson>,
    /// Real votes.
    pub points: Vec<PointJson>,
    /// What was left aside.
    pub notes: Vec<String>,
}

/// Something that moves.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AxisJson {
    /// As it was written.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// All values, exactly, ascending.
    pub values: Vec<String>,
}

/// One of the rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleJson {
    /// What it is called in this sweep.
    pub name: String,
    /// The measure it is, or is a variant of.
    pub measure: String,
    /// Its title.
    pub title: Option<String>,
    /// The stage that was judged by itself.
    pub stage: Option<String>,
    /// For each value of the second axis the results of the rule along the first.
    pub rows: Vec<RowJson>,
    /// Where it turns, if only one thing moves.
    pub turns: Vec<TurnJson>,
    /// Why it was judged point by point: it is not linear, or depends on what is not given.
    pub ordinary: Option<String>,
    /// What was moved, and what was set aside.
    #[serde(flatten)]
    pub overrides: OverridesJson,
}

/// The result of a rule along the first axis.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowJson {
    /// The value of the second axis, if there is one.
    pub value: Option<String>,
    /// Values in a row that give the same result.
    pub runs: Vec<RunJson>,
}

/// Neighbouring values of the first axis that give the same result.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunJson {
    /// The first of them.
    pub from: String,
    /// The last of them.
    pub to: String,
    /// What they say.
    pub kind: CellKind,
    /// The same in words: the status, the outcome in its own words, or what its kind says.
    pub outcome: String,
}

/// Where a rule turns.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TurnJson {
    /// What it was.
    pub before: String,
    /// What it is from there on.
    pub after: String,
    /// What is counted, in whole people: `ballots`, `yes`, or what moves; `null` if it need not be whole.
    pub counts: Option<String>,
    /// The last value before it turns; exactly where it turns, if that need not be whole.
    pub last: String,
    /// The first value after.
    pub first: String,
    /// Whether the answer is already the new one at `last`, where both are the same.
    pub included: Option<bool>,
}

/// Real votes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PointJson {
    /// Their name.
    pub name: String,
    /// Their value on each axis.
    pub values: Vec<String>,
    /// What each rule makes of their real figures, in the order of `rules`.
    pub outcomes: Vec<String>,
    /// What it makes of their place in the sweep.
    pub there: Vec<String>,
}

/// Everything.
pub fn json(swept: &Swept<'_, '_>) -> SweepJson {
    let sweep = swept.sweep;
    let axes = sweep.axes.iter().map(|axis| AxisJson {
        name: axis.name.clone(),
        kind: axis.kind,
        values: (0..axis.len()).map(|at| axis.value(at).to_string()).collect(),
    });
    let rules = sweep.columns().iter().zip(labels(swept)).enumerate().map(|(rule, (column, label))| RuleJson {
        name: label,
        measure: root(column.program, column.measure).name.text.to_string(),
        title: column.rules().title.as_ref().map(|title| title.text.to_string()),
        stage: column.stage.and_then(|id| column.rules().stages.at(id).name.as_ref()).map(|name| name.text.to_string()),
        rows: (0..sweep.height()).map(|y| row(swept, rule, y)).collect(),
        turns: sweep.turns(rule).iter().map(|own| turn(swept, rule, own)).collect(),
        ordinary: sweep.ordinary(rule).map(|reason| match reason {
            crate::sweep::Ordinary::NotLinear(reason) => format!("not linear: {}", reason.reason.words()),
            crate::sweep::Ordinary::Missing(paths) => format!("not given: {}", paths.join(", ")),
        }),
        overrides: sweep.overrides().get(rule).map(OverridesJson::new).unwrap_or_default(),
    });
    let points = sweep.points().iter().map(|point| {
        let names = |cells: &[Cell]| {
            cells.iter().zip(sweep.columns()).map(|(cell, column)| name(*cell, column).to_owned()).collect()
        };
        PointJson {
            name: point.name.to_string(),
            values: point.values.iter().map(ToString::to_string).collect(),
            outcomes: names(&point.cells),
            there: names(&point.there),
        }
    });
    SweepJson {
        axes: axes.collect(),
        says: sweep.says().to_vec(),
        rules: rules.collect(),
        points: points.collect(),
        notes: notes(swept),
    }
}

fn row(swept: &Swept<'_, '_>, rule: usize, y: usize) -> RowJson {
    let sweep = swept.sweep;
    let value = sweep.axes.get(1).map(|axis| axis.value(y).to_string());
    let mut runs: Vec<(Cell, usize, usize)> = Vec::new();
    for x in 0..sweep.width() {
        let Some(cell) = sweep.cell(rule, x, y) else { continue };
        match runs.last_mut() {
            Some((own, _, last)) if *own == cell => *last = x,
            _ => runs.push((cell, x, x)),
        }
    }
    let at = |x: usize| sweep.axes.first().map_or_else(String::new, |axis| axis.value(x).to_string());
    let outcome = |cell: Cell| sweep.columns().get(rule).map_or("", |column| name(cell, column)).to_owned();
    let runs = runs.into_iter().map(|(cell, from, to)| RunJson {
        from: at(from),
        to: at(to),
        kind: cell.into(),
        outcome: outcome(cell),
    });
    RowJson { value, runs: runs.collect() }
}

fn turn(swept: &Swept<'_, '_>, rule: usize, turn: &Turn) -> TurnJson {
    let sweep = swept.sweep;
    let outcome = |cell: Cell| sweep.columns().get(rule).map_or("", |column| name(cell, column)).to_owned();
    let (counts, last, first, included) = match &turn.place {
        Place::People { counts, last, first, .. } => {
            let own = sweep.axes.first().map_or_else(String::new, |axis| axis.name.clone());
            let counts = if *counts == Counted::Input { own } else { counts.words().to_owned() };
            (Some(counts), last.to_string(), first.to_string(), None)
        }
        Place::At { value, turned } => (None, value.to_string(), value.to_string(), Some(*turned)),
        Place::Between(low, high) => (None, low.to_string(), high.to_string(), None),
    };
    TurnJson { before: outcome(turn.before), after: outcome(turn.after), counts, last, first, included }
}
