//! The web app, from inside the binary.

use axum::{
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

/// Built by `npm run build`. Debug builds read the folder when asked, release builds carry it.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
struct Web;

/// A file of the web app; any other path is a page of it.
pub async fn file(uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    // What the build leaves for tools (`.vite/`) is no part of the app, and no page is named like that.
    if path.split('/').any(|segment| segment.starts_with('.')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    // Vite names what is under assets/ by its content.
    let (path, cache) = match path {
        "" => ("index.html", "no-cache"),
        path if path.starts_with("assets/") => (path, "public, max-age=31536000, immutable"),
        path => (path, "no-cache"),
    };
    match Web::get(path) {
        Some(found) => found_file(found, cache),
        None if path.starts_with("assets/") => StatusCode::NOT_FOUND.into_response(),
        None => match Web::get("index.html") {
            Some(index) => found_file(index, "no-cache"),
            None => (StatusCode::NOT_FOUND, "The web app was not built: run `cargo xtask run`.").into_response(),
        },
    }
}

fn found_file(file: rust_embed::EmbeddedFile, cache: &'static str) -> Response {
    let kind = file.metadata.mimetype().to_owned();
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, cache.to_owned())], file.data).into_response()
}
