//! Conditions that say nothing: nothing meets them, everything does, or others imply them.

use super::ask::Can;
use super::{AuditFinding, Code, Look};
use crate::decision::NodeId;
use crate::program::ConditionId;

impl Look<'_, '_> {
    pub(super) fn conditions(&mut self) {
        let all = &self.asker.measure.stages.at(self.stage).conditions;
        let linear: Vec<(ConditionId, NodeId)> =
            all.iter().filter_map(|id| Some((*id, self.asker.good(*id).ok()?))).collect();
        for &(id, good) in &linear {
            let said = self.never(id) | self.always(id);
            if !said {
                self.implied((id, good), &linear);
            }
        }
    }

    /// Whether nothing meets it.
    fn never(&mut self, id: ConditionId) -> bool {
        let Ok(met) = self.asker.rules.conditions.at(id).as_ref().map(|own| own.met) else { return false };
        match self.asker.can(&[met]) {
            Can::Yes(_) => self.clean(Code::Impossible, Some(id)),
            Can::Open => self.not_decided(Code::Impossible, Some(id)),
            Can::No => {
                self.audit.findings.push(AuditFinding::Impossible(id));
                return true;
            }
        }
        false
    }

    /// Whether everything meets it, perhaps but for shares of nothing.
    fn always(&mut self, id: ConditionId) -> bool {
        let Ok(own) = self.asker.rules.conditions.at(id).as_ref() else { return false };
        let (met, based) = (own.met, own.comparison.as_ref().map(|own| own.based));
        let not = self.asker.decision.circuit.not(met);
        match self.asker.can(&[not]) {
            Can::No => {
                self.audit.findings.push(AuditFinding::Always { condition: id, unless_empty: false });
                return true;
            }
            Can::Open => {
                self.not_decided(Code::Always, Some(id));
                return false;
            }
            Can::Yes(_) => {}
        }
        match based.map(|based| self.asker.can(&[not, based])) {
            Some(Can::No) => {
                self.audit.findings.push(AuditFinding::Always { condition: id, unless_empty: true });
                true
            }
            Some(Can::Open) => {
                self.not_decided(Code::Always, Some(id));
                false
            }
            Some(Can::Yes(_)) | None => {
                self.clean(Code::Always, Some(id));
                false
            }
        }
    }

    /// Whether it follows from the others, and from as few of them as can be.
    fn implied(&mut self, (id, good): (ConditionId, NodeId), all: &[(ConditionId, NodeId)]) {
        let mut others: Vec<_> = all.iter().copied().filter(|(other, _)| *other != id).collect();
        if others.is_empty() {
            return;
        }
        let not = self.asker.decision.circuit.not(good);
        let mut hold: Vec<NodeId> = others.iter().map(|(_, node)| *node).collect();
        // What cannot all be met implies everything, and is said elsewhere.
        if let Can::No = self.asker.can(&hold) {
            return;
        }
        hold.push(not);
        match self.asker.can(&hold) {
            Can::Yes(_) => return self.clean(Code::Implied, Some(id)),
            Can::Open => return self.not_decided(Code::Implied, Some(id)),
            Can::No => {}
        }
        for (other, _) in others.clone() {
            let rest: Vec<NodeId> =
                others.iter().filter(|(own, _)| *own != other).map(|(_, node)| *node).chain([not]).collect();
            if let Can::No = self.asker.can(&rest) {
                others.retain(|(own, _)| *own != other);
            }
        }
        let by = others.into_iter().map(|(other, _)| other).collect();
        self.audit.findings.push(AuditFinding::Implied { condition: id, by });
    }
}
