//! Photos of people.

use protocol::{ParticipantId, PhotoId, Role, photos::ClassPerson};
use store::{NewPhoto, PeopleOf, SeatRequest, Store, backup, restore};

use crate::{
    NOTHING_RECORDED, NOW, PASSWORD,
    courses::{join, line, with_course},
    noted, quietly,
};

fn picture(bytes: &[u8]) -> NewPhoto {
    NewPhoto { large: bytes.to_vec(), small: [bytes, b" small"].concat() }
}

#[tokio::test]
async fn a_photo_is_kept_replaced_and_gone() {
    let (_home, store, ada, _) = with_course().await;
    assert_eq!(store.photo_of(ada.id).await.unwrap(), None);
    let first = store.set_photo(ada.id, &picture(b"\xff\xd8 one")).await.unwrap();
    let second = store.set_photo(ada.id, &picture(b"\xff\xd8 two")).await.unwrap();
    assert_ne!(first, second);
    assert_eq!(store.photo_of(ada.id).await.unwrap().as_ref(), Some(&second));
    assert_eq!(store.own_photo(ada.id, &first).await.unwrap(), None);
    assert_eq!(store.own_photo(ada.id, &second).await.unwrap().as_deref(), Some(&b"\xff\xd8 two"[..]));
    store.delete_photo(ada.id).await.unwrap();
    store.delete_photo(ada.id).await.unwrap();
    assert_eq!(store.photo_of(ada.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_photo_is_found_in_the_courses_and_classes_of_its_person() {
    let (_home, store, ada, course) = with_course().await;
    let sam = store.add_member(course, &line("Sam", "sam@example.org"), &noted(), NOW).await.unwrap();
    let sam = join(&store, course, &sam).await;
    let class = store.create_class(ada.id, "Week 1", course, NOW).await.unwrap().id;
    let other = store.create_session(ada.id, "Alone", true, NOW).await.unwrap().id;
    let photo = store.set_photo(sam.id, &picture(b"Sam")).await.unwrap();
    let small = Some(b"Sam small".to_vec());
    assert_eq!(store.photo_in_course(course, &photo).await.unwrap(), small);
    assert_eq!(store.photo_in_class(class, &photo, PeopleOf::Class).await.unwrap(), None, "he was not there");
    let guest = store.create_seat(class, SeatRequest::new("Gus", Role::Guest, NOTHING_RECORDED), NOW).await.unwrap();
    let seat = SeatRequest::new("Sam", Role::Student, NOTHING_RECORDED).of(sam.id);
    let seat = store.create_seat(class, seat, NOW).await.unwrap().participant;
    assert_eq!(store.photo_in_class(class, &photo, PeopleOf::Class).await.unwrap(), small);
    assert_eq!(store.photo_in_class(other, &photo, PeopleOf::Class).await.unwrap(), None);
    assert_eq!(store.photo_in_class(class, &PhotoId("guess".into()), PeopleOf::Class).await.unwrap(), None);
    let known = ClassPerson { participant: seat, pronouns: String::new(), photo: Some(photo.clone()) };
    for (after, expected) in [(ParticipantId(0), vec![known.clone()]), (guest.participant, vec![known]), (seat, vec![])]
    {
        assert_eq!(store.people_of_class(class, after, PeopleOf::Class).await.unwrap(), expected);
    }
    let adas = store.set_photo(ada.id, &picture(b"Ada")).await.unwrap();
    let seat = SeatRequest::new("Ada", Role::Instructor, NOTHING_RECORDED).of(ada.id);
    let teacher = store.create_seat(class, seat, NOW).await.unwrap().participant;
    let staff = store.people_of_class(class, ParticipantId(0), PeopleOf::Staff).await.unwrap();
    assert_eq!(staff.iter().map(|person| person.participant).collect::<Vec<_>>(), [teacher]);
    assert_eq!(store.photo_in_class(class, &photo, PeopleOf::Staff).await.unwrap(), None);
    assert!(store.photo_in_class(class, &adas, PeopleOf::Staff).await.unwrap().is_some());
    let line = store.member_of(course, sam.id).await.unwrap().unwrap();
    assert_eq!(line.photo, Some(photo.clone()));
    store.change_member(course, line.id, |line| line.state = protocol::MemberState::Left, quietly, NOW).await.unwrap();
    assert_eq!(store.photo_in_course(course, &photo).await.unwrap(), None);
}

#[tokio::test]
async fn a_backup_has_photos() {
    let folder = tempfile::tempdir().unwrap();
    let [data, copy, again] = ["data", "copy", "again"].map(|name| folder.path().join(name));
    let store = Store::open(&data).await.unwrap();
    let ada = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let photo = store.set_photo(ada.id, &picture(b"Ada")).await.unwrap();
    backup(&data, &copy).await.unwrap();
    restore(&copy, &again).await.unwrap();
    let restored = Store::open(&again).await.unwrap();
    assert_eq!(restored.own_photo(ada.id, &photo).await.unwrap().as_deref(), Some(&b"Ada"[..]));
}
