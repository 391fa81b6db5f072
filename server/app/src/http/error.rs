//! Refusals as HTTP responses.

use axum::{
    Json,
    extract::{FromRequest, FromRequestParts, Request, rejection::JsonRejection},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use protocol::{ErrorCode, Refusal};
use serde::de::DeserializeOwned;

/// A refused request: a status, and a [`Refusal`] as JSON.
#[derive(Debug)]
pub struct HttpRefusal(pub Refusal);

/// What a handler returns.
pub type HttpResult<T> = Result<T, HttpRefusal>;

impl<R: Into<Refusal>> From<R> for HttpRefusal {
    fn from(refusal: R) -> Self {
        HttpRefusal(refusal.into())
    }
}

impl IntoResponse for HttpRefusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let retry_after = self.0.retry_after.map(|seconds| [(header::RETRY_AFTER, seconds.to_string())]);
        // What is refused now, a recording that lies in the bin for one, may be there later.
        (status, [(header::CACHE_CONTROL, "no-store")], retry_after, Json(self.0)).into_response()
    }
}

/// The refusal of a request that failed for a reason that the log has, and the client cannot do anything about.
pub fn internal(error: impl std::fmt::Display) -> HttpRefusal {
    tracing::error!(%error, "a request failed");
    ErrorCode::Internal.into()
}

/// A JSON body. One that cannot be read is refused with a [`Refusal`].
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = HttpRefusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Body(body)),
            Err(JsonRejection::BytesRejection(rejection)) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Err(Refusal::because(ErrorCode::TooLarge, rejection.to_string()).into())
            }
            Err(rejection) => Err(Refusal::because(ErrorCode::BadFrame, rejection.body_text()).into()),
        }
    }
}

/// The variables of the path. A path that cannot be read does not exist.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(path)) => Ok(Path(path)),
            Err(rejection) => Err(Refusal::because(ErrorCode::NotFound, rejection.body_text()).into()),
        }
    }
}

/// The query string.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = HttpRefusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Self::Rejection> {
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(query)) => Ok(Query(query)),
            Err(rejection) => Err(Refusal::because(ErrorCode::BadFrame, rejection.body_text()).into()),
        }
    }
}

/// Answers a request for a route under `/api` with another method; the `Allow` header says which ones there are.
pub async fn no_such_method() -> Response {
    let refusal = Refusal::because(ErrorCode::NotFound, "not with this method");
    (StatusCode::METHOD_NOT_ALLOWED, Json(refusal)).into_response()
}

/// Answers a request for a route under `/api` that does not exist.
pub async fn no_such_route() -> HttpRefusal {
    ErrorCode::NotFound.into()
}

#[cfg(test)]
mod tests {
    use axum::body::{Body as RawBody, Bytes};

    use super::*;

    async fn refused(body: RawBody) -> ErrorCode {
        let request = Request::post("/").header(header::CONTENT_TYPE, "application/json").body(body).unwrap();
        match Body::<String>::from_request(request, &()).await {
            Ok(_) => panic!("it was taken"),
            Err(HttpRefusal(refusal)) => refusal.code,
        }
    }

    #[tokio::test]
    async fn a_body_that_breaks_off_is_not_called_too_large() {
        let broken = futures_util::stream::iter([Ok(Bytes::from_static(b"\"half")), Err("it breaks off")]);
        assert_eq!(refused(RawBody::from_stream(broken)).await, ErrorCode::BadFrame);
        // axum's own limit, where none is set: 2 MB.
        assert_eq!(refused(RawBody::from(vec![b' '; 3_000_000])).await, ErrorCode::TooLarge);
    }
}
