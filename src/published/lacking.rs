//! What a set of votes lacks, measured by the rest of its file; and sets of votes that no rule judges.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::elsewhere::{Elsewhere, OtherRows};
use super::identity::identity;
use super::left_out::listed;
use super::mapping::Mapping;
use super::tally::{SetTally, UnitTally, VoteTally};
use super::{Published, PublishedError};
use crate::words::numbered;

/// Says which regions and parts a set of votes lacks that other contests of the file have.
pub(super) fn look(mapping: &Mapping, votes: &VoteTally, elsewhere: &Elsewhere, published: &mut Published) {
    if mapping.region.is_none() || mapping.expect.is_some() {
        return;
    }
    let mut all: HashMap<SmolStr, (SmolStr, u32)> = HashMap::new();
    let mut add = |name: &SmolStr, parts: u32| {
        let (_, most) = all.entry(identity(name)).or_insert_with(|| (name.clone(), 0));
        *most = parts.max(*most);
    };
    for region in votes.sets.iter().flat_map(counted) {
        add(&region.name, parts_of(region));
    }
    for rows in elsewhere.rows().iter().filter(|rows| is_of_other_contests(rows, votes)) {
        for (name, parts) in &rows.regions {
            add(name, *parts);
        }
    }
    let mut short: Vec<(&SetTally, usize, Vec<&str>)> = Vec::new();
    let mut parts: Vec<(&SetTally, &UnitTally, u32)> = Vec::new();
    for set in &votes.sets {
        let own: Vec<&UnitTally> = counted(set).collect();
        // A contest of one region is a matter of that region.
        if own.len() < 2 && votes.sets.len() > 1 {
            continue;
        }
        let mut lacks: Vec<&str> =
            all.values().filter(|(name, _)| set.find(name).is_none()).map(|(name, _)| name.as_str()).collect();
        lacks.sort_unstable();
        if !lacks.is_empty() {
            short.push((set, own.len(), lacks));
        }
        let fewer = own.into_iter().filter_map(|region| {
            let (_, most) = all.get(&identity(&region.name))?;
            let own = parts_of(region);
            (own > 1 && own < *most).then_some((set, region, *most))
        });
        parts.extend(fewer);
    }
    if let Some((set, own, lacks)) = short.first() {
        let name = name_of(set);
        let more = match short.len() {
            1 => String::new(),
            several => format!(
                "; and so {} more",
                numbered(several - 1, "set of votes").replace("set of votess", "sets of votes")
            ),
        };
        published.problems.push(PublishedError::Incomplete {
            what: format!(
                "{name} has {own} of the {} regions of this file; it lacks {}{more}",
                own + lacks.len(),
                listed(lacks)
            ),
            span: set.span,
        });
    }
    if let Some((set, region, most)) = parts.first() {
        let more = if parts.len() > 1 {
            format!("; and so in {} more", numbered(parts.len() - 1, "region"))
        } else {
            String::new()
        };
        published.problems.push(PublishedError::Incomplete {
            what: format!(
                "{} has {} of the {most} parts of `{}` that other contests of this file have{more}",
                name_of(set),
                parts_of(region),
                region.name
            ),
            span: region.span,
        });
    }
}

fn name_of(set: &SetTally) -> String {
    set.name.as_ref().map_or_else(|| "this set of votes".to_owned(), |name| format!("`{name}`"))
}

fn counted(set: &SetTally) -> impl Iterator<Item = &UnitTally> {
    set.regions.iter().filter(|region| !region.is_total && !super::identity::is_called_like_a_total(&region.name))
}

fn parts_of(region: &UnitTally) -> u32 {
    region.sums.iter().map(|sum| sum.rows + sum.missing).max().unwrap_or(0)
}

/// Whether rows that a condition leaves out are of other contests in the same regions, rather than of other regions.
fn is_of_other_contests(rows: &OtherRows, votes: &VoteTally) -> bool {
    let own = votes.sets.iter().flat_map(counted);
    let (both, all) = own.fold((0usize, 0usize), |(both, all), region| {
        (both + usize::from(rows.parts_of(&region.name).is_some()), all + 1)
    });
    both * 2 > all
}

impl Published {
    /// Says which sets of votes no rule of the mapping judges.
    pub(super) fn lacking_rules(&mut self, mapping: &Mapping) {
        if mapping.rules.is_empty() {
            return;
        }
        let mut without = self.sets.iter().filter(|set| set.rule.is_none());
        if let Some(first) = without.next() {
            let (first, span, sets) = (first.name.clone().unwrap_or_default(), first.span, 1 + without.count());
            self.problems.push(PublishedError::NoRule { sets, first, span });
        }
    }
}
