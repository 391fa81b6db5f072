//! Short videos of announcements.

use protocol::{CourseId, SessionId, SessionKind, limits::CLIP_UNUSED_MS};
use store::{AnnouncedAt, Person, Said, SeatRequest, Store, StoreError, Written};

use crate::{
    NOTHING_RECORDED, NOW,
    courses::{join, line, with_course},
    noted,
};

/// Some milliseconds ahead.
const AT: AnnouncedAt = AnnouncedAt { local: "2023-11-14T23:13", zone: "Europe/Berlin", at_unix: NOW + 10 };

async fn clip(store: &Store, by: &Person, course: CourseId) -> SessionId {
    let row = store.create_clip(by.id, "Hello", course, NOW).await.unwrap();
    assert_eq!((row.kind, row.course, row.announced_unix), (SessionKind::Clip, Some(course), None));
    assert!(row.is_hidden(), "it is in no list");
    store.set_live(row.id, NOW).await.unwrap();
    store.set_ended(row.id, 60_000, NOW).await.unwrap();
    row.id
}

fn with(clip: SessionId) -> Said<'static> {
    Said { title: "News", text: "", clip: Some(clip), at: Some(AT) }
}

#[tokio::test]
async fn no_list_and_no_count_has_it() {
    let (_home, store, owner, course) = with_course().await;
    let id = clip(&store, &owner, course).await;
    store.announce(course, owner.id, with(id), &noted(), NOW).await.unwrap();
    assert_eq!(store.session(id).await.unwrap().unwrap().announced_unix, Some(NOW + 10));
    for listed in [
        store.sessions_of_course(course).await.unwrap(),
        store.schedule_of_course(course).await.unwrap(),
        store.next_sessions_of(owner.id, NOW).await.unwrap(),
        store.last_sessions_of(owner.id).await.unwrap(),
        store.live_classes_of(owner.id).await.unwrap(),
    ] {
        assert_eq!(listed, []);
    }
    assert_eq!(store.classes_over(0, NOW + 1).await.unwrap(), []);
    assert_eq!(store.own_ledger_in(course, owner.id).await.unwrap(), []);
    // It is deleted in its time with the classes, and does not say when the last of these was.
    let class = store.create_class(owner.id, "Light", course, NOW).await.unwrap();
    store.set_live(class.id, NOW).await.unwrap();
    store.set_ended(class.id, 60_000, NOW - 50).await.unwrap();
    let retention = store.retention(Some(course)).await.unwrap();
    assert_eq!((retention[0].first_ended_unix, retention[0].last_unix), (NOW - 50, NOW - 50));
    assert_eq!(store.classes_ended_until(course, NOW).await.unwrap().len(), 2);
}

#[tokio::test]
async fn it_goes_with_who_recorded_it_and_what_had_it_stays() {
    let (_home, store, owner, course) = with_course().await;
    let ann = store.add_member(course, &line("Ann", "ann@example.org"), &noted(), NOW).await.unwrap();
    let ann = join(&store, course, &ann).await;
    let id = clip(&store, &ann, course).await;
    let take = clip(&store, &ann, course).await;
    let request = SeatRequest::new("Ann", protocol::Role::Instructor, NOTHING_RECORDED).of(ann.id);
    store.create_seat(id, request, NOW).await.unwrap();
    let announced = store.announce(course, ann.id, with(id), &noted(), NOW).await.unwrap();
    let replied = clip(&store, &ann, course).await;
    let asked = Written { title: "Why?", text: "Tell me", clip: None };
    let thread = store.begin_thread(course, owner.id, asked, true, None, NOW).await.unwrap();
    let reply = Written { title: "", text: "", clip: Some(replied) };
    store.reply(course, thread, ann.id, reply, NOW).await.unwrap();
    let documents = store.documents_of(ann.id).await.unwrap();
    let (_, courses) = documents.iter().find(|(name, _)| *name == "courses").unwrap();
    assert_eq!(
        (&courses["announced"][0]["has_video"], &courses["board_posts"][0]["has_video"]),
        (&1.into(), &1.into())
    );
    store.erase_person(ann.id, &noted(), NOW).await.unwrap();
    for gone in [id, take, replied] {
        assert_eq!(store.session(gone).await.unwrap(), None);
    }
    let row = store.announcement(announced, owner.id).await.unwrap().unwrap();
    assert_eq!((row.title.as_str(), row.clip, row.author), ("News", None, None));
    let (_, posts) = store.thread(course, thread).await.unwrap().unwrap();
    assert_eq!((posts[1].text.as_str(), &posts[1].clip, posts[1].author), ("", &None, None));
    store.delete_course(course, &noted(), NOW).await.unwrap();
}

#[tokio::test]
async fn nobody_takes_it_twice_and_one_without_an_announcement_is_forgotten() {
    let (_home, store, owner, course) = with_course().await;
    let id = clip(&store, &owner, course).await;
    let first = store.announce(course, owner.id, with(id), &noted(), NOW).await.unwrap();
    let twice = store.announce(course, owner.id, with(id), &noted(), NOW).await;
    assert!(matches!(twice, Err(StoreError::NotFound)), "{twice:?}");
    let nothing = Said { clip: None, ..with(id) };
    store.change_announcement(course, first, owner.id, nothing, &noted(), NOW).await.unwrap();
    assert_eq!(store.unused_clips(course, owner.id).await.unwrap().len(), 1);
    store.change_announcement(course, first, owner.id, with(id), &noted(), NOW).await.unwrap();
    store.delete_announcement(course, first, &noted(), NOW).await.unwrap();
    store.forget_unused_clips(NOW + 9 * CLIP_UNUSED_MS).await.unwrap();
    assert!(store.session(id).await.unwrap().is_some(), "its announcement can be restored");
    store.forget_deleted_announcements(NOW + 9 * CLIP_UNUSED_MS).await.unwrap();
    store.forget_unused_clips(NOW + CLIP_UNUSED_MS - 1).await.unwrap();
    assert!(store.session(id).await.unwrap().is_some(), "it is younger than a day");
    store.forget_unused_clips(NOW + CLIP_UNUSED_MS).await.unwrap();
    assert_eq!(store.session(id).await.unwrap(), None);
}
