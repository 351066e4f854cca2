//! Several rules with their inputs in common.

use std::collections::{BTreeSet, HashMap};

use smol_str::SmolStr;

use super::Says;
use crate::compare::Column;
use crate::decision::{
    AtomId, Circuit, Decision, Derived, Form, Key, Lowered, Node, NodeId, NotLinear, Origin, Relation, Rules, Taken,
    Variable, VariableId, lower_together,
};
use crate::evaluate::StageStatus;
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::program::{CompareOperator, InputId, Measure};
use crate::solver::{Answer, Goal, Question};
use crate::sweep::Role;
use crate::value::{Exact, Kind, Value};
use crate::words;

/// Rules in one normal form, with what they have in common.
#[derive(Debug)]
pub struct Common<'a> {
    /// The rules.
    pub columns: Vec<Column<'a>>,
    /// What is given, for each.
    pub facts: Vec<Facts>,
    /// Inputs of two rules that are taken for the same though they are called otherwise, or counted otherwise.
    pub same: Vec<Same>,
    pub(super) decision: Decision,
    /// All results that each of the rules can have, and when.
    pub(super) cases: Vec<Vec<(Says, NodeId)>>,
    pub(super) left_out: Vec<NotLinear>,
    /// For each of the rules, what its inputs and parameters are called where it differs from their path.
    pub(super) names: Vec<HashMap<SmolStr, SmolStr>>,
    /// What two of the rules have in common beyond names: the rules and what holds.
    equal: Vec<([usize; 2], NodeId)>,
    /// The input of each role, by its common name and [`Role::ALL`].
    pub(super) roles: [Option<SmolStr>; 4],
    /// Of each rule the input of each role.
    role_inputs: Vec<[Option<InputId>; 4]>,
    bounds: Vec<Bounds>,
}

/// So many steps are worth a search without aim.
const AIMLESS: u64 = 50_000;

/// The least and the most that a variable may be.
pub(super) type Bounds = (VariableId, Option<Exact>, Option<Exact>);

/// Two inputs that are taken for the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Same {
    /// An input of one of the rules is called otherwise in another.
    Called {
        /// The rule, by its place.
        rule: usize,
        /// What it calls it.
        name: SmolStr,
        /// What the others call it.
        common: SmolStr,
    },
    /// One rule takes as a whole what another takes by row.
    Sum {
        /// The input.
        name: SmolStr,
    },
}

impl<'a> Common<'a> {
    /// Lowers rules together. `roles` says for each which of its inputs counts what, by [`Role::ALL`].
    pub fn new(columns: Vec<Column<'a>>, facts: Vec<Facts>, roles: &[[Option<InputId>; 4]]) -> Self {
        let mut same = Vec::new();
        let names = names(&columns, roles, &mut same);
        let taken: Vec<Taken<'_>> = columns
            .iter()
            .zip(&facts)
            .zip(&names)
            .map(|((column, facts), names)| Taken {
                measure: column.rules(),
                facts,
                names: names.clone(),
                relaxed: true,
                freed: Vec::new(),
            })
            .collect();
        let decision = lower_together(&taken);
        drop(taken);
        let role_inputs = roles.to_vec();
        let role = |role: Role| {
            columns.iter().zip(roles).zip(&names).find_map(|((column, roles), names)| {
                let path = column.rules().input_path(roles.get(role as usize).copied().flatten()?);
                Some(names.get(&path).cloned().unwrap_or(path))
            })
        };
        let roles = Role::ALL.map(role);
        let mut common = Self {
            columns,
            facts,
            same,
            decision,
            cases: Vec::new(),
            left_out: Vec::new(),
            names,
            equal: Vec::new(),
            roles,
            role_inputs,
            bounds: Vec::new(),
        };
        common.cases();
        common.sums();
        common.relaxed();
        common.bounds = common
            .decision
            .variables
            .iter()
            .filter(|(_, own)| own.kind == Kind::Share && matches!(own.origin, Origin::Free(_)))
            // A range that is given is taken at its word.
            .filter(|(_, own)| own.low.is_none() && own.high.is_none())
            .map(|(id, _)| (id, Some(Exact::ZERO), Some(Exact::ONE)))
            .collect();
        common
    }

    /// The results that each of the rules can have.
    fn cases(&mut self) {
        for (column, rules) in self.columns.iter().zip(self.decision.rules.clone()) {
            self.left_out.extend(rules.given_not_linear.clone());
            self.left_out.extend(rules.relaxed.iter().map(|(_, reason)| reason.clone()));
            let cases = match cases(column, &rules, &mut self.decision.circuit) {
                Ok(cases) => cases,
                Err(reason) => {
                    // It may have any result.
                    self.left_out.push(reason);
                    let key = Key { path: "?".into(), row: None, kind: Kind::Truth };
                    let variable =
                        Variable { origin: Origin::Free(key), kind: Kind::Truth, whole: false, low: None, high: None };
                    let variable = self.decision.variables.push(variable);
                    vec![(Says::Status(StageStatus::Passed), self.decision.truth(variable))]
                }
            };
            self.cases.push(cases);
        }
        let mut distinct: Vec<NotLinear> = Vec::new();
        for reason in std::mem::take(&mut self.left_out) {
            if !distinct.contains(&reason) {
                distinct.push(reason);
            }
        }
        self.left_out = distinct;
    }

    /// Where one rule takes as a whole what another takes by row, the whole is the sum of the rows.
    fn sums(&mut self) {
        for one in 0..self.columns.len() {
            for other in 0..self.columns.len() {
                for (whole, rows) in self.wholes(one, other) {
                    let Some(form) = rows.minus(&whole) else { continue };
                    let Some(node) = self.decision.compare(CompareOperator::Equal, &form) else { continue };
                    self.equal.push(([one, other], node));
                }
            }
        }
    }

    /// Counts that one rule takes as a whole and another by row, both as forms.
    fn wholes(&mut self, one: usize, other: usize) -> Vec<(Form, Form)> {
        let mut found = Vec::new();
        let (Some(ours), Some(theirs)) = (self.columns.get(one), self.columns.get(other)) else { return found };
        for (id, input) in ours.rules().inputs.iter().filter(|(_, input)| input.kind == Kind::Count) {
            let name = self.common_name(one, &ours.rules().input_path(id));
            let by_row = theirs.rules().inputs.iter().find(|(id, own)| {
                own.kind == Kind::Count
                    && own.table.is_some()
                    && self.common_name(other, &theirs.rules().input_path(*id)) == name
            });
            if let (None, Some((their, _))) = (input.table, by_row)
                && let Some(whole) = self.form(one, id, &name)
                && let Some(rows) = self.form(other, their, &name)
            {
                found.push((whole, rows));
                if !self.same.contains(&Same::Sum { name: name.clone() }) {
                    self.same.push(Same::Sum { name });
                }
            }
        }
        found
    }

    /// A count as a form, of a table the sum of its rows; `None` if nothing depends on part of it.
    fn form(&self, rule: usize, id: InputId, name: &str) -> Option<Form> {
        let facts = self.facts.get(rule)?;
        let slot = |slot: &Slot, row: Option<&str>| match slot {
            Slot::Known(Value::Number(number)) => Form::constant(number),
            Slot::Known(_) => None,
            Slot::Unknown | Slot::Range(..) => self.decision.variable(name, row).map(Form::variable),
        };
        match (facts.inputs.get(id)?, self.columns.get(rule)?.rules().inputs.at(id).table) {
            (Cells::One(own), _) => slot(own, None),
            (Cells::Rows(slots), Some(table)) => slots
                .iter()
                .zip(facts.rows.get(table)?)
                .try_fold(Form::ZERO, |sum, (own, row)| sum.add_scaled(&slot(own, Some(row))?, &Exact::ONE)),
            (Cells::Rows(_), None) => None,
        }
    }

    /// A requirement that is not linear, but is the same text with the same numbers in two variants, is met in both or in
    /// neither.
    fn relaxed(&mut self) {
        let rules = self.decision.rules.clone();
        for (one, ours) in rules.iter().enumerate() {
            for (other, theirs) in rules.iter().enumerate().skip(one + 1) {
                for (id, _) in &ours.relaxed {
                    let same = theirs.relaxed.iter().map(|(their, _)| *their);
                    let mut same = same.filter(|their| self.is_same_requirement([(one, *id), (other, *their)]));
                    let Some(their) = same.next() else { continue };
                    if let (Ok(our), Ok(their)) = (ours.conditions.at(*id), theirs.conditions.at(their)) {
                        let node = self.decision.circuit.same(our.met, their.met);
                        self.equal.push(([one, other], node));
                    }
                }
            }
        }
    }

    pub(super) fn common_name(&self, rule: usize, path: &SmolStr) -> SmolStr {
        self.names.get(rule).and_then(|names| names.get(path)).unwrap_or(path).clone()
    }

    /// When a rule passes.
    pub(super) fn passes(&self, rule: usize) -> NodeId {
        let cases = self.cases.get(rule).map_or(&[][..], Vec::as_slice);
        cases.iter().find(|(says, _)| says.passes()).map_or(Circuit::FALSE, |(_, node)| *node)
    }

    /// What figures that can be put to both rules satisfy.
    pub(super) fn given(&self, rules: [usize; 2]) -> Vec<NodeId> {
        let givens = rules.iter().filter_map(|rule| self.decision.rules.get(*rule)).flat_map(|rules| &rules.givens);
        let equal = self.equal.iter().filter(|(of, _)| of.iter().all(|rule| rules.contains(rule)));
        givens.copied().chain(equal.map(|(_, node)| *node)).collect()
    }

    /// Whether each of two rules takes for good figures what the other does, as far as the text says.
    pub fn same_givens(&self, rules: [usize; 2]) -> bool {
        let [one, other] = rules.map(|rule| {
            let givens = self.decision.rules.get(rule).map_or(&[][..], |rules| rules.givens.as_slice());
            givens.iter().copied().filter(|node| *node != Circuit::TRUE).collect::<BTreeSet<NodeId>>()
        });
        one == other
    }

    pub(super) fn ask(&self, hold: Vec<NodeId>, objective: Option<Form>, steps: u64) -> Answer {
        self.ask_within(Vec::new(), hold, objective, steps)
    }

    /// Whether this can be, with any example. A search without aim may go astray where people are not bounded; one for few
    /// people does not.
    pub(super) fn can(&self, hold: Vec<NodeId>, steps: u64) -> Answer {
        match self.ask(hold.clone(), None, steps.min(AIMLESS)) {
            Answer::NotDecided { .. } => self.ask(hold.clone(), self.people(&hold), steps),
            answer @ (Answer::Never | Answer::Witness(_) | Answer::Unbounded { .. }) => answer,
        }
    }

    /// An answer with bounds of its own.
    pub(super) fn ask_within(
        &self,
        bounds: Vec<Bounds>,
        hold: Vec<NodeId>,
        objective: Option<Form>,
        steps: u64,
    ) -> Answer {
        let objective = objective.map(|form| (Goal::Least, form));
        let bounds = self.bounds.iter().cloned().chain(bounds).collect();
        Question { decision: &self.decision, hold, bounds, objective }.answer_within(steps)
    }

    /// For an example that people can believe: days near those that the rules name.
    pub(super) fn near_days(&self, hold: &[NodeId]) -> Vec<Bounds> {
        let dates = self.support(hold).into_iter().filter(|id| self.decision.variables.at(*id).kind == Kind::Date);
        let near = dates.filter_map(|id| {
            let days = self.decision.atoms.values().filter_map(|atom| match atom.terms.as_slice() {
                [(of, coefficient)] if *of == id => Exact::ratio(atom.constant.checked_neg()?, *coefficient),
                _ => None,
            });
            let (low, high) = (days.clone().min()?, days.max()?);
            Some((id, Some(&low - &Exact::ONE), Some(&high + &Exact::ONE)))
        });
        near.collect()
    }

    /// The counts that one rule depends on and that another does not declare, as they have them in common.
    pub fn own_counts(&self, [rule, other]: [usize; 2]) -> Vec<SmolStr> {
        let nodes: Vec<NodeId> = self.cases.get(rule).into_iter().flatten().map(|(_, node)| *node).collect();
        let counts = self.counts(&nodes);
        let declared = |rule: usize| -> Vec<SmolStr> {
            let measure = self.columns.get(rule).map(Column::rules);
            let paths = measure.into_iter().flat_map(|own| own.inputs.ids().map(|id| own.input_path(id)));
            paths.map(|path| self.common_name(rule, &path)).collect()
        };
        let theirs = declared(other);
        let mut own = declared(rule);
        own.retain(|name| !theirs.contains(name));
        own.retain(|name| {
            counts
                .iter()
                .any(|id| matches!(&self.decision.variables.at(*id).origin, Origin::Free(key) if key.path == *name))
        });
        own
    }

    /// What one rule is not known to count, though another does.
    pub fn missing_roles(&self, [rule, other]: [usize; 2]) -> Vec<Role> {
        let has = |rule: usize, role: Role| {
            self.role_inputs.get(rule).and_then(|own| own.get(role as usize)).is_some_and(Option::is_some)
        };
        Role::ALL.into_iter().filter(|&role| has(other, role) && !has(rule, role)).collect()
    }

    /// The shares that are sought between nothing and everything, because nothing else is said of them.
    pub fn shares_sought(&self) -> Vec<SmolStr> {
        let nodes: Vec<NodeId> = self.cases.iter().flatten().map(|(_, node)| *node).collect();
        let support = self.support(&nodes);
        let mut names: Vec<SmolStr> = Vec::new();
        for (id, ..) in self.bounds.iter().filter(|(id, ..)| support.contains(id)) {
            if let Origin::Free(Key { path, .. }) = &self.decision.variables.at(*id).origin
                && !names.contains(path)
            {
                names.push(path.clone());
            }
        }
        names
    }

    pub(super) fn bounds(&self) -> &[Bounds] {
        &self.bounds
    }

    /// The ballots that count for neither side, as far as the rules tell them apart.
    pub(super) fn invalid(&self) -> Option<Form> {
        let [_, ballots, yes, no] = &self.roles;
        let form = |name: &Option<SmolStr>| self.decision.variable(name.as_ref()?, None).map(Form::variable);
        form(ballots)?.minus(&form(yes)?)?.minus(&form(no)?)
    }

    /// All counts that something depends on, added up.
    pub(super) fn people(&self, hold: &[NodeId]) -> Option<Form> {
        self.counts(hold).into_iter().try_fold(Form::ZERO, |sum, id| sum.add_scaled(&Form::variable(id), &Exact::ONE))
    }

    /// The free counts that these depend on.
    pub(super) fn counts(&self, hold: &[NodeId]) -> Vec<VariableId> {
        let is_count = |id: &VariableId| {
            let variable = self.decision.variables.at(*id);
            variable.kind == Kind::Count && matches!(variable.origin, Origin::Free(_))
        };
        self.support(hold).into_iter().filter(is_count).collect()
    }

    /// The variables that these depend on.
    pub(super) fn support(&self, hold: &[NodeId]) -> BTreeSet<VariableId> {
        let decision = &self.decision;
        let (mut nodes, mut found) = (BTreeSet::new(), BTreeSet::new());
        let (mut new, mut variables) = (hold.to_vec(), Vec::new());
        loop {
            if let Some(node) = new.pop() {
                if nodes.insert(node) {
                    match decision.circuit.at(node) {
                        Node::Constant(_) => {}
                        Node::Atom(atom) => variables.extend(decision.atoms.at(*atom).terms.iter().map(|(id, _)| *id)),
                        Node::Truth(id) => variables.push(*id),
                        Node::Not(inner) => new.push(*inner),
                        Node::All(parts) | Node::Any(parts) => new.extend_from_slice(parts),
                    }
                }
            } else if let Some(id) = variables.pop() {
                if found.insert(id) {
                    match &decision.variables.at(id).origin {
                        Origin::Free(_) => {}
                        Origin::Derived(Derived::Floor(form)) => variables.extend(form.terms.iter().map(|(id, _)| *id)),
                        Origin::Derived(Derived::Max(forms)) => {
                            variables.extend(forms.iter().flat_map(|form| form.terms.iter().map(|(id, _)| *id)));
                        }
                        Origin::Derived(Derived::Indicator(node)) => new.push(*node),
                    }
                }
            } else {
                return found;
            }
        }
    }

    /// The inputs that count the registered voters and are open: their paths in each of the rules, as a `--set` names them.
    pub fn open_registered(&self) -> Vec<SmolStr> {
        let mut found: Vec<SmolStr> = Vec::new();
        let [Some(registered), ..] = &self.roles else { return found };
        for (rule, (column, facts)) in self.columns.iter().zip(&self.facts).enumerate() {
            let measure = column.rules();
            for id in measure.inputs.ids() {
                let path = measure.input_path(id);
                let open = !matches!(facts.inputs.get(id), Some(Cells::One(Slot::Known(_))));
                // A stage that is judged by itself is where names are looked up first.
                let name = if column.stage.is_some() { measure.inputs.at(id).name.text.clone() } else { path.clone() };
                if open && self.common_name(rule, &path) == *registered && !found.contains(&name) {
                    found.push(name);
                }
            }
        }
        found
    }

    /// A comparison that is no requirement, in words.
    pub fn comparison(&self, atom: AtomId, holds: bool) -> String {
        let atom = self.decision.atoms.at(atom);
        let mut sides = [Vec::new(), Vec::new()];
        for (id, coefficient) in &atom.terms {
            let name = match &self.decision.variables.at(*id).origin {
                Origin::Free(Key { path, row: Some(row), .. }) => format!("{path} in {row}"),
                Origin::Free(Key { path, .. }) => path.to_string(),
                Origin::Derived(_) => "what follows".to_owned(),
            };
            let size = coefficient.unsigned_abs();
            let term = if size == 1 { name } else { format!("{} · {name}", words::whole(&size)) };
            let [left, right] = &mut sides;
            if *coefficient > 0 { left.push(term) } else { right.push(term) }
        }
        let constant = words::whole(&atom.constant.unsigned_abs());
        let [left, right] = &mut sides;
        match atom.constant {
            0 => {}
            above if above > 0 => left.push(constant),
            _ => right.push(constant),
        }
        let [left, right] = sides.map(|side| if side.is_empty() { "0".to_owned() } else { side.join(" + ") });
        let word = match (atom.relation, holds) {
            (Relation::AtLeast, true) => "at least",
            (Relation::AtLeast, false) => "less than",
            (Relation::Above, true) => "more than",
            (Relation::Above, false) => "at most",
            (Relation::Equal, true) | (Relation::NotEqual, false) => "=",
            (Relation::Equal, false) | (Relation::NotEqual, true) => "!=",
        };
        format!("{left} {word} {right}")
    }

    /// Whether what two rules say can be held against each other beyond passing.
    pub(super) fn says_alike(&self, first: usize, second: usize) -> bool {
        let statuses = |rule: usize| {
            let cases = self.cases.get(rule).map_or(&[][..], Vec::as_slice);
            cases.len() > 1 && cases.iter().all(|(says, _)| matches!(says, Says::Status(_)))
        };
        let root = |rule: usize| {
            let column = self.columns.get(rule)?;
            Some((std::ptr::from_ref(column.program), column.program.lineage(column.measure).last()?))
        };
        statuses(first) && statuses(second) || !statuses(first) && !statuses(second) && root(first) == root(second)
    }

    /// Whether two rules say the same, outcomes in their own words.
    pub(super) fn same_words(&self, first: usize, one: Says, second: usize, other: Says) -> bool {
        let text = |rule: usize, says: Says| match says {
            Says::Outcome(index) => {
                self.columns.get(rule).and_then(|column| Some(&column.rules().outcomes.get(index)?.text.text))
            }
            Says::Status(_) | Says::NoOutcome => None,
        };
        match (text(first, one), text(second, other)) {
            (Some(one), Some(other)) => one == other,
            (None, None) => one == other,
            (Some(_), None) | (None, Some(_)) => false,
        }
    }
}

/// All results that a rule can have, and when.
fn cases(column: &Column<'_>, rules: &Rules, circuit: &mut Circuit) -> Lowered<Vec<(Says, NodeId)>> {
    let measure = column.rules();
    if let Some(stage) = column.stage {
        let alone = rules.stages.at(stage).alone.clone()?;
        let statuses = StageStatus::ALL.into_iter().filter(|status| *status != StageStatus::NotReached);
        return Ok(statuses.map(|status| (Says::Status(status), alone.of(status))).collect());
    }
    if !measure.outcomes.is_empty() {
        let outcomes = rules.outcomes.iter().enumerate().map(|(at, node)| Ok((Says::Outcome(at), node.clone()?)));
        let none = std::iter::once(rules.no_outcome.clone().map(|node| (Says::NoOutcome, node)));
        return outcomes.chain(none).collect();
    }
    let Some(&last) = measure.stage_order.last() else { return Ok(Vec::new()) };
    let (alone, reached) = (rules.stages.at(last).alone.clone()?, rules.stages.at(last).reached.clone()?);
    let status = |status: StageStatus| match status {
        StageStatus::NotReached => (Says::Status(status), circuit.not(reached)),
        StageStatus::NoQuorum | StageStatus::Failed | StageStatus::Passed | StageStatus::Undecided => {
            (Says::Status(status), circuit.all([reached, alone.of(status)]))
        }
    };
    Ok(StageStatus::ALL.map(status).to_vec())
}

/// What the rules call the same thing. A stage that is judged by itself gives its things their own names.
fn names(
    columns: &[Column<'_>],
    roles: &[[Option<InputId>; 4]],
    same: &mut Vec<Same>,
) -> Vec<HashMap<SmolStr, SmolStr>> {
    let paths = |measure: &Measure| -> Vec<(SmolStr, SmolStr, Option<crate::program::StageId>)> {
        let inputs = measure.inputs.iter().map(|(id, own)| (measure.input_path(id), own.name.text.clone(), own.stage));
        let parameters =
            measure.parameters.iter().map(|(id, own)| (measure.parameter_path(id), own.name.text.clone(), own.stage));
        inputs.chain(parameters).collect()
    };
    let mut names: Vec<HashMap<SmolStr, SmolStr>> = columns
        .iter()
        .map(|column| {
            let all = paths(column.rules());
            let own = all.iter().filter(|(path, name, stage)| {
                column.stage.is_some()
                    && *stage == column.stage
                    && !all.iter().any(|(other, ..)| other == name && other != path)
            });
            own.map(|(path, name, _)| (path.clone(), name.clone())).collect()
        })
        .collect();
    // What counts the same people is the same, whatever it is called.
    for role in 0..Role::ALL.len() {
        let mut common: Option<SmolStr> = None;
        for (at, (column, roles)) in columns.iter().zip(roles).enumerate() {
            let Some(id) = roles.get(role).copied().flatten() else { continue };
            let path = column.rules().input_path(id);
            let Some(own) = names.get_mut(at) else { continue };
            let name = own.get(&path).cloned().unwrap_or_else(|| path.clone());
            match &common {
                None => common = Some(name),
                Some(common) if *common == name => {}
                Some(common) => {
                    let taken = paths(column.rules()).iter().any(|(path, ..)| own.get(path).unwrap_or(path) == common);
                    if !taken {
                        own.insert(path, common.clone());
                        same.push(Same::Called { rule: at, name, common: common.clone() });
                    }
                }
            }
        }
    }
    names
}

/// Whether an id points into a table that facts may have left short.
pub(super) fn is_within<T>(table: &crate::ids::Table<InputId, T>, id: InputId) -> bool {
    id.index() < table.len()
}
