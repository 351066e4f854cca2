//! `quorate repl` on a real pseudo-terminal, as a person sees it: keys go in, and a screen is looked at.

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use ptyprocess::PtyProcess;

/// Much longer than anything takes, so that only what never comes is missed.
const PATIENCE: Duration = Duration::from_secs(180);

/// A running session and the screen it draws on.
struct Screen {
    process: PtyProcess,
    keys: fs::File,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    /// Every byte that came, for what a screen does not show.
    bytes: Vec<u8>,
    closed: bool,
    /// How many prompts have been waited for.
    asked: usize,
}

struct Setting<'a> {
    name: &'a str,
    columns: u16,
    variables: &'a [(&'a str, &'a str)],
}

const USUAL: Setting<'static> = Setting { name: "", columns: 100, variables: &[] };

impl Screen {
    /// Starts a session on Calexit's rules, and waits for its prompt.
    fn start(setting: &Setting<'_>) -> Self {
        let mut screen = Self::open(setting);
        screen.wait_for_prompt();
        screen
    }

    fn open(setting: &Setting<'_>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_quorate"));
        command
            .args(["repl", "2017.measure"])
            .current_dir(folder(setting.name))
            .env_remove("NO_COLOR")
            .env_remove("COLUMNS")
            .env("TERM", "xterm-256color")
            .env("QUORATE_HISTORY", "history");
        for (name, value) in setting.variables {
            command.env(name, value);
        }
        let mut process = PtyProcess::spawn(command).unwrap();
        process.set_window_size(setting.columns, 30).unwrap();
        let keys = process.get_raw_handle().unwrap();
        let mut reader = process.get_raw_handle().unwrap();
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let screen = vt100::Parser::new(30, setting.columns, 500);
        Self { process, keys, output, screen, bytes: Vec::new(), closed: false, asked: 0 }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    /// Reads until the screen is as it should be.
    fn wait(&mut self, what: &str, holds: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !holds(self.screen.screen()) {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.bytes.extend(bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("{what} did not come; the screen is\n{}", self.screen.screen().contents());
                }
            }
        }
    }

    fn wait_for(&mut self, text: &str) {
        self.wait(text, |screen| screen.contents().contains(text));
    }

    /// Waits for the next prompt: what is typed before it may be lost while the terminal changes hands.
    fn wait_for_prompt(&mut self) {
        self.asked += 1;
        let end = Instant::now() + PATIENCE;
        while prompts(&self.bytes) < self.asked {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => {
                    self.screen.process(&bytes);
                    self.bytes.extend(bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    panic!("prompt {} did not come; the screen is\n{}", self.asked, self.screen.screen().contents());
                }
            }
        }
    }

    /// Waits until the process has ended.
    fn wait_for_end(mut self) {
        let end = Instant::now() + PATIENCE;
        while !self.closed {
            match self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.bytes.extend(bytes),
                Err(RecvTimeoutError::Disconnected) => self.closed = true,
                Err(RecvTimeoutError::Timeout) => panic!("the session did not end"),
            }
        }
        let status = self.process.wait().unwrap();
        assert!(matches!(status, ptyprocess::WaitStatus::Exited(_, 0)), "{status:?}");
    }
}

/// How many prompts have come. An editor asks for pastes in brackets before each; a plain terminal gets only the prompt.
fn prompts(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    if text.contains('\u{1b}') {
        return text.matches("\u{1b}[?2004h").count();
    }
    let name = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    text.split(['\n', '\r']).filter(|line| line.trim_start_matches(name).starts_with("> ")).count()
}

/// The last line that is not empty.
fn last_line(screen: &vt100::Screen) -> String {
    screen.contents().lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").trim_end().to_owned()
}

/// A fresh folder with Calexit's rules; the folder of one test is kept for its second session.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("terminal").join(name);
    fs::create_dir_all(folder.join("votes")).unwrap();
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/calexit/2017.measure");
    fs::copy(rules, folder.join("2017.measure")).unwrap();
    fs::write(folder.join("votes/county.toml"), "").unwrap();
    fs::write(folder.join("votes/notes.txt"), "").unwrap();
    folder
}

fn forget_history(name: &str) {
    let _ = fs::remove_file(folder(name).join("history"));
}

const TAB: &str = "\t";
const ENTER: &str = "\r";
const CTRL_A: &str = "\u{1}";
const CTRL_C: &str = "\u{3}";
const CTRL_D: &str = "\u{4}";
const CTRL_G: &str = "\u{7}";
const CTRL_R: &str = "\u{12}";
const UP: &str = "\u{1b}[A";
const RIGHT: &str = "\u{1b}[C";

#[test]
fn names_words_commands_and_files_are_completed() {
    let setting = Setting { name: "completed", ..USUAL };
    let mut screen = Screen::start(&setting);
    for (typed, completed) in [
        (":unse", ":unset "),
        (":help quorate::lint::th", ":help quorate::lint::thirds"),
        (":list va", ":list variants"),
        ("petition.sig", "petition.signature"),
        ("petition.closes on or be", "petition.closes on or before"),
        (":load votes/co", ":load votes/county.toml"),
        (":load vo", ":load votes/"),
    ] {
        screen.press(typed);
        screen.wait_for(typed);
        screen.press(TAB);
        screen.wait(completed, |screen| screen.contents().lines().any(|line| line.contains(completed)));
        screen.press(CTRL_C);
        screen.wait_for_prompt();
    }
    // What is ambiguous is listed with what it is.
    screen.press("petition.signature");
    screen.press(TAB);
    screen.wait_for("signature_share");
    screen.wait_for("valid signatures of registered voters");
    screen.press(CTRL_C);
    screen.wait_for_prompt();
    screen.press(":quit\r");
    screen.wait_for_end();
}

#[test]
fn a_hint_is_taken_with_the_arrow() {
    let mut screen = Screen::start(&Setting { name: "hinted", ..USUAL });
    screen.press("petition.notice_s");
    screen.wait_for("petition.notice_share  share = 25%");
    screen.press(RIGHT);
    // What was a hint is now part of the line: more can follow it.
    screen.press(" of");
    screen.wait_for("petition.notice_share of");
    screen.press(CTRL_C);
    screen.wait_for_prompt();
    screen.press(":table ");
    screen.wait_for(":table NAME from VALUE to VALUE by VALUE");
}

#[test]
fn a_construct_goes_on_until_it_is_whole() {
    let mut screen = Screen::start(&Setting { name: "several_lines", ..USUAL });
    screen.press("variant easy of calexit {\r");
    screen.press("set nationhood.approval = 50%\r");
    screen.wait_for("set nationhood.approval = 50%");
    // Nothing was answered, so the line can still be given up as a whole.
    screen.press("}");
    screen.press(CTRL_A);
    screen.press(CTRL_C);
    screen.wait_for_prompt();
    screen.press("variant easy of calexit {\rset nationhood.approval = 50%\r}\r");
    screen.wait_for_prompt();
    // All of it is one entry of the history.
    screen.press(UP);
    screen.wait("the whole variant", |screen| {
        let text = screen.contents();
        text.matches("variant easy of calexit {").count() == 3 && last_line(screen) == "}"
    });
}

#[test]
fn a_pasted_file_is_one_entry() {
    let mut screen = Screen::start(&Setting { name: "pasted", ..USUAL });
    let file = "measure club {\r  input ayes, noes: count\r\r  require carried: ayes more than noes\r}\r";
    screen.press(&format!("\u{1b}[200~{file}\u{1b}[201~"));
    screen.wait_for("require carried: ayes more than noes");
    screen.press(ENTER);
    screen.wait_for_prompt();
    screen.press(UP);
    screen.wait("the whole file", |screen| screen.contents().matches("measure club {").count() == 2);
}

#[test]
fn ctrl_c_gives_the_line_up_and_ctrl_d_leaves() {
    let mut screen = Screen::start(&Setting { name: "given_up", ..USUAL });
    screen.press("yes / ball");
    screen.wait_for("yes / ball");
    screen.press(CTRL_C);
    screen.wait_for_prompt();
    screen.press(CTRL_D);
    screen.wait_for_end();
}

/// A long answer shows how far it has come, and Ctrl-C gives it up and not the session.
#[test]
fn ctrl_c_gives_a_long_answer_up() {
    let mut screen = Screen::start(&Setting { name: "long", columns: 140, ..USUAL });
    screen.press(":choose nationhood");
    screen.press(ENTER);
    screen.wait_for_prompt();
    screen.press(":simulate support = 54%, turnout = 50%..70%, registered 19,411,771, draws 10,000,000,000");
    screen.press(ENTER);
    screen.wait_for("votes drawn");
    screen.press(CTRL_C);
    screen.wait_for_prompt();
    screen.wait_for("nothing was changed");
    screen.press("approval");
    screen.press(ENTER);
    screen.wait_for_prompt();
    screen.wait("the bar is gone", |screen| !screen.contents().contains("votes drawn"));
    screen.press(CTRL_D);
    screen.wait_for_end();
}

#[test]
fn lines_are_kept_for_the_next_session() {
    forget_history("kept");
    let setting = Setting { name: "kept", ..USUAL };
    let mut first = Screen::start(&setting);
    first.press("petition.signature_share\r");
    first.wait_for_prompt();
    first.press("petition.notice_share\r");
    first.wait_for_prompt();
    first.press(CTRL_D);
    first.wait_for_end();

    let mut second = Screen::start(&setting);
    second.press(UP);
    second.wait_for("petition.notice_share");
    second.press(CTRL_C);
    second.wait_for_prompt();
    second.press(CTRL_R);
    second.press("signature_sh");
    second.wait_for("petition.signature_share");
    second.press(CTRL_G);
    second.press(CTRL_C);
    second.wait_for_prompt();
    second.press(CTRL_D);
    second.wait_for_end();
}

#[test]
fn a_history_that_cannot_be_written_is_not_kept() {
    let variables = [("QUORATE_HISTORY", "2017.measure/history")];
    let mut screen = Screen::start(&Setting { name: "not_kept", variables: &variables, ..USUAL });
    screen.press("petition.notice_share\r");
    screen.wait_for_prompt();
    // Within the session it is there all the same, and nobody is troubled.
    screen.press(UP);
    screen.wait("the line again", |screen| screen.contents().matches("petition.notice_share").count() == 2);
    assert!(!screen.screen.screen().contents().contains("history"));
}

#[test]
fn a_narrow_window_shows_what_there_is_room_for() {
    let mut screen = Screen::start(&Setting { name: "narrow", columns: 40, ..USUAL });
    screen.press("petition.si");
    screen.press(TAB);
    screen.wait_for("signature_share");
    // Each of the two stands on one line.
    screen.wait("two lines", |screen| {
        let text = screen.contents();
        text.lines().filter(|line| line.starts_with("signature")).count() == 2
    });
    screen.press(CTRL_C);
    screen.wait_for_prompt();
    screen.press("petition.signatures at least petition.governor_votes");
    screen.wait("a line in two rows", |screen| screen.contents().contains("governor_votes"));
    screen.press(CTRL_C);
    screen.wait_for_prompt();
    screen.press(CTRL_D);
    screen.wait_for_end();
}

#[test]
fn no_color_is_heeded() {
    let coloured = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes).into_owned();
        text.split("\u{1b}[")
            .skip(1)
            .any(|rest| rest.trim_start_matches(|own: char| own.is_ascii_digit() || own == ';').starts_with('m'))
    };
    for (value, expected) in [("1", false), ("", true)] {
        let variables = [("NO_COLOR", value)];
        let mut screen = Screen::start(&Setting { name: "no_color", variables: &variables, ..USUAL });
        screen.press("petition.closes after 2017-01-01");
        screen.wait_for("petition.closes after 2017-01-01");
        assert_eq!(coloured(&screen.bytes), expected, "NO_COLOR={value:?}");
    }
}

#[test]
fn a_dumb_terminal_gets_plain_lines() {
    let variables = [("TERM", "dumb")];
    let mut screen = Screen::start(&Setting { name: "dumb", variables: &variables, ..USUAL });
    screen.press("variant easy of calexit {\n");
    screen.press("set nationhood.approval = 50%\n}\n");
    screen.wait_for_prompt();
    // Only because the terminal has forgotten the line is Ctrl-D the end, and not the end of a line.
    screen.press("yes / ba");
    screen.press(CTRL_C);
    screen.wait_for_prompt();
    screen.press(CTRL_D);
    let bytes = screen.bytes.clone();
    assert!(!bytes.contains(&0x1b), "{:?}", String::from_utf8_lossy(&bytes));
    screen.wait_for_end();
}
