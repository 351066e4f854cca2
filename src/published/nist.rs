//! NIST Special Publication 1500-100 version 2: election results in JSON.
//!
//! A report has geopolitical units, which are parts of each other, and contests, whose selections have counts by unit and by
//! the way votes were cast. Each ballot measure is a set of votes, each unit of the mapping's level a region.

use std::collections::HashMap;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use smol_str::SmolStr;

use super::number::{self, Count, Grouping};
use super::tally::{RegionTally, Sum, Tally};
use super::{FileSeen, LeftOut, Mapping, Published, PublishedError, Written, check};
use crate::source::Source;
use crate::span::Span;
use crate::words;

/// Reads a results report. `[inputs]` of the mapping name fields of counts and units (`Overvotes`, `BallotsCast`,
/// `VotersRegistered`), `[pivot]` the texts of selections.
pub fn nist(source: &Source, mapping: &Mapping) -> Published {
    let mut reading = Reading {
        source,
        start: source.base + if source.text.starts_with('\u{feff}') { 3 } else { 0 },
        mapping,
        inputs: mapping.input_names(),
        tally: Tally::default(),
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
    check::finish(mapping, &reading.inputs, &reading.by_region, &reading.tally, &[], &mut published);
    published
}

struct Reading<'a> {
    source: &'a Source,
    /// Global offset of what is parsed.
    start: u32,
    mapping: &'a Mapping,
    inputs: Vec<Written>,
    tally: Tally,
    by_region: Vec<bool>,
    published: Published,
    /// Contests, and those that are taken.
    rows: usize,
    taken: usize,
}

/// A county, a precinct, a state.
struct Unit<'a> {
    name: SmolStr,
    kind: SmolStr,
    parts: Vec<&'a str>,
    span: Span,
}

/// What is counted in units: by unit and input.
type Counts<'a> = HashMap<(&'a str, usize), Sum>;

impl<'a> Reading<'a> {
    fn report(&mut self) {
        let source = self.source;
        let text = source.text.get((self.start - source.base) as usize..).unwrap_or("");
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
        let units: HashMap<&str, Unit<'_>> = objects(report, "GpUnit").filter_map(|unit| self.unit(unit)).collect();
        for election in elections.elements.iter().filter_map(Value::as_object) {
            let mut shared = Counts::default();
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
            let value = self.mapping.keep.iter().flat_map(|keep| &keep.values).next();
            self.published.problems.push(PublishedError::Nothing {
                what: value.map_or("the report has no ballot measure".to_owned(), |value| {
                    format!("no contest is `{}`", value.text)
                }),
                help: if names.is_empty() {
                    "is it another kind of report?".to_owned()
                } else {
                    format!("there is {}", words::and_list(names.iter().take(12)))
                },
                span: value.map_or(Span::new(self.start, self.start + 1), |value| value.span),
                label: if value.is_some() { "asked for here" } else { "this report" },
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
            let help = if status == "unofficial-complete" {
                "figures may still change until they are certified"
            } else {
                "votes are still out: the sums are not those of the election"
            };
            self.published.problems.push(PublishedError::Status {
                status: status.replace('-', ", "),
                help: help.to_owned(),
                span: self.span(&property.value),
            });
        }
    }

    fn unit<'v>(&self, unit: &'v Object<'_>) -> Option<(&'v str, Unit<'v>)> {
        let id = text_of(unit, "@id")?;
        let name = unit.get("Name").and_then(|property| content(&property.value)).unwrap_or(id);
        let parts = unit
            .get_array("ComposingGpUnitIds")
            .map(|ids| ids.elements.iter().filter_map(|id| id.as_string_lit()).map(|id| &*id.value).collect());
        let span = unit.get("Name").or(unit.get("@id")).map(|property| self.span(&property.value)).unwrap_or_default();
        let kind = text_of(unit, "Type").unwrap_or_default().into();
        Some((id, Unit { name: self.mapping.renamed(name), kind, parts: parts.unwrap_or_default(), span }))
    }

    fn contest(&mut self, contest: &Object<'_>, units: &HashMap<&str, Unit<'_>>, shared: &Counts<'_>) {
        self.rows += 1;
        let id = text_of(contest, "@id").unwrap_or_default();
        let name = text_of(contest, "Name").unwrap_or(id);
        if !is_measure(contest) {
            let kind = text_of(contest, "@type").unwrap_or("another contest").trim_start_matches("ElectionResults.");
            return self.leave_out(format!("`{kind}`"));
        }
        let is = |value: &Written| value.text.eq_ignore_ascii_case(name) || value.text.eq_ignore_ascii_case(id);
        if !self.mapping.keep.iter().all(|keep| keep.values.iter().any(is))
            || self.mapping.drop.iter().any(|drop| drop.values.iter().any(is))
        {
            return self.leave_out(format!("`{name}`"));
        }
        self.taken += 1;
        let mut counts = Counts::default();
        let selections = objects(contest, "ContestSelection").chain(objects(contest, "BallotSelection"));
        for selection in selections {
            let Some(text) = selection.get("Selection").and_then(|property| content(&property.value)) else { continue };
            let Some(input) = self.selection(text) else {
                self.leave_out(format!("the selection `{text}`"));
                continue;
            };
            for count in objects(selection, "VoteCounts") {
                let unit = text_of(count, "GpUnitId").unwrap_or_default();
                self.count(count, "Count", input, unit, &mut counts);
            }
        }
        for other in objects(contest, "OtherCounts").chain(objects(contest, "SummaryCounts")) {
            self.fields(other, &mut counts);
        }

        let district =
            text_of(contest, "ElectionDistrictId").or(text_of(contest, "ElectoralDistrictId")).unwrap_or_default();
        let inputs = self.inputs.len();
        let all = Known { own: &counts, shared, units };
        let level = self.mapping.level.as_ref().map_or("", |level| level.text.as_str());
        let span = contest.get("Name").map(|property| self.span(&property.value)).unwrap_or_default();
        let at = self.tally.set(id.as_bytes(), inputs, || (Some(name.into()), span));
        let within = all.within(district);
        let mut regions: Vec<(&str, &Unit<'_>)> = units
            .iter()
            .filter(|(id, unit)| unit.kind == level && (within.is_empty() || within.contains(id)))
            .map(|(id, unit)| (*id, unit))
            .collect();
        regions.sort_by_key(|(_, unit)| unit.span);
        let counted = |id: &str| {
            (0..inputs).any(|input| {
                let sum = all.sum(id, input, 0);
                sum.rows + sum.all_rows > 0
            })
        };
        // A contest of one county has no counties.
        let of_one = units.get(district).is_some_and(|unit| unit.kind == level);
        regions.retain(|(id, _)| !of_one && *id != district && counted(id));
        let Some(set) = self.tally.sets.get_mut(at) else { return };
        let sums = |id: &str| (0..inputs).map(|input| all.sum(id, input, 0)).collect::<Vec<Sum>>();
        if regions.is_empty() {
            set.whole = if units.contains_key(district) { sums(district) } else { all.everywhere(inputs) };
            return;
        }
        for (id, unit) in &regions {
            set.named(RegionTally {
                name: unit.name.clone(),
                span: unit.span,
                rows: 1,
                sums: sums(id),
                is_total: false,
            });
        }
        for (input, by_region) in self.by_region.iter_mut().enumerate() {
            *by_region |=
                set.regions.iter().any(|region| region.sums.get(input).is_some_and(|sum| sum.rows + sum.all_rows > 0));
        }
        // The district's own figures are compared with the regions', and stand for what only the district has.
        let own: Vec<Sum> = (0..inputs).map(|input| all.here(district, input).unwrap_or_default()).collect();
        for (input, sum) in own.iter().enumerate() {
            if !self.by_region.get(input).copied().unwrap_or_default()
                && let Some(whole) = set.whole.get_mut(input)
            {
                *whole = if sum.rows + sum.all_rows > 0 { sum.clone() } else { all.sum(district, input, 0) };
            }
        }
        let name = units.get(district).map_or(district.into(), |unit| unit.name.clone());
        set.named(RegionTally { name, span, rows: 1, sums: own, is_total: true });
    }

    fn selection(&self, text: &str) -> Option<usize> {
        let pivot = self.mapping.pivot.as_ref()?;
        let means = |values: &[Written]| values.iter().any(|value| value.text.eq_ignore_ascii_case(text));
        let found = pivot.inputs.iter().find(|(_, values)| means(values));
        let rest = || pivot.inputs.iter().find(|(_, values)| values.iter().any(|value| value.text == "*"));
        let (name, _) = found.or_else(rest)?;
        self.inputs.iter().position(|own| own.text == name.text)
    }

    /// The fields of a count that the mapping names.
    fn fields<'v>(&mut self, counts: &'v Object<'_>, into: &mut Counts<'v>) {
        let unit = text_of(counts, "GpUnitId").unwrap_or_default();
        self.fields_of(counts, unit, into);
    }

    fn fields_of<'v>(&mut self, counts: &'v Object<'_>, unit: &'v str, into: &mut Counts<'v>) {
        let mapping = self.mapping;
        for (name, fields) in &mapping.inputs {
            let Some(input) = self.inputs.iter().position(|own| own.text == name.text) else { continue };
            if let Some(field) = fields.iter().find(|field| counts.get(&field.text).is_some()) {
                self.count(counts, &field.text, input, unit, into);
            }
        }
    }

    fn count<'v>(&mut self, object: &'v Object<'_>, field: &str, input: usize, unit: &'v str, into: &mut Counts<'v>) {
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
        let sum = into.entry((unit, input)).or_default();
        if sum.rows + sum.all_rows + sum.missing == 0 {
            sum.first = span;
        }
        if hidden {
            sum.first_missing = span;
            sum.missing += 1;
            return;
        }
        // Without a kind of count, and of all kinds together, it is the whole.
        let all = !matches!(text_of(object, "Type"), Some(kind) if kind != "total" && is_way_of_voting(kind));
        match number::count(text.as_bytes(), Grouping { stated: None, comma_may_be_decimal: false }) {
            Count::Known(value) if all => {
                sum.all += value;
                sum.all_rows += 1;
            }
            Count::Known(value) => {
                sum.value += value;
                sum.rows += 1;
            }
            other @ (Count::Negative | Count::Ambiguous | Count::NotWhole | Count::Text) => {
                let what = match other {
                    Count::Negative => "below zero",
                    Count::NotWhole | Count::Ambiguous => "not whole",
                    Count::Known(_) | Count::Text => "no number",
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

    fn leave_out(&mut self, what: String) {
        match self.published.left_out.iter_mut().find(|own| own.what == what) {
            Some(own) => own.rows += 1,
            None => self.published.left_out.push(LeftOut { what, rows: 1 }),
        }
    }

    fn span(&self, value: &Value<'_>) -> Span {
        let range = value.range();
        Span::new(self.start + range.start as u32, self.start + range.end as u32)
    }
}

/// What is counted where, and what is part of what.
struct Known<'k, 'v> {
    /// For one contest.
    own: &'k Counts<'v>,
    /// For the whole election.
    shared: &'k Counts<'v>,
    units: &'k HashMap<&'v str, Unit<'v>>,
}

impl<'v> Known<'_, 'v> {
    fn here(&self, unit: &'v str, input: usize) -> Option<Sum> {
        self.own.get(&(unit, input)).or_else(|| self.shared.get(&(unit, input))).cloned()
    }

    /// A unit's figure: its own, or that of its parts together.
    fn sum(&self, unit: &str, input: usize, depth: usize) -> Sum {
        const DEEPEST: usize = 16;
        let Some((&unit, own)) = self.units.get_key_value(unit) else { return Sum::default() };
        if let Some(sum) = self.here(unit, input) {
            return sum;
        }
        let mut all = Sum::default();
        for part in own.parts.iter().filter(|_| depth < DEEPEST) {
            let sum = self.sum(part, input, depth + 1);
            let (value, rows) = if sum.all_rows > 0 { (sum.all, sum.all_rows) } else { (sum.value, sum.rows) };
            if all.rows + all.missing == 0 {
                all.first = sum.first;
            }
            all.value += value;
            all.rows += rows;
            all.missing += sum.missing + u32::from(rows == 0);
            all.first_missing = if sum.missing > 0 { sum.first_missing } else { all.first_missing };
        }
        if all.rows == 0 { Sum::default() } else { all }
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

    /// Everything that is counted, whatever the unit.
    fn everywhere(&self, inputs: usize) -> Vec<Sum> {
        let mut sums = vec![Sum::default(); inputs];
        for ((_, input), own) in self.own {
            if let Some(sum) = sums.get_mut(*input) {
                sum.value += if own.all_rows > 0 { own.all } else { own.value };
                sum.rows += own.rows.max(own.all_rows);
                sum.first = own.first;
            }
        }
        sums
    }
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
