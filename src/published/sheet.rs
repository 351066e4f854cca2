//! A file's header, and where in it the mapping finds what it names.

use smol_str::SmolStr;

use super::condition::{ColumnTest, DayOrder, RowCondition, wildcard};
use super::identity::{identity, is_invisible};
use super::mapping::{CellKind, ColumnNames, KeyColumns, Mapping};
use super::{MappedText, PublishedError};
use crate::csv::CsvRecord;
use crate::span::Span;
use crate::suggest;
use crate::words;

/// Where the columns stand that are used.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) header: Vec<SmolStr>,
    pub(super) region: Option<KeyCells>,
    pub(super) part: Option<KeyCells>,
    pub(super) set: Option<KeyCells>,
    /// Conditions that keep a row, and those that drop it.
    pub(super) keep: Vec<ColumnTest>,
    pub(super) drop: Vec<ColumnTest>,
    pub(super) stages: Vec<SheetStage>,
    /// For each rule what must hold.
    pub(super) rules: Vec<Vec<ColumnTest>>,
    pub(super) mode: Option<ColumnTest>,
    pub(super) inputs: Vec<SheetInput>,
    pub(super) pivot: Option<SheetPivot>,
    /// Columns that are named for regions.
    pub(super) wide: Vec<Wide>,
    /// Whether several rows of a region are its parts.
    pub(super) sums: bool,
}

/// Columns whose cells together are a name.
#[derive(Debug)]
pub(super) struct KeyCells {
    columns: Vec<usize>,
}

impl KeyCells {
    /// The bytes of the name; of several cells in `scratch`.
    #[inline]
    pub(super) fn raw<'r>(&self, record: &CsvRecord<'r>, scratch: &'r mut Vec<u8>) -> &'r [u8] {
        if let [only] = self.columns.as_slice() {
            return record.raw(*only);
        }
        scratch.clear();
        for (at, column) in self.columns.iter().enumerate() {
            if at > 0 {
                scratch.push(0x1f);
            }
            scratch.extend_from_slice(record.raw(*column));
        }
        if scratch.iter().all(|&byte| byte == 0x1f) {
            scratch.clear();
        }
        scratch
    }

    /// The name: `Chieti / Fossacesia`.
    pub(super) fn text(&self, record: &CsvRecord<'_>) -> String {
        let cells = self.columns.iter().map(|&column| record.text(column)).filter(|text| !text.is_empty());
        cells.collect::<Vec<_>>().join(" / ")
    }

    /// The column to show.
    pub(super) fn column(&self) -> usize {
        self.columns.first().copied().unwrap_or(0)
    }

    fn columns(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().copied()
    }
}

/// A column of figures.
#[derive(Clone, Copy, Debug)]
pub(super) struct SheetInput {
    pub(super) input: usize,
    pub(super) column: usize,
    pub(super) cell: SheetCell,
}

/// What a column of figures holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SheetCell {
    Count,
    Number,
    Percentage,
    /// Of the count in this column.
    PercentageOf(usize),
    /// The count in this column is the percentage.
    PercentageWith(usize),
    /// A day, a truth, or one of the mapping's values, which are kept by the input's place in the mapping.
    Said(usize),
}

/// Which rows are of a stage.
#[derive(Debug)]
pub(super) struct SheetStage {
    pub(super) set: Option<SmolStr>,
    pub(super) tests: Vec<ColumnTest>,
}

/// Where a long file says what a row counts.
#[derive(Debug)]
pub(super) struct SheetPivot {
    pub(super) column: usize,
    pub(super) votes: usize,
    /// The identity of a value, and the input that it means.
    pub(super) values: Vec<(SmolStr, usize)>,
    /// Patterns with `*`, and the inputs that they mean.
    pub(super) patterns: Vec<(SmolStr, usize)>,
    /// What every other value counts.
    pub(super) rest: Option<usize>,
}

/// A column that is named for a region.
#[derive(Debug)]
pub(super) struct Wide {
    pub(super) region: MappedText,
    pub(super) input: usize,
    pub(super) column: usize,
}

impl Sheet {
    /// Finds the mapping's columns in a header. `inputs` are the names of all inputs, whose positions the sheet uses.
    pub(super) fn new(
        mapping: &Mapping,
        inputs: &[MappedText],
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
        let optional = &mapping.optional;
        let mut finder = Finder { header: &header, spans, span, optional, order: mapping.dates, errors: Vec::new() };

        let position = |name: &MappedText| inputs.iter().position(|own| own.text == name.text);
        let mut sheet = Self {
            region: finder.key(mapping.region.as_ref()),
            part: finder.key(mapping.part.as_ref()),
            set: finder.key(mapping.set.as_ref()),
            keep: finder.conditions(&mapping.keep),
            drop: finder.conditions(&mapping.drop),
            rules: mapping.rules.iter().map(|rule| finder.conditions(&rule.conditions)).collect(),
            ..Self::default()
        };
        sheet.sums = mapping.sum || sheet.part.is_some();
        sheet.stages = mapping
            .stages
            .iter()
            .map(|stage| SheetStage {
                set: stage.set.as_ref().map(|set| identity(&set.text)),
                tests: finder.conditions(&stage.conditions),
            })
            .collect();
        sheet.mode = mapping.mode.as_ref().and_then(|mode| {
            let column = finder.find(&mode.column)?;
            let total = RowCondition::one_of(mode.column.clone(), mode.total.clone());
            Some(ColumnTest::new(column, &total, None))
        });
        for (at, input) in mapping.inputs.iter().enumerate() {
            let may_be_absent = mapping.optional.iter().any(|own| own.text == input.name.text);
            let find = |finder: &mut Finder<'_>, column: &ColumnNames| {
                if may_be_absent { finder.find_if_there(column) } else { finder.find(column) }
            };
            let mut column_of = |name: &MappedText| {
                let own = mapping.inputs.iter().find(|own| own.name.text == name.text)?;
                find(&mut finder, &own.column)
            };
            let cell = match &input.kind {
                CellKind::Count => Some(SheetCell::Count),
                CellKind::Number => Some(SheetCell::Number),
                CellKind::Percentage => Some(SheetCell::Percentage),
                CellKind::PercentageOf(base) => column_of(base).map(SheetCell::PercentageOf),
                CellKind::PercentageWith(part) => column_of(part).map(SheetCell::PercentageWith),
                CellKind::Day | CellKind::Truth | CellKind::Values(_) => Some(SheetCell::Said(at)),
            };
            let column = find(&mut finder, &input.column);
            if let (Some(input), Some(column), Some(cell)) = (position(&input.name), column, cell) {
                sheet.inputs.push(SheetInput { input, column, cell });
            }
        }
        if let Some(pivot) = &mapping.pivot {
            let found = (finder.find(&pivot.column), finder.find(&pivot.votes));
            if let (Some(column), Some(votes)) = found {
                let mut own = SheetPivot { column, votes, values: Vec::new(), patterns: Vec::new(), rest: None };
                for (input, values) in &pivot.inputs {
                    let Some(at) = position(input) else { continue };
                    for value in values {
                        if value.text == "*" {
                            own.rest = Some(at);
                        } else if value.text.contains('*') {
                            own.patterns.push((identity(&value.text), at));
                        } else {
                            own.values.push((identity(&value.text), at));
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
                    let column = finder.find(&vec![MappedText { text: text.into(), span: columns.name.span }]);
                    let found = position(input).zip(column);
                    sheet.wide.extend(found.map(|(input, column)| Wide { region: region.clone(), input, column }));
                }
            }
        }
        let errors = finder.errors;
        sheet.header = header;
        if errors.is_empty() { Ok(sheet) } else { Err(errors) }
    }

    /// What a column is called.
    pub(super) fn header_of(&self, column: usize) -> &str {
        self.header.get(column).map(SmolStr::as_str).unwrap_or_default()
    }

    /// The columns that nothing uses.
    pub(super) fn unused(&self) -> Vec<SmolStr> {
        let staged = self.stages.iter().flat_map(|stage| &stage.tests);
        let conditions = self.keep.iter().chain(&self.drop).chain(&self.mode).chain(self.rules.iter().flatten());
        let conditions = conditions.chain(staged).map(|own| own.column);
        let keys = [&self.region, &self.part, &self.set].into_iter().flatten().flat_map(KeyCells::columns);
        let inputs = self.inputs.iter().map(|own| own.column).chain(self.wide.iter().map(|wide| wide.column));
        let pivot = self.pivot.iter().flat_map(|pivot| [pivot.column, pivot.votes]);
        let used: Vec<usize> = conditions.chain(keys).chain(inputs).chain(pivot).collect();
        let unused = self.header.iter().enumerate().filter(|(at, name)| !used.contains(at) && !name.is_empty());
        unused.map(|(_, name)| name.clone()).collect()
    }
}

/// Whether a value of `[pivot]` means what a file says, of which the identity is given.
pub(super) fn means(value: &str, said: &str) -> bool {
    let value = identity(value);
    value != "*" && (value == said || (value.contains('*') && wildcard(&value, said).is_some()))
}

/// A column's name: some programs pad them, and a mark of the byte order may stand before the first.
fn name(text: &str) -> SmolStr {
    let visible: String = text.chars().filter(|&character| !is_invisible(character)).collect();
    visible.trim().into()
}

struct Finder<'a> {
    header: &'a [SmolStr],
    spans: Vec<Span>,
    span: Span,
    optional: &'a [MappedText],
    order: Option<DayOrder>,
    errors: Vec<PublishedError>,
}

impl Finder<'_> {
    fn conditions(&mut self, conditions: &[RowCondition]) -> Vec<ColumnTest> {
        let found = conditions.iter().filter_map(|condition| {
            let column = self.find(&condition.column)?;
            Some(ColumnTest::new(column, condition, self.order))
        });
        found.collect()
    }

    /// The columns of a name; `None` if the file has none of them, as it may.
    fn key(&mut self, key: Option<&KeyColumns>) -> Option<KeyCells> {
        let columns: Vec<usize> = key?.columns.iter().filter_map(|column| self.find(column)).collect();
        (!columns.is_empty()).then_some(KeyCells { columns })
    }

    fn find_if_there(&mut self, column: &ColumnNames) -> Option<usize> {
        let there = column.iter().any(|name| self.header.contains(&name.text));
        if there { self.find(column) } else { None }
    }

    /// The position of the first of these names that the header has. That it has none is an error, unless it may.
    fn find(&mut self, column: &ColumnNames) -> Option<usize> {
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

    fn missing(&mut self, column: &ColumnNames) {
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
