//! A measure, or one of its stages, judged again and again while the inputs change: its result, no reasons.

use super::judge::Judge;
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

/// Judges a measure as [`evaluate`](super::evaluate()) does, and keeps nothing but its result.
#[derive(Debug)]
pub struct Verdicts<'m> {
    measure: &'m Measure,
    judges: Judges<'m>,
}

#[derive(Debug)]
enum Judges<'m> {
    /// One stage by itself.
    Stage(Box<Judge<'m>>),
    /// All stages, and what follows. The scratch is always there between two judgements.
    Whole(Option<Box<Scratch>>),
}

impl<'m> Verdicts<'m> {
    /// Makes ready to judge one stage by itself, or the measure as a whole.
    pub fn new(measure: &'m Measure, target: Option<StageId>) -> Self {
        let judges = match target {
            Some(stage) => Judges::Stage(Box::new(Judge::new(measure, stage))),
            None => Judges::Whole(Some(World::new(measure, &Facts::default()).scratch)),
        };
        Self { measure, judges }
    }

    /// Its result in the light of the facts: the status of the stage; of a measure what follows, or the status of its
    /// last stage if it names no outcomes.
    ///
    /// # Errors
    /// All that keeps it from being judged, as for [`evaluate`](super::evaluate()).
    pub fn judge(&mut self, facts: &Facts) -> Result<Answer, Vec<EvaluationError>> {
        let measure = self.measure;
        match &mut self.judges {
            Judges::Stage(judge) => judge.judge(facts).map(|(statuses, _)| Answer::Status(statuses)),
            Judges::Whole(kept) => {
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
    fn measure_as_a_whole(&mut self) -> Result<Answer, Vec<EvaluationError>> {
        let measure = self.measure;
        self.settle(measure.definitions.ids())?;
        let mut errors = Vec::new();
        let mut last = Statuses::only(StageStatus::NotReached);
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
                (rule.kind, noted(self.verdict(&rule.formula, false)))
            });
            last = stage::possible(reached, stage::alone(verdicts));
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
        Ok(if measure.outcomes.is_empty() { Answer::Status(last) } else { Answer::Outcome(outcomes) })
    }
}
