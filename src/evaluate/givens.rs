//! What every possible input satisfies: broken, it is bad data; otherwise it bounds what is missing.

use super::formula::Why as _;
use super::number::{Bounds, Linear};
use super::outcome::{Explanation, Reason, SideValue, Verdict};
use super::quoted;
use super::world::World;
use super::{EvaluationError, Stop};
use crate::facts::Facts;
use crate::program::{CompareOperator, DefinitionId, Expr, Formula, FormulaNode, Given, Measure};
use crate::span::Span;
use crate::value::Exact;
use crate::words;

/// Rounds of narrowing. Each is sound by itself, so stopping early only leaves bounds wider.
const ROUNDS: usize = 32;

/// `form >= 0`, or `form > 0`
struct Atom {
    form: Linear,
    strict: bool,
    span: Span,
}

fn all<'a>(measure: &'a Measure, facts: &'a Facts) -> impl Iterator<Item = &'a Given> {
    measure.givens.values().chain(&facts.givens)
}

impl<'a> World<'a> {
    /// Works out definitions, checks every `given`, and narrows what is missing by them. All that are broken come back.
    pub(super) fn settle(
        &mut self,
        definitions: impl Iterator<Item = DefinitionId> + Clone,
    ) -> Result<(), Vec<EvaluationError>> {
        definitions.clone().for_each(|id| self.work_out(id));
        self.judge_givens()?;
        if self.scratch.bounds.is_empty() {
            return Ok(());
        }
        self.narrow()?;
        // What was worked out with wider bounds is worked out anew.
        definitions.for_each(|id| self.work_out(id));
        self.judge_givens()
    }

    fn judge_givens(&mut self) -> Result<(), Vec<EvaluationError>> {
        let mut errors = Vec::new();
        for given in all(self.measure, self.facts) {
            match given.table {
                None => self.check(&given.formula, None, &mut errors),
                Some(table) => {
                    for row in 0..self.row_count(table) {
                        self.at_row(table, row, |world| world.check(&given.formula, Some((table, row)), &mut errors));
                    }
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    fn check(
        &mut self,
        formula: &'a Formula,
        at: Option<(crate::program::TableId, usize)>,
        errors: &mut Vec<EvaluationError>,
    ) {
        match self.verdict(formula, false) {
            Ok(Verdict::Met | Verdict::Unknown | Verdict::NotDecided) | Err(Stop::EmptyBase(_)) => {}
            Err(Stop::Error(error)) => errors.push(*error),
            Ok(Verdict::NotMet) => {
                let row = at.and_then(|(table, row)| self.facts.rows.get(table)?.get(row).cloned());
                let Ok(why) = self.judge::<Explanation>(formula, false) else { return };
                let (span, numbers) = broken(self.measure, formula, &why)
                    .unwrap_or((formula.span, String::from("what is given is not so")));
                errors.push(EvaluationError::Given { row, numbers, span });
            }
        }
    }

    /// Narrows the bounds of what is missing by the linear `given`s, in rounds.
    fn narrow(&mut self) -> Result<(), Vec<EvaluationError>> {
        let mut atoms = Vec::new();
        for given in all(self.measure, self.facts) {
            match given.table {
                None => self.collect(&given.formula, &mut atoms),
                Some(table) => {
                    for row in 0..self.row_count(table) {
                        self.at_row(table, row, |world| world.collect(&given.formula, &mut atoms));
                    }
                }
            }
        }
        for _ in 0..ROUNDS {
            let mut changed = false;
            for atom in &atoms {
                changed |= narrow_by(atom, &mut self.scratch.bounds, &self.scratch.whole);
                let empty = |bounds: &Bounds| bounds.low.as_ref().zip(bounds.high.as_ref()).is_some_and(|(a, b)| a > b);
                if self.scratch.bounds.iter().any(empty) {
                    return Err(vec![EvaluationError::NoCompletion { span: atom.span }]);
                }
            }
            if !changed {
                break;
            }
        }
        Ok(())
    }

    /// The linear comparisons that must all hold.
    fn collect(&mut self, formula: &'a Formula, atoms: &mut Vec<Atom>) {
        match &formula.node {
            FormulaNode::And(parts) => parts.iter().for_each(|part| self.collect(part, atoms)),
            FormulaNode::Compare(comparison) => {
                let Ok(compared) = self.compare(comparison, false) else { return };
                let Ok((left, right)) = self.sides(comparison) else { return };
                let Some(form) = left.subtract(&right, &self.scratch.bounds).into_linear() else { return };
                if form.terms.is_empty() {
                    return;
                }
                let span = formula.span;
                let turned = Linear::constant(Exact::ZERO).add_scaled(&form, &Exact::integer(-1));
                match compared.operator {
                    CompareOperator::AtLeast => atoms.push(Atom { form, strict: false, span }),
                    CompareOperator::MoreThan => atoms.push(Atom { form, strict: true, span }),
                    CompareOperator::AtMost => atoms.push(Atom { form: turned, strict: false, span }),
                    CompareOperator::LessThan => atoms.push(Atom { form: turned, strict: true, span }),
                    CompareOperator::Equal => {
                        atoms.push(Atom { form, strict: false, span });
                        atoms.push(Atom { form: turned, strict: false, span });
                    }
                    CompareOperator::NotEqual => {}
                }
            }
            FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::CompareDates(..)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::Not(_)
            | FormulaNode::Or(_)
            | FormulaNode::Quantified { .. }
            | FormulaNode::Stage(..)
            | FormulaNode::Condition(..) => {}
        }
    }
}

/// Each variable of `form >= 0` is bounded by the most that all the others can add up to.
fn narrow_by(atom: &Atom, bounds: &mut [Bounds], whole: &[bool]) -> bool {
    let mosts: Vec<Option<Exact>> = atom
        .form
        .terms
        .iter()
        .map(|(variable, coefficient)| {
            let bounds = bounds.get(variable.0 as usize)?;
            let end = if coefficient.is_positive() { &bounds.high } else { &bounds.low };
            end.as_ref().map(|end| end * coefficient)
        })
        .collect();
    let open = mosts.iter().filter(|most| most.is_none()).count();
    let sum = mosts.iter().flatten().fold(atom.form.constant.clone(), |sum, most| &sum + most);
    let mut changed = false;
    for ((variable, coefficient), most) in atom.form.terms.iter().zip(&mosts) {
        let others = match (open, most) {
            (0, Some(most)) => &sum - most,
            (1, None) => sum.clone(),
            _ => continue,
        };
        let Some(end) = (-&others).divide(coefficient) else { continue };
        let index = variable.0 as usize;
        let is_whole = whole.get(index).copied().unwrap_or(false);
        let Some(bounds) = bounds.get_mut(index) else { continue };
        if coefficient.is_positive() {
            let end = match (is_whole, atom.strict) {
                (true, true) => &end.floor() + &Exact::ONE,
                (true, false) => end.ceil(),
                (false, _) => end,
            };
            if bounds.low.as_ref().is_none_or(|low| *low < end) {
                bounds.low = Some(end);
                changed = true;
            }
        } else {
            let end = match (is_whole, atom.strict) {
                (true, true) => &end.ceil() - &Exact::ONE,
                (true, false) => end.floor(),
                (false, _) => end,
            };
            if bounds.high.as_ref().is_none_or(|high| *high > end) {
                bounds.high = Some(end);
                changed = true;
            }
        }
    }
    changed
}

/// The first comparison that fails, as it is instead: names with their values.
fn broken(measure: &Measure, formula: &Formula, why: &Explanation) -> Option<(Span, String)> {
    if why.verdict() != Verdict::NotMet {
        return None;
    }
    match &why.reason {
        Reason::Comparison(comparison) => {
            let side = |value: &SideValue| match value {
                SideValue::Number(quantity) => match (quantity.known(), &quantity.low, &quantity.high) {
                    (Some(known), _, _) => words::quantity(known, quantity.kind),
                    (None, Some(low), _) => format!("(at least {})", words::quantity(low, quantity.kind)),
                    (None, None, Some(high)) => format!("(at most {})", words::quantity(high, quantity.kind)),
                    (None, None, None) => String::from("?"),
                },
                SideValue::Date(day) => day.known().map_or_else(|| String::from("?"), |day| day.to_string()),
                SideValue::Duration(duration) => duration.map_or_else(|| String::from("?"), |d| d.to_string()),
                SideValue::EmptyBase => String::from("a share of nothing"),
            };
            let instead = match comparison.operator {
                CompareOperator::AtLeast => "<",
                CompareOperator::MoreThan => "<=",
                CompareOperator::AtMost => ">",
                CompareOperator::LessThan => ">=",
                CompareOperator::Equal => "≠",
                CompareOperator::NotEqual => "=",
            };
            let written = quoted::comparison(formula, comparison.left.span);
            let named = |value: &SideValue, expr: Option<&Expr>| match expr.and_then(|expr| quoted::sum(measure, expr))
            {
                Some(name) => format!("{name} = {}", side(value)),
                None => side(value),
            };
            let left = named(&comparison.left.value, written.map(|own| &own.left));
            let right = named(&comparison.right.value, written.map(|own| &own.right));
            Some((comparison.left.span.to(comparison.right.span), format!("{left} {instead} {right}")))
        }
        Reason::All(parts) | Reason::Any(parts) => parts.iter().find_map(|part| broken(measure, formula, part)),
        Reason::Not(inner) | Reason::Definition(_, inner) => broken(measure, formula, inner),
        Reason::Rows { rows, .. } => {
            rows.iter().filter_map(|row| row.why.as_ref()).find_map(|row| broken(measure, formula, row))
        }
        Reason::Stated | Reason::Missing(_) => Some((why.span, String::from("what is stated is not so"))),
    }
}
