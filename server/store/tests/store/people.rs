//! The owner, passwords, sign-ins.

use std::collections::HashSet;

use protocol::limits::SIGN_IN_LIFETIME_MS;
use store::{Agent, Store, StoreError};

use crate::{NOW, PASSWORD, empty, looks_like_a_token, with_session};

#[tokio::test]
async fn the_owner_is_made_once() {
    let (_folder, store) = empty().await;
    assert!(!store.has_owner().await.unwrap());
    let owner = store.create_owner("Ada", " Ada@Example.org ", PASSWORD).await.unwrap();
    assert_eq!((owner.name.as_str(), owner.email.as_str()), ("Ada", "Ada@Example.org"));
    assert!(store.has_owner().await.unwrap());
    assert_eq!(store.person(owner.id).await.unwrap().as_ref(), Some(&owner));
    assert_eq!(store.owner().await.unwrap(), Some(owner));
    let second = store.create_owner("Eve", "eve@example.org", PASSWORD).await;
    assert!(matches!(second, Err(StoreError::OwnerExists)), "{second:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_claim_the_server_at_once_one_succeeds() {
    let (_folder, store) = empty().await;
    let claims: Vec<_> = (0..6)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move { store.create_owner("Ada", &format!("ada{n}@example.org"), PASSWORD).await })
        })
        .collect();
    let mut owners = Vec::new();
    for claim in claims {
        match claim.await.unwrap() {
            Ok(owner) => owners.push(owner),
            Err(error) => assert!(matches!(error, StoreError::OwnerExists), "{error}"),
        }
    }
    assert_eq!(owners.len(), 1);
    assert_eq!(store.owner().await.unwrap().as_ref(), owners.first());
}

#[tokio::test]
async fn a_password_fits_its_person_alone() {
    let (_folder, store, owner, _) = with_session().await;
    let verify = async |email, password| store.verify_password(email, password).await.unwrap();
    assert_eq!(verify("ada@example.org", PASSWORD).await, Some(owner.clone()));
    assert_eq!(verify("  ADA@example.ORG ", PASSWORD).await, Some(owner));
    assert_eq!(verify("ada@example.org", "correct horse battery stapl").await, None);
    assert_eq!(verify("ada@example.org", "").await, None);
    // The hash that is checked in vain for unknown addresses is of the empty password: it must let nobody in.
    assert_eq!(verify("nobody@example.org", "").await, None);
    assert_eq!(verify("' OR 1 = 1 --", PASSWORD).await, None);
}

#[tokio::test]
async fn a_password_is_stored_as_argon2id() {
    let (home, store, ..) = with_session().await;
    store.close().await.unwrap();
    let text = home.dump().await;
    assert!(text.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(!text.contains(PASSWORD));
}

#[tokio::test]
async fn a_sign_in_holds_until_it_expires_or_ends() {
    let (_folder, store, owner, _) = with_session().await;
    let token = store.create_sign_in(owner.id, None, &Agent::default(), NOW).await.unwrap();
    let person = async |at| store.sign_in_of_token(token.reveal(), at).await.unwrap().map(|sign_in| sign_in.person);
    assert_eq!(person(NOW).await, Some(owner.clone()));
    assert_eq!(person(NOW + SIGN_IN_LIFETIME_MS - 1).await, Some(owner.clone()));
    assert_eq!(person(NOW + SIGN_IN_LIFETIME_MS).await, None);
    store.end_sign_in("unknown").await.unwrap();
    assert!(person(NOW).await.is_some());
    store.end_sign_in(token.reveal()).await.unwrap();
    assert_eq!(person(NOW).await, None);
    assert_eq!(store.sign_in_of_token("", NOW).await.unwrap(), None);
}

#[tokio::test]
async fn an_unknown_person_is_not_signed_in() {
    let (_folder, store) = empty().await;
    let nobody = store::PersonId(crate::unknown_session().0);
    assert!(matches!(store.create_sign_in(nobody, None, &Agent::default(), NOW).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn tokens_cannot_be_guessed_printed_or_read_from_the_database() {
    let (home, store, owner, _) = with_session().await;
    let mut tokens = HashSet::new();
    for _ in 0..50 {
        let token = store.create_sign_in(owner.id, None, &Agent::default(), NOW).await.unwrap();
        assert!(looks_like_a_token(token.reveal()), "{}", token.reveal());
        assert_eq!(format!("{token:?}"), "Secret(..)");
        assert!(tokens.insert(token.reveal().to_owned()));
    }
    store.close().await.unwrap();
    let text = home.dump().await;
    assert!(text.contains("ada@example.org"), "the text is the database's");
    assert!(tokens.iter().all(|token| !text.contains(token)));
}

#[tokio::test]
async fn a_data_folder_has_one_server_at_a_time() {
    let (home, store) = empty().await;
    assert!(matches!(home.open().await, Err(StoreError::InUse)));
    store.close().await.unwrap();
    let again = home.open().await.unwrap();
    assert!(!again.has_owner().await.unwrap());
    assert!(matches!(store.has_owner().await, Err(StoreError::Closed)));
    // Closing what is closed is harmless to who came after.
    store.close().await.unwrap();
    assert!(matches!(home.open().await, Err(StoreError::InUse)));
}

#[tokio::test]
async fn a_folder_with_any_name_will_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("Año 1 ?x=#%41&/data");
    let store = Store::open(&data).await.unwrap();
    store.close().await.unwrap();
    assert!(data.join("meridian.db").is_file());
    assert!(data.join("media").is_dir());
}
