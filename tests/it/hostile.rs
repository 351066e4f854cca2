//! Texts made to hang or to fill the memory: each gets an answer or an error, in little memory.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// What a program may take: 500 MB, and as many seconds as a slow machine could need for what takes far below two.
const LIMITS: &str = "ulimit -v 800000; ulimit -t 60; exec \"$0\" \"$@\"";

fn write(name: &str, text: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hostile");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

/// Runs a command on a text, and gives its status with all it said.
#[track_caller]
fn run(path: &PathBuf, words: &str) -> (i32, String) {
    let mut command = Command::new("sh");
    command.arg("-c").arg(LIMITS).arg(env!("CARGO_BIN_EXE_quorate"));
    let mut words = words.split(' ');
    command.arg(words.next().unwrap()).arg(path).args(words);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let status = output.status.code().unwrap_or_else(|| panic!("{command:?} was ended: {}", output.status));
    assert!(status <= 2, "{command:?}: {said}");
    (status, said)
}

/// Every command that judges or looks at rules answers.
#[track_caller]
fn every_command_answers(name: &str, text: &str, inputs: &str) {
    let path = write(name, text);
    let (status, said) = run(&path, "check");
    assert_eq!(status, 0, "{said}");
    for words in ["test", "test --thresholds", "card", "audit", "solve --want passed", "compare", "diff", "fmt --check"]
    {
        run(&path, words);
    }
    run(&path, &format!("run {inputs}"));
    run(&path, &format!("compare {inputs}"));
}

/// A chain in which each definition names the one before twice or more, as `of` writes it.
fn chain(length: usize, first: &str, of: impl Fn(&str) -> String, require: &str) -> String {
    let mut text = format!("measure m {{\n  input yes, no: count\n  input x: number\n  define d0 = {first}\n");
    for at in 1..length {
        text.push_str(&format!("  define d{at} = {}\n", of(&format!("d{}", at - 1))));
    }
    text.push_str(&format!("  require c: {}\n}}\n", require.replace("END", &format!("d{}", length - 1))));
    text.push_str("variant v of m { remove c  add { require e: yes > no } }\n");
    text.push_str("test \"one\" of m { yes = 3  no = 1  x = 3  expect passed }\n");
    text
}

const INPUTS: &str = "--set yes=3 --set no=1 --set x=3";

#[test]
fn each_definition_is_judged_once() {
    let twice = |d: &str| format!("({d} and {d}) or (not {d} and {d})");
    every_command_answers("truths.measure", &chain(64, "yes > no", twice, "END"), INPUTS);
    let thrice = |d: &str| format!("({d} or {d}) and {d}");
    every_command_answers("thrice.measure", &chain(64, "yes > no", thrice, "not END"), INPUTS);
    let sums = |d: &str| format!("{d} + {d} + {d}");
    every_command_answers("sums.measure", &chain(64, "yes", sums, "END > no"), INPUTS);
    let most = |d: &str| format!("max({d}, {d} + 1, {d} - 1)");
    every_command_answers("most.measure", &chain(12, "yes", most, "END > no"), INPUTS);
}

#[test]
fn digits_of_results_have_a_limit() {
    let square = |d: &str| format!("{d} * {d}");
    let squares = chain(64, "x", square, "END > yes");
    every_command_answers("squares.measure", &squares, INPUTS);
    let (status, said) = run(&write("squares-run.measure", &squares), &format!("run {INPUTS}"));
    assert_eq!(status, 2);
    assert!(said.contains("this number has more than 4,000 digits"), "{said}");
    every_command_answers("constants.measure", &chain(64, "3%", square, "END > 1%"), INPUTS);
    every_command_answers("shares.measure", &chain(64, "yes / (yes + no)", square, "END > 50%"), INPUTS);
    let inverse = |d: &str| format!("({d} * {d}) / ({d} + 1)");
    every_command_answers("fractions.measure", &chain(24, "x", inverse, "END > 1%"), INPUTS);
}

#[test]
fn gaps_of_any_size() {
    for needed in [
        "120,000,000",
        "1,000,000,000",
        "100,000,000,000,000,000,000",
        "1,000,000,000,000,000,000,000,000,000,000,000,000,000",
    ] {
        let text = format!(
            "measure m {{\n  by state {{ input yes, no: count }}\n  rows state {{ A B C }}\n  parameter needed = {needed}\n  \
             require c: sum(yes over state where yes more than no) at least needed\n}}\n\
             scenario s of m {{ rows state (yes, no) {{ A 2 1  B 2 1  C 2 1 }} }}\n"
        );
        let path = write("gap.measure", &text);
        let (status, said) = run(&path, "run --scenario s");
        assert!(status == 0 && said.contains("failed"), "{said}");
        run(&path, "solve --want passed --fewest-changes --scenario s");
        run(&path, "audit");
        run(&path, "card");
    }
}

fn variants(amount: usize) -> String {
    let mut text = "measure m {\n  input yes, no: count\n  require c0: yes > no\n}\n".to_owned();
    let mut base = "m".to_owned();
    for at in 1..amount {
        text.push_str(&format!("variant v{at} of {base} {{ add {{ require c{at}: yes > {at} * no }} }}\n"));
        base = format!("v{at}");
    }
    text
}

#[test]
fn chained_variants_have_a_limit() {
    let (status, said) = run(&write("variants-400.measure", &variants(400)), "check");
    assert!(status == 0, "{said}");
    let (status, said) = run(&write("variants.measure", &variants(5_000)), "check");
    assert!(status == 1 && said.contains("quorate::check::repeated") && said.contains("1 error"), "{said}");
}

#[test]
fn thousands_of_misspelt_declarations() {
    let text: String =
        (0..5_000).map(|at| format!("measur m{at} {{ input yes, no: count require c: yes > no }}\n")).collect();
    let (status, _) = run(&write("misspelt.measure", &text), "check");
    assert_eq!(status, 1);
}

/// Rules read what they name only below their own folder, however they name it, and only what has an end.
#[cfg(unix)]
#[test]
fn rules_name_no_file_outside_and_none_without_end() {
    use std::os::unix::fs::symlink;
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hostile/named");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("own/below")).unwrap();
    let at = |name: &str| folder.join(name);
    fs::write(at("secret"), "root:x:0:0:root\n").unwrap();
    fs::write(at("secret.csv"), "key,one\nroot,hidden\n").unwrap();
    fs::write(at("own/notes"), "root:x:0:0:root\n").unwrap();
    symlink(at("secret"), at("own/link")).unwrap();
    symlink(at(""), at("own/up")).unwrap();
    symlink("/dev/zero", at("own/zero")).unwrap();
    symlink("loop", at("own/loop")).unwrap();
    assert!(Command::new("mkfifo").arg(at("own/pipe")).status().unwrap().success());
    let says = |text: &str, what: &str| {
        fs::write(at("own/m.measure"), text).unwrap();
        for words in ["check", "run", "audit"] {
            let (status, said) = run(&at("own/m.measure"), words);
            assert!(status > 0 && said.contains(what), "{text}: {said}");
            assert!(!said.contains("root:x") && !said.contains("hidden"), "{text}: {said}");
        }
    };
    let outside = "lies outside";
    for name in
        ["../secret", "below/../../secret", "link", "up/secret", "/etc/passwd", "../missing", "zero", "/dev/zero"]
    {
        says(&format!("use \"{name}\"\n"), outside);
    }
    says("measure m { input yes: count  rows r (one) from \"../secret.csv\"  require c: yes > 1 }\n", outside);
    says("use \"pipe\"\n", "it is no file");
    says("use \"loop\"\n", "cannot read");
    says("use \"below\"\n", "it is a folder");
    says("use \"notes\"\n", "is no rule file");
    // The nearest `quorate.toml` widens the root to its own folder, and says nothing else that is heard.
    fs::write(at("quorate.toml"), "root = \"/\"\nallow-outside = true\n").unwrap();
    says("use \"../secret\"\n", "is no rule file");
    says("use \"/etc/passwd\"\n", outside);
}

#[cfg(unix)]
#[test]
fn a_file_is_taken_in_once_however_it_is_named() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hostile/circle");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::symlink(".", folder.join("again")).unwrap();
    let text = "use \"again/m.measure\"\nmeasure m { input yes: count  require c: yes > 1 }\n";
    fs::write(folder.join("m.measure"), text).unwrap();
    let (status, said) = run(&folder.join("m.measure"), "check");
    assert_eq!(status, 0, "{said}");
}

#[test]
fn files_that_are_taken_in_have_a_limit() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hostile/many");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for at in 0..1_100 {
        fs::write(folder.join(format!("{at}.measure")), format!("use \"{}.measure\"\n", at + 1)).unwrap();
    }
    let (status, said) = run(&folder.join("0.measure"), "check");
    assert!(status == 1 && said.contains("more than 1,000 files"), "{said}");
}

/// A line of 1 GB, without a byte of it on the disk.
#[test]
fn a_line_without_end() {
    let rules = write("rule.measure", "measure m {\n  input yes, no: count\n  require c: yes > no\n}\n");
    for name in ["line.csv", "line.json", "line.toml", "line.measure"] {
        let path = write(name, "");
        fs::File::options().write(true).open(&path).unwrap().set_len(1 << 30).unwrap();
        let (status, said) = match name {
            "line.measure" => run(&path, "check"),
            _ => run(&rules, &format!("run --inputs {}", path.display())),
        };
        assert!(status > 0 && said.contains("is longer than 64 MB"), "{name}: {said}");
        fs::remove_file(path).unwrap();
    }
}

/// A workbook of a few hundred kilobytes that unpacks to gigabytes.
#[cfg(feature = "spreadsheets")]
#[test]
fn a_workbook_that_unpacks_without_end() {
    use std::io::Write as _;
    let path = write("bomb.xlsx", "");
    let mut archive = zip::ZipWriter::new(fs::File::create(&path).unwrap());
    archive.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..300 {
        archive.write_all(&zeros).unwrap();
    }
    archive.finish().unwrap();
    let rules = write("rule-of-bomb.measure", "measure m {\n  input yes, no: count\n  require c: yes > no\n}\n");
    let (status, said) = run(&rules, &format!("run --inputs {}", path.display()));
    assert!(status == 2 && said.contains("it holds more than 256 MB"), "{said}");
}

/// A constant as it stands in the sources: `64 << 20`, `250_000`.
fn constant(path: &str, name: &str) -> u64 {
    let text = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let line = text.lines().find(|line| line.contains(&format!("const {name}: "))).unwrap_or_else(|| panic!("{name}"));
    let value = line.split_once("= ").unwrap().1.trim_end_matches(';').replace('_', "");
    match value.split_once(" << ") {
        Some((number, bits)) => number.parse::<u64>().unwrap() << bits.parse::<u32>().unwrap(),
        None => value.parse().unwrap(),
    }
}

#[test]
fn documented_limits_are_the_programs_own() {
    let page = fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/security.md")).unwrap();
    let grouped = |number: u64| quorate::words::grouped(&quorate::value::Exact::from(number));
    let megabytes = |path: &str, name: &str| format!("{} MB", grouped(constant(path, name) >> 20));
    let number = |path: &str, name: &str| grouped(constant(path, name));
    let load = "src/load.rs";
    let rows = [
        ("a file that a person names, read as a whole", megabytes("src/cli/read.rs", "MOST_OF_FILE")),
        ("a line", megabytes("src/cli/read.rs", "MOST_OF_LINE")),
        ("a file that a file names", megabytes(load, "MOST_BYTES")),
        (
            "all files that a rule file takes in",
            format!("{}, {} files", megabytes(load, "MOST_BYTES"), number(load, "MOST_FILES")),
        ),
        (
            "what is packed in a spreadsheet, and the text of its table",
            megabytes("src/spreadsheet/read.rs", "MOST_BYTES"),
        ),
        ("brackets and operators in each other", number("src/syntax/outline.rs", "MAX_DEPTH")),
        ("blocks in each other", number("src/syntax/outline.rs", "MAX_BLOCKS")),
        ("digits of a result, above and below the fraction line", number("src/value/exact.rs", "MOST_DIGITS")),
        ("declarations that all variants together repeat", number("src/check/variant.rs", "MOST_REPEATED")),
        ("lines of a session that `:undo` takes back", number("src/session.rs", "MOST_UNDONE")),
        ("values along an axis of a sweep, together", number("src/sweep/axis.rs", "MOST_POINTS")),
    ];
    for (what, most) in &rows {
        assert!(page.contains(&format!("| {what} | {most} | ")), "{what}: {most}");
    }
    let in_table = page.lines().filter(|line| line.starts_with("| ")).count() - 2;
    assert_eq!(in_table, rows.len());
}

/// What a name, a text or a comment hides is shown as what it is, and `check` says so.
#[test]
fn what_hides_in_rules_is_seen() {
    let text = "# a comment\u{202e}\nmeasure m \"Title\u{1b}]0;owned\u{7}\u{2066}\" {\n  input yes, no: count\n  require c: yes > no\n}\n";
    let path = write("hidden.measure", text);
    for words in ["check", "run --set yes=1 --set no=2", "card", "audit", "check --color always", "run --color always"]
    {
        let (_, said) = run(&path, words);
        let steers = |letter: char| matches!(letter, '\u{7}' | '\u{202e}' | '\u{2066}');
        assert!(!said.contains(steers) && !said.contains("\u{1b}]"), "{words}: {said:?}");
    }
    let (_, said) = run(&path, "check");
    assert!(said.contains("U+202E") && said.contains("U+2066"), "{said}");
}
