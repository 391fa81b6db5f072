//! A PostgreSQL that cannot be used, or goes away. Each test has a cluster of its own.

use std::time::Duration;

use store::{DatabaseProblem, Store, StoreError};
use test_postgres::Cluster;
use tokio::{sync::watch, time::timeout};

use crate::{NOW, PASSWORD, chat};

async fn problem(url: &str) -> DatabaseProblem {
    let folder = tempfile::tempdir().unwrap();
    match Store::open_with(folder.path(), Some(url)).await {
        Err(StoreError::Unusable(problem)) => problem,
        other => panic!("{url}: {other:?}"),
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_database_is_named() {
    let mut cluster = Cluster::start();
    let good = cluster.new_database();
    cluster.run(&good, "CREATE USER guest; REVOKE ALL ON SCHEMA public FROM public");
    cluster.run(&good, "CREATE DATABASE latin ENCODING latin1 LOCALE 'C' TEMPLATE template0");

    assert!(matches!(problem("postgres://localhost").await, DatabaseProblem::BadUrl));
    assert!(matches!(problem(&cluster.url("nothing")).await, DatabaseProblem::NoSuchDatabase(_)));
    assert!(matches!(problem(&good.replace("meridian@", "nobody@")).await, DatabaseProblem::SignInRefused(_)));
    assert!(matches!(problem(&good.replace("meridian@", "guest@")).await, DatabaseProblem::NoRights(_)));
    assert!(
        matches!(problem(&cluster.url("latin")).await, DatabaseProblem::NotUtf8 { encoding } if encoding == "LATIN1")
    );

    cluster.stop();
    let away = problem(&good.replace("meridian@", "meridian:secret@")).await;
    assert!(matches!(away, DatabaseProblem::Unreachable(_)), "{away:?}");
    assert!(!format!("{away} {away:?}").contains("secret"));
}

/// Long enough for an append that is not held up.
const AT_ONCE: Duration = Duration::from_millis(500);

#[tokio::test(flavor = "multi_thread")]
async fn while_the_database_is_away_nothing_is_acknowledged_and_then_everything_is() {
    let mut cluster = Cluster::start();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_with(folder.path(), Some(&cluster.new_database())).await.unwrap();
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.unwrap();
    let lease = store.lease(session.id).await.unwrap();
    let mut seq = 0;
    for fault in [Cluster::stop, Cluster::crash] {
        fault(&mut cluster);
        seq += 1;
        let append = store.journal().append(&lease, vec![chat(seq, "x")]);
        let mut append = std::pin::pin!(append);
        assert!(timeout(AT_ONCE, &mut append).await.is_err(), "it cannot be on disk");
        assert!(store.session(session.id).await.is_err(), "nor can anything be read");
        cluster.start_again();
        append.await.expect("the database is back");
    }
    assert_eq!(store.journal().last(session.id).await.unwrap(), Some((seq, seq * 10)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_whose_answer_is_lost_is_not_written_twice() {
    const CRASHES: u64 = 4;
    let mut cluster = Cluster::start();
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open_with(folder.path(), Some(&cluster.new_database())).await.unwrap();
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.unwrap().id;
    let (told, mut acknowledged) = watch::channel(0);
    let class = tokio::spawn({
        let (store, lease) = (store.clone(), store.lease(session).await.unwrap());
        async move {
            // Until nobody listens any more.
            for seq in 1.. {
                store.journal().append(&lease, vec![chat(seq, "x")]).await.unwrap();
                if told.send(seq).is_err() {
                    return seq;
                }
            }
            unreachable!("numbers do not end")
        }
    });
    for _ in 0..CRASHES {
        let before = *acknowledged.borrow();
        acknowledged.wait_for(|&seq| seq > before + 20).await.unwrap();
        // In the middle of a transaction, most likely.
        cluster.crash();
        cluster.start_again();
    }
    let before = *acknowledged.borrow();
    acknowledged.wait_for(|&seq| seq > before).await.unwrap();
    drop(acknowledged);
    let last = class.await.unwrap();
    let journal = store.journal().events(session, 1, usize::MAX).await.unwrap();
    assert!(journal == (1..=last).map(|seq| chat(seq, "x")).collect::<Vec<_>>());
    let mut consumer = store.consumer("all").await.unwrap();
    let positions = consumer.next(usize::MAX).await.unwrap().into_iter().map(|given| given.position);
    assert!(positions.eq(1..=last), "each has one position");
}
