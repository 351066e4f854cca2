//! Which measure, stage and scenario a command is about.

use std::path::Path;

use quorate::program::{Measure, MeasureId, Program, ScenarioId, StageId};

use super::error::CliError;
use super::rules::Rules;

/// A choice, with the others there were.
pub(super) struct Chosen {
    pub(super) measure: MeasureId,
    /// The measures that were not named and not chosen.
    pub(super) others: Vec<String>,
}

/// The measure or variant that is named; by default the file's only measure, or its first.
pub(super) fn measure(
    rules: &Rules,
    path: &Path,
    name: Option<&str>,
    variant: Option<&str>,
) -> Result<Chosen, CliError> {
    let program = &rules.program;
    let chosen = match (name, variant) {
        (Some(name), _) => Chosen { measure: named(program, name)?, others: Vec::new() },
        (None, Some(variant)) => {
            // A variant's name says which measure is meant.
            let found = program.measures.iter().find(|(_, own)| own.variant_of.is_some() && own.name.text == variant);
            let (measure, _) = found.ok_or_else(|| {
                let all = program.measures.values().filter(|own| own.variant_of.is_some());
                CliError::unknown("variant", variant, String::new(), all.map(|own| own.name.text.as_str()))
            })?;
            return Ok(Chosen { measure, others: Vec::new() });
        }
        (None, None) => first(rules, path)?,
    };
    match variant {
        None => Ok(chosen),
        Some(variant) => {
            let measure = variant_of(program, chosen.measure, variant)?;
            Ok(Chosen { measure, others: Vec::new() })
        }
    }
}

fn named(program: &Program, name: &str) -> Result<MeasureId, CliError> {
    program.measure_named(name).ok_or_else(|| {
        let names = program.measures.values().map(|measure| measure.name.text.as_str());
        CliError::unknown("measure or variant", name, String::new(), names)
    })
}

fn first(rules: &Rules, path: &Path) -> Result<Chosen, CliError> {
    let is_own = |measure: &Measure| rules.file.start <= measure.span.start && measure.span.end <= rules.file.end;
    let mut own = rules.program.measures.iter().filter(|(_, measure)| measure.variant_of.is_none() && is_own(measure));
    let (measure, _) = own.next().ok_or_else(|| CliError::NoMeasure { path: path.to_owned() })?;
    Ok(Chosen { measure, others: own.map(|(_, measure)| measure.name.text.to_string()).collect() })
}

fn variant_of(program: &Program, measure: MeasureId, name: &str) -> Result<MeasureId, CliError> {
    let variants = || program.measures.iter().filter(|(_, own)| own.variant_of.is_some());
    let fits = |id: MeasureId| program.lineage(id).any(|ancestor| ancestor == measure);
    if let Some((id, _)) = variants().find(|&(id, own)| own.name.text == name && fits(id)) {
        return Ok(id);
    }
    let wanted = program.measures.at(measure).name.text.to_string();
    if let Some((id, _)) = variants().find(|(_, own)| own.name.text == name) {
        let of = program.lineage(id).last().unwrap_or(id);
        let of = program.measures.at(of).name.text.to_string();
        return Err(CliError::BelongsElsewhere { what: "variant", name: name.to_owned(), of, measure: wanted });
    }
    let own = variants().filter(|&(id, _)| fits(id));
    Err(CliError::unknown("variant", name, format!(" of `{wanted}`"), own.map(|(_, own)| own.name.text.as_str())))
}

/// The stage that is to be judged by itself.
pub(super) fn stage(measure: &Measure, name: Option<&str>) -> Result<Option<StageId>, CliError> {
    let Some(name) = name else { return Ok(None) };
    if let Some(stage) = measure.stage_named(name) {
        return Ok(Some(stage));
    }
    let names: Vec<&str> =
        measure.stages.values().filter_map(|stage| stage.name.as_ref()).map(|name| name.text.as_str()).collect();
    if names.is_empty() {
        return Err(CliError::NoStages { name: name.to_owned() });
    }
    Err(CliError::unknown("stage", name, format!(" in `{}`", measure.name.text), names))
}

/// The scenario that the facts start from.
pub(super) fn scenario(
    program: &Program,
    measure: MeasureId,
    name: Option<&str>,
) -> Result<Option<ScenarioId>, CliError> {
    let Some(name) = name else { return Ok(None) };
    if let Some(scenario) = program.scenario_named(measure, name) {
        return Ok(Some(scenario));
    }
    let wanted = program.measures.at(measure).name.text.to_string();
    if let Some(other) = program.scenarios.values().find(|scenario| scenario.name.text == name) {
        let of = program.measures.at(other.of).name.text.to_string();
        return Err(CliError::BelongsElsewhere { what: "scenario", name: name.to_owned(), of, measure: wanted });
    }
    let fitting = program.scenarios.values().filter(|own| program.lineage(measure).any(|ancestor| ancestor == own.of));
    let names = fitting.map(|scenario| scenario.name.text.as_str());
    Err(CliError::unknown("scenario", name, format!(" of `{wanted}`"), names))
}
