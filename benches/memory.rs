//! Memory that a rule file of 300 KB takes while it is parsed and checked: `max alloc` beside the size of the text.

#[path = "support.rs"]
mod support;

use divan::{AllocProfiler, Bencher, black_box};
use quorate::source::Sources;
use quorate::{check, syntax};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 5)]
fn parse_and_check_300_kb(bencher: Bencher) {
    let text = support::large_file(300_000);
    let mut sources = Sources::new();
    let source = sources.add("large.measure", text.as_str());
    bencher.counter(divan::counter::BytesCount::of_str(&text)).bench_local(|| {
        let parsed = syntax::parse(black_box(&source));
        check::check(&[parsed.file])
    });
}
