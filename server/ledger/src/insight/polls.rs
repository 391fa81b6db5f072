//! Which questions went wrong, and for whom.

use protocol::{
    MemberId, Millis, PollId,
    insight::{Answers, PollStep, WrongPoll},
};

use super::{ClassInsightFacts, QuestionFacts, SeatInsightFacts, facts::count};

/// Of a hundred answers so many are right where a class can go on, and so many where it can find the rest out by itself. Crouch and Mazur,
/// *Peer Instruction: Ten years of experience and results* (2001), <https://doi.org/10.1119/1.1374249>.
const ENOUGH_PERCENT: u64 = 70;
const SOME_PERCENT: u64 = 35;

/// The questions that went wrong, in the order of class. `seats` are those of the students who count. A question that was put a second time
/// is one, and its second round counts; one at a moment that `is_cut` out of the recording counts for nobody.
pub fn wrong_polls(
    class: &ClassInsightFacts,
    seats: &[(MemberId, &SeatInsightFacts)],
    is_cut: impl Fn(Millis) -> bool,
) -> Vec<WrongPoll> {
    let answers = |poll: PollId, asked: &QuestionFacts| match asked.question.anonymous {
        true => asked.counted.unwrap_or_default(),
        false => count(seats.iter().filter_map(|(_, seat)| seat.answers.get(&poll).copied())),
    };
    let was_answered = |(&poll, asked): (&PollId, &QuestionFacts)| answers(poll, asked).given > 0;
    let is_repeated = |poll| class.questions.iter().filter(|(_, asked)| asked.again == Some(poll)).any(was_answered);
    let wrong = class.questions.iter().filter_map(|(&poll, asked)| {
        let of_all = answers(poll, asked);
        let percent = (u64::from(of_all.right) * 100).checked_div(u64::from(of_all.given))?;
        if percent >= ENOUGH_PERCENT || is_cut(asked.at) || is_repeated(poll) {
            return None;
        }
        let first = asked.again.and_then(|first| Some(answers(first, class.questions.get(&first)?)));
        let has_it_wrong = |seat: &SeatInsightFacts| seat.answers.get(&poll) == Some(&false);
        let who = || seats.iter().filter(|(_, seat)| has_it_wrong(seat)).map(|&(member, _)| member).collect();
        Some(WrongPoll {
            poll,
            at: asked.at,
            text: asked.question.text.clone(),
            answers: of_all,
            first: first.filter(|Answers { given, .. }| *given > 0),
            who: (!asked.question.anonymous).then(who),
            step: if percent >= SOME_PERCENT { PollStep::Discuss } else { PollStep::Explain },
        })
    });
    let mut wrong: Vec<WrongPoll> = wrong.collect();
    wrong.sort_by_key(|poll| poll.at);
    wrong
}
