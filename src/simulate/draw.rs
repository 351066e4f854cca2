//! Drawing: from shares to whole people.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rand_distr::{Distribution as _, StandardNormal};

use super::curve::{Curve, asked, float};
use super::model::{Certainty, Model};
use super::read::Spread;
use crate::value::Exact;

/// People, drawn: one of each for every draw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Votes {
    /// Ballots cast.
    pub ballots: Vec<i64>,
    /// Ballots that are neither Yes nor No.
    pub invalid: Vec<i64>,
    /// Yes and No.
    pub valid: Vec<i64>,
    /// Yes.
    pub yes: Vec<i64>,
    /// No.
    pub no: Vec<i64>,
}

/// Draws of a block, all from one stream of the generator: what is drawn does not hang on who draws it.
pub const BLOCK: usize = 4096;

/// Draws votes from a model.
#[derive(Debug)]
pub struct Urn {
    /// Of those who have decided.
    support: Curve,
    undecided: Curve,
    /// Of the undecided, Yes; `None` if they split as the decided do.
    undecided_yes: Option<Curve>,
    turnout: Curve,
    invalid: Curve,
    correlation: f64,
    /// √(1 − correlation²)
    rest: f64,
    registered: f64,
    seed: u64,
}

impl Urn {
    /// Makes ready to draw votes of so many registered voters.
    pub fn new(model: &Model, registered: u64, seed: u64) -> Self {
        let (support, undecided) = opinion(model);
        let correlation = float(&model.correlation);
        Self {
            support,
            undecided,
            undecided_yes: model.undecided_yes.as_ref().map(Curve::of),
            turnout: Curve::of(&model.turnout),
            invalid: Curve::of(&model.invalid),
            correlation,
            rest: (1.0 - correlation * correlation).sqrt(),
            registered: registered as f64,
            seed,
        }
    }

    /// Draws the first `many` votes of a block.
    pub fn draw(&self, block: u64, many: usize, votes: &mut Votes) {
        let mut generator = ChaCha8Rng::seed_from_u64(self.seed);
        generator.set_stream(block);
        let mut normal = || -> f64 { StandardNormal.sample(&mut generator) };
        votes.clear();
        for _ in 0..many.min(BLOCK) {
            let (first, second) = (normal(), normal());
            let decided = self.support.at(first);
            let support = match &self.undecided_yes {
                None => decided,
                Some(split) => {
                    let undecided =
                        if self.undecided.is_known() { self.undecided.at(0.0) } else { self.undecided.at(normal()) };
                    let split = if split.is_known() { split.at(0.0) } else { split.at(normal()) };
                    decided + undecided * (split - decided)
                }
            };
            let turnout = self.turnout.at(self.correlation * first + self.rest * second);
            let invalid = if self.invalid.is_known() { self.invalid.at(0.0) } else { self.invalid.at(normal()) };
            let ballots = people(turnout, self.registered);
            let invalid = people(invalid, ballots as f64);
            let valid = ballots - invalid;
            votes.push(ballots, invalid, people(support, valid as f64));
        }
    }
}

impl Votes {
    /// How many draws there are.
    pub fn len(&self) -> usize {
        self.ballots.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ballots.is_empty()
    }

    /// One more: what is not invalid and not Yes is No.
    pub fn push(&mut self, ballots: i64, invalid: i64, yes: i64) {
        self.ballots.push(ballots);
        self.invalid.push(invalid);
        self.valid.push(ballots - invalid);
        self.yes.push(yes);
        self.no.push(ballots - invalid - yes);
    }

    /// Empties all columns.
    pub fn clear(&mut self) {
        for column in [&mut self.ballots, &mut self.invalid, &mut self.valid, &mut self.yes, &mut self.no] {
            column.clear();
        }
    }
}

/// Yes of those who have decided, and the undecided of all who were asked.
///
/// Those asked are Yes, No and undecided; with Jeffreys' prior the shares are Dirichlet(yes + ½, no + ½, undecided + ½). Of
/// such, the share of Yes among the decided is Beta(yes + ½, no + ½), and independent of the share of the undecided, which
/// is Beta(undecided + ½, yes + no + 1).
fn opinion(model: &Model) -> (Curve, Curve) {
    let undecided = float(&model.undecided);
    let people = match (&model.support, &model.certainty) {
        (Spread::Exactly(share), Certainty::Asked(asked)) => Some((float(share), *asked as f64)),
        (Spread::Exactly(share), Certainty::Margin(margin)) => Some((float(share), asked(float(share), float(margin)))),
        (_, Certainty::Stated) | (Spread::Even(..) | Spread::Peaked(..) | Spread::Around(..), _) => None,
    };
    match people {
        Some((support, asked)) => {
            let against = (1.0 - support - undecided).max(0.0);
            let decided = Curve::beta(support * asked, against * asked);
            let undecided = if model.undecided == Exact::ZERO {
                Curve::of(&Spread::Exactly(Exact::ZERO))
            } else {
                Curve::beta(undecided * asked, (1.0 - undecided) * asked + 0.5)
            };
            (decided, undecided)
        }
        None => {
            let known = Curve::of(&Spread::Exactly(model.undecided.clone()));
            (Curve::of(&model.support).divided(1.0 - undecided), known)
        }
    }
}

/// So many whole people, the nearest number to a share of them and never more than there are.
fn people(share: f64, all: f64) -> i64 {
    (share * all + 0.5).min(all) as i64
}
