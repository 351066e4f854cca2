//! What can be seen of a text without the grammar: comments, where declarations begin, how deep brackets go.

use std::ops::Range;

/// How many brackets may stand in each other, and how many operators may nest. It bounds the stack of everything that walks
/// the tree.
pub const MAX_DEPTH: usize = 128;

/// How many blocks may stand in each other; a table in a stage of a measure is three.
pub const MAX_BLOCKS: usize = 16;

/// One linear look over a text. Offsets are bytes of that text.
pub struct Outline {
    /// `# …` without its line break.
    pub comments: Vec<Range<usize>>,
    /// The text cut before every line that begins with the word of a declaration. Each part is read by itself.
    pub parts: Vec<Part>,
}

/// A stretch of text that holds whole declarations.
pub struct Part {
    /// Where it stands.
    pub range: Range<usize>,
    /// The first bracket or brace that is nested too deep for what follows to be read, with the limit it exceeds.
    pub too_deep: Option<(usize, usize)>,
}

/// How much is open.
#[derive(Default)]
struct Depth {
    brackets: usize,
    braces: usize,
}

impl Depth {
    /// Opens one more, and gives the limit if that is too many.
    fn open(&mut self, byte: u8) -> Option<usize> {
        if byte == b'{' {
            self.braces += 1;
        } else {
            self.brackets += 1;
        }
        if self.braces > MAX_BLOCKS { Some(MAX_BLOCKS) } else { (self.brackets > MAX_DEPTH).then_some(MAX_DEPTH) }
    }
}

/// The words after which nothing of the declaration before can go on.
const DECLARATIONS: [&str; 5] = ["measure", "variant", "scenario", "test", "use"];

impl Outline {
    /// Looks over a text.
    pub fn new(text: &str) -> Self {
        let mut outline = Self { comments: Vec::new(), parts: Vec::new() };
        let mut start = 0;
        let mut depth = Depth::default();
        let mut too_deep = None;
        let mut offset = 0;
        for line in text.split_inclusive('\n') {
            if offset > start && begins_declaration(line) {
                outline.parts.push(Part { range: start..offset, too_deep: too_deep.take() });
                start = offset;
                depth = Depth::default();
            }
            let mut bytes = line.bytes().enumerate();
            while let Some((at, byte)) = bytes.next() {
                match byte {
                    b'#' => {
                        outline.comments.push(offset + at..offset + line.trim_end_matches(['\r', '\n']).len());
                        break;
                    }
                    b'"' => skip_text(&mut bytes),
                    b'(' | b'{' | b'[' => {
                        let limit = depth.open(byte);
                        too_deep = too_deep.or(limit.map(|limit| (offset + at, limit)));
                    }
                    b')' | b']' => depth.brackets = depth.brackets.saturating_sub(1),
                    b'}' => depth.braces = depth.braces.saturating_sub(1),
                    _ => {}
                }
            }
            offset += line.len();
        }
        outline.parts.push(Part { range: start..text.len(), too_deep });
        outline
    }
}

/// Skips the rest of a quoted text. One that is not closed ends with its line.
fn skip_text(bytes: &mut impl Iterator<Item = (usize, u8)>) {
    while let Some((_, byte)) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => _ = bytes.next(),
            _ => {}
        }
    }
}

fn begins_declaration(line: &str) -> bool {
    let line = line.trim_start();
    DECLARATIONS.iter().any(|word| {
        line.strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
    })
}
