//! What somebody has of a class, by the rule of its course.

use protocol::{
    Millis, PollId,
    ledger::{LedgerEntry, LedgerRule, LedgerState},
    limits::LEDGER_JOIN_MS,
};

use crate::{ClassFacts, Line, SeatFacts, Stretches};

/// What somebody wrote about a class on the board of its course.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OnBoard {
    /// How many threads and replies.
    pub comments: u32,
    /// How often they responded to classmates; `None` where nobody else wrote to whom they could.
    pub responses: Option<u32>,
}

/// The line of the ledger for somebody with these facts, who has watched these stretches, in a class that has come to `length`, and
/// who was last at `position` in its recording, and wrote about it. When it was done is for whoever knows it to say.
/// What is missing in a stretch shorter than [`LEDGER_JOIN_MS`] is not missed: a player lands on frames, not on milliseconds.
pub fn entry(
    rule: LedgerRule,
    length: Millis,
    class: &ClassFacts,
    seat: &SeatFacts,
    watched: &Stretches,
    position: Option<Millis>,
    OnBoard { comments, responses }: OnBoard,
) -> LedgerEntry {
    let line = class.line();
    let timeline = timeline(length, class, &line);
    let present = present(length, class, seat);
    let not_live = missing(&timeline, &line.all(&present));
    let unseen = missing(&timeline, &seen(length, class, &line, &present.with(watched)));

    let whole = timeline.length();
    // A class that is shorter than what is not missed was not seen by somebody who saw nothing of it.
    let had = |some: bool, missing: &Stretches| if some { whole - missing.length() } else { 0 };
    let was_there = present.length() > 0;
    let live = had(was_there, &not_live);
    let covered = had(was_there || watched.length() > 0, &unseen);
    let needed = (whole * Millis::from(rule.percent)).div_ceil(100);
    // A look at some frames is none of the class, unless staff left no more of it. Then nobody misses any of it.
    let no_more = !class.cuts.is_empty() && whole <= LEDGER_JOIN_MS;
    let left = if no_more { 0 } else { needed.saturating_sub(covered) };
    let is_left = |poll: &&PollId| !class.is_cut(poll);
    let count = |polls: usize| u32::try_from(polls).unwrap_or(u32::MAX);
    let polls = count(class.polls.keys().filter(is_left).count());
    let polls_live = count(seat.polls.iter().filter(is_left).count());
    let polls_later = count(seat.later_polls.iter().filter(is_left).count());
    let tasks = class.rooms.tasks(|at| class.is_cut_at(at), &seat.rooms, &seat.later_work);
    let answerable = |poll: &&PollId| class.is_answerable(poll) && !seat.has_answered(poll);
    let polls_left = if rule.polls { count(class.polls.keys().filter(answerable).count()) } else { 0 };
    // Whoever missed a poll that takes no answers any more does not have all, though nothing of it is left to do.
    let polls_missed = rule.polls && polls > polls_live + polls_later;
    let response_left = rule.response && responses == Some(0);
    let responses = responses.unwrap_or_default();

    let all_live = was_there && live >= needed && (!rule.polls || polls_live >= polls);
    let did_nothing = polls_live + polls_later == 0 && tasks.live + tasks.later == 0 && responses == 0;
    let nothing = covered <= LEDGER_JOIN_MS && did_nothing && !no_more;
    let state = match (nothing, left == 0 && !polls_missed) {
        (true, _) => LedgerState::Missing,
        (false, false) => LedgerState::OnTheWay,
        (false, true) if response_left => LedgerState::ResponseLeft,
        (false, true) if all_live => LedgerState::Live,
        (false, true) => LedgerState::CaughtUp,
    };
    let resume = position.and_then(|at| unseen.next(line.played(at))).or_else(|| unseen.start());
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
        comments,
        responses,
        left,
        polls_left,
        response_left,
        resume: resume.filter(|_| left > 0).map(|at| line.first_at(at)),
        done_unix: None,
        on_time: None,
    }
}

/// What of a class that has come to `length` has to be seen, as it is played: also all of the takes.
fn timeline(length: Millis, class: &ClassFacts, line: &Line) -> Stretches {
    let recorded = Stretches::of(0, length).without(&class.gaps).without(&class.cuts.clone().into());
    line.all(&recorded.without(&class.quiet.of(&recorded))).with(&line.takes())
}

/// When somebody was there. While the server was away or class was off the record nobody was: a take in the place of that is everybody's
/// to watch.
fn present(length: Millis, class: &ClassFacts, seat: &SeatFacts) -> Stretches {
    let mut present = seat.live.clone();
    present.add(seat.since.unwrap_or(length), length);
    present.without(&class.gaps)
}

/// What somebody with these stretches has, as it is played. Whoever left out what there was nothing to follow in, before a take stood in
/// its place, has the whole of it.
fn seen(length: Millis, class: &ClassFacts, line: &Line, stretches: &Stretches) -> Stretches {
    let replaced = line.replaced();
    if replaced.count() == 0 {
        return stretches.clone();
    }
    let has = |at: Millis| stretches.next(at.saturating_sub(LEDGER_JOIN_MS)).is_some_and(|next| next <= at);
    let recorded = Stretches::of(0, length).without(&class.gaps);
    let quiet = class.quiet.of(&recorded);
    let within = replaced.iter().flat_map(|(from, to)| quiet.within(from, to).iter().collect::<Vec<_>>());
    let left_out: Vec<_> = within.filter(|&(from, to)| has(from) && has(to)).collect();
    line.all(&stretches.with(&left_out.into()))
}

fn missing(timeline: &Stretches, seen: &Stretches) -> Stretches {
    timeline.without(seen).longer_than(LEDGER_JOIN_MS)
}

/// What somebody has seen neither live nor later, as it is played.
pub(crate) fn unseen(
    length: Millis,
    class: &ClassFacts,
    line: &Line,
    seat: &SeatFacts,
    watched: &Stretches,
) -> Stretches {
    let present = present(length, class, seat);
    missing(&timeline(length, class, line), &seen(length, class, line, &present.with(watched)))
}
