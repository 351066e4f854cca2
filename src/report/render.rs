//! A document in a format: text for a terminal, Markdown, HTML. Each has one escape, and all show what would steer, turn
//! or hide text as what it is.

pub(super) mod html;
mod lists;
pub(super) mod markdown;
mod text;

use super::layout::columns;

pub(super) use html::html;
pub(super) use markdown::markdown;
pub(super) use text::text;

/// A command broken as a shell allows it.
fn shell(arguments: &[String], width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (at, argument) in arguments.iter().enumerate() {
        let more = if at + 1 == arguments.len() { 0 } else { 2 };
        if !line.is_empty() && columns(&line) + columns(argument) + 1 + more > width {
            lines.push(format!("{line} \\"));
            line = format!("    {argument}");
        } else {
            line = if line.is_empty() { argument.clone() } else { format!("{line} {argument}") };
        }
    }
    lines.push(line);
    lines
}

/// How wide commands are where nothing says how wide the page is.
const WIDTH: usize = 80;
