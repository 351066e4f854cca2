//! Reasons as JSON.

use serde::{Deserialize, Serialize};

use super::words::{OperatorJson, ReasonKind, RowsAsked};
use crate::evaluate::{
    Aggregate, Changes, ComparisonOutcome, DayRange, Explanation, LeastChange, MarginUnit, Quantity, Reason,
    RowOutcome, Side, SideValue, Verdict,
};
use crate::program::TableId;
use crate::report::{Judged, wording};
use crate::value::Exact;

/// One node of a condition's explanation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    /// Why.
    pub reason: ReasonKind,
    /// The rule's text.
    pub text: String,
    /// Whether it is met.
    pub verdict: Verdict,
    /// What is compared, for a comparison.
    #[serde(flatten)]
    pub comparison: Option<Box<Comparison>>,
    /// The definition or missing input.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The parts of `all`, `any`, `not` and `definition`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// The rows of `every` and `any`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<RowsPart>,
}

/// A comparison with its values.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// How they are compared.
    pub operator: OperatorJson,
    /// The left side.
    pub left: SideJson,
    /// The right side.
    pub right: SideJson,
    /// Left minus right, exactly: people, shares, numbers or days.
    pub difference: Option<String>,
    /// The margin in whole units.
    pub by: Option<String>,
    /// `people` or `days`, with a margin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<MarginUnit>,
    /// The whole number that the right side asks for, where people are compared with a bar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed: Option<String>,
    /// The left side as a share of what the right side is a share of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Share>,
    /// The text of what a share was taken of although it is zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub empty_base: Option<String>,
    /// The rows that `sum`s and `count`s took in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<RowsPart>,
}

/// One side of a comparison; `value` is null unless it is known.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SideJson {
    /// The text.
    pub text: String,
    /// The value: an exact number in lowest terms, a date, a duration.
    pub value: Option<String>,
    /// The least it can be, if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// The most it can be, if it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// A month was counted from a day its target lacks, and ends on its last day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clamped: bool,
}

/// `52.86%` of `ballots`
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Share {
    /// The share, exactly.
    pub value: String,
    /// The share that the rule asks for.
    pub threshold: String,
    /// What it is a share of.
    pub base: String,
    /// The text of that.
    pub of: String,
}

/// What a table's rows came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowsPart {
    /// The table.
    pub table: String,
    /// The text of the `count`, `sum`, `every` or `any`.
    pub text: String,
    /// What is asked of them.
    pub of: RowsAsked,
    /// The rows in order.
    pub rows: Vec<RowPart>,
}

/// One row.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowPart {
    /// Its name.
    pub name: String,
    /// Whether it counts.
    pub verdict: Verdict,
    /// What it adds when it counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<Part>,
}

/// The smallest change along one line that turns a verdict.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Change {
    /// How many.
    pub people: String,
    /// Inputs that go up by so many.
    pub up: Vec<String>,
    /// Inputs that go down by so many.
    pub down: Vec<String>,
}

pub(super) fn part(judged: &Judged<'_>, why: &Explanation) -> Part {
    let mut part = Part {
        reason: ReasonKind::Stated,
        text: wording::rule(judged.sources, why.span),
        verdict: why.verdict,
        comparison: None,
        name: None,
        parts: Vec::new(),
        rows: None,
    };
    part.reason = match &why.reason {
        Reason::Stated => ReasonKind::Stated,
        Reason::Missing(id) => {
            part.name = Some(judged.rules().input_path(*id).to_string());
            ReasonKind::Missing
        }
        Reason::Definition(id, inner) => {
            part.name = Some(judged.rules().definition_path(*id).to_string());
            part.parts.push(self::part(judged, inner));
            ReasonKind::Definition
        }
        Reason::Comparison(found) => {
            part.comparison = Some(Box::new(comparison(judged, found)));
            ReasonKind::Comparison
        }
        Reason::Not(inner) => {
            part.parts.push(self::part(judged, inner));
            ReasonKind::Not
        }
        Reason::All(parts) => {
            part.parts.extend(parts.iter().map(|inner| self::part(judged, inner)));
            ReasonKind::All
        }
        Reason::Any(parts) => {
            part.parts.extend(parts.iter().map(|inner| self::part(judged, inner)));
            ReasonKind::Any
        }
        Reason::Rows { table, every, rows } => {
            let of = if *every { RowsAsked::Every } else { RowsAsked::Any };
            part.rows = Some(rows_part(judged, *table, of, part.text.clone(), rows));
            ReasonKind::Rows
        }
    };
    part
}

pub(super) fn comparison(judged: &Judged<'_>, found: &ComparisonOutcome) -> Comparison {
    let dates = matches!(found.left.value, SideValue::Date(_));
    Comparison {
        operator: OperatorJson::of(found.operator, dates),
        left: side(judged, &found.left),
        right: side(judged, &found.right),
        difference: found.difference.as_ref().map(Exact::to_string),
        by: found.by.as_ref().map(|margin| margin.amount.to_string()),
        unit: found.by.as_ref().map(|margin| margin.unit),
        needed: wording::whole_bar(found).map(|bar| bar.to_string()),
        share: found.share.as_ref().map(|share| Share {
            value: share.share.to_string(),
            threshold: share.threshold.to_string(),
            base: share.base.to_string(),
            of: wording::rule(judged.sources, share.base_span),
        }),
        empty_base: found.empty_base.map(|span| wording::rule(judged.sources, span)),
        tables: found.tables.iter().map(|found| aggregate(judged, found)).collect(),
    }
}

fn aggregate(judged: &Judged<'_>, found: &Aggregate) -> RowsPart {
    rows_part(judged, found.table, RowsAsked::Total, wording::rule(judged.sources, found.span), &found.rows)
}

fn rows_part(judged: &Judged<'_>, table: TableId, of: RowsAsked, text: String, rows: &[RowOutcome]) -> RowsPart {
    let names = judged.facts.rows.get(table);
    let rows = rows.iter().map(|row| RowPart {
        name: names.and_then(|names| names.get(row.row)).map(ToString::to_string).unwrap_or_default(),
        verdict: row.verdict,
        value: row.value.as_ref().and_then(Quantity::known).map(Exact::to_string),
        why: row.why.as_ref().map(|why| part(judged, why)),
    });
    RowsPart { table: judged.rules().tables.at(table).name.text.to_string(), text, of, rows: rows.collect() }
}

fn side(judged: &Judged<'_>, side: &Side) -> SideJson {
    let text = wording::rule(judged.sources, side.span);
    match &side.value {
        SideValue::Number(number) => self::number(text, number),
        SideValue::Date(range) => day(text, range),
        SideValue::Duration(duration) => SideJson::known(text, duration.map(|duration| duration.to_string())),
        SideValue::EmptyBase => SideJson::known(text, None),
    }
}

impl SideJson {
    fn known(text: String, value: Option<String>) -> Self {
        Self { text, value, low: None, high: None, clamped: false }
    }
}

pub(super) fn number(text: String, number: &Quantity) -> SideJson {
    let value = number.known().map(Exact::to_string);
    if value.is_some() {
        return SideJson::known(text, value);
    }
    let (low, high) = (number.low.as_ref().map(Exact::to_string), number.high.as_ref().map(Exact::to_string));
    SideJson { text, value: None, low, high, clamped: false }
}

pub(super) fn day(text: String, range: &DayRange) -> SideJson {
    let value = range.known().map(|day| day.to_string());
    let (low, high) = match value {
        Some(_) => (None, None),
        None => (range.first.map(|day| day.to_string()), range.last.map(|day| day.to_string())),
    };
    SideJson { text, value, low, high, clamped: range.clamped }
}

pub(super) fn changes(judged: &Judged<'_>, changes: &Changes) -> Vec<Change> {
    changes.lines.iter().map(|line| change(judged, line)).collect()
}

fn change(judged: &Judged<'_>, line: &LeastChange) -> Change {
    let paths =
        |ids: &[crate::program::InputId]| ids.iter().map(|&id| judged.rules().input_path(id).to_string()).collect();
    Change { people: line.people.to_string(), up: paths(&line.up), down: paths(&line.down) }
}
