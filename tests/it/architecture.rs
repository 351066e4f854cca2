//! The rules of dependency, read from the sources: rooms stand on floors, nothing goes round, a name means one type.

mod tree;

use std::collections::{BTreeMap, BTreeSet};

use self::tree::{Edge, SourceTree, circles, reach};
use crate::support::{files, text};

/// The rooms by floors, lowest first. A room uses only rooms on its own floor and below.
const FLOORS: &[&[&str]] = &[
    &["encoding", "fix", "ids", "parallel", "source", "span", "style", "suggest", "value", "words"],
    &["syntax"],
    &["csv", "spreadsheet"],
    &["load"],
    &["program", "facts"],
    &["check"],
    &["diagnostic"],
    &["prose"],
    &["inputs", "published"],
    &["evaluate"],
    &["decision", "solver"],
    &["judge"],
    &["rules", "votes"],
    &["audit", "compare", "diff", "simulate", "solve", "sweep", "testing"],
    &["report"],
    &["commands"],
    &["assist"],
    &["session"],
    &["cli"],
    &["lib", "main"],
];

/// Rooms that still use a room above them. The list only shrinks.
const REACHING_UP: &[(&str, &str)] = &[
    ("assist", "session"),
    ("audit", "report"),
    ("check", "evaluate"),
    ("check", "inputs"),
    ("diagnostic", "report"),
    ("diff", "report"),
    ("evaluate", "decision"),
    ("published", "report"),
];

/// Rooms in which files still stand in circles. The list only shrinks.
const IN_CIRCLES: &[&str] = &[
    "audit",
    "check",
    "cli",
    "compare",
    "decision",
    "evaluate",
    "published",
    "report",
    "simulate",
    "solver",
    "sweep",
    "testing",
];

/// The files of `check` that still judge.
const JUDGING: &[&str] = &["check/nobody.rs"];

/// How many names of types may stand more than once, in hundredths of all. The number only shrinks.
const NAMES_TWICE: usize = 21;

/// The library's sources.
fn sources() -> SourceTree {
    let texts: Vec<(String, String)> = files("src", "rs").into_iter().map(|path| (text(&path), path)).collect();
    SourceTree::read("quorate", texts.iter().map(|(text, path)| (path.trim_start_matches("src/"), &**text)))
}

/// The room a file belongs to.
fn room(file: &str) -> &str {
    file.split('/').next().unwrap().trim_end_matches(".rs")
}

fn floor(room: &str) -> usize {
    let floor = FLOORS.iter().position(|rooms| rooms.contains(&room));
    floor.unwrap_or_else(|| panic!("`{room}` stands on no floor: give it one in FLOORS"))
}

#[test]
fn no_room_reaches_up() {
    let edges = sources().edges();
    let up: Vec<&Edge> = edges
        .iter()
        .filter(|edge| floor(room(&edge.from)) < floor(room(&edge.to)))
        .filter(|edge| !REACHING_UP.contains(&(room(&edge.from), room(&edge.to))))
        .collect();
    assert!(up.is_empty(), "{}", listed(&up));
}

#[test]
fn no_files_stand_in_a_circle() {
    let edges = sources().edges();
    let mut wrong = String::new();
    for circle in circles(&edges) {
        if circle.iter().any(|file| IN_CIRCLES.contains(&room(file))) {
            continue;
        }
        let within = |edge: &&Edge| circle.contains(&*edge.from) && circle.contains(&*edge.to);
        wrong += &format!("{} files:\n{}\n", circle.len(), listed(&edges.iter().filter(within).collect::<Vec<_>>()));
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_name_means_one_type() {
    let sources = sources();
    let types = sources.types();
    let twice: Vec<String> =
        types.iter().filter(|(_, files)| files.len() > 1).map(|(name, files)| format!("{name}: {files:?}")).collect();
    assert!(types.len() > 400, "only {} types were found", types.len());
    assert!(
        twice.len() * 100 <= types.len() * NAMES_TWICE,
        "{} of {} names:\n{}",
        twice.len(),
        types.len(),
        twice.join("\n")
    );
}

/// Checking names and kinds never judges anything and reads no votes, not even through others.
#[test]
fn check_is_pure() {
    let edges = sources().edges();
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| !JUDGING.contains(&&*edge.from)) {
        next.entry(&edge.from).or_default().insert(&edge.to);
    }
    for from in next.keys().filter(|file| room(file) == "check") {
        for to in reach(&next, from) {
            assert!(!["evaluate", "inputs", "judge"].contains(&room(to)), "{from} needs {to}");
        }
    }
}

fn listed(edges: &[&Edge]) -> String {
    edges.iter().map(|edge| format!("  {} names `{}` of {}\n", edge.from, edge.name, edge.to)).collect()
}

/// A made-up tree in which each way of naming something occurs.
const MADE_UP: &[(&str, &str)] = &[
    ("lib.rs", "pub mod upper; pub mod lower;"),
    ("main.rs", "use made_up::upper; fn main() { upper::run(\"crate::lower::Never\") }"),
    (
        "upper.rs",
        "mod leaf; mod face; pub use face::{Face as Front, run}; use crate::lower::{self, Exact};
         /// `crate::upper::leaf::Nothing` in a comment.
         struct Top { exact: Exact } type Alias = Top;
         impl Iterator for Top { type Item = lower::deep::Deep; }",
    ),
    ("upper/leaf.rs", "pub struct Leaf; pub fn leaf() { let _ = vec![super::Front::new()]; }"),
    ("upper/face.rs", "use super::leaf::Leaf; pub enum Face { A } pub fn run() { super::super::lower::exact::<u8>() }"),
    ("lower.rs", "mod deeper; pub mod deep; pub use deeper::*; pub fn exact<T>() {}"),
    ("lower/deeper.rs", "pub struct Exact; trait Item {}"),
    ("lower/deep.rs", "pub struct Deep; #[cfg(test)] mod tests { use crate::upper::run; struct Alias; }"),
];

fn made_up(changed: &[(&'static str, &'static str)]) -> SourceTree {
    let kept = MADE_UP.iter().filter(|(path, _)| changed.iter().all(|(own, _)| own != path));
    SourceTree::read("made_up", kept.chain(changed).copied())
}

#[test]
fn names_are_followed_to_where_they_are_declared() {
    let expected = "\
main.rs names `run` of upper/face.rs
upper.rs names `Deep` of lower/deep.rs
upper.rs names `Exact` of lower/deeper.rs
upper/face.rs names `Leaf` of upper/leaf.rs
upper/face.rs names `exact` of lower.rs
upper/leaf.rs names `Face` of upper/face.rs
";
    let found: Vec<String> = made_up(&[])
        .edges()
        .into_iter()
        .map(|edge| format!("{} names `{}` of {}\n", edge.from, edge.name, edge.to))
        .collect();
    let found: BTreeSet<String> = found.into_iter().collect();
    assert_eq!(found.into_iter().collect::<String>(), expected);
}

#[test]
fn a_circle_is_found_and_a_cure_is_seen() {
    let edges = made_up(&[]).edges();
    assert_eq!(circles(&edges), [BTreeSet::from(["upper/face.rs", "upper/leaf.rs"])]);
    let edges = made_up(&[("upper/leaf.rs", "pub struct Leaf;")]).edges();
    assert_eq!(circles(&edges), [] as [BTreeSet<&str>; 0]);
    // A parent and its child, and a way round through a third.
    let parent = made_up(&[
        ("upper/leaf.rs", "pub struct Leaf;"),
        ("lower/deeper.rs", "pub struct Exact; use super::exact; fn f() { crate::upper::Alias::new() }"),
        ("lower.rs", "mod deeper; pub mod deep; pub use deeper::*; pub fn exact<T>() { deeper::Exact; }"),
    ])
    .edges();
    assert_eq!(circles(&parent), [BTreeSet::from(["lower.rs", "lower/deeper.rs", "upper.rs"])]);
}

#[test]
fn types_are_counted_by_name() {
    let tree = made_up(&[("upper/leaf.rs", "pub struct Leaf; struct Top;")]);
    let types = tree.types();
    assert_eq!(types["Top"], ["upper.rs", "upper/leaf.rs"]);
    assert_eq!(types["Item"], ["lower/deeper.rs"]);
    assert_eq!(types.keys().copied().collect::<Vec<_>>(), ["Alias", "Deep", "Exact", "Face", "Item", "Leaf", "Top"]);
}
