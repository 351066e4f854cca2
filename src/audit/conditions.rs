//! Conditions that say nothing: nothing meets them, everything does, or others imply them.

use super::ask::Can;
use super::{AuditFinding, Code, Look};
use crate::decision::NodeId;
use crate::program::ConditionId;

/// Where conditions cannot all be met, so many groups of them are looked at.
const GROUPS: usize = 256;

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
        let others: Vec<_> = all.iter().copied().filter(|(other, _)| *other != id).collect();
        if others.is_empty() {
            return;
        }
        let not = self.asker.decision.circuit.not(good);
        // What cannot all be met implies everything, and is said elsewhere: only what can be met together implies this one.
        let Some(groups) = self.together(&others) else { return self.not_decided(Code::Implied, Some(id)) };
        let mut open = false;
        let implying = groups.into_iter().find(|group| {
            let hold: Vec<NodeId> = group.iter().map(|(_, node)| *node).chain([not]).collect();
            let can = self.asker.can(&hold);
            open |= matches!(can, Can::Open);
            matches!(can, Can::No)
        });
        let mut others = match implying {
            Some(group) => group,
            None if open => return self.not_decided(Code::Implied, Some(id)),
            None => return self.clean(Code::Implied, Some(id)),
        };
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

    /// The largest groups of conditions that can hold together; usually that is all of them. `None` if that is not decided,
    /// or there are too many groups to look at.
    fn together(&self, all: &[(ConditionId, NodeId)]) -> Option<Vec<Vec<(ConditionId, NodeId)>>> {
        let mut groups: Vec<Vec<(ConditionId, NodeId)>> = Vec::new();
        let mut left = GROUPS;
        // For each group so far, how many conditions have been looked at.
        let mut open = vec![(Vec::new(), 0)];
        while let Some((group, at)) = open.pop() {
            left = left.checked_sub(1)?;
            let rest = all.get(at..).unwrap_or_default();
            let with_all: Vec<_> = group.iter().chain(rest).copied().collect();
            match self.asker.can(&with_all.iter().map(|(_, node)| *node).collect::<Vec<_>>()) {
                Can::Open => return None,
                Can::Yes(_) => {
                    let is_part = |of: &Vec<_>| with_all.iter().all(|own| of.contains(own));
                    if !groups.iter().any(is_part) {
                        groups.push(with_all);
                    }
                }
                Can::No => {
                    let Some((next, _)) = rest.split_first() else { continue };
                    open.push((group.clone(), at + 1));
                    open.push((group.into_iter().chain([*next]).collect(), at + 1));
                }
            }
        }
        Some(groups)
    }
}
