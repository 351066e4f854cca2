//! What can be wrong with a mapping.

use crate::span::Span;

/// A mapping that cannot be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error, miette::Diagnostic)]
pub enum MappingError {
    /// A text that is not TOML.
    #[error("this mapping is not TOML: {message}")]
    #[diagnostic(code(quorate::mapping::toml))]
    Toml {
        /// What is wrong.
        message: String,
        /// Where.
        #[label("here")]
        span: Span,
    },
    /// `regions = "county"`
    #[error("a mapping has no `{key}`{place}")]
    #[diagnostic(code(quorate::mapping::key), help("{help}"))]
    Key {
        /// The key.
        key: String,
        /// ` in \`pivot\``
        place: String,
        /// The nearest key, or which there are.
        help: String,
        /// The key.
        #[label("says nothing")]
        span: Span,
    },
    /// `region = 5`
    #[error("`{key}` is {expected}")]
    #[diagnostic(code(quorate::mapping::value), help("write {example}"))]
    Value {
        /// The key.
        key: String,
        /// What it should be: `the name of a column`.
        expected: &'static str,
        /// How that is written.
        example: String,
        /// The value.
        #[label("not {expected}")]
        span: Span,
    },
    /// `extends = "swisvotes"`
    #[error("`{name}` cannot be extended: {why}")]
    #[diagnostic(
        code(quorate::mapping::extends),
        help("name a ready mapping, such as `swissvotes`, or a file beside this one")
    )]
    Extends {
        /// What should be extended.
        name: String,
        /// Why it cannot.
        why: String,
        /// Its name.
        #[label("extended here")]
        span: Span,
    },
    /// `[pivot]` without `votes`
    #[error("{what}")]
    #[diagnostic(code(quorate::mapping::incomplete), help("{help}"))]
    Incomplete {
        /// What is not there.
        what: String,
        /// What to add.
        help: String,
        /// Where it should be.
        #[label("here")]
        span: Span,
    },
    /// `yes` in `[inputs]` and in `[pivot]`
    #[error("`{input}` is mapped twice")]
    #[diagnostic(code(quorate::mapping::twice), help("keep one of them"))]
    Twice {
        /// The input.
        input: String,
        /// The first.
        #[label("first here")]
        first: Span,
        /// The second.
        #[label("again here")]
        second: Span,
    },
    /// `sums = "yes + no"`
    #[error("this check cannot be read: {why}")]
    #[diagnostic(code(quorate::mapping::check), help("{help}"))]
    Check {
        /// Why not.
        why: String,
        /// How one is written.
        help: String,
        /// The part in question.
        #[label("here")]
        span: Span,
    },
}
