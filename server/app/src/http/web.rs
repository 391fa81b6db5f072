//! The web app, embedded in the binary.

use std::{
    collections::HashMap,
    io::Write,
    sync::{LazyLock, Mutex, PoisonError},
};

use axum::{
    body::Bytes,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use rust_embed::{EmbeddedFile, RustEmbed};

/// The files that `npm run build` makes. Debug builds read the folder at each request; release builds embed it.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Web;

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
    let gzip = accepts_gzip(&headers);
    match Web::get(path) {
        Some(found) => found_file(found, cache, gzip),
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => match Web::get("index.html") {
            Some(index) => found_file(index, "no-cache", gzip),
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

/// Whether the client accepts gzip (RFC 9110, section 12.5.3). A weight of 0 means that it does not.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accepted.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0));
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// The compressed file, unless it is longer than the file. Each file is compressed once, because a class of 500 that
/// comes at once asks for the same files. A file is known by its hash, because files change in debug builds.
fn gzipped(file: &EmbeddedFile) -> Option<Bytes> {
    static KNOWN: LazyLock<Mutex<HashMap<[u8; 32], Option<Bytes>>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.entry(file.metadata.sha256_hash()).or_insert_with(|| compressed(&file.data)).clone()
}

fn compressed(data: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let short = encoder.write_all(data).and_then(|()| encoder.finish()).ok()?;
    (short.len() < data.len()).then(|| short.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_for_those_who_take_it() {
        let accepts = |value: &'static str| {
            accepts_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]))
        };
        for yes in ["gzip", "gzip, deflate, br, zstd", "br;q=1.0, GZIP;q=0.8"] {
            assert!(accepts(yes), "{yes}");
        }
        for no in ["", "br", "gzip;q=0", "gzip; q=0.0, br", "x-gzip2"] {
            assert!(!accepts(no), "{no}");
        }
        assert!(!accepts_gzip(&HeaderMap::new()));
    }
}
