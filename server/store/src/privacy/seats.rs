//! Erases what classes have of people whose accounts were erased.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::ErrorKind,
};

use protocol::{
    Audience, Event, EventBody, Later, Millis, ParticipantId, Seq, SessionId, manifest::ManifestEntry,
    privacy::FORMER_PARTICIPANT,
};
use sqlx::AnyConnection;

use super::{journal::Journalled, recording};
use crate::{
    Store,
    columns::millis,
    error::StoreError,
    ids::{self, number_list},
    journal::{lock_end, rows},
    late_ballots::forget_voters,
    lease::Lease,
    mp4, uploads,
};

/// Rows that one query reads.
const PAGE: usize = 1_000;

impl Store {
    /// The seats that are to be erased in classes that are over.
    pub async fn seats_to_erase(&self) -> Result<BTreeMap<SessionId, BTreeSet<ParticipantId>>, StoreError> {
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT session, participant FROM erased_seats JOIN sessions ON sessions.id = session
             WHERE sessions.state = 'ended'",
        )
        .fetch_all(&self.db.reader)
        .await?;
        ids::seats_by_class(rows)
    }

    /// Erases seats in classes that have not begun: nothing is there of them but a name.
    pub async fn erase_seats_in_planned_classes(&self) -> Result<(), StoreError> {
        let mut tx = self.db.begin().await?;
        const PLANNED: &str = "session IN (SELECT id FROM sessions WHERE state = 'scheduled'
                               AND NOT EXISTS (SELECT 1 FROM journal WHERE journal.session = sessions.id))";
        let seats = format!(
            "UPDATE seats SET name = $1 WHERE {PLANNED} AND EXISTS (SELECT 1 FROM erased_seats AS erased
             WHERE erased.session = seats.session AND erased.participant = seats.participant)"
        );
        sqlx::query(sqlx::AssertSqlSafe(seats)).bind(FORMER_PARTICIPANT).execute(&mut *tx).await?;
        let done = format!("DELETE FROM erased_seats WHERE {PLANNED}");
        sqlx::query(sqlx::AssertSqlSafe(done)).execute(&mut *tx).await?;
        Ok(tx.commit().await?)
    }

    /// Erases what the leased class, which is over, has of these seats: they are called [`FORMER_PARTICIPANT`], their messages are
    /// deleted, their texts empty, and what they published has left the recording. `mixes` are lines of the manifest, by their
    /// numbers, that name sound that was [made again](common::made_again) without them. Each step can be taken again: whatever cuts
    /// this off, the next call goes on.
    pub async fn erase_seats(
        &self,
        lease: &Lease,
        seats: &BTreeSet<ParticipantId>,
        mixes: &[(u32, ManifestEntry)],
        now_unix: Millis,
    ) -> Result<(), StoreError> {
        let found = self.journalled(lease.session(), seats).await?;
        self.delete_messages(lease, &found, now_unix).await?;
        self.rewrite(lease, seats, &found, mixes).await?;
        self.remove_erased_files(lease.session()).await?;
        self.remove_unnamed_mp4().await;
        self.seats_are_erased(lease.session(), seats).await?;
        Ok(())
    }

    /// Reads what the journal has of these seats.
    async fn journalled(&self, session: SessionId, seats: &BTreeSet<ParticipantId>) -> Result<Journalled, StoreError> {
        let numbers = number_list(seats.iter().map(|seat| seat.0));
        let sql = format!("SELECT name FROM seats WHERE session = $1 AND participant IN ({numbers})");
        let names: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .persistent(false)
            .bind(session.to_string())
            .fetch_all(&self.db.reader)
            .await?;
        let told: Vec<i64> = {
            let sql = format!("SELECT seq FROM journal WHERE session = $1 AND sender IN ({numbers})");
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .persistent(false)
                .bind(session.to_string())
                .fetch_all(&self.db.reader)
                .await?
        };
        let mut found = Journalled::of(seats, names, told.into_iter().map(crate::columns::unsigned));
        let mut reader = self.db.reader.acquire().await?;
        let mut next = 1;
        loop {
            let page = rows::read(&mut reader, session, next, PAGE, usize::MAX).await?;
            page.iter().for_each(|row| found.read(row));
            match page.last() {
                Some(last) if page.len() == PAGE => next = last.seq + 1,
                _ => return Ok(found),
            }
        }
    }

    /// Deletes the messages of these seats as their authors would, so that everybody sees that something was there.
    async fn delete_messages(&self, lease: &Lease, found: &Journalled, now_unix: Millis) -> Result<(), StoreError> {
        let Some((last, at)) = self.journal.last(lease.session()).await? else { return Ok(()) };
        let later = Some(Later { unix: now_unix, anchor: None });
        let deletion = |(seq, (&message, &(by, audience))): (Seq, (&Seq, &(ParticipantId, Audience)))| Event {
            seq,
            at,
            audience,
            later,
            body: EventBody::ChatDeleted { message, by },
        };
        let deletions: Vec<Event> = (last + 1..).zip(found.messages()).map(deletion).collect();
        self.journal.append(lease, deletions).await?;
        Ok(())
    }

    /// Writes the events anew that have names and texts of these seats, and the lines of the manifest that name files of theirs.
    async fn rewrite(
        &self,
        lease: &Lease,
        seats: &BTreeSet<ParticipantId>,
        found: &Journalled,
        mixes: &[(u32, ManifestEntry)],
    ) -> Result<(), StoreError> {
        let session = lease.session();
        let mut tx = self.db.begin().await?;
        hold(&mut tx, lease).await?;
        for (seq, event) in found.rewritten() {
            sqlx::query("UPDATE journal SET event = $3 WHERE session = $1 AND seq = $2")
                .bind(session.to_string())
                .bind(millis(seq))
                .bind(event)
                .execute(&mut *tx)
                .await?;
        }
        take_tracks_out(&mut tx, session, seats, mixes).await?;
        name_seats(&mut tx, session, seats).await?;
        forget_voters(&mut tx, session, seats).await?;
        Ok(tx.commit().await?)
    }

    /// Removes the files that erased lines of the manifest name, and those that were made again, as far as they are still there.
    pub(super) async fn remove_erased_files(&self, session: SessionId) -> Result<(), StoreError> {
        let names = recording::files_to_remove(&mut *self.db.reader.acquire().await?, session).await?;
        let folder = self.media.folder(session);
        let removed = tokio::task::spawn_blocking(move || {
            for name in &names {
                match folder.delete(name) {
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
            if names.is_empty() { Ok(()) } else { folder.sync() }
        });
        match removed.await.map_err(std::io::Error::other)? {
            // The recording is erased as a whole.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => Ok(removed?),
        }
    }

    async fn seats_are_erased(&self, session: SessionId, seats: &BTreeSet<ParticipantId>) -> Result<(), StoreError> {
        let numbers = number_list(seats.iter().map(|seat| seat.0));
        let sql = format!("DELETE FROM erased_seats WHERE session = $1 AND participant IN ({numbers})");
        sqlx::query(sqlx::AssertSqlSafe(sql))
            .persistent(false)
            .bind(session.to_string())
            .execute(&self.db.writer)
            .await?;
        Ok(())
    }
}

/// Locks the end of journals, so that no append that has checked the epoch is under way, and refuses whoever has not the lease any more.
pub(crate) async fn hold(tx: &mut AnyConnection, lease: &Lease) -> Result<(), StoreError> {
    lock_end(&mut *tx).await?;
    let epoch: Option<i64> = sqlx::query_scalar("SELECT epoch FROM sessions WHERE id = $1")
        .bind(lease.session().to_string())
        .fetch_optional(tx)
        .await?;
    match epoch {
        None => Err(StoreError::NotFound),
        Some(epoch) if epoch != lease.epoch() => Err(StoreError::LeaseLost),
        Some(_) => Ok(()),
    }
}

/// Has the lines of the manifest that name files of these seats say that those are erased, and the lines of mixes name those that were made
/// again. Files of the recording for download are made anew. The former ones are [removed](Store::remove_erased_files) afterwards.
pub(super) async fn take_tracks_out(
    tx: &mut AnyConnection,
    session: SessionId,
    seats: &BTreeSet<ParticipantId>,
    mixes: &[(u32, ManifestEntry)],
) -> Result<(), StoreError> {
    recording::erase_lines(&mut *tx, session, seats).await?;
    recording::replace_lines(&mut *tx, session, mixes).await?;
    let gone = recording::files_to_remove(&mut *tx, session).await?;
    uploads::forget_files(&mut *tx, session, &gone, mixes.iter().map(|(line, _)| *line).min()).await?;
    mp4::make_anew(tx, session).await
}

async fn name_seats(
    tx: &mut AnyConnection,
    session: SessionId,
    seats: &BTreeSet<ParticipantId>,
) -> Result<(), StoreError> {
    let numbers = number_list(seats.iter().map(|seat| seat.0));
    let sql = format!("UPDATE seats SET name = $2 WHERE session = $1 AND participant IN ({numbers})");
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .persistent(false)
        .bind(session.to_string())
        .bind(FORMER_PARTICIPANT)
        .execute(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use protocol::{Consent, Role, RoomId, SessionKind, Source, manifest::TrackContent};

    use super::*;
    use crate::{Agent, AuditLine, SeatRequest};

    const GUS: ParticipantId = ParticipantId(1);

    const MIX: &str = "t1-s0.webm";

    fn segment(track: u32, file: &str) -> ManifestEntry {
        let file = file.to_owned();
        ManifestEntry::Segment { track, init: 0, file, start: 0, duration: 10, key: true, bytes: 5, quiet: None }
    }

    /// Makes the mix again, of which the last line names the file.
    async fn mix_again(store: &Store, lease: &Lease) -> Vec<(u32, ManifestEntry)> {
        let file = common::made_again(MIX);
        store.recording(lease).await.unwrap().0.put(&file, b"other").unwrap();
        vec![(4, segment(1, &file))]
    }

    /// A class in which somebody was whose account is erased, and what it is to be without them.
    async fn with_erased(data: &std::path::Path) -> (Store, SessionId) {
        let store = Store::open(data).await.unwrap();
        let owner = store.create_owner("Ada", "ada@example.org", "12345678").await.unwrap();
        let session = store.create_session(owner.id, "Analysis", true, 0).await.unwrap().id;
        let line = AuditLine::by_server(protocol::AuditKind::AccountErased);
        let (_, token) = store.invite_to_server("Gus", "gus@b", protocol::ServerRole::Member, &line, 0).await.unwrap();
        let (_, gus) =
            store.accept_with_new_account(token.reveal(), "Gus", "12345678", &Agent::default(), 0).await.unwrap();
        let consent = Consent::withheld();
        store.create_seat(session, SeatRequest::new("Gus", Role::Student, consent).of(gus.id), 0).await.unwrap();
        let lease = store.lease(session).await.unwrap();
        let (name, role, room) = ("Gus".to_owned(), Role::Student, RoomId::MAIN);
        let bodies = [
            EventBody::SessionStarted {
                session,
                title: "Analysis".into(),
                started_unix: 0,
                kind: SessionKind::Class,
                unrecorded: false,
                watches: None,
            },
            EventBody::Joined { participant: GUS, name, namesake: None, role, room, consent },
            EventBody::ChatSent { participant: GUS, text: "Hello".into() },
            EventBody::ChatSent { participant: GUS, text: "Good-bye".into() },
            EventBody::SessionEnded { by: None },
        ];
        let event = |(seq, body)| Event { seq, at: 0, audience: Audience::Everyone, later: None, body };
        store.journal().append(&lease, (1..).zip(bodies).map(event)).await.unwrap();
        let (recording, _) = store.recording(&lease).await.unwrap();
        let files = ["t0-s0.webm", "t0-s10.webm"];
        files.iter().chain([&MIX]).for_each(|file| recording.put(file, b"sound").unwrap());
        let content = TrackContent::Participant { participant: GUS, source: Source::Microphone, room };
        let mix = ManifestEntry::Track { track: 1, content: TrackContent::Mix { room } };
        let track = ManifestEntry::Track { track: 0, content };
        let lines = [track, segment(0, files[0]), segment(0, files[1]), mix, segment(1, MIX)];
        recording.append(0, &lines).await.unwrap().unwrap();
        store.set_live(session, 0).await.unwrap();
        store.set_ended(session, 0, 0).await.unwrap();
        store.erase_person(gus.id, &line, 1).await.unwrap();
        (store, session)
    }

    /// Everything that a class has.
    async fn content(store: &Store, session: SessionId) -> (Vec<String>, Vec<ManifestEntry>, usize) {
        let events = store.journal().events(session, 2, usize::MAX).await.unwrap();
        let lines = store.manifest(session, 0).await.unwrap().entries;
        let folder = store.media.folder(session);
        let names: Vec<String> =
            sqlx::query_scalar("SELECT name FROM seats").fetch_all(&store.db.reader).await.unwrap();
        let events = events.iter().map(|event| serde_json::to_string(event).unwrap());
        (
            events.chain(names).collect(),
            lines.into_iter().map(|(_, line)| line).collect(),
            folder.names().unwrap().len(),
        )
    }

    async fn erase_all(store: &Store) {
        for (session, seats) in store.seats_to_erase().await.unwrap() {
            let lease = store.lease(session).await.unwrap();
            let mixes = mix_again(store, &lease).await;
            store.erase_seats(&lease, &seats, &mixes, 1).await.unwrap();
        }
    }

    #[tokio::test]
    async fn whatever_cuts_it_off_the_next_start_goes_on_to_the_same_end() {
        /// The steps of [`Store::erase_seats`] before the last.
        const STEPS: usize = 4;
        let mut ends = Vec::new();
        for cut in 0..=STEPS {
            let data = tempfile::tempdir().unwrap();
            let (store, session) = with_erased(data.path()).await;
            let seats = BTreeSet::from([GUS]);
            let lease = store.lease(session).await.unwrap();
            let found = store.journalled(session, &seats).await.unwrap();
            if cut > 0 {
                store.delete_messages(&lease, &found, 1).await.unwrap();
            }
            if cut > 1 {
                let mixes = mix_again(&store, &lease).await;
                store.rewrite(&lease, &seats, &found, &mixes).await.unwrap();
            }
            if cut == 3 {
                store.media.folder(session).delete("t0-s0.webm").unwrap();
            }
            if cut > 3 {
                store.remove_erased_files(session).await.unwrap();
            }
            drop(lease);
            store.close().await.unwrap();
            drop(store);
            let store = Store::open(data.path()).await.unwrap();
            assert_eq!(store.seats_to_erase().await.unwrap(), BTreeMap::from([(session, seats)]), "cut {cut}");
            erase_all(&store).await;
            assert!(store.seats_to_erase().await.unwrap().is_empty());
            assert_eq!(store.examine(session).await.unwrap(), []);
            let end = content(&store, session).await;
            assert!(!end.0.iter().any(|text| text.contains("Gus") || text.contains("Hello")), "{end:?}");
            assert_eq!((end.0.len(), end.2), (4 + 2 + 1, 1), "two messages are deleted, and the mix is left");
            assert_eq!(end.1[4], segment(1, "t1-s00.webm"));
            // Once more changes nothing.
            let lease = store.lease(session).await.unwrap();
            store.erase_seats(&lease, &BTreeSet::from([GUS]), &[], 2).await.unwrap();
            assert_eq!(content(&store, session).await, end);
            ends.push(end);
        }
        assert!(ends.windows(2).all(|pair| pair[0] == pair[1]), "{ends:#?}");
    }

    #[tokio::test]
    async fn a_class_that_another_took_is_left_to_them() {
        let data = tempfile::tempdir().unwrap();
        let (store, session) = with_erased(data.path()).await;
        let seats = BTreeSet::from([GUS]);
        let former = store.lease(session).await.unwrap();
        let found = store.journalled(session, &seats).await.unwrap();
        let _taken = store.lease(session).await.unwrap();
        assert!(matches!(store.rewrite(&former, &seats, &found, &[]).await, Err(StoreError::LeaseLost)));
        assert!(matches!(store.erase_seats(&former, &seats, &[], 1).await, Err(StoreError::LeaseLost)));
    }
}
