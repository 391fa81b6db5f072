//! Polls and quizzes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{Millis, ParticipantId, RoomId};

/// A poll of one session, asked or prepared: 1, 2, 3…
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct PollId(pub u32);

/// A choice. An object, so that it can carry more than text one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What it says.
    pub text: String,
}

/// How a question is answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "form", rename_all = "snake_case", deny_unknown_fields)]
pub enum Form {
    /// One of the choices.
    Single {
        /// Them.
        choices: Vec<Choice>,
    },
    /// Any of the choices, at least one.
    Multiple {
        /// Them.
        choices: Vec<Choice>,
    },
    /// Yes (choice 0) or no (choice 1).
    YesNo,
    /// One step of a scale: choices 0 to `steps - 1`.
    Scale {
        /// How many.
        steps: u32,
        /// What the first means; may be empty.
        low: String,
        /// What the last means; may be empty.
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
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// How it is answered.
    pub form: Form,
    /// Nobody ever learns who answered what: it is not stored, and results come only once the poll is closed.
    pub anonymous: bool,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "answer", rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// To single (one), multiple (one or more, ascending), yes or no (one), scale (one): positions, from 0.
    Choices {
        /// Them.
        choices: Vec<u32>,
    },
    /// To number.
    Number {
        /// In thousandths, so that 9.81 is 9810.
        value: i64,
    },
    /// To text.
    Text {
        /// The words.
        text: String,
    },
    /// To order: every position once.
    Order {
        /// Them, first place first.
        order: Vec<u32>,
    },
}

/// What makes a poll a quiz question. A scale asks for an opinion and has none. Answers to an anonymous quiz question are
/// nobody's, and so worth nothing to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// The right answer. Text is compared without regard to case and outer spaces.
    pub right: Answer,
    /// For numbers: how far off is still right, in thousandths. Else 0.
    pub tolerance: i64,
    /// What a right answer is worth. Several choices give a part: (right ones chosen - wrong ones chosen) / right ones,
    /// not below 0. An order is right or wrong as a whole.
    pub points: u32,
    /// Shown on closing; may be empty.
    pub explanation: String,
}

/// A poll that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Poll {
    /// Which.
    pub id: PollId,
    /// The room that is asked; absent: all of the session.
    pub room: Option<RoomId>,
    /// The question.
    pub question: Question,
    /// Whether it has a key, that is, is a quiz question.
    pub quiz: bool,
    /// Who asks.
    pub by: ParticipantId,
    /// Since when.
    pub at: Millis,
    /// When it closes by itself.
    pub until: Option<Millis>,
    /// When it closed.
    pub closed: Option<Millis>,
    /// The poll that was asked before, of which this is the second round.
    pub again: Option<PollId>,
    /// The key of a quiz question: for staff from the beginning, for all once it is closed.
    pub key: Option<Key>,
    /// Who has answered: staff see all, others only themselves. In the order of the first answers; of an anonymous poll too:
    /// the answers themselves have no order.
    pub answered: Vec<ParticipantId>,
    /// Answers, unless the poll is anonymous: staff see all, others their own. By seat.
    pub ballots: Vec<Ballot>,
    /// The count, for staff, once it is closed.
    pub tally: Option<Tally>,
    /// The count that all may see, once staff have shared it.
    pub shared: Option<Tally>,
}

/// An answer and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Ballot {
    /// Whose.
    pub participant: ParticipantId,
    /// It.
    pub answer: Answer,
}

/// What an answered poll comes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Tally {
    /// How many answered.
    pub ballots: u32,
    /// What; absent when an anonymous poll has fewer answers than [`crate::limits::ANONYMOUS_BALLOTS`].
    pub counts: Option<Counts>,
}

/// Answers, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Counts {
    /// How many took each choice, or step, in order.
    Choices {
        /// Them.
        counts: Vec<u32>,
    },
    /// The numbers, ascending, in thousandths.
    Numbers {
        /// Them.
        values: Vec<i64>,
    },
    /// The texts, grouped: the most frequent first, then by alphabet.
    Texts {
        /// Them.
        texts: Vec<TextCount>,
    },
    /// For each item, how often it was put at each place.
    Places {
        /// `places[item][place]`.
        places: Vec<Vec<u32>>,
    },
}

/// A text and how often it was given, whatever its case and spaces.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextCount {
    /// In its most frequent spelling, of equals the first by alphabet.
    pub text: String,
    /// How often.
    pub count: u32,
}

/// A question that staff keep ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PreparedPoll {
    /// Which.
    pub id: PollId,
    /// The question.
    pub question: Question,
    /// The key, if it is a quiz question.
    pub key: Option<Key>,
}

/// What to ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum Ask {
    /// This.
    New {
        /// The question.
        question: Question,
        /// Its key, to make it a quiz question.
        key: Option<Key>,
    },
    /// A prepared one; it stays prepared.
    Prepared {
        /// Which.
        poll: PollId,
    },
    /// One that was asked and is closed, once more, to compare before and after.
    Again {
        /// Which.
        poll: PollId,
    },
}
