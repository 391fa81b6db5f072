//! Lectures that are recorded alone.

use protocol::{
    AuditKind, CourseId, SessionId, SessionKind,
    preparation::{NewPreparation, PreparationContent},
};
use store::{Agent, AuditLine, Person, SeatRequest, SessionRow, Store};

use crate::{
    NOTHING_RECORDED, NOW,
    courses::{join, line, with_course},
    noted,
    schedule::plan,
};

async fn lecture(store: &Store, by: &Person, course: CourseId) -> SessionRow {
    store.create_of_course(by.id, SessionKind::Lecture, "Waves", course, NOW).await.unwrap()
}

async fn ends(store: &Store, id: SessionId) {
    store.set_live(id, NOW).await.unwrap();
    store.set_ended(id, 60_000, NOW).await.unwrap();
}

fn published(by: &Person, row: &SessionRow) -> AuditLine {
    AuditLine::new(AuditKind::LecturePublished, by, &Agent::default()).in_session(row.id, row.course)
}

#[tokio::test]
async fn a_lecture_is_hidden_until_it_is_published_once_it_has_ended() {
    let (_home, store, owner, course) = with_course().await;
    let row = lecture(&store, &owner, course).await;
    let class = store.create_class(owner.id, "Light", course, NOW).await.unwrap();
    assert_eq!(
        (row.kind, row.is_draft(), class.kind, class.is_hidden()),
        (SessionKind::Lecture, true, SessionKind::Class, false)
    );
    let publish =
        async |row: &SessionRow| store.publish_lecture(row.id, &published(&owner, row), NOW + 1).await.unwrap();
    assert!(!publish(&row).await, "it is not recorded yet");
    ends(&store, class.id).await;
    assert!(!publish(&class).await, "no lecture");
    ends(&store, row.id).await;
    assert!(publish(&row).await);
    assert!(!publish(&row).await, "once");
    let row = store.session(row.id).await.unwrap().unwrap();
    assert_eq!((row.published_unix, row.is_hidden()), (Some(NOW + 1), false));
    store.delete_recording(row.id, owner.id, &noted(), NOW).await.unwrap();
    let row = store.session(row.id).await.unwrap().unwrap();
    assert!(row.is_hidden() && !row.is_draft(), "what is deleted is nobody's to watch");
}

#[tokio::test]
async fn one_that_nobody_began_to_record_is_deleted_and_a_class_is_not() {
    let (_home, store, owner, course) = with_course().await;
    let row = lecture(&store, &owner, course).await;
    let class = store.create_class(owner.id, "Light", course, NOW).await.unwrap();
    let request = SeatRequest::new("Ada", protocol::Role::Instructor, NOTHING_RECORDED).of(owner.id);
    store.create_seat(row.id, request, NOW).await.unwrap();
    assert!(store.delete_class(row.id, &published(&owner, &row), NOW).await.unwrap());
    assert_eq!(store.session(row.id).await.unwrap(), None);
    assert!(!store.delete_class(class.id, &published(&owner, &class), NOW).await.unwrap());
    let live = lecture(&store, &owner, course).await;
    store.set_live(live.id, NOW).await.unwrap();
    assert!(!store.delete_class(live.id, &published(&owner, &live), NOW).await.unwrap(), "it goes on");
    assert_eq!(store.live_classes_of(owner.id).await.unwrap(), [], "nobody meets there");
}

#[tokio::test]
async fn it_counts_for_students_while_it_is_to_be_watched_before_a_class() {
    let (_home, store, owner, course) = with_course().await;
    let sam = store.add_member(course, &line("Sam", "sam@example.org"), &noted(), NOW).await.unwrap();
    let student = join(&store, course, &sam).await;
    let class = plan(&store, &owner, course, 1).await.unwrap()[0].id;
    let row = lecture(&store, &owner, course).await;
    ends(&store, row.id).await;
    let content = PreparationContent::Recording { session: row.id };
    store.add_preparation(course, class, &NewPreparation { title: "Watch".into(), content }).await.unwrap();
    let counted = async || {
        let rows = store.own_ledger_in(course, student.id).await.unwrap();
        rows.into_iter().map(|row| row.session).collect::<Vec<_>>()
    };
    assert_eq!(counted().await, [], "nobody can watch it");
    store.publish_lecture(row.id, &published(&owner, &row), NOW).await.unwrap();
    assert_eq!(counted().await, [row.id]);

    let items = store.to_watch(course, row.id, sam.id).await.unwrap();
    assert_eq!(items.len(), 1);
    store.note_prepared(course, &items, sam.id, NOW + 5).await.unwrap();
    store.note_prepared(course, &items, sam.id, NOW + 9).await.unwrap();
    assert_eq!(store.prepared_by(class, sam.id).await.unwrap()[&items[0]], NOW + 5, "the first time counts");
    assert_eq!(store.to_watch(course, row.id, sam.id).await.unwrap(), []);

    store.remove_preparation(class, items[0], NOW).await.unwrap();
    assert_eq!(counted().await, [], "it is not to be watched any more");
}
