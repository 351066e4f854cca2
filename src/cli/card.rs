//! `quorate card`

use std::path::Path;

use quorate::report::card;
use quorate::source::Sources;

use super::arguments::{Card, Format};
use super::terminal::Terminal;
use super::{Status, Stop, rules, select};

pub(super) fn card(arguments: &Card, terminal: &Terminal, sources: &mut Sources) -> Result<Status, Stop> {
    let rules = rules::sound(&arguments.file, sources)?;
    let chosen = select::measure(&rules, arguments.name.as_deref(), arguments.variant.as_deref())?;
    if !chosen.others.is_empty() && !terminal.is_json() {
        let name = &rules.program.measures.at(chosen.measure).name.text;
        terminal.complain(&format!("note: this is `{name}`; the file also has {}", chosen.others.join(", ")))?;
    }
    let card = card::card(&rules.program, chosen.measure, sources).audited(&rules.program, chosen.measure, sources);
    let page = match terminal.format() {
        Format::Html => card::html(&card),
        Format::Text if arguments.output.as_deref().is_some_and(is_html) => card::html(&card),
        Format::Text | Format::Markdown | Format::Csv => card::markdown(&card),
        Format::Json => serde_json::to_string_pretty(&card).map_err(std::io::Error::from)? + "\n",
    };
    match &arguments.output {
        Some(path) => terminal.file(path, page.as_bytes(), sources, &[])?,
        None => terminal.answer_bytes(page.as_bytes())?,
    }
    Ok(Status::Answered)
}

fn is_html(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm"))
}
