//! How much of a reported playback counts as watched.
//!
//! A page says what it played, and anybody can write such a page. So what counts is bounded by time that passes on the server:
//! each report spends, from a budget that is the person's own, the real time that its playback takes. All tabs of a person, and
//! all classes that they watch, spend from the same budget, so that twenty tabs are worth one; a report that is sent again spends
//! once more, for nothing; and what is skipped is never reported as played, or costs as much as playing it.

use protocol::{
    Millis,
    ledger::Watched,
    limits::{LEDGER_JOIN_MS, LEDGER_SPARE_MS, LEDGER_SPEED_MAX, LEDGER_SPEED_MIN, LEDGER_STRETCHES},
};

use crate::{Line, Stretches};

/// What a person may have played by now, in real time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// When they last reported, by the server's wall clock.
    pub reported_unix: Millis,
    /// The milliseconds of real time that were not spent then. Below zero after gaps were closed that the budget did not cover.
    pub spare: i64,
}

/// Adds what counts of a playback to what was watched before, and returns the budget that is left. `before` is that of all
/// former reports of the person, `end` the class time that there is, `line` says where takes stand. The first report counts for nothing: it starts the clock.
///
/// Never counts more, over all reports of a person, than [`LEDGER_SPEED_MAX`] percent of the time since the first, and the two
/// gaps of [`LEDGER_JOIN_MS`] that the last report closed.
pub fn credit(
    before: Option<Budget>,
    played: Watched,
    end: Millis,
    line: &Line,
    now_unix: Millis,
    watched: &mut Stretches,
) -> Budget {
    let mut spare = before.map_or(0, |Budget { reported_unix, spare }| {
        // A wall clock that was set back gives nothing, one that was set ahead no more than a budget holds.
        let passed = now_unix.saturating_sub(reported_unix).min(LEDGER_SPARE_MS);
        (spare + passed as i64).min(LEDGER_SPARE_MS as i64)
    });
    let speed = Millis::from(played.speed_percent.clamp(LEDGER_SPEED_MIN, LEDGER_SPEED_MAX));
    let affordable = spare.max(0) as Millis * speed / 100;
    let from = line.played(played.from);
    let to = line.played(played.to.min(end)).min(from.saturating_add(affordable));
    if from < to {
        let mut all = line.all(watched);
        let longer = all.add_and_join(from, to, LEDGER_JOIN_MS);
        let cost = longer.max(to - from);
        spare -= (cost * 100).div_ceil(speed) as i64;
        // Back to class time: no more of it than was played.
        let (from, to) = all.iter().find(|&(start, end)| start <= from && to <= end).unwrap_or((from, to));
        let mut after = watched.clone();
        after.add(line.first_at(from), line.last_at(to));
        if after.count() <= LEDGER_STRETCHES {
            *watched = after;
        }
    }
    Budget { reported_unix: now_unix, spare }
}
