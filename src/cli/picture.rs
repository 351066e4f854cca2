//! Pictures in files: SVG as it is, PNG drawn from it.

use std::path::Path;

use super::error::CliError;

/// A picture as the bytes of a file; a path that ends in `.png` gets it in pixels.
pub(super) fn bytes(path: &Path, svg: &str) -> Result<Vec<u8>, CliError> {
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("png")) {
        return png(path, svg);
    }
    Ok(svg.as_bytes().to_vec())
}

/// A picture in pixels, whatever the path ends in.
pub(super) fn png(path: &Path, svg: &str) -> Result<Vec<u8>, CliError> {
    pixels(svg).map_err(|(reason, help)| CliError::Png { path: path.to_owned(), reason, help })
}

/// What is wrong, and what to do.
type Failed = (&'static str, &'static str);

#[cfg(not(feature = "png"))]
fn pixels(_: &str) -> Result<Vec<u8>, Failed> {
    Err((
        "this `quorate` was built without PNG",
        "build it with `cargo install --path . --features png`, or write the picture as SVG",
    ))
}

/// Two pixels for each of the picture's, so that print and sharp screens show it well.
#[cfg(feature = "png")]
fn pixels(svg: &str) -> Result<Vec<u8>, Failed> {
    use resvg::{tiny_skia, usvg};

    const NOT_DRAWN: Failed = ("it could not be drawn", "write the picture as SVG");
    let mut options = usvg::Options::default();
    let fonts = options.fontdb_mut();
    fonts.load_system_fonts();
    let usual = ["Helvetica", "Arial", "DejaVu Sans", "Liberation Sans", "Noto Sans", "Segoe UI"];
    let has = |name: &str| fonts.faces().any(|face| face.families.iter().any(|(family, _)| family == name));
    let any = || fonts.faces().next()?.families.first().map(|(family, _)| family.clone());
    let family = usual.into_iter().find(|name| has(name)).map(str::to_owned).or_else(any);
    let Some(family) = family else {
        return Err(("there is no font on this machine to write with", "install one, or write the picture as SVG"));
    };
    // Whatever the picture asks for that there is not is written in this.
    fonts.set_sans_serif_family(family);
    let tree = usvg::Tree::from_str(svg, &options).map_err(|_| NOT_DRAWN)?;
    let size = tree.size().to_int_size();
    let size = size.scale_by(2.0).ok_or(NOT_DRAWN)?;
    let mut pixmap = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or(NOT_DRAWN)?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(2.0, 2.0), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|_| NOT_DRAWN)
}
