//! Connections of people who say nothing.

use std::{io::ErrorKind::WouldBlock, time::Duration};

use futures_util::future::join_all;
use tokio::{io::AsyncWriteExt, net::TcpStream, time::interval};

use super::super::{arena::Arena, intruder::connect, pace::Pace};
use crate::socket::Socket;

/// Addresses from which they come.
const ADDRESSES: u8 = 4;
/// WebSockets of all of them, a second: more than [`protocol::limits::STRANGERS`] within the five seconds that each has.
const SOCKETS_PER_SECOND: u32 = 600;
/// Connections of all of them over which nothing comes, a second.
const SILENT_PER_SECOND: u32 = 1_000;
/// Connections that send headers byte by byte.
const SLOW: usize = 300;
/// Time between bytes of a header.
const BYTE_EVERY: Duration = Duration::from_secs(1);

/// WebSockets from four addresses that never say hello: 6,000 once took 1.7 GB. An address has so many, and all together:
/// `STRANGERS_OF_ADDRESS`, `STRANGERS`; each has `HELLO_BYTES` and a `HEARTBEAT_MS`.
pub async fn sockets(mut arena: Arena) -> anyhow::Result<()> {
    arena.begin().await?;
    let pace = Pace::per_second(SOCKETS_PER_SECOND);
    let come = async |number: u8| {
        let mut silent = Vec::new();
        loop {
            pace.turn().await;
            let Ok(stream) = connect(arena.web, Arena::address(number)).await else {
                arena.answers.ended(None);
                continue;
            };
            match Socket::over(stream, arena.web).await {
                Ok(socket) => {
                    arena.answers.done();
                    silent.push(socket);
                }
                Err(error) => arena.answers.no_socket(&error),
            }
        }
    };
    join_all((1..=ADDRESSES).map(come)).await;
    Ok(())
}

/// Connections from four addresses over which nothing comes: 16,800 took 480 MB. All together have `SILENT_CONNECTIONS`.
pub async fn silent(mut arena: Arena) -> anyhow::Result<()> {
    arena.begin().await?;
    let pace = Pace::per_second(SILENT_PER_SECOND);
    let come = async |number: u8| {
        let mut silent = Vec::new();
        loop {
            pace.turn().await;
            match connect(arena.web, Arena::address(number)).await {
                Ok(stream) => silent.push(stream),
                Err(_) => arena.answers.ended(None),
            }
            // Those that the server has closed.
            let before = silent.len();
            silent.retain(|stream| matches!(stream.try_read(&mut [0]), Err(error) if error.kind() == WouldBlock));
            (silent.len()..before).for_each(|_| arena.answers.ended(None));
        }
    };
    join_all((1..=ADDRESSES).map(come)).await;
    Ok(())
}

/// Connections over which headers come byte by byte: each was held for ever. Headers have `REQUEST_HEADERS_MS`.
pub async fn headers(mut arena: Arena) -> anyhow::Result<()> {
    arena.begin().await?;
    let pace = Pace::per_second(SLOW as u32);
    let come = async |_| {
        loop {
            pace.turn().await;
            if let Ok(stream) = connect(arena.web, Arena::address(1)).await {
                dawdle(stream).await;
            }
            arena.answers.ended(None);
        }
    };
    join_all((0..SLOW).map(come)).await;
    Ok(())
}

/// Sends bytes of a header until the server closes the connection, after an answer perhaps.
async fn dawdle(stream: TcpStream) {
    let (mut incoming, mut outgoing) = stream.into_split();
    let mut nowhere = tokio::io::sink();
    let write = async {
        let mut written = outgoing.write_all(b"GET / HTTP/1.1\r\nx: ").await;
        let mut pace = interval(BYTE_EVERY);
        while written.is_ok() {
            pace.tick().await;
            written = outgoing.write_all(b"x").await;
        }
    };
    tokio::select! {
        () = write => {}
        _ = tokio::io::copy(&mut incoming, &mut nowhere) => {}
    }
}
