//! The checked form: every name is an id, every expression has a kind, variants are spelled out.
//!
//! A variant is a [`Measure`] of its own, complete, so that whatever runs a measure runs a variant.

mod visit;

use smol_str::SmolStr;

pub use self::visit::{AnyExpr, AnyExprMut, Visit};
use crate::ids::{Table, id};
use crate::span::Span;
use crate::syntax::ast;
pub use crate::syntax::ast::{CompareOperator, ConditionKind, DateName, Name, Status, Text};
use crate::value::{Calendar, Date, Duration, Exact, Kind, Towards, Value};

id!(/** A measure or variant of a program. */ MeasureId);
id!(/** A scenario of a program. */ ScenarioId);
id!(/** A stage of a measure. */ StageId);
id!(/** A table (`by county`) of a measure. */ TableId);
id!(/** A parameter of a measure. */ ParameterId);
id!(/** An input of a measure. */ InputId);
id!(/** A definition or date of a measure. */ DefinitionId);
id!(/** A named condition of a measure. */ ConditionId);
id!(/** A `given` of a measure. */ GivenId);

/// All that a rule file and the files it uses declare.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// Measures and variants; a variant comes after what it is a variant of.
    pub measures: Table<MeasureId, Measure>,
    /// Scenarios.
    pub scenarios: Table<ScenarioId, Scenario>,
    /// Tests, in the order they are written.
    pub tests: Vec<Test>,
}

/// A measure, or a variant with its changes made.
#[derive(Clone, Debug, PartialEq)]
pub struct Measure {
    /// The declaration: of the variant, if it is one.
    pub span: Span,
    /// Its name: of the variant, if it is one.
    pub name: Name,
    /// What it is directly a variant of.
    pub variant_of: Option<MeasureId>,
    /// Its title, if it has one of its own.
    pub title: Option<Text>,
    /// `jurisdiction "California, United States"`
    pub jurisdiction: Option<Text>,
    /// Sources of the measure as a whole.
    pub sources: Vec<Text>,
    /// Holidays that working days are counted by.
    pub calendar: Calendar,
    /// At least one: a measure without stages is its own stage, which then has no name.
    pub stages: Table<StageId, Stage>,
    /// The stages, each after those that its `after` speaks of.
    pub stage_order: Vec<StageId>,
    /// Tables by region or the like.
    pub tables: Table<TableId, RowTable>,
    /// What the rule fixes, with what it uses of the file's parameters.
    pub parameters: Table<ParameterId, Parameter>,
    /// What the world supplies.
    pub inputs: Table<InputId, Input>,
    /// Derived quantities and stage dates, each after those it uses.
    pub definitions: Table<DefinitionId, Definition>,
    /// `require`, `quorum`, `reject`, in the order they are written.
    pub conditions: Table<ConditionId, Condition>,
    /// What every possible input satisfies.
    pub givens: Table<GivenId, Given>,
    /// Outcomes in order.
    pub outcomes: Vec<Outcome>,
}

/// One step of a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// The declaration.
    pub span: Span,
    /// Its name; `None` for a measure that is its own stage.
    pub name: Option<Name>,
    /// Its title.
    pub title: Option<Text>,
    /// When it is reached: `after petition`. Holds [`FormulaNode::Status`] and whatever else the measure decides.
    pub after: Option<Formula>,
    /// Its sources.
    pub sources: Vec<Text>,
    /// `opens`, `closes`, `held`, as far as they are declared.
    pub dates: Vec<DefinitionId>,
    /// Its conditions, in the order they are written; at least one.
    pub conditions: Vec<ConditionId>,
    /// What follows when it passes.
    pub effects: Vec<ast::Effect>,
}

/// A table: the rows of `by county { … }`.
#[derive(Clone, Debug, PartialEq)]
pub struct RowTable {
    /// Its name and where it first appears.
    pub name: Name,
    /// The stage it belongs to; `None` for the measure or file.
    pub stage: Option<StageId>,
    /// The declared rows' names; `None` if the votes say which rows there are.
    pub rows: Option<Vec<Name>>,
}

/// A number, share, date, duration or truth the rule fixes.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// The stage it belongs to; `None` for the measure or file.
    pub stage: Option<StageId>,
    /// The table it is a column of.
    pub table: Option<TableId>,
    /// What it is.
    pub kind: Kind,
    /// Its value.
    pub value: ParameterValue,
    /// What it is, in words.
    pub description: Option<Text>,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// What a parameter is set to.
#[derive(Clone, Debug, PartialEq)]
pub enum ParameterValue {
    /// One value, with where it is written.
    Constant(Value, Span),
    /// Values over time, in order of date.
    ByDate {
        /// First day, value, where the row is written, sources.
        rows: Vec<DatedValue>,
        /// From this day on no value is known.
        until: Option<Date>,
    },
    /// One value per declared row of its table; `None` where the votes must supply it.
    PerRow(Vec<Option<Value>>),
}

/// `from 2014-11-04: 7,317,581`
#[derive(Clone, Debug, PartialEq)]
pub struct DatedValue {
    /// The first day it holds.
    pub from: Date,
    /// The value.
    pub value: Value,
    /// Where the row is written.
    pub span: Span,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// A fact the world supplies.
#[derive(Clone, Debug, PartialEq)]
pub struct Input {
    /// Its name.
    pub name: Name,
    /// The stage it belongs to; `None` for the measure.
    pub stage: Option<StageId>,
    /// The table it is a column of.
    pub table: Option<TableId>,
    /// What it is.
    pub kind: Kind,
    /// What it is, in words.
    pub description: Option<Text>,
    /// A value that a variant has fixed (`set ballot.yes = 5`), with where.
    pub fixed: Option<(Value, Span)>,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// A derived quantity, or one of a stage's dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// Its name; `closes` for a date.
    pub name: Name,
    /// Set if it is one of a stage's dates.
    pub date: Option<DateName>,
    /// The stage it belongs to; `None` for the measure.
    pub stage: Option<StageId>,
    /// The table it is computed for each row of.
    pub table: Option<TableId>,
    /// What it is.
    pub kind: Kind,
    /// What it stands for.
    pub value: Meaning,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// What an expression of any kind means.
#[derive(Clone, Debug, PartialEq)]
pub enum Meaning {
    /// A count, share or number.
    Number(Expr),
    /// A day.
    Date(DateExpr),
    /// A span of time.
    Duration(DurationExpr),
    /// Something that holds or not.
    Truth(Formula),
}

impl Meaning {
    /// Where it is written.
    pub const fn span(&self) -> Span {
        match self {
            Self::Number(expr) => expr.span,
            Self::Date(expr) => expr.span,
            Self::Duration(expr) => expr.span,
            Self::Truth(formula) => formula.span,
        }
    }
}

/// `require consent: yes at least approval of ballots`
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The whole statement.
    pub span: Span,
    /// Which of the three.
    pub kind: ConditionKind,
    /// Its name.
    pub name: Name,
    /// Its stage.
    pub stage: StageId,
    /// What must hold.
    pub formula: Formula,
    /// Its sources.
    pub sources: Vec<Text>,
    /// Every input it hangs on, also through definitions, in order of declaration.
    pub inputs: Vec<InputId>,
    /// Every parameter it hangs on, likewise.
    pub parameters: Vec<ParameterId>,
}

/// `given papers: yes + no <= ballots <= registered`
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The whole statement.
    pub span: Span,
    /// Its name.
    pub name: Option<Name>,
    /// The stage it belongs to; `None` for the measure.
    pub stage: Option<StageId>,
    /// The table each row of which must satisfy it.
    pub table: Option<TableId>,
    /// What must hold. Empty bases do not make its comparisons false.
    pub formula: Formula,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// `outcome "Nothing changes" otherwise`
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The whole statement.
    pub span: Span,
    /// What follows.
    pub text: Text,
    /// When; `None` for `otherwise`.
    pub when: Option<Formula>,
    /// Its sources.
    pub sources: Vec<Text>,
}

/// Something declared that has a value. Of a table's column it means the current row's.
#[derive(Clone, Debug, PartialEq)]
pub enum Reference {
    /// An input.
    Input(InputId),
    /// A parameter with one value, or one per row.
    Parameter(ParameterId),
    /// A definition or date.
    Definition(DefinitionId),
    /// `governor_votes as of opens`
    AsOf {
        /// A parameter by date.
        parameter: ParameterId,
        /// The day.
        date: Box<DateExpr>,
    },
}

/// An expression for a count, a share or a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Where it is written.
    pub span: Span,
    /// [`Kind::Count`], [`Kind::Share`] or [`Kind::Number`].
    pub kind: Kind,
    /// What it is.
    pub node: Node,
}

/// The forms of numeric expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A number written out.
    Constant(Exact),
    /// What has a name.
    Reference(Reference),
    /// A count by row, used outside its table: the sum over all rows.
    Total(TableId, Reference),
    /// `a + b`
    Add(Box<Expr>, Box<Expr>),
    /// `a - b`
    Subtract(Box<Expr>, Box<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// `a * b`, and `a of b`
    Multiply(Box<Expr>, Box<Expr>),
    /// `a / b`
    Divide(Box<Expr>, Box<Expr>),
    /// `ceil(a)`
    Ceil(Box<Expr>),
    /// `floor(a)`
    Floor(Box<Expr>),
    /// `round(a, places)`, half up
    Round(Box<Expr>, u32),
    /// `max(a, b, …)`
    Max(Vec<Expr>),
    /// `min(a, b, …)`
    Min(Vec<Expr>),
    /// `count(county where …)`
    Count {
        /// The table.
        table: TableId,
        /// `where …`
        filter: Option<Box<Formula>>,
    },
    /// `sum(a over county where …)`
    Sum {
        /// The table.
        table: TableId,
        /// What is summed.
        value: Box<Expr>,
        /// `where …`
        filter: Option<Box<Formula>>,
    },
}

/// An expression for a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DateExpr {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub node: DateNode,
}

/// The forms of date expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum DateNode {
    /// `2017-01-26`
    Constant(Date),
    /// What has a name.
    Reference(Reference),
    /// `180 days after opens`
    Shift {
        /// How long.
        duration: DurationExpr,
        /// Which way.
        towards: Towards,
        /// From when.
        from: Box<DateExpr>,
    },
    /// `max(a, b)`
    Latest(Vec<DateExpr>),
    /// `min(a, b)`
    Earliest(Vec<DateExpr>),
}

/// An expression for a span of time.
#[derive(Clone, Debug, PartialEq)]
pub struct DurationExpr {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub node: DurationNode,
}

/// The forms of duration expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum DurationNode {
    /// `180 days`
    Constant(Duration),
    /// What has a name.
    Reference(Reference),
}

/// Something that is met, not met or unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// Where it is written.
    pub span: Span,
    /// What it is.
    pub node: FormulaNode,
}

/// The forms of formulas.
#[derive(Clone, Debug, PartialEq)]
pub enum FormulaNode {
    /// `true`, `false`
    Constant(bool),
    /// A truth that has a name.
    Reference(Reference),
    /// Two counts, shares or numbers.
    Compare(Box<Comparison>),
    /// Two days.
    CompareDates(CompareOperator, DateExpr, DateExpr),
    /// Two durations of one unit, or of days and weeks, or of months and years.
    CompareDurations(CompareOperator, DurationExpr, DurationExpr),
    /// `not a`. It is pushed down to the comparisons, so that an empty base fails either way.
    Not(Box<Formula>),
    /// `a and b`; a chain of comparisons is one too.
    And(Vec<Formula>),
    /// `a or b`
    Or(Vec<Formula>),
    /// `every(T where F has C)`, `any(T where F has C)`
    Quantified {
        /// `every` rather than `any`.
        every: bool,
        /// The table.
        table: TableId,
        /// `where …`
        filter: Option<Box<Formula>>,
        /// `has …`
        condition: Box<Formula>,
    },
    /// `petition passed`; only in `after` and `outcome … when`.
    Stage(StageId, Status),
    /// `majority not met`; only in `outcome … when`.
    Condition(ConditionId, Status),
}

/// `yes at least approval of ballots`
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What it means.
    pub operator: CompareOperator,
    /// The left side.
    pub left: Expr,
    /// The right side, of a kind that fits.
    pub right: Expr,
    /// What shares are taken of anywhere in it, outside `sum` and `count`: each must be above zero, or it is not met,
    /// whichever way it is turned. Empty in a `given`.
    pub bases: Vec<Expr>,
    /// It was written `a / b at least p` (perhaps through a definition) and stands here as `a at least p of b`.
    pub ratio: bool,
}

/// Named inputs. Facts stay as written: what they are about depends on the variant they are used with.
#[derive(Clone, Debug, PartialEq)]
pub struct Scenario {
    /// The declaration.
    pub span: Span,
    /// Its name.
    pub name: Name,
    /// The measure or variant it is of.
    pub of: MeasureId,
    /// The stage its facts' names are relative to.
    pub stage: Option<StageId>,
    /// Its title.
    pub title: Option<Text>,
    /// Its sources.
    pub sources: Vec<Text>,
    /// What it says.
    pub facts: ast::Facts,
}

/// A test of a rule file.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// The declaration.
    pub span: Span,
    /// What it shows.
    pub title: Text,
    /// The measure or variant it is of.
    pub of: MeasureId,
    /// The stage that is judged by itself.
    pub stage: Option<StageId>,
    /// The scenario it starts from.
    pub with: Option<ScenarioId>,
    /// What it adds.
    pub facts: ast::Facts,
    /// What must come out.
    pub expects: Vec<Expect>,
}

/// `expect turnout not met by 1`
#[derive(Clone, Debug, PartialEq)]
pub struct Expect {
    /// The whole expectation.
    pub span: Span,
    /// What is expected.
    pub kind: ExpectKind,
}

/// What a test may expect.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpectKind {
    /// `expect bad data`
    BadData,
    /// `expect outcome "Nothing changes"`: an outcome that the measure has
    Outcome(Text),
    /// `expect outcome pending`
    OutcomePending,
    /// `expect no quorum`, `expect two pending`
    Stage(StageId, Status),
    /// `expect consent not met by 201,145`: met, not met or unknown
    Condition(ConditionId, Status, Option<Exact>),
    /// `expect notice_at = 146,352`: a value of the same kind, or `None` for `?`
    Value(Meaning, Option<Value>),
}

impl Measure {
    /// `nationhood.yes`; a name that needs no stage stands alone.
    pub fn path(&self, stage: Option<StageId>, name: &str) -> SmolStr {
        match stage.and_then(|id| self.stages.at(id).name.as_ref()) {
            Some(stage) => smol_str::format_smolstr!("{}.{name}", stage.text),
            None => name.into(),
        }
    }

    /// The path of an input.
    pub fn input_path(&self, id: InputId) -> SmolStr {
        let input = &self.inputs.at(id);
        self.path(input.stage, &input.name.text)
    }

    /// The path of a parameter.
    pub fn parameter_path(&self, id: ParameterId) -> SmolStr {
        let parameter = &self.parameters.at(id);
        self.path(parameter.stage, &parameter.name.text)
    }

    /// The path of a definition or date.
    pub fn definition_path(&self, id: DefinitionId) -> SmolStr {
        let definition = &self.definitions.at(id);
        self.path(definition.stage, &definition.name.text)
    }

    /// The path of a condition.
    pub fn condition_path(&self, id: ConditionId) -> SmolStr {
        let condition = &self.conditions.at(id);
        self.path(Some(condition.stage), &condition.name.text)
    }

    /// The stage of that name.
    pub fn stage_named(&self, name: &str) -> Option<StageId> {
        self.stages.iter().find(|(_, stage)| stage.name.as_ref().is_some_and(|own| own.text == name)).map(|(id, _)| id)
    }
}

impl Program {
    /// The measure or variant of that name.
    pub fn measure_named(&self, name: &str) -> Option<MeasureId> {
        self.measures.iter().find(|(_, measure)| measure.name.text == name).map(|(id, _)| id)
    }

    /// The measure itself, and what it is a variant of, nearest first.
    pub fn lineage(&self, id: MeasureId) -> impl Iterator<Item = MeasureId> + '_ {
        std::iter::successors(Some(id), |&id| self.measures.at(id).variant_of)
    }

    /// The scenario of that name that fits the measure: its own, or of what it is a variant of.
    pub fn scenario_named(&self, measure: MeasureId, name: &str) -> Option<ScenarioId> {
        self.lineage(measure).find_map(|ancestor| {
            self.scenarios
                .iter()
                .find(|(_, scenario)| scenario.of == ancestor && scenario.name.text == name)
                .map(|(id, _)| id)
        })
    }
}
