//! The HTTP interface. `protocol::http` says what the bodies are.

mod account;
mod announcements;
mod audience;
mod audit;
mod auth;
mod board;
mod calendars;
mod claims;
mod clips;
mod consent;
mod convinced;
mod courses;
mod discussed;
mod downloads;
mod error;
mod extensions;
mod files;
mod groups;
mod gzip;
mod health;
mod insight;
mod invitations;
mod join;
mod known;
mod later;
mod lectures;
mod ledger;
mod live;
mod mail;
mod media;
mod mp4;
mod notices;
mod origin;
mod page;
mod passkeys;
mod people;
mod photos;
mod practice;
mod preparation;
mod privacy;
mod push;
mod ranges;
mod recording;
mod roster;
mod schedule;
mod sessions;
mod sign_in;
mod timeline;
mod web;
mod web_ahead;
mod withdrawing;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::{HeaderName, HeaderValue, header},
    middleware::from_fn_with_state,
    routing::{any, delete, get, patch, post, put},
};
use protocol::limits;
use tower_http::{compression::CompressionLayer, set_header::SetResponseHeaderLayer};

use crate::context::App;

/// The body with a roster: JSON writes the marks and line breaks of a table with two bytes.
const IMPORT_BODY_BYTES: usize = 2 * limits::IMPORT_BYTES;

/// A page may load and run what comes from this server, and nothing else. Media plays from `blob:` (Media Source
/// Extensions), and photos in class, which are asked for with a seat's token, are shown from there; components set styles on elements. The WebSocket of the public URL is named for browsers to which `'self'` means
/// HTTP alone.
fn content_security_policy(public_url: &str) -> String {
    let socket = public_url.replacen("http", "ws", 1);
    format!(
        "default-src 'self'; style-src 'self' 'unsafe-inline'; media-src 'self' blob: mediastream:; \
         connect-src 'self' {socket}; img-src 'self' data: blob:; worker-src 'self' blob:; frame-ancestors 'none'; \
         base-uri 'self'; form-action 'self'"
    )
}

/// All routes.
pub fn router(app: App) -> Router {
    let policy =
        HeaderValue::try_from(content_security_policy(&app.public_url)).expect("a URL is made of visible characters");
    let api = Router::new()
        .route("/me", get(account::me))
        .route("/account/name", put(account::change_name))
        .route("/account/profile", put(account::change_profile))
        .route(
            "/account/photo",
            put(photos::change).delete(photos::delete).layer(DefaultBodyLimit::max(limits::PHOTO_BYTES)),
        )
        .route("/account/locale", post(account::set_first_locale))
        .route("/account/seats", get(claims::attended).post(claims::claim))
        .route("/account/seats/look", post(claims::look))
        .route("/account/password", put(account::change_password))
        .route("/account/devices", get(account::devices).delete(account::sign_out_of_others))
        .route("/account/devices/{id}", delete(account::sign_out_of))
        .route("/account/calendar", get(calendars::mine).post(calendars::make_mine).delete(calendars::end_mine))
        .route("/account/erase", get(privacy::preview_own).post(privacy::erase_own))
        .route("/account/audit", get(audit::of_account))
        .route("/audit", get(audit::of_server))
        .route("/consent", get(consent::current).put(consent::change))
        .route("/consent/versions", get(consent::versions))
        .route("/home", get(schedule::home))
        .route("/home/narrowed", delete(schedule::told_of_narrowed))
        .route("/home/announcements", get(announcements::news))
        .route("/home/answers", get(board::new_answers))
        .route("/practice", get(practice::due))
        .route("/practice/{session}/{poll}", post(practice::answer))
        .route("/setup", post(sign_in::setup))
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-in/link", post(sign_in::sign_in_by_link))
        .route("/sign-in/mail", post(mail::ask_to_sign_in))
        .route("/sign-in/mail/use", post(mail::sign_in))
        .route("/password/mail", post(mail::ask_for_password))
        .route("/password/reset", post(mail::reset_password))
        .route("/account/email", put(mail::change_email))
        .route("/account/email/mail", post(mail::send_confirmation))
        .route("/email/confirm", post(mail::confirm_email))
        .route("/mail/failed", get(mail::failed))
        .route("/mail/failed/{id}", delete(mail::forget))
        .route("/mail/failed/{id}/retry", post(mail::retry))
        .route("/account/notices", get(notices::settings).put(notices::change))
        .route("/account/push", get(push::get).put(push::set).delete(push::end))
        .route("/account/passkeys", get(passkeys::list).post(passkeys::add))
        .route("/account/passkeys/begin", post(passkeys::begin))
        .route("/account/passkeys/{id}", delete(passkeys::remove))
        .route("/sign-in/passkey", post(passkeys::sign_in))
        .route("/sign-in/passkey/begin", post(passkeys::begin_sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/people", get(people::list).post(people::invite))
        .route("/people/{id}", patch(people::change).delete(people::end_invitation))
        .route("/people/{id}/password-link", post(people::password_link))
        .route("/people/{id}/erase", get(privacy::preview).post(privacy::erase))
        .route("/invitations/look", post(invitations::look))
        .route("/invitations/accept", post(invitations::accept))
        .route("/courses", get(courses::list).post(courses::create))
        .route("/courses/asked", get(courses::asked))
        .route("/courses/{id}", get(courses::get).put(courses::change).delete(courses::delete))
        .route("/courses/{id}/join", put(courses::set_link))
        .route("/courses/{id}/schedule", get(schedule::get).post(schedule::plan))
        .route("/courses/{id}/schedule/preview", post(schedule::preview))
        .route("/courses/{id}/deadlines", put(schedule::set_deadlines))
        .route(
            "/courses/{id}/calendar",
            get(calendars::of_course).post(calendars::make_of_course).delete(calendars::end_of_course),
        )
        .route("/courses/{id}/clips", get(clips::unused))
        .route("/courses/{id}/clips/{session}", delete(clips::delete))
        .route("/courses/{id}/announcements", get(announcements::page).post(announcements::announce))
        .route("/courses/{id}/announcements/seen", post(announcements::see))
        .route("/courses/{id}/announcements/{announcement}", put(announcements::change).delete(announcements::delete))
        .route("/courses/{id}/announcements/{announcement}/restore", post(announcements::restore))
        .route("/courses/{id}/announcements/{announcement}/readers", get(announcements::readers))
        .route("/courses/{id}/board", get(board::page).post(board::begin))
        .route("/courses/{id}/board/{post}", get(board::thread).put(board::change).delete(board::delete))
        .route("/courses/{id}/board/messages", post(discussed::discuss))
        .route("/courses/{id}/board/{post}/answered", post(discussed::answered))
        .route("/courses/{id}/board/{post}/replies", post(board::reply))
        .route("/courses/{id}/board/{post}/marks", put(board::mark))
        .route("/courses/{id}/board/{post}/seen", post(board::see_answer))
        .route("/courses/{id}/board/{post}/restore", post(board::restore))
        .route("/courses/{id}/insights", get(insight::of_course))
        .route("/courses/{id}/audit", get(audit::of_course))
        .route("/courses/{id}/leave", post(roster::leave))
        .route("/courses/{id}/roster", get(roster::page).post(roster::add))
        .route("/courses/{id}/roster/import", post(roster::import).layer(DefaultBodyLimit::max(IMPORT_BODY_BYTES)))
        .route("/courses/{id}/roster/invitations", post(roster::invite_all))
        .route("/courses/{id}/roster/{member}", patch(roster::change))
        .route("/courses/{id}/roster/{member}/invitation", post(roster::invite))
        .route("/courses/{id}/roster/{member}/extensions", get(extensions::of_member))
        .route("/courses/join/{code}", get(courses::look).post(courses::join))
        .route("/sessions", get(sessions::list).post(sessions::start))
        .route("/join/{code}", get(join::info).post(join::join))
        .route("/sessions/{id}/timeline", get(timeline::timeline))
        .route("/sessions/{id}/position", put(timeline::keep_position))
        .route("/sessions/{id}/journal", get(timeline::journal))
        .route("/sessions/{id}/people", get(photos::people))
        .route("/sessions/{id}/people/{participant}/withdraw", post(withdrawing::other))
        .route("/sessions/{id}/withdraw", post(withdrawing::oneself))
        .route("/sessions/{id}/manifest", get(timeline::manifest))
        .route("/sessions/{id}/media-keys", get(audience::keys))
        .route("/sessions/{id}/groups", get(groups::of_class))
        .route("/sessions/{id}/commands", post(later::act))
        .route("/sessions/{id}/exports", post(audit::export))
        .route("/sessions/{id}/plan", patch(schedule::change).delete(schedule::delete))
        .route("/sessions/{id}/plan/cancel", post(schedule::cancel))
        .route("/sessions/{id}/plan/restore", post(schedule::restore))
        .route("/sessions/{id}/extensions", get(extensions::of_session))
        .route("/sessions/{id}/extensions/{member}", put(extensions::give).delete(extensions::end))
        .route("/sessions/{id}/convinced", get(convinced::list).put(convinced::say))
        .route("/sessions/{id}/explained", get(practice::explained).put(practice::explain))
        .route("/sessions/{id}/insights", get(insight::of_class))
        .route("/sessions/{id}/ledger", get(ledger::of_class))
        .route("/sessions/{id}/ledger/export", post(ledger::export))
        .route("/sessions/{id}/ledger/own", get(ledger::own))
        .route("/sessions/{id}/ledger/watched", post(ledger::watched))
        .route("/sessions/{id}/preparation", get(preparation::get).post(preparation::add))
        .route("/sessions/{id}/preparation/order", put(preparation::order))
        .route("/sessions/{id}/preparation/copy", post(preparation::copy))
        .route("/sessions/{id}/preparation/files", post(files::upload).layer(DefaultBodyLimit::max(limits::FILE_BYTES)))
        .route("/sessions/{id}/preparation/{item}", put(preparation::change).delete(preparation::remove))
        .route("/sessions/{id}/preparation/{item}/restore", post(preparation::restore))
        .route("/sessions/{id}/preparation/{item}/done", put(preparation::set_done).delete(preparation::set_undone))
        .route("/sessions/{id}/preparation/{item}/people", get(preparation::people))
        .route("/sessions/{id}/calendar.ics", get(calendars::one))
        .route("/sessions/{id}/publish", post(lectures::publish))
        .route("/sessions/{id}", delete(recording::delete_class))
        .route("/sessions/{id}/recording", delete(recording::delete))
        .route("/sessions/{id}/recording/restore", post(recording::restore))
        .route("/sessions/{id}/recording/erase", post(recording::erase))
        .route("/sessions/{id}/recording/open", put(recording::open))
        .route("/sessions/{id}/recording/names", put(recording::set_pseudonyms))
        .route("/sessions/{id}/recording/downloads", get(downloads::choices))
        .route("/sessions/{id}/recording/mp4", get(mp4::look).post(mp4::ask).delete(mp4::forget))
        .layer(SetResponseHeaderLayer::if_not_present(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(CompressionLayer::new())
        .route("/sessions/{id}/media/{file}", get(media::of_seat))
        .route("/sessions/{id}/recording/offline", get(downloads::offline))
        .route("/sessions/{id}/recording/webm", get(downloads::webm))
        .route("/sessions/{id}/recording/mp4/file", get(mp4::file))
        .route("/sessions/{id}/preparation/{item}/file", get(files::download))
        .route("/account/photo/{photo}", get(photos::own))
        .route("/courses/{id}/photos/{photo}", get(photos::in_course))
        .route("/sessions/{id}/photos/{photo}", get(photos::in_class))
        .route("/account/export", get(privacy::export_own))
        .route("/people/{id}/export", get(privacy::export_other))
        .route("/live", get(live::live))
        .method_not_allowed_fallback(error::no_such_method)
        .fallback(error::no_such_route);
    let calendars = Router::new().route("/calendar/{file}", get(calendars::feed)).layer(CompressionLayer::new());
    let mut all = Router::new()
        .nest("/api", api)
        .merge(calendars)
        .route("/media/{session}/{key}/{file}", get(audience::file))
        .route("/media/{session}/{key}/manifest/{line}", get(audience::lines))
        .route("/unsubscribe/{secret}", get(web::file).post(notices::unsubscribe))
        // The one path under `/api/` that nesting leaves out.
        .route("/api/", any(error::no_such_route))
        .route("/healthz", get(health::look))
        .fallback(web::file)
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES))
        .layer(SetResponseHeaderLayer::if_not_present(header::CONTENT_SECURITY_POLICY, policy))
        .layer(set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(set(HeaderName::from_static("cross-origin-resource-policy"), "same-origin"))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(set(header::REFERRER_POLICY, "same-origin"))
        .layer(set(
            HeaderName::from_static("permissions-policy"),
            "camera=(self), microphone=(self), display-capture=(self)",
        ))
        .layer(from_fn_with_state(app.clone(), origin::same_origin));
    if app.is_https() {
        // Browsers come back by https alone, for a year.
        all = all.layer(set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    }
    all.with_state(app)
}

fn set(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
