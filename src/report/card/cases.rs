//! Votes put to the rule: those of its scenarios, under every variant, and those of its tests.

use super::super::order::deciding_first;
use super::super::wording;
use super::{CaseCard, References, ResultCard};
use crate::evaluate::{StageOutcome, StageStatus, Statuses};
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::{self, Layer, layer_of_scenario};
use crate::judge::{self, Judgement};
use crate::program::{Measure, MeasureId, Program, StageId};
use crate::testing;

/// The votes of the scenarios of a measure, under it and its variants.
pub(super) fn scenarios(
    program: &Program,
    id: MeasureId,
    variants: &[MeasureId],
    references: &mut References,
) -> Vec<CaseCard> {
    let mut cases = Vec::new();
    for scenario in program.scenarios.values() {
        let fits = program.lineage(id).any(|own| own == scenario.of) || variants.contains(&scenario.of);
        if !fits {
            continue;
        }
        let layer = layer_of_scenario(scenario);
        let rules = std::iter::once(id).chain(variants.iter().copied());
        let judged: Vec<(MeasureId, Option<Judged>)> =
            rules.map(|rule| (rule, judge(program, rule, scenario.of, scenario.stage, &layer))).collect();
        let votes = judged.iter().find_map(|(rule, judged)| {
            let judged = judged.as_ref()?;
            Some(votes(program.measures.at(*rule), &judged.facts, scenario.stage))
        });
        let title = scenario
            .title
            .as_ref()
            .map_or_else(|| scenario.name.text.replace('_', " "), |title| title.text.to_string());
        cases.push(CaseCard {
            title: crate::prose::capital(&title),
            votes: votes.unwrap_or_default(),
            results: judged
                .into_iter()
                .map(|(rule, judged)| result(program.measures.at(rule), judged.as_ref()))
                .collect(),
            sources: references.cite(&scenario.sources),
        });
    }
    cases
}

/// The cases of the tests of a measure and its variants.
pub(super) fn tests(
    program: &Program,
    id: MeasureId,
    variants: &[MeasureId],
    references: &mut References,
) -> Vec<CaseCard> {
    let own = program.tests.iter().filter(|test| test.of == id || variants.contains(&test.of));
    own.map(|test| {
        let measure = program.measures.at(test.of);
        let judged = inputs::bind(program, test.of, &testing::layers(program, test)).ok().and_then(|facts| {
            let outcome = judge::explain(measure, &facts, test.stage).ok()?;
            Some(Judged { facts, outcome })
        });
        let mut result = result(measure, judged.as_ref());
        if judged.is_none() {
            result.result = Some("refused as bad data".to_owned());
        }
        let votes = match &judged {
            Some(judged) => votes(measure, &judged.facts, test.stage),
            None => Vec::new(),
        };
        CaseCard {
            title: crate::prose::capital(&test.title.text),
            votes,
            results: vec![result],
            sources: references.cite(test.with.iter().flat_map(|&id| &program.scenarios.at(id).sources)),
        }
    })
    .collect()
}

struct Judged {
    facts: Facts,
    outcome: Judgement,
}

/// A rule on a scenario's votes; none where it does not take them, or asks for more of them than the scenario's measure.
fn judge(program: &Program, rule: MeasureId, of: MeasureId, stage: Option<StageId>, layer: &Layer) -> Option<Judged> {
    if !program.lineage(rule).any(|own| own == of) {
        return None;
    }
    let measure = program.measures.at(rule);
    let stage = match stage.and_then(|stage| program.measures.at(of).stages.at(stage).name.as_ref()) {
        Some(name) => Some(measure.stage_named(&name.text)?),
        None => None,
    };
    let facts = inputs::bind_beside(program, rule, std::slice::from_ref(layer)).ok()?;
    let outcome = judge::explain(measure, &facts, stage).ok()?;
    Some(Judged { facts, outcome })
}

fn result(measure: &Measure, judged: Option<&Judged>) -> ResultCard {
    let rule = measure.name.text.to_string();
    let Some(Judged { outcome, .. }) = judged else { return ResultCard { rule, result: None, why: None } };
    if let [only] = outcome.stages.as_slice() {
        let why = deciding_first(measure, only).first().map(|condition| {
            let name = measure.conditions.at(condition.condition).name.text.replace('_', " ");
            format!("{name} {}", wording::verdict_with_margin(condition.verdict, condition.comparison()))
                .replace('\u{a0}', " ")
        });
        return ResultCard { rule, result: Some(status(only)), why };
    }
    let result = match (outcome.outcome.certain(), outcome.outcome.is_open()) {
        (Some(certain), _) => measure.outcomes.get(certain).map(|clause| clause.text.text.to_string()),
        (None, true) if outcome.outcome.not_decided => Some("not decided".to_owned()),
        (None, true) => Some("open".to_owned()),
        (None, false) => {
            let stages = outcome.stages.iter().map(|stage| {
                let title = measure.stages.at(stage.stage).title.as_ref().map(|title| title.text.to_string());
                let name = measure.stages.at(stage.stage).name.as_ref().map(|name| name.text.to_string());
                let word = ending(stage.possible);
                format!("{}: {word}", title.or(name).unwrap_or_default())
            });
            Some(stages.collect::<Vec<_>>().join("; "))
        }
    };
    ResultCard { rule, result, why: None }
}

fn status(stage: &StageOutcome) -> String {
    ending(stage.alone).to_owned()
}

fn ending(statuses: Statuses) -> &'static str {
    match statuses.decided() {
        Some(StageStatus::Passed) => "passes",
        Some(StageStatus::Failed) => "fails",
        Some(StageStatus::NoQuorum) => "no quorum",
        Some(StageStatus::Undecided) => "undecided",
        Some(StageStatus::NotReached) => "not reached",
        None if statuses.is_not_decided() => "not decided",
        None => "open",
    }
}

/// What is given, each with what it is called in the rule.
fn votes(measure: &Measure, facts: &Facts, stage: Option<StageId>) -> Vec<String> {
    let mut said = Vec::new();
    let mut tables = Vec::new();
    for (id, input) in measure.inputs.iter() {
        let name = if stage.is_some() && input.stage == stage || measure.stages.len() == 1 {
            input.name.text.to_string()
        } else {
            measure.input_path(id).to_string()
        };
        match facts.inputs.get(id) {
            Some(Cells::One(slot)) if *slot != Slot::Unknown => {
                said.push(format!("{name} {}", wording::slot(slot, input.kind)).replace('\u{a0}', " "));
            }
            Some(Cells::Rows(slots)) if slots.iter().any(|slot| *slot != Slot::Unknown) => {
                tables.push((input.table, name))
            }
            Some(Cells::One(_) | Cells::Rows(_)) | None => {}
        }
    }
    for (id, table) in measure.tables.iter() {
        let columns: Vec<&str> =
            tables.iter().filter(|(own, _)| *own == Some(id)).map(|(_, name)| name.as_str()).collect();
        if columns.is_empty() {
            continue;
        }
        let rows = facts.rows.get(id).map_or(0, Vec::len);
        let name = table.name.text.replace('_', " ");
        let rows = if rows == 1 { format!("1 {name}") } else { format!("{rows} {}", crate::prose::plural(&name)) };
        said.push(format!("{} of {rows}", columns.join(", ")));
    }
    said
}
