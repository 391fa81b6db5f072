//! Simulation: seeded random classes over `live`.
//!
//! A [`plan`] is made from a seed alone: who connects, drops and sends which command, when time jumps, and when the
//! server restarts. A [`world`] carries it out on a real [`live::Session`], executes the effects on a model of media,
//! and checks after every step what must always hold. [`run`] does both, and finds the shortest prefix of a plan that
//! fails.
//!
//! ```text
//! MERIDIAN_SIM_SEEDS=2000 cargo test -p sim-tests      more classes than the usual ones
//! MERIDIAN_SIM_SEED=17    cargo test -p sim-tests      this class again, every check after every step
//! ```

pub mod ballots;
pub mod media;
pub mod names;
pub mod onlooker;
pub mod plan;
pub mod rights;
pub mod run;
pub mod world;
