//! What people do before a session.

use std::collections::HashMap;

use protocol::{
    CourseId, CourseRole, MemberId, MemberState, PreparationId, SessionId, limits,
    preparation::{NewPreparation, PreparationContent, PreparationProgress},
};
use store::{Person, Store, StoreError};

use crate::{
    NOW,
    courses::{join, line, with_course},
    noted, quietly,
    schedule::plan,
};

fn text(title: &str) -> NewPreparation {
    NewPreparation { title: title.into(), content: PreparationContent::Text { text: format!("{title}, please.") } }
}

async fn add(store: &Store, course: CourseId, session: SessionId, title: &str) -> PreparationId {
    store.add_preparation(course, session, &text(title)).await.unwrap();
    store.preparation(session).await.unwrap().last().unwrap().id
}

async fn titles(store: &Store, session: SessionId) -> Vec<String> {
    store.preparation(session).await.unwrap().into_iter().map(|row| row.said.title).collect()
}

async fn member(store: &Store, course: CourseId, name: &str) -> (Person, MemberId) {
    let row = store.add_member(course, &line(name, &format!("{name}@example.org")), &noted(), NOW).await.unwrap();
    (join(store, course, &row).await, row.id)
}

#[tokio::test]
async fn items_keep_their_order_and_what_is_removed_comes_back_to_its_place_within_a_day() {
    let (home, store, owner, course) = with_course().await;
    let sessions = plan(&store, &owner, course, 2).await.unwrap();
    let (session, other) = (sessions[0].id, sessions[1].id);
    let (one, two, three) = (
        add(&store, course, session, "One").await,
        add(&store, course, session, "Two").await,
        add(&store, course, session, "Three").await,
    );
    // Somebody else has added the third meanwhile.
    store.order_preparation(course, session, &[two, one]).await.unwrap();
    assert_eq!(titles(&store, session).await, ["Two", "One", "Three"]);
    let link = PreparationContent::Link { url: "https://example.org/".into() };
    let changed = NewPreparation { title: "Elsewhere".into(), content: link };
    store.change_preparation(session, one, &changed).await.unwrap();
    assert!(matches!(store.change_preparation(other, one, &changed).await, Err(StoreError::NotFound)), "of another");

    store.remove_preparation(session, one, NOW).await.unwrap();
    assert_eq!(titles(&store, session).await, ["Two", "Three"]);
    assert!(matches!(store.remove_preparation(session, one, NOW).await, Err(StoreError::NotFound)));
    assert!(matches!(store.change_preparation(session, one, &changed).await, Err(StoreError::NotFound)));
    store.tidy_preparation(NOW + limits::RESTORABLE_MS - 1).await.unwrap();
    store.restore_preparation(course, session, one).await.unwrap();
    assert_eq!(titles(&store, session).await, ["Two", "Elsewhere", "Three"]);
    store.remove_preparation(session, three, NOW).await.unwrap();
    store.tidy_preparation(NOW + limits::RESTORABLE_MS).await.unwrap();
    assert!(matches!(store.restore_preparation(course, session, three).await, Err(StoreError::NotFound)), "gone");

    let before = store.preparation(session).await.unwrap();
    store.close().await.unwrap();
    let store = home.open().await.unwrap();
    assert_eq!(store.preparation(session).await.unwrap(), before, "a restart keeps it");
    store.delete_planned(&sessions[0], false, &noted(), NOW).await.unwrap();
    assert_eq!(titles(&store, session).await, [""; 0], "it goes with its session");
}

#[tokio::test]
async fn a_session_has_no_more_than_the_limit_however_it_comes() {
    let (_home, store, owner, course) = with_course().await;
    let sessions = plan(&store, &owner, course, 2).await.unwrap();
    let (from, to) = (sessions[0].id, sessions[1].id);
    for number in 0..limits::PREPARATION_ITEMS {
        add(&store, course, from, &format!("Item {number}")).await;
    }
    let first = store.preparation(from).await.unwrap()[0].id;
    let more = text("More");
    assert!(matches!(store.add_preparation(course, from, &more).await, Err(StoreError::PreparationFull)));
    store.copy_preparation(course, from, to).await.unwrap();
    assert_eq!(titles(&store, to).await, titles(&store, from).await);
    store.copy_preparation(course, from, to).await.unwrap();
    assert_eq!(titles(&store, to).await.len(), limits::PREPARATION_ITEMS, "again is harmless");

    store.remove_preparation(from, first, NOW).await.unwrap();
    store.add_preparation(course, from, &more).await.unwrap();
    assert!(matches!(store.restore_preparation(course, from, first).await, Err(StoreError::PreparationFull)));
    assert_eq!(titles(&store, from).await.len(), limits::PREPARATION_ITEMS, "nothing changed");
    assert!(matches!(store.copy_preparation(course, from, to).await, Err(StoreError::PreparationFull)));
}

#[tokio::test]
async fn what_people_have_done_is_theirs_and_students_alone_are_counted() {
    let (_home, store, owner, course) = with_course().await;
    let sessions = plan(&store, &owner, course, 2).await.unwrap();
    let session = sessions[0].id;
    let (one, two) = (add(&store, course, session, "One").await, add(&store, course, session, "Two").await);
    let ((sam, of_sam), (_, of_tim), (_, of_olga)) = (
        member(&store, course, "sam").await,
        member(&store, course, "tim").await,
        member(&store, course, "olga").await,
    );
    store.change_member(course, of_olga, |row| row.role = CourseRole::Observer, quietly, NOW).await.unwrap();
    let done = async |item, member, at| store.set_prepared(course, session, item, member, at).await;
    done(one, of_sam, Some(NOW)).await.unwrap();
    done(one, of_sam, Some(NOW + 9)).await.unwrap();
    done(one, of_tim, Some(NOW + 1)).await.unwrap();
    done(one, of_olga, Some(NOW + 2)).await.unwrap();
    done(two, of_sam, Some(NOW + 3)).await.unwrap();
    done(two, of_sam, None).await.unwrap();
    let other = sessions[1].id;
    assert!(matches!(store.set_prepared(course, other, one, of_sam, Some(NOW)).await, Err(StoreError::NotFound)));
    assert_eq!(store.prepared_by(session, of_sam).await.unwrap(), HashMap::from([(one, NOW)]), "the first time counts");
    assert_eq!(
        (store.students(course).await.unwrap(), store.prepared_counts(session).await.unwrap()),
        (2, HashMap::from([(one, 2)]))
    );
    let who = async |item| {
        let rows = store.who_prepared(course, item).await.unwrap();
        rows.into_iter().map(|row| (row.name, row.done_unix)).collect::<Vec<_>>()
    };
    assert_eq!(who(one).await, [("sam".into(), Some(NOW)), ("tim".into(), Some(NOW + 1))]);
    assert_eq!(who(two).await, [("sam".into(), None), ("tim".into(), None)]);

    let progress = HashMap::from([(session, PreparationProgress { items: 2, done: 1 })]);
    assert_eq!(store.progress_in(course, sam.id).await.unwrap(), progress);
    assert_eq!(store.progress_of(sam.id).await.unwrap(), progress);
    store.remove_preparation(session, two, NOW).await.unwrap();
    let less = HashMap::from([(session, PreparationProgress { items: 1, done: 1 })]);
    assert_eq!(store.progress_in(course, sam.id).await.unwrap(), less, "what is removed is not to be done");

    store.change_member(course, of_sam, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    assert_eq!(store.progress_of(sam.id).await.unwrap(), HashMap::new());
    assert_eq!(store.prepared_counts(session).await.unwrap(), HashMap::from([(one, 1)]));
    store.change_member(course, of_sam, |row| row.state = MemberState::Active, quietly, NOW).await.unwrap();
    assert_eq!(store.progress_of(sam.id).await.unwrap(), less, "an undo gives all back");
}
