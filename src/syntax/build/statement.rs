//! What stands in measures and stages.

use super::super::ast::{
    ByBlock, Condition, ConditionKind, DateLine, DateName, Dated, Define, Effect, Expr, ExprKind, Given, Head,
    Holidays, Input, Item, Name, Outcome, Parameter, ParameterValue, Row, Rows, RowsBody, Stage, Text, When,
};
use super::super::error::SyntaxError;
use super::super::explain::last_token;
use super::super::grammar::{Pair, Rule};
use super::super::words::foreign_kind;
use super::expression::status_of;
use super::recover::{BlockKind, Trail};
use super::{Builder, Tokens, is_text};
use crate::span::Span;
use crate::value::{Date, Kind};

impl Builder<'_> {
    /// Adds what one pair of a block is, good or bad, to the block's items. Gives back what is no item.
    pub(super) fn item<'i>(
        &mut self,
        pair: Pair<'i>,
        items: &mut Vec<Item>,
        trail: &mut Trail,
        place: BlockKind,
    ) -> Option<Pair<'i>> {
        let rule = pair.as_rule();
        let start = pair.as_span().start();
        let item = match rule {
            Rule::stage => Item::Stage(self.stage(pair)),
            Rule::outcome => Item::Outcome(self.outcome(pair)),
            Rule::parameter => Item::Parameter(self.parameter(pair)),
            Rule::input => Item::Input(self.input(pair)),
            Rule::given => Item::Given(self.given(pair)),
            Rule::condition => Item::Condition(self.condition(pair)),
            Rule::define => Item::Define(self.define(pair)),
            Rule::date_line => Item::DateLine(self.date_line(pair)),
            Rule::effect => Item::Effect(self.effect(pair)),
            Rule::by_block => Item::ByBlock(self.by_block(pair)),
            Rule::rows => Item::Rows(self.rows(pair)),
            Rule::holidays => Item::Holidays(self.holidays(pair)),
            Rule::bad_item | Rule::bad_measure_item => {
                self.bad_item(pair, items, trail, place);
                return None;
            }
            _ => return Some(pair),
        };
        trail.good(start, rule);
        items.push(item);
        None
    }

    /// `source "…"`
    pub(super) fn source(&mut self, pair: Pair<'_>) -> Option<Text> {
        let mut text = None;
        for pair in pair.into_inner() {
            if is_text(pair.as_rule()) {
                text = Some(self.text(&pair));
            } else {
                self.take(&pair);
            }
        }
        text
    }

    /// Adds a `source` or `jurisdiction` at the head of a block.
    pub(super) fn head(&mut self, pair: Pair<'_>, head: &mut Head) {
        match pair.as_rule() {
            Rule::jurisdiction => {
                let start = self.start(&pair);
                let before = head.jurisdiction.take();
                head.jurisdiction = self.source(pair);
                if before.is_some() {
                    let span = self.since(start);
                    self.error(SyntaxError::Misplaced {
                        word: "jurisdiction".into(),
                        place: "twice at the head of a block".into(),
                        span,
                        help: "a block has one jurisdiction; write both into one text".into(),
                    });
                }
            }
            _ => head.sources.extend(self.source(pair)),
        }
    }

    /// The closing brace of a block, which may be missing.
    pub(super) fn close(&mut self, pair: Pair<'_>, opened: Option<Span>) {
        let place = self.place(&pair);
        match pair.into_inner().next() {
            Some(brace) => _ = self.take(&brace),
            None => {
                let Some(opened) = opened else { return };
                let span = Span::new(place.start, place.start);
                let help = Some("the block was read up to here".to_owned());
                self.error(SyntaxError::Unclosed { opener: "{", closer: "}", opened, span, help });
            }
        }
    }

    fn stage(&mut self, pair: Pair<'_>) -> Stage {
        let start = self.start(&pair);
        let (mut name, mut title, mut after, mut opened) = (None, None, None, None);
        let (mut head, mut items, mut trail) = (Head::default(), Vec::new(), Trail::default());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => name = Some(self.name(&pair)),
                Rule::after => after = self.only_expression(pair),
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::bad_header => {
                    let header = self.bad_header(&pair, Rule::only_stage, start);
                    (name, opened) = (header.name, header.opened);
                }
                Rule::source | Rule::jurisdiction => self.head(pair, &mut head),
                Rule::close_block => self.close(pair, opened),
                rule if is_text(rule) => title = Some(self.text(&pair)),
                _ => self
                    .item(pair, &mut items, &mut trail, BlockKind::Stage)
                    .iter()
                    .for_each(|pair| _ = self.take(pair)),
            }
        }
        let name = name.unwrap_or_else(|| self.nameless("stage", start));
        items.shrink_to_fit();
        Stage { span: self.since(start), name, title, after, head, items }
    }

    /// A name for what has none: no name of the language looks like it, so nothing can refer to it.
    pub(super) fn nameless(&self, word: &str, start: u32) -> Name {
        let span = Span::new(start, start + word.len() as u32);
        Name { span, text: smol_str::format_smolstr!("{word} {start}") }
    }

    /// The expression in `after …` or `when …`.
    fn only_expression(&mut self, pair: Pair<'_>) -> Option<Expr> {
        let mut found = None;
        for pair in pair.into_inner() {
            if pair.as_rule() == Rule::expression {
                found = Some(self.expression(pair));
            } else if pair.as_rule() == Rule::STATUS {
                let span = self.take(&pair);
                found = Some(Expr { span, kind: ExprKind::Status { path: None, status: status_of(pair.as_str()) } });
            } else {
                self.take(&pair);
            }
        }
        found
    }

    fn outcome(&mut self, pair: Pair<'_>) -> Outcome {
        let start = self.start(&pair);
        let (mut text, mut when, mut sources) = (None, None, Vec::new());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::when => when = self.only_expression(pair).map(When::Condition),
                Rule::OTHERWISE => when = Some(When::Otherwise(self.take(&pair))),
                Rule::source => sources.extend(self.source(pair)),
                rule if is_text(rule) => text = Some(self.text(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        let span = self.since(start);
        let text = text.unwrap_or_else(|| Text { span, text: "".into() });
        Outcome { span, text, when: when.unwrap_or(When::Otherwise(span)), sources }
    }

    fn effect(&mut self, pair: Pair<'_>) -> Effect {
        let start = self.start(&pair);
        let (mut text, mut sources) = (None, Vec::new());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::source => sources.extend(self.source(pair)),
                rule if is_text(rule) => text = Some(self.text(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        let span = self.since(start);
        Effect { span, text: text.unwrap_or_else(|| Text { span, text: "".into() }), sources }
    }

    pub(super) fn parameter(&mut self, pair: Pair<'_>) -> Parameter {
        let start = self.start(&pair);
        let mut tokens = Tokens::inside(pair);
        let (mut names, mut kind, mut value) = (Vec::new(), None, ParameterValue::None);
        let (mut description, mut sources) = (None, Vec::new());
        while let Some(rule) = tokens.peek() {
            if Self::at_literal(&tokens) {
                value = ParameterValue::Literal(self.literal(&mut tokens).0);
                continue;
            }
            let Some(pair) = tokens.next() else { break };
            match rule {
                Rule::names => names = self.names(pair),
                Rule::kind => kind = Some((kind_of(pair.as_str()), self.take(&pair))),
                Rule::by_date => value = self.by_date(pair, &mut description),
                Rule::source => sources.extend(self.source(pair)),
                Rule::foreign_assign => self.foreign_assign(&pair),
                rule if is_text(rule) => description = Some(self.text(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        Parameter { span: self.since(start), names, kind, value, description, sources }
    }

    /// A sign of other languages where `=` belongs.
    pub(super) fn foreign_assign(&mut self, pair: &Pair<'_>) {
        let span = self.take(pair);
        let sign = pair.as_str().to_owned();
        let (what, example) = ("a value", "approval = 55%");
        self.error(SyntaxError::Sign { sign, wanted: "=", what, example, span });
    }

    fn foreign_colon(&mut self, pair: &Pair<'_>, what: &'static str, example: &'static str) {
        let span = self.take(pair);
        self.error(SyntaxError::Sign { sign: pair.as_str().to_owned(), wanted: ":", what, example, span });
    }

    /// Nothing stands where a brace should open.
    fn missing_brace(&mut self) {
        let span = Span::new(self.end, self.end);
        let (expected, after) = ("`{`".to_owned(), self.last_word());
        self.error(SyntaxError::Incomplete { expected, after, span, help: None });
    }

    fn by_date(&mut self, pair: Pair<'_>, description: &mut Option<Text>) -> ParameterValue {
        let (mut rows, mut until, mut opened) = (Vec::new(), None, None);
        let mut trail = Trail::default();
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::missing_brace => self.missing_brace(),
                Rule::dated => {
                    trail.good(pair.as_span().start(), Rule::dated);
                    rows.extend(self.dated(pair));
                }
                Rule::until => until = self.until(pair),
                Rule::bad_dated => self.bad_small(&pair, &mut trail, BlockKind::ByDate),
                Rule::close_block => self.close(pair, opened),
                rule if is_text(rule) => *description = Some(self.text(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        ParameterValue::ByDate { rows, until }
    }

    fn until(&mut self, pair: Pair<'_>) -> Option<(Date, Span)> {
        let mut tokens = Tokens::inside(pair);
        let word = tokens.next().map(|word| self.take(&word));
        match tokens.next() {
            Some(date) => self.date(&date),
            None => {
                let span = word.unwrap_or_default();
                let help = Some("from this day on no value is known: `until 2026-11-03`".into());
                self.error(SyntaxError::Incomplete { expected: "a date".into(), after: "until".into(), span, help });
                None
            }
        }
    }

    fn dated(&mut self, pair: Pair<'_>) -> Option<Dated> {
        let start = self.start(&pair);
        let mut tokens = Tokens::inside(pair);
        let (mut from, mut value, mut sources) = (None, None, Vec::new());
        while let Some(rule) = tokens.peek() {
            if rule == Rule::COLON {
                tokens.next().iter().for_each(|colon| _ = self.take(colon));
                value = Some(self.literal(&mut tokens).0);
                continue;
            }
            let Some(pair) = tokens.next() else { break };
            match rule {
                Rule::date | Rule::bad_date => from = self.date(&pair),
                Rule::source => sources.extend(self.source(pair)),
                _ => _ = self.take(&pair),
            }
        }
        let (from, from_span) = from?;
        Some(Dated { span: self.since(start), from, from_span, value: value?, sources })
    }

    fn input(&mut self, pair: Pair<'_>) -> Input {
        let start = self.start(&pair);
        let (mut names, mut kind, mut description, mut sources) = (Vec::new(), None, None, Vec::new());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::names => names = self.names(pair),
                Rule::kind => kind = Some((kind_of(pair.as_str()), self.take(&pair))),
                Rule::foreign_kind => {
                    let span = self.take(&pair);
                    let nearest = foreign_kind(pair.as_str());
                    self.error(SyntaxError::Kind { kind: pair.as_str().to_owned(), nearest, span });
                    kind = Some((kind_of(nearest.unwrap_or("count")), span));
                }
                Rule::missing_colon => {
                    let names = self.source.slice(self.since(start)).to_owned();
                    let rest = self.source.slice(Span::new(self.end, self.source.end()));
                    let kind = rest.split_whitespace().next().unwrap_or("count");
                    let span = Span::new(self.end, self.end);
                    let after = "the names of an input".to_owned();
                    self.error(SyntaxError::MissingColon { after, repaired: format!("{names}: {kind}"), span });
                }
                Rule::source => sources.extend(self.source(pair)),
                rule if is_text(rule) => description = Some(self.text(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        let span = self.since(start);
        let (kind, kind_span) = kind.unwrap_or((Kind::Count, span));
        Input { span, names, kind, kind_span, description, sources }
    }

    pub(super) fn given(&mut self, pair: Pair<'_>) -> Given {
        let start = self.start(&pair);
        let (name, condition, sources) = self.named_expression(pair);
        let span = self.since(start);
        Given { span, name, condition: condition.unwrap_or(Expr { span, kind: ExprKind::Error }), sources }
    }

    fn define(&mut self, pair: Pair<'_>) -> Define {
        let start = self.start(&pair);
        let (name, value, sources) = self.named_expression(pair);
        let span = self.since(start);
        let name = name.unwrap_or_else(|| self.nameless("define", start));
        Define { span, name, value: value.unwrap_or(Expr { span, kind: ExprKind::Error }), sources }
    }

    fn condition(&mut self, pair: Pair<'_>) -> Condition {
        let start = self.start(&pair);
        let kind = match pair.as_str().get(..3) {
            Some("quo") => ConditionKind::Quorum,
            Some("rej") => ConditionKind::Reject,
            _ => ConditionKind::Require,
        };
        let (name, condition, sources) = self.named_expression(pair);
        let span = self.since(start);
        let name = name.unwrap_or_else(|| self.nameless(kind.word(), start));
        Condition { span, kind, name, condition: condition.unwrap_or(Expr { span, kind: ExprKind::Error }), sources }
    }

    /// What `given`, `define` and conditions have in common.
    fn named_expression(&mut self, pair: Pair<'_>) -> (Option<Name>, Option<Expr>, Vec<Text>) {
        let (mut name, mut expr, mut sources) = (None, None, Vec::new());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => name = Some(self.name(&pair)),
                Rule::expression => expr = Some(self.expression(pair)),
                Rule::source => sources.extend(self.source(pair)),
                Rule::foreign_assign => self.foreign_assign(&pair),
                Rule::foreign_colon => {
                    self.foreign_colon(&pair, "what a condition says", "require consent: yes at least 55% of ballots");
                }
                Rule::missing_name => {
                    let span = Span::new(self.end, self.end);
                    let word = self.last_word();
                    self.error(SyntaxError::Unnamed { word, span });
                }
                _ => _ = self.take(&pair),
            }
        }
        (name, expr, sources)
    }

    /// The word or sign that was taken last.
    fn last_word(&self) -> String {
        let before = self.source.slice(Span::new(self.source.base, self.end));
        last_token(before).to_owned()
    }

    fn date_line(&mut self, pair: Pair<'_>) -> DateLine {
        let start = self.start(&pair);
        let mut name = (DateName::Held, Span::default());
        let (mut value, mut sources) = (None, Vec::new());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::DATE_NAME => {
                    let which = match pair.as_str() {
                        "opens" => DateName::Opens,
                        "closes" => DateName::Closes,
                        _ => DateName::Held,
                    };
                    name = (which, self.take(&pair));
                }
                Rule::expression => value = Some(self.expression(pair)),
                Rule::source => sources.extend(self.source(pair)),
                Rule::ASSIGN | Rule::foreign_assign | Rule::foreign_colon => {
                    let span = self.take(&pair);
                    let sign = pair.as_str().to_owned();
                    let help = format!("a date of a stage is written without a sign: `{} 2018-11-06`", name.0.word());
                    let (expected, found, help) = ("a date".to_owned(), format!("`{sign}`"), Some(help.into()));
                    self.error(SyntaxError::Expected { expected, found, span, help });
                }
                _ => _ = self.take(&pair),
            }
        }
        let span = self.since(start);
        let value = value.unwrap_or(Expr { span, kind: ExprKind::Error });
        DateLine { span, name: name.0, name_span: name.1, value, sources }
    }

    fn by_block(&mut self, pair: Pair<'_>) -> ByBlock {
        let start = self.start(&pair);
        let (mut table, mut sources, mut items, mut opened) = (None, Vec::new(), Vec::new(), None);
        let mut trail = Trail::default();
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => table = Some(self.name(&pair)),
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::bad_header => {
                    let header = self.bad_header(&pair, Rule::only_by_block, start);
                    (table, opened) = (header.name, header.opened);
                }
                Rule::source => sources.extend(self.source(pair)),
                Rule::close_block => self.close(pair, opened),
                _ => self
                    .item(pair, &mut items, &mut trail, BlockKind::Table)
                    .iter()
                    .for_each(|pair| _ = self.take(pair)),
            }
        }
        let table = table.unwrap_or_else(|| self.nameless("by", start));
        self.keep_row_items(&mut items, &table);
        items.shrink_to_fit();
        ByBlock { span: self.since(start), table, sources, items }
    }

    /// In a table only what every row has of its own.
    fn keep_row_items(&mut self, items: &mut Vec<Item>, table: &Name) {
        let mut misplaced = None;
        items.retain(|item| {
            let (word, span) = match item {
                Item::Parameter(_) | Item::Input(_) | Item::Given(_) | Item::Define(_) => return true,
                Item::Condition(condition) => (condition.kind.word(), condition.span),
                Item::DateLine(line) => (line.name.word(), line.span),
                Item::Effect(effect) => ("effect", effect.span),
                Item::ByBlock(block) => ("by", block.span),
                Item::Rows(rows) => ("rows", rows.span),
                Item::Holidays(holidays) => ("holidays", holidays.span),
                Item::Stage(stage) => ("stage", stage.span),
                Item::Outcome(outcome) => ("outcome", outcome.span),
            };
            misplaced.get_or_insert((word, span));
            false
        });
        if let Some((word, span)) = misplaced {
            let help = match word {
                "require" | "quorum" | "reject" => format!(
                    "put it after the block: `{word} NAME: every({} has …)`; if it stands after the block, the block's `}}` is missing",
                    table.text
                ),
                _ => "put it after the block; if it stands there, the block's `}` is missing".to_owned(),
            };
            let span = Span::new(span.start, span.start + word.len() as u32);
            let place = format!("in `by {}`", table.text);
            self.error(SyntaxError::Misplaced { word: word.to_owned(), place, span, help });
        }
    }

    pub(super) fn rows(&mut self, pair: Pair<'_>) -> Rows {
        let start = self.start(&pair);
        let (mut table, mut columns, mut sources, mut opened) = (None, Vec::new(), Vec::new(), None);
        let (mut rows, mut file, mut trail) = (Vec::new(), None, Trail::default());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::path => table = Some(self.path(pair)),
                Rule::columns => {
                    for pair in pair.into_inner() {
                        if pair.as_rule() == Rule::names {
                            columns = self.names(pair);
                        } else {
                            self.take(&pair);
                        }
                    }
                }
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::missing_brace => self.missing_brace(),
                Rule::row => {
                    trail.good(pair.as_span().start(), Rule::row);
                    rows.push(self.row(pair));
                }
                Rule::bad_row => self.bad_small(&pair, &mut trail, BlockKind::Rows),
                Rule::source => sources.extend(self.source(pair)),
                Rule::close_block => self.close(pair, opened),
                rule if is_text(rule) => file = Some(self.text(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        rows.shrink_to_fit();
        let span = self.since(start);
        let table = table.unwrap_or(super::super::ast::Path { span, parts: Vec::new() });
        let body = file.map_or(RowsBody::Inline(rows), RowsBody::File);
        Rows { span, table, columns, body, sources }
    }

    fn row(&mut self, pair: Pair<'_>) -> Row {
        let start = self.start(&pair);
        let mut tokens = Tokens::inside(pair);
        let key = match tokens.next() {
            Some(pair) if is_text(pair.as_rule()) => {
                let text = self.text(&pair);
                Name { span: text.span, text: text.text }
            }
            Some(pair) => self.name(&pair),
            None => self.nameless("", start),
        };
        let mut values = Vec::new();
        while Self::at_literal(&tokens) {
            values.push(self.literal(&mut tokens).0);
        }
        values.shrink_to_fit();
        Row { span: self.since(start), key, values }
    }

    pub(super) fn holidays(&mut self, pair: Pair<'_>) -> Holidays {
        let start = self.start(&pair);
        let (mut name, mut description, mut days, mut sources) = (None, None, Vec::new(), Vec::new());
        let (mut opened, mut trail) = (None, Trail::default());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => name = Some(self.name(&pair)),
                Rule::date | Rule::bad_date => days.extend(self.date(&pair)),
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::missing_brace => self.missing_brace(),
                Rule::bad_day => self.bad_small(&pair, &mut trail, BlockKind::Holidays),
                Rule::close_block => self.close(pair, opened),
                Rule::source => sources.extend(self.source(pair)),
                rule if is_text(rule) => description = Some(self.text(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        Holidays { span: self.since(start), name, description, days, sources }
    }
}

/// A kind by its word.
fn kind_of(word: &str) -> Kind {
    match word {
        "share" => Kind::Share,
        "number" => Kind::Number,
        "date" => Kind::Date,
        "duration" => Kind::Duration,
        "truth" => Kind::Truth,
        _ => Kind::Count,
    }
}
