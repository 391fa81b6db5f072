//! Threads of a board whose first posts were deleted.

use protocol::{CourseId, Millis, PostId, limits::RESTORABLE_MS};
use serde_json::Value;
use store::{AuditLine, Person, Store, StoreError, Written};

use crate::{
    NOW,
    courses::{join, line, with_course},
    noted,
};

/// Everything that is kept of what somebody wrote on boards.
async fn kept_of(store: &Store, person: &Person) -> Value {
    let documents = store.documents_of(person.id).await.unwrap();
    documents.into_iter().find(|(name, _)| *name == "courses").unwrap().1["board_posts"].clone()
}

async fn restore(store: &Store, course: CourseId, post: PostId, now: Millis) -> Result<PostId, StoreError> {
    let line: AuditLine = noted();
    store.restore_post(course, post, None, &line, now).await
}

#[tokio::test]
async fn of_a_first_post_its_place_is_left_as_long_as_replies_stand() {
    let (_home, store, owner, course) = with_course().await;
    let ann = store.add_member(course, &line("Ann", "ann@example.org"), &noted(), NOW).await.unwrap();
    let ann = join(&store, course, &ann).await;
    let first = Written { title: "Secret", text: "Of Ann", clip: None };
    let thread = store.begin_thread(course, ann.id, first, true, None, NOW).await.unwrap();
    let reply = Written { title: "", text: "Of the owner", clip: None };
    let reply = store.reply(course, thread, owner.id, reply, NOW + 1).await.unwrap();
    store.delete_post(course, thread, None, NOW + 2).await.unwrap();
    assert_eq!(kept_of(&store, &owner).await[0]["thread"], "", "its title is nobody's to take along but its author's");
    assert_eq!(kept_of(&store, &ann).await[0]["thread"], "Secret");

    // It comes back within a day, and not after it, whether the server has looked by then or not.
    let gone = NOW + 2 + RESTORABLE_MS;
    store.forget_deleted_posts(gone - 1).await.unwrap();
    assert_eq!(restore(&store, course, thread, gone - 1).await.unwrap(), thread);
    store.delete_post(course, thread, None, NOW + 2).await.unwrap();
    assert!(matches!(restore(&store, course, thread, gone).await, Err(StoreError::NotFound)));
    store.forget_deleted_posts(gone).await.unwrap();
    let (row, posts) = store.thread(course, thread).await.unwrap().unwrap();
    assert_eq!((row.title.as_str(), row.author, row.replies), ("", None, 1));
    assert_eq!(row.deleted.map(|first| (first.by_author, first.author)), Some((true, Some(ann.id))));
    assert_eq!(posts.len(), 1);
    let kept = &kept_of(&store, &ann).await[0];
    assert_eq!((&kept["thread"], &kept["text"]), (&"".into(), &"".into()), "nothing of its words is kept");

    // Where the last reply is deleted, it goes for good with that.
    store.delete_post(course, reply, None, gone).await.unwrap();
    assert_eq!(store.thread(course, thread).await.unwrap(), None);
    store.forget_deleted_posts(gone + 1).await.unwrap();
    assert_eq!(restore(&store, course, reply, gone + 1).await.unwrap(), thread, "that one is younger");
    store.delete_post(course, reply, None, gone).await.unwrap();
    for _ in 0..2 {
        store.forget_deleted_posts(gone + RESTORABLE_MS).await.unwrap();
    }
    assert_eq!(kept_of(&store, &ann).await.as_array().unwrap().len(), 0);
}
