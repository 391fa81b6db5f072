//! Recordings in a bucket: they come there whatever happens, are watched from there, and go from there.

use std::{
    collections::BTreeMap,
    path::Path,
    process::{Child, Command as Program, Stdio},
};

use meridian::{clock::unix_now, retention, server::start, uploads::Uploads};
use protocol::{
    Audience, Command, CourseRole, Damage, ErrorCode, Event, EventBody, ParticipantId, RoomId, SessionId, SessionKind,
    Source,
    http::{Seat, SessionSummary},
    limits::{RETENTION_DAYS, RETENTION_NOTICE_MS},
    manifest::{ManifestEntry, TrackContent},
    privacy::EraseAccount,
};
use reqwest::Method;
use server_tests::{
    bucket::{KEY, TestBucket},
    person::Person,
    school::{PASSWORD, School},
    server::{TestServer, config},
    visitor::{Visitor, refusal_of},
    within,
};
use store::{BucketSettings, Store, StoreError, backup};

/// Tells a child process, which is a test run once more, where its data are, and its bucket.
const FOLDER: &str = "MERIDIAN_BUCKET_TEST_FOLDER";
const BUCKET: &str = "MERIDIAN_BUCKET_TEST_BUCKET";
const ENDPOINT: &str = "MERIDIAN_BUCKET_TEST_ENDPOINT";

/// Everything goes from the folder once it is in the bucket.
const NO_ROOM: u64 = 0;

fn uploads(server: &TestServer) -> &Uploads {
    server.app().uploads.as_deref().expect("a bucket")
}

/// Brings all that is there, and removes all that is to go.
async fn bring(server: &TestServer) -> Result<(), StoreError> {
    while uploads(server).bring().await? {}
    Ok(())
}

/// The files of a session's recording in the folder, with their sizes.
fn local(server: &Path, session: SessionId) -> BTreeMap<String, u64> {
    let Ok(files) = std::fs::read_dir(server.join("media").join(session.to_string())) else { return BTreeMap::new() };
    let files = files.map(|file| file.expect("a file"));
    let named = |file: std::fs::DirEntry| {
        (format!("{session}/{}", file.file_name().display()), file.metadata().expect("a size").len())
    };
    files.map(named).collect()
}

/// The files that the manifest names.
async fn named(visitor: &Visitor, seat: &Seat) -> Vec<String> {
    let entries = visitor.manifest(seat).await.entries;
    let file = |entry| match entry {
        ManifestEntry::Init { file, .. } | ManifestEntry::Segment { file, .. } => Some(file),
        _ => None,
    };
    entries.into_iter().filter_map(file).collect()
}

/// What a viewer gets of a file: all of it, by the seat; a part of it; all of it, by a key.
async fn watched(visitor: &Visitor, seat: &Seat, file: &str) -> [Vec<u8>; 3] {
    let whole = visitor.media(seat.session, &seat.token, file, None).await;
    let part = visitor.media(seat.session, &seat.token, file, Some("bytes=10-99")).await;
    assert_eq!((whole.status().as_u16(), part.status().as_u16()), (200, 206), "{file}");
    let keys = visitor.media_keys(seat).await.unwrap();
    let by_key = visitor.by_key(seat.session, &keys.rooms[&RoomId::MAIN], file).await;
    let mut all = Vec::new();
    for answer in [whole, part, by_key] {
        all.push(answer.bytes().await.unwrap().to_vec());
    }
    all.try_into().unwrap()
}

async fn watched_all(visitor: &Visitor, seat: &Seat) -> BTreeMap<String, [Vec<u8>; 3]> {
    let mut all = BTreeMap::new();
    for file in named(visitor, seat).await {
        let content = watched(visitor, seat, &file).await;
        all.insert(file, content);
    }
    all
}

async fn end(person: &mut Person) {
    person.client.must(Command::EndSession).await;
    assert_eq!(person.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
}

async fn health(server: &TestServer) -> String {
    let answer = server.visitor().request(Method::GET, "/healthz").send().await.unwrap();
    answer.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn class_goes_on_without_the_bucket_and_its_recording_is_watched_from_there_later() {
    let bucket = TestBucket::new().await;
    let line = bucket.line().await;
    line.cut();
    let server = TestServer::start_with_bucket(bucket.settings(&line), NO_ROOM).await;
    let class = server.class().await;
    class.open_recording_for_an_hour().await;
    let mut ada = Person::enter(&server, class.instructors_seat().await, 1).await;
    let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 2).await;
    ada.sees_and_hears(&gus).await;
    let viewer = server.visitor();
    viewer.recorded(&ada.seat).await;
    assert!(bring(&server).await.is_err(), "nobody is there");
    gus.sees_and_hears(&ada).await;
    let (seat, session) = (ada.seat.clone(), ada.seat.session);
    end(&mut ada).await;
    uploads(&server).make_room().await.unwrap();
    let before = watched_all(&viewer, &seat).await;
    let told = health(&server).await;
    assert!(told.starts_with("ok\n") && told.contains("the last try failed") && !told.contains("\n0 "), "{told}");
    assert!(bucket.objects().await.is_empty());

    line.mend();
    bring(&server).await.unwrap();
    assert_eq!(health(&server).await, "ok\n0 recorded files wait for the bucket\n");
    assert_eq!(bucket.objects().await, local(server.data(), session), "as they are in the folder, and nothing else");
    uploads(&server).make_room().await.unwrap();
    assert!(local(server.data(), session).is_empty());
    server.app().forget_recording(session);
    assert_eq!(watched_all(&viewer, &seat).await, before, "as before, byte for byte");
    assert_eq!(server.app().store.examine(session).await.unwrap(), [], "nothing is lost");

    // Who may not watch learns nothing, not even where it is.
    let file = before.keys().next().unwrap();
    let stranger = viewer.media(session, "nobody", file, None).await;
    let told = format!("{:?}", stranger.headers());
    assert_eq!(stranger.status(), 401);
    let told = told + &stranger.text().await.unwrap();
    assert!(!told.contains(&line.address().to_string()) && !told.contains("bucket"), "{told}");
    // A bucket that is away is no hole in the recording: pages try again.
    line.cut();
    server.app().forget_recording(session);
    let away = viewer.media(session, &seat.token, file, None).await;
    assert_eq!(refusal_of(away).await.unwrap().code, ErrorCode::Internal);
    line.mend();
    assert_eq!(watched(&viewer, &seat, file).await, before[file]);

    let request = class.owner.request(Method::DELETE, &format!("/api/sessions/{session}/recording"));
    class.owner.send::<SessionSummary>(request).await.unwrap();
    bring(&server).await.unwrap();
    assert!(!bucket.objects().await.is_empty(), "it lies in the bin");
    let request = class.owner.request(Method::POST, &format!("/api/sessions/{session}/recording/erase"));
    class.owner.send::<SessionSummary>(request).await.unwrap();
    bring(&server).await.unwrap();
    assert!(bucket.objects().await.is_empty());
    server.stop().await;
}

/// Records files of a class as a recorder does, and ends it.
async fn record(store: &Store, session: SessionId, files: u32, bytes: usize) {
    store.set_live(session, 1).await.unwrap();
    let lease = store.lease(session).await.unwrap();
    let (recording, _) = store.recording(&lease).await.unwrap();
    let content =
        TrackContent::Participant { participant: ParticipantId(1), source: Source::Camera, room: RoomId::MAIN };
    let mut lines = vec![ManifestEntry::Track { track: 0, content }];
    for number in 0..files {
        let (file, start) = (format!("t0-s{number}.webm"), u64::from(number) * 10);
        recording.put(&file, &vec![number as u8; bytes]).unwrap();
        let (bytes, key) = (bytes as u64, true);
        lines.push(ManifestEntry::Segment { track: 0, init: 0, file, start, duration: 10, key, bytes, quiet: None });
    }
    recording.append(0, &lines).await.unwrap().unwrap();
    let started = EventBody::SessionStarted {
        session,
        title: "Week 1".into(),
        started_unix: 0,
        kind: SessionKind::Class,
        unrecorded: false,
        watches: None,
    };
    let event = |seq, body| Event { seq, at: 0, audience: Audience::Everyone, later: None, body };
    let events = vec![event(1, started), event(2, EventBody::SessionEnded { by: None })];
    store.journal().append(&lease, events).await.unwrap();
    store.set_ended(session, 10_000, unix_now()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_killed_while_they_bring_files_goes_on_and_nothing_is_lost() {
    const KILLS: u64 = 3;
    const FILES: u32 = 400;
    const BYTES: usize = 30_000;
    if let Some(folder) = std::env::var_os(FOLDER) {
        return bring_until_killed(Path::new(&folder)).await;
    }
    let bucket = TestBucket::new().await;
    let line = bucket.line().await;
    // SQLite in any case: a server that is killed holds nothing there.
    let server = TestServer::start_on(tempfile::tempdir().unwrap()).await;
    let session = server.class_to_come().await.session.id;
    record(&server.app().store, session, FILES, BYTES).await;
    let data = server.stop_and_keep().await;
    let all = local(data.path(), session);
    for kill in 1..=KILLS {
        let mut child = start_child(data.path(), &bucket.settings(&line));
        line.carried(u64::from(FILES) * BYTES as u64 / (KILLS + 2)).await;
        // SIGKILL on Unix.
        child.kill().unwrap();
        child.wait().unwrap();
        let brought = bucket.objects().await;
        assert!((1..all.len()).contains(&brought.len()), "kill {kill}: {} files are there", brought.len());
        assert!(brought.iter().all(|(name, size)| all.get(name) == Some(size)), "each is whole");
    }
    let server = TestServer::start_with_bucket_on(data, bucket.settings(&line), NO_ROOM).await;
    bring(&server).await.unwrap();
    assert_eq!(bucket.objects().await, all);
    uploads(&server).make_room().await.unwrap();
    assert!(local(server.data(), session).is_empty());

    // A backup names what is in the bucket alone, and does not take it for lost.
    let copies = tempfile::tempdir().unwrap();
    let copied = backup(server.data(), &copies.path().join("copy")).await.unwrap();
    assert_eq!((copied.files, copied.in_bucket, copied.damage.len()), (0, u64::from(FILES), 0));
    server.stop().await;
}

/// The child: a server until it is killed.
async fn bring_until_killed(folder: &Path) {
    let [bucket, endpoint] = [BUCKET, ENDPOINT].map(|name| std::env::var(name).unwrap());
    let (name, folder_in_it) = bucket.split_once('/').unwrap();
    let settings = BucketSettings {
        name: name.into(),
        folder: folder_in_it.into(),
        endpoint: Some(endpoint),
        region: "us-east-1".into(),
        key_id: KEY.0.into(),
        key: KEY.1.into(),
    };
    let config = meridian::config::Config { bucket: Some(settings), ..config(folder, None, false) };
    let _server = start(&config).await.expect("the server starts");
    std::future::pending().await
}

fn start_child(data: &Path, bucket: &BucketSettings) -> Child {
    Program::new(std::env::current_exe().unwrap())
        .args(["--exact", "whoever_is_killed_while_they_bring_files_goes_on_and_nothing_is_lost"])
        .env(FOLDER, data)
        .env(BUCKET, format!("{}/{}", bucket.name, bucket.folder))
        .env(ENDPOINT, bucket.endpoint.as_ref().unwrap())
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_deleted_while_the_bucket_is_away_goes_from_there_later() {
    let bucket = TestBucket::new().await;
    let line = bucket.line().await;
    let school = School::open_on(TestServer::start_with_bucket(bucket.settings(&line), NO_ROOM).await).await;
    let app = school.server.app();
    let mut classes = Vec::new();
    for _ in 0..4 {
        let class = school.class().await;
        record(&app.store, class.id, 5, 1_000).await;
        classes.push(class.id);
    }
    bring(&school.server).await.unwrap();
    uploads(&school.server).make_room().await.unwrap();
    assert_eq!(bucket.objects().await.len(), 4 * 5);

    // One is deleted by its instructor, the others by retention.
    line.cut();
    let request = school.instructor.request(Method::DELETE, &format!("/api/sessions/{}", classes[0]));
    assert_eq!(refusal_of(request.send().await.unwrap()).await, None);
    let mut server = school.server.restart().await;
    assert!(bring(&server).await.is_err());
    line.mend();
    bring(&server).await.unwrap();
    let names: Vec<String> = bucket.objects().await.into_keys().collect();
    assert_eq!(names.len(), 3 * 5);
    assert!(!names.iter().any(|name| name.starts_with(&classes[0].to_string())));

    let over = unix_now() + u64::from(RETENTION_DAYS) * 24 * 3_600_000;
    retention::look(server.app(), over).await.unwrap();
    line.cut();
    assert_eq!(retention::look(server.app(), over + RETENTION_NOTICE_MS).await.unwrap(), 3);
    server = server.restart().await;
    line.mend();
    bring(&server).await.unwrap();
    assert!(bucket.objects().await.is_empty());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_bucket_loses_is_brought_again_while_the_folder_has_it_and_is_named_afterwards() {
    let bucket = TestBucket::new().await;
    let line = bucket.line().await;
    let server = TestServer::start_with_bucket(bucket.settings(&line), NO_ROOM).await;
    let session = server.class_to_come().await.session.id;
    let store = &server.app().store;
    record(store, session, 5, 1_000).await;
    bring(&server).await.unwrap();
    let all = bucket.objects().await;
    let lost = all.keys().next().unwrap();
    bucket.lose(lost).await;
    uploads(&server).make_room().await.unwrap();
    assert_eq!(local(server.data(), session).keys().collect::<Vec<_>>(), [lost], "nobody removes the only one");
    bring(&server).await.unwrap();
    assert_eq!(bucket.objects().await, all);
    uploads(&server).make_room().await.unwrap();
    assert!(local(server.data(), session).is_empty());
    assert_eq!(store.examine(session).await.unwrap(), []);

    bucket.lose(lost).await;
    assert_eq!(store.examine(session).await.unwrap(), [Damage::Recording { files: 1, from: 0, to: 10 }]);
    line.cut();
    assert_eq!(store.examine(session).await.unwrap(), [], "a bucket that is away has lost nothing");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_leaves_the_bucket_and_the_mix_is_made_again_of_what_is_there() {
    let bucket = TestBucket::new().await;
    let line = bucket.line().await;
    let school = School::open_on(TestServer::start_with_bucket(bucket.settings(&line), NO_ROOM).await).await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let class = school.class().await;
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut ivy = Person::enter(&school.server, seat.clone(), 1).await;
    let seat_of_sam = sam.join(&class.code, "Sam").await.unwrap();
    let mut member = Person::enter(&school.server, seat_of_sam.clone(), 2).await;
    ivy.sees_and_hears(&member).await;
    member.sees_and_hears(&ivy).await;
    let of_sam = within("a recording of Sam", async {
        loop {
            let files = files_of(&school.instructor, &seat, seat_of_sam.participant).await;
            if files.len() > 2 {
                return files;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    })
    .await;
    end(&mut ivy).await;
    bring(&school.server).await.unwrap();
    uploads(&school.server).make_room().await.unwrap();
    assert!(local(school.server.data(), class.id).is_empty());
    let before = bucket.objects().await;
    assert!(of_sam.iter().all(|file| before.contains_key(&format!("{}/{file}", class.id))));

    let request = EraseAccount { email: "sam@school.example".into(), present: PASSWORD.into() };
    sam.post::<serde_json::Value>("/api/account/erase", &request).await.unwrap();
    let app = school.server.app();
    while !app.store.seats_to_erase().await.unwrap().is_empty() {
        meridian::privacy::look(app, unix_now()).await.unwrap();
    }
    bring(&school.server).await.unwrap();
    let objects: Vec<String> = bucket.objects().await.into_keys().collect();
    let mut named: Vec<String> = named(&school.instructor, &seat).await;
    named.iter_mut().for_each(|file| *file = format!("{}/{file}", class.id));
    named.sort();
    assert_eq!(objects, named, "nothing of Sam, nothing of the former mix, and all of the new one");
    assert!(objects.iter().any(|name| common::made_before(name.rsplit('/').next().unwrap()).is_some()));
    assert_eq!(app.store.examine(class.id).await.unwrap(), []);
    school.server.stop().await;
}

/// The files of somebody's tracks.
async fn files_of(visitor: &Visitor, seat: &Seat, whose: ParticipantId) -> Vec<String> {
    let (mut own, mut files) = (Vec::new(), Vec::new());
    for entry in visitor.manifest(seat).await.entries {
        match entry {
            ManifestEntry::Track { track, content: TrackContent::Participant { participant, .. } }
                if participant == whose =>
            {
                own.push(track);
            }
            ManifestEntry::Segment { track, file, .. } if own.contains(&track) => files.push(file),
            _ => {}
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_says_what_is_wrong_with_the_bucket_and_waits_for_none_that_is_away() {
    let bucket = TestBucket::new().await;
    let line = bucket.line().await;
    let folder = tempfile::tempdir().unwrap();
    let refusal = async |change: fn(&mut BucketSettings)| {
        let mut settings = bucket.settings(&line);
        change(&mut settings);
        let config = meridian::config::Config { bucket: Some(settings), ..config(folder.path(), None, false) };
        let refused = start(&config).await.err();
        refused.map(|refused| format!("{refused:#}"))
    };
    let wrong = refusal(|settings| settings.key = "a hidden key".into()).await.unwrap();
    assert!(wrong.contains("refuses the key") && wrong.contains("AWS_SECRET_ACCESS_KEY"), "{wrong}");
    assert!(!wrong.contains("hidden"), "{wrong}");
    let wrong = refusal(|settings| settings.name = "nowhere".into()).await.unwrap();
    assert!(wrong.contains("there is no bucket nowhere"), "{wrong}");
    assert_eq!(bucket.objects().await, BTreeMap::new(), "the look leaves nothing behind");
    line.cut();
    let server = TestServer::start_with_bucket(bucket.settings(&line), NO_ROOM).await;
    assert!(health(&server).await.starts_with("ok\n"));
    server.stop().await;
}
