//! A WebSocket that costs its process little, so that hundreds leave time for the server: it reads the beginning of a
//! frame only, and the parts that it is asked for.

use std::net::SocketAddr;

use futures_util::{
    SinkExt, Stream, StreamExt,
    stream::{SplitSink, SplitStream},
};
use protocol::{Seq, Up};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{self, Message, Utf8Bytes},
};

/// Bytes that show of which type a frame is, and the code of a good-bye.
const BEGINNING: usize = 100;

/// A connection to a class.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Connects, as browsers do: what is written goes out at once.
    pub async fn open(web: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(web).await?;
        stream.set_nodelay(true)?;
        Ok(Socket::over(stream, web).await?)
    }

    /// Makes a WebSocket of a connection.
    pub async fn over(stream: TcpStream, web: SocketAddr) -> Result<Self, tungstenite::Error> {
        let (socket, _) = client_async(format!("ws://{web}/api/live"), stream).await?;
        Ok(Socket(socket))
    }

    /// Waits for the beginning of the next frame, and leaves it unread; empty at the end of the connection.
    pub async fn peek(&self) -> std::io::Result<String> {
        let mut beginning = [0; BEGINNING];
        let length = self.0.get_ref().peek(&mut beginning).await?;
        Ok(String::from_utf8_lossy(&beginning[..length]).into_owned())
    }

    /// The halves for sending and for receiving.
    pub fn split(self) -> (Outgoing, Incoming) {
        let (outgoing, incoming) = self.0.split();
        (Outgoing(outgoing), Incoming(incoming))
    }

    /// Sends a frame. A frame that cannot be sent is noticed by [`Socket::next`].
    pub async fn send(&mut self, up: &Up) {
        if let Ok(text) = serde_json::to_string(up) {
            let _ = self.0.send(Message::text(text)).await;
        }
    }

    /// The next frame; `None` at the end of the connection.
    pub async fn next(&mut self) -> Option<Frame> {
        next(&mut self.0).await
    }
}

/// The half of a [`Socket`] for sending.
pub struct Outgoing(SplitSink<WebSocketStream<TcpStream>, Message>);

impl Outgoing {
    /// Sends text. Returns whether that was possible.
    pub async fn send(&mut self, text: impl Into<Utf8Bytes>) -> bool {
        self.0.send(Message::text(text)).await.is_ok()
    }
}

/// The half of a [`Socket`] for receiving.
pub struct Incoming(SplitStream<WebSocketStream<TcpStream>>);

impl Incoming {
    /// The next frame; `None` at the end of the connection.
    pub async fn next(&mut self) -> Option<Frame> {
        next(&mut self.0).await
    }
}

async fn next(frames: &mut (impl Stream<Item = Result<Message, tungstenite::Error>> + Unpin)) -> Option<Frame> {
    loop {
        match frames.next().await? {
            Ok(Message::Text(text)) => return Some(Frame(text)),
            Ok(Message::Close(_)) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// A text frame down.
pub struct Frame(pub Utf8Bytes);

impl Frame {
    /// Whether it is of this type, the name of which stands first.
    pub fn is(&self, name: &str) -> bool {
        self.0.strip_prefix(r#"{"type":""#).and_then(|rest| rest.strip_prefix(name)).is_some_and(|r| r.starts_with('"'))
    }

    /// The number of the last event that it tells of, or of a snapshot.
    pub fn seq(&self) -> Option<Seq> {
        const SNAPSHOT: &str = r#""snapshot":{"seq":"#;
        const EVENT: &str = r#"{"seq":"#;
        let at = match self.is("welcome") {
            true => self.0.find(SNAPSHOT)? + SNAPSHOT.len(),
            false if self.is("events") => self.0.rfind(EVENT)? + EVENT.len(),
            false => return None,
        };
        let digits = self.0[at..].split(|c: char| !c.is_ascii_digit()).next()?;
        digits.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use protocol::{
        Audience, CommandResult, Down, Event, EventBody, ParticipantId, Role, RoomId, Snapshot, VERSION,
        command::CommandResult::Done,
    };

    use super::*;

    fn frame(down: &Down) -> Frame {
        Frame(serde_json::to_string(down).unwrap().into())
    }

    #[test]
    fn what_is_looked_for_stands_in_the_servers_frames() {
        let participant = ParticipantId(17);
        let body = EventBody::Moved { participant, room: RoomId(3), by: None };
        let event = Event { seq: 5, at: 9, audience: Audience::Everyone, later: None, body };
        let moved = frame(&Down::Events { events: vec![event] });
        assert!(moved.is("events") && !moved.is("event") && moved.0.contains(&crate::member::moves(participant)));
        assert_eq!(moved.seq(), Some(5));

        let snapshot = Some(Box::new(Snapshot { seq: 7, ..Snapshot::empty() }));
        let (you, role, permissions) = (participant, Role::Guest, Vec::new());
        let welcome = frame(&Down::Welcome { version: VERSION, you, role, permissions, now: 1, snapshot });
        assert!(welcome.is("welcome"));
        assert_eq!(welcome.seq(), Some(7));

        let done: CommandResult = Done;
        let ack = frame(&Down::Ack { id: 4.into(), result: done });
        assert!(ack.is("ack") && ack.seq().is_none());
    }
}
