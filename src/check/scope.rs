//! Where an expression stands, and what the names in it mean there.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::check::elaborated::Removed;
use crate::check::error::CheckError;
use crate::check::lint::Lint;
use crate::check::lookup::{Found, Names};
use crate::check::{literal, show};
use crate::fix::Help;
use crate::program::{
    DateExpr, DateNode, DefinitionId, DurationExpr, DurationNode, Expr, Formula, FormulaNode, Meaning, Measure, Node,
    ParameterId, ParameterValue, Reference, StageId, Status, TableId,
};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast;
use crate::value::{Date, Kind};
use crate::words;

/// The mistake is already among the errors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reported;

/// What looking at an expression comes to.
pub(super) type Looked<T> = Result<T, Reported>;

/// What kind of statement an expression stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A condition, definition or date.
    Rule,
    /// A `given`, whose comparisons have no bases to be empty.
    Given,
    /// `after …`
    After,
    /// `outcome … when …`
    When,
}

/// Where an expression stands: which measure, stage and rows its names are looked up in.
pub(super) struct Scope<'a> {
    pub measure: &'a Measure,
    pub names: &'a Names,
    /// The stage names are looked up in first; `None` in a measure without stages.
    pub stage: Option<StageId>,
    pub place: Place,
    /// The tables whose rows are gone through, outermost first, with whether a column was used.
    pub rows: Vec<(TableId, bool)>,
    /// Definitions that have errors of their own: what uses them says nothing more.
    pub broken: &'a BTreeSet<DefinitionId>,
    /// Parameters of no known kind, likewise.
    pub broken_parameters: &'a BTreeSet<ParameterId>,
    /// Dates that the rule alone decides.
    pub dates: &'a BTreeMap<DefinitionId, Date>,
    pub removed: &'a [Removed],
    /// Definitions that were named: a ratio is taken apart, and then its definition is no longer in what it became.
    pub named: &'a mut BTreeSet<DefinitionId>,
    pub errors: &'a mut Vec<CheckError>,
    pub lints: &'a mut Vec<Lint>,
}

/// An expression with its kind.
#[derive(Clone, Debug)]
pub(super) enum Typed {
    Number(Quantity),
    Date(DateExpr),
    Duration(DurationExpr),
    Truth(Formula),
}

/// A numeric expression; its `kind` is settled once it is known what it stands beside.
#[derive(Clone, Debug)]
pub(super) struct Quantity {
    pub expr: Expr,
    pub sort: Sort,
}

/// The kinds of numeric expressions before plain numbers have taken the kind of their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Count,
    Share,
    Number,
    Plain(Plain),
}

/// How a plain number came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plain {
    /// `500`
    Integer,
    /// `0.55`
    Decimal,
    /// `3/5`: usable as a share
    Fraction,
    /// `0.5 * 3 + 1`
    Computed,
}

impl Sort {
    pub(super) const fn kind(self) -> Kind {
        match self {
            Self::Count => Kind::Count,
            Self::Share => Kind::Share,
            Self::Number | Self::Plain(_) => Kind::Number,
        }
    }

    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Count => Self::Count,
            Kind::Share => Self::Share,
            Kind::Number | Kind::Date | Kind::Duration | Kind::Truth => Self::Number,
        }
    }
}

impl Quantity {
    pub(super) fn new(span: Span, sort: Sort, node: Node) -> Self {
        Self { expr: Expr { span, kind: sort.kind(), node }, sort }
    }

    /// The expression as one of a kind, which a plain number takes on.
    pub(super) fn into_kind(self, kind: Kind) -> Expr {
        match self.sort {
            Sort::Plain(_) => Expr { kind, ..self.expr },
            Sort::Count | Sort::Share | Sort::Number => self.expr,
        }
    }

    /// The expression where nothing beside it decides its kind.
    fn settled(self) -> Expr {
        let kind = match self.sort {
            Sort::Plain(Plain::Integer) => Kind::Count,
            Sort::Plain(Plain::Fraction) => Kind::Share,
            sort => sort.kind(),
        };
        self.into_kind(kind)
    }
}

impl Typed {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Number(quantity) => quantity.sort.kind(),
            Self::Date(_) => Kind::Date,
            Self::Duration(_) => Kind::Duration,
            Self::Truth(_) => Kind::Truth,
        }
    }

    pub(super) fn into_meaning(self) -> (Meaning, Kind) {
        match self {
            Self::Number(quantity) => {
                let expr = quantity.settled();
                let kind = expr.kind;
                (Meaning::Number(expr), kind)
            }
            Self::Date(date) => (Meaning::Date(date), Kind::Date),
            Self::Duration(duration) => (Meaning::Duration(duration), Kind::Duration),
            Self::Truth(formula) => (Meaning::Truth(formula), Kind::Truth),
        }
    }
}

impl Scope<'_> {
    pub(super) fn report<T>(&mut self, error: CheckError) -> Looked<T> {
        self.errors.push(error);
        Err(Reported)
    }

    pub(super) fn find(&self, path: &ast::Path) -> Found {
        let names: Vec<&str> = path.parts.iter().map(|name| name.text.as_str()).collect();
        self.names.find(self.stage, &names)
    }

    /// A name that stands for a value; in `after` and `when` also a stage, which then must have passed.
    pub(super) fn path(&mut self, path: &ast::Path) -> Looked<Typed> {
        let span = path.span;
        match self.find(path) {
            Found::Input(id) => {
                let input = self.measure.inputs.at(id);
                self.reference(path, input.table, input.kind, Reference::Input(id))
            }
            Found::Parameter(id) => {
                if self.broken_parameters.contains(&id) {
                    return Err(Reported);
                }
                let parameter = self.measure.parameters.at(id);
                match parameter.value {
                    ParameterValue::ByDate { .. } => {
                        self.report(CheckError::AsOfMissing { name: show::path(path), span })
                    }
                    ParameterValue::Constant(..) | ParameterValue::PerRow(_) => {
                        self.reference(path, parameter.table, parameter.kind, Reference::Parameter(id))
                    }
                }
            }
            Found::Definition(id) | Found::Date(id) => {
                self.named.insert(id);
                if self.broken.contains(&id) {
                    return Err(Reported);
                }
                let Some(definition) = self.measure.definitions.get(id) else { return Err(Reported) };
                self.reference(path, definition.table, definition.kind, Reference::Definition(id))
            }
            Found::Stage(id) => match self.place {
                Place::After | Place::When => {
                    Ok(Typed::Truth(Formula { span, node: FormulaNode::Stage(id, Status::Passed) }))
                }
                Place::Rule | Place::Given => {
                    self.report(no_value(path, "a stage", "whether it passed is asked in `after` and `outcome … when`"))
                }
            },
            Found::Condition(_) if self.place == Place::After => {
                self.report(CheckError::ConditionInAfter { name: show::path(path), span })
            }
            Found::Condition(_) => {
                let name = show::path(path);
                let help = match self.place {
                    Place::When | Place::After => {
                        Help::choice(format!("did you mean `{name} met`?"), [format!("{name} met")])
                    }
                    Place::Rule | Place::Given => {
                        "to use it in several conditions, `define` what it says and name that".into()
                    }
                };
                self.report(CheckError::NoValue { name, what: "a condition", help, span })
            }
            Found::Table(_) => {
                let count = format!("count({})", show::path(path));
                let help = Help::choice(format!("count its rows with `{count}`"), [count]);
                self.report(CheckError::NoValue { name: show::path(path), what: "a table", help, span })
            }
            Found::Nothing { nearest } => self.unknown(path, nearest),
        }
    }

    /// A column means the current row's value, or outside its table the total of a count.
    fn reference(
        &mut self,
        path: &ast::Path,
        table: Option<TableId>,
        kind: Kind,
        reference: Reference,
    ) -> Looked<Typed> {
        let span = path.span;
        let Some(table) = table else { return Ok(typed(span, kind, reference)) };
        if let Some((_, used)) = self.rows.iter_mut().rev().find(|(row, _)| *row == table) {
            *used = true;
            return Ok(typed(span, kind, reference));
        }
        if kind == Kind::Count {
            return Ok(Typed::Number(Quantity::new(span, Sort::Count, Node::Total(table, reference))));
        }
        let table = self.measure.tables.at(table).name.text.clone();
        let name = show::path(path);
        let help = match kind {
            Kind::Truth => format!("ask of the rows: `count({table} where {name})`, `every({table} has {name})`"),
            Kind::Number => format!("add it up: `sum({name} over {table})`"),
            Kind::Share | Kind::Date | Kind::Duration | Kind::Count => {
                format!("ask of the rows: `every({table} has {name} …)`, `count({table} where {name} …)`")
            }
        };
        self.report(CheckError::NoTotal { name, kind, table, help, span })
    }

    /// Nothing has this name: a variant removed it, a stage lacks that date, or it is misspelled.
    pub(super) fn unknown<T>(&mut self, path: &ast::Path, nearest: Option<SmolStr>) -> Looked<T> {
        let (span, name) = (path.span, show::path(path));
        if let Some(removed) = self.removed_path(path) {
            let (variant, removed) = (removed.variant.clone(), removed.span);
            return self.report(CheckError::Removed { name, variant, span, removed });
        }
        if let Some((stage, date)) = self.missing_date(path) {
            return self.report(CheckError::NoDate { stage, date, span });
        }
        self.report(CheckError::UnknownName { name, help: did_you_mean(nearest), span })
    }

    fn removed_path(&self, path: &ast::Path) -> Option<&Removed> {
        let own = self.stage_name(self.stage);
        self.removed.iter().rev().find(|removed| match path.parts.as_slice() {
            [name] => removed.name == name.text && (removed.stage.is_none() || removed.stage == own),
            [stage, name] => {
                (removed.name == name.text && removed.stage.as_ref() == Some(&stage.text))
                    || (removed.stage.is_none() && removed.name == stage.text)
            }
            _ => false,
        })
    }

    fn missing_date(&self, path: &ast::Path) -> Option<(Option<SmolStr>, &'static str)> {
        let date = path.parts.last().and_then(|name| date_name(&name.text))?;
        match path.parts.as_slice() {
            [_] => Some((self.stage_name(self.stage), date.word())),
            [stage, _] => matches!(self.names.own(None, &stage.text), Some(Found::Stage(_)))
                .then(|| (Some(stage.text.clone()), date.word())),
            _ => None,
        }
    }

    pub(super) fn stage_name(&self, stage: Option<StageId>) -> Option<SmolStr> {
        let stage = self.measure.stages.get(stage?)?;
        stage.name.as_ref().map(|name| name.text.clone())
    }

    /// The table of `count(…)`, `sum(… over …)` and the like.
    pub(super) fn table(&mut self, path: &ast::Path) -> Looked<TableId> {
        match self.find(path) {
            Found::Table(table) => Ok(table),
            Found::Nothing { .. } => {
                if let Some(removed) = self.removed_path(path) {
                    let (variant, removed) = (removed.variant.clone(), removed.span);
                    let name = show::path(path);
                    return self.report(CheckError::Removed { name, variant, span: path.span, removed });
                }
                let tables = self.measure.tables.values().map(|table| table.name.text.as_str());
                let wanted = path.parts.last().map_or("", |name| name.text.as_str());
                let help = did_you_mean(suggest::nearest(wanted, tables).map(SmolStr::new))
                    .or_else(|| known("table", self.measure.tables.values().map(|table| table.name.text.as_str())));
                self.report(CheckError::UnknownTable { name: show::path(path), help, span: path.span })
            }
            Found::Input(_)
            | Found::Parameter(_)
            | Found::Date(_)
            | Found::Definition(_)
            | Found::Condition(_)
            | Found::Stage(_) => {
                let help = Some("tables are declared with `by county { … }`".into());
                self.report(CheckError::UnknownTable { name: show::path(path), help, span: path.span })
            }
        }
    }

    /// `governor_votes as of opens`
    pub(super) fn as_of(&mut self, span: Span, path: &ast::Path, date: &ast::Expr) -> Looked<Typed> {
        let day = self.date(date);
        let parameter = match self.find(path) {
            Found::Parameter(id) => id,
            Found::Nothing { nearest } => return self.unknown(path, nearest),
            Found::Input(_)
            | Found::Date(_)
            | Found::Definition(_)
            | Found::Condition(_)
            | Found::Stage(_)
            | Found::Table(_) => {
                return self.report(CheckError::AsOfConstant { name: show::path(path), span: path.span });
            }
        };
        if self.broken_parameters.contains(&parameter) {
            return Err(Reported);
        }
        let own = self.measure.parameters.at(parameter);
        let ParameterValue::ByDate { .. } = own.value else {
            return self.report(CheckError::AsOfConstant { name: show::path(path), span: path.span });
        };
        let kind = own.kind;
        let day = day?;
        self.outside(path, parameter, &day)?;
        Ok(typed(span, kind, Reference::AsOf { parameter, date: Box::new(day) }))
    }

    /// A day that the rule alone decides must have a value.
    fn outside(&mut self, path: &ast::Path, parameter: ParameterId, day: &DateExpr) -> Looked<()> {
        let own = self.measure.parameters.at(parameter);
        let ParameterValue::ByDate { rows, until } = &own.value else { return Ok(()) };
        let Some(date) = self.constant_date(day) else { return Ok(()) };
        let Some(first) = rows.first() else { return Ok(()) };
        let ended = until.is_some_and(|until| date >= until);
        if date >= first.from && !ended {
            return Ok(());
        }
        let until = until.map_or_else(String::new, |until| format!(" and before {until}"));
        let help = format!("it has values from {} on{until}", first.from);
        let declared = own.name.span;
        self.report(CheckError::AsOfOutside { name: show::path(path), date, help, span: day.span, declared })
    }

    pub(super) fn constant_date(&self, day: &DateExpr) -> Option<Date> {
        constant_date(self.measure, self.dates, day)
    }
}

/// The day a date expression comes to, if the rule alone decides it.
pub(super) fn constant_date(measure: &Measure, dates: &BTreeMap<DefinitionId, Date>, day: &DateExpr) -> Option<Date> {
    use crate::value::Value;
    use crate::value::{Shifted, shift};
    let parameter = |id: ParameterId| match &measure.parameters.get(id)?.value {
        ParameterValue::Constant(value, _) => Some(value.clone()),
        ParameterValue::ByDate { .. } | ParameterValue::PerRow(_) => None,
    };
    match &day.node {
        DateNode::Constant(date) => Some(*date),
        DateNode::Reference(Reference::Definition(id)) => dates.get(id).copied(),
        DateNode::Reference(Reference::Parameter(id)) => match parameter(*id)? {
            Value::Date(date) => Some(date),
            Value::Number(_) | Value::Duration(_) | Value::Truth(_) => None,
        },
        DateNode::Reference(Reference::Input(_) | Reference::AsOf { .. }) => None,
        DateNode::Shift { duration, towards, from } => {
            let from = constant_date(measure, dates, from)?;
            let duration = match &duration.node {
                DurationNode::Constant(duration) => *duration,
                DurationNode::Reference(Reference::Parameter(id)) => match parameter(*id)? {
                    Value::Duration(duration) => duration,
                    Value::Number(_) | Value::Date(_) | Value::Truth(_) => return None,
                },
                DurationNode::Reference(_) => return None,
            };
            match shift(from, duration, *towards, &measure.calendar) {
                Shifted::Day { date, .. } => Some(date),
                Shifted::UnknownYear(_) | Shifted::OutOfRange => None,
            }
        }
        DateNode::Latest(days) => {
            let days: Option<Vec<Date>> = days.iter().map(|day| constant_date(measure, dates, day)).collect();
            days?.into_iter().max()
        }
        DateNode::Earliest(days) => {
            let days: Option<Vec<Date>> = days.iter().map(|day| constant_date(measure, dates, day)).collect();
            days?.into_iter().min()
        }
    }
}

/// What has a name, as an expression of its kind.
fn typed(span: Span, kind: Kind, reference: Reference) -> Typed {
    match kind {
        Kind::Count | Kind::Share | Kind::Number => {
            Typed::Number(Quantity::new(span, Sort::of(kind), Node::Reference(reference)))
        }
        Kind::Date => Typed::Date(DateExpr { span, node: DateNode::Reference(reference) }),
        Kind::Duration => Typed::Duration(DurationExpr { span, node: DurationNode::Reference(reference) }),
        Kind::Truth => Typed::Truth(Formula { span, node: FormulaNode::Reference(reference) }),
    }
}

fn no_value(path: &ast::Path, what: &'static str, help: &str) -> CheckError {
    CheckError::NoValue { name: show::path(path), what, help: help.into(), span: path.span }
}

/// ``did you mean `ballots`?``
pub(super) fn did_you_mean(name: Option<impl std::fmt::Display>) -> Option<Help> {
    name.map(|name| Help::choice(format!("did you mean `{name}`?"), [name.to_string()]))
}

/// ``did you mean `St. Gallen`?``, of a name that stands in quotes where it is no plain word.
pub(super) fn did_you_mean_text(name: Option<&str>) -> Option<Help> {
    let written = |name: &str| if crate::syntax::is_name(name) { name.to_owned() } else { format!("\"{name}\"") };
    name.map(|name| Help::choice(format!("did you mean `{name}`?"), [written(name)]))
}

/// ``the tables are `county` and `district` ``, unless there is none or too many.
pub(super) fn known<'n>(what: &str, names: impl Iterator<Item = &'n str>) -> Option<Help> {
    const MANY: usize = 12;
    let names: Vec<&str> = names.collect();
    match names.len() {
        0 => None,
        1 => Some(format!("the only {what} is {}", words::and_list(names)).into()),
        2..=MANY => Some(format!("the {what}s are {}", words::and_list(names)).into()),
        _ => None,
    }
}

/// Which of a stage's dates a word is.
pub(super) fn date_name(name: &str) -> Option<ast::DateName> {
    [ast::DateName::Opens, ast::DateName::Closes, ast::DateName::Held].into_iter().find(|date| date.word() == name)
}

/// A literal where an expression stands.
pub(super) fn literal_expression(literal: &ast::Literal) -> Option<Typed> {
    let span = literal.span;
    let number = |value: &crate::value::Exact, sort| {
        Some(Typed::Number(Quantity::new(span, sort, Node::Constant(value.clone()))))
    };
    match &literal.value {
        ast::LiteralValue::Number { value, decimal: false } => number(value, Sort::Plain(Plain::Integer)),
        ast::LiteralValue::Number { value, decimal: true } => number(value, Sort::Plain(Plain::Decimal)),
        ast::LiteralValue::Share(value) => number(value, Sort::Share),
        ast::LiteralValue::Fraction(value) => number(value, Sort::Plain(Plain::Fraction)),
        ast::LiteralValue::Date(date) => Some(Typed::Date(DateExpr { span, node: DateNode::Constant(*date) })),
        ast::LiteralValue::Duration(duration) => {
            Some(Typed::Duration(DurationExpr { span, node: DurationNode::Constant(*duration) }))
        }
        ast::LiteralValue::Truth(truth) => Some(Typed::Truth(Formula { span, node: FormulaNode::Constant(*truth) })),
        ast::LiteralValue::Unknown => None,
    }
}

/// A plain literal where a share is wanted: what was probably meant.
pub(super) fn percent_help(quantity: &Quantity) -> Option<Help> {
    match &quantity.expr.node {
        Node::Constant(value) => Some(literal::percent_meant(value)),
        _ => None,
    }
}

/// Looks at something in a measure whose definitions are all known. Also gives the definitions it names.
pub(super) fn in_measure<T>(
    measure: &Measure,
    names: &Names,
    stage: Option<StageId>,
    place: Place,
    look: impl FnOnce(&mut Scope<'_>) -> Looked<T>,
) -> Result<(T, BTreeSet<DefinitionId>), Vec<CheckError>> {
    let mut errors = Vec::new();
    let mut named = BTreeSet::new();
    let looked = {
        let mut scope = Scope {
            measure,
            names,
            stage,
            place,
            rows: Vec::new(),
            broken: &BTreeSet::new(),
            broken_parameters: &BTreeSet::new(),
            dates: &BTreeMap::new(),
            removed: &[],
            named: &mut named,
            errors: &mut errors,
            lints: &mut Vec::new(),
        };
        look(&mut scope)
    };
    match looked {
        Ok(value) if errors.is_empty() => Ok((value, named)),
        Ok(_) | Err(_) => Err(errors),
    }
}
