//! Random measures, as text in the language, and random facts for them.
//!
//! A measure is drawn from a list of bytes, each of which makes one choice. When they run out every choice is the simplest,
//! so that shorter lists and smaller bytes give simpler measures: that is how proptest shrinks a failure.

#![expect(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use num_bigint::BigInt;
use quorate::value::{Date, Exact, Kind, Value};

use crate::naive::World;

/// Bytes to choose by.
pub struct Choices<'c> {
    bytes: std::slice::Iter<'c, u8>,
}

impl<'c> Choices<'c> {
    /// Chooses by these.
    pub fn new(bytes: &'c [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// A number below `end`; 0 when the bytes have run out.
    pub fn below(&mut self, end: usize) -> usize {
        self.bytes.next().map_or(0, |byte| usize::from(*byte) % end)
    }

    /// True once in so many times.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of these.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// A piece of text, with no more brackets than it needs and with as many as it can have.
#[derive(Clone, Debug)]
struct Written {
    tight: String,
    full: String,
    level: u8,
}

const OR: u8 = 0;
const AND: u8 = 1;
const NOT: u8 = 2;
const COMPARE: u8 = 3;
const RELATIVE: u8 = 4;
const SUM: u8 = 5;
const OF: u8 = 6;
const PRODUCT: u8 = 7;
const ATOM: u8 = 9;

impl Written {
    fn atom(text: impl Into<String>) -> Self {
        let tight = text.into();
        Self { full: tight.clone(), tight, level: ATOM }
    }

    /// Its text where something that binds at least as closely as `level` must stand.
    fn at(&self, level: u8) -> String {
        if self.level < level { format!("({})", self.tight) } else { self.tight.clone() }
    }

    /// Two operands, each with the level it must have.
    fn two(level: u8, left: (&Self, u8), operator: &str, right: (&Self, u8)) -> Self {
        Self {
            tight: format!("{} {operator} {}", left.0.at(left.1), right.0.at(right.1)),
            full: format!("({} {operator} {})", left.0.full, right.0.full),
            level,
        }
    }

    fn call(function: &str, arguments: &[Self], last: &str) -> Self {
        let join = |texts: Vec<&str>| format!("{function}({}{last})", texts.join(", "));
        Self {
            tight: join(arguments.iter().map(|item| item.tight.as_str()).collect()),
            full: join(arguments.iter().map(|item| item.full.as_str()).collect()),
            level: ATOM,
        }
    }
}

/// What can be named.
#[derive(Clone, Debug, Default)]
struct Scope {
    counts: Vec<String>,
    shares: Vec<String>,
    /// Definitions `a / b`, which may stand alone in a comparison.
    ratios: Vec<String>,
    dates: Vec<String>,
    truths: Vec<String>,
    tables: Vec<Columns>,
}

#[derive(Clone, Debug)]
struct Columns {
    table: String,
    counts: Vec<String>,
    truths: Vec<String>,
    weight: String,
}

impl Scope {
    /// What can be named in a row.
    fn row(&self, columns: &Columns) -> Self {
        let mut counts = columns.counts.clone();
        counts.extend(self.counts.iter().filter(|name| !columns.counts.contains(name)).cloned());
        Self { counts, shares: self.shares.clone(), truths: columns.truths.clone(), ..Self::default() }
    }
}

/// What a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Statement {
    Parameter,
    NamedGiven,
    Condition,
    Other,
}

/// One statement of a block.
#[derive(Clone, Debug)]
struct Entry {
    statement: Statement,
    name: String,
    before: String,
    body: Written,
}

impl Entry {
    fn other(text: impl Into<String>) -> Self {
        Self { statement: Statement::Other, name: String::new(), before: String::new(), body: Written::atom(text) }
    }
}

#[derive(Clone, Debug)]
struct StagePlan {
    name: String,
    after: Option<Written>,
    entries: Vec<Entry>,
    has_quorum: bool,
    has_reject: bool,
    scope: Scope,
}

/// An input: what a world must say.
#[derive(Clone, Debug)]
pub struct InputPlan {
    /// `ballot.yes`
    pub key: String,
    /// What it is.
    pub kind: Kind,
    /// How many rows its table has.
    pub rows: Option<usize>,
    /// It is drawn so that it mostly holds the parts declared beside it.
    whole: bool,
}

/// A measure before it is written out.
#[derive(Clone, Debug)]
pub struct Plan {
    parameters: Vec<Entry>,
    entries: Vec<Entry>,
    stages: Vec<StagePlan>,
    /// Without a stage of its own: the only stage's statements stand in the measure.
    bare: bool,
    outcomes: Vec<(String, Option<Written>)>,
    /// Its inputs, in order of declaration.
    pub inputs: Vec<InputPlan>,
}

/// What becomes of a measure in a variant.
#[derive(Clone, Debug)]
pub struct Varied {
    /// The measure with its variant `v`.
    pub with_variant: String,
    /// The same written out by hand as a measure.
    pub by_hand: String,
}

const FIRST_DAY: Date = jiff::civil::date(2020, 1, 28);

fn near_day(c: &mut Choices) -> Date {
    FIRST_DAY.checked_add(jiff::Span::new().days(c.below(8) as i64)).expect("a date")
}

// Expressions ----------------------------------------------------------------------------------

fn literal_count(c: &mut Choices) -> Written {
    let small = c.below(8);
    Written::atom(match c.below(8) {
        7 => "1_000".to_owned(),
        6 => (small * 10).to_string(),
        _ => small.to_string(),
    })
}

fn literal_share(c: &mut Choices) -> Written {
    let shares = [
        "half",
        "50%",
        "55%",
        "two thirds",
        "40%",
        "3/5",
        "100%",
        "12.5%",
        "0%",
        "33.34%",
        "a quarter",
        "60%",
        "110%",
        "1%",
        "three fifths",
        "99.9999%",
    ];
    let share = *c.pick(&shares);
    Written { level: if share.contains('/') { PRODUCT } else { ATOM }, ..Written::atom(share) }
}

fn share(c: &mut Choices, scope: &Scope, depth: usize) -> Written {
    match c.below(if depth == 0 { 4 } else { 8 }) {
        1 | 2 if !scope.shares.is_empty() => Written::atom(c.pick(&scope.shares).clone()),
        4 => {
            let (left, right) = (share(c, scope, 0), share(c, scope, 0));
            let function = *c.pick(&["max", "min"]);
            Written::call(function, &[left, right], "")
        }
        5 => {
            let right = share(c, scope, 0);
            Written::two(SUM, (&Written::atom("100%"), PRODUCT), "-", (&right, PRODUCT))
        }
        6 => {
            let right = share(c, scope, 0);
            Written::two(PRODUCT, (&Written::atom("60%"), PRODUCT), "*", (&right, PRODUCT + 1))
        }
        _ => literal_share(c),
    }
}

fn share_of(c: &mut Choices, scope: &Scope, depth: usize) -> Written {
    let share = share(c, scope, depth);
    let base = count(c, scope, depth);
    Written::two(OF, (&share, PRODUCT), "of", (&base, OF))
}

fn named_count(c: &mut Choices, scope: &Scope) -> Written {
    if scope.counts.is_empty() { literal_count(c) } else { Written::atom(c.pick(&scope.counts).clone()) }
}

/// What a ratio is of: a count for certain.
fn base(c: &mut Choices, scope: &Scope) -> Written {
    let name = named_count(c, scope);
    match c.below(4) {
        1 => {
            let other = count(c, scope, 1);
            Written::two(SUM, (&name, PRODUCT), "+", (&other, PRODUCT))
        }
        2 if !scope.tables.is_empty() => aggregate(c, scope),
        3 => {
            let share = share(c, scope, 0);
            Written::two(OF, (&share, PRODUCT), "of", (&name, OF))
        }
        _ => name,
    }
}

fn sum(c: &mut Choices, scope: &Scope, depth: usize) -> Written {
    let mut sum = count(c, scope, depth);
    for _ in 0..=c.below(2) {
        let next = count(c, scope, depth);
        let operator = if c.one_in(4) { "-" } else { "+" };
        let left = if sum.level == SUM { SUM } else { PRODUCT };
        sum = Written::two(SUM, (&sum, left), operator, (&next, PRODUCT));
    }
    sum
}

fn count(c: &mut Choices, scope: &Scope, depth: usize) -> Written {
    if depth == 0 {
        return if c.one_in(5) { literal_count(c) } else { named_count(c, scope) };
    }
    match c.below(12) {
        3 | 4 => sum(c, scope, depth - 1),
        5 => share_of(c, scope, depth - 1),
        6 => {
            let inner = share_of(c, scope, depth - 1);
            match c.below(4) {
                0 => Written::call("ceil", &[inner], ""),
                1 => Written::call("floor", &[inner], ""),
                2 => Written::call("round", &[inner], ", 0"),
                _ => Written::call("round", &[inner], ", 1"),
            }
        }
        7 => {
            let arguments: Vec<_> = (0..2 + c.below(2)).map(|_| count(c, scope, depth - 1)).collect();
            let function = *c.pick(&["max", "min"]);
            Written::call(function, &arguments, "")
        }
        8 | 9 if !scope.tables.is_empty() => aggregate(c, scope),
        10 => {
            let times = Written::atom((2 + c.below(3)).to_string());
            let value = count(c, scope, depth - 1);
            Written::two(PRODUCT, (&times, PRODUCT), "*", (&value, PRODUCT + 1))
        }
        11 => {
            let inner = count(c, scope, depth - 1);
            let over = Written::atom((2 + c.below(3)).to_string());
            Written::two(PRODUCT, (&inner, PRODUCT), "/", (&over, PRODUCT + 1))
        }
        _ => named_count(c, scope),
    }
}

fn filter(c: &mut Choices, scope: &Scope, columns: &Columns) -> (String, String) {
    if c.one_in(4) {
        return (String::new(), String::new());
    }
    let filter = row_formula(c, scope, columns);
    (format!(" where {}", filter.tight), format!(" where {}", filter.full))
}

/// `count(region where …)` or `sum(… over region where …)`
fn aggregate(c: &mut Choices, scope: &Scope) -> Written {
    let columns = c.pick(&scope.tables).clone();
    let (tight, full) = filter(c, scope, &columns);
    let table = &columns.table;
    let build = |inner: &str, full_inner: &str| Written {
        tight: format!("{inner}{table}{tight})"),
        full: format!("{full_inner}{table}{full})"),
        level: ATOM,
    };
    if c.below(2) == 0 {
        return build("count(", "count(");
    }
    let column = Written::atom(c.pick(&columns.counts).clone());
    let value = match c.below(4) {
        1 => {
            let share = share(c, scope, 0);
            Written::two(OF, (&share, PRODUCT), "of", (&column, OF))
        }
        2 => {
            let share = share(c, scope, 0);
            Written::call("ceil", &[Written::two(OF, (&share, PRODUCT), "of", (&column, OF))], "")
        }
        3 => {
            let other = count(c, &scope.row(&columns), 0);
            Written::call("max", &[column, other], "")
        }
        _ => column,
    };
    build(&format!("sum({} over ", value.tight), &format!("sum({} over ", value.full))
}

/// A formula that hangs on the row.
fn row_formula(c: &mut Choices, scope: &Scope, columns: &Columns) -> Written {
    let row = scope.row(columns);
    let column = Written::atom(c.pick(&columns.counts).clone());
    let first = match c.below(5) {
        1 => Written::atom(c.pick(&columns.truths).clone()),
        2 => {
            let right = share_of(c, &row, 0);
            compare(c, &column, &right)
        }
        3 => {
            let right = share_of(c, &row, 1);
            negate(&compare(c, &column, &right))
        }
        _ => {
            let right = count(c, &row, 1);
            compare(c, &column, &right)
        }
    };
    match c.below(6) {
        4 => {
            let second = comparison(c, &row, 1);
            Written::two(AND, (&first, NOT), "and", (&second, NOT))
        }
        5 => {
            let second = comparison(c, &row, 1);
            Written::two(OR, (&first, NOT), "or", (&second, NOT))
        }
        _ => first,
    }
}

// Formulas -------------------------------------------------------------------------------------

fn negate(inner: &Written) -> Written {
    Written { tight: format!("not {}", inner.at(NOT)), full: format!("(not {})", inner.full), level: NOT }
}

fn compare(c: &mut Choices, left: &Written, right: &Written) -> Written {
    let words = ["at least", "more than", "at most", "less than", ">=", ">", "<=", "<", "≥", "≤"];
    let operator = if c.one_in(10) { *c.pick(&["=", "!="]) } else { *c.pick(&words) };
    Written::two(COMPARE, (left, SUM), operator, (right, SUM))
}

fn comparison(c: &mut Choices, scope: &Scope, depth: usize) -> Written {
    let which = c.below(16);
    match which {
        4..=6 => {
            let (left, right) = (count(c, scope, depth), count(c, scope, depth));
            compare(c, &left, &right)
        }
        7 | 8 => {
            let (above, below) = (named_count(c, scope), base(c, scope));
            let ratio = if scope.ratios.is_empty() || c.below(2) == 0 {
                Written::two(PRODUCT, (&above, PRODUCT), "/", (&below, PRODUCT + 1))
            } else {
                Written::atom(c.pick(&scope.ratios).clone())
            };
            let share = share(c, scope, 0);
            if c.one_in(4) { compare(c, &share, &ratio) } else { compare(c, &ratio, &share) }
        }
        9 if !scope.shares.is_empty() => {
            let left = Written::atom(c.pick(&scope.shares).clone());
            let right = share(c, scope, depth.min(1));
            compare(c, &left, &right)
        }
        10 | 11 if scope.dates.len() > 1 => day_comparison(c, scope),
        12 | 13 if !scope.tables.is_empty() => weights(c, scope),
        14 => {
            let operators = *c.pick(&[["<=", "<="], ["<", "<="], [">=", ">"], [">", ">"]]);
            let operands = [(); 3].map(|()| count(c, scope, depth.min(1)));
            let join = |texts: [&str; 3]| {
                let [a, b, d] = texts;
                format!("{a} {} {b} {} {d}", operators[0], operators[1])
            };
            let [a, b, d] = &operands;
            Written {
                tight: join([&a.at(SUM), &b.at(SUM), &d.at(SUM)]),
                full: format!("({})", join([&a.full, &b.full, &d.full])),
                level: COMPARE,
            }
        }
        _ => {
            let left = if c.one_in(4) { count(c, scope, depth) } else { named_count(c, scope) };
            let right = share_of(c, scope, depth.min(1));
            compare(c, &left, &right)
        }
    }
}

fn day(c: &mut Choices, scope: &Scope) -> Written {
    match c.below(5) {
        3 => Written::atom(near_day(c).to_string()),
        4 => {
            let duration = *c.pick(&["1 day", "2 days", "1 week", "1 month", "1 year"]);
            let towards = *c.pick(&["after", "before"]);
            let from = Written::atom(c.pick(&scope.dates).clone());
            Written::two(RELATIVE, (&Written::atom(duration), SUM), towards, (&from, RELATIVE))
        }
        _ => Written::atom(c.pick(&scope.dates).clone()),
    }
}

fn day_comparison(c: &mut Choices, scope: &Scope) -> Written {
    let left = Written::atom(c.pick(&scope.dates).clone());
    let right = day(c, scope);
    let operator = *c.pick(&["on or before", "before", "on or after", "after", "<=", "<", ">=", ">"]);
    if operator == "before" || operator == "after" {
        return Written::two(RELATIVE, (&left, SUM), operator, (&right, RELATIVE));
    }
    Written::two(COMPARE, (&left, RELATIVE), operator, (&right, RELATIVE))
}

/// `sum(weight over canton where …) more than half of sum(weight over canton)`
fn weights(c: &mut Choices, scope: &Scope) -> Written {
    let columns = c.pick(&scope.tables).clone();
    let (tight, full) = filter(c, scope, &columns);
    let (weight, table) = (&columns.weight, &columns.table);
    let some = Written {
        tight: format!("sum({weight} over {table}{tight})"),
        full: format!("sum({weight} over {table}{full})"),
        level: ATOM,
    };
    let share = share(c, scope, 0);
    let all = Written::atom(format!("sum({weight} over {table})"));
    let right = Written::two(OF, (&share, PRODUCT), "of", (&all, OF));
    compare(c, &some, &right)
}

fn formula(c: &mut Choices, scope: &Scope, depth: usize) -> Written {
    match c.below(if depth == 0 { 6 } else { 12 }) {
        5 if !scope.truths.is_empty() => Written::atom(c.pick(&scope.truths).clone()),
        6 | 7 => negate(&formula(c, scope, depth - 1)),
        8 | 9 => {
            let parts: Vec<_> = (0..2 + c.below(2)).map(|_| formula(c, scope, depth - 1)).collect();
            junction(&parts, AND, "and")
        }
        10 => {
            let parts: Vec<_> = (0..2 + c.below(2)).map(|_| formula(c, scope, depth - 1)).collect();
            junction(&parts, OR, "or")
        }
        11 if !scope.tables.is_empty() => {
            let columns = c.pick(&scope.tables).clone();
            let (tight, full) = filter(c, scope, &columns);
            let condition = row_formula(c, scope, &columns);
            let (table, word) = (&columns.table, *c.pick(&["every", "any"]));
            Written {
                tight: format!("{word}({table}{tight} has {})", condition.tight),
                full: format!("{word}({table}{full} has {})", condition.full),
                level: ATOM,
            }
        }
        _ => comparison(c, scope, depth.min(2)),
    }
}

fn junction(parts: &[Written], level: u8, word: &str) -> Written {
    let tight: Vec<_> = parts.iter().map(|part| part.at(NOT)).collect();
    let full: Vec<_> = parts.iter().map(|part| part.full.clone()).collect();
    Written { tight: tight.join(&format!(" {word} ")), full: format!("({})", full.join(&format!(" {word} "))), level }
}

// Measures -------------------------------------------------------------------------------------

/// A measure.
pub fn plan(c: &mut Choices) -> Plan {
    let bare = c.one_in(4);
    let mut plan = Plan {
        parameters: Vec::new(),
        entries: Vec::new(),
        stages: Vec::new(),
        bare,
        outcomes: Vec::new(),
        inputs: Vec::new(),
    };
    let mut scope = Scope::default();
    if c.one_in(3) {
        plan.parameters.push(parameter("standard", literal_share(c)));
        scope.shares.push("standard".to_owned());
    }
    if c.one_in(2) {
        declare(&mut plan.inputs, &mut plan.entries, "", &["electorate"], Kind::Count, true);
        scope.counts.push("electorate".to_owned());
    }
    if c.one_in(4) {
        declare(&mut plan.inputs, &mut plan.entries, "", &["granted"], Kind::Truth, false);
        scope.truths.push("granted".to_owned());
    }
    if !bare && c.one_in(4) {
        let (entries, columns) = table(c, &scope, "", 0, &mut plan.inputs);
        plan.entries.extend(entries);
        scope.counts.extend(columns.counts.clone());
        scope.tables.push(columns);
    }
    let stages = if bare { 1 } else { 1 + c.below(3) };
    for index in 0..stages {
        let stage = stage(c, &mut plan, &scope, index);
        plan.stages.push(stage);
    }
    if c.below(4) != 3 {
        plan.outcomes = outcomes(c, &plan);
    }
    plan
}

fn parameter(name: &str, value: Written) -> Entry {
    Entry {
        statement: Statement::Parameter,
        name: name.to_owned(),
        before: format!("parameter {name} = "),
        body: value,
    }
}

fn declare(
    inputs: &mut Vec<InputPlan>,
    entries: &mut Vec<Entry>,
    prefix: &str,
    names: &[&str],
    kind: Kind,
    whole: bool,
) {
    entries.push(Entry::other(format!("input {}: {kind}", names.join(", "))));
    for name in names {
        inputs.push(InputPlan { key: format!("{prefix}{name}"), kind, rows: None, whole });
    }
}

/// A table with its columns and rows.
fn table(
    c: &mut Choices,
    scope: &Scope,
    prefix: &str,
    number: usize,
    inputs: &mut Vec<InputPlan>,
) -> (Vec<Entry>, Columns) {
    let rows = 1 + c.below(4);
    let name = |word: &str| format!("{word}{number}");
    let first = Columns {
        table: name("region"),
        counts: vec![name("for"), name("against"), name("entitled")],
        truths: vec![name("full"), name("admitted")],
        weight: name("weight"),
    };
    let [votes, against, entitled] = &first.counts[..] else { panic!("three") };
    let (full, admitted, weight, table) = (&first.truths[0], &first.truths[1], &first.weight, &first.table);
    for (key, kind, whole) in [
        (votes, Kind::Count, false),
        (against, Kind::Count, false),
        (entitled, Kind::Count, true),
        (admitted, Kind::Truth, false),
    ] {
        inputs.push(InputPlan { key: format!("{prefix}{key}"), kind, rows: Some(rows), whole });
    }
    let mut block = format!(
        "by {table} {{\n  parameter {weight}: number\n  parameter {full}: truth\n  input {votes}, {against}, {entitled}: count\n  \
         input {admitted}: truth\n"
    );
    if c.one_in(2) {
        let _ = writeln!(block, "  given {votes} + {against} <= {entitled}");
    }
    let mut full_block = block.clone();
    let mut columns = first.clone();
    if c.one_in(3) {
        let mut value = count(c, &scope.row(&columns), 1);
        if !columns.counts.iter().any(|name| value.tight.contains(name.as_str())) {
            value = Written::two(SUM, (&Written::atom(votes), PRODUCT), "+", (&value, PRODUCT));
        }
        let define = name("derived");
        let _ = writeln!(block, "  define {define} = {}", value.tight);
        let _ = writeln!(full_block, "  define {define} = {}", value.full);
        columns.counts.push(define);
    }
    if c.one_in(3) {
        let value = row_formula(c, scope, &columns);
        let define = name("carried");
        let _ = writeln!(block, "  define {define} = {}", value.tight);
        let _ = writeln!(full_block, "  define {define} = {}", value.full);
        columns.truths.push(define);
    }
    block.push('}');
    full_block.push('}');
    let mut entries = vec![Entry { body: Written { tight: block, full: full_block, level: ATOM }, ..Entry::other("") }];
    let mut list = format!("rows {table} ({weight}, {full}) {{");
    for row in 0..rows {
        let weight = *c.pick(&["1", "1/2", "2", "0", "1.5"]);
        let full = *c.pick(&["true", "true", "false"]);
        let _ = write!(list, "  R{row} {weight} {full}");
    }
    list.push_str(" }");
    entries.push(Entry::other(list));
    (entries, columns)
}

fn condition(kind: &str, name: &str, formula: Written) -> Entry {
    Entry { statement: Statement::Condition, name: name.to_owned(), before: format!("{kind} {name}: "), body: formula }
}

fn stage(c: &mut Choices, plan: &mut Plan, measure: &Scope, index: usize) -> StagePlan {
    let name = format!("s{index}");
    let prefix = if plan.bare { String::new() } else { format!("{name}.") };
    let mut entries = Vec::new();
    let mut scope = measure.clone();
    let inputs = &mut plan.inputs;

    declare(inputs, &mut entries, &prefix, &["yes", "nay"], Kind::Count, false);
    let mut own = vec!["yes".to_owned(), "nay".to_owned()];
    let mut wholes = Vec::new();
    if c.one_in(2) {
        declare(inputs, &mut entries, &prefix, &["ballots"], Kind::Count, true);
        wholes.push("ballots");
    }
    if c.one_in(2) {
        declare(inputs, &mut entries, &prefix, &["registered"], Kind::Count, true);
        wholes.push("registered");
    }
    own.extend(wholes.iter().map(|name| (*name).to_owned()));
    // A stage's own votes are named more often than the rest.
    scope.counts.splice(0..0, own);
    if c.one_in(5) {
        declare(inputs, &mut entries, &prefix, &["poll"], Kind::Share, false);
        scope.shares.push("poll".to_owned());
    }
    if c.one_in(4) {
        declare(inputs, &mut entries, &prefix, &["allowed"], Kind::Truth, false);
        scope.truths.push("allowed".to_owned());
    }
    if c.one_in(3) {
        dates(c, inputs, &mut entries, &prefix, &mut scope);
    }
    if index > 0 && c.one_in(3) {
        scope.counts.push(format!("s{}.yes", c.below(index)));
    }
    if c.one_in(2) {
        entries.push(parameter("bar", literal_share(c)));
        scope.shares.push("bar".to_owned());
    }
    if c.one_in(3) {
        entries.push(parameter("least", literal_count(c)));
        scope.counts.push("least".to_owned());
    }
    if c.one_in(4) {
        let (more, columns) = table(c, &scope, &prefix, index + 1, inputs);
        entries.extend(more);
        scope.counts.extend(columns.counts.clone());
        scope.tables.push(columns);
    }
    givens(c, &mut entries, &scope, &wholes);
    defines(c, &mut entries, &mut scope);

    let (mut has_quorum, mut has_reject) = (false, false);
    if c.one_in(3) {
        has_quorum = true;
        entries.push(condition("quorum", "turnout", formula(c, &scope, 1)));
    }
    if c.one_in(4) {
        has_reject = true;
        entries.push(condition("reject", "refusal", formula(c, &scope, 1)));
    }
    let requires = if has_reject { c.below(3) } else { 1 + c.below(3) };
    for number in 0..requires {
        entries.push(condition("require", &format!("c{number}"), formula(c, &scope, 2)));
    }
    if c.one_in(4) {
        entries.push(Entry::other("effect \"Something follows.\"\n    source \"Act of 1900\""));
    }
    let after = (index > 0 && c.below(6) != 5).then(|| status_formula(c, &plan.stages, &measure.truths));
    StagePlan { name, after, entries, has_quorum, has_reject, scope }
}

fn dates(c: &mut Choices, inputs: &mut Vec<InputPlan>, entries: &mut Vec<Entry>, prefix: &str, scope: &mut Scope) {
    declare(inputs, entries, prefix, &["filed"], Kind::Date, false);
    entries.push(Entry::other(format!("opens {}", near_day(c))));
    scope.dates.extend(["filed".to_owned(), "opens".to_owned()]);
    if c.one_in(2) {
        let duration = *c.pick(&["3 days", "1 day", "1 month", "0 days", "2 weeks"]);
        entries.push(Entry::other(format!("closes {duration} after opens")));
        scope.dates.push("closes".to_owned());
    }
    if c.one_in(2) {
        let [first, second] = [1, 4].map(|days| FIRST_DAY.checked_add(jiff::Span::new().days(days)).expect("a date"));
        let [a, b, d] = [(); 3].map(|()| c.below(9));
        let until = if c.one_in(3) {
            let until = FIRST_DAY.checked_add(jiff::Span::new().days(7)).expect("a date");
            format!("  until {until}")
        } else {
            String::new()
        };
        entries.push(Entry::other(format!(
            "parameter earlier by date {{ from 2019-01-01: {a}  from {first}: {b}  from {second}: {d}{until} }}"
        )));
        // A day outside the table is refused at once, unless it is an input's.
        let date = if until.is_empty() { c.pick(&scope.dates).clone() } else { "filed".to_owned() };
        entries.push(Entry::other(format!("define then = earlier as of {date}")));
        scope.counts.push("then".to_owned());
    }
}

fn givens(c: &mut Choices, entries: &mut Vec<Entry>, scope: &Scope, wholes: &[&str]) {
    let text = match wholes {
        [] => None,
        [one] => Some(format!("yes + nay <= {one}")),
        [one, two, ..] => Some(format!("yes + nay <= {one} <= {two}")),
    };
    if let Some(text) = text
        && c.below(4) != 3
    {
        if c.below(2) == 0 {
            entries.push(Entry::other(format!("given {text}")));
        } else {
            entries.push(Entry {
                statement: Statement::NamedGiven,
                name: "papers".to_owned(),
                before: "given papers: ".to_owned(),
                body: Written { level: COMPARE, ..Written::atom(text) },
            });
        }
    }
    if c.one_in(6) {
        let inner = Scope { counts: scope.counts.clone(), shares: scope.shares.clone(), ..Scope::default() };
        let (left, right) = (count(c, &inner, 1), share_of(c, &inner, 0));
        let given = compare(c, &left, &right);
        entries.push(Entry { before: "given ".to_owned(), body: given, ..Entry::other("") });
    }
}

fn defines(c: &mut Choices, entries: &mut Vec<Entry>, scope: &mut Scope) {
    let mut define = |name: &str, body: Written| {
        entries.push(Entry { before: format!("define {name} = "), body, ..Entry::other("") });
        name.to_owned()
    };
    if c.one_in(3) {
        let value = count(c, scope, 2);
        // Of plain numbers alone it would be a number.
        let people = scope.counts.iter().any(|name| value.tight.contains(name.as_str()));
        let name = define("valid", if people { value } else { named_count(c, scope) });
        scope.counts.push(name);
    }
    if c.one_in(4) {
        let (above, below) = (named_count(c, scope), base(c, scope));
        let name = define("part", Written::two(PRODUCT, (&above, PRODUCT), "/", (&below, PRODUCT + 1)));
        scope.ratios.push(name);
    }
    if c.one_in(4) {
        let name = define("carried", formula(c, scope, 1));
        scope.truths.push(name);
    }
}

fn status_of(c: &mut Choices, stages: &[StagePlan]) -> Written {
    let stage = c.pick(stages);
    let mut words = vec!["passed", "failed", "not passed", "reached", "not reached"];
    if stage.has_quorum {
        words.push("no quorum");
    }
    if stage.has_reject {
        words.push("undecided");
    }
    Written::atom(format!("{} {}", stage.name, c.pick(&words)))
}

/// When a stage is reached.
fn status_formula(c: &mut Choices, stages: &[StagePlan], truths: &[String]) -> Written {
    match c.below(8) {
        0 | 1 => Written::atom(c.pick(stages).name.clone()),
        4 => {
            let parts = [status_of(c, stages), status_of(c, stages)];
            junction(&parts, OR, "or")
        }
        5 => {
            let parts = [status_of(c, stages), status_of(c, stages)];
            junction(&parts, AND, "and")
        }
        6 => negate(&status_of(c, stages)),
        7 if !truths.is_empty() => {
            let parts = [status_of(c, stages), Written::atom(c.pick(truths).clone())];
            junction(&parts, AND, "and")
        }
        _ => status_of(c, stages),
    }
}

fn outcomes(c: &mut Choices, plan: &Plan) -> Vec<(String, Option<Written>)> {
    let mut outcomes = Vec::new();
    for number in 0..1 + c.below(3) {
        let own = |c: &mut Choices, stages: &[StagePlan]| {
            if plan.bare {
                return Written::atom(*c.pick(&["passed", "failed", "not passed"][..2]));
            }
            status_of(c, stages)
        };
        // Only the first stage is always reached, so only its conditions are asked for here.
        let first = &plan.stages[0];
        let names: Vec<_> = first
            .entries
            .iter()
            .filter(|entry| entry.statement == Statement::Condition)
            .map(|entry| &entry.name)
            .collect();
        let when = match c.below(6) {
            3 => negate(&own(c, &plan.stages)),
            4 => {
                let parts = [own(c, &plan.stages), own(c, &plan.stages)];
                junction(&parts, OR, "or")
            }
            5 => {
                let name = *c.pick(&names);
                let path = if plan.bare { name.clone() } else { format!("{}.{name}", first.name) };
                let met = Written::atom(format!("{path} {}", c.pick(&["met", "not met"])));
                let parts = [met, own(c, &plan.stages)];
                junction(&parts, AND, "and")
            }
            _ => own(c, &plan.stages),
        };
        outcomes.push((format!("outcome {number}"), Some(when)));
    }
    if c.below(3) != 2 {
        outcomes.push(("nothing".to_owned(), None));
    }
    outcomes
}

// Writing --------------------------------------------------------------------------------------

impl Plan {
    /// The measure as text, with few brackets or with many.
    pub fn text(&self, full: bool) -> String {
        self.written("m", full)
    }

    fn written(&self, name: &str, full: bool) -> String {
        let text = |written: &Written| if full { written.full.clone() } else { written.tight.clone() };
        let mut out = String::new();
        let entry = |entry: &Entry| format!("{}{}\n", entry.before, text(&entry.body));
        for parameter in &self.parameters {
            out.push_str(&entry(parameter));
        }
        let _ = writeln!(out, "measure {name} \"A measure\" {{");
        for item in &self.entries {
            out.push_str(&entry(item));
        }
        for stage in &self.stages {
            if !self.bare {
                let after = stage.after.as_ref().map_or(String::new(), |after| format!(" after {}", text(after)));
                let _ = writeln!(out, "stage {}{after} {{", stage.name);
            }
            for item in &stage.entries {
                out.push_str(&entry(item));
            }
            if !self.bare {
                out.push_str("}\n");
            }
        }
        for (title, when) in &self.outcomes {
            match when {
                Some(when) => {
                    let _ = writeln!(out, "outcome \"{title}\" when {}", text(when));
                }
                None => {
                    let _ = writeln!(out, "outcome \"{title}\" otherwise");
                }
            }
        }
        out.push_str("}\n");
        out
    }

    /// A variant of the measure, and the same made by hand.
    pub fn varied(&self, c: &mut Choices) -> Varied {
        let mut changed = self.clone();
        let mut changes = String::new();
        for index in 0..self.stages.len() {
            let path = |name: &str| if self.bare { name.to_owned() } else { format!("s{index}.{name}") };
            let stage = &mut changed.stages[index];
            let scope = stage.scope.clone();
            for entry in &mut stage.entries {
                match entry.statement {
                    Statement::Condition if c.one_in(3) => {
                        entry.body = formula(c, &scope, 2);
                        let _ = writeln!(changes, "replace {}: {}", path(&entry.name), entry.body.tight);
                    }
                    Statement::Parameter if c.one_in(2) => {
                        entry.body = if entry.name == "bar" { literal_share(c) } else { literal_count(c) };
                        let _ = writeln!(changes, "set {} = {}", path(&entry.name), entry.body.tight);
                    }
                    Statement::NamedGiven if c.one_in(3) => {
                        let _ = writeln!(changes, "replace {}: yes + nay <= 2 * (yes + nay)", path(&entry.name));
                        entry.body = Written { level: COMPARE, ..Written::atom("yes + nay <= 2 * (yes + nay)") };
                    }
                    _ => {}
                }
            }
            if let Some(at) = stage.entries.iter().position(|entry| entry.statement == Statement::NamedGiven)
                && c.one_in(4)
            {
                let _ = writeln!(changes, "remove {}", path("papers"));
                stage.entries.remove(at);
            }
            // The first stage's conditions may be named by an outcome.
            let requires: Vec<_> =
                (0..stage.entries.len()).filter(|&at| stage.entries[at].before.starts_with("require")).collect();
            if index > 0 && requires.len() > 1 && c.one_in(2) {
                let at = *c.pick(&requires);
                let _ = writeln!(changes, "remove {}", path(&stage.entries[at].name));
                stage.entries.remove(at);
            }
            if c.one_in(2) {
                let extra = condition("require", "extra", formula(c, &scope, 1));
                let to = if self.bare { String::new() } else { format!("to s{index} ") };
                let _ = writeln!(changes, "add {to}{{ {}{} }}", extra.before, extra.body.tight);
                stage.entries.push(extra);
            }
        }
        Varied {
            with_variant: format!("{}variant v of m \"A variant\" {{\n{changes}}}\n", self.text(false)),
            by_hand: changed.written("v", false),
        }
    }

    // Facts ------------------------------------------------------------------------------------

    /// Facts for every input. Ties, boundaries and nothing at all are frequent, and some numbers are huge.
    pub fn world(&self, c: &mut Choices) -> World {
        let scale = match c.below(12) {
            6 => BigInt::from(10),
            7 => BigInt::from(101),
            8 => BigInt::from(1_000_003),
            9 => BigInt::from(1u128 << 66),
            10 => BigInt::from(10).pow(37),
            11 => BigInt::from(2).pow(130),
            _ => BigInt::from(1),
        };
        let mut world = World::new();
        let mut parts: BTreeMap<(String, usize), BigInt> = BTreeMap::new();
        for input in &self.inputs {
            let prefix = input.key.rsplit_once('.').map_or("", |(stage, _)| stage).to_owned();
            let values = (0..input.rows.unwrap_or(1)).map(|row| {
                // Parts and wholes of a table belong together row by row.
                let together = parts.entry((format!("{prefix}/{}", input.rows.is_some()), row)).or_default();
                match input.kind {
                    Kind::Count => {
                        let mut value = BigInt::from(c.below(6)) * &scale;
                        if c.one_in(4) {
                            value += BigInt::from(c.below(3));
                        }
                        if !input.whole {
                            *together += &value;
                        } else if !c.one_in(5) {
                            value += &*together;
                            *together = value.clone();
                        }
                        Value::Number(Exact::parse(&value.to_string()).expect("digits"))
                    }
                    Kind::Share | Kind::Number => {
                        let twentieths = [10, 11, 12, 0, 20, 8, 7, 1];
                        Value::Number(Exact::ratio(*c.pick(&twentieths), 20).expect("not zero"))
                    }
                    Kind::Date => Value::Date(near_day(c)),
                    Kind::Duration => panic!("no input is a duration"),
                    Kind::Truth => Value::Truth(c.below(2) == 0),
                }
            });
            world.insert(input.key.clone(), values.collect());
        }
        world
    }
}
