//! What several crates need alike, and what depends on none of them: a [`TokenBucket`], the [`ClassClock`], and the
//! [`Codec`]s.

mod class_clock;
mod codec;
mod token_bucket;

pub use class_clock::ClassClock;
pub use codec::Codec;
pub use token_bucket::TokenBucket;
