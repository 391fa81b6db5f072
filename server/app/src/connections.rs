//! Serves HTTP over the connections of a [`BoundedListener`].

use std::convert::Infallible;

use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use protocol::limits;
use tower_service::Service;

use crate::listener::{BoundedListener, Peer};

/// Serves until `stop`, then lets requests that are under way finish.
pub async fn serve(mut listener: BoundedListener, router: Router, stop: impl Future<Output = ()>) {
    let graceful = GracefulShutdown::new();
    let mut http = auto::Builder::new(TokioExecutor::new()).http1_only();
    http.http1()
        .timer(TokioTimer::new())
        .header_read_timeout(listener.bounds().headers)
        .max_buf_size(limits::REQUEST_BUFFER_BYTES);
    tokio::pin!(stop);
    loop {
        let (connection, peer) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let service = service_fn({
            let router = router.clone();
            move |request| answer(router.clone(), peer.clone(), request)
        });
        let served =
            graceful.watch(http.serve_connection_with_upgrades(TokioIo::new(connection), service).into_owned());
        tokio::spawn(async move {
            // Whoever breaks off needs no answer.
            let _ = served.await;
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

async fn answer(
    mut router: Router,
    peer: Peer,
    mut request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    request.extensions_mut().insert(ConnectInfo(peer));
    router.call(request.map(Body::new)).await
}

#[cfg(test)]
mod tests {
    use std::{net::SocketAddr, time::Duration};

    use axum::routing::get;
    use tokio::{
        io::{AsyncReadExt, AsyncWriteExt},
        net::{TcpListener, TcpStream},
    };

    use super::*;
    use crate::listener::Bounds;

    const SLOW: Bounds =
        Bounds { connections: 8, of_client: None, idle: Duration::from_secs(60), headers: Duration::from_secs(60) };

    async fn serve(bounds: Bounds) -> SocketAddr {
        let listener = BoundedListener::new(TcpListener::bind(("127.0.0.1", 0)).await.unwrap(), bounds);
        let address = listener.local_addr().unwrap();
        let router = Router::new().route("/", get(async || "ok"));
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

    #[tokio::test]
    async fn who_says_nothing_or_half_of_it_is_closed() {
        let bounds = Bounds { connections: 8, of_client: None, idle: Duration::from_millis(200), ..SLOW };
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
    async fn who_sends_headers_byte_by_byte_is_closed() {
        let address = serve(Bounds { headers: Duration::from_millis(300), ..SLOW }).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut drip = async || {
            for byte in b"GET / HTTP/1.1\r\nx: ".iter().chain(std::iter::repeat(&b'x')) {
                if stream.write_all(&[*byte]).await.is_err() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        assert!(tokio::time::timeout(Duration::from_secs(20), drip()).await.is_ok(), "the connection is held open");
    }

    #[tokio::test]
    async fn headers_beyond_the_buffer_are_refused() {
        let mut stream = TcpStream::connect(serve(SLOW).await).await.unwrap();
        let long = "x".repeat(limits::REQUEST_BUFFER_BYTES);
        stream.write_all(format!("GET / HTTP/1.1\r\nhost: x\r\nx: {long}\r\n\r\n").as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // The connection may be reset because not all was read.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431 "), "{}", String::from_utf8_lossy(&answer));
    }
}
