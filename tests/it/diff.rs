//! What `diff` finds is what trying all votes finds.

use proptest::prelude::*;
use quorate::compare::Column;
use quorate::diff::{self, Common, Literal, Relation, Says, Way};
use quorate::evaluate::{StageStatus, Verdict};
use quorate::facts::{Cells, Facts, Slot};
use quorate::ids::Id as _;
use quorate::judge::{Judgement, explain};
use quorate::program::{MeasureId, Program};
use quorate::source::Sources;
use quorate::sweep::{self, Roles};
use quorate::value::{Exact, Value};

use crate::generate::Choices;
use crate::properties::config;
use crate::support::program_of;

/// The most voters in a vote that is tried.
const MOST: i128 = 5;

fn side(c: &mut Choices) -> &'static str {
    let sides = [
        "yes",
        "yes",
        "(no)",
        "ballots",
        "registered",
        "(yes + no)",
        "(ballots - no)",
        "floor(1/2 * ballots)",
        "max(yes, no)",
    ];
    sides[c.below(sides.len())]
}

fn comparison(c: &mut Choices) -> String {
    let word = *c.pick(&["at least", "more than", "at most", "less than", "more than"]);
    match c.below(8) {
        0 => format!("{} {word} {}", side(c), side(c)),
        1 => format!("{} {word} {}", side(c), c.below(5)),
        2 if c.one_in(4) => format!("yes / registered {word} (no) / ballots"),
        _ => {
            let share = *c.pick(&["10%", "1/3", "40%", "half", "55%", "two thirds", "75%"]);
            let base = *c.pick(&["ballots", "registered", "(yes + no)", "(yes + no)"]);
            format!("{} {word} {share} of {base}", if c.one_in(4) { side(c) } else { "yes" })
        }
    }
}

fn condition(c: &mut Choices) -> String {
    match c.below(6) {
        0 => format!("{} and {}", comparison(c), comparison(c)),
        1 => format!("{} or {}", comparison(c), comparison(c)),
        2 => format!("not ({})", comparison(c)),
        _ => comparison(c),
    }
}

fn measure(c: &mut Choices, name: &str, shared: &[String]) -> String {
    let mut text = format!(
        "measure {name} {{\n  input registered, ballots, yes, no: count\n  \
         given papers: yes + no <= ballots <= registered\n  given few: registered <= {MOST}\n"
    );
    for at in 0..1 + c.below(3) {
        let kind = if at == 0 { "require" } else { *c.pick(&["require", "quorum", "reject", "require"]) };
        let own = if c.one_in(3) { c.pick(shared).clone() } else { condition(c) };
        text.push_str(&format!("  {kind} c{at}: {own}\n"));
    }
    text.push_str("}\n");
    text
}

fn facts(program: &Program, id: MeasureId, votes: [i128; 4]) -> Facts {
    let mut facts = quorate::inputs::bind(program, id, &[]).unwrap();
    for (input, votes) in program.measures.at(id).inputs.ids().zip(votes) {
        *facts.inputs.at_mut(input) = Cells::One(Slot::Known(Value::Number(Exact::integer(votes))));
    }
    facts
}

fn votes() -> impl Iterator<Item = [i128; 4]> {
    (0..=MOST).flat_map(|registered| {
        (0..=registered).flat_map(move |ballots| {
            (0..=ballots).flat_map(move |yes| (0..=ballots - yes).map(move |no| [registered, ballots, yes, no]))
        })
    })
}

fn status(outcome: &Judgement) -> StageStatus {
    outcome.stages[0].alone.decided().unwrap()
}

/// What both rules make of all votes there can be.
fn judged(program: &Program) -> Vec<([i128; 4], [Judgement; 2])> {
    votes()
        .map(|votes| {
            let judge = |id: MeasureId| explain(program.measures.at(id), &facts(program, id, votes), None).unwrap();
            (votes, [judge(MeasureId::new(0)), judge(MeasureId::new(1))])
        })
        .collect()
}

fn columns(program: &Program) -> Vec<Column<'_>> {
    program.measures.ids().map(|measure| Column { program, measure, stage: None }).collect()
}

fn common(program: &Program) -> Common<'_> {
    let columns = columns(program);
    let facts = diff::bind(&columns, &[], None, &[]).unwrap();
    let roles = sweep::roles(&columns, &Roles::default()).unwrap();
    Common::new(columns, facts, &roles)
}

/// Whether all that a case says holds.
fn is_in(case: &[Literal], outcomes: &[Judgement; 2]) -> bool {
    case.iter().all(|literal| match literal {
        Literal::Condition { of, met, .. } => of.iter().zip(outcomes).all(|(id, outcome)| {
            id.is_none_or(|id| {
                let own = outcome.stages[0].conditions.iter().find(|own| own.condition == id).unwrap();
                (own.verdict == Verdict::Met) == *met
            })
        }),
        Literal::Comparison { .. } => panic!("a stage by itself is decided by its requirements"),
    })
}

fn check(program: &Program, text: &str) -> Result<(), TestCaseError> {
    let judged = judged(program);
    let mut common = common(program);
    let not_linear = !common.left_out().is_empty();
    let pair = common.pair(0, 1);
    let passes = |outcome: &Judgement| status(outcome) == StageStatus::Passed;
    let mut open = false;
    for (way, passing, failing) in [(&pair.first_only, 0, 1), (&pair.second_only, 1, 0)] {
        let found: Vec<_> =
            judged.iter().filter(|(_, says)| passes(&says[passing]) && !passes(&says[failing])).collect();
        match way {
            Way::Never => prop_assert!(found.is_empty(), "never, but {:?}\n{text}", found[0].0),
            Way::NotDecided(_) => {
                prop_assert!(not_linear, "not decided\n{text}");
                open = true;
            }
            Way::Can(can) => {
                prop_assert!(!found.is_empty(), "{can:?}\n{text}");
                let people = |example: &diff::Example| {
                    example.figures.iter().fold(Exact::ZERO, |sum, own| match &own.value {
                        Value::Number(number) => &sum + number,
                        other => panic!("{other:?}"),
                    })
                };
                prop_assert_eq!(can.smallest.says[passing], Says::Status(StageStatus::Passed));
                if !not_linear {
                    // What nothing hangs on is nobody in the example.
                    let hangs = |at: usize| {
                        can.smallest.figures.iter().any(|own| own.name == ["registered", "ballots", "yes", "no"][at])
                    };
                    let sum = |votes: &[i128; 4]| (0..4).filter(|at| hangs(*at)).map(|at| votes[at]).sum::<i128>();
                    let fewest = found.iter().map(|(votes, _)| sum(votes)).min().unwrap();
                    prop_assert_eq!(people(&can.smallest), Exact::integer(fewest), "{:?}\n{}", can.smallest, text);
                    prop_assert!(can.least);
                }
                for (votes, says) in &judged {
                    let inside = can.region.cases.iter().any(|case| is_in(case, says));
                    let differs = passes(&says[passing]) && !passes(&says[failing]);
                    if inside || !can.region.more {
                        prop_assert_eq!(inside, differs, "{:?}: {:?}\n{}", votes, can.region, text);
                    }
                }
                let idle = can.region.cases.iter().any(|case| {
                    (0..case.len()).any(|at| {
                        let rest: Vec<_> =
                            case.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, own)| *own).collect();
                        judged
                            .iter()
                            .all(|(_, says)| !is_in(&rest, says) || passes(&says[passing]) && !passes(&says[failing]))
                    })
                });
                prop_assert!(!idle || not_linear, "{:?}\n{text}", can.region);
            }
        }
    }
    let alike: Vec<_> = judged
        .iter()
        .map(|(_, says)| [status(&says[0]), status(&says[1])])
        .filter(|[one, other]| one != other && (*one == StageStatus::Passed) == (*other == StageStatus::Passed))
        .collect();
    for (says, _) in &pair.otherwise {
        let [Says::Status(one), Says::Status(other)] = says else { panic!("{says:?}") };
        prop_assert!(alike.contains(&[*one, *other]), "{says:?}\n{text}");
    }
    if pair.otherwise_decided {
        for own in alike {
            let says = own.map(Says::Status);
            prop_assert!(pair.otherwise.iter().any(|(found, _)| *found == says), "{says:?}\n{text}");
        }
    } else {
        prop_assert!(not_linear);
    }
    let relation = common.table().relation(0, 1);
    prop_assert!(
        relation == pair.relation() || open || not_linear && relation == Relation::NotDecided,
        "{relation:?} and {:?}\n{text}",
        pair.relation()
    );
    Ok(())
}

proptest! {
    #![proptest_config(config(24))]

    #[test]
    fn diff_finds_what_trying_all_votes_finds(bytes in proptest::collection::vec(any::<u8>(), 10..120)) {
        let mut c = Choices::new(&bytes);
        let shared: Vec<String> = (0..2).map(|_| condition(&mut c)).collect();
        let text = format!("{}{}", measure(&mut c, "one", &shared), measure(&mut c, "two", &shared));
        let (_, program) = program_of(&text);
        check(&program, &text)?;
    }
}

fn pair_of(text: &str) -> diff::Pair {
    let (_, program) = program_of(text);
    common(&program).pair(0, 1)
}

/// A count by row and the same as a whole: the whole is the sum.
#[test]
fn a_whole_is_the_sum_of_its_rows() {
    let pair = pair_of(
        "measure whole {\n  input yes, no: count\n  require majority: yes more than no\n}\n\
         measure by_row {\n  by area { input yes, no: count }\n  rows area {\n    north\n    south\n  }\n  require majority: yes more than no\n}\n",
    );
    assert_eq!(pair.relation(), Relation::Equivalent, "{pair:#?}");
}

/// The same people under another name.
#[test]
fn the_electorate_is_who_is_registered() {
    let pair = pair_of(
        "measure one {\n  input registered, yes: count\n  given some: yes <= registered\n  require bar: yes more than half of registered\n}\n\
         measure two {\n  input electorate, yes: count\n  given some: yes <= electorate\n  require bar: yes at least half of electorate\n}\n",
    );
    assert_eq!(pair.relation(), Relation::Stricter, "{pair:#?}");
    let smallest = &pair.second_only.found().unwrap().smallest;
    let figures: Vec<_> = smallest.figures.iter().map(|own| (own.name.as_str(), own.value.clone())).collect();
    let number = |value: i128| Value::Number(Exact::integer(value));
    assert_eq!(figures, [("registered", number(2)), ("yes", number(1))]);
}

/// What is not linear keeps only what hangs on it from being decided, and a requirement that both have cancels out.
#[test]
fn what_is_not_linear_is_left_to_the_rules() {
    let text = |first: &str, second: &str| {
        format!(
            "measure one {{\n  input registered, ballots, yes: count\n  given some: yes <= ballots <= registered\n  \
             require product: {first}\n  require bar: yes at least half of ballots\n}}\n\
             variant two of one {{\n  {second}\n}}\n"
        )
    };
    // A bar that is set lower; the product is the same for both.
    let pair = pair_of(&text(
        "yes / ballots more than ballots / registered",
        "replace bar: yes at least a third of ballots".replace("a third", "one third").as_str(),
    ));
    assert!(matches!(pair.first_only, Way::Never), "{pair:#?}");
    let pair = pair_of(&text("yes / ballots more than ballots / registered", "remove product"));
    assert!(matches!(pair.first_only, Way::Never), "{pair:#?}");
    let found = pair.second_only.found().unwrap();
    assert_eq!(found.smallest.says, [Says::Status(StageStatus::Failed), Says::Status(StageStatus::Passed)]);
}

/// A holiday makes another day of a working day, though the requirement is the same text.
#[test]
fn holidays_are_part_of_a_requirement() {
    let pair = pair_of(
        "measure one {\n  holidays \"a\" { 2024-01-01 }\n  input asked, handed_in: date\n  \
         require on_time: handed_in on or before 5 working days after asked\n}\n\
         variant two of one { add { holidays \"b\" { 2024-07-04 } } }\n",
    );
    assert_ne!(pair.relation(), Relation::Equivalent, "{pair:#?}");
}

/// Guessed figures stand beside the rows they are of, and are not said to be the least.
#[test]
fn guesses_stand_on_their_own_rows() {
    let text = "measure one {\n  by area { input asked, handed_in: date }\n\
         rows area {\n    north\n    south\n  }\n  holidays \"a\" { 2020-01-01 }\n  \
         require on_time: every(area has handed_in on or before 5 working days after asked)\n}\n\
         variant two of one { replace on_time: every(area has handed_in on or after 3 working days after asked) }\n";
    let (_, program) = program_of(text);
    let columns = columns(&program);
    let mut facts = diff::bind(&columns, &[], None, &[]).unwrap();
    for own in &mut facts {
        // Of the north the first day is known.
        let asked = program.measures.at(MeasureId::new(0)).inputs.iter().find(|(_, own)| own.name.text == "asked");
        if let Cells::Rows(slots) = own.inputs.at_mut(asked.unwrap().0) {
            slots[0] = Slot::Known(Value::Date("2020-02-03".parse().unwrap()));
        }
    }
    let roles = sweep::roles(&columns, &Roles::default()).unwrap();
    let pair = Common::new(columns, facts, &roles).pair(0, 1);
    let found = pair.first_only.found().unwrap();
    assert!(found.smallest.guessed && !found.least, "{found:#?}");
    let asked: Vec<_> = found.smallest.figures.iter().filter(|own| own.name == "asked").collect();
    assert!(asked.iter().all(|own| own.row.as_deref() == Some("south")), "{asked:?}");
}

/// All variants of all rule files against each other: examples are judged by the rules, so each is one.
#[test]
fn every_family_of_the_rule_files() {
    let mut pairs = 0;
    for (path, text) in crate::support::rule_texts() {
        if text.contains("\nuse ") || text.contains(" from \"") {
            continue;
        }
        let mut sources = Sources::new();
        let program = crate::support::program(&sources.add(path.as_str(), text.as_str()));
        for (root, _) in program.measures.iter().filter(|(_, own)| own.variant_of.is_none()) {
            let family = program.measures.ids().filter(|&id| program.lineage(id).any(|own| own == root));
            let columns: Vec<_> = family.map(|measure| Column { program: &program, measure, stage: None }).collect();
            if columns.len() < 2 || columns.len() > 4 || path.contains("switzerland") {
                continue;
            }
            let mut facts = diff::bind(&columns, &[], None, &[]).unwrap();
            if diff::rows_of_scenarios(&columns, &mut facts).is_err() {
                continue;
            }
            let roles = sweep::roles(&columns, &Roles::default()).unwrap();
            let mut common = Common::new(columns, facts, &roles);
            let matrix = common.table();
            for one in 0..matrix.len() {
                assert_eq!(matrix.relation(one, one), Relation::Equivalent);
                for other in one + 1..matrix.len() {
                    pairs += 1;
                    let turned = match matrix.relation(one, other) {
                        Relation::Stricter => Relation::Looser,
                        Relation::Looser => Relation::Stricter,
                        same => same,
                    };
                    assert_eq!(matrix.relation(other, one), turned);
                }
            }
        }
    }
    assert!(pairs > 40, "{pairs}");
}
