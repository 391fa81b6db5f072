//! The manifests of all recordings list what was recorded, line by line. A line is written after the file that it names, and
//! never changes.

mod import;
mod write;

use protocol::{Millis, SessionId, manifest::ManifestEntry};
use sqlx::AnyConnection;

pub(crate) use import::{import, import_all};
pub(crate) use write::{ManifestAppend, write};

use crate::{Store, columns::unsigned, database::is_corruption, error::StoreError};

/// Lines of a manifest, as far as they can be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ManifestLines {
    /// The readable lines, each with its number.
    pub entries: Vec<(u32, ManifestEntry)>,
    /// The number of the next line.
    pub next: u32,
    /// How many lines are missing or cannot be understood.
    pub unreadable: u32,
}

/// A file of the recording, with what its line says of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NamedFile<'a> {
    pub(crate) name: &'a str,
    /// Its size; `None` for an init, whose line does not tell it.
    pub(crate) bytes: Option<u64>,
    /// The time at which it starts and ends; `None` for an init.
    pub(crate) time: Option<(u64, u64)>,
}

impl Store {
    /// The lines of a session's manifest from number `from` on. A session without a recording has none.
    pub async fn manifest(&self, session: SessionId, from: u32) -> Result<ManifestLines, StoreError> {
        read(&mut *self.db.reader.acquire().await?, session, from).await
    }

    /// The lines of the segments that say where they are quiet: those of mixes. Lines that cannot be understood are left out.
    pub async fn mixes(&self, session: SessionId) -> Result<Vec<ManifestEntry>, StoreError> {
        let lines = self.lines_like(session, r#"{"entry":"segment"%"quiet":%"#).await?;
        Ok(lines.into_iter().filter(|line| matches!(line, ManifestEntry::Segment { quiet: Some(_), .. })).collect())
    }

    /// From when to when nothing at all was recorded. Lines that cannot be understood are left out.
    pub async fn unrecorded(&self, session: SessionId) -> Result<Vec<(Millis, Millis)>, StoreError> {
        let gap = |line| match line {
            ManifestEntry::Gap { track: None, from, to } => Some((from, to)),
            _ => None,
        };
        Ok(self.lines_like(session, r#"{"entry":"gap"%"#).await?.into_iter().filter_map(gap).collect())
    }

    /// The lines whose text is like a pattern of SQL. Where the table is damaged others are among them.
    async fn lines_like(&self, session: SessionId, pattern: &str) -> Result<Vec<ManifestEntry>, StoreError> {
        let lines: Result<Vec<String>, sqlx::Error> =
            sqlx::query_scalar("SELECT entry FROM manifest WHERE session = $1 AND entry LIKE $2 ORDER BY line")
                .bind(session.to_string())
                .bind(pattern)
                .fetch_all(&self.db.reader)
                .await;
        match lines {
            Ok(lines) => Ok(lines.iter().filter_map(|line| serde_json::from_str(line).ok()).collect()),
            Err(error) if is_corruption(&error) => {
                Ok(self.manifest(session, 0).await?.entries.into_iter().map(|(_, entry)| entry).collect())
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl ManifestLines {
    /// The files that the lines name.
    pub(crate) fn files(&self) -> impl Iterator<Item = NamedFile<'_>> {
        self.files_until(u32::MAX)
    }

    /// The files that the lines before this one name.
    pub(crate) fn files_until(&self, line: u32) -> impl Iterator<Item = NamedFile<'_>> {
        self.entries.iter().take_while(move |(number, _)| *number < line).filter_map(|(_, entry)| match entry {
            ManifestEntry::Init { file, .. } => Some(NamedFile { name: file, bytes: None, time: None }),
            ManifestEntry::Segment { file, bytes, start, duration, .. } => {
                Some(NamedFile { name: file, bytes: Some(*bytes), time: Some((*start, start + duration)) })
            }
            _ => None,
        })
    }

    fn take(&mut self, line: i64, json: Option<&str>) {
        let line = number(line);
        self.unreadable += line.saturating_sub(self.next);
        self.next = line + 1;
        match json.and_then(|json| serde_json::from_str(json).ok()) {
            Some(entry) => self.entries.push((line, entry)),
            None => self.unreadable += 1,
        }
    }
}

/// Reads the lines from number `from` on. Lines on a damaged page of the database are unreadable; all others are read.
pub(crate) async fn read(
    reader: &mut AnyConnection,
    session: SessionId,
    from: u32,
) -> Result<ManifestLines, StoreError> {
    read_some(reader, session, from, i64::MAX).await
}

/// Reads so many of the lines from number `from` on, at most.
pub(crate) async fn read_some(
    reader: &mut AnyConnection,
    session: SessionId,
    from: u32,
    limit: i64,
) -> Result<ManifestLines, StoreError> {
    let mut lines = ManifestLines { next: from, ..ManifestLines::default() };
    let rows: Result<Vec<(i64, String)>, sqlx::Error> =
        sqlx::query_as("SELECT line, entry FROM manifest WHERE session = $1 AND line >= $2 ORDER BY line LIMIT $3")
            .bind(session.to_string())
            .bind(i64::from(from))
            .bind(limit)
            .fetch_all(&mut *reader)
            .await;
    match rows {
        Ok(rows) => rows.iter().for_each(|(line, json)| lines.take(*line, Some(json))),
        Err(error) if is_corruption(&error) => one_by_one(reader, session, limit, &mut lines).await?,
        Err(error) => return Err(error.into()),
    }
    Ok(lines)
}

/// Reads the numbers from the index, and then each row by itself.
async fn one_by_one(
    reader: &mut AnyConnection,
    session: SessionId,
    limit: i64,
    lines: &mut ManifestLines,
) -> Result<(), StoreError> {
    let numbers: Vec<i64> =
        sqlx::query_scalar("SELECT line FROM manifest WHERE session = $1 AND line >= $2 ORDER BY line LIMIT $3")
            .bind(session.to_string())
            .bind(i64::from(lines.next))
            .bind(limit)
            .fetch_all(&mut *reader)
            .await?;
    for line in numbers {
        let row: Result<Option<String>, sqlx::Error> =
            sqlx::query_scalar("SELECT entry FROM manifest WHERE session = $1 AND line = $2")
                .bind(session.to_string())
                .bind(line)
                .fetch_optional(&mut *reader)
                .await;
        match row {
            Ok(json) => lines.take(line, json.as_deref()),
            Err(error) if is_corruption(&error) => lines.take(line, None),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// How many lines are known to have been there, and are not any more.
pub(crate) async fn lost(reader: &mut AnyConnection, session: SessionId) -> Result<u32, StoreError> {
    let ranges: Vec<(i64, i64)> = sqlx::query_as("SELECT first, last FROM lost_lines WHERE session = $1")
        .bind(session.to_string())
        .fetch_all(reader)
        .await?;
    Ok(ranges.iter().map(|(first, last)| number(last + 1 - first)).sum())
}

/// The number of the line that follows the last one.
async fn next_line(connection: &mut AnyConnection, session: SessionId) -> Result<u32, StoreError> {
    let next: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(line) + 1, 0) FROM manifest WHERE session = $1")
        .bind(session.to_string())
        .fetch_one(connection)
        .await?;
    Ok(number(next))
}

/// A line's number as the protocol has it. No manifest reaches the highest number: at twenty lines a second that takes seven
/// years.
fn number(column: i64) -> u32 {
    u32::try_from(unsigned(column)).unwrap_or(u32::MAX)
}
