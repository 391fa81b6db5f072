//! What is kept of people, who reads it, and how it is deleted.

mod audit;
mod consent;
mod deletion;
mod erasure;
mod export;
mod pseudonyms;
mod retention;
mod withdrawal;
