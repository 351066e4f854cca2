//! What is said of rules that are held against each other, whatever the form.

use smol_str::SmolStr;

use super::super::labels::{self, family};
use super::super::layout::{Tone, columns};
use super::super::{overrides, row_figures, wording};
use super::{Diffed, Found};
use crate::compare::Column;
use crate::decision::day_from_number;
use crate::diff::{Change, Clause, Disagreement, Example, Literal, Matrix, Open, Pair, Relation, Same, Says};
use crate::facts::{Cells, Facts, Slot};
use crate::inputs::Overrides;
use crate::program::{
    CompareOperator, Comparison, ConditionId, DateExpr, DateNode, Expr, Formula, FormulaNode, Node, Reference,
};
use crate::span::Span;
use crate::value::{Exact, Kind, Value};
use crate::words::{self, grouped, whole};

/// How one rule stands to others: what is said of a mark, and before the names of the others.
pub(super) const RELATIONS: [(Relation, &str, &str); 5] = [
    (Relation::Stricter, "the rule on the left is stricter than the rule above", "is stricter than"),
    (Relation::Looser, "the rule on the left is looser than the rule above", "is looser than"),
    (Relation::Equivalent, "both pass on the same votes", "passes on the same votes as"),
    (Relation::Each, "each is stricter somewhere", "is stricter somewhere, and looser somewhere, than"),
    (Relation::NotDecided, "not decided", "is not decided against"),
];

/// What is said before examples on which neither passes, or both, and the results still differ.
pub(super) fn otherwise(pair: &Pair) -> &'static str {
    if pair.otherwise.iter().all(|(says, _)| !says[0].passes()) {
        "Where neither passes they may still differ"
    } else {
        "Where they pass alike they may still differ"
    }
}

/// In how many clauses the texts differ.
pub(super) fn differ(clauses: &[Clause]) -> String {
    match clauses.len() {
        0 => "The texts do not differ".to_owned(),
        1 => "The texts differ in one clause".to_owned(),
        many => format!("The texts differ in {many} clauses"),
    }
}

/// The rules' names and what is said of them.
pub(super) struct Words<'c, 'a> {
    diffed: Diffed<'c, 'a>,
    labels: Vec<String>,
}

/// Something that holds in a case.
pub(super) struct Told {
    /// Whose it is: a rule, or `both`.
    pub(super) of: String,
    /// The requirement's name.
    pub(super) name: String,
    /// What holds, in the requirement's own words.
    pub(super) text: String,
    /// Whether the requirement is met.
    pub(super) holds: bool,
}

impl<'c, 'a> Words<'c, 'a> {
    pub(super) fn new(diffed: &Diffed<'c, 'a>) -> Self {
        Self { diffed: *diffed, labels: labels::labels(&diffed.common.columns, diffed.sources) }
    }

    pub(super) fn labels(&self) -> &[String] {
        &self.labels
    }

    pub(super) fn label(&self, rule: usize) -> &str {
        self.labels.get(rule).map_or("", String::as_str)
    }

    pub(super) fn pair_labels(&self) -> [String; 2] {
        [0, 1].map(|rule| self.label(rule).to_owned())
    }

    pub(super) fn widest(&self) -> usize {
        self.labels.iter().map(|label| columns(label)).max().unwrap_or(0)
    }

    fn column(&self, rule: usize) -> Option<&'c Column<'a>> {
        self.diffed.common.columns.get(rule)
    }

    fn is_family(&self) -> bool {
        labels::is_family(&self.diffed.common.columns)
    }

    /// What is held against each other.
    pub(super) fn title(&self) -> String {
        let columns = &self.diffed.common.columns;
        if let Some(family) = family(columns) {
            return family;
        }
        if columns.len() != 2 {
            return format!("{} rules", columns.len());
        }
        let titles = columns.iter().map(|column| {
            let own = column.rules();
            let title = own.title.as_ref().map_or(own.name.text.as_str(), |title| &title.text);
            match column.stage.and_then(|id| own.stages.at(id).name.as_ref()) {
                Some(stage) => format!("{title}: {}", stage.text),
                None => title.to_owned(),
            }
        });
        titles.collect::<Vec<_>>().join(" / ")
    }

    /// How two rules stand to each other.
    pub(super) fn verdict(&self, pair: &Pair) -> Vec<(Tone, String)> {
        let (first, second) = (self.label(0), self.label(1));
        for (way, rules) in [(&pair.first_only, [0, 1]), (&pair.second_only, [1, 0])] {
            if way.found().is_some_and(|found| found.smallest.figures.is_empty()) {
                return vec![(Tone::Open, format!("With what is given {}.", self.direction(rules[0], rules[1])))];
            }
        }
        let relation = match pair.relation() {
            Relation::Equivalent if pair.is_same() => {
                return vec![(Tone::Good, format!("Equivalent: {first} and {second} never disagree."))];
            }
            Relation::Equivalent => (Tone::Good, format!("{first} and {second} pass on exactly the same votes.")),
            Relation::Stricter => (
                Tone::Open,
                format!("{first} is stricter: where it passes {second} passes too, but not the other way round."),
            ),
            Relation::Looser => (
                Tone::Open,
                format!("{second} is stricter: where it passes {first} passes too, but not the other way round."),
            ),
            Relation::Each => {
                (Tone::Open, "Each is stricter somewhere: either can pass where the other does not.".to_owned())
            }
            Relation::NotDecided => {
                let part = match (pair.first_only.found(), pair.second_only.found()) {
                    (Some(_), _) | (_, Some(_)) => "They disagree; whether each is stricter somewhere is not decided.",
                    (None, None) => "Whether they ever disagree is not decided.",
                };
                (Tone::Open, part.to_owned())
            }
        };
        let mut all = vec![relation];
        if pair.relation() == Relation::Equivalent && pair.otherwise.is_empty() && !pair.otherwise_decided {
            all.push((Tone::Open, "Whether they give the same result where neither passes is not decided.".to_owned()));
        }
        all
    }

    /// What it is to pass, where that does not go without saying.
    pub(super) fn meaning(&self) -> Option<String> {
        let mut firsts: Vec<&str> = Vec::new();
        for column in self.diffed.common.columns.iter().filter(|column| column.stage.is_none()) {
            let first = column.rules().outcomes.first().map(|own| own.text.text.as_str());
            firsts.extend(first.filter(|own| !firsts.contains(own)));
        }
        let quoted: Vec<String> = firsts.iter().map(|own| format!("“{own}”")).collect();
        (!quoted.is_empty()).then(|| format!("To pass is to result in {}.", quoted.join(" or ")))
    }

    /// `of_votes passes and calexit does not`
    pub(super) fn direction(&self, passing: usize, failing: usize) -> String {
        format!("{} passes and {} does not", self.label(passing), self.label(failing))
    }

    pub(super) fn open(&self, open: Open) -> String {
        match open {
            Open::Steps(steps) => format!("not decided within {} steps", grouped(&Exact::from(steps))),
            Open::NotLinear => "not decided: it depends on what is not linear".to_owned(),
        }
    }

    pub(super) fn says(&self, rule: usize, says: Says) -> String {
        match says {
            Says::Status(status) => status.words().to_owned(),
            Says::Outcome(at) => {
                let outcome = self.column(rule).and_then(|column| column.rules().outcomes.get(at));
                outcome.map_or_else(String::new, |own| format!("“{}”", own.text.text))
            }
            Says::NoOutcome => "no outcome".to_owned(),
        }
    }

    pub(super) fn change(&self, change: Change) -> String {
        match (change, self.is_family()) {
            (change, true) => change.word().to_owned(),
            (Change::Set | Change::Replaced, false) => "differs:".to_owned(),
            (Change::Removed, false) => format!("only in {}:", self.label(0)),
            (Change::Added, false) => format!("only in {}:", self.label(1)),
        }
    }

    pub(super) fn literal(&self, literal: Literal) -> Told {
        match literal {
            Literal::Condition { of, met, of_nothing } => {
                let place = of.iter().enumerate().find_map(|(rule, id)| Some((rule, (*id)?)));
                let Some((rule, id)) = place else {
                    return Told { of: String::new(), name: String::new(), text: String::new(), holds: met };
                };
                let of = if of.iter().all(Option::is_some) { "both".to_owned() } else { self.label(rule).to_owned() };
                let mut text = self.requirement(rule, id, met);
                if of_nothing {
                    text.push_str(", or there is nothing to take a share of");
                }
                Told { of, name: self.name(rule, id), text, holds: met }
            }
            Literal::Comparison { atom, holds } => Told {
                of: String::new(),
                name: String::new(),
                text: self.diffed.common.comparison(atom, holds),
                holds: true,
            },
        }
    }

    fn name(&self, rule: usize, id: ConditionId) -> String {
        let Some(column) = self.column(rule) else { return String::new() };
        let measure = column.rules();
        match column.stage {
            Some(_) => measure.conditions.at(id).name.text.to_string(),
            None => measure.condition_path(id).to_string(),
        }
    }

    /// A requirement as written, with the numbers that its parameters stand for; turned round if it is not met.
    fn requirement(&self, rule: usize, id: ConditionId, met: bool) -> String {
        let (Some(column), Some(facts)) = (self.column(rule), self.diffed.common.facts.get(rule)) else {
            return String::new();
        };
        let formula = &column.rules().conditions.at(id).formula;
        let mut numbers = Vec::new();
        of_formula(formula, column, facts, &mut numbers);
        let text = |span: Span| self.spoken(span, &numbers);
        if met {
            return text(formula.span);
        }
        match &formula.node {
            FormulaNode::Compare(own) if is_plain(own, formula.span) => {
                format!("{} {} {}", text(own.left.span), own.operator.negated().words(), text(own.right.span))
            }
            FormulaNode::CompareDates(operator, left, right) => {
                format!("{} {} {}", text(left.span), wording::date_words(operator.negated()), text(right.span))
            }
            FormulaNode::Constant(_)
            | FormulaNode::Reference(_)
            | FormulaNode::Compare(_)
            | FormulaNode::CompareDurations(..)
            | FormulaNode::Not(_)
            | FormulaNode::And(_)
            | FormulaNode::Or(_)
            | FormulaNode::Quantified { .. }
            | FormulaNode::Stage(..)
            | FormulaNode::Condition(..) => format!("not: {}", text(formula.span)),
        }
    }

    /// A text with numbers in the place of names.
    fn spoken(&self, span: Span, numbers: &[(Span, String)]) -> String {
        let mut inside: Vec<_> =
            numbers.iter().filter(|(own, _)| span.start <= own.start && own.end <= span.end).collect();
        inside.sort_by_key(|(own, _)| own.start);
        let mut text = String::new();
        let mut from = span.start;
        for (own, number) in inside.into_iter().filter(|(own, _)| !own.is_empty()) {
            if own.start < from {
                continue;
            }
            text.push_str(self.diffed.sources.slice(Span::new(from, own.start)));
            text.push_str(number);
            from = own.end;
        }
        text.push_str(self.diffed.sources.slice(Span::new(from, span.end)));
        wording::one_line(&text)
    }

    /// `registered 1,000,000`, each a piece; of a large table the sum.
    pub(super) fn figures(&self, example: &Example) -> Vec<String> {
        let mut pieces: Vec<String> = Vec::new();
        let mut done: Vec<&str> = Vec::new();
        for figure in &example.figures {
            if done.contains(&figure.name.as_str()) {
                continue;
            }
            done.push(&figure.name);
            let all: Vec<_> = example.figures.iter().filter(|own| own.name == figure.name).collect();
            let rows: Vec<(&str, &Value)> =
                all.iter().filter_map(|own| Some((own.row.as_ref()?.as_str(), &own.value))).collect();
            pieces.push(if rows.is_empty() {
                format!("{} {}", figure.name, number(&figure.value, figure.kind)).replace(' ', "\u{a0}")
            } else {
                row_figures::all(&figure.name, &rows, figure.kind)
            });
        }
        pieces
    }

    /// How much of a sweep they disagree on.
    pub(super) fn share(&self, share: &Disagreement) -> String {
        let apart = share.first_only + share.second_only;
        let part = Exact::ratio(apart.into(), share.points.max(1).into()).unwrap_or(Exact::ZERO);
        let held = share.held.as_ref().map_or_else(String::new, |held| format!(" ({held})"));
        let mut text = format!(
            "On a sweep of turnout and support from 0% to 100% by 1%{held} they disagree on {} of {} points, {}",
            whole(&apart),
            whole(&share.points),
            words::percent(&part)
        );
        if share.first_only > 0 && share.second_only > 0 {
            text.push_str(&format!(
                ": on {} {} passes, on {} {}",
                whole(&share.first_only),
                self.label(0),
                whole(&share.second_only),
                self.label(1)
            ));
        }
        let left_out: Vec<String> =
            [(share.bad_data, "are bad data (a `given` does not hold)"), (share.not_judged, "cannot be judged")]
                .into_iter()
                .filter(|(points, _)| *points > 0)
                .map(|(points, why)| format!("{} more {why}", whole(&points)))
                .collect();
        if !left_out.is_empty() {
            text.push_str(&format!("; {} and are left out", left_out.join(", ")));
        }
        format!("{text}.")
    }

    /// The table in a sentence.
    pub(super) fn table_sentence(&self, matrix: &Matrix) -> String {
        let rules = self.labels.len();
        let strictest = (0..rules).find(|one| {
            (0..rules).all(|other| {
                *one == other || matches!(matrix.relation(*one, other), Relation::Stricter | Relation::Equivalent)
            })
        });
        let loosest = (0..rules).find(|one| {
            (0..rules).all(|other| {
                *one == other || matches!(matrix.relation(*one, other), Relation::Looser | Relation::Equivalent)
            })
        });
        match (strictest, loosest) {
            (Some(one), Some(other)) if one == other => "All pass on the same votes.".to_owned(),
            (Some(one), Some(other)) => {
                format!("{} is the strictest, {} the loosest.", self.label(one), self.label(other))
            }
            (Some(one), None) => format!("{} is the strictest; none is the loosest.", self.label(one)),
            (None, Some(other)) => format!("{} is the loosest; none is the strictest.", self.label(other)),
            (None, None) => "None is the strictest, none the loosest.".to_owned(),
        }
    }

    /// Counts of each of two rules that the other does not have: perhaps the same people under another name.
    fn other_people(&self) -> Option<String> {
        let [(ours, _), (theirs, missing)] = [0, 1].map(|rule| {
            let own = self.diffed.common.own_counts([rule, 1 - rule]);
            (own, self.diffed.common.missing_roles([rule, 1 - rule]))
        });
        if ours.is_empty() || theirs.is_empty() {
            return None;
        }
        let options = missing.iter().enumerate().map(|(at, role)| {
            let name = theirs.get(at).filter(|_| missing.len() == theirs.len());
            format!("--{} {}", role.option(), name.map_or("NAME", |name| name.as_str()))
        });
        let options = options.collect::<Vec<_>>().join(" ");
        let way_out = if options.is_empty() {
            "call them alike in both".to_owned()
        } else {
            format!("say which they are: `{options}`")
        };
        Some(format!(
            "{} of {} and {} of {} are taken for different people; if they count the same, {way_out}",
            words::and_list(&ours),
            self.label(0),
            words::and_list(&theirs),
            self.label(1)
        ))
    }

    pub(super) fn notes(&self) -> Vec<String> {
        let common = self.diffed.common;
        let mut notes = self.diffed.notes.to_vec();
        let overrides: Vec<Overrides> = common.facts.iter().map(Overrides::of).collect();
        let labels = self.labels.iter().map(String::as_str);
        notes.extend(overrides::notes(&labels.zip(&overrides).collect::<Vec<_>>()));
        for same in &common.same {
            notes.push(match same {
                Same::Called { rule, name, common } => {
                    format!("`{name}` of {} is taken for `{common}`: they count the same people", self.label(*rule))
                }
                Same::Sum { name } => {
                    format!("`{name}` is taken as a whole and by row: the whole is the sum of the rows")
                }
            });
        }
        if let Found::Pair { .. } = self.diffed.found
            && !common.same_givens([0, 1])
        {
            notes.push("only votes are looked at that satisfy every `given` of both rules".to_owned());
        }
        if let Found::Pair { .. } = self.diffed.found
            && let Some(note) = self.other_people()
        {
            notes.push(note);
        }
        let shares = common.shares_sought();
        if !shares.is_empty() {
            let verb = if shares.len() == 1 { "is" } else { "are" };
            notes.push(format!(
                "{} {verb} sought between 0% and 100%; for other shares give a range: `--set {}=100%..200%`",
                words::and_list(&shares),
                shares.first().map_or("", SmolStr::as_str)
            ));
        }
        for reason in common.left_out() {
            notes.push(format!(
                "not linear, and taken to be met or not as it may: `{}` ({})",
                wording::rule(self.diffed.sources, reason.span),
                reason.reason.words()
            ));
        }
        notes
    }
}

fn number(value: &Value, kind: Kind) -> String {
    match value {
        Value::Number(number) if kind == Kind::Share => match words::exact_share(number) {
            exact if exact.ends_with('%') => exact,
            fraction => format!("{fraction} ({})", words::percent(number)),
        },
        Value::Number(number) if kind == Kind::Date => {
            day_from_number(number).map_or_else(|| grouped(number), words::long_date)
        }
        Value::Number(_) | Value::Date(_) | Value::Duration(_) | Value::Truth(_) => wording::value(value, kind),
    }
}

/// Whether a comparison stands there as it is meant, so that its two sides can be turned round.
fn is_plain(comparison: &Comparison, span: Span) -> bool {
    let (left, right) = (comparison.left.span, comparison.right.span);
    !comparison.ratio
        && span.start <= left.start
        && left.end <= right.start
        && right.end <= span.end
        && !matches!(comparison.operator, CompareOperator::Equal | CompareOperator::NotEqual)
}

type Numbers = Vec<(Span, String)>;

/// The parameters that an expression names, with their values.
fn of_expr(expr: &Expr, column: &Column<'_>, facts: &Facts, numbers: &mut Numbers) {
    let mut both = |one: &Expr, other: &Expr| {
        of_expr(one, column, facts, numbers);
        of_expr(other, column, facts, numbers);
    };
    match &expr.node {
        Node::Reference(Reference::Parameter(id)) => {
            if let Some(Cells::One(slot @ Slot::Known(_))) = facts.parameters.get(*id) {
                numbers.push((expr.span, wording::slot(slot, column.rules().parameters.at(*id).kind)));
            }
        }
        Node::Constant(_) | Node::Reference(_) | Node::Total(..) | Node::Count { filter: None, .. } => {}
        Node::Add(one, other) | Node::Subtract(one, other) | Node::Multiply(one, other) | Node::Divide(one, other) => {
            both(one, other);
        }
        Node::Negate(inner) | Node::Ceil(inner) | Node::Floor(inner) | Node::Round(inner, _) => {
            of_expr(inner, column, facts, numbers);
        }
        Node::Max(items) | Node::Min(items) => items.iter().for_each(|item| of_expr(item, column, facts, numbers)),
        Node::Count { filter: Some(filter), .. } => of_formula(filter, column, facts, numbers),
        Node::Sum { value, filter, .. } => {
            of_expr(value, column, facts, numbers);
            filter.iter().for_each(|filter| of_formula(filter, column, facts, numbers));
        }
    }
}

fn of_formula(formula: &Formula, column: &Column<'_>, facts: &Facts, numbers: &mut Numbers) {
    match &formula.node {
        FormulaNode::Compare(own) => {
            of_expr(&own.left, column, facts, numbers);
            of_expr(&own.right, column, facts, numbers);
        }
        FormulaNode::CompareDates(_, left, right) => {
            of_date(left, column, facts, numbers);
            of_date(right, column, facts, numbers);
        }
        FormulaNode::Not(inner) => of_formula(inner, column, facts, numbers),
        FormulaNode::And(parts) | FormulaNode::Or(parts) => {
            parts.iter().for_each(|part| of_formula(part, column, facts, numbers));
        }
        FormulaNode::Quantified { filter, condition, .. } => {
            filter.iter().for_each(|filter| of_formula(filter, column, facts, numbers));
            of_formula(condition, column, facts, numbers);
        }
        FormulaNode::Constant(_)
        | FormulaNode::Reference(_)
        | FormulaNode::CompareDurations(..)
        | FormulaNode::Stage(..)
        | FormulaNode::Condition(..) => {}
    }
}

fn of_date(expr: &DateExpr, column: &Column<'_>, facts: &Facts, numbers: &mut Numbers) {
    match &expr.node {
        DateNode::Reference(Reference::Parameter(id)) => {
            if let Some(Cells::One(slot @ Slot::Known(_))) = facts.parameters.get(*id) {
                numbers.push((expr.span, wording::slot(slot, column.rules().parameters.at(*id).kind)));
            }
        }
        DateNode::Constant(_) | DateNode::Reference(_) => {}
        DateNode::Shift { from, .. } => of_date(from, column, facts, numbers),
        DateNode::Latest(items) | DateNode::Earliest(items) => {
            items.iter().for_each(|item| of_date(item, column, facts, numbers));
        }
    }
}

/// `A`, `B`, … in the order of the rules.
pub(super) fn letter(at: usize) -> String {
    u32::try_from(at)
        .ok()
        .filter(|at| *at < 26)
        .and_then(|at| char::from_u32('A' as u32 + at))
        .map_or_else(|| (at + 1).to_string(), String::from)
}
