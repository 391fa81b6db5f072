//! Notices, and when people know sessions to be.

use protocol::{CourseId, CourseRole, Millis, NoticeKind, SessionId};
use store::{
    NewMail, NewNotice, NoticeKey, NoticeSubject, Person, Recipient, SessionRow, Store, StoreError, ToldSession, Way,
    Ways,
};

use crate::{
    NOW, agent,
    courses::{join, line, with_course},
    noted,
    schedule::plan,
};

const HOUR: Millis = 3_600_000;
const BY_MAIL: Ways = Ways { mail: true, push: false };

/// A course with so many students with accounts, whose addresses are confirmed, and two planned sessions, the first one now.
async fn class(students: u32) -> (crate::Home, Store, Person, CourseId, Vec<SessionRow>) {
    let (home, store, owner, course) = with_course().await;
    for n in 0..students {
        let row = store
            .add_member(course, &line(&format!("S{n}"), &format!("s{n}@example.org")), &noted(), NOW)
            .await
            .unwrap();
        let person = join(&store, course, &row).await;
        confirm(&store, &person).await;
    }
    let sessions = plan(&store, &owner, course, 2).await.unwrap();
    (home, store, owner, course, sessions)
}

async fn confirm(store: &Store, person: &Person) {
    let link = store.create_mail_link(store::MailLinkPurpose::Address, person.id, &person.email, NOW + HOUR).await;
    let (_, secret) = link.unwrap().unwrap();
    let nothing = |_: &Person, _: &str| mail("unused", "unused@example.org");
    store.confirm_address(secret.reveal(), None, &agent(), NOW, nothing).await.unwrap();
}

fn mail(key: &str, recipient: &str) -> NewMail {
    NewMail { key: key.into(), recipient: recipient.into(), letter: "{}".into(), useless_unix: NOW + HOUR }
}

fn reminder(course: CourseId, session: SessionId, instant: Millis) -> NoticeKey {
    NoticeKey { kind: NoticeKind::ClassReminder, course, subject: NoticeSubject::Session(session), instant }
}

async fn everybody(store: &Store, key: &NoticeKey) -> Vec<String> {
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let batch = store.expected(key, after, 3).await.unwrap();
        let Some(last) = batch.last() else { return names };
        after = Some(last.recipient.person);
        names.extend(batch.into_iter().map(|member| member.recipient.email));
    }
}

#[tokio::test]
async fn each_person_is_told_once_of_each_instant_also_by_two_servers() {
    let (_home, store, _owner, course, sessions) = class(7).await;
    let key = reminder(course, sessions[0].id, NOW);
    assert_eq!(everybody(&store, &key).await.len(), 7, "the owner's address is not confirmed");
    let members = store.expected(&key, None, 100).await.unwrap();
    assert!(members.iter().all(|member| member.role == CourseRole::Student && !member.came && !member.newcomer));
    let notices = members.iter().map(|member| {
        let Recipient { person, email, .. } = &member.recipient;
        let mail = mail(&format!("r {person}"), email);
        NewNotice { person: *person, mail: Some((mail, NOW + 5)), ways: BY_MAIL }
    });
    let notices: Vec<NewNotice> = notices.collect();
    let (first, second) =
        tokio::join!(store.note_notices(&key, &notices, NOW), store.note_notices(&key, &notices, NOW));
    first.unwrap();
    second.unwrap();
    assert_eq!(everybody(&store, &key).await, [] as [String; 0]);
    assert_eq!(store.take_due_mail(Way::Mail, NOW + 4).await.unwrap(), None, "it is not sent before its moment");
    let mut sent = 0;
    while let Some(mail) = store.take_due_mail(Way::Mail, NOW + 5).await.unwrap() {
        store.drop_mail(mail.id).await.unwrap();
        sent += 1;
    }
    assert_eq!(sent, 7);
    store.note_notices(&key, &notices, NOW).await.unwrap();
    let moved = reminder(course, sessions[0].id, NOW + HOUR);
    assert_eq!(everybody(&store, &moved).await.len(), 7, "another instant is another class");
    store.tidy_notices(NOW + 1_000 * HOUR).await.unwrap();
    assert_eq!(everybody(&store, &key).await.len(), 0, "it is remembered for longer than anything can come late");
    store.tidy_notices(NOW + 10_000 * HOUR).await.unwrap();
    assert_eq!(everybody(&store, &key).await.len(), 7);
}

#[tokio::test]
async fn who_has_had_a_seat_in_the_course_is_no_newcomer() {
    let (_home, store, _owner, course, sessions) = class(2).await;
    let key = |session: &SessionRow| NoticeKey {
        kind: NoticeKind::FirstClass,
        course,
        subject: NoticeSubject::Session(session.id),
        instant: 0,
    };
    let members = store.expected(&key(&sessions[1]), None, 9).await.unwrap();
    assert!(members.iter().all(|member| member.newcomer), "{members:?}");
    let wanted = store::SeatRequest::new("S", protocol::Role::Student, crate::NOTHING_RECORDED);
    store.create_seat(sessions[0].id, wanted.of(members[0].recipient.person), NOW).await.unwrap();
    let members = store.expected(&key(&sessions[1]), None, 9).await.unwrap();
    assert_eq!(members.iter().map(|member| member.newcomer).collect::<Vec<_>>(), [false, true]);
    let told = [NewNotice { person: members[1].recipient.person, mail: None, ways: BY_MAIL }];
    store.note_notices(&key(&sessions[0]), &told, NOW).await.unwrap();
    assert_eq!(store.expected(&key(&sessions[1]), None, 9).await.unwrap().len(), 1, "it is said once in a course");
    store.tidy_notices(NOW + 10_000 * HOUR).await.unwrap();
    assert_eq!(store.expected(&key(&sessions[1]), None, 9).await.unwrap().len(), 1, "also a year later");
}

#[tokio::test]
async fn links_that_somebody_waits_for_go_before_notices_and_are_not_counted_with_them() {
    let (_home, store, _owner, course, sessions) = class(1).await;
    let key = reminder(course, sessions[0].id, NOW);
    let person = store.expected(&key, None, 1).await.unwrap().remove(0).recipient;
    for n in 0..30 {
        let key = reminder(course, sessions[0].id, NOW + n);
        let mail = mail(&n.to_string(), &person.email);
        let notice = NewNotice { person: person.person, mail: Some((mail, NOW)), ways: BY_MAIL };
        store.note_notices(&key, &[notice], NOW).await.unwrap();
    }
    let link = NewMail { useless_unix: NOW + 2 * HOUR, ..mail("link", &person.email) };
    assert_eq!(store.queue_mails(&[link], NOW + 1).await.unwrap(), 1);
    let first = store.take_due_mail(Way::Mail, NOW + 1).await.unwrap().unwrap();
    store.retry_mail(first.id, NOW + 2, "").await.unwrap();
    assert_eq!(store.take_due_mail(Way::Mail, NOW + 2).await.unwrap().unwrap().id, first.id);
    let many: Vec<NewNotice> = (0..6_000)
        .map(|n| NewNotice { person: person.person, mail: Some((mail(&n.to_string(), "a@b"), NOW)), ways: BY_MAIL })
        .collect();
    assert!(matches!(store.note_notices(&key, &many, NOW).await, Err(StoreError::Full)));
}

#[tokio::test]
async fn what_differs_from_what_members_know_is_found_until_it_is_told() {
    let (_home, store, _owner, course, sessions) = class(1).await;
    let before = NOW - 1;
    store.follow_plans(before).await.unwrap();
    assert_eq!(store.changed_sessions().await.unwrap(), []);
    let [first, second] = &sessions[..] else { panic!() };
    let mut time = first.plan.clone().unwrap().time;
    time.start_unix += HOUR;
    assert!(store.move_session(first.id, &time, &noted(), NOW + 1).await.unwrap());
    assert!(store.cancel_session(second.id, Some("flooded"), &noted(), NOW + 2).await.unwrap());
    store.follow_plans(before).await.unwrap();
    let changed = store.changed_sessions().await.unwrap();
    let [moved, cancelled] = &changed[..] else { panic!("{changed:?}") };
    assert_eq!((moved.session, moved.start_unix, moved.cancelled), (first.id, NOW, false));
    assert_eq!(moved.present.map(|now| (now.start_unix, now.changed_unix)), Some((NOW + HOUR, NOW + 1)));
    assert_eq!(cancelled.present.map(|now| (now.cancelled, now.has_begun)), Some((true, false)));

    let key = NoticeKey { kind: NoticeKind::ClassChanged, course, subject: NoticeSubject::Course, instant: NOW + 3 };
    let person = store.expected(&key, None, 1).await.unwrap().remove(0).recipient;
    let notices =
        [NewNotice { person: person.person, mail: Some((mail("changed", &person.email), NOW)), ways: BY_MAIL }];
    store.tell_changes(&changed, Some((&key, &notices)), NOW + 3).await.unwrap();
    assert_eq!(store.changed_sessions().await.unwrap(), []);
    let sent = store.take_due_mail(Way::Mail, NOW).await.unwrap().unwrap();
    store.drop_mail(sent.id).await.unwrap();
    // Another server that has looked at the same time tells nothing.
    let key = NoticeKey { instant: NOW + 4, ..key };
    store.tell_changes(&changed, Some((&key, &notices)), NOW + 4).await.unwrap();
    assert_eq!(store.take_due_mail(Way::Mail, NOW).await.unwrap(), None);

    assert_eq!(store.delete_planned(first, false, &noted(), NOW).await.unwrap(), 1);
    let gone = store.changed_sessions().await.unwrap();
    let [ToldSession { session, present: None, start_unix, .. }] = gone[..] else { panic!("{gone:?}") };
    assert_eq!((session, start_unix), (first.id, NOW + HOUR));
    store.tell_changes(&gone, None, NOW).await.unwrap();
    assert_eq!(store.changed_sessions().await.unwrap(), []);
    store.follow_plans(NOW + 1_000 * HOUR).await.unwrap();
    assert_eq!(store.changed_sessions().await.unwrap(), []);
}
