//! Appending to and reading the journal.

use std::sync::Arc;

use protocol::{Audience, CommandId, Event, EventBody, ParticipantId, RoomId};
use sqlx::Executor;
use store::{Entry, StoreError};

use crate::{NOW, chat, unknown_session, with_session};

#[tokio::test]
async fn what_is_appended_is_read_in_order() {
    let (_folder, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let journal = store.journal();
    assert_eq!(journal.last(session.id).await.unwrap(), None);
    let hand = Event {
        seq: 2,
        at: 25,
        audience: Audience::Room { room: RoomId(3) },
        later: None,
        body: EventBody::HandRaised { participant: ParticipantId(9) },
    };
    let events = vec![chat(1, "<b>hi</b> 👋🏽 שלום"), hand, chat(3, "")];
    journal.append(&lease, events[..2].to_vec()).await.unwrap();
    journal.append(&lease, events[2..].to_vec()).await.unwrap();
    journal.append(&lease, Vec::<Event>::new()).await.unwrap();
    assert_eq!(journal.last(session.id).await.unwrap(), Some((3, 30)));
    assert_eq!(journal.events(session.id, 0, 10).await.unwrap(), events);
    assert_eq!(journal.events(session.id, 2, 1).await.unwrap(), events[1..2]);
    assert_eq!(journal.events(session.id, 4, 10).await.unwrap(), []);
    assert_eq!(journal.events(session.id, u64::MAX, usize::MAX).await.unwrap(), []);
    assert_eq!(journal.events(unknown_session(), 0, 10).await.unwrap(), []);
}

#[tokio::test]
async fn commands_are_known_by_who_sent_them_and_in_their_order() {
    let (_folder, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let of = |seq, who, id| Entry { event: chat(seq, "x").into(), command: Some((ParticipantId(who), id)) };
    let (first, most) = (CommandId::from(7), CommandId::MAX);
    let entries = vec![of(1, 2, first), chat(2, "y").into(), of(3, u32::MAX, most), of(4, 2, CommandId::default())];
    store.journal().append(&lease, entries).await.unwrap();
    let expected =
        [(ParticipantId(2), first), (ParticipantId(u32::MAX), most), (ParticipantId(2), CommandId::default())];
    assert_eq!(store.journal().commands(session.id).await.unwrap(), expected);
    assert_eq!(store.journal().events(session.id, 1, 10).await.unwrap().len(), 4);
    assert_eq!(store.journal().commands(unknown_session()).await.unwrap(), []);
}

#[tokio::test]
async fn appends_of_every_size_are_whole() {
    let (_folder, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let mut next = 1;
    for size in [1, 7, 8, 9, 63, 64, 65, 200, 3_000] {
        let events: Vec<_> = (next..next + size).map(|seq| chat(seq, "x")).collect();
        store.journal().append(&lease, events).await.unwrap();
        next += size;
    }
    let expected: Vec<_> = (1..next).map(|seq| chat(seq, "x")).collect();
    assert!(store.journal().events(session.id, 1, usize::MAX).await.unwrap() == expected);
}

#[tokio::test]
async fn only_the_next_event_is_accepted() {
    let (_folder, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let journal = store.journal();
    let append = async |seqs: &[u64]| {
        let events: Vec<_> = seqs.iter().map(|seq| chat(*seq, "x")).collect();
        journal.append(&lease, events).await
    };
    assert!(matches!(append(&[2]).await, Err(StoreError::NotNext { last: 0, got: 2 })));
    assert!(matches!(append(&[0]).await, Err(StoreError::NotNext { last: 0, got: 0 })));
    append(&[1, 2]).await.unwrap();
    assert!(matches!(append(&[2]).await, Err(StoreError::NotNext { last: 2, got: 2 })));
    assert!(matches!(append(&[4]).await, Err(StoreError::NotNext { last: 2, got: 4 })));
    assert!(matches!(append(&[3, 5]).await, Err(StoreError::NotNext { last: 3, got: 5 })));
    assert!(matches!(append(&[3, 3]).await, Err(StoreError::NotNext { last: 3, got: 3 })));
    assert_eq!(journal.last(session.id).await.unwrap(), Some((2, 20)));
    append(&[3]).await.unwrap();
    assert!(matches!(store.lease(unknown_session()).await, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn a_refused_append_does_not_harm_its_group() {
    let (_folder, store, owner, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let other = store.create_session(owner.id, "Other", true, NOW).await.unwrap();
    let third = store.create_session(owner.id, "Third", true, NOW).await.unwrap();
    let (others, lost) = (store.lease(other.id).await.unwrap(), store.lease(third.id).await.unwrap());
    let _taken = store.lease(third.id).await.unwrap();
    let journal = store.journal();
    let before = journal.commits();
    let (good, late, wrong, next) = tokio::join!(
        journal.append(&lease, vec![chat(1, "a")]),
        journal.append(&lost, vec![chat(1, "b")]),
        journal.append(&others, vec![chat(5, "c")]),
        journal.append(&lease, vec![chat(2, "d")]),
    );
    assert_eq!(journal.commits(), before + 1, "all four are one group");
    good.unwrap();
    next.unwrap();
    assert!(matches!(late, Err(StoreError::LeaseLost)), "{late:?}");
    assert!(matches!(wrong, Err(StoreError::NotNext { last: 0, got: 5 })), "{wrong:?}");
    assert_eq!(journal.last(session.id).await.unwrap(), Some((2, 20)));
    assert_eq!(journal.last(other.id).await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_appends_at_once_share_few_transactions() {
    let (_folder, store, owner, _) = with_session().await;
    let mut sessions = Vec::new();
    for n in 0..400 {
        let session = store.create_session(owner.id, &format!("Class {n}"), true, NOW).await.unwrap();
        sessions.push(Arc::new(store.lease(session.id).await.unwrap()));
    }
    let before = store.journal().commits();
    let appends: Vec<_> = sessions
        .iter()
        .map(|lease| {
            let (journal, lease) = (store.journal().clone(), Arc::clone(lease));
            tokio::spawn(async move { journal.append(&lease, vec![chat(1, "x")]).await })
        })
        .collect();
    for append in appends {
        append.await.unwrap().unwrap();
    }
    let commits = store.journal().commits() - before;
    assert!(commits <= 40, "{commits} transactions for 400 appends");
    for lease in sessions {
        assert_eq!(store.journal().last(lease.session()).await.unwrap(), Some((1, 10)));
    }
}

#[tokio::test]
async fn a_fault_of_the_database_is_told_and_passes() {
    let (home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let journal = store.journal();
    journal.append(&lease, vec![chat(1, "before")]).await.unwrap();
    let mut aside = home.aside().await;
    aside.execute("ALTER TABLE journal RENAME TO away").await.unwrap();
    let failed = journal.append(&lease, vec![chat(2, "lost")]).await;
    assert!(matches!(failed, Err(StoreError::Database(_))), "{failed:?}");
    aside.execute("ALTER TABLE away RENAME TO journal").await.unwrap();
    journal.append(&lease, vec![chat(2, "after")]).await.unwrap();
    assert_eq!(journal.events(session.id, 1, 9).await.unwrap(), [chat(1, "before"), chat(2, "after")]);
}

#[tokio::test]
async fn closing_writes_what_is_queued_and_refuses_the_rest() {
    let (home, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let journal = store.journal().clone();
    let (queued, closed) = tokio::join!(journal.append(&lease, vec![chat(1, "last words")]), store.close());
    queued.unwrap();
    closed.unwrap();
    let late = journal.append(&lease, vec![chat(2, "late")]).await;
    assert!(matches!(late, Err(StoreError::Closed)), "{late:?}");
    let left = std::fs::metadata(home.data().join("meridian.db-wal")).map_or(0, |file| file.len());
    assert_eq!(left, 0, "the write-ahead log was moved into the database");
    let store = home.open().await.unwrap();
    assert_eq!(store.journal().events(session.id, 1, 9).await.unwrap(), [chat(1, "last words")]);
}

#[tokio::test]
async fn an_append_is_written_when_its_caller_has_gone() {
    let (_folder, store, _, session) = with_session().await;
    let lease = store.lease(session.id).await.unwrap();
    let journal = store.journal();
    {
        let append = journal.append(&lease, vec![chat(1, "x")]);
        let mut append = std::pin::pin!(append);
        // Polled once: queued. Then dropped.
        assert!(futures_util::poll!(append.as_mut()).is_pending());
    }
    journal.append(&lease, vec![chat(2, "y")]).await.unwrap();
    assert_eq!(journal.last(session.id).await.unwrap(), Some((2, 20)));
}
