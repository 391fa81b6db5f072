//! Passkeys.

use protocol::limits::PASSKEYS_OF_PERSON;
use store::{Agent, MailLinkPurpose, Person, StoreError};

use crate::{NOW, agent, with_session};

#[tokio::test]
async fn a_passkey_is_its_persons_and_counts_its_uses() {
    let (_folder, store, owner, _) = with_session().await;
    let agent = Agent { browser: "Firefox".into(), system: "Linux".into() };
    store.add_passkey(&owner, "name", "key 1", &agent, NOW).await.unwrap();
    let again = store.add_passkey(&owner, "name", "key 2", &agent, NOW).await;
    assert!(matches!(again, Err(StoreError::NotFound)), "{again:?}");

    let row = store.passkey(owner.id, "name").await.unwrap().unwrap();
    assert_eq!((row.public_key.as_str(), &row.agent, row.made_unix, row.used_unix), ("key 1", &agent, NOW, None));
    assert_eq!(store.passkey(store::PersonId(uuid::Uuid::nil()), "name").await.unwrap(), None, "somebody else's");
    store.use_passkey(&row.id, "key 3", NOW + 1).await.unwrap();
    let used = store.passkeys_of(owner.id).await.unwrap().remove(0);
    assert_eq!((used.public_key.as_str(), used.used_unix), ("key 3", Some(NOW + 1)));

    let other = Person { id: store::PersonId(uuid::Uuid::nil()), ..owner.clone() };
    assert!(!store.remove_passkey(&other, &row.id, &agent, NOW).await.unwrap());
    assert_eq!(store.passkeys_of(owner.id).await.unwrap().len(), 1, "others remove nothing");
    assert!(store.remove_passkey(&owner, &row.id, &agent, NOW).await.unwrap());
    assert_eq!(store.passkey(owner.id, "name").await.unwrap(), None);
    let gone = store.use_passkey(&row.id, "key 4", NOW + 2).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "removed while the device signed: {gone:?}");
}

#[tokio::test]
async fn a_person_has_so_many_passkeys() {
    let (_folder, store, owner, _) = with_session().await;
    for number in 0..PASSKEYS_OF_PERSON {
        store.add_passkey(&owner, &number.to_string(), "key", &agent(), NOW).await.unwrap();
    }
    let more = store.add_passkey(&owner, "more", "key", &agent(), NOW).await;
    assert!(matches!(more, Err(StoreError::Full)), "{more:?}");
}

#[tokio::test]
async fn a_password_that_is_chosen_by_mail_ends_passkeys() {
    let (_folder, store, owner, _) = with_session().await;
    store.add_passkey(&owner, "name", "key", &agent(), NOW).await.unwrap();
    let link = store.create_mail_link(MailLinkPurpose::Password, owner.id, &owner.email, NOW + 1_000).await.unwrap();
    let (_, token) = link.expect("a link");
    let reset = store.reset_password(token.reveal(), "another horse battery", &agent(), NOW).await.unwrap();
    assert_eq!(reset.map(|person| person.id), Some(owner.id));
    assert_eq!(store.passkeys_of(owner.id).await.unwrap(), [], "whoever knew the former password may have added it");
}
