//! A bucket of S3, in which recorded files are kept beside the local folder. A file is there whole or not at all, as `FOLDER/SESSION/NAME`,
//! and never changes.

mod http;

use std::{collections::BTreeMap, fmt, ops::Range, sync::Arc, time::Duration};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use object_store::{
    GetOptions, GetRange, GetResult, ObjectStore, ObjectStoreExt, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path as Key,
};
use protocol::SessionId;

use crate::error::StoreError;

/// Which bucket, and what opens it.
#[derive(Clone)]
pub struct BucketSettings {
    /// Its name.
    pub name: String,
    /// The folder in it; empty for none.
    pub folder: String,
    /// The URL of the service; `None` for Amazon's.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// The id of the access key.
    pub key_id: String,
    /// The access key itself.
    pub key: String,
}

/// `Debug` does not print the key.
impl fmt::Debug for BucketSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BucketSettings").field("name", &self.name).field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// Why a bucket cannot be used. The texts are for whoever runs the server.
#[derive(Debug, thiserror::Error)]
pub enum BucketProblem {
    /// What is said of it cannot be understood.
    #[error("the bucket {0} cannot be used: {1}")]
    Settings(String, object_store::Error),
    /// The key is none, or may not do this.
    #[error(
        "the bucket {0} refuses the key: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that this key may read, write, list and \
         delete objects there ({1})"
    )]
    Refused(String, object_store::Error),
    /// There is no such bucket.
    #[error("there is no bucket {0}: make it, or correct --media-s3-bucket and --media-s3-endpoint")]
    Missing(String),
    /// It may be away for a while.
    #[error(
        "the bucket {0} does not answer as it should: check --media-s3-endpoint, --media-s3-region and the network ({1})"
    )]
    Silent(String, object_store::Error),
}

/// What is tried before a request counts as failed: whoever waits for a picture waits no longer, and uploads are tried again anyway.
const RETRIES: usize = 2;

/// How long [`Bucket::check`] takes at most: a class may wait for the server to be back.
const CHECKING: Duration = Duration::from_secs(5);

/// The name of the object that [`Bucket::check`] writes and removes.
const PROBE: &str = "probe";

/// A bucket. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Bucket {
    name: String,
    folder: Key,
    objects: Arc<AmazonS3>,
}

impl Bucket {
    /// A bucket, which nobody has asked yet whether it is there.
    pub fn new(settings: &BucketSettings) -> Result<Self, BucketProblem> {
        let retry = RetryConfig { max_retries: RETRIES, ..RetryConfig::default() };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.name)
            .with_region(&settings.region)
            .with_access_key_id(&settings.key_id)
            .with_secret_access_key(&settings.key)
            .with_retry(retry)
            .with_http_connector(http::Connector);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint);
        }
        let objects = builder.build().map_err(|error| BucketProblem::Settings(settings.name.clone(), error))?;
        Ok(Bucket {
            name: settings.name.clone(),
            folder: Key::from(settings.folder.as_str()),
            objects: Arc::new(objects),
        })
    }

    /// Writes, lists and removes something, within some seconds.
    pub async fn check(&self) -> Result<(), BucketProblem> {
        let key = self.folder.clone().join(PROBE);
        let checked = async {
            self.objects.put(&key, Bytes::new().into()).await?;
            self.objects.list(Some(&self.folder)).next().await.transpose()?;
            self.objects.delete(&key).await
        };
        let checked = tokio::time::timeout(CHECKING, checked).await;
        let late = |source| object_store::Error::Generic { store: "S3", source: Box::new(source) };
        let name = || self.name.clone();
        checked.map_err(late).flatten().map_err(|error| match error {
            object_store::Error::PermissionDenied { .. } | object_store::Error::Unauthenticated { .. } => {
                BucketProblem::Refused(name(), error)
            }
            object_store::Error::NotFound { .. } => BucketProblem::Missing(name()),
            _ => BucketProblem::Silent(name(), error),
        })
    }

    fn folder_of(&self, session: SessionId) -> Key {
        self.folder.clone().join(session.to_string())
    }

    /// Reads a part of a file, as far as the file goes; what is found says how long the file is.
    pub(crate) async fn read(
        &self,
        session: SessionId,
        name: &str,
        range: Range<u64>,
    ) -> Result<GetResult, StoreError> {
        let options = GetOptions { range: Some(GetRange::Bounded(range)), ..GetOptions::default() };
        Ok(self.objects.get_opts(&self.folder_of(session).join(name), options).await?)
    }

    /// Puts a file, whole or not at all.
    pub(crate) async fn put(&self, session: SessionId, name: &str, content: Bytes) -> Result<(), StoreError> {
        self.objects.put(&self.folder_of(session).join(name), content.into()).await?;
        Ok(())
    }

    /// Removes a file, if it is there.
    pub(crate) async fn delete(&self, session: SessionId, name: &str) -> Result<(), StoreError> {
        match self.objects.delete(&self.folder_of(session).join(name)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            deleted => Ok(deleted?),
        }
    }

    /// Removes all files of a session.
    pub(crate) async fn delete_all(&self, session: SessionId) -> Result<(), StoreError> {
        let found = self.objects.list(Some(&self.folder_of(session)));
        let found = found.map_ok(|object| object.location).boxed();
        self.objects.delete_stream(found).try_for_each(|_| async { Ok(()) }).await?;
        Ok(())
    }

    /// The files of a session, with their sizes.
    pub(crate) async fn sizes(&self, session: SessionId) -> Result<BTreeMap<String, u64>, StoreError> {
        let named = |object: object_store::ObjectMeta| Some((object.location.filename()?.to_owned(), object.size));
        let found = self.objects.list(Some(&self.folder_of(session)));
        Ok(found.try_filter_map(|object| async move { Ok(named(object)) }).try_collect().await?)
    }
}
