//! What is lost is named, and the rest is read. Bytes are flipped in SQLite's files; PostgreSQL has checksums of its own.

use std::{collections::BTreeSet, path::Path};

use protocol::{Damage, EventBody, SessionId, manifest::ManifestEntry};
use sqlx::Executor;
use store::Store;
use tempfile::TempDir;

use crate::{NOW, PASSWORD, chat, record, track, with_session};

const EVENTS: u64 = 60;

/// A text that is found in the database's file, and long enough that a page has few of them.
fn text(seq: u64) -> String {
    format!("message {seq} {}", "x".repeat(900))
}

/// A data folder with a class without events, and its store.
async fn with_sqlite_session() -> (TempDir, Store, SessionId) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("data")).await.unwrap();
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.unwrap();
    (folder, store, session.id)
}

/// A data folder with a class of [`EVENTS`] events, and its store.
async fn with_journal() -> (TempDir, Store, SessionId) {
    let (folder, store, session) = with_sqlite_session().await;
    let lease = store.lease(session).await.unwrap();
    for seq in 1..=EVENTS {
        store.journal().append(&lease, vec![chat(seq, &text(seq))]).await.unwrap();
    }
    (folder, store, session)
}

fn place_of(bytes: &[u8], words: &str) -> usize {
    bytes.windows(words.len()).rposition(|window| window == words.as_bytes()).expect("the text")
}

/// Changes the file at the last place where it has these words, some bytes before or behind.
fn damage(file: &Path, words: &str, offset: isize, with: &[u8]) {
    let mut bytes = std::fs::read(file).unwrap();
    let place = place_of(&bytes, words).strict_add_signed(offset);
    bytes[place..place + with.len()].copy_from_slice(with);
    std::fs::write(file, bytes).unwrap();
}

#[tokio::test]
async fn a_byte_flipped_in_the_log_loses_events_and_that_is_known() {
    let (folder, store, session) = with_journal().await;
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let mark = format!("\"seq\":{EVENTS}");
    while !std::fs::read_to_string(data.join("marks.json")).is_ok_and(|marks| marks.contains(&mark)) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    // As a kill leaves it: what was written is in the log, and not yet in the file.
    std::fs::create_dir(&copy).unwrap();
    for file in ["meridian.db", "meridian.db-wal", "marks.json", "server-id"] {
        std::fs::copy(data.join(file), copy.join(file)).unwrap();
    }
    store.close().await.unwrap();
    let wal = copy.join("meridian.db-wal");
    let mut bytes = std::fs::read(&wal).unwrap();
    let first = bytes.windows(10).position(|window| window == b"message 7 ").expect("the text");
    bytes[first] ^= 1;
    std::fs::write(&wal, bytes).unwrap();

    let store = Store::open(&copy).await.unwrap();
    let last = store.journal().last(session).await.unwrap().map_or(0, |(seq, _)| seq);
    assert!(last < 7, "SQLite goes on with what was before: {last}");
    let lost = [Damage::Events { from: last + 1, to: EVENTS }];
    assert_eq!(store.examine(session).await.unwrap(), lost);
    assert_eq!(store.damage_of(session), lost);
    let lease = store.lease(session).await.unwrap();
    store.journal().append(&lease, vec![chat(last + 1, "it goes on")]).await.unwrap();
    store.close().await.unwrap();
    let store = Store::open(&copy).await.unwrap();
    assert_eq!(store.examine(session).await.unwrap(), lost, "it is known for ever");
}

#[tokio::test]
async fn lines_that_the_log_loses_are_known_and_their_files_are_kept() {
    const LINES: u32 = 60;
    let (folder, store, session) = with_sqlite_session().await;
    let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
    let lease = store.lease(session).await.unwrap();
    store.journal().append(&lease, vec![chat(1, "before all that is lost")]).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    for line in 0..LINES {
        record(&recording, line, u64::from(line) * 10).await.unwrap();
    }
    let mark = format!("\"lines\":{LINES}");
    while !std::fs::read_to_string(data.join("marks.json")).is_ok_and(|marks| marks.contains(&mark)) {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    std::fs::create_dir(&copy).unwrap();
    for file in ["meridian.db", "meridian.db-wal", "marks.json", "server-id"] {
        std::fs::copy(data.join(file), copy.join(file)).unwrap();
    }
    store.close().await.unwrap();
    std::fs::rename(data.join("media"), copy.join("media")).unwrap();
    let wal = copy.join("meridian.db-wal");
    let mut bytes = std::fs::read(&wal).unwrap();
    let first = bytes.windows(11).position(|window| window == b"t0-s70.webm").expect("the line");
    bytes[first] ^= 1;
    std::fs::write(&wal, bytes).unwrap();

    let store = Store::open(&copy).await.unwrap();
    let left = store.manifest(session, 0).await.unwrap().next;
    assert!(left <= 7, "SQLite goes on with what was before: {left}");
    assert_eq!(store.examine(session).await.unwrap(), [Damage::Contents { lines: LINES - left }]);
    let (recording, before) = store.recording(&store.lease(session).await.unwrap()).await.unwrap();
    assert!(before.is_damaged && before.next == left, "so that its files are not taken for those of no line");
    assert_eq!(recording.names().unwrap().len(), LINES as usize);
}

#[tokio::test]
async fn a_database_from_an_older_copy_is_known_to_be_one() {
    let (folder, store, session) = with_journal().await;
    store.close().await.unwrap();
    let data = folder.path().join("data");
    let older = folder.path().join("older.db");
    std::fs::copy(data.join("meridian.db"), &older).unwrap();
    let store = Store::open(&data).await.unwrap();
    let lease = store.lease(session).await.unwrap();
    store.journal().append(&lease, vec![chat(EVENTS + 1, "newer"), chat(EVENTS + 2, "newest")]).await.unwrap();
    store.close().await.unwrap();
    std::fs::rename(older, data.join("meridian.db")).unwrap();
    let store = Store::open(&data).await.unwrap();
    let lost = Damage::Events { from: EVENTS + 1, to: EVENTS + 2 };
    assert_eq!(store.examine(session).await.unwrap(), [lost]);
}

#[tokio::test]
async fn a_class_that_is_gone_from_the_database_is_named_at_each_start() {
    let (folder, store, _) = with_journal().await;
    let data = folder.path().join("data");
    store.close().await.unwrap();
    let older = folder.path().join("older.db");
    std::fs::copy(data.join("meridian.db"), &older).unwrap();
    let store = Store::open(&data).await.unwrap();
    let owner = store.owner().await.unwrap().unwrap();
    let marked = store.create_session(owner.id, "Marked", true, NOW).await.unwrap().id;
    let recorded = store.create_session(owner.id, "Recorded", true, NOW).await.unwrap().id;
    store.journal().append(&store.lease(marked).await.unwrap(), vec![chat(1, "lost")]).await.unwrap();
    std::fs::create_dir(data.join("media").join(recorded.to_string())).unwrap();
    store.close().await.unwrap();
    std::fs::rename(older, data.join("meridian.db")).unwrap();
    for _ in 0..2 {
        let store = Store::open(&data).await.unwrap();
        assert_eq!(store.examine_all().await.unwrap(), BTreeSet::from([marked, recorded]));
        store.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_row_that_is_no_event_is_named() {
    let (folder, store, session) = with_journal().await;
    store.close().await.unwrap();
    let data = folder.path().join("data");
    damage(&data.join("meridian.db"), &text(30), -10, b"\x01\x02\x03");
    let store = Store::open(&data).await.unwrap();
    assert_eq!(store.examine(session).await.unwrap(), [Damage::Events { from: 30, to: 30 }]);
    all_but_are_read(&store, session, 30..=30).await;
}

#[tokio::test]
async fn a_page_that_cannot_be_read_is_named() {
    const PAGE: usize = 4_096;
    let (folder, store, session) = with_journal().await;
    store.close().await.unwrap();
    let data = folder.path().join("data");
    let file = data.join("meridian.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let page = place_of(&bytes, &text(30)) / PAGE * PAGE;
    bytes[page..page + PAGE].fill(0xAA);
    std::fs::write(&file, bytes).unwrap();
    let store = Store::open(&data).await.unwrap();
    store.examine_all().await.unwrap();
    let found = store.damage_of(session);
    let [Damage::Events { from, to }] = found[..] else { panic!("{found:?}") };
    assert!(from <= 30 && to >= 30 && to - from < 8, "{found:?}");
    all_but_are_read(&store, session, from..=to).await;
    let lease = store.lease(session).await.unwrap();
    store.journal().append(&lease, vec![chat(EVENTS + 1, "it goes on")]).await.unwrap();
}

/// Reading does not fail, and yields every event but those that are lost.
async fn all_but_are_read(store: &Store, session: SessionId, lost: std::ops::RangeInclusive<u64>) {
    let events = store.journal().events(session, 1, usize::MAX).await.unwrap();
    assert!(events.iter().map(|event| event.seq).eq(1..=EVENTS));
    for event in events {
        match lost.contains(&event.seq) {
            true => assert_eq!(event.body, EventBody::Unknown),
            false => assert_eq!(event, chat(event.seq, &text(event.seq))),
        }
    }
}

#[tokio::test]
async fn numbers_that_are_missing_are_named() {
    let (home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    store.journal().append(&lease, (1..=9).map(|seq| chat(seq, "x"))).await.unwrap();
    home.aside().await.execute("DELETE FROM journal WHERE seq IN (1, 4, 5)").await.unwrap();
    let expected = [(1, 1), (4, 5)].map(|(from, to)| Damage::Events { from, to });
    assert_eq!(store.examine(session.id).await.unwrap(), expected);
    let events = store.journal().events(session.id, 1, 6).await.unwrap();
    assert!(events.iter().map(|event| event.seq).eq(1..=6), "a page is as long as it would be: {events:?}");
    assert_eq!((&events[4].body, events[4].at), (&EventBody::Unknown, 30));
}

#[tokio::test]
async fn missing_and_cut_files_and_damaged_lines_are_counted() {
    let (home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    let file = "t0-i0.webm".to_owned();
    let init = ManifestEntry::Init { track: 0, init: 0, file, mime: String::new(), width: 0, height: 0 };
    recording.put("t0-i0.webm", b"init").unwrap();
    recording.append(0, &[track(), init]).await.unwrap().unwrap();
    for n in 0..6 {
        record(&recording, 2 + n, u64::from(n) * 10).await.unwrap();
    }
    assert_eq!(store.examine(session.id).await.unwrap(), []);
    let folder = home.recording(session.id);
    std::fs::remove_file(folder.join("t0-s10.webm")).unwrap();
    std::fs::write(folder.join("t0-s30.webm"), "cut").unwrap();
    let mut aside = home.aside().await;
    aside.execute("UPDATE manifest SET entry = '{damaged' WHERE line = 4").await.unwrap();
    aside.execute("DELETE FROM manifest WHERE line = 6").await.unwrap();
    let found = store.examine(session.id).await.unwrap();
    assert_eq!(found, [Damage::Contents { lines: 2 }, Damage::Recording { files: 2, from: 10, to: 40 }]);

    let lines = store.manifest(session.id, 0).await.unwrap();
    assert_eq!(lines.entries.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [0, 1, 2, 3, 5, 7], "the rest is read");
    drop(lease);
    let (_, recorded) = store.recording(&store.lease(session.id).await.unwrap()).await.unwrap();
    assert!(recorded.is_damaged && recorded.next == 8, "so that no file is taken for one that no line names");
}

#[tokio::test]
async fn a_page_of_a_manifest_that_cannot_be_read_is_named() {
    const PAGE: usize = 4_096;
    let (home, store, session) = with_sqlite_session().await;
    let lease = store.lease(session).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    for n in 0..200 {
        record(&recording, n, u64::from(n) * 10).await.unwrap();
    }
    store.close().await.unwrap();
    let file = home.path().join("data").join("meridian.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let page = place_of(&bytes, "t0-s1000.webm") / PAGE * PAGE;
    bytes[page..page + PAGE].fill(0xAA);
    std::fs::write(&file, bytes).unwrap();
    let store = Store::open(&home.path().join("data")).await.unwrap();
    let found = store.examine(session).await.unwrap();
    let [Damage::Contents { lines }] = found[..] else { panic!("{found:?}") };
    let read = store.manifest(session, 0).await.unwrap();
    assert!((2..100).contains(&lines) && read.entries.len() as u32 + lines == 200, "{lines}");
    assert_eq!(read.next, 200);
}
