//! What is drawn has the distribution it is said to have, and the tally says what judging each draw says.

use quorate::compare::Column;
use quorate::evaluate::{StageStatus, Statuses};
use quorate::facts::{Cells, Facts, Slot};
use quorate::judge::judge;
use quorate::program::Program;
use quorate::simulate::{BLOCK, Certainty, Model, Part, Request, Simulation, Spread, Urn, Votes, simulate};
use quorate::value::{Exact, Value};
use quorate::{inputs, source::Sources};

use crate::support::{program_of, text};

const REGISTERED: u64 = 1_000_000_000;
const BLOCKS: u64 = 50;

fn percent(share: i128) -> Exact {
    Exact::integer(share).percent()
}

fn model(support: Spread, turnout: Spread) -> Model {
    Model {
        support,
        certainty: Certainty::Stated,
        undecided: Exact::ZERO,
        undecided_yes: None,
        turnout,
        invalid: Spread::Exactly(Exact::ZERO),
        correlation: Exact::ZERO,
    }
}

/// Turnout and support of the draws, as shares.
fn draws(model: &Model) -> (Vec<f64>, Vec<f64>) {
    let urn = Urn::new(model, REGISTERED, 17);
    let (mut turnout, mut support) = (Vec::new(), Vec::new());
    let mut votes = Votes::default();
    for block in 0..BLOCKS {
        urn.draw(block, BLOCK, &mut votes);
        turnout.extend(votes.ballots.iter().map(|people| *people as f64 / REGISTERED as f64));
        support.extend(votes.yes.iter().zip(&votes.valid).map(|(yes, valid)| *yes as f64 / *valid as f64));
    }
    (turnout, support)
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / values.len() as f64
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    let product = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / a.len() as f64;
    product / (variance(a) * variance(b)).sqrt()
}

/// The mean within five of its standard errors, the variance within three per cent.
#[track_caller]
fn is_so(values: &[f64], wanted_mean: f64, wanted_variance: f64) {
    let (mean, variance) = (mean(values), variance(values));
    let error = (wanted_variance / values.len() as f64).sqrt();
    assert!((mean - wanted_mean).abs() < 5.0 * error + 1e-9, "mean {mean}, expected {wanted_mean}");
    let off = variance / wanted_variance - 1.0;
    assert!(off.abs() < 0.03, "variance {variance}, expected {wanted_variance}");
}

#[test]
fn uniform_triangular_and_normal() {
    let (turnout, support) =
        draws(&model(Spread::Peaked(percent(40), percent(46), percent(60)), Spread::Even(percent(55), percent(75))));
    is_so(&turnout, 0.65, 0.2 * 0.2 / 12.0);
    // (a + b + c)/3 and (a² + b² + c² − ab − ac − bc)/18
    is_so(&support, 1.46 / 3.0, (0.16 + 0.36 + 0.2116 - 0.24 - 0.184 - 0.276) / 18.0);
    assert!(turnout.iter().all(|share| (0.55..=0.75).contains(share)));
    assert!(support.iter().all(|share| (0.399_999..=0.600_001).contains(share)));
    let (turnout, _) = draws(&model(Spread::Exactly(percent(50)), Spread::Around(percent(60), percent(5))));
    let deviation = 0.05 / 1.959_964;
    is_so(&turnout, 0.6, deviation * deviation);
    let within = turnout.iter().filter(|share| (**share - 0.6).abs() <= 0.05).count() as f64 / turnout.len() as f64;
    assert!((within - 0.95).abs() < 0.003, "{within} within the margin");
}

/// Beta(a, b): mean a/(a + b), variance ab/((a + b)²(a + b + 1)).
#[track_caller]
fn is_beta(values: &[f64], a: f64, b: f64) {
    let sum = a + b;
    is_so(values, a / sum, a * b / (sum * sum * (sum + 1.0)));
}

#[test]
fn a_sample_gives_a_beta() {
    let turnout = Spread::Exactly(percent(60));
    let asked = |support: i128, undecided: i128, certainty: Certainty| Model {
        certainty,
        undecided: percent(undecided),
        ..model(Spread::Exactly(percent(support)), turnout.clone())
    };
    let (_, support) = draws(&asked(32, 0, Certainty::Asked(500)));
    is_beta(&support, 160.5, 340.5);
    let (_, support) = draws(&asked(32, 10, Certainty::Asked(500)));
    is_beta(&support, 160.5, 290.5);
    // Few and lopsided: 1 of 10.
    let (_, support) = draws(&asked(10, 0, Certainty::Asked(10)));
    is_beta(&support, 1.5, 9.5);
    // A margin of 4.5% of 50% is what a sample of (1.96/0.045)²/4 has.
    let people = 0.25 * (1.959_964_f64 / 0.045).powi(2);
    let (_, support) = draws(&asked(50, 0, Certainty::Margin(Exact::ratio(45, 1000).unwrap())));
    is_beta(&support, people / 2.0 + 0.5, people / 2.0 + 0.5);
}

/// With a split of their own the undecided count: support = (1 − u)·d + u·w of independent u, d and w.
#[test]
fn the_undecided_split() {
    let (_, support) = draws(&Model {
        certainty: Certainty::Asked(400),
        undecided: percent(20),
        undecided_yes: Some(Spread::Even(percent(0), percent(100))),
        ..model(Spread::Exactly(percent(40)), Spread::Exactly(percent(60)))
    });
    let beta = |a: f64, b: f64| (a / (a + b), a * b / ((a + b) * (a + b) * (a + b + 1.0)));
    let (decided, of_decided) = beta(160.5, 160.5);
    let (undecided, of_undecided) = beta(80.5, 321.0);
    let (split, of_split) = (0.5, 1.0 / 12.0);
    let mean = (1.0 - undecided) * decided + undecided * split;
    let square = |mean: f64, variance: f64| mean * mean + variance;
    let second = square(1.0 - undecided, of_undecided) * square(decided, of_decided)
        + square(undecided, of_undecided) * square(split, of_split)
        + 2.0 * (undecided - square(undecided, of_undecided)) * decided * split;
    is_so(&support, mean, second - mean * mean);
}

/// Of a Gaussian copula, normal margins keep the correlation; ranks have (6/π)·asin(ρ/2), which uniform margins show.
#[test]
fn the_copula_correlates() {
    let even = || Spread::Even(percent(40), percent(60));
    for (asked, wanted) in [(3, 0.287_6), (-8, -0.785_9), (0, 0.0), (10, 1.0)] {
        let correlated = Model { correlation: Exact::ratio(asked, 10).unwrap(), ..model(even(), even()) };
        let (turnout, support) = draws(&correlated);
        let found = correlation(&turnout, &support);
        assert!((found - wanted).abs() < 0.008, "ρ = {asked}/10: {found}, expected {wanted}");
    }
}

fn simulated<'a>(
    program: &'a Program,
    names: &[&str],
    stage: Option<&str>,
    model: Model,
    draws: u64,
) -> Simulation<'a> {
    let rules = names.iter().map(|name| {
        let measure = program.measure_named(name).unwrap();
        let stage = stage.map(|stage| program.measures.at(measure).stage_named(stage).unwrap());
        (Column { program, measure, stage }, inputs::bind(program, measure, &[]).unwrap())
    });
    let rules = rules.collect();
    let registered = Some(19_411);
    let request = Request { rules, model, registered, named: Vec::new(), draws, seed: 5 };
    simulate(request, &|_| std::ops::ControlFlow::Continue(())).unwrap()
}

fn set(facts: &mut Facts, program: &Program, simulation: &Simulation<'_>, rule: usize, votes: &Votes, row: usize) {
    let (column, _) = simulation.rules().nth(rule).unwrap();
    let measure = program.measures.at(column.measure);
    for (part, path) in simulation.drawn(rule) {
        let people = match part {
            Part::Registered => 19_411,
            part => part.of(votes).unwrap()[row],
        };
        let input = measure.inputs.ids().find(|id| measure.input_path(*id) == path).unwrap();
        *facts.inputs.at_mut(input) = Cells::One(Slot::Known(Value::Number(Exact::integer(people.into()))));
    }
}

/// Every draw judged by itself, the ordinary way, adds up to the tally: of variants, and of a rule that is not linear.
#[test]
fn the_tally_is_every_draw_judged() {
    let many = 700;
    let near = Model {
        invalid: Spread::Even(percent(0), percent(6)),
        correlation: Exact::ratio(4, 10).unwrap(),
        ..model(Spread::Even(percent(40), percent(70)), Spread::Even(percent(40), percent(75)))
    };
    let (_, calexit): (Sources, Program) = program_of(&text("rules/calexit/2017.measure"));
    let (_, drawn) = program_of(&text("tests/cases/cli/files/drawn.measure"));
    let names: Vec<&str> = calexit.measures.values().map(|measure| measure.name.text.as_str()).collect();
    for (program, names, stage) in
        [(&calexit, names.as_slice(), Some("nationhood")), (&drawn, &["plain", "adaptive"][..], None)]
    {
        let simulation = simulated(program, names, stage, near.clone(), many);
        assert_eq!(simulation.not_linear.iter().flatten().count(), usize::from(names.contains(&"adaptive")));
        let mut votes = Votes::default();
        Urn::new(&near, 19_411, 5).draw(0, many as usize, &mut votes);
        for (rule, tally) in simulation.tallies.iter().enumerate() {
            let (column, stage) = simulation.rules().nth(rule).unwrap();
            let measure = program.measures.at(column.measure);
            let mut facts = inputs::bind(program, column.measure, &[]).unwrap();
            let mut counts = [0; 3];
            for row in 0..votes.len() {
                set(&mut facts, program, &simulation, rule, &votes, row);
                let outcome = judge(measure, &facts, Some(stage)).unwrap();
                let found = outcome.stages[0].alone;
                let statuses = [StageStatus::Passed, StageStatus::Failed, StageStatus::NoQuorum];
                counts[statuses.iter().position(|status| found == Statuses::only(*status)).unwrap()] += 1;
            }
            let told = [StageStatus::Passed, StageStatus::Failed, StageStatus::NoQuorum];
            assert_eq!(told.map(|status| tally.status(status)), counts, "{}", column.name());
            assert!(column.name() != "calexit" || counts.iter().all(|count| *count > 50), "{counts:?}");
        }
    }
}

/// Blocks have streams of their own, so that a block more changes nothing of those before.
#[test]
fn more_draws_begin_with_the_same() {
    let even = || Spread::Even(percent(40), percent(60));
    let urn = Urn::new(&model(even(), even()), REGISTERED, 3);
    let (mut whole, mut part, mut other) = (Votes::default(), Votes::default(), Votes::default());
    urn.draw(1, BLOCK, &mut whole);
    urn.draw(1, 100, &mut part);
    urn.draw(2, 100, &mut other);
    assert_eq!(whole.yes[..100], part.yes[..]);
    assert_ne!(part.yes, other.yes);
    let differently = Urn::new(&model(even(), even()), REGISTERED, 4);
    differently.draw(1, 100, &mut other);
    assert_ne!(part.yes, other.yes);
}

/// The first draws of a seed, for every machine.
#[test]
fn a_seed_draws_the_same_everywhere() {
    let asked = Model {
        certainty: Certainty::Asked(500),
        undecided: percent(10),
        undecided_yes: Some(Spread::Peaked(percent(20), percent(50), percent(70))),
        invalid: Spread::Even(percent(1), percent(3)),
        correlation: Exact::ratio(3, 10).unwrap(),
        ..model(Spread::Exactly(percent(32)), Spread::Around(percent(65), percent(8)))
    };
    let mut votes = Votes::default();
    Urn::new(&asked, 19_411_771, 1).draw(0, 4, &mut votes);
    insta::assert_debug_snapshot!((&votes.ballots, &votes.invalid, &votes.yes, &votes.no));
}

proptest::proptest! {
    /// Whatever is drawn is people: whole, none negative, no more votes than ballots and no more ballots than voters.
    #[test]
    fn draws_are_people(registered in 0u64..3_000_000_000, low in 0i128..=100, high in 0i128..=100, invalid in 0i128..=100) {
        let (low, high) = (low.min(high), low.max(high));
        let even = Spread::Even(percent(low), percent(high));
        let model = Model { invalid: Spread::Exactly(percent(invalid)), ..model(even.clone(), even) };
        let mut votes = Votes::default();
        Urn::new(&model, registered, 9).draw(0, 50, &mut votes);
        for row in 0..50 {
            let (ballots, yes, no) = (votes.ballots[row], votes.yes[row], votes.no[row]);
            proptest::prop_assert!(yes >= 0 && no >= 0 && votes.invalid[row] >= 0);
            proptest::prop_assert_eq!(yes + no + votes.invalid[row], ballots);
            proptest::prop_assert!(ballots as u64 <= registered);
        }
    }
}
