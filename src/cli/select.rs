//! Which measure, stage and scenario a command is about.

use std::path::{Path, PathBuf};

use quorate::compare::Column;
use quorate::program::{Measure, MeasureId, Program, ScenarioId, StageId};
use quorate::words::and_list;

use super::Stop;
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

/// Rules to be compared.
pub(super) struct Columns<'a> {
    pub(super) columns: Vec<Column<'a>>,
    pub(super) notes: Vec<String>,
}

/// The measures and variants that are named, a single one with all its variants; without names each file's first measure
/// with all its variants.
pub(super) fn columns<'a>(
    files: &'a [(PathBuf, Rules)],
    names: &[&str],
    stage: Option<&str>,
) -> Result<Columns<'a>, Stop> {
    let mut chosen: Vec<(&Program, MeasureId)> = Vec::new();
    let mut notes = Vec::new();
    let mut errors = Vec::new();
    if names.is_empty() {
        for (path, rules) in files {
            let Chosen { measure, others } = first(rules, path)?;
            if !others.is_empty() {
                let name = &rules.program.measures.at(measure).name.text;
                notes.push(format!("this is `{name}`; {} also has {}", path.display(), and_list(others)));
            }
            chosen.extend(family(&rules.program, measure).map(|id| (&rules.program, id)));
        }
    }
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|before| before == name) {
            errors.push(CliError::NamedTwice { name: (*name).to_owned() });
            continue;
        }
        let found: Vec<(&Program, MeasureId)> =
            files.iter().filter_map(|(_, rules)| Some((&rules.program, rules.program.measure_named(name)?))).collect();
        if found.is_empty() {
            let all = files.iter().flat_map(|(_, rules)| rules.program.measures.values());
            let all = all.map(|measure| measure.name.text.as_str());
            errors.push(CliError::unknown("measure or variant", name, String::new(), all));
        }
        chosen.extend(found);
    }
    if let ([_], [(program, only)]) = (names, chosen.as_slice()) {
        let (program, only) = (*program, *only);
        chosen = family(program, only).map(|id| (program, id)).collect();
    }
    let mut columns = Vec::new();
    for (program, id) in chosen {
        match stage_of(program.measures.at(id), stage) {
            Ok(stage) => columns.push(Column { program, measure: id, stage }),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        errors.extend(nothing_in_common(&columns));
    }
    one_kind_of_answer(&mut columns);
    if errors.is_empty() { Ok(Columns { columns, notes }) } else { Err(errors.into()) }
}

/// The measures and variants to look at, each by itself: those that are named, or else all measures of the files, without
/// their variants; and of each the stage, where it has one of that name.
pub(super) fn audited<'a>(
    files: &'a [(PathBuf, Rules)],
    names: &[&str],
    variant: Option<&str>,
    stage: Option<&str>,
) -> Result<Vec<Audited<'a>>, Stop> {
    let mut chosen: Vec<(&Path, &Program, MeasureId)> = Vec::new();
    let mut errors = Vec::new();
    if let Some(variant) = variant {
        for (path, rules) in files {
            let name = names.first().copied();
            chosen.push((path, &rules.program, measure(rules, path, name, Some(variant))?.measure));
        }
    } else if names.is_empty() {
        for (path, rules) in files {
            let own = |measure: &Measure| rules.file.start <= measure.span.start && measure.span.end <= rules.file.end;
            let all = rules.program.measures.iter().filter(|(_, measure)| measure.variant_of.is_none() && own(measure));
            chosen.extend(all.map(|(id, _)| (path.as_path(), &rules.program, id)));
        }
        if let (true, Some((path, _))) = (chosen.is_empty(), files.first()) {
            errors.push(CliError::NoMeasure { path: path.clone() });
        }
    }
    for name in names.iter().filter(|_| variant.is_none()) {
        let found: Vec<_> = files
            .iter()
            .filter_map(|(path, rules)| Some((path.as_path(), &rules.program, rules.program.measure_named(name)?)))
            .collect();
        if found.is_empty() {
            let all = files.iter().flat_map(|(_, rules)| rules.program.measures.values());
            let all = all.map(|measure| measure.name.text.as_str());
            errors.push(CliError::unknown("measure or variant", name, String::new(), all));
        }
        chosen.extend(found);
    }
    let mut all = Vec::new();
    for (path, program, id) in chosen {
        match self::stage(program.measures.at(id), stage) {
            Ok(stage) => all.push((path, program, id, stage)),
            Err(error) => errors.push(error),
        }
    }
    // Of several measures only those are meant that have such a stage.
    if errors.is_empty() || !all.is_empty() && stage.is_some() && names.is_empty() {
        Ok(all)
    } else {
        Err(errors.into())
    }
}

/// A file, its rules, one measure of them and perhaps one stage of it.
pub(super) type Audited<'a> = (&'a Path, &'a Program, MeasureId, Option<StageId>);

/// A measure with all its variants.
fn family(program: &Program, measure: MeasureId) -> impl Iterator<Item = MeasureId> {
    program.measures.ids().filter(move |&id| program.lineage(id).any(|own| own == measure))
}

/// The stage of that name; a measure of only one stage is that stage, whatever it is called.
fn stage_of(measure: &Measure, name: Option<&str>) -> Result<Option<StageId>, CliError> {
    match (stage(measure, name), measure.stages.len()) {
        (Err(_), 1) => Ok(measure.stages.ids().next()),
        (found, _) => found,
    }
}

/// Outcomes are only compared between variants of one measure; different measures word them differently.
fn one_kind_of_answer(columns: &mut [Column<'_>]) {
    let root = |column: &Column<'_>| column.program.lineage(column.measure).last();
    let Some(first) = columns.first().copied() else { return };
    let same = |column: &Column<'_>| std::ptr::eq(column.program, first.program) && root(column) == root(&first);
    if columns.iter().all(same) {
        return;
    }
    for column in columns.iter_mut().filter(|column| column.stage.is_none()) {
        let rules = column.rules();
        column.stage = rules.stages.ids().next().filter(|_| rules.stages.len() == 1);
    }
}

/// Measures that share no input with the first.
fn nothing_in_common(columns: &[Column<'_>]) -> Vec<CliError> {
    let inputs = |column: &Column<'_>| -> Vec<String> {
        let asked = |of: Option<StageId>| column.stage.is_none() || of.is_none() || of == column.stage;
        let inputs = column.rules().inputs.iter().filter(|(_, input)| asked(input.stage));
        inputs
            .map(|(id, input)| match column.stage {
                Some(_) => input.name.text.to_string(),
                None => column.rules().input_path(id).to_string(),
            })
            .collect()
    };
    let Some(first) = columns.first() else { return Vec::new() };
    let firsts = inputs(first);
    let differs = columns.iter().filter(|column| {
        let own = inputs(column);
        !own.is_empty() && !firsts.is_empty() && !own.iter().any(|name| firsts.contains(name))
    });
    let list = |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { and_list(names) };
    differs
        .map(|column| CliError::DifferentInputs {
            first: first.name().to_owned(),
            other: column.name().to_owned(),
            firsts: list(&firsts),
            others: list(&inputs(column)),
        })
        .collect()
}
