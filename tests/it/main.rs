//! Everything is tested through the library's public face.

mod syntax;
