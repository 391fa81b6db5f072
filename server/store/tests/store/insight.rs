//! What is kept of the classes of a course from which its staff learn.

use protocol::{CourseRole, MemberState, Role};
use store::{Counted, CountedSeat, NewLine, Reported, SeatRequest, Watcher};

use crate::{
    NOTHING_RECORDED, NOW,
    courses::{join, line},
    ledger::with_student,
    noted, quietly,
};

#[tokio::test]
async fn the_latest_classes_that_are_over_come_first_with_what_their_students_have_of_them() {
    let (_home, store, owner, course, first, (gus, seat)) = with_student().await;
    let observer = NewLine { role: CourseRole::Observer, ..line("Olga", "olga@example.org") };
    let olga = store.add_member(course, &observer, &noted(), NOW).await.unwrap();
    let olga = join(&store, course, &olga).await;
    let rob = store.add_member(course, &line("Rob", "rob@example.org"), &noted(), NOW).await.unwrap();
    let removed = join(&store, course, &rob).await;
    for (person, role) in [(&olga, Role::Guest), (&removed, Role::Student), (&owner, Role::Instructor)] {
        let seat = SeatRequest::new("Somebody", role, NOTHING_RECORDED).of(person.id);
        store.create_seat(first, seat, NOW).await.unwrap();
    }
    store.change_member(course, rob.id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    store.add_member(course, &line("Ida", "ida@example.org"), &noted(), NOW).await.unwrap();

    let second = store.create_class(owner.id, "Week 2", course, NOW).await.unwrap().id;
    store.set_live(second, NOW + 1).await.unwrap();
    let running = store.insight_classes(course, 9).await.unwrap();
    assert_eq!(running.iter().map(|class| class.session).collect::<Vec<_>>(), [first], "one is not over");
    store.set_ended(second, 7_000, NOW + 8_000).await.unwrap();

    let of_gus = CountedSeat { participant: seat, facts: "of Gus".into(), insight: "beside".into() };
    let counted = Counted { seq: 3, class: "class".into(), insight: "insight".into(), seats: vec![of_gus] };
    store.keep_counted(first, None, &counted).await.unwrap();
    let watcher = Watcher { reported_unix: NOW, spare: 0 };
    let watched =
        |_: Option<Watcher>, _: Option<&str>| Reported { watcher, stretches: Some("[]".to_owned()), done_unix: None };
    store.watch((first, seat), gus.id, (0, None), watched).await.unwrap();

    store.go_back((first, seat), |again| Some(format!("{again} and more"))).await.unwrap();
    store.go_back((first, seat), |_| None).await.unwrap();
    store.go_back((second, seat), |_| panic!("nothing was watched of it")).await.unwrap();

    let students = store.insight_students(course).await.unwrap();
    let names: Vec<_> = students.iter().map(|student| (student.name.as_str(), student.added_unix)).collect();
    assert_eq!(names, [("Gus", NOW)], "students who are there");
    let classes = store.insight_classes(course, 9).await.unwrap();
    let told = |class: &store::InsightClassRow| (class.session, class.started_unix, class.ended_unix, class.counted);
    assert_eq!(
        classes.iter().map(told).collect::<Vec<_>>(),
        [(second, NOW + 1, Some(NOW + 8_000), (0, 0)), (first, NOW, Some(NOW), (3, 0))]
    );
    assert_eq!((classes[1].class.as_deref(), classes[1].insight.as_deref()), (Some("class"), Some("insight")));
    assert_eq!(store.insight_classes(course, 1).await.unwrap().len(), 1);
    let seats = store.insight_seats(course, &[first, second]).await.unwrap();
    assert_eq!(seats.len(), 1, "no observer, nobody who was removed, no staff");
    assert_eq!((seats[0].session, seats[0].member), (first, students[0].member));
    let texts = [&seats[0].seat, &seats[0].insight, &seats[0].watched, &seats[0].again];
    let expected = ["of Gus", "beside", "[]", "[] and more"].map(Some);
    assert_eq!(texts.map(|text| text.as_deref()), expected);
    assert_eq!(store.insight_class(first).await.unwrap().as_ref(), Some(&classes[1]));
    let planned = store.create_class(owner.id, "Week 3", course, NOW).await.unwrap().id;
    assert_eq!(store.insight_class(planned).await.unwrap(), None);
    assert_eq!(store.insight_seats(course, &[]).await.unwrap(), []);
}
