//! The ledger of participation: what each student of a course has of a class, live and later.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::ids::{MemberId, Millis, ParticipantId};

/// What counts as full participation in the classes of a course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct LedgerRule {
    /// How much of a class's timeline somebody was there for, or watches later: from 1 to 100.
    pub percent: u8,
    /// Whether they answer all polls, too: those that staff opened for all of the class, in class or later. Anonymous ones do not
    /// count, because nobody can answer them later.
    pub polls: bool,
    /// Whether they respond to a classmate, too: on the board, in a thread about the class in which one wrote before. Whoever writes before
    /// all classmates has nobody to respond to, and begins the thread.
    #[serde(default)]
    pub response: bool,
}

impl Default for LedgerRule {
    /// Four fifths of the timeline, and all polls.
    fn default() -> Self {
        LedgerRule { percent: 80, polls: true, response: false }
    }
}

/// How far somebody is with a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LedgerState {
    /// They took part in full while it was held.
    Live,
    /// They took part in full, in part later.
    CaughtUp,
    /// They have seen what it takes and answered the polls, live or later, and owe a response to a classmate alone.
    ResponseLeft,
    /// They have some of it, and something to see or to answer is left.
    OnTheWay,
    /// They have nothing of it so far.
    Missing,
}

impl LedgerState {
    /// Whether they took part in full.
    pub fn is_full(self) -> bool {
        matches!(self, LedgerState::Live | LedgerState::CaughtUp)
    }
}

/// What somebody has of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LedgerEntry {
    /// How far they are.
    pub state: LedgerState,
    /// How long class was, so far while it is live, without the time in which the server was away, silences of some seconds, and
    /// breaks. Milliseconds, as all below.
    pub length: Millis,
    /// For how much of it they were there.
    pub live: Millis,
    /// How much else of it they watched later.
    pub later: Millis,
    /// The polls that count.
    pub polls: u32,
    /// Those of them that they answered in class.
    pub polls_live: u32,
    /// Those that they answered later.
    pub polls_later: u32,
    /// The tasks of breakout rooms: one for rooms that were open together.
    pub tasks: u32,
    /// Those of them for which a room handed in something in which they were.
    pub tasks_live: u32,
    /// Those for which they handed in something later. Tasks do not change how far somebody is.
    pub tasks_later: u32,
    /// Messages that they wrote in class, to more than one other.
    pub messages_live: u32,
    /// Those that they wrote later.
    pub messages_later: u32,
    /// What they wrote about it on the board: threads and replies. It does not change how far somebody is.
    pub comments: u32,
    /// How often they responded to classmates, where the rule asks for it; else 0.
    pub responses: u32,
    /// How much is left to watch until the rule is met.
    pub left: Millis,
    /// How many polls are left to answer until then.
    pub polls_left: u32,
    /// Whether they have to respond to a classmate until then.
    pub response_left: bool,
    /// Where they go on, as long as something is left to watch: the first moment that they have not seen, from where they were
    /// last in the recording on; where they have seen all from there on, the first of all.
    pub resume: Option<Millis>,
    /// When they first had all that it took then, in Unix ms, where they have all of it. What staff or classmates do later makes it no later. `None`
    /// where they had it by being there alone, and where that is not known: it was done before it was kept, or another rule asks for less since.
    pub done_unix: Option<Millis>,
    /// Whether that was by the date until which the class is to be caught up on, theirs where they were given more time. `None` where there is
    /// no such date, or `done_unix` is not known.
    pub on_time: Option<bool>,
}

impl LedgerEntry {
    /// With whether they had all of it by a date, in Unix ms.
    pub fn due(self, due_unix: Option<Millis>) -> Self {
        let on_time = self.done_unix.zip(due_unix).map(|(done, due)| done <= due);
        LedgerEntry { on_time, ..self }
    }

    /// Whether something is left until the rule is met.
    pub fn has_left(&self) -> bool {
        self.left > 0 || self.polls_left > 0 || self.response_left
    }
}

/// A stretch of class time: from a moment until before another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Stretch {
    /// Where it begins.
    pub from: Millis,
    /// Where it ends.
    pub to: Millis,
}

/// A part of what is left of a class that fits an evening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CatchUpPart {
    /// How much of it is to be watched, without silences, breaks and what was seen. Milliseconds; 0 where only questions are left.
    pub left: Millis,
    /// The polls in it that are to be answered.
    pub polls: u32,
    /// Where it is in class, in order. What is left out for less than [`crate::limits::CATCH_UP_JOIN_MS`] is in them.
    pub stretches: Vec<Stretch>,
}

/// What somebody has of a class, and what is left in parts. `GET /api/sessions/{id}/ledger/own` (students of its course) returns one's
/// own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OwnLedger {
    /// What they have.
    pub entry: LedgerEntry,
    /// What is left, in the order of class, until the rule is met; about [`crate::limits::CATCH_UP_PART_MS`] each. Empty where nothing is.
    pub parts: Vec<CatchUpPart>,
}

/// `POST /api/sessions/{id}/ledger/watched` (a seat's token, of a student of its course): what a page has played since its last
/// report, without a jump. Reports come every [`crate::limits::LEDGER_BEAT_MS`] while it plays, and where it stops or jumps; the one
/// with which it begins to play is empty, and starts the clock. Returns [`OwnLedger`]. No more is counted than could be played since
/// the person's last report, from whatever page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Watched {
    /// Where playback was at the last report, or after the last jump, in class time.
    pub from: Millis,
    /// Where it is now.
    pub to: Millis,
    /// How fast, in hundredths: 150 is one and a half times. More than [`crate::limits::LEDGER_SPEED_MAX`] counts as that.
    pub speed_percent: u16,
}

/// `GET /api/sessions/{id}/ledger` (staff): the ledger of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClassLedger {
    /// The rule of its course.
    pub rule: LedgerRule,
    /// The students of the course, those who are invited included, by name; at most [`crate::limits::ROSTER`].
    pub lines: Vec<LedgerLine>,
}

/// How many students of its course have how much of a class that is over, for its staff. Who is invited and has not joined so far misses
/// nothing yet, and is not among them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClassCounts {
    /// All of them.
    pub students: u32,
    /// Those who have nothing of it so far.
    pub missing: u32,
    /// Those who have some of it.
    pub on_the_way: u32,
    /// Those who owe a response to a classmate alone.
    pub response_left: u32,
}

/// A student in the ledger of a class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LedgerLine {
    /// Their line of the roster.
    pub member: MemberId,
    /// Their seat in the class, if they have one.
    pub participant: Option<ParticipantId>,
    /// The name there.
    pub name: String,
    /// The group there.
    pub group: Option<String>,
    /// What they have of the class; `None` for somebody who is invited and has not joined so far, who misses nothing yet.
    pub entry: Option<LedgerEntry>,
}
