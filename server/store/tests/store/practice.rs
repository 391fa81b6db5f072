//! Quiz questions that come back to students.

use protocol::{MemberState, PollId, courses::CourseDetails, practice::Explained};
use store::{Counted, CountedSeat, PracticeStep};

use crate::{NOW, courses::details, ledger::with_student, noted, quietly};

const POLL: PollId = PollId(4);

#[tokio::test]
async fn the_classes_of_a_student_are_there_with_what_is_counted_while_they_are_of_its_course() {
    let (_home, store, owner, course, session, (gus, seat)) = with_student().await;
    let of_gus = CountedSeat { participant: seat, facts: "facts".into(), insight: "answers".into() };
    let counted = Counted { seq: 3, class: "class".into(), insight: "questions".into(), seats: vec![of_gus] };
    store.keep_counted(session, None, &counted).await.unwrap();
    let classes = store.practice_classes(gus.id, NOW - 1, 9).await.unwrap();
    let [class] = &classes[..] else { panic!("one class: {classes:?}") };
    assert_eq!(
        (class.session, class.course, &*class.title, &*class.course_title),
        (session, course, "Week 1", "Analysis")
    );
    assert_eq!((class.duration, class.over_unix, class.added_unix, class.counted), (5_000, NOW, NOW, (3, 0)));
    let texts = [&class.class, &class.insight, &class.seat].map(|text| text.as_deref());
    assert_eq!(texts, ["class", "questions", "answers"].map(Some));
    let one = async |after| store.practice_class(gus.id, after, session).await.unwrap();
    assert_eq!(one(NOW - 1).await.as_ref(), Some(class));
    assert_eq!(one(NOW).await, None, "it is too long ago");
    assert_eq!(store.practice_classes(gus.id, NOW, 9).await.unwrap(), []);
    assert_eq!(store.practice_classes(owner.id, 0, 9).await.unwrap(), [], "staff practise nothing");

    let planned = store.create_class(owner.id, "Week 2", course, NOW).await.unwrap().id;
    store.set_live(planned, NOW).await.unwrap();
    assert_eq!(store.practice_classes(gus.id, 0, 9).await.unwrap().len(), 1, "the other one is not over");
    store.set_ended(planned, 1_000, NOW + 9).await.unwrap();
    let latest = store.practice_classes(gus.id, 0, 1).await.unwrap();
    assert_eq!(latest.iter().map(|class| class.session).collect::<Vec<_>>(), [planned]);

    let off = CourseDetails { practice: Some(false), ..details("Analysis") };
    store.change_course(course, &off, &noted(), NOW).await.unwrap();
    assert_eq!(store.practice_classes(gus.id, 0, 9).await.unwrap(), []);
    let as_before = CourseDetails { practice: None, ..details("Analysis") };
    store.change_course(course, &as_before, &noted(), NOW).await.unwrap();
    assert_eq!(store.course(course).await.unwrap().unwrap().details.practice, Some(false));
    store.change_course(course, &details("Analysis"), &noted(), NOW).await.unwrap();
    assert_eq!(store.practice_classes(gus.id, 0, 9).await.unwrap().len(), 2);
    let line = store.member_of(course, gus.id).await.unwrap().unwrap().id;
    store.change_member(course, line, |row| row.state = MemberState::Removed, quietly, NOW).await.unwrap();
    assert_eq!(store.practice_classes(gus.id, 0, 9).await.unwrap(), []);
}

#[tokio::test]
async fn how_far_somebody_is_outlives_a_restart_and_goes_with_its_class() {
    let (home, store, owner, _, session, (gus, _)) = with_student().await;
    let question = (session, POLL);
    let first = PracticeStep { step: 0, due_unix: NOW };
    let second = PracticeStep { step: 1, due_unix: NOW + 7 };
    let begin = |before| {
        assert_eq!(before, None);
        Some(first)
    };
    assert_eq!(store.practise(gus.id, question, begin).await.unwrap(), Some(first));
    let go_on = |before| {
        assert_eq!(before, Some(first));
        Some(second)
    };
    assert_eq!(store.practise(gus.id, question, go_on).await.unwrap(), Some(second));
    assert_eq!(store.practise(gus.id, question, |_| None).await.unwrap(), None);
    store.close().await.unwrap();
    drop(store);
    let store = home.open().await.unwrap();
    assert_eq!(store.practice_steps(gus.id).await.unwrap(), [(question, second)]);
    assert_eq!(store.practice_steps(owner.id).await.unwrap(), []);
    assert!(store.delete_class(session, &noted(), NOW).await.unwrap());
    assert_eq!(store.practice_steps(gus.id).await.unwrap(), []);
}

#[tokio::test]
async fn answers_of_one_person_come_one_after_the_other() {
    let (home, store, _, _, session, (gus, _)) = with_student().await;
    let second = home.second_server();
    let elsewhere = second.open().await.unwrap();
    let answers = (0..40).map(|answer| {
        let (store, gus) = (if answer % 2 == 0 { &store } else { &elsewhere }, gus.id);
        async move {
            let one_more = |before: Option<PracticeStep>| {
                Some(PracticeStep { step: before.map_or(0, |before| before.step) + 1, due_unix: NOW })
            };
            store.practise(gus, (session, POLL), one_more).await
        }
    });
    for done in futures_util::future::join_all(answers).await {
        done.unwrap();
    }
    let steps = store.practice_steps(gus.id).await.unwrap();
    assert_eq!(steps, [((session, POLL), PracticeStep { step: 40, due_unix: NOW })]);
}

#[tokio::test]
async fn where_a_question_is_explained_is_kept_until_staff_say_otherwise() {
    let (_home, store, _, _, session, _) = with_student().await;
    let explained = |poll, at| Explained { poll: PollId(poll), at };
    store.explain(session, PollId(4), Some(7)).await.unwrap();
    store.explain(session, PollId(2), Some(3)).await.unwrap();
    store.explain(session, PollId(4), Some(9)).await.unwrap();
    assert_eq!(store.explained(session).await.unwrap(), [explained(2, 3), explained(4, 9)]);
    store.explain(session, PollId(4), None).await.unwrap();
    store.explain(session, PollId(4), None).await.unwrap();
    assert_eq!(store.explained(session).await.unwrap(), [explained(2, 3)]);
}
