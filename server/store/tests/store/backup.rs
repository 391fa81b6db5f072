//! Copies that cannot be torn. Of SQLite: PostgreSQL has its own tools.

use std::path::{Path, PathBuf};

use protocol::{Seq, SessionId};
use sqlx::{Connection, Executor};
use store::{Copied, Store, StoreError, backup, restore};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::{NOW, PASSWORD, chat, record, track};

/// Appends and records as a class does, until it is told to stop; `done` has the last number that was acknowledged.
async fn hold_class(store: Store, session: SessionId, done: watch::Sender<Seq>) {
    let lease = store.lease(session).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    recording.append(0, &[track()]).await.unwrap().unwrap();
    for seq in 1.. {
        store.journal().append(&lease, vec![chat(seq, &format!("message {seq}"))]).await.unwrap();
        record(&recording, seq as u32, seq * 10).await.unwrap();
        if done.send(seq).is_err() {
            break;
        }
    }
}

/// The folder of a session's recorded files in a data folder or a copy of one.
fn recording(data: &Path, session: SessionId) -> PathBuf {
    data.join("media").join(session.to_string())
}

async fn with_class() -> (TempDir, Store, SessionId) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("data")).await.unwrap();
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.unwrap();
    (folder, store, session.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_class_that_goes_on_is_whole() {
    let (folder, store, session) = with_class().await;
    let data = folder.path().join("data");
    let (done, mut acknowledged) = watch::channel(0);
    let class = tokio::spawn(hold_class(store.clone(), session, done));
    for round in 1..=5 {
        let before = *acknowledged.wait_for(|&seq| seq >= round * 20).await.unwrap();
        let (copy, again) = (folder.path().join(format!("copy {round}")), folder.path().join(format!("again {round}")));
        let copied = backup(&data, &copy).await.unwrap();
        assert_eq!(copied.damage, []);
        assert!(copied.events >= before && copied.files >= before, "{copied:?}");
        let restored = restore(&copy, &again).await.unwrap();
        assert_eq!(restored, copied);
        let restored = Store::open(&again).await.unwrap();
        let events = restored.journal().events(session, 1, usize::MAX).await.unwrap();
        let expected: Vec<_> = (1..=copied.events).map(|seq| chat(seq, &format!("message {seq}"))).collect();
        assert!(events == expected, "the journal has a hole");
        assert_eq!(restored.examine(session).await.unwrap(), []);
        let lines = restored.manifest(session, 0).await.unwrap();
        assert_eq!((lines.entries.len() as u64, lines.unreadable), (copied.files + 1, 0), "a track and its segments");
        let lease = restored.lease(session).await.expect("nobody holds it there");
        restored.journal().append(&lease, vec![chat(copied.events + 1, "there")]).await.unwrap();
        restored.close().await.unwrap();
    }
    drop(acknowledged);
    class.await.unwrap();
    assert!(store.journal().last(session).await.unwrap().is_some_and(|(seq, _)| seq >= 100), "class went on");
}

#[tokio::test]
async fn what_is_restored_shares_nothing_with_the_backup() {
    let (folder, store, session) = with_class().await;
    let (done, mut acknowledged) = watch::channel(0);
    let class = tokio::spawn(hold_class(store.clone(), session, done));
    acknowledged.wait_for(|&seq| seq >= 3).await.unwrap();
    drop(acknowledged);
    class.await.unwrap();
    store.close().await.unwrap();
    let (data, copy, again) = (folder.path().join("data"), folder.path().join("copy"), folder.path().join("again"));
    backup(&data, &copy).await.unwrap();
    restore(&copy, &again).await.unwrap();
    std::fs::write(recording(&again, session).join("t0-s10.webm"), "changed").unwrap();
    assert_eq!(std::fs::read(recording(&copy, session).join("t0-s10.webm")).unwrap().len(), 1_010);
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_needs_a_data_folder() {
    let (folder, store, _) = with_class().await;
    let data = folder.path().join("data");
    let occupied = backup(&data, folder.path()).await;
    assert!(matches!(occupied, Err(StoreError::Occupied(_))), "{occupied:?}");
    assert!(matches!(restore(&data, &data).await, Err(StoreError::Inside(_))));
    assert!(matches!(backup(&data, &data.join("copy")).await, Err(StoreError::Inside(_))));
    let none = backup(&folder.path().join("nothing"), &folder.path().join("copy")).await;
    assert!(matches!(none, Err(StoreError::NoData(_))), "{none:?}");
    assert!(!folder.path().join("copy").exists());
    store.close().await.unwrap();
    // What an earlier try left unfinished is no obstacle.
    std::fs::create_dir(folder.path().join("copy.unfinished")).unwrap();
    let copied = backup(&data, &folder.path().join("copy")).await.unwrap();
    assert_eq!(copied, Copied { sessions: 1, ..Copied::default() });
    assert!(!folder.path().join("copy.unfinished").exists());
}

#[tokio::test]
async fn what_was_lost_before_is_told_and_does_not_hinder_a_backup() {
    let (folder, store, session) = with_class().await;
    let (done, mut acknowledged) = watch::channel(0);
    let class = tokio::spawn(hold_class(store.clone(), session, done));
    acknowledged.wait_for(|&seq| seq >= 3).await.unwrap();
    drop(acknowledged);
    class.await.unwrap();
    let data = folder.path().join("data");
    std::fs::remove_file(recording(&data, session).join("t0-s20.webm")).unwrap();
    let copied = backup(&data, &folder.path().join("copy")).await.unwrap();
    let lost = protocol::Damage::Recording { files: 1, from: 20, to: 30 };
    assert_eq!(copied.damage, [(session, lost)]);
}

/// As an earlier version left it: manifests are files, and tables of today are not there.
#[tokio::test]
async fn a_backup_of_an_earlier_version_is_one_of_today() {
    let (folder, store, session) = with_class().await;
    let (done, mut acknowledged) = watch::channel(0);
    let class = tokio::spawn(hold_class(store.clone(), session, done));
    acknowledged.wait_for(|&seq| seq >= 3).await.unwrap();
    drop(acknowledged);
    class.await.unwrap();
    let lines = store.manifest(session, 0).await.unwrap();
    store.close().await.unwrap();
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let text: String = lines.entries.iter().map(|(_, entry)| serde_json::to_string(entry).unwrap() + "\n").collect();
    std::fs::write(recording(&data, session).join("manifest.jsonl"), text).unwrap();
    let file = format!("sqlite://{}", data.join("meridian.db").display());
    let mut database = sqlx::AnyConnection::connect(&file).await.unwrap();
    database.execute("DROP TABLE manifest; DELETE FROM _sqlx_migrations WHERE version = 7").await.unwrap();
    database.close().await.unwrap();

    let copied = backup(&data, &copy).await.unwrap();
    assert_eq!((copied.files as usize, copied.damage), (lines.entries.len() - 1, vec![]));
    let restored = Store::open(&copy).await.unwrap();
    assert_eq!(restored.manifest(session, 0).await.unwrap(), lines);
}
