//! Polls and quizzes. A new form of question concerns `question` (what is valid), `tally` (how it is counted) and `score`;
//! `ARCHITECTURE.md` says what else.

pub(crate) mod ballots;
pub(crate) mod decide;
mod groups;
pub(crate) mod invariants;
pub(crate) mod known;
pub(crate) mod late;
pub(crate) mod question;
pub(crate) mod reduce;
pub(crate) mod score;
pub(crate) mod state;
pub(crate) mod tally;
pub(crate) mod validate;
pub(crate) mod visibility;
