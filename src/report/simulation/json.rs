//! A simulation as JSON.

use serde::{Deserialize, Serialize};

use super::super::json::DistributionJson;
use super::super::overrides::OverridesJson;
use super::super::value_in_words;
use super::{Simulated, words};
use crate::simulate::{Chance, Part, Simulation, Spread};
use crate::value::Exact;

/// What `quorate simulate --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SimulationJson {
    /// What is simulated.
    pub title: String,
    /// How many votes were drawn.
    pub draws: u64,
    /// What the draws were made from.
    pub seed: u64,
    /// How many may vote.
    pub registered: u64,
    /// What the votes were drawn from.
    pub model: ModelJson,
    /// What was known beside what was drawn, and parameters that are not as the rule has them.
    pub held: Vec<HeldJson>,
    /// How support and turnout came out.
    pub drawn: DrawnJson,
    /// What each rule came to.
    pub rules: Vec<RuleJson>,
    /// What was left aside.
    pub notes: Vec<String>,
}

fn held(simulation: &Simulation<'_>) -> Vec<HeldJson> {
    let held = simulation.held().into_iter();
    held.map(|(name, value, kind)| HeldJson { name: name.into(), value: value_in_words(&value, kind) }).collect()
}

/// Something that was held fixed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HeldJson {
    /// The input or parameter.
    pub name: String,
    /// Its value, in words.
    pub value: String,
}

/// The assumptions.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelJson {
    /// Yes, of all asked.
    pub support: SpreadJson,
    /// How many were asked.
    pub sample: Option<u64>,
    /// The margin of error, at 95%.
    pub margin: Option<String>,
    /// Of all asked, those who do not know.
    pub undecided: String,
    /// Of these, Yes; `null` if they split as the others do.
    pub undecided_yes: Option<SpreadJson>,
    /// Ballots of registered.
    pub turnout: SpreadJson,
    /// Neither Yes nor No, of the ballots.
    pub invalid: SpreadJson,
    /// Of support and turnout.
    pub correlation: String,
}

/// A distribution.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpreadJson {
    /// Which.
    pub distribution: DistributionJson,
    /// The share itself, the likeliest or the mean.
    pub at: Option<String>,
    /// The lower end.
    pub low: Option<String>,
    /// The upper end.
    pub high: Option<String>,
    /// How far 95 in 100 are from the mean at most.
    pub margin: Option<String>,
}

/// Middles and the ends that 95 in 100 are between.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DrawnJson {
    /// Of Yes and No.
    pub support: QuantilesJson,
    /// Of registered.
    pub turnout: QuantilesJson,
}

/// To a hundredth of a percent, rounded down.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QuantilesJson {
    /// Half of the draws are below.
    pub median: String,
    /// 2.5% of the draws are below.
    pub low: String,
    /// 2.5% of the draws are above.
    pub high: String,
}

/// A rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleJson {
    /// Its name.
    pub name: String,
    /// The stage that was judged.
    pub stage: Option<String>,
    /// The inputs that were drawn: `part` and `input`.
    pub drawn: Vec<PartJson>,
    /// How often it came to what.
    pub statuses: Vec<ChanceJson>,
    /// How often each condition was met.
    pub conditions: Vec<ChanceJson>,
    /// How often each outcome followed, of a measure that is one stage.
    pub outcomes: Vec<ChanceJson>,
    /// The text that is not linear, so that draws were judged one after the other.
    pub not_linear: Option<String>,
    /// What was moved, and what was set aside.
    #[serde(flatten)]
    pub overrides: OverridesJson,
}

/// An input that was drawn.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartJson {
    /// What of the votes it is.
    pub part: Part,
    /// Its path.
    pub input: String,
}

/// So many of the draws.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChanceJson {
    /// Of what: the status, the condition, the outcome; `null` for none of the outcomes.
    pub name: Option<String>,
    /// In how many draws it was so.
    pub count: u64,
    /// The same of all draws.
    pub probability: String,
    /// Its Monte Carlo standard error, a decimal number.
    pub standard_error: String,
}

/// The whole simulation.
pub fn json(simulated: &Simulated<'_, '_>) -> SimulationJson {
    let simulation = simulated.simulation;
    let model = &simulation.model;
    let (sample, margin) = match &model.certainty {
        crate::simulate::Certainty::Asked(asked) => (Some(*asked), None),
        crate::simulate::Certainty::Margin(margin) => (None, Some(margin.to_string())),
        crate::simulate::Certainty::Stated => (None, None),
    };
    SimulationJson {
        title: simulated.title(),
        draws: simulation.draws,
        seed: simulation.seed,
        registered: simulation.registered,
        model: ModelJson {
            support: spread(&model.support),
            sample,
            margin,
            undecided: model.undecided.to_string(),
            undecided_yes: model.undecided_yes.as_ref().map(spread),
            turnout: spread(&model.turnout),
            invalid: spread(&model.invalid),
            correlation: model.correlation.to_string(),
        },
        held: held(simulation),
        drawn: DrawnJson {
            support: quantiles(&simulation.marks.support),
            turnout: quantiles(&simulation.marks.turnout),
        },
        rules: (0..simulation.tallies.len()).filter_map(|at| rule(simulated, at)).collect(),
        notes: words::notes(simulated),
    }
}

fn rule(simulated: &Simulated<'_, '_>, at: usize) -> Option<RuleJson> {
    let simulation = simulated.simulation;
    let (column, stage) = simulation.rules().nth(at)?;
    let tally = simulation.tallies.get(at)?;
    let measure = column.rules();
    let stage = measure.stages.at(stage);
    let chance = |name: Option<String>, count: u64| {
        let chance = Chance { count, draws: simulation.draws };
        let error = words::decimal(&chance.error());
        ChanceJson { name, count, probability: chance.share().to_string(), standard_error: error }
    };
    let statuses = words::STATUSES.map(|status| chance(Some(status.words().to_owned()), tally.status(status)));
    let names = stage.conditions.iter().map(|id| Some(measure.conditions.at(*id).name.text.to_string()));
    let texts = measure.outcomes.iter().map(|outcome| Some(outcome.text.text.to_string())).chain([None]);
    let drawn = simulation.drawn(at).into_iter().filter(|(part, _)| *part != Part::Registered);
    Some(RuleJson {
        name: simulated.labels().into_iter().nth(at)?,
        stage: stage.name.as_ref().map(|name| name.text.to_string()),
        drawn: drawn.map(|(part, path)| PartJson { part, input: path.to_string() }).collect(),
        statuses: statuses.into(),
        conditions: names.zip(&tally.conditions).map(|(name, count)| chance(name, *count)).collect(),
        outcomes: texts.zip(&tally.outcomes).map(|(text, count)| chance(text, *count)).collect(),
        not_linear: simulation.not_linear.get(at)?.as_ref().map(|own| simulated.sources.slice(own.span).to_owned()),
        overrides: simulation.overrides().get(at).map(OverridesJson::new).unwrap_or_default(),
    })
}

fn spread(spread: &Spread) -> SpreadJson {
    let text = |share: &Exact| Some(share.to_string());
    let bare = SpreadJson { distribution: DistributionJson::Exact, at: None, low: None, high: None, margin: None };
    match spread {
        Spread::Exactly(share) => SpreadJson { at: text(share), ..bare },
        Spread::Even(low, high) => {
            SpreadJson { distribution: DistributionJson::Uniform, low: text(low), high: text(high), ..bare }
        }
        Spread::Peaked(low, mode, high) => SpreadJson {
            distribution: DistributionJson::Triangular,
            at: text(mode),
            low: text(low),
            high: text(high),
            ..bare
        },
        Spread::Around(mean, margin) => {
            SpreadJson { distribution: DistributionJson::Normal, at: text(mean), margin: text(margin), ..bare }
        }
    }
}

fn quantiles(distribution: &[u64]) -> QuantilesJson {
    let [median, low, high] = words::drawn(distribution).map(|share| share.to_string());
    QuantilesJson { median, low, high }
}
