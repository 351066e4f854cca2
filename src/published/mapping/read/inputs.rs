//! How a mapping says where inputs stand.

use toml_edit::{Item, TableLike};

use super::super::{
    CellKind, ColumnNames, ExpectedRegions, JoinedFile, KeyColumns, MappedInput, MappedText, MappedValue, Mapping,
    Pivot, RegionColumns, VotingModes,
};
use super::{MappingReader, place};
use crate::inputs;
use crate::span::Span;

impl MappingReader<'_> {
    /// `yes = "Leave"`, `yes = { column = "yes_pct", as = "percentage", of = "valid" }`
    pub(super) fn input(&mut self, name: MappedText, item: &Item) -> Option<MappedInput> {
        let Some(table) = item.as_table_like() else {
            let column = self.column(&name.text, item)?;
            return Some(MappedInput { name, column, kind: CellKind::Count });
        };
        let (mut column, mut kind, mut of, mut part, mut values) = (None, None, None, None, None);
        for (key, item) in table.iter() {
            match key {
                "column" => column = self.column(key, item),
                "as" => {
                    let choices = [
                        ("count", Some(CellKind::Count)),
                        ("number", Some(CellKind::Number)),
                        ("percentage", Some(CellKind::Percentage)),
                        ("date", Some(CellKind::Day)),
                        ("truth", Some(CellKind::Truth)),
                    ];
                    kind = self.choice(key, item, &choices);
                }
                "of" => of = self.text(key, item, "an input", "`of = \"valid\"`"),
                "part" => part = self.text(key, item, "an input", "`part = \"yes\"`"),
                "values" => values = Some(self.values(item)),
                other => {
                    let span = table.key(other).map(|key| place(self.source, key.span())).unwrap_or_default();
                    let keys = ["column", "as", "of", "part", "values"];
                    self.unknown(other, &format!(" in `{}`", name.text), keys.into_iter(), span);
                }
            }
        }
        let Some(column) = column else {
            let help = format!("`{} = {{ column = \"Votes\", as = \"number\" }}` names it", name.text);
            self.incomplete(&name.text, &help, self.place_of(item));
            return None;
        };
        let kind = match (kind, of, part, values) {
            (None, None, None, Some(values)) => CellKind::Values(values),
            (Some(CellKind::Percentage), Some(of), None, None) => CellKind::PercentageOf(of),
            (Some(CellKind::Percentage), None, Some(part), None) => CellKind::PercentageWith(part),
            (kind, None, None, None) => kind.unwrap_or_default(),
            _ => {
                let help = "`as = \"percentage\"` goes with `of = \"valid\"`, the input that it is a percentage of, or with \
                            `part = \"yes\"`, the input that is this percentage of it; `values` goes with neither";
                self.incomplete(&name.text, help, self.place_of(item));
                return None;
            }
        };
        Some(MappedInput { name, column, kind })
    }

    /// `values = { M = "half", T = "two thirds" }`
    pub(super) fn values(&mut self, item: &Item) -> Vec<(MappedText, MappedValue)> {
        let mut values = Vec::new();
        for (cell, item) in self.entries("values", item) {
            let Some(text) = self.text(&cell.text, item, "a value of the language", "`T = \"two thirds\"`") else {
                continue;
            };
            match inputs::literal(self.source, text.span) {
                Ok(value) => values.push((cell, MappedValue { text: text.text, value })),
                Err(_) => self.wrong(
                    &cell.text,
                    "a value of the language",
                    "`\"55%\"`, `\"two thirds\"`, `\"585,407\"`, `\"2019-03-13\"` or `\"true\"`",
                    text.span,
                ),
            }
        }
        values
    }

    pub(super) fn pivot(&mut self, item: &Item) -> Option<Pivot> {
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

    pub(super) fn columns(&mut self, item: &Item) -> Option<RegionColumns> {
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
        Some(RegionColumns { name, inputs, regions })
    }

    pub(super) fn mode(&mut self, item: &Item) -> Option<VotingModes> {
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
        Some(VotingModes { column, total })
    }

    pub(super) fn expected(&mut self, key: &str, item: &Item) -> Option<ExpectedRegions> {
        let span = self.place_of(item);
        match item.as_integer().map(usize::try_from) {
            Some(Ok(count)) => Some(ExpectedRegions::Count(count, span)),
            Some(Err(_)) => {
                self.wrong(key, "a number of regions, or their names", "`expect = 58`", span);
                None
            }
            None => Some(ExpectedRegions::Names(self.texts(
                key,
                item,
                "a number of regions, or their names",
                "`expect = 58`",
            ))),
        }
    }

    pub(super) fn joins(&mut self, item: &Item) -> Vec<JoinedFile> {
        let mut joins = Vec::new();
        for (table, span) in self.tables("join", item, "`[join]` with `file = \"voters.csv\"`") {
            let file = table.get("file").and_then(|item| self.text("file", item, "a path", "`file = \"voters.csv\"`"));
            let mut mapping = Mapping::default();
            self.mapping(table, span, true, &mut mapping);
            match (file, &mapping.region) {
                (Some(file), Some(_)) => joins.push(JoinedFile { file, mapping }),
                (None, _) => self.incomplete("join", "`file = \"voters.csv\"` names the file", span),
                (_, None) => self.incomplete("join", "`region = \"County\"` says which region a row is about", span),
            }
        }
        joins
    }

    /// `"county"`, `["province", "town"]`, `{ first = ["Area", "Counting Area"] }`
    pub(super) fn key_columns(&mut self, key: &str, item: &Item) -> Option<KeyColumns> {
        let example = format!(
            "`{key} = \"County\"`, `{key} = [\"Province\", \"Town\"]` for a name in two columns, or \
                               `{key} = {{ first = [\"County\", \"Area\"] }}` for the first that is there"
        );
        const EXPECTED: &str = "the name of a column";
        let first = |reader: &mut Self, table: &dyn TableLike, span: Span| match table.get("first") {
            Some(item) if table.len() == 1 => Some(reader.texts("first", item, EXPECTED, &example)),
            Some(_) | None => {
                reader.wrong(key, EXPECTED, &example, span);
                None
            }
        };
        let columns: Vec<ColumnNames> = if let Some(list) = item.as_array() {
            let columns = list.iter().filter_map(|value| match value.as_inline_table() {
                Some(table) => first(self, table, place(self.source, value.span())),
                None => self.value(key, value, EXPECTED, &example).map(|name| vec![name]),
            });
            columns.collect()
        } else if let Some(table) = item.as_table_like() {
            first(self, table, self.place_of(item)).into_iter().collect()
        } else {
            self.text(key, item, EXPECTED, &example).map(|name| vec![name]).into_iter().collect()
        };
        (!columns.is_empty()).then_some(KeyColumns { columns })
    }
}
