//! What can be wrong with a line, beside what can be wrong with rules and facts.

use miette::Diagnostic;
use thiserror::Error;

use crate::span::Span;

/// A diagnostic of any kind.
pub type AnyDiagnostic = Box<dyn Diagnostic + Send + Sync>;

/// What keeps a line from being answered.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
pub enum SessionError {
    /// `:wy`
    #[error("there is no command `:{name}`")]
    #[diagnostic(code(quorate::session::command), help("{help}"))]
    Command {
        /// The word after the colon.
        name: String,
        /// What may be meant.
        help: String,
        /// Where it stands.
        #[label("no command")]
        span: Span,
    },
    /// What follows a command is not what it takes.
    #[error("`:{command}` takes {takes}")]
    #[diagnostic(code(quorate::session::arguments), help("{help}"))]
    Arguments {
        /// The command.
        command: &'static str,
        /// What may follow it.
        takes: String,
        /// A line that works.
        help: String,
        /// Where it goes wrong.
        #[label("{label}")]
        span: Span,
        /// What is wrong there.
        label: String,
    },
    /// Nothing has this name.
    #[error("there is no {what} `{name}`{place}")]
    #[diagnostic(code(quorate::session::name), help("{help}"))]
    Name {
        /// `measure, variant, stage or scenario`
        what: &'static str,
        /// The name.
        name: String,
        /// Where it was looked for: ` in \`calexit\``.
        place: String,
        /// What may be meant.
        help: String,
        /// Where it stands.
        #[label("not known")]
        span: Span,
    },
    /// The question is about a measure, and there is none.
    #[error("no measure is loaded")]
    #[diagnostic(code(quorate::session::no_measure), help("load one: `:load rules/calexit/2017.measure`"))]
    NoMeasure {
        /// The line.
        #[label("asks something of a measure")]
        span: Span,
    },
    /// `:undo` with nothing before, `:redo` with nothing after.
    #[error("there is nothing to {what}")]
    #[diagnostic(code(quorate::session::nothing), help("{help}"))]
    Nothing {
        /// `undo`, `redo`, `reset`
        what: &'static str,
        /// What could be done instead.
        help: &'static str,
        /// The command.
        #[label("nothing was changed")]
        span: Span,
    },
    /// `:unset` of something the session has not given.
    #[error("`{name}` was not given in this session")]
    #[diagnostic(code(quorate::session::not_given), help("{help}"))]
    NotGiven {
        /// The name.
        name: String,
        /// What can be done.
        help: String,
        /// Where it stands.
        #[label("not given here")]
        span: Span,
    },
    /// A table without end.
    #[error("these are {steps} steps")]
    #[diagnostic(code(quorate::session::steps), help("take larger steps: at most 10,000 are shown"))]
    Steps {
        /// How many.
        steps: String,
        /// The step.
        #[label("too small a step")]
        span: Span,
    },
    /// Steps that lead nowhere.
    #[error("steps from {from} to {to} by {by} never end")]
    #[diagnostic(code(quorate::session::direction), help("a step goes up, from the lower value to the higher"))]
    Direction {
        /// The first value.
        from: String,
        /// The last value.
        to: String,
        /// The step.
        by: String,
        /// All three.
        #[label("not a way up")]
        span: Span,
    },
    /// `:save` with nothing to say.
    #[error("there is nothing to save as a {what}")]
    #[diagnostic(code(quorate::session::nothing_to_save), help("{help}"))]
    NothingToSave {
        /// `scenario` or `variant`
        what: &'static str,
        /// What would be saved.
        help: &'static str,
        /// The command.
        #[label("nothing to write")]
        span: Span,
    },
    /// The file would not be right with what is to be written at its end.
    #[error("`{path}` would not be right with this in it, so nothing was written")]
    #[diagnostic(code(quorate::session::save), help("choose another name or another file"))]
    Save {
        /// The file.
        path: String,
        /// Where it is named.
        #[label("not written")]
        span: Span,
    },
    /// A file for `:load` or `:save` that cannot be used.
    #[error("cannot read `{path}`: {reason}")]
    #[diagnostic(code(quorate::session::file), help("{help}"))]
    File {
        /// The file.
        path: String,
        /// Why not.
        reason: String,
        /// What can be done.
        help: String,
        /// Where it is named.
        #[label("named here")]
        span: Span,
    },
    /// No help on this.
    #[error("there is no help on `{topic}`")]
    #[diagnostic(code(quorate::session::topic), help("{help}"))]
    Topic {
        /// What was asked for.
        topic: String,
        /// What may be meant.
        help: String,
        /// Where it stands.
        #[label("no command, keyword or code")]
        span: Span,
    },
    /// Interrupted.
    #[error("interrupted")]
    #[diagnostic(code(quorate::session::interrupted), help("nothing was changed"))]
    Interrupted {
        /// The line.
        #[label("not finished")]
        span: Span,
    },
}

/// One error as a list of diagnostics.
pub(super) fn one(error: SessionError) -> Vec<AnyDiagnostic> {
    vec![Box::new(error)]
}

/// Errors of one kind as diagnostics of any.
pub(super) fn boxed<E: miette::Diagnostic + Send + Sync + 'static>(errors: Vec<E>) -> Vec<AnyDiagnostic> {
    errors.into_iter().map(|error| Box::new(error) as AnyDiagnostic).collect()
}
