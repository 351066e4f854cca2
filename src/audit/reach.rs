//! Stages, statuses and outcomes of the measure as a whole that cannot be.

use std::collections::BTreeMap;

use super::ask::{Asker, Can};
use super::{Asked, Audit, AuditFinding, Code, Options, Why};
use crate::decision::{Circuit, NodeId};
use crate::evaluate::StageStatus;
use crate::program::{ConditionKind, StageId};

pub(super) fn reach(asker: &mut Asker<'_>, options: &Options, audit: &mut Audit) {
    let before = audit.findings.len();
    for &stage in &asker.measure.stage_order {
        if options.stage.is_none_or(|only| only == stage) {
            of_stage(asker, stage, audit);
        }
    }
    if options.stage.is_none() {
        outcomes(asker, audit);
    }
    let open = audit.open.iter().any(|open| open.asked.code == Code::Unreachable);
    if audit.findings.iter().skip(before).all(|found| found.code() != Code::Unreachable) && !open {
        audit.clean.push(Asked { code: Code::Unreachable, stage: None, condition: None });
    }
}

fn of_stage(asker: &mut Asker<'_>, stage: StageId, audit: &mut Audit) {
    let own = asker.rules.stages.at(stage).clone();
    let (Ok(reached), Ok(alone)) = (own.reached, own.alone) else { return };
    let not_decided = |audit: &mut Audit| audit.left_open(Code::Unreachable, Some(stage), None, Why::NotDecided);
    match asker.can(&[reached]) {
        Can::Yes(_) => {}
        Can::No => return audit.findings.push(AuditFinding::UnreachableStage(stage)),
        Can::Open => return not_decided(audit),
    }
    let has = |kind: ConditionKind| {
        let conditions = &asker.measure.stages.at(stage).conditions;
        conditions.iter().any(|id| asker.measure.conditions.at(*id).kind == kind)
    };
    for status in StageStatus::ALL {
        let may_be = match status {
            StageStatus::NotReached => false,
            StageStatus::NoQuorum => has(ConditionKind::Quorum),
            StageStatus::Undecided => has(ConditionKind::Reject) && has(ConditionKind::Require),
            StageStatus::Failed | StageStatus::Passed => true,
        };
        if !may_be {
            continue;
        }
        match asker.can(&[reached, alone.of(status)]) {
            Can::Yes(_) => {}
            Can::No => audit.findings.push(AuditFinding::UnreachableStatus(stage, status)),
            Can::Open => not_decided(audit),
        }
    }
}

fn outcomes(asker: &mut Asker<'_>, audit: &mut Audit) {
    let rules = asker.rules.clone();
    for (index, node) in rules.outcomes.iter().enumerate() {
        match node.as_ref().map(|node| asker.can(&[*node])) {
            Ok(Can::Yes(_)) => {}
            Ok(Can::No) => audit.findings.push(AuditFinding::UnreachableOutcome(index)),
            Ok(Can::Open) => audit.left_open(Code::Unreachable, None, None, Why::NotDecided),
            Err(reason) => audit.left_open(Code::Unreachable, None, None, Why::NotLinear(reason.clone())),
        }
    }
    if rules.outcomes.is_empty() {
        return;
    }
    match &rules.no_outcome {
        Err(reason) => audit.left_open(Code::NoOutcome, None, None, Why::NotLinear(reason.clone())),
        Ok(none) => no_outcome(asker, *none, audit),
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
