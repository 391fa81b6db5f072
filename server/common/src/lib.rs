//! Types that several crates need alike, and that depend on none of them: a [`TokenBucket`], the [`ClassClock`], and
//! the [`Codec`]s.

mod class_clock;
mod codec;
mod token_bucket;

pub use class_clock::ClassClock;
pub use codec::Codec;
pub use token_bucket::TokenBucket;
