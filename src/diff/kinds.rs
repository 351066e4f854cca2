//! One name for what is not of one kind.

use smol_str::SmolStr;

use super::{Common, DiffError};
use crate::decision::Origin;
use crate::span::Span;
use crate::value::Kind;

impl Common<'_> {
    /// Whether what the rules depend on is of one kind in all of them, as far as it is open.
    ///
    /// # Errors
    /// What is not.
    pub fn of_one_kind(&self) -> Result<(), Vec<DiffError>> {
        let mut errors: Vec<DiffError> = Vec::new();
        let keys = self.decision.variables.values().filter_map(|variable| match &variable.origin {
            Origin::Free(key) => Some(key),
            Origin::Derived(_) => None,
        });
        let keys: Vec<_> = keys.collect();
        for (at, one) in keys.iter().enumerate() {
            let other = keys.iter().take(at).find(|other| other.path == one.path && other.kind != one.kind);
            let Some(other) = other else { continue };
            let (Some(first), Some(second)) =
                (self.declared(&other.path, other.kind), self.declared(&one.path, one.kind))
            else {
                continue;
            };
            let error = DiffError::Kinds {
                name: one.path.clone(),
                first: first.0,
                first_kind: other.kind,
                first_span: first.1,
                second: second.0,
                second_kind: one.kind,
                second_span: second.1,
            };
            if !errors.contains(&error) {
                errors.push(error);
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The first rule that declares a thing of a kind under a common name, and where.
    fn declared(&self, name: &SmolStr, kind: Kind) -> Option<(SmolStr, Span)> {
        self.columns.iter().enumerate().find_map(|(rule, column)| {
            let measure = column.rules();
            let inputs = measure.inputs.iter().map(|(id, own)| (measure.input_path(id), own.kind, own.name.span));
            let parameters =
                measure.parameters.iter().map(|(id, own)| (measure.parameter_path(id), own.kind, own.name.span));
            let mut all = inputs.chain(parameters);
            let found = all.find(|(path, own, _)| *own == kind && self.common_name(rule, path) == *name)?;
            Some((column.name().into(), found.2))
        })
    }
}
