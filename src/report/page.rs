//! Prose and lists at the width of the page: a section of the documentation, all codes.

use super::layout::{Page, Style, Tone, columns, pad};

/// A section of Markdown under its title: paragraphs and lists wrap, fenced code stays as it is.
pub fn page(title: &str, markdown: &str, style: Style) -> String {
    let mut page = Page::new(style);
    page.say(0, Tone::Strong, title);
    page.blank();
    let mut code = false;
    let mut paragraph: Vec<&str> = Vec::new();
    for line in markdown.lines().chain([""]) {
        if line.starts_with("```") {
            code = !code;
            flush(&mut page, &mut paragraph);
        } else if code {
            page.verbatim(4, line);
        } else if line.trim().is_empty() {
            flush(&mut page, &mut paragraph);
            page.blank();
        } else {
            if line.starts_with("- ") {
                flush(&mut page, &mut paragraph);
            }
            paragraph.push(line.trim());
        }
    }
    let text = page.finish();
    format!("{}\n", text.trim_end())
}

fn flush(page: &mut Page, paragraph: &mut Vec<&str>) {
    if !paragraph.is_empty() {
        let hanging = if paragraph.first().is_some_and(|first| first.starts_with("- ")) { 2 } else { 0 };
        page.line(0, hanging, &[(Tone::Plain, paragraph.join(" "))]);
        paragraph.clear();
    }
}

/// Names with what is to be said of each.
pub fn listing(rows: &[(&str, &str)], style: Style) -> String {
    let mut page = Page::new(style);
    let width = rows.iter().map(|(name, _)| columns(name)).max().unwrap_or(0);
    for (name, text) in rows {
        if page.is_narrow() || width + 30 > style.width {
            page.say(0, Tone::Strong, name);
            page.say(2, Tone::Plain, text);
        } else {
            let pieces = [(Tone::Strong, pad(name, width)), (Tone::Plain, format!("  {text}"))];
            page.line(0, width + 2, &pieces);
        }
    }
    page.finish()
}

/// One paragraph after an empty line.
pub fn paragraph(text: &str, style: Style) -> String {
    let mut page = Page::new(style);
    page.line(0, 0, &[(Tone::Plain, text.to_owned())]);
    format!("\n{}", page.finish())
}
