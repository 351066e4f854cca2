//! What must hold of every measure and all facts.

use std::collections::BTreeMap;
use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use quorate::evaluate::{Changes, EvaluationError, StageOutcome, Statuses, Verdict};
use quorate::facts::{Cells, Facts, Slot};
use quorate::ids::Id as _;
use quorate::judge::{self, Answer, Explainer, Judge, Judgement, Verdicts};
use quorate::program::{CompareOperator, Measure, MeasureId, Program, StageId};
use quorate::source::Sources;
use quorate::syntax::{self, ast};
use quorate::value::{Exact, Kind, Value};
use quorate::{check, inputs};

use crate::generate::{self, Choices, Plan};
use crate::naive::{self, Reading, Trouble, World};
use crate::syntax::tree;

/// A measure with some facts for it.
#[derive(Clone)]
pub struct Case {
    pub plan: Plan,
    pub text: String,
    pub worlds: Vec<World>,
    /// To make further choices with.
    pub bytes: Vec<u8>,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.text)?;
        self.worlds.iter().try_for_each(|world| writeln!(f, "{world:?}"))
    }
}

pub fn cases(worlds: usize) -> impl Strategy<Value = Case> {
    let bytes = || vec(any::<u8>(), 0..60);
    (vec(any::<u8>(), 20..500), vec(bytes(), 1..=worlds), bytes()).prop_map(|(measure, worlds, bytes)| {
        let plan = generate::plan(&mut Choices::new(&measure));
        let worlds = worlds.iter().map(|bytes| plan.world(&mut Choices::new(bytes))).collect();
        Case { text: plan.text(false), plan, worlds, bytes }
    })
}

/// So many cases, the same in every run, so that a change is not refused for what another one did. Longer searches take
/// `PROPTEST_CASES` and, for other cases, `PROPTEST_RNG_SEED`.
pub fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    let usual = ProptestConfig::default();
    let rng_seed = if usual.rng_seed == RngSeed::Random { RngSeed::Fixed(2017) } else { usual.rng_seed };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, rng_seed, ..usual }
}

fn parsed(text: &str) -> ast::File {
    let source = Sources::new().add("measure", text);
    let parse = syntax::parse(&source);
    assert!(parse.errors.is_empty(), "{:#?}\n{text}", parse.errors);
    parse.file
}

/// A measure, parsed and checked.
pub struct Loaded {
    text: String,
    /// The measure, parsed.
    pub file: ast::File,
    /// The measure, checked.
    pub program: Program,
}

impl Loaded {
    /// See its name.
    pub fn new(text: &str) -> Self {
        let file = parsed(text);
        let checked = check::check(std::slice::from_ref(&file));
        assert!(checked.errors.is_empty(), "{:#?}\n{text}", checked.errors);
        Self { text: text.to_owned(), file, program: checked.program }
    }

    /// See its name.
    pub fn measure(&self) -> &Measure {
        self.program.measures.at(MeasureId::new(0))
    }

    /// See its name.
    pub fn facts(&self, known: &Known) -> Facts {
        self.facts_of(MeasureId::new(0), known)
    }

    /// See its name.
    pub fn facts_of(&self, id: MeasureId, known: &Known) -> Facts {
        let mut facts = inputs::bind(&self.program, id, &[]).expect("nothing is wrong with no facts");
        let measure = self.program.measures.at(id);
        for (input, declared) in measure.inputs.iter() {
            let slots = known.get(measure.input_path(input).as_str()).expect("known or not").clone();
            let cells = match (declared.table, slots.as_slice()) {
                (None, [slot]) => Cells::One(slot.clone()),
                (Some(_), _) => Cells::Rows(slots),
                (None, _) => panic!("one value"),
            };
            *facts.inputs.at_mut(input) = cells;
        }
        facts
    }

    /// Judges it both ways and compares.
    #[track_caller]
    fn agrees(&self, world: &World) {
        let outcome = judge::judge(self.measure(), &self.facts(&all_known(world)), None);
        match (naive::read(&self.file, world), outcome) {
            (Ok(reading), Ok(outcome)) => self.same(&reading, &outcome, world),
            (Err(Trouble::BadData), Err(errors)) => {
                // All that is wrong comes in one go, so a rule that cannot be judged may be named beside the bad data.
                assert!(errors.iter().any(EvaluationError::is_bad_data), "{errors:?}\n{self}{world:?}");
            }
            (Err(Trouble::Rule), Err(errors)) => {
                assert!(errors.iter().any(|error| !error.is_bad_data()), "{errors:?}\n{self}{world:?}");
            }
            (reading, outcome) => panic!("read: {reading:#?}\nevaluated: {outcome:#?}\n{self}{world:?}"),
        }
    }

    #[track_caller]
    fn same(&self, reading: &Reading, outcome: &Judgement, world: &World) {
        self.same_of(self.measure(), reading, outcome, world);
    }

    #[track_caller]
    fn same_of(&self, measure: &Measure, reading: &Reading, outcome: &Judgement, world: &World) {
        for stage in &outcome.stages {
            let name = stage_name(measure, stage.stage);
            let expected = &reading.stages[&name];
            assert_eq!(stage.possible, Statuses::only(expected.status), "{name}\n{self}{world:?}");
            assert_eq!(stage.alone, Statuses::only(expected.alone), "{name} alone\n{self}{world:?}");
            for condition in &stage.conditions {
                let id = &measure.conditions.at(condition.condition).name.text;
                let expected = &expected.conditions[id.as_str()];
                let context = || format!("{name} {id}: {expected:?}, found {condition:#?}\n{self}{world:?}");
                assert_eq!(condition.verdict, verdict(expected.met), "{}", context());
                if let Some(margin) = &expected.margin {
                    let comparison = condition.comparison().unwrap_or_else(|| panic!("{}", context()));
                    let difference = comparison.difference.as_ref().map(naive::fraction);
                    assert_eq!(difference.as_ref(), Some(&margin.difference), "{}", context());
                    let by = comparison.by.as_ref().map(|margin| naive::fraction(&margin.amount));
                    if let Some(expected) = &margin.by {
                        assert_eq!(by, Some(BigRational::from_integer(expected.clone())), "{}", context());
                    }
                }
            }
        }
        let clauses = outcome.outcome.clauses.clone();
        assert_eq!(clauses, reading.outcome.into_iter().collect::<Vec<_>>(), "outcome\n{self}{world:?}");
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)
    }
}

/// What is known of each input.
pub type Known = BTreeMap<String, Vec<Slot>>;

/// Everything that a world says.
pub fn all_known(world: &World) -> Known {
    let slots = |values: &Vec<Value>| values.iter().cloned().map(Slot::Known).collect();
    world.iter().map(|(key, values)| (key.clone(), slots(values))).collect()
}

/// The name that a reading has for a stage.
pub fn stage_name(measure: &Measure, id: StageId) -> String {
    measure.stages.at(id).name.as_ref().map_or(String::new(), |name| name.text.to_string())
}

/// A reading as a verdict.
pub fn verdict(met: bool) -> Verdict {
    if met { Verdict::Met } else { Verdict::NotMet }
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn brackets_that_are_not_needed_change_nothing(case in cases(4)) {
        let few = parsed(&case.text);
        let many = parsed(&case.plan.text(true));
        for world in &case.worlds {
            prop_assert_eq!(naive::read(&few, world), naive::read(&many, world));
        }
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn complete_facts_are_judged_as_read(case in cases(6)) {
        let loaded = Loaded::new(&case.text);
        for world in &case.worlds {
            loaded.agrees(world);
        }
    }
}

// What is not known ----------------------------------------------------------------------------

/// A value that is left out, or known only to be in a range.
#[derive(Clone, Debug)]
pub struct Hidden {
    key: String,
    row: usize,
    /// What is known of it.
    pub slot: Slot,
    /// Some of the values it may have.
    domain: Vec<Value>,
}

fn whole_number(number: &Value) -> Option<BigInt> {
    match number {
        Value::Number(number) if number.is_whole() => Some(naive::fraction(number).to_integer()),
        _ => None,
    }
}

fn number(value: &BigInt) -> Value {
    Value::Number(naive::exact(&BigRational::from_integer(value.clone())))
}

/// Leaves out up to three values of a world.
/// See its name.
pub fn hide(c: &mut Choices, plan: &Plan, world: &World) -> Vec<Hidden> {
    let mut hidden: Vec<Hidden> = Vec::new();
    for number_hidden in 0..1 + c.below(3) {
        let input = c.pick(&plan.inputs);
        let values = &world[&input.key];
        let row = c.below(values.len());
        if hidden.iter().any(|other| other.key == input.key && other.row == row) {
            continue;
        }
        let value = &values[row];
        let few = number_hidden > 0;
        let (slot, domain) = match (input.kind, c.below(3)) {
            (Kind::Count, 0) => {
                let all = [0u32, 1, 2, 3, 5, 8, 40];
                let mut domain: Vec<_> =
                    all.iter().take(if few { 3 } else { 7 }).map(|n| number(&(*n).into())).collect();
                domain.push(value.clone());
                (Slot::Unknown, domain)
            }
            (Kind::Count, open) => {
                let at = whole_number(value).expect("a count is whole");
                let low = (&at - BigInt::from(c.below(3))).max(BigInt::zero());
                let high = &at + BigInt::from(c.below(3));
                let steps: Vec<BigInt> =
                    std::iter::successors(Some(low.clone()), |n| Some(n + 1)).take_while(|n| *n <= high).collect();
                let domain = steps.iter().map(number).collect();
                (Slot::Range(number(&low), (open == 1).then(|| number(&high))), domain)
            }
            (Kind::Truth, _) => (Slot::Unknown, vec![Value::Truth(true), Value::Truth(false)]),
            (Kind::Date, _) => {
                let Value::Date(day) = value else { panic!("a date") };
                let near = |days: i64| day.checked_add(jiff::Span::new().days(days)).expect("a date");
                let domain = [-1, 0, 1, 5].map(|days| Value::Date(near(days))).to_vec();
                if c.below(2) == 0 {
                    (Slot::Unknown, domain)
                } else {
                    (Slot::Range(Value::Date(near(-1)), Some(Value::Date(near(1)))), domain[..3].to_vec())
                }
            }
            (Kind::Share | Kind::Number, which) => {
                let Value::Number(at) = value else { panic!("a number") };
                let share = |above: i128| Exact::ratio(above, 20).expect("not zero");
                let (low, high) = (at.clone().min(share(10)), at.clone().max(share(11)));
                let middle = (&low + &high).divide(&Exact::integer(2)).expect("not zero");
                let domain = [low.clone(), at.clone(), middle, high.clone()].map(Value::Number).to_vec();
                let range = Slot::Range(Value::Number(low), Some(Value::Number(high)));
                (if which == 0 { Slot::Unknown } else { range }, domain)
            }
            (Kind::Duration, _) => panic!("no input is a duration"),
        };
        hidden.push(Hidden { key: input.key.clone(), row, slot, domain });
    }
    hidden
}

/// See its name.
pub fn partly_known(world: &World, hidden: &[Hidden]) -> Known {
    let mut known = all_known(world);
    for hidden in hidden {
        known.get_mut(&hidden.key).expect("an input")[hidden.row] = hidden.slot.clone();
    }
    known
}

/// Every way to fill in what is hidden from its domain.
/// See its name.
pub fn completions(world: &World, hidden: &[Hidden]) -> Vec<World> {
    let mut worlds = vec![world.clone()];
    for hidden in hidden {
        let fill = |world: &World, value: &Value| {
            let mut world = world.clone();
            world.get_mut(&hidden.key).expect("an input")[hidden.row] = value.clone();
            world
        };
        worlds = worlds.iter().flat_map(|world| hidden.domain.iter().map(move |value| fill(world, value))).collect();
    }
    worlds
}

/// Verdicts alone.
fn brief(outcome: &Result<Judgement, Vec<EvaluationError>>) -> String {
    let Ok(outcome) = outcome else { return format!("{outcome:?}") };
    let stage = |stage: &StageOutcome| {
        let verdicts: Vec<_> = stage.conditions.iter().map(|condition| condition.verdict).collect();
        format!(
            "{:?} {:?} {verdicts:?}",
            stage.possible.iter().collect::<Vec<_>>(),
            stage.alone.iter().collect::<Vec<_>>()
        )
    };
    let stages: Vec<_> = outcome.stages.iter().map(stage).collect();
    format!("{stages:?} {:?}", outcome.outcome)
}

/// Whether what was found leaves room for a reading of one completion.
#[track_caller]
fn leaves_room(loaded: &Loaded, outcome: &Judgement, reading: &Reading, context: &dyn Fn() -> String) {
    let measure = loaded.measure();
    for stage in &outcome.stages {
        let name = stage_name(measure, stage.stage);
        let read = &reading.stages[&name];
        assert!(stage.possible.contains(read.status), "{name}: {:?} {:?}\n{}", stage.possible, read.status, context());
        assert!(stage.alone.contains(read.alone), "{name}: {:?} {:?}\n{}", stage.alone, read.alone, context());
        for condition in &stage.conditions {
            let id = &measure.conditions.at(condition.condition).name.text;
            let read = &read.conditions[id.as_str()];
            assert!(
                condition.verdict.is_open() || condition.verdict == verdict(read.met),
                "{name}.{id}: {:?} {:?}\n{}",
                condition.verdict,
                read.met,
                context()
            );
            if let (Some(comparison), Some(margin)) = (condition.comparison(), &read.margin)
                && let Some(difference) = &comparison.difference
            {
                assert_eq!(naive::fraction(difference), margin.difference, "{name}.{id}\n{}", context());
            }
        }
    }
    let clauses = outcome.outcome.clauses.clone();
    assert!(reading.outcome.is_none_or(|outcome| clauses.contains(&outcome)), "{clauses:?}\n{}", context());
    assert!(
        reading.outcome.is_some() || outcome.outcome.or_none || loaded.measure().outcomes.is_empty(),
        "{clauses:?}\n{}",
        context()
    );
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn what_is_not_known_is_never_wrong(case in cases(4)) {
        let loaded = Loaded::new(&case.text);
        let mut choices = Choices::new(&case.bytes);
        for world in &case.worlds {
            let hidden = hide(&mut choices, &case.plan, world);
            let found = judge::judge(loaded.measure(), &loaded.facts(&partly_known(world, &hidden)), None);
            for completion in completions(world, &hidden) {
                let context = || format!("{loaded}{hidden:#?}\n{completion:?}\n{}", brief(&found));
                match (naive::read(&loaded.file, &completion), &found) {
                    (Ok(reading), Ok(outcome)) => leaves_room(&loaded, outcome, &reading, &context),
                    (Err(Trouble::BadData), _) => {}
                    // Where a rule has no value, on a day outside a table, it says nothing of the data either.
                    (Ok(reading), Err(errors)) if errors.iter().any(EvaluationError::is_bad_data) => {
                        panic!("{reading:?} is no bad data\n{}", context());
                    }
                    // A rule that may divide by zero has no verdict.
                    (_, Err(_)) | (Err(Trouble::Rule), Ok(_)) => {}
                }
            }
        }
    }

    #[test]
    fn knowing_more_contradicts_nothing(case in cases(4)) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        let mut choices = Choices::new(&case.bytes);
        for world in &case.worlds {
            let mut hidden = hide(&mut choices, &case.plan, world);
            let mut before = judge::judge(measure, &loaded.facts(&partly_known(world, &hidden)), None);
            while hidden.pop().is_some() {
                let after = judge::judge(measure, &loaded.facts(&partly_known(world, &hidden)), None);
                let context = || format!("before {}\nafter {}\n{loaded}{world:?}\n{hidden:?}", brief(&before), brief(&after));
                match (&before, &after) {
                    (Ok(before), Ok(after)) => {
                        for (before, after) in before.stages.iter().zip(&after.stages) {
                            prop_assert_eq!(before.possible.or(after.possible), before.possible, "{}", context());
                            prop_assert_eq!(before.alone.or(after.alone), before.alone, "{}", context());
                            for (before, after) in before.conditions.iter().zip(&after.conditions) {
                                let (before, after) = (before.verdict, after.verdict);
                                prop_assert!(before.is_open() || before == after, "{}", context());
                            }
                        }
                        prop_assert!(after.outcome.clauses.iter().all(|clause| before.outcome.clauses.contains(clause)), "{}", context());
                    }
                    (Err(before), after) if before.iter().all(EvaluationError::is_bad_data) => {
                        let bad = after.as_ref().is_err_and(|after| after.iter().all(EvaluationError::is_bad_data));
                        prop_assert!(bad, "{}", context());
                    }
                    _ => {}
                }
                before = after;
            }
        }
    }
}

// Margins and changes --------------------------------------------------------------------------

/// A world with some counts moved; `None` if one falls below zero.
fn moved(world: &World, keys: &[(String, i8)], by: &BigInt) -> Option<World> {
    let mut world = world.clone();
    for (key, sign) in keys {
        let value = world.get_mut(key)?.first_mut()?;
        let moved = whole_number(value)? + by * BigInt::from(*sign);
        if moved.is_negative() {
            return None;
        }
        *value = number(&moved);
    }
    Some(world)
}

/// What a condition, or a stage by itself, comes to; `None` for bad data or no verdict.
fn comes_to(loaded: &Loaded, world: Option<&World>, stage: &str, condition: Option<&str>) -> Option<bool> {
    naive::read_one(&loaded.file, world?, stage, condition).ok()
}

#[track_caller]
fn least(loaded: &Loaded, world: &World, changes: &Changes, stage: &str, condition: Option<&str>) {
    let measure = loaded.measure();
    let is = comes_to(loaded, Some(world), stage, condition);
    let context = || format!("{stage} {condition:?} {changes:#?}\n{loaded}{world:?}");
    let turned = |keys: &[(String, i8)], by: &BigInt| {
        let now = comes_to(loaded, moved(world, keys, by).as_ref(), stage, condition);
        now.is_some() && now != is
    };
    let mut lines = Vec::new();
    for line in &changes.lines {
        let path = |sign| move |id: &_| (measure.input_path(*id).to_string(), sign);
        let mut keys: Vec<_> = line.up.iter().map(path(1)).chain(line.down.iter().map(path(-1))).collect();
        let people = naive::fraction(&line.people).to_integer();
        assert!(people.is_positive() && line.people.is_whole(), "{}", context());
        assert!(turned(&keys, &people), "{line:?} does not turn it\n{}", context());
        let below = std::iter::successors(Some(&people - 1u32), |n| Some(n - 1u32)).take_while(BigInt::is_positive);
        for fewer in below.take(30) {
            assert!(!turned(&keys, &fewer), "{fewer} do already: {line:?}\n{}", context());
        }
        for fewer in [1u32, 2, 3, 7].map(BigInt::from) {
            assert!(fewer >= people || !turned(&keys, &fewer), "{fewer} do already: {line:?}\n{}", context());
        }
        keys.sort();
        lines.push((keys, people));
    }
    assert!(lines.is_sorted_by_key(|(_, people)| people.clone()), "not in order\n{}", context());
    let curved = |line: &str| {
        line.starts_with("given") && ["ceil", "floor", "round", "max", "min"].iter().any(|f| line.contains(f))
    };
    if changes.not_linear.is_some() || loaded.text.lines().any(curved) {
        return;
    }
    // Every count alone is tried a few steps each way.
    let counts = measure.inputs.iter().filter(|(_, input)| input.kind == Kind::Count && input.table.is_none());
    for (id, _) in counts {
        for sign in [1, -1] {
            let keys = [(measure.input_path(id).to_string(), sign)];
            let first = (1..8u32).map(BigInt::from).find(|by| turned(&keys, by));
            let listed = lines.iter().find(|(own, _)| *own == keys).map(|(_, people)| people);
            if let Some(first) = first {
                assert_eq!(Some(&first), listed, "{keys:?}\n{}", context());
            }
        }
    }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn least_changes_turn_it_and_nothing_less_does(case in cases(4)) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        for world in &case.worlds {
            let Ok(outcome) = judge::judge(measure, &loaded.facts(&all_known(world)), None) else { continue };
            for stage in &outcome.stages {
                let name = stage_name(measure, stage.stage);
                least(&loaded, world, &stage.changes, &name, None);
                for condition in &stage.conditions {
                    let id = &measure.conditions.at(condition.condition).name.text;
                    least(&loaded, world, &condition.changes, &name, Some(id));
                }
            }
        }
    }

    #[test]
    fn by_so_many_means_so_many(case in cases(6)) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        for world in &case.worlds {
            let Ok(outcome) = judge::judge(measure, &loaded.facts(&all_known(world)), None) else { continue };
            for condition in outcome.stages.iter().flat_map(|stage| &stage.conditions) {
                let Some(comparison) = condition.comparison() else { continue };
                let (Some(by), Some(difference)) = (&comparison.by, &comparison.difference) else { continue };
                let upwards = matches!(comparison.operator, CompareOperator::AtLeast | CompareOperator::MoreThan);
                let downwards = matches!(comparison.operator, CompareOperator::AtMost | CompareOperator::LessThan);
                if !upwards && !downwards {
                    continue;
                }
                let left = span_text(&loaded.text, comparison.left.span);
                let stage = stage_name(measure, measure.conditions.at(condition.condition).stage);
                let keys = [format!("{stage}.{left}"), left.to_owned()];
                let Some(key) = keys.into_iter().find(|key| world.get(key).is_some_and(|values| values.len() == 1)) else { continue };
                let met = condition.verdict == Verdict::Met;
                let sign = if upwards == met { -1 } else { 1 };
                let by = naive::fraction(&by.amount).to_integer();
                let after = |by: &BigInt| {
                    let world = moved(world, &[(key.clone(), sign)], by)?;
                    let outcome = judge::judge(measure, &loaded.facts(&all_known(&world)), None).ok()?;
                    let mut found = outcome.stages.iter().flat_map(|stage| &stage.conditions);
                    let found = found.find(|found| found.condition == condition.condition)?;
                    // Only if the right side has held still does the margin speak of this change.
                    let now = naive::fraction(found.comparison()?.difference.as_ref()?);
                    let step = BigRational::from_integer(by * BigInt::from(sign));
                    (now == naive::fraction(difference) + step).then_some(found.verdict == Verdict::Met)
                };
                let context = || format!("{condition:#?}\n{loaded}{world:?}");
                if let Some(now) = after(&by) {
                    prop_assert!(now, "{}", context());
                }
                let beyond = if met { &by + 1u32 } else { &by - 1u32 };
                if !beyond.is_negative() && let Some(now) = after(&beyond) {
                    prop_assert!(!now, "{}", context());
                }
            }
        }
    }
}

fn span_text(text: &str, span: quorate::span::Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or("")
}

// Two ways to one answer -----------------------------------------------------------------------

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn verdicts_without_reasons_are_the_same(case in cases(5)) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        let mut choices = Choices::new(&case.bytes);
        for target in measure.stages.ids().map(Some).chain([None]) {
            let mut verdicts = Verdicts::new(measure, target);
            for world in &case.worlds {
                let hidden = if choices.below(2) == 0 { Vec::new() } else { hide(&mut choices, &case.plan, world) };
                let facts = loaded.facts(&partly_known(world, &hidden));
                let evaluated = judge::judge(measure, &facts, target);
                let expected = evaluated.as_ref().ok().map(|outcome| match (target, measure.outcomes.is_empty()) {
                    (Some(_), _) => Answer::Status(outcome.stages[0].alone),
                    (None, true) => {
                        let last = measure.stage_order.last().unwrap();
                        Answer::Status(outcome.stages.iter().find(|stage| stage.stage == *last).unwrap().possible)
                    }
                    (None, false) => Answer::Outcome(outcome.outcome.clone()),
                });
                prop_assert_eq!(verdicts.judge(&facts).ok(), expected, "{}{:?}\n{:?}", loaded, world, hidden);
                // Reasons are the same whether or not least changes are sought.
                let without = evaluated.map(|mut outcome| {
                    for stage in &mut outcome.stages {
                        stage.changes = Changes::default();
                        stage.conditions.iter_mut().for_each(|condition| condition.changes = Changes::default());
                    }
                    outcome
                });
                prop_assert_eq!(judge::explain(measure, &facts, target), without);
            }
        }
    }

    #[test]
    fn a_quick_judge_says_the_same(case in cases(5)) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        let mut choices = Choices::new(&case.bytes);
        for stage in measure.stages.ids() {
            let mut judge = Judge::new(measure, stage);
            // From the third on it judges by a plan made for the first two.
            for world in case.worlds.iter().chain(&case.worlds) {
                let hidden = if choices.below(2) == 0 { Vec::new() } else { hide(&mut choices, &case.plan, world) };
                let facts = loaded.facts(&partly_known(world, &hidden));
                let context = || format!("{loaded}{world:?}\n{hidden:?}");
                match (judge.judge(&facts), judge::judge(measure, &facts, Some(stage))) {
                    (Ok((statuses, judgements)), Ok(outcome)) => {
                        let expected = &outcome.stages[0];
                        prop_assert_eq!(outcome.stages.len(), 1);
                        prop_assert_eq!(statuses, expected.alone, "{}", context());
                        prop_assert_eq!(judgements.len(), expected.conditions.len());
                        for (judgement, expected) in judgements.iter().zip(&expected.conditions) {
                            let comparison = expected.comparison();
                            prop_assert_eq!(judgement.condition, expected.condition);
                            prop_assert_eq!(judgement.verdict, expected.verdict, "{}", context());
                            prop_assert_eq!(
                                judgement.difference.as_ref(), comparison.and_then(|of| of.difference.as_ref()), "{}", context()
                            );
                            prop_assert_eq!(
                                judgement.by.as_ref(), comparison.and_then(|of| of.by.as_ref()), "{}", context()
                            );
                        }
                    }
                    (Err(_), Err(_)) => {}
                    (judged, evaluated) => {
                        prop_assert!(false, "{:?}\n{:#?}\n{}", judged, evaluated, context());
                    }
                }
            }
        }
    }

    #[test]
    fn an_explainer_says_the_same_for_every_set_of_votes(case in cases(5)) {
        let loaded = Loaded::new(&case.text);
        let measure = loaded.measure();
        let mut choices = Choices::new(&case.bytes);
        for target in measure.stages.ids().map(Some).chain([None]) {
            let mut explainer = Explainer::new(measure, target);
            for world in case.worlds.iter().chain(&case.worlds) {
                let hidden = if choices.one_in(4) { hide(&mut choices, &case.plan, world) } else { Vec::new() };
                let facts = loaded.facts(&partly_known(world, &hidden));
                prop_assert_eq!(
                    explainer.explain(&facts), judge::judge(measure, &facts, target), "{}{:?}\n{:?}", loaded, world, hidden
                );
            }
        }
    }

    #[test]
    fn a_variant_is_the_measure_written_out(case in cases(4)) {
        let varied = case.plan.varied(&mut Choices::new(&case.bytes));
        let loaded = Loaded::new(&varied.with_variant);
        let by_hand = parsed(&varied.by_hand);
        let id = loaded.program.measure_named("v").expect("the variant");
        for world in &case.worlds {
            let found = judge::judge(loaded.program.measures.at(id), &loaded.facts_of(id, &all_known(world)), None);
            match (naive::read(&by_hand, world), found) {
                (Ok(reading), Ok(outcome)) => loaded.same_of(loaded.program.measures.at(id), &reading, &outcome, world),
                (Err(Trouble::BadData), Err(errors)) => prop_assert!(errors.iter().any(EvaluationError::is_bad_data)),
                (Err(Trouble::Rule), Err(_)) => {}
                (reading, found) => prop_assert!(false, "{:#?}\n{:#?}\n{}{:?}", reading, found, loaded, world),
            }
        }
    }
}

// Layout ---------------------------------------------------------------------------------------

fn formatted(text: &str) -> String {
    syntax::format(&Sources::new().add("measure", text)).unwrap_or_else(|errors| panic!("{errors:?}\n{text}"))
}

proptest! {
    #![proptest_config(config(120))]

    #[test]
    fn formatting_keeps_the_meaning(case in cases(2), full in any::<bool>()) {
        let text = if full { case.plan.text(true) } else { case.plan.varied(&mut Choices::new(&case.bytes)).with_variant };
        let once = formatted(&text);
        prop_assert_eq!(&formatted(&once), &once, "twice changes something\n{}", text);
        let (before, after) = (parsed(&text), parsed(&once));
        prop_assert_eq!(tree::file(&before), tree::file(&after), "{}\n{}", text, once);
        for world in &case.worlds {
            prop_assert_eq!(naive::read(&before, world), naive::read(&after, world), "{}\n{}", text, once);
        }
    }
}

// Found by the properties above, as small as they get ------------------------------------------

fn count(of: u32) -> Vec<Slot> {
    vec![Slot::Known(number(&of.into()))]
}

#[test]
fn a_judge_used_again_forgets_the_facts_before() {
    let loaded = Loaded::new(
        "measure m { input yes, nay: count  define valid = yes + nay  given valid >= yes  require c: yes at least 1 }",
    );
    let measure = loaded.measure();
    let mut judge = Judge::new(measure, StageId::new(0));
    for (yes, nay) in [(0, 0), (4, 1), (1, 0)] {
        let facts = loaded.facts(&Known::from([("yes".to_owned(), count(yes)), ("nay".to_owned(), count(nay))]));
        let evaluated = judge::judge(measure, &facts, None).map(|outcome| outcome.stages[0].alone);
        assert_eq!(judge.judge(&facts).map(|(statuses, _)| statuses), evaluated);
    }
}

#[test]
fn an_open_outcome_is_not_shown_as_certain() {
    let loaded = Loaded::new("measure m { input yes: count  require c: yes at least 1  outcome \"A\" when passed }");
    let outcome = |slots| {
        let facts = loaded.facts(&Known::from([("yes".to_owned(), slots)]));
        judge::judge(loaded.measure(), &facts, None).expect("no error").outcome
    };
    assert_ne!(outcome(vec![Slot::Unknown]), outcome(count(1)));
}

#[test]
fn a_given_that_is_not_linear_is_said_to_hide_least_changes() {
    let loaded = Loaded::new(
        "measure m { input yes, nay: count  given round(33.34% of yes, 1) at least half of nay  require c: yes at least 1 }",
    );
    let facts = loaded.facts(&Known::from([("yes".to_owned(), count(0)), ("nay".to_owned(), count(0))]));
    let outcome = judge::judge(loaded.measure(), &facts, None).expect("no error");
    let changes = &outcome.stages[0].conditions[0].changes;
    // One more yes turns it and keeps the given, so there is either a line or a word on why there is none.
    assert!(!changes.lines.is_empty() || changes.not_linear.is_some());
}

// Exact numbers --------------------------------------------------------------------------------

/// Fractions that fit, that barely fit and that do not fit 128 bits.
fn numbers() -> impl Strategy<Value = BigRational> {
    let whole = prop_oneof![
        3 => (-12i128..=12).prop_map(BigInt::from),
        1 => any::<i64>().prop_map(BigInt::from),
        1 => any::<i128>().prop_map(BigInt::from),
        1 => Just(BigInt::from(i128::MIN)),
        1 => Just(BigInt::from(i128::MAX)),
        1 => (any::<i128>(), any::<i64>()).prop_map(|(a, b)| BigInt::from(a) * BigInt::from(b)),
    ];
    let below = prop_oneof![
        3 => (1i128..=12).prop_map(BigInt::from),
        1 => any::<i128>().prop_map(|number| BigInt::from(number).abs() + 1),
    ];
    (whole, below).prop_map(|(above, below)| BigRational::new(above, below))
}

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn exact_numbers_are_fractions(a in numbers(), b in numbers(), places in 0u32..4) {
        let (x, y) = (naive::exact(&a), naive::exact(&b));
        let back = |number: &Exact| naive::fraction(number);
        prop_assert_eq!(back(&x), a.clone());
        prop_assert_eq!(back(&(&x + &y)), &a + &b);
        prop_assert_eq!(back(&(&x - &y)), &a - &b);
        prop_assert_eq!(back(&(&x * &y)), &a * &b);
        prop_assert_eq!(back(&-&x), -&a);
        prop_assert_eq!(x.divide(&y).as_ref().map(back), (!b.is_zero()).then(|| &a / &b));
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x == y, a == b);
        prop_assert_eq!(back(&x.floor()), a.floor());
        prop_assert_eq!(back(&x.ceil()), a.ceil());
        prop_assert_eq!(back(&x.abs()), a.abs());
        prop_assert_eq!(x.is_whole(), a.is_integer());
        prop_assert_eq!(x.signum(), a.signum().to_integer().try_into().unwrap_or(9));
        let scale = BigRational::from_integer(BigInt::from(10).pow(places));
        let half = BigRational::new(1.into(), 2.into());
        prop_assert_eq!(back(&x.round(places)), (&a * &scale + half).floor() / scale);
        prop_assert_eq!(x.to_string(), a.to_string());
        prop_assert_eq!(back(&x.clone().percent()), &a / BigRational::from_integer(100.into()));
    }

    #[test]
    fn digits_are_read_exactly(whole in "[1-9][0-9]{0,60}", decimals in "[0-9]{0,50}", negative in any::<bool>()) {
        let sign = if negative { "-" } else { "" };
        let point = if decimals.is_empty() { "" } else { "." };
        let read = Exact::parse(&format!("{sign}{whole}{point}{decimals}")).expect("digits");
        let digits: BigInt = format!("{sign}{whole}{decimals}").parse().expect("digits");
        let expected = BigRational::new(digits, BigInt::from(10).pow(u32::try_from(decimals.len()).expect("few")));
        prop_assert_eq!(naive::fraction(&read), expected);
    }
}
