//! What a measure declares, before any expression is looked at: stages, tables, parameters, inputs and all names.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::check::elaborated::{Elaborated, FileLevel};
use crate::check::error::CheckError;
use crate::check::lookup::{Found, Names};
use crate::check::scope::did_you_mean;
use crate::check::{literal, rows, walk};
use crate::ids::{Id as _, Table};
use crate::program::{
    ConditionId, DatedValue, DefinitionId, Input, Measure, Name, Parameter, ParameterId, ParameterValue, RowTable,
    Stage, StageId, TableId,
};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{self, Item, When};
use crate::value::{Calendar, Exact, Kind, Value};

/// A measure whose names are known and whose expressions are not yet looked at.
pub(super) struct Draft<'a> {
    /// With stages, tables, parameters and inputs.
    pub measure: Measure,
    /// Definitions have provisional ids: their positions in `definitions`.
    pub names: Names,
    pub definitions: Vec<DraftDefinition<'a>>,
    pub conditions: Vec<DraftCondition<'a>>,
    pub givens: Vec<DraftGiven<'a>>,
    pub outcomes: Vec<&'a ast::Outcome>,
    pub afters: Vec<(StageId, &'a ast::Expr)>,
    /// Parameters of no known kind: what uses them says nothing more.
    pub broken: BTreeSet<ParameterId>,
}

pub(super) struct DraftDefinition<'a> {
    pub name: Name,
    pub date: Option<ast::DateName>,
    /// The stage its own names are looked up in.
    pub scope: Option<StageId>,
    /// The stage a date belongs to, also in a measure without stages.
    pub stage: Option<StageId>,
    pub table: Option<TableId>,
    pub value: &'a ast::Expr,
    pub sources: &'a [ast::Text],
}

pub(super) struct DraftCondition<'a> {
    pub written: &'a ast::Condition,
    pub scope: Option<StageId>,
    pub stage: StageId,
}

pub(super) struct DraftGiven<'a> {
    pub written: &'a ast::Given,
    pub scope: Option<StageId>,
    pub table: Option<TableId>,
}

/// Declares everything in a measure.
pub(super) fn declare<'a>(
    elaborated: &'a Elaborated<'_>,
    file: &FileLevel<'a>,
    errors: &mut Vec<CheckError>,
) -> Draft<'a> {
    let written = elaborated.measure.as_ref();
    let holidays = written.items.iter().flat_map(|item| match item {
        Item::Stage(stage) => stage.items.as_slice(),
        item => std::slice::from_ref(item),
    });
    let own_days = holidays.filter_map(|item| match item {
        Item::Holidays(holidays) => Some(holidays),
        _ => None,
    });
    let days = own_days.chain(file.holidays.iter().copied()).flat_map(|holidays| &holidays.days);
    let measure = Measure {
        span: written.span,
        name: written.name.clone(),
        variant_of: None,
        title: written.title.clone(),
        jurisdiction: written.head.jurisdiction.clone(),
        sources: written.head.sources.clone(),
        calendar: Calendar::new(days.map(|(day, _)| *day)),
        stages: Table::new(),
        stage_order: Vec::new(),
        tables: Table::new(),
        parameters: Table::new(),
        inputs: Table::new(),
        definitions: Table::new(),
        conditions: Table::new(),
        givens: Table::new(),
        outcomes: Vec::new(),
    };
    let mut declaring = Declaring {
        draft: Draft {
            measure,
            names: Names::default(),
            definitions: Vec::new(),
            conditions: Vec::new(),
            givens: Vec::new(),
            outcomes: Vec::new(),
            afters: Vec::new(),
            broken: BTreeSet::new(),
        },
        elaborated,
        file,
        spans: BTreeMap::new(),
        rows: Vec::new(),
        sole: None,
        errors,
    };
    declaring.measure(written);
    declaring.draft
}

struct Declaring<'a, 'e> {
    draft: Draft<'a>,
    elaborated: &'a Elaborated<'a>,
    file: &'e FileLevel<'a>,
    /// Where each name is declared.
    spans: BTreeMap<(Option<StageId>, SmolStr), Span>,
    rows: Vec<(&'a ast::Rows, Option<StageId>)>,
    /// The stage of a measure without stages.
    sole: Option<StageId>,
    errors: &'e mut Vec<CheckError>,
}

impl<'a> Declaring<'a, '_> {
    fn measure(&mut self, written: &'a ast::Measure) {
        let in_stages: BTreeSet<&SmolStr> = written.items.iter().flat_map(tables_of).collect();
        let mut stages = Vec::new();
        for item in &written.items {
            match item {
                Item::Stage(stage) => {
                    let id = self.stage(stage);
                    stages.push(id);
                }
                // Before the stages, whose `by` blocks may extend it.
                Item::ByBlock(block) => {
                    self.table(&block.table, None);
                }
                // Rows that the stages share make a table of the measure.
                Item::Rows(rows) => {
                    if let [table] = rows.table.parts.as_slice()
                        && in_stages.contains(&table.text)
                    {
                        self.table(table, None);
                    }
                }
                _ => {}
            }
        }
        if stages.is_empty() {
            self.sole = Some(self.draft.measure.stages.push(Stage {
                span: written.span,
                name: None,
                title: written.title.clone(),
                after: None,
                sources: Vec::new(),
                dates: Vec::new(),
                conditions: Vec::new(),
                effects: Vec::new(),
            }));
        }
        let mut stages = stages.into_iter();
        for item in &written.items {
            match item {
                Item::Stage(stage) => {
                    let Some(id) = stages.next() else { continue };
                    stage.items.iter().for_each(|item| self.item(item, Some(id)));
                }
                item => self.item(item, None),
            }
        }
        self.file_parameters(written);
        self.shadowing();
        self.all_rows();
    }

    fn stage(&mut self, stage: &'a ast::Stage) -> StageId {
        let id = self.draft.measure.stages.push(Stage {
            span: stage.span,
            name: Some(stage.name.clone()),
            title: stage.title.clone(),
            after: None,
            sources: stage.head.sources.clone(),
            dates: Vec::new(),
            conditions: Vec::new(),
            effects: Vec::new(),
        });
        self.name(None, &stage.name, Found::Stage(id));
        self.draft.afters.extend(stage.after.as_ref().map(|after| (id, after)));
        id
    }

    /// Declares a name; twice in one scope is an error.
    fn name(&mut self, scope: Option<StageId>, name: &Name, found: Found) {
        match self.spans.entry((scope, name.text.clone())) {
            std::collections::btree_map::Entry::Occupied(first) => {
                let first = *first.get();
                self.errors.push(CheckError::Duplicate { name: name.text.clone(), span: name.span, first });
            }
            std::collections::btree_map::Entry::Vacant(entry) => {
                entry.insert(name.span);
                self.draft.names.add(scope, name.text.clone(), found);
            }
        }
    }

    fn item(&mut self, item: &'a Item, scope: Option<StageId>) {
        let stage = scope.or(self.sole);
        match item {
            Item::Stage(stage) => {
                self.misplaced("a stage", "stages stand in the measure itself: `add { stage … }`", stage.name.span);
            }
            Item::Outcome(outcome) if scope.is_some() => {
                let help = "outcomes stand in the measure itself, after the stages";
                self.misplaced("an outcome", help, outcome.span);
            }
            Item::Outcome(outcome) => self.draft.outcomes.push(outcome),
            // Already in the calendar.
            Item::Holidays(_) => {}
            Item::Rows(rows) => self.rows.push((rows, scope)),
            Item::ByBlock(block) => self.by_block(block, scope),
            Item::DateLine(line) => match stage {
                None => {
                    let help = "this measure has stages: say in which of them";
                    self.misplaced("a date", help, line.span);
                }
                Some(stage) => {
                    let name = Name { span: line.name_span, text: line.name.word().into() };
                    let id = DefinitionId::new(self.draft.definitions.len());
                    self.name(scope, &name, Found::Date(id));
                    let (date, value, sources) = (Some(line.name), &line.value, line.sources.as_slice());
                    self.draft.definitions.push(DraftDefinition {
                        name,
                        date,
                        scope,
                        stage: Some(stage),
                        table: None,
                        value,
                        sources,
                    });
                }
            },
            Item::Parameter(parameter) => self.parameter(parameter, scope, None),
            Item::Input(input) => self.input(input, scope, None),
            Item::Given(given) => self.given(given, scope, None),
            Item::Define(define) => self.define(define, scope, None),
            Item::Condition(condition) => match stage {
                None => {
                    let help = "this measure has stages: put the condition in the stage that it decides";
                    self.misplaced("a condition", help, condition.span);
                }
                Some(stage) => {
                    let id = ConditionId::new(self.draft.conditions.len());
                    self.name(scope, &condition.name, Found::Condition(id));
                    self.draft.conditions.push(DraftCondition { written: condition, scope, stage });
                    self.draft.measure.stages.at_mut(stage).conditions.push(id);
                }
            },
            Item::Effect(effect) => match stage {
                None => {
                    let help = "this measure has stages: put the effect in one, or write an `outcome`";
                    self.misplaced("an effect", help, effect.span);
                }
                Some(stage) => self.draft.measure.stages.at_mut(stage).effects.push(effect.clone()),
            },
        }
    }

    fn misplaced(&mut self, what: &'static str, help: &'static str, span: Span) {
        self.errors.push(CheckError::Misplaced { what, help, span });
    }

    fn by_block(&mut self, block: &'a ast::ByBlock, scope: Option<StageId>) {
        let table = self.table(&block.table, scope);
        for item in &block.items {
            match item {
                Item::Parameter(parameter) => {
                    // What has one value is the same for all rows, and so no column.
                    let column = matches!(parameter.value, ast::ParameterValue::None).then_some(table);
                    self.parameter(parameter, scope, column);
                }
                Item::Input(input) => self.input(input, scope, Some(table)),
                Item::Given(given) => self.given(given, scope, Some(table)),
                Item::Define(define) => self.define(define, scope, Some(table)),
                Item::Stage(_)
                | Item::Outcome(_)
                | Item::Holidays(_)
                | Item::Rows(_)
                | Item::ByBlock(_)
                | Item::DateLine(_)
                | Item::Condition(_)
                | Item::Effect(_) => {
                    let help = "a table holds parameters, inputs, givens and definitions";
                    self.misplaced("this", help, block.table.span);
                }
            }
        }
    }

    /// The table of a `by` block: the stage extends the measure's or the file's, if there is one.
    fn table(&mut self, name: &Name, scope: Option<StageId>) -> TableId {
        for outer in [scope, None] {
            if let Some(&Found::Table(table)) = self.draft.names.own(outer, &name.text) {
                return table;
            }
        }
        let scope = scope.filter(|_| !self.file.rows.contains_key(&name.text));
        let table = self.draft.measure.tables.push(RowTable { name: name.clone(), stage: scope, rows: None });
        self.name(scope, name, Found::Table(table));
        table
    }

    fn parameter(&mut self, written: &'a ast::Parameter, scope: Option<StageId>, table: Option<TableId>) {
        let (kind, value) = parameter_value(written, table.is_some(), self.errors);
        for name in &written.names {
            let id = self.draft.measure.parameters.push(Parameter {
                name: name.clone(),
                stage: scope,
                table,
                kind: kind.unwrap_or(Kind::Number),
                value: value.clone(),
                description: written.description.clone(),
                sources: written.sources.clone(),
            });
            if kind.is_none() {
                self.draft.broken.insert(id);
            }
            self.name(scope, name, Found::Parameter(id));
        }
    }

    fn input(&mut self, written: &'a ast::Input, scope: Option<StageId>, table: Option<TableId>) {
        for name in &written.names {
            let fixed = self.elaborated.fixed.iter().find(|(of, ..)| *of == name.span);
            let id = self.draft.measure.inputs.push(Input {
                name: name.clone(),
                stage: scope,
                table,
                kind: written.kind,
                description: written.description.clone(),
                fixed: fixed.map(|(_, value, span)| (value.clone(), *span)),
                sources: written.sources.clone(),
            });
            self.name(scope, name, Found::Input(id));
        }
    }

    fn given(&mut self, written: &'a ast::Given, scope: Option<StageId>, table: Option<TableId>) {
        if let Some(name) = &written.name {
            // Its name is only for variants, which find it in the tree.
            match self.spans.entry((scope, name.text.clone())) {
                std::collections::btree_map::Entry::Occupied(first) => {
                    let first = *first.get();
                    self.errors.push(CheckError::Duplicate { name: name.text.clone(), span: name.span, first });
                }
                std::collections::btree_map::Entry::Vacant(entry) => drop(entry.insert(name.span)),
            }
        }
        self.draft.givens.push(DraftGiven { written, scope, table });
    }

    fn define(&mut self, written: &'a ast::Define, scope: Option<StageId>, table: Option<TableId>) {
        let id = DefinitionId::new(self.draft.definitions.len());
        self.name(scope, &written.name, Found::Definition(id));
        let (name, value, sources) = (written.name.clone(), &written.value, written.sources.as_slice());
        self.draft.definitions.push(DraftDefinition { name, date: None, scope, stage: scope, table, value, sources });
    }

    /// Takes in what the measure uses of the file's parameters.
    fn file_parameters(&mut self, written: &'a ast::Measure) {
        if self.file.parameters.is_empty() {
            return;
        }
        let mut used = BTreeSet::new();
        walk::expressions(written, &mut |expr| {
            walk::paths(expr, &mut |path| {
                if let [name] = path.parts.as_slice() {
                    used.insert(&name.text);
                }
            });
        });
        let mut wanted: Vec<&'a ast::Parameter> = Vec::new();
        for name in used {
            if let Some(parameter) = self.file.parameters.get(name)
                && self.draft.names.own(None, name).is_none()
                && !wanted.iter().any(|other| std::ptr::eq(*other, *parameter))
            {
                wanted.push(parameter);
            }
        }
        wanted.sort_by_key(|parameter| parameter.span);
        for parameter in wanted {
            // Its own mistakes are reported once, where the file's parameters are checked.
            let mut ignored = Vec::new();
            std::mem::swap(self.errors, &mut ignored);
            self.parameter(parameter, None, None);
            std::mem::swap(self.errors, &mut ignored);
        }
    }

    /// A name of a stage must not hide one of the measure, nor either one of the file.
    fn shadowing(&mut self) {
        for ((scope, name), &span) in &self.spans {
            let key = (None, name.clone());
            let of_file = self.file.parameters.get(name).and_then(|own| own.names.iter().find(|own| own.text == *name));
            let (outer, first) = match (of_file, scope, self.spans.get(&key)) {
                (Some(own), ..) if own.span == span => continue,
                (Some(own), ..) => ("a parameter of the file", own.span),
                (None, Some(_), Some(&first)) => (outer(self.draft.names.own(None, name)), first),
                (None, ..) => continue,
            };
            self.errors.push(CheckError::Shadow { name: name.clone(), outer, span, first });
        }
    }

    /// Gives every table its declared rows, and every column of the rule its values.
    fn all_rows(&mut self) {
        let mut declared: BTreeMap<TableId, Span> = BTreeMap::new();
        for (rows, scope) in std::mem::take(&mut self.rows) {
            let Some(name) = rows.table.parts.last().filter(|_| rows.table.parts.len() == 1) else {
                self.unknown_table(rows);
                continue;
            };
            let found = [scope, None].into_iter().find_map(|scope| match self.draft.names.own(scope, &name.text) {
                Some(&Found::Table(table)) => Some(table),
                _ => None,
            });
            let Some(table) = found else {
                self.unknown_table(rows);
                continue;
            };
            if let Some(&first) = declared.get(&table) {
                let table = name.text.clone();
                self.errors.push(CheckError::RowsTwice { table, span: rows.table.span, first });
                continue;
            }
            declared.insert(table, rows.table.span);
            rows::check_shape(rows, self.errors);
            self.rows_of(table, rows, scope, false);
        }
        let tables: Vec<TableId> = self.draft.measure.tables.ids().collect();
        for table in tables {
            let name = &self.draft.measure.tables.at(table).name.text;
            if let Some(rows) = self.file.rows.get(name).filter(|_| !declared.contains_key(&table)) {
                self.rows_of(table, rows, None, true);
            }
        }
    }

    fn unknown_table(&mut self, rows: &ast::Rows) {
        let name = crate::check::show::path(&rows.table);
        let tables = self.draft.measure.tables.values().map(|table| table.name.text.as_str());
        let help = did_you_mean(suggest::nearest(&name, tables))
            .or_else(|| Some(format!("declare its columns: `by {name} {{ input yes, no: count }}`").into()));
        self.errors.push(CheckError::UnknownTable { name, help, span: rows.table.span });
    }

    /// `shared` rows stand at the top of the file, and may have columns that this measure does not use.
    fn rows_of(&mut self, table: TableId, rows: &ast::Rows, scope: Option<StageId>, shared: bool) {
        let ast::RowsBody::Inline(inline) = &rows.body else { return };
        let measure = &mut self.draft.measure;
        let name = measure.tables.at(table).name.text.clone();
        let mut columns = Vec::with_capacity(rows.columns.len());
        for column in &rows.columns {
            let of_table = |own: &Parameter| own.table == Some(table) && own.name.text == column.text;
            let mut all = measure.parameters.iter().filter(|(_, own)| of_table(own));
            let own = measure.parameters.iter().find(|(_, own)| of_table(own) && own.stage == scope);
            let found = own.or_else(|| all.next()).map(|(id, _)| id);
            columns.push(found);
            if found.is_some() || shared {
                continue;
            }
            let input = measure.inputs.values().find(|own| own.table == Some(table) && own.name.text == column.text);
            self.errors.push(match input {
                Some(input) => CheckError::InputInRule {
                    column: column.text.clone(),
                    span: column.span,
                    declared: input.name.span,
                },
                None => {
                    let known = measure.parameters.values().filter(|own| own.table == Some(table));
                    let nearest = suggest::nearest(&column.text, known.map(|own| own.name.text.as_str()));
                    let help = did_you_mean(nearest).or_else(|| {
                        Some(format!("declare it: `by {name} {{ parameter {}: number }}`", column.text).into())
                    });
                    CheckError::UnknownColumn {
                        table: name.clone(),
                        column: column.text.clone(),
                        help,
                        span: column.span,
                    }
                }
            });
        }
        measure.tables.at_mut(table).rows = Some(inline.iter().map(|row| row.key.clone()).collect());
        let ids: Vec<ParameterId> = measure.parameters.ids().collect();
        for id in ids {
            if measure.parameters.at(id).table == Some(table) {
                measure.parameters.at_mut(id).value = ParameterValue::PerRow(vec![None; inline.len()]);
            }
        }
        for (at, row) in inline.iter().enumerate() {
            for (value, column) in row.values.iter().zip(&columns) {
                let Some(column) = *column else { continue };
                let parameter = measure.parameters.at_mut(column);
                match (literal::value(value, parameter.kind), &mut parameter.value) {
                    (Ok(value), ParameterValue::PerRow(values)) => {
                        if let Some(slot) = values.get_mut(at) {
                            *slot = value;
                        }
                    }
                    (Ok(_), ParameterValue::Constant(..) | ParameterValue::ByDate { .. }) => {}
                    (Err(_), _) if self.draft.broken.contains(&column) => {}
                    (Err(error), _) => self.errors.push(error),
                }
            }
        }
    }
}

/// The tables that a stage has columns in.
fn tables_of(item: &Item) -> impl Iterator<Item = &SmolStr> {
    let items = match item {
        Item::Stage(stage) => stage.items.as_slice(),
        _ => &[],
    };
    items.iter().filter_map(|item| match item {
        Item::ByBlock(block) => Some(&block.table.text),
        _ => None,
    })
}

fn outer(found: Option<&Found>) -> &'static str {
    match found {
        Some(Found::Stage(_)) => "a stage",
        Some(Found::Table(_)) => "a table of the measure",
        Some(Found::Input(_)) => "an input of the measure",
        Some(Found::Parameter(_)) => "a parameter of the measure",
        Some(Found::Definition(_)) => "a definition of the measure",
        Some(Found::Date(_) | Found::Condition(_) | Found::Nothing { .. }) | None => "something in the measure",
    }
}

/// The kind and value of a parameter; no kind if what is written does not tell.
pub(super) fn parameter_value(
    written: &ast::Parameter,
    column: bool,
    errors: &mut Vec<CheckError>,
) -> (Option<Kind>, ParameterValue) {
    let declared = written.kind.map(|(kind, _)| kind);
    let nothing = || ParameterValue::Constant(Value::Number(Exact::ZERO), written.span);
    let first = written.names.first().cloned().unwrap_or_else(|| Name { span: written.span, text: "".into() });
    match &written.value {
        ast::ParameterValue::None if column => {
            if declared.is_none() {
                let (name, span) = (first.text, first.span);
                errors.push(CheckError::ParameterWithoutKind { name, span });
            }
            (declared, ParameterValue::PerRow(Vec::new()))
        }
        ast::ParameterValue::None => {
            errors.push(CheckError::ParameterWithoutValue { name: first.text, span: first.span });
            (declared, nothing())
        }
        ast::ParameterValue::Literal(written) => {
            let Some(kind) = declared.or_else(|| literal::kind_of(written)) else {
                errors.push(CheckError::ParameterWithoutValue { name: first.text, span: written.span });
                return (None, nothing());
            };
            match literal::value(written, kind) {
                Ok(Some(value)) => (Some(kind), ParameterValue::Constant(value, written.span)),
                Ok(None) => {
                    errors.push(CheckError::ParameterWithoutValue { name: first.text, span: written.span });
                    (declared, nothing())
                }
                Err(error) => {
                    errors.push(error);
                    (declared, nothing())
                }
            }
        }
        ast::ParameterValue::ByDate { rows, until } => by_date(&first, declared, rows, until.as_ref(), errors),
    }
}

fn by_date(
    name: &Name,
    declared: Option<Kind>,
    rows: &[ast::Dated],
    until: Option<&(crate::value::Date, Span)>,
    errors: &mut Vec<CheckError>,
) -> (Option<Kind>, ParameterValue) {
    let before = errors.len();
    let kind = declared.or_else(|| rows.iter().find_map(|row| literal::kind_of(&row.value)));
    let mut values = Vec::with_capacity(rows.len());
    let mut previous: Option<&ast::Dated> = None;
    for row in rows {
        if let Some(earlier) = previous.filter(|earlier| earlier.from >= row.from) {
            errors.push(CheckError::DateOrder {
                what: row.from.to_string(),
                earlier: earlier.from,
                span: row.from_span,
                previous: earlier.from_span,
            });
        }
        previous = Some(row);
        match kind.map(|kind| literal::value(&row.value, kind)) {
            Some(Ok(Some(value))) => {
                values.push(DatedValue { from: row.from, value, span: row.span, sources: row.sources.clone() });
            }
            Some(Err(error)) => errors.push(error),
            Some(Ok(None)) | None => {
                errors.push(CheckError::ParameterWithoutValue { name: name.text.clone(), span: row.value.span });
            }
        }
    }
    if rows.is_empty() {
        errors.push(CheckError::NoDates { name: name.text.clone(), span: name.span });
    }
    if let (Some(&(until, span)), Some(last)) = (until, rows.last())
        && until <= last.from
    {
        let what = format!("`until {until}`");
        errors.push(CheckError::DateOrder { what, earlier: last.from, span, previous: last.from_span });
    }
    // With mistakes in it, nothing more is said of what uses it.
    let kind = kind.filter(|_| errors.len() == before);
    (kind, ParameterValue::ByDate { rows: values, until: until.map(|(until, _)| *until) })
}

/// The condition under which an outcome follows, and where `otherwise` is written.
pub(super) fn when(outcome: &ast::Outcome) -> Result<&ast::Expr, Span> {
    match &outcome.when {
        When::Condition(condition) => Ok(condition),
        When::Otherwise(span) => Err(*span),
    }
}
