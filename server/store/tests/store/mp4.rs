//! MP4 files of recordings: which are to be made, and what becomes of them when the recording changes.

use std::{collections::BTreeSet, path::PathBuf};

use protocol::{
    Audience, Event, EventBody, Later, ParticipantId, SessionId, downloads::Mp4Failure, limits::MP4_KEPT_MS,
    recording::Cut,
};
use store::{Mp4Row, Mp4Stage, Person, Store, backup};
use uuid::Uuid;

use crate::{Home, NOW, noted, unknown_session, with_session};

const WRITTEN: &str = "joined.mp4.tmp";

fn folder(home: &Home, job: Uuid) -> PathBuf {
    home.data().join("mp4").join(job.to_string())
}

/// Holds a class that is recorded.
async fn hold(store: &Store, session: SessionId) {
    let lease = store.lease(session).await.unwrap();
    store.recording(&lease).await.unwrap();
    store.set_live(session, NOW).await.unwrap();
    store.set_ended(session, 200, NOW).await.unwrap();
}

async fn with_class() -> (Home, Store, Person, SessionId) {
    let (home, store, owner, session) = with_session().await;
    hold(&store, session.id).await;
    (home, store, owner, session.id)
}

async fn asked(store: &Store, session: SessionId) -> Mp4Row {
    assert!(store.ask_for_mp4(session, &noted(), NOW).await.unwrap());
    store.mp4(session).await.unwrap().unwrap()
}

/// Makes a file as a worker does.
async fn make(store: &Store, job: Uuid) {
    let folder = store.mp4_folder(job);
    folder.prepare().unwrap();
    folder.put("part.mp4", b"a part").unwrap();
    std::fs::write(folder.path().join(WRITTEN), b"a film").unwrap();
    assert!(store.mp4_is_made(job, WRITTEN, NOW + 1).await.unwrap());
}

async fn cut(store: &Store, session: SessionId, seq: u64, undone: bool) {
    let (cut, by) = (Cut::out(10, 20), ParticipantId(1));
    let body = if undone { EventBody::CutUndone { cut, by } } else { EventBody::CutMade { cut, by } };
    let later = Some(Later { unix: NOW, anchor: None });
    let event = Event { seq, at: 200, audience: Audience::Everyone, later, body };
    let lease = store.lease(session).await.unwrap();
    store.journal().append(&lease, vec![event]).await.unwrap();
}

#[tokio::test]
async fn a_file_is_made_once_and_anew_whenever_something_is_cut_out_or_is_back() {
    let (home, store, _, session) = with_class().await;
    assert_eq!(store.next_mp4().await.unwrap(), None);
    let first = asked(&store, session).await;
    assert!(!store.ask_for_mp4(session, &noted(), NOW).await.unwrap(), "it is on its way");
    assert_eq!(store.next_mp4().await.unwrap(), Some(first));
    make(&store, first.job).await;
    let made = store.mp4(session).await.unwrap().unwrap();
    assert_eq!(made.stage, Mp4Stage::Made { made_unix: NOW + 1, bytes: 6 });
    assert_eq!(store.mp4_file(first.job).await.unwrap().size, 6);
    assert_eq!(std::fs::read_dir(folder(&home, first.job)).unwrap().count(), 1, "parts are removed");
    assert_eq!((store.next_mp4().await.unwrap(), store.wants_mp4(first.job).await.unwrap()), (None, false));

    let mut job = first.job;
    for (seq, undone) in [(1, false), (2, true)] {
        cut(&store, session, seq, undone).await;
        let row = store.mp4(session).await.unwrap().unwrap();
        assert!(row.anew && row.stage == Mp4Stage::Asked && row.job != job, "{row:?}");
        store.sweep_mp4(NOW).await.unwrap();
        assert!(!folder(&home, job).exists(), "what was made shows what is cut out");
        assert!(!store.mp4_is_made(job, WRITTEN, NOW).await.is_ok_and(|made| made), "by whoever was at it");
        make(&store, row.job).await;
        job = row.job;
    }
    store.sweep_mp4(NOW + MP4_KEPT_MS).await.unwrap();
    assert!(folder(&home, job).exists());
    store.sweep_mp4(NOW + 1 + MP4_KEPT_MS).await.unwrap();
    assert_eq!(store.mp4(session).await.unwrap(), None);
    assert!(!folder(&home, job).exists());
}

#[tokio::test]
async fn what_could_not_be_made_is_tried_again_by_the_same_job_and_what_nobody_wants_is_forgotten() {
    let (home, store, _, session) = with_class().await;
    let job = asked(&store, session).await.job;
    store.mp4_failed(job, Mp4Failure::NoRoom).await.unwrap();
    assert_eq!(store.mp4(session).await.unwrap().unwrap().stage, Mp4Stage::Failed(Mp4Failure::NoRoom));
    assert_eq!(store.next_mp4().await.unwrap(), None);
    assert_eq!(asked(&store, session).await.job, job, "with the parts that it has");
    assert!(store.wants_mp4(job).await.unwrap());
    store.mp4_folder(job).prepare().unwrap();
    assert!(store.forget_mp4(session).await.unwrap() && !store.forget_mp4(session).await.unwrap());
    assert!(!store.wants_mp4(job).await.unwrap() && !folder(&home, job).exists());
    // Who reports afterwards changes nothing.
    store.mp4_failed(job, Mp4Failure::Program).await.unwrap();
    assert_eq!(store.mp4(session).await.unwrap(), None);
    assert!(store.ask_for_mp4(unknown_session(), &noted(), NOW).await.is_err());
}

#[tokio::test]
async fn it_rests_while_its_recording_lies_in_the_bin_and_goes_with_recording_and_class() {
    let (home, store, owner, session) = with_class().await;
    let row = asked(&store, session).await;
    store.delete_recording(session, owner.id, &noted(), NOW).await.unwrap();
    assert_eq!((store.next_mp4().await.unwrap(), store.wants_mp4(row.job).await.unwrap()), (None, false));
    store.restore_recording(session, &noted(), NOW).await.unwrap();
    assert_eq!(store.next_mp4().await.unwrap(), Some(row));
    make(&store, row.job).await;
    store.delete_recording(session, owner.id, &noted(), NOW).await.unwrap();
    store.erase_recording(session, &noted(), NOW).await.unwrap();
    assert_eq!(store.mp4(session).await.unwrap(), None);
    assert!(!folder(&home, row.job).exists());

    let other = store.create_session(owner.id, "Algebra", true, NOW).await.unwrap().id;
    hold(&store, other).await;
    let job = asked(&store, other).await.job;
    make(&store, job).await;
    assert!(store.delete_class(other, &noted(), NOW).await.unwrap());
    assert!(!folder(&home, job).exists());
}

#[tokio::test]
async fn whoever_is_erased_from_a_class_is_in_no_file_of_it() {
    let (home, store, _, session) = with_class().await;
    let job = asked(&store, session).await.job;
    make(&store, job).await;
    let lease = store.lease(session).await.unwrap();
    store.erase_seats(&lease, &BTreeSet::from([ParticipantId(1)]), &[], NOW).await.unwrap();
    let row = store.mp4(session).await.unwrap().unwrap();
    assert!(row.job != job && row.stage == Mp4Stage::Asked && row.anew, "{row:?}");
    assert!(!folder(&home, job).exists());
}

#[tokio::test]
async fn a_backup_has_no_files_that_can_be_made_again() {
    let (home, store, _, session) = with_class().await;
    make(&store, asked(&store, session).await.job).await;
    // A database of PostgreSQL is copied by its own tools.
    if home.database.is_some() {
        return;
    }
    let copy = home.folder.path().join("copy");
    backup(&home.data(), &copy).await.unwrap();
    assert!(!copy.join("mp4").exists());
    let copy = Store::open(&copy).await.unwrap();
    assert_eq!(copy.mp4(session).await.unwrap(), None);
}

#[tokio::test]
async fn a_server_makes_files_of_what_it_has_recorded() {
    let (home, store, _, session) = with_class().await;
    let row = asked(&store, session).await;
    let other = home.second_server();
    let beside = other.open().await.unwrap();
    assert_eq!((beside.next_mp4().await.unwrap(), store.next_mp4().await.unwrap()), (None, Some(row)));
}
