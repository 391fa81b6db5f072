//! Erases deleted recordings once nobody can restore them any more, and old lines of the log that staff read.

use std::time::Duration;

use store::{Store, StoreError};

use crate::clock::unix_now;

/// How often the bin is looked at: so much later than promised a recording is erased, at most.
const EVERY: Duration = Duration::from_secs(600);

/// Empties the bin now and then, until the store is closed. The first time finishes what an earlier run has not.
pub async fn keep_emptying_bin(store: Store) {
    loop {
        match store.empty_bin(unix_now()).await {
            Ok(0) => {}
            Ok(erased) => tracing::info!(erased, "recordings that were deleted a week ago were erased"),
            Err(StoreError::Closed) => return,
            Err(error) => tracing::error!(%error, "deleted recordings could not be erased; it is tried again"),
        }
        if let Err(error) = store.tidy_audit(unix_now()).await {
            tracing::error!(%error, "old lines of the log could not be deleted; it is tried again");
        }
        tokio::time::sleep(EVERY).await;
    }
}
