//! What stands at the top of a file.

use super::super::ast::{
    Change, Declaration, Expect, ExpectKind, Expr, ExprKind, Fact, Facts, Head, Literal, LiteralValue, Measure, Name,
    Path, Scenario, Status, Test, Text, Use, Variant,
};
use super::super::error::SyntaxError;
use super::super::grammar::{Pair, Rule};
use super::expression::status_of;
use super::recover::{BlockKind, Trail};
use super::{Builder, Gathered, Tokens, is_text};
use crate::span::Span;

impl Builder<'_> {
    /// Adds what one pair of a file is, good or bad.
    pub fn declaration(&mut self, pair: Pair<'_>, declarations: &mut Vec<Declaration>, trail: &mut Trail) {
        let rule = pair.as_rule();
        let start = pair.as_span().start();
        let declaration = match rule {
            Rule::measure => Declaration::Measure(self.measure(pair)),
            Rule::variant => Declaration::Variant(self.variant(pair)),
            Rule::scenario => Declaration::Scenario(self.scenario(pair)),
            Rule::test => Declaration::Test(self.test(pair)),
            Rule::use_file => Declaration::Use(self.use_file(pair)),
            Rule::parameter => Declaration::Parameter(self.parameter(pair)),
            Rule::rows => Declaration::Rows(self.rows(pair)),
            Rule::holidays => Declaration::Holidays(self.holidays(pair)),
            Rule::bad_declaration => return self.bad_declaration(&pair, declarations, trail),
            _ => return,
        };
        trail.good(start, rule);
        declarations.push(declaration);
    }

    fn use_file(&mut self, pair: Pair<'_>) -> Use {
        let start = self.start(&pair);
        let file = self.source(pair);
        let span = self.since(start);
        Use { span, file: file.unwrap_or_else(|| Text { span, text: "".into() }) }
    }

    fn measure(&mut self, pair: Pair<'_>) -> Measure {
        let start = self.start(&pair);
        let (mut name, mut title, mut opened) = (None, None, None);
        let (mut head, mut items, mut trail) = (Head::default(), Vec::new(), Trail::default());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => name = Some(self.name(&pair)),
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::bad_header => {
                    let header = self.bad_header(&pair, Rule::only_measure, start);
                    (name, opened) = (header.name, header.opened);
                }
                Rule::source | Rule::jurisdiction => self.head(pair, &mut head),
                Rule::close_measure => self.close(pair, opened),
                rule if is_text(rule) => title = Some(self.text(&pair)),
                _ => self
                    .item(pair, &mut items, &mut trail, BlockKind::Measure)
                    .iter()
                    .for_each(|pair| _ = self.take(pair)),
            }
        }
        let name = name.unwrap_or_else(|| self.nameless("measure", start));
        items.shrink_to_fit();
        Measure { span: self.since(start), name, title, head, items }
    }

    fn variant(&mut self, pair: Pair<'_>) -> Variant {
        let start = self.start(&pair);
        let (mut names, mut title, mut opened) = (Vec::with_capacity(2), None, None);
        let (mut head, mut changes, mut trail) = (Head::default(), Vec::new(), Trail::default());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => names.push(self.name(&pair)),
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::bad_header => {
                    let header = self.bad_header(&pair, Rule::only_variant, start);
                    names = header
                        .name
                        .into_iter()
                        .chain(header.of.and_then(|path| path.parts.into_iter().next()))
                        .collect();
                    opened = header.opened;
                }
                Rule::source | Rule::jurisdiction => self.head(pair, &mut head),
                Rule::close_measure => self.close(pair, opened),
                rule if is_text(rule) => title = Some(self.text(&pair)),
                _ => self.change(pair, &mut changes, &mut trail),
            }
        }
        let mut names = names.into_iter();
        let name = names.next().unwrap_or_else(|| self.nameless("variant", start));
        let of = names.next().unwrap_or_else(|| self.nameless("of", start));
        if let Some(jurisdiction) = head.jurisdiction {
            self.error(SyntaxError::Misplaced {
                word: "jurisdiction".into(),
                place: "in a variant".into(),
                span: jurisdiction.span,
                help: "a variant has the jurisdiction of its measure".into(),
            });
        }
        Variant { span: self.since(start), name, of, title, sources: head.sources, changes }
    }

    /// Adds what one pair of a variant is, good or bad.
    pub(super) fn change(&mut self, pair: Pair<'_>, changes: &mut Vec<Change>, trail: &mut Trail) {
        let rule = pair.as_rule();
        let at = pair.as_span().start();
        let start = self.start(&pair);
        match rule {
            Rule::set | Rule::replace | Rule::remove => {}
            Rule::add => {
                let add = self.add(pair);
                changes.push(add);
                return trail.good(at, rule);
            }
            Rule::bad_change => return self.bad_change(&pair, changes, trail),
            _ => {
                self.take(&pair);
                return;
            }
        }
        trail.good(at, rule);
        let (mut path, mut value, mut sources) = (None, None, Vec::new());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::path => path = Some(self.path(pair)),
                Rule::expression => value = Some(self.expression(pair)),
                Rule::source => sources.extend(self.source(pair)),
                Rule::foreign_assign => self.foreign_assign(&pair),
                Rule::foreign_colon => {
                    let span = self.take(&pair);
                    let sign = pair.as_str().to_owned();
                    let (what, example) = ("a condition that replaces another", "replace consent: yes more than no");
                    self.error(SyntaxError::Sign { sign, wanted: ":", what, example, span });
                }
                _ => _ = self.take(&pair),
            }
        }
        let span = self.since(start);
        let Some(path) = path else { return };
        let value = value.unwrap_or(Expr { span, kind: ExprKind::Error });
        changes.push(match rule {
            Rule::set => Change::Set { span, path, value, sources },
            Rule::replace => Change::Replace { span, path, condition: value, sources },
            _ => Change::Remove { span, path, sources },
        });
    }

    fn add(&mut self, pair: Pair<'_>) -> Change {
        let start = self.start(&pair);
        let (mut to, mut items, mut opened, mut trail) = (None, Vec::new(), None, Trail::default());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::path => to = Some(self.path(pair)),
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::bad_header => {
                    let header = self.bad_header(&pair, Rule::only_add, start);
                    (to, opened) = (header.of, header.opened);
                }
                Rule::close_measure => self.close(pair, opened),
                _ => self
                    .item(pair, &mut items, &mut trail, BlockKind::Measure)
                    .iter()
                    .for_each(|pair| _ = self.take(pair)),
            }
        }
        Change::Add { span: self.since(start), to, items }
    }

    fn scenario(&mut self, pair: Pair<'_>) -> Scenario {
        let start = self.start(&pair);
        let (mut name, mut of, mut title, mut opened) = (None, None, None, None);
        let (mut sources, mut facts, mut trail) = (Vec::new(), Facts::default(), Trail::default());
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::name => name = Some(self.name(&pair)),
                Rule::path => of = Some(self.path(pair)),
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::bad_header => {
                    let header = self.bad_header(&pair, Rule::only_scenario, start);
                    (name, of, opened) = (header.name, header.of, header.opened);
                }
                Rule::source => sources.extend(self.source(pair)),
                Rule::close_measure => self.close(pair, opened),
                rule if is_text(rule) => title = Some(self.text(&pair)),
                _ => self.facts(pair, &[], &mut Gathered { facts: &mut facts, expects: None }, &mut trail),
            }
        }
        let name = name.unwrap_or_else(|| self.nameless("scenario", start));
        let of = of.unwrap_or_else(|| self.nowhere(start));
        facts.facts.shrink_to_fit();
        Scenario { span: self.since(start), name, of, title, sources, facts }
    }

    fn test(&mut self, pair: Pair<'_>) -> Test {
        let start = self.start(&pair);
        let (mut title, mut of, mut with, mut opened) = (None, None, None, None);
        let (mut sources, mut facts, mut expects) = (Vec::new(), Facts::default(), Vec::new());
        let mut trail = Trail::default();
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::path => of = Some(self.path(pair)),
                Rule::name => with = Some(self.name(&pair)),
                Rule::LBRACE => opened = Some(self.take(&pair)),
                Rule::bad_header => {
                    let header = self.bad_header(&pair, Rule::only_test, start);
                    (of, opened) = (header.of, header.opened);
                }
                Rule::source => sources.extend(self.source(pair)),
                Rule::close_measure => self.close(pair, opened),
                rule if is_text(rule) => title = Some(self.text(&pair)),
                _ => {
                    self.facts(pair, &[], &mut Gathered { facts: &mut facts, expects: Some(&mut expects) }, &mut trail)
                }
            }
        }
        let of = of.unwrap_or_else(|| self.nowhere(start));
        let title = title.unwrap_or(Text { span: Span::new(start, start), text: "".into() });
        facts.facts.shrink_to_fit();
        expects.shrink_to_fit();
        Test { span: self.since(start), title, of, with, sources, facts, expects }
    }

    /// Facts that stand alone.
    pub fn whole_facts(&mut self, pair: Pair<'_>) -> Facts {
        let (mut facts, mut trail) = (Facts::default(), Trail::default());
        for pair in pair.into_inner() {
            self.facts(pair, &[], &mut Gathered { facts: &mut facts, expects: None }, &mut trail);
        }
        facts
    }

    fn nowhere(&self, start: u32) -> Path {
        let name = self.nameless("of", start);
        Path { span: name.span, parts: vec![name] }
    }

    /// Adds what one pair of a scenario, test or group is, good or bad.
    pub(super) fn facts(&mut self, pair: Pair<'_>, group: &[Name], body: &mut Gathered<'_>, trail: &mut Trail) {
        let rule = pair.as_rule();
        let at = pair.as_span().start();
        match rule {
            Rule::rows => {
                let rows = self.rows(pair);
                body.facts.rows.push(rows);
            }
            Rule::given => {
                let given = self.given(pair);
                body.facts.givens.push(given);
            }
            Rule::fact => self.fact(pair, group, body),
            Rule::expect => {
                let start = self.start(&pair);
                let expect = self.expect(pair);
                match &mut body.expects {
                    Some(expects) => expects.push(expect),
                    None => self.error(SyntaxError::Misplaced {
                        word: "expect".into(),
                        place: "in a scenario".into(),
                        span: Span::new(start, start + 6),
                        help: "a scenario says what happened; put what must follow into a `test`".into(),
                    }),
                }
            }
            Rule::bad_fact => return self.bad_fact(&pair, group, body, trail),
            _ => {
                self.take(&pair);
                return;
            }
        }
        trail.good(at, rule);
    }

    fn fact(&mut self, pair: Pair<'_>, group: &[Name], body: &mut Gathered<'_>) {
        let start = self.start(&pair);
        let mut tokens = Tokens::inside(pair);
        let Some(path) = tokens.next() else { return };
        let mut path = self.path(path);
        if !group.is_empty() {
            path.parts.splice(0..0, group.iter().cloned());
        }
        let Some(next) = tokens.next() else { return };
        if next.as_rule() == Rule::group_of_facts {
            let (mut opened, mut trail) = (None, Trail::default());
            for pair in next.into_inner() {
                match pair.as_rule() {
                    Rule::LBRACE => opened = Some(self.take(&pair)),
                    Rule::close_facts => self.close(pair, opened),
                    _ => self.facts(pair, &path.parts, body, &mut trail),
                }
            }
            return;
        }
        match next.as_rule() {
            Rule::ASSIGN => _ = self.take(&next),
            _ => self.foreign_assign(&next),
        }
        let value = self.fact_value(&mut tokens);
        let span = self.since(start);
        tokens.next().iter().for_each(|comma| _ = self.take(comma));
        body.facts.facts.push(Fact { span, path, group: group.len(), value });
    }

    fn expect(&mut self, pair: Pair<'_>) -> Expect {
        let start = self.start(&pair);
        let mut kind = None;
        let mut end = self.end;
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::COMMA => {
                    end = self.end;
                    self.take(&pair);
                    continue;
                }
                Rule::BAD_DATA => {
                    self.take(&pair);
                    kind = Some(ExpectKind::BadData);
                }
                Rule::expect_outcome => kind = Some(self.expect_outcome(pair)),
                Rule::expect_status => kind = Some(self.expect_status(pair)),
                Rule::expect_value => kind = Some(self.expect_value(pair)),
                _ => _ = self.take(&pair),
            }
            end = self.end;
        }
        Expect { span: Span::new(start, end.max(start)), kind: kind.unwrap_or(ExpectKind::BadData) }
    }

    fn expect_outcome(&mut self, pair: Pair<'_>) -> ExpectKind {
        let mut kind = ExpectKind::OutcomePending;
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::STATUS => {
                    let span = self.take(&pair);
                    if status_of(pair.as_str()) != Status::Pending {
                        self.error(SyntaxError::OutcomeStatus { span });
                    }
                }
                rule if is_text(rule) => kind = ExpectKind::Outcome(self.text(&pair)),
                _ => _ = self.take(&pair),
            }
        }
        kind
    }

    fn expect_status(&mut self, pair: Pair<'_>) -> ExpectKind {
        let (mut path, mut status, mut by) = (None, (Status::Unknown, Span::default()), None);
        let mut sign = None;
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::path => path = Some(self.path(pair)),
                Rule::STATUS => status = (status_of(pair.as_str()), self.take(&pair)),
                Rule::MINUS => sign = Some(self.take(&pair)),
                Rule::number | Rule::bad_number => {
                    let number = self.number(&pair);
                    by = Some((number.value, number.span));
                }
                _ => _ = self.take(&pair),
            }
        }
        if let (Some(sign), Some((_, number))) = (sign, &by) {
            let help = Some("a margin is not negative; the status says on which side it is".into());
            let (expected, found) = ("a number".to_owned(), "`-`".to_owned());
            self.error(SyntaxError::Expected { expected, found, span: sign.to(*number), help });
        }
        ExpectKind::Status { path, status: status.0, status_span: status.1, by }
    }

    fn expect_value(&mut self, pair: Pair<'_>) -> ExpectKind {
        let start = self.start(&pair);
        let mut tokens = Tokens::inside(pair);
        let value = tokens.next().map(|pair| self.expression(pair));
        match tokens.next() {
            Some(sign) if sign.as_rule() == Rule::foreign_assign => self.foreign_assign(&sign),
            sign => sign.iter().for_each(|sign| _ = self.take(sign)),
        }
        let literal = if Self::at_literal(&tokens) { Some(self.literal(&mut tokens).0) } else { None };
        let span = self.since(start);
        ExpectKind::Value {
            value: value.unwrap_or(Expr { span, kind: ExprKind::Error }),
            literal: literal.unwrap_or(Literal { span, value: LiteralValue::Unknown }),
        }
    }
}
