//! The table of rights: every route of courses and people, by everybody.

use protocol::{
    CourseRole, SessionKind,
    courses::{Course, CourseJoin},
    http::{SessionSummary, StartSessionRequest},
    preparation::SessionPreparation,
    schedule::CourseSchedule,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server_tests::{
    routes,
    school::{School, accept, details, enrol},
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
    let announcement = json!({ "title": "", "text": "", "at": null, "clip": null });
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
        (Method::POST, "/account/locale", wrong.clone(), "otIASOr"),
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
        (Method::POST, "/people/{nothing}/password-link", Value::Null, "o"),
        (Method::GET, "/people/{nothing}/erase", Value::Null, "o"),
        (Method::POST, "/people/{nothing}/erase", json!({ "email": "", "present": "" }), "o"),
        (Method::GET, "/account/export", Value::Null, "otIASOr"),
        (Method::GET, "/people/{nothing}/export", Value::Null, "o"),
        (Method::GET, "/courses", Value::Null, "otIASOr"),
        (Method::GET, "/courses/asked", Value::Null, "otIASOr"),
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
        (Method::GET, "/courses/{id}/clips", Value::Null, "IA"),
        (Method::DELETE, "/courses/{id}/clips/{session}", Value::Null, "IA"),
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
        (Method::PUT, "/courses/{id}/board/{post}/marks", json!({ "mark": "question", "question": true }), "IAS"),
        (Method::POST, "/courses/{id}/board/{post}/restore", Value::Null, "IAS"),
        (Method::POST, "/courses/{id}/board/{post}/seen", Value::Null, "IASO"),
        (Method::GET, "/home/answers", Value::Null, "otIASOr"),
        (
            Method::POST,
            "/courses/{id}/board/messages",
            json!({ "session": NOTHING, "message": 1, "text": "", "question": false }),
            "IAS",
        ),
        (Method::POST, "/courses/{id}/board/{post}/answered", json!({ "session": NOTHING, "at": 0 }), "IA"),
        (Method::GET, "/home/announcements", Value::Null, "otIASOr"),
        (Method::GET, "/practice", Value::Null, "otIASOr"),
        // It is not over.
        (Method::POST, "/practice/{class}/{poll}", json!({ "answer": { "answer": "choices", "choices": [0] } }), "S"),
        (Method::GET, "/courses/{id}/insights", Value::Null, "IA"),
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
        (Method::GET, "/sessions/{planned}/convinced", Value::Null, "IASO"),
        (
            Method::PUT,
            "/sessions/{planned}/convinced",
            json!({ "reasoned": { "of": "message", "seq": 1 }, "convinced": false }),
            "IAS",
        ),
        (Method::GET, "/sessions/{planned}/explained", Value::Null, "IA"),
        // It has not begun, so that it has not come to any moment.
        (Method::PUT, "/sessions/{planned}/explained", json!({ "poll": 1, "at": 1 }), "IA"),
        // It has not begun.
        (Method::GET, "/sessions/{planned}/insights", Value::Null, "IA"),
        (Method::GET, "/sessions/{planned}/ledger", Value::Null, "IA"),
        (Method::POST, "/sessions/{planned}/ledger/export", Value::Null, "IA"),
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
        (Method::POST, "/sessions/{class}/people/{participant}/withdraw", Value::Null, "IA"),
        (Method::GET, "/sessions/{class}/recording/downloads", Value::Null, "IA"),
        (Method::GET, "/sessions/{class}/recording/offline", Value::Null, "IA"),
        (Method::GET, "/sessions/{class}/recording/webm", Value::Null, "IA"),
        (Method::GET, "/sessions/{class}/recording/mp4", Value::Null, "IA"),
        (Method::POST, "/sessions/{class}/recording/mp4", Value::Null, "IA"),
        (Method::DELETE, "/sessions/{class}/recording/mp4", Value::Null, "IA"),
        (Method::GET, "/sessions/{class}/recording/mp4/file", Value::Null, "IA"),
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
    let alone = StartSessionRequest {
        title: "Alone".into(),
        guests_allowed: true,
        course: None,
        kind: SessionKind::Class,
        watches: None,
    };
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
                .replace("{poll}", "999")
                .replace("{announcement}", NOTHING)
                .replace("{post}", NOTHING)
                .replace("{session}", NOTHING)
                .replace("{member}", "999")
                .replace("{participant}", "999")
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
                .replace("/practice/{class}", "/practice/{session}")
                .replace("{class}", "{id}")
                .replace("{lecture}", "{id}")
                .replace("{planned}", "{id}");
            row.0 == *method && named == *path
        };
        assert!(table.iter().any(same), "{method} {path} has no line in the table");
    }
    assert_eq!(of_accounts.len(), table.len(), "each line is of a route");
}
