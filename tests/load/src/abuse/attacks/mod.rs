//! The attacks, one a file.

mod commands;
mod hellos;
mod joins;
mod journal;
mod long_chat;
mod loud;
mod media;
mod offers;
mod recorded;
mod sign_ins;
mod slots;
mod strangers;

use std::{pin::Pin, time::Duration};

use super::arena::Arena;

/// How long most attacks last.
const LASTS: Duration = Duration::from_secs(8);
/// Longer than [`protocol::limits::REQUEST_HEADERS_MS`].
const HEADERS: Duration = Duration::from_secs(14);
/// Longer than consent lasts without an answer (RFC 7675, section 5.1).
const CONSENT: Duration = Duration::from_secs(35);

/// Longer than [`protocol::limits::CONNECT_MS`].
const CONNECTS: Duration = Duration::from_secs(14);

/// An attack.
pub struct Attack {
    /// Its name.
    pub name: &'static str,
    /// Whether the offender is told: refused something, or shown out. If not, the attack stays within all limits, or it is at the
    /// port of media, where nothing is answered.
    pub told: bool,
    /// How long it is measured.
    pub lasts: Duration,
    /// Prepares it, says so by [`Arena::begin`], and then goes on until it is dropped.
    pub run: fn(Arena) -> Running,
}

/// An attack that goes on.
type Running = Pin<Box<dyn Future<Output = anyhow::Result<()>>>>;

/// All attacks.
pub const ATTACKS: &[Attack] = &[
    Attack { name: "hellos", told: true, lasts: LASTS, run: |arena| Box::pin(hellos::run(arena)) },
    Attack { name: "layers", told: true, lasts: LASTS, run: |arena| Box::pin(offers::of_layers(arena)) },
    Attack { name: "offers", told: false, lasts: LASTS, run: |arena| Box::pin(offers::permitted(arena)) },
    Attack { name: "unconnected", told: true, lasts: CONNECTS, run: |arena| Box::pin(offers::unconnected(arena)) },
    Attack { name: "journal", told: true, lasts: LASTS, run: |arena| Box::pin(journal::run(arena)) },
    Attack { name: "joins", told: true, lasts: LASTS, run: |arena| Box::pin(joins::run(arena)) },
    Attack { name: "commands", told: true, lasts: LASTS, run: |arena| Box::pin(commands::flood(arena)) },
    Attack { name: "malformed", told: true, lasts: LASTS, run: |arena| Box::pin(commands::malformed(arena)) },
    Attack { name: "strangers", told: true, lasts: LASTS, run: |arena| Box::pin(strangers::sockets(arena)) },
    Attack { name: "silent", told: true, lasts: LASTS, run: |arena| Box::pin(strangers::silent(arena)) },
    Attack { name: "headers", told: true, lasts: HEADERS, run: |arena| Box::pin(strangers::headers(arena)) },
    Attack { name: "sign-ins", told: true, lasts: LASTS, run: |arena| Box::pin(sign_ins::run(arena)) },
    Attack { name: "loud", told: false, lasts: LASTS, run: |arena| Box::pin(loud::run(arena)) },
    Attack { name: "slots", told: true, lasts: LASTS, run: |arena| Box::pin(slots::run(arena)) },
    Attack { name: "stun", told: false, lasts: CONSENT, run: |arena| Box::pin(media::stun(arena)) },
    Attack { name: "forged", told: false, lasts: LASTS, run: |arena| Box::pin(media::forged(arena)) },
    Attack { name: "sizes", told: false, lasts: LASTS, run: |arena| Box::pin(recorded::sizes(arena)) },
    Attack { name: "bytes", told: false, lasts: LASTS, run: |arena| Box::pin(recorded::bytes(arena)) },
];
