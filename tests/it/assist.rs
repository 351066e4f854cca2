//! Help while typing. Each case is a line with the cursor as `|`; its snapshot shows what the cursor is offered.

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
