//! Published files as the command takes them: larger than what it holds at once, written out and read again, and a file as the
//! MIT Election Data and Science Lab lays one out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use quorate::published::{self, Mapping, Reader};
use quorate::source::Sources;
use quorate::value::Exact;
use serde_json::Value;

use crate::support::root;

/// A folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn quorate(arguments: &[&str]) -> Output {
    let command = Command::new(env!("CARGO_BIN_EXE_quorate")).args(arguments).current_dir(root()).output();
    command.unwrap()
}

#[track_caller]
fn json(arguments: &[&str]) -> Value {
    let output = quorate(&[arguments, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    serde_json::from_slice(&output.stdout).unwrap()
}

const MAPPING: &str = "region = \"county\"\ntable = \"county\"\nsum = true\n[inputs]\nyes = \"yes\"\nno = \"no\"\n";

/// Precincts of three counties, each row with a remark, and what `last` ends the file with.
fn precincts(remark: &str, last: &str) -> String {
    let mut text = String::from("county,precinct,yes,no,remark\n");
    for row in 0..9_000 {
        let county = ["Alpine", "Yuba", "Inyo"][row % 3];
        writeln!(text, "{county},P{row},{},{},{remark}", 100 + row % 7, 90 + row % 11).unwrap();
    }
    text + last
}

/// What is read piece by piece comes to the same as what is read whole; and what is wrong in it has its place.
#[test]
fn files_larger_than_what_is_held_at_once() {
    let folder = folder("large");
    let (map, small, large) = (folder.join("map.toml"), folder.join("small.csv"), folder.join("large.csv"));
    let remark = "so it is ".repeat(220);
    std::fs::write(&map, MAPPING).unwrap();
    std::fs::write(&small, precincts("", "")).unwrap();
    std::fs::write(&large, precincts(&remark, "")).unwrap();
    assert!(std::fs::metadata(&large).unwrap().len() > 17 << 20, "the file is read as a whole");
    let read = |path: &Path| {
        let mut answer = json(&["inputs", path.to_str().unwrap(), "--map", map.to_str().unwrap()]);
        // The files are two, so that their hashes differ.
        assert!(answer.as_object_mut().unwrap().remove("provenance").is_some());
        answer
    };
    let (small, mut whole) = (read(&small), read(&large));
    assert_eq!(small["sets"][0]["totals"], serde_json::json!(["926995", "854991"]));
    whole["files"] = small["files"].clone();
    assert_eq!(small, whole);

    let said = |last: &str, bytes: &[u8]| {
        let mut text = precincts(&remark, last).into_bytes();
        text.extend_from_slice(bytes);
        std::fs::write(&large, text).unwrap();
        let output = quorate(&["inputs", large.to_str().unwrap(), "--map", map.to_str().unwrap()]);
        (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
    };
    // A mistake in the last line, far behind the first piece.
    let (status, text) = said("Yuba,P9000,many,1,\n", b"");
    assert_eq!(status, Some(2), "{text}");
    assert!(text.contains("quorate::published::") && text.contains("large.csv:9002:12"), "{text}");
    // A name in Latin-1: the file is taken in as a whole, and the name comes out right.
    let (status, text) = said("", b"Ca\xf1on,P9000,1,0,\n");
    assert_eq!(status, Some(0), "{text}");
    assert!(text.contains("Latin-1") && text.contains("4 regions"), "{text}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Votes that were written in any form are judged like the file they come from.
#[test]
fn what_is_written_is_read_again() {
    let folder = folder("written");
    let map = folder.join("states.toml");
    std::fs::write(
        &map,
        "region = \"state\"\ntable = \"state\"\nrename = { VIC = \"Vic.\", QLD = \"Qld\", TAS = \"Tas.\" }\n\
         [inputs]\nregistered = \"enrolment\"\nyes = \"yes_num\"\nno = \"no_num\"\ninformal = \"informal_num\"\n",
    )
    .unwrap();
    let rule = folder.join("leave.measure");
    std::fs::write(
        &rule,
        "measure leave_or_remain {\n  input registered, ballots, leave, remain: count\n  \
         given papers: leave + remain <= ballots <= registered\n  require majority: leave more than remain\n}\n",
    )
    .unwrap();
    let cases = [
        (
            "tests/data/australia_republic_1999_by_state.csv",
            map.to_str().unwrap(),
            "rules/australia/constitution-amendment.measure",
        ),
        ("tests/data/uk_eu_referendum_2016_by_area.csv", "uk-electoral-commission", rule.to_str().unwrap()),
    ];
    for (data, map, rule) in cases {
        let published = json(&["run", rule, "--inputs", data, "--map", map]);
        assert_eq!(published["needs"], Value::Array(Vec::new()), "{data} lacks something");
        for form in ["toml", "json", "csv"] {
            let written = folder.join(format!("votes.{form}"));
            let written = written.to_str().unwrap();
            let output = quorate(&["inputs", data, "--map", map, "--measure", rule, "--output", written]);
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            let again = json(&["run", rule, "--inputs", written]);
            for what in ["stages", "inputs", "outcome", "variants"] {
                assert_eq!(published[what], again[what], "{data} as {form}: {what}");
            }
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

/// The columns of the precinct returns of 2020, in the lab's order; the votes are made up. One county has ways of voting with
/// a total beside them, another a total alone; figures of few voters are withheld; the ballot has other offices too.
const MEDSL: &str = r#""precinct","office","party_detailed","party_simplified","mode","votes","county_name","county_fips","jurisdiction_name","jurisdiction_fips","candidate","district","dataverse","year","stage","state","special","writein","state_po","state_fips","state_cen","state_ic","date","readme_check","magnitude"
"001-A","US PRESIDENT","DEMOCRAT","DEMOCRAT","ELECTION DAY",310,"ALPINE","06003","ALPINE","06003","A CANDIDATE","STATEWIDE","PRESIDENT",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"001-A","PROPOSITION 22","NONPARTISAN","NONPARTISAN","ELECTION DAY",120,"ALPINE","06003","ALPINE","06003","YES","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"001-A","PROPOSITION 22","NONPARTISAN","NONPARTISAN","ABSENTEE",80,"ALPINE","06003","ALPINE","06003","YES","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"001-A","PROPOSITION 22","NONPARTISAN","NONPARTISAN","TOTAL",200,"ALPINE","06003","ALPINE","06003","YES","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"001-A","PROPOSITION 22","NONPARTISAN","NONPARTISAN","ELECTION DAY",70,"ALPINE","06003","ALPINE","06003","NO","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"001-A","PROPOSITION 22","NONPARTISAN","NONPARTISAN","ABSENTEE",60,"ALPINE","06003","ALPINE","06003","NO","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"001-A","PROPOSITION 22","NONPARTISAN","NONPARTISAN","TOTAL",130,"ALPINE","06003","ALPINE","06003","NO","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"PCT 7, NORTH","PROPOSITION 22","NONPARTISAN","NONPARTISAN","TOTAL",400,"YUBA","06115","YUBA","06115","YES","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"PCT 7, NORTH","PROPOSITION 22","NONPARTISAN","NONPARTISAN","TOTAL",450,"YUBA","06115","YUBA","06115","NO","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"PCT 7, NORTH","PROPOSITION 22","NONPARTISAN","NONPARTISAN","TOTAL",9,"YUBA","06115","YUBA","06115","UNDERVOTES","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"PCT 8","PROPOSITION 22","NONPARTISAN","NONPARTISAN","TOTAL",*,"YUBA","06115","YUBA","06115","YES","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"PCT 8","PROPOSITION 22","NONPARTISAN","NONPARTISAN","TOTAL",3,"YUBA","06115","YUBA","06115","NO","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"001-A","PROPOSITION 16","NONPARTISAN","NONPARTISAN","TOTAL",150,"ALPINE","06003","ALPINE","06003","YES","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"001-A","PROPOSITION 16","NONPARTISAN","NONPARTISAN","TOTAL",160,"ALPINE","06003","ALPINE","06003","NO","STATEWIDE","",2020,"GEN","CALIFORNIA","FALSE","FALSE","CA",6,93,71,"2020-11-03","FALSE",1
"#;

#[test]
fn precinct_returns_of_the_election_lab() {
    let mut sources = Sources::new();
    let mapping = Mapping::read(&sources.add("medsl", published::ready("medsl").unwrap())).unwrap();
    let source = sources.add("2020-ca-precinct-general.csv", MEDSL);
    let mut reader = Reader::new(&mapping);
    reader.begin(&source.name, source.base);
    reader.feed(source.text.as_bytes());
    let found = reader.finish();
    let wrong: Vec<_> = found.problems.iter().filter(|problem| !problem.is_warning()).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    insta::assert_snapshot!(published::text(&found, quorate::report::Style { width: 100, colour: false }));
    let figures = |set: usize, region: &str| {
        let input = |name: &str| found.inputs.iter().position(|input| input.name == name).unwrap();
        let region = found.sets[set].regions.iter().find(|own| own.name == region).unwrap();
        ["yes", "no", "undervotes"].map(|name| region.figures[input(name)].clone())
    };
    let exactly = |votes| published::Figure::Exactly(Exact::integer(votes));
    assert_eq!(figures(0, "ALPINE")[..2], [exactly(200), exactly(130)]);
    // Yes of one precinct is withheld, so that the county's is no less than the rest.
    assert_eq!(figures(0, "YUBA"), [published::Figure::AtLeast(Exact::integer(400)), exactly(453), exactly(9)]);
    assert_eq!(figures(1, "ALPINE")[..2], [exactly(150), exactly(160)]);
    assert_eq!(found.sets.len(), 2, "an office whose candidates are persons is no set of votes");
}
