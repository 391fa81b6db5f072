//! Courses over HTTP: every route by everybody, and a member's way from the invitation to the recording.

use protocol::{
    Command, CourseRole, ErrorCode, MemberState, Role, ServerRole, SessionKind,
    chat::ChatTo,
    courses::{Course, CourseDetails, CourseInvitation, CourseJoin, CourseSummary},
    groups::{Group, GroupMember},
    http::{JoinInfo, Me, SessionSummary, StartSessionRequest, Timeline},
    limits,
    people::{Invitation, InvitationLink, InvitationToken, ServerPerson},
    preparation::SessionPreparation,
    roster::{ImportReport, ImportRequest, Member, RosterPage},
    schedule::CourseSchedule,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    routes,
    school::{PASSWORD, School, accept, details, enrol},
    visitor::{Visitor, refused},
};

/// A route of courses or people: method, path, body, and who is let in. `o` the server's owner, `t` an instructor of another
/// course, `I` the course's instructor, `A` assistant, `S` student, `O` observer, `r` who is none of them: somebody who was removed,
/// a student of another course; `x` who has no account: a stranger, a guest of another class.
type Row = (Method, &'static str, Value, &'static str);

/// Something that is not there.
const NOTHING: &str = "00000000-0000-4000-8000-000000000000";

/// What a body is wrong with, so that whoever is let in changes nothing; `None` where the act is harmless.
fn matrix() -> Vec<Row> {
    let wrong = json!({ "no": "such body" });
    let nobody = "/people/{nothing}";
    let email = json!({ "email": "ada@school.example" });
    let announcement = json!({ "title": "", "text": "", "at": null });
    vec![
        // Mail: this server sends none.
        (Method::POST, "/sign-in/mail", email.clone(), "otIASOrx"),
        (Method::POST, "/sign-in/mail/use", wrong.clone(), "otIASOrx"),
        (Method::POST, "/password/mail", email, "otIASOrx"),
        (Method::POST, "/password/reset", wrong.clone(), "otIASOrx"),
        (Method::POST, "/email/confirm", wrong.clone(), "otIASOrx"),
        (Method::PUT, "/account/profile", wrong.clone(), "otIASOr"),
        // No picture, and nobody has a photo.
        (Method::PUT, "/account/photo", wrong.clone(), "otIASOr"),
        (Method::DELETE, "/account/photo", Value::Null, "otIASOr"),
        (Method::GET, "/account/photo/{photo}", Value::Null, "otIASOr"),
        (Method::GET, "/courses/{id}/photos/{photo}", Value::Null, "IASO"),
        (Method::GET, "/account/seats", Value::Null, "otIASOr"),
        (Method::POST, "/account/seats", json!({ "tokens": [] }), "otIASOr"),
        (Method::POST, "/account/seats/look", json!({ "tokens": [] }), "otIASOr"),
        (Method::POST, "/account/zone", wrong.clone(), "otIASOr"),
        (Method::PUT, "/account/email", json!({ "email": "a@b", "present": "" }), "otIASOr"),
        (Method::POST, "/account/email/mail", Value::Null, "otIASOr"),
        (Method::GET, "/mail/failed", Value::Null, "o"),
        (Method::DELETE, "/mail/failed/{nothing}", Value::Null, "o"),
        (Method::POST, "/mail/failed/{nothing}/retry", Value::Null, "o"),
        (Method::GET, "/account/notices", Value::Null, "otIASOr"),
        (Method::GET, "/account/push", Value::Null, "otIASOr"),
        (Method::PUT, "/account/push", json!({ "endpoint": "", "p256dh": "", "auth": "" }), "otIASOr"),
        (Method::DELETE, "/account/push", Value::Null, "otIASOr"),
        (Method::PUT, "/account/notices", json!({ "off": [], "quiet": null, "strict": false }), "otIASOr"),
        (Method::GET, "/consent", Value::Null, "otIASOrx"),
        // The version is none that was: nothing changes.
        (
            Method::PUT,
            "/consent",
            json!({ "after": 999, "told": { "text": "", "basis": null, "responsible": "", "contact": "" } }),
            "o",
        ),
        (Method::GET, "/consent/versions", Value::Null, "o"),
        (Method::GET, "/people", Value::Null, "o"),
        (Method::POST, "/people", json!({ "name": "", "email": "", "role": "member" }), "o"),
        (Method::PATCH, nobody, json!({ "role": "member" }), "o"),
        (Method::DELETE, nobody, Value::Null, "o"),
        (Method::GET, "/account/erase", Value::Null, "otIASOr"),
        (Method::POST, "/account/erase", json!({ "email": "", "present": "" }), "otIASOr"),
        (Method::GET, "/people/{nothing}/erase", Value::Null, "o"),
        (Method::POST, "/people/{nothing}/erase", json!({ "email": "", "present": "" }), "o"),
        (Method::GET, "/account/export", Value::Null, "otIASOr"),
        (Method::GET, "/people/{nothing}/export", Value::Null, "o"),
        (Method::GET, "/courses", Value::Null, "otIASOr"),
        (
            Method::POST,
            "/courses",
            json!({ "title": "", "description": "", "colour": 0, "zone": "", "from": null, "to": null, "recordings_until": null, "guests_allowed": false }),
            "otI",
        ),
        (Method::GET, "/courses/{id}", Value::Null, "oIASO"),
        (
            Method::PUT,
            "/courses/{id}",
            json!({ "title": "", "description": "", "colour": 0, "zone": "", "from": null, "to": null, "recordings_until": null, "guests_allowed": false }),
            "oI",
        ),
        (Method::PUT, "/courses/{id}/join", json!({ "on": false, "reset": false, "approval": true }), "oI"),
        (Method::GET, "/courses/{id}/roster", Value::Null, "oIASO"),
        (Method::POST, "/courses/{id}/roster", json!({ "name": "", "email": "", "role": "student" }), "oI"),
        (Method::POST, "/courses/{id}/roster/import", json!({ "text": "", "commit": false }), "oI"),
        (Method::POST, "/courses/{id}/roster/invitations", Value::Null, "oI"),
        (Method::PATCH, "/courses/{id}/roster/{member}", json!({}), "oI"),
        (Method::POST, "/courses/{id}/roster/{member}/invitation", Value::Null, "oI"),
        (Method::GET, "/sessions", Value::Null, "otIASOr"),
        (Method::POST, "/sessions", json!({ "title": "", "guests_allowed": false, "course": "{id}" }), "IA"),
        (Method::GET, "/courses/{id}/announcements", Value::Null, "oIASO"),
        (Method::POST, "/courses/{id}/announcements", announcement.clone(), "IA"),
        (Method::POST, "/courses/{id}/announcements/seen", json!({ "announcements": [] }), "oIASO"),
        (Method::PUT, "/courses/{id}/announcements/{announcement}", announcement, "IA"),
        (Method::DELETE, "/courses/{id}/announcements/{announcement}", Value::Null, "IA"),
        (Method::POST, "/courses/{id}/announcements/{announcement}/restore", Value::Null, "IA"),
        (Method::GET, "/courses/{id}/announcements/{announcement}/readers", Value::Null, "IA"),
        (Method::GET, "/courses/{id}/board", Value::Null, "IASO"),
        (
            Method::POST,
            "/courses/{id}/board",
            json!({ "title": "", "text": "", "question": false, "moment": null }),
            "IAS",
        ),
        (Method::GET, "/courses/{id}/board/{post}", Value::Null, "IASO"),
        (Method::PUT, "/courses/{id}/board/{post}", json!({ "text": "" }), "IAS"),
        (Method::DELETE, "/courses/{id}/board/{post}", Value::Null, "IAS"),
        (Method::POST, "/courses/{id}/board/{post}/replies", json!({ "text": "" }), "IAS"),
        (
            Method::PUT,
            "/courses/{id}/board/{post}/marks",
            json!({ "pinned": false, "question": true, "answer": null }),
            "IAS",
        ),
        (Method::POST, "/courses/{id}/board/{post}/restore", Value::Null, "IAS"),
        (Method::GET, "/home/announcements", Value::Null, "otIASOr"),
        (Method::GET, "/courses/{id}/audit", Value::Null, "oI"),
        (Method::GET, "/audit", Value::Null, "o"),
        (Method::GET, "/account/audit", Value::Null, "otIASOr"),
        (Method::GET, "/home", Value::Null, "otIASOr"),
        (Method::DELETE, "/home/narrowed", Value::Null, "otIASOr"),
        (Method::GET, "/account/calendar", Value::Null, "otIASOr"),
        (Method::POST, "/account/calendar", Value::Null, "otIASOr"),
        (Method::DELETE, "/account/calendar", Value::Null, "otIASOr"),
        (Method::GET, "/courses/{id}/schedule", Value::Null, "oIASO"),
        (
            Method::POST,
            "/courses/{id}/schedule",
            json!({ "title": "", "time": { "start": "2026-11-03T10:00", "minutes": 90 } }),
            "IA",
        ),
        (
            Method::POST,
            "/courses/{id}/schedule/preview",
            json!({ "title": "", "time": { "start": "2026-11-03T10:00", "minutes": 90 } }),
            "IA",
        ),
        (Method::PUT, "/courses/{id}/deadlines", json!({ "rule": null, "holidays": [] }), "IA"),
        (Method::GET, "/courses/{id}/calendar", Value::Null, "IASO"),
        (Method::POST, "/courses/{id}/calendar", Value::Null, "IASO"),
        (Method::DELETE, "/courses/{id}/calendar", Value::Null, "IASO"),
        (Method::GET, "/courses/{id}/roster/{member}/extensions", Value::Null, "IA"),
        (Method::GET, "/sessions/{planned}/extensions", Value::Null, "IA"),
        (Method::PUT, "/sessions/{planned}/extensions/{member}", json!({ "days": 3 }), "IA"),
        (Method::DELETE, "/sessions/{planned}/extensions/{member}", Value::Null, "IA"),
        (Method::GET, "/sessions/{planned}/ledger", Value::Null, "IA"),
        (Method::GET, "/sessions/{planned}/ledger/own", Value::Null, "S"),
        // For whoever has a seat's token.
        (Method::POST, "/sessions/{planned}/ledger/watched", json!({ "from": 0, "to": 0, "speed_percent": 100 }), ""),
        (Method::GET, "/sessions/{planned}/preparation", Value::Null, "oIASO"),
        (
            Method::POST,
            "/sessions/{planned}/preparation",
            json!({ "title": "", "content": { "kind": "text", "text": "" } }),
            "IA",
        ),
        (Method::POST, "/sessions/{planned}/preparation/files?title=&name=", Value::Null, "IA"),
        (Method::GET, "/sessions/{planned}/preparation/{nothing}/file", Value::Null, "oIASO"),
        (Method::PUT, "/sessions/{planned}/preparation/order", json!({ "items": [] }), "IA"),
        (Method::POST, "/sessions/{planned}/preparation/copy", json!({ "from": "{class}" }), "IA"),
        (
            Method::PUT,
            "/sessions/{planned}/preparation/{item}",
            json!({ "title": "", "content": { "kind": "text", "text": "" } }),
            "IA",
        ),
        (Method::DELETE, "/sessions/{planned}/preparation/{nothing}", Value::Null, "IA"),
        (Method::POST, "/sessions/{planned}/preparation/{nothing}/restore", Value::Null, "IA"),
        (Method::PUT, "/sessions/{planned}/preparation/{item}/done", Value::Null, "SO"),
        (Method::DELETE, "/sessions/{planned}/preparation/{item}/done", Value::Null, "SO"),
        (Method::GET, "/sessions/{planned}/preparation/{item}/people", Value::Null, "IA"),
        (Method::GET, "/sessions/{planned}/calendar.ics", Value::Null, "oIASO"),
        (Method::PATCH, "/sessions/{planned}/plan", json!({ "scope": "one" }), "IA"),
        (Method::POST, "/sessions/{planned}/plan/cancel", json!({ "reason": "" }), "IA"),
        (Method::POST, "/sessions/{planned}/plan/restore", Value::Null, "IA"),
        // Somebody was in it, so that it stays.
        (Method::DELETE, "/sessions/{planned}/plan", Value::Null, "IA"),
        (Method::DELETE, "/sessions/{class}/recording", Value::Null, "I"),
        (Method::POST, "/sessions/{class}/recording/restore", Value::Null, "I"),
        (Method::POST, "/sessions/{class}/recording/erase", Value::Null, "I"),
        (Method::PUT, "/sessions/{class}/recording/open", json!({ "until_unix": null }), "I"),
        (Method::PUT, "/sessions/{class}/recording/names", json!({ "pseudonyms": false }), "I"),
        (Method::POST, "/sessions/{lecture}/publish", Value::Null, "IA"),
        // It has not begun, so that it stays.
        (Method::DELETE, "/sessions/{class}", Value::Null, "I"),
        // For whoever has the secret of a link.
        (Method::POST, "/invitations/look", wrong.clone(), "otIASOrx"),
        (Method::POST, "/invitations/accept", wrong, "otIASOrx"),
        (Method::GET, "/courses/join/{code}", Value::Null, "otIASOrx"),
        (Method::POST, "/courses/join/{code}", json!({ "account": null }), "otIASOr"),
        // Last, because they end what the others need.
        (Method::POST, "/courses/{id}/leave", Value::Null, "IASO"),
        (Method::DELETE, "/courses/{id}", Value::Null, "oI"),
    ]
}

#[tokio::test]
async fn every_route_lets_in_whom_the_table_names() {
    let school = School::open().await;
    let other = json!({ "name": "Tom", "email": "tom@school.example", "role": "instructor" });
    let other = accept(&school.server, &school.owner.post("/api/people", &other).await.unwrap()).await;
    let elsewhere = other.post::<Course>("/api/courses", &details()).await.unwrap().id;
    let (elsewhere, _) = enrol(&school.server, &other, elsewhere, "Eli", CourseRole::Student).await;
    let alone =
        StartSessionRequest { title: "Alone".into(), guests_allowed: true, course: None, kind: SessionKind::Class };
    let alone: SessionSummary = other.post("/api/sessions", &alone).await.unwrap();
    let (stranger, guest) = (school.server.visitor(), school.server.visitor());
    let seat = guest.join(&alone.code, "Gus").await.unwrap();
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, _) = school.member("Sam", CourseRole::Student).await;
    let (observer, _) = school.member("Olga", CourseRole::Observer).await;
    let (removed, line) = school.member("Rob", CourseRole::Student).await;
    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    let people = [
        ('x', &stranger),
        ('x', &guest),
        ('r', &removed),
        ('r', &elsewhere),
        ('t', &other),
        ('O', &observer),
        ('S', &student),
        ('A', &assistant),
        ('o', &school.owner),
        ('I', &school.instructor),
    ];
    let class = school.class().await;
    let lecture = json!({ "title": "Waves", "guests_allowed": false, "course": school.course.id, "kind": "lecture" });
    let lecture: SessionSummary = school.instructor.post("/api/sessions", &lecture).await.unwrap();
    let planned = json!({ "title": "Week 2", "time": { "start": "2026-11-03T10:00", "minutes": 90 } });
    let schedule: CourseSchedule = school.instructor.post(&school.path("/schedule"), &planned).await.unwrap();
    let planned = schedule.sessions.iter().find(|session| session.plan.is_some()).unwrap().session.clone();
    student.join(&planned.code, "Sam").await.unwrap();
    let code = async || {
        let on = json!({ "on": true, "reset": false, "approval": true });
        let request = school.instructor.request(Method::PUT, &school.path("/join")).json(&on);
        school.instructor.send::<CourseJoin>(request).await.unwrap().code.unwrap()
    };
    let code = code().await;
    let reading = json!({ "title": "Chapter 1", "content": { "kind": "text", "text": "Read it." } });
    let path = format!("/api/sessions/{}/preparation", planned.id);
    let preparation: SessionPreparation = school.instructor.post(&path, &reading).await.unwrap();
    let item = preparation.items[0].id.to_string();
    for (method, path, body, let_in) in matrix() {
        for (letter, visitor) in people {
            // Whoever left is no member any more, and the last instructor stays.
            let real = path
                .replace("{class}", &class.id.to_string())
                .replace("{lecture}", &lecture.id.to_string())
                .replace("{planned}", &planned.id.to_string())
                .replace("{id}", &school.course.id.to_string())
                .replace("{photo}", "999")
                .replace("{announcement}", NOTHING)
                .replace("{post}", NOTHING)
                .replace("{member}", "999")
                .replace("{item}", &item)
                .replace("{nothing}", NOTHING);
            let real = format!("/api{}", real.replace("{code}", &code));
            let body = body.to_string().replace("{id}", &school.course.id.to_string());
            let body: Value = serde_json::from_str(&body.replace("{class}", &class.id.to_string())).unwrap();
            if path == "/courses/join/{code}" && method == Method::GET {
                // The switch in the table turned the link off.
                let on = json!({ "on": true, "reset": false, "approval": true });
                school.instructor.request(Method::PUT, &school.path("/join")).json(&on).send().await.unwrap();
            }
            let request = visitor.request(method.clone(), &real);
            let request = if std::ptr::eq(visitor, &guest) { request.bearer_auth(&seat.token) } else { request };
            let request = if body.is_null() { request } else { request.json(&body) };
            let status = request.send().await.unwrap().status();
            let inside = let_in.contains(letter);
            let kept_out = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&status);
            // 404 of a member or an invitation that does not exist comes after the right is checked.
            let no_such = real.contains("999") || real.contains("00000000-0000") || path == "/courses/join/{code}";
            assert!(!status.is_server_error(), "{letter} {method} {path}: {status}");
            match inside {
                true => assert!(
                    !kept_out || (no_such && status == StatusCode::NOT_FOUND),
                    "{letter} {method} {path}: {status}"
                ),
                false => assert!(kept_out, "{letter} {method} {path}: {status}"),
            }
            if !inside && no_such && letter != 'x' && path.starts_with("/courses/{id}") {
                let expected = if "oASOr".contains(letter) { status } else { StatusCode::NOT_FOUND };
                assert_eq!(status, expected, "{letter} {method} {path}");
            }
        }
    }
    school.server.stop().await;
}

#[test]
fn every_route_is_in_the_table() {
    let of_accounts: Vec<_> =
        routes::of_courses().into_iter().filter(|route| !routes::BY_SECRET.contains(route)).collect();
    let table = matrix();
    for (method, path) in &of_accounts {
        let same = |row: &Row| {
            let path_alone = row.1.split('?').next().unwrap_or(row.1);
            let named = path_alone
                .replace("/people/{nothing}", "/people/{id}")
                .replace("/failed/{nothing}", "/failed/{id}")
                .replace("{nothing}", "{item}")
                .replace("{class}", "{id}")
                .replace("{lecture}", "{id}")
                .replace("{planned}", "{id}");
            row.0 == *method && named == *path
        };
        assert!(table.iter().any(same), "{method} {path} has no line in the table");
    }
    assert_eq!(of_accounts.len(), table.len(), "each line is of a route");
}

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
            &StartSessionRequest { title: "Mine".into(), guests_allowed: true, course: None, kind: SessionKind::Class },
        )
        .await;
    assert_eq!(refused_class, refused(403, ErrorCode::Forbidden));

    let class = school.class().await;
    let info: JoinInfo = student.get(&format!("/api/join/{}", class.code)).await.unwrap();
    assert_eq!((info.role, info.members_only, info.course.as_deref()), (Some(Role::Student), true, Some("Analysis")));
    let stranger = school.server.visitor();
    let info: JoinInfo = stranger.get(&format!("/api/join/{}", class.code)).await.unwrap();
    assert_eq!((info.role, info.yours, info.members_only, info.course), (None, false, true, None));
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

    let alone =
        StartSessionRequest { title: "Alone".into(), guests_allowed: true, course: None, kind: SessionKind::Class };
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
    let course: Course = school.instructor.get(&school.path("")).await.unwrap();
    assert_eq!(course.asking, 1);
    let page: RosterPage = school.instructor.get(&school.path("/roster?state=asking")).await.unwrap();
    school.change(&page.members[0], json!({ "state": "active" })).await.unwrap();
    let look: CourseInvitation = visitor.get(&path).await.unwrap();
    assert_eq!((look.you, look.course), (Some(MemberState::Active), Some(school.course.id)));
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
