//! NIST Special Publication 1500-100 version 2: election results in JSON.
//!
//! A report has geopolitical units, which are parts of each other, and contests, whose selections have counts by unit and by
//! the way votes were cast. Each ballot measure is a set of votes, each unit of the mapping's level a region.

use std::collections::HashMap;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use smol_str::SmolStr;

use super::condition::{ColumnTest, Fit, RowCondition};
use super::elsewhere::Elsewhere;
use super::identity::identity;
use super::left_out::{LeftOutReason, listed};
use super::number::{self, Count, Grouping};
use super::sheet::means;
use super::tally::{CountSum, UnitTally, VoteTally, VotingWays};
use super::{FileSeen, LeftOut, MappedText, Mapping, Published, PublishedError, check};
use crate::source::Source;
use crate::span::Span;
use crate::words;

/// Reads a results report. `[inputs]` of the mapping name fields of counts and units (`Overvotes`, `BallotsCast`,
/// `VotersRegistered`), `[pivot]` the texts of selections.
pub fn nist(source: &Source, mapping: &Mapping) -> Published {
    let mut reading = ReportReading {
        source,
        start: source.base + if source.text.starts_with('\u{feff}') { 3 } else { 0 },
        mapping,
        inputs: mapping.input_names(),
        tally: VoteTally::default(),
        by_region: Vec::new(),
        published: Published::default(),
        rows: 0,
        taken: 0,
    };
    reading.by_region = vec![false; reading.inputs.len()];
    reading.report();
    let file = FileSeen {
        name: source.name.to_string(),
        format: "NIST SP 1500-100 in JSON".to_owned(),
        rows: reading.rows,
        taken: reading.taken,
        ..FileSeen::default()
    };
    let mut published = Published { files: vec![file], ..reading.published };
    let tallies = check::Tallies {
        mapping,
        names: &reading.inputs,
        by_region: &reading.by_region,
        votes: reading.tally,
        joined: Vec::new(),
        sifted: None,
        elsewhere: &Elsewhere::default(),
    };
    check::finish(tallies, &mut published);
    published
}

struct ReportReading<'a> {
    source: &'a Source,
    /// Global offset of what is parsed.
    start: u32,
    mapping: &'a Mapping,
    inputs: Vec<MappedText>,
    tally: VoteTally,
    by_region: Vec<bool>,
    published: Published,
    /// Contests, and those that are taken.
    rows: usize,
    taken: usize,
}

/// A county, a precinct, a state.
struct ReportingUnit<'a> {
    name: SmolStr,
    kind: SmolStr,
    parts: Vec<&'a str>,
    span: Span,
}

/// What is counted in units: by unit and input.
type UnitFigures<'a> = HashMap<(&'a str, usize), VotingWays>;

impl<'a> ReportReading<'a> {
    fn report(&mut self) {
        let source = self.source;
        let text = source.text.get((self.start - source.base) as usize..).unwrap_or("");
        if text.trim_start().starts_with('<') {
            let span = Span::new(self.start, self.start + 1);
            return self.published.problems.push(PublishedError::Format {
                format: "a results report of NIST SP 1500-100 in JSON",
                message: "it is XML".to_owned(),
                help: Some(
                    "of the two forms of the standard, JSON is read: take the report in that form, or its tables as CSV"
                        .to_owned(),
                ),
                span,
            });
        }
        let strict = ParseOptions { allow_comments: false, allow_trailing_commas: false, ..ParseOptions::default() };
        let parsed = match parse_to_ast(text, &CollectOptions::default(), &strict) {
            Ok(parsed) => parsed,
            Err(error) => {
                let range = error.range();
                let span = Span::new(self.start + range.start as u32, self.start + range.end as u32);
                let message = error.kind().to_string().to_lowercase();
                self.published.problems.push(PublishedError::Format { format: "JSON", message, help: None, span });
                return;
            }
        };
        let Some(Value::Object(report)) = &parsed.value else { return self.no_report(source.span()) };
        let Some(elections) = report.get_array("Election") else {
            let first = Span::new(self.start, self.start + 1);
            return self.no_report(first);
        };
        self.status(report);
        let units: HashMap<&str, ReportingUnit<'_>> =
            objects(report, "GpUnit").filter_map(|unit| self.unit(unit)).collect();
        for election in elections.elements.iter().filter_map(Value::as_object) {
            let mut shared = UnitFigures::default();
            for counts in objects(election, "BallotCounts") {
                self.fields(counts, &mut shared);
            }
            for unit in objects(report, "GpUnit") {
                if let Some(id) = text_of(unit, "@id") {
                    self.fields_of(unit, id, &mut shared);
                }
            }
            for contest in objects(election, "Contest") {
                self.contest(contest, &units, &shared);
            }
        }
        let failed = self.published.problems.iter().any(|problem| !problem.is_warning());
        if self.tally.sets.is_empty() && !failed {
            let names: Vec<SmolStr> = elections
                .elements
                .iter()
                .filter_map(Value::as_object)
                .flat_map(|election| objects(election, "Contest"))
                .filter(|contest| is_measure(contest))
                .filter_map(|contest| text_of(contest, "Name").map(SmolStr::from))
                .collect();
            let keep = self.mapping.keep.first();
            let names: Vec<&str> = names.iter().map(SmolStr::as_str).collect();
            self.published.problems.push(PublishedError::Nothing {
                what: keep
                    .filter(|_| !names.is_empty())
                    .map_or("the report has no ballot measure".to_owned(), |keep| {
                        format!("no contest is {}", keep.wanted())
                    }),
                help: if names.is_empty() {
                    "is it another kind of report?".to_owned()
                } else {
                    format!("there is {}", listed(&names))
                },
                span: keep.map_or(Span::new(self.start, self.start + 1), RowCondition::span),
                label: if keep.is_some() { "asked for here" } else { "this report" },
            });
        }
    }

    fn no_report(&mut self, span: Span) {
        self.published.problems.push(PublishedError::Format {
            format: "a results report of NIST SP 1500-100",
            message: "it has no `Election`".to_owned(),
            help: Some(
                "a report is an object with `Election` and `GpUnit`; for plain facts in JSON leave the mapping out"
                    .to_owned(),
            ),
            span,
        });
    }

    /// A warning unless the results are final.
    fn status(&mut self, report: &Object<'_>) {
        let Some(property) = report.get("Status") else { return };
        let Value::StringLit(status) = &property.value else { return };
        let status: &str = &status.value;
        if matches!(status, "pre-election" | "unofficial-complete" | "unofficial-partial") {
            let (status, help) = match status {
                "pre-election" => ("from before the election", "no votes have been counted yet"),
                "unofficial-complete" => {
                    ("complete and unofficial", "figures may still change until they are certified")
                }
                _ => ("unofficial and partial", "votes are still out: the sums are not those of the election"),
            };
            self.published.problems.push(PublishedError::Status {
                status: status.to_owned(),
                help: help.to_owned(),
                span: self.span(&property.value),
            });
        }
    }

    fn unit<'v>(&self, unit: &'v Object<'_>) -> Option<(&'v str, ReportingUnit<'v>)> {
        let id = text_of(unit, "@id")?;
        let name = unit.get("Name").and_then(|property| content(&property.value)).unwrap_or(id);
        let parts = unit
            .get_array("ComposingGpUnitIds")
            .map(|ids| ids.elements.iter().filter_map(|id| id.as_string_lit()).map(|id| &*id.value).collect());
        let span = unit.get("Name").or(unit.get("@id")).map(|property| self.span(&property.value)).unwrap_or_default();
        let kind = text_of(unit, "Type").unwrap_or_default().into();
        Some((id, ReportingUnit { name: self.mapping.renamed(name), kind, parts: parts.unwrap_or_default(), span }))
    }

    fn contest(&mut self, contest: &Object<'_>, units: &HashMap<&str, ReportingUnit<'_>>, shared: &UnitFigures<'_>) {
        self.rows += 1;
        let id = text_of(contest, "@id").unwrap_or_default();
        let name = text_of(contest, "Name").unwrap_or(id);
        if !is_measure(contest) {
            let kind = text_of(contest, "@type").unwrap_or("another contest").trim_start_matches("ElectionResults.");
            return self.leave_out(LeftOutReason::Contest(kind.into()));
        }
        let fits = |condition: &RowCondition| {
            let test = ColumnTest::new(0, condition, None);
            [name, id].iter().any(|own| test.fits(own.as_bytes()) == Fit::Yes)
        };
        if !self.mapping.keep.iter().all(fits) || self.mapping.drop.iter().any(fits) {
            return self.leave_out(LeftOutReason::Contest(name.into()));
        }
        self.taken += 1;
        let mut counts = UnitFigures::default();
        let mut selections = Vec::new();
        let span = contest.get("Name").map(|property| self.span(&property.value)).unwrap_or_default();
        for selection in objects(contest, "ContestSelection").chain(objects(contest, "BallotSelection")) {
            let Some(text) = selection.get("Selection").and_then(|property| content(&property.value)) else { continue };
            let input = self.selection(text);
            selections.push((text, input));
            let Some(input) = input else {
                self.leave_out(LeftOutReason::Selection(text.into()));
                continue;
            };
            for count in objects(selection, "VoteCounts") {
                let unit = text_of(count, "GpUnitId").unwrap_or_default();
                self.count(count, "Count", input, unit, &mut counts);
            }
        }
        self.not_meant(name, &selections);
        for other in objects(contest, "OtherCounts").chain(objects(contest, "SummaryCounts")) {
            self.fields(other, &mut counts);
        }
        let disagree = std::iter::once(&counts).flatten().filter_map(|((unit, input), ways)| {
            let (all, by_way) = ways.resolved().err()?;
            Some((all.first, *unit, *input, all.value, by_way.value))
        });
        let mut disagree: Vec<_> = disagree.collect();
        disagree.sort_unstable();
        for (span, unit, input, all, by_way) in disagree {
            let of = units.get(unit).map_or(unit, |unit| unit.name.as_str());
            self.published.problems.push(PublishedError::Modes {
                input: self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default(),
                of: format!("`{of}`"),
                total: check::shown(all),
                sum: check::shown(by_way),
                span,
            });
        }

        let district =
            text_of(contest, "ElectionDistrictId").or(text_of(contest, "ElectoralDistrictId")).unwrap_or_default();
        let inputs = self.inputs.len();
        let all = UnitCounts { own: &counts, shared, units };
        let level = self.mapping.level.as_ref().map_or("", |level| level.text.as_str());
        let at = self.tally.set(id.as_bytes(), inputs, || (Some(name.into()), span));
        let within = all.within(district);
        let mut regions: Vec<(&str, &ReportingUnit<'_>)> = units
            .iter()
            .filter(|(id, unit)| unit.kind == level && (within.is_empty() || within.contains(id)))
            .map(|(id, unit)| (*id, unit))
            .collect();
        regions.sort_by_key(|(_, unit)| unit.span);
        let counted = |id: &str| (0..inputs).any(|input| all.sum(id, input, 0).is_there());
        // A contest of one county has no counties.
        let of_one = units.get(district).is_some_and(|unit| unit.kind == level);
        regions.retain(|(id, _)| !of_one && *id != district && counted(id));
        let Some(set) = self.tally.sets.get_mut(at) else { return };
        let sums = |id: &str| (0..inputs).map(|input| all.sum(id, input, 0)).collect::<Vec<CountSum>>();
        if regions.is_empty() {
            let outside = all.outside(district);
            if units.contains_key(district) && !outside.is_empty() && !counted(district) {
                let names: Vec<&str> =
                    outside.iter().map(|&id| units.get(id).map_or(id, |unit| unit.name.as_str())).collect();
                let district = units.get(district).map_or(district, |unit| unit.name.as_str());
                self.published.problems.push(PublishedError::Nothing {
                    what: format!("no count of `{name}` is of `{district}` or a unit in it"),
                    help: format!(
                        "there are counts of {}, which the report does not say are in it: `ComposingGpUnitIds` of `{district}` \
                         should name them",
                        listed(&names)
                    ),
                    span,
                    label: "this contest",
                });
            }
            set.whole.sums = if units.contains_key(district) { sums(district) } else { all.everywhere(inputs) };
            return;
        }
        for (id, unit) in &regions {
            let own = UnitTally::new(unit.name.clone(), unit.span, inputs);
            let at = set.named(UnitTally { rows: 1, ..own });
            // Units of one name are told apart by nothing that a rule could name.
            if let Some(region) = set.regions.get_mut(at) {
                if region.sums.iter().any(CountSum::is_there) {
                    let help = "the report has two units of this name; give one another name".to_owned();
                    let (first, second) = (region.span, unit.span);
                    let error = PublishedError::RegionTwice { region: unit.name.clone(), help, first, second };
                    self.published.problems.push(error);
                }
                region.sums = sums(id);
            }
        }
        for (input, by_region) in self.by_region.iter_mut().enumerate() {
            *by_region |= set.regions.iter().any(|region| region.sums.get(input).is_some_and(|sum| sum.rows > 0));
        }
        // The district's own figures are compared with the regions', and stand for what only the district has.
        let own: Vec<CountSum> = (0..inputs).map(|input| all.here(district, input).unwrap_or_default()).collect();
        for (input, sum) in own.iter().enumerate() {
            if !self.by_region.get(input).copied().unwrap_or_default()
                && let Some(whole) = set.whole.sums.get_mut(input)
            {
                *whole = if sum.rows > 0 { sum.clone() } else { all.sum(district, input, 0) };
            }
        }
        let name = units.get(district).map_or(district.into(), |unit| unit.name.clone());
        set.named(UnitTally { rows: 1, sums: own, is_total: true, ..UnitTally::new(name, span, inputs) });
    }

    /// Selections of a contest that no input means, and inputs that no selection means.
    fn not_meant(&mut self, contest: &str, selections: &[(&str, Option<usize>)]) {
        let Some(pivot) = &self.mapping.pivot else { return };
        let texts: Vec<&str> = selections.iter().filter(|(_, input)| input.is_none()).map(|(text, _)| *text).collect();
        for (name, values) in &pivot.inputs {
            let at = self.inputs.iter().position(|own| own.text == name.text);
            let optional = self.mapping.optional.iter().any(|own| own.text == name.text);
            if optional || selections.iter().any(|(_, input)| *input == at) {
                continue;
            }
            self.published.problems.push(PublishedError::Unseen {
                input: name.text.clone(),
                what: format!(
                    "no selection of `{contest}` is {}",
                    words::or_list(values.iter().map(|value| &value.text))
                ),
                help: match texts.first() {
                    None => "the contest has no other selections".to_owned(),
                    Some(first) => format!(
                        "there is {}; say in `[pivot]` which it is, such as `{} = \"{first}\"`",
                        listed(&texts),
                        name.text
                    ),
                },
                span: values.first().map_or(name.span, |value| value.span),
            });
        }
    }

    fn selection(&self, text: &str) -> Option<usize> {
        let pivot = self.mapping.pivot.as_ref()?;
        let said = identity(text);
        let found = pivot.inputs.iter().find(|(_, values)| values.iter().any(|value| means(&value.text, &said)));
        let rest = || pivot.inputs.iter().find(|(_, values)| values.iter().any(|value| value.text == "*"));
        let (name, _) = found.or_else(rest)?;
        self.inputs.iter().position(|own| own.text == name.text)
    }

    /// The fields of a count that the mapping names.
    fn fields<'v>(&mut self, counts: &'v Object<'_>, into: &mut UnitFigures<'v>) {
        let unit = text_of(counts, "GpUnitId").unwrap_or_default();
        self.fields_of(counts, unit, into);
    }

    fn fields_of<'v>(&mut self, counts: &'v Object<'_>, unit: &'v str, into: &mut UnitFigures<'v>) {
        let mapping = self.mapping;
        for mapped in &mapping.inputs {
            let Some(input) = self.inputs.iter().position(|own| own.text == mapped.name.text) else { continue };
            if let Some(field) = mapped.column.iter().find(|field| counts.get(&field.text).is_some()) {
                self.count(counts, &field.text, input, unit, into);
            }
        }
    }

    fn count<'v>(
        &mut self,
        object: &'v Object<'_>,
        field: &str,
        input: usize,
        unit: &'v str,
        into: &mut UnitFigures<'v>,
    ) {
        let Some(property) = object.get(field) else { return };
        let text = match &property.value {
            Value::NumberLit(number) => number.value,
            Value::StringLit(string) => &*string.value,
            Value::BooleanLit(_) | Value::Object(_) | Value::Array(_) | Value::NullKeyword(_) => "",
        };
        let span = self.span(&property.value);
        let hidden = object
            .get("IsSuppressedForPrivacy")
            .is_some_and(|own| matches!(&own.value, Value::BooleanLit(truth) if truth.value));
        // Without a kind of count, and of all kinds together, it is the whole.
        let all = !matches!(text_of(object, "Type"), Some(kind) if kind != "total" && is_way_of_voting(kind));
        let ways = into.entry((unit, input)).or_default();
        let sum = if all { &mut ways.all } else { &mut ways.by_way };
        if all && sum.is_there() {
            let of = text_of(object, "GpUnitId").unwrap_or_default();
            self.published.problems.push(PublishedError::FigureTwice {
                input: self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default(),
                of: format!("`{of}`"),
                help: "the report has two totals for one unit; nothing tells which is right".to_owned(),
                first: Some(sum.first_seen()),
                second: span,
            });
            return;
        }
        if hidden {
            return sum.add(None, 0, span);
        }
        match number::count(text.as_bytes(), Grouping { stated: None, comma_may_be_decimal: false }) {
            Count::Known(value) => sum.add(Some((value, 0)), 0, span),
            other => {
                let what = match other {
                    Count::Negative => "below zero",
                    Count::NotWhole | Count::Ambiguous => "not whole",
                    _ => "no number",
                };
                let input = self.inputs.get(input).map(|input| input.text.clone()).unwrap_or_default();
                self.published.problems.push(PublishedError::Count {
                    found: if text.is_empty() { self.source.slice(span).to_owned() } else { text.to_owned() },
                    input,
                    help: "a count is a whole number of people or votes".to_owned(),
                    what,
                    span,
                });
            }
        }
    }

    fn leave_out(&mut self, reason: LeftOutReason) {
        match self.published.left_out.iter_mut().find(|own| own.reason == reason) {
            Some(own) => own.rows += 1,
            None => self.published.left_out.push(LeftOut { reason, rows: 1 }),
        }
    }

    fn span(&self, value: &Value<'_>) -> Span {
        let range = value.range();
        Span::new(self.start + range.start as u32, self.start + range.end as u32)
    }
}

/// What is counted where, and what is part of what.
struct UnitCounts<'k, 'v> {
    /// For one contest.
    own: &'k UnitFigures<'v>,
    /// For the whole election.
    shared: &'k UnitFigures<'v>,
    units: &'k HashMap<&'v str, ReportingUnit<'v>>,
}

impl<'v> UnitCounts<'_, 'v> {
    /// A unit's own figure. Where its ways of voting and its total differ, the total stands until the difference is mended.
    fn here(&self, unit: &'v str, input: usize) -> Option<CountSum> {
        let ways = self.own.get(&(unit, input)).or_else(|| self.shared.get(&(unit, input)))?;
        Some(ways.resolved().unwrap_or_else(|(all, _)| all).clone())
    }

    /// A unit's figure: its own, or that of its parts together.
    fn sum(&self, unit: &str, input: usize, depth: usize) -> CountSum {
        const DEEPEST: usize = 16;
        let Some((&unit, own)) = self.units.get_key_value(unit) else { return CountSum::default() };
        if let Some(sum) = self.here(unit, input) {
            return sum;
        }
        let parts = own.parts.iter().filter(|_| depth < DEEPEST);
        let sums: Vec<CountSum> = parts.map(|part| self.sum(part, input, depth + 1)).collect();
        together(&sums)
    }

    /// A unit with all its parts.
    fn within(&self, unit: &str) -> Vec<&'v str> {
        let mut found: Vec<&'v str> = self.units.get_key_value(unit).map(|(id, _)| *id).into_iter().collect();
        let mut at = 0;
        while let Some(id) = found.get(at).copied() {
            let parts = self.units.get(id).map(|unit| unit.parts.as_slice()).unwrap_or_default();
            let new: Vec<&'v str> = parts.iter().copied().filter(|part| !found.contains(part)).collect();
            found.extend(new);
            at += 1;
        }
        if found.len() == 1 { Vec::new() } else { found }
    }

    /// Units with counts of the contest that are neither a unit nor within it.
    fn outside(&self, unit: &str) -> Vec<&'v str> {
        let within = self.within(unit);
        let mut outside: Vec<&'v str> =
            self.own.keys().map(|(own, _)| *own).filter(|own| *own != unit && !within.contains(own)).collect();
        outside.sort_unstable();
        outside.dedup();
        outside
    }

    /// Everything that is counted, where a contest names no district: units that are within another counted one are in it.
    fn everywhere(&self, inputs: usize) -> Vec<CountSum> {
        let mut sums = Vec::new();
        for input in 0..inputs {
            let counted: Vec<&'v str> =
                self.own.keys().filter(|(_, own)| *own == input).map(|(unit, _)| *unit).collect();
            let is_within =
                |unit: &str| counted.iter().any(|other| *other != unit && self.within(other).contains(&unit));
            let mut top: Vec<&str> = counted.iter().copied().filter(|unit| !is_within(unit)).collect();
            top.sort_unstable();
            let own: Vec<CountSum> = top.into_iter().filter_map(|unit| self.here(unit, input)).collect();
            sums.push(together(&own));
        }
        sums
    }
}

/// The sum of parts. One without any figure is missing.
fn together(parts: &[CountSum]) -> CountSum {
    let mut all = CountSum::default();
    for sum in parts {
        if sum.rows > 0 {
            all.add(Some((sum.value, sum.slack)), 0, sum.first);
        }
        let missing = if sum.rows == 0 { sum.missing.max(1) } else { sum.missing };
        if missing > 0 {
            all.add(None, 0, if sum.missing > 0 { sum.first_missing } else { sum.first });
            all.missing += missing - 1;
        }
    }
    if all.rows == 0 && parts.iter().all(|sum| !sum.is_there()) { CountSum::default() } else { all }
}

fn is_measure(contest: &Object<'_>) -> bool {
    text_of(contest, "@type").is_some_and(|kind| kind.ends_with("BallotMeasureContest"))
}

/// The kinds of count of the standard that are a part of all votes.
fn is_way_of_voting(kind: &str) -> bool {
    matches!(
        kind,
        "absentee"
            | "absentee-fwab"
            | "absentee-in-person"
            | "absentee-mail"
            | "early"
            | "election-day"
            | "provisional"
            | "seats"
            | "uocava"
            | "write-in"
            | "other"
    )
}

fn objects<'v>(object: &'v Object<'_>, name: &str) -> impl Iterator<Item = &'v Object<'v>> {
    object.get_array(name).into_iter().flat_map(|list| list.elements.iter().filter_map(Value::as_object))
}

fn text_of<'v>(object: &'v Object<'_>, name: &str) -> Option<&'v str> {
    match &object.get(name)?.value {
        Value::StringLit(text) => Some(&*text.value),
        Value::NumberLit(_) | Value::BooleanLit(_) | Value::Object(_) | Value::Array(_) | Value::NullKeyword(_) => None,
    }
}

/// A text in English, or in its first language: plain, or an `InternationalizedText`.
fn content<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    match value {
        Value::StringLit(text) => Some(&*text.value),
        Value::Object(object) => {
            let mut texts = objects(object, "Text");
            let english = objects(object, "Text")
                .find(|own| text_of(own, "Language").is_some_and(|language| language.starts_with("en")));
            text_of(english.or(texts.next())?, "Content")
        }
        Value::NumberLit(_) | Value::BooleanLit(_) | Value::Array(_) | Value::NullKeyword(_) => None,
    }
}
