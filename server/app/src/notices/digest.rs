//! The weekly digest: what is coming, what is left, and which questions wait. Each reader gets it on Sunday afternoon, where they are.

use protocol::{Millis, NoticeKind};
use store::{DigestQuery, NewNotice, Recipient, StoreError};

use super::{
    BATCH, Round,
    due::{DAY, HOUR},
    quiet,
};
use crate::mail::{
    notice::Notice,
    notice_writing::digest::{AHEAD, BACK},
};

/// The time of day on Sunday at which it comes: the week that was is over, and the next one can still be planned.
const AT: &str = "17:00";

/// It comes within this time, or not at all: by Monday noon the week has begun.
const WITHIN: Millis = 18 * HOUR;

/// Two digests of a person are at least so far apart, also when they travel.
const APART: Millis = 6 * DAY;

impl Round {
    /// Decides for everybody whose digest is due.
    pub(super) async fn tell_digests(&self, now: Millis) -> Result<(), StoreError> {
        let Some(time) = quiet::time(AT) else { return Ok(()) };
        for zone in self.store.zones_of_readers().await? {
            // A zone of another version's database may be unknown here.
            let Ok(due) = calendar::last_sunday_at(&zone, time, now) else { continue };
            if now < due + WITHIN {
                self.tell_digests_in(&zone, due, now).await?;
            }
        }
        Ok(())
    }

    async fn tell_digests_in(&self, zone: &str, due: Millis, now: Millis) -> Result<(), StoreError> {
        let before = due.saturating_sub(APART);
        let ended_after = now.saturating_sub(BACK);
        let (mut after, until) = (None, due + WITHIN);
        loop {
            let query = DigestQuery { zone, before, coming: now..now + AHEAD, ended_after, after, most: BATCH };
            let readers = self.store.readers_of_digests(&query).await?;
            let Some(last) = readers.last() else { return Ok(()) };
            after = Some(last.person);
            let digest = |to: &Recipient| {
                let mail = quiet::moment(NoticeKind::WeeklyDigest, super::wishes(to), now, until);
                let notice = Notice::week(to.person.0, due);
                let mail = mail.map(|at| (notice.to_digest(&to.email, due, until), at));
                NewNotice { person: to.person, mail, ways: self.ways(to) }
            };
            let digests: Vec<NewNotice> = readers.iter().map(digest).collect();
            self.store.note_digests(&digests, due, now).await?;
        }
    }
}
