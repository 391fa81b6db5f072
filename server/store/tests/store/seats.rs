//! Seats and their tokens.

use protocol::{
    Consent, ParticipantId, Role,
    limits::{RESERVED_FOR_STAFF, SEATS, TOKEN_LIFETIME_MS, UNUSED_SEAT_MS},
};
use store::{SeatRequest, StoreError};

use crate::{NOTHING_RECORDED, NOW, looks_like_a_token, unknown_session, with_session};

#[tokio::test]
async fn a_seat_is_opened_by_its_token_until_it_expires() {
    let (_folder, store, owner, session) = with_session().await;
    let guest =
        store.create_seat(session.id, SeatRequest::new("Ben", Role::Guest, NOTHING_RECORDED), NOW).await.unwrap();
    let host = store
        .create_seat(session.id, SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id), NOW)
        .await
        .unwrap();
    assert_eq!((guest.participant, host.participant), (ParticipantId(1), ParticipantId(2)));
    assert!(looks_like_a_token(guest.token.reveal()));
    let seat = store.seat_of_token(guest.token.reveal(), NOW).await.unwrap().unwrap();
    assert_eq!((seat.session, seat.participant, seat.person), (session.id, ParticipantId(1), None));
    assert_eq!((seat.name.as_str(), seat.role, seat.consent), ("Ben", Role::Guest, NOTHING_RECORDED));
    let seat = store.seat_of_token(host.token.reveal(), NOW + TOKEN_LIFETIME_MS - 1).await.unwrap().unwrap();
    assert_eq!((seat.role, seat.consent, seat.person), (Role::Instructor, Consent::default(), Some(owner.id)));
    assert_eq!(store.seat_of_token(host.token.reveal(), NOW + TOKEN_LIFETIME_MS).await.unwrap(), None);
    assert_eq!(store.seat_of_token("guess", NOW).await.unwrap(), None);
}

#[tokio::test]
async fn a_token_is_of_one_session() {
    let (_folder, store, owner, session) = with_session().await;
    let other = store.create_session(owner.id, "Other", true, NOW).await.unwrap();
    let here =
        store.create_seat(session.id, SeatRequest::new("Ben", Role::Guest, Consent::default()), NOW).await.unwrap();
    let there =
        store.create_seat(other.id, SeatRequest::new("Ben", Role::Guest, Consent::default()), NOW).await.unwrap();
    assert_eq!(here.participant, there.participant);
    assert_eq!(store.seat_of_token(here.token.reveal(), NOW).await.unwrap().unwrap().session, session.id);
    assert_eq!(store.seat_of_token(there.token.reveal(), NOW).await.unwrap().unwrap().session, other.id);
    // Voiding a seat does not reach the one of the same number elsewhere.
    store.void_seat(session.id, here.participant).await.unwrap();
    assert!(store.seat_of_token(there.token.reveal(), NOW).await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_who_come_at_once_get_fifty_numbers_without_holes() {
    let (_folder, store, _, session) = with_session().await;
    let arrivals: Vec<_> = (0..50)
        .map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                let name = format!("Guest {n}");
                store
                    .create_seat(session.id, SeatRequest::new(&name, Role::Guest, Consent::default()), NOW)
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut numbers = Vec::new();
    for arrival in arrivals {
        numbers.push(arrival.await.unwrap().participant.0);
    }
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=50).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_has_one_seat_and_wastes_no_number() {
    let (_folder, store, owner, session) = with_session().await;
    let take = || {
        store.create_seat(session.id, SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id), NOW)
    };
    assert_eq!(store.seat_of_person(session.id, owner.id).await.unwrap(), None);
    let (first, second) = tokio::join!(take(), take());
    let (taken, refused) = if first.is_ok() { (first, second) } else { (second, first) };
    assert!(matches!(refused, Err(StoreError::SeatExists)), "{refused:?}");
    let seat = store.seat_of_person(session.id, owner.id).await.unwrap().unwrap();
    assert_eq!(seat.participant, taken.unwrap().participant);
    let next =
        store.create_seat(session.id, SeatRequest::new("Ben", Role::Guest, Consent::default()), NOW).await.unwrap();
    assert_eq!(next.participant, ParticipantId(2));
}

#[tokio::test]
async fn who_comes_back_keeps_the_seat_on_a_few_devices() {
    let (_folder, store, owner, session) = with_session().await;
    let seat = store
        .create_seat(session.id, SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id), NOW)
        .await
        .unwrap();
    let mut tokens = vec![seat.token];
    for later in 1..=8 {
        tokens.push(store.new_token_for(session.id, seat.participant, NOW + later).await.unwrap());
    }
    let mut good = Vec::new();
    for token in &tokens {
        good.push(store.seat_of_token(token.reveal(), NOW + 9).await.unwrap().map(|row| row.participant));
    }
    assert_eq!(good[0], None, "the oldest gives way");
    assert_eq!(good[1..], [Some(seat.participant); 8]);
}

#[tokio::test]
async fn a_voided_seat_stays_closed() {
    let (_folder, store, owner, session) = with_session().await;
    let seat = store
        .create_seat(session.id, SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id), NOW)
        .await
        .unwrap();
    let second = store.new_token_for(session.id, seat.participant, NOW).await.unwrap();
    store.void_seat(session.id, seat.participant).await.unwrap();
    assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap(), None);
    assert_eq!(store.seat_of_token(second.reveal(), NOW).await.unwrap(), None);
    assert!(matches!(store.new_token_for(session.id, seat.participant, NOW).await, Err(StoreError::SeatVoid)));
    let again =
        store.create_seat(session.id, SeatRequest::new("Ada", Role::Guest, Consent::default()).of(owner.id), NOW).await;
    assert!(matches!(again, Err(StoreError::SeatExists)), "{again:?}");
}

#[tokio::test]
async fn consent_is_changed() {
    let (_folder, store, _, session) = with_session().await;
    let seat =
        store.create_seat(session.id, SeatRequest::new("Ben", Role::Guest, Consent::default()), NOW).await.unwrap();
    let consent = Consent { record_camera: false, record_voice: true };
    store.set_consent(session.id, seat.participant, consent).await.unwrap();
    assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap().unwrap().consent, consent);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let (_folder, store, _, session) = with_session().await;
    let nobody = ParticipantId(7);
    let consent = Consent::default();
    assert!(matches!(store.set_consent(session.id, nobody, consent).await, Err(StoreError::NotFound)));
    assert!(matches!(store.void_seat(session.id, nobody).await, Err(StoreError::NotFound)));
    assert!(matches!(store.new_token_for(session.id, nobody, NOW).await, Err(StoreError::NotFound)));
    let elsewhere = store.create_seat(unknown_session(), SeatRequest::new("Ben", Role::Guest, consent), NOW).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound)), "{elsewhere:?}");
}

#[tokio::test]
async fn a_session_gets_full() {
    let (_folder, store, owner, session) = with_session().await;
    let join = |session| store.create_seat(session, SeatRequest::new("Ben", Role::Guest, Consent::default()), NOW);
    for number in 1..=SEATS - RESERVED_FOR_STAFF {
        assert_eq!(join(session.id).await.unwrap().participant.0 as usize, number);
    }
    assert!(matches!(join(session.id).await, Err(StoreError::Full)));
    let staff = store
        .create_seat(session.id, SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id), NOW)
        .await;
    assert!(staff.is_ok(), "the instructor is not locked out: {staff:?}");
    let other = store.create_session(owner.id, "Other", true, NOW).await.unwrap();
    assert!(join(other.id).await.is_ok());
}

#[tokio::test]
async fn seats_that_nobody_came_to_are_given_up_when_the_session_is_full() {
    let (_folder, store, _, session) = with_session().await;
    let join = |now| store.create_seat(session.id, SeatRequest::new("Ben", Role::Guest, Consent::default()), now);
    let used = join(NOW).await.unwrap();
    assert!(store.seat_of_token(used.token.reveal(), NOW).await.unwrap().is_some());
    let unused = join(NOW).await.unwrap();
    let late = NOW + UNUSED_SEAT_MS;
    let mut last = unused.participant;
    for _ in 2..SEATS - RESERVED_FOR_STAFF {
        last = join(NOW + 1).await.unwrap().participant;
    }
    assert!(matches!(join(late - 1).await, Err(StoreError::Full)), "there is still time to come");
    let next = join(late).await.unwrap();
    assert_eq!(next.participant.0, last.0 + 1, "no number is given twice");
    assert!(matches!(join(late).await, Err(StoreError::Full)), "one was given up, one was taken");
    assert!(store.seat_of_token(unused.token.reveal(), late).await.unwrap().is_none());
    assert!(store.seat_of_token(used.token.reveal(), late).await.unwrap().is_some());
    assert!(join(late + 1).await.is_ok(), "all others are given up now");
    assert!(store.seat_of_token(next.token.reveal(), late + 1).await.unwrap().is_some());
}
