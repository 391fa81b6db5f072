//! What somebody has of a class, by the rule.

use ledger::{ClassFacts, OnBoard, SeatFacts, Stretches, entry};
use proptest::prelude::*;
use protocol::{
    PollId,
    ledger::{LedgerEntry, LedgerRule, LedgerState},
    limits::LEDGER_JOIN_MS,
    polls::LateAnswers,
};

const MINUTE: u64 = 60_000;

fn polls(numbers: &[u32]) -> std::collections::BTreeSet<PollId> {
    numbers.iter().map(|&poll| PollId(poll)).collect()
}

fn opened(numbers: &[u32]) -> std::collections::BTreeMap<PollId, u64> {
    polls(numbers).into_iter().map(|poll| (poll, 0)).collect()
}

/// A class of 100 minutes with three polls.
fn class() -> ClassFacts {
    ClassFacts { polls: opened(&[1, 2, 3]), ..ClassFacts::default() }
}

/// Somebody who was there for those minutes, and answered so many polls in class and so many later.
fn seat(from: u64, to: u64, live: u32, later: u32) -> SeatFacts {
    let numbers: Vec<u32> = (1..=3).collect();
    let (polls_live, rest) = numbers.split_at(live as usize);
    SeatFacts {
        live: Stretches::of(from * MINUTE, to * MINUTE),
        polls: polls(polls_live),
        later_polls: polls(&rest[..later as usize]),
        ..SeatFacts::default()
    }
}

fn of(rule: LedgerRule, seat: &SeatFacts, watched: (u64, u64)) -> LedgerEntry {
    let watched = Stretches::of(watched.0 * MINUTE, watched.1 * MINUTE);
    entry(rule, 100 * MINUTE, &class(), seat, &watched, None, OnBoard::default())
}

#[test]
fn one_goes_on_where_one_was_last_and_then_at_the_first_moment_that_is_missing() {
    let rule = LedgerRule { percent: 100, polls: false, response: false };
    let watched = Stretches::from(vec![(20 * MINUTE, 50 * MINUTE), (60 * MINUTE, 70 * MINUTE)]);
    let resume = |at| {
        let none = SeatFacts::default();
        entry(rule, 100 * MINUTE, &ClassFacts::default(), &none, &watched, Some(at * MINUTE), OnBoard::default()).resume
    };
    assert_eq!(resume(10), Some(10 * MINUTE), "amid what is missing");
    assert_eq!(resume(30), Some(50 * MINUTE), "what was seen is passed over");
    assert_eq!(resume(65), Some(70 * MINUTE));
    assert_eq!(resume(100), Some(0), "at the end the first moment is what is left");
}

#[test]
fn the_state_says_how_and_what_is_left() {
    let rule = LedgerRule::default();
    for (seat, watched, state, left, polls_left, resume) in [
        (seat(0, 100, 3, 0), (0, 0), LedgerState::Live, 0, 0, None),
        (seat(10, 90, 3, 0), (0, 0), LedgerState::Live, 0, 0, None),
        (seat(0, 100, 2, 1), (0, 0), LedgerState::CaughtUp, 0, 0, None),
        (seat(0, 52, 2, 1), (52, 83), LedgerState::CaughtUp, 0, 0, None),
        (seat(0, 0, 0, 3), (10, 100), LedgerState::CaughtUp, 0, 0, None),
        (seat(0, 100, 2, 0), (0, 0), LedgerState::OnTheWay, 0, 1, None),
        (seat(0, 52, 2, 0), (40, 70), LedgerState::OnTheWay, 10, 1, Some(70)),
        (seat(20, 40, 3, 0), (0, 10), LedgerState::OnTheWay, 50, 0, Some(10)),
        (seat(0, 0, 0, 1), (0, 0), LedgerState::OnTheWay, 80, 2, Some(0)),
        (seat(0, 0, 0, 0), (0, 0), LedgerState::Missing, 80, 3, Some(0)),
    ] {
        let entry = of(rule, &seat, watched);
        let resume = resume.map(|minute: u64| minute * MINUTE);
        let expected = (state, left * MINUTE, polls_left, resume);
        assert_eq!((entry.state, entry.left, entry.polls_left, entry.resume), expected, "{seat:?} {watched:?}");
    }
    let entry = of(rule, &seat(0, 52, 2, 0), (40, 83));
    assert_eq!((entry.live, entry.later, entry.length), (52 * MINUTE, 31 * MINUTE, 100 * MINUTE));
    assert_eq!((entry.polls, entry.polls_live, entry.polls_later), (3, 2, 0));
}

#[test]
fn a_poll_that_takes_no_late_answers_is_missed_and_not_left() {
    let of = |late_answers: &[(u32, LateAnswers)], now_unix: u64| {
        let mut class = class();
        class.late_answers = late_answers.iter().map(|&(poll, late)| (PollId(poll), late)).collect();
        class.tell_time(now_unix);
        let entry = entry(
            LedgerRule::default(),
            100 * MINUTE,
            &class,
            &seat(0, 100, 1, 0),
            &Stretches::default(),
            None,
            OnBoard::default(),
        );
        (entry.state, entry.polls, entry.polls_left)
    };
    let until = LateAnswers::Until { unix: 10 };
    assert_eq!(of(&[(2, until)], 9), (LedgerState::OnTheWay, 3, 2));
    assert_eq!(of(&[(2, until)], 10), (LedgerState::OnTheWay, 3, 1));
    assert_eq!(of(&[(2, LateAnswers::Closed), (3, LateAnswers::Closed)], 0), (LedgerState::OnTheWay, 3, 0));
    assert_eq!(of(&[(2, LateAnswers::Open)], 0), (LedgerState::OnTheWay, 3, 2), "it was taken back");
}

#[test]
fn a_course_has_a_rule_of_its_own() {
    let half = LedgerRule { percent: 50, polls: false, response: false };
    assert_eq!(of(half, &seat(0, 50, 0, 0), (0, 0)).state, LedgerState::Live);
    assert_eq!(of(half, &seat(0, 0, 0, 0), (50, 100)).state, LedgerState::CaughtUp);
    let whole = LedgerRule { percent: 100, polls: false, response: false };
    assert_eq!(of(whole, &seat(1, 100, 0, 0), (0, 0)).left, MINUTE);
}

#[test]
fn what_a_player_lands_beside_is_not_missed() {
    let whole = LedgerRule { percent: 100, polls: false, response: false };
    let watched: Stretches = vec![(400, 5_000), (5_900, 9_100)].into();
    let seen = entry(whole, 10_000, &ClassFacts::default(), &SeatFacts::default(), &watched, None, OnBoard::default());
    assert_eq!((seen.state, seen.left, seen.later), (LedgerState::CaughtUp, 0, 10_000));
    let none = entry(
        whole,
        900,
        &ClassFacts::default(),
        &SeatFacts::default(),
        &Stretches::default(),
        None,
        OnBoard::default(),
    );
    assert_eq!((none.state, none.left), (LedgerState::Missing, 900), "a class that is shorter than that");
}

#[test]
fn nobody_misses_what_the_server_missed() {
    let gaps = Stretches::of(20 * MINUTE, 60 * MINUTE);
    let class = ClassFacts { gaps, ..ClassFacts::default() };
    let whole = LedgerRule { percent: 100, polls: true, response: false };
    let there =
        entry(whole, 100 * MINUTE, &class, &seat(0, 100, 0, 0), &Stretches::default(), None, OnBoard::default());
    assert_eq!((there.state, there.live, there.length), (LedgerState::Live, 60 * MINUTE, 60 * MINUTE));
    let watched = vec![(0, 20 * MINUTE), (60 * MINUTE, 100 * MINUTE)].into();
    let after = entry(whole, 100 * MINUTE, &class, &SeatFacts::default(), &watched, None, OnBoard::default());
    assert_eq!((after.state, after.later), (LedgerState::CaughtUp, 60 * MINUTE));
}

#[test]
fn somebody_who_is_there_now_is_counted_until_now() {
    let seat = SeatFacts { since: Some(2 * MINUTE), ..SeatFacts::default() };
    let now = entry(
        LedgerRule::default(),
        10 * MINUTE,
        &ClassFacts::default(),
        &seat,
        &Stretches::default(),
        None,
        OnBoard::default(),
    );
    assert_eq!((now.state, now.live), (LedgerState::Live, 8 * MINUTE));
}

proptest! {
    #[test]
    fn figures_fit_together(
        live in prop::collection::vec((0_u64..200, 0_u64..200), 0..6),
        watched in prop::collection::vec((0_u64..200, 0_u64..200), 0..6),
        gaps in prop::collection::vec((0_u64..100, 0_u64..100), 0..3),
        since in prop::option::of(0_u64..150),
        percent in 1_u8..=100,
        asks in any::<bool>(),
        response in any::<bool>(),
        responses in prop::option::of(0_u32..3),
    ) {
        let stretches = |pairs: &[(u64, u64)]| {
            Stretches::from(pairs.iter().map(|&(from, to)| (from * MINUTE, to * MINUTE)).collect::<Vec<_>>())
        };
        let class = ClassFacts { gaps: stretches(&gaps), polls: opened(&[1]), ..ClassFacts::default() };
        let since = since.map(|since| since * MINUTE);
        let seat = SeatFacts { live: stretches(&live), since, ..SeatFacts::default() };
        let rule = LedgerRule { percent, polls: asks, response };
        let entry = entry(rule, 100 * MINUTE, &class, &seat, &stretches(&watched), None, OnBoard { comments: 0, responses });
        prop_assert!(entry.live + entry.later <= entry.length);
        prop_assert!(entry.left <= entry.length);
        prop_assert_eq!(entry.resume.is_some(), entry.left > 0);
        let full = matches!(entry.state, LedgerState::Live | LedgerState::CaughtUp);
        let some = entry.live + entry.later > LEDGER_JOIN_MS || responses.is_some_and(|some| some > 0);
        prop_assert_eq!(entry.response_left, response && responses == Some(0));
        prop_assert_eq!(full, some && !entry.has_left());
        let owes_no_more = some && entry.response_left && entry.left == 0 && entry.polls_left == 0;
        prop_assert_eq!(entry.state == LedgerState::ResponseLeft, owes_no_more);
        prop_assert_eq!(entry.state == LedgerState::Missing, !some);
    }
}

#[test]
fn nobody_misses_what_is_cut_out_nor_the_questions_that_were_asked_in_it() {
    let rule = LedgerRule { percent: 100, polls: true, response: false };
    let cuts = vec![(0, 10 * MINUTE), (5 * MINUTE, 20 * MINUTE), (90 * MINUTE, 200 * MINUTE)];
    let opened = [(1, 15), (2, 30), (3, 95)].map(|(poll, minute)| (PollId(poll), minute * MINUTE)).into();
    let class = ClassFacts { cuts, polls: opened, ..class() };
    let watched = Stretches::of(20 * MINUTE, 90 * MINUTE);
    let of = |seat: &SeatFacts| entry(rule, 100 * MINUTE, &class, seat, &watched, None, OnBoard::default());
    let found = of(&SeatFacts::default());
    assert_eq!(
        (found.length, found.later, found.left, found.polls, found.polls_left),
        (70 * MINUTE, 70 * MINUTE, 0, 1, 1)
    );
    let answered = SeatFacts { later_polls: polls(&[1, 2]), ..SeatFacts::default() };
    assert_eq!((of(&answered).polls_later, of(&answered).state), (1, LedgerState::CaughtUp));
}

#[test]
fn who_was_there_stays_so_where_nothing_is_left_of_a_class_and_nobody_misses_it() {
    for left in [0, 500] {
        let class = ClassFacts { cuts: vec![(left, 200 * MINUTE)], ..ClassFacts::default() };
        let of = |seat: &SeatFacts| {
            entry(LedgerRule::default(), 100 * MINUTE, &class, seat, &Stretches::default(), None, OnBoard::default())
                .state
        };
        assert_eq!(of(&seat(0, 100, 0, 0)), LedgerState::Live);
        assert_eq!(of(&SeatFacts::default()), LedgerState::CaughtUp);
    }
}
