//! What can be wrong with a text.

use miette::{Diagnostic, LabeledSpan};
use thiserror::Error;

use crate::fix::Help;
use crate::span::Span;

/// A mistake in a rule file, with the place it was made and the way to repair it.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
#[expect(missing_docs, reason = "fields are named for what they hold; `span` is always the text at fault")]
pub enum SyntaxError {
    /// Something else should stand there.
    #[error("expected {expected}, found {found}")]
    #[diagnostic(code(quorate::syntax::expected))]
    Expected {
        expected: String,
        found: String,
        #[label("expected {expected}")]
        span: Span,
        #[help]
        help: Option<Help>,
    },

    /// Something should follow, and the statement ends.
    #[error("expected {expected} after `{after}`")]
    #[diagnostic(code(quorate::syntax::incomplete))]
    Incomplete {
        expected: String,
        after: String,
        #[label("{expected} should follow")]
        span: Span,
        #[help]
        help: Option<Help>,
    },

    /// A bracket or brace without its partner.
    #[error("`{opener}` is never closed")]
    #[diagnostic(code(quorate::syntax::unclosed))]
    Unclosed {
        opener: &'static str,
        closer: &'static str,
        #[label("opened here")]
        opened: Span,
        #[label("`{closer}` is missing here at the latest")]
        span: Span,
        #[help]
        help: Option<String>,
    },

    /// A closing bracket that nothing opened.
    #[error("this `{closer}` closes nothing")]
    #[diagnostic(code(quorate::syntax::stray_closer), help("remove it, or look for one too many above"))]
    StrayCloser {
        closer: char,
        #[label("nothing is open here")]
        span: Span,
    },

    /// A string that runs to the end of its line.
    #[error("this text has no closing quote")]
    #[diagnostic(code(quorate::syntax::unclosed_text), help("a text ends with `\"` on the line it begins on"))]
    UnclosedText {
        #[label("the quote opened here is not closed on this line")]
        span: Span,
    },

    /// `“…”`, `'…'`
    #[error("texts stand between straight double quotes")]
    #[diagnostic(code(quorate::syntax::quotes), help("write `\"{text}\"`"))]
    Quotes {
        text: String,
        #[label("these quotes are not part of the language")]
        span: Span,
    },

    /// A backslash before something that needs none.
    #[error("`{escape}` means nothing in a text")]
    #[diagnostic(
        code(quorate::syntax::escape),
        help("a text may hold `\\\"` for a quote, `\\\\` for a backslash and `\\n` for a line break")
    )]
    Escape {
        escape: String,
        #[label("not an escape")]
        span: Span,
    },

    /// A word that begins nothing.
    #[error("`{word}` does not begin {what}")]
    #[diagnostic(code(quorate::syntax::unknown_statement))]
    UnknownStatement {
        word: String,
        what: &'static str,
        #[label("{label}")]
        span: Span,
        label: String,
        nearest: Option<&'static str>,
        #[help]
        help: String,
    },

    /// A good statement in a place that has no use for it.
    #[error("`{word}` cannot stand {place}")]
    #[diagnostic(code(quorate::syntax::misplaced))]
    Misplaced {
        word: String,
        place: String,
        #[label("not here")]
        span: Span,
        #[help]
        help: String,
    },

    /// A word of the language used as a name.
    #[error("`{word}` is a word of the language and cannot be a name")]
    #[diagnostic(code(quorate::syntax::reserved), help("choose another name, such as `{suggestion}`"))]
    Reserved {
        word: String,
        suggestion: String,
        #[label("expected a name")]
        span: Span,
    },

    /// `require: …`
    #[error("this `{word}` has no name")]
    #[diagnostic(
        code(quorate::syntax::unnamed),
        help("give it one, so that results and variants can speak of it: `{word} NAME: …`")
    )]
    Unnamed {
        word: String,
        #[label("a name and `:` should stand before this")]
        span: Span,
    },

    /// `input yes count`
    #[error("expected `:` after {after}")]
    #[diagnostic(code(quorate::syntax::missing_colon), help("write `{repaired}`"))]
    MissingColon {
        after: String,
        repaired: String,
        #[label("`:` is missing here")]
        span: Span,
    },

    /// `x := 5`, `yes: 5`
    #[error("expected `{wanted}`, found `{sign}`")]
    #[diagnostic(code(quorate::syntax::sign), help("{what} is written with `{wanted}`: `{example}`"))]
    Sign {
        sign: String,
        wanted: &'static str,
        what: &'static str,
        example: &'static str,
        #[label("write `{wanted}`")]
        span: Span,
    },

    /// `==`, `exceeds`, `not more than`
    #[error("`{operator}` is not an operator of the language")]
    #[diagnostic(code(quorate::syntax::operator), help("write `{repaired}`"))]
    Operator {
        operator: String,
        repaired: String,
        #[label("not an operator here")]
        span: Span,
    },

    /// `;`
    #[error("statements need no `;`")]
    #[diagnostic(code(quorate::syntax::semicolon))]
    Semicolon {
        #[label("remove it")]
        span: Span,
        others: Vec<Span>,
        #[help]
        help: Option<String>,
    },

    /// `// …`
    #[error("comments begin with `#`")]
    #[diagnostic(code(quorate::syntax::comment))]
    Comment {
        #[label("write `#` here")]
        span: Span,
        others: Vec<Span>,
        #[help]
        help: Option<String>,
    },

    /// `input yes: int`
    #[error("there is no kind `{kind}`")]
    #[diagnostic(
        code(quorate::syntax::kind),
        help(
            "the kinds are `count` (people, votes), `share` (a percentage), `number` (a weight), `date`, `duration` and `truth`"
        )
    )]
    Kind {
        kind: String,
        nearest: Option<&'static str>,
        #[label("{}", nearest.map_or("not a kind".to_owned(), |near| format!("did you mean `{near}`?")))]
        span: Span,
    },

    /// `585,40`, `0,5`, `5k`
    #[error("`{number}` is not a number of the language")]
    #[diagnostic(code(quorate::syntax::number))]
    Number {
        number: String,
        #[label("{label}")]
        span: Span,
        label: &'static str,
        #[help]
        help: Help,
    },

    /// A number of more digits than any law has.
    #[error("this number has {digits} digits")]
    #[diagnostic(code(quorate::syntax::long_number), help("a number may have up to {limit} digits"))]
    LongNumber {
        digits: usize,
        limit: usize,
        #[label("too long")]
        span: Span,
    },

    /// `55 percent`
    #[error("percentages are written with `%`")]
    #[diagnostic(code(quorate::syntax::percent), help("write `{repaired}`"))]
    Percent {
        repaired: String,
        #[label("write `%`")]
        span: Span,
    },

    /// `2017-1-26`, `01/26/2017`
    #[error("`{date}` is not a date of the language")]
    #[diagnostic(code(quorate::syntax::date))]
    Date {
        date: String,
        #[label("dates are written 2017-01-26")]
        span: Span,
        #[help]
        help: Option<Help>,
    },

    /// `2017-02-29`
    #[error("there is no {date}")]
    #[diagnostic(code(quorate::syntax::no_such_day))]
    NoSuchDay {
        date: String,
        #[label("{why}")]
        span: Span,
        why: String,
    },

    /// `1.5 days`, `5,000,000,000 days`
    #[error("a duration is a whole number of days, weeks, months or years, up to 4,294,967,295")]
    #[diagnostic(code(quorate::syntax::duration))]
    Duration {
        #[label("{why}")]
        span: Span,
        why: &'static str,
    },

    /// `55% of yes + no`
    #[error("`of` beside `{sign}` needs brackets")]
    #[diagnostic(code(quorate::syntax::of_in_sum), help("{help}"))]
    OfInSum {
        sign: &'static str,
        help: Help,
        #[label("of what?")]
        span: Span,
        #[label("`{sign}` stands beside it")]
        sign_span: Span,
    },

    /// `a and b or c`
    #[error("`and` mixed with `or` needs brackets")]
    #[diagnostic(code(quorate::syntax::and_or), help("write `{first}` or `{second}`"))]
    AndOr {
        first: String,
        second: String,
        #[label("`and` here")]
        and: Span,
        #[label("`or` here")]
        span: Span,
        whole: Span,
    },

    /// `a < b > c`, `a = b = c`
    #[error("comparisons are chained only with `<` and `<=`, or only with `>` and `>=`")]
    #[diagnostic(code(quorate::syntax::chain), help("write `{repaired}`"))]
    Chain {
        repaired: String,
        #[label("compared here")]
        first: Span,
        #[label("and again here")]
        span: Span,
        whole: Span,
    },

    /// `no more than 5,000`
    #[error("`no {operator}` can be read in two ways")]
    #[diagnostic(code(quorate::syntax::no_more_than), help("{help}"))]
    NoMoreThan {
        operator: &'static str,
        help: Help,
        #[label("the No votes, or a limit?")]
        span: Span,
    },

    /// `a + not b`
    #[error("`not` needs brackets here")]
    #[diagnostic(
        code(quorate::syntax::not),
        help("`not` stands before a whole comparison; write `(not …)` to use one as a value")
    )]
    Not {
        #[label("inside {inside}")]
        span: Span,
        inside: &'static str,
    },

    /// `sum(seats of county)`
    #[error("`{word}(…)` does not say which table it is over")]
    #[diagnostic(code(quorate::syntax::aggregate), help("write `{shape}`; the part with `where` may be left out"))]
    Aggregate {
        word: String,
        shape: &'static str,
        #[label("this runs over the rows of a table")]
        span: Span,
    },

    /// `131 days before` at the end of a statement, with the next line's `held` in its place.
    #[error("something is missing after `{word}`")]
    #[diagnostic(
        code(quorate::syntax::missing_operand),
        help(
            "`{taken}` on the next line was read as what follows `{word}`; complete the line above, such as `{word} {taken}`"
        )
    )]
    MissingOperand {
        word: String,
        taken: String,
        #[label("a date should follow on this line")]
        span: Span,
        #[label("read as that date")]
        taken_span: Span,
    },

    /// A place that only a status fits.
    #[error("an outcome is a text or `pending`")]
    #[diagnostic(
        code(quorate::syntax::outcome_status),
        help("write `expect outcome \"…\"` or `expect outcome pending`")
    )]
    OutcomeStatus {
        #[label("not what an outcome can be")]
        span: Span,
    },

    /// More levels of brackets than anybody can read.
    #[error("nesting deeper than {limit}")]
    #[diagnostic(code(quorate::syntax::too_deep), help("give the inner parts names with `define`"))]
    TooDeep {
        limit: usize,
        #[label("one level too many")]
        span: Span,
    },

    /// The formatter would have changed what a text says.
    #[error("this text is not laid out, because its layout would say something else")]
    #[diagnostic(
        code(quorate::syntax::layout),
        help("this is a fault of `quorate`, and the file stays as it is; please report it")
    )]
    Layout {
        #[label("this file")]
        span: Span,
    },
    /// A text too long to be given offsets.
    #[error("this text is longer than 1 GiB")]
    #[diagnostic(code(quorate::syntax::too_long))]
    TooLong {
        #[label("here")]
        span: Span,
    },
}

impl SyntaxError {
    /// The text at fault: the first label.
    pub fn span(&self) -> Span {
        self.labels().and_then(|mut labels| labels.next()).map_or(Span::default(), |label: LabeledSpan| {
            Span::new(label.offset() as u32, (label.offset() + label.len()) as u32)
        })
    }
}
