//! A participant's WebSocket: decodes frames, limits their rate, and passes them on to the session.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    extract::ws::{Message as Frame, Utf8Bytes, WebSocket},
};
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use protocol::{AuditKind, CommandId, Down, ErrorCode, ParticipantId, Refusal, Seq, Up, limits};
use store::{Agent, SeatRow};
use tokio::{sync::oneshot, time::MissedTickBehavior};

use crate::{
    client_address::ClientAddress,
    context::App,
    crowding::Entry,
    gate::Gate,
    places::Place,
    rate::Allowance,
    seat_of_token::seat_of,
    session::{Admission, Client, ConnectionId, Frames, Message, Sender, WeakClient},
};

/// A page that sends nothing for this long is gone, or its computer sleeps and will be back.
const SILENCE_TIMEOUT: Duration = Duration::from_millis(limits::HEARTBEAT_MS * 3);
/// A client of which nothing is heard for this long is reported to the session as away.
const AWAY_AFTER: Duration = Duration::from_millis(limits::AWAY_MS);
/// The browser answers these pings by itself, also on a page in the background, whose timers are slow.
const PING_EVERY: Duration = Duration::from_millis(limits::PING_MS);
/// A new connection must say hello within this time.
const HELLO_TIMEOUT: Duration = Duration::from_millis(limits::HEARTBEAT_MS);
/// How long the server reads on after its good-bye. To close a connection with unread data resets it, so that the
/// good-bye might not arrive (RFC 9293, section 3.10.4).
const LINGER: Duration = Duration::from_secs(2);
/// The longest frame that is read to its end, so that its sender can be told that it is too large. A longer one breaks the
/// connection off.
pub const READ_BYTES: usize = 2 * limits::FRAME_BYTES;
/// A client that does not take a frame within this time is gone.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// A client whose place another connection has taken gets its good-bye within this time, or none.
const SUPERSEDED_TIMEOUT: Duration = Duration::from_secs(1);

static NEXT_CONNECTION: AtomicU64 = AtomicU64::new(1);

/// Serves a WebSocket until it ends. `stranger` and `gate` bound it until it is let into class.
pub async fn serve(app: App, socket: WebSocket, agent: Agent, stranger: (Place, Entry), gate: Gate) {
    let (mut outgoing, incoming) = socket.split();
    let mut incoming = Incoming { frames: incoming, allowance: Allowance::default() };
    let admitted = tokio::select! {
        biased;
        admitted = admit(&app, &agent, stranger.1.client(), &mut incoming) => admitted,
        () = stranger.1.closed() => Err(ErrorCode::RateLimited),
    };
    drop(stranger);
    if admitted.is_ok() {
        gate.open();
    }
    // This lock is held until the good-bye is sent. Taking it fails when the server has begun to stop, because the stop
    // waits only for earlier connections.
    let in_class = app.sockets.try_read();
    let code = match admitted {
        Ok((connection, frames, signed_out)) => connection.run(frames, signed_out, &mut outgoing, &mut incoming).await,
        Err(_) if gate.is_shut() => Some(ErrorCode::TooLarge),
        Err(code) => Some(code),
    };
    // Whoever comes back has taken what they could, or never will.
    let patience = if code == Some(ErrorCode::Superseded) { SUPERSEDED_TIMEOUT } else { SEND_TIMEOUT };
    let farewell = async {
        if let Some(code) = code {
            send(&mut outgoing, [Frame::Text(crate::session::text(&Down::Bye { code }))]).await;
        }
        outgoing.close().await
    };
    // The client may be gone already.
    let _ = tokio::time::timeout(patience, farewell).await;
    drop(in_class);
    let _ = tokio::time::timeout(LINGER, async { while let Some(Ok(_)) = incoming.frames.next().await {} }).await;
}

/// Reads the first frame, and connects the seat that it names to its session.
/// The future is there when the seat's sign-in has ended.
async fn admit(
    app: &App,
    agent: &Agent,
    address: ClientAddress,
    incoming: &mut Incoming,
) -> Result<(Connection, Frames, impl Future<Output = ErrorCode> + use<>), ErrorCode> {
    let text = tokio::time::timeout(HELLO_TIMEOUT, incoming.text()).await.unwrap_or(Err(ErrorCode::TooSlow))?;
    let Ok(Up::Hello { version, token, resume }) = serde_json::from_str(&text) else {
        return Err(ErrorCode::BadFrame);
    };
    if version != protocol::VERSION {
        return Err(ErrorCode::VersionMismatch);
    }
    let sign_outs = app.sign_outs.watch();
    let seat = seat_of(app, &token).await.map_err(|refusal| refusal.code)?;
    if !app.rates.hellos.take(&(seat.session, seat.participant), Instant::now()) {
        return Err(ErrorCode::RateLimited);
    }
    let (store, signed_in) = (app.store.clone(), seat.clone());
    let signed_out = async move { sign_outs.signed_out(&store, &signed_in, &token).await };
    let comer = seat.clone();
    let (connection, frames) = connect(app, seat, address, resume).await.map_err(|refusal| refusal.code)?;
    app.note_presence(&comer, AuditKind::Joined, agent);
    Ok((connection, frames, signed_out))
}

async fn connect(
    app: &App,
    seat: SeatRow,
    address: ClientAddress,
    resume: Option<Seq>,
) -> Result<(Connection, Frames), Refusal> {
    let session = app.hub.session(seat.session, seat.role).await?;
    let participant = seat.participant;
    let connection = ConnectionId(NEXT_CONNECTION.fetch_add(1, Ordering::Relaxed));
    let (client, frames) = Client::new(connection, address, &app.outgoing);
    let direct = client.downgrade();
    let (reply, admitted) = oneshot::channel();
    let message = Message::Connect(Admission { seat: Box::new(seat), resume, client, reply });
    // The hub has refused a session that is over. A session whose actor has just stopped is rebuilt when the client
    // comes back.
    session.send(message).await.map_err(|_| ErrorCode::Draining)?;
    admitted.await.map_err(|_| ErrorCode::Draining)??;
    Ok((Connection { session, participant, connection, direct }, frames))
}

/// An admitted client.
struct Connection {
    session: Sender,
    participant: ParticipantId,
    connection: ConnectionId,
    direct: WeakClient,
}

impl Connection {
    /// Carries frames both ways until either side ends. Returns the reason that the client is told, unless the network
    /// is gone.
    async fn run(
        &self,
        mut frames: Frames,
        signed_out: impl Future<Output = ErrorCode>,
        outgoing: &mut SplitSink<WebSocket, Frame>,
        incoming: &mut Incoming,
    ) -> Option<ErrorCode> {
        let cut_off = frames.cut_off();
        let Connection { participant, connection, .. } = *self;
        let mut gone = Message::Disconnected { participant, connection };
        let code = tokio::select! {
            code = cut_off.wait() => Some(code),
            code = signed_out => {
                gone = Message::SignedOut { participant, connection };
                Some(code)
            }
            code = send_all(&mut frames, outgoing) => code,
            code = self.receive(incoming) => Some(code),
        };
        // An actor that has ended needs no message.
        let _ = self.session.send(gone).await;
        code
    }

    /// Handles incoming frames until the connection is to end. Returns the reason.
    async fn receive(&self, incoming: &mut Incoming) -> ErrorCode {
        // A page may hang while its browser still answers pings.
        let mut page_heard = Instant::now();
        let mut away = false;
        while page_heard.elapsed() < SILENCE_TIMEOUT {
            let taken = match tokio::time::timeout(AWAY_AFTER, incoming.next()).await {
                Ok(received) => {
                    if matches!(received, Ok(Received::Text { .. })) {
                        page_heard = Instant::now();
                    }
                    if std::mem::take(&mut away) {
                        self.tell_away(false).await;
                    }
                    self.take_frame(received).await
                }
                Err(_) => {
                    away = true;
                    self.tell_away(true).await;
                    Ok(())
                }
            };
            if let Err(code) = taken {
                return code;
            }
        }
        ErrorCode::TooSlow
    }

    async fn tell_away(&self, away: bool) {
        let Connection { participant, connection, .. } = *self;
        self.pass_on(Message::Away { participant, connection, away }).await;
    }

    async fn take_frame(&self, received: Result<Received, ErrorCode>) -> Result<(), ErrorCode> {
        match received? {
            Received::Sign => Ok(()),
            Received::Text { text, within_rate: true } => self.take(&text).await,
            // A client that floods without reading the refusals is disconnected for the flood.
            Received::Text { text, .. } => {
                let refusal = ErrorCode::RateLimited.into();
                self.reply(&Down::Refused { id: command_id(&text), refusal }).map_err(|_| ErrorCode::RateLimited)
            }
        }
    }

    /// Handles a frame. One that cannot be understood is refused and the connection goes on; an error ends the
    /// connection.
    async fn take(&self, text: &str) -> Result<(), ErrorCode> {
        match serde_json::from_str(text) {
            Ok(Up::Ping) => self.pong().await,
            Ok(Up::Hello { .. }) => Err(ErrorCode::BadFrame),
            Ok(Up::Command { id, command }) => {
                let Connection { participant, connection, .. } = *self;
                self.pass_on(Message::Command { participant, connection, id, command }).await;
                Ok(())
            }
            Err(error) => {
                let refusal = Refusal::because(ErrorCode::BadFrame, error.to_string());
                self.reply(&Down::Refused { id: command_id(text), refusal })
            }
        }
    }

    async fn pong(&self) -> Result<(), ErrorCode> {
        let (reply, status) = oneshot::channel();
        self.pass_on(Message::Status(reply)).await;
        match status.await {
            Ok(status) => self.reply(&Down::Pong { now: status.now }),
            Err(_) => std::future::pending().await,
        }
    }

    /// Passes a message on to the session. A session that has ended closes the queue of frames with the reason: this
    /// waits until that ends the connection.
    async fn pass_on(&self, message: Message) {
        if self.session.send(message).await.is_err() {
            std::future::pending().await
        }
    }

    fn reply(&self, down: &Down) -> Result<(), ErrorCode> {
        self.direct.send(crate::session::text(down)).then_some(()).ok_or(ErrorCode::TooSlow)
    }
}

/// Sends frames until there are no more, and pings. Returns the reason of the end, unless the network is gone.
async fn send_all(frames: &mut Frames, outgoing: &mut SplitSink<WebSocket, Frame>) -> Option<ErrorCode> {
    let mut pings = tokio::time::interval_at(tokio::time::Instant::now() + PING_EVERY, PING_EVERY);
    pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let waiting = tokio::select! {
            waiting = frames.next() => match waiting {
                Ok(waiting) => waiting.into_iter().map(Frame::Text).collect(),
                Err(code) => return Some(code),
            },
            _ = pings.tick() => vec![Frame::Ping(Bytes::new())],
        };
        if !send(outgoing, waiting).await {
            return None;
        }
    }
}

/// Hands frames to the network, all at once. Returns whether that succeeded.
async fn send(outgoing: &mut SplitSink<WebSocket, Frame>, frames: impl IntoIterator<Item = Frame>) -> bool {
    let sending = async {
        for frame in frames {
            outgoing.feed(frame).await?;
        }
        outgoing.flush().await
    };
    matches!(tokio::time::timeout(SEND_TIMEOUT, sending).await, Ok(Ok(())))
}

/// The id of a frame that cannot be understood otherwise, so that its sender can relate the refusal; 0 without one.
fn command_id(text: &str) -> CommandId {
    #[derive(serde::Deserialize)]
    struct Id {
        id: CommandId,
    }
    serde_json::from_str::<Id>(text).map(|found| found.id).unwrap_or_default()
}

/// The incoming frames of a client, counted.
struct Incoming {
    frames: SplitStream<WebSocket>,
    allowance: Allowance,
}

/// A frame of a client.
enum Received {
    Text {
        text: Utf8Bytes,
        /// Whether the frame is within the client's rate. If not, it is to be refused.
        within_rate: bool,
    },
    /// Only a sign of life: a WebSocket ping, which the WebSocket layer answers, or the answer to one.
    Sign,
}

impl Incoming {
    /// The next frame; an error ends the connection. All frames count.
    async fn next(&mut self) -> Result<Received, ErrorCode> {
        let frame = self.frames.next().await;
        let within_rate = self.allowance.take(Instant::now())?;
        match frame {
            Some(Ok(Frame::Text(text))) if text.len() > limits::FRAME_BYTES => Err(ErrorCode::TooLarge),
            Some(Ok(Frame::Text(text))) => Ok(Received::Text { text, within_rate }),
            Some(Ok(Frame::Ping(_) | Frame::Pong(_))) => Ok(Received::Sign),
            Some(Ok(Frame::Binary(_))) => Err(ErrorCode::BadFrame),
            // The frame is not UTF-8, is no WebSocket frame, or is longer than what is read.
            Some(Err(_)) => Err(ErrorCode::BadFrame),
            Some(Ok(Frame::Close(_))) | None => Err(ErrorCode::Left),
        }
    }

    /// The text of the next text frame.
    async fn text(&mut self) -> Result<Utf8Bytes, ErrorCode> {
        loop {
            if let Received::Text { text, .. } = self.next().await? {
                return Ok(text);
            }
        }
    }
}
