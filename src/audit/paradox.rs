//! Counts that turn a stage the wrong way: the no-show paradox and its mirror. Whether they are votes the rules do not say.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::{Can, sum};
use super::votes::Kind;
use super::{AuditFinding, Code, Look, Paradox, Why};
use crate::decision::{Direction, Form, Key, NodeId, Origin, Trend, Variable, VariableId};
use crate::program::InputId;
use crate::value::{Exact, Kind as ValueKind};

/// What is added in a paradox: kinds of vote, with what goes up beside them.
struct Added {
    votes: Vec<InputId>,
    with: Vec<InputId>,
    by: BTreeMap<VariableId, Form>,
    total: Form,
}

impl Look<'_, '_> {
    pub(super) fn paradoxes(&mut self) {
        for kind in &self.votes.neither {
            // A count that makes no difference is on no side.
            if !self.votes.pro.is_empty() && self.trend(&kind.added()) != Trend::Constant {
                let why = Why::NoSides(kind.input);
                self.audit.left_open(Code::NoShow, Some(self.stage), None, why);
            }
        }
        let contra = if self.votes.contra.is_empty() {
            // Where votes against are no count of their own, they are ballots that are not for it.
            if self.votes.pro.is_empty() { Vec::new() } else { self.votes.between.clone() }
        } else {
            self.votes.contra.clone()
        };
        self.paradox(&contra, Code::NoShow);
        self.paradox(&self.votes.pro.clone(), Code::MoreYes);
    }

    fn trend(&self, directions: &[Direction]) -> Trend {
        self.asker.decision.trend(self.passing.node, directions)
    }

    /// Whether votes of these kinds can turn the stage the wrong way, the electorate being as it is.
    fn paradox(&mut self, kinds: &[Kind], code: Code) {
        if kinds.is_empty() {
            return;
        }
        let directions: Vec<Direction> = kinds.iter().flat_map(Kind::added).collect();
        let harmless = match (code, self.trend(&directions)) {
            (_, Trend::Constant) => true,
            (Code::NoShow, trend) => trend == Trend::Falling,
            (_, trend) => trend == Trend::Rising,
        };
        let nothing_aside = self.nothing_aside(kinds);
        if harmless && nothing_aside {
            return self.clean(code, None);
        }
        // Each by itself first, so that only what does it is named.
        let mut found = false;
        let mut open = false;
        if kinds.len() > 1 {
            for kind in kinds {
                match self.turned(std::slice::from_ref(kind), code) {
                    Some(Can::Yes(())) => found = true,
                    Some(Can::No) => {}
                    Some(Can::Open) | None => open = true,
                }
            }
        }
        if found {
            return;
        }
        match self.turned(kinds, code) {
            Some(Can::Yes(())) => {}
            Some(Can::No) if nothing_aside && !open => self.clean(code, None),
            Some(Can::No | Can::Open) | None => self.not_decided(code, None),
        }
    }

    /// Whether no condition that is left out depends on these votes.
    fn nothing_aside(&self, kinds: &[Kind]) -> bool {
        let measure = self.asker.measure;
        let moved: Vec<InputId> = kinds
            .iter()
            .flat_map(|kind| &kind.cast)
            .flatten()
            .filter_map(|id| self.asker.inputs.get(id))
            .copied()
            .collect();
        let aside = measure.stages.at(self.stage).conditions.iter().filter(|id| !self.passing.conditions.contains(id));
        aside.map(|id| measure.conditions.at(*id)).all(|own| !own.inputs.iter().any(|input| moved.contains(input)))
    }

    fn turned(&mut self, kinds: &[Kind], code: Code) -> Option<Can<()>> {
        let added = self.added(kinds)?;
        let before: Vec<NodeId> = self.asker.givens.iter().copied().chain([self.passing.node]).collect();
        let after = self.asker.decision.moved(&before, &added.by)?;
        let (passes_after, givens_after) = after.split_last()?;
        let circuit = &mut self.asker.decision.circuit;
        let mut hold: Vec<NodeId> = givens_after.to_vec();
        hold.extend(match code {
            Code::NoShow => [circuit.not(self.passing.node), *passes_after],
            _ => [self.passing.node, circuit.not(*passes_after)],
        });
        hold.extend(self.electorate());
        // Few votes for it, then few others, then few that are added: so that it is plain what turns it.
        let pro = sum(self.votes.pro.iter().flat_map(|kind| &kind.cells));
        let forms = [pro, sum(&self.votes.cast), added.total.clone()];
        let witness = match self.asker.least(&hold, &forms) {
            Can::Yes(witness) => witness,
            Can::No => return Some(Can::No),
            Can::Open => return Some(Can::Open),
        };
        let before = self.asker.example(&witness, &BTreeMap::new(), Some(self.stage))?;
        let after = self.asker.example(&witness, &added.by, Some(self.stage))?;
        let turns = (self.passes(&before)?, self.passes(&after)?) == (code == Code::MoreYes, code == Code::NoShow);
        if !turns {
            return Some(Can::Open);
        }
        let amount = added.total.terms.iter().fold(Exact::ZERO, |sum, (id, _)| &sum + witness.values.at(*id));
        let found =
            Box::new(Paradox { stage: self.stage, votes: added.votes, with: added.with, amount, before, after });
        self.audit.findings.push(if code == Code::NoShow {
            AuditFinding::NoShow(found)
        } else {
            AuditFinding::MoreYes(found)
        });
        Some(Can::Yes(()))
    }

    /// A variable for the votes added in each cell of each kind.
    fn added(&mut self, kinds: &[Kind]) -> Option<Added> {
        let mut by: BTreeMap<VariableId, Form> = BTreeMap::new();
        let mut more = Vec::new();
        for cells in kinds.iter().flat_map(|kind| &kind.cast) {
            let variables = &mut self.asker.decision.variables;
            // No name of the language has a blank.
            let path = smol_str::format_smolstr!("more {}", variables.len());
            let id = variables.push(Variable {
                origin: Origin::Free(Key { path, row: None, kind: ValueKind::Count }),
                kind: ValueKind::Count,
                whole: true,
                low: Some(Exact::ZERO),
                high: None,
            });
            more.push(id);
            for cell in cells {
                let own = by.entry(*cell).or_insert(Form::ZERO);
                *own = own.add_scaled(&Form::variable(id), &Exact::ONE)?;
            }
        }
        let votes: BTreeSet<InputId> = kinds.iter().map(|kind| kind.input).collect();
        let all: BTreeSet<InputId> = by.keys().filter_map(|id| self.asker.inputs.get(id)).copied().collect();
        let with = all.difference(&votes).copied().collect();
        Some(Added { votes: votes.into_iter().collect(), with, by, total: sum(&more) })
    }
}
