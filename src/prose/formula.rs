//! What is met or not, as a clause.

use super::phrase::{Mood, Phrase, PhraseShape, Prose, listed, quoted};
use crate::ids::Id as _;
use crate::program::{
    AnyExpr, CompareOperator, Comparison, DateNode, Expr, Formula, FormulaNode, Meaning, Node, Reference, StageId,
    Status, TableId, Visit as _,
};

impl Prose<'_> {
    /// A clause about what holds: `the Yes votes outnumber the No votes`.
    pub(super) fn holds(&self, formula: &Formula) -> String {
        self.clause(formula, Mood::Is)
    }

    /// A clause, as a demand or as something that holds.
    pub(super) fn clause(&self, formula: &Formula, mood: Mood) -> String {
        match &formula.node {
            FormulaNode::Constant(holds) => (if *holds { "this always holds" } else { "this never holds" }).to_owned(),
            FormulaNode::Reference(reference) => self.truth(reference, mood, false),
            FormulaNode::Compare(comparison) => self.comparison(comparison, mood, false),
            FormulaNode::CompareDates(operator, left, right) => {
                let verb = be(mood, false, false);
                let counted = matches!(right.node, DateNode::Shift { .. });
                let when = match operator {
                    CompareOperator::AtMost if counted => "no later than",
                    CompareOperator::AtLeast if counted => "no earlier than",
                    operator => when(*operator),
                };
                format!("{} {verb} {when} {}", self.day(left), self.day(right))
            }
            FormulaNode::CompareDurations(operator, left, right) => {
                let verb = be(mood, true, false);
                format!("{} {verb} {} {}", self.span_of_time(left), operator_words(*operator), self.span_of_time(right))
            }
            FormulaNode::Not(inner) => match &inner.node {
                FormulaNode::Compare(comparison) => self.comparison(comparison, mood, true),
                FormulaNode::Reference(reference) => self.truth(reference, mood, true),
                FormulaNode::And(_) => self.not_all(inner, mood),
                FormulaNode::Or(parts) => self.none(parts, mood),
                _ => format!("it {} so that {}", be(mood, false, true), self.holds(inner)),
            },
            FormulaNode::And(parts) => self.all(parts, mood),
            FormulaNode::Or(parts) => self.any(parts, mood),
            FormulaNode::Quantified { every, table, filter, condition } => {
                let row = self.row_of(*table);
                let rows = filter.as_ref().map_or_else(|| row.clone(), |filter| self.rows_that(&row, filter, false));
                let every = if *every { "every" } else { "at least one" };
                format!("in {every} {rows}, {}", self.clause(condition, mood))
            }
            FormulaNode::Stage(stage, status) => self.stage_status(*stage, *status),
            FormulaNode::Condition(condition, status) => {
                let name = &self.measure.conditions.at(*condition).name.text;
                format!("the condition {} is {}", quoted(name), status.words())
            }
        }
    }

    /// Rows that something is so of: `states that vote for it`, `cantons in which …`
    pub(super) fn rows_that(&self, rows: &str, filter: &Formula, plural: bool) -> String {
        let (of_them, in_them): (Vec<&Formula>, Vec<&Formula>) =
            conjuncts(filter).into_iter().partition(|part| self.of_a_row(part).is_some());
        let of_them: Vec<String> = of_them
            .into_iter()
            .filter_map(|part| self.of_a_row(part))
            .map(|(verb, rest)| format!("{} {rest}", if plural { plural_verb(verb) } else { verb.to_owned() }))
            .collect();
        let in_them: Vec<String> = self.open_last(in_them).into_iter().map(|part| self.holds(part)).collect();
        let of_them = (!of_them.is_empty()).then(|| format!("that {}", listed(&of_them, "and")));
        let in_them = (!in_them.is_empty()).then(|| format!("in which {}", listed(&in_them, "and")));
        let both: Vec<String> = of_them.into_iter().chain(in_them).collect();
        format!("{rows} {}", listed(&both, "and"))
    }

    /// What is said of a row without naming it: `votes for it`, as verb and rest.
    fn of_a_row(&self, formula: &Formula) -> Option<(&str, &str)> {
        let FormulaNode::Reference(reference) = &formula.node else { return None };
        self.row_table(reference)?;
        without_subject(self.description(reference)?)
    }

    /// The table that a truth is a column of.
    fn row_table(&self, reference: &Reference) -> Option<TableId> {
        match reference {
            Reference::Input(id) => self.measure.inputs.at(*id).table,
            Reference::Parameter(id) => self.measure.parameters.at(*id).table,
            Reference::Definition(_) | Reference::AsOf { .. } => None,
        }
    }

    /// What a truth says, in the words of the rule's author.
    fn description(&self, reference: &Reference) -> Option<&str> {
        let description = match reference {
            Reference::Input(id) => self.measure.inputs.at(*id).description.as_ref(),
            Reference::Parameter(id) => self.measure.parameters.at(*id).description.as_ref(),
            Reference::Definition(_) | Reference::AsOf { .. } => None,
        };
        description.and_then(|text| text.text.split(';').next()).map(str::trim)
    }

    fn all(&self, parts: &[Formula], mood: Mood) -> String {
        if let Some(chain) = self.chain(parts, mood) {
            return chain;
        }
        let ordered = match mood {
            Mood::Must => parts.iter().collect(),
            Mood::Is => self.open_last(parts.iter().collect()),
        };
        let clauses: Vec<String> = ordered.into_iter().map(|part| self.clause(part, mood)).collect();
        match (clauses.as_slice(), mood) {
            ([one, other], Mood::Must) => format!("{one}, and {other}"),
            ([one, other], Mood::Is) if parts.iter().any(is_joined) => format!("both {one}, and {other}"),
            ([one, other], Mood::Is) => format!("{one} and {other}"),
            (all, _) => joined(all, "and"),
        }
    }

    /// Parts of a conjunction, those last that would read on into the part after them: in `it is not so that A and B`,
    /// B would be denied too.
    fn open_last<'f>(&self, mut parts: Vec<&'f Formula>) -> Vec<&'f Formula> {
        parts.sort_by_key(|part| match &part.node {
            FormulaNode::Not(inner) => match &inner.node {
                FormulaNode::Compare(_) => false,
                FormulaNode::Reference(reference) => self.description(reference).is_some(),
                _ => true,
            },
            _ => false,
        });
        parts
    }

    /// `it is not so that both A and B`: what is denied is marked where it ends.
    fn not_all(&self, inner: &Formula, mood: Mood) -> String {
        let parts = self.open_last(conjuncts(inner));
        let clauses: Vec<String> = parts.iter().map(|part| self.holds(part)).collect();
        match (clauses.as_slice(), mood) {
            ([one, other], _) if !parts.iter().any(|part| is_joined(part)) => {
                format!("it {} so that both {one} and {other}", be(mood, false, true))
            }
            (all, Mood::Must) => format!("not all of these may hold: {}", joined(&numbered(all), "and")),
            (all, Mood::Is) => format!("not all of these hold: {}", joined(&numbered(all), "and")),
        }
    }

    /// `none of these holds: (i) A; (ii) B; or (iii) C`
    fn none(&self, parts: &[Formula], mood: Mood) -> String {
        let clauses: Vec<String> = parts.iter().map(|part| self.holds(part)).collect();
        match mood {
            Mood::Must => format!("none of these may hold: {}", joined(&numbered(&clauses), "or")),
            Mood::Is => format!("none of these holds: {}", joined(&numbered(&clauses), "or")),
        }
    }

    fn any(&self, parts: &[Formula], mood: Mood) -> String {
        // A choice is of things that hold, also where it is demanded.
        let clauses: Vec<String> = parts.iter().map(|part| self.holds(part)).collect();
        match mood {
            Mood::Must => {
                let marked = clauses.iter().zip('a'..='z').map(|(clause, mark)| format!("({mark}) {clause}"));
                let marked: Vec<String> = marked.collect();
                let all = if marked.len() == clauses.len() { marked } else { clauses };
                format!("at least one of these must hold: {}", joined(&all, "or"))
            }
            Mood::Is => match clauses.as_slice() {
                [one, other] => format!("either {one}, or {other}"),
                all => format!("at least one of these holds: {}", joined(all, "or")),
            },
        }
    }

    /// `A is at most B, and B at most C`, where each comparison begins with what the one before ends with.
    fn chain(&self, parts: &[Formula], mood: Mood) -> Option<String> {
        let comparisons: Option<Vec<&Comparison>> = parts
            .iter()
            .map(|part| match &part.node {
                FormulaNode::Compare(comparison) => Some(comparison.as_ref()),
                _ => None,
            })
            .collect();
        let comparisons = comparisons?;
        let linked = comparisons.windows(2).all(|pair| match pair {
            [one, other] => one.right.span == other.left.span,
            _ => false,
        });
        let (first, rest) = comparisons.split_first().filter(|(_, rest)| linked && !rest.is_empty())?;
        let mut text = self.comparison(first, mood, false);
        for comparison in rest {
            let right = self.number(&comparison.right).text;
            text.push_str(&format!(", and these {} {right}", operator_words(comparison.operator)));
        }
        Some(text)
    }

    fn comparison(&self, comparison: &Comparison, mood: Mood, negated: bool) -> String {
        if !negated && let Some(text) = self.regions(comparison, mood) {
            return text;
        }
        let (left, right, operator) = self.both_sides(comparison);
        let over = self.totals(comparison);
        let plain = |phrase: &Phrase| phrase.plural && phrase.shape == PhraseShape::Noun;
        let outnumbers = operator == CompareOperator::MoreThan && plain(&left) && plain(&right);
        let said = match (operator, outnumbers) {
            (_, true) => format!("{} outnumber", does(mood, true, negated)).trim().to_owned(),
            (CompareOperator::Equal, _) => format!("{} equal to", be(mood, left.plural, negated)),
            (CompareOperator::NotEqual, _) => format!("{} equal to", be(mood, left.plural, !negated)),
            (operator, _) => format!("{} {}", be(mood, left.plural, negated), operator_words(operator)),
        };
        format!("{over}{} {said} {}", left.text, right.text)
    }

    /// Left, right and what is between them. A quotient that is compared with another is read as it was written.
    fn both_sides(&self, comparison: &Comparison) -> (Phrase, Phrase, CompareOperator) {
        let (left, right) = (&comparison.left, &comparison.right);
        let share_of = |expr: &Expr| match &expr.node {
            Node::Multiply(share, whole) if comparison.ratio && is_made(share) => Some((share.clone(), whole.clone())),
            _ => None,
        };
        let ratio = |part: &Expr, whole: &Expr| {
            let (part, whole) = (self.number(part), self.number(whole));
            Phrase::one(format!("the ratio of {} to {}", part.text, whole.text), PhraseShape::Of)
        };
        match (share_of(left), share_of(right)) {
            (Some((share, whole)), _) => (self.number(&share), ratio(right, &whole), comparison.operator),
            (None, Some((share, whole))) => (ratio(left, &whole), self.number(&share), comparison.operator),
            (None, None) => (self.number(left), self.number(right), comparison.operator),
        }
    }

    /// `over all cantons together, ` where a comparison is of totals.
    fn totals(&self, comparison: &Comparison) -> String {
        let mut tables: Vec<TableId> = Vec::new();
        totals_in(&comparison.left, &mut tables);
        totals_in(&comparison.right, &mut tables);
        tables.sort_by_key(|table| table.index());
        tables.dedup();
        let rows: Vec<String> = tables.into_iter().map(|table| format!("all {}", self.rows_of(table))).collect();
        if rows.is_empty() { String::new() } else { format!("over {} together, ", super::listed(&rows, "and")) }
    }

    /// A truth that has a name. Whoever supplies it is told what it says.
    fn truth(&self, reference: &Reference, mood: Mood, negated: bool) -> String {
        let clause =
            self.description(reference).map(|clause| match (self.row_table(reference), without_subject(clause)) {
                (Some(table), Some(_)) => format!("the {} {clause}", self.row_of(table)),
                _ => clause.to_owned(),
            });
        match (clause, mood, negated) {
            (Some(clause), Mood::Must, false) => format!("it must be so that {clause}"),
            (Some(clause), Mood::Must, true) => format!("it must not be so that {clause}"),
            (Some(clause), Mood::Is, false) => clause,
            (Some(clause), Mood::Is, true) => format!("it is not so that {clause}"),
            (None, Mood::Must, false) => format!("{} must hold", self.reference(reference).text),
            (None, Mood::Must, true) => format!("{} must not hold", self.reference(reference).text),
            (None, Mood::Is, false) => format!("{} holds", self.reference(reference).text),
            (None, Mood::Is, true) => format!("{} does not hold", self.reference(reference).text),
        }
    }

    fn stage_status(&self, stage: StageId, status: Status) -> String {
        let said = status_words(status);
        if self.measure.stages.at(stage).name.is_none() {
            return format!("the measure {said}");
        }
        format!("“{}” {said}", self.stage_title(stage))
    }

    /// The definitions that something is said with, in the order they come, each once.
    pub(super) fn defined_in(&self, meaning: &Formula) -> Vec<crate::program::DefinitionId> {
        let mut found = Vec::new();
        meaning.references(&mut |reference| add(reference, &mut found));
        let mut at = 0;
        while let Some(id) = found.get(at).copied() {
            let value: &Meaning = &self.measure.definitions.at(id).value;
            value.references(&mut |reference| add(reference, &mut found));
            at += 1;
        }
        found
    }
}

fn add(reference: &Reference, found: &mut Vec<crate::program::DefinitionId>) {
    if let Reference::Definition(id) = reference
        && !found.contains(id)
    {
        found.push(*id);
    }
}

/// Whether a share is worked out, rather than written or named.
fn is_made(share: &Expr) -> bool {
    !matches!(share.node, Node::Constant(_) | Node::Reference(_))
}

/// The tables that a number has totals of, outside what goes row by row.
fn totals_in(expr: &Expr, tables: &mut Vec<TableId>) {
    expr.visit(&mut |part| match part {
        AnyExpr::Number(Expr { node: Node::Total(table, _), .. }) => {
            tables.push(*table);
            false
        }
        AnyExpr::Number(Expr { node: Node::Count { .. } | Node::Sum { .. }, .. }) => false,
        _ => true,
    });
}

/// The parts of what is joined by `and`.
pub(super) fn conjuncts(formula: &Formula) -> Vec<&Formula> {
    match &formula.node {
        FormulaNode::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        _ => vec![formula],
    }
}

/// The verb and the rest of a description that names nobody: `counts as a State`.
fn without_subject(description: &str) -> Option<(&str, &str)> {
    const VERBS: [&str; 10] =
        ["agrees", "asks", "belongs", "consents", "counts", "has", "is", "ratifies", "takes", "votes"];
    description.split_once(' ').filter(|(verb, _)| VERBS.contains(verb))
}

fn plural_verb(verb: &str) -> String {
    match verb {
        "is" => "are".to_owned(),
        "has" => "have".to_owned(),
        "ratifies" => "ratify".to_owned(),
        _ => verb.strip_suffix('s').unwrap_or(verb).to_owned(),
    }
}

fn is_joined(formula: &Formula) -> bool {
    matches!(formula.node, FormulaNode::And(_) | FormulaNode::Or(_))
}

/// `(i) A`, `(ii) B`: other marks than those of the choice that this may be part of.
fn numbered(clauses: &[String]) -> Vec<String> {
    const MARKS: [&str; 10] = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"];
    if clauses.len() > MARKS.len() {
        return clauses.to_vec();
    }
    clauses.iter().zip(MARKS).map(|(clause, mark)| format!("({mark}) {clause}")).collect()
}

/// `A; B; and C`
fn joined(clauses: &[String], word: &str) -> String {
    match clauses.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{}; {word} {last}", rest.join("; ")),
    }
}

/// `must be`, `are not`
const fn be(mood: Mood, plural: bool, negated: bool) -> &'static str {
    match (mood, plural, negated) {
        (Mood::Must, _, false) => "must be",
        (Mood::Must, _, true) => "must not be",
        (Mood::Is, true, false) => "are",
        (Mood::Is, true, true) => "are not",
        (Mood::Is, false, false) => "is",
        (Mood::Is, false, true) => "is not",
    }
}

/// `must`, `do not`
const fn does(mood: Mood, plural: bool, negated: bool) -> &'static str {
    match (mood, plural, negated) {
        (Mood::Must, _, false) => "must",
        (Mood::Must, _, true) => "must not",
        (Mood::Is, _, false) => "",
        (Mood::Is, true, true) => "do not",
        (Mood::Is, false, true) => "does not",
    }
}

pub(super) const fn operator_words(operator: CompareOperator) -> &'static str {
    match operator {
        CompareOperator::AtLeast => "at least",
        CompareOperator::MoreThan => "more than",
        CompareOperator::AtMost => "at most",
        CompareOperator::LessThan => "less than",
        CompareOperator::Equal => "equal to",
        CompareOperator::NotEqual => "different from",
    }
}

const fn when(operator: CompareOperator) -> &'static str {
    match operator {
        CompareOperator::AtLeast => "on or after",
        CompareOperator::MoreThan => "after",
        CompareOperator::AtMost => "on or before",
        CompareOperator::LessThan => "before",
        CompareOperator::Equal => "the same day as",
        CompareOperator::NotEqual => "another day than",
    }
}

/// What a stage does: `passes`.
pub(crate) const fn status_words(status: Status) -> &'static str {
    match status {
        Status::Passed => "passes",
        Status::Failed => "fails",
        Status::NoQuorum => "has no quorum",
        Status::Undecided => "is undecided",
        Status::Reached => "is reached",
        Status::NotReached => "is not reached",
        Status::NotPassed => "is reached and does not pass",
        Status::Pending => "is pending",
        Status::Met => "is met",
        Status::NotMet => "is not met",
        Status::Unknown => "is unknown",
    }
}
