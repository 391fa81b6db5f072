//! What staff learn of their classes: in words, with what it is made of, and never a score of anybody.

mod facts;
mod help;
mod polls;
mod work;

pub use facts::{ClassInsightFacts, InsightFacts, IsRight, QuestionFacts, SeatInsightFacts};
pub use help::{Attended, reasons};
pub use polls::wrong_polls;
pub use work::Work;
