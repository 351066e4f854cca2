//! What can be wrong with what is asked of a simulation.

use smol_str::SmolStr;

use crate::span::Span;
use crate::value::Exact;
use crate::words::{exact_share, grouped};

/// A request that cannot be simulated.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SimulateError {
    /// `--turnout high`
    #[error("expected a share, found `{found}`")]
    #[diagnostic(
        code(quorate::simulate::share),
        help(
            "write `32%`; from one to another `55%..75%`; likeliest in the middle `55%..60%..75%`; around a mean `60%±5%`"
        )
    )]
    Share {
        /// What stands there.
        found: SmolStr,
        /// Where.
        #[label("not a share")]
        span: Span,
    },
    /// `--support 132%`
    #[error("`{}` is no share of people", exact_share(.share))]
    #[diagnostic(code(quorate::simulate::beyond), help("shares go from 0% to 100%"))]
    Beyond {
        /// The share.
        share: Exact,
        /// Where.
        #[label("below 0% or above 100%")]
        span: Span,
    },
    /// `--turnout 75%..55%`
    #[error("this range ends before it begins")]
    #[diagnostic(code(quorate::simulate::order), help("write the lowest share first, the likeliest between the ends"))]
    Order {
        /// The range.
        #[label("not ascending")]
        span: Span,
    },
    /// `--margin -4.5%`
    #[error("a margin of error is above 0%, and `{}` is not", exact_share(.margin))]
    #[diagnostic(code(quorate::simulate::margin), help("for a share without uncertainty leave the margin out"))]
    Margin {
        /// The margin.
        margin: Exact,
        /// Where.
        #[label("not above zero")]
        span: Span,
    },
    /// `--margin 4.5%` of a share of which there can be none.
    #[error("a share of {} has no margin of error that says how many were asked", exact_share(.share))]
    #[diagnostic(code(quorate::simulate::margin_at_end), help("give the size of the sample: `--sample 500`"))]
    MarginAtEnd {
        /// The share.
        share: Exact,
        /// The margin.
        #[label("a margin of what?")]
        span: Span,
    },
    /// `--support 30%..36% --sample 500`
    #[error("`{option}` is about one share, and the support is a range")]
    #[diagnostic(
        code(quorate::simulate::two_uncertainties),
        help("write the poll's share, `--support 32%`, or leave `{option}` out")
    )]
    TwoUncertainties {
        /// `--sample` or `--margin`.
        option: &'static str,
        /// The support.
        #[label("a range")]
        span: Span,
    },
    /// `--support 32%±4.5%`
    #[error("a poll's margin of error is given by itself")]
    #[diagnostic(code(quorate::simulate::margin_by_itself), help("write `--support {share} --margin {margin}`"))]
    MarginByItself {
        /// `32%`
        share: SmolStr,
        /// `4.5%`
        margin: SmolStr,
        /// Where.
        #[label("a share and its margin")]
        span: Span,
    },
    /// `--support 95% --undecided 10%`
    #[error("support and undecided are {} together", exact_share(.sum))]
    #[diagnostic(code(quorate::simulate::above_all), help("the rest are those against, so both come to 100% at most"))]
    AboveAll {
        /// What both come to.
        sum: Exact,
        /// The support.
        #[label("the support")]
        support: Span,
        /// The undecided.
        #[label("and these beside it")]
        undecided: Span,
    },
    /// `--undecided 100%`
    #[error("nobody of those asked has decided")]
    #[diagnostic(code(quorate::simulate::nobody_decided), help("a poll in which all are undecided says nothing"))]
    NobodyDecided {
        /// The undecided.
        #[label("all of them")]
        span: Span,
    },
    /// `--undecided-yes 50%` without `--undecided`
    #[error("there is nobody undecided")]
    #[diagnostic(
        code(quorate::simulate::no_undecided),
        help("say how many: `--undecided 10%`, or leave `{option}` out")
    )]
    NoUndecided {
        /// `--undecided-yes`
        option: &'static str,
        /// Its value.
        #[label("of whom?")]
        span: Span,
    },
    /// `--sample 0`, `--draws 1.5`
    #[error("expected {what}, found `{found}`")]
    #[diagnostic(code(quorate::simulate::number), help("{help}"))]
    Number {
        /// `a whole number above zero`
        what: &'static str,
        /// What stands there.
        found: SmolStr,
        /// What to write.
        help: &'static str,
        /// Where.
        #[label("not {what}")]
        span: Span,
    },
    /// `--correlation 1.5`
    #[error("a correlation goes from -1 to 1, and `{}` is beyond", grouped(.value))]
    #[diagnostic(
        code(quorate::simulate::correlation),
        help(
            "0 if turnout and support have nothing to do with each other, above 0 if support is higher when more vote"
        )
    )]
    Correlation {
        /// The number.
        value: Exact,
        /// Where.
        #[label("beyond")]
        span: Span,
    },
    /// `--as votes=leave`, `--as yes=leav`
    #[error("{problem}")]
    #[diagnostic(code(quorate::simulate::part), help("{help}"))]
    Part {
        /// What is wrong.
        problem: String,
        /// What to write.
        help: String,
        /// Where.
        #[label("here")]
        span: Span,
    },
    /// A measure without votes.
    #[error("`{measure}` has no input that the Yes votes can be put in")]
    #[diagnostic(code(quorate::simulate::no_votes), help("{help}"))]
    NoVotes {
        /// The measure.
        measure: SmolStr,
        /// The inputs there are.
        help: String,
    },
    /// Votes by region.
    #[error("`{input}` of `{measure}` is counted by {table}, and a simulation draws one count")]
    #[diagnostic(code(quorate::simulate::by_row), help("simulate a measure or stage that counts the votes as a whole"))]
    ByRow {
        /// The input's path.
        input: SmolStr,
        /// The measure.
        measure: SmolStr,
        /// The table.
        table: SmolStr,
        /// Its declaration.
        #[label("declared by {table} here")]
        span: Span,
    },
    /// Turnout of an unknown number.
    #[error("turnout is a share of the registered, and nothing says how many they are")]
    #[diagnostic(
        code(quorate::simulate::no_base),
        help("add `--registered 19,411,771`, or a scenario that has the number")
    )]
    NoBase,
    /// More voters than floating point can count.
    #[error("{} voters are more than can be drawn from", grouped(&Exact::integer((*.registered).into())))]
    #[diagnostic(
        code(quorate::simulate::too_many),
        help("a simulation draws from ten thousand million voters at most")
    )]
    TooMany {
        /// How many there are said to be.
        registered: u64,
    },
    /// More than votes are open.
    #[error("`{measure}` also hangs on {inputs}")]
    #[diagnostic(code(quorate::simulate::open_inputs), help("{help}"))]
    OpenInputs {
        /// The measure.
        measure: SmolStr,
        /// What is not known.
        inputs: String,
        /// How to give it.
        help: String,
    },
    /// What is drawn is not what a `given` asks for.
    #[error("{} of {} drawn votes are bad data for `{measure}`", grouped(&Exact::integer((*.bad).into())), grouped(&Exact::integer((*.draws).into())))]
    #[diagnostic(
        code(quorate::simulate::bad_draws),
        help("give what is known so that it agrees with turnout and support, or `remove` the `given` in a variant")
    )]
    BadDraws {
        /// The measure.
        measure: SmolStr,
        /// How many are bad.
        bad: u64,
        /// How many were drawn.
        draws: u64,
    },
    /// A measure with several votes.
    #[error("`{measure}` has several stages")]
    #[diagnostic(code(quorate::simulate::which_stage), help("say in which one votes are drawn: {help}"))]
    WhichStage {
        /// The measure.
        measure: SmolStr,
        /// The stages with votes.
        help: String,
    },
}
