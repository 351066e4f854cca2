//! Help while typing. Each case is a line with the cursor as `|`; its snapshot shows what the cursor is offered.

use proptest::prelude::*;
use quorate::assist::{self, Block, Completions, Item, Place};
use quorate::facts::Facts;
use quorate::program::{MeasureId, Program, StageId};
use quorate::session::command::COMMANDS;
use quorate::source::Sources;
use quorate::{check, inputs, syntax};

/// Calexit with the votes of 2003, as a session has it.
struct World {
    program: Program,
    measure: MeasureId,
    stage: StageId,
    facts: Facts,
}

impl World {
    fn new() -> Self {
        let source = Sources::new().add("2017.measure", include_str!("../../rules/calexit/2017.measure"));
        let checked = check::check(&[syntax::parse(&source).file]);
        assert!(checked.errors.is_empty());
        let program = checked.program;
        let measure = program.measure_named("calexit").unwrap();
        let stage = program.measures.at(measure).stage_named("nationhood").unwrap();
        let scenario = program.scenario_named(measure, "recall_2003").unwrap();
        let layers = [inputs::layer_of_scenario(program.scenarios.at(scenario))];
        let facts = inputs::bind(&program, measure, &layers).unwrap();
        Self { program, measure, stage, facts }
    }

    /// Where the lines under a heading are typed: `stage nationhood`, `measure`, `commands`, `file`, `nothing loaded`.
    fn place(&self, heading: &str) -> Place<'_> {
        let place = Place {
            program: &self.program,
            measure: Some(self.measure),
            stage: Some(self.stage),
            facts: Some(&self.facts),
            commands: COMMANDS,
            block: Block::Line,
        };
        match heading {
            "stage nationhood" => Place { commands: &[], ..place },
            "commands" => place,
            "measure" => Place { stage: None, commands: &[], ..place },
            "file" => Place { measure: None, stage: None, facts: None, commands: &[], block: Block::File, ..place },
            other => panic!("no place is called {other:?}"),
        }
    }
}

/// Each case with what it comes to.
fn table(cases: &str, show: impl Fn(&str, usize, &Place<'_>) -> String) -> String {
    let world = World::new();
    let mut place = world.place("stage nationhood");
    let mut shown = String::new();
    for line in cases.lines() {
        if let Some(heading) = line.strip_prefix("== ") {
            place = world.place(heading);
            shown.push_str(&format!("{line}\n"));
        } else if line.is_empty() {
            shown.push('\n');
        } else {
            let typed = line.replace('⏎', "\n");
            let cursor = typed.rfind('|').unwrap_or(typed.len());
            let text = typed.replacen('|', "", usize::from(cursor < typed.len()));
            shown.push_str(&format!("{line}\n    {}\n", show(&text, cursor, &place).replace('\n', "\n    ")));
        }
    }
    shown
}

fn snapshot(name: &str, shown: &str) {
    insta::with_settings!({
        snapshot_path => "../cases/assist/snapshots",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, shown);
    });
}

#[test]
fn completions() {
    let shown = table(include_str!("../cases/assist/complete.txt"), |text, cursor, place| {
        let Completions { items, files } = assist::complete(text, cursor, place);
        let mut lines: Vec<String> = Vec::new();
        let named = |item: &&Item| !item.about.is_empty() && item.kind != assist::ItemKind::Word;
        for item in items.iter().filter(named) {
            assert_eq!(item.replace.end, cursor);
            lines.push(format!("{:24} {:?}: {}", item.text, item.kind, item.about));
        }
        let words: Vec<String> = items.iter().filter(|item| !named(item)).map(|item| item.text.clone()).collect();
        if !words.is_empty() {
            lines.push(words.join(" | "));
        }
        if let Some(files) = files {
            lines.push(format!("files {:?} that end in {:?}", files.prefix, files.endings));
        }
        if lines.is_empty() { "nothing".to_owned() } else { lines.join("\n") }
    });
    snapshot("complete", &shown);
}

/// A table's rows and columns are reached where something is given, not where a condition is written.
#[test]
fn cells_of_a_table() {
    let text = "measure union { by state { input yes, no: count } rows state { NSW \"A C T\" VIC } \
                define all = sum(yes over state) require most: all more than 5 }";
    let source = Sources::new().add("union.measure", text);
    let checked = check::check(&[syntax::parse(&source).file]);
    assert!(checked.errors.is_empty(), "{:?}", checked.errors);
    let program = checked.program;
    let measure = program.measure_named("union");
    let place = Place { program: &program, measure, stage: None, facts: None, commands: COMMANDS, block: Block::Line };
    let offered = |line: &str| -> Vec<String> {
        assist::complete(line, line.len(), &place).items.into_iter().map(|item| item.text).collect()
    };
    assert!(offered("sta").contains(&"state.".to_owned()), "{:?}", offered("sta"));
    assert_eq!(offered("state."), ["NSW.", "\"A C T\".", "VIC."]);
    assert_eq!(offered("state.V"), ["VIC."]);
    assert_eq!(offered("state.VIC."), ["yes", "no"]);
    assert_eq!(offered("state.VIC.n"), ["no"]);
    assert_eq!(offered(":unset state.NSW.y"), ["yes"]);
    assert_eq!(offered(":sweep state.NSW."), ["yes", "no"]);
    assert!(offered("all + state.").is_empty());
}

#[test]
fn hints() {
    let shown = table(include_str!("../cases/assist/hint.txt"), |text, _, place| match assist::hint(text, place) {
        Some(hint) => format!("{text}[{}]  {}", hint.rest, hint.note),
        None => "nothing".to_owned(),
    });
    snapshot("hint", &shown);
}

#[test]
fn whole_or_not() {
    let shown = table(include_str!("../cases/assist/validate.txt"), |text, _, place| {
        format!("{:?}", assist::validate(text, place)).to_lowercase()
    });
    snapshot("validate", &shown);
}

/// Each piece under its class.
#[test]
fn highlights() {
    let shown = table(include_str!("../cases/assist/highlight.txt"), |text, _, place| {
        let pieces = assist::highlight(text, place);
        let pieces: Vec<String> = pieces
            .iter()
            .map(|own| format!("{:?} {}", own.class, &text[own.range.clone()]).replace('\n', "⏎"))
            .collect();
        pieces.join(" | ")
    });
    snapshot("highlight", &shown);
}

/// Calexit's own rules have nothing in them that is unknown or wrong.
#[test]
fn good_rules_have_no_mistakes() {
    let world = World::new();
    let text = include_str!("../../rules/calexit/2017.measure");
    let pieces = assist::highlight(text, &world.place("file"));
    let wrong: Vec<&str> = pieces
        .iter()
        .filter(|own| matches!(own.class, assist::Class::Unknown | assist::Class::Error))
        .map(|own| &text[own.range.clone()])
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// What is kept from key to key never shows.
#[test]
fn highlighting_again_is_highlighting() {
    let world = World::new();
    let place = world.place("file");
    let text = include_str!("../../rules/calexit/2017.measure");
    let mut kept = assist::Highlighter::default();
    for (at, change) in [(0, ""), (3000, "x"), (5200, "\nmeasure m {"), (400, "}"), (6000, "\"")] {
        let mut changed = text.to_owned();
        changed.insert_str(assist_floor(text, at), change);
        assert_eq!(kept.highlight(&changed, &place), assist::highlight(&changed, &place), "{change:?} at {at}");
    }
}

fn assist_floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap()
}

proptest! {
    #![proptest_config(crate::properties::config(300))]

    /// Any text, any cursor: something sensible, and no panic. Pieces are in order and do not overlap.
    #[test]
    fn nothing_is_too_broken(text in broken(), cursor in 0usize..200, heading in 0usize..4) {
        let world = World::new();
        let place = world.place(["stage nationhood", "commands", "measure", "file"][heading]);
        let found = assist::complete(&text, cursor, &place);
        for item in &found.items {
            prop_assert!(text.get(item.replace.clone()).is_some(), "{item:?}");
        }
        if let Some(files) = &found.files {
            prop_assert_eq!(text.get(files.replace.clone()), Some(files.prefix.as_str()));
        }
        assist::hint(&text, &place);
        assist::validate(&text, &place);
        let mut at = 0;
        for piece in assist::highlight(&text, &place) {
            prop_assert!(at <= piece.range.start && piece.range.start < piece.range.end, "{piece:?}");
            prop_assert!(text.get(piece.range.clone()).is_some(), "{piece:?}");
            at = piece.range.end;
        }
    }
}

/// Pieces of the language and of nothing, put together anyhow.
fn broken() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "measure ",
            "variant ",
            "x ",
            "of ",
            "calexit",
            ".",
            "nationhood",
            "{",
            "}",
            "(",
            ")",
            "\"",
            "#",
            "\n",
            " ",
            ":",
            ":what if ",
            ":exact ",
            ":help ",
            "yes",
            " = ",
            "5,000",
            "..",
            "2017-01-26",
            "55%",
            "at ",
            "least ",
            "require ",
            "parameter ",
            "by date ",
            "expect ",
            "no ",
            "quorum ",
            "rows ",
            "é",
            "州",
            "\u{a0}",
            "\\",
            "\t",
            "\r\n",
            "?",
            "\u{1}",
        ])
        .prop_map(str::to_owned),
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}
