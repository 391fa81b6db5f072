//! What a class of all roles comes to, case by case.

mod class;
mod later;
mod moderation;
mod polls;
mod rooms;
mod waiting;
