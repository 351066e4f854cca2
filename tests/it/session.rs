//! Conversations: scripts of lines, each with its answer.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;
use quorate::load::{ReadError, ReadFile};
use quorate::report::Style;
use quorate::session::command::COMMANDS;
use quorate::session::keyword::KEYWORDS;
use quorate::session::{Session, Then, is_complete};
use quorate::syntax;

use crate::support::{files, root, text};

const CALEXIT: &str = "rules/calexit/2017.measure";

/// Files of the project, and over them those that a session writes.
#[derive(Clone, Default)]
struct Shelf(Rc<RefCell<BTreeMap<String, Option<String>>>>);

impl Shelf {
    fn put(&self, path: &str, text: impl Into<String>) {
        self.0.borrow_mut().insert(path.to_owned(), Some(text.into()));
    }

    fn delete(&self, path: &str) {
        self.0.borrow_mut().insert(path.to_owned(), None);
    }
}

impl ReadFile for Shelf {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        if let Some(text) = self.0.borrow().get(path) {
            return text.clone().ok_or(ReadError::Missing);
        }
        fs::read_to_string(root().join(path)).map_err(|_| ReadError::Missing)
    }
}

const STYLE: Style = Style { width: 100, colour: false };

fn session() -> (Session, Shelf) {
    let shelf = Shelf::default();
    (Session::new(Box::new(shelf.clone()), STYLE), shelf)
}

/// A session about Calexit and the votes of 2003.
fn recall() -> (Session, Shelf) {
    let (mut session, shelf) = session();
    session.load(&[CALEXIT]);
    session.start_with("recall_2003");
    session.started();
    (session, shelf)
}

/// Plays a script. A line `% …` is the world's doing: it loads or changes files, sets the width of the page, interrupts.
fn transcript(script: &str) -> String {
    let shelf = Shelf::default();
    let mut style = STYLE;
    let mut session = Session::new(Box::new(shelf.clone()), style);
    let stop = AtomicBool::new(false);
    let mut shown = String::new();
    let mut lines = script.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(directive) = line.strip_prefix("% ") {
            shown.push_str(line);
            shown.push('\n');
            let (word, rest) = directive.split_once(' ').unwrap_or((directive, ""));
            match word {
                "load" => {
                    let paths: Vec<&str> = rest.split_whitespace().collect();
                    shown.push_str(&session.load(&paths).text);
                    session.started();
                }
                "width" => style.width = rest.parse().unwrap(),
                "colour" => style.colour = true,
                "stop" => stop.store(true, Ordering::Relaxed),
                "file" => {
                    let mut file = String::new();
                    for line in lines.by_ref().take_while(|line| *line != "% end") {
                        file.push_str(line);
                        file.push('\n');
                    }
                    shelf.put(rest, file);
                }
                "delete" => shelf.delete(rest),
                "edit" => {
                    let (path, change) = rest.split_once(' ').unwrap();
                    let (old, new) = change.split_once(" => ").unwrap();
                    let before = shelf.read(path).unwrap();
                    assert!(before.contains(old), "{path} has no `{old}`");
                    shelf.put(path, before.replace(old, new));
                }
                "show" => shown.push_str(&shelf.read(rest).unwrap()),
                other => panic!("nobody does `{other}`"),
            }
            session.set_style(style);
            continue;
        }
        shown.extend(session.poll());
        let mut whole = line.to_owned();
        shown.push_str(format!("{}{line}", session.prompt()).trim_end());
        shown.push('\n');
        while !is_complete(&whole) && lines.peek().is_some_and(|next| !next.starts_with([':', '%'])) {
            let line = lines.next().unwrap();
            shown.push_str(format!("... {line}").trim_end());
            shown.push('\n');
            whole.push('\n');
            whole.push_str(line);
        }
        let reply = session.line(&whole, &|| stop.load(Ordering::Relaxed));
        stop.store(false, Ordering::Relaxed);
        shown.push_str(&reply.text);
        match reply.then {
            Then::GoOn => {}
            Then::Quit => break,
            Then::Write { path, text } => {
                shelf.put(&path, text);
                shown.push_str(&session.written(&path).text);
            }
        }
    }
    shown.replace('\u{1b}', "␛")
}

#[test]
fn transcripts() {
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::glob!("../cases/session", "*.session", |path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            insta::with_settings!({ snapshot_path => "../cases/session/snapshots", snapshot_suffix => "" }, {
                insta::assert_snapshot!(name, transcript(&fs::read_to_string(path).unwrap()));
            });
        });
    });
}

#[test]
fn every_command_has_help_and_an_example_that_works_and_is_seen() {
    let scripts: String = files("tests/cases/session", "session").iter().map(|path| text(path)).collect();
    for command in COMMANDS {
        let (mut session, _) = recall();
        let mut say = |line: &str| session.line(line, &|| false);
        // Something to take back, and something to make again.
        assert!(!say("approval = 60%").wrong);
        assert!(!say("yes = 5,200,000").wrong);
        if command.name == "redo" {
            say(":undo");
        }
        let reply = say(command.example);
        assert!(!reply.wrong, "{}\n{}", command.example, reply.text);
        let help = say(&format!(":help {}", command.name));
        assert!(!help.wrong && help.text.contains(command.example), "{}", help.text);
        let line = format!(":{}", command.name);
        assert!(scripts.lines().any(|own| own.split_whitespace().next() == Some(&*line)), "no transcript has {line}");
    }
}

#[test]
fn every_word_of_the_language_has_help() {
    let (mut session, _) = session();
    for word in syntax::KEYWORDS {
        assert!(KEYWORDS.iter().any(|own| own.word == *word), "no help on `{word}`");
        assert!(!session.line(&format!(":help {word}"), &|| false).wrong);
    }
}

#[test]
fn a_line_is_whole_when_nothing_is_open() {
    for whole in ["yes", ":why (", "yes = 5", "yes + no", "# a comment", "measure a { require r: true }", "yes +\n"] {
        assert!(is_complete(whole), "{whole}");
    }
    for open in ["yes +", "(yes", "measure a {", "ballot {", "variant v of m {\n\n  set a = 5\n", "yes at least"] {
        assert!(!is_complete(open), "{open}");
    }
}

/// All that can be seen of what a session stands at.
fn view(session: &mut Session) -> String {
    let shown = [":run", ":inputs", ":list", ":show"].map(|line| session.line(line, &|| false).text);
    format!("{}\n{}", session.prompt(), shown.concat())
}

const LINES: &[&str] = &[
    "yes = 5,200,000",
    "yes = 5,177,418",
    "yes = 4,000,000..5,000,000",
    "yes = ?",
    "no = 4,000,000",
    "nationhood.no = 3,000,000",
    "ballots = 9,500,000",
    "registered = 20,000,000",
    "approval = 60%",
    "approval = two thirds",
    "participation = 1/3",
    "held = 2020-11-03",
    "petition { signatures = 600,000  filed = 2017-07-01 }",
    "ballot.yes = 10  ballot.no = 9",
    "given yes + no = ballots",
    "yes = 99,000,000",
    "yess = 5",
    "yes / ballots",
    ":unset yes",
    ":unset approval",
    ":reset",
    ":choose nationhood",
    ":choose no stage",
    ":choose no scenario",
    ":choose two_thirds",
    ":choose electorate_40",
    ":choose calexit",
    ":choose proposition_1_2014",
    ":choose as_it_happened",
    ":what if yes = 5",
    ":save scenario kept",
    ":save variant changed",
    ":choose kept",
    "variant tight of calexit { set nationhood.approval = 54% }",
    "variant tight of calexit { set nationhood.approval = 53% }",
    ":choose tight",
    ":load rules/calexit/2018.measure",
    ":wrong",
];

fn lines() -> impl Strategy<Value = Vec<&'static str>> {
    prop::collection::vec(prop::sample::select(LINES), 1..12)
}

proptest! {
    #![proptest_config(crate::properties::config(48))]

    /// What cannot be answered changes nothing, and what changes something can be taken back and made again.
    #[test]
    fn undo_takes_back_and_redo_makes_again(lines in lines()) {
        let (mut session, _) = recall();
        for line in lines {
            let (before, changes) = (view(&mut session), session.changes());
            let reply = session.line(line, &|| false);
            let after = view(&mut session);
            if reply.wrong || session.changes() == changes {
                prop_assert_eq!(before, after, "{}", line);
                continue;
            }
            prop_assert_eq!(session.changes(), changes + 1);
            prop_assert!(!session.line(":undo", &|| false).wrong);
            prop_assert_eq!(before, view(&mut session), "{} undone", line);
            prop_assert!(!session.line(":redo", &|| false).wrong);
            prop_assert_eq!(after, view(&mut session), "{} made again", line);
        }
    }

    /// A session that is saved, and loaded into another, comes to the same for the same reasons.
    #[test]
    fn what_is_saved_comes_to_the_same(lines in lines()) {
        let (mut session, shelf) = recall();
        for line in lines {
            session.line(line, &|| false);
        }
        let why = session.line(":why --full", &|| false).text;
        let saved = session.line(":save scenario saved in saved.measure", &|| false);
        let Then::Write { path, text } = saved.then else {
            // A session about which nothing is known has nothing to save.
            prop_assert!(saved.text.contains("nothing_to_save"), "{}", saved.text);
            return Ok(());
        };
        shelf.put(&path, text.clone());
        let mut other = Session::new(Box::new(shelf), STYLE);
        let loaded = other.load(&[path.as_str()]);
        prop_assert!(!loaded.wrong, "{}\n{}", loaded.text, text);
        let chosen = other.line(":choose saved", &|| false);
        prop_assert!(!chosen.wrong, "{}\n{}", chosen.text, text);
        prop_assert_eq!(why, other.line(":why --full", &|| false).text, "{}", text);
    }
}
