//! A test that would hold a number in place, found by trying.

use smol_str::SmolStr;

use super::expect::condition_words;
use super::numbers::{self, Number};
use super::thresholds::{self, Move};
use crate::evaluate::{ConditionOutcome, Verdict};
use crate::facts::{Cells, Facts, Slot};
use crate::inputs;
use crate::judge::{self, Judgement};
use crate::program::{Condition, ConditionId, InputId, Measure, MeasureId, Program};
use crate::value::{Date, Duration, DurationUnit, Exact, Kind, Shifted, Towards, Value, shift};
use crate::words;

/// A test that passes now and would fail if the number moved.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The condition it expects something of.
    pub condition: ConditionId,
    /// The whole test, as a rule file has it.
    pub text: String,
}

/// Looks for a test at the boundary of a condition that hangs on the number, and tries it on both rules.
///
/// The inputs are round, so that a share of them is whole. Conditions about tables, and those that hang on shares or weights
/// the world supplies, are left out.
pub(super) fn suggest(program: &Program, of: MeasureId, number: &Number, towards: Move) -> Option<Suggestion> {
    let measure = program.measures.at(of);
    let base = round_base(number);
    let mut second_best = None;
    for &condition in &number.conditions {
        let Some(search) = Search::new(program, of, condition) else { continue };
        // Among larger numbers a share decides where among smaller ones a least number does: `max(500, 3% of raw)`.
        for point in [base, base * 100].into_iter().flat_map(|base| search.boundary_points(base)) {
            let Some(judged) = search.judged(measure, &point) else { continue };
            if !search.is_noticed(&judged, &point, number, towards) {
                continue;
            }
            let suggestion = Suggestion { condition, text: search.text(&judged, &point) };
            if point.exact {
                return Some(suggestion);
            }
            second_best.get_or_insert(suggestion);
        }
    }
    second_best
}

/// A thousand, or a multiple of it that the share is whole of.
fn round_base(number: &Number) -> i128 {
    let share = match &number.value {
        Value::Number(value) if number.kind == Kind::Share => value.lowest_terms().1.try_into().unwrap_or(1),
        Value::Number(_) | Value::Date(_) | Value::Duration(_) | Value::Truth(_) => 1i128,
    };
    let base = num_integer::lcm(1000, share.max(1));
    if base > 10_000_000 { 1_000_000 } else { base }
}

/// More points are not tried: what is found late is hardly readable.
const MOST_POINTS: usize = 400;

/// Values for all inputs of a condition.
#[derive(Clone, Debug)]
struct Point {
    values: Vec<(InputId, Value)>,
    /// The two sides are equal at the boundary, rather than a fraction of a vote apart.
    exact: bool,
}

struct Search<'a> {
    program: &'a Program,
    of: MeasureId,
    measure: &'a Measure,
    id: ConditionId,
    condition: &'a Condition,
    counts: Vec<InputId>,
    dates: Vec<InputId>,
    truths: Vec<InputId>,
}

/// What another count is while one is varied.
#[derive(Clone, Copy)]
enum Other {
    /// So many.
    Fixed(i128),
    /// The rest of so many.
    Rest(i128),
}

impl<'a> Search<'a> {
    fn new(program: &'a Program, of: MeasureId, id: ConditionId) -> Option<Self> {
        let measure = program.measures.at(of);
        let condition = measure.conditions.at(id);
        let of_kind =
            |kind| condition.inputs.iter().copied().filter(move |&input| measure.inputs.at(input).kind == kind);
        let simple = condition.inputs.iter().all(|&input| {
            let input = measure.inputs.at(input);
            input.table.is_none() && matches!(input.kind, Kind::Count | Kind::Date | Kind::Truth)
        });
        let search = Self {
            program,
            of,
            measure,
            id,
            condition,
            counts: of_kind(Kind::Count).collect(),
            dates: of_kind(Kind::Date).collect(),
            truths: of_kind(Kind::Truth).collect(),
        };
        // More would take long to try and be hard to read.
        (simple && search.counts.len() <= 5 && search.truths.len() <= 3).then_some(search)
    }

    /// Points right before and right after the verdict turns, promising ones first.
    fn boundary_points(&self, base: i128) -> Vec<Point> {
        let mut points = Vec::new();
        for truths in self.combinations(&self.truths, &[Value::Truth(true), Value::Truth(false)]) {
            if self.counts.is_empty() {
                self.boundary_days(&truths, &mut points);
            } else {
                self.boundary_counts(base, &truths, &mut points);
            }
            if points.len() > MOST_POINTS {
                break;
            }
        }
        points.sort_by_key(|point| !point.exact);
        points
    }

    fn boundary_counts(&self, base: i128, fixed: &[(InputId, Value)], points: &mut Vec<Point>) {
        let days: Vec<_> = self.dates.iter().map(|&id| (id, Value::Date(Date::constant(2020, 1, 1)))).collect();
        for &varied in &self.counts {
            let others: Vec<InputId> = self.counts.iter().copied().filter(|&id| id != varied).collect();
            let kinds = [base, 0, base / 2, base * 10].map(Other::Fixed);
            let kinds: Vec<Other> = kinds.into_iter().chain([Other::Rest(base)]).collect();
            for others in self.combinations(&others, &kinds) {
                let at = |amount: i128| {
                    let count = |amount: i128| Value::Number(Exact::integer(amount));
                    let others = others.iter().map(|&(id, other)| match other {
                        Other::Fixed(fixed) => (id, count(fixed)),
                        Other::Rest(all) => (id, count(all - amount)),
                    });
                    let mut values: Vec<_> = others.chain([(varied, count(amount))]).collect();
                    values.extend(fixed.iter().cloned());
                    values.extend(days.iter().cloned());
                    Point { values, exact: false }
                };
                let rest = others.iter().any(|(_, other)| matches!(other, Other::Rest(_)));
                if let Some(last) = self.turning(&at, base, if rest { base } else { 1 << 60 }) {
                    let mut pair = [at(last), at(last + 1)];
                    let exact = pair.iter().any(|point| self.is_exact(point));
                    pair.iter_mut().for_each(|point| point.exact = exact);
                    points.extend(pair);
                }
                if points.len() > MOST_POINTS {
                    return;
                }
            }
        }
    }

    /// The last amount before the verdict turns.
    fn turning(&self, at: &impl Fn(i128) -> Point, base: i128, most: i128) -> Option<i128> {
        let verdict = |amount| self.judged(self.measure, &at(amount)).map(|judged| judged.verdict);
        let first = verdict(0)?;
        let mut low = 0;
        let mut high = base;
        while verdict(high)? == first {
            low = high;
            high = high.checked_mul(2).filter(|&high| high <= most)?;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if verdict(middle)? == first {
                low = middle;
            } else {
                high = middle;
            }
        }
        Some(low)
    }

    fn boundary_days(&self, fixed: &[(InputId, Value)], points: &mut Vec<Point>) {
        let start = Date::constant(2020, 1, 1);
        for &varied in &self.dates {
            let at = |day: Date| {
                let days = self.dates.iter().map(|&id| (id, Value::Date(if id == varied { day } else { start })));
                Point { values: days.chain(fixed.iter().cloned()).collect(), exact: true }
            };
            let Some(judged) = self.judged(self.measure, &at(start)) else { continue };
            let Some(apart) = judged.comparison().and_then(|own| own.difference.as_ref()?.to_integer()) else {
                continue;
            };
            // Which side the day is on is not known, so the boundary is looked for both ways.
            for days in [-apart, apart] {
                for days in [days - 1, days, days + 1] {
                    if let Some(day) = days_from(start, days) {
                        points.push(at(day));
                    }
                }
            }
        }
    }

    fn combinations<T: Clone>(&self, inputs: &[InputId], values: &[T]) -> Vec<Vec<(InputId, T)>> {
        inputs.iter().fold(vec![Vec::new()], |so_far, &input| {
            let longer = so_far.iter().flat_map(|chosen| {
                values.iter().map(|value| {
                    let mut chosen = chosen.clone();
                    chosen.push((input, value.clone()));
                    chosen
                })
            });
            longer.collect()
        })
    }

    fn is_exact(&self, point: &Point) -> bool {
        let judged = self.judged(self.measure, point);
        judged.is_some_and(|judged| judged.comparison().is_some_and(|own| own.difference == Some(Exact::ZERO)))
    }

    fn outcome(&self, measure: &Measure, point: &Point) -> Option<Judgement> {
        let mut facts: Facts = inputs::bind_changed(self.program, self.of, measure, &[]).ok()?;
        for (id, value) in &point.values {
            if let Value::Number(number) = value
                && number.is_negative()
            {
                return None;
            }
            *facts.inputs.at_mut(*id) = Cells::One(Slot::Known(value.clone()));
        }
        judge::judge(measure, &facts, Some(self.condition.stage)).ok()
    }

    /// What the condition comes to; `None` if the point is bad data.
    fn judged(&self, measure: &Measure, point: &Point) -> Option<ConditionOutcome> {
        let outcome = self.outcome(measure, point)?;
        let conditions = outcome.stages.into_iter().flat_map(|stage| stage.conditions);
        conditions.into_iter().find(|judged| judged.condition == self.id)
    }

    /// Whether the condition reads differently once the number has moved.
    fn is_noticed(&self, judged: &ConditionOutcome, point: &Point, number: &Number, towards: Move) -> bool {
        if judged.verdict.is_open() {
            return false;
        }
        let moved = |value: &Value| numbers::replaced(self.measure, number.span, value);
        let Some(now) = self.outcome(self.measure, point) else { return false };
        let value = thresholds::smallest_step(number, towards, |value| {
            Move::distance(&now, self.outcome(&moved(value), point).as_ref())
        });
        let Some(value) = value else { return false };
        self.judged(&moved(&value), point).is_some_and(|after| after.verdict != judged.verdict)
    }

    fn text(&self, judged: &ConditionOutcome, point: &Point) -> String {
        let measure = self.measure;
        let stage = self.condition.stage;
        let of = match &measure.stages.at(stage).name {
            Some(name) => smol_str::format_smolstr!("{}.{}", measure.name.text, name.text),
            None => measure.name.text.clone(),
        };
        let mut values: Vec<&(InputId, Value)> = point.values.iter().collect();
        values.sort_by_key(|(id, _)| *id);
        let facts: Vec<String> =
            values.iter().map(|(id, value)| format!("{} = {}", self.path(*id), written(value))).collect();
        let name = &self.condition.name.text;
        // With its numbers in the title no two suggestions are called the same.
        let numbers: Vec<String> = facts.iter().map(|fact| fact.replace(" = ", " ")).collect();
        let numbers = numbers.join(", ");
        let title = match judged.verdict {
            Verdict::Met => "just enough for",
            Verdict::NotMet | Verdict::Unknown | Verdict::NotDecided => "just short of",
        };
        format!(
            "test \"{title} {name}: {numbers}\" of {of} {{\n  {}\n  expect {name} {}\n}}\n",
            facts.join("  "),
            condition_words(judged)
        )
    }

    /// An input's name as a test of the condition's stage has it.
    fn path(&self, id: InputId) -> SmolStr {
        let input = self.measure.inputs.at(id);
        if input.stage == Some(self.condition.stage) { input.name.text.clone() } else { self.measure.input_path(id) }
    }
}

fn written(value: &Value) -> String {
    match value {
        Value::Number(number) => words::grouped(number),
        Value::Date(date) => date.to_string(),
        Value::Duration(duration) => duration.to_string(),
        Value::Truth(truth) => truth.to_string(),
    }
}

fn days_from(start: Date, days: i128) -> Option<Date> {
    let amount = u32::try_from(days.unsigned_abs()).ok()?;
    let towards = if days < 0 { Towards::Before } else { Towards::After };
    let duration = Duration { amount, unit: DurationUnit::Days };
    match shift(start, duration, towards, &crate::value::Calendar::default()) {
        Shifted::Day { date, .. } => Some(date),
        Shifted::UnknownYear(_) | Shifted::OutOfRange => None,
    }
}
