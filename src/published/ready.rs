//! Mappings for what well-known publishers write.

/// The ready mappings: what each is called, what it reads, and its text.
pub const READY: [(&str, &str, &str); 6] = [
    (
        "openelections",
        "OpenElections: Yes and No by county, from counties or precincts; one set of votes for each office",
        include_str!("ready/openelections.toml"),
    ),
    (
        "medsl",
        "MIT Election Data and Science Lab: precinct returns; one set of votes for each office",
        include_str!("ready/medsl.toml"),
    ),
    (
        "uk-electoral-commission",
        "UK Electoral Commission: a referendum by counting area",
        include_str!("ready/uk-electoral-commission.toml"),
    ),
    (
        "swissvotes",
        "Swissvotes: federal votes by canton; one set of votes for each vote",
        include_str!("ready/swissvotes.toml"),
    ),
    (
        "ceda",
        "California Elections Data Archive: local measures; one set of votes for each, judged by its majority",
        include_str!("ready/ceda.toml"),
    ),
    (
        "nist-1500-100",
        "NIST SP 1500-100 version 2, JSON: ballot measures; one set of votes for each",
        include_str!("ready/nist-1500-100.toml"),
    ),
];

/// A ready mapping's text.
pub fn ready(name: &str) -> Option<&'static str> {
    READY.iter().find(|(own, ..)| *own == name).map(|(.., text)| *text)
}
