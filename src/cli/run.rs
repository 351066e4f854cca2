//! `quorate run`

use std::collections::HashMap;

use quorate::facts::Facts;
use quorate::inputs::{self, Layer, LayerKind, layer_of_scenario};
use quorate::judge::{Explainer, Judgement};
use quorate::program::{MeasureId, Program, ScenarioId, StageId};
use quorate::report::{self, Judged, RunAnswer, RunSet};
use quorate::source::Sources;

use super::arguments::Run;
use super::error::OfVotes;
use super::given::{self, Taker, Wanted};
use super::select::Chosen;
use super::terminal::Terminal;
use super::{Status, Stop, published as files, rules, select};

pub(super) fn run(arguments: &Run, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let rules = rules::sound(&arguments.file, sources)?;
    let program = &rules.program;
    let unnamed = arguments.name.is_none() && arguments.variant.is_none();
    let by_rule = unnamed && arguments.stage.is_none() && files::chooses_rules(&arguments.map, sources)?;
    let chosen = match program.measures.ids().next().filter(|_| by_rule) {
        // A mapping that chooses a rule for each set of votes may be put to a file that only uses others.
        Some(measure) => Chosen { measure, others: Vec::new() },
        None => select::measure(&rules, arguments.name.as_deref(), arguments.variant.as_deref())?,
    };
    let measure = program.measures.at(chosen.measure);
    let stage = rules.stage(chosen.measure, arguments.stage.as_deref())?;
    let scenario = match &arguments.scenario {
        Some(name) => Some(rules.scenario(chosen.measure, name)?),
        None => None,
    };
    let Run { inputs, set, map, choice, .. } = arguments;
    let wanted = Wanted { inputs, set, map, choice, by_rule };
    let taker = Taker { program, measure: chosen.measure, stage };
    let mut given = given::given(&wanted, &[taker], sources)?.in_stage(stage);
    given.below.splice(0..0, scenario.map(|id| layer_of_scenario(program.scenarios.at(id))));
    if !chosen.others.is_empty() && !terminal.is_json() {
        let others = chosen.others.join(", ");
        let name = &measure.name.text;
        terminal.complain(&format!("note: this is `{name}`; the file also has {others}"))?;
    }
    let nothing = given.layers().all(|layers| layers.iter().all(given::is_empty));
    if nothing && !terminal.is_json() && measure.inputs.values().any(|input| input.fixed.is_none()) {
        let command = command(arguments);
        terminal.answer(&report::needs(program, chosen.measure, stage, &command).text(terminal.style()))?;
        return Ok(Status::Answered);
    }
    let mut sets = Vec::new();
    let mut errors = Vec::new();
    let several = given.rows.len() > 1;
    let mut explainers: HashMap<MeasureId, Explainer<'_>> = HashMap::new();
    for (label, layers) in given.sets() {
        let of_rule = layers.iter().filter(|layer| layer.kind == LayerKind::File).find_map(|layer| layer.of);
        let measure = of_rule.unwrap_or(chosen.measure);
        let explainer =
            explainers.entry(measure).or_insert_with(|| Explainer::new(program.measures.at(measure), stage));
        match judge(program, measure, explainer, &layers) {
            Ok((mut facts, outcome)) => {
                facts.notes.extend(given.notes.iter().cloned());
                sets.push(JudgedSet { measure, label, layers, facts, outcome });
            }
            Err(Stop::Wrong(found)) => match label.filter(|_| several) {
                Some(label) => errors.extend(found.into_iter().map(|error| Box::new(OfVotes::new(&label, error)) as _)),
                None => errors.extend(found),
            },
            Err(stop @ (Stop::Output(_) | Stop::Interrupted)) => return Err(stop),
        }
    }
    if !errors.is_empty() {
        return Err(Stop::Wrong(errors));
    }
    show(program, scenario, stage, &sets, terminal, sources)?;
    Ok(Status::Answered)
}

/// One set of facts with what the measure came to on it.
struct JudgedSet {
    measure: MeasureId,
    label: Option<String>,
    layers: Vec<Layer>,
    facts: Facts,
    outcome: Judgement,
}

impl JudgedSet {
    fn judged<'a>(&'a self, program: &'a Program, scenario: Option<ScenarioId>, sources: &'a Sources) -> Judged<'a> {
        let label = self.label.as_deref();
        Judged { program, measure: self.measure, scenario, label, facts: &self.facts, outcome: &self.outcome, sources }
    }
}

fn show(
    program: &Program,
    scenario: Option<ScenarioId>,
    stage: Option<StageId>,
    sets: &[JudgedSet],
    terminal: &Terminal,
    sources: &Sources,
) -> Result<(), Stop> {
    let under: Vec<_> = sets.iter().map(|set| under_variants(program, set.measure, stage, &set.layers)).collect();
    let sets = sets.iter().zip(&under).map(|(set, under)| RunSet {
        judged: set.judged(program, scenario, sources),
        variants: under.iter().map(|set| set.judged(program, scenario, sources)).collect(),
    });
    terminal.show(&RunAnswer { sets: sets.collect() })?;
    Ok(())
}

/// The variants of a measure, with what they make of the same facts. Those that cannot be judged on them are left out.
fn under_variants(program: &Program, measure: MeasureId, stage: Option<StageId>, layers: &[Layer]) -> Vec<JudgedSet> {
    let stage_name = stage.and_then(|id| program.measures.at(measure).stages.at(id).name.as_ref());
    let descendants =
        program.measures.ids().filter(|&id| id != measure && program.lineage(id).any(|own| own == measure));
    let judged = descendants.filter_map(|id| {
        let own_stage = match stage_name {
            Some(name) => Some(program.measures.at(id).stage_named(&name.text)?),
            None => None,
        };
        let layers: Vec<Layer> = layers
            .iter()
            .map(|layer| {
                // A scenario's stage is one of the measure that it is of, and stays.
                if layer.of.is_some() { layer.clone() } else { layer.clone().in_stage(own_stage) }
            })
            .collect();
        // What a variant sets it keeps, beside the rule that is asked about.
        let facts = inputs::bind_beside(program, id, &layers).ok()?;
        let outcome = quorate::judge::explain(program.measures.at(id), &facts, own_stage).ok()?;
        Some(JudgedSet { measure: id, label: None, layers, facts, outcome })
    });
    judged.collect()
}

fn judge(
    program: &Program,
    measure: MeasureId,
    explainer: &mut Explainer<'_>,
    layers: &[Layer],
) -> Result<(Facts, Judgement), Stop> {
    let facts = inputs::bind(program, measure, layers)?;
    let outcome = explainer.explain(&facts)?;
    Ok((facts, outcome))
}

/// The command that runs the same measure again.
fn command(arguments: &Run) -> String {
    let mut command = format!("quorate run {}", arguments.file.display());
    if let Some(name) = &arguments.name {
        command.push_str(&format!(" {name}"));
    }
    if let Some(variant) = &arguments.variant {
        command.push_str(&format!(" --variant {variant}"));
    }
    command
}
