//! What was found of rules as JSON.

use serde::{Deserialize, Serialize};

use super::super::json::CanBe;
use super::super::{overrides::OverridesJson, root};
use super::words::Words;
use super::{Diffed, Found};
use crate::diff::{Change, Example, Open, Relation, Way};
use crate::inputs::Overrides;
use crate::value::{Exact, Value};

/// What `quorate diff --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DiffJson {
    /// The rules, in the order they are held against each other.
    pub rules: Vec<RuleJson>,
    /// How each stands to each that comes after it.
    pub relations: Vec<RelationJson>,
    /// Of two rules: where one passes and the other does not, in both directions.
    pub ways: Vec<WayJson>,
    /// Of two rules: where they pass alike, and do not give the same result.
    pub otherwise: Vec<OtherwiseJson>,
    /// Of two rules: how much of a sweep they disagree on; empty if they have not what a sweep needs.
    pub sweeps: Vec<SweptJson>,
    /// Of two rules: the clauses in which their texts differ.
    pub clauses: Vec<ClauseJson>,
    /// What is to be noted.
    pub notes: Vec<String>,
}

/// One of the rules.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RuleJson {
    /// What it is called here.
    pub name: String,
    /// The measure it is, or is a variant of.
    pub measure: String,
    /// Its title.
    pub title: Option<String>,
    /// The stage that was judged by itself.
    pub stage: Option<String>,
    /// What was moved, and what was set aside.
    #[serde(flatten)]
    pub overrides: OverridesJson,
}

/// How one rule stands to another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RelationJson {
    /// The one.
    pub first: String,
    /// The other.
    pub second: String,
    /// The first against the second.
    pub relation: Relation,
    /// Whether they surely give the same result on all votes; null if that was not asked.
    pub same: Option<bool>,
}

/// Where one passes and the other does not.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WayJson {
    /// The one that passes.
    pub passes: String,
    /// The one that does not.
    pub fails: String,
    /// Whether that can be.
    pub can: CanBe,
    /// The steps after which it was not decided; null if that is for what is not linear.
    pub after: Option<u64>,
    /// In each case all of these hold.
    pub cases: Vec<Vec<CaseJson>>,
    /// Whether there may be other cases.
    pub more: bool,
    /// An example with as few people as can be.
    pub smallest: Option<ExampleJson>,
    /// Whether it is certain that fewer cannot be.
    pub least: Option<bool>,
    /// An example in round numbers.
    pub round: Option<ExampleJson>,
    /// What all counts of that example are multiples of.
    pub unit: Option<String>,
}

/// Something that holds in a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CaseJson {
    /// The rule it is a requirement of, or `both`; empty for what is no requirement.
    pub of: String,
    /// The requirement.
    pub name: String,
    /// Whether it is met.
    pub met: bool,
    /// What holds, in the requirement's own words with the numbers its parameters stand for.
    pub text: String,
}

/// Figures, and what the two rules make of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExampleJson {
    /// The figures.
    pub figures: Vec<FigureJson>,
    /// The results of the first and the second rule.
    pub says: [String; 2],
}

/// One figure.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FigureJson {
    /// The input.
    pub name: String,
    /// Its row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// Its value.
    pub value: String,
}

/// Where two rules pass alike, and do not give the same result.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OtherwiseJson {
    /// The results of the first and the second rule.
    pub says: [String; 2],
    /// An example.
    pub example: ExampleJson,
}

/// How much of a sweep two rules disagree on.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SweptJson {
    /// All points that both judge.
    pub points: u64,
    /// Points at which a `given` does not hold, and which are left out.
    pub bad_data: u64,
    /// Points that could not be judged, and are left out.
    pub not_judged: u64,
    /// Where the first passes and the second does not.
    pub first_only: u64,
    /// Where the second passes and the first does not.
    pub second_only: u64,
    /// What was swept, in sentences.
    pub says: Vec<String>,
}

/// A clause in which the texts differ.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ClauseJson {
    /// What makes the first the second.
    pub change: Change,
    /// What it is.
    pub what: String,
    /// Its name.
    pub name: String,
    /// What the first says.
    pub first: Option<String>,
    /// What the second says.
    pub second: Option<String>,
}

/// The same as JSON.
pub fn json(diffed: &Diffed<'_, '_>) -> DiffJson {
    let words = Words::new(diffed);
    let rules = diffed.common.columns.iter().zip(words.labels()).enumerate().map(|(at, (column, label))| {
        let facts = diffed.common.facts.get(at);
        let stage = column.stage.and_then(|id| column.rules().stages.at(id).name.as_ref());
        RuleJson {
            name: label.clone(),
            measure: root(column.program, column.measure).name.text.to_string(),
            title: column.rules().title.as_ref().map(|title| title.text.to_string()),
            stage: stage.map(|name| name.text.to_string()),
            overrides: facts.map(|facts| OverridesJson::new(&Overrides::of(facts))).unwrap_or_default(),
        }
    });
    let mut answer = DiffJson {
        rules: rules.collect(),
        relations: Vec::new(),
        ways: Vec::new(),
        otherwise: Vec::new(),
        sweeps: Vec::new(),
        clauses: Vec::new(),
        notes: words.notes(),
    };
    let relation = |first: usize, second: usize, relation: Relation, same| RelationJson {
        first: words.label(first).to_owned(),
        second: words.label(second).to_owned(),
        relation,
        same,
    };
    match diffed.found {
        Found::Table(matrix) => {
            for first in 0..matrix.len() {
                for second in first + 1..matrix.len() {
                    answer.relations.push(relation(first, second, matrix.relation(first, second), None));
                }
            }
        }
        Found::Pair { pair, clauses, shares } => {
            answer.relations.push(relation(0, 1, pair.relation(), Some(pair.is_same())));
            answer.ways = vec![way(&words, &pair.first_only, [0, 1]), way(&words, &pair.second_only, [1, 0])];
            let otherwise = pair.otherwise.iter().map(|(_, found)| {
                let found = example(&words, found);
                OtherwiseJson { says: found.says.clone(), example: found }
            });
            answer.otherwise = otherwise.collect();
            let sweeps = shares.iter().map(|(share, says)| SweptJson {
                points: share.points,
                bad_data: share.bad_data,
                not_judged: share.not_judged,
                first_only: share.first_only,
                second_only: share.second_only,
                says: says.clone(),
            });
            answer.sweeps = sweeps.collect();
            let clauses = clauses.iter().map(|clause| {
                let [first, second] = clause.texts.clone();
                ClauseJson {
                    change: clause.change,
                    what: clause.what.to_owned(),
                    name: clause.name.to_string(),
                    first,
                    second,
                }
            });
            answer.clauses = clauses.collect();
        }
    }
    answer
}

fn way(words: &Words<'_, '_>, way: &Way, [passing, failing]: [usize; 2]) -> WayJson {
    let found = way.found();
    let after = match way {
        Way::NotDecided(Open::Steps(after)) => Some(*after),
        Way::NotDecided(Open::NotLinear) | Way::Never | Way::Can(_) => None,
    };
    let case = |case: &Vec<crate::diff::Literal>| {
        let literals = case.iter().map(|literal| {
            let told = words.literal(*literal);
            CaseJson { of: told.of, name: told.name, met: told.holds, text: told.text }
        });
        literals.collect()
    };
    WayJson {
        passes: words.label(passing).to_owned(),
        fails: words.label(failing).to_owned(),
        can: way.can().into(),
        after,
        cases: found.map_or_else(Vec::new, |found| found.region.cases.iter().map(case).collect()),
        more: found.is_some_and(|found| found.region.more),
        smallest: found.map(|found| example(words, &found.smallest)),
        least: found.map(|found| found.least),
        round: found.and_then(|found| found.round.as_ref()).map(|(round, _)| example(words, round)),
        unit: found.and_then(|found| found.round.as_ref()).map(|(_, unit)| Exact::to_string(unit)),
    }
}

fn example(words: &Words<'_, '_>, example: &Example) -> ExampleJson {
    let figures = example.figures.iter().map(|figure| FigureJson {
        name: figure.name.to_string(),
        row: figure.row.as_ref().map(ToString::to_string),
        value: match &figure.value {
            Value::Number(number) => number.to_string(),
            Value::Date(day) => day.to_string(),
            Value::Duration(duration) => duration.to_string(),
            Value::Truth(truth) => truth.to_string(),
        },
    });
    let [first, second] = example.says;
    ExampleJson { figures: figures.collect(), says: [words.says(0, first), words.says(1, second)] }
}
