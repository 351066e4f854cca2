//! A mapping: what the columns and rows of a published file are.

mod read;

use smol_str::SmolStr;

use super::MappingError;
use crate::encoding::Encoding;
use crate::source::Source;
use crate::span::Span;

/// What is what in a file.
///
/// ```toml
/// region = "county"                              # the column that names the region
/// table = "county"                               # what the measure calls its regions
/// keep = { office = "Proposition 47" }           # only rows like these
///
/// [inputs]                                       # wide: a column for each input
/// registered = "Voters"
///
/// [pivot]                                        # long: a row for each answer
/// column = "candidate"
/// votes = "votes"
/// yes = ["Yes", "For"]
/// no = ["No", "Against"]
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// `format = "nist-1500-100"`; `None` is CSV.
    pub format: Format,
    /// `delimiter = ";"`; found in the header if it is not given.
    pub delimiter: Option<u8>,
    /// `encoding = "latin-1"`; UTF-8 where that fits if it is not given.
    pub encoding: Option<Encoding>,
    /// `skip = 2`: lines before the header.
    pub skip: usize,
    /// `missing = ["*", "NA"]`: what stands for a figure that nobody knows. An empty cell always does, unless it is in `zero`.
    pub missing: Vec<Written>,
    /// `zero = ["-"]`: what stands for nought.
    pub zero: Vec<Written>,
    /// `thousands = "."`: what groups digits, where a cell alone would not tell.
    pub thousands: Option<char>,
    /// `table = "county"`: what the measure calls its regions.
    pub table: Option<Written>,
    /// `region = "County"`
    pub region: Option<Column>,
    /// `part = "precinct"`: what names the rows within a region, so that one that comes twice is found.
    pub part: Option<Column>,
    /// `set = "amendment"`: the column whose values tell one set of votes from another.
    pub set: Option<Column>,
    /// `sum = true`: a region has several rows, which are its parts. So with `part`.
    pub sum: bool,
    /// `[inputs]` `yes = "Leave"`
    pub inputs: Vec<(Written, Column)>,
    /// `optional = ["blank", "precinct"]`: inputs and columns that a file may be without.
    pub optional: Vec<Written>,
    /// `[pivot]`
    pub pivot: Option<Pivot>,
    /// `[columns]`
    pub columns: Option<Columns>,
    /// `mode = { column = "mode", total = "TOTAL" }`
    pub mode: Option<Mode>,
    /// `[keep]` `office = "Governor"`: only rows that have one of these values in each of the columns.
    pub keep: Vec<Condition>,
    /// `[drop]` `precinct = ["Total"]`: no rows that have one of these values.
    pub drop: Vec<Condition>,
    /// `total = ["Statewide"]`: regions that are the sum of the others. They are compared with it, and not counted.
    pub total: Vec<Written>,
    /// `[rename]` `VIC = "Vic."`: what the measure calls a region, and what the file calls it.
    pub rename: Vec<(Written, Vec<Written>)>,
    /// `expect = 382`, `expect = ["Alameda", …]`: the regions there are.
    pub expect: Option<Expected>,
    /// `level = "county"`: the kind of unit that is a region, for NIST SP 1500-100.
    pub level: Option<Written>,
    /// `[[join]]`: further files that have figures for the same regions.
    pub joins: Vec<Join>,
    /// `[checks]` `papers = "yes + no + invalid = ballots"`
    pub checks: Vec<Check>,
}

/// The kinds of file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Cells separated by commas or the like, under a header.
    #[default]
    Csv,
    /// Election results in JSON, NIST Special Publication 1500-100 version 2.
    Nist,
}

/// A text of the mapping with its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Written {
    /// The text.
    pub text: SmolStr,
    /// Where, without quotes.
    pub span: Span,
}

/// A column's names; the first that the file has is meant.
pub type Column = Vec<Written>;

/// Long rows: one column says what a row's figure is.
#[derive(Clone, Debug, PartialEq)]
pub struct Pivot {
    /// The column that says it: `candidate`.
    pub column: Column,
    /// The column of the figure: `votes`.
    pub votes: Column,
    /// Each input with the values that mean it; `*` is every value that means no other.
    pub inputs: Vec<(Written, Vec<Written>)>,
}

/// Columns named for regions: `zh-ja`, `zh-nein`, `be-ja` …
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// `{region}-{input}`
    pub name: Written,
    /// Each input with what stands for it in the name.
    pub inputs: Vec<(Written, Written)>,
    /// Each region with what stands for it in the name.
    pub regions: Vec<(Written, Written)>,
}

/// Rows that count the same votes by how they were cast, and rows that count all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Mode {
    /// The column that says it: `mode`.
    pub column: Column,
    /// The value that means all: `TOTAL`.
    pub total: Vec<Written>,
}

/// Values that a column may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The column.
    pub column: Column,
    /// Its values, letter case aside.
    pub values: Vec<Written>,
}

/// The regions there are.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// So many.
    Count(usize, Span),
    /// These.
    Names(Vec<Written>),
}

/// A further file.
#[derive(Clone, Debug, PartialEq)]
pub struct Join {
    /// Its path, beside the mapping.
    pub file: Written,
    /// What is what in it.
    pub mapping: Mapping,
}

/// What should hold for each region: sums in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// As written.
    pub text: Written,
    /// `yes + no`
    pub first: Vec<Written>,
    /// `<= ballots`, `= ballots`
    pub rest: Vec<(Relation, Vec<Written>)>,
}

/// How two sums of a check stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `<=`
    AtMost,
}

impl Check {
    /// The inputs that it compares, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &Written> {
        self.first.iter().chain(self.rest.iter().flat_map(|(_, sum)| sum))
    }
}

impl Mapping {
    /// Reads a mapping in TOML.
    ///
    /// # Errors
    /// All that is wrong with it: text that is not TOML, keys that say nothing, values of the wrong shape, inputs without a
    /// column.
    pub fn read(source: &Source) -> Result<Self, Vec<MappingError>> {
        read::mapping(source)
    }

    /// The names of all inputs in order, joined files' included, each once.
    pub fn input_names(&self) -> Vec<Written> {
        let mut names: Vec<Written> = Vec::new();
        let mut add = |name: &Written| {
            if !names.iter().any(|own| own.text == name.text) {
                names.push(name.clone());
            }
        };
        self.own_inputs().for_each(&mut add);
        self.joins.iter().flat_map(|join| join.mapping.own_inputs()).for_each(&mut add);
        names
    }

    /// The inputs of this file alone.
    pub(super) fn own_inputs(&self) -> impl Iterator<Item = &Written> {
        let pivot = self.pivot.iter().flat_map(|pivot| pivot.inputs.iter().map(|(name, _)| name));
        let columns = self.columns.iter().flat_map(|columns| columns.inputs.iter().map(|(name, _)| name));
        self.inputs.iter().map(|(name, _)| name).chain(pivot).chain(columns)
    }

    /// What a region is called, given what the file calls it.
    pub(super) fn renamed(&self, name: &str) -> SmolStr {
        let found = self.rename.iter().find(|(_, own)| own.iter().any(|own| own.text == name));
        found.map_or_else(|| name.into(), |(name, _)| name.text.clone())
    }
}
