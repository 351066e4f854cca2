//! What one of the rules makes of the points of a sweep, a row of them at a time.

use std::collections::BTreeSet;

use smol_str::SmolStr;

use super::axis::{Axis, Place, What};
use super::beside::without;
use super::votes::{People, Role, Votes};
use super::{Bilinear, Cell};
use crate::compare::Column;
use crate::decision::{
    AtomId, Batch, Circuit, Column as Values, Decision, Derived, Form, Lowered, Node, NodeId, NotLinear, Origin,
    VariableId, lower,
};
use crate::evaluate::StageStatus;
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::Target;
use crate::judge::{Answer, EvaluationError, Verdicts};
use crate::program::Measure;
use crate::value::{Exact, Value};

/// Where a moved number of one of the rules comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Source {
    /// An axis itself.
    Axis(usize),
    /// People counted from shares.
    People(Role),
}

/// One of the rules, ready to be judged at any point.
#[derive(Clone, Debug)]
pub(crate) struct Rule<'a> {
    pub(crate) column: Column<'a>,
    /// What is held; what moves is not known in it, unless it is people who stand still.
    pub(crate) facts: Facts,
    /// What moves, and from where it comes.
    pub(crate) moved: Vec<(Place, Source)>,
    /// The normal form; or why the rule is judged the ordinary way.
    pub(crate) form: Result<Lines, Ordinary>,
}

/// A rule in the normal form.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    pub(crate) decision: Decision,
    /// Where each free variable's value comes from.
    pub(crate) sources: Vec<(VariableId, Source)>,
    /// Holds where every `given` does.
    pub(crate) possible: NodeId,
    /// The results there can be, and when.
    pub(crate) cells: Vec<(NodeId, Cell)>,
}

/// Why a rule is judged the ordinary way.
#[derive(Clone, Debug, PartialEq)]
pub enum Ordinary {
    /// Something in it is not linear in what moves.
    NotLinear(NotLinear),
    /// Inputs that it depends on are not given: paths.
    Missing(Vec<SmolStr>),
}

/// The numbers that move along a row of points, in columns; a column of one value is the same everywhere.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) points: usize,
    /// For each axis its values and what they are divided by.
    pub(crate) axes: Vec<(Vec<i64>, i64)>,
    /// For each role its people, if they move; points whose people do not fit are in `beyond`.
    pub(crate) people: Option<[Vec<i64>; 4]>,
    /// Where people do not fit 64 bits.
    pub(crate) beyond: Vec<bool>,
}

impl Row {
    fn axis(&self, axis: usize, at: usize) -> (i64, i64) {
        let Some((values, per)) = self.axes.get(axis) else { return (0, 1) };
        (one_of(values, at), *per)
    }

    fn people_at(&self, at: usize) -> Option<People> {
        let columns = self.people.as_ref()?;
        if self.beyond.get(at).copied().unwrap_or(false) {
            return None;
        }
        let count = |column: &Vec<i64>| (!column.is_empty()).then(|| one_of(column, at));
        let [registered, ballots, yes, no] = columns;
        Some(People { counts: [count(registered), count(ballots), count(yes), count(no)] })
    }

    /// A column for a batch.
    fn column(&self, source: Source) -> (&[i64], i64) {
        match source {
            Source::Axis(at) => self.axes.get(at).map_or((&[], 1), |(values, per)| (values.as_slice(), *per)),
            Source::People(role) => {
                let own = self.people.as_ref().and_then(|people| people.get(role as usize));
                (own.map_or(&[], Vec::as_slice), 1)
            }
        }
    }
}

fn one_of(values: &[i64], at: usize) -> i64 {
    match values {
        [only] => *only,
        _ => values.get(at).copied().unwrap_or(0),
    }
}

/// The numbers that move, at one point.
pub(crate) struct Point<'p> {
    pub(crate) axes: &'p dyn Fn(usize) -> (i64, i64),
    pub(crate) people: Option<People>,
}

impl Point<'_> {
    fn ratio(&self, source: Source) -> Option<(i64, i64)> {
        match source {
            Source::Axis(at) => Some((self.axes)(at)),
            Source::People(role) => {
                let people = self.people.as_ref()?;
                people.counts.get(role as usize).copied().flatten().map(|count| (count, 1))
            }
        }
    }

    fn exact(&self, source: Source) -> Exact {
        self.ratio(source).map_or(Exact::ZERO, |(part, whole)| Exact::positive(part.into(), whole.into()))
    }
}

impl<'a> Rule<'a> {
    /// Makes ready: takes out of the facts what moves.
    pub(crate) fn new(at: usize, column: Column<'a>, facts: &Facts, axes: &[Axis], votes: Option<&Votes>) -> Self {
        let mut moved: Vec<(Place, Source)> = Vec::new();
        if let Some(votes) = votes {
            for (role, input) in Role::ALL.into_iter().zip(votes.inputs.get(at).copied().unwrap_or_default()) {
                if let Some(id) = input.filter(|_| votes.has(role)) {
                    moved.push((Place { target: Target::Input(id), row: None }, Source::People(role)));
                }
            }
        }
        for (axis, moves) in axes.iter().enumerate() {
            let What::Thing(places) = &moves.what else { continue };
            if let Some(place) = places.get(at).copied().flatten() {
                moved.retain(|(own, _)| *own != place);
                moved.push((place, Source::Axis(axis)));
            }
        }
        let mut facts = facts.clone();
        for (place, source) in &moved {
            // People that are counted and yet stand still may be multiplied with what moves.
            let still = match source {
                Source::People(Role::Registered) => votes.and_then(Votes::fixed_registered),
                Source::People(Role::Ballots) => votes.and_then(Votes::fixed_ballots),
                Source::People(Role::Yes | Role::No) | Source::Axis(_) => None,
            };
            let still = still.map(|people| Slot::Known(Value::Number(Exact::integer(people.into()))));
            write(&mut facts, *place, still.unwrap_or(Slot::Unknown));
        }
        let form = lines(&column, &facts, &moved);
        Self { column, facts, moved, form }
    }

    /// What it makes of a row of points, each axis and each count of people a column.
    pub(crate) fn row(&self, row: &Row, out: &mut Vec<Cell>) {
        match &self.form {
            Ok(lines) => lines.row(row, out),
            Err(_) => {
                let mut facts = self.facts.clone();
                let mut verdicts = Verdicts::new(self.column.rules(), self.column.stage);
                out.extend((0..row.points).map(|at| {
                    let axes = |axis: usize| row.axis(axis, at);
                    let point = Point { axes: &axes, people: row.people_at(at) };
                    self.ordinary(&point, &mut facts, &mut verdicts)
                }));
            }
        }
    }

    /// What it makes of one point.
    pub(crate) fn cell(&self, point: &Point<'_>) -> Cell {
        match &self.form {
            Ok(lines) => lines.cell(point),
            Err(_) => {
                let mut verdicts = Verdicts::new(self.column.rules(), self.column.stage);
                self.ordinary(point, &mut self.facts.clone(), &mut verdicts)
            }
        }
    }

    fn ordinary(&self, point: &Point<'_>, facts: &mut Facts, verdicts: &mut Verdicts<'_>) -> Cell {
        for (place, source) in &self.moved {
            let value = point.exact(*source);
            if value.is_negative() {
                return Cell::BadData;
            }
            write(facts, *place, Slot::Known(Value::Number(value)));
        }
        judged(verdicts, facts)
    }

    /// The facts at a point, for whoever wants to judge it otherwise.
    pub(crate) fn facts_at(&self, point: &Point<'_>) -> Facts {
        let mut facts = self.facts.clone();
        for (place, source) in &self.moved {
            write(&mut facts, *place, Slot::Known(Value::Number(point.exact(*source))));
        }
        facts
    }
}

/// What a rule makes of facts.
pub(crate) fn judged(verdicts: &mut Verdicts<'_>, facts: &Facts) -> Cell {
    match verdicts.judge(facts) {
        Ok(Answer::Status(statuses)) if statuses.is_not_decided() => Cell::NotDecided,
        Ok(Answer::Status(statuses)) => statuses.decided().map_or(Cell::Pending, Cell::Status),
        Ok(Answer::Outcome(outcomes)) if outcomes.not_decided => Cell::NotDecided,
        Ok(Answer::Outcome(outcomes)) => match (outcomes.certain(), outcomes.is_pending()) {
            (Some(at), _) => outcome(at),
            (None, true) => Cell::Pending,
            (None, false) => Cell::NoOutcome,
        },
        Err(errors) if errors.iter().all(EvaluationError::is_bad_data) => Cell::BadData,
        Err(_) => Cell::NotJudged,
    }
}

fn outcome(at: usize) -> Cell {
    u8::try_from(at).map_or(Cell::NotJudged, Cell::Outcome)
}

/// Puts a value in its place.
pub(crate) fn write(facts: &mut Facts, place: Place, slot: Slot) {
    let cells = match place.target {
        Target::Input(id) => facts.inputs.at_mut(id),
        Target::Parameter(id) => facts.parameters.at_mut(id),
        Target::Date(_) => return,
    };
    match (cells, place.row) {
        (Cells::One(own), None) => *own = slot,
        (Cells::Rows(own), Some(row)) => {
            if let Some(own) = own.get_mut(row) {
                *own = slot;
            }
        }
        (Cells::One(_), Some(_)) | (Cells::Rows(_), None) => {}
    }
}

/// The normal form of what is judged, if it has one and nothing in it is left open.
fn lines(column: &Column<'_>, facts: &Facts, moved: &[(Place, Source)]) -> Result<Lines, Ordinary> {
    let measure = column.rules();
    let mut decision = lower(&[(measure, facts)]);
    let rules = decision.rules.first().cloned();
    let Some(rules) = rules else { return Err(Ordinary::Missing(Vec::new())) };
    if let Some(reason) = rules.given_not_linear {
        return Err(Ordinary::NotLinear(reason));
    }
    let cells = wanted(column, &rules, &mut decision.circuit).map_err(Ordinary::NotLinear)?;
    let source_of = |decision: &Decision, id: VariableId| {
        let Origin::Free(key) = &decision.variables.at(id).origin else { return None };
        let is = |place: Place| is_at(measure, facts, place, key.path.as_str(), key.row.as_deref());
        moved.iter().find(|(place, _)| is(*place)).map(|(_, source)| *source)
    };
    let is_open = |decision: &Decision, id: &VariableId| {
        matches!(decision.variables.at(*id).origin, Origin::Free(_)) && source_of(decision, *id).is_none()
    };
    // What nothing is known of may stand beside what moves in a `given`, but not in what is judged.
    let beside = Needed::of(&decision, rules.givens.iter().copied()).variables;
    let beside: BTreeSet<VariableId> = beside.into_iter().filter(|id| is_open(&decision, id)).collect();
    let givens = without(&mut decision, &rules.givens, &beside).unwrap_or(rules.givens);
    let possible = decision.circuit.all(givens);
    let needed = Needed::of(&decision, cells.iter().map(|(node, _)| *node).chain([possible]));
    let mut sources = Vec::new();
    let mut missing = Vec::new();
    for id in needed.variables {
        let Origin::Free(key) = &decision.variables.at(id).origin else { continue };
        match source_of(&decision, id) {
            Some(source) => sources.push((id, source)),
            None => missing.push(match &key.row {
                Some(row) => smol_str::format_smolstr!("{} of {row}", key.path),
                None => key.path.clone(),
            }),
        }
    }
    if missing.is_empty() { Ok(Lines { decision, sources, possible, cells }) } else { Err(Ordinary::Missing(missing)) }
}

fn is_at(measure: &Measure, facts: &Facts, place: Place, path: &str, row: Option<&str>) -> bool {
    let (own, table) = match place.target {
        Target::Input(id) => (measure.input_path(id), measure.inputs.at(id).table),
        Target::Parameter(id) => (measure.parameter_path(id), measure.parameters.at(id).table),
        Target::Date(_) => return false,
    };
    let own_row = table.zip(place.row).and_then(|(table, row)| facts.rows.get(table)?.get(row));
    own == path && own_row.map(SmolStr::as_str) == row
}

/// The results there can be: statuses of the stage; or outcomes; or statuses of the last stage.
fn wanted(column: &Column<'_>, rules: &crate::decision::Rules, circuit: &mut Circuit) -> Lowered<Vec<(NodeId, Cell)>> {
    let measure = column.rules();
    let alone = [StageStatus::NoQuorum, StageStatus::Failed, StageStatus::Passed, StageStatus::Undecided];
    if let Some(stage) = column.stage {
        let own = rules.stages.at(stage).alone.clone()?;
        return Ok(alone.map(|status| (own.of(status), Cell::Status(status))).to_vec());
    }
    // The evaluator judges all stages, also those that no outcome speaks of: one that divides by zero, or asks for a parameter
    // on a day for which it has no value, keeps the whole measure from being judged.
    let conditions = rules.conditions.values().filter_map(|condition| condition.as_ref().err());
    let reached = rules.stages.values().filter_map(|stage| stage.reached.as_ref().err());
    if let Some(reason) = conditions.chain(reached).next() {
        return Err(reason.clone());
    }
    if measure.outcomes.is_empty() {
        let Some(last) = measure.stage_order.last() else { return Ok(Vec::new()) };
        let stage = rules.stages.at(*last);
        let (own, reached) = (stage.alone.clone()?, stage.reached.clone()?);
        let mut cells: Vec<(NodeId, Cell)> =
            alone.map(|status| (circuit.all([reached, own.of(status)]), Cell::Status(status))).to_vec();
        cells.push((circuit.not(reached), Cell::Status(StageStatus::NotReached)));
        return Ok(cells);
    }
    let mut cells = Vec::new();
    for (at, node) in rules.outcomes.iter().enumerate() {
        cells.push((node.clone()?, outcome(at)));
    }
    cells.push((rules.no_outcome.clone()?, Cell::NoOutcome));
    Ok(cells)
}

/// What places of a circuit depend on.
#[derive(Clone, Debug, Default)]
pub(crate) struct Needed {
    pub(crate) variables: BTreeSet<VariableId>,
    pub(crate) atoms: BTreeSet<AtomId>,
}

impl Needed {
    pub(crate) fn of(decision: &Decision, nodes: impl IntoIterator<Item = NodeId>) -> Self {
        let mut needed = Self::default();
        let mut seen: BTreeSet<NodeId> = BTreeSet::new();
        let mut left: Vec<NodeId> = nodes.into_iter().collect();
        while let Some(node) = left.pop() {
            if !seen.insert(node) {
                continue;
            }
            match decision.circuit.at(node) {
                Node::Constant(_) => {}
                Node::Truth(id) => needed.variable(decision, *id, &mut left),
                Node::Not(inner) => left.push(*inner),
                Node::All(parts) | Node::Any(parts) => left.extend_from_slice(parts),
                Node::Atom(id) => {
                    needed.atoms.insert(*id);
                    for (id, _) in &decision.atoms.at(*id).terms {
                        needed.variable(decision, *id, &mut left);
                    }
                }
            }
        }
        needed
    }

    /// A variable with those it is derived from, which come before it.
    fn variable(&mut self, decision: &Decision, id: VariableId, nodes: &mut Vec<NodeId>) {
        let mut left = vec![id];
        while let Some(id) = left.pop() {
            if !self.variables.insert(id) {
                continue;
            }
            let mut form = |form: &Form| left.extend(form.terms.iter().map(|(id, _)| *id));
            match &decision.variables.at(id).origin {
                Origin::Free(_) => {}
                Origin::Derived(Derived::Floor(inner)) => form(inner),
                Origin::Derived(Derived::Max(forms)) => forms.iter().for_each(form),
                Origin::Derived(Derived::Indicator(node)) => nodes.push(*node),
            }
        }
    }
}

impl Lines {
    fn row(&self, row: &Row, out: &mut Vec<Cell>) {
        let wanted: Vec<NodeId> = self.cells.iter().map(|(node, _)| *node).chain([self.possible]).collect();
        let batch = Batch::new(&self.decision, &wanted);
        let column = |id: &VariableId| {
            let source = self.sources.iter().find(|(own, _)| own == id).map(|(_, source)| *source)?;
            let (values, per) = row.column(source);
            (!values.is_empty()).then_some(Values { values, per })
        };
        let columns: Option<Vec<Values<'_>>> = batch.inputs().iter().map(column).collect();
        let mut found = Vec::new();
        let ran = columns.map(|columns| batch.run(&columns, &mut found));
        let holds = |node: usize, at: usize| match found.get(node).map(Vec::as_slice) {
            Some([only]) => *only,
            Some(column) => column.get(at).copied().unwrap_or(false),
            None => false,
        };
        let possible = self.cells.len();
        let negative: Vec<&[i64]> = self
            .sources
            .iter()
            .map(|(_, source)| row.column(*source).0)
            .filter(|own| own.iter().any(|n| *n < 0))
            .collect();
        out.extend((0..row.points).map(|at| {
            let bad = row.beyond.get(at).copied().unwrap_or(false) || negative.iter().any(|own| one_of(own, at) < 0);
            match ran {
                Some(Ok(())) if !bad && holds(possible, at) => {
                    let own = self.cells.iter().enumerate().find(|(node, _)| holds(*node, at));
                    own.map_or(Cell::NotJudged, |(_, (_, cell))| *cell)
                }
                Some(Ok(())) => Cell::BadData,
                Some(Err(_)) | None => Cell::NotJudged,
            }
        }));
    }

    fn cell(&self, point: &Point<'_>) -> Cell {
        if self.sources.iter().any(|(_, source)| point.ratio(*source).is_none_or(|(part, _)| part < 0)) {
            return Cell::BadData;
        }
        let value = |id: VariableId| {
            let own = self.sources.iter().find(|(own, _)| *own == id);
            own.map_or(Exact::ZERO, |(_, source)| point.exact(*source))
        };
        let point = self.decision.at(value);
        if !point.holds(self.possible) {
            return Cell::BadData;
        }
        self.cells.iter().find(|(node, _)| point.holds(*node)).map_or(Cell::NotJudged, |(_, cell)| *cell)
    }

    /// Each free variable as a function of two axes, people unrounded.
    pub(crate) fn forms(&self, votes: Option<&Votes>) -> Option<Vec<(VariableId, Bilinear)>> {
        let people = match votes {
            Some(votes) => Some(votes.ideal(&|at| Some(Bilinear::axis(at)))?),
            None => None,
        };
        let form = |source: Source| match source {
            Source::Axis(at) => Some(Bilinear::axis(at)),
            Source::People(role) => people.as_ref()?.get(role as usize)?.clone(),
        };
        self.sources.iter().map(|(id, source)| Some((*id, form(*source)?))).collect()
    }
}
