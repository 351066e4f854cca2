//! What follows from the rules alone, each with figures in people that the rules have judged.
//!
//! Every question is asked of a stage judged by itself, but for what can be reached: that is asked of the whole measure.
//! Counts are whole numbers that satisfy every `given`; parameters are as the rule fixes them. What is not linear is left
//! out and named, and what takes too many steps is not decided; neither is ever guessed.

mod ask;
mod boundary;
mod conditions;
mod least;
mod paradox;
mod reach;
mod tests;
mod votes;

pub use tests::tests;

use crate::decision::NotLinear;
use crate::evaluate::{Judgement, StageStatus};
use crate::facts::Facts;
use crate::program::{ConditionId, InputId, Measure, StageId, TableId};
use crate::value::Exact;
use serde::{Deserialize, Serialize};

use self::ask::{Asker, Can};
use self::votes::Votes;

/// What one question may cost in steps.
const STEPS: u64 = 100_000;
/// The electorate of examples, where none is given.
const ELECTORATE: i128 = 1_000_000;

/// What an audit starts from.
#[derive(Clone, Debug)]
pub struct Options {
    /// What is known beforehand, as [`bind`](crate::inputs::bind) gives it; usually nothing but the rule's parameters.
    pub facts: Facts,
    /// Only this stage.
    pub stage: Option<StageId>,
    /// How many the electorate of examples is to have, where it is not known.
    pub electorate: Exact,
    /// What one question may cost in steps.
    pub steps: u64,
}

impl Options {
    /// All stages, on what is known.
    pub fn new(facts: Facts) -> Self {
        Self { facts, stage: None, electorate: Exact::integer(ELECTORATE), steps: STEPS }
    }
}

/// What was found, what was asked without finding anything, and what could not be answered.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// Stage by stage, then of the whole measure.
    pub findings: Vec<AuditFinding>,
    /// Faults that were looked for and are not there.
    pub clean: Vec<Asked>,
    /// What was not answered.
    pub open: Vec<Open>,
}

/// A question: what was looked for, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What was looked for.
    pub code: Code,
    /// In which stage; `None` for the measure as a whole.
    pub stage: Option<StageId>,
    /// Of which condition, if it is one's.
    pub condition: Option<ConditionId>,
}

/// A question that was not answered.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    /// The question.
    pub asked: Asked,
    /// Why not.
    pub why: Why,
}

/// Why a question was not answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// The work was not finished.
    NotDecided,
    /// A text of the rules is not linear; what was found holds without it.
    NotLinear(NotLinear),
    /// The rows of a table come with the votes.
    NoRows(TableId),
    /// Of some kind of vote it cannot be said whether it is for passing or against it.
    NoSides(InputId),
}

/// What kind of thing is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// The fewest votes with which a stage can pass.
    LeastVotes,
    /// Where a condition turns.
    Boundary,
    /// More of what can only hinder by itself turns a fail into a pass.
    NoShow,
    /// More of what can only help by itself turns a pass into a fail.
    MoreYes,
    /// A condition follows from others.
    Implied,
    /// Nothing meets a condition.
    Impossible,
    /// Everything meets a condition.
    Always,
    /// A stage passes when nobody votes.
    NoVotes,
    /// A stage, status or outcome that cannot be.
    Unreachable,
    /// Nothing follows.
    NoOutcome,
}

impl Code {
    /// Those that are probably not meant, in the order they are listed.
    pub const FAULTS: [Self; 8] = [
        Self::NoShow,
        Self::MoreYes,
        Self::Implied,
        Self::Impossible,
        Self::Always,
        Self::NoVotes,
        Self::Unreachable,
        Self::NoOutcome,
    ];

    /// Its name: `no-show`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::LeastVotes => "least-votes",
            Self::Boundary => "boundary",
            Self::NoShow => "no-show",
            Self::MoreYes => "more-yes",
            Self::Implied => "implied",
            Self::Impossible => "impossible",
            Self::Always => "always",
            Self::NoVotes => "no-votes",
            Self::Unreachable => "unreachable",
            Self::NoOutcome => "no-outcome",
        }
    }

    /// Whether it is probably not meant.
    pub fn is_fault(self) -> bool {
        Self::FAULTS.contains(&self)
    }
}

/// Figures, and what the rules make of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The figures.
    pub facts: Facts,
    /// The result of the stage by itself, or of the measure as a whole.
    pub outcome: Judgement,
}

/// Something that follows from the rules.
#[derive(Clone, Debug, PartialEq)]
pub enum AuditFinding {
    /// A stage cannot pass with fewer votes for it.
    LeastVotes(Box<LeastVotes>),
    /// A condition turns here.
    Boundary(Box<Boundary>),
    /// More of what can only hinder by itself turns a fail into a pass.
    NoShow(Box<Paradox>),
    /// More of what can only help by itself turns a pass into a fail.
    MoreYes(Box<Paradox>),
    /// Whenever the others are met (a `reject` not met), so is this.
    Implied {
        /// The condition.
        condition: ConditionId,
        /// Those it follows from, none of them idle.
        by: Vec<ConditionId>,
    },
    /// Nothing meets it.
    Impossible(ConditionId),
    /// Everything meets it.
    Always {
        /// The condition.
        condition: ConditionId,
        /// Unless a share is one of nothing.
        unless_empty: bool,
    },
    /// A stage passes although nobody votes.
    NoVotes {
        /// The stage.
        stage: StageId,
        /// How.
        example: Box<Example>,
    },
    /// No figures satisfy every `given`.
    NoFigures,
    /// A stage that is never reached.
    UnreachableStage(StageId),
    /// A stage that never has this status once it is reached.
    UnreachableStatus(StageId, StageStatus),
    /// An outcome that never follows, by its place in the measure.
    UnreachableOutcome(usize),
    /// No outcome follows.
    NoOutcome {
        /// From these figures.
        example: Box<Example>,
    },
}

/// The fewest votes with which a stage can pass.
#[derive(Clone, Debug, PartialEq)]
pub struct LeastVotes {
    /// The stage.
    pub stage: StageId,
    /// The votes that are for passing.
    pub votes: Vec<InputId>,
    /// The count that they are a share of.
    pub electorate: Option<InputId>,
    /// Their least share of the electorate, however large that is; `None` if it differs with its size.
    pub share: Option<Share>,
    /// How many they are in the example.
    pub amount: Exact,
    /// Of an electorate of so many.
    pub of: Option<Exact>,
    /// Like this it passes.
    pub example: Example,
}

/// A share that is the least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The share.
    pub value: Exact,
    /// Whether exactly that is enough.
    pub enough: bool,
}

/// Counts that turn a stage the wrong way.
#[derive(Clone, Debug, PartialEq)]
pub struct Paradox {
    /// The stage.
    pub stage: StageId,
    /// The votes that are added.
    pub votes: Vec<InputId>,
    /// The counts that go up with them: ballots cast.
    pub with: Vec<InputId>,
    /// How many are added.
    pub amount: Exact,
    /// Before.
    pub before: Example,
    /// After.
    pub after: Example,
}

/// Where a condition turns: figures that are one vote or day apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Boundary {
    /// The condition.
    pub condition: ConditionId,
    /// What differs by one: a vote, perhaps with the ballots cast, or with a vote of another kind that it was before.
    pub inputs: Vec<InputId>,
    /// Nothing else decides: the stage passes on the one side and not on the other.
    pub turns_stage: bool,
    /// With the smaller count, or the earlier day.
    pub below: Example,
    /// With one more.
    pub above: Example,
}

impl AuditFinding {
    /// What kind of thing it is.
    pub fn code(&self) -> Code {
        match self {
            Self::LeastVotes(_) => Code::LeastVotes,
            Self::Boundary(_) => Code::Boundary,
            Self::NoShow(_) => Code::NoShow,
            Self::MoreYes(_) => Code::MoreYes,
            Self::Implied { .. } => Code::Implied,
            Self::Impossible(_) | Self::NoFigures => Code::Impossible,
            Self::Always { .. } => Code::Always,
            Self::NoVotes { .. } => Code::NoVotes,
            Self::UnreachableStage(_) | Self::UnreachableStatus(..) | Self::UnreachableOutcome(_) => Code::Unreachable,
            Self::NoOutcome { .. } => Code::NoOutcome,
        }
    }

    /// The stage it is about; `None` for the measure as a whole.
    pub fn stage(&self, measure: &Measure) -> Option<StageId> {
        match self {
            Self::LeastVotes(found) => Some(found.stage),
            Self::NoShow(found) | Self::MoreYes(found) => Some(found.stage),
            Self::NoVotes { stage, .. } | Self::UnreachableStage(stage) | Self::UnreachableStatus(stage, _) => {
                Some(*stage)
            }
            Self::Boundary(found) => Some(measure.conditions.at(found.condition).stage),
            Self::Implied { condition, .. } | Self::Impossible(condition) | Self::Always { condition, .. } => {
                Some(measure.conditions.at(*condition).stage)
            }
            Self::NoFigures | Self::UnreachableOutcome(_) | Self::NoOutcome { .. } => None,
        }
    }
}

/// Asks everything of a measure.
pub fn audit(measure: &Measure, options: &Options) -> Audit {
    let mut audit = Audit::default();
    let Some(mut asker) = Asker::new(measure, options, false) else { return audit };
    if let Some(reason) = &asker.rules.given_not_linear {
        audit.left_open(Code::Impossible, None, None, Why::NotLinear(reason.clone()));
    }
    match asker.can(&[]) {
        Can::Yes(_) => {}
        Can::No => {
            audit.findings.push(AuditFinding::NoFigures);
            return audit;
        }
        Can::Open => audit.left_open(Code::Impossible, None, None, Why::NotDecided),
    }
    let stages = measure.stages.ids().filter(|stage| options.stage.is_none_or(|only| only == *stage));
    for stage in stages {
        let conditions = &measure.stages.at(stage).conditions;
        let rowless = conditions.iter().find_map(|id| without_rows(measure, &options.facts, *id));
        if let Some(table) = rowless {
            audit.left_open(Code::LeastVotes, Some(stage), None, Why::NoRows(table));
            continue;
        }
        for &id in conditions {
            if let Err(reason) = asker.rules.conditions.at(id) {
                // What is asked of every condition is not answered of this one.
                for code in [Code::LeastVotes, Code::Boundary, Code::Impossible, Code::Always, Code::Implied] {
                    audit.left_open(code, Some(stage), Some(id), Why::NotLinear(reason.clone()));
                }
            }
        }
        let passing = asker.passing(stage);
        let votes = Votes::of(&asker, stage, &passing);
        let mut look = Look { asker: &mut asker, options, audit: &mut audit, stage, votes: &votes, passing: &passing };
        look.least_votes();
        look.paradoxes();
        look.without_votes();
        look.conditions();
        look.boundaries();
    }
    let all = measure.stages.values().flat_map(|stage| &stage.conditions);
    match all.filter_map(|id| without_rows(measure, &options.facts, *id)).next() {
        // Without rows nothing passes, which says nothing about the rules.
        Some(table) => audit.left_open(Code::Unreachable, None, None, Why::NoRows(table)),
        None => reach::reach(measure, &asker, options, &mut audit),
    }
    audit
}

/// A look at one stage.
struct Look<'l, 'a> {
    asker: &'l mut Asker<'a>,
    options: &'l Options,
    audit: &'l mut Audit,
    stage: StageId,
    votes: &'l Votes,
    passing: &'l ask::Passing,
}

impl Look<'_, '_> {
    fn passes(&self, example: &Example) -> Option<bool> {
        self.passing.passes(self.asker.measure, example)
    }

    fn clean(&mut self, code: Code, condition: Option<ConditionId>) {
        self.audit.clean.push(Asked { code, stage: Some(self.stage), condition });
    }

    fn not_decided(&mut self, code: Code, condition: Option<ConditionId>) {
        self.audit.left_open(code, Some(self.stage), condition, Why::NotDecided);
    }
}

impl Audit {
    fn left_open(&mut self, code: Code, stage: Option<StageId>, condition: Option<ConditionId>, why: Why) {
        let open = Open { asked: Asked { code, stage, condition }, why };
        // One text may be in the way of several outcomes.
        if !self.open.contains(&open) {
            self.open.push(open);
        }
    }

    /// Whether something of this kind was found.
    pub fn has(&self, code: Code) -> bool {
        self.findings.iter().any(|finding| finding.code() == code)
    }
}

/// A table that a condition goes through and of which no row is known.
fn without_rows(measure: &Measure, facts: &Facts, condition: ConditionId) -> Option<TableId> {
    let condition = measure.conditions.at(condition);
    let inputs = condition.inputs.iter().filter_map(|id| measure.inputs.at(*id).table);
    let parameters = condition.parameters.iter().filter_map(|id| measure.parameters.at(*id).table);
    inputs.chain(parameters).find(|table| facts.rows.get(*table).is_none_or(Vec::is_empty))
}

/// Whether an input is one that a stage depends on, or its own.
pub(crate) fn concerns(measure: &Measure, stage: Option<StageId>, id: InputId) -> bool {
    let Some(stage) = stage else { return true };
    let mut conditions = measure.stages.at(stage).conditions.iter().map(|id| measure.conditions.at(*id));
    let own = measure.inputs.at(id).stage;
    let is_own = own == Some(stage) || own.is_none() && measure.stages.len() == 1;
    is_own || conditions.any(|condition| condition.inputs.contains(&id))
}
