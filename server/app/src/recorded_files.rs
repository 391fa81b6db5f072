//! Reads whole recorded files: each has some seconds of one track.

use bytes::{Bytes, BytesMut};
use futures_util::TryStreamExt;
use protocol::SessionId;
use store::{Store, StoreError};

/// A recorded file; `None` when it is lost.
pub async fn read(store: &Store, session: SessionId, name: &str) -> Result<Option<Bytes>, StoreError> {
    let file = match store.media().file(session, name).await {
        Err(StoreError::NotFound) => return Ok(None),
        file => file?,
    };
    let content: BytesMut = file.read(0..file.size).await?.try_collect().await?;
    Ok(Some(content.freeze()))
}
