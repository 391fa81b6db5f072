//! Spaced return: quiz questions that a student of a course had wrong, or missed, come back on Home. Nothing of it counts anywhere.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::{CourseId, Millis, SessionId},
    ledger::Stretch,
    polls::{Answer, Key, PollId, Question},
};

/// After how many days a quiz question comes back to a student who had it wrong or missed: each right answer leads to the next, a wrong one
/// to the first. What is asked again at growing distances is kept for longer. Cepeda et al., *Distributed practice in verbal recall tasks*
/// (2006), <https://doi.org/10.1037/0033-2909.132.3.354>.
pub const PRACTICE_DAYS: [u32; 3] = [1, 3, 7];

/// `GET /api/practice` (signed in): what comes back to the reader now, of the classes of courses in which they are a student.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Practice {
    /// The questions, that first which is due for longest; at most [`crate::limits::PRACTICE_SHOWN`].
    pub items: Vec<PracticeItem>,
    /// How many more there are.
    pub more: u32,
}

/// A question that comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PracticeItem {
    /// The class in which it was put.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// Its course.
    pub course: CourseId,
    /// The title of the course.
    pub course_title: String,
    /// The poll.
    pub poll: PollId,
    /// The moment of class at which it was put.
    pub at: Millis,
    /// The question, without its key.
    pub question: Question,
    /// Where it is answered.
    pub place: PracticePlace,
    /// Since when it is due.
    pub due_unix: Millis,
}

/// Where a question that comes back is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PracticePlace {
    /// At once: by `POST /api/practice/{session}/{poll}`. The reader had it wrong, and knows its key.
    Here,
    /// At its moment, on *Watch*: the reader has not answered it, and their answer still joins the count.
    Watch,
}

/// `POST /api/practice/{session}/{poll}` (who has it due here): another answer, which only its author learns of. Returns
/// [`Practised`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct PracticeAnswer {
    /// The answer.
    pub answer: Answer,
}

/// What came of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Practised {
    /// Whether it is right in full.
    pub right: bool,
    /// The right answer, and what explains it.
    pub key: Key,
    /// The stretch of class that explains it.
    pub explained: Stretch,
    /// After how many days the question comes back; `None` when it does not any more.
    pub days: Option<u32>,
}

/// Where a question is explained, other than where it was put. `GET /api/sessions/{id}/explained` (staff of its course) returns a list of
/// these, by poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Explained {
    /// The poll.
    pub poll: PollId,
    /// The moment of class at which its explanation begins.
    pub at: Millis,
}

/// `PUT /api/sessions/{id}/explained` (staff of its course): says where a question is explained. Returns the list of [`Explained`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ExplainAt {
    /// The poll.
    pub poll: PollId,
    /// The moment of class at which its explanation begins; `None` for where it was put.
    pub at: Option<Millis>,
}
