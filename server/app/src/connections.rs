//! Serves HTTP over the connections of a [`BoundedListener`].

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{BoxError, Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{
    body::{Body as _, Bytes, Frame, Incoming, SizeHint},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use protocol::limits;
use tokio::{
    sync::watch,
    time::{Sleep, sleep},
};
use tower_service::Service;

use crate::listener::{Accepted, BoundedListener, Peer};

/// Serves HTTP/1.1 until `stop`, then lets requests that are under way finish.
pub async fn serve(mut listener: BoundedListener, router: Router, stop: impl Future<Output = ()>) {
    let (stopping, stops) = watch::channel(());
    let bounds = listener.bounds();
    // HTTP/2 would let one connection begin two hundred requests at once, whose bodies wait in memory.
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(bounds.headers).max_buf_size(limits::REQUEST_BUFFER_BYTES);
    tokio::pin!(stop);
    loop {
        let Accepted { connection, peer, entry, silent } = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let closed = silent.1.closed();
        let silent = Mutex::new(Some(silent));
        let service = service_fn({
            let router = router.clone();
            move |request| {
                drop(silent.lock().unwrap_or_else(PoisonError::into_inner).take());
                answer(router.clone(), peer.clone(), bounds.body, request)
            }
        });
        let connection = http.serve_connection(TokioIo::new(connection), service).with_upgrades();
        let mut stops = stops.clone();
        tokio::spawn(async move {
            tokio::pin!(connection);
            // Whoever breaks off needs no answer.
            tokio::select! {
                _ = connection.as_mut() => return,
                () = entry.closed() => return,
                () = closed => return,
                _ = stops.changed() => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        });
    }
    drop((listener, stops));
    // No connection can miss it: each holds a receiver until it ends.
    let _ = stopping.send(());
    stopping.closed().await;
}

async fn answer(
    mut router: Router,
    peer: Peer,
    within: Duration,
    mut request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    let body = |body: Incoming| match body.is_end_stream() {
        true => Body::empty(),
        false => Body::new(PromptBody { body, late: Box::pin(sleep(within)) }),
    };
    router.call(request.map(body)).await
}

/// The body of a request, which fails when it is not whole in time.
struct PromptBody {
    body: Incoming,
    late: Pin<Box<Sleep>>,
}

impl hyper::body::Body for PromptBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if self.late.as_mut().poll(context).is_ready() {
            return Poll::Ready(Some(Err("the body took too long".into())));
        }
        Pin::new(&mut self.body).poll_frame(context).map_err(BoxError::from)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::{net::SocketAddr, time::Duration};

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpSocket, TcpStream},
    };

    use super::*;
    use crate::listener::Bounds;

    const SLOW: Bounds = Bounds {
        connections: 8,
        silent: 8,
        of_client: None,
        idle: Duration::from_secs(60),
        headers: Duration::from_secs(60),
        body: Duration::from_secs(60),
    };

    async fn serve(bounds: Bounds) -> SocketAddr {
        let listener = BoundedListener::new(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), bounds);
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(async || "ok").post(async |body: String| body));
        tokio::spawn(super::serve(listener, router, std::future::pending()));
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
    async fn one_client_has_a_part_of_the_connections_and_gets_places_back() {
        let bounds = Bounds { connections: 4, of_client: Some(2), ..SLOW };
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

    /// Connects from one of the addresses that this machine has for itself.
    async fn connect_from(last: u8, server: SocketAddr) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(([127, 0, 0, last], 0).into()).unwrap();
        socket.connect(server).await.unwrap()
    }

    #[tokio::test]
    async fn a_newcomer_gets_a_place_of_whoever_has_most() {
        let address = serve(Bounds { connections: 4, of_client: Some(3), ..SLOW }).await;
        let mut crowd =
            [connect_from(1, address).await, connect_from(1, address).await, connect_from(1, address).await];
        let mut another = connect_from(2, address).await;
        assert!(is_answered(&mut another).await && is_answered(&mut crowd[2]).await);
        let mut newcomer = connect_from(3, address).await;
        assert!(is_answered(&mut newcomer).await, "all places are taken, most of them by one client");
        let mut nothing = Vec::new();
        assert_eq!(crowd[0].read_to_end(&mut nothing).await.unwrap_or(0), 0, "the oldest is closed");
        assert!(
            is_answered(&mut crowd[1]).await && is_answered(&mut another).await && is_answered(&mut newcomer).await
        );
        assert!(!is_answered(&mut connect_from(2, address).await).await, "who has one takes none of two");
    }

    #[tokio::test]
    async fn who_has_most_connections_without_a_request_gives_one_up_and_who_has_sent_one_does_not() {
        let address = serve(Bounds { silent: 3, ..SLOW }).await;
        let mut busy = connect_from(1, address).await;
        assert!(is_answered(&mut busy).await);
        let mut silent =
            [connect_from(1, address).await, connect_from(1, address).await, connect_from(1, address).await];
        let mut another = connect_from(2, address).await;
        assert!(is_answered(&mut another).await);
        let mut nothing = Vec::new();
        assert_eq!(silent[0].read_to_end(&mut nothing).await.unwrap_or(0), 0, "the oldest is closed");
        for mut connection in silent.into_iter().skip(1).chain([busy, another]) {
            assert!(is_answered(&mut connection).await);
        }
    }

    #[tokio::test]
    async fn who_says_nothing_or_half_of_it_is_closed() {
        let bounds = Bounds { idle: Duration::from_millis(200), ..SLOW };
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

    #[tokio::test]
    async fn who_sends_headers_or_a_body_byte_by_byte_is_closed() {
        let short = Duration::from_millis(300);
        let headers = Bounds { headers: short, ..SLOW };
        let body = Bounds { body: short, ..SLOW };
        let of_body = "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10000\r\n\r\n";
        for (bounds, at_once) in [(headers, "GET / HTTP/1.1\r\nx: "), (body, of_body)] {
            let mut stream = TcpStream::connect(serve(bounds).await).await.unwrap();
            stream.write_all(at_once.as_bytes()).await.unwrap();
            let mut drip = async || {
                while stream.write_all(b"x").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            let closed = tokio::time::timeout(Duration::from_secs(20), drip()).await;
            assert!(closed.is_ok(), "{at_once:?}: the connection is held open");
        }
    }

    #[tokio::test]
    async fn a_body_that_comes_in_pieces_is_taken_and_http_2_is_not_spoken() {
        let mut stream = TcpStream::connect(serve(SLOW).await).await.unwrap();
        stream.write_all(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nab").await.unwrap();
        stream.write_all(b"cd").await.unwrap();
        let mut answer = [0; 512];
        let length = stream.read(&mut answer).await.unwrap();
        assert!(answer[..length].ends_with(b"abcd"), "{}", String::from_utf8_lossy(&answer));
        let mut stream = TcpStream::connect(serve(SLOW).await).await.unwrap();
        stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 "), "{answer:?}");
    }

    #[tokio::test]
    async fn headers_beyond_the_buffer_are_refused() {
        let mut stream = TcpStream::connect(serve(SLOW).await).await.unwrap();
        let long = "x".repeat(2 * limits::REQUEST_BUFFER_BYTES);
        stream.write_all(format!("GET / HTTP/1.1\r\nhost: x\r\nx: {long}\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // The connection may be reset because not all was read.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&answer));
    }
}
