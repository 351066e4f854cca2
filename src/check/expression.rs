//! Expressions with their kinds: arithmetic, dates, tables.

use crate::check::error::CheckError;
use crate::check::lint::Lint;
use crate::check::lookup::Found;
use crate::check::scope::{Looked, Plain, Quantity, Reported, Scope, Sort, Typed, literal_expression, percent_help};
use crate::check::uses::Uses;
use crate::check::{literal, show, walk};
use crate::fix::Help;
use crate::program::{
    CompareOperator, DateExpr, DateNode, DurationExpr, DurationNode, Expr, Formula, FormulaNode, Node, ParameterValue,
    Reference, TableId,
};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{self, Binary, ExprKind};
use crate::value::{DurationUnit, Exact, Kind, Towards, Value};
use crate::words;
use smol_str::SmolStr;

impl Scope<'_> {
    /// An expression of whatever kind.
    pub(super) fn typed(&mut self, expr: &ast::Expr) -> Looked<Typed> {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Error => Err(Reported),
            ExprKind::Literal(literal) => match literal_expression(literal) {
                Some(typed) => Ok(typed),
                None => self.report(CheckError::Expected {
                    expected: "something known".into(),
                    found: Kind::Number,
                    help: Some("`?` stands for an input of a scenario or test, not in a rule".into()),
                    span,
                }),
            },
            ExprKind::Group(inner) => Ok(match self.typed(inner)? {
                Typed::Number(quantity) => {
                    Typed::Number(Quantity { expr: Expr { span, ..quantity.expr }, sort: quantity.sort })
                }
                Typed::Truth(formula) => Typed::Truth(Formula { span, ..formula }),
                other @ (Typed::Date(_) | Typed::Duration(_)) => other,
            }),
            ExprKind::Path(path) => self.path(path),
            ExprKind::Status { path, status } => self.status(span, path.as_ref(), *status).map(Typed::Truth),
            ExprKind::AsOf { path, date } => self.as_of(span, path, date),
            ExprKind::Negative(inner) => {
                let inner = self.quantity(inner, "a count, a share or a number")?;
                let sort = inner.sort;
                Ok(Typed::Number(match inner.expr.node {
                    Node::Constant(value) => Quantity::new(span, sort, Node::Constant(-&value)),
                    _ => Quantity::new(span, sort, Node::Negate(Box::new(inner.expr))),
                }))
            }
            ExprKind::Not(inner) => {
                let inner = self.formula(inner)?;
                Ok(Typed::Truth(Formula { span, node: FormulaNode::Not(Box::new(inner)) }))
            }
            ExprKind::And(operands) => {
                let operands = self.formulas(operands)?;
                Ok(Typed::Truth(Formula { span, node: FormulaNode::And(operands) }))
            }
            ExprKind::Or(operands) => {
                let operands = self.formulas(operands)?;
                Ok(Typed::Truth(Formula { span, node: FormulaNode::Or(operands) }))
            }
            ExprKind::Compare { first, rest } => self.comparison(span, first, rest).map(Typed::Truth),
            ExprKind::Sum { first, rest } => self.sum(span, first, rest).map(Typed::Number),
            ExprKind::Binary { operator, left, right, .. } => {
                self.binary(span, *operator, left, right).map(Typed::Number)
            }
            ExprKind::Relative { left, towards, right } => self.relative(span, left, *towards, right),
            ExprKind::Count { table, filter } => {
                let table = self.table(table)?;
                let filter = self.filter(table, filter.as_deref())?;
                Ok(Typed::Number(Quantity::new(span, Sort::Count, Node::Count { table, filter })))
            }
            ExprKind::SumOver { value, table, filter } => self.sum_over(span, value, table, filter.as_deref()),
            ExprKind::Quantified { every, table, filter, condition } => {
                let table = self.table(table)?;
                let filter = self.filter(table, filter.as_deref());
                let condition = self.by_row(table, condition, |scope| scope.formula(condition));
                let (every, filter, condition) = (*every, filter?, Box::new(condition?));
                let node = FormulaNode::Quantified { every, table, filter, condition };
                Ok(Typed::Truth(Formula { span, node }))
            }
            ExprKind::Call { function, arguments } => self.call(span, function, arguments),
        }
    }

    /// An expression that must be a condition.
    pub(super) fn formula(&mut self, expr: &ast::Expr) -> Looked<Formula> {
        let typed = self.typed(expr)?;
        let found = typed.kind();
        let Typed::Truth(formula) = typed else {
            let text = show::show(expr);
            let help = match found {
                Kind::Count | Kind::Share | Kind::Number => format!("compare it: `{text} more than …`"),
                Kind::Date => format!("compare it: `{text} on or before …`"),
                Kind::Duration => format!("compare a date: `… on or before {text} after …`"),
                Kind::Truth => String::new(),
            };
            return self.report(CheckError::Expected {
                expected: "a condition".into(),
                found,
                help: Some(help.into()),
                span: expr.span,
            });
        };
        Ok(formula)
    }

    fn formulas(&mut self, operands: &[ast::Expr]) -> Looked<Vec<Formula>> {
        let formulas: Vec<Looked<Formula>> = operands.iter().map(|operand| self.formula(operand)).collect();
        formulas.into_iter().collect()
    }

    /// An expression that must be a count, share or number.
    pub(super) fn quantity(&mut self, expr: &ast::Expr, expected: &str) -> Looked<Quantity> {
        let typed = self.typed(expr)?;
        let found = typed.kind();
        let Typed::Number(quantity) = typed else {
            let help = (found == Kind::Truth).then(|| {
                "what holds or not is joined with `and`, `or` and `not`; rows are counted with `count(… where …)`"
                    .into()
            });
            return self.report(CheckError::Expected { expected: expected.into(), found, help, span: expr.span });
        };
        Ok(quantity)
    }

    /// An expression that must be a date.
    pub(super) fn date(&mut self, expr: &ast::Expr) -> Looked<DateExpr> {
        let typed = self.typed(expr)?;
        let found = typed.kind();
        let Typed::Date(date) = typed else {
            let help = match found {
                Kind::Duration => Some(format!("from when? `{} after opens`", show::show(expr)).into()),
                Kind::Count | Kind::Share | Kind::Number => Some("a date is written `2028-11-07`".into()),
                Kind::Date | Kind::Truth => None,
            };
            return self.report(CheckError::Expected { expected: "a date".into(), found, help, span: expr.span });
        };
        Ok(date)
    }

    // Arithmetic.

    fn sum(&mut self, span: Span, first: &ast::Expr, rest: &[(bool, ast::Expr)]) -> Looked<Quantity> {
        let mut operands = vec![(false, first, self.typed(first))];
        for (minus, operand) in rest {
            let typed = self.typed(operand);
            operands.push((*minus, operand, typed));
        }
        // One mistake, one message: what an operand cannot be is said of the first that does not fit.
        let mut sum: Option<(Sort, &ast::Expr)> = None;
        let mut terms = Vec::with_capacity(operands.len());
        let mut failed = false;
        for (minus, operand, typed) in operands {
            let Ok(typed) = typed else {
                failed = true;
                continue;
            };
            let Typed::Number(quantity) = typed else {
                return self.unsummable(first, operand, minus, typed.kind());
            };
            let sort = match sum {
                None => quantity.sort,
                Some((sort, left)) => match self.added(sort, left, &quantity, operand, minus) {
                    Ok(sort) => sort,
                    Err(Reported) => return Err(Reported),
                },
            };
            // The label shows the operand that decided the kind so far.
            let decides = sum.is_none_or(|(before, _)| before != sort);
            sum = Some((sort, if decides { operand } else { sum.map_or(operand, |(_, left)| left) }));
            terms.push((minus, quantity));
        }
        let Some((sort, _)) = sum.filter(|_| !failed) else { return Err(Reported) };
        let terms = terms.into_iter().map(|(minus, term)| (minus, term.into_kind(sort.kind()))).collect();
        let node = balanced(terms, sort.kind()).ok_or(Reported)?;
        Ok(Quantity { expr: Expr { span, ..node }, sort })
    }

    fn unsummable<T>(&mut self, first: &ast::Expr, operand: &ast::Expr, minus: bool, kind: Kind) -> Looked<T> {
        if kind == Kind::Truth {
            return self.quantity(operand, "a count, a share or a number").and(Err(Reported));
        }
        let help = match kind {
            Kind::Date | Kind::Duration => {
                "count from a date: `180 days after opens`; compare dates: `filed on or before closes`"
            }
            Kind::Count | Kind::Share | Kind::Number | Kind::Truth => "",
        };
        if std::ptr::eq(first, operand) {
            return self.report(CheckError::Expected {
                expected: "a count, a share or a number beside `+` or `-`".into(),
                found: kind,
                help: Some(help.into()),
                span: operand.span,
            });
        }
        self.report(CheckError::Expected {
            expected: format!("a count, a share or a number after `{}`", if minus { "-" } else { "+" }),
            found: kind,
            help: Some(help.into()),
            span: operand.span,
        })
    }

    /// The sort of a sum of two terms.
    fn added(
        &mut self,
        left: Sort,
        left_expr: &ast::Expr,
        right: &Quantity,
        right_expr: &ast::Expr,
        minus: bool,
    ) -> Looked<Sort> {
        use Sort::{Count, Number, Share};
        match (left, right.sort) {
            (Sort::Plain(Plain::Integer), Sort::Plain(Plain::Integer)) => Ok(Sort::Plain(Plain::Integer)),
            (Sort::Plain(_), Sort::Plain(_)) => Ok(Sort::Plain(Plain::Computed)),
            (Count, Sort::Plain(Plain::Decimal)) => self.decimal(&right.expr),
            (Count, Count | Sort::Plain(_)) => Ok(Count),
            (Sort::Plain(_), Count) => Ok(Count),
            (Share, Share | Sort::Plain(_)) | (Sort::Plain(_), Share) => Ok(Share),
            (Number, Number | Count | Sort::Plain(_)) | (Count | Sort::Plain(_), Number) => Ok(Number),
            (Share, Count | Number) | (Count | Number, Share) => {
                let share = show::show(if left == Share { left_expr } else { right_expr });
                self.report(CheckError::Arithmetic {
                    operation: if minus { "reduced by" } else { "added to" },
                    left_kind: left.kind(),
                    right_kind: right.sort.kind(),
                    help: Some(format!("`{share}` of what? A share of a count is a count: `({share} of …)`")),
                    left: left_expr.span,
                    right: right_expr.span,
                })
            }
        }
    }

    /// A decimal number where people are counted.
    pub(super) fn decimal<T>(&mut self, expr: &Expr) -> Looked<T> {
        match &expr.node {
            Node::Constant(value) => self.report(literal::count_decimal(value, expr.span)),
            _ => Err(Reported),
        }
    }

    fn binary(&mut self, span: Span, operator: Binary, left: &ast::Expr, right: &ast::Expr) -> Looked<Quantity> {
        let expected = "a count, a share or a number";
        let (typed_left, typed_right) = (self.quantity(left, expected), self.quantity(right, expected));
        let (a, b) = (typed_left?, typed_right?);
        match operator {
            Binary::Of => self.of(span, left, a, b),
            Binary::Times => self.times(span, (left, a), (right, b)),
            Binary::Divided => self.divided(span, (left, a), (right, b)),
        }
    }

    /// `55% of ballots`: a product with the share on the left, by which the base is known as one.
    fn of(&mut self, span: Span, left: &ast::Expr, a: Quantity, b: Quantity) -> Looked<Quantity> {
        let share = match a.sort {
            Sort::Share | Sort::Plain(Plain::Fraction) => a.into_kind(Kind::Share),
            Sort::Count | Sort::Number | Sort::Plain(_) => {
                let text = show::show(left);
                let (kind, help) = match a.sort {
                    Sort::Plain(_) => (None, percent_help(&a)),
                    Sort::Count => (Some(Kind::Count), Some("one count as a share of another is `a / b`".into())),
                    Sort::Number | Sort::Share => (Some(Kind::Number), Some(format!("multiply: `{text} * …`").into())),
                };
                return self.report(CheckError::OfNeedsShare { found: text, kind, help, span: left.span });
            }
        };
        let sort = match b.sort {
            Sort::Plain(_) => Sort::Plain(Plain::Computed),
            Sort::Count | Sort::Share | Sort::Number => b.sort,
        };
        Ok(Quantity::new(span, sort, Node::Multiply(Box::new(share), Box::new(b.expr))))
    }

    /// A product. A share never stands to the left of a count or number here: that is `of`.
    fn times(
        &mut self,
        span: Span,
        (left, a): (&ast::Expr, Quantity),
        (right, b): (&ast::Expr, Quantity),
    ) -> Looked<Quantity> {
        use Sort::{Count, Number, Share};
        let (sort, a, b) = match (a.sort, b.sort) {
            (Count, Count) => {
                let ratio = format!("{} / {}", show::show(left), show::show(right));
                return self.report(CheckError::CountTimesCount { ratio, left: left.span, right: right.span });
            }
            (Sort::Plain(x), Sort::Plain(y)) => {
                let whole = x == Plain::Integer && y == Plain::Integer;
                (Sort::Plain(if whole { Plain::Integer } else { Plain::Computed }), a.expr, b.expr)
            }
            (Count, Sort::Plain(_)) | (Sort::Plain(_), Count) | (Count, Share) => (Count, a.expr, b.expr),
            (Share, Count) => (Count, b.expr, a.expr),
            (Share, Share | Sort::Plain(_)) | (Sort::Plain(_), Share) => {
                (Share, a.into_kind(Kind::Share), b.into_kind(Kind::Share))
            }
            (Share, Number) => (Number, b.expr, a.expr),
            (Number, _) | (Count | Sort::Plain(_), Number) => (Number, a.expr, b.expr),
        };
        Ok(Quantity::new(span, sort, Node::Multiply(Box::new(a), Box::new(b))))
    }

    /// A quotient. It is a share of a base where it is of the kind share and the divisor a count or number.
    fn divided(
        &mut self,
        span: Span,
        (left, a): (&ast::Expr, Quantity),
        (right, b): (&ast::Expr, Quantity),
    ) -> Looked<Quantity> {
        use Sort::{Count, Number, Share};
        let (sort, b) = match (a.sort, b.sort) {
            (Sort::Plain(x), Sort::Plain(y)) => {
                let whole = x == Plain::Integer && y == Plain::Integer;
                (Sort::Plain(if whole { Plain::Fraction } else { Plain::Computed }), b.expr)
            }
            (Count, Count) | (Number, Number) | (Sort::Plain(_), Count) => (Share, b.expr),
            (Share, Share | Sort::Plain(_)) => (Share, b.into_kind(Kind::Share)),
            (Count, Sort::Plain(_) | Share) => (Count, b.expr),
            (Number, _) | (Count | Share | Sort::Plain(_), Number) | (Sort::Plain(_), Share) => (Number, b.expr),
            (Share, Count) => {
                return self.report(CheckError::Arithmetic {
                    operation: "divided by",
                    left_kind: Kind::Share,
                    right_kind: Kind::Count,
                    help: Some(format!("a share of a count is `{} of {}`", show::show(left), show::show(right))),
                    left: left.span,
                    right: right.span,
                });
            }
        };
        Ok(Quantity::new(span, sort, Node::Divide(Box::new(a.expr), Box::new(b))))
    }

    // Dates.

    /// `180 days after opens`; with a date on the left a comparison, strictly.
    fn relative(&mut self, span: Span, left: &ast::Expr, towards: Towards, right: &ast::Expr) -> Looked<Typed> {
        let (typed, from) = (self.typed(left), self.date(right));
        match typed? {
            Typed::Duration(duration) => {
                self.countable(&duration)?;
                let from = Box::new(from?);
                Ok(Typed::Date(DateExpr { span, node: DateNode::Shift { duration, towards, from } }))
            }
            Typed::Date(date) => {
                let operator = match towards {
                    Towards::After => CompareOperator::MoreThan,
                    Towards::Before => CompareOperator::LessThan,
                };
                Ok(Typed::Truth(Formula { span, node: FormulaNode::CompareDates(operator, date, from?) }))
            }
            other @ (Typed::Number(_) | Typed::Truth(_)) => {
                let text = show::show(left);
                let help = match &other {
                    Typed::Number(Quantity { sort: Sort::Plain(Plain::Integer), .. }) => {
                        format!("say of what: `{text} days`, `{text} working days`, `{text} months`")
                    }
                    Typed::Number(_) | Typed::Date(_) | Typed::Duration(_) | Typed::Truth(_) => {
                        "`180 days after opens` counts from a date; `filed before closes` compares two".into()
                    }
                };
                let word = match towards {
                    Towards::After => "after",
                    Towards::Before => "before",
                };
                self.report(CheckError::Expected {
                    expected: format!("a duration or a date before `{word}`"),
                    found: other.kind(),
                    help: Some(help.into()),
                    span: left.span,
                })
            }
        }
    }

    /// Working days need holidays.
    fn countable(&mut self, duration: &DurationExpr) -> Looked<()> {
        let working = self.unit(duration) == Some(DurationUnit::WorkingDays);
        if working && self.measure.calendar.is_empty() {
            return self.report(CheckError::WorkingDays { span: duration.span });
        }
        Ok(())
    }

    /// What a duration counts, if the rule says so.
    pub(super) fn unit(&self, duration: &DurationExpr) -> Option<DurationUnit> {
        match &duration.node {
            DurationNode::Constant(duration) => Some(duration.unit),
            DurationNode::Reference(Reference::Parameter(id)) => match &self.measure.parameters.at(*id).value {
                ParameterValue::Constant(Value::Duration(duration), _) => Some(duration.unit),
                ParameterValue::Constant(..) | ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => None,
            },
            DurationNode::Reference(Reference::Input(_) | Reference::Definition(_) | Reference::AsOf { .. }) => None,
        }
    }

    // Tables.

    fn filter(&mut self, table: TableId, filter: Option<&ast::Expr>) -> Looked<Option<Box<Formula>>> {
        let Some(filter) = filter else { return Ok(None) };
        self.by_row(table, filter, |scope| scope.formula(filter)).map(|formula| Some(Box::new(formula)))
    }

    fn sum_over(
        &mut self,
        span: Span,
        value: &ast::Expr,
        table: &ast::Path,
        filter: Option<&ast::Expr>,
    ) -> Looked<Typed> {
        let table = self.table(table)?;
        let summed = self.by_row(table, value, |scope| scope.quantity(value, "a count, a share or a number"));
        let filter = self.filter(table, filter);
        let (summed, filter) = (summed?, filter?);
        let sort = match summed.sort {
            Sort::Plain(_) => Sort::Number,
            Sort::Count | Sort::Share | Sort::Number => summed.sort,
        };
        let value = Box::new(summed.into_kind(sort.kind()));
        Ok(Typed::Number(Quantity::new(span, sort, Node::Sum { table, value, filter })))
    }

    /// Looks at an expression inside a row of a table; it must hang on the row.
    fn by_row<T>(&mut self, table: TableId, expr: &ast::Expr, look: impl FnOnce(&mut Self) -> Looked<T>) -> Looked<T> {
        self.rows.push((table, false));
        let looked = look(self);
        let used = self.rows.pop().is_some_and(|(_, used)| used);
        if used || looked.is_err() {
            return looked;
        }
        let name = self.measure.tables.at(table).name.text.clone();
        // A total of the table, perhaps through a definition, is still about the table: that is legal, and seldom meant.
        if let Some(total) = self.total_of(table, expr) {
            self.lints.push(Lint::SameForEveryRow { table: name, total, span: expr.span });
            return looked;
        }
        let help = format!("use a column of `by {name}`; what is the same for all rows stands outside");
        self.report(CheckError::SameForEveryRow { table: name, help, span: expr.span })
    }

    /// A name in an expression that stands for a total of a table, or for what is computed from one.
    fn total_of(&self, table: TableId, expr: &ast::Expr) -> Option<SmolStr> {
        let mut total = None;
        walk::paths(expr, &mut |path| {
            let uses = match self.find(path) {
                Found::Definition(id) => match self.measure.definitions.get(id) {
                    Some(definition) => Uses::of(&self.measure.definitions, &definition.value),
                    None => return,
                },
                _ => return,
            };
            let of_table = uses.inputs.iter().any(|&id| self.measure.inputs.at(id).table == Some(table))
                || uses.parameters.iter().any(|&id| self.measure.parameters.at(id).table == Some(table));
            if of_table && total.is_none() {
                total = Some(show::path(path).into());
            }
        });
        total
    }

    // Functions.

    fn call(&mut self, span: Span, function: &ast::Name, arguments: &[ast::Expr]) -> Looked<Typed> {
        match function.text.as_str() {
            "ceil" => self.rounding(span, function, arguments, Node::Ceil),
            "floor" => self.rounding(span, function, arguments, Node::Floor),
            "round" => self.round(span, function, arguments),
            "max" => self.choice(span, function, arguments, Node::Max, DateNode::Latest),
            "min" => self.choice(span, function, arguments, Node::Min, DateNode::Earliest),
            _ => self.no_function(function, arguments),
        }
    }

    fn rounding(
        &mut self,
        span: Span,
        function: &ast::Name,
        arguments: &[ast::Expr],
        node: impl FnOnce(Box<Expr>) -> Node,
    ) -> Looked<Typed> {
        let [argument] = arguments else {
            return self.arguments(span, function, "one value", arguments, None);
        };
        let argument = self.quantity(argument, "a count, a share or a number")?;
        let sort = match argument.sort {
            Sort::Plain(_) => Sort::Plain(Plain::Integer),
            sort @ (Sort::Count | Sort::Share | Sort::Number) => sort,
        };
        Ok(Typed::Number(Quantity::new(span, sort, node(Box::new(argument.expr)))))
    }

    fn round(&mut self, span: Span, function: &ast::Name, arguments: &[ast::Expr]) -> Looked<Typed> {
        let [argument, places] = arguments else {
            let help = Some("the second value says how many decimal places: `round(…, 2)`");
            return self.arguments(span, function, "two values", arguments, help);
        };
        let argument = self.quantity(argument, "a count, a share or a number");
        let written = match &places.kind {
            ExprKind::Literal(ast::Literal { value: ast::LiteralValue::Number { value, decimal: false }, .. }) => {
                value.to_integer().and_then(|places| u32::try_from(places).ok()).filter(|&places| places <= 18)
            }
            _ => None,
        };
        let Some(written) = written else { return self.report(CheckError::Places { span: places.span }) };
        let argument = argument?;
        let sort = match argument.sort {
            Sort::Plain(_) => Sort::Plain(Plain::Computed),
            sort @ (Sort::Count | Sort::Share | Sort::Number) => sort,
        };
        Ok(Typed::Number(Quantity::new(span, sort, Node::Round(Box::new(argument.expr), written))))
    }

    /// `max` and `min` of two or more, all counts or all dates.
    fn choice(
        &mut self,
        span: Span,
        function: &ast::Name,
        arguments: &[ast::Expr],
        numbers: impl FnOnce(Vec<Expr>) -> Node,
        dates: impl FnOnce(Vec<DateExpr>) -> DateNode,
    ) -> Looked<Typed> {
        let [first, rest @ ..] = arguments else { return Err(Reported) };
        if rest.is_empty() {
            let help = Some("a comma between two digits groups them; one that separates has a space after it");
            return self.arguments(span, function, "two values or more", arguments, help);
        }
        let typed: Vec<Looked<Typed>> = arguments.iter().map(|argument| self.typed(argument)).collect();
        let typed: Vec<Typed> = typed.into_iter().collect::<Looked<_>>()?;
        if matches!(typed.first(), Some(Typed::Date(_))) {
            let mut days = Vec::new();
            for (typed, expr) in typed.into_iter().zip(arguments) {
                let found = typed.kind();
                let Typed::Date(day) = typed else {
                    let expected = "a date, as the first value is".into();
                    return self.report(CheckError::Expected { expected, found, help: None, span: expr.span });
                };
                days.push(day);
            }
            return Ok(Typed::Date(DateExpr { span, node: dates(days) }));
        }
        let mut sort = None;
        let mut quantities: Vec<Quantity> = Vec::new();
        for (typed, expr) in typed.into_iter().zip(arguments) {
            let found = typed.kind();
            let Typed::Number(quantity) = typed else {
                let expected = "a count, a share or a number".into();
                return self.report(CheckError::Expected { expected, found, help: None, span: expr.span });
            };
            sort = Some(match (sort, quantities.first()) {
                (Some(sort), Some(left)) => {
                    let left = Quantity { sort, expr: left.expr.clone() };
                    let whole = || format!("{}({}, {})", function.text, show::show(first), show::show(expr));
                    self.unified(&whole, (first, &left), (expr, &quantity))?
                }
                _ => quantity.sort,
            });
            quantities.push(quantity);
        }
        let sort = sort.ok_or(Reported)?;
        let quantities = quantities.into_iter().map(|quantity| quantity.into_kind(sort.kind())).collect();
        Ok(Typed::Number(Quantity::new(span, sort, numbers(quantities))))
    }

    fn arguments<T>(
        &mut self,
        span: Span,
        function: &ast::Name,
        expected: &'static str,
        arguments: &[ast::Expr],
        help: Option<&'static str>,
    ) -> Looked<T> {
        let (function, found) = (function.text.clone(), arguments.len());
        self.report(CheckError::Arguments { function, expected, found, help, span })
    }

    /// `approval (yes + no)` lacks its `of`; anything else may be misspelled.
    fn no_function<T>(&mut self, function: &ast::Name, arguments: &[ast::Expr]) -> Looked<T> {
        let path = ast::Path { span: function.span, parts: vec![function.clone()] };
        let before = self.errors.len();
        let named = self.path(&path);
        self.errors.truncate(before);
        let name = function.text.clone();
        if let Ok(Typed::Number(Quantity { sort: Sort::Share, .. })) = named {
            let arguments: Vec<String> = arguments.iter().map(show::show).collect();
            let meant = format!("{name} of ({})", arguments.join(", "));
            return self.report(CheckError::MissingOf { name, meant, span: function.span });
        }
        let functions = ["ceil", "floor", "round", "max", "min", "count", "sum", "every", "any"];
        let help = match suggest::nearest(&name, functions) {
            Some(nearest) => Help::choice(format!("did you mean `{nearest}`?"), [nearest]),
            None if named.is_ok() => {
                format!("an operator is missing after `{name}`: `of`, `*`, `+`, `at least`, …").into()
            }
            None => format!("the functions are {}", words::and_list(["ceil", "floor", "round", "max", "min"])).into(),
        };
        self.report(CheckError::UnknownFunction { name, help, span: function.span })
    }
}

/// A sum as a tree of even depth, so that long sums nest little.
fn balanced(mut terms: Vec<(bool, Expr)>, kind: Kind) -> Option<Expr> {
    // The first term of a part is never subtracted: the sign of a part that begins with `-` is turned round.
    while terms.len() > 1 {
        let mut pairs = Vec::with_capacity(terms.len().div_ceil(2));
        let mut rest = terms.into_iter();
        while let Some((minus, left)) = rest.next() {
            let Some((right_minus, right)) = rest.next() else {
                pairs.push((minus, left));
                break;
            };
            let span = left.span.to(right.span);
            let (left, right) = (Box::new(left), Box::new(right));
            let node = if minus == right_minus { Node::Add(left, right) } else { Node::Subtract(left, right) };
            pairs.push((minus, Expr { span, kind, node }));
        }
        terms = pairs;
    }
    let (_, sum) = terms.pop()?;
    Some(sum)
}

/// Whether it is zero written out, which is the same of every kind.
pub(super) fn is_zero(quantity: &Quantity) -> bool {
    matches!(&quantity.expr.node, Node::Constant(value) if *value == Exact::ZERO)
}
