//! What is wanted, read from words: `nationhood.passed`, `nationhood.consent not met`, `outcome "Nothing changes"`.

use miette::Diagnostic;
use thiserror::Error;

use crate::program::{ConditionId, Measure, StageId, Status};
use crate::source::Sources;
use crate::span::Span;
use crate::suggest;
use crate::words::or_list;

/// A result that is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// A stage has this status: `nationhood passed`.
    Stage(StageId, Status),
    /// A condition is met, or is not.
    Condition(ConditionId, bool),
    /// An outcome follows, by its place in the measure.
    Outcome(usize),
}

/// Why words do not say what is wanted, or what is to be sought.
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum WantError {
    /// The words name no result of the measure.
    #[error("`{text}` is no result of `{measure}`")]
    #[diagnostic(code(quorate::solve::want))]
    Unknown {
        /// The words.
        text: String,
        /// The measure.
        measure: String,
        /// What there is, or what is near.
        #[help]
        help: String,
        /// Where.
        #[label("no stage, requirement or outcome")]
        span: Span,
    },
    /// Something cannot have that status.
    #[error("the {what} `{name}` cannot be `{status}`")]
    #[diagnostic(code(quorate::solve::status))]
    Status {
        /// `stage`, `requirement`
        what: &'static str,
        /// Its name.
        name: String,
        /// The status.
        status: &'static str,
        /// What it can be.
        #[help]
        help: &'static str,
        /// Where.
        #[label("not here")]
        span: Span,
    },
    /// What is sought is no input or parameter.
    #[error("there is no input or parameter `{text}` in `{measure}`")]
    #[diagnostic(code(quorate::solve::sought))]
    Sought {
        /// The name.
        text: String,
        /// The measure.
        measure: String,
        /// What there is, or what is near.
        #[help]
        help: Option<String>,
        /// Where.
        #[label("unknown")]
        span: Span,
    },
    /// What is sought has a value already.
    #[error("`{name}` is given, so there is nothing to seek")]
    #[diagnostic(code(quorate::solve::given), help("add `--set {name}=?` to have it sought"))]
    Given {
        /// The name.
        name: String,
        /// Where.
        #[label("has a value already")]
        span: Span,
    },
    /// What is sought is no number.
    #[error("`{name}` is a {kind}, of which there is no least or most")]
    #[diagnostic(code(quorate::solve::kind), help("ask for the least or most of a count, a share, a number or a date"))]
    Kind {
        /// The name.
        name: String,
        /// What it is.
        kind: &'static str,
        /// Where.
        #[label("cannot be small or large")]
        span: Span,
    },
}

/// The statuses, longest words first so that `not passed` is not read as `passed`.
const STATUSES: [Status; 11] = [
    Status::NotReached,
    Status::NotPassed,
    Status::NoQuorum,
    Status::Undecided,
    Status::NotMet,
    Status::Reached,
    Status::Pending,
    Status::Unknown,
    Status::Passed,
    Status::Failed,
    Status::Met,
];

/// Reads what is wanted of a measure. The text becomes one of the sources, named `--want`.
///
/// # Errors
/// What it names is not there, or cannot have that status.
pub fn want(measure: &Measure, stage: Option<StageId>, text: &str, sources: &mut Sources) -> Result<Want, WantError> {
    let span = sources.add("--want", text).span();
    let text = text.trim();
    let unquoted = text.trim_matches('"');
    let outcome = text.strip_prefix("outcome").map_or(unquoted, |rest| rest.trim_start_matches([' ', '.', '=', ':']));
    let outcome = outcome.trim_matches('"');
    if let Some(index) = measure.outcomes.iter().position(|own| own.text.text == outcome) {
        return Ok(Want::Outcome(index));
    }
    let words = text.replace(['-', '_'], " ");
    let status = STATUSES.into_iter().find(|status| {
        let rest = words.strip_suffix(status.words());
        rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(['.', ' ']))
    });
    let name = status.map_or(text, |status| {
        text.get(..text.len() - status.words().len()).unwrap_or(text).trim_end_matches(['.', ' '])
    });
    if let Some(id) = stage_of(measure, stage, name).filter(|_| !text.is_empty()) {
        let status = status.unwrap_or(Status::Passed);
        let status = match status {
            Status::Met => Status::Passed,
            Status::NotMet => Status::NotPassed,
            status => status,
        };
        if matches!(status, Status::Pending | Status::Unknown) {
            let help = "a stage can be passed, not passed, failed, no quorum, undecided, reached or not reached";
            let (what, name) = ("stage", name.to_owned());
            return Err(WantError::Status { what, name, status: status.words(), help, span });
        }
        return Ok(Want::Stage(id, status));
    }
    if let Some(id) = condition_of(measure, stage, name) {
        return match status {
            None | Some(Status::Met | Status::Passed) => Ok(Want::Condition(id, true)),
            Some(Status::NotMet | Status::NotPassed | Status::Failed) => Ok(Want::Condition(id, false)),
            Some(status) => {
                let help = "a requirement can be met or not met";
                let (what, name) = ("requirement", name.to_owned());
                Err(WantError::Status { what, name, status: status.words(), help, span })
            }
        };
    }
    let help = help(measure, text, name, outcome);
    Err(WantError::Unknown { text: text.to_owned(), measure: measure.name.text.to_string(), help, span })
}

/// The stage of a name; without a name the one that is meant, if there is only one.
fn stage_of(measure: &Measure, stage: Option<StageId>, name: &str) -> Option<StageId> {
    if !name.is_empty() {
        let own = measure.stages.ids().next().filter(|_| measure.stages.len() == 1 && measure.name.text == name);
        return measure.stage_named(name).or(own);
    }
    stage.or_else(|| measure.stages.ids().next().filter(|_| measure.stages.len() == 1))
}

/// The condition of a path, or of a name that only one has.
fn condition_of(measure: &Measure, stage: Option<StageId>, name: &str) -> Option<ConditionId> {
    let by_path = measure.conditions.ids().find(|&id| measure.condition_path(id) == name);
    let mut named = measure
        .conditions
        .iter()
        .filter(|(_, own)| own.name.text == name && stage.is_none_or(|stage| own.stage == stage))
        .map(|(id, _)| id);
    let only = named.next().filter(|_| named.next().is_none());
    by_path.or(only)
}

fn help(measure: &Measure, text: &str, name: &str, outcome: &str) -> String {
    let stages = measure.stages.values().filter_map(|own| own.name.as_ref()).map(|own| own.text.to_string());
    let conditions = measure.conditions.ids().map(|id| measure.condition_path(id).to_string());
    let names: Vec<String> = stages.chain(conditions).collect();
    let outcomes: Vec<&str> = measure.outcomes.iter().map(|own| own.text.text.as_str()).collect();
    if let Some(near) = suggest::nearest(name, names.iter().map(String::as_str)) {
        return format!("did you mean `{near}`?");
    }
    if let Some(near) = suggest::nearest(outcome, outcomes.iter().copied()) {
        return format!("did you mean `outcome \"{near}\"`?");
    }
    let with_status = |name: &String| STATUSES.map(|status| format!("{name}.{}", status.words()));
    let alone = STATUSES.iter().map(|status| status.words().to_owned());
    let full: Vec<String> = names.iter().flat_map(with_status).chain(alone).collect();
    if let Some(near) = suggest::nearest(text, full.iter().map(String::as_str)) {
        return format!("did you mean `{near}`?");
    }
    if names.is_empty() {
        return "it can be `passed`, `not passed`, `failed`, `no quorum` or `undecided`".to_owned();
    }
    let short = or_list(names.iter().take(8));
    format!("it can be {short}, each followed by what it is to be: `passed`, `failed`, `not met`")
}
