//! What fits at a cursor: the grammar's own answer, for completion and for knowing whether a text goes on.

use std::collections::BTreeSet;

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

use super::grammar::{Grammar, Rule};

/// What a cursor stands in, which decides which statements may begin there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// A line of the REPL: declarations, facts or an expression.
    Line,
    /// A line of the REPL after a block in it has closed.
    Rest,
    /// A rule file, outside everything.
    File,
    /// `measure … { }`, and `add { }`.
    Measure,
    /// `stage … { }`, `by … { }` and `add to … { }`.
    Stage,
    /// `variant … { }`
    Variant,
    /// `scenario … { }` and `test … { }`.
    Facts,
    /// `nationhood { }` among facts, and assignments by themselves.
    Group,
    /// `rows … { }`
    Rows,
    /// `by date { }`
    Dated,
    /// `holidays { }`
    Holidays,
    /// One expression.
    Expression,
    /// One value.
    Value,
}

impl Block {
    const fn rule(self) -> Rule {
        match self {
            Self::Line => Rule::next_line,
            Self::Rest => Rule::next_rest,
            Self::File => Rule::next_declaration,
            Self::Measure => Rule::next_measure_item,
            Self::Stage => Rule::next_item,
            Self::Variant => Rule::next_change,
            Self::Facts => Rule::next_fact,
            Self::Group => Rule::next_group_fact,
            Self::Rows => Rule::next_row,
            Self::Dated => Rule::next_dated,
            Self::Holidays => Rule::next_holiday,
            Self::Expression => Rule::only_expression,
            Self::Value => Rule::only_value,
        }
    }
}

/// What could stand at the end of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fits {
    /// How far the text could be read, in bytes: what is listed fits there.
    pub at: usize,
    /// Words of the language, also of several words: `at least`.
    pub words: Vec<&'static str>,
    /// A name that means something, or a path to one.
    pub path: bool,
    /// A name by itself: of something new, or after `of` and `with` of something declared.
    pub name: bool,
    /// A whole expression.
    pub expression: bool,
    /// A text in quotes.
    pub text: bool,
    /// The text may end there.
    pub end: bool,
}

/// Nothing of the language begins with it.
const NOTHING: char = '\u{1}';

/// What could stand at the end of a text that is part of a block.
pub fn fits(text: &str, block: Block) -> Fits {
    // The blank before it lets the parser say what it tried, rather than that it tried the whole rule. The line break after
    // it ends a comment.
    let read = format!(" {text}\n{NOTHING}");
    let Err(error) = Grammar::parse(block.rule(), &read) else { return Fits::default() };
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let mut fits = Fits { at: at.saturating_sub(1).min(text.len()), ..Fits::default() };
    let ErrorVariant::ParsingError { positives, .. } = error.variant else { return fits };
    for rule in positives {
        fits.add(rule);
    }
    let mut seen = BTreeSet::new();
    fits.words.retain(|word| seen.insert(*word));
    fits
}

impl Fits {
    fn add(&mut self, rule: Rule) {
        match rule {
            Rule::expression | Rule::amount => {
                self.expression = true;
                self.path = true;
                self.words.extend(["not", "true", "false"]);
                self.words.extend(SHARES);
                self.words.extend(AGGREGATES);
            }
            Rule::expect_status => {
                self.words.extend(STATUSES);
                self.path = true;
            }
            // Where brackets and names may stand, so may what looks over the rows of a table.
            Rule::LPAREN if self.path => {
                self.expression = true;
                self.words.extend(AGGREGATES);
            }
            Rule::path | Rule::reference | Rule::fact => self.path = true,
            Rule::name | Rule::names => self.name = true,
            Rule::string => self.text = true,
            Rule::EOI => self.end = true,
            rule => self.words.extend(words(rule)),
        }
    }
}

/// What a stage, a condition or an outcome may come to.
pub const STATUSES: &[&str] = &[
    "passed",
    "failed",
    "undecided",
    "pending",
    "reached",
    "met",
    "unknown",
    "no quorum",
    "not passed",
    "not reached",
    "not met",
];

const SHARES: &[&str] = &["half", "one third", "two thirds", "one quarter", "three quarters", "three fifths"];

const AGGREGATES: &[&str] = &["count(", "sum(", "every(", "any(", "ceil(", "floor(", "round(", "max(", "min("];

/// How a rule for words is spelled; nothing for signs and for what is read only to be reported.
const fn words(rule: Rule) -> &'static [&'static str] {
    match rule {
        Rule::USE | Rule::use_file => &["use"],
        Rule::MEASURE | Rule::measure => &["measure"],
        Rule::VARIANT | Rule::variant => &["variant"],
        Rule::SCENARIO | Rule::scenario => &["scenario"],
        Rule::TEST | Rule::test => &["test"],
        Rule::STAGE | Rule::stage => &["stage"],
        Rule::OUTCOME | Rule::outcome | Rule::expect_outcome => &["outcome"],
        Rule::JURISDICTION | Rule::jurisdiction => &["jurisdiction"],
        Rule::SOURCE | Rule::source => &["source"],
        Rule::PARAMETER | Rule::parameter => &["parameter"],
        Rule::INPUT | Rule::input => &["input"],
        Rule::GIVEN | Rule::given => &["given"],
        Rule::DEFINE | Rule::define => &["define"],
        Rule::CONDITION | Rule::condition => &["require", "quorum", "reject"],
        Rule::EFFECT | Rule::effect => &["effect"],
        Rule::DATE_NAME | Rule::date_line => &["opens", "closes", "held"],
        Rule::HOLIDAYS | Rule::holidays => &["holidays"],
        Rule::ROWS | Rule::rows => &["rows"],
        Rule::BY | Rule::by_block => &["by"],
        Rule::BY_DATE | Rule::by_date => &["by date"],
        Rule::SET | Rule::set => &["set"],
        Rule::REPLACE | Rule::replace => &["replace"],
        Rule::REMOVE | Rule::remove => &["remove"],
        Rule::ADD | Rule::add => &["add"],
        Rule::EXPECT | Rule::expect => &["expect"],
        Rule::BAD_DATA => &["bad data"],
        Rule::OF => &["of"],
        Rule::AS_OF | Rule::as_of => &["as of"],
        Rule::WITH => &["with"],
        Rule::TO => &["to"],
        Rule::FROM | Rule::dated => &["from"],
        Rule::UNTIL | Rule::until => &["until"],
        Rule::AFTER | Rule::after => &["after"],
        Rule::RELATIVE => &["after", "before"],
        Rule::WHEN | Rule::when => &["when"],
        Rule::OTHERWISE => &["otherwise"],
        Rule::WHERE | Rule::filter => &["where"],
        Rule::OVER => &["over"],
        Rule::HAS => &["has"],
        Rule::AND => &["and"],
        Rule::OR => &["or"],
        Rule::NOT => &["not"],
        Rule::TRUTH => &["true", "false"],
        Rule::STATUS => STATUSES,
        Rule::OWN_STATUS | Rule::own_status => &["passed", "failed", "undecided"],
        Rule::COMPARE => &["at least", "more than", "at most", "less than", "on or before", "on or after"],
        Rule::DURATION_UNIT => &["days", "working days", "weeks", "months", "years"],
        Rule::kind => &["count", "share", "number", "date", "duration", "truth"],
        Rule::share_words => SHARES,
        _ => &[],
    }
}
