//! A person has all that is kept of them, and nothing of others.

use std::io::{Cursor, Read};

use protocol::{
    Command, CourseRole, ErrorCode, Source,
    announcements::Announcement,
    chat::ChatTo,
    limits,
    manifest::{ManifestEntry, TrackContent},
    people::ServerPerson,
    preparation::SessionPreparation,
    schedule::CourseSchedule,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server_tests::{
    person::Person,
    school::School,
    visitor::{Visitor, refusal_of, refused},
    within,
};
use zip::ZipArchive;

/// The archive of somebody's data: names and contents.
async fn export(visitor: &Visitor, path: &str) -> Vec<(String, Vec<u8>)> {
    let response = within("an archive", visitor.request(Method::GET, path).send()).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let bytes = response.bytes().await.unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let count = archive.len();
    let read = |n| {
        let mut file = archive.by_index(n).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        (file.name().unwrap().into_owned(), content)
    };
    (0..count).map(read).collect()
}

fn document(archive: &[(String, Vec<u8>)], name: &str) -> Value {
    let (_, content) = archive.iter().find(|(of, _)| of == name).unwrap_or_else(|| panic!("no {name}"));
    serde_json::from_slice(content).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_has_all_of_a_person_and_nothing_of_others() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let class = school.class().await;
    let seat_of_ivy = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let seat = sam.join(&class.code, "Sam").await.unwrap();
    let mut ivy = Person::enter(&school.server, seat_of_ivy.clone(), 1).await;
    let mut own = Person::enter(&school.server, seat.clone(), 2).await;
    own.client.must(Command::SendChat { text: "Where is the door?".into(), to: ChatTo::MAIN }).await;
    own.client.must(Command::RaiseHand).await;
    let private = ChatTo::Person { participant: seat.participant };
    ivy.client.must(Command::SendChat { text: "Secret answer".into(), to: private }).await;
    let recorded = async {
        loop {
            let tracks = sam.manifest(&seat).await.entries;
            let count = tracks.iter().filter(|entry| matches!(entry, ManifestEntry::Segment { .. })).count();
            if count > 12 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    within("a recording", recorded).await;
    ivy.client.must(Command::EndSession).await;
    assert_eq!(ivy.client.socket.farewell().await, Some(ErrorCode::SessionEnded));

    let archive = export(&sam, "/api/account/export").await;
    let names: Vec<&str> = archive.iter().map(|(name, _)| name.as_str()).collect();
    for name in [
        "README.txt",
        "profile.json",
        "devices.json",
        "courses.json",
        "classes.json",
        "notices.json",
        "mails.json",
        "activity.json",
        "classes/0001/what-you-did.json",
    ] {
        assert!(names.contains(&name), "{name} is not in {names:?}");
    }
    assert_eq!(document(&archive, "profile.json")["account"][0]["email"], "sam@school.example");
    assert_eq!(document(&archive, "courses.json")["places"][0]["course"], "Analysis");
    assert_eq!(document(&archive, "devices.json")["sign_ins"].as_array().unwrap().len(), 1);
    let classes = document(&archive, "classes.json");
    assert_eq!(
        (&classes["seats"][0]["folder"], &classes["seats"][0]["seat"]["title"]),
        (&"classes/0001".into(), &"Week 1".into())
    );
    let did = document(&archive, "classes/0001/what-you-did.json");
    let kinds: Vec<&str> = did.as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect();
    for kind in ["joined", "chat_sent", "hand_raised", "track_changed"] {
        assert!(kinds.contains(&kind), "{kind} is not in {kinds:?}");
    }
    let is_text = |name: &str| name.ends_with(".json") || name.ends_with(".txt");
    let texts = archive.iter().filter(|(name, _)| is_text(name)).map(|(_, text)| String::from_utf8_lossy(text));
    let everything: String = texts.collect();
    assert!(everything.contains("Where is the door?"));
    for others in ["Secret answer", "Ivy", "ivy@school.example"] {
        assert!(!everything.contains(others), "{others}");
    }

    // Each file of media is what was recorded of them, one piece after the other, and nobody else's.
    let (mut tracks, mut expected) = (Vec::new(), Vec::new());
    for entry in sam.manifest(&seat).await.entries {
        let (track, file, begins) = match entry {
            ManifestEntry::Track { track, content: TrackContent::Participant { participant, source, .. } } => {
                if participant == seat.participant {
                    tracks.push((track, source));
                }
                continue;
            }
            ManifestEntry::Init { track, file, .. } => (track, file, true),
            ManifestEntry::Segment { track, file, .. } => (track, file, false),
            _ => continue,
        };
        let Some((_, source)) = tracks.iter().find(|(of, _)| *of == track) else { continue };
        let content = sam.media(class.id, &seat.token, &file, None).await.bytes().await.unwrap();
        if begins {
            expected.push((track, *source, Vec::new()));
        }
        let (.., part) = expected.iter_mut().rev().find(|(of, ..)| *of == track).unwrap();
        part.extend(content);
    }
    assert!(expected.len() >= 2, "a camera and a microphone");
    for (_, source, content) in &expected {
        let word = if *source == Source::Camera { "camera-" } else { "microphone-" };
        let mut found = archive.iter().filter(|(name, _)| name.contains(word));
        assert!(found.any(|(_, own)| own == content), "{source:?} of {} bytes", content.len());
    }
    assert_eq!(names.iter().filter(|name| name.ends_with(".webm")).count(), expected.len(), "{names:?}");
    school.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_make_it_for_whoever_asks_and_nobody_makes_many() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let people: Vec<ServerPerson> = school.owner.get("/api/people").await.unwrap();
    let id = people.iter().find(|person| person.name == "Sam").unwrap().id;
    let of_sam = format!("/api/people/{id}/export");
    let ask = async |visitor: &Visitor, path: &str| {
        let answer = visitor.request(Method::GET, path).send().await.unwrap();
        if answer.status().is_success() { None } else { refusal_of(answer).await }
    };
    assert_eq!(ask(&school.instructor, &of_sam).await, refused::<()>(403, ErrorCode::Forbidden).err());
    assert_eq!(
        ask(&school.server.visitor(), "/api/account/export").await,
        refused::<()>(401, ErrorCode::Unauthorized).err()
    );
    let archive = export(&school.owner, &of_sam).await;
    assert_eq!(document(&archive, "profile.json")["account"][0]["name"], "Sam");
    for _ in 1..limits::EXPORTS_BURST {
        export(&sam, "/api/account/export").await;
    }
    let limited = refused::<()>(429, ErrorCode::RateLimited).err();
    assert_eq!(ask(&sam, "/api/account/export").await, limited);
    assert_eq!(ask(&school.owner, &of_sam).await, limited, "whoever asks");
    school.server.stop().await;
}

#[tokio::test]
async fn the_archive_has_what_a_person_did_around_class() {
    let school = School::open().await;
    let (sam, line) = school.member("Sam", CourseRole::Student).await;
    let ivy = &school.instructor;
    let plan = json!({ "title": "Far", "time": { "start": "2199-11-05T10:00", "minutes": 60 } });
    let planned: CourseSchedule = ivy.post(&school.path("/schedule"), &plan).await.unwrap();
    let class = format!("/api/sessions/{}", planned.sessions[0].session.id);
    let link = json!({ "title": "Read", "content": { "kind": "link", "url": "https://example.org/reading" } });
    let made: SessionPreparation = ivy.post(&format!("{class}/preparation"), &link).await.unwrap();
    let done = format!("{class}/preparation/{}/done", made.items[0].id);
    sam.send::<SessionPreparation>(sam.request(Method::PUT, &done)).await.unwrap();
    let rule = json!({ "rule": { "days": 7, "time": "23:59" }, "holidays": [] });
    let rule = ivy.request(Method::PUT, &school.path("/deadlines")).json(&rule);
    ivy.send::<CourseSchedule>(rule).await.unwrap();
    let more = ivy.request(Method::PUT, &format!("{class}/extensions/{}", line.id.0)).json(&json!({ "days": 3 }));
    assert_eq!(more.send().await.unwrap().status(), StatusCode::NO_CONTENT);
    let said = json!({ "title": "Room 5", "text": "The lift is mended.", "at": null });
    let said: Announcement = ivy.post(&school.path("/announcements"), &said).await.unwrap();
    let seen = json!({ "announcements": [said.id] });
    sam.tell(&school.path("/announcements/seen"), &seen).await.unwrap();

    let sams = document(&export(&sam, "/api/account/export").await, "courses.json");
    assert_eq!(sams["prepared"][0]["class"], "Far");
    assert_eq!(sams["more_time"][0]["days"], 3);
    assert_eq!(sams["announcements_seen"].as_array().unwrap().len(), 1);
    assert!(!sams.to_string().contains("The lift"), "what others wrote");
    let ivys = document(&export(ivy, "/api/account/export").await, "courses.json");
    assert_eq!(ivys["announced"][0]["text"], "The lift is mended.");
    school.server.stop().await;
}
