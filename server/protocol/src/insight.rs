//! What staff of a course learn of its classes: who was there, which questions went wrong, who may need help. In words and counts of
//! people, and never a score of anybody.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::{MemberId, Millis, SessionId},
    polls::PollId,
};

/// `GET /api/courses/{id}/insights` (staff): what its classes that are over tell of its students.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CourseInsights {
    /// Its students by name, without those who have not joined so far.
    pub students: Vec<InsightStudent>,
    /// Its classes that are over, the latest first; at most [`crate::limits::INSIGHT_CLASSES`].
    pub classes: Vec<ClassInsight>,
    /// Those of its students who may need help, by name.
    pub help: Vec<NeedsHelp>,
    /// How many of its classes are missing here, because nobody has counted them so far. The page has them when it asks again.
    pub uncounted: u32,
}

/// A student of a course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InsightStudent {
    /// Their line of the roster.
    pub member: MemberId,
    /// The name there.
    pub name: String,
}

/// What a class tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClassInsight {
    /// The class.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// When it began.
    pub started_unix: Millis,
    /// How long it was.
    pub duration: Millis,
    /// Who took part in full while it was held.
    pub live: Vec<MemberId>,
    /// Who took part in full, in part later.
    pub caught_up: Vec<MemberId>,
    /// Who owes a response to a classmate alone.
    pub response_left: Vec<MemberId>,
    /// Who has some of it.
    pub on_the_way: Vec<MemberId>,
    /// Who has nothing of it.
    pub missing: Vec<MemberId>,
    /// The questions that went wrong, in the order of class.
    pub wrong: Vec<WrongPoll>,
    /// How its time was spent, in its order and without holes.
    pub work: Vec<WorkSpan>,
}

/// `GET /api/sessions/{id}/insights` (staff): what a class of a course tells, so far while it is live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct InsightsOfClass {
    /// The students of its course by name, without those who have not joined so far.
    pub students: Vec<InsightStudent>,
    /// The class.
    pub class: ClassInsight,
    /// Where it lost people, in its order.
    pub confusion: Vec<ConfusedPart>,
}

/// A part of class in which at least [`crate::limits::CONFUSION_PEOPLE`] students did not follow. Nobody is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ConfusedPart {
    /// Where it begins.
    pub from: Millis,
    /// Where it ends.
    pub to: Millis,
    /// How many students did not follow, each once.
    pub people: u32,
    /// How many of them said that they are lost.
    pub confused: u32,
    /// How many went back while they watched it.
    pub again: u32,
    /// How many had a question wrong that was put there.
    pub wrong: u32,
}

/// How time of class is spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WorkKind {
    /// Staff speak.
    Lecture,
    /// All speak.
    Discussion,
    /// Everybody works alone.
    Individual,
    /// Work in groups, or in breakout rooms.
    Group,
    /// A break.
    Break,
    /// The agenda says nothing, and nobody speaks.
    Quiet,
}

/// A stretch of class that is spent in one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WorkSpan {
    /// How.
    pub kind: WorkKind,
    /// Where it begins.
    pub from: Millis,
    /// Where it ends.
    pub to: Millis,
}

/// Answers to questions that have a right one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Answers {
    /// How many there are.
    pub given: u32,
    /// How many of them are right in full.
    pub right: u32,
}

/// A question with a right answer that fewer found than is enough to go on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WrongPoll {
    /// The poll.
    pub poll: PollId,
    /// The moment of class at which it was put.
    pub at: Millis,
    /// Its words.
    pub text: String,
    /// Its answers, in class and later. Those of students of the course; where it is anonymous, of all who were asked.
    pub answers: Answers,
    /// Those of the first round, where it is the second.
    pub first: Option<Answers>,
    /// The students whose answer is not right in full; `None` where it is anonymous.
    pub who: Option<Vec<MemberId>>,
    /// What to do about it.
    pub step: PollStep,
}

/// What to do about a question that went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PollStep {
    /// Some know it: they can explain it to one another, and answer again.
    Discuss,
    /// Too few know it: it has to be explained anew.
    Explain,
}

/// A student who may need help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NeedsHelp {
    /// Who.
    pub member: MemberId,
    /// Why, each reason once.
    pub reasons: Vec<HelpReason>,
}

/// Why somebody may need help, with the classes that tell it, the latest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum HelpReason {
    /// They have nothing of several of the latest classes.
    Missed {
        /// Those classes.
        classes: Vec<SessionId>,
    },
    /// Fewer of their answers are right than before.
    Falling {
        /// Their answers in the classes before.
        before: Answers,
        /// Their answers lately.
        lately: Answers,
        /// The answers of each class.
        classes: Vec<AnswersInClass>,
    },
    /// They were in breakout rooms with others, and neither spoke nor wrote there.
    Silent {
        /// Those classes.
        classes: Vec<SessionId>,
    },
}

/// What somebody answered in a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AnswersInClass {
    /// The class.
    pub session: SessionId,
    /// Their answers.
    pub answers: Answers,
}
