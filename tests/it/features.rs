//! What the library drags along without the command line.

use std::process::Command;

use crate::support;

/// Crates of a terminal, which only the feature `cli` may name.
const OF_A_TERMINAL: [&str; 7] =
    ["clap", "clap_complete", "rustyline", "ctrlc", "indicatif", "etcetera", "terminal_size"];

/// The names of the crates a build with these features is made of.
fn crates(features: &[&str]) -> Vec<String> {
    let tree = ["tree", "--offline", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}"];
    let tree = Command::new(env!("CARGO")).args(tree).args(features).current_dir(support::root()).output().unwrap();
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let text = String::from_utf8(tree.stdout).unwrap();
    text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn the_library_alone_names_no_crate_of_a_terminal() {
    let library = crates(&["--no-default-features"]);
    let terminal: Vec<&String> = library.iter().filter(|name| OF_A_TERMINAL.contains(&name.as_str())).collect();
    assert_eq!(terminal, Vec::<&String>::new());
    let whole = crates(&[]);
    assert!(OF_A_TERMINAL.iter().all(|name| whole.iter().any(|own| own == name)), "the list above is out of date");
}
