//! The ledger: its arithmetic by properties, its rules by examples, and the attacks that are known.

mod attacks;
mod entry;
mod facts;
mod insight;
mod parts;
mod practice;
mod quiet;
mod stretches;
mod takes;
mod tasks;
