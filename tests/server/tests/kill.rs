//! Clients whose server is killed, again and again, and who say once more whatever they said last.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

use protocol::{Command as Ask, CommandId, Down, EventBody, Up, chat::ChatTo, http::Seat, limits};
use server_tests::{
    client::{Client, Socket},
    server::{TestServer, config},
    within,
};
use tokio::sync::mpsc;

/// Tells the child process, which is this very test, where its data are.
const FOLDER: &str = "MERIDIAN_KILL_TEST_FOLDER";
const KILLS: usize = 8;
const GUESTS: usize = 4;
/// Messages without an answer at a time.
const AT_ONCE: usize = 2;
/// New messages of each guest that are acknowledged before a kill: more are on their way then.
const ENOUGH: usize = 3;
/// How many of the last messages each guest says again by each connection, acknowledged or not.
const AGAIN: u32 = 4;
/// New messages of each guest to each server: as many as the chat takes if it takes those that are said again, too.
const NEW: u32 = limits::CHAT_IN_WINDOW as u32 - AGAIN;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_again_to_a_server_that_was_killed_is_done_once() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return serve_until_killed(Path::new(&folder)).await;
    }
    // SQLite in any case: a killed server's lease of PostgreSQL would have to run out first, each time.
    let server = TestServer::start_on(tempfile::tempdir().unwrap()).await;
    let class = server.class().await;
    let owners = class.instructors_seat().await;
    drop(Client::enter(server.web(), &owners).await);
    let mut guests = Vec::new();
    for n in 0..GUESTS {
        guests.push(Guest::new(n, class.guests_seat(&format!("Guest {n}")).await));
    }
    let data = server.stop_and_keep().await;

    for kill in 1..=KILLS + 1 {
        let (child, web) = start(data.path());
        guests = talk(guests, child, web, kill <= KILLS).await;
    }

    let server = TestServer::start_on(data).await;
    let mut times = BTreeMap::new();
    for event in server.visitor().journal(&owners, 1).await.events {
        if let EventBody::ChatSent { text, .. } = event.body {
            *times.entry(text).or_insert(0) += 1;
        }
    }
    let said = guests.iter().flat_map(|guest| (1..=guest.last).map(|number| (guest.text(number), 1)));
    assert_eq!(times, said.collect(), "each message is in the journal, once");
    server.stop().await;
}

/// The child: a server until it is killed. Says where it listens.
async fn serve_until_killed(folder: &Path) {
    let server = meridian::server::start(&config(folder, None, false)).await.expect("the server starts");
    println!("web {}", server.web);
    std::future::pending().await
}

/// Starts a server in a process of its own.
fn start(data: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "what_is_sent_again_to_a_server_that_was_killed_is_done_once", "--nocapture"])
        .env(FOLDER, data)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let web = lines.map_while(Result::ok).find_map(|line| line.split_once("web ")?.1.parse().ok());
    (child, web.expect("the server starts"))
}

/// Lets all talk at once. The server is killed when each has had [`ENOUGH`] acknowledged, or else stopped when all is.
async fn talk(guests: Vec<Guest>, mut child: Child, web: SocketAddr, kill: bool) -> Vec<Guest> {
    let (tell, mut told) = mpsc::unbounded_channel();
    let talking: Vec<_> = guests.into_iter().map(|guest| tokio::spawn(guest.talk(web, tell.clone()))).collect();
    drop(tell);
    let mut acknowledged = [0; GUESTS];
    while !kill || acknowledged.iter().any(|count| *count < ENOUGH) {
        let Some(guest) = within("acknowledgements", told.recv()).await else { break };
        acknowledged[guest] += 1;
    }
    // SIGKILL on Unix.
    child.kill().unwrap();
    child.wait().unwrap();
    let mut guests = Vec::new();
    for guest in talking {
        let guest = guest.await.unwrap();
        assert!(kill || guest.open.is_empty(), "without an answer: {:?}", guest.open);
        guests.push(guest);
    }
    guests
}

/// Somebody who says numbered messages.
struct Guest {
    number: usize,
    seat: Seat,
    /// The last message that was sent. The number of a message is the id of its command.
    last: u32,
    /// Messages without an acknowledgement.
    open: BTreeSet<u32>,
}

impl Guest {
    fn new(number: usize, seat: Seat) -> Self {
        Guest { number, seat, last: 0, open: BTreeSet::new() }
    }

    fn text(&self, number: u32) -> String {
        format!("{} of guest {}", number, self.number)
    }

    /// Says the last messages again, and [`NEW`] ones after them, until all are acknowledged or the server is gone. Tells of
    /// each new one that is acknowledged.
    async fn talk(mut self, web: SocketAddr, tell: mpsc::UnboundedSender<usize>) -> Self {
        let mut socket = Socket::open(web).await;
        let token = self.seat.token.clone();
        socket.send(&Up::Hello { version: protocol::VERSION, token, resume: None }).await;
        let before = self.last;
        for number in before.saturating_sub(AGAIN - 1).max(1)..=before {
            self.open.insert(number);
            self.say(&mut socket, number).await;
        }
        loop {
            while self.last < before + NEW && self.open.range(before + 1..).count() < AT_ONCE {
                self.last += 1;
                self.open.insert(self.last);
                self.say(&mut socket, self.last).await;
            }
            if self.open.is_empty() {
                return self;
            }
            match socket.next().await {
                Some(Down::Ack { id, .. }) => {
                    let number = u64::from(id) as u32;
                    assert!(self.open.remove(&number), "{number} is acknowledged once by each connection");
                    if number > before {
                        // Nobody counts any more once the server is killed.
                        let _ = tell.send(self.number);
                    }
                }
                Some(Down::Refused { id, refusal }) => panic!("{id:?}: {refusal}"),
                Some(_) => {}
                None => return self,
            }
        }
    }

    async fn say(&self, socket: &mut Socket, number: u32) {
        let command = Ask::SendChat { text: self.text(number), to: ChatTo::MAIN };
        socket.send(&Up::Command { id: CommandId::from(number), command }).await;
    }
}
