//! One-use links.

use store::{LINK_LIFETIME_MS, LinkPurpose, StoreError};

use crate::{NOW, PASSWORD, empty, looks_like_a_token, with_session};

#[tokio::test]
async fn a_link_is_taken_once_and_for_what_it_is() {
    let (_folder, store, owner, session) = with_session().await;
    let code = session.code;
    let purpose = LinkPurpose::SignIn { person: owner.id, code: code.clone() };
    let token = store.create_link(purpose, NOW).await.unwrap();
    assert!(looks_like_a_token(token.reveal()));
    assert!(store.link_is_valid(token.reveal(), NOW).await.unwrap());
    assert!(store.link_is_valid(token.reveal(), NOW).await.unwrap(), "looking at it must not use it up");
    assert_eq!(store.take_sign_in_link(token.reveal(), NOW).await.unwrap(), Some((owner.id, code)));
    assert!(!store.link_is_valid(token.reveal(), NOW).await.unwrap());
    assert_eq!(store.take_sign_in_link(token.reveal(), NOW).await.unwrap(), None);

    let setup = store.create_link(LinkPurpose::Setup, NOW).await.unwrap();
    assert_eq!(store.take_sign_in_link(setup.reveal(), NOW).await.unwrap(), None);
    assert!(store.link_is_valid(setup.reveal(), NOW).await.unwrap(), "it can still be used to claim the server");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_take_a_link_at_once_one_gets_it() {
    let (_folder, store, owner, session) = with_session().await;
    let purpose = LinkPurpose::SignIn { person: owner.id, code: session.code };
    let token = store.create_link(purpose, NOW).await.unwrap();
    let takers: Vec<_> = (0..20)
        .map(|_| {
            let (store, token) = (store.clone(), token.clone());
            tokio::spawn(async move { store.take_sign_in_link(token.reveal(), NOW).await.unwrap() })
        })
        .collect();
    let mut taken = 0;
    for taker in takers {
        taken += usize::from(taker.await.unwrap().is_some());
    }
    assert_eq!(taken, 1);
}

#[tokio::test]
async fn a_link_expires() {
    let (_folder, store, owner, session) = with_session().await;
    let purpose = LinkPurpose::SignIn { person: owner.id, code: session.code };
    let token = store.create_link(purpose, NOW).await.unwrap();
    let end = NOW + LINK_LIFETIME_MS;
    assert!(store.link_is_valid(token.reveal(), end - 1).await.unwrap());
    assert!(!store.link_is_valid(token.reveal(), end).await.unwrap());
    assert_eq!(store.take_sign_in_link(token.reveal(), end).await.unwrap(), None);
}

#[tokio::test]
async fn a_new_setup_link_voids_the_former_ones_alone() {
    let (_folder, store, owner, session) = with_session().await;
    let enter = LinkPurpose::SignIn { person: owner.id, code: session.code };
    let kept = store.create_link(enter.clone(), NOW).await.unwrap();
    let former = store.create_link(LinkPurpose::Setup, NOW).await.unwrap();
    let setup = store.create_link(LinkPurpose::Setup, NOW).await.unwrap();
    let other = store.create_link(enter, NOW).await.unwrap();
    assert!(!store.link_is_valid(former.reveal(), NOW).await.unwrap());
    for token in [kept, setup, other] {
        assert!(store.link_is_valid(token.reveal(), NOW).await.unwrap());
    }
}

#[tokio::test]
async fn a_server_is_claimed_by_its_setup_link_alone() {
    let (_folder, store, owner, session) = with_session().await;
    let setup = store.create_link(LinkPurpose::Setup, NOW).await.unwrap();
    let taken = store.claim(setup.reveal(), NOW, "Eve", "eve@example.org", PASSWORD).await;
    assert!(matches!(taken, Err(StoreError::OwnerExists)), "{taken:?}");
    assert!(store.link_is_valid(setup.reveal(), NOW).await.unwrap(), "both or neither");
    let enter = LinkPurpose::SignIn { person: owner.id, code: session.code };
    let enter = store.create_link(enter, NOW).await.unwrap();

    let (_folder, other) = empty().await;
    let setup = other.create_link(LinkPurpose::Setup, NOW).await.unwrap();
    for (link, now) in [(enter.reveal(), NOW), ("guess", NOW), (setup.reveal(), NOW + LINK_LIFETIME_MS)] {
        let refused = other.claim(link, now, "Eve", "eve@example.org", PASSWORD).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
    assert!(!other.has_owner().await.unwrap());
    let claimed = other.claim(setup.reveal(), NOW, "Ada", "ada@example.org", PASSWORD).await.unwrap();
    assert_eq!(other.owner().await.unwrap(), Some(claimed));
    assert!(!other.link_is_valid(setup.reveal(), NOW).await.unwrap());
}

#[tokio::test]
async fn a_link_for_nobody_is_not_made() {
    let (_folder, store) = empty().await;
    let person = store::PersonId(crate::unknown_session().0);
    let made = store.create_link(LinkPurpose::SignIn { person, code: "abc".into() }, NOW).await;
    assert!(matches!(made, Err(StoreError::NotFound)), "{made:?}");
}
