//! Why: the deciding condition first.

use super::layout::{Page, Style, Tone};
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
    let mut page = Page::new(style);
    let stages = &judged.outcome.stages;
    match about {
        About::Condition(id) => {
            let found = stages
                .iter()
                .find_map(|stage| stage.conditions.iter().find(|own| own.condition == id).map(|own| (stage, own)));
            let Some((stage, outcome)) = found else {
                page.say(0, Tone::Open, "it was not judged: its stage is not the one that is chosen");
                return page.finish();
            };
            if not && outcome.verdict == Verdict::Met {
                page.say(0, Tone::Good, "it is met");
            }
            text::why_condition(&mut page, judged, stage, outcome);
        }
        About::Stage(id) => {
            let Some(stage) = stages.iter().find(|stage| stage.stage == id) else {
                page.say(0, Tone::Open, "it was not judged: another stage is chosen");
                return page.finish();
            };
            if not && stage.possible.decided() == Some(StageStatus::Passed) {
                page.say(0, Tone::Good, "it passed");
            }
            text::why_stage(&mut page, judged, stage, full);
            others(&mut page, judged, stage, full);
        }
        About::Whole => {
            text::outcome(&mut page, judged);
            for stage in stages {
                if stages.len() > 1 {
                    page.blank();
                }
                if not && stages.len() == 1 && stage.possible.decided() == Some(StageStatus::Passed) {
                    page.say(0, Tone::Good, "it passed");
                }
                text::why_stage(&mut page, judged, stage, full);
                others(&mut page, judged, stage, full);
            }
        }
    }
    page.finish()
}

/// `also: turnout met by 1,723,220`: the other conditions in a line each.
fn others(page: &mut Page, judged: &Judged<'_>, stage: &crate::evaluate::StageOutcome, full: bool) {
    if full || stage.possible.decided() == Some(StageStatus::NotReached) {
        return;
    }
    for outcome in deciding_first(judged.rules(), stage).into_iter().skip(1) {
        let declared = &judged.rules().conditions.at(outcome.condition);
        let (tone, glyph) = text::glyph(declared.kind, outcome.verdict);
        let verdict = super::wording::verdict_with_margin(outcome.verdict, outcome.comparison());
        page.line(
            2,
            4,
            &[
                (tone, format!("{glyph} ")),
                (Tone::Quiet, format!("{} ", declared.kind.word())),
                (Tone::Strong, format!("{}: ", declared.name.text)),
                (tone, verdict),
            ],
        );
    }
}
