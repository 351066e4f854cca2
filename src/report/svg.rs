//! One kit for all pictures in SVG: the map of a sweep, the cloud of a simulation, the flow of a card.
//!
//! A picture is a [`Canvas`] on which an [`Tag`] after the other is drawn; every text and every attribute goes through
//! one [`escape`]. Colours are [`Ink`]s, or a [`Paint`] for each of several rules. A [`Panel`] turns values into pixels and
//! draws the axes. The only floating point there is, for pixels.

mod colour;
mod escape;
mod label;
mod line;
mod panel;
mod tick;

use std::fmt::{Display, Write as _};

pub(in crate::report) use colour::{Ink, Paint};
pub(in crate::report) use escape::escape;
pub(in crate::report) use label::{Labels, Rect, bold, wide, wrap};
pub(in crate::report) use line::{along, beside, is_near, length, path};
pub(in crate::report) use panel::{Panel, Scale};
pub(in crate::report) use tick::{people, shown, ticks};

/// A picture in the making.
#[derive(Debug)]
pub(in crate::report) struct Canvas {
    text: String,
    /// The picture's own class, which its styles and the names of its parts begin with: one page may hold several.
    class: &'static str,
}

impl Canvas {
    /// Begins a picture of so many pixels: what it is called, and what it says to those who do not see it.
    pub(in crate::report) fn new(class: &'static str, (width, height): (f64, f64), title: &str, about: &str) -> Self {
        let mut canvas = Self { text: String::new(), class };
        let named = format!("{class}-title {class}-about");
        Tag::new("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("class", format_args!("picture {class}"))
            .with("viewBox", format_args!("0 0 {} {}", Pixels(width), Pixels(height)))
            .with("width", Pixels(width))
            .with("height", Pixels(height))
            .with("font-family", "'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif")
            .with("role", "img")
            .with("aria-labelledby", named)
            .open(&mut canvas);
        Tag::new("title").with("id", format_args!("{class}-title")).holds(title, &mut canvas);
        Tag::new("desc").with("id", format_args!("{class}-about")).holds(about, &mut canvas);
        canvas
    }

    /// A ground of its own, for a picture that stands alone.
    pub(in crate::report) fn ground(&mut self, (wide, high): (f64, f64)) {
        Tag::new("rect").ink(Ink::Ground).rect(Rect { x: 0.0, y: 0.0, wide, high }).draw(self);
    }

    /// Parts of a picture whose size is known only when they are drawn.
    pub(in crate::report) fn part(class: &'static str) -> Self {
        Self { text: String::new(), class }
    }

    /// Takes in parts that were drawn apart.
    pub(in crate::report) fn append(&mut self, parts: Self) {
        self.text.push_str(&parts.text);
    }

    /// The name of a part of this picture that others of its parts refer to.
    pub(in crate::report) fn id(&self, part: &str) -> String {
        format!("{}-{part}", self.class)
    }

    /// Ends what an [`Tag::open`] began.
    pub(in crate::report) fn close(&mut self, name: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "</{name}>");
    }

    /// A line of text.
    pub(in crate::report) fn text(&mut self, ink: Ink, x: f64, y: f64, size: f64, text: &str) {
        Tag::new("text").ink(ink).at(x, y).size(size).holds(text, self);
    }

    /// A name in bold, and what is said of it on the same line.
    pub(in crate::report) fn named(&mut self, x: f64, y: f64, size: f64, [name, about]: [&str; 2]) {
        Tag::new("text").at(x, y).size(size).open(self);
        Tag::new("tspan").ink(Ink::Text).bold().holds(name, self);
        if !about.is_empty() {
            Tag::new("tspan").ink(Ink::Quiet).with("dx", "5").holds(about, self);
        }
        self.close("text");
    }

    /// Lines of text, one below the other; where the next one would stand.
    pub(in crate::report) fn lines(&mut self, lines: &[String], x: f64, y: f64, size: f64, high: f64) -> f64 {
        let mut y = y;
        for line in lines {
            self.text(Ink::Quiet, x, y, size, line);
            y += high;
        }
        y
    }

    /// The whole picture.
    pub(in crate::report) fn finish(mut self) -> String {
        let styles = colour::styles(&self.text, self.class);
        self.text.push_str(&styles);
        self.close("svg");
        self.text
    }
}

/// One element in the making; what its attributes say is escaped.
#[derive(Debug)]
pub(in crate::report) struct Tag {
    name: &'static str,
    text: String,
}

impl Tag {
    pub(in crate::report) fn new(name: &'static str) -> Self {
        Self { name, text: format!("<{name}") }
    }

    /// One more attribute.
    pub(in crate::report) fn with(mut self, attribute: &str, value: impl Display) -> Self {
        let _ = write!(self.text, " {attribute}=\"{}\"", escape(&value.to_string()));
        self
    }

    /// Its colours, in light as attributes, in dark by its class.
    pub(in crate::report) fn ink(self, ink: Ink) -> Self {
        let inked = self.with("class", ink.class());
        ink.light().iter().fold(inked, |element, (attribute, value)| element.with(attribute, value))
    }

    /// As a rule's line.
    pub(in crate::report) fn stroke(self, paint: Paint) -> Self {
        let line = self.with("class", paint.class).with("fill", "none").with("stroke", paint.light);
        let line = line.with("stroke-width", "2.6").with("stroke-linejoin", "round");
        if paint.dashes.is_empty() { line } else { line.with("stroke-dasharray", paint.dashes) }
    }

    /// As a rule's name, with a rim that keeps it apart from what is below.
    pub(in crate::report) fn name_of(self, paint: Paint) -> Self {
        let own = self.with("class", format_args!("halo {}", paint.class)).with("fill", paint.text);
        own.halo().with("font-weight", "600")
    }

    /// A rim that keeps a text apart from what is below.
    pub(in crate::report) fn halo(self) -> Self {
        let rim =
            [("paint-order", "stroke"), ("stroke", "#ffffff"), ("stroke-width", "3"), ("stroke-linejoin", "round")];
        rim.iter().fold(self, |element, (attribute, value)| element.with(attribute, value))
    }

    pub(in crate::report) fn at(self, x: f64, y: f64) -> Self {
        self.with("x", Pixels(x)).with("y", Pixels(y))
    }

    pub(in crate::report) fn rect(self, rect: Rect) -> Self {
        self.at(rect.x, rect.y).with("width", Pixels(rect.wide)).with("height", Pixels(rect.high))
    }

    /// The size of its letters.
    pub(in crate::report) fn size(self, size: f64) -> Self {
        self.with("font-size", Pixels(size))
    }

    /// Its place is the middle of the text.
    pub(in crate::report) fn middle(self) -> Self {
        self.with("text-anchor", "middle")
    }

    /// Its place is the end of the text.
    pub(in crate::report) fn end(self) -> Self {
        self.with("text-anchor", "end")
    }

    pub(in crate::report) fn bold(self) -> Self {
        self.with("font-weight", "600")
    }

    /// With nothing in it.
    pub(in crate::report) fn draw(self, canvas: &mut Canvas) {
        let _ = writeln!(canvas.text, "{}/>", self.text);
    }

    /// With a text in it.
    pub(in crate::report) fn holds(self, text: &str, canvas: &mut Canvas) {
        let _ = writeln!(canvas.text, "{}>{}</{}>", self.text, escape(text), self.name);
    }

    /// With elements in it, up to [`Canvas::close`].
    pub(in crate::report) fn open(self, canvas: &mut Canvas) {
        let _ = writeln!(canvas.text, "{}>", self.text);
    }
}

/// A number of pixels, to a tenth of one.
#[derive(Clone, Copy, Debug)]
pub(in crate::report) struct Pixels(pub(in crate::report) f64);

impl Display for Pixels {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = format!("{:.1}", self.0);
        formatter.write_str(match text.strip_suffix(".0") {
            Some("-0") => "0",
            Some(whole) => whole,
            None => &text,
        })
    }
}
