//! Whole sentences: what is demanded, what is meant by a name, what follows, and a whole rule in one.

use super::phrase::{Mood, Prose, capital, quoted};
use crate::program::{
    ConditionId, ConditionKind, DefinitionId, GivenId, Meaning, Outcome, ParameterId, ParameterValue, StageId,
};
use crate::value::{Kind, Value};
use crate::words;

impl Prose<'_> {
    /// A condition: `The ballots cast must be at least 50% of the registered voters.`
    pub fn condition(self, id: ConditionId) -> String {
        let condition = self.measure.conditions.at(id);
        let here = self.in_stage(Some(condition.stage));
        match condition.kind {
            ConditionKind::Require | ConditionKind::Quorum => {
                format!("{}.", capital(&here.clause(&condition.formula, Mood::Must)))
            }
            ConditionKind::Reject => {
                let what = if self.measure.stages.len() > 1 { "The stage" } else { "The measure" };
                format!("{what} fails if {}.", here.holds(&condition.formula))
            }
        }
    }

    /// When a stage is reached; none if it always is.
    pub fn reached(self, stage: StageId) -> Option<String> {
        let after = self.measure.stages.at(stage).after.as_ref()?;
        Some(self.in_stage(Some(stage)).holds(after))
    }

    /// What a stage's conditions come to together, where that does not go without saying.
    pub fn together(self, stage: StageId) -> Option<String> {
        let kinds = self.kinds(stage);
        let has = |kind| kinds.contains(&kind);
        let required = kinds.iter().filter(|kind| **kind == ConditionKind::Require).count();
        let quorums = kinds.iter().filter(|kind| **kind == ConditionKind::Quorum).count();
        let first = match quorums {
            0 => String::new(),
            1 => "If the quorum is not met, the vote decides nothing. ".to_owned(),
            _ => "If one of the quorums is not met, the vote decides nothing. ".to_owned(),
        };
        let both = if required > 1 { "all requirements are" } else { "the requirement is" };
        let then = match (has(ConditionKind::Reject), has(ConditionKind::Require)) {
            (true, true) => format!("If it does not fail, it passes if {both} met, and is undecided if not."),
            (true, false) => "Otherwise it passes.".to_owned(),
            (false, true) if required > 1 => format!("It passes only if {both} met."),
            (false, true) if quorums > 0 => "It passes if the requirement is met as well, and fails if not.".to_owned(),
            (false, false) => "Otherwise it passes.".to_owned(),
            (false, true) => return None,
        };
        Some(format!("{first}{then}"))
    }

    /// The kinds of a stage's conditions, in order.
    pub(crate) fn kinds(&self, stage: StageId) -> Vec<ConditionKind> {
        let own = self.measure.conditions.values().filter(|own| own.stage == stage);
        own.map(|own| own.kind).collect()
    }

    /// What a name or date stands for: `“Needed” is 8% of …`
    pub fn meaning(self, id: DefinitionId) -> String {
        format!("{}.", capital(&self.means(id)))
    }

    fn means(self, id: DefinitionId) -> String {
        let definition = self.measure.definitions.at(id);
        let here = self.in_stage(definition.stage);
        let name = match definition.date {
            Some(date) => super::noun::date_name(date).to_owned(),
            None => quoted(&definition.name.text),
        };
        let each = match definition.table {
            Some(table) => format!("for each {}, ", self.row_of(table)),
            None => String::new(),
        };
        match &definition.value {
            Meaning::Number(expr) => format!("{each}{name} is {}", here.number(expr).text),
            Meaning::Date(date) => format!("{each}{name} is {}", here.day(date)),
            Meaning::Duration(duration) => format!("{each}{name} is {}", here.span_of_time(duration)),
            Meaning::Truth(formula) => format!("{each}{name} holds if {}", here.holds(formula)),
        }
    }

    /// What all figures satisfy: `The Yes and No votes together are at most the ballots cast.`
    pub fn given(self, id: GivenId) -> String {
        let given = self.measure.givens.at(id);
        let here = self.in_stage(given.stage);
        let each = match given.table {
            Some(table) => format!("in every {}, ", self.row_of(table)),
            None => String::new(),
        };
        format!("{}.", capital(&format!("{each}{}", here.holds(&given.formula))))
    }

    /// When an outcome holds: `If “Referendum” passes`; none for what holds otherwise.
    pub fn when(self, outcome: &Outcome) -> Option<String> {
        outcome.when.as_ref().map(|when| self.holds(when))
    }

    /// A parameter's one value: `55%`, `two thirds`, `Thu 26 January 2017`; none if it has several.
    pub fn value(self, id: ParameterId) -> Option<String> {
        let parameter = self.measure.parameters.at(id);
        let ParameterValue::Constant(value, span) = &parameter.value else { return None };
        Some(match value {
            Value::Number(share) if parameter.kind == Kind::Share => self.share(share, *span),
            Value::Number(number) => words::grouped(number),
            Value::Date(date) => super::moment::written(*date),
            Value::Duration(duration) => duration.to_string(),
            Value::Truth(true) => "yes".to_owned(),
            Value::Truth(false) => "no".to_owned(),
        })
    }

    /// The whole rule in one sentence, stage after stage.
    pub fn summary(self) -> String {
        let mut used: Vec<DefinitionId> = Vec::new();
        let stages = self.measure.stages.iter().map(|(id, stage)| {
            for condition in self.measure.conditions.values().filter(|own| own.stage == id) {
                for definition in self.defined_in(&condition.formula) {
                    if !used.contains(&definition) {
                        used.push(definition);
                    }
                }
            }
            let rule = self.rule(id);
            if stage.name.is_none() {
                return rule;
            }
            let after = self.reached(id).map(|after| format!(", reached if {after},")).unwrap_or_default();
            format!("“{}”{after} {rule}", self.stage_title(id))
        });
        let mut sentence = capital(&stages.collect::<Vec<_>>().join("; "));
        // A date that is written out says nothing that the sentence needs.
        let explained = |id: &DefinitionId| {
            let definition = self.measure.definitions.at(*id);
            definition.date.is_none() || matches!(&definition.value, Meaning::Date(date) if !is_written(date))
        };
        used.sort();
        let meanings: Vec<String> = used
            .into_iter()
            .filter(explained)
            .map(|id| self.in_stage(self.measure.definitions.at(id).stage).means(id))
            .collect();
        if !meanings.is_empty() {
            sentence.push_str("; where ");
            sentence.push_str(&meanings.join("; "));
        }
        sentence + "."
    }

    /// `counts only if …, passes if …`
    fn rule(self, stage: StageId) -> String {
        let clauses = [
            (ConditionKind::Quorum, "counts only if", "and"),
            (ConditionKind::Reject, "fails if", "or"),
            (ConditionKind::Require, "passes if", "and"),
        ];
        let here = self.in_stage(Some(stage));
        let clauses = clauses.into_iter().filter_map(|(kind, verb, word)| {
            let own = self.measure.conditions.values().filter(|own| own.stage == stage && own.kind == kind);
            let texts: Vec<String> = own.map(|own| here.holds(&own.formula)).collect();
            (!texts.is_empty()).then(|| format!("{verb} {}", texts.join(&format!(", {word} "))))
        });
        clauses.collect::<Vec<_>>().join(", and ")
    }
}

fn is_written(date: &crate::program::DateExpr) -> bool {
    matches!(date.node, crate::program::DateNode::Constant(_))
}
