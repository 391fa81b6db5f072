//! Files on lists of preparation: staff upload them, and the people of the course have them.

use axum::{
    Json,
    body::{Body, Bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use protocol::{
    AuditKind, CourseAction, ErrorCode, PreparationId, Refusal, SessionId, limits,
    preparation::{NewPreparation, PreparationContent, PreparationFile, SessionPreparation},
};
use serde::Deserialize;
use store::AuditLine;
use tokio::sync::Semaphore;

use super::{
    auth::{By, SignedIn},
    error::{HttpResult, Path, Query},
    preparation::Class,
};
use crate::{clock::unix_now, context::App, refusal};

/// Whoever opens a file by its address, past the header that makes it a download, gets a page that may do nothing.
const POLICY: &str = "sandbox; default-src 'none'; frame-ancestors 'none'";

/// Files that are read at a time: they are in memory until they are whole.
static READING: Semaphore = Semaphore::const_new(limits::FILES_AT_ONCE);

/// How a file is called, and what it is on the list.
#[derive(Debug, Deserialize)]
pub struct FileQuery {
    title: String,
    name: String,
}

/// `POST /api/sessions/{id}/preparation/files`
pub async fn upload(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    Path(id): Path<SessionId>,
    Query(FileQuery { title, name }): Query<FileQuery>,
    request: Request,
) -> HttpResult<Json<SessionPreparation>> {
    let class = Class::of(&app, id, &person, CourseAction::ChangePreparation).await?;
    let (title, name) = (live::text::valid_title(&title)?, valid_name(&name)?);
    // Before the file is read: what waits is in memory.
    let _place = READING.try_acquire().map_err(|_| ErrorCode::RateLimited)?;
    let content = Bytes::from_request(request, &()).await.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ErrorCode::TooLarge.into(),
        _ => Refusal::because(ErrorCode::BadFrame, rejection.body_text()),
    })?;
    let bytes = content.len() as u64;
    let file = app.store.keep_file(content).await.map_err(refusal::store)?;
    let new = NewPreparation { title, content: PreparationContent::File(PreparationFile { file, name, bytes }) };
    app.store.add_preparation(class.course, id, &new).await.map_err(refusal::store)?;
    class.whole(&app).await
}

/// `GET /api/sessions/{id}/preparation/{item}/file`
pub async fn download(
    State(app): State<App>,
    SignedIn(person): SignedIn,
    By(agent): By,
    Path((id, item)): Path<(SessionId, PreparationId)>,
) -> HttpResult<Response> {
    let class = Class::of(&app, id, &person, CourseAction::SeeCourse).await?;
    let items = app.store.preparation(id).await.map_err(refusal::store)?;
    let content = items.into_iter().find(|row| row.id == item).map(|row| row.said.content);
    let Some(PreparationContent::File(PreparationFile { file, name, .. })) = content else {
        return Err(ErrorCode::NotFound.into());
    };
    let kept = app.store.kept_file(&file).await.map_err(refusal::store)?;
    let disposition = format!("attachment; filename*=UTF-8''{}", encoded(&name));
    let headers: [(HeaderName, HeaderValue); 5] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kept.content_type)),
        (header::CONTENT_LENGTH, kept.size.into()),
        (header::CONTENT_DISPOSITION, HeaderValue::try_from(disposition).map_err(|_| ErrorCode::Internal)?),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
    ];
    let line = AuditLine::new(AuditKind::Downloaded, &person, &agent).in_session(id, Some(class.course));
    let line = line.about(&class.title).detail(&name).once_a_day();
    app.store.note(&line, unix_now()).await.map_err(refusal::store)?;
    let bytes = kept.read(0..kept.size).await.map_err(refusal::store)?;
    Ok((headers, Body::from_stream(bytes)).into_response())
}

/// The name of a file without a path, as it is kept.
fn valid_name(name: &str) -> Result<String, Refusal> {
    Ok(live::text::valid_title(name.rsplit(['/', '\\']).next().unwrap_or_default())?)
}

/// A name as it stands in a header: RFC 8187, section 3.2.1.
pub fn encoded(name: &str) -> String {
    let one = |byte: &u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' | b'~' => char::from(*byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    name.as_bytes().iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_path_and_stands_in_a_header() {
        for (name, kept) in
            [("Slides 1.pdf", "Slides 1.pdf"), ("C:\\Docs\\a.pdf", "a.pdf"), ("../../etc/passwd", "passwd")]
        {
            assert_eq!(valid_name(name), Ok(kept.to_owned()));
        }
        assert!(valid_name("folder/").is_err());
        assert!(valid_name(&"a".repeat(limits::TITLE_CHARS + 1)).is_err());
        assert_eq!(encoded("Zoë \"1\".pdf"), "Zo%C3%AB%20%221%22.pdf");
    }
}
