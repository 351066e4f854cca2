//! One measure, variants already spelled out: everything declared, ordered and given its meaning.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::check::built::Built;
use crate::check::declare::{self, Draft};
use crate::check::elaborated::{Elaborated, FileLevel, Removed};
use crate::check::error::CheckError;
use crate::check::lint::Lint;
use crate::check::lookup::Found;
use crate::check::order::order;
use crate::check::scope::{Place, Scope, constant_date};
use crate::check::uses::{Uses, used};
use crate::check::walk;
use crate::ids::Id as _;
use crate::program::{
    AnyExpr, Condition, Definition, DefinitionId, Formula, FormulaNode, Given, Meaning, Outcome, StageId, TableId,
    Visit as _,
};
use crate::span::Span;
use crate::syntax::ast;
use crate::value::{Date, Kind};

/// Checks one measure.
pub(super) fn build(
    elaborated: &Elaborated<'_>,
    file: &FileLevel<'_>,
    errors: &mut Vec<CheckError>,
    lints: &mut Vec<Lint>,
) -> Built {
    let before = errors.len();
    let draft = declare::declare(elaborated, file, errors);
    let mut building = Building {
        dates: BTreeMap::new(),
        broken: BTreeSet::new(),
        removed: &elaborated.removed,
        named: BTreeSet::new(),
        draft,
        errors,
        lints,
    };
    building.definitions();
    building.givens();
    building.conditions();
    building.stages();
    building.outcomes();
    let used = building.uses();
    let removed = elaborated.removed.clone();
    let Draft { measure, names, .. } = building.draft;
    let sound = errors.len() == before;
    Built { measure, names, used, removed, sound }
}

struct Building<'a, 'e> {
    draft: Draft<'a>,
    /// Definitions with errors of their own.
    broken: BTreeSet<DefinitionId>,
    /// Dates that the rule alone decides.
    dates: BTreeMap<DefinitionId, Date>,
    removed: &'e [Removed],
    /// Definitions that some expression names.
    named: BTreeSet<DefinitionId>,
    errors: &'e mut Vec<CheckError>,
    lints: &'e mut Vec<Lint>,
}

impl Building<'_, '_> {
    fn scope<T>(
        &mut self,
        stage: Option<StageId>,
        table: Option<TableId>,
        place: Place,
        look: impl FnOnce(&mut Scope<'_>) -> T,
    ) -> T {
        let mut scope = Scope {
            measure: &self.draft.measure,
            names: &self.draft.names,
            stage,
            place,
            rows: table.map(|table| (table, false)).into_iter().collect(),
            broken: &self.broken,
            broken_parameters: &self.draft.broken,
            dates: &self.dates,
            removed: self.removed,
            named: &mut self.named,
            errors: &mut *self.errors,
            lints: &mut *self.lints,
        };
        look(&mut scope)
    }

    /// Definitions and dates, each after those it uses.
    fn definitions(&mut self) {
        let drafts = std::mem::take(&mut self.draft.definitions);
        let mut needs = Vec::with_capacity(drafts.len());
        for draft in &drafts {
            let mut needed = Vec::new();
            walk::paths(draft.value, &mut |path| {
                let names: Vec<&str> = path.parts.iter().map(|name| name.text.as_str()).collect();
                if let Found::Definition(id) | Found::Date(id) = self.draft.names.find(draft.scope, &names) {
                    needed.push(id.index());
                }
            });
            needs.push(needed);
        }
        let ordered = order(&needs);
        let mut position = vec![0; drafts.len()];
        for (at, &old) in ordered.order.iter().enumerate() {
            if let Some(position) = position.get_mut(old) {
                *position = at;
            }
        }
        let renumbered = |old: usize| DefinitionId::new(position.get(old).copied().unwrap_or(old));
        self.draft.names.renumber(|id| renumbered(id.index()));
        for circle in &ordered.loops {
            self.broken.extend(circle.iter().map(|&old| renumbered(old)));
            let way: Vec<(SmolStr, Span)> = circle
                .iter()
                .filter_map(|&old| drafts.get(old))
                .map(|draft| (self.draft.measure.path(draft.stage, &draft.name.text), draft.name.span))
                .collect();
            let what = if way.len() == 1 { "this definition" } else { "these definitions" };
            self.errors.extend(cycle(what, "a definition can only use what does not need it", &way));
        }
        for &old in &ordered.order {
            let Some(draft) = drafts.get(old) else { continue };
            let id = DefinitionId::new(self.draft.measure.definitions.len());
            let typed = if self.broken.contains(&id) {
                None
            } else {
                self.scope(draft.scope, draft.table, Place::Rule, |scope| match draft.date {
                    Some(_) => scope.date(draft.value).map(|date| (Meaning::Date(date), Kind::Date)),
                    None => scope.typed(draft.value).map(|typed| typed.into_meaning()),
                })
                .ok()
            };
            let (value, kind) = typed.unwrap_or_else(|| {
                self.broken.insert(id);
                (Meaning::Truth(nothing(draft.value.span)), Kind::Truth)
            });
            if let Meaning::Date(date) = &value
                && let Some(date) = constant_date(&self.draft.measure, &self.dates, date)
            {
                self.dates.insert(id, date);
            }
            self.draft.measure.definitions.push(Definition {
                name: draft.name.clone(),
                date: draft.date,
                stage: draft.stage,
                table: draft.table,
                kind,
                value,
                sources: draft.sources.to_vec(),
            });
        }
        // Dates in the order they are written.
        for (old, draft) in drafts.iter().enumerate() {
            if let (Some(_), Some(stage)) = (draft.date, draft.stage) {
                self.draft.measure.stages.at_mut(stage).dates.push(renumbered(old));
            }
        }
        let dates = &self.dates;
        Lint::deadlines(&self.draft.measure, |id| dates.get(&id).copied(), self.lints);
    }

    fn givens(&mut self) {
        for draft in std::mem::take(&mut self.draft.givens) {
            let written = draft.written;
            let formula = self.scope(draft.scope, draft.table, Place::Given, |scope| scope.formula(&written.condition));
            self.draft.measure.givens.push(Given {
                span: written.span,
                name: written.name.clone(),
                stage: draft.scope,
                table: draft.table,
                formula: formula.unwrap_or_else(|_| nothing(written.span)),
                sources: written.sources.clone(),
            });
        }
    }

    fn conditions(&mut self) {
        for draft in std::mem::take(&mut self.draft.conditions) {
            let written = draft.written;
            let formula = self.scope(draft.scope, None, Place::Rule, |scope| scope.formula(&written.condition));
            let formula = formula.unwrap_or_else(|_| nothing(written.span));
            let uses = used(&self.draft.measure.definitions, [&formula]);
            let condition = Condition {
                span: written.span,
                kind: written.kind,
                name: written.name.clone(),
                stage: draft.stage,
                formula,
                sources: written.sources.clone(),
                inputs: uses.inputs.into_iter().collect(),
                parameters: uses.parameters.into_iter().collect(),
            };
            Lint::half(&self.draft.measure, &condition, self.lints);
            self.draft.measure.conditions.push(condition);
        }
    }

    /// What each stage comes after, and an order in which that can be judged.
    fn stages(&mut self) {
        let ids: Vec<StageId> = self.draft.measure.stages.ids().collect();
        for &id in &ids {
            self.decided(id);
        }
        let mut needs = vec![Vec::new(); ids.len()];
        for (id, after) in std::mem::take(&mut self.draft.afters) {
            let Ok(formula) = self.scope(None, None, Place::After, |scope| scope.formula(after)) else { continue };
            if let Some(needs) = needs.get_mut(id.index()) {
                stages_of(&formula, needs);
            }
            self.draft.measure.stages.at_mut(id).after = Some(formula);
        }
        let ordered = order(&needs);
        let measure = &mut self.draft.measure;
        measure.stage_order = ordered.order.iter().filter_map(|&at| ids.get(at)).copied().collect();
        for circle in &ordered.loops {
            let way: Vec<(SmolStr, Span)> = circle
                .iter()
                .filter_map(|&at| measure.stages.get(*ids.get(at)?)?.name.as_ref())
                .map(|name| (name.text.clone(), name.span))
                .collect();
            let what = if way.len() == 1 { "this stage" } else { "these stages" };
            self.errors.extend(cycle(what, "a stage can only come after stages that do not come after it", &way));
        }
    }

    /// A stage needs something that decides it.
    fn decided(&mut self, id: StageId) {
        let measure = &self.draft.measure;
        let stage = measure.stages.at(id);
        let decides = |condition: &Condition| condition.kind != ast::ConditionKind::Quorum;
        if stage.conditions.iter().any(|&id| measure.conditions.get(id).is_some_and(decides)) {
            return;
        }
        let name = stage.name.as_ref();
        let removed = self.removed.iter().rev().find(|removed| removed.stage.as_ref() == name.map(|name| &name.text));
        let (span, removed) = (name.map_or(measure.name.span, |name| name.span), removed.map(|removed| removed.span));
        let stage = name.map(|name| name.text.clone());
        let help = match removed {
            Some(_) => "`replace` it instead, or `add` another",
            None => {
                "an event that merely comes between is a truth somebody supplies: \
                 `input held_election: truth` and `require held: held_election`"
            }
        };
        self.errors.push(CheckError::NoCondition { stage, help, span, removed });
    }

    fn outcomes(&mut self) {
        let mut otherwise = None;
        for written in std::mem::take(&mut self.draft.outcomes) {
            if let Some(otherwise) = otherwise {
                self.errors.push(CheckError::AfterOtherwise { span: written.span, otherwise });
            }
            let when = match declare::when(written) {
                Err(span) => {
                    otherwise = Some(span);
                    None
                }
                Ok(condition) => {
                    let formula = self.scope(None, None, Place::When, |scope| scope.formula(condition));
                    Some(formula.unwrap_or_else(|_| nothing(condition.span)))
                }
            };
            self.draft.measure.outcomes.push(Outcome {
                span: written.span,
                text: written.text.clone(),
                when,
                sources: written.sources.clone(),
            });
        }
    }

    /// What is used anywhere. A definition outside tables is shown in reports, which is a use.
    fn uses(&self) -> Uses {
        let measure = &self.draft.measure;
        let afters = measure.stages.values().filter_map(|stage| stage.after.as_ref());
        let whens = measure.outcomes.iter().filter_map(|outcome| outcome.when.as_ref());
        let givens = measure.givens.values().map(|given| &given.formula);
        let conditions = measure.conditions.values().map(|condition| &condition.formula);
        let mut uses = used(&measure.definitions, afters.chain(whens).chain(givens).chain(conditions));
        uses.definitions.extend(&self.named);
        for (id, definition) in measure.definitions.iter() {
            if definition.table.is_none() {
                uses.definitions.insert(id);
            }
            uses.add_all_of(&measure.definitions, &definition.value);
        }
        uses
    }
}

/// What a stage, definition or variant in a circle is told.
pub(super) fn cycle(what: &'static str, help: &'static str, way: &[(SmolStr, Span)]) -> Option<CheckError> {
    const SHOWN: usize = 8;
    let (first, others) = way.split_first()?;
    let mut names: Vec<String> = way.iter().take(SHOWN).map(|(name, _)| format!("`{name}`")).collect();
    if way.len() > SHOWN {
        names.push("…".into());
    }
    names.push(format!("`{}`", first.0));
    Some(CheckError::Cycle {
        what,
        way: names.join(" needs "),
        help,
        span: first.1,
        others: others.iter().take(SHOWN).map(|(_, span)| *span).collect(),
    })
}

/// Stands where an error was.
fn nothing(span: Span) -> Formula {
    Formula { span, node: FormulaNode::Constant(false) }
}

/// The stages whose statuses a formula asks for.
fn stages_of(formula: &Formula, stages: &mut Vec<usize>) {
    formula.visit(&mut |part| {
        if let AnyExpr::Truth(Formula { node: FormulaNode::Stage(stage, _), .. }) = part {
            stages.push(stage.index());
        }
        matches!(part, AnyExpr::Truth(_))
    });
}
