//! Why a text cannot be read, in words: what was expected and what was found.

use std::ops::Range;

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};

use super::error::SyntaxError;
use super::grammar::{Grammar, Rule};
use super::outline::MAX_DEPTH;
use super::words::KEYWORDS;
use crate::fix::Help;
use crate::span::Span;

/// A part of a text that a rule should read and cannot.
pub struct Scene<'i> {
    /// The whole text.
    pub input: &'i str,
    /// The part.
    pub range: Range<usize>,
    /// The rule.
    pub rule: Rule,
}

/// The first mistake in a text; none if there is none.
pub fn explain(scene: &Scene<'_>, span: impl Fn(Range<usize>) -> Span) -> Option<SyntaxError> {
    let text = scene.input.get(scene.range.clone())?;
    if let Some(open) = open_text(text) {
        let start = scene.range.start + open.start;
        return Some(SyntaxError::UnclosedText { span: span(start..scene.range.start + open.end) });
    }
    let error = Grammar::parse(scene.rule, text).err()?;
    let at = match error.location {
        InputLocation::Pos(at) | InputLocation::Span((at, _)) => at,
    };
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else {
        return Some(SyntaxError::TooDeep { limit: MAX_DEPTH, span: span(scene.range.start..scene.range.start + 1) });
    };
    let expected = Expected::new(positives);
    let whole = |at: usize| scene.range.start + at;
    // pest may stop before the blanks or after them.
    let before = text.get(..at).unwrap_or(text).trim_end();
    let last = last_token(before);
    let after = scene.range.start + at;
    let rest = scene.input.get(after..).unwrap_or("");
    let skipped = blanks(rest);
    let next = rest.get(skipped..).unwrap_or("");
    let next_at = after + skipped;
    let gap = scene.input.get(scene.range.start + before.len()..next_at).unwrap_or("");
    let last_span = span(scene.range.start + before.len() - last.len()..scene.range.start + before.len());

    // Operators of two words are shown whole.
    let two = ["at least", "at most", "more than", "less than", "on or before", "on or after"];
    let last = two.into_iter().find(|words| before.ends_with(words)).unwrap_or(last);
    let last_span =
        if last.contains(' ') { span(whole(before.len() - last.len())..whole(before.len())) } else { last_span };
    if let Some(error) = taken_from_next_line(before, last_span, &span, scene) {
        return Some(error);
    }
    let word = first_word(next);
    let ended = next.is_empty()
        || gap.contains('\n')
        || (next_at >= scene.range.end && (KEYWORDS.contains(&word) || next.starts_with(['}', '"'])));
    let bracket = open_bracket(text.get(..at).unwrap_or(text));
    if let Some(opened) = bracket.filter(|_| expected.only_closes()) {
        let function = last_token(text.get(..opened).unwrap_or("").trim_end());
        let start = opened - function.len();
        if let Some(shape) = aggregate_shape(function).filter(|_| !ended) {
            let span = span(whole(start)..whole(opened));
            return Some(SyntaxError::Aggregate { word: function.to_owned(), shape, span });
        }
        if let Some(opened) = open_bracket(text) {
            let end = whole(before.len());
            let more = if expected.comma { ", or `,` and another value" } else { "" };
            let help = Some(format!("write `)` where the bracket ends{more}"));
            let (opened, span) = (span(whole(opened)..whole(opened + 1)), span(end..end));
            return Some(SyntaxError::Unclosed { opener: "(", closer: ")", opened, span, help });
        }
    }
    if ended && last.is_empty() {
        let (expected, found) = (expected.words(scene.rule), "nothing".to_owned());
        return Some(SyntaxError::Expected { expected, found, span: last_span, help: None });
    }
    if ended {
        let help = hint(&expected, last, "", text, scene.rule);
        let expected = expected.words(scene.rule);
        return Some(SyntaxError::Incomplete { expected, after: last.to_owned(), span: last_span, help });
    }
    let (found, length) = found(next);
    let found_span = span(next_at..next_at + length);
    if (expected.name || expected.value) && KEYWORDS.contains(&word) && !is_connecting(word) {
        let suggestion = format!("{word}_value");
        return Some(SyntaxError::Reserved { word: word.to_owned(), suggestion, span: found_span });
    }
    if scene.rule == Rule::only_condition && expected.signs.contains(&"`:`") {
        let statement = first_word(text);
        let named = !expected.name && !is_operator_word(word) && !next.starts_with(is_operator_sign);
        return Some(if named {
            let (before, after) = (before.trim_end(), text.get(at..).unwrap_or("").trim());
            let repaired = format!("{before}: {}", after.lines().next().unwrap_or(""));
            let end = whole(before.len());
            SyntaxError::MissingColon { after: "the name of a condition".into(), repaired, span: span(end..end) }
        } else {
            let span = if expected.name { found_span } else { last_span };
            SyntaxError::Unnamed { word: statement.to_owned(), span }
        });
    }
    if is_month(word) && last.chars().all(|c| c.is_ascii_digit()) {
        let year = next.get(word.len()..).unwrap_or("").trim_start();
        let digits = year.chars().take_while(char::is_ascii_digit).count();
        let end = if digits == 4 { next_at + next.len() - year.len() + 4 } else { next_at + word.len() };
        let start = whole(before.len() - last.len());
        let date = scene.input.get(start..end).unwrap_or(word).to_owned();
        return Some(SyntaxError::Date { date, span: span(start..end), help: None });
    }
    if next.starts_with(')') && !expected.value && open_bracket(before).is_none() {
        return Some(SyntaxError::StrayCloser { closer: ')', span: found_span });
    }
    let help = hint(&expected, last, next, text, scene.rule);
    if last == "if" {
        // It was read as a name; what follows is not where the mistake is.
        return Some(SyntaxError::Expected {
            expected: "a value".to_owned(),
            found: "`if`".to_owned(),
            span: last_span,
            help,
        });
    }
    Some(SyntaxError::Expected { expected: expected.words(scene.rule), found, span: found_span, help })
}

/// `131 days before` at the end of a line takes the `held` with which the next line begins.
fn taken_from_next_line(
    before: &str,
    taken: Span,
    span: impl Fn(Range<usize>) -> Span,
    scene: &Scene<'_>,
) -> Option<SyntaxError> {
    let name = last_token(before);
    let above = before.strip_suffix(name)?;
    let word = last_token(above.trim_end());
    let breaks = above.get(above.trim_end().len()..).is_some_and(|gap| gap.contains('\n'));
    if !breaks || !matches!(name, "opens" | "closes" | "held") || !matches!(word, "before" | "after") {
        return None;
    }
    let end = scene.range.start + above.trim_end().len();
    Some(SyntaxError::MissingOperand {
        word: word.to_owned(),
        taken: name.to_owned(),
        span: span(end - word.len()..end),
        taken_span: taken,
    })
}

/// How what speaks of the rows of a table is written.
pub fn aggregate_shape(function: &str) -> Option<&'static str> {
    Some(match function {
        "count" => "count(TABLE where CONDITION)",
        "sum" => "sum(VALUE over TABLE where CONDITION)",
        "every" => "every(TABLE where CONDITION has CONDITION)",
        "any" => "any(TABLE where CONDITION has CONDITION)",
        _ => return None,
    })
}

/// The operator of two words that `next` nearly begins with.
fn two_words(next: &str) -> Option<&'static str> {
    const OPERATORS: [&str; 6] = ["at least", "at most", "more than", "less than", "on or before", "on or after"];
    let written: Vec<&str> = next.split_whitespace().take(2).collect();
    nearest(&written.join(" "), OPERATORS)
}

/// Words that join what stands beside them; nobody means them as names.
fn is_connecting(word: &str) -> bool {
    const WORDS: [&str; 12] =
        ["of", "and", "or", "not", "after", "before", "when", "where", "otherwise", "by", "true", "false"];
    WORDS.contains(&word)
}

fn is_month(word: &str) -> bool {
    word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(&word.to_lowercase()))
}

/// The nearest of the words that would fit; nobody misspells a very long one.
pub fn nearest(word: &str, candidates: impl IntoIterator<Item = &'static str>) -> Option<&'static str> {
    if word.len() > 40 { None } else { crate::suggest::nearest(word, candidates) }
}

/// What would have fitted.
#[derive(Default)]
struct Expected {
    value: bool,
    name: bool,
    operator: bool,
    text: bool,
    comma: bool,
    closing: bool,
    signs: Vec<&'static str>,
    words: Vec<&'static str>,
    things: Vec<&'static str>,
    end: bool,
}

impl Expected {
    fn new(rules: &[Rule]) -> Self {
        let mut this = Self::default();
        for rule in rules {
            match rule {
                Rule::expression
                | Rule::amount
                | Rule::group
                | Rule::share_words
                | Rule::number
                | Rule::bad_number
                | Rule::TRUTH
                | Rule::UNKNOWN
                | Rule::NOT
                | Rule::own_status
                | Rule::reference
                | Rule::fraction
                | Rule::count_rows
                | Rule::sum_rows
                | Rule::every_row
                | Rule::any_row
                | Rule::OWN_STATUS => this.value = true,
                Rule::date | Rule::bad_date => this.things.push("a date"),
                Rule::name | Rule::names | Rule::path => this.name = true,
                Rule::OR
                | Rule::AND
                | Rule::COMPARE
                | Rule::PLUS
                | Rule::TIMES
                | Rule::DIVIDED
                | Rule::RELATIVE
                | Rule::foreign_operator => this.operator = true,
                Rule::only_expression | Rule::only_value => this.value = true,
                Rule::only_day => this.things.push("a date"),
                Rule::only_row | Rule::row | Rule::only_fact | Rule::fact => this.name = true,
                Rule::only_dated => this.words.push("from"),
                Rule::string | Rule::open_string | Rule::curly_string | Rule::single_quoted => this.text = true,
                Rule::COMMA => this.comma = true,
                Rule::RPAREN => this.closing = true,
                Rule::LBRACE => this.signs.push("`{`"),
                Rule::RBRACE | Rule::close_block | Rule::close_measure | Rule::close_facts => this.signs.push("`}`"),
                Rule::LPAREN => this.signs.push("`(`"),
                Rule::COLON | Rule::foreign_colon | Rule::missing_colon => this.signs.push("`:`"),
                Rule::ASSIGN | Rule::foreign_assign => this.signs.push("`=`"),
                Rule::kind | Rule::foreign_kind => this.things.push("a kind"),
                Rule::STATUS => this.things.push("a status"),
                Rule::EOI => this.end = true,
                other => this.words.extend(keyword(*other)),
            }
        }
        for list in [&mut this.signs, &mut this.words, &mut this.things] {
            let mut seen = Vec::new();
            list.retain(|word| {
                !seen.contains(word) && {
                    seen.push(*word);
                    true
                }
            });
        }
        this
    }

    /// Whether only the end of a bracket, or more of what is in it, could follow.
    fn only_closes(&self) -> bool {
        self.closing && !self.value
    }

    /// In a few words; what is optional is named only if nothing else is.
    fn words(&self, rule: Rule) -> String {
        let mut list: Vec<String> = Vec::new();
        let mut add = |word: &str, wanted: bool| list.extend(wanted.then(|| word.to_owned()));
        let status = self.things.contains(&"a status");
        let kind = self.things.contains(&"a kind");
        if rule == Rule::only_expect && (status || self.value) {
            add("a status", true);
            add("`=`", !self.value);
            add("a value", self.value);
        } else if self.value {
            add("a value", true);
        } else {
            add("a date", self.things.contains(&"a date"));
            add("`:` and a kind", kind && !self.signs.is_empty());
            add("a kind", kind && self.signs.is_empty());
            add("a name", self.name && !self.operator);
            self.signs.iter().for_each(|sign| add(sign, !(kind || self.operator && *sign == "`(`")));
            add("an operator", self.operator);
            add("`)`", self.closing);
            add("`,`", self.comma && self.closing);
            add("a text in quotes", self.text && !self.end && !self.operator);
            self.words.iter().for_each(|word| add(&format!("`{word}`"), !self.end && !self.operator));
            let next = match rule {
                Rule::only_fact | Rule::only_expect => "the next fact",
                Rule::only_row => "the next row",
                Rule::only_value | Rule::only_expression => "the end",
                _ => "the next statement",
            };
            add(next, self.end);
        }
        match list.split_last() {
            None => "something else".to_owned(),
            Some((only, [])) => only.clone(),
            Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        }
    }

    /// Words that would have fitted, for a guess at what was meant.
    fn candidates(&self) -> Vec<&'static str> {
        let mut words = self.words.clone();
        if self.operator {
            words.extend(["and", "or", "of", "before", "after", "at", "more", "less", "than", "source"]);
        }
        if self.things.contains(&"a kind") {
            words.extend(["count", "share", "number", "date", "duration", "truth"]);
        }
        words.extend(self.statuses());
        words
    }

    fn statuses(&self) -> Vec<&'static str> {
        let words = ["passed", "failed", "undecided", "pending", "reached", "met"];
        if self.things.contains(&"a status") { words.to_vec() } else { Vec::new() }
    }
}

/// The spelling of a word of the language.
fn keyword(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::USE => "use",
        Rule::OF => "of",
        Rule::AFTER | Rule::after => "after",
        Rule::WHEN | Rule::when => "when",
        Rule::OTHERWISE => "otherwise",
        Rule::SOURCE | Rule::source => "source",
        Rule::WHERE | Rule::filter => "where",
        Rule::OVER => "over",
        Rule::HAS => "has",
        Rule::WITH => "with",
        Rule::FROM => "from",
        Rule::UNTIL => "until",
        Rule::TO => "to",
        Rule::BY_DATE | Rule::by_date => "by date",
        Rule::BY => "by",
        Rule::OUTCOME | Rule::expect_outcome => "outcome",
        Rule::BAD_DATA => "bad data",
        _ => return None,
    })
}

/// A repair for a habit of other languages, or a word that is nearly right.
fn hint(expected: &Expected, last: &str, next: &str, text: &str, rule: Rule) -> Option<Help> {
    let word = first_word(next);
    let statement = first_word(text);
    if last == "if" || word == "if" || word == "then" || word == "else" {
        return Some("the language has no `if`: write two conditions, or `outcome … when …`".into());
    }
    if is_month(word) {
        return Some("dates are written 2017-01-26".into());
    }
    if expected.operator
        && let Some(near) = two_words(next)
    {
        return Some(format!("did you mean `{near}`?").into());
    }
    if let Some(near) = nearest(word, expected.candidates()) {
        return Some(Help::choice(format!("did you mean `{near}`?"), [near]));
    }
    if let Some(near) = nearest(last, expected.statuses()).filter(|_| rule == Rule::only_expect) {
        let words = format!("did you mean `{near}`?");
        // Where something follows, that is the text at fault.
        return Some(if next.is_empty() { Help::choice(words, [near]) } else { words.into() });
    }
    match rule {
        Rule::only_fact if expected.value => {
            Some("the value of a fact is written out: a number, a share, a date, `true`, `false`, a range `4..5` or `?`".into())
        }
        Rule::only_parameter if expected.value => {
            Some("the value of a parameter is written out, such as `55%`; what is computed is a `define`".into())
        }
        Rule::only_measure | Rule::only_stage | Rule::only_variant | Rule::only_scenario if expected.name => {
            Some(format!("a {statement} has a name, by which other statements speak of it: `{statement} NAME \"title\" {{`").into())
        }
        Rule::only_variant if expected.words.contains(&"of") => {
            Some("a variant says of what: `variant NAME of MEASURE {`".into())
        }
        Rule::only_test if expected.text || expected.words.contains(&"of") => {
            Some("a test has a title and says of what it is one: `test \"title\" of MEASURE {`".into())
        }
        Rule::only_use if expected.text => Some("a file is named in quotes: `use \"california.measure\"`".into()),
        Rule::only_stage if last == "after" => {
            Some("a stage comes after another, `after petition`, or after a condition, `after one passed or two passed`".into())
        }
        Rule::only_parameter | Rule::only_define if expected.name => {
            let what = if rule == Rule::only_define { "definition" } else { "parameter" };
            Some(format!("a {what} has a name: `{statement} NAME = …`").into())
        }
        Rule::only_given if next.starts_with(':') => {
            Some("a `given` needs no name: leave out the `:`, or write `given NAME: …`".into())
        }
        Rule::only_input if expected.name => Some("an input has a name: `input NAME: count`".into()),
        Rule::only_row if next.starts_with(',') => Some("the values of a row are separated by blanks".into()),
        Rule::only_row if next.starts_with(|c: char| c.is_ascii_digit()) => {
            Some("a row begins with its name; one that is not a plain word stands in quotes: `\"1\" 98,765`".into())
        }
        Rule::only_outcome if expected.words.contains(&"when") => {
            Some("an outcome says when it holds: `when nationhood passed`, or `otherwise`".into())
        }
        Rule::only_expect => Some(
            "a test expects a status (`passed`, `consent not met by 3`), a value (`needed = 14,400`), `outcome \"…\"` or `bad data`"
                .into(),
        ),
        Rule::only_input if expected.things.contains(&"a kind") => {
            Some("the kinds are `count`, `share`, `number`, `date`, `duration` and `truth`".into())
        }
        _ if next.starts_with('[') => Some("brackets are `(` and `)`".into()),
        _ if next.starts_with('%') => Some("`%` stands directly after a number".into()),
        _ => None,
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// How what stands at the beginning of `text` is named in a message, and how long it is.
pub fn found(text: &str) -> (String, usize) {
    let word = first_word(text);
    if !word.is_empty() {
        return (format!("`{word}`"), word.len());
    }
    if text.starts_with('"') {
        let line = text.lines().next().unwrap_or(text);
        let length = line.char_indices().skip(1).find(|&(_, c)| c == '"').map_or(line.len(), |(at, _)| at + 1);
        return ("a text".to_owned(), length);
    }
    let number =
        text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '_' | '-')).len();
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        let number = text.get(..number).unwrap_or(text).trim_end_matches([',', '.', '-']);
        let shown = if number.len() > 30 { "a number".to_owned() } else { format!("`{number}`") };
        return (shown, number.len());
    }
    text.chars()
        .next()
        .map_or_else(|| ("the end of the file".to_owned(), 0), |sign| (format!("`{sign}`"), sign.len_utf8()))
}

/// The word at the beginning of a text; empty if none is there.
pub fn first_word(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        return "";
    }
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or(text)
}

/// Whether a word goes on with the expression before it.
pub fn is_operator_word(word: &str) -> bool {
    const WORDS: [&str; 18] = [
        "and", "or", "of", "at", "more", "less", "before", "after", "than", "as", "is", "exceeds", "exceed", "equals",
        "fewer", "greater", "then", "else",
    ];
    WORDS.contains(&word)
}

/// Whether a sign goes on with the expression before it.
pub fn is_operator_sign(sign: char) -> bool {
    "+-*/=<>!),%.:&|≤≥≠×÷".contains(sign)
}

/// The words of a header with their offsets, texts in quotes left out; a path is one word.
pub fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut quoted = false;
    let mut start = None;
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = !quoted && (letter.is_alphanumeric() || matches!(letter, '_' | '.'));
        match (start, inside) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.extend(text.get(from..at).map(|word| (from, word)));
                start = None;
            }
            _ => {}
        }
        if letter == '"' {
            quoted = !quoted;
        }
    }
    words
}

/// The last word, number, text or sign of a text.
pub fn last_token(text: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut letters = text.char_indices().rev();
    let Some((at, last)) = letters.next() else { return text };
    let start = match last {
        '"' => letters.find(|&(_, c)| c == '"').map_or(at, |(at, _)| at),
        _ if is_word(last) => letters.take_while(|&(_, c)| is_word(c)).last().map_or(at, |(at, _)| at),
        _ => at,
    };
    text.get(start..).unwrap_or(text)
}

/// How many bytes of blanks and comments a text begins with.
fn blanks(text: &str) -> usize {
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        if !trimmed.starts_with('#') {
            return text.len() - trimmed.len();
        }
        rest = trimmed.find('\n').and_then(|end| trimmed.get(end..)).unwrap_or("");
    }
}

/// Runs over what is neither text nor comment.
fn scan(text: &str, mut visit: impl FnMut(usize, char)) -> Option<Range<usize>> {
    let mut letters = text.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '#' => _ = letters.find(|&(_, c)| c == '\n'),
            '"' => loop {
                match letters.next() {
                    Some((_, '"')) => break,
                    Some((_, '\\')) => _ = letters.next(),
                    Some((end, '\n')) => {
                        return Some(at..text.get(at..end).map_or(end, |line| at + line.trim_end().len()));
                    }
                    None => return Some(at..text.len()),
                    Some(_) => {}
                }
            },
            _ => visit(at, letter),
        }
    }
    None
}

/// A text in quotes that is not closed on its line.
fn open_text(text: &str) -> Option<Range<usize>> {
    scan(text, |_, _| {})
}

/// The innermost bracket that is still open at the end.
fn open_bracket(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    scan(text, |at, letter| match letter {
        '(' => open.push(at),
        ')' => _ = open.pop(),
        _ => {}
    });
    open.pop()
}
