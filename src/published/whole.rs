//! Whole against parts: what is the sum of others, by its name or by its figures, is never added to them in silence.
//!
//! What is called like a total and is the sum of others counts once, and that is said. What is only called so, or only is the
//! sum, is refused with the difference, until the mapping says which it is: `total = […]` or `counted = […]`.

use std::collections::HashMap;

use super::PublishedError;
use super::check::{Finish, difference, shown};
use super::identity::{hash_name, is_called_like_a_total};
use super::tally::{CountSum, SetTally, UnitTally, VoteTally};
use crate::value::Exact;
use crate::words;

/// How sure it must be that figures add up by more than chance: one in so many places.
const CHANCE: u128 = 100;

/// What is found of units whose rows have a whole beside their parts.
#[derive(Default)]
struct Agreed {
    units: usize,
    first: Option<(String, crate::span::Span)>,
}

impl Finish<'_> {
    /// Rows that count all parts of a unit together, beside the parts.
    pub(super) fn whole_and_parts(&mut self, votes: &VoteTally) {
        let part = self.mapping.part.as_ref().and_then(|part| part.first()).map(|part| part.text.to_string());
        let part = part.unwrap_or_default();
        let mut agreed = Agreed::default();
        let with_parts = votes.sets.iter().flat_map(SetTally::units).filter(|unit| is_of_parts(unit)).count();
        for unit in votes.sets.iter().flat_map(SetTally::units) {
            let of = if unit.name.is_empty() { "these votes".to_owned() } else { format!("`{}`", unit.name) };
            let mut compared = false;
            for input in 0..self.there.len() {
                let Some(&at) = self.there.get(input) else { continue };
                let (Some(whole), Some(parts)) = (unit.whole.get(at), unit.sums.get(at)) else { continue };
                if whole.rows == 0 || parts.rows == 0 {
                    continue;
                }
                let differs = if parts.missing == 0 { whole.value != parts.value } else { whole.value < parts.value };
                if differs {
                    let row = if unit.whole_name.is_empty() {
                        format!("the row without a `{part}`")
                    } else {
                        format!("the row `{}`", unit.whole_name)
                    };
                    let (stated, sum) = (Exact::integer(whole.value), Exact::integer(parts.value));
                    self.published.problems.push(PublishedError::WholeDiffers {
                        input: self.name(input),
                        of: of.clone(),
                        row,
                        whole: shown(whole.value),
                        parts: shown(parts.value),
                        difference: difference(&stated, &sum),
                        column: part.clone(),
                        name: unit.whole_name.clone(),
                        span: whole.first,
                    });
                } else {
                    compared = true;
                    let what = if unit.whole_name.is_empty() {
                        format!("without a `{part}`")
                    } else {
                        format!("called `{}`", unit.whole_name)
                    };
                    agreed.first.get_or_insert((what, whole.first));
                }
            }
            agreed.units += usize::from(compared);
            if unit.whole.is_empty() {
                self.sum_of_parts(unit, &of, with_parts);
            }
        }
        if let (Some((rows, span)), true) = (agreed.first, agreed.units > 0) {
            self.published.problems.push(PublishedError::WholeCounted { rows, units: agreed.units, span });
        }
    }

    /// A part that is the sum of all other parts, whatever it is called.
    fn sum_of_parts(&mut self, unit: &UnitTally, of: &str, places: usize) {
        if !is_of_parts(unit) {
            return;
        }
        let sums: Vec<&CountSum> =
            self.there.iter().filter_map(|&at| unit.sums.get(at)).filter(|sum| sum.value > 0).collect();
        let Some(first) = sums.first() else { return };
        let is_sum =
            |sum: &&CountSum| sum.rows > 2 && sum.missing == 0 && sum.slack == 0 && sum.largest * 2 == sum.value;
        let one_row = sums.iter().all(|sum| sum.largest_of == first.largest_of);
        let unnamed = first.largest_of == 0 && sums.len() < 2;
        let counted = self.mapping.counted.iter().any(|own| hash_name(own.text.as_bytes()) == first.largest_of);
        if !sums.iter().all(is_sum) || !one_row || unnamed || counted {
            return;
        }
        let (of, others, figure, span) =
            (of.to_owned(), first.rows as usize - 1, shown(first.largest), first.largest_at);
        let is_sure = evidence(sums.iter().map(|sum| sum.largest)) >= CHANCE * places as u128;
        self.published.problems.push(if is_sure {
            PublishedError::PartIsSum { of, others, figure, span }
        } else {
            PublishedError::PartMayBeSum { of, others, figure, span }
        });
    }

    /// The positions of regions that are totals of others by name and by sum; those that are so only by one of the two are said.
    pub(super) fn totals_among(&mut self, own: &SetTally) -> Vec<usize> {
        let regions: Vec<usize> =
            (0..own.regions.len()).filter(|&at| own.regions.get(at).is_some_and(|unit| !unit.is_total)).collect();
        let is_counted = |unit: &UnitTally| self.mapping.is_counted(&unit.name);
        let named: Vec<usize> = regions
            .iter()
            .copied()
            .filter(|&at| {
                own.regions.get(at).is_some_and(|unit| is_called_like_a_total(&unit.name) && !is_counted(unit))
            })
            .collect();
        let others: Vec<usize> = regions.iter().copied().filter(|at| !named.contains(at)).collect();
        if others.is_empty() || self.mapping.region.is_none() {
            return Vec::new();
        }
        let table: HashMap<usize, Vec<Option<Exact>>> = regions
            .iter()
            .filter_map(|&at| {
                let unit = own.regions.get(at)?;
                let figures = (0..self.there.len()).map(|input| self.region_figure(unit, input).exactly().cloned());
                Some((at, figures.collect()))
            })
            .collect();
        let mut totals = Vec::new();
        for &at in &named {
            let Some(unit) = own.regions.get(at) else { continue };
            match sum_by_name(at, &named, &others, &table) {
                Ok(of) => {
                    totals.push(at);
                    self.published.problems.push(PublishedError::TotalLeftOut {
                        region: unit.name.clone(),
                        others: of,
                        span: unit.span,
                    });
                }
                Err((input, total, sum)) => self.published.problems.push(PublishedError::LikeATotal {
                    region: unit.name.clone(),
                    others: others.len(),
                    input: self.name(input),
                    difference: difference(&total, &sum),
                    total: words::grouped(&total),
                    sum: words::grouped(&sum),
                    span: unit.span,
                }),
            }
        }
        if let Some((at, from, to, sure)) =
            sum_by_figures(&others, &table, &|at| own.regions.get(at).is_some_and(is_counted))
            && let Some(unit) = own.regions.get(at)
        {
            let name = |at: Option<&usize>| at.and_then(|&at| own.regions.get(at)).map(|unit| unit.name.clone());
            let among: Vec<usize> =
                others.iter().copied().filter(|&own| own != at && own >= from && own <= to).collect();
            let all = among.len() + 1 == others.len();
            let ends = (name(among.first()).unwrap_or_default(), name(among.last()).unwrap_or_default());
            let sure = sure >= CHANCE * (2 * others.len()) as u128 || (all && sure >= CHANCE);
            if all || sure {
                let error = PublishedError::TotalCounted {
                    region: unit.name.clone(),
                    of: if all {
                        format!("the other {}", words::numbered(among.len(), "region"))
                    } else {
                        format!("the {} from `{}` to `{}`", words::numbered(among.len(), "region"), ends.0, ends.1)
                    },
                    span: unit.span,
                };
                self.published.problems.push(error);
            }
        }
        totals
    }
}

/// Whether several rows are added up.
fn is_of_parts(unit: &UnitTally) -> bool {
    unit.sums.iter().any(|sum| sum.rows > 2)
}

/// How improbable it is that figures of this size agree by chance: one in their product.
fn evidence(figures: impl Iterator<Item = i128>) -> u128 {
    figures.map(i128::unsigned_abs).fold(1, u128::saturating_mul)
}

/// Of how many regions something that is called like a total is the sum: all others, or those right before or after it. Else
/// the first figure that differs from the sum of all others.
fn sum_by_name(
    at: usize,
    named: &[usize],
    others: &[usize],
    table: &HashMap<usize, Vec<Option<Exact>>>,
) -> Result<usize, (usize, Exact, Exact)> {
    let Some(own) = table.get(&at) else { return Ok(0) };
    let sums = |regions: &mut dyn Iterator<Item = usize>| -> Vec<Option<Exact>> {
        let mut sums: Vec<Option<Exact>> = vec![Some(Exact::ZERO); own.len()];
        for region in regions {
            for (sum, figure) in sums.iter_mut().zip(table.get(&region).into_iter().flatten()) {
                *sum = sum.take().zip(figure.as_ref()).map(|(sum, figure)| &sum + figure);
            }
        }
        sums
    };
    let differs = |sums: &[Option<Exact>]| {
        let mut pairs = own.iter().zip(sums).enumerate();
        pairs.find_map(|(input, (own, sum))| {
            let (own, sum) = (own.as_ref()?, sum.as_ref()?);
            (own != sum).then(|| (input, own.clone(), sum.clone()))
        })
    };
    let Some(difference) = differs(&sums(&mut others.iter().copied())) else { return Ok(others.len()) };
    // A total of some stands right before or after them.
    let before = others.iter().rev().copied().skip_while(|&other| other > at);
    let before: Vec<usize> = before.take_while(|&other| !named.iter().any(|&name| name > other && name < at)).collect();
    let after = others.iter().copied().skip_while(|&other| other < at);
    let after: Vec<usize> = after.take_while(|&other| !named.iter().any(|&name| name < other && name > at)).collect();
    for block in [before, after] {
        let known = own.iter().any(Option::is_some);
        let length =
            (1..=block.len()).find(|&length| differs(&sums(&mut block.iter().copied().take(length))).is_none());
        if let (true, Some(length)) = (known, length) {
            return Ok(length);
        }
    }
    Err(difference)
}

/// A region that is the sum of all others, or of a run of two or more right before or after it: with the first and last of the
/// run, and how improbable that is by chance.
fn sum_by_figures(
    others: &[usize],
    table: &HashMap<usize, Vec<Option<Exact>>>,
    is_counted: &dyn Fn(usize) -> bool,
) -> Option<(usize, usize, usize, u128)> {
    if others.len() < 3 {
        return None;
    }
    // Only inputs whose figures are known everywhere are compared.
    let width = table.values().next().map_or(0, Vec::len);
    let inputs: Vec<usize> = (0..width)
        .filter(|&input| {
            others.iter().all(|at| table.get(at).and_then(|row| row.get(input)).is_some_and(Option::is_some))
        })
        .collect();
    let whole = |value: &Exact| {
        value.as_ratio().filter(|&(above, below)| below != 0 && above % below == 0).map(|(above, below)| above / below)
    };
    let rows: Vec<Vec<i128>> = others
        .iter()
        .map(|at| {
            let row = table.get(at);
            inputs
                .iter()
                .map(|&input| row.and_then(|row| row.get(input)?.as_ref().and_then(whole)).unwrap_or(-1))
                .collect()
        })
        .collect();
    if inputs.is_empty() || rows.iter().flatten().any(|&value| value < 0) {
        return None;
    }
    let added = |left: &[i128], right: &[i128], sign: i128| -> Vec<i128> {
        left.iter().zip(right).map(|(left, right)| left + sign * right).collect()
    };
    let mut sums: Vec<Vec<i128>> = vec![vec![0; inputs.len()]];
    for row in &rows {
        let next = added(sums.last().map_or(&[][..], Vec::as_slice), row, 1);
        sums.push(next);
    }
    let all = sums.last()?.clone();
    let mut at_sum: HashMap<&[i128], Vec<usize>> = HashMap::new();
    for (at, sum) in sums.iter().enumerate() {
        at_sum.entry(sum.as_slice()).or_default().push(at);
    }
    let mut found: Option<(usize, usize, usize, u128)> = None;
    for (at, row) in rows.iter().enumerate() {
        let sure = evidence(row.iter().copied().filter(|&value| value > 0));
        let region = others.get(at).copied()?;
        if row.iter().all(|&value| value == 0) || is_counted(region) {
            continue;
        }
        if added(row, row, 1) == all {
            return Some((region, others.first().copied()?, others.last().copied()?, sure));
        }
        let (before, after) = (sums.get(at)?, sums.get(at + 1)?);
        let end = at_sum.get(added(after, row, 1).as_slice()).into_iter().flatten().find(|&&end| end >= at + 3);
        let start = at_sum.get(added(before, row, -1).as_slice()).into_iter().flatten().find(|&&start| start + 2 <= at);
        let run = match (start, end) {
            (Some(&start), _) => (others.get(start).copied()?, others.get(at - 1).copied()?),
            (None, Some(&end)) => (others.get(at + 1).copied()?, others.get(end - 1).copied()?),
            (None, None) => continue,
        };
        if found.is_none_or(|(.., best)| sure > best) {
            found = Some((region, run.0, run.1, sure));
        }
    }
    found
}
