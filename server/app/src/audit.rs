//! Notes what people do in the log that staff read.
//!
//! A note follows what was done, and nobody is refused because it could not be written: the server's own log says so then.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
    time::Instant,
};

use protocol::{AuditKind, Millis, ParticipantId, SessionId};
use store::{Agent, AuditLine, SeatRow};

use crate::{clock::unix_now, context::App};

/// How many seats are remembered as noted today. Beyond, all are forgotten, and the database is asked again.
const REMEMBERED: usize = 50_000;

const DAY: Millis = 24 * 3_600_000;

type Presence = (SessionId, ParticipantId, AuditKind);

/// Whose presence was noted today, so that the requests of a player, several a second, cost no query.
#[derive(Debug, Default)]
pub struct NotedToday(Mutex<(Millis, HashSet<Presence>)>);

impl NotedToday {
    /// Whether this is the first time on this day.
    fn is_first(&self, presence: Presence, now_unix: Millis) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let today = now_unix / DAY;
        if noted.0 != today || noted.1.len() >= REMEMBERED {
            *noted = (today, HashSet::new());
        }
        noted.1.insert(presence)
    }

    fn forget(&self, presence: &Presence) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.remove(presence);
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_presence_is_noted_once_a_day() {
        let noted = NotedToday::default();
        let of = |seat, kind| (SessionId(uuid::Uuid::nil()), ParticipantId(seat), kind);
        let joined = of(1, AuditKind::Joined);
        assert!(noted.is_first(joined, 0));
        assert!(!noted.is_first(joined, DAY - 1));
        assert!(
            noted.is_first(of(1, AuditKind::Watched), DAY - 1) && noted.is_first(of(2, AuditKind::Joined), DAY - 1)
        );
        assert!(noted.is_first(joined, DAY));
        noted.forget(&joined);
        assert!(noted.is_first(joined, DAY));
    }
}
