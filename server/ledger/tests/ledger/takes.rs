//! Where a new take stands in the place of a stretch: both count, and neither twice.

use ledger::{Budget, ClassFacts, Line, OnBoard, Place, SeatFacts, Stretches, credit, entry, parts};
use proptest::prelude::*;
use protocol::{
    Millis,
    ledger::{LedgerEntry, LedgerRule, LedgerState, Stretch, Watched},
    limits::{LEDGER_JOIN_MS, LEDGER_SPEED_MAX},
};

const MINUTE: Millis = 60_000;
const ALL: LedgerRule = LedgerRule { percent: 100, polls: false, response: false };

/// A class of 60 minutes with a take of two minutes in the place of minutes 10 to 20, and minutes 40 to 45 cut out.
fn class() -> ClassFacts {
    let place = Place { from: 10 * MINUTE, to: 20 * MINUTE, duration: 2 * MINUTE };
    ClassFacts {
        cuts: vec![(place.from, place.to), (40 * MINUTE, 45 * MINUTE)],
        takes: vec![place],
        ..ClassFacts::default()
    }
}

fn minutes(pairs: &[(Millis, Millis)]) -> Stretches {
    pairs.iter().map(|&(from, to)| (from * MINUTE, to * MINUTE)).collect::<Vec<_>>().into()
}

fn of(class: &ClassFacts, live: &[(Millis, Millis)], watched: &[(Millis, Millis)]) -> LedgerEntry {
    let seat = SeatFacts { live: minutes(live), ..SeatFacts::default() };
    entry(ALL, 60 * MINUTE, class, &seat, &minutes(watched), None, OnBoard::default())
}

#[test]
fn the_class_is_as_long_as_what_is_played_and_whoever_was_there_or_watched_keeps_it_in_proportion() {
    let whole = 47 * MINUTE;
    let there = of(&class(), &[(0, 60)], &[]);
    assert_eq!((there.state, there.length, there.live, there.left), (LedgerState::Live, whole, whole, 0));
    let half = of(&class(), &[(0, 15), (20, 60)], &[]);
    assert_eq!((half.live, half.left, half.resume), (46 * MINUTE, MINUTE, Some(15 * MINUTE)));
    // The other half is watched in the take: what they had and what they watch add up.
    let caught_up = of(&class(), &[(0, 15), (20, 60)], &[(15, 20)]);
    assert_eq!((caught_up.state, caught_up.live, caught_up.later), (LedgerState::CaughtUp, 46 * MINUTE, MINUTE));
    let twice = of(&class(), &[(0, 60)], &[(10, 20)]);
    assert_eq!((twice.live, twice.later), (whole, 0), "nothing counts twice");
    let absent = of(&class(), &[], &[(10, 20)]);
    assert_eq!((absent.later, absent.left), (2 * MINUTE, 45 * MINUTE), "a take is worth its length");
}

#[test]
fn with_the_old_stretch_back_everybody_has_what_they_had() {
    let mut undone = class();
    (undone.takes, undone.cuts) = (Vec::new(), vec![(40 * MINUTE, 45 * MINUTE)]);
    assert_eq!(of(&undone, &[(0, 15), (20, 60)], &[]).live, 50 * MINUTE);
    assert_eq!(of(&undone, &[(0, 60)], &[]).live, 55 * MINUTE);
}

#[test]
fn of_what_nobody_could_have_the_take_is_everybodys_to_watch() {
    let class = ClassFacts { gaps: minutes(&[(8, 22)]), ..class() };
    let there = of(&class, &[(0, 60)], &[]);
    assert_eq!((there.length, there.left, there.resume), (43 * MINUTE, 2 * MINUTE, Some(10 * MINUTE)));
    assert_eq!(of(&class, &[(0, 60)], &[(10, 20)]).left, 0);
}

#[test]
fn parts_of_what_is_left_have_the_take_in_class_time() {
    let seat = SeatFacts { live: minutes(&[(0, 10), (25, 60)]), ..SeatFacts::default() };
    let none = Stretches::default();
    let entry = entry(ALL, 60 * MINUTE, &class(), &seat, &none, None, OnBoard::default());
    let parts = parts(&entry, 60 * MINUTE, &class(), &seat, &none);
    assert_eq!(entry.left, 7 * MINUTE);
    let left = [Stretch { from: 10 * MINUTE, to: 25 * MINUTE }];
    assert_eq!((parts.len(), parts[0].left, &parts[0].stretches[..]), (1, 7 * MINUTE, &left[..]));
}

#[test]
fn a_take_is_watched_in_the_time_that_it_takes() {
    let line = class().line();
    let mut watched = Stretches::default();
    let mut report = |budget, now, from, to| {
        let played = Watched { from, to, speed_percent: 100 };
        Some(credit(budget, played, 60 * MINUTE, &line, now, &mut watched))
    };
    // A minute of the take is five of the class.
    let mut budget: Option<Budget> = report(None, 0, 10 * MINUTE, 10 * MINUTE);
    for n in 0..6 {
        let at = |n| 10 * MINUTE + n * 50_000;
        budget = report(budget, (n + 1) * 10_000, at(n), at(n + 1));
    }
    budget = report(budget, MINUTE, 30 * MINUTE, 60 * MINUTE);
    assert!(budget.is_some_and(|budget| budget.spare <= 0), "there is nothing left for more: {budget:?}");
    // Some milliseconds of class are one of the take.
    let played: Vec<_> = watched.iter().map(|(from, to)| (line.played(from), line.played(to))).collect();
    assert_eq!(played, [(10 * MINUTE, 11 * MINUTE)]);
}

/// Takes that are apart from one another, in the places of stretches of a class of 100 s.
fn places() -> impl Strategy<Value = Vec<Place>> {
    prop::collection::vec((0_u64..10_000, 1_000_u64..20_000, 1_000_u64..200_000), 0..4).prop_map(|all| {
        let mut at = 0;
        let place = |(gap, length, duration)| {
            let from = at + gap;
            at = from + length;
            Place { from, to: at, duration }
        };
        all.into_iter().map(place).collect()
    })
}

proptest! {
    #[test]
    fn nobody_has_more_than_there_is(
        places in places(),
        live in prop::collection::vec((0_u64..120_000, 0_u64..120_000), 0..6),
        watched in prop::collection::vec((0_u64..120_000, 0_u64..120_000), 0..6),
        gaps in prop::collection::vec((0_u64..120_000, 0_u64..120_000), 0..3),
        percent in 1_u8..=100,
    ) {
        let length = 120_000;
        let cuts = places.iter().map(|place| (place.from, place.to)).collect();
        let class = ClassFacts { cuts, takes: places, gaps: gaps.into(), ..ClassFacts::default() };
        let (seat, watched) = (SeatFacts { live: live.into(), ..SeatFacts::default() }, Stretches::from(watched));
        let entry = entry(LedgerRule { percent, polls: false, response: false }, length, &class, &seat, &watched, None, OnBoard::default());
        prop_assert!(entry.live + entry.later <= entry.length);
        prop_assert!(entry.left <= entry.length);
        let parts = parts(&entry, length, &class, &seat, &watched);
        prop_assert_eq!(parts.iter().map(|part| part.left).sum::<Millis>(), entry.left);
        // Whoever plays all parts has all that was left.
        let played = parts.iter().flat_map(|part| &part.stretches).map(|part| (part.from, part.to));
        let after = watched.with(&played.collect::<Vec<_>>().into());
        let caught_up = ledger::entry(LedgerRule { percent, polls: false, response: false }, length, &class, &seat, &after, None, OnBoard::default());
        prop_assert_eq!(caught_up.left, 0);
    }

    #[test]
    fn no_reports_of_takes_are_worth_more_than_the_time_that_passed(
        places in places(),
        reports in prop::collection::vec((0_u64..40_000, 0_u64..150_000, 0_u64..150_000, 50_u16..400), 1..40),
    ) {
        let (line, end) = (Line::of(&places), 150_000);
        let (mut budget, mut watched, mut now) = (None, Stretches::default(), 0);
        for &(after, from, length, speed_percent) in &reports {
            now += after;
            let played = Watched { from, to: from + length, speed_percent };
            budget = Some(credit(budget, played, end, &line, now, &mut watched));
            let measured: Millis = watched.iter().map(|(from, to)| line.played(to) - line.played(from)).sum();
            let since = now - reports[0].0;
            let most = since * u64::from(LEDGER_SPEED_MAX) / 100 + 2 * LEDGER_JOIN_MS;
            prop_assert!(measured <= most, "{measured} of {most}");
        }
    }
}
