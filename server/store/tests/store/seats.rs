//! Seats and their tokens.

use protocol::{
    Audience, Consent, Event, EventBody, LeaveReason, ParticipantId, Role, RoomId, Seq, SessionId,
    limits::{RESERVED_FOR_STAFF, SEATS, TOKEN_LIFETIME_MS, UNUSED_SEAT_MS},
};
use store::{SeatRequest, Store, StoreError};

use crate::{NOTHING_RECORDED, NOW, looks_like_a_token, unknown_session, with_session};

/// Appends events of what happens to a session's journal; yields who was shut out.
async fn tell(store: &Store, session: SessionId, bodies: Vec<EventBody>) -> Vec<ParticipantId> {
    let lease = store.lease(session).await.unwrap();
    let next = store.journal().last(session).await.unwrap().map_or(1, |(seq, _)| seq + 1);
    let event = |(seq, body): (Seq, EventBody)| Event { seq, at: 0, audience: Audience::Everyone, later: None, body };
    let events: Vec<_> = (next..).zip(bodies).map(event).collect();
    store.journal().append(&lease, events).await.unwrap().shut_out
}

fn left(participant: ParticipantId, reason: LeaveReason) -> EventBody {
    EventBody::Left { participant, reason }
}

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
    // What is revoked here has the same number elsewhere.
    tell(&store, session.id, vec![left(here.participant, LeaveReason::Removed)]).await;
    assert!(store.seat_of_token(here.token.reveal(), NOW).await.unwrap().is_none());
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
async fn a_revoked_seat_stays_closed() {
    let (_folder, store, owner, session) = with_session().await;
    let seat = store
        .create_seat(session.id, SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id), NOW)
        .await
        .unwrap();
    let second = store.new_token_for(session.id, seat.participant, NOW).await.unwrap();
    tell(&store, session.id, vec![left(seat.participant, LeaveReason::Removed)]).await;
    assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap(), None);
    assert_eq!(store.seat_of_token(second.reveal(), NOW).await.unwrap(), None);
    assert!(matches!(store.new_token_for(session.id, seat.participant, NOW).await, Err(StoreError::SeatRevoked)));
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

#[tokio::test]
async fn seats_follow_the_journal() {
    let (_home, store, _, session) = with_session().await;
    let mut seats = Vec::new();
    for name in ["Ann", "Bob", "Cleo"] {
        let wanted = SeatRequest { waits: true, ..SeatRequest::new(name, Role::Guest, Consent::default()) };
        seats.push(store.create_seat(session.id, wanted, NOW).await.unwrap());
    }
    let [ann, bob, cleo] = [0, 1, 2].map(|n| seats[n].participant);
    let by = ParticipantId(99);
    let consent = Consent { record_camera: false, record_voice: true };
    let joined = EventBody::Joined {
        participant: bob,
        name: "Bob".into(),
        role: Role::Guest,
        namesake: None,
        consent: Consent::default(),
        room: RoomId::MAIN,
    };
    let shut_out = tell(
        &store,
        session.id,
        vec![
            EventBody::WaitEnded { participant: ann, reason: None },
            joined,
            EventBody::RoleChanged { participant: ann, role: Role::Assistant, by },
            EventBody::ConsentChanged { participant: ann, consent },
            EventBody::ConsentChanged { participant: bob, consent: NOTHING_RECORDED },
            EventBody::ConsentChanged { participant: bob, consent },
            left(ParticipantId(98), LeaveReason::Removed),
            left(cleo, LeaveReason::Lost),
        ],
    )
    .await;
    assert_eq!(shut_out, []);
    let mut found = Vec::new();
    for seat in &seats {
        let seat = store.seat_of_token(seat.token.reveal(), NOW).await.unwrap().unwrap();
        found.push((seat.role, seat.consent, seat.waits));
    }
    let expected =
        [(Role::Assistant, consent, false), (Role::Guest, consent, false), (Role::Guest, Consent::default(), true)];
    assert_eq!(found, expected);
}

#[tokio::test]
async fn who_is_banned_takes_all_seats_of_their_browser_along() {
    let (_home, store, owner, session) = with_session().await;
    let other = store.create_session(owner.id, "Other", true, NOW).await.unwrap();
    let sit = async |session, visitor| {
        let wanted = SeatRequest { visitor, ..SeatRequest::new("Eve", Role::Guest, Consent::default()) };
        store.create_seat(session, wanted, NOW).await
    };
    let (eve, twin) = (sit(session.id, Some("e")).await.unwrap(), sit(session.id, Some("e")).await.unwrap());
    let (ann, ben) = (sit(session.id, Some("a")).await.unwrap(), sit(session.id, None).await.unwrap());
    let elsewhere = sit(other.id, Some("e")).await.unwrap();
    let banned = vec![left(eve.participant, LeaveReason::Banned), left(ben.participant, LeaveReason::Banned)];
    assert_eq!(tell(&store, session.id, banned).await, [twin.participant]);
    assert!(store.is_banned(session.id, "e").await.unwrap() && !store.is_banned(session.id, "a").await.unwrap());
    for (seat, opens) in [(eve, false), (twin, false), (ben, false), (ann, true), (elsewhere, true)] {
        assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap().is_some(), opens);
    }
    assert!(matches!(sit(session.id, Some("e")).await, Err(StoreError::Banned)));
    assert!(sit(other.id, Some("e")).await.is_ok());
}

#[tokio::test]
async fn a_deleted_text_is_gone_with_the_event_that_says_so() {
    let (_home, store, _, session) = with_session().await;
    let participant = ParticipantId(1);
    let said = |text: &str| EventBody::ChatSent { participant, text: text.into() };
    let deleted = |message| EventBody::ChatDeleted { message, by: participant };
    tell(&store, session.id, vec![said("one"), said("two"), deleted(2), deleted(4), deleted(99)]).await;
    tell(&store, session.id, vec![deleted(1)]).await;
    let events = store.journal().events(session.id, 1, 9).await.unwrap();
    let bodies: Vec<_> = events.into_iter().map(|event| event.body).collect();
    assert_eq!(bodies, [said(""), said(""), deleted(2), deleted(4), deleted(99), deleted(1)]);
}

/// Taking a seat and banning its browser meet in any order: nobody slips through.
#[tokio::test(flavor = "multi_thread")]
async fn no_seat_is_taken_past_a_ban_on_its_way() {
    let (_home, store, _, session) = with_session().await;
    for round in 0..10 {
        let visitor = format!("browser {round}");
        let sit = {
            let (store, visitor) = (store.clone(), visitor.clone());
            move || {
                let (store, visitor) = (store.clone(), visitor.clone());
                tokio::spawn(async move {
                    let wanted = SeatRequest {
                        visitor: Some(&visitor),
                        ..SeatRequest::new("Eve", Role::Guest, Consent::default())
                    };
                    store.create_seat(session.id, wanted, NOW).await
                })
            }
        };
        let eve = sit().await.unwrap().unwrap();
        let arrivals: Vec<_> = (0..4).map(|_| sit()).collect();
        tell(&store, session.id, vec![left(eve.participant, LeaveReason::Banned)]).await;
        for arrival in arrivals {
            match arrival.await.unwrap() {
                Ok(seat) => assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap(), None),
                Err(error) => assert!(matches!(error, StoreError::Banned), "{error}"),
            }
        }
    }
}
