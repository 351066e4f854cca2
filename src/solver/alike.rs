//! Variables that a question cannot tell apart: whatever it compares takes all of them, each as often as the others.
//!
//! "The votes of the cantons sum to 1,397,923" says nothing of one canton that it does not say of every other. So the sum of
//! them is one column, and what it is found to be is shared out among them; a table may have any number of rows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Question;
use crate::decision::{Derived, Form, Node, NodeId, Origin, VariableId};
use crate::value::{Exact, Kind};

/// Where a variable stands: in which comparison, and how often.
type Uses = Vec<(usize, i128)>;

/// Groups of variables of which only the sum matters.
#[derive(Debug, Default)]
pub(super) struct Alike {
    /// Each group under its first variable, which stands for the sum.
    groups: HashMap<VariableId, Vec<VariableId>>,
    /// The others, which stand nowhere.
    within: BTreeSet<VariableId>,
}

impl Alike {
    /// The groups among the variables that a question depends on, by way of these nodes.
    pub(super) fn new(question: &Question<'_>, nodes: &BTreeSet<NodeId>, variables: &BTreeSet<VariableId>) -> Self {
        let decision = question.decision;
        let mut terms: Vec<&[(VariableId, i128)]> = Vec::new();
        for &node in nodes {
            if let Node::Atom(atom) = decision.circuit.at(node) {
                terms.push(&decision.atoms.at(*atom).terms);
            }
        }
        let mut forms: Vec<&Form> = question.objective.iter().map(|(_, form)| form).collect();
        for &variable in variables {
            match &decision.variables.at(variable).origin {
                Origin::Derived(Derived::Floor(form)) => forms.push(form),
                Origin::Derived(Derived::Max(all)) => forms.extend(all),
                Origin::Derived(Derived::Indicator(_)) | Origin::Free(_) => {}
            }
        }
        terms.extend(forms.iter().map(|form| form.terms.as_slice()));
        let mut uses: BTreeMap<VariableId, Uses> = BTreeMap::new();
        for (at, terms) in terms.into_iter().enumerate() {
            for (id, coefficient) in terms {
                uses.entry(*id).or_default().push((at, *coefficient));
            }
        }
        let mut by_use: BTreeMap<(bool, Uses), Vec<VariableId>> = BTreeMap::new();
        for (id, uses) in uses {
            let variable = decision.variables.at(id);
            let is_amount = !matches!(variable.kind, Kind::Truth | Kind::Date);
            // From its least on, each takes what is left for it.
            if is_amount && matches!(variable.origin, Origin::Free(_)) && question.whole_bounds_of(id).0.is_some() {
                by_use.entry((variable.whole, uses)).or_default().push(id);
            }
        }
        let mut alike = Self::default();
        for group in by_use.into_values() {
            if let [first, others @ ..] = group.as_slice()
                && !others.is_empty()
            {
                alike.within.extend(others);
                alike.groups.insert(*first, group);
            }
        }
        alike
    }

    /// The terms of a comparison, with one for each group.
    pub(super) fn once(&self, terms: &[(VariableId, i128)]) -> Vec<(VariableId, i128)> {
        terms.iter().filter(|(id, _)| !self.within.contains(id)).copied().collect()
    }

    /// Whether another variable stands for this one.
    pub(super) fn is_within(&self, id: VariableId) -> bool {
        self.within.contains(&id)
    }

    /// The bounds of what a variable stands for.
    pub(super) fn bounds(&self, question: &Question<'_>, id: VariableId) -> (Option<Exact>, Option<Exact>) {
        let Some(group) = self.groups.get(&id) else { return question.whole_bounds_of(id) };
        let bounds = || group.iter().map(|id| question.whole_bounds_of(*id));
        let sum = |sum: Exact, bound: Option<Exact>| bound.map(|bound| &sum + &bound);
        let low = bounds().try_fold(Exact::ZERO, |all, (low, _)| sum(all, low));
        (low, bounds().try_fold(Exact::ZERO, |all, (_, high)| sum(all, high)))
    }

    /// What each variable of a group has, where the sum of the first's group is this: the first ones as much as they can.
    pub(super) fn share_out(
        &self,
        question: &Question<'_>,
        sum_of: impl Fn(VariableId) -> Option<Exact>,
    ) -> HashMap<VariableId, Exact> {
        let mut shares = HashMap::new();
        for (first, group) in &self.groups {
            let (Some(sum), Some(least)) = (sum_of(*first), self.bounds(question, *first).0) else { continue };
            let mut left = &sum - &least;
            for id in group {
                let (low, high) = question.whole_bounds_of(*id);
                let low = low.unwrap_or(Exact::ZERO);
                let more = high.map_or(left.clone(), |high| (&high - &low).min(left.clone()));
                left = &left - &more;
                shares.insert(*id, (&low + &more).lean());
            }
        }
        shares
    }
}
