//! CSV text as records of cells, each with its place.

use smol_str::SmolStr;

use super::InputError;
use crate::source::Source;
use crate::span::Span;

/// One cell: its text without quotes and surrounding blanks, and where that text stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) text: SmolStr,
    pub(super) span: Span,
}

/// One line, or more if a quoted cell has line breaks. Never empty.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Record {
    pub(super) span: Span,
    pub(super) cells: Vec<Cell>,
}

/// Splits a text at commas, or at semicolons or tabs if its first line has those and no comma. Empty lines are left out.
pub(super) fn records(source: &Source) -> Result<Vec<Record>, InputError> {
    let text = &*source.text;
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let first_line = text.get(start..).and_then(|text| text.lines().next()).unwrap_or("");
    let separator = [b',', b';', b'\t'].into_iter().find(|&byte| first_line.as_bytes().contains(&byte)).unwrap_or(b',');

    let mut records = Vec::new();
    let mut cells = Vec::new();
    let mut at = start;
    let mut record_start = start;
    loop {
        let (cell, end) = cell(source, at, separator)?;
        cells.push(cell);
        let next = text.as_bytes().get(end);
        if next == Some(&separator) {
            at = end + 1;
            continue;
        }
        let blank = matches!(cells.as_slice(), [only] if only.text.is_empty());
        if !blank {
            let span = Span::new(source.base + record_start as u32, source.base + end as u32);
            records.push(Record { span, cells: std::mem::take(&mut cells) });
        }
        cells.clear();
        let Some(next) = next else { return Ok(records) };
        at = end + if *next == b'\r' && text.as_bytes().get(end + 1) == Some(&b'\n') { 2 } else { 1 };
        record_start = at;
    }
}

/// The cell that begins at `start`, and where the separator or line break after it stands.
fn cell(source: &Source, start: usize, separator: u8) -> Result<(Cell, usize), InputError> {
    let rest = source.text.get(start..).unwrap_or("");
    let bytes = rest.as_bytes();
    let ends = |byte: &u8| *byte == separator || matches!(byte, b'\n' | b'\r');
    let global =
        |from: usize, to: usize| Span::new(source.base + (start + from) as u32, source.base + (start + to) as u32);
    let blanks = bytes.iter().take_while(|&&byte| byte == b' ').count();
    if bytes.get(blanks) != Some(&b'"') {
        let end = bytes.iter().position(ends).unwrap_or(bytes.len());
        let written = rest.get(..end).unwrap_or("");
        let text = written.trim();
        let from = if text.is_empty() { 0 } else { written.len() - written.trim_start().len() };
        return Ok((Cell { text: text.into(), span: global(from, from + text.len()) }, start + end));
    }

    let open = blanks + 1;
    let mut at = open;
    let close = loop {
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'"'), Some(b'"')) => at += 2,
            (Some(b'"'), _) => break at,
            (Some(_), _) => at += 1,
            (None, _) => {
                return Err(InputError::Format {
                    format: "CSV",
                    message: "a cell in quotes does not end".to_owned(),
                    help: Some("close it with `\"`; a quote within a cell is written twice".to_owned()),
                    span: global(blanks, open),
                });
            }
        }
    };
    let after = close + 1;
    let end = bytes.iter().skip(after).position(ends).map_or(bytes.len(), |more| after + more);
    if rest.get(after..end).is_some_and(|more| !more.trim().is_empty()) {
        return Err(InputError::Format {
            format: "CSV",
            message: "a cell goes on after its quotes".to_owned(),
            help: Some("put the whole cell into quotes; a quote within a cell is written twice".to_owned()),
            span: global(after, end),
        });
    }
    let inner = rest.get(open..close).unwrap_or("");
    let text = inner.trim();
    let from = open + if text.is_empty() { 0 } else { inner.len() - inner.trim_start().len() };
    let cell = Cell { text: text.replace("\"\"", "\"").into(), span: global(from, from + text.len()) };
    Ok((cell, start + end))
}
