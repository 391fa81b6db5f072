//! What staff learn of the classes of a course, over HTTP.

use protocol::{
    CourseRole, EventBody, MemberId, Millis, ParticipantId, PollId, Role, RoomId, SessionId,
    agenda::Feedback,
    insight::{Answers, CourseInsights, HelpReason, InsightsOfClass, PollStep, WorkKind, WorkSpan},
    ledger::{OwnLedger, Watched},
    polls::Answer,
    roster::Member,
};
use reqwest::Method;
use serde_json::json;
use server_tests::{
    held::{LENGTH, answered, hold_since, joined, quiz},
    school::School,
    visitor::Visitor,
};

const DAY: Millis = 24 * 3_600_000;

fn there(participant: ParticipantId) -> (Millis, EventBody) {
    (0, joined(participant, Role::Student))
}

/// A course with two students, somebody who was removed, and an observer.
struct Term {
    school: School,
    students: [(Visitor, Member); 2],
    others: [Visitor; 2],
}

impl Term {
    async fn begin() -> Term {
        let school = School::open().await;
        let students =
            [school.member("Sam", CourseRole::Student).await, school.member("Uma", CourseRole::Student).await];
        let (removed, line) = school.member("Rob", CourseRole::Student).await;
        let (observer, _) = school.member("Olga", CourseRole::Observer).await;
        let term = Term { school, students, others: [removed, observer] };
        // Somebody took part before they were removed.
        term.hold(1, |[sam, uma, rob, olga]| {
            let answers = [answered(sam, 1, 1), answered(uma, 1, 0), answered(rob, 1, 1), answered(olga, 1, 1)];
            let answers = answers.map(|answer| (20_000, answer));
            [there(sam), there(uma), there(rob)].into_iter().chain(quiz(1, 10_000, false)).chain(answers).collect()
        })
        .await;
        term.school.change(&line, json!({ "state": "removed" })).await.unwrap();
        term
    }

    /// Holds the class of a day, in which this happened to those who have these seats.
    async fn hold(
        &self,
        day: Millis,
        events: impl FnOnce([ParticipantId; 4]) -> Vec<(Millis, EventBody)>,
    ) -> SessionId {
        let class = self.school.class().await;
        let mut seats = Vec::new();
        for visitor in self.students.iter().map(|(visitor, _)| visitor).chain(&self.others) {
            seats.push(visitor.join(&class.code, "Somebody").await.map_or(ParticipantId(98), |seat| seat.participant));
        }
        hold_since(&self.school, class.id, day * DAY, events(seats.try_into().unwrap())).await;
        class.id
    }

    async fn insights(&self) -> CourseInsights {
        self.school.instructor.get(&self.school.path("/insights")).await.unwrap()
    }

    fn members(&self) -> [MemberId; 2] {
        [self.students[0].1.id, self.students[1].1.id]
    }
}

#[tokio::test]
async fn staff_learn_who_was_there_what_went_wrong_and_who_may_need_help() {
    let term = Term::begin().await;
    let [sam, uma] = term.members();
    let first = term.insights().await;
    assert_eq!(
        first.students.iter().map(|student| (student.member, &*student.name)).collect::<Vec<_>>(),
        [(sam, "Sam"), (uma, "Uma")]
    );
    let [class] = &first.classes[..] else { panic!("one class") };
    assert_eq!((&class.live[..], &class.missing[..], class.duration), (&[sam, uma][..], &[][..], LENGTH));
    let [poll] = &class.wrong[..] else { panic!("one question") };
    assert_eq!(poll.answers, Answers { given: 2, right: 1 }, "neither observers nor who was removed count");
    assert_eq!((poll.text.as_str(), poll.at, poll.step), ("What carries sound?", 10_000, PollStep::Discuss));
    assert_eq!(poll.who.as_deref(), Some(&[uma][..]));
    assert_eq!((&first.help[..], first.uncounted), (&[][..], 0));

    // Uma misses two classes.
    let second = term.hold(2, |[sam, ..]| vec![there(sam)]).await;
    let third = term.hold(3, |[sam, ..]| vec![there(sam)]).await;
    let later = term.insights().await;
    assert_eq!(
        later.classes.iter().map(|class| class.session).collect::<Vec<_>>(),
        [third, second, first.classes[0].session]
    );
    let missed = HelpReason::Missed { classes: vec![third, second] };
    let help: Vec<_> = later.help.iter().map(|help| (help.member, &help.reasons[..])).collect();
    assert_eq!(help, [(uma, &[missed][..])]);

    // Whoever comes to the course afterwards has missed nothing.
    let (_, new) = term.school.member("Zoe", CourseRole::Student).await;
    assert!(term.insights().await.help.iter().all(|help| help.member != new.id));
    term.school.server.stop().await;
}

#[tokio::test]
async fn an_anonymous_question_names_nobody_and_an_answer_that_comes_later_counts() {
    let term = Term::begin().await;
    let [sam, uma] = term.members();
    let class = term
        .hold(2, |[sam, uma, ..]| {
            let cast = |participant| EventBody::BallotCast { poll: PollId(1), participant, answer: None };
            let tally: protocol::polls::Tally =
                serde_json::from_value(json!({ "ballots": 3, "counts": { "of": "choices", "counts": [2, 1] } }))
                    .unwrap();
            let anonymous = [
                (20_000, cast(sam)),
                (20_000, cast(uma)),
                (30_000, EventBody::PollClosed { poll: PollId(1), key: None }),
                (30_000, EventBody::PollTallied { poll: PollId(1), tally }),
            ];
            let named = quiz(2, 40_000, false).into_iter().chain([(50_000, answered(sam, 2, 0))]);
            let closed = (60_000, EventBody::PollClosed { poll: PollId(2), key: None });
            quiz(1, 10_000, true).into_iter().chain(anonymous).chain(named).chain([closed]).collect()
        })
        .await;
    let wrong = async || {
        let told = term.insights().await;
        told.classes.into_iter().find(|told| told.session == class).unwrap().wrong
    };
    let both = wrong().await;
    assert_eq!(both.iter().map(|poll| poll.poll).collect::<Vec<_>>(), [PollId(1), PollId(2)]);
    assert_eq!((both[0].answers, &both[0].who), (Answers { given: 3, right: 1 }, &None));
    assert_eq!((both[1].answers, both[1].who.as_deref()), (Answers { given: 1, right: 0 }, Some(&[sam][..])));

    let student = &term.students[1].0;
    let code = term.school.instructor.get::<protocol::courses::Course>(&term.school.path("")).await.unwrap();
    let code = code.sessions.into_iter().find(|session| session.id == class).unwrap().code;
    let seat = student.join(&code, "Uma").await.unwrap();
    let answer = Answer::Choices { choices: vec![0] };
    student.act_later(&seat, None, protocol::Command::AnswerPoll { poll: PollId(2), answer }).await.unwrap();
    let after = wrong().await;
    assert_eq!((after[1].answers, after[1].who.as_deref()), (Answers { given: 2, right: 0 }, Some(&[sam, uma][..])));
    term.school.server.stop().await;
}

#[tokio::test]
async fn who_says_nothing_in_rooms_is_noticed_after_two_classes() {
    let term = Term::begin().await;
    let [_, uma] = term.members();
    let minutes = |minutes: Millis| minutes * 60_000;
    let in_rooms = |[sam, uma, ..]: [ParticipantId; 4]| {
        let moved = |participant, room| EventBody::Moved { participant, room: RoomId(room), by: None };
        let speaking = |speaking| EventBody::Speaking { participant: sam, speaking };
        vec![
            there(sam),
            there(uma),
            (minutes(1), moved(sam, 1)),
            (minutes(1), moved(uma, 1)),
            (minutes(2), speaking(true)),
            (minutes(3), speaking(false)),
            (minutes(7), moved(sam, 0)),
            (minutes(7), moved(uma, 0)),
        ]
    };
    let second = term.hold(2, in_rooms).await;
    assert_eq!(term.insights().await.help, []);
    let third = term.hold(3, in_rooms).await;
    let help = term.insights().await.help;
    let help: Vec<_> = help.iter().map(|help| (help.member, &help.reasons[..])).collect();
    assert_eq!(help, [(uma, &[HelpReason::Silent { classes: vec![third, second] }][..])]);
    term.school.server.stop().await;
}

#[tokio::test]
async fn where_three_did_not_follow_is_on_the_timeline_and_where_two_did_not_is_not() {
    let term = Term::begin().await;
    let (third, _) = term.school.member("Tim", CourseRole::Student).await;
    let class = term.school.class().await;
    let sam = term.students[0].0.join(&class.code, "Sam").await.unwrap();
    let uma = term.students[1].0.join(&class.code, "Uma").await.unwrap();
    let tim = third.join(&class.code, "Tim").await.unwrap();
    let olga = term.others[1].join(&class.code, "Olga").await.unwrap().participant;
    let lost = |participant| EventBody::FeedbackSet { participant, feedback: Some(Feedback::Confused) };
    let events = vec![(12_000, lost(sam.participant)), (13_000, lost(uma.participant)), (14_000, lost(olga))];
    hold_since(&term.school, class.id, 5 * DAY, events).await;
    let path = format!("/api/sessions/{}/insights", class.id);
    let told = async || term.school.instructor.get::<InsightsOfClass>(&path).await.unwrap();
    let two = told().await;
    assert_eq!(two.confusion, [], "an observer does not count");
    assert_eq!(two.class.work, [WorkSpan { kind: WorkKind::Quiet, from: 0, to: LENGTH }]);

    // Tim watches it, and hears the same moment again.
    let report = async |from, to| {
        let path = format!("/api/sessions/{}/ledger/watched", class.id);
        let played = Watched { from, to, speed_percent: 100 };
        let request = third.request(Method::POST, &path).bearer_auth(&tim.token).json(&played);
        third.send::<OwnLedger>(request).await.unwrap();
    };
    report(5_000, 5_000).await;
    term.school.server.clock().advance(10_000);
    report(5_000, 15_000).await;
    assert_eq!(told().await.confusion, [], "once is no sign");
    report(10_000, 10_000).await;
    let all = told().await.confusion;
    let [part] = &all[..] else { panic!("one spot: {all:?}") };
    assert_eq!((part.people, part.confused, part.again, part.wrong), (3, 2, 1, 0));
    assert_eq!((part.from, part.to), (0, 60_000));

    // Whoever is not of the course any more is no sign, either.
    let [(_, line), _] = &term.students;
    term.school.change(line, json!({ "state": "removed" })).await.unwrap();
    assert_eq!(told().await.confusion, []);
    term.school.server.stop().await;
}
