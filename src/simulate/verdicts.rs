//! What several rules make of blocks of votes.

use super::{Part, Tally, Votes};
use crate::compare;
use crate::decision::{Batch, Column, Decision, NodeId, NotLinear, Origin, Rules, VariableId, lower};
use crate::evaluate::{EvaluationError, StageStatus, Verdict};
use crate::facts::{Cells, Facts, Slot};
use crate::judge::Judge;
use crate::program::{InputId, StageId};
use crate::value::{Exact, Value};

/// A rule, the facts it is judged on, and which of them are drawn.
#[derive(Clone, Debug)]
pub(super) struct Ruled<'a> {
    pub(super) column: compare::Column<'a>,
    pub(super) stage: StageId,
    pub(super) facts: Facts,
    pub(super) parts: Vec<(Part, InputId)>,
}

/// The statuses a stage can have when judged by itself.
pub(super) const STATUSES: [StageStatus; 4] =
    [StageStatus::Passed, StageStatus::Failed, StageStatus::NoQuorum, StageStatus::Undecided];

/// The rules in normal form, with what is asked of each.
#[derive(Debug)]
pub(super) struct Verdicts<'r, 'a> {
    rules: &'r [Ruled<'a>],
    decision: Decision,
    /// The places of the circuit that are asked for, of all rules.
    wanted: Vec<NodeId>,
    /// For each rule the positions in `wanted`, or why it is judged the ordinary way.
    asked: Vec<Result<Asked, NotLinear>>,
}

/// Positions in the wanted places.
#[derive(Clone, Debug)]
struct Asked {
    given: usize,
    statuses: [usize; 4],
    conditions: Vec<usize>,
    /// The outcomes in order, then none of them.
    outcomes: Vec<usize>,
}

impl<'r, 'a> Verdicts<'r, 'a> {
    pub(super) fn new(rules: &'r [Ruled<'a>]) -> Self {
        let measures: Vec<_> = rules.iter().map(|ruled| (ruled.column.rules(), &ruled.facts)).collect();
        let mut decision = lower(&measures);
        let lowered = std::mem::take(&mut decision.rules);
        let mut wanted = Vec::new();
        let asked =
            rules.iter().zip(&lowered).map(|(ruled, own)| ask(ruled, own, &mut decision, &mut wanted)).collect();
        Self { rules, decision, wanted, asked }
    }

    /// What a rule hangs on beside what is drawn: the paths of inputs and parameters.
    pub(super) fn open(&self, rule: usize) -> Vec<String> {
        let Some(Ok(asked)) = self.asked.get(rule) else { return Vec::new() };
        let nodes: Vec<NodeId> = asked.all().filter_map(|at| self.wanted.get(at).copied()).collect();
        let batch = Batch::new(&self.decision, &nodes);
        let open = batch.inputs().iter().filter(|id| self.part(**id).is_none());
        let paths = open.filter_map(|id| match &self.decision.variables.at(*id).origin {
            Origin::Free(key) => Some(key.path.to_string()),
            Origin::Derived(_) => None,
        });
        let mut paths: Vec<String> = paths.collect();
        paths.dedup();
        paths
    }

    /// Why a rule is judged the ordinary way, if it is.
    pub(super) fn not_linear(&self, rule: usize) -> Option<&NotLinear> {
        self.asked.get(rule).and_then(|asked| asked.as_ref().err())
    }

    /// What each thread judges with.
    pub(super) fn bench(&self) -> Bench<'_> {
        let batch = Batch::new(&self.decision, &self.wanted);
        let parts = batch.inputs().iter().map(|id| self.part(*id)).collect();
        let judges = self.rules.iter().map(|ruled| Judge::new(ruled.column.rules(), ruled.stage)).collect();
        Bench { rules: self.rules, asked: &self.asked, batch, parts, judges, holds: Vec::new() }
    }

    /// The part that a variable is.
    fn part(&self, id: VariableId) -> Option<Part> {
        let Origin::Free(key) = &self.decision.variables.at(id).origin else { return None };
        self.rules.iter().filter(|_| key.row.is_none()).find_map(|ruled| {
            let path = |input: InputId| ruled.column.rules().input_path(input);
            let mut drawn = ruled.parts.iter().filter(|(part, _)| *part != Part::Registered);
            drawn.find(|(_, input)| path(*input) == key.path).map(|(part, _)| *part)
        })
    }
}

/// Judges block after block.
#[derive(Debug)]
pub(super) struct Bench<'v> {
    rules: &'v [Ruled<'v>],
    asked: &'v [Result<Asked, NotLinear>],
    batch: Batch<'v>,
    /// What each column of the batch is.
    parts: Vec<Option<Part>>,
    judges: Vec<Judge<'v>>,
    holds: Vec<Vec<bool>>,
}

impl Bench<'_> {
    /// Judges votes under every rule and counts; the first of them is the draw of that number.
    pub(super) fn count(&mut self, votes: &Votes, first: u64, tallies: &mut [Tally]) {
        let columns: Vec<Column<'_>> =
            self.parts.iter().map(|part| Column::whole(part.and_then(|part| part.of(votes)).unwrap_or(&[0]))).collect();
        // There is a column for each input, and all that are drawn are equally long.
        let run = self.batch.run(&columns, &mut self.holds);
        for (at, (asked, tally)) in self.asked.iter().zip(tallies).enumerate() {
            match asked {
                Ok(asked) if run.is_ok() => asked.count(&self.holds, votes.len(), first, tally),
                Ok(_) | Err(_) => self.ordinary(at, votes, first, tally),
            }
        }
    }

    /// One set of votes after the other, as everywhere else.
    fn ordinary(&mut self, at: usize, votes: &Votes, first: u64, tally: &mut Tally) {
        let (Some(ruled), Some(judge)) = (self.rules.get(at), self.judges.get_mut(at)) else { return };
        for row in 0..votes.len() {
            match judge.judge(&ruled.facts_of(votes, row)) {
                Err(_) => tally.bad(first + row as u64),
                Ok((statuses, judgements)) => {
                    for (status, count) in STATUSES.iter().zip(&mut tally.statuses) {
                        *count += u64::from(statuses.decided() == Some(*status));
                    }
                    for (judged, count) in judgements.iter().zip(&mut tally.conditions) {
                        *count += u64::from(judged.verdict == Verdict::Met);
                    }
                }
            }
        }
    }
}

impl Asked {
    fn all(&self) -> impl Iterator<Item = usize> {
        let more = self.conditions.iter().chain(&self.outcomes).copied();
        std::iter::once(self.given).chain(self.statuses).chain(more)
    }

    fn count(&self, holds: &[Vec<bool>], rows: usize, first: u64, tally: &mut Tally) {
        // What is the same on all rows may come as one.
        let many = |at: usize| match holds.get(at).map(Vec::as_slice) {
            Some([only]) if rows > 1 => u64::from(*only) * rows as u64,
            Some(column) => column.iter().map(|holds| u64::from(*holds)).sum(),
            None => 0,
        };
        let good = many(self.given);
        if good < rows as u64 {
            let broken = holds.get(self.given).and_then(|column| column.iter().position(|holds| !holds));
            tally.bad(first + broken.unwrap_or(0) as u64);
            tally.bad += rows as u64 - good - 1;
        }
        let counts = tally.statuses.iter_mut().chain(&mut tally.conditions).chain(&mut tally.outcomes);
        let asked = self.statuses.iter().chain(&self.conditions).chain(&self.outcomes);
        counts.zip(asked).for_each(|(count, at)| *count += many(*at));
    }
}

impl Ruled<'_> {
    /// The facts with one draw in place.
    pub(super) fn facts_of(&self, votes: &Votes, row: usize) -> Facts {
        let mut facts = self.facts.clone();
        for (part, input) in &self.parts {
            if let Some(people) = part.of(votes).and_then(|column| column.get(row)) {
                let value = Value::Number(Exact::integer((*people).into()));
                *facts.inputs.at_mut(*input) = Cells::One(Slot::Known(value));
            }
        }
        facts
    }

    /// What is wrong with one draw.
    pub(super) fn errors_of(&self, votes: &Votes, row: usize) -> Vec<EvaluationError> {
        let facts = self.facts_of(votes, row);
        Judge::new(self.column.rules(), self.stage).judge(&facts).err().unwrap_or_default()
    }

    /// Whether the stage is all there is, so that outcomes hang on it alone.
    pub(super) fn is_whole(&self) -> bool {
        self.column.rules().stages.len() == 1
    }
}

fn ask(
    ruled: &Ruled<'_>,
    rules: &Rules,
    decision: &mut Decision,
    wanted: &mut Vec<NodeId>,
) -> Result<Asked, NotLinear> {
    let mut want = |node: NodeId| match wanted.iter().position(|own| *own == node) {
        Some(at) => at,
        None => {
            wanted.push(node);
            wanted.len() - 1
        }
    };
    if let Some(reason) = &rules.given_not_linear {
        return Err(reason.clone());
    }
    let given = decision.circuit.all(rules.givens.iter().copied());
    let alone = rules.stages.at(ruled.stage).alone.clone()?;
    let own = &ruled.column.rules().stages.at(ruled.stage).conditions;
    let conditions: Vec<NodeId> =
        own.iter().map(|id| rules.conditions.at(*id).clone().map(|own| own.met)).collect::<Result<_, _>>()?;
    let mut outcomes = Vec::new();
    if ruled.is_whole() && !rules.outcomes.is_empty() {
        outcomes = rules.outcomes.iter().chain([&rules.no_outcome]).cloned().collect::<Result<_, _>>()?;
    }
    Ok(Asked {
        given: want(given),
        statuses: STATUSES.map(|status| want(alone.of(status))),
        conditions: conditions.into_iter().map(&mut want).collect(),
        outcomes: outcomes.into_iter().map(want).collect(),
    })
}
