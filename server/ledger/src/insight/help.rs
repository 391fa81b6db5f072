//! Who may need help, early: reasons that somebody can look at, not a score.

use protocol::{
    Millis, SessionId,
    insight::{Answers, AnswersInClass, HelpReason},
    ledger::LedgerState,
};

/// What is looked at: as many of the latest classes.
const LATEST: usize = 4;
/// Who has nothing of so many of them is not absent by chance.
const MISSED: usize = 2;
/// Answers of the latest classes in which somebody answered are held against those of the classes before.
const LATELY: usize = 2;
/// Fewer answers tell nothing, neither lately nor before.
const ANSWERS: u32 = 3;
/// By so many of a hundred answers fewer are right than before: with the fewest answers, one of three.
const FALL_PERCENT: u64 = 25;
/// Who was with others for so long had the time to say something.
const IN_ROOMS: Millis = 5 * 60_000;
/// In so many classes with rooms somebody was silent; one may have been a bad day.
const SILENT: usize = 2;

/// What somebody has of a class that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attended {
    /// The class.
    pub session: SessionId,
    /// How far they are with it.
    pub state: LedgerState,
    /// Their answers to questions that have a right one.
    pub answers: Answers,
    /// For how long they were in breakout rooms with others.
    pub in_rooms: Millis,
    /// How often they began to speak or wrote there.
    pub said_in_rooms: u32,
}

/// Why somebody may need help, by the classes since they are in the course, the latest first.
pub fn reasons(classes: &[Attended]) -> Vec<HelpReason> {
    [missed(classes), falling(classes), silent(classes)].into_iter().flatten().collect()
}

fn missed(classes: &[Attended]) -> Option<HelpReason> {
    let missed = classes.iter().take(LATEST).filter(|class| class.state == LedgerState::Missing);
    let classes: Vec<SessionId> = missed.map(|class| class.session).collect();
    (classes.len() >= MISSED).then_some(HelpReason::Missed { classes })
}

fn falling(classes: &[Attended]) -> Option<HelpReason> {
    let answered = classes.iter().filter(|class| class.answers.given > 0).take(LATELY + LATEST);
    let classes: Vec<AnswersInClass> =
        answered.map(|class| AnswersInClass { session: class.session, answers: class.answers }).collect();
    let (latest, former) = classes.split_at(LATELY.min(classes.len()));
    let (lately, before) = (sum(latest), sum(former));
    let percent = |answers: Answers| u64::from(answers.right) * 100 / u64::from(answers.given);
    let enough = lately.given >= ANSWERS && before.given >= ANSWERS;
    let falls = enough && percent(lately) + FALL_PERCENT <= percent(before);
    falls.then_some(HelpReason::Falling { before, lately, classes })
}

fn sum(classes: &[AnswersInClass]) -> Answers {
    classes.iter().fold(Answers::default(), |sum, class| Answers {
        given: sum.given + class.answers.given,
        right: sum.right + class.answers.right,
    })
}

fn silent(classes: &[Attended]) -> Option<HelpReason> {
    let in_rooms = classes.iter().filter(|class| class.in_rooms >= IN_ROOMS).take(SILENT);
    let silent = in_rooms.filter(|class| class.said_in_rooms == 0);
    let classes: Vec<SessionId> = silent.map(|class| class.session).collect();
    (classes.len() == SILENT).then_some(HelpReason::Silent { classes })
}
