//! A file's header, and where in it the mapping finds what it names.

use smol_str::SmolStr;

use super::mapping::{Column, Condition, Mapping};
use super::{PublishedError, Written};
use crate::csv::CsvRecord;
use crate::span::Span;
use crate::suggest;
use crate::words;

/// Where the columns stand that are used.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) header: Vec<SmolStr>,
    pub(super) region: Option<usize>,
    pub(super) part: Option<usize>,
    pub(super) set: Option<usize>,
    /// Columns with the values that keep a row, and those that drop it.
    pub(super) keep: Vec<Values>,
    pub(super) drop: Vec<Values>,
    pub(super) mode: Option<Values>,
    /// Input and column.
    pub(super) inputs: Vec<(usize, usize)>,
    pub(super) pivot: Option<SheetPivot>,
    /// Columns that are named for regions.
    pub(super) wide: Vec<Wide>,
    /// Whether several rows of a region are its parts.
    pub(super) sums: bool,
}

/// A column with values that are looked for in it.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) column: usize,
    pub(super) values: Vec<Written>,
}

/// Where a long file says what a row counts.
#[derive(Debug)]
pub(super) struct SheetPivot {
    pub(super) column: usize,
    pub(super) votes: usize,
    /// Value and input.
    pub(super) values: Vec<(SmolStr, usize)>,
    /// What every other value counts.
    pub(super) rest: Option<usize>,
}

/// A column that is named for a region.
#[derive(Debug)]
pub(super) struct Wide {
    pub(super) region: Written,
    pub(super) input: usize,
    pub(super) column: usize,
}

impl Values {
    /// Whether a record has one of the values, letter case aside.
    #[inline]
    pub(super) fn fits(&self, record: &CsvRecord<'_>) -> bool {
        let raw = record.raw(self.column);
        self.values.iter().any(|value| value.text.as_bytes().eq_ignore_ascii_case(raw))
    }
}

impl Sheet {
    /// Finds the mapping's columns in a header. `inputs` are the names of all inputs, whose positions the sheet uses.
    pub(super) fn new(
        mapping: &Mapping,
        inputs: &[Written],
        record: &CsvRecord<'_>,
        base: u32,
    ) -> Result<Self, Vec<PublishedError>> {
        let header: Vec<SmolStr> = (0..record.cells.len()).map(|at| name(&record.text(at))).collect();
        let spans = record.cells.iter().map(|cell| {
            let start = base + record.offset as u32;
            Span::new(start + cell.start, start + cell.end)
        });
        let spans = spans.collect();
        let start = base + record.offset as u32;
        let span = Span::new(start, start + record.bytes.len() as u32);
        let mut finder = Finder { header: &header, spans, span, optional: &mapping.optional, errors: Vec::new() };

        let position = |name: &Written| inputs.iter().position(|own| own.text == name.text);
        let mut sheet = Self::default();
        sheet.region = mapping.region.as_ref().and_then(|column| finder.find(column));
        sheet.part = mapping.part.as_ref().and_then(|column| finder.find(column));
        sheet.set = mapping.set.as_ref().and_then(|column| finder.find(column));
        sheet.sums = mapping.sum || sheet.part.is_some();
        sheet.keep = finder.conditions(&mapping.keep);
        sheet.drop = finder.conditions(&mapping.drop);
        sheet.mode = mapping.mode.as_ref().and_then(|mode| {
            let column = finder.find(&mode.column)?;
            Some(Values { column, values: mode.total.clone() })
        });
        for (input, column) in &mapping.inputs {
            let may_be_absent = mapping.optional.iter().any(|own| own.text == input.text);
            let column = if may_be_absent { finder.find_if_there(column) } else { finder.find(column) };
            sheet.inputs.extend(position(input).zip(column));
        }
        if let Some(pivot) = &mapping.pivot {
            let found = (finder.find(&pivot.column), finder.find(&pivot.votes));
            if let (Some(column), Some(votes)) = found {
                let mut own = SheetPivot { column, votes, values: Vec::new(), rest: None };
                for (input, values) in &pivot.inputs {
                    let Some(at) = position(input) else { continue };
                    for value in values {
                        if value.text == "*" {
                            own.rest = Some(at);
                        } else {
                            own.values.push((value.text.clone(), at));
                        }
                    }
                }
                sheet.pivot = Some(own);
            }
        }
        if let Some(columns) = &mapping.columns {
            for (region, in_name) in &columns.regions {
                for (input, in_column) in &columns.inputs {
                    let text = columns.name.text.replace("{region}", &in_name.text).replace("{input}", &in_column.text);
                    let column = finder.find(&vec![Written { text: text.into(), span: columns.name.span }]);
                    let found = position(input).zip(column);
                    sheet.wide.extend(found.map(|(input, column)| Wide { region: region.clone(), input, column }));
                }
            }
        }
        let errors = finder.errors;
        sheet.header = header;
        if errors.is_empty() { Ok(sheet) } else { Err(errors) }
    }

    /// The columns that nothing uses.
    pub(super) fn unused(&self) -> Vec<SmolStr> {
        let conditions = self.keep.iter().chain(&self.drop).chain(&self.mode).map(|own| own.column);
        let singles = [self.region, self.part, self.set].into_iter().flatten();
        let inputs = self.inputs.iter().map(|&(_, column)| column).chain(self.wide.iter().map(|wide| wide.column));
        let pivot = self.pivot.iter().flat_map(|pivot| [pivot.column, pivot.votes]);
        let used: Vec<usize> = conditions.chain(singles).chain(inputs).chain(pivot).collect();
        let unused = self.header.iter().enumerate().filter(|(at, name)| !used.contains(at) && !name.is_empty());
        unused.map(|(_, name)| name.clone()).collect()
    }
}

/// A column's name: some programs pad them.
fn name(text: &str) -> SmolStr {
    text.trim().into()
}

struct Finder<'a> {
    header: &'a [SmolStr],
    spans: Vec<Span>,
    span: Span,
    optional: &'a [Written],
    errors: Vec<PublishedError>,
}

impl Finder<'_> {
    fn conditions(&mut self, conditions: &[Condition]) -> Vec<Values> {
        let found = conditions.iter().filter_map(|condition| {
            let column = self.find(&condition.column)?;
            Some(Values { column, values: condition.values.clone() })
        });
        found.collect()
    }

    fn find_if_there(&mut self, column: &Column) -> Option<usize> {
        let there = column.iter().any(|name| self.header.contains(&name.text));
        if there { self.find(column) } else { None }
    }

    /// The position of the first of these names that the header has. That it has none is an error, unless it may.
    fn find(&mut self, column: &Column) -> Option<usize> {
        let found = column.iter().find_map(|name| Some((name, self.header.iter().position(|own| *own == name.text)?)));
        let Some((name, at)) = found else {
            if !column.iter().any(|name| self.optional.iter().any(|own| own.text == name.text)) {
                self.missing(column);
            }
            return None;
        };
        if let Some(again) = self.header.iter().rposition(|own| *own == name.text).filter(|&again| again != at) {
            let place = |at: usize| self.spans.get(at).copied().unwrap_or(self.span);
            let error =
                PublishedError::ColumnTwice { column: name.text.to_string(), first: place(at), second: place(again) };
            if !self.errors.contains(&error) {
                self.errors.push(error);
            }
        }
        Some(at)
    }

    fn missing(&mut self, column: &Column) {
        let Some(name) = column.first() else { return };
        let columns = || self.header.iter().map(SmolStr::as_str).filter(|own| !own.is_empty());
        let near = column.iter().find_map(|name| {
            let same = columns().find(|own| own.eq_ignore_ascii_case(&name.text));
            same.or_else(|| suggest::nearest(&name.text, columns()))
        });
        const SHOWN: usize = 12;
        let help = match (near, columns().count()) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, 0..=SHOWN) => format!("the columns are {}", words::and_list(columns())),
            (None, many) => {
                let first: Vec<String> = columns().take(SHOWN).map(|own| format!("`{own}`")).collect();
                format!("the columns are {} and {} more", first.join(", "), many - SHOWN)
            }
        };
        let names = column.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join("` or `");
        let error = PublishedError::Column { column: names, help, header: self.span, span: name.span };
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }
}
