//! A measure, or one of its stages, evaluated again and again while the inputs change: its result, no reasons.

use super::bare::StageEvaluator;
use super::outcome::{Outcomes, StageStatus, Statuses, Verdict};
use super::world::{Scratch, World};
use super::{EvaluationError, Stop, stage};
use crate::facts::Facts;
use crate::program::{Measure, StageId};

/// The result of a measure, or a stage of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The statuses the stage may have.
    Status(Statuses),
    /// The outcomes that may follow.
    Outcome(Outcomes),
}

impl Answer {
    /// The steps ended before it was known whether it is certain.
    pub const fn is_not_decided(&self) -> bool {
        match self {
            Self::Status(statuses) => statuses.is_not_decided(),
            Self::Outcome(outcomes) => outcomes.not_decided,
        }
    }
}

/// What was found, and whether anything that was looked at for it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evaluated {
    /// The status, or what follows.
    pub answer: Answer,
    /// A condition is unknown or a stage or outcome pending, also one that the answer does not depend on.
    pub is_open: bool,
}

/// Evaluates a measure as [`evaluate`](super::evaluate()) does, and keeps nothing but the answer.
#[derive(Debug)]
pub struct Evaluator<'m> {
    measure: &'m Measure,
    parts: Parts<'m>,
}

#[derive(Debug)]
enum Parts<'m> {
    /// One stage by itself.
    Stage(Box<StageEvaluator<'m>>),
    /// All stages, and what follows. The scratch is always there between two judgements.
    Whole(Option<Box<Scratch>>),
}

impl<'m> Evaluator<'m> {
    /// Makes ready to judge one stage by itself, or the measure as a whole.
    pub fn new(measure: &'m Measure, target: Option<StageId>) -> Self {
        let parts = match target {
            Some(stage) => Parts::Stage(Box::new(StageEvaluator::new(measure, stage))),
            None => Parts::Whole(Some(World::new(measure, &Facts::default()).scratch)),
        };
        Self { measure, parts }
    }

    /// Its result in the light of the facts: the status of the stage; of a measure what follows, or the status of its
    /// last stage if it names no outcomes.
    ///
    /// # Errors
    /// All that keeps it from being judged, as for [`evaluate`](super::evaluate()).
    pub fn evaluate(&mut self, facts: &Facts) -> Result<Evaluated, Vec<EvaluationError>> {
        let measure = self.measure;
        match &mut self.parts {
            Parts::Stage(stage) => stage.evaluate(facts).map(|(statuses, conditions)| Evaluated {
                answer: Answer::Status(statuses),
                is_open: statuses.decided().is_none()
                    || conditions.iter().any(|condition| condition.verdict == Verdict::Unknown),
            }),
            Parts::Whole(kept) => {
                let mut world = match kept.take() {
                    Some(scratch) => World::again(measure, facts, scratch),
                    None => World::new(measure, facts),
                };
                let answer = world.measure_as_a_whole();
                *kept = Some(world.scratch);
                answer
            }
        }
    }
}

impl World<'_> {
    fn measure_as_a_whole(&mut self) -> Result<Evaluated, Vec<EvaluationError>> {
        let measure = self.measure;
        self.settle(measure.definitions.ids())?;
        let mut errors = Vec::new();
        let mut last = Statuses::only(StageStatus::NotReached);
        let mut is_open = false;
        for &id in &measure.stage_order {
            let declared = measure.stages.at(id);
            let mut noted = |verdict: Result<Verdict, Stop>| {
                verdict.unwrap_or_else(|stop| {
                    errors.push(stop.into_error());
                    Verdict::Unknown
                })
            };
            let reached = declared.after.as_ref().map_or(Verdict::Met, |after| noted(self.verdict(after, false)));
            let verdicts = declared.conditions.iter().map(|&condition| {
                let rule = measure.conditions.at(condition);
                let verdict = noted(self.verdict(&rule.formula, false));
                is_open |= verdict == Verdict::Unknown;
                (rule.kind, verdict)
            });
            let alone = stage::alone(verdicts);
            last = stage::possible(reached, alone);
            is_open |= alone.decided().is_none() || last.decided().is_none();
            self.set_statuses(id, last);
        }
        let outcomes = self.outcomes().unwrap_or_else(|stop| {
            errors.push(stop.into_error());
            Outcomes::default()
        });
        if !errors.is_empty() {
            errors.dedup();
            return Err(errors);
        }
        is_open |= outcomes.is_open();
        let answer = if measure.outcomes.is_empty() { Answer::Status(last) } else { Answer::Outcome(outcomes) };
        Ok(Evaluated { answer, is_open })
    }
}
