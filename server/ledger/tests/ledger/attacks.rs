//! What counts as watched, whatever pages say.

use ledger::{Budget, Line, Stretches, credit};
use proptest::prelude::*;
use protocol::{
    ledger::Watched,
    limits::{LEDGER_BEAT_MS, LEDGER_JOIN_MS, LEDGER_SPARE_MS, LEDGER_SPEED_MAX, LEDGER_STRETCHES},
};

const HOUR: u64 = 3_600_000;

/// Somebody who watches classes of an hour.
#[derive(Default)]
struct Person {
    budget: Option<Budget>,
    watched: Stretches,
    now: u64,
}

impl Person {
    /// Reports after so much time, and returns how much was counted.
    fn report(&mut self, after: u64, from: u64, to: u64, speed_percent: u16) -> u64 {
        self.now += after;
        let before = self.watched.length();
        let played = Watched { from, to, speed_percent };
        self.budget = Some(credit(self.budget, played, HOUR, &Line::default(), self.now, &mut self.watched));
        self.watched.length() - before
    }
}

proptest! {
    /// Whatever is reported, in whatever order and however often, counts no more than could be played.
    #[test]
    fn no_reports_are_worth_more_than_the_time_that_passed(
        reports in prop::collection::vec((0_u64..40_000, 0_u64..HOUR, 0_u64..HOUR, 0_u16..2_000), 1..80),
        near in any::<bool>(),
    ) {
        let mut person = Person::default();
        let mut since_first = 0;
        for (i, &(after, from, length, speed)) in reports.iter().enumerate() {
            // Reports of tiny stretches beside one another try to have the gaps between them given.
            let (from, length) = if near { (i as u64 * (LEDGER_JOIN_MS + 1), 1 + length % 3) } else { (from, length) };
            since_first += if i == 0 { 0 } else { after };
            person.report(after, from, from.saturating_add(length), speed);
            let most = since_first * u64::from(LEDGER_SPEED_MAX) / 100 + 2 * LEDGER_JOIN_MS;
            prop_assert!(person.watched.length() <= most, "{} of {most}", person.watched.length());
        }
    }

    /// Whoever plays is credited with all that they played, at whatever speed, when reports are late and pages pause.
    #[test]
    fn who_plays_is_credited_with_all_of_it(
        speed in 50_u16..=300,
        delays in prop::collection::vec(0_u64..900, 2..60),
        pauses in prop::collection::vec(0_u64..200_000, 60),
    ) {
        let mut person = Person::default();
        let (mut position, mut late, mut played) = (0, 0, 0);
        person.report(0, 0, 0, speed);
        for (&delay, &pause) in delays.iter().zip(&pauses) {
            let to = position + LEDGER_BEAT_MS * u64::from(speed) / 100;
            if to > HOUR {
                break;
            }
            // A report is sent each interval, and comes after its delay; some of them are the last before a pause.
            let after = (LEDGER_BEAT_MS + delay).saturating_sub(late);
            person.report(after, position, to, speed);
            (late, position, played) = (delay, to, to);
            if pause > 150_000 {
                person.report(pause, to, to, speed);
                late = 0;
            }
        }
        // What is missing at the end is what the last report was early by.
        prop_assert!(person.watched.length() + 3_000 >= played, "{} of {played}", person.watched.length());
        prop_assert!(person.watched.count() <= 1, "without holes: {:?}", person.watched);
    }
}

#[test]
fn a_report_out_of_nowhere_counts_for_nothing() {
    let mut person = Person::default();
    assert_eq!(person.report(0, 0, HOUR, 300), 0);
}

#[test]
fn a_report_that_is_sent_again_counts_for_nothing() {
    let mut person = Person::default();
    person.report(0, 0, 0, 100);
    assert_eq!(person.report(10_000, 0, 10_000, 100), 10_000);
    for _ in 0..50 {
        assert_eq!(person.report(0, 0, 10_000, 100), 0);
        assert_eq!(person.report(0, 10_000, 20_000, 100), 0, "nor is the next one sent ahead");
    }
}

#[test]
fn who_seeks_to_the_end_has_seen_the_end_alone() {
    let mut person = Person::default();
    person.report(0, 0, 0, 100);
    assert_eq!(person.report(2_000, 0, 2_000, 100), 2_000);
    assert_eq!(person.report(1_000, HOUR - 1_000, HOUR + 50_000, 100), 1_000, "and there is nothing after it");
    assert_eq!(person.report(5_000, 0, HOUR, 100), 3_000, "a jump that is reported as played: the time that passed");
}

#[test]
fn twenty_tabs_are_worth_one() {
    let mut person = Person::default();
    for tab in 0..20 {
        person.report(0, tab * 60_000, tab * 60_000, 100);
    }
    // A minute, in which each tab plays a minute of its own.
    for beat in 0..6 {
        for tab in 0..20 {
            let from = tab * 120_000 + beat * 10_000;
            person.report(if tab == 0 { 10_000 } else { 0 }, from, from + 10_000, 100);
        }
    }
    assert_eq!(person.watched.length(), 60_000);
}

#[test]
fn the_same_in_two_tabs_counts_once() {
    let mut person = Person::default();
    person.report(0, 0, 0, 100);
    for beat in 0..6 {
        for after in [10_000, 0] {
            person.report(after, beat * 10_000, (beat + 1) * 10_000, 100);
        }
    }
    assert_eq!(person.watched, Stretches::of(0, 60_000));
}

#[test]
fn a_speed_that_nobody_has_counts_as_the_fastest_that_counts() {
    let mut person = Person::default();
    person.report(0, 0, 0, u16::MAX);
    assert_eq!(person.report(10_000, 0, HOUR, u16::MAX), 30_000);
    assert_eq!(person.report(10_000, 30_000, HOUR, 0), 2_500, "and none as the slowest");
}

#[test]
fn time_in_which_nobody_reports_is_worth_a_few_reports() {
    let mut person = Person::default();
    person.report(0, 0, 0, 100);
    assert_eq!(person.report(10 * HOUR, 0, HOUR, 100), LEDGER_SPARE_MS);
}

#[test]
fn a_clock_that_is_set_gives_nothing() {
    let mut person = Person { now: HOUR, ..Person::default() };
    person.report(0, 0, 0, 100);
    person.now = 0;
    assert_eq!(person.report(0, 0, HOUR, 100), 0, "back");
    assert_eq!(person.report(10_000, 0, 10_000, 100), 10_000, "and it goes on");
    person.now += 1_000 * HOUR;
    assert_eq!(person.report(0, 10_000, HOUR, 100), LEDGER_SPARE_MS, "ahead");
}

#[test]
fn crumbs_fill_no_memory() {
    let mut person = Person::default();
    person.report(0, 0, 0, 100);
    for crumb in 0..LEDGER_STRETCHES as u64 + 100 {
        person.report(1_000, crumb * 5_000, crumb * 5_000 + 100, 100);
    }
    assert_eq!(person.watched.count(), LEDGER_STRETCHES);
    assert_eq!(person.report(20_000, 0, 5_000, 100), 4_900, "what joins them is taken");
}
