//! Which counts help a stage to pass and which hinder: read from the rules, not from names. Nothing in the rules says which
//! counts are votes, so whatever is said of them names them.
//!
//! A `given` such as `yes + no <= ballots <= registered` says what stands above what. The *electorate* is the count with
//! nothing above it. A *kind of vote* is a count with nothing below it; casting one raises it together with all that stands
//! above it but the electorate, because a voter who had stayed at home was registered already.
//!
//! A kind is *for* passing if more of it, all else as it is, can only help; or if changing another kind into it can only
//! help. A kind that is not for passing is *against* it if more of it, all else as it is, cannot help; or if changing it into
//! a kind that is for passing can only help.

use std::collections::{BTreeMap, BTreeSet};

use super::ask::{Asker, Passing, parts};
use crate::decision::{Direction, Node, Relation, Trend, VariableId};
use crate::program::{InputId, StageId};

/// The votes of a stage.
#[derive(Debug, Default)]
pub(super) struct Votes {
    /// All counts of the electorate, one for each row of a table.
    pub(super) electorate: Option<Kind>,
    /// The kinds of vote that are for passing.
    pub(super) pro: Vec<Kind>,
    /// Those that are against it.
    pub(super) contra: Vec<Kind>,
    /// Those of which neither can be said.
    pub(super) neither: Vec<Kind>,
    /// Everything but the electorate.
    pub(super) cast: Vec<VariableId>,
    /// Counts that stand between the kinds and the electorate: ballots cast.
    pub(super) between: Vec<Kind>,
}

/// A count, with one cell for each row if it is a table's.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) input: InputId,
    pub(super) cells: Vec<VariableId>,
    /// What goes up with each cell when one more such vote is cast, itself first.
    pub(super) cast: Vec<Vec<VariableId>>,
}

impl Kind {
    /// More of it, and nothing else.
    pub(super) fn alone(&self) -> Vec<Direction> {
        self.cells.iter().map(|cell| vec![(*cell, 1)]).collect()
    }

    /// More of it, with what stands above it.
    pub(super) fn added(&self) -> Vec<Direction> {
        self.cast.iter().map(|cells| cells.iter().map(|cell| (*cell, 1)).collect()).collect()
    }
}

impl Votes {
    pub(super) fn of(asker: &Asker<'_>, stage: StageId, passing: &Passing) -> Self {
        let above = above(asker);
        let conditions = &asker.measure.stages.at(stage).conditions;
        let nodes: Vec<_> =
            conditions.iter().filter_map(|id| Some(asker.rules.conditions.at(*id).as_ref().ok()?.met)).collect();
        let mut all: BTreeSet<VariableId> = asker.hangs_on(&nodes).0;
        all.retain(|id| asker.inputs.contains_key(id));
        // With all that stands above or below.
        loop {
            let before = all.len();
            for (low, highs) in &above {
                if all.contains(low) || highs.iter().any(|high| all.contains(high)) {
                    all.insert(*low);
                    all.extend(highs);
                }
            }
            if all.len() == before {
                break;
            }
        }
        let is_low = |id: &VariableId| above.contains_key(id);
        let is_high = |id: &VariableId| above.values().any(|highs| highs.contains(id));
        let mut tops: BTreeMap<InputId, Vec<VariableId>> = BTreeMap::new();
        for id in all.iter().filter(|id| is_high(id) && !is_low(id)) {
            let Some(&input) = asker.inputs.get(id) else { continue };
            tops.entry(input).or_default().push(*id);
        }
        let top = if tops.len() == 1 { tops.pop_first() } else { None };
        let top_cells = top.as_ref().map(|(_, cells)| cells.clone()).unwrap_or_default();
        let mut kinds: BTreeMap<InputId, Kind> = BTreeMap::new();
        let mut between: BTreeMap<InputId, Kind> = BTreeMap::new();
        for id in all.iter().filter(|id| !top_cells.contains(id)) {
            let mut cast = vec![*id];
            let mut next = 0;
            while let Some(own) = cast.get(next).copied() {
                next += 1;
                for high in above.get(&own).into_iter().flatten() {
                    if !cast.contains(high) && !top_cells.contains(high) {
                        cast.push(*high);
                    }
                }
            }
            let Some(&input) = asker.inputs.get(id) else { continue };
            let list = if is_high(id) { &mut between } else { &mut kinds };
            let kind = list.entry(input).or_insert_with(|| Kind { input, cells: Vec::new(), cast: Vec::new() });
            kind.cells.push(*id);
            kind.cast.push(cast);
        }
        let electorate =
            top.map(|(input, cells)| Kind { input, cast: cells.iter().map(|cell| vec![*cell]).collect(), cells });
        let cast = all.into_iter().filter(|id| !top_cells.contains(id)).collect();
        let mut votes = Self { electorate, cast, between: between.into_values().collect(), ..Self::default() };
        votes.take_sides(asker, passing, kinds.into_values().collect());
        votes
    }

    fn take_sides(&mut self, asker: &Asker<'_>, passing: &Passing, kinds: Vec<Kind>) {
        let trend = |directions: &[Direction]| asker.decision.trend(passing.node, directions);
        let alone: Vec<Trend> = kinds.iter().map(|kind| trend(&kind.alone())).collect();
        // What changing one kind into another does; only within the same rows.
        let change = |from: &Kind, to: &Kind| {
            if from.cells.len() != to.cells.len() || from.input == to.input {
                return Trend::Mixed;
            }
            let pairs = from.cells.iter().zip(&to.cells);
            trend(&pairs.map(|(from, to)| vec![(*from, -1), (*to, 1)]).collect::<Vec<_>>())
        };
        let pro: Vec<bool> = kinds
            .iter()
            .zip(&alone)
            .map(|(kind, alone)| match alone {
                Trend::Rising => true,
                Trend::Falling | Trend::Constant => false,
                Trend::Mixed => kinds.iter().any(|other| change(other, kind) == Trend::Rising),
            })
            .collect();
        let contra: Vec<bool> = kinds
            .iter()
            .zip(&alone)
            .map(|(kind, alone)| {
                let turned = || kinds.iter().zip(&pro).any(|(to, pro)| *pro && change(kind, to) == Trend::Rising);
                *alone == Trend::Falling || turned()
            })
            .collect();
        for ((kind, pro), contra) in kinds.into_iter().zip(pro).zip(contra) {
            match (pro, contra) {
                (true, false) => self.pro.push(kind),
                (false, true) => self.contra.push(kind),
                (true, true) | (false, false) => self.neither.push(kind),
            }
        }
    }
}

/// What stands directly above each count in a `given`: `yes + no <= ballots`, `ballots = yes + no + blank`.
fn above(asker: &Asker<'_>) -> BTreeMap<VariableId, BTreeSet<VariableId>> {
    let mut above: BTreeMap<VariableId, BTreeSet<VariableId>> = BTreeMap::new();
    let circuit = &asker.decision.circuit;
    for node in asker.rules.givens.iter().flat_map(|given| parts(circuit, *given)) {
        let Node::Atom(atom) = circuit.at(node) else { continue };
        let atom = asker.decision.atoms.at(*atom);
        let counts = atom.terms.iter().all(|(id, slope)| slope.abs() == 1 && asker.inputs.contains_key(id));
        if !counts || atom.constant != 0 {
            continue;
        }
        let signed = |wanted: i128| atom.terms.iter().filter(move |(_, slope)| *slope == wanted).map(|(id, _)| *id);
        let (rising, falling): (Vec<_>, Vec<_>) = (signed(1).collect(), signed(-1).collect());
        let (high, lows) = match (atom.relation, rising.as_slice(), falling.as_slice()) {
            (Relation::AtLeast | Relation::Above, [high], lows) => (*high, lows),
            // One count is made up of the others.
            (Relation::Equal, [high], lows) | (Relation::Equal, lows, [high]) if lows.len() > 1 => (*high, lows),
            (Relation::AtLeast | Relation::Above | Relation::Equal | Relation::NotEqual, ..) => continue,
        };
        for low in lows {
            above.entry(*low).or_default().insert(high);
        }
    }
    above
}
