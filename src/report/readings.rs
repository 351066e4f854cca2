//! What a measure's variants make of the same facts, in a line each.

use super::document::Document;
use super::layout::{Tone, columns, pad};
use super::order::deciding_first;
use super::{Judged, wording};
use crate::evaluate::StageStatus;

/// What the variants make of the same facts: a line for each, or one for all if none of them differs.
pub(super) fn readings<'v>(judged: &Judged<'_>, variants: &[Judged<'_>]) -> Document<'v> {
    let mut document = Document::new();
    let own = result(judged);
    if variants.iter().all(|variant| result(variant) == own) {
        let names: Vec<&str> = variants.iter().map(|variant| variant.rules().name.text.as_str()).collect();
        let what = "Its variants come to the same: ".to_owned();
        document.line(0, vec![(Tone::Strong, what), (Tone::Plain, names.join(", "))]);
        return document;
    }
    document.heading(2, vec![(Tone::Strong, "The same votes under its variants".to_owned())]);
    let name = variants.iter().map(|judged| columns(&judged.rules().name.text)).max().unwrap_or(0);
    let results: Vec<_> = variants.iter().map(result).collect();
    let room = results.iter().map(|(_, status, _)| columns(status)).max().unwrap_or(0);
    for (judged, (tone, status, why)) in variants.iter().zip(results) {
        document.line(
            1,
            vec![
                (Tone::Code, pad(&judged.rules().name.text, name)),
                (Tone::Plain, "  ".to_owned()),
                (tone, pad(&status, room)),
                (Tone::Plain, format!("  {why}")),
            ],
        );
    }
    document
}

/// What it came to and, of a single stage, its deciding condition.
fn result(judged: &Judged<'_>) -> (Tone, String, String) {
    let rules = judged.rules();
    let outcome = judged.outcome;
    if let [only] = outcome.stages.as_slice() {
        let (tone, status) = match only.alone.decided() {
            Some(status @ StageStatus::Passed) => (Tone::Good, status.words()),
            Some(status @ (StageStatus::Failed | StageStatus::NoQuorum)) => (Tone::Bad, status.words()),
            Some(status @ (StageStatus::Undecided | StageStatus::NotReached)) => (Tone::Open, status.words()),
            None => (Tone::Open, only.alone.words()),
        };
        let why = deciding_first(rules, only).first().map(|condition| {
            let comparison = condition.comparison();
            let share = comparison.and_then(|comparison| comparison.share.as_ref());
            let share = share.map(|share| format!(" at {}", wording::share_of(share, judged.sources)));
            let verdict = wording::verdict_with_margin(condition.verdict, comparison);
            format!("{} {verdict}{}", rules.conditions.at(condition.condition).name.text, share.unwrap_or_default())
        });
        return (tone, status.to_owned(), why.unwrap_or_default());
    }
    match (outcome.outcome.certain(), outcome.outcome.is_open()) {
        (Some(certain), _) => {
            let text = rules.outcomes.get(certain).map(|clause| clause.text.text.to_string());
            (Tone::Plain, text.unwrap_or_default(), String::new())
        }
        (None, false) => {
            let stages = outcome.stages.iter().map(|stage| {
                let name = rules.stages.at(stage.stage).name.as_ref().map_or("", |name| name.text.as_str());
                format!("{name} {}", stage.possible.words())
            });
            (Tone::Plain, stages.collect::<Vec<_>>().join(", "), String::new())
        }
        (None, true) => (Tone::Open, outcome.outcome.open_words().to_owned(), String::new()),
    }
}
