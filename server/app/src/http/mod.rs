//! The HTTP interface. `protocol::http` says what the bodies are.

mod account;
mod auth;
mod error;
mod join;
mod later;
mod live;
mod sessions;
mod timeline;
mod web;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, header},
    routing::{any, get, post},
};
use protocol::limits;
use tower_http::{compression::CompressionLayer, set_header::SetResponseHeaderLayer};

use crate::context::App;

/// A page may load and run what comes from this server, and nothing else. Media plays from `blob:` (Media Source
/// Extensions); components set styles on elements.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; media-src 'self' blob: \
    mediastream:; connect-src 'self' ws: wss:; img-src 'self' data:; worker-src 'self' blob:; frame-ancestors 'none'; \
    base-uri 'self'; form-action 'self'";

/// All routes.
pub fn router(app: App) -> Router {
    let api = Router::new()
        .route("/me", get(account::me))
        .route("/setup", post(account::setup))
        .route("/sign-in", post(account::sign_in))
        .route("/sign-in/link", post(account::sign_in_by_link))
        .route("/sign-out", post(account::sign_out))
        .route("/sessions", get(sessions::list).post(sessions::start))
        .route("/join/{code}", get(join::info).post(join::join))
        .route("/sessions/{id}/timeline", get(timeline::timeline))
        .route("/sessions/{id}/journal", get(timeline::journal))
        .route("/sessions/{id}/manifest", get(timeline::manifest))
        .route("/sessions/{id}/commands", post(later::act))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(CompressionLayer::new())
        .route("/sessions/{id}/media/{file}", get(timeline::media))
        .route("/live", get(live::live))
        .method_not_allowed_fallback(error::no_such_method)
        .fallback(error::no_such_route);
    Router::new()
        .nest("/api", api)
        // The one path under `/api/` that nesting leaves out.
        .route("/api/", any(error::no_such_route))
        .route("/healthz", get(|| async { "ok" }))
        .fallback(web::file)
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
        .layer(set(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "same-origin"))
        .layer(set(
            HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(self), display-capture=(self)",
        ))
        .with_state(app)
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
