//! A card, made from the checked program.

use super::{
    Card, InputCard, OutcomeCard, ParameterCard, References, RuleCard, Sentence, StageCard, cases, flow, variants,
};
use crate::evaluate::DefinitionValue;
use crate::facts::Facts;
use crate::inputs;
use crate::judge;
use crate::program::{
    CompareOperator, ConditionId, DateNode, DefinitionId, FormulaNode, InputId, Meaning, Measure, MeasureId, Node,
    ParameterId, ParameterValue, Program, Reference, StageId, Visit as _,
};
use crate::prose::{Prose, capital};
use crate::source::Sources;
use crate::value::{Exact, Kind, Value};
use crate::words;

/// A measure or variant as a card.
pub fn card(program: &Program, id: MeasureId, sources: &Sources) -> Card {
    let measure = program.measures.at(id);
    let prose = Prose::new(measure, sources);
    let mut references = References::default();
    let facts = inputs::bind(program, id, &[]).ok();
    let mut making = Making { measure, prose, facts, references: &mut references };
    let own_sources = making.references.cite(&measure.sources);
    let exits = flow::exits(measure);
    let mut stages = Vec::new();
    for (&stage, exits) in measure.stage_order.iter().zip(exits) {
        stages.push(StageCard { exits, ..making.stage(stage) });
    }
    let outcomes = measure.outcomes.iter().map(|outcome| OutcomeCard {
        text: outcome.text.text.to_string(),
        when: prose.when(outcome),
        sources: making.references.cite(&outcome.sources),
    });
    let outcomes = outcomes.collect();
    let terms = making.terms(None);
    let parameters = measure.parameters.ids().map(|id| making.parameter(id)).collect();
    let inputs = measure.inputs.ids().map(|id| making.input(id)).collect();
    let givens = measure.givens.iter().map(|(id, given)| Sentence {
        name: given.name.as_ref().map(|name| name.text.to_string()).unwrap_or_default(),
        text: match given.stage.filter(|_| measure.stages.len() > 1) {
            Some(stage) => format!("In “{}”: {}", prose.stage_title(stage), prose.given(id)),
            None => prose.given(id),
        },
        sources: making.references.cite(&given.sources),
    });
    let givens = givens.collect();
    let notes = making.notes();
    let variant = measure.variant_of.map(|of| variants::of(program, of, id, sources, &mut references));
    let of_it: Vec<MeasureId> =
        program.measures.ids().filter(|&other| other != id && program.lineage(other).any(|own| own == id)).collect();
    let all = of_it.iter().map(|&other| variants::of(program, id, other, sources, &mut references)).collect();
    let scenarios = cases::scenarios(program, id, &of_it, &mut references);
    let tests = cases::tests(program, id, &of_it, &mut references);
    Card {
        name: measure.name.text.to_string(),
        title: measure
            .title
            .as_ref()
            .map_or_else(|| capital(&measure.name.text.replace('_', " ")), |title| capital(&title.text)),
        variant,
        jurisdiction: measure.jurisdiction.as_ref().map(|text| text.text.to_string()),
        sources: own_sources,
        summary: prose.summary(),
        stages,
        outcomes,
        terms,
        parameters,
        inputs,
        givens,
        notes,
        variants: all,
        scenarios,
        tests,
        findings: Vec::new(),
        references: references.list,
    }
}

/// A card in the making.
struct Making<'a, 'r> {
    measure: &'a Measure,
    prose: Prose<'a>,
    /// What is known without any votes.
    facts: Option<Facts>,
    references: &'r mut References,
}

impl Making<'_, '_> {
    fn stage(&mut self, id: StageId) -> StageCard {
        let stage = self.measure.stages.at(id);
        let prose = self.prose.in_stage(Some(id));
        let dates = stage.dates.iter().map(|&date| self.definition(date)).collect();
        let conditions = stage.conditions.iter().map(|&condition| self.rule(condition)).collect();
        let effects = stage.effects.iter().map(|effect| Sentence {
            name: String::new(),
            text: effect.text.text.to_string(),
            sources: self.references.cite(&effect.sources),
        });
        let effects = effects.collect();
        StageCard {
            name: stage.name.as_ref().map(|name| name.text.to_string()),
            title: prose.stage_title(id),
            reached: prose.reached(id),
            dates,
            conditions,
            together: prose.together(id),
            terms: self.terms(Some(id)),
            effects,
            exits: Vec::new(),
            sources: self.references.cite(&stage.sources),
        }
    }

    fn rule(&mut self, id: ConditionId) -> RuleCard {
        let condition = self.measure.conditions.at(id);
        let sentence = Sentence {
            name: condition.name.text.to_string(),
            text: self.prose.condition(id),
            sources: self.references.cite(&condition.sources),
        };
        RuleCard { kind: condition.kind, sentence, figure: self.figure(id) }
    }

    /// `585,407 or more`, where the rule alone says how many people it takes and does not write it out.
    fn figure(&self, id: ConditionId) -> Option<String> {
        let FormulaNode::Compare(comparison) = &self.measure.conditions.at(id).formula.node else { return None };
        if comparison.left.kind != Kind::Count || is_plain(&comparison.right.node) {
            return None;
        }
        let meaning = Meaning::Number(comparison.right.clone());
        let value = self.without_votes(&meaning)?;
        let DefinitionValue::Number(quantity) = value else { return None };
        let bar = quantity.known()?;
        let (bar, way) = match comparison.operator {
            CompareOperator::AtLeast => (bar.ceil(), "or more"),
            CompareOperator::MoreThan => (&bar.floor() + &Exact::ONE, "or more"),
            CompareOperator::AtMost => (bar.floor(), "or fewer"),
            CompareOperator::LessThan => (&bar.ceil() - &Exact::ONE, "or fewer"),
            CompareOperator::Equal | CompareOperator::NotEqual => return None,
        };
        Some(format!("{} {way}", words::grouped(&bar)))
    }

    fn terms(&mut self, stage: Option<StageId>) -> Vec<Sentence> {
        let own = self.measure.definitions.iter().filter(|(_, own)| own.stage == stage && own.date.is_none());
        let own: Vec<DefinitionId> = own.map(|(id, _)| id).collect();
        own.into_iter().map(|id| self.definition(id)).collect()
    }

    fn definition(&mut self, id: DefinitionId) -> Sentence {
        let definition = self.measure.definitions.at(id);
        let mut text = self.prose.meaning(id);
        if let Some(value) = self.known(id) {
            text.truncate(text.trim_end_matches('.').len());
            text.push_str(&format!(": {value}."));
        }
        Sentence { name: definition.name.text.to_string(), text, sources: self.references.cite(&definition.sources) }
    }

    /// What a definition comes to without any votes, where it is not written out.
    fn known(&self, id: DefinitionId) -> Option<String> {
        let definition = self.measure.definitions.at(id);
        match &definition.value {
            Meaning::Date(date) if matches!(date.node, DateNode::Constant(_)) => return None,
            Meaning::Number(expr) if is_plain(&expr.node) => return None,
            Meaning::Truth(_) | Meaning::Duration(_) => return None,
            Meaning::Date(_) | Meaning::Number(_) => {}
        }
        match self.without_votes(&definition.value).filter(|_| definition.table.is_none())? {
            DefinitionValue::Number(quantity) => Some(words::quantity(quantity.known()?, quantity.kind)),
            DefinitionValue::Date(days) => Some(crate::prose::written(days.known()?)),
            DefinitionValue::Duration(_) | DefinitionValue::Truth(_) | DefinitionValue::EmptyBase => None,
        }
    }

    /// What the rule alone says, if nothing in it hangs on votes or on rows that come with them.
    fn without_votes(&self, meaning: &Meaning) -> Option<DefinitionValue> {
        let rows_come_with_votes = self.measure.tables.values().any(|table| table.rows.is_none());
        let mut hangs = rows_come_with_votes;
        let mut open: Vec<&Meaning> = vec![meaning];
        let mut seen = std::collections::HashSet::new();
        while let Some(next) = open.pop() {
            next.references(&mut |reference| match reference {
                Reference::Input(_) => hangs = true,
                Reference::Definition(id) if !seen.insert(*id) => {}
                Reference::Definition(id) => open.push(&self.measure.definitions.at(*id).value),
                Reference::Parameter(_) | Reference::AsOf { .. } => {}
            });
        }
        if hangs { None } else { judge::value(self.measure, self.facts.as_ref()?, meaning).ok() }
    }

    fn parameter(&mut self, id: ParameterId) -> ParameterCard {
        let parameter = self.measure.parameters.at(id);
        let own = |text: String| Sentence { name: String::new(), text, sources: Vec::new() };
        let shown = |value: &Value| match value {
            Value::Truth(true) => "yes".to_owned(),
            Value::Truth(false) => "no".to_owned(),
            other => super::super::wording::value(other, parameter.kind).replace('\u{a0}', " "),
        };
        let values = match &parameter.value {
            ParameterValue::Constant(..) => self.prose.value(id).map(own).into_iter().collect(),
            ParameterValue::ByDate { rows, until } => {
                let rows = rows.iter().map(|row| Sentence {
                    name: String::new(),
                    text: format!("from {}: {}", crate::prose::written(row.from), shown(&row.value)),
                    sources: self.references.cite(&row.sources),
                });
                let until = until.map(|day| own(format!("not known from {} on", crate::prose::written(day))));
                rows.collect::<Vec<_>>().into_iter().chain(until).collect()
            }
            ParameterValue::PerRow(values) => {
                let rows = parameter.table.and_then(|table| self.measure.tables.at(table).rows.as_ref());
                let rows = rows.into_iter().flatten().zip(values);
                let rows = rows.map(|(row, value)| match value {
                    Some(value) => format!("{} {}", row.text, shown(value)),
                    None => format!("{} with the votes", row.text),
                });
                vec![own(rows.collect::<Vec<_>>().join(", "))]
            }
        };
        let about = parameter.description.as_ref().map(|text| text.text.to_string());
        let about = about.unwrap_or_else(|| parameter.name.text.replace('_', " "));
        let about = match parameter.table {
            Some(table) => format!("{about}, for each {}", self.measure.tables.at(table).name.text),
            None => about,
        };
        ParameterCard {
            name: self.measure.parameter_path(id).to_string(),
            about,
            values,
            sources: self.references.cite(&parameter.sources),
        }
    }

    fn input(&mut self, id: InputId) -> InputCard {
        let input = self.measure.inputs.at(id);
        let kind = match input.kind {
            Kind::Count => "a whole number",
            Kind::Share => "a share",
            Kind::Number => "a number",
            Kind::Date => "a date",
            Kind::Duration => "a span of time",
            Kind::Truth => "yes or no",
        };
        let kind = match input.table {
            Some(table) => format!("{kind} for each {}", self.measure.tables.at(table).name.text),
            None => kind.to_owned(),
        };
        InputCard {
            name: self.measure.input_path(id).to_string(),
            called: self.prose.called(id),
            about: input.description.as_ref().map(|text| text.text.to_string()),
            kind,
            sources: self.references.cite(&input.sources),
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.measure.calendar.is_empty() {
            notes.push(
                "Working days are all days but Saturdays, Sundays and the holidays that the rule lists.".to_owned(),
            );
        }
        let tables = self.measure.tables.values().filter_map(|table| {
            let rows = table.rows.as_ref()?;
            let names: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
            let amount = words::whole(&names.len());
            let noun = crate::prose::plural(&table.name.text.replace('_', " "));
            Some(format!("There are {amount} {noun}: {}.", names.join(", ")))
        });
        notes.extend(tables);
        notes
    }
}

fn is_plain(node: &Node) -> bool {
    matches!(node, Node::Constant(_) | Node::Reference(_))
}
