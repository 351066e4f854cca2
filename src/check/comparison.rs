//! Comparisons: which kinds compare, what the bases of shares are, and ratios turned into products.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::check::error::CheckError;
use crate::check::expression::is_zero;
use crate::check::scope::{Looked, Place, Plain, Quantity, Reported, Scope, Sort, Typed, percent_help};
use crate::check::show;
use crate::fix::Help;
use crate::ids::Table;
use crate::program::{
    AnyExpr, CompareOperator, Comparison, Definition, DefinitionId, DurationExpr, Expr, Formula, FormulaNode, InputId,
    Meaning, Node, Reference, Visit as _,
};
use crate::span::Span;
use crate::syntax::ast;
use crate::value::{DurationUnit, Exact, Kind};
use crate::words;

impl Scope<'_> {
    /// `a at least b`, or a chain `a <= b <= c`: each neighbour compared, all of which must hold.
    pub(super) fn comparison(
        &mut self,
        span: Span,
        first: &ast::Expr,
        rest: &[(ast::Compare, ast::Expr)],
    ) -> Looked<Formula> {
        let mut left = (first, self.typed(first));
        let mut compared = Vec::with_capacity(rest.len());
        for (compare, operand) in rest {
            let right = (operand, self.typed(operand));
            compared.push(match (&left.1, &right.1) {
                (Ok(a), Ok(b)) => self.compared(compare.operator, (left.0, a.clone()), (operand, b.clone())),
                _ => Err(Reported),
            });
            left = right;
        }
        let mut compared = compared.into_iter().collect::<Looked<Vec<Formula>>>()?;
        match (compared.pop(), compared.is_empty()) {
            (Some(only), true) => Ok(Formula { span, ..only }),
            (Some(last), false) => {
                compared.push(last);
                Ok(Formula { span, node: FormulaNode::And(compared) })
            }
            (None, _) => Err(Reported),
        }
    }

    fn compared(
        &mut self,
        operator: CompareOperator,
        (left, a): (&ast::Expr, Typed),
        (right, b): (&ast::Expr, Typed),
    ) -> Looked<Formula> {
        let span = left.span.to(right.span);
        let node = match (a, b) {
            (Typed::Number(a), Typed::Number(b)) => {
                let whole = || format!("{} {} {}", show::show(left), operator.words(), show::show(right));
                let sort = self.unified(&whole, (left, &a), (right, &b))?;
                let kind = sort.kind();
                self.lowered(operator, a.into_kind(kind), b.into_kind(kind))
            }
            (Typed::Date(a), Typed::Date(b)) => FormulaNode::CompareDates(operator, a, b),
            (Typed::Duration(a), Typed::Duration(b)) => {
                self.durations(&a, &b)?;
                FormulaNode::CompareDurations(operator, a, b)
            }
            (Typed::Truth(a), Typed::Truth(b)) => self.truths(operator, a, b)?,
            (a, b) => {
                let (left_kind, right_kind) = (a.kind(), b.kind());
                let help = mismatch_help((left, &a), (right, &b));
                let (left, right) = (left.span, right.span);
                return self.report(CheckError::Incomparable { left_kind, right_kind, help, left, right });
            }
        };
        Ok(Formula { span, node })
    }

    /// `granted = true`, `granted != false`
    fn truths(&mut self, operator: CompareOperator, a: Formula, b: Formula) -> Looked<FormulaNode> {
        let (span, other) = (a.span, b.span);
        let known = |formula: &Formula| match formula.node {
            FormulaNode::Constant(truth) => Some(truth),
            _ => None,
        };
        let (known, formula) = match (known(&a), known(&b)) {
            (_, Some(known)) => (Some(known), a),
            (Some(known), None) => (Some(known), b),
            (None, None) => (None, a),
        };
        match (operator, known) {
            (CompareOperator::Equal, Some(truth)) | (CompareOperator::NotEqual, Some(truth)) => {
                if truth == (operator == CompareOperator::Equal) {
                    Ok(formula.node)
                } else {
                    Ok(FormulaNode::Not(Box::new(formula)))
                }
            }
            _ => self.report(CheckError::Incomparable {
                left_kind: Kind::Truth,
                right_kind: Kind::Truth,
                help: Some("join what must hold with `and`, `or` and `not`".into()),
                left: span,
                right: other,
            }),
        }
    }

    /// Days and weeks compare, months and years do, and working days only with working days.
    fn durations(&mut self, a: &DurationExpr, b: &DurationExpr) -> Looked<()> {
        let group = |unit| match unit {
            DurationUnit::Days | DurationUnit::Weeks => 0,
            DurationUnit::Months | DurationUnit::Years => 1,
            DurationUnit::WorkingDays => 2,
        };
        match (self.unit(a), self.unit(b)) {
            (Some(left), Some(right)) if group(left) != group(right) => self.report(CheckError::DurationUnits {
                left_unit: left.word(),
                right_unit: right.word(),
                left: a.span,
                right: b.span,
            }),
            _ => Ok(()),
        }
    }

    /// The sort two quantities have in common where they are compared or chosen between.
    pub(super) fn unified(
        &mut self,
        whole: &dyn Fn() -> String,
        (left, a): (&ast::Expr, &Quantity),
        (right, b): (&ast::Expr, &Quantity),
    ) -> Looked<Sort> {
        use Sort::{Count, Number, Share};
        match (a.sort, b.sort) {
            (Count, Sort::Plain(Plain::Decimal)) => self.decimal(&b.expr),
            (Sort::Plain(Plain::Decimal), Count) => self.decimal(&a.expr),
            (Count, Count | Sort::Plain(_)) | (Sort::Plain(_), Count) => Ok(Count),
            (Number, Number | Count | Sort::Plain(_)) | (Count | Sort::Plain(_), Number) => Ok(Number),
            (Share, Share | Sort::Plain(Plain::Fraction)) | (Sort::Plain(Plain::Fraction), Share) => Ok(Share),
            (Share, Sort::Plain(_)) if is_zero(b) => Ok(Share),
            (Sort::Plain(_), Share) if is_zero(a) => Ok(Share),
            (Share, Sort::Plain(_)) => self.plain_for_share((right, b), left),
            (Sort::Plain(_), Share) => self.plain_for_share((left, a), right),
            (Sort::Plain(x), Sort::Plain(y)) => Ok(Sort::Plain(if x == y { x } else { Plain::Computed })),
            (Count, Share) => self.share_of_what(whole(), (right, b), (left, a)),
            (Share, Count) => self.share_of_what(whole(), (left, a), (right, b)),
            (Number, Share) | (Share, Number) => {
                let share = show::show(if a.sort == Share { left } else { right });
                self.report(CheckError::Incomparable {
                    left_kind: a.sort.kind(),
                    right_kind: b.sort.kind(),
                    help: Some(format!("`{share}` of what? Write `{share} of …`")),
                    left: left.span,
                    right: right.span,
                })
            }
        }
    }

    fn plain_for_share<T>(&mut self, (plain, quantity): (&ast::Expr, &Quantity), share: &ast::Expr) -> Looked<T> {
        let help = percent_help(quantity).unwrap_or_else(|| "a share is written `55%` or `two thirds`".into());
        self.report(CheckError::PlainForShare {
            plain: show::show(plain),
            other: show::show(share),
            help,
            plain_span: plain.span,
            share_span: share.span,
        })
    }

    fn share_of_what<T>(
        &mut self,
        comparison: String,
        (share, _): (&ast::Expr, &Quantity),
        (count, counted): (&ast::Expr, &Quantity),
    ) -> Looked<T> {
        let text = show::show(share);
        let bases = self.bases_in_scope(&counted.expr);
        let taken = |base: &str| match &share.kind {
            // `50% + 1`: the share is only the first term.
            ast::ExprKind::Sum { first, .. } => {
                let first = show::show(first);
                let rest = text.strip_prefix(&first).unwrap_or("");
                format!("({first} of {base}){rest}")
            }
            _ => format!("{text} of {base}"),
        };
        let help = if bases.is_empty() {
            format!("say what it is a share of: `{}`", taken("…")).into()
        } else {
            let meant: Vec<String> = bases.iter().map(|base| taken(base)).collect();
            Help::choice(format!("did you mean {}?", words::or_list(&meant)), meant)
        };
        self.report(CheckError::ShareOfWhat {
            comparison,
            share: text.clone(),
            help,
            share_span: share.span,
            count_span: count.span,
        })
    }

    /// What a share could be a share of, most likely first: counts in scope that are not compared with it.
    fn bases_in_scope(&self, counted: &Expr) -> Vec<String> {
        const LIKELY: [&str; 8] =
            ["ballots", "votes", "valid", "valid_votes", "registered", "electorate", "entitled", "members"];
        let mut compared = BTreeSet::new();
        inputs(counted, &mut compared);
        let here = self
            .measure
            .inputs
            .iter()
            .filter(|(_, input)| input.kind == Kind::Count && (input.stage == self.stage || input.stage.is_none()));
        let here: Vec<(InputId, &str)> = here.map(|(id, input)| (id, input.name.text.as_str())).collect();
        let yes_and_no = ["yes", "no"].iter().all(|name| here.iter().any(|(_, input)| input == name));
        let mut bases: Vec<(usize, String)> = here
            .iter()
            .filter(|(id, name)| !(compared.contains(id) || yes_and_no && matches!(*name, "yes" | "no")))
            .map(|(_, name)| {
                (LIKELY.iter().position(|likely| likely == name).unwrap_or(LIKELY.len()), (*name).to_owned())
            })
            .collect();
        if yes_and_no {
            bases.push((4, "(yes + no)".into()));
        }
        if bases.is_empty() {
            let parameters = self.measure.parameters.values().filter(|parameter| {
                parameter.kind == Kind::Count && (parameter.stage == self.stage || parameter.stage.is_none())
            });
            bases.extend(parameters.map(|parameter| (LIKELY.len(), parameter.name.text.to_string())));
        }
        bases.sort_by_key(|(rank, _)| *rank);
        bases.into_iter().map(|(_, base)| base).take(3).collect()
    }

    /// `a / b at least p` becomes `a at least p of b`, and the bases of all shares are collected.
    fn lowered(&self, operator: CompareOperator, left: Expr, right: Expr) -> FormulaNode {
        let definitions = &self.measure.definitions;
        let of = |share: Expr, base: Expr| {
            let span = share.span;
            Expr { span, kind: Kind::Count, node: Node::Multiply(Box::new(share), Box::new(base)) }
        };
        let (left, right, ratio) = match (ratio(definitions, &left), ratio(definitions, &right)) {
            (Some((a, b)), _) => (a, of(right, b), true),
            (None, Some((a, b))) => (of(left, b), a, true),
            (None, None) => (left, right, false),
        };
        let bases = match self.place {
            Place::Given => Vec::new(),
            Place::Rule | Place::After | Place::When => bases(definitions, [&left, &right]),
        };
        FormulaNode::Compare(Box::new(Comparison { operator, left, right, bases, ratio }))
    }
}

/// What `a / b` is of two counts, directly or through definitions.
fn ratio(definitions: &Table<DefinitionId, Definition>, expr: &Expr) -> Option<(Expr, Expr)> {
    let mut expr = expr;
    loop {
        match &expr.node {
            Node::Divide(a, b) if a.kind == Kind::Count && b.kind == Kind::Count => {
                return Some(((**a).clone(), (**b).clone()));
            }
            Node::Reference(Reference::Definition(id)) => match &definitions.get(*id)?.value {
                Meaning::Number(inner) => expr = inner,
                Meaning::Date(_) | Meaning::Duration(_) | Meaning::Truth(_) => return None,
            },
            _ => return None,
        }
    }
}

/// What shares are taken of in expressions, also through definitions, but not inside `sum`, `count` and totals.
///
/// `of` is a product with a share on the left of a count or number; `*` puts the share on the right.
pub(super) fn bases<'a>(
    definitions: &'a Table<DefinitionId, Definition>,
    exprs: impl IntoIterator<Item = &'a Expr>,
) -> Vec<Expr> {
    let mut stack: Vec<&Expr> = exprs.into_iter().collect();
    stack.reverse();
    let mut looked_through = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut bases = Vec::new();
    while let Some(expr) = stack.pop() {
        let is_base = |share: bool, base: &Expr| {
            let written = matches!(&base.node, Node::Constant(value) if *value != Exact::ZERO);
            share && matches!(base.kind, Kind::Count | Kind::Number) && !written
        };
        match &expr.node {
            Node::Multiply(share, base) if is_base(share.kind == Kind::Share, base) => {
                add_base(&mut bases, &mut seen, base);
                stack.extend([base, share].map(|part| &**part));
            }
            Node::Divide(part, base) if is_base(expr.kind == Kind::Share, base) => {
                add_base(&mut bases, &mut seen, base);
                stack.extend([base, part].map(|part| &**part));
            }
            Node::Reference(Reference::Definition(id)) if looked_through.insert(*id) => {
                if let Some(Definition { value: Meaning::Number(inner), .. }) = definitions.get(*id) {
                    stack.push(inner);
                }
            }
            Node::Count { .. } | Node::Sum { .. } => {}
            _ => {
                let from = stack.len();
                expr.any().children(&mut |child| {
                    if let AnyExpr::Number(child) = child {
                        stack.push(child);
                    }
                });
                if let Some(children) = stack.get_mut(from..) {
                    children.reverse();
                }
            }
        }
    }
    bases
}

fn add_base(bases: &mut Vec<Expr>, seen: &mut BTreeSet<String>, base: &Expr) {
    let mut key = String::new();
    write_key(base, &mut key);
    if seen.insert(key) {
        bases.push(base.clone());
    }
}

/// An expression without its places in the text, so that equal ones are known as equal.
fn write_key(expr: &Expr, key: &mut String) {
    let mut nested = |name: &str, parts: &[&Expr]| {
        key.push_str(name);
        for part in parts {
            write_key(part, key);
            key.push(',');
        }
        key.push(')');
    };
    match &expr.node {
        Node::Add(a, b) => nested("(+", &[a, b]),
        Node::Subtract(a, b) => nested("(-", &[a, b]),
        Node::Multiply(a, b) => nested("(*", &[a, b]),
        Node::Divide(a, b) => nested("(/", &[a, b]),
        Node::Negate(a) => nested("(neg ", &[a]),
        Node::Ceil(a) => nested("(ceil ", &[a]),
        Node::Floor(a) => nested("(floor ", &[a]),
        Node::Round(a, _) => nested("(round ", &[a]),
        Node::Max(all) => nested("(max ", &all.iter().collect::<Vec<_>>()),
        Node::Min(all) => nested("(min ", &all.iter().collect::<Vec<_>>()),
        // Inputs and the like are known by their ids; aggregates by where they are written.
        node @ (Node::Constant(_) | Node::Reference(_) | Node::Total(..)) => {
            let _ = write!(key, "{node:?}");
        }
        Node::Count { .. } | Node::Sum { .. } => {
            let _ = write!(key, "{:?}", expr.span);
        }
    }
}

/// The inputs an expression names itself, outside what goes row by row.
fn inputs(expr: &Expr, found: &mut BTreeSet<InputId>) {
    expr.visit(&mut |part| match part {
        AnyExpr::Number(Expr { node: Node::Count { .. } | Node::Sum { .. }, .. }) => false,
        AnyExpr::Reference(reference) => {
            if let Reference::Input(id) = reference {
                found.insert(*id);
            }
            false
        }
        _ => true,
    });
}

/// What was probably meant where two kinds do not compare.
fn mismatch_help((left, a): (&ast::Expr, &Typed), (right, b): (&ast::Expr, &Typed)) -> Option<String> {
    let one = |wanted: &dyn Fn(&Typed) -> bool| {
        if wanted(a) {
            Some(left)
        } else if wanted(b) {
            Some(right)
        } else {
            None
        }
    };
    if let Some(truth) = one(&|typed| matches!(typed, Typed::Truth(_))) {
        let truth = show::show(truth);
        return Some(format!("a truth stands by itself: `{truth}`, `not {truth}`"));
    }
    let plain = one(&|typed| matches!(typed, Typed::Number(Quantity { sort: Sort::Plain(_), .. })));
    if let Some(duration) = one(&|typed| matches!(typed, Typed::Duration(_))) {
        let duration = show::show(duration);
        return Some(match plain {
            Some(plain) => format!("say of what: `{} days`", show::show(plain)),
            None => format!("a duration counts from a date: `{duration} after opens`"),
        });
    }
    one(&|typed| matches!(typed, Typed::Date(_)))
        .map(|date| format!("compare it with a date: `{} on or before 2028-11-07`", show::show(date)))
}
