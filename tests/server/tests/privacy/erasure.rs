//! Accounts that are erased: by their people and by owners, and what is left of them in class.

use std::path::Path;

use meridian::clock::unix_now;
use protocol::{
    AuditKind, Command, CourseRole, ErrorCode, EventBody, Source,
    audit::AuditPage,
    chat::ChatTo,
    http::{Me, Seat},
    manifest::{ManifestEntry, TrackContent},
    people::ServerPerson,
    privacy::{EraseAccount, ErasurePreview, FORMER_PARTICIPANT},
};
use server_tests::{
    person::Person,
    school::{PASSWORD, School},
    server::TestServer,
    visitor::{Refused, Visitor, refused},
    within,
};

/// What nobody else is called, or says.
const NAME: &str = "Quillonzarathu";
const WORDS: &str = "xylophonic marmalade";

fn request(email: &str, present: &str) -> EraseAccount {
    EraseAccount { email: email.to_owned(), present: present.to_owned() }
}

async fn erase_own(visitor: &Visitor, email: &str) -> Result<Me, Refused> {
    visitor.post("/api/account/erase", &request(email, PASSWORD)).await
}

/// The names of the recorded files of a seat, once there are some of each source.
async fn recorded(visitor: &Visitor, viewer: &Seat, whose: &Seat) -> Vec<String> {
    let wait = async {
        loop {
            let (mut own, mut files) = (Vec::new(), Vec::new());
            for entry in visitor.manifest(viewer).await.entries {
                match entry {
                    ManifestEntry::Track { track, content: TrackContent::Participant { participant, source, .. } }
                        if participant == whose.participant =>
                    {
                        own.push((track, source));
                    }
                    ManifestEntry::Segment { track, file, .. } if own.iter().any(|(of, _)| *of == track) => {
                        files.push((track, file));
                    }
                    _ => {}
                }
            }
            let has = |source| own.iter().any(|(track, of)| *of == source && files.iter().any(|(of, _)| of == track));
            if has(Source::Microphone) && has(Source::Camera) {
                return files.into_iter().map(|(_, file)| file).collect();
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    within("a recording", wait).await
}

/// Waits until no class has anything of anybody who was erased.
async fn done(server: &TestServer) {
    let wait = async {
        while !server.app().store.seats_to_erase().await.unwrap().is_empty() {
            meridian::privacy::look(server.app(), unix_now()).await.unwrap();
        }
    };
    within("the end of the erasure", wait).await;
}

/// The files below a folder that have one of these words in them, or in their names.
fn files_with(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files_with(&entry, words));
            continue;
        }
        let content = std::fs::read(&entry).unwrap();
        let text = format!("{} {}", entry.display(), String::from_utf8_lossy(&content)).to_lowercase();
        found.extend(
            words.iter().filter(|word| text.contains(**word)).map(|word| format!("{}: {word}", entry.display())),
        );
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_leaves_class_and_its_recording_and_is_nowhere_on_the_disk() {
    let school = School::open().await;
    let (quil, _) = school.member(NAME, CourseRole::Student).await;
    let class = school.class().await;
    let email = format!("{}@school.example", NAME.to_lowercase());
    let seat_of_ivy = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let seat = quil.join(&class.code, NAME).await.unwrap();
    let mut ivy = Person::enter(&school.server, seat_of_ivy.clone(), 1).await;
    let mut member = Person::enter(&school.server, seat.clone(), 2).await;
    member.client.must(Command::SendChat { text: WORDS.to_uppercase(), to: ChatTo::MAIN }).await;
    ivy.client.must(Command::SendChat { text: "Good morning".into(), to: ChatTo::MAIN }).await;
    let files = recorded(&school.instructor, &seat_of_ivy, &seat).await;
    let preview: ErasurePreview = quil.get("/api/account/erase").await.unwrap();
    let expected = ErasurePreview { only_owner: false, teaching: Vec::new(), classes: 1, courses: Vec::new() };
    assert_eq!(preview, expected);

    // Class runs: they are shown out, and the rest is done when it is over.
    assert_eq!(erase_own(&quil, "sam@school.example").await, refused(422, ErrorCode::AddressDiffers));
    let wrong = quil.post::<Me>("/api/account/erase", &request(&email, "wrong password")).await;
    assert_eq!(wrong, refused(403, ErrorCode::PasswordWrong));
    assert_eq!(erase_own(&quil, &email.to_uppercase()).await.unwrap().person, None);
    assert_eq!(member.client.socket.farewell().await, Some(ErrorCode::Unauthorized));
    assert_eq!(quil.get::<Me>("/api/me").await.unwrap().person, None);
    assert_eq!(quil.sign_in(&email, PASSWORD).await, refused(401, ErrorCode::SignInFailed));
    assert!(quil.refusals(&seat, &files[0]).await.iter().all(|refusal| refusal.is_some_and(|r| r.status == 401)));
    done(&school.server).await;
    ivy.client.must(Command::EndSession).await;
    assert_eq!(ivy.client.socket.farewell().await, Some(ErrorCode::SessionEnded));
    done(&school.server).await;

    // What others see is a class with somebody in it who was.
    let journal = school.instructor.journal(&seat_of_ivy, 1).await;
    let of = |body: &EventBody| match body {
        EventBody::Joined { participant, name, .. } if *participant == seat.participant => Some(name.clone()),
        EventBody::ChatSent { participant, text } if *participant == seat.participant => Some(text.clone()),
        _ => None,
    };
    let told: Vec<String> = journal.events.iter().filter_map(|event| of(&event.body)).collect();
    assert_eq!(told, [FORMER_PARTICIPANT, ""]);
    let deletions = journal.events.iter().filter(|event| matches!(event.body, EventBody::ChatDeleted { .. }));
    assert_eq!(deletions.count(), 1);
    assert!(
        journal
            .events
            .iter()
            .any(|event| matches!(&event.body, EventBody::ChatSent { text, .. } if text == "Good morning"))
    );
    for file in &files {
        assert!(school.server.app().store.media().file(class.id, file).await.is_err(), "{file} is still there");
    }
    let entries = school.instructor.manifest(&seat_of_ivy).await.entries;
    let is_named = |name: &String| {
        entries.iter().any(|entry| matches!(entry, ManifestEntry::Segment { file, .. } if file == name))
    };
    assert!(!files.iter().any(is_named));
    // The mix was made again without them, and nothing of the former one is there.
    let mix = entries.iter().find_map(|entry| match entry {
        ManifestEntry::Track { track, content: TrackContent::Mix { .. } } => Some(*track),
        _ => None,
    });
    let (mut mixed, mut of_ivy) = (Vec::new(), 0);
    for entry in &entries {
        match entry {
            ManifestEntry::Segment { track, file, bytes, .. } if Some(*track) == mix => mixed.push((file, bytes)),
            ManifestEntry::Segment { .. } => of_ivy += 1,
            _ => {}
        }
    }
    assert!(of_ivy > 0 && !mixed.is_empty(), "Ivy is still recorded");
    for (file, bytes) in mixed {
        let before = common::made_before(file).unwrap_or_else(|| panic!("{file} is the former mix"));
        assert!(school.server.app().store.media().file(class.id, &before).await.is_err(), "{before} is still there");
        let sound = school.instructor.media(class.id, &seat_of_ivy.token, file, None).await.bytes().await.unwrap();
        assert_eq!(sound.len() as u64, *bytes, "{file}");
    }
    assert_eq!(school.server.app().store.examine(class.id).await.unwrap(), [], "nothing counts as lost");

    let log: AuditPage = school.owner.get("/api/audit").await.unwrap();
    let fact = log.entries.iter().find(|entry| entry.kind == AuditKind::AccountErased).unwrap();
    assert_eq!((fact.who.as_str(), fact.guest), (FORMER_PARTICIPANT, false));

    // Somebody writes afterwards, and the class still takes it.
    let later = Command::SendChat { text: "Until Friday".into(), to: ChatTo::MAIN };
    school.instructor.act_later(&seat_of_ivy, None, later).await.unwrap();
    let data = school.server.stop_and_keep().await;
    let words = [NAME, &email, WORDS].map(str::to_lowercase);
    assert_eq!(files_with(data.path(), &words.each_ref().map(String::as_str)), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_teaches_a_running_class_ends_it_first_and_an_owner_stays() {
    let school = School::open().await;
    let class = school.class().await;
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut ivy = Person::enter(&school.server, seat, 1).await;
    let preview: ErasurePreview = school.instructor.get("/api/account/erase").await.unwrap();
    assert_eq!((preview.teaching, preview.courses), (vec!["Week 1".to_owned()], vec!["Analysis".to_owned()]));
    assert_eq!(erase_own(&school.instructor, "ivy@school.example").await, refused(409, ErrorCode::TeachesNow));
    ivy.client.must(Command::EndSession).await;
    assert_eq!(ivy.client.socket.farewell().await, Some(ErrorCode::SessionEnded));

    let people: Vec<ServerPerson> = school.owner.get("/api/people").await.unwrap();
    let id_of = |name: &str| people.iter().find(|person| person.name.starts_with(name)).unwrap().clone();
    let (ada, ivy) = (people.iter().find(|person| person.you).unwrap().clone(), id_of("Ivy"));
    let preview: ErasurePreview = school.owner.get("/api/account/erase").await.unwrap();
    assert!(preview.only_owner);
    let own =
        school.owner.post::<Me>("/api/account/erase", &request(&ada.email, server_tests::server::OWNER_PASSWORD)).await;
    assert_eq!(own, refused(409, ErrorCode::LastOne));

    // An owner erases another who asks for it, with their own password.
    let path = format!("/api/people/{}/erase", ivy.id);
    let erase = |email: &str, present: &str| {
        let request = request(email, present);
        let (owner, path) = (school.owner.clone(), path.clone());
        async move { owner.tell(&path, &request).await }
    };
    let owners = server_tests::server::OWNER_PASSWORD;
    assert_eq!(erase(&ada.email, owners).await, refused(422, ErrorCode::AddressDiffers));
    assert_eq!(erase(&ivy.email, "wrong password").await, refused(403, ErrorCode::PasswordWrong));
    assert_eq!(school.owner.get::<ErasurePreview>(&path).await.unwrap().classes, 1);
    assert_eq!(erase(&ivy.email, owners).await, Ok(()));
    assert_eq!(erase(&ivy.email, owners).await, refused(404, ErrorCode::NotFound));
    done(&school.server).await;
    let log: AuditPage = school.owner.get("/api/audit").await.unwrap();
    let fact = log.entries.iter().find(|entry| entry.kind == AuditKind::AccountErased).unwrap();
    assert_eq!((fact.who.as_str(), fact.subject.as_str()), (ada.name.as_str(), ""));
    // Her course is there, for the owner to find another instructor.
    assert!(school.owner.get::<serde_json::Value>(&school.path("")).await.is_ok());
    school.server.stop().await;
}
