//! Which questions come back to a student, and when.

use ledger::{ClassFacts, ClassInsightFacts, ClassOver, IsRight, SeatInsightFacts, Step, explained, returning};
use proptest::prelude::*;
use protocol::{
    Event, EventBody, ParticipantId, PollId,
    ledger::Stretch,
    polls::{Answer, Form, Key, Question},
    practice::{PRACTICE_DAYS, PracticePlace},
};

use crate::facts::{at, later, with};

const DAY: u64 = 24 * 3_600_000;
const OVER: u64 = 100 * DAY;
const GUS: ParticipantId = ParticipantId(2);
const SAME: IsRight = |_, key, answer| key.right == *answer;

fn chosen(choice: u32) -> Answer {
    Answer::Choices { choices: vec![choice] }
}

/// A question whose answer is no.
fn asked(poll: u32, anonymous: bool, again: Option<u32>) -> [EventBody; 2] {
    let question = Question { text: "Does light need air?".into(), form: Form::YesNo, anonymous };
    let key = Key { right: chosen(1), tolerance: 0, points: 1, explanation: String::new() };
    let (poll, again) = (PollId(poll), again.map(PollId));
    let started =
        EventBody::PollStarted { poll, room: None, question, quiz: true, until: None, again, by: ParticipantId(1) };
    [started, EventBody::PollKeySet { poll, key }]
}

fn cast(poll: u32, choice: u32) -> EventBody {
    EventBody::BallotCast { poll: PollId(poll), participant: GUS, answer: Some(chosen(choice)) }
}

/// What comes back to Gus of a class in which this happened: the poll, where it is answered, and when it does so first.
fn back(events: &[Event], facts: &ClassFacts, added_unix: u64) -> Vec<(u32, PracticePlace, u64)> {
    let told = with(events, SAME).insight;
    let nothing = SeatInsightFacts::default();
    let seat = told.seats.get(&GUS).unwrap_or(&nothing);
    let class = ClassOver { facts, insight: &told.class, seat, over_unix: OVER, added_unix };
    returning(class, |_| None).map(|item| (item.poll.0, item.place, item.step.due_unix)).collect()
}

fn events(bodies: impl IntoIterator<Item = EventBody>) -> Vec<Event> {
    bodies.into_iter().map(|body| at(1_000, body)).collect()
}

#[test]
fn what_was_wrong_comes_back_here_and_what_was_missed_at_its_moment_a_day_after_class() {
    let all = [asked(1, false, None), asked(2, false, None), asked(3, false, None)].into_iter().flatten();
    let events = events(all.chain([cast(1, 0), cast(2, 1)]));
    let expected = [(1, PracticePlace::Here, OVER + DAY), (3, PracticePlace::Watch, OVER + DAY)];
    assert_eq!(back(&events, &ClassFacts::default(), 0), expected);
    // Who came to the course afterwards has missed nothing.
    assert_eq!(back(&events, &ClassFacts::default(), OVER + 1), expected[..1]);
}

#[test]
fn an_answer_that_came_later_is_due_a_day_after_it() {
    let answer = |unix| {
        let mut answer = later(1_000, cast(1, 0));
        answer.later.as_mut().unwrap().unix = unix;
        let events: Vec<Event> = events(asked(1, false, None)).into_iter().chain([answer]).collect();
        back(&events, &ClassFacts::default(), 0)
    };
    assert_eq!(answer(OVER + 5), [(1, PracticePlace::Here, OVER + 5 + DAY)]);
    assert_eq!(answer(OVER - 5), [(1, PracticePlace::Here, OVER + DAY)], "while class went on");
}

#[test]
fn anonymous_questions_first_rounds_and_what_is_cut_out_come_back_to_nobody() {
    let wrong = |bodies: Vec<EventBody>| events(bodies.into_iter().chain([cast(1, 0), cast(2, 0)]));
    let two = |again| wrong([asked(1, false, None), asked(2, false, again)].concat());
    let numbers = |events: &[Event], facts: &ClassFacts| -> Vec<u32> {
        back(events, facts, 0).into_iter().map(|(poll, ..)| poll).collect()
    };
    assert_eq!(numbers(&two(None), &ClassFacts::default()), [1, 2]);
    assert_eq!(numbers(&two(Some(1)), &ClassFacts::default()), [2], "the second round counts");
    assert_eq!(numbers(&wrong(asked(1, true, None).to_vec()), &ClassFacts::default()), [0; 0]);
    let cut = ClassFacts { cuts: vec![(1_000, 2_000)], ..ClassFacts::default() };
    assert_eq!(numbers(&two(None), &cut), [0; 0]);
}

#[test]
fn a_question_that_is_done_comes_back_no_more() {
    let events = events(asked(1, false, None).into_iter().chain([cast(1, 0)]));
    let told = with(&events, SAME).insight;
    let facts = ClassFacts::default();
    let class = ClassOver { facts: &facts, insight: &told.class, seat: &told.seats[&GUS], over_unix: 0, added_unix: 0 };
    let at = |right| returning(class, move |_| Some(Step { right, due_unix: 7 })).map(|item| item.step).next();
    assert_eq!(at(2), Some(Step { right: 2, due_unix: 7 }));
    assert_eq!(at(3), None);
    assert_eq!(returning(ClassOver { insight: &ClassInsightFacts::default(), ..class }, |_| None).count(), 0);
}

#[test]
fn the_stretch_that_explains_a_question_is_in_class_and_begins_where_staff_point() {
    let question = |at: u64| {
        let [started, key] = asked(1, false, None);
        with(&[self::at(at, started), self::at(at, key)], SAME).insight.class.questions[&PollId(1)].clone()
    };
    let whole = ClassFacts::default();
    let of = |at, pointed, facts: &ClassFacts, length| explained(&question(at), pointed, facts, length);
    assert_eq!(of(60_000, None, &whole, 100_000), Stretch { from: 40_000, to: 80_000 });
    assert_eq!(of(5_000, None, &whole, 12_000), Stretch { from: 0, to: 12_000 });
    assert_eq!(of(60_000, Some(10_000), &whole, 100_000), Stretch { from: 10_000, to: 50_000 });
    assert_eq!(of(60_000, Some(90_000), &whole, 100_000), Stretch { from: 90_000, to: 100_000 });
    let cut = ClassFacts { cuts: vec![(0, 20_000)], ..ClassFacts::default() };
    assert_eq!(of(60_000, Some(10_000), &cut, 100_000), Stretch { from: 40_000, to: 80_000 }, "that is gone");
}

proptest! {
    /// Whatever somebody answers, and whenever: after three right answers in a row a question is done, and before that it comes back.
    #[test]
    fn three_right_answers_in_a_row_are_the_end(answers in proptest::collection::vec((any::<bool>(), 0..30 * DAY), 0..20)) {
        let mut step = Step { right: 0, due_unix: OVER + DAY };
        let mut right = 0;
        for (is_right, wait) in answers {
            prop_assert!(!step.is_due(step.due_unix - 1) && step.is_due(step.due_unix));
            let now = step.due_unix + wait;
            step = step.after(is_right, now);
            right = if is_right { right + 1 } else { 0 };
            match PRACTICE_DAYS.get(right) {
                Some(&days) => {
                    prop_assert_eq!(step.days(), Some(days));
                    prop_assert_eq!(step.due_unix, now + u64::from(days) * DAY);
                }
                None => {
                    prop_assert_eq!(step.days(), None);
                    prop_assert!(!step.is_due(u64::MAX));
                    break;
                }
            }
        }
    }
}
