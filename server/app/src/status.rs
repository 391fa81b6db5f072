//! The status of a session, as its actor tells it.

use std::sync::Arc;

use live::{Comer, Entry, Purpose};
use protocol::{ErrorCode, ParticipantId, Refusal, Role, RoomId, SessionId, http::SessionState};
use store::{SessionRow, Store};
use tokio::sync::oneshot;

use crate::{
    hub::Hub,
    refusal,
    session::{Message, Sender, Status},
};

/// The status of a session that runs in this process.
pub async fn of_running(hub: &Hub, id: SessionId) -> Option<Status> {
    ask(&hub.running(id)?, Message::Status).await
}

/// Whether somebody is in a live session now. Of one that runs elsewhere, or does not answer, nobody knows better.
pub async fn is_present(hub: &Hub, id: SessionId, participant: ParticipantId) -> bool {
    let Some(actor) = hub.running(id) else { return true };
    ask(&actor, |reply| Message::IsPresent { participant, reply }).await.unwrap_or(true)
}

/// Who works on the task of a room at a study table that is open, together with others there. Refused while it does not run in this
/// process, as after a restart, before the first of its people is back.
pub async fn who_agreed(hub: &Hub, table: SessionId, room: RoomId) -> Result<Vec<ParticipantId>, Refusal> {
    let actor = hub.running(table).ok_or(ErrorCode::Draining)?;
    ask(&actor, |reply| Message::WhoAgreed { room, reply }).await.ok_or_else(|| ErrorCode::Draining.into())
}

/// Tells a study table that these of its people have handed in. One that does not run in this process hears nothing of it.
pub async fn tell_handed_in(hub: &Hub, table: SessionId, who: Vec<ParticipantId>) {
    if let Some(actor) = hub.running(table) {
        drop(actor.send(Message::HandedIn { who }).await);
    }
}

/// Whether somebody may come into this session. A live session without an actor is rebuilt, so that its settings hold. While
/// the actor does not answer, the request is refused. Who may watch after class is another question: see
/// [`crate::after_class`].
pub async fn entry(
    hub: &Arc<Hub>,
    store: &Store,
    row: &SessionRow,
    comer: Comer,
    purpose: Purpose,
) -> Result<Entry, Refusal> {
    if row.state != SessionState::Live {
        return Ok(Entry::Open);
    }
    let answer = match hub.session(row.id, Role::Guest).await {
        Ok(sender) => ask(&sender, |reply| Message::Enter { comer, purpose, reply }).await,
        Err(refusal) if refusal.code == ErrorCode::SessionEnded => None,
        Err(refusal) => return Err(refusal),
    };
    if let Some(entry) = answer {
        return entry;
    }
    // The session ended while its actor was asked; otherwise the actor has stopped.
    let row = store.session(row.id).await.map_err(refusal::store)?.ok_or(ErrorCode::NotFound)?;
    if row.state.is_over() { Ok(Entry::Open) } else { Err(ErrorCode::Draining.into()) }
}

async fn ask<T>(sender: &Sender, message: impl FnOnce(oneshot::Sender<T>) -> Message) -> Option<T> {
    let (reply, answer) = oneshot::channel();
    sender.send(message(reply)).await.ok()?;
    answer.await.ok()
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
        let (media, events, frames) =
            Media::start(MediaConfig { listen, this_machine_alone: false, announce: Vec::new() }).unwrap();
        let hub = Hub::new(store.clone(), Arc::default(), media, events, frames);
        let owner = store.create_owner("Ada", "a@b", "12345678").await.unwrap();
        let id = store.create_session(owner.id, "Algebra", true, 0).await.unwrap().id;
        store.set_live(id, 0).await.unwrap();
        let row = store.session(id).await.unwrap().unwrap();
        let recording = Recording::open(MemorySink::default(), Recorded::default(), ClassClock::showing(0)).unwrap();
        let (sender, mut messages) = mpsc::channel(1);
        hub.register(id, &sender, &recording, true, 0);
        let deaf = tokio::spawn(async move { while messages.recv().await.is_some() {} });

        let comer = Comer { seat: None, role: Role::Guest, name: "Eve".into(), near_ban: false };
        let newcomer = || entry(&hub, &store, &row, comer.clone(), Purpose::TakeSeat);
        assert_eq!(newcomer().await.map_err(|refusal| refusal.code), Err(ErrorCode::Draining));
        store.set_ended(id, 0, 0).await.unwrap();
        assert_eq!(newcomer().await, Ok(Entry::Open));
        deaf.abort();
    }
}
