//! In which clauses the texts of two rules differ, matched by name.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::compare::Column;
use crate::facts::{Cells, Facts};
use crate::program::{Input, ParameterValue, RowTable, StageId, TableId};
use crate::report::wording;
use crate::source::Sources;
use crate::span::Span;
use crate::words;

/// A clause that two rules do not have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// What was done to it on the way from the first rule to the second.
    pub change: Change,
    /// What it is: `parameter`, `require`, `given`, `outcome`.
    pub what: &'static str,
    /// Its name.
    pub name: SmolStr,
    /// What each of the rules says.
    pub texts: [Option<String>; 2],
    /// Where.
    pub spans: [Option<Span>; 2],
}

/// What makes one rule's clause the other's, in the words of variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Another value.
    Set,
    /// Another text.
    Replaced,
    /// The second has none.
    Removed,
    /// The first has none.
    Added,
}

impl Change {
    /// The word of the language.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Replaced => "replaced",
            Self::Removed => "removed",
            Self::Added => "added",
        }
    }
}

/// One rule's clause.
struct Entry {
    group: Group,
    what: &'static str,
    name: SmolStr,
    text: String,
    /// Of a table its rows, of a column the value of each.
    rows: Vec<(SmolStr, String)>,
    span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Stage,
    Holidays,
    Table,
    Parameter,
    Input,
    Given,
    Definition,
    Condition,
    Outcome,
}

/// The clauses that differ, in the order of the first rule and then the second's own. Of rules of which a stage is judged by
/// itself, those of that stage and of the measure around it; of two measures that are no variants of one, without dates.
pub fn clauses(columns: [&Column<'_>; 2], facts: [&Facts; 2], sources: &Sources) -> Vec<Clause> {
    let [first, second] = columns;
    let root = |column: &Column<'_>| column.program.lineage(column.measure).last();
    let family = std::ptr::eq(first.program, second.program) && root(first) == root(second);
    let [ours, theirs] =
        [(first, facts[0]), (second, facts[1])].map(|(column, facts)| entries(column, facts, family, sources));
    let mut clauses = Vec::new();
    let same = |one: &Entry, other: &Entry| one.group == other.group && one.name == other.name;
    for own in &ours {
        let their = theirs.iter().find(|other| same(own, other));
        let texts = match their {
            Some(their) => [Some(beside(own, their)), Some(beside(their, own))],
            None => [Some(own.text.clone()), None],
        };
        if their.is_some_and(|their| their.what == own.what) && texts[0] == texts[1] {
            continue;
        }
        let change = match (their, own.group) {
            (None, _) => Change::Removed,
            (Some(_), Group::Parameter) => Change::Set,
            (Some(_), _) => Change::Replaced,
        };
        let spans = [Some(own.span), their.map(|their| their.span)];
        clauses.push(Clause { change, what: own.what, name: own.name.clone(), texts, spans });
    }
    for their in theirs.iter().filter(|their| !ours.iter().any(|own| same(own, their))) {
        clauses.push(Clause {
            change: Change::Added,
            what: their.what,
            name: their.name.clone(),
            texts: [None, Some(their.text.clone())],
            spans: [None, Some(their.span)],
        });
    }
    clauses
}

/// What one rule says, of rows only what the other says otherwise.
fn beside(own: &Entry, other: &Entry) -> String {
    let texts: Vec<String> = match own.group {
        Group::Table | Group::Holidays => {
            let only = own.rows.iter().filter(|(row, _)| !other.rows.iter().any(|(their, _)| their == row));
            only.map(|(row, _)| row.to_string()).collect()
        }
        Group::Parameter => {
            let differs = own.rows.iter().filter(|(row, value)| {
                other.rows.iter().any(|(their, their_value)| their == row && their_value != value)
            });
            differs.map(|(row, value)| format!("{row} {value}")).collect()
        }
        Group::Stage | Group::Input | Group::Given | Group::Definition | Group::Condition | Group::Outcome => {
            Vec::new()
        }
    };
    if own.rows.is_empty() || other.rows.is_empty() {
        return own.text.clone();
    }
    match (own.group, texts.as_slice()) {
        (Group::Table | Group::Holidays, []) if own.rows.len() == other.rows.len() => String::new(),
        (Group::Holidays, []) => own.text.clone(),
        (Group::Holidays, _) => format!("{}, only here {}", own.text, some(&texts)),
        (Group::Table, []) => format!("{} rows", words::whole(&own.rows.len())),
        (Group::Table, _) => format!("{} rows, only here {}", words::whole(&own.rows.len()), some(&texts)),
        (_, _) => some(&texts),
    }
}

/// As many as can be read.
fn some(texts: &[String]) -> String {
    let shown: Vec<&str> = texts.iter().take(8).map(String::as_str).collect();
    let more = texts.len().saturating_sub(shown.len());
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// The clauses of one rule, as far as they concern what is judged.
fn entries(column: &Column<'_>, facts: &Facts, family: bool, sources: &Sources) -> Vec<Entry> {
    let measure = column.rules();
    let concerns = |stage: Option<StageId>| column.stage.is_none() || stage.is_none() || stage == column.stage;
    // The stage that is judged gives its clauses their own names.
    let path = |stage: Option<StageId>, name: &str| match column.stage {
        Some(own) if stage == Some(own) => SmolStr::from(name),
        Some(_) | None => measure.path(stage, name),
    };
    let text = |span: Span| wording::rule(sources, span);
    let mut all = Vec::new();
    let mut add = |group, what, name: SmolStr, text: String, span| {
        all.push(Entry { group, what, name, text, rows: Vec::new(), span });
    };
    if column.stage.is_none() {
        for stage in measure.stages.values() {
            if let Some(name) = &stage.name {
                let after = stage
                    .after
                    .as_ref()
                    .map_or_else(|| "first".to_owned(), |after| format!("after {}", text(after.span)));
                add(Group::Stage, "stage", name.text.clone(), after, stage.span);
            }
        }
    }
    for (id, own) in measure.parameters.iter().filter(|(_, own)| concerns(own.stage)) {
        let value = match (&own.value, facts.parameters.get(id)) {
            (ParameterValue::Constant(..), Some(Cells::One(slot))) => wording::slot(slot, own.kind),
            (ParameterValue::Constant(value, _), _) => wording::value(value, own.kind),
            (ParameterValue::ByDate { rows, until }, _) => {
                let rows =
                    rows.iter().map(|row| format!("from {}: {}", row.from, wording::value(&row.value, own.kind)));
                let until = until.iter().map(|day| format!("until {day}"));
                rows.chain(until).collect::<Vec<_>>().join(", ")
            }
            (ParameterValue::PerRow(_), _) => "one for each row".to_owned(),
        };
        add(Group::Parameter, "parameter", path(own.stage, &own.name.text), value, own.name.span);
    }
    for own in measure.inputs.values().filter(|own| concerns(own.stage)) {
        let table = own.table.map(|table| measure.tables.at(table));
        add(Group::Input, "input", path(own.stage, &own.name.text), input_text(own, table), own.name.span);
    }
    for own in measure.givens.values().filter(|own| concerns(own.stage)) {
        let text = text(own.formula.span);
        // Without a name it is known by what it says.
        let name = own.name.as_ref().map_or_else(|| text.as_str().into(), |name| path(own.stage, &name.text));
        add(Group::Given, "given", name, text, own.span);
    }
    let definitions = measure.definitions.values().filter(|own| concerns(own.stage) && (family || own.date.is_none()));
    for own in definitions {
        let span = own.value.span();
        let what = if own.date.is_some() { "date" } else { "define" };
        add(Group::Definition, what, path(own.stage, &own.name.text), text(span), span);
    }
    for own in measure.conditions.values().filter(|own| concerns(Some(own.stage))) {
        let name = path(Some(own.stage), &own.name.text);
        add(Group::Condition, own.kind.word(), name, text(own.formula.span), own.span);
    }
    let days: Vec<_> = measure.calendar.days().map(|day| (smol_str::format_smolstr!("{day}"), String::new())).collect();
    if !days.is_empty() {
        let text = match days.len() {
            1 => "1 day".to_owned(),
            many => format!("{} days", words::whole(&many)),
        };
        // Named after nothing, they are the days that working days are counted by.
        let name = "working days".into();
        all.push(Entry { group: Group::Holidays, what: "holidays", name, text, rows: days, span: measure.name.span });
    }
    let names = |table: TableId| facts.rows.get(table).into_iter().flatten().cloned();
    for entry in all.iter_mut().filter(|entry| entry.group == Group::Parameter) {
        let column = measure.parameters.iter().find(|(_, own)| own.name.span == entry.span);
        if let Some((id, own)) = column
            && let (Some(table), Some(Cells::Rows(slots))) = (own.table, facts.parameters.get(id))
        {
            entry.rows = names(table).zip(slots.iter().map(|slot| wording::slot(slot, own.kind))).collect();
        }
    }
    for (id, table) in measure.tables.iter().filter(|(_, table)| concerns(table.stage)) {
        let rows: Vec<(SmolStr, String)> = names(id).map(|row| (row, String::new())).collect();
        let (name, span) = (path(table.stage, &table.name.text), table.name.span);
        let text = format!("{} rows", words::whole(&rows.len()));
        all.push(Entry { group: Group::Table, what: "rows", name, text, rows, span });
    }
    let mut add = |group, what, name: SmolStr, text: String, span| {
        all.push(Entry { group, what, name, text, rows: Vec::new(), span });
    };
    if column.stage.is_none() {
        for own in &measure.outcomes {
            let when =
                own.when.as_ref().map_or_else(|| "otherwise".to_owned(), |when| format!("when {}", text(when.span)));
            add(Group::Outcome, "outcome", smol_str::format_smolstr!("“{}”", own.text.text), when, own.span);
        }
    }
    all
}

fn input_text(input: &Input, table: Option<&RowTable>) -> String {
    let mut text = input.kind.word().to_owned();
    if let Some(table) = table {
        text.push_str(&format!(" by {}", table.name.text));
    }
    if let Some((value, _)) = &input.fixed {
        text.push_str(&format!(" = {}", wording::value(value, input.kind)));
    }
    text
}
