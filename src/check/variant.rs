//! Variants: the changes made to a copy of the measure's tree, which is then checked as if it had been written so.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::check::elaborated::{Elaborated, FileLevel, Removed};
use crate::check::error::CheckError;
use crate::check::scope::{date_name, did_you_mean, did_you_mean_text, known};
use crate::check::{literal, show};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{self, Change, DateLine, Item, Name, ParameterValue, Path, RowsBody, Text, When};
use crate::value::Value;

/// How many declarations all variants together may repeat from what they are variants of: a variant is a measure of its own,
/// so a chain of thousands, each adding a line, would grow with the square of its length.
pub(super) const MOST_REPEATED: usize = 250_000;

/// Makes a variant's changes to the measure or variant it is of.
pub(super) fn apply<'a>(
    base: &Elaborated<'a>,
    variant: &ast::Variant,
    file: &FileLevel<'_>,
    errors: &mut Vec<CheckError>,
) -> Elaborated<'a> {
    let mut changed = base.clone();
    changed.set.clear();
    let mut making = Making {
        variant: variant.name.text.clone(),
        base: variant.of.text.clone(),
        fixed: changed.fixed,
        removed: changed.removed,
        set: BTreeMap::new(),
        file,
        errors,
    };
    let measure = changed.measure.to_mut();
    for change in &variant.changes {
        match change {
            Change::Set { path, value, sources, .. } => making.set(measure, path, value, sources),
            Change::Replace { span, path, condition, sources } => {
                making.replace(measure, *span, path, condition, sources);
            }
            Change::Remove { path, .. } => making.remove(measure, path),
            Change::Add { to, items, .. } => making.add(measure, to.as_ref(), items),
        }
    }
    let set = making.set.into_values().collect();
    let (fixed, removed) = (making.fixed, making.removed);
    measure.span = variant.span;
    measure.name = variant.name.clone();
    measure.title.clone_from(&variant.title);
    measure.head.sources.extend(variant.sources.iter().cloned());
    Elaborated { fixed, removed, set, ..changed }
}

/// The changes of one variant while they are made.
struct Making<'a> {
    variant: SmolStr,
    base: SmolStr,
    fixed: Vec<(Span, Value, Span)>,
    removed: Vec<Removed>,
    set: BTreeMap<String, Span>,
    file: &'a FileLevel<'a>,
    errors: &'a mut Vec<CheckError>,
}

/// Where a named thing stands among the items of a measure or stage.
#[derive(Clone, Copy)]
struct Place {
    item: usize,
    /// Inside a `by` block.
    inner: Option<usize>,
    /// Which of several names that share a statement.
    name: usize,
}

impl Making<'_> {
    fn set(&mut self, measure: &mut ast::Measure, path: &Path, value: &ast::Expr, sources: &[Text]) {
        if let Some(&first) = self.set.get(&show::path(path)) {
            return self.errors.push(CheckError::Twice { path: show::path(path), span: path.span, first });
        }
        self.set.insert(show::path(path), path.span);
        let Some((scope, name)) = self.scope(measure, path, "set") else { return };
        let stage = scope.stage.clone();
        let has_dates = scope.has_dates;
        let items = scope.items;
        let Some(place) = place(items, &name.text) else {
            if let Some(date) = date_name(&name.text).filter(|_| has_dates) {
                let (value, sources, span) = (value.clone(), sources.to_vec(), path.span.to(value.span));
                items.push(Item::DateLine(DateLine { span, name: date, name_span: name.span, value, sources }));
                return;
            }
            if let (None, Some(parameter)) = (stage, self.file.parameters.get(&name.text)) {
                // The measure gets its own copy of the file's parameter.
                let mut parameter = (*parameter).clone();
                parameter.names.retain(|own| own.text == name.text);
                items.push(Item::Parameter(parameter));
                let place = Place { item: items.len() - 1, inner: None, name: 0 };
                return self.set_at(items, place, path, value, sources);
            }
            return self.nothing(measure, path, "set");
        };
        self.set_at(items, place, path, value, sources);
    }

    fn set_at(&mut self, items: &mut Vec<Item>, at: Place, path: &Path, value: &ast::Expr, sources: &[Text]) {
        let Some(item) = item_mut(items, at) else { return };
        let (what, help, declared) = match item {
            Item::DateLine(line) => {
                line.value = value.clone();
                line.sources = sources.to_vec();
                return;
            }
            Item::Input(input) => {
                let Some(name) = input.names.get(at.name) else { return };
                if at.inner.is_none() {
                    if let Some(fixed) = self.value(path, value, input.kind) {
                        self.fixed.retain(|(span, ..)| *span != name.span);
                        self.fixed.push((name.span, fixed, value.span));
                    }
                    return;
                }
                ("an input by row", "give it by row in a `scenario` or `test`", name.span)
            }
            Item::Parameter(parameter) => match &parameter.value {
                ParameterValue::Literal(old) => {
                    let old = parameter.kind.map(|(kind, _)| kind).or_else(|| literal::kind_of(old));
                    let Some(literal) = literal::of_expression(value) else {
                        let path = show::path(path);
                        return self.errors.push(CheckError::SetComputed { path, span: value.span });
                    };
                    if let Some(old) = old
                        && self.value(path, value, old).is_none()
                    {
                        return;
                    }
                    // Of several parameters that share a statement only this one is set.
                    let mut own = parameter.clone();
                    own.names = parameter.names.get(at.name).cloned().into_iter().collect();
                    own.value = ParameterValue::Literal(literal);
                    own.sources = sources.to_vec();
                    if parameter.names.len() > 1 {
                        parameter.names.remove(at.name);
                        return insert_after(items, at, Item::Parameter(own));
                    }
                    *parameter = own;
                    return;
                }
                ParameterValue::None => {
                    ("a parameter by row", "`remove` rows, or declare the measure with other `rows`", parameter.span)
                }
                ParameterValue::ByDate { .. } => (
                    "a parameter with values by date",
                    "`remove` it and `add` one with other values",
                    parameter.names.first().map_or(parameter.span, |name| name.span),
                ),
            },
            Item::Define(define) => {
                ("a definition", "set a parameter it uses, or `remove` it and `add` another", define.name.span)
            }
            Item::Condition(condition) => {
                ("a condition", "`replace` it; a number in it can be set if it is a `parameter`", condition.name.span)
            }
            Item::Given(given) => ("a given", "`replace` or `remove` it", given.span),
            Item::Stage(stage) => ("a stage", "set what is in it: `stage.name`", stage.name.span),
            Item::ByBlock(block) => ("a table", "`remove` its rows one by one", block.table.span),
            Item::Outcome(_) | Item::Holidays(_) | Item::Rows(_) | Item::Effect(_) => return,
        };
        self.cannot("set", path, what, help, declared);
    }

    /// A value written out, of a kind.
    fn value(&mut self, path: &Path, value: &ast::Expr, kind: crate::value::Kind) -> Option<Value> {
        let Some(literal) = literal::of_expression(value) else {
            self.errors.push(CheckError::SetComputed { path: show::path(path), span: value.span });
            return None;
        };
        match literal::value(&literal, kind) {
            Ok(Some(value)) => Some(value),
            Ok(None) => {
                self.errors.push(CheckError::SetComputed { path: show::path(path), span: value.span });
                None
            }
            Err(error) => {
                self.errors.push(error);
                None
            }
        }
    }

    fn replace(
        &mut self,
        measure: &mut ast::Measure,
        span: Span,
        path: &Path,
        condition: &ast::Expr,
        sources: &[Text],
    ) {
        let Some((scope, name)) = self.scope(measure, path, "replace") else { return };
        let Some(place) = place(scope.items, &name.text) else { return self.nothing(measure, path, "replace") };
        let Some(item) = item_mut(scope.items, place) else { return };
        let sources = sources.to_vec();
        match item {
            Item::Condition(own) => {
                own.span = span;
                own.condition = condition.clone();
                own.sources = sources;
            }
            Item::Given(own) => {
                own.span = span;
                own.condition = condition.clone();
                own.sources = sources;
            }
            other => {
                let (what, declared) = describe(other, place);
                let help = "`replace` is for named conditions and givens; parameters and dates are `set`";
                self.cannot("replace", path, what, help, declared);
            }
        }
    }

    fn remove(&mut self, measure: &mut ast::Measure, path: &Path) {
        // `canton.JU`, `initiative.canton.JU`: a row.
        if let [table] = path.parts.split_last().map_or(&[][..], |(_, table)| table)
            && find_rows(measure, std::slice::from_ref(table)).is_none()
            && let Some(rows) = self.file.rows.get(&table.text)
            && has_table(measure, &table.text)
        {
            // The measure gets its own copy of the file's rows.
            measure.items.push(Item::Rows((*rows).clone()));
        }
        if let [table @ .., row] = path.parts.as_slice()
            && let Some(name) = table.last()
            && let Some(rows) = find_rows(measure, table)
        {
            let table = name.text.clone();
            return self.remove_row(rows, path.span, &table, row);
        }
        let Some((scope, name)) = self.scope(measure, path, "remove") else { return };
        let Some(place) = place(scope.items, &name.text) else { return self.nothing(measure, path, "remove") };
        let stage = scope.stage.clone();
        let items = scope.items;
        let Some(item) = item_mut(items, place) else { return };
        let names = match item {
            Item::Parameter(parameter) => &mut parameter.names,
            Item::Input(input) => &mut input.names,
            Item::ByBlock(block) => {
                let declared = block.table.span;
                return self.cannot("remove", path, "a table", "remove its columns or rows", declared);
            }
            Item::Stage(_)
            | Item::Outcome(_)
            | Item::Holidays(_)
            | Item::Rows(_)
            | Item::DateLine(_)
            | Item::Given(_)
            | Item::Define(_)
            | Item::Condition(_)
            | Item::Effect(_) => &mut Vec::new(),
        };
        if names.len() > 1 {
            names.remove(place.name);
        } else {
            match (place.inner, items.get_mut(place.item)) {
                (Some(inner), Some(Item::ByBlock(block))) => drop(block.items.remove(inner)),
                _ => drop(items.remove(place.item)),
            }
        }
        self.removed.push(Removed { stage, name: name.text.clone(), variant: self.variant.clone(), span: path.span });
    }

    fn remove_row(&mut self, rows: &mut ast::Rows, span: Span, table: &SmolStr, row: &Name) {
        let RowsBody::Inline(inline) = &mut rows.body else { return };
        let Some(at) = inline.iter().position(|own| own.key.text == row.text) else {
            let keys = || inline.iter().map(|own| own.key.text.as_str());
            let help = did_you_mean_text(suggest::nearest(&row.text, keys())).or_else(|| known("row", keys()));
            let (table, row) = (table.clone(), row.text.clone());
            return self.errors.push(CheckError::UnknownRow { table, row, help, span });
        };
        inline.remove(at);
    }

    fn add(&mut self, measure: &mut ast::Measure, to: Option<&Path>, items: &[Item]) {
        let target = match to {
            None => &mut measure.items,
            Some(path) => {
                let stage = match path.parts.as_slice() {
                    [stage] => stage_mut(&mut measure.items, &stage.text),
                    _ => None,
                };
                match stage {
                    Some(stage) => &mut stage.items,
                    None => return self.nothing(measure, path, "add to"),
                }
            }
        };
        for item in items {
            // What is added must still be considered, so it goes before an `otherwise`.
            let otherwise = target
                .iter()
                .position(|own| matches!(own, Item::Outcome(ast::Outcome { when: When::Otherwise(_), .. })));
            match (item, otherwise) {
                (Item::Outcome(_), Some(at)) => target.insert(at, item.clone()),
                _ => target.push(item.clone()),
            }
        }
    }

    /// The items a path's last name is looked up in.
    fn scope<'m, 'p>(
        &mut self,
        measure: &'m mut ast::Measure,
        path: &'p Path,
        verb: &'static str,
    ) -> Option<(ChangeScope<'m>, &'p Name)> {
        let staged = measure.items.iter().any(|item| matches!(item, Item::Stage(_)));
        match path.parts.as_slice() {
            [name] => Some((ChangeScope { items: &mut measure.items, stage: None, has_dates: !staged }, name)),
            [stage, name] if stage_mut(&mut measure.items, &stage.text).is_some() => {
                let found = stage_mut(&mut measure.items, &stage.text)?;
                let stage = Some(stage.text.clone());
                Some((ChangeScope { items: &mut found.items, stage, has_dates: true }, name))
            }
            _ => {
                self.nothing(measure, path, verb);
                None
            }
        }
    }

    fn nothing(&mut self, measure: &ast::Measure, path: &Path, verb: &'static str) {
        let removed = match path.parts.as_slice() {
            [name] => self.removed.iter().find(|removed| removed.stage.is_none() && removed.name == name.text),
            [stage, name] => self.removed.iter().find(|removed| {
                (removed.stage.as_ref() == Some(&stage.text) && removed.name == name.text)
                    || (removed.stage.is_none() && removed.name == stage.text)
            }),
            _ => None,
        };
        let removed = removed.map(|removed| removed.span);
        let own = matches!(path.parts.as_slice(), [name] if name.text == measure.name.text);
        let help = match removed {
            None if verb == "add to" && own => Some("write `add { … }` for the measure itself".into()),
            None => did_you_mean(nearest(measure, path, verb)),
            Some(_) => None,
        };
        let (variant, base) = (self.variant.clone(), self.base.clone());
        let (path, span) = (show::path(path).into(), path.span);
        self.errors.push(CheckError::NothingToChange { variant, verb, path, base, help, span, removed });
    }

    fn cannot(&mut self, verb: &'static str, path: &Path, what: &'static str, help: &'static str, declared: Span) {
        let (variant, span, path) = (self.variant.clone(), path.span, show::path(path));
        self.errors.push(CheckError::CannotChange { variant, verb, path, what, help, span, declared });
    }
}

struct ChangeScope<'m> {
    items: &'m mut Vec<Item>,
    stage: Option<SmolStr>,
    /// A stage, or a measure that is its own stage.
    has_dates: bool,
}

fn stage_mut<'m>(items: &'m mut [Item], name: &str) -> Option<&'m mut ast::Stage> {
    items.iter_mut().find_map(|item| match item {
        Item::Stage(stage) if stage.name.text == name => Some(stage),
        _ => None,
    })
}

/// Whether a measure or one of its stages has columns in a table.
fn has_table(measure: &ast::Measure, name: &str) -> bool {
    let by = |items: &[Item]| items.iter().any(|item| matches!(item, Item::ByBlock(block) if block.table.text == name));
    by(&measure.items) || measure.items.iter().any(|item| matches!(item, Item::Stage(stage) if by(&stage.items)))
}

/// The `rows` of a table, named with its stage or without.
fn find_rows<'m>(measure: &'m mut ast::Measure, table: &[Name]) -> Option<&'m mut ast::Rows> {
    let items = match table {
        [_] => &mut measure.items,
        [stage, _] => &mut stage_mut(&mut measure.items, &stage.text)?.items,
        _ => return None,
    };
    let name = &table.last()?.text;
    items.iter_mut().find_map(|item| match item {
        Item::Rows(rows) if rows.table.parts.last().is_some_and(|own| own.text == *name) => Some(rows),
        _ => None,
    })
}

/// Where a name is declared among items, columns of `by` blocks included.
fn place(items: &[Item], name: &str) -> Option<Place> {
    items.iter().enumerate().find_map(|(item, own)| {
        if let Item::ByBlock(block) = own {
            let column = block
                .items
                .iter()
                .enumerate()
                .find_map(|(inner, own)| Some(Place { item, inner: Some(inner), name: name_in(own, name)? }));
            if column.is_some() {
                return column;
            }
        }
        Some(Place { item, inner: None, name: name_in(own, name)? })
    })
}

/// Which of the names an item declares is this one.
fn name_in(item: &Item, name: &str) -> Option<usize> {
    let only = |own: &str| (own == name).then_some(0);
    match item {
        Item::Stage(stage) => only(&stage.name.text),
        Item::ByBlock(block) => only(&block.table.text),
        Item::DateLine(line) => only(line.name.word()),
        Item::Parameter(parameter) => parameter.names.iter().position(|own| own.text == name),
        Item::Input(input) => input.names.iter().position(|own| own.text == name),
        Item::Given(given) => given.name.as_ref().and_then(|own| only(&own.text)),
        Item::Define(define) => only(&define.name.text),
        Item::Condition(condition) => only(&condition.name.text),
        Item::Outcome(_) | Item::Holidays(_) | Item::Rows(_) | Item::Effect(_) => None,
    }
}

fn item_mut(items: &mut [Item], place: Place) -> Option<&mut Item> {
    match (place.inner, items.get_mut(place.item)?) {
        (Some(inner), Item::ByBlock(block)) => block.items.get_mut(inner),
        (_, item) => Some(item),
    }
}

fn insert_after(items: &mut Vec<Item>, place: Place, item: Item) {
    match (place.inner, items.get_mut(place.item)) {
        (Some(inner), Some(Item::ByBlock(block))) => block.items.insert(inner + 1, item),
        _ => items.insert(place.item + 1, item),
    }
}

/// What an item is, in words, and where its name stands.
fn describe(item: &Item, place: Place) -> (&'static str, Span) {
    let name = |names: &[Name], span| names.get(place.name).map_or(span, |name| name.span);
    match item {
        Item::Stage(stage) => ("a stage", stage.name.span),
        Item::ByBlock(block) => ("a table", block.table.span),
        Item::DateLine(line) => ("a date", line.name_span),
        Item::Parameter(parameter) => ("a parameter", name(&parameter.names, parameter.span)),
        Item::Input(input) => ("an input", name(&input.names, input.span)),
        Item::Given(given) => ("a given", given.span),
        Item::Define(define) => ("a definition", define.name.span),
        Item::Condition(condition) => ("a condition", condition.name.span),
        Item::Outcome(outcome) => ("an outcome", outcome.span),
        Item::Holidays(holidays) => ("a list of holidays", holidays.span),
        Item::Rows(rows) => ("a list of rows", rows.span),
        Item::Effect(effect) => ("an effect", effect.span),
    }
}

/// The path that was perhaps meant: the same name in a stage, or a similar one.
fn nearest(measure: &ast::Measure, path: &Path, verb: &str) -> Option<String> {
    let stages = || {
        measure.items.iter().filter_map(|item| match item {
            Item::Stage(stage) => Some(stage),
            _ => None,
        })
    };
    if verb == "add to" {
        let name = path.parts.last()?;
        return suggest::nearest(&name.text, stages().map(|stage| stage.name.text.as_str())).map(str::to_owned);
    }
    let wanted = show::path(path);
    let last = &path.parts.last()?.text;
    // In a stage that exists only the last name can be wrong.
    if let [stage, name] = path.parts.as_slice()
        && let Some(stage) = stages().find(|own| own.name.text == stage.text)
        && let Some(nearest) = suggest::nearest(&name.text, names(&stage.items))
    {
        return Some(format!("{}.{nearest}", stage.name.text));
    }
    let mut all: Vec<String> = names(&measure.items).into_iter().map(str::to_owned).collect();
    for stage in stages() {
        let own = names(&stage.items);
        if own.contains(&last.as_str()) && stage.name.text != wanted {
            return Some(format!("{}.{last}", stage.name.text));
        }
        all.extend(own.into_iter().map(|name| format!("{}.{name}", stage.name.text)));
    }
    if path.parts.len() > 1 && names(&measure.items).contains(&last.as_str()) {
        return Some(last.to_string());
    }
    if path.parts.first().is_some_and(|first| stages().any(|stage| stage.name.text == first.text)) {
        return None;
    }
    suggest::nearest(&wanted, all.iter().map(String::as_str)).map(str::to_owned)
}

fn names(items: &[Item]) -> Vec<&str> {
    let mut all = Vec::new();
    for item in items {
        match item {
            Item::Stage(stage) => all.push(stage.name.text.as_str()),
            Item::ByBlock(block) => all.extend(names(&block.items)),
            Item::DateLine(line) => all.push(line.name.word()),
            Item::Parameter(parameter) => all.extend(parameter.names.iter().map(|name| name.text.as_str())),
            Item::Input(input) => all.extend(input.names.iter().map(|name| name.text.as_str())),
            Item::Given(given) => all.extend(given.name.as_ref().map(|name| name.text.as_str())),
            Item::Define(define) => all.push(define.name.text.as_str()),
            Item::Condition(condition) => all.push(condition.name.text.as_str()),
            Item::Outcome(_) | Item::Holidays(_) | Item::Rows(_) | Item::Effect(_) => {}
        }
    }
    all
}
