//! A database that goes away, and one that several servers share. Of PostgreSQL, each test with a cluster of its own.

use std::time::Duration;

use protocol::{Command, ErrorCode, EventBody, Role, chat::ChatTo};
use server_tests::{client::Client, server::TestServer, within};
use test_postgres::Cluster;
use tokio::time::timeout;

/// Long enough for an acknowledgement that is not held up.
const AT_ONCE: Duration = Duration::from_millis(500);

fn chat(text: &str) -> Command {
    Command::SendChat { text: text.to_owned(), to: ChatTo::Room { room: protocol::RoomId::MAIN } }
}

fn says(body: &EventBody, words: &str) -> bool {
    matches!(body, EventBody::ChatSent { text, .. } if text == words)
}

#[tokio::test(flavor = "multi_thread")]
async fn class_pauses_while_its_database_is_away_and_keeps_what_was_acknowledged() {
    let mut cluster = Cluster::start();
    let server = TestServer::start_with_database(cluster.new_database()).await;
    let class = server.class().await;
    let mut ada = class.instructor().await;
    let mut gus = class.guest("Gus").await;
    ada.must(chat("before")).await;
    gus.event("the message", |body| says(body, "before")).await;
    for (fault, words) in
        [(Cluster::stop as fn(&mut Cluster), "while it was stopped"), (Cluster::crash, "after a crash")]
    {
        fault(&mut cluster);
        let asked = ada.say(chat(words)).await;
        assert!(timeout(AT_ONCE, ada.answer(asked)).await.is_err(), "acknowledged, and kept nowhere");
        assert!(timeout(AT_ONCE, gus.next()).await.is_err(), "nobody sees what is not kept");
        cluster.start_again();
        within("the acknowledgement", ada.answer(asked)).await.expect("it is kept now");
        gus.event("the message", |body| says(body, words)).await;
    }
    assert!(gus.is_in_class().await, "nobody had to come back");
    let seat = class.instructors_seat().await;
    let server = server.restart().await;
    let events = server.visitor().journal(&seat, 1).await.events;
    for words in ["before", "while it was stopped", "after a crash"] {
        assert_eq!(events.iter().filter(|event| says(&event.body, words)).count(), 1, "{words}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_class_is_held_by_one_server_at_a_time() {
    let cluster = Cluster::start();
    let database = cluster.new_database();
    let first = TestServer::start_with_database(database.clone()).await;
    let class = first.class().await;
    let mut ada = class.instructor().await;
    let seat = class.guests_seat("Gus").await;
    let second = TestServer::start_with_database(database).await;
    assert_eq!(Client::hello(second.web(), &seat.token, None).await.err(), Some(ErrorCode::Draining));
    ada.must(chat("on the first")).await;
    assert!(ada.is_in_class().await);
    first.stop().await;
    let mut gus = Client::enter(second.web(), &seat).await;
    assert_eq!(gus.role, Role::Guest);
    let snapshot = gus.snapshot.clone().expect("a snapshot");
    assert!(snapshot.chat.iter().any(|message| message.text == "on the first"));
    gus.must(chat("on the second")).await;
    second.stop().await;
}
