//! An attacker with a seat in class.

use std::net::{IpAddr, SocketAddr};

use protocol::{Command, Down, Up, http::Seat};
use tokio::net::{TcpSocket, TcpStream};

use super::{answers::Answers, arena::Arena, pace::Pace};
use crate::socket::{Frame, Incoming, Outgoing, Socket};

/// The number of the first command of a flood: what was said before it had lower ones.
const FIRST_COMMAND: u32 = 1_000;

/// Connects from an address of this machine.
pub async fn connect(web: SocketAddr, own: IpAddr) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((own, 0).into())?;
    let stream = socket.connect(web).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The text of a command.
pub fn command(number: u32, command: Command) -> anyhow::Result<String> {
    Ok(serde_json::to_string(&Up::Command { id: number.into(), command })?)
}

/// Somebody with a seat, who floods class with frames.
pub struct Intruder {
    /// The seat.
    pub seat: Seat,
    /// Counts what they are answered.
    pub answers: Answers,
    own: IpAddr,
    web: SocketAddr,
}

impl Intruder {
    /// Takes so many seats from one of the attackers' addresses.
    pub async fn several(arena: &Arena, count: usize, number: u8) -> anyhow::Result<Vec<Intruder>> {
        let (own, web) = (Arena::address(number), arena.web);
        let seats = arena.seats(count, number).await?.into_iter();
        Ok(seats.map(|seat| Intruder { seat, own, web, answers: arena.answers.clone() }).collect())
    }

    /// Sends frames at this pace, for ever; comes back when the connection is ended. `frame` makes the frame of a number.
    pub async fn flood(&self, pace: &Pace, frame: impl Fn(u32) -> anyhow::Result<String>) -> anyhow::Result<()> {
        // The server knows the last commands of a seat, and does none twice.
        let mut number = FIRST_COMMAND;
        loop {
            pace.turn().await;
            let Some((mut outgoing, mut incoming)) = self.enter().await else { continue };
            let send = async {
                loop {
                    pace.turn().await;
                    number += 1;
                    if !outgoing.send(frame(number)?).await {
                        // Reading shows why.
                        return std::future::pending::<anyhow::Result<()>>().await;
                    }
                }
            };
            tokio::select! {
                failed = send => failed?,
                () = self.read(&mut incoming) => {}
            }
        }
    }

    /// Says hello, and leaves the answer unread.
    pub async fn hello(&self) -> anyhow::Result<Socket> {
        let hello = Up::Hello { version: protocol::VERSION, token: self.seat.token.clone(), resume: None };
        let mut socket = Socket::over(connect(self.web, self.own).await?, self.web).await?;
        socket.send(&hello).await;
        Ok(socket)
    }

    /// Comes into class; `None` when the server did not let them.
    pub async fn enter(&self) -> Option<(Outgoing, Incoming)> {
        let Ok(socket) = self.hello().await else {
            self.answers.ended(None);
            return None;
        };
        let (outgoing, mut incoming) = socket.split();
        match incoming.next().await {
            Some(frame) if frame.is("welcome") => Some((outgoing, incoming)),
            Some(frame) => {
                count(&self.answers, &frame);
                None
            }
            None => {
                self.answers.ended(None);
                None
            }
        }
    }

    /// Counts the answers until the connection ends.
    pub async fn read(&self, incoming: &mut Incoming) {
        loop {
            match incoming.next().await {
                Some(frame) if frame.is("bye") => return count(&self.answers, &frame),
                Some(frame) => count(&self.answers, &frame),
                None => return self.answers.ended(None),
            }
        }
    }
}

/// Counts a frame, if it is an answer.
pub fn count(answers: &Answers, frame: &Frame) {
    if frame.is("ack") {
        return answers.done();
    }
    if !frame.is("refused") && !frame.is("bye") {
        return;
    }
    match serde_json::from_str(&frame.0) {
        Ok(Down::Refused { refusal, .. }) => answers.refused(refusal.code),
        Ok(Down::Bye { code }) => answers.ended(Some(code)),
        _ => {}
    }
}
