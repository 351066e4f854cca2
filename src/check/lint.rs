//! What reads and checks well and is probably not meant.

use miette::Diagnostic;
use smol_str::SmolStr;
use thiserror::Error;

use crate::check::built::Built;
use crate::check::literal;
use crate::check::show;
use crate::check::walk;
use crate::program::{
    CompareOperator, Condition, DateName, DefinitionId, Expr, Formula, FormulaNode, Measure, Node, ParameterValue,
    Reference,
};
use crate::span::Span;
use crate::syntax::ast::{self, Item, LiteralValue};
use crate::value::{Date, Exact, Value};
use crate::words;

/// A warning.
#[expect(missing_docs, reason = "fields are the words of the message, or the text that a label says something of")]
#[derive(Clone, Debug, PartialEq, Error, Diagnostic)]
pub enum Lint {
    /// `at least half` in what is called a majority.
    #[error("`{name}` is called a majority, but half is enough for it")]
    #[diagnostic(
        code(quorate::lint::half),
        severity(warning),
        help("a majority is `more than half`; with `at least` a tie is enough")
    )]
    Half {
        name: SmolStr,
        #[label("met by exactly half")]
        span: Span,
    },
    /// U+202E within a text.
    #[error("a character cannot be seen here: {code}")]
    #[diagnostic(
        code(quorate::lint::hidden),
        severity(warning),
        help("leave it out: it can turn what is around it about, or make two names look alike")
    )]
    Hidden {
        code: String,
        #[label("{code}")]
        span: Span,
    },
    /// `66.7%`
    #[error("`{written}` is not {meant}")]
    #[diagnostic(
        code(quorate::lint::thirds),
        severity(warning),
        help("write `{meant}`, which is exact; one vote can decide")
    )]
    Thirds {
        written: String,
        meant: &'static str,
        #[label("rounded")]
        span: Span,
    },
    /// `max(500, 1,000)`
    #[error("`{grouped}` is one number here")]
    #[diagnostic(
        code(quorate::lint::grouped),
        severity(warning),
        help("if two are meant, put a space after the comma; if one is, write `{plain}` or give it a name")
    )]
    Grouped {
        grouped: String,
        plain: String,
        #[label("a comma between digits groups them")]
        span: Span,
    },
    /// Nothing hangs on it.
    #[error("{what} `{name}` is never used")]
    #[diagnostic(code(quorate::lint::unused), severity(warning), help("{help}"))]
    Unused {
        what: &'static str,
        name: SmolStr,
        help: &'static str,
        #[label("no condition, outcome or definition uses it")]
        span: Span,
    },
    /// A variant sets what nothing uses.
    #[error("variant `{variant}` sets `{name}`, which nothing in it uses")]
    #[diagnostic(
        code(quorate::lint::unused_set),
        severity(warning),
        help("the change changes nothing: remove it, or set what is used instead")
    )]
    UnusedSet {
        variant: SmolStr,
        name: String,
        #[label("without effect")]
        span: Span,
        whole: Span,
    },
    /// `closes` before `opens`.
    #[error("{} closes on {closes}, before it opens on {opens}", stage_or_measure(.stage.as_ref()))]
    #[diagnostic(
        code(quorate::lint::deadline),
        severity(warning),
        help("nothing can be handed in in time: is the year right?")
    )]
    Deadline {
        stage: Option<SmolStr>,
        closes: Date,
        opens: Date,
        #[label("the end")]
        span: Span,
        #[label("the start")]
        start: Span,
    },
    /// `count(district where turnout at least 50%)`, where `turnout` is the turnout of all districts together.
    #[error("this is the same for every `{table}`: `{total}` is that of all together")]
    #[diagnostic(
        code(quorate::lint::same_for_every_row),
        severity(warning),
        help("for each row's own, define it in `by {table} {{ … }}`")
    )]
    SameForEveryRow {
        table: SmolStr,
        total: SmolStr,
        #[label("all rows or none")]
        span: Span,
    },
    /// With no vote cast, it passes.
    #[error("{} passes when nobody votes", stage_or_measure(.stage.as_ref()))]
    #[diagnostic(
        code(quorate::lint::passes_on_nothing),
        severity(warning),
        help("`more than` is not met by nothing against nothing; a `quorum` asks for votes")
    )]
    PassesOnNothing {
        stage: Option<SmolStr>,
        #[label("every input zero, and it passes")]
        span: Span,
    },
}

fn stage_or_measure(stage: Option<&SmolStr>) -> String {
    stage.map_or_else(|| "the measure".into(), |stage| format!("stage `{stage}`"))
}

impl Lint {
    /// What is said of a character that cannot be seen.
    pub(super) fn hidden(found: &ast::HiddenCharacter) -> Self {
        Self::Hidden { code: format!("U+{:04X}", u32::from(found.letter)), span: found.span }
    }

    /// Where it is, for the order in which warnings are shown.
    pub fn span(&self) -> Span {
        match self {
            Self::Half { span, .. }
            | Self::Hidden { span, .. }
            | Self::Thirds { span, .. }
            | Self::Grouped { span, .. }
            | Self::Unused { span, .. }
            | Self::UnusedSet { span, .. }
            | Self::Deadline { span, .. }
            | Self::SameForEveryRow { span, .. }
            | Self::PassesOnNothing { span, .. } => *span,
        }
    }

    /// A condition that is called a majority, by its name or a source, and asks for at least half.
    pub(super) fn half(measure: &Measure, condition: &Condition, lints: &mut Vec<Self>) {
        let says = |text: &str| text.to_lowercase().contains("majority");
        if !says(&condition.name.text) && !condition.sources.iter().any(|source| says(&source.text)) {
            return;
        }
        let mut stack: Vec<&Formula> = vec![&condition.formula];
        while let Some(formula) = stack.pop() {
            match &formula.node {
                FormulaNode::And(operands) | FormulaNode::Or(operands) => stack.extend(operands),
                FormulaNode::Compare(comparison) => {
                    let bar = match comparison.operator {
                        CompareOperator::AtLeast => &comparison.right,
                        CompareOperator::AtMost => &comparison.left,
                        CompareOperator::MoreThan
                        | CompareOperator::LessThan
                        | CompareOperator::Equal
                        | CompareOperator::NotEqual => continue,
                    };
                    if let Node::Multiply(share, _) = &bar.node
                        && is_half(measure, share)
                    {
                        lints.push(Self::Half { name: condition.name.text.clone(), span: formula.span });
                    }
                }
                _ => {}
            }
        }
    }

    /// Stages that close before they open, where the rule alone says so.
    pub(super) fn deadlines(measure: &Measure, date: impl Fn(DefinitionId) -> Option<Date>, lints: &mut Vec<Self>) {
        for stage in measure.stages.values() {
            let find = |name| {
                let id = stage.dates.iter().copied().find(|&id| measure.definitions.at(id).date == Some(name))?;
                Some((date(id)?, measure.definitions.at(id).name.span))
            };
            if let (Some((opens, start)), Some((closes, span))) = (find(DateName::Opens), find(DateName::Closes))
                && closes < opens
            {
                let stage = stage.name.as_ref().map(|name| name.text.clone());
                lints.push(Self::Deadline { stage, closes, opens, span, start });
            }
        }
    }

    /// What in a measure nothing uses, whatever its variants use of it aside.
    pub(super) fn unused(built: &Built, lints: &mut Vec<Self>) {
        let measure = &built.measure;
        for (id, input) in measure.inputs.iter().filter(|(id, _)| !built.used.inputs.contains(id)) {
            let help = "nobody needs to supply it: remove it, or ask something of it in a `given` or `define`";
            let _ = id;
            lints.push(Self::Unused { what: "input", name: input.name.text.clone(), help, span: input.name.span });
        }
        for (_, parameter) in measure.parameters.iter().filter(|(id, _)| !built.used.parameters.contains(id)) {
            let help = "setting it changes nothing: use it in place of the number, or remove it";
            let (name, span) = (parameter.name.text.clone(), parameter.name.span);
            lints.push(Self::Unused { what: "parameter", name, help, span });
        }
        for (_, definition) in measure.definitions.iter().filter(|(id, _)| !built.used.definitions.contains(id)) {
            let help = "what is computed for each row is only shown where something uses it";
            let (name, span) = (definition.name.text.clone(), definition.name.span);
            lints.push(Self::Unused { what: "definition", name, help, span });
        }
    }

    /// What a variant sets and nothing in it uses.
    pub(super) fn unused_set(built: &Built, variant: &ast::Variant, lints: &mut Vec<Self>) {
        use crate::check::lookup::Found;
        // With errors there is no telling what is used.
        if !built.sound {
            return;
        }
        for change in &variant.changes {
            let ast::Change::Set { span: whole, path, .. } = change else { continue };
            let names: Vec<&str> = path.parts.iter().map(|name| name.text.as_str()).collect();
            let used = match built.names.find(None, &names) {
                Found::Parameter(id) => built.used.parameters.contains(&id),
                Found::Input(id) => built.used.inputs.contains(&id),
                Found::Date(_) | Found::Definition(_) | Found::Condition(_) | Found::Stage(_) | Found::Table(_) => true,
                // A parameter of the file that is not even taken in.
                Found::Nothing { .. } => false,
            };
            if !used {
                let (variant, name) = (variant.name.text.clone(), show::path(path));
                lints.push(Self::UnusedSet { variant, name, span: path.span, whole: *whole });
            }
        }
    }

    /// Numbers as they are written: rounded thirds, grouped digits inside calls.
    pub(super) fn numbers(items: &[Item], lints: &mut Vec<Self>) {
        for item in items {
            match item {
                Item::Stage(stage) => {
                    stage.after.iter().for_each(|after| Self::numbers_in(after, lints));
                    Self::numbers(&stage.items, lints);
                }
                Item::ByBlock(block) => Self::numbers(&block.items, lints),
                Item::Parameter(parameter) => Self::number_of(parameter, lints),
                Item::Outcome(outcome) => {
                    if let ast::When::Condition(condition) = &outcome.when {
                        Self::numbers_in(condition, lints);
                    }
                }
                Item::DateLine(line) => Self::numbers_in(&line.value, lints),
                Item::Given(given) => Self::numbers_in(&given.condition, lints),
                Item::Define(define) => Self::numbers_in(&define.value, lints),
                Item::Condition(condition) => Self::numbers_in(&condition.condition, lints),
                Item::Holidays(_) | Item::Rows(_) | Item::Input(_) | Item::Effect(_) => {}
            }
        }
    }

    /// The numbers of a parameter.
    pub(super) fn number_of(parameter: &ast::Parameter, lints: &mut Vec<Self>) {
        match &parameter.value {
            ast::ParameterValue::None => {}
            ast::ParameterValue::Literal(literal) => lints.extend(thirds(literal)),
            ast::ParameterValue::ByDate { rows, .. } => lints.extend(rows.iter().filter_map(|row| thirds(&row.value))),
        }
    }

    /// The numbers of an expression.
    pub(super) fn numbers_in(expr: &ast::Expr, lints: &mut Vec<Self>) {
        walk::walk(expr, &mut |expr| match &expr.kind {
            ast::ExprKind::Literal(literal) => lints.extend(thirds(literal)),
            ast::ExprKind::Call { arguments, .. } if arguments.len() > 1 => {
                lints.extend(arguments.iter().filter_map(grouped));
            }
            _ => {}
        });
    }
}

fn is_half(measure: &Measure, share: &Expr) -> bool {
    let value = match &share.node {
        Node::Constant(value) => value,
        Node::Reference(Reference::Parameter(id)) => match &measure.parameters.at(*id).value {
            ParameterValue::Constant(Value::Number(value), _) => value,
            ParameterValue::Constant(..) | ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => return false,
        },
        Node::Divide(a, b) => match (&a.node, &b.node) {
            (Node::Constant(a), Node::Constant(b)) => return a + a == *b,
            _ => return false,
        },
        _ => return false,
    };
    Exact::ratio(1, 2).is_some_and(|half| *value == half)
}

/// `66.7%`, `0.667`, `33.33%`: a third or two, rounded or cut off after one place of a percentage or more.
fn thirds(literal: &ast::Literal) -> Option<Lint> {
    let (LiteralValue::Share(value) | LiteralValue::Number { value, decimal: true }) = &literal.value else {
        return None;
    };
    for (number, meant) in [(1, "one third"), (2, "two thirds")] {
        let third = Exact::ratio(number, 3)?;
        if (value - &third).abs() > Exact::ratio(1, 1000)? {
            continue;
        }
        for places in 3..=12 {
            let scale = Exact::integer(10i128.pow(places));
            let cut = (&third * &scale).floor().divide(&scale)?;
            if *value == third.round(places) || *value == cut {
                let places = literal.span.len();
                let written = written(literal, value, places);
                return Some(Lint::Thirds { written, meant, span: literal.span });
            }
        }
    }
    None
}

/// The number as it was written, percentages with all their places.
fn written(literal: &ast::Literal, value: &Exact, length: usize) -> String {
    let (value, end) = match literal.value {
        LiteralValue::Share(_) => (value * &Exact::integer(100), "%"),
        _ => (value.clone(), ""),
    };
    let whole = value.floor();
    let places = length.saturating_sub(whole.to_string().len() + 1 + end.len());
    let decimals = &(&value - &whole) * &Exact::integer(10i128.pow((places as u32).min(30)));
    format!("{whole}.{:0>places$}{end}", decimals.floor().to_string())
}

/// `1,000` as one of several values: the text is longer than its digits.
fn grouped(argument: &ast::Expr) -> Option<Lint> {
    let literal = literal::of_expression(argument)?;
    let LiteralValue::Number { value, decimal: false } = &literal.value else { return None };
    let plain = value.to_string();
    (literal.span.len() > plain.len()).then(|| Lint::Grouped {
        grouped: words::grouped(value),
        plain,
        span: literal.span,
    })
}
