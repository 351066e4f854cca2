//! Help on commands, on the words of the language and on the codes of diagnostics.

use super::command::{COMMANDS, Command};
use super::error::{SessionError, one};
use super::keyword::{KEYWORDS, Keyword};
use super::line::Words;
use super::{Answer, Reply, Session};
use crate::diagnostic;
use crate::report;
use crate::suggest;

const INTRODUCTION: &str = "\
A line that begins with a colon is a command. Everything else is the language of rule files: `yes = 5,000,000` assigns, \
`yes / ballots` asks, `variant … { … }` declares.";

impl Session {
    pub(super) fn help(&self, words: &Words<'_>) -> Answer {
        let topic = words.from(0);
        let topic = topic.text.trim();
        if topic.is_empty() {
            let rows: Vec<(String, &str)> =
                COMMANDS.iter().map(|own| (format!(":{} {}", own.name, own.arguments), own.about)).collect();
            let rows: Vec<(&str, &str)> = rows.iter().map(|(name, about)| (name.trim_end(), *about)).collect();
            let mut text = report::page("Commands", INTRODUCTION, self.style);
            text.push('\n');
            text.push_str(&report::listing(&rows, self.style));
            text.push_str(&report::paragraph(
                "`:help load` says more of a command, `:help require` of a word of the language, `:help check::name` of a \
                 diagnostic's code.",
                self.style,
            ));
            return Ok(Reply::says(text));
        }
        if let Some(command) = COMMANDS.iter().find(|own| own.name == topic.trim_start_matches(':')) {
            // `:help test` asks for the word of the language, `:help :load` for the command.
            return Ok(Reply::says(self.on_command(command)));
        }
        if let Some(keyword) = KEYWORDS.iter().find(|own| own.word == topic) {
            return Ok(Reply::says(self.on_keyword(keyword)));
        }
        let code = diagnostic::entry(topic).or_else(|| {
            diagnostic::entries().find(|own| own.code.rsplit("::").next() == Some(topic) && topic.len() > 2)
        });
        if let Some(entry) = code {
            return Ok(Reply::says(report::page(entry.code, entry.text, self.style)));
        }
        let codes: Vec<&str> = diagnostic::entries().filter_map(|own| own.code.strip_prefix("quorate::")).collect();
        let names = COMMANDS.iter().map(|own| own.name).chain(KEYWORDS.iter().map(|own| own.word)).chain(codes);
        let help = match suggest::nearest(topic, names) {
            Some(near) => format!("did you mean `:help {near}`?"),
            None => "`:help` lists the commands; words of the language and codes of diagnostics can be asked for too"
                .to_owned(),
        };
        let span =
            words.rest.first().zip(words.rest.last()).map_or(words.span(), |(first, last)| first.span.to(last.span));
        Err(one(SessionError::Topic { topic: topic.to_owned(), help, span }))
    }

    fn on_command(&self, command: &Command) -> String {
        let title = format!(":{} {}", command.name, command.arguments);
        let text = format!("{}.\n\n{}\n\n```\n{}\n```", sentence(command.about), more(command.name), command.example);
        report::page(title.trim_end(), &text, self.style)
    }

    fn on_keyword(&self, keyword: &Keyword) -> String {
        let text = format!("{}.\n\n```\n{}\n```", sentence(keyword.about), keyword.example);
        report::page(keyword.word, &text, self.style)
    }
}

/// What there is to know about a command beside its line in the list.
fn more(command: &str) -> &'static str {
    match command {
        "load" => {
            "Rule files end in `.measure`; several may be named, and what they use comes with them. Files of inputs end in \
             `.toml`, `.json` or `.csv`. A file that cannot be taken in leaves everything as it is."
        }
        "reload" => {
            "The session tells when a file has changed. If a file no longer works, its mistakes are shown and the rules \
             stay as they were. What was typed and assigned stays."
        }
        "list" => "KIND is `measures`, `variants`, `stages` or `scenarios`. A star stands before what is chosen.",
        "choose" => {
            "A variant is looked at on the same votes. A scenario brings its stage with it, and its own figures take the \
             place of those that were assigned. `:choose no scenario` and `:choose no stage` take a choice back."
        }
        "show" => {
            "Without a name the measure or stage that is talked about. Of what a variant changes both texts are shown."
        }
        "inputs" => "Of a missing input it says which conditions hang on it, if any still do.",
        "run" => "The same as `quorate run` prints.",
        "why" => {
            "The condition that decided stands first, with what would turn it; the others follow in a line each. `--full` \
             gives all their reasons. `:why not` asks why something did not pass."
        }
        "what" => "Only what would change is shown, and nothing is kept.",
        "unset" => "What the scenario gives is left open with `NAME = ?` instead.",
        "undo" => "Lines that changed something can be taken back, one after the other: the last thousand.",
        "redo" => "What was undone can be made again until something else is changed.",
        "reset" => "All assignments are taken back. `:undo` brings them again.",
        "compare" => "Without names all variants of the measure. One name is compared with what is chosen.",
        "table" => {
            "NAME is an input, a parameter or a date. Rows that come to the same are shown with the first and the last, and \
             where a verdict flips the exact value is sought."
        }
        "sweep" => {
            "NAME is an input or a parameter, or `turnout` (ballots of the registered), `support` (Yes of Yes and No) or \
             `support of ballots`. One gives a table with the exact places where the answer turns, two a map. All that is \
             known else is held fixed. After a comma, in any order:\n\n\
             - `under NAME…`: other variants on the same votes, `under all` for all of them\n\
             - `points SCENARIO…`: real votes beside it, `points all` for all of them\n\
             - `invalid SHARE`: blank and invalid papers, of the ballots\n\
             - `as yes=leave`: which input counts registered, ballots, yes or no, if it is called otherwise\n\
             - `in FILE`: write it too; the ending says how: `.svg` or `.png` (a map with exact lines), `.csv`, `.json` or `.md`"
        }
        "simulate" => {
            "Draws votes from a poll and judges each. A SHARE is `32%`, or if it is not certain `55%..75%` (all alike), \
             `55%..60%..75%` (likeliest in the middle) or `60%±5%` (95 in 100 within the margin). What is not drawn is as it \
             is known. Clauses, in any order:\n\n\
             - `support SHARE`, of those asked; how sure: `sample PEOPLE` or `margin SHARE`\n\
             - `undecided SHARE`, and `undecided-yes SHARE` of them end up with Yes\n\
             - `turnout SHARE` of the registered, `invalid SHARE` of the ballots, `registered PEOPLE`\n\
             - `correlation NUMBER` of support and turnout, from -1 to 1\n\
             - `draws NUMBER`, 100,000 if not said; `seed NUMBER`: the same seed draws the same votes\n\
             - `under NAME…`, `as yes=leave` and `in FILE` as in `:sweep`"
        }
        "save" => {
            "A scenario holds all that is known, a variant what was assigned of the rule itself. Without a file it is shown, \
             and known for the rest of the session; with one it is added at its end, if the file is still right with it."
        }
        "exact" => {
            "A share is otherwise shown as a rounded percentage. Without an expression the last value once more."
        }
        "history" => "With a text, only the lines that have it.",
        "help" => "Without a topic all commands.",
        "quit" => "The end of the input does the same.",
        _ => "",
    }
}

/// With a capital at its beginning.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
