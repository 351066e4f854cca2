//! What is certain although something is missing: what every completion that satisfies the `given`s agrees on.
//!
//! A verdict is certain if its opposite cannot be, and a status or outcome that cannot be is no longer possible.

use smol_str::SmolStr;

use super::enumerate;
use crate::decision::{Circuit, Decision, Form, NodeId, Point, Rules, VariableId, lower};
use crate::evaluate::{
    self, DefinitionValue, EvaluationError, Judgement, Outcomes, StageOutcome, StageStatus, Statuses, StillNeeded,
    Verdict,
};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{Condition, ConditionId, ConditionKind, Formula, InputId, Meaning, Measure, Name};
use crate::solver::{Answer, Goal, Question};
use crate::value::{Exact, Kind};

/// What all questions about one set of votes may cost in steps: some milliseconds, because a session asks after every line.
/// What takes more is not decided.
const STEPS: u64 = 60_000;
/// What one of them may cost.
const MOST: u64 = 10_000;

/// Whether something can be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Possibility {
    Can,
    Cannot,
    NotDecided,
}

/// How much is settled. What is asked first is the same for all, so that one has of the stock what the others have.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depth {
    /// The status of the stage; of a measure what follows, or the status of its last stage.
    Answer,
    /// Every stage and condition, too.
    Conditions,
    /// And from where on a missing count decides.
    Everything,
}

/// Settles what an evaluation left open and what can be settled. What is complete is not looked at again.
///
/// # Errors
/// If no completion of what is missing satisfies every `given`: bad data.
pub(super) fn settle(
    measure: &Measure,
    facts: &Facts,
    judgement: &mut Judgement,
    depth: Depth,
) -> Result<(), Vec<EvaluationError>> {
    if depth >= Depth::Everything {
        definitions(measure, facts, judgement);
    }
    let open = judgement.stages.iter().any(|stage| {
        stage.alone.decided().is_none()
            || stage.possible.decided().is_none()
            || stage.conditions.iter().any(|condition| condition.verdict == Verdict::Unknown)
    });
    if !open && !judgement.outcome.is_open() {
        return Ok(());
    }
    let Some(mut questions) = Questions::new(measure, facts)? else { return Ok(()) };
    if questions.is_partial() && enumerate::settle(measure, facts, judgement).map_err(|_| questions.contradiction())? {
        return Ok(());
    }
    let by_itself = judgement.target.is_some();
    if judgement.outcome.is_open() {
        questions.outcomes(&mut judgement.outcome)?;
    } else if by_itself || measure.outcomes.is_empty() {
        let last = judgement.target.or(measure.stage_order.last().copied());
        if let Some(stage) = judgement.stages.iter_mut().find(|stage| Some(stage.stage) == last) {
            questions.status(stage, by_itself)?;
        }
    }
    if depth >= Depth::Conditions {
        for stage in &mut judgement.stages {
            questions.conditions(stage)?;
            questions.status(stage, by_itself)?;
        }
    }
    if depth >= Depth::Everything {
        for stage in &mut judgement.stages {
            questions.still_needed(stage);
        }
    }
    Ok(())
}

/// Truths that are defined. Data that contradict themselves are refused where a verdict depends on them, not here.
fn definitions(measure: &Measure, facts: &Facts, judgement: &mut Judgement) {
    for id in measure.definitions.ids() {
        let open = matches!(judgement.definitions.get(id), Some(Some(DefinitionValue::Truth(Verdict::Unknown))));
        if let (true, Meaning::Truth(formula)) = (open, &measure.definitions.at(id).value)
            && let Ok(verdict) = truth(measure, facts, formula)
        {
            *judgement.definitions.at_mut(id) = Some(DefinitionValue::Truth(verdict));
        }
    }
}

/// A truth that evaluation leaves open, as if it were a condition of the measure.
///
/// # Errors
/// As for [`settle`].
pub(super) fn truth(measure: &Measure, facts: &Facts, formula: &Formula) -> Result<Verdict, Vec<EvaluationError>> {
    let Some(stage) = measure.stages.ids().next() else { return Ok(Verdict::Unknown) };
    let mut extended = measure.clone();
    let condition = extended.conditions.push(Condition {
        span: formula.span,
        kind: ConditionKind::Require,
        name: Name { span: formula.span, text: SmolStr::default() },
        stage,
        formula: formula.clone(),
        sources: Vec::new(),
        inputs: Vec::new(),
        parameters: Vec::new(),
    });
    match Questions::new(&extended, facts)? {
        Some(mut questions) => questions.verdict(condition),
        None => Ok(Verdict::Unknown),
    }
}

/// All that is asked about one set of votes, from one stock of steps.
struct Questions<'m> {
    measure: &'m Measure,
    facts: &'m Facts,
    decision: Decision,
    rules: Rules,
    /// Completions that were found on the way: what holds at one of them need not be asked.
    seen: Vec<Point>,
    stock: u64,
}

impl<'m> Questions<'m> {
    /// `None` if there is nothing to ask.
    fn new(measure: &'m Measure, facts: &'m Facts) -> Result<Option<Self>, Vec<EvaluationError>> {
        let mut decision = lower(&[(measure, facts)]);
        let Some(rules) = decision.rules.first().cloned() else { return Ok(None) };
        // Every place that is asked about is there before the first completion is worked out.
        for condition in rules.conditions.values().flatten() {
            decision.circuit.not(condition.met);
        }
        let mut questions = Self { measure, facts, decision, rules, seen: Vec::new(), stock: STEPS };
        match questions.can(Circuit::TRUE) {
            Possibility::Cannot => Err(questions.contradiction()),
            Possibility::Can | Possibility::NotDecided => Ok(Some(questions)),
        }
    }

    /// Whether the normal form cannot say all of it.
    fn is_partial(&self) -> bool {
        let rules = &self.rules;
        rules.given_not_linear.is_some()
            || rules.conditions.values().any(Result::is_err)
            || rules.stages.values().any(|stage| stage.alone.is_err() || stage.reached.is_err())
            || rules.outcomes.iter().any(Result::is_err)
            || rules.no_outcome.is_err()
    }

    /// Whether a place of the circuit can hold beside the `given`s.
    fn can(&mut self, node: NodeId) -> Possibility {
        if self.seen.iter().any(|point| point.holds(node)) {
            return Possibility::Can;
        }
        let question = Question::can(&self.decision, self.rules.givens.iter().copied().chain([node]));
        let answer = question.answer_from(&mut self.stock, MOST);
        match (answer.witness(), &answer) {
            (Some(witness), _) => {
                let point = self.decision.at(|id| witness.values.at(id).clone());
                self.seen.push(point);
                Possibility::Can
            }
            (None, Answer::Never) => Possibility::Cannot,
            (None, _) => Possibility::NotDecided,
        }
    }

    /// A condition that evaluation leaves open.
    fn verdict(&mut self, condition: ConditionId) -> Result<Verdict, Vec<EvaluationError>> {
        let Ok(own) = self.rules.conditions.at(condition) else { return Ok(Verdict::Unknown) };
        let met = own.met;
        let not = self.decision.circuit.not(met);
        Ok(match (self.can(met), self.can(not)) {
            (Possibility::Can, Possibility::Can) => Verdict::Unknown,
            (Possibility::Cannot, Possibility::Cannot) => return Err(self.contradiction()),
            (_, Possibility::Cannot) => Verdict::Met,
            (Possibility::Cannot, _) => Verdict::NotMet,
            (Possibility::NotDecided, _) | (_, Possibility::NotDecided) => Verdict::NotDecided,
        })
    }

    fn conditions(&mut self, stage: &mut StageOutcome) -> Result<(), Vec<EvaluationError>> {
        for condition in stage.conditions.iter_mut().filter(|condition| condition.verdict == Verdict::Unknown) {
            condition.verdict = self.verdict(condition.condition)?;
            condition.why.verdict = condition.verdict;
        }
        Ok(())
    }

    fn status(&mut self, stage: &mut StageOutcome, by_itself: bool) -> Result<(), Vec<EvaluationError>> {
        let own = self.rules.stages.at(stage.stage).clone();
        let reached = if by_itself { Ok(Circuit::TRUE) } else { own.reached };
        let Ok(alone) = own.alone else {
            // The conditions that are linear may still decide it.
            self.conditions(stage)?;
            let settled = stage.conditions.iter();
            let kind = |condition: ConditionId| self.measure.conditions.at(condition).kind;
            let settled = evaluate::alone(settled.map(|own| (kind(own.condition), own.verdict)));
            stage.alone = settled.within(stage.alone);
            stage.possible = settled.with(StageStatus::NotReached).within(stage.possible);
            return Ok(());
        };
        let is_open = |statuses: Statuses| statuses.decided().is_none() && !statuses.is_not_decided();
        if is_open(stage.alone) {
            stage.alone = self.statuses(stage.alone, |_, status| alone.of(status))?;
        }
        if is_open(stage.possible)
            && let Ok(reached) = reached
        {
            stage.possible = self.statuses(stage.possible, |circuit, status| match status {
                StageStatus::NotReached => circuit.not(reached),
                status => circuit.all([reached, alone.of(status)]),
            })?;
        }
        Ok(())
    }

    /// Those that can be.
    fn statuses(
        &mut self,
        open: Statuses,
        place: impl Fn(&mut Circuit, StageStatus) -> NodeId,
    ) -> Result<Statuses, Vec<EvaluationError>> {
        let mut kept = Statuses::NONE;
        let mut found = 0;
        for status in open.iter() {
            let node = place(&mut self.decision.circuit, status);
            match self.can(node) {
                Possibility::Cannot => continue,
                Possibility::Can => found += 1,
                Possibility::NotDecided => {}
            }
            kept = kept.with(status);
        }
        if kept.is_empty() {
            return Err(self.contradiction());
        }
        Ok(if found < 2 && kept.decided().is_none() { kept.not_decided() } else { kept })
    }

    fn outcomes(&mut self, open: &mut Outcomes) -> Result<(), Vec<EvaluationError>> {
        let mut found = 0;
        let mut kept = Vec::new();
        for &clause in &open.clauses {
            let node = self.rules.outcomes.get(clause).cloned();
            let can = match node {
                Some(Ok(node)) => self.can(node),
                // What is not linear stays as evaluation has it.
                Some(Err(_)) | None => Possibility::Can,
            };
            found += usize::from(can == Possibility::Can);
            if can != Possibility::Cannot {
                kept.push(clause);
            }
        }
        if let (true, Ok(node)) = (open.or_none, self.rules.no_outcome.clone()) {
            let can = self.can(node);
            found += usize::from(can == Possibility::Can);
            open.or_none = can != Possibility::Cannot;
        }
        open.clauses = kept;
        if open.clauses.is_empty() && !open.or_none {
            return Err(self.contradiction());
        }
        open.not_decided = found < 2 && open.is_open();
        Ok(())
    }

    fn still_needed(&mut self, stage: &mut StageOutcome) {
        let passes = self.rules.stages.at(stage.stage).alone.as_ref().map_or(Circuit::FALSE, |alone| alone.passed);
        if stage.alone.decided().is_some() || !stage.alone.contains(StageStatus::Passed) {
            return;
        }
        let not = self.decision.circuit.not(passes);
        for (input, declared) in self.measure.inputs.iter() {
            let conditions = &self.measure.stages.at(stage.stage).conditions;
            let uses = conditions.iter().any(|id| self.measure.conditions.at(*id).inputs.contains(&input));
            if declared.kind != Kind::Count || declared.table.is_some() || !uses {
                continue;
            }
            let path = self.measure.input_path(input);
            let Some(variable) = self.decision.variable(&path, None) else { continue };
            stage.still_needed.extend(self.of_input((passes, not), (input, variable)));
        }
    }

    /// From where on a missing count makes the stage pass for certain, and below (or above) where it cannot.
    fn of_input(
        &mut self,
        (passes, not): (NodeId, NodeId),
        (input, variable): (InputId, VariableId),
    ) -> Option<StillNeeded> {
        let Self { facts, decision, rules, stock, .. } = self;
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

    /// The first `given` that, with those before it, leaves nothing possible.
    fn contradiction(&self) -> Vec<EvaluationError> {
        let Self { measure, facts, decision, rules, .. } = self;
        let spans: Vec<_> = measure.givens.values().chain(&facts.givens).map(|given| given.formula.span).collect();
        let first = (1..=rules.givens.len()).find(|amount| {
            Question::can(decision, rules.givens.iter().copied().take(*amount)).answer_within(MOST) == Answer::Never
        });
        // Without those that are not linear the places would not be told apart.
        let place = first.filter(|_| rules.given_not_linear.is_none()).and_then(|amount| spans.get(amount - 1));
        let span = place.or(spans.first()).copied().unwrap_or(measure.span);
        vec![EvaluationError::NoCompletion { span }]
    }
}
