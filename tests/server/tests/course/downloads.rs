//! The recording of a class as a file: who takes it along, and what it has.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    path::Path,
    process::Command as Program,
};

use protocol::{
    AuditKind, Command, CourseRole, ErrorCode, EventBody, Source, TrackState,
    audit::{AuditEntry, AuditPage},
    chat::ChatTo,
    courses::{Course, CourseDetails},
    downloads::{OfflineClass, PictureCodec, WebmChoices},
    http::{PseudonymsRequest, Seat, SessionSummary, Timeline},
    manifest::{ManifestEntry, TrackContent},
    recording::Cut,
};
use reqwest::{Method, Response};
use server_tests::{
    client::Client,
    film::{Codec, Film},
    films::{Pictures, pictures, tone},
    peer::{Peer, Plan},
    school::{School, details},
    visitor::{Visitor, refused},
    within,
};
use zip::ZipArchive;

const SIZE: (u32, u32) = (160, 90);

fn film(codec: Codec) -> Film {
    pictures(codec, Pictures { size: SIZE, rate: 25, count: 50, bitrate: 200_000, hue: 0 }).unwrap()
}

/// Two segments of each source, and of the mix: so that one of each is followed by another.
pub async fn recorded(visitor: &Visitor, seat: &Seat, sources: &[Source]) {
    let wait = async {
        loop {
            let (mut contents, mut segments) = (BTreeMap::new(), BTreeMap::<u32, u32>::new());
            for entry in visitor.manifest(seat).await.entries {
                match entry {
                    ManifestEntry::Track { track, content } => drop(contents.insert(track, content)),
                    ManifestEntry::Segment { track, .. } => *segments.entry(track).or_default() += 1,
                    _ => {}
                }
            }
            let has = |wanted: Option<Source>| {
                contents.iter().any(|(track, content)| {
                    let of = match content {
                        TrackContent::Participant { source, .. } => Some(*source),
                        TrackContent::Mix { .. } => None,
                    };
                    of == wanted && segments.get(track).is_some_and(|count| *count >= 2)
                })
            };
            if has(None) && sources.iter().all(|source| has(Some(*source))) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    within("a recording", wait).await;
}

/// Publishes films and says that they are on.
pub async fn publish(client: &mut Client, films: Vec<(Source, Film)>) -> Peer {
    let sources: Vec<Source> = films.iter().map(|(source, _)| *source).collect();
    let peer = Peer::connect(client, Plan { films, ..Plan::listener() }).await;
    for source in sources {
        client.must(Command::SetTrack { source, state: TrackState::On }).await;
    }
    peer
}

/// A class of some seconds: Ivy speaks, with a camera in VP8, and the assistant shares a screen in VP9.
pub async fn held(school: &School, assistant: &Visitor) -> SessionSummary {
    let class = school.class().await;
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut ivy = Client::enter(school.server.web(), &seat).await;
    let mut ann = Client::enter(school.server.web(), &assistant.join(&class.code, "Ann").await.unwrap()).await;
    let films = vec![(Source::Microphone, tone(440.0).unwrap()), (Source::Camera, film(Codec::Vp8))];
    let _speaking = publish(&mut ivy, films).await;
    let _sharing = publish(&mut ann, vec![(Source::Screen, film(Codec::Vp9))]).await;
    for (to, text) in [(ChatTo::MAIN, "To all"), (ChatTo::Staff, "To staff")] {
        ivy.must(Command::SendChat { to, text: text.into() }).await;
    }
    recorded(&school.instructor, &seat, &[Source::Microphone, Source::Camera, Source::Screen]).await;
    ivy.must(Command::EndSession).await;
    assert_eq!(ivy.socket.farewell().await, Some(ErrorCode::SessionEnded));
    class
}

pub fn path(class: &SessionSummary, rest: &str) -> String {
    format!("/api/sessions/{}/recording/{rest}", class.id)
}

async fn download(by: &Visitor, class: &SessionSummary, codec: &str) -> Response {
    by.request(Method::GET, &path(class, &format!("webm?codec={codec}"))).send().await.unwrap()
}

/// A folder with a page: the names in it, what the page knows, and its films by their names.
pub struct Folder {
    pub names: Vec<String>,
    pub told: OfflineClass,
    pub films: BTreeMap<String, Vec<u8>>,
}

pub async fn folder_of(by: &Visitor, class: &SessionSummary) -> Folder {
    folder_from(by, &path(class, "offline")).await
}

async fn folder_from(by: &Visitor, path: &str) -> Folder {
    let answer = by.request(Method::GET, path).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/zip");
    let mut folder = ZipArchive::new(Cursor::new(answer.bytes().await.unwrap().to_vec())).unwrap();
    let names: Vec<String> =
        (0..folder.len()).map(|number| folder.by_index(number).unwrap().name().unwrap().into_owned()).collect();
    let mut content = |name: &str| {
        let mut bytes = Vec::new();
        folder.by_name(name).unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    };
    let script = String::from_utf8(content("class.js")).unwrap();
    let told = script.strip_prefix("globalThis.meridianClass = ").and_then(|rest| rest.strip_suffix(";\n")).unwrap();
    let is_film = |name: &&String| name.ends_with(".webm");
    let films = names.iter().filter(is_film).map(|name| (name.clone(), content(name))).collect();
    Folder { told: serde_json::from_str(told).unwrap(), films, names }
}

fn messages(told: &OfflineClass) -> Vec<&str> {
    let texts = told.events.iter().filter_map(|event| match &event.body {
        EventBody::ChatSent { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// What ffprobe tells of a file.
pub fn probed(file: &Path, what: &[&str]) -> String {
    let output = Program::new("ffprobe").args(["-v", "error", "-of", "csv=p=0"]).args(what).arg(file).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_take_a_recording_along_as_a_file_that_plays_and_that_is_noted() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let class = held(&school, &assistant).await;
    let choices = path(&class, "downloads");
    for visitor in [&student, &school.owner] {
        let status = download(visitor, &class, "vp9").await.status();
        assert_eq!(status, 403);
        assert_eq!(visitor.get::<WebmChoices>(&choices).await, refused(403, ErrorCode::Forbidden));
    }
    let found: WebmChoices = assistant.get(&choices).await.unwrap();
    let codecs: Vec<_> = found.files.iter().map(|file| file.codec).collect();
    assert_eq!(codecs.len(), 2, "{found:?}");
    assert!(codecs.contains(&Some(PictureCodec::Vp8)) && codecs.contains(&Some(PictureCodec::Vp9)), "{found:?}");

    let folder = tempfile::tempdir().unwrap();
    for (codec, choice, what) in [("vp8", PictureCodec::Vp8, "cameras"), ("vp9", PictureCodec::Vp9, "slides")] {
        let answer = download(&assistant, &class, codec).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "video/webm");
        let name = format!("attachment; filename*=UTF-8''Week%201%20%28{what}%20and%20sound%29.webm");
        assert_eq!(answer.headers()["content-disposition"], name, "one is told from the other");
        let said: usize = answer.headers()["content-length"].to_str().unwrap().parse().unwrap();
        let bytes = answer.bytes().await.unwrap();
        assert_eq!(bytes.len(), said);
        let file = folder.path().join(format!("{codec}.webm"));
        std::fs::write(&file, &bytes).unwrap();
        let streams = probed(&file, &["-show_entries", "stream=codec_name"]);
        assert_eq!(streams.lines().collect::<Vec<_>>(), [codec, "opus"]);
        let duration: f64 = probed(&file, &["-show_entries", "format=duration"]).trim().parse().unwrap();
        assert!((duration * 1_000.0 - found.duration as f64).abs() < 1.0, "{duration} of {found:?}");
        let decoded = Program::new("ffmpeg")
            .args(["-nostdin", "-v", "error", "-xerror", "-i"])
            .arg(&file)
            // Frames have the times of the file: of a guessed rate, two that came close would have one.
            .args(["-enc_time_base:v", "-1", "-f", "null", "-"])
            .output();
        assert_eq!(String::from_utf8_lossy(&decoded.unwrap().stderr), "", "{codec}");
        let file = found.files.iter().find(|file| file.codec == Some(choice)).unwrap();
        assert!(file.screen_ms + file.camera_ms > 1_000 && file.bytes > 1_000, "{file:?}");
    }
    let first = &found.files[0];
    assert!(
        first.codec == Some(PictureCodec::Vp9) && first.screen_ms > 1_000,
        "what was shared comes first: {found:?}"
    );
    let Folder { names, told, films } = folder_of(&assistant, &class).await;
    assert_eq!(names, ["index.html", "page.css", "page.js", "class.js", "class.webm", "class-2.webm"]);
    assert_eq!((told.title.as_str(), &told.film), ("Week 1", &vec![Cut::out(0, found.duration)]));
    assert_eq!(told.url, format!("{}/watch/{}", school.server.app().public_url, class.id));
    assert_eq!(messages(&told), ["To all"], "what was said to staff is theirs");
    for (name, codec) in [("class.webm", "vp9"), ("class-2.webm", "vp8")] {
        assert_eq!(films[name], download(&assistant, &class, codec).await.bytes().await.unwrap());
    }
    let heard = folder_from(&assistant, &path(&class, "offline?sound=true")).await;
    assert_eq!(heard.names, ["index.html", "page.css", "page.js", "class.js", "class.webm"]);
    assert_eq!((messages(&heard.told), &heard.told.film), (vec!["To all"], &told.film));
    let file = folder.path().join("sound.webm");
    std::fs::write(&file, &heard.films["class.webm"]).unwrap();
    assert_eq!(probed(&file, &["-show_entries", "stream=codec_name"]).trim(), "opus");
    let said = found.sound_folder_bytes.expect("it has pictures otherwise");
    assert!(said > 1_000 && said < found.folder.unwrap().bytes, "{found:?}");
    let whole: u64 = films.values().map(|film| film.len() as u64).sum();
    let said = found.folder.unwrap().bytes;
    assert!(said.abs_diff(whole) < whole / 10, "{said} of {whole} bytes");

    let log: AuditPage = school.instructor.get(&school.path("/audit?topic=attendance")).await.unwrap();
    let downloads = log.entries.iter().filter(|line| line.kind == AuditKind::Downloaded);
    let noted: Vec<_> = downloads.map(|line| (line.who.as_str(), line.detail.as_str())).collect();
    let files =
        ["Week 1 (sound).zip", "Week 1.zip", "Week 1 (slides and sound).webm", "Week 1 (cameras and sound).webm"];
    assert_eq!(noted, files.map(|file| ("Ann", file)), "each once a day");

    let seat = assistant.join(&class.code, "Ann").await.unwrap();
    let cut = Cut::out(500, 1_500);
    assistant.act_later(&seat, None, Command::CutOut { cut }).await.unwrap();
    let left: WebmChoices = assistant.get(&choices).await.unwrap();
    assert_eq!(left.duration, found.duration - 1_000, "what staff cut out is in no file");
    let file = folder.path().join("cut.webm");
    std::fs::write(&file, download(&assistant, &class, "vp8").await.bytes().await.unwrap()).unwrap();
    let duration: f64 = probed(&file, &["-show_entries", "format=duration"]).trim().parse().unwrap();
    assert!((duration * 1_000.0 - left.duration as f64).abs() < 1.0, "{duration} of {left:?}");

    let told = folder_of(&assistant, &class).await.told;
    assert_eq!(told.film, [Cut::out(0, 500), Cut::out(1_500, found.duration)]);

    assistant.act_later(&seat, None, Command::CutOut { cut }).await.unwrap();
    assistant.act_later(&seat, None, Command::UndoCut { cut }).await.unwrap();
    let log: AuditPage = school.instructor.get(&school.path("/audit?topic=content")).await.unwrap();
    let edits: Vec<_> = log.entries.iter().map(|line| (line.kind, line.who.as_str(), line.about.as_str())).collect();
    let expected = [AuditKind::CutUndone, AuditKind::RecordingCut].map(|kind| (kind, "Ann", "Week 1"));
    assert_eq!(edits[..2], expected, "each once, and what changed nothing not at all");
    assert_eq!(edits.iter().filter(|(kind, ..)| *kind == AuditKind::RecordingCut).count(), 1);
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_downloads_one_file_at_a_time_of_a_class_that_is_over_and_not_deleted() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let class = held(&school, &assistant).await;
    let running = school.class().await;
    let seat = school.instructor.join(&running.code, "Ivy").await.unwrap();
    let mut ivy = Client::enter(school.server.web(), &seat).await;
    assert_eq!(
        school.instructor.get::<WebmChoices>(&path(&running, "downloads")).await,
        refused(422, ErrorCode::NotNow)
    );

    // The place that a download in progress has.
    let place = school.server.app().downloads.take(ivy_of(&school).await).unwrap();
    let busy = school.instructor.get::<WebmChoices>(&path(&class, "downloads")).await;
    assert_eq!(busy, refused(429, ErrorCode::DownloadsBusy));
    assert_eq!(download(&school.instructor, &class, "vp8").await.status(), 429);
    drop(place);
    let wait = async {
        loop {
            let answer = download(&school.instructor, &class, "vp8").await;
            assert_eq!(answer.status(), 200);
            answer.bytes().await.unwrap();
            if school.instructor.get::<WebmChoices>(&path(&class, "downloads")).await.is_ok() {
                return;
            }
        }
    };
    within("the place of a download that has ended", wait).await;

    let deleted = school.instructor.request(Method::DELETE, &format!("/api/sessions/{}/recording", class.id));
    school.instructor.send::<SessionSummary>(deleted).await.unwrap();
    assert_eq!(download(&school.instructor, &class, "vp8").await.status(), 410);
    ivy.must(Command::EndSession).await;
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn students_take_along_what_they_may_watch_where_their_course_lets_them_and_no_longer() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (observer, _) = school.member("Olga", CourseRole::Observer).await;
    let class = held(&school, &assistant).await;
    let seat = student.join(&class.code, "Sam").await.unwrap();
    let offered = async || {
        let path = format!("/api/sessions/{}/timeline", class.id);
        student.get_as::<Timeline>(&seat.token, &path).await.unwrap().downloads
    };
    let routes = ["downloads", "webm?codec=vp9", "offline", "mp4", "mp4/file"];
    let statuses = async |visitor: &Visitor| {
        let mut statuses = Vec::new();
        for route in routes {
            let answer = visitor.request(Method::GET, &path(&class, route)).send().await.unwrap();
            statuses.push(answer.status().as_u16());
            answer.bytes().await.unwrap();
        }
        statuses
    };
    let let_them = async |downloads| {
        let details = CourseDetails { downloads, ..details() };
        let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
        school.instructor.send::<Course>(request).await.unwrap().details.downloads
    };
    assert_eq!((statuses(&student).await, offered().await), (vec![403; 5], false), "a course lets nobody by itself");

    assert_eq!(let_them(Some(true)).await, Some(true));
    let no_file_yet = vec![200, 200, 200, 200, 404];
    assert_eq!((statuses(&student).await, offered().await), (no_file_yet, true));
    assert_eq!(statuses(&observer).await, [403; 5]);
    assert_eq!(let_them(None).await, Some(true), "what is absent stays");
    let forget = student.request(Method::DELETE, &path(&class, "mp4")).send().await.unwrap();
    assert_eq!(forget.status(), 403, "it is everybody's");

    // What staff cut out, and who everybody is, is in nobody's file.
    let cut = Cut::out(0, 500);
    let anns = assistant.join(&class.code, "Ann").await.unwrap();
    assistant.act_later(&anns, None, Command::CutOut { cut }).await.unwrap();
    let names = format!("/api/sessions/{}/recording/names", class.id);
    let hide = school.instructor.request(Method::PUT, &names).json(&PseudonymsRequest { pseudonyms: true });
    school.instructor.send::<SessionSummary>(hide).await.unwrap();
    student.act_later(&seat, None, Command::SendChat { to: ChatTo::MAIN, text: "Later".into() }).await.unwrap();
    let Folder { told, films, .. } = folder_of(&student, &class).await;
    assert_eq!(messages(&told).last(), Some(&"Later"));
    assert!(!serde_json::to_string(&told).unwrap().contains("Sam"), "{told:?}");
    assert_eq!(told.film[0].from, 500);
    let whole = download(&assistant, &class, "vp9").await.bytes().await.unwrap();
    assert_eq!(films["class.webm"], whole, "staff give the same on");

    assert_eq!(let_them(Some(false)).await, Some(false));
    assert_eq!((statuses(&student).await, offered().await), (vec![403; 5], false), "at once");
    let log: AuditPage = school.instructor.get(&school.path("/audit?topic=attendance")).await.unwrap();
    let is_sams = |line: &&AuditEntry| line.kind == AuditKind::Downloaded && line.who == "Sam";
    assert_eq!(log.entries.iter().filter(is_sams).count(), 2, "a film and a folder");
    school.server.stop().await;
}

/// The account of the instructor.
async fn ivy_of(school: &School) -> store::PersonId {
    let people = school.server.app().store.people(10).await.unwrap();
    people.into_iter().find(|person| person.name == "Ivy").unwrap().id
}
