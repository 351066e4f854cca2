//! A rule over two axes without rounding: comparisons as bilinear forms, and the circuit over them.

use super::judge::Needed;
use super::votes::Role;
use super::{Bilinear, Sweep};
use crate::decision::{Decision, Derived, Form, NodeId, Origin, VariableId};
use crate::value::Exact;

/// A rule over two axes: exact, with people that need not be whole. What is drawn of it is a picture's affair.
#[derive(Debug)]
pub struct Plane<'s> {
    /// The circuit.
    pub decision: &'s Decision,
    /// Every free variable that matters, as a function of the axes.
    pub forms: Vec<(VariableId, Bilinear)>,
    /// Holds where the rule passes.
    pub passes: NodeId,
    /// Holds where every `given` does.
    pub possible: NodeId,
    /// Where a comparison is even: each a form that is zero there. Others than these cannot bound anything.
    pub zeros: Vec<Bilinear>,
}

/// A number that moves with the axes.
pub type Term = (VariableId, Bilinear);

/// More alternatives of a `max` than these are not looked at.
const MOST: usize = 256;

impl Sweep<'_> {
    /// A rule over the two axes; `None` if it is not linear.
    pub fn plane(&self, rule: usize) -> Option<Plane<'_>> {
        let lines = self.rules.get(rule)?.form.as_ref().ok()?;
        let forms = lines.forms(self.votes.as_ref())?;
        let (passes, _) = lines.cells.iter().find(|(_, cell)| cell.passes())?;
        let decision = &lines.decision;
        let mut zeros: Vec<Bilinear> = Vec::new();
        for atom in Needed::of(decision, [*passes, lines.possible]).atoms {
            let atom = decision.atoms.at(atom);
            let form = Form { terms: atom.terms.clone(), constant: atom.constant, divisor: 1 };
            for zero in alternatives(decision, &forms, &form) {
                let moves = !(zero.x.is_zero() && zero.y.is_zero() && zero.xy.is_zero());
                if moves && !zeros.contains(&zero) {
                    zeros.push(zero);
                }
            }
        }
        Some(Plane { decision, forms, passes: *passes, possible: lines.possible, zeros })
    }

    /// How many people one of the roles is everywhere, if it is counted and does not move.
    pub fn fixed(&self, role: Role) -> Option<i64> {
        let votes = self.votes.as_ref()?;
        match role {
            Role::Registered => votes.fixed_registered(),
            Role::Ballots => votes.fixed_ballots(),
            Role::Yes | Role::No => None,
        }
    }

    /// How many people one of the roles is at the end of the axes: the registered voters, say.
    pub fn at_end(&self, role: Role) -> Option<i64> {
        let counts = self.people_at(self.width().checked_sub(1)?, self.height().checked_sub(1)?)?;
        counts.get(role as usize).copied().flatten()
    }
}

/// A form over the axes; several where a `max` or a count of rows may be one thing or another. Rounding is left out.
fn alternatives(decision: &Decision, forms: &[Term], form: &Form) -> Vec<Bilinear> {
    let divided = |value: i128| Exact::ratio(value, form.divisor).unwrap_or(Exact::ZERO);
    let mut all = vec![Bilinear::constant(divided(form.constant))];
    for (id, coefficient) in &form.terms {
        let coefficient = divided(*coefficient);
        let choices = of_variable(decision, forms, *id);
        all = all
            .iter()
            .flat_map(|sum| choices.iter().map(|choice| sum.add_scaled(choice, &coefficient)))
            .take(MOST)
            .collect();
    }
    all
}

fn of_variable(decision: &Decision, forms: &[Term], id: VariableId) -> Vec<Bilinear> {
    match &decision.variables.at(id).origin {
        Origin::Free(_) => forms.iter().filter(|(own, _)| *own == id).map(|(_, form)| form.clone()).collect(),
        Origin::Derived(Derived::Floor(inner)) => alternatives(decision, forms, inner),
        Origin::Derived(Derived::Max(items)) => {
            items.iter().flat_map(|item| alternatives(decision, forms, item)).take(MOST).collect()
        }
        Origin::Derived(Derived::Indicator(_)) => {
            vec![Bilinear::constant(Exact::ZERO), Bilinear::constant(Exact::ONE)]
        }
    }
}
