//! The status of a session, as its actor tells it.

use std::sync::Arc;

use protocol::{ErrorCode, ParticipantId, Refusal, Role, SessionId, http::SessionState};
use store::{SessionRow, Store};
use tokio::sync::oneshot;

use crate::{
    hub::Hub,
    refusal,
    session::{Message, Sender, Status},
};

/// The status of a session that runs in this process.
pub async fn of_running(hub: &Hub, id: SessionId) -> Option<Status> {
    ask(hub.running(id)?, None).await
}

/// The status of a live session, for the participant `of`; `None` when the session is not live. A live session without
/// an actor is rebuilt, so that its settings hold. While the actor does not answer, the request is refused.
pub async fn of_live(
    hub: &Arc<Hub>,
    store: &Store,
    row: &SessionRow,
    of: Option<ParticipantId>,
) -> Result<Option<Status>, Refusal> {
    if row.state != SessionState::Live {
        return Ok(None);
    }
    let answer = match hub.session(row.id, Role::Guest).await {
        Ok(sender) => ask(sender, of).await,
        Err(refusal) if refusal.code == ErrorCode::SessionEnded => return Ok(None),
        Err(refusal) => return Err(refusal),
    };
    match answer {
        Some(status) => Ok(Some(status)),
        // The session ended while its actor was asked; otherwise the actor has stopped.
        None if is_over(store, row.id).await? => Ok(None),
        None => Err(ErrorCode::Draining.into()),
    }
}

async fn is_over(store: &Store, id: SessionId) -> Result<bool, Refusal> {
    let row = store.session(id).await.map_err(refusal::store)?;
    Ok(row.is_none_or(|row| row.state.is_over()))
}

async fn ask(sender: Sender, of: Option<ParticipantId>) -> Option<Status> {
    let (reply, status) = oneshot::channel();
    sender.send(Message::Status { of, reply }).await.ok()?;
    status.await.ok()
}

#[cfg(test)]
mod tests {
    use common::ClassClock;
    use media::{Media, MediaConfig};
    use recorder::{MemorySink, Recorded};
    use tokio::sync::mpsc;

    use super::*;
    use crate::recording::Recording;

    #[tokio::test]
    async fn a_live_session_that_does_not_answer_is_not_taken_for_one_that_is_over() {
        let data = tempfile::tempdir().unwrap();
        let store = Store::open(data.path()).await.unwrap();
        let listen = "127.0.0.1:0".parse().unwrap();
        let (media, events, frames) = Media::start(MediaConfig { listen, announce: Vec::new() }).unwrap();
        let hub = Hub::new(store.clone(), media, events, frames);
        let owner = store.create_owner("Ada", "a@b", "12345678").await.unwrap();
        let id = store.create_session(owner.id, "Algebra", true, 0).await.unwrap().id;
        store.set_live(id, 0).await.unwrap();
        let row = store.session(id).await.unwrap().unwrap();
        let recording = Recording::open(MemorySink::default(), Recorded::default(), ClassClock::showing(0)).unwrap();
        let (sender, mut messages) = mpsc::channel(1);
        hub.register(id, &sender, &recording);
        let deaf = tokio::spawn(async move { while messages.recv().await.is_some() {} });

        let status = of_live(&hub, &store, &row, None).await;
        assert_eq!(status.err().map(|refusal| refusal.code), Some(ErrorCode::Draining));
        store.set_ended(id, 0, 0).await.unwrap();
        assert!(of_live(&hub, &store, &row, None).await.unwrap().is_none());
        deaf.abort();
    }
}
