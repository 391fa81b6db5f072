//! Seats of guests that become those of people.

use protocol::{Consent, Role, ServerRole, SessionId};
use store::{Agent, NewSeat, SeatRequest, SignIn, Store};

use crate::{
    NOW, PASSWORD, agent, noted,
    seats::{comes_in, tell},
    with_session,
};

/// A guest who was in a class.
async fn guest(store: &Store, session: SessionId) -> NewSeat {
    let seat = store.create_seat(session, SeatRequest::new("Ana", Role::Guest, Consent::default()), NOW).await.unwrap();
    tell(store, session, vec![comes_in(seat.participant)]).await;
    seat
}

/// Somebody with an account, who is signed in.
async fn person(store: &Store, email: &str) -> SignIn {
    let (_, link) = store.invite_to_server("Ana", email, ServerRole::Member, &noted(), NOW).await.unwrap();
    let (_, person) = store.accept_with_new_account(link.reveal(), "Ana", PASSWORD, &agent(), NOW).await.unwrap();
    let cookie = store.create_sign_in(person.id, None, &Agent::default(), NOW).await.unwrap();
    store.sign_in_of_token(cookie.reveal(), NOW).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_claim_a_seat_at_once_one_has_it_and_nobody_has_two_in_a_class() {
    let (_home, store, _, session) = with_session().await;
    let (first, second) = (guest(&store, session.id).await, guest(&store, session.id).await);
    let tokens = [&first, &second].map(|seat| seat.token.reveal().to_owned());
    let (ana, eve) = (person(&store, "ana@example.org").await, person(&store, "eve@example.org").await);
    assert_eq!(store.claim_seats(&ana, &tokens, NOW).await.unwrap(), [], "class is not over");
    store.set_ended(session.id, 1_000, NOW).await.unwrap();

    let claims = [&ana, &ana, &eve, &eve].map(|by| {
        let (store, by, tokens) = (store.clone(), by.clone(), tokens.clone());
        tokio::spawn(async move { store.claim_seats(&by, &tokens, NOW).await.unwrap().len() })
    });
    let mut claimed = 0;
    for claim in claims {
        claimed += claim.await.unwrap();
    }
    assert_eq!(claimed, 2);
    for by in [&ana, &eve] {
        assert!(store.seat_of_person(session.id, by.person.id).await.unwrap().is_some());
        let attended = store.attended_sessions_of(by.person.id).await.unwrap();
        assert_eq!(attended.iter().map(|row| row.id).collect::<Vec<_>>(), [session.id]);
    }
    let seat = store.seat_of_token(&tokens[0], NOW).await.unwrap().unwrap();
    let holder = [&ana, &eve].into_iter().find(|by| Some(by.person.id) == seat.person).unwrap();
    assert_eq!(seat.sign_in.as_ref(), Some(&holder.id), "its token ends with the sign-in by which it was claimed");
    assert_eq!(store.claim_seats(&ana, &[], NOW).await.unwrap(), []);
}
