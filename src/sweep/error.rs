//! What can be wrong with a sweep that is asked for.

use crate::inputs::InputError;
use crate::span::Span;

/// Why a sweep cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum SweepError {
    /// A `--vary` that is not `NAME = FROM..TO by STEP`.
    #[error("this does not say what moves, and from where to where")]
    #[diagnostic(code(quorate::sweep::form), help("{help}"))]
    Form {
        /// What is missing.
        missing: &'static str,
        /// How it is written.
        help: String,
        /// Where.
        #[label("{missing}")]
        span: Span,
    },
    /// Something is wrong with a value, or nothing has that name.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Input(InputError),
    /// A name that is nearly `turnout` or `support`.
    #[error("there is no `{name}` to move")]
    #[diagnostic(code(quorate::sweep::unknown), help("did you mean `{near}`?"))]
    Unknown {
        /// As written.
        name: String,
        /// What is probably meant.
        near: String,
        /// Where.
        #[label("not declared by any of these rules")]
        span: Span,
    },
    /// A date, a duration or a truth.
    #[error("`{name}` is {kind}, and only counts, shares and numbers can be moved")]
    #[diagnostic(
        code(quorate::sweep::not_a_number),
        help("try one value after the other: `--set {name}=…`, or a scenario for each")
    )]
    NotANumber {
        /// As written.
        name: String,
        /// What it is, with its article.
        kind: &'static str,
        /// Where.
        #[label("cannot be moved step by step")]
        span: Span,
        /// Where it is declared.
        #[label("declared here")]
        declared: Span,
    },
    /// The end is below the beginning.
    #[error("the range is empty: {high} is below {low}")]
    #[diagnostic(code(quorate::sweep::empty_range), help("write the lower end first: `{high}..{low}`"))]
    EmptyRange {
        /// The lower end as read.
        low: String,
        /// The upper end as read.
        high: String,
        /// Where.
        #[label("nothing lies between")]
        span: Span,
    },
    /// A step of nothing, or backwards.
    #[error("a step of {step} never reaches the end of the range")]
    #[diagnostic(code(quorate::sweep::step), help("write a step above zero: `by {example}`"))]
    Step {
        /// As read.
        step: String,
        /// One that works.
        example: String,
        /// Where.
        #[label("must be above zero")]
        span: Span,
    },
    /// People come whole.
    #[error("`{name}` counts, so it moves in whole numbers")]
    #[diagnostic(code(quorate::sweep::whole), help("write a whole step: `by {example}`"))]
    Whole {
        /// As written.
        name: String,
        /// A step that works.
        example: String,
        /// Where.
        #[label("not whole")]
        span: Span,
    },
    /// A percentage beyond what there can be.
    #[error("{what} cannot be more than 100%")]
    #[diagnostic(code(quorate::sweep::beyond_all), help("end the range at `100%`"))]
    BeyondAll {
        /// `turnout`, `support`
        what: &'static str,
        /// Where.
        #[label("more than all")]
        span: Span,
    },
    /// Nothing is moved.
    #[error("nothing is moved")]
    #[diagnostic(
        code(quorate::sweep::nothing),
        help("say what moves: `--vary \"turnout = 30%..80%\"`, `--vary \"yes = 4,500,000..5,500,000 by 100,000\"`")
    )]
    Nothing,
    /// More than two things are moved.
    #[error("{many} things are moved, and a sweep moves one or two")]
    #[diagnostic(
        code(quorate::sweep::too_many_moved),
        help("hold the others fixed with `--set`, and make a sweep for each of their values")
    )]
    TooManyMoved {
        /// How many.
        many: usize,
        /// The third.
        #[label("the third")]
        span: Span,
    },
    /// The same thing is moved twice, or what follows from something else that moves.
    #[error("`{first}` and `{second}` both move {what}")]
    #[diagnostic(code(quorate::sweep::moved_twice), help("move one of them only"))]
    MovedTwice {
        /// As written.
        first: String,
        /// As written.
        second: String,
        /// What both move.
        what: String,
        /// Where the first is.
        #[label("this moves it")]
        one: Span,
        /// Where the second is.
        #[label("and so does this")]
        other: Span,
    },
    /// More points than anybody can use.
    #[error("{points} points are too many: a sweep has at most {most}")]
    #[diagnostic(code(quorate::sweep::too_many_points), help("take larger steps, or a narrower range"))]
    TooManyPoints {
        /// How many there would be.
        points: String,
        /// The limit.
        most: String,
        /// The finer of the ranges.
        #[label("{steps} steps")]
        span: Span,
        /// How many steps it has.
        steps: String,
    },
    /// A number of people beyond 64 bits.
    #[error("this is more than a sweep can count")]
    #[diagnostic(
        code(quorate::sweep::too_large),
        help("counts go up to 9,223,372,036,854,775,807; shares may have so many decimals that they fit too")
    )]
    TooLarge {
        /// Where.
        #[label("too large, or too fine")]
        span: Span,
    },
    /// `turnout` of nobody knows how many.
    #[error("`turnout` of how many? The number of registered voters is not known")]
    #[diagnostic(code(quorate::sweep::no_base), help("{help}"))]
    NoBase {
        /// What to do.
        help: String,
        /// Where.
        #[label("a share of the registered voters")]
        span: Span,
    },
    /// `support` among nobody knows how many, or `turnout` of nobody knows whom.
    #[error("{message}")]
    #[diagnostic(code(quorate::sweep::not_known), help("{help}"))]
    NotKnown {
        /// What is not known.
        message: String,
        /// What to do.
        help: String,
        /// Where.
        #[label("needs it")]
        span: Span,
    },
    /// No input is what a share is about.
    #[error("no input is called {tried}, so `{name}` moves nothing")]
    #[diagnostic(code(quorate::sweep::no_role), help("{help}"))]
    NoRole {
        /// As written.
        name: String,
        /// The names that were looked for.
        tried: String,
        /// What to do.
        help: String,
        /// Where.
        #[label("moves the inputs of these names")]
        span: Span,
    },
    /// `--yes PATH` that is no input.
    #[error("`--{role} {path}` names no count that these rules take")]
    #[diagnostic(code(quorate::sweep::role), help("{help}"))]
    Role {
        /// `registered`, `ballots`, `yes`, `no`
        role: &'static str,
        /// As written.
        path: String,
        /// What there is.
        help: String,
    },
    /// A picture needs two axes.
    #[error("a picture shows two things that move, and only `{name}` does")]
    #[diagnostic(
        code(quorate::sweep::picture),
        help("move a second one too, such as `--vary \"support = 40%..70%\"`, or leave `--svg` out")
    )]
    Picture {
        /// What is moved.
        name: String,
    },
}

impl From<InputError> for SweepError {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}
