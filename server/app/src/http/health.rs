//! Whether the server serves.

use axum::extract::State;

use crate::context::App;

/// `GET /healthz`: `ok` and, where recordings are kept in a bucket, a line about those that are not there so far.
pub async fn look(State(app): State<App>) -> String {
    app.uploads.map_or_else(|| "ok".into(), |uploads| format!("ok\n{}\n", uploads.told()))
}
