//! The last failing and the first passing vote of each condition.

use std::collections::BTreeMap;

use super::ask::{Can, sum};
use super::votes::Kind;
use super::{AuditFinding, Boundary, Code, Example, Look};
use crate::decision::{Direction, Form, NodeId, Origin, Trend, VariableId};
use crate::evaluate::Verdict;
use crate::ids::Id as _;
use crate::program::{CompareOperator, ConditionId, InputId};
use crate::value::{Exact, Kind as ValueKind};

/// More ways than this are not tried for one condition: the rows of a table are alike.
const WAYS: usize = 12;

/// One step: a vote that is cast, or a day.
struct Way {
    /// What goes up, first what it is called by; then what goes down.
    inputs: Vec<InputId>,
    steps: Direction,
}

impl Way {
    fn by(&self) -> BTreeMap<VariableId, Form> {
        let form = |step: i128| Form { terms: Vec::new(), constant: step, divisor: 1 };
        self.steps.iter().map(|(id, step)| (*id, form(*step))).collect()
    }
}

impl Look<'_, '_> {
    pub(super) fn boundaries(&mut self) {
        let ways = self.ways();
        for id in self.asker.measure.stages.at(self.stage).conditions.clone() {
            let Ok(met) = self.asker.rules.conditions.at(id).as_ref().map(|own| own.met) else { continue };
            let fitting: Vec<(&Way, Trend)> = ways
                .iter()
                .map(|way| (way, self.asker.decision.trend(met, std::slice::from_ref(&way.steps))))
                .filter(|(_, trend)| *trend != Trend::Constant)
                .take(WAYS)
                .collect();
            if fitting.is_empty() {
                continue;
            }
            // Many ways may lead nowhere.
            self.asker.restock(4);
            // First where nothing else decides.
            let found = [true, false].into_iter().find_map(|others| {
                fitting.iter().find_map(|(way, trend)| {
                    let turns = match trend {
                        Trend::Rising => [true].as_slice(),
                        Trend::Falling => &[false],
                        Trend::Mixed | Trend::Constant => &[true, false],
                    };
                    turns.iter().find_map(|rises| self.boundary(id, met, way, *rises, others))
                })
            });
            match found {
                Some(found) => self.audit.findings.push(AuditFinding::Boundary(Box::new(found))),
                None => self.not_decided(Code::Boundary, Some(id)),
            }
        }
        self.asker.restock(u64::MAX);
    }

    /// All steps there are: votes for it by themselves, votes of each kind as they are cast, other counts, days.
    fn ways(&self) -> Vec<Way> {
        let votes = self.votes;
        let way = |input: InputId, cells: &[VariableId]| {
            let names = cells.iter().filter_map(|cell| self.asker.inputs.get(cell)).copied();
            let inputs = std::iter::once(input).chain(names.filter(|own| *own != input)).collect();
            Way { inputs, steps: cells.iter().map(|cell| (*cell, 1)).collect() }
        };
        let kinds = || votes.pro.iter().chain(&votes.contra).chain(&votes.neither);
        let mut ways = Vec::new();
        for kind in votes.pro.iter().chain(&votes.contra) {
            ways.extend(kind.cells.iter().take(2).map(|cell| way(kind.input, &[*cell])));
        }
        for kind in kinds() {
            ways.extend(kind.cast.iter().filter(|cells| cells.len() > 1).take(2).map(|cells| way(kind.input, cells)));
        }
        // Somebody votes otherwise.
        for (kind, other) in
            votes.pro.iter().flat_map(|kind| votes.contra.iter().chain(&votes.neither).map(move |other| (kind, other)))
        {
            let cells = kind.cells.iter().zip(&other.cells).take(1);
            ways.extend(cells.map(|(cell, from)| Way {
                inputs: vec![kind.input, other.input],
                steps: vec![(*cell, 1), (*from, -1)],
            }));
        }
        for kind in votes.between.iter().chain(&votes.neither).chain(&votes.electorate) {
            ways.extend(kind.cells.iter().take(2).map(|cell| way(kind.input, &[*cell])));
        }
        for (id, variable) in self.asker.decision.variables.iter() {
            let Origin::Free(key) = &variable.origin else { continue };
            if key.kind != ValueKind::Date {
                continue;
            }
            let measure = self.asker.measure;
            ways.extend(
                measure
                    .inputs
                    .ids()
                    .find(|input| measure.input_path(*input) == key.path)
                    .map(|input| way(input, &[id])),
            );
        }
        ways
    }

    /// Figures one step apart, on one side of which the condition is met and on the other not.
    fn boundary(&mut self, id: ConditionId, met: NodeId, way: &Way, rises: bool, others: bool) -> Option<Boundary> {
        let mut good = Vec::new();
        if others {
            for other in self.asker.measure.stages.at(self.stage).conditions.iter().filter(|other| **other != id) {
                good.extend(self.asker.good(*other));
            }
        }
        let below: Vec<NodeId> = self.asker.givens.iter().copied().chain(good).chain([met]).collect();
        let by = way.by();
        let above = self.asker.decision.moved(&below, &by)?;
        let (met_above, rest_above) = above.split_last()?;
        // Shares of nothing turn too, and say nothing of the threshold.
        let based = self.asker.rules.conditions.at(id).as_ref().ok()?.comparison.as_ref().map(|own| own.based);
        let based: Vec<NodeId> = based.into_iter().collect();
        let based_above = self.asker.decision.moved(&based, &by)?;
        let circuit = &mut self.asker.decision.circuit;
        let turn = if rises { [circuit.not(met), *met_above] } else { [met, circuit.not(*met_above)] };
        let mut hold: Vec<NodeId> = below.iter().take(below.len() - 1).chain(rest_above).copied().collect();
        hold.extend(turn);
        hold.extend(based.iter().chain(&based_above));
        for (cell, _) in way.steps.iter().filter(|(_, step)| *step < 0) {
            hold.extend(self.asker.compare(CompareOperator::AtLeast, &Form::variable(*cell), &Exact::ONE));
        }
        let cells = |kinds: &[Kind]| sum(kinds.iter().flat_map(|kind| &kind.cells));
        let (pro, contra) = (cells(&self.votes.pro), cells(&self.votes.contra));
        // As many votes against as can be, so that the threshold is seen at its full height; by region as few votes as can
        // be, so that they can be read.
        let by_region = self.votes.pro.iter().chain(&self.votes.contra).any(|kind| kind.cells.len() > 1);
        let first = if by_region { pro } else { contra.scaled(&Exact::integer(-1))? };
        let forms = [first, sum(&self.votes.cast)];
        let size = if by_region { self.electorate() } else { self.size() };
        let sized: Vec<NodeId> = hold.iter().copied().chain(size).collect();
        let witness = match (self.asker.least(&sized, &forms), size) {
            (Can::Yes(witness), _) => witness,
            (Can::No, Some(_)) => match self.asker.least(&hold, &forms) {
                Can::Yes(witness) => witness,
                Can::No | Can::Open => return None,
            },
            (Can::No, None) | (Can::Open, _) => return None,
        };
        let below = self.asker.example(&witness, &BTreeMap::new(), Some(self.stage))?;
        let above = self.asker.example(&witness, &by, Some(self.stage))?;
        let verdict = |example: &Example| example.verdict(id);
        let expected = if rises { (Verdict::NotMet, Verdict::Met) } else { (Verdict::Met, Verdict::NotMet) };
        let turns_stage = self.passes(&below)? != self.passes(&above)?;
        let is_so = (verdict(&below)?, verdict(&above)?) == expected && (turns_stage || !others);
        is_so.then(|| Boundary { condition: id, inputs: way.inputs.clone(), turns_stage, below, above })
    }

    /// The examples' size: that of the electorate, or else the number of votes for and against.
    fn size(&mut self) -> Option<NodeId> {
        if self.votes.electorate.is_some() {
            return self.electorate();
        }
        let kinds = self.votes.pro.iter().chain(&self.votes.contra);
        let form = sum(kinds.filter(|_| !self.votes.contra.is_empty()).flat_map(|kind| &kind.cells));
        self.asker.compare(CompareOperator::Equal, &form, &self.options.electorate).filter(|_| !form.terms.is_empty())
    }
}

impl Example {
    /// The result of a condition.
    pub fn verdict(&self, id: ConditionId) -> Option<Verdict> {
        let mut conditions = self.outcome.stages.iter().flat_map(|stage| &stage.conditions);
        conditions.find(|own| own.condition == id).map(|own| own.verdict)
    }

    /// What is known of a count, of a table all rows together.
    pub fn count(&self, input: InputId) -> Option<Exact> {
        use crate::facts::{Cells, Slot};
        use crate::value::Value;
        let known = |slot: &Slot| match slot {
            Slot::Known(Value::Number(number)) => Some(number.clone()),
            Slot::Known(_) | Slot::Unknown | Slot::Range(..) => None,
        };
        if input.index() >= self.facts.inputs.len() {
            return None;
        }
        match self.facts.inputs.at(input) {
            Cells::One(slot) => known(slot),
            Cells::Rows(slots) => slots.iter().try_fold(Exact::ZERO, |sum, slot| Some(&sum + &known(slot)?)),
        }
    }
}
