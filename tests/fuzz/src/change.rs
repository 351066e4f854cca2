//! Texts changed by chance.

/// Numbers by chance, the same for the same seed (splitmix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another that is above zero.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// What readers stumble over.
const PIECES: &[&str] = &[
    "measure m { ",
    "}",
    "{",
    "(",
    ")",
    "\"",
    "'",
    "\u{0}",
    "\u{1b}[31m",
    "\u{202e}",
    "\u{feff}",
    "\r",
    "\r\n",
    "\n",
    "\t",
    ",",
    ";",
    "|",
    "0",
    "-1",
    "1e999",
    "99999999999999999999999999999999999999",
    "0.0000000000000000000000000000000000001",
    "1/0",
    "170141183460469231731687303715884105728",
    "-170141183460469231731687303715884105728",
    "100%",
    "-9999-01-01",
    "9999-12-31",
    "2023-02-30",
    "?",
    "true",
    " of ",
    " and ",
    " or not ",
    "require c: ",
    "define d = ",
    "input yes, no: count ",
    "sum(yes over region)",
    "min(",
    "ceil(",
    "round(1/3, 18)",
    " years after ",
    " * ",
    " / ",
    "use \"a\"",
    "rows r (a, b) { A 1 2 }",
    "by region { input yes: count }",
    "given ",
    "variant v of m { set yes = 1 }",
    "scenario s of m { yes = 1 }",
    "test \"t\" of m { expect passed }",
    ":undo",
    ":load m.measure",
    "[join]",
    "[[canton]]",
    "{\"a\": [",
    "é",
    "\u{1f468}\u{200d}\u{1f33e}",
];

/// One of the texts, or bytes by chance, with up to eight changes.
pub fn changed(texts: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut text = if texts.is_empty() || random.below(20) == 0 {
        (0..random.below(200)).map(|_| random.next() as u8).collect()
    } else {
        texts[random.below(texts.len())].clone()
    };
    for _ in 0..=random.below(8) {
        change(&mut text, texts, random);
    }
    text.truncate(40_000);
    text
}

fn change(text: &mut Vec<u8>, texts: &[Vec<u8>], random: &mut Random) {
    let from = random.below(text.len() + 1);
    let to = from + random.below((text.len() - from).min(60) + 1);
    match random.below(7) {
        0 => drop(text.drain(from..to)),
        1 => {
            let again = text[from..to].to_vec();
            text.splice(from..from, again);
        }
        2 => {
            let piece = PIECES[random.below(PIECES.len())];
            text.splice(from..to, piece.bytes());
        }
        3 => {
            let piece = PIECES[random.below(PIECES.len())];
            text.splice(from..from, piece.bytes());
        }
        4 => {
            if let Some(byte) = text.get_mut(from) {
                *byte = random.next() as u8;
            }
        }
        5 => {
            let piece = PIECES[random.below(PIECES.len())].repeat(1 + random.below(100));
            text.splice(from..from, piece.bytes());
        }
        _ => {
            if let Some(other) = (!texts.is_empty()).then(|| &texts[random.below(texts.len())]) {
                let start = random.below(other.len() + 1);
                let end = (start + random.below(200)).min(other.len());
                text.splice(from..to, other[start..end].iter().copied());
            }
        }
    }
}
