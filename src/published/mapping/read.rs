//! A mapping's TOML.

use smol_str::SmolStr;
use toml_edit::{Document, Item, TableLike, Value};

use super::super::MappingError;
use super::{Check, Column, Columns, Condition, Expected, Format, Join, Mapping, Mode, Pivot, Relation, Written};
use crate::encoding::Encoding;
use crate::source::Source;
use crate::span::Span;
use crate::suggest;
use crate::words;

const KEYS: [&str; 24] = [
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
    "checks",
];

pub(super) fn mapping(source: &Source) -> Result<Mapping, Vec<MappingError>> {
    let document = Document::parse(&*source.text).map_err(|error| {
        let span = place(source, error.span());
        // At the end of a line there is nothing to underline.
        let at_end = span.is_empty() && span.start > source.base;
        let span = if at_end { Span::new(span.start - 1, span.start) } else { span };
        let message = error.message().lines().collect::<Vec<_>>().join("; ");
        vec![MappingError::Toml { message, span }]
    })?;
    let mut reader = Reader { source, errors: Vec::new() };
    let mapping = reader.mapping(document.as_table(), source.span(), false);
    reader.repeated(&mapping);
    reader.names(&mapping);
    if reader.errors.is_empty() { Ok(mapping) } else { Err(reader.errors) }
}

fn place(source: &Source, range: Option<std::ops::Range<usize>>) -> Span {
    range.map_or(source.span(), |range| Span::new(source.base + range.start as u32, source.base + range.end as u32))
}

struct Reader<'a> {
    source: &'a Source,
    errors: Vec<MappingError>,
}

impl Reader<'_> {
    fn mapping(&mut self, table: &dyn TableLike, whole: Span, joined: bool) -> Mapping {
        let mut mapping = Mapping::default();
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
                "region" => mapping.region = self.column(key, item),
                "part" => mapping.part = self.column(key, item),
                "set" => mapping.set = self.column(key, item),
                "sum" => match item.as_bool() {
                    Some(sum) => mapping.sum = sum,
                    None => self.wrong(key, "`true` or `false`", "`sum = true`", self.place_of(item)),
                },
                "inputs" => {
                    for (name, item) in self.entries(key, item) {
                        let column = self.column(&name.text, item);
                        mapping.inputs.extend(column.map(|column| (name, column)));
                    }
                }
                "optional" => mapping.optional = self.texts(key, item, "a list of inputs", "`optional = [\"blank\"]`"),
                "pivot" => mapping.pivot = self.pivot(item),
                "columns" => mapping.columns = self.columns(item),
                "mode" => mapping.mode = self.mode(item),
                "keep" => mapping.keep = self.conditions(key, item),
                "drop" => mapping.drop = self.conditions(key, item),
                "total" => mapping.total = self.texts(key, item, "a list of regions", "`total = [\"Statewide\"]`"),
                "rename" => {
                    for (name, item) in self.entries(key, item) {
                        let own = self.texts(&name.text, item, "a name in the file", "`VIC = \"Vic.\"`");
                        mapping.rename.push((name, own));
                    }
                }
                "expect" => mapping.expect = self.expected(key, item),
                "checks" => {
                    for (name, item) in self.entries(key, item) {
                        let text = self.text(&name.text, item, "a check", "`papers = \"yes + no = ballots\"`");
                        mapping.checks.extend(text.and_then(|text| self.check(text)));
                    }
                }
                "join" if !joined => mapping.joins = self.joins(item),
                "file" if joined => {}
                _ => {
                    let span = table.key(key).map(|key| unquoted(self.source, place(self.source, key.span())));
                    let keys = KEYS.into_iter().chain([if joined { "file" } else { "join" }]);
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
        mapping
    }

    fn names(&mut self, mapping: &Mapping) {
        let names: Vec<SmolStr> = mapping.input_names().into_iter().map(|name| name.text).collect();
        for name in mapping.checks.iter().flat_map(Check::names).filter(|name| !names.contains(&name.text)) {
            self.errors.push(MappingError::Check {
                why: format!("`{}` is no input of this mapping", name.text),
                help: nearest(&name.text, names.iter().map(SmolStr::as_str), "its inputs are"),
                span: name.span,
            });
        }
    }

    fn repeated(&mut self, mapping: &Mapping) {
        let mut seen: Vec<&Written> = Vec::new();
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

    fn pivot(&mut self, item: &Item) -> Option<Pivot> {
        let (mut column, mut votes, mut inputs) = (None, None, Vec::new());
        for (name, item) in self.entries("pivot", item) {
            match name.text.as_str() {
                "column" => column = self.column("column", item),
                "votes" => votes = self.column("votes", item),
                _ => {
                    let values = self.texts(&name.text, item, "a list of values", "`yes = [\"Yes\", \"For\"]`");
                    inputs.push((name, values));
                }
            }
        }
        let (Some(column), Some(votes)) = (column, votes) else {
            let help = "`column = \"candidate\"` says what a row counts, `votes = \"votes\"` how many";
            self.incomplete("pivot", help, self.place_of(item));
            return None;
        };
        Some(Pivot { column, votes, inputs })
    }

    fn columns(&mut self, item: &Item) -> Option<Columns> {
        let (mut name, mut regions, mut inputs) = (None, Vec::new(), Vec::new());
        for (key, item) in self.entries("columns", item) {
            match key.text.as_str() {
                "name" => name = self.text("name", item, "a pattern", "`name = \"{region}-{input}\"`"),
                "regions" => {
                    for (region, item) in self.entries("regions", item) {
                        let own = self.text(&region.text, item, "a part of the columns' names", "`ZH = \"zh\"`");
                        regions.extend(own.map(|own| (region, own)));
                    }
                }
                _ => {
                    let own = self.text(&key.text, item, "a part of the columns' names", "`yes = \"ja\"`");
                    inputs.extend(own.map(|own| (key, own)));
                }
            }
        }
        let complete = name.filter(|name| name.text.contains("{region}") && name.text.contains("{input}"));
        let Some(name) = complete.filter(|_| !regions.is_empty()) else {
            let help = "`name = \"{region}-{input}\"` says how columns are called, `[columns.regions]` with \
                        `ZH = \"zh\"` for which regions";
            self.incomplete("columns", help, self.place_of(item));
            return None;
        };
        Some(Columns { name, inputs, regions })
    }

    fn mode(&mut self, item: &Item) -> Option<Mode> {
        let (mut column, mut total) = (None, Vec::new());
        for (name, item) in self.entries("mode", item) {
            match name.text.as_str() {
                "column" => column = self.column("column", item),
                "total" => total = self.texts("total", item, "a list of values", "`total = \"TOTAL\"`"),
                other => self.unknown(other, " in `mode`", ["column", "total"].into_iter(), name.span),
            }
        }
        let Some(column) = column.filter(|_| !total.is_empty()) else {
            self.incomplete("mode", "`mode = { column = \"mode\", total = \"TOTAL\" }`", self.place_of(item));
            return None;
        };
        Some(Mode { column, total })
    }

    fn conditions(&mut self, key: &str, item: &Item) -> Vec<Condition> {
        let entries = self.entries(key, item).into_iter();
        let conditions = entries.map(|(name, item)| {
            let values = self.texts(&name.text, item, "a value or a list of values", "`office = \"Governor\"`");
            Condition { column: vec![name], values }
        });
        conditions.collect()
    }

    fn expected(&mut self, key: &str, item: &Item) -> Option<Expected> {
        let span = self.place_of(item);
        match item.as_integer().map(usize::try_from) {
            Some(Ok(count)) => Some(Expected::Count(count, span)),
            Some(Err(_)) => {
                self.wrong(key, "a number of regions, or their names", "`expect = 58`", span);
                None
            }
            None => {
                Some(Expected::Names(self.texts(key, item, "a number of regions, or their names", "`expect = 58`")))
            }
        }
    }

    fn joins(&mut self, item: &Item) -> Vec<Join> {
        let tables: Vec<(&dyn TableLike, Span)> = match item {
            Item::ArrayOfTables(tables) => {
                tables.iter().map(|own| (own as &dyn TableLike, place(self.source, own.span()))).collect()
            }
            other => other.as_table_like().map(|table| (table, self.place_of(item))).into_iter().collect(),
        };
        if tables.is_empty() {
            let example = "`[join]` with `file = \"voters.csv\"`";
            self.wrong("join", "a file with its own mapping", example, self.place_of(item));
        }
        let mut joins = Vec::new();
        for (table, span) in tables {
            let file = table.get("file").and_then(|item| self.text("file", item, "a path", "`file = \"voters.csv\"`"));
            let mapping = self.mapping(table, span, true);
            match (file, &mapping.region) {
                (Some(file), Some(_)) => joins.push(Join { file, mapping }),
                (None, _) => self.incomplete("join", "`file = \"voters.csv\"` names the file", span),
                (_, None) => self.incomplete("join", "`region = \"County\"` says which region a row is about", span),
            }
        }
        joins
    }

    /// `yes + no <= ballots <= registered`
    fn check(&mut self, text: Written) -> Option<Check> {
        let mut sums: Vec<Vec<Written>> = vec![Vec::new()];
        let mut relations = Vec::new();
        let mut expects_name = true;
        let mut at = text.span.start;
        for word in text.text.split(' ') {
            let span = Span::new(at, at + word.len() as u32);
            at = span.end + 1;
            let relation = match word {
                "" => continue,
                "=" => Some(Relation::Equal),
                "<=" => Some(Relation::AtMost),
                _ => None,
            };
            let is_name = relation.is_none() && word != "+";
            if is_name != expects_name {
                let expected = if expects_name { "an input" } else { "`+`, `=` or `<=`" };
                self.unreadable(format!("expected {expected}, found `{word}`"), span);
                return None;
            }
            expects_name = !is_name;
            if let Some(relation) = relation {
                relations.push(relation);
                sums.push(Vec::new());
            } else if let (true, Some(sum)) = (is_name, sums.last_mut()) {
                sum.push(Written { text: word.into(), span });
            }
        }
        if expects_name || relations.is_empty() {
            self.unreadable("it compares nothing".to_owned(), text.span);
            return None;
        }
        let mut sums = sums.into_iter();
        let first = sums.next()?;
        Some(Check { text, first, rest: relations.into_iter().zip(sums).collect() })
    }

    fn unreadable(&mut self, why: String, span: Span) {
        let help = "write sums of inputs with `=` or `<=` between them: `yes + no + invalid = ballots`".to_owned();
        self.errors.push(MappingError::Check { why, help, span });
    }

    /// A table's keys with their values.
    fn entries<'i>(&mut self, key: &str, item: &'i Item) -> Vec<(Written, &'i Item)> {
        let Some(table) = item.as_table_like() else {
            self.wrong(key, "a group", &format!("`[{key}]`, and what it holds below"), self.place_of(item));
            return Vec::new();
        };
        let keys = table.iter().filter_map(|(key, item)| Some((table.key(key)?, item)));
        keys.map(|(key, item)| {
            let span = unquoted(self.source, place(self.source, key.span()));
            (Written { text: key.get().into(), span }, item)
        })
        .collect()
    }

    fn column(&mut self, key: &str, item: &Item) -> Option<Column> {
        let example = format!("`{key} = \"Votes\"`, or a list of the names it may have");
        let names = self.texts(key, item, "the name of a column", &example);
        (!names.is_empty()).then_some(names)
    }

    /// A text, or a list of texts.
    fn texts(&mut self, key: &str, item: &Item, expected: &'static str, example: &str) -> Vec<Written> {
        let Some(list) = item.as_array() else { return self.text(key, item, expected, example).into_iter().collect() };
        list.iter().filter_map(|value| self.value(key, value, expected, example)).collect()
    }

    fn text(&mut self, key: &str, item: &Item, expected: &'static str, example: &str) -> Option<Written> {
        let Some(value) = item.as_value() else {
            self.wrong(key, expected, example, self.place_of(item));
            return None;
        };
        self.value(key, value, expected, example)
    }

    fn value(&mut self, key: &str, value: &Value, expected: &'static str, example: &str) -> Option<Written> {
        let span = place(self.source, value.span());
        match value {
            Value::String(string) => {
                Some(Written { text: string.value().as_str().into(), span: unquoted(self.source, span) })
            }
            // What a file calls a district may well be a number.
            Value::Integer(_) => Some(Written { text: self.source.slice(span).into(), span }),
            Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::InlineTable(_) => {
                self.wrong(key, expected, example, span);
                None
            }
        }
    }

    fn choice<T: Clone + Default>(&mut self, key: &str, item: &Item, choices: &[(&'static str, T)]) -> T {
        let found = item.as_str().and_then(|text| choices.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)));
        if found.is_none() {
            let names = words::or_list(choices.iter().map(|(name, _)| format!("{key} = \"{name}\"")));
            self.wrong(key, "one of a few words", &names, self.place_of(item));
        }
        found.map(|(_, choice)| choice.clone()).unwrap_or_default()
    }

    fn character(&mut self, key: &str, item: &Item) -> Option<char> {
        let mut letters = item.as_str().unwrap_or("").chars();
        let (Some(only), None) = (letters.next(), letters.next()) else {
            let example = format!("`{key} = \"{}\"`", if key == "delimiter" { ";" } else { "." });
            self.wrong(key, "one character", &example, self.place_of(item));
            return None;
        };
        Some(only)
    }

    fn lines(&mut self, key: &str, item: &Item) -> usize {
        let number = item.as_integer().and_then(|number| usize::try_from(number).ok());
        if number.is_none() {
            self.wrong(key, "a number of lines", &format!("`{key} = 2`"), self.place_of(item));
        }
        number.unwrap_or(0)
    }

    fn place_of(&self, item: &Item) -> Span {
        first_line(self.source, place(self.source, item.span()))
    }

    fn wrong(&mut self, key: &str, expected: &'static str, example: &str, span: Span) {
        self.errors.push(MappingError::Value { key: key.to_owned(), expected, example: example.to_owned(), span });
    }

    fn unknown<'k>(&mut self, key: &str, at: &str, keys: impl Iterator<Item = &'k str> + Clone, span: Span) {
        let help = nearest(key, keys, "it has");
        self.errors.push(MappingError::Key { key: key.to_owned(), place: at.to_owned(), help, span });
    }

    fn incomplete(&mut self, key: &str, help: &str, span: Span) {
        let span = first_line(self.source, span);
        let what = format!("`{key}` is not complete");
        self.errors.push(MappingError::Incomplete { what, help: help.to_owned(), span });
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
