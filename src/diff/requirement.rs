//! Whether a requirement means the same in two rules.

use super::Common;
use crate::facts::{Cells, Facts, Slot};
use crate::program::{ConditionId, InputId, Measure, ParameterId, ParameterValue};

/// One of two rules, with what is given for it.
type Side<'a> = (usize, &'a Measure, &'a Facts);

impl Common<'_> {
    /// Whether two requirements are one text, and all that it depends on is the same: inputs, parameters, definitions, rows,
    /// dates, holidays.
    pub(super) fn is_same_requirement(&self, of: [(usize, ConditionId); 2]) -> bool {
        let sides = of.map(|(rule, id)| Some((rule, self.columns.get(rule)?.rules(), self.facts.get(rule)?, id)));
        let [Some((one, ours, our_facts, our)), Some((other, theirs, their_facts, their))] = sides else {
            return false;
        };
        let (our, their) = (ours.conditions.at(our), theirs.conditions.at(their));
        let sides: [Side<'_>; 2] = [(one, ours, our_facts), (other, theirs, their_facts)];
        let definitions = ours.definitions.ids().all(|id| {
            let same = theirs.definitions.ids().find(|&own| theirs.definition_path(own) == ours.definition_path(id));
            same.is_some_and(|own| theirs.definitions.at(own).value.span() == ours.definitions.at(id).value.span())
        });
        let rows = ours.tables.iter().all(|(id, table)| {
            let same = theirs.tables.iter().find(|(_, own)| own.name.text == table.name.text);
            same.is_some_and(|(own, _)| their_facts.rows.get(own) == our_facts.rows.get(id))
        });
        our.formula.span == their.formula.span
            && our.inputs.iter().all(|&id| self.is_same_input(sides, id))
            && our.parameters.iter().all(|&id| is_same_parameter(sides, id))
            && definitions
            && rows
            && dates(ours, our_facts).eq(dates(theirs, their_facts))
            && ours.calendar == theirs.calendar
    }

    /// Whether both take it for the same thing, and know the same of it.
    fn is_same_input(
        &self,
        [(one, ours, our_facts), (other, theirs, their_facts)]: [Side<'_>; 2],
        id: InputId,
    ) -> bool {
        let our = ours.inputs.at(id);
        let name = self.common_name(one, &ours.input_path(id));
        let same = theirs.inputs.iter().find(|(own, _)| self.common_name(other, &theirs.input_path(*own)) == name);
        same.is_some_and(|(own, their)| {
            our.kind == their.kind
                && our.table.is_some() == their.table.is_some()
                && our_facts.inputs.get(id) == their_facts.inputs.get(own)
        })
    }
}

fn is_same_parameter([(_, ours, our_facts), (_, theirs, their_facts)]: [Side<'_>; 2], id: ParameterId) -> bool {
    let our = ours.parameters.at(id);
    let same = theirs.parameters.iter().find(|(own, _)| theirs.parameter_path(*own) == ours.parameter_path(id));
    same.is_some_and(|(own, their)| {
        let (our_cells, their_cells) = (our_facts.parameters.get(id), their_facts.parameters.get(own));
        let is_known = matches!(our_cells, Some(Cells::One(Slot::Known(_))));
        let value = match (&our.value, &their.value) {
            // What is known is all that counts, wherever it is written.
            (ParameterValue::Constant(..), ParameterValue::Constant(..)) if is_known => true,
            (one, other) => one == other,
        };
        our.kind == their.kind && our_cells == their_cells && value
    })
}

/// The days that are given in the place of the rule's own, by name.
fn dates<'a>(measure: &'a Measure, facts: &'a Facts) -> impl Iterator<Item = (smol_str::SmolStr, &'a Slot)> {
    facts.dates.iter().map(|(id, slot)| (measure.definition_path(*id), slot))
}
