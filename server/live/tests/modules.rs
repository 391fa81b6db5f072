//! The modules of this crate form no circle, neither file by file nor feature by feature.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// Each feature is a folder of `src`.
const FEATURES: [&str; 10] =
    ["presence", "chat", "stage", "rooms", "polls", "agenda", "chapters", "recording", "moderation", "table"];

/// What a module is called: its path below `src`, in segments.
type Name = Vec<String>;

/// The code of each module, without comments and tests.
fn modules() -> BTreeMap<Name, String> {
    let mut found = BTreeMap::new();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    collect(&src, &mut Vec::new(), &mut found);
    found
}

fn collect(folder: &Path, name: &mut Name, found: &mut BTreeMap<Name, String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let stem = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        if path.is_dir() {
            name.push(stem);
            collect(&path, name, found);
            name.pop();
        } else if stem != "lib" {
            let module = name.iter().cloned().chain((stem != "mod").then_some(stem)).collect();
            found.insert(module, code(&fs::read_to_string(&path).expect("a source")));
        }
    }
}

fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Every path that the code names, with the trees of its imports written out.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut rest = String::new();
    let is_statement = |&at: &usize| !code[..at].ends_with(char::is_alphanumeric);
    let statements: Vec<usize> = code.match_indices("use ").map(|(at, _)| at).filter(is_statement).collect();
    let ends = statements.iter().skip(1).copied().chain([code.len()]);
    rest.push_str(&code[..statements.first().copied().unwrap_or(code.len())]);
    for (start, end) in statements.iter().zip(ends) {
        let statement = &code[start + "use ".len()..end];
        let (tree, after) = statement.split_once(';').unwrap_or((statement, ""));
        expand(&[], tree, &mut paths);
        rest.push_str(after);
    }
    let inline = rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    paths.extend(inline.filter(|word| word.contains("::")).map(segments));
    paths
}

fn segments(path: &str) -> Vec<String> {
    path.split("::").map(str::trim).filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

/// Writes `a::{b, c::{d, e}}` out.
fn expand(prefix: &[String], tree: &str, paths: &mut Vec<Vec<String>>) {
    let Some((head, rest)) = tree.split_once('{') else {
        paths.push(prefix.iter().cloned().chain(segments(tree)).collect());
        return;
    };
    let prefix: Vec<_> = prefix.iter().cloned().chain(segments(head)).collect();
    let inside = rest.rsplit_once('}').expect("a tree is closed").0;
    let (mut depth, mut start) = (0, 0);
    for (i, c) in inside.char_indices().chain([(inside.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if !inside[start..i].trim().is_empty() {
                    expand(&prefix, &inside[start..i], paths);
                }
                start = i + 1;
            }
            _ => {}
        }
    }
}

/// The module that a path leads to: the longest part of it that is one. `imported` are modules by the names that they
/// have here.
fn resolve<'a>(
    all: &'a BTreeMap<Name, String>,
    from: &Name,
    imported: &BTreeMap<String, Name>,
    path: &[String],
) -> Option<&'a Name> {
    let (first, rest) = path.split_first()?;
    let child: Name = from.iter().cloned().chain([first.clone()]).collect();
    let mut base = match first.as_str() {
        "crate" => Vec::new(),
        "self" => from.clone(),
        "super" => from[..from.len() - 1].to_vec(),
        name if imported.contains_key(name) => imported[name].clone(),
        _ if all.contains_key(&child) => child,
        _ => return None,
    };
    for segment in rest {
        base.push(segment.clone());
        if !all.contains_key(&base) {
            base.pop();
            break;
        }
    }
    all.get_key_value(&base).map(|(name, _)| name)
}

/// Which module uses which.
fn uses() -> BTreeMap<Name, BTreeSet<Name>> {
    let all = modules();
    let mut graph = BTreeMap::new();
    for (from, code) in &all {
        let paths = paths(code);
        let here = BTreeMap::new();
        let modules = paths.iter().filter_map(|path| {
            let to = resolve(&all, from, &here, path)?;
            (to.last() == path.last()).then(|| (to.last().cloned().unwrap_or_default(), to.clone()))
        });
        let imported: BTreeMap<String, Name> = modules.collect();
        let used = paths.iter().filter_map(|path| resolve(&all, from, &imported, path));
        graph.insert(from.clone(), used.filter(|to| *to != from).cloned().collect());
    }
    graph
}

/// A circle, if there is one.
fn circle<T: Ord + Clone>(graph: &BTreeMap<T, BTreeSet<T>>) -> Option<Vec<T>> {
    fn visit<T: Ord + Clone>(
        graph: &BTreeMap<T, BTreeSet<T>>,
        at: &T,
        path: &mut Vec<T>,
        done: &mut BTreeSet<T>,
    ) -> Option<Vec<T>> {
        if let Some(i) = path.iter().position(|passed| passed == at) {
            return Some(path[i..].iter().chain([at]).cloned().collect());
        }
        if done.contains(at) {
            return None;
        }
        path.push(at.clone());
        let found = graph.get(at).into_iter().flatten().find_map(|next| visit(graph, next, path, done));
        path.pop();
        done.insert(at.clone());
        found
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|start| visit(graph, start, &mut Vec::new(), &mut done))
}

#[test]
fn files_import_each_other_in_no_circle() {
    let graph = uses();
    let edges: usize = graph.values().map(BTreeSet::len).sum();
    assert!(edges > graph.len(), "{edges} imports among {} modules are found: too few", graph.len());
    assert_eq!(circle(&graph), None);
}

#[test]
fn features_import_each_other_in_no_circle() {
    let feature = |name: &Name| name.first().cloned().filter(|first| FEATURES.contains(&first.as_str()));
    let mut graph: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (from, used) in uses() {
        let Some(from) = feature(&from) else { continue };
        let others = used.iter().filter_map(feature).filter(|to| *to != from);
        graph.entry(from.clone()).or_default().extend(others);
    }
    assert_eq!(graph.keys().map(String::as_str).collect::<BTreeSet<_>>(), BTreeSet::from(FEATURES));
    assert!(graph["rooms"].contains("polls"), "a room that closes closes its polls");
    assert_eq!(circle(&graph), None);
}

#[test]
fn every_feature_decides_reduces_validates_and_has_invariants() {
    let all = modules();
    for feature in FEATURES {
        for part in ["decide", "reduce", "validate", "invariants"] {
            assert!(all.contains_key(&vec![feature.to_owned(), part.to_owned()]), "{feature}/{part}.rs");
        }
    }
}

#[test]
fn a_circle_is_found() {
    let graph = BTreeMap::from([(1, BTreeSet::from([2, 3])), (2, BTreeSet::from([4])), (4, BTreeSet::from([1]))]);
    assert_eq!(circle(&graph), Some(vec![1, 2, 4, 1]));
    let paths = paths("use a::{b, c::{d, self}};\nfn f() { e::g::h() }");
    let written: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(written, ["a::b", "a::c::d", "a::c::self", "e::g::h"]);
}
