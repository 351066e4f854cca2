//! Rules about regions, as people say them: `in more than half of the States, …`.

use super::formula::{conjuncts, operator_words};
use super::phrase::{Mood, Prose};
use crate::program::{CompareOperator, Comparison, Expr, Formula, Node, TableId};

impl Prose<'_> {
    /// A comparison of how many rows there are, or of what they weigh, with how many it takes.
    pub(super) fn regions(&self, comparison: &Comparison, mood: Mood) -> Option<String> {
        let enough = matches!(comparison.operator, CompareOperator::AtLeast | CompareOperator::MoreThan);
        if !enough {
            return None;
        }
        match &comparison.left.node {
            Node::Count { table, filter: Some(filter) } => self.so_many(*table, filter, comparison, mood),
            Node::Sum { table, value, filter: Some(filter) } => {
                let (share, whole) = self.share_of(&comparison.right)?;
                let Node::Sum { table: other, value: others, filter: None } = &whole.node else { return None };
                let noun = self.number(value).text;
                (other == table && noun == self.number(others).text).then_some(())?;
                let noun = noun.strip_prefix("the ").unwrap_or(&noun).to_owned();
                let rows = self.rows_where(*table, Some(filter));
                let have = if mood == Mood::Must { "must together have" } else { "together have" };
                let operator = operator_words(comparison.operator);
                Some(format!(
                    "the {rows} {have} {operator} {share} of the total {noun} of all {}",
                    self.rows_of(*table)
                ))
            }
            _ => None,
        }
    }

    /// `in more than half of the States, …`
    fn so_many(&self, table: TableId, filter: &Formula, comparison: &Comparison, mood: Mood) -> Option<String> {
        let operator = operator_words(comparison.operator);
        let rows = self.rows_of(table);
        let (quantity, common) = match (&comparison.right.node, self.share_of(&comparison.right)) {
            (_, Some((share, whole))) => match &whole.node {
                Node::Count { table: other, filter: None } if *other == table => {
                    (format!("{share} of the {rows}"), None)
                }
                Node::Count { table: other, filter: Some(which) } if *other == table => {
                    (format!("{share} of the {}", self.rows_where(table, Some(which))), Some(which))
                }
                _ => return None,
            },
            (Node::Constant(_) | Node::Reference(_), None) => {
                let number = self.number(&comparison.right).text;
                // `the 27 districts` are counted already.
                let number = number.strip_prefix("the ").unwrap_or(&number).to_owned();
                (if number.ends_with(&rows) { number } else { format!("{number} {rows}") }, None)
            }
            _ => return None,
        };
        // What the rows are chosen by is not demanded of them.
        let conjuncts = conjuncts(filter);
        let chosen = common.map(|own| self.conjunct_texts(own)).unwrap_or_default();
        let demanded: Vec<&Formula> =
            conjuncts.iter().copied().filter(|part| !chosen.contains(&self.holds(part))).collect();
        // Only all of them may be left out together.
        if demanded.is_empty() || conjuncts.len() != demanded.len() + chosen.len() {
            return None;
        }
        let demanded: Vec<String> = demanded.into_iter().map(|part| self.clause(part, mood)).collect();
        Some(format!("in {operator} {quantity}, {}", super::listed(&demanded, "and")))
    }

    fn conjunct_texts(&self, formula: &Formula) -> Vec<String> {
        conjuncts(formula).into_iter().map(|part| self.holds(part)).collect()
    }

    fn share_of<'e>(&self, expr: &'e Expr) -> Option<(String, &'e Expr)> {
        match &expr.node {
            Node::Multiply(share, whole) if self.is_of(share, whole) => Some((self.number(share).text, whole.as_ref())),
            _ => None,
        }
    }
}
