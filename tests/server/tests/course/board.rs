//! The discussion board of a course over HTTP: who reads and writes what, and how threads are marked, found and deleted.

use protocol::{
    AuditKind, CourseRole, ErrorCode, PostId,
    audit::AuditPage,
    board::{Moment, NewAnswer, Thread, ThreadPage, WholeThread},
    courses::{Course, CourseSummary},
    http::Me,
    limits,
};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server_tests::{
    client::Client,
    school::School,
    visitor::{Refused, Visitor, refused},
};

fn new_thread(title: &str, question: bool, moment: Option<Moment>) -> Value {
    json!({ "title": title, "text": format!("About {title}."), "question": question, "moment": moment })
}

async fn begin(school: &School, by: &Visitor, title: &str, question: bool) -> WholeThread {
    by.post(&school.path("/board"), &new_thread(title, question, None)).await.unwrap()
}

fn of(school: &School, id: PostId, more: &str) -> String {
    school.path(&format!("/board/{id}{more}"))
}

async fn reply(school: &School, by: &Visitor, thread: PostId, text: &str) -> Result<WholeThread, Refused> {
    by.post(&of(school, thread, "/replies"), &json!({ "text": text })).await
}

async fn put(by: &Visitor, path: &str, body: Value) -> Result<WholeThread, Refused> {
    by.send(by.request(Method::PUT, path).json(&body)).await
}

async fn delete(school: &School, by: &Visitor, post: PostId) -> StatusCode {
    by.request(Method::DELETE, &of(school, post, "")).send().await.unwrap().status()
}

async fn restore(school: &School, by: &Visitor, post: PostId) -> StatusCode {
    by.request(Method::POST, &of(school, post, "/restore")).send().await.unwrap().status()
}

async fn page(school: &School, by: &Visitor, query: &str) -> ThreadPage {
    by.get(&school.path(&format!("/board{query}"))).await.unwrap()
}

async fn titles(school: &School, by: &Visitor, query: &str) -> Vec<String> {
    page(school, by, query).await.threads.into_iter().map(|thread| thread.title).collect()
}

/// How many questions wait, as the course says it, and the list of courses.
async fn waiting(school: &School, reader: &Visitor) -> (u32, u32) {
    let course: Course = reader.get(&school.path("")).await.unwrap();
    let list: Vec<CourseSummary> = reader.get("/api/courses").await.unwrap();
    (course.questions, list[0].questions)
}

fn texts(whole: &WholeThread) -> Vec<&str> {
    whole.posts.iter().map(|post| post.text.as_str()).collect()
}

/// What somebody reads on Home of answers to their questions: what they asked, who answered, and what.
async fn new_answers(visitor: &Visitor) -> Vec<(String, String, String)> {
    let news: Vec<NewAnswer> = visitor.get("/api/home/answers").await.unwrap();
    news.into_iter().map(|news| (news.question, news.by, news.text)).collect()
}

#[tokio::test]
async fn who_asked_reads_on_home_that_they_were_answered_until_they_have_seen_it() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (rob, _) = school.member("Rob", CourseRole::Student).await;
    let thread = begin(&school, &sam, "Why epsilon?", true).await.thread.id;
    reply(&school, &rob, thread, "Because of delta.").await.unwrap();
    assert_eq!(new_answers(&sam).await, []);
    let answer = reply(&school, &school.instructor, thread, "It is how close.").await.unwrap().thread.marks.answer;
    let [(question, _, text)] = &new_answers(&sam).await[..] else { panic!("one answer is new") };
    assert_eq!((question.as_str(), text.as_str()), ("Why epsilon?", "It is how close."));
    // Of others it is nobody's news, and nobody else sees it for them.
    assert_eq!((new_answers(&rob).await, new_answers(&school.instructor).await), (vec![], vec![]));
    let see = async |by: &Visitor| {
        let request = by.request(Method::POST, &of(&school, thread, "/seen"));
        request.send().await.unwrap().status()
    };
    assert_eq!(see(&rob).await, StatusCode::NO_CONTENT);
    assert_eq!(new_answers(&sam).await.len(), 1);
    assert_eq!(see(&sam).await, StatusCode::NO_CONTENT);
    assert_eq!(new_answers(&sam).await, []);
    // A second reply leaves the answer as it is. Another answer is new, and one that is deleted is none.
    let more = reply(&school, &school.instructor, thread, "And how far.").await.unwrap();
    assert_eq!((more.thread.marks.answer, new_answers(&sam).await.len()), (answer, 0));
    let other = more.posts.last().unwrap().id;
    let mark = json!({ "mark": "answer", "answer": other });
    put(&school.instructor, &of(&school, thread, "/marks"), mark).await.unwrap();
    assert_eq!(new_answers(&sam).await.len(), 1);
    assert_eq!(delete(&school, &school.instructor, other).await, StatusCode::NO_CONTENT);
    assert_eq!(new_answers(&sam).await, []);
    // The first answer stands, and is the answer again; where none does the question waits, until one is restored.
    let first = answer.unwrap();
    let state = async || {
        let whole = school.instructor.get::<WholeThread>(&of(&school, thread, "")).await.unwrap();
        (whole.thread.marks.answer, page(&school, &rob, "").await.open)
    };
    assert_eq!(state().await, (Some(first), 0));
    assert_eq!(delete(&school, &school.instructor, first).await, StatusCode::NO_CONTENT);
    assert_eq!(state().await.1, 1);
    assert_eq!(restore(&school, &school.instructor, other).await, StatusCode::OK);
    assert_eq!(
        (state().await, new_answers(&sam).await),
        ((Some(other), 0), vec![]),
        "they had seen what was its answer"
    );
    assert_eq!(restore(&school, &school.instructor, first).await, StatusCode::OK);
    assert_eq!(state().await, (Some(other), 0));
    // To say that none answers it takes back neither that it is a question nor what stands in it, and is not undone by deleting.
    let unanswered = json!({ "mark": "answer", "answer": null });
    put(&school.instructor, &of(&school, thread, "/marks"), unanswered).await.unwrap();
    assert_eq!(delete(&school, &school.instructor, first).await, StatusCode::NO_CONTENT);
    assert_eq!(state().await, (None, 1));
    // Whoever wrote in the thread since knows it.
    let known = begin(&school, &sam, "Why delta?", true).await.thread.id;
    reply(&school, &school.instructor, known, "Because.").await.unwrap();
    school.server.clock().advance(5);
    reply(&school, &sam, known, "I see!").await.unwrap();
    assert_eq!(new_answers(&sam).await, []);
    school.server.stop().await;
}

#[tokio::test]
async fn members_discuss_and_a_question_is_answered() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (rob, _) = school.member("Rob", CourseRole::Student).await;
    let (observer, _) = school.member("Oda", CourseRole::Observer).await;
    let asked = begin(&school, &sam, "Why epsilon?", true).await;
    let thread = asked.thread.id;
    assert!(asked.marks_answers && asked.posts[0].mine && asked.posts[0].deletes && !asked.posts[0].staff);
    reply(&school, &rob, thread, "Because of delta.").await.unwrap();
    let answered = reply(&school, &school.instructor, thread, "It is how close.").await.unwrap();
    assert_eq!(texts(&answered), ["About Why epsilon?.", "Because of delta.", "It is how close."]);
    assert!(answered.posts[2].staff && answered.posts[2].mine && answered.posts[1].deletes);
    let answer = answered.posts[2].id;
    assert_eq!(
        (answered.thread.marks.answer, page(&school, &rob, "").await.open),
        (Some(answer), 0),
        "staff answer by replying"
    );

    // They say that it is no answer: the question waits.
    let pins = |pinned: bool| json!({ "mark": "pinned", "pinned": pinned });
    let marks = |answer: Option<PostId>| json!({ "mark": "answer", "answer": answer });
    let path = of(&school, thread, "/marks");
    put(&school.instructor, &path, marks(None)).await.unwrap();
    assert_eq!((page(&school, &rob, "").await.open, new_answers(&sam).await), (1, vec![]));
    assert_eq!(waiting(&school, &school.instructor).await, (1, 1), "staff are told where they look anyway");
    assert_eq!(waiting(&school, &sam).await, (0, 1), "who asked is told that it waits");
    assert_eq!((waiting(&school, &rob).await, waiting(&school, &school.owner).await), ((0, 0), (0, 0)));

    // Another student marks nothing; the author does, and staff pin.
    assert_eq!(put(&rob, &path, marks(Some(answer))).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(put(&sam, &path, pins(true)).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(put(&sam, &path, marks(Some(thread))).await, refused(404, ErrorCode::NotFound));
    put(&sam, &path, marks(Some(answer))).await.unwrap();
    let seen = page(&school, &observer, "").await;
    assert_eq!((seen.open, seen.threads[0].marks.answer, seen.threads[0].replies), (0, Some(answer), 2));
    assert_eq!(waiting(&school, &school.instructor).await, (0, 0));
    begin(&school, &rob, "Homework", false).await;
    assert_eq!(titles(&school, &sam, "").await, ["Homework", "Why epsilon?"]);
    assert_eq!(
        put(&school.instructor, &path, pins(true)).await.unwrap().thread.marks.answer,
        Some(answer),
        "it is as it was"
    );
    assert_eq!(titles(&school, &sam, "").await, ["Why epsilon?", "Homework"]);

    // A deleted answer is none; restored, it is again.
    assert_eq!(delete(&school, &school.instructor, answer).await, StatusCode::NO_CONTENT);
    assert_eq!(titles(&school, &sam, "?open=true").await, ["Why epsilon?"]);
    let restored: WholeThread = school.instructor.post(&of(&school, answer, "/restore"), &()).await.unwrap();
    assert_eq!((restored.thread.marks.answer, restored.posts.len()), (Some(answer), 3));

    // Observers read.
    let writes = observer.post::<WholeThread>(&school.path("/board"), &new_thread("I", false, None)).await;
    assert_eq!(writes, refused(403, ErrorCode::Forbidden));
    assert_eq!(reply(&school, &observer, thread, "Me").await, refused(403, ErrorCode::Forbidden));
    assert_eq!(delete(&school, &observer, thread).await, StatusCode::FORBIDDEN);
    school.server.stop().await;
}

#[tokio::test]
async fn nobody_writes_under_the_name_of_staff() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let renamed = sam.request(Method::PUT, "/api/account/name").json(&json!({ "name": "Ivy" }));
    sam.send::<Me>(renamed).await.unwrap();
    begin(&school, &sam, "Exam moved", false).await;
    begin(&school, &school.instructor, "Welcome", false).await;
    let threads = page(&school, &sam, "").await.threads;
    let by: Vec<_> = threads.iter().map(|thread| (thread.by.as_str(), thread.staff)).collect();
    assert_eq!(by, [("Ivy", true), ("Sam", false)], "the roster says who is who");
    school.server.stop().await;
}

#[tokio::test]
async fn a_thread_travels_again_once_it_has_changed() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let thread = begin(&school, &sam, "Limits", false).await.thread.id;
    let read = async |by: &Visitor, known: &str| {
        let request = by.request(Method::GET, &of(&school, thread, "")).header("if-none-match", known);
        let answer = request.send().await.unwrap();
        let tag = answer.headers()["etag"].to_str().unwrap().to_owned();
        assert_eq!(answer.headers()["cache-control"], "private, no-cache");
        (answer.status(), tag, answer.bytes().await.unwrap().len())
    };
    let (status, tag, bytes) = read(&sam, "").await;
    assert!(status == StatusCode::OK && bytes > 0);
    assert_eq!(read(&sam, &tag).await, (StatusCode::NOT_MODIFIED, tag.clone(), 0));
    assert_eq!(read(&school.instructor, &tag).await.0, StatusCode::OK, "others may do other things with it");
    reply(&school, &school.instructor, thread, "And so on.").await.unwrap();
    let (status, changed, _) = read(&sam, &tag).await;
    assert!(status == StatusCode::OK && changed != tag);
    school.server.stop().await;
}

#[tokio::test]
async fn posts_are_changed_by_their_authors_and_what_staff_delete_stays_deleted() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (rob, _) = school.member("Rob", CourseRole::Student).await;
    let thread = begin(&school, &sam, "Limits", false).await.thread.id;
    let replied = reply(&school, &rob, thread, "A reply").await.unwrap().posts[1].id;
    let said = |title: Option<&str>, text: &str| json!({ "title": title.unwrap_or_default(), "text": text });
    let changed = put(&sam, &of(&school, thread, ""), said(Some("Limits of sequences"), "New words")).await.unwrap();
    assert_eq!((changed.thread.title.as_str(), texts(&changed)), ("Limits of sequences", vec!["New words", "A reply"]));
    assert!(changed.posts[0].changed_unix.is_some() && changed.posts[1].changed_unix.is_none());
    assert_eq!(put(&sam, &of(&school, thread, ""), said(None, "x")).await, refused(422, ErrorCode::TextInvalid));
    // Not even staff change what others wrote.
    for other in [&sam, &school.instructor] {
        assert_eq!(put(other, &of(&school, replied, ""), said(None, "x")).await, refused(403, ErrorCode::Forbidden));
    }
    assert_eq!(titles(&school, &rob, "?find=NEW%20words").await, ["Limits of sequences"]);
    assert_eq!(titles(&school, &rob, "?find=a%20reply").await, ["Limits of sequences"], "by what a reply says");
    assert_eq!(titles(&school, &rob, "?find=%25").await, Vec::<String>::new(), "a sign of patterns is a sign");
    let long = "x".repeat(limits::FIND_CHARS + 1);
    let refusal = rob.get::<ThreadPage>(&school.path(&format!("/board?find={long}"))).await;
    assert_eq!(refusal, refused(422, ErrorCode::TextTooLong));

    // An author deletes and restores; what staff delete, they restore alone, and the log says so.
    assert_eq!(delete(&school, &sam, replied).await, StatusCode::FORBIDDEN);
    assert_eq!(delete(&school, &rob, replied).await, StatusCode::NO_CONTENT);
    assert_eq!(delete(&school, &rob, replied).await, StatusCode::NOT_FOUND);
    assert_eq!(titles(&school, &rob, "?find=a%20reply").await, Vec::<String>::new());
    rob.post::<WholeThread>(&of(&school, replied, "/restore"), &()).await.unwrap();
    assert_eq!(delete(&school, &school.instructor, replied).await, StatusCode::NO_CONTENT);
    let back = rob.post::<WholeThread>(&of(&school, replied, "/restore"), &()).await;
    assert_eq!(back, refused(404, ErrorCode::NotFound));
    school.instructor.post::<WholeThread>(&of(&school, replied, "/restore"), &()).await.unwrap();
    let log: AuditPage = school.instructor.get(&school.path("/audit")).await.unwrap();
    let kinds: Vec<AuditKind> = log.entries.iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds[..2], [AuditKind::PostRestored, AuditKind::PostDeleted]);

    // A thread to which nobody has replied is gone with its post.
    let alone = begin(&school, &sam, "Alone", false).await.thread.id;
    assert_eq!(delete(&school, &sam, alone).await, StatusCode::NO_CONTENT);
    assert_eq!(titles(&school, &rob, "").await, ["Limits of sequences"]);
    assert_eq!(rob.get::<WholeThread>(&of(&school, alone, "")).await, refused(404, ErrorCode::NotFound));
    assert_eq!(reply(&school, &rob, alone, "x").await, refused(404, ErrorCode::NotFound));
    school.server.stop().await;
}

#[tokio::test]
async fn a_first_post_is_deleted_without_what_others_replied() {
    let school = School::open().await;
    let clock = school.server.clock();
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (rob, _) = school.member("Rob", CourseRole::Student).await;
    let thread = begin(&school, &sam, "Secret", true).await.thread.id;
    let replied = reply(&school, &rob, thread, "Of Rob").await.unwrap().posts[1].id;
    let read = async |by: &Visitor| by.get::<WholeThread>(&of(&school, thread, "")).await;
    let deleted =
        async |by: &Visitor| read(by).await.unwrap().thread.deleted.map(|post| (post.by_author, post.restores));
    assert_eq!(deleted(&rob).await, None);

    // Its words, its author and its question are gone, and the reply stands.
    assert_eq!(delete(&school, &rob, thread).await, StatusCode::FORBIDDEN);
    assert_eq!(delete(&school, &sam, thread).await, StatusCode::NO_CONTENT);
    let whole = read(&rob).await.unwrap();
    assert_eq!((texts(&whole), whole.thread.title.as_str(), whole.thread.by.as_str()), (vec!["Of Rob"], "", ""));
    assert_eq!((whole.thread.marks.question, whole.thread.replies, whole.marks_answers), (false, 1, false));
    assert!(!serde_json::to_string(&read(&school.instructor).await.unwrap()).unwrap().contains("Secret"));
    assert_eq!((deleted(&sam).await, deleted(&rob).await), (Some((true, true)), Some((true, false))));
    assert_eq!(deleted(&school.instructor).await, Some((true, true)));
    let listed = page(&school, &rob, "").await;
    assert_eq!((listed.threads.len(), listed.open, waiting(&school, &school.instructor).await), (1, 0, (0, 0)));
    for nothing in ["?find=secret", "?open=true"] {
        assert_eq!(page(&school, &rob, nothing).await.threads, [], "{nothing}");
    }
    // The discussion goes on; the deleted post is neither changed nor marked, and staff take a pin away.
    reply(&school, &rob, thread, "More").await.unwrap();
    let change = json!({ "title": "T", "text": "x" });
    assert_eq!(put(&sam, &of(&school, thread, ""), change).await, refused(404, ErrorCode::NotFound));
    let pins = |pinned: bool| json!({ "mark": "pinned", "pinned": pinned });
    assert_eq!(put(&sam, &of(&school, thread, "/marks"), pins(false)).await, refused(403, ErrorCode::Forbidden));
    for pinned in [true, false] {
        let marked = put(&school.instructor, &of(&school, thread, "/marks"), pins(pinned)).await.unwrap();
        assert_eq!((marked.thread.marks.pinned, marked.thread.marks.question), (pinned, false));
    }

    // Its author brings it back, a question as before; what staff delete staff bring back alone.
    let restored: WholeThread = sam.post(&of(&school, thread, "/restore"), &()).await.unwrap();
    assert_eq!((restored.thread.title.as_str(), restored.thread.marks.question), ("Secret", true));
    assert_eq!(texts(&restored), ["About Secret.", "Of Rob", "More"]);
    assert_eq!(delete(&school, &school.instructor, thread).await, StatusCode::NO_CONTENT);
    assert_eq!((deleted(&sam).await, deleted(&school.instructor).await), (Some((false, false)), Some((false, true))));
    let back = sam.post::<WholeThread>(&of(&school, thread, "/restore"), &()).await;
    assert_eq!(back, refused(404, ErrorCode::NotFound));

    // With the last reply the thread is gone, and it is back with that.
    let more = read(&rob).await.unwrap().posts[1].id;
    for post in [replied, more] {
        assert_eq!(delete(&school, &rob, post).await, StatusCode::NO_CONTENT);
    }
    assert_eq!(read(&school.instructor).await, refused(404, ErrorCode::NotFound));
    assert_eq!(page(&school, &rob, "").await.threads, []);
    assert_eq!(reply(&school, &rob, thread, "x").await, refused(404, ErrorCode::NotFound));
    let reply_back: WholeThread = rob.post(&of(&school, replied, "/restore"), &()).await.unwrap();
    assert_eq!(texts(&reply_back), ["Of Rob"]);

    // After a day nobody restores it, and nothing of it is kept but its place.
    clock.advance(limits::RESTORABLE_MS);
    assert_eq!(deleted(&school.instructor).await, Some((false, false)));
    let store = &school.server.app().store;
    store.forget_deleted_posts(clock.now()).await.unwrap();
    let back = school.instructor.post::<WholeThread>(&of(&school, thread, "/restore"), &()).await;
    assert_eq!(back, refused(404, ErrorCode::NotFound));
    assert_eq!(texts(&read(&rob).await.unwrap()), ["Of Rob"]);
    school.server.stop().await;
}

#[tokio::test]
async fn a_thread_is_about_a_moment_of_a_class_of_its_course() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    let (class, later) = (school.class().await, school.class().await);
    let seat = school.instructor.join(&class.code, "Ivy").await.unwrap();
    let _begun = Client::enter(school.server.web(), &seat).await;
    let moment = Moment { session: class.id, at: 61_000 };
    let whole: WholeThread =
        sam.post(&school.path("/board"), &new_thread("At the minute", true, Some(moment))).await.unwrap();
    let about = whole.thread.moment.unwrap();
    assert_eq!((about.moment.session, about.title.as_str()), (class.id, "Week 1"));
    assert!(about.moment.at < moment.at, "no later than class has come: {}", about.moment.at);
    begin(&school, &sam, "Apart", false).await;
    assert_eq!(titles(&school, &sam, &format!("?session={}", class.id)).await, ["At the minute"]);
    for session in [later.id, protocol::SessionId(uuid::Uuid::nil())] {
        let body = new_thread("No", false, Some(Moment { session, at: 0 }));
        let refusal = sam.post::<WholeThread>(&school.path("/board"), &body).await;
        assert_eq!(refusal, refused(404, ErrorCode::NotFound), "a class that has not begun, and none at all");
    }
    school.server.stop().await;
}

#[tokio::test]
async fn a_board_comes_in_pages_and_a_person_writes_so_much_in_a_day() {
    let school = School::open().await;
    let (sam, _) = school.member("Sam", CourseRole::Student).await;
    for number in 0..limits::POSTS_OF_DAY {
        begin(&school, &sam, &format!("Thread {number}"), false).await;
    }
    let more = sam.post::<WholeThread>(&school.path("/board"), &new_thread("More", false, None)).await;
    assert_eq!(more, refused(429, ErrorCode::BoardFull));
    let mut all: Vec<Thread> = Vec::new();
    let mut query = String::new();
    loop {
        let ThreadPage { threads, next, .. } = page(&school, &sam, &query).await;
        assert!(threads.len() <= limits::THREADS_PAGE);
        all.extend(threads);
        let Some(next) = next else { break };
        query = format!("?before={next}");
    }
    let mut ids: Vec<PostId> = all.iter().map(|thread| thread.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!((all.len(), ids.len()), (limits::POSTS_OF_DAY, limits::POSTS_OF_DAY));
    assert!(all.is_sorted_by(|one, other| one.last_unix >= other.last_unix));
    // A thread is no book.
    let thread = begin(&school, &school.instructor, "Long", false).await.thread.id;
    let page_of_print = "x".repeat(limits::POST_BYTES);
    let room = limits::THREAD_CHARS / limits::POST_BYTES;
    for _ in 0..room {
        reply(&school, &school.instructor, thread, &page_of_print).await.unwrap();
    }
    assert_eq!(
        reply(&school, &school.instructor, thread, &page_of_print).await.map(drop),
        refused(429, ErrorCode::BoardFull)
    );
    let short = reply(&school, &school.instructor, thread, "short").await.unwrap();
    let last = of(&school, short.posts[room + 1].id, "");
    let longer = put(&school.instructor, &last, json!({ "text": page_of_print })).await;
    assert_eq!(longer.map(drop), refused(429, ErrorCode::BoardFull));
    // Others write on.
    begin(&school, &school.instructor, "Mine", false).await;
    school.server.stop().await;
}
