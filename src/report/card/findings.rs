//! What follows from the rules alone, on a card.

use super::Card;
use crate::audit::{Options, audit};
use crate::inputs;
use crate::program::{MeasureId, Program};
use crate::report::audit::{Audited, sentences};
use crate::source::Sources;

impl Card {
    /// With what an audit of the measure finds. Without figures: what is asked of the rules alone needs none.
    #[must_use]
    pub fn audited(self, program: &Program, measure: MeasureId, sources: &Sources) -> Self {
        let Ok(facts) = inputs::bind(program, measure, &[]) else { return self };
        let audit = audit(program.measures.at(measure), &Options::new(facts));
        self.with_findings(sentences(&Audited { program, measure, audit: &audit, sources }))
    }
}
