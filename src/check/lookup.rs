//! What a name means: looked up in the stage, then the measure (which holds what it uses of the file).

use std::collections::BTreeMap;

use smol_str::{SmolStr, format_smolstr};

use crate::program::{ConditionId, DefinitionId, InputId, Measure, ParameterId, StageId, TableId};
use crate::suggest;

/// What a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// `yes`, `ballot.yes`
    Input(InputId),
    /// `approval`
    Parameter(ParameterId),
    /// `closes`, `ballot.held`: one of a stage's dates
    Date(DefinitionId),
    /// `needed`
    Definition(DefinitionId),
    /// `consent`, `nationhood.consent`
    Condition(ConditionId),
    /// `nationhood`
    Stage(StageId),
    /// `county`, `initiative.canton`
    Table(TableId),
    /// Nothing has this name.
    Nothing {
        /// The path that was perhaps meant: a similar name, or the same name in another stage.
        nearest: Option<SmolStr>,
    },
}

/// Looks up one path from inside a stage, or from the measure as a whole.
///
/// Whoever has many paths to look up in one measure makes its [`Names`] once.
pub fn lookup(measure: &Measure, stage: Option<StageId>, path: &[&str]) -> Found {
    Names::of(measure).find(stage, path)
}

/// All names of a measure, by the stage they are declared in.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// `None` is the measure itself: there the stages are, and what a measure without stages declares.
    names: BTreeMap<Option<StageId>, BTreeMap<SmolStr, Found>>,
}

impl Names {
    /// The names of a checked measure.
    pub fn of(measure: &Measure) -> Self {
        let mut names = Self::default();
        // What a measure without stages declares belongs to the measure, its conditions and dates too.
        let scope = |stage: StageId| measure.stages.get(stage).and_then(|own| own.name.as_ref()).map(|_| stage);
        for (id, stage) in measure.stages.iter() {
            if let Some(name) = &stage.name {
                names.add(None, name.text.clone(), Found::Stage(id));
            }
        }
        for (id, table) in measure.tables.iter() {
            names.add(table.stage.and_then(scope), table.name.text.clone(), Found::Table(id));
        }
        for (id, parameter) in measure.parameters.iter() {
            names.add(parameter.stage.and_then(scope), parameter.name.text.clone(), Found::Parameter(id));
        }
        for (id, input) in measure.inputs.iter() {
            names.add(input.stage.and_then(scope), input.name.text.clone(), Found::Input(id));
        }
        for (id, definition) in measure.definitions.iter() {
            let found = if definition.date.is_some() { Found::Date(id) } else { Found::Definition(id) };
            names.add(definition.stage.and_then(scope), definition.name.text.clone(), found);
        }
        for (id, condition) in measure.conditions.iter() {
            names.add(scope(condition.stage), condition.name.text.clone(), Found::Condition(id));
        }
        names
    }

    /// Declares a name. The first of two equal ones stays.
    pub(super) fn add(&mut self, scope: Option<StageId>, name: SmolStr, found: Found) {
        self.names.entry(scope).or_default().entry(name).or_insert(found);
    }

    /// What a path means from inside a stage, or from the measure as a whole.
    pub fn find(&self, stage: Option<StageId>, path: &[&str]) -> Found {
        match path {
            [name] => self
                .own(stage, name)
                .or_else(|| self.own(None, name))
                .cloned()
                .unwrap_or_else(|| Found::Nothing { nearest: self.nearest(stage, name) }),
            [first, name] => match self.own(None, first) {
                Some(&Found::Stage(other)) => self.in_stage(other, first, name),
                _ => Found::Nothing {
                    nearest: suggest::nearest(first, self.stages()).map(|stage| format_smolstr!("{stage}.{name}")),
                },
            },
            _ => Found::Nothing { nearest: None },
        }
    }

    /// What is declared in exactly this scope.
    pub(super) fn own(&self, scope: Option<StageId>, name: &str) -> Option<&Found> {
        self.names.get(&scope)?.get(name)
    }

    /// `initiative.canton`: a table that the measure declares may be named through a stage that has columns in it.
    fn in_stage(&self, stage: StageId, stage_name: &str, name: &str) -> Found {
        if let Some(found) = self.own(Some(stage), name) {
            return found.clone();
        }
        match self.own(None, name) {
            Some(table @ Found::Table(_)) => table.clone(),
            _ => Found::Nothing {
                nearest: suggest::nearest(name, self.declared(Some(stage)))
                    .map(|name| format_smolstr!("{stage_name}.{name}")),
            },
        }
    }

    /// The same name in another stage, or a similar one in scope.
    fn nearest(&self, stage: Option<StageId>, name: &str) -> Option<SmolStr> {
        let elsewhere = self.names.iter().find(|(_, names)| names.contains_key(name)).and_then(|(&scope, _)| scope);
        if let Some(elsewhere) = elsewhere {
            return self.stage_name(elsewhere).map(|stage| format_smolstr!("{stage}.{name}"));
        }
        let own = stage.map(|stage| self.declared(Some(stage))).into_iter().flatten();
        suggest::nearest(name, own.chain(self.declared(None))).map(SmolStr::new)
    }

    fn declared(&self, scope: Option<StageId>) -> impl Iterator<Item = &str> {
        self.names.get(&scope).into_iter().flat_map(|names| names.keys()).map(SmolStr::as_str)
    }

    fn stages(&self) -> impl Iterator<Item = &str> {
        let names = self.names.get(&None).into_iter().flatten();
        names.filter(|(_, found)| matches!(found, Found::Stage(_))).map(|(name, _)| name.as_str())
    }

    fn stage_name(&self, stage: StageId) -> Option<&str> {
        let names = self.names.get(&None)?;
        names.iter().find(|(_, found)| **found == Found::Stage(stage)).map(|(name, _)| name.as_str())
    }

    /// Gives every definition its final id.
    pub(super) fn renumber(&mut self, renumbered: impl Fn(DefinitionId) -> DefinitionId) {
        for found in self.names.values_mut().flat_map(BTreeMap::values_mut) {
            if let Found::Definition(id) | Found::Date(id) = found {
                *id = renumbered(*id);
            }
        }
    }
}
