//! What people do before a session, over HTTP.

use protocol::{
    Command, CourseRole, ErrorCode, SessionId,
    http::SessionSummary,
    limits,
    preparation::{PreparationProgress, PreparedPerson, SessionPreparation},
    schedule::{CourseSchedule, Home},
};
use reqwest::Method;
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    school::School,
    visitor::{Refused, Visitor, refused},
};

/// Two classes that are planned, far ahead.
async fn planned(school: &School) -> [SessionId; 2] {
    let rule = json!({ "pattern": { "repeat": "daily" }, "interval": 1, "count": 2 });
    let body = json!({ "title": "Lecture", "time": { "start": "2199-11-05T10:00", "minutes": 60 }, "rule": rule });
    let made: CourseSchedule = school.instructor.post(&school.path("/schedule"), &body).await.unwrap();
    [made.sessions[0].session.id, made.sessions[1].session.id]
}

/// A class that has ended.
async fn ended(school: &School) -> SessionSummary {
    let class = school.class().await;
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let mut teacher = Client::enter(school.server.web(), &seat).await;
    teacher.must(Command::EndSession).await;
    assert_eq!(teacher.socket.farewell().await, Some(ErrorCode::SessionEnded));
    class
}

async fn ask(
    visitor: &Visitor,
    method: Method,
    session: SessionId,
    rest: &str,
    body: &Value,
) -> Result<SessionPreparation, Refused> {
    let request = visitor.request(method, &format!("/api/sessions/{session}/preparation{rest}"));
    visitor.send(if body.is_null() { request } else { request.json(body) }).await
}

fn link(title: &str) -> Value {
    json!({ "title": title, "content": { "kind": "link", "url": "https://example.org/reading" } })
}

fn titles(preparation: &SessionPreparation) -> Vec<&str> {
    preparation.items.iter().map(|item| item.title.as_str()).collect()
}

#[tokio::test]
async fn staff_say_what_is_to_be_done_and_students_say_that_they_have_done_it() {
    let school = School::open().await;
    let [session, other] = planned(&school).await;
    let class = ended(&school).await;
    let (assistant, _) = school.member("Ann", CourseRole::Assistant).await;
    let (student, line) = school.member("Sam", CourseRole::Student).await;
    school.member("Tim", CourseRole::Student).await;
    let (observer, _) = school.member("Olga", CourseRole::Observer).await;

    let text = json!({ "title": "Think", "content": { "kind": "text", "text": "Why?\r\nSee https://example.org" } });
    let watch = json!({ "title": "Watch", "content": { "kind": "recording", "session": class.id } });
    for body in [&link("Read"), &text] {
        ask(&assistant, Method::POST, session, "", body).await.unwrap();
    }
    let made = ask(&school.instructor, Method::POST, session, "", &watch).await.unwrap();
    assert_eq!((titles(&made), made.students), (vec!["Read", "Think", "Watch"], Some(2)));
    assert_eq!(made.items[2].recording.as_ref().map(|class| class.title.as_str()), Some("Week 1"));
    assert!(made.items.iter().all(|item| item.done_by == Some(0)));
    let ids: Vec<String> = made.items.iter().map(|item| item.id.to_string()).collect();

    let none = &Value::Null;
    let done = format!("/{}/done", ids[0]);
    for (visitor, seen) in [(&student, 1), (&observer, 1)] {
        let after = ask(visitor, Method::PUT, session, &done, none).await.unwrap();
        assert_eq!(after.items.iter().filter(|item| item.done_unix.is_some()).count(), seen);
        assert_eq!((after.students, after.items[0].done_by), (None, None), "what others do is not theirs to know");
    }
    let counted = ask(&assistant, Method::GET, session, "", none).await.unwrap();
    assert_eq!(counted.items.iter().map(|item| item.done_by).collect::<Vec<_>>(), [Some(1), Some(0), Some(0)]);
    let people = format!("/api/sessions/{session}/preparation/{}/people", ids[0]);
    let people: Vec<PreparedPerson> = assistant.get(&people).await.unwrap();
    let people: Vec<_> = people.iter().map(|person| (person.name.as_str(), person.done_unix.is_some())).collect();
    assert_eq!(people, [("Sam", true), ("Tim", false)]);

    let progress = Some(PreparationProgress { items: 3, done: 1 });
    let schedule: CourseSchedule = student.get(&school.path("/schedule")).await.unwrap();
    let of = |id| schedule.sessions.iter().find(|each| each.session.id == id).unwrap().preparation;
    assert_eq!((of(session), of(other)), (progress, None));
    let home: Home = student.get("/api/home").await.unwrap();
    assert_eq!(home.next[0].session.preparation, progress);

    let order = json!({ "items": [ids[2], ids[0]] });
    let after = ask(&assistant, Method::PUT, session, "/order", &order).await.unwrap();
    assert_eq!(titles(&after), ["Watch", "Read", "Think"]);
    let after = ask(&assistant, Method::PUT, session, &format!("/{}", ids[0]), &link("Read twice")).await.unwrap();
    assert_eq!((after.items[1].title.as_str(), after.items[1].done_by), ("Read twice", Some(1)), "ticks stay");
    let after = ask(&assistant, Method::DELETE, session, &format!("/{}", ids[0]), none).await.unwrap();
    assert_eq!(titles(&after), ["Watch", "Think"]);
    assert_eq!(ask(&student, Method::PUT, session, &done, none).await, refused(404, ErrorCode::NotFound));
    let after = ask(&assistant, Method::POST, session, &format!("/{}/restore", ids[0]), none).await.unwrap();
    assert_eq!((titles(&after), after.items[1].done_by), (vec!["Watch", "Read twice", "Think"], Some(1)));
    let undone = ask(&student, Method::DELETE, session, &done, none).await.unwrap();
    assert!(undone.items.iter().all(|item| item.done_unix.is_none()));

    let copied = ask(&assistant, Method::POST, other, "/copy", &json!({ "from": session })).await.unwrap();
    assert_eq!(titles(&copied), ["Watch", "Read twice", "Think"]);

    // Late, after class.
    let late = ask(&assistant, Method::POST, class.id, "", &link("Read after all")).await.unwrap();
    let done = format!("/{}/done", late.items[0].id);
    assert!(ask(&student, Method::PUT, class.id, &done, none).await.unwrap().items[0].done_unix.is_some());

    school.change(&line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(ask(&student, Method::GET, session, "", none).await, refused(404, ErrorCode::NotFound));
    assert_eq!(ask(&student, Method::PUT, class.id, &done, none).await, refused(404, ErrorCode::NotFound));
    let stranger = school.server.visitor();
    assert_eq!(ask(&stranger, Method::GET, session, "", none).await, refused(401, ErrorCode::Unauthorized));
    school.server.stop().await;
}

#[tokio::test]
async fn what_cannot_be_prepared_with_is_refused() {
    let school = School::open().await;
    let [session, other] = planned(&school).await;
    let add = async |content: Value| {
        let body = json!({ "title": "Read", "content": content });
        ask(&school.instructor, Method::POST, session, "", &body).await
    };
    for url in ["javascript:alert(1)", "example.org", "https://bank.example@evil.example/"] {
        assert_eq!(add(json!({ "kind": "link", "url": url })).await, refused(422, ErrorCode::BadLink), "{url}");
    }
    let long = "x".repeat(limits::PREPARATION_TEXT_BYTES);
    assert!(add(json!({ "kind": "text", "text": long })).await.is_ok());
    let longer = json!({ "kind": "text", "text": long + "x" });
    assert_eq!(add(longer).await, refused(422, ErrorCode::TextTooLong));
    let coming = json!({ "kind": "recording", "session": other });
    assert_eq!(add(coming).await, refused(422, ErrorCode::NoRecording), "it has not been");

    // A class that is over, of another course.
    let elsewhere: protocol::courses::Course =
        school.instructor.post("/api/courses", &server_tests::school::details()).await.unwrap();
    let school = School { course: elsewhere, ..school };
    let foreign = ended(&school).await;
    let add = async |body: Value| ask(&school.instructor, Method::POST, session, "", &body).await;
    let watch = json!({ "title": "Watch", "content": { "kind": "recording", "session": foreign.id } });
    assert_eq!(add(watch).await, refused(422, ErrorCode::NoRecording));
    let copy = ask(&school.instructor, Method::POST, session, "/copy", &json!({ "from": foreign.id })).await;
    assert_eq!(copy, refused(404, ErrorCode::NotFound));

    for number in 1..limits::PREPARATION_ITEMS {
        add(link(&format!("Page {number}"))).await.unwrap();
    }
    assert_eq!(add(link("One more")).await, refused(409, ErrorCode::PreparationFull));
    school.server.stop().await;
}
