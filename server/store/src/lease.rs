//! Leases decide which server holds which session.
//!
//! Servers that share a database say every [`RENEWAL`] that they are alive, which holds for [`LEASE`]. One server holds a
//! session. Another may take it once the holder has given it back, or has been silent for [`LEASE`]. Taking increments the
//! session's epoch, and each append checks in its own transaction that its epoch is still the session's: a server that was
//! frozen, cut off or given up for dead never writes beside its successor.
//!
//! Time is the database's own, so that servers need not agree on it.

use std::{
    collections::HashMap,
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use protocol::SessionId;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{Store, columns::millis, database::Database, error::StoreError, ids, journal::lock_end};

/// How long a server counts as alive after it said so: longer than a restart of the database, or a pause of a virtual
/// machine, usually takes. Then others may take its sessions.
pub const LEASE: Duration = Duration::from_secs(15);

/// How often a server says that it is alive. It may fail twice within [`LEASE`].
pub const RENEWAL: Duration = Duration::from_secs(5);

/// The right to write to a session, until it is dropped or lost.
#[derive(Debug)]
pub struct Lease {
    session: SessionId,
    epoch: i64,
    lost: watch::Receiver<bool>,
    server: Arc<Server>,
}

/// The identity of this server, and the sessions that it gives back.
#[derive(Debug)]
pub(crate) struct Server {
    /// The server's identity. A server that starts again on its data folder is the same one, and goes on at once.
    id: String,
    db: Database,
    held: Mutex<HashMap<SessionId, Held>>,
    /// Sessions to give back, with the epochs under which this server held them.
    let_go: Mutex<Vec<(SessionId, i64)>>,
    changed: Arc<Notify>,
}

#[derive(Debug)]
struct Held {
    epoch: i64,
    lost: watch::Sender<bool>,
}

impl Lease {
    /// The session.
    pub fn session(&self) -> SessionId {
        self.session
    }

    pub(crate) fn epoch(&self) -> i64 {
        self.epoch
    }

    /// Waits until another server has taken the session. The loss is noticed within [`RENEWAL`]; appends are refused at
    /// once.
    pub async fn lost(&self) {
        let mut lost = self.lost.clone();
        // The sender is dropped when this server takes the session again under another lease: then this lease is lost, too.
        let _ = lost.wait_for(|lost| *lost).await;
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut held = self.server.held();
        if held.get(&self.session).is_some_and(|held| held.epoch == self.epoch) {
            held.remove(&self.session);
            self.server.let_go().push((self.session, self.epoch));
            self.server.changed.notify_one();
        }
    }
}

impl Store {
    /// Takes a session, to write to it. Returns [`StoreError::Held`] while another server holds it. A session that this
    /// server holds already is taken anew, and the former lease is lost.
    pub async fn lease(&self, session: SessionId) -> Result<Lease, StoreError> {
        let server = Arc::clone(&self.server);
        let now = server.db.now();
        let mut tx = server.db.begin().await?;
        // From here on no append that has checked the epoch is under way, and no other server takes the session.
        lock_end(&mut tx).await?;
        let sql = format!(
            "UPDATE sessions SET holder = $2, epoch = epoch + 1 WHERE id = $1 AND
             (holder IS NULL OR holder = $2 OR NOT EXISTS
              (SELECT 1 FROM servers WHERE servers.id = sessions.holder AND alive_until > {now}))
             RETURNING epoch"
        );
        let epoch: Option<i64> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(session.to_string())
            .bind(&server.id)
            .fetch_optional(&mut *tx)
            .await?;
        let Some(epoch) = epoch else {
            drop(tx);
            return Err(if self.session(session).await?.is_some() { StoreError::Held } else { StoreError::NotFound });
        };
        tx.commit().await?;
        let (sender, lost) = watch::channel(false);
        let before = server.held().insert(session, Held { epoch, lost: sender });
        drop(before);
        Ok(Lease { session, epoch, lost, server })
    }
}

impl Server {
    /// Registers this server as alive, and renews that regularly.
    pub(crate) async fn start(data: &Path, db: &Database) -> Result<Arc<Self>, StoreError> {
        let server = Arc::new(Server {
            id: identity(data)?,
            db: db.clone(),
            held: Mutex::default(),
            let_go: Mutex::default(),
            changed: Arc::default(),
        });
        server.renew().await?;
        tokio::spawn(keep_alive(Arc::downgrade(&server), Arc::clone(&server.changed)));
        Ok(server)
    }

    /// The server's identity.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    fn held(&self) -> MutexGuard<'_, HashMap<SessionId, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn let_go(&self) -> MutexGuard<'_, Vec<(SessionId, i64)>> {
        self.let_go.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn renew(&self) -> Result<(), StoreError> {
        self.alive_for(LEASE).await?;
        let sql = "SELECT id, epoch FROM sessions WHERE holder = $1";
        let rows: Vec<(String, i64)> = sqlx::query_as(sql).bind(&self.id).fetch_all(&self.db.writer).await?;
        let ours: HashMap<SessionId, i64> =
            rows.iter().map(|(id, epoch)| Ok((ids::session(id)?, *epoch))).collect::<Result<_, StoreError>>()?;
        for (session, held) in self.held().iter() {
            // A session that this server has taken meanwhile has a higher epoch than was read.
            if ours.get(session).is_none_or(|epoch| *epoch > held.epoch) {
                held.lost.send_replace(true);
            }
        }
        Ok(())
    }

    async fn alive_for(&self, time: Duration) -> Result<(), StoreError> {
        let now = self.db.now();
        let sql = format!(
            "INSERT INTO servers (id, alive_until) VALUES ($1, {now} + $2)
             ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until"
        );
        let time = millis(time.as_millis() as u64);
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(&self.id).bind(time).execute(&self.db.writer).await?;
        Ok(())
    }

    /// Gives back the sessions whose leases were dropped.
    async fn give_back(&self) -> Result<(), StoreError> {
        loop {
            let Some((session, epoch)) = self.let_go().last().copied() else { return Ok(()) };
            sqlx::query("UPDATE sessions SET holder = NULL WHERE id = $1 AND epoch = $2")
                .bind(session.to_string())
                .bind(epoch)
                .execute(&self.db.writer)
                .await?;
            self.let_go().retain(|done| *done != (session, epoch));
        }
    }

    /// Ends the registration: others may take all sessions at once.
    pub(crate) async fn end(&self) -> Result<(), StoreError> {
        if self.db.writer.is_closed() {
            return Ok(());
        }
        self.alive_for(Duration::ZERO).await
    }
}

/// Renews and gives back until the store is closed or dropped.
async fn keep_alive(server: Weak<Server>, changed: Arc<Notify>) {
    let mut renewal = tokio::time::interval(RENEWAL);
    renewal.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // The first tick comes at once, and its renewal is done already.
    renewal.tick().await;
    loop {
        let is_due = tokio::select! {
            _ = renewal.tick() => true,
            () = changed.notified() => false,
        };
        let Some(server) = server.upgrade().filter(|server| !server.db.writer.is_closed()) else { return };
        let renewed = if is_due { server.renew().await } else { Ok(()) };
        if let Err(error) = renewed.and(server.give_back().await) {
            tracing::warn!(%error, "this server could not say that it is alive, or what it no longer holds");
        }
    }
}

/// The identity of the server of this data folder: a random name in a file, which a folder has from its first start on.
fn identity(data: &Path) -> Result<String, StoreError> {
    let path = data.join("server-id");
    match std::fs::read_to_string(&path) {
        Ok(text) if text.trim().parse::<Uuid>().is_ok() => return Ok(text.trim().to_owned()),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let id = Uuid::new_v4().to_string();
    std::fs::write(&path, &id)?;
    Ok(id)
}
