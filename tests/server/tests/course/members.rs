//! Courses over HTTP: a member's way from the invitation to the recording, the roster, and the link that lets people join.

use protocol::{
    AuditKind, Command, CourseRole, ErrorCode, MemberState, Role, ServerRole, SessionKind,
    audit::AuditPage,
    chat::ChatTo,
    courses::{AskedCourse, Course, CourseDetails, CourseInvitation, CourseJoin, CourseSummary},
    groups::{Group, GroupMember},
    http::{JoinInfo, Me, SessionSummary, StartSessionRequest, Timeline},
    limits,
    people::{Invitation, InvitationLink, InvitationToken, ServerPerson},
    roster::{ImportReport, ImportRequest, Member, RosterPage},
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server_tests::{
    client::Client,
    school::{PASSWORD, School, accept, details},
    visitor::{Visitor, refused},
};

#[tokio::test]
async fn a_member_comes_by_invitation_into_class_and_to_its_recording_and_a_stranger_does_not() {
    let school = School::open().await;
    let sam = school.add("Sam", CourseRole::Student).await;
    assert_eq!((sam.state, sam.email.as_deref()), (MemberState::Invited, Some("sam@school.example")));
    let path = school.path(&format!("/roster/{}/invitation", sam.id.0));
    let link: InvitationLink = school.instructor.post(&path, &()).await.unwrap();
    let token = link.path.as_deref().unwrap().split_once('#').unwrap().1.to_owned();
    let look: Invitation =
        school.server.visitor().post("/api/invitations/look", &InvitationToken { token }).await.unwrap();
    assert_eq!(
        (look.course.as_deref(), look.has_account, look.server_role),
        (Some("Analysis"), false, ServerRole::Member)
    );
    let student = accept(&school.server, &link).await;
    let me: Me = student.get("/api/me").await.unwrap();
    assert_eq!(me.person.unwrap().role, ServerRole::Member);
    let refused_class = student
        .post::<SessionSummary>(
            "/api/sessions",
            &StartSessionRequest {
                title: "Mine".into(),
                guests_allowed: true,
                course: None,
                kind: SessionKind::Class,
                watches: None,
            },
        )
        .await;
    assert_eq!(refused_class, refused(403, ErrorCode::Forbidden));

    let class = school.class().await;
    let info: JoinInfo = student.get(&format!("/api/join/{}", class.code)).await.unwrap();
    assert_eq!((info.role, info.yours, info.course.as_deref()), (Some(Role::Student), true, Some("Analysis")));
    let stranger = school.server.visitor();
    let nothing = stranger.get::<JoinInfo>(&format!("/api/join/{}", class.code)).await;
    assert_eq!(nothing, refused(403, ErrorCode::MembersOnly));
    assert_eq!(stranger.join(&class.code, "Sam").await, refused(403, ErrorCode::MembersOnly));
    assert_eq!(school.owner.join(&class.code, "Ada").await, refused(403, ErrorCode::MembersOnly), "no member of it");

    let seat = school.instructor.join(&class.code, "Somebody else").await.unwrap();
    assert_eq!(seat.role, Role::Instructor);
    let mut teacher = Client::enter(school.server.web(), &seat).await;
    let seat = student.join(&class.code, "Not Sam").await.unwrap();
    assert_eq!(seat.role, Role::Student);
    let mut pupil = Client::enter(school.server.web(), &seat).await;
    let names: Vec<_> =
        pupil.snapshot.as_ref().unwrap().participants.iter().map(|person| person.name.clone()).collect();
    assert_eq!(names, ["Ivy", "Sam"], "members have the names of their accounts");
    let live: Vec<CourseSummary> = student.get("/api/courses").await.unwrap();
    assert_eq!(live[0].live.as_ref().map(|class| class.title.as_str()), Some("Week 1"));

    teacher.must(Command::EndSession).await;
    assert_eq!(pupil.socket.farewell().await, Some(ErrorCode::SessionEnded));
    let timeline =
        async || student.get_as::<Timeline>(&seat.token, &format!("/api/sessions/{}/timeline", class.id)).await;
    assert_eq!(timeline().await.map(|timeline| timeline.role), Ok(Role::Student));
    assert_eq!(stranger.join(&class.code, "Eve").await, refused(403, ErrorCode::MembersOnly));

    school.change(&sam, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(timeline().await.map(|timeline| timeline.role), refused(401, ErrorCode::Unauthorized));
    assert_eq!(student.join(&class.code, "Sam").await, refused(403, ErrorCode::MembersOnly));
    assert_eq!(student.get::<Vec<CourseSummary>>("/api/courses").await, Ok(vec![]));
    school.change(&sam, json!({ "state": "active" })).await.unwrap();
    assert_eq!(timeline().await.map(|timeline| timeline.role), Ok(Role::Student), "an undo gives all back");

    let open = CourseDetails { recordings_until: Some(next_month()), ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&open);
    school.instructor.send::<Course>(request).await.unwrap();
    let seat = stranger.join(&class.code, "Eve").await.unwrap();
    let watched =
        async || stranger.get_as::<Timeline>(&seat.token, &format!("/api/sessions/{}/timeline", class.id)).await;
    assert_eq!(watched().await.map(|timeline| timeline.role), Ok(Role::Guest), "whoever has the link, by choice");
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&details());
    school.instructor.send::<Course>(request).await.unwrap();
    assert_eq!(watched().await.map(|timeline| timeline.role), refused(403, ErrorCode::MembersOnly), "and no longer");
    let chat = Command::SendChat { text: "Hello".into(), to: ChatTo::MAIN };
    assert_eq!(stranger.act_later(&seat, None, chat).await, refused(403, ErrorCode::MembersOnly));
    school.server.stop().await;
}

#[tokio::test]
async fn staff_of_a_class_read_the_groups_of_its_course() {
    let school = School::open().await;
    let (student, sam) = school.member("Sam", CourseRole::Student).await;
    let (_, tim) = school.member("Tim", CourseRole::Student).await;
    let (_, olga) = school.member("Olga", CourseRole::Observer).await;
    let (_, gone) = school.member("Gone", CourseRole::Student).await;
    for (member, group) in [(&sam, "Red"), (&tim, "Blue"), (&olga, "Red"), (&gone, "Red")] {
        school.change(member, json!({ "group": group })).await.unwrap();
    }
    school.change(&gone, json!({ "state": "removed" })).await.unwrap();
    let class = school.class().await;
    let teacher = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let seat = student.join(&class.code, "Sam").await.unwrap();
    let path = format!("/api/sessions/{}/groups", class.id);
    let group = |name: &str, member: &str, participant| Group {
        name: name.into(),
        members: vec![GroupMember { name: member.into(), participant }],
    };
    let groups = school.instructor.get_as::<Vec<Group>>(&teacher.token, &path).await;
    assert_eq!(groups, Ok(vec![group("Blue", "Tim", None), group("Red", "Sam", Some(seat.participant))]));
    assert_eq!(student.get_as::<Vec<Group>>(&seat.token, &path).await, refused(403, ErrorCode::Forbidden));

    let alone = StartSessionRequest {
        title: "Alone".into(),
        guests_allowed: true,
        course: None,
        kind: SessionKind::Class,
        watches: None,
    };
    let alone: SessionSummary = school.instructor.post("/api/sessions", &alone).await.unwrap();
    let teacher = school.instructor.join(&alone.code, "Ivy").await.unwrap();
    let path = format!("/api/sessions/{}/groups", alone.id);
    assert_eq!(school.instructor.get_as::<Vec<Group>>(&teacher.token, &path).await, Ok(vec![]), "no course, no groups");
    school.server.stop().await;
}

#[tokio::test]
async fn who_is_removed_from_the_course_leaves_its_class() {
    let school = School::open().await;
    let (student, line) = school.member("Sam", CourseRole::Student).await;
    let class = school.class().await;
    let teachers = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &teachers).await;
    let seat = student.join(&class.code, "Sam").await.unwrap();
    let mut pupil = Client::enter(school.server.web(), &seat).await;
    assert!(pupil.is_in_class().await);
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(pupil.socket.farewell().await, Some(ErrorCode::MembersOnly));
    assert!(teacher.is_in_class().await, "nobody else is shown out");
    let back = Client::hello(school.server.web(), &seat.token, None).await;
    assert_eq!(back.err(), Some(ErrorCode::Unauthorized));
    school.server.stop().await;
}

#[tokio::test]
async fn who_is_staff_no_more_is_so_in_a_class_that_runs() {
    let school = School::open().await;
    let (assistant, line) = school.member("Ann", CourseRole::Assistant).await;
    let class = school.class().await;
    let seat = assistant.join(&class.code, "Ann").await.unwrap();
    let mut staff = Client::enter(school.server.web(), &seat).await;
    assert_eq!(seat.role, Role::Assistant);
    school.change(&line, json!({ "role": "student" })).await.unwrap();
    assert_eq!(staff.socket.farewell().await, Some(ErrorCode::MembersOnly));
    assert_eq!(Client::hello(school.server.web(), &seat.token, None).await.err(), Some(ErrorCode::Unauthorized));
    let back = assistant.join(&class.code, "Ivy").await.unwrap();
    assert_eq!(back.role, Role::Student);
    let client = Client::enter(school.server.web(), &back).await;
    let own = client.snapshot.as_ref().unwrap().participants.iter().find(|person| person.id == back.participant);
    assert_eq!(own.map(|person| (person.name.as_str(), person.role)), Some(("Ann", Role::Student)));
    school.server.stop().await;
}

#[tokio::test]
async fn who_types_the_address_of_somebody_who_is_invited_does_not_come_in_as_them() {
    let school = School::open().await;
    school.add("Prof", CourseRole::Instructor).await;
    let set = json!({ "on": true, "reset": false, "approval": false });
    let request = school.instructor.request(Method::PUT, &school.path("/join")).json(&set);
    let path =
        format!("/api/courses/join/{}", school.instructor.send::<CourseJoin>(request).await.unwrap().code.unwrap());
    let stranger = school.server.visitor();
    let account = json!({ "account": { "name": "Evil", "email": "PROF@school.example", "password": PASSWORD } });
    for _ in 0..2 {
        assert_eq!(stranger.post::<CourseInvitation>(&path, &account).await, refused(409, ErrorCode::OnRoster));
    }
    assert_eq!(stranger.get::<Vec<CourseSummary>>("/api/courses").await, refused(401, ErrorCode::Unauthorized));
    assert!(!school.server.app().store.has_account("prof@school.example").await.unwrap());
    school.server.stop().await;
}

#[tokio::test]
async fn students_see_names_and_staff_see_addresses_and_who_is_invited() {
    let school = School::open().await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    school.add("Ida", CourseRole::Student).await;
    let roster = async |visitor: &Visitor, query: &str| {
        let page: RosterPage = visitor.get(&school.path(&format!("/roster{query}"))).await.unwrap();
        let line = |member: Member| (member.name, member.email.is_some(), member.you);
        page.members.into_iter().map(line).collect::<Vec<_>>()
    };
    let named = |name: &str, email, you| (name.to_owned(), email, you);
    assert_eq!(roster(&student, "").await, [named("Ivy", false, false), named("Sam", false, true)]);
    assert_eq!(roster(&student, "?state=invited").await.len(), 2, "they choose nobody who is hidden from them");
    assert_eq!(roster(&student, "?search=school.example").await, []);
    let all = [named("Ida", true, false), named("Ivy", true, true), named("Sam", true, false)];
    assert_eq!(roster(&school.instructor, "").await, all);
    assert_eq!(roster(&school.instructor, "?state=invited").await, [named("Ida", true, false)]);
    assert_eq!(roster(&school.instructor, "?search=ida%40").await, [named("Ida", true, false)]);
    school.server.stop().await;
}

#[tokio::test]
async fn a_roster_is_imported_after_a_look_at_it() {
    let school = School::open().await;
    let mut text = "name;email;role\n".to_owned();
    (0..300).for_each(|number| text.push_str(&format!("Pupil {number:03};p{number}@b.org;\n")));
    text.push_str(";x@b.org;\nBad;nowhere;\nKing;king@b.org;king\nAgain;P1@b.org;\nWide;w@b.org;student;more\n");
    let import = async |text: &str, commit| {
        let request = ImportRequest { text: text.to_owned(), commit };
        school.instructor.post::<ImportReport>(&school.path("/roster/import"), &request).await
    };
    let preview = import(&text, false).await.unwrap();
    assert_eq!((preview.added, preview.failed, preview.errors.len()), (300, 5, 5));
    let total = async || school.instructor.get::<RosterPage>(&school.path("/roster")).await.unwrap().total;
    assert_eq!(total().await, 1);
    assert_eq!(import(&text, true).await.unwrap(), preview);
    let again = import(&text, true).await.unwrap();
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 300));
    assert_eq!(total().await, 301);
    let long = "x".repeat(limits::IMPORT_BYTES + 1);
    assert_eq!(import(&long, false).await, refused(413, ErrorCode::TooLarge));
    let links: Vec<InvitationLink> = school.instructor.post(&school.path("/roster/invitations"), &()).await.unwrap();
    assert_eq!(links.len(), 300);
    school.server.stop().await;
}

#[tokio::test]
async fn by_the_link_of_a_course_people_ask_and_staff_let_them_in() {
    let school = School::open().await;
    let set = json!({ "on": true, "reset": false, "approval": true });
    let request = school.instructor.request(Method::PUT, &school.path("/join")).json(&set);
    let code = school.instructor.send::<CourseJoin>(request).await.unwrap().code.unwrap();
    let visitor = school.server.visitor();
    let path = format!("/api/courses/join/{code}");
    let look: CourseInvitation = visitor.get(&path).await.unwrap();
    assert_eq!(
        (look.title.as_str(), look.instructors, look.course, look.you),
        ("Analysis", vec!["Ivy".to_owned()], None, None)
    );
    assert_eq!(visitor.post::<CourseInvitation>(&path, &json!({})).await, refused(401, ErrorCode::Unauthorized));
    let account = |email: &str| json!({ "account": { "name": "Lea", "email": email, "password": PASSWORD } });
    assert_eq!(
        visitor.post::<CourseInvitation>(&path, &account("ivy@school.example")).await,
        refused(409, ErrorCode::EmailTaken)
    );
    let asked: CourseInvitation = visitor.post(&path, &account("lea@b.org")).await.unwrap();
    assert_eq!((asked.you, asked.course), (Some(MemberState::Asking), None));
    assert_eq!(visitor.get::<Vec<CourseSummary>>("/api/courses").await, Ok(vec![]), "not in yet");
    let asks: Vec<AskedCourse> = visitor.get("/api/courses/asked").await.unwrap();
    let title = "Analysis".to_owned();
    let expected = AskedCourse { title, colour: details().colour, code: Some(code), until_confirmed: false };
    assert_eq!(asks, [expected], "their home page says that they asked");
    let course: Course = school.instructor.get(&school.path("")).await.unwrap();
    assert_eq!(course.asking, 1);
    let asking = async |who: &Visitor| who.get::<Vec<CourseSummary>>("/api/courses").await.unwrap()[0].asking;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let seen = (asking(&school.instructor).await, asking(&school.owner).await, asking(&student).await);
    assert_eq!(seen, (1, 1, 0), "the home pages of those who decide say that somebody asks");
    let page: RosterPage = school.instructor.get(&school.path("/roster?state=asking")).await.unwrap();
    school.change(&page.members[0], json!({ "state": "active" })).await.unwrap();
    let look: CourseInvitation = visitor.get(&path).await.unwrap();
    assert_eq!((look.you, look.course), (Some(MemberState::Active), Some(school.course.id)));
    assert_eq!(visitor.get::<Vec<AskedCourse>>("/api/courses/asked").await, Ok(vec![]));
    school.server.stop().await;
}

/// Opens a course to guests.
async fn open_to_guests(school: &School) {
    let open = CourseDetails { guests_allowed: true, ..details() };
    let request = school.instructor.request(Method::PUT, &school.path("")).json(&open);
    assert!(school.instructor.send::<Course>(request).await.is_ok());
}

#[tokio::test]
async fn a_class_of_a_course_says_whether_guests_may_come() {
    let school = School::open().await;
    let allowed = async |id| {
        let course: Course = school.instructor.get(&school.path("")).await.unwrap();
        course.sessions.into_iter().find(|session| session.id == id).unwrap().guests_allowed
    };
    let shut = school.class().await;
    assert!(!shut.guests_allowed && !allowed(shut.id).await, "as the course says, not as is asked for");
    open_to_guests(&school).await;
    let open = school.class().await;
    assert!(open.guests_allowed && allowed(open.id).await && allowed(shut.id).await);
    school.server.stop().await;
}

#[tokio::test]
async fn nobody_takes_the_name_of_staff_who_have_not_come_to_class() {
    let school = School::open().await;
    open_to_guests(&school).await;
    school.member("Jane Doe", CourseRole::Assistant).await;
    school.add("Ann Lee", CourseRole::Instructor).await;
    let class = school.class().await;
    let visitor = school.server.visitor();
    let early = visitor.join(&class.code, "Rob Roe").await.unwrap();
    for name in ["Jane Doe", "Doe Jane", "jane.doe", "J\u{430}ne Doe", "JaneDoe 2", "Lee, Ann"] {
        assert_eq!(visitor.join(&class.code, name).await, refused(409, ErrorCode::NameTaken), "{name:?}");
    }
    let teachers = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut ivy = Client::enter(school.server.web(), &teachers).await;
    let guest = Client::enter(school.server.web(), &early).await;
    let rename = |name: &str| Command::Rename { participant: guest.you, name: name.into() };
    assert_eq!(ivy.ask(rename("Doe, Jane")).await.map_err(|refusal| refusal.code), Err(ErrorCode::NameTaken));
    // Who becomes staff while class runs is known to the link.
    assert!(visitor.join(&class.code, "Rob Moe").await.is_ok());
    school.add("Rob Moe", CourseRole::Assistant).await;
    assert_eq!(visitor.join(&class.code, "Moe Rob").await, refused(409, ErrorCode::NameTaken));
    assert!(visitor.join(&class.code, "Jane Dole").await.is_ok());
    school.server.stop().await;
}

#[tokio::test]
async fn who_comes_by_an_open_link_with_a_name_like_staffs_asks() {
    let school = School::open().await;
    school.add("Jane Doe", CourseRole::Assistant).await;
    let set = json!({ "on": true, "reset": false, "approval": false });
    let request = school.instructor.request(Method::PUT, &school.path("/join")).json(&set);
    let code = school.instructor.send::<CourseJoin>(request).await.unwrap().code.unwrap();
    let path = format!("/api/courses/join/{code}");
    let comes = async |name: &str, email: &str| {
        let visitor = school.server.visitor();
        let account = json!({ "account": { "name": name, "email": email, "password": PASSWORD } });
        let came: CourseInvitation = visitor.post(&path, &account).await.unwrap();
        (visitor, came.you)
    };
    let (_, honest) = comes("Jane Dole", "dole@b.org").await;
    assert_eq!(honest, Some(MemberState::Active));
    let (jane, asked) = comes("Do\u{435}, Jane", "jane@b.org").await;
    assert_eq!(asked, Some(MemberState::Asking));
    assert_eq!(jane.get::<Course>(&school.path("")).await, refused(404, ErrorCode::NotFound));
    let again: CourseInvitation = jane.post(&path, &json!({})).await.unwrap();
    assert_eq!(again.you, Some(MemberState::Asking), "asking again lets nobody in");
    let page: RosterPage = school.instructor.get(&school.path("/roster?state=asking")).await.unwrap();
    school.change(&page.members[0], json!({ "state": "active" })).await.unwrap();
    assert!(jane.get::<Course>(&school.path("")).await.is_ok(), "staff decide");
    school.server.stop().await;
}

#[tokio::test]
async fn the_owner_sees_people_and_invitations_and_stays_an_owner() {
    let school = School::open().await;
    let invite = json!({ "name": "Eve", "email": "eve@b.org", "role": "member" });
    school.owner.post::<InvitationLink>("/api/people", &invite).await.unwrap();
    let people: Vec<ServerPerson> = school.owner.get("/api/people").await.unwrap();
    let shown: Vec<_> = people.iter().map(|person| (person.name.as_str(), person.role, person.invited)).collect();
    assert_eq!(
        shown,
        [
            ("Ada Teacher", ServerRole::Owner, false),
            ("Eve", ServerRole::Member, true),
            ("Ivy", ServerRole::Instructor, false)
        ]
    );
    let change = async |id, role| {
        let request = school.owner.request(Method::PATCH, &format!("/api/people/{id}")).json(&json!({ "role": role }));
        request.send().await.unwrap().status()
    };
    assert_eq!(change(people[0].id, "member").await, StatusCode::CONFLICT);
    assert_eq!(change(people[2].id, "member").await, StatusCode::NO_CONTENT);
    assert_eq!(school.instructor.post::<Course>("/api/courses", &details()).await, refused(403, ErrorCode::Forbidden));
    let course: Result<Course, _> = school.instructor.get(&school.path("")).await;
    assert_eq!(course.unwrap().role, Some(CourseRole::Instructor), "what they are in courses stays");
    school.server.stop().await;
}

/// A day a month from now, as courses write it.
fn next_month() -> String {
    let soon = meridian::clock::unix_now() as i64 + 30 * 24 * 3_600_000;
    jiff::tz::TimeZone::UTC.to_datetime(jiff::Timestamp::from_millisecond(soon).unwrap()).date().to_string()
}

#[tokio::test]
async fn the_name_on_a_roster_follows_the_account_until_staff_say_another_and_never_to_that_of_staff() {
    let school = School::open().await;
    let set = json!({ "on": true, "reset": false, "approval": false });
    let request = school.instructor.request(Method::PUT, &school.path("/join")).json(&set);
    let code = school.instructor.send::<CourseJoin>(request).await.unwrap().code.unwrap();
    let path = format!("/api/courses/join/{code}");
    let lea = school.server.visitor();
    let account = json!({ "account": { "name": "Lea", "email": "lea@b.org", "password": PASSWORD } });
    lea.post::<CourseInvitation>(&path, &account).await.unwrap();
    let renames = async |name: &str| {
        lea.send::<Me>(lea.request(Method::PUT, "/api/account/name").json(&json!({ "name": name }))).await.unwrap();
        let page: RosterPage = school.instructor.get(&school.path("/roster?role=student")).await.unwrap();
        page.members[0].clone()
    };
    assert_eq!(renames("Lea Lund").await.name, "Lea Lund");
    let line = renames("ivy").await;
    assert_eq!(line.name, "Lea Lund", "nobody becomes staff by a name");

    let called = school.change(&line, json!({ "name": " Lund, Lea " })).await.unwrap();
    assert_eq!(called.name, "Lund, Lea");
    assert_eq!(renames("Leah").await.name, "Lund, Lea", "staff said so");
    let class = school.class().await;
    let enters_as = async || lea.get::<JoinInfo>(&format!("/api/join/{}", class.code)).await.unwrap().name;
    assert_eq!(enters_as().await.as_deref(), Some("Lund, Lea"), "the lobby says the name that class will use");
    assert_eq!(school.change(&line, json!({ "name": "" })).await.unwrap().name, "Leah");
    assert_eq!(enters_as().await.as_deref(), Some("Leah"));
    lea.join(&class.code, "Leah").await.unwrap();
    assert_eq!(renames("Lea").await.name, "Lea");
    assert_eq!(enters_as().await.as_deref(), Some("Leah"), "a seat that is taken keeps its name");
    let invited = school.add("Sam", CourseRole::Student).await;
    assert_eq!(school.change(&invited, json!({ "name": " " })).await, refused(422, ErrorCode::NameInvalid));
    let log: AuditPage = school.instructor.get(&school.path("/audit?topic=people")).await.unwrap();
    let renamed = log.entries.iter().filter(|entry| entry.kind == AuditKind::MemberRenamed);
    let noted: Vec<_> = renamed.map(|entry| (entry.who.as_str(), entry.subject.as_str())).collect();
    assert_eq!(noted, [("Leah", "Lea"), ("Ivy", "Leah"), ("Ivy", "Lund, Lea"), ("Lea", "Lea Lund")]);
    school.server.stop().await;
}

#[tokio::test]
async fn who_was_removed_asks_to_come_back_and_staff_decide() {
    let school = School::open().await;
    let set = json!({ "on": true, "reset": false, "approval": false });
    let request = school.instructor.request(Method::PUT, &school.path("/join")).json(&set);
    let code = school.instructor.send::<CourseJoin>(request).await.unwrap().code.unwrap();
    let path = format!("/api/courses/join/{code}");
    let (sam, line) = school.member("Sam", CourseRole::Student).await;
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    let look = async || sam.get::<CourseInvitation>(&path).await.unwrap();
    assert_eq!(look().await.you, Some(MemberState::Removed));
    for _ in 0..2 {
        let asked: CourseInvitation = sam.post(&path, &json!({})).await.unwrap();
        let asks = (Some(MemberState::Asking), false, None);
        assert_eq!((asked.you, asked.until_confirmed, asked.course), asks, "though others are in at once");
    }
    school.change(&line, json!({ "state": "active" })).await.unwrap();
    assert_eq!(look().await.course, Some(school.course.id));
    school.server.stop().await;
}
