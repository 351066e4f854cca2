//! A mapping: what the columns and rows of a published file are.

mod read;

use smol_str::SmolStr;

use super::condition::{DayOrder, RowCondition};
use super::identity::is_same;
use super::{MappingError, identity};
use crate::encoding::Encoding;
use crate::source::Source;
use crate::span::Span;
use crate::syntax::ast::FactValue;

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
    pub missing: Vec<MappedText>,
    /// `zero = ["-"]`: what stands for nought.
    pub zero: Vec<MappedText>,
    /// `thousands = "."`: what groups digits, where a cell alone would not tell.
    pub thousands: Option<char>,
    /// `table = "county"`: what the measure calls its regions.
    pub table: Option<MappedText>,
    /// `region = "County"`, `region = ["province", "town"]`
    pub region: Option<KeyColumns>,
    /// `part = "precinct"`: what names the rows within a region, so that one that comes twice is found.
    pub part: Option<KeyColumns>,
    /// `set = "amendment"`: the column whose values tell one set of votes from another.
    pub set: Option<KeyColumns>,
    /// `sum = true`: a region has several rows, which are its parts. So with `part`.
    pub sum: bool,
    /// `[inputs]` `yes = "Leave"`
    pub inputs: Vec<MappedInput>,
    /// `[[stage]]`: rows that are of one stage of a measure, in order; the first that fits is meant.
    pub stages: Vec<StageRows>,
    /// `[[rule]]`: which rule judges a set of votes, in order; the first that fits is meant.
    pub rules: Vec<RuleRows>,
    /// `dates = "M/D/Y"`: in which order the file writes the parts of a day.
    pub dates: Option<DayOrder>,
    /// `optional = ["blank", "precinct"]`: inputs and columns that a file may be without.
    pub optional: Vec<MappedText>,
    /// `[pivot]`
    pub pivot: Option<Pivot>,
    /// `[columns]`
    pub columns: Option<RegionColumns>,
    /// `mode = { column = "mode", total = "TOTAL" }`
    pub mode: Option<VotingModes>,
    /// `[keep]` `office = "Governor"`: only rows that have one of these values in each of the columns.
    pub keep: Vec<RowCondition>,
    /// `[drop]` `precinct = ["Total"]`: no rows that have one of these values.
    pub drop: Vec<RowCondition>,
    /// `total = ["Statewide"]`: regions that are the sum of the others. They are compared with it, and not counted.
    pub total: Vec<MappedText>,
    /// `counted = ["All"]`: regions and parts that count, though they are called like a total or are the sum of others.
    pub counted: Vec<MappedText>,
    /// `[rename]` `VIC = "Vic."`: what the measure calls a region, and what the file calls it.
    pub rename: Vec<(MappedText, Vec<MappedText>)>,
    /// `expect = 382`, `expect = ["Alameda", …]`: the regions there are.
    pub expect: Option<ExpectedRegions>,
    /// `level = "county"`: the kind of unit that is a region, for NIST SP 1500-100.
    pub level: Option<MappedText>,
    /// `[[join]]`: further files that have figures for the same regions.
    pub joins: Vec<JoinedFile>,
    /// `[checks]` `papers = "yes + no + invalid = ballots"`
    pub checks: Vec<SumCheck>,
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
pub struct MappedText {
    /// The text.
    pub text: SmolStr,
    /// Where, without quotes.
    pub span: Span,
}

/// A column's names; the first that the file has is meant.
pub type ColumnNames = Vec<MappedText>;

/// Long rows: one column says what a row's figure is.
#[derive(Clone, Debug, PartialEq)]
pub struct Pivot {
    /// The column that says it: `candidate`.
    pub column: ColumnNames,
    /// The column of the figure: `votes`.
    pub votes: ColumnNames,
    /// Each input with the values that mean it; `*` is every value that means no other.
    pub inputs: Vec<(MappedText, Vec<MappedText>)>,
}

/// Columns named for regions: `zh-ja`, `zh-nein`, `be-ja` …
#[derive(Clone, Debug, PartialEq)]
pub struct RegionColumns {
    /// `{region}-{input}`
    pub name: MappedText,
    /// Each input with what stands for it in the name.
    pub inputs: Vec<(MappedText, MappedText)>,
    /// Each region with what stands for it in the name.
    pub regions: Vec<(MappedText, MappedText)>,
}

/// Rows that count the same votes by how they were cast, and rows that count all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct VotingModes {
    /// The column that says it: `mode`.
    pub column: ColumnNames,
    /// The value that means all: `TOTAL`.
    pub total: Vec<MappedText>,
}

/// Rows that are of one stage of a measure.
///
/// ```toml
/// [[stage]]
/// name = "initiative"
/// set = "*.1"                                    # 465.1 is this stage of 465
/// where = { year = { from = 1987 } }
/// inputs = { yes = "for_it" }                    # what this stage calls an input
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct StageRows {
    /// The stage.
    pub name: MappedText,
    /// What the column of the set looks like; what `*` stands for names the set.
    pub set: Option<MappedText>,
    /// What else must hold.
    pub conditions: Vec<RowCondition>,
    /// What the stage calls inputs: the mapping's name and the stage's.
    pub inputs: Vec<(MappedText, MappedText)>,
}

/// Rows that a rule judges.
///
/// ```toml
/// [[rule]]
/// measure = "before_jura"
/// where = { date = { to = 1978-12-31 } }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct RuleRows {
    /// The measure or variant.
    pub measure: MappedText,
    /// What must hold; nothing is for all rows.
    pub conditions: Vec<RowCondition>,
}

/// Columns whose values together name a thing. Each may have several names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyColumns {
    /// In the order in which they name it.
    pub columns: Vec<ColumnNames>,
}

impl KeyColumns {
    /// The first name of the first column.
    pub fn first(&self) -> Option<&MappedText> {
        self.columns.iter().flatten().next()
    }
}

/// An input with its column, and what the column's cells are.
#[derive(Clone, Debug, PartialEq)]
pub struct MappedInput {
    /// What the measure calls it.
    pub name: MappedText,
    /// Where it stands.
    pub column: ColumnNames,
    /// What is in the cells.
    pub kind: CellKind,
}

/// What the cells of an input's column are.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CellKind {
    /// Whole counts.
    #[default]
    Count,
    /// `as = "number"`: numbers that need not be whole, such as 15.5 cantons.
    Number,
    /// `as = "percentage"`: rounded percentages, each of which is the range of shares that round to it.
    Percentage,
    /// `as = "percentage", of = "valid"`: the range of counts that are this percentage of another input.
    PercentageOf(MappedText),
    /// `as = "percentage", part = "yes"`: the range of counts of which another input is this percentage.
    PercentageWith(MappedText),
    /// `as = "date"`
    Day,
    /// `as = "truth"`
    Truth,
    /// `values = { M = "half", T = "two thirds" }`: what each value of the column stands for.
    Values(Vec<(MappedText, MappedValue)>),
}

/// A value as the language writes it.
#[derive(Clone, Debug, PartialEq)]
pub struct MappedValue {
    /// As written.
    pub text: SmolStr,
    /// What it is.
    pub value: FactValue,
}

/// The regions there are.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectedRegions {
    /// So many.
    Count(usize, Span),
    /// These.
    Names(Vec<MappedText>),
}

/// A further file.
#[derive(Clone, Debug, PartialEq)]
pub struct JoinedFile {
    /// Its path, beside the mapping.
    pub file: MappedText,
    /// What is what in it.
    pub mapping: Mapping,
}

/// What should hold for each region: sums in order.
#[derive(Clone, Debug, PartialEq)]
pub struct SumCheck {
    /// What it is called.
    pub name: MappedText,
    /// As written.
    pub text: MappedText,
    /// `yes + no`
    pub first: Vec<MappedText>,
    /// `<= ballots`, `= ballots`
    pub rest: Vec<(SumRelation, Vec<MappedText>)>,
}

/// How two sums of a check stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SumRelation {
    /// `=`
    Equal,
    /// `<=`
    AtMost,
}

impl SumCheck {
    /// The inputs that it compares, in order.
    pub(super) fn names(&self) -> impl Iterator<Item = &MappedText> {
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
        read::mapping(source, &mut |_| Err("a mapping read by itself cannot extend another".to_owned()))
    }

    /// As [`read`](Self::read); `base` finds the mapping that `extends = "swissvotes"` names, or says why not.
    ///
    /// # Errors
    /// As for [`read`](Self::read).
    pub fn read_extending(
        source: &Source,
        base: &mut dyn FnMut(&str) -> Result<Source, String>,
    ) -> Result<Self, Vec<MappingError>> {
        read::mapping(source, base)
    }

    /// Takes an input from a column, whatever the mapping says of it: `--map yes=Leave`.
    pub fn take_from(&mut self, input: MappedText, column: MappedText) {
        let is_it = |own: &MappedText| own.text == input.text;
        if let Some(pivot) = &mut self.pivot {
            pivot.inputs.retain(|(own, _)| !is_it(own));
        }
        if let Some(columns) = &mut self.columns {
            columns.inputs.retain(|(own, _)| !is_it(own));
        }
        self.pivot = self.pivot.take().filter(|pivot| !pivot.inputs.is_empty());
        self.columns = self.columns.take().filter(|columns| !columns.inputs.is_empty());
        for join in &mut self.joins {
            join.mapping.inputs.retain(|own| !is_it(&own.name));
        }
        self.optional.retain(|own| !is_it(own));
        match self.inputs.iter_mut().find(|own| is_it(&own.name)) {
            Some(own) => own.column = vec![column],
            None => self.inputs.push(MappedInput { name: input, column: vec![column], kind: CellKind::Count }),
        }
    }

    /// The names of all inputs in order, joined files' included, each once.
    pub fn input_names(&self) -> Vec<MappedText> {
        let mut names: Vec<MappedText> = Vec::new();
        let mut add = |name: &MappedText| {
            if !names.iter().any(|own| own.text == name.text) {
                names.push(name.clone());
            }
        };
        self.own_inputs().for_each(&mut add);
        self.joins.iter().flat_map(|join| join.mapping.own_inputs()).for_each(&mut add);
        names
    }

    /// The inputs of this file alone.
    pub(super) fn own_inputs(&self) -> impl Iterator<Item = &MappedText> {
        let pivot = self.pivot.iter().flat_map(|pivot| pivot.inputs.iter().map(|(name, _)| name));
        let columns = self.columns.iter().flat_map(|columns| columns.inputs.iter().map(|(name, _)| name));
        self.inputs.iter().map(|input| &input.name).chain(pivot).chain(columns)
    }

    /// What a region is called, given what the file calls it.
    pub(super) fn renamed(&self, name: &str) -> SmolStr {
        let own = |own: &MappedText| is_same(&identity::identity(&own.text), name.as_bytes());
        let found = self.rename.iter().find(|(_, names)| names.iter().any(own));
        found.map_or_else(|| name.trim().into(), |(name, _)| name.text.clone())
    }

    /// Whether a region or part counts whatever it is called, or however it adds up.
    pub(super) fn is_counted(&self, name: &str) -> bool {
        self.counted.iter().any(|own| is_same(&identity::identity(&own.text), name.as_bytes()))
    }

    /// All inputs, by stage: first those of no stage, then each stage's.
    pub(super) fn staged_inputs(&self) -> Vec<MappedText> {
        let names = self.input_names();
        let mut all = names.clone();
        for stage in &self.stages {
            all.extend(names.iter().map(|name| {
                let own = stage.inputs.iter().find(|(own, _)| own.text == name.text).map_or(name, |(_, own)| own);
                MappedText { text: format!("{}.{}", stage.name.text, own.text).into(), span: own.span }
            }));
        }
        all
    }
}
