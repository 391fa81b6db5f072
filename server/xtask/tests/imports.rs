//! Modules and crates use one another in one direction only.
//!
//! A module is a file with all that is below it. Among the children of each module no circle of `use` may exist; what a
//! child uses of its parent, and a parent of its children, does not count. Tests inside a file may use anything.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// The crates on which each crate may depend. A crate that is not listed is no part of the server.
const DIRECTIONS: &[(&str, &[&str])] = &[
    ("protocol", &[]),
    ("calendar", &[]),
    ("common", &["protocol"]),
    ("ledger", &["protocol"]),
    ("live", &["common", "protocol"]),
    ("media", &["common", "protocol"]),
    ("recorder", &["common", "protocol"]),
    ("store", &["common", "protocol"]),
    ("access", &["protocol"]),
    ("app", &["access", "calendar", "common", "ledger", "live", "media", "protocol", "recorder", "store"]),
];

/// Crates among whose modules no circle may exist.
const WITHOUT_CIRCLES: &[&str] =
    &["access", "app", "calendar", "common", "generate", "ledger", "media", "protocol", "recorder", "xtask"];

/// Files outside of `store` that touch the file system: the program's own configuration and command line.
const TOUCH_FILES: &[&str] = &["app::config"];

/// The segments of a path from the crate's root: none for the root itself.
type Module = Vec<String>;

fn folder(of_crate: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(of_crate)
}

#[test]
fn crates_depend_on_those_below_them_alone() {
    let all: Vec<&str> = DIRECTIONS.iter().map(|(name, _)| *name).collect();
    for (name, allowed) in DIRECTIONS {
        let manifest = fs::read_to_string(folder(name).join("Cargo.toml")).expect("a manifest");
        let dependencies = manifest.split("[dependencies]").nth(1).expect("dependencies");
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        let used = dependencies.lines().filter_map(|line| line.split([' ', '.', '=']).next());
        let wrong: Vec<&str> = used.filter(|used| all.contains(used) && !allowed.contains(used)).collect();
        assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
    }
}

/// Files are the business of `store`: no other crate joins paths, or opens files.
#[test]
fn only_the_store_knows_of_files() {
    let crates = DIRECTIONS.iter().map(|(name, _)| *name).filter(|name| *name != "store");
    for name in crates {
        for (module, text) in source_files(&folder(name).join("src")) {
            let module = std::iter::once(name.to_owned()).chain(module).collect::<Vec<_>>().join("::");
            if TOUCH_FILES.contains(&module.as_str()) {
                continue;
            }
            let code = code_of(&text);
            let opened: Vec<_> = ["fs::", "File::", "PathBuf"].into_iter().filter(|word| code.contains(word)).collect();
            assert!(opened.is_empty() && !joins_paths(&code), "{module} knows of files: {opened:?}");
        }
    }
}

#[test]
fn joining_a_path_is_told_from_joining_words_and_threads() {
    assert!(["data.join(name)", "p.join(\"x.db\")", "p.join(format!(\"{n}\"))"].into_iter().all(joins_paths));
    assert!(
        !["thread.join()", "lines.join(\"\\n\")", "self.join(1)", "words.join(\",\")"].into_iter().any(joins_paths)
    );
}

/// Whether the code joins something that may be a name. Words are joined by punctuation, threads by nothing.
fn joins_paths(code: &str) -> bool {
    code.match_indices(".join(").any(|(at, call)| {
        let argument = code[at + call.len()..].split(')').next().unwrap_or_default();
        let literal = argument.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let joins_words = argument.is_empty()
            || literal.is_some_and(|words| !words.replace("\\n", "").contains(char::is_alphanumeric));
        !joins_words && !code[..at].ends_with("self")
    })
}

#[test]
fn modules_form_no_circle() {
    for name in WITHOUT_CIRCLES {
        let files = source_files(&folder(name).join("src"));
        for (parent, uses) in uses_among_siblings(&files) {
            let circle = circle(&uses);
            assert!(circle.is_empty(), "in {name}, {parent:?} has a circle: {}", circle.join(" -> "));
        }
    }
}

#[test]
fn a_circle_is_found_whichever_way_it_is_written() {
    let files = |texts: &[(&str, &str)]| -> BTreeMap<Module, String> {
        texts.iter().map(|(module, text)| (path_of(module), (*text).to_owned())).collect()
    };
    let found = |texts: &[(&str, &str)]| -> Vec<String> {
        uses_among_siblings(&files(texts)).values().map(circle).find(|circle| !circle.is_empty()).unwrap_or_default()
    };
    let three = [("a", "use crate::{c, b::B as Bee};"), ("b", "fn f() { crate::c::g() }"), ("c", "use super::a;")];
    assert_eq!(found(&three), ["a", "b", "c", "a"]);
    assert_eq!(found(&[("a::x", "use crate::b;"), ("b::y", "use crate::{a::{x, z}};"), ("a", ""), ("b", "")]).len(), 3);
    assert_eq!(found(&[("a::x", "use super::y;"), ("a::y", "use super::{T, x::X};"), ("a", "")]).len(), 3);
    let none = [("a", "// crate::b\nuse crate::T;\n#[cfg(test)]\nmod tests { use crate::b; }"), ("b", "use crate::a;")];
    assert!(found(&none).is_empty());
    assert!(found(&[("a", "pub use x::X;\nuse crate::a::x::Y;"), ("a::x", "use super::Z;")]).is_empty());
}

/// The texts of all files, by the modules that they are.
fn source_files(root: &Path) -> BTreeMap<Module, String> {
    let mut files = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let parts = path.with_extension("");
                let parts = parts.strip_prefix(root).expect("below the root").components();
                let mut module: Module = parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
                module.pop_if(|last| matches!(last.as_str(), "mod" | "lib" | "main"));
                // A crate that is a library and a program has two roots.
                files.entry(module).or_insert_with(String::new).push_str(&fs::read_to_string(&path).expect("text"));
            }
        }
    }
    files
}

/// For each module with children: which child uses which.
fn uses_among_siblings(files: &BTreeMap<Module, String>) -> BTreeMap<Module, BTreeSet<(String, String)>> {
    let mut uses: BTreeMap<Module, BTreeSet<(String, String)>> = BTreeMap::new();
    for (user, text) in files {
        for used in paths(text, user) {
            let known = (0..=used.len()).rev().map(|length| &used[..length]).find(|path| files.contains_key(*path));
            let used = known.unwrap_or_default();
            let shared = user.iter().zip(used).take_while(|(one, other)| one == other).count();
            if let (Some(user_child), Some(used_child)) = (user.get(shared), used.get(shared)) {
                uses.entry(user[..shared].to_vec()).or_default().insert((user_child.clone(), used_child.clone()));
            }
        }
    }
    uses
}

/// A file without its tests and comments.
fn code_of(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join(" ")
}

/// The paths that a file names from `crate` or `super` on.
fn paths(text: &str, module: &Module) -> Vec<Module> {
    let code = code_of(text);
    let mut found = Vec::new();
    for keyword in ["crate::", "super::"] {
        for (at, _) in code.match_indices(keyword) {
            let before = code[..at].trim_end();
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
                || before.ends_with("super::")
            {
                continue;
            }
            let (mut base, mut rest) = match keyword {
                "crate::" => (Module::new(), &code[at + keyword.len()..]),
                _ => (module[..module.len().saturating_sub(1)].to_vec(), &code[at + keyword.len()..]),
            };
            while let Some(higher) = rest.strip_prefix("super::") {
                base.pop();
                rest = higher;
            }
            tree(rest, &base, &mut found);
        }
    }
    found
}

/// Reads a use tree: `a::{b, c::d}`. Returns what follows it.
fn tree<'a>(text: &'a str, base: &[String], found: &mut Vec<Module>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = tree(rest, base, found).trim_start();
            match rest.strip_prefix(',') {
                Some(next) => rest = next,
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path = [base, &[name.to_owned()]].concat();
    match rest.strip_prefix("::") {
        Some(rest) => tree(rest, &path, found),
        None => {
            found.push(path);
            let renamed = rest.trim_start().strip_prefix("as ").map(str::trim_start);
            renamed.map_or(rest.strip_prefix('*').unwrap_or(rest), |name| {
                name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_')
            })
        }
    }
}

/// A circle, from a module to itself; empty when there is none.
fn circle(uses: &BTreeSet<(String, String)>) -> Vec<String> {
    let starts: BTreeSet<&str> = uses.iter().map(|(user, _)| user.as_str()).collect();
    starts.into_iter().find_map(|start| way(uses, start, start, &mut BTreeSet::new())).unwrap_or_default()
}

fn way(uses: &BTreeSet<(String, String)>, from: &str, to: &str, seen: &mut BTreeSet<String>) -> Option<Vec<String>> {
    uses.iter().filter(|(user, used)| user == from && used != from).find_map(|(_, next)| {
        if next == to {
            return Some(vec![from.to_owned(), to.to_owned()]);
        }
        let on = seen.insert(next.clone()).then(|| way(uses, next, to, seen)).flatten()?;
        Some([vec![from.to_owned()], on].concat())
    })
}

fn path_of(module: &str) -> Module {
    module.split("::").map(str::to_owned).collect()
}
