//! The sources as a graph: which file names something of which other file, read from their tokens.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A module's path from the root of the library, which itself is empty.
type ModulePath = Vec<String>;

/// What one file says, as far as it matters here.
#[derive(Default)]
struct SourceFile {
    path: String,
    /// Names that `use` brings in, public or not, with the path as written.
    imports: BTreeMap<String, Vec<String>>,
    /// The names of [`imports`](Self::imports) that are not handed on with `pub use`.
    private: BTreeSet<String>,
    /// Paths before `::*`, with whether what they bring in is handed on.
    globs: Vec<(Vec<String>, bool)>,
    /// Names of functions, types and the like.
    items: BTreeSet<String>,
    /// Paths of two names and more, outside `use`.
    paths: BTreeSet<Vec<String>>,
    /// Names of structs, enums, traits, unions and free type aliases.
    types: Vec<String>,
}

/// One file names something of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The file that names it.
    pub from: String,
    /// The file where it is declared.
    pub to: String,
    /// What is named.
    pub name: String,
}

/// The files of a library.
pub struct SourceTree {
    files: BTreeMap<ModulePath, SourceFile>,
    /// What the library is called in its own binary.
    library: String,
}

impl SourceTree {
    /// Reads files, each with its path below `src/`.
    pub fn read<'a>(library: &str, files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files.into_iter().map(|(path, text)| {
            let mut file = SourceFile { path: path.to_owned(), ..SourceFile::default() };
            let tokens: TokenStream = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
            file.read(tokens, false);
            (module_of(path), file)
        });
        Self { files: files.collect(), library: library.to_owned() }
    }

    /// The names of all structs, enums, traits and free type aliases, each with the files it is declared in.
    pub fn types(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut types: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for file in self.files.values() {
            for name in &file.types {
                types.entry(name).or_default().push(&file.path);
            }
        }
        types
    }

    /// Each name used by path: what `use` brings in, seen through every `pub use`, and every path in the code. A `mod` or a
    /// `pub use` is none, and a module that is brought in counts by what is named through it.
    pub fn edges(&self) -> BTreeSet<Edge> {
        let mut edges = BTreeSet::new();
        for (module, file) in &self.files {
            let private = file.private.iter().filter_map(|name| file.imports.get(name));
            let named = private.chain(&file.paths).filter_map(|path| self.resolve(module, path, 0));
            let globs = file.globs.iter().filter(|(_, public)| !public);
            let globs = globs.filter_map(|(path, _)| self.module(module, path)).map(|to| (to, "*".to_owned()));
            for (to, name) in named.chain(globs) {
                let to = &self.files[&to];
                if to.path != file.path {
                    edges.insert(Edge { from: file.path.clone(), to: to.path.clone(), name });
                }
            }
        }
        edges
    }

    /// The module a path means.
    fn module(&self, from: &ModulePath, path: &[String]) -> Option<ModulePath> {
        let mut whole = path.to_vec();
        whole.push("*".to_owned());
        self.resolve(from, &whole, 0).map(|(module, _)| module)
    }

    /// The file that declares what a path means, and its name there; nothing for what is no part of the library, or a module.
    fn resolve(&self, from: &ModulePath, path: &[String], depth: usize) -> Option<(ModulePath, String)> {
        assert!(depth < 32, "{}: {path:?} goes round", self.files[from].path);
        let (first, rest) = path.split_first()?;
        let mut at: ModulePath;
        let mut rest = rest;
        match first.as_str() {
            "crate" => at = Vec::new(),
            "self" => at = from.clone(),
            "super" => {
                at = from.clone();
                at.pop();
                while let [next, more @ ..] = rest
                    && next == "super"
                {
                    at.pop();
                    rest = more;
                }
            }
            // The library has a name only in its own binary; elsewhere it stands in the codes of errors.
            name if *name == self.library && self.files[from].path == "main.rs" => at = Vec::new(),
            name if *name == self.library => return None,
            name => {
                let child = join(from, name);
                // `pub use name::name` brings in something else beside the module `name`.
                let imported = self.files[from].imports.get(name).filter(|import| import[0] != name);
                match imported {
                    Some(import) => return self.resolve(from, &[import, rest].concat(), depth + 1),
                    None if self.files.contains_key(&child) => at = child,
                    None => return None,
                }
            }
        }
        while let Some((name, more)) = rest.split_first() {
            let file = &self.files[&at];
            let child = join(&at, name);
            let is_child = self.files.contains_key(&child);
            if is_child && (!more.is_empty() || !self.declares(&at, name)) {
                at = child;
                rest = more;
                continue;
            }
            // A function may have the name of a module that its file brings in.
            if let Some(import) = file.imports.get(name).filter(|_| !file.items.contains(name)) {
                return self.resolve(&at, &[import, more].concat(), depth + 1);
            }
            if !file.items.contains(name) {
                for (glob, _) in &file.globs {
                    if let Some(target) = self.module(&at, glob)
                        && self.declares(&target, name)
                    {
                        return self.resolve(&target, &[&["self".to_owned()], rest].concat(), depth + 1);
                    }
                }
            }
            return Some((at, name.clone()));
        }
        None
    }

    /// Whether a module has something of that name that is no module.
    fn declares(&self, module: &ModulePath, name: &str) -> bool {
        let file = &self.files[module];
        file.items.contains(name) || file.imports.contains_key(name)
    }
}

fn join(module: &ModulePath, name: &str) -> ModulePath {
    let mut joined = module.clone();
    joined.push(name.to_owned());
    joined
}

/// `check/scope.rs` is the module `check::scope`; the binary's own file stands beside the library.
fn module_of(path: &str) -> ModulePath {
    match path.trim_end_matches(".rs") {
        "lib" => Vec::new(),
        "main" => vec!["the binary".to_owned()],
        module => module.split('/').map(str::to_owned).collect(),
    }
}

impl SourceFile {
    /// Reads what stands between two braces, or in the whole file; `in_impl` if only methods and the like are declared there.
    fn read(&mut self, tokens: TokenStream, in_impl: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let word = |at: usize| match tokens.get(at) {
            Some(TokenTree::Ident(word)) => word.to_string(),
            _ => String::new(),
        };
        let sign =
            |at: usize, sign: char| matches!(tokens.get(at), Some(TokenTree::Punct(own)) if own.as_char() == sign);
        let is_path = |at: usize| sign(at, ':') && sign(at + 1, ':');
        // Whether the next braces belong to an `impl` or `trait`, and whether they are a module of tests.
        let (mut impl_next, mut skip_next) = (false, false);
        let mut at = 0;
        while at < tokens.len() {
            match word(at).as_str() {
                "use" => {
                    let end = (at..tokens.len()).find(|at| sign(*at, ';')).unwrap_or(tokens.len());
                    let public = match at.checked_sub(1).and_then(|before| tokens.get(before)) {
                        Some(TokenTree::Ident(before)) => before == "pub",
                        Some(TokenTree::Group(_)) => at > 1 && word(at - 2) == "pub",
                        _ => false,
                    };
                    self.read_use(&tokens[at + 1..end], &[], public);
                    at = end + 1;
                    continue;
                }
                "mod" => {
                    skip_next = !sign(at + 2, ';');
                    at += 2;
                    continue;
                }
                kind @ ("struct" | "enum" | "trait" | "union" | "fn" | "const" | "static" | "type") => {
                    let name = word(at + 1);
                    let is_type = matches!(kind, "struct" | "enum" | "trait" | "union") || kind == "type" && !in_impl;
                    if is_type && !name.is_empty() {
                        self.types.push(name.clone());
                    }
                    if !in_impl {
                        self.items.insert(name);
                    }
                    impl_next |= kind == "trait";
                }
                "impl" => impl_next = true,
                name if !name.is_empty() && is_path(at + 1) && !(at > 1 && is_path(at - 2)) => {
                    let mut path = vec![name.to_owned()];
                    while is_path(at + 1) && !word(at + 3).is_empty() {
                        path.push(word(at + 3));
                        at += 3;
                    }
                    if path.len() > 1 {
                        self.paths.insert(path);
                    }
                }
                _ => {}
            }
            if let Some(TokenTree::Group(group)) = tokens.get(at) {
                let braces = group.delimiter() == Delimiter::Brace;
                if !(braces && skip_next) {
                    self.read(group.stream(), braces && impl_next);
                }
                if braces {
                    (impl_next, skip_next) = (false, false);
                }
            } else if sign(at, ';') {
                impl_next = false;
            }
            at += 1;
        }
    }

    /// Reads a `use` tree after what stands before it.
    fn read_use(&mut self, tokens: &[TokenTree], before: &[String], public: bool) {
        let mut path = before.to_vec();
        let mut renamed = None;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token {
                TokenTree::Ident(word) if word == "as" => {
                    renamed = tokens.get(at + 1).map(ToString::to_string);
                    at += 1;
                }
                TokenTree::Ident(word) => path.push(word.to_string()),
                TokenTree::Punct(sign) if sign.as_char() == '*' => return self.globs.push((path, public)),
                TokenTree::Group(group) => {
                    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                    let is_comma = |token: &TokenTree| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ',');
                    inner.split(is_comma).for_each(|part| self.read_use(part, &path, public));
                    return;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        let Some(last) = path.last().filter(|_| path.len() > before.len() || !before.is_empty()) else { return };
        let name = renamed.unwrap_or_else(|| last.clone());
        // `use x as _` brings in methods: a name that nothing else has.
        let name = if name == "_" { format!("_ {}", path.join("::")) } else { name };
        if public {
            self.private.remove(&name);
        } else {
            self.private.insert(name.clone());
        }
        self.imports.insert(name, path);
    }
}

/// Files that need each other, directly or through others, by twos and more.
pub fn circles(edges: &BTreeSet<Edge>) -> Vec<BTreeSet<&str>> {
    let mut next: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for edge in edges {
        next.entry(&edge.from).or_default().insert(&edge.to);
    }
    let reached: BTreeMap<&str, BTreeSet<&str>> = next.keys().map(|from| (*from, reach(&next, from))).collect();
    let mut circles: Vec<BTreeSet<&str>> = Vec::new();
    for (from, to) in &reached {
        if to.contains(from) && !circles.iter().any(|circle| circle.contains(from)) {
            let back = |file: &&&str| reached.get(**file).is_some_and(|back| back.contains(from));
            circles.push(to.iter().filter(back).copied().collect());
        }
    }
    circles
}

/// All that a file needs, directly or through others.
pub fn reach<'a>(next: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&str> = vec![from];
    while let Some(file) = open.pop() {
        for to in next.get(file).into_iter().flatten() {
            if reached.insert(*to) {
                open.push(to);
            }
        }
    }
    reached
}
