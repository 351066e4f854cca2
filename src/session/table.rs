//! `:table yes from 4,500,000 to 5,500,000 by 100,000`

use super::error::{AnyDiagnostic, SessionError, boxed, one};
use super::line::{Word, Words};
use super::state::{About, State, standing};
use super::{Answer, Reply, Session};
use crate::inputs::{self, Layer, LayerKind, Settable};
use crate::program::Name;
use crate::report::{self, Step};
use crate::source::Source;
use crate::span::Span;
use crate::syntax::{self, ast};
use crate::value::{Calendar, Date, Duration, DurationUnit, Exact, Kind, Shifted, Towards, Value, days_between, shift};
use crate::words;

/// More rows than this nobody reads.
const MOST: i128 = 10_000;

impl Session {
    pub(super) fn table(&mut self, words: &Words<'_>, stopped: &dyn Fn() -> bool) -> Answer {
        let (name, parts) = split(words)?;
        let about = self.about(words.span())?.clone();
        let measure = self.state.program().measures.at(about.measure);
        let path: Vec<Name> =
            name.text.split('.').map(|text| Name { span: name.span, text: text.trim_matches('"').into() }).collect();
        let Some(target) = inputs::settable(measure, about.stage, &path) else {
            // An unknown name is reported as in an assignment.
            let mut layer = Layer::new(LayerKind::CommandLine).in_stage(about.stage);
            layer.facts.facts.push(fact(&path, ast::LiteralValue::Unknown, name.span));
            let errors = inputs::bind(self.state.program(), about.measure, std::slice::from_ref(&layer)).err();
            return Err(errors.map(boxed).unwrap_or_else(|| words.misfit(Some(name), "it has no steps")));
        };
        let [from, to, by] = &parts;
        let values = values(&target, from, to, by, words)?;
        let mut steps = Vec::with_capacity(values.len());
        for value in &values {
            if stopped() {
                return Err(one(SessionError::Interrupted { span: words.span() }));
            }
            steps.push(self.state.step(&about, &target, value, name.span));
        }
        let mut flips = Vec::new();
        for (pair, values) in steps.windows(2).zip(values.windows(2)) {
            let ([before, after], [low, high]) = (pair, values) else { continue };
            if before.agrees(after) {
                continue;
            }
            let exact = self.state.flip(&about, &target, (low, before), high, name.span, stopped);
            flips.push(exact.map(|value| report::value_in_words(&value, target.kind)));
        }
        Ok(Reply::says(report::steps(name.text, &steps, &flips, self.style)))
    }
}

impl State {
    /// What it comes to with one value put in.
    fn step(&self, about: &About, target: &Settable, value: &Value, span: Span) -> Step {
        let mut layers = self.layers(about.measure, about.stage, about.scenario);
        let path: Vec<Name> = target.path.iter().map(|text| Name { span, text: text.clone() }).collect();
        if let Some(own) = layers.last_mut() {
            own.facts.facts.retain(|fact| !fact.path.parts.iter().map(|part| &part.text).eq(target.path.iter()));
            own.facts.facts.push(fact(&path, literal(value, target.kind), span));
        }
        let rules = self.program().measures.at(about.measure);
        let shown = report::value_in_words(value, target.kind);
        match standing(self.program(), about.measure, about.stage, &layers) {
            Ok(found) => {
                let outcome = &found.outcome;
                let single = outcome.stages.len() == 1;
                let result = match (single, outcome.stages.first(), outcome.outcome.certain()) {
                    (true, Some(stage), _) => stage.possible.words().to_owned(),
                    (_, _, Some(certain)) => {
                        rules.outcomes.get(certain).map(|clause| clause.text.text.to_string()).unwrap_or_default()
                    }
                    _ => outcome.outcome.open_words().to_owned(),
                };
                // Of a whole measure only what can change is shown: conditions that hang on the value.
                let conditions = outcome
                    .stages
                    .iter()
                    .flat_map(|stage| &stage.conditions)
                    .filter(|own| single || touches(rules, own.condition, target));
                let conditions = conditions.map(|own| {
                    let declared = rules.conditions.at(own.condition);
                    let text = report::verdict(own);
                    (declared.name.text.to_string(), declared.kind, own.verdict, text)
                });
                Step { value: shown, result: Ok(result), conditions: conditions.collect() }
            }
            Err(errors) => {
                let why = errors.first().map(ToString::to_string).unwrap_or_default();
                let why = if why.starts_with("bad data") { "bad data".to_owned() } else { why };
                Step { value: shown, result: Err(why), conditions: Vec::new() }
            }
        }
    }

    /// The least whole number or first day after a step where something else holds; `None` for what has no next value.
    fn flip(
        &self,
        about: &About,
        target: &Settable,
        (low, before): (&Value, &Step),
        high: &Value,
        span: Span,
        stopped: &dyn Fn() -> bool,
    ) -> Option<Value> {
        let (mut low, mut high, start) = match (low, high, target.kind) {
            (Value::Number(low), Value::Number(high), Kind::Count) => (low.to_integer()?, high.to_integer()?, None),
            (Value::Date(low), Value::Date(high), Kind::Date) => (0, i128::from(days_between(*low, *high)), Some(*low)),
            _ => return None,
        };
        let value = |at: i128| match start {
            None => Some(Value::Number(Exact::integer(at))),
            Some(start) => after(start, at).map(Value::Date),
        };
        while high - low > 1 {
            if stopped() {
                return None;
            }
            let middle = low + (high - low) / 2;
            if self.step(about, target, &value(middle)?, span).agrees(before) {
                low = middle;
            } else {
                high = middle;
            }
        }
        value(high)
    }
}

fn touches(rules: &crate::program::Measure, id: crate::program::ConditionId, target: &Settable) -> bool {
    let condition = rules.conditions.at(id);
    let path = target.path.join(".");
    let inputs = condition.inputs.iter().any(|&id| rules.input_path(id) == path);
    inputs || condition.parameters.iter().any(|&id| rules.parameter_path(id) == path)
}

fn after(date: Date, days: i128) -> Option<Date> {
    let amount = u32::try_from(days).ok()?;
    counted(date, Duration { amount, unit: DurationUnit::Days })
}

/// So long after a day, without holidays.
fn counted(from: Date, duration: Duration) -> Option<Date> {
    match shift(from, duration, Towards::After, &Calendar::default()) {
        Shifted::Day { date, .. } => Some(date),
        Shifted::UnknownYear(_) | Shifted::OutOfRange => None,
    }
}

/// The name, and where the three values stand.
fn split<'s>(words: &Words<'s>) -> Result<(Word<'s>, [Source; 3]), Vec<AnyDiagnostic>> {
    let Some(&name) = words.rest.first() else { return Err(words.misfit(None, "which value?")) };
    let mut places = Vec::new();
    for wanted in ["from", "to", "by"] {
        let after = places.last().copied().unwrap_or(0);
        let found = words.rest.iter().enumerate().skip(after + 1).find(|(_, word)| word.text == wanted);
        match found {
            Some((at, _)) => places.push(at),
            None => {
                let last = words.rest.last().copied();
                return Err(words.misfit(last, format!("`{wanted}` and a value should follow")));
            }
        }
    }
    let part = |at: usize| -> Option<Source> {
        let begin = *places.get(at)? + 1;
        let end = places.get(at + 1).copied().unwrap_or(words.rest.len());
        let own = words.rest.get(begin..end)?;
        let span = own.first()?.span.to(own.last()?.span);
        Some(words.source.part(span))
    };
    let missing =
        |at: usize| words.misfit(places.get(at).and_then(|&at| words.rest.get(at)).copied(), "a value should follow");
    if places.first() != Some(&1) {
        return Err(words.misfit(words.rest.get(1).copied(), "`from` should follow"));
    }
    let [Some(from), Some(to), Some(by)] = [part(0), part(1), part(2)] else {
        let at = (0..3).find(|&at| part(at).is_none()).unwrap_or(0);
        return Err(missing(at));
    };
    Ok((name, [from, to, by]))
}

/// The values from the first to the last.
fn values(
    target: &Settable,
    from: &Source,
    to: &Source,
    by: &Source,
    words: &Words<'_>,
) -> Result<Vec<Value>, Vec<AnyDiagnostic>> {
    let direction = || {
        let span = from.span().to(by.span());
        let [from, to, by] = [from, to, by].map(|source| source.text.to_string());
        one(SessionError::Direction { from, to, by, span })
    };
    let too_many = |steps: i128| {
        let steps = words::grouped(&Exact::integer(steps));
        one(SessionError::Steps { steps, span: by.span() })
    };
    match target.kind {
        Kind::Count | Kind::Share | Kind::Number => {
            let number = |source: &Source| -> Result<Exact, Vec<AnyDiagnostic>> {
                let written = literal_of(source)?;
                match crate::check::literal::value(&written, target.kind).map_err(|error| boxed(vec![error]))? {
                    Some(Value::Number(number)) => Ok(number),
                    _ => Err(words.misfit(Some(Word { text: "", span: source.span() }), "a value should stand here")),
                }
            };
            let (first, last, step) = (number(from)?, number(to)?, number(by)?);
            if !step.is_positive() || last < first {
                return Err(direction());
            }
            let steps = (&last - &first).divide(&step).map(|steps| steps.floor()).and_then(|steps| steps.to_integer());
            let Some(steps) = steps else { return Err(direction()) };
            if steps >= MOST {
                return Err(too_many(steps.saturating_add(1)));
            }
            Ok((0..=steps).map(|at| Value::Number(&first + &(&step * &Exact::integer(at)))).collect())
        }
        Kind::Date => {
            let day = |source: &Source| match literal_of(source)?.value {
                ast::LiteralValue::Date(date) => Ok(date),
                _ => Err(words
                    .misfit(Some(Word { text: "", span: source.span() }), "a date should stand here: `2028-11-07`")),
            };
            let (first, last) = (day(from)?, day(to)?);
            let step = match literal_of(by)?.value {
                ast::LiteralValue::Duration(duration) if duration.amount > 0 => duration,
                _ => {
                    let label = "a duration should stand here: `7 days`";
                    return Err(words.misfit(Some(Word { text: "", span: by.span() }), label));
                }
            };
            if last < first {
                return Err(direction());
            }
            let mut days = Vec::new();
            for at in 0..=u32::try_from(MOST).unwrap_or(u32::MAX) {
                let Some(amount) = step.amount.checked_mul(at) else { break };
                let duration = Duration { amount, ..step };
                let Some(day) = counted(first, duration) else { break };
                if day > last {
                    return Ok(days);
                }
                days.push(Value::Date(day));
            }
            Err(too_many(MOST))
        }
        Kind::Duration | Kind::Truth => {
            Err(words.misfit(words.rest.first().copied(), format!("{} has no steps", target.kind.article())))
        }
    }
}

fn literal_of(source: &Source) -> Result<ast::Literal, Vec<AnyDiagnostic>> {
    match syntax::parse_literal(source).map_err(boxed)? {
        ast::FactValue::Literal(literal) => Ok(literal),
        ast::FactValue::Range(low, _) => Ok(low),
    }
}

fn fact(path: &[Name], value: ast::LiteralValue, span: Span) -> ast::Fact {
    let path = ast::Path { span, parts: path.to_vec() };
    ast::Fact { span, path, group: 0, value: ast::FactValue::Literal(ast::Literal { span, value }) }
}

fn literal(value: &Value, kind: Kind) -> ast::LiteralValue {
    match value {
        Value::Number(number) if kind == Kind::Share => ast::LiteralValue::Share(number.clone()),
        Value::Number(number) => ast::LiteralValue::Number { value: number.clone(), decimal: !number.is_whole() },
        Value::Date(date) => ast::LiteralValue::Date(*date),
        Value::Duration(duration) => ast::LiteralValue::Duration(*duration),
        Value::Truth(truth) => ast::LiteralValue::Truth(*truth),
    }
}
