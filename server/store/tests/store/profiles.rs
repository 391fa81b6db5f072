//! What people say of themselves.

use protocol::people::{Language, Profile};
use store::{PersonId, StoreError};
use uuid::Uuid;

use crate::with_session;

#[tokio::test]
async fn a_profile_is_kept_and_a_zone_that_was_chosen_stays() {
    let (_folder, store, owner, _) = with_session().await;
    assert_eq!(store.profile(owner.id).await.unwrap(), Some(Profile::default()));

    store.set_first_locale(owner.id, "Asia/Tokyo", None).await.unwrap();
    store.set_first_locale(owner.id, "Europe/Berlin", None).await.unwrap();
    let first = Profile { zone: Some("Asia/Tokyo".into()), ..Profile::default() };
    assert_eq!(store.profile(owner.id).await.unwrap(), Some(first), "the browser's zone counts while there is none");

    let chosen = Profile {
        pronouns: "she/her".into(),
        zone: Some("America/New_York".into()),
        language: Some(Language::English),
    };
    store.set_profile(owner.id, &chosen).await.unwrap();
    store.set_first_locale(owner.id, "Asia/Tokyo", None).await.unwrap();
    assert_eq!(store.profile(owner.id).await.unwrap().as_ref(), Some(&chosen));
    assert_eq!(store.profile_by_email(" ADA@example.org ").await.unwrap(), Some(chosen));
}

#[tokio::test]
async fn who_has_no_account_has_no_profile() {
    let (_folder, store, ..) = with_session().await;
    let nobody = PersonId(Uuid::nil());
    assert_eq!(store.profile(nobody).await.unwrap(), None);
    assert_eq!(store.profile_by_email("eve@example.org").await.unwrap(), None);
    let refused = store.set_profile(nobody, &Profile::default()).await;
    assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
}
