//! An outcome as JSON.

use serde::{Deserialize, Serialize};

use super::explanation::{self, Change, Comparison, Part};
use super::words::StatusJson;
use crate::evaluate::{
    ConditionOutcome, DefinitionValue, MarginUnit, StageOutcome, StageStatus, Statuses, StillNeeded, Verdict,
};
use crate::facts::{Cells, Moved, Slot};
use crate::inputs::Overrides;
use crate::program::{ConditionKind, DateName, InputId, Measure, ParameterId, ParameterValue, Text};
use crate::report::order::deciding_first;
use crate::report::overrides::OverridesJson;
use crate::report::{Judged, wording};
use crate::value::{Exact, Kind};

/// What `quorate run --format json` prints.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RunJson {
    /// The measure.
    pub measure: String,
    /// The variant, if one was judged.
    pub variant: Option<String>,
    /// The measure's title.
    pub title: Option<String>,
    /// Where it is law.
    pub jurisdiction: Option<String>,
    /// The scenario that the facts start from.
    pub scenario: Option<String>,
    /// The name of the row of votes.
    pub votes: Option<String>,
    /// The stage that was judged by itself.
    pub stage: Option<String>,
    /// What follows, if it is certain.
    pub outcome: Option<String>,
    /// Every outcome still possible, in order.
    pub possible_outcomes: Vec<String>,
    /// Whether the steps ended before it was known if more than one of them can follow.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outcome_not_decided: bool,
    /// The stages that were judged.
    pub stages: Vec<StageJson>,
    /// The inputs and what is known of them.
    pub inputs: Vec<FactJson>,
    /// Definitions and dates that have one value for certain.
    pub definitions: Vec<FactJson>,
    /// What is not given, or only as a range.
    pub needs: Vec<NeedJson>,
    /// What was left aside.
    pub notes: Vec<String>,
    /// What was moved, and what was set aside.
    #[serde(flatten)]
    pub overrides: OverridesJson,
    /// What the measure's variants make of the same facts.
    pub variants: Vec<VariantJson>,
    /// The measure's sources.
    pub sources: Vec<String>,
}

/// What a variant makes of the facts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VariantJson {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// What follows, if it is certain.
    pub outcome: Option<String>,
    /// What each stage came to.
    pub stages: Vec<VariantStageJson>,
    /// What was moved, and what was set aside.
    #[serde(flatten)]
    pub overrides: OverridesJson,
}

/// What a stage came to under a variant.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VariantStageJson {
    /// Its name.
    pub name: String,
    /// Its status, as far as it is known.
    pub status: StatusJson,
    /// Every status still possible.
    pub possible: Vec<StageStatus>,
}

pub(in crate::report) fn variant(judged: &Judged<'_>) -> VariantJson {
    let rules = judged.rules();
    VariantJson {
        name: rules.name.text.to_string(),
        title: text(rules.title.as_ref()),
        outcome: certain(judged),
        stages: judged
            .outcome
            .stages
            .iter()
            .map(|stage| VariantStageJson {
                name: stage_name(judged, stage.stage),
                status: stage.possible.into(),
                possible: statuses(stage.possible),
            })
            .collect(),
        overrides: OverridesJson::new(&Overrides::of(judged.facts)),
    }
}

fn outcomes(judged: &Judged<'_>) -> Vec<String> {
    let clauses = judged.outcome.outcome.clauses.iter().filter_map(|&index| judged.rules().outcomes.get(index));
    clauses.map(|outcome| outcome.text.text.to_string()).collect()
}

fn certain(judged: &Judged<'_>) -> Option<String> {
    let certain = judged.outcome.outcome.certain()?;
    judged.rules().outcomes.get(certain).map(|outcome| outcome.text.text.to_string())
}

/// One stage.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StageJson {
    /// Its name; the measure's, if that is its own stage.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// Its status, as far as it is known.
    pub status: StatusJson,
    /// Every status still possible.
    pub possible: Vec<StageStatus>,
    /// Every status possible when it is judged by itself.
    pub alone: Vec<StageStatus>,
    /// Its dates.
    pub dates: Vec<DateJson>,
    /// Its conditions, the deciding one first.
    pub requirements: Vec<RequirementJson>,
    /// What would turn the stage, shortest first.
    pub changes: Vec<Change>,
    /// What missing counts decide while it is open whether the stage passes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub still_needed: Vec<StillNeededJson>,
    /// What follows if it passes.
    pub effects: Vec<String>,
    /// Its sources.
    pub sources: Vec<String>,
}

/// From where on a missing count makes a stage pass for certain, and where it cannot pass.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct StillNeededJson {
    /// The count.
    pub name: String,
    /// How many are counted already.
    pub counted: Option<String>,
    /// The least it can be.
    pub lowest: String,
    /// The most it can be, if there is an end.
    pub highest: Option<String>,
    /// With fewer it cannot pass.
    pub impossible_below: Option<String>,
    /// With more it cannot pass.
    pub impossible_above: Option<String>,
    /// From here on it passes in any case.
    pub from: Option<String>,
    /// Up to here it passes in any case.
    pub upto: Option<String>,
}

/// One of a stage's dates.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DateJson {
    /// Which of them.
    pub name: DateName,
    /// The day, if it is known.
    pub date: Option<String>,
    /// Its weekday.
    pub weekday: Option<String>,
    /// A month was counted from a day its target lacks, and ends on its last day.
    pub clamped: bool,
    /// A year for which no holidays are declared, so that its working days could not be counted.
    pub uncounted: Option<i16>,
    /// Its sources.
    pub sources: Vec<String>,
}

/// One condition. `left`, `right`, `difference` and `by` are null unless it is a single comparison whose values are known.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RequirementJson {
    /// Its name.
    pub name: String,
    /// Which of the three.
    pub kind: ConditionKind,
    /// Whether it is met.
    pub verdict: Verdict,
    /// The rule as written.
    pub text: String,
    /// The left side's value.
    pub left: Option<String>,
    /// The right side's value.
    pub right: Option<String>,
    /// Left minus right.
    pub difference: Option<String>,
    /// The margin in whole units.
    pub by: Option<String>,
    /// `people` or `days`, with a margin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<MarginUnit>,
    /// Inputs that are missing or in a range and that it hangs on.
    pub needs: Vec<String>,
    /// Its own sources.
    pub sources: Vec<String>,
    /// The parameters it uses, with their values and sources.
    pub parameters: Vec<ParameterJson>,
    /// What would turn it, shortest first.
    pub changes: Vec<Change>,
    /// The text that is not linear, so that no least change was sought.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_linear: Option<String>,
    /// No least change was sought, because the rule has too many comparisons.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub too_many: bool,
    /// The reasons, in the shape the rule is written in.
    pub explanation: Part,
}

/// A parameter that a condition uses.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ParameterJson {
    /// Its path.
    pub name: String,
    /// Its value; null for values by date or by row.
    pub value: Option<String>,
    /// Its sources.
    pub sources: Vec<String>,
}

/// A name with its value: `value` if it is known, else what bounds it, else neither.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FactJson {
    /// The path.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The value, exactly.
    pub value: Option<String>,
    /// The least it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// The most it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
    /// The table whose rows each have a value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// The values by row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<RowFactJson>,
}

/// The value of one row.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RowFactJson {
    /// The row.
    pub name: String,
    /// The value, exactly.
    pub value: Option<String>,
    /// The least it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<String>,
    /// The most it can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<String>,
}

/// An input that is missing or in a range.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NeedJson {
    /// Its path.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it is, in words.
    pub description: Option<String>,
    /// The table, if there is one for each row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
}

pub(in crate::report) fn run(judged: &Judged<'_>) -> RunJson {
    let (rules, root) = (judged.rules(), judged.root());
    RunJson {
        measure: root.name.text.to_string(),
        variant: rules.variant_of.map(|_| rules.name.text.to_string()),
        title: text(root.title.as_ref()),
        jurisdiction: text(root.jurisdiction.as_ref()),
        scenario: judged.scenario.map(|id| judged.program.scenarios.at(id).name.text.to_string()),
        votes: judged.label.map(str::to_owned),
        stage: judged.outcome.target.map(|id| stage_name(judged, id)),
        outcome: certain(judged),
        possible_outcomes: outcomes(judged),
        outcome_not_decided: judged.outcome.outcome.not_decided,
        stages: judged.outcome.stages.iter().map(|outcome| stage(judged, outcome)).collect(),
        inputs: rules.inputs.iter().filter(|(id, _)| concerns(judged, *id)).map(|(id, _)| input(judged, id)).collect(),
        definitions: definitions(judged),
        needs: rules
            .inputs
            .iter()
            .filter(|(id, _)| concerns(judged, *id) && !is_known(judged, *id))
            .map(|(id, input)| NeedJson {
                name: rules.input_path(id).to_string(),
                kind: input.kind,
                description: text(input.description.as_ref()),
                table: input.table.map(|table| rules.tables.at(table).name.text.to_string()),
            })
            .collect(),
        notes: judged.facts.notes.iter().map(|note| wording::note(rules, note)).collect(),
        overrides: OverridesJson::new(&Overrides::of(judged.facts)),
        variants: Vec::new(),
        sources: texts(&root.sources),
    }
}

/// Whether an input belongs to what was judged.
fn concerns(judged: &Judged<'_>, input: InputId) -> bool {
    let stage = judged.rules().inputs.at(input).stage;
    judged.outcome.target.is_none() || stage.is_none() || stage == judged.outcome.target
}

fn is_known(judged: &Judged<'_>, input: InputId) -> bool {
    match judged.facts.inputs.get(input) {
        Some(Cells::One(slot)) => matches!(slot, Slot::Known(_)),
        Some(Cells::Rows(slots)) => slots.iter().all(|slot| matches!(slot, Slot::Known(_))),
        None => false,
    }
}

fn stage_name(judged: &Judged<'_>, stage: crate::program::StageId) -> String {
    let name = judged.rules().stages.at(stage).name.as_ref().unwrap_or(&judged.root().name);
    name.text.to_string()
}

fn stage(judged: &Judged<'_>, outcome: &StageOutcome) -> StageJson {
    let rules = judged.rules();
    let declared = &rules.stages.at(outcome.stage);
    let dates = rules.definitions.iter().filter(|(_, found)| found.stage == Some(outcome.stage));
    let dates = dates.filter_map(|(id, found)| {
        let range = match judged.outcome.definitions.get(id) {
            Some(Some(DefinitionValue::Date(range))) => Some(range),
            Some(_) | None => None,
        };
        let day = range.and_then(|range| range.known());
        Some(DateJson {
            name: found.date?,
            date: day.map(|day| day.to_string()),
            weekday: day.map(|day| day.strftime("%A").to_string()),
            clamped: range.is_some_and(|range| range.clamped),
            uncounted: range.and_then(|range| range.uncounted),
            sources: texts(&found.sources),
        })
    });
    StageJson {
        name: stage_name(judged, outcome.stage),
        title: text(declared.title.as_ref()),
        status: outcome.possible.into(),
        possible: statuses(outcome.possible),
        alone: statuses(outcome.alone),
        dates: dates.collect(),
        requirements: deciding_first(rules, outcome).into_iter().map(|found| requirement(judged, found)).collect(),
        changes: explanation::changes(judged, &outcome.changes),
        still_needed: outcome.still_needed.iter().map(|needed| still_needed(judged, needed)).collect(),
        effects: declared.effects.iter().map(|effect| effect.text.text.to_string()).collect(),
        sources: texts(&declared.sources),
    }
}

fn still_needed(judged: &Judged<'_>, needed: &StillNeeded) -> StillNeededJson {
    let number = |value: &Option<Exact>| value.as_ref().map(Exact::to_string);
    StillNeededJson {
        name: judged.rules().input_path(needed.input).to_string(),
        counted: number(&needed.counted),
        lowest: needed.lowest.to_string(),
        highest: number(&needed.highest),
        impossible_below: number(&needed.impossible_below),
        impossible_above: number(&needed.impossible_above),
        from: number(&needed.from),
        upto: number(&needed.upto),
    }
}

fn statuses(statuses: Statuses) -> Vec<StageStatus> {
    statuses.iter().collect()
}

fn requirement(judged: &Judged<'_>, outcome: &ConditionOutcome) -> RequirementJson {
    let rules = judged.rules();
    let declared = &rules.conditions.at(outcome.condition);
    let comparison: Option<Comparison> =
        outcome.comparison().map(|comparison| explanation::comparison(judged, comparison));
    let (left, right, difference, by, unit) = match comparison {
        Some(found) => (found.left.value, found.right.value, found.difference, found.by, found.unit),
        None => (None, None, None, None, None),
    };
    RequirementJson {
        name: declared.name.text.to_string(),
        kind: declared.kind,
        verdict: outcome.verdict,
        text: wording::rule(judged.sources, declared.formula.span),
        left,
        right,
        difference,
        by,
        unit,
        needs: outcome.needs.iter().map(|&id| rules.input_path(id).to_string()).collect(),
        sources: if judged.is_moved(outcome.condition) { Vec::new() } else { texts(&declared.sources) },
        parameters: declared.parameters.iter().map(|&id| parameter(judged, rules, id)).collect(),
        changes: explanation::changes(judged, &outcome.changes),
        too_many: outcome.changes.too_many,
        not_linear: outcome.changes.not_linear.map(|span| wording::rule(judged.sources, span)),
        explanation: explanation::part(judged, &outcome.why),
    }
}

fn parameter(judged: &Judged<'_>, rules: &Measure, id: ParameterId) -> ParameterJson {
    let declared = &rules.parameters.at(id);
    let by_rule = match &declared.value {
        ParameterValue::Constant(value, _) => Some(wording::exact(value)),
        ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => None,
    };
    let value = match judged.facts.parameters.get(id) {
        Some(Cells::One(Slot::Known(value))) => Some(wording::exact(value)),
        Some(Cells::One(Slot::Range(..))) => None,
        Some(Cells::One(Slot::Unknown) | Cells::Rows(_)) | None => by_rule,
    };
    let is_moved = judged.facts.moved.iter().any(|moved| moved.what == Moved::Parameter(id));
    let sources = if is_moved { Vec::new() } else { texts(&declared.sources) };
    ParameterJson { name: rules.parameter_path(id).to_string(), value, sources }
}

fn input(judged: &Judged<'_>, id: InputId) -> FactJson {
    let rules = judged.rules();
    let declared = &rules.inputs.at(id);
    let mut fact = FactJson::new(rules.input_path(id).to_string(), declared.kind);
    match judged.facts.inputs.get(id) {
        Some(Cells::One(slot)) => (fact.value, fact.low, fact.high) = value_or_bounds(slot),
        Some(Cells::Rows(slots)) => {
            let names = declared.table.and_then(|table| judged.facts.rows.get(table));
            let rows = names.into_iter().flatten().zip(slots).map(|(name, slot)| {
                let (value, low, high) = value_or_bounds(slot);
                RowFactJson { name: name.to_string(), value, low, high }
            });
            fact.rows = rows.collect();
            fact.table = declared.table.map(|table| rules.tables.at(table).name.text.to_string());
        }
        None => {}
    }
    fact
}

/// A value, or else what bounds it from below and above.
fn value_or_bounds(slot: &Slot) -> (Option<String>, Option<String>, Option<String>) {
    match slot {
        Slot::Known(value) => (Some(wording::exact(value)), None, None),
        Slot::Range(low, high) => (None, Some(wording::exact(low)), high.as_ref().map(wording::exact)),
        Slot::Unknown => (None, None, None),
    }
}

fn definitions(judged: &Judged<'_>) -> Vec<FactJson> {
    let rules = judged.rules();
    let known = rules.definitions.iter().filter_map(|(id, declared)| {
        let value = judged.outcome.definitions.get(id)?.as_ref()?;
        let mut fact = FactJson::new(rules.definition_path(id).to_string(), declared.kind);
        let side = match value {
            DefinitionValue::Number(number) => Some(explanation::number(String::new(), number)),
            DefinitionValue::Date(range) => Some(explanation::day(String::new(), range)),
            DefinitionValue::Duration(_) | DefinitionValue::Truth(_) | DefinitionValue::EmptyBase => None,
        };
        match side {
            Some(side) => (fact.value, fact.low, fact.high) = (side.value, side.low, side.high),
            None => fact.value = Some(wording::definition(value)),
        }
        Some(fact)
    });
    known.collect()
}

impl FactJson {
    fn new(name: String, kind: Kind) -> Self {
        Self { name, kind, value: None, low: None, high: None, table: None, rows: Vec::new() }
    }
}

fn text(text: Option<&Text>) -> Option<String> {
    text.map(|text| text.text.to_string())
}

fn texts(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.text.to_string()).collect()
}
