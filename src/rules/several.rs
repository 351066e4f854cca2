//! Several rules at once: those to be held against each other, and those to be looked at each by itself.

use std::sync::Arc;

use super::choose::ChoiceError;
use super::{Rule, Rules};
use crate::program::{Measure, MeasureId, StageId};
use crate::words::and_list;

/// Rules to be held against each other, and what should be said of the choice.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The first is what the others are held against.
    pub rules: Vec<Rule>,
    /// Measures that were not named and not chosen.
    pub notes: Vec<String>,
}

/// The measures and variants that are named, a single one with all its variants; without names each file's first measure
/// with all its variants. Of each the stage, if one is named.
///
/// # Errors
/// Names that nothing has; rules that take no input in common.
pub fn to_compare(files: &[Arc<Rules>], names: &[&str], stage: Option<&str>) -> Result<Choice, Vec<ChoiceError>> {
    let mut chosen: Vec<Rule> = Vec::new();
    let mut notes = Vec::new();
    let mut errors = Vec::new();
    if names.is_empty() {
        for rules in files {
            let first = rules.find(None, None).map_err(|error| vec![error])?;
            let others = rules.own_measures().filter(|(id, _)| *id != first);
            let others: Vec<&str> = others.map(|(_, measure)| measure.name.text.as_str()).collect();
            if !others.is_empty() {
                let name = &rules.program.measures.at(first).name.text;
                notes.push(format!("this is `{name}`; {} also has {}", rules.path, and_list(others)));
            }
            chosen.extend(whole(rules, first).family());
        }
    }
    for (at, name) in names.iter().enumerate() {
        if names.iter().take(at).any(|before| before == name) {
            errors.push(ChoiceError::NamedTwice { name: (*name).to_owned() });
            continue;
        }
        let found = named(files, name);
        errors.extend(found.is_empty().then(|| unknown(files, name)));
        chosen.extend(found);
    }
    if let ([_], [only]) = (names, chosen.as_slice()) {
        chosen = only.family();
    }
    let mut rules = Vec::new();
    for rule in chosen {
        match stage_of(&rule, stage) {
            Ok(stage) => rules.push(Rule { stage, ..rule }),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        errors.extend(nothing_in_common(&rules));
    }
    one_kind_of_answer(&mut rules);
    if errors.is_empty() { Ok(Choice { rules, notes }) } else { Err(errors) }
}

/// The measures and variants that are named, or else all measures that the files declare themselves, without their variants;
/// and of each the stage, where it has one of that name.
///
/// # Errors
/// Names that nothing has.
pub fn each(
    files: &[Arc<Rules>],
    names: &[&str],
    variant: Option<&str>,
    stage: Option<&str>,
) -> Result<Vec<Rule>, Vec<ChoiceError>> {
    let mut chosen: Vec<Rule> = Vec::new();
    let mut errors = Vec::new();
    if let Some(variant) = variant {
        for rules in files {
            let found = rules.find(names.first().copied(), Some(variant)).map_err(|error| vec![error])?;
            chosen.push(whole(rules, found));
        }
    } else if names.is_empty() {
        chosen.extend(files.iter().flat_map(|rules| rules.own_measures().map(|(id, _)| whole(rules, id))));
        if let (true, Some(rules)) = (chosen.is_empty(), files.first()) {
            errors.push(ChoiceError::NoMeasure { path: rules.path.to_string() });
        }
    }
    for name in names.iter().filter(|_| variant.is_none()) {
        let found = named(files, name);
        errors.extend(found.is_empty().then(|| unknown(files, name)));
        chosen.extend(found);
    }
    let mut all = Vec::new();
    for rule in chosen {
        match rule.rules.stage(rule.measure, stage) {
            Ok(stage) => all.push(Rule { stage, ..rule }),
            Err(error) => errors.push(error),
        }
    }
    // Of several measures only those are meant that have such a stage.
    if errors.is_empty() || !all.is_empty() && stage.is_some() && names.is_empty() { Ok(all) } else { Err(errors) }
}

fn whole(rules: &Arc<Rules>, measure: MeasureId) -> Rule {
    Rule { rules: Arc::clone(rules), measure, stage: None }
}

fn named(files: &[Arc<Rules>], name: &str) -> Vec<Rule> {
    files.iter().filter_map(|rules| Some(whole(rules, rules.program.measure_named(name)?))).collect()
}

fn unknown(files: &[Arc<Rules>], name: &str) -> ChoiceError {
    let all = files.iter().flat_map(|rules| rules.program.measures.values());
    ChoiceError::unknown("measure or variant", name, String::new(), all.map(|measure| measure.name.text.as_str()))
}

/// The stage of that name; a measure of only one stage is that stage, whatever it is called.
fn stage_of(rule: &Rule, name: Option<&str>) -> Result<Option<StageId>, ChoiceError> {
    match (rule.rules.stage(rule.measure, name), rule.measure().stages.len()) {
        (Err(_), 1) => Ok(rule.measure().stages.ids().next()),
        (found, _) => found,
    }
}

/// Outcomes are only compared between variants of one measure; different measures word them differently.
fn one_kind_of_answer(rules: &mut [Rule]) {
    let Some(first) = rules.first().map(|first| (Arc::clone(&first.rules), first.root())) else { return };
    if rules.iter().all(|rule| Arc::ptr_eq(&rule.rules, &first.0) && rule.root() == first.1) {
        return;
    }
    for rule in rules.iter_mut().filter(|rule| rule.stage.is_none()) {
        rule.stage = only_stage(rule.measure());
    }
}

/// The stage of a measure that has only one.
fn only_stage(measure: &Measure) -> Option<StageId> {
    measure.stages.ids().next().filter(|_| measure.stages.len() == 1)
}

/// Measures that share no input with the first.
fn nothing_in_common(rules: &[Rule]) -> Vec<ChoiceError> {
    let inputs = |rule: &Rule| -> Vec<String> {
        let measure = rule.measure();
        let asked = |of: Option<StageId>| rule.stage.is_none() || of.is_none() || of == rule.stage;
        let inputs = measure.inputs.iter().filter(|(_, input)| asked(input.stage));
        inputs
            .map(|(id, input)| match rule.stage {
                Some(_) => input.name.text.to_string(),
                None => measure.input_path(id).to_string(),
            })
            .collect()
    };
    let Some(first) = rules.first() else { return Vec::new() };
    let firsts = inputs(first);
    let differs = rules.iter().filter(|rule| {
        let own = inputs(rule);
        !own.is_empty() && !firsts.is_empty() && !own.iter().any(|name| firsts.contains(name))
    });
    let list = |names: &[String]| if names.is_empty() { "nothing".to_owned() } else { and_list(names) };
    let name = |rule: &Rule| rule.measure().name.text.to_string();
    let error = |rule: &Rule| ChoiceError::DifferentInputs {
        first: name(first),
        other: name(rule),
        firsts: list(&firsts),
        others: list(&inputs(rule)),
    };
    differs.map(error).collect()
}
