//! Recordings: files in folders, their manifests in the database, under the lease of the session.

use std::{path::Path, process::Command};

use protocol::{Millis, SessionId, manifest::ManifestEntry};
use sqlx::Executor;
use store::{Store, StoreError};

use crate::{Home, chat, record, segment, track, unknown_session, with_session};

/// The lines of a class with some segments.
fn lines(segments: u64) -> Vec<ManifestEntry> {
    std::iter::once(track()).chain((0..segments).map(|n| segment(n * 10).0)).collect()
}

async fn entries(store: &Store, session: SessionId) -> Vec<ManifestEntry> {
    store.manifest(session, 0).await.unwrap().entries.into_iter().map(|(_, entry)| entry).collect()
}

#[tokio::test]
async fn what_was_recorded_is_there_for_readers_and_for_the_next_recorder() {
    let (home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let (recording, before) = store.recording(&lease).await.unwrap();
    assert_eq!(before, store::Recorded::default());
    recording.append(0, &lines(0)).await.unwrap().unwrap();
    for n in 0..100 {
        record(&recording, n + 1, Millis::from(n) * 10).await.unwrap();
    }
    std::fs::write(home.recording(session.id).join("t0-s5000.webm.tmp"), "half").unwrap();
    store.close().await.unwrap();
    let store = home.open().await.unwrap();
    assert_eq!(entries(&store, session.id).await, lines(100));
    let news = store.manifest(session.id, 98).await.unwrap();
    assert_eq!((news.entries.len(), news.entries[0].0, news.next, news.unreadable), (3, 98, 101, 0));
    assert_eq!(store.manifest(unknown_session(), 7).await.unwrap().next, 7);
    let lease = store.lease(session.id).await.unwrap();
    let (recording, before) = store.recording(&lease).await.unwrap();
    assert_eq!((before.entries, before.next, before.is_damaged), (lines(100), 101, false));
    let names = recording.names().unwrap();
    assert!(names.len() == 100 && names.iter().all(|name| name.ends_with(".webm")), "half a file is gone: {names:?}");
    recording.delete("t0-s0.webm").unwrap();
    assert_eq!(recording.names().unwrap().len(), 99);
}

#[tokio::test]
async fn a_manifest_says_where_mixes_are_quiet_and_when_nothing_was_recorded() {
    let (_home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    let mix = |start: Millis, quiet: Vec<(u32, u32)>| {
        let file = format!("t1-s{start}.webm");
        let duration = 2_000;
        ManifestEntry::Segment { track: 1, init: 0, file, start, duration, key: true, bytes: 9, quiet: Some(quiet) }
    };
    let mixes = [mix(0, vec![]), mix(2_000, vec![(0, 500), (1_980, 2_000)])];
    let gaps = [None, Some(1)].map(|track| ManifestEntry::Gap { track, from: 1, to: 2 });
    let all = [&lines(3)[..], &mixes[..1], &gaps, &mixes[1..]].concat();
    recording.append(0, &all).await.unwrap().unwrap();
    assert_eq!(store.unrecorded(session.id).await.unwrap(), [(1, 2)], "a gap of one track is none of everything");
    assert_eq!(store.mixes(session.id).await.unwrap(), mixes);
    assert_eq!(store.mixes(unknown_session()).await.unwrap(), []);
}

#[tokio::test]
async fn lines_follow_one_another_and_may_be_appended_again() {
    let (_home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    let all = lines(200);
    recording.append(0, &all[..3]).await.unwrap().unwrap();
    let hole = recording.append(4, &all[4..5]).await.unwrap();
    assert!(matches!(hole, Err(StoreError::LineNotNext { next: 3, got: 4 })), "{hole:?}");
    // A try whose outcome was lost: the same again, with more behind it.
    recording.append(1, &all[1..]).await.unwrap().unwrap();
    recording.append(1, &all[1..7]).await.unwrap().unwrap();
    assert_eq!(entries(&store, session.id).await, all);
}

#[tokio::test]
async fn who_lost_the_lease_appends_nothing() {
    let (_home, store, _, session) = with_session().await;
    let frozen = store.lease(session.id).await.unwrap();
    let (old, _) = store.recording(&frozen).await.unwrap();
    old.append(0, &lines(1)).await.unwrap().unwrap();
    let lease = store.lease(session.id).await.unwrap();
    let (new, before) = store.recording(&lease).await.unwrap();
    assert_eq!(before.next, 2);
    for first in [0, 1, 2] {
        let refused = old.append(first, &lines(5)[first as usize..]).await.unwrap();
        assert!(matches!(refused, Err(StoreError::LeaseLost)), "{refused:?}");
    }
    record(&new, 2, 10).await.unwrap();
    assert_eq!(entries(&store, session.id).await, lines(2));
}

#[tokio::test]
async fn lines_and_events_share_commits() {
    let (_home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    let before = store.journal().commits();
    let outcome = recording.append(0, &lines(3));
    store.journal().append(&lease, vec![chat(1, "beside")]).await.unwrap();
    outcome.await.unwrap().unwrap();
    assert_eq!(store.journal().commits(), before + 1);
}

/// A data folder of an earlier version, with its manifest as a file of this text.
async fn earlier(text: &[u8]) -> (Home, SessionId) {
    let (home, store, _, session) = with_session().await;
    store.close().await.unwrap();
    let folder = home.recording(session.id);
    std::fs::create_dir_all(&folder).unwrap();
    write(&folder, text);
    (home, session.id)
}

fn write(folder: &Path, text: &[u8]) {
    std::fs::write(folder.join("manifest.jsonl"), text).unwrap();
}

fn text(entries: &[ManifestEntry]) -> String {
    entries.iter().map(|entry| serde_json::to_string(entry).unwrap() + "\n").collect()
}

#[tokio::test]
async fn the_manifest_of_an_earlier_version_is_taken_over_once() {
    let all = lines(300);
    let (home, session) = earlier(text(&all).as_bytes()).await;
    let store = home.open().await.unwrap();
    assert_eq!(entries(&store, session).await, all);
    let lease = store.lease(session).await.unwrap();
    let (recording, before) = store.recording(&lease).await.unwrap();
    assert_eq!(before.next, 301);
    record(&recording, 301, 3_000).await.unwrap();
    drop(lease);
    store.close().await.unwrap();
    // Whatever the file says now, it is not read again.
    write(&home.recording(session), text(&lines(400)).as_bytes());
    let store = home.open().await.unwrap();
    assert_eq!(entries(&store, session).await, lines(301));
}

#[tokio::test]
async fn a_torn_or_damaged_manifest_is_taken_over_as_far_as_it_can_be_read() {
    let all = lines(4);
    let whole = text(&all);
    for missing in [150, 75, 2, 1] {
        let length = whole.len() - missing;
        let complete = whole[..length].matches('\n').count();
        let (home, session) = earlier(&whole.as_bytes()[..length]).await;
        let store = home.open().await.unwrap();
        assert_eq!(entries(&store, session).await, all[..complete], "{length} of {} bytes", whole.len());
        store.close().await.unwrap();
    }
    let damaged = whole.replacen("t0-s10.webm", "t0-s10\0\n.webm", 1);
    let (home, session) = earlier(&[damaged.as_bytes(), b"\xFF\xFE\n"].concat()).await;
    let store = home.open().await.unwrap();
    let read = store.manifest(session, 0).await.unwrap();
    assert_eq!((read.unreadable, read.next), (3, 7));
    assert_eq!(read.entries.len(), all.len() - 1);
    assert!(store.recording(&store.lease(session).await.unwrap()).await.unwrap().1.is_damaged);
}

#[tokio::test]
async fn a_takeover_that_breaks_off_leaves_nothing_and_is_made_again() {
    let all = lines(50);
    let (home, session) = earlier(text(&[all.clone(), vec![all[0].clone()]].concat()).as_bytes()).await;
    // The last line cannot be written.
    home.aside().await.execute("CREATE UNIQUE INDEX once ON manifest (entry)").await.unwrap();
    assert!(home.open().await.is_err());
    let written: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM manifest").fetch_one(&mut home.aside().await).await.unwrap();
    assert_eq!(written, 0);
    home.aside().await.execute("DROP INDEX once").await.unwrap();
    let store = home.open().await.unwrap();
    assert_eq!(entries(&store, session).await.len(), all.len() + 1);
}

#[tokio::test]
async fn how_much_of_the_disk_is_free_is_known() {
    let (home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    let df = Command::new("df").args(["--output=avail", "-B1"]).arg(home.recording(session.id)).output().unwrap();
    let said = String::from_utf8(df.stdout).unwrap();
    let free: u64 = said.lines().last().unwrap().trim().parse().unwrap();
    // Others write to the disk meanwhile.
    assert!(recording.free().unwrap().abs_diff(free) < 1 << 30, "df says {free}");
}
