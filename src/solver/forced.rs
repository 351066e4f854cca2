//! What is certain although something is missing: what every completion that satisfies the `given`s agrees on.
//!
//! The evaluator judges each comparison by its bounds and leaves open what they leave open. Here the rest is settled: a
//! verdict is certain if its opposite cannot be, and a status or outcome that cannot be is no longer possible.

use super::{Answer, Goal, Question};
use crate::decision::{Circuit, Decision, Form, NodeId, Rules, VariableId, lower};
use crate::evaluate::{EvaluationError, Outcome, StageStatus, Statuses, StillNeeded, Verdict};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{InputId, Measure, StageId};
use crate::value::{Exact, Kind};

/// What all questions about what is open may cost in steps: some milliseconds, because a session asks after every line.
/// What takes more stays open.
const STEPS: u64 = 60_000;
/// What one of them may cost.
const MOST: u64 = 10_000;

/// Settles what an evaluation left open and what can be settled. What is complete is not looked at again.
///
/// # Errors
/// If no completion of what is missing satisfies every `given`: bad data.
pub fn settle(measure: &Measure, facts: &Facts, outcome: &mut Outcome) -> Result<(), Vec<EvaluationError>> {
    let open = outcome.stages.iter().any(|stage| {
        stage.alone.decided().is_none()
            || stage.possible.decided().is_none()
            || stage.conditions.iter().any(|condition| condition.verdict == Verdict::Unknown)
    });
    if !open && !outcome.outcome.is_pending() {
        return Ok(());
    }
    let mut stock = STEPS;
    let mut decision = lower(&[(measure, facts)]);
    let Some(rules) = decision.rules.first().cloned() else { return Ok(()) };
    let mut seen = Vec::new();
    match Question::can(&decision, rules.givens.iter().copied()).answer_from(&mut stock, MOST) {
        Answer::Never => return Err(contradiction(measure, facts, &decision, &rules)),
        answer => seen.extend(answer.witness().map(|witness| decision.at(|id| witness.values.at(id).clone()))),
    }
    // Whether a node can hold beside the `given`s; what is not decided can.
    let mut can = |decision: &Decision, node: NodeId| {
        if seen.iter().any(|point| point.holds(node)) {
            return true;
        }
        let answer = Question::can(decision, rules.givens.iter().copied().chain([node])).answer_from(&mut stock, MOST);
        if let Some(witness) = answer.witness() {
            let mut point = decision.at(|id| witness.values.at(id).clone());
            point.values = witness.values.clone();
            seen.push(point);
        }
        answer != Answer::Never
    };
    for stage in &mut outcome.stages {
        for condition in stage.conditions.iter_mut().filter(|condition| condition.verdict == Verdict::Unknown) {
            let Ok(own) = rules.conditions.at(condition.condition) else { continue };
            let not = decision.circuit.not(own.met);
            condition.verdict = match (can(&decision, own.met), can(&decision, not)) {
                (true, false) => Verdict::Met,
                (false, true) => Verdict::NotMet,
                (true, true) | (false, false) => Verdict::Unknown,
            };
            condition.why.verdict = condition.verdict;
        }
        let own = rules.stages.at(stage.stage);
        let Ok(alone) = &own.alone else { continue };
        if stage.alone.decided().is_none() {
            let possible = stage.alone.iter().filter(|status| can(&decision, alone.of(*status)));
            stage.alone = possible.fold(Statuses::NONE, Statuses::with);
        }
        // A stage judged by itself is taken as reached.
        let reached = if outcome.target.is_some() { Ok(Circuit::TRUE) } else { own.reached.clone() };
        if stage.possible.decided().is_none()
            && let Ok(reached) = reached
        {
            let possible: Vec<StageStatus> = stage.possible.iter().collect();
            let possible = possible.into_iter().filter(|status| {
                let node = match status {
                    StageStatus::NotReached => decision.circuit.not(reached),
                    status => decision.circuit.all([reached, alone.of(*status)]),
                };
                can(&decision, node)
            });
            stage.possible = possible.fold(Statuses::NONE, Statuses::with);
        }
    }
    if outcome.outcome.is_pending() {
        outcome.outcome.clauses.retain(|index| match rules.outcomes.get(*index) {
            Some(Ok(node)) => can(&decision, *node),
            Some(Err(_)) | None => true,
        });
        if let Ok(node) = rules.no_outcome {
            outcome.outcome.or_none &= can(&decision, node);
        }
    }
    for stage in &mut outcome.stages {
        let passes = rules.stages.at(stage.stage).alone.as_ref().map_or(Circuit::FALSE, |alone| alone.passed);
        if stage.alone.decided().is_none() && stage.alone.contains(StageStatus::Passed) {
            stage.still_needed = still_needed(measure, facts, &mut decision, &rules, (stage.stage, passes), &mut stock);
        }
    }
    Ok(())
}

/// The first `given` that, with those before it, leaves nothing possible.
fn contradiction(measure: &Measure, facts: &Facts, decision: &Decision, rules: &Rules) -> Vec<EvaluationError> {
    let spans: Vec<_> = measure.givens.values().chain(&facts.givens).map(|given| given.formula.span).collect();
    let first = (1..=rules.givens.len()).find(|amount| {
        Question::can(decision, rules.givens.iter().copied().take(*amount)).answer_within(MOST) == Answer::Never
    });
    // Without those that are not linear the places would not be told apart.
    let place = first.filter(|_| rules.given_not_linear.is_none()).and_then(|amount| spans.get(amount - 1));
    let span = place.or(spans.first()).copied().unwrap_or(measure.span);
    vec![EvaluationError::NoCompletion { span }]
}

/// For each count of the stage that is missing: from where on the stage surely passes, and below (or above) where it cannot.
fn still_needed(
    measure: &Measure,
    facts: &Facts,
    decision: &mut Decision,
    rules: &Rules,
    (stage, passes): (StageId, NodeId),
    stock: &mut u64,
) -> Vec<StillNeeded> {
    let not = decision.circuit.not(passes);
    let mut needed = Vec::new();
    for (input, declared) in measure.inputs.iter() {
        let uses =
            measure.stages.at(stage).conditions.iter().any(|id| measure.conditions.at(*id).inputs.contains(&input));
        if declared.kind != Kind::Count || declared.table.is_some() || !uses {
            continue;
        }
        let path = measure.input_path(input);
        let Some(variable) = decision.variable(&path, None) else { continue };
        needed.extend(of_input(decision, rules, (passes, not), (input, variable), facts, stock));
    }
    needed
}

fn of_input(
    decision: &Decision,
    rules: &Rules,
    (passes, not): (NodeId, NodeId),
    (input, variable): (InputId, VariableId),
    facts: &Facts,
    stock: &mut u64,
) -> Option<StillNeeded> {
    let mut extreme = |node: Option<NodeId>, goal: Goal| {
        let question =
            Question::can(decision, rules.givens.iter().copied().chain(node)).with(goal, Form::variable(variable));
        match question.answer_from(stock, MOST) {
            Answer::Witness(witness) => Some(witness.objective.map(|objective| objective.limit().clone())),
            Answer::Unbounded { .. } => Some(None),
            Answer::Never | Answer::NotDecided { .. } => None,
        }
    };
    let known = match facts.inputs.get(input) {
        Some(Cells::One(Slot::Range(crate::value::Value::Number(low), _))) => Some(low.clone()),
        Some(Cells::One(_) | Cells::Rows(_)) | None => None,
    };
    let least = extreme(Some(passes), Goal::Least)??;
    let most = extreme(Some(passes), Goal::Most)?;
    let last_failing = extreme(Some(not), Goal::Most)?;
    let first_failing = extreme(Some(not), Goal::Least)?;
    let highest = extreme(None, Goal::Most)?;
    let lowest = extreme(None, Goal::Least)??;
    let one = Exact::ONE;
    // Up to some number it fails whatever else, from some on it passes; or the other way round.
    let from =
        last_failing.map(|last| &last + &one).filter(|from| highest.as_ref().is_none_or(|highest| from <= highest));
    let upto = first_failing.map(|first| &first - &one).filter(|upto| *upto >= lowest);
    let impossible_below = (least > lowest).then(|| least.clone());
    let impossible_above = most.filter(|most| highest.as_ref().is_none_or(|highest| most < highest));
    if from.is_none() && upto.is_none() && impossible_below.is_none() && impossible_above.is_none() {
        return None;
    }
    Some(StillNeeded { input, counted: known, lowest, highest, impossible_below, impossible_above, from, upto })
}
