//! What a measure's variants make of the same facts, in a line each.

use super::document::Document;
use super::layout::{Tone, columns, pad};
use super::order::deciding_first;
use super::{Judged, overrides, wording};
use crate::evaluate::{StageStatus, Statuses};
use crate::inputs::Overrides;

/// What the variants make of the same facts: a line for each, or one for all if none of them differs.
pub(super) fn readings<'v>(judged: &Judged<'_>, variants: &[Judged<'_>]) -> Document<'v> {
    let mut document = Document::new();
    let own = (result(judged), Possible::of(judged));
    if variants.iter().all(|variant| result(variant) == own.0 && Possible::of(variant) == own.1) {
        let names: Vec<&str> = variants.iter().map(|variant| variant.rules().name.text.as_str()).collect();
        let what = "Its variants come to the same: ".to_owned();
        document.line(0, vec![(Tone::Strong, what), (Tone::Plain, names.join(", "))]);
        kept(&mut document, judged, variants);
        return document;
    }
    document.heading(2, vec![(Tone::Strong, "The same votes under its variants".to_owned())]);
    let name = variants.iter().map(|judged| columns(&judged.rules().name.text)).max().unwrap_or(0);
    let results = variants.iter().map(|variant| {
        let (tone, status, why) = result(variant);
        let open = variant.outcome.outcome.is_open() && variant.outcome.stages.len() > 1;
        let why = if open { Possible::of(variant).against(&own.1) } else { why };
        (tone, status, why)
    });
    let results: Vec<_> = results.collect();
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
    kept(&mut document, judged, variants);
    document
}

/// What was moved for some of the variants and is kept by others.
fn kept(document: &mut Document<'_>, judged: &Judged<'_>, variants: &[Judged<'_>]) {
    let overrides = variants.iter().map(|variant| {
        let mut own = Overrides::of(variant.facts);
        // What moved the rule itself is said there.
        own.moved
            .retain(|moved| !judged.facts.moved.iter().any(|said| said.path == moved.path && said.was == moved.was));
        own
    });
    let overrides: Vec<Overrides> = overrides.collect();
    let labels = variants.iter().map(|variant| variant.rules().name.text.as_str());
    for note in overrides::notes(&labels.zip(&overrides).collect::<Vec<_>>()) {
        document.say(1, Tone::Quiet, format!("note: {note}"));
    }
}

/// All that may still follow: the outcomes in words, and the statuses of each stage by its name.
#[derive(PartialEq)]
struct Possible<'a> {
    outcomes: Vec<&'a str>,
    or_none: bool,
    stages: Vec<(Option<&'a str>, Statuses)>,
}

impl<'a> Possible<'a> {
    fn of(judged: &Judged<'a>) -> Self {
        let rules = judged.rules();
        let found = &judged.outcome.outcome;
        let text = |at: &usize| rules.outcomes.get(*at).map(|outcome| outcome.text.text.as_str());
        let stages = judged.outcome.stages.iter().map(|stage| {
            let name = rules.stages.at(stage.stage).name.as_ref().map(|name| name.text.as_str());
            (name, if judged.outcome.target.is_some() { stage.alone } else { stage.possible })
        });
        Self {
            outcomes: found.clauses.iter().filter_map(text).collect(),
            or_none: found.or_none,
            stages: stages.collect(),
        }
    }

    /// What may follow, as far as that is not the same: the outcomes, or the statuses of the stages that differ.
    fn against(&self, own: &Self) -> String {
        if self == own {
            return "as above".to_owned();
        }
        if (&self.outcomes, self.or_none) != (&own.outcomes, own.or_none) {
            let none = self.or_none.then_some("none of the outcomes");
            return self.outcomes.iter().copied().chain(none).collect::<Vec<_>>().join("; ");
        }
        let differs = self.stages.iter().filter(|stage| !own.stages.contains(stage));
        let stages = differs.map(|(name, statuses)| {
            let words: Vec<&str> = statuses.iter().map(StageStatus::words).collect();
            format!("{} {}", name.unwrap_or_default(), words.join(" or "))
        });
        stages.collect::<Vec<_>>().join("; ")
    }
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
