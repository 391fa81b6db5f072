//! What was acknowledged outlives the process: it is killed in the middle of its work, for real.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

use protocol::{Seq, SessionId};
use store::Store;

use crate::{CHILDS_DATABASE, Home, NOW, PASSWORD, chat};

/// Tells the child process, which is this very test, where to work.
const FOLDER: &str = "MERIDIAN_STORE_TEST_FOLDER";
const SESSIONS: usize = 4;
const KILLS: usize = 3;
/// Acknowledgements to wait for before each kill.
const ACKNOWLEDGED: usize = 200;

#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_events_survive_kill() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        append_for_ever(Path::new(&folder), std::env::var(CHILDS_DATABASE).ok().as_deref()).await;
        return;
    }
    let home = Home::new();
    let mut acknowledged = HashMap::new();
    for _ in 0..KILLS {
        acknowledged.extend(run_and_kill(&home));
        let store = home.open().await.unwrap();
        assert_eq!(acknowledged.len(), SESSIONS);
        for (session, seq) in &acknowledged {
            let events = store.journal().events(*session, 0, usize::MAX).await.unwrap();
            assert!(events.len() as Seq >= *seq, "{} of {seq} events of {session}", events.len());
            let expected: Vec<_> = (1..=events.len() as Seq).map(|seq| chat(seq, "said")).collect();
            assert!(events == expected, "the journal of {session} has a hole");
        }
        // Let go without closing: the next process finds what a kill leaves.
        drop(store);
    }
}

/// Runs the child until it has had enough acknowledged, kills it, and returns the last number of each session.
fn run_and_kill(home: &Home) -> HashMap<SessionId, Seq> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "durability::acknowledged_events_survive_kill", "--nocapture"])
        .env(FOLDER, home.data())
        .envs(home.database.as_ref().map(|url| (CHILDS_DATABASE, url)))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut acknowledged = HashMap::new();
    let mut count = 0;
    // Whatever the child said until it was gone counts, so read to the end.
    for line in output.lines() {
        let line = line.unwrap();
        let Some((session, seq)) = line.strip_prefix("acknowledged ").and_then(|rest| rest.split_once(' ')) else {
            continue;
        };
        // The line that the kill cut in two has no end mark.
        let Some(seq) = seq.strip_suffix('.') else { continue };
        acknowledged.insert(session.parse().unwrap(), seq.parse().unwrap());
        count += 1;
        if count == ACKNOWLEDGED {
            // SIGKILL on Unix.
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(count >= ACKNOWLEDGED, "the child stopped by itself after {count}");
    acknowledged
}

/// The child: appends to all sessions at once, and says each number after it was acknowledged.
async fn append_for_ever(folder: &Path, database: Option<&str>) {
    let store = Store::open_with(folder, database).await.unwrap();
    let mut appenders = tokio::task::JoinSet::new();
    for session in sessions(&store).await {
        let (journal, lease) = (store.journal().clone(), store.lease(session).await.unwrap());
        appenders.spawn(async move {
            let mut seq = journal.last(session).await.unwrap().map_or(0, |(seq, _)| seq);
            loop {
                seq += 1;
                journal.append(&lease, vec![chat(seq, "said")]).await.unwrap();
                let line = format!("acknowledged {session} {seq}.\n");
                std::io::stdout().write_all(line.as_bytes()).unwrap();
            }
        });
    }
    appenders.join_all().await;
}

/// Those of the process before, or new ones.
async fn sessions(store: &Store) -> Vec<SessionId> {
    if let Some(owner) = store.owner().await.unwrap() {
        return store.sessions_of(owner.id).await.unwrap().into_iter().map(|row| row.id).collect();
    }
    let owner = store.create_owner("Ada", "ada@example.org", PASSWORD).await.unwrap();
    let mut made = Vec::new();
    for _ in 0..SESSIONS {
        made.push(store.create_session(owner.id, "Analysis", true, NOW).await.unwrap().id);
    }
    made
}
