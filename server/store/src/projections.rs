//! Derives changes of the rows beside the journal from events: of seats, and of texts that were deleted.
//!
//! The projections are written in the transaction of the events, so that neither is ever there without the other.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{Consent, Event, EventBody, LeaveReason, ParticipantId, Role, Seq, SessionId};
use sqlx::{AnyConnection, AssertSqlSafe};

use crate::{
    columns::millis,
    error::StoreError,
    ids::{self, number_list},
    mp4,
    seats::role_text,
    takes::Placed,
};

/// The changes that some events of one session ask for. Of several values for one field, the last one counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Projections {
    consents: BTreeMap<ParticipantId, Consent>,
    roles: BTreeMap<ParticipantId, Role>,
    waiting: BTreeMap<ParticipantId, bool>,
    /// Whether the seat is kept, because its holder takes part, or can be given up for another: see [`crate::places`].
    kept: BTreeMap<ParticipantId, bool>,
    /// Who came into class, or waits to.
    came: BTreeSet<ParticipantId>,
    revoked: BTreeSet<ParticipantId>,
    banned: BTreeSet<ParticipantId>,
    erased: BTreeSet<Seq>,
    /// Whether the session is closed for later participation.
    closed: Option<bool>,
    /// Whether something was cut out of the recording, or is back in it.
    cut: bool,
    takes: Placed,
    /// Whether staff open the recording to everybody with the link.
    open_recording: Option<bool>,
}

impl Projections {
    /// Collects the changes that these events ask for, in their order.
    pub(crate) fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut projections = Projections::default();
        for event in events {
            projections.add(&event.body);
            projections.takes.add(event);
        }
        projections
    }

    fn add(&mut self, body: &EventBody) {
        match *body {
            EventBody::ConsentChanged { participant, consent } => drop(self.consents.insert(participant, consent)),
            EventBody::RoleChanged { participant, role, .. } => drop(self.roles.insert(participant, role)),
            EventBody::WaitBegan { participant, .. } => {
                self.waiting.insert(participant, true);
                self.kept.insert(participant, true);
                self.came.insert(participant);
            }
            // Includes people who took a seat while newcomers had to wait, and came in when nobody had to wait any more.
            EventBody::WaitEnded { participant, reason: None } | EventBody::Joined { participant, .. } => {
                self.waiting.insert(participant, false);
                self.kept.insert(participant, true);
                self.came.insert(participant);
            }
            EventBody::WaitEnded { participant, reason: Some(reason) } => {
                self.kept.insert(participant, false);
                self.leave(participant, reason);
            }
            EventBody::ViewerJoined { participant, .. } => drop(self.kept.insert(participant, true)),
            EventBody::Left { participant, reason } => self.leave(participant, reason),
            EventBody::ChatDeleted { message, .. } => drop(self.erased.insert(message)),
            EventBody::SettingsChanged { settings, .. } => self.open_recording = Some(settings.open_recording),
            EventBody::CutMade { .. } | EventBody::CutUndone { .. } => self.cut = true,
            EventBody::SessionClosed { .. } => self.closed = Some(true),
            EventBody::SessionReopened { .. } => self.closed = Some(false),
            _ => {}
        }
    }

    fn leave(&mut self, participant: ParticipantId, reason: LeaveReason) {
        match reason {
            LeaveReason::Left | LeaveReason::Lost => {}
            LeaveReason::Removed => drop(self.revoked.insert(participant)),
            LeaveReason::Banned => {
                self.revoked.insert(participant);
                self.banned.insert(participant);
            }
        }
    }

    /// Writes the changes. Writing them twice does no harm. Returns the other seats that were taken from banned browsers.
    pub(crate) async fn apply(
        &self,
        tx: &mut AnyConnection,
        session: SessionId,
    ) -> Result<Vec<ParticipantId>, StoreError> {
        for (camera, voice) in [(false, false), (false, true), (true, false), (true, true)] {
            let wanted = Consent { record_camera: camera, record_voice: voice };
            let set = format!("record_camera = {}, record_voice = {}", i64::from(camera), i64::from(voice));
            update(tx, session, &set, with(&self.consents, &wanted)).await?;
        }
        for role in Role::ALL {
            update(tx, session, &format!("role = '{}'", role_text(role)), with(&self.roles, &role)).await?;
        }
        for waits in [false, true] {
            update(tx, session, &format!("waits = {}", i64::from(waits)), with(&self.waiting, &waits)).await?;
        }
        update(tx, session, "idle_since = NULL", with(&self.kept, &true)).await?;
        update(tx, session, "came = 1", self.came.iter().copied().collect()).await?;
        // Whoever was not let in gives their seat up before all others.
        update(tx, session, "idle_since = 0", with(&self.kept, &false)).await?;
        if let Some(closed) = self.closed {
            sqlx::query("UPDATE sessions SET closed = $2 WHERE id = $1")
                .bind(session.to_string())
                .bind(i64::from(closed))
                .execute(&mut *tx)
                .await?;
        }
        if let Some(open) = self.open_recording {
            sqlx::query("UPDATE sessions SET open_recording = $2 WHERE id = $1")
                .bind(session.to_string())
                .bind(i64::from(open))
                .execute(&mut *tx)
                .await?;
        }
        if self.cut {
            mp4::make_anew(tx, session).await?;
        }
        self.takes.apply(tx, session).await?;
        let shut_out = ban(tx, session, &self.banned).await?;
        revoke(tx, session, self.revoked.iter().chain(&shut_out).copied().collect()).await?;
        for &message in &self.erased {
            erase(tx, session, message).await?;
        }
        Ok(shut_out)
    }
}

/// The participants for whom this value is the last one.
fn with<T: PartialEq>(words: &BTreeMap<ParticipantId, T>, wanted: &T) -> Vec<ParticipantId> {
    words.iter().filter(|(_, word)| *word == wanted).map(|(&participant, _)| participant).collect()
}

/// Changes many seats in one statement.
async fn update(
    tx: &mut AnyConnection,
    session: SessionId,
    set: &str,
    seats: Vec<ParticipantId>,
) -> Result<(), StoreError> {
    if seats.is_empty() {
        return Ok(());
    }
    let numbers = number_list(seats.iter().map(|seat| seat.0));
    let sql = format!("UPDATE seats SET {set} WHERE session = $1 AND participant IN ({numbers})");
    sqlx::query(AssertSqlSafe(sql)).persistent(false).bind(session.to_string()).execute(tx).await?;
    Ok(())
}

/// Revokes seats for good: no token opens them any more.
async fn revoke(tx: &mut AnyConnection, session: SessionId, seats: Vec<ParticipantId>) -> Result<(), StoreError> {
    if seats.is_empty() {
        return Ok(());
    }
    let numbers = number_list(seats.iter().map(|seat| seat.0));
    update(tx, session, "revoked = 1", seats).await?;
    let sql = format!("DELETE FROM seat_tokens WHERE session = $1 AND participant IN ({numbers})");
    sqlx::query(AssertSqlSafe(sql)).persistent(false).bind(session.to_string()).execute(tx).await?;
    Ok(())
}

/// Bans the browsers from which these seats were taken, and notes from which networks. Returns the other seats that were taken from the same browsers.
async fn ban(
    tx: &mut AnyConnection,
    session: SessionId,
    seats: &BTreeSet<ParticipantId>,
) -> Result<Vec<ParticipantId>, StoreError> {
    if seats.is_empty() {
        return Ok(Vec::new());
    }
    // Waits for everybody who is just taking a seat, also on another server, so that those seats are found, too.
    sqlx::query("UPDATE sessions SET seats = seats WHERE id = $1").bind(session.to_string()).execute(&mut *tx).await?;
    let numbers = number_list(seats.iter().map(|seat| seat.0));
    let browsers = format!(
        "SELECT DISTINCT session, visitor FROM seats
         WHERE session = $1 AND participant IN ({numbers}) AND visitor IS NOT NULL"
    );
    let networks = format!(
        "SELECT DISTINCT session, network FROM seats
         WHERE session = $1 AND participant IN ({numbers}) AND network IS NOT NULL"
    );
    for (table, column, found) in [("bans", "visitor", &browsers), ("banned_networks", "network", &networks)] {
        let sql = format!("INSERT INTO {table} (session, {column}) {found} ON CONFLICT (session, {column}) DO NOTHING");
        sqlx::query(AssertSqlSafe(sql)).persistent(false).bind(session.to_string()).execute(&mut *tx).await?;
    }
    let sql = format!(
        "SELECT participant FROM seats WHERE session = $1 AND participant NOT IN ({numbers}) AND visitor IN
         (SELECT visitor FROM ({browsers}) AS banned) ORDER BY participant"
    );
    let others: Vec<i64> =
        sqlx::query_scalar(AssertSqlSafe(sql)).persistent(false).bind(session.to_string()).fetch_all(tx).await?;
    others.into_iter().map(ids::participant).collect()
}

/// Empties the text of a message: the only change that is ever made to an event. Events of other kinds stay as they are, and
/// so do the other fields, also those that only another version of this program knows.
async fn erase(tx: &mut AnyConnection, session: SessionId, message: Seq) -> Result<(), StoreError> {
    let line: Option<String> = sqlx::query_scalar("SELECT event FROM journal WHERE session = $1 AND seq = $2")
        .bind(session.to_string())
        .bind(millis(message))
        .fetch_optional(&mut *tx)
        .await?;
    let Some(without) = line.as_deref().and_then(without_text) else { return Ok(()) };
    sqlx::query("UPDATE journal SET event = $3 WHERE session = $1 AND seq = $2")
        .bind(session.to_string())
        .bind(millis(message))
        .bind(without)
        .execute(tx)
        .await?;
    Ok(())
}

fn without_text(line: &str) -> Option<String> {
    let mut event: serde_json::Value = serde_json::from_str(line).ok()?;
    let fields = event.as_object_mut().filter(|fields| fields.get("kind").is_some_and(|kind| kind == "chat_sent"))?;
    fields.insert("text".into(), "".into());
    Some(event.to_string())
}

#[cfg(test)]
mod tests {
    use protocol::{Audience, RoomId, presence::WaitCause};

    use super::*;

    fn of(bodies: Vec<EventBody>) -> Projections {
        let event = |(seq, body)| Event { seq, at: 0, audience: Audience::Everyone, later: None, body };
        Projections::of(&(1..).zip(bodies).map(event).collect::<Vec<_>>())
    }

    #[test]
    fn of_what_is_set_the_last_word_counts() {
        let (participant, name, consent) = (ParticipantId(7), String::from("Gus"), Consent::default());
        let cause = WaitCause::default();
        let began = || EventBody::WaitBegan { participant, name: name.clone(), namesake: None, consent, cause };
        let joined = EventBody::Joined {
            participant,
            name: name.clone(),
            namesake: None,
            role: Role::Guest,
            consent,
            room: RoomId::MAIN,
        };
        let lost = EventBody::WaitEnded { participant, reason: Some(LeaveReason::Lost) };
        assert_eq!(of(vec![began(), lost, joined.clone()]).waiting, BTreeMap::from([(participant, false)]));
        assert_eq!(of(vec![joined, began()]).waiting, BTreeMap::from([(participant, true)]));
    }

    #[test]
    fn a_text_is_emptied_and_all_else_stays() {
        let line =
            r#"{"seq":3,"at":7,"audience":{"to":"everyone"},"kind":"chat_sent","participant":1,"text":"a","new":[1]}"#;
        let emptied: serde_json::Value = serde_json::from_str(&without_text(line).unwrap()).unwrap();
        let mut expected: serde_json::Value = serde_json::from_str(line).unwrap();
        expected["text"] = "".into();
        assert_eq!(emptied, expected);
        assert_eq!(without_text(&line.replace("chat_sent", "hand_raised")), None);
        assert_eq!(without_text("{"), None);
    }
}
