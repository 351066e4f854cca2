//! Expressions: pest gives operands and operators in a row, and here they are bound to each other.

use super::super::ast::{Binary, Compare, CompareOperator, Expr, ExprKind, Path, Status};
use super::super::error::SyntaxError;
use super::super::explain::aggregate_shape;
use super::super::grammar::{Pair, Rule};
use super::super::outline::MAX_DEPTH;
use super::super::words::{Meaning, foreign_operator};
use super::{Builder, Tokens};
use crate::fix::Help;
use crate::span::Span;
use crate::value::Towards;

/// How tightly an operator binds, from loose to tight.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Compare,
    Relative,
    Sum,
    Share,
    Product,
    Operand,
}

impl Meaning {
    fn level(self) -> Level {
        match self {
            Self::Or => Level::Or,
            Self::And => Level::And,
            Self::Compare(_) => Level::Compare,
            Self::Relative(_) => Level::Relative,
            Self::Plus | Self::Minus => Level::Sum,
            Self::Of => Level::Share,
            Self::Times | Self::Divided => Level::Product,
        }
    }
}

impl Builder<'_> {
    /// `yes at least approval of (yes + no)`
    pub(super) fn expression(&mut self, pair: Pair<'_>) -> Expr {
        let mut tokens = Tokens::inside(pair);
        self.expression_at(&mut tokens, Level::Or)
    }

    /// One expression that is a whole text.
    pub fn whole_expression(&mut self, pair: Pair<'_>) -> Expr {
        match pair.into_inner().next() {
            Some(pair) => self.expression(pair),
            None => self.nothing(),
        }
    }

    /// What binds at least as tightly as `level`.
    ///
    /// This and what it calls for a bracket are the only functions that nest as deep as the text does, so what they need
    /// not keep on the stack is kept in functions of its own.
    fn expression_at(&mut self, tokens: &mut Tokens<'_>, level: Level) -> Expr {
        let mut expr = self.first_operand(tokens, level);
        while let Some(found) = operator(tokens).map(Meaning::level).filter(|&found| found >= level) {
            expr = self.continued(tokens, expr, found);
        }
        expr
    }

    #[inline(never)]
    fn first_operand(&mut self, tokens: &mut Tokens<'_>, level: Level) -> Expr {
        match tokens.peek() {
            Some(Rule::group) => self.group(tokens),
            Some(Rule::NOT) => self.not(tokens, level),
            Some(Rule::MINUS) => self.negative(tokens),
            _ => self.operand(tokens),
        }
    }

    /// `left` with the operators of one level that follow it.
    #[inline(never)]
    fn continued(&mut self, tokens: &mut Tokens<'_>, left: Expr, level: Level) -> Expr {
        self.depth += 1;
        let expr = self.joined_at(tokens, left, level);
        self.depth -= 1;
        expr
    }

    fn joined_at(&mut self, tokens: &mut Tokens<'_>, left: Expr, level: Level) -> Expr {
        match level {
            Level::Or => self.or(tokens, left),
            Level::And => self.and(tokens, left),
            Level::Compare => self.compare(tokens, left),
            Level::Relative => self.relative(tokens, left),
            Level::Sum => self.sum(tokens, left),
            Level::Share => self.share(tokens, left),
            Level::Product => self.product(tokens, left),
            Level::Not | Level::Operand => left,
        }
    }

    /// Takes an operator and reports one that is not of the language.
    fn take_operator(&mut self, tokens: &mut Tokens<'_>) -> Span {
        let Some(pair) = tokens.next() else { return Span::new(self.end, self.end) };
        let span = self.take(&pair);
        if pair.as_rule() == Rule::foreign_operator {
            let text = pair.as_str();
            let repaired = foreign_operator(text).0.to_owned();
            let operator = text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.error(SyntaxError::Operator { operator, repaired, span });
        }
        span
    }

    #[inline(never)]
    fn or(&mut self, tokens: &mut Tokens<'_>, first: Expr) -> Expr {
        let mut operands = vec![first];
        let mut or = None;
        while operator(tokens) == Some(Meaning::Or) {
            let span = self.take_operator(tokens);
            or.get_or_insert(span);
            operands.push(self.expression_at(tokens, Level::And));
        }
        let mixed = operands.iter().position(|operand| matches!(operand.kind, ExprKind::And(_)));
        if let (Some(at), Some(mut span)) = (mixed, or) {
            let (first, second) = self.and_or_readings(&operands);
            let and = self.between(&operands, at);
            // Of several `or` the one beside the `and` is shown.
            if let Some(mixed) = operands.get(at)
                && let Some(after) = operands.get(at + 1)
            {
                span = self.trimmed(Span::new(mixed.span.end, after.span.start));
            }
            let whole = operands.iter().fold(and, |whole, operand| whole.to(operand.span));
            self.error(SyntaxError::AndOr { first, second, and, span, whole });
        }
        joined(operands, ExprKind::Or)
    }

    /// Where the first `and` of the operand at `at` stands.
    fn between(&self, operands: &[Expr], at: usize) -> Span {
        match operands.get(at).map(|operand| &operand.kind) {
            Some(ExprKind::And(parts)) => match parts.as_slice() {
                [a, b, ..] => self.trimmed(Span::new(a.span.end, b.span.start)),
                _ => Span::default(),
            },
            _ => Span::default(),
        }
    }

    /// A span without the blanks at both ends.
    fn trimmed(&self, span: Span) -> Span {
        let text = self.source.slice(span);
        let start = span.start + (text.len() - text.trim_start().len()) as u32;
        Span::new(start, start + text.trim().len() as u32)
    }

    /// Both bracketings of `a and b or c`, in the author's words.
    fn and_or_readings(&self, operands: &[Expr]) -> (String, String) {
        let mut first = Vec::new();
        // Runs of operands joined by `or`; between two runs there is an `and`.
        let mut runs: Vec<Vec<String>> = vec![Vec::new()];
        for operand in operands {
            let text = self.source.slice(operand.span).to_owned();
            let ExprKind::And(parts) = &operand.kind else {
                first.push(text.clone());
                runs.last_mut().into_iter().for_each(|run| run.push(text.clone()));
                continue;
            };
            first.push(format!("({text})"));
            for (at, part) in parts.iter().enumerate() {
                if at > 0 {
                    runs.push(Vec::new());
                }
                let text = self.source.slice(part.span).to_owned();
                runs.last_mut().into_iter().for_each(|run| run.push(text.clone()));
            }
        }
        let second = runs.iter().map(|run| match run.as_slice() {
            [one] => one.clone(),
            several => format!("({})", several.join(" or ")),
        });
        (first.join(" or "), second.collect::<Vec<_>>().join(" and "))
    }

    #[inline(never)]
    fn and(&mut self, tokens: &mut Tokens<'_>, first: Expr) -> Expr {
        let mut operands = vec![first];
        while operator(tokens) == Some(Meaning::And) {
            self.take_operator(tokens);
            operands.push(self.expression_at(tokens, Level::Not));
        }
        joined(operands, ExprKind::And)
    }

    /// `not granted`; where a number belongs, `not` needs brackets.
    #[inline(never)]
    fn not(&mut self, tokens: &mut Tokens<'_>, level: Level) -> Expr {
        let mut nots = Vec::with_capacity(1);
        while tokens.peek() == Some(Rule::NOT)
            && let Some(pair) = tokens.next()
        {
            nots.push(self.take(&pair));
        }
        let misplaced = nots.first().copied().filter(|_| level > Level::Not);
        if let Some(span) = misplaced {
            let inside = if level > Level::Relative { "a computation" } else { "a comparison" };
            self.error(SyntaxError::Not { span, inside });
        }
        let operand_level = if misplaced.is_some() { level } else { Level::Compare };
        let operand = self.deeper(nots.len(), tokens, |builder, tokens| builder.expression_at(tokens, operand_level));
        if misplaced.is_some() || matches!(operand.kind, ExprKind::Error) {
            let span = nots.first().map_or(operand.span, |not| not.to(operand.span));
            return Expr { span, kind: ExprKind::Error };
        }
        nots.into_iter()
            .rev()
            .fold(operand, |operand, not| Expr { span: not.to(operand.span), kind: ExprKind::Not(Box::new(operand)) })
    }

    #[inline(never)]
    fn negative(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let mut signs = Vec::with_capacity(1);
        while tokens.peek() == Some(Rule::MINUS)
            && let Some(pair) = tokens.next()
        {
            signs.push(self.take(&pair));
        }
        let operand = self.deeper(signs.len(), tokens, |builder, tokens| match tokens.peek() {
            Some(Rule::NOT) => builder.not(tokens, Level::Operand),
            _ => builder.operand(tokens),
        });
        if matches!(operand.kind, ExprKind::Error) {
            return operand;
        }
        signs.into_iter().rev().fold(operand, |operand, sign| Expr {
            span: sign.to(operand.span),
            kind: ExprKind::Negative(Box::new(operand)),
        })
    }

    /// Builds something so many levels further in, unless that is too deep.
    fn deeper(
        &mut self,
        levels: usize,
        tokens: &mut Tokens<'_>,
        build: impl FnOnce(&mut Self, &mut Tokens<'_>) -> Expr,
    ) -> Expr {
        if self.depth + levels > MAX_DEPTH {
            while tokens.next().is_some() {}
            return self.refuse(Span::new(self.end.saturating_sub(1), self.end));
        }
        self.depth += levels;
        let expr = build(self, tokens);
        self.depth -= levels;
        expr
    }

    /// What is nested too deep is not built.
    fn refuse(&mut self, span: Span) -> Expr {
        self.error(SyntaxError::TooDeep { limit: MAX_DEPTH, span });
        Expr { span, kind: ExprKind::Error }
    }

    #[inline(never)]
    fn compare(&mut self, tokens: &mut Tokens<'_>, first: Expr) -> Expr {
        let mut rest = Vec::with_capacity(1);
        while let Some(Meaning::Compare(meaning)) = operator(tokens) {
            let span = self.take_operator(tokens);
            let right = self.expression_at(tokens, Level::Relative);
            rest.push((Compare { operator: meaning, span }, right));
        }
        if let [(compare, right)] = rest.as_slice() {
            self.check_no_more_than(&first, *compare, right);
        }
        let span = rest.last().map_or(first.span, |(_, last)| first.span.to(last.span));
        if rest.len() > 1 && !self.check_chain(&first, &rest) {
            return Expr { span, kind: ExprKind::Error };
        }
        Expr { span, kind: ExprKind::Compare { first: Box::new(first), rest } }
    }

    /// `no more than 5,000` is `no > 5,000` by the grammar and "at most 5,000" to a lawyer.
    fn check_no_more_than(&mut self, first: &Expr, compare: Compare, right: &Expr) {
        let ExprKind::Path(path) = &first.kind else { return };
        let (operator, symbol, turned, limit) = match self.source.slice(compare.span).split_whitespace().next() {
            Some("more") => ("more than", ">", "less than", "at most"),
            Some("less") => ("less than", "<", "more than", "at least"),
            _ => return,
        };
        if !matches!(path.parts.as_slice(), [only] if only.text == "no") {
            return;
        }
        let other = self.source.slice(right.span);
        // Beside the Yes votes, `no` can only be the No votes.
        if other.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| matches!(word, "yes" | "no")) {
            return;
        }
        let (votes, turned) = (format!("no {symbol} {other}"), format!("{} {turned} no", self.bracketed(right)));
        let words = format!("for the No votes write `{votes}` or `{turned}`; for a limit write `{limit} {other}`");
        let help = Help::choice(words, [votes, turned]).at(first.span.to(right.span));
        self.error(SyntaxError::NoMoreThan { operator, help, span: first.span.to(compare.span) });
    }

    /// The author's words, in brackets if they are more than one operand.
    fn bracketed(&self, expr: &Expr) -> String {
        let text = self.source.slice(expr.span);
        match expr.kind {
            ExprKind::Sum { .. } | ExprKind::Relative { .. } => format!("({text})"),
            _ => text.to_owned(),
        }
    }

    /// Chains are written with symbols, all pointing the same way.
    fn check_chain(&mut self, first: &Expr, rest: &[(Compare, Expr)]) -> bool {
        let direction = |compare: &Compare| match (compare.operator, self.is_symbol(compare.span)) {
            (CompareOperator::AtMost | CompareOperator::LessThan, true) => 1,
            (CompareOperator::AtLeast | CompareOperator::MoreThan, true) => 2,
            _ => 0,
        };
        let Some(((leading, _), others)) = rest.split_first() else { return true };
        let wanted = direction(leading);
        let Some((wrong, _)) = others.iter().find(|(compare, _)| wanted == 0 || direction(compare) != wanted) else {
            return true;
        };
        let mut left = first;
        let mut parts = Vec::new();
        for (compare, right) in rest.iter().take(4) {
            let [a, sign, b] = [left.span, compare.span, right.span].map(|span| self.source.slice(span));
            parts.push(format!("{a} {sign} {b}"));
            left = right;
        }
        if rest.len() > 4 {
            parts.push("…".to_owned());
        }
        let whole = rest.iter().fold(first.span, |whole, (_, operand)| whole.to(operand.span));
        let (repaired, first) = (parts.join(" and "), leading.span);
        let error = SyntaxError::Chain { repaired, first, span: wrong.span, whole };
        self.error(error);
        false
    }

    fn is_symbol(&self, span: Span) -> bool {
        !self.source.slice(span).starts_with(|letter: char| letter.is_alphabetic())
    }

    /// `180 days after opens`; the last pair binds first.
    #[inline(never)]
    fn relative(&mut self, tokens: &mut Tokens<'_>, first: Expr) -> Expr {
        let mut operands = vec![first];
        let mut ways = Vec::with_capacity(1);
        while let Some(Meaning::Relative(towards)) = operator(tokens) {
            self.take_operator(tokens);
            ways.push(towards);
            operands.push(self.expression_at(tokens, Level::Sum));
        }
        self.fold_right(operands, ways, |left, towards, right| ExprKind::Relative { left, towards, right })
    }

    #[inline(never)]
    fn share(&mut self, tokens: &mut Tokens<'_>, first: Expr) -> Expr {
        let mut operands = vec![first];
        let mut signs = Vec::with_capacity(1);
        while operator(tokens) == Some(Meaning::Of) {
            signs.push(self.take_operator(tokens));
            operands.push(self.expression_at(tokens, Level::Product));
        }
        self.fold_right(operands, signs, |left, operator_span, right| ExprKind::Binary {
            operator: Binary::Of,
            operator_span,
            left,
            right,
        })
    }

    fn fold_right<S>(
        &mut self,
        mut operands: Vec<Expr>,
        signs: Vec<S>,
        join: impl Fn(Box<Expr>, S, Box<Expr>) -> ExprKind,
    ) -> Expr {
        if let Some(error) = self.too_long(&operands) {
            return error;
        }
        let mut right = operands.pop().unwrap_or_else(|| self.nothing());
        for (left, sign) in operands.into_iter().rev().zip(signs.into_iter().rev()) {
            let span = left.span.to(right.span);
            right = Expr { span, kind: join(Box::new(left), sign, Box::new(right)) };
        }
        right
    }

    #[inline(never)]
    fn product(&mut self, tokens: &mut Tokens<'_>, first: Expr) -> Expr {
        let mut operands = vec![first];
        let mut signs = Vec::with_capacity(1);
        while let Some(meaning @ (Meaning::Times | Meaning::Divided)) = operator(tokens) {
            let sign = if meaning == Meaning::Times { Binary::Times } else { Binary::Divided };
            signs.push((sign, self.take_operator(tokens)));
            operands.push(self.expression_at(tokens, Level::Operand));
        }
        if let Some(error) = self.too_long(&operands) {
            return error;
        }
        let mut operands = operands.into_iter();
        let first = operands.next().unwrap_or_else(|| self.nothing());
        operands.zip(signs).fold(first, |left, (right, (operator, operator_span))| Expr {
            span: left.span.to(right.span),
            kind: ExprKind::Binary { operator, operator_span, left: Box::new(left), right: Box::new(right) },
        })
    }

    /// A chain of operators nests as many levels as it has operators.
    fn too_long(&mut self, operands: &[Expr]) -> Option<Expr> {
        let beyond = operands.get(MAX_DEPTH.saturating_sub(self.depth).max(1) + 1)?;
        let span = operands.iter().fold(beyond.span, |span, operand| span.to(operand.span));
        self.error(SyntaxError::TooDeep { limit: MAX_DEPTH, span: beyond.span });
        Some(Expr { span, kind: ExprKind::Error })
    }

    #[inline(never)]
    fn sum(&mut self, tokens: &mut Tokens<'_>, first: Expr) -> Expr {
        let mut rest = Vec::with_capacity(1);
        let mut signs = Vec::with_capacity(1);
        while let Some(meaning @ (Meaning::Plus | Meaning::Minus)) = operator(tokens) {
            signs.push(self.take_operator(tokens));
            rest.push((meaning == Meaning::Minus, self.expression_at(tokens, Level::Share)));
        }
        self.check_of_in_sum(&first, &rest, &signs);
        let span = rest.last().map_or(first.span, |(_, last)| first.span.to(last.span));
        Expr { span, kind: ExprKind::Sum { first: Box::new(first), rest } }
    }

    /// `55% of yes + no` is `(55% of yes) + no` by the grammar; an author may mean `55% of (yes + no)`.
    fn check_of_in_sum(&mut self, first: &Expr, rest: &[(bool, Expr)], signs: &[Span]) {
        let is_share = |expr: &Expr| matches!(expr.kind, ExprKind::Binary { operator: Binary::Of, .. });
        let operands: Vec<&Expr> = std::iter::once(first).chain(rest.iter().map(|(_, operand)| operand)).collect();
        let Some(at) = operands.iter().position(|operand| is_share(operand)) else { return };
        let Some(share) = operands.get(at) else { return };
        let Some(ExprKind::Binary { operator_span, left, right, .. }) = Some(&share.kind) else { return };
        let text = |span: Span| self.source.slice(span);
        let whole = operands.iter().fold(first.span, |span, operand| span.to(operand.span));
        let before = text(Span::new(whole.start, share.span.start));
        let after = text(Span::new(share.span.end, whole.end));
        let own = format!("{before}({}){after}", text(share.span));
        let help = if after.is_empty() {
            Help::certain(format!("write `{own}`"), own)
        } else {
            let wide = format!("{before}{} of ({}{after})", text(left.span), text(right.span));
            let words = format!("write `{own}` or `{wide}`, whichever is meant: they are different numbers");
            Help::choice(words, [own, wide])
        };
        let help = help.at(whole);
        let sign_span = signs.get(at).or_else(|| signs.last()).copied().unwrap_or_default();
        let sign = if text(sign_span) == "+" { "+" } else { "-" };
        let error = SyntaxError::OfInSum { sign, help, span: *operator_span, sign_span };
        self.error(error);
    }

    fn nothing(&self) -> Expr {
        Expr { span: Span::new(self.end, self.end), kind: ExprKind::Error }
    }

    fn operand(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        match tokens.peek() {
            Some(Rule::reference) => match tokens.next() {
                Some(pair) => self.reference(pair),
                None => self.nothing(),
            },
            Some(Rule::group) => self.group(tokens),
            Some(Rule::count_rows | Rule::sum_rows | Rule::every_row | Rule::any_row) => self.aggregate(tokens),
            Some(Rule::own_status) => self.own_status(tokens),
            _ => self.written(tokens),
        }
    }

    /// `585,407`
    #[inline(never)]
    fn written(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let (literal, good) = self.literal(tokens);
        let span = literal.span;
        Expr { span, kind: if good { ExprKind::Literal(literal) } else { ExprKind::Error } }
    }

    /// `passed`, of the measure itself
    #[inline(never)]
    fn own_status(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let Some(status) = tokens.next().and_then(|pair| pair.into_inner().next()) else { return self.nothing() };
        let span = self.take(&status);
        Expr { span, kind: ExprKind::Status { path: None, status: status_of(status.as_str()) } }
    }

    /// `(yes + no)`
    fn group(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let Some(pair) = tokens.next() else { return self.nothing() };
        let start = self.start(&pair);
        let mut inside = Tokens::inside(pair);
        let opened = inside.next().map(|bracket| self.take(&bracket));
        let expr = inside.next().map(|pair| self.inner(pair, opened));
        inside.next().iter().for_each(|bracket| _ = self.take(bracket));
        grouped(self.since(start), expr)
    }

    /// `registered`, `ballot.yes`, `ceil(x)`, `nationhood passed`, `governor_votes as of opens`
    fn reference(&mut self, pair: Pair<'_>) -> Expr {
        let mut tokens = Tokens::inside(pair);
        let Some(path) = tokens.next() else { return self.nothing() };
        let path = self.path(path);
        match tokens.peek() {
            None => Expr { span: path.span, kind: ExprKind::Path(path) },
            Some(Rule::arguments) => self.function(path, &mut tokens),
            Some(_) => self.qualified(path, &mut tokens),
        }
    }

    /// `ceil(x)`
    fn function(&mut self, path: Path, tokens: &mut Tokens<'_>) -> Expr {
        let Some(pair) = tokens.next() else { return self.nothing() };
        let mut tokens = Tokens::inside(pair);
        let opened = tokens.next().map(|bracket| self.take(&bracket));
        let mut arguments = Vec::with_capacity(1);
        while let Some(pair) = tokens.next() {
            if pair.as_rule() == Rule::expression {
                arguments.push(self.inner(pair, opened));
            } else {
                self.take(&pair);
            }
        }
        self.call(path, opened.unwrap_or_default(), arguments)
    }

    #[inline(never)]
    fn call(&mut self, mut path: Path, opened: Span, arguments: Vec<Expr>) -> Expr {
        let span = self.since(path.span.start);
        let kind = match path.parts.pop() {
            Some(function) if path.parts.is_empty() => match aggregate_shape(&function.text) {
                None => ExprKind::Call { function, arguments },
                Some(shape) => {
                    self.error(SyntaxError::Aggregate { word: function.text.to_string(), shape, span: function.span });
                    ExprKind::Error
                }
            },
            _ => {
                let help = "a function has a plain name, such as `ceil(…)`; a share is written `… of (…)`";
                let (expected, found, help) = ("an operator".to_owned(), "`(`".to_owned(), Some(help.into()));
                self.error(SyntaxError::Expected { expected, found, span: opened, help });
                ExprKind::Error
            }
        };
        Expr { span, kind }
    }

    /// `nationhood passed`, `governor_votes as of opens`
    #[inline(never)]
    fn qualified(&mut self, path: Path, tokens: &mut Tokens<'_>) -> Expr {
        let start = path.span.start;
        let Some(after) = tokens.next() else { return self.nothing() };
        if after.as_rule() == Rule::STATUS {
            self.take(&after);
            let kind = ExprKind::Status { path: Some(path), status: status_of(after.as_str()) };
            return Expr { span: self.since(start), kind };
        }
        let mut tokens = Tokens::inside(after);
        tokens.next().iter().for_each(|word| _ = self.take(word));
        let date = match tokens.peek() {
            Some(Rule::path) => match tokens.next() {
                Some(pair) => {
                    let path = self.path(pair);
                    Expr { span: path.span, kind: ExprKind::Path(path) }
                }
                None => self.nothing(),
            },
            _ => self.operand(&mut tokens),
        };
        Expr { span: self.since(start), kind: ExprKind::AsOf { path, date: Box::new(date) } }
    }

    /// `count(…)`, `sum(…)`, `every(…)`, `any(…)`
    fn aggregate(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let Some(pair) = tokens.next() else { return self.nothing() };
        let (start, rule) = (self.start(&pair), pair.as_rule());
        let (mut table, mut value, mut filter) = (None, None, None);
        let mut tokens = Tokens::inside(pair);
        while let Some(pair) = tokens.next() {
            match pair.as_rule() {
                Rule::path => table = Some(self.path(pair)),
                Rule::expression => value = Some(Box::new(self.inner(pair, None))),
                Rule::filter => filter = self.filter(pair),
                _ => _ = self.take(&pair),
            }
        }
        let kind = match (rule, table, value) {
            (Rule::count_rows, Some(table), _) => ExprKind::Count { table, filter },
            (Rule::sum_rows, Some(table), Some(value)) => ExprKind::SumOver { value, table, filter },
            (rule, Some(table), Some(condition)) => {
                ExprKind::Quantified { every: rule == Rule::every_row, table, filter, condition }
            }
            _ => ExprKind::Error,
        };
        Expr { span: self.since(start), kind }
    }

    /// `where yes > no`
    fn filter(&mut self, pair: Pair<'_>) -> Option<Box<Expr>> {
        let mut tokens = Tokens::inside(pair);
        tokens.next().iter().for_each(|word| _ = self.take(word));
        tokens.next().map(|pair| Box::new(self.inner(pair, None)))
    }

    fn inner(&mut self, pair: Pair<'_>, opened: Option<Span>) -> Expr {
        if self.depth >= MAX_DEPTH {
            let span = opened.unwrap_or_else(|| Span::new(self.end.saturating_sub(1), self.end));
            return self.refuse(span);
        }
        self.depth += 1;
        let expr = self.expression(pair);
        self.depth -= 1;
        expr
    }
}

/// An expression in its brackets.
fn grouped(span: Span, inside: Option<Expr>) -> Expr {
    match inside {
        Some(inside) if !matches!(inside.kind, ExprKind::Error) => {
            Expr { span, kind: ExprKind::Group(Box::new(inside)) }
        }
        _ => Expr { span, kind: ExprKind::Error },
    }
}

/// The operator that comes next, if one does.
fn operator(tokens: &Tokens<'_>) -> Option<Meaning> {
    Some(match tokens.peek()? {
        Rule::OR => Meaning::Or,
        Rule::AND => Meaning::And,
        Rule::COMPARE => Meaning::Compare(compare_operator(tokens.peek_text())),
        Rule::RELATIVE if tokens.peek_text() == "after" => Meaning::Relative(Towards::After),
        Rule::RELATIVE => Meaning::Relative(Towards::Before),
        Rule::PLUS => Meaning::Plus,
        Rule::MINUS => Meaning::Minus,
        Rule::OF => Meaning::Of,
        Rule::TIMES => Meaning::Times,
        Rule::DIVIDED => Meaning::Divided,
        Rule::foreign_operator => foreign_operator(tokens.peek_text()).1,
        _ => return None,
    })
}

fn compare_operator(text: &str) -> CompareOperator {
    let mut words = text.split_whitespace();
    match (words.next(), words.next_back()) {
        (Some("<=" | "≤"), _) | (Some("at"), Some("most")) | (Some("on"), Some("before")) => CompareOperator::AtMost,
        (Some(">=" | "≥"), _) | (Some("at"), Some("least")) | (Some("on"), Some("after")) => CompareOperator::AtLeast,
        (Some("<" | "less"), _) => CompareOperator::LessThan,
        (Some(">" | "more"), _) => CompareOperator::MoreThan,
        (Some("!=" | "≠"), _) => CompareOperator::NotEqual,
        _ => CompareOperator::Equal,
    }
}

/// What a stage or condition came to, in the words of the language.
pub(super) fn status_of(text: &str) -> Status {
    let mut words = text.split_whitespace();
    match (words.next(), words.next()) {
        (Some("no"), _) => Status::NoQuorum,
        (Some("not"), Some("passed")) => Status::NotPassed,
        (Some("not"), Some("reached")) => Status::NotReached,
        (Some("not"), _) => Status::NotMet,
        (Some("passed"), _) => Status::Passed,
        (Some("failed"), _) => Status::Failed,
        (Some("undecided"), _) => Status::Undecided,
        (Some("reached"), _) => Status::Reached,
        (Some("pending"), _) => Status::Pending,
        (Some("met"), _) => Status::Met,
        _ => Status::Unknown,
    }
}

/// Joins operands under one node that spans them all.
fn joined(mut operands: Vec<Expr>, kind: impl FnOnce(Vec<Expr>) -> ExprKind) -> Expr {
    operands.shrink_to_fit();
    let span = match operands.as_slice() {
        [first, .., last] => first.span.to(last.span),
        [only] => only.span,
        [] => Span::default(),
    };
    Expr { span, kind: kind(operands) }
}
