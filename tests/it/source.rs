//! Positions as editors count them, and paths as systems write them.

use std::cell::RefCell;

use proptest::prelude::{prop, prop_oneof, proptest};
use quorate::load::{self, ReadError, ReadFile, normal};
use quorate::source::{Encoding, Position, Sources};

const ENCODINGS: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Characters];

#[test]
fn a_column_counts_bytes_units_or_characters() {
    let mut sources = Sources::new();
    sources.add("before", "some other text\n");
    let source = sources.add("t", "require a: x\r\nsource \"Zürich 𝔄 b\"\n");
    let b = source.base + source.text.find("b\"").unwrap() as u32;
    let columns = ENCODINGS.map(|encoding| source.position(b, encoding));
    assert_eq!(columns, [22, 19, 18].map(|column| Position { line: 2, column }));
    for (encoding, position) in ENCODINGS.into_iter().zip(columns) {
        assert_eq!(source.offset(position.line, position.column, encoding), b);
    }
    // Half of a pair, and half of a character of several bytes, are the character's start.
    let letter = source.base + source.text.find('𝔄').unwrap() as u32;
    assert_eq!(source.offset(2, 17, Encoding::Utf16), letter);
    assert_eq!(source.position(letter + 2, Encoding::Utf8), source.position(letter, Encoding::Utf8));
}

#[test]
fn what_lies_beyond_is_the_nearest_end() {
    let mut sources = Sources::new();
    let source = sources.add("t", "ab\r\ncd\n");
    for encoding in ENCODINGS {
        assert_eq!(source.offset(1, 99, encoding), 2, "before the line break");
        assert_eq!(source.offset(0, 0, encoding), 0);
        assert_eq!(source.offset(3, 1, encoding), 7, "the empty line at the end");
        assert_eq!(source.offset(99, 1, encoding), 7);
        assert_eq!(source.position(99, encoding), Position { line: 3, column: 1 });
    }
}

proptest! {
    #[test]
    fn positions_lead_back(text in prop::collection::vec(prop_oneof!["[a-z]", "\n", "\r\n", "[äß€]", "𝔄"], 0..30)) {
        let text = text.concat();
        let mut sources = Sources::new();
        sources.add("before", "x");
        let source = sources.add("t", text.as_str());
        for (at, character) in text.char_indices() {
            // Between the two characters of a line break nothing stands.
            if character == '\n' && text[..at].ends_with('\r') {
                continue;
            }
            for encoding in ENCODINGS {
                let offset = source.base + at as u32;
                let Position { line, column } = source.position(offset, encoding);
                assert_eq!(source.offset(line, column, encoding), offset);
                let before: Vec<&str> = text[..at].split('\n').collect();
                assert_eq!(line, before.len());
                let own = before.last().unwrap();
                let counted = match encoding {
                    Encoding::Utf8 => own.len(),
                    Encoding::Utf16 => own.encode_utf16().count(),
                    Encoding::Characters => own.chars().count(),
                };
                assert_eq!(column, counted + 1);
            }
        }
    }
}

/// Notes which paths are asked for.
#[derive(Default)]
struct Asked(RefCell<Vec<String>>);

impl ReadFile for Asked {
    fn read(&self, path: &str) -> Result<String, ReadError> {
        self.0.borrow_mut().push(path.to_owned());
        let used = ["../parameters.measure", "counties/rows.measure", "/shared/all.measure", "D:/all.measure"];
        let uses: Vec<String> = used.iter().map(|path| format!("use \"{path}\"\n")).collect();
        if path.ends_with("2017.measure") { Ok(uses.concat()) } else { Ok(String::new()) }
    }
}

#[track_caller]
fn asked_for(root: &str, expected: [&str; 5]) {
    let files = Asked::default();
    let loaded = load::load(root, &files, &mut Sources::new());
    assert_eq!((loaded.errors.len(), loaded.syntax_errors.len()), (0, 0));
    assert_eq!(files.0.into_inner(), expected);
}

#[test]
fn used_files_are_found_beside_the_file_that_names_them() {
    let (shared, other) = ("/shared/all.measure", "D:/all.measure");
    asked_for(
        "rules/calexit/2017.measure",
        [
            "rules/calexit/2017.measure",
            "rules/parameters.measure",
            "rules/calexit/counties/rows.measure",
            shared,
            other,
        ],
    );
    asked_for(
        r"C:\rules\calexit\2017.measure",
        [
            "C:/rules/calexit/2017.measure",
            "C:/rules/parameters.measure",
            "C:/rules/calexit/counties/rows.measure",
            shared,
            other,
        ],
    );
    asked_for(
        r"\\server\rules\calexit\2017.measure",
        [
            "//server/rules/calexit/2017.measure",
            "//server/rules/parameters.measure",
            "//server/rules/calexit/counties/rows.measure",
            shared,
            other,
        ],
    );
}

#[test]
fn a_path_is_written_in_one_way() {
    for (path, expected) in [
        ("./rules//calexit/../a.measure", "rules/a.measure"),
        ("../../a.measure", "../../a.measure"),
        ("/rules/../../a.measure", "/../a.measure"),
        (r"C:\rules\.\calexit\..\a.measure", "C:/rules/a.measure"),
        ("c:/rules/a.measure", "c:/rules/a.measure"),
        (r"C:\..\a.measure", "C:/../a.measure"),
        (r"\\?\C:\rules\a.measure", "C:/rules/a.measure"),
        (r"\\?\UNC\server\share\a.measure", "//server/share/a.measure"),
    ] {
        assert_eq!(normal(path), expected);
    }
    if !cfg!(windows) {
        assert_eq!(normal(r"odd\name.measure"), r"odd\name.measure", "elsewhere a name may hold a backslash");
    }
}
