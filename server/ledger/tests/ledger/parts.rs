//! What is left of a class, in parts.

use std::collections::BTreeSet;

use ledger::{ClassFacts, OnBoard, SeatFacts, Stretches, entry, parts};
use proptest::prelude::*;
use protocol::{
    Millis, PollId,
    ledger::{CatchUpPart, LedgerRule, Stretch},
    limits::{CATCH_UP_JOIN_MS, CATCH_UP_PART_MS},
};

const MINUTE: Millis = 60_000;

fn of(rule: LedgerRule, minutes: Millis, class: &ClassFacts, watched: &Stretches) -> Vec<CatchUpPart> {
    let (length, seat) = (minutes * MINUTE, SeatFacts::default());
    let entry = entry(rule, length, class, &seat, watched, None, OnBoard::default());
    let parts = parts(&entry, length, class, &seat, watched);
    assert_eq!(parts.iter().map(|part| part.left).sum::<Millis>(), entry.left, "all that is left, once");
    assert_eq!(parts.iter().map(|part| part.polls).sum::<u32>(), entry.polls_left);
    parts
}

fn minutes(part: &CatchUpPart) -> Vec<(Millis, Millis)> {
    part.stretches.iter().map(|&Stretch { from, to }| (from / MINUTE, to / MINUTE)).collect()
}

fn all(polls: bool) -> LedgerRule {
    LedgerRule { percent: 100, polls, response: false }
}

/// A class with polls and beginnings at these minutes.
fn class(polls: &[Millis], beginnings: &[Millis]) -> ClassFacts {
    let poll = |(number, at): (usize, &Millis)| (PollId(u32::try_from(number).unwrap()), at * MINUTE);
    ClassFacts {
        polls: polls.iter().enumerate().map(poll).collect(),
        beginnings: beginnings.iter().map(|at| at * MINUTE).collect(),
        ..ClassFacts::default()
    }
}

#[test]
fn a_part_ends_where_a_chapter_does() {
    let none = Stretches::default();
    let even = of(all(false), 60, &class(&[], &[]), &none);
    assert_eq!(even.iter().map(minutes).collect::<Vec<_>>(), [[(0, 20)], [(20, 40)], [(40, 60)]]);
    let near = of(all(false), 60, &class(&[], &[17, 52]), &none);
    assert_eq!(near.iter().map(minutes).collect::<Vec<_>>(), [[(0, 17)], [(17, 40)], [(40, 60)]]);
    assert_eq!(of(all(false), 25, &class(&[], &[12]), &none).len(), 1, "a short class is not cut");
    let hidden = ClassFacts { hidden: BTreeSet::from([17 * MINUTE]), ..class(&[], &[17, 52]) };
    let parts = of(all(false), 60, &hidden, &none);
    assert_eq!(
        parts.iter().map(minutes).collect::<Vec<_>>(),
        [[(0, 20)], [(20, 40)], [(40, 60)]],
        "not where staff let none begin"
    );
}

#[test]
fn where_nothing_else_is_near_it_ends_where_something_is_left_out() {
    let watched = Stretches::of(18 * MINUTE, 28 * MINUTE);
    let parts = of(all(false), 50, &class(&[], &[]), &watched);
    assert_eq!(parts.iter().map(minutes).collect::<Vec<_>>(), [[(0, 18)], [(28, 50)]]);
}

#[test]
fn chapters_with_questions_come_before_others() {
    let half = LedgerRule { percent: 50, polls: true, response: false };
    let parts = of(half, 40, &class(&[35], &[10, 20, 30]), &Stretches::default());
    assert_eq!(parts.len(), 1);
    assert_eq!((minutes(&parts[0]), parts[0].polls), (vec![(0, 10), (30, 40)], 1));
}

#[test]
fn questions_of_what_was_watched_are_a_part_too() {
    let parts = of(all(true), 40, &class(&[3, 35], &[]), &Stretches::of(0, 40 * MINUTE));
    assert_eq!(parts, [CatchUpPart { left: 0, polls: 2, stretches: Vec::new() }]);
    let nothing = of(all(false), 40, &class(&[3], &[]), &Stretches::of(0, 40 * MINUTE));
    assert_eq!(nothing, []);
}

proptest! {
    #[test]
    fn they_are_what_is_left_in_order(
        length in 1_u64..300,
        percent in 1_u8..=100,
        counts_polls: bool,
        polls in prop::collection::vec(0_u64..300, 0..6),
        beginnings in prop::collection::vec(0_u64..300, 0..12),
        watched in prop::collection::vec((0_u64..18_000, 0_u64..900), 0..12),
    ) {
        let watched = Stretches::from(watched.iter().map(|&(at, long)| (at * 1_000, (at + long) * 1_000)).collect::<Vec<_>>());
        let facts = ClassFacts { chapters: BTreeSet::from([7 * MINUTE]), ..class(&polls, &beginnings) };
        let parts = of(LedgerRule { percent, polls: counts_polls, response: false }, length, &facts, &watched);
        let stretches: Vec<Stretch> = parts.iter().flat_map(|part| part.stretches.clone()).collect();
        prop_assert!(stretches.iter().all(|stretch| stretch.from < stretch.to && stretch.to <= length * MINUTE));
        prop_assert!(stretches.windows(2).all(|two| two[0].to <= two[1].from), "{stretches:?}");
        for part in &parts {
            prop_assert!(part.left <= CATCH_UP_PART_MS * 3 / 2, "{parts:?}");
            prop_assert!(part.left > 0 || part.stretches.is_empty());
            prop_assert!(part.stretches.windows(2).all(|two| two[0].to + CATCH_UP_JOIN_MS < two[1].from), "{part:?}");
            let whole: Millis = part.stretches.iter().map(|stretch| stretch.to - stretch.from).sum();
            prop_assert!(whole >= part.left);
        }
    }
}

#[test]
fn a_question_is_in_the_part_that_it_was_asked_in() {
    let polls: Vec<u32> =
        of(all(true), 50, &class(&[5, 45], &[]), &Stretches::default()).iter().map(|part| part.polls).collect();
    assert_eq!(polls, [1, 1]);
}
