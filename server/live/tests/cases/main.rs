//! What a class of all roles comes to, case by case.

mod class;
mod later;
mod moderation;
mod names;
mod polls;
mod rooms;
mod waiting;
