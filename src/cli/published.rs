//! Published files and their mappings, from the command line and the disk.

use std::path::{Path, PathBuf};

use quorate::encoding::{self, Encoding};
use quorate::published::{
    self, ColumnNames, Format, MappedText, Mapping, Published, READY, RangeEnd, Reader, RowCondition, ValueTest,
};
use quorate::rules::choice;
use quorate::source::{Source, Sources};
use smol_str::SmolStr;

use super::arguments::Rows;
use super::error::CliError;
use super::origin::Role;
use super::reach::Reach;
use super::{Stop, read};

/// A mapping with where its joined files are looked for.
pub(super) struct Chosen {
    pub(super) mapping: Mapping,
    folder: PathBuf,
    /// The mapping's own file.
    named: PathBuf,
}

/// The mapping among what `--map` says, if one is; the others are pairs of input and column.
pub(super) fn named(map: &[String]) -> Result<Option<&str>, CliError> {
    let mut names = map.iter().filter(|text| !text.contains('='));
    let first = names.next();
    match (first, names.next()) {
        (Some(first), Some(second)) => Err(CliError::TwoMappings { first: first.clone(), second: second.clone() }),
        (first, None) | (first @ None, _) => Ok(first.map(String::as_str)),
    }
}

/// Whether a mapping is named that chooses a rule for each set of votes.
pub(super) fn chooses_rules(map: &[String], sources: &mut Sources) -> Result<bool, Stop> {
    let Some(name) = named(map)? else { return Ok(false) };
    Ok(!read_mapping(name, sources)?.mapping.rules.is_empty())
}

/// The rules that the mapping chooses for the sets of votes in these files, each once, in their order.
pub(super) fn rules_chosen(
    map: &[String],
    rows: &Rows,
    files: &[PathBuf],
    sources: &mut Sources,
) -> Result<Vec<SmolStr>, Stop> {
    let Some(name) = named(map)?.filter(|_| !files.is_empty()) else { return Ok(Vec::new()) };
    let chosen = mapping(name, map, rows, sources)?;
    if chosen.mapping.rules.is_empty() {
        return Ok(Vec::new());
    }
    let mut names: Vec<SmolStr> = Vec::new();
    for rule in read(&chosen, files, false, sources)?.sets.into_iter().filter_map(|set| set.rule) {
        if !names.contains(&rule.text) {
            names.push(rule.text);
        }
    }
    Ok(names)
}

/// Reads a mapping, with what the command line changes in it.
pub(super) fn mapping(name: &str, map: &[String], rows: &Rows, sources: &mut Sources) -> Result<Chosen, Stop> {
    let Chosen { mut mapping, folder, named } = read_mapping(name, sources)?;
    for text in map.iter().filter(|text| text.contains('=')) {
        let (input, column) = pair(text, "=", sources).ok_or_else(|| CliError::Map { text: text.clone() })?;
        mapping.take_from(input, column);
    }
    for (option, texts, conditions) in
        [("--keep", &rows.keep, &mut mapping.keep), ("--drop", &rows.drop, &mut mapping.drop)]
    {
        // What the mapping says of a column is replaced; several values for one are alternatives.
        let mut own: Vec<RowCondition> = Vec::new();
        for text in texts {
            let new = condition(text, sources).ok_or_else(|| CliError::Condition { option, text: text.clone() })?;
            match own.iter_mut().find(|condition| new.column.iter().all(|column| is(&condition.column, column))) {
                Some(condition) => condition.or(new),
                None => own.push(new),
            }
        }
        conditions.retain(|old| !own.iter().any(|new| new.column.iter().any(|column| is(&old.column, column))));
        conditions.append(&mut own);
    }
    Ok(Chosen { mapping, folder, named })
}

fn read_mapping(name: &str, sources: &mut Sources) -> Result<Chosen, Stop> {
    let (source, folder) = match published::ready(name) {
        Some(text) => (sources.add(name, text), PathBuf::new()),
        None => {
            let path = Path::new(name);
            let text = read::text(Role::Votes, path).map_err(|error| match error {
                CliError::MissingFile { help, .. } => {
                    let near = || choice("ready mapping", name, READY.iter().map(|(name, ..)| *name));
                    let or_column = |help| format!("{help}; a column is named so: `--map INPUT=COLUMN`");
                    CliError::UnknownMapping { name: name.to_owned(), help: help.or_else(near).map(or_column) }
                }
                other => other,
            })?;
            (sources.add(name, text), path.parent().unwrap_or(Path::new("")).to_owned())
        }
    };
    let mut base = |extended: &str| match published::ready(extended) {
        Some(text) => Ok(sources.add(extended, text)),
        None => {
            let path = folder.join(extended);
            Reach::permits(&path, Path::new(name))
                .and_then(|()| read::named(Role::Votes, &path))
                .map(|text| sources.add(path.display().to_string(), text))
                .map_err(|error| error.to_string())
        }
    };
    let mapping = Mapping::read_extending(&source, &mut base)?;
    Ok(Chosen { mapping, folder, named: PathBuf::from(name) })
}

fn is(column: &ColumnNames, name: &MappedText) -> bool {
    column.iter().any(|own| own.text == name.text)
}

/// `office=Governor`, `office!=Governor`, `anr~465.*`, `date>=1979-01-01`, `date<=1999-12-31`, with places of its own.
fn condition(text: &str, sources: &mut Sources) -> Option<RowCondition> {
    let operator = ["!=", ">=", "<=", "~", "="]
        .into_iter()
        .filter_map(|operator| Some((text.find(operator)?, operator)))
        .min_by_key(|&(at, operator)| (at, std::cmp::Reverse(operator.len())))
        .map(|(_, operator)| operator)?;
    let (column, value) = pair(text, operator, sources)?;
    let test = match operator {
        "!=" => ValueTest::NoneOf(vec![value]),
        ">=" => ValueTest::Between { from: Some(RangeEnd::read(value)?), to: None },
        "<=" => ValueTest::Between { from: None, to: Some(RangeEnd::read(value)?) },
        "~" => ValueTest::Like(vec![value]),
        _ => ValueTest::OneOf(vec![value]),
    };
    Some(RowCondition { column: vec![column], tests: vec![test] })
}

/// `yes=Leave`, with places of its own.
fn pair(text: &str, between: &str, sources: &mut Sources) -> Option<(MappedText, MappedText)> {
    let (left, right) = text.split_once(between).filter(|(left, _)| !left.trim().is_empty())?;
    let source = sources.add("command line", text);
    let written = |text: &str, from: usize| {
        let start = source.base + from as u32;
        MappedText { text: text.into(), span: quorate::span::Span::new(start, start + text.len() as u32) }
    };
    Some((written(left, 0), written(right, left.len() + between.len())))
}

/// Larger files are read piece by piece, and taken in as a whole only if there is something to say about them.
const PIECEWISE: u64 = 16 << 20;

/// Reads published files. `places` says that their texts are needed whatever their size.
pub(super) fn read(chosen: &Chosen, files: &[PathBuf], places: bool, sources: &mut Sources) -> Result<Published, Stop> {
    let joins = chosen.mapping.joins.iter().map(|join| chosen.folder.join(join.file.text.as_str())).collect::<Vec<_>>();
    for join in &joins {
        Reach::permits(join, &chosen.named)?;
    }
    let size = |path: &PathBuf| std::fs::metadata(path).map_or(0, |data| data.len());
    let large = files.iter().chain(&joins).map(size).sum::<u64>() > PIECEWISE;
    let piecewise = large
        && !places
        && chosen.mapping.format == Format::Csv
        && matches!(chosen.mapping.encoding, None | Some(Encoding::Utf8));
    if piecewise {
        let found = in_pieces(&chosen.mapping, files, &joins)?;
        if let Some(published) = found.filter(|published| published.problems.is_empty()) {
            return Ok(published);
        }
    }
    let published = whole(&chosen.mapping, files, &joins, sources)?;
    Ok(Published { has_places: true, ..published })
}

/// `None` if there is a byte that is no UTF-8, and places or another encoding are needed.
fn in_pieces(mapping: &Mapping, files: &[PathBuf], joins: &[PathBuf]) -> Result<Option<Published>, Stop> {
    const PIECE: usize = 256 << 10;
    let mut reader = Reader::new(mapping);
    let mut piece = vec![0; PIECE];
    let all = files.iter().map(|path| (path, None)).chain(joins.iter().enumerate().map(|(at, path)| (path, Some(at))));
    for (path, join) in all {
        let mut bytes = read::Bytes::open(Role::Votes, path)?;
        let name = path.display().to_string();
        match join {
            None => reader.begin(&name, 0),
            Some(join) => reader.begin_join(join, &name, 0),
        }
        let mut first = true;
        loop {
            let length = bytes.piece(&mut piece)?;
            let Some(bytes) = piece.get(..length).filter(|bytes| !bytes.is_empty()) else { break };
            if std::mem::take(&mut first) && encoding::is_utf16(bytes) {
                return Ok(None);
            }
            reader.feed(bytes);
        }
    }
    Ok(Some(reader.finish()).filter(|published| !published.is_garbled()))
}

fn whole(mapping: &Mapping, files: &[PathBuf], joins: &[PathBuf], sources: &mut Sources) -> Result<Published, Stop> {
    let mut texts = Vec::new();
    for path in files {
        texts.push(text(path, mapping.encoding, sources)?);
    }
    if let (Format::Nist, [(source, _), ..]) = (mapping.format, texts.as_slice()) {
        return Ok(published::nist(source, mapping));
    }
    let mut reader = Reader::new(mapping);
    for (source, encoding) in &texts {
        reader.begin(&source.name, source.base);
        reader.encoded(*encoding);
        reader.feed(source.text.as_bytes());
    }
    for (at, path) in joins.iter().enumerate() {
        let encoding = mapping.joins.get(at).and_then(|join| join.mapping.encoding);
        let (source, encoding) = text(path, encoding, sources)?;
        reader.begin_join(at, &source.name, source.base);
        reader.encoded(encoding);
        reader.feed(source.text.as_bytes());
    }
    Ok(reader.finish())
}

fn text(path: &Path, encoding: Option<Encoding>, sources: &mut Sources) -> Result<(Source, Encoding), CliError> {
    let bytes = read::bytes(path)?;
    match encoding::decode(&bytes, encoding) {
        Ok((text, encoding)) => Ok((sources.add(path.display().to_string(), text), encoding)),
        Err(byte) => Err(read::not_text(path, &bytes, byte)),
    }
}
