//! What is taken along of a recording once a person is taken out of it: neither their picture nor their voice is in any file.

use std::{fs, path::Path};

use meridian::clock::unix_now;
use protocol::{
    Command, CourseRole, ErrorCode, Millis, Source,
    downloads::{PictureCodec, WebmChoices},
    http::{Seat, SessionSummary},
};
use reqwest::{Method, StatusCode};
use server_tests::{client::Client, film::Codec, films::tone, school::School, visitor::Visitor, within};

use crate::{
    downloads::{path, publish, recorded},
    mp4::{ask, download, is_made, until},
    takes_in_files::{NEW_HERTZ, NOT_BLUE, OLD_HERTZ, films, loud, loudest, times_and_blue},
};

/// A tone is heard, and is not.
const HEARD: f64 = 0.05;
const NOT_HEARD: f64 = 0.02;

/// A class in which Ivy is heard alone, and Sam is heard and seen. Returns the seats of both.
async fn held(school: &School, sam: &Visitor) -> (SessionSummary, Seat, Seat) {
    let class = school.class().await;
    let seats =
        (school.instructor.join(&class.code, "Ivy").await.unwrap(), sam.join(&class.code, "Sam").await.unwrap());
    let mut ivy = Client::enter(school.server.web(), &seats.0).await;
    let mut other = Client::enter(school.server.web(), &seats.1).await;
    let _teaching = publish(&mut ivy, vec![(Source::Microphone, tone(OLD_HERTZ).unwrap())]).await;
    let _asking = publish(&mut other, films(Codec::Vp8, 180, NEW_HERTZ)).await;
    recorded(&school.instructor, &seats.0, &[Source::Microphone, Source::Camera]).await;
    ivy.must(Command::EndSession).await;
    assert_eq!(ivy.socket.farewell().await, Some(ErrorCode::SessionEnded));
    (class, seats.0, seats.1)
}

/// Downloads all of a class as a WebM file, with pictures where some are left.
async fn webm(by: &Visitor, class: &SessionSummary, to: &Path) -> Option<PictureCodec> {
    let choices: WebmChoices = by.get(&path(class, "downloads")).await.unwrap();
    let codec = choices.files.first().and_then(|file| file.codec);
    let which = if codec.is_some() { "webm?codec=vp8" } else { "webm" };
    let answer = by.request(Method::GET, &path(class, which)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    fs::write(to, answer.bytes().await.unwrap()).unwrap();
    codec
}

/// Whether Ivy's tone and Sam's are heard in a file, and how many of its pictures are Sam's.
fn decoded(file: &Path, pictures: bool) -> ([bool; 2], usize) {
    let heard = [OLD_HERTZ, NEW_HERTZ].map(|hertz| {
        let loudest = loudest(&loud(file, hertz), 0, Millis::MAX);
        assert!(!(NOT_HEARD..HEARD).contains(&loudest), "{hertz} Hz: {loudest}");
        loudest >= HEARD
    });
    let colours = if pictures { times_and_blue(file) } else { Vec::new() };
    (heard, colours.iter().filter(|(_, blue)| *blue < NOT_BLUE).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_taken_out_is_neither_seen_nor_heard_in_what_is_taken_along() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (class, _, sams) = held(&school, &sam).await;
    let folder = tempfile::tempdir().unwrap();
    let [remuxed, composed] = ["class.webm", "class.mp4"].map(|name| folder.path().join(name));

    assert_eq!(webm(&school.instructor, &class, &remuxed).await, Some(PictureCodec::Vp8));
    ask(&school.instructor, &class).await;
    until(&school.instructor, &class, is_made).await;
    download(&school.instructor, &class, &composed).await;
    for file in [&remuxed, &composed] {
        let (heard, seen) = decoded(file, true);
        assert!(heard == [true, true] && seen > 25, "{}: {heard:?} {seen}", file.display());
    }

    let withdraw = sam.request(Method::POST, &format!("/api/sessions/{}/withdraw", class.id)).bearer_auth(&sams.token);
    assert_eq!(withdraw.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let app = school.server.app();
    let done = async {
        while !app.store.seats_to_take_out().await.unwrap().is_empty() {
            meridian::privacy::look(app, unix_now()).await.unwrap();
        }
    };
    within("the end of the withdrawal", done).await;

    let codec = webm(&school.instructor, &class, &remuxed).await;
    ask(&school.instructor, &class).await;
    until(&school.instructor, &class, is_made).await;
    download(&school.instructor, &class, &composed).await;
    for (file, pictures) in [(&remuxed, codec.is_some()), (&composed, true)] {
        assert_eq!(decoded(file, pictures), ([true, false], 0), "{}", file.display());
    }
    school.server.stop().await;
}
