//! The web's listening socket, with limits on how many connections there are, how many of one client, and how long a
//! connection may be idle. Without them, a client that holds connections open takes every file descriptor of the
//! process, and with those the files of the recordings.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use axum::serve::Listener;
use protocol::limits;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpSocket, TcpStream},
    time::{Instant, Sleep, sleep},
};

use crate::{
    crowding::{Crowd, Entry},
    gate::Gate,
    places::{Place, Places},
};

/// One part in so many of the process's file descriptors is reserved for databases, recordings and media.
const RESERVED_PART: u64 = 8;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// In all.
    pub connections: usize,
    /// Of these, before their first request.
    pub silent: usize,
    /// Of one client; `None` where all come from a proxy.
    pub of_client: Option<usize>,
    /// A connection over which nothing goes in either direction for this long is closed.
    pub idle: Duration,
    /// So is one over which the headers of a request do not arrive within this time, counted from its start or from the last
    /// answer: a client that sends a byte a minute would otherwise hold it for ever.
    pub headers: Duration,
    /// So is one over which the body of a request is not whole within this time after its headers.
    pub body: Duration,
}

impl Bounds {
    /// The bounds of this process, after raising its limit of file descriptors as far as the system allows.
    pub fn of_process(behind_proxy: bool) -> Bounds {
        let descriptors = rlimit::increase_nofile_limit(u64::MAX).unwrap_or_else(|error| {
            tracing::warn!(%error, "the limit of open files could not be raised");
            limits::CONNECTIONS as u64
        });
        let free = usize::try_from(descriptors - descriptors / RESERVED_PART).unwrap_or(usize::MAX);
        let connections = free.min(limits::CONNECTIONS);
        if connections < limits::CONNECTIONS {
            tracing::warn!(connections, "few files may be open at a time (ulimit -n): so many connections are taken");
        }
        Bounds {
            connections,
            silent: limits::SILENT_CONNECTIONS.min(connections / 2),
            of_client: (!behind_proxy).then_some(limits::CONNECTIONS_OF_CLIENT.min(connections / 2)),
            idle: Duration::from_millis(limits::IDLE_CONNECTION_MS),
            headers: Duration::from_millis(limits::REQUEST_HEADERS_MS),
            body: Duration::from_millis(limits::REQUEST_BODY_MS),
        }
    }
}

/// Connections that may wait to be accepted: those of a class that comes back all at once, with what its browsers open
/// beside, several times. Where more come, the kernel answers none of them, and each tries again after a second or more
/// (RFC 6298, section 5.7). The system has a bound of its own, on Linux `net.core.somaxconn`, usually 4,096.
const BACKLOG: u32 = 4_096;

/// Listens on an address.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // A server that is restarted takes its port although connections to the last one are still closing.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// A listener that closes connections beyond its bounds.
pub struct BoundedListener {
    listener: TcpListener,
    bounds: Bounds,
    crowd: Crowd,
    silent: Crowd,
}

impl BoundedListener {
    /// Accepts what `listener` accepts, within the bounds.
    pub fn new(listener: TcpListener, bounds: Bounds) -> BoundedListener {
        let crowd = Crowd::new(Places::new(bounds.connections, bounds.of_client));
        let silent = Crowd::new(Places::new(bounds.silent, None));
        BoundedListener { listener, crowd, silent, bounds }
    }

    /// Where it listens.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Its bounds.
    pub fn bounds(&self) -> Bounds {
        self.bounds
    }

    /// The next connection within the bounds.
    pub async fn accept(&mut self) -> Accepted {
        loop {
            // This waits by itself while the process has no file descriptor left.
            let (stream, address) = Listener::accept(&mut self.listener).await;
            let client = address.ip().into();
            let (Some((place, entry)), Some(silent)) = (self.crowd.enter(client), self.silent.enter(client)) else {
                tracing::debug!(%address, "too many connections: closed");
                continue;
            };
            let gate = Gate::default();
            let connection = Connection::new(stream, self.bounds.idle, place, gate.clone());
            return Accepted { connection, peer: Peer { address, gate }, entry, silent };
        }
    }
}

/// A connection that was accepted. It is closed for a newcomer when one of its entries says so.
pub struct Accepted {
    /// The connection.
    pub connection: Connection,
    /// Its other end.
    pub peer: Peer,
    /// Its entry among those that carry requests.
    pub entry: Entry,
    /// Its place and entry among those over which no request has come, to be dropped with the first one.
    pub silent: (Place, Entry),
}

/// The other end of a connection.
#[derive(Debug, Clone)]
pub struct Peer {
    /// Its address.
    pub address: SocketAddr,
    /// Bounds what it may send.
    pub gate: Gate,
}

/// A connection that ends with [`io::ErrorKind::TimedOut`] when nothing was read or written for a while.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    idle: Duration,
    /// Fires when the connection was idle for too long.
    end: Pin<Box<Sleep>>,
    gate: Gate,
    _place: Place,
}

impl Connection {
    fn new(stream: TcpStream, idle: Duration, place: Place, gate: Gate) -> Connection {
        // Nagle's algorithm holds a small frame back until the one before it is acknowledged: a command's
        // acknowledgement then took 48 ms instead of 10. Without the option the connection still works, only slower.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
        Connection { stream, idle, end: Box::pin(sleep(idle)), gate, _place: place }
    }

    /// Ends the connection with an error when it was idle for too long; a poll that made progress puts that off.
    fn after<T>(&mut self, cx: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if poll.is_ready() {
            let end = Instant::now() + self.idle;
            self.end.as_mut().reset(end);
            return poll;
        }
        self.end.as_mut().poll(cx).map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if poll.is_ready() && !self.gate.pass(buffer.filled().len() - before) {
            return Poll::Ready(Err(io::ErrorKind::QuotaExceeded.into()));
        }
        self.after(cx, poll)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.after(cx, poll)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write_vectored(cx, bytes);
        self.after(cx, poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_written_is_sent_at_once() {
        let bounds = Bounds { connections: 1, of_client: None, ..Bounds::of_process(true) };
        let mut listener = BoundedListener::new(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), bounds);
        let address = listener.local_addr().unwrap();
        let (_client, Accepted { connection, .. }) = tokio::join!(TcpStream::connect(address), listener.accept());
        assert!(connection.stream.nodelay().unwrap());
    }
}
