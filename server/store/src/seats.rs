//! Seats: the people who take part in a session, and the tokens that prove their seats.

use std::collections::BTreeSet;

use protocol::{
    Consent, Millis, ParticipantId, Role, SessionId, SessionKind,
    limits::{SEAT_USE_NOTED_MS, TOKEN_LIFETIME_MS},
};
use sqlx::{AnyConnection, Row, any::AnyRow};

use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    ids,
    people::PersonId,
    places::{make_room, network_key},
    secret::{Secret, digest},
    sessions::kind_from,
    sign_ins::SignInId,
};

/// Valid tokens of one seat: a person may use several devices. A further token ends the oldest.
const TOKENS_PER_SEAT: i64 = 8;

/// A seat that was just taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSeat {
    /// The token that proves it.
    pub token: Secret,
    /// Its number.
    pub participant: ParticipantId,
}

/// A seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatRow {
    /// The session.
    pub session: SessionId,
    /// Its number.
    pub participant: ParticipantId,
    /// The name by which the person wants to be called.
    pub name: String,
    /// Their role there.
    pub role: Role,
    /// What the session is.
    pub kind: SessionKind,
    /// Their consent to being recorded.
    pub consent: Consent,
    /// Their account, if they have one.
    pub person: Option<PersonId>,
    /// Whether they wait to be admitted.
    pub waits: bool,
    /// Whether they have come into class with it, wait to, or have written later; so has who has an account.
    pub takes_part: bool,
    /// Whether it was taken from the network of somebody who is banned.
    pub near_ban: bool,
    /// The sign-in by which the token was given, for a seat that was found by its token.
    pub sign_in: Option<SignInId>,
}

/// The columns of a [`SeatRow`], with what says the sign-in, up to the tables.
macro_rules! select_seats {
    ($sign_in:literal, $tables_and_condition:literal) => {
        concat!(
            "SELECT seats.session, seats.participant, name, role, record_camera, record_voice, person, waits, idle_since,
             (SELECT sessions.kind FROM sessions WHERE sessions.id = seats.session) AS session_kind,
             (SELECT COUNT(*) FROM banned_networks AS banned
              WHERE banned.session = seats.session AND banned.network = seats.network) AS near_ban, ",
            $sign_in,
            " AS sign_in ",
            $tables_and_condition
        )
    };
}

/// A seat to be taken.
#[derive(Debug, Clone, Copy)]
pub struct SeatRequest<'a> {
    /// The name by which the person wants to be called.
    pub name: &'a str,
    /// Their role there.
    pub role: Role,
    /// Their consent to being recorded.
    pub consent: Consent,
    /// Their account, if they have one.
    pub person: Option<PersonId>,
    /// The sign-in by which they take it: its token ends with that.
    pub sign_in: Option<&'a SignInId>,
    /// The secret cookie of their browser, if they have one.
    pub visitor: Option<&'a str>,
    /// Their address, or the network of it that counts as one client. The database keeps a few bits of a digest.
    pub network: Option<&'a str>,
    /// Whether they have to wait until they are admitted.
    pub waits: bool,
    /// Which version of what is told before recording they have read, where that is known.
    pub consent_version: Option<u32>,
}

impl<'a> SeatRequest<'a> {
    /// A seat for somebody who is known by a name alone, and need not wait.
    pub fn new(name: &'a str, role: Role, consent: Consent) -> Self {
        SeatRequest {
            name,
            role,
            consent,
            person: None,
            sign_in: None,
            visitor: None,
            network: None,
            waits: false,
            consent_version: None,
        }
    }

    /// The request, for the seat of this account.
    pub fn of(self, person: PersonId) -> Self {
        SeatRequest { person: Some(person), ..self }
    }

    /// The request, after this version of what is told before recording was read.
    pub fn having_read(self, consent_version: Option<u32>) -> Self {
        SeatRequest { consent_version, ..self }
    }

    /// The request, made by this sign-in.
    pub fn by(self, sign_in: &'a SignInId) -> Self {
        SeatRequest { sign_in: Some(sign_in), ..self }
    }
}

impl SeatRow {
    fn from_columns(row: AnyRow) -> Result<Self, StoreError> {
        let session: String = row.try_get("session")?;
        let role: String = row.try_get("role")?;
        let person: Option<String> = row.try_get("person")?;
        Ok(SeatRow {
            session: ids::session(&session)?,
            participant: ids::participant(row.try_get("participant")?)?,
            name: row.try_get("name")?,
            role: role_from(&role)?,
            kind: kind_from(&row.try_get::<String, _>("session_kind")?)?,
            consent: Consent {
                record_camera: row.try_get::<i64, _>("record_camera")? != 0,
                record_voice: row.try_get::<i64, _>("record_voice")? != 0,
            },
            person: person.map(|id| ids::person(&id)).transpose()?,
            waits: row.try_get::<i64, _>("waits")? != 0,
            takes_part: row.try_get::<Option<i64>, _>("idle_since")?.is_none(),
            near_ban: row.try_get::<i64, _>("near_ban")? != 0,
            sign_in: row.try_get::<Option<String>, _>("sign_in")?.map(|id| id.parse()).transpose()?,
        })
    }
}

pub(crate) fn role_text(role: Role) -> &'static str {
    match role {
        Role::Instructor => "instructor",
        Role::Assistant => "assistant",
        Role::Student => "student",
        Role::Observer => "observer",
        Role::Guest => "guest",
    }
}

fn role_from(text: &str) -> Result<Role, StoreError> {
    Role::ALL.into_iter().find(|role| role_text(*role) == text).ok_or(StoreError::Corrupt("role"))
}

impl Store {
    /// Takes the next seat: 1, 2, 3…, as long as there is [room](make_room) for it ([`StoreError::Full`]). Until somebody comes
    /// into class with it, or takes part later, it can be given up for another; the seat of a person with an account never is. A
    /// person has at most one seat in a session ([`StoreError::SeatExists`]), and a banned browser has none
    /// ([`StoreError::Banned`]).
    pub async fn create_seat(
        &self,
        session: SessionId,
        wanted: SeatRequest<'_>,
        now_unix: Millis,
    ) -> Result<NewSeat, StoreError> {
        let SeatRequest { name, role, consent, person, sign_in, visitor, network, waits, consent_version } = wanted;
        let network = network.map(|network| network_key(session, network));
        let mut tx = self.db.begin().await?;
        let number = next_number(&mut tx, session).await?;
        // Runs behind the lock that `next_number` takes, so that a ban that is written meanwhile waits and finds this seat.
        if let Some(visitor) = visitor
            && is_banned(&mut *tx, session, visitor).await?
        {
            return Err(StoreError::Banned);
        }
        make_room(&mut tx, session, role, network).await?;
        let done = sqlx::query(
            "INSERT INTO seats (session, participant, name, role, record_camera, record_voice, person, revoked, idle_since,
                                visitor, waits, network, consent_version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, $12) ON CONFLICT (session, person) DO NOTHING",
        )
        .bind(session.to_string())
        .bind(number)
        .bind(name)
        .bind(role_text(role))
        .bind(i64::from(consent.record_camera))
        .bind(i64::from(consent.record_voice))
        .bind(person.map(|id| id.to_string()))
        .bind(person.is_none().then_some(millis(now_unix)))
        .bind(visitor.map(digest))
        .bind(i64::from(waits))
        .bind(network)
        .bind(consent_version.map(i64::from))
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::SeatExists);
        }
        let token = add_token(&mut tx, session, number, sign_in, now_unix).await?;
        tx.commit().await?;
        Ok(NewSeat { token, participant: ids::participant(number)? })
    }

    /// The seat that a token opens, unless the token has expired, was revoked, or is of somebody who was a member of the
    /// course and is none any more. It counts as used now, so that other seats are
    /// given up before it.
    pub async fn seat_of_token(&self, token: &str, now_unix: Millis) -> Result<Option<SeatRow>, StoreError> {
        let row = sqlx::query(select_seats!(
            "seat_tokens.sign_in",
            "FROM seat_tokens
             JOIN seats ON seats.session = seat_tokens.session AND seats.participant = seat_tokens.participant
             WHERE token_hash = $1 AND expires_unix > $2 AND revoked = 0
             AND NOT EXISTS (SELECT 1 FROM sessions JOIN roster ON roster.course = sessions.course
                             WHERE sessions.id = seats.session AND roster.person = seats.person
                             AND roster.state <> 'active')"
        ))
        .bind(digest(token))
        .bind(millis(now_unix))
        .fetch_optional(&self.db.reader)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let idle_since = row.try_get::<Option<i64>, _>("idle_since")?;
        let seat = SeatRow::from_columns(row)?;
        if idle_since.is_some_and(|since| now_unix >= unsigned(since) + SEAT_USE_NOTED_MS) {
            self.note_use(&seat, now_unix).await?;
        }
        Ok(Some(seat))
    }

    /// Notes that a seat, which can be given up, is used now.
    async fn note_use(&self, seat: &SeatRow, now_unix: Millis) -> Result<(), StoreError> {
        sqlx::query(
            "UPDATE seats SET idle_since = $3 WHERE session = $1 AND participant = $2 AND idle_since IS NOT NULL",
        )
        .bind(seat.session.to_string())
        .bind(i64::from(seat.participant.0))
        .bind(millis(now_unix))
        .execute(&self.db.writer)
        .await?;
        Ok(())
    }

    /// A seat of a session, also when it was revoked.
    pub async fn seat(&self, session: SessionId, participant: ParticipantId) -> Result<Option<SeatRow>, StoreError> {
        let row =
            sqlx::query(select_seats!("CAST(NULL AS TEXT)", "FROM seats WHERE session = $1 AND participant = $2"))
                .bind(session.to_string())
                .bind(i64::from(participant.0))
                .fetch_optional(&self.db.reader)
                .await?;
        row.map(SeatRow::from_columns).transpose()
    }

    /// The seat of a person in a session, also when it was revoked.
    pub async fn seat_of_person(&self, session: SessionId, person: PersonId) -> Result<Option<SeatRow>, StoreError> {
        let row = sqlx::query(select_seats!("CAST(NULL AS TEXT)", "FROM seats WHERE session = $1 AND person = $2"))
            .bind(session.to_string())
            .bind(person.to_string())
            .fetch_optional(&self.db.reader)
            .await?;
        row.map(SeatRow::from_columns).transpose()
    }

    /// Whether a person was removed from a session.
    pub async fn was_removed(&self, session: SessionId, person: PersonId) -> Result<bool, StoreError> {
        let seat: Option<i64> =
            sqlx::query_scalar("SELECT participant FROM seats WHERE session = $1 AND person = $2 AND revoked <> 0")
                .bind(session.to_string())
                .bind(person.to_string())
                .fetch_optional(&self.db.reader)
                .await?;
        Ok(seat.is_some())
    }

    /// The seats of those who are staff of a session.
    pub async fn staff_seats(&self, session: SessionId) -> Result<BTreeSet<ParticipantId>, StoreError> {
        let rows: Vec<i64> = sqlx::query_scalar(
            "SELECT participant FROM seats WHERE session = $1 AND role IN ('instructor', 'assistant')",
        )
        .bind(session.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        rows.into_iter().map(ids::participant).collect()
    }

    /// Makes a further token for a seat, for a person who comes back to it, by this sign-in if they have an account. Up to
    /// [`TOKENS_PER_SEAT`] former tokens stay valid. A revoked seat gets none ([`StoreError::SeatRevoked`]).
    pub async fn new_token_for(
        &self,
        session: SessionId,
        participant: ParticipantId,
        sign_in: Option<&SignInId>,
        now_unix: Millis,
    ) -> Result<Secret, StoreError> {
        let number = i64::from(participant.0);
        let mut tx = self.db.begin().await?;
        let revoked: Option<i64> =
            sqlx::query_scalar("SELECT revoked FROM seats WHERE session = $1 AND participant = $2")
                .bind(session.to_string())
                .bind(number)
                .fetch_optional(&mut *tx)
                .await?;
        match revoked {
            None => return Err(StoreError::NotFound),
            Some(0) => {}
            Some(_) => return Err(StoreError::SeatRevoked),
        }
        let token = add_token(&mut tx, session, number, sign_in, now_unix).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Whether the browser with this cookie is banned from the session.
    pub async fn is_banned(&self, session: SessionId, visitor: &str) -> Result<bool, StoreError> {
        is_banned(&self.db.reader, session, visitor).await
    }

    /// Whether somebody who is banned from the session had taken a seat from this network.
    pub async fn is_near_ban(&self, session: SessionId, network: &str) -> Result<bool, StoreError> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT network FROM banned_networks WHERE session = $1 AND network = $2")
                .bind(session.to_string())
                .bind(network_key(session, network))
                .fetch_optional(&self.db.reader)
                .await?;
        Ok(found.is_some())
    }

    /// Changes what may be recorded of a participant, who has read this version of what is told before recording; `None` leaves the
    /// one that they had read.
    pub async fn set_consent(
        &self,
        session: SessionId,
        participant: ParticipantId,
        consent: Consent,
        consent_version: Option<u32>,
    ) -> Result<(), StoreError> {
        let done = sqlx::query(
            "UPDATE seats SET record_camera = $3, record_voice = $4, consent_version = COALESCE($5, consent_version)
             WHERE session = $1 AND participant = $2",
        )
        .bind(session.to_string())
        .bind(i64::from(participant.0))
        .bind(i64::from(consent.record_camera))
        .bind(i64::from(consent.record_voice))
        .bind(consent_version.map(i64::from))
        .execute(&self.db.writer)
        .await?;
        if done.rows_affected() == 0 { Err(StoreError::NotFound) } else { Ok(()) }
    }
}

async fn is_banned<'c>(
    executor: impl sqlx::Executor<'c, Database = sqlx::Any>,
    session: SessionId,
    visitor: &str,
) -> Result<bool, StoreError> {
    let found: Option<i64> = sqlx::query_scalar("SELECT 1 FROM bans WHERE session = $1 AND visitor = $2")
        .bind(session.to_string())
        .bind(digest(visitor))
        .fetch_optional(executor)
        .await?;
    Ok(found.is_some())
}

/// Increments the session's number of seats. The row is locked until the transaction ends, so that numbers are unique.
async fn next_number(tx: &mut AnyConnection, session: SessionId) -> Result<i64, StoreError> {
    let number = sqlx::query_scalar("UPDATE sessions SET seats = seats + 1 WHERE id = $1 RETURNING seats")
        .bind(session.to_string())
        .fetch_optional(tx)
        .await?;
    number.ok_or(StoreError::NotFound)
}

/// Adds a token to a seat and drops those beyond [`TOKENS_PER_SEAT`].
async fn add_token(
    tx: &mut AnyConnection,
    session: SessionId,
    number: i64,
    sign_in: Option<&SignInId>,
    now_unix: Millis,
) -> Result<Secret, StoreError> {
    let token = Secret::random();
    sqlx::query(
        "DELETE FROM seat_tokens WHERE session = $1 AND participant = $2 AND token_hash NOT IN
         (SELECT token_hash FROM seat_tokens WHERE session = $1 AND participant = $2
          ORDER BY expires_unix DESC LIMIT $3)",
    )
    .bind(session.to_string())
    .bind(number)
    .bind(TOKENS_PER_SEAT - 1)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "INSERT INTO seat_tokens (token_hash, session, participant, expires_unix, sign_in) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(token.digest())
    .bind(session.to_string())
    .bind(number)
    .bind(millis(now_unix + TOKEN_LIFETIME_MS))
    .bind(sign_in.map(|id| id.to_string()))
    .execute(tx)
    .await?;
    Ok(token)
}
