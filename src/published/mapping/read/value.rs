//! Values of a mapping, of the shape that a key has.

use toml_edit::{Item, Value};

use super::super::super::MappingError;
use super::super::{ColumnNames, MappedText, SumCheck, SumRelation};
use super::{MappingReader, first_line, nearest, place, unquoted};
use crate::span::Span;
use crate::words;

impl MappingReader<'_> {
    /// `yes + no <= ballots <= registered`
    pub(super) fn check(&mut self, name: MappedText, text: MappedText) -> Option<SumCheck> {
        let mut sums: Vec<Vec<MappedText>> = vec![Vec::new()];
        let mut relations = Vec::new();
        let mut expects_name = true;
        let mut at = text.span.start;
        for word in text.text.split(' ') {
            let span = Span::new(at, at + word.len() as u32);
            at = span.end + 1;
            let relation = match word {
                "" => continue,
                "=" => Some(SumRelation::Equal),
                "<=" => Some(SumRelation::AtMost),
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
                sum.push(MappedText { text: word.into(), span });
            }
        }
        if expects_name || relations.is_empty() {
            self.unreadable("it compares nothing".to_owned(), text.span);
            return None;
        }
        let mut sums = sums.into_iter();
        let first = sums.next()?;
        Some(SumCheck { name, text, first, rest: relations.into_iter().zip(sums).collect() })
    }

    pub(super) fn unreadable(&mut self, why: String, span: Span) {
        let help = "write sums of inputs with `=` or `<=` between them: `yes + no + invalid = ballots`".to_owned();
        self.errors.push(MappingError::Check { why, help, span });
    }

    /// A table's keys with their values.
    pub(super) fn entries<'i>(&mut self, key: &str, item: &'i Item) -> Vec<(MappedText, &'i Item)> {
        let Some(table) = item.as_table_like() else {
            self.wrong(key, "a group", &format!("`[{key}]`, and what it holds below"), self.place_of(item));
            return Vec::new();
        };
        let keys = table.iter().filter_map(|(key, item)| Some((table.key(key)?, item)));
        keys.map(|(key, item)| {
            let span = unquoted(self.source, place(self.source, key.span()));
            (MappedText { text: key.get().into(), span }, item)
        })
        .collect()
    }

    pub(super) fn column(&mut self, key: &str, item: &Item) -> Option<ColumnNames> {
        let example = format!("`{key} = \"Votes\"`, or a list of the names it may have");
        let names = self.texts(key, item, "the name of a column", &example);
        (!names.is_empty()).then_some(names)
    }

    /// A text, or a list of texts.
    pub(super) fn texts(&mut self, key: &str, item: &Item, expected: &'static str, example: &str) -> Vec<MappedText> {
        let Some(list) = item.as_array() else { return self.text(key, item, expected, example).into_iter().collect() };
        list.iter().filter_map(|value| self.value(key, value, expected, example)).collect()
    }

    pub(super) fn text(&mut self, key: &str, item: &Item, expected: &'static str, example: &str) -> Option<MappedText> {
        let Some(value) = item.as_value() else {
            self.wrong(key, expected, example, self.place_of(item));
            return None;
        };
        self.value(key, value, expected, example)
    }

    pub(super) fn value(
        &mut self,
        key: &str,
        value: &Value,
        expected: &'static str,
        example: &str,
    ) -> Option<MappedText> {
        let span = place(self.source, value.span());
        match value {
            Value::String(string) => {
                Some(MappedText { text: string.value().as_str().into(), span: unquoted(self.source, span) })
            }
            // What a file calls a district may well be a number.
            Value::Integer(_) => Some(MappedText { text: self.source.slice(span).into(), span }),
            Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) | Value::Array(_) | Value::InlineTable(_) => {
                self.wrong(key, expected, example, span);
                None
            }
        }
    }

    pub(super) fn choice<T: Clone + Default>(&mut self, key: &str, item: &Item, choices: &[(&'static str, T)]) -> T {
        let found = item.as_str().and_then(|text| choices.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)));
        if found.is_none() {
            let names = words::or_list(choices.iter().map(|(name, _)| format!("{key} = \"{name}\"")));
            self.wrong(key, "one of a few words", &names, self.place_of(item));
        }
        found.map(|(_, choice)| choice.clone()).unwrap_or_default()
    }

    pub(super) fn character(&mut self, key: &str, item: &Item) -> Option<char> {
        let mut letters = item.as_str().unwrap_or("").chars();
        let (Some(only), None) = (letters.next(), letters.next()) else {
            let example = format!("`{key} = \"{}\"`", if key == "delimiter" { ";" } else { "." });
            self.wrong(key, "one character", &example, self.place_of(item));
            return None;
        };
        Some(only)
    }

    pub(super) fn lines(&mut self, key: &str, item: &Item) -> usize {
        let number = item.as_integer().and_then(|number| usize::try_from(number).ok());
        if number.is_none() {
            self.wrong(key, "a number of lines", &format!("`{key} = 2`"), self.place_of(item));
        }
        number.unwrap_or(0)
    }

    pub(super) fn place_of(&self, item: &Item) -> Span {
        first_line(self.source, place(self.source, item.span()))
    }

    pub(super) fn wrong(&mut self, key: &str, expected: &'static str, example: &str, span: Span) {
        self.errors.push(MappingError::Value { key: key.to_owned(), expected, example: example.to_owned(), span });
    }

    pub(super) fn unknown<'k>(&mut self, key: &str, at: &str, keys: impl Iterator<Item = &'k str> + Clone, span: Span) {
        let help = nearest(key, keys, "it has");
        self.errors.push(MappingError::Key { key: key.to_owned(), place: at.to_owned(), help, span });
    }

    pub(super) fn incomplete(&mut self, key: &str, help: &str, span: Span) {
        let span = first_line(self.source, span);
        let what = format!("`{key}` is not complete");
        self.errors.push(MappingError::Incomplete { what, help: help.to_owned(), span });
    }
}
