//! What is left of a class, in parts that fit an evening.

use std::collections::BTreeSet;

use protocol::{
    Millis,
    ledger::{CatchUpPart, LedgerEntry, Stretch},
    limits::{CATCH_UP_JOIN_MS, CATCH_UP_PART_MS},
};

use crate::{ClassFacts, Line, SeatFacts, Stretches, entry::unseen};

/// A part may be shorter or longer than others by this share of them, where it ends with a chapter then.
const SLACK: Millis = 4;

/// The parts of what is left by an entry, in the order of class. `length` and the facts are those of which [`crate::entry`] made it.
///
/// Where more was missed than has to be watched, chapters with questions that are left come first: whoever answers them has to know what
/// they are about.
pub fn parts(
    entry: &LedgerEntry,
    length: Millis,
    class: &ClassFacts,
    seat: &SeatFacts,
    watched: &Stretches,
) -> Vec<CatchUpPart> {
    let line = class.line();
    let polls = if entry.polls_left > 0 { polls_left(class, seat) } else { Vec::new() };
    let unseen = unseen(length, class, &line, seat, watched);
    let begins_at: BTreeSet<Millis> = class.chapters_begin().map(|at| line.played(at)).collect();
    let asked: Vec<Millis> = polls.iter().map(|&at| line.played(at)).collect();
    let chosen = chosen(&unseen, entry.left, &chapters(line.played(length), &begins_at), &asked);
    let mut parts = split(&chosen, &begins_at, &line);
    if parts.is_empty() && !polls.is_empty() {
        parts.push(CatchUpPart { left: 0, polls: 0, stretches: Vec::new() });
    }
    for at in polls {
        let begins = |part: &CatchUpPart| part.stretches.first().is_some_and(|stretch| stretch.from <= at);
        let place = parts.iter().rposition(begins).unwrap_or(0);
        parts[place].polls += 1;
    }
    parts
}

/// When the polls were opened that somebody has not answered.
fn polls_left(class: &ClassFacts, seat: &SeatFacts) -> Vec<Millis> {
    let is_left = |poll| class.is_answerable(poll) && !seat.has_answered(poll);
    class.polls.iter().filter(|(poll, _)| is_left(poll)).map(|(_, &at)| at).collect()
}

/// The chapters that begin at these moments, each until before another.
fn chapters(length: Millis, begins_at: &BTreeSet<Millis>) -> Vec<(Millis, Millis)> {
    let inner = begins_at.iter().copied().filter(|&at| 0 < at && at < length);
    let bounds: Vec<Millis> = [0].into_iter().chain(inner).chain([length]).collect();
    bounds.windows(2).map(|two| (two[0], two[1])).collect()
}

/// What of the unseen is to be watched: so much of it as is left.
fn chosen(unseen: &Stretches, left: Millis, chapters: &[(Millis, Millis)], polls: &[Millis]) -> Stretches {
    let has_poll = |&&(from, to): &&(Millis, Millis)| polls.iter().any(|&at| from <= at && at < to);
    let (first, then): (Vec<_>, Vec<_>) = chapters.iter().partition(has_poll);
    let mut missing = left;
    let mut chosen = Vec::new();
    for &(from, to) in first.into_iter().chain(then) {
        let some = unseen.within(from, to).first(missing);
        missing -= some.length();
        chosen.extend(some.iter());
    }
    chosen.into()
}

/// Cuts into parts of much the same length: where a chapter begins or else where something is left out, if there is such a place near
/// the cut.
fn split(chosen: &Stretches, begins_at: &BTreeSet<Millis>, line: &Line) -> Vec<CatchUpPart> {
    let whole = chosen.length();
    let count = whole.div_ceil(CATCH_UP_PART_MS);
    if count == 0 {
        return Vec::new();
    }
    let length = whole / count;
    let until = |at: Millis| chosen.within(0, at).length();
    let beginnings: BTreeSet<Millis> = begins_at.iter().map(|&at| until(at)).collect();
    let holes: BTreeSet<Millis> = chosen.iter().map(|(from, _)| until(from)).collect();
    let cut = |number: Millis| {
        let even = length * number;
        let near = |places: &BTreeSet<Millis>| {
            let near = places.range(even - length / SLACK..=even + length / SLACK);
            near.copied().min_by_key(|place| place.abs_diff(even))
        };
        near(&beginnings).or_else(|| near(&holes)).unwrap_or(even)
    };
    let cuts: Vec<Millis> = [0].into_iter().chain((1..count).map(cut)).chain([whole]).collect();
    cuts.windows(2).map(|two| part(&chosen.first(two[1]).without(&chosen.first(two[0])), line)).collect()
}

/// A part, which is in class time, of what is chosen as it is played.
fn part(chosen: &Stretches, line: &Line) -> CatchUpPart {
    let stretch = |(from, to)| Stretch { from: line.first_at(from), to: line.first_at(to) };
    let stretches = chosen.joined(CATCH_UP_JOIN_MS).iter().map(stretch).collect();
    CatchUpPart { left: chosen.length(), polls: 0, stretches }
}
