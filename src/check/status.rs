//! Statuses: what stages and conditions came to, where that may be asked.

use crate::check::error::CheckError;
use crate::check::lookup::Found;
use crate::check::scope::{Looked, Place, Scope};
use crate::check::show;
use crate::fix::Help;
use crate::program::{ConditionId, ConditionKind, Formula, FormulaNode, Measure, StageId, Status};
use crate::span::Span;
use crate::syntax::ast;
use crate::words;

impl Scope<'_> {
    /// `nationhood passed`, `majority not met`; without a name the measure's own.
    pub(super) fn status(&mut self, span: Span, path: Option<&ast::Path>, status: Status) -> Looked<Formula> {
        if matches!(self.place, Place::Rule | Place::Given) {
            return self.report(CheckError::StatusPlace { span });
        }
        let node = match path {
            None => {
                let stage = self.own_stage(status, span)?;
                FormulaNode::Stage(stage, self.stage_status(stage, status, self.measure.name.text.to_string(), span)?)
            }
            Some(path) => match self.find(path) {
                Found::Stage(stage) => {
                    FormulaNode::Stage(stage, self.stage_status(stage, status, show::path(path), span)?)
                }
                Found::Condition(condition) => {
                    if self.place == Place::After {
                        return self.report(CheckError::ConditionInAfter { name: show::path(path), span });
                    }
                    FormulaNode::Condition(condition, self.condition_status(status, path)?)
                }
                Found::Nothing { nearest } => return self.unknown(path, nearest),
                found @ (Found::Input(_)
                | Found::Parameter(_)
                | Found::Date(_)
                | Found::Definition(_)
                | Found::Table(_)) => return self.report(no_status(path, &found)),
            },
        };
        Ok(Formula { span, node })
    }

    /// The one stage of a measure without stages.
    fn own_stage(&mut self, status: Status, span: Span) -> Looked<StageId> {
        match sole_stage(self.measure) {
            Some(stage) => Ok(stage),
            None => {
                let stages = stage_list(self.measure, status);
                self.report(CheckError::WhichStage { status, stages, span })
            }
        }
    }

    fn stage_status(&mut self, stage: StageId, status: Status, name: String, span: Span) -> Looked<Status> {
        match status {
            Status::Passed
            | Status::Failed
            | Status::NoQuorum
            | Status::Undecided
            | Status::Reached
            | Status::NotReached
            | Status::NotPassed => match impossible(self.measure, stage, status, span) {
                None => Ok(status),
                Some(error) => self.report(error),
            },
            Status::Pending => {
                let help = "a rule asks what the stage came to: `passed`, `failed`, `not passed`".into();
                self.report(CheckError::WrongStatus { what: "stage", name, status, help, span })
            }
            Status::Met | Status::NotMet | Status::Unknown => {
                let help = STAGE_HELP.into();
                self.report(CheckError::WrongStatus { what: "stage", name, status, help, span })
            }
        }
    }

    fn condition_status(&mut self, status: Status, path: &ast::Path) -> Looked<Status> {
        match status {
            Status::Met | Status::NotMet => Ok(status),
            Status::Passed
            | Status::Failed
            | Status::NoQuorum
            | Status::Undecided
            | Status::Reached
            | Status::NotReached
            | Status::NotPassed
            | Status::Pending
            | Status::Unknown => {
                let (name, help) = (show::path(path), condition_help(status).into());
                self.report(CheckError::WrongStatus { what: "condition", name, status, help, span: path.span })
            }
        }
    }
}

/// What a stage can come to.
pub(super) const STAGE_HELP: &str = "a stage is `passed`, `failed`, `no quorum`, `undecided` or `not reached`";

/// What was probably meant of a condition.
pub(super) fn condition_help(status: Status) -> &'static str {
    match status {
        Status::Passed | Status::Reached => "a condition is `met` or `not met`",
        Status::Failed | Status::NotPassed | Status::NoQuorum | Status::NotReached => {
            "a condition is not met: `not met`"
        }
        Status::Pending | Status::Undecided | Status::Unknown | Status::Met | Status::NotMet => {
            "a condition is `met` or `not met`"
        }
    }
}

/// The stage of a measure that has no stages of its own.
pub(super) fn sole_stage(measure: &Measure) -> Option<StageId> {
    measure.stages.iter().find(|(_, stage)| stage.name.is_none()).map(|(id, _)| id)
}

/// `` `petition passed` or `ballot passed` ``
pub(super) fn stage_list(measure: &Measure, status: Status) -> Help {
    let names = measure.stages.values().filter_map(|stage| stage.name.as_ref());
    let names: Vec<String> = names.map(|name| format!("{} {}", name.text, status.words())).collect();
    Help::choice(words::or_list(&names), names)
}

/// A status that the stage's conditions rule out.
pub(super) fn impossible(measure: &Measure, stage: StageId, status: Status, span: Span) -> Option<CheckError> {
    let own = measure.stages.at(stage);
    let has = |kind| own.conditions.iter().any(|&id: &ConditionId| measure.conditions.at(id).kind == kind);
    let (lacks, help) = match status {
        Status::Undecided => (ConditionKind::Reject, "without a `reject` a stage that has not passed has failed"),
        Status::NoQuorum => (ConditionKind::Quorum, "without a `quorum` every vote counts"),
        Status::Passed
        | Status::Failed
        | Status::Reached
        | Status::NotReached
        | Status::NotPassed
        | Status::Pending
        | Status::Met
        | Status::NotMet
        | Status::Unknown => return None,
    };
    let name = own.name.as_ref();
    let declared = name.map_or(measure.name.span, |name| name.span);
    let stage = name.map(|name| name.text.clone());
    (!has(lacks)).then_some(CheckError::ImpossibleStatus { stage, status, lacks, help, span, declared })
}

/// Only stages and conditions come to something.
pub(super) fn no_status(path: &ast::Path, found: &Found) -> CheckError {
    let what = what(found);
    let help = match found {
        Found::Input(_) | Found::Definition(_) => "a truth is named alone: `granted`, `not granted`".into(),
        Found::Parameter(_)
        | Found::Date(_)
        | Found::Condition(_)
        | Found::Stage(_)
        | Found::Table(_)
        | Found::Nothing { .. } => "name a stage or a condition".into(),
    };
    CheckError::NoStatus { name: show::path(path), what, help, span: path.span }
}

/// What a name stands for, in words.
pub(super) fn what(found: &Found) -> &'static str {
    match found {
        Found::Input(_) => "an input",
        Found::Parameter(_) => "a parameter",
        Found::Date(_) => "a date",
        Found::Definition(_) => "a definition",
        Found::Condition(_) => "a condition",
        Found::Stage(_) => "a stage",
        Found::Table(_) => "a table",
        Found::Nothing { .. } => "nothing",
    }
}
