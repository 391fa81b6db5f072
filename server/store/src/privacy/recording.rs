//! Takes what seats published out of recordings.
//!
//! A line that named a file says afterwards that its file is erased. So lines keep their numbers, and whoever is cut off between
//! line and file still knows which files are to go.

use std::collections::BTreeSet;

use protocol::{
    ParticipantId, SessionId,
    manifest::{ManifestEntry, TrackContent},
};
use sqlx::AnyConnection;

use crate::{error::StoreError, manifest};

/// Marks the lines as erased that name files of these seats.
pub(super) async fn erase_lines(
    tx: &mut AnyConnection,
    session: SessionId,
    seats: &BTreeSet<ParticipantId>,
) -> Result<(), StoreError> {
    let lines = manifest::read(tx, session, 0).await?;
    let mut own = BTreeSet::new();
    for (line, entry) in lines.entries {
        match entry {
            ManifestEntry::Track { track, content: TrackContent::Participant { participant, .. } }
                if seats.contains(&participant) =>
            {
                own.insert(track);
            }
            ManifestEntry::Init { track, file, .. } | ManifestEntry::Segment { track, file, .. }
                if own.contains(&track) =>
            {
                let erased = serde_json::to_string(&ManifestEntry::Erased { track, file })
                    .map_err(|_| StoreError::Corrupt("manifest"))?;
                write(tx, &session.to_string(), i64::from(line), &erased).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Writes lines anew that name files that were made again.
pub(super) async fn replace_lines(
    tx: &mut AnyConnection,
    session: SessionId,
    lines: &[(u32, ManifestEntry)],
) -> Result<(), StoreError> {
    for (line, entry) in lines {
        let entry = serde_json::to_string(entry).map_err(|_| StoreError::Corrupt("manifest"))?;
        write(tx, &session.to_string(), i64::from(*line), &entry).await?;
    }
    Ok(())
}

/// The files that erased lines name, and those that others were made again of.
pub(super) async fn files_to_remove(reader: &mut AnyConnection, session: SessionId) -> Result<Vec<String>, StoreError> {
    let lines = manifest::read(reader, session, 0).await?;
    let old = |(_, entry)| match entry {
        ManifestEntry::Erased { file, .. } => Some(file),
        ManifestEntry::Segment { file, .. } => common::made_before(&file),
        _ => None,
    };
    Ok(lines.entries.into_iter().filter_map(old).collect())
}

/// Erases the lines in a copy of a database that were erased in the original since: their files may be gone.
pub(crate) async fn follow(original: &mut AnyConnection, copy: &mut AnyConnection) -> Result<(), StoreError> {
    let erased: Vec<(String, i64, String)> =
        sqlx::query_as("SELECT session, line, entry FROM manifest WHERE entry LIKE '{\"entry\":\"erased\"%'")
            .fetch_all(original)
            .await?;
    for (session, line, entry) in erased {
        write(copy, &session, line, &entry).await?;
    }
    Ok(())
}

async fn write(database: &mut AnyConnection, session: &str, line: i64, entry: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE manifest SET entry = $3 WHERE session = $1 AND line = $2")
        .bind(session)
        .bind(line)
        .bind(entry)
        .execute(database)
        .await?;
    Ok(())
}
