//! The words of the language, and foreign ones that are understood.

use super::ast::CompareOperator;
use crate::value::Towards;

/// The words that begin statements.
pub(crate) const STATEMENTS: [&str; 28] = [
    "measure",
    "variant",
    "scenario",
    "test",
    "use",
    "stage",
    "outcome",
    "jurisdiction",
    "source",
    "parameter",
    "input",
    "given",
    "define",
    "require",
    "quorum",
    "reject",
    "effect",
    "by",
    "rows",
    "holidays",
    "opens",
    "closes",
    "held",
    "set",
    "replace",
    "remove",
    "add",
    "expect",
];

/// Words that cannot be names. `date` or `with`, which are words of the language only in one place, are not among them.
pub const KEYWORDS: &[&str] = &[
    "measure",
    "variant",
    "scenario",
    "test",
    "use",
    "stage",
    "outcome",
    "jurisdiction",
    "source",
    "parameter",
    "input",
    "given",
    "define",
    "require",
    "quorum",
    "reject",
    "effect",
    "by",
    "rows",
    "holidays",
    "opens",
    "closes",
    "held",
    "set",
    "replace",
    "remove",
    "add",
    "expect",
    "of",
    "after",
    "before",
    "when",
    "otherwise",
    "where",
    "and",
    "or",
    "not",
    "true",
    "false",
    "half",
    "passed",
    "failed",
    "undecided",
    "reached",
    "pending",
    "met",
    "unknown",
    "days",
    "day",
    "weeks",
    "week",
    "months",
    "month",
    "years",
    "year",
];

/// Whether a word can be a name: letters, digits and `_`, not beginning with a digit, not a word of the language.
pub fn is_name(word: &str) -> bool {
    let begins = |c: char| c == '_' || pest::unicode::XID_START(c);
    word.starts_with(begins) && word.chars().all(pest::unicode::XID_CONTINUE) && !KEYWORDS.contains(&word)
}

/// What an operator means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    Or,
    And,
    Compare(CompareOperator),
    Relative(Towards),
    Plus,
    Minus,
    Of,
    Times,
    Divided,
}

/// How an operator of other languages is written in this one, and what it means.
pub fn foreign_operator(text: &str) -> (&'static str, Meaning) {
    let compare = |text, operator| (text, Meaning::Compare(operator));
    match text {
        "&&" | "&" => return ("and", Meaning::And),
        "||" | "|" | "xor" => return ("or", Meaning::Or),
        "×" | "·" => return ("*", Meaning::Times),
        "÷" => return ("/", Meaning::Divided),
        "–" | "−" | "—" => return ("-", Meaning::Minus),
        "=>" => return compare(">=", CompareOperator::AtLeast),
        "=<" => return compare("<=", CompareOperator::AtMost),
        "<>" | "!==" => return compare("!=", CompareOperator::NotEqual),
        "==" | "===" => return compare("=", CompareOperator::Equal),
        _ => {}
    }
    let has = |word: &str| text.split_whitespace().any(|part| part == word);
    let negated = has("not") || has("no");
    let up = ["more", "greater", "higher", "larger", "exceeds", "exceed", "exceeding"].into_iter().any(has);
    let down = ["less", "fewer", "lower", "smaller"].into_iter().any(has);
    match (up, down, negated) {
        (true, _, true) => compare("at most", CompareOperator::AtMost),
        (true, _, false) => compare("more than", CompareOperator::MoreThan),
        (_, true, true) => compare("at least", CompareOperator::AtLeast),
        (_, true, false) => compare("less than", CompareOperator::LessThan),
        _ if text.ends_with("least") => compare("at least", CompareOperator::AtLeast),
        _ if text.ends_with("most") => compare("at most", CompareOperator::AtMost),
        _ => compare("=", CompareOperator::Equal),
    }
}

/// The kind that a word of another language stands for.
pub fn foreign_kind(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "int" | "integer" | "votes" | "people" | "counts" | "whole" | "natural" | "u64" | "i64" => "count",
        "percent" | "percentage" | "ratio" | "fraction" | "proportion" | "shares" => "share",
        "float" | "double" | "decimal" | "real" | "weight" | "numeric" | "numbers" => "number",
        "day" | "datetime" | "time" | "dates" => "date",
        "days" | "interval" | "period" | "timespan" => "duration",
        "bool" | "boolean" | "flag" | "yesno" | "logical" => "truth",
        lower if lower.len() > 40 => return None,
        lower => {
            const KINDS: [&str; 6] = ["count", "share", "number", "date", "duration", "truth"];
            return KINDS.into_iter().find(|kind| *kind == lower).or_else(|| crate::suggest::nearest(lower, KINDS));
        }
    })
}
