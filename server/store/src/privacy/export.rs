//! All that is kept of a person, for themselves: nothing of others is in it, no secret, and no digest of one.

use std::collections::BTreeMap;

use protocol::{
    ParticipantId, SessionId, Source,
    manifest::{ManifestEntry, TrackContent},
};
use serde_json::{Map, Value, json};
use sqlx::{Column, Row, any::AnyRow};

use super::work::authors;
use crate::{
    Store,
    columns::{millis, unsigned},
    error::StoreError,
    ids, manifest,
    people::PersonId,
};

/// Documents, each of lists: the name of the list, and the query for its rows, of which the columns become fields. `$1` is the
/// person.
const DOCUMENTS: &[(&str, &[(&str, &str)])] = &[
    (
        "profile",
        &[
            (
                "account",
                "SELECT name, email, role, pronouns, zone, language, email_confirmed_unix FROM people WHERE id = $1",
            ),
            ("photo", "SELECT large AS jpeg_base64 FROM photos WHERE person = $1"),
        ],
    ),
    (
        "devices",
        &[
            (
                "sign_ins",
                "SELECT browser, system, began_unix, used_unix, expires_unix FROM sign_ins WHERE person = $1
                 ORDER BY began_unix",
            ),
            (
                "passkeys",
                "SELECT browser, system, made_unix, used_unix FROM passkeys WHERE person = $1 ORDER BY made_unix",
            ),
        ],
    ),
    (
        "courses",
        &[
            (
                "places",
                "SELECT courses.title AS course, roster.name, roster.email, roster.role, roster.state, roster.team,
                        roster.added_unix
                 FROM roster JOIN courses ON courses.id = roster.course WHERE person = $1 ORDER BY roster.added_unix",
            ),
            ("made", "SELECT title, description, created_unix FROM courses WHERE made_by = $1 ORDER BY created_unix"),
            (
                "calendar_links",
                "SELECT courses.title AS course, calendars.made_unix
                 FROM calendars LEFT JOIN courses ON courses.id = calendars.course WHERE person = $1
                 ORDER BY calendars.made_unix",
            ),
            (
                "announced",
                "SELECT courses.title AS course, announcements.title, announcements.body AS text, announcements.at_unix,
                        announcements.created_unix, announcements.changed_unix, announcements.deleted_unix,
                        CASE WHEN clip IS NULL THEN 0 ELSE 1 END AS has_video
                 FROM announcements JOIN courses ON courses.id = announcements.course WHERE author = $1
                 ORDER BY announcements.created_unix",
            ),
            (
                "announcements_seen",
                "SELECT courses.title AS course, announcements.at_unix, seen_unix FROM announcements_seen
                 JOIN announcements ON announcements.id = announcements_seen.announcement
                 JOIN courses ON courses.id = announcements.course WHERE person = $1 ORDER BY seen_unix",
            ),
            (
                "board_posts",
                "SELECT courses.title AS course, CASE WHEN posts.thread IS NULL THEN posts.title WHEN threads.deleted_unix IS NULL
                        THEN threads.title ELSE '' END AS thread, posts.body AS text,
                        posts.question, posts.created_unix, posts.changed_unix, posts.deleted_unix,
                        CASE WHEN posts.clip IS NULL THEN 0 ELSE 1 END AS has_video
                 FROM board_posts AS posts JOIN courses ON courses.id = posts.course
                 LEFT JOIN board_posts AS threads ON threads.id = posts.thread
                 WHERE posts.author = $1 AND posts.message IS NULL ORDER BY posts.created_unix",
            ),
            (
                "prepared",
                "SELECT courses.title AS course, sessions.title AS class, preparation.place, done_unix FROM prepared
                 JOIN roster ON roster.course = prepared.course AND roster.member = prepared.member
                 JOIN preparation ON preparation.id = prepared.item
                 JOIN sessions ON sessions.id = preparation.session
                 JOIN courses ON courses.id = prepared.course WHERE roster.person = $1 ORDER BY done_unix",
            ),
            (
                "watched",
                "SELECT courses.title AS course, sessions.title AS class, watched.stretches AS stretches_ms,
                        watched.again AS again_ms, watched.done_unix FROM seats
                 JOIN watched ON watched.session = seats.session AND watched.participant = seats.participant
                 JOIN sessions ON sessions.id = seats.session
                 JOIN courses ON courses.id = sessions.course WHERE seats.person = $1 ORDER BY sessions.id",
            ),
            (
                "stopped",
                "SELECT sessions.title AS class, watch_positions.at AS at_ms, watch_positions.kept_unix FROM seats
                 JOIN watch_positions
                 ON watch_positions.session = seats.session AND watch_positions.participant = seats.participant
                 JOIN sessions ON sessions.id = seats.session WHERE seats.person = $1 ORDER BY sessions.id",
            ),
            (
                "counted",
                "SELECT courses.title AS course, sessions.title AS class, ledger_seats.facts,
                        ledger_seats.insight FROM seats
                 JOIN ledger_seats
                 ON ledger_seats.session = seats.session AND ledger_seats.participant = seats.participant
                 JOIN sessions ON sessions.id = seats.session
                 JOIN courses ON courses.id = sessions.course WHERE seats.person = $1 ORDER BY sessions.id",
            ),
            (
                "watching",
                "SELECT reported_unix, spare AS spare_ms FROM watchers WHERE person = $1",
            ),
            (
                "practice",
                "SELECT courses.title AS course, sessions.title AS class, poll, step, due_unix FROM practice
                 JOIN sessions ON sessions.id = practice.session
                 JOIN courses ON courses.id = sessions.course WHERE practice.person = $1 ORDER BY sessions.id, poll",
            ),
            (
                "convinced_by",
                "SELECT courses.title AS course, sessions.title AS class, convinced.message,
                        CASE WHEN board_posts.deleted_unix IS NULL THEN COALESCE(board_posts.title, '') ELSE '' END AS thread FROM convinced
                 JOIN sessions ON sessions.id = convinced.session
                 JOIN courses ON courses.id = sessions.course
                 LEFT JOIN board_posts ON board_posts.id = convinced.thread
                 WHERE convinced.person = $1 ORDER BY sessions.id, convinced.message, thread",
            ),
            (
                "answered_anonymously_after_class",
                "SELECT sessions.title AS class, late_ballots.poll FROM late_ballots
                 JOIN sessions ON sessions.id = late_ballots.session
                 JOIN seats ON seats.session = late_ballots.session
                 AND late_ballots.voters LIKE '%,' || CAST(seats.participant AS TEXT) || ',%'
                 WHERE seats.person = $1 ORDER BY sessions.id, late_ballots.poll",
            ),
            (
                "more_time",
                "SELECT courses.title AS course, sessions.title AS class, days FROM extensions
                 JOIN roster ON roster.course = extensions.course AND roster.member = extensions.member
                 JOIN sessions ON sessions.id = extensions.session
                 JOIN courses ON courses.id = extensions.course WHERE roster.person = $1 ORDER BY sessions.id",
            ),
        ],
    ),
    (
        "notices",
        &[
            ("settings", "SELECT quiet_from, quiet_until, strict FROM notice_settings WHERE person = $1"),
            ("chosen", "SELECT kind, mail, push FROM notice_ways WHERE person = $1 ORDER BY kind"),
            ("devices", "SELECT endpoint, made_unix FROM push_devices WHERE person = $1 ORDER BY made_unix"),
            ("last_digest", "SELECT due_unix FROM digests WHERE person = $1"),
            (
                "decided",
                "SELECT kind, courses.title AS course, instant AS about_unix, made_unix
                 FROM notices JOIN courses ON courses.id = notices.course WHERE person = $1 ORDER BY made_unix",
            ),
        ],
    ),
    (
        "mails",
        &[(
            "mails",
            "SELECT recipient, state, created_unix, moment_unix FROM mails
             WHERE recipient_key = (SELECT email_key FROM people WHERE id = $1) OR letter LIKE '%\"person\":\"' || $1 || '\"%'
             ORDER BY created_unix",
        )],
    ),
    (
        "activity",
        &[
            (
                "you_did",
                "SELECT at_unix, kind, about, courses.title AS course, browser, system
                 FROM audit LEFT JOIN courses ON courses.id = audit.course WHERE person = $1 ORDER BY at_unix",
            ),
            (
                "done_to_you",
                "SELECT at_unix, kind, about, courses.title AS course
                 FROM audit LEFT JOIN courses ON courses.id = audit.course WHERE subject_person = $1 ORDER BY at_unix",
            ),
        ],
    ),
    (
        "classes",
        &[
            (
                "started",
                "SELECT title, created_unix, started_unix, ended_unix FROM sessions WHERE owner = $1 ORDER BY created_unix",
            ),
            (
                "told_before_recording",
                "SELECT version, at_unix, body AS text, basis, basis_words, responsible, contact FROM consent_texts
                 WHERE version IN (SELECT consent_version FROM seats WHERE person = $1) ORDER BY version",
            ),
        ],
    ),
];

/// Rows of a journal that one query reads.
const PAGE: i64 = 1_000;

/// A class in which a person has a seat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSeat {
    /// The class.
    pub session: SessionId,
    /// Their seat.
    pub participant: ParticipantId,
    /// What is to be told of both.
    pub about: Value,
}

/// What somebody published in class, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTrack {
    /// Its number in the manifest.
    pub track: u32,
    /// What it shows, or what is heard on it.
    pub source: Source,
    /// The files of each part that plays by itself: its init, and what follows it.
    pub parts: Vec<Vec<String>>,
}

impl Store {
    /// What is kept of a person outside of classes, as documents with their names.
    pub async fn documents_of(&self, person: PersonId) -> Result<Vec<(&'static str, Value)>, StoreError> {
        let mut documents = Vec::with_capacity(DOCUMENTS.len());
        for (document, lists) in DOCUMENTS {
            let mut fields = Map::new();
            for (list, sql) in *lists {
                let rows = sqlx::query(*sql).bind(person.to_string()).fetch_all(&self.db.reader).await?;
                let rows: Vec<Value> = rows.iter().map(object).collect::<Result<_, _>>()?;
                fields.insert((*list).to_owned(), rows.into());
            }
            documents.push((*document, fields.into()));
        }
        Ok(documents)
    }

    /// The classes in which a person has a seat, the oldest first.
    pub async fn own_seats(&self, person: PersonId) -> Result<Vec<OwnSeat>, StoreError> {
        let rows = sqlx::query(
            "SELECT sessions.id AS session, participant, sessions.title, courses.title AS course, started_unix, ended_unix,
                    seats.name, seats.role, came, record_camera, record_voice, consent_version
             FROM seats JOIN sessions ON sessions.id = seats.session LEFT JOIN courses ON courses.id = sessions.course
             WHERE person = $1 ORDER BY COALESCE(started_unix, start_unix, sessions.created_unix), sessions.id",
        )
        .bind(person.to_string())
        .fetch_all(&self.db.reader)
        .await?;
        let seat = |row: &AnyRow| {
            let session: String = row.try_get("session")?;
            Ok(OwnSeat {
                session: ids::session(&session)?,
                participant: ids::participant(row.try_get("participant")?)?,
                about: object(row)?,
            })
        };
        rows.iter().map(seat).collect()
    }

    /// A page of what a seat did in class and later, from an event on, and where the next one begins.
    pub async fn own_events(
        &self,
        session: SessionId,
        participant: ParticipantId,
        from: u64,
    ) -> Result<(Vec<Value>, Option<u64>), StoreError> {
        let rows: Vec<(i64, String, Option<i64>)> = sqlx::query_as(
            "SELECT seq, event, sender FROM journal WHERE session = $1 AND seq >= $2 ORDER BY seq LIMIT $3",
        )
        .bind(session.to_string())
        .bind(millis(from))
        .bind(PAGE)
        .fetch_all(&self.db.reader)
        .await?;
        let next = (rows.len() as i64 == PAGE).then(|| rows.last().map_or(0, |(seq, ..)| unsigned(*seq) + 1));
        let seat = Value::from(participant.0);
        let own = |(_, json, sender): &(i64, String, Option<i64>)| {
            let event: Value = serde_json::from_str(json).ok()?;
            let sent = *sender == Some(i64::from(participant.0));
            is_own(&event, &seat, sent).then_some(event)
        };
        Ok((rows.iter().filter_map(own).collect(), next))
    }

    /// What a seat published, as far as it was recorded and is still there.
    pub async fn own_tracks(
        &self,
        session: SessionId,
        participant: ParticipantId,
    ) -> Result<Vec<OwnTrack>, StoreError> {
        let lines = manifest::read(&mut *self.db.reader.acquire().await?, session, 0).await?;
        let mut tracks: BTreeMap<u32, OwnTrack> = BTreeMap::new();
        for (_, entry) in lines.entries {
            match entry {
                ManifestEntry::Track { track, content: TrackContent::Participant { participant: of, source, .. } }
                    if of == participant =>
                {
                    tracks.insert(track, OwnTrack { track, source, parts: Vec::new() });
                }
                ManifestEntry::Init { track, file, .. } => {
                    if let Some(own) = tracks.get_mut(&track) {
                        own.parts.push(vec![file]);
                    }
                }
                ManifestEntry::Segment { track, file, .. } => {
                    if let Some(part) = tracks.get_mut(&track).and_then(|own| own.parts.last_mut()) {
                        part.push(file);
                    }
                }
                _ => {}
            }
        }
        Ok(tracks.into_values().filter(|own| !own.parts.is_empty()).collect())
    }
}

/// Whether an event is what somebody did, wrote, alone or with others, or had done to them, and tells nothing of others but their numbers.
/// What others wrote to them, or answered, is not theirs.
fn is_own(event: &Value, seat: &Value, sent: bool) -> bool {
    match event["kind"].as_str().unwrap_or_default() {
        "session_started" | "arrivals_expected" | "poll_tallied" | "results_shared" => false,
        "waiting_told" => sent,
        "viewer_joined" => event["participant"] == *seat,
        "work_handed_in" => authors(event).any(|author| author == seat),
        _ => sent || event["participant"] == *seat || event["by"] == *seat,
    }
}

/// A row as an object.
fn object(row: &AnyRow) -> Result<Value, StoreError> {
    let mut fields = Map::new();
    for column in row.columns() {
        let place = column.ordinal();
        let value = match row.try_get::<Option<i64>, _>(place) {
            Ok(number) => json!(number),
            Err(_) => json!(row.try_get::<Option<String>, _>(place)?),
        };
        fields.insert(column.name().to_owned(), value);
    }
    Ok(fields.into())
}
