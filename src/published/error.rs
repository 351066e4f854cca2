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
        help: String,
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
    /// A row that is the sum of others, and is not called so.
    #[error("the row `{region}` is the sum of {of}, and would count their votes twice")]
    #[diagnostic(
        code(quorate::published::total_counted),
        help(
            "if it is a total, say so, and it is compared with them and not counted: `total = [\"{region}\"]`; if it is a region \
             like any other, `counted = [\"{region}\"]`"
        )
    )]
    TotalCounted {
        /// What it is called.
        region: SmolStr,
        /// `the other 57 regions`
        of: String,
        /// Its row.
        #[label("the sum of others")]
        span: Span,
    },
    /// A row that is called like a total, and is not the sum of the others.
    #[error("`{region}` is called like a total, and is not the sum of the other {}: its `{input}` is {total}, theirs is {sum}", numbered(*.others, "region"))]
    #[diagnostic(
        code(quorate::published::like_a_total),
        help(
            "that is {difference}: is a region missing, or counted under two names? if it is a total all the same, say so: \
             `total = [\"{region}\"]`; if it is a region like any other, `counted = [\"{region}\"]`"
        )
    )]
    LikeATotal {
        /// What it is called.
        region: SmolStr,
        /// How many others there are.
        others: usize,
        /// An input that differs.
        input: SmolStr,
        /// `23 more`
        difference: String,
        /// Its figure.
        total: String,
        /// The sum of the others.
        sum: String,
        /// Its row.
        #[label("{difference}")]
        span: Span,
    },
    /// A row that is called like a total and is the sum of others: it counts once.
    #[error("`{region}` is the sum of {}, as its name says, and is not counted beside them", numbered(*.others, "region"))]
    #[diagnostic(
        code(quorate::published::total_left_out),
        severity(Warning),
        help("`total = [\"{region}\"]` in the mapping says that this is so; `counted = [\"{region}\"]` counts it")
    )]
    TotalLeftOut {
        /// What it is called.
        region: SmolStr,
        /// Of how many it is the sum.
        others: usize,
        /// Its row.
        #[label("counted once")]
        span: Span,
    },
    /// Rows for all parts of a region together beside rows for the parts, and not alike.
    #[error("`{input}` of {of} is {whole} in {row}, and its parts sum to {parts}")]
    #[diagnostic(
        code(quorate::published::whole_differs),
        help(
            "that is {difference}: take the parts alone, `drop = {{ {column} = \"{name}\" }}`, or the whole alone, \
             `keep = {{ {column} = \"{name}\" }}`; if the row is a part like any other, `counted = [\"{name}\"]`"
        )
    )]
    WholeDiffers {
        /// The input.
        input: SmolStr,
        /// `\`East\``
        of: String,
        /// `the row without a \`precinct\``
        row: String,
        /// The figure of the whole.
        whole: String,
        /// The sum of the parts.
        parts: String,
        /// `1 more`
        difference: String,
        /// The column of parts.
        column: String,
        /// What the row is called there.
        name: SmolStr,
        /// The row.
        #[label("{difference}")]
        span: Span,
    },
    /// Rows for all parts of a region together, which are the sum of the parts: they count once.
    #[error("the rows {rows} are the sums of the other parts in {}, and are not counted beside them", numbered(*.units, "place"))]
    #[diagnostic(
        code(quorate::published::whole_counted),
        severity(Warning),
        help("`[drop]` with the name of such rows leaves them out")
    )]
    WholeCounted {
        /// `without a \`precinct\``
        rows: String,
        /// In how many regions.
        units: usize,
        /// The first.
        #[label("counted once")]
        span: Span,
    },
    /// A part that is the sum of all other parts, and is not called so.
    #[error("a row of {of} is the sum of its other {}, and would count every vote twice", numbered(*.others, "row"))]
    #[diagnostic(
        code(quorate::published::part_is_sum),
        help(
            "if it is a total, leave it out with `[drop]`; if it is a part like any other, name it: `counted = [\"…\"]`, its name in \
             the column `part`"
        )
    )]
    PartIsSum {
        /// `\`East\``
        of: String,
        /// How many other rows there are.
        others: usize,
        /// Its figure.
        figure: String,
        /// The row.
        #[label("{figure}, and the others sum to {figure}")]
        span: Span,
    },
    /// The same, where so few votes may well agree by chance.
    #[error("a row of {of} is the sum of its other {}, perhaps by chance", numbered(*.others, "row"))]
    #[diagnostic(
        code(quorate::published::part_may_be_sum),
        severity(Warning),
        help("if it is a total, leave it out with `[drop]`")
    )]
    PartMayBeSum {
        /// `\`East\``
        of: String,
        /// How many other rows there are.
        others: usize,
        /// Its figure.
        figure: String,
        /// The row.
        #[label("{figure}, and the others sum to {figure}")]
        span: Span,
    },
    /// One name, written in two ways.
    #[error("`{first}` and `{second}` are taken for one {what}")]
    #[diagnostic(
        code(quorate::published::one_name),
        severity(Warning),
        help(
            "names that differ in letter case, blanks, invisible characters or the way accents are composed are one; `[rename]` gives \
              a region another name"
        )
    )]
    OneName {
        /// As it came first.
        first: String,
        /// As it came later.
        second: String,
        /// `region`
        what: &'static str,
        /// Where it came later.
        #[label("another spelling")]
        span: Span,
    },
    /// Regions or parts that other contests of the file have.
    #[error("{what}")]
    #[diagnostic(
        code(quorate::published::incomplete),
        severity(Warning),
        help(
            "if their votes are still to come, or are in another file, the sums are not those of the whole; `expect` says which regions there are"
        )
    )]
    Incomplete {
        /// `Measure A has 39 of the 66 regions that this file has: …`
        what: String,
        /// The set of votes.
        #[label("this set of votes")]
        span: Span,
    },
    /// Rows of one set of votes that choose two rules.
    #[error("rows of {set} choose two rules: {first} and {second}")]
    #[diagnostic(
        code(quorate::published::rule_twice),
        help("all rows of a set of votes must fit the same `[[rule]]`; name what tells the sets apart with `set`")
    )]
    RuleTwice {
        /// `\`465\``
        set: String,
        /// The first rule.
        first: String,
        /// The second.
        second: String,
        /// A row with the first.
        #[label("{first}")]
        first_span: Span,
        /// A row with the second.
        #[label("{second}")]
        span: Span,
    },
    /// Sets of votes that no rule of the mapping judges.
    #[error("{}", no_rule(*.sets, .first))]
    #[diagnostic(
        code(quorate::published::no_rule),
        severity(Warning),
        help("`run` leaves them out; a `[[rule]]` without `where` takes all that are left")
    )]
    NoRule {
        /// How many.
        sets: usize,
        /// The first.
        first: SmolStr,
        /// It.
        #[label("no rule")]
        span: Span,
    },
    /// A rule of the mapping that the rule files do not have.
    #[error("there is no measure or variant `{rule}`")]
    #[diagnostic(code(quorate::published::unknown_rule), help("{help}"))]
    UnknownRule {
        /// What the mapping calls it.
        rule: SmolStr,
        /// The nearest name, or which there are.
        help: String,
        /// Where the mapping names it.
        #[label("asked for here")]
        span: Span,
    },
    /// `1/2/2017`
    #[error("`{found}` may be two days")]
    #[diagnostic(
        code(quorate::published::day),
        help("say in which order the file writes day and month: `dates = \"D/M/Y\"` or `dates = \"M/D/Y\"`")
    )]
    Day {
        /// What stands there.
        found: String,
        /// The cell.
        #[label("day first, or month first?")]
        span: Span,
    },
    /// A total that differs from the sum of its parts.
    #[error("`{input}` of `{region}` is {total}, and the regions sum to {sum}")]
    #[diagnostic(
        code(quorate::published::total_differs),
        severity(Warning),
        help(
            "that is {difference}; the regions' figures are taken; a region may be missing, or a figure corrected in one place only"
        )
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
        /// `1 fewer`
        difference: String,
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

fn no_rule(sets: usize, first: &str) -> String {
    match sets {
        1 => format!("no `[[rule]]` of the mapping fits `{first}`"),
        _ => format!("no `[[rule]]` of the mapping fits {sets} sets of votes, such as `{first}`"),
    }
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
