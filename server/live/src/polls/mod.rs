//! Polls and quizzes.

pub(crate) mod ballots;
pub(crate) mod decide;
pub(crate) mod late;
mod question;
pub(crate) mod reduce;
pub(crate) mod score;
pub(crate) mod state;
pub(crate) mod tally;
pub(crate) mod validate;
pub(crate) mod visibility;
