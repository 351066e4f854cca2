//! The same measure explained again and again while the votes change.

use super::EvaluationError;
use super::least_change::Lines;
use super::outcome::Judgement;
use super::world::{Scratch, World};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{Measure, StageId};
use crate::value::Kind;

/// Explains as [`evaluate`](super::evaluate()) does, and works out only once how the rules depend on the counts: that is the
/// same as long as nothing but the counts outside tables changes.
#[derive(Debug)]
pub struct Reasoner<'m> {
    measure: &'m Measure,
    target: Option<StageId>,
    scratch: Option<Box<Scratch>>,
    frame: Option<Frame>,
}

/// How the rules depend on the counts, and the facts of which that is true.
#[derive(Debug)]
struct Frame {
    facts: Facts,
    lines: Option<Lines>,
}

impl<'m> Reasoner<'m> {
    /// Makes ready to explain a measure, or one of its stages by itself.
    pub fn new(measure: &'m Measure, target: Option<StageId>) -> Self {
        Self { measure, target, scratch: None, frame: None }
    }

    /// The result of the measure in the light of the facts, and why.
    ///
    /// # Errors
    /// As for [`evaluate`](super::evaluate()).
    pub fn explain(&mut self, facts: &Facts) -> Result<Judgement, Vec<EvaluationError>> {
        let measure = self.measure;
        let mut world = match self.scratch.take() {
            Some(scratch) => World::again(measure, facts, scratch),
            None => World::new(measure, facts),
        };
        let settled = world.settle(measure.definitions.ids());
        let outcome = settled.and_then(|()| {
            let lines = match self.frame.take().filter(|frame| frame.is_of(measure, facts)) {
                Some(frame) => self.frame.insert(frame).lines.as_ref(),
                None => {
                    let lines = Lines::new(measure, facts, self.target);
                    self.frame.insert(Frame { facts: facts.clone(), lines }).lines.as_ref()
                }
            };
            world.reasons(self.target, lines.map(|lines| lines.from(measure, facts)).as_ref())
        });
        self.scratch = Some(world.scratch);
        outcome
    }
}

impl Frame {
    /// Whether these facts differ in nothing but counts.
    fn is_of(&self, measure: &Measure, facts: &Facts) -> bool {
        let own = &self.facts;
        let is_count = |cells: &Cells| matches!(cells, Cells::One(Slot::Known(_)));
        own.rows == facts.rows
            && own.parameters == facts.parameters
            && own.dates == facts.dates
            && own.givens == facts.givens
            && own.inputs.len() == facts.inputs.len()
            && own.inputs.iter().zip(facts.inputs.values()).all(|((id, own), other)| {
                own == other
                    || (measure.inputs.get(id).is_some_and(|input| input.kind == Kind::Count)
                        && is_count(own)
                        && is_count(other))
            })
    }
}
