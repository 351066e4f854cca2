//! Votes drawn from a poll and its uncertainty, and how often each rule comes to what.
//!
//! Shares are drawn, of which floating point is good enough; then they are people, in whole numbers that satisfy what the
//! rules take as given, and every verdict on them is exact. The same seed draws the same votes on any machine and with any
//! number of threads.

mod asked;
mod curve;
mod draw;
mod error;
mod model;
mod needed;
mod part;
mod read;
mod tally;
mod verdicts;

pub use asked::Asked;
pub use draw::{BLOCK, Urn, Votes};
pub use error::SimulateError;
pub use model::{Certainty, Model, Places};
pub use part::{Named, Part};
pub use read::{Spread, correlation, margin, seed, share, spread, whole};
pub use tally::{Chance, Marks, Tally};

use std::collections::HashSet;
use std::ops::ControlFlow;

use miette::Diagnostic as _;
use smol_str::SmolStr;

use crate::compare::Column;
use crate::decision::NotLinear;
use crate::evaluate::EvaluationError;
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::{self, Overrides};
use crate::program::{InputId, ParameterValue, StageId};
use crate::value::{Exact, Kind, Value};
use verdicts::{Ruled, Verdicts};

/// What there is to simulate.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The rules, each with what is known for it.
    pub rules: Vec<(Column<'a>, Facts)>,
    /// What votes are drawn from.
    pub model: Model,
    /// How many may vote; `None` if the facts say so.
    pub registered: Option<u64>,
    /// Inputs that are called something else than what they are.
    pub named: Vec<Named>,
    /// How many votes are drawn.
    pub draws: u64,
    /// What the draws are made from.
    pub seed: u64,
}

/// How often each rule came to what, and what was drawn.
#[derive(Debug)]
pub struct Simulation<'a> {
    rules: Vec<Ruled<'a>>,
    /// What votes were drawn from.
    pub model: Model,
    /// How many may vote.
    pub registered: u64,
    /// How many votes were drawn.
    pub draws: u64,
    /// What the draws were made from.
    pub seed: u64,
    /// For each rule, in the order of the request.
    pub tallies: Vec<Tally>,
    /// How support and turnout were distributed.
    pub marks: Marks,
    /// For each rule the text that is not linear, so that it was judged the ordinary way.
    pub not_linear: Vec<Option<NotLinear>>,
}

/// Why there is no simulation.
#[derive(Debug)]
pub enum Stopped {
    /// Somebody had enough of it.
    Interrupted,
    /// The request cannot be simulated.
    Wrong(Vec<SimulateError>),
    /// Drawn votes break a `given` of a rule: what is wrong with the first, and how many there are.
    BadData {
        /// The rule.
        measure: SmolStr,
        /// How many draws are bad.
        draws: u64,
        /// What is wrong with the first of them.
        errors: Vec<EvaluationError>,
    },
}

/// Draws votes and judges each under every rule. `watch` is told how many more are done, from several threads, and may put an
/// end to it.
///
/// # Errors
/// See [`Stopped`].
pub fn simulate<'a>(
    request: Request<'a>,
    watch: &(dyn Fn(usize) -> ControlFlow<()> + Sync),
) -> Result<Simulation<'a>, Stopped> {
    let mut errors = Vec::new();
    let mut rules = Vec::new();
    let beside = request.rules.len() > 1;
    for (column, facts) in request.rules {
        match ruled(column, facts, &request.named) {
            Ok(mut ruled) => {
                // What a variant sets is not drawn, unless it is the one rule that is asked about.
                let keeps = |input: InputId| inputs::keeps_input(column.program, column.measure, input);
                ruled.parts.retain(|(_, input)| !(beside && keeps(*input)));
                rules.push(ruled);
            }
            Err(found) => errors.extend(found),
        }
    }
    let registered = request.registered.or_else(|| rules.iter().find_map(registered));
    match registered {
        None if errors.is_empty() => errors.push(SimulateError::NoBase),
        Some(registered) if registered > read::MOST => errors.push(SimulateError::TooMany { registered }),
        None | Some(_) => {}
    }
    let (Some(registered), true) = (registered, errors.is_empty()) else {
        return Err(Stopped::Wrong(said_once(errors)));
    };
    rules.iter_mut().for_each(|ruled| settle(ruled, registered));
    let verdicts = Verdicts::new(&rules);
    for (at, ruled) in rules.iter().enumerate() {
        errors.extend(open_inputs(ruled, &verdicts.open(at)));
    }
    if !errors.is_empty() {
        return Err(Stopped::Wrong(said_once(errors)));
    }
    let urn = Urn::new(&request.model, registered, request.seed);
    let (tallies, marks) =
        tally::run(&verdicts, &rules, &urn, request.draws, registered, watch).ok_or(Stopped::Interrupted)?;
    for (ruled, tally) in rules.iter().zip(&tallies) {
        if let Some(first) = tally.first_bad {
            let mut votes = Votes::default();
            urn.draw(first / BLOCK as u64, BLOCK, &mut votes);
            let errors = ruled.errors_of(&votes, (first % BLOCK as u64) as usize);
            let measure = ruled.column.rules().name.text.clone();
            return Err(Stopped::BadData { measure, draws: tally.bad, errors });
        }
    }
    let not_linear = (0..rules.len()).map(|at| verdicts.not_linear(at).cloned()).collect();
    let Request { model, draws, seed, .. } = request;
    Ok(Simulation { rules, model, registered, draws, seed, tallies, marks, not_linear })
}

impl<'a> Simulation<'a> {
    /// The rules, each with the stage that was judged.
    pub fn rules(&self) -> impl ExactSizeIterator<Item = (Column<'a>, StageId)> {
        self.rules.iter().map(|ruled| (ruled.column, ruled.stage))
    }

    /// For each rule what was moved by what is held, and what it keeps because a variant sets it.
    pub fn overrides(&self) -> Vec<Overrides> {
        self.rules.iter().map(|ruled| Overrides::of(&ruled.facts)).collect()
    }

    /// What was held fixed: inputs that are known and were not drawn, and parameters that the facts have otherwise than the
    /// rule. A thing that is held alike for several rules is said once.
    pub fn held(&self) -> Vec<(SmolStr, Value, Kind)> {
        let mut held = Vec::new();
        for fixed in self.rules.iter().flat_map(fixed) {
            if !held.contains(&fixed) {
                held.push(fixed);
            }
        }
        held
    }

    /// Which of a rule's inputs were drawn, by their paths.
    pub fn drawn(&self, rule: usize) -> Vec<(Part, SmolStr)> {
        let Some(ruled) = self.rules.get(rule) else { return Vec::new() };
        ruled.parts.iter().map(|(part, input)| (*part, ruled.column.rules().input_path(*input))).collect()
    }
}

/// What a rule's facts fix beside what is drawn.
fn fixed(ruled: &Ruled<'_>) -> Vec<(SmolStr, Value, Kind)> {
    let measure = ruled.column.rules();
    let here = |stage: Option<StageId>| stage.is_none() || stage == Some(ruled.stage);
    let mut found = Vec::new();
    for (id, input) in measure.inputs.iter().filter(|(_, input)| here(input.stage)) {
        if let Some(Cells::One(Slot::Known(value))) = ruled.facts.inputs.get(id)
            && !ruled.parts.iter().any(|(_, drawn)| *drawn == id)
        {
            found.push((input.name.text.clone(), value.clone(), input.kind));
        }
    }
    for (id, parameter) in measure.parameters.iter().filter(|(_, parameter)| here(parameter.stage)) {
        if let Some(Cells::One(Slot::Known(value))) = ruled.facts.parameters.get(id)
            && let ParameterValue::Constant(rule, _) = &parameter.value
            && rule != value
        {
            found.push((parameter.name.text.clone(), value.clone(), parameter.kind));
        }
    }
    found
}

/// A rule with the stage in which votes are drawn and the inputs they go to.
fn ruled<'a>(column: Column<'a>, facts: Facts, named: &[Named]) -> Result<Ruled<'a>, Vec<SimulateError>> {
    let measure = column.rules();
    let stage = match column.stage {
        Some(stage) => stage,
        None => {
            let mut stages = measure.stages.ids().filter(|stage| part::parts(measure, *stage, named).is_ok());
            match (stages.next(), stages.next()) {
                (Some(only), None) if measure.stages.len() == 1 => only,
                (None, _) if measure.stages.len() == 1 => measure.stages.ids().next().ok_or_else(Vec::new)?,
                (first, second) => {
                    let names = first.into_iter().chain(second).chain(stages);
                    let names = names.filter_map(|stage| measure.stages.at(stage).name.as_ref());
                    let help = names.map(|name| format!("`--stage {}`", name.text)).collect::<Vec<_>>().join(" or ");
                    return Err(vec![SimulateError::WhichStage { measure: measure.name.text.clone(), help }]);
                }
            }
        }
    };
    Ok(Ruled { column, stage, facts, parts: part::parts(measure, stage, named)? })
}

/// How many may vote, if the facts say so.
fn registered(ruled: &Ruled<'_>) -> Option<u64> {
    let (_, input) = ruled.parts.iter().find(|(part, _)| *part == Part::Registered)?;
    match ruled.facts.inputs.get(*input) {
        Some(Cells::One(Slot::Known(Value::Number(number)))) => u64::try_from(number.to_integer()?).ok(),
        Some(Cells::One(_) | Cells::Rows(_)) | None => None,
    }
}

/// What is drawn is open, whatever the facts say of it; how many may vote is fixed.
fn settle(ruled: &mut Ruled<'_>, registered: u64) {
    for (part, input) in &ruled.parts {
        let slot = match part {
            Part::Registered => Slot::Known(Value::Number(Exact::integer(registered.into()))),
            Part::Ballots | Part::Invalid | Part::Valid | Part::Yes | Part::No => Slot::Unknown,
        };
        *ruled.facts.inputs.at_mut(*input) = Cells::One(slot);
    }
}

/// What is wrong with a measure is wrong with its variants too, and said once.
fn said_once(mut errors: Vec<SimulateError>) -> Vec<SimulateError> {
    let mut seen = HashSet::new();
    errors.retain(|error| {
        let labels: Vec<usize> = error.labels().into_iter().flatten().map(|label| label.offset()).collect();
        let said = |text: Option<Box<dyn std::fmt::Display + '_>>| text.map(|text| text.to_string());
        seen.insert((said(error.code()), said(error.help()), labels))
    });
    errors
}

fn open_inputs(ruled: &Ruled<'_>, open: &[String]) -> Option<SimulateError> {
    let first = open.first()?;
    Some(SimulateError::OpenInputs {
        measure: ruled.column.rules().name.text.clone(),
        inputs: crate::words::and_list(open),
        help: format!("give what is not drawn: `--set {first}=VALUE` or `--scenario NAME`"),
    })
}
