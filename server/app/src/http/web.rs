//! Serves the web app.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex, PoisonError},
};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use flate2::Compression;
use rust_embed::EmbeddedFile;

use super::{gzip, web_ahead};
use crate::web_files::WebFiles;

/// Serves a file of the web app, and its page for any other path.
pub async fn file(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    // Hidden files (`.vite/`) are for tools, not for browsers.
    if path.split('/').any(|segment| segment.starts_with('.')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    // Vite puts a hash of the content into the names under assets/, so those can be cached for ever.
    let (path, cache) = match path {
        "" => ("index.html", "no-cache"),
        path if path.starts_with("assets/") => (path, "public, max-age=31536000, immutable"),
        path => (path, "no-cache"),
    };
    let gzip = gzip::accepted(&headers);
    match WebFiles::get(path) {
        Some(found) => found_file(found, cache, gzip),
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => match WebFiles::get("index.html") {
            Some(index) => {
                let manifest = WebFiles::get(".vite/manifest.json");
                let ahead = manifest.and_then(|manifest| web_ahead::link(path, &manifest.data));
                let ahead: HeaderMap = ahead.map(|link| (header::LINK, link)).into_iter().collect();
                (ahead, found_file(index, "no-cache", gzip)).into_response()
            }
            None => (StatusCode::NOT_FOUND, "The web app was not built: run `cargo xtask run`.").into_response(),
        },
    }
}

fn found_file(file: EmbeddedFile, cache: &'static str, gzip: bool) -> Response {
    let kind = file.metadata.mimetype().to_owned();
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, cache.to_owned()),
        (header::VARY, header::ACCEPT_ENCODING.to_string()),
    ];
    match gzip.then(|| gzipped(&file)).flatten() {
        Some(short) => (headers, [(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"))], short).into_response(),
        None => (headers, file.data).into_response(),
    }
}

/// The compressed file, unless it is longer than the file. Each file is compressed once, because a class of 500 that
/// comes at once asks for the same files. A file is known by its hash, because files change in debug builds.
fn gzipped(file: &EmbeddedFile) -> Option<Bytes> {
    static KNOWN: LazyLock<Mutex<HashMap<[u8; 32], Option<Bytes>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known
        .entry(file.metadata.sha256_hash())
        .or_insert_with(|| gzip::compressed(&file.data, Compression::best()))
        .clone()
}
