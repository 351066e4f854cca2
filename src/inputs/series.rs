//! Many sets of votes bound to one measure, one after the other.

use smol_str::SmolStr;

use super::bind::bind_as;
use super::lookup::{self, Found, Target};
use super::moved::{self, Override, Overrides};
use super::value::Parameters;
use super::{InputError, Layer, keys, value};
use crate::check;
use crate::facts::{Cells, Facts};
use crate::program::{InputId, Measure, MeasureId, Name, Program, StageId};
use crate::syntax::ast;

/// Binds layers that differ in one of them, as the rows of a CSV file do. Layers of no measure may say more than this one
/// takes: what it does not declare is left out.
///
/// Rows of one shape are looked up once; after that only their values are read.
#[derive(Debug)]
pub struct Series<'a> {
    program: &'a Program,
    measure: MeasureId,
    stage: Option<StageId>,
    below: Vec<Layer>,
    above: Vec<Layer>,
    shape: Option<Shape>,
    facts: Facts,
    over: Override,
    overrides: Overrides,
    left: Vec<SmolStr>,
}

/// The paths of a row, and what each is about.
#[derive(Debug)]
struct Shape {
    paths: Vec<Vec<Name>>,
    /// `None` for what the measure does not declare.
    targets: Vec<Option<Target>>,
    /// A layer above says something of the same thing.
    covered: Vec<bool>,
}

impl<'a> Series<'a> {
    /// For a measure with a stage that names are looked up in first, and the layers that lie below and above each row.
    pub fn new(
        program: &'a Program,
        measure: MeasureId,
        stage: Option<StageId>,
        below: &[Layer],
        above: &[Layer],
    ) -> Self {
        let (below, above) = (below.to_vec(), above.to_vec());
        let mut series = Self {
            program,
            measure,
            stage,
            below: Vec::new(),
            above: Vec::new(),
            shape: None,
            facts: Facts::default(),
            over: Override::UnlessSet,
            overrides: Overrides::default(),
            left: Vec::new(),
        };
        series.below = below.into_iter().map(|layer| series.fitted(layer)).collect();
        series.above = above.into_iter().map(|layer| series.fitted(layer)).collect();
        series
    }

    /// The same for the one rule that is asked about: facts lie over what a variant sets, too.
    #[must_use]
    pub fn overriding(mut self, over: Override) -> Self {
        self.over = over;
        self
    }

    /// What was moved and set aside so far.
    pub fn overrides(&self) -> &Overrides {
        &self.overrides
    }

    /// What was left out so far, as paths.
    pub fn left_out(&self) -> &[SmolStr] {
        &self.left
    }

    /// The facts of one row between the layers below and above.
    ///
    /// # Errors
    /// As for [`bind`].
    pub fn bind(&mut self, row: &Layer) -> Result<&Facts, Vec<InputError>> {
        let rules = self.program.measures.at(self.measure);
        let shape = self.shape.as_ref().filter(|shape| shape.is_of(row));
        if shape.is_some_and(|shape| shape.write(rules, row, &mut self.facts)) {
            return Ok(&self.facts);
        }
        let layers = self.layers(row);
        self.facts = bind_as(self.program, self.measure, &layers, Parameters::OneValue, self.over)?;
        self.overrides.note(&self.facts);
        self.shape = Shape::new(self, row);
        Ok(&self.facts)
    }

    /// As [`Series::bind`], of one row whose parameters may be left open, see [`bind_sought`].
    ///
    /// # Errors
    /// As for [`bind_sought`].
    pub fn bind_sought(&mut self, row: &Layer) -> Result<Facts, Vec<InputError>> {
        let layers = self.layers(row);
        bind_as(self.program, self.measure, &layers, Parameters::Sought, self.over)
    }

    fn layers(&mut self, row: &Layer) -> Vec<Layer> {
        let fitted = self.fitted(row.clone());
        self.below.iter().chain([&fitted]).chain(&self.above).cloned().collect()
    }

    /// A layer with the names of this measure's stage, without what the measure does not declare.
    fn fitted(&mut self, layer: Layer) -> Layer {
        // A layer that was written for the measure, or for what it is a variant of, says all that it means to.
        if layer.of.is_some() {
            return layer;
        }
        let rules = self.program.measures.at(self.measure);
        let stage = self.stage;
        let mut layer = layer.in_stage(stage);
        let left = &mut self.left;
        let mut note = |path: &[Name]| {
            let path = keys::written(path);
            if !left.contains(&path) {
                left.push(path);
            }
        };
        layer.facts.facts.retain(|fact| {
            takes_path(rules, stage, &fact.path.parts) || {
                note(&fact.path.parts);
                false
            }
        });
        layer.facts.rows.retain(|rows| {
            lookup::lookup_table(rules, stage, &rows.table.parts).is_ok() || {
                note(&rows.table.parts);
                false
            }
        });
        layer.facts.givens.retain(|given| check::given(rules, stage, given).is_ok());
        layer
    }
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// An input, or one row of it.
    Input(InputId),
    /// A parameter or one of a stage's dates.
    Fixed,
}

/// What a fact is about in a measure, its names looked up in a stage first; `None` if the measure declares no such thing.
pub fn about(measure: &Measure, stage: Option<StageId>, fact: &ast::Fact) -> Option<About> {
    match lookup::lookup(measure, stage, &fact.path.parts).ok()? {
        Found::One(Target::Input(id)) | Found::Cell(Target::Input(id), ..) => Some(About::Input(id)),
        Found::One(_) | Found::Cell(..) => Some(About::Fixed),
    }
}

fn takes_path(measure: &Measure, stage: Option<StageId>, path: &[Name]) -> bool {
    lookup::lookup(measure, stage, path).is_ok()
}

impl Shape {
    /// `None` if a row holds more than values of inputs and parameters outside tables.
    fn new(series: &Series<'_>, row: &Layer) -> Option<Self> {
        let (measure, stage) = (series.program.measures.at(series.measure), series.stage);
        if row.of.is_some() || !row.facts.rows.is_empty() || !row.facts.givens.is_empty() {
            return None;
        }
        let about = |path: &[Name], stage| match lookup::lookup(measure, stage, path) {
            Ok(Found::One(target @ (Target::Input(_) | Target::Parameter(_)))) => Some(Some(target)),
            Ok(Found::One(Target::Date(_)) | Found::Cell(..)) => None,
            Err(_) => Some(None),
        };
        let paths: Vec<Vec<Name>> = row.facts.facts.iter().map(|fact| fact.path.parts.clone()).collect();
        let targets: Vec<Option<Target>> = paths.iter().map(|path| about(path, stage)).collect::<Option<_>>()?;
        let mut over = Vec::new();
        for layer in &series.above {
            for fact in &layer.facts.facts {
                over.push(about(&fact.path.parts, layer.stage)?);
            }
        }
        let mut covered = Vec::new();
        for target in &targets {
            let own = target.and_then(|target| moved::own(series.program, series.measure, measure, target));
            let is_kept = series.over == Override::UnlessSet && own.as_ref().is_some_and(|own| own.set_by.is_some());
            let is_covered = target.is_some() && over.contains(target);
            // What moves is said of each row.
            if own.is_some() && !is_kept && !is_covered {
                return None;
            }
            covered.push(is_kept || is_covered);
        }
        Some(Self { paths, targets, covered })
    }

    fn is_of(&self, row: &Layer) -> bool {
        let facts = &row.facts.facts;
        let same = |own: &[Name], other: &[Name]| {
            own.len() == other.len() && own.iter().zip(other).all(|(own, other)| own.text == other.text)
        };
        row.of.is_none()
            && row.errors.is_empty()
            && row.facts.rows.is_empty()
            && row.facts.givens.is_empty()
            && facts.len() == self.paths.len()
            && facts.iter().zip(&self.paths).all(|(fact, path)| same(path, &fact.path.parts))
    }

    /// Puts a row's values over those of the row before. `false` if one of them does not fit.
    fn write(&self, measure: &Measure, row: &Layer, facts: &mut Facts) -> bool {
        for ((fact, target), covered) in row.facts.facts.iter().zip(&self.targets).zip(&self.covered) {
            let Some(target) = *target else { continue };
            let Ok(slot) = value::slot(measure, target, "", &fact.value) else { return false };
            if *covered {
                continue;
            }
            match target {
                Target::Input(id) => *facts.inputs.at_mut(id) = Cells::One(slot),
                Target::Parameter(id) => *facts.parameters.at_mut(id) = Cells::One(slot),
                Target::Date(_) => return false,
            }
        }
        true
    }
}
