//! The fewest votes that turn a rule about regions, against every choice of regions there is.

use quorate::evaluate::regions::{self, Turning};
use quorate::evaluate::{Reason, Verdict};
use quorate::ids::Id as _;
use quorate::inputs::{self, layer_of_scenario};
use quorate::judge::{self, Judgement};
use quorate::program::MeasureId;

use crate::support::program_of;

struct Region {
    yes: i128,
    no: i128,
    /// In halves.
    weight: i128,
}

fn judge(condition: &str, regions: &[Region]) -> Judgement {
    let rows: Vec<String> =
        regions.iter().enumerate().map(|(at, own)| format!("R{at} {} {} {}/2", own.yes, own.no, own.weight)).collect();
    let text = format!(
        "measure m {{\n  by region {{ parameter weight: number  input yes, no: count }}\n  \
         rows region (weight) {{ {} }}\n  require carried: {condition}\n}}\n\
         scenario s of m {{ rows region (yes, no) {{ {} }} }}\n",
        regions.iter().enumerate().map(|(at, own)| format!("R{at} {}/2", own.weight)).collect::<Vec<_>>().join("  "),
        rows.iter().map(|row| row.rsplit_once(' ').unwrap().0.to_owned()).collect::<Vec<_>>().join("  "),
    );
    let (_, program) = program_of(&text);
    let id = MeasureId::new(0);
    let layer = layer_of_scenario(program.scenarios.values().next().unwrap());
    let facts = inputs::bind(&program, id, &[layer]).unwrap();
    judge::explain(program.measures.at(id), &facts, None).unwrap()
}

fn turning(outcome: &Judgement) -> (Verdict, Option<Turning>) {
    let condition = &outcome.stages[0].conditions[0];
    let found = match &condition.why.reason {
        Reason::Comparison(comparison) => regions::turning(comparison),
        Reason::Rows { every, rows, .. } => regions::turning_rows(*every, condition.verdict, rows),
        other => panic!("{other:?}"),
    };
    (condition.verdict, found)
}

/// What it costs to turn a region: Yes with No as it is.
fn cost(region: &Region, met: bool) -> i128 {
    if met { region.yes - region.no } else { region.no - region.yes + 1 }
}

const CONDITIONS: [&str; 6] = [
    "sum(weight over region where yes more than no) more than half of sum(weight over region)",
    "sum(weight over region where yes more than no) at least half of sum(weight over region)",
    "count(region where yes more than no) more than half of count(region)",
    "count(region where yes more than no) at least 3",
    "every(region has yes more than no)",
    "any(region has yes more than no)",
];

#[test]
fn the_fewest_votes_are_the_fewest() {
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        i128::from(random % below)
    };
    let mut turned = 0;
    for round in 0..60 {
        let regions: Vec<Region> =
            (0..5).map(|_| Region { yes: next(40), no: next(40), weight: 1 + next(3) }).collect();
        let condition = CONDITIONS[round % CONDITIONS.len()];
        let (verdict, found) = turning(&judge(condition, &regions));
        let met = verdict == Verdict::Met;
        let apply = |chosen: &dyn Fn(usize) -> bool| -> Vec<Region> {
            let regions = regions.iter().enumerate().map(|(at, own)| {
                let flips = chosen(at) && (own.yes > own.no) == met;
                let change = if !flips {
                    0
                } else if met {
                    -cost(own, true)
                } else {
                    cost(own, false)
                };
                Region { yes: own.yes + change, no: own.no, weight: own.weight }
            });
            regions.collect()
        };
        let holds = |regions: &[Region]| {
            let carries = |own: &&Region| own.yes > own.no;
            let weight: i128 = regions.iter().filter(carries).map(|own| own.weight).sum();
            let whole: i128 = regions.iter().map(|own| own.weight).sum();
            let count = regions.iter().filter(carries).count();
            [2 * weight > whole, 2 * weight >= whole, count > 2, count >= 3, count == 5, count >= 1]
                [round % CONDITIONS.len()]
        };
        assert_eq!(holds(&regions), met, "{condition}");
        let least = (0..32u32)
            .filter(|subset| holds(&apply(&|at| subset >> at & 1 == 1)) != met)
            .map(|subset| {
                let flipped =
                    regions.iter().enumerate().filter(|(at, own)| subset >> at & 1 == 1 && (own.yes > own.no) == met);
                flipped.map(|(_, own)| cost(own, met)).sum::<i128>()
            })
            .min();
        let found_people = found.as_ref().and_then(|found| found.people.to_integer());
        assert_eq!(found_people, least, "round {round}: {condition}");
        let Some(found) = found else { continue };
        turned += 1;
        assert_eq!(found.more, !met);
        let changed = apply(&|at| found.rows.iter().any(|(row, _)| *row == at));
        let (after, _) = turning(&judge(condition, &changed));
        assert_ne!(after, verdict, "round {round}: {condition}");
    }
    assert!(turned > 40, "{turned} of 60 rules could be turned");
}

/// What does not hang on votes alone, or is still open, is not sought.
#[test]
fn nothing_is_sought_where_regions_are_open() {
    let (_, program) = program_of(
        "measure m {\n  by region { input yes, no: count }\n  rows region { A B C }\n  \
         require carried: count(region where yes more than no) at least 2\n}\n\
         scenario s of m { rows region (yes, no) { A 5 1  B 1 5 } }\n",
    );
    let layer = layer_of_scenario(program.scenarios.values().next().unwrap());
    let facts = inputs::bind(&program, MeasureId::new(0), &[layer]).unwrap();
    let outcome = judge::explain(program.measures.at(MeasureId::new(0)), &facts, None).unwrap();
    assert_eq!(turning(&outcome), (Verdict::Unknown, None));
}
