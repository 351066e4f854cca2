//! Changed texts for everything that reads what strangers wrote. Whatever they say, there is an answer within two seconds.
//!
//! `quorate-fuzz SECONDS SEED [FILE…]`

mod change;
mod targets;

use std::error::Error;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use change::Random;
use targets::TARGETS;

/// Longer than this no text may take.
const LONGEST: Duration = Duration::from_secs(2);

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().ok_or("how many seconds?")?.parse()?;
    let seed: u64 = arguments.next().ok_or("which seed?")?.parse()?;
    println!("seed {seed}");
    let mut wrong = 0;
    for path in arguments.map(PathBuf::from).chain(files_below(Path::new("tests/fuzz/corpus"))) {
        let bytes = fs::read(&path)?;
        for target in TARGETS {
            wrong += usize::from(is_wrong(*target, &bytes));
        }
    }
    let texts: Vec<Vec<u8>> = ["rules", "tests/cases"]
        .into_iter()
        .flat_map(|folder| files_below(Path::new(folder)))
        .filter_map(|path| fs::read(path).ok())
        .filter(|text| text.len() < 20_000)
        .collect();
    let mut random = Random::new(seed);
    let begin = Instant::now();
    let mut executions: u64 = 0;
    while begin.elapsed() < Duration::from_secs(seconds) {
        let text = change::changed(&texts, &mut random);
        let target = TARGETS[random.below(TARGETS.len())];
        wrong += usize::from(is_wrong(target, &text));
        executions += 1;
    }
    println!("{executions} executions in {} s, {wrong} wrong", begin.elapsed().as_secs());
    if wrong > 0 { Err("see tests/fuzz/found".into()) } else { Ok(()) }
}

/// Runs one text, and keeps it if it panics or takes too long.
fn is_wrong((name, target): (&str, fn(&[u8])), text: &[u8]) -> bool {
    let begin = Instant::now();
    let ended = catch_unwind(AssertUnwindSafe(|| target(text)));
    if ended.is_ok() && begin.elapsed() < LONGEST {
        return false;
    }
    let hash = text
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let path = format!("tests/fuzz/found/{name}-{hash:016x}");
    let kept = fs::create_dir_all("tests/fuzz/found").and_then(|()| fs::write(&path, text));
    println!(
        "{path}: {} after {:?}{}",
        if ended.is_ok() { "slow" } else { "panic" },
        begin.elapsed(),
        if kept.is_ok() { "" } else { ", not kept" }
    );
    true
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.path().is_dir() { folders.push(entry.path()) } else { files.push(entry.path()) }
        }
    }
    // A directory lists its files in no order, and a seed has to mean the same everywhere.
    files.sort();
    files
}
