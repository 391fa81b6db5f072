//! One discussion on the timeline of a class: messages of its chat that are discussed, and questions that are answered in class.

use protocol::{
    Command, CourseRole, ErrorCode, EventBody, Seq,
    board::{AboutMoment, Moment, ThreadPage, WholeThread},
    chat::ChatTo,
    convinced::{Convinced, ConvincedRequest, Reasoned},
    http::{Seat, SessionSummary},
    recording::Cut,
};
use reqwest::{Method, StatusCode};
use serde_json::json;
use server_tests::{
    client::Client,
    school::School,
    visitor::{Refused, Visitor, refused},
};

/// A class that runs, with Ivy and two students in it.
struct Held {
    school: School,
    class: SessionSummary,
    ivy: Client,
    ivys: Seat,
    sam: Visitor,
    sams: Client,
    rob: Visitor,
}

impl Held {
    async fn begin() -> Held {
        let school = School::open().await;
        let (sam, _) = school.member("Sam", CourseRole::Student).await;
        let (rob, _) = school.member("Rob", CourseRole::Student).await;
        let class = school.class().await;
        let ivys = school.instructor.join(&class.code, "Ivy").await.unwrap();
        let ivy = Client::enter(school.server.web(), &ivys).await;
        let seat = sam.join(&class.code, "Sam").await.unwrap();
        let sams = Client::enter(school.server.web(), &seat).await;
        Held { school, class, ivy, ivys, sam, sams, rob }
    }

    /// Sam writes a message; returns its number.
    async fn says(&mut self, text: &str, to: ChatTo) -> Seq {
        self.sams.must(Command::SendChat { text: text.into(), to }).await;
        let sent = |body: &EventBody| matches!(body, EventBody::ChatSent { text: said, .. } if said == text);
        self.sams.event("the message", sent).await.seq
    }

    async fn discuss(&self, by: &Visitor, message: Seq, text: &str, question: bool) -> Result<WholeThread, Refused> {
        let body = json!({ "session": self.class.id, "message": message, "text": text, "question": question });
        by.post(&self.school.path("/board/messages"), &body).await
    }

    async fn answered(&self, by: &Visitor, thread: &WholeThread, at: u64) -> Result<WholeThread, Refused> {
        let path = self.school.path(&format!("/board/{}/answered", thread.thread.id));
        by.post(&path, &Moment { session: self.class.id, at }).await
    }

    async fn read(&self, by: &Visitor, thread: &WholeThread) -> WholeThread {
        by.get(&self.school.path(&format!("/board/{}", thread.thread.id))).await.unwrap()
    }

    async fn convince(&self, by: &Visitor, reasoned: Reasoned, convinced: bool) -> Result<Vec<Convinced>, Refused> {
        let path = format!("/api/sessions/{}/convinced", self.class.id);
        by.send(by.request(Method::PUT, &path).json(&ConvincedRequest { reasoned, convinced })).await
    }

    async fn open(&self) -> u32 {
        self.school.instructor.get::<ThreadPage>(&self.school.path("/board")).await.unwrap().open
    }

    async fn end(&mut self) {
        self.ivy.must(Command::EndSession).await;
        assert_eq!(self.ivy.socket.farewell().await, Some(ErrorCode::SessionEnded));
    }
}

fn quoted(whole: &WholeThread) -> (&str, &str) {
    (&whole.thread.by, &whole.thread.message.as_ref().unwrap().text)
}

fn texts(whole: &WholeThread) -> Vec<(&str, &str)> {
    whole.posts.iter().map(|post| (post.by.as_str(), post.text.as_str())).collect()
}

#[tokio::test]
async fn a_message_of_class_has_one_thread_and_what_is_not_for_everybody_has_none() {
    let mut held = Held::begin().await;
    let message = held.says("Why is it blue?", ChatTo::MAIN).await;
    let begun = held.discuss(&held.rob, message, "Short waves, I think.", false).await.unwrap();
    assert_eq!((quoted(&begun), texts(&begun)), (("Sam", "Why is it blue?"), vec![("Rob", "Short waves, I think.")]));
    let about = begun.thread.moment.as_ref().unwrap();
    assert_eq!((about.moment.session, about.title.as_str()), (held.class.id, "Week 1"));
    let joined = held.discuss(&held.sam, message, "Thank you.", false).await.unwrap();
    assert_eq!((joined.thread.id, joined.posts.len()), (begun.thread.id, 2), "one thread for one message");
    assert!(!begun.marks_answers && joined.marks_answers, "whoever wrote the message asked");

    // Who asks, and who says so.
    assert_eq!(held.discuss(&held.rob, message, "So?", true).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(held.discuss(&held.sam, message, "", true).await.map(drop), refused(422, ErrorCode::TextInvalid));
    assert_eq!(held.open().await, 0);
    let asked = held.discuss(&held.school.instructor, message, "", true).await.unwrap();
    assert_eq!((asked.thread.marks.question, asked.posts.len(), held.open().await), (true, 2, 1));

    // Nobody changes or deletes the message on the board but by deleting the thread.
    let path = held.school.path(&format!("/board/{}", begun.thread.id));
    let change = held.sam.request(Method::PUT, &path).json(&json!({ "title": "x", "text": "x" }));
    assert_eq!(held.sam.send::<WholeThread>(change).await, refused(403, ErrorCode::Forbidden));
    assert_eq!(held.sam.request(Method::DELETE, &path).send().await.unwrap().status(), StatusCode::FORBIDDEN);

    for to in [ChatTo::Staff, ChatTo::Person { participant: held.ivy.you }] {
        let secret = held.says(&format!("A secret {to:?}"), to).await;
        for by in [&held.sam, &held.rob, &held.school.instructor] {
            let refusal = held.discuss(by, secret, "Look", false).await;
            assert_eq!(refusal, refused(404, ErrorCode::NotFound), "{to:?}");
        }
    }
    held.ivy.must(Command::SetOffRecord { off: true }).await;
    let unrecorded = held.says("Off the record", ChatTo::MAIN).await;
    held.ivy.must(Command::SetOffRecord { off: false }).await;
    for other in [unrecorded, 1, 99_999] {
        assert_eq!(held.discuss(&held.rob, other, "x", false).await, refused(404, ErrorCode::NotFound), "{other}");
    }

    // Its words are in the journal alone: deleted there, they are gone, and what hangs on them stays.
    held.sams.must(Command::DeleteMessage { message }).await;
    let left = held.read(&held.rob, &begun).await;
    assert_eq!((quoted(&left), left.posts.len()), (("Sam", ""), 2));
    assert_eq!(held.discuss(&held.rob, message, "x", false).await, refused(404, ErrorCode::NotFound));
    held.school.server.stop().await;
}

#[tokio::test]
async fn a_message_reads_as_in_the_recording_without_cuts_and_with_its_pseudonyms() {
    let mut held = Held::begin().await;
    let message = held.says("Why?", ChatTo::MAIN).await;
    let thread = held.discuss(&held.sam, message, "I mean the second step.", false).await.unwrap();
    let thread = held.discuss(&held.rob, thread.thread.message.unwrap().seq, "Me too.", false).await.unwrap();
    let at = thread.thread.moment.as_ref().unwrap().moment.at;
    held.end().await;

    let path = format!("/api/sessions/{}/recording/names", held.class.id);
    let hide = held.school.instructor.request(Method::PUT, &path).json(&json!({ "pseudonyms": true }));
    held.school.instructor.send::<SessionSummary>(hide).await.unwrap();
    for reader in [&held.rob, &held.sam] {
        let read = held.read(reader, &thread).await;
        let sam = format!("Student {}", held.sams.you.0);
        assert_eq!(quoted(&read), (sam.as_str(), "Why?"));
        // Rob took no seat in that class.
        assert_eq!(texts(&read), [(sam.as_str(), "I mean the second step."), ("Student", "Me too.")]);
    }
    let staff = held.read(&held.school.instructor, &thread).await;
    assert_eq!((quoted(&staff).0, texts(&staff)[1].0), ("Sam", "Rob"));

    let cut = Cut::out(at.saturating_sub(1), at + 1);
    held.school.instructor.act_later(&held.ivys, None, Command::CutOut { cut }).await.unwrap();
    assert_eq!(quoted(&held.read(&held.rob, &thread).await).1, "", "it is cut out");
    assert_eq!(quoted(&held.read(&held.school.instructor, &thread).await).1, "Why?");
    assert_eq!(held.discuss(&held.rob, message, "x", false).await, refused(404, ErrorCode::NotFound));
    held.school.instructor.act_later(&held.ivys, None, Command::UndoCut { cut }).await.unwrap();
    assert_eq!(quoted(&held.read(&held.rob, &thread).await).1, "Why?");
    held.school.server.stop().await;
}

#[tokio::test]
async fn a_question_is_answered_in_the_next_class_and_leads_to_the_minute() {
    let mut held = Held::begin().await;
    let question = json!({ "title": "Why?", "text": "Tell me.", "question": true, "moment": null });
    let asked: WholeThread = held.sam.post(&held.school.path("/board"), &question).await.unwrap();
    assert_eq!(held.answered(&held.sam, &asked, 0).await, refused(403, ErrorCode::Forbidden));
    let answered = held.answered(&held.school.instructor, &asked, 0).await.unwrap();
    let reply = answered.posts.last().unwrap();
    let moment = Moment { session: held.class.id, at: 0 };
    assert_eq!(reply.moment, Some(AboutMoment { moment, title: "Week 1".into() }));
    assert_eq!((answered.thread.marks.answer, reply.text.as_str(), held.open().await), (Some(reply.id), "", 0));
    let again = held.answered(&held.school.instructor, &asked, 0).await;
    assert_eq!(again.map(drop), refused(404, ErrorCode::NotFound), "it waits no more");

    // Whoever deletes that opens the question again; no moment is later than now.
    let path = held.school.path(&format!("/board/{}", reply.id));
    assert!(held.school.instructor.request(Method::DELETE, &path).send().await.unwrap().status().is_success());
    assert_eq!(held.open().await, 1);
    let answered = held.answered(&held.school.instructor, &asked, 999_999_999).await.unwrap();
    assert!(answered.posts.last().unwrap().moment.as_ref().unwrap().moment.at < 999_999_999);

    let other: WholeThread = held.sam.post(&held.school.path("/board"), &question).await.unwrap();
    held.end().await;
    let over = held.answered(&held.school.instructor, &other, 0).await;
    assert_eq!(over.map(drop), refused(422, ErrorCode::NotNow), "class is over");
    held.school.server.stop().await;
}

#[tokio::test]
async fn what_convinced_somebody_is_said_once_of_others_and_taken_back() {
    let mut held = Held::begin().await;
    let seq = held.says("Short waves are scattered more.", ChatTo::MAIN).await;
    let message = Reasoned::Message { seq };
    let about = json!({ "session": held.class.id, "at": 0 });
    let thread = json!({ "title": "The sky", "text": "It is blue.", "question": false, "moment": about });
    let begun: WholeThread = held.rob.post(&held.school.path("/board"), &thread).await.unwrap();
    let thread = Reasoned::Thread { id: begun.thread.id };
    assert!(begun.thread.mine && !held.read(&held.sam, &begun).await.thread.mine);

    let marks = |reasoned, people, mine| Convinced { reasoned, people, mine };
    let ivy = &held.school.instructor;
    assert_eq!(held.convince(&held.rob, message, true).await.unwrap(), [marks(message, 1, true)]);
    assert_eq!(held.convince(&held.rob, message, true).await.unwrap(), [marks(message, 1, true)], "once");
    held.convince(&held.sam, thread, true).await.unwrap();
    let all = held.convince(ivy, message, true).await.unwrap();
    assert_eq!(all, [marks(message, 2, true), marks(thread, 1, false)], "those first that convinced most");
    let path = format!("/api/sessions/{}/convinced", held.class.id);
    let sams: Vec<Convinced> = held.sam.get(&path).await.unwrap();
    assert_eq!(sams, [marks(message, 2, false), marks(thread, 1, true)]);
    assert_eq!(held.convince(ivy, message, false).await.unwrap()[0].people, 1, "it is taken back");

    // One's own, and what not everybody reads, or nobody wrote.
    let forbidden = refused(403, ErrorCode::Forbidden);
    assert_eq!(held.convince(&held.sam, message, true).await, forbidden);
    assert_eq!(held.convince(&held.rob, thread, true).await, forbidden);
    let secret = held.says("A secret", ChatTo::Staff).await;
    for seq in [secret, 1, 99_999] {
        let refusal = held.convince(&held.rob, Reasoned::Message { seq }, true).await;
        assert_eq!(refusal, refused(404, ErrorCode::NotFound), "{seq}");
    }

    // What is deleted takes its marks along.
    held.rob.request(Method::DELETE, &held.school.path(&format!("/board/{}", begun.thread.id))).send().await.unwrap();
    assert_eq!(held.convince(&held.sam, thread, true).await, refused(404, ErrorCode::NotFound));
    held.school.server.stop().await;
}
