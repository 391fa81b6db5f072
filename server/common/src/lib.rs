//! Types that several crates need alike, and that depend on none of them: a [`TokenBucket`], the [`ClassClock`],
//! the [`Codec`]s, what is [left](Kept) of a timeline that was cut, what two spellings of a [name](folded_name) have in common, and what a file is called that is
//! [made again](made_again).

mod class_clock;
mod codec;
mod folded;
mod kept;
mod made_again;
mod token_bucket;

pub use class_clock::ClassClock;
pub use codec::Codec;
pub use folded::{folded, folded_name};
pub use kept::Kept;
pub use made_again::{made_again, made_before};
pub use token_bucket::TokenBucket;
