//! Who may write to a session, when several servers share a database.

use std::time::Duration;

use protocol::{Seq, SessionId};
use store::{Lease, RENEWAL, Store, StoreError};
use tokio::time::timeout;

use crate::{Home, NOW, chat, unknown_session, with_session};

/// Makes the server of this folder look as if it had died a while ago.
async fn give_up_for_dead(home: &Home) {
    let id = std::fs::read_to_string(home.data().join("server-id")).unwrap();
    let mut aside = home.aside().await;
    sqlx::query("UPDATE servers SET alive_until = 0 WHERE id = $1").bind(id).execute(&mut aside).await.unwrap();
}

/// Takes a session from the server at `home`, which is given up for dead, whatever it says about it meanwhile.
async fn take_over(home: &Home, store: &Store, session: SessionId) -> Lease {
    loop {
        give_up_for_dead(home).await;
        match store.lease(session).await {
            Ok(lease) => return lease,
            Err(error) => assert!(matches!(error, StoreError::Held), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_second_server_is_refused_until_the_session_is_given_back() {
    let (home, first, _, session) = with_session().await;
    let elsewhere = home.second_server();
    let second = elsewhere.open().await.unwrap();
    let lease = first.lease(session.id).await.unwrap();
    first.journal().append(&lease, vec![chat(1, "first")]).await.unwrap();
    assert!(matches!(second.lease(session.id).await, Err(StoreError::Held)));
    assert!(matches!(second.lease(unknown_session()).await, Err(StoreError::NotFound)));
    drop(lease);
    // It is given back by a task.
    let lease = loop {
        match second.lease(session.id).await {
            Ok(lease) => break lease,
            Err(error) => assert!(matches!(error, StoreError::Held), "{error}"),
        }
    };
    second.journal().append(&lease, vec![chat(2, "second")]).await.unwrap();
    assert!(matches!(first.lease(session.id).await, Err(StoreError::Held)));
    second.close().await.unwrap();
    let lease = first.lease(session.id).await.expect("who is closed holds nothing");
    first.journal().append(&lease, vec![chat(3, "first")]).await.unwrap();
}

#[tokio::test]
async fn a_server_that_was_given_up_for_dead_writes_nothing_more() {
    let (home, first, _, session) = with_session().await;
    let elsewhere = home.second_server();
    let second = elsewhere.open().await.unwrap();
    let lost = first.lease(session.id).await.unwrap();
    first.journal().append(&lost, vec![chat(1, "before")]).await.unwrap();
    let taken = take_over(&home, &second, session.id).await;
    let late = first.journal().append(&lost, vec![chat(2, "late")]).await;
    assert!(matches!(late, Err(StoreError::LeaseLost)), "{late:?}");
    second.journal().append(&taken, vec![chat(2, "after")]).await.unwrap();
    let journal = second.journal().events(session.id, 1, 9).await.unwrap();
    assert_eq!(journal, [chat(1, "before"), chat(2, "after")]);
    timeout(2 * RENEWAL, lost.lost()).await.expect("it hears of it by itself");
    assert!(timeout(Duration::ZERO, taken.lost()).await.is_err());
    // To drop what was lost takes nothing from who has it now.
    drop(lost);
    assert!(matches!(first.lease(session.id).await, Err(StoreError::Held)));
}

#[tokio::test]
async fn a_server_that_starts_again_goes_on_at_once() {
    let (home, store, _, session) = with_session().await;
    let old = store.lease(session.id).await.unwrap();
    store.journal().append(&old, vec![chat(1, "before")]).await.unwrap();
    let again = store.lease(session.id).await.unwrap();
    assert!(matches!(store.journal().append(&old, vec![chat(2, "old")]).await, Err(StoreError::LeaseLost)));
    store.journal().append(&again, vec![chat(2, "new")]).await.unwrap();
    old.lost().await;
    // As a kill leaves it: nothing is given back.
    std::mem::forget((old, again));
    drop(store);
    let store = home.open().await.unwrap();
    let lease = store.lease(session.id).await.expect("the folder has the same name");
    store.journal().append(&lease, vec![chat(3, "later")]).await.unwrap();
}

/// Appends to the session as long as it may, and yields what was acknowledged.
async fn append_while_held(store: Store, lease: Lease, name: &'static str) -> Vec<(Seq, &'static str)> {
    let mut acknowledged = Vec::new();
    let mut seq = store.journal().last(lease.session()).await.unwrap().map_or(0, |(seq, _)| seq);
    loop {
        match store.journal().append(&lease, vec![chat(seq + 1, name)]).await {
            Ok(_) => acknowledged.push((seq + 1, name)),
            Err(StoreError::LeaseLost) => return acknowledged,
            Err(error) => panic!("{error}"),
        }
        seq += 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_servers_take_a_session_from_one_another_each_number_is_written_once() {
    const ROUNDS: usize = 13;
    let (home, first, owner, session) = with_session().await;
    let other = first.create_session(owner.id, "Other", true, NOW).await.unwrap();
    let elsewhere = home.second_server();
    let second = elsewhere.open().await.unwrap();
    let bystander = first.lease(other.id).await.unwrap();
    let mut acknowledged = Vec::new();
    let mut writing = tokio::spawn(append_while_held(first.clone(), first.lease(session.id).await.unwrap(), "first"));
    for round in 0..ROUNDS {
        let (from, store, name) =
            if round % 2 == 0 { (&home, &second, "second") } else { (&elsewhere, &first, "first") };
        let before = store.journal().last(session.id).await.unwrap();
        // So that there is somebody to be interrupted.
        while store.journal().last(session.id).await.unwrap() == before {
            tokio::task::yield_now().await;
        }
        let lease = take_over(from, store, session.id).await;
        let next = tokio::spawn(append_while_held(store.clone(), lease, name));
        acknowledged.extend(writing.await.unwrap());
        writing = next;
    }
    // The second had it in the last round, an odd one.
    let last = take_over(&elsewhere, &first, session.id).await;
    acknowledged.extend(writing.await.unwrap());
    drop((last, bystander));
    let journal = first.journal().events(session.id, 1, usize::MAX).await.unwrap();
    assert!(acknowledged.len() >= ROUNDS, "{}", acknowledged.len());
    assert_eq!(journal, acknowledged.iter().map(|&(seq, name)| chat(seq, name)).collect::<Vec<_>>());
}
