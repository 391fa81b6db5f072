//! Polls and quizzes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::{Millis, ParticipantId, RoomId},
    later::Later,
};

/// A poll of one session, asked or prepared: 1, 2, 3…
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct PollId(pub u32);

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Choice {
    /// Its text.
    pub text: String,
}

/// The form of a question's answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "form", rename_all = "snake_case")]
pub enum Form {
    /// One of the choices.
    Single {
        /// The choices.
        choices: Vec<Choice>,
    },
    /// Any of the choices, at least one.
    Multiple {
        /// The choices.
        choices: Vec<Choice>,
    },
    /// Yes (choice 0) or no (choice 1).
    YesNo,
    /// One step of a scale: choices 0 to `steps - 1`.
    Scale {
        /// The number of steps.
        steps: u32,
        /// The meaning of the first step; may be empty.
        low: String,
        /// The meaning of the last step; may be empty.
        high: String,
    },
    /// A number.
    Number,
    /// A few words.
    Text,
    /// All items, in an order.
    Order {
        /// The items, in the order in which they are shown.
        choices: Vec<Choice>,
    },
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Question {
    /// Its words.
    pub text: String,
    /// The form of its answers.
    pub form: Form,
    /// Whether nobody ever learns who answered what: the people's answers are not stored, and there are results only
    /// once the poll is closed.
    pub anonymous: bool,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// The answer to single (one), multiple (one or more, ascending), yes or no (one), scale (one): positions of
    /// choices, from 0.
    Choices {
        /// The choices.
        choices: Vec<u32>,
    },
    /// The answer to number.
    Number {
        /// In thousandths, so that 9.81 is 9810.
        value: i64,
    },
    /// The answer to text.
    Text {
        /// The words.
        text: String,
    },
    /// The answer to order: the positions of all items.
    Order {
        /// The positions, first place first.
        order: Vec<u32>,
    },
}

/// The key of a quiz question. A scale asks for an opinion and has none. Answers to an anonymous quiz question give
/// nobody points, because nobody knows whose they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Key {
    /// The right answer. Texts are compared without regard to case and spaces.
    pub right: Answer,
    /// For numbers: the distance within which an answer is still right, in thousandths. Else 0.
    pub tolerance: i64,
    /// The points for a right answer. Multiple choices give a part of them: (right ones chosen - wrong ones chosen) /
    /// right ones, not below 0. An order is right or wrong as a whole.
    pub points: u32,
    /// An explanation that is shown when the poll closes; may be empty.
    pub explanation: String,
}

/// A poll that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Poll {
    /// Its identity.
    pub id: PollId,
    /// The room that is asked; absent: all of the session.
    pub room: Option<RoomId>,
    /// The question.
    pub question: Question,
    /// Whether it is a quiz question, that is, has a key.
    pub quiz: bool,
    /// The staff member who asks.
    pub by: ParticipantId,
    /// When it was asked.
    pub at: Millis,
    /// When it closes by itself.
    pub until: Option<Millis>,
    /// When it closed.
    pub closed: Option<Millis>,
    /// The earlier poll that this one repeats.
    pub again: Option<PollId>,
    /// The key of a quiz question: staff see it from the beginning, others once the poll is closed.
    pub key: Option<Key>,
    /// The people who have answered, in the order of their first answers: staff see all, others only themselves. The
    /// order is harmless for an anonymous poll, because its answers have none.
    pub answered: Vec<ParticipantId>,
    /// The answers, by seat, unless the poll is anonymous: staff see all, others their own.
    pub ballots: Vec<Ballot>,
    /// Answers that were given later, once it was closed: staff see all, others their own. By seat; not in the counts.
    #[serde(default)]
    pub late: Vec<LateBallot>,
    /// Until when it takes such answers.
    #[serde(default)]
    pub late_answers: LateAnswers,
    /// The count, for staff, once the poll is closed.
    pub tally: Option<Tally>,
    /// The count that staff have shared.
    pub shared: Option<Tally>,
}

/// Until when a closed poll takes answers of those who come later, while its session does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "late", rename_all = "snake_case")]
pub enum LateAnswers {
    /// As long as its session does.
    #[default]
    Open,
    /// Until before this instant.
    Until {
        /// The instant, in Unix ms.
        unix: Millis,
    },
    /// None any more.
    Closed,
}

impl LateAnswers {
    /// Whether they are taken at this instant, in Unix ms.
    pub fn are_taken(self, now_unix: Millis) -> bool {
        match self {
            LateAnswers::Open => true,
            LateAnswers::Until { unix } => now_unix < unix,
            LateAnswers::Closed => false,
        }
    }
}

/// An answer and the person who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ballot {
    /// The person.
    pub participant: ParticipantId,
    /// The answer.
    pub answer: Answer,
}

/// An answer that was given after the poll was closed, and the person who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LateBallot {
    /// The person.
    pub participant: ParticipantId,
    /// The answer.
    pub answer: Answer,
    /// The time, and the moment of class of which it speaks.
    pub later: Later,
}

/// The count of the answers that came after a poll was closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LateCount {
    /// The poll.
    pub poll: PollId,
    /// The count.
    pub tally: Tally,
}

/// The count of a poll.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tally {
    /// The number of people who answered.
    pub ballots: u32,
    /// The counts; absent when an anonymous poll has fewer answers than [`crate::limits::ANONYMOUS_BALLOTS`].
    pub counts: Option<Counts>,
}

/// Answers, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Counts {
    /// The number of people who took each choice or step, in order.
    Choices {
        /// The counts.
        counts: Vec<u32>,
    },
    /// The numbers, ascending, in thousandths.
    Numbers {
        /// The numbers.
        values: Vec<i64>,
    },
    /// The texts, grouped: the most frequent first, then by alphabet.
    Texts {
        /// The texts.
        texts: Vec<TextCount>,
    },
    /// For each item, how often it was put at each place.
    Places {
        /// `places[item][place]`.
        places: Vec<Vec<u32>>,
    },
}

/// A text and how often it was given, without regard to case and spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextCount {
    /// The text in its most frequent spelling, the first by alphabet if there are several.
    pub text: String,
    /// How often it was given.
    pub count: u32,
}

/// A question that is kept ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreparedPoll {
    /// Its identity.
    pub id: PollId,
    /// The question.
    pub question: Question,
    /// The key, if it is a quiz question.
    pub key: Option<Key>,
}

/// The question to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// A new question.
    New {
        /// The question.
        question: Question,
        /// The key, which makes it a quiz question.
        key: Option<Key>,
    },
    /// A prepared question, which stays prepared.
    Prepared {
        /// The poll.
        poll: PollId,
    },
    /// A closed poll once more, to compare before and after.
    Again {
        /// The poll.
        poll: PollId,
    },
}
