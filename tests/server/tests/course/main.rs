//! Courses over HTTP: who may do what in them, and what they have.

mod announcements;
mod board;
mod clips;
mod downloads;
mod extensions;
mod files;
mod insight;
mod lectures;
mod ledger;
mod members;
mod moments;
mod mp4;
mod practice;
mod preparation;
mod routes;
mod schedule;
mod study;
mod table;
mod takes;
mod takes_in_files;
mod together;
mod withdrawn_in_files;
