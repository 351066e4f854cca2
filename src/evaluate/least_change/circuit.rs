//! Conditions as Boolean circuits over linear comparisons.

use smallvec::SmallVec;

use super::amount::Amount;
use crate::evaluate::Stop;
use crate::evaluate::number::Linear;
use crate::evaluate::outcome::Verdict;
use crate::evaluate::world::{Cell, Worked, World};
use crate::ids::Id as _;
use crate::program::{CompareOperator, Comparison, Formula, FormulaNode, InputId, Meaning, Reference};
use crate::span::Span;
use crate::value::Exact;

/// Definitions of truths are followed so deep; beyond that the text counts as not linear.
const DEPTH: u32 = 16;

/// `constant + Σ slope · count  OPERATOR  0`
#[derive(Clone, Debug)]
pub(super) struct Atom<N> {
    pub(super) operator: CompareOperator,
    pub(super) constant: N,
    /// By count, only those that are not zero.
    pub(super) slopes: SmallVec<[(usize, N); 3]>,
}

/// Every comparison met so far, in whole numbers of 128 bits as long as all of them fit, and exactly.
#[derive(Debug)]
pub(super) struct Atoms {
    pub(super) whole: Option<Vec<Atom<i128>>>,
    pub(super) exact: Vec<Atom<Exact>>,
}

impl Default for Atoms {
    fn default() -> Self {
        Self { whole: Some(Vec::with_capacity(8)), exact: Vec::with_capacity(8) }
    }
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
    for value in atom.slopes.iter().map(|(_, slope)| slope).chain([&atom.constant]) {
        let scaled = value * &scale;
        if !scaled.is_whole() {
            scale = &scale * &Exact::integer(scaled.as_ratio()?.1);
        }
    }
    let scaled = |value: &Exact| i128::of(&(value * &scale));
    Some(Atom {
        operator: atom.operator,
        constant: scaled(&atom.constant)?,
        slopes: atom.slopes.iter().map(|(count, slope)| Some((*count, scaled(slope)?))).collect::<Option<_>>()?,
    })
}

/// Conditions over the comparisons.
#[derive(Debug)]
pub(super) enum Circuit {
    Fixed(Verdict),
    Atom(usize),
    All(Vec<Circuit>),
    Any(Vec<Circuit>),
}

impl Circuit {
    /// Whether what satisfies it lies in one piece on every line: all of its comparisons must hold, and none is `!=`.
    pub(super) fn is_convex(&self, atoms: &[Atom<Exact>]) -> bool {
        match self {
            Self::Fixed(_) => true,
            Self::Atom(atom) => atoms.get(*atom).is_some_and(|atom| atom.operator != CompareOperator::NotEqual),
            Self::All(parts) => parts.iter().all(|part| part.is_convex(atoms)),
            Self::Any(_) => false,
        }
    }
}

/// Lowers formulas, in a world in which every known count is a variable.
pub(super) struct Lowering<'a> {
    world: World<'a>,
    /// Where each input stands among the counts.
    position: Vec<Option<usize>>,
}

impl<'a> Lowering<'a> {
    pub(super) fn new(world: World<'a>, counts: &[InputId]) -> Self {
        let mut position = vec![None; world.measure.inputs.len()];
        for (count, id) in counts.iter().enumerate() {
            if let Some(slot) = position.get_mut(id.index()) {
                *slot = Some(count);
            }
        }
        Self { world, position }
    }

    /// Lowers a formula. An error is the text that is not linear.
    pub(super) fn circuit(&mut self, formula: &'a Formula, atoms: &mut Atoms) -> Result<Circuit, Span> {
        self.lower(formula, false, DEPTH, atoms)
    }

    fn lower(&mut self, formula: &'a Formula, negated: bool, depth: u32, atoms: &mut Atoms) -> Result<Circuit, Span> {
        let span = formula.span;
        match &formula.node {
            FormulaNode::Compare(comparison) => self.comparison(comparison, negated, span, atoms),
            FormulaNode::Not(inner) => self.lower(inner, !negated, depth, atoms),
            FormulaNode::And(parts) | FormulaNode::Or(parts) => {
                let every = matches!(formula.node, FormulaNode::And(_)) != negated;
                let parts = parts
                    .iter()
                    .map(|part| self.lower(part, negated, depth, atoms))
                    .collect::<Result<Vec<_>, Span>>()?;
                Ok(if every { Circuit::All(parts) } else { Circuit::Any(parts) })
            }
            FormulaNode::Reference(Reference::Definition(id)) => {
                let depth = depth.checked_sub(1).ok_or(span)?;
                let measure = self.world.measure;
                match (&measure.definitions.at(*id).value, self.world.definition(*id)) {
                    (Meaning::Truth(inner), Worked::Truth(_)) => self.lower(inner, negated, depth, atoms),
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

    /// A comparison with its bases: each must be above zero, whichever way the comparison is turned.
    fn comparison(
        &mut self,
        comparison: &'a Comparison,
        negated: bool,
        span: Span,
        atoms: &mut Atoms,
    ) -> Result<Circuit, Span> {
        let mut parts = Vec::with_capacity(comparison.bases.len() + 1);
        for base in &comparison.bases {
            match self.world.number(base) {
                Ok(number) => {
                    let form = number.into_linear().ok_or(base.span)?;
                    parts.push(self.atom(CompareOperator::MoreThan, form, atoms));
                }
                Err(Stop::EmptyBase(_)) => return Ok(Circuit::Fixed(Verdict::NotMet)),
                Err(Stop::Error(_)) => return Err(span),
            }
        }
        let (left, right) = match self.world.sides(comparison) {
            Ok(sides) => sides,
            // With no base in the way, only a `given` says nothing of nothing.
            Err(Stop::EmptyBase(_)) => return Ok(Circuit::Fixed(Verdict::Unknown)),
            Err(Stop::Error(_)) => return Err(span),
        };
        let form = left.subtract(&right, &self.world.scratch.bounds).into_linear().ok_or(span)?;
        let operator = if negated { comparison.operator.negated() } else { comparison.operator };
        let compared = self.atom(operator, form, atoms);
        if parts.is_empty() {
            return Ok(compared);
        }
        parts.push(compared);
        Ok(Circuit::All(parts))
    }

    /// A comparison with zero.
    fn atom(&self, operator: CompareOperator, form: Linear, atoms: &mut Atoms) -> Circuit {
        if form.terms.is_empty() {
            return Circuit::Fixed(Verdict::from_bool(operator.holds(form.constant.cmp(&Exact::ZERO))));
        }
        let mut slopes = SmallVec::with_capacity(form.terms.len());
        for (variable, coefficient) in form.terms {
            let count = match self.world.cell(variable) {
                Some(Cell::Input(id, None)) => self.position.get(id.index()).copied().flatten(),
                Some(Cell::Input(_, Some(_)) | Cell::Parameter(..)) | None => None,
            };
            // Something that is missing: nothing can be said of the comparison.
            let Some(count) = count else { return Circuit::Fixed(Verdict::Unknown) };
            slopes.push((count, coefficient));
        }
        Circuit::Atom(atoms.push(Atom { operator, constant: form.constant, slopes }))
    }
}
