//! Tests: what they are of, what they start from, and whether what they expect can come out at all.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::check::built::Built;
use crate::check::checking::Checking;
use crate::check::error::CheckError;
use crate::check::facts::check_facts;
use crate::check::lookup::Found;
use crate::check::scope::{Place, did_you_mean, in_measure};
use crate::check::status::{STAGE_HELP, condition_help, impossible, no_status, sole_stage, stage_list};
use crate::check::{literal, show};
use crate::fix::Help;
use crate::ids::Id as _;
use crate::program::{
    self, ConditionId, Definition, Expect, ExpectKind, Formula, FormulaNode, Meaning, Measure, MeasureId, Reference,
    ScenarioId, StageId, Status,
};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;
use crate::syntax::quoted;
use crate::value::{Exact, Kind};

impl<'a> Checking<'a> {
    pub(super) fn test(&mut self, written: &'a ast::Test, titles: &mut BTreeMap<(usize, &'a SmolStr), Span>) {
        let before = self.errors.len();
        let Some((at, stage)) = self.target(&written.of) else { return };
        let first = *titles.entry((at, &written.title.text)).or_insert(written.title.span);
        if first != written.title.span {
            let (name, span) = (written.title.text.clone(), written.title.span);
            self.errors.push(CheckError::Duplicate { name, span, first });
        }
        let with = written.with.as_ref().and_then(|name| self.starting_from(at, name));
        let Some(candidate) = self.candidates.get(at) else { return };
        check_facts(&candidate.built, stage, &written.facts, &mut self.errors);
        let mut expecting =
            Expecting { built: &candidate.built, stage, expected: &mut self.expected, errors: &mut self.errors };
        let expects = written.expects.iter().filter_map(|expect| expecting.expect(expect)).collect();
        if self.errors.len() == before {
            self.tests.push(program::Test {
                span: written.span,
                title: written.title.clone(),
                of: MeasureId::new(at),
                stage,
                with,
                facts: written.facts.clone(),
                expects,
            });
        }
    }

    /// The scenario a test starts from: of its measure, or of what that is a variant of.
    fn starting_from(&mut self, at: usize, name: &ast::Name) -> Option<ScenarioId> {
        let lineage: Vec<usize> =
            std::iter::successors(Some(at), |&at| self.candidates.get(at).and_then(|own| own.base)).collect();
        let found = lineage.iter().find_map(|&of| {
            self.scenarios.iter().position(|own| own.scenario.of.index() == of && own.scenario.name.text == name.text)
        });
        if found.is_none() {
            let fitting = self.scenarios.iter().filter(|own| lineage.contains(&own.scenario.of.index()));
            let elsewhere = self.scenarios.iter().find(|own| own.scenario.name.text == name.text);
            let nearest = suggest::nearest(&name.text, fitting.map(|own| own.scenario.name.text.as_str()));
            let help = did_you_mean(nearest).or_else(|| {
                let other = self.candidates.get(elsewhere?.scenario.of.index())?;
                Some(format!("`{}` is a scenario of `{}`", name.text, other.built.measure.name.text).into())
            });
            let (name, span) = (name.text.to_string(), name.span);
            self.errors.push(CheckError::NoSuch { wanted: "scenario", name, help, span });
        }
        found.map(ScenarioId::new)
    }
}

struct Expecting<'a, 'e> {
    built: &'a Built,
    /// The stage that is judged by itself.
    stage: Option<StageId>,
    /// Where definitions stand whose values are expected.
    expected: &'e mut BTreeSet<Span>,
    errors: &'e mut Vec<CheckError>,
}

impl Expecting<'_, '_> {
    fn expect(&mut self, expect: &ast::Expect) -> Option<Expect> {
        let kind = match &expect.kind {
            ast::ExpectKind::BadData => ExpectKind::BadData,
            ast::ExpectKind::Outcome(text) => {
                self.whole(expect.span)?;
                let outcomes = &self.built.measure.outcomes;
                if !outcomes.iter().any(|own| own.text.text == text.text) {
                    let texts = || outcomes.iter().map(|own| own.text.text.as_str());
                    let nearest = suggest::nearest(&text.text, texts());
                    let nearest = nearest.map(|near| Help::choice(format!("did you mean `{near}`?"), [quoted(near)]));
                    let help = nearest.or_else(|| {
                        Some(match outcomes.is_empty() {
                            true => format!("`{}` declares no outcomes", self.built.measure.name.text).into(),
                            false => format!("its outcomes are {}", crate::words::and_list(texts())).into(),
                        })
                    });
                    return self.report(CheckError::NoSuch {
                        wanted: "outcome",
                        name: text.text.to_string(),
                        help,
                        span: text.span,
                    });
                }
                ExpectKind::Outcome(text.clone())
            }
            ast::ExpectKind::OutcomePending => {
                self.whole(expect.span)?;
                ExpectKind::OutcomePending
            }
            ast::ExpectKind::Status { path: None, status, status_span, by } => {
                let measure = &self.built.measure;
                let Some(stage) = self.stage.or_else(|| sole_stage(measure)) else {
                    let (status, stages) = (*status, stage_list(measure, *status));
                    return self.report(CheckError::ExpectWhichStage { status, stages, span: *status_span });
                };
                let name = measure.stages.at(stage).name.as_ref().unwrap_or(&measure.name).text.to_string();
                self.stage_status(stage, name, *status, *status_span, by.as_ref())?
            }
            ast::ExpectKind::Status { path: Some(path), status, status_span, by } => {
                self.status(path, *status, *status_span, by.as_ref())?
            }
            ast::ExpectKind::Value { value, literal } => self.value(value, literal)?,
        };
        Some(Expect { span: expect.span, kind })
    }

    fn report<T>(&mut self, error: CheckError) -> Option<T> {
        self.errors.push(error);
        None
    }

    /// Outcomes come of all stages.
    fn whole(&mut self, span: Span) -> Option<()> {
        let measure = &self.built.measure;
        match self.stage.and_then(|stage| measure.stages.at(stage).name.as_ref()) {
            None => Some(()),
            Some(judged) => {
                let (judged, measure) = (judged.text.clone(), measure.name.text.clone());
                self.report(CheckError::NotJudged { judged, measure, span })
            }
        }
    }

    /// `expect ballot passed`, `expect consent not met by 5`
    fn status(
        &mut self,
        path: &ast::Path,
        status: Status,
        status_span: Span,
        by: Option<&(Exact, Span)>,
    ) -> Option<ExpectKind> {
        let measure = &self.built.measure;
        let names: Vec<&str> = path.parts.iter().map(|name| name.text.as_str()).collect();
        let (found, name) = (self.built.names.find(self.stage, &names), show::path(path));
        match found {
            Found::Stage(stage) => {
                self.judged(stage, path.span)?;
                self.stage_status(stage, name, status, path.span.to(status_span), by)
            }
            Found::Condition(condition) => {
                if let Some(own) = measure.conditions.get(condition) {
                    self.judged(own.stage, path.span)?;
                }
                self.condition_status(condition, path, status, status_span, by)
            }
            Found::Nothing { nearest } => {
                let removed = self.built.removed.iter().find(|removed| {
                    path.parts.last().is_some_and(|name| name.text == removed.name)
                        && (removed.stage.is_none() || path.parts.len() == 2 || self.stage.is_some())
                });
                let span = path.span;
                let error = match removed {
                    Some(removed) => {
                        CheckError::Removed { name, variant: removed.variant.clone(), span, removed: removed.span }
                    }
                    None => CheckError::UnknownName { name, help: did_you_mean(nearest), span },
                };
                self.report(error)
            }
            found @ (Found::Input(_)
            | Found::Parameter(_)
            | Found::Date(_)
            | Found::Definition(_)
            | Found::Table(_)) => {
                let mut error = no_status(path, &found);
                if let CheckError::NoStatus { help, .. } = &mut error {
                    *help = format!("expect a value of it: `expect {name} = …`");
                }
                self.report(error)
            }
        }
    }

    /// A test of one stage judges that stage.
    fn judged(&mut self, stage: StageId, span: Span) -> Option<()> {
        match self.stage {
            Some(judged) if judged != stage => {
                let measure = &self.built.measure;
                let judged = measure.stages.at(judged).name.as_ref().unwrap_or(&measure.name).text.clone();
                let measure = measure.name.text.clone();
                self.report(CheckError::NotJudged { judged, measure, span })
            }
            Some(_) | None => Some(()),
        }
    }

    fn stage_status(
        &mut self,
        stage: StageId,
        name: String,
        status: Status,
        span: Span,
        by: Option<&(Exact, Span)>,
    ) -> Option<ExpectKind> {
        match status {
            Status::Met | Status::NotMet | Status::Unknown => {
                let help = match status {
                    Status::Unknown => "a stage that is not decided is `pending`".into(),
                    _ => STAGE_HELP.into(),
                };
                return self.report(CheckError::WrongStatus { what: "stage", name, status, help, span });
            }
            Status::Passed
            | Status::Failed
            | Status::NoQuorum
            | Status::Undecided
            | Status::Reached
            | Status::NotReached
            | Status::NotPassed
            | Status::Pending => {}
        }
        if let Some(error) = impossible(&self.built.measure, stage, status, span) {
            return self.report(error);
        }
        if let Some(&(_, span)) = by {
            let (why, help) = ("a stage has none", "expect it of a condition: `expect turnout not met by 1`");
            return self.report(CheckError::NoMargin { name, why, help, span, declared: None });
        }
        Some(ExpectKind::Stage(stage, status))
    }

    fn condition_status(
        &mut self,
        condition: ConditionId,
        path: &ast::Path,
        status: Status,
        status_span: Span,
        by: Option<&(Exact, Span)>,
    ) -> Option<ExpectKind> {
        let name = show::path(path);
        match status {
            Status::Met | Status::NotMet | Status::Unknown => {}
            Status::Passed
            | Status::Failed
            | Status::NoQuorum
            | Status::Undecided
            | Status::Reached
            | Status::NotReached
            | Status::NotPassed
            | Status::Pending => {
                let (help, span) = (condition_help(status).into(), path.span.to(status_span));
                return self.report(CheckError::WrongStatus { what: "condition", name, status, help, span });
            }
        }
        if let Some(&(_, span)) = by {
            let measure = &self.built.measure;
            let own = measure.conditions.get(condition)?;
            let (why, help) = match (status, margin(measure, &own.formula)) {
                (Status::Unknown, _) => ("it is expected to be unknown", "leave out `by`"),
                _ if !self.built.sound => return None,
                (_, Ok(())) => return Some(ExpectKind::Condition(condition, status, by.map(|(by, _)| by.clone()))),
                (_, Err(why)) => why,
            };
            let declared = Some(own.formula.span).filter(|_| status != Status::Unknown);
            return self.report(CheckError::NoMargin { name, why, help, span, declared });
        }
        Some(ExpectKind::Condition(condition, status, None))
    }

    /// `expect notice_at = 146,352`
    fn value(&mut self, value: &ast::Expr, written: &ast::Literal) -> Option<ExpectKind> {
        if !self.built.sound {
            return None;
        }
        if let ast::ExprKind::Path(path) = &value.kind {
            let names: Vec<&str> = path.parts.iter().map(|name| name.text.as_str()).collect();
            if let Found::Condition(_) = self.built.names.find(self.stage, &names) {
                let name = show::path(path);
                let help = format!("expect it met or not met: `expect {name} met`").into();
                return self.report(CheckError::NoValue { name, what: "a condition", help, span: path.span });
            }
        }
        let looked = in_measure(&self.built.measure, &self.built.names, self.stage, Place::Rule, |scope| {
            scope.typed(value).map(|typed| typed.into_meaning())
        });
        let (meaning, kind) = match looked {
            Ok((meaning, named)) => {
                let definitions = &self.built.measure.definitions;
                self.expected.extend(named.into_iter().map(|id| definitions.at(id).name.span));
                meaning
            }
            Err(errors) => {
                self.errors.extend(errors);
                return None;
            }
        };
        // A computed count need not be whole: 8% of 7,317,581 is 585,406.48.
        let decimal = matches!(written.value, ast::LiteralValue::Number { .. } | ast::LiteralValue::Fraction(_));
        let kind = if kind == Kind::Count && decimal { Kind::Number } else { kind };
        match literal::value(written, kind) {
            Ok(literal) => Some(ExpectKind::Value(meaning, literal)),
            Err(error) => self.report(error),
        }
    }
}

/// Whether a condition is a single comparison of counts or dates, and if not why not.
fn margin(measure: &Measure, formula: &Formula) -> Result<(), (&'static str, &'static str)> {
    let mut formula = formula;
    loop {
        match &formula.node {
            FormulaNode::Not(inner) => formula = inner,
            FormulaNode::Reference(Reference::Definition(id)) => match measure.definitions.get(*id) {
                Some(Definition { value: Meaning::Truth(inner), .. }) => formula = inner,
                _ => return Ok(()),
            },
            FormulaNode::CompareDates(..) => return Ok(()),
            FormulaNode::Compare(comparison) => {
                let counts = comparison.left.kind == Kind::Count && comparison.right.kind == Kind::Count;
                let help = "give the sides' values instead: `expect … = …`";
                return if counts { Ok(()) } else { Err(("it compares no counts", help)) };
            }
            FormulaNode::And(_) | FormulaNode::Or(_) => {
                return Err(("it joins several comparisons", "split it into conditions with names of their own"));
            }
            FormulaNode::Quantified { .. } => {
                let help = "expect it `met` or `not met`, or count the rows: `count(… where …) at least …`";
                return Err(("it asks something of rows", help));
            }
            FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::Stage(..)
            | FormulaNode::Condition(..) => {
                return Err(("it compares no counts or dates", "expect it `met` or `not met`"));
            }
        }
    }
}
