//! What is kept of who took part.

use protocol::{
    AuditKind, CourseId, CourseRole, MemberState, ParticipantId, Role, SessionId, courses::CourseDetails,
    http::WatchPosition, ledger::LedgerRule,
};
use store::{
    AuditLine, Counted, CountedSeat, NewLine, Person, Reported, SeatRequest, Store, StoreError, StudentLedgerRow,
    Watcher,
};

use crate::{
    Home, NOTHING_RECORDED, NOW, agent,
    courses::{details, join, line, with_course},
    noted, quietly,
};

/// A class that has ended, and a student of its course with a seat in it.
pub async fn with_student() -> (Home, Store, Person, CourseId, SessionId, (Person, ParticipantId)) {
    let (home, store, owner, course) = with_course().await;
    let row = store.add_member(course, &line("Gus", "gus@example.org"), &noted(), NOW).await.unwrap();
    let gus = join(&store, course, &row).await;
    let session = store.create_class(owner.id, "Week 1", course, NOW).await.unwrap().id;
    let seat = SeatRequest::new("Gus", Role::Student, NOTHING_RECORDED).of(gus.id);
    let seat = store.create_seat(session, seat, NOW).await.unwrap().participant;
    store.set_live(session, NOW).await.unwrap();
    store.set_ended(session, 5_000, NOW).await.unwrap();
    (home, store, owner, course, session, (gus, seat))
}

fn seat_of(seat: u32, facts: &str) -> CountedSeat {
    CountedSeat { participant: ParticipantId(seat), facts: facts.into(), insight: format!("beside {facts}") }
}

fn watcher(spare: i64) -> Watcher {
    Watcher { reported_unix: NOW, spare }
}

/// What a report makes of what was watched, which is not all of the class.
fn reported(spare: i64, stretches: Option<&str>) -> Reported {
    Reported { watcher: watcher(spare), stretches: stretches.map(str::to_owned), done_unix: None }
}

#[tokio::test]
async fn what_is_watched_outlives_a_restart_and_is_of_the_person_whatever_class_they_watch() {
    let (home, store, owner, course, session, (gus, seat)) = with_student().await;
    let first = |before, stretches: Option<&str>| {
        assert_eq!((before, stretches), (None, None));
        reported(-7, Some("[[0,9]]"))
    };
    store.watch((session, seat), gus.id, (0, None), first).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    let store = home.open().await.unwrap();
    let kept = store.own_ledger(session, gus.id).await.unwrap().columns;
    assert_eq!((kept.class, kept.seat, kept.watched.as_deref()), (None, None, Some("[[0,9]]")));

    let other = store.create_class(owner.id, "Week 2", course, NOW).await.unwrap().id;
    let request = SeatRequest::new("Gus", Role::Student, NOTHING_RECORDED).of(gus.id);
    let elsewhere = store.create_seat(other, request, NOW).await.unwrap().participant;
    let second = |before, stretches: Option<&str>| {
        assert_eq!((before, stretches), (Some(watcher(-7)), None), "one budget, and stretches of their own");
        reported(1, None)
    };
    store.watch((other, elsewhere), gus.id, (0, None), second).await.unwrap();
    assert_eq!(store.own_ledger(other, gus.id).await.unwrap().columns.watched, None);
    let unknown = store.own_ledger(crate::unknown_session(), gus.id).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn reports_of_one_person_come_one_after_the_other() {
    let (home, store, _, _, session, (gus, seat)) = with_student().await;
    let second = home.second_server();
    let elsewhere = second.open().await.unwrap();
    let reports = (0..40).map(|report| {
        let (store, gus) = (if report % 2 == 0 { &store } else { &elsewhere }, gus.id);
        async move {
            let one_more = |before: Option<Watcher>, stretches: Option<&str>| {
                let so_far: u32 = stretches.map_or(0, |text| text.parse().unwrap());
                assert_eq!(before.map_or(0, |watcher| watcher.spare), i64::from(so_far));
                reported(i64::from(so_far) + 1, Some(&(so_far + 1).to_string()))
            };
            store.watch((session, seat), gus, (0, None), one_more).await
        }
    });
    for done in futures_util::future::join_all(reports).await {
        done.unwrap();
    }
    assert_eq!(store.own_ledger(session, gus.id).await.unwrap().columns.watched.as_deref(), Some("40"));
}

#[tokio::test]
async fn a_count_goes_on_where_it_stopped_and_never_over_that_of_another() {
    let (_home, store, _, course, session, (gus, seat)) = with_student().await;
    let counted = |seq, class: &str, seats: &[(u32, &str)]| Counted {
        seq,
        class: class.into(),
        insight: format!("beside {class}"),
        seats: seats.iter().map(|&(seat, facts)| seat_of(seat, facts)).collect(),
    };
    assert_eq!((store.counted(session).await.unwrap(), store.counted_to(session).await.unwrap()), (None, 0));
    store.keep_counted(session, None, &counted(5, "five", &[(seat.0, "a"), (seat.0 + 1, "b")])).await.unwrap();
    store.keep_counted(session, Some(5), &counted(8, "eight", &[(seat.0, "c")])).await.unwrap();
    // Another has counted meanwhile.
    store.keep_counted(session, Some(5), &counted(7, "seven", &[(seat.0, "d")])).await.unwrap();
    let mut kept = store.counted(session).await.unwrap().unwrap();
    kept.seats.sort();
    assert_eq!(kept, counted(8, "eight", &[(seat.0, "c"), (seat.0 + 1, "b")]));
    assert_eq!(store.counted_to(session).await.unwrap(), 8);

    let own = store.own_ledger_in(course, gus.id).await.unwrap();
    assert_eq!(own, store.own_ledger_of(&[session], gus.id).await.unwrap());
    assert_eq!((own.len(), own[0].session, own[0].duration, own[0].counted), (1, session, 5_000, (8, 0)));
    assert_eq!((own[0].columns.class.as_deref(), own[0].columns.seat.as_deref()), (Some("eight"), Some("c")));

    store.keep_counted(session, None, &counted(2, "anew", &[])).await.unwrap();
    assert_eq!(store.counted(session).await.unwrap(), Some(counted(2, "anew", &[])), "nothing stays");
    store.keep_counted(crate::unknown_session(), None, &counted(2, "gone", &[])).await.unwrap();
}

#[tokio::test]
async fn the_ledger_of_a_class_has_the_students_of_its_course() {
    let (_home, store, owner, course, session, (gus, seat)) = with_student().await;
    store.add_member(course, &line("Ida", "ida@example.org"), &noted(), NOW).await.unwrap();
    let observer = NewLine { role: CourseRole::Observer, ..line("Olga", "olga@example.org") };
    store.add_member(course, &observer, &noted(), NOW).await.unwrap();
    let removed = store.add_member(course, &line("Rob", "rob@example.org"), &noted(), NOW).await.unwrap();
    store.change_member(course, removed.id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    store.watch((session, seat), gus.id, (0, None), |_, _| reported(0, Some("[]"))).await.unwrap();
    let lines = store.ledger_of_class(course, session).await.unwrap();
    let watched = |line: &StudentLedgerRow| line.columns.as_ref().map(|columns| columns.watched.clone());
    let lines: Vec<_> = lines.iter().map(|line| (line.name.as_str(), watched(line))).collect();
    assert_eq!(lines, [("Gus", Some(Some("[]".into()))), ("Ida", None)], "who has not joined has no part so far");
    assert_eq!(store.own_ledger_in(course, owner.id).await.unwrap(), [], "staff are not counted");
}

#[tokio::test]
async fn what_somebody_had_of_a_class_that_is_over_they_had_whatever_comes_later() {
    let (_home, store, owner, course, session, (gus, seat)) = with_student().await;
    let had = async || store.own_ledger(session, gus.id).await.unwrap().columns.done_unix;
    let done = |done_unix| {
        move |_: Option<Watcher>, _: Option<&str>| Reported {
            done_unix: Some(done_unix),
            ..reported(0, Some("[[0,9]]"))
        }
    };
    store.watch((session, seat), gus.id, (0, None), |_, _| reported(0, Some("[]"))).await.unwrap();
    assert_eq!(had().await, None);
    // While class is held more comes.
    store.note_done(session, gus.id, None, NOW).await.unwrap();
    store.note_done(session, gus.id, None, NOW + 1).await.unwrap();
    assert_eq!(had().await, Some(NOW + 1));
    let over = Some(NOW + 10);
    let now = store.watch((session, seat), gus.id, (0, over), done(NOW + 20)).await.unwrap();
    assert_eq!((now, had().await), ((Some("[[0,9]]".to_owned()), Some(NOW + 20)), Some(NOW + 20)));
    let later = store.watch((session, seat), gus.id, (0, over), done(NOW + 30)).await.unwrap();
    assert_eq!(later.1, Some(NOW + 20), "they had it once, and have it again");
    store.note_done(session, gus.id, over, NOW + 40).await.unwrap();
    assert_eq!(had().await, Some(NOW + 20));
    let none = store.watch((session, seat), gus.id, (0, over), |_, _| reported(0, None)).await.unwrap();
    assert_eq!(none, (Some("[[0,9]]".to_owned()), Some(NOW + 20)), "a report of nothing leaves both");
    let of_class = store.ledger_of_class(course, session).await.unwrap();
    assert_eq!(of_class[0].columns.as_ref().unwrap().done_unix, Some(NOW + 20));
    assert_eq!(store.ledgers_of(&[session]).await.unwrap()[0].columns.done_unix, Some(NOW + 20));
    // Whoever has no seat in it has nothing of it.
    store.note_done(session, owner.id, over, NOW).await.unwrap();
    assert_eq!(store.own_ledger(session, owner.id).await.unwrap().columns.done_unix, None);
}

#[tokio::test]
async fn a_rule_is_kept_until_it_is_changed() {
    let (_home, store, _, course) = with_course().await;
    let rule = LedgerRule { percent: 50, polls: false, response: false };
    store
        .change_course(course, &CourseDetails { ledger: Some(rule), ..details("Analysis") }, &noted(), NOW)
        .await
        .unwrap();
    store.change_course(course, &CourseDetails { ledger: None, ..details("Analysis") }, &noted(), NOW).await.unwrap();
    assert_eq!(store.course(course).await.unwrap().unwrap().details.ledger, Some(rule));
}

#[tokio::test]
async fn what_somebody_watched_goes_with_their_account() {
    let (home, store, owner, _, session, (gus, seat)) = with_student().await;
    store.watch((session, seat), gus.id, (0, None), |_, _| reported(0, Some("[[1,2]]"))).await.unwrap();
    let documents = store.documents_of(gus.id).await.unwrap();
    let courses = &documents.iter().find(|(name, _)| *name == "courses").unwrap().1;
    assert_eq!(courses["watched"][0]["stretches_ms"], "[[1,2]]");
    let line = AuditLine::new(protocol::AuditKind::AccountErased, &owner, &Default::default());
    store.erase_person(gus.id, &line, NOW).await.unwrap();
    let mut database = home.aside().await;
    let left: i64 = sqlx::query_scalar("SELECT (SELECT COUNT(*) FROM watched) + (SELECT COUNT(*) FROM watchers)")
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn where_somebody_stopped_is_kept_with_what_they_watched_and_goes_with_their_seat() {
    let (home, store, owner, course, session, (gus, seat)) = with_student().await;
    let at = |at, kept_unix| WatchPosition { at, kept_unix };
    assert_eq!(store.watch_position((session, seat)).await.unwrap(), None);
    store.watch((session, seat), gus.id, (4_000, None), |_, _| reported(0, None)).await.unwrap();
    assert_eq!(store.watch_position((session, seat)).await.unwrap(), Some(at(4_000, NOW)));
    assert_eq!(store.own_ledger(session, gus.id).await.unwrap().columns.position, Some(4_000));
    assert_eq!(store.own_ledger_in(course, gus.id).await.unwrap()[0].columns.position, Some(4_000));
    assert_eq!(
        store.ledger_of_class(course, session).await.unwrap()[0].columns.as_ref().unwrap().position,
        None,
        "nobody else learns of it"
    );

    // What comes late from another server changes nothing.
    store.keep_watch_position((session, seat), at(1_000, NOW - 1)).await.unwrap();
    store.keep_watch_position((session, seat), at(3_000, NOW + 1)).await.unwrap();
    store.close().await.unwrap();
    drop(store);
    let store = home.open().await.unwrap();
    assert_eq!(store.watch_position((session, seat)).await.unwrap(), Some(at(3_000, NOW + 1)));

    let line = AuditLine::new(AuditKind::AccountErased, &owner, &agent());
    store.erase_person(gus.id, &line, NOW + 2).await.unwrap();
    assert_eq!(store.watch_position((session, seat)).await.unwrap(), None);
}
