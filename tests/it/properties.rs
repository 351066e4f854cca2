//! What must hold of every measure and all facts.

use std::collections::BTreeMap;
use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use quorate::evaluate::{EvaluationError, Judge, Outcome, StageOutcome, Statuses, Verdict, evaluate};
use quorate::facts::{Cells, Facts, Slot};
use quorate::ids::Id as _;
use quorate::program::{MeasureId, Measure, Program, StageId};
use quorate::source::Sources;
use quorate::syntax::{self, ast};
use quorate::value::{Exact, Value};
use quorate::{check, inputs};

use crate::generate::{self, Choices, Plan};
use crate::naive::{self, ConditionReading, Reading, Trouble, World};

/// A measure with some facts for it.
#[derive(Clone)]
struct Case {
    plan: Plan,
    text: String,
    worlds: Vec<World>,
    /// To make further choices with.
    bytes: Vec<u8>,
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "\n{}", self.text)?;
        self.worlds.iter().try_for_each(|world| writeln!(f, "{world:?}"))
    }
}

fn cases(worlds: usize) -> impl Strategy<Value = Case> {
    let bytes = || vec(any::<u8>(), 0..60);
    (vec(any::<u8>(), 20..500), vec(bytes(), 1..=worlds), bytes()).prop_map(|(measure, worlds, bytes)| {
        let plan = generate::plan(&mut Choices::new(&measure));
        let worlds = worlds.iter().map(|bytes| plan.world(&mut Choices::new(bytes))).collect();
        Case { text: plan.text(false), plan, worlds, bytes }
    })
}

fn config(cases: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 20_000, ..ProptestConfig::default() }
}

fn parsed(text: &str) -> ast::File {
    let source = Sources::new().add("measure", text);
    let parse = syntax::parse(&source);
    assert!(parse.errors.is_empty(), "{:#?}\n{text}", parse.errors);
    parse.file
}

/// A measure, parsed and checked.
struct Loaded {
    text: String,
    file: ast::File,
    program: Program,
}

impl Loaded {
    fn new(text: &str) -> Self {
        let file = parsed(text);
        let checked = check::check(std::slice::from_ref(&file));
        assert!(checked.errors.is_empty(), "{:#?}\n{text}", checked.errors);
        Self { text: text.to_owned(), file, program: checked.program }
    }

    fn measure(&self) -> &Measure {
        self.program.measures.at(MeasureId::new(0))
    }

    fn facts(&self, known: &Known) -> Facts {
        self.facts_of(MeasureId::new(0), known)
    }

    fn facts_of(&self, id: MeasureId, known: &Known) -> Facts {
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
        let outcome = evaluate(self.measure(), &self.facts(&all_known(world)), None);
        match (naive::read(&self.file, world), outcome) {
            (Ok(reading), Ok(outcome)) => self.same(&reading, &outcome, world),
            (Err(Trouble::BadData), Err(errors)) => {
                assert!(errors.iter().all(EvaluationError::is_bad_data), "{errors:?}\n{self}{world:?}");
            }
            (Err(Trouble::Rule), Err(errors)) => {
                assert!(errors.iter().any(|error| !error.is_bad_data()), "{errors:?}\n{self}{world:?}");
            }
            (reading, outcome) => panic!("read: {reading:#?}\nevaluated: {outcome:#?}\n{self}{world:?}"),
        }
    }

    #[track_caller]
    fn same(&self, reading: &Reading, outcome: &Outcome, world: &World) {
        let measure = self.measure();
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
        let clauses: Vec<_> = outcome.outcome.iter().map(|clause| clause.index).collect();
        assert_eq!(clauses, reading.outcome.into_iter().collect::<Vec<_>>(), "outcome\n{self}{world:?}");
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)
    }
}

/// What is known of each input.
type Known = BTreeMap<String, Vec<Slot>>;

fn all_known(world: &World) -> Known {
    let slots = |values: &Vec<Value>| values.iter().cloned().map(Slot::Known).collect();
    world.iter().map(|(key, values)| (key.clone(), slots(values))).collect()
}

fn stage_name(measure: &Measure, id: StageId) -> String {
    measure.stages.at(id).name.as_ref().map_or(String::new(), |name| name.text.to_string())
}

fn verdict(met: bool) -> Verdict {
    if met { Verdict::Met } else { Verdict::NotMet }
}

proptest! {
    #![proptest_config(config(400))]

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
    #![proptest_config(config(600))]

    #[test]
    fn complete_facts_are_judged_as_read(case in cases(6)) {
        let loaded = Loaded::new(&case.text);
        for world in &case.worlds {
            loaded.agrees(world);
        }
    }
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
    #![proptest_config(config(3000))]

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

#[test]
#[ignore = "shows what is generated"]
fn show() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..6 {
        let case = cases(1).new_tree(&mut runner).expect("a case").current();
        println!("{case:?}");
    }
}
