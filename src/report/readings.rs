//! What a measure's variants make of the same facts, in a line each.

use super::layout::{Page, Style, Tone, columns, pad};
use super::order::deciding_first;
use super::{Judged, wording};
use crate::evaluate::StageStatus;

/// What the variants make of the same facts: a line for each, or one for all if none of them differs.
pub fn readings(judged: &Judged<'_>, variants: &[Judged<'_>], style: Style) -> String {
    let mut page = Page::new(style);
    if variants.is_empty() {
        return page.finish();
    }
    page.verbatim(0, "");
    let own = result(judged);
    if variants.iter().all(|variant| result(variant) == own) {
        let names: Vec<&str> = variants.iter().map(|variant| variant.rules().name.text.as_str()).collect();
        page.line(
            0,
            2,
            &[(Tone::Strong, "Its variants come to the same: ".to_owned()), (Tone::Plain, names.join(", "))],
        );
        return page.finish();
    }
    page.line(0, 2, &[(Tone::Strong, "The same votes under its variants".to_owned())]);
    let name = variants.iter().map(|judged| columns(&judged.rules().name.text)).max().unwrap_or(0);
    let results: Vec<_> = variants.iter().map(result).collect();
    let room = results.iter().map(|(_, status, _)| columns(status)).max().unwrap_or(0);
    for (judged, (tone, status, why)) in variants.iter().zip(results) {
        page.line(
            2,
            4,
            &[
                (Tone::Plain, format!("{}  ", pad(&judged.rules().name.text, name))),
                (tone, pad(&status, room)),
                (Tone::Plain, format!("  {why}")),
            ],
        );
    }
    page.finish()
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
