//! The ledger of participation: what somebody has of a class, live and later, and whether that is full participation.
//!
//! All of it is on the timeline of the class. [`Facts`] are what the journal tells: who was there when, who answered, who
//! wrote. [`credit`] decides how much of a reported playback counts as watched. [`entry`] puts both together by the rule of
//! the course, [`Line`] what it is where takes stand, and [`parts`] cuts what is left into evenings; [`Quiet`] is what there is nothing to follow in, and what nobody has to have seen. What staff
//! learn beside it are [`wrong_polls`], [`reasons`] to help, where [`confusion`] was, and how time was spent ([`Work`]). To students come
//! back the questions that they had wrong or missed ([`returning`]). Nothing here has a clock, a database or a name of anybody.
//!
//! ```
//! use ledger::{Budget, ClassFacts, Line, OnBoard, SeatFacts, Stretches, credit, entry};
//! use protocol::ledger::{LedgerRule, LedgerState, Watched};
//!
//! // A class of a minute, which somebody missed. They watch its first half, in half a minute.
//! let mut watched = Stretches::default();
//! let mut budget = None;
//! for (now, to) in [(0, 0), (10_000, 10_000), (20_000, 20_000), (30_000, 30_000)] {
//!     let played = Watched { from: watched.length(), to, speed_percent: 100 };
//!     budget = Some(credit(budget, played, 60_000, &Line::default(), now, &mut watched));
//! }
//! let (class, seat) = (ClassFacts::default(), SeatFacts::default());
//! let entry = entry(LedgerRule::default(), 60_000, &class, &seat, &watched, None, OnBoard::default());
//! assert_eq!((entry.state, entry.later, entry.left), (LedgerState::OnTheWay, 30_000, 18_000));
//! assert_eq!(entry.resume, Some(30_000));
//! ```

mod entry;
mod facts;
mod insight;
mod line;
mod parts;
mod practice;
mod quiet;
mod stretches;
mod tasks;
mod watching;

pub use entry::{OnBoard, entry};
pub use facts::{ClassFacts, Facts, Place, SeatFacts};
pub use insight::{
    Attended, ClassInsightFacts, InsightFacts, IsRight, QuestionFacts, SeatInsightFacts, Signs, Work, confusion,
    reasons, went_back, wrong_polls,
};
pub use line::Line;
pub use parts::parts;
pub use practice::{ClassOver, Returning, Step, explained, returning};
pub use quiet::{Measured, Quiet};
pub use stretches::Stretches;
pub use tasks::RoomFacts;
pub use watching::{Budget, credit};
