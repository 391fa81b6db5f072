//! A disk that is full, and then is not: a small file system in memory, which an ordinary user may mount in namespaces of their
//! own (unshare(1)). The test runs once more in there.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command as Program,
    sync::{Arc, Mutex},
    time::Duration,
};

use protocol::{
    Command, Down, ErrorCode, EventBody, Millis, Notice, RecordedMedia, RoomId, Source,
    chat::ChatTo,
    limits,
    manifest::{ManifestEntry, TrackContent},
};
use server_tests::{client::Client, person::Person, server::TestServer, within};
use store::Store;

/// Tells the child process, which is this very test, where the small file system is.
const DISK: &str = "MERIDIAN_TEST_DISK";
/// Room for the database and a little of class.
const SMALL: u64 = 6 << 20;
/// A quarter more than the bound below which nothing is recorded, and the database.
const ENOUGH_FOR_SOUND: u64 = limits::FREE_FOR_SOUND_BYTES * 5 / 4 + (12 << 20);
/// How often the recorder looks at how much is free, and a moment on top for the machine.
const LOOKS: Millis = 5_000 + 2_000;
/// For so long the disk is full, and clients come back again and again.
const FULL: Duration = Duration::from_secs(8);

#[test]
fn a_full_disk_is_told_and_class_goes_on_when_there_is_room() {
    on_a_small_disk("a_full_disk_is_told_and_class_goes_on_when_there_is_room", SMALL, async |disk| {
        fill_and_free(disk).await
    });
}

#[test]
fn a_start_on_a_full_disk_says_so_and_succeeds_when_there_is_room() {
    on_a_small_disk("a_start_on_a_full_disk_says_so_and_succeeds_when_there_is_room", SMALL, async |disk| {
        let data = disk.join("data");
        Store::open(&data).await.unwrap().close().await.unwrap();
        let filler = fill(disk);
        let refused = Store::open(&data).await.unwrap_err();
        assert!(refused.is_full_disk() && refused.to_string().contains("make room"), "{refused}");
        fs::remove_file(filler).unwrap();
        Store::open(&data).await.unwrap().close().await.unwrap();
    });
}

#[test]
fn an_almost_full_disk_keeps_voices_and_no_pictures_then_nothing_and_class_goes_on() {
    on_a_small_disk(
        "an_almost_full_disk_keeps_voices_and_no_pictures_then_nothing_and_class_goes_on",
        ENOUGH_FOR_SOUND,
        async |disk| {
            let server = TestServer::start_on(tempfile::tempdir_in(disk).unwrap()).await;
            let class = server.class().await;
            let (mut ada, gus) = two_who_talk(&server, &class).await;
            ada.client.notice("sound alone is recorded", recorded(RecordedMedia::Sound)).await;
            let filled = tells(&mut ada, "there is less").await;
            let filler = take(disk, 48 << 20);
            ada.client.notice("nothing is recorded", recorded(RecordedMedia::Nothing)).await;
            // Class goes on.
            tells(&mut ada, "nothing of this is recorded").await;
            ada.hears(gus.tag).await;
            let freed = tells(&mut ada, "there is room again").await;
            fs::remove_file(filler).unwrap();
            ada.client.notice("sound is recorded again", recorded(RecordedMedia::Sound)).await;
            ada.hears(gus.tag).await;
            let end = ends_class(&mut ada).await;

            let lines = server.visitor().manifest(&ada.seat).await.entries;
            let gaps: Vec<_> = lines.iter().filter_map(gap_of_all).collect();
            let [(from, to)] = gaps[..] else { panic!("one gap of everything: {lines:?}") };
            assert!((filled..=filled + LOOKS).contains(&from), "it begins at {from}, the disk was filled at {filled}");
            assert!((freed..=freed + LOOKS).contains(&to), "it ends at {to}, there was room from {freed} on");
            for (track, content) in tracks(&lines) {
                let segments = segments(&lines, track);
                let is_picture = matches!(content, TrackContent::Participant { source: Source::Camera, .. });
                assert_eq!(segments.is_empty(), is_picture, "{content:?}");
                if let [(start, _), ..] = segments[..] {
                    let lost = lost(&segments, start, end);
                    println!("{content:?}: {lost} ms lost, of which {} ms had no room", to - from);
                    assert!((to - from - 100..=to - from + MOST_LOST).contains(&lost), "{content:?}: {segments:?}");
                    assert!(segments.iter().all(|&(start, end)| end <= from + 100 || start >= to), "{segments:?}");
                }
            }
            assert_eq!(tracks(&lines).count(), 5, "two cameras, two voices and the mix: {lines:?}");
            let events = server.visitor().journal(&ada.seat, 1).await.events;
            assert!(events.iter().any(|event| says(&event.body, "nothing of this is recorded")));
            server.stop().await;
        },
    );
}

#[test]
fn a_disk_that_is_full_at_once_loses_what_is_said_until_there_is_room_and_two_segments() {
    on_a_small_disk(
        "a_disk_that_is_full_at_once_loses_what_is_said_until_there_is_room_and_two_segments",
        ENOUGH_FOR_SOUND,
        async |disk| {
            let server = TestServer::start_on(tempfile::tempdir_in(disk).unwrap()).await;
            let class = server.class().await;
            let (mut ada, gus) = two_who_talk(&server, &class).await;
            hears_for_segments(&ada, gus.tag).await;
            let filled = tells(&mut ada, "now").await;
            let filler = fill(disk);
            assert_eq!(within("to be told", until_sent_away(&mut ada.client)).await, ErrorCode::DiskFull);
            tokio::time::sleep(FULL).await;
            fs::remove_file(filler).unwrap();
            let (seats, tags) = ([ada.seat, gus.seat], [ada.tag, gus.tag]);
            for seat in &seats {
                within("to come back", until_back(&server, &seat.token)).await;
            }
            let [ada, gus] = seats;
            let mut ada = Person::enter(&server, ada, tags[0]).await;
            let gus = Person::enter(&server, gus, tags[1]).await;
            ada.hears(gus.tag).await;
            let back = tells(&mut ada, "again").await;
            hears_for_segments(&ada, gus.tag).await;
            let end = ends_class(&mut ada).await;

            let lines = server.visitor().manifest(&ada.seat).await.entries;
            let mut heard = 0;
            for (track, content) in tracks(&lines) {
                let segments = segments(&lines, track);
                let [(start, _), ..] = segments[..] else { continue };
                heard += 1;
                assert!(start < filled, "{content:?} was recorded before: {segments:?}");
                let lost = lost(&segments, start, end);
                println!("{content:?}: {lost} ms lost; the disk was full, and nobody back, for {} ms", back - filled);
                assert!(lost <= back - filled + MOST_LOST, "{content:?}: {segments:?}");
                assert!(segments.iter().any(|&(start, _)| start >= filled), "{content:?} goes on: {segments:?}");
            }
            assert_eq!(heard, 3, "two voices and the mix: {lines:?}");
            server.stop().await;
        },
    );
}

/// What may be lost of a track beside the time without room: the segment that is open, and where a track begins anew.
const MOST_LOST: Millis = 3_500;

/// Staff and a guest who see and hear each other.
async fn two_who_talk(server: &TestServer, class: &server_tests::server::Class<'_>) -> (Person, Person) {
    let mut ada = Person::enter(server, class.instructors_seat().await, 1).await;
    let mut gus = Person::enter(server, class.guests_seat("Gus").await, 2).await;
    ada.sees_and_hears(&gus).await;
    gus.sees_and_hears(&ada).await;
    (ada, gus)
}

/// Hears somebody for so long that each track has a segment: three seconds of packets.
async fn hears_for_segments(person: &Person, tag: u8) {
    person.peer.wait_for_tag(&person.peer.audio_slots, tag, 150).await;
}

/// Writes a message. Returns the class time at which it came.
async fn tells(person: &mut Person, text: &str) -> Millis {
    person.client.must(say(text)).await;
    person.client.event(text, |body| says(body, text)).await.at
}

/// Ends class. Returns how long it was.
async fn ends_class(staff: &mut Person) -> Millis {
    let end = tells(staff, "good-bye").await;
    staff.client.must(Command::EndSession).await;
    assert_eq!(staff.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    end
}

fn recorded(media: RecordedMedia) -> impl Fn(&Notice) -> bool {
    move |notice| *notice == Notice::Recorded { media }
}

/// The tracks of a manifest.
fn tracks(lines: &[ManifestEntry]) -> impl Iterator<Item = (u32, TrackContent)> {
    lines.iter().filter_map(|line| match line {
        ManifestEntry::Track { track, content } => Some((*track, *content)),
        _ => None,
    })
}

/// When the segments of a track begin and end.
fn segments(lines: &[ManifestEntry], track: u32) -> Vec<(Millis, Millis)> {
    let of_track = lines.iter().filter_map(|line| match line {
        ManifestEntry::Segment { track: of, start, duration, .. } if *of == track => Some((*start, start + duration)),
        _ => None,
    });
    of_track.collect()
}

fn gap_of_all(line: &ManifestEntry) -> Option<(Millis, Millis)> {
    match line {
        ManifestEntry::Gap { track: None, from, to } => Some((*from, *to)),
        _ => None,
    }
}

/// How much of a stretch is in no segment.
fn lost(segments: &[(Millis, Millis)], from: Millis, to: Millis) -> Millis {
    let inside = segments.iter().map(|&(start, end)| end.min(to).saturating_sub(start.max(from)));
    (to - from).saturating_sub(inside.sum())
}

/// Runs the test of this name once more, where it has a disk of this size of its own.
fn on_a_small_disk(name: &str, bytes: u64, test: impl AsyncFnOnce(&Path)) {
    if let Some(disk) = std::env::var_os(DISK) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        return runtime.block_on(test(Path::new(&disk)));
    }
    let may_mount = Program::new("unshare").args(["-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    if !may_mount.is_ok_and(|done| done.status.success()) {
        // Written past the output that is kept from view when a test passes: `cargo xtask test` counts the line.
        let mut seen = std::io::stdout();
        writeln!(seen, "NOT TESTED: {name}: no namespaces with mounts here").unwrap();
        return;
    }
    let disk = tempfile::tempdir().unwrap();
    let script = format!(r#"mount -t tmpfs -o size={bytes} tmpfs "${DISK}" && exec "$0" --exact "$1" --nocapture"#);
    let status = Program::new("unshare")
        .args(["-rm", "sh", "-c", &script])
        .arg(std::env::current_exe().unwrap())
        .arg(name)
        .env(DISK, disk.path())
        .status();
    assert!(status.unwrap().success());
}

async fn fill_and_free(disk: &Path) {
    let log = Log::default();
    meridian::log::start("info,rtc=error".parse().unwrap(), {
        let log = log.clone();
        move || log.clone()
    });
    let server = TestServer::start_on(tempfile::tempdir_in(disk).unwrap()).await;
    let class = server.class().await;
    let seat = class.instructors_seat().await;
    let mut ada = Client::enter(server.web(), &seat).await;
    let mut gus = class.guest("Gus").await;
    ada.must(say("before")).await;
    gus.event("the message", |body| says(body, "before")).await;

    let filler = fill(disk);
    let told = within("to be told", until_sent_away(&mut ada)).await;
    assert_eq!(told, ErrorCode::DiskFull);
    let begun = std::time::Instant::now();
    let mut tries = 0;
    while begun.elapsed() < FULL {
        let refused = Client::hello(server.web(), &seat.token, None).await.err();
        // A client that comes too often is told so; nothing else but the disk is to blame.
        assert!(
            matches!(refused, Some(ErrorCode::DiskFull | ErrorCode::RateLimited | ErrorCode::Draining)),
            "{refused:?}"
        );
        tries += 1;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let complaints = log.complaints();
    println!("{tries} tries, {} lines:\n{}", complaints.len(), complaints.join("\n"));
    assert!((1..=20).contains(&complaints.len()), "{} lines for {tries} tries", complaints.len());

    fs::remove_file(filler).unwrap();
    let mut ada = within("to come back", until_back(&server, &seat.token)).await;
    ada.must(say("after")).await;
    let server = server.restart().await;
    let events = server.visitor().journal(&seat, 1).await.events;
    for words in ["before", "after"] {
        assert_eq!(events.iter().filter(|event| says(&event.body, words)).count(), 1, "{words}");
    }
    server.stop().await;
}

async fn until_back(server: &TestServer, token: &str) -> Client {
    loop {
        match Client::hello(server.web(), token, None).await {
            Ok(client) => return client,
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    }
}

/// Speaks until the server says good-bye: what already fits into its files is still kept.
async fn until_sent_away(client: &mut Client) -> ErrorCode {
    let text = "x".repeat(1_000);
    loop {
        let asked = client.say(say(&text)).await;
        loop {
            match client.socket.next().await {
                Some(Down::Bye { code }) => return code,
                Some(Down::Ack { id, .. } | Down::Refused { id, .. }) if id == asked => break,
                Some(_) => {}
                None => panic!("no good-bye"),
            }
        }
    }
}

/// Takes so much room.
fn take(disk: &Path, bytes: usize) -> PathBuf {
    let path = disk.join("filler");
    fs::write(&path, vec![0; bytes]).unwrap();
    path
}

/// Takes all the room there is.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("filler");
    let mut filler = File::create(&path).unwrap();
    for size in [1 << 16, 1 << 12] {
        while filler.write_all(&vec![0; size]).is_ok() {}
    }
    path
}

fn say(text: &str) -> Command {
    Command::SendChat { text: text.to_owned(), to: ChatTo::Room { room: RoomId::MAIN } }
}

fn says(body: &EventBody, words: &str) -> bool {
    matches!(body, EventBody::ChatSent { text, .. } if text == words)
}

/// What the server has said.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn complaints(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().filter(|line| line.contains("ERROR") || line.contains("WARN")).map(str::to_owned).collect()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
