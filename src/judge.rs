//! The one verdict: a measure evaluated in the light of the facts, and what evaluation leaves open settled.
//!
//! The evaluator judges each comparison by its bounds. `a at least 5 or b at least 5` with `a + b = 10` it leaves open,
//! though no figures fail it; here that is settled, by asking the normal form what can be. Whatever shows a verdict has it
//! from here, so the same question has the same answer everywhere.
//!
//! What is settled for one set of votes may cost a fixed number of steps, whatever was judged before it and however many
//! threads there are. Where they end, the verdict is *not decided*: [`Verdict::NotDecided`], [`Statuses::is_not_decided`],
//! [`Outcomes::not_decided`](crate::evaluate::Outcomes::not_decided).
//!
//! - [`judge()`]: one set of votes, with reasons and least changes; [`explain`]: without least changes.
//! - [`Explainer`]: as [`judge()`], for many sets of votes one after the other.
//! - [`why`], [`value`]: of an expression, as [`judge()`] has it.
//! - [`Judge`], [`Verdicts`]: no reasons, for loops over many sets of votes.

mod enumerate;
mod settle;

pub use crate::evaluate::{Answer, ConditionVerdict, EvaluationError, Judgement};

use crate::evaluate::{
    self, DefinitionValue, Evaluated, Evaluator, Explanation, Reasoner, StageEvaluator, Statuses, Verdict,
};
use crate::facts::Facts;
use crate::program::{Formula, Meaning, Measure, StageId};
use settle::{Depth, settle};

/// Judges a measure, or one of its stages by itself, with the reasons and the least changes.
///
/// # Errors
/// All that keeps it from being judged, in one go: broken `given`s first of all.
pub fn judge(measure: &Measure, facts: &Facts, stage: Option<StageId>) -> Result<Judgement, Vec<EvaluationError>> {
    let mut judgement = evaluate::evaluate(measure, facts, stage)?;
    settle(measure, facts, &mut judgement, Depth::Everything)?;
    Ok(judgement)
}

/// As [`judge()`], without the least changes, which take most of its time.
///
/// # Errors
/// As for [`judge()`].
pub fn explain(measure: &Measure, facts: &Facts, stage: Option<StageId>) -> Result<Judgement, Vec<EvaluationError>> {
    settled(measure, facts, stage, Depth::Everything)
}

/// Whether something holds in the light of the facts, and why.
///
/// # Errors
/// As for [`judge()`]; of a broken `given` too.
pub fn why(measure: &Measure, facts: &Facts, formula: &Formula) -> Result<Explanation, Vec<EvaluationError>> {
    let mut why = evaluate::why(measure, facts, formula)?;
    if why.verdict == Verdict::Unknown {
        why.verdict = settle::truth(measure, facts, formula)?;
    }
    Ok(why)
}

/// What an expression is worth in the light of the facts; a truth is settled like a condition.
///
/// # Errors
/// As for [`judge()`]; of a broken `given` too.
pub fn value(measure: &Measure, facts: &Facts, meaning: &Meaning) -> Result<DefinitionValue, Vec<EvaluationError>> {
    match (evaluate::value(measure, facts, meaning)?, meaning) {
        (DefinitionValue::Truth(Verdict::Unknown), Meaning::Truth(formula)) => {
            settle::truth(measure, facts, formula).map(DefinitionValue::Truth)
        }
        (value, _) => Ok(value),
    }
}

fn settled(
    measure: &Measure,
    facts: &Facts,
    stage: Option<StageId>,
    depth: Depth,
) -> Result<Judgement, Vec<EvaluationError>> {
    let mut judgement = evaluate::explain(measure, facts, stage)?;
    settle(measure, facts, &mut judgement, depth)?;
    Ok(judgement)
}

/// Judges as [`judge()`] does, and works out only once how the rules depend on the counts.
#[derive(Debug)]
pub struct Explainer<'m> {
    measure: &'m Measure,
    reasoner: Reasoner<'m>,
}

impl<'m> Explainer<'m> {
    /// Makes ready to judge a measure, or one of its stages by itself.
    pub fn new(measure: &'m Measure, stage: Option<StageId>) -> Self {
        Self { measure, reasoner: Reasoner::new(measure, stage) }
    }

    /// The verdict in the light of the facts, and why.
    ///
    /// # Errors
    /// As for [`judge()`].
    pub fn explain(&mut self, facts: &Facts) -> Result<Judgement, Vec<EvaluationError>> {
        let mut judgement = self.reasoner.explain(facts)?;
        settle(self.measure, facts, &mut judgement, Depth::Everything)?;
        Ok(judgement)
    }
}

/// One stage by itself, judged again and again while the inputs change: its status, its conditions' verdicts and margins.
#[derive(Debug)]
pub struct Judge<'m> {
    measure: &'m Measure,
    stage: StageId,
    evaluator: StageEvaluator<'m>,
    /// The conditions of an open stage, once they are settled.
    settled: Vec<ConditionVerdict>,
}

impl<'m> Judge<'m> {
    /// Makes ready to judge a stage.
    pub fn new(measure: &'m Measure, stage: StageId) -> Self {
        Self { measure, stage, evaluator: StageEvaluator::new(measure, stage), settled: Vec::new() }
    }

    /// The stage's status in the light of the facts, and each of its conditions.
    ///
    /// # Errors
    /// As for [`judge()`].
    pub fn judge(&mut self, facts: &Facts) -> Result<(Statuses, &[ConditionVerdict]), Vec<EvaluationError>> {
        let (statuses, conditions) = self.evaluator.evaluate(facts)?;
        if statuses.decided().is_some() && !conditions.iter().any(|condition| condition.verdict == Verdict::Unknown) {
            return Ok((statuses, conditions));
        }
        self.settled.clear();
        self.settled.extend_from_slice(conditions);
        let judgement = settled(self.measure, facts, Some(self.stage), Depth::Conditions)?;
        let Some(own) = judgement.stages.first() else { return Ok((statuses, &self.settled)) };
        for (condition, settled) in self.settled.iter_mut().zip(&own.conditions) {
            condition.verdict = settled.verdict;
        }
        Ok((own.alone, &self.settled))
    }
}

/// A measure, or one of its stages by itself, judged again and again while the inputs change: the answer alone.
#[derive(Debug)]
pub struct Verdicts<'m> {
    measure: &'m Measure,
    stage: Option<StageId>,
    evaluator: Evaluator<'m>,
}

impl<'m> Verdicts<'m> {
    /// Makes ready to judge one stage by itself, or the measure as a whole.
    pub fn new(measure: &'m Measure, stage: Option<StageId>) -> Self {
        Self { measure, stage, evaluator: Evaluator::new(measure, stage) }
    }

    /// The status of the stage in the light of the facts; of a measure what follows, or the status of its last stage if it
    /// names no outcomes.
    ///
    /// # Errors
    /// As for [`judge()`].
    pub fn judge(&mut self, facts: &Facts) -> Result<Answer, Vec<EvaluationError>> {
        let Evaluated { answer, is_open } = self.evaluator.evaluate(facts)?;
        if !is_open {
            return Ok(answer);
        }
        let judgement = settled(self.measure, facts, self.stage, Depth::Answer)?;
        Ok(self.answer_of(judgement).unwrap_or(answer))
    }

    fn answer_of(&self, judgement: Judgement) -> Option<Answer> {
        match self.stage {
            Some(_) => judgement.stages.first().map(|stage| Answer::Status(stage.alone)),
            None if self.measure.outcomes.is_empty() => {
                let last = self.measure.stage_order.last()?;
                let last = judgement.stages.iter().find(|stage| stage.stage == *last)?;
                Some(Answer::Status(last.possible))
            }
            None => Some(Answer::Outcome(judgement.outcome)),
        }
    }
}
