//! What is made of the sums once all rows are in: figures, and what is doubtful about them.

use smol_str::SmolStr;

use super::mapping::{Check, Expected, Mapping, Relation};
use super::tally::{RegionTally, SetTally, Sum, Tally};
use super::{Checked, Figure, Input, Published, PublishedError, Region, Set, Written};
use crate::span::Span;
use crate::suggest;
use crate::value::Exact;
use crate::words::{self, numbered};

/// Makes figures of sums, and puts what is found to the published votes.
///
/// Inputs that no row has anything to say about are left out.
pub(super) fn finish(
    mapping: &Mapping,
    names: &[Written],
    by_region: &[bool],
    votes: &Tally,
    joined: &[Tally],
    published: &mut Published,
) {
    let failed = published.problems.iter().any(|problem| !problem.is_warning());
    let sums = |input: usize| {
        votes.sets.iter().chain(joined.iter().flat_map(|tally| &tally.sets)).flat_map(move |set| {
            set.whole.get(input).into_iter().chain(set.regions.iter().filter_map(move |region| region.sums.get(input)))
        })
    };
    let there: Vec<usize> =
        (0..names.len()).filter(|&input| sums(input).any(|sum| sum.rows + sum.all_rows + sum.missing > 0)).collect();
    published.inputs = there
        .iter()
        .filter_map(|&at| Some((names.get(at)?, by_region.get(at).copied().unwrap_or_default())))
        .map(|(name, by_region)| Input { name: name.text.clone(), from: from(mapping, &name.text), by_region })
        .collect();
    published.table = mapping.table.as_ref().map(|table| table.text.clone());
    let mut finish = Finish { mapping, joined, there, published };
    if !failed && !votes.sets.is_empty() {
        finish.unseen(names);
    }
    for own in &votes.sets {
        let set = finish.set(own);
        if !failed {
            finish.total_among(&set);
        }
        finish.published.sets.push(set);
    }
    if failed {
        return;
    }
    for join in 0..joined.len() {
        finish.counterparts(votes, join);
    }
    finish.expected(votes);
    for own in &votes.sets {
        finish.totals(own);
        finish.missing(own);
    }
    for check in &mapping.checks {
        finish.check(check);
    }
}

struct Finish<'a> {
    mapping: &'a Mapping,
    joined: &'a [Tally],
    /// The positions of the inputs in the tallies.
    there: Vec<usize>,
    published: &'a mut Published,
}

impl Finish<'_> {
    fn set(&mut self, own: &SetTally) -> Set {
        let whole =
            (0..self.there.len()).map(|input| self.figure(input, &self.sum(&own.whole, input), "this set of votes"));
        let whole = whole.collect();
        let mut regions = Vec::new();
        for region in own.regions.iter().filter(|region| !region.is_total) {
            let figures: Vec<Figure> = (0..self.there.len())
                .map(|input| {
                    let joined = self.joined_sum(&region.name, input);
                    let sum = joined.unwrap_or_else(|| self.sum(&region.sums, input));
                    self.figure(input, &sum, &region.name)
                })
                .collect();
            // Columns named for regions are there whether the region was or not.
            let by_column = self.mapping.region.is_none();
            if !(by_column && figures.iter().all(|figure| *figure == Figure::Unknown)) {
                regions.push(Region { name: region.name.clone(), span: region.span, figures });
            }
        }
        let missing = match &self.mapping.expect {
            Some(Expected::Count(count, _)) => count.saturating_sub(regions.len()),
            Some(Expected::Names(names)) => {
                names.iter().filter(|name| !regions.iter().any(|region| region.name == name.text)).count()
            }
            None => 0,
        };
        Set { name: own.name.clone(), span: own.span, whole, regions, missing }
    }

    fn sum(&self, sums: &[Sum], input: usize) -> Sum {
        self.there.get(input).and_then(|&at| sums.get(at)).cloned().unwrap_or_default()
    }

    fn name(&self, input: usize) -> SmolStr {
        self.published.inputs.get(input).map(|input| input.name.clone()).unwrap_or_default()
    }

    /// Values of the mapping that no row has.
    fn unseen(&mut self, names: &[Written]) {
        let Some(pivot) = &self.mapping.pivot else { return };
        for (name, values) in &pivot.inputs {
            let optional = self.mapping.optional.iter().any(|own| own.text == name.text);
            let there = self.published.inputs.iter().any(|input| input.name == name.text);
            if optional || there || !names.iter().any(|own| own.text == name.text) {
                continue;
            }
            let wanted = words::or_list(values.iter().map(|value| &value.text));
            let column = pivot.column.first().map(|column| column.text.clone()).unwrap_or_default();
            let seen = self
                .published
                .left_out
                .iter()
                .filter_map(|own| own.what.split_once("` is `").and_then(|(_, value)| value.strip_suffix('`')));
            let near = values.first().and_then(|value| suggest::nearest(&value.text, seen.clone()));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("rows that are left out have {}", words::or_list(seen.take(8))),
            };
            self.published.problems.push(PublishedError::Unseen {
                input: name.text.clone(),
                what: format!("no `{column}` is {wanted}"),
                help,
                span: values.first().map_or(name.span, |value| value.span),
            });
        }
    }

    /// What a joined file says of a region, if it is the one to say it.
    fn joined_sum(&self, region: &str, input: usize) -> Option<Sum> {
        let name = &self.published.inputs.get(input)?.name;
        let at = self.mapping.joins.iter().position(|join| join.mapping.own_inputs().any(|own| own.text == *name))?;
        let sets = self.joined.get(at).map(|tally| tally.sets.as_slice()).unwrap_or_default();
        let found = sets.iter().find_map(|set| set.find(region)).map(|region| self.sum(&region.sums, input));
        Some(found.unwrap_or_default())
    }

    fn figure(&mut self, input: usize, sum: &Sum, of: &str) -> Figure {
        if sum.rows > 0 && sum.all_rows > 0 && sum.value != sum.all {
            let input = self.name(input);
            self.published.problems.push(PublishedError::Modes {
                input,
                of: format!("`{of}`"),
                total: shown(sum.all),
                sum: shown(sum.value),
                span: sum.first,
            });
        }
        match (sum.all_rows, sum.rows, sum.missing) {
            (0, 0, _) => Figure::Unknown,
            (0, _, 0) => Figure::Exactly(sum.value),
            (0, _, _) => Figure::AtLeast(sum.value),
            (_, 0, missing) if missing > 0 => Figure::AtLeast(sum.all),
            (_, _, _) => Figure::Exactly(sum.all),
        }
    }

    /// A region that is the sum of all others has not been counted among them by intention.
    fn total_among(&mut self, set: &Set) {
        if set.regions.len() < 4 {
            return;
        }
        let inputs: Vec<usize> = (0..self.published.inputs.len())
            .filter(|&input| set.regions.iter().any(|region| figure_of(region, input) != Figure::Unknown))
            .collect();
        let sums: Vec<Option<i128>> = inputs.iter().map(|&input| set.total(input).exactly()).collect();
        let is_sum = |region: &Region| {
            let figures = inputs.iter().zip(&sums);
            let mut compared = figures.map(|(&input, sum)| Some((figure_of(region, input).exactly()?, (*sum)?)));
            let mut any = false;
            compared.all(|pair| {
                pair.is_some_and(|(own, sum)| {
                    any |= own > 0;
                    own * 2 == sum
                })
            }) && any
        };
        if let Some(region) = set.regions.iter().find(|region| is_sum(region)) {
            self.published.problems.push(PublishedError::TotalCounted {
                region: region.name.clone(),
                others: set.regions.len() - 1,
                span: region.span,
            });
        } else if let Some(region) = set.regions.iter().find(|own| is_called_like_a_total(own.name.as_bytes())) {
            self.published.problems.push(PublishedError::LikeATotal {
                region: region.name.clone(),
                what: "region",
                remedy: format!("`total = [\"{}\"]`", region.name),
                span: region.span,
            });
        }
    }

    /// Totals that the file has, beside the sums of the regions.
    fn totals(&mut self, own: &SetTally) {
        let Some(set) = self.published.sets.iter().find(|set| set.span == own.span && set.name == own.name).cloned()
        else {
            return;
        };
        for total in own.regions.iter().filter(|region| region.is_total) {
            for input in 0..self.published.inputs.len() {
                let sum = self.sum(&total.sums, input);
                let stated = self.figure(input, &sum, &total.name).exactly();
                let regions = set.total(input).exactly();
                if let (Some(stated), Some(regions)) = (stated, regions)
                    && stated != regions
                {
                    let input = self.name(input);
                    self.published.problems.push(PublishedError::TotalDiffers {
                        input,
                        region: total.name.clone(),
                        total: shown(stated),
                        sum: shown(regions),
                        span: if sum.first == Span::default() { total.span } else { sum.first },
                    });
                }
            }
        }
    }

    /// Inputs that some rows have a figure for, and others not.
    fn missing(&mut self, own: &SetTally) {
        for input in 0..self.published.inputs.len() {
            let regions = own.regions.iter().filter(|region| !region.is_total);
            let sums: Vec<Sum> = std::iter::once(self.sum(&own.whole, input))
                .chain(regions.map(|region| self.sum(&region.sums, input)))
                .collect();
            let rows: usize = sums.iter().map(|sum| sum.missing as usize).sum();
            let known = sums.iter().any(|sum| sum.rows + sum.all_rows > 0);
            let inexact = self
                .published
                .sets
                .iter()
                .any(|set| set.span == own.span && matches!(set.total(input), Figure::AtLeast(_)));
            let first = sums.iter().find(|sum| sum.missing > 0);
            if let (true, true, Some(first)) = (known, inexact, first) {
                let name = self.name(input);
                let of = own.name.as_ref().map_or_else(String::new, |name| format!(" of `{name}`"));
                let span = first.first_missing;
                self.published.problems.push(PublishedError::Missing { input: name, rows, of, span });
            }
        }
    }

    fn expected(&mut self, votes: &Tally) {
        for (at, set) in self.published.sets.iter().enumerate() {
            let of = set.name.as_ref().map_or_else(String::new, |name| format!(" in `{name}`"));
            let found = set.regions.len();
            let (what, span) = match &self.mapping.expect {
                None => continue,
                Some(Expected::Count(count, _)) if *count == found => continue,
                Some(Expected::Count(count, span)) => {
                    (format!("there are {}{of}, and {count} are expected", numbered(found, "region")), *span)
                }
                Some(Expected::Names(names)) => {
                    let missing: Vec<&SmolStr> = names
                        .iter()
                        .filter(|name| !set.regions.iter().any(|region| region.name == name.text))
                        .map(|name| &name.text)
                        .collect();
                    if missing.is_empty() {
                        continue;
                    }
                    let span = names.iter().map(|name| name.span).reduce(Span::to).unwrap_or_default();
                    let first = words::and_list(missing.iter().take(6));
                    let more = missing.len().saturating_sub(6);
                    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                    (
                        format!(
                            "{} of {} {} missing{of}: {first}{more}",
                            missing.len(),
                            numbered(names.len(), "region"),
                            if missing.len() == 1 { "is" } else { "are" }
                        ),
                        span,
                    )
                }
            };
            let help = if set.missing > 0 {
                "sums over all regions are only an \"at least\" while regions are missing".to_owned()
            } else {
                "a total may be counted as a region, or one region under two names".to_owned()
            };
            self.published.problems.push(PublishedError::Regions { what, help, span });
            // One set shows what is the matter with all of them.
            if at + 1 < votes.sets.len() {
                break;
            }
        }
    }

    /// Regions that only the votes or only the joined file has.
    fn counterparts(&mut self, votes: &Tally, join: usize) {
        let (Some(tally), Some(mapping)) = (self.joined.get(join), self.mapping.joins.get(join)) else { return };
        let Some(set) = votes.sets.first() else { return };
        let regions: Vec<&RegionTally> = tally.sets.iter().flat_map(|set| &set.regions).collect();
        let votes_alone: Vec<&RegionTally> = set
            .regions
            .iter()
            .filter(|own| !own.is_total && !regions.iter().any(|other| other.name == own.name))
            .collect();
        let joined_alone: Vec<&RegionTally> =
            regions.iter().copied().filter(|own| !own.is_total && set.find(&own.name).is_none()).collect();
        let file = &mapping.file.text;
        let sides = [
            (
                &votes_alone,
                format!("no row in `{file}`"),
                regions.iter().map(|own| own.name.as_str()).collect::<Vec<_>>(),
            ),
            (
                &joined_alone,
                format!("a row in `{file}` and no votes"),
                set.regions.iter().map(|own| own.name.as_str()).collect(),
            ),
        ];
        for (alone, lack, others) in sides {
            let Some(first) = alone.first() else { continue };
            let names = words::and_list(alone.iter().take(6).map(|own| &own.name));
            let more = alone.len().saturating_sub(6);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let near =
                alone.iter().find_map(|own| Some((&own.name, suggest::nearest(&own.name, others.iter().copied())?)));
            let help = match near {
                Some((own, near)) => format!("is `{own}` the same as `{near}`? `[rename]` makes names alike"),
                None => "names must be the same in both files, or be made so with `[rename]`".to_owned(),
            };
            let verb = if alone.len() == 1 { "has" } else { "have" };
            self.published.problems.push(PublishedError::Join {
                what: format!("{} {verb} {lack}: {names}{more}", numbered(alone.len(), "region")),
                help,
                span: first.span,
            });
        }
    }

    fn check(&mut self, check: &Check) {
        let position = |name: &str| self.published.inputs.iter().position(|input| input.name == name);
        let sum_of = |sum: &[Written], figures: &dyn Fn(usize) -> Figure| -> Option<Vec<i128>> {
            sum.iter().map(|name| figures(position(&name.text)?).exactly()).collect()
        };
        if check.names().any(|name| position(&name.text).is_none()) {
            return;
        }
        let mut checked = Checked { text: check.text.text.clone(), held: 0, failed: 0, open: 0 };
        let mut failures: Vec<(Option<SmolStr>, Span, String)> = Vec::new();
        for set in &self.published.sets {
            let mut put = |name: Option<SmolStr>, span: Span, figures: &dyn Fn(usize) -> Figure| {
                let sums: Option<Vec<Vec<i128>>> = std::iter::once(&check.first)
                    .chain(check.rest.iter().map(|(_, sum)| sum))
                    .map(|sum| sum_of(sum, figures))
                    .collect();
                let Some(sums) = sums else {
                    checked.open += 1;
                    return;
                };
                let mut pairs = sums.iter().zip(sums.iter().skip(1)).zip(&check.rest);
                let wrong = pairs.find(|((left, right), (relation, _))| {
                    let (left, right): (i128, i128) = (left.iter().sum(), right.iter().sum());
                    match relation {
                        Relation::Equal => left != right,
                        Relation::AtMost => left > right,
                    }
                });
                match wrong {
                    None => checked.held += 1,
                    Some(((left, right), (relation, _))) => {
                        checked.failed += 1;
                        failures.push((name, span, format!("{}, {} {}", added(left), not(relation), added(right))));
                    }
                }
            };
            let by_region: Vec<bool> = self.published.inputs.iter().map(|input| input.by_region).collect();
            let all_by_region = check
                .names()
                .map(|name| position(&name.text))
                .all(|at| at.and_then(|at| by_region.get(at)) == Some(&true));
            if all_by_region {
                for region in &set.regions {
                    put(Some(region.name.clone()), region.span, &|input| figure_of(region, input));
                }
            } else {
                put(set.name.clone(), set.span, &|input| set.total(input));
            }
        }
        if let Some((name, span, figures)) = failures.first() {
            let first = name.as_ref().map_or_else(String::new, |name| format!("`{name}`: "));
            let others: Vec<String> = failures
                .iter()
                .skip(1)
                .take(4)
                .map(|(name, _, figures)| format!("`{}`: {figures}", name.as_deref().unwrap_or_default()))
                .collect();
            let more = failures.len().saturating_sub(5);
            let help = match (others.is_empty(), more) {
                (true, _) => "compare the file with the office's own page".to_owned(),
                (false, 0) => format!("also {}", others.join("; ")),
                (false, more) => format!("also {}; and {more} more", others.join("; ")),
            };
            self.published.problems.push(PublishedError::Check {
                check: check.text.text.clone(),
                failed: checked.failed,
                of: checked.failed + checked.held,
                help,
                figures: format!("{first}{figures}"),
                span: *span,
            });
        }
        self.published.checks.push(checked);
    }
}

fn not(relation: &Relation) -> &'static str {
    match relation {
        Relation::Equal => "which is not",
        Relation::AtMost => "which is more than",
    }
}

/// Names that offices give to a row that is no region.
pub(super) fn is_called_like_a_total(name: &[u8]) -> bool {
    const NAMES: [&[u8]; 14] = [
        b"total",
        b"totals",
        b"statewide",
        b"state total",
        b"state totals",
        b"grand total",
        b"county total",
        b"county totals",
        b"national",
        b"all",
        b"sum",
        b"overall",
        b"gesamt",
        b"insgesamt",
    ];
    let first = name.first().map_or(0, u8::to_ascii_lowercase);
    matches!(first, b't' | b's' | b'g' | b'c' | b'n' | b'a' | b'o' | b'i')
        && NAMES.iter().any(|own| own.eq_ignore_ascii_case(name))
}

fn figure_of(region: &Region, input: usize) -> Figure {
    region.figures.get(input).copied().unwrap_or_default()
}

/// `2 + 3 = 5`, `5`
fn added(parts: &[i128]) -> String {
    let sum = shown(parts.iter().sum());
    if parts.len() == 1 {
        return sum;
    }
    format!("{} = {sum}", parts.iter().map(|&part| shown(part)).collect::<Vec<_>>().join(" + "))
}

pub(super) fn shown(value: i128) -> String {
    words::grouped(&Exact::integer(value))
}

/// Where an input stands in the files: `Votes_Cast`, `candidate: Yes`.
fn from(mapping: &Mapping, name: &str) -> String {
    let texts = |all: &[Written]| all.iter().map(|own| own.text.as_str()).collect::<Vec<_>>().join(", ");
    if let Some((_, column)) = mapping.inputs.iter().find(|(own, _)| own.text == name) {
        return texts(column);
    }
    if let Some(pivot) = &mapping.pivot
        && let Some((_, values)) = pivot.inputs.iter().find(|(own, _)| own.text == name)
    {
        return format!("{}: {}", texts(&pivot.column), texts(values));
    }
    if let Some(columns) = &mapping.columns
        && let Some((_, own)) = columns.inputs.iter().find(|(own, _)| own.text == name)
    {
        return columns.name.text.replace("{input}", &own.text);
    }
    let joined = mapping.joins.iter().find(|join| join.mapping.own_inputs().any(|own| own.text == name));
    joined.map_or_else(String::new, |join| format!("{} of {}", from(&join.mapping, name), join.file.text))
}
