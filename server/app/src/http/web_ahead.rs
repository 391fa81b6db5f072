//! What a page of the web app loads later on: browsers are told of it together with the page, and load both at once.

use std::{
    collections::{BTreeSet, HashMap},
    fmt::Write,
};

use axum::http::HeaderValue;
use serde::Deserialize;

/// The pages that are opened from links and have much code of their own, by what their paths begin with.
const PAGES: [(&str, &str); 2] =
    [("watch/", "src/ui/watch/Watch.svelte"), ("class/", "src/ui/classroom/Classroom.svelte")];

/// The part of Vite's manifest that says which files code is in.
/// Source: <https://vite.dev/guide/backend-integration>.
#[derive(Deserialize)]
struct Chunk {
    file: String,
    #[serde(default)]
    imports: Vec<String>,
    #[serde(default)]
    css: Vec<String>,
}

/// The header `Link` for a path, by the manifest of the web app; `None` where the page has all that it needs.
pub fn link(path: &str, manifest: &[u8]) -> Option<HeaderValue> {
    let (_, page) = PAGES.iter().find(|(begin, _)| path.starts_with(begin))?;
    let chunks: HashMap<String, Chunk> = serde_json::from_slice(manifest).ok()?;
    let (mut scripts, mut styles) = (BTreeSet::new(), BTreeSet::new());
    let mut open = vec![*page];
    while let Some(name) = open.pop() {
        let chunk = chunks.get(name)?;
        if scripts.insert(&chunk.file) {
            styles.extend(&chunk.css);
            open.extend(chunk.imports.iter().map(String::as_str));
        }
    }
    let mut links = String::new();
    for script in scripts {
        write!(links, "</{script}>; rel=modulepreload, ").ok()?;
    }
    // As the pages themselves ask for styles; a style that is asked for otherwise is loaded twice.
    for style in styles {
        write!(links, "</{style}>; rel=preload; as=style; crossorigin, ").ok()?;
    }
    HeaderValue::from_str(links.trim_end_matches(", ")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"{
        "index.html": { "file": "assets/index.js", "isEntry": true },
        "_a.js": { "file": "assets/a.js", "imports": ["index.html", "_b.js"], "css": ["assets/a.css"] },
        "_b.js": { "file": "assets/b.js", "imports": ["_a.js"] },
        "src/ui/watch/Watch.svelte": { "file": "assets/Watch.js", "imports": ["_a.js"], "css": ["assets/a.css"] }
    }"#;

    #[test]
    fn a_page_says_each_file_once() {
        let files = ["a", "b", "index"].map(|name| format!("</assets/{name}.js>; rel=modulepreload")).join(", ");
        let expected = format!(
            "</assets/Watch.js>; rel=modulepreload, {files}, </assets/a.css>; rel=preload; as=style; crossorigin"
        );
        assert_eq!(link("watch/1", MANIFEST.as_bytes()).unwrap(), expected);
        assert_eq!(link("courses/1", MANIFEST.as_bytes()), None);
        assert_eq!(link("watch/1", b"{"), None);
    }
}
