//! From checked measures to the normal form: formulas, stages, outcomes.

use std::collections::{BTreeMap, HashMap};

use smol_str::SmolStr;

use super::{
    Alone, Circuit, Condition, Decision, Difference, Form, Key, Lowered, NodeId, NotLinear, Origin, Reason, Rules,
    Stage, Variable, VariableId, day_number,
};
use crate::evaluate::{Cell, Stop, Verdict, World};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Table;
use crate::program::{
    CompareOperator, Comparison, ConditionId, ConditionKind, DefinitionId, Formula, FormulaNode, Meaning, Measure,
    Reference, Status,
};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};

/// Definitions of truths are followed so deep; beyond that they are said not to be linear.
const DEPTH: u32 = 64;

/// A measure to be lowered, with what is known for it.
#[derive(Clone, Debug)]
pub struct Taken<'a> {
    /// The rules.
    pub measure: &'a Measure,
    /// What is known.
    pub facts: &'a Facts,
    /// Inputs and parameters, by path, that are the same as those of another path in other measures.
    pub names: HashMap<SmolStr, SmolStr>,
    /// A condition that is not linear becomes a truth of its own that nothing is known of, rather than keep everything that
    /// depends on it out of the normal form. What cannot be then cannot be anyway; what can be need not.
    pub relaxed: bool,
    /// Conditions that become such truths too, so that it can be asked what is so whatever they are.
    pub freed: Vec<ConditionId>,
}

/// Lowers measures, each with what is known for it. What the facts leave open, or give a range, becomes a variable.
pub fn lower(measures: &[(&Measure, &Facts)]) -> Decision {
    let taken = |&(measure, facts)| Taken { measure, facts, names: HashMap::new(), relaxed: false, freed: Vec::new() };
    lower_together(&measures.iter().map(taken).collect::<Vec<_>>())
}

/// As [`lower`], of measures that may call the same thing by different names.
pub fn lower_together(measures: &[Taken<'_>]) -> Decision {
    let mut decision = Decision::default();
    for Taken { measure, facts, names, relaxed, freed } in measures {
        let mut world = World::new(measure, facts);
        measure.definitions.ids().for_each(|id| world.work_out(id));
        let lowering = Lowering {
            decision: &mut decision,
            world,
            cells: BTreeMap::new(),
            forms: HashMap::new(),
            truths: HashMap::new(),
            in_given: false,
            names,
            relaxed: *relaxed,
            freed,
        };
        let rules = lowering.rules(facts);
        decision.rules.push(rules);
    }
    decision
}

/// One measure on its way into a decision.
pub(super) struct Lowering<'d, 'a> {
    pub(super) decision: &'d mut Decision,
    pub(super) world: World<'a>,
    /// The variables of what the measure's facts leave open.
    cells: BTreeMap<Cell, VariableId>,
    /// Definitions of numbers that have been lowered, by row.
    pub(super) forms: HashMap<(DefinitionId, Option<usize>), Lowered<Form>>,
    /// Definitions of truths, likewise, as they stand and under a `not`.
    truths: HashMap<(DefinitionId, Option<usize>, bool), Lowered<NodeId>>,
    /// In a `given` what cannot be said of nothing counts as satisfied.
    in_given: bool,
    names: &'a HashMap<SmolStr, SmolStr>,
    relaxed: bool,
    freed: &'a [ConditionId],
}

impl<'a> Lowering<'_, 'a> {
    fn rules(mut self, facts: &'a Facts) -> Rules {
        let measure = self.world.measure;
        let (mut givens, mut given_not_linear) = (Vec::new(), None);
        self.in_given = true;
        for given in measure.givens.values().chain(&facts.givens) {
            let lowered = match given.table {
                None => self.formula(&given.formula, false),
                Some(table) => self
                    .by_row(table, |lowering, _| lowering.formula(&given.formula, false))
                    .map(|rows| self.decision.circuit.all(rows)),
            };
            match lowered {
                Ok(node) => givens.push(node),
                Err(reason) => given_not_linear = given_not_linear.or(Some(reason)),
            }
        }
        self.in_given = false;
        self.definitions();
        let mut conditions = Table::new();
        let mut relaxed = Vec::new();
        for (id, condition) in measure.conditions.iter() {
            let mut met = self.formula(&condition.formula, false);
            if let (Err(reason), true) = (&met, self.relaxed) {
                relaxed.push((id, reason.clone()));
                met = Ok(self.anything());
            }
            if self.freed.contains(&id) {
                met = Ok(self.anything());
            }
            conditions
                .push(met.map(|met| Condition { met, comparison: self.difference(&condition.formula, false, DEPTH) }));
        }
        let unset = NotLinear { span: Span::default(), reason: Reason::Day };
        let none = || Stage { alone: Err(unset.clone()), reached: Err(unset.clone()) };
        let mut rules = Rules {
            givens,
            given_not_linear,
            conditions,
            stages: measure.stages.ids().map(|_| none()).collect(),
            outcomes: Vec::new(),
            no_outcome: Ok(Circuit::FALSE),
            relaxed,
        };
        for &id in &measure.stage_order {
            let stage = measure.stages.at(id);
            let reached = stage.after.as_ref().map_or(Ok(Circuit::TRUE), |after| self.status(after, false, &rules));
            let alone = self.alone(stage, &rules);
            *rules.stages.at_mut(id) = Stage { alone, reached };
        }
        self.outcomes(&mut rules);
        rules
    }

    /// A truth that nothing is known of.
    fn anything(&mut self) -> NodeId {
        let path = smol_str::format_smolstr!("?{}", self.decision.variables.len());
        let origin = Origin::Free(Key { path, row: None, kind: Kind::Truth });
        let variable = Variable { origin, kind: Kind::Truth, whole: false, low: None, high: None };
        let id = self.decision.variables.push(variable);
        self.decision.circuit.truth(id)
    }

    /// Lowers definitions in the order of the measure, so that a chain of them does not nest.
    fn definitions(&mut self) {
        let measure = self.world.measure;
        for (id, definition) in measure.definitions.iter() {
            let lower = |lowering: &mut Self| match &definition.value {
                // What is not linear is said where it is used.
                Meaning::Number(expr) => {
                    let row = definition.table.and_then(|table| lowering.world.row(table));
                    if let Ok(Some(form)) = lowering.number(expr) {
                        lowering.forms.insert((id, row), Ok(form));
                    }
                }
                Meaning::Truth(_) => {
                    for negated in [false, true] {
                        let _ = lowering.definition(id, negated, definition.name.span);
                    }
                }
                Meaning::Date(_) | Meaning::Duration(_) => {}
            };
            match definition.table {
                None => lower(self),
                Some(table) => {
                    let _ = self.by_row(table, |lowering, _| {
                        lower(lowering);
                        Ok(())
                    });
                }
            }
        }
    }

    /// A stage judged by itself. In this order: a `quorum` not met, a `reject` met, every `require` met, or not.
    fn alone(&mut self, stage: &crate::program::Stage, rules: &Rules) -> Lowered<Alone> {
        let (mut quorum, mut reject, mut require) = (Vec::new(), Vec::new(), Vec::new());
        for &id in &stage.conditions {
            let met = rules.conditions.at(id).as_ref().map_err(Clone::clone)?.met;
            match self.world.measure.conditions.at(id).kind {
                ConditionKind::Quorum => quorum.push(met),
                ConditionKind::Reject => reject.push(met),
                ConditionKind::Require => require.push(met),
            }
        }
        let can_reject = !reject.is_empty();
        let circuit = &mut self.decision.circuit;
        let (quorum, reject, require) = (circuit.all(quorum), circuit.any(reject), circuit.all(require));
        let (no_quorum, not_rejected, short) = (circuit.not(quorum), circuit.not(reject), circuit.not(require));
        let passed = circuit.all([quorum, not_rejected, require]);
        let open = circuit.all([quorum, not_rejected, short]);
        let rejected = circuit.all([quorum, reject]);
        let (failed, undecided) = if can_reject { (rejected, open) } else { (open, Circuit::FALSE) };
        Ok(Alone { no_quorum, failed, passed, undecided })
    }

    /// Outcomes in order: the first that holds follows.
    fn outcomes(&mut self, rules: &mut Rules) {
        let mut before: Lowered<NodeId> = Ok(Circuit::TRUE);
        for outcome in &self.world.measure.outcomes {
            let when = outcome.when.as_ref().map_or(Ok(Circuit::TRUE), |when| self.status(when, false, rules));
            let circuit = &mut self.decision.circuit;
            let both = before.clone().and_then(|before| when.clone().map(|when| (before, when)));
            rules.outcomes.push(both.clone().map(|(before, when)| circuit.all([before, when])));
            before = both.map(|(before, when)| {
                let not = circuit.not(when);
                circuit.all([before, not])
            });
        }
        rules.no_outcome = if self.world.measure.outcomes.is_empty() { Ok(Circuit::FALSE) } else { before };
    }

    /// A formula of `after` or `when`, which may speak of stages and conditions.
    fn status(&mut self, formula: &'a Formula, negated: bool, rules: &Rules) -> Lowered<NodeId> {
        match &formula.node {
            FormulaNode::Stage(id, status) => {
                let node = self.stage_status(rules.stages.at(*id), *status)?;
                Ok(if negated { self.decision.circuit.not(node) } else { node })
            }
            FormulaNode::Condition(id, status) => {
                let met = rules.conditions.at(*id).as_ref().map_err(Clone::clone)?.met;
                let turned = matches!(status, Status::NotMet) != negated;
                Ok(if turned { self.decision.circuit.not(met) } else { met })
            }
            FormulaNode::Not(inner) => self.status(inner, !negated, rules),
            FormulaNode::And(parts) | FormulaNode::Or(parts) => {
                let every = matches!(formula.node, FormulaNode::And(_)) != negated;
                let parts = parts.iter().map(|part| self.status(part, negated, rules)).collect::<Lowered<Vec<_>>>()?;
                Ok(if every { self.decision.circuit.all(parts) } else { self.decision.circuit.any(parts) })
            }
            FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::Compare(_)
            | FormulaNode::CompareDates(..)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::Quantified { .. } => self.formula(formula, negated),
        }
    }

    /// When a stage has a status. Once everything is known nothing is pending.
    fn stage_status(&mut self, stage: &Stage, status: Status) -> Lowered<NodeId> {
        let reached = stage.reached.clone()?;
        let circuit = &mut self.decision.circuit;
        let alone = match status {
            Status::Reached => return Ok(reached),
            Status::NotReached => return Ok(circuit.not(reached)),
            Status::Pending | Status::Unknown => return Ok(Circuit::FALSE),
            Status::Passed | Status::Met => stage.alone.clone()?.passed,
            Status::Failed => stage.alone.clone()?.failed,
            Status::NoQuorum => stage.alone.clone()?.no_quorum,
            Status::Undecided => stage.alone.clone()?.undecided,
            Status::NotPassed | Status::NotMet => circuit.not(stage.alone.clone()?.passed),
        };
        Ok(circuit.all([reached, alone]))
    }

    /// When a formula holds; with `negated`, when it does not. `not` is pushed down to the comparisons.
    pub(super) fn formula(&mut self, formula: &'a Formula, negated: bool) -> Lowered<NodeId> {
        let span = formula.span;
        match &formula.node {
            FormulaNode::Constant(holds) => Ok(Circuit::constant(*holds != negated)),
            FormulaNode::Reference(Reference::Definition(id)) => self.definition(*id, negated, span),
            FormulaNode::Reference(reference) => self.truth(reference, negated, span),
            FormulaNode::Compare(comparison) => self.comparison(comparison, negated, span),
            FormulaNode::CompareDates(operator, left, right) => {
                let form =
                    self.day(left)?.minus(&self.day(right)?).ok_or(NotLinear { span, reason: Reason::TooLarge })?;
                self.atom(if negated { operator.negated() } else { *operator }, &form, span)
            }
            FormulaNode::CompareDurations(..) => {
                match self.world.verdict(formula, negated).map_err(|stop| stopped(stop, span))? {
                    Verdict::Met => Ok(Circuit::TRUE),
                    Verdict::NotMet => Ok(Circuit::FALSE),
                    Verdict::Unknown | Verdict::NotDecided => Err(NotLinear { span, reason: Reason::Day }),
                }
            }
            FormulaNode::Not(inner) => self.formula(inner, !negated),
            FormulaNode::And(parts) | FormulaNode::Or(parts) => {
                let every = matches!(formula.node, FormulaNode::And(_)) != negated;
                let parts = parts.iter().map(|part| self.formula(part, negated)).collect::<Lowered<Vec<_>>>()?;
                Ok(if every { self.decision.circuit.all(parts) } else { self.decision.circuit.any(parts) })
            }
            FormulaNode::Quantified { every, table, filter, condition } => {
                let every = *every != negated;
                let rows = self.by_row(*table, |lowering, _| {
                    let filter = filter.as_deref().map_or(Ok(Circuit::TRUE), |filter| lowering.selected(filter))?;
                    let holds =
                        if filter == Circuit::FALSE { Circuit::FALSE } else { lowering.formula(condition, negated)? };
                    Ok((filter, holds))
                })?;
                let circuit = &mut self.decision.circuit;
                let some_row = circuit.any(rows.iter().map(|(filter, _)| *filter));
                let parts: Vec<NodeId> = rows
                    .into_iter()
                    .map(|(filter, holds)| {
                        if every {
                            let without = circuit.not(filter);
                            circuit.any([without, holds])
                        } else {
                            circuit.all([filter, holds])
                        }
                    })
                    .collect();
                let holds = if every { circuit.all(parts) } else { circuit.any(parts) };
                Ok(circuit.all([holds, some_row]))
            }
            FormulaNode::Stage(..) | FormulaNode::Condition(..) => Err(NotLinear { span, reason: Reason::Day }),
        }
    }

    /// When a `where` lets a row through.
    pub(super) fn selected(&mut self, filter: &'a Formula) -> Lowered<NodeId> {
        let before = std::mem::replace(&mut self.in_given, false);
        let node = self.formula(filter, false);
        self.in_given = before;
        node
    }

    fn definition(&mut self, id: DefinitionId, negated: bool, span: Span) -> Lowered<NodeId> {
        let definition = self.world.measure.definitions.at(id);
        let row = definition.table.and_then(|table| self.world.row(table));
        let key = (id, row, negated);
        if let Some(known) = self.truths.get(&key).filter(|_| !self.in_given) {
            return known.clone();
        }
        let lowered = match &definition.value {
            Meaning::Truth(formula) => self.formula(formula, negated),
            Meaning::Number(_) | Meaning::Date(_) | Meaning::Duration(_) => {
                Err(NotLinear { span, reason: Reason::Day })
            }
        };
        if !self.in_given {
            self.truths.insert(key, lowered.clone());
        }
        lowered
    }

    /// A truth that is supplied or not.
    fn truth(&mut self, reference: &'a Reference, negated: bool, span: Span) -> Lowered<NodeId> {
        let (cells, cell, table) = match reference {
            Reference::Input(id) => {
                let table = self.world.measure.inputs.at(*id).table;
                let row = table.and_then(|table| self.world.row(table));
                (self.world.facts.inputs.get(*id), Cell::Input(*id, row), row)
            }
            Reference::Parameter(id) => {
                let table = self.world.measure.parameters.at(*id).table;
                let row = table.and_then(|table| self.world.row(table));
                (self.world.facts.parameters.get(*id), Cell::Parameter(*id, row), row)
            }
            Reference::Definition(_) | Reference::AsOf { .. } => {
                return Err(NotLinear { span, reason: Reason::Day });
            }
        };
        let slot = match cells {
            None => &Slot::Unknown,
            Some(Cells::One(slot)) => slot,
            Some(Cells::Rows(slots)) => table.and_then(|row| slots.get(row)).unwrap_or(&Slot::Unknown),
        };
        if let Slot::Known(Value::Truth(truth)) = slot {
            return Ok(Circuit::constant(*truth != negated));
        }
        let variable = self.free(cell, slot);
        let node = self.decision.circuit.truth(variable);
        Ok(if negated { self.decision.circuit.not(node) } else { node })
    }

    /// A comparison with its bases: each must be above zero, whichever way the comparison is turned.
    fn comparison(&mut self, comparison: &'a Comparison, negated: bool, span: Span) -> Lowered<NodeId> {
        let mut parts = Vec::with_capacity(comparison.bases.len() + 1);
        for base in &comparison.bases {
            match self.number(base)? {
                None => return Ok(Circuit::FALSE),
                Some(form) => parts.push(self.atom(CompareOperator::MoreThan, &form, span)?),
            }
        }
        let (Some(left), Some(right)) = (self.number(&comparison.left)?, self.number(&comparison.right)?) else {
            // With no base in the way, only a `given` says nothing of nothing.
            return if self.in_given { Ok(Circuit::TRUE) } else { Err(NotLinear { span, reason: Reason::Quotient }) };
        };
        let form = left.minus(&right).ok_or(NotLinear { span, reason: Reason::TooLarge })?;
        let operator = if negated { comparison.operator.negated() } else { comparison.operator };
        parts.push(self.atom(operator, &form, span)?);
        Ok(self.decision.circuit.all(parts))
    }

    fn atom(&mut self, operator: CompareOperator, form: &Form, span: Span) -> Lowered<NodeId> {
        self.decision.compare(operator, form).ok_or(NotLinear { span, reason: Reason::TooLarge })
    }

    /// The one comparison a formula consists of, looking through `not` and definitions.
    fn difference(&mut self, formula: &'a Formula, negated: bool, depth: u32) -> Option<Difference> {
        match &formula.node {
            FormulaNode::Compare(comparison) => {
                let operator = if negated { comparison.operator.negated() } else { comparison.operator };
                let counts = comparison.left.kind == Kind::Count && comparison.right.kind == Kind::Count;
                let (left, right) = (self.number(&comparison.left).ok()??, self.number(&comparison.right).ok()??);
                let mut bases = Vec::with_capacity(comparison.bases.len());
                for base in &comparison.bases {
                    let form = self.number(base).ok()??;
                    bases.push(self.atom(CompareOperator::MoreThan, &form, base.span).ok()?);
                }
                let based = self.decision.circuit.all(bases);
                Some(Difference { operator, form: left.minus(&right)?, based, counts })
            }
            FormulaNode::Not(inner) => self.difference(inner, !negated, depth),
            FormulaNode::Reference(Reference::Definition(id)) => match &self.world.measure.definitions.at(*id).value {
                Meaning::Truth(inner) => self.difference(inner, negated, depth.checked_sub(1)?),
                Meaning::Number(_) | Meaning::Date(_) | Meaning::Duration(_) => None,
            },
            FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::CompareDates(..)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::And(_)
            | FormulaNode::Or(_)
            | FormulaNode::Quantified { .. }
            | FormulaNode::Stage(..)
            | FormulaNode::Condition(..) => None,
        }
    }

    /// Something for each row of a table.
    pub(super) fn by_row<T>(
        &mut self,
        table: crate::program::TableId,
        mut f: impl FnMut(&mut Self, usize) -> Lowered<T>,
    ) -> Lowered<Vec<T>> {
        let before = self.world.row(table);
        let mut all = Vec::with_capacity(self.world.row_count(table));
        let mut failed = None;
        for row in 0..self.world.row_count(table) {
            self.world.set_row(table, Some(row));
            match f(self, row) {
                Ok(item) => all.push(item),
                Err(reason) => {
                    failed = Some(reason);
                    break;
                }
            }
        }
        self.world.set_row(table, before);
        failed.map_or(Ok(all), Err)
    }

    /// The variable of something the facts leave open.
    pub(super) fn free(&mut self, cell: Cell, slot: &Slot) -> VariableId {
        if let Some(&id) = self.cells.get(&cell) {
            return id;
        }
        let measure = self.world.measure;
        let (path, table, row, kind) = match cell {
            Cell::Input(id, row) => {
                (measure.input_path(id), measure.inputs.at(id).table, row, measure.inputs.at(id).kind)
            }
            Cell::Parameter(id, row) => {
                let parameter = measure.parameters.at(id);
                (measure.parameter_path(id), parameter.table, row, parameter.kind)
            }
        };
        let row = table.zip(row).and_then(|(table, row)| self.world.facts.rows.get(table)?.get(row).cloned());
        let path = self.names.get(&path).cloned().unwrap_or(path);
        let key = Key { path, row, kind };
        let (low, high) = bounds(slot, kind);
        let id = match self.decision.known_variables.get(&key) {
            Some(&id) => {
                // Where two measures are told different things, only what both are told is sure.
                let variable = self.decision.variables.at_mut(id);
                variable.low = variable.low.take().zip(low).map(|(a, b)| a.min(b));
                variable.high = variable.high.take().zip(high).map(|(a, b)| a.max(b));
                id
            }
            None => {
                let origin = Origin::Free(key.clone());
                let whole = matches!(kind, Kind::Count | Kind::Date);
                let id = self.decision.variables.push(Variable { origin, kind, whole, low, high });
                self.decision.known_variables.insert(key, id);
                id
            }
        };
        self.cells.insert(cell, id);
        id
    }
}

/// Why an expression has no value.
pub(super) fn stopped(stop: Stop, span: Span) -> NotLinear {
    match stop {
        Stop::EmptyBase(span) => NotLinear { span, reason: Reason::Quotient },
        Stop::Error(error) => NotLinear { span, reason: Reason::Error(error) },
    }
}

fn bounds(slot: &Slot, kind: Kind) -> (Option<Exact>, Option<Exact>) {
    let number = |value: &Value| match value {
        Value::Number(number) => Some(number.clone()),
        Value::Date(day) => Some(day_number(*day)),
        Value::Duration(_) | Value::Truth(_) => None,
    };
    match slot {
        Slot::Range(low, high) => (number(low), high.as_ref().and_then(number)),
        Slot::Unknown | Slot::Known(_) => ((kind == Kind::Count).then_some(Exact::ZERO), None),
    }
}
