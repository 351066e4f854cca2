//! Figures on which two rules differ, judged by both.

use smol_str::SmolStr;

use super::common::is_within;
use super::{Common, Says};
use crate::decision::{Decision, Derived, Form, Key, NodeId, Origin, VariableId, day_from_number};
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::judge::{Answer, Verdicts};
use crate::program::TableId;
use crate::solver::{self, Goal, Question, Witness};
use crate::value::{Exact, Kind, Value};

/// Steps that a try at round numbers is worth.
const STEPS: u64 = 300_000;

/// So many tries at round numbers may end without an answer.
const TRIES: u32 = 6;

/// How large a vote of round numbers is, as powers of ten: a region, a country, the world.
const SIZES: [u32; 3] = [6, 8, 10];

/// So many days between one guessed day and the next.
const GUESSES: [i128; 8] = [0, 30, 180, 365, 1_100, 3_700, -30, -365];

/// Guessed days begin with 1 January 2020.
const GUESSED_DAY: i128 = 18_262;

/// Figures, and what two rules make of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What was open, in the order it is declared.
    pub figures: Vec<Figure>,
    /// The result of each of the two rules.
    pub says: [Says; 2],
    /// Some of the figures are guessed, because the normal form does not have what depends on them.
    pub guessed: bool,
}

/// One number of an example.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The input or parameter, as the rules have it in common.
    pub name: SmolStr,
    /// Its row.
    pub row: Option<SmolStr>,
    /// What it is.
    pub kind: Kind,
    /// Its value.
    pub value: Value,
}

impl Common<'_> {
    /// A witness as the rules judge it, if what they say is accepted; `None` if it is not, or if one of them cannot judge it.
    /// Counts are taken so many times. What the normal form does not have, because it is not linear, is guessed.
    pub(super) fn example(
        &self,
        rules: [usize; 2],
        witness: &Witness,
        unit: &Exact,
        accept: &dyn Fn([Says; 2]) -> bool,
    ) -> Option<Example> {
        std::iter::once(None).chain(GUESSES.map(Some)).find_map(|guess| {
            let mut says = [Says::NoOutcome; 2];
            let mut figures = self.figures(rules, witness, unit);
            let mut guessed = false;
            for (says, rule) in says.iter_mut().zip(rules) {
                let mut facts = self.filled(rule, rules, witness, unit)?;
                if let Some(guess) = guess {
                    for figure in self.guess(rule, &mut facts, guess) {
                        guessed = true;
                        if !figures.iter().any(|own| own.name == figure.name && own.row == figure.row) {
                            figures.push(figure);
                        }
                    }
                }
                *says = self.says(rule, &facts)?;
            }
            if guess.is_some() && !guessed || !accept(says) {
                return None;
            }
            let order = self.order(rules);
            figures.sort_by_key(|figure| order.iter().position(|name| *name == figure.name));
            Some(Example { figures, says, guessed })
        })
    }

    /// The numbers of a witness that two rules depend on.
    fn figures(&self, rules: [usize; 2], witness: &Witness, unit: &Exact) -> Vec<Figure> {
        let of_both = self.relevant(rules);
        let mut figures = Vec::new();
        for (id, variable) in self.decision.variables.iter().filter(|(id, _)| of_both.contains(id)) {
            let Origin::Free(key) = &variable.origin else { continue };
            if let Some(value) = value(key, witness, id, unit) {
                figures.push(Figure { name: key.path.clone(), row: key.row.clone(), kind: key.kind, value });
            }
        }
        figures
    }

    /// Gives what is still open and asked for a value: days one after the other, so far apart.
    fn guess(&self, rule: usize, facts: &mut Facts, days: i128) -> Vec<Figure> {
        let mut guessed = Vec::new();
        let Some(column) = self.columns.get(rule) else { return guessed };
        let measure = column.rules();
        let mut day = GUESSED_DAY;
        let asked = measure.inputs.iter().filter(|(id, own)| {
            is_within(&facts.inputs, *id)
                && (column.stage.is_none() || own.stage.is_none() || own.stage == column.stage)
        });
        for (id, input) in asked.collect::<Vec<_>>() {
            let name = self.common_name(rule, &measure.input_path(id));
            let rows = input.table.and_then(|table| facts.rows.get(table)).cloned().unwrap_or_default();
            let slots = match facts.inputs.at_mut(id) {
                Cells::One(slot) => std::slice::from_mut(slot),
                Cells::Rows(slots) => slots.as_mut_slice(),
            };
            let rows = rows.into_iter().map(Some).chain(std::iter::repeat(None));
            for (slot, row) in slots.iter_mut().zip(rows).filter(|(slot, _)| **slot == Slot::Unknown) {
                let value = match input.kind {
                    Kind::Date => {
                        day += days;
                        day_from_number(&Exact::integer(day)).map(Value::Date)
                    }
                    Kind::Truth => Some(Value::Truth(days > 0)),
                    Kind::Count | Kind::Number | Kind::Share => Some(Value::Number(Exact::ONE)),
                    Kind::Duration => None,
                };
                if let Some(value) = value {
                    *slot = Slot::Known(value.clone());
                    guessed.push(Figure { name: name.clone(), row, kind: input.kind, value });
                }
            }
        }
        guessed
    }

    /// The result of a rule for certain.
    fn says(&self, rule: usize, facts: &Facts) -> Option<Says> {
        let column = self.columns.get(rule)?;
        match Verdicts::new(column.rules(), column.stage).judge(facts).ok()? {
            Answer::Status(statuses) => statuses.decided().map(Says::Status),
            Answer::Outcome(outcomes) => match outcomes.certain() {
                Some(at) => Some(Says::Outcome(at)),
                None => (!outcomes.is_open()).then_some(Says::NoOutcome),
            },
        }
    }

    /// The variables that two rules depend on, those that are open.
    fn relevant(&self, rules: [usize; 2]) -> std::collections::BTreeSet<VariableId> {
        let mut nodes = self.given(rules);
        nodes.extend(rules.iter().filter_map(|rule| self.cases.get(*rule)).flatten().map(|(_, node)| *node));
        let mut found = self.support(&nodes);
        found.retain(|id| match &self.decision.variables.at(*id).origin {
            Origin::Free(key) => !key.path.starts_with('?'),
            Origin::Derived(_) => false,
        });
        found
    }

    /// The names of inputs and parameters in the order they are declared.
    fn order(&self, rules: [usize; 2]) -> Vec<SmolStr> {
        let mut order: Vec<SmolStr> = Vec::new();
        for rule in rules {
            let Some(column) = self.columns.get(rule) else { continue };
            let measure = column.rules();
            let inputs = measure.inputs.ids().map(|id| measure.input_path(id));
            for path in inputs.chain(measure.parameters.ids().map(|id| measure.parameter_path(id))) {
                let name = self.common_name(rule, &path);
                if !order.contains(&name) {
                    order.push(name);
                }
            }
        }
        order
    }

    /// The facts of a rule with numbers for what was open.
    fn filled(&self, rule: usize, rules: [usize; 2], witness: &Witness, unit: &Exact) -> Option<Facts> {
        let measure = self.columns.get(rule)?.rules();
        let given = self.facts.get(rule)?;
        let mut filled = given.clone();
        // Where something is not linear, a witness says nothing of what depends on it alone.
        let said = (!self.left_out.is_empty()).then(|| self.relevant(rules));
        let fill = |cells: &mut Cells, path: SmolStr, table: Option<TableId>, kind: Kind| {
            let path = self.common_name(rule, &path);
            let new = |slot: &mut Slot, row: Option<&SmolStr>| {
                if matches!(slot, Slot::Known(_)) {
                    return;
                }
                let key = Key { path: path.clone(), row: row.cloned(), kind };
                let id = self.decision.variable(&key.path, row.map(SmolStr::as_str));
                let id = id.filter(|id| said.as_ref().is_none_or(|said| said.contains(id)));
                if let Some(value) = id.and_then(|id| value(&key, witness, id, unit)) {
                    *slot = Slot::Known(value);
                }
            };
            match cells {
                Cells::One(slot) => new(slot, None),
                Cells::Rows(slots) => {
                    let rows = table.and_then(|table| given.rows.get(table)).into_iter().flatten();
                    slots.iter_mut().zip(rows).for_each(|(slot, row)| new(slot, Some(row)));
                }
            }
        };
        for (id, input) in measure.inputs.iter().filter(|(id, _)| is_within(&given.inputs, *id)) {
            fill(filled.inputs.at_mut(id), measure.input_path(id), input.table, input.kind);
        }
        for (id, own) in measure.parameters.iter().filter(|(id, _)| id.index() < given.parameters.len()) {
            fill(filled.parameters.at_mut(id), measure.parameter_path(id), own.table, own.kind);
        }
        Some(filled)
    }

    /// An example whose counts are all multiples of as large a power of ten as can be, none of them nobody if that can be;
    /// of the smallest size that has one.
    pub(super) fn round(&self, rules: [usize; 2], hold: &[NodeId]) -> Option<(Example, Exact)> {
        let counts = self.counts(hold);
        if counts.is_empty() {
            return None;
        }
        let [registered, ..] = &self.roles;
        let registered = registered.as_ref().and_then(|name| self.decision.variable(name, None));
        let invalid = self.invalid();
        let days = self.near_days(hold);
        let mut tries = TRIES;
        for size in SIZES {
            for (fixed, somebody) in [(true, true), (true, false), (false, true), (false, false)] {
                if fixed && registered.is_none_or(|id| !counts.contains(&id)) {
                    continue;
                }
                for power in (0..size).rev() {
                    let unit = 10i128.pow(power);
                    let Some(decision) = in_units(&self.decision, unit) else { continue };
                    let most = Exact::integer(10i128.pow(size - power));
                    let least = Exact::integer(i128::from(somebody));
                    let mut bounds = [self.bounds(), &days].concat();
                    bounds.extend(counts.iter().map(|&id| {
                        let exactly = fixed && Some(id) == registered;
                        (id, Some(if exactly { most.clone() } else { least.clone() }), Some(most.clone()))
                    }));
                    // As few invalid ballots as can be, where that makes a difference.
                    let objective = invalid.clone().map(|form| (Goal::Least, form));
                    let question = Question { decision: &decision, hold: hold.to_vec(), bounds, objective };
                    let unit = Exact::integer(unit);
                    let example = match question.answer_within(STEPS) {
                        solver::Answer::Witness(witness) | solver::Answer::Unbounded { witness } => {
                            self.example(rules, &witness, &unit, &super::differ)
                        }
                        solver::Answer::Never => None,
                        solver::Answer::NotDecided { best, .. } => {
                            tries = tries.checked_sub(1)?;
                            best.and_then(|witness| self.example(rules, &witness, &unit, &super::differ))
                        }
                    };
                    if let Some(example) = example {
                        return Some((example, unit));
                    }
                }
            }
        }
        None
    }
}

fn value(key: &Key, witness: &Witness, id: VariableId, unit: &Exact) -> Option<Value> {
    let number = witness.values.get(id)?;
    match key.kind {
        Kind::Truth => Some(Value::Truth(number.is_positive())),
        Kind::Date => day_from_number(number).map(Value::Date),
        Kind::Count => Some(Value::Number((number * unit).lean())),
        Kind::Share | Kind::Number => Some(Value::Number(number.clone())),
        Kind::Duration => None,
    }
}

/// The same decision with all free counts in units of so many.
fn in_units(decision: &Decision, unit: i128) -> Option<Decision> {
    let mut scaled = decision.clone();
    let is_count = |id: VariableId| {
        let variable = decision.variables.at(id);
        variable.kind == Kind::Count && matches!(variable.origin, Origin::Free(_))
    };
    let times = |terms: &mut Vec<(VariableId, i128)>| -> Option<()> {
        for (_, coefficient) in terms.iter_mut().filter(|(id, _)| is_count(*id)) {
            *coefficient = coefficient.checked_mul(unit)?;
        }
        Some(())
    };
    let form = |form: &mut Form| times(&mut form.terms);
    for id in decision.atoms.ids() {
        times(&mut scaled.atoms.at_mut(id).terms)?;
    }
    for id in decision.variables.ids() {
        let counts = is_count(id);
        let variable = scaled.variables.at_mut(id);
        match &mut variable.origin {
            Origin::Free(_) if counts => {
                let unit = Exact::integer(unit);
                variable.low = variable.low.take().and_then(|low| low.divide(&unit));
                variable.high = variable.high.take().and_then(|high| high.divide(&unit));
            }
            Origin::Free(_) | Origin::Derived(Derived::Indicator(_)) => {}
            Origin::Derived(Derived::Floor(inner)) => form(inner)?,
            Origin::Derived(Derived::Max(forms)) => forms.iter_mut().try_for_each(form)?,
        }
    }
    Some(scaled)
}
