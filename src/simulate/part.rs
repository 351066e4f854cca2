//! Which of a measure's inputs the drawn people are.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use super::{SimulateError, Votes};
use crate::program::{InputId, Measure, StageId};
use crate::source::Source;
use crate::span::Span;
use crate::suggest;
use crate::value::Kind;
use crate::words::{and_list, or_list};

/// What is drawn, or what is drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Those who may vote: turnout is a share of them.
    Registered,
    /// Ballots cast.
    Ballots,
    /// Ballots that are neither Yes nor No.
    Invalid,
    /// Yes and No.
    Valid,
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Registered, Self::Ballots, Self::Invalid, Self::Valid, Self::Yes, Self::No];

    /// The name it has in options.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Ballots => "ballots",
            Self::Invalid => "invalid",
            Self::Valid => "valid",
            Self::Yes => "yes",
            Self::No => "no",
        }
    }

    /// What measures call it.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Registered => &["registered", "electorate", "eligible", "entitled"],
            Self::Ballots => &["ballots", "papers", "cast"],
            Self::Invalid => &["invalid", "informal", "spoiled", "rejected"],
            Self::Valid => &["valid"],
            Self::Yes => &["yes", "ayes", "aye"],
            Self::No => &["no", "noes", "nay"],
        }
    }

    /// The drawn people; `None` for those they are drawn from.
    pub fn of(self, votes: &Votes) -> Option<&[i64]> {
        match self {
            Self::Registered => None,
            Self::Ballots => Some(&votes.ballots),
            Self::Invalid => Some(&votes.invalid),
            Self::Valid => Some(&votes.valid),
            Self::Yes => Some(&votes.yes),
            Self::No => Some(&votes.no),
        }
    }
}

/// `--as yes=leave`: an input that has another name than its part.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The part.
    pub part: Part,
    /// The input's name.
    pub input: SmolStr,
    /// Where it is written.
    pub span: Span,
}

impl Named {
    /// Reads `yes=leave`.
    ///
    /// # Errors
    /// If it is written otherwise, or there is no such part.
    pub fn read(source: &Source) -> Result<Self, Vec<SimulateError>> {
        let span = source.span();
        let names = || Part::ALL.map(Part::name);
        let wrong = |problem: String, help: String| Err(vec![SimulateError::Part { problem, help, span }]);
        let Some((name, input)) = source.text.split_once('=') else {
            let problem = format!("`{}` does not say which input is which", source.text);
            return wrong(problem, "write `--as yes=leave`".to_owned());
        };
        let (name, input) = (name.trim(), input.trim());
        match Part::ALL.into_iter().find(|part| part.name() == name) {
            Some(part) => Ok(Self { part, input: input.into(), span }),
            None => {
                let help = match suggest::nearest(name, names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("these can have other names: {}", and_list(names())),
                };
                wrong(format!("nothing that is drawn is called `{name}`"), help)
            }
        }
    }
}

/// The inputs of a stage that are drawn, with their parts.
///
/// # Errors
/// If there is none for Yes, an input that is named is not there, or the votes are counted by row.
pub(super) fn parts(
    measure: &Measure,
    stage: StageId,
    named: &[Named],
) -> Result<Vec<(Part, InputId)>, Vec<SimulateError>> {
    let counts = || {
        let own = move |of: Option<StageId>| of.is_none() || of == Some(stage);
        measure.inputs.iter().filter(move |(_, input)| input.kind == Kind::Count && own(input.stage))
    };
    let name = |name: &str| {
        // The stage's own before the measure's.
        counts().filter(|(_, input)| input.name.text == name).min_by_key(|(_, input)| input.stage.is_none())
    };
    let mut errors = Vec::new();
    let mut parts = Vec::new();
    for part in Part::ALL {
        let other = named.iter().find(|named| named.part == part);
        let found = match other {
            Some(named) => name(&named.input),
            None => part.names().iter().find_map(|own| name(own)),
        };
        match (found, other) {
            (Some((id, input)), _) => match input.table {
                None => parts.push((part, id)),
                Some(table) => {
                    let table = measure.tables.at(table);
                    errors.push(SimulateError::ByRow {
                        input: measure.input_path(id),
                        measure: measure.name.text.clone(),
                        table: table.name.text.clone(),
                        span: input.name.span,
                    });
                }
            },
            (None, Some(named)) => {
                let names: Vec<&str> = counts().map(|(_, input)| input.name.text.as_str()).collect();
                let help = match suggest::nearest(&named.input, names.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("its counts are {}", and_list(names)),
                };
                let problem = format!("`{}` has no count `{}`", measure.name.text, named.input);
                errors.push(SimulateError::Part { problem, help, span: named.span });
            }
            (None, None) => {}
        }
    }
    // A rule that does not count the No votes can be simulated all the same.
    if errors.is_empty() && !parts.iter().any(|(part, _)| *part == Part::Yes) {
        let names: Vec<String> = counts().map(|(_, input)| input.name.text.to_string()).collect();
        let help = if names.is_empty() {
            "it counts nobody: simulate a stage in which people vote".to_owned()
        } else {
            format!("if one of {} is it, say so: `--as yes=NAME`", or_list(names))
        };
        errors.push(SimulateError::NoVotes { measure: measure.name.text.clone(), help });
    }
    if errors.is_empty() { Ok(parts) } else { Err(errors) }
}
