//! One or two things moved step by step, and the result of each rule at each step.
//!
//! What moves is an input, a parameter, or a share of people: `turnout` (ballots of the registered voters) and `support`
//! (Yes of Yes and No, or of the ballots). Shares are turned into whole people first; see [`Sweep::says`] for how.

mod axis;
mod beside;
mod bilinear;
mod error;
mod judge;
mod plane;
mod points;
mod turns;
mod vary;
mod votes;
mod words;

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

pub use axis::{Axis, Base, MOST_POINTS};
pub use bilinear::Bilinear;
pub use error::SweepError;
pub use judge::Ordinary;
pub use plane::{Plane, Term};
pub use points::Placed;
pub use turns::{Counted, Place, Turn};
pub use vary::{Vary, vary, vary_in};
pub use votes::{Role, Roles};

use judge::{Point, Rule};
use votes::{Inputs, People, Votes};

use crate::compare::{self, Column, Row, Stopped};
use crate::evaluate::StageStatus;
use crate::facts::Facts;
use crate::inputs::{self, InputError, Layer, Override, Overrides};
use crate::parallel;
use crate::program::InputId;
use crate::syntax::ast::{FactValue, LiteralValue};
use crate::value::Exact;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Request<'a> {
    /// The rules.
    pub columns: Vec<Column<'a>>,
    /// Facts that hold everywhere, lowest first: what a file says.
    pub below: Vec<Layer>,
    /// Votes that the sweep starts from: a scenario, or the only set of votes of a file.
    pub held: Option<Row<'a>>,
    /// Facts that lie above them: `--set approval=60%`.
    pub above: Vec<Layer>,
    /// Facts that hold for one of the rules alone, in the order of the rules, above all others; may be shorter.
    pub own: Vec<Vec<Layer>>,
    /// The position of the one rule that is asked about, if the others stand beside it: it moves also where it is a variant
    /// that sets what moves. A rule that stands alone is the one.
    pub asked: Option<usize>,
    /// What moves.
    pub vary: Vec<Vary>,
    /// Which inputs count what.
    pub roles: Roles,
    /// Blank and invalid ballots as a share of the ballots. Without it, as in the votes that are held; or none.
    pub invalid: Option<Exact>,
    /// Real votes to be put beside the sweep.
    pub points: Vec<Row<'a>>,
}

/// The result of a rule at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cell {
    /// The status of the stage.
    Status(StageStatus),
    /// The outcome, by its position among those declared.
    Outcome(u8),
    /// None of the outcomes.
    NoOutcome,
    /// It depends on what is not given.
    Pending,
    /// Whether it hangs on what is not given was not worked out within the steps it may take.
    NotDecided,
    /// No such votes can be: a `given` is broken.
    BadData,
    /// The rule cannot be judged there: it divides by zero.
    NotJudged,
}

impl Cell {
    /// Whether it is what the sweep is about: the stage passed, or the first outcome follows.
    pub const fn passes(self) -> bool {
        matches!(self, Self::Status(StageStatus::Passed) | Self::Outcome(0))
    }
}

/// A sweep that was made.
#[derive(Debug)]
pub struct Sweep<'a> {
    /// What moves: one thing, or the one across and the one up.
    pub axes: Vec<Axis>,
    pub(crate) columns: Vec<Column<'a>>,
    rules: Vec<Rule<'a>>,
    votes: Option<Votes>,
    /// Row after row, for each of the rules.
    cells: Vec<Vec<Cell>>,
    turns: Vec<Vec<Turn>>,
    points: Vec<Placed>,
    says: Vec<String>,
    held: Option<String>,
    notes: Vec<String>,
    overrides: Vec<Overrides>,
}

/// Why there is no sweep.
#[derive(Debug)]
pub enum Failed {
    /// What is wrong with what was asked for.
    Wrong(Vec<SweepError>),
    /// Somebody had enough of it.
    Stopped,
}

impl From<Vec<SweepError>> for Failed {
    fn from(errors: Vec<SweepError>) -> Self {
        Self::Wrong(errors)
    }
}

/// A sweep with everything known but its cells.
#[derive(Debug)]
pub struct Prepared<'a>(Sweep<'a>);

/// Finds out what moves and what is held.
///
/// # Errors
/// All that is wrong with what is asked for.
pub fn prepare(request: Request<'_>) -> Result<Prepared<'_>, Vec<SweepError>> {
    if let [_, _, third, ..] = request.vary.as_slice() {
        return Err(vec![SweepError::TooManyMoved { many: request.vary.len(), span: third.span() }]);
    }
    if request.vary.is_empty() {
        return Err(vec![SweepError::Nothing]);
    }
    let facts = held_facts(&request)?;
    let mut errors = Vec::new();
    let mut axes: Vec<Axis> = Vec::new();
    for vary in &request.vary {
        match axis::axis(vary, &request, &facts) {
            Ok(axis) => axes.push(axis),
            Err(found) => errors.extend(found),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    if let [first, second] = axes.as_slice() {
        if same(first, second) {
            return Err(vec![SweepError::MovedTwice {
                first: first.name.clone(),
                second: second.name.clone(),
                what: "the same".to_owned(),
                one: first.span,
                other: second.span,
            }]);
        }
        let points = first.len() as u64 * second.len() as u64;
        if points > MOST_POINTS {
            let finer = if first.len() > second.len() { first } else { second };
            return Err(vec![SweepError::TooManyPoints {
                points: crate::words::grouped(&Exact::from(points)),
                most: crate::words::grouped(&Exact::from(MOST_POINTS)),
                span: finer.span,
                steps: crate::words::grouped(&Exact::from(finer.len() as u64)),
            }]);
        }
    }
    let mut inputs = Votes::roles(&request.columns, &request.roles)?;
    for (at, (own, column)) in inputs.iter_mut().zip(&request.columns).enumerate() {
        let keeps = |id: &InputId| {
            request.over(at) == Override::UnlessSet && inputs::keeps_input(column.program, column.measure, *id)
        };
        own.iter_mut().for_each(|input| *input = input.filter(|id| !keeps(id)));
    }
    let known = votes::known(&inputs, &facts.iter().map(Some).collect::<Vec<_>>());
    let votes = Votes::new(&inputs, &axes, known, request.invalid.as_ref())?;
    let rules: Vec<Rule<'_>> = request
        .columns
        .iter()
        .zip(&facts)
        .enumerate()
        .map(|(at, (column, facts))| Rule::new(at, *column, facts, &axes, votes.as_ref()))
        .collect();
    let overrides = overrides(&request, &facts, &axes);
    let held = words::held(&rules, votes.as_ref(), &request);
    let mut says = words::moved(&axes, &rules, votes.as_ref());
    says.extend(held.clone());
    let mut notes = words::notes(&axes, &rules);
    let points = points::place(&request, &inputs, &axes, &rules, votes.as_ref(), &mut notes);
    let columns = request.columns;
    Ok(Prepared(Sweep {
        axes,
        columns,
        rules,
        votes,
        cells: Vec::new(),
        turns: Vec::new(),
        points,
        says,
        held,
        notes,
        overrides,
    }))
}

/// Two axes of the same thing.
fn same(first: &Axis, second: &Axis) -> bool {
    use axis::What;
    match (&first.what, &second.what) {
        (What::Turnout, What::Turnout) | (What::Support(_), What::Support(_)) => true,
        (What::Thing(one), What::Thing(other)) => {
            one.iter().zip(other).any(|(one, other)| one.is_some() && one == other)
        }
        (What::Thing(_) | What::Turnout | What::Support(_), _) => false,
    }
}

/// What was moved and set aside for each rule, by what is held and by what moves.
fn overrides(request: &Request<'_>, facts: &[Facts], axes: &[Axis]) -> Vec<Overrides> {
    let of = |(at, (column, facts)): (usize, (&Column<'_>, &Facts))| {
        let mut overrides = Overrides::of(facts);
        for axis in axes {
            let axis::What::Thing(places) = &axis.what else { continue };
            let is_moved = places.get(at).is_some_and(Option::is_some);
            let kept = request.vary.iter().find(|vary| vary.span() == axis.span).filter(|_| !is_moved);
            let aside =
                kept.and_then(|vary| inputs::set_aside(column.program, column.measure, column.stage, &vary.path));
            overrides.set_aside.extend(aside.filter(|aside| !overrides.set_aside.contains(aside)));
        }
        overrides
    };
    request.columns.iter().zip(facts).enumerate().map(of).collect()
}

impl Request<'_> {
    /// Whether what moves and what is held lie over what a rule sets as a variant.
    pub(crate) fn over(&self, at: usize) -> Override {
        if self.columns.len() == 1 || self.asked == Some(at) { Override::Always } else { Override::UnlessSet }
    }
}

/// What is held, bound to each of the rules.
fn held_facts(request: &Request<'_>) -> Result<Vec<Facts>, Vec<SweepError>> {
    let mut all = Vec::new();
    for at in 0..request.columns.len() {
        match bound(request, at, request.held.as_ref()) {
            Ok(facts) => all.push(facts),
            Err(found) => return Err(found.into_iter().map(SweepError::Input).collect()),
        }
    }
    Ok(all)
}

/// Votes with what lies below and above them, as one of the rules reads them.
fn bound(request: &Request<'_>, at: usize, row: Option<&Row<'_>>) -> Result<Facts, Vec<InputError>> {
    let Some(column) = request.columns.get(at) else { return Err(Vec::new()) };
    let above: Vec<Layer> = request.above.iter().chain(request.own.get(at).into_iter().flatten()).cloned().collect();
    compare::facts(column, row, &request.below, &above, request.over(at))
}

impl<'a> Prepared<'a> {
    /// How many cells are to be judged.
    pub fn len(&self) -> usize {
        self.0.width() * self.0.height() * self.0.rules.len()
    }

    /// Whether there is nothing to judge.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sweep without its cells, which is all that a picture needs.
    pub fn sweep(&self) -> &Sweep<'a> {
        &self.0
    }

    /// The same with fewer values on each axis, every so many; the last is kept.
    #[must_use]
    pub fn thinned(mut self, most: [usize; 2]) -> Self {
        for (axis, most) in self.0.axes.iter_mut().zip(most) {
            let every = axis.len().div_ceil(most.max(1)).max(1);
            let last = axis.values.last().copied();
            axis.values = axis.values.iter().copied().step_by(every).collect();
            axis.values.extend(last.filter(|last| axis.values.last() != Some(last)));
        }
        self
    }

    /// Judges every point under every rule, on several threads. `watch` is told how many more cells are done and may put an
    /// end to it.
    ///
    /// # Errors
    /// [`Stopped`] if `watch` said so.
    pub fn judge(self, watch: &(dyn Fn(usize) -> ControlFlow<()> + Sync)) -> Result<Sweep<'a>, Stopped> {
        let mut sweep = self.0;
        let (width, height) = (sweep.width(), sweep.height());
        let stopped = AtomicBool::new(false);
        let rules = sweep.rules.len();
        let part = |rows: std::ops::Range<usize>| {
            let mut out: Vec<Vec<Cell>> = (0..rules).map(|_| Vec::with_capacity(rows.len() * width)).collect();
            for y in rows {
                let row = sweep.row(y);
                for (rule, out) in sweep.rules.iter().zip(&mut out) {
                    rule.row(&row, out);
                }
                if watch(width * rules).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                }
                if stopped.load(Ordering::Relaxed) {
                    break;
                }
            }
            out
        };
        let share = height.div_ceil(parallel::threads(height)).max(1);
        let rows = (0..height).step_by(share).map(|first| first..(first + share).min(height)).collect();
        let parts: Vec<Vec<Vec<Cell>>> = parallel::each(rows, part);
        if stopped.load(Ordering::Relaxed) {
            return Err(Stopped);
        }
        let mut all: Vec<Vec<Cell>> = (0..rules).map(|_| Vec::with_capacity(width * height)).collect();
        for part in parts {
            all.iter_mut().zip(part).for_each(|(all, mut own)| all.append(&mut own));
        }
        if sweep.axes.len() == 1 {
            sweep.turns = sweep.rules.iter().zip(&all).map(|(rule, cells)| turns::turns(&sweep, rule, cells)).collect();
        }
        sweep.cells = all;
        Ok(sweep)
    }
}

impl<'a> Sweep<'a> {
    /// How many values the first axis has.
    pub fn width(&self) -> usize {
        self.axes.first().map_or(0, Axis::len)
    }

    /// How many values the second axis has; one if there is none.
    pub fn height(&self) -> usize {
        self.axes.get(1).map_or(1, Axis::len)
    }

    /// For each rule what was moved by what is held, and what it keeps because a variant sets it.
    pub fn overrides(&self) -> &[Overrides] {
        &self.overrides
    }

    /// The rules, in order.
    pub fn columns(&self) -> &[Column<'a>] {
        &self.columns
    }

    /// The result of a rule at a point: positions on the first and on the second axis.
    pub fn cell(&self, rule: usize, x: usize, y: usize) -> Option<Cell> {
        self.cells.get(rule)?.get(y * self.width() + x).copied()
    }

    /// Where the answers of a rule turn, if only one thing moves.
    pub fn turns(&self, rule: usize) -> &[Turn] {
        self.turns.get(rule).map_or(&[], Vec::as_slice)
    }

    /// Real votes, with their places.
    pub fn points(&self) -> &[Placed] {
        &self.points
    }

    /// What moves, what moves with it and how it is rounded, and what is held: a sentence each.
    pub fn says(&self) -> &[String] {
        &self.says
    }

    /// What is held, of all that [`says`](Self::says) tells.
    pub fn held(&self) -> Option<&str> {
        self.held.as_deref()
    }

    /// What was left aside, and what is judged the ordinary way.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Why a rule is judged the ordinary way, if it is.
    pub fn ordinary(&self, rule: usize) -> Option<&Ordinary> {
        self.rules.get(rule).and_then(|rule| rule.form.as_ref().err())
    }

    /// The facts of a rule at a point.
    pub fn facts(&self, rule: usize, x: usize, y: usize) -> Option<Facts> {
        let axes = |axis: usize| self.ratio(axis, [x, y].get(axis).copied().unwrap_or(0));
        let people = self.people(&axes);
        Some(self.rules.get(rule)?.facts_at(&Point { axes: &axes, people }))
    }

    /// The people at a point, by role, as far as they are counted from shares.
    pub fn people_at(&self, x: usize, y: usize) -> Option<[Option<i64>; 4]> {
        let axes = |axis: usize| self.ratio(axis, [x, y].get(axis).copied().unwrap_or(0));
        self.people(&axes).map(|people| people.counts)
    }

    /// The result of a rule where the axes have these values, which need not be steps.
    pub fn cell_at(&self, rule: usize, values: [&Exact; 2]) -> Option<Cell> {
        let ratio = |value: &Exact| {
            let (part, whole) = value.lowest_terms();
            Some((i64::try_from(part).ok()?, i64::try_from(whole).ok()?))
        };
        let ratios = [ratio(values[0])?, ratio(values[1])?];
        let axes = |axis: usize| ratios.get(axis).copied().unwrap_or((0, 1));
        let people = self.people(&axes);
        Some(self.rules.get(rule)?.cell(&Point { axes: &axes, people }))
    }

    fn people(&self, axes: &dyn Fn(usize) -> (i64, i64)) -> Option<People> {
        self.votes.as_ref().and_then(|votes| votes.people(axes))
    }

    fn ratio(&self, axis: usize, at: usize) -> (i64, i64) {
        self.axes.get(axis).map_or((0, 1), |axis| (axis.values.get(at).copied().unwrap_or(0), axis.per))
    }

    /// One row of points: a value of the second axis with all of the first.
    fn row(&self, y: usize) -> judge::Row {
        let points = self.width();
        let axes: Vec<(Vec<i64>, i64)> = self
            .axes
            .iter()
            .enumerate()
            .map(|(at, axis)| {
                let values =
                    if at == 0 { axis.values.clone() } else { axis.values.get(y).copied().into_iter().collect() };
                (values, axis.per)
            })
            .collect();
        let second = self.ratio(1, y);
        let mut row = judge::Row { points, axes, people: None, beyond: Vec::new() };
        if self.votes.is_none() {
            return row;
        }
        let mut people: [Vec<i64>; 4] = std::array::from_fn(|_| Vec::with_capacity(points));
        for x in 0..points {
            let first = self.ratio(0, x);
            let found = self.people(&|axis: usize| if axis == 0 { first } else { second });
            if found.is_none() {
                row.beyond.resize(x, false);
                row.beyond.push(true);
            }
            for (column, count) in people.iter_mut().zip(found.unwrap_or_default().counts) {
                // Where nothing fits, something must stand in the column.
                column.extend(count.or(found.is_none().then_some(0)));
            }
        }
        row.people = Some(people);
        row
    }
}

/// The value that `--invalid` states.
///
/// # Errors
/// If it is no share from nothing to all.
pub fn invalid_share(source: &crate::source::Source) -> Result<Exact, Vec<SweepError>> {
    let read = crate::inputs::literal(source, source.span());
    let value = read.map_err(|found| found.into_iter().map(SweepError::Input).collect::<Vec<_>>())?;
    match value {
        FactValue::Literal(literal) => match literal.value {
            LiteralValue::Share(value) | LiteralValue::Fraction(value)
                if !value.is_negative() && value <= Exact::ONE =>
            {
                Ok(value)
            }
            _ => Err(not_a_share(source.span())),
        },
        FactValue::Range(..) => Err(not_a_share(source.span())),
    }
}

fn not_a_share(span: crate::span::Span) -> Vec<SweepError> {
    let help = "write the share of ballots that are blank or invalid: `--invalid 2%`".to_owned();
    vec![SweepError::Form { missing: "not a share of the ballots", help, span }]
}

/// The inputs of each role, for those who place points.
type RoleInputs = [Inputs];

/// Which input has which role in each of the rules, by [`Role::ALL`].
///
/// # Errors
/// What `roles` names is no count.
pub fn roles(columns: &[Column<'_>], roles: &Roles) -> Result<Vec<[Option<InputId>; 4]>, Vec<SweepError>> {
    Votes::roles(columns, roles)
}
