//! What was assumed and what came of it, in words.

use super::super::layout::Tone;
use super::Simulated;
use crate::evaluate::StageStatus;
use crate::simulate::{Certainty, Chance, Marks, Part, Simulation, Spread};
use crate::value::Exact;
use crate::words::{exact_share, grouped};

/// An assumption: what it is about, what is assumed, and what was drawn.
pub(super) struct Assumption {
    pub(super) about: &'static str,
    pub(super) text: String,
}

/// What votes were drawn from.
pub(super) fn assumptions(simulation: &Simulation<'_>) -> Vec<Assumption> {
    let model = &simulation.model;
    let certainty = match &model.certainty {
        Certainty::Asked(asked) => format!(" of {} asked", count(*asked)),
        Certainty::Margin(margin) => format!(", margin of error ±{} at 95%", exact_share(margin)),
        Certainty::Stated => String::new(),
    };
    let mut support = format!("{}{certainty}", spread(&model.support));
    if model.undecided.is_zero() {
        support.push_str("; the others are against");
    } else {
        let split = match &model.undecided_yes {
            None => "who split as the others do".to_owned(),
            Some(share) => format!("of whom {} end up with Yes", spread(share)),
        };
        support.push_str(&format!("; {} undecided, {split}", exact_share(&model.undecided)));
    }
    let registered = grouped(&Exact::integer(simulation.registered.into()));
    let mut assumptions = vec![
        Assumption { about: "support", text: support },
        Assumption { about: "turnout", text: format!("{} of {registered} registered", spread(&model.turnout)) },
    ];
    if model.invalid != Spread::Exactly(Exact::ZERO) {
        let text = format!("{} of the ballots are neither Yes nor No", spread(&model.invalid));
        assumptions.push(Assumption { about: "invalid", text });
    }
    let text = match (model.correlation.is_zero(), model.correlation.is_negative()) {
        (true, _) => "none between support and turnout".to_owned(),
        (false, false) => format!("{}: support is higher when more vote", grouped(&model.correlation)),
        (false, true) => format!("{}: support is lower when more vote", grouped(&model.correlation)),
    };
    assumptions.push(Assumption { about: "correlation", text });
    let held = simulation.held();
    if !held.is_empty() {
        let held =
            held.iter().map(|(name, value, kind)| format!("{name} {}", super::super::value_in_words(value, *kind)));
        assumptions.push(Assumption { about: "held", text: held.collect::<Vec<_>>().join("; ") });
    }
    assumptions
}

/// What was drawn: middle and the ends that 95 in 100 draws are between.
pub(super) fn drawn(distribution: &[u64]) -> [Exact; 3] {
    [500, 25, 975].map(|thousandths| Marks::quantile(distribution, thousandths))
}

/// Which inputs the drawn people are: `ballots = turnout of registered`, as far as the first rule takes them.
pub(super) fn people(simulated: &Simulated<'_, '_>) -> String {
    let drawn = simulated.simulation.drawn(0);
    let told = drawn.iter().filter_map(|(part, path)| {
        let what = match part {
            Part::Registered => return None,
            Part::Ballots => "turnout of those registered",
            Part::Invalid => "the ballots that are neither Yes nor No",
            Part::Valid => "the other ballots",
            Part::Yes => "support of the votes",
            Part::No => "the other votes",
        };
        Some(format!("{path}: {what}"))
    });
    told.collect::<Vec<_>>().join("; ")
}

/// `55% to 75% (all alike)`
pub(super) fn spread(spread: &Spread) -> String {
    match spread {
        Spread::Exactly(share) => exact_share(share),
        Spread::Even(low, high) => format!("{} to {} (all alike)", exact_share(low), exact_share(high)),
        Spread::Peaked(low, mode, high) => {
            format!("{} to {} (likeliest {})", exact_share(low), exact_share(high), exact_share(mode))
        }
        Spread::Around(mean, margin) => format!("{} ±{} (95 in 100)", exact_share(mean), exact_share(margin)),
    }
}

/// Digits after the point that so many draws can tell apart.
fn places(draws: u64) -> u32 {
    draws.isqrt().checked_ilog10().unwrap_or(0).max(1)
}

/// `12.34%`; `none` and `all` only if it is exactly that.
pub(super) fn chance(chance: Chance) -> String {
    if chance.count == 0 {
        return "none".to_owned();
    }
    if chance.count == chance.draws {
        return "all".to_owned();
    }
    percent(&chance.share(), places(chance.draws))
}

/// The standard error in percentage points, with a digit more than the probability.
pub(super) fn error(chance: Chance) -> String {
    let points = percent(&chance.error(), places(chance.draws) + 1);
    points.trim_end_matches('%').to_owned()
}

/// `12.34% ±0.10`
pub(super) fn cell(found: Chance) -> String {
    let text = chance(found);
    if found.count == 0 || found.count == found.draws { text } else { format!("{text} ±{}", error(found)) }
}

/// So many of the draws.
pub(super) fn chance_of(count: u64, draws: u64) -> Chance {
    Chance { count, draws }
}

/// What the figures mean.
pub(super) fn legend(simulation: &Simulation<'_>) -> String {
    let below = crate::words::percent(&chance_of(0, simulation.draws).below());
    format!(
        "after ± the Monte Carlo standard error, in percentage points; none: of the draws, so below {below} with 95% confidence"
    )
}

/// The share of the votes that each rule needs at a turnout, if it can pass there at all.
pub(super) fn needed_at(simulation: &Simulation<'_>, turnout: &Exact) -> Vec<Option<Exact>> {
    let ballots = (turnout * &Exact::integer(simulation.registered.into())).floor().to_integer().unwrap_or(0);
    let ballots = i64::try_from(ballots).unwrap_or(0);
    (0..simulation.tallies.len()).map(|rule| simulation.needed_share(rule, ballots)).collect()
}

/// With nine digits after the point.
pub(super) fn decimal(value: &Exact) -> String {
    let scaled = (value * &Exact::integer(1_000_000_000)).floor().to_integer().unwrap_or(0);
    format!("{}.{:09}", scaled / 1_000_000_000, scaled % 1_000_000_000)
}

/// With so many digits after the point, whether they are needed or not.
pub(super) fn percent(share: &Exact, places: u32) -> String {
    let shown = (share * &Exact::integer(100)).round(places);
    let scale = Exact::integer(10i128.pow(places));
    let digits = (&shown * &scale).to_integer().unwrap_or(0);
    let power = 10i128.pow(places);
    format!("{}.{:0>width$}%", digits / power, digits % power, width = places as usize)
}

/// `100,000 votes drawn, seed 1`
pub(super) fn draws(simulation: &Simulation<'_>) -> String {
    let votes = if simulation.draws == 1 { "vote" } else { "votes" };
    format!("{} {votes} drawn, seed {}", count(simulation.draws), simulation.seed)
}

/// `100,000`
pub(super) fn count(count: u64) -> String {
    grouped(&Exact::integer(count.into()))
}

/// What a stage that is judged by itself can come to.
pub(super) const STATUSES: [StageStatus; 4] =
    [StageStatus::Passed, StageStatus::Failed, StageStatus::NoQuorum, StageStatus::Undecided];

/// The statuses that are listed: passing, and whatever else some rule came to.
pub(super) fn statuses(simulation: &Simulation<'_>) -> Vec<StageStatus> {
    let seen = |status: StageStatus| simulation.tallies.iter().any(|tally| tally.status(status) > 0);
    STATUSES.into_iter().filter(|&status| status == StageStatus::Passed || seen(status)).collect()
}

/// What is to be said below the figures.
pub(super) fn notes(simulated: &Simulated<'_, '_>) -> Vec<String> {
    let simulation = simulated.simulation;
    let mut notes = simulated.notes.to_vec();
    let (labels, overrides) = (simulated.labels(), simulation.overrides());
    let labels = labels.iter().map(String::as_str);
    notes.extend(super::super::overrides::notes(&labels.zip(&overrides).collect::<Vec<_>>()));
    for (label, reason) in simulated.labels().iter().zip(&simulation.not_linear) {
        if let Some(not_linear) = reason {
            let text = super::super::wording::rule(simulated.sources, not_linear.span);
            let why = not_linear.reason.words();
            notes.push(format!("`{label}` was judged one draw after the other: in `{text}` {why}"));
        }
    }
    notes
}

pub(super) fn tone(status: StageStatus, chance: Chance) -> Tone {
    match status {
        _ if chance.count == 0 => Tone::Quiet,
        StageStatus::Passed => Tone::Good,
        StageStatus::Failed | StageStatus::NoQuorum => Tone::Bad,
        StageStatus::Undecided | StageStatus::NotReached => Tone::Open,
    }
}

/// What followed, of measures that are one stage: under which rule, what, and how often.
pub(super) fn outcomes(simulated: &Simulated<'_, '_>) -> Vec<(String, String, Chance)> {
    let simulation = simulated.simulation;
    let mut all = Vec::new();
    for (((column, _), tally), label) in simulation.rules().zip(&simulation.tallies).zip(simulated.labels()) {
        let texts = column.rules().outcomes.iter().map(|outcome| Some(outcome.text.text.as_str())).chain([None]);
        for (text, count) in texts.zip(&tally.outcomes).filter(|(text, count)| **count > 0 || text.is_some()) {
            let text = text.unwrap_or("none of these").to_owned();
            all.push((label.clone(), text, chance_of(*count, simulation.draws)));
        }
    }
    all
}
