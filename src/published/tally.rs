//! What rows add up to.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::identity::identity;
use super::mapping::MappedValue;
use crate::span::Span;

/// One figure while rows come in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct CountSum {
    /// Of all rows that have a figure: all of it, or the least that it may be.
    pub(super) value: i128,
    /// How much more it may be, where rows say it only roughly.
    pub(super) slack: i128,
    /// How many rows have a figure.
    pub(super) rows: u32,
    /// How many rows have none.
    pub(super) missing: u32,
    /// The largest figure, and the row that has it: its part, or where it begins.
    pub(super) largest: i128,
    pub(super) largest_of: u64,
    /// Where the largest stands.
    pub(super) largest_at: Span,
    /// Where the first row has it.
    pub(super) first: Span,
    /// Where the first row has none.
    pub(super) first_missing: Span,
}

impl CountSum {
    /// Whether any row is about it.
    pub(super) fn is_there(&self) -> bool {
        self.rows + self.missing > 0
    }

    /// Where the first row is about it.
    pub(super) fn first_seen(&self) -> Span {
        if self.rows > 0 { self.first } else { self.first_missing }
    }

    /// Takes in one more figure of the row `of`.
    #[inline]
    pub(super) fn add(&mut self, value: Option<(i128, i128)>, of: u64, at: Span) {
        match value {
            Some((value, slack)) => {
                if self.rows == 0 {
                    self.first = at;
                }
                if value > self.largest {
                    self.largest = value;
                    self.largest_of = of;
                    self.largest_at = at;
                }
                self.value += value;
                self.slack += slack;
                self.rows += 1;
            }
            None => {
                if self.missing == 0 {
                    self.first_missing = at;
                }
                self.missing += 1;
            }
        }
    }
}

/// One figure of one place, by how votes were cast and all ways together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct VotingWays {
    /// Of the rows that count one way.
    pub(super) by_way: CountSum,
    /// Of the rows that count all ways together.
    pub(super) all: CountSum,
}

impl VotingWays {
    /// The one figure of the place. Where both are there and differ, they stand for nothing: the sums of all, and by way.
    pub(super) fn resolved(&self) -> Result<&CountSum, (&CountSum, &CountSum)> {
        let (all, by_way) = (&self.all, &self.by_way);
        match (all.rows, by_way.rows) {
            (0, _) if all.missing == 0 || by_way.rows > 0 => Ok(by_way),
            (0, _) => Ok(all),
            (_, 0) => Ok(all),
            _ if by_way.missing == 0 && all.missing == 0 && all.value != by_way.value => Err((all, by_way)),
            _ if all.value < by_way.value => Err((all, by_way)),
            _ => Ok(all),
        }
    }
}

/// A region, or what is of no region, while rows come in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct UnitTally {
    pub(super) name: SmolStr,
    pub(super) span: Span,
    pub(super) rows: u32,
    /// Of its parts, or of itself if it has none; by input.
    pub(super) sums: Vec<CountSum>,
    /// Of rows that count all of its parts together; empty if there are none.
    pub(super) whole: Vec<CountSum>,
    /// What the first of those rows calls itself; empty if it does not.
    pub(super) whole_name: SmolStr,
    /// Figures by place, where votes are counted by how they were cast; added to the sums in the end.
    pub(super) places: HashMap<PlaceKey, VotingWays>,
    /// What rows say that is no figure: a day, a truth, a value of the mapping, by input.
    pub(super) said: Vec<(usize, MappedValue, Span)>,
    /// It is the sum of the others, the mapping says.
    pub(super) is_total: bool,
}

/// Whose figure it is within a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PlaceKey {
    pub(super) part: u64,
    pub(super) input: usize,
    pub(super) is_whole: bool,
}

/// What a row counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowKind {
    /// All parts of its unit together.
    pub(super) is_whole: bool,
    /// Whether votes are told apart by how they were cast, and if so whether it counts all ways together.
    pub(super) all_ways: Option<bool>,
    /// Its part, or where it begins: figures with the same number stand in one row.
    pub(super) of: u64,
}

impl UnitTally {
    /// Nothing yet of so many inputs.
    pub(super) fn new(name: SmolStr, span: Span, inputs: usize) -> Self {
        Self { name, span, sums: vec![CountSum::default(); inputs], ..Self::default() }
    }

    /// Whether rows were about any of these inputs.
    pub(super) fn has_any(&self, mut inputs: impl Iterator<Item = usize>) -> bool {
        inputs.any(|input| {
            self.sums.get(input).is_some_and(CountSum::is_there) || self.said.iter().any(|(own, ..)| *own == input)
        })
    }

    /// Takes in what a row says; what an earlier one has said otherwise.
    pub(super) fn say(&mut self, input: usize, value: MappedValue, span: Span) -> Option<(MappedValue, Span)> {
        match self.said.iter().find(|(own, ..)| *own == input) {
            None => {
                self.said.push((input, value, span));
                None
            }
            Some((_, first, _)) if first.text == value.text => None,
            Some((_, first, span)) => Some((first.clone(), *span)),
        }
    }

    /// Where a row's figure is added up.
    #[inline]
    pub(super) fn sum_of(&mut self, input: usize, kind: RowKind) -> Option<&mut CountSum> {
        if let Some(all) = kind.all_ways {
            let key = PlaceKey { part: kind.of, input, is_whole: kind.is_whole };
            let ways = self.places.entry(key).or_default();
            return Some(if all { &mut ways.all } else { &mut ways.by_way });
        }
        if !kind.is_whole {
            return self.sums.get_mut(input);
        }
        if self.whole.is_empty() {
            self.whole = vec![CountSum::default(); self.sums.len()];
        }
        self.whole.get_mut(input)
    }

    /// The one figure of an input: of the rows for all parts together, if there are any and the parts do not say all.
    pub(super) fn resolved(&self, input: usize) -> CountSum {
        let parts = self.sums.get(input).cloned().unwrap_or_default();
        match self.whole.get(input) {
            Some(whole) if whole.rows > 0 && (parts.rows == 0 || (parts.missing > 0 && whole.missing == 0)) => {
                whole.clone()
            }
            Some(whole) if parts.rows + parts.missing == 0 => whole.clone(),
            Some(_) | None => parts,
        }
    }

    /// Adds the places to the sums. What does not agree in a place is returned: input, all ways, and way by way.
    pub(super) fn fold_places(&mut self) -> Vec<(usize, CountSum, CountSum)> {
        let mut places: Vec<(PlaceKey, VotingWays)> = std::mem::take(&mut self.places).into_iter().collect();
        let start = |ways: &VotingWays| if ways.all.rows > 0 { ways.all.first.start } else { ways.by_way.first.start };
        places.sort_by_key(|(key, ways)| (start(ways), key.input));
        let mut disagree = Vec::new();
        for (key, ways) in places {
            let sum = match ways.resolved() {
                Ok(sum) => sum,
                Err((all, by_way)) => {
                    disagree.push((key.input, all.clone(), by_way.clone()));
                    continue;
                }
            };
            let kind = RowKind { is_whole: key.is_whole, all_ways: None, of: key.part };
            let (value, at) = ((sum.value, sum.slack), sum.first);
            let (rows, missing, first_missing) = (sum.rows, sum.missing, sum.first_missing);
            if let Some(own) = self.sum_of(key.input, kind) {
                if rows > 0 {
                    own.add(Some(value), key.part, at);
                }
                if missing > 0 && (rows == 0 || ways.all.rows == 0) {
                    own.add(None, key.part, first_missing);
                    own.missing += missing - 1;
                }
            }
        }
        disagree
    }
}

/// A set of votes while rows come in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SetTally {
    pub(super) name: Option<SmolStr>,
    pub(super) span: Span,
    /// Figures that are of no region.
    pub(super) whole: UnitTally,
    pub(super) regions: Vec<UnitTally>,
    /// Which of the mapping's rules judges it, and the first row that says so.
    pub(super) rule: Option<(Option<usize>, Span)>,
    /// By what files call them, which may be several names for one.
    known: SeenNames,
    by_identity: HashMap<SmolStr, usize>,
    /// Names that are one, and are written in two ways: as it is called, and the other.
    pub(super) spelled: Vec<(SmolStr, SmolStr, Span)>,
}

/// The sets of votes of a file and its like.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct VoteTally {
    pub(super) sets: Vec<SetTally>,
    known: SeenNames,
    by_identity: HashMap<SmolStr, usize>,
    pub(super) spelled: Vec<(SmolStr, SmolStr, Span)>,
}

/// Positions by the bytes of a cell. Rows are mostly sorted, so the latest is asked first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct SeenNames {
    by_bytes: HashMap<Box<[u8]>, usize>,
    latest_bytes: Vec<u8>,
    latest: Option<usize>,
}

impl SeenNames {
    #[inline]
    pub(super) fn find(&mut self, bytes: &[u8]) -> Option<usize> {
        if self.latest.is_none() || self.latest_bytes != bytes {
            self.latest = self.by_bytes.get(bytes).copied();
            self.latest_bytes.clear();
            // Comparing reads whole vectors; one that begins at the end of a page costs more than the row.
            self.latest_bytes.reserve(64);
            self.latest_bytes.extend_from_slice(bytes);
        }
        self.latest
    }

    pub(super) fn add(&mut self, bytes: &[u8], at: usize) {
        self.by_bytes.insert(bytes.into(), at);
        self.latest = None;
    }
}

impl VoteTally {
    /// The position of the set that is called so; `name` is asked if it is new.
    #[inline]
    pub(super) fn set(&mut self, bytes: &[u8], inputs: usize, name: impl FnOnce() -> (Option<SmolStr>, Span)) -> usize {
        if let Some(at) = self.known.find(bytes) {
            return at;
        }
        let (name, span) = name();
        let next = self.sets.len();
        let at = *self.by_identity.entry(identity(name.as_deref().unwrap_or_default())).or_insert(next);
        self.known.add(bytes, at);
        if at == next {
            let whole = UnitTally::new(SmolStr::default(), span, inputs);
            self.sets.push(SetTally { name, span, whole, ..SetTally::default() });
        } else if let (Some(name), Some(first)) = (name, self.sets.get(at).and_then(|set| set.name.clone()))
            && name != first
        {
            self.spelled.push((first, name, span));
        }
        at
    }
}

impl SetTally {
    /// The position of the region that a cell calls so; `name` is asked if the file has not called it so before.
    #[inline]
    pub(super) fn region(&mut self, bytes: &[u8], name: impl FnOnce() -> UnitTally) -> usize {
        if let Some(at) = self.known.find(bytes) {
            return at;
        }
        let at = self.named(name());
        self.known.add(bytes, at);
        at
    }

    /// The position of a region by its name.
    pub(super) fn named(&mut self, region: UnitTally) -> usize {
        let next = self.regions.len();
        let at = *self.by_identity.entry(identity(&region.name)).or_insert(next);
        match self.regions.get(at) {
            None => self.regions.push(region),
            Some(first) if first.name != region.name => {
                self.spelled.push((first.name.clone(), region.name, region.span));
            }
            Some(_) => {}
        }
        at
    }

    /// A row chooses a rule; the rule that an earlier one has chosen, if it is another.
    #[expect(clippy::type_complexity, reason = "what the first row chose, and this one")]
    pub(super) fn choose_rule(
        &mut self,
        rule: Option<usize>,
        place: impl Fn() -> Span,
    ) -> Option<((Option<usize>, Span), Option<usize>)> {
        let first = *self.rule.get_or_insert_with(|| (rule, place()));
        (first.0 != rule).then_some((first, rule))
    }

    /// The region that is called so.
    pub(super) fn find(&self, name: &str) -> Option<&UnitTally> {
        self.regions.get(*self.by_identity.get(&identity(name))?)
    }

    /// What is of no region, and the regions.
    pub(super) fn units(&self) -> impl Iterator<Item = &UnitTally> {
        std::iter::once(&self.whole).chain(&self.regions)
    }

    /// The units of a set: what is of no region, and its regions.
    pub(super) fn units_mut(&mut self) -> impl Iterator<Item = &mut UnitTally> {
        std::iter::once(&mut self.whole).chain(&mut self.regions)
    }
}
