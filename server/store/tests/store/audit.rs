//! The log that staff read.

use protocol::{
    AuditKind, MemberState, Role, SeriesId, ServerRole,
    audit::AuditTopic,
    limits::{AUDIT_KEPT_MS, AUDIT_PAGE},
    schedule::{Deadline, Deadlines},
};
use sqlx::AnyConnection;
use store::{
    Agent, AuditLine, AuditOf, AuditQuery, MemberRow, NewMail, Said, SeatRequest, SeriesRow, SessionRow, Split, Store,
    StoreError,
};
use uuid::Uuid;

use crate::{
    NOTHING_RECORDED, NOW, PASSWORD, agent,
    courses::{details, imported, line, link, with_course},
    noted,
    schedule::plan,
    with_session,
};

async fn kinds(store: &Store, of: AuditOf, query: AuditQuery) -> Vec<AuditKind> {
    store.audit(of, &query).await.unwrap().0.into_iter().map(|row| row.kind).collect()
}

#[tokio::test]
async fn lines_of_one_moment_are_each_on_one_page_and_old_ones_end() {
    let (_folder, store, owner, _) = with_session().await;
    let agent = Agent { browser: "Firefox".into(), system: "Linux".into() };
    let line = AuditLine::new(AuditKind::PersonInvited, &owner, &agent).to(None, "Zoë 100%").detail(ServerRole::Member);
    for _ in 0..2 * AUDIT_PAGE + 1 {
        store.note(&line, NOW).await.unwrap();
    }
    let (mut places, mut query) = (Vec::new(), AuditQuery::default());
    loop {
        let (rows, next) = store.audit(AuditOf::Server, &query).await.unwrap();
        assert!(rows.iter().all(|row| row.agent == agent && row.detail == "member" && row.subject == "Zoë 100%"));
        places.extend(rows.into_iter().map(|row| row.place.to_string()));
        let Some(next) = next else { break };
        query.before = Some(next.to_string().parse().unwrap());
    }
    assert_eq!(places.len(), 2 * AUDIT_PAGE + 1);
    places.sort();
    places.dedup();
    assert_eq!(places.len(), 2 * AUDIT_PAGE + 1);

    store.note(&AuditLine::new(AuditKind::PasswordChanged, &owner, &agent), NOW + 1).await.unwrap();
    let search = |text: &str| AuditQuery { search: text.into(), ..AuditQuery::default() };
    assert_eq!(kinds(&store, AuditOf::Server, search("zoe 100%")).await.len(), AUDIT_PAGE);
    assert_eq!(kinds(&store, AuditOf::Server, search("zo%100")).await, [], "a name is no pattern");
    let accounts = AuditQuery { topic: Some(AuditTopic::Accounts), ..AuditQuery::default() };
    assert_eq!(kinds(&store, AuditOf::Server, accounts).await, [AuditKind::PasswordChanged]);
    assert_eq!(
        kinds(&store, AuditOf::Account(owner.id), AuditQuery::default()).await,
        [AuditKind::PasswordChanged],
        "what they did with their own account"
    );
    store.tidy_audit(NOW + AUDIT_KEPT_MS).await.unwrap();
    assert_eq!(kinds(&store, AuditOf::Server, AuditQuery::default()).await.len(), AUDIT_PAGE);
    store.tidy_audit(NOW + AUDIT_KEPT_MS + 1).await.unwrap();
    assert_eq!(kinds(&store, AuditOf::Server, AuditQuery::default()).await, [AuditKind::PasswordChanged]);
}

#[tokio::test]
async fn what_is_noted_once_a_day_is() {
    let (_folder, store, owner, session) = with_session().await;
    let wanted = SeatRequest::new("Gus", Role::Guest, NOTHING_RECORDED);
    let token = store.create_seat(session.id, wanted, NOW).await.unwrap().token;
    let seat = store.seat_of_token(token.reveal(), NOW).await.unwrap().unwrap();
    let day = 24 * 3_600_000;
    for at in [NOW, NOW + 1, NOW + day] {
        store.note_presence(&seat, AuditKind::Joined, &Agent::default(), at).await.unwrap();
        let line = AuditLine::new(AuditKind::CalendarLinkMade, &owner, &Agent::default()).once_a_day();
        store.note(&line, at).await.unwrap();
    }
    store.note_presence(&seat, AuditKind::Watched, &Agent::default(), NOW).await.unwrap();
    let (rows, _) = store.audit(AuditOf::Server, &AuditQuery::default()).await.unwrap();
    let count = |kind| rows.iter().filter(|row| row.kind == kind).count();
    assert_eq!([AuditKind::Joined, AuditKind::Watched, AuditKind::CalendarLinkMade].map(count), [2, 1, 2], "{rows:?}");
    let joined = rows.iter().find(|row| row.kind == AuditKind::Joined).unwrap();
    assert_eq!((joined.who.as_str(), joined.person, joined.about.as_str()), ("Gus", None, "Analysis"));
}

/// Whatever somebody does that the log speaks of is refused while its line cannot be written, and nothing of it is there.
#[tokio::test]
async fn what_cannot_be_noted_does_not_happen() {
    let (home, store, owner, course) = with_course().await;
    let sam = store.add_member(course, &line("Sam", "sam@example.org"), &noted(), NOW).await.unwrap();
    let (_, invited) = store.invite_member(course, sam.id, &noted(), NOW).await.unwrap();
    let (id, server_link) =
        store.invite_to_server("Ivy", "ivy@example.org", ServerRole::Instructor, &noted(), NOW).await.unwrap();
    let session = store.create_class(owner.id, "Analysis", course, NOW).await.unwrap().id;
    store.set_live(session, NOW).await.unwrap();
    store.set_ended(session, NOW + 1, 1).await.unwrap();
    let mail = NewMail { key: "k".into(), recipient: owner.email.clone(), letter: "{}".into(), useless_unix: NOW + 9 };
    store.queue_mails(&[mail], NOW).await.unwrap();
    let failed = store.take_due_mail(store::Way::Mail, NOW).await.unwrap().unwrap().id;
    store.give_mail_up(failed, "no such mailbox", NOW).await.unwrap();
    let said = Said { title: "News", text: "Text", clip: None, at: None };
    let told = store.announce(course, owner.id, said, &noted(), NOW).await.unwrap();
    let planned = plan(&store, &owner, course, 2).await.unwrap();
    let planned = planned.into_iter().find(|row| row.plan.is_some()).unwrap();
    let series = planned.plan.as_ref().unwrap();

    let mut aside = home.aside().await;
    sqlx::query("ALTER TABLE audit RENAME TO elsewhere").execute(&mut aside).await.unwrap();
    let before = everything(&mut aside).await;
    let (note, by) = (noted(), agent());
    let deadlines = Deadlines { rule: Some(Deadline { days: 3, time: "18:00".into() }), holidays: Vec::new() };
    let divided = |series: &SeriesRow, rows: &[SessionRow]| {
        let after = SeriesRow { id: SeriesId(Uuid::new_v4()), ..series.clone() };
        let (dropped, title) = (rows.iter().map(|row| row.id).collect(), "Other".to_owned());
        Ok::<_, StoreError>(Split { before: None, after, moved: Vec::new(), dropped, added: Vec::new(), title })
    };
    let removed = |row: &mut MemberRow| row.state = MemberState::Removed;
    let lines = |_: &MemberRow, _: &MemberRow| vec![noted()];
    let refused = [
        store.add_member(course, &line("Eve", "eve@example.org"), &note, NOW).await.map(drop),
        store.change_member(course, sam.id, removed, lines, NOW).await.map(drop),
        store.import_roster(course, &[imported("Ben", "ben@example.org")], Some(&note), NOW).await.map(drop),
        store.invite_member(course, sam.id, &note, NOW).await.map(drop),
        store.invite_all(course, &note, NOW).await.map(drop),
        store.accept_with_new_account(invited.reveal(), "Sam", PASSWORD, &by, NOW).await.map(drop),
        store.accept_invitation(server_link.reveal(), &owner, &by, NOW).await.map(drop),
        store.invite_to_server("Joe", "joe@example.org", ServerRole::Member, &note, NOW).await.map(drop),
        store.end_server_invitation(id, &note, NOW).await,
        store.set_server_role(owner.id, ServerRole::Owner, &note, NOW).await.map(drop),
        store.create_course(&owner, &details("Topology"), &by, NOW).await.map(drop),
        store.change_course(course, &details("Geometry"), &note, NOW).await,
        store.set_course_link(course, &link(true, false, true), &note, NOW).await.map(drop),
        store.delete_recording(session, owner.id, &note, NOW).await.map(drop),
        store.open_recording(session, Some(NOW + 7), &note, NOW).await,
        store.set_pseudonyms(session, true, &note, NOW).await.map(drop),
        store.set_extension(course, session, sam.id, Some(2), &note, NOW).await.map(drop),
        plan(&store, &owner, course, 2).await.map(drop),
        store.move_session(planned.id, &series.time, &note, NOW).await.map(drop),
        store.retitle(&planned, "Weeks", true, &note, NOW).await.map(drop),
        store.cancel_session(planned.id, Some("ill"), &note, NOW).await.map(drop),
        store.delete_planned(&planned, true, &note, NOW).await.map(drop),
        store.split_series((course, series.series), owner.id, &note, NOW, divided).await.map(drop),
        store.set_deadlines(course, &deadlines, &note, NOW).await,
        store.delete_class(session, &note, NOW).await.map(drop),
        store.announce(course, owner.id, said, &note, NOW).await.map(drop),
        store.delete_announcement(course, told, &note, NOW).await,
        store.retry_dead_mail(failed, |_| noted(), NOW + 1).await.map(drop),
        store.forget_dead_mail(failed, |_| noted(), NOW + 1).await.map(drop),
        store.erase_person(owner.id, &note, NOW).await.map(drop),
    ];
    for (number, refused) in refused.into_iter().enumerate() {
        assert!(refused.is_err(), "act {number} happened without its line");
    }
    assert_eq!(everything(&mut aside).await, before);
    sqlx::query("ALTER TABLE elsewhere RENAME TO audit").execute(&mut aside).await.unwrap();
    assert!(store.delete_recording(session, owner.id, &note, NOW).await.unwrap(), "it happens once it can be noted");
}

/// What acts would have changed, as text.
async fn everything(database: &mut AnyConnection) -> Vec<String> {
    let mut all = Vec::new();
    for sql in [
        "SELECT name || role || COALESCE(password_hash, '') FROM people ORDER BY id",
        "SELECT name || email || role || state || member FROM roster ORDER BY course, member",
        "SELECT token_hash FROM invitations ORDER BY token_hash",
        "SELECT title || COALESCE(join_code, '') || lines FROM courses ORDER BY id",
        "SELECT title || pseudonyms || COALESCE(open_until_unix, -1) || COALESCE(cancelled, '-') || sequence FROM sessions ORDER BY id",
        "SELECT id FROM series ORDER BY id",
        "SELECT COALESCE(deadline_time, '-') FROM courses ORDER BY id",
        "SELECT session FROM deleted_recordings UNION ALL SELECT session FROM extensions",
        "SELECT title || COALESCE(deleted_unix, 0) FROM announcements ORDER BY id",
        "SELECT state || attempts FROM mails ORDER BY id",
    ] {
        all.extend(sqlx::query_scalar::<_, String>(sql).fetch_all(&mut *database).await.unwrap());
    }
    all
}
