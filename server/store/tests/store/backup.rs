//! Copies that cannot be torn. Of SQLite: PostgreSQL has its own tools.

use std::{io::Write, path::Path};

use protocol::{
    ParticipantId, RoomId, Seq, SessionId, Source,
    manifest::{ManifestEntry, TrackContent},
};
use store::{Copied, Store, StoreError, backup, restore};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::{NOW, PASSWORD, chat};

/// Appends and records as a class does, until it is told to stop; `done` has the last number that was acknowledged.
async fn hold_class(store: Store, session: SessionId, done: watch::Sender<Seq>) {
    let lease = store.lease(session).await.unwrap();
    let folder = store.media().dir(session);
    std::fs::create_dir_all(&folder).unwrap();
    let mut manifest = std::fs::File::create(folder.join("manifest.jsonl")).unwrap();
    let content =
        TrackContent::Participant { participant: ParticipantId(1), source: Source::Camera, room: RoomId::MAIN };
    write_line(&mut manifest, &ManifestEntry::Track { track: 0, content });
    for seq in 1.. {
        store.journal().append(&lease, vec![chat(seq, &format!("message {seq}"))]).await.unwrap();
        record(&folder, &mut manifest, seq);
        if done.send(seq).is_err() {
            break;
        }
    }
}

/// A segment, as the recorder writes it: first the file, then its line.
fn record(folder: &Path, manifest: &mut std::fs::File, seq: Seq) {
    let content = vec![seq as u8; 1_000 + seq as usize];
    let file = format!("t0-s{}.webm", seq * 10);
    std::fs::write(folder.join(&file), &content).unwrap();
    let bytes = content.len() as u64;
    let (start, duration) = (seq * 10, 10);
    write_line(manifest, &ManifestEntry::Segment { track: 0, init: 0, file, start, duration, key: true, bytes });
}

fn write_line(manifest: &mut std::fs::File, entry: &ManifestEntry) {
    manifest.write_all(format!("{}\n", serde_json::to_string(entry).unwrap()).as_bytes()).unwrap();
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
    let file = Path::new("media").join(session.to_string()).join("t0-s10.webm");
    std::fs::write(again.join(&file), "changed").unwrap();
    assert_eq!(std::fs::read(copy.join(&file)).unwrap().len(), 1_001);
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_needs_a_data_folder() {
    let (folder, store, _) = with_class().await;
    let data = folder.path().join("data");
    let occupied = backup(&data, folder.path()).await;
    assert!(matches!(occupied, Err(StoreError::Occupied(_))), "{occupied:?}");
    assert!(matches!(restore(&data, &data).await, Err(StoreError::Occupied(_))));
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
    std::fs::remove_file(store.media().dir(session).join("t0-s20.webm")).unwrap();
    let copied = backup(&folder.path().join("data"), &folder.path().join("copy")).await.unwrap();
    let lost = protocol::Damage::Recording { files: 1, from: 20, to: 30 };
    assert_eq!(copied.damage, [(session, lost)]);
}
