//! Spaced return: which quiz questions of a class come back to a student, and when.

use std::collections::BTreeSet;

use protocol::{
    Millis, PollId,
    ledger::Stretch,
    limits::PRACTICE_STRETCH_MS,
    polls::Key,
    practice::{PRACTICE_DAYS, PracticePlace},
};

use crate::{ClassFacts, ClassInsightFacts, QuestionFacts, SeatInsightFacts};

const DAY_MS: Millis = 24 * 3_600_000;

/// How far somebody is with a question that comes back, and when it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// How often in a row they had it right.
    pub right: u32,
    /// When it comes back; of no matter once it does not any more.
    pub due_unix: Millis,
}

impl Step {
    /// The first one, of a question that was wrong or missed at that time.
    fn first(unix: Millis) -> Step {
        Step::at(0, unix)
    }

    fn at(right: u32, unix: Millis) -> Step {
        let step = Step { right, due_unix: unix };
        Step { due_unix: unix + step.days().map_or(0, Millis::from) * DAY_MS, ..step }
    }

    /// The one after an answer that was given at that time.
    pub fn after(self, is_right: bool, unix: Millis) -> Step {
        Step::at(if is_right { self.right + 1 } else { 0 }, unix)
    }

    /// After how many days the question comes back; `None` when it does not any more.
    pub fn days(self) -> Option<u32> {
        PRACTICE_DAYS.get(usize::try_from(self.right).ok()?).copied()
    }

    /// Whether the question has come back.
    pub fn is_due(self, now_unix: Millis) -> bool {
        self.days().is_some() && self.due_unix <= now_unix
    }
}

/// A class that is over, as one student has it.
#[derive(Debug, Clone, Copy)]
pub struct ClassOver<'a> {
    /// What its journal tells of it.
    pub facts: &'a ClassFacts,
    /// What it tells of its questions.
    pub insight: &'a ClassInsightFacts,
    /// What it tells of the student's answers.
    pub seat: &'a SeatInsightFacts,
    /// Since when they can work on it.
    pub over_unix: Millis,
    /// Since when they are of its course: what was before has not been missed by them.
    pub added_unix: Millis,
}

/// A question that comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returning<'a> {
    /// The poll.
    pub poll: PollId,
    /// The question.
    pub asked: &'a QuestionFacts,
    /// The right answer.
    pub key: &'a Key,
    /// Where it is answered.
    pub place: PracticePlace,
    /// How far the student is with it.
    pub step: Step,
}

/// The questions of a class that come back to a student at some time. `step` is how far they are with one, where they have answered since it
/// first came back. Anonymous questions, those whose moment was cut out, and first rounds of two come back to nobody.
pub fn returning<'a>(
    class: ClassOver<'a>,
    step: impl Fn(PollId) -> Option<Step>,
) -> impl Iterator<Item = Returning<'a>> {
    let ClassOver { facts, insight, seat, over_unix, added_unix } = class;
    let repeated: BTreeSet<PollId> = insight.questions.values().filter_map(|asked| asked.again).collect();
    let comes_back = move |&(poll, asked): &(&PollId, &QuestionFacts)| {
        !asked.question.anonymous && !facts.is_cut_at(asked.at) && !repeated.contains(poll)
    };
    insight.questions.iter().filter(comes_back).filter_map(move |(&poll, asked)| {
        let key = asked.key.as_ref()?;
        let (place, first) = match seat.answers.get(&poll) {
            Some(true) => return None,
            Some(false) => (PracticePlace::Here, seat.later_unix.get(&poll).copied().unwrap_or(0).max(over_unix)),
            None if added_unix > over_unix || !facts.is_answerable(&poll) => return None,
            None => (PracticePlace::Watch, over_unix),
        };
        let step = step(poll).unwrap_or_else(|| Step::first(first));
        step.days().is_some().then_some(Returning { poll, asked, key, place, step })
    })
}

/// The stretch of a class of this length that explains a question: from the moment on at which staff `pointed`, unless that was cut out since;
/// else that around the moment at which the question was put.
pub fn explained(asked: &QuestionFacts, pointed: Option<Millis>, facts: &ClassFacts, length: Millis) -> Stretch {
    let half = PRACTICE_STRETCH_MS / 2;
    let (from, to) = match pointed.filter(|&at| !facts.is_cut_at(at)) {
        Some(at) => (at, at + PRACTICE_STRETCH_MS),
        None => (asked.at.saturating_sub(half), asked.at + half),
    };
    Stretch { from, to: to.min(length.max(from)) }
}
