//! What several rules make of a block of votes.

use super::{Part, Votes};
use crate::compare::Column;
use crate::decision::{Circuit, Decision, Node, NodeId, NotLinear, Origin, Rules, VariableId, lower};
use crate::evaluate::{EvaluationError, Judge, StageStatus, Verdict};
use crate::facts::{Cells, Facts, Slot};
use crate::program::{InputId, StageId};
use crate::value::{Exact, Value};

/// A rule, the facts it is judged on, and which of them are drawn.
#[derive(Clone, Debug)]
pub(super) struct Ruled<'a> {
    pub(super) column: Column<'a>,
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
    /// What each variable is.
    drawn: Vec<Option<Part>>,
    /// The places of the circuit that are asked for.
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

/// What a rule made of one set of votes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) good: bool,
    pub(super) status: usize,
    pub(super) conditions: Vec<bool>,
    pub(super) outcome: Option<usize>,
}

impl<'r, 'a> Verdicts<'r, 'a> {
    pub(super) fn new(rules: &'r [Ruled<'a>]) -> Self {
        let measures: Vec<_> = rules.iter().map(|ruled| (ruled.column.rules(), &ruled.facts)).collect();
        let mut decision = lower(&measures);
        let lowered = std::mem::take(&mut decision.rules);
        let mut wanted = Vec::new();
        let asked = rules
            .iter()
            .zip(&lowered)
            .map(|(ruled, own)| ask(ruled, own, &mut decision.circuit, &mut wanted))
            .collect();
        let drawn = decision.variables.ids().map(|id| part(&decision, id, rules)).collect();
        Self { rules, decision, drawn, wanted, asked }
    }

    /// What a rule hangs on beside what is drawn: the paths of inputs and parameters.
    pub(super) fn open(&self, rule: usize) -> Vec<String> {
        let Some(Ok(asked)) = self.asked.get(rule) else { return Vec::new() };
        let nodes = asked.all().filter_map(|at| self.wanted.get(at).copied());
        let mut open: Vec<String> = variables(&self.decision, nodes)
            .into_iter()
            .filter(|id| self.drawn.get(crate::ids::Id::index(*id)).is_none_or(Option::is_none))
            .filter_map(|id| match &self.decision.variables.at(id).origin {
                Origin::Free(key) => Some(key.path.to_string()),
                Origin::Derived(_) => None,
            })
            .collect();
        open.sort();
        open.dedup();
        open
    }

    /// Why a rule is judged the ordinary way, if it is.
    pub(super) fn not_linear(&self, rule: usize) -> Option<&NotLinear> {
        self.asked.get(rule).and_then(|asked| asked.as_ref().err())
    }

    /// Judges every set of votes under every rule.
    pub(super) fn judge(&self, votes: &Votes, mut tell: impl FnMut(usize, usize, Said)) {
        let mut judges: Vec<Judge<'_>> =
            self.rules.iter().map(|ruled| Judge::new(ruled.column.rules(), ruled.stage)).collect();
        for row in 0..votes.len() {
            let point = self.decision.at(|id| {
                let part = self.drawn.get(crate::ids::Id::index(id)).copied().flatten();
                let people = part.and_then(|part| part.of(votes)).and_then(|column| column.get(row));
                Exact::integer(people.copied().unwrap_or(0).into())
            });
            for (rule, (asked, judge)) in self.asked.iter().zip(&mut judges).enumerate() {
                let holds = |at: usize| self.wanted.get(at).is_some_and(|node| point.holds(*node));
                let said = match asked {
                    Ok(asked) => Said {
                        good: holds(asked.given),
                        status: asked.statuses.iter().position(|at| holds(*at)).unwrap_or(0),
                        conditions: asked.conditions.iter().map(|at| holds(*at)).collect(),
                        outcome: asked.outcomes.iter().position(|at| holds(*at)),
                    },
                    Err(_) => self.ordinary(rule, judge, votes, row),
                };
                tell(row, rule, said);
            }
        }
    }

    fn ordinary(&self, rule: usize, judge: &mut Judge<'_>, votes: &Votes, row: usize) -> Said {
        let bad = Said { good: false, status: 0, conditions: Vec::new(), outcome: None };
        let Some(ruled) = self.rules.get(rule) else { return bad };
        match judge.judge(&ruled.facts_of(votes, row)) {
            Err(_) => bad,
            Ok((statuses, judgements)) => {
                let decided = statuses.decided();
                Said {
                    good: decided.is_some(),
                    status: STATUSES.iter().position(|status| Some(*status) == decided).unwrap_or(0),
                    conditions: judgements.iter().map(|judged| judged.verdict == Verdict::Met).collect(),
                    outcome: None,
                }
            }
        }
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
    fn is_whole(&self) -> bool {
        self.column.rules().stages.len() == 1
    }
}

impl Asked {
    fn all(&self) -> impl Iterator<Item = usize> {
        let more = self.conditions.iter().chain(&self.outcomes).copied();
        std::iter::once(self.given).chain(self.statuses).chain(more)
    }
}

fn ask(
    ruled: &Ruled<'_>,
    rules: &Rules,
    circuit: &mut Circuit,
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
    let given = want(circuit.all(rules.givens.iter().copied()));
    let stage = rules.stages.at(ruled.stage);
    let alone = stage.alone.clone()?;
    let statuses = STATUSES.map(|status| want(alone.of(status)));
    let mut conditions = Vec::new();
    for id in &ruled.column.rules().stages.at(ruled.stage).conditions {
        conditions.push(want(rules.conditions.at(*id).clone()?.met));
    }
    let mut outcomes = Vec::new();
    if ruled.is_whole() && !rules.outcomes.is_empty() {
        for node in rules.outcomes.iter().chain([&rules.no_outcome]) {
            outcomes.push(want(node.clone()?));
        }
    }
    Ok(Asked { given, statuses, conditions, outcomes })
}

/// The part that a variable is.
fn part(decision: &Decision, id: VariableId, rules: &[Ruled<'_>]) -> Option<Part> {
    let Origin::Free(key) = &decision.variables.at(id).origin else { return None };
    let of = |ruled: &Ruled<'_>| {
        let measure = ruled.column.rules();
        let own = ruled.parts.iter().filter(|(part, _)| *part != Part::Registered);
        own.filter(|(_, input)| key.row.is_none() && measure.input_path(*input) == key.path).map(|(part, _)| *part).next()
    };
    rules.iter().find_map(of)
}

/// The free variables that places hang on.
fn variables(decision: &Decision, nodes: impl IntoIterator<Item = NodeId>) -> Vec<VariableId> {
    use crate::decision::Derived;
    let mut nodes: Vec<NodeId> = nodes.into_iter().collect();
    let mut seen = std::collections::BTreeSet::new();
    let mut found = std::collections::BTreeSet::new();
    while let Some(node) = nodes.pop() {
        if !seen.insert(node) {
            continue;
        }
        let mut open: Vec<VariableId> = Vec::new();
        match decision.circuit.at(node) {
            Node::Constant(_) => {}
            Node::Atom(atom) => open.extend(decision.atoms.at(*atom).terms.iter().map(|(id, _)| *id)),
            Node::Truth(id) => open.push(*id),
            Node::Not(inner) => nodes.push(*inner),
            Node::All(parts) | Node::Any(parts) => nodes.extend(parts),
        }
        while let Some(id) = open.pop() {
            if !found.insert(id) {
                continue;
            }
            match &decision.variables.at(id).origin {
                Origin::Free(_) => {}
                Origin::Derived(Derived::Floor(form)) => open.extend(form.terms.iter().map(|(id, _)| *id)),
                Origin::Derived(Derived::Max(forms)) => {
                    open.extend(forms.iter().flat_map(|form| &form.terms).map(|(id, _)| *id));
                }
                Origin::Derived(Derived::Indicator(node)) => nodes.push(*node),
            }
        }
    }
    found.into_iter().collect()
}
