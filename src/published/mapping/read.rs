//! A mapping's TOML.

mod conditions;
mod inputs;
mod value;

use smol_str::SmolStr;
use toml_edit::{Document, TableLike};

use super::super::MappingError;
use super::super::condition::DayOrder;
use super::{CellKind, Format, MappedText, Mapping, SumCheck};
use crate::encoding::Encoding;
use crate::source::Source;
use crate::span::Span;
use crate::suggest;
use crate::words;

const KEYS: [&str; 29] = [
    "extends",
    "region",
    "table",
    "set",
    "part",
    "sum",
    "inputs",
    "optional",
    "pivot",
    "columns",
    "mode",
    "keep",
    "drop",
    "total",
    "counted",
    "rename",
    "expect",
    "missing",
    "zero",
    "thousands",
    "delimiter",
    "encoding",
    "skip",
    "format",
    "level",
    "dates",
    "stage",
    "rule",
    "checks",
];

/// Finds the mapping that another one extends.
pub(super) type FindBase<'a> = &'a mut dyn FnMut(&str) -> Result<Source, String>;

pub(super) fn mapping(source: &Source, base: FindBase<'_>) -> Result<Mapping, Vec<MappingError>> {
    extending(source, base, &mut Vec::new())
}

/// Reads a mapping that extends others; `through` are those that extend it.
fn extending(source: &Source, base: FindBase<'_>, through: &mut Vec<SmolStr>) -> Result<Mapping, Vec<MappingError>> {
    let document = Document::parse(&*source.text).map_err(|error| {
        let span = place(source, error.span());
        // At the end of a line there is nothing to underline.
        let at_end = span.is_empty() && span.start > source.base;
        let span = if at_end { Span::new(span.start - 1, span.start) } else { span };
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        vec![MappingError::Toml { message, span }]
    })?;
    let mut reader = MappingReader { source, errors: Vec::new() };
    let table = document.as_table();
    let mut mapping = Mapping::default();
    if let Some(item) = table.get("extends")
        && let Some(name) = reader.text("extends", item, "a ready mapping or a file", "`extends = \"swissvotes\"`")
    {
        const DEEPEST: usize = 8;
        through.push(name.text.clone());
        let again = through.iter().filter(|own| **own == name.text).count() > 1;
        let found = if again || through.len() > DEEPEST {
            Err("it extends itself in the end, or too many others".to_owned())
        } else {
            base(&name.text)
        };
        match found {
            Ok(source) => mapping = extending(&source, base, through)?,
            Err(why) => reader.errors.push(MappingError::Extends { name: name.text.to_string(), why, span: name.span }),
        }
    }
    reader.mapping(table, source.span(), false, &mut mapping);
    reader.repeated(&mapping);
    reader.names(&mapping);
    if reader.errors.is_empty() { Ok(mapping) } else { Err(reader.errors) }
}

fn place(source: &Source, range: Option<std::ops::Range<usize>>) -> Span {
    range.map_or(source.span(), |range| Span::new(source.base + range.start as u32, source.base + range.end as u32))
}

struct MappingReader<'a> {
    source: &'a Source,
    errors: Vec<MappingError>,
}

impl MappingReader<'_> {
    /// Reads what a mapping says, over what the mapping that it extends has said.
    fn mapping(&mut self, table: &dyn TableLike, whole: Span, joined: bool, mapping: &mut Mapping) {
        redefined(table, mapping);
        for (key, item) in table.iter() {
            match key {
                "format" => {
                    let choices = [("csv", Format::Csv), ("nist-1500-100", Format::Nist)];
                    mapping.format = self.choice(key, item, &choices);
                }
                "encoding" => {
                    let choices = [
                        ("utf-8", Some(Encoding::Utf8)),
                        ("latin-1", Some(Encoding::Latin1)),
                        ("utf-16", Some(Encoding::Utf16)),
                    ];
                    mapping.encoding = self.choice(key, item, &choices);
                }
                "delimiter" => mapping.delimiter = self.character(key, item).and_then(|own| u8::try_from(own).ok()),
                "thousands" => mapping.thousands = self.character(key, item),
                "skip" => mapping.skip = self.lines(key, item),
                "missing" => mapping.missing = self.texts(key, item, "a list of marks", "`missing = [\".\", \"NA\"]`"),
                "zero" => mapping.zero = self.texts(key, item, "a list of marks", "`zero = [\"-\"]`"),
                "table" => mapping.table = self.text(key, item, "a name of the measure's", "`table = \"county\"`"),
                "level" => mapping.level = self.text(key, item, "a kind of unit", "`level = \"county\"`"),
                "extends" if !joined => {}
                "region" => mapping.region = self.key_columns(key, item),
                "part" => mapping.part = self.key_columns(key, item),
                "set" => mapping.set = self.key_columns(key, item),
                "dates" => {
                    let choices =
                        [("D/M/Y", Some(DayOrder::DayFirst)), ("M/D/Y", Some(DayOrder::MonthFirst)), ("Y-M-D", None)];
                    mapping.dates = self.choice(key, item, &choices);
                }
                "stage" if !joined => mapping.stages = self.stages(item),
                "rule" if !joined => mapping.rules = self.rules(item),
                "counted" => mapping.counted = self.texts(key, item, "a list of names", "`counted = [\"All\"]`"),
                "sum" => match item.as_bool() {
                    Some(sum) => mapping.sum = sum,
                    None => self.wrong(key, "`true` or `false`", "`sum = true`", self.place_of(item)),
                },
                "inputs" => {
                    for (name, item) in self.entries(key, item) {
                        // What a mapping that is extended has, and this one does without.
                        if item.as_bool() == Some(false) {
                            continue;
                        }
                        let input = self.input(name.clone(), item);
                        put(&mut mapping.inputs, input, |own| own.name.text == name.text);
                    }
                }
                "optional" => mapping.optional = self.texts(key, item, "a list of inputs", "`optional = [\"blank\"]`"),
                "pivot" => mapping.pivot = self.pivot(item),
                "columns" => mapping.columns = self.columns(item),
                "mode" => mapping.mode = self.mode(item),
                "keep" => self.conditions(key, item, &mut mapping.keep),
                "drop" => self.conditions(key, item, &mut mapping.drop),
                "total" => mapping.total = self.texts(key, item, "a list of regions", "`total = [\"Statewide\"]`"),
                "rename" => {
                    for (name, item) in self.entries(key, item) {
                        let own = self.texts(&name.text, item, "a name in the file", "`VIC = \"Vic.\"`");
                        put(&mut mapping.rename, Some((name.clone(), own)), |(own, _)| own.text == name.text);
                    }
                }
                "expect" => mapping.expect = self.expected(key, item),
                "checks" => {
                    for (name, item) in self.entries(key, item) {
                        let example = "`ballots = \"yes + no + invalid = ballots\"`";
                        let text = self.text(&name.text, item, "a check", example);
                        let check = text.and_then(|text| self.check(name.clone(), text));
                        put(&mut mapping.checks, check, |own| own.name.text == name.text);
                    }
                }
                "join" if !joined => mapping.joins = self.joins(item),
                "file" if joined => {}
                _ => {
                    let span = table.key(key).map(|key| unquoted(self.source, place(self.source, key.span())));
                    let keys = KEYS.into_iter().filter(|key| !joined || !matches!(*key, "extends" | "stage" | "rule"));
                    let keys = keys.chain([if joined { "file" } else { "join" }]);
                    self.unknown(key, "", keys, span.unwrap_or_default());
                }
            }
        }
        if mapping.own_inputs().next().is_none() && self.errors.is_empty() {
            let help = "say which column is which: `[inputs]` with `yes = \"Leave\"`, or `[pivot]` for long rows";
            self.errors.push(MappingError::Incomplete {
                what: "this mapping has no inputs".to_owned(),
                help: help.to_owned(),
                span: first_line(self.source, whole),
            });
        }
    }

    fn names(&mut self, mapping: &Mapping) {
        let names: Vec<SmolStr> = mapping.input_names().into_iter().map(|name| name.text).collect();
        for input in &mapping.inputs {
            let (CellKind::PercentageOf(base) | CellKind::PercentageWith(base)) = &input.kind else { continue };
            let counts =
                || mapping.inputs.iter().filter(|own| own.kind == CellKind::Count).map(|own| own.name.text.as_str());
            if !counts().any(|own| *own == *base.text) {
                let help = nearest(&base.text, counts(), "columns of counts have");
                let what = format!("`{}` is no input of `[inputs]` with a column of counts", base.text);
                self.errors.push(MappingError::Incomplete { what, help, span: base.span });
            }
        }
        for (name, _) in mapping.stages.iter().flat_map(|stage| &stage.inputs) {
            if !names.contains(&name.text) {
                let help = nearest(&name.text, names.iter().map(SmolStr::as_str), "its inputs are");
                let what = format!("`{}` is no input of this mapping", name.text);
                self.errors.push(MappingError::Incomplete { what, help, span: name.span });
            }
        }
        for name in mapping.checks.iter().flat_map(SumCheck::names).filter(|name| !names.contains(&name.text)) {
            self.errors.push(MappingError::Check {
                why: format!("`{}` is no input of this mapping", name.text),
                help: nearest(&name.text, names.iter().map(SmolStr::as_str), "its inputs are"),
                span: name.span,
            });
        }
    }

    fn repeated(&mut self, mapping: &Mapping) {
        let mut seen: Vec<&MappedText> = Vec::new();
        let joined = mapping.joins.iter().flat_map(|join| join.mapping.own_inputs());
        for name in mapping.own_inputs().chain(joined) {
            match seen.iter().find(|own| own.text == name.text) {
                Some(first) => self.errors.push(MappingError::Twice {
                    input: name.text.to_string(),
                    first: first.span,
                    second: name.span,
                }),
                None => seen.push(name),
            }
        }
    }
}

/// What a mapping says of an input takes the place of all that the mapping it extends has said of it.
fn redefined(table: &dyn TableLike, mapping: &mut Mapping) {
    let groups = ["inputs", "pivot", "columns"].into_iter().filter_map(|key| table.get(key)?.as_table_like());
    let names: Vec<&str> = groups.flat_map(|group| group.iter().map(|(name, _)| name)).collect();
    let is_new = |name: &MappedText| names.contains(&name.text.as_str());
    mapping.inputs.retain(|input| !is_new(&input.name));
    if let Some(pivot) = &mut mapping.pivot {
        pivot.inputs.retain(|(name, _)| !is_new(name));
    }
    if let Some(columns) = &mut mapping.columns {
        columns.inputs.retain(|(name, _)| !is_new(name));
    }
}

/// Puts something in the place of what says the same, or at the end.
fn put<T>(all: &mut Vec<T>, new: Option<T>, is_same: impl Fn(&T) -> bool) {
    let Some(new) = new else { return };
    match all.iter_mut().find(|own| is_same(own)) {
        Some(own) => *own = new,
        None => all.push(new),
    }
}

fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str> + Clone, there: &str) -> String {
    match suggest::nearest(name, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("{there} {}", words::and_list(names)),
    }
}

/// A long text is marked by its first line.
fn first_line(source: &Source, span: Span) -> Span {
    let length = source.slice(span).lines().next().map_or(0, str::len) as u32;
    Span::new(span.start, span.start + length)
}

fn unquoted(source: &Source, span: Span) -> Span {
    let text = source.slice(span);
    let quoted = |quote| text.len() >= 2 && text.starts_with(quote) && text.ends_with(quote);
    if quoted('"') || quoted('\'') { Span::new(span.start + 1, span.end - 1) } else { span }
}
