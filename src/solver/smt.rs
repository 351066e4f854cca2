//! Questions as SMT-LIB text for another solver, such as Z3, and its replies as answers.

use std::fmt::Write as _;

use super::{Answer, Goal, Objective, Question, Witness, form_at};
use crate::decision::{Atom, Decision, Derived, Form, Node, NodeId, Origin, Relation, VariableId};
use crate::ids::{Id as _, Table};
use crate::program::CompareOperator;
use crate::value::{Exact, Kind};

/// A question as SMT-LIB text, with the commands that make a solver answer it.
pub fn text(question: &Question<'_>) -> String {
    let decision = question.decision;
    let mut text = String::new();
    let mut names = String::new();
    for (id, variable) in decision.variables.iter() {
        let kind = match (variable.kind == Kind::Truth, variable.whole) {
            (true, _) => "Bool",
            (false, true) => "Int",
            (false, false) => "Real",
        };
        let _ = writeln!(text, "(declare-const {} {kind})", name(id));
        let _ = write!(names, " {}", name(id));
        if variable.kind != Kind::Truth {
            let (low, high) = match variable.origin {
                Origin::Free(_) => question.whole_bounds_of(id),
                Origin::Derived(_) => (None, None),
            };
            for (bound, operator) in [(low, ">="), (high, "<=")] {
                if let Some(bound) = bound {
                    let bound = number(&bound, !variable.whole);
                    let _ = writeln!(text, "(assert ({operator} {} {bound}))", name(id));
                }
            }
        }
    }
    for (id, node) in decision.circuit.nodes().iter() {
        let group = |word: &str, parts: &[NodeId]| {
            let parts: String = parts.iter().map(|part| format!(" n{}", part.index())).collect();
            format!("({word}{parts})")
        };
        let formula = match node {
            Node::Constant(holds) => holds.to_string(),
            Node::Atom(atom) => compares(question, decision.atoms.at(*atom)),
            Node::Truth(variable) => name(*variable),
            Node::Not(inner) => format!("(not n{})", inner.index()),
            Node::All(parts) => group("and", parts),
            Node::Any(parts) => group("or", parts),
        };
        let _ = writeln!(text, "(define-fun n{} () Bool {formula})", id.index());
    }
    for (id, variable) in decision.variables.iter() {
        let Origin::Derived(derived) = &variable.origin else { continue };
        let formula = match derived {
            Derived::Floor(form) => {
                let (below, above) = (scaled_minus(question, form, id), Exact::integer(form.divisor));
                let real = reals(question, form.terms.iter().map(|(id, _)| *id));
                format!("(and (>= {below} {}) (< {below} {}))", number(&Exact::ZERO, real), number(&above, real))
            }
            Derived::Max(forms) => {
                let difference = |form: &Form| {
                    let real = reals(question, form.terms.iter().map(|(id, _)| *id).chain([id]));
                    (scaled_minus(question, form, id), number(&Exact::ZERO, real))
                };
                let differences: Vec<_> = forms.iter().map(difference).collect();
                let each: String = differences.iter().map(|(form, zero)| format!(" (<= {form} {zero})")).collect();
                let one: String = differences.iter().map(|(form, zero)| format!(" (= {form} {zero})")).collect();
                format!("(and (or false{one}){each})")
            }
            Derived::Indicator(node) => format!("(= {} (ite n{} 1 0))", name(id), node.index()),
        };
        let _ = writeln!(text, "(assert {formula})");
    }
    for node in &question.hold {
        let _ = writeln!(text, "(assert n{})", node.index());
    }
    let objective = question.objective.as_ref().filter(|(_, form)| !form.terms.is_empty());
    if let Some((goal, form)) = objective {
        let word = match goal {
            Goal::Least => "minimize",
            Goal::Most => "maximize",
        };
        let real = reals(question, form.terms.iter().map(|(id, _)| *id));
        let _ = writeln!(text, "({word} {})", sum(question, &form.terms, form.constant, real));
    }
    text.push_str("(check-sat)\n");
    if objective.is_some() {
        text.push_str("(get-objectives)\n");
    }
    if !names.is_empty() {
        let _ = writeln!(text, "(get-value ({}))", names.trim_start());
    }
    text
}

fn name(id: VariableId) -> String {
    format!("v{}", id.index())
}

/// Whether some of these need not be whole, so that all are to be written as reals.
fn reals(question: &Question<'_>, mut variables: impl Iterator<Item = VariableId>) -> bool {
    variables.any(|id| !question.decision.variables.at(id).whole)
}

fn number(value: &Exact, real: bool) -> String {
    let (numerator, denominator) = value.lowest_terms();
    let point = if real { ".0" } else { "" };
    let size = numerator.magnitude();
    let size = if value.is_whole() { format!("{size}{point}") } else { format!("(/ {size}.0 {denominator}.0)") };
    if value.is_negative() { format!("(- {size})") } else { size }
}

fn sum(question: &Question<'_>, terms: &[(VariableId, i128)], constant: i128, real: bool) -> String {
    let mut sum = format!("(+ {}", number(&Exact::integer(constant), real));
    for (id, coefficient) in terms {
        let convert = real && question.decision.variables.at(*id).whole;
        let variable = if convert { format!("(to_real {})", name(*id)) } else { name(*id) };
        let _ = write!(sum, " (* {} {variable})", number(&Exact::integer(*coefficient), real));
    }
    sum.push(')');
    sum
}

/// `form's numbers − divisor · variable`
fn scaled_minus(question: &Question<'_>, form: &Form, id: VariableId) -> String {
    let real = reals(question, form.terms.iter().map(|(id, _)| *id).chain([id]));
    let own = sum(question, &[(id, form.divisor)], 0, real);
    format!("(- {} {own})", sum(question, &form.terms, form.constant, real))
}

fn compares(question: &Question<'_>, atom: &Atom) -> String {
    let real = reals(question, atom.terms.iter().map(|(id, _)| *id));
    let operator = match atom.relation {
        Relation::AtLeast => ">=",
        Relation::Above => ">",
        Relation::Equal => "=",
        Relation::NotEqual => "distinct",
    };
    let zero = number(&Exact::ZERO, real);
    format!("({operator} {} {zero})", sum(question, &atom.terms, atom.constant, real))
}

/// What a solver's reply to [`text`] says. `None` if it makes no sense, or its witness does not stand a second look.
pub fn answer(question: &Question<'_>, reply: &str) -> Option<Answer> {
    let mut words = Words { rest: reply };
    match words.word()? {
        "unsat" => return Some(Answer::Never),
        "sat" => {}
        _ => return Some(Answer::NotDecided { after: 0, best: None }),
    }
    let objective = match question.objective.as_ref() {
        None => None,
        Some((_, form)) if form.terms.is_empty() => form.known().map(Amount::exact),
        Some(_) => {
            // (objectives (FORM VALUE))
            let Term::List(list) = words.term(0)? else { return None };
            let Some(Term::List(pair)) = list.get(1) else { return None };
            Some(amount(pair.get(1)?)?)
        }
    };
    let decision = question.decision;
    let mut values: Table<VariableId, Exact> = decision.variables.values().map(|_| Exact::ZERO).collect();
    if !decision.variables.is_empty() {
        let Term::List(pairs) = words.term(0)? else { return None };
        for (id, pair) in decision.variables.ids().zip(&pairs) {
            let Term::List(pair) = pair else { return None };
            *values.at_mut(id) = match pair.get(1)? {
                Term::Word(word) if word == "true" => Exact::ONE,
                Term::Word(word) if word == "false" => Exact::ZERO,
                term => amount(term)?.exact,
            };
        }
    }
    let point = decision.at(|id| values.at(id).clone());
    if !question.hold.iter().all(|node| point.holds(*node)) {
        return None;
    }
    let values = point.values;
    let (Some(amount), Some((_, form))) = (objective, &question.objective) else {
        return Some(Answer::Witness(Witness { values, objective: None }));
    };
    if !amount.endless.is_zero() {
        return Some(Answer::Unbounded { witness: Witness { values, objective: None } });
    }
    let limit = match form.terms.as_slice() {
        [] => amount.exact,
        _ => amount.exact.divide(&Exact::integer(form.divisor))?,
    };
    let objective = if amount.beyond.is_zero() {
        Objective::Reached(limit).filter_reached(&form_at(form, &values))?
    } else {
        Objective::Approached(limit)
    };
    Some(Answer::Witness(Witness { values, objective: Some(objective) }))
}

impl Objective {
    /// Itself, if the witness is where it says.
    fn filter_reached(self, at: &Exact) -> Option<Self> {
        (self.limit() == at).then_some(self)
    }
}

/// A decision in which it is said that an objective goes beyond a value, or `as_far` as it, and where that is said.
///
/// So an end that another solver claims is put to the test: nothing may go beyond it. `None` if a number does not fit.
pub fn beyond(question: &Question<'_>, value: &Exact, as_far: bool) -> Option<(Decision, NodeId)> {
    let (goal, form) = question.objective.as_ref()?;
    let difference = form.minus(&Form::constant(&value.clone().lean())?)?;
    let operator = match (goal, as_far) {
        (Goal::Least, true) => CompareOperator::AtMost,
        (Goal::Least, false) => CompareOperator::LessThan,
        (Goal::Most, true) => CompareOperator::AtLeast,
        (Goal::Most, false) => CompareOperator::MoreThan,
    };
    let mut decision = question.decision.clone();
    let node = decision.compare(operator, &difference)?;
    Some((decision, node))
}

/// `exact + beyond · ε + endless · ∞`
#[derive(Clone, Debug)]
struct Amount {
    exact: Exact,
    beyond: Exact,
    endless: Exact,
}

impl Amount {
    fn exact(exact: Exact) -> Self {
        Self { exact, beyond: Exact::ZERO, endless: Exact::ZERO }
    }

    fn plus(&self, other: &Self) -> Self {
        Self {
            exact: &self.exact + &other.exact,
            beyond: &self.beyond + &other.beyond,
            endless: &self.endless + &other.endless,
        }
    }

    fn times(&self, factor: &Exact) -> Self {
        Self { exact: &self.exact * factor, beyond: &self.beyond * factor, endless: &self.endless * factor }
    }
}

/// A number as solvers write it: `(- 5)`, `(/ 1.0 2.0)`, `(+ 3.0 (* (- 1.0) epsilon))`, `oo`.
fn amount(term: &Term) -> Option<Amount> {
    let list = match term {
        Term::Word(word) if word == "oo" => return Some(Amount { endless: Exact::ONE, ..Amount::exact(Exact::ZERO) }),
        Term::Word(word) if word == "epsilon" => {
            return Some(Amount { beyond: Exact::ONE, ..Amount::exact(Exact::ZERO) });
        }
        Term::Word(word) => return Exact::parse(word).map(Amount::exact),
        Term::List(list) => list,
    };
    let (Term::Word(operator), parts) = list.split_first()? else { return None };
    let mut parts = parts.iter().map(amount).collect::<Option<Vec<_>>>()?.into_iter();
    let first = parts.next()?;
    match operator.as_str() {
        "+" => Some(parts.fold(first, |sum, part| sum.plus(&part))),
        "-" if parts.len() == 0 => Some(first.times(&Exact::integer(-1))),
        "-" => Some(parts.fold(first, |sum, part| sum.plus(&part.times(&Exact::integer(-1))))),
        "*" => {
            let second = parts.next()?;
            Some(second.times(&first.exact))
        }
        "/" => Some(first.times(&Exact::ONE.divide(&parts.next()?.exact)?)),
        "to_real" => Some(first),
        _ => None,
    }
}

/// A parenthesised term.
#[derive(Debug)]
enum Term {
    Word(String),
    List(Vec<Term>),
}

/// Terms nest no deeper than this in a number.
const DEPTH: usize = 64;

struct Words<'t> {
    rest: &'t str,
}

impl<'t> Words<'t> {
    fn word(&mut self) -> Option<&'t str> {
        let text = self.rest.trim_start();
        let end = if text.starts_with(['(', ')']) {
            1
        } else {
            text.find(|c: char| c.is_whitespace() || c == '(' || c == ')').unwrap_or(text.len())
        };
        let (word, rest) = text.split_at_checked(end)?;
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    fn term(&mut self, depth: usize) -> Option<Term> {
        match self.word()? {
            ")" => None,
            "(" if depth < DEPTH => {
                let mut list = Vec::new();
                while !self.rest.trim_start().starts_with(')') {
                    list.push(self.term(depth + 1)?);
                }
                self.word()?;
                Some(Term::List(list))
            }
            word => Some(Term::Word(word.to_owned())),
        }
    }
}
