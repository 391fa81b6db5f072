//! The documents name files and tests that exist.

use std::{
    fs,
    path::{Path, PathBuf},
};

const DOCUMENTS: [&str; 4] = ["README.md", "ARCHITECTURE.md", "docs/incidents.md", "docs/security.md"];
/// Files of the sources that stand above their folders.
const ABOVE: [&str; 2] = ["web/.dependency-cruiser.mjs", "web/vite.offline.config.ts"];
const SOURCES: [&str; 5] = ["server", "web/src", "web/scripts", "tests", "docs"];
/// Folders that are no sources.
const LEFT_OUT: [&str; 4] = ["node_modules", ".venv", "target", "artifacts"];
/// Names with one of these ends are files.
const FILES: [&str; 6] = [".rs", ".ts", ".svelte", ".mjs", ".json", ".md"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files below the folder, by their paths from the root of the repository.
fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if entry.is_dir() && !LEFT_OUT.contains(&name) {
            files(&entry, found);
        } else if FILES.iter().any(|end| name.ends_with(end)) {
            found.push(entry.strip_prefix(root()).expect("a file of the repository").to_string_lossy().into_owned());
        }
    }
}

/// The texts that the document sets as code, in its lines.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split('`').skip(1).step_by(2))
}

/// A document may leave the first folders of a path out.
fn is_named(path: &str, named: &str) -> bool {
    path.strip_suffix(named).is_some_and(|before| before.is_empty() || before.ends_with('/'))
}

/// The names of tests are sentences.
fn is_test(name: &str) -> bool {
    name.matches('_').count() >= 3 && name.bytes().all(|c| c == b'_' || c.is_ascii_lowercase() || c.is_ascii_digit())
}

#[test]
fn what_documents_name_exists() {
    let mut paths: Vec<String> = DOCUMENTS.iter().chain(&ABOVE).map(|path| (*path).to_owned()).collect();
    SOURCES.iter().for_each(|folder| files(&root().join(folder), &mut paths));
    let read = |path: &String| fs::read_to_string(root().join(path)).unwrap_or_default();
    let rust: String = paths.iter().filter(|path| path.ends_with(".rs")).map(read).collect();
    let (mut named_files, mut named_tests, mut missing) = (0, 0, Vec::new());
    for document in DOCUMENTS {
        let text = fs::read_to_string(root().join(document)).expect(document);
        for name in code(&text) {
            let is_file = FILES.iter().any(|end| name.ends_with(end) && name.len() > end.len());
            let exists = match () {
                () if is_file => paths.iter().any(|path| is_named(path, name)),
                () if is_test(name) => rust.contains(&format!("fn {name}(")),
                () => continue,
            };
            if is_file {
                named_files += 1
            } else {
                named_tests += 1
            }
            if !exists {
                missing.push(format!("{document}: {name}"));
            }
        }
    }
    assert!(missing.is_empty(), "there is no\n{}", missing.join("\n"));
    assert!(named_files > 50 && named_tests > 20, "{named_files} files and {named_tests} tests are named");
}

#[test]
fn names_are_told_apart() {
    assert!(is_named("server/live/src/chat/decide.rs", "chat/decide.rs"));
    assert!(!is_named("server/live/src/chat/decide.rs", "at/decide.rs"));
    assert!(is_test("who_waits_learns_nothing") && !is_test("may_know") && !is_test("Session::handle"));
    assert_eq!(code("a `b` c `d e`\n`f`").collect::<Vec<_>>(), ["b", "d e", "f"]);
}
