//! What the rest of a file has: regions and parts of contests that are not kept, to tell when the one that is kept lacks some.

use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::identity::identity;
use super::tally::SeenNames;

/// Regions of rows that are left out, by the condition of `[keep]` that alone leaves them out.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    by_condition: Vec<OtherRows>,
}

/// Rows that one condition leaves out.
#[derive(Debug, Default)]
pub(super) struct OtherRows {
    known: SeenNames,
    by_identity: HashMap<SmolStr, usize>,
    /// What they are called, and how many parts they have.
    pub(super) regions: Vec<(SmolStr, u32)>,
    parts: HashSet<u64>,
}

impl Elsewhere {
    /// A row of a region is left out by one condition alone; `part` is a number for its part.
    pub(super) fn add(&mut self, condition: usize, raw: &[u8], name: impl FnOnce() -> SmolStr, part: Option<u64>) {
        if self.by_condition.len() <= condition {
            self.by_condition.resize_with(condition + 1, OtherRows::default);
        }
        let Some(rows) = self.by_condition.get_mut(condition) else { return };
        let at = match rows.known.find(raw) {
            Some(at) => at,
            None => {
                let name = name();
                let next = rows.regions.len();
                let at = *rows.by_identity.entry(identity(&name)).or_insert(next);
                if at == next {
                    rows.regions.push((name, 0));
                }
                rows.known.add(raw, at);
                at
            }
        };
        if let Some(part) = part
            && rows.parts.insert(part.wrapping_add((at as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
            && let Some((_, parts)) = rows.regions.get_mut(at)
        {
            *parts += 1;
        }
    }

    /// What each condition leaves out.
    pub(super) fn rows(&self) -> &[OtherRows] {
        &self.by_condition
    }
}

impl OtherRows {
    /// How many parts a region has there; `None` if it is not there.
    pub(super) fn parts_of(&self, region: &str) -> Option<u32> {
        let at = self.by_identity.get(&identity(region))?;
        self.regions.get(*at).map(|(_, parts)| *parts)
    }
}
