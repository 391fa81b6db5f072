//! Media files by name.

use futures_util::TryStreamExt;
use proptest::prelude::*;
use protocol::SessionId;
use store::{MediaFiles, StoreError};

use crate::{empty, unknown_session};

async fn bytes(media: &MediaFiles, session: SessionId, name: &str, range: std::ops::Range<u64>) -> Vec<u8> {
    let pieces: Vec<_> =
        media.file(session, name).await.unwrap().read(range).await.unwrap().try_collect().await.unwrap();
    pieces.concat()
}

#[tokio::test]
async fn a_file_is_read_whole_and_in_part() {
    let (home, store) = empty().await;
    let (media, session) = (store.media(), unknown_session());
    let dir = home.recording(session);
    std::fs::create_dir(&dir).unwrap();
    let content: Vec<u8> = (0..200_000_u32).map(|n| n as u8).collect();
    for (name, content_type) in
        [("1-0.webm", "video/webm"), ("init_2.mp4", "video/mp4"), ("t2.s00001.m4s", "video/mp4")]
    {
        std::fs::write(dir.join(name), &content).unwrap();
        let file = media.file(session, name).await.unwrap();
        assert_eq!((file.size, file.content_type), (200_000, content_type));
        assert_eq!(bytes(media, session, name, 0..200_000).await, content);
        assert_eq!(bytes(media, session, name, 1_000..150_000).await, content[1_000..150_000]);
        assert_eq!(bytes(media, session, name, 199_999..u64::MAX).await, content[199_999..]);
        assert_eq!(bytes(media, session, name, 200_000..200_001).await, b"");
        assert_eq!(bytes(media, session, name, 5..5).await, b"");
    }
}

#[tokio::test]
async fn only_media_of_the_session_is_served() {
    let (home, store) = empty().await;
    let (media, session) = (store.media(), unknown_session());
    let dir = home.recording(session);
    std::fs::create_dir(&dir).unwrap();
    std::fs::create_dir(dir.join("folder.webm")).unwrap();
    for name in ["manifest.jsonl", "1.webm.tmp", ".hidden.webm", "Upper.webm", "a b.webm", "webm", "x.html"] {
        std::fs::write(dir.join(name), "x").unwrap();
    }
    std::fs::write(dir.with_file_name("outside.webm"), "x").unwrap();
    std::fs::write(home.data().join("outside.webm"), "x").unwrap();
    let long = format!("{}.webm", "a".repeat(76));
    std::fs::write(dir.join(&long), "x").unwrap();
    let absolute = dir.join("1.webm").display().to_string();
    let tricks = [
        "manifest.jsonl",
        "1.webm.tmp",
        ".hidden.webm",
        "Upper.webm",
        "a b.webm",
        "webm",
        "x.html",
        "folder.webm",
        "missing.webm",
        "",
        ".",
        "..",
        "..webm",
        "../outside.webm",
        "../../outside.webm",
        "..%2foutside.webm",
        "%2e%2e/outside.webm",
        "..\\outside.webm",
        "1.webm/",
        "1.webm\0",
        "./1.webm",
        &long,
        &absolute,
    ];
    for name in tricks {
        let found = media.file(session, name).await;
        assert!(matches!(found, Err(StoreError::NotFound)), "{name:?}: {found:?}");
    }
}

/// The rule, written another way.
fn may_be_served(name: &str) -> bool {
    let allowed = "abcdefghijklmnopqrstuvwxyz0123456789._-";
    (1..=80).contains(&name.chars().count())
        && name.chars().all(|c| allowed.contains(c))
        && !name.starts_with('.')
        && [".webm", ".mp4", ".m4s"].iter().any(|ending| name.ends_with(ending))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Over names near the rule and arbitrary ones: a file that exists is served exactly when its name may be.
    #[test]
    fn names_are_judged_by_the_rule(
        name in prop_oneof!["[a-cA/._ %\\\\-]{0,12}\\.(webm|mp4|m4s|jsonl)", "[a-z0-9._-]{70,90}\\.webm", "\\PC{0,20}", ".{0,9}\\.webm"],
    ) {
        let folder = tempfile::tempdir().unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let session = unknown_session();
        let media = MediaFiles::open(folder.path()).unwrap();
        let dir = folder.path().join(session.to_string());
        std::fs::create_dir(&dir).unwrap();
        let written = !name.contains('/') && std::fs::write(dir.join(&name), "x").is_ok();
        let found = runtime.block_on(media.file(session, &name));
        if may_be_served(&name) {
            prop_assert!(written && found.is_ok(), "{found:?}");
        } else {
            prop_assert!(matches!(found, Err(StoreError::NotFound)), "{found:?}");
        }
    }
}
