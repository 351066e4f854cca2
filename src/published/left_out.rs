//! Rows that are left out: how many for which reason, and which step took the last of them.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::identity::visible;
use super::mapping::Mapping;
use super::sheet::Sheet;
use super::{MappedText, PublishedError};
use crate::csv::CsvRecord;
use crate::span::Span;
use crate::suggest;
use crate::words::{self, numbered};

/// Rows that were left out for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Why.
    pub reason: LeftOutReason,
    /// How many.
    pub rows: usize,
}

/// Why rows were left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOutReason {
    /// A column has this value: it is not kept, dropped, or counts nothing of interest.
    Value {
        /// The column.
        column: SmolStr,
        /// The value.
        value: SmolStr,
    },
    /// A selection of a results report that no input means.
    Selection(SmolStr),
    /// A contest of a results report that is not kept, or is no ballot measure.
    Contest(SmolStr),
    /// More values than anybody reads.
    Others,
}

impl LeftOutReason {
    /// `` `office` is `Governor` ``
    pub fn sentence(&self) -> String {
        match self {
            Self::Value { column, value } => format!("`{column}` is `{}`", visible(value)),
            Self::Selection(text) => format!("the selection `{}`", visible(text)),
            Self::Contest(name) => format!("`{}`", visible(name)),
            Self::Others => "other rows".to_owned(),
        }
    }
}

/// So many values are told apart.
const MOST_VALUES: usize = 200;

/// What takes rows out, in the order in which rows meet it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SiftStep {
    /// The condition of `[keep]` with this number.
    Keep(usize),
    /// A condition of `[drop]`.
    Drop,
    /// A value that no input of `[pivot]` means.
    Pivot,
}

/// Rows on their way through the steps.
#[derive(Debug, Default)]
pub(super) struct Sifted {
    pub(super) left_out: Vec<LeftOut>,
    at: HashMap<(usize, SmolStr), usize>,
    /// Rows below the header that can be read.
    pub(super) rows: usize,
    /// Rows that each condition of `[keep]` took out, that `[drop]` did, and that count nothing.
    not_kept: Vec<usize>,
    dropped: usize,
    counts_nothing: usize,
    /// Values at each step, to say what there is if nothing is left.
    values: Vec<(SiftStep, Vec<SmolStr>)>,
}

impl Sifted {
    /// A row is left out, because of what stands in a column.
    pub(super) fn leave_out(&mut self, step: SiftStep, sheet: &Sheet, column: usize, record: &CsvRecord<'_>) {
        match step {
            SiftStep::Keep(at) => {
                self.not_kept.resize(self.not_kept.len().max(at + 1), 0);
                if let Some(rows) = self.not_kept.get_mut(at) {
                    *rows += 1;
                }
            }
            SiftStep::Drop => self.dropped += 1,
            SiftStep::Pivot => self.counts_nothing += 1,
        }
        let value = SmolStr::from(record.text(column).as_ref());
        let values = match self.values.iter_mut().position(|(own, _)| *own == step) {
            Some(at) => self.values.get_mut(at),
            None => {
                self.values.push((step, Vec::new()));
                self.values.last_mut()
            }
        };
        let key = (column, value);
        let at = match self.at.get(&key) {
            Some(&at) => at,
            None => {
                if let Some((_, values)) = values
                    && values.len() < MOST_VALUES
                {
                    values.push(key.1.clone());
                }
                let column = sheet.header.get(column).cloned().unwrap_or_default();
                let full = self.left_out.len() >= MOST_VALUES;
                let reason =
                    if full { LeftOutReason::Others } else { LeftOutReason::Value { column, value: key.1.clone() } };
                let at = self.left_out.len().min(MOST_VALUES);
                if at == self.left_out.len() {
                    self.left_out.push(LeftOut { reason, rows: 0 });
                }
                if !full {
                    self.at.insert(key, at);
                }
                at
            }
        };
        if let Some(left_out) = self.left_out.get_mut(at) {
            left_out.rows += 1;
        }
    }

    /// Values at a step that took rows out.
    fn seen(&self, step: SiftStep) -> Vec<&str> {
        let values = self.values.iter().find(|(own, _)| *own == step);
        values.into_iter().flat_map(|(_, values)| values).map(SmolStr::as_str).collect()
    }

    /// Why nothing is left: the step that took the last row.
    pub(super) fn nothing(&self, mapping: &Mapping, header: Span) -> PublishedError {
        let mut rows = self.rows;
        if rows == 0 {
            return PublishedError::Nothing {
                what: "the file has none below its header".to_owned(),
                help: "is it the right file?".to_owned(),
                span: header,
                label: "nothing below these columns",
            };
        }
        for (at, keep) in mapping.keep.iter().enumerate() {
            let taken_out = self.not_kept.get(at).copied().unwrap_or(0);
            if taken_out == rows {
                let among = if rows < self.rows {
                    format!("of the {} kept until here, ", numbered(rows, "row"))
                } else {
                    String::new()
                };
                let column = keep.column.first().map(|column| column.text.as_str()).unwrap_or_default();
                return PublishedError::Nothing {
                    what: format!("{among}no `{column}` is {}", keep.wanted()),
                    help: there_is(keep.texts().next(), &self.seen(SiftStep::Keep(at))),
                    span: keep.span(),
                    label: "asked for here",
                };
            }
            rows -= taken_out.min(rows);
        }
        let kept = if mapping.keep.is_empty() { "there are" } else { "are kept" };
        if self.dropped == rows {
            let column = mapping.drop.first().and_then(|drop| drop.column.first()).map(|own| own.text.clone());
            return PublishedError::Nothing {
                what: format!("`[drop]` leaves out all {} that {kept}", numbered(rows, "row")),
                help: format!("`{}` is {}", column.unwrap_or_default(), listed(&self.seen(SiftStep::Drop))),
                span: mapping.drop.first().map(super::RowCondition::span).unwrap_or(header),
                label: "leaves them out",
            };
        }
        rows -= self.dropped;
        let pivot = mapping.pivot.as_ref().filter(|_| self.counts_nothing == rows);
        let Some(pivot) = pivot else {
            return PublishedError::Nothing {
                what: "the file has none that the mapping means".to_owned(),
                help: "look at `[keep]` and `[drop]`, and at the values of `[pivot]`".to_owned(),
                span: header,
                label: "below these columns",
            };
        };
        let column = pivot.column.first().map(|column| column.text.as_str()).unwrap_or_default();
        let seen = self.seen(SiftStep::Pivot);
        let values = || pivot.inputs.iter().flat_map(|(_, values)| values);
        let near = values().find_map(|value| suggest::nearest(&value.text, seen.iter().copied()));
        let help = match (near, pivot.inputs.first(), seen.first()) {
            (Some(near), ..) => format!("did you mean `{near}`?"),
            (None, Some((input, _)), Some(first)) => {
                format!("say in `[pivot]` what they count, such as `{} = [\"{first}\"]`", input.text)
            }
            (None, ..) => "say in `[pivot]` what they count".to_owned(),
        };
        PublishedError::Nothing {
            what: format!(
                "the {} that {kept} count no input: their `{column}` is {}",
                numbered(rows, "row"),
                listed(&seen)
            ),
            help,
            span: pivot.inputs.first().and_then(|(_, values)| values.first()).map_or(header, |value| value.span),
            label: "in none of them",
        }
    }

    /// An input of `[pivot]` that no row counts.
    pub(super) fn unseen(&self, mapping: &Mapping, name: &MappedText, values: &[MappedText]) -> PublishedError {
        let column = mapping.pivot.iter().flat_map(|pivot| &pivot.column).next();
        let column = column.map(|column| column.text.as_str()).unwrap_or_default();
        let seen = self.seen(SiftStep::Pivot);
        let near = values.iter().find_map(|value| suggest::nearest(&value.text, seen.iter().copied()));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if seen.is_empty() => {
                format!("if the file need not have it, list it: `optional = [\"{}\"]`", name.text)
            }
            None => format!("rows that are left out have {}", listed(&seen)),
        };
        PublishedError::Unseen {
            input: name.text.clone(),
            what: format!("no `{column}` is {}", words::or_list(values.iter().map(|value| &value.text))),
            help,
            span: values.first().map_or(name.span, |value| value.span),
        }
    }
}

/// The nearest of the values, or the first of them.
fn there_is(wanted: Option<&MappedText>, seen: &[&str]) -> String {
    let near = wanted.and_then(|value| suggest::nearest(&value.text, seen.iter().copied()));
    near.map_or_else(|| format!("there is {}", listed(seen)), |near| format!("did you mean `{near}`?"))
}

/// `` `A`, `B` and 3 more ``
pub(super) fn listed(values: &[&str]) -> String {
    const MOST: usize = 12;
    let first = values.iter().take(MOST).map(|value| visible(value));
    match values.len().checked_sub(MOST + 1) {
        None => words::and_list(first),
        Some(more) => {
            let first: Vec<String> = first.map(|value| format!("`{value}`")).collect();
            format!("{} and {} more", first.join(", "), more + 1)
        }
    }
}
