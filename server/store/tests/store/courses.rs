//! Courses, rosters, invitations.

use std::collections::BTreeMap;

use protocol::{
    AuditKind, CourseId, CourseRole, MemberState, ServerRole,
    courses::{CourseDetails, CourseJoinRequest, Retention},
    ledger::LedgerRule,
    limits,
};
use store::{
    Admission, Agent, AuditLine, AuditOf, AuditQuery, ImportCounts, ImportedLine, MailLinkPurpose, MemberRow,
    NewAccount, NewLine, NewMail, Person, RosterQuery, SeatRequest, Store, StoreError,
};

use crate::{Home, NOTHING_RECORDED, NOW, PASSWORD, account, agent, empty, looks_like_a_token, noted, quietly};

pub(crate) fn details(title: &str) -> CourseDetails {
    CourseDetails {
        title: title.into(),
        description: "Limits, and what follows.".into(),
        colour: 3,
        zone: "Europe/Berlin".into(),
        from: Some("2026-09-01".into()),
        to: None,
        recordings_until: None,
        guests_allowed: false,
        retention: Some(Retention::Usual),
        ledger: Some(LedgerRule::default()),
        study: Some(protocol::courses::StudyRoom::Off),
        practice: Some(true),
        downloads: Some(false),
    }
}

/// A line of an import that says no more than who it is.
pub(crate) fn imported(name: &str, email: &str) -> ImportedLine {
    ImportedLine { name: name.into(), email: email.into(), role: None, group: None }
}

pub(crate) fn line(name: &str, email: &str) -> NewLine {
    NewLine { name: name.into(), email: email.into(), role: CourseRole::Student, group: None }
}

pub(crate) async fn with_course() -> (Home, Store, Person, CourseId) {
    let (home, store) = empty().await;
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let course = store.create_course(&owner, &details("Analysis"), &agent(), NOW).await.unwrap();
    (home, store, owner, course)
}

/// The names on a roster and where they stand.
async fn standing(store: &Store, course: CourseId, query: &RosterQuery) -> Vec<(String, MemberState)> {
    let (rows, _) = store.roster(course, query).await.unwrap();
    rows.into_iter().map(|row| (row.name, row.state)).collect()
}

pub(crate) async fn join(store: &Store, course: CourseId, row: &MemberRow) -> Person {
    let (_, token) = store.invite_member(course, row.id, &noted(), NOW).await.unwrap();
    store.accept_with_new_account(token.reveal(), &row.name, PASSWORD, &agent(), NOW).await.unwrap().1
}

#[tokio::test]
async fn who_makes_a_course_teaches_it() {
    let (_home, store, owner, course) = with_course().await;
    let row = store.course(course).await.unwrap().unwrap();
    assert_eq!((row.details, row.members, row.asking, row.join_code), (details("Analysis"), 1, 0, None));
    let own = store.member_of(course, owner.id).await.unwrap().unwrap();
    assert_eq!((own.role, own.state), (CourseRole::Instructor, MemberState::Active));
    let list = store.courses_of(owner.id).await.unwrap();
    assert_eq!(
        list.iter().map(|of| (of.course.id, of.role)).collect::<Vec<_>>(),
        [(course, Some(CourseRole::Instructor))]
    );

    let changed =
        CourseDetails { recordings_until: Some("2027-01-31".into()), guests_allowed: true, ..details("Calculus") };
    store.change_course(course, &changed, &noted(), NOW).await.unwrap();
    assert_eq!(store.course(course).await.unwrap().unwrap().details, changed);
    store.delete_course(course, &noted(), NOW).await.unwrap();
    assert_eq!(store.course(course).await.unwrap(), None);
    assert!(matches!(store.delete_course(course, &noted(), NOW).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn a_course_with_classes_is_not_deleted() {
    let (_home, store, owner, course) = with_course().await;
    let class = store.create_class(owner.id, "Week 1", course, NOW).await.unwrap();
    assert_eq!(class.course, Some(course));
    assert_eq!(store.sessions_of_course(course).await.unwrap(), [class]);
    assert_eq!(store.sessions_of(owner.id).await.unwrap(), [], "it is the course's");
    assert!(matches!(store.delete_course(course, &noted(), NOW).await, Err(StoreError::HasClasses)));
    assert!(store.course(course).await.unwrap().is_some());
}

#[tokio::test]
async fn people_are_found_by_a_part_of_their_name_without_accents_and_page_by_page() {
    let (_home, store, _, course) = with_course().await;
    for number in 0..limits::ROSTER_PAGE {
        store
            .add_member(course, &line(&format!("Pupil {number:03}"), &format!("p{number}@b.org")), &noted(), NOW)
            .await
            .unwrap();
    }
    store.add_member(course, &line("José Álvarez", "jose@100%.org"), &noted(), NOW).await.unwrap();
    let find = async |search: &str, by_email| {
        let query = RosterQuery { search: search.into(), by_email, ..RosterQuery::default() };
        standing(&store, course, &query).await.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(find("jose alv", false).await, ["José Álvarez"]);
    assert_eq!(find("ÁLV", false).await, ["José Álvarez"]);
    assert_eq!(find("100%", true).await, ["José Álvarez"]);
    assert_eq!(find("100%", false).await, [""; 0], "addresses are not for everybody");
    assert_eq!(find("%", false).await, [""; 0], "a sign of patterns means itself");
    assert_eq!(find("_", true).await, [""; 0]);

    let all = limits::ROSTER_PAGE as u32 + 2;
    let (first, total) = store.roster(course, &RosterQuery::default()).await.unwrap();
    let rest = RosterQuery { skip: first.len() as u32, ..RosterQuery::default() };
    let (second, _) = store.roster(course, &rest).await.unwrap();
    assert_eq!((first.len(), second.len(), total), (limits::ROSTER_PAGE, 2, all));
    let mut names: Vec<String> = first.into_iter().chain(second).map(|row| row.name).collect();
    assert_eq!(names[0], "Ada");
    names.sort();
    names.dedup();
    assert_eq!(names.len() as u32, all, "nobody is on two pages");
}

#[tokio::test]
async fn an_address_is_on_a_roster_once() {
    let (_home, store, _, course) = with_course().await;
    store.add_member(course, &line("Bob", "bob@b.org"), &noted(), NOW).await.unwrap();
    let again = store.add_member(course, &line("Bobby", " BOB@b.org "), &noted(), NOW).await;
    assert!(matches!(again, Err(StoreError::OnRoster)), "{again:?}");
}

#[tokio::test]
async fn an_import_is_all_or_nothing_and_again_harmless() {
    let (_home, store, owner, course) = with_course().await;
    store.add_member(course, &line("Bob", "bob@b.org"), &noted(), NOW).await.unwrap();
    let teacher = imported("Ada", &owner.email);
    let lines = [
        teacher.clone(),
        ImportedLine { group: Some(Some("Red".into())), ..imported("Bob", "BOB@b.org") },
        imported("Cleo", "cleo@b.org"),
    ];
    let expected = ImportCounts { added: 1, changed: 1, unchanged: 1, ..ImportCounts::default() };
    let import = async |lines: &[ImportedLine], commit: bool| {
        store.import_roster(course, lines, commit.then_some(&noted()), NOW).await
    };
    assert_eq!(import(&lines, false).await.unwrap(), expected);
    assert_eq!(standing(&store, course, &RosterQuery::default()).await.len(), 2, "a preview changes nothing");
    assert_eq!(import(&lines, true).await.unwrap(), expected);
    assert_eq!(import(&lines, true).await.unwrap(), ImportCounts { unchanged: 3, ..ImportCounts::default() });

    // What a list does not say stays as it is.
    let bob = |role, group: Option<Option<String>>| [ImportedLine { role, group, ..imported("Bob", "bob@b.org") }];
    let once = |changed, roles| ImportCounts { changed, roles, unchanged: 1 - changed, ..ImportCounts::default() };
    assert_eq!(import(&bob(Some(CourseRole::Assistant), None), true).await.unwrap(), once(1, 1));
    assert_eq!(import(&bob(None, None), true).await.unwrap(), once(0, 0));
    assert_eq!(import(&bob(None, Some(None)), true).await.unwrap(), once(1, 0));
    let (log, _) = store.audit(AuditOf::Server, &AuditQuery::default()).await.unwrap();
    let changes = log.iter().filter(|row| row.kind == AuditKind::CourseRoleChanged);
    assert_eq!(
        changes.map(|row| (row.subject.as_str(), row.detail.as_str())).collect::<Vec<_>>(),
        [("Bob", "assistant")]
    );

    let demoted = [ImportedLine { role: Some(CourseRole::Student), ..teacher }, imported("Dora", "dora@b.org")];
    for commit in [false, true] {
        assert!(matches!(import(&demoted, commit).await, Err(StoreError::LastOne)));
    }
    let many: Vec<_> = (0..limits::ROSTER).map(|number| imported("Pupil", &format!("p{number}@b.org"))).collect();
    for commit in [false, true] {
        assert!(matches!(import(&many, commit).await, Err(StoreError::Full)));
    }
    assert_eq!(standing(&store, course, &RosterQuery::default()).await.len(), 3, "nothing was half done");
}

#[tokio::test]
async fn an_invitation_works_once_for_whoever_has_it() {
    let (_home, store, _, course) = with_course().await;
    let bob = store.add_member(course, &line("Bob", "bob@b.org"), &noted(), NOW).await.unwrap();
    let (_, former) = store.invite_member(course, bob.id, &noted(), NOW).await.unwrap();
    let (_, token) = store.invite_member(course, bob.id, &noted(), NOW).await.unwrap();
    assert!(looks_like_a_token(token.reveal()));
    assert_eq!(store.invitee(former.reveal(), NOW).await.unwrap(), None, "the former link has ended");
    let ended = NOW + limits::INVITATION_LIFETIME_MS;
    assert_eq!(store.invitee(token.reveal(), ended).await.unwrap(), None);
    let late = store.accept_with_new_account(token.reveal(), "Bob", PASSWORD, &agent(), ended).await;
    assert!(matches!(late, Err(StoreError::NotFound)));

    let (invitee, person) =
        store.accept_with_new_account(token.reveal(), "Bobby", PASSWORD, &agent(), NOW).await.unwrap();
    assert_eq!(
        (invitee.line, person.role, person.email.as_str()),
        (Some((course, bob.id)), ServerRole::Member, "bob@b.org")
    );
    let own = store.member_of(course, person.id).await.unwrap().unwrap();
    assert_eq!((own.id, own.state), (bob.id, MemberState::Active));
    assert!(store.verify_password("bob@b.org", PASSWORD).await.unwrap().is_some());
    let again = store.accept_with_new_account(token.reveal(), "Eve", PASSWORD, &agent(), NOW).await;
    assert!(matches!(again, Err(StoreError::NotFound)), "{again:?}");
    assert!(
        matches!(store.invite_member(course, bob.id, &noted(), NOW).await, Err(StoreError::NotFound)),
        "they are in"
    );
}

#[tokio::test]
async fn of_two_who_take_one_invitation_at_once_one_does() {
    let (_home, store, _, course) = with_course().await;
    let bob = store.add_member(course, &line("Bob", "bob@b.org"), &noted(), NOW).await.unwrap();
    let (_, token) = store.invite_member(course, bob.id, &noted(), NOW).await.unwrap();
    let take = async || store.accept_with_new_account(token.reveal(), "Bob", PASSWORD, &agent(), NOW).await.is_ok();
    let (one, other) = tokio::join!(take(), take());
    assert!(one ^ other, "{one} {other}");
}

#[tokio::test]
async fn an_invitation_is_not_used_up_by_who_has_an_account_already_or_is_in() {
    let (_home, store, owner, course) = with_course().await;
    let bob = store.add_member(course, &line("Bob", "bob@b.org"), &noted(), NOW).await.unwrap();
    let bob = join(&store, course, &bob).await;
    let other = store.create_course(&owner, &details("Topology"), &agent(), NOW).await.unwrap();
    let invited = store.add_member(other, &line("Bob", "bob@b.org"), &noted(), NOW).await.unwrap();
    let (_, token) = store.invite_member(other, invited.id, &noted(), NOW).await.unwrap();
    let made = store.accept_with_new_account(token.reveal(), "Bob", PASSWORD, &agent(), NOW).await;
    assert!(matches!(made, Err(StoreError::EmailTaken)), "{made:?}");
    let teacher = store.accept_invitation(token.reveal(), &owner, &agent(), NOW).await;
    assert!(matches!(teacher, Err(StoreError::OnRoster)), "{teacher:?}");
    store.accept_invitation(token.reveal(), &bob, &agent(), NOW).await.unwrap();
    assert_eq!(store.member_of(other, bob.id).await.unwrap().unwrap().state, MemberState::Active);
}

#[tokio::test]
async fn the_server_invites_instructors_and_keeps_an_owner() {
    let (_home, store, owner, _) = with_course().await;
    let invite = async |email: &str| {
        store.invite_to_server("Ivy", email, ServerRole::Instructor, &noted(), NOW).await.map(|(_, link)| link)
    };
    assert!(matches!(invite("ADA@example.org").await, Err(StoreError::EmailTaken)));
    let former = invite("ivy@b.org").await.unwrap();
    let token = invite("IVY@b.org").await.unwrap();
    assert_eq!(store.server_invitations(NOW).await.unwrap().len(), 1, "it takes the former one's place");
    assert!(matches!(store.accept_invitation(former.reveal(), &owner, &agent(), NOW).await, Err(StoreError::NotFound)));
    store.accept_invitation(token.reveal(), &owner, &agent(), NOW).await.unwrap();
    let owner = store.owner().await.unwrap().unwrap();
    assert_eq!(owner.role, ServerRole::Owner, "an invitation takes nothing away");

    let token = invite("ivy@b.org").await.unwrap();
    let (_, ivy) = store.accept_with_new_account(token.reveal(), "Ivy", PASSWORD, &agent(), NOW).await.unwrap();
    assert_eq!(ivy.role, ServerRole::Instructor);
    let line = AuditLine::new(AuditKind::ServerRoleChanged, &owner, &Agent::default());
    let demote = store.set_server_role(owner.id, ServerRole::Member, &line, NOW).await;
    assert!(matches!(demote, Err(StoreError::LastOne)), "{demote:?}");
    store.set_server_role(ivy.id, ServerRole::Owner, &line, NOW).await.unwrap();
    let demoted = store.set_server_role(owner.id, ServerRole::Member, &line, NOW + 1).await.unwrap();
    assert_eq!(demoted.role, ServerRole::Member);
    let (log, _) = store.audit(AuditOf::Server, &AuditQuery::default()).await.unwrap();
    let changes = log.into_iter().filter(|line| line.kind == AuditKind::ServerRoleChanged);
    let changes: Vec<_> = changes.map(|line| (line.subject, line.detail)).collect();
    let expected = [(owner.name.clone(), "member".to_owned()), (ivy.name.clone(), "owner".to_owned())];
    assert_eq!(changes, expected, "what was refused is not noted");
    assert_eq!(store.people(10).await.unwrap().len(), 2);

    invite("eve@b.org").await.unwrap();
    let id = store.server_invitations(NOW).await.unwrap()[0].id;
    store.end_server_invitation(id, &noted(), NOW).await.unwrap();
    assert_eq!(store.server_invitations(NOW).await.unwrap(), []);
}

/// How the link of a course is to be.
pub fn link(on: bool, reset: bool, approval: bool) -> CourseJoinRequest {
    CourseJoinRequest { on, reset, approval, domains: vec!["a.example".into(), "b.example".into()] }
}

#[tokio::test]
async fn the_link_of_a_course_brings_people_in_or_lets_them_ask() {
    let (_home, store, owner, course) = with_course().await;
    let code = store.set_course_link(course, &link(true, false, true), &noted(), NOW).await.unwrap().unwrap();
    let row = store.course_by_code(&code.to_uppercase()).await.unwrap().unwrap();
    assert_eq!((row.id, row.join_domains), (course, link(true, false, true).domains));
    assert_eq!(
        store.set_course_link(course, &link(true, false, false), &noted(), NOW).await.unwrap(),
        Some(code.clone()),
        "the link stays"
    );

    let bob = account(&store, "Bob", "bob@b.org").await;
    use Admission::{AtOnce, ByStaff, OnceConfirmed};
    let enter = async |person: &Person, admission| {
        store.enter_course(course, person, admission, &agent(), NOW).await.unwrap().state
    };
    assert_eq!(enter(&bob, ByStaff).await, MemberState::Asking);
    assert_eq!(enter(&bob, OnceConfirmed).await, MemberState::Asking);
    assert_eq!(store.entered_once_confirmed(bob.id).await.unwrap(), []);
    assert_eq!(store.course(course).await.unwrap().unwrap().asking, 1);
    assert_eq!(enter(&bob, AtOnce).await, MemberState::Asking, "whoever asks lets nobody in, not even themselves");
    let own = store.member_of(course, bob.id).await.unwrap().unwrap();
    store.change_member(course, own.id, |row| row.state = MemberState::Active, quietly, NOW).await.unwrap();
    assert_eq!(enter(&bob, ByStaff).await, MemberState::Active, "a member stays one");
    assert_eq!(enter(&owner, ByStaff).await, MemberState::Active);
    let dan = account(&store, "Dan", "dan@b.org").await;
    assert_eq!(enter(&dan, AtOnce).await, MemberState::Active);
    let eva = account(&store, "Eva", "eva@b.org").await;
    assert_eq!(enter(&eva, OnceConfirmed).await, MemberState::Asking);
    assert_eq!(store.entered_once_confirmed(eva.id).await.unwrap(), [course]);
    assert_eq!(enter(&eva, AtOnce).await, MemberState::Active, "nothing but her address was in the way");
    assert_eq!(store.entered_once_confirmed(eva.id).await.unwrap(), []);

    let fay = account(&store, "Fay", "fay@b.org").await;
    enter(&fay, OnceConfirmed).await;
    let own = store.member_of(course, fay.id).await.unwrap().unwrap();
    store.change_member(course, own.id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    assert_eq!(enter(&fay, OnceConfirmed).await, MemberState::Asking);
    assert_eq!(enter(&fay, AtOnce).await, MemberState::Asking, "staff turned her away, and decide again");

    // Nobody knows that the address is theirs, so the line of whoever is invited is not theirs, however often they ask.
    let invited = NewLine { role: CourseRole::Instructor, ..line("Cleo", "cleo@b.org") };
    store.add_member(course, &invited, &noted(), NOW).await.unwrap();
    let cleo = account(&store, "Not Cleo", "cleo@b.org").await;
    for _ in 0..2 {
        let entered = store.enter_course(course, &cleo, Admission::AtOnce, &agent(), NOW).await;
        assert!(matches!(entered, Err(StoreError::OnRoster)), "{entered:?}");
    }
    assert_eq!(store.member_of(course, cleo.id).await.unwrap(), None);

    // Whoever comes with a new account gets both, or neither.
    let anew = async |name, email| {
        let account = NewAccount { name, email, password: PASSWORD };
        store.enter_course_anew(course, &account, ByStaff, &agent(), NOW).await
    };
    let (eve, row) = anew("Eve", "eve@b.org").await.unwrap();
    assert_eq!((row.state, row.person), (MemberState::Asking, Some(eve.id)));
    assert!(matches!(anew("Eve", "EVE@b.org").await, Err(StoreError::EmailTaken)));
    store.add_member(course, &line("Gil", "gil@b.org"), &noted(), NOW).await.unwrap();
    assert!(matches!(anew("Not Gil", "Gil@b.org").await, Err(StoreError::OnRoster)));
    assert!(!store.has_account("gil@b.org").await.unwrap());

    let reset = store.set_course_link(course, &link(true, true, true), &noted(), NOW).await.unwrap().unwrap();
    assert_ne!(reset, code);
    assert_eq!(store.course_by_code(&code).await.unwrap(), None);
    assert_eq!(store.set_course_link(course, &link(false, false, true), &noted(), NOW).await.unwrap(), None);
    assert_eq!(store.course_by_code(&reset).await.unwrap(), None);
}

#[tokio::test]
async fn staff_of_a_course_are_named_before_they_come_and_until_they_are_removed() {
    let (_home, store, owner, course) = with_course().await;
    let other = store.create_course(&owner, &details("Geometry"), &agent(), NOW).await.unwrap();
    for (name, role) in [
        ("Jane Doe", CourseRole::Instructor),
        ("Ann Lee", CourseRole::Assistant),
        ("Sam Roe", CourseRole::Student),
        ("Obi Poe", CourseRole::Observer),
    ] {
        let email = format!("{}@b.org", name.replace(' ', "."));
        store.add_member(course, &NewLine { role, ..line(name, &email) }, &noted(), NOW).await.unwrap();
    }
    assert_eq!(store.staff_names(course).await.unwrap(), ["Ada", "Jane Doe", "Ann Lee"]);
    assert_eq!(store.staff_names(other).await.unwrap(), ["Ada"]);
    let (page, _) =
        store.roster(course, &RosterQuery { search: "Ann".into(), ..RosterQuery::default() }).await.unwrap();
    store.change_member(course, page[0].id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    assert_eq!(store.staff_names(course).await.unwrap(), ["Ada", "Jane Doe"]);
}

#[tokio::test]
async fn who_is_removed_has_no_seat_any_more_until_they_are_restored() {
    let (_home, store, owner, course) = with_course().await;
    let bob = store.add_member(course, &line("Bob", "bob@b.org"), &noted(), NOW).await.unwrap();
    let person = join(&store, course, &bob).await;
    let class = store.create_class(owner.id, "Week 1", course, NOW).await.unwrap();
    let wanted = SeatRequest::new("Bob", protocol::Role::Student, NOTHING_RECORDED).of(person.id);
    let token = store.create_seat(class.id, wanted, NOW).await.unwrap().token;
    let seat = async || store.seat_of_token(token.reveal(), NOW).await.unwrap();
    let held = seat().await.expect("a seat");
    assert!(!store.is_former_seat(&held).await.unwrap());
    for (state, holds) in [(MemberState::Removed, false), (MemberState::Active, true), (MemberState::Left, false)] {
        store.change_member(course, bob.id, |row| row.state = state, quietly, NOW).await.unwrap();
        assert_eq!(seat().await.is_some(), holds, "{state:?}");
        assert_eq!(store.is_former_seat(&held).await.unwrap(), !holds, "{state:?}");
    }
    store.change_member(course, bob.id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    for _ in 0..2 {
        let entered = store.enter_course(course, &person, Admission::AtOnce, &agent(), NOW).await.unwrap();
        assert_eq!(entered.state, MemberState::Asking, "whoever was removed does not let themselves in");
    }
}

#[tokio::test]
async fn whoever_becomes_less_has_their_seat_no_more_and_a_new_one() {
    let (_home, store, owner, course) = with_course().await;
    let ann = NewLine { role: CourseRole::Assistant, ..line("Ann", "ann@b.org") };
    let ann = store.add_member(course, &ann, &noted(), NOW).await.unwrap();
    let person = join(&store, course, &ann).await;
    let class = store.create_class(owner.id, "Week 1", course, NOW).await.unwrap();
    let seat = async |role| {
        let wanted = SeatRequest::new("Ann", role, NOTHING_RECORDED).of(person.id);
        store.create_seat(class.id, wanted, NOW).await
    };
    let former = seat(protocol::Role::Assistant).await.unwrap();
    let promoted =
        store.change_member(course, ann.id, |row| row.role = CourseRole::Instructor, quietly, NOW).await.unwrap();
    assert_eq!(promoted.role, CourseRole::Instructor);
    let held = store.seat_of_token(former.token.reveal(), NOW).await.unwrap().expect("who becomes more keeps it");
    store.change_member(course, ann.id, |row| row.role = CourseRole::Student, quietly, NOW).await.unwrap();
    assert_eq!(store.seat_of_token(former.token.reveal(), NOW).await.unwrap(), None);
    assert!(store.is_former_seat(&held).await.unwrap());
    assert_ne!(seat(protocol::Role::Student).await.unwrap().participant, former.participant);
}

#[tokio::test]
async fn a_course_keeps_an_instructor_and_who_has_no_account_is_invited() {
    let (_home, store, owner, course) = with_course().await;
    let own = store.member_of(course, owner.id).await.unwrap().unwrap();
    let leave = store.change_member(course, own.id, |row| row.state = MemberState::Left, quietly, NOW).await;
    assert!(matches!(leave, Err(StoreError::LastOne)), "{leave:?}");
    let demote = store.change_member(course, own.id, |row| row.role = CourseRole::Student, quietly, NOW).await;
    assert!(matches!(demote, Err(StoreError::LastOne)), "{demote:?}");

    let bob = store.add_member(course, &line("Bob", "bob@b.org"), &noted(), NOW).await.unwrap();
    let (_, token) = store.invite_member(course, bob.id, &noted(), NOW).await.unwrap();
    let removed =
        store.change_member(course, bob.id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    assert_eq!(removed.state, MemberState::Removed);
    assert_eq!(store.invitee(token.reveal(), NOW).await.unwrap(), None, "their link has ended");
    let restored =
        store.change_member(course, bob.id, |row| row.state = MemberState::Active, quietly, NOW).await.unwrap();
    assert_eq!(restored.state, MemberState::Invited);
    assert_eq!(store.invite_all(course, &noted(), NOW).await.unwrap().len(), 1);
}

/// A person of a course, who came by its link.
async fn comer(store: &Store, course: CourseId, name: &str, email: &str) -> Person {
    let person = account(store, name, email).await;
    store.enter_course(course, &person, Admission::AtOnce, &agent(), NOW).await.unwrap();
    person
}

/// Changes a person's address, which they confirm.
async fn change_address(store: &Store, person: &Person, email: &str) {
    let link = store.create_mail_link(MailLinkPurpose::Address, person.id, email, NOW + 1).await.unwrap().unwrap().1;
    let notice = |before: &Person, _: &str| NewMail {
        key: email.into(),
        recipient: before.email.clone(),
        letter: "{}".into(),
        useless_unix: NOW + 1,
    };
    store.confirm_address(link.reveal(), Some(person.id), &agent(), NOW, notice).await.unwrap();
}

#[tokio::test]
async fn a_roster_follows_the_address_of_an_account() {
    let (_home, store, owner, course) = with_course().await;
    let bob = comer(&store, course, "Bob", "bob@b.org").await;
    // A list with the address to which Bob is about to change.
    let twice = store.add_member(course, &line("Robert", "bob@new.org"), &noted(), NOW).await.unwrap();
    store.invite_member(course, twice.id, &noted(), NOW).await.unwrap();
    change_address(&store, &bob, "bob@new.org").await;

    let own = store.member_of(course, bob.id).await.unwrap().unwrap();
    assert_eq!((own.email.as_str(), own.name.as_str()), ("bob@new.org", "Bob"));
    assert_eq!(store.member(course, twice.id).await.unwrap(), None, "the line that waited for this address meant Bob");
    let lines = [imported("Ada", &owner.email), imported("Bob", "Bob@new.org")];
    let counts = store.import_roster(course, &lines, None, NOW).await.unwrap();
    assert_eq!((counts.added, counts.unchanged), (0, 2), "a list finds him by the address that he has");
    let former = [imported("Ada", &owner.email), imported("Bob", "BOB@b.org")];
    let counts = store.import_roster(course, &former, None, NOW).await.unwrap();
    assert_eq!((counts.added, counts.unchanged), (0, 2), "and by the one under which he came");
    store.add_member(course, &line("Bo", "bob@b.org"), &noted(), NOW).await.expect("his former address is free");

    // Whoever takes an invitation with an account has the address of the account there.
    let cleo = store.add_member(course, &line("Cleo", "cleo@b.org"), &noted(), NOW).await.unwrap();
    let (_, secret) = store.invite_member(course, cleo.id, &noted(), NOW).await.unwrap();
    let person = account(&store, "Cleo", "cleo@home.org").await;
    store.accept_invitation(secret.reveal(), &person, &agent(), NOW).await.unwrap();
    assert_eq!(store.member(course, cleo.id).await.unwrap().unwrap().email, "cleo@home.org");
    let again = [imported("Ada", &owner.email), imported("Cleo", "cleo@b.org")];
    assert_eq!(store.import_roster(course, &again, None, NOW).await.unwrap().added, 0, "a list has her former address");
}

#[tokio::test]
async fn who_was_removed_does_not_come_back_by_another_address_or_leave_their_former_one_free() {
    let (_home, store, _, course) = with_course().await;
    let bob = comer(&store, course, "Bob", "bob@b.org").await;
    let own = store.member_of(course, bob.id).await.unwrap().unwrap();
    store.change_member(course, own.id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    let waiting = store.add_member(course, &line("Robert", "bob@new.org"), &noted(), NOW).await.unwrap();
    change_address(&store, &bob, "bob@new.org").await;
    assert_eq!(store.member_of(course, bob.id).await.unwrap().unwrap().email, "bob@b.org");
    assert!(store.member(course, waiting.id).await.unwrap().is_some(), "whom staff expect stays expected");
    let moved = store.person(bob.id).await.unwrap().unwrap();
    let asks = store.enter_course(course, &moved, Admission::AtOnce, &agent(), NOW).await.unwrap();
    assert_eq!(asks.state, MemberState::Asking);
    store.change_member(course, own.id, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    let by_hand = store.add_member(course, &line("Bob", "bob@b.org"), &noted(), NOW).await;
    assert!(matches!(by_hand, Err(StoreError::WasMember)), "{by_hand:?}");
    let listed = store.import_roster(course, &[imported("Bobby", "bob@b.org")], Some(&noted()), NOW).await.unwrap();
    assert_eq!(listed, ImportCounts { away: 1, ..ImportCounts::default() }, "a list brings nobody back");
    assert_eq!(store.member_of(course, bob.id).await.unwrap().unwrap().name, "Bob");
    change_address(&store, &bob, "bob@third.org").await;
    let account = NewAccount { name: "Bobby", email: "bob@b.org", password: PASSWORD };
    let back = store.enter_course_anew(course, &account, Admission::AtOnce, &agent(), NOW).await;
    assert!(matches!(back, Err(StoreError::OnRoster)), "{back:?}");

    // A member may take the address that an account has given up, though its line keeps it.
    let carl = comer(&store, course, "Carl", "carl@b.org").await;
    change_address(&store, &carl, "bob@b.org").await;
    assert_eq!(store.member_of(course, carl.id).await.unwrap().unwrap().email, "carl@b.org");

    let restored = store.change_member(course, own.id, |row| row.state = MemberState::Active, quietly, NOW).await;
    assert_eq!(restored.unwrap().email, "bob@third.org", "whom staff let in again has the address of their account");
}

#[tokio::test]
async fn a_roster_follows_the_name_of_an_account_where_staff_said_none() {
    let (_home, store, owner, course) = with_course().await;
    let bob = comer(&store, course, "Bob", "bob@b.org").await;
    let called = async |person: &Person| store.member_of(course, person.id).await.unwrap().unwrap().name;
    let rename = async |name: &str| {
        let followed: Vec<CourseId> = store.courses_calling_by_account(bob.id).await.unwrap().into_keys().collect();
        store.rename_person(&bob, name, &followed, &agent(), NOW).await.unwrap();
    };
    assert_eq!(store.courses_calling_by_account(bob.id).await.unwrap()[&course], std::slice::from_ref(&owner.name));
    rename("Robert").await;
    assert_eq!(called(&bob).await, "Robert");

    store.import_roster(course, &[imported("Bob Brown", "bob@b.org")], Some(&noted()), NOW).await.unwrap();
    rename("Bobby").await;
    assert_eq!(called(&bob).await, "Bob Brown", "a list says what he is called");
    let own = store.member_of(course, bob.id).await.unwrap().unwrap();
    let as_account = |row: &mut MemberRow| (row.name, row.named) = ("Bobby".into(), false);
    store.change_member(course, own.id, as_account, quietly, NOW).await.unwrap();
    rename("Rob").await;
    assert_eq!(called(&bob).await, "Rob");

    let ann = store.add_member(course, &line("Ann", "ann@b.org"), &noted(), NOW).await.unwrap();
    let person = join(&store, course, &ann).await;
    assert_eq!(store.courses_calling_by_account(person.id).await.unwrap(), BTreeMap::new(), "staff wrote it by hand");
    let (log, _) = store.audit(AuditOf::Course(course), &AuditQuery::default()).await.unwrap();
    let noted = log.iter().filter(|row| row.kind == AuditKind::MemberRenamed && row.person == Some(bob.id)).count();
    assert_eq!(noted, 2, "by Bob, each time that the roster followed");
}
