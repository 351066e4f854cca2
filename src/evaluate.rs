//! The meaning: a measure and facts in, its result and why out.

mod bare;
mod day;
mod evaluator;
mod explain;
mod expression;
mod formula;
mod givens;
mod least_change;
mod margin;
mod needed;
mod number;
mod outcome;
mod plain;
mod plan;
mod quoted;
mod reasoner;
pub mod regions;
mod stage;
mod world;

pub use bare::{ConditionVerdict, StageEvaluator};
pub use evaluator::{Answer, Evaluated, Evaluator};
pub(crate) use number::Number;
pub use outcome::*;
pub use reasoner::Reasoner;
pub(crate) use stage::{alone, verdict_of};
pub(crate) use world::{Cell, World};

use smol_str::SmolStr;

use self::least_change::{Lines, Start};
use self::world::Worked;
use crate::facts::{Cells, Facts, Slot};
use crate::ids::Id as _;
use crate::program::{DefinitionId, Formula, InputId, Meaning, Measure, StageId};
use crate::span::Span;
use crate::value::{Date, Exact, Kind};

/// What keeps a measure from being judged.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum EvaluationError {
    /// A `given` is broken for every completion of the facts: bad data.
    #[error("bad data{}: {numbers}", in_row(.row.as_ref()))]
    #[diagnostic(
        code(quorate::data::given),
        help("correct the figures, or `remove` the `given` in a variant if the official ones are like this")
    )]
    Given {
        /// The row, for a `given` of a table.
        row: Option<SmolStr>,
        /// What is the case instead: `yes + no = 1,110 > ballots = 1,000`.
        numbers: String,
        /// The comparison.
        #[label("every possible input satisfies this")]
        span: Span,
    },
    /// No completion of what is missing satisfies every `given`: bad data.
    #[error("bad data: nothing that is missing could make this hold")]
    #[diagnostic(code(quorate::data::no_completion), help("correct the figures that are there, or widen the ranges"))]
    NoCompletion {
        /// The comparison.
        #[label("no figures for what is missing satisfy this")]
        span: Span,
    },
    /// A division by zero that is no share of an empty base.
    #[error("division by zero")]
    #[diagnostic(code(quorate::evaluate::division), help("a rule must not divide by what can be zero"))]
    Division {
        /// The division.
        #[label("the divisor is zero")]
        span: Span,
    },
    /// A result with more digits than [`Exact::MOST_DIGITS`](crate::value::Exact::MOST_DIGITS).
    #[error("this number has more than {} digits", grouped_digits())]
    #[diagnostic(
        code(quorate::evaluate::digits),
        help("squares of squares grow beyond any number: compare the numbers themselves, or round a share")
    )]
    Digits {
        /// The computation.
        #[label("too long to go on with")]
        span: Span,
    },
    /// A parameter by date has no value for the day asked.
    #[error("`{parameter}` has no value on {date}")]
    #[diagnostic(code(quorate::evaluate::as_of), help("{help}"))]
    AsOf {
        /// The parameter.
        parameter: SmolStr,
        /// The day asked.
        date: Date,
        /// The days it has values for.
        help: String,
        /// Where it is asked.
        #[label("asked here")]
        span: Span,
    },
    /// A date outside the years the calendar has.
    #[error("this date is beyond the years -9999 to 9999")]
    #[diagnostic(code(quorate::evaluate::date), help("use a shorter duration"))]
    DateRange {
        /// The computation.
        #[label("too far")]
        span: Span,
    },
}

fn grouped_digits() -> String {
    crate::words::grouped(&crate::value::Exact::integer(crate::value::Exact::MOST_DIGITS.into()))
}

fn in_row(row: Option<&SmolStr>) -> String {
    row.map_or_else(String::new, |row| format!(" in `{row}`"))
}

impl EvaluationError {
    /// Whether the facts are at fault, rather than the rule.
    pub fn is_bad_data(&self) -> bool {
        matches!(self, Self::Given { .. } | Self::NoCompletion { .. })
    }
}

/// Why an expression has no value.
#[derive(Clone, Debug)]
pub(crate) enum Stop {
    /// A share of nothing: the base.
    EmptyBase(Span),
    /// Something is wrong.
    Error(Box<EvaluationError>),
}

impl Stop {
    fn error(error: EvaluationError) -> Self {
        Self::Error(Box::new(error))
    }

    /// What is left of an empty base where no comparison decides it.
    fn into_error(self) -> EvaluationError {
        match self {
            Self::EmptyBase(span) => EvaluationError::Division { span },
            Self::Error(error) => *error,
        }
    }
}

/// Evaluates a measure, or one of its stages by itself: each comparison by its bounds. What that leaves open
/// [`judge`](crate::judge::judge()) settles. For many sets of votes there is [`Reasoner`].
///
/// # Errors
/// All that keeps it from being judged, in one go: broken `given`s first of all.
pub fn evaluate(measure: &Measure, facts: &Facts, target: Option<StageId>) -> Result<Judgement, Vec<EvaluationError>> {
    let mut world = World::new(measure, facts);
    world.settle(measure.definitions.ids())?;
    let lines = Lines::new(measure, facts, target);
    world.reasons(target, lines.as_ref().map(|lines| lines.from(measure, facts)).as_ref())
}

/// As [`evaluate`], without the least changes, which take most of its time.
///
/// # Errors
/// As for [`evaluate`].
pub fn explain(measure: &Measure, facts: &Facts, target: Option<StageId>) -> Result<Judgement, Vec<EvaluationError>> {
    let mut world = World::new(measure, facts);
    world.settle(measure.definitions.ids())?;
    world.reasons(target, None)
}

/// What an expression is worth, in the light of the facts.
///
/// # Errors
/// As for [`evaluate`]; of a broken `given` too.
pub fn value(measure: &Measure, facts: &Facts, meaning: &Meaning) -> Result<DefinitionValue, Vec<EvaluationError>> {
    let mut world = World::new(measure, facts);
    world.settle(measure.definitions.ids())?;
    let worked = match meaning {
        Meaning::Number(expr) => {
            let number = world.number(expr);
            return number_value(&world, number, expr.kind).map_err(|stop| vec![stop.into_error()]);
        }
        Meaning::Date(expr) => world.day(expr).map(DefinitionValue::Date),
        Meaning::Duration(expr) => world
            .duration(expr)
            .map(|duration| duration.map_or(DefinitionValue::Truth(Verdict::Unknown), DefinitionValue::Duration)),
        Meaning::Truth(formula) => world.verdict(formula, false).map(DefinitionValue::Truth),
    };
    worked.map_err(|stop| vec![stop.into_error()])
}

/// Whether a condition holds in the light of the facts, and why.
///
/// # Errors
/// As for [`evaluate`]; of a broken `given` too.
pub fn why(measure: &Measure, facts: &Facts, formula: &Formula) -> Result<Explanation, Vec<EvaluationError>> {
    let mut world = World::new(measure, facts);
    world.settle(measure.definitions.ids())?;
    world.judge::<Explanation>(formula, false).map_err(|stop| vec![stop.into_error()])
}

/// The least and the most that an input can be, given the other facts, as far as the `given`s bound it. Nothing for what is
/// by row, and for what is no number.
///
/// # Errors
/// As for [`evaluate`]: a `given` that no value of the input can satisfy.
pub fn bounds(
    measure: &Measure,
    facts: &Facts,
    input: InputId,
) -> Result<(Option<Exact>, Option<Exact>), Vec<EvaluationError>> {
    let declared = measure.inputs.at(input);
    if declared.table.is_some() || !matches!(declared.kind, Kind::Count | Kind::Share | Kind::Number) {
        return Ok((None, None));
    }
    let mut open = facts.clone();
    if let Some(cells) = open.inputs.get_mut(input) {
        *cells = Cells::One(Slot::Unknown);
    }
    let mut world = World::new(measure, &open);
    world.settle(measure.definitions.ids())?;
    let least = (declared.kind == Kind::Count).then_some(Exact::ZERO);
    Ok(world.bounds_of(Cell::Input(input, None)).unwrap_or((least, None)))
}

/// A number for reports; a share of nothing is a value too.
fn number_value(
    world: &World<'_>,
    number: Result<Number, Stop>,
    kind: crate::value::Kind,
) -> Result<DefinitionValue, Stop> {
    match number {
        Ok(number) => Ok(DefinitionValue::Number(world.quantity(&number, kind))),
        Err(Stop::EmptyBase(_)) => Ok(DefinitionValue::EmptyBase),
        Err(stop) => Err(stop),
    }
}

impl<'a> World<'a> {
    /// Every stage with its reasons, or one by itself, and what follows.
    fn reasons(
        &mut self,
        target: Option<StageId>,
        lines: Option<&Start<'_>>,
    ) -> Result<Judgement, Vec<EvaluationError>> {
        let measure = self.measure;
        let mut errors = Vec::new();
        let mut stages: Vec<Option<StageOutcome>> = measure.stages.ids().map(|_| None).collect();
        for &id in measure.stage_order.iter().filter(|&&id| target.is_none_or(|target| target == id)) {
            let reached = match (&measure.stages.at(id).after, target) {
                (Some(after), None) => self.verdict(after, false).unwrap_or_else(|stop| {
                    errors.push(stop.into_error());
                    Verdict::Unknown
                }),
                (None, _) | (_, Some(_)) => Verdict::Met,
            };
            let outcome = self.stage(id, reached, lines, &mut errors);
            if let Some(slot) = stages.get_mut(id.index()) {
                *slot = Some(outcome);
            }
        }
        let outcome = if target.is_none() { self.outcomes() } else { Ok(Outcomes::default()) };
        let outcome = outcome.unwrap_or_else(|stop| {
            errors.push(stop.into_error());
            Outcomes::default()
        });
        if !errors.is_empty() {
            errors.dedup();
            return Err(errors);
        }
        let definitions = measure.definitions.ids().map(|id| self.definition_value(id)).collect();
        Ok(Judgement { target, stages: stages.into_iter().flatten().collect(), outcome, definitions })
    }

    fn stage(
        &mut self,
        id: StageId,
        reached: Verdict,
        lines: Option<&Start<'_>>,
        errors: &mut Vec<EvaluationError>,
    ) -> StageOutcome {
        let measure = self.measure;
        let stage = &measure.stages.at(id);
        let mut conditions = Vec::with_capacity(stage.conditions.len());
        for &condition in &stage.conditions {
            let rule = &measure.conditions.at(condition);
            match self.judge::<Explanation>(&rule.formula, false) {
                Err(stop) => errors.push(stop.into_error()),
                Ok(why) => {
                    let verdict = why.verdict;
                    let needs = self.needs(&rule.inputs);
                    let changes = match (lines, verdict) {
                        (Some(lines), Verdict::Met | Verdict::NotMet) if needs.is_empty() => {
                            lines.of_condition(condition, verdict)
                        }
                        _ => Changes::default(),
                    };
                    conditions.push(ConditionOutcome { condition, verdict, why, needs, changes });
                }
            }
        }
        let verdicts =
            conditions.iter().map(|outcome| (measure.conditions.at(outcome.condition).kind, outcome.verdict));
        let alone = stage::alone(verdicts);
        let possible = stage::possible(reached, alone);
        self.set_statuses(id, possible);
        let changes = match (lines, alone.decided()) {
            (Some(lines), Some(status)) if conditions.iter().all(|outcome| outcome.needs.is_empty()) => {
                lines.of_stage(id, Verdict::from_bool(status == StageStatus::Passed))
            }
            _ => Changes::default(),
        };
        StageOutcome { stage: id, possible, alone, conditions, changes, still_needed: Vec::new() }
    }

    /// Those of the inputs that are not known for certain.
    fn needs(&self, inputs: &[InputId]) -> Vec<InputId> {
        let known = |slot: &Slot| matches!(slot, Slot::Known(_));
        let missing = |id: &InputId| match self.facts.inputs.get(*id) {
            None => true,
            Some(Cells::One(slot)) => !known(slot),
            Some(Cells::Rows(slots)) => !slots.iter().all(known),
        };
        inputs.iter().copied().filter(missing).collect()
    }

    fn definition_value(&mut self, id: DefinitionId) -> Option<DefinitionValue> {
        let definition = &self.measure.definitions.at(id);
        if definition.table.is_some() {
            return None;
        }
        match self.definition(id) {
            Worked::Number(number) => number_value(self, number, definition.kind).ok(),
            Worked::Day(day) => day.ok().map(DefinitionValue::Date),
            Worked::Duration(duration) => duration.ok().flatten().map(DefinitionValue::Duration),
            Worked::Truth([verdict, _]) => verdict.ok().map(DefinitionValue::Truth),
        }
    }
}
