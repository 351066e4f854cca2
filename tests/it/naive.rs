//! A second reading of a measure: slow, over the tree as written, with plain fractions, and only for complete facts.
//!
//! It knows names, kinds and formulas just well enough to say what each condition, stage and outcome comes to. It is written
//! from the description of the language alone, so that it shares no mistake with the evaluator.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, Zero as _};
use quorate::evaluate::StageStatus;
use quorate::syntax::ast::{
    self, Binary, CompareOperator, ConditionKind, Declaration, ExprKind, Item, LiteralValue, ParameterValue, RowsBody,
    Status, When,
};
use quorate::value::{Date, Duration, DurationUnit, Exact, Kind, Towards, Value};

/// Each input by its path, with one value, or one for each row of its table.
pub type World = BTreeMap<String, Vec<Value>>;

/// Why there is no verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A `given` does not hold.
    BadData,
    /// A division by zero, or a day without a value.
    Rule,
}

/// A whole measure, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Each stage by name ("" for a measure that is its own stage).
    pub stages: BTreeMap<String, StageReading>,
    /// Position of the outcome that holds.
    pub outcome: Option<usize>,
}

/// A stage, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct StageReading {
    /// With the stages before it.
    pub status: StageStatus,
    /// By itself.
    pub alone: StageStatus,
    /// Each condition by name.
    pub conditions: BTreeMap<String, ConditionReading>,
}

/// A condition, judged.
#[derive(Clone, Debug, PartialEq)]
pub struct ConditionReading {
    /// Met or not.
    pub met: bool,
    /// Its margin, if it is one comparison whose margin the description defines.
    pub margin: Option<Margin>,
}

/// How far a comparison is from turning.
#[derive(Clone, Debug, PartialEq)]
pub struct Margin {
    /// Left minus right.
    pub difference: BigRational,
    /// In people or days; none for shares and weights.
    pub by: Option<BigInt>,
}

/// Where an expression stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    stage: Option<&'a ast::Stage>,
    row: Option<(&'a str, usize)>,
    /// Bases are not guarded in a `given`.
    given: bool,
}

/// What a name stands for.
enum Found<'a> {
    Input { input: &'a ast::Input, key: String },
    Parameter(&'a ast::Parameter),
    Define(&'a ast::Define),
    Date(&'a ast::DateLine),
}

/// What was found, and where it is declared.
struct Declared<'a> {
    found: Found<'a>,
    stage: Option<&'a ast::Stage>,
    table: Option<&'a str>,
}

/// A measure with complete facts.
pub struct Naive<'a> {
    file: &'a ast::File,
    measure: &'a ast::Measure,
    world: &'a World,
}

/// One comparison of a chain.
type Pair<'a> = (&'a ast::Expr, CompareOperator, &'a ast::Expr);

/// The exact number as a plain fraction.
pub fn fraction(value: &Exact) -> BigRational {
    let (numerator, denominator) = value.lowest_terms();
    BigRational::new(numerator, denominator)
}

/// Judges the file's first measure.
pub fn read(file: &ast::File, world: &World) -> Result<Reading, Trouble> {
    Naive::new(file, world).read()
}

/// Whether one condition is met, or without one whether the stage passes by itself.
pub fn read_one(file: &ast::File, world: &World, stage: &str, condition: Option<&str>) -> Result<bool, Trouble> {
    let naive = Naive::new(file, world);
    if !naive.givens_hold()? {
        return Err(Trouble::BadData);
    }
    let stage = naive.stage_named(stage);
    match condition {
        None => Ok(naive.alone(stage)? == StageStatus::Passed),
        Some(name) => {
            let condition = naive.conditions(stage).find(|condition| condition.name.text == name).expect("a condition");
            naive.formula(Place { stage, row: None, given: false }, &condition.condition, false)
        }
    }
}

impl<'a> Naive<'a> {
    fn new(file: &'a ast::File, world: &'a World) -> Self {
        let measure = file.declarations.iter().find_map(|declaration| match declaration {
            Declaration::Measure(measure) => Some(measure),
            _ => None,
        });
        Self { file, measure: measure.expect("a measure"), world }
    }

    fn read(&self) -> Result<Reading, Trouble> {
        if !self.givens_hold()? {
            return Err(Trouble::BadData);
        }
        let mut stages = BTreeMap::new();
        for stage in self.stages() {
            let conditions = self
                .conditions(stage)
                .map(|condition| Ok((condition.name.text.to_string(), self.condition(stage, condition)?)));
            let reading = StageReading {
                status: self.status(stage)?,
                alone: self.alone(stage)?,
                conditions: conditions.collect::<Result<_, _>>()?,
            };
            stages.insert(stage.map_or(String::new(), |stage| stage.name.text.to_string()), reading);
        }
        let mut outcome = None;
        for (index, clause) in self.outcomes().enumerate() {
            let place = Place { stage: None, row: None, given: false };
            let holds = match &clause.when {
                When::Otherwise(_) => true,
                When::Condition(condition) => self.formula(place, condition, false)?,
            };
            if holds {
                outcome = Some(index);
                break;
            }
        }
        Ok(Reading { stages, outcome })
    }

    /// The stages; one without a declaration if there is none.
    fn stages(&self) -> impl Iterator<Item = Option<&'a ast::Stage>> + use<'a> {
        let stages: Vec<_> = self
            .measure
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Stage(stage) => Some(Some(stage)),
                _ => None,
            })
            .collect();
        if stages.is_empty() { vec![None] } else { stages }.into_iter()
    }

    fn outcomes(&self) -> impl Iterator<Item = &'a ast::Outcome> + use<'a> {
        self.measure.items.iter().filter_map(|item| match item {
            Item::Outcome(outcome) => Some(outcome),
            _ => None,
        })
    }

    fn items(&self, stage: Option<&'a ast::Stage>) -> &'a [Item] {
        stage.map_or(&self.measure.items, |stage| &stage.items)
    }

    fn conditions(&self, stage: Option<&'a ast::Stage>) -> impl Iterator<Item = &'a ast::Condition> + use<'a> {
        self.items(stage).iter().filter_map(|item| match item {
            Item::Condition(condition) => Some(condition),
            _ => None,
        })
    }

    // What is declared --------------------------------------------------------------------------

    fn stage_named(&self, name: &str) -> Option<&'a ast::Stage> {
        self.stages().flatten().find(|stage| stage.name.text == name)
    }

    fn lookup(&self, place: Place<'a>, path: &'a ast::Path) -> Declared<'a> {
        match path.parts.as_slice() {
            [name] => place
                .stage
                .and_then(|stage| self.declared(Some(stage), &name.text))
                .or_else(|| self.declared(None, &name.text))
                .or_else(|| self.of_file(&name.text)),
            [stage, name] => self.declared(self.stage_named(&stage.text), &name.text),
            _ => None,
        }
        .unwrap_or_else(|| panic!("{:?} is not declared", path.parts))
    }

    fn of_file(&self, name: &str) -> Option<Declared<'a>> {
        self.file.declarations.iter().find_map(|declaration| match declaration {
            Declaration::Parameter(parameter) if parameter.names.iter().any(|own| own.text == name) => {
                Some(Declared { found: Found::Parameter(parameter), stage: None, table: None })
            }
            _ => None,
        })
    }

    fn declared(&self, stage: Option<&'a ast::Stage>, name: &str) -> Option<Declared<'a>> {
        let key = || stage.map_or_else(|| name.to_owned(), |stage| format!("{}.{name}", stage.name.text));
        let find = |item: &'a Item| match item {
            Item::Input(input) if input.names.iter().any(|own| own.text == name) => {
                Some(Found::Input { input, key: key() })
            }
            Item::Parameter(parameter) if parameter.names.iter().any(|own| own.text == name) => {
                Some(Found::Parameter(parameter))
            }
            Item::Define(define) if define.name.text == name => Some(Found::Define(define)),
            Item::DateLine(line) if line.name.word() == name => Some(Found::Date(line)),
            _ => None,
        };
        self.items(stage).iter().find_map(|item| {
            if let Item::ByBlock(block) = item {
                let found = block.items.iter().find_map(find)?;
                return Some(Declared { found, stage, table: Some(&block.table.text) });
            }
            Some(Declared { found: find(item)?, stage, table: None })
        })
    }

    fn rows(&self, place: Place<'a>, table: &str) -> (&'a ast::Rows, &'a [ast::Row]) {
        let scopes = [place.stage.map_or(&[][..], |stage| &stage.items), &self.measure.items];
        scopes
            .into_iter()
            .flatten()
            .find_map(|item| match item {
                Item::Rows(rows) if rows.table.parts.last().is_some_and(|name| name.text == table) => {
                    match &rows.body {
                        RowsBody::Inline(inline) => Some((rows, inline.as_slice())),
                        RowsBody::File(_) => None,
                    }
                }
                _ => None,
            })
            .expect("rows are declared")
    }

    // Givens, stages, outcomes -------------------------------------------------------------------

    /// Whether counts are not negative and every `given` holds.
    fn givens_hold(&self) -> Result<bool, Trouble> {
        let scopes = std::iter::once(None).chain(self.stages().flatten().map(Some));
        for stage in scopes {
            for item in self.items(stage) {
                let place = Place { stage, row: None, given: true };
                if let Item::Given(given) = item
                    && !self.formula(place, &given.condition, false)?
                {
                    return Ok(false);
                }
                let Item::ByBlock(block) = item else { continue };
                for item in &block.items {
                    let Item::Given(given) = item else { continue };
                    for row in 0..self.rows(place, &block.table.text).1.len() {
                        let place = Place { row: Some((&block.table.text, row)), ..place };
                        if !self.formula(place, &given.condition, false)? {
                            return Ok(false);
                        }
                    }
                }
            }
        }
        Ok(true)
    }

    fn condition(
        &self,
        stage: Option<&'a ast::Stage>,
        condition: &'a ast::Condition,
    ) -> Result<ConditionReading, Trouble> {
        let place = Place { stage, row: None, given: false };
        let met = self.formula(place, &condition.condition, false)?;
        Ok(ConditionReading { met, margin: self.margin(place, &condition.condition, false, met)? })
    }

    fn alone(&self, stage: Option<&'a ast::Stage>) -> Result<StageStatus, Trouble> {
        let mut verdicts = Vec::new();
        for condition in self.conditions(stage) {
            verdicts.push((condition.kind, self.condition(stage, condition)?.met));
        }
        let any = |kind, met| verdicts.contains(&(kind, met));
        let has_reject = verdicts.iter().any(|(kind, _)| *kind == ConditionKind::Reject);
        Ok(if any(ConditionKind::Quorum, false) {
            StageStatus::NoQuorum
        } else if any(ConditionKind::Reject, true) {
            StageStatus::Failed
        } else if !any(ConditionKind::Require, false) {
            StageStatus::Passed
        } else if has_reject {
            StageStatus::Undecided
        } else {
            StageStatus::Failed
        })
    }

    fn status(&self, stage: Option<&'a ast::Stage>) -> Result<StageStatus, Trouble> {
        if let Some(after) = stage.and_then(|stage| stage.after.as_ref())
            && !self.formula(Place { stage: None, row: None, given: false }, after, false)?
        {
            return Ok(StageStatus::NotReached);
        }
        self.alone(stage)
    }

    fn has_status(&self, path: Option<&'a ast::Path>, status: Status) -> Result<bool, Trouble> {
        let stage = match path.map(|path| path.parts.as_slice()) {
            None => None,
            Some([name]) => match self.stage_named(&name.text) {
                Some(stage) => Some(stage),
                None => return self.condition_has_status(None, &name.text, status),
            },
            Some([stage, name]) => return self.condition_has_status(self.stage_named(&stage.text), &name.text, status),
            Some(_) => panic!("a long path"),
        };
        let is = self.status(stage)?;
        Ok(match status {
            Status::Passed => is == StageStatus::Passed,
            Status::Failed => is == StageStatus::Failed,
            Status::NoQuorum => is == StageStatus::NoQuorum,
            Status::Undecided => is == StageStatus::Undecided,
            Status::Reached => is != StageStatus::NotReached,
            Status::NotReached => is == StageStatus::NotReached,
            Status::NotPassed => is != StageStatus::NotReached && is != StageStatus::Passed,
            Status::Pending | Status::Met | Status::NotMet | Status::Unknown => panic!("not a stage's status"),
        })
    }

    fn condition_has_status(&self, stage: Option<&'a ast::Stage>, name: &str, status: Status) -> Result<bool, Trouble> {
        // Without its stage a condition's name must be the only one of that name.
        let mut stages: Vec<_> = if stage.is_some() { vec![stage] } else { self.stages().collect() };
        stages.retain(|stage| self.conditions(*stage).any(|condition| condition.name.text == name));
        let [stage] = stages.as_slice() else { panic!("which {name}?") };
        let condition = self.conditions(*stage).find(|condition| condition.name.text == name).expect("it is there");
        let met = self.condition(*stage, condition)?.met;
        match status {
            Status::Met => Ok(met),
            Status::NotMet => Ok(!met),
            _ => panic!("not a condition's status"),
        }
    }

    // Formulas ----------------------------------------------------------------------------------

    /// Whether it holds, or under `not` whether it does not, with every `not` pushed down to the comparisons.
    fn formula(&self, place: Place<'a>, expr: &'a ast::Expr, negated: bool) -> Result<bool, Trouble> {
        match &expr.kind {
            ExprKind::Group(inner) => self.formula(place, inner, negated),
            ExprKind::Not(inner) => self.formula(place, inner, !negated),
            ExprKind::And(items) => self.joined(place, items, negated, !negated),
            ExprKind::Or(items) => self.joined(place, items, negated, negated),
            ExprKind::Literal(literal) => match literal.value {
                LiteralValue::Truth(truth) => Ok(truth != negated),
                _ => panic!("not a truth"),
            },
            ExprKind::Path(path) => {
                if let [name] = path.parts.as_slice()
                    && self.stage_named(&name.text).is_some()
                {
                    return Ok(self.has_status(Some(path), Status::Passed)? != negated);
                }
                let declared = self.lookup(place, path);
                match declared.found {
                    Found::Define(define) => {
                        self.formula(self.home(place, declared.stage, declared.table), &define.value, negated)
                    }
                    Found::Input { .. } | Found::Parameter(_) | Found::Date(_) => match self.one(place, path)? {
                        Value::Truth(truth) => Ok(truth != negated),
                        value => panic!("{value:?} is not a truth"),
                    },
                }
            }
            ExprKind::Status { path, status } => Ok(self.has_status(path.as_ref(), *status)? != negated),
            ExprKind::Compare { .. } | ExprKind::Relative { .. } => {
                let mut all = true;
                let mut any = false;
                for (left, operator, right) in pairs(expr) {
                    let operator = if negated { operator.negated() } else { operator };
                    let holds = self.comparison(place, left, operator, right)?;
                    all &= holds;
                    any |= holds;
                }
                Ok(if negated { any } else { all })
            }
            ExprKind::Quantified { every, table, filter, condition } => {
                let table = &table.parts.last().expect("a name").text;
                let mut verdicts = Vec::new();
                for row in 0..self.rows(place, table).1.len() {
                    let place = Place { row: Some((table, row)), ..place };
                    let counts = filter.as_ref().map_or(Ok(true), |filter| self.formula(place, filter, false))?;
                    if counts {
                        verdicts.push(self.formula(place, condition, negated)?);
                    }
                }
                let every = *every != negated;
                Ok(if every {
                    !verdicts.is_empty() && verdicts.iter().all(|met| *met)
                } else {
                    verdicts.contains(&true)
                })
            }
            _ => panic!("not a formula: {expr:?}"),
        }
    }

    fn joined(&self, place: Place<'a>, items: &'a [ast::Expr], negated: bool, all: bool) -> Result<bool, Trouble> {
        let verdicts = items.iter().map(|item| self.formula(place, item, negated)).collect::<Result<Vec<_>, _>>()?;
        Ok(if all { verdicts.iter().all(|met| *met) } else { verdicts.contains(&true) })
    }

    fn comparison(
        &self,
        place: Place<'a>,
        left: &'a ast::Expr,
        operator: CompareOperator,
        right: &'a ast::Expr,
    ) -> Result<bool, Trouble> {
        match self.kind(place, left) {
            Some(Kind::Date) => Ok(operator.holds(self.date(place, left)?.cmp(&self.date(place, right)?))),
            Some(Kind::Duration | Kind::Truth) => panic!("not compared here"),
            _ => Ok(self.difference(place, left, right)?.is_some_and(|difference| holds(operator, &difference))),
        }
    }

    /// Left minus right, multiplied by what a ratio on either side is of; `None` if a share is taken of nothing.
    fn difference(
        &self,
        place: Place<'a>,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
    ) -> Result<Option<BigRational>, Trouble> {
        let guarded = place.given || self.bases_hold(place, left)? && self.bases_hold(place, right)?;
        if !guarded {
            return Ok(None);
        }
        for side in [left, right] {
            if let Some((place, _, below)) = self.ratio(place, side)
                && !self.number(place, below)?.is_positive()
            {
                return Ok(None);
            }
        }
        let (left, left_base) = self.over(place, left)?;
        let (right, right_base) = self.over(place, right)?;
        Ok(Some(left * right_base - right * left_base))
    }

    /// A ratio as its two sides, anything else over one.
    fn over(&self, place: Place<'a>, expr: &'a ast::Expr) -> Result<(BigRational, BigRational), Trouble> {
        match self.ratio(place, expr) {
            Some((place, above, below)) => Ok((self.number(place, above)?, self.number(place, below)?)),
            None => Ok((self.number(place, expr)?, BigRational::one())),
        }
    }

    /// `a / b`, also behind brackets and definitions, if that is a share.
    fn ratio(&self, place: Place<'a>, expr: &'a ast::Expr) -> Option<(Place<'a>, &'a ast::Expr, &'a ast::Expr)> {
        match &expr.kind {
            ExprKind::Group(inner) => self.ratio(place, inner),
            ExprKind::Binary { operator: Binary::Divided, left, right, .. } => {
                let share = matches!(self.kind(place, right), Some(Kind::Count | Kind::Number));
                share.then_some((place, &**left, &**right))
            }
            ExprKind::Path(path) => {
                let declared = self.lookup(place, path);
                match declared.found {
                    Found::Define(define) => {
                        self.ratio(self.home(place, declared.stage, declared.table), &define.value)
                    }
                    Found::Input { .. } | Found::Parameter(_) | Found::Date(_) => None,
                }
            }
            _ => None,
        }
    }

    /// Whether all that shares are taken of is more than nothing; not looking into `sum` and `count`.
    fn bases_hold(&self, place: Place<'a>, expr: &'a ast::Expr) -> Result<bool, Trouble> {
        let mut all = true;
        match &expr.kind {
            ExprKind::Binary { operator, left, right, .. } => {
                all &= self.bases_hold(place, left)? && self.bases_hold(place, right)?;
                if *operator == Binary::Of && all {
                    all &= self.number(place, right)?.is_positive();
                }
            }
            ExprKind::Group(inner) | ExprKind::Negative(inner) => all &= self.bases_hold(place, inner)?,
            ExprKind::Sum { first, rest } => {
                all &= self.bases_hold(place, first)?;
                for (_, item) in rest {
                    all &= self.bases_hold(place, item)?;
                }
            }
            ExprKind::Call { arguments, .. } => {
                for item in arguments {
                    all &= self.bases_hold(place, item)?;
                }
            }
            ExprKind::Path(path) => {
                let declared = self.lookup(place, path);
                if let Found::Define(define) = declared.found {
                    // The total of a definition by row is a sum.
                    let total =
                        declared.table.is_some() && place.row.is_none_or(|(table, _)| Some(table) != declared.table);
                    if !total {
                        all &= self.bases_hold(self.home(place, declared.stage, declared.table), &define.value)?;
                    }
                }
            }
            _ => {}
        }
        Ok(all)
    }

    // Numbers and days --------------------------------------------------------------------------

    /// Where the text of a definition is read: outside tables, or in the row it is used in.
    fn home(&self, place: Place<'a>, stage: Option<&'a ast::Stage>, table: Option<&'a str>) -> Place<'a> {
        Place { stage, row: place.row.filter(|(own, _)| Some(*own) == table), given: place.given }
    }

    fn number(&self, place: Place<'a>, expr: &'a ast::Expr) -> Result<BigRational, Trouble> {
        match &expr.kind {
            ExprKind::Group(inner) => self.number(place, inner),
            ExprKind::Negative(inner) => Ok(-self.number(place, inner)?),
            ExprKind::Literal(literal) => match number_of(literal) {
                Some(number) => Ok(number),
                None => panic!("{literal:?} is not a number"),
            },
            ExprKind::Path(path) => match self.one(place, path)? {
                Value::Number(number) => Ok(fraction(&number)),
                value => panic!("{value:?} is not a number"),
            },
            ExprKind::AsOf { path, date } => {
                let day = self.date(place, date)?;
                let Found::Parameter(parameter) = self.lookup(place, path).found else { panic!("not a parameter") };
                let ParameterValue::ByDate { rows, until } = &parameter.value else { panic!("not by date") };
                if until.is_some_and(|(until, _)| day >= until) {
                    return Err(Trouble::Rule);
                }
                let row = rows.iter().filter(|row| row.from <= day).max_by_key(|row| row.from).ok_or(Trouble::Rule)?;
                Ok(number_of(&row.value).expect("a number"))
            }
            ExprKind::Sum { first, rest } => {
                let mut sum = self.number(place, first)?;
                for (minus, item) in rest {
                    let item = self.number(place, item)?;
                    sum = if *minus { sum - item } else { sum + item };
                }
                Ok(sum)
            }
            ExprKind::Binary { operator, left, right, .. } => {
                let (left, right) = (self.number(place, left)?, self.number(place, right)?);
                match operator {
                    Binary::Of | Binary::Times => Ok(left * right),
                    Binary::Divided if right.is_zero() => Err(Trouble::Rule),
                    Binary::Divided => Ok(left / right),
                }
            }
            ExprKind::Count { table, filter } => {
                self.over_rows(place, table, filter.as_deref(), |_| Ok(BigRational::one()))
            }
            ExprKind::SumOver { value, table, filter } => {
                self.over_rows(place, table, filter.as_deref(), |place| self.number(place, value))
            }
            ExprKind::Call { function, arguments } => {
                let values = arguments.iter().map(|item| self.number(place, item)).collect::<Result<Vec<_>, _>>()?;
                let first = values.first().expect("an argument").clone();
                Ok(match function.text.as_str() {
                    "ceil" => first.ceil(),
                    "floor" => first.floor(),
                    "round" => {
                        let places = values.get(1).map_or(BigInt::zero(), BigRational::to_integer);
                        let mut scale = BigRational::one();
                        let mut place = BigInt::zero();
                        while place < places {
                            scale *= BigRational::from_integer(10.into());
                            place += 1;
                        }
                        let half = BigRational::new(1.into(), 2.into());
                        (first * &scale + half).floor() / scale
                    }
                    "max" => values.into_iter().max().expect("an argument"),
                    "min" => values.into_iter().min().expect("an argument"),
                    name => panic!("no function {name}"),
                })
            }
            _ => panic!("not a number: {expr:?}"),
        }
    }

    fn over_rows(
        &self,
        place: Place<'a>,
        table: &'a ast::Path,
        filter: Option<&'a ast::Expr>,
        value: impl Fn(Place<'a>) -> Result<BigRational, Trouble>,
    ) -> Result<BigRational, Trouble> {
        let table = &table.parts.last().expect("a name").text;
        let mut sum = BigRational::zero();
        for row in 0..self.rows(place, table).1.len() {
            let place = Place { row: Some((table, row)), ..place };
            if filter.map_or(Ok(true), |filter| self.formula(Place { given: false, ..place }, filter, false))? {
                sum += value(place)?;
            }
        }
        Ok(sum)
    }

    /// What a name is worth here: in its row, or summed over the rows.
    fn one(&self, place: Place<'a>, path: &'a ast::Path) -> Result<Value, Trouble> {
        let declared = self.lookup(place, path);
        match (declared.table, place.row) {
            (Some(table), row) if row.is_none_or(|(own, _)| own != table) => {
                let mut sum = BigRational::zero();
                let at = Place { stage: declared.stage, ..place };
                for row in 0..self.rows(at, table).1.len() {
                    match self.one(Place { row: Some((table, row)), ..place }, path)? {
                        Value::Number(number) => sum += fraction(&number),
                        value => panic!("{value:?} has no total"),
                    }
                }
                Ok(Value::Number(exact(&sum)))
            }
            (_, row) => {
                let row = row.filter(|_| declared.table.is_some());
                let name = &path.parts.last().expect("a name").text;
                match declared.found {
                    Found::Input { key, .. } => {
                        let values = self.world.get(&key).unwrap_or_else(|| panic!("no {key}"));
                        Ok(values.get(row.map_or(0, |(_, row)| row)).expect("a value").clone())
                    }
                    Found::Parameter(parameter) => match (&parameter.value, row) {
                        (ParameterValue::Literal(literal), _) => Ok(value_of(literal)),
                        (ParameterValue::None, Some((table, row))) => {
                            let at = Place { stage: declared.stage, ..place };
                            let (rows, inline) = self.rows(at, table);
                            let column = rows.columns.iter().position(|column| column.text == *name).expect("a column");
                            let cell = inline.get(row).and_then(|row| row.values.get(column)).expect("a cell");
                            Ok(value_of(cell))
                        }
                        _ => panic!("{name} has no value"),
                    },
                    Found::Define(define) => {
                        let home = self.home(place, declared.stage, declared.table);
                        match self.kind(home, &define.value) {
                            Some(Kind::Date) => Ok(Value::Date(self.date(home, &define.value)?)),
                            Some(Kind::Truth) => Ok(Value::Truth(self.formula(home, &define.value, false)?)),
                            _ => Ok(Value::Number(exact(&self.number(home, &define.value)?))),
                        }
                    }
                    Found::Date(line) => {
                        Ok(Value::Date(self.date(self.home(place, declared.stage, declared.table), &line.value)?))
                    }
                }
            }
        }
    }

    fn date(&self, place: Place<'a>, expr: &'a ast::Expr) -> Result<Date, Trouble> {
        match &expr.kind {
            ExprKind::Group(inner) => self.date(place, inner),
            ExprKind::Literal(literal) => match literal.value {
                LiteralValue::Date(date) => Ok(date),
                _ => panic!("not a date"),
            },
            ExprKind::Path(path) => match self.one(place, path)? {
                Value::Date(date) => Ok(date),
                value => panic!("{value:?} is not a date"),
            },
            ExprKind::Relative { left, towards, right } => {
                let duration = self.duration(place, left);
                let mut amount = i64::from(duration.amount);
                if *towards == Towards::Before {
                    amount = -amount;
                }
                let span = jiff::Span::new();
                let span = match duration.unit {
                    DurationUnit::Days => span.days(amount),
                    DurationUnit::Weeks => span.days(amount * 7),
                    DurationUnit::Months => span.months(amount),
                    DurationUnit::Years => span.months(amount * 12),
                    DurationUnit::WorkingDays => panic!("no working days here"),
                };
                Ok(self.date(place, right)?.checked_add(span).expect("a date"))
            }
            ExprKind::Call { function, arguments } => {
                let dates = arguments.iter().map(|item| self.date(place, item)).collect::<Result<Vec<_>, _>>()?;
                let date = if function.text == "max" { dates.into_iter().max() } else { dates.into_iter().min() };
                Ok(date.expect("an argument"))
            }
            _ => panic!("not a date: {expr:?}"),
        }
    }

    fn duration(&self, place: Place<'a>, expr: &'a ast::Expr) -> Duration {
        match &expr.kind {
            ExprKind::Group(inner) => self.duration(place, inner),
            ExprKind::Literal(literal) => match literal.value {
                LiteralValue::Duration(duration) => duration,
                _ => panic!("not a duration"),
            },
            ExprKind::Path(path) => match self.one(place, path) {
                Ok(Value::Duration(duration)) => duration,
                value => panic!("{value:?} is not a duration"),
            },
            _ => panic!("not a duration: {expr:?}"),
        }
    }

    // Kinds -------------------------------------------------------------------------------------

    /// What it is; `None` for a plain number, which is what its place asks for.
    fn kind(&self, place: Place<'a>, expr: &'a ast::Expr) -> Option<Kind> {
        match &expr.kind {
            ExprKind::Group(inner) | ExprKind::Negative(inner) => self.kind(place, inner),
            ExprKind::Literal(literal) => kind_of(literal),
            ExprKind::Path(path) => {
                let declared = self.lookup(place, path);
                match declared.found {
                    Found::Input { input, .. } => Some(input.kind),
                    Found::Parameter(parameter) => match (&parameter.kind, &parameter.value) {
                        (Some((kind, _)), _) => Some(*kind),
                        (None, ParameterValue::Literal(literal)) => kind_of(literal).or(Some(Kind::Count)),
                        (None, ParameterValue::ByDate { rows, .. }) => {
                            rows.first().and_then(|row| kind_of(&row.value)).or(Some(Kind::Count))
                        }
                        (None, ParameterValue::None) => panic!("no kind"),
                    },
                    Found::Define(define) => self.kind(self.home(place, declared.stage, declared.table), &define.value),
                    Found::Date(_) => Some(Kind::Date),
                }
            }
            ExprKind::AsOf { path, .. } => match self.lookup(place, path).found {
                Found::Parameter(parameter) => match (&parameter.kind, &parameter.value) {
                    (Some((kind, _)), _) => Some(*kind),
                    (None, ParameterValue::ByDate { rows, .. }) => {
                        rows.first().and_then(|row| kind_of(&row.value)).or(Some(Kind::Count))
                    }
                    _ => panic!("not by date"),
                },
                _ => panic!("not a parameter"),
            },
            ExprKind::Sum { first, rest } => std::iter::once(&**first)
                .chain(rest.iter().map(|(_, item)| item))
                .find_map(|item| self.kind(place, item)),
            ExprKind::Binary { operator, left, right, .. } => {
                let (left, right) = (self.kind(place, left), self.kind(place, right));
                match operator {
                    Binary::Of => right,
                    Binary::Times => match (left, right) {
                        (Some(Kind::Share), other) | (other, Some(Kind::Share)) => other.or(Some(Kind::Share)),
                        (left, right) => left.or(right),
                    },
                    Binary::Divided => match (left, right) {
                        // Plain numbers fit in anywhere, and so does their quotient.
                        (None, None) => None,
                        (left, right) if left == right => Some(Kind::Share),
                        (left, _) => left,
                    },
                }
            }
            ExprKind::Relative { .. } => Some(Kind::Date),
            ExprKind::Count { .. } => Some(Kind::Count),
            ExprKind::SumOver { value, table, .. } => {
                let table = &table.parts.last().expect("a name").text;
                self.kind(Place { row: Some((table, 0)), ..place }, value)
            }
            ExprKind::Call { arguments, function } => {
                let items = if function.text == "round" { arguments.get(..1).expect("one") } else { arguments };
                items.iter().find_map(|item| self.kind(place, item))
            }
            ExprKind::Not(_)
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Compare { .. }
            | ExprKind::Status { .. }
            | ExprKind::Quantified { .. } => Some(Kind::Truth),
            ExprKind::Error => panic!("refused"),
        }
    }

    // Margins -----------------------------------------------------------------------------------

    fn margin(
        &self,
        place: Place<'a>,
        expr: &'a ast::Expr,
        negated: bool,
        met: bool,
    ) -> Result<Option<Margin>, Trouble> {
        match &expr.kind {
            ExprKind::Group(inner) => self.margin(place, inner, negated, met),
            ExprKind::Not(inner) => self.margin(place, inner, !negated, met),
            ExprKind::Path(path) if self.kind_is_truth(place, path) => {
                let declared = self.lookup(place, path);
                match declared.found {
                    Found::Define(define) => {
                        self.margin(self.home(place, declared.stage, declared.table), &define.value, negated, met)
                    }
                    Found::Input { .. } | Found::Parameter(_) | Found::Date(_) => Ok(None),
                }
            }
            ExprKind::Compare { .. } | ExprKind::Relative { .. } => {
                let pairs = pairs(expr);
                let [(left, operator, right)] = pairs.as_slice() else { return Ok(None) };
                let operator = if negated { operator.negated() } else { *operator };
                let kind = self.kind(place, left).or_else(|| self.kind(place, right)).unwrap_or(Kind::Number);
                if kind == Kind::Date {
                    let days = self.date(place, left)? - self.date(place, right)?;
                    let difference = BigRational::from_integer(BigInt::from(days.get_days()));
                    let by = by(operator, &difference, met);
                    return Ok(Some(Margin { difference, by }));
                }
                // What the right side is a ratio of has no bearing on how the margin is to be read.
                if self.ratio(place, right).is_some() {
                    return Ok(None);
                }
                let people = match self.ratio(place, left) {
                    Some((place, above, _)) => self.kind(place, above) == Some(Kind::Count),
                    None => kind == Kind::Count,
                };
                Ok(self
                    .difference(place, left, right)?
                    .map(|difference| Margin { by: by(operator, &difference, met).filter(|_| people), difference }))
            }
            _ => Ok(None),
        }
    }

    fn kind_is_truth(&self, place: Place<'a>, path: &'a ast::Path) -> bool {
        match self.lookup(place, path).found {
            Found::Input { input, .. } => input.kind == Kind::Truth,
            Found::Define(define) => self.kind(place, &define.value) == Some(Kind::Truth),
            Found::Parameter(_) | Found::Date(_) => false,
        }
    }
}

/// The comparisons of a chain; `filed before closes` is one too.
fn pairs(expr: &ast::Expr) -> Vec<Pair<'_>> {
    match &expr.kind {
        ExprKind::Compare { first, rest } => {
            let mut left = &**first;
            rest.iter()
                .map(|(compare, right)| {
                    let pair = (left, compare.operator, right);
                    left = right;
                    pair
                })
                .collect()
        }
        ExprKind::Relative { left, towards: Towards::Before, right } => vec![(left, CompareOperator::LessThan, right)],
        ExprKind::Relative { left, towards: Towards::After, right } => vec![(left, CompareOperator::MoreThan, right)],
        _ => Vec::new(),
    }
}

/// Whether it holds of two sides with this difference.
pub fn holds(operator: CompareOperator, difference: &BigRational) -> bool {
    match operator {
        CompareOperator::AtLeast => !difference.is_negative(),
        CompareOperator::MoreThan => difference.is_positive(),
        CompareOperator::AtMost => !difference.is_positive(),
        CompareOperator::LessThan => difference.is_negative(),
        CompareOperator::Equal => difference.is_zero(),
        CompareOperator::NotEqual => !difference.is_zero(),
    }
}

/// The margin, tried out: "not met by N, when N more on the left, right side held, would meet it; met by N, when N fewer
/// would still meet it", for `at most` and `less than` the other way round. Of `=` and `!=` the description says nothing.
fn by(operator: CompareOperator, difference: &BigRational, met: bool) -> Option<BigInt> {
    let upwards = match operator {
        CompareOperator::AtLeast | CompareOperator::MoreThan => true,
        CompareOperator::AtMost | CompareOperator::LessThan => false,
        CompareOperator::Equal | CompareOperator::NotEqual => return None,
    };
    let after = |amount: &BigInt| {
        let amount = BigRational::from_integer(amount.clone());
        let towards = if upwards != met { difference + amount } else { difference - amount };
        holds(operator, &towards)
    };
    // The answer lies next to the distance, so that trying out is quick for large numbers too.
    let near: BigInt = difference.abs().to_integer();
    let mut candidates = [-2i32, -1, 0, 1, 2].map(|step| &near + BigInt::from(step)).to_vec();
    candidates.retain(|amount| !amount.is_negative());
    if met { candidates.into_iter().rfind(after) } else { candidates.into_iter().find(after) }
}

fn number_of(literal: &ast::Literal) -> Option<BigRational> {
    match &literal.value {
        LiteralValue::Number { value, .. } | LiteralValue::Share(value) | LiteralValue::Fraction(value) => {
            Some(fraction(value))
        }
        LiteralValue::Date(_) | LiteralValue::Duration(_) | LiteralValue::Truth(_) | LiteralValue::Unknown => None,
    }
}

fn kind_of(literal: &ast::Literal) -> Option<Kind> {
    match &literal.value {
        LiteralValue::Number { .. } => None,
        LiteralValue::Share(_) | LiteralValue::Fraction(_) => Some(Kind::Share),
        LiteralValue::Date(_) => Some(Kind::Date),
        LiteralValue::Duration(_) => Some(Kind::Duration),
        LiteralValue::Truth(_) => Some(Kind::Truth),
        LiteralValue::Unknown => panic!("not known"),
    }
}

fn value_of(literal: &ast::Literal) -> Value {
    match &literal.value {
        LiteralValue::Number { value, .. } | LiteralValue::Share(value) | LiteralValue::Fraction(value) => {
            Value::Number(value.clone())
        }
        LiteralValue::Date(date) => Value::Date(*date),
        LiteralValue::Duration(duration) => Value::Duration(*duration),
        LiteralValue::Truth(truth) => Value::Truth(*truth),
        LiteralValue::Unknown => panic!("not known"),
    }
}

/// The fraction in the project's own form, read back from digits.
pub fn exact(value: &BigRational) -> Exact {
    let whole = |number: &BigInt| Exact::parse(&number.to_string()).expect("digits");
    whole(value.numer()).divide(&whole(value.denom())).expect("not zero")
}
