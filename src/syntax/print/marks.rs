//! What the formatter learns from the tree: which words begin something.

use std::collections::HashSet;

use super::words::{Kind, Word};
use crate::source::Source;
use crate::span::Span;
use crate::syntax::ast::{
    Change, Declaration, ExpectKind, Expr, ExprKind, Fact, FactValue, Facts, File, Given, Head, Holidays, Item,
    Literal, LiteralValue, Name, Parameter, ParameterValue, Rows, RowsBody, Text, When,
};

/// What begins with a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// Nothing: it goes on with what stands before.
    #[default]
    None,
    /// At the top of the file.
    Declaration,
    Stage,
    /// A statement: it stands on its own line.
    Statement,
    /// A fact or expectation: it stands where the author put it.
    Fact,
    Row,
    /// A value of a row.
    Cell,
    Day,
    /// `source` of the statement before.
    Source,
    /// The brace that opens the rows of a table.
    Table,
}

impl Mark {
    /// Whether what it marks can begin a line of its block.
    pub fn begins_line(self) -> bool {
        match self {
            Self::Declaration | Self::Stage | Self::Statement | Self::Fact | Self::Row | Self::Day => true,
            Self::None | Self::Cell | Self::Source | Self::Table => false,
        }
    }
}

/// What is known of each word.
#[derive(Clone, Copy, Default)]
struct Note {
    mark: Mark,
    /// A line may end before it.
    may_break: bool,
    /// A function, whose bracket follows at once.
    function: bool,
    /// A minus before a single value.
    unary: bool,
    /// The brace of a stage.
    stage: bool,
}

/// Notes on every word of a text.
pub struct Marks {
    notes: Vec<Note>,
}

impl Marks {
    /// Walks the tree and notes what begins where.
    pub fn new(file: &File, source: &Source, words: &[Word<'_>]) -> Self {
        let mut walk = Walk { words, base: source.base, notes: vec![Note::default(); words.len()] };
        for (at, word) in words.iter().enumerate() {
            if word.kind == Kind::Word && matches!(word.text, "source" | "jurisdiction") {
                walk.set(Some(at), Mark::Source);
            }
        }
        file.declarations.iter().for_each(|declaration| walk.declaration(declaration));
        Self { notes: walk.notes }
    }

    fn note(&self, at: usize) -> Note {
        self.notes.get(at).copied().unwrap_or_default()
    }

    pub fn of(&self, at: usize) -> Mark {
        self.note(at).mark
    }

    pub fn may_break(&self, at: usize) -> bool {
        self.note(at).may_break
    }

    pub fn is_function(&self, at: usize) -> bool {
        self.note(at).function
    }

    pub fn is_unary(&self, at: usize) -> bool {
        self.note(at).unary
    }

    pub fn opens_stage(&self, at: usize) -> bool {
        self.note(at).stage
    }
}

struct Walk<'a> {
    words: &'a [Word<'a>],
    base: u32,
    notes: Vec<Note>,
}

impl Walk<'_> {
    /// The word that begins at a global offset.
    fn at(&self, offset: u32) -> Option<usize> {
        let local = offset.checked_sub(self.base)? as usize;
        self.words.binary_search_by_key(&local, |word| word.start).ok()
    }

    fn set(&mut self, at: Option<usize>, mark: Mark) {
        if let Some(note) = at.and_then(|at| self.notes.get_mut(at)) {
            note.mark = mark;
        }
    }

    fn mark(&mut self, span: Span, mark: Mark) {
        let at = self.at(span.start);
        self.set(at, mark);
    }

    /// Marks the word before the one at `span`.
    fn mark_before(&mut self, span: Span, mark: Mark) {
        let at = self.at(span.start).and_then(|at| at.checked_sub(1));
        self.set(at, mark);
    }

    /// The words of `span` after the first may begin lines.
    fn breakable(&mut self, span: Span) {
        let (Some(start), end) = (self.at(span.start), (span.end - self.base) as usize) else { return };
        for (word, note) in self.words.iter().zip(&mut self.notes).skip(start + 1) {
            if word.start >= end {
                break;
            }
            note.may_break = true;
        }
    }

    fn names(&mut self, names: &[Name]) {
        if let [first, .., last] = names {
            self.breakable(first.span.to(last.span));
        }
    }

    fn own_sources(&mut self, sources: &[Text]) {
        sources.iter().for_each(|source| self.mark_before(source.span, Mark::Statement));
    }

    fn head(&mut self, head: &Head) {
        self.own_sources(&head.sources);
        head.jurisdiction.iter().for_each(|text| self.mark_before(text.span, Mark::Statement));
    }

    fn declaration(&mut self, declaration: &Declaration) {
        match declaration {
            Declaration::Use(it) => self.mark(it.span, Mark::Declaration),
            Declaration::Measure(it) => {
                self.mark(it.span, Mark::Declaration);
                self.head(&it.head);
                it.items.iter().for_each(|item| self.item(item));
            }
            Declaration::Variant(it) => {
                self.mark(it.span, Mark::Declaration);
                self.own_sources(&it.sources);
                it.changes.iter().for_each(|change| self.change(change));
            }
            Declaration::Scenario(it) => {
                self.mark(it.span, Mark::Declaration);
                self.own_sources(&it.sources);
                self.facts(&it.facts);
            }
            Declaration::Test(it) => {
                self.mark(it.span, Mark::Declaration);
                self.own_sources(&it.sources);
                self.facts(&it.facts);
                for expect in &it.expects {
                    self.mark(expect.span, Mark::Fact);
                    if let ExpectKind::Value { value, literal } = &expect.kind {
                        self.expr(value);
                        self.literal(literal);
                    }
                }
            }
            Declaration::Holidays(it) => self.holidays(it, Mark::Declaration),
            Declaration::Parameter(it) => self.parameter(it, Mark::Declaration),
            Declaration::Rows(it) => self.rows(it, Mark::Declaration),
        }
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Stage(it) => {
                self.mark(it.span, Mark::Stage);
                it.after.iter().for_each(|after| self.whole(after));
                self.stage_brace(it.span);
                self.head(&it.head);
                it.items.iter().for_each(|item| self.item(item));
            }
            Item::Outcome(it) => {
                self.mark(it.span, Mark::Statement);
                match &it.when {
                    When::Condition(condition) => self.whole(condition),
                    When::Otherwise(_) => {}
                }
            }
            Item::Holidays(it) => self.holidays(it, Mark::Statement),
            Item::Rows(it) => self.rows(it, Mark::Statement),
            Item::ByBlock(it) => {
                self.mark(it.span, Mark::Statement);
                self.own_sources(&it.sources);
                it.items.iter().for_each(|item| self.item(item));
            }
            Item::DateLine(it) => {
                self.mark(it.span, Mark::Statement);
                self.whole(&it.value);
            }
            Item::Parameter(it) => self.parameter(it, Mark::Statement),
            Item::Input(it) => {
                self.mark(it.span, Mark::Statement);
                self.names(&it.names);
            }
            Item::Given(it) => self.given(it),
            Item::Define(it) => {
                self.mark(it.span, Mark::Statement);
                self.whole(&it.value);
            }
            Item::Condition(it) => {
                self.mark(it.span, Mark::Statement);
                self.whole(&it.condition);
            }
            Item::Effect(it) => self.mark(it.span, Mark::Statement),
        }
    }

    /// The first brace of a stage, whose header holds none.
    fn stage_brace(&mut self, span: Span) {
        let Some(start) = self.at(span.start) else { return };
        let brace = self
            .words
            .iter()
            .zip(&mut self.notes)
            .skip(start)
            .find(|(word, _)| word.text == "{" && word.kind == Kind::Sign);
        if let Some((_, note)) = brace {
            note.stage = true;
        }
    }

    fn given(&mut self, given: &Given) {
        self.mark(given.span, Mark::Statement);
        self.whole(&given.condition);
    }

    fn parameter(&mut self, it: &Parameter, mark: Mark) {
        self.mark(it.span, mark);
        self.names(&it.names);
        match &it.value {
            ParameterValue::None => {}
            ParameterValue::Literal(literal) => self.literal(literal),
            ParameterValue::ByDate { rows, until } => {
                for row in rows {
                    self.mark(row.span, Mark::Statement);
                    self.literal(&row.value);
                }
                until.iter().for_each(|(_, span)| self.mark_before(*span, Mark::Statement));
            }
        }
    }

    fn holidays(&mut self, it: &Holidays, mark: Mark) {
        self.mark(it.span, mark);
        it.days.iter().for_each(|(_, span)| self.mark(*span, Mark::Day));
    }

    fn rows(&mut self, it: &Rows, mark: Mark) {
        self.mark(it.span, mark);
        self.names(&it.columns);
        let RowsBody::Inline(rows) = &it.body else { return };
        for row in rows {
            self.mark(row.span, Mark::Row);
            for value in &row.values {
                self.mark(value.span, Mark::Cell);
                self.literal(value);
            }
        }
        if let Some(first) = rows.first() {
            // Comments may stand between the brace and the first row.
            let before = self.at(first.span.start).unwrap_or(0);
            let brace = self.words.iter().take(before).rposition(|word| word.text == "{" && word.kind == Kind::Sign);
            self.set(brace, Mark::Table);
        }
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Set { span, value, .. } => {
                self.mark(*span, Mark::Statement);
                self.whole(value);
            }
            Change::Replace { span, condition, .. } => {
                self.mark(*span, Mark::Statement);
                self.whole(condition);
            }
            Change::Remove { span, .. } => self.mark(*span, Mark::Statement),
            Change::Add { span, items, .. } => {
                self.mark(*span, Mark::Statement);
                items.iter().for_each(|item| self.item(item));
            }
        }
    }

    fn facts(&mut self, facts: &Facts) {
        let mut groups = HashSet::new();
        for fact in &facts.facts {
            self.mark(fact.span, Mark::Fact);
            self.fact_groups(fact, &mut groups);
            match &fact.value {
                FactValue::Literal(literal) => self.literal(literal),
                FactValue::Range(from, to) => {
                    self.literal(from);
                    to.iter().for_each(|to| self.literal(to));
                }
            }
        }
        facts.rows.iter().for_each(|rows| self.rows(rows, Mark::Statement));
        facts.givens.iter().for_each(|given| self.given(given));
    }

    /// Where the groups around a fact begin: at the first of the names that the fact has from them.
    fn fact_groups(&mut self, fact: &Fact, known: &mut HashSet<u32>) {
        for name in fact.path.parts.iter().take(fact.group) {
            if !known.insert(name.span.start) {
                continue;
            }
            let Some(at) = self.at(name.span.start) else { continue };
            // `one.two { … }`: only the first name of the path begins the group.
            let dotted =
                at.checked_sub(1).and_then(|before| self.words.get(before)).is_some_and(|word| word.text == ".");
            if !dotted {
                self.set(Some(at), Mark::Fact);
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        let negative = match &literal.value {
            LiteralValue::Number { value, .. } | LiteralValue::Share(value) | LiteralValue::Fraction(value) => {
                value.is_negative()
            }
            LiteralValue::Date(_) | LiteralValue::Duration(_) | LiteralValue::Truth(_) | LiteralValue::Unknown => false,
        };
        // `-0` is not negative, but its sign is there.
        let minus = self
            .at(literal.span.start)
            .filter(|&at| negative || self.words.get(at).is_some_and(|word| word.text == "-"));
        if let Some(note) = minus.and_then(|at| self.notes.get_mut(at)) {
            note.unary = true;
        }
    }

    /// An expression that is the whole of what a statement says.
    fn whole(&mut self, expr: &Expr) {
        self.breakable(expr.span);
        self.expr(expr);
    }

    fn function(&mut self, span: Span) {
        if let Some(note) = self.at(span.start).and_then(|at| self.notes.get_mut(at)) {
            note.function = true;
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Error | ExprKind::Path(_) | ExprKind::Status { .. } => {}
            ExprKind::Literal(literal) => self.literal(literal),
            ExprKind::Group(inside) | ExprKind::Not(inside) => self.expr(inside),
            ExprKind::Negative(inside) => {
                if let Some(note) = self.at(expr.span.start).and_then(|at| self.notes.get_mut(at)) {
                    note.unary = true;
                }
                self.expr(inside);
            }
            ExprKind::AsOf { date, .. } => self.expr(date),
            ExprKind::And(all) | ExprKind::Or(all) => all.iter().for_each(|it| self.expr(it)),
            ExprKind::Compare { first, rest } => {
                self.expr(first);
                rest.iter().for_each(|(_, it)| self.expr(it));
            }
            ExprKind::Binary { left, right, .. } | ExprKind::Relative { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            ExprKind::Sum { first, rest } => {
                self.expr(first);
                rest.iter().for_each(|(_, it)| self.expr(it));
            }
            ExprKind::Count { filter, .. } => {
                self.function(expr.span);
                filter.iter().for_each(|it| self.expr(it));
            }
            ExprKind::SumOver { value, filter, .. } => {
                self.function(expr.span);
                self.expr(value);
                filter.iter().for_each(|it| self.expr(it));
            }
            ExprKind::Quantified { filter, condition, .. } => {
                self.function(expr.span);
                filter.iter().for_each(|it| self.expr(it));
                self.expr(condition);
            }
            ExprKind::Call { function, arguments } => {
                self.function(function.span);
                arguments.iter().for_each(|it| self.expr(it));
            }
        }
    }
}
