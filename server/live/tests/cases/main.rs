//! A class of all roles, case by case.

mod away;
mod class;
mod clips;
mod later;
mod moderation;
mod names;
mod polls;
mod recording;
mod rooms;
mod study;
mod table;
mod together;
mod waiting;
