//! What was understood of published files, for people and for programs.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use unicode_width::UnicodeWidthStr as _;

use super::check::shown;
use super::{CheckedSums, Figure, FigureKind, Published, VoteSet};
use crate::diagnostic::DiagnosticJson;
use crate::report::Style;
use crate::words::{self, numbered};

/// So many regions and sets are named; a program sees all of them.
const SHOWN: usize = 10;

/// What was understood, as text.
pub fn text(published: &Published, style: Style) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    for file in &published.files {
        let columns = if file.columns > 0 { format!(", {}", numbered(file.columns, "column")) } else { String::new() };
        let taken = match file.rows - file.taken {
            0 => "all taken".to_owned(),
            _ => format!("{} taken", number(file.taken)),
        };
        let _ = writeln!(text, "{}", file.name);
        let _ = writeln!(text, "  {}{columns}", file.format);
        let _ = writeln!(text, "  {} {}, {taken}", number(file.rows), if file.rows == 1 { "row" } else { "rows" });
        if !file.unused.is_empty() {
            let unused: Vec<&str> = file.unused.iter().map(|name| name.as_str()).collect();
            wrap(&mut text, "  not used: ", &some_of(&unused, 40), style);
        }
    }
    if !published.left_out.is_empty() {
        text.push_str("\nleft out\n");
        let mut most: Vec<_> = published.left_out.iter().collect();
        most.sort_by_key(|left_out| std::cmp::Reverse(left_out.rows));
        for left_out in most.iter().take(SHOWN) {
            let rows = if left_out.rows == 1 { "row" } else { "rows" };
            let _ = writeln!(text, "  {} {rows}: {}", number(left_out.rows), left_out.reason.sentence());
        }
        if let Some(more) = most.len().checked_sub(SHOWN + 1) {
            let rows: usize = most.iter().skip(SHOWN).map(|left_out| left_out.rows).sum();
            let _ = writeln!(text, "  {} rows for {} other values", number(rows), more + 1);
        }
    }
    match published.sets.as_slice() {
        [] => {}
        [only] => one_set(&mut text, published, only, style),
        several => sets(&mut text, published, several, style),
    }
    if !published.checks.is_empty() {
        text.push_str("\nchecks\n");
        for check in &published.checks {
            wrap(&mut text, "  ", &format!("{}: {}", check.text, verdict(check)), style);
        }
    }
    text
}

fn one_set(text: &mut String, published: &Published, set: &VoteSet, style: Style) {
    match &set.name {
        Some(name) => {
            let _ = writeln!(text, "\n{name}");
        }
        None => text.push_str("\nin all\n"),
    }
    let rows: Vec<[String; 3]> = published
        .inputs
        .iter()
        .enumerate()
        .map(|(at, input)| [input.name.to_string(), figure(&set.total(published, at), input.kind), input.from.clone()])
        .collect();
    let width =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0);
    let (names, figures) = (width(0), width(1));
    for [name, figure, from] in &rows {
        let padding = names - name.width();
        let before = figures - figure.width();
        let _ = writeln!(text, "  {name}{:padding$}  {:before$}{figure}  {from}", "", "");
    }
    if !set.regions.is_empty() {
        let names: Vec<&str> = set.regions.iter().map(|region| region.name.as_str()).collect();
        let _ = writeln!(text);
        wrap(text, "", &format!("{}: {}", numbered(names.len(), "region"), some_of(&names, SHOWN)), style);
    }
}

fn sets(text: &mut String, published: &Published, sets: &[VoteSet], style: Style) {
    let _ = writeln!(text, "\n{} sets of votes", number(sets.len()));
    for set in sets.iter().take(SHOWN) {
        let figures = published.inputs.iter().enumerate().filter_map(|(at, input)| match set.total(published, at) {
            Figure::Unknown => None,
            own => Some(format!("{} {}", input.name, figure(&own, input.kind))),
        });
        let regions = (!set.regions.is_empty()).then(|| numbered(set.regions.len(), "region"));
        let parts: Vec<String> = figures.chain(regions).collect();
        let name = set.name.as_deref().unwrap_or_default();
        wrap(text, "  ", &format!("{name}: {}", parts.join("; ")), style);
    }
    if let Some(more) = sets.len().checked_sub(SHOWN + 1) {
        let _ = writeln!(text, "  and {} more", number(more + 1));
    }
}

fn verdict(check: &CheckedSums) -> String {
    let mut parts = Vec::new();
    if check.held > 0 {
        parts.push(if check.failed == 0 && check.open == 0 {
            format!("holds in all {} places", number(check.held))
        } else {
            format!("holds in {}", number(check.held))
        });
    }
    if check.failed > 0 {
        parts.push(format!("does not hold in {}", number(check.failed)));
    }
    if check.open > 0 {
        parts.push(format!("lacks figures in {}", number(check.open)));
    }
    if check.held == 1 && check.failed + check.open == 0 { "holds".to_owned() } else { parts.join(", ") }
}

fn figure(figure: &Figure, kind: FigureKind) -> String {
    let shown = |value| if kind == FigureKind::Share { words::exact_share(value) } else { words::grouped(value) };
    match figure {
        Figure::Unknown => "not known".to_owned(),
        Figure::Exactly(value) => shown(value),
        Figure::AtLeast(low) => format!("at least {}", shown(low)),
        Figure::Between(low, high) => format!("{} to {}", shown(low), shown(high)),
        Figure::Said(said) => said.text.to_string(),
    }
}

fn number(value: usize) -> String {
    i128::try_from(value).map_or_else(|_| value.to_string(), shown)
}

/// `Alameda, Alpine, Amador and 55 more`
fn some_of(names: &[&str], most: usize) -> String {
    match names.len().checked_sub(most) {
        None | Some(0) => names.join(", "),
        Some(more) => {
            format!("{} and {} more", names.iter().take(most).copied().collect::<Vec<_>>().join(", "), number(more))
        }
    }
}

/// Words in lines no longer than the page; the lines after the first are indented.
fn wrap(text: &mut String, indent: &str, words: &str, style: Style) {
    let mut column = indent.width();
    text.push_str(indent);
    let mut first = true;
    for word in words.split(' ') {
        let width = word.width();
        if !first && column + 1 + width > style.width.max(20) {
            text.push_str("\n    ");
            column = 4;
        } else if !first {
            text.push(' ');
            column += 1;
        }
        text.push_str(word);
        column += width;
        first = false;
    }
    text.push('\n');
}

/// What was understood, for programs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PublishedJson {
    /// The files.
    pub files: Vec<FileJson>,
    /// What each input is taken from.
    pub inputs: Vec<InputJson>,
    /// Every set of votes.
    pub sets: Vec<SetJson>,
    /// Rows that were left out.
    pub left_out: Vec<LeftOutJson>,
    /// The mapping's checks.
    pub checks: Vec<CheckJson>,
    /// What is doubtful.
    pub warnings: Vec<DiagnosticJson>,
}

/// A file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FileJson {
    name: String,
    form: String,
    columns: usize,
    rows: usize,
    taken: usize,
    unused: Vec<String>,
}

/// An input.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InputJson {
    name: String,
    from: String,
    by_region: bool,
}

/// A set of votes: figures in the order of the inputs, as text; `4000..` is at least 4000, `null` is not known.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SetJson {
    name: Option<String>,
    totals: Vec<Option<String>>,
    regions: Vec<RegionJson>,
}

/// A region.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RegionJson {
    name: String,
    figures: Vec<Option<String>>,
}

/// Rows that were left out for one reason.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOutJson {
    what: String,
    rows: usize,
}

/// A check.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckJson {
    text: String,
    held: usize,
    failed: usize,
    open: usize,
}

/// What was understood, as it is put into JSON.
pub fn json(published: &Published, warnings: Vec<DiagnosticJson>) -> PublishedJson {
    let kind = |at: usize| published.inputs.get(at).map(|input| input.kind).unwrap_or_default();
    let exact = |figure: &Figure, at: usize| Some(figure.written(kind(at))).filter(|_| *figure != Figure::Unknown);
    let files = published.files.iter().map(|file| FileJson {
        name: file.name.clone(),
        form: file.format.clone(),
        columns: file.columns,
        rows: file.rows,
        taken: file.taken,
        unused: file.unused.iter().map(ToString::to_string).collect(),
    });
    let inputs = published.inputs.iter().map(|input| InputJson {
        name: input.name.to_string(),
        from: input.from.clone(),
        by_region: input.by_region,
    });
    let sets = published.sets.iter().map(|set| SetJson {
        name: set.name.as_ref().map(ToString::to_string),
        totals: (0..published.inputs.len()).map(|at| exact(&set.total(published, at), at)).collect(),
        regions: set
            .regions
            .iter()
            .map(|region| RegionJson {
                name: region.name.to_string(),
                figures: region.figures.iter().enumerate().map(|(at, figure)| exact(figure, at)).collect(),
            })
            .collect(),
    });
    let left_out = published.left_out.iter().map(|own| LeftOutJson { what: own.reason.sentence(), rows: own.rows });
    let checks = published.checks.iter().map(|check| CheckJson {
        text: check.text.to_string(),
        held: check.held,
        failed: check.failed,
        open: check.open,
    });
    PublishedJson {
        files: files.collect(),
        inputs: inputs.collect(),
        sets: sets.collect(),
        left_out: left_out.collect(),
        checks: checks.collect(),
        warnings,
    }
}
