//! Saves a server: its database as text, and each class with the views that people have of it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, ensure};
use frozen::{Row, View, Who, names};
use live::reduce;
use protocol::{
    ErrorCode, Event, Seq, SessionId, Snapshot,
    http::{JournalPage, Seat, Timeline},
};
use serde::Serialize;
use server_tests::visitor::Visitor;
use sqlx::{SqlitePool, sqlite::SqliteConnectOptions};

use crate::stage::Stage;

/// The data folder of a server that is not running any more.
pub struct Data {
    folder: PathBuf,
    database: SqlitePool,
}

/// A class as people saw it by HTTP before the server was stopped.
pub struct Seen {
    session: SessionId,
    views: Vec<View>,
    /// The number of the last event.
    last: Seq,
}

impl Seen {
    /// Asks for everything that each of these viewers may see. A person who waits may see nothing by HTTP.
    pub async fn by(viewers: Vec<(String, Visitor, Seat)>) -> anyhow::Result<Seen> {
        let session = viewers.first().context("somebody who looks")?.2.session;
        let (mut views, mut last) = (Vec::new(), 0);
        for (name, visitor, seat) in viewers {
            let path = |what: &str| format!("/api/sessions/{session}/{what}");
            let timeline: Timeline = match visitor.get_as(&seat.token, &path("timeline")).await {
                Ok(timeline) => timeline,
                // Their welcome is kept as a moment.
                Err(refused) if refused.code == ErrorCode::Waiting => continue,
                Err(refused) => anyhow::bail!("{name}: {refused:?}"),
            };
            let page: JournalPage = visitor.get_as(&seat.token, &path("journal")).await.expect("a journal");
            ensure!(!page.more, "the class is too long");
            last = page.next - 1;
            let viewer = Some(Who { participant: seat.participant, role: timeline.role });
            views.push(view(name, viewer, &page.events)?);
        }
        Ok(Seen { session, views, last })
    }
}

fn view(name: String, viewer: Option<Who>, events: &[Event]) -> anyhow::Result<View> {
    let mut snapshot = Snapshot::empty();
    events.iter().for_each(|event| reduce(&mut snapshot, event));
    let events = events.iter().map(|event| event.seq).collect();
    Ok(View { name, viewer, events, snapshot: serde_json::to_value(snapshot)? })
}

impl Data {
    /// Opens the folder.
    pub async fn open(folder: &Path) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::new().filename(folder.join("meridian.db"));
        Ok(Data { folder: folder.to_owned(), database: SqlitePool::connect_with(options).await? })
    }

    /// Writes the database without journals and manifests.
    pub async fn write_database(&self, to: &Path) -> anyhow::Result<()> {
        let objects: Vec<(String, String, String)> = sqlx::query_as(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'index', rowid",
        )
        .fetch_all(&self.database)
        .await?;
        let mut text = String::new();
        for (kind, name, sql) in objects {
            text += &format!("{sql};\n");
            if kind == "table" && !matches!(name.as_str(), "journal" | "manifest") {
                for row in self.rows(&name).await? {
                    text += &format!("{row};\n");
                }
            }
        }
        Ok(fs::write(to.join(names::DATABASE), text)?)
    }

    /// A statement for each row of a table.
    async fn rows(&self, table: &str) -> anyhow::Result<Vec<String>> {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1) ORDER BY cid")
            .bind(table)
            .fetch_all(&self.database)
            .await?;
        let values: Vec<String> = columns.iter().map(|column| format!("quote({column})")).collect();
        let (columns, values) = (columns.join(", "), values.join(" || ', ' || "));
        let query = format!("SELECT 'INSERT INTO {table} ({columns}) VALUES (' || {values} || ')' FROM {table}");
        Ok(sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_all(&self.database).await?)
    }

    /// Writes a class into a folder of its own.
    pub async fn write_class(&self, stage: &Stage, seen: Seen, to: &Path) -> anyhow::Result<()> {
        fs::create_dir(to)?;
        let journal = self.journal(seen.session).await?;
        let last = journal.last().context("a journal")?.seq;
        ensure!(last == seen.last, "something happened after all had been seen: {last}, not {}", seen.last);
        let events: Vec<Event> =
            journal.iter().map(|row| serde_json::from_str(&row.event)).collect::<Result<_, _>>()?;
        let mut views = vec![view("all that happened".into(), None, &events)?];
        views.extend(seen.views);
        let rows: String = journal.iter().map(Row::to_line).collect::<anyhow::Result<_>>()?;
        fs::write(to.join(names::JOURNAL), rows)?;
        fs::write(to.join(names::VIEWS), lines(&views)?)?;
        fs::write(to.join(names::MOMENTS), lines(&stage.moments)?)?;
        let recording = to.join(names::RECORDING);
        fs::create_dir(&recording)?;
        for file in fs::read_dir(self.folder.join("media").join(seen.session.to_string()))? {
            let file = file?;
            fs::copy(file.path(), recording.join(file.file_name()))?;
        }
        let lines: Vec<String> =
            sqlx::query_scalar("SELECT entry || char(10) FROM manifest WHERE session = $1 ORDER BY line")
                .bind(seen.session.to_string())
                .fetch_all(&self.database)
                .await?;
        Ok(fs::write(recording.join(names::MANIFEST), lines.concat())?)
    }

    async fn journal(&self, session: SessionId) -> anyhow::Result<Vec<Row>> {
        let rows: Vec<(i64, i64, String)> =
            sqlx::query_as("SELECT seq, at, event FROM journal WHERE session = $1 ORDER BY seq")
                .bind(session.to_string())
                .fetch_all(&self.database)
                .await?;
        let row = |(seq, at, event)| Ok(Row { seq: u64::try_from(seq)?, at: u64::try_from(at)?, event });
        rows.into_iter().map(row).collect()
    }

    /// Closes the database.
    pub async fn close(self) {
        self.database.close().await;
    }
}

fn lines<T: Serialize>(values: &[T]) -> anyhow::Result<String> {
    values.iter().map(|value| Ok(serde_json::to_string(value)? + "\n")).collect()
}
