//! Votes as they are published: files that nobody has touched, and a mapping that says what is what in them.
//!
//! ```text
//! MAP.toml ──Mapping::read──► Mapping
//! file, file … ──Reader::feed──► Published ──layers──► Layer … Layer     (for `inputs::bind`)
//!                                    └──────────toml, json, csv──► text   (for `--inputs`)
//! ```
//!
//! A file is read once, piece by piece, and only its sums are kept; so it may be larger than the memory. All that is wrong
//! with it is an error or a warning with its place. No figure is ever guessed: what is missing makes a sum an "at least".

mod cells;
mod check;
mod condition;
mod elsewhere;
mod error;
mod figure;
mod identity;
mod lacking;
mod layers;
mod left_out;
mod mapping;
mod mapping_error;
mod nist;
mod number;
mod reader;
mod ready;
mod rows;
mod sheet;
mod show;
mod tally;
mod whole;
mod write;

pub use condition::{DayOrder, RangeEnd, RangeValue, RowCondition, ValueTest};
pub use error::PublishedError;
pub use figure::{Figure, FigureKind};
pub use left_out::{LeftOut, LeftOutReason};
pub use mapping::{
    CellKind, ColumnNames, Format, JoinedFile, KeyColumns, MappedInput, MappedText, MappedValue, Mapping, RuleRows,
    StageRows, SumCheck,
};
pub use mapping_error::MappingError;
pub use nist::nist;
pub use reader::Reader;
pub use ready::{READY, ready};
pub use show::{PublishedJson, json, text};
pub use write::{Form, WriteError, write};

use smol_str::SmolStr;

use crate::span::Span;

/// What files hold, as the mapping understands them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Published {
    /// The figures, in the mapping's order.
    pub inputs: Vec<PublishedInput>,
    /// The sets of votes, in the order of the files; at least one.
    pub sets: Vec<VoteSet>,
    /// The files, in the order they were read.
    pub files: Vec<FileSeen>,
    /// Rows that were left out, and why.
    pub left_out: Vec<LeftOut>,
    /// The checks that the mapping asks for, with how often they hold.
    pub checks: Vec<CheckedSums>,
    /// What is wrong: errors, and warnings.
    pub problems: Vec<PublishedError>,
    /// Whether the places in it are those of texts among the sources.
    pub has_places: bool,
    /// What the measure calls the regions, if the mapping says so.
    pub table: Option<SmolStr>,
    /// Whether the mapping chooses a rule for each set of votes.
    pub chooses_rules: bool,
}

/// A kind of figure: `yes`, `registered`.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedInput {
    /// What the measure calls it; perhaps a path with its stage.
    pub name: SmolStr,
    /// The same without the stage that rows are of.
    pub plain: SmolStr,
    /// Where it stands in the file: `Votes_Cast`, `candidate: Yes`.
    pub from: String,
    /// Whether it has a figure for each region, rather than one for all.
    pub by_region: bool,
    /// What its figures are.
    pub kind: FigureKind,
}

/// One set of votes.
#[derive(Clone, Debug, PartialEq)]
pub struct VoteSet {
    /// What the file calls it, if the mapping has a `set`.
    pub name: Option<SmolStr>,
    /// Where it begins.
    pub span: Span,
    /// Figures for all regions together, by input.
    pub whole: Vec<Figure>,
    /// The regions, in the order of the file.
    pub regions: Vec<PublishedRegion>,
    /// Regions that the mapping expects and the file does not have.
    pub missing: usize,
    /// The measure or variant that the mapping chooses for it, if it does.
    pub rule: Option<MappedText>,
}

/// A region of a set of votes.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedRegion {
    /// What it is called, after the mapping's renaming.
    pub name: SmolStr,
    /// Its first row.
    pub span: Span,
    /// Its figures, by input.
    pub figures: Vec<Figure>,
}

impl Published {
    /// Whether a name in it comes from bytes that are no UTF-8.
    pub fn is_garbled(&self) -> bool {
        let names =
            self.sets.iter().flat_map(|set| set.name.iter().chain(set.regions.iter().map(|region| &region.name)));
        let columns = self.files.iter().flat_map(|file| &file.unused);
        names.chain(columns).any(|name| name.contains('\u{fffd}'))
    }
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSeen {
    /// Its name.
    pub name: String,
    /// `CSV, separated by semicolons`, `NIST SP 1500-100`
    pub format: String,
    /// How many columns its header has; 0 for what has none.
    pub columns: usize,
    /// Columns that the mapping does not use.
    pub unused: Vec<SmolStr>,
    /// Rows below the header, empty ones aside.
    pub rows: usize,
    /// Rows whose figures were taken.
    pub taken: usize,
}

/// A check with its result.
#[derive(Clone, Debug, PartialEq)]
pub struct CheckedSums {
    /// As the mapping has it: `yes + no + invalid = ballots`.
    pub text: SmolStr,
    /// How many regions, and wholes without regions, it was put to.
    pub held: usize,
    /// How many it does not hold for.
    pub failed: usize,
    /// How many lack a figure for it.
    pub open: usize,
}
