//! Files read piece by piece.

use std::collections::HashMap;

use super::check;
use super::elsewhere::Elsewhere;
use super::left_out::Sifted;
use super::mapping::Mapping;
use super::rows::RowSpans;
use super::sheet::Sheet;
use super::tally::VoteTally;
use super::{FileSeen, MappedText, Published, PublishedError};
use crate::csv::{CsvError, CsvNext, CsvReader};
use crate::encoding::Encoding;
use crate::span::Span;

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
    pub(super) mapping: &'m Mapping,
    /// All inputs, those of stages after those of none.
    pub(super) inputs: Vec<MappedText>,
    /// The votes, and one tally for each joined file.
    pub(super) votes: VoteTally,
    pub(super) joined: Vec<VoteTally>,
    files: Vec<FileSeen>,
    /// What is left out of the votes, and of each joined file.
    pub(super) sifted: Vec<Sifted>,
    /// Inputs that have figures by region.
    pub(super) by_region: Vec<bool>,
    /// Figures of parts that have been seen, with the first of each.
    pub(super) parts: HashMap<u64, Span>,
    /// What the rest of the file has.
    pub(super) elsewhere: Elsewhere,
    pub(super) problems: Vec<PublishedError>,
    more: Option<(usize, Span)>,
    file: Option<File<'m>>,
    /// For keys of several columns, and for names of parts.
    pub(super) scratch: Vec<u8>,
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

impl<'m> Reader<'m> {
    /// Nothing read yet.
    pub fn new(mapping: &'m Mapping) -> Self {
        let inputs = mapping.staged_inputs();
        Self {
            mapping,
            by_region: vec![false; inputs.len()],
            inputs,
            votes: VoteTally::default(),
            joined: mapping.joins.iter().map(|_| VoteTally::default()).collect(),
            files: Vec::new(),
            sifted: (0..=mapping.joins.len()).map(|_| Sifted::default()).collect(),
            parts: HashMap::new(),
            elsewhere: Elsewhere::default(),
            problems: Vec::new(),
            more: None,
            file: None,
            scratch: Vec::new(),
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
        let spans = RowSpans { mapping: file.mapping, base: file.base, separator, join: file.join };
        let mut tally = self.tally(file.join).map(std::mem::take).unwrap_or_default();
        loop {
            let record = match file.records.next(separator) {
                CsvNext::Record(record) => record,
                CsvNext::Nothing => break,
                CsvNext::Unclosed(at) => {
                    self.not_csv(&mut file.failed, CsvError::Unclosed(spans.bytes(at, at + 1)));
                    break;
                }
                CsvNext::AfterQuotes(from, to) => {
                    self.not_csv(&mut file.failed, CsvError::AfterQuotes(spans.bytes(from, to)));
                    break;
                }
                CsvNext::TooLong(at) => {
                    self.not_csv(&mut file.failed, CsvError::TooLong(spans.bytes(at, at + 1)));
                    break;
                }
            };
            if record.is_blank() {
                continue;
            }
            match &sheet {
                Some(sheet) => {
                    file.seen.rows += 1;
                    if self.row(&mut tally, sheet, &record, spans) {
                        file.seen.taken += 1;
                    }
                }
                None => match Sheet::new(file.mapping, &self.inputs, &record, file.base) {
                    Ok(own) => {
                        self.header = spans.whole(&record);
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

    fn tally(&mut self, join: Option<usize>) -> Option<&mut VoteTally> {
        match join {
            None => Some(&mut self.votes),
            Some(join) => self.joined.get_mut(join),
        }
    }

    /// An error, unless there are too many.
    pub(super) fn wrong(&mut self, error: PublishedError, span: Span) {
        /// So many mistakes of one file are shown.
        const SHOWN: usize = 20;
        let shown = self.problems.iter().filter(|problem| !problem.is_warning()).count();
        if shown < SHOWN {
            self.problems.push(error);
        } else {
            self.more.get_or_insert((0, span)).0 += 1;
        }
    }

    /// What was read, with everything that can be said of it.
    pub fn finish(mut self) -> Published {
        self.end();
        let failed = self.problems.iter().any(|problem| !problem.is_warning());
        if self.votes.sets.is_empty() && !failed {
            let nothing = self.sifted.first().map(|sifted| sifted.nothing(self.mapping, self.header));
            self.problems.extend(nothing);
        }
        let mut published = Published {
            files: self.files,
            left_out: self.sifted.iter().flat_map(|sifted| sifted.left_out.iter().cloned()).collect(),
            problems: self.problems,
            ..Published::default()
        };
        let read = check::Tallies {
            mapping: self.mapping,
            names: &self.inputs,
            by_region: &self.by_region,
            votes: self.votes,
            joined: self.joined,
            sifted: self.sifted.first(),
            elsewhere: &self.elsewhere,
        };
        check::finish(read, &mut published);
        published
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
