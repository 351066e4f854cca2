//! The library's door: what programs outside the crate use.

use std::process::Command;
use std::sync::Arc;

use quorate::diagnostic::Severity;
use quorate::evaluate::{StageStatus, Statuses, Verdict};
use quorate::facts::{Cells, Slot};
use quorate::inputs::FactPath;
use quorate::load::{self, ReadError, ReadFile};
use quorate::program::InputId;
use quorate::rules::ChoiceError;
use quorate::value::{Exact, Value};
use quorate::votes::bounds;
use quorate::{Finding, Judgement, Rule, Rules, Votes, judge};

use crate::support::{root, text};

/// The project's files.
struct Project;

impl ReadFile for Project {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        std::fs::read(root().join(path)).map_err(|_| ReadError::Missing).and_then(load::text)
    }
}

/// One text.
struct One(&'static str);

impl ReadFile for One {
    fn read(&self, _path: &str) -> Result<String, ReadError> {
        Ok(self.0.to_owned())
    }
}

fn calexit() -> Arc<Rules> {
    let rules = Rules::load("rules/calexit/2017.measure", &Project);
    assert!(rules.is_sound(), "{:#?}", rules.findings);
    Arc::new(rules)
}

fn number(number: i128) -> Slot {
    Slot::Known(Value::Number(number.into()))
}

/// What a program of `examples/` prints, built as a library without its default features.
fn example(name: &str) -> String {
    let run = ["run", "--quiet", "--offline", "--locked", "--no-default-features", "--example", name];
    let run = Command::new(env!("CARGO")).args(run).current_dir(root()).output();
    let run = run.unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[test]
fn the_example_in_the_readme_prints_what_it_says() {
    let readme = text("README.md");
    assert!(readme.contains(&format!("```rust\n{}```\n", text("examples/votes_of_2003.rs"))));
    assert!(readme.contains(&format!("```text\n{}```\n", example("votes_of_2003"))));
}

#[test]
fn a_text_is_repaired_by_its_fixes_and_judged() {
    assert_eq!(
        example("repair"),
        "quorate::syntax::percent: percentages are written with `%`\n  write `%`\nbridge: passed\n"
    );
}

#[test]
fn what_the_door_gives_can_be_kept_and_sent() {
    fn owned<T: Send + Sync + 'static>() {}
    owned::<Rules>();
    owned::<Rule>();
    owned::<Votes>();
    owned::<Judgement>();
    owned::<Finding>();
    owned::<quorate::facts::Facts>();
    let rules = calexit();
    let verdict = std::thread::spawn(move || {
        let rule = rules.rule("calexit", Some("nationhood")).unwrap();
        let facts = Votes::of_scenario(&rules, "recall_2003").unwrap().facts(&rule).unwrap();
        judge(&rule, &facts).unwrap().stages[0].possible.decided()
    });
    assert_eq!(verdict.join().unwrap(), Some(StageStatus::Failed));
}

#[test]
fn a_rule_is_found_by_its_names() {
    let rules = calexit();
    let rule = rules.rule("of_votes", Some("nationhood")).unwrap();
    assert_eq!(rule.label(), "of_votes.nationhood");
    assert_eq!(rule.title(), Some("55% of the votes on the question, not of the ballots cast"));
    assert_eq!(rules.program.measures.at(rule.root()).name.text, "calexit");
    let family = rules.rule("calexit", Some("nationhood")).unwrap().family();
    assert_eq!(family.len(), rules.program.measures.len());
    assert!(family.iter().all(|own| own.label().ends_with(".nationhood")));
    let unknown = rules.rule("calexit", Some("nationhod")).unwrap_err();
    assert_eq!(unknown.to_string(), "there is no stage `nationhod` in `calexit`");
    assert!(matches!(unknown, ChoiceError::UnknownName { help: Some(help), .. } if help.contains("`nationhood`")));
    assert!(Votes::of_scenario(&rules, "recall_2004").unwrap_err().to_string().contains("recall_2004"));
}

#[test]
fn what_cannot_be_read_is_a_finding_and_the_rest_stays() {
    let rules = Rules::load("t.measure", &One("measure a {\n  input x: count\n  require r: x > 0\n}\nmeasure b {\n"));
    assert!(!rules.is_sound());
    assert_eq!(rules.program.measures.len(), 1, "the good one is there");
    let missing = Rules::load("rules/nowhere.measure", &Project);
    assert_eq!(missing.findings.len(), 1);
    assert_eq!(missing.findings[0].code.as_deref(), Some("quorate::load::root"));
    assert_eq!(missing.findings[0].severity, Severity::Error);
}

#[test]
fn values_need_no_text() {
    let rules = calexit();
    let rule = rules.rule("of_votes", Some("nationhood")).unwrap();
    let mut votes = Votes::of_values("mine", [("registered".into(), number(100)), ("ballots".into(), number(60))]);
    votes.set("yes", number(30));
    votes.set("no", number(20));
    votes.set("nationhood.approval", Slot::Known(Value::Number(Exact::ratio(11, 20).unwrap())));
    let facts = votes.facts(&rule).unwrap();
    let judgement = judge(&rule, &facts).unwrap();
    assert_eq!(judgement.stages[0].possible.decided(), Some(StageStatus::Passed));
    // Beside other rules a variant keeps what it sets; asked about alone, every value moves it.
    let fixed = rules.rule("two_thirds", Some("nationhood")).unwrap();
    let mut moved = votes.clone();
    moved.set("nationhood.approval", Slot::Known(Value::Number(Exact::ratio(1, 2).unwrap())));
    let status = |facts| judge(&fixed, &facts).unwrap().stages[0].possible.decided();
    assert_eq!(status(moved.facts(&fixed).unwrap()), Some(StageStatus::Passed));
    assert_eq!(status(moved.facts_beside(&fixed).unwrap()), Some(StageStatus::Failed));
    // What is set again replaces, and what is taken back is open.
    votes.set("yes", Slot::Unknown);
    let judgement = judge(&rule, &votes.facts(&rule).unwrap()).unwrap();
    assert_eq!(judgement.stages[0].conditions[1].verdict, Verdict::Unknown);
    votes.set("yes", Slot::Range(Value::Number(Exact::integer(24)), Some(Value::Number(Exact::integer(27)))));
    let judgement = judge(&rule, &votes.facts(&rule).unwrap()).unwrap();
    assert_eq!(
        judgement.stages[0].conditions[1].verdict,
        Verdict::Unknown,
        "27 of 47 are more than 55%, 24 of 44 are not"
    );
}

#[test]
fn a_value_that_does_not_fit_is_refused_without_a_place() {
    let rules = calexit();
    let rule = rules.rule("calexit", Some("nationhood")).unwrap();
    let half = Slot::Known(Value::Number(Exact::ratio(1, 2).unwrap()));
    let wrong = [("yes".into(), half), ("no".into(), number(-1)), ("ballots".into(), Slot::Known(Value::Truth(true)))];
    let errors = Votes::of_values("mine", wrong).facts(&rule).unwrap_err();
    let findings: Vec<Finding> = errors.iter().map(|error| Finding::of(error, &rules.sources)).collect();
    assert_eq!(
        findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>(),
        [
            "`yes` is a count, and `1/2` is not written as a whole number",
            "`no` is a count, and cannot be negative",
            "`ballots` is a count, and `true` is a truth"
        ]
    );
    for finding in &findings {
        let places: Vec<_> = finding.labels.iter().map(|label| rules.sources.slice(label.span)).collect();
        assert!(places.iter().all(|place| ["yes", "no", "ballots"].contains(place)), "{places:?}: only declarations");
    }
}

#[test]
fn paths_hold_any_row_and_numbers_any_length() {
    let one = "measure m { by place { input yes, no: count }\n require r: yes more than no }";
    let rules = Arc::new(Rules::load("t.measure", &One(one)));
    let rule = rules.rule("m", None).unwrap();
    let long = Exact::parse("1000000000000000000000000000000000000000000000000000000001").unwrap();
    let no = &long - &Exact::ONE;
    let path = |row: &str, column: &str| FactPath::of(["place", row, column]);
    assert_eq!(FactPath::from("place.\"St. Gallen\".yes"), path("St. Gallen", "yes"));
    let values = [
        (path("a \"b\".c", "yes"), Slot::Known(Value::Number(long))),
        (path("a \"b\".c", "no"), Slot::Known(Value::Number(no))),
    ];
    let facts = Votes::of_values("mine", values).facts(&rule).unwrap();
    let judgement = judge(&rule, &facts).unwrap();
    assert_eq!(judgement.stages[0].possible, Statuses::only(StageStatus::Passed));
    assert_eq!(judgement.stages[0].conditions[0].comparison().unwrap().by.as_ref().unwrap().amount, Exact::ZERO);
}

#[test]
fn an_input_moves_between_what_the_others_leave() {
    let rules = calexit();
    let rule = rules.rule("calexit", Some("nationhood")).unwrap();
    let id = |name: &str| -> InputId {
        let measure = rule.measure();
        measure.inputs.ids().find(|&id| measure.input_path(id) == format!("nationhood.{name}")).unwrap()
    };
    let values = [("registered", 100), ("ballots", 60), ("yes", 30), ("no", 20)];
    let facts =
        Votes::of_values("mine", values.map(|(path, value)| (path.into(), number(value)))).facts(&rule).unwrap();
    let of = |name| bounds(&rule, &facts, id(name)).unwrap();
    let whole = |value: i128| Some(Exact::from(value));
    assert_eq!(of("yes"), (whole(0), whole(40)));
    assert_eq!(of("ballots"), (whole(50), whole(100)));
    assert_eq!(of("registered"), (whole(60), None));
    // Held against every number of people there is: the bounds are those that break no `given`.
    let (low, high) = of("no");
    for no in 0..=70 {
        let mut tried = facts.clone();
        *tried.inputs.at_mut(id("no")) = Cells::One(number(no));
        let within =
            low.as_ref().is_none_or(|low| *low <= no.into()) && high.as_ref().is_none_or(|high| *high >= no.into());
        assert_eq!(judge(&rule, &tried).is_ok(), within, "{no}");
    }
}

#[test]
fn a_rule_is_plain_data() {
    let view = calexit().rule("of_votes", Some("nationhood")).unwrap().view();
    insta::assert_json_snapshot!(view);
    let json = serde_json::to_value(&view).unwrap();
    assert_eq!(serde_json::from_value::<quorate::rules::MeasureView>(json).unwrap(), view);
    // Every value reads back to the same number.
    for value in view.parameters.iter().filter_map(|parameter| parameter.value.as_ref()) {
        let Some(exact) = &value.exact else { continue };
        let percent = value.text.strip_suffix('%').map(|text| Exact::parse(text).unwrap().percent());
        let read = percent.or_else(|| Exact::parse(&value.text)).unwrap();
        let (numerator, denominator) = read.lowest_terms();
        let shown = if denominator == 1.into() { numerator.to_string() } else { format!("{numerator}/{denominator}") };
        assert_eq!(*exact, shown);
    }
}

#[test]
fn statuses_are_words_in_data() {
    let statuses = Statuses::only(StageStatus::NoQuorum).with(StageStatus::Passed);
    let json = serde_json::to_value(statuses).unwrap();
    assert_eq!(json, serde_json::json!({ "possible": ["no quorum", "passed"], "not_decided": false }));
    assert_eq!(serde_json::from_value::<Statuses>(json).unwrap(), statuses);
    assert_eq!(serde_json::to_value(Verdict::NotMet).unwrap(), "not met");
}
