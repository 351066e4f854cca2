//! Trees to the checked program: what is sound, and what is said of what is not.

use std::collections::BTreeMap;
use std::path::Path;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme};
use quorate::check::{self, Checked, Found, lookup};
use quorate::load::{self, Loaded, ReadError, ReadFile};
use quorate::program::{Comparison, Expr, FormulaNode, Meaning, Measure, Node};
use quorate::source::Sources;
use quorate::value::Kind;

/// A folder of texts.
#[derive(Default)]
struct Folder(BTreeMap<String, String>);

impl ReadFile for Folder {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.0.get(path).cloned().ok_or(ReadError::Missing)
    }
}

/// The files of the computer, under one folder.
struct Under<'a>(&'a Path);

impl ReadFile for Under<'_> {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        std::fs::read(self.0.join(path)).map_err(|_| ReadError::Missing).and_then(load::text)
    }
}

fn checked(name: &str, files: &dyn ReadFile) -> (Sources, Loaded, Checked) {
    let mut sources = Sources::new();
    let loaded = load::load(name, files, &mut sources);
    let checked = check::check(&loaded.files);
    (sources, loaded, checked)
}

/// One text that reads without a mistake.
#[track_caller]
fn check_text(text: &str) -> (Sources, Checked) {
    let files = Folder(BTreeMap::from([("t.measure".to_owned(), text.to_owned())]));
    let (sources, loaded, checked) = checked("t.measure", &files);
    assert_eq!(loaded.syntax_errors.first(), None);
    (sources, checked)
}

/// One text without any mistake.
#[track_caller]
fn check_sound(text: &str) -> Checked {
    let (sources, checked) = check_text(text);
    assert_eq!(render_all(&sources, &checked.errors), "");
    checked
}

fn render_all<D: Diagnostic + Clone + Send + Sync + 'static>(sources: &Sources, diagnostics: &[D]) -> String {
    let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor()).with_width(100);
    let mut text = String::new();
    for diagnostic in diagnostics {
        let report = miette::Report::new(diagnostic.clone()).with_source_code(sources.clone());
        handler.render_report(&mut text, report.as_ref()).unwrap();
        text.push('\n');
    }
    text
}

fn comparison<'a>(measure: &'a Measure, condition: &str) -> &'a Comparison {
    let condition = measure.conditions.values().find(|own| own.name.text == condition).unwrap();
    let FormulaNode::Compare(comparison) = &condition.formula.node else { panic!("no single comparison") };
    comparison
}

/// Every file of a folder, with what is said of it.
fn check_cases(folder: &str) {
    insta::glob!(format!("../cases/{folder}"), "*.measure", |path| {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let (sources, loaded, checked) = checked(&name, &Under(path.parent().unwrap()));
        let shown = format!(
            "{text}\n----\n{}{}{}{}",
            render_all(&sources, &loaded.errors),
            render_all(&sources, &loaded.syntax_errors),
            render_all(&sources, &checked.errors),
            render_all(&sources, &checked.lints)
        );
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(shown);
        });
    });
}

#[test]
fn what_is_wrong_is_told_in_words() {
    check_cases("check/wrong");
}

#[test]
fn what_is_probably_not_meant_is_pointed_out() {
    check_cases("check/lint");
}

/// What is said and should be said better: see the README of the folder.
#[test]
fn what_is_still_told_badly() {
    check_cases("disliked");
}

/// The bases of a condition of a measure's text, as they are written.
#[track_caller]
fn check_bases(text: &str, condition: &str, expected: &[&str]) {
    let (sources, checked) = check_text(text);
    assert_eq!(render_all(&sources, &checked.errors), "");
    let measure = checked.program.measures.values().next().unwrap();
    let bases: Vec<&str> = comparison(measure, condition).bases.iter().map(|base| sources.slice(base.span)).collect();
    assert_eq!(bases, expected);
}

/// The two sides of a condition and whether it was a ratio.
#[track_caller]
fn check_ratio(condition: &str, left: &str, right: &str) {
    let text = format!(
        "measure m {{ input yes, no, ballots, registered: count  define turnout = ballots / registered
        define same = turnout  require c: {condition} }}"
    );
    let (sources, checked) = check_text(&text);
    assert_eq!(render_all(&sources, &checked.errors), "");
    let comparison = comparison(checked.program.measures.values().next().unwrap(), "c");
    assert!(comparison.ratio);
    let shown = |expr: &Expr| match &expr.node {
        Node::Multiply(share, base) => format!("{} of {}", sources.slice(share.span), sources.slice(base.span)),
        _ => sources.slice(expr.span).to_owned(),
    };
    assert_eq!((shown(&comparison.left).as_str(), shown(&comparison.right).as_str()), (left, right));
}

#[test]
fn a_ratio_is_compared_as_a_share_of_its_base() {
    check_ratio("yes / ballots at least 55%", "yes", "55% of ballots");
    check_ratio("55% at most yes / ballots", "55% of ballots", "yes");
    check_ratio("turnout more than half", "ballots", "half of registered");
    check_ratio("same more than 3/5", "ballots", "3/5 of registered");
    check_ratio("(yes / no) * (yes / no) less than turnout", "(yes / no) * (yes / no) of registered", "ballots");
    check_ratio("yes / ballots more than turnout", "yes", "turnout of ballots");
}

#[test]
fn every_base_of_a_share_is_known() {
    let by =
        |condition: &str| format!("measure m {{ input a, b, c, d: count  input w: number  require r: {condition} }}");
    check_bases(&by("a at least 55% of b"), "r", &["b"]);
    check_bases(&by("a at least b"), "r", &[]);
    check_bases(&by("a at least ceil(55% of max(b, 10% of c))"), "r", &["max(b, 10% of c)", "c"]);
    check_bases(&by("a / b at least 55%"), "r", &["b"]);
    check_bases(&by("a / b + c / d at least 100%"), "r", &["b", "d"]);
    check_bases(&by("a / b + c / b at least 100%"), "r", &["b"]);
    check_bases(&by("a at least half of (b + c)"), "r", &["(b + c)"]);
    check_bases(&by("a at least 55% of 1,000"), "r", &[]);
    check_bases(&by("a * 55% at least b / 3"), "r", &[]);
    check_bases(&by("a at least 50% of 60% of b"), "r", &["60% of b", "b"]);
    check_bases(&by("w more than half of (w * 2)"), "r", &["(w * 2)"]);
    check_bases(
        "measure m { input a, b, c: count  define part = 55% of b  define all = part + c  require r: a at least all }",
        "r",
        &["b"],
    );
    check_bases(
        "measure m { by t { input a, b: count  define part = 55% of b } input c: count
         require r: sum(part over t) + part at least half of c }",
        "r",
        &["c"],
    );
}

#[test]
fn a_given_has_no_bases() {
    let checked = check_sound("measure m { input a, b: count  given a at least 3% of b  require r: a more than b }");
    let measure = checked.program.measures.values().next().unwrap();
    let given = measure.givens.values().next().unwrap();
    assert!(matches!(&given.formula.node, FormulaNode::Compare(comparison) if comparison.bases.is_empty()));
}

#[test]
fn a_condition_knows_what_it_hangs_on() {
    let checked = check_sound(
        "measure m { parameter p = 50%  input a, b, c, d: count  define x = p of c  define y = x + b
         require r: y more than a  require other: d > 5 }",
    );
    let measure = checked.program.measures.values().next().unwrap();
    let condition = measure.conditions.values().next().unwrap();
    let inputs: Vec<_> = condition.inputs.iter().map(|&id| measure.input_path(id)).collect();
    assert_eq!(inputs, ["a", "b", "c"]);
    assert_eq!(condition.parameters.len(), 1);
}

#[test]
fn definitions_come_after_what_they_use() {
    let checked = check_sound(
        "measure m { stage s { closes 10 days after later  define later = 5 days after opens  opens 2020-01-01
         input filed: date  require r: filed before closes } }",
    );
    let measure = checked.program.measures.values().next().unwrap();
    let names: Vec<&str> = measure.definitions.values().map(|definition| definition.name.text.as_str()).collect();
    assert_eq!(names, ["opens", "later", "closes"]);
    let stage = measure.stages.values().next().unwrap();
    let dates: Vec<&str> = stage.dates.iter().map(|&id| measure.definitions[id].name.text.as_str()).collect();
    assert_eq!(dates, ["closes", "opens"]);
}

#[test]
fn a_variant_is_a_measure_with_its_changes_made() {
    let checked = check_sound(
        "measure m {
           parameter a, b = 50%
           stage s { input yes, no: count  require r: yes at least a of (yes + no)  require q: yes at least b of no }
           outcome \"x\" when s passed  outcome \"y\" otherwise
         }
         variant v of m {
           set b = 60%  source \"here\"
           set s.opens = 2020-01-01
           set s.yes = 7
           remove s.q
           add { outcome \"z\" when s failed  stage t after s { input n: count  require r: n > b of n } }
         }
         variant w of v { set b = two thirds }",
    );
    let program = &checked.program;
    let v = &program.measures[program.measure_named("v").unwrap()];
    assert_eq!(v.variant_of, program.measure_named("m"));
    assert_eq!(v.outcomes.iter().map(|outcome| outcome.text.text.as_str()).collect::<Vec<_>>(), ["x", "z", "y"]);
    assert_eq!(v.stages.len(), 2);
    let b = v.parameters.values().find(|own| own.name.text == "b").unwrap();
    assert_eq!(b.sources[0].text, "here");
    assert!(v.inputs.values().next().unwrap().fixed.is_some());
    assert_eq!(v.conditions.len(), 2);
    let w = program.measure_named("w").unwrap();
    let lineage: Vec<&str> = program.lineage(w).map(|id| program.measures[id].name.text.as_str()).collect();
    assert_eq!(lineage, ["w", "v", "m"]);
}

#[test]
fn stages_share_the_rows_of_the_measure_or_the_file() {
    let stages = "stage one { by canton { input a: count }  require r: count(canton where a > 5) > 1 }
        stage two { by canton { input a: count }  require r: count(canton where a > one.a) > 1 }";
    for text in [
        format!("measure m {{ rows canton {{ ZH BE JU }}  {stages} }}"),
        format!("rows canton {{ ZH BE JU }}\nmeasure m {{ {stages} }}\nvariant v of m {{ remove canton.JU }}"),
    ] {
        let checked = check_sound(&text);
        for measure in checked.program.measures.values() {
            assert_eq!(measure.tables.len(), 1);
            let table = measure.tables.values().next().unwrap();
            let rows = if measure.variant_of.is_some() { 2 } else { 3 };
            assert_eq!((table.stage, table.rows.as_ref().unwrap().len()), (None, rows));
        }
    }
}

#[test]
fn names_are_looked_up_in_the_stage_then_the_measure() {
    let checked = check_sound(
        "parameter bar = 50%
         measure m {
           input registered: count
           by canton { parameter weight: number }
           stage one { held 2020-01-01  input yes, no: count  by canton { input ayes: count }
             require r: yes at least bar of no  require t: ayes > registered }
           stage two { input yes: count  require r: yes > 5 }
         }",
    );
    let measure = checked.program.measures.values().next().unwrap();
    let one = measure.stage_named("one");
    let found = |stage, path: &[&str]| lookup(measure, stage, path);
    assert!(matches!(found(one, &["yes"]), Found::Input(_)));
    assert!(matches!(found(one, &["registered"]), Found::Input(_)));
    assert!(matches!(found(one, &["bar"]), Found::Parameter(_)));
    assert!(matches!(found(None, &["one", "held"]), Found::Date(_)));
    assert!(matches!(found(None, &["one"]), Found::Stage(_)));
    assert!(matches!(found(None, &["one", "r"]), Found::Condition(_)));
    assert!(matches!(found(None, &["canton"]), Found::Table(_)));
    assert!(matches!(found(None, &["one", "canton"]), Found::Table(_)));
    assert_eq!(found(None, &["no"]), Found::Nothing { nearest: Some("one.no".into()) });
    assert_eq!(found(one, &["registerd"]), Found::Nothing { nearest: Some("registered".into()) });
    assert_eq!(found(None, &["onee", "yes"]), Found::Nothing { nearest: Some("one.yes".into()) });
    assert_eq!(found(None, &["two", "yess"]), Found::Nothing { nearest: Some("two.yes".into()) });
}

#[test]
fn expressions_are_looked_at_in_a_checked_measure() {
    let checked = check_sound("measure m { stage s { input yes, no: count  require r: yes > no } }");
    let measure = checked.program.measure_named("m").unwrap();
    let stage = checked.program.measures[measure].stage_named("s");
    let look = |text: &str, stage| {
        let mut sources = Sources::new();
        let (expr, errors) = quorate::syntax::parse_expression(&sources.add("line", text));
        assert_eq!(errors, []);
        check::expression(&checked.program, measure, stage, &expr)
    };
    assert!(matches!(look("yes / (yes + no)", stage), Ok(Meaning::Number(Expr { kind: Kind::Share, .. }))));
    assert!(matches!(look("s.yes more than half of s.no", None), Ok(Meaning::Truth(_))));
    assert_eq!(look("yes * no", stage).unwrap_err().len(), 1);
    assert_eq!(look("yes + ja", stage).unwrap_err().len(), 1);
}

#[test]
fn used_files_are_taken_in_once_and_rows_come_from_csv() {
    let folder = Folder(BTreeMap::from(
        [
            ("a/root.measure", "use \"shared/base.measure\"\nuse \"other.measure\"\nmeasure m { by canton { parameter weight: number  input yes: count }
                require r: sum(weight over canton where yes > 0) > half of bar }"),
            ("a/shared/base.measure", "use \"../root.measure\"\nparameter bar = 2.5\nrows canton from \"cantons.csv\""),
            ("a/other.measure", "use \"shared/../shared/base.measure\""),
            ("a/shared/cantons.csv", "\u{feff}name, weight,population\r\nZH,1,\"1,500,000\"\r\n\"OW\",1/2,\r\n\r\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned())),
    ));
    let (sources, loaded, checked) = checked("a/root.measure", &folder);
    assert_eq!(render_all(&sources, &loaded.errors), "");
    assert_eq!(render_all(&sources, &loaded.syntax_errors), "");
    assert_eq!(render_all(&sources, &checked.errors), "");
    assert_eq!(loaded.files.len(), 3);
    let measure = checked.program.measures.values().next().unwrap();
    let rows = measure.tables.values().next().unwrap().rows.clone().unwrap();
    assert_eq!(rows.iter().map(|row| sources.slice(row.span)).collect::<Vec<_>>(), ["ZH", "OW"]);
    let weight = measure.parameters.values().next().unwrap();
    assert_eq!(format!("{:?}", weight.value), "PerRow([Some(Number(1)), Some(Number(1/2))])");
}

#[test]
fn what_is_wrong_with_a_csv_file_is_shown_in_it() {
    let folder = Folder(BTreeMap::from(
        [
            (
                "m.measure",
                "measure m { by canton { parameter weight: number  parameter size: count  input yes: count }
  rows canton (weight, sise) from \"bad.csv\"
  require r: sum(weight over canton where yes > size) > 1 }
rows other from \"empty.csv\"
rows third from \"open.csv\"",
            ),
            ("bad.csv", "name,weight,size\nZH,1\nOW,a lot,5\nNW,2020-01-01,5\n\"UR\"x,1,1\n"),
            ("empty.csv", "\n"),
            ("open.csv", "name,weight\n\"ZH,1\n"),
        ]
        .map(|(path, text)| (path.to_owned(), text.to_owned())),
    ));
    let (sources, loaded, checked) = checked("m.measure", &folder);
    let shown = render_all(&sources, &loaded.errors) + &render_all(&sources, &checked.errors);
    insta::assert_snapshot!("csv", shown);
}

#[test]
fn a_missing_root_is_an_error_without_a_text() {
    let (_, loaded, _) = checked("nowhere.measure", &Folder::default());
    assert_eq!(loaded.errors[0].to_string(), "cannot read `nowhere.measure`: there is no such file");
}

/// Long texts must neither overflow the stack nor take quadratic time.
#[test]
fn long_chains_of_definitions_are_checked() {
    let chain: String = (0..10_000).map(|at| format!("define d{at} = d{} + (10% of yes)\n", at + 1)).collect();
    let text =
        format!("measure m {{ input yes, no: count\n{chain}define d10000 = no\nrequire r: d0 at least half of no }}");
    let checked = check_sound(&text);
    let measure = checked.program.measures.values().next().unwrap();
    assert_eq!(measure.definitions.len(), 10_001);
    assert_eq!(comparison(measure, "r").bases.len(), 2);
}

#[test]
fn a_long_circle_is_one_mistake() {
    let circle: String = (0..10_000).map(|at| format!("define d{at} = d{}\n", (at + 1) % 10_000)).collect();
    let (_, checked) = check_text(&format!("measure m {{ input yes: count\n{circle}require r: yes > d5 }}"));
    assert_eq!(checked.errors.len(), 1);
}

#[test]
fn long_sums_nest_little() {
    let sum = " + (10% of no) - yes".repeat(50_000);
    let checked = check_sound(&format!("measure m {{ input yes, no: count  require r: yes{sum} > 5 }}"));
    let comparison = comparison(checked.program.measures.values().next().unwrap(), "r");
    assert_eq!(comparison.bases.len(), 1);
    let mut depth = 0;
    let mut expr = &comparison.left;
    while let Node::Add(left, _) | Node::Subtract(left, _) = &expr.node {
        expr = left;
        depth += 1;
    }
    assert!(depth < 20);
}

#[test]
fn long_lines_of_variants_and_stages_are_checked() {
    let variants: String = (1..2_000).map(|at| format!("variant v{at} of v{} {{ set p = {at} }}\n", at - 1)).collect();
    let checked =
        check_sound(&format!("measure v0 {{ parameter p = 5  input yes: count  require r: yes > p }}\n{variants}"));
    assert_eq!(checked.program.measures.len(), 2_000);
    let stages: String = (1..2_000)
        .map(|at| format!("stage s{at} after s{} {{ input yes: count  require r: yes > 5 }}\n", at - 1))
        .collect();
    let checked =
        check_sound(&format!("measure m {{ stage s0 {{ input yes: count  require r: yes > 5 }}\n{stages} }}"));
    assert_eq!(checked.program.measures.values().next().unwrap().stages.len(), 2_000);
}
