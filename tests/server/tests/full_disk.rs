//! A disk that is full, and then is not: a small file system in memory, which an ordinary user may mount in namespaces of their
//! own (unshare(1)). The test runs once more in there.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
    process::Command as Program,
    sync::{Arc, Mutex},
    time::Duration,
};

use protocol::{
    Command, Down, ErrorCode, EventBody, Notice, RecordedPictures, RoomId, Source,
    chat::ChatTo,
    manifest::{ManifestEntry, TrackContent},
};
use server_tests::{client::Client, person::Person, server::TestServer, within};
use store::Store;

/// Tells the child process, which is this very test, where the small file system is.
const DISK: &str = "MERIDIAN_TEST_DISK";
/// Room for the database and a little of class.
const SIZE: &str = "size=6m";
/// For so long clients come back again and again.
const FULL: Duration = Duration::from_secs(8);

#[test]
fn a_full_disk_is_told_and_class_goes_on_when_there_is_room() {
    on_a_small_disk("a_full_disk_is_told_and_class_goes_on_when_there_is_room", async |disk| fill_and_free(disk).await);
}

#[test]
fn a_start_on_a_full_disk_says_so_and_succeeds_when_there_is_room() {
    on_a_small_disk("a_start_on_a_full_disk_says_so_and_succeeds_when_there_is_room", async |disk| {
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
fn an_almost_full_disk_keeps_voices_and_no_pictures() {
    on_a_small_disk("an_almost_full_disk_keeps_voices_and_no_pictures", async |disk| {
        let server = TestServer::start_on(tempfile::tempdir_in(disk).unwrap()).await;
        let class = server.class().await;
        let mut ada = Person::enter(&server, class.instructors_seat().await, 1).await;
        let mut gus = Person::enter(&server, class.guests_seat("Gus").await, 2).await;
        let told = |notice: &Notice| *notice == Notice::Recorded { pictures: RecordedPictures::None };
        ada.client.notice("which pictures are recorded", told).await;
        ada.sees_and_hears(&gus).await;
        gus.sees_and_hears(&ada).await;
        ada.client.must(Command::EndSession).await;
        assert_eq!(ada.client.socket.farewell().await, Some(ErrorCode::SessionEnded));

        let lines = server.visitor().manifest(&ada.seat).await.entries;
        let recorded = lines.iter().filter_map(|line| match line {
            ManifestEntry::Segment { track, .. } => Some(*track),
            _ => None,
        });
        let recorded: BTreeSet<u32> = recorded.collect();
        let mut tracks = 0;
        for line in &lines {
            let ManifestEntry::Track { track, content } = line else { continue };
            let is_picture = matches!(content, TrackContent::Participant { source: Source::Camera, .. });
            assert_eq!(recorded.contains(track), !is_picture, "{content:?}");
            tracks += 1;
        }
        assert_eq!(tracks, 5, "two cameras, two voices and the mix: {lines:?}");
        server.stop().await;
    });
}

/// Runs the test of this name once more, where it has a small disk of its own.
fn on_a_small_disk(name: &str, test: impl AsyncFnOnce(&Path)) {
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
    let script = format!(r#"mount -t tmpfs -o {SIZE} tmpfs "${DISK}" && exec "$0" --exact "$1" --nocapture"#);
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
    let back = async {
        loop {
            match Client::hello(server.web(), &seat.token, None).await {
                Ok(client) => return client,
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    };
    let mut ada = within("to come back", back).await;
    ada.must(say("after")).await;
    let server = server.restart().await;
    let events = server.visitor().journal(&seat, 1).await.events;
    for words in ["before", "after"] {
        assert_eq!(events.iter().filter(|event| says(&event.body, words)).count(), 1, "{words}");
    }
    server.stop().await;
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
