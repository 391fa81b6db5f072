//! `meridian backup` and `meridian restore`.

use std::path::Path;

use anyhow::{Context, ensure};
use store::Copied;

use crate::config::Config;

/// Copies what the server with this configuration keeps, and says on standard output what the copy has.
pub async fn back_up(config: &Config, to: &Path) -> anyhow::Result<()> {
    only_sqlite(config)?;
    let copied = store::backup(&config.data, to)
        .await
        .with_context(|| format!("{} could not be copied to {}", config.data.display(), to.display()))?;
    report(&format!("Backup: {}", to.display()), &copied);
    Ok(())
}

/// Makes the data folder of this configuration from a backup, and says on standard output what it has.
pub async fn restore(config: &Config, from: &Path) -> anyhow::Result<()> {
    only_sqlite(config)?;
    let copied = store::restore(from, &config.data)
        .await
        .with_context(|| format!("{} could not be restored to {}", from.display(), config.data.display()))?;
    report(&format!("Restored: {}", config.data.display()), &copied);
    Ok(())
}

fn only_sqlite(config: &Config) -> anyhow::Result<()> {
    ensure!(
        config.database.is_none(),
        "the database is PostgreSQL: copy the database with pg_dump first, then the data folder's `media` (see the README)"
    );
    Ok(())
}

fn report(what: &str, copied: &Copied) {
    let Copied { sessions, events, files, bytes, in_bucket, damage } = copied;
    println!("{what}: {sessions} sessions, {events} events, {files} files, {bytes} bytes");
    if *in_bucket > 0 {
        println!("In the bucket alone, not in here: {in_bucket} files of recordings");
    }
    for (session, lost) in damage {
        println!("Lost before: session {session}, {lost:?}");
    }
}
