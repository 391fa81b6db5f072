//! Sign-ins, and what ends with them.

use protocol::{
    Consent, Role,
    limits::{SIGN_IN_LIFETIME_MS, SIGN_IN_USE_NOTED_MS, SIGN_INS_OF_PERSON},
};
use sqlx::Executor;
use store::{Agent, Device, LinkPurpose, Person, PersonId, SeatRequest, Secret, SignIn, Store, StoreError};

use crate::{NOTHING_RECORDED, NOW, PASSWORD, with_session};

fn agent(browser: &str) -> Agent {
    Agent { browser: browser.into(), system: "Linux".into() }
}

async fn sign_in(store: &Store, owner: &Person, browser: &str, at: u64) -> (Secret, SignIn) {
    let token = store.create_sign_in(owner.id, None, &agent(browser), at).await.unwrap();
    let sign_in = store.sign_in_of_token(token.reveal(), at).await.unwrap().unwrap();
    (token, sign_in)
}

async fn browsers(store: &Store, person: PersonId, at: u64) -> Vec<String> {
    store.devices_of(person, at).await.unwrap().into_iter().map(|device| device.agent.browser).collect()
}

#[tokio::test]
async fn a_person_sees_where_they_are_signed_in() {
    let (_home, store, owner, _) = with_session().await;
    let (first, old) = sign_in(&store, &owner, "Firefox", NOW).await;
    let (_, new) = sign_in(&store, &owner, "Chrome", NOW + 1_000).await;
    let devices = store.devices_of(owner.id, NOW + 1_000).await.unwrap();
    let device =
        |of: &SignIn, browser, at| Device { id: of.id.clone(), agent: agent(browser), began_unix: at, used_unix: at };
    assert_eq!(devices, [device(&new, "Chrome", NOW + 1_000), device(&old, "Firefox", NOW)]);

    // Each use is a request; one an hour is written.
    for (later, noted) in [(SIGN_IN_USE_NOTED_MS - 1, NOW), (SIGN_IN_USE_NOTED_MS, NOW + SIGN_IN_USE_NOTED_MS)] {
        assert!(store.sign_in_of_token(first.reveal(), NOW + later).await.unwrap().is_some());
        let devices = store.devices_of(owner.id, NOW + later).await.unwrap();
        let used = devices.iter().find(|device| device.id == old.id).unwrap().used_unix;
        assert_eq!(used, noted);
    }
    assert_eq!(browsers(&store, owner.id, NOW + SIGN_IN_LIFETIME_MS).await, ["Chrome"], "the other has expired");
    assert!(store.is_signed_in(&new.id, NOW + SIGN_IN_LIFETIME_MS).await.unwrap());
    assert!(!store.is_signed_in(&old.id, NOW + SIGN_IN_LIFETIME_MS).await.unwrap());
}

#[tokio::test]
async fn a_browser_that_signs_in_again_is_the_same_device() {
    let (home, store, owner, _) = with_session().await;
    let (first, sign_in_of_first) = sign_in(&store, &owner, "Firefox", NOW).await;
    let again = store.create_sign_in(owner.id, Some(first.reveal()), &agent("Firefox"), NOW + 5).await.unwrap();
    assert_eq!(store.sign_in_of_token(first.reveal(), NOW + 5).await.unwrap(), None, "its former token is void");
    let found = store.sign_in_of_token(again.reveal(), NOW + 4 + SIGN_IN_LIFETIME_MS).await.unwrap();
    assert_eq!(found.map(|sign_in| sign_in.id), Some(sign_in_of_first.id));

    // Another person at the same browser: the first one is signed out there.
    let other = "6f7ad1c5-0a3c-4ed7-a1b5-0c1d6e0c3a11";
    let insert = format!(
        "INSERT INTO people (id, name, email, email_key, password_hash) VALUES ('{other}', 'Ben', 'b@c', 'b@c', '')"
    );
    home.aside().await.execute(sqlx::AssertSqlSafe(insert)).await.unwrap();
    let other: PersonId = other.parse().unwrap();
    let token = store.create_sign_in(other, Some(again.reveal()), &agent("Firefox"), NOW + 6).await.unwrap();
    assert_eq!(store.sign_in_of_token(token.reveal(), NOW + 6).await.unwrap().unwrap().person.id, other);
    assert_eq!(browsers(&store, owner.id, NOW + 6).await, Vec::<String>::new());
}

#[tokio::test]
async fn one_person_is_signed_in_in_so_many_browsers() {
    let (_home, store, owner, _) = with_session().await;
    let many = u64::from(SIGN_INS_OF_PERSON);
    for n in 0..=many {
        sign_in(&store, &owner, &n.to_string(), NOW + n).await;
    }
    let left = browsers(&store, owner.id, NOW + many).await;
    assert_eq!(left, (1..=many).rev().map(|n| n.to_string()).collect::<Vec<_>>(), "the oldest has ended");
}

#[tokio::test]
async fn a_sign_in_is_ended_by_its_person_alone() {
    let (_home, store, owner, _) = with_session().await;
    let (token, ended) = sign_in(&store, &owner, "Firefox", NOW).await;
    let nobody = PersonId(crate::unknown_session().0);
    assert!(matches!(store.end_sign_in_of(nobody, &ended.id).await, Err(StoreError::NotFound)));
    assert!(store.sign_in_of_token(token.reveal(), NOW).await.unwrap().is_some());
    store.end_sign_in_of(owner.id, &ended.id).await.unwrap();
    assert_eq!(store.sign_in_of_token(token.reveal(), NOW).await.unwrap(), None);
    assert!(matches!(store.end_sign_in_of(owner.id, &ended.id).await, Err(StoreError::NotFound)));
    for none in ["", "a\0", "a b", "' OR 1 = 1 --", &"a".repeat(37)] {
        assert!(matches!(none.parse::<store::SignInId>(), Err(StoreError::NotFound)), "{none:?}");
    }
}

#[tokio::test]
async fn the_token_of_a_seat_ends_with_the_sign_in_by_which_it_was_given() {
    let (_home, store, owner, session) = with_session().await;
    let (_, here) = sign_in(&store, &owner, "Firefox", NOW).await;
    let (elsewhere_token, elsewhere) = sign_in(&store, &owner, "Chrome", NOW).await;
    let wanted = SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id);
    let seat = store.create_seat(session.id, wanted.by(&here.id), NOW).await.unwrap();
    let token = async |sign_in| store.new_token_for(session.id, seat.participant, sign_in, NOW).await.unwrap();
    let (of_elsewhere, of_nothing) = (token(Some(&elsewhere.id)).await, token(None).await);
    let guest =
        store.create_seat(session.id, SeatRequest::new("Ben", Role::Guest, NOTHING_RECORDED), NOW).await.unwrap();
    let opens = async |token: &Secret| {
        let seat = store.seat_of_token(token.reveal(), NOW).await.unwrap();
        seat.map(|seat| seat.sign_in)
    };
    assert_eq!(opens(&seat.token).await, Some(Some(here.id.clone())));
    assert_eq!(opens(&of_elsewhere).await, Some(Some(elsewhere.id.clone())));

    store.end_sign_in(elsewhere_token.reveal()).await.unwrap();
    assert_eq!(opens(&of_elsewhere).await, None);
    assert!(opens(&seat.token).await.is_some() && opens(&of_nothing).await.is_some());
    let refused = store.new_token_for(session.id, seat.participant, Some(&elsewhere.id), NOW).await;
    assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");

    sign_in(&store, &owner, "Edge", NOW).await;
    store.end_other_sign_ins(&here).await.unwrap();
    assert_eq!(browsers(&store, owner.id, NOW).await, ["Firefox"]);
    assert_eq!(opens(&of_nothing).await, None, "it may have been given by any sign-in");
    assert!(opens(&seat.token).await.is_some() && opens(&guest.token).await.is_some());
}

#[tokio::test]
async fn a_changed_password_ends_everything_that_let_its_person_in() {
    let (_home, store, owner, _) = with_session().await;
    let (token, this) = sign_in(&store, &owner, "Firefox", NOW).await;
    let (other, _) = sign_in(&store, &owner, "Chrome", NOW).await;
    let link = LinkPurpose::SignIn { person: owner.id, code: "code".into() };
    let link = store.create_link(link, NOW).await.unwrap();
    let change = async |token: &str, present: &str| {
        store.change_password(&this, token, present, "another password", &agent("Firefox"), NOW).await.unwrap()
    };
    assert_eq!(change(token.reveal(), "guess").await, None);
    assert_eq!(change("guess", PASSWORD).await, None, "the sign-in has ended meanwhile");
    assert_eq!(store.verify_password(&owner.email, PASSWORD).await.unwrap().as_ref(), Some(&owner));
    assert!(store.sign_in_of_token(other.reveal(), NOW).await.unwrap().is_some());

    let renewed = change(token.reveal(), PASSWORD).await.unwrap();
    assert_eq!(store.sign_in_of_token(renewed.reveal(), NOW).await.unwrap(), Some(this.clone()));
    for former in [&token, &other] {
        assert_eq!(store.sign_in_of_token(former.reveal(), NOW).await.unwrap(), None);
    }
    assert_eq!(store.take_sign_in_link(link.reveal(), NOW).await.unwrap(), None);
    assert_eq!(store.verify_password(&owner.email, PASSWORD).await.unwrap(), None);
    assert_eq!(store.verify_password(&owner.email, "another password").await.unwrap(), Some(owner));
    assert_eq!(change(renewed.reveal(), PASSWORD).await, None, "it is not the present one any more");
}

#[tokio::test]
async fn a_person_has_a_new_name() {
    let (_home, store, owner, session) = with_session().await;
    store.rename_person(&owner, "Ada Lovelace", &[], &agent("Firefox"), NOW).await.unwrap();
    assert_eq!(store.owner().await.unwrap().unwrap().name, "Ada Lovelace");
    assert_eq!(store.session(session.id).await.unwrap().unwrap().owner_name, "Ada Lovelace");
    let nobody = Person { id: PersonId(crate::unknown_session().0), ..owner };
    assert!(matches!(
        store.rename_person(&nobody, "Eve", &[], &agent("Firefox"), NOW).await,
        Err(StoreError::NotFound)
    ));
}
