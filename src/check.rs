//! From trees to the checked program: names become ids, expressions get kinds, variants are spelled out.

mod built;
mod checking;
mod comparison;
mod declare;
mod elaborated;
mod error;
mod expression;
mod facts;
mod fix;
mod follow;
mod lint;
pub mod literal;
mod lookup;
mod measure;
mod nobody;
mod order;
mod rows;
mod scope;
mod show;
mod status;
mod test;
mod uses;
mod variant;
mod walk;

use smol_str::SmolStr;

pub use checking::Checked;
pub use error::CheckError;
pub use follow::by_itself;
pub use lint::Lint;
pub use lookup::{Found, Names, lookup};

use crate::check::checking::Checking;
use crate::check::scope::{Place, in_measure};
use crate::program::{Given, Meaning, Measure, MeasureId, Program, StageId};
use crate::span::Span;
use crate::syntax::ast;

/// Checks what all files together declare.
pub fn check(files: &[ast::File]) -> Checked {
    let declarations = || files.iter().flat_map(|file| &file.declarations);
    let mut checking = Checking::default();
    checking.file_level(declarations());
    checking.measures(declarations());
    checking.facts(declarations());
    let mut checked = checking.finish();
    checked.lints.extend(nobody::passes_on_nothing(&checked.program));
    checked.lints.extend(files.iter().flat_map(|file| &file.hidden).map(Lint::hidden));
    checked.lints.sort_by_key(|lint| lint.span());
    checked
}

/// The meaning of an expression in an already checked measure, seen from a stage or from the measure as a whole.
///
/// # Errors
/// Names that the measure does not have, kinds that do not fit.
pub fn expression(
    program: &Program,
    measure: MeasureId,
    stage: Option<StageId>,
    expr: &ast::Expr,
) -> Result<Meaning, Vec<CheckError>> {
    let Some(measure) = program.measures.get(measure) else { return Err(Vec::new()) };
    in_measure(measure, &Names::of(measure), stage, Place::Rule, |scope| {
        scope.typed(expr).map(|typed| typed.into_meaning().0)
    })
    .map(|(meaning, _)| meaning)
}

/// The meaning of a `given` that a scenario or test adds to an already checked measure.
///
/// # Errors
/// Names that the measure does not have, kinds that do not fit.
pub fn given(measure: &Measure, stage: Option<StageId>, given: &ast::Given) -> Result<Given, Vec<CheckError>> {
    let (formula, _) =
        in_measure(measure, &Names::of(measure), stage, Place::Given, |scope| scope.formula(&given.condition))?;
    let (span, name, sources) = (given.span, given.name.clone(), given.sources.clone());
    Ok(Given { span, name, stage, table: None, formula, sources })
}

/// Where a `given` names something of the measure, each with the path that means the same from anywhere in the measure.
pub fn given_paths(measure: &Measure, stage: Option<StageId>, given: &ast::Given) -> Vec<(Span, SmolStr)> {
    let mut paths = Vec::new();
    walk::paths(&given.condition, &mut |path| {
        let parts: Vec<&str> = path.parts.iter().map(|part| part.text.as_str()).collect();
        let whole = match lookup(measure, stage, &parts) {
            Found::Input(id) => measure.input_path(id),
            Found::Parameter(id) => measure.parameter_path(id),
            Found::Definition(id) | Found::Date(id) => measure.definition_path(id),
            Found::Condition(_) | Found::Stage(_) | Found::Table(_) | Found::Nothing { .. } => return,
        };
        paths.push((path.span, whole));
    });
    paths
}
