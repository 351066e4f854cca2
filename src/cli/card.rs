//! `quorate card`

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
        Format::Html => card::html(&card, Some(&terminal.provenance())),
        Format::Markdown => card::markdown(&card, Some(&terminal.provenance())),
        Format::Text | Format::Csv => card::markdown(&card, None),
        Format::Json => {
            terminal.answer_json("card", &card)?;
            return Ok(Status::Answered);
        }
    };
    terminal.answer_bytes(page.as_bytes())?;
    Ok(Status::Answered)
}
