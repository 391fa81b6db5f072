//! Seats and their tokens.

use protocol::{
    Audience, Consent, Event, EventBody, LeaveReason, ParticipantId, Role, RoomId, Seq, SessionId,
    limits::{RESERVED_FOR_MEMBERS, RESERVED_FOR_STAFF, SEAT_USE_NOTED_MS, SEATS, SEATS_OF_ADDRESS, TOKEN_LIFETIME_MS},
    presence::WaitCause,
};
use store::{NewSeat, SeatRequest, Store, StoreError};

use crate::{NOTHING_RECORDED, NOW, agent, courses::details, looks_like_a_token, unknown_session, with_session};

/// Appends events of what happens to a session's journal; yields who was shut out.
pub(crate) async fn tell(store: &Store, session: SessionId, bodies: Vec<EventBody>) -> Vec<ParticipantId> {
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
        tokens.push(store.new_token_for(session.id, seat.participant, None, NOW + later).await.unwrap());
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
    let second = store.new_token_for(session.id, seat.participant, None, NOW).await.unwrap();
    tell(&store, session.id, vec![left(seat.participant, LeaveReason::Removed)]).await;
    assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap(), None);
    assert_eq!(store.seat_of_token(second.reveal(), NOW).await.unwrap(), None);
    assert!(matches!(store.new_token_for(session.id, seat.participant, None, NOW).await, Err(StoreError::SeatRevoked)));
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
    store.set_consent(session.id, seat.participant, consent, None).await.unwrap();
    assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap().unwrap().consent, consent);
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let (_folder, store, _, session) = with_session().await;
    let nobody = ParticipantId(7);
    let consent = Consent::default();
    assert!(matches!(store.set_consent(session.id, nobody, consent, None).await, Err(StoreError::NotFound)));
    assert!(matches!(store.new_token_for(session.id, nobody, None, NOW).await, Err(StoreError::NotFound)));
    let elsewhere = store.create_seat(unknown_session(), SeatRequest::new("Ben", Role::Guest, consent), NOW).await;
    assert!(matches!(elsewhere, Err(StoreError::NotFound)), "{elsewhere:?}");
}

/// Seats for guests.
const FOR_GUESTS: usize = SEATS - RESERVED_FOR_STAFF;

/// Takes a guest's seat, from this network if one is given.
async fn sits(store: &Store, session: SessionId, network: Option<&str>) -> Result<NewSeat, StoreError> {
    let wanted = SeatRequest { network, ..SeatRequest::new("Ben", Role::Guest, Consent::default()) };
    store.create_seat(session, wanted, NOW).await
}

pub(crate) fn comes_in(participant: ParticipantId) -> EventBody {
    let (name, role, consent) = ("Ben".into(), Role::Guest, Consent::default());
    EventBody::Joined { participant, name, namesake: None, role, consent, room: RoomId::MAIN }
}

/// Whether a seat's token opens it, a moment after it was taken.
async fn opens(store: &Store, seat: &NewSeat) -> bool {
    store.seat_of_token(seat.token.reveal(), NOW).await.unwrap().is_some()
}

#[tokio::test]
async fn a_session_is_full_of_people_who_take_part() {
    let (_folder, store, owner, session) = with_session().await;
    for number in 1..=FOR_GUESTS {
        assert_eq!(sits(&store, session.id, None).await.unwrap().participant.0 as usize, number);
    }
    tell(&store, session.id, (1..=FOR_GUESTS as u32).map(|id| comes_in(ParticipantId(id))).collect()).await;
    assert!(matches!(sits(&store, session.id, None).await, Err(StoreError::Full)));
    assert!(matches!(sits(&store, session.id, Some("elsewhere")).await, Err(StoreError::Full)));
    let staff = store
        .create_seat(session.id, SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id), NOW)
        .await;
    assert!(staff.is_ok(), "the instructor is not locked out: {staff:?}");
    let other = store.create_session(owner.id, "Other", true, NOW).await.unwrap();
    assert!(sits(&store, other.id, None).await.is_ok());

    let gone = [LeaveReason::Removed, LeaveReason::Banned, LeaveReason::Left];
    tell(&store, session.id, (7..).zip(gone).map(|(id, reason)| left(ParticipantId(id), reason)).collect()).await;
    // The instructor has one of the places for staff.
    let new = sits(&store, session.id, None).await.unwrap();
    tell(&store, session.id, vec![comes_in(new.participant)]).await;
    assert!(matches!(sits(&store, session.id, None).await, Err(StoreError::Full)), "who left may come back");
}

#[tokio::test]
async fn the_seat_that_was_used_longest_ago_is_given_up_unless_somebody_took_part_with_it() {
    let (_folder, store, owner, session) = with_session().await;
    let account = SeatRequest::new("Ada", Role::Instructor, Consent::default()).of(owner.id);
    let mut seats = vec![store.create_seat(session.id, account, NOW).await.unwrap()];
    for _ in 1..FOR_GUESTS {
        seats.push(sits(&store, session.id, None).await.unwrap());
    }
    let [watches, present, was_here, wrote, waits, first, second] = [1, 2, 3, 4, 5, 6, 7].map(|n| seats[n].participant);
    let (name, consent) = (String::from("Ben"), Consent::default());
    let began = EventBody::WaitBegan {
        participant: waits,
        name: name.clone(),
        namesake: None,
        consent,
        cause: WaitCause::default(),
    };
    let viewer = EventBody::ViewerJoined { participant: wrote, name, namesake: None, role: Role::Guest, consent };
    let told = vec![comes_in(present), comes_in(was_here), left(was_here, LeaveReason::Left), viewer, began];
    tell(&store, session.id, told).await;
    let watched = store.seat_of_token(seats[1].token.reveal(), NOW + SEAT_USE_NOTED_MS).await.unwrap();
    assert_eq!(watched.map(|seat| seat.participant), Some(watches));

    let next = sits(&store, session.id, Some("elsewhere")).await.unwrap();
    assert_eq!(next.participant.0 as usize, FOR_GUESTS + 1, "no number is given twice");
    for (seat, kept) in seats[..9].iter().zip([true, true, true, true, true, true, false, true, true]) {
        assert_eq!(opens(&store, seat).await, kept, "{:?}, when {first:?} was the first that may go", seat.participant);
    }
    // Who is not let in gives way before all others.
    tell(&store, session.id, vec![EventBody::WaitEnded { participant: waits, reason: Some(LeaveReason::Lost) }]).await;
    sits(&store, session.id, None).await.unwrap();
    assert!(!opens(&store, &seats[5]).await && opens(&store, &seats[7]).await);
    sits(&store, session.id, None).await.unwrap();
    assert!(!opens(&store, &seats[7]).await, "then {second:?}");
    assert!(opens(&store, &next).await);
}

#[tokio::test]
async fn a_few_networks_leave_seats_to_others_and_give_up_their_own() {
    let (_folder, store, _, session) = with_session().await;
    let early = sits(&store, session.id, Some("early")).await.unwrap();
    let mut kept = 0;
    let mut of_each = Vec::new();
    for network in ["a", "b", "c", "d"] {
        let mut seats = Vec::new();
        for _ in 0..700 {
            seats.push(sits(&store, session.id, Some(network)).await.unwrap());
        }
        let mut open = 0;
        for seat in &seats {
            open += usize::from(opens(&store, seat).await);
        }
        assert!(opens(&store, seats.last().unwrap()).await && !opens(&store, &seats[0]).await, "its oldest goes");
        kept += open;
        of_each.push(open);
    }
    assert_eq!((of_each, FOR_GUESTS - kept - 1), (vec![660, 440, 293, 195], 391));
    for n in 0..SEATS_OF_ADDRESS * 3 {
        sits(&store, session.id, Some(&format!("home {}", n / SEATS_OF_ADDRESS))).await.unwrap();
    }
    assert!(opens(&store, &early).await, "others lose nothing by it");

    // Who takes part from such a network keeps the seat; there is just no further one.
    let (mut taken, mut last) = (Vec::new(), Ok(()));
    for _ in 0..130 {
        match sits(&store, session.id, Some("school")).await {
            Ok(seat) => {
                tell(&store, session.id, vec![comes_in(seat.participant)]).await;
                taken.push(seat);
            }
            Err(error) => last = Err(error),
        }
    }
    assert!(matches!(last, Err(StoreError::Full)) && taken.len() == 120, "{last:?} after {}", taken.len());
    assert!(opens(&store, &taken[0]).await);
    assert!(sits(&store, session.id, Some("another home")).await.is_ok());
}

#[tokio::test]
async fn guests_leave_seats_of_a_courses_class_to_its_members() {
    let (_folder, store, owner, _) = with_session().await;
    let course = store.create_course(&owner, &details("Analysis"), &agent(), NOW).await.unwrap();
    let class = store.create_class(owner.id, "Week 1", course, NOW).await.unwrap().id;
    let guests = (FOR_GUESTS - RESERVED_FOR_MEMBERS) as u32;
    for _ in 0..guests {
        sits(&store, class, None).await.unwrap();
    }
    tell(&store, class, (1..=guests).map(|id| comes_in(ParticipantId(id))).collect()).await;
    assert!(matches!(sits(&store, class, None).await, Err(StoreError::Full)));
    let member = SeatRequest::new("Ada", Role::Student, Consent::default()).of(owner.id);
    assert!(store.create_seat(class, member, NOW).await.is_ok());
}

#[tokio::test]
async fn what_is_kept_of_an_address_is_not_the_address() {
    let (home, store, owner, session) = with_session().await;
    let other = store.create_session(owner.id, "Other", true, NOW).await.unwrap();
    for session in [session.id, other.id] {
        sits(&store, session, Some("198.51.100.7")).await.unwrap();
    }
    let kept: Vec<i64> =
        sqlx::query_scalar("SELECT network FROM seats").fetch_all(&mut home.aside().await).await.unwrap();
    assert!(kept.iter().all(|key| (0..1 << 24).contains(key)) && kept[0] != kept[1], "{kept:?}");
    store.close().await.unwrap();
    assert!(!home.dump().await.contains("198.51.100.7"));
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
    let sit_at = async |session, visitor, network| {
        let wanted = SeatRequest { visitor, network, ..SeatRequest::new("Eve", Role::Guest, Consent::default()) };
        store.create_seat(session, wanted, NOW).await
    };
    let sit = async |session, visitor| sit_at(session, visitor, visitor.map(|_| "192.0.2.1")).await;
    let far = sit_at(session.id, Some("f"), Some("192.0.2.2")).await.unwrap();
    let (eve, twin) = (sit(session.id, Some("e")).await.unwrap(), sit(session.id, Some("e")).await.unwrap());
    let (ann, ben) = (sit(session.id, Some("a")).await.unwrap(), sit(session.id, None).await.unwrap());
    let elsewhere = sit(other.id, Some("e")).await.unwrap();
    let banned = vec![left(eve.participant, LeaveReason::Banned), left(ben.participant, LeaveReason::Banned)];
    assert_eq!(tell(&store, session.id, banned).await, [twin.participant]);
    assert!(store.is_banned(session.id, "e").await.unwrap() && !store.is_banned(session.id, "a").await.unwrap());
    for (seat, opens) in [(&eve, false), (&twin, false), (&ben, false), (&ann, true), (&elsewhere, true)] {
        assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap().is_some(), opens);
    }
    assert!(matches!(sit(session.id, Some("e")).await, Err(StoreError::Banned)));
    assert!(sit(other.id, Some("e")).await.is_ok());
    for (id, network, near) in
        [(session.id, "192.0.2.1", true), (session.id, "192.0.2.2", false), (other.id, "192.0.2.1", false)]
    {
        assert_eq!(store.is_near_ban(id, network).await.unwrap(), near, "{network}");
    }
    let new = sit(session.id, Some("n")).await.unwrap();
    for (seat, near) in [(ann, true), (new, true), (far, false), (elsewhere, false)] {
        assert_eq!(store.seat_of_token(seat.token.reveal(), NOW).await.unwrap().unwrap().near_ban, near);
    }
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
