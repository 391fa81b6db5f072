//! Measures a Meridian server from outside. `cargo xtask bench` builds both in the release profile and runs this.

mod abuse;
mod audience;
mod courses;
mod cpu;
mod door;
mod figures;
mod floor;
mod forward;
mod lecture;
mod long_class;
mod member;
mod recording;
mod rooms;
mod socket;
mod storm;
mod stretch;
mod subject;
mod talkers;
mod thread;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "load", about = "Measures a Meridian server from outside")]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Server CPU time per forwarded packet: one publisher and many subscribers, beside the floor of this machine.
    /// MERIDIAN_BINARY names the server
    Forward,
    /// How long a class of 200 takes to be in its 20 rooms, and back. MERIDIAN_BINARY names the server
    Rooms,
    /// How long a class of 125, 250 and 500 takes to come in, to come back all at once, and to be in its rooms; and how
    /// long a person who chats waits meanwhile. MERIDIAN_BINARY names the server
    Storm,
    /// What honest people notice while a class is attacked in each way that is known, and what the offender is answered.
    /// MERIDIAN_BINARY names the server
    Abuse {
        /// Carry these attacks out alone (repeat for several)
        #[arg(long)]
        only: Vec<String>,
    },
    /// What 2,000 cost who watch a class over plain HTTP, without a proxy and behind nginx, and what those in class notice; fails when a
    /// bound is broken. MERIDIAN_BINARY names the server
    Audience,
    /// How long the pages of home and of courses take on a store of 200 courses, and how many SQL statements they are; fails when a
    /// bound is broken. The server runs in this process
    Courses {
        /// Measures on PostgreSQL instead of SQLite
        #[arg(long)]
        postgres: bool,
    },
    /// What it costs to record ten people beside forwarding them, and what is lost of a recording when the server is killed, fifty times,
    /// and on a slow disk; fails when a bound is broken. MERIDIAN_BINARY names the server
    Recording {
        /// Measure this alone (repeat for several)
        #[arg(long)]
        only: Vec<recording::Part>,
    },
    /// Writes a class of four hours into an empty data folder, for `cargo xtask bench watch`, and prints a seat of it
    LongClass {
        /// The folder
        folder: PathBuf,
    },
}

/// All clients run on one thread, so that the server has the other cores.
#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    match Cli::parse().what {
        What::Forward => forward::report().await,
        What::Rooms => rooms::report().await,
        What::Storm => storm::report().await,
        What::Abuse { only } => abuse::report(&only).await,
        What::Audience => audience::report().await,
        What::Courses { postgres } => courses::report(postgres).await,
        What::Recording { only } => recording::report(&only).await,
        What::LongClass { folder } => long_class::write(&folder).await,
    }
}
