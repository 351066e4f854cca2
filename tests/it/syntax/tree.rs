//! Trees as S-expressions, without their places in the text.

use quorate::syntax::ast::*;
use quorate::value::Towards;

/// A whole file, a line for each declaration and statement.
pub fn file(file: &File) -> String {
    file.declarations.iter().map(|declaration| self::declaration(declaration) + "\n").collect()
}

fn declaration(declaration: &Declaration) -> String {
    match declaration {
        Declaration::Use(file) => list("use", [text(&file.file)]),
        Declaration::Measure(it) => {
            let parts = [name(&it.name), maybe(&it.title, text), head(&it.head)];
            list("measure", parts.into_iter().chain(it.items.iter().map(|it| indented(&item(it)))))
        }
        Declaration::Variant(it) => {
            let parts = [name(&it.name), list("of", [name(&it.of)]), maybe(&it.title, text), sources(&it.sources)];
            list("variant", parts.into_iter().chain(it.changes.iter().map(|it| indented(&change(it)))))
        }
        Declaration::Scenario(it) => {
            let parts = [name(&it.name), list("of", [path(&it.of)]), maybe(&it.title, text), sources(&it.sources)];
            list("scenario", parts.into_iter().chain(facts(&it.facts)))
        }
        Declaration::Test(it) => {
            let with = it.with.as_ref().map_or(String::new(), |it| list("with", [name(it)]));
            let parts = [text(&it.title), list("of", [path(&it.of)]), with, sources(&it.sources)];
            list(
                "test",
                parts.into_iter().chain(facts(&it.facts)).chain(it.expects.iter().map(|it| indented(&expect(it)))),
            )
        }
        Declaration::Holidays(it) => holidays(it),
        Declaration::Parameter(it) => parameter(it),
        Declaration::Rows(it) => rows(it),
    }
}

fn item(item: &Item) -> String {
    match item {
        Item::Stage(it) => {
            let after = it.after.as_ref().map_or(String::new(), |it| list("after", [expr(it)]));
            let parts = [name(&it.name), maybe(&it.title, text), after, head(&it.head)];
            list("stage", parts.into_iter().chain(it.items.iter().map(|it| indented(&self::item(it)))))
        }
        Item::Outcome(it) => {
            let when = match &it.when {
                When::Otherwise(_) => "otherwise".to_owned(),
                When::Condition(condition) => list("when", [expr(condition)]),
            };
            list("outcome", [text(&it.text), when, sources(&it.sources)])
        }
        Item::Holidays(it) => holidays(it),
        Item::Rows(it) => rows(it),
        Item::ByBlock(it) => {
            let parts = [name(&it.table), sources(&it.sources)];
            list("by", parts.into_iter().chain(it.items.iter().map(|it| indented(&self::item(it)))))
        }
        Item::DateLine(it) => list(it.name.word(), [expr(&it.value), sources(&it.sources)]),
        Item::Parameter(it) => parameter(it),
        Item::Input(it) => {
            list("input", [names(&it.names), it.kind.to_string(), maybe(&it.description, text), sources(&it.sources)])
        }
        Item::Given(it) => given(it),
        Item::Define(it) => list("define", [name(&it.name), expr(&it.value), sources(&it.sources)]),
        Item::Condition(it) => list(it.kind.word(), [name(&it.name), expr(&it.condition), sources(&it.sources)]),
        Item::Effect(it) => list("effect", [text(&it.text), sources(&it.sources)]),
    }
}

fn parameter(it: &Parameter) -> String {
    let kind = it.kind.map_or(String::new(), |(kind, _)| format!(":{kind}"));
    let value = match &it.value {
        ParameterValue::None => String::new(),
        ParameterValue::Literal(value) => literal(value),
        ParameterValue::ByDate { rows, until } => {
            let rows =
                rows.iter().map(|row| list("from", [row.from.to_string(), literal(&row.value), sources(&row.sources)]));
            list("by-date", rows.chain(until.map(|(day, _)| list("until", [day.to_string()]))))
        }
    };
    list("parameter", [names(&it.names), kind, value, maybe(&it.description, text), sources(&it.sources)])
}

fn given(it: &Given) -> String {
    list("given", [it.name.as_ref().map_or(String::new(), name), expr(&it.condition), sources(&it.sources)])
}

fn holidays(it: &Holidays) -> String {
    let parts = [it.name.as_ref().map_or(String::new(), name), maybe(&it.description, text), sources(&it.sources)];
    list("holidays", parts.into_iter().chain(it.days.iter().map(|(day, _)| day.to_string())))
}

fn rows(it: &Rows) -> String {
    let body = match &it.body {
        RowsBody::File(file) => list("from", [text(file)]),
        RowsBody::Inline(rows) => rows
            .iter()
            .map(|row| list(&format!("{:?}", row.key.text), row.values.iter().map(literal)))
            .collect::<Vec<_>>()
            .join(" "),
    };
    list("rows", [path(&it.table), list("columns", [names(&it.columns)]), body, sources(&it.sources)])
}

fn change(change: &Change) -> String {
    match change {
        Change::Set { path: it, value, sources: from, .. } => list("set", [path(it), expr(value), sources(from)]),
        Change::Replace { path: it, condition, sources: from, .. } => {
            list("replace", [path(it), expr(condition), sources(from)])
        }
        Change::Remove { path: it, sources: from, .. } => list("remove", [path(it), sources(from)]),
        Change::Add { to, items, .. } => {
            let to = to.as_ref().map_or(String::new(), |it| list("to", [path(it)]));
            list("add", [to].into_iter().chain(items.iter().map(|it| indented(&item(it)))))
        }
    }
}

fn facts(facts: &Facts) -> Vec<String> {
    let values = facts.facts.iter().map(|it| list(&format!("= {}", it.group), [path(&it.path), fact_value(&it.value)]));
    let values = values.chain(facts.rows.iter().map(rows)).chain(facts.givens.iter().map(given));
    values.map(|it| indented(&it)).collect()
}

fn expect(it: &Expect) -> String {
    let kind = match &it.kind {
        ExpectKind::BadData => "bad-data".to_owned(),
        ExpectKind::Outcome(it) => list("outcome", [text(it)]),
        ExpectKind::OutcomePending => list("outcome", ["pending".to_owned()]),
        ExpectKind::Status { path: it, status, by, .. } => {
            let by = by.as_ref().map_or(String::new(), |(by, _)| list("by", [by.to_string()]));
            list("status", [it.as_ref().map_or(String::new(), path), format!("{status:?}"), by])
        }
        ExpectKind::Value { value, literal: it } => list("value", [expr(value), literal(it)]),
    };
    list("expect", [kind])
}

/// A value, a range or `?`.
pub fn fact_value(value: &FactValue) -> String {
    match value {
        FactValue::Literal(it) => literal(it),
        FactValue::Range(from, to) => list("range", [literal(from), to.as_ref().map_or("open".to_owned(), literal)]),
    }
}

fn literal(it: &Literal) -> String {
    match &it.value {
        LiteralValue::Number { value, decimal: false } => value.to_string(),
        LiteralValue::Number { value, decimal: true } => format!("{value}."),
        LiteralValue::Share(value) => format!("{value}%"),
        LiteralValue::Fraction(value) => format!("{value}f"),
        LiteralValue::Date(day) => day.to_string(),
        LiteralValue::Duration(it) => format!("<{it}>"),
        LiteralValue::Truth(it) => it.to_string(),
        LiteralValue::Unknown => "?".to_owned(),
    }
}

/// An expression.
pub fn expr(it: &Expr) -> String {
    match &it.kind {
        ExprKind::Error => "ERROR".to_owned(),
        ExprKind::Literal(it) => literal(it),
        ExprKind::Group(it) => list("group", [expr(it)]),
        ExprKind::Path(it) => path(it),
        ExprKind::Status { path: it, status } => {
            list("status", [it.as_ref().map_or(String::new(), path), format!("{status:?}")])
        }
        ExprKind::AsOf { path: it, date } => list("as-of", [path(it), expr(date)]),
        ExprKind::Negative(it) => list("-", [expr(it)]),
        ExprKind::Not(it) => list("not", [expr(it)]),
        ExprKind::And(all) => list("and", all.iter().map(expr)),
        ExprKind::Or(all) => list("or", all.iter().map(expr)),
        ExprKind::Compare { first, rest } => {
            let rest = rest.iter().map(|(compare, it)| format!("{} {}", compare.operator.words(), expr(it)));
            list("compare", std::iter::once(expr(first)).chain(rest))
        }
        ExprKind::Binary { operator, left, right, .. } => list(&format!("{operator:?}"), [expr(left), expr(right)]),
        ExprKind::Sum { first, rest } => {
            let rest = rest.iter().map(|(minus, it)| format!("{} {}", if *minus { "-" } else { "+" }, expr(it)));
            list("sum", std::iter::once(expr(first)).chain(rest))
        }
        ExprKind::Relative { left, towards, right } => {
            list(if *towards == Towards::After { "after" } else { "before" }, [expr(left), expr(right)])
        }
        ExprKind::Count { table, filter } => list("count", [path(table), where_(filter.as_deref())]),
        ExprKind::SumOver { value, table, filter } => {
            list("sum-over", [expr(value), path(table), where_(filter.as_deref())])
        }
        ExprKind::Quantified { every, table, filter, condition } => {
            list(if *every { "every" } else { "any" }, [path(table), where_(filter.as_deref()), expr(condition)])
        }
        ExprKind::Call { function, arguments } => {
            list("call", std::iter::once(name(function)).chain(arguments.iter().map(expr)))
        }
    }
}

fn where_(filter: Option<&Expr>) -> String {
    filter.map_or(String::new(), |it| list("where", [expr(it)]))
}

fn head(head: &Head) -> String {
    let jurisdiction = head.jurisdiction.as_ref().map(|it| list("jurisdiction", [text(it)]));
    [jurisdiction.unwrap_or_default(), sources(&head.sources)]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn sources(all: &[Text]) -> String {
    if all.is_empty() { String::new() } else { list("source", all.iter().map(text)) }
}

fn path(it: &Path) -> String {
    it.parts.iter().map(name).collect::<Vec<_>>().join(".")
}

fn names(all: &[Name]) -> String {
    all.iter().map(name).collect::<Vec<_>>().join(" ")
}

fn name(it: &Name) -> String {
    it.text.to_string()
}

fn text(it: &Text) -> String {
    format!("{:?}", it.text)
}

fn maybe<T>(it: &Option<T>, show: impl Fn(&T) -> String) -> String {
    it.as_ref().map_or(String::new(), show)
}

fn indented(text: &str) -> String {
    format!("\n  {}", text.replace('\n', "\n  "))
}

fn list(head: &str, parts: impl IntoIterator<Item = String>) -> String {
    let mut text = format!("({head}");
    for part in parts {
        if !part.is_empty() && !part.starts_with('\n') {
            text.push(' ');
        }
        text.push_str(&part);
    }
    text + ")"
}
