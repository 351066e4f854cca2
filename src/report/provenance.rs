//! Where an answer comes from: the tool, the command, and the files as they were.

use serde::{Deserialize, Serialize};

/// What made an answer, so that anyone can make it again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Provenance {
    /// The version of the tool.
    pub version: String,
    /// What was written after the tool's name.
    pub command: Vec<String>,
    /// The rule files, and what they use.
    pub rules: Vec<HashedFile>,
    /// The files with votes, and the mappings they were read with.
    pub votes: Vec<HashedFile>,
}

/// A file as it was when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HashedFile {
    /// Its name, as it was given; `-` is standard input.
    pub file: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Provenance {
    /// The command as it is typed.
    pub fn command_line(&self) -> String {
        let words = self.command.iter().map(|word| shell_word(word));
        std::iter::once("quorate".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// Every file that was read, with what it is.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &HashedFile)> {
        let rules = self.rules.iter().map(|file| ("rules", file));
        rules.chain(self.votes.iter().map(|file| ("votes", file)))
    }
}

/// A word as a POSIX shell reads it.
fn shell_word(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./=,:%+@".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
