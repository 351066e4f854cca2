//! The fewest people who would turn a verdict that counts rows: in which regions, and how many in each.

use num_traits::ToPrimitive as _;

use super::outcome::{
    Aggregate, ComparisonOutcome, Explanation, MarginUnit, Quantity, Reason, RowOutcome, SideValue, Verdict,
};
use crate::program::CompareOperator;
use crate::value::Exact;

/// Rows that would turn a verdict with the fewest people.
#[derive(Clone, Debug, PartialEq)]
pub struct Turning {
    /// Each row's position among the table's rows, with how many people turn it, fewest first.
    pub rows: Vec<(usize, Exact)>,
    /// All of them together.
    pub people: Exact,
    /// They are more on the left side of each row's comparison, rather than fewer.
    pub more: bool,
}

/// So many steps are taken in search; what takes more is not sought.
const MOST: usize = 4_000_000;

/// What would turn a comparison of a count or sum over rows with something that no row changes.
///
/// A row's people are on the left of its own comparison, with the right side as it is. `None` where that is not the shape of
/// the rule, where rows are open, or where no rows that could turn would be enough.
pub fn turning(comparison: &ComparisonOutcome) -> Option<Turning> {
    let met = match comparison.operator {
        CompareOperator::AtLeast | CompareOperator::MoreThan => comparison.difference.as_ref().map(|difference| {
            if comparison.operator == CompareOperator::AtLeast {
                !difference.is_negative()
            } else {
                difference.is_positive()
            }
        })?,
        CompareOperator::AtMost | CompareOperator::LessThan | CompareOperator::Equal | CompareOperator::NotEqual => {
            return None;
        }
    };
    // What is counted by something other than votes does not move.
    let mut moving = comparison.tables.iter().filter(|table| table.rows.iter().any(|row| deciding(row).is_some()));
    let aggregate = moving.next().filter(|_| moving.next().is_none())?;
    is_the_left_side(comparison, aggregate)?;
    if aggregate.rows.iter().any(|row| row.verdict.is_open()) {
        return None;
    }
    let wanted = if met { Verdict::Met } else { Verdict::NotMet };
    let candidates: Vec<Candidate> = aggregate.rows.iter().filter_map(|row| candidate(row, wanted)).collect();
    let gap = comparison.difference.as_ref()?.abs();
    // What is not met must be reached or, for `more than`, exceeded; what is met must be left.
    let exceed = (comparison.operator == CompareOperator::MoreThan) != met;
    let chosen = cheapest(&candidates, &gap, exceed)?;
    Some(Turning::new(chosen, !met))
}

/// What would turn `every` or `any` of some rows.
pub fn turning_rows(every: bool, verdict: Verdict, rows: &[RowOutcome]) -> Option<Turning> {
    if rows.iter().any(|row| row.verdict.is_open()) {
        return None;
    }
    let met = match verdict {
        Verdict::Met => true,
        Verdict::NotMet => false,
        Verdict::Unknown | Verdict::NotDecided => return None,
    };
    let wanted = if met { Verdict::Met } else { Verdict::NotMet };
    let all = every != met;
    let concerned = rows.iter().filter(|row| row.verdict == wanted);
    let candidates: Vec<Candidate> = concerned.clone().filter_map(|row| candidate(row, wanted)).collect();
    if all {
        let complete = candidates.len() == concerned.count() && !candidates.is_empty();
        return complete.then(|| Turning::new(candidates, !met));
    }
    let cheapest = candidates.into_iter().min_by_key(|own| own.people)?;
    Some(Turning::new(vec![cheapest], !met))
}

impl Turning {
    fn new(mut rows: Vec<Candidate>, more: bool) -> Self {
        rows.sort_by_key(|row| (row.people, row.row));
        let people = rows.iter().map(|row| row.people).sum();
        let rows = rows.into_iter().map(|row| (row.row, Exact::integer(row.people)));
        Self { rows: rows.collect(), people: Exact::integer(people), more }
    }
}

/// A row that can turn.
#[derive(Clone, Debug)]
struct Candidate {
    row: usize,
    people: i128,
    weight: Exact,
}

fn candidate(row: &RowOutcome, wanted: Verdict) -> Option<Candidate> {
    if row.verdict != wanted {
        return None;
    }
    let by = deciding(row)?.by.as_ref().filter(|by| by.unit == MarginUnit::Count)?.amount.to_integer()?;
    // What is met by N is lost with one more than N.
    let people = if wanted == Verdict::Met { by.checked_add(1)? } else { by };
    let weight = row.value.as_ref().map_or(Some(Exact::ONE), |value| value.known().cloned())?;
    weight.is_positive().then_some(Candidate { row: row.row, people, weight })
}

/// The one comparison in votes that decides whether a row counts; none if something else keeps it from counting.
pub fn deciding(row: &RowOutcome) -> Option<&ComparisonOutcome> {
    comparison(row.why.as_ref()?)
}

fn comparison(why: &Explanation) -> Option<&ComparisonOutcome> {
    match &why.reason {
        Reason::Comparison(found) => found.by.is_some().then_some(found.as_ref()),
        Reason::Definition(_, inner) => comparison(inner),
        Reason::All(parts) => {
            let mut open =
                parts.iter().filter(|part| !matches!(part.reason, Reason::Stated) || part.verdict != Verdict::Met);
            open.next().filter(|_| open.next().is_none()).and_then(comparison)
        }
        Reason::Not(_) | Reason::Any(_) | Reason::Stated | Reason::Missing(_) | Reason::Rows { .. } => None,
    }
}

/// Whether the left side is what the rows that count add up to, and nothing else.
fn is_the_left_side(comparison: &ComparisonOutcome, aggregate: &Aggregate) -> Option<()> {
    let SideValue::Number(left) = &comparison.left.value else { return None };
    let in_right =
        comparison.right.span.start <= aggregate.span.start && aggregate.span.end <= comparison.right.span.end;
    let counted = aggregate.rows.iter().filter(|row| row.verdict == Verdict::Met);
    let mut sum = Exact::ZERO;
    for row in counted {
        sum = &sum + row.value.as_ref().and_then(Quantity::known)?;
    }
    (!in_right && *left.known()? == sum).then_some(())
}

/// The rows that together weigh enough with the fewest people.
fn cheapest(candidates: &[Candidate], gap: &Exact, exceed: bool) -> Option<Vec<Candidate>> {
    // In whole units: halves of a canton are counted in halves.
    let weights = candidates.iter().map(|own| own.weight.lowest_terms().1).chain([gap.lowest_terms().1]);
    let unit = weights.fold(num_bigint::BigInt::from(1), |unit, own| num_integer::Integer::lcm(&unit, &own));
    let unit = Exact::integer(unit.to_i128()?);
    let whole = |weight: &Exact| (weight * &unit).to_integer().and_then(|whole| usize::try_from(whole).ok());
    let need = whole(gap)?.checked_add(usize::from(exceed))?;
    // The work goes by what the rows can weigh, never by the size of the gap.
    let weights: Option<usize> = candidates.iter().try_fold(0usize, |sum, own| sum.checked_add(whole(&own.weight)?));
    if need == 0
        || weights.is_some_and(|weights| weights < need)
        || need.checked_mul(candidates.len().max(1)).is_none_or(|steps| steps > MOST)
    {
        return None;
    }
    // The fewest people for each weight up to the one that is needed; and for each row, where it is taken, the weight before.
    let mut least: Vec<Option<i128>> = vec![None; need + 1];
    *least.first_mut()? = Some(0);
    let mut taken: Vec<Vec<Option<usize>>> = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let weight = whole(&candidate.weight)?;
        let mut next = least.clone();
        let mut takes = vec![None; need + 1];
        for (from, people) in least.iter().enumerate() {
            let Some(people) = people.and_then(|people| people.checked_add(candidate.people)) else { continue };
            let to = from.saturating_add(weight).min(need);
            if let (Some(slot), Some(take)) = (next.get_mut(to), takes.get_mut(to))
                && slot.is_none_or(|own| people < own)
            {
                (*slot, *take) = (Some(people), Some(from));
            }
        }
        least = next;
        taken.push(takes);
    }
    least.last().copied().flatten()?;
    let mut goal = need;
    let mut chosen = Vec::new();
    for (candidate, takes) in candidates.iter().zip(&taken).rev() {
        if let Some(before) = takes.get(goal).copied().flatten() {
            chosen.push(candidate.clone());
            goal = before;
        }
    }
    Some(chosen)
}
