//! The outcome and why, on one screen.

mod condition;
mod rows;
mod stage;

use smol_str::SmolStr;

use super::Judged;
use super::document::Document;
use super::layout::{Piece, Tone};
use super::{overrides, wording};
use crate::evaluate::{ConditionOutcome, Explanation, Outcomes, StageOutcome, StageStatus, Statuses, Verdict};
use crate::facts::Cells;
use crate::ids::Table;
use crate::program::{ConditionId, ConditionKind, InputId, Measure, StageId, TableId};
use crate::source::Sources;
use condition::Detail;

/// What a measure came to and why: the outcome first, then each stage, in each the deciding condition first.
pub fn explained<'v>(judged: &Judged<'_>) -> Document<'v> {
    let mut document = Document::new();
    match judged.outcome.stages.as_slice() {
        // One stage without outcomes is its own headline.
        [only] if judged.outcome.outcome == Outcomes::default() => {
            document.heading(1, stage::heading(judged, only));
            about(&mut document, judged);
            stage::body(&mut document, judged, only);
        }
        stages => {
            headline(&mut document, judged);
            about(&mut document, judged);
            for stage in stages {
                document.space();
                document.heading(2, stage::heading(judged, stage));
                stage::body(&mut document, judged, stage);
            }
        }
    }
    notes(&mut document, judged);
    document
}

/// `Outcome: Nothing changes`
fn headline(document: &mut Document<'_>, judged: &Judged<'_>) {
    let rules = judged.rules();
    let found = &judged.outcome.outcome;
    if let Some(certain) = found.certain().and_then(|index| rules.outcomes.get(index)) {
        document.heading(1, vec![(Tone::Strong, format!("Outcome: {}", certain.text.text))]);
        for source in &certain.sources {
            document.say(1, Tone::Quiet, format!("source: {}", source.text));
        }
    } else if found.is_open() {
        let headline = if found.not_decided {
            "Outcome: not decided within the steps it may take; what is not excluded"
        } else {
            "Outcome: pending; what is known leaves open"
        };
        document.heading(1, vec![(Tone::Open, headline.to_owned())]);
        for clause in found.clauses.iter().filter_map(|&index| rules.outcomes.get(index)) {
            document.bullet(1, vec![(Tone::Plain, clause.text.text.to_string())]);
        }
        if found.or_none {
            document.bullet(1, vec![(Tone::Plain, "none of the outcomes".to_owned())]);
        }
    } else if found.or_none {
        document.heading(1, vec![(Tone::Strong, "Outcome: none of those the measure names".to_owned())]);
    }
}

/// What was judged: measure, variant, scenario, and the facts that belong to no stage.
fn about(document: &mut Document<'_>, judged: &Judged<'_>) {
    let (rules, root) = (judged.rules(), judged.root());
    let title = root.title.as_ref().map_or(root.name.text.as_str(), |title| &title.text);
    let place = root.jurisdiction.as_ref().map(|place| place.text.as_str());
    // A measure that is its own stage has its title in the headline.
    let own_stage =
        judged.outcome.outcome == Outcomes::default() && rules.stages.values().any(|stage| stage.name.is_none());
    let about = match (place, own_stage) {
        (Some(place), true) => Some(place.to_owned()),
        (None, true) => None,
        (Some(place), false) => Some(format!("{title}, {place}")),
        (None, false) => Some(title.to_owned()),
    };
    if let Some(about) = about {
        document.line(0, vec![(Tone::Plain, about)]);
    }
    if rules.variant_of.is_some() {
        let what = rules.title.as_ref().map(|title| format!(": {}", title.text)).unwrap_or_default();
        document.line(0, vec![(Tone::Plain, format!("Variant {}{what}", rules.name.text))]);
    }
    if let Some(id) = judged.scenario {
        let scenario = &judged.program.scenarios.at(id);
        let what = scenario.title.as_ref().map(|title| format!(": {}", title.text)).unwrap_or_default();
        document.line(0, vec![(Tone::Plain, format!("Scenario {}{what}", scenario.name.text))]);
        for source in &scenario.sources {
            document.say(1, Tone::Quiet, format!("source: {}", source.text));
        }
    }
    if let Some(label) = judged.label {
        document.line(0, vec![(Tone::Plain, format!("Votes: {label}"))]);
    }
    facts(document, judged, None);
    for moved in &judged.facts.moved {
        document.line(0, vec![(Tone::Open, "moved: ".to_owned()), (Tone::Plain, overrides::moved(moved))]);
    }
}

/// The facts of a stage, or those of no stage: `registered 15,380,536 · ballots 9,413,488`.
fn facts(document: &mut Document<'_>, judged: &Judged<'_>, stage: Option<StageId>) {
    let rules = judged.rules();
    let depth = usize::from(stage.is_some());
    let mut pieces: Vec<Piece> = Vec::new();
    let mut missing: Vec<&str> = Vec::new();
    let mut tables: Table<TableId, Vec<&str>> = rules.tables.values().map(|_| Vec::new()).collect();
    for (id, input) in rules.inputs.iter().filter(|(_, input)| input.stage == stage) {
        if let Some(table) = input.table {
            if is_given(judged, id) {
                tables.at_mut(table).push(&input.name.text);
            } else {
                missing.push(&input.name.text);
            }
            continue;
        }
        match judged.facts.inputs.get(id) {
            Some(Cells::One(slot)) if *slot != crate::facts::Slot::Unknown => {
                separate(&mut pieces);
                pieces.push((Tone::Quiet, format!("{}\u{a0}", input.name.text)));
                pieces.push((Tone::Plain, wording::slot(slot, input.kind)));
            }
            Some(Cells::One(_) | Cells::Rows(_)) | None => missing.push(&input.name.text),
        }
    }
    for (table, columns) in tables.iter().filter(|(_, columns)| !columns.is_empty()) {
        let name = &rules.tables.at(table).name.text;
        let rows = judged.facts.rows.get(table).map_or(0, Vec::len);
        separate(&mut pieces);
        pieces.push((Tone::Quiet, format!("{} ", columns.join(", "))));
        pieces.push((Tone::Plain, format!("in {}", crate::words::rows(rows, name))));
    }
    if !pieces.is_empty() {
        document.line(depth, pieces);
    }
    if !missing.is_empty() {
        document.line(depth, vec![(Tone::Open, "not given ".to_owned()), (Tone::Plain, missing.join(", "))]);
    }
}

fn is_given(judged: &Judged<'_>, input: InputId) -> bool {
    match judged.facts.inputs.get(input) {
        Some(Cells::One(slot)) => *slot != crate::facts::Slot::Unknown,
        Some(Cells::Rows(slots)) => slots.iter().any(|slot| *slot != crate::facts::Slot::Unknown),
        None => false,
    }
}

/// A dot between two things on a line.
fn separate(pieces: &mut Vec<Piece>) {
    if !pieces.is_empty() {
        pieces.push((Tone::Quiet, "\u{a0}· ".to_owned()));
    }
}

/// What was left aside.
fn notes(document: &mut Document<'_>, judged: &Judged<'_>) {
    let notes = &judged.facts.notes;
    if !notes.is_empty() {
        document.space();
    }
    for note in notes {
        document.note(wording::note(judged.rules(), note));
    }
}

/// What a stage came to, in words.
pub(super) fn status(stage: &StageOutcome) -> (Tone, String) {
    stage::status(stage)
}

/// A condition's glyph with its tone: whether it speaks for the stage, against it or neither yet.
pub(super) fn glyph(kind: ConditionKind, verdict: Verdict) -> (Tone, &'static str) {
    condition::glyph(kind, verdict)
}

/// The headline, or a stage with the condition that decided it; all of it if asked for.
pub(super) fn why_stage(document: &mut Document<'_>, judged: &Judged<'_>, outcome: &StageOutcome, full: bool) {
    document.heading(2, stage::heading(judged, outcome));
    if full {
        return stage::body(document, judged, outcome);
    }
    let skipped = outcome.possible == Statuses::only(StageStatus::NotReached);
    if skipped {
        let after = judged.rules().stages.at(outcome.stage).after.as_ref();
        if let Some(after) = after {
            document.say(1, Tone::Plain, format!("it comes after {}", wording::rule(judged.sources, after.span)));
        }
        return;
    }
    // All that speak against it decide alike; what speaks for it decides only together.
    for deciding in super::order::deciding_first(judged.rules(), outcome).into_iter().take(1) {
        condition::condition(document, judged, outcome, deciding, Detail::Deciding);
    }
}

/// One condition with all its reasons, as an answer of its own.
pub(super) fn why_condition(
    document: &mut Document<'_>,
    judged: &Judged<'_>,
    stage: &StageOutcome,
    outcome: &ConditionOutcome,
) {
    condition::condition(document, judged, stage, outcome, Detail::Deciding);
}

/// The fewest votes that would turn a condition on regions, and in which: `5,957 more yes, in GL (609) and …`.
pub(super) fn regions(
    rules: &Measure,
    names: &Table<TableId, Vec<SmolStr>>,
    sources: &Sources,
    why: &Explanation,
) -> Option<String> {
    rows::of_condition(rules, names, sources, why)
}

/// The outcome of the measure.
pub(super) fn outcome(document: &mut Document<'_>, judged: &Judged<'_>) {
    headline(document, judged);
}

/// The reasons of a condition that stands alone.
pub(super) fn reasons(document: &mut Document<'_>, judged: &Judged<'_>, why: &Explanation) {
    condition::explain(document, judged, why);
}

/// One condition with its reasons, as part of another report.
pub(super) fn one_condition(document: &mut Document<'_>, judged: &Judged<'_>, id: ConditionId) {
    let found = judged.outcome.stages.iter().find_map(|stage| {
        stage.conditions.iter().find(|outcome| outcome.condition == id).map(|outcome| (stage, outcome))
    });
    if let Some((stage, outcome)) = found {
        condition::condition(document, judged, stage, outcome, Detail::Other);
    }
}

/// What each stage and condition came to, without the reasons, as part of another report.
pub(super) fn titles(document: &mut Document<'_>, judged: &Judged<'_>) {
    for stage in &judged.outcome.stages {
        document.line(1, stage::heading(judged, stage));
        for outcome in super::order::deciding_first(judged.rules(), stage) {
            condition::condition(document, judged, stage, outcome, Detail::Title);
        }
    }
}
