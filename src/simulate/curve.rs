//! Distributions of shares, as functions of a standard normal: the only floating point there is, with `draw`.
//!
//! A share with distribution function F is F⁻¹(Φ(z)) of a standard normal z, which is what a Gaussian copula needs (Nelsen,
//! *An Introduction to Copulas*, 2nd ed. 2006, § 2.9 and ch. 3). It is tabulated once and read off by linear interpolation.
//! No function of the platform's own mathematics library is called, so that every machine draws the same.

use special::{Beta as _, Error as _};

use super::read::Spread;
use crate::value::Exact;

/// F⁻¹(Φ(z)), from [`LEAST`] up in steps of 1/[`STEPS`].
#[derive(Clone, Debug)]
pub(super) struct Curve(Vec<f64>);

/// A normal is beyond this twice in a thousand million draws, and is then taken for it.
const LEAST: f64 = -6.0;
const STEPS: f64 = 512.0;
const POINTS: usize = 6145;

/// 95 in 100 of a normal are within so many standard deviations.
const WITHIN: f64 = 1.959_963_984_540_054;

impl Curve {
    /// A share of people as it was stated.
    pub(super) fn of(spread: &Spread) -> Self {
        match spread {
            Spread::Exactly(share) => Self(vec![float(share)]),
            Spread::Even(low, high) => {
                let (low, high) = (float(low), float(high));
                Self::tabulate(|z| low + (high - low) * phi(z))
            }
            Spread::Peaked(low, mode, high) => {
                let (low, mode, high) = (float(low), float(mode), float(high));
                let below = (mode - low) / (high - low);
                Self::tabulate(|z| {
                    if phi(z) < below {
                        low + (phi(z) * (high - low) * (mode - low)).sqrt()
                    } else {
                        high - (phi(-z) * (high - low) * (high - mode)).sqrt()
                    }
                })
            }
            Spread::Around(mean, margin) => {
                let (mean, deviation) = (float(mean), float(margin) / WITHIN);
                Self::tabulate(|z| mean + deviation * z)
            }
        }
    }

    /// What is known of a share after `hits` of those asked were in it and `misses` were not: Beta(hits + ½, misses + ½),
    /// from Jeffreys' prior (Brown, Cai, DasGupta, "Interval Estimation for a Binomial Proportion", 2001).
    pub(super) fn beta(hits: f64, misses: f64) -> Self {
        let (a, b) = (hits + 0.5, misses + 0.5);
        let logarithm = a.ln_beta(b);
        Self::tabulate(|z| {
            // Near 1 a probability has few digits left, so the upper half is worked out from the other end.
            if z < 0.0 { phi(z).inv_inc_beta(a, b, logarithm) } else { 1.0 - phi(-z).inv_inc_beta(b, a, logarithm) }
        })
    }

    /// The same distribution of another share: stretched by a factor.
    pub(super) fn divided(mut self, divisor: f64) -> Self {
        self.0.iter_mut().for_each(|share| *share = (*share / divisor).clamp(0.0, 1.0));
        self
    }

    /// Whether there is nothing to draw.
    pub(super) fn is_known(&self) -> bool {
        self.0.len() == 1
    }

    /// The share at a standard normal.
    #[inline]
    pub(super) fn at(&self, z: f64) -> f64 {
        let place = ((z - LEAST) * STEPS).clamp(0.0, (POINTS - 1) as f64);
        let index = place as usize;
        match self.0.get(index..) {
            Some([low, high, ..]) => low + (high - low) * (place - index as f64),
            Some([last]) => *last,
            Some([]) | None => self.0.first().copied().unwrap_or(0.0),
        }
    }

    fn tabulate(at: impl Fn(f64) -> f64) -> Self {
        Self((0..POINTS).map(|step| at(LEAST + step as f64 / STEPS).clamp(0.0, 1.0)).collect())
    }
}

/// So many people of whom a share with a margin of error of 95 in 100 would be told.
pub(super) fn asked(share: f64, margin: f64) -> f64 {
    let deviation = margin / WITHIN;
    share * (1.0 - share) / (deviation * deviation)
}

/// The distribution function of the standard normal.
fn phi(z: f64) -> f64 {
    (-z * std::f64::consts::FRAC_1_SQRT_2).compl_error() / 2.0
}

/// The nearest floating point number.
pub(super) fn float(value: &Exact) -> f64 {
    match value.as_ratio() {
        Some((numerator, denominator)) => numerator as f64 / denominator as f64,
        None => 0.0,
    }
}
