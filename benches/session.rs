//! An assignment with its answer, in a session about Calexit.

use divan::{Bencher, black_box};
use quorate::load::{ReadError, ReadFile};
use quorate::report::Style;
use quorate::session::Session;

const CALEXIT: &str = include_str!("../rules/calexit/2017.measure");

struct OneFile;

impl ReadFile for OneFile {
    fn read(&self, _: &str) -> Result<String, ReadError> {
        Ok(CALEXIT.to_owned())
    }
}

fn main() {
    divan::main();
}

fn session() -> Session {
    let mut session = Session::new(Box::new(OneFile), Style { width: 80, colour: true });
    assert!(!session.load(&["2017.measure"]).wrong);
    assert!(!session.start_with("recall_2003").wrong);
    session
}

/// From the rules' text to the first prompt.
#[divan::bench]
fn start() -> Session {
    session()
}

/// `yes = …`: read, checked, judged with its reasons, compared with what was before.
#[divan::bench]
fn assignment(bencher: Bencher) {
    let mut session = session();
    let mut yes = 5_000_000;
    bencher.bench_local(move || {
        yes += 1;
        let reply = session.line(black_box(&format!("yes = {yes}")), &|| false);
        assert!(!reply.wrong);
        reply
    });
}

/// `yes / ballots`
#[divan::bench]
fn expression(bencher: Bencher) {
    let mut session = session();
    bencher.bench_local(move || session.line(black_box("yes / ballots"), &|| false));
}

/// `:compare` of all eight.
#[divan::bench]
fn compare(bencher: Bencher) {
    let mut session = session();
    bencher.bench_local(move || session.line(black_box(":compare"), &|| false));
}

/// A table of 1,001 steps.
#[divan::bench]
fn table(bencher: Bencher) {
    let mut session = session();
    bencher.bench_local(move || session.line(black_box(":table yes from 4,500,000 to 5,500,000 by 1,000"), &|| false));
}
