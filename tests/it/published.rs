//! Votes as published: what is understood of small files, right and wrong, and of the real ones.
//!
//! A case is a mapping in `tests/cases/cli/files/published`, where the commands of other tests find it too. `NAME.toml` reads
//! `NAME.csv` or `NAME.json`; `NAME-more.toml` that of `NAME` if it has none of its own.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use quorate::diagnostic;
use quorate::published::{self, Figure, Form, Format, Mapping, Published, Reader};
use quorate::report::Style;
use quorate::source::Sources;

use crate::support::{root, text};

const STYLE: Style = Style { width: 100, colour: false };

#[test]
fn what_is_understood() {
    insta::with_settings!({snapshot_path => "../cases/published/snapshots", prepend_module_to_snapshot => false, omit_expression => true}, {
        insta::glob!("../cases/cli/files/published", "*.toml", |path| {
            insta::assert_snapshot!("case", case(path));
        });
    });
}

fn case(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    let mut sources = Sources::new();
    let map = sources.add(name, fs::read_to_string(path).unwrap());
    let mut shown = format!("{}\n", map.text);
    let mapping = match Mapping::read(&map) {
        Ok(mapping) => mapping,
        Err(errors) => {
            shown.push_str(&drawn(errors.iter().map(|error| error as &dyn Diagnostic), &sources));
            return shown;
        }
    };
    let data = data_of(path);
    let bytes = fs::read(&data).unwrap();
    let name = data.file_name().unwrap().to_str().unwrap();
    let (text, encoding) = match quorate::encoding::decode(&bytes, mapping.encoding) {
        Ok((text, encoding)) => (text.into_owned(), encoding),
        Err(byte) => return format!("{shown}byte {byte} is no UTF-8\n"),
    };
    write!(shown, "== {name}\n{}", text.lines().take(12).map(|line| format!("{line}\n")).collect::<String>()).unwrap();
    let source = sources.add(name, text);
    let published = if mapping.format == Format::Nist {
        published::nist(&source, &mapping)
    } else {
        let mut reader = Reader::new(&mapping);
        reader.begin(name, source.base);
        reader.encoded(encoding);
        reader.feed(source.text.as_bytes());
        for (at, join) in mapping.joins.iter().enumerate() {
            let joined = path.with_file_name(join.file.text.as_str());
            let joined = sources.add(join.file.text.as_str(), fs::read_to_string(joined).unwrap());
            reader.begin_join(at, &joined.name, joined.base);
            reader.feed(joined.text.as_bytes());
        }
        let published = reader.finish();
        if mapping.joins.is_empty() {
            assert_eq!(figures(&published), figures(&byte_by_byte(&mapping, &source.text)), "{name} in pieces");
        }
        published
    };
    let errors = published.problems.iter().any(|problem| !problem.is_warning());
    if !errors {
        write!(shown, "== is understood as\n{}", published::text(&published, STYLE)).unwrap();
        for form in [Form::Toml, Form::Csv] {
            if let Ok(text) = published::write(&published, form, None, "set") {
                write!(shown, "== as {form:?}\n{text}").unwrap();
            }
        }
    }
    if !published.problems.is_empty() {
        shown.push_str("== says\n");
        let problems = published.problems.iter().map(|problem| problem as &dyn Diagnostic);
        shown.push_str(&drawn(problems, &sources));
    }
    shown
}

fn data_of(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let mut stem = stem.to_owned();
    loop {
        for ending in ["csv", "json"] {
            let data = path.with_file_name(format!("{stem}.{ending}"));
            if data.exists() {
                return data;
            }
        }
        stem.truncate(stem.rfind('-').unwrap_or_else(|| panic!("no data for {}", path.display())));
    }
}

fn drawn<'a>(diagnostics: impl Iterator<Item = &'a dyn Diagnostic>, sources: &Sources) -> String {
    diagnostic::draw(diagnostics, sources, STYLE)
}

type Figures = Vec<(Option<String>, Vec<Figure>, Vec<(String, Vec<Figure>)>)>;

fn figures(published: &Published) -> Figures {
    let sets = published.sets.iter().map(|set| {
        let regions = set.regions.iter().map(|region| (region.name.to_string(), region.figures.clone()));
        (set.name.as_ref().map(ToString::to_string), set.whole.clone(), regions.collect())
    });
    sets.collect()
}

/// The smallest pieces that a file can come in.
fn byte_by_byte(mapping: &Mapping, text: &str) -> Published {
    let mut reader = Reader::new(mapping);
    reader.begin("pieces", 0);
    for byte in text.as_bytes() {
        reader.feed(std::slice::from_ref(byte));
    }
    reader.finish()
}

/// A real file read with a mapping that is written out, or a ready one.
fn real(file: &str, mapping: &str) -> Published {
    let mut sources = Sources::new();
    let mapping = sources.add("mapping", published::ready(mapping).unwrap_or(mapping));
    let mapping = Mapping::read(&mapping).unwrap();
    let source = sources.add(file, text(&format!("tests/data/{file}")));
    let mut reader = Reader::new(&mapping);
    reader.begin(file, source.base);
    reader.feed(source.text.as_bytes());
    let published = reader.finish();
    let errors: Vec<_> = published.problems.iter().filter(|problem| !problem.is_warning()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    published
}

/// The sums of a set, by input.
fn sums(published: &Published, set: usize) -> Vec<(&str, i128)> {
    let set = &published.sets[set];
    let totals = published.inputs.iter().enumerate();
    totals.map(|(at, input)| (input.name.as_str(), set.total(at).exactly().unwrap())).collect()
}

#[test]
fn the_382_areas_of_the_united_kingdom_sum_to_the_declared_totals() {
    let published = real("uk_eu_referendum_2016_by_area.csv", "uk-electoral-commission");
    assert_eq!(published.sets[0].regions.len(), 382);
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    let expected = [
        ("registered", 46_500_001),
        ("ballots", 33_577_342),
        ("valid", 33_551_983),
        ("rejected", 25_359),
        ("remain", 16_141_241),
        ("leave", 17_410_742),
    ];
    assert_eq!(sums(&published, 0), expected);
}

#[test]
fn the_32_councils_of_scotland_sum_to_the_declared_totals() {
    let mapping =
        "region = \"council\"\nexpect = 32\n[inputs]\nregistered = \"electorate\"\nyes = \"yes\"\nno = \"no\"\n";
    let published = real("scotland_independence_2014_by_council.csv", mapping);
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    assert_eq!(sums(&published, 0), [("registered", 4_283_392), ("yes", 1_617_989), ("no", 2_001_926)]);
}

#[test]
fn australia_by_division_sums_to_australia_by_state() {
    let inputs =
        "[inputs]\nregistered = \"enrolment\"\nyes = \"yes_num\"\nno = \"no_num\"\ninformal = \"informal_num\"\n";
    let states = real("australia_republic_1999_by_state.csv", &format!("region = \"state\"\n{inputs}"));
    let divisions =
        real("australia_republic_1999_by_division.csv", &format!("region = \"state\"\npart = \"division\"\n{inputs}"));
    assert_eq!(
        sums(&states, 0),
        [("registered", 12_392_040), ("yes", 5_273_024), ("no", 6_410_787), ("informal", 101_189)]
    );
    assert_eq!(sums(&divisions, 0), sums(&states, 0));
    assert_eq!(divisions.files[0].rows, 148);
    let of = |published: &Published, name: &str| {
        published.sets[0].regions.iter().find(|region| region.name == name).unwrap().figures.clone()
    };
    // Only names that both files write alike; `Vic.` and `VIC` are a mapping's business.
    for name in ["NSW", "WA", "SA", "ACT", "NT"] {
        assert_eq!(of(&states, name), of(&divisions, name), "{name}");
    }
}

#[test]
fn wyoming_has_two_sets_of_votes() {
    let mapping = "set = \"amendment\"\nregion = \"county\"\nexpect = 23\n[inputs]\nyes = \"for\"\nno = \"against\"\n\
                   overvotes = \"overvotes\"\nundervotes = \"undervotes\"\nballots = \"ballots\"\n\
                   [checks]\npapers = \"yes + no + overvotes + undervotes = ballots\"\n";
    let published = real("wyoming_2022_constitutional_amendments_by_county.csv", mapping);
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    let names: Vec<_> = published.sets.iter().map(|set| set.name.as_deref().unwrap()).collect();
    assert_eq!(names, ["A", "B"]);
    let expected = [("yes", 103_389), ("no", 78_714), ("overvotes", 79), ("undervotes", 16_016), ("ballots", 198_198)];
    assert_eq!(sums(&published, 0), expected);
    assert_eq!(sums(&published, 1)[1], ("no", 115_838));
}

#[test]
fn the_islands_of_the_faroes_sum_to_the_declared_totals() {
    let mapping = "region = \"island\"\n[inputs]\nregistered = \"registered\"\nballots = \"ballots\"\nyes = \"independence\"\n\
                   no = \"union\"\ninvalid = \"invalid_blank\"\n[checks]\npapers = \"yes + no + invalid = ballots\"\n";
    let published = real("faroe_independence_1946_by_island.csv", mapping);
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    let expected = [("registered", 17_216), ("ballots", 11_640), ("yes", 5_660), ("no", 5_499), ("invalid", 481)];
    assert_eq!(sums(&published, 0), expected);
}

#[test]
fn california_by_county() {
    let file = "ca_2014_general_governor_and_propositions_by_county.openelections.csv";
    let published = real(file, "openelections");
    assert!(published.problems.is_empty(), "{:#?}", published.problems);
    assert_eq!(published.sets.len(), 6);
    assert!(published.sets.iter().all(|set| set.regions.len() == 58));
    let mapping = "region = \"county\"\nsum = true\nkeep = { office = \"Governor\" }\n\
                   [pivot]\ncolumn = \"candidate\"\nvotes = \"votes\"\nvotes_cast = \"*\"\n";
    let governor = real(file, mapping);
    assert_eq!(sums(&governor, 0), [("votes_cast", 7_317_581)]);
}

#[test]
fn swiss_votes_by_canton() {
    let published = real("swissvotes.csv", "swissvotes");
    assert_eq!(published.sets.len(), 356);
    let cantons = |name: &str| {
        let set = published.sets.iter().find(|set| set.name.as_deref() == Some(name)).unwrap();
        set.regions.len()
    };
    // Jura is a canton since 1979.
    assert_eq!(cantons("288"), 25);
    assert_eq!(cantons("644"), 26);
}

#[test]
fn ready_mappings_are_right() {
    for (name, what, _) in published::READY {
        let mut sources = Sources::new();
        let source = sources.add(name, published::ready(name).unwrap());
        assert!(Mapping::read(&source).is_ok(), "{name}");
        assert!(what.len() < 120, "{name}");
    }
    assert!(root().join("tests/data/SOURCES.md").exists());
}
