//! What somebody has of a class, by the rule of its course.

use protocol::{
    Millis, PollId,
    ledger::{LedgerEntry, LedgerRule, LedgerState},
    limits::LEDGER_JOIN_MS,
};

use crate::{ClassFacts, SeatFacts, Stretches};

/// The line of the ledger for somebody with these facts, who has watched these stretches, in a class that has come to `length`, and
/// who was last at `position` in its recording, and responded to classmates so often.
/// What is missing in a stretch shorter than [`LEDGER_JOIN_MS`] is not missed: a player lands on frames, not on milliseconds.
pub fn entry(
    rule: LedgerRule,
    length: Millis,
    class: &ClassFacts,
    seat: &SeatFacts,
    watched: &Stretches,
    position: Option<Millis>,
    responses: u32,
) -> LedgerEntry {
    let timeline = timeline(length, class);
    let present = present(length, seat);
    let not_live = missing(&timeline, &present);
    let unseen = missing(&timeline, &present.with(watched));

    let whole = timeline.length();
    // A class that is shorter than what is not missed was not seen by somebody who saw nothing of it.
    let seen = |some: bool, missing: &Stretches| if some { whole - missing.length() } else { 0 };
    let was_there = present.without(&class.gaps).length() > 0;
    let live = seen(was_there, &not_live);
    let covered = seen(was_there || watched.length() > 0, &unseen);
    let needed = (whole * Millis::from(rule.percent)).div_ceil(100);
    let left = needed.saturating_sub(covered);
    let is_left = |poll: &&PollId| !class.is_cut(poll);
    let count = |polls: usize| u32::try_from(polls).unwrap_or(u32::MAX);
    let polls = count(class.polls.keys().filter(is_left).count());
    let polls_live = count(seat.polls.iter().filter(is_left).count());
    let polls_later = count(seat.later_polls.iter().filter(is_left).count());
    let tasks = class.rooms.tasks(|at| class.is_cut_at(at), &seat.rooms, &seat.later_work);
    let polls_left = if rule.polls { polls.saturating_sub(polls_live + polls_later) } else { 0 };
    let response_left = rule.response && responses == 0;

    let all_live = live >= needed && (!rule.polls || polls_live >= polls);
    // A look at some frames is none of the class, unless staff left no more of it.
    let no_more = was_there && !class.cuts.is_empty() && whole <= LEDGER_JOIN_MS;
    let did_nothing = polls_live + polls_later == 0 && tasks.live + tasks.later == 0 && responses == 0;
    let nothing = covered <= LEDGER_JOIN_MS && did_nothing && !no_more;
    let state = match (nothing, left == 0 && polls_left == 0 && !response_left) {
        (true, _) => LedgerState::Missing,
        (false, true) if all_live => LedgerState::Live,
        (false, true) => LedgerState::CaughtUp,
        (false, false) => LedgerState::OnTheWay,
    };
    LedgerEntry {
        state,
        length: whole,
        live,
        later: covered - live,
        polls,
        polls_live,
        polls_later,
        tasks: count(tasks.all),
        tasks_live: count(tasks.live),
        tasks_later: count(tasks.later),
        messages_live: seat.messages,
        messages_later: seat.later_messages,
        responses,
        left,
        polls_left,
        response_left,
        resume: position.and_then(|at| unseen.next(at)).or_else(|| unseen.start()).filter(|_| left > 0),
    }
}

/// What of a class that has come to `length` has to be seen.
fn timeline(length: Millis, class: &ClassFacts) -> Stretches {
    let recorded = Stretches::of(0, length).without(&class.gaps).without(&class.cuts.clone().into());
    recorded.without(&class.quiet.of(&recorded))
}

/// When somebody was there.
fn present(length: Millis, seat: &SeatFacts) -> Stretches {
    let mut present = seat.live.clone();
    present.add(seat.since.unwrap_or(length), length);
    present
}

fn missing(timeline: &Stretches, seen: &Stretches) -> Stretches {
    timeline.without(seen).longer_than(LEDGER_JOIN_MS)
}

/// What somebody has seen neither live nor later.
pub(crate) fn unseen(length: Millis, class: &ClassFacts, seat: &SeatFacts, watched: &Stretches) -> Stretches {
    missing(&timeline(length, class), &present(length, seat).with(watched))
}
