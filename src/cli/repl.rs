//! `quorate repl`

mod dumb;
mod editor;
mod interrupt;
mod waiting;

use std::io::{self, BufRead, IsTerminal as _};
use std::path::Path;

use quorate::assist::{Whole, validate};
use quorate::session::{Reply, Session, Then};

use super::arguments::Repl;
use super::disk::Disk;
use super::error::CliError;
use super::origin::Role;
use super::terminal::Terminal;
use super::{Status, Stop, picture, read, write};
use interrupt::Interrupt;
use waiting::Waiting;

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
    /// The next line, asked for with the session's prompt.
    fn next_line(&mut self, session: &Session, terminal: &Terminal) -> io::Result<Line>;

    /// Whoever waits for the answer that is being worked out; nobody where lines come from a file.
    fn waiting(&self) -> Option<Waiting> {
        None
    }
}

pub(super) fn repl(arguments: &Repl, terminal: &Terminal) -> Result<Status, Stop> {
    let script = arguments.script.as_deref().map(|path| read::text(Role::Rules, path)).transpose()?;
    let mut session = Session::new(Box::<Disk>::default(), terminal.style());
    let started = start(&mut session, arguments, terminal)?;
    if !started && arguments.stop_on_error {
        return Ok(Status::NotCarriedOut);
    }
    let mut front = front(script, terminal);
    converse(&mut session, front.as_mut(), arguments.stop_on_error, terminal)
}

/// Lines from a script, from a pipe, or from people: with an editor where the terminal can do more than print.
fn front(script: Option<String>, terminal: &Terminal) -> Box<dyn Front> {
    if let Some(text) = script {
        return Box::new(Plain { lines: Box::new(io::Cursor::new(text)), next: None });
    }
    if !io::stdin().is_terminal() {
        return Box::new(Plain { lines: Box::new(io::stdin().lock()), next: None });
    }
    let interrupt = Interrupt::new();
    let dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    if io::stdout().is_terminal()
        && !dumb
        && let Ok(editor) = editor::Editor::new(terminal.style().colour, interrupt.clone())
    {
        return Box::new(editor);
    }
    Box::new(dumb::Dumb::new(interrupt))
}

/// Takes in what the command line names. Gives whether all of it could be.
fn start(session: &mut Session, arguments: &Repl, terminal: &Terminal) -> Result<bool, Stop> {
    let mut good = true;
    let mut answer = |reply: Reply, last: bool| -> io::Result<bool> {
        if reply.wrong || last {
            terminal.answer(&reply.text)?;
        }
        good &= !reply.wrong;
        Ok(!reply.wrong)
    };
    let rules: Vec<String> = arguments.files.iter().map(|path| path.display().to_string()).collect();
    let inputs: Vec<String> = arguments.inputs.iter().map(|path| path.display().to_string()).collect();
    let last = inputs.is_empty() && arguments.choose.is_empty() && arguments.set.is_empty();
    if !rules.is_empty() {
        let paths: Vec<&str> = rules.iter().map(String::as_str).collect();
        let reply = session.load(&paths);
        answer(reply, last)?;
    }
    for (at, name) in arguments.choose.iter().enumerate() {
        let last = at + 1 == arguments.choose.len() && inputs.is_empty() && arguments.set.is_empty();
        let reply = session.start_with(name);
        answer(reply, last)?;
    }
    if !inputs.is_empty() {
        let paths: Vec<&str> = inputs.iter().map(String::as_str).collect();
        let reply = session.load(&paths);
        answer(reply, arguments.set.is_empty())?;
    }
    for text in &arguments.set {
        let reply = session.set(text);
        answer(reply, true)?;
    }
    session.started();
    Ok(good)
}

/// Line after line until the end.
fn converse(
    session: &mut Session,
    front: &mut dyn Front,
    stop_on_error: bool,
    terminal: &Terminal,
) -> Result<Status, Stop> {
    loop {
        if let Some(news) = session.poll() {
            terminal.answer(&news)?;
        }
        session.set_style(terminal.style_now());
        let text = match front.next_line(session, terminal)? {
            Line::Text(text) => text,
            Line::Interrupted => continue,
            Line::End => return Ok(Status::Answered),
        };
        let reply = match front.waiting() {
            Some(waiting) => session.line(&text, &waiting),
            None => session.line(&text, &|| false),
        };
        terminal.answer(&reply.text)?;
        let mut wrong = reply.wrong;
        match reply.then {
            Then::GoOn => {}
            Then::Quit => return Ok(Status::Answered),
            Then::Write { path, text } => match written(Path::new(&path), &text, session, terminal) {
                Ok(()) => terminal.answer(&session.written(&path).text)?,
                Err(error) => {
                    wrong = true;
                    let error: Box<dyn miette::Diagnostic + Send + Sync> = Box::new(error);
                    let text = quorate::diagnostic::draw(
                        [error.as_ref() as &dyn miette::Diagnostic],
                        &quorate::source::Sources::new(),
                        terminal.style(),
                    );
                    terminal.answer(&text)?;
                }
            },
        }
        // Who types and sees nothing has left.
        if terminal.is_closed() && io::stdin().is_terminal() {
            return Ok(Status::Answered);
        }
        if wrong && stop_on_error {
            return Ok(Status::NotCarriedOut);
        }
    }
}

/// Writes a file that the session gives: rules go on with what the file has, answers may not stand over what they are made
/// from.
fn written(path: &Path, text: &str, session: &Session, terminal: &Terminal) -> Result<(), CliError> {
    if path.extension().is_some_and(|ending| ending == "measure") {
        return write::file(path, text.as_bytes());
    }
    terminal.file(path, &picture::bytes(path, text)?, session.sources(), &[])
}

/// Plain lines, as from a pipe; shown again with the prompt, so that what is printed reads as a conversation.
struct Plain {
    lines: Box<dyn BufRead>,
    /// A line that was read and not taken: a command never goes on with what is open.
    next: Option<String>,
}

impl Plain {
    /// A line without its end.
    fn read(&mut self) -> io::Result<Option<String>> {
        if let Some(line) = self.next.take() {
            return Ok(Some(line));
        }
        let mut line = Vec::new();
        if self.lines.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']).to_owned()))
    }
}

impl Front for Plain {
    fn next_line(&mut self, session: &Session, terminal: &Terminal) -> io::Result<Line> {
        let standpoint = session.standpoint();
        let mut text = String::new();
        loop {
            let Some(line) = self.read()? else {
                if text.is_empty() {
                    return Ok(Line::End);
                }
                break;
            };
            if !text.is_empty() && line.trim_start().starts_with(':') {
                self.next = Some(line);
                break;
            }
            let prompt = if text.is_empty() { session.prompt() } else { CONTINUED.to_owned() };
            terminal.answer(format!("{prompt}{line}").trim_end())?;
            terminal.answer("\n")?;
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&line);
            if validate(&text, &standpoint.place()) != Whole::Incomplete {
                break;
            }
        }
        Ok(Line::Text(text))
    }
}

/// What stands before a line that goes on with the one before.
const CONTINUED: &str = "... ";
