//! What is known of opinion and turnout, and how sure that is.

use super::SimulateError;
use super::read::Spread;
use crate::span::Span;
use crate::value::Exact;

/// What votes are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Those who would vote Yes, of all who were asked.
    pub support: Spread,
    /// How sure that is.
    pub certainty: Certainty,
    /// Those who do not know, of all who were asked.
    pub undecided: Exact,
    /// Of the undecided, those who end up voting Yes; `None` if they split as the decided do.
    pub undecided_yes: Option<Spread>,
    /// Ballots cast, of the registered.
    pub turnout: Spread,
    /// Ballots that are neither Yes nor No, of the ballots cast.
    pub invalid: Spread,
    /// Of support and turnout: above zero if support is higher when more vote.
    pub correlation: Exact,
}

/// How sure a poll's shares are.
#[derive(Clone, Debug, PartialEq)]
pub enum Certainty {
    /// So many were asked.
    Asked(u64),
    /// The support's margin of error: 95 in 100 polls would be within it.
    Margin(Exact),
    /// As sure as the support itself says.
    Stated,
}

/// Where the parts of a [`Model`] are written, for messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The support.
    pub support: Span,
    /// The margin.
    pub margin: Span,
    /// The undecided.
    pub undecided: Span,
    /// How they split.
    pub undecided_yes: Span,
}

impl Model {
    /// Looks whether the parts fit together.
    ///
    /// # Errors
    /// Every part that does not fit.
    pub fn check(&self, places: &Places) -> Result<(), Vec<SimulateError>> {
        let mut errors = Vec::new();
        let (_, most) = self.support.ends();
        let sum = &most + &self.undecided;
        match (&self.support, &self.certainty) {
            (Spread::Around(mean, margin), _) => errors.push(SimulateError::MarginByItself {
                share: crate::words::exact_share(mean).into(),
                margin: crate::words::exact_share(margin).into(),
                span: places.support,
            }),
            (Spread::Exactly(share), Certainty::Margin(_)) if share.is_zero() || *share == Exact::ONE => {
                errors.push(SimulateError::MarginAtEnd { share: share.clone(), span: places.margin });
            }
            (Spread::Exactly(_), _) | (_, Certainty::Stated) => {}
            (Spread::Even(..) | Spread::Peaked(..), Certainty::Asked(_)) => {
                errors.push(SimulateError::TwoUncertainties { option: "--sample", span: places.support });
            }
            (Spread::Even(..) | Spread::Peaked(..), Certainty::Margin(_)) => {
                errors.push(SimulateError::TwoUncertainties { option: "--margin", span: places.support });
            }
        }
        if self.undecided == Exact::ONE {
            errors.push(SimulateError::NobodyDecided { span: places.undecided });
        } else if sum > Exact::ONE && !matches!(self.support, Spread::Around(..)) {
            let (support, undecided) = (places.support, places.undecided);
            errors.push(SimulateError::AboveAll { sum, support, undecided });
        }
        if self.undecided_yes.is_some() && self.undecided.is_zero() {
            errors.push(SimulateError::NoUndecided { option: "--undecided-yes", span: places.undecided_yes });
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}
