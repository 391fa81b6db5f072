//! Whose presence was noted today in the log that staff read.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use protocol::{AuditKind, Millis, ParticipantId, SessionId};

/// How many seats are remembered as noted today. Beyond, all are forgotten, and the database is asked again.
const REMEMBERED: usize = 50_000;

const DAY: Millis = 24 * 3_600_000;

/// A seat, and what its holder did.
pub type Presence = (SessionId, ParticipantId, AuditKind);

/// Whose presence was noted today, so that the requests of a player, several a second, cost no query.
#[derive(Debug, Default)]
pub struct NotedToday(Mutex<(Millis, HashSet<Presence>)>);

impl NotedToday {
    /// Whether this is the first time on this day.
    pub fn is_first(&self, presence: Presence, now_unix: Millis) -> bool {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let today = now_unix / DAY;
        if noted.0 != today || noted.1.len() >= REMEMBERED {
            *noted = (today, HashSet::new());
        }
        noted.1.insert(presence)
    }

    /// Forgets one that could not be noted after all.
    pub fn forget(&self, presence: &Presence) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.remove(presence);
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
