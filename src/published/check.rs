//! What is made of the sums once all rows are in: figures, and what is doubtful about them.

use smol_str::SmolStr;

use super::elsewhere::Elsewhere;
use super::identity::{identity, visible};
use super::left_out::Sifted;
use super::mapping::{CellKind, ExpectedRegions, Mapping, SumCheck, SumRelation};
use super::tally::{CountSum, SetTally, UnitTally, VoteTally};
use super::{
    CheckedSums, Figure, FigureKind, MappedText, Published, PublishedError, PublishedInput, PublishedRegion, VoteSet,
};
use crate::span::Span;
use crate::suggest;
use crate::value::Exact;
use crate::words::{self, numbered};

/// What rows have added up to.
pub(super) struct Tallies<'a> {
    pub(super) mapping: &'a Mapping,
    /// All inputs, those of stages after those of none.
    pub(super) names: &'a [MappedText],
    pub(super) by_region: &'a [bool],
    pub(super) votes: VoteTally,
    pub(super) joined: Vec<VoteTally>,
    pub(super) sifted: Option<&'a Sifted>,
    pub(super) elsewhere: &'a Elsewhere,
}

/// Makes figures of sums, and puts what is found to the published votes.
///
/// Inputs that no row has anything to say about are left out.
pub(super) fn finish(read: Tallies<'_>, published: &mut Published) {
    let Tallies { mapping, names, by_region, mut votes, mut joined, sifted, elsewhere } = read;
    let failed = published.problems.iter().any(|problem| !problem.is_warning());
    let all = std::iter::once(&mut votes).chain(&mut joined);
    let mut disagree = Vec::new();
    for unit in all.flat_map(|tally| &mut tally.sets).flat_map(|set| set.units_mut()) {
        let of = unit.name.clone();
        disagree.extend(unit.fold_places().into_iter().map(|(input, all, by_way)| (of.clone(), input, all, by_way)));
    }
    let units = || votes.sets.iter().chain(joined.iter().flat_map(|tally| &tally.sets)).flat_map(SetTally::units);
    let is_there = |input: usize| {
        let sums = |unit: &UnitTally| {
            [&unit.sums, &unit.whole].into_iter().any(|sums| sums.get(input).is_some_and(CountSum::is_there))
        };
        units().any(|unit| sums(unit) || unit.said.iter().any(|(own, ..)| *own == input))
            || disagree.iter().any(|(_, own, ..)| *own == input)
    };
    let there: Vec<usize> = (0..names.len()).filter(|&input| is_there(input)).collect();
    let plain = mapping.input_names();
    published.inputs = there
        .iter()
        .filter_map(|&at| Some((names.get(at)?, plain.get(at % plain.len().max(1))?, by_region.get(at).copied()?)))
        .map(|(name, plain, by_region)| PublishedInput {
            name: name.text.clone(),
            plain: plain.text.clone(),
            from: from(mapping, &plain.text),
            by_region,
            kind: kind_of(mapping, &plain.text),
        })
        .collect();
    published.table = mapping.table.as_ref().map(|table| table.text.clone());
    published.chooses_rules = !mapping.rules.is_empty();
    for (of, input, all, by_way) in disagree {
        published.problems.push(PublishedError::Modes {
            input: names.get(input).map(|name| name.text.clone()).unwrap_or_default(),
            of: if of.is_empty() { "these votes".to_owned() } else { format!("`{of}`") },
            total: shown(all.value),
            sum: shown(by_way.value),
            span: all.first,
        });
    }
    let mut finish = Finish { mapping, joined: &joined, there, published };
    if let (false, false, Some(sifted)) = (failed, votes.sets.is_empty(), sifted) {
        finish.unseen(sifted);
    }
    finish.spellings(&votes, &joined);
    if !failed {
        finish.whole_and_parts(&votes);
    }
    for own in &votes.sets {
        let set = finish.set(own, failed);
        finish.published.sets.push(set);
    }
    finish.published.lacking_rules(mapping);
    if failed || finish.published.problems.iter().any(|problem| !problem.is_warning()) {
        return;
    }
    for join in 0..joined.len() {
        finish.counterparts(&votes, join);
    }
    finish.expected(&votes);
    for own in &votes.sets {
        finish.totals(own);
        finish.missing(own);
    }
    for check in &mapping.checks {
        finish.check(check);
    }
    super::lacking::look(mapping, &votes, elsewhere, finish.published);
}

/// What the figures of an input are.
fn kind_of(mapping: &Mapping, name: &str) -> FigureKind {
    let own = mapping.inputs.iter().chain(mapping.joins.iter().flat_map(|join| &join.mapping.inputs));
    own.into_iter().find(|own| own.name.text == name).map(|own| FigureKind::of(&own.kind)).unwrap_or_default()
}

pub(super) struct Finish<'a> {
    pub(super) mapping: &'a Mapping,
    joined: &'a [VoteTally],
    /// The positions of the inputs in the tallies.
    pub(super) there: Vec<usize>,
    pub(super) published: &'a mut Published,
}

impl Finish<'_> {
    fn set(&mut self, own: &SetTally, failed: bool) -> VoteSet {
        let inputs = self.there.len();
        let whole = (0..inputs).map(|input| self.figure(&own.whole, input)).collect();
        let totals = if failed { Vec::new() } else { self.totals_among(own) };
        let mut regions = Vec::new();
        for (at, region) in own.regions.iter().enumerate() {
            if region.is_total || totals.contains(&at) {
                continue;
            }
            let figures: Vec<Figure> = (0..inputs).map(|input| self.region_figure(region, input)).collect();
            // Columns named for regions are there whether the region was or not.
            let by_column = self.mapping.region.is_none();
            if !(by_column && figures.iter().all(|figure| *figure == Figure::Unknown)) {
                regions.push(PublishedRegion { name: region.name.clone(), span: region.span, figures });
            }
        }
        let missing = match &self.mapping.expect {
            Some(ExpectedRegions::Count(count, _)) => count.saturating_sub(regions.len()),
            Some(ExpectedRegions::Names(names)) => {
                names.iter().filter(|name| !has_region(&regions, &name.text)).count()
            }
            None => 0,
        };
        let rule = own.rule.and_then(|(rule, _)| self.mapping.rules.get(rule?)).map(|rule| rule.measure.clone());
        VoteSet { name: own.name.clone(), span: own.span, whole, regions, missing, rule }
    }

    /// What is known of a unit's input, from all rows that are about it.
    pub(super) fn figure(&self, unit: &UnitTally, input: usize) -> Figure {
        let Some(&at) = self.there.get(input) else { return Figure::Unknown };
        if let Some((_, value, _)) = unit.said.iter().find(|(own, ..)| *own == at) {
            return Figure::Said(value.clone());
        }
        let kind = self.published.inputs.get(input).map(|input| input.kind).unwrap_or_default();
        Figure::of(&unit.resolved(at), kind)
    }

    /// What is known of a region, from the file that is to say it.
    pub(super) fn region_figure(&self, region: &UnitTally, input: usize) -> Figure {
        match self.joined_unit(&region.name, input) {
            None => self.figure(region, input),
            Some(unit) => unit.map(|unit| self.figure(unit, input)).unwrap_or_default(),
        }
    }

    fn sum(&self, unit: &UnitTally, input: usize) -> CountSum {
        self.there.get(input).map(|&at| unit.resolved(at)).unwrap_or_default()
    }

    pub(super) fn name(&self, input: usize) -> SmolStr {
        self.published.inputs.get(input).map(|input| input.name.clone()).unwrap_or_default()
    }

    /// Values of the mapping that no row has.
    fn unseen(&mut self, sifted: &Sifted) {
        let Some(pivot) = &self.mapping.pivot else { return };
        for (name, values) in &pivot.inputs {
            let optional = self.mapping.optional.iter().any(|own| own.text == name.text);
            let is_it = |own: &SmolStr| *own == name.text || own.ends_with(&format!(".{}", name.text));
            let there = self.published.inputs.iter().any(|input| is_it(&input.name));
            if !optional && !there {
                self.published.problems.push(sifted.unseen(self.mapping, name, values));
            }
        }
    }

    /// Names that are one and are written in two ways.
    fn spellings(&mut self, votes: &VoteTally, joined: &[VoteTally]) {
        let of_sets = votes.spelled.iter().map(|own| ("set of votes", own));
        let regions = votes.sets.iter().chain(joined.iter().flat_map(|tally| &tally.sets)).flat_map(|set| &set.spelled);
        let mut seen: Vec<(&SmolStr, &SmolStr)> = Vec::new();
        let all: Vec<_> = of_sets.chain(regions.map(|own| ("region", own))).collect();
        for (what, (first, second, span)) in all {
            if seen.contains(&(first, second)) {
                continue;
            }
            seen.push((first, second));
            const MOST: usize = 6;
            if seen.len() > MOST {
                break;
            }
            self.published.problems.push(PublishedError::OneName {
                first: visible(first),
                second: visible(second),
                what,
                span: *span,
            });
        }
    }

    /// What a joined file has of a region, if it is the one to say it.
    fn joined_unit(&self, region: &str, input: usize) -> Option<Option<&UnitTally>> {
        let name = &self.published.inputs.get(input)?.name;
        let at = self.mapping.joins.iter().position(|join| join.mapping.own_inputs().any(|own| own.text == *name))?;
        let sets = self.joined.get(at).map(|tally| tally.sets.as_slice()).unwrap_or_default();
        Some(sets.iter().find_map(|set| set.find(region)))
    }

    /// Totals that the file has, beside the sums of the regions.
    fn totals(&mut self, own: &SetTally) {
        let Some(set) = self.published.sets.iter().find(|set| set.span == own.span && set.name == own.name).cloned()
        else {
            return;
        };
        for total in own.regions.iter().filter(|region| region.is_total) {
            for input in 0..self.published.inputs.len() {
                let sum = self.sum(total, input);
                let (stated, regions) = (self.figure(total, input), set.total(self.published, input));
                if let (Some(stated), Some(regions)) = (stated.exactly(), regions.exactly())
                    && stated != regions
                {
                    let input = self.name(input);
                    self.published.problems.push(PublishedError::TotalDiffers {
                        input,
                        region: total.name.clone(),
                        total: words::grouped(stated),
                        sum: words::grouped(regions),
                        difference: difference(stated, regions),
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
            let sums: Vec<CountSum> = std::iter::once(self.sum(&own.whole, input))
                .chain(regions.map(|region| self.sum(region, input)))
                .collect();
            let rows: usize = sums.iter().map(|sum| sum.missing as usize).sum();
            let known = sums.iter().any(|sum| sum.rows > 0);
            let inexact = self
                .published
                .sets
                .iter()
                .any(|set| set.span == own.span && matches!(set.total(self.published, input), Figure::AtLeast(_)));
            let first = sums.iter().find(|sum| sum.missing > 0);
            if let (true, true, Some(first)) = (known, inexact, first) {
                let name = self.name(input);
                let of = own.name.as_ref().map_or_else(String::new, |name| format!(" of `{name}`"));
                let span = first.first_missing;
                self.published.problems.push(PublishedError::Missing { input: name, rows, of, span });
            }
        }
    }

    fn expected(&mut self, votes: &VoteTally) {
        for (at, set) in self.published.sets.iter().enumerate() {
            let of = set.name.as_ref().map_or_else(String::new, |name| format!(" in `{name}`"));
            let found = set.regions.len();
            let (what, span) = match &self.mapping.expect {
                None => continue,
                Some(ExpectedRegions::Count(count, _)) if *count == found => continue,
                Some(ExpectedRegions::Count(count, span)) => {
                    (format!("there are {}{of}, and {count} are expected", numbered(found, "region")), *span)
                }
                Some(ExpectedRegions::Names(names)) => {
                    let missing: Vec<&SmolStr> = names
                        .iter()
                        .filter(|name| !has_region(&set.regions, &name.text))
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
    fn counterparts(&mut self, votes: &VoteTally, join: usize) {
        let (Some(tally), Some(mapping)) = (self.joined.get(join), self.mapping.joins.get(join)) else { return };
        let Some(set) = votes.sets.first() else { return };
        let regions: Vec<&UnitTally> = tally.sets.iter().flat_map(|set| &set.regions).collect();
        let in_join = |name: &str| tally.sets.iter().any(|set| set.find(name).is_some());
        let votes_alone: Vec<&UnitTally> =
            set.regions.iter().filter(|own| !own.is_total && !in_join(&own.name)).collect();
        let joined_alone: Vec<&UnitTally> =
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

    fn check(&mut self, check: &SumCheck) {
        let position = |name: &str| self.published.inputs.iter().position(|input| input.name == name);
        let sum_of = |sum: &[MappedText], figures: &dyn Fn(usize) -> Figure| -> Option<Vec<Exact>> {
            sum.iter().map(|name| figures(position(&name.text)?).exactly().cloned()).collect()
        };
        if check.names().any(|name| position(&name.text).is_none()) {
            return;
        }
        let mut checked = CheckedSums { text: check.text.text.clone(), held: 0, failed: 0, open: 0 };
        let mut failures: Vec<(Option<SmolStr>, Span, String)> = Vec::new();
        for set in &self.published.sets {
            let mut put = |name: Option<SmolStr>, span: Span, figures: &dyn Fn(usize) -> Figure| {
                let sums: Option<Vec<Vec<Exact>>> = std::iter::once(&check.first)
                    .chain(check.rest.iter().map(|(_, sum)| sum))
                    .map(|sum| sum_of(sum, figures))
                    .collect();
                let Some(sums) = sums else {
                    checked.open += 1;
                    return;
                };
                let mut pairs = sums.iter().zip(sums.iter().skip(1)).zip(&check.rest);
                let wrong = pairs.find(|((left, right), (relation, _))| {
                    let (left, right) = (total(left), total(right));
                    match relation {
                        SumRelation::Equal => left != right,
                        SumRelation::AtMost => left > right,
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
                put(set.name.clone(), set.span, &|input| set.total(self.published, input));
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

fn not(relation: &SumRelation) -> &'static str {
    match relation {
        SumRelation::Equal => "which is not",
        SumRelation::AtMost => "which is more than",
    }
}

fn figure_of(region: &PublishedRegion, input: usize) -> Figure {
    region.figures.get(input).cloned().unwrap_or_default()
}

fn has_region(regions: &[PublishedRegion], name: &str) -> bool {
    let name = identity(name);
    regions.iter().any(|region| identity(&region.name) == name)
}

fn total(parts: &[Exact]) -> Exact {
    parts.iter().fold(Exact::ZERO, |sum, part| &sum + part)
}

/// `2 + 3 = 5`, `5`
fn added(parts: &[Exact]) -> String {
    let sum = words::grouped(&total(parts));
    if parts.len() == 1 {
        return sum;
    }
    format!("{} = {sum}", parts.iter().map(words::grouped).collect::<Vec<_>>().join(" + "))
}

/// `23 more`, `1 fewer`
pub(super) fn difference(figure: &Exact, other: &Exact) -> String {
    let by = figure + &-other;
    let word = if by < Exact::ZERO { "fewer" } else { "more" };
    let by = if by < Exact::ZERO { -&by } else { by };
    format!("{} {word}", words::grouped(&by))
}

pub(super) fn shown(value: i128) -> String {
    words::grouped(&Exact::integer(value))
}

/// Where an input stands in the files: `Votes_Cast`, `candidate: Yes`.
fn from(mapping: &Mapping, name: &str) -> String {
    let texts = |all: &[MappedText]| all.iter().map(|own| own.text.as_str()).collect::<Vec<_>>().join(", ");
    if let Some(input) = mapping.inputs.iter().find(|own| own.name.text == name) {
        let column = texts(&input.column);
        return match &input.kind {
            CellKind::PercentageOf(base) => format!("{column}, a percentage of {}", base.text),
            CellKind::PercentageWith(part) => format!("{column}, the percentage that {} is", part.text),
            _ => column,
        };
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
