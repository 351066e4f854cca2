//! Colours: light as attributes, which every program reads, and dark as styles for a screen that asks for it.

use std::fmt::Write as _;

/// What something is, which decides its colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::report) enum Ink {
    /// The ground of the picture.
    Ground,
    /// Text that is read.
    Text,
    /// Text that explains.
    Quiet,
    /// Lines of a grid.
    Grid,
    /// The edge of a panel or of a sample.
    Frame,
    /// A line from a name to its mark.
    Lead,
    /// Where a rule passes: darker where several do.
    Area,
    /// The lines of a hatching.
    Hatching,
    /// A mark.
    Mark,
    /// A mark of what is otherwise than its place.
    Hollow,
    /// The densest part of a cloud.
    Densest,
    /// What is around it.
    Dense,
    /// What is around that.
    Thin,
    /// A stage, or an end that is neither good nor bad.
    Card,
    /// A good end.
    Good,
    /// A bad end.
    Bad,
    /// An open end.
    Open,
    /// An arrow.
    Arrow,
    /// Its tip.
    Tip,
}

type Attributes = &'static [(&'static str, &'static str)];

impl Ink {
    const ALL: [Self; 19] = [
        Self::Ground,
        Self::Text,
        Self::Quiet,
        Self::Grid,
        Self::Frame,
        Self::Lead,
        Self::Area,
        Self::Hatching,
        Self::Mark,
        Self::Hollow,
        Self::Densest,
        Self::Dense,
        Self::Thin,
        Self::Card,
        Self::Good,
        Self::Bad,
        Self::Open,
        Self::Arrow,
        Self::Tip,
    ];

    pub(in crate::report) const fn class(self) -> &'static str {
        match self {
            Self::Ground => "ground",
            Self::Text => "ink",
            Self::Quiet => "quiet",
            Self::Grid => "grid",
            Self::Frame => "frame",
            Self::Lead => "lead",
            Self::Area => "area",
            Self::Hatching => "hatching",
            Self::Mark => "mark",
            Self::Hollow => "hollow",
            Self::Densest => "densest",
            Self::Dense => "dense",
            Self::Thin => "thin",
            Self::Card => "card",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Open => "open",
            Self::Arrow => "arrow",
            Self::Tip => "tip",
        }
    }

    pub(in crate::report) const fn light(self) -> Attributes {
        match self {
            Self::Ground => &[("fill", "#ffffff")],
            Self::Text => &[("fill", "#1a1a1a")],
            Self::Quiet => &[("fill", "#4a4f57")],
            Self::Grid => &[("fill", "none"), ("stroke", "#000000"), ("stroke-opacity", "0.1")],
            Self::Frame => &[("fill", "none"), ("stroke", "#000000"), ("stroke-opacity", "0.5")],
            Self::Lead => &[("fill", "none"), ("stroke", "#444444"), ("stroke-width", "0.8")],
            Self::Area => &[("fill", "#000000")],
            Self::Hatching => &[("stroke", "#000000"), ("stroke-opacity", "0.28"), ("stroke-width", "1.6")],
            Self::Mark => &[("fill", "#1a1a1a"), ("stroke", "#ffffff"), ("stroke-width", "1.2")],
            Self::Hollow => &[("fill", "#ffffff"), ("stroke", "#1a1a1a"), ("stroke-width", "1.8")],
            Self::Densest => &[("fill", "#5b6b7f")],
            Self::Dense => &[("fill", "#9fb0c3")],
            Self::Thin => &[("fill", "#d3dce6")],
            Self::Card => &[("fill", "#f4f6f9"), ("stroke", "#5a606b")],
            Self::Good => &[("fill", "#e9f5ee"), ("stroke", "#1b6e46")],
            Self::Bad => &[("fill", "#fbeeec"), ("stroke", "#9c2f22")],
            Self::Open => &[("fill", "#fbf5e3"), ("stroke", "#7a5a00")],
            Self::Arrow => &[("fill", "none"), ("stroke", "#5a606b"), ("stroke-width", "1.5")],
            Self::Tip => &[("fill", "#5a606b")],
        }
    }

    const fn dark(self) -> &'static str {
        match self {
            Self::Ground => "fill:#15181d",
            Self::Text => "fill:#f0f0f0",
            Self::Quiet => "fill:#b9bec6",
            Self::Grid | Self::Frame | Self::Hatching => "stroke:#ffffff",
            Self::Lead => "stroke:#b9bec6",
            Self::Area => "fill:#ffffff",
            Self::Mark => "fill:#f0f0f0;stroke:#15181d",
            Self::Hollow => "fill:#15181d;stroke:#f0f0f0",
            Self::Densest => "fill:#8fa3ba",
            Self::Dense => "fill:#566577",
            Self::Thin => "fill:#313b47",
            Self::Card => "fill:#1f242c;stroke:#a9b0bb",
            Self::Good => "fill:#17301f;stroke:#7fd6a8",
            Self::Bad => "fill:#3a1f1b;stroke:#f2a195",
            Self::Open => "fill:#332a10;stroke:#e8c467",
            Self::Arrow => "stroke:#a9b0bb",
            Self::Tip => "fill:#a9b0bb",
        }
    }
}

/// How one of several rules is drawn: by colour and by dashes, so that either tells it apart.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Paint {
    pub(in crate::report) class: &'static str,
    /// Of lines on white: Okabe and Ito's colours.
    pub(in crate::report) light: &'static str,
    /// Of letters on white: the same, dark enough to be read.
    pub(in crate::report) text: &'static str,
    /// Of both on black.
    dark: &'static str,
    pub(in crate::report) dashes: &'static str,
}

const fn paint(
    class: &'static str,
    light: &'static str,
    text: &'static str,
    dark: &'static str,
    dashes: &'static str,
) -> Paint {
    Paint { class, light, text, dark, dashes }
}

/// Colours that people see apart whatever they see of colour (Okabe and Ito 2008), then the same with other dashes.
const PAINTS: [Paint; 8] = [
    paint("p0", "#0072b2", "#005b8e", "#5ab4ea", ""),
    paint("p1", "#d55e00", "#a84a00", "#ff9248", "9 4"),
    paint("p2", "#009e73", "#00704f", "#2fc79b", "2 4"),
    paint("p3", "#cc79a7", "#9b3f73", "#e6a3c8", "11 4 2 4"),
    paint("p4", "#e69f00", "#8a5f00", "#f5bd42", "5 3"),
    paint("p5", "#56b4e9", "#17719f", "#9fd6f7", "14 3 3 3 3 3"),
    paint("p6", "#000000", "#000000", "#ffffff", "1 3"),
    paint("p7", "#7a5195", "#5f3a78", "#c3a0dd", "16 5"),
];

impl Paint {
    /// That of so many rules' next: after the last the first again.
    pub(in crate::report) fn of(at: usize) -> Self {
        let [first, ..] = PAINTS;
        PAINTS.get(at % PAINTS.len()).copied().unwrap_or(first)
    }
}

/// The styles of what a picture has, for a dark screen; on paper and wherever styles are not read it is light.
pub(super) fn styles(picture: &str, class: &str) -> String {
    let has = |own: &str| {
        [format!("\"{own}\""), format!(" {own}\""), format!("\"{own} ")].iter().any(|text| picture.contains(text))
    };
    let mut text = String::from("<style>@media screen and (prefers-color-scheme: dark) {\n");
    for ink in Ink::ALL.into_iter().filter(|ink| has(ink.class())) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, ".{class} .{}{{{}}}", ink.class(), ink.dark());
    }
    for paint in PAINTS.into_iter().filter(|paint| has(paint.class)) {
        let _ = writeln!(text, ".{class} path.{0}{{stroke:{1}}}.{class} text.{0}{{fill:{1}}}", paint.class, paint.dark);
    }
    if has("halo") {
        let _ = writeln!(text, ".{class} .halo{{stroke:#15181d}}");
    }
    text.push_str("}</style>\n");
    text
}
