//! Reading all journals in one order.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use store::{Consumer, Store};

use crate::{CHILDS_DATABASE, Home, NOW, PASSWORD, chat, with_session};

#[tokio::test]
async fn a_consumer_is_given_all_events_of_all_sessions_until_it_has_done_them() {
    let (home, store, owner, session) = with_session().await;
    let other = store.create_session(owner.id, "Other", true, NOW).await.unwrap();
    let (one, two) = (store.lease(session.id).await.unwrap(), store.lease(other.id).await.unwrap());
    let mut mail = store.consumer("mail").await.unwrap();
    assert_eq!(mail.next(9).await.unwrap(), []);
    store.journal().append(&one, vec![chat(1, "a"), chat(2, "b")]).await.unwrap();
    store.journal().append(&two, vec![chat(1, "c")]).await.unwrap();
    store.journal().append(&one, vec![chat(3, "d")]).await.unwrap();
    mail.ready().await;
    let all = mail.next(9).await.unwrap();
    let expected = [(1, session.id, chat(1, "a")), (2, session.id, chat(2, "b")), (3, other.id, chat(1, "c"))];
    let got: Vec<_> = all.into_iter().map(|given| (given.position, given.session, given.event)).collect();
    assert_eq!(got[..3], expected);
    assert_eq!(got[3], (4, session.id, chat(3, "d")));
    assert_eq!(mail.next(1).await.unwrap()[0].position, 1, "nothing was done yet");
    mail.advance(3).await.unwrap();
    mail.advance(2).await.unwrap();
    assert_eq!(mail.next(9).await.unwrap()[0].position, 4);
    assert_eq!(store.consumer("search").await.unwrap().next(9).await.unwrap().len(), 4, "each has its own cursor");
    store.close().await.unwrap();
    let store = home.open().await.unwrap();
    assert_eq!(store.consumer("mail").await.unwrap().next(9).await.unwrap()[0].position, 4);
}

/// Reads until so many events have come; each must follow the one before.
async fn read_all(mut consumer: Consumer, count: u64) {
    let mut last = 0;
    while last < count {
        for given in consumer.next(7).await.unwrap() {
            assert_eq!(given.position, last + 1, "a position was skipped, or came twice");
            last = given.position;
        }
        consumer.advance(last).await.unwrap();
        if last < count {
            consumer.ready().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_skipped_while_two_servers_write() {
    const EACH: u64 = 300;
    let (home, first, owner, session) = with_session().await;
    let other = first.create_session(owner.id, "Other", true, NOW).await.unwrap();
    let elsewhere = home.second_server();
    let second = elsewhere.open().await.unwrap();
    let mut writers = Vec::new();
    for (store, session) in [(&first, session.id), (&second, other.id)] {
        let (journal, lease) = (store.journal().clone(), store.lease(session).await.unwrap());
        writers.push(tokio::spawn(async move {
            for seq in 1..=EACH {
                journal.append(&lease, vec![chat(seq, "x")]).await.unwrap();
            }
        }));
    }
    let readers = [first.consumer("a").await.unwrap(), second.consumer("b").await.unwrap()];
    let readers = readers.map(|consumer| tokio::spawn(read_all(consumer, 2 * EACH)));
    for task in writers.into_iter().chain(readers) {
        task.await.unwrap();
    }
}

/// Tells the child process, which is this very test, where to work.
const FOLDER: &str = "MERIDIAN_STORE_TEST_CONSUMER";
const EVENTS: u64 = 400;
const KILLS: u64 = 4;
/// How many events the child does before it advances.
const BATCH: usize = 5;

#[tokio::test(flavor = "multi_thread")]
async fn who_is_killed_while_consuming_misses_nothing() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return consume(Path::new(&folder)).await;
    }
    let home = Home::new();
    let store = home.open().await.unwrap();
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let session = store.create_session(owner.id, "Analysis", true, NOW).await.unwrap();
    let lease = store.lease(session.id).await.unwrap();
    store.journal().append(&lease, (1..=EVENTS).map(|seq| chat(seq, "x"))).await.unwrap();
    store.close().await.unwrap();
    let mut done = BTreeMap::new();
    for kill in 1..=KILLS {
        consume_and_be_killed(&home, kill * EVENTS / KILLS, &mut done);
    }
    assert!(done.keys().copied().eq(1..=EVENTS), "something is missing");
    // What was done in the moment of a kill is done again, and can be told by its position.
    let again = done.values().filter(|&&times| times > 1).count();
    assert!(again <= KILLS as usize * BATCH, "{again} were done again after {KILLS} kills");
}

/// Runs the child until so many events are done in all, and kills it. Counts how often each is done.
fn consume_and_be_killed(home: &Home, enough: u64, done: &mut BTreeMap<u64, usize>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "consumers::who_is_killed_while_consuming_misses_nothing", "--nocapture"])
        .env(FOLDER, home.data())
        .envs(home.database.as_ref().map(|url| (CHILDS_DATABASE, url)))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // Whatever the child did until it was gone counts, so read to the end.
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let Some(position) = line.unwrap().strip_prefix("done ").map(|number| number.parse().unwrap()) else {
            continue;
        };
        *done.entry(position).or_default() += 1;
        if done.len() as u64 == enough {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(done.len() as u64 >= enough, "the child stopped by itself");
}

/// The child: says each event, which is all that it does with it, then advances.
async fn consume(folder: &Path) {
    let store = Store::open_with(folder, std::env::var(CHILDS_DATABASE).ok().as_deref()).await.unwrap();
    let mut consumer = store.consumer("child").await.unwrap();
    loop {
        let batch = consumer.next(BATCH).await.unwrap();
        for given in &batch {
            // In one piece: a kill leaves it whole, or not said.
            std::io::stdout().write_all(format!("done {}\n", given.position).as_bytes()).unwrap();
        }
        match batch.last() {
            Some(last) => consumer.advance(last.position).await.unwrap(),
            None => consumer.ready().await,
        }
    }
}
