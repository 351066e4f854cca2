//! `quorate repl`

mod dumb;
mod editor;
mod interrupt;

use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::rc::Rc;

use quorate::assist::{self, Block, Place, Standpoint};
use quorate::ids::Id as _;
use quorate::program::{MeasureId, Program};
use quorate::session::command::COMMANDS;
use quorate::source::Sources;

use super::terminal::Terminal;
use super::{Status, Stop, rules};
use interrupt::Interrupt;

/// What a front reads.
pub(super) enum Line {
    /// One line, or several that belong together.
    Text(String),
    /// The line was given up; the next is asked for.
    Interrupted,
    /// There are no more.
    End,
}

/// Where lines come from.
pub(super) trait Front {
    /// The next line, asked for with a prompt; what is typed is understood from a standpoint.
    fn next_line(&mut self, prompt: &str, standpoint: Rc<dyn Standpoint>) -> io::Result<Line>;
}

/// What lines are typed on.
fn front(terminal: &Terminal, interrupt: &Interrupt) -> Box<dyn Front> {
    let people = io::stdin().is_terminal() && io::stdout().is_terminal();
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    if people
        && !dumb
        && let Ok(editor) = editor::Editor::new(terminal.style().colour)
    {
        return Box::new(editor);
    }
    Box::new(dumb::Dumb::new(interrupt.clone()))
}

struct Loaded {
    program: Program,
}

impl Standpoint for Loaded {
    fn place(&self) -> Place<'_> {
        let measure = (!self.program.measures.is_empty()).then(|| MeasureId::new(0));
        let stage = measure.and_then(|id| self.program.measures.at(id).stages.ids().next());
        Place { program: &self.program, measure, stage, facts: None, commands: COMMANDS, block: Block::Line }
    }
}

pub(super) fn repl(files: &[PathBuf], terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let mut program = Program::default();
    for path in files {
        program = rules::sound(path, sources)?.program;
    }
    let loaded = Rc::new(Loaded { program });
    let interrupt = Interrupt::new();
    let mut front = front(terminal, &interrupt);
    loop {
        match front.next_line("> ", loaded.clone())? {
            Line::Text(text) if text.trim() == ":quit" => return Ok(Status::Answered),
            Line::Text(_) if interrupt.is_pressed() => {}
            Line::Text(text) => {
                terminal.answer(&format!("{:?}\n", assist::validate(&text, &loaded.place())))?;
            }
            Line::Interrupted => {}
            Line::End => return Ok(Status::Answered),
        }
    }
}
