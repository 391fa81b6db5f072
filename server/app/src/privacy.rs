//! Takes people whose accounts were erased out of the classes in which they were, one class after the other, and whoever asked for it out of
//! the recording of one.

use std::time::Duration;

use protocol::{Millis, SessionId};
use store::StoreError;

use crate::{clock::unix_now, context::App};

/// How often it is looked without being told: a class that ran has ended by then, or another server has let it go.
const EVERY: Duration = Duration::from_secs(30);

/// Looks now and then, and when it is told, until the store is closed. The first time finishes what an earlier run has not.
pub async fn keep_erasing(app: App) {
    loop {
        match look(&app, unix_now()).await {
            Ok(0) => {}
            Ok(classes) => tracing::info!(classes, "people whose accounts were erased have left classes"),
            Err(StoreError::Closed) => return,
            Err(error) => tracing::error!(%error, "people could not be taken out of classes; it is tried again"),
        }
        // Nobody tells it while nothing is erased.
        let _ = tokio::time::timeout(EVERY, app.erasures.notified()).await;
    }
}

/// Takes them out of all classes that do not run, and what they recorded out of the places of other recordings. Returns how many classes that
/// had begun forgot somebody.
pub async fn look(app: &App, now_unix: Millis) -> Result<usize, StoreError> {
    app.store.erase_seats_in_planned_classes().await?;
    for (session, lost) in app.store.lost_takes().await? {
        is_done(session, app.ended.drop_takes(session, &lost, now_unix).await)?;
        app.forget_recording(session);
    }
    for (session, seats) in app.store.seats_to_take_out().await? {
        if is_done(session, app.ended.take_out(session, &seats).await)? {
            tracing::info!(%session, seats = seats.len(), "people were taken out of a recording");
        }
        app.forget_recording(session);
    }
    let mut classes = 0;
    for (session, seats) in app.store.seats_to_erase().await? {
        classes += usize::from(is_done(session, app.ended.erase(session, &seats, now_unix).await)?);
        app.forget_recording(session);
    }
    Ok(classes)
}

/// Whether a class was changed. What fails is tried again, and no other class waits for it.
fn is_done(session: SessionId, done: Result<(), StoreError>) -> Result<bool, StoreError> {
    match done {
        Ok(()) => Ok(true),
        Err(StoreError::Closed) => Err(StoreError::Closed),
        Err(error) => {
            tracing::warn!(%session, %error, "people could not be taken out of a class; it is tried again");
            Ok(false)
        }
    }
}
