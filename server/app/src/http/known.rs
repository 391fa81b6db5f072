//! Answers that travel again only once they have changed.

use axum::{
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::error::{HttpResult, internal};

/// An answer that is the same as long as its tag is, for whoever has the right header alone (`vary`). Browsers keep it, and ask each time
/// whether it still is what they have: then it does not travel again.
pub fn unless_known(
    tag: &str,
    asked: &HeaderMap,
    vary: &'static str,
    answer: impl IntoResponse,
) -> HttpResult<Response> {
    // Weak: the same answer may be compressed or not.
    let tag = format!("W/\"{tag}\"");
    let known = asked.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok());
    let is_known = known.is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag));
    let headers = [
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::ETAG, HeaderValue::try_from(tag).map_err(internal)?),
        (header::VARY, HeaderValue::from_static(vary)),
    ];
    Ok(if is_known { (StatusCode::NOT_MODIFIED, headers).into_response() } else { (headers, answer).into_response() })
}

/// JSON for whoever is signed in, by what it says.
pub fn json_unless_known(value: &impl Serialize, asked: &HeaderMap) -> HttpResult<Response> {
    let json = serde_json::to_vec(value).map_err(internal)?;
    let tag = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(&json));
    let answer = ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], json);
    unless_known(&tag, asked, "Cookie", answer)
}
