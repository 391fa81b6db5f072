//! A participant's WebSocket.

use std::{
    collections::VecDeque,
    net::{IpAddr, SocketAddr},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use protocol::{
    Action, Command, CommandId, CommandResult, Down, ErrorCode, Event, EventBody, Notice, ParticipantId, Refusal, Role,
    RoomId, Seq, Snapshot, Up, http::Seat, limits,
};
use tokio::{
    net::{TcpSocket, TcpStream},
    time::{Interval, MissedTickBehavior},
};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, client_async, connect_async,
    tungstenite::{self, Message},
};

use crate::within;

/// A WebSocket that has said nothing yet.
pub struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects.
    pub async fn open(web: SocketAddr) -> Self {
        let (stream, _) = within("a WebSocket", connect_async(format!("ws://{web}/api/live"))).await.expect("a socket");
        Socket(stream)
    }

    /// Connects from an address of this machine. A refusal has the status of the answer.
    pub async fn open_from(web: SocketAddr, own: IpAddr) -> Result<Self, u16> {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.bind((own, 0).into()).expect("an address of this machine");
        let stream = MaybeTlsStream::Plain(within("a connection", socket.connect(web)).await.expect("a connection"));
        match within("a WebSocket", client_async(format!("ws://{web}/api/live"), stream)).await {
            Ok((stream, _)) => Ok(Socket(stream)),
            Err(tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    /// Sends any message.
    pub async fn send_raw(&mut self, message: Message) {
        // The server may have closed the connection already; what it sent before that tells.
        let _ = self.0.send(message).await;
    }

    /// Sends text.
    pub async fn send_text(&mut self, text: &str) {
        self.send_raw(Message::text(text)).await;
    }

    /// Sends a frame.
    pub async fn send(&mut self, up: &Up) {
        self.send_text(&serde_json::to_string(up).expect("JSON")).await;
    }

    /// The next frame; `None` when the server has closed the connection.
    pub async fn next(&mut self) -> Option<Down> {
        loop {
            match within("a frame", self.0.next()).await? {
                Ok(Message::Text(text)) => return Some(serde_json::from_str(&text).expect("a frame of the protocol")),
                Ok(Message::Close(_)) | Err(_) => return None,
                Ok(_) => {}
            }
        }
    }

    /// Stays in class, with heartbeats, until a frame contains `part`. Parses no frames, so that hundreds of such
    /// clients leave time for the server. Returns `false` when the connection ends.
    pub async fn attend_until_told(&mut self, part: &str) -> bool {
        let mut heartbeat = heartbeat();
        loop {
            tokio::select! {
                _ = heartbeat.tick() => self.send(&Up::Ping).await,
                frame = self.0.next() => match frame {
                    Some(Ok(Message::Text(text))) if text.contains(part) => return true,
                    None | Some(Ok(Message::Close(_)) | Err(_)) => return false,
                    _ => {}
                },
            }
        }
    }

    /// Reads to the end of the connection. Returns the code of the server's good-bye, if there was one.
    pub async fn farewell(&mut self) -> Option<ErrorCode> {
        let mut last = None;
        while let Some(down) = self.next().await {
            last = Some(down);
        }
        match last {
            Some(Down::Bye { code }) => Some(code),
            _ => None,
        }
    }
}

/// A participant who was welcomed.
pub struct Client {
    /// The connection.
    pub socket: Socket,
    /// The seat.
    pub you: ParticipantId,
    /// The role in class.
    pub role: Role,
    /// The actions that the last welcome permits.
    pub permissions: Vec<Action>,
    /// The state as of the last welcome, unless that resumed.
    pub snapshot: Option<Snapshot>,
    /// The last event received, to resume from.
    pub seq: Seq,
    events: VecDeque<Event>,
    notices: VecDeque<Notice>,
    heartbeat: Interval,
}

/// Counts the commands of all clients of the process, so that no seat uses a number twice.
static NEXT_COMMAND: AtomicU32 = AtomicU32::new(1);

/// Ticks when a heartbeat is due.
fn heartbeat() -> Interval {
    let mut heartbeat = tokio::time::interval(Duration::from_millis(limits::HEARTBEAT_MS));
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    heartbeat
}

impl Client {
    /// Connects with a seat's token.
    pub async fn enter(web: SocketAddr, seat: &Seat) -> Client {
        Client::hello(web, &seat.token, None).await.expect("a welcome")
    }

    /// Connects again, with everything up to `seq` known.
    pub async fn resume(web: SocketAddr, seat: &Seat, seq: Seq) -> Client {
        Client::hello(web, &seat.token, Some(seq)).await.expect("a welcome")
    }

    /// Says hello. Returns the code of the good-bye when the server refuses.
    pub async fn hello(web: SocketAddr, token: &str, resume: Option<Seq>) -> Result<Client, ErrorCode> {
        let mut socket = Socket::open(web).await;
        socket.send(&Up::Hello { version: protocol::VERSION, token: token.to_owned(), resume }).await;
        match socket.next().await {
            Some(Down::Welcome { you, role, permissions, snapshot, .. }) => {
                let snapshot = snapshot.map(|snapshot| *snapshot);
                let seq = snapshot.as_ref().map_or(resume.unwrap_or(0), |snapshot| snapshot.seq);
                let (events, notices, heartbeat) = (VecDeque::new(), VecDeque::new(), heartbeat());
                Ok(Client { socket, you, role, permissions, snapshot, seq, events, notices, heartbeat })
            }
            Some(Down::Bye { code }) => {
                assert_eq!(socket.next().await, None, "good-bye is the last frame");
                Err(code)
            }
            other => panic!("no answer to hello: {other:?}"),
        }
    }

    /// Sends a command and waits for its answer.
    pub async fn ask(&mut self, command: Command) -> Result<CommandResult, Refusal> {
        let id = self.say(command).await;
        self.answer(id).await
    }

    /// Sends a command. Returns the id under which the answer will come.
    pub async fn say(&mut self, command: Command) -> CommandId {
        let id = CommandId::from(NEXT_COMMAND.fetch_add(1, Ordering::Relaxed));
        self.say_again(id, command).await;
        id
    }

    /// Sends a command under this id, perhaps once more.
    pub async fn say_again(&mut self, id: CommandId, command: Command) {
        self.socket.send(&Up::Command { id, command }).await;
    }

    /// Waits for the answer to a command.
    pub async fn answer(&mut self, wanted: CommandId) -> Result<CommandResult, Refusal> {
        loop {
            match self.next().await.expect("an answer, not the end") {
                Down::Bye { code } => panic!("{code:?}, not an answer"),
                Down::Ack { id, result } if id == wanted => return Ok(result),
                Down::Refused { id, refusal } if id == wanted => return Err(refusal),
                _ => {}
            }
        }
    }

    /// Sends a command that will be granted.
    pub async fn must(&mut self, command: Command) -> CommandResult {
        let told = format!("{command:?}");
        self.ask(command).await.unwrap_or_else(|refusal| panic!("{told}: {refusal}"))
    }

    /// Sends a command that will be refused. Returns the code.
    pub async fn refusal(&mut self, command: Command) -> ErrorCode {
        let told = format!("{command:?}");
        self.ask(command).await.err().unwrap_or_else(|| panic!("granted: {told}")).code
    }

    /// The first event that fits, among those not taken yet. The events before it are dropped.
    pub async fn event(&mut self, what: &str, fits: impl Fn(&EventBody) -> bool) -> Event {
        loop {
            while let Some(event) = self.events.pop_front() {
                if fits(&event.body) {
                    return event;
                }
            }
            within(what, self.next()).await.unwrap_or_else(|| panic!("the end, not {what}"));
        }
    }

    /// Waits until somebody is in a room.
    pub async fn moved(&mut self, whom: ParticipantId, to: RoomId) {
        let fits = |body: &EventBody| matches!(*body, EventBody::Moved { participant, room, .. } if (participant, room) == (whom, to));
        self.event("the move", fits).await;
    }

    /// Waits to be welcomed anew, with another view of the class.
    pub async fn welcomed_anew(&mut self) -> Snapshot {
        loop {
            let down = within("another welcome", self.next()).await.expect("a welcome, not the end");
            if let Down::Welcome { snapshot, .. } = down {
                return *snapshot.expect("another welcome has a snapshot");
            }
        }
    }

    /// The next notice about the media connection that fits. The notices before it are dropped.
    pub async fn notice(&mut self, what: &str, fits: impl Fn(&Notice) -> bool) -> Notice {
        loop {
            while let Some(notice) = self.notices.pop_front() {
                if fits(&notice) {
                    return notice;
                }
            }
            within(what, self.next()).await.unwrap_or_else(|| panic!("the end, not {what}"));
        }
    }

    /// Whether such a notice came and was not taken.
    pub fn has_notice(&self, fits: impl Fn(&Notice) -> bool) -> bool {
        self.notices.iter().any(fits)
    }

    /// Whether a notice said that the media connection is gone.
    pub fn lost_media(&self) -> bool {
        self.notices.contains(&Notice::MediaLost)
    }

    /// Drops the events and notices that were not taken.
    pub fn pass_over(&mut self) {
        self.events.clear();
        self.notices.clear();
    }

    /// All events that the server had sent to this client by now: those before its answer to a ping. Without those of
    /// clients that are away because the test reads nothing of theirs meanwhile.
    pub async fn events_so_far(&mut self) -> Vec<Event> {
        self.socket.send(&Up::Ping).await;
        loop {
            match self.next().await.expect("a pong, not the end") {
                Down::Pong { .. } => {
                    let told = self.events.drain(..);
                    return told.filter(|event| !matches!(event.body, EventBody::AwayChanged { .. })).collect();
                }
                Down::Refused { id, refusal } if id == CommandId::default() => panic!("{refusal}, not a pong"),
                _ => {}
            }
        }
    }

    /// Whether commands are still carried out. Tests ask a bystander after somebody else's mischief.
    pub async fn is_in_class(&mut self) -> bool {
        self.ask(Command::RaiseHand).await.is_ok()
            && self.ask(Command::LowerHand { participant: self.you }).await.is_ok()
    }

    /// Stays in class, with heartbeats, until an event fits, however long that takes. The events before it are dropped.
    /// Returns `None` when the connection ends.
    pub async fn attend_until(&mut self, fits: impl Fn(&EventBody) -> bool) -> Option<Event> {
        loop {
            while let Some(event) = self.events.pop_front() {
                if fits(&event.body) {
                    return Some(event);
                }
            }
            tokio::select! {
                _ = self.heartbeat.tick() => self.socket.send(&Up::Ping).await,
                down = self.socket.next() => self.take_note(&down?),
            }
        }
    }

    /// Stays in class until somebody has come in.
    pub async fn attend_until_joined(&mut self, whom: ParticipantId) {
        let is_it = |body: &EventBody| matches!(body, EventBody::Joined { participant, .. } if *participant == whom);
        self.attend_until(is_it).await.expect("somebody coming in, not the end");
    }

    /// Stays in class, with heartbeats, until the connection ends.
    pub async fn attend(mut self) {
        loop {
            tokio::select! {
                _ = self.heartbeat.tick() => self.socket.send(&Up::Ping).await,
                down = self.socket.next() => {
                    if down.is_none() {
                        return;
                    }
                }
            }
        }
    }

    /// The next frame, after keeping what it tells.
    pub async fn next(&mut self) -> Option<Down> {
        let down = self.socket.next().await?;
        self.take_note(&down);
        Some(down)
    }

    fn take_note(&mut self, down: &Down) {
        match down {
            Down::Events { events } => {
                for event in events {
                    assert!(event.seq > self.seq, "event {} after {}", event.seq, self.seq);
                    self.seq = event.seq;
                    self.events.push_back(event.clone());
                }
            }
            Down::Notice { notice } => self.notices.push_back(notice.clone()),
            Down::Welcome { role, permissions, snapshot: Some(snapshot), .. } => {
                (self.role, self.permissions, self.seq) = (*role, permissions.clone(), snapshot.seq);
                self.snapshot = Some(*snapshot.clone());
            }
            _ => {}
        }
    }
}
