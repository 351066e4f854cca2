//! One condition: its verdict, the rule as written, both sides, what would turn it, and the law.

use super::super::Judged;
use super::super::document::Document;
use super::super::layout::{Tone, pad};
use super::super::order::{Bearing, bearing};
use super::super::wording;
use super::rows;
use crate::evaluate::{
    ComparisonOutcome, ConditionOutcome, Explanation, Reason, Side, SideValue, StageOutcome, Verdict,
};
use crate::facts::{Cells, Slot};
use crate::program::{Condition, ConditionId, ConditionKind, InputId, ParameterId, ParameterValue};
use crate::span::Span;

/// How much is said of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// Its verdict: the stage was not reached.
    Title,
    /// It explains the stage's status.
    Deciding,
    /// It stands beside the one that does.
    Other,
}

/// Where the parts of a condition begin.
const DEPTH: usize = 2;

pub(super) fn condition(
    document: &mut Document<'_>,
    judged: &Judged<'_>,
    stage: &StageOutcome,
    outcome: &ConditionOutcome,
    detail: Detail,
) {
    let rules = judged.rules();
    let declared = &rules.conditions.at(outcome.condition);
    title(document, declared, outcome);
    if detail == Detail::Title {
        return;
    }
    document.say(DEPTH, Tone::Code, wording::rule(judged.sources, declared.formula.span));
    explain(document, judged, &outcome.why);
    needs(document, judged, stage, outcome);
    let lines = if detail == Detail::Deciding { 2 } else { 1 };
    turn(document, judged, stage, outcome, lines);
    citations(document, judged, outcome.condition);
}

/// `✗ require consent: not met by 201,145`
fn title(document: &mut Document<'_>, declared: &Condition, outcome: &ConditionOutcome) {
    let (tone, glyph) = glyph(declared.kind, outcome.verdict);
    let verdict = wording::verdict_with_margin(outcome.verdict, outcome.comparison());
    document.line(
        1,
        vec![
            (tone, format!("{glyph} ")),
            (Tone::Quiet, format!("{} ", declared.kind.word())),
            (Tone::Strong, format!("{}: ", declared.name.text)),
            (tone, verdict),
        ],
    );
}

/// Whether a condition speaks for its stage, against it, or neither yet.
pub(super) fn glyph(kind: ConditionKind, verdict: Verdict) -> (Tone, &'static str) {
    match bearing(kind, verdict) {
        Bearing::For => (Tone::Good, "✓"),
        Bearing::Against => (Tone::Bad, "✗"),
        Bearing::Open => (Tone::Open, "?"),
    }
}

/// The values behind a verdict; a compound condition as a small tree.
pub(super) fn explain(document: &mut Document<'_>, judged: &Judged<'_>, why: &Explanation) {
    match &why.reason {
        Reason::Comparison(comparison) => compare(document, judged, comparison),
        Reason::Not(inner) => explain(document, judged, inner),
        Reason::Definition(id, inner) => {
            let name = &judged.rules().definitions.at(*id).name.text;
            let text = wording::rule(judged.sources, inner.span);
            document.line(DEPTH, vec![(Tone::Quiet, format!("{name} is ")), (Tone::Plain, text)]);
            explain(document, judged, inner);
        }
        Reason::All(_) | Reason::Any(_) => tree(document, judged, why, why.span, DEPTH, None),
        // The line below says what it hangs on.
        Reason::Missing(_) => {}
        Reason::Stated => document.say(DEPTH, Tone::Plain, "as supplied"),
        Reason::Rows { table, every, rows } => {
            rows::quantified(document, judged, *table, *every, why.verdict, rows, DEPTH)
        }
    }
}

/// Both sides under one another, with the share and the bar.
fn compare(document: &mut Document<'_>, judged: &Judged<'_>, comparison: &ComparisonOutcome) {
    if let Some(base) = comparison.empty_base {
        let base = wording::rule(judged.sources, base);
        document.say(DEPTH, Tone::Bad, format!("{base} is 0, and a share of nothing is never reached"));
    }
    if is_empty(&comparison.left) && is_empty(&comparison.right) {
        return;
    }
    let sides = wording::sides(comparison, judged.sources);
    document.figures(DEPTH, sides.into());
    for aggregate in &comparison.tables {
        rows::aggregate(document, judged, comparison, aggregate, DEPTH);
    }
}

const fn is_empty(side: &Side) -> bool {
    matches!(side.value, SideValue::EmptyBase)
}

/// How a part stands to the whole that it decided.
#[derive(Clone, Copy)]
enum Carried {
    It,
    Against,
}

/// A compound condition, a line for each part. `span` is the part's text with the `not`s before it.
fn tree(
    document: &mut Document<'_>,
    judged: &Judged<'_>,
    why: &Explanation,
    span: Span,
    depth: usize,
    carried: Option<Carried>,
) {
    let (tone, glyph) = match why.verdict {
        Verdict::Met => (Tone::Good, "✓"),
        Verdict::NotMet => (Tone::Bad, "✗"),
        Verdict::Unknown | Verdict::NotDecided => (Tone::Open, "?"),
    };
    let tail = match carried {
        Some(Carried::It) => " (this carried it)",
        Some(Carried::Against) => " (this brought it down)",
        None => "",
    };
    let mut say = |text: String| {
        document.hanging(
            depth,
            4,
            vec![(tone, format!("{glyph} ")), (Tone::Plain, text), (Tone::Quiet, tail.to_owned())],
        );
    };
    match &why.reason {
        Reason::Comparison(comparison) => {
            let verdict = wording::verdict_with_margin(why.verdict, Some(comparison));
            let rule = wording::rule(judged.sources, span);
            say(format!("{rule}: {}; {verdict}", wording::in_short(comparison, judged.sources)));
            if let Some(base) = comparison.empty_base {
                let base = wording::rule(judged.sources, base);
                document.say(depth + 1, Tone::Bad, format!("{base} is 0, and a share of nothing is never reached"));
            }
            for aggregate in &comparison.tables {
                rows::aggregate(document, judged, comparison, aggregate, depth + 1);
            }
        }
        Reason::Stated => say(format!("{}: {}", wording::rule(judged.sources, span), truth(why.verdict))),
        Reason::Missing(id) => say(format!("{}: not given", judged.rules().inputs.at(*id).name.text)),
        Reason::Definition(id, inner) => {
            let name = &judged.rules().definitions.at(*id).name.text;
            say(format!("{name}, which is"));
            tree(document, judged, inner, inner.span, depth + 1, None);
        }
        Reason::Not(inner) => tree(document, judged, inner, span, depth, carried),
        Reason::All(parts) => {
            say("all of".to_owned());
            branches(document, judged, why.verdict, parts, Verdict::NotMet, Carried::Against, depth + 1);
        }
        Reason::Any(parts) => {
            say("any of".to_owned());
            branches(document, judged, why.verdict, parts, Verdict::Met, Carried::It, depth + 1);
        }
        Reason::Rows { table, every, rows } => {
            say(wording::rule(judged.sources, span));
            rows::quantified(document, judged, *table, *every, why.verdict, rows, depth + 1);
        }
    }
}

/// The parts of `and` or `or`; those that decided it are marked if others did not.
fn branches(
    document: &mut Document<'_>,
    judged: &Judged<'_>,
    whole: Verdict,
    parts: &[Explanation],
    deciding: Verdict,
    carried: Carried,
    depth: usize,
) {
    let mixed = whole == deciding && parts.iter().any(|part| part.verdict != deciding);
    for part in parts {
        tree(document, judged, part, part.span, depth, (mixed && part.verdict == deciding).then_some(carried));
    }
}

const fn truth(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "true",
        Verdict::NotMet => "false",
        Verdict::Unknown => "unknown",
        Verdict::NotDecided => "not decided",
    }
}

/// `hangs on yes (4,000,000 to 4,500,000), ballots`; what is decided all the same says so.
fn needs(document: &mut Document<'_>, judged: &Judged<'_>, stage: &StageOutcome, outcome: &ConditionOutcome) {
    if outcome.needs.is_empty() {
        return;
    }
    let names: Vec<String> = outcome.needs.iter().map(|&id| need(judged, stage, id)).collect();
    let (tone, label) = match outcome.verdict {
        Verdict::Unknown | Verdict::NotDecided => (Tone::Open, "hangs on  "),
        Verdict::Met | Verdict::NotMet => (Tone::Quiet, "decided without  "),
    };
    document.line(DEPTH, vec![(tone, label.to_owned()), (Tone::Plain, names.join(", "))]);
}

fn need(judged: &Judged<'_>, stage: &StageOutcome, id: InputId) -> String {
    let name = wording::input_name(judged.rules(), Some(stage.stage), id);
    match judged.facts.inputs.get(id) {
        Some(Cells::One(slot @ Slot::Range(..))) => {
            format!("{name} ({})", wording::slot(slot, judged.rules().inputs.at(id).kind))
        }
        Some(Cells::One(Slot::Unknown | Slot::Known(_)) | Cells::Rows(_)) | None => name,
    }
}

/// The least changes that would turn the verdict.
fn turn(
    document: &mut Document<'_>,
    judged: &Judged<'_>,
    stage: &StageOutcome,
    outcome: &ConditionOutcome,
    lines: usize,
) {
    let mut label = "to turn it";
    for line in outcome.changes.lines.iter().take(lines) {
        let change = wording::change(judged.rules(), Some(stage.stage), line);
        document.line(DEPTH, vec![(Tone::Quiet, format!("{}  ", pad(label, 10))), (Tone::Plain, change)]);
        label = "or";
    }
    if let Some(span) = outcome.changes.not_linear.filter(|_| outcome.changes.lines.is_empty()) {
        let whole = span == judged.rules().conditions.at(outcome.condition).formula.span;
        let part = if whole { String::new() } else { format!(" in `{}`", wording::rule(judged.sources, span)) };
        document.say(DEPTH, Tone::Quiet, format!("to turn it  not sought, because the rule is not linear{part}"));
    }
    if outcome.changes.too_many {
        document.say(DEPTH, Tone::Quiet, "to turn it  not sought, because the rule has too many comparisons");
    }
}

/// The law: of the condition, then of each number it uses.
fn citations(document: &mut Document<'_>, judged: &Judged<'_>, id: ConditionId) {
    let declared = judged.rules().conditions.at(id);
    // The law does not say a number that was moved.
    for source in declared.sources.iter().filter(|_| !judged.is_moved(id)) {
        document.say(DEPTH, Tone::Quiet, format!("source: {}", source.text));
    }
    for &id in declared.parameters.iter().filter(|id| !judged.is_moved_parameter(**id)) {
        for line in parameter_sources(judged, id) {
            document.say(DEPTH, Tone::Quiet, &line);
        }
    }
}

/// `governor_votes = 7,317,581: Statement of Vote, General Election, 4 November 2014`
fn parameter_sources(judged: &Judged<'_>, id: ParameterId) -> Vec<String> {
    let parameter = &judged.rules().parameters.at(id);
    let name = &parameter.name.text;
    let value = match (&parameter.value, judged.facts.parameters.get(id)) {
        (_, Some(Cells::One(slot @ (Slot::Known(_) | Slot::Range(..))))) => {
            format!(" = {}", wording::slot(slot, parameter.kind))
        }
        (ParameterValue::Constant(value, _), _) => format!(" = {}", wording::value(value, parameter.kind)),
        (ParameterValue::ByDate { .. } | ParameterValue::PerRow(_), _) => String::new(),
    };
    parameter.sources.iter().map(|source| format!("{name}{value}: {}", source.text)).collect()
}
