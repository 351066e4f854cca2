//! A decision over columns of whole numbers, block by block.
//!
//! What is wanted is compiled to a list of steps. For each block the size of its numbers says in how many bits every sum
//! fits: 32, 64 or 128; if none of these is enough, the block is worked out row by row in exact numbers.

mod kernel;
mod link;

use self::kernel::{Blocks, Word, shorten};
use self::link::Linked;
use super::{Decision, Derived, Form, Node, NodeId, Origin, VariableId};
use crate::ids::Id as _;
use crate::value::Exact;

/// Rows worked on at a time: their columns stay in the processor's nearest memory.
const BLOCK: usize = 1024;

/// The values of one variable: whole numbers, divided by `per`.
#[derive(Clone, Copy, Debug)]
pub struct Column<'v> {
    /// One for each row, or one for all.
    pub values: &'v [i64],
    /// What they are divided by, above zero: 100 for shares in whole per cent. 1 for counts, days and truths (1 or 0).
    pub per: i64,
}

impl<'v> Column<'v> {
    /// Whole numbers.
    pub fn whole(values: &'v [i64]) -> Self {
        Self { values, per: 1 }
    }
}

/// Columns that cannot be worked on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// There must be one column for each of [`Batch::inputs`].
    #[error("expected {expected} columns, found {found}")]
    Columns {
        /// How many there must be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Columns of different lengths, other than one.
    #[error("columns of {one} and of {other} rows")]
    Rows {
        /// One length.
        one: usize,
        /// Another.
        other: usize,
    },
    /// Something is divided by nothing, or by less.
    #[error("a column is divided by {per}")]
    Per {
        /// The divisor.
        per: i64,
    },
}

/// The values of some places of a circuit, ready to be worked out for many rows.
#[derive(Clone, Debug)]
pub struct Batch<'d> {
    decision: &'d Decision,
    wanted: Vec<NodeId>,
    inputs: Vec<VariableId>,
    steps: Vec<Step>,
}

/// What is worked out, each after what it is made of.
#[derive(Clone, Copy, Debug)]
enum Step {
    Variable(VariableId),
    Node(NodeId),
}

/// The numbers that a block can be worked out in.
#[derive(Clone, Copy, Debug)]
enum Words {
    /// 32 bits
    Short,
    /// 64 bits
    Usual,
    /// 128 bits
    Long,
    /// Only exact numbers of any size.
    Any,
}

impl Words {
    /// The shortest that suffice where no number of a column is above its size.
    fn for_sizes(linked: &Linked, sizes: &[u128]) -> Self {
        let all = [(Self::Short, i32::LIMIT), (Self::Usual, i64::LIMIT), (Self::Long, i128::LIMIT)];
        all.into_iter().find(|(_, limit)| linked.fits(sizes, *limit)).map_or(Self::Any, |(words, _)| words)
    }
}

impl<'d> Batch<'d> {
    /// Compiles what is wanted.
    pub fn new(decision: &'d Decision, wanted: &[NodeId]) -> Self {
        let (variables, nodes) = needed(decision, wanted);
        let mut steps = Vec::new();
        let mut inputs = Vec::new();
        let mut placed = 0;
        let place = |until: usize, steps: &mut Vec<Step>, placed: &mut usize| {
            let new = decision.circuit.nodes().ids().take(until).skip(*placed);
            steps.extend(new.filter(|id| nodes.get(id.index()) == Some(&true)).map(Step::Node));
            *placed = until.max(*placed);
        };
        for (id, variable) in decision.variables.iter().filter(|(id, _)| variables.get(id.index()) == Some(&true)) {
            match &variable.origin {
                Origin::Free(_) => inputs.push(id),
                Origin::Derived(derived) => {
                    if let Derived::Indicator(node) = derived {
                        place(node.index() + 1, &mut steps, &mut placed);
                    }
                    steps.push(Step::Variable(id));
                }
            }
        }
        place(decision.circuit.nodes().len(), &mut steps, &mut placed);
        Self { decision, wanted: wanted.to_vec(), inputs, steps }
    }

    /// The free variables that it depends on; there must be a column for each, in this order.
    pub fn inputs(&self) -> &[VariableId] {
        &self.inputs
    }

    /// Works out every row: one column of truths for each wanted place, in `out`, which is emptied first.
    ///
    /// # Errors
    /// If the columns are not what [`Batch::inputs`] asks for.
    pub fn run(&self, columns: &[Column<'_>], out: &mut Vec<Vec<bool>>) -> Result<(), BatchError> {
        let rows = self.rows(columns)?;
        out.resize_with(self.wanted.len(), Vec::new);
        out.iter_mut().for_each(|column| {
            column.clear();
            column.reserve(rows);
        });
        let linked = Linked::new(self, columns);
        let (mut short, mut usual, mut long) = (Blocks::default(), Blocks::default(), Blocks::default());
        let mut shortened = vec![Vec::new(); columns.len()];
        let (mut sizes, mut new, mut words) = (Vec::new(), Vec::new(), Words::Any);
        let mut start = 0;
        while start < rows {
            let end = rows.min(start + BLOCK);
            let block: Vec<&[i64]> = columns
                .iter()
                .map(|column| {
                    if column.values.len() == 1 { column.values } else { column.values.get(start..end).unwrap_or(&[]) }
                })
                .collect();
            shorten(&block, &mut shortened, &mut new);
            if start == 0 || new != sizes {
                words = linked.as_ref().map_or(Words::Any, |linked| Words::for_sizes(linked, &new));
                std::mem::swap(&mut sizes, &mut new);
            }
            let rows = end - start;
            match (&linked, words) {
                (Some(linked), Words::Short) => {
                    let block: Vec<&[i32]> = shortened.iter().map(Vec::as_slice).collect();
                    short.run(linked, &block, rows, out);
                }
                (Some(linked), Words::Usual) => usual.run(linked, &block, rows, out),
                (Some(linked), Words::Long) => {
                    let longer: Vec<Vec<i128>> =
                        block.iter().map(|values| values.iter().copied().map(i128::from).collect()).collect();
                    let block: Vec<&[i128]> = longer.iter().map(Vec::as_slice).collect();
                    long.run(linked, &block, rows, out);
                }
                (_, Words::Any) | (None, _) => self.exactly(columns, start..end, out),
            }
            start = end;
        }
        Ok(())
    }

    /// How many rows there are.
    fn rows(&self, columns: &[Column<'_>]) -> Result<usize, BatchError> {
        if columns.len() != self.inputs.len() {
            return Err(BatchError::Columns { expected: self.inputs.len(), found: columns.len() });
        }
        if let Some(column) = columns.iter().find(|column| column.per < 1) {
            return Err(BatchError::Per { per: column.per });
        }
        let mut rows = 1;
        for column in columns {
            match column.values.len() {
                1 => {}
                found if rows == 1 => rows = found,
                found if found == rows => {}
                found => return Err(BatchError::Rows { one: rows, other: found }),
            }
        }
        Ok(rows)
    }

    /// The long way, for numbers of any size.
    fn exactly(&self, columns: &[Column<'_>], rows: std::ops::Range<usize>, out: &mut [Vec<bool>]) {
        for row in rows {
            let point = self.decision.at(|id| {
                let column = self.inputs.binary_search(&id).ok().and_then(|at| columns.get(at));
                let value = column.and_then(|column| {
                    let value = column.values.get(if column.values.len() == 1 { 0 } else { row })?;
                    Exact::ratio(i128::from(*value), i128::from(column.per))
                });
                value.unwrap_or(Exact::ZERO)
            });
            for (out, node) in out.iter_mut().zip(&self.wanted) {
                out.push(point.holds(*node));
            }
        }
    }
}

/// Which variables and places something depends on.
fn needed(decision: &Decision, wanted: &[NodeId]) -> (Vec<bool>, Vec<bool>) {
    enum Item {
        Variable(VariableId),
        Node(NodeId),
    }
    let mut variables = vec![false; decision.variables.len()];
    let mut nodes = vec![false; decision.circuit.nodes().len()];
    let mut open: Vec<Item> = wanted.iter().copied().map(Item::Node).collect();
    let form = |form: &Form, open: &mut Vec<Item>| open.extend(form.terms.iter().map(|(id, _)| Item::Variable(*id)));
    while let Some(item) = open.pop() {
        let seen = match &item {
            Item::Variable(id) => variables.get_mut(id.index()),
            Item::Node(id) => nodes.get_mut(id.index()),
        };
        match seen {
            Some(seen) if !*seen => *seen = true,
            Some(_) | None => continue,
        }
        match item {
            Item::Variable(id) => match &decision.variables.at(id).origin {
                Origin::Free(_) => {}
                Origin::Derived(Derived::Floor(inner)) => form(inner, &mut open),
                Origin::Derived(Derived::Max(forms)) => forms.iter().for_each(|inner| form(inner, &mut open)),
                Origin::Derived(Derived::Indicator(node)) => open.push(Item::Node(*node)),
            },
            Item::Node(id) => match decision.circuit.at(id) {
                Node::Constant(_) => {}
                Node::Atom(id) => {
                    open.extend(decision.atoms.at(*id).terms.iter().map(|(id, _)| Item::Variable(*id)));
                }
                Node::Truth(id) => open.push(Item::Variable(*id)),
                Node::Not(inner) => open.push(Item::Node(*inner)),
                Node::All(parts) | Node::Any(parts) => open.extend(parts.iter().copied().map(Item::Node)),
            },
        }
    }
    (variables, nodes)
}
