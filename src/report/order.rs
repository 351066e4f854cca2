//! Which condition comes first: the one that decided, then what failed, then what is open, then what held.

use crate::evaluate::{ConditionOutcome, Explanation, Reason, SideValue, StageOutcome, StageStatus, Verdict};
use crate::program::{ConditionKind, Measure};
use crate::value::Exact;

/// Whether a condition speaks for the stage, against it, or neither yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bearing {
    Against,
    Open,
    For,
}

/// A `reject` that is met speaks against the stage, everything else when it is not met.
pub(super) fn bearing(kind: ConditionKind, verdict: Verdict) -> Bearing {
    match (kind, verdict) {
        (_, Verdict::Unknown | Verdict::NotDecided) => Bearing::Open,
        (ConditionKind::Reject, Verdict::Met) | (ConditionKind::Require | ConditionKind::Quorum, Verdict::NotMet) => {
            Bearing::Against
        }
        (ConditionKind::Reject, Verdict::NotMet) | (ConditionKind::Require | ConditionKind::Quorum, Verdict::Met) => {
            Bearing::For
        }
    }
}

/// A stage's conditions, the deciding one first.
pub(super) fn deciding_first<'a>(measure: &Measure, stage: &'a StageOutcome) -> Vec<&'a ConditionOutcome> {
    let mut conditions: Vec<&ConditionOutcome> = stage.conditions.iter().collect();
    // The sort is stable, so that ties stay in order of declaration.
    conditions.sort_by_cached_key(|outcome| {
        let kind = measure.conditions.at(outcome.condition).kind;
        let bearing = bearing(kind, outcome.verdict);
        (bearing, weight(stage, kind, bearing), Closeness(closeness(&outcome.why)))
    });
    conditions
}

/// Among conditions against a stage, a failed quorum explains "no quorum", a met `reject` explains "failed".
fn weight(stage: &StageOutcome, kind: ConditionKind, bearing: Bearing) -> u8 {
    if bearing != Bearing::Against {
        return 0;
    }
    match kind {
        ConditionKind::Quorum => 0,
        ConditionKind::Reject if stage.alone.contains(StageStatus::Failed) => 1,
        ConditionKind::Reject | ConditionKind::Require => 2,
    }
}

/// Conditions without a margin come after those with one.
#[derive(PartialEq, Eq)]
struct Closeness(Option<Exact>);

impl PartialOrd for Closeness {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Closeness {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (&self.0, &other.0) {
            (Some(own), Some(others)) => own.cmp(others),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => std::cmp::Ordering::Equal,
        }
    }
}

/// How near to its bar a condition is, relative to what it is a share of.
fn closeness(why: &Explanation) -> Option<Exact> {
    match &why.reason {
        Reason::Comparison(comparison) => {
            let distance = comparison.difference.as_ref()?.abs();
            let base = match (&comparison.share, &comparison.right.value) {
                (Some(share), _) => share.base.abs(),
                (None, SideValue::Number(right)) => right.known()?.abs(),
                (None, SideValue::Date(_) | SideValue::Duration(_) | SideValue::EmptyBase) => return None,
            };
            distance.divide(&base)
        }
        Reason::Not(inner) | Reason::Definition(_, inner) => closeness(inner),
        Reason::All(parts) | Reason::Any(parts) => parts.iter().filter_map(closeness).min(),
        Reason::Stated | Reason::Missing(_) | Reason::Rows { .. } => None,
    }
}
