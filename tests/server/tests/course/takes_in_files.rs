//! New takes in what is taken along of a recording: they are seen and heard in the places of their stretches, what follows is in step, and
//! nothing of the old stretch comes out.

use std::{fs, path::Path, process::Command as Program};

use protocol::{
    Command, CourseRole, ErrorCode, EventBody, Millis, SessionKind, Source, TrackState,
    downloads::{PictureCodec, Reel, WebmChoices},
    http::{Seat, SessionSummary, StartSessionRequest, Timeline},
    recording::Cut,
};
use reqwest::{Method, StatusCode};
use server_tests::{
    client::Client,
    film::Codec,
    films::{Pictures, pictures, tone},
    school::School,
    visitor::Visitor,
    within,
};

use crate::{
    downloads::{Folder, folder_of, path, probed, publish, recorded},
    mp4::{BESIDE, LARGE, ask, blue, download, is_made, length, look, until},
};

/// What is heard of class, and of a take.
pub const OLD_HERTZ: f64 = 440.0;
pub const NEW_HERTZ: f64 = 1_000.0;
/// The blue of a picture that is, and of one that is not; black is between.
const BLUE: f64 = 170.0;
pub const NOT_BLUE: f64 = 80.0;
/// Of sound so much is looked at, at a time: whole waves of both tones, so that neither is taken for the other; and how far apart.
const WINDOW: Millis = 100;
const STEP: Millis = 20;

/// The seats of those who held a class, and when in it the screen was shown.
struct Held {
    class: SessionSummary,
    ivys: Seat,
    screen: Cut,
}

/// A class in which Ivy speaks, with a blue camera, and Ann shares a screen that is not blue; then Ivy is silent, and the screen is gone.
async fn held(school: &School, assistant: &Visitor) -> Held {
    let class = school.class().await;
    let ivys = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut ivy = Client::enter(school.server.web(), &ivys).await;
    let mut ann = Client::enter(school.server.web(), &assistant.join(&class.code, "Ann").await.unwrap()).await;
    let _speaking = publish(&mut ivy, films(Codec::Vp8, 0, OLD_HERTZ)).await;
    let _sharing = publish(&mut ann, vec![(Source::Screen, film(Codec::Vp9, 180))]).await;
    recorded(&school.instructor, &ivys, &[Source::Microphone, Source::Camera, Source::Screen]).await;
    ann.must(Command::SetTrack { source: Source::Screen, state: TrackState::Off }).await;
    ivy.must(Command::SetTrack { source: Source::Microphone, state: TrackState::Off }).await;
    more(&school.instructor, &ivys).await;
    ivy.must(Command::EndSession).await;
    assert_eq!(ivy.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let events = school.instructor.journal(&ivys, 1).await.events;
    let turned = |to: TrackState| {
        let is_it = |body: &EventBody| matches!(body, EventBody::TrackChanged { source: Source::Screen, state, .. } if *state == to);
        events.iter().find(|event| is_it(&event.body)).unwrap().at
    };
    let screen = Cut::out(turned(TrackState::On), turned(TrackState::Off));
    Held { class, ivys, screen }
}

/// Waits until some more is recorded.
async fn more(visitor: &Visitor, seat: &Seat) {
    let wait = async {
        let begun = visitor.manifest(seat).await.entries.len();
        while visitor.manifest(seat).await.entries.len() < begun + 4 {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    within("some more of class", wait).await;
}

fn film(codec: Codec, hue: u32) -> server_tests::film::Film {
    pictures(codec, Pictures { size: (160, 90), rate: 25, count: 50, bitrate: 200_000, hue }).unwrap()
}

pub fn films(codec: Codec, hue: u32, hertz: f64) -> Vec<(Source, server_tests::film::Film)> {
    vec![(Source::Microphone, tone(hertz).unwrap()), (Source::Camera, film(codec, hue))]
}

/// A take of the instructor, which is not blue.
async fn take(school: &School, codec: Codec) -> SessionSummary {
    let ivy = &school.instructor;
    let course = Some(school.course.id);
    let request = StartSessionRequest {
        title: "Take".into(),
        guests_allowed: true,
        course,
        kind: SessionKind::Clip,
        watches: None,
    };
    let clip: SessionSummary = ivy.post("/api/sessions", &request).await.unwrap();
    let seat = ivy.join(&clip.code, "Ivy").await.unwrap();
    let mut client = Client::enter(school.server.web(), &seat).await;
    let _speaking = publish(&mut client, films(codec, 180, NEW_HERTZ)).await;
    recorded(ivy, &seat, &[Source::Microphone, Source::Camera]).await;
    client.must(Command::EndSession).await;
    assert_eq!(client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    ivy.get_as::<Timeline>(&seat.token, &format!("/api/sessions/{}/timeline", clip.id)).await.unwrap().session
}

/// Puts a take in the place of a stretch; returns the cut that the server made of it.
async fn place(school: &School, held: &Held, take: &SessionSummary, stretch: Cut) -> Cut {
    let take = Some(protocol::recording::Take { session: take.id, duration: 0 });
    school.instructor.act_later(&held.ivys, None, Command::CutOut { cut: Cut { take, ..stretch } }).await.unwrap();
    let path = format!("/api/sessions/{}/timeline", held.class.id);
    school.instructor.get_as::<Timeline>(&held.ivys.token, &path).await.unwrap().edits.cuts[0]
}

/// How loud a tone is in each [`WINDOW`] of a file, by the moment in its middle.
pub fn loud(file: &Path, hertz: f64) -> Vec<(Millis, f64)> {
    let decoded = Program::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-xerror", "-i"])
        .arg(file)
        // Where a file has no sound it is silent, and what follows is no earlier.
        .args(["-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", "48000", "-f", "f32le", "-"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&decoded.stderr), "");
    let samples: Vec<f64> =
        decoded.stdout.chunks_exact(4).map(|four| f64::from(f32::from_le_bytes(four.try_into().unwrap()))).collect();
    let amplitude = |window: &[f64]| {
        let phase = |n: usize| n as f64 * hertz / 48_000.0 * std::f64::consts::TAU;
        let sum = |of: fn(f64) -> f64| window.iter().enumerate().map(|(n, sample)| sample * of(phase(n))).sum::<f64>();
        2.0 * sum(f64::cos).hypot(sum(f64::sin)) / window.len() as f64
    };
    let windows = samples.windows(WINDOW as usize * 48).step_by(STEP as usize * 48).map(amplitude);
    (0..).map(|number| WINDOW / 2 + number * STEP).zip(windows).collect()
}

/// Whether nothing is to be seen: the test pictures have colours everywhere.
fn is_black(blue: f64) -> bool {
    (blue - 128.0).abs() < 10.0
}

/// When a tone is heard for the first and for the last time.
fn heard(loud: &[(Millis, f64)]) -> (Millis, Millis) {
    let loudest = loud.iter().map(|(_, amplitude)| *amplitude).fold(0.0, f64::max);
    assert!(loudest > 0.05, "it is heard");
    let mut times = loud.iter().filter(|(_, amplitude)| *amplitude > loudest / 2.0).map(|(at, _)| *at);
    let first = times.next().unwrap();
    (first, times.next_back().unwrap_or(first))
}

/// How loud a tone is at most between two moments.
pub fn loudest(loud: &[(Millis, f64)], from: Millis, to: Millis) -> f64 {
    loud.iter().filter(|(at, _)| (from..to).contains(at)).map(|(_, amplitude)| *amplitude).fold(0.0, f64::max)
}

/// A moment of one file is that of another, but for some frames.
fn near(one: Millis, other: Millis) -> bool {
    one.abs_diff(other) <= 80
}

/// The stretch in whose place a take stands: amid the screen.
fn stretch(screen: Cut) -> Cut {
    Cut::out(screen.from + 700, screen.from + 2_300)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mp4_file_has_a_take_in_its_place_and_what_follows_in_step_until_it_is_put_back() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let held = held(&school, &assistant).await;
    let (class, at) = (&held.class, stretch(held.screen));
    for (from, title) in [(0, "Before"), (held.screen.to, "Afterwards")] {
        let chapter = Command::SetChapter { from: Some(from), title: title.into() };
        school.instructor.act_later(&held.ivys, None, chapter).await.unwrap();
    }
    // Where the class has its chapter, the screen ends and with it what Ivy says, in milliseconds of a file.
    let marks = |file: &Path| {
        let large = blue(file, LARGE);
        let (screen, camera) = large.split_at(large.iter().rposition(|blue| *blue < NOT_BLUE).unwrap() + 1);
        assert!(camera.iter().any(|blue| *blue > BLUE), "the camera comes after the screen");
        let chapters = probed(file, &["-show_entries", "chapter=start_time"]);
        let last = chapters.lines().last().unwrap().trim_end_matches(',');
        let chapter = last.parse::<f64>().unwrap() * 1_000.0;
        (screen.len() as Millis * 40, heard(&loud(file, OLD_HERTZ)).1, chapter as Millis)
    };

    ask(&assistant, class).await;
    until(&assistant, class, is_made).await;
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.mp4");
    download(&assistant, class, &whole).await;
    let before = marks(&whole);
    assert!(before.1 + 500 < length(&whole) as Millis, "what Ivy says ends before class");

    let take = take(&school, Codec::Vp8).await;
    let cut = place(&school, &held, &take, at).await;
    let length_of_take = cut.take.unwrap().duration;
    assert!(look(&assistant, class).await.anew, "what was made is stale");
    until(&assistant, class, is_made).await;
    let replaced = folder.path().join("replaced.mp4");
    download(&assistant, class, &replaced).await;
    let moved = |moment: Millis| moment - (at.to - at.from) + length_of_take;
    assert!(near(length(&replaced) as Millis, moved(length(&whole) as Millis)), "{}", length(&replaced));
    let after = marks(&replaced);
    for (after, before) in [(after.0, before.0), (after.1, before.1), (after.2, before.2)] {
        assert!(near(after, moved(before)), "{after} is {} later than {before}", length_of_take - (at.to - at.from));
    }

    // In its place there is its picture without a small one, and its tone; nothing of the old stretch, and nothing of it elsewhere.
    let (large, beside) = (blue(&replaced, LARGE), blue(&replaced, BESIDE));
    let place = at.from..at.from + length_of_take;
    let is_take = |number: &usize| large[*number] < NOT_BLUE && !is_black(beside[*number]);
    let shown: Vec<Millis> = (0..large.len()).filter(is_take).map(|number| number as Millis * 40).collect();
    assert!(shown.len() > 50 && shown.iter().all(|at| place.contains(at)), "{place:?} {shown:?}");
    let old = (0..large.len()).filter(|number| large[*number] < NOT_BLUE && is_black(beside[*number]));
    assert!(old.map(|number| number as Millis * 40 + 40).all(|at| !(place.start + 80..place.end).contains(&at)));
    let (first, last) = heard(&loud(&replaced, NEW_HERTZ));
    assert!(first + 40 >= place.start && last <= place.end + 40 && last - first > 2_000, "{place:?} {first} {last}");
    let tone = loud(&replaced, OLD_HERTZ);
    assert!(loudest(&tone, place.start + 100, place.end - 100) < 0.02, "the old tone is not heard: {tone:?}");
    // What one can hear of the take is where it is seen.
    assert!(shown.last().unwrap().abs_diff(last) < 400, "{shown:?} {last}");

    school.instructor.act_later(&held.ivys, None, Command::UndoCut { cut }).await.unwrap();
    assert!(look(&assistant, class).await.anew);
    until(&assistant, class, is_made).await;
    download(&assistant, class, &replaced).await;
    assert!(near(length(&replaced) as Millis, length(&whole) as Millis));
    assert!(loudest(&loud(&replaced, NEW_HERTZ), 0, Millis::MAX) < 0.02);
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webm_file_has_a_take_which_is_heard_alone_where_its_pictures_have_another_format_and_a_folder_shows_all() {
    let school = School::open().await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let held = held(&school, &assistant).await;
    let class = &held.class;
    let found = async || assistant.get::<WebmChoices>(&path(class, "downloads")).await.unwrap();
    let before = found().await;

    // A folder has both films, and plays the screen where it was shared, and then the camera.
    let whole = folder_of(&assistant, class).await;
    let seen = seen_in(&whole);
    let Cut { from, to, .. } = held.screen;
    assert!(median(&seen, from + 700, from + 1_500) < NOT_BLUE, "{:?} of {from} to {to}", whole.told.reels);
    assert!(median(&seen, to + 300, Millis::MAX) > BLUE, "{:?} of {from} to {to}", whole.told.reels);
    let take = take(&school, Codec::Vp8).await;
    let cut = place(&school, &held, &take, stretch(held.screen)).await;
    let length_of_take = cut.take.unwrap().duration;
    let place = cut.from..cut.from + length_of_take;

    let all = found().await;
    assert_eq!(all.duration, before.duration - (cut.to - cut.from) + length_of_take);
    let of = |codec| all.files.iter().find(|file| file.codec == Some(codec)).unwrap();
    let (vp8, vp9) = (of(PictureCodec::Vp8), of(PictureCodec::Vp9));
    assert!(all.take_ms > 2_000 && vp8.take_ms == all.take_ms && vp9.take_ms == 0, "{all:?}");
    assert_eq!((before.take_ms, vp9.camera_ms), (0, 0));

    let folder = tempfile::tempdir().unwrap();
    for codec in ["vp8", "vp9"] {
        let request = assistant.request(Method::GET, &path(class, &format!("webm?codec={codec}")));
        let bytes = request.send().await.unwrap().bytes().await.unwrap();
        let file = folder.path().join(format!("{codec}.webm"));
        fs::write(&file, &bytes).unwrap();
        assert!(near(length(&file) as Millis, all.duration), "{}", length(&file));
        let (first, last) = heard(&loud(&file, NEW_HERTZ));
        assert!(
            first + 80 >= place.start && last <= place.end + 80 && last - first > 2_000,
            "{place:?} {first} {last}"
        );
        let tone = loud(&file, OLD_HERTZ);
        assert!(loudest(&tone, place.start + 100, place.end - 100) < 0.02, "{codec}: {tone:?}");
        assert!(loudest(&tone, place.end + 100, place.end + 500) > 0.05, "{codec}: class goes on");
        let colours = times_and_blue(&file);
        let inside = |(at, _): &&(Millis, f64)| (place.start + 80..place.end).contains(at);
        let taken = colours.iter().filter(inside).filter(|(_, blue)| *blue < NOT_BLUE).count();
        assert_eq!(taken > 50, codec == "vp8", "{codec}: {taken}");
        if codec == "vp8" {
            assert!(colours.iter().filter(|at| !inside(at)).all(|(_, blue)| *blue > NOT_BLUE), "class is blue");
        }
    }

    // A page has the films with the same pieces, for staff and for whoever else takes it along, and shows the take in its place.
    let folder = folder_of(&assistant, class).await;
    let ends = |cut: &Cut| (cut.from, cut.to, cut.take);
    let pieces: Vec<_> = folder.told.film.iter().map(ends).collect();
    assert_eq!(pieces, [(0, cut.from, None), ends(&cut), (cut.to, before.duration, None)]);
    let get = student.request(Method::GET, &path(class, "webm?codec=vp8")).send().await.unwrap();
    assert_eq!(get.status(), StatusCode::FORBIDDEN);
    let seen = seen_in(&folder);
    assert!(median(&seen, place.start + 300, place.end - 300) < NOT_BLUE, "{place:?} {:?}", folder.told.reels);
    assert!(median(&seen, all.duration - 1_000, all.duration) > BLUE, "class goes on: {:?}", folder.told.reels);
    assert_eq!((all.folder.unwrap().take_ms, all.folder.unwrap().screen_ms), (all.take_ms, all.screen_ms));

    // Once its stretch is put back nothing of it is in a file.
    school.instructor.act_later(&held.ivys, None, Command::UndoCut { cut }).await.unwrap();
    assert_eq!(found().await, before);
    let told = folder_of(&assistant, class).await.told;
    assert_eq!((told.film, told.reels), (vec![Cut::out(0, before.duration)], whole.told.reels));
    school.server.stop().await;
}

/// What is seen on the page of a folder, in each picture how blue. Each film is as long as the others and has the sound of class.
fn seen_in(folder: &Folder) -> Vec<(Millis, f64)> {
    let kept = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    for (name, film) in &folder.films {
        let file = kept.path().join(name);
        fs::write(&file, film).unwrap();
        let (first, last) = heard(&loud(&file, OLD_HERTZ));
        assert!(last - first > 2_000, "{name} is heard");
        assert!(near(length(&file) as Millis, folder.told.reels.last().unwrap().to), "{name}");
        let reels: Vec<&Reel> = folder.told.reels.iter().filter(|reel| reel.file == *name).collect();
        let plays = |at: Millis| reels.iter().any(|reel| (reel.from..reel.to).contains(&at));
        seen.extend(times_and_blue(&file).into_iter().filter(|(at, _)| plays(*at)));
    }
    seen
}

/// How blue most of what is seen between two moments is.
fn median(seen: &[(Millis, f64)], from: Millis, to: Millis) -> f64 {
    let mut inside: Vec<f64> = seen.iter().filter(|(at, _)| (from..to).contains(at)).map(|(_, blue)| *blue).collect();
    inside.sort_by(f64::total_cmp);
    inside[inside.len() / 2]
}

/// The blue in each picture of a file, and when it is shown.
pub fn times_and_blue(file: &Path) -> Vec<(Millis, f64)> {
    let times = probed(file, &["-select_streams", "v", "-show_entries", "frame=pts_time"]);
    let at = |line: &str| Some((line.trim_end_matches(',').parse::<f64>().ok()? * 1_000.0).round() as Millis);
    times.lines().filter_map(at).zip(blue(file, "iw/4:ih/2:iw/2:ih/2")).collect()
}
