//! The result of a stage, given its conditions, and what follows from the stages.

use super::Stop;
use super::outcome::{Outcomes, StageStatus, Statuses, Verdict};
use super::world::World;
use crate::ids::Id as _;
use crate::program::{ConditionKind, StageId, Status};

/// A stage judged by itself. In this order: a `quorum` not met, a `reject` met, every `require` met, or not.
pub(crate) fn alone(conditions: impl Iterator<Item = (ConditionKind, Verdict)>) -> Statuses {
    let (mut quorum, mut reject, mut require) = (Verdict::Met, Verdict::NotMet, Verdict::Met);
    let mut can_reject = false;
    for (kind, verdict) in conditions {
        match kind {
            ConditionKind::Quorum => quorum = quorum.and(verdict),
            ConditionKind::Require => require = require.and(verdict),
            ConditionKind::Reject => {
                can_reject = true;
                reject = reject.or(verdict);
            }
        }
    }
    let short = if can_reject { StageStatus::Undecided } else { StageStatus::Failed };
    let required = choose(require, StageStatus::Passed.into(), short.into());
    let judged = choose(reject, StageStatus::Failed.into(), required);
    choose(quorum, judged, StageStatus::NoQuorum.into())
}

impl From<StageStatus> for Statuses {
    fn from(status: StageStatus) -> Self {
        Self::only(status)
    }
}

/// One set if it holds, the other if not, both while that is open.
fn choose(verdict: Verdict, met: Statuses, not_met: Statuses) -> Statuses {
    match verdict {
        Verdict::Met => met,
        Verdict::NotMet => not_met,
        Verdict::Unknown => met.or(not_met),
        Verdict::NotDecided => met.or(not_met).not_decided(),
    }
}

/// The statuses a stage may still have, once it is said whether it is reached.
pub(super) fn possible(reached: Verdict, alone: Statuses) -> Statuses {
    choose(reached, alone, StageStatus::NotReached.into())
}

/// Whether a stage with these possibilities has that status. `not passed` is said of a reached stage only.
pub(crate) fn verdict_of(possible: Statuses, status: Status) -> Verdict {
    let reached = Statuses::only(StageStatus::NoQuorum)
        .with(StageStatus::Failed)
        .with(StageStatus::Undecided)
        .with(StageStatus::Passed);
    let wanted = match status {
        Status::Passed | Status::Met => StageStatus::Passed.into(),
        Status::Failed => StageStatus::Failed.into(),
        Status::NoQuorum => StageStatus::NoQuorum.into(),
        Status::Undecided => StageStatus::Undecided.into(),
        Status::NotReached => StageStatus::NotReached.into(),
        Status::Reached => reached,
        Status::NotPassed | Status::NotMet => reached.without(StageStatus::Passed),
        Status::Pending | Status::Unknown => return Verdict::from_bool(possible.decided().is_none()),
    };
    match (possible.and(wanted) == possible, possible.and(wanted).is_empty()) {
        (true, _) => Verdict::Met,
        (false, true) => Verdict::NotMet,
        (false, false) => Verdict::Unknown,
    }
}

impl World<'_> {
    pub(super) fn set_statuses(&mut self, stage: StageId, statuses: Statuses) {
        let index = stage.index();
        if self.scratch.stages.len() <= index {
            self.scratch.stages.resize(index + 1, None);
        }
        if let Some(slot) = self.scratch.stages.get_mut(index) {
            *slot = Some(statuses);
        }
    }

    /// Outcomes in order: one that surely fails is skipped, the first that surely holds ends the list, and what was open
    /// before it stays possible.
    pub(super) fn outcomes(&mut self) -> Result<Outcomes, Stop> {
        let mut clauses = Vec::new();
        for (index, outcome) in self.measure.outcomes.iter().enumerate() {
            let verdict = match &outcome.when {
                None => Verdict::Met,
                Some(when) => self.verdict(when, false)?,
            };
            match verdict {
                Verdict::NotMet => continue,
                Verdict::Met | Verdict::Unknown | Verdict::NotDecided => clauses.push(index),
            }
            if verdict == Verdict::Met {
                return Ok(Outcomes { clauses, or_none: false, not_decided: false });
            }
        }
        Ok(Outcomes { or_none: !self.measure.outcomes.is_empty(), clauses, not_decided: false })
    }
}
