//! What is being sent of a recording breaks off once less is to be taken along of it: somebody is taken out of it, or it is deleted.

use std::{
    io,
    time::{Duration, Instant},
};

use axum::{BoxError, body::Body};
use bytes::Bytes;
use futures_util::{TryStreamExt, stream};
use protocol::SessionId;
use store::{Removals, Store, StoreError};
use uuid::Uuid;

/// So long it is sent without a look.
const LOOK: Duration = Duration::from_secs(1);

/// So much is sent without one.
const LOOK_BYTES: usize = 4 * 1024 * 1024;

/// What had been removed of a recording when somebody began to take it along, before anything was read for them.
#[derive(Debug)]
pub struct Begun {
    store: Store,
    session: SessionId,
    removed: Removals,
    /// The job that made the file, where one did: all that changes a recording gives it another one.
    job: Option<Uuid>,
}

impl Begun {
    /// Begins now.
    pub async fn now(store: &Store, session: SessionId) -> Result<Self, StoreError> {
        Ok(Begun { store: store.clone(), session, removed: store.removals(session).await?, job: None })
    }

    /// What is sent is the file that this job made.
    pub fn of_job(self, job: Uuid) -> Self {
        Begun { job: Some(job), ..self }
    }

    /// Whether somebody whose account was erased is still in it.
    pub fn is_erasing(&self) -> bool {
        self.removed.is_erasing()
    }

    /// A body that breaks off with an error at the first look at which more is removed. So does the transfer, of which whoever receives it learns.
    pub fn body(self, body: Body) -> Body {
        // What is read before the first piece takes a while: it is looked before that one, too.
        let start = (body.into_data_stream(), Sent { looked: Instant::now(), bytes: LOOK_BYTES }, self);
        Body::from_stream(stream::try_unfold(start, |(mut pieces, mut sent, begun)| async move {
            let Some(piece) = pieces.try_next().await? else { return Ok::<_, BoxError>(None) };
            if sent.is_to_look(&piece, Instant::now()) {
                begun.look().await?;
            }
            Ok(Some((piece, (pieces, sent, begun))))
        }))
    }

    async fn look(&self) -> io::Result<()> {
        if self.stands().await.map_err(io::Error::other)? {
            return Ok(());
        }
        tracing::info!(session = %self.session, "a download of a recording was ended: less is to be taken along of it");
        Err(io::Error::other("less is to be taken along of the recording"))
    }

    async fn stands(&self) -> Result<bool, StoreError> {
        let is_made = match self.job {
            Some(job) => self.store.mp4(self.session).await?.is_some_and(|row| row.job == job),
            None => true,
        };
        Ok(is_made && self.store.removals(self.session).await? == self.removed)
    }
}

/// What was sent since the last look.
#[derive(Debug)]
struct Sent {
    looked: Instant,
    bytes: usize,
}

impl Sent {
    /// Whether it is to be looked before this piece is sent.
    fn is_to_look(&mut self, piece: &Bytes, now: Instant) -> bool {
        self.bytes += piece.len();
        let due = now.saturating_duration_since(self.looked) >= LOOK || self.bytes >= LOOK_BYTES;
        if due {
            *self = Sent { looked: now, bytes: 0 };
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use protocol::{AuditKind, Consent, ParticipantId, Role};
    use store::{AuditLine, SeatRequest};
    use tokio::sync::mpsc;

    use super::*;

    /// A class in which somebody has a seat.
    async fn class(folder: &std::path::Path) -> (Store, SessionId, ParticipantId) {
        let store = Store::open(folder).await.unwrap();
        let ada = store.create_owner("Ada", "a@b", "12345678").await.unwrap();
        let class = store.create_session(ada.id, "Algebra", true, 0).await.unwrap().id;
        let consent = Consent { record_camera: true, record_voice: true };
        let wanted = SeatRequest::new("Sam", Role::Student, consent);
        let seat = store.create_seat(class, wanted, 0).await.unwrap().participant;
        (store, class, seat)
    }

    /// A body, and what it is made of.
    fn body_of(begun: Begun) -> (mpsc::Sender<io::Result<Bytes>>, axum::body::BodyDataStream) {
        let (sender, receiver) = mpsc::channel(4);
        let pieces = stream::unfold(receiver, |mut receiver| async { Some((receiver.recv().await?, receiver)) });
        (sender, begun.body(Body::from_stream(pieces)).into_data_stream())
    }

    async fn withdraw(store: &Store, class: SessionId, seat: ParticipantId) {
        let line = AuditLine::by_server(AuditKind::PersonWithdrawn).in_session(class, None);
        assert!(store.withdraw(class, seat, true, &line, 0).await.unwrap());
    }

    /// A piece after which it is looked.
    fn large() -> Bytes {
        Bytes::from(vec![0; LOOK_BYTES])
    }

    #[tokio::test]
    async fn what_is_sent_ends_once_somebody_is_taken_out() {
        let folder = tempfile::tempdir().unwrap();
        let (store, class, seat) = class(folder.path()).await;
        let (pieces, mut body) = body_of(Begun::now(&store, class).await.unwrap());
        for _ in 0..2 {
            pieces.send(Ok(large())).await.unwrap();
            assert!(body.try_next().await.unwrap().is_some());
        }
        // A slow reader gets nothing of what waited for them, either.
        pieces.send(Ok(large())).await.unwrap();
        withdraw(&store, class, seat).await;
        assert!(body.try_next().await.is_err());
        // What begins now has nothing of them, and goes on.
        let (pieces, mut body) = body_of(Begun::now(&store, class).await.unwrap());
        pieces.send(Ok(large())).await.unwrap();
        assert!(body.try_next().await.unwrap().is_some());
        drop(pieces);
        assert!(body.try_next().await.unwrap().is_none());
    }

    #[tokio::test]
    async fn nothing_is_sent_where_somebody_was_taken_out_before_the_first_piece() {
        let folder = tempfile::tempdir().unwrap();
        let (store, class, seat) = class(folder.path()).await;
        let (pieces, mut body) = body_of(Begun::now(&store, class).await.unwrap());
        withdraw(&store, class, seat).await;
        pieces.send(Ok(Bytes::from_static(b"a quarter of an hour of a voice"))).await.unwrap();
        assert!(body.try_next().await.is_err());
    }

    #[tokio::test]
    async fn a_file_ends_with_the_job_that_made_it_and_goes_on_when_somebody_withdraws_who_was_not_recorded() {
        let folder = tempfile::tempdir().unwrap();
        let (store, class, seat) = class(folder.path()).await;
        let (pieces, mut body) = body_of(Begun::now(&store, class).await.unwrap());
        let line = AuditLine::by_server(AuditKind::PersonWithdrawn).in_session(class, None);
        assert!(store.withdraw(class, seat, false, &line, 0).await.unwrap());
        pieces.send(Ok(large())).await.unwrap();
        assert!(body.try_next().await.unwrap().is_some());
        // An erasure that is over leaves nothing behind by which it could be known, but another job, or none.
        let (pieces, mut body) = body_of(Begun::now(&store, class).await.unwrap().of_job(Uuid::new_v4()));
        pieces.send(Ok(large())).await.unwrap();
        assert!(body.try_next().await.is_err());
    }

    #[test]
    fn it_is_looked_after_a_second_and_after_some_mebibytes() {
        let (begun, small) = (Instant::now(), Bytes::from(vec![0; LOOK_BYTES / 2]));
        let mut sent = Sent { looked: begun, bytes: 0 };
        assert!(!sent.is_to_look(&small, begun));
        assert!(sent.is_to_look(&small, begun), "so much");
        assert!(!sent.is_to_look(&small, begun + LOOK / 2));
        assert!(sent.is_to_look(&Bytes::new(), begun + LOOK), "so long");
        assert!(!sent.is_to_look(&small, begun + LOOK));
    }
}
