//! Pictures and pages are well-formed, and nothing in them runs, whatever is called what.

use std::fs;
use std::path::Path;
use std::process::Command;

/// Names that would be markup, end an attribute, steer a terminal, turn the reading round, or be no XML at all.
const NAMES: [&str; 6] = [
    "</text><script>alert(1)</script>",
    "a\"b' onload=\"alert(1)\" & <b>",
    "esc\u{1b}[31mred",
    "bidi\u{202e}txt.exe",
    "nul\u{1}\u{8}\u{fffe}",
    "]]>&lt;&#0;",
];

fn folder() -> std::path::PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn quorate(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_quorate")).args(arguments).current_dir(folder()).output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "quorate {arguments:?}\n{errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// A picture that is XML without anything in it that runs, and what it says.
#[track_caller]
fn said(svg: &str) -> String {
    let document = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let mut said = String::new();
    for node in document.descendants() {
        let name = node.tag_name().name();
        assert!(!["script", "foreignObject", "image", "a", "b"].contains(&name), "{name}");
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
        }
        if let Some(text) = node.text().filter(|_| node.is_text()) {
            said.push_str(text);
            said.push(' ');
        }
    }
    let steering = |letter: char| letter.is_control() && letter != '\n' || matches!(letter, '\u{202a}'..='\u{202e}');
    assert!(!said.contains(steering), "{said:?}");
    said
}

#[test]
fn whatever_is_called_what_a_picture_is_well_formed() {
    for (at, name) in NAMES.iter().enumerate() {
        let title = name.replace('\\', "\\\\").replace('"', "\\\"");
        let rules = format!(
            "measure quiet \"{title}\" {{\n  input registered: count\n  input ballots: count\n  input yes: count\n  \
             input no: count\n\n  stage vote \"{title}\" {{\n    quorum enough: ballots at least 50% of registered\n    \
             require consent: yes more than 50% of (yes + no)\n  }}\n\n  outcome \"{title}\" when vote passed\n  \
             outcome \"none\" otherwise\n}}\n"
        );
        let (file, map, cloud) = (format!("{at}.measure"), format!("map-{at}.svg"), format!("cloud-{at}.svg"));
        fs::write(folder().join(&file), rules).unwrap();
        let points = format!("name,registered,ballots,yes,no\n\"{}\",1000,600,400,200\n", name.replace('"', "\"\""));
        fs::write(folder().join("points.csv"), points).unwrap();
        quorate(&[
            "sweep",
            &file,
            "--set=registered=1000",
            "--vary=turnout = 20%..100%",
            "--vary=support = 20%..100%",
            "--points=points.csv",
            &format!("--svg={map}"),
        ]);
        quorate(&[
            "simulate",
            &file,
            "--registered=1000",
            "--support=52%",
            "--turnout=40%..60%",
            &format!("--svg={cloud}"),
        ]);
        let mut words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
        let letters = words.find(|word| word.len() > 1).unwrap();
        for picture in [map, cloud] {
            let said = said(&fs::read_to_string(folder().join(&picture)).unwrap());
            assert!(said.contains(letters), "{picture}: {said}");
        }
        let page = quorate(&["card", &file, "--format=html"]);
        let (from, to) = (page.find("<svg").unwrap(), page.find("</svg>").unwrap() + "</svg>".len());
        said(&page[from..to]);
        for answer in ["sweep", "simulate", "solve", "audit"] {
            let options: &[&str] = match answer {
                "sweep" => &[
                    "--set=registered=1000",
                    "--vary=turnout = 20%..100% by 20%",
                    "--vary=support = 20%..100% by 20%",
                    "--points=points.csv",
                ],
                "simulate" => &["--registered=1000", "--support=52%", "--turnout=40%..60%", "--draws=1000"],
                "solve" => &["--set=registered=1000", "--want=passed", "--stage=vote"],
                _ => &[],
            };
            let page = quorate(&[&[answer, &file, "--format=html"], options].concat());
            let closed = page.lines().filter(|line| !line.starts_with("<meta") && !line.starts_with("<!DOCTYPE"));
            let said = said(&closed.collect::<Vec<_>>().join("\n"));
            assert!(answer == "solve" || said.contains(letters), "{answer}: {said}");
        }
    }
}
