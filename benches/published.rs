//! Votes as they are published: a million precinct rows summed by county and judged, and the areas of a country.

#![expect(clippy::expect_used, reason = "a benchmark that cannot start should say so")]

use std::fmt::Write as _;

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use quorate::published::{Mapping, Published, Reader, ready};
use quorate::source::Sources;
use quorate::{check, inputs, judge, syntax};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

const RULE: &str = "measure m {\n  by county { input registered, ballots, yes, no: count }\n  \
                    require votes: yes more than no\n  \
                    require spread: count(county where yes more than no) more than half of count(county)\n}\n";

const MAPPING: &str = "region = \"county\"\nsum = true\n[inputs]\nregistered = \"registered\"\nballots = \"ballots\"\n\
                       yes = \"yes\"\nno = \"no\"\n";

/// Rows of 58 counties, sorted by county as offices publish them.
fn precincts(rows: u32) -> String {
    let mut text = String::from("county,precinct,registered,ballots,yes,no\n");
    for row in 0..rows {
        let county = u64::from(row) * 58 / u64::from(rows);
        let (registered, yes, no) = (900 + row % 800, 200 + row * 7 % 300, 180 + row * 11 % 310);
        // Writing to a String cannot fail.
        let _ =
            writeln!(text, "County of No {county},Precinct {row:07},{registered},{},{yes},{no}", yes + no + row % 9);
    }
    text
}

fn read(mapping: &Mapping, text: &str) -> Published {
    let mut reader = Reader::new(mapping);
    reader.begin("votes.csv", 0);
    // As the command reads a file.
    for piece in text.as_bytes().chunks(256 << 10) {
        reader.feed(piece);
    }
    reader.finish()
}

fn judge_votes(rule: &str, mapping: &str, text: &str, bencher: Bencher<'_, '_>) {
    let mut sources = Sources::new();
    let rule = sources.add("rule.measure", rule);
    let checked = check::check(&[syntax::parse(&rule).file]);
    assert!(checked.errors.is_empty(), "the rule checks");
    let id = checked.program.measures.ids().next().expect("it has a measure");
    let measure = checked.program.measures.at(id);
    let mapping = Mapping::read(&sources.add("mapping", mapping)).expect("the mapping is right");
    bencher.counter(BytesCount::of_str(text)).bench_local(|| {
        let published = read(&mapping, black_box(text));
        assert!(published.problems.is_empty(), "the file is right");
        let (layers, _) = published.layers(measure, None);
        let facts = inputs::bind(&checked.program, id, &layers).expect("the votes fit");
        black_box(judge::judge(measure, &facts, None).expect("it can be judged"));
    });
}

#[divan::bench(sample_count = 5)]
fn a_million_precincts_judged_by_county(bencher: Bencher<'_, '_>) {
    judge_votes(RULE, MAPPING, &precincts(1_000_000), bencher);
}

#[divan::bench]
fn the_382_areas_of_the_united_kingdom(bencher: Bencher<'_, '_>) {
    let rule =
        "measure m { input registered, ballots, leave, remain: count\n  require majority: leave more than remain }\n";
    let mapping = ready("uk-electoral-commission").expect("it is ready");
    judge_votes(rule, mapping, include_str!("../tests/data/uk_eu_referendum_2016_by_area.csv"), bencher);
}
