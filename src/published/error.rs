//! What can be wrong with published files, and what is doubtful in them.

use smol_str::SmolStr;

use crate::span::Span;
use crate::words::numbered;

/// A place in a file that cannot be taken as it is, or that somebody should look at.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum PublishedError {
    /// Text that is not the format it should be.
    #[error("this is not {format}: {message}")]
    #[diagnostic(code(quorate::published::format))]
    Format {
        /// `CSV`
        format: &'static str,
        /// What is wrong.
        message: String,
        /// How it may be repaired.
        #[help]
        help: Option<String>,
        /// Where.
        #[label("here")]
        span: Span,
    },
    /// A column that the mapping names and the file does not have.
    #[error("there is no column `{column}`")]
    #[diagnostic(code(quorate::published::column), help("{help}"))]
    Column {
        /// Its name.
        column: String,
        /// The nearest column, or which there are.
        help: String,
        /// The file's header.
        #[label("these columns")]
        header: Span,
        /// Where the mapping names it.
        #[label("asked for here")]
        span: Span,
    },
    /// Two columns of one name, which the mapping names.
    #[error("two columns are called `{column}`")]
    #[diagnostic(code(quorate::published::column_twice), help("rename one of them: nothing tells which is meant"))]
    ColumnTwice {
        /// Their name.
        column: String,
        /// The first.
        #[label("first here")]
        first: Span,
        /// The second.
        #[label("again here")]
        second: Span,
    },
    /// A row with more or fewer cells than the header.
    #[error("this row has {}, and the header has {columns}", numbered(*.cells, "cell"))]
    #[diagnostic(code(quorate::published::cells), help("{help}"))]
    Cells {
        /// How many the row has.
        cells: usize,
        /// How many the header has.
        columns: usize,
        /// What may be the reason.
        help: &'static str,
        /// The row.
        #[label("{}", numbered(*.cells, "cell"))]
        span: Span,
    },
    /// `many`, `12.5`, `-3`
    #[error("`{found}` is no count of `{input}`")]
    #[diagnostic(code(quorate::published::count), help("{help}"))]
    Count {
        /// What stands there.
        found: String,
        /// The input.
        input: SmolStr,
        /// What may be meant.
        help: String,
        /// What is wrong with it.
        what: &'static str,
        /// The cell.
        #[label("{what}")]
        span: Span,
    },
    /// A row that names no region.
    #[error("this row names no region: its `{column}` is empty")]
    #[diagnostic(
        code(quorate::published::no_region),
        help("if it is a total or a note, leave it out: `[drop]` with `{column} = \"\"`")
    )]
    NoRegion {
        /// The column of regions.
        column: String,
        /// The row.
        #[label("which region?")]
        span: Span,
    },
    /// A region with two rows.
    #[error("the region `{region}` has two rows")]
    #[diagnostic(code(quorate::published::region_twice), help("{help}"))]
    RegionTwice {
        /// The region.
        region: SmolStr,
        /// What may be meant.
        help: &'static str,
        /// The first.
        #[label("first here")]
        first: Span,
        /// The second.
        #[label("again here")]
        second: Span,
    },
    /// One figure given twice.
    #[error("`{input}` is given twice for {of}")]
    #[diagnostic(code(quorate::published::figure_twice), help("{help}"))]
    FigureTwice {
        /// The input.
        input: SmolStr,
        /// `\`Alameda\``
        of: String,
        /// What may be meant.
        help: String,
        /// The first.
        #[label("first here")]
        first: Option<Span>,
        /// The second.
        #[label("again here")]
        second: Span,
    },
    /// A row that is the sum of the others.
    #[error("the row `{region}` is the sum of the other {}, and would count every vote twice", numbered(*.others, "region"))]
    #[diagnostic(
        code(quorate::published::total_counted),
        help("say that it is a total, and the others are compared with it: `total = [\"{region}\"]`")
    )]
    TotalCounted {
        /// What it is called.
        region: SmolStr,
        /// How many others there are.
        others: usize,
        /// Its row.
        #[label("the sum of the others")]
        span: Span,
    },
    /// A row that is called like a total.
    #[error("`{region}` is counted as a {what}, and is called like a total")]
    #[diagnostic(
        code(quorate::published::like_a_total),
        severity(Warning),
        help("if it is one, leave it out: {remedy}")
    )]
    LikeATotal {
        /// What it is called.
        region: SmolStr,
        /// `region`, `part of one`
        what: &'static str,
        /// What to write.
        remedy: String,
        /// Its row.
        #[label("counted with the others")]
        span: Span,
    },
    /// A total that differs from the sum of its parts.
    #[error("`{input}` of `{region}` is {total}, and the regions sum to {sum}")]
    #[diagnostic(
        code(quorate::published::total_differs),
        severity(Warning),
        help("the regions' figures are taken; a region may be missing, or a figure corrected in one place only")
    )]
    TotalDiffers {
        /// The input.
        input: SmolStr,
        /// The total's row.
        region: SmolStr,
        /// Its figure.
        total: String,
        /// The regions' figure.
        sum: String,
        /// The row.
        #[label("{total}")]
        span: Span,
    },
    /// Votes counted by the way they were cast, and as a whole, and not alike.
    #[error("`{input}` of {of} is {total} as a whole, and {sum} by how votes were cast")]
    #[diagnostic(
        code(quorate::published::modes),
        help("keep one of the two, with `[keep]` or `[drop]`; nothing tells which is right")
    )]
    Modes {
        /// The input.
        input: SmolStr,
        /// The region.
        of: String,
        /// Its whole.
        total: String,
        /// Its parts.
        sum: String,
        /// Its first row.
        #[label("here first")]
        span: Span,
    },
    /// A check that does not hold.
    #[error("`{check}` does not hold {}", where_it_fails(*.failed, *.of))]
    #[diagnostic(code(quorate::published::check), severity(Warning), help("{help}"))]
    Check {
        /// As the mapping has it.
        check: SmolStr,
        /// For how many it does not hold.
        failed: usize,
        /// How many it was put to.
        of: usize,
        /// The other places.
        help: String,
        /// The first place's figures.
        figures: String,
        /// The first place.
        #[label("{figures}")]
        span: Span,
    },
    /// Figures that nobody knows, beside some that are known.
    #[error("`{input}` has no figure in {}{of}", numbered(*.rows, "row"))]
    #[diagnostic(
        code(quorate::published::missing),
        severity(Warning),
        help(
            "its sum is only an \"at least\"; if such a cell means nought, what stands in it belongs to `zero`, such as `zero = [\"-\"]`"
        )
    )]
    Missing {
        /// The input.
        input: SmolStr,
        /// How many rows.
        rows: usize,
        /// ` of \`B\``, the set.
        of: String,
        /// The first.
        #[label("no figure")]
        span: Span,
    },
    /// Fewer regions, or others, than the mapping expects.
    #[error("{what}")]
    #[diagnostic(code(quorate::published::regions), severity(Warning), help("{help}"))]
    Regions {
        /// `2 regions of 58 are missing: \`Inyo\` and \`Mono\``
        what: String,
        /// What it means.
        help: String,
        /// Where the mapping says so.
        #[label("expected here")]
        span: Span,
    },
    /// A region in one of two joined files only.
    #[error("{what}")]
    #[diagnostic(code(quorate::published::join), severity(Warning), help("{help}"))]
    Join {
        /// `3 regions have no row in \`voters.csv\`: …`
        what: String,
        /// The nearest name.
        help: String,
        /// Its row.
        #[label("no counterpart")]
        span: Span,
    },
    /// No row is kept.
    #[error("no row is left: {what}")]
    #[diagnostic(code(quorate::published::nothing), help("{help}"))]
    Nothing {
        /// `no \`office\` is \`Proposition 470\``
        what: String,
        /// The nearest value, or what there is.
        help: String,
        /// What asks for it, or the header.
        #[label("{label}")]
        span: Span,
        /// `asked for here`
        label: &'static str,
    },
    /// A value of `[pivot]` that no row has.
    #[error("no row counts `{input}`: {what}")]
    #[diagnostic(code(quorate::published::unseen), severity(Warning), help("{help}"))]
    Unseen {
        /// The input.
        input: SmolStr,
        /// `no \`candidate\` is \`Oui\``
        what: String,
        /// The nearest value, or which there are.
        help: String,
        /// The value.
        #[label("in no row")]
        span: Span,
    },
    /// Counting that is not over.
    #[error("these results are {status}")]
    #[diagnostic(code(quorate::published::status), severity(Warning), help("{help}"))]
    Status {
        /// `unofficial and partial`
        status: String,
        /// What it means.
        help: String,
        /// Where the file says so.
        #[label("says the file")]
        span: Span,
    },
    /// More of the same.
    #[error("{more} more figures or rows are wrong")]
    #[diagnostic(
        code(quorate::published::more),
        help(
            "so many mistakes of one kind mostly mean that the mapping names another column, or that a mark stands for what is not known: `missing = [\"*\"]`"
        )
    )]
    More {
        /// How many.
        more: usize,
        /// The first that is not shown.
        #[label("the next of them")]
        span: Span,
    },
}

fn where_it_fails(failed: usize, of: usize) -> String {
    if of == 1 { "here".to_owned() } else { format!("in {failed} of {of} places") }
}

impl PublishedError {
    /// Whether the figures can be used all the same.
    pub fn is_warning(&self) -> bool {
        miette::Diagnostic::severity(self) == Some(miette::Severity::Warning)
    }
}
