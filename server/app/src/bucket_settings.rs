//! What the operator says of the bucket of recordings.

use anyhow::{Context, ensure};
use axum::http::Uri;
use store::BucketSettings;

/// The region where none is said: services of one's own mostly have it.
const REGION: &str = "us-east-1";

/// The environment variables with the id of the access key, and with the key: as all programs for S3 have them.
pub const KEY_ID: &str = "AWS_ACCESS_KEY_ID";
pub const KEY: &str = "AWS_SECRET_ACCESS_KEY";

/// What is said of the bucket by flags and in the configuration file.
#[derive(Debug, Default)]
pub struct SaidOfBucket {
    /// `NAME` or `NAME/FOLDER`.
    pub bucket: Option<String>,
    /// The URL of its service.
    pub endpoint: Option<String>,
    /// Its region.
    pub region: Option<String>,
}

/// Reads what the operator says; `key` is the id of an access key, and the key, from the environment. Errors name no key.
pub fn read(said: SaidOfBucket, key: [Option<String>; 2]) -> anyhow::Result<Option<BucketSettings>> {
    let SaidOfBucket { bucket, endpoint, region } = said;
    let Some(bucket) = bucket else {
        ensure!(
            endpoint.is_none() && region.is_none(),
            "--media-s3-endpoint and --media-s3-region say where a bucket is, and no --media-s3-bucket says which"
        );
        return Ok(None);
    };
    let (name, folder) = bucket.split_once('/').unwrap_or((&bucket, ""));
    ensure!(!name.is_empty() && !bucket.contains(':'), "--media-s3-bucket must be like NAME or NAME/FOLDER");
    if let Some(endpoint) = &endpoint {
        check_endpoint(endpoint)?;
    }
    let [key_id, key] = key.map(|text| text.filter(|text| !text.is_empty()));
    let (key_id, key) = key_id.zip(key).context(
        "--media-s3-bucket needs the access key of the bucket as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment",
    )?;
    Ok(Some(BucketSettings {
        name: name.to_owned(),
        folder: folder.trim_matches('/').to_owned(),
        endpoint,
        region: region.unwrap_or_else(|| REGION.into()),
        key_id,
        key,
    }))
}

fn check_endpoint(endpoint: &str) -> anyhow::Result<()> {
    let parsed = endpoint.parse::<Uri>().ok();
    let is_web = parsed.is_some_and(|url| {
        matches!(url.scheme_str(), Some("http" | "https")) && url.host().is_some_and(|host| !host.is_empty())
    });
    ensure!(
        is_web && !endpoint.contains(['?', '#', '@']),
        "--media-s3-endpoint must be like https://s3.example.org, without a key in it"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bucket: Option<&str>, endpoint: Option<&str>, key: Option<&str>) -> anyhow::Result<Option<BucketSettings>> {
        let [bucket, endpoint, key] = [bucket, endpoint, key].map(|text| text.map(str::to_owned));
        read(SaidOfBucket { bucket, endpoint, region: None }, [Some("id".into()), key])
    }

    #[test]
    fn a_bucket_has_a_name_and_may_have_a_folder_and_its_key_is_in_no_message() {
        assert!(said(None, None, None).unwrap().is_none());
        let settings =
            said(Some("class/2026/autumn/"), Some("http://127.0.0.1:9000"), Some("hidden")).unwrap().unwrap();
        assert_eq!((settings.name.as_str(), settings.folder.as_str()), ("class", "2026/autumn"));
        assert_eq!(settings.region, REGION);
        assert!(!format!("{settings:?}").contains("hidden"));
        assert_eq!(said(Some("class"), None, Some("hidden")).unwrap().unwrap().folder, "");
        for (bucket, endpoint, key) in [
            (None, Some("https://s3.example.org"), Some("hidden")),
            (Some(""), None, Some("hidden")),
            (Some("s3://class"), None, Some("hidden")),
            (Some("class"), None, None),
            (Some("class"), None, Some("")),
            (Some("class"), Some("s3.example.org"), Some("hidden")),
            (Some("class"), Some("ftp://s3.example.org"), Some("hidden")),
            (Some("class"), Some("https://id:hidden@s3.example.org"), Some("hidden")),
        ] {
            let error = format!("{:#}", said(bucket, endpoint, key).unwrap_err());
            assert!(error.contains("--media-s3-bucket") || error.contains("--media-s3-endpoint"), "{error}");
            assert!(!error.contains("hidden"), "{error}");
        }
    }
}
