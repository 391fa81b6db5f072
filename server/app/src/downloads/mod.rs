//! The recording of a class to take along: as one file, or as a folder with a page.

mod material;
pub mod mp4;
pub mod offline;
mod recorded;
mod reels;
pub mod sending;
mod told;
mod wanted;
pub mod webm;
