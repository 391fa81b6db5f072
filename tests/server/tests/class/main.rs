//! A class that runs: commands, rooms, seats, and clients that misbehave.

mod audience;
mod authorisation;
mod cuts;
mod hostile;
mod late_ballots;
mod later;
mod moderation;
mod off_record;
mod polls;
mod recorded_rooms;
mod refusals;
mod resume;
mod rooms;
mod seats;
mod socket;
mod strangers;
mod waiting;
mod work;
