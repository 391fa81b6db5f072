//! Governments change what clocks show: a version of the server knows other rules of zones than the one before it.
//!
//! Class keeps its local time, so its instant follows the rules, and so does an announcement that is planned. What is due is computed
//! from them whenever somebody asks; planned sessions and announcements keep their instants to be searched by, so each start computes
//! those that are still to come anew. Notices tell members of classes that moved, as of any class that is moved.

use calendar::{DateTime, Refused};
use protocol::Millis;
use store::{NewInstants, PlannedAnnouncement, SessionRow, Store, StoreError};

/// The instant at which clocks in a zone show a local time.
pub type Rules = fn(&str, DateTime) -> Result<Millis, Refused>;

/// Gives each planned session and announcement that is to come the instant at which clocks show its local time by these rules; returns
/// how many had another one. Again is harmless.
pub async fn follow(store: &Store, rules: Rules, now: Millis) -> Result<u64, StoreError> {
    Ok(follow_with_sessions(store, rules, now).await? + follow_with_announcements(store, rules, now).await?)
}

async fn follow_with_sessions(store: &Store, rules: Rules, now: Millis) -> Result<u64, StoreError> {
    let (mut after, mut changed) = (None, 0);
    loop {
        let sessions = store.sessions_to_come(after, now).await?;
        let Some(last) = sessions.last() else { return Ok(changed) };
        after = Some(last.id);
        let moved: Vec<NewInstants> = sessions.iter().filter_map(|session| moved(session, rules)).collect();
        if !moved.is_empty() {
            changed += store.set_instants(&moved, now).await?;
        }
    }
}

async fn follow_with_announcements(store: &Store, rules: Rules, now: Millis) -> Result<u64, StoreError> {
    let (mut after, mut changed) = (None, 0);
    loop {
        let planned = store.announcements_to_come(after, now).await?;
        let Some(last) = planned.last() else { return Ok(changed) };
        after = Some(last.id);
        for announcement in &planned {
            let Some(at) = instant(announcement, rules) else { continue };
            // What would be past by these rules is announced now: notices are for what is new.
            let (at, before) = (at.max(now), announcement.at_unix);
            changed += u64::from(at != before && store.set_announced_instant(announcement, at).await?);
        }
    }
}

/// The instant of an announcement by these rules. One whose zone they do not know any more stays as it is.
fn instant(announcement: &PlannedAnnouncement, rules: Rules) -> Option<Millis> {
    rules(&announcement.zone, announcement.local.parse().ok()?).ok()
}

/// The other instants of a session, if these rules give it any. One whose zone they do not know any more stays as it is.
fn moved(session: &SessionRow, rules: Rules) -> Option<NewInstants> {
    let plan = session.plan.as_ref()?;
    let start_unix = rules(&plan.zone, plan.time.start.parse().ok()?).ok()?;
    let end_unix = start_unix + Millis::from(plan.time.minutes) * 60_000;
    let instants = NewInstants { session: session.id, old: plan.time.clone(), start_unix, end_unix };
    (start_unix != plan.time.start_unix).then_some(instants)
}
