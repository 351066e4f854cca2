//! Each finding as one plain sentence.

use super::{Audited, stage_name};
use crate::audit::{AuditFinding, Boundary, Code, Example, LeastVotes, Paradox, Why, concerns};
use crate::evaluate::StageStatus;
use crate::facts::{Cells, Slot};
use crate::program::{ConditionId, InputId, Measure, StageId};
use crate::report::{row_figures, wording};
use crate::value::{Kind, Value};
use crate::words::{and_list, exact_share, grouped, percent};

/// What was found, as one sentence without a full stop.
pub fn sentence(measure: &Measure, finding: &AuditFinding) -> String {
    match finding {
        AuditFinding::LeastVotes(found) => least(measure, found),
        AuditFinding::Boundary(found) => boundary(measure, found),
        AuditFinding::NoShow(found) => {
            format!(
                "adding only `{}` turns a fail into a pass: {}",
                together(measure, found.stage, &found.votes),
                paradox(measure, found)
            )
        }
        AuditFinding::MoreYes(found) => {
            format!(
                "adding only `{}` turns a pass into a fail: {}",
                together(measure, found.stage, &found.votes),
                paradox(measure, found)
            )
        }
        AuditFinding::Implied { condition, by } => {
            let name = condition_name(measure, *condition);
            let by: Vec<String> = by.iter().map(|id| condition_name(measure, *id)).collect();
            format!("`{name}` adds nothing: whatever satisfies {} satisfies it too", and_list(by))
        }
        AuditFinding::Impossible(id) => format!("nothing meets `{}`", condition_name(measure, *id)),
        AuditFinding::Always { condition, unless_empty } => {
            let unless = if *unless_empty { ", unless it is a share of nothing" } else { "" };
            format!("everything meets `{}`{unless}", condition_name(measure, *condition))
        }
        AuditFinding::NoVotes { stage, example } => {
            let figures = figures(measure, Some(*stage), example);
            format!("`{}` passes although nobody votes: {figures}", stage_name(measure, *stage))
        }
        AuditFinding::NoFigures => "no figures satisfy every `given`".to_owned(),
        AuditFinding::UnreachableStage(stage) => format!("`{}` is never reached", stage_name(measure, *stage)),
        AuditFinding::UnreachableStatus(stage, status) => {
            format!("`{}` is never “{}”", stage_name(measure, *stage), status.words())
        }
        AuditFinding::UnreachableOutcome(index) => {
            let text = measure.outcomes.get(*index).map_or("", |outcome| outcome.text.text.as_str());
            format!("“{text}” never follows")
        }
        AuditFinding::NoOutcome { example } => format!("no outcome follows from {}", figures(measure, None, example)),
    }
}

fn condition_name(measure: &Measure, id: ConditionId) -> String {
    measure.conditions.at(id).name.text.to_string()
}

/// `yes`, `yes + postal_yes`: counts as one number.
fn together(measure: &Measure, stage: StageId, ids: &[InputId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| wording::input_name(measure, Some(stage), *id)).collect();
    names.join(" + ")
}

/// `yes`, `yes and postal_yes`
fn names(measure: &Measure, stage: StageId, ids: &[InputId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| wording::input_name(measure, Some(stage), *id)).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

fn least(measure: &Measure, found: &LeastVotes) -> String {
    let stage = stage_name(measure, found.stage);
    let votes = together(measure, found.stage, &found.votes);
    let example = figures(measure, Some(found.stage), &found.example);
    let aside = aside(found.stage, &found.example);
    let amount = format!("{votes} {}", grouped(&found.amount));
    let of = found.electorate.map(|id| names(measure, found.stage, &[id]));
    let text = match (&found.share, of) {
        (Some(share), Some(of)) if share.value.is_zero() && found.amount.is_zero() => {
            format!("`{stage}` can pass without any {votes}, however large {of} is")
        }
        (Some(share), Some(of)) if share.value.is_zero() => {
            format!("no share of {of} is too small for `{stage}` to pass: {amount} can be enough")
        }
        (Some(share), Some(of)) => {
            let shown = match exact_share(&share.value) {
                exact if exact.ends_with('%') => exact,
                fraction => format!("{fraction} ({})", percent(&share.value)),
            };
            let least = if share.enough { "at least" } else { "more than" };
            format!("`{stage}` cannot pass unless {votes} is {least} {shown} of {of}; {amount} can be enough")
        }
        (None, _) if found.amount.is_zero() => format!("`{stage}` can pass without any {votes}"),
        (Some(_) | None, of) => {
            let size = of.zip(found.of.as_ref()).map(|(of, size)| format!(" with {} {of}", grouped(size)));
            format!("`{stage}` can pass with {amount}{}, and not with fewer", size.unwrap_or_default())
        }
    };
    format!("{text}{aside}: {example}")
}

/// What is said of an example that is decided but for what is left out.
fn aside(stage: StageId, example: &Example) -> &'static str {
    if example.status(stage).is_none() { ", leaving aside what is not linear" } else { "" }
}

fn paradox(measure: &Measure, found: &Paradox) -> String {
    let before = figures(measure, Some(found.stage), &found.before);
    let votes = together(measure, found.stage, &found.votes);
    let with = if found.with.is_empty() {
        String::new()
    } else {
        format!(" (and {} with them)", names(measure, found.stage, &found.with))
    };
    format!(
        "{before} {}; with {} more {votes}{with} it {}",
        status(found.before.status(found.stage)),
        grouped(&found.amount),
        status(found.after.status(found.stage)),
    )
}

/// `has no quorum`
const fn status(status: Option<StageStatus>) -> &'static str {
    match status {
        Some(StageStatus::NotReached) => "is not reached",
        Some(StageStatus::NoQuorum) => "has no quorum",
        Some(StageStatus::Failed) => "fails",
        Some(StageStatus::Passed) => "passes",
        Some(StageStatus::Undecided) => "is undecided",
        None => "depends only on what is not linear",
    }
}

fn boundary(measure: &Measure, found: &Boundary) -> String {
    let condition = measure.conditions.at(found.condition);
    let stage = condition.stage;
    let said = |example: &Example| {
        let mut conditions = example.outcome.stages.iter().flat_map(|stage| &stage.conditions);
        let judged = conditions.find(|own| own.condition == found.condition);
        judged.map_or_else(String::new, |own| wording::verdict_with_margin(own.verdict, own.comparison()))
    };
    let moved = |example: &Example, other: &Example| {
        let pieces = found.inputs.iter().map(|id| {
            let name = wording::input_name(measure, Some(stage), *id);
            let kind = measure.inputs.at(*id).kind;
            match (example.facts.inputs.get(*id), other.facts.inputs.get(*id)) {
                (Some(Cells::One(slot)), _) => format!("{name}\u{a0}{}", wording::slot(slot, kind)),
                (Some(Cells::Rows(own)), Some(Cells::Rows(others))) => {
                    let rows = measure.inputs.at(*id).table.and_then(|table| example.facts.rows.get(table));
                    let mut differing = rows.into_iter().flatten().zip(own.iter().zip(others));
                    let found = differing.find(|(_, (own, other))| own != other);
                    found.map_or(name.clone(), |(row, (own, _))| {
                        format!("{name}\u{a0}of\u{a0}{row}\u{a0}{}", wording::slot(own, kind))
                    })
                }
                (Some(Cells::Rows(_)) | None, _) => name,
            }
        });
        pieces.collect::<Vec<_>>().join(" · ")
    };
    let fixed = figures_without(measure, Some(stage), &found.below, &found.inputs);
    let fixed = if fixed.is_empty() { String::new() } else { format!(", with {fixed}") };
    format!(
        "`{}` turns between {} ({}) and {} ({}){fixed}",
        condition.name.text,
        moved(&found.below, &found.above),
        said(&found.below),
        moved(&found.above, &found.below),
        said(&found.above),
    )
}

/// `registered 19,000,000 · ballots 9,500,000`: what is known of what a stage depends on.
pub(super) fn figures(measure: &Measure, stage: Option<StageId>, example: &Example) -> String {
    figures_without(measure, stage, example, &[])
}

fn figures_without(measure: &Measure, stage: Option<StageId>, example: &Example, without: &[InputId]) -> String {
    let mut pieces = Vec::new();
    for (id, input) in measure.inputs.iter().filter(|(id, _)| concerns(measure, stage, *id) && !without.contains(id)) {
        let name = wording::input_name(measure, stage, id);
        match example.facts.inputs.get(id) {
            Some(Cells::One(slot @ Slot::Known(_))) => {
                pieces.push(format!("{name}\u{a0}{}", wording::slot(slot, input.kind)));
            }
            Some(Cells::Rows(slots)) => pieces.extend(rows(measure, &name, (id, input.kind), slots, example)),
            Some(Cells::One(Slot::Unknown | Slot::Range(..))) | None => {}
        }
    }
    pieces.join(" · ")
}

fn rows(
    measure: &Measure,
    name: &str,
    (id, kind): (InputId, Kind),
    slots: &[Slot],
    example: &Example,
) -> Option<String> {
    let table = measure.inputs.at(id).table?;
    let rows = example.facts.rows.get(table)?;
    let known = rows.iter().zip(slots).filter_map(|(row, slot)| match slot {
        Slot::Known(value) => Some((row.as_str(), value)),
        Slot::Unknown | Slot::Range(..) => None,
    });
    let known: Vec<(&str, &Value)> = known.collect();
    (!known.is_empty()).then(|| row_figures::all(name, &known, kind))
}

/// What was looked for and is not there.
pub(super) const fn absent(code: Code) -> &'static str {
    match code {
        Code::NoShow => "no count that can only hinder turns a fail into a pass",
        Code::MoreYes => "no count that can only help turns a pass into a fail",
        Code::Implied => "no requirement follows from others",
        Code::Impossible => "every requirement can be met",
        Code::Always => "every requirement can fail",
        Code::NoVotes => "nothing passes without votes",
        Code::Unreachable => "every stage, status and outcome can be reached",
        Code::NoOutcome => "some outcome always follows",
        Code::LeastVotes => "nothing passes",
        Code::Boundary => "nothing turns",
    }
}

/// What was not answered, and why: each text that is left out once, what was not decided stage by stage.
pub(super) fn open(audited: &Audited<'_>) -> Vec<String> {
    let measure = audited.rules();
    let mut lines: Vec<String> = Vec::new();
    let mut undecided: Vec<(Option<StageId>, Vec<&str>)> = Vec::new();
    for open in &audited.audit.open {
        let line = match &open.why {
            Why::NotLinear(reason) => {
                let text = wording::rule(audited.sources, reason.span);
                format!("left out: `{text}` is not linear: {}", reason.reason.words())
            }
            Why::NoRows(table) => {
                let name = &measure.tables.at(*table).name.text;
                format!(
                    "the rows of `{name}` come with the votes: nothing follows from the rules alone where they count"
                )
            }
            Why::NoSides(input) => {
                let name = measure.input_path(*input);
                format!(
                    "whether more `{name}` helps or hinders passing is not plain, so {} leaves it aside",
                    Code::NoShow.name()
                )
            }
            Why::NotDecided => {
                let name = open.asked.code.name();
                match undecided.iter_mut().find(|(stage, _)| *stage == open.asked.stage) {
                    Some((_, names)) if names.contains(&name) => {}
                    Some((_, names)) => names.push(name),
                    None => undecided.push((open.asked.stage, vec![name])),
                }
                continue;
            }
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    for (stage, names) in undecided {
        let of = stage.map_or(String::new(), |stage| format!("`{}`: ", stage_name(measure, stage)));
        lines.push(format!("{of}not decided within the steps allowed: {}", names.join(", ")));
    }
    lines
}
