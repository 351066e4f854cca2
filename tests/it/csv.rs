//! One reader of CSV: rules, votes and published files take the same files, whichever way they are written.

use quorate::csv::{CsvColumn, CsvTable};
use quorate::encoding::decode;
use quorate::inputs::{self, CsvOptions, VotesLayer};
use quorate::load::{self, ReadError, ReadFile};
use quorate::published::{Figure, Mapping, Reader};
use quorate::source::Sources;
use quorate::syntax::ast::Declaration;

use crate::support::program_of;

/// A table of three columns and two rows.
const PLAIN: &str = "name,yes,no\nEast,1200,7\nWest,5,1200\n";

/// The same table as other programs write it.
fn ways() -> Vec<(&'static str, Vec<u8>)> {
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| {
        format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
    };
    vec![
        ("as it is", PLAIN.into()),
        ("no last line break", PLAIN.trim_end().into()),
        ("semicolons", PLAIN.replace(',', ";").into()),
        ("tabs", PLAIN.replace(',', "\t").into()),
        ("bars", PLAIN.replace(',', "|").into()),
        ("CRLF", PLAIN.replace('\n', "\r\n").into()),
        ("CR alone", PLAIN.replace('\n', "\r").into()),
        ("a mark", format!("\u{feff}{PLAIN}").into()),
        ("a mark before quotes", format!("\u{feff}\"name\",yes,no\n{}", &PLAIN[12..]).into()),
        ("quotes", "\"name\",\"yes\",\"no\"\n\"East\",\"1200\",\"7\"\n\"West\",\"5\",\"1200\"\n".into()),
        ("quotes and blanks", "name, yes ,no\n \"East\" , 1200,\" 7\"\nWest\t,5,1200\n".into()),
        ("empty lines", format!("\n\n{}\n,,\n \n", PLAIN.replace('\n', "\n\n")).into()),
        ("UTF-16, little end first", utf16(PLAIN, u16::to_le_bytes)),
        ("UTF-16, big end first", utf16(PLAIN, u16::to_be_bytes)),
        ("UTF-16 with tabs and CRLF", utf16(&PLAIN.replace(',', "\t").replace('\n', "\r\n"), u16::to_le_bytes)),
        ("commas in a quoted name of the header", "\"name\";yes;no\n\"East\";1200;7\n\"West\";5;1200\n".into()),
    ]
}

struct Only(String);

impl ReadFile for Only {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        match path {
            "rule.measure" => Ok("rows r from \"votes.csv\"\n".to_owned()),
            "votes.csv" => Ok(self.0.clone()),
            _ => Err(ReadError::Missing),
        }
    }
}

const EXPECTED: [(&str, [i128; 2]); 2] = [("East", [1200, 7]), ("West", [5, 1200])];

#[test]
fn all_three_readers_take_the_same_files() {
    let (_, program) = program_of("measure m { input yes, no: count\n  require more: yes more than no }\n");
    let measure = program.measures.values().next().unwrap();
    for (way, bytes) in ways() {
        let text = decode(&bytes, None).unwrap().0.into_owned();

        // Votes.
        let mut sources = Sources::new();
        let source = sources.add("votes.csv", text.as_str());
        let found =
            inputs::csv(&source, measure, &CsvOptions::default()).unwrap_or_else(|errors| panic!("{way}: {errors:?}"));
        assert!(found.notes.is_empty(), "{way}: {:?}", found.notes);
        let read: Vec<(String, Vec<String>)> = found
            .layers()
            .map(|layer| {
                assert_eq!(layer.errors, [], "{way}");
                let values = layer.facts.facts.iter().map(|fact| source.slice(fact.span).trim().to_owned()).collect();
                (layer.name.unwrap().text.to_string(), values)
            })
            .collect();
        let expected = EXPECTED.map(|(name, values)| (name.to_owned(), values.map(|own| own.to_string()).to_vec()));
        assert_eq!(read.len(), 2, "{way}");
        for ((name, values), (own, figures)) in read.iter().zip(&expected) {
            assert_eq!(name, own, "{way}");
            for (value, figure) in values.iter().zip(figures) {
                assert!(value.ends_with(figure.as_str()), "{way}: {value} is not {figure}");
            }
        }

        // Rows of a rule.
        let loaded = load::load("rule.measure", &Only(text.clone()), &mut sources);
        assert_eq!(loaded.errors, [], "{way}");
        let Declaration::Rows(rows) = &loaded.files[0].declarations[0] else { panic!("{way}: no rows") };
        let quorate::syntax::ast::RowsBody::Inline(inline) = &rows.body else { panic!("{way}: not taken in") };
        let names: Vec<&str> = inline.iter().map(|row| row.key.text.as_str()).collect();
        assert_eq!(names, ["East", "West"], "{way}");

        // A published file, in pieces of every size.
        let map = sources.add("map", "region = \"name\"\n[inputs]\nyes = \"yes\"\nno = \"no\"\n");
        let mapping = Mapping::read(&map).unwrap();
        for piece in [1, 2, 3, 5, 1000] {
            let mut reader = Reader::new(&mapping);
            reader.begin("votes.csv", 0);
            text.as_bytes().chunks(piece).for_each(|piece| reader.feed(piece));
            let published = reader.finish();
            assert_eq!(published.problems, [], "{way}, {piece} bytes at a time");
            let set = &published.sets[0];
            let read: Vec<_> =
                set.regions.iter().map(|region| (region.name.as_str(), region.figures.clone())).collect();
            let expected =
                EXPECTED.map(|(name, figures)| (name, figures.map(|figure| Figure::Exactly(figure.into())).to_vec()));
            assert_eq!(read, expected, "{way}, {piece} bytes at a time");
        }
    }
}

/// What is wrong is said with its place, whoever reads; what is right beside it is kept.
#[test]
fn what_is_no_csv() {
    for (text, what, place, rows) in [
        ("name,yes\na,1\nb,\"2\nc,3\n", "a cell in quotes does not end", "\"", 1),
        ("name,yes\na,\"1\"2\nb,3\n", "a cell goes on after its quotes", "2", 1),
        ("name,yes\na,\"1\" x \r\nb,3\n", "a cell goes on after its quotes", "x", 1),
    ] {
        let mut sources = Sources::new();
        let source = sources.add("votes.csv", text);
        let (table, errors) = CsvTable::read(&source);
        let [error] = errors.as_slice() else { panic!("{text:?}: {errors:?}") };
        assert_eq!((error.to_string().as_str(), source.slice(error.span())), (what, place));
        assert_eq!(table.len(), rows, "{text:?}");

        let map = sources.add("map", "region = \"name\"\n[inputs]\nyes = \"yes\"\n");
        let mapping = Mapping::read(&map).unwrap();
        let mut reader = Reader::new(&mapping);
        reader.begin("votes.csv", source.base);
        reader.feed(text.as_bytes());
        let problems = reader.finish().problems;
        assert!(problems.iter().any(|problem| problem.to_string().contains(what)), "{text:?}: {problems:?}");
    }
}

/// A line has a limit, in memory and piece by piece.
#[test]
fn a_line_without_an_end() {
    let text = format!("name,yes\n\"{}", "x".repeat(17 << 20));
    let mut sources = Sources::new();
    let map = sources.add("map", "region = \"name\"\n[inputs]\nyes = \"yes\"\n");
    let mapping = Mapping::read(&map).unwrap();
    let mut reader = Reader::new(&mapping);
    reader.begin("votes.csv", 0);
    text.as_bytes().chunks(256 << 10).for_each(|piece| reader.feed(piece));
    let problems = reader.finish().problems;
    assert!(problems.iter().any(|problem| problem.to_string().contains("longer than 16 MB")), "{problems:?}");
    let source = sources.add("votes.csv", text.replace('"', ""));
    let (_, errors) = CsvTable::read(&source);
    assert_eq!(errors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["a line is longer than 16 MB"]);
}

/// Columns of digits are numbers block by block; a block with anything else is read where it stands.
#[test]
fn columns_are_typed_by_block() {
    let rows = 10_000;
    let text: String = std::iter::once("name,yes,no\n".to_owned())
        .chain((0..rows).map(|row| match row {
            7 => "row 7,,1\n".to_owned(),
            5_000 => "row 5000,\"1,234\",1\n".to_owned(),
            _ => format!("row {row},{row},1\n"),
        }))
        .collect();
    let mut sources = Sources::new();
    let (table, errors) = CsvTable::read(&sources.add("votes.csv", text));
    assert_eq!((table.len(), errors.len(), table.blocks().len()), (rows, 0, 3));
    let kinds = |column: usize| {
        table.blocks().iter().map(move |block| matches!(block.columns[column], CsvColumn::Counts { .. }))
    };
    assert!(kinds(0).all(|typed| !typed));
    assert_eq!(kinds(1).collect::<Vec<_>>(), [true, false, true]);
    assert_eq!(kinds(2).collect::<Vec<_>>(), [true, true, true]);
    assert_eq!(table.count(0, 1), Some(Some(0)));
    assert_eq!(table.count(7, 1), Some(None));
    assert_eq!(table.count(5_000, 1), None);
    assert_eq!(table.count(9_999, 1), Some(Some(9_999)));
    assert_eq!(table.count(rows, 1), None);
    let cells = table.row(5_000).unwrap().cells;
    assert_eq!(cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>(), ["row 5000", "1,234", "1"]);
}

/// A row that is asked for by itself says the same as all of them in order.
#[test]
fn a_row_at_a_time() {
    let (_, program) = program_of("measure m { input yes, no: count\n  require more: yes more than no }\n");
    let measure = program.measures.values().next().unwrap();
    let source = Sources::new().add("votes.csv", "name,yes,no\na,1,007\nb,\"1,234\",?\nc,5..6,\nd,x,2\ne,3\n");
    let found = inputs::csv(&source, measure, &CsvOptions::default()).unwrap();
    let all: Vec<_> = found.layers().collect();
    assert_eq!(all.iter().map(|layer| layer.errors.len()).collect::<Vec<_>>(), [0, 0, 0, 1, 1]);
    let rows: Vec<VotesLayer> = VotesLayer::of_file(found).collect();
    assert_eq!(rows.iter().map(|row| row.layer().into_owned()).collect::<Vec<_>>(), all);
    let names: Vec<_> = rows.iter().map(|row| row.name().map(|name| name.text.to_string())).collect();
    assert_eq!(names.iter().flatten().map(String::as_str).collect::<Vec<_>>(), ["a", "b", "c", "d", "e"]);
}
