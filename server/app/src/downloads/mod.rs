//! The recording of a class to take along: as one file, or as a folder with a page.

pub mod offline;
mod recorded;
mod wanted;
pub mod webm;
