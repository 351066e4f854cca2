//! Files read piece by piece.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use smol_str::SmolStr;

use super::check;
use super::mapping::Mapping;
use super::number::{self, Count, Grouping};
use super::sheet::Sheet;
use super::tally::{RegionTally, Sum, Tally};
use super::{FileSeen, LeftOut, Published, PublishedError, Written};
use crate::csv::{CsvError, CsvNext, CsvReader, CsvRecord};
use crate::encoding::Encoding;
use crate::span::Span;
use crate::suggest;
use crate::words;

/// Reads files as a mapping says, piece by piece.
///
/// ```text
/// let mut reader = Reader::new(&mapping);
/// reader.begin("votes.csv", source.base);
/// reader.feed(piece); …
/// reader.end();
/// let published = reader.finish();
/// ```
///
/// Places are counted from the base that a file is begun with; a file whose text is not among the sources may be begun with
/// 0, as long as nobody looks at its places.
#[derive(Debug)]
pub struct Reader<'m> {
    mapping: &'m Mapping,
    pub(super) inputs: Vec<Written>,
    /// The votes, and one tally for each joined file.
    pub(super) votes: Tally,
    pub(super) joined: Vec<Tally>,
    pub(super) files: Vec<FileSeen>,
    left_out: Vec<LeftOut>,
    left_out_at: HashMap<(usize, SmolStr), usize>,
    /// Inputs that have figures by region.
    pub(super) by_region: Vec<bool>,
    /// Rows of parts that have been seen.
    parts: HashSet<u64>,
    pub(super) problems: Vec<PublishedError>,
    more: Option<(usize, Span)>,
    file: Option<File<'m>>,
    /// Values of columns by which rows are kept, to say what there is if nothing is.
    values: HashMap<usize, Vec<SmolStr>>,
    header: Span,
}

/// The file that is being read.
#[derive(Debug)]
struct File<'m> {
    mapping: &'m Mapping,
    /// Which of the joined files it is.
    join: Option<usize>,
    base: u32,
    records: CsvReader,
    skip: usize,
    separator: Option<u8>,
    sheet: Option<Sheet>,
    /// It cannot be read on.
    failed: bool,
    encoding: Encoding,
    seen: FileSeen,
}

/// So many mistakes of one file are shown.
const SHOWN: usize = 20;

impl<'m> Reader<'m> {
    /// Nothing read yet.
    pub fn new(mapping: &'m Mapping) -> Self {
        let inputs = mapping.input_names();
        Self {
            mapping,
            by_region: vec![false; inputs.len()],
            inputs,
            votes: Tally::default(),
            joined: mapping.joins.iter().map(|_| Tally::default()).collect(),
            files: Vec::new(),
            left_out: Vec::new(),
            left_out_at: HashMap::new(),
            parts: HashSet::new(),
            problems: Vec::new(),
            more: None,
            file: None,
            values: HashMap::new(),
            header: Span::default(),
        }
    }

    /// A file of votes follows, whose text begins at this global offset.
    pub fn begin(&mut self, name: &str, base: u32) {
        self.begin_with(self.mapping, None, name, base);
    }

    /// The mapping's joined file of this number follows.
    pub fn begin_join(&mut self, join: usize, name: &str, base: u32) {
        let mapping = self.mapping;
        if let Some(own) = mapping.joins.get(join) {
            self.begin_with(&own.mapping, Some(join), name, base);
        }
    }

    fn begin_with(&mut self, mapping: &'m Mapping, join: Option<usize>, name: &str, base: u32) {
        self.end();
        self.file = Some(File {
            mapping,
            join,
            base,
            records: CsvReader::default(),
            skip: mapping.skip,
            separator: mapping.delimiter,
            sheet: None,
            failed: false,
            encoding: Encoding::Utf8,
            seen: FileSeen { name: name.to_owned(), ..FileSeen::default() },
        });
    }

    /// How the file that was begun was written, before its text became UTF-8.
    pub fn encoded(&mut self, encoding: Encoding) {
        if let Some(file) = &mut self.file {
            file.encoding = encoding;
        }
    }

    /// The next bytes of the file: UTF-8.
    pub fn feed(&mut self, bytes: &[u8]) {
        if let Some(file) = self.file.as_mut().filter(|file| !file.failed) {
            file.records.feed(bytes);
        }
        self.read();
    }

    /// The file is at its end.
    pub fn end(&mut self) {
        if let Some(file) = &mut self.file {
            file.records.end();
        }
        self.read();
        if let Some(file) = self.file.take() {
            if file.sheet.is_none() && !file.failed {
                self.problems.push(PublishedError::Format {
                    format: "CSV",
                    message: "it is empty".to_owned(),
                    help: Some("it should begin with a line that names the columns".to_owned()),
                    span: Span::new(file.base, file.base),
                });
            }
            let names = |byte| match byte {
                b',' => "CSV, separated by commas".to_owned(),
                b';' => "CSV, separated by semicolons".to_owned(),
                b'\t' => "CSV, separated by tabs".to_owned(),
                other => format!("CSV, separated by `{}`", char::from(other)),
            };
            let mut format = names(file.separator.unwrap_or(b','));
            match file.encoding {
                Encoding::Utf8 => {}
                Encoding::Latin1 => format.push_str(", Latin-1"),
                Encoding::Utf16 => format.push_str(", UTF-16"),
            }
            let unused = file.sheet.as_ref().map(Sheet::unused).unwrap_or_default();
            let columns = file.sheet.as_ref().map_or(0, |sheet| sheet.header.len());
            self.files.push(FileSeen { format, unused, columns, ..file.seen });
        }
        if let Some((more, span)) = self.more.take() {
            self.problems.push(PublishedError::More { more, span });
        }
    }

    fn read(&mut self) {
        let Some(mut file) = self.file.take() else { return };
        self.read_file(&mut file);
        self.file = Some(file);
    }

    fn read_file(&mut self, file: &mut File<'m>) {
        if file.failed {
            return;
        }
        let Some(separator) = file.separator() else { return };
        let mut sheet = file.sheet.take();
        let place = Place { mapping: file.mapping, base: file.base, separator };
        let mut tally = self.tally(file.join).map(std::mem::take).unwrap_or_default();
        loop {
            let record = match file.records.next(separator) {
                CsvNext::Record(record) => record,
                CsvNext::Nothing => break,
                CsvNext::Unclosed(at) => {
                    self.not_csv(&mut file.failed, CsvError::Unclosed(place.bytes(at, at + 1)));
                    break;
                }
                CsvNext::AfterQuotes(from, to) => {
                    self.not_csv(&mut file.failed, CsvError::AfterQuotes(place.bytes(from, to)));
                    break;
                }
                CsvNext::TooLong(at) => {
                    self.not_csv(&mut file.failed, CsvError::TooLong(place.bytes(at, at + 1)));
                    break;
                }
            };
            if record.is_blank() {
                continue;
            }
            match &sheet {
                Some(sheet) => {
                    file.seen.rows += 1;
                    if self.row(&mut tally, sheet, &record, place) {
                        file.seen.taken += 1;
                    }
                }
                None => match Sheet::new(file.mapping, &self.inputs, &record, file.base) {
                    Ok(own) => {
                        self.header = place.whole(&record);
                        sheet = Some(own);
                    }
                    Err(errors) => {
                        self.problems.extend(errors);
                        file.failed = true;
                        break;
                    }
                },
            }
        }
        file.sheet = sheet;
        if let Some(own) = self.tally(file.join) {
            *own = tally;
        }
    }

    /// The file cannot be read on.
    #[cold]
    fn not_csv(&mut self, file_failed: &mut bool, error: CsvError) {
        *file_failed = true;
        self.problems.push(PublishedError::Format {
            format: "CSV",
            message: error.to_string(),
            help: Some(error.help().to_owned()),
            span: error.span(),
        });
    }

    fn tally(&mut self, join: Option<usize>) -> Option<&mut Tally> {
        match join {
            None => Some(&mut self.votes),
            Some(join) => self.joined.get_mut(join),
        }
    }

    /// Takes in a row; whether any of its figures was.
    #[inline]
    fn row(&mut self, tally: &mut Tally, sheet: &Sheet, record: &CsvRecord<'_>, place: Place<'m>) -> bool {
        if record.cells.len() != sheet.header.len() && !self.fits(sheet, record, place) {
            return false;
        }
        for keep in &sheet.keep {
            if !keep.fits(record) {
                self.passed_over(sheet, keep.column, record);
                let values = self.values.entry(keep.column).or_default();
                const MOST: usize = 1000;
                let value = record.text(keep.column);
                if values.len() < MOST && !values.iter().any(|own| *own == *value) {
                    values.push(value.into());
                }
                return false;
            }
        }
        if let Some(drop) = sheet.drop.iter().find(|drop| drop.fits(record)) {
            self.passed_over(sheet, drop.column, record);
            return false;
        }
        let all = sheet.mode.as_ref().is_some_and(|mode| mode.fits(record));

        // What a long row counts; a row that counts nothing of interest makes no set and no region.
        let mut long = None;
        if let Some(pivot) = &sheet.pivot {
            let raw = record.raw(pivot.column);
            let own = pivot.values.iter().find(|(value, _)| value.as_bytes().eq_ignore_ascii_case(raw));
            long = own.map(|&(_, input)| input).or(pivot.rest).map(|input| (input, pivot.votes));
            if long.is_none() {
                self.passed_over(sheet, pivot.column, record);
                if sheet.inputs.is_empty() && sheet.wide.is_empty() {
                    return false;
                }
            }
        }

        let inputs = self.inputs.len();
        let set_name = sheet.set.map_or(&b""[..], |column| record.raw(column));
        let at = tally.set(set_name, inputs, || {
            let span = sheet.set.map_or_else(|| place.whole(record), |column| place.cell(record, column));
            (sheet.set.map(|column| record.text(column).into()), span)
        });
        let mut taken = false;
        if let Some(set) = tally.sets.get_mut(at) {
            if let Some(column) = sheet.region {
                let raw = record.raw(column);
                if raw.is_empty() {
                    let column = sheet.header.get(column).map(SmolStr::to_string).unwrap_or_default();
                    self.wrong(PublishedError::NoRegion { column, span: place.whole(record) }, place.whole(record));
                } else {
                    let region =
                        set.region(raw, || place.region(&record.text(column), place.cell(record, column), inputs));
                    if let Some(region) = set.regions.get_mut(region) {
                        taken = self.figures(sheet, record, place, region, long, all);
                    }
                }
            } else {
                let mut whole = RegionTally {
                    span: place.whole(record),
                    sums: std::mem::take(&mut set.whole),
                    ..RegionTally::default()
                };
                taken = self.figures(sheet, record, place, &mut whole, long, all);
                set.whole = whole.sums;
            }
            for wide in &sheet.wide {
                let own = RegionTally {
                    name: wide.region.text.clone(),
                    ..place.region("", place.cell(record, wide.column), inputs)
                };
                let region = set.named(own);
                if let Some(region) = set.regions.get_mut(region) {
                    self.by_region(wide.input);
                    self.figure(sheet, record, place, region, (wide.input, wide.column), all);
                    taken = true;
                }
            }
        }
        taken
    }

    #[inline]
    fn figures(
        &mut self,
        sheet: &Sheet,
        record: &CsvRecord<'_>,
        place: Place<'m>,
        region: &mut RegionTally,
        long: Option<(usize, usize)>,
        all: bool,
    ) -> bool {
        let by_region = sheet.region.is_some();
        if by_region
            && !sheet.sums
            && long.is_none()
            && sheet.pivot.is_none()
            && region.rows > 0
            && !sheet.inputs.is_empty()
        {
            let help = "keep one of them; if they are parts of the region, such as precincts, say so: `sum = true`";
            let (first, second) = (region.span, place.cell(record, sheet.region.unwrap_or(0)));
            let error = PublishedError::RegionTwice { region: region.name.clone(), help, first, second };
            self.wrong(error, second);
            return false;
        }
        region.rows += 1;
        if let Some(part) = sheet.part {
            self.part(sheet, record, place, region, long, part);
        }
        for &figure in &sheet.inputs {
            if by_region {
                self.by_region(figure.0);
            }
            self.figure(sheet, record, place, region, figure, all);
        }
        if let Some(figure) = long {
            if by_region {
                self.by_region(figure.0);
            }
            self.figure(sheet, record, place, region, figure, all);
        }
        long.is_some() || !sheet.inputs.is_empty()
    }

    #[inline]
    fn by_region(&mut self, input: usize) {
        if let Some(by_region) = self.by_region.get_mut(input) {
            *by_region = true;
        }
    }

    /// A part of a region, such as a precinct, that comes twice, or is called like a total.
    fn part(
        &mut self,
        sheet: &Sheet,
        record: &CsvRecord<'_>,
        place: Place<'m>,
        region: &RegionTally,
        long: Option<(usize, usize)>,
        part: usize,
    ) {
        let raw = record.raw(part);
        let mut hasher = DefaultHasher::new();
        (sheet.set.map(|set| record.raw(set)), &region.name, raw, long.map(|(input, _)| input)).hash(&mut hasher);
        if let Some(mode) = &sheet.mode {
            record.raw(mode.column).hash(&mut hasher);
        }
        if !raw.is_empty() && !self.parts.insert(hasher.finish()) {
            let of = format!("`{}` of `{}`", record.text(part), region.name);
            let input = long.and_then(|(input, _)| self.inputs.get(input)).or(self.inputs.first());
            let error = PublishedError::FigureTwice {
                input: input.map(|input| input.text.clone()).unwrap_or_default(),
                of,
                help: "leave one of them out with `[drop]`; if both count, take `part` out of the mapping and say `sum = true`".to_owned(),
                first: None,
                second: place.whole(record),
            };
            self.wrong(error, place.whole(record));
        }
        if check::is_called_like_a_total(raw) {
            let column = sheet.header.get(part).map(SmolStr::as_str).unwrap_or_default();
            let own = record.text(part);
            let known = self
                .problems
                .iter()
                .any(|problem| matches!(problem, PublishedError::LikeATotal { region, .. } if **region == *own));
            if !known {
                self.problems.push(PublishedError::LikeATotal {
                    region: own.as_ref().into(),
                    what: "part of a region",
                    remedy: format!("`[drop]` with `{column} = \"{own}\"`"),
                    span: place.cell(record, part),
                });
            }
        }
    }

    #[inline]
    fn figure(
        &mut self,
        sheet: &Sheet,
        record: &CsvRecord<'_>,
        place: Place<'m>,
        region: &mut RegionTally,
        (input, column): (usize, usize),
        all: bool,
    ) {
        let Some(sum) = region.sums.get_mut(input) else { return };
        let raw = record.raw(column);
        let value = match number::plain(raw) {
            Some(value) => Some(value),
            None => match self.unusual(record, place, column, input) {
                Ok(value) => value,
                Err(()) => return,
            },
        };
        // Rows by the way votes were cast are parts; anything else is there once, unless the mapping says otherwise.
        let again = if all { sum.all_rows > 0 } else { sheet.mode.is_none() && sum.rows + sum.missing > 0 };
        if again && !sheet.sums {
            return self.twice(region, input, place.cell(record, column));
        }
        if sum.rows + sum.all_rows + sum.missing == 0 {
            sum.first = place.cell(record, column);
        }
        match value {
            Some(value) if all => {
                sum.all += value;
                sum.all_rows += 1;
            }
            Some(value) => {
                sum.value += value;
                sum.rows += 1;
            }
            None => {
                if sum.missing == 0 {
                    sum.first_missing = place.cell(record, column);
                }
                sum.missing += 1;
            }
        }
    }

    #[cold]
    fn twice(&mut self, region: &RegionTally, input: usize, second: Span) {
        let of = if region.name.is_empty() { "this set of votes".to_owned() } else { format!("`{}`", region.name) };
        let help = "if the rows are several sets of votes, name the column that tells them apart, `set = \"…\"`, or keep \
                    those of one with `[keep]`; if they are parts of a region, say `sum = true`";
        let error = PublishedError::FigureTwice {
            input: self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default(),
            of,
            help: help.to_owned(),
            first: region.sums.get(input).map(|sum| sum.first),
            second,
        };
        self.wrong(error, second);
    }

    /// A cell that is not digits alone: a mark, grouped digits, or no count.
    #[cold]
    fn unusual(
        &mut self,
        record: &CsvRecord<'_>,
        place: Place<'m>,
        column: usize,
        input: usize,
    ) -> Result<Option<i128>, ()> {
        let text = record.text(column);
        let text = text.trim();
        let is = |marks: &[Written]| marks.iter().any(|mark| mark.text.eq_ignore_ascii_case(text));
        if is(&place.mapping.zero) {
            return Ok(Some(0));
        }
        if text.is_empty() || is(&place.mapping.missing) {
            return Ok(None);
        }
        let grouping = Grouping { stated: place.mapping.thousands, comma_may_be_decimal: place.separator == b';' };
        let (what, help) = match number::count(text.as_bytes(), grouping) {
            Count::Known(value) => return Ok(Some(value)),
            Count::Negative => (
                "below zero",
                "nobody casts fewer than no votes: correct the figure, or leave the row out with `[drop]`".to_owned(),
            ),
            Count::Ambiguous => {
                let separator = if text.contains('.') { '.' } else { ',' };
                let help =
                    format!("if `{separator}` groups digits in this file, say so: `thousands = \"{separator}\"`");
                ("a thousand and more, or a fraction?", help)
            }
            Count::NotWhole => (
                "not whole",
                "a count is a whole number of people or votes; does the mapping name the column of a percentage?"
                    .to_owned(),
            ),
            Count::Text => (
                "no number",
                format!(
                    "if it stands for what nobody knows, say so: `missing = [\"{text}\"]`; for nought: `zero = [\"{text}\"]`"
                ),
            ),
        };
        let input = self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default();
        let span = place.cell(record, column);
        self.wrong(PublishedError::Count { found: text.to_owned(), input, help, what, span }, span);
        Err(())
    }

    /// Whether a row can be used that has more or fewer cells than the header: empty cells too many do no harm.
    #[cold]
    fn fits(&mut self, sheet: &Sheet, record: &CsvRecord<'_>, place: Place<'m>) -> bool {
        let (cells, columns) = (record.cells.len(), sheet.header.len());
        if (columns..cells).all(|column| record.raw(column).is_empty()) && cells > columns {
            return true;
        }
        let help = if cells > columns {
            "a cell that has the separator in it stands in quotes; lines before the header are passed over with `skip = 1`"
        } else {
            "a cell that is not known is empty, and its separator stays; a note below the figures has to go"
        };
        let span = place.whole(record);
        self.wrong(PublishedError::Cells { cells, columns, help, span }, span);
        false
    }

    /// An error, unless there are too many.
    fn wrong(&mut self, error: PublishedError, span: Span) {
        let shown = self.problems.iter().filter(|problem| !problem.is_warning()).count();
        if shown < SHOWN {
            self.problems.push(error);
        } else {
            self.more.get_or_insert((0, span)).0 += 1;
        }
    }

    fn passed_over(&mut self, sheet: &Sheet, column: usize, record: &CsvRecord<'_>) {
        let value = record.text(column);
        // What is not kept may have any number of values, which nobody reads.
        let key = (column, SmolStr::from(value.as_ref()));
        const MOST: usize = 200;
        let at = match self.left_out_at.get(&key) {
            Some(&at) => at,
            None => {
                let header = sheet.header.get(column).map(SmolStr::as_str).unwrap_or_default();
                let full = self.left_out.len() >= MOST;
                let what = if full { "other rows".to_owned() } else { format!("`{header}` is `{value}`") };
                let at = self.left_out.len().min(MOST);
                if at == self.left_out.len() {
                    self.left_out.push(LeftOut { what, rows: 0 });
                }
                if !full {
                    self.left_out_at.insert(key, at);
                }
                at
            }
        };
        if let Some(left_out) = self.left_out.get_mut(at) {
            left_out.rows += 1;
        }
    }

    /// What was read, with everything that can be said of it.
    pub fn finish(mut self) -> Published {
        self.end();
        let failed = self.problems.iter().any(|problem| !problem.is_warning());
        if self.votes.sets.is_empty() && !failed {
            self.nothing();
        }
        let mut published =
            Published { files: self.files, left_out: self.left_out, problems: self.problems, ..Published::default() };
        check::finish(self.mapping, &self.inputs, &self.by_region, &self.votes, &self.joined, &mut published);
        published
    }

    /// Nothing was kept: what there would have been.
    fn nothing(&mut self) {
        let seen = self.values.values().flatten().map(SmolStr::as_str);
        let Some(keep) = self.mapping.keep.first() else {
            self.problems.push(PublishedError::Nothing {
                what: "the file has none that the mapping means".to_owned(),
                help: "look at `[drop]`, and at the values of `[pivot]`".to_owned(),
                span: self.header,
                label: "below these columns",
            });
            return;
        };
        let column = keep.column.first().map(|column| column.text.clone()).unwrap_or_default();
        let wanted = words::or_list(keep.values.iter().map(|value| &value.text));
        let near = keep.values.first().and_then(|value| suggest::nearest(&value.text, seen.clone()));
        let help = near.map_or_else(
            || {
                const MOST: usize = 12;
                let all: Vec<String> = seen.clone().take(MOST).map(|value| format!("`{value}`")).collect();
                let more = seen.clone().count().saturating_sub(MOST);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                format!("there is {}{more}", all.join(", "))
            },
            |near| format!("did you mean `{near}`?"),
        );
        self.problems.push(PublishedError::Nothing {
            what: format!("no `{column}` is {wanted}"),
            help,
            span: keep.values.first().map(|value| value.span).unwrap_or_default(),
            label: "asked for here",
        });
    }
}

/// Where a row stands, and as what it is read.
#[derive(Clone, Copy)]
struct Place<'m> {
    mapping: &'m Mapping,
    base: u32,
    separator: u8,
}

impl Place<'_> {
    /// Bytes of the file.
    fn bytes(&self, from: u64, to: u64) -> Span {
        Span::new(self.base.wrapping_add(from as u32), self.base.wrapping_add(to as u32))
    }

    fn start(&self, record: &CsvRecord<'_>) -> u32 {
        self.base.wrapping_add(record.offset as u32)
    }

    fn whole(&self, record: &CsvRecord<'_>) -> Span {
        let length = record.bytes.iter().rposition(|byte| !matches!(byte, b'\r' | b' ')).map_or(0, |last| last + 1);
        Span::new(self.start(record), self.start(record).wrapping_add(length as u32))
    }

    /// A cell; of an empty one the row, which shows more.
    fn cell(&self, record: &CsvRecord<'_>, column: usize) -> Span {
        let start = self.start(record);
        match record.cells.get(column) {
            Some(cell) if cell.end > cell.start => {
                Span::new(start.wrapping_add(cell.start), start.wrapping_add(cell.end))
            }
            Some(_) | None => self.whole(record),
        }
    }

    fn region(&self, name: &str, span: Span, inputs: usize) -> RegionTally {
        RegionTally {
            name: self.mapping.renamed(name),
            span,
            sums: vec![Sum::default(); inputs],
            is_total: self.mapping.total.iter().any(|total| total.text.eq_ignore_ascii_case(name)),
            rows: 0,
        }
    }
}

impl File<'_> {
    /// What separates cells, as soon as the header is there to tell.
    fn separator(&mut self) -> Option<u8> {
        if !self.records.skip_mark() {
            return None;
        }
        while self.skip > 0 && self.records.skip_line() {
            self.skip -= 1;
        }
        if self.skip == 0 && self.separator.is_none() {
            self.separator = self.records.separator();
        }
        self.separator.filter(|_| self.skip == 0)
    }
}
