//! One stage evaluated again and again while the inputs change: verdicts and margins, no reasons.

use super::formula::{Compared, ComparedDays, Why};
use super::needed::needed;
use super::outcome::{Margin, Statuses, Verdict};
use super::plan::Plan;
use super::world::{Scratch, World};
use super::{EvaluationError, Stop, stage};
use crate::facts::Facts;
use crate::program::{
    CompareOperator, Comparison, ConditionId, DateExpr, DefinitionId, DurationExpr, Formula, FormulaNode, InputId,
    Meaning, Measure, Reference, StageId, TableId,
};
use crate::span::Span;
use crate::value::{Duration, Exact};

/// A condition's verdict with its margin.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionVerdict {
    /// The condition.
    pub condition: ConditionId,
    /// Met, not met or unknown.
    pub verdict: Verdict,
    /// Left minus right, if the condition is a single comparison of known numbers or days.
    pub difference: Option<Exact>,
    /// The same in whole people or days.
    pub by: Option<Margin>,
}

/// Evaluates one stage of a measure by itself, as [`evaluate`](super::evaluate()) does, without reasons.
#[derive(Debug)]
pub struct StageEvaluator<'m> {
    measure: &'m Measure,
    stage: StageId,
    /// The definitions the stage and the `given`s depend on, in order.
    definitions: Vec<DefinitionId>,
    /// Always there between two judgements.
    scratch: Option<Box<Scratch>>,
    judgements: Vec<ConditionVerdict>,
    /// The short way for facts like those it was made for.
    plan: Option<Plan>,
    /// Facts since the plan was made, or tried, that it did not serve.
    unserved: u32,
}

/// Facts judged the long way before a plan is made again, and then after twice as many: making one takes about as long as
/// judging so often without.
const PATIENCE: u32 = 64;

impl<'m> StageEvaluator<'m> {
    /// Makes ready to evaluate a stage.
    pub fn new(measure: &'m Measure, stage: StageId) -> Self {
        let definitions = needed(measure, [stage]);
        let scratch = World::new(measure, &Facts::default()).scratch;
        Self { measure, stage, definitions, scratch: Some(scratch), judgements: Vec::new(), plan: None, unserved: 0 }
    }

    /// What the stage is in the light of the facts.
    ///
    /// # Errors
    /// All that keeps it from being judged, as for [`evaluate`](super::evaluate()).
    pub fn evaluate(&mut self, facts: &Facts) -> Result<(Statuses, &[ConditionVerdict]), Vec<EvaluationError>> {
        let measure = self.measure;
        if self.judge_by_plan(facts) {
            return Ok((self.status(), &self.judgements));
        }
        let mut world = match self.scratch.take() {
            Some(scratch) => World::again(measure, facts, scratch),
            None => World::new(measure, facts),
        };
        let result = world.settle(self.definitions.iter().copied());
        let mut errors = result.err().unwrap_or_default();
        self.judgements.clear();
        if errors.is_empty() {
            for &condition in &measure.stages.at(self.stage).conditions {
                match world.judge::<Judged>(&measure.conditions.at(condition).formula, false) {
                    Ok(Judged { verdict, difference, by }) => {
                        self.judgements.push(ConditionVerdict { condition, verdict, difference, by });
                    }
                    Err(stop) => errors.push(stop.into_error()),
                }
            }
        }
        self.scratch = Some(world.scratch);
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok((self.status(), &self.judgements))
    }

    fn status(&self) -> Statuses {
        let verdicts =
            self.judgements.iter().map(|judged| (self.measure.conditions.at(judged.condition).kind, judged.verdict));
        stage::alone(verdicts)
    }

    /// Judges the short way, if it can be.
    fn judge_by_plan(&mut self, facts: &Facts) -> bool {
        if let Some(plan) = &mut self.plan {
            match plan.judge(facts, &mut self.judgements) {
                Some(true) => return true,
                // Other parameters.
                Some(false) => {}
                None => return false,
            }
        }
        self.unserved += 1;
        if self.unserved == 2 || self.unserved >= PATIENCE && self.unserved.is_power_of_two() {
            self.plan = Plan::new(self.measure, self.stage, facts);
            return self.plan.as_mut().and_then(|plan| plan.judge(facts, &mut self.judgements)) == Some(true);
        }
        false
    }
}

/// A verdict, with its margin as long as it depends on one comparison.
struct Judged {
    verdict: Verdict,
    difference: Option<Exact>,
    by: Option<Margin>,
}

impl Judged {
    fn bare(verdict: Verdict) -> Self {
        Self { verdict, difference: None, by: None }
    }
}

impl<'a> Why<'a> for Judged {
    type Group = ();

    fn verdict(&self) -> Verdict {
        self.verdict
    }
    fn stated(_: Span, verdict: Verdict) -> Self {
        Self::bare(verdict)
    }
    fn missing(_: Span, _: InputId) -> Self {
        Self::bare(Verdict::Unknown)
    }
    fn comparison(_: &mut World<'a>, _: Span, _: &'a Comparison, compared: Compared) -> Result<Self, Stop> {
        let by = compared.by();
        Ok(Self { verdict: compared.verdict, difference: compared.difference, by })
    }
    fn days(_: Span, _: &'a DateExpr, _: &'a DateExpr, compared: ComparedDays) -> Self {
        Self { verdict: compared.verdict, difference: compared.difference, by: compared.by }
    }
    fn durations(
        _: Span,
        _: CompareOperator,
        _: (&'a DurationExpr, Option<Duration>),
        _: (&'a DurationExpr, Option<Duration>),
        verdict: Verdict,
    ) -> Self {
        Self::bare(verdict)
    }
    fn negation(_: Span, inner: Self) -> Self {
        inner
    }
    fn definition(
        world: &mut World<'a>,
        _: Span,
        id: DefinitionId,
        negated: bool,
        verdict: Verdict,
    ) -> Result<Self, Stop> {
        let measure = world.measure;
        match &measure.definitions.at(id).value {
            Meaning::Truth(formula) => match comparison_behind(measure, formula, negated) {
                Some((comparison, negated)) => world.judge(comparison, negated),
                None => Ok(Self::bare(verdict)),
            },
            Meaning::Number(_) | Meaning::Date(_) | Meaning::Duration(_) => Ok(Self::bare(verdict)),
        }
    }
    fn group() {}
    fn push((): &mut (), _: Self) {}
    fn close((): (), _: Span, _: bool, verdict: Verdict) -> Self {
        Self::bare(verdict)
    }
    fn row((): &mut (), _: usize, _: Verdict, _: Self) {}
    fn close_rows((): (), _: Span, _: TableId, _: bool, verdict: Verdict) -> Self {
        Self::bare(verdict)
    }
}

/// The one comparison that a formula is in the end, behind definitions and `not`s, and whether it is denied.
fn comparison_behind<'m>(measure: &'m Measure, formula: &'m Formula, negated: bool) -> Option<(&'m Formula, bool)> {
    let (mut formula, mut negated) = (formula, negated);
    for _ in 0..super::explain::DEPTH {
        formula = match &formula.node {
            FormulaNode::Not(inner) => {
                negated = !negated;
                inner
            }
            FormulaNode::Reference(Reference::Definition(id)) => match &measure.definitions.at(*id).value {
                Meaning::Truth(inner) => inner,
                Meaning::Number(_) | Meaning::Date(_) | Meaning::Duration(_) => return None,
            },
            FormulaNode::Compare(_) | FormulaNode::CompareDates(..) => return Some((formula, negated)),
            _ => return None,
        };
    }
    None
}
