//! What a mapping asks of rows, and what becomes of them.

use toml_edit::{Item, TableLike};

use super::super::super::condition::{RangeEnd, RowCondition, ValueTest};
use super::super::{MappedText, RuleRows, StageRows};
use super::{MappingReader, place, put, unquoted};
use crate::span::Span;

impl MappingReader<'_> {
    pub(super) fn conditions(&mut self, key: &str, item: &Item, conditions: &mut Vec<RowCondition>) {
        for (name, item) in self.entries(key, item) {
            let tests = self.tests(&name, item);
            let condition = RowCondition { column: vec![name.clone()], tests };
            put(conditions, Some(condition), |own| own.column.iter().any(|column| column.text == name.text));
        }
    }

    /// `"Governor"`, `["Governor", "Senator"]`, `{ from = 1979-01-01 }`, `{ like = "465.*" }`, `{ not = "Total" }`
    pub(super) fn tests(&mut self, name: &MappedText, item: &Item) -> Vec<ValueTest> {
        const EXPECTED: &str = "a value, a list of values, or what a value is like";
        let Some(table) = item.as_table_like() else {
            return vec![ValueTest::OneOf(self.texts(&name.text, item, EXPECTED, "`office = \"Governor\"`"))];
        };
        let example =
            format!("`{} = {{ from = 1979-01-01 }}`, `{{ like = \"465.*\" }}` or `{{ not = \"Total\" }}`", name.text);
        let (mut tests, mut from, mut to) = (Vec::new(), None, None);
        for (key, item) in table.iter() {
            match key {
                "from" => from = self.range_end(key, item),
                "to" => to = self.range_end(key, item),
                "like" => tests.push(ValueTest::Like(self.texts(key, item, "a pattern", "`like = \"465.*\"`"))),
                "not" => tests.push(ValueTest::NoneOf(self.texts(key, item, "a value", "`not = \"Total\"`"))),
                other => {
                    let span = table.key(other).map(|key| place(self.source, key.span())).unwrap_or_default();
                    self.unknown(other, " in a condition", ["from", "to", "like", "not"].into_iter(), span);
                }
            }
        }
        if from.is_some() || to.is_some() {
            tests.push(ValueTest::Between { from, to });
        }
        if tests.is_empty() {
            self.wrong(&name.text, EXPECTED, &example, self.place_of(item));
        }
        tests
    }

    pub(super) fn range_end(&mut self, key: &str, item: &Item) -> Option<RangeEnd> {
        let span = unquoted(self.source, place(self.source, item.span()));
        let text = MappedText { text: self.source.slice(span).into(), span };
        let end = RangeEnd::read(text).filter(|_| item.is_value());
        if end.is_none() {
            self.wrong(key, "a day or a number", &format!("`{key} = 1979-01-01` or `{key} = 1000`"), span);
        }
        end
    }

    /// The tables of `[[stage]]` and the like, or the one of `[stage]`.
    pub(super) fn tables<'i>(&mut self, key: &str, item: &'i Item, example: &str) -> Vec<(&'i dyn TableLike, Span)> {
        let tables: Vec<(&dyn TableLike, Span)> = match item {
            Item::ArrayOfTables(tables) => {
                tables.iter().map(|own| (own as &dyn TableLike, place(self.source, own.span()))).collect()
            }
            other => other.as_table_like().map(|table| (table, self.place_of(item))).into_iter().collect(),
        };
        if tables.is_empty() {
            self.wrong(key, "one group or several", example, self.place_of(item));
        }
        tables
    }

    pub(super) fn stages(&mut self, item: &Item) -> Vec<StageRows> {
        let mut stages = Vec::new();
        for (table, span) in self.tables("stage", item, "`[[stage]]` with `name = \"initiative\"`") {
            let (mut name, mut set, mut conditions, mut inputs) = (None, None, Vec::new(), Vec::new());
            for (key, item) in table.iter() {
                match key {
                    "name" => name = self.text(key, item, "the name of a stage", "`name = \"initiative\"`"),
                    "set" => {
                        set = self.text(key, item, "a pattern", "`set = \"*.1\"`");
                        if let Some(own) = set.take_if(|own| own.text.matches('*').count() != 1) {
                            self.wrong(key, "a pattern with one `*`, which names the set", "`set = \"*.1\"`", own.span);
                        }
                    }
                    "where" => self.conditions(key, item, &mut conditions),
                    "inputs" => {
                        for (input, item) in self.entries(key, item) {
                            let own =
                                self.text(&input.text, item, "what the stage calls it", "`yes = \"for_initiative\"`");
                            inputs.extend(own.map(|own| (input, own)));
                        }
                    }
                    other => {
                        let span = table.key(other).map(|key| place(self.source, key.span())).unwrap_or_default();
                        self.unknown(other, " in `[[stage]]`", ["name", "set", "where", "inputs"].into_iter(), span);
                    }
                }
            }
            match name {
                Some(name) => stages.push(StageRows { name, set, conditions, inputs }),
                None => self.incomplete("stage", "`name = \"initiative\"` says which stage of the measure it is", span),
            }
        }
        stages
    }

    pub(super) fn rules(&mut self, item: &Item) -> Vec<RuleRows> {
        let mut rules = Vec::new();
        for (table, span) in self.tables("rule", item, "`[[rule]]` with `measure = \"majority\"`") {
            let (mut measure, mut conditions) = (None, Vec::new());
            for (key, item) in table.iter() {
                match key {
                    "measure" => measure = self.text(key, item, "a measure or variant", "`measure = \"majority\"`"),
                    "where" => self.conditions(key, item, &mut conditions),
                    other => {
                        let span = table.key(other).map(|key| place(self.source, key.span())).unwrap_or_default();
                        self.unknown(other, " in `[[rule]]`", ["measure", "where"].into_iter(), span);
                    }
                }
            }
            match measure {
                Some(measure) => rules.push(RuleRows { measure, conditions }),
                None => self.incomplete("rule", "`measure = \"majority\"` says which measure or variant it is", span),
            }
        }
        rules
    }
}
