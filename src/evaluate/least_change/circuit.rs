//! Conditions as Boolean circuits over linear comparisons.

use super::Counts;
use super::amount::Amount;
use crate::evaluate::formula::Compared;
use crate::evaluate::number::Linear;
use crate::evaluate::outcome::Verdict;
use crate::evaluate::world::{Cell, Worked, World};
use crate::ids::Id as _;
use crate::program::{CompareOperator, Comparison, Formula, FormulaNode, Meaning, Measure, Reference};
use crate::span::Span;
use crate::value::Exact;

/// Definitions of truths are followed so deep; beyond that the text counts as not linear.
const DEPTH: u32 = 16;

/// `value + Σ slope · moved  OPERATOR  0`
#[derive(Clone, Debug)]
pub(super) struct Atom<N> {
    pub(super) operator: CompareOperator,
    pub(super) value: N,
    /// By count, only those that are not zero.
    pub(super) slopes: Vec<(usize, N)>,
}

/// Every comparison met so far, in whole numbers of 128 bits as long as all of them fit, and exactly.
pub(super) struct Atoms {
    pub(super) whole: Option<Vec<Atom<i128>>>,
    pub(super) exact: Vec<Atom<Exact>>,
}

impl Atoms {
    pub(super) fn len(&self) -> usize {
        self.exact.len()
    }

    fn push(&mut self, atom: Atom<Exact>) -> usize {
        self.whole = self.whole.take().and_then(|mut atoms| {
            atoms.push(whole(&atom)?);
            Some(atoms)
        });
        self.exact.push(atom);
        self.exact.len() - 1
    }
}

/// The same comparison multiplied by a common denominator.
fn whole(atom: &Atom<Exact>) -> Option<Atom<i128>> {
    let mut scale = Exact::ONE;
    for value in atom.slopes.iter().map(|(_, slope)| slope).chain([&atom.value]) {
        let scaled = value * &scale;
        if !scaled.is_whole() {
            scale = &scale * &Exact::integer(scaled.as_ratio()?.1);
        }
    }
    let scaled = |value: &Exact| i128::of(&(value * &scale));
    Some(Atom {
        operator: atom.operator,
        value: scaled(&atom.value)?,
        slopes: atom.slopes.iter().map(|(count, slope)| Some((*count, scaled(slope)?))).collect::<Option<_>>()?,
    })
}

pub(super) enum Circuit {
    Fixed(Verdict),
    Atom(usize),
    All(Vec<Circuit>),
    Any(Vec<Circuit>),
}

/// Lowers formulas, in a world in which every known count is a variable.
pub(super) struct Lowering<'a> {
    world: World<'a>,
    pub(super) counts: Counts,
    /// Where each input stands among the counts.
    position: Vec<Option<usize>>,
    pub(super) atoms: Atoms,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(world: World<'a>, counts: Counts) -> Self {
        let mut position = vec![None; world.measure.inputs.len()];
        for (count, (id, _)) in counts.iter().enumerate() {
            if let Some(slot) = position.get_mut(id.index()) {
                *slot = Some(count);
            }
        }
        Self { world, counts, position, atoms: Atoms { whole: Some(Vec::new()), exact: Vec::new() } }
    }

    pub(super) fn measure(&self) -> &'a Measure {
        self.world.measure
    }

    /// Lowers a formula. An error is the text that is not linear.
    pub(super) fn circuit(&mut self, formula: &'a Formula) -> Result<Circuit, Span> {
        self.lower(formula, false, DEPTH)
    }

    fn lower(&mut self, formula: &'a Formula, negated: bool, depth: u32) -> Result<Circuit, Span> {
        let span = formula.span;
        match &formula.node {
            FormulaNode::Compare(comparison) => {
                let compared = self.world.compare(comparison, negated).map_err(|_| span)?;
                let mut parts = Vec::with_capacity(comparison.bases.len() + 1);
                for base in &comparison.bases {
                    let number = self.world.number(base).map_err(|_| span)?;
                    let form = number.to_linear().ok_or(base.span)?;
                    parts.push(self.atom(CompareOperator::MoreThan, &form));
                }
                let compared = self.compared(comparison, &compared, span)?;
                if parts.is_empty() {
                    return Ok(compared);
                }
                parts.push(compared);
                Ok(Circuit::All(parts))
            }
            FormulaNode::Not(inner) => self.lower(inner, !negated, depth),
            FormulaNode::And(parts) | FormulaNode::Or(parts) => {
                let every = matches!(formula.node, FormulaNode::And(_)) != negated;
                let parts =
                    parts.iter().map(|part| self.lower(part, negated, depth)).collect::<Result<Vec<_>, Span>>()?;
                Ok(if every { Circuit::All(parts) } else { Circuit::Any(parts) })
            }
            FormulaNode::Reference(Reference::Definition(id)) => {
                let depth = depth.checked_sub(1).ok_or(span)?;
                let measure = self.measure();
                match (&measure.definitions.at(*id).value, self.world.definition(*id)) {
                    (Meaning::Truth(inner), Worked::Truth(_)) => self.lower(inner, negated, depth),
                    _ => Err(span),
                }
            }
            FormulaNode::Quantified { .. } => match self.world.verdict(formula, negated).map_err(|_| span)? {
                Verdict::Unknown => Err(span),
                verdict => Ok(Circuit::Fixed(verdict)),
            },
            FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::CompareDates(..)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::Stage(..)
            | FormulaNode::Condition(..) => self.world.verdict(formula, negated).map(Circuit::Fixed).map_err(|_| span),
        }
    }

    fn compared(&mut self, comparison: &'a Comparison, compared: &Compared, span: Span) -> Result<Circuit, Span> {
        if compared.empty_base.is_some() {
            return Ok(Circuit::Fixed(compared.verdict));
        }
        let (left, right) = self.world.sides(comparison).map_err(|_| span)?;
        let difference = left.subtract(&right, &self.world.scratch.bounds);
        let form = difference.to_linear().ok_or(span)?;
        Ok(self.atom(compared.operator, &form))
    }

    /// A comparison with zero.
    fn atom(&mut self, operator: CompareOperator, form: &Linear) -> Circuit {
        if form.terms.is_empty() {
            return Circuit::Fixed(Verdict::from_bool(operator.holds(form.constant.cmp(&Exact::ZERO))));
        }
        let mut slopes = Vec::with_capacity(form.terms.len());
        let mut value = form.constant.clone();
        for (variable, coefficient) in &form.terms {
            let count = match self.world.cell(*variable) {
                Some(Cell::Input(id, None)) => self.position.get(id.index()).copied().flatten(),
                Some(Cell::Input(_, Some(_)) | Cell::Parameter(..)) | None => None,
            };
            // Something that is missing: nothing can be said of the comparison.
            let Some(now) = count.and_then(|count| self.counts.get(count)) else {
                return Circuit::Fixed(Verdict::Unknown);
            };
            value = &value + &(&now.1 * coefficient);
            slopes.extend(count.map(|count| (count, coefficient.clone())));
        }
        Circuit::Atom(self.atoms.push(Atom { operator, value, slopes }))
    }
}
