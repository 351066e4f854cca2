//! What an audit says holds, and it says what there is to say.

use quorate::audit::{self, Audit, AuditFinding, Code, Example, Options};
use quorate::evaluate::StageStatus;
use quorate::inputs;
use quorate::judge::judge;
use quorate::program::{MeasureId, Program, StageId};
use quorate::report::audit::sentence;
use quorate::value::Exact;

use crate::rules::{Project, failures, read};
use crate::support::{program_of, rule_files};

fn audit_of(program: &Program, id: MeasureId, stage: Option<&str>) -> Audit {
    let measure = program.measures.at(id);
    let facts = inputs::bind(program, id, &[]).unwrap();
    let stage = stage.map(|name| measure.stage_named(name).unwrap());
    // Few steps: what takes more is not decided, and there is nothing to be wrong about.
    audit::audit(measure, &Options { stage, steps: 20_000, ..Options::new(facts) })
}

/// The audit of a text's last measure.
fn audit_text(text: &str) -> (Program, MeasureId, Audit) {
    let (_, program) = program_of(text);
    let id = program.measures.ids().next_back().unwrap();
    let audit = audit_of(&program, id, None);
    (program, id, audit)
}

/// The faults that are found, in words.
fn faults(text: &str) -> Vec<String> {
    let (program, id, audit) = audit_text(text);
    let found = audit.findings.iter().filter(|finding| finding.code().is_fault());
    found
        .map(|finding| {
            format!("{}: {}", finding.code().name(), sentence(program.measures.at(id), finding).replace('\u{a0}', " "))
        })
        .collect()
}

/// What the rules make of an example, asked once more.
fn status(program: &Program, id: MeasureId, stage: StageId, example: &Example) -> Option<StageStatus> {
    let outcome = judge(program.measures.at(id), &example.facts, Some(stage)).unwrap();
    outcome.stages.iter().find(|own| own.stage == stage).unwrap().alone.decided()
}

/// Every measure of the rules, and Calexit's variants: all figures are what they are said to be, and the boundaries pass as tests.
#[test]
fn every_measure_of_the_rules() {
    let (mut least, mut paradoxes, mut boundaries) = (0, 0, 0);
    for path in rule_files() {
        let program = read(&path, &Project { example: None }).program;
        let mut tests = String::new();
        let chosen = |variant_of: Option<MeasureId>| variant_of.is_none() || path.ends_with("calexit/2017.measure");
        for (id, measure) in program.measures.iter().filter(|(_, measure)| chosen(measure.variant_of)) {
            let audit = audit_of(&program, id, None);
            for finding in &audit.findings {
                let said = sentence(measure, finding);
                assert!(!said.is_empty(), "{path}: {finding:?}");
                match finding {
                    AuditFinding::LeastVotes(found) => {
                        least += 1;
                        let now = status(&program, id, found.stage, &found.example);
                        assert!(now.is_none_or(|now| now == StageStatus::Passed), "{path}: {said}");
                        let votes = found.votes.iter().map(|input| found.example.count(*input).unwrap());
                        assert_eq!(votes.fold(Exact::ZERO, |sum, votes| &sum + &votes), found.amount, "{path}: {said}");
                        if let (Some(share), Some(of)) = (&found.share, &found.of) {
                            // Nothing is below the share, and the example is no more than it needs.
                            let bar = of * &share.value;
                            assert!(found.amount >= bar, "{path}: {said}");
                        }
                    }
                    AuditFinding::NoShow(found) | AuditFinding::MoreYes(found) => {
                        paradoxes += 1;
                        let passed = |example| status(&program, id, found.stage, example) == Some(StageStatus::Passed);
                        let is_no_show = finding.code() == Code::NoShow;
                        assert_eq!(
                            (passed(&found.before), passed(&found.after)),
                            (!is_no_show, is_no_show),
                            "{path}: {said}"
                        );
                        if let [votes] = found.votes.as_slice() {
                            let more = &found.after.count(*votes).unwrap() - &found.before.count(*votes).unwrap();
                            assert_eq!(more, found.amount, "{path}: {said}");
                        }
                    }
                    AuditFinding::NoVotes { stage, example } => {
                        let now = status(&program, id, *stage, example);
                        assert!(now.is_none_or(|now| now == StageStatus::Passed), "{path}: {said}");
                    }
                    AuditFinding::Boundary(_) => boundaries += 1,
                    AuditFinding::Implied { .. }
                    | AuditFinding::Impossible(_)
                    | AuditFinding::Always { .. }
                    | AuditFinding::NoFigures
                    | AuditFinding::UnreachableStage(_)
                    | AuditFinding::UnreachableStatus(..)
                    | AuditFinding::UnreachableOutcome(_)
                    | AuditFinding::NoOutcome { .. } => {}
                }
            }
            tests.push_str(&audit::tests(measure, &audit.findings));
            tests.push('\n');
        }
        if tests.trim().is_empty() {
            continue;
        }
        let text = format!("use \"{path}\"\n\n{tests}");
        let tested = read("boundaries.measure", &Project { example: Some(("boundaries.measure", &text)) });
        let wrong: Vec<&String> = tested.errors.iter().map(|said| &said.text).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:#?}\n{text}");
        let failed = failures(&tested.program, &tested.sources);
        assert!(failed.is_empty(), "{path}: {}", failed.join("\n"));
    }
    assert!(least > 80 && paradoxes > 8 && boundaries > 150, "{least} {paradoxes} {boundaries}");
}

/// The least shares, worked out by hand: 55 % of half, half of a quarter, 75 % of 75 %; none where blank papers fill a quorum.
#[test]
fn the_least_shares() {
    let cases = [
        ("rules/calexit/2017.measure", "calexit", Some("nationhood"), "11/40", true),
        ("rules/calexit/2017.measure", "two_thirds", Some("nationhood"), "0", false),
        ("rules/calexit/2017.measure", "electorate_40", Some("nationhood"), "2/5", true),
        ("rules/calexit/2017.measure", "of_votes", Some("nationhood"), "0", false),
        ("rules/colombia/peace-agreement-2016.measure", "colombia_2016", None, "13/100", false),
        ("rules/germany/weimar-1926.measure", "weimar_law", None, "1/4", false),
        ("rules/iceland/union.measure", "iceland_1944", Some("vote"), "9/16", true),
        ("rules/romania/referendum.measure", "romania", None, "1/8", false),
    ];
    for (path, name, stage, share, enough) in cases {
        let program = read(path, &Project { example: None }).program;
        let id = program.measure_named(name).unwrap();
        let audit = audit_of(&program, id, stage);
        let found = audit.findings.iter().find_map(|finding| match finding {
            AuditFinding::LeastVotes(found) => found.share.clone(),
            _ => None,
        });
        let found = found.unwrap();
        assert_eq!((found.value.to_string().as_str(), found.enough), (share, enough), "{path} {name}");
    }
}

#[test]
fn a_no_show_paradox() {
    let found = faults(
        "measure calexit { input registered, ballots, yes, no: count given yes + no <= ballots <= registered
           quorum turnout: ballots at least half of registered
           require consent: yes at least 55% of ballots }",
    );
    let [found] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(
        found,
        "no-show: adding only `no` turns a fail into a pass: registered 1,000,000 · ballots 275,000 · \
         yes 275,000 · no 0 has no quorum; with 225,000 more no (and ballots with them) it passes"
    );
}

/// The names do not matter, only what the rules do with the counts.
#[test]
fn sides_are_read_from_the_rules() {
    let found = faults(
        "measure upside_down { input a, b, c: count given b + c <= a
           quorum turnout: b + c at least half of a
           require consent: c more than b }",
    );
    let [found] = found.as_slice() else { panic!("{found:#?}") };
    assert!(found.starts_with("no-show: ") && found.ends_with("more b it passes"), "{found}");
}

#[test]
fn more_yes_turns_a_pass_into_a_fail() {
    let found = faults(
        "measure balance { input registered, yes, no: count given yes + no <= registered
           require majority: yes more than no
           require close: yes + no at most 60% of registered }",
    );
    assert!(found.iter().any(|found| found.starts_with("more-yes: ")), "{found:#?}");
}

#[test]
fn requirements_that_say_nothing() {
    let found = faults(
        "measure idle { input registered, yes, no: count given yes + no <= registered
           require majority: yes more than no
           require electorate: yes at least 60% of registered
           require roll: yes at most registered
           require never: yes more than registered }",
    );
    let expected = [
        "always: everything meets `roll`",
        "impossible: nothing meets `never`",
        "unreachable: `idle` is never “passed”",
    ];
    for expected in expected {
        assert!(found.iter().any(|found| found == expected), "{expected}: {found:#?}");
    }
    let found = faults(
        "measure idle { input registered, yes, no: count given yes + no <= registered
           require majority: yes more than no
           require electorate: yes at least 60% of registered }",
    );
    assert_eq!(found, ["implied: `majority` adds nothing: whatever satisfies `electorate` satisfies it too"]);
}

#[test]
fn what_cannot_be_reached() {
    let found = faults(
        "measure steps { input go: truth
           stage first { input yes, no: count require majority: yes more than no and yes less than no }
           stage second after first { input yes, no: count require majority: yes more than no }
           stage third after first not passed { input yes, no: count require majority: yes more than no }
           outcome \"A\" when second passed
           outcome \"B\" when third passed and go }",
    );
    for expected in [
        "unreachable: `first` is never “passed”",
        "unreachable: `second` is never reached",
        "unreachable: “A” never follows",
        "impossible: nothing meets `majority`",
    ] {
        assert!(found.iter().any(|found| found == expected), "{expected}: {found:#?}");
    }
    assert!(found.iter().any(|found| found.starts_with("no-outcome: no outcome follows from ")), "{found:#?}");
}

#[test]
fn nobody_votes() {
    let found = faults(
        "measure lax { input registered, yes, no: count given yes + no <= registered
           require quiet: no at most 10% of registered }",
    );
    assert!(
        found.iter().any(|found| found.starts_with("no-votes: `lax` passes although nobody votes: ")),
        "{found:#?}"
    );
    // A law that stands unless it is voted down is meant so.
    let found = faults(
        "measure law { input registered, yes, no: count given yes + no <= registered
           reject opposed: no more than yes and no at least 30% of registered }",
    );
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn contradictory_givens() {
    let found = faults(
        "measure nothing { input yes, no: count given yes more than no given no more than yes
           require majority: yes more than no }",
    );
    assert_eq!(found, ["impossible: no figures satisfy every `given`"]);
}

/// Where nothing is wrong, that is said of every question that was asked.
#[test]
fn a_clean_measure() {
    let (_, _, audit) = audit_text(
        "measure scotland { input registered, yes, no: count given yes + no <= registered
           require majority: yes more than no
           require electorate: yes at least 40% of registered
           outcome \"In force\" when passed
           outcome \"Not in force\" otherwise }",
    );
    assert!(audit.open.is_empty(), "{:?}", audit.open);
    for code in Code::FAULTS {
        assert!(!audit.has(code) && audit.clean.iter().any(|asked| asked.code == code), "{}", code.name());
    }
}

/// What is not linear is named, and the rest is answered.
#[test]
fn what_is_not_linear_is_left_out() {
    let (program, id, audit) = audit_text(
        "measure terms { input registered, yes, no: count input decided, polled: date given yes + no <= registered
           require soon: polled on or before 2 months after decided
           require electorate: yes at least 40% of registered }",
    );
    assert!(audit.open.iter().any(|open| matches!(open.why, audit::Why::NotLinear(_))), "{:?}", audit.open);
    let said: Vec<String> = audit.findings.iter().map(|finding| sentence(program.measures.at(id), finding)).collect();
    let least = said.iter().find(|said| said.contains("at least 40% of registered")).unwrap();
    assert!(least.contains("leaving aside what is not linear"), "{said:#?}");
}

/// 60 regions: what is said of them is right, or it is said to be not decided.
#[test]
fn sixty_regions() {
    let rows: String = (0..60).map(|row| format!("R{row} 1\n")).collect();
    let (program, id, audit) = audit_text(&format!(
        "measure regions {{ by region {{ parameter votes: number input registered, yes, no: count given yes + no <= registered }}
           rows region (votes) {{ {rows} }}
           require people: yes more than half of (yes + no)
           require regions: count(region where yes more than no) more than half of count(region) }}"
    ));
    let measure = program.measures.at(id);
    let said: Vec<String> = audit.findings.iter().map(|finding| sentence(measure, finding)).collect();
    for finding in &audit.findings {
        if let AuditFinding::LeastVotes(found) = finding {
            // A majority of the regions, one vote in each.
            assert_eq!(found.amount, Exact::integer(31), "{said:#?}");
        }
    }
    assert!(!audit.has(Code::NoShow) && !audit.has(Code::MoreYes), "{said:#?}");
}
