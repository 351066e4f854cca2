//! One row of a file: whether it is taken, whose it is, and what it adds.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use smol_str::SmolStr;

use super::condition::{ColumnTest, Fit, wildcard};
use super::identity::{hash_name, identity, is_called_like_a_total, is_same, may_be_total};
use super::left_out::SiftStep;
use super::mapping::Mapping;
use super::sheet::{Sheet, SheetCell, SheetInput};
use super::tally::{RowKind, UnitTally, VoteTally};
use super::{PublishedError, Reader};
use crate::csv::CsvRecord;
use crate::span::Span;
use crate::words;

/// Where a row stands, and as what it is read.
#[derive(Clone, Copy)]
pub(super) struct RowSpans<'m> {
    pub(super) mapping: &'m Mapping,
    pub(super) base: u32,
    pub(super) separator: u8,
    /// Which of the joined files it is in.
    pub(super) join: Option<usize>,
}

/// What a row of a long file counts: the input, the column of its figure, and whether it is the total of all selections.
#[derive(Clone, Copy)]
struct LongFigure {
    input: usize,
    column: usize,
    is_total: bool,
}

impl<'m> Reader<'m> {
    /// Takes in a row; whether any of its figures was.
    #[inline]
    pub(super) fn row(
        &mut self,
        tally: &mut VoteTally,
        sheet: &Sheet,
        record: &CsvRecord<'_>,
        spans: RowSpans<'m>,
    ) -> bool {
        if record.cells.len() != sheet.header.len() && !self.fits(sheet, record, spans) {
            return false;
        }
        let sifted = spans.join.map_or(0, |join| join + 1);
        if let Some(sifted) = self.sifted.get_mut(sifted) {
            sifted.rows += 1;
        }
        for (at, keep) in sheet.keep.iter().enumerate() {
            match self.test(keep, record, spans) {
                None => return false,
                Some(true) => {}
                Some(false) => {
                    self.leave_out(sifted, SiftStep::Keep(at), sheet, keep.column, record);
                    self.left_elsewhere(sheet, record, spans, at);
                    return false;
                }
            }
        }
        for drop in &sheet.drop {
            match self.test(drop, record, spans) {
                None => return false,
                Some(false) => {}
                Some(true) => {
                    self.leave_out(sifted, SiftStep::Drop, sheet, drop.column, record);
                    return false;
                }
            }
        }
        let Some((stage, set_name)) = self.stage(sheet, record, spans) else { return false };
        let own = self.mapping.stages.len() + 1;
        let offset = stage.map_or(0, |stage| (stage + 1) * (self.inputs.len() / own));

        // What a long row counts; a row that counts nothing of interest makes no set and no region.
        let mut long = None;
        if let Some(pivot) = &sheet.pivot {
            let raw = record.raw(pivot.column);
            let found = pivot.values.iter().find(|(value, _)| is_same(value, raw)).map(|&(_, input)| (input, false));
            let pattern = || {
                let said =
                    if pivot.patterns.is_empty() { SmolStr::default() } else { identity(&record.text(pivot.column)) };
                let found = pivot.patterns.iter().find(|(pattern, _)| wildcard(pattern, &said).is_some());
                found.map(|&(_, input)| (input, false))
            };
            let rest = || {
                let is_total = may_be_total(raw) && is_called_like_a_total(&record.text(pivot.column));
                pivot.rest.map(|input| (input, is_total))
            };
            let found = found.or_else(pattern).or_else(rest);
            long = found.map(|(input, is_total)| LongFigure { input: input + offset, column: pivot.votes, is_total });
            if long.is_none() && sheet.inputs.is_empty() && sheet.wide.is_empty() {
                self.leave_out(sifted, SiftStep::Pivot, sheet, pivot.column, record);
                return false;
            }
        }

        let inputs = self.inputs.len();
        let mut scratch = std::mem::take(&mut self.scratch);
        let at = {
            let raw = match (&set_name, &sheet.set) {
                (Some(name), _) => name.as_bytes(),
                (None, Some(set)) => set.raw(record, &mut scratch),
                (None, None) => b"",
            };
            tally.set(raw, inputs, || {
                let span =
                    sheet.set.as_ref().map_or_else(|| spans.whole(record), |set| spans.cell(record, set.column()));
                let name = set_name.clone().or_else(|| sheet.set.as_ref().map(|set| set.text(record).into()));
                (name, span)
            })
        };
        let mut taken = false;
        if let Some(set) = tally.sets.get_mut(at) {
            let row = RowOf { sheet, record, spans, offset, set: at, long };
            if !sheet.rules.is_empty() {
                let rule = self.rule(sheet, record, spans);
                let place = || spans.whole(record);
                if let Some((first, second)) = set.choose_rule(rule, place) {
                    let names = |at: Option<usize>| {
                        let rule = at.and_then(|at| self.mapping.rules.get(at));
                        rule.map_or_else(|| "none".to_owned(), |rule| format!("`{}`", rule.measure.text))
                    };
                    let error = PublishedError::RuleTwice {
                        set: set
                            .name
                            .as_ref()
                            .map_or_else(|| "one set of votes".to_owned(), |name| format!("`{name}`")),
                        first: names(first.0),
                        second: names(second),
                        first_span: first.1,
                        span: place(),
                    };
                    self.wrong(error, place());
                }
            }
            if let Some(key) = &sheet.region {
                let raw = key.raw(record, &mut scratch);
                if raw.is_empty() {
                    let column = sheet.header.get(key.column()).map(SmolStr::to_string).unwrap_or_default();
                    self.wrong(PublishedError::NoRegion { column, span: spans.whole(record) }, spans.whole(record));
                } else {
                    let region =
                        set.region(raw, || spans.region(&key.text(record), spans.cell(record, key.column()), inputs));
                    if let Some(region) = set.regions.get_mut(region) {
                        taken = self.figures(&row, region);
                    }
                }
            } else {
                if set.whole.rows == 0 {
                    set.whole.span = spans.whole(record);
                }
                taken = self.figures(&row, &mut set.whole);
            }
            for wide in &sheet.wide {
                let own = UnitTally::new(wide.region.text.clone(), spans.cell(record, wide.column), inputs);
                let region = set.named(own);
                if let Some(region) = set.regions.get_mut(region) {
                    let input = wide.input + offset;
                    self.by_region(input);
                    let kind = RowKind { is_whole: false, all_ways: None, of: 1 + record.offset };
                    self.figure(&row, region, (input, wide.column, SheetCell::Count), kind);
                    taken = true;
                }
            }
        }
        self.scratch = scratch;
        taken
    }

    /// Whether a condition holds for a row; `None` if nobody can tell.
    #[inline]
    fn test(&mut self, test: &ColumnTest, record: &CsvRecord<'_>, spans: RowSpans<'m>) -> Option<bool> {
        match test.fits(record.raw(test.column)) {
            Fit::Yes => Some(true),
            Fit::No => Some(false),
            Fit::Ambiguous => {
                let (found, span) = (record.text(test.column).into_owned(), spans.cell(record, test.column));
                self.wrong(PublishedError::Day { found, span }, span);
                None
            }
        }
    }

    #[cold]
    fn leave_out(&mut self, of: usize, step: SiftStep, sheet: &Sheet, column: usize, record: &CsvRecord<'_>) {
        if let Some(sifted) = self.sifted.get_mut(of) {
            sifted.leave_out(step, sheet, column, record);
        }
    }

    /// A row is left out by a condition; if by none of the others, its region is one that the rest of the file has.
    fn left_elsewhere(&mut self, sheet: &Sheet, record: &CsvRecord<'_>, spans: RowSpans<'m>, condition: usize) {
        let (Some(region), None) = (&sheet.region, spans.join) else { return };
        let mut others = sheet.keep.iter().enumerate().filter(|(at, _)| *at > condition).map(|(_, keep)| keep);
        if !others.all(|keep| keep.fits(record.raw(keep.column)) == Fit::Yes)
            || sheet.drop.iter().any(|drop| drop.fits(record.raw(drop.column)) != Fit::No)
        {
            return;
        }
        let part = sheet.part.as_ref().and_then(|part| {
            let raw = part.raw(record, &mut self.scratch);
            (!raw.is_empty()).then(|| hash_name(raw))
        });
        let raw = region.raw(record, &mut self.scratch);
        if !raw.is_empty() {
            let mapping = spans.mapping;
            self.elsewhere.add(condition, raw, || mapping.renamed(&region.text(record)), part);
        }
    }

    /// The stage of a row, and what names its set, if that is not the whole cell. `None` if nobody can tell.
    #[inline]
    fn stage(
        &mut self,
        sheet: &Sheet,
        record: &CsvRecord<'_>,
        spans: RowSpans<'m>,
    ) -> Option<(Option<usize>, Option<SmolStr>)> {
        for (at, stage) in sheet.stages.iter().enumerate() {
            let mut fits = true;
            for test in &stage.tests {
                fits = fits && self.test(test, record, spans)?;
            }
            if !fits {
                continue;
            }
            let Some(pattern) = &stage.set else { return Some((Some(at), None)) };
            let text = sheet.set.as_ref().map(|set| identity(&set.text(record))).unwrap_or_default();
            if let Some(name) = wildcard(pattern, &text) {
                return Some((Some(at), Some(name.into())));
            }
        }
        Some((None, None))
    }

    /// Which of the mapping's rules judges a row.
    fn rule(&mut self, sheet: &Sheet, record: &CsvRecord<'_>, spans: RowSpans<'m>) -> Option<usize> {
        'rules: for (at, tests) in sheet.rules.iter().enumerate() {
            for test in tests {
                if !self.test(test, record, spans)? {
                    continue 'rules;
                }
            }
            return Some(at);
        }
        None
    }

    #[inline]
    fn figures(&mut self, row: &RowOf<'_, '_, 'm>, unit: &mut UnitTally) -> bool {
        let RowOf { sheet, record, offset, long, .. } = *row;
        let by_region = sheet.region.is_some();
        let alone = by_region && !sheet.sums && sheet.pivot.is_none() && sheet.mode.is_none();
        if alone
            && unit.rows > 0
            && !sheet.inputs.is_empty()
            && unit.has_any(sheet.inputs.iter().map(|own| own.input + offset))
        {
            self.region_twice(row, unit);
            return false;
        }
        unit.rows += 1;
        let mode = sheet.mode.as_ref().map(|mode| {
            let raw = record.raw(mode.column);
            mode.fits(raw) == Fit::Yes || (may_be_total(raw) && is_called_like_a_total(&record.text(mode.column)))
        });
        let of = if sheet.mode.is_some() || long.is_some() { 0 } else { 1 + record.offset };
        let mut kind = RowKind { is_whole: false, all_ways: mode, of };
        if sheet.part.is_some() && !self.part(row, unit, &mut kind) {
            return false;
        }
        for &SheetInput { input, column, cell } in &sheet.inputs {
            let input = input + offset;
            if by_region {
                self.by_region(input);
            }
            self.figure(row, unit, (input, column, cell), kind);
        }
        if let Some(LongFigure { input, column, is_total }) = long {
            if by_region {
                self.by_region(input);
            }
            let kind = RowKind { is_whole: kind.is_whole || is_total, ..kind };
            self.figure(row, unit, (input, column, SheetCell::Count), kind);
        }
        long.is_some() || !sheet.inputs.is_empty()
    }

    #[inline]
    fn by_region(&mut self, input: usize) {
        if let Some(by_region) = self.by_region.get_mut(input) {
            *by_region = true;
        }
    }

    /// Finds out which part of its unit a row is, or whether it is all of it. `false` if the same part has come before.
    fn part(&mut self, row: &RowOf<'_, '_, 'm>, unit: &mut UnitTally, kind: &mut RowKind) -> bool {
        let RowOf { sheet, record, spans, set, long, offset } = *row;
        let Some(part) = &sheet.part else { return true };
        let mut scratch = std::mem::take(&mut self.scratch);
        let raw = part.raw(record, &mut scratch);
        let is_total = raw.is_empty() || (may_be_total(raw) && is_called_like_a_total(&part.text(record)));
        kind.is_whole = is_total && !(spans.mapping.is_counted(&part.text(record)));
        kind.of = hash_name(raw);
        let is_empty = raw.is_empty();
        self.scratch = scratch;
        if kind.is_whole && unit.whole_name.is_empty() {
            unit.whole_name = part.text(record).into();
        }
        if is_empty && !kind.is_whole {
            return true;
        }
        let mut hasher = DefaultHasher::new();
        (spans.join, set, &unit.name, kind.of, long.map(|long| (long.input, long.is_total)), offset).hash(&mut hasher);
        if let Some(long) = long
            && let Some(pivot) = &sheet.pivot
            && pivot.rest.is_some_and(|rest| rest + offset == long.input)
        {
            // Every value that means nothing else is added up.
            hash_name(record.raw(pivot.column)).hash(&mut hasher);
        }
        if let Some(mode) = &sheet.mode {
            hash_name(record.raw(mode.column)).hash(&mut hasher);
        }
        let second = spans.whole(record);
        match self.parts.entry(hasher.finish()) {
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(second);
                true
            }
            std::collections::hash_map::Entry::Occupied(entry) => {
                let first = *entry.get();
                let name = part.text(record);
                let of = match (name.is_empty(), unit.name.is_empty()) {
                    (true, true) => "all parts together".to_owned(),
                    (true, false) => format!("all of `{}`", unit.name),
                    (false, true) => format!("`{name}`"),
                    (false, false) => format!("`{name}` of `{}`", unit.name),
                };
                let input = long.and_then(|long| self.inputs.get(long.input)).or(self.inputs.get(offset));
                let input = input.map(|input| input.text.clone()).unwrap_or_default();
                let help = "leave one of them out with `[drop]`; if both count, take `part` out of the mapping and say \
                            `sum = true`; names that differ in letter case or blanks alone are one";
                self.wrong(
                    PublishedError::FigureTwice { input, of, help: help.to_owned(), first: Some(first), second },
                    second,
                );
                false
            }
        }
    }

    /// Adds the figure of one cell.
    #[inline]
    fn figure(
        &mut self,
        row: &RowOf<'_, '_, 'm>,
        unit: &mut UnitTally,
        (input, column, cell): (usize, usize, SheetCell),
        kind: RowKind,
    ) {
        let value = match cell {
            SheetCell::Count => match super::number::plain(row.record.raw(column)) {
                Some(value) => Ok(Some((value, 0))),
                None => self.unusual(row, column, input).map(|value| value.map(|value| (value, 0))),
            },
            SheetCell::Said(at) => return self.say(row, unit, input, column, at),
            other => self.rounded(row, column, input, other),
        };
        let Ok(value) = value else { return };
        let (record, spans, sheet) = (row.record, row.spans, row.sheet);
        // Rows by the way votes were cast are parts; anything else is there once, unless the mapping says otherwise.
        let once = !sheet.sums || cell == SheetCell::Percentage;
        let Some(sum) = unit.sum_of(input, kind) else { return };
        if once && sum.rows > 0 && value.is_some() && kind.all_ways != Some(false) && !(kind.is_whole && sheet.sums) {
            let first = sum.first_seen();
            return self.twice(unit, input, first, spans.cell(record, column));
        }
        sum.add(value, kind.of, spans.cell(record, column));
    }

    #[cold]
    fn twice(&mut self, unit: &UnitTally, input: usize, first: Span, second: Span) {
        let of = if unit.name.is_empty() { "this set of votes".to_owned() } else { format!("`{}`", unit.name) };
        let help = "if the rows are several sets of votes, name the column that tells them apart, `set = \"…\"`, or keep \
                    those of one with `[keep]`; if they are parts of a region, say `sum = true`";
        let error = PublishedError::FigureTwice {
            input: self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default(),
            of,
            help: help.to_owned(),
            first: Some(first),
            second,
        };
        self.wrong(error, second);
    }

    #[cold]
    fn region_twice(&mut self, row: &RowOf<'_, '_, 'm>, unit: &UnitTally) {
        let RowOf { sheet, record, spans, .. } = *row;
        let column = sheet.region.as_ref().map_or(0, |region| region.column());
        let second = spans.cell(record, column);
        // Two regions of one name are told apart by a column of texts that nothing else uses.
        let unused = sheet.unused();
        let texts = sheet.header.iter().enumerate().filter(|(at, name)| {
            let raw = record.raw(*at);
            unused.contains(name) && raw.iter().any(u8::is_ascii_alphabetic)
        });
        let texts: Vec<String> =
            texts.take(3).map(|(_, name)| format!("region = [\"{name}\", \"{}\"]", sheet.header_of(column))).collect();
        let two = match texts.as_slice() {
            [] => String::new(),
            texts => {
                format!("; if they are two regions of one name, name them by two columns: {}", words::or_list(texts))
            }
        };
        let help =
            format!("keep one of them; if they are parts of the region, such as precincts, say so: `sum = true`{two}");
        self.wrong(PublishedError::RegionTwice { region: unit.name.clone(), help, first: unit.span, second }, second);
    }

    /// Whether a row can be used that has more or fewer cells than the header: empty cells too many do no harm.
    #[cold]
    fn fits(&mut self, sheet: &Sheet, record: &CsvRecord<'_>, spans: RowSpans<'m>) -> bool {
        let (cells, columns) = (record.cells.len(), sheet.header.len());
        if (columns..cells).all(|column| record.raw(column).is_empty()) && cells > columns {
            return true;
        }
        let help = if cells > columns {
            "a cell that has the separator in it stands in quotes; lines before the header are passed over with `skip = 1`"
        } else {
            "a cell that is not known is empty, and its separator stays; a note below the figures has to go"
        };
        let span = spans.whole(record);
        self.wrong(PublishedError::Cells { cells, columns, help, span }, span);
        false
    }
}

/// A row with all that is known of it.
#[derive(Clone, Copy)]
pub(super) struct RowOf<'r, 'b, 'm> {
    pub(super) sheet: &'r Sheet,
    pub(super) record: &'r CsvRecord<'b>,
    pub(super) spans: RowSpans<'m>,
    /// How far the inputs of its stage are from those of none.
    offset: usize,
    set: usize,
    long: Option<LongFigure>,
}

impl RowSpans<'_> {
    /// Bytes of the file.
    pub(super) fn bytes(&self, from: u64, to: u64) -> Span {
        Span::new(self.base.wrapping_add(from as u32), self.base.wrapping_add(to as u32))
    }

    fn start(&self, record: &CsvRecord<'_>) -> u32 {
        self.base.wrapping_add(record.offset as u32)
    }

    pub(super) fn whole(&self, record: &CsvRecord<'_>) -> Span {
        let length = record.bytes.iter().rposition(|byte| !matches!(byte, b'\r' | b' ')).map_or(0, |last| last + 1);
        Span::new(self.start(record), self.start(record).wrapping_add(length as u32))
    }

    /// A cell; of an empty one the row, which shows more.
    pub(super) fn cell(&self, record: &CsvRecord<'_>, column: usize) -> Span {
        let start = self.start(record);
        match record.cells.get(column) {
            Some(cell) if cell.end > cell.start => {
                Span::new(start.wrapping_add(cell.start), start.wrapping_add(cell.end))
            }
            Some(_) | None => self.whole(record),
        }
    }

    fn region(&self, name: &str, span: Span, inputs: usize) -> UnitTally {
        let is_total = self.mapping.total.iter().any(|total| is_same(&identity(&total.text), name.as_bytes()));
        UnitTally { is_total, ..UnitTally::new(self.mapping.renamed(name), span, inputs) }
    }
}
