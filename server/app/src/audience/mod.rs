//! A large audience over plain HTTP. Who may watch is asked once a period, and answered with keys of rooms. With a key, what was
//! recorded in its room is read without a question to the database, to the class or to anybody else who reads: all that it takes is
//! in the key, and in what is known of the session since a moment ago.
//!
//! Keys are the same for all, so are the addresses that have them in their path, and a proxy answers in place of the server.

mod files;
mod keys;
mod lines;
mod shown;

use std::{collections::HashMap, sync::Arc};

use arc_swap::ArcSwap;
use protocol::{Millis, SessionId};

pub use files::{Files, WholeFile};
pub use keys::{Key, RoomKeys, Valid};
pub use lines::{Lines, LinesOf, LinesPage};
pub use shown::{Shown, Tracks, room_of};

/// Of how many sessions is known what is shown of them: as many as are watched at a time on one server. When there is one more, all are
/// forgotten and read again.
const SESSIONS: usize = 64;

/// What answers an audience.
pub struct Audience {
    /// Gives keys, and reads them.
    pub keys: RoomKeys,
    /// Files that are read just now.
    pub files: Files,
    /// The lines of manifests.
    pub lines: Lines,
    shown: ArcSwap<HashMap<SessionId, Arc<Shown>>>,
}

impl Audience {
    /// With the server's secret.
    pub fn new(secret: &str) -> Self {
        Audience {
            keys: RoomKeys::new(secret),
            files: Files::default(),
            lines: Lines::default(),
            shown: ArcSwap::default(),
        }
    }

    /// What is shown of a session, unless that is unknown or too long ago.
    pub fn shown(&self, session: SessionId, now_unix: Millis) -> Option<Arc<Shown>> {
        self.shown.load().get(&session).filter(|shown| shown.is_fresh(now_unix)).cloned()
    }

    /// Keeps what is shown of a session.
    pub fn show(&self, session: SessionId, shown: &Arc<Shown>) {
        self.shown.rcu(|all| {
            let is_full = all.len() >= SESSIONS && !all.contains_key(&session);
            let mut all = if is_full { HashMap::new() } else { HashMap::clone(all) };
            all.insert(session, Arc::clone(shown));
            all
        });
    }

    /// Forgets a session, of which less is shown.
    pub fn forget(&self, session: SessionId) {
        self.shown.rcu(|all| {
            let mut all = HashMap::clone(all);
            all.remove(&session);
            all
        });
        self.files.forget(session);
        self.lines.forget(session);
    }
}
