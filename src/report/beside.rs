//! Variants beside one another, on the same facts.

use super::document::Document;
use super::grid::Grid;
use super::layout::{Style, Tone};
use super::{Judged, overrides, text, wording};
use crate::inputs::Overrides;

/// What each of several measures or variants comes to, a row for each: its stages, or of a single stage its conditions.
/// `left_out` are those that cannot be judged on these facts, with why.
pub fn beside(judged: &[Judged<'_>], left_out: &[(String, String)], style: Style) -> String {
    let mut document = Document::new();
    let mut grid = Grid::default();
    grid.head("", false);
    let single = judged.iter().all(|judged| judged.outcome.stages.len() == 1);
    let mut names: Vec<String> = Vec::new();
    let mut note = |name: String| {
        if !names.contains(&name) {
            names.push(name);
        }
    };
    for judged in judged {
        for stage in &judged.outcome.stages {
            let rules = judged.rules();
            if single {
                stage.conditions.iter().for_each(|own| note(rules.conditions.at(own.condition).name.text.to_string()));
            } else {
                note(rules.stages.at(stage.stage).name.as_ref().unwrap_or(&rules.name).text.to_string());
            }
        }
    }
    if single {
        grid.head("comes to", false);
    }
    names.iter().for_each(|name| grid.head(name.clone(), false));
    if !single {
        grid.head("outcome", false);
    }
    for judged in judged {
        let rules = judged.rules();
        let mut cells = vec![(Tone::Strong, rules.name.text.to_string())];
        if let (true, Some(stage)) = (single, judged.outcome.stages.first()) {
            cells.push(text::status(stage));
            for name in &names {
                let own = stage.conditions.iter().find(|own| rules.conditions.at(own.condition).name.text == *name);
                cells.push(own.map_or((Tone::Quiet, "—".to_owned()), |own| {
                    let (tone, _) = text::glyph(rules.conditions.at(own.condition).kind, own.verdict);
                    (tone, wording::verdict_with_margin(own.verdict, own.comparison()))
                }));
            }
        } else {
            for name in &names {
                let own = judged
                    .outcome
                    .stages
                    .iter()
                    .find(|stage| rules.stages.at(stage.stage).name.as_ref().unwrap_or(&rules.name).text == *name);
                cells.push(own.map_or((Tone::Quiet, "—".to_owned()), |own| match own.possible.decided() {
                    Some(_) => text::status(own),
                    None => (Tone::Open, own.possible.words().to_owned()),
                }));
            }
            let certain = judged.outcome.outcome.certain().and_then(|at| rules.outcomes.get(at));
            let outcome = certain
                .map_or_else(|| judged.outcome.outcome.open_words().to_owned(), |clause| clause.text.text.to_string());
            cells.push((Tone::Plain, outcome));
        }
        grid.row(cells);
    }
    document.grid(grid);
    let overrides: Vec<Overrides> = judged.iter().map(|judged| Overrides::of(judged.facts)).collect();
    let labels = judged.iter().map(|judged| judged.rules().name.text.as_str());
    for note in overrides::notes(&labels.zip(&overrides).collect::<Vec<_>>()) {
        document.say(0, Tone::Quiet, format!("note: {note}"));
    }
    for (name, why) in left_out {
        document.say(0, Tone::Quiet, format!("{name} is left out: {why}"));
    }
    document.text(style)
}
