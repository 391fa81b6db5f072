//! Planned sessions and the links of calendars.

use protocol::{CourseId, MemberId, MemberState, Role, SeriesId, limits, schedule::Deadlines};
use store::{
    CalendarOf, NewPlan, Person, Place, PlannedTime, SeatRequest, Secret, SeriesRow, SessionRow, Store, StoreError,
};
use uuid::Uuid;

use crate::{
    NOTHING_RECORDED, NOW, agent,
    courses::{details, join, line, with_course},
    noted, quietly,
};

/// Sessions on so many days of November 2026, an hour each.
pub(crate) async fn plan(
    store: &Store,
    by: &Person,
    course: CourseId,
    days: u64,
) -> Result<Vec<SessionRow>, StoreError> {
    let start = |day: u64| format!("2026-11-{:02}T10:00:00", day + 1);
    let series = SeriesRow {
        id: SeriesId(Uuid::new_v4()),
        zone: "Europe/Berlin".into(),
        start: start(0),
        minutes: 60,
        rule: Some("{}".into()),
    };
    let place = |day: u64| {
        let start_unix = NOW + day * 24 * 3_600_000;
        let time = PlannedTime { start: start(day), minutes: 60, start_unix, end_unix: start_unix + 3_600_000 };
        Place { original: start(day), time }
    };
    let places: Vec<Place> = (0..days).map(place).collect();
    store.plan(NewPlan { by: by.id, course, series: &series, title: "Week" }, &places, &noted(), NOW).await?;
    store.schedule_of_course(course).await
}

async fn student(store: &Store, course: CourseId) -> (Person, MemberId) {
    let row = store.add_member(course, &line("Sam", "sam@example.org"), &noted(), NOW).await.unwrap();
    (join(store, course, &row).await, row.id)
}

#[tokio::test]
async fn a_plan_is_made_whole_or_not_at_all_and_survives_a_restart() {
    let (home, store, owner, course) = with_course().await;
    let made = plan(&store, &owner, course, 3).await.unwrap();
    let originals: Vec<_> = made.iter().map(|session| session.plan.as_ref().unwrap().original.as_str()).collect();
    assert_eq!(originals, ["2026-11-01T10:00:00", "2026-11-02T10:00:00", "2026-11-03T10:00:00"]);
    assert_eq!(store.sessions_of_course(course).await.unwrap(), [], "none has begun");
    let too_many = limits::SESSIONS_OF_COURSE as u64 - 2;
    assert!(matches!(plan(&store, &owner, course, too_many).await, Err(StoreError::PlanFull)));
    assert_eq!(store.series_of_course(course).await.unwrap().len(), 1, "nothing is left of it");
    store.close().await.unwrap();
    let store = home.open().await.unwrap();
    assert_eq!(store.schedule_of_course(course).await.unwrap(), made);
}

#[tokio::test]
async fn a_cancelled_session_does_not_go_live_and_one_that_is_live_is_not_changed() {
    let (_home, store, owner, course) = with_course().await;
    let made = plan(&store, &owner, course, 1).await.unwrap();
    let id = made[0].id;
    assert!(store.cancel_session(id, Some(""), &noted(), NOW + 1).await.unwrap());
    assert!(!store.set_live(id, NOW).await.unwrap());
    assert!(store.cancel_session(id, None, &noted(), NOW + 2).await.unwrap());
    let plan = store.session(id).await.unwrap().unwrap().plan.unwrap();
    assert_eq!((plan.cancelled, plan.sequence, plan.changed_unix, plan.moved), (None, 2, NOW + 2, false));
    assert!(store.set_live(id, NOW).await.unwrap());
    assert!(!store.cancel_session(id, Some(""), &noted(), NOW).await.unwrap());
    let row = store.session(id).await.unwrap().unwrap();
    assert!(!store.move_session(id, &row.plan.clone().unwrap().time, &noted(), NOW).await.unwrap());
    assert!(!store.retitle(&row, "Other", true, &noted(), NOW).await.unwrap());
    assert_eq!(store.delete_planned(&row, true, &noted(), NOW).await.unwrap(), 0);
    assert_eq!(store.session(id).await.unwrap().unwrap(), row);
}

#[tokio::test]
async fn a_course_goes_with_its_plan_unless_somebody_was_there() {
    let (_home, store, owner, course) = with_course().await;
    let made = plan(&store, &owner, course, 2).await.unwrap();
    let wanted = SeatRequest::new("Ada", Role::Instructor, NOTHING_RECORDED);
    store.create_seat(made[1].id, wanted, NOW).await.unwrap();
    assert!(matches!(store.delete_course(course, &noted(), NOW).await, Err(StoreError::HasClasses)));
    assert_eq!(store.schedule_of_course(course).await.unwrap().len(), 2, "nothing was deleted");
    let other = store.create_course(&owner, &details("Algebra"), &agent(), NOW).await.unwrap();
    plan(&store, &owner, other, 2).await.unwrap();
    store.set_deadlines(other, &Deadlines::default(), &noted(), NOW).await.unwrap();
    store.delete_course(other, &noted(), NOW).await.unwrap();
    assert_eq!(store.schedule_of_course(other).await.unwrap(), []);
}

#[tokio::test]
async fn a_calendar_has_the_sessions_of_those_courses_in_which_the_person_is_now() {
    let (_home, store, owner, course) = with_course().await;
    let other = store.create_course(&owner, &details("Algebra"), &agent(), NOW).await.unwrap();
    plan(&store, &owner, course, 2).await.unwrap();
    plan(&store, &owner, other, 3).await.unwrap();
    let (sam, member) = student(&store, course).await;
    let count = async |person: &Person, of: Option<CourseId>| {
        let of = CalendarOf { person: person.id, course: of };
        store.sessions_of_calendar(of).await.unwrap().len()
    };
    assert_eq!((count(&owner, None).await, count(&owner, Some(other)).await), (5, 3));
    assert_eq!((count(&sam, None).await, count(&sam, Some(course)).await, count(&sam, Some(other)).await), (2, 2, 0));

    let of = CalendarOf { person: sam.id, course: Some(course) };
    let all = CalendarOf { person: sam.id, course: None };
    let (first, own) = (
        store.make_calendar_link(of, &noted(), NOW).await.unwrap(),
        store.make_calendar_link(all, &noted(), NOW).await.unwrap(),
    );
    let second = store.make_calendar_link(of, &noted(), NOW + 1).await.unwrap();
    let whose = async |secret: &Secret| store.calendar_of_secret(secret.reveal()).await.unwrap();
    assert_eq!((whose(&first).await, whose(&second).await, whose(&own).await), (None, Some(of), Some(all)));
    assert_eq!(store.calendar_link_made(of).await.unwrap(), Some(NOW + 1));
    store.change_member(course, member, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    assert_eq!((whose(&second).await, whose(&own).await), (None, Some(all)));
    assert_eq!(count(&sam, None).await, 0);
    store.end_calendar_link(all).await.unwrap();
    assert_eq!(whose(&own).await, None);
}
