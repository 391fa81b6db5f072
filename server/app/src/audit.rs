//! Notes in the log that staff read who came into class and who watched.
//!
//! Nobody is kept out because that could not be written: the server's own log says so then. What people do is noted by the store, with
//! the act itself.

use std::time::Instant;

use protocol::AuditKind;
use store::{Agent, SeatRow};

use crate::{clock::unix_now, context::App};

impl App {
    /// Notes that somebody came into class or watched it, once a day, without making them wait for it. The page of a course loads the first
    /// picture of an announcement's video for whoever reads it, which is not yet watching: who has seen an announcement is kept with it.
    pub fn note_presence(&self, seat: &SeatRow, kind: AuditKind, agent: &Agent) {
        if kind == AuditKind::Watched && !seat.kind.is_listed() {
            return;
        }
        let (now, presence) = (unix_now(), (seat.session, seat.participant, kind));
        if !self.noted_today.is_first(presence, now) {
            return;
        }
        if seat.person.is_none() && !self.rates.noted_guests.take(&seat.session, Instant::now()) {
            return;
        }
        let (app, seat, agent) = (self.clone(), seat.clone(), agent.clone());
        tokio::spawn(async move {
            if let Err(error) = app.store.note_presence(&seat, kind, &agent, now).await {
                tracing::error!(%error, "that somebody was there could not be noted");
                app.noted_today.forget(&presence);
            }
        });
    }
}
