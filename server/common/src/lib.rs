//! Types that several crates need alike, and that depend on none of them: a [`TokenBucket`], the [`ClassClock`],
//! the [`Codec`]s, and what two spellings of a [name](folded_name) have in common.

mod class_clock;
mod codec;
mod folded;
mod token_bucket;

pub use class_clock::ClassClock;
pub use codec::Codec;
pub use folded::{folded, folded_name};
pub use token_bucket::TokenBucket;
