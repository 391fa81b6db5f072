//! The recording of a class as an MP4 file: made by the real ffmpeg, judged by ffprobe, by what is seen in it, and by what the server keeps.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command as Program,
    time::Duration,
};

use protocol::{
    AuditKind, Command, CourseRole, ErrorCode, EventBody, Millis, SessionKind, Source, TrackState,
    audit::AuditPage,
    courses::{Course, CourseDetails, StudyRoom},
    downloads::{Mp4Failure, Mp4File, Mp4State, Mp4Wait},
    http::{SessionSummary, StartSessionRequest},
    recording::Cut,
};
use reqwest::{Method, Response};
use server_tests::{
    client::Client,
    film::Codec,
    films::{Pictures, pictures, tone},
    school::{School, details},
    server::TestServer,
    visitor::{Visitor, refused},
    within,
};
use tempfile::TempDir;

use crate::downloads::{held, path, probed, publish, recorded};

/// How long making a file of some seconds takes at most.
const PATIENCE: Duration = Duration::from_secs(120);

pub async fn ask(by: &Visitor, class: &SessionSummary) -> Mp4File {
    by.send(by.request(Method::POST, &path(class, "mp4"))).await.unwrap()
}

async fn forget(by: &Visitor, class: &SessionSummary) -> Mp4File {
    by.send(by.request(Method::DELETE, &path(class, "mp4"))).await.unwrap()
}

pub async fn look(by: &Visitor, class: &SessionSummary) -> Mp4File {
    by.get(&path(class, "mp4")).await.unwrap()
}

async fn file(by: &Visitor, class: &SessionSummary) -> Response {
    by.request(Method::GET, &path(class, "mp4/file")).send().await.unwrap()
}

/// Waits until a file is in a state.
pub async fn until(by: &Visitor, class: &SessionSummary, is: impl Fn(Mp4State) -> bool) -> Mp4File {
    let wait = async {
        loop {
            let file = look(by, class).await;
            if is(file.state) {
                return file;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("the file comes on")
}

pub fn is_made(state: Mp4State) -> bool {
    matches!(state, Mp4State::Made { .. })
}

/// Downloads a file that is made.
pub async fn download(by: &Visitor, class: &SessionSummary, to: &Path) {
    let answer = file(by, class).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "video/mp4");
    assert_eq!(answer.headers()["content-disposition"], "attachment; filename*=UTF-8''Week%201.mp4");
    fs::write(to, answer.bytes().await.unwrap()).unwrap();
}

/// The blue in a part of each picture, from 0 to 255, as ffmpeg decodes the file without a word.
pub fn blue(file: &Path, crop: &str) -> Vec<f64> {
    let filter = format!("crop={crop},signalstats,metadata=print:file=-");
    let decoded = Program::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-xerror", "-i"])
        .arg(file)
        // Frames have the times of the file: of a guessed rate, two that came close would have one.
        .args(["-vf", &filter, "-enc_time_base:v", "-1", "-f", "null", "-"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&decoded.stderr), "");
    let text = String::from_utf8(decoded.stdout).unwrap();
    text.lines().filter_map(|line| line.strip_prefix("lavfi.signalstats.UAVG=")?.parse().ok()).collect()
}

/// Of the large picture, which has no small one in any corner.
pub const LARGE: &str = "300:240:640:360";
/// Of the small picture, in its column.
pub const SMALL: &str = "112:60:1156:362";
/// Above the small picture, in its column.
pub const BESIDE: &str = "200:100:1056:120";
/// The corner of a screen in which a small picture would be, in the file, and its place in the screen itself.
const CORNER: &str = "256:144:768:504";
const CORNER_OF_SCREEN: &str = "iw/4:ih/4:iw*3/4:ih*3/4";

/// How long a file plays, in milliseconds.
pub fn length(file: &Path) -> f64 {
    probed(file, &["-show_entries", "format=duration"]).trim().parse::<f64>().unwrap() * 1_000.0
}

/// A class in which Ivy speaks, with a blue camera, and the assistant shares a screen that is not blue for some seconds. Returns when.
async fn with_screen(school: &School, assistant: &Visitor) -> (SessionSummary, Cut) {
    let film = |codec, hue| pictures(codec, Pictures { size: (160, 90), rate: 25, count: 50, bitrate: 200_000, hue });
    let class = school.class().await;
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut ivy = Client::enter(school.server.web(), &seat).await;
    let mut ann = Client::enter(school.server.web(), &assistant.join(&class.code, "Ann").await.unwrap()).await;
    let films = vec![(Source::Microphone, tone(440.0).unwrap()), (Source::Camera, film(Codec::Vp8, 0).unwrap())];
    let _speaking = publish(&mut ivy, films).await;
    let _sharing = publish(&mut ann, vec![(Source::Screen, film(Codec::Vp9, 180).unwrap())]).await;
    let title = "Limits = #1".to_owned();
    ivy.must(Command::SetChapter { from: None, title }).await;
    recorded(&school.instructor, &seat, &[Source::Microphone, Source::Camera, Source::Screen]).await;
    ann.must(Command::SetTrack { source: Source::Screen, state: TrackState::Off }).await;
    let wait = async {
        // Some more of the camera alone.
        let begun = school.instructor.manifest(&seat).await.entries.len();
        while school.instructor.manifest(&seat).await.entries.len() < begun + 4 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    };
    within("more of the camera", wait).await;
    ivy.must(Command::EndSession).await;
    assert_eq!(ivy.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let events = school.instructor.journal(&seat, 1).await.events;
    let turned = |to: TrackState| {
        let turned = events.iter().find(
            |event| matches!(event.body, EventBody::TrackChanged { source: Source::Screen, state, .. } if state == to),
        );
        turned.unwrap().at
    };
    (class, Cut::out(turned(TrackState::On), turned(TrackState::Off)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_becomes_an_mp4_file_and_another_once_something_is_cut_out() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (class, screen) = with_screen(&school, &assistant).await;
    for visitor in [&student, &school.owner] {
        let request = visitor.request(Method::POST, &path(&class, "mp4"));
        assert_eq!(visitor.send::<Mp4File>(request).await, refused(403, ErrorCode::Forbidden));
        assert_eq!(visitor.get::<Mp4File>(&path(&class, "mp4")).await, refused(403, ErrorCode::Forbidden));
        assert_eq!(file(visitor, &class).await.status(), 403);
    }
    assert_eq!(look(&assistant, &class).await, Mp4File { can_make: true, anew: false, state: Mp4State::Absent });
    assert_eq!(file(&assistant, &class).await.status(), 404);
    ask(&assistant, &class).await;
    let Mp4State::Made { bytes, .. } = until(&assistant, &class, is_made).await.state else { unreachable!() };

    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.mp4");
    download(&assistant, &class, &whole).await;
    assert_eq!(fs::metadata(&whole).unwrap().len(), bytes);
    let streams = probed(&whole, &["-show_entries", "stream=codec_name,width,height"]);
    let mut streams: Vec<&str> = streams.lines().collect();
    streams.sort_unstable();
    // The third has the titles of chapters, for players that read them there.
    assert_eq!(streams, ["aac", "bin_data", "h264,1280,720"]);
    let chapters = probed(&whole, &["-show_chapters"]);
    assert!(chapters.contains("Limits = #1"), "{chapters}");
    let (large, small) = (blue(&whole, LARGE), blue(&whole, SMALL));
    let pictures = |wanted: fn(f64, f64) -> bool| large.iter().zip(&small).filter(|(l, s)| wanted(**l, **s)).count();
    assert!(pictures(|large, small| large < 110.0 && small > 145.0) > 25, "the screen, and the camera beside it");
    assert!(pictures(|large, _| large > 145.0) > 10, "the camera alone");
    // Nothing of the screen is covered: its corner is that of what was recorded.
    let recorded = folder.path().join("screen.webm");
    let answer = assistant.request(Method::GET, &path(&class, "webm?codec=vp9")).send().await.unwrap();
    fs::write(&recorded, answer.bytes().await.unwrap()).unwrap();
    let [here, there] = [(&whole, LARGE, CORNER), (&recorded, "iw/4:ih/2:iw/2:ih/2", CORNER_OF_SCREEN)]
        .map(|(file, middle, corner)| mean_of_screen(&blue(file, middle), &blue(file, corner)));
    assert!((here - there).abs() < 8.0 && here < 110.0, "{here} in the file, {there} in the recording");
    let part = assistant.request(Method::GET, &path(&class, "mp4/file")).header("range", "bytes=4-7");
    let part = part.send().await.unwrap();
    assert_eq!((part.status().as_u16(), &part.bytes().await.unwrap()[..]), (206, &b"ftyp"[..]));
    assert_eq!(folders(&school).len(), 1);

    // What is cut out is in no file: the old one is gone, and another is made by itself.
    let seat = assistant.join(&class.code, "Ann").await.unwrap();
    assistant.act_later(&seat, None, Command::CutOut { cut: screen }).await.unwrap();
    let file_now = look(&assistant, &class).await;
    assert!(file_now.anew, "{file_now:?}");
    until(&assistant, &class, is_made).await;
    let cut = folder.path().join("cut.mp4");
    download(&assistant, &class, &cut).await;
    let gone = (screen.to - screen.from) as f64;
    assert!((length(&whole) - length(&cut) - gone).abs() < 100.0, "{} {} {gone}", length(&whole), length(&cut));
    assert!(blue(&cut, LARGE).iter().all(|blue| *blue > 120.0), "nothing of the screen is left");
    until_folders(&school, 1).await;

    let log: AuditPage = school.instructor.get(&school.path("/audit?topic=attendance")).await.unwrap();
    let noted =
        |kind| log.entries.iter().filter(|line| line.kind == kind).map(|line| line.who.as_str()).collect::<Vec<_>>();
    assert_eq!((noted(AuditKind::Mp4Asked), noted(AuditKind::Downloaded)), (vec!["Ann"], vec!["Ann", "Ann"]));

    let delete = |rest: &str| school.instructor.request(Method::DELETE, &format!("/api/sessions/{}{rest}", class.id));
    school.instructor.send::<SessionSummary>(delete("/recording")).await.unwrap();
    assert_eq!(file(&assistant, &class).await.status(), 410);
    let erase = school.instructor.request(Method::POST, &path(&class, "erase"));
    school.instructor.send::<SessionSummary>(erase).await.unwrap();
    assert_eq!(folders(&school), Vec::<PathBuf>::new(), "it goes with its recording");
    school.server.stop().await;
}

/// How blue something is on average in the pictures that show the screen, by how blue the middle of each is.
fn mean_of_screen(middle: &[f64], corner: &[f64]) -> f64 {
    let shown: Vec<f64> =
        middle.iter().zip(corner).filter(|(middle, _)| **middle < 110.0).map(|(_, blue)| *blue).collect();
    shown.iter().sum::<f64>() / shown.len() as f64
}

/// The folders of files that are made.
fn folders(school: &School) -> Vec<PathBuf> {
    fs::read_dir(school.server.data().join("mp4")).unwrap().map(|folder| folder.unwrap().path()).collect()
}

async fn until_folders(school: &School, count: usize) {
    let wait = async {
        while folders(school).len() != count {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    within("what is left is removed", wait).await;
}

/// The real ffmpeg behind a gate: each run waits until it may, and says that it began.
struct Gate(TempDir);

impl Gate {
    fn new() -> Self {
        let gate = Gate(tempfile::tempdir().unwrap());
        let script = format!(
            "#!/bin/sh\ncase \"$*\" in *-encoders*) exec ffmpeg \"$@\";; esac\ncd_gate={}\n\
             printf '%s %s\\n' \"$$\" \"$*\" >> \"$cd_gate/runs\"\n\
             until rm \"$cd_gate/go\" 2>/dev/null; do sleep 0.02; done\n\
             if rm \"$cd_gate/fail\" 2>/dev/null; then exit 1; fi\nexec ffmpeg \"$@\"\n",
            gate.0.path().display()
        );
        fs::write(gate.program(), script).unwrap();
        fs::set_permissions(gate.program(), fs::Permissions::from_mode(0o700)).unwrap();
        gate
    }

    fn program(&self) -> PathBuf {
        self.0.path().join("ffmpeg")
    }

    /// Waits until so many runs have begun; returns the process and the arguments of the last.
    async fn runs(&self, count: usize) -> (u32, String) {
        let wait = async {
            loop {
                let runs = fs::read_to_string(self.0.path().join("runs")).unwrap_or_default();
                let lines: Vec<&str> = runs.lines().collect();
                if lines.len() >= count && runs.ends_with('\n') {
                    assert_eq!(lines.len(), count, "{runs}");
                    let (process, arguments) = lines[count - 1].split_once(' ').unwrap();
                    return (process.parse().unwrap(), arguments.to_owned());
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        within("ffmpeg begins", wait).await
    }

    fn let_one_pass(&self) {
        fs::write(self.0.path().join("go"), "").unwrap();
    }

    fn fail_one(&self) {
        fs::write(self.0.path().join("fail"), "").unwrap();
        self.let_one_pass();
    }
}

/// Waits until a process is gone.
async fn gone(process: u32) {
    let wait = async {
        while Path::new(&format!("/proc/{process}")).exists() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within("a process ends", wait).await;
}

/// Of which part of class a run is, by its arguments.
fn part_of(arguments: &str) -> Option<Millis> {
    arguments.split("setpts=PTS-").nth(1)?.split('/').next()?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_waits_for_class_goes_on_after_a_restart_and_ends_once_nobody_wants_it() {
    let gate = Gate::new();
    let school = School::open_on(TestServer::start_with_ffmpeg(&gate.program()).await).await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let class = held(&school, &assistant).await;
    let is_working = |state: Mp4State| matches!(state, Mp4State::Working { .. });

    ask(&school.instructor, &class).await;
    let (first, _) = gate.runs(1).await;
    until(&school.instructor, &class, is_working).await;
    // The lowest priority of the machine (`man 5 proc_pid_stat`, field 19).
    let stat = fs::read_to_string(format!("/proc/{first}/stat")).unwrap();
    let nice = stat.rsplit(')').next().unwrap().split_whitespace().nth(16).unwrap();
    assert_eq!(nice, "19");

    // A study table does not hold it up: whoever sits there may stay for days.
    let details = CourseDetails { study: Some(StudyRoom::Open), ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details);
    school.instructor.send::<Course>(request).await.unwrap();
    let table = StartSessionRequest {
        title: "Together".into(),
        guests_allowed: true,
        course: Some(school.course.id),
        kind: SessionKind::Study,
        watches: Some(class.id),
    };
    let table: SessionSummary = assistant.post("/api/sessions", &table).await.unwrap();
    let seat = assistant.join(&table.code, "Ann").await.unwrap();
    let _sits = Client::enter(school.server.web(), &seat).await;
    assert!(is_working(look(&school.instructor, &class).await.state));

    // A class begins: nothing is made beside it.
    let running = school.class().await;
    let seat = school.instructor.join(&running.code, "Ivy").await.unwrap();
    let mut live = Client::enter(school.server.web(), &seat).await;
    gone(first).await;
    assert_eq!(look(&school.instructor, &class).await.state, Mp4State::Waiting { reason: Mp4Wait::Class });
    live.must(Command::EndSession).await;
    assert_eq!(live.socket.farewell().await, Some(ErrorCode::SessionEnded));

    // It begins again, and what is made stays made when the server stops in the middle of the next part.
    gate.runs(2).await;
    gate.let_one_pass();
    let (third, arguments) = gate.runs(3).await;
    let part = part_of(&arguments).unwrap();
    let job = folders(&school)[0].clone();
    let server = school.server.restart().await;
    gone(third).await;
    fs::write(job.join("part.mp4.tmp"), "what a killed server was writing").unwrap();
    let instructor = school.instructor.at(server.web());
    let school = School { server, instructor, ..school };
    let assistant = assistant.at(school.server.web());
    let (_, arguments) = gate.runs(4).await;
    assert_eq!(part_of(&arguments), Some(part), "the first part is made, the second is not");

    // Nobody wants it any more.
    let (fourth, _) = gate.runs(4).await;
    assert_eq!(forget(&assistant, &class).await.state, Mp4State::Absent);
    gone(fourth).await;
    until_folders(&school, 0).await;

    // A failure is told, and it is tried again.
    ask(&assistant, &class).await;
    let (_, arguments) = gate.runs(5).await;
    assert_eq!(part_of(&arguments), None, "before the first picture it is black");
    gate.fail_one();
    let is_failed = |state| matches!(state, Mp4State::Failed { .. });
    let failed = until(&assistant, &class, is_failed).await;
    assert_eq!(failed.state, Mp4State::Failed { why: Mp4Failure::Program });
    ask(&assistant, &class).await;
    let all_pass = |state| {
        gate.let_one_pass();
        is_made(state)
    };
    until(&assistant, &class, all_pass).await;
    let folder = tempfile::tempdir().unwrap();
    download(&assistant, &class, &folder.path().join("class.mp4")).await;
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_ffmpeg_nothing_is_made_and_that_is_said() {
    let server = TestServer::start_with_ffmpeg(Path::new("/nowhere/ffmpeg")).await;
    let school = School::open_on(server).await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let class = held(&school, &assistant).await;
    let nothing = Mp4File { can_make: false, anew: false, state: Mp4State::Absent };
    assert_eq!(look(&assistant, &class).await, nothing);
    let request = assistant.request(Method::POST, &path(&class, "mp4"));
    assert_eq!(assistant.send::<Mp4File>(request).await, refused(503, ErrorCode::FfmpegMissing));
    assert_eq!(look(&assistant, &class).await, nothing);
    school.server.stop().await;
}
