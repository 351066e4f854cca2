//! Why: the deciding condition first.

use super::document::Document;
use super::layout::{Style, Tone};
use super::order::deciding_first;
use super::{Judged, text};
use crate::evaluate::{StageStatus, Verdict};
use crate::program::{ConditionId, StageId};

/// What is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// The measure, or the stage that was judged by itself.
    Whole,
    /// A stage.
    Stage(StageId),
    /// A named condition.
    Condition(ConditionId),
}

/// The reasons of what something came to: of a stage the condition that decided it, or all of it if `full`.
///
/// `not` asks why it did not pass or was not met; if it did, the answer says that first.
pub fn reasons(judged: &Judged<'_>, about: About, not: bool, full: bool, style: Style) -> String {
    let mut document = Document::new();
    let stages = &judged.outcome.stages;
    match about {
        About::Condition(id) => {
            let found = stages
                .iter()
                .find_map(|stage| stage.conditions.iter().find(|own| own.condition == id).map(|own| (stage, own)));
            let Some((stage, outcome)) = found else {
                document.say(0, Tone::Open, "it was not judged: its stage is not the one that is chosen");
                return document.text(style);
            };
            if not && outcome.verdict == Verdict::Met {
                document.say(0, Tone::Good, "it is met");
            }
            text::why_condition(&mut document, judged, stage, outcome);
        }
        About::Stage(id) => {
            let Some(stage) = stages.iter().find(|stage| stage.stage == id) else {
                document.say(0, Tone::Open, "it was not judged: another stage is chosen");
                return document.text(style);
            };
            if not && stage.possible.decided() == Some(StageStatus::Passed) {
                document.say(0, Tone::Good, "it passed");
            }
            text::why_stage(&mut document, judged, stage, full);
            others(&mut document, judged, stage, full);
        }
        About::Whole => {
            text::outcome(&mut document, judged);
            for stage in stages {
                if stages.len() > 1 {
                    document.space();
                }
                if not && stages.len() == 1 && stage.possible.decided() == Some(StageStatus::Passed) {
                    document.say(0, Tone::Good, "it passed");
                }
                text::why_stage(&mut document, judged, stage, full);
                others(&mut document, judged, stage, full);
            }
        }
    }
    document.text(style)
}

/// `also: turnout met by 1,723,220`: the other conditions in a line each.
fn others(document: &mut Document<'_>, judged: &Judged<'_>, stage: &crate::evaluate::StageOutcome, full: bool) {
    if full || stage.possible.decided() == Some(StageStatus::NotReached) {
        return;
    }
    for outcome in deciding_first(judged.rules(), stage).into_iter().skip(1) {
        let declared = &judged.rules().conditions.at(outcome.condition);
        let (tone, glyph) = text::glyph(declared.kind, outcome.verdict);
        let verdict = super::wording::verdict_with_margin(outcome.verdict, outcome.comparison());
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
}
