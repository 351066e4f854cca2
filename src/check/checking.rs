//! The work of checking: what all files declare, one kind of declaration after the other.

use std::collections::{BTreeMap, BTreeSet};

use smol_str::SmolStr;

use crate::check::built::Built;
use crate::check::elaborated::{Elaborated, FileLevel};
use crate::check::error::CheckError;
use crate::check::lint::Lint;
use crate::check::scope::did_you_mean;
use crate::check::{declare, measure, order, rows, variant};
use crate::ids::Id as _;
use crate::program::{self, MeasureId, Program};
use crate::span::Span;
use crate::suggest;
use crate::syntax::ast::{self, Declaration, Name};

/// What checking comes to: always a program, however much is wrong.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// What is sound. A measure or variant with errors of its own is left out, and with it its variants, scenarios and
    /// tests; a scenario with errors is left out with the tests that start from it; a test by itself.
    pub program: Program,
    /// In the order of the text; none twice.
    pub errors: Vec<CheckError>,
    /// In the order of the text; none twice.
    pub lints: Vec<Lint>,
}

/// A measure or variant as it is written.
#[derive(Clone, Copy)]
enum Written<'a> {
    Measure(&'a ast::Measure),
    Variant(&'a ast::Variant),
}

impl Written<'_> {
    fn name(&self) -> &Name {
        match self {
            Self::Measure(measure) => &measure.name,
            Self::Variant(variant) => &variant.name,
        }
    }
}

/// A checked measure or variant, sound or not.
pub(super) struct Candidate {
    pub(super) built: Built,
    /// Position of what it is a variant of.
    pub(super) base: Option<usize>,
    /// Its id in the program, if it and all it is a variant of are sound.
    id: Option<MeasureId>,
}

/// A scenario whose measure is the position of a candidate.
pub(super) struct CheckedScenario {
    pub scenario: program::Scenario,
    /// It has no errors.
    pub sound: bool,
}

/// What is checked so far.
#[derive(Default)]
pub(super) struct Checking<'a> {
    file: FileLevel<'a>,
    /// In the order of the program: a variant after what it is a variant of.
    pub(super) candidates: Vec<Candidate>,
    /// Positions by name; `None` for one that could not even be built.
    pub(super) by_name: BTreeMap<SmolStr, Option<usize>>,
    pub(super) scenarios: Vec<CheckedScenario>,
    pub(super) tests: Vec<program::Test>,
    /// Where definitions stand that tests expect a value of.
    pub(super) expected: BTreeSet<Span>,
    pub(super) errors: Vec<CheckError>,
    lints: Vec<Lint>,
}

impl<'a> Checking<'a> {
    /// Parameters, rows and holidays at the top of the files.
    pub(super) fn file_level(&mut self, declarations: impl Iterator<Item = &'a Declaration>) {
        let mut spans: BTreeMap<SmolStr, Span> = BTreeMap::new();
        let mut declare = |name: &Name, errors: &mut Vec<CheckError>| {
            let first = *spans.entry(name.text.clone()).or_insert(name.span);
            if first != name.span {
                errors.push(CheckError::Duplicate { name: name.text.clone(), span: name.span, first });
            }
        };
        for declaration in declarations {
            match declaration {
                Declaration::Parameter(parameter) => {
                    declare::parameter_value(parameter, false, &mut self.errors);
                    Lint::number_of(parameter, &mut self.lints);
                    for name in &parameter.names {
                        declare(name, &mut self.errors);
                        self.file.parameters.entry(name.text.clone()).or_insert(parameter);
                    }
                }
                Declaration::Rows(rows) => {
                    rows::check_shape(rows, &mut self.errors);
                    if let [table] = rows.table.parts.as_slice() {
                        declare(table, &mut self.errors);
                        self.file.rows.entry(table.text.clone()).or_insert(rows);
                    }
                }
                Declaration::Holidays(holidays) => self.file.holidays.push(holidays),
                Declaration::Use(_)
                | Declaration::Measure(_)
                | Declaration::Variant(_)
                | Declaration::Scenario(_)
                | Declaration::Test(_) => {}
            }
        }
    }

    /// Measures and variants, each variant after what it is a variant of.
    pub(super) fn measures(&mut self, declarations: impl Iterator<Item = &'a Declaration>) {
        let mut written: Vec<Written<'a>> = Vec::new();
        let mut positions: BTreeMap<&'a SmolStr, usize> = BTreeMap::new();
        for declaration in declarations {
            let one = match declaration {
                Declaration::Measure(measure) => Written::Measure(measure),
                Declaration::Variant(variant) => Written::Variant(variant),
                _ => continue,
            };
            let name = match one {
                Written::Measure(measure) => &measure.name,
                Written::Variant(variant) => &variant.name,
            };
            match positions.get(&name.text).and_then(|&at| written.get(at)) {
                Some(first) => {
                    let (name, span, first) = (name.text.clone(), name.span, first.name().span);
                    self.errors.push(CheckError::Duplicate { name, span, first });
                }
                None => {
                    positions.insert(&name.text, written.len());
                }
            }
            written.push(one);
        }
        let needs: Vec<Vec<usize>> = written.iter().map(|one| self.base_of(*one, &positions)).collect();
        let ordered = order::order(&needs);
        let circles: BTreeSet<usize> = ordered.loops.iter().flatten().copied().collect();
        for circle in &ordered.loops {
            let names = circle.iter().filter_map(|&at| written.get(at)).map(Written::name);
            let way: Vec<(SmolStr, Span)> = names.map(|name| (name.text.clone(), name.span)).collect();
            let what = if way.len() == 1 { "this variant" } else { "these variants" };
            self.errors.extend(measure::cycle(what, "in the end a variant is a variant of a measure", &way));
        }
        let mut trees: BTreeMap<usize, (Elaborated<'a>, usize)> = BTreeMap::new();
        let mut repeated = 0;
        let mut unused: Vec<Vec<Lint>> = Vec::new();
        for at in ordered.order {
            let Some(&one) = written.get(at) else { continue };
            let before = self.errors.len();
            let base = needs.get(at).and_then(|needs| needs.first()).and_then(|base| trees.get(base));
            let (tree, base) = match one {
                Written::Measure(measure) => (Elaborated::of(measure), None),
                Written::Variant(variant) => match base.filter(|_| !circles.contains(&at)) {
                    Some((tree, _)) if repeated + tree.declarations() > variant::MOST_REPEATED => {
                        if repeated <= variant::MOST_REPEATED {
                            let (variant, span) = (variant.name.text.clone(), variant.name.span);
                            self.errors.push(CheckError::Repeated { variant, span });
                        }
                        // What follows is not too much by itself, but nothing after this is looked at.
                        repeated = usize::MAX / 2;
                        self.by_name.entry(variant.name.text.clone()).or_insert(None);
                        continue;
                    }
                    Some((tree, base)) => (variant::apply(tree, variant, &self.file, &mut self.errors), Some(*base)),
                    None => {
                        self.by_name.entry(variant.name.text.clone()).or_insert(None);
                        continue;
                    }
                },
            };
            if base.is_some() {
                repeated += tree.declarations();
            }
            let mut built = measure::build(&tree, &self.file, &mut self.errors, &mut self.lints);
            built.sound &= self.errors.len() == before;
            self.number_lints(one);
            let mut own = Vec::new();
            Lint::unused(&built, &mut own);
            if let Written::Variant(variant) = one {
                Lint::unused_set(&built, variant, &mut self.lints);
            }
            let here = self.candidates.len();
            self.by_name.entry(one.name().text.clone()).or_insert(Some(here));
            self.candidates.push(Candidate { built, base, id: None });
            trees.insert(at, (tree, here));
            unused.push(own);
        }
        self.unused(unused);
    }

    /// What a variant or measure is a variant of.
    fn base_of(&mut self, written: Written<'a>, positions: &BTreeMap<&'a SmolStr, usize>) -> Vec<usize> {
        let Written::Variant(variant) = written else { return Vec::new() };
        let base = positions.get(&variant.of.text).copied();
        if base.is_none() {
            let nearest = suggest::nearest(&variant.of.text, positions.keys().map(|name| name.as_str()));
            let (name, help) = (variant.of.text.to_string(), did_you_mean(nearest));
            self.errors.push(CheckError::NoSuch { wanted: "measure", name, help, span: variant.of.span });
        }
        base.into_iter().collect()
    }

    fn number_lints(&mut self, written: Written<'_>) {
        match written {
            Written::Measure(measure) => Lint::numbers(&measure.items, &mut self.lints),
            Written::Variant(variant) => {
                for change in &variant.changes {
                    match change {
                        ast::Change::Set { value, .. } => Lint::numbers_in(value, &mut self.lints),
                        ast::Change::Replace { condition, .. } => Lint::numbers_in(condition, &mut self.lints),
                        ast::Change::Add { items, .. } => Lint::numbers(items, &mut self.lints),
                        ast::Change::Remove { .. } => {}
                    }
                }
            }
        }
    }

    /// Something is unused if its measure and every variant that has it leave it unused.
    fn unused(&mut self, unused: Vec<Vec<Lint>>) {
        let mut used: BTreeSet<Span> = BTreeSet::new();
        for Candidate { built, .. } in &self.candidates {
            let (measure, uses) = (&built.measure, &built.used);
            used.extend(uses.inputs.iter().map(|&id| measure.inputs.at(id).name.span));
            used.extend(uses.parameters.iter().map(|&id| measure.parameters.at(id).name.span));
            used.extend(uses.definitions.iter().map(|&id| measure.definitions.at(id).name.span));
            if !built.sound {
                // With errors there is no telling what is used.
                used.extend(measure.inputs.values().map(|input| input.name.span));
                used.extend(measure.parameters.values().map(|parameter| parameter.name.span));
                used.extend(measure.definitions.values().map(|definition| definition.name.span));
            }
        }
        self.lints.extend(unused.into_iter().flatten().filter(|lint| !used.contains(&lint.span())));
    }

    /// Scenarios and tests.
    pub(super) fn facts(&mut self, declarations: impl Iterator<Item = &'a Declaration> + Clone) {
        for declaration in declarations.clone() {
            if let Declaration::Scenario(scenario) = declaration {
                self.scenario(scenario);
            }
        }
        let mut titles: BTreeMap<(usize, &'a SmolStr), Span> = BTreeMap::new();
        for declaration in declarations {
            if let Declaration::Test(test) = declaration {
                self.test(test, &mut titles);
            }
        }
    }

    /// Puts what is sound into the program.
    pub(super) fn finish(mut self) -> Checked {
        let mut program = Program::default();
        for at in 0..self.candidates.len() {
            let base = self.candidates.get(at).and_then(|candidate| candidate.base);
            let base_id = base.and_then(|base| self.candidates.get(base)).and_then(|base| base.id);
            let Some(candidate) = self.candidates.get_mut(at) else { continue };
            if candidate.built.sound && base.is_some() == base_id.is_some() {
                candidate.built.measure.variant_of = base_id;
                candidate.id = Some(MeasureId::new(program.measures.len()));
                program.measures.push(candidate.built.measure.clone());
            }
        }
        let id = |at: MeasureId| self.candidates.get(at.index()).and_then(|candidate| candidate.id);
        let mut scenario_ids = Vec::with_capacity(self.scenarios.len());
        for CheckedScenario { scenario, sound } in self.scenarios {
            scenario_ids.push(match id(scenario.of) {
                Some(of) if sound => Some(program.scenarios.push(program::Scenario { of, ..scenario })),
                _ => None,
            });
        }
        for test in self.tests {
            let Some(of) = id(test.of) else { continue };
            let with = match test.with {
                None => None,
                Some(with) => match scenario_ids.get(with.index()).copied().flatten() {
                    Some(with) => Some(with),
                    None => continue,
                },
            };
            program.tests.push(program::Test { of, with, ..test });
        }
        // A variant checks its base's text again: what is wrong with it is said once.
        self.errors.sort_by_key(|error| (error.span(), error.to_string()));
        self.errors.dedup();
        self.lints.retain(|lint| !matches!(lint, Lint::Unused { span, .. } if self.expected.contains(span)));
        self.lints.sort_by_key(|lint| (lint.span(), lint.to_string()));
        self.lints.dedup();
        Checked { program, errors: self.errors, lints: self.lints }
    }
}
