//! Notes what people do in the log that staff read.
//!
//! A note follows what was done, and nobody is refused because it could not be written: the server's own log says so then.

use std::time::Instant;

use protocol::AuditKind;
use store::{Agent, AuditLine, SeatRow};

use crate::{clock::unix_now, context::App};

impl App {
    /// Notes what somebody did.
    pub async fn note(&self, line: AuditLine) {
        if let Err(error) = self.store.note(&line, unix_now()).await {
            tracing::error!(%error, "what somebody did could not be noted");
        }
    }

    /// Notes that somebody came into class or watched it, once a day, without making them wait for it.
    pub fn note_presence(&self, seat: &SeatRow, kind: AuditKind, agent: &Agent) {
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
