//! The solver says what plain enumeration says, and what Z3 says.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use quorate::decision::{Decision, Derived, Form, Key, NodeId, Origin, Trend, Variable, VariableId, lower};
use quorate::evaluate::StageStatus;
use quorate::program::CompareOperator;
use quorate::solver::{Answer, Goal, Objective, Question, smt};
use quorate::value::{Exact, Kind};

use crate::decision::forget;
use crate::generate::{Choices, plan};
use crate::properties::{Loaded, all_known, config};

/// A variable of a random decision.
fn variable(decision: &mut Decision, whole: bool, low: Option<i128>, high: Option<i128>) -> VariableId {
    let kind = if whole { Kind::Count } else { Kind::Share };
    let path = format!("v{}", decision.variables.len()).into();
    let origin = Origin::Free(Key { path, row: None, kind });
    decision.variables.push(Variable {
        origin,
        kind,
        whole,
        low: low.map(Exact::integer),
        high: high.map(Exact::integer),
    })
}

fn form(c: &mut Choices, decision: &Decision, size: i128) -> Form {
    let constant = c.below(8 * size as usize) as i128 - 4 * size;
    let mut form = Form::constant(&Exact::integer(constant)).unwrap();
    for id in decision.variables.ids().filter(|id| decision.variables.at(*id).kind != Kind::Truth) {
        let coefficient = c.below(4 * size as usize) as i128 - 2 * size;
        if coefficient != 0 && !c.one_in(3) {
            form = form.add_scaled(&Form::variable(id), &Exact::integer(coefficient)).unwrap();
        }
    }
    if c.one_in(3) { form.scaled(&Exact::ratio(1, 1 + c.below(6) as i128).unwrap()).unwrap() } else { form }
}

fn node(c: &mut Choices, decision: &mut Decision, depth: usize) -> NodeId {
    match c.below(if depth == 0 { 3 } else { 7 }) {
        0..=2 => {
            let size = if c.one_in(4) { 20 } else { 2 };
            let form = form(c, decision, size);
            let operator = *c.pick(&[
                CompareOperator::AtLeast,
                CompareOperator::MoreThan,
                CompareOperator::AtMost,
                CompareOperator::LessThan,
                CompareOperator::Equal,
                CompareOperator::NotEqual,
            ]);
            decision.compare(operator, &form).unwrap()
        }
        3 => {
            let inner = node(c, decision, depth - 1);
            decision.circuit.not(inner)
        }
        kind => {
            let parts: Vec<NodeId> = (0..2 + c.below(2)).map(|_| node(c, decision, depth - 1)).collect();
            if kind < 5 { decision.circuit.all(parts) } else { decision.circuit.any(parts) }
        }
    }
}

/// A random decision, what must hold in it, and what is to be small or large.
fn question(c: &mut Choices, bounded: bool) -> (Decision, Vec<NodeId>, Option<(Goal, Form)>) {
    let mut decision = Decision::default();
    for _ in 0..1 + c.below(3) {
        let low = c.below(4) as i128 - 3;
        let high = low + c.below(8) as i128;
        let whole = bounded || !c.one_in(3);
        let (low, high) = if bounded {
            (Some(low), Some(high))
        } else {
            ((!c.one_in(4)).then_some(low), c.one_in(2).then_some(high))
        };
        variable(&mut decision, whole, low, high);
    }
    for _ in 0..c.below(3) {
        match c.below(3) {
            0 => {
                let form = form(c, &decision, 2);
                decision.derive(Derived::Floor(form));
            }
            1 => {
                let forms = (0..2 + c.below(2)).map(|_| form(c, &decision, 2)).collect();
                decision.derive(Derived::Max(forms));
            }
            _ => {
                let node = node(c, &mut decision, 1);
                decision.derive(Derived::Indicator(node));
            }
        }
    }
    let hold = (0..1 + c.below(3)).map(|_| node(c, &mut decision, 3)).collect();
    let goal = if c.one_in(2) { Goal::Least } else { Goal::Most };
    let objective = (!c.one_in(3)).then(|| (goal, form(c, &decision, 3)));
    (decision, hold, objective)
}

/// Every point of a decision whose variables are all whole and bounded.
fn points(decision: &Decision) -> Vec<Vec<i128>> {
    let mut points = vec![Vec::new()];
    for variable in decision.variables.values().filter(|variable| matches!(variable.origin, Origin::Free(_))) {
        let (low, high) = (variable.low.as_ref().unwrap(), variable.high.as_ref().unwrap());
        let range = low.to_integer().unwrap()..=high.to_integer().unwrap();
        points = points
            .into_iter()
            .flat_map(|point: Vec<i128>| {
                range.clone().map(move |value| point.iter().copied().chain([value]).collect::<Vec<_>>())
            })
            .collect();
    }
    points
}

proptest! {
    #![proptest_config(config(3000))]

    #[test]
    fn the_solver_says_what_enumeration_says(bytes in proptest::collection::vec(any::<u8>(), 0..160)) {
        let mut choices = Choices::new(&bytes);
        let (decision, hold, objective) = question(&mut choices, true);
        let found: Vec<_> = points(&decision)
            .iter()
            .map(|values| decision.at(|id| Exact::integer(values[decision.variables.ids().position(|own| own == id).unwrap()])))
            .filter(|point| hold.iter().all(|node| point.holds(*node)))
            .collect();
        let answer = Question { decision: &decision, hold, bounds: Vec::new(), objective: objective.clone() }.answer();
        match (answer, found.is_empty()) {
            (Answer::Never, true) => {}
            (Answer::Witness(witness), false) => {
                if let Some((goal, form)) = objective {
                    let values = found.iter().map(|point| point.value(&form));
                    let best = if goal == Goal::Least { values.min() } else { values.max() };
                    prop_assert_eq!(witness.objective, best.map(Objective::Reached));
                }
            }
            (answer, _) => prop_assert!(false, "{answer:?}, but enumeration finds {}", found.len()),
        }
    }
}

/// `v4 <= f` must hold of δ's too: where it is not assumed, a value a quarter of δ above is above.
#[test]
fn a_little_above_is_above() {
    let bytes = [
        20, 0, 12, 181, 4, 1, 1, 176, 15, 104, 0, 0, 26, 0, 5, 0, 101, 3, 79, 20, 134, 128, 9, 36, 13, 66, 22, 0, 0, 0,
        77, 0, 5, 33, 5, 47, 101, 0, 143, 184, 1, 91, 36, 0, 0, 0, 164, 0, 0, 0, 11, 0, 0, 9, 161, 180, 62, 126, 4, 46,
        107, 0, 2, 0, 20, 44, 0, 0, 3, 104, 19, 152, 157, 0, 12, 10, 104, 0, 0, 0, 88, 3, 144, 57, 20, 0, 35, 220, 0,
        36, 246, 172, 169,
    ];
    let (decision, hold, objective) = question(&mut Choices::new(&bytes), true);
    let answer = Question { decision: &decision, hold, bounds: Vec::new(), objective }.answer();
    assert!(matches!(answer, Answer::Witness(_)), "{answer:?}");
}

proptest! {
    #![proptest_config(config(300))]

    /// A decision moved by some steps says there what the decision says at the point after them; and what can only begin to
    /// hold while something grows never ceases to.
    #[test]
    fn moves_and_trends_are_those_of_the_points(bytes in proptest::collection::vec(any::<u8>(), 0..160)) {
        let mut choices = Choices::new(&bytes);
        let (mut decision, hold, _) = question(&mut choices, true);
        let free: Vec<VariableId> = decision.variables.iter().filter(|(_, own)| matches!(own.origin, Origin::Free(_))).map(|(id, _)| id).collect();
        let steps: Vec<(VariableId, i128)> = free.iter().map(|id| (*id, choices.below(3) as i128 - 1)).collect();
        let by = steps.iter().map(|(id, step)| (*id, Form::constant(&Exact::integer(*step)).unwrap())).collect();
        let trends: Vec<Trend> = hold.iter().map(|node| decision.trend(*node, std::slice::from_ref(&steps))).collect();
        let moved = decision.moved(&hold, &by).unwrap();
        for values in points(&decision) {
            let at = |added: bool| decision.at(|id| {
                let place = free.iter().position(|own| *own == id).unwrap();
                Exact::integer(values[place] + if added { steps[place].1 } else { 0 })
            });
            let (before, after) = (at(false), at(true));
            for ((node, moved), trend) in hold.iter().zip(&moved).zip(&trends) {
                prop_assert_eq!(before.holds(*moved), after.holds(*node));
                let allowed = match trend {
                    Trend::Constant => before.holds(*node) == after.holds(*node),
                    Trend::Rising => !before.holds(*node) || after.holds(*node),
                    Trend::Falling => before.holds(*node) || !after.holds(*node),
                    Trend::Mixed => true,
                };
                prop_assert!(allowed, "{:?}", trend);
            }
        }
    }
}

/// Random bytes, the same every time.
struct Bytes(u64);

impl Bytes {
    fn some(&mut self, amount: usize) -> Vec<u8> {
        (0..amount)
            .map(|_| {
                self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (self.0 >> 56) as u8
            })
            .collect()
    }
}

/// One question with its decision.
struct Asked {
    decision: Decision,
    hold: Vec<NodeId>,
    objective: Option<(Goal, Form)>,
}

impl Asked {
    fn question(&self) -> Question<'_> {
        Question {
            decision: &self.decision,
            hold: self.hold.clone(),
            bounds: Vec::new(),
            objective: self.objective.clone(),
        }
    }
}

/// Questions about a random measure with nothing known but perhaps its parameters.
fn about_a_measure(bytes: &[u8]) -> Vec<Asked> {
    let mut c = Choices::new(bytes);
    let plan = plan(&mut c);
    let loaded = Loaded::new(&plan.text(true));
    let facts = forget(loaded.measure(), &loaded.facts(&all_known(&plan.world(&mut c))), c.one_in(3));
    let mut decision = lower(&[(loaded.measure(), &facts)]);
    let rules = decision.rules[0].clone();
    let mut nodes: Vec<NodeId> = rules.conditions.values().flatten().map(|condition| condition.met).collect();
    for stage in rules.stages.values() {
        nodes.extend(stage.reached.iter());
        nodes.extend(stage.alone.iter().flat_map(|alone| StageStatus::ALL.map(|status| alone.of(status))));
    }
    nodes.extend(rules.outcomes.iter().flatten());
    let forms: Vec<Form> = rules
        .conditions
        .values()
        .flatten()
        .filter_map(|condition| condition.comparison.as_ref().map(|own| own.form.clone()))
        .chain(decision.variables.iter().filter(|(_, own)| own.kind != Kind::Truth).map(|(id, _)| Form::variable(id)))
        .collect();
    (0..6)
        .map(|_| {
            let mut hold = rules.givens.clone();
            for _ in 0..1 + c.below(3) {
                let node = if nodes.is_empty() { continue } else { *c.pick(&nodes) };
                hold.push(if c.one_in(2) { decision.circuit.not(node) } else { node });
            }
            let goal = if c.one_in(2) { Goal::Least } else { Goal::Most };
            let objective = (!forms.is_empty() && c.one_in(2)).then(|| (goal, c.pick(&forms).clone()));
            Asked { decision: decision.clone(), hold, objective }
        })
        .collect()
}

/// A claim of the embedded solver that can be put to Z3: whether something can be.
struct Claim {
    text: String,
    can: bool,
    about: String,
}

/// What the embedded solver's answer claims. That a witness is one was seen with `Decision::at`; that nothing goes beyond
/// an end is asked as a plain question, because Z3 4.8 takes some objectives for bounded that are not.
fn claims(question: &Question<'_>, answer: &Answer) -> Vec<Claim> {
    let mut claims = Vec::new();
    let plain = Question { objective: None, ..question.clone() };
    let mut claim = |text: String, can: bool| claims.push(Claim { text, can, about: format!("{answer:?}") });
    claim(smt::text(&plain), *answer != Answer::Never);
    let mut beyond = |value: &Exact, as_far: bool, can: bool| {
        let (decision, node) = smt::beyond(question, value, as_far).unwrap();
        let hold = question.hold.iter().copied().chain([node]);
        claim(smt::text(&Question::can(&decision, hold)), can);
    };
    let Some((goal, _)) = &question.objective else { return claims };
    let sign = Exact::integer(if *goal == Goal::Least { -1 } else { 1 });
    match answer {
        Answer::Witness(witness) => match witness.objective.as_ref().unwrap() {
            Objective::Reached(end) => beyond(end, false, false),
            Objective::Approached(end) => {
                beyond(end, true, false);
                let nearly = Exact::ratio(1, 1_000_000).unwrap();
                beyond(&(end - &(&sign * &nearly)), true, true);
            }
        },
        Answer::Unbounded { .. } => beyond(&(&sign * &Exact::integer(1_000_000_007)), false, true),
        Answer::Never | Answer::NotDecided { .. } => {}
    }
    claims
}

/// Questions that the embedded solver decides within so many steps; what takes more is left for others.
const FEW_STEPS: u64 = 20_000;

/// Both solvers on hundreds of questions: the same can be and the same cannot, and objectives go just as far.
///
/// Four tests ask 2,400 together, so that two of them can run beside each other.
fn z3_says_the_same(seed: u64, mut draw: impl FnMut(&mut Bytes) -> Vec<Asked>) {
    let mut bytes = Bytes(seed);
    let mut claimed: Vec<Claim> = Vec::new();
    let (mut decided, mut undecided) = (0, 0);
    while decided < 600 {
        for own in draw(&mut bytes) {
            let question = own.question();
            let answer = question.answer_within(FEW_STEPS);
            if matches!(answer, Answer::NotDecided { .. }) {
                undecided += 1;
            } else {
                decided += 1;
                claimed.extend(claims(&question, &answer));
            }
        }
    }
    assert!(undecided < 60, "{undecided} are not decided");
    let script: String =
        claimed.iter().map(|claim| format!("(push)\n{}(pop)\n(echo \"====\")\n", claim.text)).collect();
    // Steps rather than time, so that it is the same on every machine.
    let Some(replies) = z3(&format!("(set-option :rlimit 1000000)\n{script}")) else { return };
    let (mut can, mut cannot, mut open) = (0, 0, 0);
    for (claim, reply) in claimed.iter().zip(replies.split("====\n")) {
        match (reply.lines().next(), claim.can) {
            (Some("sat"), true) => can += 1,
            (Some("unsat"), false) => cannot += 1,
            (Some("unknown"), _) => open += 1,
            _ => panic!("{}, but Z3 on {}: {reply}\n{}", claim.about, claim.can, claim.text),
        }
    }
    assert!(can > 200 && cannot > 200, "{can} can be, {cannot} cannot, {open} Z3 does not know");
    assert!(open < 60, "{open} Z3 does not know");
}

#[test]
fn z3_says_the_same_about_measures() {
    z3_says_the_same(2_017, |bytes| about_a_measure(&bytes.some(600)));
}

#[test]
fn z3_says_the_same_about_other_measures() {
    z3_says_the_same(1_979, |bytes| about_a_measure(&bytes.some(600)));
}

#[test]
fn z3_says_the_same_about_small_measures() {
    z3_says_the_same(1_999, |bytes| about_a_measure(&bytes.some(200)));
}

#[test]
fn z3_says_the_same_about_circuits() {
    z3_says_the_same(2_006, |bytes| {
        let (decision, hold, objective) = question(&mut Choices::new(&bytes.some(200)), false);
        vec![Asked { decision, hold, objective }]
    });
}

/// What Z3 says; `None` if it is not on this machine and need not be.
fn z3(script: &str) -> Option<String> {
    let started = Command::new("z3").arg("-in").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut process = match started {
        Ok(process) => process,
        Err(error) => {
            assert!(std::env::var_os("QUORATE_NEEDS_Z3").is_none(), "z3 cannot be started: {error}");
            return None;
        }
    };
    let mut input = process.stdin.take().unwrap();
    let script = script.to_owned();
    let writer = std::thread::spawn(move || input.write_all(script.as_bytes()));
    let output = process.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}
