//! The web's listening socket, with limits on how many connections there are, how many of one client, and how long a
//! connection may be idle. Without them, a client that holds connections open takes every file descriptor of the
//! process, and with those the files of the recordings.

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    extract::connect_info::Connected,
    serve::{IncomingStream, Listener},
};
use protocol::limits;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpSocket, TcpStream},
    time::{Instant, Sleep, sleep},
};

use crate::client_address::ClientAddress;

/// One part in so many of the process's file descriptors is reserved for databases, recordings and media.
const RESERVED_PART: u64 = 8;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// In all.
    pub connections: usize,
    /// Of one client; `None` where all come from a proxy.
    pub of_client: Option<usize>,
    /// A connection over which nothing goes in either direction for this long is closed.
    pub idle: Duration,
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
            of_client: (!behind_proxy).then_some(connections / 2),
            idle: Duration::from_millis(limits::IDLE_CONNECTION_MS),
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
    open: Arc<Mutex<Open>>,
}

/// How many connections are open.
#[derive(Debug, Default)]
struct Open {
    all: usize,
    of: HashMap<ClientAddress, usize>,
}

impl BoundedListener {
    /// Accepts what `listener` accepts, within the bounds.
    pub fn new(listener: TcpListener, bounds: Bounds) -> BoundedListener {
        BoundedListener { listener, bounds, open: Arc::default() }
    }

    fn permit(&self, client: ClientAddress) -> Option<Permit> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let theirs = open.of.get(&client).copied().unwrap_or(0);
        if open.all >= self.bounds.connections || self.bounds.of_client.is_some_and(|most| theirs >= most) {
            return None;
        }
        open.all += 1;
        open.of.insert(client, theirs + 1);
        Some(Permit { client, open: Arc::clone(&self.open) })
    }
}

impl Listener for BoundedListener {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Connection, SocketAddr) {
        loop {
            let (stream, address) = Listener::accept(&mut self.listener).await;
            match self.permit(address.ip().into()) {
                Some(permit) => return (Connection::new(stream, self.bounds.idle, permit), address),
                None => tracing::debug!(%address, "too many connections: closed"),
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// The address of a connection's other end.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, BoundedListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, BoundedListener>) -> Self {
        Peer(*stream.remote_addr())
    }
}

/// The right to one connection, given back when it is dropped.
#[derive(Debug)]
struct Permit {
    client: ClientAddress,
    open: Arc<Mutex<Open>>,
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(theirs) = open.of.get_mut(&self.client) {
            *theirs -= 1;
            if *theirs == 0 {
                open.of.remove(&self.client);
            }
        }
    }
}

/// A connection that ends with [`io::ErrorKind::TimedOut`] when nothing was read or written for a while.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    idle: Duration,
    /// Fires when the connection was idle for too long.
    end: Pin<Box<Sleep>>,
    _permit: Permit,
}

impl Connection {
    fn new(stream: TcpStream, idle: Duration, permit: Permit) -> Connection {
        // Nagle's algorithm holds a small frame back until the one before it is acknowledged: a command's
        // acknowledgement then took 48 ms instead of 10. Without the option the connection still works, only slower.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY could not be set");
        }
        Connection { stream, idle, end: Box::pin(sleep(idle)), _permit: permit }
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
        let poll = Pin::new(&mut self.stream).poll_read(cx, buffer);
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
    use axum::{Router, routing::get};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn serve(bounds: Bounds) -> SocketAddr {
        let listener = BoundedListener::new(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), bounds);
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(async || "ok")).into_make_service_with_connect_info::<Peer>();
        tokio::spawn(axum::serve(listener, router).into_future());
        address
    }

    /// Sends a request over a connection that stays open. Returns whether there was an answer.
    async fn is_answered(stream: &mut TcpStream) -> bool {
        let mut answer = [0; 64];
        // Writing to a closed connection fails, or reading from it ends.
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.is_ok()
            && stream.read(&mut answer).await.is_ok_and(|length| length > 0)
    }

    #[tokio::test]
    async fn what_is_written_is_sent_at_once() {
        let bounds = Bounds { connections: 1, of_client: None, idle: Duration::from_secs(60) };
        let mut listener = BoundedListener::new(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), bounds);
        let address = listener.local_addr().unwrap();
        let (_client, (connection, _)) = tokio::join!(TcpStream::connect(address), listener.accept());
        assert!(connection.stream.nodelay().unwrap());
    }

    #[tokio::test]
    async fn one_client_has_a_part_of_the_connections_and_gets_places_back() {
        let bounds = Bounds { connections: 4, of_client: Some(2), idle: Duration::from_secs(60) };
        let address = serve(bounds).await;
        let connect = async || TcpStream::connect(address).await.unwrap();
        let (mut first, mut second) = (connect().await, connect().await);
        assert!(is_answered(&mut first).await && is_answered(&mut second).await);
        assert!(!is_answered(&mut connect().await).await, "a third");
        drop(first);
        // The server notices the end of a connection a moment later.
        while !is_answered(&mut connect().await).await {
            tokio::task::yield_now().await;
        }
        assert!(is_answered(&mut second).await);
    }

    #[tokio::test]
    async fn who_says_nothing_or_half_of_it_is_closed() {
        let bounds = Bounds { connections: 8, of_client: None, idle: Duration::from_millis(200) };
        let address = serve(bounds).await;
        for said in [
            "",
            "GET / HT",
            "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nhalf",
            "GET / HTTP/1.1\r\nhost: x\r\n\r\n",
        ] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(said.as_bytes()).await.unwrap();
            let mut all = Vec::new();
            let ended = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut all)).await;
            assert!(ended.is_ok(), "{said:?} is held open");
        }
    }
}
