//! What a formula depends on, also through definitions.

use std::collections::BTreeSet;

use crate::ids::Table;
use crate::program::{
    AnyExpr, ConditionId, Definition, DefinitionId, Formula, FormulaNode, InputId, Meaning, ParameterId, Reference,
    Visit,
};

/// What is used, by id.
#[derive(Clone, Debug, Default)]
pub(super) struct Uses {
    pub inputs: BTreeSet<InputId>,
    pub parameters: BTreeSet<ParameterId>,
    pub definitions: BTreeSet<DefinitionId>,
    pub conditions: BTreeSet<ConditionId>,
}

/// All that formulas use.
pub(super) fn used<'a>(
    definitions: &'a Table<DefinitionId, Definition>,
    formulas: impl IntoIterator<Item = &'a Formula>,
) -> Uses {
    let mut uses = Uses::default();
    uses.follow(definitions, formulas.into_iter().map(Visit::any).collect());
    uses
}

impl Uses {
    /// All that a definition's value uses.
    pub(super) fn of(definitions: &Table<DefinitionId, Definition>, value: &Meaning) -> Self {
        let mut uses = Self::default();
        uses.add_all_of(definitions, value);
        uses
    }

    /// Adds all that a definition's value uses.
    pub(super) fn add_all_of(&mut self, definitions: &Table<DefinitionId, Definition>, value: &Meaning) {
        self.follow(definitions, vec![value.any()]);
    }

    fn follow<'a>(&mut self, definitions: &'a Table<DefinitionId, Definition>, mut open: Vec<AnyExpr<'a>>) {
        while let Some(part) = open.pop() {
            match part {
                AnyExpr::Reference(Reference::Input(id)) => {
                    self.inputs.insert(*id);
                }
                AnyExpr::Reference(Reference::Parameter(id) | Reference::AsOf { parameter: id, .. }) => {
                    self.parameters.insert(*id);
                }
                AnyExpr::Reference(Reference::Definition(id)) => {
                    if self.definitions.insert(*id)
                        && let Some(definition) = definitions.get(*id)
                    {
                        open.push(definition.value.any());
                    }
                }
                AnyExpr::Truth(Formula { node: FormulaNode::Condition(id, _), .. }) => {
                    self.conditions.insert(*id);
                }
                AnyExpr::Number(_) | AnyExpr::Date(_) | AnyExpr::Duration(_) | AnyExpr::Truth(_) => {}
            }
            part.children(&mut |child| open.push(child));
        }
    }
}
