//! `quorate explain`

use quorate::diagnostic::{self, Entry};
use quorate::report::json::{CodeJson, ExplainJson};
use quorate::rules::choice;

use super::error::CliError;
use super::terminal::Terminal;
use super::{Status, Stop};

pub(super) fn explain(code: Option<&str>, terminal: &Terminal) -> Result<Status, Stop> {
    let entries = match code {
        None => diagnostic::entries().collect(),
        Some(code) => vec![find(code)?],
    };
    if terminal.is_json() {
        let codes = entries.iter().map(|entry| CodeJson {
            code: entry.code.into(),
            summary: entry.summary().into(),
            text: entry.text.into(),
        });
        terminal.answer_json("explain", ExplainJson { codes: codes.collect() })?;
        return Ok(Status::Answered);
    }
    let text = match (code, entries.as_slice()) {
        (Some(_), [entry]) => quorate::report::page(entry.code, entry.text, terminal.style()),
        _ => {
            let rows: Vec<(&str, &str)> = entries.iter().map(|entry| (entry.code, entry.summary())).collect();
            quorate::report::listing(&rows, terminal.style())
        }
    };
    terminal.answer(&text)?;
    Ok(Status::Answered)
}

fn find(code: &str) -> Result<Entry, CliError> {
    diagnostic::entry(code).ok_or_else(|| {
        let short = code.strip_prefix("quorate::").unwrap_or(code);
        let codes: Vec<&str> = diagnostic::entries().filter_map(|entry| entry.code.strip_prefix("quorate::")).collect();
        // The last word of a code is what people remember.
        let tail = codes.iter().copied().find(|known| known.rsplit("::").next() == Some(short));
        let help = tail.map(|known| format!("did you mean `{known}`?"));
        let help = help.or_else(|| choice("code", short, codes));
        CliError::UnknownCode { code: code.to_owned(), help }
    })
}
