//! One stage: what it came to, its dates and facts, its conditions, what follows.

use super::super::Judged;
use super::super::document::Document;
use super::super::layout::{Piece, Tone};
use super::super::order::deciding_first;
use super::super::wording;
use super::condition::{self, Detail};
use super::{facts, separate};
use crate::evaluate::{StageOutcome, StageStatus, Statuses};

/// `Nationhood election (nationhood): failed`
pub(super) fn heading(judged: &Judged<'_>, stage: &StageOutcome) -> Vec<Piece> {
    let rules = judged.rules();
    let declared = &rules.stages.at(stage.stage);
    // A measure without stages is its own stage.
    let (title, name) = match &declared.name {
        Some(name) => (declared.title.as_ref(), name),
        None => (judged.root().title.as_ref(), &judged.root().name),
    };
    let what = match title {
        Some(title) => format!("{} ({})", title.text, name.text),
        None => name.text.to_string(),
    };
    let (tone, status) = status(stage);
    vec![(Tone::Strong, format!("{what}: ")), (tone, status)]
}

/// What a stage came to, in words.
pub(super) fn status(stage: &StageOutcome) -> (Tone, String) {
    match stage.possible.decided() {
        Some(StageStatus::NotReached) => {
            let alone = stage.alone.decided().map(|status| match status {
                StageStatus::NoQuorum => " (would have had no quorum)".to_owned(),
                StageStatus::NotReached => String::new(),
                StageStatus::Undecided => " (would have been undecided)".to_owned(),
                StageStatus::Failed | StageStatus::Passed => format!(" (would have {})", status.words()),
            });
            (Tone::Quiet, format!("not reached{}", alone.unwrap_or_default()))
        }
        Some(status @ StageStatus::Passed) => (Tone::Good, status.words().to_owned()),
        Some(status @ (StageStatus::NoQuorum | StageStatus::Failed)) => (Tone::Bad, status.words().to_owned()),
        Some(status @ StageStatus::Undecided) => (Tone::Open, status.words().to_owned()),
        None => {
            let never = if stage.possible.contains(StageStatus::Passed) { "" } else { "; not passed in any case" };
            (Tone::Open, format!("{}: {}{never}", stage.possible.words(), possible(stage.possible)))
        }
    }
}

/// `no quorum, failed or passed`
fn possible(statuses: Statuses) -> String {
    let words: Vec<&str> = statuses.iter().map(StageStatus::words).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((only, _)) => (*only).to_owned(),
        None => "nothing is possible".to_owned(),
    }
}

/// Everything under the heading.
pub(super) fn body(document: &mut Document<'_>, judged: &Judged<'_>, stage: &StageOutcome) {
    let rules = judged.rules();
    let declared = &rules.stages.at(stage.stage);
    let skipped = stage.possible == Statuses::only(StageStatus::NotReached);
    if skipped && stage.alone.decided().is_none() {
        return;
    }
    dates(document, judged, stage);
    if declared.name.is_some() {
        facts(document, judged, Some(stage.stage));
    }
    for (at, outcome) in deciding_first(rules, stage).into_iter().enumerate() {
        let detail = match (skipped, at) {
            (true, _) => Detail::Title,
            (false, 0) => Detail::Deciding,
            (false, _) => Detail::Other,
        };
        condition::condition(document, judged, stage, outcome, detail);
    }
    if !skipped {
        whole_stage(document, judged, stage);
        still_needed(document, judged, stage);
    }
    if stage.possible == Statuses::only(StageStatus::Passed) {
        for effect in &declared.effects {
            document.line(1, vec![(Tone::Good, "→ ".to_owned()), (Tone::Plain, effect.text.text.to_string())]);
            for source in &effect.sources {
                document.say(2, Tone::Quiet, format!("source: {}", source.text));
            }
        }
    }
    for source in &declared.sources {
        document.say(1, Tone::Quiet, format!("source: {}", source.text));
    }
}

/// `opens Thu 26 January 2017 · closes Tue 25 July 2017`, then what else the stage defines.
fn dates(document: &mut Document<'_>, judged: &Judged<'_>, stage: &StageOutcome) {
    let rules = judged.rules();
    let mut dates: Vec<Piece> = Vec::new();
    let mut others: Vec<Piece> = Vec::new();
    for (id, definition) in rules.definitions.iter() {
        if definition.stage != Some(stage.stage) || definition.table.is_some() {
            continue;
        }
        let value = judged.outcome.definitions.get(id).and_then(Option::as_ref);
        let pieces = match (definition.date, value) {
            (Some(_), _) => &mut dates,
            (None, Some(value)) if wording::definition(value) != wording::UNKNOWN => &mut others,
            (None, Some(_) | None) => continue,
        };
        separate(pieces);
        pieces.push((Tone::Quiet, format!("{}\u{a0}", definition.name.text)));
        pieces.push((Tone::Plain, value.map_or_else(|| "not known".to_owned(), wording::definition)));
    }
    for pieces in [dates, others] {
        if !pieces.is_empty() {
            document.line(1, pieces);
        }
    }
}

/// What would turn the stage as a whole, where no single condition has said so already.
fn whole_stage(document: &mut Document<'_>, judged: &Judged<'_>, stage: &StageOutcome) {
    let rules = judged.rules();
    let said = |line: &crate::evaluate::LeastChange| {
        stage.conditions.iter().any(|condition| condition.changes.lines.iter().take(2).any(|other| other == line))
    };
    let Some(least) = stage.changes.lines.first().filter(|line| !said(line)) else { return };
    let change = wording::change(rules, Some(stage.stage), least);
    let to = match stage.alone.decided() {
        Some(StageStatus::Passed) => "not to pass",
        Some(StageStatus::NoQuorum | StageStatus::Failed | StageStatus::Undecided | StageStatus::NotReached) | None => {
            "to pass"
        }
    };
    document.line(1, vec![(Tone::Quiet, format!("for the stage {to}: ")), (Tone::Plain, change)]);
}

/// What a missing count decides: `passes exactly if yes is at least 5,177,419: 201,145 of the 7,000,000 still out`
fn still_needed(document: &mut Document<'_>, judged: &Judged<'_>, stage: &StageOutcome) {
    for needed in &stage.still_needed {
        for text in wording::still_needed(judged.rules(), Some(stage.stage), needed) {
            document.line(1, vec![(Tone::Quiet, "still open: ".to_owned()), (Tone::Plain, text)]);
        }
    }
}
