//! Files of which a client may ask for a part.

use std::ops::Range;

use axum::{
    Json,
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, Refusal};
use store::MediaFile;

use super::error::{HttpResult, internal};
use crate::refusal;

/// The file or, where the request has `Range: bytes=…`, a part of it, with these headers and those that follow.
pub async fn answer(file: MediaFile, request: &HeaderMap, mut answer: HeaderMap) -> HttpResult<Response> {
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let (status, range) = match wanted_range(request, file.size) {
        Wanted::Whole => (StatusCode::OK, 0..file.size),
        Wanted::Part(range) => {
            let text = format!("bytes {}-{}/{}", range.start, range.end - 1, file.size);
            answer.insert(header::CONTENT_RANGE, HeaderValue::try_from(text).map_err(internal)?);
            (StatusCode::PARTIAL_CONTENT, range)
        }
        Wanted::Impossible => {
            let text = format!("bytes */{}", file.size);
            // The body of a refusal is JSON, and must not be cached.
            let refusal = Json(Refusal::because(ErrorCode::BadFrame, "no such range"));
            let content_range = [(header::CONTENT_RANGE, HeaderValue::try_from(text).map_err(internal)?)];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, content_range, refusal).into_response());
        }
    };
    answer.insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    let bytes = file.read(range).await.map_err(refusal::store)?;
    Ok((status, answer, Body::from_stream(bytes)).into_response())
}

#[derive(Debug, PartialEq)]
enum Wanted {
    Whole,
    Part(Range<u64>),
    Impossible,
}

/// One range as in RFC 9110, section 14.2. Several ranges, and other units, are answered with the whole file, as it
/// allows.
fn wanted_range(headers: &HeaderMap, size: u64) -> Wanted {
    let Some(spec) = headers.get(header::RANGE).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("bytes="))
    else {
        return Wanted::Whole;
    };
    let Some((first, last)) = spec.split_once('-') else { return Wanted::Whole };
    let range = match (first.trim().parse::<u64>(), last.trim().parse::<u64>()) {
        (Ok(first), Ok(last)) if first <= last => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.trim().is_empty() => first..size,
        (Err(_), Ok(last)) if first.trim().is_empty() => size.saturating_sub(last)..size,
        _ => return Wanted::Whole,
    };
    if range.is_empty() { Wanted::Impossible } else { Wanted::Part(range) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_follow_rfc_9110() {
        let wanted = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_str(text).unwrap());
            wanted_range(&headers, 100)
        };
        assert_eq!(wanted_range(&HeaderMap::new(), 100), Wanted::Whole);
        assert_eq!(wanted("bytes=0-9"), Wanted::Part(0..10));
        assert_eq!(wanted("bytes=90-"), Wanted::Part(90..100));
        assert_eq!(wanted("bytes=-10"), Wanted::Part(90..100));
        assert_eq!(wanted("bytes=-1000"), Wanted::Part(0..100));
        assert_eq!(wanted("bytes=50-18446744073709551615"), Wanted::Part(50..100));
        assert_eq!(wanted("bytes=100-"), Wanted::Impossible);
        assert_eq!(wanted("bytes=-0"), Wanted::Impossible);
        for whole in ["bytes=9-1", "bytes=a-b", "lines=1-2", "bytes=0-1,5-6", "bytes="] {
            assert_eq!(wanted(whole), Wanted::Whole, "{whole}");
        }
    }
}
