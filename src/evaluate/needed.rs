//! Which definitions a verdict depends on.

use crate::ids::Id as _;
use crate::program::{DefinitionId, Measure, Reference, StageId, Visit};

/// The definitions that these stages and the `given`s use, also through other definitions, in the measure's order.
pub(super) fn needed(measure: &Measure, stages: impl IntoIterator<Item = StageId>) -> Vec<DefinitionId> {
    let mut needed = vec![false; measure.definitions.len()];
    let conditions = stages.into_iter().flat_map(|stage| &measure.stages.at(stage).conditions);
    let formulas = conditions.map(|&id| &measure.conditions.at(id).formula);
    for formula in formulas.chain(measure.givens.values().map(|given| &given.formula)) {
        formula.references(&mut |reference| mark(reference, &mut needed));
    }
    // A definition uses only earlier ones, so going backwards meets each after all that use it.
    for (id, definition) in measure.definitions.iter().rev() {
        if needed.get(id.index()).copied().unwrap_or(false) {
            definition.value.references(&mut |reference| mark(reference, &mut needed));
        }
    }
    measure.definitions.ids().filter(|id| needed.get(id.index()).copied().unwrap_or(false)).collect()
}

fn mark(reference: &Reference, needed: &mut [bool]) {
    if let Reference::Definition(id) = reference
        && let Some(needed) = needed.get_mut(id.index())
    {
        *needed = true;
    }
}
