//! Spreadsheets: official ones whose outcomes follow from their counts, and what can be wrong with one.
#![cfg(feature = "spreadsheets")]

use std::fs;

use csv::Reader;
use quorate::evaluate::StageStatus;
use quorate::ids::Id as _;
use quorate::inputs::{self, CsvOptions};
use quorate::judge::Judge;
use quorate::program::StageId;
use quorate::source::Sources;
use quorate::spreadsheet::{self, SpreadsheetError};

use crate::support::{program_of, root};

/// Majority, 55 % or two thirds, as the law asks of a local measure of California.
const RULE: &str = "measure local {\n  input yes, no: count\n  input threshold: share\n  \
                    require enough: yes more than half of (yes + no) and yes at least threshold of (yes + no)\n}\n";

fn bytes(name: &str) -> Vec<u8> {
    fs::read(root().join("tests/data/spreadsheets").join(name)).unwrap()
}

/// Every measure of three years of the California Elections Data Archive, from the sheet of measures as published.
#[test]
fn all_outcomes_follow() {
    let (_, program) = program_of(RULE);
    let (id, measure) = program.measures.iter().next().unwrap();
    let mut judge = Judge::new(measure, StageId::new(0));
    for (name, sheet, measures) in [
        ("ceda_1997.xls", None, 342),
        ("ceda_2019.xlsx", None, 67),
        ("ceda_2023.xlsx", None, 32),
        ("ceda_2019.xlsx", Some("measures_2019"), 67),
    ] {
        let table = spreadsheet::csv(&bytes(name), sheet).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut reader = Reader::from_reader(table.as_bytes());
        let header = reader.headers().unwrap().clone();
        let column = |names: &[&str]| {
            let found = names.iter().find_map(|name| header.iter().position(|own| own.eq_ignore_ascii_case(name)));
            found.unwrap_or_else(|| panic!("{name} has no {names:?} among {header:?}"))
        };
        let (yes, no) = (column(&["YES_sum", "YES"]), column(&["NO_sum", "NO"]));
        let (required, outcome) = (column(&["REQ"]), column(&["Passfail_sum", "PASSFAIL"]));
        let mut votes = "name,yes,no,threshold\n".to_owned();
        let mut published = Vec::new();
        for (at, row) in reader.records().enumerate() {
            let row = row.unwrap();
            let threshold = match &row[required] {
                "M" => "1/2",
                "F" => "55%",
                "T" => "2/3",
                other => panic!("{name}, row {}: `{other}` is required", at + 2),
            };
            votes.push_str(&format!("row {},{},{},{threshold}\n", at + 2, &row[yes], &row[no]));
            published.push(row[outcome].to_lowercase().starts_with("pass"));
        }
        assert_eq!(published.len(), measures, "{name}");
        let source = Sources::new().add(name, votes);
        let sets = inputs::csv(&source, measure, &CsvOptions::default()).unwrap();
        for (layer, published) in sets.layers().zip(published) {
            let row = layer.name.clone().unwrap().text;
            let facts =
                inputs::bind(&program, id, &[layer]).unwrap_or_else(|errors| panic!("{name}, {row}: {errors:?}"));
            let (statuses, _) = judge.judge(&facts).unwrap();
            let status = if published { StageStatus::Passed } else { StageStatus::Failed };
            assert_eq!(statuses.decided(), Some(status), "{name}, {row}");
        }
    }
}

/// Days are days, and the empty rows below the table are none of it.
#[test]
fn dates_and_the_end() {
    let table = spreadsheet::csv(&bytes("ceda_2019.xlsx"), None).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 68);
    assert!(lines[1].contains(",ALAMEDA,2019-04-09,Alameda,"), "{}", lines[1]);
    assert!(lines[1].contains(",9400,11922,21322,44.08592064534284%,M,"), "{}", lines[1]);
}

#[test]
fn what_is_wrong_with_one() {
    let known = vec!["Candidates_2019".to_owned(), "Measures_2019".to_owned()];
    let missing = spreadsheet::csv(&bytes("ceda_2019.xlsx"), Some("Measure_2019")).unwrap_err();
    assert_eq!(missing, SpreadsheetError::NoSheet { name: "Measure_2019".to_owned(), known });
    assert_eq!(missing.help(), "did you mean `Measures_2019`?");
    let whole = bytes("ceda_2023.xlsx");
    for bytes in [&b""[..], b"PK\x03\x04", b"yes,no\n1,2\n", &whole[..whole.len() / 2]] {
        assert!(matches!(spreadsheet::csv(bytes, None), Err(SpreadsheetError::Broken(_))));
    }
}

/// Percentages, days, truths and merged cells; a row is a line, so that its number is the sheet's.
#[test]
fn cells_of_every_kind() {
    let expected = "\ncounty,part,votes,approval,held,kept,odd\n\
                    East,north,12,55%,2019-04-09,true,=1+1\n\
                    East,south,3.5,66.67%,2019-04-09 12:00:00,false,\"a, \"\"b\"\"\"\n\
                    West,all,9007199254740992,0.5%,1900-01-01,true,spaces within\n";
    assert_eq!(spreadsheet::csv(&bytes("kinds.xlsx"), None).unwrap(), expected);
}
