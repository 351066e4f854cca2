//! Stages, statuses and outcomes of the measure as a whole that cannot be.

use std::collections::BTreeMap;

use super::ask::{Asker, Can};
use super::{Asked, Audit, AuditFinding, Code, Options, Why};
use crate::decision::{Circuit, Lowered, NodeId, Rules};
use crate::evaluate::{Judgement, StageStatus};
use crate::program::{ConditionKind, Measure, StageId};

/// The questions of what can be reached; and the same with what is not linear met or not as it may, where something is.
struct Reach<'r, 'a> {
    linear: &'r Asker<'a>,
    relaxed: Option<Asker<'a>>,
}

/// Whether something can be reached.
enum Reachable {
    Yes,
    Never,
    Open(Why),
}

pub(super) fn reach(measure: &Measure, asker: &Asker<'_>, options: &Options, audit: &mut Audit) {
    let is_linear = asker.rules.conditions.values().all(Result::is_ok);
    let relaxed = if is_linear { None } else { Asker::new(measure, options, true) };
    let reach = Reach { linear: asker, relaxed };
    let before = audit.findings.len();
    for &stage in &measure.stage_order {
        if options.stage.is_none_or(|only| only == stage) {
            reach.of_stage(stage, audit);
        }
    }
    if options.stage.is_none() {
        reach.outcomes(audit);
    }
    let open = audit.open.iter().any(|open| open.asked.code == Code::Unreachable);
    if audit.findings.iter().skip(before).all(|found| found.code() != Code::Unreachable) && !open {
        audit.clean.push(Asked { code: Code::Unreachable, stage: None, condition: None });
    }
}

impl Reach<'_, '_> {
    fn of_stage(&self, stage: StageId, audit: &mut Audit) {
        let measure = self.linear.measure;
        let status = |outcome: &Judgement| {
            outcome.stages.iter().find(|own| own.stage == stage).and_then(|own| own.possible.decided())
        };
        let reached = self.can(
            |rules| Ok(vec![rules.stages.at(stage).reached.clone()?]),
            |outcome| status(outcome).is_some_and(|own| own != StageStatus::NotReached),
        );
        match reached {
            Reachable::Yes => {}
            Reachable::Never => return audit.findings.push(AuditFinding::UnreachableStage(stage)),
            Reachable::Open(why) => return audit.left_open(Code::Unreachable, Some(stage), None, why),
        }
        let has = |kind: ConditionKind| {
            let conditions = &measure.stages.at(stage).conditions;
            conditions.iter().any(|id| measure.conditions.at(*id).kind == kind)
        };
        for wanted in StageStatus::ALL {
            let may_be = match wanted {
                StageStatus::NotReached => false,
                StageStatus::NoQuorum => has(ConditionKind::Quorum),
                StageStatus::Undecided => has(ConditionKind::Reject) && has(ConditionKind::Require),
                StageStatus::Failed | StageStatus::Passed => true,
            };
            if !may_be {
                continue;
            }
            let found = self.can(
                |rules| {
                    let own = rules.stages.at(stage);
                    Ok(vec![own.reached.clone()?, own.alone.clone()?.of(wanted)])
                },
                |outcome| status(outcome) == Some(wanted),
            );
            match found {
                Reachable::Yes => {}
                Reachable::Never => audit.findings.push(AuditFinding::UnreachableStatus(stage, wanted)),
                Reachable::Open(why) => audit.left_open(Code::Unreachable, Some(stage), None, why),
            }
        }
    }

    fn outcomes(&self, audit: &mut Audit) {
        let rules = &self.linear.rules;
        for index in 0..rules.outcomes.len() {
            let found = self.can(
                |rules| rules.outcomes.get(index).map_or(Ok(vec![Circuit::FALSE]), |own| Ok(vec![own.clone()?])),
                |outcome| outcome.outcome.certain() == Some(index),
            );
            match found {
                Reachable::Yes => {}
                Reachable::Never => audit.findings.push(AuditFinding::UnreachableOutcome(index)),
                Reachable::Open(why) => audit.left_open(Code::Unreachable, None, None, why),
            }
        }
        if rules.outcomes.is_empty() {
            return;
        }
        match &rules.no_outcome {
            Err(reason) => audit.left_open(Code::NoOutcome, None, None, Why::NotLinear(reason.clone())),
            Ok(none) => no_outcome(self.linear, *none, audit),
        }
    }

    /// Whether places of the circuit can hold together. Where that depends on what is not linear, what cannot be even so
    /// cannot be, and what can is shown by figures that the rules have judged.
    fn can(&self, nodes: impl Fn(&Rules) -> Lowered<Vec<NodeId>>, is_so: impl Fn(&Judgement) -> bool) -> Reachable {
        let reason = match nodes(&self.linear.rules) {
            Ok(nodes) => {
                return match self.linear.can(&nodes) {
                    Can::Yes(_) => Reachable::Yes,
                    Can::No => Reachable::Never,
                    Can::Open => Reachable::Open(Why::NotDecided),
                };
            }
            Err(reason) => reason,
        };
        let relaxed = self.relaxed.as_ref().and_then(|asker| Some((asker, nodes(&asker.rules).ok()?)));
        let Some((asker, nodes)) = relaxed else { return Reachable::Open(Why::NotLinear(reason)) };
        match asker.can(&nodes) {
            Can::No => Reachable::Never,
            Can::Yes(witness) => match asker.example(&witness, &BTreeMap::new(), None) {
                Some(example) if is_so(&example.outcome) => Reachable::Yes,
                Some(_) | None => Reachable::Open(Why::NotLinear(reason)),
            },
            Can::Open => Reachable::Open(Why::NotDecided),
        }
    }
}

fn no_outcome(asker: &Asker<'_>, none: NodeId, audit: &mut Audit) {
    let clean = Asked { code: Code::NoOutcome, stage: None, condition: None };
    if none == Circuit::FALSE {
        return audit.clean.push(clean);
    }
    match asker.can(&[none]) {
        Can::No => audit.clean.push(clean),
        Can::Open => audit.left_open(Code::NoOutcome, None, None, Why::NotDecided),
        Can::Yes(witness) => match asker.example(&witness, &BTreeMap::new(), None) {
            Some(example) if example.outcome.outcome.clauses.is_empty() => {
                audit.findings.push(AuditFinding::NoOutcome { example: Box::new(example) });
            }
            Some(_) | None => audit.left_open(Code::NoOutcome, None, None, Why::NotDecided),
        },
    }
}
