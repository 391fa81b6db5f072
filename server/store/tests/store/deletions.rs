//! Recordings that are deleted: the bin, and what is erased.

use protocol::{
    Audience, AuditKind, Event, EventBody, SessionId,
    courses::{CourseDetails, Retention},
    limits::BIN_MS,
};
use sqlx::Executor;
use store::{Agent, AuditLine, AuditOf, AuditQuery, Deletion, Person, RetentionRow, Store, backup, restore};

use crate::{
    Home, NOW, PASSWORD, agent, chat,
    courses::{details, with_course},
    noted, record, track, unknown_session, with_session,
};

/// Of `with_recording`: the events and the segments.
const EVENTS: usize = 2;
const SEGMENTS: usize = 20;

/// Holds and records a class, and ends it.
async fn hold(store: &Store, session: SessionId) {
    let lease = store.lease(session).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    recording.append(0, &[track()]).await.unwrap().unwrap();
    for n in 0..SEGMENTS as u32 {
        record(&recording, n + 1, u64::from(n) * 10).await.unwrap();
    }
    let ended =
        Event { seq: 2, at: 20, audience: Audience::Everyone, later: None, body: EventBody::SessionEnded { by: None } };
    store.journal().append(&lease, vec![chat(1, "kept"), ended]).await.unwrap();
    store.set_live(session, NOW).await.unwrap();
    store.set_ended(session, 200, NOW).await.unwrap();
}

async fn with_recording() -> (Home, Store, Person, SessionId) {
    let (home, store, owner, session) = with_session().await;
    hold(&store, session.id).await;
    (home, store, owner, session.id)
}

async fn deletion(store: &Store, session: SessionId) -> Option<Deletion> {
    store.session(session).await.unwrap().unwrap().deletion
}

async fn lines(store: &Store, session: SessionId) -> usize {
    store.manifest(session, 0).await.unwrap().entries.len()
}

fn files(home: &Home, session: SessionId) -> usize {
    std::fs::read_dir(home.recording(session)).map_or(0, |files| files.count())
}

/// Nothing of the recording is there any more, everything of the journal is, and nobody takes that for a loss.
async fn is_erased(home: &Home, store: &Store, session: SessionId) {
    assert_eq!(lines(store, session).await, 0);
    assert!(!home.recording(session).exists());
    assert_eq!(store.journal().events(session, 1, usize::MAX).await.unwrap().len(), EVENTS);
    assert_eq!(store.examine(session).await.unwrap(), []);
    assert!(store.examine_all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_deleted_recording_lies_in_the_bin_and_can_be_restored() {
    let (home, store, owner, session) = with_recording().await;
    let deleted = Some(Deletion { deleted_unix: NOW, erased_unix: None });
    assert!(store.delete_recording(session, owner.id, &noted(), NOW).await.unwrap());
    assert!(!store.delete_recording(session, owner.id, &noted(), NOW + 9).await.unwrap(), "it is deleted already");
    assert_eq!(deletion(&store, session).await, deleted);
    assert_eq!((lines(&store, session).await, files(&home, session)), (SEGMENTS + 1, SEGMENTS));
    assert!(store.restore_recording(session, &noted(), NOW).await.unwrap());
    assert!(!store.restore_recording(session, &noted(), NOW).await.unwrap());
    assert_eq!(deletion(&store, session).await, None);
    assert!(!store.erase_recording(session, &noted(), NOW).await.unwrap(), "it does not lie in the bin");
    assert_eq!((lines(&store, session).await, files(&home, session)), (SEGMENTS + 1, SEGMENTS));
}

#[tokio::test]
async fn a_class_that_runs_or_is_to_come_has_no_recording_to_delete() {
    let (_home, store, owner, session) = with_session().await;
    assert!(!store.delete_recording(session.id, owner.id, &noted(), NOW).await.unwrap());
    store.set_live(session.id, NOW).await.unwrap();
    assert!(!store.delete_recording(session.id, owner.id, &noted(), NOW).await.unwrap());
    assert!(!store.delete_recording(unknown_session(), owner.id, &noted(), NOW).await.unwrap());
    assert_eq!(deletion(&store, session.id).await, None);
}

#[tokio::test]
async fn what_is_erased_is_gone_with_its_files_and_the_journal_stays() {
    let (home, store, owner, session) = with_recording().await;
    let other = store.create_session(owner.id, "Geometry", true, NOW).await.unwrap().id;
    hold(&store, other).await;
    store.delete_recording(session, owner.id, &noted(), NOW).await.unwrap();
    assert!(store.erase_recording(session, &noted(), NOW + 5).await.unwrap());
    assert!(!store.erase_recording(session, &noted(), NOW + 6).await.unwrap());
    assert!(!store.restore_recording(session, &noted(), NOW).await.unwrap(), "there is nothing to restore");
    let recorded = Some(Deletion { deleted_unix: NOW, erased_unix: Some(NOW + 5) });
    assert_eq!(deletion(&store, session).await, recorded);
    is_erased(&home, &store, session).await;
    assert_eq!((lines(&store, other).await, files(&home, other)), (SEGMENTS + 1, SEGMENTS));
    store.close().await.unwrap();

    let store = home.open().await.unwrap();
    is_erased(&home, &store, session).await;
    assert_eq!(deletion(&store, session).await, recorded, "that it happened is kept");
    let by: String = sqlx::query_scalar("SELECT person FROM deleted_recordings WHERE erased_unix IS NOT NULL")
        .fetch_one(&mut home.aside().await)
        .await
        .unwrap();
    assert_eq!(by, owner.id.to_string(), "and who did it");
    assert_eq!((lines(&store, other).await, files(&home, other)), (SEGMENTS + 1, SEGMENTS));
}

#[tokio::test]
async fn the_bin_is_emptied_after_a_while() {
    let (home, store, owner, session) = with_recording().await;
    store.delete_recording(session, owner.id, &noted(), NOW).await.unwrap();
    assert_eq!(store.empty_bin(NOW + BIN_MS - 1).await.unwrap(), 0);
    assert_eq!((lines(&store, session).await, files(&home, session)), (SEGMENTS + 1, SEGMENTS));
    assert_eq!(store.empty_bin(NOW + BIN_MS).await.unwrap(), 1);
    is_erased(&home, &store, session).await;
    assert_eq!(store.empty_bin(NOW + 2 * BIN_MS).await.unwrap(), 0);
}

#[tokio::test]
async fn a_server_that_was_killed_while_it_erased_goes_on_at_its_next_start() {
    let (home, store, owner, session) = with_recording().await;
    // The manifest of an earlier version, which was taken over at its time.
    std::fs::write(home.recording(session).join("manifest.jsonl"), "{}\n").unwrap();
    store.delete_recording(session, owner.id, &noted(), NOW).await.unwrap();
    store.close().await.unwrap();
    // The transaction, and nothing after it: the marks beside the database still count the lines.
    let mut aside = home.aside().await;
    for sql in ["UPDATE deleted_recordings SET erased_unix = 7", "DELETE FROM manifest"] {
        aside.execute(sql).await.unwrap();
    }
    drop(aside);
    assert!(
        std::fs::read_to_string(home.data().join("marks.json"))
            .unwrap()
            .contains(&format!("\"lines\":{}", SEGMENTS + 1))
    );

    let store = home.open().await.unwrap();
    assert_eq!(lines(&store, session).await, 0, "nobody reads the old manifest again");
    assert_eq!(files(&home, session), SEGMENTS + 1);
    assert_eq!(store.examine(session).await.unwrap(), []);
    assert_eq!(store.empty_bin(NOW).await.unwrap(), 0);
    is_erased(&home, &store, session).await;
}

#[tokio::test]
async fn a_backup_has_what_lies_in_the_bin_and_nothing_that_was_erased() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let store = Store::open(&data).await.unwrap();
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.unwrap().id;
    hold(&store, session).await;
    store.delete_recording(session, owner.id, &noted(), NOW).await.unwrap();
    let copied = async |name: &str| {
        let copy = folder.path().join(name);
        let copied = backup(&data, &copy).await.unwrap();
        assert_eq!(copied.damage, []);
        let again = folder.path().join(format!("{name} restored"));
        assert_eq!(restore(&copy, &again).await.unwrap(), copied);
        (copied.files as usize, Store::open(&again).await.unwrap())
    };
    let (files, restored) = copied("with a bin").await;
    assert_eq!(files, SEGMENTS);
    assert!(restored.restore_recording(session, &noted(), NOW).await.unwrap());
    assert_eq!(restored.examine(session).await.unwrap(), []);
    assert_eq!(lines(&restored, session).await, SEGMENTS + 1);

    store.erase_recording(session, &noted(), NOW).await.unwrap();
    let (files, restored) = copied("without").await;
    assert_eq!(files, 0);
    assert_eq!(restored.examine(session).await.unwrap(), []);
    assert_eq!(deletion(&restored, session).await, deletion(&store, session).await);
}

fn by(owner: &Person) -> AuditLine {
    AuditLine::new(AuditKind::ClassDeleted, owner, &Agent::default()).about("Analysis")
}

#[tokio::test]
async fn a_class_is_deleted_with_all_that_is_kept_of_it_and_that_it_was_stays() {
    let (home, store, owner, session) = with_recording().await;
    let other = store.create_session(owner.id, "Runs", true, NOW).await.unwrap().id;
    assert!(!store.delete_class(other, &by(&owner), NOW).await.unwrap(), "it is not over");
    assert!(!store.delete_class(unknown_session(), &by(&owner), NOW).await.unwrap());
    let lease = store.lease(session).await.unwrap();
    assert!(store.delete_class(session, &by(&owner), NOW).await.unwrap());
    assert!(!store.delete_class(session, &by(&owner), NOW).await.unwrap(), "it is gone");
    assert_eq!(store.session(session).await.unwrap(), None);
    assert_eq!(store.journal().events(session, 1, usize::MAX).await.unwrap(), []);
    assert_eq!(lines(&store, session).await, 0);
    assert!(!home.recording(session).exists());
    assert!(store.journal().append(&lease, vec![chat(3, "late")]).await.is_err(), "nobody writes to it any more");
    let (log, _) = store.audit(AuditOf::Server, &AuditQuery::default()).await.unwrap();
    assert_eq!(
        log.iter().map(|row| (row.kind, row.about.as_str())).collect::<Vec<_>>(),
        [(AuditKind::ClassDeleted, "Analysis")]
    );
    store.close().await.unwrap();
    let store = home.open().await.unwrap();
    assert!(store.examine_all().await.unwrap().is_empty(), "nobody takes it for a loss");
    assert!(store.session(other).await.unwrap().is_some());
}

#[tokio::test]
async fn files_of_a_deleted_class_that_a_kill_leaves_are_removed_later() {
    let (home, store, owner, session) = with_recording().await;
    // The recorder may write its last file when the class is deleted already.
    let kept = home.folder.path().join("kept");
    std::fs::rename(home.recording(session), &kept).unwrap();
    assert!(store.delete_class(session, &by(&owner), NOW).await.unwrap());
    std::fs::rename(&kept, home.recording(session)).unwrap();
    // As if the marks had not been written any more.
    let marks = std::fs::read(home.data().join("marks.json")).ok();
    store.close().await.unwrap();
    if let Some(marks) = marks {
        std::fs::write(home.data().join("marks.json"), marks).unwrap();
    }
    let store = home.open().await.unwrap();
    assert!(home.recording(session).exists());
    assert_eq!(store.empty_bin(NOW).await.unwrap(), 0);
    assert!(!home.recording(session).exists());
    assert!(store.examine_all().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_folder_that_cannot_be_removed_holds_up_no_other() {
    let (home, store, owner, first) = with_recording().await;
    let mut classes = vec![first];
    for title in ["Sets", "Graphs", "Rings", "Fields", "Knots"] {
        let class = store.create_session(owner.id, title, true, NOW).await.unwrap().id;
        hold(&store, class).await;
        classes.push(class);
    }
    let (binned, deleted) = classes.split_at(3);
    // A file where its folder would be cannot be removed as a folder.
    let obstruct = |session: SessionId| {
        std::fs::remove_dir_all(home.recording(session)).unwrap();
        std::fs::write(home.recording(session), "").unwrap();
    };
    for session in binned {
        store.delete_recording(*session, owner.id, &noted(), NOW).await.unwrap();
    }
    obstruct(binned[1]);
    assert!(store.empty_bin(NOW + BIN_MS).await.is_err());
    for session in binned {
        assert!(deletion(&store, *session).await.unwrap().erased_unix.is_some(), "{session}");
        assert_eq!(home.recording(*session).exists(), *session == binned[1], "{session}");
        assert_eq!(store.damage_of(*session), [], "what was lost of it is nobody's loss any more");
    }

    // The recorder may write its last file when the class is deleted already.
    let kept = |session: SessionId| home.folder.path().join(session.to_string());
    for session in deleted {
        std::fs::rename(home.recording(*session), kept(*session)).unwrap();
        assert!(store.delete_class(*session, &by(&owner), NOW).await.unwrap());
        std::fs::rename(kept(*session), home.recording(*session)).unwrap();
    }
    obstruct(deleted[1]);
    assert!(store.empty_bin(NOW + BIN_MS).await.is_err());
    for session in deleted {
        assert_eq!(home.recording(*session).exists(), *session == deleted[1], "{session}");
    }
    std::fs::remove_file(home.recording(binned[1])).unwrap();
    std::fs::remove_file(home.recording(deleted[1])).unwrap();
    assert_eq!(store.empty_bin(NOW + BIN_MS).await.unwrap(), 0);
}

#[tokio::test]
async fn a_class_expires_by_what_is_said_of_its_course_at_that_moment() {
    let (_home, store, owner, course) = with_course().await;
    let class = store.create_class(owner.id, "Week 1", course, NOW).await.unwrap().id;
    store.set_live(class, NOW).await.unwrap();
    store.set_ended(class, 7, NOW + 7).await.unwrap();
    let read = store.retention(Some(course)).await.unwrap().pop().unwrap();
    assert!(store.tell_of_expiry(&read, &[], NOW + 8).await.unwrap());
    assert!(!store.tell_of_expiry(&read, &[], NOW + 9).await.unwrap(), "once");
    let told = RetentionRow { told_unix: Some(NOW + 8), ..read };
    let expire = async |is_over: bool, expected: &RetentionRow| {
        let decide = |row: &RetentionRow, ended_unix| {
            assert_eq!((row, ended_unix), (expected, NOW + 7));
            is_over
        };
        store.expire_class(course, class, &by(&owner), NOW, decide).await.unwrap()
    };
    assert!(!expire(false, &told).await);

    // Whoever says something else is heard by whoever read what was said before.
    let longer = CourseDetails { retention: Some(Retention::Days { days: 700 }), ..details("Analysis") };
    store.change_course(course, &longer, &noted(), NOW).await.unwrap();
    let longer = RetentionRow { retention: Retention::Days { days: 700 }, told_unix: None, ..told.clone() };
    assert!(!expire(false, &longer).await);
    assert!(!store.tell_of_expiry(&RetentionRow { told_unix: None, ..told }, &[], NOW).await.unwrap());
    assert_eq!(store.retention(Some(course)).await.unwrap(), std::slice::from_ref(&longer));
    let other = store.create_course(&owner, &details("Logic"), &agent(), NOW).await.unwrap();
    assert!(!store.expire_class(other, class, &by(&owner), NOW, |_, _| true).await.unwrap(), "of another course");
    assert!(expire(true, &longer).await);
    assert!(!store.expire_class(course, class, &by(&owner), NOW, |_, _| true).await.unwrap(), "it is gone");
    assert_eq!(store.session(class).await.unwrap(), None);
}
