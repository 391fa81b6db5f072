//! Files on lists of preparation.

use std::{
    fs::File,
    path::Path,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use futures_util::TryStreamExt;
use protocol::{
    CourseId, SessionId, limits,
    preparation::{FileId, NewPreparation, PreparationContent, PreparationFile},
};
use store::{Store, StoreError, backup};

use crate::{NOW, courses::with_course, noted, schedule::plan};

fn item(file: &FileId, bytes: u64) -> NewPreparation {
    let content = PreparationFile { file: file.clone(), name: "slides.pdf".into(), bytes };
    NewPreparation { title: "Slides".into(), content: PreparationContent::File(content) }
}

async fn add(store: &Store, course: CourseId, session: SessionId, content: &'static [u8]) -> FileId {
    let file = store.keep_file(Bytes::from_static(content)).await.unwrap();
    store.add_preparation(course, session, &item(&file, content.len() as u64)).await.unwrap();
    file
}

async fn read(store: &Store, file: &FileId) -> Result<Vec<u8>, StoreError> {
    let kept = store.kept_file(file).await?;
    let pieces: Vec<Bytes> = kept.read(0..kept.size).await?.try_collect().await?;
    Ok(pieces.concat())
}

/// Makes a file look as if it had been written hours ago.
fn grow_old(data: &Path, file: &FileId) {
    let file = File::options().write(true).open(data.join("files").join(&file.0)).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(2 * 3_600)).unwrap();
}

#[tokio::test]
async fn a_file_stays_as_long_as_a_list_names_it_and_is_in_a_backup() {
    let (home, store, owner, course) = with_course().await;
    let sessions = plan(&store, &owner, course, 2).await.unwrap();
    let (session, other) = (sessions[0].id, sessions[1].id);
    let file = add(&store, course, session, b"%PDF of waves").await;
    assert_eq!(add(&store, course, session, b"%PDF of waves").await, file, "the same is kept once");
    store.copy_preparation(course, session, other).await.unwrap();
    let unnamed = store.keep_file(Bytes::from_static(b"never named")).await.unwrap();
    assert_eq!(store.sweep_files().await.unwrap(), 0, "its row may be about to be written");
    grow_old(&home.data(), &unnamed);
    grow_old(&home.data(), &file);
    assert_eq!(store.sweep_files().await.unwrap(), 1);
    assert!(matches!(read(&store, &unnamed).await, Err(StoreError::NotFound)));

    for row in store.preparation(session).await.unwrap() {
        store.remove_preparation(session, row.id, NOW).await.unwrap();
    }
    store.tidy_preparation(NOW + limits::RESTORABLE_MS).await.unwrap();
    assert_eq!(store.sweep_files().await.unwrap(), 0, "another class has it");
    assert_eq!(read(&store, &file).await.unwrap(), b"%PDF of waves");
    if home.database.is_none() {
        let copy = home.folder.path().join("copy");
        assert_eq!(backup(&home.data(), &copy).await.unwrap().files, 1);
        let restored = Store::open(&copy).await.unwrap();
        assert_eq!(read(&restored, &file).await.unwrap(), b"%PDF of waves");
        restored.close().await.unwrap();
    }
    store.delete_planned(&sessions[1], false, &noted(), NOW).await.unwrap();
    assert_eq!(store.sweep_files().await.unwrap(), 1, "it goes with the last class that has it");
    assert!(matches!(read(&store, &file).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn a_course_has_no_more_bytes_of_files_than_the_limit() {
    let (_home, store, owner, course) = with_course().await;
    let session = plan(&store, &owner, course, 1).await.unwrap()[0].id;
    let add =
        async |name: &str, bytes| store.add_preparation(course, session, &item(&FileId(name.into()), bytes)).await;
    add("large", limits::FILES_OF_COURSE_BYTES - 1).await.unwrap();
    add("large", limits::FILES_OF_COURSE_BYTES - 1).await.unwrap();
    add("small", 1).await.unwrap();
    assert!(matches!(add("more", 1).await, Err(StoreError::FilesFull)));
}
