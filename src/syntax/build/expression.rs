//! Expressions: pest gives operands and operators in a row, and here they are bound to each other.

use super::super::MAX_DEPTH;
use super::super::ast::{Binary, Compare, CompareOperator, Expr, ExprKind, Status};
use super::super::error::SyntaxError;
use super::super::explain::aggregate_shape;
use super::super::grammar::{Pair, Rule};
use super::super::words::{Meaning, foreign_operator};
use super::{Builder, Tokens};
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
    fn expression_at(&mut self, tokens: &mut Tokens<'_>, level: Level) -> Expr {
        let mut left = match tokens.peek() {
            Some(Rule::NOT) => self.not(tokens, level),
            Some(Rule::MINUS) => self.negative(tokens),
            _ => self.operand(tokens),
        };
        while let Some(found) = operator(tokens).map(Meaning::level).filter(|&found| found >= level) {
            left = match found {
                Level::Or => self.or(tokens, left),
                Level::And => self.and(tokens, left),
                Level::Compare => self.compare(tokens, left),
                Level::Relative => self.relative(tokens, left),
                Level::Sum => self.sum(tokens, left),
                Level::Share => self.share(tokens, left),
                Level::Product => self.product(tokens, left),
                Level::Not | Level::Operand => return left,
            };
        }
        left
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
            self.error(SyntaxError::AndOr { first, second, and, span });
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
        let operand = self.deeper(nots.len(), nots.last().copied(), |builder| builder.expression_at(tokens, operand_level));
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
        let operand = self.deeper(signs.len(), signs.last().copied(), |builder| match tokens.peek() {
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

    /// Builds something so many levels further in; refuses what is nested too deep.
    fn deeper(&mut self, levels: usize, at: Option<Span>, build: impl FnOnce(&mut Self) -> Expr) -> Expr {
        self.depth += levels;
        let expr = build(self);
        self.depth -= levels;
        if self.depth + levels <= MAX_DEPTH {
            return expr;
        }
        // One message for one nest: the outermost part that goes too far replaces what is in it.
        if !matches!(expr.kind, ExprKind::Error) {
            self.error(SyntaxError::TooDeep { span: at.unwrap_or(expr.span) });
        }
        Expr { span: expr.span, kind: ExprKind::Error }
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
        let help = format!(
            "for the No votes write `no {symbol} {other}` or `{} {turned} no`; for a limit write `{limit} {other}`",
            self.bracketed(right)
        );
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
        let error = SyntaxError::Chain { repaired: parts.join(" and "), first: leading.span, span: wrong.span };
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
        self.error(SyntaxError::TooDeep { span: beyond.span });
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
            format!("write `{own}`")
        } else {
            let wide = format!("{before}{} of ({}{after})", text(left.span), text(right.span));
            format!("write `{own}` or `{wide}`, whichever is meant: they are different numbers")
        };
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
            Some(Rule::own_status) => {
                let Some(status) = tokens.next().and_then(|pair| pair.into_inner().next()) else { return self.nothing() };
                let span = self.take(&status);
                Expr { span, kind: ExprKind::Status { path: None, status: status_of(status.as_str()) } }
            }
            _ => {
                let (literal, good) = self.literal(tokens);
                let span = literal.span;
                Expr { span, kind: if good { ExprKind::Literal(literal) } else { ExprKind::Error } }
            }
        }
    }

    fn group(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let Some(pair) = tokens.next() else { return self.nothing() };
        let start = self.start(&pair);
        let mut inside = None;
        for pair in pair.into_inner() {
            if pair.as_rule() == Rule::expression {
                let at = self.start(&pair);
                inside = Some(self.deeper(1, Some(Span::new(at, at)), |builder| builder.expression(pair)));
            } else {
                self.take(&pair);
            }
        }
        let span = self.since(start);
        match inside {
            Some(inside) if !matches!(inside.kind, ExprKind::Error) => {
                Expr { span, kind: ExprKind::Group(Box::new(inside)) }
            }
            _ => Expr { span, kind: ExprKind::Error },
        }
    }

    /// `registered`, `ballot.yes`, `ceil(x)`, `nationhood passed`, `governor_votes as of opens`
    fn reference(&mut self, pair: Pair<'_>) -> Expr {
        let mut tokens = Tokens::inside(pair);
        let Some(path) = tokens.next() else { return self.nothing() };
        let mut path = self.path(path);
        let start = path.span.start;
        let Some(after) = tokens.next() else { return Expr { span: path.span, kind: ExprKind::Path(path) } };
        let kind = match after.as_rule() {
            Rule::STATUS => {
                self.take(&after);
                ExprKind::Status { path: Some(path), status: status_of(after.as_str()) }
            }
            Rule::as_of => {
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
                ExprKind::AsOf { path, date: Box::new(date) }
            }
            _ => {
                let mut arguments = Vec::with_capacity(1);
                let bracket = self.start(&after);
                for pair in after.into_inner() {
                    if pair.as_rule() == Rule::expression {
                        let at = Some(Span::new(bracket, bracket + 1));
                        arguments.push(self.deeper(1, at, |builder| builder.expression(pair)));
                    } else {
                        self.take(&pair);
                    }
                }
                match path.parts.pop() {
                    Some(function) if path.parts.is_empty() => self.call(function, arguments),
                    _ => {
                        let help = Some("a function has a plain name, such as `ceil(…)`; a share is written `… of (…)`".to_owned());
                        let (expected, found) = ("an operator".to_owned(), "`(`".to_owned());
                        self.error(SyntaxError::Expected { expected, found, span: Span::new(bracket, bracket + 1), help });
                        ExprKind::Error
                    }
                }
            }
        };
        Expr { span: self.since(start), kind }
    }

    fn call(&mut self, function: super::super::ast::Name, arguments: Vec<Expr>) -> ExprKind {
        let Some(shape) = aggregate_shape(&function.text) else { return ExprKind::Call { function, arguments } };
        self.error(SyntaxError::Aggregate { word: function.text.to_string(), shape, span: function.span });
        ExprKind::Error
    }

    /// `count(…)`, `sum(…)`, `every(…)`, `any(…)`
    fn aggregate(&mut self, tokens: &mut Tokens<'_>) -> Expr {
        let Some(pair) = tokens.next() else { return self.nothing() };
        let start = self.start(&pair);
        let rule = pair.as_rule();
        let (mut table, mut value, mut filter) = (None, None, None);
        for pair in pair.into_inner() {
            match pair.as_rule() {
                Rule::path => table = Some(self.path(pair)),
                Rule::expression => value = Some(Box::new(self.inner(pair))),
                Rule::filter => {
                    for pair in pair.into_inner() {
                        if pair.as_rule() == Rule::expression {
                            filter = Some(Box::new(self.inner(pair)));
                        } else {
                            self.take(&pair);
                        }
                    }
                }
                _ => _ = self.take(&pair),
            }
        }
        let span = self.since(start);
        let kind = match (rule, table, value) {
            (Rule::count_rows, Some(table), _) => ExprKind::Count { table, filter },
            (Rule::sum_rows, Some(table), Some(value)) => ExprKind::SumOver { value, table, filter },
            (rule, Some(table), Some(condition)) => {
                ExprKind::Quantified { every: rule == Rule::every_row, table, filter, condition }
            }
            _ => ExprKind::Error,
        };
        Expr { span, kind }
    }

    fn inner(&mut self, pair: Pair<'_>) -> Expr {
        let at = self.start(&pair);
        self.deeper(1, Some(Span::new(at, at)), |builder| builder.expression(pair))
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
