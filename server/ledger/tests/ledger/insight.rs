//! What staff learn: which questions went wrong and for whom, and who may need help.

use ledger::{
    Attended, InsightFacts, IsRight, SeatInsightFacts, Signs, Stretches, confusion, reasons, went_back, wrong_polls,
};
use proptest::prelude::*;
use protocol::{
    Audience, Consent, Event, EventBody, LeaveReason, MemberId, ParticipantId, PollId, Role, RoomId, SessionId,
    agenda::{Activity, ActivityKind, Feedback},
    insight::{Answers, AnswersInClass, HelpReason, PollStep, WorkKind, WrongPoll},
    ledger::LedgerState,
    limits::{ANONYMOUS_BALLOTS, CONFUSION_PART_MS, CONFUSION_PEOPLE},
    polls::{Answer, Choice, Counts, Form, Key, Question, Tally},
    rooms::{OpenedRoom, RoomRules},
};

use crate::facts::{at, joined, later, with};

const MINUTE: u64 = 60_000;
const ADA: ParticipantId = ParticipantId(1);
const GUS: ParticipantId = ParticipantId(2);
const SAM: ParticipantId = ParticipantId(3);

/// An answer is right that is the key.
const SAME: IsRight = |_, key, answer| key.right == *answer;

fn chosen(choice: u32) -> Answer {
    Answer::Choices { choices: vec![choice] }
}

fn key() -> Key {
    Key { right: chosen(1), tolerance: 0, points: 1, explanation: String::new() }
}

/// A question of two choices, of which the second one is right.
fn asked(poll: u32, anonymous: bool, again: Option<u32>) -> [EventBody; 2] {
    let choices = ["Nothing", "Air"].map(|text| Choice { text: text.into() }).to_vec();
    let question = Question { text: format!("Question {poll}"), form: Form::Single { choices }, anonymous };
    let (poll, again) = (PollId(poll), again.map(PollId));
    let started = EventBody::PollStarted { poll, room: None, question, quiz: true, until: None, again, by: ADA };
    [started, EventBody::PollKeySet { poll, key: key() }]
}

fn cast(poll: u32, seat: u32, choice: u32) -> EventBody {
    EventBody::BallotCast { poll: PollId(poll), participant: ParticipantId(seat), answer: Some(chosen(choice)) }
}

/// What a class tells in which this happened, one event a minute.
fn told(bodies: impl IntoIterator<Item = EventBody>) -> InsightFacts {
    let events: Vec<Event> = (0..).zip(bodies).map(|(minute, body)| at(minute * MINUTE, body)).collect();
    with(&events, SAME).insight
}

/// Which questions went wrong, where all seats are those of students, by their numbers.
fn wrong(facts: &InsightFacts) -> Vec<WrongPoll> {
    let seats: Vec<(MemberId, &SeatInsightFacts)> =
        facts.seats.iter().map(|(seat, facts)| (MemberId(seat.0), facts)).collect();
    wrong_polls(&facts.class, &seats, |_| false)
}

fn answers(given: u32, right: u32) -> Answers {
    Answers { given, right }
}

#[test]
fn a_question_went_wrong_that_too_few_found_and_whom_it_was_wrong_for_is_known() {
    let ballots = [cast(1, 2, 1), cast(1, 3, 0), cast(1, 4, 0)];
    let facts = told(asked(1, false, None).into_iter().chain(ballots));
    let expected = WrongPoll {
        poll: PollId(1),
        at: 0,
        text: "Question 1".into(),
        answers: answers(3, 1),
        first: None,
        who: Some(vec![MemberId(3), MemberId(4)]),
        step: PollStep::Explain,
    };
    assert_eq!(wrong(&facts), [expected]);
    // Whoever is no student of the course does not count.
    let gus = [(MemberId(2), &facts.seats[&GUS])];
    assert_eq!(wrong_polls(&facts.class, &gus, |_| false), []);
    let none = |_| true;
    let all: Vec<_> = facts.seats.iter().map(|(seat, facts)| (MemberId(seat.0), facts)).collect();
    assert_eq!(wrong_polls(&facts.class, &all, none), [], "staff cut it out");
}

#[test]
fn half_of_the_answers_are_enough_to_talk_about_it_and_seven_of_ten_to_go_on() {
    let steps = |right: u32, all: u32| {
        let ballots = (0..all).map(|seat| cast(1, seat + 2, u32::from(seat < right)));
        wrong(&told(asked(1, false, None).into_iter().chain(ballots))).first().map(|poll| poll.step)
    };
    assert_eq!(steps(0, 1), Some(PollStep::Explain));
    assert_eq!(steps(34, 100), Some(PollStep::Explain));
    assert_eq!(steps(35, 100), Some(PollStep::Discuss));
    assert_eq!(steps(69, 100), Some(PollStep::Discuss));
    assert_eq!(steps(70, 100), None);
    assert_eq!(steps(0, 0), None, "nobody answered");
}

#[test]
fn of_two_rounds_the_second_counts_and_the_first_stands_beside_it() {
    let first = asked(1, false, None).into_iter().chain([cast(1, 2, 0), cast(1, 3, 0)]);
    let unanswered = told(first.clone().chain(asked(2, false, Some(1))));
    assert_eq!(wrong(&unanswered).iter().map(|poll| poll.poll.0).collect::<Vec<_>>(), [1], "nobody answered it again");
    let better = told(first.clone().chain(asked(2, false, Some(1))).chain([cast(2, 2, 1), cast(2, 3, 1)]));
    assert_eq!(wrong(&better), []);
    let same = wrong(&told(first.chain(asked(2, false, Some(1))).chain([cast(2, 2, 1), cast(2, 3, 0)])));
    assert_eq!(same.len(), 1);
    assert_eq!((same[0].poll, same[0].answers, same[0].first), (PollId(2), answers(2, 1), Some(answers(2, 0))));
}

#[test]
fn an_anonymous_poll_names_nobody_and_tells_its_count_alone() {
    let cast = |seat| EventBody::BallotCast { poll: PollId(1), participant: ParticipantId(seat), answer: None };
    let closed = EventBody::PollClosed { poll: PollId(1), key: Some(key()) };
    let tallied = |ballots: u32, counts| {
        let tally = Tally { ballots, counts };
        let bodies = asked(1, true, None).into_iter().chain((2..2 + ballots).map(cast));
        wrong(&told(bodies.chain([closed.clone(), EventBody::PollTallied { poll: PollId(1), tally }])))
    };
    let few = ANONYMOUS_BALLOTS as u32 - 1;
    assert_eq!(tallied(few, None), [], "a count of so few is withheld");
    let counted = tallied(4, Some(Counts::Choices { counts: vec![3, 1] }));
    assert_eq!(counted.len(), 1);
    assert_eq!((counted[0].answers, counted[0].who.as_ref()), (answers(4, 1), None));
}

#[test]
fn an_answer_that_comes_later_counts_and_one_that_is_changed_counts_once() {
    let [started, key] = asked(1, false, None);
    let events = [at(0, started), at(0, key), at(1, cast(1, 2, 0)), at(2, cast(1, 2, 1)), later(3, cast(1, 3, 0))];
    let facts = with(&events, SAME).insight;
    assert_eq!(facts.seats[&GUS].answers(), answers(1, 1));
    assert_eq!(facts.seats[&SAM].answers(), answers(1, 0));
}

#[test]
fn a_question_of_one_room_and_one_without_a_key_tell_nothing() {
    let [mut started, key] = asked(1, false, None);
    if let EventBody::PollStarted { room, .. } = &mut started {
        *room = Some(RoomId(1));
    }
    let in_room = told([started, key, cast(1, 2, 0)]);
    assert!(in_room.class.questions.is_empty());
    assert_eq!(wrong(&in_room), []);
    let [mut started, _] = asked(1, false, None);
    if let EventBody::PollStarted { quiz, .. } = &mut started {
        *quiz = false;
    }
    assert_eq!(wrong(&told([started, cast(1, 2, 0)])), []);
}

#[test]
fn who_is_lost_says_so_at_a_moment() {
    let lost = |feedback| EventBody::FeedbackSet { participant: GUS, feedback };
    let facts = told([
        lost(Some(Feedback::Confused)),
        lost(None),
        lost(Some(Feedback::Slower)),
        lost(Some(Feedback::Confused)),
    ]);
    assert_eq!(facts.seats[&GUS].confused, [0, 3 * MINUTE]);
}

fn moved(participant: ParticipantId, room: u32) -> EventBody {
    EventBody::Moved { participant, room: RoomId(room), by: None }
}

#[test]
fn the_time_in_rooms_is_that_with_others_and_what_is_said_there_counts() {
    let speaks = |participant| EventBody::Speaking { participant, speaking: true };
    let facts = told([
        joined(GUS),
        joined(SAM),
        speaks(GUS),
        moved(GUS, 1),
        // Alone there for a minute, then with Sam for two, of whom one is away for another minute.
        moved(SAM, 1),
        speaks(SAM),
        EventBody::AwayChanged { participant: GUS, away: true },
        EventBody::AwayChanged { participant: GUS, away: false },
        moved(GUS, 0),
        speaks(GUS),
    ]);
    let of = |seat| (facts.seats[&seat].in_rooms, facts.seats[&seat].said_in_rooms);
    assert_eq!(of(GUS), (3 * MINUTE, 0));
    assert_eq!(of(SAM), (3 * MINUTE, 1));
    let wrote = Event {
        audience: Audience::Room { room: RoomId(1) },
        ..at(1, EventBody::ChatSent { participant: GUS, text: "Here".into() })
    };
    let left = EventBody::Left { participant: GUS, reason: LeaveReason::Left };
    let events = [at(0, joined(GUS)), at(0, moved(GUS, 1)), wrote.clone(), at(2, left), wrote];
    assert_eq!(with(&events, SAME).insight.seats[&GUS].said_in_rooms, 1);
}

/// A class of which somebody has this; the latest is 0.
fn class(number: u32, state: LedgerState) -> Attended {
    Attended { session: session(number), state, answers: Answers::default(), in_rooms: 0, said_in_rooms: 0 }
}

fn session(number: u32) -> SessionId {
    serde_json::from_str(&format!("\"00000000-0000-0000-0000-0000000000{number:02}\"")).unwrap()
}

#[test]
fn who_has_nothing_of_two_of_the_latest_four_classes_may_need_help() {
    let classes = |missed: &[u32]| {
        let state = |number| if missed.contains(&number) { LedgerState::Missing } else { LedgerState::Live };
        reasons(&(0..8).map(|number| class(number, state(number))).collect::<Vec<_>>())
    };
    assert_eq!(classes(&[0]), []);
    assert_eq!(classes(&[0, 4, 5, 6]), [], "what was long ago is over");
    assert_eq!(classes(&[0, 3]), [HelpReason::Missed { classes: vec![session(0), session(3)] }]);
}

#[test]
fn fewer_right_answers_than_before_are_a_reason_where_there_are_enough_of_them() {
    let reasons_of = |all: &[(u32, u32)]| {
        let answered = |(number, &(given, right)): (u32, &(u32, u32))| Attended {
            answers: answers(given, right),
            ..class(number, LedgerState::Live)
        };
        reasons(&(0..).zip(all).map(answered).collect::<Vec<_>>())
    };
    assert_eq!(reasons_of(&[(2, 0), (1, 1), (0, 0), (2, 2), (1, 1)]).len(), 1, "1 of 3, before 3 of 3");
    assert_eq!(reasons_of(&[(2, 1), (2, 1), (3, 2)]), [], "2 of 4, before 2 of 3");
    assert_eq!(reasons_of(&[(1, 0), (1, 0), (4, 4)]), [], "two answers are too few");
    assert_eq!(reasons_of(&[(4, 0), (2, 0), (2, 2)]), [], "and so are two before");
    let [HelpReason::Falling { before, lately, classes }] = &reasons_of(&[(4, 1), (0, 0), (4, 1), (4, 4)])[..] else {
        panic!("a fall")
    };
    assert_eq!((*before, *lately), (answers(4, 4), answers(8, 2)));
    let opened = |number, given, right| AnswersInClass { session: session(number), answers: answers(given, right) };
    assert_eq!(classes[..], [opened(0, 4, 1), opened(2, 4, 1), opened(3, 4, 4)]);
}

#[test]
fn who_said_nothing_in_the_rooms_of_two_classes_may_need_help() {
    let reasons_of = |all: &[(u64, u32)]| {
        let in_rooms = |(number, &(minutes, said)): (u32, &(u64, u32))| Attended {
            in_rooms: minutes * MINUTE,
            said_in_rooms: said,
            ..class(number, LedgerState::Live)
        };
        reasons(&(0..).zip(all).map(in_rooms).collect::<Vec<_>>())
    };
    assert_eq!(reasons_of(&[(10, 0)]), [], "once");
    assert_eq!(reasons_of(&[(10, 0), (10, 2), (10, 0)]), [], "not in the last two");
    assert_eq!(reasons_of(&[(10, 0), (4, 0)]), [], "too short a time");
    let silent = HelpReason::Silent { classes: vec![session(0), session(2)] };
    assert_eq!(reasons_of(&[(10, 0), (1, 1), (5, 0)]), [silent]);
}

proptest! {
    /// Whatever happened, each figure is what it is made of.
    #[test]
    fn every_figure_is_made_of_what_it_opens_to(
        ballots in prop::collection::vec((1u32..4, 2u32..12, 0u32..2), 0..60),
        students in prop::collection::btree_set(2u32..12, 0..10),
    ) {
        let bodies = (1..4).flat_map(|poll| asked(poll, false, None));
        let facts = told(bodies.chain(ballots.iter().map(|&(poll, seat, choice)| cast(poll, seat, choice))));
        let seats: Vec<_> = students.iter()
            .filter_map(|&seat| Some((MemberId(seat), facts.seats.get(&ParticipantId(seat))?)))
            .collect();
        for poll in wrong_polls(&facts.class, &seats, |_| false) {
            let who = poll.who.unwrap();
            prop_assert_eq!(who.len() as u32, poll.answers.given - poll.answers.right);
            prop_assert!(who.iter().all(|member| students.contains(&member.0)));
            prop_assert!(poll.answers.right * 100 < poll.answers.given * 70);
        }
    }
}

fn lost(confused: &[u64]) -> Signs {
    Signs { confused: confused.iter().map(|half| half * CONFUSION_PART_MS).collect(), ..Signs::default() }
}

/// Where a class of 20 minutes lost these people, in parts of it, and how many of them.
fn spots(people: &[Signs]) -> Vec<(u64, u64, u32)> {
    let found = confusion(20 * MINUTE, people);
    found.iter().map(|part| (part.from / CONFUSION_PART_MS, part.to / CONFUSION_PART_MS, part.people)).collect()
}

#[test]
fn three_who_are_lost_at_much_the_same_time_are_seen_and_two_are_not() {
    assert_eq!(spots(&[lost(&[4]), lost(&[4])]), []);
    assert_eq!(spots(&[lost(&[4, 4, 5]), lost(&[4])]), [], "who says it twice is one");
    assert_eq!(spots(&[lost(&[4]), lost(&[5]), lost(&[4])]), [(4, 6, 3)], "also across the edge of a part");
    assert_eq!(spots(&[lost(&[4]), lost(&[6]), lost(&[4])]), []);
}

#[test]
fn each_kind_of_sign_counts_a_person_once_and_tells_how_many_gave_it() {
    let back = Signs { again: Stretches::of(2 * MINUTE, 3 * MINUTE), ..lost(&[5]) };
    let wrong = Signs { wrong: vec![2 * MINUTE + 1], ..Signs::default() };
    let found = confusion(20 * MINUTE, &[back, wrong, lost(&[4])]);
    assert_eq!(found.len(), 1);
    let part = found[0];
    assert_eq!((part.people, part.confused, part.again, part.wrong), (3, 2, 1, 1));
    assert_eq!(confusion(0, &[lost(&[0])]), []);
    let short = confusion(1_000, &[lost(&[0]), lost(&[0]), lost(&[0])]);
    assert_eq!(short.iter().map(|part| (part.from, part.to, part.people)).collect::<Vec<_>>(), [(0, 1_000, 3)]);
}

#[test]
fn who_goes_back_a_little_hears_it_again() {
    const SECOND: u64 = 1_000;
    let mut again = Stretches::default();
    for (at, from, passed) in [(60, 58, 1), (600, 60, 1), (60, 40, 3_600), (60, 90, 1)] {
        assert!(!went_back(&mut again, at * SECOND, from * SECOND, passed * SECOND), "{at} {from} {passed}");
    }
    assert!(went_back(&mut again, 60 * SECOND, 40 * SECOND, 5 * SECOND));
    assert!(!went_back(&mut again, 55 * SECOND, 45 * SECOND, 5 * SECOND), "nothing new");
    assert_eq!(again, Stretches::of(40 * SECOND, 60 * SECOND));
}

fn speaks(minute: u64, participant: ParticipantId, speaking: bool) -> Event {
    at(minute * MINUTE, EventBody::Speaking { participant, speaking })
}

fn spans(events: &[Event], minutes: u64) -> Vec<(WorkKind, u64, u64)> {
    let spans = with(events, SAME).insight.class.work.spans(minutes * MINUTE);
    spans.iter().map(|span| (span.kind, span.from / MINUTE, span.to / MINUTE)).collect()
}

fn teacher() -> Event {
    let (name, room, consent) = ("Ada".into(), RoomId::MAIN, Consent::withheld());
    let role = Role::Instructor;
    at(0, EventBody::Joined { participant: ADA, name, namesake: None, role, room, consent })
}

#[test]
fn who_speaks_tells_a_lecture_from_a_discussion() {
    let events = [
        teacher(),
        at(0, joined(GUS)),
        speaks(0, ADA, true),
        speaks(10, ADA, false),
        speaks(10, GUS, true),
        speaks(20, GUS, false),
        at(30 * MINUTE, EventBody::SessionEnded { by: None }),
    ];
    let expected = [(WorkKind::Lecture, 0, 9), (WorkKind::Discussion, 9, 21), (WorkKind::Quiet, 21, 30)];
    assert_eq!(spans(&events, 30), expected, "a minute is what is around it");
}

#[test]
fn the_agenda_says_how_time_is_spent_then_rooms_then_speech() {
    let starts = |minute: u64, kind| {
        let activity = Activity { kind, title: String::new(), planned: None };
        at(minute * MINUTE, EventBody::ActivityStarted { position: None, activity, until: None })
    };
    let room =
        OpenedRoom { id: RoomId(1), name: "Room 1".into(), members: Vec::new(), task: String::new(), until: None };
    let rules = RoomRules::default();
    let opened =
        |minute: u64| at(minute * MINUTE, EventBody::RoomsOpened { rooms: vec![room.clone()], rules, by: ADA });
    let closed = |minute: u64| at(minute * MINUTE, EventBody::RoomsClosed { rooms: vec![RoomId(1)] });
    let events = [
        teacher(),
        speaks(0, ADA, true),
        opened(10),
        starts(15, ActivityKind::Break),
        at(20 * MINUTE, EventBody::ActivityEnded),
        closed(25),
        starts(40, ActivityKind::Individual),
        speaks(50, ADA, false),
    ];
    let until_break = [(WorkKind::Group, 10, 15), (WorkKind::Break, 15, 20), (WorkKind::Group, 20, 25)];
    let speech = |from, to| (WorkKind::Lecture, from, to);
    let expected = [&[speech(0, 10)], &until_break[..], &[speech(25, 40), (WorkKind::Individual, 40, 60)]].concat();
    assert_eq!(spans(&events, 60), expected, "what still goes on, too");
}

proptest! {
    /// No spot is of fewer than three people, and all of them are within class.
    #[test]
    fn nobody_is_pointed_at(people in prop::collection::vec(prop::collection::vec(0u64..45, 0..6), 0..8)) {
        let signs: Vec<Signs> = people.iter().map(|halves| lost(halves)).collect();
        let found = confusion(20 * MINUTE, &signs);
        for part in &found {
            prop_assert!(part.people as usize >= CONFUSION_PEOPLE && part.people as usize <= people.len());
            prop_assert!(part.from < part.to && part.to <= 20 * MINUTE);
            prop_assert_eq!(part.people, part.confused);
        }
        prop_assert!(found.windows(2).all(|two| two[0].to < two[1].from));
    }

    /// However class went, its time is spent once.
    #[test]
    fn the_spans_of_a_class_have_no_holes(
        speech in prop::collection::vec((0u64..60, 1u32..4, any::<bool>()), 0..40),
        length in 1u64..70,
    ) {
        let mut speech = speech;
        speech.sort();
        let spoken = speech.into_iter().map(|(minute, who, speaking)| speaks(minute, ParticipantId(who), speaking));
        let events: Vec<Event> = std::iter::once(teacher()).chain(spoken).collect();
        let found = spans(&events, length);
        prop_assert_eq!(found.first().map(|span| span.1), Some(0));
        prop_assert_eq!(found.last().map(|span| span.2), Some(length));
        prop_assert!(found.windows(2).all(|two| two[0].2 == two[1].1 && two[0].0 != two[1].0));
    }
}
