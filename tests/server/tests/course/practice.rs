//! Quiz questions that come back to students.

use protocol::{
    Command, CourseRole, ErrorCode, EventBody, Millis, ParticipantId, PollId, Role,
    courses::{Course, CourseDetails},
    http::{Seat, SessionSummary},
    ledger::Stretch,
    limits::PRACTICE_BURST,
    polls::Answer,
    practice::{ExplainAt, Explained, Practice, PracticeAnswer, PracticePlace, Practised},
    recording::Cut,
    roster::Member,
};
use reqwest::Method;
use serde_json::json;
use server_tests::{
    held::{answered, chosen, hold, joined, quiz},
    school::{School, details},
    visitor::{Refused, Visitor},
};

const DAY: Millis = 24 * 3_600_000;

/// A class that is over: Sam had its question wrong, Uma had it right, and Max missed it.
struct Term {
    school: School,
    class: SessionSummary,
    sam: Visitor,
    /// Sam's line of the roster.
    line: Member,
    uma: Visitor,
    max: Visitor,
    seat_of_max: Seat,
}

impl Term {
    async fn begin() -> Term {
        let school = School::open().await;
        let (sam, line) = school.member("Sam", CourseRole::Student).await;
        let (uma, _) = school.member("Uma", CourseRole::Student).await;
        let (max, _) = school.member("Max", CourseRole::Student).await;
        let class = school.class().await;
        let seat_of_sam = sam.join(&class.code, "Sam").await.unwrap().participant;
        let seat_of_uma = uma.join(&class.code, "Uma").await.unwrap().participant;
        let seat_of_max = max.join(&class.code, "Max").await.unwrap();
        let there = |seat: ParticipantId| (0, joined(seat, Role::Student));
        let answers = [(20_000, answered(seat_of_sam, 1, 0)), (20_000, answered(seat_of_uma, 1, 1))];
        let closed = (30_000, EventBody::PollClosed { poll: PollId(1), key: None });
        let events = [there(seat_of_sam), there(seat_of_uma)].into_iter().chain(quiz(1, 10_000, false));
        hold(&school, class.id, events.chain(answers).chain([closed]).collect()).await;
        Term { school, class, sam, line, uma, max, seat_of_max }
    }

    fn pass(&self, days: Millis) {
        self.school.server.clock().advance(days * DAY);
    }

    async fn answer(&self, who: &Visitor, answer: Answer) -> Result<Practised, Refused> {
        who.post(&format!("/api/practice/{}/1", self.class.id), &PracticeAnswer { answer }).await
    }

    /// Answers as Sam; returns whether it is right, and after how many days the question comes back.
    async fn sam_answers(&self, choice: u32) -> (bool, Option<u32>) {
        let Practised { right, days, .. } = self.answer(&self.sam, chosen(choice)).await.unwrap();
        (right, days)
    }

    async fn set(&self, practice: bool) {
        let details = CourseDetails { practice: Some(practice), ..details() };
        let request = self.school.instructor.request(Method::PUT, &self.school.path("")).json(&details);
        let course = self.school.instructor.send::<Course>(request).await.unwrap();
        assert_eq!(course.details.practice, Some(practice));
    }
}

/// That refusal.
fn no(code: ErrorCode) -> Option<Refused> {
    Some(Refused { status: code.http_status(), code })
}

/// Where what comes back to somebody now is answered.
async fn due(who: &Visitor) -> Vec<PracticePlace> {
    let Practice { items, more } = who.get("/api/practice").await.unwrap();
    assert_eq!(more, 0);
    items.into_iter().map(|item| item.place).collect()
}

#[tokio::test]
async fn a_wrong_question_comes_back_after_one_three_and_seven_days_until_it_was_right_three_times() {
    let term = Term::begin().await;
    assert_eq!(due(&term.sam).await, []);
    assert_eq!(term.answer(&term.sam, chosen(1)).await.err(), no(ErrorCode::AlreadyAnswered));
    term.pass(1);
    let Practice { items, .. } = term.sam.get("/api/practice").await.unwrap();
    let [item] = &items[..] else { panic!("one question: {items:?}") };
    assert_eq!((item.session, item.poll, item.at, item.place), (term.class.id, PollId(1), 10_000, PracticePlace::Here));
    assert_eq!(
        (&*item.title, &*item.course_title, &*item.question.text),
        ("Week 1", "Analysis", "What carries sound?")
    );

    assert_eq!(
        term.answer(&term.sam, Answer::Number { value: 1 }).await.err(),
        no(ErrorCode::AnswerInvalid),
        "none that fits"
    );
    let wrong = term.answer(&term.sam, chosen(0)).await.unwrap();
    assert_eq!((wrong.right, wrong.days), (false, Some(1)), "from the beginning");
    assert_eq!((wrong.key.right, &*wrong.key.explanation), (chosen(1), "It is pushed along."));
    assert_eq!(wrong.explained, Stretch { from: 0, to: 30_000 });
    assert_eq!(due(&term.sam).await, []);
    assert_eq!(term.answer(&term.sam, chosen(1)).await.err(), no(ErrorCode::AlreadyAnswered));

    term.pass(1);
    assert_eq!(term.sam_answers(1).await, (true, Some(3)));
    term.pass(2);
    assert_eq!(due(&term.sam).await, []);
    term.pass(1);
    assert_eq!(term.sam_answers(1).await, (true, Some(7)));
    term.pass(7);
    assert_eq!(due(&term.sam).await, [PracticePlace::Here]);
    assert_eq!(term.sam_answers(1).await, (true, None), "for good");
    term.pass(7);
    assert_eq!(due(&term.sam).await, []);
    term.school.server.stop().await;
}

#[tokio::test]
async fn a_missed_question_leads_to_its_moment_and_is_practised_once_it_was_answered_wrong() {
    let term = Term::begin().await;
    term.pass(1);
    assert_eq!(due(&term.max).await, [PracticePlace::Watch]);
    let unknown = || no(ErrorCode::UnknownPoll);
    assert_eq!(
        term.answer(&term.max, chosen(1)).await.err(),
        unknown(),
        "its key is not told before an answer that counts"
    );
    let command = Command::AnswerPoll { poll: PollId(1), answer: chosen(0) };
    term.max.act_later(&term.seat_of_max, None, command).await.unwrap();
    term.pass(1);
    assert_eq!(due(&term.max).await, [PracticePlace::Here]);
    assert!(term.answer(&term.max, chosen(1)).await.unwrap().right);

    // Whoever had it right has nothing to practise, and nobody else has anything of it.
    assert_eq!(due(&term.uma).await, []);
    assert_eq!(term.answer(&term.uma, chosen(1)).await.err(), unknown());
    let (new, _) = term.school.member("Zoe", CourseRole::Student).await;
    let (observer, _) = term.school.member("Olga", CourseRole::Observer).await;
    for (who, refusal) in
        [(&new, unknown()), (&observer, no(ErrorCode::Forbidden)), (&term.school.instructor, no(ErrorCode::Forbidden))]
    {
        assert_eq!(due(who).await, []);
        assert_eq!(term.answer(who, chosen(1)).await.err(), refusal);
    }
    term.school.server.stop().await;
}

#[tokio::test]
async fn nothing_comes_back_of_what_may_not_be_seen_or_where_the_course_does_not_want_it() {
    let term = Term::begin().await;
    let teacher = term.school.instructor.join(&term.class.code, "Ivy").await.unwrap();
    term.pass(1);
    let gone = async |code: ErrorCode| {
        assert_eq!(due(&term.sam).await, []);
        assert_eq!(term.answer(&term.sam, chosen(1)).await.err(), no(code));
    };
    let back = async || assert_eq!(due(&term.sam).await, [PracticePlace::Here]);
    back().await;

    term.set(false).await;
    gone(ErrorCode::NotFound).await;
    term.set(true).await;
    back().await;

    let cut = Cut::out(5_000, 15_000);
    term.school.instructor.act_later(&teacher, None, Command::CutOut { cut }).await.unwrap();
    gone(ErrorCode::UnknownPoll).await;
    term.school.instructor.act_later(&teacher, None, Command::UndoCut { cut }).await.unwrap();
    back().await;

    let recording = format!("/api/sessions/{}/recording", term.class.id);
    let request = term.school.instructor.request(Method::DELETE, &recording);
    term.school.instructor.send::<SessionSummary>(request).await.unwrap();
    gone(ErrorCode::RecordingDeleted).await;
    term.school.instructor.post::<SessionSummary>(&format!("{recording}/restore"), &()).await.unwrap();
    back().await;

    // Sam is put out of class: whoever may not watch it practises nothing of it.
    term.school.change(&term.line, json!({ "state": "removed" })).await.unwrap();
    gone(ErrorCode::NotFound).await;
    term.school.server.stop().await;
}

#[tokio::test]
async fn staff_point_to_where_a_question_is_explained() {
    let term = Term::begin().await;
    term.pass(1);
    let path = format!("/api/sessions/{}/explained", term.class.id);
    let teacher = &term.school.instructor;
    let point = async |poll: u32, at: Option<Millis>| {
        let request = teacher.request(Method::PUT, &path).json(&ExplainAt { poll: PollId(poll), at });
        teacher.send::<Vec<Explained>>(request).await
    };
    let here = Explained { poll: PollId(1), at: 50_000 };
    assert_eq!(point(1, Some(50_000)).await, Ok(vec![here]));
    assert_eq!(teacher.get::<Vec<Explained>>(&path).await, Ok(vec![here]));
    assert_eq!(point(1, Some(100_001)).await.err(), no(ErrorCode::NotNow), "class was not so long");
    assert_eq!(point(9, Some(0)).await.err(), no(ErrorCode::UnknownPoll));
    let answered = term.answer(&term.sam, chosen(0)).await.unwrap();
    assert_eq!(answered.explained, Stretch { from: 50_000, to: 90_000 });

    assert_eq!(point(1, None).await, Ok(vec![]));
    term.pass(1);
    assert_eq!(term.answer(&term.sam, chosen(0)).await.unwrap().explained, Stretch { from: 0, to: 30_000 });
    term.school.server.stop().await;
}

#[tokio::test]
async fn whoever_answers_without_end_is_told_to_wait() {
    let term = Term::begin().await;
    for _ in 0..4 * PRACTICE_BURST {
        let answered = term.answer(&term.sam, chosen(0)).await;
        if let Err(refusal) = answered.map_err(|refusal| (refusal.status, refusal.code))
            && refusal.1 == ErrorCode::RateLimited
        {
            assert_eq!(refusal.0, 429);
            assert_eq!(due(&term.uma).await, [], "others do not wait");
            term.school.server.stop().await;
            return;
        }
    }
    panic!("never refused");
}
