//! A question in the shape that is searched: columns with bounds, sums of columns, gates over `column >= number`.

use std::collections::{BTreeSet, HashMap};

use num_integer::Integer as _;

use super::alike::Alike;
use super::near::Near;
use super::{Goal, Question};
use crate::decision::{Decision, Derived, Form, Node, NodeId, Origin, Relation, VariableId};
use crate::ids::{Table, id};
use crate::value::{Exact, Kind};

id!(Column);
id!(Gate);

/// What is asked, without what has no bearing on it.
#[derive(Debug, Default)]
pub(super) struct Problem {
    /// The numbers, sums after what they are sums of.
    pub(super) columns: Table<Column, Number>,
    /// The truths, each after those it is made of.
    pub(super) gates: Table<Gate, Part>,
    /// What must hold.
    pub(super) roots: Vec<Gate>,
    /// A sum to make as small as can be. It has no bounds and stands in no gate.
    pub(super) objective: Option<Column>,
    /// The column of a variable, if there is one.
    pub(super) column_of: HashMap<VariableId, Column>,
    /// The gate of a truth, if there is one.
    pub(super) truth_of: HashMap<VariableId, Gate>,
    /// The 0 or 1 that says whether a gate holds.
    pub(super) indicators: Vec<(Column, Gate)>,
    /// The variables that share a column.
    pub(super) alike: Alike,
    sums: HashMap<Vec<(VariableId, i128)>, Column>,
    known: HashMap<Part, Gate>,
    gate_of: HashMap<NodeId, Gate>,
}

/// A number that is sought, or a sum of such.
#[derive(Debug)]
pub(super) struct Number {
    pub(super) whole: bool,
    pub(super) low: Option<Near>,
    pub(super) high: Option<Near>,
    /// Empty for what is sought itself.
    pub(super) sum: Vec<(Column, Exact)>,
}

/// A truth.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Constant(bool),
    /// The column is at least this.
    Bound(Column, Bound),
    Truth(VariableId),
    Not(Gate),
    All(Vec<Gate>),
    Any(Vec<Gate>),
}

/// `at` or, if strict, anything above.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bound(pub(super) Near);

impl Bound {
    /// Whether a value is within it: above a strict one is whatever is above its number, if only by part of a δ.
    pub(super) fn holds(&self, value: &Near) -> bool {
        *value >= self.0 || self.0.beyond.is_positive() && *value > Near::at(self.0.exact.clone())
    }
}

impl std::hash::Hash for Bound {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.exact.lowest_terms().hash(state);
    }
}

impl Problem {
    /// The problem of a question; `None` if its numbers are beyond 128 bits.
    pub(super) fn new(question: &Question<'_>) -> Option<Self> {
        let mut problem = Self::default();
        let decision = question.decision;
        problem.in_order(question)?;
        for &node in &question.hold {
            let gate = problem.node(question, node)?;
            problem.roots.push(gate);
        }
        if let Some((goal, form)) = &question.objective {
            let sign = match goal {
                Goal::Least => 1,
                Goal::Most => -1,
            };
            let mut sum = Vec::with_capacity(form.terms.len());
            for (id, coefficient) in problem.alike.once(&form.terms) {
                sum.push((problem.variable(question, id)?, Exact::integer(coefficient.checked_mul(sign)?)));
            }
            if !sum.is_empty() {
                let whole = form.terms.iter().all(|(id, _)| decision.variables.at(*id).whole);
                problem.objective = Some(problem.columns.push(Number { whole, low: None, high: None, sum }));
            }
        }
        Some(problem)
    }

    /// Makes everything that has a bearing after what it is made of, so that no chain of definitions is too long.
    fn in_order(&mut self, question: &Question<'_>) -> Option<()> {
        let decision = question.decision;
        let (mut nodes, mut variables) = (BTreeSet::new(), BTreeSet::new());
        let mut new_nodes = question.hold.clone();
        let mut new_variables: Vec<VariableId> =
            question.objective.iter().flat_map(|(_, form)| form.terms.iter().map(|(id, _)| *id)).collect();
        loop {
            if let Some(node) = new_nodes.pop() {
                if nodes.insert(node) {
                    match decision.circuit.at(node) {
                        Node::Constant(_) | Node::Truth(_) => {}
                        Node::Atom(atom) => {
                            new_variables.extend(decision.atoms.at(*atom).terms.iter().map(|(id, _)| *id))
                        }
                        Node::Not(inner) => new_nodes.push(*inner),
                        Node::All(parts) | Node::Any(parts) => new_nodes.extend_from_slice(parts),
                    }
                }
            } else if let Some(variable) = new_variables.pop() {
                if variables.insert(variable) {
                    match &decision.variables.at(variable).origin {
                        Origin::Free(_) => {}
                        Origin::Derived(Derived::Floor(form)) => {
                            new_variables.extend(form.terms.iter().map(|(id, _)| *id))
                        }
                        Origin::Derived(Derived::Max(forms)) => {
                            new_variables.extend(forms.iter().flat_map(|form| form.terms.iter().map(|(id, _)| *id)));
                        }
                        Origin::Derived(Derived::Indicator(node)) => new_nodes.push(*node),
                    }
                }
            } else {
                break;
            }
        }
        self.alike = Alike::new(question, &nodes, &variables);
        for variable in variables {
            if self.alike.is_within(variable) {
                continue;
            }
            if let Origin::Derived(Derived::Indicator(node)) = &decision.variables.at(variable).origin {
                for &before in nodes.range(..=*node) {
                    self.node(question, before)?;
                }
            }
            self.variable(question, variable)?;
        }
        nodes.into_iter().try_for_each(|node| self.node(question, node).map(|_| ()))
    }

    /// The gate of a place in the circuit.
    fn node(&mut self, question: &Question<'_>, id: NodeId) -> Option<Gate> {
        if let Some(&gate) = self.gate_of.get(&id) {
            return Some(gate);
        }
        let decision = question.decision;
        let gate = match decision.circuit.at(id) {
            Node::Constant(holds) => self.place(Part::Constant(*holds)),
            Node::Atom(atom) => {
                let atom = decision.atoms.at(*atom);
                self.compare(question, &atom.terms, atom.constant, atom.relation)?
            }
            Node::Truth(variable) => {
                let gate = self.place(Part::Truth(*variable));
                self.truth_of.insert(*variable, gate);
                gate
            }
            Node::Not(inner) => {
                let inner = self.node(question, *inner)?;
                self.not(inner)
            }
            Node::All(parts) => {
                let parts = parts.iter().map(|part| self.node(question, *part)).collect::<Option<_>>()?;
                self.place(Part::All(parts))
            }
            Node::Any(parts) => {
                let parts = parts.iter().map(|part| self.node(question, *part)).collect::<Option<_>>()?;
                self.place(Part::Any(parts))
            }
        };
        self.gate_of.insert(id, gate);
        Some(gate)
    }

    /// The column of a variable, with what makes it what it is.
    fn variable(&mut self, question: &Question<'_>, id: VariableId) -> Option<Column> {
        if let Some(&column) = self.column_of.get(&id) {
            return Some(column);
        }
        let variable = question.decision.variables.at(id);
        let (low, high) = self.alike.bounds(question, id);
        let column = self.columns.push(Number {
            whole: variable.whole,
            low: low.map(Near::at),
            high: high.map(Near::at),
            sum: Vec::new(),
        });
        self.column_of.insert(id, column);
        match &variable.origin {
            Origin::Free(_) => {}
            Origin::Derived(Derived::Floor(form)) => {
                // divisor · floor <= form < divisor · (floor + 1)
                let above = difference(form, id)?;
                let at_least = self.compare(question, &above.terms, above.constant, Relation::AtLeast)?;
                let below = negative(&above)?;
                let constant = below.constant.checked_add(form.divisor)?;
                let less = self.compare(question, &below.terms, constant, Relation::Above)?;
                self.roots.extend([at_least, less]);
            }
            Origin::Derived(Derived::Max(forms)) => {
                let mut one = Vec::with_capacity(forms.len());
                for form in forms {
                    let above = difference(form, id)?;
                    one.push(self.compare(question, &above.terms, above.constant, Relation::AtLeast)?);
                    let below = negative(&above)?;
                    let each = self.compare(question, &below.terms, below.constant, Relation::AtLeast)?;
                    self.roots.push(each);
                }
                let one = self.place(Part::Any(one));
                self.roots.push(one);
            }
            Origin::Derived(Derived::Indicator(node)) => {
                let node = self.node(question, *node)?;
                let counts = self.compare(question, &[(id, 1)], -1, Relation::AtLeast)?;
                let (not_node, not_counts) = (self.not(node), self.not(counts));
                let (both, neither) =
                    (self.place(Part::All(vec![counts, node])), self.place(Part::All(vec![not_counts, not_node])));
                let same = self.place(Part::Any(vec![both, neither]));
                self.roots.push(same);
                self.indicators.push((column, node));
            }
        }
        Some(column)
    }

    /// `constant + Σ coefficient · variable  RELATION  0`, as a bound on a sum that comparisons alike share.
    fn compare(
        &mut self,
        question: &Question<'_>,
        terms: &[(VariableId, i128)],
        constant: i128,
        relation: Relation,
    ) -> Option<Gate> {
        let Some((_, first)) = terms.first() else {
            return Some(self.place(Part::Constant(relation.holds(constant))));
        };
        let common = terms.iter().fold(0, |common: i128, (_, value)| common.gcd(value)).max(1);
        let divisor = if *first < 0 { common.checked_neg()? } else { common };
        let terms: Vec<_> = self.alike.once(terms).into_iter().map(|(id, value)| (id, value / divisor)).collect();
        // divisor · sum + constant RELATION 0
        let at = Exact::ratio(constant.checked_neg()?, divisor)?;
        let column = self.sum(question, &terms)?;
        Some(match (relation, divisor > 0) {
            (Relation::AtLeast, true) => self.at_least(column, &at),
            (Relation::Above, true) => self.above(column, &at),
            (Relation::AtLeast, false) => {
                let above = self.above(column, &at);
                self.not(above)
            }
            (Relation::Above, false) => {
                let at_least = self.at_least(column, &at);
                self.not(at_least)
            }
            (Relation::Equal | Relation::NotEqual, _) => {
                let (at_least, above) = (self.at_least(column, &at), self.above(column, &at));
                let equal = if at_least == above {
                    self.place(Part::Constant(false))
                } else {
                    let at_most = self.not(above);
                    self.place(Part::All(vec![at_least, at_most]))
                };
                if relation == Relation::Equal { equal } else { self.not(equal) }
            }
        })
    }

    fn sum(&mut self, question: &Question<'_>, terms: &[(VariableId, i128)]) -> Option<Column> {
        if let [(id, 1)] = terms {
            return self.variable(question, *id);
        }
        if let Some(&column) = self.sums.get(terms) {
            return Some(column);
        }
        let mut sum = Vec::with_capacity(terms.len());
        let mut whole = true;
        for (id, coefficient) in terms {
            sum.push((self.variable(question, *id)?, Exact::integer(*coefficient)));
            whole &= question.decision.variables.at(*id).whole;
        }
        // Columns are made in the order they are met, which need not be that of the variables.
        sum.sort_by_key(|(column, _)| *column);
        let column = self.columns.push(Number { whole, low: None, high: None, sum });
        self.sums.insert(terms.to_vec(), column);
        Some(column)
    }

    fn at_least(&mut self, column: Column, at: &Exact) -> Gate {
        let at = if self.columns[column].whole { at.ceil() } else { at.clone() };
        self.place(Part::Bound(column, Bound(Near::at(at))))
    }

    fn above(&mut self, column: Column, at: &Exact) -> Gate {
        let at =
            if self.columns[column].whole { Near::at(&at.floor() + &Exact::ONE) } else { Near::just_above(at.clone()) };
        self.place(Part::Bound(column, Bound(at)))
    }

    fn not(&mut self, gate: Gate) -> Gate {
        match self.gates.at(gate) {
            Part::Constant(holds) => {
                let opposite = !holds;
                self.place(Part::Constant(opposite))
            }
            Part::Not(inner) => *inner,
            Part::Bound(..) | Part::Truth(_) | Part::All(_) | Part::Any(_) => self.place(Part::Not(gate)),
        }
    }

    fn place(&mut self, part: Part) -> Gate {
        if let Some(&gate) = self.known.get(&part) {
            return gate;
        }
        let gate = self.gates.push(part.clone());
        self.known.insert(part, gate);
        gate
    }
}

impl Number {
    /// What is below `at`, as the most that this can be.
    pub(super) fn below(&self, at: &Near) -> Near {
        let step = Near { exact: Exact::ZERO, beyond: Exact::ONE };
        at.minus(if self.whole { &WHOLE } else { &step })
    }
}

static WHOLE: Near = Near::at(Exact::ONE);

/// `form's numbers − divisor · variable`
fn difference(form: &Form, variable: VariableId) -> Option<Form> {
    let numbers = Form { terms: form.terms.clone(), constant: form.constant, divisor: 1 };
    numbers.add_scaled(&Form::variable(variable), &Exact::integer(form.divisor.checked_neg()?))
}

fn negative(form: &Form) -> Option<Form> {
    form.scaled(&Exact::integer(-1))
}

/// Whether a variable is a truth rather than a number.
pub(super) fn is_truth(decision: &Decision, id: VariableId) -> bool {
    decision.variables.at(id).kind == Kind::Truth
}
