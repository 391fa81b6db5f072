//! The recording of a class as one file to take along.

mod recorded;
mod wanted;
pub mod webm;
