//! What staff learn of their classes: in words, with what it is made of, and never a score of anybody.

mod again;
mod confusion;
mod facts;
mod help;
mod polls;
mod work;

pub use again::went_back;
pub use confusion::{Signs, confusion};
pub use facts::{ClassInsightFacts, InsightFacts, IsRight, QuestionFacts, SeatInsightFacts};
pub use help::{Attended, reasons};
pub use polls::wrong_polls;
pub use work::Work;
