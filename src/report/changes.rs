//! What another value changed: verdicts that flipped, margins before and after, nothing else.

use super::document::Document;
use super::layout::{Piece, Style, Tone};
use super::{Judged, text, wording};
use crate::evaluate::{ConditionOutcome, StageOutcome};

/// The differences between two judgements of the same measure.
pub fn changes(before: &Judged<'_>, after: &Judged<'_>, style: Style) -> String {
    let mut document = Document::new();
    let rules = after.rules();
    for stage in &after.outcome.stages {
        let Some(old) = before.outcome.stages.iter().find(|old| old.stage == stage.stage) else { continue };
        let conditions: Vec<(&ConditionOutcome, String, String)> = stage
            .conditions
            .iter()
            .filter_map(|new| {
                let old = old.conditions.iter().find(|old| old.condition == new.condition)?;
                let (was, is) = (verdict(old), verdict(new));
                (was != is).then_some((new, was, is))
            })
            .collect();
        let (was, is) = (text::status(old).1, text::status(stage).1);
        if conditions.is_empty() && was == is {
            continue;
        }
        heading(&mut document, after, old, stage);
        for (outcome, was, is) in conditions {
            let declared = &rules.conditions.at(outcome.condition);
            let (tone, glyph) = text::glyph(declared.kind, outcome.verdict);
            document.hanging(
                1,
                4,
                vec![
                    (tone, format!("{glyph} ")),
                    (Tone::Strong, format!("{}: ", declared.name.text)),
                    (Tone::Plain, format!("{was} → ")),
                    (tone, is),
                ],
            );
        }
    }
    let (was, is) = (outcome(before), outcome(after));
    if was != is {
        document.hanging(
            0,
            4,
            vec![(Tone::Strong, "Outcome: ".to_owned()), (Tone::Plain, format!("{was} → ")), (Tone::Strong, is)],
        );
    }
    for note in after.facts.notes.iter().filter(|note| !before.facts.notes.contains(note)) {
        document.say(0, Tone::Quiet, format!("note: {}", wording::note(rules, note)));
    }
    let text = document.text(style);
    if text.is_empty() {
        let mut document = Document::new();
        document.say(0, Tone::Quiet, "no verdict and no margin changes");
        return document.text(style);
    }
    text
}

/// `nationhood: failed → passed`, `nationhood: still failed`
fn heading(document: &mut Document<'_>, judged: &Judged<'_>, old: &StageOutcome, new: &StageOutcome) {
    let rules = judged.rules();
    let name = rules.stages.at(new.stage).name.as_ref().unwrap_or(&rules.name);
    let ((_, was), (tone, is)) = (text::status(old), text::status(new));
    let mut pieces: Vec<Piece> = vec![(Tone::Strong, format!("{}: ", name.text))];
    if was == is {
        pieces.push((Tone::Plain, "still ".to_owned()));
    } else {
        pieces.push((Tone::Plain, format!("{was} → ")));
    }
    pieces.push((tone, is));
    document.hanging(0, 4, pieces);
}

fn verdict(outcome: &ConditionOutcome) -> String {
    wording::verdict_with_margin(outcome.verdict, outcome.comparison())
}

/// The outcome in a few words; nothing if the measure names none.
fn outcome(judged: &Judged<'_>) -> String {
    let found = &judged.outcome.outcome;
    let texts = &judged.rules().outcomes;
    let clauses = found.clauses.iter().filter_map(|&at| texts.get(at)).map(|clause| clause.text.text.as_str());
    let mut names: Vec<&str> = clauses.collect();
    if found.or_none {
        names.push("none of the outcomes");
    }
    if found.is_open() { format!("{} ({})", found.open_words(), names.join("; ")) } else { names.join("; ") }
}
