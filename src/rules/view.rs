//! A rule as plain data: what a window shows and lets somebody move.

use serde::{Deserialize, Serialize};

use super::Rule;
use crate::evaluate::DefinitionValue;
use crate::ids::Id as _;
use crate::inputs;
use crate::judge;
use crate::program::{ConditionKind, DateName, Measure, ParameterValue, StageId, TableId, Text};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};
use crate::words;

/// A measure or variant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasureView {
    /// Its name: `calexit`.
    pub name: String,
    /// Its title, or that of what it is a variant of.
    pub title: Option<String>,
    /// What it is directly a variant of.
    pub variant_of: Option<String>,
    /// `California, United States`
    pub jurisdiction: Option<String>,
    /// Sources of it as a whole.
    pub sources: Vec<String>,
    /// Its stages in the order they are declared; a measure without stages has one without a name.
    pub stages: Vec<StageView>,
    /// What the world supplies.
    pub inputs: Vec<InputView>,
    /// What the rule fixes.
    pub parameters: Vec<ParameterView>,
    /// Its tables by region or the like.
    pub tables: Vec<TableView>,
    /// Dates of its stages.
    pub dates: Vec<DateView>,
    /// Scenarios that fit it: its own, and of what it is a variant of.
    pub scenarios: Vec<ScenarioView>,
    /// What may follow, in order.
    pub outcomes: Vec<String>,
}

/// A stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageView {
    /// Its name; `None` for a measure that is its own stage.
    pub name: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its conditions, in the order they are written.
    pub conditions: Vec<ConditionView>,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConditionView {
    /// Its name: `consent`.
    pub name: String,
    /// Which of the three.
    pub kind: ConditionKind,
    /// The rule as it is written.
    pub text: String,
    /// Paths of the inputs that it depends on, also through definitions.
    pub inputs: Vec<String>,
    /// Paths of the parameters that it depends on.
    pub parameters: Vec<String>,
    /// Its sources.
    pub sources: Vec<String>,
    /// Where it is written.
    pub span: Span,
}

/// An input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputView {
    /// What facts call it: `nationhood.yes`. Of a table's column, with a row before the last name: `county.Alpine.yes`.
    pub path: String,
    /// Its name alone.
    pub name: String,
    /// Its stage.
    pub stage: Option<String>,
    /// The table it is a column of.
    pub table: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What it is, in words.
    pub description: Option<String>,
    /// The value that a variant has fixed.
    pub fixed: Option<ValueView>,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParameterView {
    /// What facts call it.
    pub path: String,
    /// Its name alone.
    pub name: String,
    /// Its stage.
    pub stage: Option<String>,
    /// The table it is a column of.
    pub table: Option<String>,
    /// What it is.
    pub kind: Kind,
    /// What it is, in words.
    pub description: Option<String>,
    /// Its value, if it has one.
    pub value: Option<ValueView>,
    /// Its values by date: the first day of each, and the value.
    pub by_date: Vec<(String, ValueView)>,
    /// Its values by row, in the order of the table's rows; `None` where the votes must supply it.
    pub by_row: Vec<Option<ValueView>>,
    /// Its sources.
    pub sources: Vec<String>,
    /// Where its value is written.
    pub span: Option<Span>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableView {
    /// Its name: `county`.
    pub name: String,
    /// The stage it belongs to.
    pub stage: Option<String>,
    /// Its rows; `None` if the votes say which there are.
    pub rows: Option<Vec<String>>,
}

/// A date of a stage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateView {
    /// What facts call it: `nationhood.held`.
    pub path: String,
    /// Which of the three.
    pub name: DateName,
    /// Its stage.
    pub stage: Option<String>,
    /// The day, if the rule alone decides it.
    pub day: Option<String>,
    /// The rule as it is written.
    pub text: String,
}

/// A scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioView {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// The measure or variant it was written for.
    pub of: String,
    /// The stage it was written for.
    pub stage: Option<String>,
    /// Its sources.
    pub sources: Vec<String>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValueView {
    /// As rules write it, and read it back: `585,407`, `55%`, `2/3`, `2019-03-13`, `180 days`, `true`.
    pub text: String,
    /// A number as a fraction in lowest terms: `11/20`, `585407`.
    pub exact: Option<String>,
}

impl ValueView {
    /// A value of a kind.
    pub fn of(value: &Value, kind: Kind) -> Self {
        let text = match value {
            Value::Number(number) => number_text(number, kind),
            Value::Date(date) => date.to_string(),
            Value::Duration(duration) => duration.to_string(),
            Value::Truth(truth) => truth.to_string(),
        };
        let exact = match value {
            Value::Number(number) => Some(fraction(number)),
            Value::Date(_) | Value::Duration(_) | Value::Truth(_) => None,
        };
        Self { text, exact }
    }
}

/// `2/3`, `585407`
fn fraction(number: &Exact) -> String {
    let (numerator, denominator) = number.lowest_terms();
    if number.is_whole() { numerator.to_string() } else { format!("{numerator}/{denominator}") }
}

/// A number so that it reads back to the same: a share in percent, and as a fraction where its decimals do not end.
fn number_text(number: &Exact, kind: Kind) -> String {
    let shown = if kind == Kind::Share { number * &Exact::integer(100) } else { number.clone() };
    let decimals = words::grouped(&shown);
    match Exact::parse(&decimals) {
        Some(read) if read == shown && kind == Kind::Share => format!("{decimals}%"),
        Some(read) if read == shown => decimals,
        Some(_) | None => fraction(number),
    }
}

impl Rule {
    /// The measure or variant as plain data.
    pub fn view(&self) -> MeasureView {
        let (program, measure) = (&self.rules.program, self.measure());
        let name_of = |id| program.measures.at(id).name.text.to_string();
        let day_of = self.days();
        let fits = |of| program.lineage(self.measure).any(|id| id == of);
        MeasureView {
            name: measure.name.text.to_string(),
            title: self.title().map(str::to_owned),
            variant_of: measure.variant_of.map(name_of),
            jurisdiction: measure.jurisdiction.as_ref().map(|text| text.text.to_string()),
            sources: texts(&measure.sources),
            stages: measure.stages.ids().map(|id| self.stage_view(id)).collect(),
            inputs: measure
                .inputs
                .iter()
                .map(|(id, input)| InputView {
                    path: measure.input_path(id).to_string(),
                    name: input.name.text.to_string(),
                    stage: stage_name(measure, input.stage),
                    table: table_name(measure, input.table),
                    kind: input.kind,
                    description: input.description.as_ref().map(|text| text.text.to_string()),
                    fixed: input.fixed.as_ref().map(|(value, _)| ValueView::of(value, input.kind)),
                })
                .collect(),
            parameters: measure.parameters.ids().map(|id| self.parameter_view(id)).collect(),
            tables: measure
                .tables
                .values()
                .map(|table| TableView {
                    name: table.name.text.to_string(),
                    stage: stage_name(measure, table.stage),
                    rows: table.rows.as_ref().map(|rows| rows.iter().map(|row| row.text.to_string()).collect()),
                })
                .collect(),
            dates: measure
                .definitions
                .iter()
                .filter_map(|(id, definition)| {
                    Some(DateView {
                        path: measure.definition_path(id).to_string(),
                        name: definition.date?,
                        stage: stage_name(measure, definition.stage),
                        day: day_of.get(id.index()).cloned().flatten(),
                        text: self.rules.sources.slice(definition.value.span()).to_owned(),
                    })
                })
                .collect(),
            scenarios: program
                .scenarios
                .values()
                .filter(|scenario| fits(scenario.of))
                .map(|scenario| ScenarioView {
                    name: scenario.name.text.to_string(),
                    title: scenario.title.as_ref().map(|title| title.text.to_string()),
                    of: name_of(scenario.of),
                    stage: stage_name(program.measures.at(scenario.of), scenario.stage),
                    sources: texts(&scenario.sources),
                })
                .collect(),
            outcomes: measure.outcomes.iter().map(|outcome| outcome.text.text.to_string()).collect(),
        }
    }

    fn stage_view(&self, id: StageId) -> StageView {
        let measure = self.measure();
        let stage = measure.stages.at(id);
        let conditions = stage.conditions.iter().map(|&id| {
            let condition = measure.conditions.at(id);
            ConditionView {
                name: condition.name.text.to_string(),
                kind: condition.kind,
                text: self.rules.sources.slice(condition.formula.span).to_owned(),
                inputs: condition.inputs.iter().map(|&id| measure.input_path(id).to_string()).collect(),
                parameters: condition.parameters.iter().map(|&id| measure.parameter_path(id).to_string()).collect(),
                sources: texts(&condition.sources),
                span: condition.span,
            }
        });
        StageView {
            name: stage.name.as_ref().map(|name| name.text.to_string()),
            title: stage.title.as_ref().map(|title| title.text.to_string()),
            conditions: conditions.collect(),
        }
    }

    fn parameter_view(&self, id: crate::program::ParameterId) -> ParameterView {
        let measure = self.measure();
        let parameter = measure.parameters.at(id);
        let of = |value: &Value| ValueView::of(value, parameter.kind);
        let mut view = ParameterView {
            path: measure.parameter_path(id).to_string(),
            name: parameter.name.text.to_string(),
            stage: stage_name(measure, parameter.stage),
            table: table_name(measure, parameter.table),
            kind: parameter.kind,
            description: parameter.description.as_ref().map(|text| text.text.to_string()),
            value: None,
            by_date: Vec::new(),
            by_row: Vec::new(),
            sources: texts(&parameter.sources),
            span: None,
        };
        match &parameter.value {
            ParameterValue::Constant(value, span) => (view.value, view.span) = (Some(of(value)), Some(*span)),
            ParameterValue::ByDate { rows, .. } => {
                view.by_date = rows.iter().map(|row| (row.from.to_string(), of(&row.value))).collect();
            }
            ParameterValue::PerRow(values) => {
                view.by_row = values.iter().map(|value| value.as_ref().map(of)).collect();
            }
        }
        view
    }

    /// The days that the rule alone decides, by definition.
    fn days(&self) -> Vec<Option<String>> {
        let measure = self.measure();
        let Ok(facts) = inputs::bind(&self.rules.program, self.measure, &[]) else { return Vec::new() };
        let day = |definition: &crate::program::Definition| match judge::value(measure, &facts, &definition.value) {
            Ok(DefinitionValue::Date(day)) => day.known().map(|day| day.to_string()),
            Ok(_) | Err(_) => None,
        };
        measure.definitions.values().map(|own| own.date.and_then(|_| day(own))).collect()
    }
}

fn texts(texts: &[Text]) -> Vec<String> {
    texts.iter().map(|text| text.text.to_string()).collect()
}

fn stage_name(measure: &Measure, stage: Option<StageId>) -> Option<String> {
    stage.and_then(|id| measure.stages.at(id).name.as_ref()).map(|name| name.text.to_string())
}

fn table_name(measure: &Measure, table: Option<TableId>) -> Option<String> {
    table.map(|id| measure.tables.at(id).name.text.to_string())
}
