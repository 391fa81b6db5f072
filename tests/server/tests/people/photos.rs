//! Photos: what a picture becomes, and who sees it.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use meridian::clock::unix_now;
use protocol::{
    Command, CourseRole, ErrorCode, PhotoId, Role,
    courses::Course,
    http::{Me, Seat},
    limits,
    photos::ClassPerson,
    roster::RosterPage,
};
use reqwest::{Method, Response, StatusCode};
use serde_json::json;
use server_tests::{
    school::{School, accept, details},
    server::TestServer,
    visitor::{Refused, Visitor, outcome, refused},
};

/// What cameras write into their files, and nobody else is to know.
const PLACE: &[u8] = b"52N 13E";

/// A picture of one colour, with a place in it.
fn picture(red: u8) -> Vec<u8> {
    let mut file = std::io::Cursor::new(Vec::new());
    let pixels = RgbImage::from_pixel(640, 480, Rgb([red, 90, 160]));
    DynamicImage::ImageRgb8(pixels).write_to(&mut file, ImageFormat::Jpeg).unwrap();
    let file = file.into_inner();
    let note = [b"Exif\0\0".as_slice(), PLACE].concat();
    let length = u16::try_from(note.len() + 2).unwrap().to_be_bytes();
    [&file[..2], &[0xff, 0xe1], &length, &note, &file[2..]].concat()
}

async fn upload(visitor: &Visitor, picture: Vec<u8>) -> Result<Option<PhotoId>, Refused> {
    let request = visitor.request(Method::PUT, "/api/account/photo").header("content-type", "image/jpeg").body(picture);
    Ok(visitor.send::<Me>(request).await?.person.expect("signed in").photo)
}

async fn get(visitor: &Visitor, path: &str, seat: Option<&Seat>) -> Response {
    let request = visitor.request(Method::GET, path);
    let request = seat.into_iter().fold(request, |request, seat| request.bearer_auth(&seat.token));
    request.send().await.unwrap()
}

/// The picture that is shown there.
async fn seen(visitor: &Visitor, path: &str, seat: Option<&Seat>) -> Result<DynamicImage, Refused> {
    let response = get(visitor, path, seat).await;
    if response.status() != StatusCode::OK {
        return Err(outcome::<()>(response).await.unwrap_err());
    }
    assert_eq!(response.headers()["content-type"], "image/jpeg");
    assert_eq!(response.headers()["cache-control"], "private, no-cache");
    assert_eq!(response.headers()["vary"], if seat.is_some() { "Authorization" } else { "Cookie" });
    let bytes = response.bytes().await.unwrap();
    assert!(!bytes.windows(PLACE.len()).any(|part| part == PLACE));
    Ok(image::load_from_memory(&bytes).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_becomes_a_photo_without_what_its_file_says_and_is_taken_away_again() {
    let server = TestServer::start().await;
    let ada = server.owner().await;
    let own = |photo: &PhotoId| format!("/api/account/photo/{}", photo.0);
    let first = upload(&ada, picture(10)).await.unwrap().expect("a photo");
    let me: Me = ada.get("/api/me").await.unwrap();
    assert_eq!(me.person.unwrap().photo.as_ref(), Some(&first));
    let shown = seen(&ada, &own(&first), None).await.unwrap();
    assert_eq!((shown.width(), shown.height()), (limits::PHOTO_SIDE, limits::PHOTO_SIDE));
    let kept = server.database_bytes();
    assert!(!kept.windows(PLACE.len()).any(|part| part == PLACE));
    assert_eq!(upload(&ada, picture(10)).await, Ok(Some(first.clone())), "the same has the same name");

    let second = upload(&ada, picture(200)).await.unwrap().expect("a photo");
    assert_ne!(first, second);
    assert_eq!(seen(&ada, &own(&first), None).await.err(), refused::<()>(404, ErrorCode::NotFound).err());
    let server = server.restart().await;
    let ada = ada.at(server.web());
    assert!(seen(&ada, &own(&second), None).await.is_ok());

    assert_eq!(upload(&ada, b"hello".to_vec()).await, refused(422, ErrorCode::NotAnImage));
    let cut = picture(10)[..200].to_vec();
    assert_eq!(upload(&ada, cut).await, refused(422, ErrorCode::NotAnImage));
    assert_eq!(upload(&ada, vec![0; limits::PHOTO_BYTES + 1]).await, refused(413, ErrorCode::ImageTooLarge));
    let mut huge = picture(10);
    let frame = huge.windows(2).position(|marker| marker == [0xff, 0xc0]).unwrap();
    huge[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(upload(&ada, huge).await, refused(413, ErrorCode::ImageTooLarge));
    assert!(seen(&ada, &own(&second), None).await.is_ok(), "what is refused changes nothing");
    let mut left = Ok(None);
    for _ in 0..limits::PHOTOS_BURST {
        left = upload(&ada, b"hello".to_vec()).await;
    }
    assert_eq!(left, refused(429, ErrorCode::RateLimited));

    for _ in 0..2 {
        let me: Me = ada.send(ada.request(Method::DELETE, "/api/account/photo")).await.unwrap();
        assert_eq!(me.person.unwrap().photo, None);
    }
    assert_eq!(seen(&ada, &own(&second), None).await.err(), refused::<()>(404, ErrorCode::NotFound).err());
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_for_those_who_are_in_a_course_with_its_person() {
    let school = School::open().await;
    let (sam, line) = school.member("Sam", CourseRole::Student).await;
    let (sue, _) = school.member("Sue", CourseRole::Student).await;
    let (rob, gone) = school.member("Rob", CourseRole::Student).await;
    school.change(&gone, json!({ "state": "removed" })).await.unwrap();
    let other = json!({ "name": "Tom", "email": "tom@school.example", "role": "instructor" });
    let other = accept(&school.server, &school.owner.post("/api/people", &other).await.unwrap()).await;
    let elsewhere: Course = other.post("/api/courses", &details()).await.unwrap();
    let photo = upload(&sam, picture(10)).await.unwrap().unwrap();
    let path = school.path(&format!("/photos/{}", photo.0));
    let on_roster = async |visitor: &Visitor| {
        let page: RosterPage = visitor.get(&school.path("/roster")).await.unwrap();
        page.members.into_iter().find(|member| member.name == "Sam").unwrap().photo
    };
    for member in [&school.instructor, &sam, &sue] {
        let shown = seen(member, &path, None).await.unwrap();
        assert_eq!((shown.width(), shown.height()), (limits::PHOTO_SMALL_SIDE, limits::PHOTO_SMALL_SIDE));
        assert_eq!(on_roster(member).await.as_ref(), Some(&photo));
    }
    assert_eq!(on_roster(&school.owner).await, None, "the owner is no member");
    let not_there = refused::<()>(404, ErrorCode::NotFound).err();
    let refusal = async |visitor: &Visitor, path: &str| seen(visitor, path, None).await.err();
    assert_eq!(refusal(&school.owner, &path).await, refused::<()>(403, ErrorCode::Forbidden).err());
    assert_eq!(refusal(&other, &path).await, not_there);
    assert_eq!(refusal(&rob, &path).await, not_there);
    assert_eq!(refusal(&school.server.visitor(), &path).await, refused::<()>(401, ErrorCode::Unauthorized).err());
    assert_eq!(refusal(&other, &format!("/api/courses/{}/photos/{}", elsewhere.id, photo.0)).await, not_there);
    assert_eq!(refusal(&sue, &format!("/api/account/photo/{}", photo.0)).await, not_there, "it is not hers");
    // Whoever is gone is not shown any more, and staff see no photo in their line.
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(refusal(&school.instructor, &path).await, not_there);
    let page: RosterPage = school.instructor.get(&school.path("/roster?state=removed")).await.unwrap();
    assert!(page.members.iter().all(|member| member.photo.is_none()));
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_shows_photos_and_pronouns_as_accounts_have_them_now() {
    let server = TestServer::start().await;
    let class = server.class().await;
    let photo = upload(&class.owner, picture(10)).await.unwrap().unwrap();
    let mut ada = class.instructor().await;
    let adas = class.instructors_seat().await;
    let guests = class.guests_seat("Gus").await;
    let gus = server.visitor();
    let path = |rest: &str| format!("/api/sessions/{}/{rest}", class.session.id);
    let people = async |seat: &Seat, after: u32| {
        gus.get_as::<Vec<ClassPerson>>(&seat.token, &path(&format!("people?after={after}"))).await
    };
    let shown = path(&format!("photos/{}", photo.0));
    let profile = json!({ "pronouns": "she/her", "zone": null, "language": null });
    let request = class.owner.request(Method::PUT, "/api/account/profile").json(&profile);
    class.owner.send::<Me>(request).await.unwrap();
    let known = [ClassPerson { participant: adas.participant, pronouns: "she/her".into(), photo: Some(photo.clone()) }];
    for seat in [&adas, &guests] {
        assert_eq!(people(seat, 0).await.as_deref(), Ok(&known[..]), "a guest has no account, and is not in it");
        assert_eq!(people(seat, adas.participant.0).await.as_deref(), Ok(&[][..]));
        assert_eq!(seen(&gus, &shown, Some(seat)).await.unwrap().width(), limits::PHOTO_SMALL_SIDE);
    }

    // Another class's seat, no seat, and a photo of somebody who is not there.
    let elsewhere = class.owner.start_class("Logic", true).await;
    server.app().hub.open(elsewhere.id);
    let stranger = gus.join(&elsewhere.code, "Gus").await.unwrap();
    assert_eq!(seen(&gus, &shown, Some(&stranger)).await.err(), refused::<()>(403, ErrorCode::Forbidden).err());
    assert_eq!(people(&stranger, 0).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(seen(&gus, &shown, None).await.err(), refused::<()>(401, ErrorCode::Unauthorized).err());
    let there = format!("/api/sessions/{}/photos/{}", elsewhere.id, photo.0);
    let not_there = refused::<()>(404, ErrorCode::NotFound).err();
    assert_eq!(seen(&gus, &there, Some(&stranger)).await.err(), not_there, "she has no seat there");

    // After class it is for whoever may watch; and gone everywhere with the photo.
    let unused = class.seat(Role::Guest, "Una").await;
    ada.say(Command::EndSession).await;
    assert_eq!(ada.socket.farewell().await, Some(ErrorCode::SessionEnded));
    assert_eq!(seen(&gus, &shown, Some(&unused)).await.err(), refused::<()>(403, ErrorCode::NotInside).err());
    assert_eq!(people(&unused, 0).await, refused(403, ErrorCode::NotInside));
    class.open_recording(Some(unix_now() + 60_000)).await.unwrap();
    assert!(seen(&gus, &shown, Some(&unused)).await.is_ok());
    class.owner.send::<Me>(class.owner.request(Method::DELETE, "/api/account/photo")).await.unwrap();
    assert_eq!(seen(&gus, &shown, Some(&adas)).await.err(), not_there);
    assert_eq!(people(&adas, 0).await.unwrap()[0].photo, None);
    server.stop().await;
}

#[tokio::test]
async fn a_photo_that_is_taken_away_is_not_shown_from_memory() {
    let server = TestServer::start().await;
    let ada = server.owner().await;
    let photo = upload(&ada, picture(10)).await.unwrap().unwrap();
    let path = format!("/api/account/photo/{}", photo.0);
    let first = get(&ada, &path, None).await;
    assert_eq!(first.headers()["cache-control"], "private, no-cache");
    let tag = first.headers()["etag"].clone();
    let again = async || ada.request(Method::GET, &path).header("if-none-match", &tag).send().await.unwrap();
    let known = again().await;
    assert_eq!((known.status(), known.headers()["etag"].clone()), (StatusCode::NOT_MODIFIED, tag.clone()));
    assert!(known.bytes().await.unwrap().is_empty(), "it does not travel again");
    ada.send::<Me>(ada.request(Method::DELETE, "/api/account/photo")).await.unwrap();
    assert_eq!(again().await.status(), StatusCode::NOT_FOUND);
    server.stop().await;
}
