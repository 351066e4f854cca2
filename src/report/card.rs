//! A measure as a page that a lawyer reads: its stages, each rule in a sentence, its numbers with their sources, its
//! variants side by side, and what it comes to on the votes of its scenarios and tests.

mod build;
mod cases;
mod diagram;
mod findings;
mod flow;
mod html;
mod markdown;
mod variants;

use serde::{Deserialize, Serialize};

pub use build::card;
pub use html::html;
pub use markdown::markdown;

use crate::evaluate::StageStatus;
use crate::program::{ConditionKind, Status};
use crate::prose::status_words;

/// A measure or variant, as a card says it. It is also the JSON of `quorate card`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Card {
    /// Its name in the rule file.
    pub name: String,
    /// Its title; its name, if it has none.
    pub title: String,
    /// What it is a variant of, and what it changes in it.
    pub variant: Option<VariantCard>,
    /// `California, United States`
    pub jurisdiction: Option<String>,
    /// What the measure as a whole rests on: numbers into [`Card::references`].
    pub sources: Vec<usize>,
    /// The whole rule in one sentence.
    pub summary: String,
    /// The stages, each after those it comes after.
    pub stages: Vec<StageCard>,
    /// What follows, in the order in which it is read.
    pub outcomes: Vec<OutcomeCard>,
    /// Names that the rule gives to what is worked out, outside its stages.
    pub terms: Vec<Sentence>,
    /// What the rule fixes.
    pub parameters: Vec<ParameterCard>,
    /// What the world supplies.
    pub inputs: Vec<InputCard>,
    /// What all figures satisfy.
    pub givens: Vec<Sentence>,
    /// What is to be known for reading it.
    pub notes: Vec<String>,
    /// Its variants, each with what it changes.
    pub variants: Vec<VariantCard>,
    /// The votes of its scenarios, under the measure and each of its variants.
    pub scenarios: Vec<CaseCard>,
    /// The cases that its tests hold it to.
    pub tests: Vec<CaseCard>,
    /// What an audit of the rule found, a sentence each.
    pub findings: Vec<String>,
    /// What is cited, in the order of its numbers, which begin at one.
    pub references: Vec<String>,
}

/// Something said, with what it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Sentence {
    /// What the rule calls it.
    pub name: String,
    /// The sentence.
    pub text: String,
    /// Numbers into [`Card::references`].
    pub sources: Vec<usize>,
}

/// A stage with its rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StageCard {
    /// Its name; none for a measure that is its own stage.
    pub name: Option<String>,
    /// Its title.
    pub title: String,
    /// When it is reached; none if it always is.
    pub reached: Option<String>,
    /// `opens`, `closes`, `held`
    pub dates: Vec<Sentence>,
    /// What must be met, with the kind of each.
    pub conditions: Vec<RuleCard>,
    /// What the conditions come to together, where that does not go without saying.
    pub together: Option<String>,
    /// Names that the stage gives to what is worked out.
    pub terms: Vec<Sentence>,
    /// What follows when it passes.
    pub effects: Vec<Sentence>,
    /// What it leads to, by how it ends.
    pub exits: Vec<Exit>,
    /// Numbers into [`Card::references`].
    pub sources: Vec<usize>,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleCard {
    /// Which of the three.
    pub kind: ConditionKind,
    /// The sentence.
    #[serde(flatten)]
    pub sentence: Sentence,
    /// The whole number it comes to, where the rule alone decides it.
    pub figure: Option<String>,
}

/// How a stage may end, and what that leads to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Exit {
    /// How it ends.
    pub how: StageStatus,
    /// The stages it leads to, by position.
    pub stages: Vec<usize>,
    /// The outcomes it leads to, by position; several if other stages decide which.
    pub outcomes: Vec<usize>,
}

/// What follows, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutcomeCard {
    /// What follows.
    pub text: String,
    /// When; none if nothing before it holds.
    pub when: Option<String>,
    /// Numbers into [`Card::references`].
    pub sources: Vec<usize>,
}

/// What the rule fixes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParameterCard {
    /// Its path in the rule file.
    pub name: String,
    /// What it is.
    pub about: String,
    /// Its value, or its values by date or by row.
    pub values: Vec<Sentence>,
    /// Numbers into [`Card::references`].
    pub sources: Vec<usize>,
}

/// What the world supplies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputCard {
    /// Its path in the rule file.
    pub name: String,
    /// What it is called in the sentences.
    pub called: String,
    /// What it is, in the words of the rule's author.
    pub about: Option<String>,
    /// `a whole number`, `for each canton a whole number`
    pub kind: String,
    /// Numbers into [`Card::references`].
    pub sources: Vec<usize>,
}

/// A variant with what it changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VariantCard {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What it is directly a variant of, by name.
    pub of: String,
    /// What it changes in the measure of the card, a sentence each; of a card's own variant, in what it is a variant of.
    pub changes: Vec<Sentence>,
    /// Numbers into [`Card::references`].
    pub sources: Vec<usize>,
}

/// Votes with what they come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseCard {
    /// What the case is.
    pub title: String,
    /// The votes.
    pub votes: Vec<String>,
    /// What they come to under each rule, the first the measure's own; a test has one.
    pub results: Vec<ResultCard>,
    /// Numbers into [`Card::references`].
    pub sources: Vec<usize>,
}

/// What votes come to under one rule.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResultCard {
    /// The measure or variant.
    pub rule: String,
    /// `passes`, `fails`, `no quorum`, an outcome; none if the rule cannot be put to these votes.
    pub result: Option<String>,
    /// The condition that decided, with its margin.
    pub why: Option<String>,
}

impl Card {
    /// With what an audit found, a sentence each.
    #[must_use]
    pub fn with_findings(mut self, findings: Vec<String>) -> Self {
        self.findings = findings;
        self
    }

    /// Whether the measure is its own and only stage.
    fn is_simple(&self) -> bool {
        matches!(self.stages.as_slice(), [only] if only.name.is_none())
    }

    /// What is said of an ending that leads to no stage and no outcome.
    fn nothing(&self, exit: &Exit) -> &'static str {
        if self.outcomes.is_empty() { ends(exit.how) } else { "no outcome follows" }
    }

    /// Whether a measure has outcomes, and this ending leads to none.
    fn is_idle(&self, exit: &Exit) -> bool {
        exit.stages.is_empty() && exit.outcomes.is_empty() && !self.outcomes.is_empty()
    }

    /// What a way to end leads to, in words; none if to the next stage, which stands below.
    fn leads(&self, at: usize, exit: &Exit) -> Option<String> {
        if exit.stages.as_slice() == [at + 1] && exit.outcomes.is_empty() {
            return None;
        }
        let text = |at: &usize| self.outcomes.get(*at).map(|outcome| outcome.text.as_str());
        match (exit.stages.as_slice(), exit.outcomes.as_slice()) {
            ([], []) => return Some(self.nothing(exit).to_owned()),
            ([], [only]) => return text(only).map(str::to_owned),
            _ => {}
        }
        let titled = |stage: &usize| Some(format!("on to {}. {}", stage + 1, self.stages.get(*stage)?.title));
        let mut parts: Vec<String> = exit.stages.iter().filter_map(titled).collect();
        match exit.outcomes.as_slice() {
            few @ ([] | [_] | [_, _]) => parts.extend(few.iter().filter_map(text).map(|text| format!("“{text}”"))),
            _ => parts.push("one of several outcomes".to_owned()),
        }
        Some(parts.join(", or "))
    }
}

/// What an input is: in the words of the rule's author, after what it is called, if that is something else.
fn what(input: &InputCard) -> String {
    let called = input.called.strip_prefix("the ").unwrap_or(&input.called);
    match &input.about {
        Some(about) if input.called.contains('“') => about.clone(),
        Some(about) if !input.called.starts_with("whether ") && !about.starts_with(called) => {
            format!("{called}: {about}")
        }
        Some(about) if input.called.starts_with("whether ") => format!("whether {about}"),
        Some(about) => about.clone(),
        None => called.to_owned(),
    }
}

/// What a measure without outcomes comes to.
const fn ends(how: StageStatus) -> &'static str {
    match how {
        StageStatus::Passed => "The measure passes",
        StageStatus::Failed => "The measure fails",
        StageStatus::NoQuorum => "No decision: there is no quorum",
        StageStatus::Undecided | StageStatus::NotReached => "Nothing is decided",
    }
}

/// What a stage does that ends so: `passes`.
const fn does(how: StageStatus) -> &'static str {
    status_words(match how {
        StageStatus::Passed => Status::Passed,
        StageStatus::Failed => Status::Failed,
        StageStatus::NoQuorum => Status::NoQuorum,
        StageStatus::Undecided => Status::Undecided,
        StageStatus::NotReached => Status::NotReached,
    })
}

/// A number of [`Card::references`] where several names go with what they cite.
#[derive(Debug, Default)]
struct References {
    list: Vec<String>,
}

impl References {
    /// The numbers of what is cited, each thing cited once.
    fn cite<'a>(&mut self, sources: impl IntoIterator<Item = &'a crate::syntax::ast::Text>) -> Vec<usize> {
        let mut numbers = Vec::new();
        for source in sources {
            let at = self.list.iter().position(|own| *own == source.text).unwrap_or_else(|| {
                self.list.push(source.text.to_string());
                self.list.len() - 1
            });
            if !numbers.contains(&(at + 1)) {
                numbers.push(at + 1);
            }
        }
        numbers
    }
}

/// What a condition is called.
const fn kind(kind: ConditionKind) -> &'static str {
    match kind {
        ConditionKind::Require => "Requirement",
        ConditionKind::Quorum => "Quorum",
        ConditionKind::Reject => "Rejection",
    }
}
