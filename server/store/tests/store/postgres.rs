//! What is told when a PostgreSQL database cannot be used. With a cluster of its own: it changes users and rights.

use store::{DatabaseProblem, Store, StoreError};
use test_postgres::Cluster;

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
    assert!(matches!(problem(&cluster.url("latin")).await, DatabaseProblem::NotUtf8 { encoding } if encoding == "LATIN1"));

    cluster.stop();
    let away = problem(&good.replace("meridian@", "meridian:secret@")).await;
    assert!(matches!(away, DatabaseProblem::Unreachable(_)), "{away:?}");
    assert!(!format!("{away} {away:?}").contains("secret"));
}
